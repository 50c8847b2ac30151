// Writes a synthetic library: node generate.mjs COUNT FOLDER. Document i depends on i alone, so a larger library holds
// the smaller one. Words follow a Zipf-like curve, so that an index over them grows as one over prose does.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const [count, folder] = [Number(process.argv[2]), process.argv[3]];
if (!Number.isInteger(count) || !folder) {
  console.error('usage: node generate.mjs COUNT FOLDER');
  process.exit(2);
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const START = ['b', 'br', 'c', 'ch', 'd', 'dr', 'f', 'g', 'gr', 'h', 'k', 'l', 'm', 'n', 'p', 'pl', 'r', 's', 'st', 't', 'tr', 'v', 'w'];
const MIDDLE = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ou'];
const END = ['n', 'r', 't', 'l', 'm', 'ck', 'st', 'nd', 'x', 'ng', 'ss', ''];
const words = (() => {
  const next = random(1);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const made = new Set(['the', 'of', 'and', 'to', 'in', 'a', 'was', 'for', 'on', 'that', 'with', 'database', 'server', 'request',
    'timeout', 'error', 'deploy', 'queue', 'cache', 'latency', 'traffic', 'replica', 'certificate', 'cluster', 'restart']);
  while (made.size < 24000) {
    let word = '';
    for (let i = 0; i < 1 + next() * 3; i += 1) word += pick(START) + pick(MIDDLE) + (next() < 0.5 ? pick(END) : '');
    made.add(word);
  }
  return [...made];
})();

const CAUSES = ['config-change', 'software-bug', 'deploy', 'capacity', 'database', 'network', 'hardware', 'dependency', 'security', 'time-expiry'];
const SERVICES = ['checkout', 'ledger', 'search', 'mail', 'media', 'login', 'billing', 'webhook', 'export', 'reports'].flatMap((name) => ['api', 'worker', 'gateway', 'db'].map((kind) => `${name}-${kind}`));
const TEAMS = ['platform', 'storage', 'network-operations', 'payments', 'identity', 'edge'];

function postmortem(i) {
  const next = random(7919 * (i + 1));
  const pick = (list) => list[Math.floor(next() * list.length)];
  const word = () => words[Math.floor(words.length ** next()) - 1] ?? 'the';
  const sentence = () => {
    const text = Array.from({ length: 8 + Math.floor(next() * 14) }, word).join(' ');
    return `${text[0].toUpperCase()}${text.slice(1)}.`;
  };
  const paragraph = (n) => Array.from({ length: n }, sentence).join(' ');
  const pad = (n) => String(n).padStart(2, '0');
  const began = new Date(Date.UTC(2014 + Math.floor(next() * 12), Math.floor(next() * 12), 1 + Math.floor(next() * 28), Math.floor(next() * 24), Math.floor(next() * 60)));
  const minutes = Math.round(5 * 400 ** next());
  const at = (share) => new Date(began.getTime() + Math.round(share * minutes) * 60000);
  const iso = (date) => date.toISOString().replace('.000', '');
  const clock = (date) => `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
  const entries = Array.from({ length: 6 + Math.floor(next() * 8) }, (_, k, all) => k).map((k, _, all) => at((k + 1) / (all.length + 1)));
  const code = next() < 0.5
    ? `\`\`\`sql\nSELECT t.id, t.${word()}, count(*) AS ${word()}\nFROM ${word()}_${word()} AS t\nLEFT JOIN ${word()} AS e ON e.parent_id = t.id\nWHERE t.updated_at >= now() - interval '${1 + Math.floor(next() * 60)} minutes'\nGROUP BY t.id\nHAVING count(*) > ${Math.floor(next() * 9000)};\n\`\`\``
    : `\`\`\`python\ndef ${word()}_${word()}(batch, limit=${Math.floor(next() * 500)}):\n    """${sentence()}"""\n    for item in batch:\n        if item.${word()} is None or item.size > limit:\n            raise ValueError(f"${word()} {item.id} has no ${word()}")\n        yield item.${word()}(retries=${Math.floor(next() * 9)})\n\`\`\``;
  const log = Array.from({ length: 6 }, () => `${iso(at(next()))} ERROR ${pick(SERVICES)} ${word()}: ${word()} ${word()} failed after ${Math.floor(next() * 30000)} ms (code ${500 + Math.floor(next() * 12)})`).join('\n');
  const services = [pick(SERVICES), pick(SERVICES)].filter((name, k, all) => all.indexOf(name) === k);
  return `---
title: "${sentence().slice(0, 70).replaceAll('"', '').replace(/\.$/, '')}"
id: SYN-${String(i).padStart(6, '0')}
started: ${iso(began)}
detected: ${iso(at(0.1))}
resolved: ${iso(at(1))}
severity: sev${1 + Math.floor(next() * 4)}
root_cause: ${pick(CAUSES)}
services: [${services.join(', ')}]
teams: [${pick(TEAMS)}]
tags: [${word()}, ${word()}, ${word()}]
impact: {level: ${pick(['total', 'major', 'partial', 'minor'])}, users_percent: ${(next() * 100).toFixed(1)}}
action_items:
  - {title: "${sentence().slice(0, 60).replaceAll('"', '')}", owner: ${pick(TEAMS)}, due: ${iso(new Date(began.getTime() + 6e9)).slice(0, 10)}, status: ${pick(['open', 'done'])}}
---

## Summary

${paragraph(4)}

## Impact

${paragraph(5)}

| Measure | Value | Note |
|:--|--:|--|
| \`${word()}_${word()}_total\` | ${Math.floor(next() * 100000)} | ${sentence()} |
| \`${word()}_seconds\` | ${Math.floor(next() * 900)} | ${sentence()} |

## Timeline

${entries.map((date) => `- **${clock(date)}** ${sentence()}`).join('\n')}

## Root cause

${paragraph(8)}

${code}

${paragraph(6)}

\`\`\`text
${log}
\`\`\`

## Resolution

${paragraph(6)}

## Lessons

${Array.from({ length: 4 }, () => `* ${sentence()}`).join('\n')}
`;
}

await mkdir(path.join(folder, 'content'), { recursive: true });
for (let i = 1; i <= count; i += 1) {
  await writeFile(path.join(folder, 'content', `syn-${String(i).padStart(6, '0')}.md`), postmortem(i));
}
