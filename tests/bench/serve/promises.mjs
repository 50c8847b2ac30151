// Tries what `casebook serve` promises and prints a line for each; fails if one fails. A release build is tried unless
// CASEBOOK names a program; VERBOSE=1 tells more of a failure.
//
//   node tests/bench/serve/promises.mjs [--edits 10000] [steps] [client] [saves]
import { parseArgs } from 'node:util';
import { client } from './client.mjs';
import { saves } from './saves.mjs';
import { CASEBOOK, Report, load } from './serving.mjs';
import { steps } from './steps.mjs';

const { values, positionals } = parseArgs({ options: { edits: { type: 'string', default: '10000' } }, allowPositionals: true });
const parts = { saves, client, steps };
const unknown = positionals.find((name) => !(name in parts));
if (unknown || !(Number(values.edits) > 0)) {
  console.error('usage: node promises.mjs [--edits COUNT] [steps] [client] [saves]');
  process.exit(2);
}

const report = new Report();
console.log(`${CASEBOOK}, ${load()}`);
for (const [name, run] of Object.entries(parts)) {
  if (positionals.length === 0 || positionals.includes(name)) await run(report, { edits: Number(values.edits) });
}
console.log(`\n${report.passed} passed, ${report.failed} failed, ${load()}`);
process.exit(report.failed === 0 ? 0 : 1);
