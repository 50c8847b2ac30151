// How often each level of confidence is right: node confidence.mjs INSPECTED.json LABELS.json, where the first is what
// `casebook inspect --format json FILE…` prints and the second a list of { file, title, started, ended,
// users_affected_percent, root_cause_category, … } with alternatives under `FIELD_ok` and `categories_ok`.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const [inspected, labels] = await Promise.all(process.argv.slice(2, 4).map(async (file) => JSON.parse(await readFile(file, 'utf8'))));
const SAME = { 'code-bug': 'software-bug', 'human-error': 'manual-operation', certificate: 'time-expiry', dns: 'network', storage: 'database', power: 'hardware' };
const words = (text) => String(text).toLowerCase().match(/[\p{L}\p{N}%]+/gu)?.filter((word) => !['title', 'postmortem', 'incident', 'report'].includes(word)) ?? [];
const alike = (a, b) => {
  const [x, y] = [words(a), words(b)];
  const shared = x.filter((word) => y.includes(word)).length;
  return (2 * shared) / (x.length + y.length || 1) >= 0.8;
};
const wall = (time) => String(time).slice(0, String(time).length > 10 ? 16 : 10);
const sameTime = (a, b) => (String(b).length > 10 ? wall(a) === wall(b) : wall(a).slice(0, 10) === wall(b));
const FIELDS = [
  ['title', 'title', alike],
  ['started', 'started', sameTime],
  ['resolved', 'ended', sameTime],
  ['impact_users_percent', 'users_affected_percent', (a, b) => Math.abs(a - b) <= 1],
  ['duration_stated_minutes', 'duration_stated_minutes', (a, b) => Math.abs(a - b) <= 1],
  ['root_cause', 'root_cause_category', (a, b) => a === (SAME[b] ?? b)],
];

const known = new Map(labels.map((label) => [path.parse(label.file).name, label]));
const counts = new Map();
for (const { file, facts } of inspected) {
  const label = known.get(path.parse(file).name);
  if (!label) continue;
  for (const [key, name, right] of FIELDS) {
    const fact = facts[key];
    if (fact?.value == null || (name === 'title' && label.title_explicit === false)) continue;
    const answers = [label[name], ...(label[`${name}_ok`] ?? []), ...(name === 'root_cause_category' ? label.categories_ok ?? [] : [])];
    const row = `${key} ${fact.confidence}`;
    const [hits, all] = counts.get(row) ?? [0, 0];
    counts.set(row, [hits + answers.some((answer) => answer != null && right(fact.value, answer)), all + 1]);
  }
}
for (const [row, [hits, all]] of [...counts].sort()) console.log(`${row.padEnd(34)} ${hits} of ${all} right, ${(hits / all).toFixed(3)}`);
