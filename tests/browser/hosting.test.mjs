// What GitHub Pages is known for: a sub-path, slashes at the end, upper and lower case, 404.html at any depth, files that
// its upload drops, names that are cached.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launch, open } from './browser.mjs';
import { crawl } from './crawl.mjs';
import { files, serve } from './pages.mjs';

const SUB = process.env.SUB;

test('the host answers as GitHub Pages does', async () => {
  const site = await serve(SUB, '/repo/');
  const ask = async (at) => {
    const answer = await fetch(new URL(at, site.url), { redirect: 'manual' });
    return [answer.status, answer.headers.get('location'), await answer.text()];
  };
  try {
    const missing = readFileSync(path.join(SUB, '404.html'), 'utf8');
    assert.deepEqual((await ask('/repo')).slice(0, 2), [301, '/repo/']);
    assert.deepEqual((await ask('incidents')).slice(0, 2), [301, '/repo/incidents/']);
    assert.equal((await ask('incidents/'))[0], 200);
    for (const at of ['Incidents/', 'INDEX.HTML', 'incidents/nothing/', 'a/b/c/d', '/elsewhere/']) {
      assert.deepEqual(await ask(at), [404, null, missing], at);
    }
  } finally {
    await site.close();
  }
});

test('a page that is not there looks like the site and leads back, at any depth', async () => {
  const site = await serve(SUB, '/repo/');
  const browser = await launch();
  try {
    for (const at of ['nothing', 'incidents/nothing/', 'a/b/c/d/']) {
      const page = await open(browser);
      await page.goto(site.url + at);
      const font = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
      assert.match(font, /system-ui|sans-serif/i, `${at} has no style: ${font}`);
      await page.click('.cb-name');
      assert.equal(page.url(), site.url, at);
      assert.deepEqual(page.troubles, [], at);
      await page.context().close();
    }
    assert.deepEqual(site.requests.filter((it) => it.status === 404 && /assets\//.test(it.path)), []);
  } finally {
    await browser.close();
    await site.close();
  }
});

test('nothing in the site is dropped, folded or outgrown by the host', async () => {
  const all = await files(SUB);
  const lower = new Map();
  let bytes = 0;
  for (const file of all) {
    const about = lstatSync(path.join(SUB, file));
    assert.ok(about.isFile(), `${file} is no plain file`);
    bytes += about.size;
    assert.ok(!lower.has(file.toLowerCase()), `${file} and ${lower.get(file.toLowerCase())} are one on many disks`);
    lower.set(file.toLowerCase(), file);
  }
  assert.ok(bytes < 1e9, `${bytes} bytes`);
  const hidden = all.filter((file) => /(^|\/)\./.test(file));
  // What the upload leaves out unless it is told otherwise must not be what a page needs.
  assert.deepEqual(hidden.filter((file) => !/^(\.nojekyll|\.casebook\/.*)$/.test(file)), []);
  // Pages are cached for ten minutes, and what they load with them: names change with the bytes.
  const cached = all.filter((file) => /^(assets|search)\//.test(file) && !file.endsWith('.html'));
  assert.ok(cached.length > 4);
  for (const file of cached) assert.match(file, /([.-]|search\/[a-z])[0-9a-f]{8,}\.\w+$/, file);
});

test('awkward names, a domain of its own and files for robots survive the way to the host', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'casebook-host-'));
  const put = (file, text) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  try {
    put('content/Größe & Ausfall #1?.md', '---\ntitle: "Größe & <Ausfall>"\nstarted: 2024-01-02T03:04Z\nservices: ["C#", "a/b", "ÜBER uns", "%41"]\ntags: ["50%", "50%"]\nroot_cause: network\n---\n\n## Größe #1\n\n![Bild](Bild%20%C3%9C.PNG) [other](../content/sub/障害.md#x) [same](#größe-1)\n\n## x\n');
    put('content/Bild Ü.PNG', 'not really');
    put('content/sub/障害.md', '---\ntitle: 障害\nstarted: 2024-02-02\nteams: ["con", "Team 1"]\nroot_cause: network\n---\n\n## x\n\nText [back](../Gr%C3%B6%C3%9Fe%20%26%20Ausfall%20%231%3F.md).\n');
    put('content/About Us.md', '---\ntype: page\ntitle: About\n---\n\n[home](index.md)\n');
    put('content/index.md', '# Hello\n');
    put('static/CNAME', 'incidents.example.com\n');
    put('static/.well-known/security.txt', 'Contact: mailto:x@example.com\n');
    put('static/Upper/Case.PNG', 'x');
    execFileSync(process.env.CASEBOOK, ['-C', root, 'build', '--base-url', 'https://x.example/My-Repo/', '--quiet'], { stdio: 'pipe' });
    const out = path.join(root, 'public');
    const { pages, broken } = await crawl(out, '/My-Repo/', 'https://x.example/My-Repo/');
    assert.deepEqual(broken, []);
    assert.ok(pages.length > 20);
    const all = await files(out);
    assert.equal(readFileSync(path.join(out, 'CNAME'), 'utf8'), 'incidents.example.com\n');
    for (const file of ['.well-known/security.txt', '.nojekyll', 'Upper/Case.PNG']) assert.ok(all.includes(file), file);
    assert.equal(all.length, new Set(all.map((it) => it.toLowerCase())).size);
  } finally {
    rmSync(root, { recursive: true });
  }
});
