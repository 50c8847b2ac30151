// Fourteen steps of a day of writing: things break, move, vanish and come back, and the site stays.
import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import net from 'node:net';
import { Project, Server, incident, load, median, ms, sleep } from './serving.mjs';

const SETTINGS = 'title = "Ours"\ntheme = "ours"\n';
const TEMPLATE = '{% extends "page.html" %}{% block main %}<h1>{{ site.title }} at home</h1>{% endblock %}\n';

/** How much memory may grow from the first tenth of the edits to the last. */
const GROWTH_MAX = 1.05;

/** A project with settings and a theme; `without` leaves some of its files out. */
async function project() {
  const project = await Project.make();
  await project.write('site.toml', SETTINGS);
  await project.write('themes/ours/templates/home.html', TEMPLATE);
  await project.write('themes/ours/assets/ours.css', 'h1 { color: teal }\n');
  for (let i = 0; i < 20; i += 1) await project.write(`content/incident-${i}.md`, incident(`Incident ${i}`, `Text number ${i}.`));
  return project;
}

/** Starts with something broken, and mends it. */
async function starts(breaks, mends, page, words) {
  const it = await project();
  await breaks(it);
  const server = await Server.start(it.root);
  try {
    const before = await server.get('/');
    assert.ok([200, 500].includes(before.status), `broken, it answers ${before.status}`);
    await mends(it);
    await server.shows(page, 200, words);
    await server.until(async () => (await server.state(page)).over.length === 0, 'nothing lies over the page');
  } finally {
    await server.stop();
    await it.remove();
  }
}

export async function steps(report, { edits }) {
  report.begin('steps of a day of writing');
  await report.try('starts broken: settings, template, document, no content; recovers', async () => {
    await starts((it) => it.write('site.toml', 'title = \n'), (it) => it.write('site.toml', SETTINGS), '/', 'Ours at home');
    await starts(
      (it) => it.write('themes/ours/templates/home.html', '{% if %}'),
      (it) => it.write('themes/ours/templates/home.html', TEMPLATE),
      '/',
      'Ours at home',
    );
    await starts(
      (it) => it.write('content/incident-3.md', '---\ntitle: x\n\nnever closed\n'),
      (it) => it.write('content/incident-3.md', incident('Mended', 'It is whole.')),
      '/incidents/incident-3/',
      'It is whole.',
    );
    await starts((it) => it.remove('content'), (it) => it.write('content/first.md', incident('First', 'The first.')), '/incidents/first/', 'The first.');
  });

  const it = await project();
  const server = await Server.start(it.root);
  const page = '/incidents/incident-0/';
  const shows = (target, status, words) => server.shows(target, status, words).then(ms);
  const over = async (target) => JSON.stringify((await server.state(target)).over);
  await server.shows(page, 200, 'Text number 0.');
  try {
    await report.try('an edit', async () => {
      await it.write('content/incident-0.md', incident('Incident 0', 'Edited once.'));
      return shows(page, 200, 'Edited once.');
    });
    await report.try('a save by renaming another file over it', async () => {
      await it.write('content/.new', incident('Incident 0', 'Renamed over.'));
      await rename(it.path('content/.new'), it.path('content/incident-0.md'));
      return shows(page, 200, 'Renamed over.');
    });
    await report.try('a template breaks: the last good page under the overlay', async () => {
      await server.shows('/', 200, 'Ours at home');
      await it.write('themes/ours/templates/home.html', '{% extends "page.html" %}{% block main %}{{ oops');
      const took = await server.until(async () => (await over('/')).includes('home.html'), 'the overlay names the template');
      await server.shows('/', 200, 'Ours at home');
      await server.shows(page, 200, 'Renamed over.');
      return ms(took);
    });
    await report.try('the template is mended: the overlay goes', async () => {
      await it.write('themes/ours/templates/home.html', TEMPLATE);
      return ms(await server.until(async () => (await over('/')) === '[]', 'nothing lies over the page'));
    });
    await report.try('a new file in a new nested folder', async () => {
      await it.write('content/2025/q1/january/deep.md', incident('Deep', 'Far below.'));
      return shows('/incidents/deep/', 200, 'Far below.');
    });
    await report.try('a document is deleted: its page is 404', async () => {
      await it.remove('content/2025/q1/january/deep.md');
      const took = await server.shows('/incidents/deep/', 404);
      assert.ok(!(await server.get('/incidents/')).body.includes('/deep/'), 'the list still has it');
      return ms(took);
    });
    await report.try('a folder is renamed: its pages move along', async () => {
      await it.write('content/old-name/index.md', incident('Moved', 'In a folder.'));
      await server.shows('/incidents/old-name/', 200, 'In a folder.');
      await rename(it.path('content/old-name'), it.path('content/new-name'));
      const took = await server.shows('/incidents/new-name/', 200, 'In a folder.');
      await server.shows('/incidents/old-name/', 404);
      return ms(took);
    });
    await report.try('the settings change', async () => {
      await it.write('site.toml', SETTINGS.replace('Ours', 'Yours'));
      return shows('/', 200, 'Yours at home');
    });
    await report.try('the theme changes: a template, and a style sheet without reload', async () => {
      await it.write('themes/ours/templates/home.html', TEMPLATE.replace('at home', 'in the hall'));
      const took = await server.shows('/', 200, 'Yours in the hall');
      const [body, styles] = (await server.state(page)).page.split('.');
      await it.write('themes/ours/assets/ours.css', 'h1 { color: crimson }\n');
      await server.until(async () => !(await server.state(page)).page.endsWith(styles), 'the style sheets differ');
      assert.equal((await server.state(page)).page.split('.')[0], body, 'the page itself is as it was');
      return ms(took);
    });
    await report.try('1,000 files at once', async () => {
      const before = server.builds;
      const files = Array.from({ length: 1000 }, (_, i) => i);
      await Promise.all(files.map((i) => it.write(`content/many/many-${i}.md`, incident(`Many ${i}`, `One of many, ${i}.`))));
      const took = await server.shows('/incidents/many-999/', 200, 'One of many, 999.');
      for (const i of files) await server.shows(`/incidents/many-${i}/`, 200, `One of many, ${i}.`);
      const builds = server.builds - before;
      assert.ok(builds <= 3, `${builds} builds`);
      return `${ms(took)} after the last, ${builds} build${builds === 1 ? '' : 's'}`;
    });
    await report.try('the content folder is removed and restored', async () => {
      await rename(it.path('content'), it.path('elsewhere'));
      await server.until(async () => (await over(page)) !== '[]', 'the overlay says that the content is gone');
      await server.shows(page, 200, 'Renamed over.');
      await rename(it.path('elsewhere'), it.path('content'));
      const took = await server.until(async () => (await over(page)) === '[]', 'the overlay goes');
      await it.write('content/incident-0.md', incident('Incident 0', 'Here again.'));
      await server.shows(page, 200, 'Here again.');
      return ms(took);
    });
    await report.try('the port is taken: the next free one, or exit 2 for one asked for', () => portTaken(it));
  } finally {
    await server.stop();
  }
  await it.remove('content/many');
  await report.try(`${edits.toLocaleString('en')} edits with flat memory, and Ctrl-C ends it with 0`, async () => {
    const fresh = await Server.start(it.root);
    let told = '';
    try {
      told = await soak(it, fresh, edits);
    } finally {
      assert.equal(await fresh.stop(), 0, 'Ctrl-C');
    }
    return told;
  });
  await it.remove();
}

async function portTaken(it) {
  const holder = net.createServer().listen(4747, '127.0.0.1');
  await new Promise((done) => holder.once('listening', done).once('error', done));
  try {
    const asked = new Server(it.root, ['--port', '4747']);
    assert.equal(await asked.ended, 2);
    assert.match(asked.said, /4747/);
    const free = await Server.start(it.root, []);
    assert.match(free.said, /port 4747 is taken, using \d+/);
    await free.shows('/', 200, 'in the hall');
    assert.equal(await free.stop(), 0);
    return free.said.split('\n')[0];
  } finally {
    holder.close();
  }
}

/** Edits one document after another, each until it is shown, and looks at memory, open files and patience. */
async function soak(it, server, edits) {
  const window = Math.max(1, Math.floor(edits / 10));
  const resident = [];
  const took = [];
  let descriptors = 0;
  for (let i = 0; i < edits; i += 1) {
    const number = i % 20;
    await it.write(`content/incident-${number}.md`, incident(`Incident ${number}`, `Edit ${i}.`));
    took.push(await server.shows(`/incidents/incident-${number}/`, 200, `Edit ${i}.`));
    resident.push(server.resident);
    if (i + 1 === window) descriptors = server.descriptors;
  }
  const [first, last] = [resident.slice(0, window), resident.slice(-window)].map((of) => Math.max(...of));
  const [before, after] = [took.slice(0, window), took.slice(-window)].map(median);
  const mib = (kib) => (kib / 1024).toFixed(1);
  const told = `${mib(first)} to ${mib(last)} MiB, ${descriptors} to ${server.descriptors} files, ${ms(before)} to ${ms(after)}, ${load()}`;
  // Before a thousand edits, memory that is reserved once is still being reserved.
  if (edits < 1000) return `${told} (too few edits to judge by)`;
  assert.ok(server.descriptors <= descriptors, `open files grow: ${told}`);
  assert.ok(last <= first * GROWTH_MAX, `memory grows: ${told}`);
  return told;
}
