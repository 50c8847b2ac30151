// Every link of the built site leads somewhere, at / and at /repo/, as GitHub Pages would serve it.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { crawl } from './crawl.mjs';

for (const [name, root, base, home] of [
  ['at the root', process.env.SITE, '/', null],
  ['under /repo/', process.env.SUB, '/repo/', 'https://casebook.example/repo/'],
]) {
  test(`every link leads somewhere ${name}`, async () => {
    const { pages, asked, broken } = await crawl(root, base, home);
    assert.ok(pages.length > 20 && asked.size > 100, `only ${pages.length} pages, ${asked.size} addresses`);
    assert.deepEqual(broken, []);
  });
}
