// One Chromium for a test file, and a page that notices what it must not do: script errors, violations of the policy,
// requests to anyone else.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let axe;

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/** Opens a page; `page.troubles` collects what went wrong on it. */
export async function open(browser, { phone = false, dark = false, script = true } = {}) {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: script,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !/404 \(Not Found\)/.test(message.text())) {
      page.troubles.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'file:' && hostname !== '127.0.0.1') page.troubles.push(`request to ${hostname}`);
  });
  return page;
}

/** What axe finds on the page as it is. It may not load style sheets itself: from a disk no script may. */
export async function violations(page) {
  axe ??= await readFile(AXE, 'utf8');
  // The browser's own door for tests: the page's policy stays in force for the page.
  await page.evaluate(`${axe}; undefined`);
  const { violations: found } = await page.evaluate(() => window.axe.run(document, { preload: false, resultTypes: ['violations'] }));
  return found.map((it) => `${it.id}: ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`);
}
