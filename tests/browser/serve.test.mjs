// `casebook serve` in a browser: a file is edited and the open page follows; it breaks and the overlay says where; it is
// mended and the overlay goes.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launch, open } from './browser.mjs';

const PATIENCE = 15_000;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let browser, root;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const incident = (title, text) => `---
title: ${title}
type: incident
started: 2024-05-01T10:00:00Z
resolved: 2024-05-01T10:40:00Z
---

# ${title}

## Summary

${text}

${'A line of the story, long enough to scroll.\n\n'.repeat(60)}
## Root cause

A bad deploy.
`;

/** Writes a file of the project. */
async function write(name, text) {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Starts the server on `port` (0: any) and gives its address and what ends it. */
async function serve(port = 0, ...more) {
  const server = spawn(process.env.CASEBOOK, ['serve', '--root', root, '--port', String(port), ...more], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => server.on('exit', (code) => done(code)));
  const lines = [];
  const url = await new Promise((found, failed) => {
    let text = '';
    server.stderr.on('data', (data) => {
      lines.push(String(data));
      text += data;
      const match = /serving (http:\S+)/.exec(text);
      if (match) found(match[1]);
    });
    ended.then((code) => failed(new Error(`serve ended with ${code}: ${text}`)));
  });
  return {
    url,
    lines,
    stop: async (signal = 'SIGINT') => {
      server.kill(signal);
      return ended;
    },
  };
}

/** Waits until `what` gives true. */
async function until(what, told) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    // A page that is being reloaded cannot be asked.
    if (await what().catch(() => false)) return;
    assert.ok(Date.now() < end, `in vain: ${told}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

const says = (page, words) => until(async () => (await page.innerText('body')).includes(words), `the page says "${words}"`);
const overlay = (page) => page.evaluate(() => document.querySelector('casebook-overlay')?.shadowRoot.textContent ?? '');
const overlaySays = (page, words) => until(async () => (await overlay(page)).includes(words), `the overlay says "${words}"`);
const overlayGone = (page) => until(async () => (await overlay(page)) === '', 'the overlay is gone');

async function project() {
  root = await mkdtemp(path.join(tmpdir(), 'casebook-serve-'));
  await write('content/dns.md', incident('DNS lost', 'Names did not resolve.'));
  await write('content/cache.md', incident('Cache cold', 'Every request went to the database.'));
}

test('an open page follows its file: edited, broken, mended, removed', async () => {
  await project();
  const server = await serve();
  const page = await open(browser);
  try {
    await page.goto(`${server.url}incidents/dns/`);
    await says(page, 'Names did not resolve.');

    await page.evaluate(() => scrollTo(0, 700));
    const before = await page.evaluate(() => scrollY);
    await write('content/dns.md', incident('DNS lost', 'Names resolved to nothing.'));
    await says(page, 'Names resolved to nothing.');
    await until(async () => (await page.evaluate(() => scrollY)) === before, 'the page stands where it stood');

    // A page that does not change is not reloaded by a change elsewhere.
    await page.evaluate(() => { globalThis.marked = true; });
    await write('content/broken.md', '---\ntitle: <img src=x onerror=alert(1)>\n\nnever closed');
    await overlaySays(page, '1 error elsewhere');
    assert.equal(await page.evaluate(() => globalThis.marked), true);

    // Its own error covers it; the last good page stays below.
    await write('content/dns.md', '---\ntitle: DNS lost\n\nnever closed');
    await overlaySays(page, 'content/dns.md:1');
    await says(page, 'Names resolved to nothing.');
    await page.keyboard.press('Escape');
    await until(async () => !(await overlay(page)).includes('content/dns.md:1'), 'Escape puts the overlay aside');

    await rm(path.join(root, 'content/broken.md'));
    // As editors save: a new file takes the old one's name.
    await write('content/.dns.md.new', incident('DNS lost', 'Names resolve again.'));
    await rename(path.join(root, 'content/.dns.md.new'), path.join(root, 'content/dns.md'));
    await says(page, 'Names resolve again.');
    await until(async () => !(await overlay(page)).includes('error'), 'no error is left');

    await rm(path.join(root, 'content/dns.md'));
    await until(async () => !(await page.innerText('body')).includes('Names resolve again.'), 'a page that is gone is not shown');
    assert.deepEqual(page.troubles, []);
  } finally {
    assert.equal(await server.stop(), 0);
    await rm(root, { recursive: true });
  }
});

/** A postmortem of one pattern with another one, which states a length that its start and end do not give. */
const expired = (title, began, ended, text) => `---
title: ${title}
type: incident
started: 2024-05-01T${began}:00Z
resolved: 2024-05-01T${ended}:00Z
duration: 40m
pattern: certificate-expiry
components: [haproxy]
error_signatures: ["x509: certificate has expired or is not yet valid"]
---

# ${title}

## Summary

${text} The certificate of haproxy expired and every handshake failed with x509.

## Root cause

Nobody renewed the certificate.
`;

test('the panel shows what is found and what the page is like, gets out of the way, and remembers how it was left', async () => {
  await project();
  await write('content/first.md', expired('The <b>first</b> certificate', '10:00', '10:40', 'It expired.'));
  const server = await serve();
  const page = await open(browser);
  const axe = await readFile(AXE, 'utf8');
  const panel = page.locator('casebook-overlay .panel');
  const clean = async (told) => {
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(result.violations.map(({ id, nodes }) => `${told}: ${id} ${nodes.map((node) => node.target)}`), []);
  };
  try {
    await write('content/second.md', expired('The second certificate', '12:00', '14:00', 'It expired again.'));
    await page.goto(`${server.url}incidents/second/`);
    await overlaySays(page, '1 past incident alike');
    await overlaySays(page, 'finding');
    await overlaySays(page, '2 durations');
    await clean('closed');

    // With the keyboard alone.
    const toggle = panel.locator('.toggle');
    await toggle.focus();
    await page.keyboard.press('Enter');
    await overlaySays(page, 'stated as 40 min; start and end give 2 h');
    await overlaySays(page, 'The <b>first</b> certificate');
    assert.equal(await panel.locator('b').count(), 0);
    assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
    await clean('open');
    // Each finding leads to what the site tells of its rule.
    const rule = panel.locator('.rule a', { hasText: 'duration-disagrees' });
    assert.equal(await rule.evaluate((link) => link.href), `${server.url}rules/#duration-disagrees`);
    const told = await page.request.get(`${server.url}rules/`);
    assert.ok((await told.text()).includes('<h3 id="duration-disagrees">'));
    for (let i = 0; i < 12; i += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.querySelector('casebook-overlay').shadowRoot.activeElement?.matches('.near a'))) break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.url}incidents/first/`);
    await overlaySays(page, 'The second certificate');
    assert.equal(await toggle.getAttribute('aria-expanded'), 'true', 'open on the next page too');

    // What is held stays held when a save is told.
    await page.goto(`${server.url}incidents/second/`);
    await toggle.focus();
    await write('content/broken.md', '---\ntitle: x\n\nnever closed');
    await overlaySays(page, '1 error elsewhere');
    assert.equal(await toggle.evaluate((element) => element.getRootNode().activeElement === element), true);
    await page.keyboard.press('Escape');
    assert.equal(await toggle.getAttribute('aria-expanded'), 'false');

    await panel.locator('.away').click();
    await page.reload();
    await until(async () => (await panel.getAttribute('class')).includes('away'), 'it is still put away');
    await clean('put away');
    const { width, height } = await panel.boundingBox();
    assert.ok(width < 60 && height < 60 && width >= 24 && height >= 24, `${width} × ${height}`);
    await panel.locator('.toggle').click();
    await overlaySays(page, '1 past incident alike');

    // A page with nothing to tell has no panel.
    await rm(path.join(root, 'content/broken.md'));
    await page.goto(`${server.url}search/`);
    await overlayGone(page);
    assert.deepEqual(page.troubles, []);
  } finally {
    assert.equal(await server.stop(), 0);
    await rm(root, { recursive: true });
  }
});

test('a document that never was good shows its error as text, and recovers', async () => {
  await project();
  await write('content/new.md', '---\ntitle: <img src=x onerror="document.title=1">\n\nnever closed');
  const server = await serve();
  const page = await open(browser);
  page.on('dialog', () => assert.fail('content ran'));
  try {
    const answer = await page.goto(`${server.url}incidents/new/`);
    assert.equal(answer.status(), 500);
    await says(page, 'content/new.md:1');
    assert.equal(await page.locator('img').count(), 0);
    await write('content/new.md', incident('New one', 'Now it is good.'));
    await says(page, 'Now it is good.');
  } finally {
    assert.equal(await server.stop(), 0);
    await rm(root, { recursive: true });
  }
});

test('a style sheet of the theme is swapped without a reload, a broken template is told above the page', async () => {
  await project();
  await write('site.toml', 'theme = "ours"\n');
  await write('themes/ours/assets/zz.css', 'body { outline: 3px solid rgb(1, 2, 3); }');
  const server = await serve();
  const page = await open(browser);
  const outline = () => page.evaluate(() => getComputedStyle(document.body).outlineColor);
  try {
    await page.goto(server.url);
    assert.equal(await outline(), 'rgb(1, 2, 3)');
    await page.evaluate(() => { globalThis.marked = true; });
    await write('themes/ours/assets/zz.css', 'body { outline: 3px solid rgb(4, 5, 6); }');
    await until(async () => (await outline()) === 'rgb(4, 5, 6)', 'the new style sheet is in force');
    assert.equal(await page.evaluate(() => globalThis.marked), true);

    await write('themes/ours/templates/home.html', '{% if %}');
    await overlaySays(page, 'theme');
    await page.reload();
    assert.equal(await outline(), 'rgb(4, 5, 6)');
    await write('themes/ours/templates/home.html', '{{ nothing.of_this }}');
    await overlaySays(page, 'nothing');
    await page.reload();
    assert.equal(await outline(), 'rgb(4, 5, 6)');
    await rm(path.join(root, 'themes/ours/templates/home.html'));
    await overlayGone(page);
    assert.deepEqual(page.troubles, []);
  } finally {
    assert.equal(await server.stop(), 0);
    await rm(root, { recursive: true });
  }
});

test('a page finds the server again after a restart, below a base path too', async () => {
  await project();
  let server = await serve(0, '--base-path', '/repo');
  const page = await open(browser);
  try {
    assert.match(server.url, /\/repo\/$/);
    await page.goto(`${server.url}incidents/dns/`);
    await says(page, 'Names did not resolve.');
    const { port } = new URL(server.url);
    await server.stop('SIGTERM');
    await write('content/dns.md', incident('DNS lost', 'Written while nobody served.'));
    server = await serve(Number(port), '--base-path', '/repo');
    await says(page, 'Written while nobody served.');
  } finally {
    await server.stop();
    await rm(root, { recursive: true });
  }
});
