// Twenty-four checks of an unfriendly client: another site in the same browser, a name that points here, a path that
// leads out, a request that is none.
import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { Project, Server, get, incident, ms, raw, sleep, status } from './serving.mjs';

/** Stands in every file that no request may reach. */
const SECRET = 'CANARY-7f3a';

/** The longest that a client of good will waits while others are slow, in ms. */
const PATIENT = 250;

async function project() {
  const it = await Project.make();
  await it.write('site.toml', 'title = "Ours"\n');
  await it.write('content/dns.md', incident('DNS lost', 'Names did not resolve.'));
  await it.write('content/broken.md', '---\ntitle: "x" <script>alert(1)</script><img src=x onerror=alert(1)>\n---\n');
  await it.write('content/<b>bold.md', '---\ntitle: x\n\nnever closed\n');
  for (const name of ['content/.env', 'content/.git/config', '.env', 'secret.txt', 'public/index.html']) await it.write(name, SECRET);
  await it.write('site.local.toml', `# ${SECRET}\n`);
  return it;
}

/** Every kind of answer: page, style sheet, data, not found, error, redirect, own files, refusals. */
const KINDS = ['/', '/incidents/dns/', '/api/library.json', '/feed.xml', '/nowhere/', '/incidents/broken/', '/incidents/dns', '/.casebook/reload.js', '/%zz'];

/** Spellings of ways out, by what they try. Each is sent byte for byte. */
const WAYS_OUT = {
  'dots as they are': ['/../secret.txt', '/../../../../../../etc/passwd', '/incidents/../../secret.txt', '/./../secret.txt', '/..', '/incidents/..'],
  'dots in percent, once and twice': ['/%2e%2e/secret.txt', '/..%2fsecret.txt', '/%2e%2e%2f%2e%2e%2fetc/passwd', '/%252e%252e%252fsecret.txt', '/%25252e%25252e/secret.txt', '/.%2e/secret.txt'],
  'backslashes, drives, devices': ['/..\\secret.txt', '/%5c..%5csecret.txt', '/..%255csecret.txt', '/C:/secret.txt', '/c%3a%5csecret.txt', '/dns.md::$DATA', '/CON', '/\\\\evil.invalid\\x'],
  'NUL, control characters, overlong forms': ['/secret.txt%00.html', '/%00', '/..%c0%afsecret.txt', '/%c0%ae%c0%ae/secret.txt', '/%e0%80%ae%e0%80%ae/secret.txt', '/%0d%0aX-Evil:1', '/%ff%fe', '/..;/secret.txt'],
  'absolute paths and other schemes': ['//etc/passwd', '/%2fetc/passwd', '/file:///etc/passwd', '///etc/passwd', '/@fs/etc/passwd', '/proc/self/environ'],
};

/** Files of the project that are not part of the site. */
const NOT_THE_SITE = ['/site.toml', '/site.local.toml', '/secret.txt', '/.env', '/.git/config', '/content/.env', '/content/dns.md', '/dns.md', '/public/index.html', '/incidents/dns/secret.txt', '/linked.txt', '/linked/', '/incidents/linked/'];

export async function client(report) {
  report.begin('an unfriendly client');
  const it = await project();
  const outside = path.join(tmpdir(), `casebook-outside-${process.pid}.md`);
  await writeFile(outside, incident(SECRET, SECRET));
  await symlink(outside, it.path('content/linked.md'));
  await symlink(it.path('secret.txt'), it.path('content/linked.txt'));
  const server = await Server.start(it.root);
  const { port } = server;
  await server.shows('/incidents/dns/', 200, 'Names did not resolve.');
  const asks = (target, headers = {}, method = 'GET') => get(port, target, { headers, method });
  /** One request, given as lines. */
  const lines = (...all) => raw(port, `${all.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  const plainly = (target) => lines(`GET ${target} HTTP/1.1`, `Host: localhost:${port}`);
  const refused = async (what, headers, statuses, target = '/') => {
    const answer = await asks(target, headers);
    assert.ok(statuses.includes(answer.status), `${what}: ${answer.status}`);
    assert.ok(!answer.body.includes('Ours'), `${what}: it learns something`);
  };
  try {
    await who(report, { port, asks, lines, refused });
    await headers(report, { asks, lines, port });
    await paths(report, { server, asks, plainly, port });
    await malformed(report, { server, port });
  } finally {
    await server.stop();
    await it.remove();
    await new Project(outside).remove();
  }
}

/** Host, Origin and where it listens. */
async function who(report, { port, asks, lines, refused }) {
  await report.try('a foreign Host is refused, one that looks like ours too', async () => {
    const foreign = ['evil.invalid', `evil.invalid:${port}`, '10.0.0.1', '0.0.0.0', '[::2]'];
    const alike = ['localhost.evil.invalid', `127.0.0.1.evil.invalid:${port}`, `localhost:${port}@evil.invalid`, `evil.invalid#localhost:${port}`];
    for (const host of [...foreign, ...alike]) await refused(host, { host }, [403, 400]);
  });
  await report.try('a missing, empty, doubled or contradicted Host is refused', async () => {
    assert.equal(status(await lines('GET / HTTP/1.1')), 400);
    assert.equal(status(await lines('GET / HTTP/1.1', 'Host:')), 400);
    assert.equal(status(await lines('GET / HTTP/1.1', `Host: localhost:${port}`, 'Host: evil.invalid')), 400);
    assert.ok([400, 403].includes(status(await lines('GET http://evil.invalid/ HTTP/1.1', `Host: localhost:${port}`))));
  });
  await report.try('our own names are answered', async () => {
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) assert.equal((await asks('/', { host })).status, 200, host);
  });
  await report.try('it listens on loopback only', async () => {
    const others = Object.values(networkInterfaces()).flat().filter((it) => !it.internal && it.family === 'IPv4');
    for (const { address } of others) {
      const answers = await new Promise((done) => {
        const socket = net.connect({ port, host: address, timeout: 1000 });
        socket.on('connect', () => done(true)).on('error', () => done(false)).on('timeout', () => done(false));
      });
      assert.ok(!answers, `${address} answers`);
    }
    return `${others.length} other addresses`;
  });
  await report.try('a foreign Origin is refused', async () => {
    for (const origin of ['https://evil.invalid', 'null', `http://localhost.evil.invalid:${port}`, 'http://localhost:1', `https://localhost:${port}`]) {
      await refused(origin, { origin }, [403]);
    }
  });
  await report.try('a foreign Origin gets no reload channel', async () => {
    for (const origin of ['https://evil.invalid', 'null']) await refused(origin, { origin }, [403], '/.casebook/events?page=%2F');
    await refused('cross-site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, [403], '/.casebook/events?page=%2F');
  });
  await report.try('another port of this machine cannot read a draft as a script', async () => {
    await refused('same-site script', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }, [403], '/api/library.json');
    await refused('cross-site script', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, [403], '/api/library.json');
  });
}

/** What answers say about themselves. */
async function headers(report, { asks, lines, port }) {
  const every = async (test) => {
    for (const target of KINDS) test(await asks(target), target);
    test(await asks('/', { host: 'evil.invalid' }), 'foreign host');
    test(await asks('/', {}, 'POST'), 'POST');
  };
  await report.try('no answer allows another origin (CORS), asked beforehand or not', async () => {
    await every((answer, target) => assert.ok(!Object.keys(answer.headers).some((name) => name.startsWith('access-control')), target));
    const asked = await lines('OPTIONS / HTTP/1.1', `Host: localhost:${port}`, 'Origin: https://evil.invalid', 'Access-Control-Request-Method: GET');
    assert.ok([403, 405].includes(status(asked)) && !/access-control/i.test(asked));
  });
  await report.try('Cross-Origin-Resource-Policy: same-origin on every answer', () => every((answer, target) => assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin', target)));
  await report.try('X-Content-Type-Options: nosniff and a type on every answer', () =>
    every((answer, target) => {
      assert.equal(answer.headers['x-content-type-options'], 'nosniff', target);
      assert.match(answer.headers['content-type'] ?? '', /^[a-z]+\/[a-z+-]+/, target);
    }));
  await report.try('Cache-Control: no-store on every answer', () => every((answer, target) => assert.equal(answer.headers['cache-control'], 'no-store', target)));
  await report.try('GET and HEAD alone: every other method is 405', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'get']) {
      const answer = await lines(`${method} / HTTP/1.1`, `Host: localhost:${port}`, 'Content-Length: 0');
      assert.ok([405, 400].includes(status(answer)), `${method}: ${status(answer)}`);
      if (status(answer) === 405) assert.match(answer, /^allow: GET, HEAD\r$/im, method);
    }
    const head = await asks('/', {}, 'HEAD');
    assert.ok(head.status === 200 && head.body === '' && Number(head.headers['content-length']) > 100);
  });
}

/** Ways out of the site. */
async function paths(report, { server, asks, plainly, port }) {
  for (const [name, spellings] of Object.entries(WAYS_OUT)) {
    await report.try(`no way out: ${name}`, async () => {
      for (const target of spellings) {
        const answer = await plainly(target);
        assert.ok([400, 403, 404].includes(status(answer)), `${target}: ${status(answer)}`);
        assert.ok(!answer.includes(SECRET) && !answer.includes('root:'), `${target}: a file came out`);
      }
      return `${spellings.length} spellings`;
    });
  }
  await report.try('no link leads out, no source, hidden or built file comes out', async () => {
    for (const target of NOT_THE_SITE) {
      const answer = await asks(target);
      assert.ok(answer.status >= 400, `${target}: ${answer.status}`);
      assert.ok(!answer.body.includes(SECRET), `${target}: a file came out`);
    }
    return `${NOT_THE_SITE.length} files`;
  });
  await report.try('a folder without a page is no list of files', async () => {
    for (const target of ['/assets/', '/api/', '/.casebook/', '/search/', '/incidents/dns/']) {
      const answer = await asks(target);
      assert.ok(!/index of/i.test(answer.body) && !answer.body.includes('reload.js">'), target);
    }
    assert.equal((await asks('/.casebook/')).status, 404);
    assert.equal((await asks('/assets/')).status, 404);
  });
  await report.try('no redirect leaves the site', async () => {
    const open = ['//evil.invalid', '//evil.invalid/..', '//evil.invalid/%2e%2e', '/%2f%2fevil.invalid/..', '/\\evil.invalid', '/%5cevil.invalid', '//evil.invalid/incidents/dns', '/incidents//dns', '/incidents/dns?x=%0d%0aLocation:%20https://evil.invalid', '/http:/evil.invalid'];
    for (const target of open) {
      const to = /^location: (.*)\r$/im.exec(await plainly(target))?.[1];
      if (to !== undefined) assert.equal(new URL(to, `http://localhost:${port}/`).origin, `http://localhost:${port}`, `${target} leads to ${to}`);
    }
    const slash = await asks('/incidents/dns');
    assert.equal(slash.headers.location, '/incidents/dns/');
  });
  await report.try('errors show what a document says as text', async () => {
    const page = await asks('/incidents/broken/');
    assert.equal(page.status, 500);
    assert.ok(page.body.includes('&lt;') && !page.body.includes('<script>alert') && !page.body.includes('<img src=x'));
    for (const target of ['/<img src=x onerror=alert(1)>', '/%3Cscript%3Ealert(1)%3C/script%3E/']) {
      assert.ok(!(await plainly(target.replaceAll(' ', '%20'))).includes('onerror=alert(1)>'), target);
    }
    assert.ok(server.child.exitCode === null);
  });
}

/** Requests that are none, and clients that take their time. */
async function malformed(report, { server, port }) {
  const alive = async () => assert.equal((await server.get('/')).status, 200, 'others are not answered');
  const host = `Host: localhost:${port}\r\n`;
  await report.try('what is no request is refused and harms no one', async () => {
    const before = server.resident;
    const nonsense = ['\r\n\r\n\r\n', 'GET\r\n\r\n', `GET / HTTP/9.9\r\n${host}\r\n`, '\x16\x03\x01\x02\x00\x01\x00', `GET / HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, `GET / HTTP/1.1\r\n${host} folded: x\r\n\r\n`, `GET /\x00 HTTP/1.1\r\n${host}\r\n`, `GET / HTTP/1.1\r\n${host}bad header: x\r\n\r\n`, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', `CONNECT evil.invalid:443 HTTP/1.1\r\n${host}\r\n`];
    for (const text of nonsense) {
      const code = status(await raw(port, Buffer.from(text, 'latin1'), { quiet: 300 }));
      assert.ok(code === 0 || code >= 400, `${JSON.stringify(text)}: ${code}`);
      await alive();
    }
    const smuggled = `GET / HTTP/1.1\r\n${host}Content-Length: 44\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /incidents/dns/ HTTP/1.1\r\n${host}\r\n`;
    assert.ok(!(await raw(port, smuggled, { quiet: 300 })).includes('Names did not resolve.'), 'a second request was smuggled in');
    assert.ok(server.resident < before + 20_000, 'memory grew');
    return `${nonsense.length + 1} of them`;
  });
  await report.try('a request without measure is refused', async () => {
    const before = server.resident;
    const large = {
      'a target of 10 MB': `GET /${'a'.repeat(10 << 20)} HTTP/1.1\r\n${host}\r\n`,
      'a header of 10 MB': `GET / HTTP/1.1\r\n${host}x: ${'a'.repeat(10 << 20)}\r\n\r\n`,
      '10,000 headers': `GET / HTTP/1.1\r\n${host}${'x: y\r\n'.repeat(10_000)}\r\n`,
      'a body of 10 MB': `POST / HTTP/1.1\r\n${host}Content-Length: ${10 << 20}\r\n\r\n${'a'.repeat(10 << 20)}`,
    };
    for (const [name, text] of Object.entries(large)) {
      const code = status(await raw(port, text, { quiet: 500 }));
      assert.ok(code === 0 || code >= 400, `${name}: ${code}`);
      await alive();
    }
    assert.ok(server.resident < before + 30_000, `memory grew by ${server.resident - before} KiB`);
  });
  await report.try('two hundred slow clients delay no other', async () => {
    const sockets = Array.from({ length: 200 }, () => net.connect(port, '127.0.0.1'));
    sockets.forEach((socket) => socket.on('error', () => {}).write('GET / HTTP/1.1\r\nX-'));
    const drip = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write('a')), 200);
    try {
      await sleep(500);
      let longest = 0;
      for (let i = 0; i < 20; i += 1) {
        const began = performance.now();
        await alive();
        longest = Math.max(longest, performance.now() - began);
      }
      assert.ok(longest <= PATIENT, `another waits ${ms(longest)}`);
      const closed = new Promise((done) => sockets[0].once('close', () => done(true)));
      assert.ok(await Promise.race([closed, sleep(40_000).then(() => false)]), 'a request that never ends is waited for without end');
      return `others wait ${ms(longest)} at most`;
    } finally {
      clearInterval(drip);
      sockets.forEach((socket) => socket.destroy());
    }
  });
}
