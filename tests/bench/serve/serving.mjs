// A project in a folder of its own, `casebook serve` on it, and clients that send what they want, byte for byte.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';

/** The program under test. */
export const CASEBOOK = process.env.CASEBOOK ?? path.resolve(import.meta.dirname, '../../../target/release/casebook');

/** Longest that anything is waited for, in ms: what takes longer does not happen. */
export const PATIENCE = 30_000;

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** A postmortem; `text` is what a test looks for. */
export const incident = (title, text) => `---
title: ${title}
started: 2024-05-01T10:00:00Z
resolved: 2024-05-01T10:40:00Z
---

# ${title}

## Summary

${text}

## Root cause

A bad deploy.
`;

/** A folder that holds a project; gone at the end. */
export class Project {
  static async make() {
    return new Project(await mkdtemp(path.join(tmpdir(), 'casebook-serve-')));
  }

  constructor(root) {
    this.root = root;
  }

  path(name) {
    return path.join(this.root, name);
  }

  async write(name, text) {
    await mkdir(path.dirname(this.path(name)), { recursive: true });
    await writeFile(this.path(name), text);
  }

  remove(name = '') {
    return rm(this.path(name), { recursive: true, force: true });
  }
}

/** A server that runs, and what it says. */
export class Server {
  /** Starts it on a port that the system chooses, unless `options` name one; `wrap` is a command to run it under. */
  static async start(root, options = ['--port', '0'], { wrap = [] } = {}) {
    const server = new Server(root, options, wrap);
    await server.until(() => server.url !== null, 'it says where it serves');
    return server;
  }

  constructor(root, options, wrap = []) {
    const [command, ...rest] = [...wrap, CASEBOOK, 'serve', '--root', root, ...options];
    this.child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    this.said = '';
    this.url = null;
    this.ended = new Promise((done) => this.child.on('exit', (code, signal) => done(code ?? signal)));
    this.child.stderr.setEncoding('utf8');
    this.child.stderr.on('data', (text) => {
      this.said += text;
      const match = /serving (http:\S+)/.exec(this.said);
      if (match && !this.url) {
        this.url = match[1];
        this.port = Number(new URL(match[1]).port);
      }
    });
  }

  /** Builds that were told so far, the first one included. */
  get builds() {
    return (this.said.match(/ in \d+ ms(?: \(|$)/gm) ?? []).length;
  }

  /** Resident memory in KiB. */
  get resident() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))[1]);
  }

  /** Open files and sockets. */
  get descriptors() {
    return readdirSync(`/proc/${this.child.pid}/fd`).length;
  }

  get(target, options) {
    return get(this.port, target, options);
  }

  /** Waits until `what`, asked `every` so many ms, gives true; gives how long that took, in ms. */
  async until(what, told, { within = PATIENCE, since = performance.now(), every = 1 } = {}) {
    for (;;) {
      if (await what()) return performance.now() - since;
      if (performance.now() - since > within) throw new Error(`not within ${within} ms: ${told}\n${this.said.slice(-2000)}`);
      await sleep(every);
    }
  }

  /** Waits until a page has this status and these words; gives how long that took, in ms. */
  shows(target, status, words = '', options = {}) {
    const is = async () => {
      const answer = await this.get(target);
      return answer.status === status && answer.body.includes(words);
    };
    return this.until(is, `${target} answers ${status} with "${words}"`, options);
  }

  /** What an open page is told right now: its fingerprint and what is wrong with it. */
  async state(target) {
    return new Promise((done, failed) => {
      const asked = http.get({ port: this.port, path: `/.casebook/events?page=${encodeURIComponent(target)}` }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (data) => {
          text += data;
          const found = /^data: (.*)$/m.exec(text);
          if (found) {
            asked.destroy();
            done(JSON.parse(found[1]));
          }
        });
      });
      asked.on('error', failed);
    });
  }

  /** Ends it as Ctrl-C does; gives its exit code. */
  async stop(signal = 'SIGINT') {
    this.child.kill(signal);
    return this.ended;
  }
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });

/** One request; `target` is sent as it is. Sent again if a kept connection was closed meanwhile. */
export function get(port, target, { method = 'GET', headers = {}, again = true } = {}) {
  return new Promise((done, failed) => {
    const asked = http.request({ port, path: target, method, headers, agent }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (data) => (body += data));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body }));
      answer.on('error', failed);
    });
    asked.on('error', (error) => {
      if (again && asked.reusedSocket) get(port, target, { method, headers, again: false }).then(done, failed);
      else failed(error);
    });
    asked.end();
  });
}

/** Sends bytes on a connection of their own; gives everything that comes back until it is closed or quiet. */
export function raw(port, bytes, { quiet = 1000 } = {}) {
  return new Promise((done) => {
    let text = '';
    const socket = net.connect(port, '127.0.0.1');
    socket.setTimeout(quiet, () => socket.destroy());
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => done(text));
    socket.on('connect', () => socket.write(bytes));
  });
}

/** The status of an answer as it came over the wire; 0 if there was none. */
export const status = (answer) => Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);

/** What is tried, a line each. */
export class Report {
  constructor() {
    this.failed = 0;
    this.passed = 0;
    this.group = '';
  }

  begin(group) {
    this.group = group;
    this.number = 0;
    console.log(`\n${group}`);
  }

  /** Tries one thing; what it gives is told, what it throws is a failure. */
  async try(name, what) {
    this.number += 1;
    const line = (mark, told) => console.log(`${mark} ${String(this.number).padStart(2)}  ${name.padEnd(62)} ${told}`.trimEnd());
    try {
      const told = await what();
      this.passed += 1;
      line('ok  ', told ?? '');
    } catch (error) {
      this.failed += 1;
      line('FAIL', error.message.split('\n')[0]);
      if (process.env.VERBOSE) console.log(error.stack);
    }
  }

  /** Says what could not be tried, and why. */
  skip(name, why) {
    this.number += 1;
    console.log(`--   ${String(this.number).padStart(2)}  ${name.padEnd(62)} not tried: ${why}`);
  }
}

export const ms = (value) => `${Math.round(value)} ms`;

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

/** How busy the machine is: figures of a busy one are worth little. */
export const load = () => `load ${loadavg()[0].toFixed(1)}`;
