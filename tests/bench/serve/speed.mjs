// How long a writer waits: from a save to the page that shows it, and from the start to the first page, in synthetic
// libraries of 1,000 and 10,000 postmortems. Fails where a figure is beyond what we promise. On a busy machine times mean
// little, which is why its load is printed, and beside them the processor time, which means more: of the start, and of a
// save with all that it leads to, the search made in the background and the asking whether it is there too.
//
//   node tests/bench/serve/speed.mjs [COUNT…]        default: 1000 10000
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CASEBOOK, Project, Server, load, median, sleep } from './serving.mjs';

const SAVES = 20;

/** What we promise, in ms, up to that many postmortems. */
const PROMISED = [
  { count: 1000, edit: 100, start: 1000 },
  { count: 10_000, edit: 150, start: 5000 },
];

/** What others took on a machine of the same kind (2 cores) with the same number of documents, in ms. */
const OTHERS = {
  1000: { 'hugo server 0.168': [240, 450], 'zola serve 0.22.1': [7000, 7000], 'zola serve --fast 0.22.1': [1240, 1240], 'eleventy --serve 3.1': [1200, 2200] },
  10000: { 'hugo server 0.168': [1600, 1600] },
};
const STARTS = { 10000: { 'hugo server 0.168': 27_000, 'zola serve 0.22.1': 32_000 } };

const counts = process.argv.slice(2).map(Number);
if (counts.some((count) => !(count > 0))) {
  console.error('usage: node speed.mjs [COUNT…]');
  process.exit(2);
}

/** What a new word in a document has to reach, and how it is asked for. */
const REACHES = {
  'its page': async (server, { page, word }) => (await server.get(page)).body.includes(word),
  'the list of incidents': async (server, { word }) => (await server.get('/incidents/')).body.includes(word),
  'the index by cause': async (server, { word, cause }) => (await server.get(cause)).body.includes(word),
  'the search': async (server, { word }) => (await searchHas(server, word)),
};

/** Whether the search index that the search page names knows a word; an index that is being replaced does not. */
async function searchHas(server, word) {
  const json = async (target) => {
    const answer = await server.get(target);
    return answer.status === 200 ? JSON.parse(answer.body) : null;
  };
  const entry = /data-index="([^"]+)"/.exec((await server.get('/search/')).body)?.[1];
  const manifest = await json(`/search/${entry}`);
  if (!manifest) return false;
  const borders = manifest.from.split(' ');
  const after = borders.findIndex((border) => border > word);
  const name = manifest.words[(after < 0 ? borders.length : after) - 1];
  const words = manifest.parts?.[name] ?? (await json(`/search/${name}.json`));
  return words !== null && words.w.split(' ').includes(word);
}

const line = (...cells) => console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(44) : String(cell).padStart(10))).join(''));
let missed = 0;
const judged = (value, promised) => {
  if (value <= promised) return 'kept';
  missed += 1;
  return 'MISSED';
};

console.log(`${CASEBOOK}, ${load()}`);
for (const count of counts.length ? counts : [1000, 10_000]) {
  const promised = PROMISED.find((it) => count <= it.count) ?? PROMISED.at(-1);
  const it = await Project.make();
  try {
    execFileSync('node', [path.resolve(import.meta.dirname, '../generate.mjs'), String(count), it.root]);
    console.log(`\n${count.toLocaleString('en')} postmortems`);
    line('ms', 'median', 'longest', 'processor', 'promised', '');
    await measure(it, promised);
    for (const [name, [from, to]] of Object.entries(OTHERS[count] ?? {})) line(`  ${name}, a save to its page`, from === to ? from : `${from}-${to}`);
    for (const [name, took] of Object.entries(STARTS[count] ?? {})) line(`  ${name}, start`, took);
  } finally {
    await it.remove();
  }
}
console.log('\nothers: carried over, measured before on a machine of the same kind, without search or related incidents');
process.exit(missed === 0 ? 0 : 1);

async function measure(it, promised) {
  const began = performance.now();
  const server = await Server.start(it.root);
  try {
    await server.shows('/', 200);
    const start = Math.round(performance.now() - began);
    line('from the start to the first page', start, '', processor(server), promised.start, judged(start, promised.start));
    const file = it.path('content/syn-000001.md');
    const text = await readFile(file, 'utf8');
    // The newest incident: it stands on the first page of every list.
    const edited = text.replace(/^started: .*$/m, 'started: 2033-01-01T00:00:00Z').replace(/^(resolved|ended): .*$/m, '$1: 2033-01-01T00:30:00Z');
    await writeFile(file, edited);
    const page = '/incidents/syn-000001/';
    await server.shows(page, 200, '2033');
    const cause = `/causes/${/^root_cause: ([\w-]+)/m.exec(edited)[1]}/`;
    for (const [name, reaches] of Object.entries(REACHES)) {
      const took = [];
      await quiet(server);
      const before = processor(server);
      for (let i = 0; i < SAVES; i += 1) {
        const word = `zq${name.length}x${i}w`;
        const next = edited.replace(/^title: .*$/m, `title: Edited ${word}`).replace(/^# .*$/m, `# Edited ${word}`);
        await quiet(server);
        const since = performance.now();
        await writeFile(file, next);
        took.push(await server.until(() => reaches(server, { page, word, cause }), `${name} has ${word}`, { since, every: 10 }));
      }
      await quiet(server);
      const each = Math.round((processor(server) - before) / SAVES);
      const figure = Math.round(median(took));
      line(`from a save to ${name}`, figure, Math.round(Math.max(...took)), each, promised.edit, judged(figure, promised.edit));
    }
    line('memory, MiB', Math.round(server.resident / 1024));
    console.log(load());
  } finally {
    await server.stop();
  }
}

/** Processor time that the server has used so far, in ms; the system counts it in hundredths of a second. */
function processor(server) {
  const fields = readFileSync(`/proc/${server.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Waits until nothing is made in the background any more. */
async function quiet(server) {
  let before = -1000;
  for (;;) {
    const now = processor(server);
    if (now - before <= 10) return;
    before = now;
    await sleep(300);
  }
}
