// The search index of a built site, opened as the browser opens it.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const core = createRequire(import.meta.url)('../../themes/default/assets/search.js');

/** The index under `site`/search; `read` collects the bytes of each part that was asked for. */
export async function open(site) {
  const folder = path.join(site, 'search');
  const page = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const entry = /data-index="([^"]*)\.json"/.exec(page)[1];
  const read = new Map();
  const index = await core.Index.open(entry, async (name) => {
    const bytes = readFileSync(path.join(folder, `${name}.json`));
    read.set(name, bytes);
    return JSON.parse(bytes);
  });
  await index.want(index.manifest.facets.map(([id]) => id));
  return { index, read, files: readdirSync(folder) };
}

/** Slugs of what a query finds, best first. */
export async function slugs(index, state, count = 10) {
  const answer = await core.search(index, typeof state === 'string' ? { ...core.emptyState(), q: state } : state);
  const cards = await index.cards(answer.documents.slice(0, count));
  return { answer, found: cards.map((card) => card.slug) };
}
