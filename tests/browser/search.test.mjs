// The search page in a browser: it searches, filters and is left and come back to, at / and under a path, and from a
// disk. SITE, SUB and PORTABLE name the built sites.
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { launch, open, violations } from './browser.mjs';
import { serve } from './pages.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const said = (page) => page.textContent('.cb-said');
const settled = (page, text) => page.waitForFunction((it) => document.querySelector('.cb-said')?.textContent.includes(it), text);

for (const [name, base] of [['SITE', '/'], ['SUB', '/repo/']]) {
  test(`a reader searches, filters, follows a result and comes back, at ${base}`, async () => {
    const site = await serve(process.env[name], base);
    const page = await open(browser);
    try {
      await page.goto(site.url);
      await page.fill('form[role=search] input[name=q]', 'certificate');
      await page.press('form[role=search] input[name=q]', 'Enter');
      await settled(page, 'certificate');
      assert.equal(new URL(page.url()).pathname, `${base}search/`);
      const all = Number.parseInt(await said(page), 10);
      await page.check('input[name=cause][value=time-expiry]');
      await page.waitForFunction((n) => Number.parseInt(document.querySelector('.cb-said').textContent, 10) < n, all);
      assert.equal(new URL(page.url()).searchParams.get('cause'), 'time-expiry');
      const filtered = await said(page);
      assert.deepEqual(await violations(page), []);
      await page.waitForSelector('.cb-result mark');
      const title = await page.textContent('.cb-result h3');
      await page.click('.cb-result h3 a');
      assert.equal(await page.textContent('h1'), title);
      await page.goBack();
      await settled(page, 'certificate');
      assert.equal(await said(page), filtered);
      assert.ok(await page.isChecked('input[name=cause][value=time-expiry]'));
      await page.goBack();
      await page.waitForFunction((n) => Number.parseInt(document.querySelector('.cb-said').textContent, 10) === n, all);
      assert.deepEqual(page.troubles, []);
    } finally {
      await page.context().close();
      site.close();
    }
  });
}

test('the keyboard is enough', async () => {
  const site = await serve(process.env.SITE);
  const page = await open(browser);
  try {
    await page.goto(`${site.url}search/`);
    await page.waitForSelector('.cb-result');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
    await page.keyboard.type('split/brain');
    assert.equal(await page.inputValue('input[name=q]'), 'split/brain');
    await settled(page, 'split/brain');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement === document.querySelector('.cb-result h3 a')), true);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Escape');
    assert.equal(await page.inputValue('input[name=q]'), '');
    assert.deepEqual(page.troubles, []);
  } finally {
    await page.context().close();
    site.close();
  }
});

for (const { phone, dark } of [{ phone: false, dark: false }, { phone: true, dark: true }]) {
  test(`every page has a search box, on a ${phone ? 'phone' : 'desk'}`, async () => {
    const site = await serve(process.env.SUB, '/repo/');
    const page = await open(browser, { phone, dark });
    try {
      for (const at of ['', 'incidents/', 'causes/', 'incidents/github-2018-10/', 'search/', '404.html']) {
        await page.goto(site.url + at);
        assert.equal(await page.locator('form[role=search] input[name=q]').count(), 1, at);
        await page.keyboard.press('/');
        assert.equal(await page.evaluate(() => document.activeElement.name), 'q', at);
        await page.keyboard.press('Escape');
        assert.notEqual(await page.evaluate(() => document.activeElement.name), 'q', at);
        await page.keyboard.press('Control+k');
        assert.equal(await page.evaluate(() => document.activeElement.name), 'q', at);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), at);
        assert.deepEqual(await violations(page), [], at);
      }
      await page.goto(`${site.url}incidents/github-2018-10/`);
      await page.fill('.cb-seek input', 'split/brain');
      await page.press('.cb-seek input', 'Enter');
      await settled(page, 'split/brain');
      assert.equal(new URL(page.url()).pathname, '/repo/search/');
      assert.deepEqual(page.troubles, []);
    } finally {
      await page.context().close();
      site.close();
    }
  });
}

test('the search box of a page needs no script, nor a server', async () => {
  const page = await open(browser, { script: false });
  try {
    await page.goto(`${pathToFileURL(path.resolve(process.env.PORTABLE, 'incidents/github-2018-10/index.html'))}`);
    await page.fill('.cb-seek input', 'certificate');
    await page.press('.cb-seek input', 'Enter');
    await page.waitForURL('**/search/index.html?q=certificate');
    assert.ok(await page.locator('main a[href="../causes/index.html"]').first().isVisible());
    assert.deepEqual(page.troubles, []);
  } finally {
    await page.context().close();
  }
});

test('what a query or an incident says is shown as text', async () => {
  const site = await serve(process.env.SITE);
  const page = await open(browser);
  try {
    await page.goto(`${site.url}search/?q=${encodeURIComponent('<img src=x onerror=alert(1)> "><script>alert(2)</script>')}`);
    await settled(page, '<img');
    assert.equal(await page.locator('.cb-find img, .cb-find script').count(), 0);
    assert.deepEqual(page.troubles, []);
  } finally {
    await page.context().close();
    site.close();
  }
});

test('a query that finds nothing says so and how to find more', async () => {
  const site = await serve(process.env.SITE);
  const page = await open(browser, { phone: true, dark: true });
  try {
    await page.goto(`${site.url}search/?q=xyzzyplugh`);
    await settled(page, 'No incident');
    assert.deepEqual(await violations(page), []);
    await page.fill('input[name=q]', 'databse');
    await page.waitForFunction(() => document.querySelector('.cb-told').textContent.includes('database'));
    assert.deepEqual(await violations(page), []);
    await page.click('.cb-filters > summary');
    assert.deepEqual(await violations(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    assert.deepEqual(page.troubles, []);
  } finally {
    await page.context().close();
    site.close();
  }
});

test('without script the page leads to the lists', async () => {
  const site = await serve(process.env.SITE);
  const page = await open(browser, { script: false });
  try {
    await page.goto(`${site.url}search/?q=certificate`);
    assert.ok(await page.locator('main p').last().isVisible());
    assert.ok(await page.locator('main a[href="../causes/"]').first().isVisible());
    assert.ok(!(await page.locator('#cb-find').isVisible()));
  } finally {
    await page.context().close();
    site.close();
  }
});

test('a portable site searches from a disk, with excerpts and the way to their section', async () => {
  const page = await open(browser);
  try {
    await page.goto(`${pathToFileURL(path.resolve(process.env.PORTABLE, 'search/index.html'))}?q=certificate`);
    await settled(page, 'certificate');
    await page.waitForSelector('.cb-result-text mark');
    const where = page.locator('.cb-result-where a').first();
    await where.waitFor();
    const anchor = decodeURIComponent(new URL(await where.evaluate((it) => it.href)).hash.slice(1));
    await where.click();
    assert.match(page.url(), /incidents\/[^/]+\/index\.html#/);
    assert.ok(await page.evaluate((id) => document.getElementById(id), anchor) !== null, anchor);
    await page.goBack();
    await settled(page, 'certificate');
    await page.click('.cb-result h3 a');
    assert.match(page.url(), /incidents\/[^/]+\/index\.html$/);
    assert.deepEqual(page.troubles, []);
  } finally {
    await page.context().close();
  }
});

test('a phrase is marked as a whole, and one that stands nowhere can be asked for without its quotation marks', async () => {
  for (const start of [async () => { const site = await serve(process.env.SITE); return { url: `${site.url}search/`, close: site.close }; },
    async () => ({ url: String(pathToFileURL(path.resolve(process.env.PORTABLE, 'search/index.html'))), close: () => {} })]) {
    const site = await start();
    const page = await open(browser);
    try {
      await page.goto(`${site.url}?q=${encodeURIComponent('“wildcard certificate”')}`);
      await settled(page, 'wildcard');
      assert.match(await said(page), /^1 /);
      assert.equal(await page.textContent('.cb-result h3 mark'), 'wildcard certificate');
      await page.fill('main input[name=q]', '"certificate wildcard"');
      await settled(page, 'No incident');
      assert.deepEqual(await violations(page), []);
      await page.click('.cb-told button');
      await page.waitForSelector('.cb-result');
      assert.equal(await page.inputValue('main input[name=q]'), 'certificate wildcard');
      await page.goBack();
      await settled(page, 'No incident');
      assert.deepEqual(page.troubles, []);
    } finally {
      await page.context().close();
      site.close();
    }
  }
});
