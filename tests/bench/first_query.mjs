// What a browser loads for a query, compressed as GitHub Pages would, and how long it takes from the last of these bytes
// to the results: node first_query.mjs SITE
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { serve } from '../browser/pages.mjs';
import { launch, open } from '../browser/browser.mjs';

const QUESTIONS = [
  ['first query', 'database timeout'],
  ['further query', 'certificate restart'],
  ['mistyped', 'replicaton backlgo'],
  ['phrase', '"connection pool" exhausted'],
  ['common phrase', '"root cause"'],
  ['three words', '"out of memory"'],
  ['pasted', `2024-02-11 04:12:55.301 ERROR [http-nio-8080-exec-9] HikariPool-2 - Connection is not available, request timed out after 30001ms.
org.postgresql.util.PSQLException: FATAL: remaining connection slots are reserved for non-replication superuser connections
\tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:646)
\tat com.zaxxer.hikari.pool.PoolBase.newConnection(PoolBase.java:364) caused by disk quota exceeded on volume of replica, kernel: Out of memory: Killed process 20311`],
];

const root = process.argv[2];
if (!process.env.CHROMIUM) {
  console.log('no Chromium: what a browser loads was not measured');
  process.exit(0);
}
const site = await serve(root);
const browser = await launch();
const page = await open(browser);
// When the status last changed, in the page's own time.
await page.addInitScript(() => {
  window.addEventListener('DOMContentLoaded', () => {
    const said = () => document.querySelector('.cb-said');
    new MutationObserver(() => { if (said()?.textContent && said().textContent !== window.said) { window.said = said().textContent; window.saidAt = performance.now(); } })
      .observe(document.body, { subtree: true, childList: true, characterData: true });
    document.addEventListener('input', () => { window.typedAt = performance.now(); }, true);
  });
});

/** Compressed bytes of what was asked for since the last call. */
async function loaded() {
  const asked = site.requests.splice(0);
  let bytes = 0;
  for (const { path: at } of asked) {
    const file = at.endsWith('/') ? `${at}index.html` : at;
    bytes += gzipSync(await readFile(path.join(root, file)).catch(() => Buffer.alloc(0)), { level: 6 }).length;
  }
  return `${(bytes / 1024).toFixed(0)} KB in ${asked.length} requests`;
}

/** Milliseconds from the last byte of the index to the results; what is typed waits 120 ms for the next letter. */
function waited() {
  return page.evaluate(() => {
    const bytes = performance.getEntriesByType('resource').filter((it) => /\/search\/[^/]*\.js(on)?$/.test(it.name) && it.responseEnd <= window.saidAt);
    return window.saidAt - Math.max(window.typedAt + 120, ...bytes.map((it) => it.responseEnd));
  });
}

await page.goto(`${site.url}search/`);
await page.waitForSelector('.cb-result');
for (const [name, question] of QUESTIONS) {
  await page.evaluate(() => { window.said = document.querySelector('.cb-said').textContent; });
  const before = await page.evaluate(() => window.saidAt);
  await page.getByRole('searchbox').first().fill(question);
  await page.waitForFunction((at) => window.saidAt > at, before);
  const took = await waited();
  await page.waitForTimeout(700);
  console.log(`${name.padEnd(14)} ${(await loaded()).padEnd(24)} results ${took.toFixed(0)} ms after the bytes`);
}
await browser.close();
await site.close();
