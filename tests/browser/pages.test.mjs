// Every kind of page: valid HTML, nothing for axe to find, the policy kept, nothing wider than a phone.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';
import { files, isPage, serve } from './pages.mjs';
import { launch, open } from './browser.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const root = process.env.SITE;
let browser, site, all, axe;

before(async () => {
  [browser, site, all, axe] = await Promise.all([launch(), serve(root), files(root), readFile(AXE, 'utf8')]);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** One page of every kind, and every incident: their bodies differ. */
async function kinds() {
  const pages = [];
  for (const file of all) if (await isPage(root, file)) pages.push(file);
  const seen = new Map();
  for (const file of pages) {
    const parts = file.split('/');
    const kind = parts.length === 3 && parts[0] !== 'incidents' ? `${parts[0]}/*` : parts.length > 3 ? parts.slice(0, 1).concat('deep').join('/') : file;
    if (parts[0] === 'incidents' && parts.length === 3) seen.set(file, file);
    else if (!seen.has(kind)) seen.set(kind, file);
  }
  return [...seen.values()];
}

const address = (file) => site.url + file.replace(/index\.html$/, '').split('/').map(encodeURIComponent).join('/');

test('every page is valid HTML', async () => {
  const validate = new HtmlValidate({
    extends: ['html-validate:recommended'],
    rules: {
      // How the source is laid out is not what a browser or a reader sees.
      'no-trailing-whitespace': 'off', 'attr-quotes': 'off', 'void-style': 'off', 'doctype-style': 'off', 'no-inline-style': 'error',
      'long-title': 'off', 'attribute-boolean-style': 'off', 'no-raw-characters': ['error', { relaxed: true }],
      'text-content': 'off',
    },
  });
  const found = [];
  for (const file of all.filter((name) => name.endsWith('.html'))) {
    const report = await validate.validateString(await readFile(`${root}/${file}`, 'utf8'), file);
    for (const result of report.results) {
      for (const message of result.messages) found.push(`${file}:${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
    }
  }
  assert.deepEqual(found.slice(0, 40), []);
});

for (const dark of [false, true]) {
  for (const phone of [false, true]) {
    test(`axe finds nothing, the policy holds and nothing overflows (${phone ? 'phone' : 'desktop'}, ${dark ? 'dark' : 'light'})`, async () => {
      const page = await open(browser, { phone, dark });
      const found = [];
      for (const file of await kinds()) {
        await page.goto(address(file), { waitUntil: 'load' });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 1) found.push(`${file}: ${wide} px wider than the window`);
        // The browser's own door for tests: the page's policy stays in force for the page.
        await page.evaluate(axe);
        const report = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
        for (const violation of report.violations) {
          found.push(`${file}: ${violation.id}: ${violation.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(' | ')}`);
        }
      }
      found.push(...page.troubles);
      await page.context().close();
      assert.deepEqual(found.slice(0, 40), []);
    });
  }
}

test('every page carries the policy and no inline script or style, but data', async () => {
  const found = [];
  for (const file of all.filter((name) => name.endsWith('.html'))) {
    const text = await readFile(`${root}/${file}`, 'utf8');
    if (!text.includes('http-equiv="Content-Security-Policy"')) found.push(`${file}: no policy`);
    if (/<style|\sstyle="|\son[a-z]+="|<script(?! type="application\/ld\+json">|[^>]*\ssrc=)/.test(text)) found.push(`${file}: inline script or style`);
  }
  assert.deepEqual(found, []);
});

test('every page can be read without script', async () => {
  const page = await open(browser, { script: false });
  for (const file of ['index.html', 'incidents/index.html', 'causes/index.html', 'search/index.html']) {
    await page.goto(address(file));
    assert.ok((await page.innerText('main')).trim().length > 40, file);
    assert.ok(await page.locator('main a:visible').count() > 0, `${file} leads nowhere`);
  }
  await page.context().close();
});
