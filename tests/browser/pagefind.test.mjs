// The way out for whoever outgrows the search of the site: Pagefind, run over the built output, finds the incidents by their
// words and by the filters that the theme marks. SITE names the built site.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { launch, open } from './browser.mjs';
import { serve } from './pages.mjs';

// The program alone, of the platform's own package: the package around it wants those of every platform, which not every
// registry has.
const pagefind = fileURLToPath(new URL(`node_modules/@pagefind/linux-${process.arch}/bin/pagefind_extended`, import.meta.url));
let folder, site, browser, page, incidents;

before(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'casebook-pagefind-'));
  cpSync(process.env.SITE, folder, { recursive: true });
  incidents = JSON.parse(readFileSync(path.join(folder, 'api/library.json'), 'utf8')).incidents;
  execFileSync(pagefind, ['--site', folder], { stdio: 'pipe' });
  // A page without the site's policy, which does not allow WebAssembly.
  writeFileSync(path.join(folder, 'bare.html'), '<!DOCTYPE html><title>Pagefind</title>');
  site = await serve(folder);
  browser = await launch();
  page = await open(browser);
  await page.goto(`${site.url}bare.html`);
});
after(async () => {
  await browser?.close();
  await site?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Asks Pagefind: { slugs, filters }. */
function ask(query, options = {}) {
  return page.evaluate(async ([text, how]) => {
    const engine = await import('/pagefind/pagefind.js');
    const answer = await engine.search(text, how);
    const found = await Promise.all(answer.results.map((it) => it.data()));
    return { slugs: found.map((it) => it.url.split('/').at(-2)), titles: found.map((it) => it.meta.title), filters: answer.filters };
  }, [query, options]);
}

test('the incidents are indexed, and no list or other page', async () => {
  assert.equal(readdirSync(path.join(folder, 'pagefind/fragment')).length, incidents.length);
  const { slugs } = await ask(null);
  assert.deepEqual(slugs.sort(), incidents.map((it) => it.slug).sort());
});

test('words find incidents, with their titles', async () => {
  const { slugs, titles } = await ask('expired certificate');
  assert.ok(slugs.slice(0, 3).includes('epic-certificate-2021'), slugs.join(' '));
  assert.ok(slugs.slice(0, 3).includes('mozilla-addons-2019'), slugs.join(' '));
  assert.equal(titles[slugs.indexOf('epic-certificate-2021')], incidents.find((it) => it.slug === 'epic-certificate-2021').title);
});

test('what the page itself says about the incident and not its author is not found', async () => {
  const { slugs } = await ask('"Related incidents"');
  assert.deepEqual(slugs, []);
});

test('cause, impact, duration, severity and service are filters', async () => {
  const { slugs } = await ask(null, { filters: { cause: 'time-expiry' } });
  assert.deepEqual(slugs.sort(), incidents.filter((it) => it.root_cause === 'time-expiry').map((it) => it.slug).sort());
  const known = await page.evaluate(async () => (await import('/pagefind/pagefind.js')).filters());
  assert.deepEqual(Object.keys(known).sort(), ['cause', 'duration', 'impact', 'service', 'severity']);
});

test('the newest can come first', async () => {
  const { slugs } = await ask('database', { sort: { date: 'desc' } });
  const dates = slugs.map((slug) => incidents.find((it) => it.slug === slug).started?.slice(0, 10)).filter(Boolean);
  assert.ok(dates.length > 5);
  assert.deepEqual(dates, dates.toSorted().reverse());
});
