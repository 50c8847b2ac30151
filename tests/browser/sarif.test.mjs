// The findings as SARIF keep to the schema of the standard, by a validator and a copy of the schema that are not ours.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

// The package brings the schema and the validator that it was made for.
const sarif = createRequire(createRequire(import.meta.url).resolve('@microsoft/jest-sarif'));
const Ajv = sarif('ajv');
const judge = new Ajv({ allErrors: true, schemaId: 'auto' });
judge.addMetaSchema(sarif('ajv/lib/refs/json-schema-draft-04.json'));
const validate = judge.compile(sarif('./schemas/sarif-2.1.0-rtm.5.json'));

const documents = {
  'content/reversed.md': '---\ntitle: A\nstarted: 2023-10-15T15:45Z\nresolved: 2023-10-15T10:30Z\n---\n\nIt was.\n',
  'content/ö 100%.md': '---\ntitle: B\nstarted: 2023-10-15\nsevrity: 2\ncheck: {allow: [link-broken]}\n---\n\n[x](gone.md) ![](y.png)\n',
  'content/sub/secret.md': '---\ntitle: C\nstarted: 2023-10-15\n---\n\n\u{1b}[2J ghp_q7Zk2Vb9Xw4Rt6Ny8Mp3Ls5Hd1Jf0Gc7Zk2V\n',
  'site.toml': 'titel = "x"\n',
};

async function checked(files) {
  const folder = await mkdtemp(path.join(tmpdir(), 'casebook-sarif-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const run = spawnSync(process.env.CASEBOOK, ['check', '--format', 'sarif'], { cwd: folder, encoding: 'utf8' });
    assert.equal(run.error, undefined);
    return JSON.parse(run.stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a log with findings of every kind is valid', async () => {
  const log = await checked(documents);
  assert.ok(validate(log), JSON.stringify(validate.errors, null, 2));
  const { results } = log.runs[0];
  assert.deepEqual([...new Set(results.map((it) => it.level))].sort(), ['error', 'note', 'warning']);
  assert.equal(results.filter((it) => it.suppressions).length, 1);
  assert.ok(results.some((it) => it.relatedLocations));
  assert.ok(!JSON.stringify(log).includes('q7Zk2V'));
  const files = new Set(results.flatMap((it) => it.locations ?? []).map((it) => it.physicalLocation.artifactLocation.uri));
  assert.ok(files.has('content/%C3%B6%20100%25.md'), [...files].join());
});

test('a log without findings is valid', async () => {
  const log = await checked({ 'content/index.md': 'Hello.\n' });
  assert.ok(validate(log), JSON.stringify(validate.errors, null, 2));
  assert.deepEqual(log.runs[0].results, []);
});

test('the validator refuses what is no log', () => {
  assert.ok(!validate({ version: '2.1.0', runs: [{ tool: {} }] }));
});
