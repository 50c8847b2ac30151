// How well the search answers: the judged queries over the sample library (built into the folder that SITE names) and over
// a made-up one (built here by CASEBOOK). Prints mean reciprocal rank and recall of the first five, for both halves of
// each list; `node --test tests/search/judged.test.mjs` prints nothing else.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import assert from 'node:assert/strict';
import { core, open, slugs } from './library.mjs';
import { write } from './synthetic.mjs';

const { SITE: sample, CASEBOOK: casebook } = process.env;
const sums = [];

function judged(file) {
  return readFileSync(new URL(file, import.meta.url), 'utf8').split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => { const [kind, query, ids = ''] = line.split(' | '); return { kind, query: query.replaceAll('\\n', '\n'), ids: ids.split(' ').filter(Boolean) }; });
}

/** Roots of the words of a text. */
function roots(index, text) {
  const found = new Set();
  core.scan(text, index.stop, (word, kind) => { if (kind === '') found.add(core.root(word)); });
  return found;
}

const mean = (all, key) => all.reduce((sum, it) => sum + it[key], 0) / all.length;

function print(name, all) {
  console.log(`${name}: MRR ${mean(all, 'rank').toFixed(3)}, recall@5 ${mean(all, 'recall').toFixed(3)}, ${all.length} queries, ${all.filter((it) => it.apart).length} without a word of the title they want`);
}

/** Asks every query of a list, prints both halves and what of the first half is not answered first. */
async function judge(name, site, file) {
  const { index } = await open(site);
  const titles = new Map(JSON.parse(readFileSync(path.join(site, 'api/library.json'), 'utf8')).incidents.map((it) => [it.slug, it.title]));
  const halves = [[], []];
  for (const [at, { kind, query, ids }] of judged(file).entries()) {
    if (!ids.length) continue;
    for (const id of ids) assert.ok(titles.has(id), `${file} names ${id}, which the library does not have`);
    const { found } = await slugs(index, query);
    const rank = found.findIndex((slug) => ids.includes(slug)) + 1;
    const recall = ids.filter((id) => found.slice(0, 5).includes(id)).length / Math.min(5, ids.length);
    const asked = roots(index, core.parse(query).text);
    const apart = ids.every((id) => ![...roots(index, titles.get(id))].some((word) => asked.has(word)));
    halves[at % 2].push({ rank: rank ? 1 / rank : 0, recall, apart });
    // The second half is counted and never shown.
    if (at % 2 === 0 && (rank !== 1 || recall < 1)) console.log(`  ${kind}: ${query.slice(0, 60)} → ${found.slice(0, 5).join(' ') || 'nothing'}`);
  }
  print(`${name}, first half`, halves[0]);
  print(`${name}, second half`, halves[1]);
  sums.push(...halves.flat());
  return halves.flat();
}

/** What no library may fall below, and what all queries together may not. */
const FLOORS = { each: [0.93, 0.955], all: [0.95, 0.96] };

function atLeast([rank, recall], all) {
  assert.ok(mean(all, 'rank') >= rank, `mean reciprocal rank below ${rank}`);
  assert.ok(mean(all, 'recall') >= recall, `recall of the first five below ${recall}`);
}

test('the judged queries find what belongs on top in the sample library', { skip: !sample && 'SITE names no built site' }, async () => {
  atLeast(FLOORS.each, await judge('sample library', sample, 'judged.txt'));
});

test('the judged queries find what belongs on top in a made-up library', { skip: !casebook && 'CASEBOOK names no program' }, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'casebook-judged-'));
  try {
    write(folder);
    execFileSync(casebook, ['-C', folder, 'build', '--quiet']);
    atLeast(FLOORS.each, await judge('made-up library', path.join(folder, 'public'), 'judged-synthetic.txt'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('all judged queries together are answered, and a third of them shares no word with the title it wants', { skip: !(sample && casebook) && 'SITE or CASEBOOK is not set' }, () => {
  print('all', sums);
  atLeast(FLOORS.all, sums);
  assert.ok(sums.filter((it) => it.apart).length * 3 >= sums.length);
});
