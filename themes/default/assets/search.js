/* Search: the words of a query, the ranking, and the search page. One classic script, no dependencies, no request to
 * anyone but the site itself. The first part is pure and runs in Node.js too (tests/search); it mirrors src/search of
 * the program rule by rule: the same words, the same whole-number scores. The second part is the page. */
(() => {
  'use strict';

  /** Version of the index's form that this script reads. */
  const VERSION = 1;

  // ---------------------------------------------------------------- words (src/search/words.rs)

  const WORD_MAX = 64;
  const UNSPACED = /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  const LETTERS = { 'ς': 'σ', 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ı': 'i' };
  const OTHER = 0, UPPER = 1, LOWER = 2, DIGIT = 3, CJK = 4;

  const isAscii = (text) => /^[\0-\x7f]*$/.test(text);
  const fold = (text) => (isAscii(text) ? text : text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').normalize('NFC'));
  const lower = (c) => (c < '\x80' ? c.toLowerCase() : Array.from(c.toLowerCase(), (l) => LETTERS[l] ?? l).join(''));

  function kindOf(c) {
    if (c >= 'a' && c <= 'z') return LOWER;
    if (c >= 'A' && c <= 'Z') return UPPER;
    if (c >= '0' && c <= '9') return DIGIT;
    if (c < '\x80') return OTHER;
    if (UNSPACED.test(c)) return CJK;
    if (/\p{Uppercase}/u.test(c)) return UPPER;
    if (/\p{N}/u.test(c)) return DIGIT;
    return /\p{Alphabetic}/u.test(c) ? LOWER : OTHER;
  }

  /** Calls each(word, kind, chunk, position) for every word of `text`: kind '' for a part, '=' for an identifier as a whole,
   *  '+' for two parts joined. `stop` is the set of stop words; with `fillers` they and single letters come too, as '~'.
   *  Returns the number of positions. */
  function scan(text, stop, each, fillers = false) {
    const chars = Array.from(fold(text));
    let at = 0, chunk = 0, position = 0;
    const put = (word, kind, where, part = false) => {
      if (!word || (word.length > WORD_MAX && Array.from(word).length > WORD_MAX)) return;
      if (!((word.length === 1 && word < '\x80') || stop.has(word))) each(word, kind, chunk, where);
      else if (part && fillers) each(word, '~', chunk, where);
    };
    const readPart = (parts) => {
      const part = { text: '', humps: [], digits: true };
      let before = OTHER, last = 0, upperRun = false;
      for (; at < chars.length; at++) {
        const now = kindOf(chars[at]);
        if (now === OTHER || now === CJK) break;
        const here = part.text.length;
        if (before === LOWER && now === UPPER) part.humps.push(here);
        else if (before === UPPER && now === LOWER && upperRun) part.humps.push(last);
        upperRun = before === UPPER && now === UPPER;
        part.digits &&= now === DIGIT;
        before = now;
        last = here;
        part.text += lower(chars[at]);
      }
      parts.push(part);
    };
    const emit = (parts, connectors) => {
      const whole = parts.map((part, i) => part.text + (connectors[i] ?? '')).join('');
      const date = /^\d{4}-\d{2}-\d{2}(?=t|$)/.exec(whole);
      if (date) { each(date[0], '', chunk, position); return 1; }
      if (connectors.includes(':')) {
        if (connectors[0] === ':' && parts[0].text.length <= 2) return 1;
        const pieces = whole.split(':');
        pieces.forEach((piece, i) => put(piece, '', position + i, true));
        return pieces.length;
      }
      const numeric = parts.length > 1 && parts.every((part) => part.digits);
      if (!numeric) {
        parts.forEach(({ text: word, humps }, i) => {
          put(word, '', position + i, true);
          const inside = humps.filter((hump) => hump > 0 && hump < word.length);
          if (inside.length) [0, ...inside].forEach((from, j) => put(word.slice(from, inside[j] ?? word.length), '', position + i));
        });
      }
      if (parts.length < 2) return 1;
      put(whole, '=', position);
      if (parts.length === 2 && connectors[0] === '-' && !parts[0].digits && !parts[1].digits) {
        const joined = parts[0].text + parts[1].text;
        if (new TextEncoder().encode(joined).length <= 24) put(joined, '+', position);
      }
      return numeric ? 1 : parts.length;
    };
    while (at < chars.length) {
      const kind = kindOf(chars[at]);
      if (kind === OTHER) { at++; continue; }
      chunk++;
      if (kind === CJK) {
        const from = at;
        while (at < chars.length && kindOf(chars[at]) === CJK) at++;
        if (at - from === 1) each(chars[from], '', chunk, position);
        for (let i = from; i + 1 < at; i++) each(chars[i] + chars[i + 1], '', chunk, position + i - from);
        position += at - from;
        continue;
      }
      const parts = [], connectors = [];
      for (;;) {
        readPart(parts);
        let connector = chars[at];
        if (connector === '\u2010') connector = '-';
        const digitBefore = /[0-9]$/.test(parts[parts.length - 1].text);
        if (!(connector === '_' || connector === '.' || connector === '-' || (connector === ':' && digitBefore))) break;
        const next = at + 1 < chars.length ? kindOf(chars[at + 1]) : OTHER;
        if (!(next === DIGIT || ((next === UPPER || next === LOWER) && connector !== ':'))) break;
        connectors.push(connector);
        at++;
      }
      position += emit(parts, connectors);
    }
    return position;
  }

  // ---------------------------------------------------------------- word forms (src/search/roots.rs)

  const ENDINGS = ('abilities4 ability4 ibility4 ations4 encies4 ancies4 ating4 ators4 ation4 ities4 ments4 ences4 ances4 ' +
    'ates4 ated4 ator4 able4 ible4 ness4 ment4 ency4 ancy4 ence4 ance4 ures4 ions4 ings3 ate4 ure4 ity4 ion4 ing3 ies3 ' +
    'ied3 ors4 ers3 es3 ur6 ed3 er3 or4 ly4 e3 a5 y3').split(' ').map((it) => [it.slice(0, -1), Number(it.slice(-1))]);

  function strip(word) {
    for (const [ending, least] of ENDINGS) {
      if (!word.endsWith(ending)) continue;
      const rest = word.slice(0, -ending.length);
      if (rest.length < least || !/[aeiouy]/.test(rest) || (ending === 'y' && /[aeiou]$/.test(rest))) continue;
      const doubled = /^[eio]/.test(ending) && rest.length > 3 && rest.at(-1) === rest.at(-2) && !'lszeo'.includes(rest.at(-1));
      return doubled ? rest.slice(0, -1) : rest;
    }
    return word;
  }

  /** The root of a word: words with one root are forms of one word. A prefix of the word. */
  function root(word) {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
    let found = /[^suie]s$/.test(word) ? word.slice(0, -1) : word;
    for (let i = 0; i < 3; i++) {
      const shorter = strip(found);
      if (shorter.length === found.length) break;
      found = shorter;
    }
    return found;
  }

  // ---------------------------------------------------------------- numbers as text (src/search/numbers.rs)

  const digit = (code) => (code === 33 ? 57 : code - 35);

  /** All numbers of a text. */
  function numbers(text) {
    const out = [];
    let high = 0;
    for (let i = 0; i < text.length; i++) {
      const value = digit(text.charCodeAt(i));
      if (value < 64) { out.push(high * 64 + value); high = 0; } else high = high * 28 + value - 64;
    }
    return out;
  }

  /** The weighted frequency that a code of a posting stands for. */
  const prominence = (code) => (code < 4 ? code + 1 : 1 + (4 + (code % 4)) * 2 ** (Math.floor(code / 4) - 1));

  /** Documents and weighted frequencies of one word. */
  function postings(text) {
    const documents = [], weights = [];
    let high = 0, next = 0;
    for (let i = 0; i < text.length; i++) {
      const value = digit(text.charCodeAt(i));
      if (value >= 64) { high = high * 28 + value - 64; continue; }
      const number = high * 64 + value;
      high = 0;
      const document = next + Math.floor(number / 2);
      documents.push(document);
      weights.push(number % 2 ? prominence(digit(text.charCodeAt(++i)) + 1) : 1);
      next = document + 1;
    }
    return { documents, weights };
  }

  /** The documents of a list of gaps. */
  function ascending(text) {
    let next = 0;
    return numbers(text).map((gap) => { const document = next + gap; next = document + 1; return document; });
  }

  /** Where two words stand side by side: document to the positions of the first, in order (src/search/phrases.rs). */
  function positions(documents, text) {
    const found = new Map(), all = numbers(text);
    let i = 0;
    for (const document of documents) {
      const places = [];
      for (let next = 0, more = 1; more; next++) {
        more = all[i] % 2;
        next += Math.floor(all[i++] / 2);
        places.push(next);
      }
      found.set(document, places);
    }
    return found;
  }

  // ---------------------------------------------------------------- scores (src/search/score.rs)

  /** 256 times the binary logarithm of a / b, in whole numbers only, so that it is the same everywhere. */
  function log2(a, b) {
    let mantissa = Math.floor((a * 65536) / b);
    let exponent = 0;
    while (mantissa >= 131072) { mantissa = Math.floor(mantissa / 2); exponent++; }
    let result = exponent * 256;
    for (let bit = 128; bit >= 1; bit /= 2) {
      mantissa = Math.floor((mantissa * mantissa) / 65536);
      if (mantissa >= 131072) { mantissa = Math.floor(mantissa / 2); result += bit; }
    }
    return result;
  }

  /** How much a word says that `df` of `documents` texts have; one that all have still says a little. */
  const rarity = (documents, df) => 32 + log2(2 * documents + 2, 2 * df + 1);

  /** Length of a text against the mean, in 1/256, half of it counted. */
  const lengthNorm = (length, mean) => 128 + Math.floor((128 * length) / mean);

  /** Where a weighted frequency is worth half of a word's full score: its weight is counted in quarters. */
  const HALF = 8;

  /** What one word adds to the score of a text in which it stands with `quarters` of weight. */
  const wordScore = (rare, quarters, norm) => Math.floor((rare * 1024 * 64 * quarters) / (64 * quarters + HALF * norm));

  const lengthOf = (code) => (code < 8 ? code : (8 + (code % 8)) * 2 ** (Math.floor(code / 8) - 1));

  // Weights in quarters: the word itself, a form of it, a word that it begins, another word for the same, a correction.
  const EXACT = 4, FORM = 3, BEGINS = 2, SYNONYM = 2, CORRECTED = 4;

  // ---------------------------------------------------------------- queries

  const KEYS = {
    cause: 'cause', contributing: 'contributing', impact: 'impact', kind: 'kind', sev: 'severity', severity: 'severity',
    service: 'service', component: 'component', pattern: 'pattern', org: 'organisation', organisation: 'organisation',
    organization: 'organisation', team: 'team', tag: 'tag', year: 'year', status: 'status',
    duration: 'duration', users: 'users', percent: 'percent', after: 'after', before: 'before',
  };
  const UNITS = { s: 1, sec: 1, m: 60, min: 60, mins: 60, h: 3600, hour: 3600, hours: 3600, d: 86400, day: 86400, days: 86400, w: 604800, week: 604800, weeks: 604800 };

  /** Seconds of `4h`, `1h30m`, `90` (minutes); NaN if it is no length. */
  function seconds(text) {
    const plain = text.trim().toLowerCase();
    if (/^\d+(\.\d+)?$/.test(plain)) return Number(plain) * 60;
    let sum = 0, rest = plain;
    while (rest) {
      const found = /^(\d+(?:\.\d+)?)\s*([a-z]+)\s*/.exec(rest);
      if (!found || !(found[2] in UNITS)) return NaN;
      sum += Number(found[1]) * UNITS[found[2]];
      rest = rest.slice(found[0].length);
    }
    return plain ? Math.round(sum) : NaN;
  }

  /** A number with `k`, `m` or separators; NaN if it is none. */
  function amount(text) {
    const found = /^(\d+(?:\.\d+)?)\s*(k|m|bn)?$/i.exec(text.trim().replace(/[,_'\s](?=\d{3})/g, ''));
    return found ? Number(found[1]) * ({ k: 1e3, m: 1e6, bn: 1e9 }[found[2]?.toLowerCase()] ?? 1) : NaN;
  }

  const DAY = 86400000;
  const YEAR_ZERO = Date.UTC(2000, 0, 1) - 730485 * DAY;

  /** The days since 0000-01-01 that `2023`, `2023-05` or `2023-05-10` begins with and ends before; null if it is no date. */
  function days(text) {
    const found = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text.trim());
    if (!found) return null;
    const [, year, month, day] = found;
    const utc = (y, m, d) => { const date = new Date(0); date.setUTCFullYear(y, m, d); return Math.round((date.getTime() - YEAR_ZERO) / DAY); };
    const y = Number(year), m = Number(month ?? 1) - 1, d = Number(day ?? 1);
    if (m > 11 || d > 31 || m < 0 || d < 1) return null;
    return [utc(y, m, d), day ? utc(y, m, d + 1) : month ? utc(y, m + 1, 1) : utc(y + 1, 0, 1)];
  }

  /** The date of a day number, as text. */
  function date(day) {
    const it = new Date(YEAR_ZERO + day * DAY);
    const pad = (n, width) => String(n).padStart(width, '0');
    return `${pad(it.getUTCFullYear(), 4)}-${pad(it.getUTCMonth() + 1, 2)}-${pad(it.getUTCDate(), 2)}`;
  }

  /** Reads `>4h`, `<=90m`, `1h..4h`, `4h` into [from, to]; null if it is none. */
  function range(text, read) {
    const two = /^(.*?)\.\.(.*)$/.exec(text);
    if (two) {
      const from = two[1] ? read(two[1]) : null, to = two[2] ? read(two[2]) : null;
      return Number.isNaN(from) || Number.isNaN(to) ? null : [from, to];
    }
    const [, sign, rest] = /^([<>]=?|=)?(.*)$/.exec(text);
    const value = read(rest);
    if (Number.isNaN(value) || !sign) return null;
    if (sign === '>') return [value + 1, null];
    if (sign === '>=') return [value, null];
    if (sign === '<') return [null, value - 1];
    return sign === '<=' ? [null, value] : [value, value];
  }

  /** Quotation marks as phones and word processors write them. */
  const straight = (text) => text.replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d]/g, '"');

  /** Takes a query apart: free text, phrases, phrases and words to leave out, typed filters. */
  function parse(text) {
    const query = { text: '', phrases: [], without: [], filters: [] };
    const pattern = /(-?)(?:([a-z]+):)?(?:"([^"]*)("?)|(\S+))/gi;
    for (const [all, minus, key, quoted, closed, plain] of straight(text).matchAll(pattern)) {
      const field = key && Object.hasOwn(KEYS, key.toLowerCase()) ? KEYS[key.toLowerCase()] : null;
      const value = quoted ?? plain;
      // The last word of a phrase that is not closed may not be finished.
      const phrase = closed === '' ? value.replace(/\S+$/, '') : value;
      if (field && value) query.filters.push({ key: key.toLowerCase(), field, value, not: minus === '-' });
      else if (minus && !key && value && !/^-/.test(value)) query.without.push(phrase);
      else if (quoted !== undefined && !key) { query.phrases.push(phrase); query.text += ` ${quoted} `; }
      else query.text += ` ${all}`;
    }
    query.text = query.text.trim();
    query.phrases = query.phrases.filter((it) => it.trim());
    query.without = query.without.filter((it) => it.trim());
    return query;
  }

  /** A query with its phrases as words like others. */
  const unquote = (text) => straight(text).replace(/(^|\s)"([^"]*)"?/g, '$1$2');

  /** Fewest edits (a letter more, less, other, or two swapped) from a to b, if at most `most`; else most + 1. */
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        next.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = row;
      row = next;
    }
    return row[b.length];
  }

  // ---------------------------------------------------------------- the index

  class Unreadable extends Error {}

  /** The index: `load(name)` resolves to a part of it. */
  class Index {
    constructor(manifest, load) {
      if (manifest.version !== VERSION) throw new Unreadable(`version ${manifest.version}`);
      this.manifest = manifest;
      this.count = manifest.documents;
      this.stop = new Set(manifest.stop.split(' '));
      this.borders = manifest.words.length ? manifest.from.split(' ') : [];
      this.groups = new Map();
      for (const group of manifest.synonyms) for (const word of group.split(' ')) this.groups.set(root(word), group.split(' '));
      this.generic = new Set(manifest.generic.split(' ').map(root));
      // Expressions by the root of their first word.
      this.concepts = new Map();
      for (const group of manifest.concepts) {
        const all = group.split(' = ').map((it) => it.split(' '));
        for (const words of all) {
          const key = root(words[0]);
          if (!this.concepts.has(key)) this.concepts.set(key, []);
          this.concepts.get(key).push({ words, others: all.filter((it) => it !== words) });
        }
      }
      this.load = load;
      this.cache = new Map();
    }

    static async open(entry, load) {
      const index = new Index(await load(entry), load);
      index.columns = readColumns(await index.part(index.manifest.columns), index.count, index.manifest.length);
      return index;
    }

    /** Loads the facets of these ids, those that the library has. */
    async want(ids) {
      const missing = this.manifest.facets.filter(([id]) => ids.includes(id) && !this.columns.facets.some((it) => it.id === id));
      const loaded = await Promise.all(missing.map(async ([id, name]) => readFacet(id, await this.part(name), this.count)));
      for (const facet of loaded) if (!this.columns.facets.some((it) => it.id === facet.id)) this.columns.facets.push(facet);
    }

    part(name) {
      if (this.manifest.parts && Object.hasOwn(this.manifest.parts, name)) return Promise.resolve(this.manifest.parts[name]);
      if (!this.cache.has(name)) {
        const loaded = this.load(name);
        this.cache.set(name, loaded);
        // What failed may succeed later.
        loaded.catch(() => this.cache.delete(name));
      }
      return this.cache.get(name);
    }

    /** The number of the file in which `word` stands, if it does. */
    place(word) { return placeOf(this.borders, word); }

    /** The words of a file. */
    async shard(number) {
      const part = await this.part(this.manifest.words[number]);
      part.words ??= part.w.split(' ');
      part.places ??= part.p.split(' ');
      return part;
    }

    /** Where the first of two words is followed by the second: the documents, and a way to the positions in them. */
    async pair(first, second) {
      const pair = `${first}+${second}`;
      const shelf = await this.shelved(await this.part(this.manifest.phrases), pair);
      const shard = shelf && await this.shelved(shelf, pair);
      if (!shard) return { documents: [] };
      shard.words ??= shard.w.split(' ');
      shard.places ??= shard.p.split(' ');
      const at = shard.words.indexOf(pair);
      if (at < 0) return { documents: [] };
      const documents = ascending(shard.places[2 * at]);
      const far = shard.far && Object.hasOwn(shard.far, pair) ? shard.far[pair] : null;
      return { documents, positions: async () => positions(documents, far ? await this.part(far) : shard.places[2 * at + 1]) };
    }

    /** The file of a shelf in which `word` stands, if it does. */
    async shelved(shelf, word) {
      shelf.borders ??= shelf.words.length ? shelf.from.split(' ') : [];
      const number = placeOf(shelf.borders, word);
      return number < 0 ? null : this.part(shelf.words[number]);
    }

    /** The documents that have a phrase: its words in their order, next to each other. Null if it names no word. */
    async phrase(text) {
      const words = [];
      scan(text, this.stop, (word, kind, chunk, position) => { if (kind !== '+') words[position] ??= word; }, true);
      // A position may hold no word: the time in `at 12:30 the`.
      const sequence = Array.from(words, (word) => word ?? '').slice(words.findIndex((word) => word !== undefined));
      if (!sequence.length) return null;
      if (sequence.length === 1) {
        const [word] = sequence;
        const it = await new Asker(this).exact(word);
        return it || !this.stop.has(word) ? new Set(it ? postings(it.places).documents : []) : null;
      }
      const pairs = await Promise.all(cover(sequence, this.stop).map(async (at) => ({ at, ...await this.pair(sequence[at], sequence[at + 1]) })));
      pairs.sort((a, b) => a.documents.length - b.documents.length);
      const [rarest, ...others] = pairs;
      const sets = others.map((it) => new Set(it.documents));
      const documents = rarest.documents.filter((document) => sets.every((it) => it.has(document)));
      if (!documents.length || !others.length) return new Set(documents);
      const [first, ...rest] = await Promise.all(pairs.map(async ({ at, positions: load }) => ({ step: at - rarest.at, places: await load() })));
      return new Set(documents.filter((document) => {
        const places = rest.map((it) => ({ step: it.step, places: new Set(it.places.get(document)) }));
        return first.places.get(document).some((place) => places.every((it) => it.places.has(place + it.step)));
      }));
    }

    /** The cards of documents, in the order given. */
    async cards(documents) {
      const each = this.manifest.cards_each;
      return Promise.all(documents.map(async (document) => {
        const cards = await this.part(this.manifest.cards[Math.floor(document / each)]);
        const [slug, title, organisation, summary, severity, stopped, errors = []] = cards[document % each];
        return { document, slug, title, organisation, summary, severity, stopped, errors };
      }));
    }

    /** The text of a document by sections, if the index holds the texts: [{ anchor, heading, text }]. */
    async text(document) {
      const each = this.manifest.texts_each;
      const texts = await this.part(this.manifest.texts[Math.floor(document / each)]);
      return texts[document % each].map(([anchor, heading, text]) => ({ anchor, heading, text }));
    }

    /** Words with a number of letters alike to `word` that it may have been meant to be, nearest and commonest first. */
    async corrections(word) {
      const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
      if (!most || /[^\p{Alphabetic}]/u.test(word)) return [];
      const keys = new Set([word[0], word[1]].map((c) => (c >= 'a' && c <= 'z' ? c : '_')));
      const found = [];
      for (const key of keys) {
        const name = this.manifest.spellings[key];
        if (!name) continue;
        const part = await this.part(name);
        part.words ??= part.w.split(' ');
        part.words.forEach((it, i) => {
          const steps = distance(word, it, most);
          // Of four letters another one makes another word (`card`, `care`).
          const other = word.length === 4 && it.length === 4 && [...word].sort().join('') !== [...it].sort().join('');
          if (steps <= most && !other) found.push({ word: it, steps, df: digit(part.n.charCodeAt(i)) });
        });
      }
      return found.sort((a, b) => a.steps - b.steps || b.df - a.df || (a.word < b.word ? -1 : 1));
    }
  }

  /** Byte order, as the index is sorted: JavaScript compares UTF-16, which differs beyond the basic plane. */
  function before(a, b) {
    const length = Math.min(a.length, b.length);
    for (let i = 0; i < length; i++) {
      const x = a.charCodeAt(i), y = b.charCodeAt(i);
      if (x !== y) {
        const high = (c) => (c >= 0xd800 && c <= 0xdfff ? c + 0x10000 : c);
        return high(x) < high(y);
      }
    }
    return a.length < b.length;
  }

  /** The number of the last border that is not after `word`; -1 if all are. */
  function placeOf(borders, word) {
    let low = 0, high = borders.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(word, borders[middle])) high = middle; else low = middle + 1;
    }
    return low - 1;
  }

  /** The neighbours in a phrase that hold all of its words, each by the place of the first: as few as can be, and not those
   *  of stop words alone, which stand everywhere. */
  function cover(words, stop) {
    const price = (at) => 8 + [words[at], words[at + 1]].filter((word) => word.length < 2 || stop.has(word)).length ** 2;
    // For each number of words the cheapest way to hold them.
    const best = [{ sum: 0, pairs: [] }, { sum: Infinity, pairs: [] }];
    for (let count = 2; count <= words.length; count++) {
      const before = best[count - 1].sum < best[count - 2].sum ? best[count - 1] : best[count - 2];
      best.push({ sum: before.sum + price(count - 2), pairs: [...before.pairs, count - 2] });
    }
    return best[words.length].pairs;
  }

  function readColumns(part, count, mean) {
    const columns = { facets: [], date: new Int32Array(count), duration: new Float64Array(count), users: new Float64Array(count), percent: new Float64Array(count), norm: new Int32Array(count) };
    let day = 0;
    numbers(part.date).forEach((number, i) => {
      if (!number) { columns.date[i] = -1; return; }
      const step = Math.floor((number - 1) / 2);
      day += (number - 1) % 2 ? -step : step;
      columns.date[i] = day;
    });
    for (const name of ['duration', 'users', 'percent']) numbers(part[name]).forEach((number, i) => { columns[name][i] = number - 1; });
    for (let i = 0; i < count; i++) columns.norm[i] = lengthNorm(lengthOf(digit(part.length.charCodeAt(i))), mean);
    return columns;
  }

  function readFacet(id, { values, of }, count) {
    const all = numbers(of);
    const starts = new Int32Array(count + 1), flat = [];
    for (let at = 0, document = 0; document < count; document++) {
      const length = all[at++];
      for (let i = 0; i < length; i++) flat.push(all[at++]);
      starts[document + 1] = flat.length;
    }
    return {
      id, starts, flat: Int32Array.from(flat),
      values: values.map(([value, name]) => ({ id: value, name: name ?? value })),
      byId: new Map(values.map(([value], i) => [value, i])),
    };
  }

  // ---------------------------------------------------------------- answering

  /** The words of a query, each with the words of the index that answer it. */
  class Asker {
    constructor(index) {
      this.index = index;
      this.shards = new Map();
    }

    async shard(number) {
      if (number < 0 || number >= this.index.borders.length) return null;
      if (!this.shards.has(number)) this.shards.set(number, await this.index.shard(number));
      return this.shards.get(number);
    }

    /** Words of the index from `prefix` on that `keep` keeps; looks into at most two files. */
    async range(prefix, keep) {
      const found = [];
      const first = this.index.place(prefix);
      for (let number = Math.max(first, 0); number <= first + 1; number++) {
        const next = this.index.borders[number];
        if (number > first && (next === undefined || !next.startsWith(prefix))) break;
        const shard = await this.shard(number);
        if (!shard) break;
        let low = 0, high = shard.words.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (before(shard.words[middle], prefix)) low = middle + 1; else high = middle;
        }
        for (let i = low; i < shard.words.length && shard.words[i].startsWith(prefix); i++) {
          if (keep(shard.words[i])) found.push({ word: shard.words[i], places: shard.places[i] });
        }
      }
      return found;
    }

    async exact(word) {
      return (await this.range(word, (it) => it === word))[0] ?? null;
    }

    /** The word and its forms. */
    async forms(word) {
      const base = root(word);
      // A short word has too many others that begin with it: only its plural is a form.
      const found = word.length < 4
        ? (await Promise.all([word, `${word}s`].map((it) => this.exact(it)))).filter(Boolean)
        : await this.range(base, (it) => it === word || root(it) === base);
      return found.map((it) => ({ ...it, weight: it.word === word ? EXACT : FORM }));
    }

    async synonyms(word) {
      const out = [];
      const base = root(word);
      for (const other of this.index.groups.get(base) ?? []) {
        if (root(other) !== base) out.push(...(await this.forms(other)).map((it) => ({ ...it, weight: SYNONYM })));
      }
      return out;
    }
  }

  /** A member that stands for an expression: the documents that have all of its words. Null if none has. */
  async function expression(asker, words) {
    const all = await Promise.all(words.filter((word) => !asker.index.stop.has(word)).map((word) => asker.forms(word)));
    const maps = all.map((members) => {
      const weights = new Map();
      for (const it of members) {
        const found = postings(it.places);
        found.documents.forEach((document, i) => weights.set(document, (weights.get(document) ?? 0) + found.weights[i]));
      }
      return weights;
    });
    if (!maps.length) return null;
    const documents = [...maps[0].keys()].filter((document) => maps.every((it) => it.has(document))).sort((a, b) => a - b);
    if (!documents.length) return null;
    // As prominent as its least prominent word.
    const weights = documents.map((document) => Math.min(...maps.map((it) => it.get(document))));
    return { word: words.join(' '), parts: all.flat().map((it) => it.word), places: '', postings: { documents, weights }, weight: SYNONYM };
  }

  /** Where a query has an expression, its words are answered by other expressions of the same meaning too. */
  async function concepts(asker, groups, sequence) {
    for (let at = 0; at < sequence.length; at++) {
      for (const { words, others } of asker.index.concepts.get(root(sequence[at] ?? '')) ?? []) {
        if (!words.every((word, i) => root(sequence[at + i] ?? '') === root(word))) continue;
        const members = (await Promise.all(others.map((it) => expression(asker, it)))).filter(Boolean);
        for (const group of groups) if (words.some((word) => root(word) === root(group.word))) join(group, members.map((it) => ({ ...it })));
      }
    }
  }

  /** Adds members, each word once with its highest weight. */
  function join(group, members) {
    for (const member of members) {
      const same = group.members.find((it) => it.word === member.word);
      if (same) same.weight = Math.max(same.weight, member.weight);
      else group.members.push(member);
    }
  }

  /** What a text asks for: groups of words of the index, and what was done to find them. */
  async function ask(index, text, typing) {
    const asker = new Asker(index);
    const groups = [], extras = [];
    let last = null;
    const chunks = new Map(), sequence = [];
    scan(text, index.stop, (word, kind, chunk, position) => {
      if (kind !== '+') sequence[position] ??= word;
      if (kind === '~') return;
      if (kind === '') {
        last = groups.find((group) => group.word === word) ?? last;
        if (!groups.some((group) => group.word === word)) groups.push(last = { word, chunk, members: [], required: true });
      }
      if (kind !== '') {
        if (!chunks.has(chunk)) chunks.set(chunk, []);
        chunks.get(chunk).push(word);
      }
    }, true);
    for (const [chunk, words] of chunks) {
      const members = [];
      for (const word of words) {
        const found = await asker.exact(word);
        if (found) members.push({ ...found, weight: EXACT });
      }
      const parts = groups.filter((group) => group.chunk === chunk);
      // Figures alone are one word: `2017-02` is also the days of that month, `10.2.3` the addresses that begin so.
      if (!members.length && !parts.length) members.push(...(await asker.range(words[0], (it) => /^[-.]/.test(it.slice(words[0].length)))).map((it) => ({ ...it, weight: FORM })));
      for (const group of parts) join(group, members.map((it) => ({ ...it })));
      // Being whole counts beside the parts; without parts (10.2.3.4) it is what is asked for.
      if (members.length || !parts.length) extras.push({ word: words[0], chunk, members, required: !parts.length });
    }
    await concepts(asker, groups, sequence);
    const ends = /[\p{Alphabetic}\p{N}]$/u.test(text);
    for (let i = 0; i < groups.length; i++) {
      const group = groups[i];
      join(group, await asker.forms(group.word));
      // Other words for the same only where the word itself finds little.
      const most = Math.max(0, ...group.members.map((it) => postings(it.places).documents.length));
      if (most <= Math.max(20, index.count / 32)) join(group, await asker.synonyms(group.word));
      const next = groups[i + 1];
      if (next && next.chunk === group.chunk + 1) {
        for (const joined of new Set([group.word + next.word, root(group.word) + next.word])) {
          // A compound stands beside its first word: no file is loaded for it.
          if (!asker.shards.has(index.place(joined))) continue;
          const found = await asker.exact(joined);
          if (found) for (const it of [group, next]) join(it, [{ ...found, weight: FORM }]);
        }
      }
      const few = group.members.length < 3 && group.members.every((it) => it.places.length < 6);
      if (typing && ends && group === last && few && (group.word.length >= 3 || !isAscii(group.word))) {
        const begun = await asker.range(group.word, () => true);
        begun.sort((a, b) => b.places.length - a.places.length);
        join(group, begun.slice(0, 30).map((it) => ({ ...it, weight: BEGINS })));
      }
      if (!group.members.length) {
        const [best, ...others] = await index.corrections(group.word);
        if (best) {
          group.corrected = best.word;
          const alike = others.filter((it) => it.steps === best.steps && it.df >= best.df - 2).slice(0, 2);
          for (const it of [best, ...alike]) join(group, (await asker.forms(it.word)).map((member) => ({ ...member, weight: Math.min(member.weight, it === best ? CORRECTED : BEGINS) })));
        }
      }
    }
    return [...groups, ...extras];
  }

  /** Postings of a group, and how rare it is. */
  function weigh(index, group) {
    const quarters = new Int32Array(index.count);
    const documents = [];
    for (const member of group.members) {
      const found = member.postings ??= postings(member.places);
      found.documents.forEach((document, i) => {
        if (!quarters[document]) documents.push(document);
        quarters[document] += found.weights[i] * member.weight;
      });
    }
    return { documents, quarters, rare: rarity(index.count, documents.length) };
  }

  /** Scores of all documents for the groups, and which of them match; `within` says which may. */
  function rank(index, groups, within) {
    const scores = new Float64Array(index.count);
    const mass = new Float64Array(index.count);
    let total = 0, count = 0;
    const telling = groups.some((group) => group.required && group.members.length && !index.generic.has(root(group.word)));
    for (const group of groups) {
      const { documents, quarters, rare: rarest } = weigh(index, group);
      const generic = telling && index.generic.has(root(group.word));
      const rare = generic ? Math.floor(rarest / 4) : rarest;
      // A text may say what happened without the word for it: it is none of those that must be there.
      const required = group.required && !generic;
      group.df = documents.length;
      group.rare = rare;
      group.quarters = quarters;
      if (!documents.length) continue;
      if (required) { total += rare; count++; }
      for (const document of documents) {
        scores[document] += wordScore(rare, quarters[document], index.columns.norm[document]);
        if (required) mass[document] += rare;
      }
    }
    // All of two words; of more, those that say two thirds of what was asked. Where that finds few, less and less:
    // they come after the others.
    let matching = [];
    for (const [part, enough] of count <= 2 ? [[12, 3], [1, 0]] : [[8, 5], [6, 5], [4, 5], [1, 0]]) {
      matching = [];
      for (let document = 0; document < index.count; document++) {
        if (scores[document] > 0 && mass[document] * 12 >= total * part && within(document)) matching.push(document);
      }
      if (matching.length >= enough || !total) break;
    }
    let all = 0;
    for (const document of matching) {
      if (mass[document] >= total) all++;
      else scores[document] = Math.floor((scores[document] * mass[document]) / total);
    }
    return { scores, matching, all };
  }

  /** Resolves a typed filter against the facets; null if nothing is called so. */
  function resolve(columns, filter) {
    const { field, value } = filter;
    if (field === 'after' || field === 'before') {
      const found = days(value);
      return found && { column: 'date', from: field === 'after' ? found[0] : null, to: field === 'before' ? found[0] - 1 : null };
    }
    if (field === 'users' || field === 'percent') {
      const scale = field === 'percent' ? 10 : 1;
      const found = range(/^[<>=]|\.\./.test(value) ? value : `>=${value}`, (it) => amount(it.replace('%', '')) * scale);
      return found && { column: field, from: found[0], to: found[1] };
    }
    if (field === 'duration') {
      const found = range(value, seconds);
      if (found) return { column: 'duration', from: found[0], to: found[1] };
    }
    const facet = columns.facets.find((it) => it.id === field);
    if (!facet) return null;
    const plain = (text) => fold(text).toLowerCase().replace(/[^\p{Alphabetic}\p{N}]+/gu, '-');
    const values = value.split(',').map(plain).filter(Boolean);
    const chosen = [];
    for (const wanted of values) {
      const names = (it) => [plain(it.id), plain(it.name)];
      const whole = facet.values.flatMap((it, i) => (names(it).includes(wanted) || names(it).includes(`sev${wanted}`) ? [i] : []));
      const begun = facet.values.flatMap((it, i) => (names(it).some((name) => name.startsWith(wanted)) ? [i] : []));
      chosen.push(...(whole.length ? whole : begun));
    }
    return chosen.length ? { facet: field, chosen } : null;
  }

  const SORTS = {
    newest: null, oldest: null,
    longest: ['duration', -1], shortest: ['duration', 1], users: ['users', -1], severity: ['severity', 1],
  };

  /** Sorts matching documents; what is missing comes last, newer before older where nothing else tells. */
  function order(columns, matching, sort, scores) {
    const newer = (a, b) => b - a;
    if (sort === 'relevance') return matching.sort((a, b) => scores[b] - scores[a] || newer(a, b));
    if (sort === 'newest' || sort === 'oldest') {
      return matching.sort((a, b) => (columns.date[a] < 0) - (columns.date[b] < 0) || (sort === 'newest' ? newer(a, b) : a - b));
    }
    const [name, sign] = SORTS[sort];
    let key = columns[name];
    if (name === 'severity') {
      const facet = columns.facets.find((it) => it.id === 'severity');
      key = columns.severity ??= Int32Array.from(columns.norm, (_, document) => {
        const value = facet && facet.starts[document] < facet.starts[document + 1] ? facet.values[facet.flat[facet.starts[document]]].id : '';
        return /^sev\d$/.test(value) ? Number(value[3]) : -1;
      });
    }
    return matching.sort((a, b) => (key[a] < 0) - (key[b] < 0) || sign * (key[a] - key[b]) || newer(a, b));
  }

  /** An empty state: what the address of the search page without parameters means. */
  const emptyState = () => ({ q: '', chosen: {}, ranges: {}, sort: '' });

  /** Answers a state. Resolves to { total, documents, sort, counts, groups, notes… }; counts follow the disjunctive rule:
   *  what is chosen in a facet does not narrow that facet's own counts. `loose`: phrases are words like others. */
  async function search(index, state, loose = false) {
    const { columns, count } = index;
    const symptom = isSymptom(state.q ?? '');
    // In a log line quotes, hyphens and colons mean nothing of ours.
    const query = symptom ? { text: '', phrases: [], without: [], filters: [] } : parse(state.q ?? '');
    await index.want([...Object.keys(state.chosen ?? {}), ...query.filters.map((it) => it.field), ...(state.sort === 'severity' ? ['severity'] : []), ...(symptom ? ['pattern', 'component', 'service'] : [])]);
    const notes = [];
    const hard = [];
    for (const filter of query.filters) {
      const found = resolve(columns, filter);
      if (!found) {
        // What names no value may be words that happen to have a colon: `status:500`.
        notes.push({ key: 'unfilterable', word: `${filter.key}:${filter.value}` });
        if (!filter.not) query.text += ` ${filter.value}`;
        continue;
      }
      const test = found.facet ? facetTest(columns, found.facet, new Set(found.chosen)) : rangeTest(columns, found);
      hard.push(filter.not ? (document) => !test(document) : test);
    }
    const words = symptom ? telling(state.q, index.stop) : [];
    const groups = symptom ? await askSymptom(index, words) : await ask(index, query.text, true);
    const answer = { symptom, telling: words, groups, notes, query, documents: [], scores: null };
    const phrases = (await Promise.all((loose ? [] : query.phrases).map((it) => index.phrase(it)))).filter(Boolean);
    const within = (document) => phrases.every((it) => it.has(document));
    let matching;
    if (groups.length) {
      const ranked = symptom ? rankSymptom(index, groups) : rank(index, groups, within);
      ({ matching } = ranked);
      answer.scores = ranked.scores;
      answer.all = ranked.all;
      if (!symptom) {
        for (const group of matching.length ? groups : []) {
          if (group.corrected) notes.push({ key: 'corrected', word: group.word, other: group.corrected });
          else if (group.required && !group.df) notes.push({ key: 'nowhere', word: group.word });
        }
      }
    } else if (symptom) {
      // Of a text in which nothing can be compared nothing is like it.
      matching = [];
      if (!words.length) notes.push({ key: 'noise' });
    } else {
      matching = Array.from({ length: count }, (_, i) => i).filter(within);
    }
    answer.words = groups.some((group) => group.df);
    for (const word of query.without) {
      const leave = await index.phrase(word);
      if (leave) matching = matching.filter((document) => !leave.has(document));
    }
    // Filters: typed ones always hold; chosen ones are "or" in a facet and "and" between facets.
    const soft = new Map();
    for (const [column, [from, to]] of Object.entries(state.ranges ?? {})) {
      if (from === null && to === null) continue;
      const within = rangeTest(columns, { column, from, to });
      const missing = matching.filter((document) => columns[column][document] < 0).length;
      if (missing) notes.push({ key: `missing_${column}`, n: missing });
      hard.push(within);
    }
    matching = matching.filter((document) => hard.every((test) => test(document)));
    for (const [id, values] of Object.entries(state.chosen ?? {})) {
      const facet = columns.facets.find((it) => it.id === id);
      if (!facet || !values.length) continue;
      soft.set(id, facetTest(columns, id, new Set(values.map((value) => facet.byId.get(value) ?? -1))));
    }
    const counts = new Map(columns.facets.map((facet) => [facet.id, new Int32Array(facet.values.length)]));
    const tests = [...soft];
    const kept = [];
    for (const document of matching) {
      let failed = null, fails = 0;
      for (const [id, test] of tests) if (!test(document)) { failed = id; if (++fails > 1) break; }
      if (fails > 1) continue;
      if (!fails) kept.push(document);
      for (const facet of columns.facets) {
        if (fails && facet.id !== failed) continue;
        const counted = counts.get(facet.id);
        for (let i = facet.starts[document]; i < facet.starts[document + 1]; i++) counted[facet.flat[i]]++;
      }
    }
    answer.counts = counts;
    answer.total = kept.length;
    answer.sort = Object.hasOwn(SORTS, state.sort) || (state.sort === 'relevance' && answer.words) ? state.sort : answer.words ? 'relevance' : 'newest';
    answer.documents = order(columns, kept, answer.sort, answer.scores);
    answer.without = kept.length ? null : drops(matching, tests);
    if (!kept.length && phrases.length) answer.unquoted = (await search(index, state, true)).total;
    return answer;
  }

  /** For each chosen facet, how many would be found without it. */
  function drops(matching, tests) {
    return tests.map(([id]) => ({ id, n: matching.filter((document) => tests.every(([other, test]) => other === id || test(document))).length })).filter((it) => it.n);
  }

  function facetTest(columns, id, chosen) {
    const { starts, flat } = columns.facets.find((it) => it.id === id);
    return (document) => {
      for (let i = starts[document]; i < starts[document + 1]; i++) if (chosen.has(flat[i])) return true;
      return false;
    };
  }

  function rangeTest(columns, { column, from, to }) {
    const values = columns[column];
    return (document) => values[document] >= 0 && (from === null || values[document] >= from) && (to === null || values[document] <= to);
  }

  // ---------------------------------------------------------------- a pasted symptom

  /** Most words of a symptom that are looked up. */
  const SYMPTOM_WORDS = 24;
  /** Most of them that no list of the index knows: they may be nowhere. */
  const SYMPTOM_UNLISTED = 10;

  /** Whether a query is a pasted log line, stack trace or alert and not typed words. A short one shows itself by a time with
   *  seconds, or by quotes beside a colon that ends a word: nobody types a phrase so. */
  function isSymptom(text) {
    return text.length > 160 || /\n\s*\S/.test(text.trim()) || text.trim().split(/\s+/).length > 14
      || /\d:\d\d:\d\d/.test(text) || (/["“”]/.test(text) && /:(\s|\/\/|$)/.test(text));
  }

  /** Longest symptom that is read, in bytes of UTF-8. */
  const SYMPTOM_MAX = 20480;

  /** The part of a text that is read. */
  function cut(text) {
    if (text.length * 3 <= SYMPTOM_MAX) return text;
    return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(SYMPTOM_MAX)).read);
  }

  const isDigits = (word) => /^[0-9]+$/.test(word);

  /** Seven and more hexadecimal digits, one of them a figure, perhaps with hyphens. */
  function isHexadecimal(word) {
    const digits = word.replace(/-/g, '');
    return digits.length >= 7 && /^[0-9a-f]+$/.test(digits) && /[0-9]/.test(digits);
  }

  /** Whether a part of an identifier is made anew each time. */
  function isToken(part) {
    return (isDigits(part) && part.length >= 6) || part.startsWith('0x') || isHexadecimal(part) ||
      (part.length > 20 && /[0-9]/.test(part) && !/[._-]/.test(part));
  }

  /** Whether the last part of a name was drawn by Kubernetes. */
  const isSuffix = (part) => /^(?:.{5}|.{8,10})$/.test(part) && /^[bcdfghjklmnpqrstvwxz2456789]+$/.test(part) && /[0-9]/.test(part) && /[a-z]/.test(part);

  /** Whether a word changes from one occurrence of an error to the next: numbers, dates, hexadecimal, long tokens. */
  function isNoise(word) {
    if (isDigits(word)) return !/^[1-5][0-9][0-9]$/.test(word);
    return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(word) || isToken(word);
  }

  /** Whether a line is a frame of a stack trace. */
  const isFrame = (line) => /^[ \t]*(?:at |File "|from \/|#[0-9]|\.\.\. [0-9])/.test(line);

  /** What is left of an identifier; '' if that is none: one part, a decimal, or something with noise in it. */
  function identifier(whole, stem) {
    if (stem.length < 2 || (stem.length === 2 && stem.every(isDigits)) || stem.some(isToken)) return '';
    return whole.slice(0, stem.join(' ').length);
  }

  /** The telling words of a text, each once, in the order of their first places: [{ word, kind, frame }]; those that
   *  stand in frames of a stack trace alone are last. */
  function telling(text, stop) {
    const words = new Map();
    for (const line of cut(text).split('\n')) {
      const frame = isFrame(line);
      const add = (word, kind) => {
        const known = words.get(word);
        if (known) known.frame &&= frame; else words.set(word, { word, kind, frame });
      };
      let number = 0, parts = [], whole = '';
      const close = () => {
        const segments = whole ? whole.split(/[._-]/) : [];
        let left = segments.length;
        while (left > 0 && (isToken(segments[left - 1]) || (left > 2 && isSuffix(segments[left - 1])))) left--;
        const suffixes = segments.slice(left);
        // The humps of a token stand where it does, and are noise as it is.
        let noise = null;
        if (!(whole && isHexadecimal(whole))) {
          for (const [part, at] of parts) {
            if (noise === at) continue;
            if (isNoise(part) || suffixes.includes(part)) noise = at; else add(part, '');
          }
          const name = whole && identifier(whole, segments.slice(0, left));
          if (name) add(name, '=');
        }
        parts = [];
        whole = '';
      };
      scan(line, stop, (word, kind, chunk, position) => {
        if (chunk !== number) { close(); number = chunk; }
        if (kind === '') parts.push([word, position]); else if (kind === '=') whole = word;
      });
      close();
    }
    return [...words.values()].sort((a, b) => a.frame - b.frame);
  }

  /** The rarest words of a symptom. */
  async function askSymptom(index, words) {
    const keys = new Set(), listed = [], unlisted = [];
    const known = new Map(words.map((it) => [it.word, it]));
    for (const word of known.keys()) {
      if (word.length >= 4 && /^\p{Alphabetic}+$/u.test(word)) keys.add(word[0] >= 'a' && word[0] <= 'z' ? word[0] : '_');
    }
    const df = new Map();
    await Promise.all([...keys].map(async (key) => {
      const name = index.manifest.spellings[key];
      if (!name) return;
      const part = await index.part(name);
      part.words ??= part.w.split(' ');
      part.words.forEach((word, i) => { if (known.has(word)) df.set(word, digit(part.n.charCodeAt(i))); });
    }));
    for (const it of words) (df.has(it.word) ? listed : unlisted).push(it);
    // The order of the text decides where nothing else does: both sorts are stable.
    listed.sort((a, b) => a.frame - b.frame || df.get(a.word) - df.get(b.word));
    // Identifiers first: they are what two occurrences of one error share. Kana are mostly endings.
    const last = (it) => 2 * (it.kind !== '=') + /[\u3041-\u309f]/.test(it.word);
    unlisted.sort((a, b) => a.frame - b.frame || last(a) - last(b));
    const rare = unlisted.slice(0, Math.max(SYMPTOM_UNLISTED, SYMPTOM_WORDS - listed.length));
    const chosen = [...rare, ...listed].slice(0, SYMPTOM_WORDS);
    const asker = new Asker(index);
    const groups = await Promise.all(chosen.map(async ({ word, kind }) => {
      const found = kind === '=' ? await asker.exact(word) : null;
      const members = kind === '=' ? (found ? [{ ...found, weight: EXACT }] : []) : await asker.forms(word);
      return { word, members, required: true };
    }));
    return groups.filter((group) => group.members.length);
  }

  /** Roots of the telling words of a text. */
  const tellingRoots = (words) => new Set(words.filter((it) => it.kind === '').map((it) => root(it.word)));

  /** What a symptom has of a document's own words, strongest first: [{ kind, values }]. */
  function reasons(index, words, card) {
    const there = tellingRoots(words);
    const found = [];
    const repeats = (line) => {
      const all = [...tellingRoots(telling(line, index.stop))];
      const shared = all.filter((it) => there.has(it)).length;
      return shared >= 2 && shared * 3 >= all.length * 2;
    };
    if (card.errors.some(repeats)) found.push({ kind: 'errors', values: [] });
    const names = (id) => {
      const all = [];
      scan(id, index.stop, (word, kind) => { if (kind === '') all.push(root(word)); });
      return all.length > 0 && all.every((it) => there.has(it));
    };
    for (const kind of ['pattern', 'component', 'service']) {
      const facet = index.columns.facets.find((it) => it.id === kind);
      if (!facet) continue;
      const own = Array.from(facet.flat.subarray(facet.starts[card.document], facet.starts[card.document + 1]), (at) => facet.values[at]);
      const values = own.filter((it) => it.id !== 'unknown' && names(it.id)).map((it) => it.name);
      if (values.length) found.push({ kind, values });
    }
    return found;
  }

  /** Ranks by what is shared: incidents that share at least a quarter of what the best one shares. */
  function rankSymptom(index, groups) {
    const scores = new Float64Array(index.count);
    for (const group of groups) {
      const { documents, quarters, rare } = weigh(index, group);
      group.df = documents.length;
      group.rare = rare;
      group.has = new Set(documents);
      for (const document of documents) scores[document] += wordScore(rare, quarters[document], index.columns.norm[document]);
    }
    let best = 0;
    for (const score of scores) best = Math.max(best, score);
    const matching = [];
    scores.forEach((score, document) => { if (score > 0 && score * 4 >= best) matching.push(document); });
    return { scores, matching, all: matching.length };
  }

  /** The incidents that a pasted text is like, best first: { documents, scores, groups, telling }. What the search page
   *  shows without filters, whatever the text looks like. */
  async function similar(index, text) {
    const words = telling(text, index.stop);
    const groups = await askSymptom(index, words);
    const { scores, matching } = rankSymptom(index, groups);
    return { documents: order(index.columns, matching, 'relevance', scores), scores, groups, telling: words };
  }

  /** The words of a symptom that a document shares, rarest first. */
  function shared(groups, document) {
    return groups.filter((group) => group.has?.has(document)).sort((a, b) => b.rare - a.rare || (a.word < b.word ? -1 : 1)).map((group) => group.word);
  }

  // ---------------------------------------------------------------- excerpts

  const RUN = /[\p{Alphabetic}\p{N}\p{M}]+(?:[_.\-\u2010][\p{Alphabetic}\p{N}\p{M}]+)*/gu;

  const NO_WORD = '[^\\p{Alphabetic}\\p{N}]+';

  /** The words and phrases to mark, with what each is worth. */
  function marker(index, groups, phrases = []) {
    const worth = new Map();
    for (const group of groups) {
      for (const member of group.members) {
        for (const word of member.parts ?? [member.word]) worth.set(word, Math.max(worth.get(word) ?? 0, (group.rare ?? 1) * member.weight));
      }
    }
    const most = [...worth.values()].reduce((sum, it) => sum + it, 1);
    const whole = phrases.map((it) => it.split(new RegExp(NO_WORD, 'u')).filter(Boolean)).filter((it) => it.length)
      .map((words) => new RegExp(`(?<![\\p{Alphabetic}\\p{N}])${words.join(NO_WORD)}(?![\\p{Alphabetic}\\p{N}])`, 'giu'));
    return { worth, stop: index.stop, phrases: whole, most };
  }

  /** Where the marked words stand in a text: [{ from, to, word, worth }], in order. */
  function marks({ worth, stop, phrases, most }, text) {
    const found = [];
    for (const phrase of phrases) for (const { 0: it, index: from } of text.matchAll(phrase)) found.push({ from, to: from + it.length, word: it.toLowerCase(), worth: most });
    const look = (run, from) => {
      let best = null;
      scan(run, stop, (word) => { if (worth.has(word) && !(best && best.worth >= worth.get(word))) best = { from, to: from + run.length, word, worth: worth.get(word) }; });
      return best;
    };
    for (const { 0: run, index: at } of text.matchAll(RUN)) {
      if (UNSPACED.test(run)) {
        for (let i = 0; i < run.length; i++) {
          const length = run.length - i >= 2 ? 2 : 1;
          const pair = fold(run.slice(i, i + length)).toLowerCase();
          if (worth.has(pair)) found.push({ from: at + i, to: at + i + length, word: pair, worth: worth.get(pair) });
        }
        continue;
      }
      const whole = look(run, at);
      if (!whole) continue;
      // The parts alone, if it is they that were asked for.
      const parts = [...run.matchAll(/[\p{Alphabetic}\p{N}\p{M}]+/gu)].map((part) => look(part[0], at + part.index)).filter(Boolean);
      if (parts.length && !/[_.\-\u2010]/.test(whole.word)) found.push(...parts);
      else found.push(whole);
    }
    return phrases.length ? found.sort((a, b) => a.from - b.from || b.to - a.to) : found;
  }

  /** A text as pieces, marked and not: [{ text, mark }]. */
  function pieces(found, text, from = 0, to = text.length) {
    const out = [];
    let at = from;
    for (const mark of found) {
      if (mark.from >= to || mark.to <= at) continue;
      const start = Math.max(mark.from, at), end = Math.min(mark.to, to);
      if (start > at) out.push({ text: text.slice(at, start), mark: false });
      const last = out.at(-1);
      if (last?.mark && start === at) last.text += text.slice(start, end);
      else out.push({ text: text.slice(start, end), mark: true });
      at = end;
    }
    if (at < to) out.push({ text: text.slice(at, to), mark: false });
    return out;
  }

  /** Longest excerpt, in characters. */
  const EXCERPT = 240;

  /** The part of a document that answers best: { anchor, heading, pieces }, or null if no word stands in it. */
  function excerpt(mark, sections) {
    let best = null;
    for (const section of sections) {
      const text = section.text.replace(/\s+/g, ' ').trim();
      const found = marks(mark, text);
      let first = 0;
      for (let last = 0; last < found.length; last++) {
        while (found[last].to - found[first].from > EXCERPT - 60) first++;
        const seen = new Map();
        for (let i = first; i <= last; i++) seen.set(found[i].word, found[i].worth);
        let worth = last - first;
        for (const value of seen.values()) worth += value;
        if (!best || worth > best.worth) best = { worth, section, text, found, from: found[first].from, to: found[last].to };
      }
    }
    if (!best) return null;
    const { text } = best;
    const spare = Math.max(0, EXCERPT - (best.to - best.from));
    let from = Math.max(0, best.from - Math.floor(spare / 3));
    if (from > 0) { const gap = text.indexOf(' ', from); if (gap >= 0 && gap < best.from) from = gap + 1; }
    let to = Math.min(text.length, from + EXCERPT);
    if (to < text.length) { const gap = text.lastIndexOf(' ', to); if (gap > best.to) to = gap; }
    const out = pieces(best.found, text, from, to);
    if (from > 0) out.unshift({ text: '… ', mark: false });
    if (to < text.length) out.push({ text: ' …', mark: false });
    return { anchor: best.section.anchor, heading: best.section.heading, pieces: out };
  }

  // ---------------------------------------------------------------- addresses

  const RANGES = { duration: seconds, users: amount, percent: (text) => amount(text.replace('%', '')) * 10 };

  /** The state that the parameters of an address stand for. */
  function readState(parameters) {
    const state = emptyState();
    state.q = parameters.get('q') ?? '';
    state.sort = parameters.get('sort') ?? '';
    state.given = {};
    for (const [name, value] of parameters) {
      if (name === 'q' || name === 'sort' || !value) continue;
      const bound = /^(\w+)_(from|to)$/.exec(name);
      if (name === 'after' || name === 'before') {
        const found = days(value);
        if (!found) continue;
        state.given[name] = value;
        state.ranges.date ??= [null, null];
        // Both days are part of the range.
        state.ranges.date[name === 'after' ? 0 : 1] = name === 'after' ? found[0] : found[1] - 1;
      } else if (bound && Object.hasOwn(RANGES, bound[1])) {
        const number = RANGES[bound[1]](value);
        if (Number.isNaN(number)) continue;
        state.given[name] = value;
        state.ranges[bound[1]] ??= [null, null];
        state.ranges[bound[1]][bound[2] === 'from' ? 0 : 1] = number;
      } else if (Object.hasOwn(KEYS, name)) {
        (state.chosen[name] ??= []).includes(value) || state.chosen[name].push(value);
      }
    }
    return state;
  }

  /** The parameters of a state, always in one order. */
  function writeState(state) {
    const parameters = new URLSearchParams();
    if (state.q) parameters.set('q', state.q);
    for (const id of Object.keys(state.chosen).sort()) for (const value of [...state.chosen[id]].sort()) parameters.append(id, value);
    for (const name of Object.keys(state.given ?? {}).sort()) parameters.set(name, state.given[name]);
    if (state.sort) parameters.set('sort', state.sort);
    return parameters;
  }

  const SHORT = { days: 'd', hours: 'h', minutes: 'min', seconds: 's' };

  /** A length as a reader reads it, as the site writes it; `word` writes a number of one unit. */
  function length(total, word = (unit, n) => `${n} ${SHORT[unit]}`) {
    const d = Math.floor(total / 86400), h = Math.floor(total / 3600) % 24, m = Math.floor(total / 60) % 60, s = total % 60;
    const parts = [d && word('days', d), h && word('hours', h), m && word('minutes', m)].filter(Boolean);
    if ((s && total < 3600) || !parts.length) parts.push(word('seconds', s));
    return parts.join(' ');
  }

  const core = {
    VERSION, Index, Unreadable, scan, unquote, positions, root, numbers, postings, log2, rarity, wordScore, lengthNorm, parse, seconds, amount, days, date, range,
    distance, search, shared, isSymptom, isNoise, telling, reasons, similar, marker, marks, pieces, excerpt, readState, writeState, emptyState, length, readColumns,
  };
  if (typeof module !== 'undefined' && module.exports) {
    module.exports = core;
    return;
  }
  // ---------------------------------------------------------------- the page

  /** Results shown at a time. */
  const PAGE = 10;
  /** Values of a facet shown before "more", and at most. */
  const VALUES = 7, VALUES_MAX = 200;
  /** Bytes of incidents' pages that are loaded for excerpts before the reader scrolls on. */
  const EXCERPT_BYTES = 12000;
  /** A longer query is kept with the history entry and not in the address. */
  const ADDRESS_MAX = 1500;
  /** Facets that are open from the start. */
  const OPEN = new Set(['cause', 'impact', 'duration', 'severity', 'service']);
  /** Facets whose values have an order of their own; the others show the commonest first. */
  const SCALES = new Set(['impact', 'duration', 'severity', 'year', 'status']);
  const ORDER = ['cause', 'impact', 'duration', 'severity', 'service', 'component', 'pattern', 'kind', 'contributing', 'organisation', 'team', 'tag', 'year', 'status'];

  /** The one name that this script takes: parts of the index that come as scripts hand themselves over to it. */
  const arrived = new Map();
  window.casebookSearch = Object.freeze({ part: (name, value) => { arrived.get(name)?.(value); } });

  /** An element: properties, then children; text is always text. */
  function h(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, '');
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
    return element;
  }

  /** The plural forms of a language; of English where the browser does not know it. */
  function pluralRules(language) {
    try { return new Intl.PluralRules(language || 'en'); } catch { return new Intl.PluralRules('en'); }
  }

  const marked = (all) => all.map((piece) => (piece.mark ? h('mark', {}, piece.text) : piece.text));

  class Page {
    constructor(place, input) {
      this.place = place;
      this.input = input;
      this.form = input.form;
      this.words = new Map(Array.from(place.querySelectorAll('[data-key]'), (it) => [it.dataset.key, it.textContent]));
      this.plural = pluralRules(document.documentElement.lang);
      this.portable = place.dataset.index.endsWith('.js');
      this.pages = new Map();
      this.turn = 0;
      this.shown = PAGE;
      this.build();
    }

    /** A word of the interface, with values filled in; `n` chooses the form that the language has for it. */
    say(key, values = {}) {
      const forms = 'n' in values && this.words.has(`${key}_other`);
      const word = forms ? this.words.get(`${key}_${this.plural.select(values.n)}`) ?? this.words.get(`${key}_other`) : this.words.get(key);
      return (word ?? '').replace(/\{(\w+)\}/g, (all, name) => (name === 'n' ? this.number(values.n) : values[name] ?? all));
    }

    number(n) { return String(n).replace(/\B(?=(\d{3})+$)/g, this.words.get('thousands') ?? ''); }

    length(total) { return length(total, (unit, n) => this.say(`length_${unit}`, { n })); }

    /** What a reader sees of a value: the index is in English, and the page has the words that differ. */
    valueName(facet, value) { return this.words.get(`value_${facet}_${value.id}`) ?? value.name; }

    build() {
      this.status = h('p', { class: 'cb-said', role: 'status', 'aria-live': 'polite' });
      this.notes = h('ul', { class: 'cb-told' });
      this.chips = h('ul', { class: 'cb-chips', 'aria-label': this.say('chosen') });
      this.sort = h('select', { id: 'cb-sort' }, ...['relevance', 'newest', 'oldest', 'longest', 'shortest', 'users', 'severity'].map((id) => h('option', { value: id }, this.say(`sort_${id}`))));
      this.sorting = h('p', { class: 'cb-sort', hidden: true }, h('label', { for: 'cb-sort' }, this.say('sort')), ' ', this.sort);
      this.hits = h('ol', { class: 'cb-results' });
      this.more = h('button', { type: 'button', class: 'cb-button', hidden: true });
      this.facets = h('div', { class: 'cb-facets' });
      this.filters = h('details', { class: 'cb-filters', hidden: true }, h('summary', {}, this.say('filters')), this.facets);
      const wide = window.matchMedia('(min-width: 60rem)');
      this.filters.open = wide.matches;
      wide.addEventListener('change', () => { this.filters.open = wide.matches; });
      this.place.append(
        this.filters,
        h('section', { class: 'cb-found', 'aria-labelledby': 'cb-found' },
          h('h2', { id: 'cb-found', class: 'cb-hide' }, this.say('results')),
          h('div', { class: 'cb-bar-top' }, this.status, this.sorting),
          this.chips, this.notes, this.hits, this.more),
      );
      this.place.hidden = false;
    }

    listen() {
      let waiting = 0;
      this.input.addEventListener('input', () => {
        window.clearTimeout(waiting);
        waiting = window.setTimeout(() => this.change({ q: this.input.value }, false), 120);
      });
      // A pasted stack trace has lines: a box of one line would run them together.
      this.input.addEventListener('paste', (event) => {
        const text = event.clipboardData?.getData('text/plain') ?? '';
        if (!/[\r\n]/.test(text)) return;
        event.preventDefault();
        const { selectionStart: from, selectionEnd: to, value } = this.input;
        this.input.value = value.slice(0, from) + text.slice(0, 20000).replace(/\s*[\r\n]+\s*/g, ' \u23ce ') + value.slice(to);
        window.clearTimeout(waiting);
        this.change({ q: this.input.value }, true);
      });
      this.form.addEventListener('submit', (event) => {
        event.preventDefault();
        window.clearTimeout(waiting);
        this.change({ q: this.input.value }, true);
      });
      this.input.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          if (!this.input.value) { this.input.blur(); return; }
          this.input.value = '';
          window.clearTimeout(waiting);
          this.change({ q: '' }, true);
        } else if (event.key === 'ArrowDown') {
          const first = this.hits.querySelector('h3 a');
          if (first) { event.preventDefault(); first.focus(); }
        }
      });
      this.hits.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') { event.preventDefault(); this.input.focus(); return; }
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        const links = Array.from(this.hits.querySelectorAll('h3 a'));
        const at = links.findIndex((link) => link.closest('li') === event.target.closest('li'));
        const next = event.key === 'ArrowDown' ? links[at + 1] : links[at - 1] ?? this.input;
        if (next) { event.preventDefault(); next.focus(); }
      });
      this.sort.addEventListener('change', () => this.change({ sort: this.sort.value }, true));
      this.more.addEventListener('click', async () => {
        const from = this.shown;
        this.shown += 2 * PAGE;
        await this.showHits(this.turn, from);
        this.hits.children[from]?.querySelector('h3 a')?.focus();
      });
      document.addEventListener('scroll', () => { this.spent = 0; this.excerpts(); }, { passive: true });
      window.addEventListener('popstate', (event) => { this.read(event.state); this.run(); });
    }

    /** Takes the state from the address. */
    read(kept) {
      this.state = readState(new URLSearchParams(window.location.search));
      if (kept?.q) this.state.q = kept.q;
      this.input.value = this.state.q;
    }

    /** Changes the state; `step` makes it one that Back returns from. */
    change(change, step) {
      const before = writeState(this.state).toString();
      Object.assign(this.state, change);
      const long = this.state.q.length > ADDRESS_MAX;
      const parameters = writeState(long ? { ...this.state, q: '' } : this.state).toString();
      const address = window.location.pathname + (parameters ? `?${parameters}` : '');
      const kept = long ? { q: this.state.q } : null;
      // What was typed since the last step becomes one step.
      if (step && (before !== writeState(this.state).toString() || this.typed)) {
        window.history[this.typed ? 'replaceState' : 'pushState'](kept, '', address);
        this.typed = false;
      } else if (!step && before !== writeState(this.state).toString()) {
        window.history[this.typed ? 'replaceState' : 'pushState'](kept, '', address);
        this.typed = true;
      }
      this.run();
    }

    choose(id, value, on) {
      const values = new Set(this.state.chosen[id] ?? []);
      if (on) values.add(value); else values.delete(value);
      const chosen = { ...this.state.chosen, [id]: [...values] };
      if (!values.size) delete chosen[id];
      this.typed = false;
      this.change({ chosen }, true);
    }

    bound(name, value) {
      const parameters = writeState(this.state);
      if (value) parameters.set(name, value); else parameters.delete(name);
      const { ranges, given } = readState(parameters);
      this.typed = false;
      this.change({ ranges, given }, true);
    }

    // ------------------------------------------------ facets

    buildFacets() {
      this.boxes = new Map();
      const all = this.index.manifest.facets.map(([id]) => id).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
      for (const id of all) this.facets.append(this.buildFacet(id));
      this.bounds = new Map();
      const bound = (name, label, type, hint) => {
        const input = h('input', { type, name, id: `cb-${name}`, placeholder: hint, inputmode: type === 'text' ? 'text' : null, autocomplete: 'off', onchange: () => this.bound(name, input.value.trim()) });
        this.bounds.set(name, input);
        return h('p', {}, h('label', { for: `cb-${name}` }, label), input);
      };
      const group = (key, ...children) => h('details', { class: 'cb-filter' }, h('summary', {}, this.say(key)), h('fieldset', {}, h('legend', { class: 'cb-hide' }, this.say(key)), ...children));
      this.facets.append(
        group('range_duration', bound('duration_from', this.say('at_least'), 'text', '30m'), bound('duration_to', this.say('at_most'), 'text', '4h')),
        group('range_date', bound('after', this.say('from'), 'date'), bound('before', this.say('to'), 'date')),
        group('range_users', bound('users_from', this.say('at_least'), 'text', '1000'), bound('users_to', this.say('at_most'), 'text', '50k')),
        group('range_percent', bound('percent_from', this.say('at_least'), 'text', '5'), bound('percent_to', this.say('at_most'), 'text', '50')),
      );
    }

    facetName(id) { return this.say(`facet_${id}`) || id; }

    buildFacet(id) {
      const list = h('ul', {});
      const more = h('button', { type: 'button', class: 'cb-link', hidden: true, onclick: () => {
        const before = new Set(list.querySelectorAll('li:not([hidden])'));
        this.boxes.get(id).all = true;
        this.showFacet(this.index.columns.facets.find((it) => it.id === id));
        Array.from(list.querySelectorAll('li:not([hidden])')).find((it) => !before.has(it))?.querySelector('input').focus();
      } });
      const details = h('details', { class: 'cb-filter' }, h('summary', {}, this.facetName(id)),
        h('fieldset', {}, h('legend', { class: 'cb-hide' }, this.facetName(id)), list, more));
      details.open = OPEN.has(id) || Boolean(this.state.chosen[id]);
      // What is closed is not loaded before it is opened.
      details.addEventListener('toggle', async () => {
        if (!details.open || this.index.columns.facets.some((it) => it.id === id)) return;
        try { await this.index.want([id]); } catch (error) { this.failed(error); return; }
        this.run(true);
      });
      this.boxes.set(id, { items: new Map(), list, more, details, all: false });
      return details;
    }

    /** The box of a value, made when it is first shown and put in its place. */
    facetItem(facet, at) {
      const { items, list } = this.boxes.get(facet.id);
      if (items.has(at)) return items.get(at);
      const value = facet.values[at];
      const box = h('input', { type: 'checkbox', name: facet.id, value: value.id, onchange: () => this.choose(facet.id, value.id, box.checked) });
      const count = h('span', { class: 'cb-count' });
      const item = h('li', {}, h('label', {}, box, ' ', h('span', { class: 'cb-choice' }, this.valueName(facet.id, value)), ' ', count));
      const next = [...items].filter(([other]) => other > at).sort((a, b) => a[0] - b[0])[0];
      list.insertBefore(item, next ? next[1].item : null);
      items.set(at, { box, count, item });
      return items.get(at);
    }

    /** Shows the values that something has: of many the commonest, and always what is chosen or in use. */
    showFacet(facet) {
      const { items, more, details, all } = this.boxes.get(facet.id);
      const counts = this.answer.counts.get(facet.id);
      const chosen = new Set((this.state.chosen[facet.id] ?? []).map((value) => facet.byId.get(value)));
      const some = Array.from(counts.keys()).filter((at) => counts[at]);
      const by = SCALES.has(facet.id) ? (a, b) => a - b : (a, b) => counts[b] - counts[a] || a - b;
      const most = all ? VALUES_MAX : some.length <= VALUES + 2 ? VALUES + 2 : VALUES;
      const shown = new Set([...some].sort(by).slice(0, most));
      for (const at of chosen) if (at !== undefined) shown.add(at);
      for (const at of shown) this.facetItem(facet, at);
      for (const [at, { box, count, item }] of items) {
        box.checked = chosen.has(at);
        count.textContent = this.number(counts[at]);
        item.hidden = !shown.has(at) && document.activeElement !== box;
        item.classList.toggle('cb-zero', !counts[at]);
      }
      const rest = Math.min(some.length, VALUES_MAX) - some.filter((at) => shown.has(at)).length;
      more.hidden = rest <= 0;
      more.textContent = this.say('more_values', { n: rest });
      details.hidden = !shown.size && !details.contains(document.activeElement);
    }

    showCounts() {
      for (const facet of this.index.columns.facets) this.showFacet(facet);
      for (const [name, input] of this.bounds) if (document.activeElement !== input) input.value = this.boundText(name);
    }

    /** What stands in the box of a bound: a date in full, where the address has a year or a month; others as they were given. */
    boundText(name) {
      const given = this.state.given?.[name] ?? '';
      const side = ['after', 'before'].indexOf(name);
      return given && side >= 0 ? date(this.state.ranges.date[side]) : given;
    }

    showChips() {
      this.chips.replaceChildren();
      const chip = (label, remove) => this.chips.append(h('li', {}, h('button', { type: 'button', onclick: () => { remove(); this.input.focus(); } }, h('span', { class: 'cb-hide' }, `${this.say('remove')} `), label, h('span', { 'aria-hidden': 'true' }, ' ×'))));
      for (const [id, values] of Object.entries(this.state.chosen)) {
        const facet = this.index.columns.facets.find((it) => it.id === id);
        for (const value of values) chip(`${this.facetName(id)}: ${this.valueName(id, facet?.values[facet.byId.get(value)] ?? { id: value, name: value })}`, () => this.choose(id, value, false));
      }
      for (const [name, value] of Object.entries(this.state.given ?? {})) {
        const [key, side] = name === 'after' ? ['date', 'from'] : name === 'before' ? ['date', 'to'] : name.split('_');
        const word = key === 'date' ? side : side === 'from' ? 'at_least' : 'at_most';
        chip(`${this.say(`range_${key}`)}: ${this.say(word)} ${value}`, () => this.bound(name, ''));
      }
      if (this.chips.children.length > 1) {
        this.chips.append(h('li', {}, h('button', { type: 'button', class: 'cb-link', onclick: () => this.clear() }, this.say('clear'))));
      }
      this.chips.hidden = !this.chips.children.length;
    }

    clear() {
      this.typed = false;
      this.change({ chosen: {}, ranges: {}, given: {} }, true);
      this.input.focus();
    }

    // ------------------------------------------------ results

    /** Answers the state; `counts`: only the counts are new. */
    async run(counts = false) {
      const turn = counts ? this.turn : ++this.turn;
      try {
        const answer = await search(this.index, this.state);
        if (turn !== this.turn) return;
        if (counts) { this.answer.counts = answer.counts; this.showCounts(); return; }
        this.answer = answer;
        this.shown = PAGE;
        this.mark = marker(this.index, answer.groups, answer.query.phrases);
        await this.showHits(turn, 0);
        if (turn !== this.turn) return;
        this.filters.hidden = false;
        this.showCounts();
        this.showChips();
        this.showNotes();
        this.sort.value = answer.sort;
        this.sorting.hidden = answer.total < 2;
        this.sort.options[0].hidden = this.sort.options[0].disabled = !answer.words;
        const title = this.baseTitle ??= document.title;
        document.title = this.state.q ? `${this.state.q.slice(0, 60)} · ${title}` : title;
      } catch (error) {
        if (turn === this.turn) await this.failed(error);
      }
    }

    showNotes() {
      const { answer } = this;
      const n = answer.total;
      // A query that is one phrase has quotation marks of its own.
      const q = this.state.q.trim().replace(/^["“]([^"“”]*)["”]$/, '$1').slice(0, 80);
      const key = answer.symptom ? 'status_symptom' : q ? 'status_query' : 'status_all';
      let text = this.say(n || !q ? key : 'status_none', { n, q });
      if (n && !answer.symptom && answer.words && answer.all < n && answer.all !== undefined) text += ` ${answer.all ? this.say('status_some', { n: Math.min(answer.all, n) }) : this.say('status_most')}`;
      this.status.textContent = text;
      this.notes.replaceChildren();
      for (const note of answer.notes) this.notes.append(h('li', {}, this.say(`note_${note.key}`, note)));
      if (!n) {
        if (answer.unquoted) {
          this.notes.append(h('li', {}, h('button', { type: 'button', class: 'cb-link', onclick: () => {
            this.typed = false;
            this.input.value = unquote(this.state.q);
            this.change({ q: this.input.value }, true);
            this.input.focus();
          } }, this.say('unquoted', { n: answer.unquoted }))));
        }
        for (const { id, n: without } of answer.without ?? []) {
          this.notes.append(h('li', {}, h('button', { type: 'button', class: 'cb-link', onclick: () => {
            const chosen = { ...this.state.chosen };
            delete chosen[id];
            this.typed = false;
            this.change({ chosen }, true);
            this.input.focus();
          } }, this.say('without', { facet: this.facetName(id), n: without }))));
        }
        // One filter alone is named above.
        const filters = Object.keys(this.state.chosen).length + Object.keys(this.state.given ?? {}).length;
        if (filters > (answer.without?.length ? 1 : 0)) {
          this.notes.append(h('li', {}, h('button', { type: 'button', class: 'cb-link', onclick: () => this.clear() }, this.say('clear'))));
        }
      }
      this.notes.hidden = !this.notes.children.length;
    }

    async showHits(turn, from) {
      const { documents } = this.answer;
      const cards = await this.index.cards(documents.slice(from, this.shown));
      if (turn !== this.turn) return;
      const items = cards.map((card) => this.hit(card));
      if (from === 0) {
        this.watch?.disconnect();
        this.waiting = [];
        this.spent = 0;
        this.watch = new IntersectionObserver((seen) => {
          for (const it of seen) if (it.isIntersecting) { this.watch.unobserve(it.target); this.waiting.push(it.target.casebookExcerpt); }
          this.excerpts();
        });
        this.hits.replaceChildren(...items);
      } else {
        this.hits.append(...items);
      }
      if (this.answer.words) for (const item of items) this.watch.observe(item);
      const rest = documents.length - this.shown;
      this.more.hidden = rest <= 0;
      this.more.textContent = rest > 0 ? this.say('more', { n: Math.min(rest, 2 * PAGE) }) : '';
    }

    values(document, id) {
      const facet = this.index.columns.facets.find((it) => it.id === id);
      return facet ? Array.from(facet.flat.subarray(facet.starts[document], facet.starts[document + 1]), (at) => facet.values[at]) : [];
    }

    hit(card) {
      const { columns } = this.index;
      const { document } = card;
      const address = `../incidents/${encodeURIComponent(card.slug)}/${this.portable ? 'index.html' : ''}`;
      const facts = [];
      if (columns.date[document] >= 0) facts.push(h('time', { datetime: date(columns.date[document]) }, date(columns.date[document])));
      if (card.organisation) facts.push(card.organisation);
      facts.push(columns.duration[document] >= 0 ? this.length(columns.duration[document]) : h('span', { class: 'cb-unknown' }, this.say('duration_unknown')));
      for (const level of this.values(document, 'impact')) if (level.id !== 'unknown') facts.push(h('span', { class: `cb-level cb-${level.id}` }, this.say('impact', { level: this.valueName('impact', level) })));
      for (const cause of this.values(document, 'cause')) if (cause.id !== 'unknown') facts.push(this.valueName('cause', cause));
      if (card.severity) facts.push(h('span', { class: 'cb-tag' }, card.severity));
      const line = h('p', { class: 'cb-result-facts' });
      facts.forEach((fact, i) => { if (i) line.append(h('span', { 'aria-hidden': 'true', class: 'cb-dot' }, ' · ')); line.append(h('span', {}, fact)); });
      const title = card.title || card.slug;
      const text = h('p', { class: 'cb-result-text' }, ...marked(pieces(this.answer.words ? marks(this.mark, card.summary) : [], card.summary)));
      const item = h('li', { class: 'cb-result' },
        h('h3', {}, h('a', { href: address }, ...marked(pieces(this.answer.words ? marks(this.mark, title) : [], title)))),
        line, this.reason(card), card.summary ? text : null);
      item.casebookExcerpt = () => this.showExcerpt(item, text, address, card.document);
      return item;
    }

    /** For a pasted symptom: what is shared, what stopped it and how long it took. */
    reason(card) {
      if (!this.answer.symptom) return null;
      const words = shared(this.answer.groups, card.document).slice(0, 6);
      const took = this.index.columns.duration[card.document];
      const by = this.words.get(`mitigation_${card.stopped}`) ?? card.stopped.replace(/-/g, ' ');
      const stopped = card.stopped && this.say(took >= 0 ? 'stopped_after' : 'stopped', { by, after: this.length(Math.max(took, 0)) });
      const why = reasons(this.index, this.answer.telling, card).map(({ kind, values }) => this.say(`same_${kind}`, { values: values.join(', ') }));
      const rest = [...why, this.say('shares', { words: words.join(', ') })].join(' · ');
      return h('p', { class: 'cb-result-why' }, stopped && h('span', { class: 'cb-stopped' }, stopped), stopped && ' · ', rest);
    }

    /** Loads the excerpts of what is seen, one after another, until that has cost enough; scrolling asks for more. */
    async excerpts() {
      if (this.busy) return;
      this.busy = true;
      try {
        while (this.waiting.length && this.spent < EXCERPT_BYTES) await this.waiting.shift()();
      } catch { /* what could not be loaded leaves the summary */ }
      this.busy = false;
    }

    /** The text of an incident's page by sections; loaded once. */
    page(address) {
      if (!this.pages.has(address)) {
        this.pages.set(address, window.fetch(address).then(async (answer) => {
          const html = answer.ok ? await answer.text() : '';
          const [timing] = window.performance.getEntriesByName(answer.url);
          this.spent += timing?.encodedBodySize || html.length / 4;
          return sections(html);
        }).catch(() => []));
      }
      return this.pages.get(address);
    }

    /** Puts the part of the incident's own text that answers best in the place of the summary. */
    async showExcerpt(item, place, address, document) {
      const { mark } = this;
      if (!item.isConnected) return;
      const text = this.index.manifest.texts ? await this.index.text(document) : await this.page(address);
      const found = excerpt(mark, text);
      if (!found || mark !== this.mark || !item.isConnected) return;
      place.replaceChildren(...marked(found.pieces));
      if (!place.isConnected) item.append(place);
      if (found.anchor) {
        item.append(h('p', { class: 'cb-result-where' }, h('a', { href: `${address}#${encodeURIComponent(found.anchor)}` },
          this.say('in_section', { section: found.heading }))));
      }
    }

    // ------------------------------------------------ loading

    async start() {
      this.status.textContent = this.say('loading');
      this.read(window.history.state);
      try {
        await this.open(this.place.dataset.index);
      } catch (error) {
        return this.failed(error);
      }
      this.buildFacets();
      this.listen();
      await this.run();
    }

    async open(file) {
      const entry = file.replace(/\.js(on)?$/, '');
      this.index = await Index.open(entry, (name) => (this.portable ? this.loadScript(name) : this.loadJson(name)));
      await this.index.want([...OPEN]);
    }

    async loadJson(name) {
      const answer = await window.fetch(`${name}.json`);
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    }

    loadScript(name) {
      return new Promise((resolve, reject) => {
        arrived.set(name, resolve);
        document.head.append(h('script', { src: `${name}.js`, onerror: () => reject(new Error(name)) }));
      });
    }

    /** The site may have been published anew since this page was loaded: then its index has other names. */
    async failed(error) {
      if (!(error instanceof Unreadable) && !this.again && !this.portable) {
        this.again = true;
        try {
          const fresh = await (await window.fetch(window.location.pathname, { cache: 'reload' })).text();
          const file = new DOMParser().parseFromString(fresh, 'text/html').querySelector('[data-index]')?.dataset.index;
          if (file && file !== this.place.dataset.index) {
            this.place.dataset.index = file;
            const first = !this.index;
            await this.open(file);
            if (!first) this.facets.replaceChildren();
            this.buildFacets();
            if (first) this.listen();
            this.again = false;
            return this.run();
          }
        } catch { /* the message below says it */ }
      }
      this.status.textContent = this.say(error instanceof Unreadable ? 'too_new' : 'failed');
      const lists = `../incidents/${this.portable ? 'index.html' : ''}`;
      this.notes.replaceChildren(h('li', {}, h('a', { href: lists }, this.say('incidents'))));
      this.notes.hidden = false;
      this.sorting.hidden = true;
      this.filters.hidden ||= !this.answer;
      for (const it of [this.chips, this.hits]) it.replaceChildren();
      this.chips.hidden = this.more.hidden = true;
    }
  }

  const BLOCKS = 'p,li,td,th,pre,dt,dd,h1,h2,h3,h4,h5,h6,blockquote,figcaption,summary,div,section';
  const SKIP = 'nav,script,style,svg,[hidden],[data-pagefind-ignore],.cb-timeline summary,.cb-phases,.cb-since';

  /** The sections of an incident's page: text under each heading that has an anchor. Text only: nothing of it runs. */
  function sections(html) {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    const body = parsed.querySelector('[data-pagefind-body]') ?? parsed.querySelector('main') ?? parsed.body;
    for (const it of body.querySelectorAll(SKIP)) it.remove();
    const all = [{ anchor: '', heading: '', text: '' }];
    const walker = parsed.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    let block = null;
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      const here = parent.closest(BLOCKS);
      if (here !== block) {
        block = here;
        const id = here && /^H[1-6]$/.test(here.tagName) && (here.id || here.querySelector('[id]')?.id);
        if (id) all.push({ anchor: id, heading: here.textContent.trim(), text: '' });
        all.at(-1).text += ' ';
      }
      if (here && /^H[1-6]$/.test(here.tagName)) continue;
      all.at(-1).text += walker.currentNode.data;
    }
    return all;
  }

  const place = document.getElementById('cb-find');
  const input = document.querySelector('form[role="search"] input[name="q"]');
  if (place && input) new Page(place, input).start();
})();
