// The site in German: every page as the sample's are tested, and the words that the scripts write. GERMAN names the
// built library of tests/german.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { serve } from './pages.mjs';
import { launch, open } from './browser.mjs';

process.env.SITE = process.env.GERMAN;
await import('./pages.test.mjs');

let browser, site;
before(async () => { [browser, site] = await Promise.all([launch(), serve(process.env.GERMAN)]); });
after(async () => {
  await browser?.close();
  await site?.close();
});

test('the search speaks German: numbers, lengths, names of filters and values', async () => {
  const page = await open(browser);
  await page.goto(`${site.url}search/`);
  const said = (text) => page.waitForFunction((it) => document.querySelector('.cb-said')?.textContent === it, text);
  await said('5 Vorfälle');
  const filters = await page.innerText('.cb-find');
  for (const word of ['Grundursache', 'Auswirkung', 'Schweregrad', 'teilweise', '1–4 Std.', 'Datenbank und Speicher']) assert.ok(filters.includes(word), word);
  await page.fill('main input[name=q]', 'Zahlungsannahme');
  await page.waitForFunction(() => document.querySelector('.cb-said')?.textContent.startsWith('1 Vorfall zu „'));
  const first = await page.innerText('.cb-result');
  assert.match(first, /3 Std\. 20 Min\./);
  assert.match(first, /Auswirkung: groß/);
  assert.match(first, /Zeit, Uhr, Ablauf/);
  await page.fill('main input[name=q]', '');
  await page.check('input[name=cause][value=database]');
  await said('1 Vorfall');
  assert.match(await page.innerText('.cb-chips'), /Grundursache: Datenbank und Speicher/);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the browser reads the data of a page and reports no violation of the policy', async () => {
  const page = await open(browser);
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (it) => window.violations.push(it.violatedDirective));
  });
  await page.goto(`${site.url}incidents/inc-12-zertifikat/`);
  const data = JSON.parse(await page.textContent('script[type="application/ld+json"]'));
  assert.equal(data.headline, await page.textContent('h1'));
  assert.equal(data.inLanguage, 'de');
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
