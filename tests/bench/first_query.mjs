// What a browser loads for a first and for a further query, compressed as GitHub Pages would: node first_query.mjs SITE
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { serve } from '../browser/pages.mjs';
import { launch, open } from '../browser/browser.mjs';

const root = process.argv[2];
if (!process.env.CHROMIUM) {
  console.log('no Chromium: what a browser loads was not measured');
  process.exit(0);
}
const site = await serve(root);
const browser = await launch();
const page = await open(browser);

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

async function ask(question) {
  await page.getByRole('searchbox').first().fill(question);
  await page.waitForFunction(() => /\d/.test(document.querySelector('[role=status]')?.textContent ?? ''));
  await page.waitForTimeout(700);
  return loaded();
}

await page.goto(`${site.url}search/`);
console.log(`first query: ${await ask('database timeout')}`);
console.log(`further query: ${await ask('certificate restart')}`);
await browser.close();
await site.close();
