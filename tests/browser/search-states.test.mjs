// The search page in each of its states, on a phone and a desk, light and dark: axe finds nothing, nothing is wider than
// the window, no policy is broken. SITE and PORTABLE name the built sites.
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { launch, open, violations } from './browser.mjs';
import { serve } from './pages.mjs';

let browser, site;
before(async () => { [browser, site] = await Promise.all([launch(), serve(process.env.SITE)]); });
after(async () => { await browser?.close(); await site?.close(); });

const PASTED = `2024-03-01T02:12:09Z ERROR worker-7f9c4: too many open files: accept tcp 10.2.3.4:8443
\tat pool.connect (pool.js:41) FATAL: remaining connection slots are reserved, could not serialize certificate`;
const NOISE = '12:01:02 12:01:03 12:01:04 0x7f3a 0x7f3b 4242 4243';
const ask = (q) => `?q=${encodeURIComponent(q)}`;

const found = (page) => page.waitForSelector('.cb-result');
const says = (text) => (page) => page.waitForFunction((it) => document.querySelector('.cb-said')?.textContent.includes(it), text);
const tells = (text) => (page) => page.waitForFunction((it) => document.querySelector('.cb-told')?.textContent.includes(it), text);
const entry = '**/search/index-*.json';

/** Opens the filters where they are folded away, and all of them. */
async function unfold(page) {
  await found(page);
  await page.evaluate(() => { for (const it of document.querySelectorAll('.cb-find details')) it.open = true; });
  await page.waitForFunction(() => document.querySelectorAll('.cb-filter ul:empty').length === 0);
}

/** Name, parameters, what to wait for, what to do before, and what the browser complains of rightly. */
const STATES = [
  ['empty', '', found],
  ['all filters open', '', unfold],
  ['results with excerpts', ask('certificate'), (page) => page.waitForSelector('.cb-result-where')],
  ['more results asked for', ask('database'), async (page) => {
    await page.click('.cb-found > .cb-button');
    await page.waitForFunction(() => document.querySelectorAll('.cb-result').length > 10);
  }],
  ['no result', ask('xyzzyplugh'), says('No incident')],
  ['spelling corrected', ask('databse'), tells('database')],
  ['filters in force', '?q=database&cause=capacity&cause=config-change&impact=major', (page) => page.waitForSelector('.cb-chips button')],
  ['ranges in force', '?after=2015&before=2024-01-01&duration_from=30m&duration_to=2d', async (page) => {
    await page.waitForSelector('.cb-chips button');
    await unfold(page);
  }],
  ['a range that leaves some out', '?users_from=1000', tells('left out')],
  ['nothing with these filters', '?q=certificate&cause=security', tells('Without the filter')],
  ['a filter that is none', ask('certificate status:nowhere'), tells('No filter is called')],
  ['pasted symptom with reasons', ask(PASTED), (page) => page.waitForSelector('.cb-result-why')],
  ['nothing but noise pasted', ask(NOISE), tells('Nothing in the text')],
  ['phrase', ask('"wildcard certificate"'), (page) => page.waitForSelector('.cb-result mark')],
  ['phrase that stands nowhere', ask('"certificate wildcard"'), tells('without the quotation marks')],
  ['loading', ask('certificate'), says('Loading'), (page) => page.route(entry, () => {})],
  ['failed', ask('certificate'), says('could not be loaded'), (page) => page.route(entry, (route) => route.abort()), /ERR_FAILED/],
  ['failed while searching', ask('certificate'), says('could not be loaded'), (page) => page.route(/search\/[cw][^/]*\.json$/, (route) => route.abort()), /ERR_FAILED/],
  ['an index that is too new', ask('certificate'), says('newer than this page'), (page) => page.route(entry, (route) => route.fulfill({ json: { version: 99 } }))],
];

/** What is wrong with a page in a state. */
async function wrong(page, expected) {
  const all = await violations(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) all.push(`${wide} px wider than the window`);
  return [...all, ...page.troubles.filter((it) => !expected?.test(it))];
}

for (const { phone, dark } of [{ phone: false, dark: false }, { phone: false, dark: true }, { phone: true, dark: false }, { phone: true, dark: true }]) {
  const where = `${phone ? 'phone' : 'desk'}, ${dark ? 'dark' : 'light'}`;
  for (const [name, parameters, settled, first, expected] of STATES) {
    test(`search page, ${name}: nothing for axe (${where})`, async () => {
      const page = await open(browser, { phone, dark });
      try {
        await first?.(page);
        await page.goto(`${site.url}search/${parameters}`);
        await settled(page);
        if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `${name}-${where}.png`.replace(/[ ,]+/g, '_')) });
        assert.deepEqual(await wrong(page, expected), []);
      } finally {
        await page.context().close();
      }
    });
  }

  test(`search page from a disk: nothing for axe (${where})`, async () => {
    const page = await open(browser, { phone, dark });
    try {
      const address = pathToFileURL(path.resolve(process.env.PORTABLE, 'search/index.html'));
      for (const [parameters, settled] of [['', found], [ask('certificate'), (it) => it.waitForSelector('.cb-result-where')], [ask(PASTED), (it) => it.waitForSelector('.cb-result-why')]]) {
        await page.goto(`${address}${parameters}`);
        await settled(page);
        assert.deepEqual(await wrong(page), []);
      }
      // As it is where the folder was copied without its index.
      await page.route(/search\/index-[^/]*\.js/, (route) => route.abort());
      await page.goto(`${address}${ask('certificate')}`);
      await says('could not be loaded')(page);
      assert.deepEqual(await wrong(page, /ERR_FAILED/), []);
    } finally {
      await page.context().close();
    }
  });
}
