// The browser's words are the program's: both read the same lists (src/search/words.rs, src/search/roots.rs).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'node:test';
import assert from 'node:assert/strict';

const core = createRequire(import.meta.url)('../../themes/default/assets/search.js');
const lines = (name) => readFileSync(new URL(name, import.meta.url), 'utf8').split('\n');
const source = readFileSync(new URL('../../src/search/words.rs', import.meta.url), 'utf8');
const stop = new Set(/STOP_WORDS: &str = "([^"]*)"/.exec(source)[1].replace(/\\\n\s*/g, '').split(' '));

test('text becomes the words that the shared list names', () => {
  for (const line of lines('words.txt').filter((it) => it.includes(' | ') && !it.startsWith('#'))) {
    const [text, expected] = line.split(' | ');
    const words = [];
    core.scan(text, stop, (word, kind) => words.push(kind + word));
    assert.equal(words.join(' '), expected.trim(), text);
  }
});

test('parts stand where the shared list says', () => {
  for (const line of lines('positions.txt').filter((it) => it.includes(' | ') && !it.startsWith('#'))) {
    const [text, expected] = line.split(' | ');
    const words = [];
    const count = core.scan(text, stop, (word, kind, chunk, position) => words.push(`${word}@${position}`), true);
    assert.equal([...words, `#${count}`].join(' '), expected.trim(), text);
  }
});

test('words have the roots that the shared list names', () => {
  for (const line of lines('stems.txt')) {
    const [expected, ...words] = line.split('#')[0].split(/\s+/).filter(Boolean);
    for (const word of words) assert.equal(core.root(word), expected, word);
  }
});

test('numbers come back', () => {
  assert.deepEqual(core.numbers(')#####'), [6, 0, 0, 0, 0, 0]);
  assert.deepEqual(core.postings(')#####').documents, [3, 4, 5, 6, 7, 8]);
  // Document 2 at 3, 4 and 9, document 4 at 0.
  assert.deepEqual([...core.positions([2, 4], '*$+#')], [[2, [3, 4, 9]], [4, [0]]]);
});

test('typed filters, phrases and words to leave out are taken from a query', () => {
  const query = core.parse('slow "connection pool" -staging cause:config-change duration:>4h after:2023-01 x-y http://a');
  assert.deepEqual(query.phrases, ['connection pool']);
  assert.deepEqual(query.without, ['staging']);
  assert.deepEqual(query.filters.map((it) => `${it.field}=${it.value}`), ['cause=config-change', 'duration=>4h', 'after=2023-01']);
  assert.deepEqual(core.parse('“connection pool” -"slow query"').phrases, ['connection pool']);
  assert.deepEqual(core.parse('“connection pool” -"slow query"').without, ['slow query']);
  // What is still being typed is not asked for to the letter.
  assert.deepEqual(core.parse('"connection poo').phrases, ['connection ']);
  assert.equal(core.unquote('a "connection pool" service:"x y"'), 'a connection pool service:"x y"');
  assert.match(query.text, /slow\s+connection pool\s+x-y http:\/\/a/);
});

test('lengths, dates and amounts are read as people write them', () => {
  assert.deepEqual(['4h', '1h30m', '90', '2 days', 'x'].map(core.seconds), [14400, 5400, 5400, 172800, NaN]);
  assert.deepEqual(['2023', '2023-02', '2023-02-28', 'soon'].map((it) => core.days(it)?.map(core.date)), [['2023-01-01', '2024-01-01'], ['2023-02-01', '2023-03-01'], ['2023-02-28', '2023-03-01'], undefined]);
  assert.deepEqual(['1,200', '40k', '1.5m', 'many'].map(core.amount), [1200, 40000, 1500000, NaN]);
  assert.deepEqual(core.range('>=4h', core.seconds), [14400, null]);
  assert.deepEqual(core.range('1h..4h', core.seconds), [3600, 14400]);
});

test('what changes from one occurrence of an error to the next is noise', () => {
  const noise = ['20231', '0xdeadbeef', '2023-05-10', '3f2a9bc1', 'b529bdc9f4', '7d9f8c6b5d'];
  const words = ['502', 'deadlock', 'pg_stat_activity', 'econnrefused', 'facade', 'sqlstate'];
  for (const word of noise) assert.ok(core.isNoise(word, ''), word);
  for (const word of words) assert.ok(!core.isNoise(word, ''), word);
});

test('scores are those of the shared list', () => {
  for (const line of lines('scores.txt').filter((it) => it && !it.startsWith('#'))) {
    const [documents, df, quarters, size, mean, rare, norm, score] = line.split(' ').map(Number);
    assert.equal(core.rarity(documents, df), rare, line);
    assert.equal(core.lengthNorm(size, mean), norm, line);
    assert.equal(core.wordScore(rare, quarters, norm), score, line);
  }
});
