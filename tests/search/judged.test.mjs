// How well the search answers: the judged queries over the sample library, built into the folder that SITE
// names. Prints mean reciprocal rank and recall of the first five, for both halves of the list.
import { readFileSync } from 'node:fs';
import test from 'node:test';
import assert from 'node:assert/strict';
import { open, slugs } from './library.mjs';

const site = process.env.SITE;
const judged = readFileSync(new URL('judged.txt', import.meta.url), 'utf8').split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => { const [kind, query, ids = ''] = line.split(' | '); return { kind, query: query.replaceAll('\\n', '\n'), ids: ids.split(' ').filter(Boolean) }; });

test('the judged queries find what belongs on top', { skip: !site && 'SITE names no built site' }, async () => {
  const { index } = await open(site);
  const halves = [[], []];
  for (const [at, { kind, query, ids }] of judged.entries()) {
    if (!ids.length) continue;
    const { found } = await slugs(index, query);
    const rank = found.findIndex((slug) => ids.includes(slug)) + 1;
    const recall = ids.filter((id) => found.slice(0, 5).includes(id)).length / Math.min(5, ids.length);
    halves[at % 2].push({ rank: rank ? 1 / rank : 0, recall });
    // The second half is counted and never shown.
    if (at % 2 === 0 && (rank !== 1 || recall < 1)) console.log(`  ${kind}: ${query.slice(0, 60)} → ${found.slice(0, 5).join(' ') || 'nothing'}`);
  }
  const mean = (all, key) => all.reduce((sum, it) => sum + it[key], 0) / all.length;
  for (const [name, all] of [['first half', halves[0]], ['second half', halves[1]], ['all', halves.flat()]]) {
    console.log(`${name}: MRR ${mean(all, 'rank').toFixed(3)}, recall@5 ${mean(all, 'recall').toFixed(3)}, ${all.length} queries`);
  }
  assert.ok(mean(halves.flat(), 'rank') >= 0.9, 'mean reciprocal rank below 0.90');
  assert.ok(mean(halves.flat(), 'recall') >= 0.95, 'recall of the first five below 0.95');
});
