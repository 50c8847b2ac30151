// Every link of the built site leads somewhere, at / and at /repo/, as GitHub Pages would serve it.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { files, serve } from './pages.mjs';

const ATTRIBUTE = /\s(?:href|src|action)="([^"]*)"/g;
const decode = (text) => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#x27;', "'").replaceAll('&#x2F;', '/');

for (const [name, root, base] of [['at the root', process.env.SITE, '/'], ['under /repo/', process.env.SUB, '/repo/']]) {
  test(`every link leads somewhere ${name}`, async () => {
    const site = await serve(root, base);
    const pages = (await files(root)).filter((file) => file.endsWith('.html'));
    const ids = new Map();
    const idsOf = async (file) => {
      if (!ids.has(file)) {
        const text = await readFile(path.join(root, file), 'utf8').catch(() => '');
        ids.set(file, new Set([...text.matchAll(/\sid="([^"]*)"/g)].map((found) => decode(found[1]))));
      }
      return ids.get(file);
    };
    const asked = new Map();
    const broken = [];
    try {
      for (const file of pages) {
        const text = await readFile(path.join(root, file), 'utf8');
        const here = new URL(file === '404.html' ? '' : file.replace(/index\.html$/, ''), site.url);
        for (const [, raw] of text.matchAll(ATTRIBUTE)) {
          const target = new URL(decode(raw), here);
          if (target.origin !== here.origin) continue;
          const anchor = decodeURIComponent(target.hash.slice(1));
          target.hash = '';
          target.search = '';
          if (!asked.has(target.href)) {
            const answer = await fetch(target, { redirect: 'manual' });
            await answer.arrayBuffer();
            asked.set(target.href, answer.status);
          }
          if (asked.get(target.href) !== 200) broken.push(`${file}: ${raw} answers ${asked.get(target.href)}`);
          else if (anchor && !anchor.startsWith('?')) {
            let to = decodeURIComponent(target.pathname).slice(base.length);
            if (to === '' || to.endsWith('/')) to += 'index.html';
            if (to.endsWith('.html') && !(await idsOf(to)).has(anchor)) broken.push(`${file}: ${raw} names no id`);
          }
        }
      }
    } finally {
      await site.close();
    }
    assert.ok(pages.length > 20, `only ${pages.length} pages`);
    assert.deepEqual(broken, []);
  });
}
