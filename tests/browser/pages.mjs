// Serves a folder the way GitHub Pages does: case-sensitive, /x redirects to /x/ where x is a folder, 404.html at any
// depth, everything under one base path.
import { createServer } from 'node:http';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json', '.xml': 'application/xml', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8', '.png': 'image/png', '.jpg': 'image/jpeg', '.gif': 'image/gif',
};

/** Every file of a folder, as paths with `/`. */
export async function files(root, under = '') {
  const found = [];
  for (const entry of await readdir(path.join(root, under), { withFileTypes: true })) {
    const at = under ? `${under}/${entry.name}` : entry.name;
    if (entry.isDirectory()) found.push(...await files(root, at));
    else found.push(at);
  }
  return found.sort();
}

/** Serves `root` under `base` (`/` or `/repo/`); resolves to { url, close, requests }. */
export async function serve(root, base = '/') {
  const known = new Set(await files(root));
  const folders = new Set([...known].flatMap((file) => file.split('/').slice(0, -1).map((_, i, all) => all.slice(0, i + 1).join('/'))));
  const requests = [];
  const server = createServer(async (request, response) => {
    const pathname = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const send = async (status, file) => {
      const body = await readFile(path.join(root, file));
      requests.push({ path: pathname, status, bytes: body.length });
      response.writeHead(status, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
      response.end(body);
    };
    if (`${pathname}/` === base) {
      response.writeHead(301, { location: base });
      return response.end();
    }
    if (!pathname.startsWith(base)) return send(404, '404.html');
    const wanted = pathname.slice(base.length);
    if (known.has(wanted)) return send(200, wanted);
    if (folders.has(wanted)) {
      response.writeHead(301, { location: `${base}${wanted}/` });
      return response.end();
    }
    const index = wanted === '' ? 'index.html' : wanted.endsWith('/') ? `${wanted}index.html` : null;
    if (index && known.has(index)) return send(200, index);
    return send(404, '404.html');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}${base}`,
    requests,
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
  };
}

/** True if the path is a page (not a redirect page). */
export async function isPage(root, file) {
  if (!file.endsWith('.html')) return false;
  return !(await readFile(path.join(root, file), 'utf8')).includes('http-equiv="refresh"');
}
