// Follows every link of a built site, asked for as GitHub Pages would answer.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { files, serve } from './pages.mjs';

const ATTRIBUTE = /\s(?:href|src|action|poster|data)="([^"]*)"/g;
const SRCSET = /\ssrcset="([^"]*)"/g;
const CSS = /url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']/g;
const decode = (text) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#x27;', "'").replaceAll('&#x2F;', '/')
  .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The addresses that a file of the site names. */
function references(file, text) {
  const found = [];
  if (file.endsWith('.html')) {
    found.push(...[...text.matchAll(ATTRIBUTE)].map((it) => decode(it[1])));
    for (const [, set] of text.matchAll(SRCSET)) found.push(...decode(set).split(',').map((it) => it.trim().split(/\s+/)[0]));
  } else if (file.endsWith('.css')) {
    found.push(...[...text.matchAll(CSS)].map((it) => it[1] ?? it[2]));
  }
  return found.filter((it) => !it.startsWith('data:'));
}

/** The full addresses that a file for programs gives of the site at `home`. */
function addresses(file, text, home) {
  if (!/\.(?:xml|json|csv|txt)$/.test(file)) return [];
  // What a feed or a table says in prose may name the home page too; an address ends where none goes on.
  const plain = decode(text).replaceAll('{searchTerms}', 'x');
  return [...plain.matchAll(/https?:\/\/[^\s"'<>\\,;]+/g)].map((it) => it[0]).filter((it) => it.startsWith(home));
}

/** Resolves to { pages, asked, broken }: `broken` names each link that does not lead to a page, with the file it stands in.
 *  `home` is the address that the site was built for, if it was built for one. */
export async function crawl(root, base, home = null) {
  const site = await serve(root, base);
  const all = await files(root);
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
  const follow = async (file, raw, target) => {
    const anchor = decodeURIComponent(target.hash.slice(1));
    target.hash = '';
    target.search = '';
    if (!asked.has(target.href)) {
      // A redirect costs the reader a request, and says that we wrote another address than the host's.
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
  };
  try {
    for (const file of all.filter((it) => /\.(?:html|css|xml|json|csv|txt)$/.test(it))) {
      const text = await readFile(path.join(root, file), 'utf8');
      // 404.html is answered at any depth: what it refers to must not depend on where it stands.
      const places = file === '404.html' ? ['', 'incidents/no-such-thing/', 'a/b/c'] : [file.replace(/index\.html$/, '')];
      for (const place of places) {
        const here = new URL(place, site.url);
        for (const raw of references(file, text)) {
          if (raw.startsWith('#')) {
            if (!(await idsOf(file)).has(decodeURIComponent(raw.slice(1)))) broken.push(`${file}: ${raw} names no id`);
            continue;
          }
          const target = new URL(raw, here);
          if (target.origin === here.origin) await follow(file, raw, target);
        }
      }
      if (home) for (const raw of addresses(file, text, home)) await follow(file, raw, new URL(raw.slice(home.length), site.url));
    }
  } finally {
    await site.close();
  }
  return { pages: all.filter((it) => it.endsWith('.html')), asked, broken };
}
