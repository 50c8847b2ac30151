// The index of the sample library, read as the browser reads it: what it answers is held against api/library.json.
// SITE names the built site, PORTABLE one that was built with --portable.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import vm from 'node:vm';
import assert from 'node:assert/strict';
import { core, open, slugs } from './library.mjs';

const site = process.env.SITE;
const options = { skip: !site && 'SITE names no built site' };
const api = site && JSON.parse(readFileSync(path.join(site, 'api/library.json'), 'utf8')).incidents;
const state = (parameters) => core.readState(new URLSearchParams(parameters));
const sorted = (all) => [...all].sort();

/** Ids of a facet that an incident has, as api/library.json tells them. */
const values = {
  cause: (it) => [it.root_cause ?? 'unknown'],
  impact: (it) => [it.impact_level ?? 'unknown'],
};

async function find(index, parameters) {
  return slugs(index, state(parameters), index.count);
}

test('every incident is in the index, newest first', options, async () => {
  const { index } = await open(site);
  const { answer, found } = await find(index, '');
  assert.equal(answer.total, api.length);
  assert.deepEqual(sorted(found), sorted(api.map((it) => it.slug)));
  const dates = answer.documents.map((document) => index.columns.date[document]);
  assert.ok(dates.every((date, i) => i === 0 || date <= dates[i - 1]));
});

test('every word is where its first letters say', options, async () => {
  const { index } = await open(site);
  let last = '', words = 0;
  for (let number = 0; number < index.borders.length; number++) {
    const shard = await index.shard(number);
    assert.equal(shard.words.length, shard.places.length);
    for (const word of shard.words) {
      assert.ok(Buffer.compare(Buffer.from(last), Buffer.from(word)) < 0, `${last} before ${word}`);
      assert.equal(index.place(word), number, word);
      last = word;
      words++;
    }
  }
  assert.ok(words > 1000);
});

test('a filter finds what the data say, and its own counts stay as they are', options, async () => {
  const { index } = await open(site);
  const everything = await find(index, '');
  for (const id of ['cause', 'impact']) {
    const facet = index.columns.facets.find((it) => it.id === id);
    // What was read in the prose with low confidence is told by the data and fills no index.
    const unknown = facet.byId.has('unknown') ? (await find(index, `${id}=unknown`)).found : [];
    assert.ok(unknown.length < 5, `${id}: ${unknown}`);
    for (const [at, value] of facet.values.entries()) {
      const known = (it) => (unknown.includes(it.slug) ? ['unknown'] : values[id](it));
      const expected = api.filter((it) => known(it).includes(value.id)).map((it) => it.slug);
      const { answer, found } = await find(index, `${id}=${value.id}`);
      assert.deepEqual(sorted(found), sorted(expected), `${id}=${value.id}`);
      assert.equal(everything.answer.counts.get(id)[at], expected.length);
      assert.deepEqual(answer.counts.get(id), everything.answer.counts.get(id));
    }
  }
});

test('values of one facet are or, facets are and, counts are of what one more choice would find', options, async () => {
  const { index } = await open(site);
  const chosen = 'q=the+database&cause=database&cause=capacity&impact=total&impact=major';
  const { answer } = await find(index, chosen);
  for (const facet of index.columns.facets) {
    for (const [at, value] of facet.values.entries()) {
      const parameters = new URLSearchParams(chosen);
      parameters.delete(facet.id);
      parameters.append(facet.id, value.id);
      assert.equal(answer.counts.get(facet.id)[at], (await find(index, parameters)).answer.total, `${facet.id}=${value.id}`);
    }
  }
});

test('a range leaves out what lies outside or is not known, and says how many are not known', options, async () => {
  const { index } = await open(site);
  const { answer } = await find(index, 'duration_from=1h&duration_to=24h');
  assert.ok(answer.total > 0);
  for (const document of answer.documents) {
    const seconds = index.columns.duration[document];
    assert.ok(seconds >= 3600 && seconds <= 86400);
  }
  const unknown = index.columns.duration.filter((it) => it < 0).length;
  assert.equal(answer.notes.find((it) => it.key === 'missing_duration')?.n ?? 0, unknown);
  assert.deepEqual((await find(index, 'q=duration:1h..24h')).found, (await find(index, 'duration_from=1h&duration_to=24h')).found);
  const years = await find(index, 'after=2016&before=2018');
  assert.ok(years.answer.total > 0);
  for (const document of years.answer.documents) assert.match(core.date(index.columns.date[document]), /^201[678]/);
});

test('every order keeps every incident and puts what is not known last', options, async () => {
  const { index } = await open(site);
  const orders = { longest: ['duration', -1], shortest: ['duration', 1], users: ['users', -1], newest: ['date', -1], oldest: ['date', 1] };
  for (const [sort, [column, sign]] of Object.entries(orders)) {
    const { answer } = await find(index, `sort=${sort}`);
    assert.equal(answer.total, api.length);
    const all = answer.documents.map((document) => index.columns[column][document]);
    const known = all.filter((it) => it >= 0);
    assert.deepEqual(all.slice(0, known.length), known, `${sort}: unknown last`);
    assert.ok(known.every((it, i) => i === 0 || sign * (it - known[i - 1]) >= 0), sort);
  }
});

test('a word to leave out leaves out', options, async () => {
  const { index } = await open(site);
  const all = await find(index, 'q=certificate');
  const less = await find(index, 'q=certificate -wildcard');
  assert.ok(all.found.includes('epic-certificate-2021') && !less.found.includes('epic-certificate-2021'));
  assert.ok(less.found.includes('mozilla-addons-2019'));
});

test('what looks like a filter and names no value is searched for as text', options, async () => {
  const { index } = await open(site);
  const { answer, found } = await slugs(index, 'status:SERVFAIL');
  assert.deepEqual(answer.notes.map((it) => it.key), ['unfilterable']);
  assert.equal(found[0], 'facebook-2021-10');
  const line = 'named[812]: client @0x7f 10.1.2.3#53: query: www.example.com status:SERVFAIL -view "internal" error:timeout cause:unreachable type:A flags:+E(0)K in 30 ms after retry';
  assert.equal((await slugs(index, line)).found[0], 'facebook-2021-10');
});

test('the words of a phrase must be there, in its order', options, async () => {
  const { index } = await open(site);
  const loose = await find(index, 'q=expired wildcard certificate');
  const strict = await find(index, 'q="expired wildcard certificate"');
  assert.ok(strict.answer.total >= 1 && strict.answer.total < loose.answer.total);
  assert.equal(strict.found[0], 'epic-certificate-2021');
  assert.equal((await find(index, 'q="certificate wildcard expired"')).answer.total, 0);
});

test('an identifier is found whole and in parts', options, async () => {
  const { index } = await open(site);
  for (const query of ['fl2_worker_thread', 'FL2_WORKER_THREAD', 'fl2 worker', 'Result::unwrap()']) {
    assert.equal((await slugs(index, query)).found[0], 'cloudflare-2025-11', query);
  }
});

test('the day on which an incident began finds it, and so does the month', options, async () => {
  const { index } = await open(site);
  for (const query of ['2017-02-28', '2017-02']) assert.ok((await slugs(index, query)).found.includes('aws-s3-2017'), query);
  assert.deepEqual((await slugs(index, '2017-0')).found, []);
});

test('another word of four letters is no typing mistake, but letters that are missing or in another order are', options, async () => {
  const { index } = await open(site);
  const told = async (query) => (await slugs(index, query)).answer.notes.map((it) => `${it.word} ${it.other ?? ''}`);
  assert.deepEqual(await told('payments card'), ['card ']);
  assert.deepEqual(await told('cahe'), ['cahe cache']);
  assert.deepEqual(await told('dsik'), ['dsik disk']);
});

test('a mistyped word is corrected and said so', options, async () => {
  const { index } = await open(site);
  const { answer, found } = await slugs(index, 'certifcate');
  assert.deepEqual(answer.notes, [{ key: 'corrected', word: 'certifcate', other: 'certificate' }]);
  assert.ok(found.includes('epic-certificate-2021'));
});

test('a word is found while it is being typed', options, async () => {
  const { index } = await open(site);
  const { answer, found } = await slugs(index, 'wraparo');
  assert.deepEqual(answer.notes, []);
  assert.ok(found.includes('sentry-xid-2015'));
});

test('what a symptom shares is told, rarest first', options, async () => {
  const { index } = await open(site);
  const text = 'Nov 12 03:14:15 db-3 postgres[20413]: ERROR: database is not accepting commands to avoid wraparound\nHINT: vacuum that database';
  const { answer, found } = await slugs(index, text);
  assert.ok(answer.symptom);
  const first = core.shared(answer.groups, answer.documents[0]);
  assert.ok(['sentry-xid-2015', 'mandrill-2019-02'].includes(found[0]));
  assert.ok(first.indexOf('wraparound') >= 0 && first.indexOf('wraparound') < first.indexOf('database'));
});

test('an excerpt holds the words and names the section', options, async () => {
  const { index } = await open(site);
  const { answer } = await slugs(index, 'expired certificate');
  const sections = [
    { anchor: '', heading: '', text: 'Nothing to see here.' },
    { anchor: 'root-cause', heading: 'Root cause', text: `${'Filler. '.repeat(80)}The certificate had <b>expired</b> at noon. ${'More. '.repeat(80)}` },
  ];
  const found = core.excerpt(core.marker(index, answer.groups), sections);
  assert.equal(found.anchor, 'root-cause');
  assert.deepEqual(found.pieces.filter((it) => it.mark).map((it) => it.text), ['certificate', 'expired']);
  assert.ok(found.pieces.map((it) => it.text).join('').length < 260);
});

test('the excerpt of a phrase is where the phrase stands', options, async () => {
  const { index } = await open(site);
  const { answer } = await slugs(index, '"expired certificate"');
  const filler = 'More. '.repeat(80);
  const sections = [
    { anchor: 'a', heading: 'A', text: `A certificate that expired, one expired wildcard certificate. ${filler}` },
    { anchor: 'b', heading: 'B', text: `${filler} It was the Expired, certificate that did it. ${filler}` },
  ];
  const found = core.excerpt(core.marker(index, answer.groups, answer.query.phrases), sections);
  assert.equal(found.anchor, 'b');
  assert.deepEqual(found.pieces.filter((it) => it.mark).map((it) => it.text), ['Expired, certificate']);
});

test('an index of a newer form is refused', options, async () => {
  await assert.rejects(core.Index.open('x', async () => ({ version: 99 })), core.Unreadable);
});

test('a part that could not be loaded is asked for again', options, async () => {
  const manifest = { version: 1, documents: 1, stop: '', from: '', words: [], synonyms: [], concepts: [], generic: '', facets: [], cards: [], cards_each: 1, spellings: {} };
  let asked = 0;
  const index = new core.Index(manifest, async () => { if (asked++ === 0) throw new Error('offline'); return { fine: true }; });
  await assert.rejects(index.part('x'));
  assert.deepEqual(await index.part('x'), { fine: true });
});

test('a portable site has the same index as a script', { skip: !(site && process.env.PORTABLE) && 'PORTABLE names no built site' }, async () => {
  const { index } = await open(site);
  const folder = path.join(process.env.PORTABLE, 'search');
  const name = readdirSync(folder).find((it) => it.startsWith('index-'));
  assert.match(name, /\.js$/);
  const parts = new Map();
  vm.runInNewContext(readFileSync(path.join(folder, name), 'utf8'), { casebookSearch: { part: (key, value) => parts.set(key, value) } });
  // It holds the texts beside.
  const { texts, ...manifest } = JSON.parse(JSON.stringify(parts.get(name.slice(0, -3))));
  assert.deepEqual(manifest, index.manifest);
  assert.ok(texts.length * manifest.texts_each >= index.count);
  assert.ok(texts.every((it) => readdirSync(folder).includes(`${it}.js`)));
});
