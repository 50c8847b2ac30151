// How changes reach the disk: nine ways in which editors save, storms of events, events that get lost, and whoever
// reads meanwhile.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFile, copyFile, cp, mkdir, open, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Project, Server, incident, load, median, ms, sleep } from './serving.mjs';

/** A save is shown within this time, in ms. */
const SHOWN_WITHIN = 250;

/** What was lost, or stormed, is shown within this time, in ms. */
const RECOVERS_WITHIN = 2000;

/** How often each way of saving is tried. */
const ROUNDS = 5;

const DOCUMENTS = 500;

/** Nine ways in which editors save: each gets a file and its new text. */
const EDITORS = {
  'in place (nano, VS Code)': (file, text) => writeFile(file, text),
  'in place, in two writes': async (file, text) => {
    const handle = await open(file, 'w');
    const middle = Math.floor(text.length / 2);
    await handle.write(text.slice(0, middle));
    await handle.write(text.slice(middle));
    await handle.close();
  },
  'vim: the old one becomes a backup, a new one is written': async (file, text) => {
    const probe = path.join(path.dirname(file), '4913');
    await writeFile(probe, '');
    await unlink(probe);
    await rename(file, `${file}~`);
    await writeFile(file, text);
    await unlink(`${file}~`);
  },
  'emacs: a lock, a copy as backup, written in place': async (file, text) => {
    const lock = path.join(path.dirname(file), `.#${path.basename(file)}`);
    await writeFile(lock, '');
    await copyFile(file, `${file}~`);
    await writeFile(file, text);
    await unlink(lock);
  },
  'JetBrains: a temporary file, two renames': async (file, text) => {
    await writeFile(`${file}___jb_tmp___`, text);
    await rename(file, `${file}___jb_old___`);
    await rename(`${file}___jb_tmp___`, file);
    await unlink(`${file}___jb_old___`);
  },
  'another file renamed over it': async (file, text) => {
    await writeFile(`${file}.tmp`, text);
    await rename(`${file}.tmp`, file);
  },
  'deleted and made again': async (file, text) => {
    await unlink(file);
    await writeFile(file, text);
  },
  'one half, and the rest 100 ms later': async (file, text) => {
    const middle = Math.floor(text.length / 2);
    await writeFile(file, text.slice(0, middle));
    await sleep(100);
    await appendFile(file, text.slice(middle));
  },
  'a hundred times in a row': async (file, text) => {
    for (let i = 0; i < 99; i += 1) await writeFile(file, text.replace('It', `Not yet (${i}), it`));
    await writeFile(file, text);
  },
};

/** Ways in which a nested folder is made and filled at once. */
const FOLDERS = {
  one: (it, name, text) => it.write(`content/${name}/a.md`, text),
  deep: (it, name, text) => it.write(`content/${name}/b/c/d/e/f/a.md`, text),
  moved: async (it, name, text) => {
    await it.write(`outside/${name}/b/a.md`, text);
    await rename(it.path(`outside/${name}`), it.path(`content/${name}`));
  },
  copied: async (it, name, text) => {
    await it.write(`outside/${name}/b/a.md`, text);
    await cp(it.path(`outside/${name}`), it.path(`content/${name}`), { recursive: true });
  },
  renamed: async (it, name, text) => {
    await it.write(`content/${name}-x/b/a.md`, text);
    await rename(it.path(`content/${name}-x`), it.path(`content/${name}`));
  },
  shell: (it, name, text) => void execFileSync('sh', ['-c', 'mkdir -p "$1/b/c" && printf %s "$2" > "$1/b/c/a.md"', 'sh', it.path(`content/${name}`), text]),
  wide: async (it, name, text) => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => it.write(`content/${name}/${i}/x/a-${i}.md`, incident(`A ${i}`, 'Beside.'))));
    await it.write(`content/${name}/last/a.md`, text);
  },
  again: async (it, name, text) => {
    await it.write(`content/${name}/b/a.md`, 'old');
    await it.remove(`content/${name}`);
    await it.write(`content/${name}/b/a.md`, text);
  },
};

async function project(documents) {
  const it = await Project.make();
  await it.write('site.toml', 'title = "Ours"\n');
  for (let i = 0; i < documents; i += 1) await it.write(`content/incident-${i}.md`, incident(`Incident ${i}`, `Text number ${i}.`));
  return it;
}

export async function saves(report) {
  const it = await project(DOCUMENTS);
  const server = await Server.start(it.root);
  await server.shows('/incidents/incident-0/', 200, 'Text number 0.');
  try {
    report.begin(`nine ways in which editors save (${DOCUMENTS} documents, ${ROUNDS} rounds, shown within ${SHOWN_WITHIN} ms)`);
    for (const [name, save] of Object.entries(EDITORS)) await report.try(name, () => rounds(it, server, save));
    await realVim(report, it, server);

    report.begin('storms');
    await report.try('2,000 files made and removed: settled within 2 s, at most 3 builds', () => storm(it, server));

    report.begin(`lost events (within ${RECOVERS_WITHIN} ms)`);
    for (const [name, make] of Object.entries(FOLDERS)) {
      await report.try(`a nested folder made and filled at once: ${name}`, async () => {
        await make(it, `folder-${name}`, incident(name, `Made as ${name}.`).replace('---\n', `---\nslug: made-${name}\n`));
        return ms(await server.shows(`/incidents/made-${name}/`, 200, `Made as ${name}.`, { within: RECOVERS_WITHIN }));
      });
    }
    await report.try('the watched root is removed and made again', async () => {
      await it.remove('content');
      await it.write('content/again/new.md', incident('New', 'In the new folder.'));
      await it.write('content/incident-0.md', incident('Incident 0', 'In the new folder, too.'));
      const took = await server.shows('/incidents/new/', 200, 'In the new folder.', { within: RECOVERS_WITHIN });
      await sleep(1500);
      await edited(it, server, 'again/new.md', 'And edited there.');
      await edited(it, server, 'incident-0.md', 'And above.');
      return ms(took);
    });
    await report.try('the watched root is moved away and back at once', async () => {
      await rename(it.path('content'), it.path('away'));
      await rename(it.path('away'), it.path('content'));
      // Long enough that no second look is left which would find things without events.
      await sleep(1500);
      const near = await edited(it, server, 'incident-0.md', 'Edited after the move.');
      const below = await edited(it, server, 'again/new.md', 'Edited below.');
      const fresh = await edited(it, server, 'fresh/made/fresh.md', 'Made after the move.');
      return ms(Math.max(near, below, fresh));
    });
    await report.try('the queue of events overflows', () => overflow(it, server));
  } finally {
    await server.stop();
    await it.remove();
  }
  await limit(report);
  await report.try('polling, asked for', () => polled(['--poll']));
  await report.try('polling every 100 ms, asked for', () => polled(['--poll=100']));
  await readers(report);
}

/** Writes a document of the content folder; gives the time until it is shown. */
async function edited(it, server, file, text) {
  const name = file.split('/').pop().replace('.md', '');
  await it.write(`content/${file}`, incident(name, text));
  return server.shows(`/incidents/${name}/`, 200, text, { within: RECOVERS_WITHIN });
}

/** Saves in one way again and again; the time from the end of each save until it is shown. */
async function rounds(it, server, save) {
  const took = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const text = `Save ${performance.now()}.`;
    await save(it.path(`content/incident-${i}.md`), incident(`Incident ${i}`, `It was ${text}`));
    took.push(await server.shows(`/incidents/incident-${i}/`, 200, text));
    await sleep(60);
  }
  const longest = Math.max(...took);
  assert.ok(longest <= SHOWN_WITHIN, `one took ${ms(longest)}, ${load()}`);
  return `${ms(median(took))}, longest ${ms(longest)}`;
}

/** The editor itself, where there is one. */
async function realVim(report, it, server) {
  const name = 'vim itself, with its usual settings';
  if (spawnSync('vim', ['--version']).status !== 0) return report.skip(name, 'vim is not installed');
  return report.try(name, () =>
    rounds(it, server, async (file, text) => {
      await writeFile(`${it.root}/typed.txt`, text);
      const done = spawnSync('vim', ['-N', '-u', 'NONE', '-es', '-c', 'set backup', '-c', `%d`, '-c', `0r ${it.root}/typed.txt`, '-c', 'wq', file]);
      assert.equal(done.status, 0, 'vim fails');
    }),
  );
}

async function storm(it, server) {
  const before = server.builds;
  const began = performance.now();
  const names = Array.from({ length: 2000 }, (_, i) => it.path(`content/storm-${i}.md`));
  await Promise.all(names.map((name, i) => writeFile(name, incident(`Storm ${i}`, 'Passing.'))));
  await Promise.all(names.map((name) => unlink(name)));
  await it.write('content/after.md', incident('After', 'After the storm.'));
  const ended = performance.now();
  await server.shows('/incidents/after/', 200, 'After the storm.');
  for (const i of [0, 1, 999, 1999]) await server.shows(`/incidents/storm-${i}/`, 404);
  const took = performance.now() - ended;
  await sleep(1000);
  const builds = server.builds - before;
  const told = `${ms(took)} after the last of ${ms(ended - began)}, ${builds} build${builds === 1 ? '' : 's'}`;
  assert.ok(took <= RECOVERS_WITHIN && builds <= 3, told);
  return told;
}

/** More events than the system keeps while the program does not read them. */
async function overflow(it, server) {
  const most = Number(await readFile('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
  server.child.kill('SIGSTOP');
  const file = it.path('content/passing.md');
  // Two files in turn: the system counts several events of one file in a row as one.
  for (let i = 0; i < most / 2; i += 1) {
    await writeFile(file, 'x');
    await rm(file);
  }
  await it.write('content/unheard/unheard-of.md', incident('Unheard of', 'Its event was lost.'));
  await it.write('content/again/new.md', incident('New', 'Changed unheard.'));
  server.child.kill('SIGCONT');
  const since = performance.now();
  await server.shows('/incidents/unheard-of/', 200, 'Its event was lost.', { within: RECOVERS_WITHIN, since });
  const took = await server.shows('/incidents/new/', 200, 'Changed unheard.', { within: RECOVERS_WITHIN, since });
  await sleep(1500);
  // A folder whose making went unheard is watched from then on.
  await edited(it, server, 'unheard/unheard-of.md', 'Heard of now.');
  return ms(took);
}

/** The system's limit on watched folders, set low in a user namespace of its own. */
async function limit(report) {
  const name = 'the limit on watched folders: it looks by itself, and says so';
  const script = 'echo 4 > /proc/sys/user/max_inotify_watches && exec "$@"';
  const wrap = ['unshare', '--user', '--map-root-user', 'sh', '-c', script, 'sh'];
  if (spawnSync(wrap[0], [...wrap.slice(1), 'true']).status !== 0) return report.skip(name, 'no user namespaces here');
  return report.try(name, async () => {
    const it = await project(5);
    for (let i = 0; i < 10; i += 1) await it.write(`content/folder-${i}/in-${i}.md`, incident(`In ${i}`, 'In a folder.'));
    const server = await Server.start(it.root, ['--port', '0'], { wrap });
    try {
      await server.shows('/incidents/in-9/', 200, 'In a folder.');
      await it.write('content/folder-9/in-9.md', incident('In 9', 'Found by looking.'));
      const took = await server.shows('/incidents/in-9/', 200, 'Found by looking.', { within: RECOVERS_WITHIN });
      assert.match(server.said, /looking at the files every \d+ ms: .*limit/);
      return ms(took);
    } finally {
      await server.stop();
      await it.remove();
    }
  });
}

async function polled(options) {
  const it = await project(5);
  const server = await Server.start(it.root, ['--port', '0', ...options]);
  try {
    await server.shows('/incidents/incident-3/', 200, 'Text number 3.');
    await it.write('content/incident-3.md', incident('Incident 3', 'Found by looking.'));
    const took = await server.shows('/incidents/incident-3/', 200, 'Found by looking.', { within: RECOVERS_WITHIN });
    return `${ms(took)}; ${/looking at the files every \d+ ms/.exec(server.said)}`;
  } finally {
    await server.stop();
    await it.remove();
  }
}

/** Whoever reads meanwhile never meets a hole, a half page or a document that has gone because it broke. */
async function readers(report) {
  report.begin('readers meanwhile');
  const it = await project(100);
  const server = await Server.start(it.root);
  await server.shows('/incidents/incident-0/', 200, 'Text number 0.');
  let reads = 0;
  let wrong = '';
  let stop = false;
  const reader = async (i) => {
    while (!stop) {
      const target = [`/incidents/incident-${(reads + i) % 100}/`, '/incidents/', '/'][reads % 3];
      const answer = await server.get(target);
      reads += 1;
      if (answer.status !== 200) wrong = `${target} answers ${answer.status}`;
      else if (!answer.body.trimEnd().endsWith('</html>')) wrong = `${target} is torn`;
    }
  };
  try {
    const all = [0, 1, 2, 3].map(reader);
    await report.try('a document breaks and is mended, 50 times: its last good page stays', async () => {
      for (let i = 0; i < 50; i += 1) {
        await it.write('content/incident-7.md', `---\ntitle: <i>broken ${i}\n\nnever closed\n`);
        await server.until(async () => (await server.state('/incidents/incident-7/')).over.length > 0, 'the overlay tells');
        const answer = await server.get('/incidents/incident-7/');
        assert.equal(answer.status, 200);
        await it.write('content/incident-7.md', incident('Incident 7', `Mended ${i}.`));
        await server.shows('/incidents/incident-7/', 200, `Mended ${i}.`);
      }
    });
    await report.try('no page was missing or torn for whoever read', async () => {
      stop = true;
      await Promise.all(all);
      assert.equal(wrong, '');
      assert.ok(reads > 500, `${reads} reads only`);
      return `${reads.toLocaleString('en')} reads, ${server.builds} builds`;
    });
  } finally {
    stop = true;
    await server.stop();
    await it.remove();
  }
}
