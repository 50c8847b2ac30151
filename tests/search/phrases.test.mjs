// Phrases over the made-up library, held against its texts word by word. CASEBOOK names the program.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { core, open, slugs } from './library.mjs';
import { incidents, write } from './synthetic.mjs';

const casebook = process.env.CASEBOOK;
const options = { skip: !casebook && 'CASEBOOK names no program' };
let folder, index, texts;

/** Words by position. */
function sequence(text) {
  const words = [];
  words.length = core.scan(text, index.stop, (word, kind, chunk, position) => { if (kind !== '+') words[position] ??= word; }, true);
  return words;
}

before(async () => {
  if (!casebook) return;
  folder = mkdtempSync(path.join(os.tmpdir(), 'casebook-phrases-'));
  write(folder);
  execFileSync(casebook, ['-C', folder, 'build', '--quiet']);
  ({ index } = await open(path.join(folder, 'public')));
  texts = incidents().map(({ slug, paragraphs }) => ({ slug, lines: paragraphs.map(sequence) }));
});
after(() => folder && rmSync(folder, { recursive: true, force: true }));

/** The incidents whose text has the phrase, read word by word. */
function read(phrase) {
  const wanted = sequence(phrase);
  const at = (line, from) => from + wanted.length <= line.length && wanted.every((word, i) => line[from + i] === word);
  return texts.filter(({ lines }) => lines.some((line) => line.some((_, from) => at(line, from)))).map((it) => it.slug).sort();
}

async function found(phrase) {
  const { answer, found: all } = await slugs(index, `"${phrase}"`, index.count);
  assert.equal(answer.total, all.length);
  return all.sort();
}

test('a phrase finds the incidents that have its words in its order, next to each other, and no others', options, async () => {
  let seed = 7;
  const random = (below) => { seed = (seed * 48271) % 2147483647; return seed % below; };
  let asked = 0, nowhere = 0;
  for (let i = 0; i < 400; i++) {
    const { lines } = texts[random(texts.length)];
    const line = lines[random(lines.length)].filter(Boolean);
    const words = line.slice(random(line.length || 1)).slice(0, 2 + random(3));
    if (words.length < 2 || words.every((word) => index.stop.has(word) || word.length < 2)) continue;
    for (const phrase of [words.join(' '), words.toReversed().join(' ')]) {
      const expected = read(phrase);
      assert.deepEqual(await found(phrase), expected, phrase);
      asked++;
      if (!expected.length) nowhere++;
    }
  }
  assert.ok(asked > 300 && nowhere > 50, `${asked} ${nowhere}`);
});

test('words that all stand in a text but not beside each other are no phrase', options, async () => {
  assert.deepEqual(await found('connection pool exhausted'), ['pool-checkout']);
  assert.deepEqual(await found('exhausted connection pool'), []);
  const { answer } = await slugs(index, '"exhausted connection pool"');
  assert.ok(answer.unquoted > 0);
  assert.deepEqual(answer.notes, []);
});

test('stop words, numbers, identifiers and text without spaces belong to a phrase', options, async () => {
  assert.ok((await found('out of memory')).includes('oom-search'));
  assert.deepEqual(await found('memory out of'), read('memory out of'));
  assert.ok(!(await found('out of memory')).includes('redis-evict'));
  assert.deepEqual(await found('error 4211'), ['jp-payment']);
  assert.deepEqual(await found('max.poll.interval.ms'), ['kafka-rebalance']);
  assert.deepEqual(await found('poll interval'), ['kafka-rebalance']);
  assert.deepEqual(await found('on 10.96.0.10'), ['dns-coredns']);
  assert.deepEqual(await found('接続プールが枯渇'), ['jp-payment']);
  assert.deepEqual(await found('プール接続'), []);
});

test('a time of day in a phrase stands for any other, and for nothing else', options, async () => {
  const own = mkdtempSync(path.join(os.tmpdir(), 'casebook-times-'));
  try {
    mkdirSync(path.join(own, 'content'));
    const texts = { early: 'The pager rang at 06:15 the first time.', late: 'The pager rang at 23:59 the first time.', noon: 'The pager rang at noon the first time.' };
    for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(own, 'content', `${name}.md`), `---\ntitle: ${name}\ndate: 2024-02-03\n---\n${text}\n`);
    execFileSync(casebook, ['-C', own, 'build', '--quiet']);
    const { index: timed } = await open(path.join(own, 'public'));
    for (const [phrase, expected] of [['rang at 12:30 the first', ['early', 'late']], ['rang at noon the', ['noon']], ['rang at the', []], ['at 12:30', ['early', 'late', 'noon']]]) {
      assert.deepEqual((await slugs(timed, `"${phrase}"`)).found.sort(), expected, phrase);
    }
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
});

test('a phrase does not reach from one paragraph into the next', options, async () => {
  const { lines } = texts.find((it) => it.slug === 'pool-checkout');
  for (let i = 1; i < lines.length; i++) {
    const phrase = [...lines[i - 1].slice(-2), ...lines[i].slice(0, 2)].join(' ');
    assert.deepEqual(await found(phrase), [], phrase);
  }
});

test('a phrase goes with words, filters and what is left out', options, async () => {
  assert.equal((await slugs(index, 'letter "no space left on device"')).found[0], 'disk-mail');
  assert.deepEqual((await slugs(index, '"no space left on device" -"table of files"')).found, ['disk-mail']);
  assert.deepEqual((await slugs(index, '"no space left on device" service:builds')).found, ['inode-ci']);
  const all = (await slugs(index, '')).answer.total;
  const without = (await slugs(index, '-"the first alert came"')).answer.total;
  assert.equal(without, all - read('the first alert came').length);
});

test('a phrase asks for few bytes', options, async () => {
  const { index: fresh, read: bytes } = await open(path.join(folder, 'public'));
  bytes.clear();
  await slugs(fresh, '"connection pool"', 0);
  assert.ok([...bytes.keys()].some((name) => name.startsWith('p')), 'positions lie in files of their own');
  const sum = [...bytes.values()].reduce((all, it) => all + it.length, 0);
  assert.ok(sum < 120 << 10, `${sum}`);
});
