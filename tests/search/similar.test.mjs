// "Have we seen this before?" is answered alike in the browser and by `casebook similar`: the same incidents, the same
// order, the same whole-number scores, the same reasons. Over the sample library and a made-up one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import assert from 'node:assert/strict';
import { core, open } from './library.mjs';
import { write } from './synthetic.mjs';

const sample = process.env.SITE;
const casebook = process.env.CASEBOOK;
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const pasted = read('pasted.txt').replace(/^#.*\n/gm, '').split('\n-----\n').map((it) => it.replace(/\n$/, ''));
const stop = new Set(/STOP_WORDS: &str = "([^"]*)"/.exec(readFileSync(path.join(root, 'src/search/words.rs'), 'utf8'))[1].replace(/\\\n\s*/g, '').split(' '));

test('a pasted text tells what the shared list says', () => {
  for (const line of read('symptoms.txt').split('\n').filter((it) => it.includes(' | ') && !it.startsWith('#'))) {
    const [text, expected] = line.split(' | ');
    const words = core.telling(text.replaceAll('\\n', '\n').replaceAll('\\t', '\t'), stop);
    assert.equal(words.map((it) => (it.frame ? '~' : '') + it.kind + it.word).join(' '), expected.trim(), text);
  }
});

/** What the browser answers, as the command prints it. */
async function inBrowser(index, text) {
  const answer = await core.similar(index, text);
  const cards = await index.cards(answer.documents);
  return cards.map((card) => ({
    slug: card.slug,
    score: answer.scores[card.document],
    reasons: [...core.reasons(index, answer.telling, card).map((it) => it.kind), core.shared(answer.groups, card.document).slice(0, 6).join(' ')],
  }));
}

function inTerminal(folder, text) {
  const out = execFileSync(casebook, ['-C', folder, 'similar', '--format', 'json', '--limit', '100000', '-'], { input: text, stdio: ['pipe', 'pipe', 'ignore'] });
  return JSON.parse(out).incidents.map((it) => ({
    slug: it.slug,
    score: it.score,
    reasons: it.reasons.map((reason) => (reason.kind === 'words' ? reason.values.join(' ') : reason.kind)),
  }));
}

async function compare(folder, site) {
  const { index } = await open(site);
  // The longest text that is read, cut in the middle of a character; what comes after it does not count.
  const long = `${'connection pool exhausted\n'.repeat(600)}${'ü'.repeat(6000)}\ncertificate expired`;
  let answered = 0;
  for (const text of [...pasted, long]) {
    const [browser, terminal] = [await inBrowser(index, text), inTerminal(folder, text)];
    assert.deepEqual(browser, terminal, text.slice(0, 200));
    if (browser.length) answered++;
  }
  assert.ok(answered >= pasted.length / 2, `only ${answered} of ${pasted.length} texts are answered at all`);
}

test('browser and terminal agree on the sample library', { skip: !(sample && casebook) && 'SITE or CASEBOOK is not set' }, async () => {
  assert.ok(pasted.length >= 30);
  await compare(root, sample);
});

test('browser and terminal agree on a made-up library', { skip: !casebook && 'CASEBOOK names no program' }, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'casebook-similar-'));
  try {
    write(folder);
    execFileSync(casebook, ['-C', folder, 'build', '--quiet']);
    await compare(folder, path.join(folder, 'public'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
