// A made-up library of a few hundred incidents: those of stories.txt, and many more that use the same trade's words about
// nothing in particular. The same bytes at every run.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Incidents beside the stories. */
const OTHERS = 320;

/** xorshift32: the same on every machine. */
function random(seed) {
  let state = seed || 1;
  return (below) => {
    state ^= state << 13; state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5; state >>>= 0;
    return state % below;
  };
}

const SERVICES = ['checkout', 'billing', 'catalogue', 'mail', 'builds', 'gateway', 'ledger', 'orders', 'accounts', 'search', 'login', 'payments', 'reports', 'platform', 'streaming', 'chat'];
const PARTS = ['database', 'cache', 'queue', 'proxy', 'certificate', 'replica', 'connection pool', 'scheduler', 'load balancer', 'disk', 'cluster', 'resolver', 'router', 'backup', 'consumer', 'session store', 'index', 'worker'];
const CAUSES = ['config-change', 'software-bug', 'deploy', 'capacity', 'database', 'network', 'hardware', 'dependency', 'manual-operation', 'automation', 'process'];
const LEVELS = ['total', 'major', 'partial', 'minor', 'none'];
const ORGANISATIONS = ['Larkspur', 'Fernhill', 'Marlow', 'Ostrava Net'];
const SENTENCES = [
  'The first alert came from the {p} of {s}, and a second one followed within minutes.',
  'Errors rose in {s} while the {p} was restarted.',
  'On call looked at the {p} first, because the last deploy had touched it.',
  'A dashboard showed the latency of {s}, but not of the {p}.',
  'Customers saw timeouts in {s} and wrote to support.',
  'The {p} was healthy, so attention moved to the {q}.',
  'Memory of the {p} was high but within its limit, and the disk was half empty.',
  'The release was rolled back, which did not help, since the {p} keeps its configuration.',
  'A pool of workers waits for the {p}; none of them was exhausted, and every connection was in use for seconds only.',
  'The certificate of {s} was checked and is valid until next year.',
  'Two leaders of the team joined the call, one of them from {s}.',
  'The runbook of the {p} names a person who has left.',
  'Traffic to {s} was reduced by a third while the {q} caught up.',
  'The {p} answered again after its index had been rebuilt.',
  'No key, token or password was exposed, and no data was lost.',
  'The backup of the {q} was not needed.',
  'A retry of each request doubled the load on the {p} for a while.',
  'DNS was suspected, as always, and was innocent.',
  'The network between {s} and the {p} was measured and found in order.',
  'Someone asked whether a region had failed; the provider said no.',
  'The clock of each machine was right to the millisecond.',
  'A full restart of {s} took eleven minutes, most of it for the {q}.',
  'The primary {p} stayed primary, and its replica stayed close behind.',
  'A limit in the {p} had been set long ago for a smaller {s}.',
  'Messages in the {q} were handled within the hour.',
  'We deleted nothing and restored nothing by hand.',
];
const TITLES = ['Elevated errors in {s}', '{s} slow for some customers', 'The {p} of {s} needs a restart', 'Timeouts between {s} and its {p}', '{s}: {p} under pressure', 'A quiet alert for the {p}', '{s} unavailable after maintenance of the {p}'];

const quoted = (text) => JSON.stringify(text);
const capital = (text) => text[0].toUpperCase() + text.slice(1);

function filler(next, count) {
  const lines = [];
  for (let i = 0; i < count; i++) {
    const [s, p, q] = [SERVICES[next(SERVICES.length)], PARTS[next(PARTS.length)], PARTS[next(PARTS.length)]];
    lines.push(SENTENCES[next(SENTENCES.length)].replaceAll('{s}', s).replaceAll('{p}', p).replaceAll('{q}', q));
  }
  return lines.join(' ');
}

function end(started, minutes) {
  return new Date(Date.parse(`${started}:00Z`) + minutes * 60_000).toISOString().slice(0, 16);
}

/** A story of stories.txt as a postmortem. */
function story(text, number) {
  const [head, ...rest] = text.split('\n');
  const [slug, started, minutes, cause, impact, users, service, severity, organisation, pattern] = head.split('|').map((it) => it.trim());
  const title = rest[0];
  const errors = rest.filter((line) => line.startsWith('! ')).map((line) => line.slice(2));
  const body = rest.slice(1).filter((line) => !line.startsWith('! ')).join('\n').trim();
  const next = random(7919 * (number + 1));
  const along = filler(next, 5);
  const front = [
    `id: ${slug}`, `title: ${quoted(title)}`, `started: "${started}:00Z"`, `resolved: "${end(started, Number(minutes))}:00Z"`,
    `root_cause: ${cause}`, 'impact:', `  level: ${impact}`, ...(users ? [`  users: "${users}"`] : []),
    `services: [${quoted(service)}]`, `severity: ${severity}`, `organisation: ${quoted(organisation)}`,
    ...(pattern ? [`pattern: [${pattern}]`] : []), ...(errors.length ? ['errors:', ...errors.map((line) => `  - ${quoted(line)}`)] : []),
  ];
  return { slug, paragraphs: [title, ...errors, ...body.split('\n'), along], text: `---\n${front.join('\n')}\n---\n\n## What happened\n\n${body}\n\n## Along the way\n\n${along}\n` };
}

/** An incident about nothing in particular. */
function other(number) {
  const next = random(104_729 * (number + 1));
  const service = SERVICES[next(SERVICES.length)], part = PARTS[next(PARTS.length)];
  const fill = (text) => capital(text.replaceAll('{s}', service).replaceAll('{p}', part));
  const started = `${2019 + next(5)}-${String(1 + next(12)).padStart(2, '0')}-${String(1 + next(28)).padStart(2, '0')}T${String(next(24)).padStart(2, '0')}:${String(next(60)).padStart(2, '0')}`;
  const title = fill(TITLES[next(TITLES.length)]);
  const front = [
    `id: other-${number}`, `title: ${quoted(title)}`, `started: "${started}:00Z"`,
    `resolved: "${end(started, 5 + next(600))}:00Z"`, `root_cause: ${CAUSES[next(CAUSES.length)]}`, 'impact:', `  level: ${LEVELS[next(LEVELS.length)]}`,
    ...(next(3) ? [`  users: "${next(9000)}"`] : []), `services: [${service}]`, `severity: sev${2 + next(3)}`, `organisation: ${quoted(ORGANISATIONS[next(4)])}`,
  ];
  const [summary, first, second, analysis] = [filler(next, 4), `10:${10 + next(40)} ${filler(next, 1)}`, `11:${10 + next(40)} ${filler(next, 1)}`, filler(next, 7)];
  const text = `---\n${front.join('\n')}\n---\n\n## Summary\n\n${summary}\n\n## Timeline\n\n- ${first}\n- ${second}\n\n## Analysis\n\n${analysis}\n`;
  return { slug: `other-${number}`, paragraphs: [title, summary, first, second, analysis], text };
}

/** All incidents: [{ slug, paragraphs, text }]. */
export function incidents() {
  const told = readFileSync(new URL('stories.txt', import.meta.url), 'utf8').split(/^=== /m).slice(1).map((text, i) => story(text.trimEnd(), i));
  return [...told, ...Array.from({ length: OTHERS }, (_, i) => other(i))];
}

/** Writes the library into `folder`, as a site that can be built. */
export function write(folder) {
  const content = path.join(folder, 'content');
  mkdirSync(content, { recursive: true });
  for (const { slug, text } of incidents()) writeFileSync(path.join(content, `${slug}.md`), text);
}
