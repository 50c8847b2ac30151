//! The index as files: sorted words cut into small files, so that a query loads only those that hold its words.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::SearchIndex;
use super::batch::Entry;
use super::columns::{Columns, card};
use super::numbers::push_digit;
use super::postings::{Postings, push_postings};
use super::synonyms::{CONCEPTS, GENERIC, SYNONYMS};
use super::words::{STOP_WORDS, is_filler};
use crate::library::Record;

/// Version of the files' form. The browser's script refuses a newer one.
pub const VERSION: u32 = 1;

/// An index smaller than this, in bytes, is one file.
const ONE_FILE_MAX: usize = 300 << 10;

/// Where a file of words may end, in bytes.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    /// It is not cut before it has so many…
    least: usize,
    /// …is cut at the next good place from so many on…
    good: usize,
    /// …and anywhere from so many on.
    most: usize,
}

/// Files that say which documents have a word: every query loads some.
const WORDS: Sizes = Sizes {
    least: 3 << 10,
    good: 5 << 10,
    most: 10 << 10,
};

/// Files that say where in them: only a phrase loads one for each of its words.
const POSITIONS: Sizes = Sizes {
    least: 6 << 10,
    good: 10 << 10,
    most: 16 << 10,
};

/// A stop word whose positions take more bytes than this stands for any word in a phrase.
const FILLER_MAX: usize = 24 << 10;

/// Cards in one file.
const CARDS: usize = 8;

/// Texts in one file.
const TEXTS: usize = 4;

/// Words of a file: what the words are, and for each which documents have it (`postings::push_postings`) or where in them
/// it stands (`phrases::lists`), blank between.
#[derive(Serialize, Default)]
struct Shard {
    w: String,
    p: String,
}

/// The words that can be found in a file of the index, in whatever form it is; none in a file without words.
pub fn words_in(file: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(file);
    let json = text
        .split_once(",{")
        .filter(|_| text.starts_with("casebookSearch"))
        .map_or_else(|| text.to_string(), |(_, rest)| format!("{{{rest}"));
    let json = json.trim_end().trim_end_matches([';', ')']);
    let mut words = Vec::new();
    // What is no JSON is no file of ours.
    if let Ok(value) = serde_json::from_str(json) {
        push_words(&value, &mut words);
    }
    words
}

/// Takes the words of every [`Shard`] and [`Spellings`] in a value.
fn push_words(value: &serde_json::Value, words: &mut Vec<String>) {
    let serde_json::Value::Object(object) = value else {
        return;
    };
    if let Some(serde_json::Value::String(text)) = object.get("w") {
        words.extend(text.split(' ').map(str::to_owned));
    }
    for part in object.values() {
        push_words(part, words);
    }
}

/// Words that a mistyped one may have meant, and for each how many documents have it (its binary length).
#[derive(Serialize, Default)]
struct Spellings {
    w: String,
    n: String,
}

/// Where each of some files of words begins (as in the manifest), and their names.
#[derive(Serialize)]
struct Shelf {
    from: String,
    words: Vec<String>,
}

/// Where the positions of words are: files of shelves, so that a phrase loads little of what leads to them.
#[derive(Serialize)]
struct Phrases {
    /// Stop words that stand for any word, blank between.
    any: String,
    #[serde(flatten)]
    shelves: Shelf,
}

/// Files on a shelf.
const SHELF: usize = 48;

/// What the browser reads first.
#[derive(Serialize)]
struct Manifest<'a> {
    version: u32,
    documents: usize,
    /// Mean length of a text, in words.
    length: u32,
    stop: &'static str,
    /// Groups of words of one meaning, blank between words.
    synonyms: &'static [&'static str],
    /// Groups of expressions of one meaning, ` = ` between them.
    concepts: &'static [&'static str],
    /// Words that count for little beside others, blank between.
    generic: &'static str,
    columns: String,
    /// Id and file of each facet, in the order of the library's indexes: a page loads those that it shows.
    facets: Vec<(&'static str, String)>,
    cards: Vec<String>,
    cards_each: usize,
    /// Where each file of words begins, blank between: words before the next border are in it.
    from: String,
    words: Vec<String>,
    /// File of [`Phrases`].
    phrases: String,
    /// Files with the texts, for excerpts, of a site that is opened from a disk; others read the incidents' pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    texts: Vec<String>,
    texts_each: usize,
    /// First letter to file of spellings; `_` for all other letters.
    spellings: BTreeMap<char, String>,
    /// Every other file by name, when the whole index is one file.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parts: BTreeMap<&'a str, &'a RawValue>,
}

/// How the browser gets at the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As JSON, fetched.
    Json,
    /// As scripts, for a site that is opened from a disk.
    Script,
}

/// Files under way: name without ending to JSON.
#[derive(Default)]
struct Parts(BTreeMap<String, Box<RawValue>>);

impl Parts {
    /// Adds a file named after what it holds, so that a cached one is never out of date.
    fn add(&mut self, kind: char, json: Box<RawValue>) -> String {
        let hash = xxhash_rust::xxh3::xxh3_128(json.get().as_bytes());
        // 32 bits, to keep the manifest small; where two files share them, the second takes more.
        for digits in [8, 32] {
            let name = format!("{kind}{}", &format!("{hash:032x}")[..digits]);
            match self.0.get(&name) {
                Some(other) if other.get() != json.get() => {}
                _ => {
                    self.0.insert(name.clone(), json);
                    return name;
                }
            }
        }
        String::new()
    }
}

fn json(value: &impl Serialize) -> Box<RawValue> {
    // Strings and numbers only: there is no value here that JSON could not hold.
    serde_json::value::to_raw_value(value).unwrap_or_default()
}

/// Writes an index as files. `records` is in order of document numbers.
pub(super) fn files(
    entries: &[Entry<'_>],
    postings: &Postings,
    columns: &Columns,
    records: &[&Arc<Record>],
    form: Form,
) -> SearchIndex {
    let mut parts = Parts::default();
    let facets = columns
        .facets
        .iter()
        .map(|facet| (facet.id, parts.add('f', json(facet))))
        .collect();
    let columns = parts.add('n', json(columns));
    let cards = grouped('c', records, CARDS, |it| json(&card(it)), &mut parts);
    let (from, words) = shards(postings, &mut parts);
    let phrases = json(&phrases(entries, &mut parts));
    let phrases = parts.add('q', phrases);
    let spellings = spellings(postings, records.len())
        .into_iter()
        .map(|(letter, words)| (letter, parts.add('s', json(&words))))
        .collect();
    let words_in_all: u64 = postings
        .lengths
        .iter()
        .map(|length| u64::from(*length))
        .sum();
    let mean = words_in_all / (records.len().max(1) as u64);
    let mut texts = Parts::default();
    let mut manifest = Manifest {
        version: VERSION,
        documents: records.len(),
        length: u32::try_from(mean).unwrap_or(u32::MAX).max(1),
        stop: STOP_WORDS,
        synonyms: SYNONYMS,
        concepts: CONCEPTS,
        generic: GENERIC,
        columns,
        facets,
        cards,
        cards_each: CARDS,
        from: from.join(" "),
        words,
        phrases,
        texts: match form {
            Form::Json => Vec::new(),
            Form::Script => grouped('t', records, TEXTS, |it| json(&sections(it)), &mut texts),
        },
        texts_each: TEXTS,
        spellings,
        parts: BTreeMap::new(),
    };
    let whole: usize = parts.0.values().map(|part| part.get().len()).sum();
    if whole <= ONE_FILE_MAX {
        manifest.parts = parts
            .0
            .iter()
            .map(|(name, part)| (name.as_str(), &**part))
            .collect();
        let manifest = json(&manifest);
        return named(&texts, &manifest, form);
    }
    let manifest = json(&manifest);
    parts.0.append(&mut texts.0);
    named(&parts, &manifest, form)
}

/// Files of a number of documents each; their names.
fn grouped(
    kind: char,
    records: &[&Arc<Record>],
    each: usize,
    of: impl Fn(&Record) -> Box<RawValue> + Sync,
    parts: &mut Parts,
) -> Vec<String> {
    let files: Vec<Box<RawValue>> = records
        .par_chunks(each)
        .map(|records| json(&records.iter().map(|it| of(it)).collect::<Vec<_>>()))
        .collect();
    files
        .into_iter()
        .map(|file| parts.add(kind, file))
        .collect()
}

/// The sections of a text: anchor (empty for what stands at the top of the page), heading, text.
fn sections(record: &Record) -> Vec<(&str, &str, &str)> {
    let mut labels = record.document.labels.iter().peekable();
    let mut sections = Vec::new();
    for section in &record.document.sections {
        let heading = section.heading.as_ref().filter(|it| it.level > 1);
        let mut named: (&str, &str) = heading.map_or(("", ""), |it| (&it.anchor, &it.text));
        let (mut from, mut at) = (0, 0);
        for (line, span) in section.text.split_inclusive('\n').zip(&section.lines) {
            // A label on a line of its own begins a section as a heading does; one inside a paragraph does not.
            while let Some(label) = labels.next_if(|it| it.span.start <= span.start) {
                if span.start < label.span.end {
                    if at > from {
                        sections.push((named.0, named.1, &section.text[from..at]));
                    }
                    named = (&label.anchor, &label.text);
                    from = at;
                }
            }
            at += line.len();
        }
        sections.push((named.0, named.1, &section.text[from..]));
    }
    sections
}

/// Gives the files their names and, for a site opened from a disk, wraps them as scripts.
fn named(parts: &Parts, manifest: &RawValue, form: Form) -> SearchIndex {
    let hash = xxhash_rust::xxh3::xxh3_128(manifest.get().as_bytes());
    let entry = format!("index-{}", &format!("{hash:032x}")[..12]);
    let bytes = |name: &str, json: &RawValue| -> (String, Arc<[u8]>) {
        match form {
            Form::Json => (format!("{name}.json"), json.get().as_bytes().into()),
            Form::Script => (
                format!("{name}.js"),
                format!("casebookSearch.part(\"{name}\",{});\n", json.get())
                    .into_bytes()
                    .into(),
            ),
        }
    };
    let parts = parts.0.iter().map(|(name, part)| bytes(name, part));
    let (entry, manifest) = bytes(&entry, manifest);
    SearchIndex {
        files: parts.chain([(entry.clone(), manifest)]).collect(),
        entry,
        relations: Arc::default(),
    }
}

/// Cuts sorted words into files.
///
/// Where to cut is decided by the words themselves and not by their number, so that a new word moves only the
/// borders next to it; words that begin alike stay together where they can, as prefix and word forms ask for them.
struct Cutter<'a> {
    kind: char,
    sizes: Sizes,
    parts: &'a mut Parts,
    shard: Shard,
    /// The border before each file.
    from: Vec<String>,
    names: Vec<String>,
    before: String,
}

impl<'a> Cutter<'a> {
    fn new(kind: char, sizes: Sizes, parts: &'a mut Parts) -> Self {
        Self {
            kind,
            sizes,
            parts,
            shard: Shard::default(),
            from: Vec::new(),
            names: Vec::new(),
            before: String::new(),
        }
    }

    /// Adds a word and what is known of it as text.
    fn push(&mut self, word: &str, places: &str) {
        let size = self.shard.w.len() + self.shard.p.len();
        let with_word = size + word.len() + places.len();
        if size > 0 && cuts(self.sizes, (size, with_word), &self.before, word) {
            self.end_file();
        }
        if self.shard.w.is_empty() {
            self.from.push(border(&self.before, word).to_owned());
        } else {
            self.shard.w.push(' ');
            self.shard.p.push(' ');
        }
        self.shard.w.push_str(word);
        self.shard.p.push_str(places);
        self.before.clear();
        self.before.push_str(word);
    }

    fn end_file(&mut self) {
        self.names
            .push(self.parts.add(self.kind, json(&self.shard)));
        self.shard.w.clear();
        self.shard.p.clear();
    }

    /// The borders before the files and their names.
    fn finish(mut self) -> (Vec<String>, Vec<String>) {
        if !self.shard.w.is_empty() {
            self.end_file();
        }
        (self.from, self.names)
    }
}

/// The files that say which documents have a word.
fn shards(postings: &Postings, parts: &mut Parts) -> (Vec<String>, Vec<String>) {
    let mut cutter = Cutter::new('w', WORDS, parts);
    let mut encoded = String::new();
    for (word, places) in postings.iter() {
        encoded.clear();
        push_postings(places, &mut encoded);
        cutter.push(word, &encoded);
    }
    cutter.finish()
}

/// The files that say where in the documents a word stands.
fn phrases(words: &[Entry<'_>], parts: &mut Parts) -> Phrases {
    let mut any = Vec::new();
    let mut cutter = Cutter::new('p', POSITIONS, parts);
    super::phrases::lists(words, |word, positions| {
        if positions.len() > FILLER_MAX && is_filler(word) {
            any.push(word.to_owned());
        } else {
            cutter.push(word, positions);
        }
    });
    let (borders, names) = cutter.finish();
    let mut from = Vec::new();
    let mut shelves = Vec::new();
    for (borders, names) in borders.chunks(SHELF).zip(names.chunks(SHELF)) {
        from.push(borders[0].clone());
        let shelf = Shelf {
            from: borders.join(" "),
            words: names.to_vec(),
        };
        shelves.push(parts.add('q', json(&shelf)));
    }
    Phrases {
        any: any.join(" "),
        shelves: Shelf {
            from: from.join(" "),
            words: shelves,
        },
    }
}

/// The shortest beginning of `word` that comes after `before`: enough to find the file of a word.
fn border<'a>(before: &str, word: &'a str) -> &'a str {
    let mut ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.find(|end| &word[..*end] > before);
    &word[..end.unwrap_or(word.len())]
}

/// Whether to cut before `word`; `size` is that of the file without it and with it.
fn cuts(sizes: Sizes, (size, with_word): (usize, usize), before: &str, word: &str) -> bool {
    let alike = before
        .bytes()
        .zip(word.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    if size < sizes.least {
        // A word that stands nearly everywhere gets a file of its own.
        return with_word > sizes.most && alike < 4;
    }
    if with_word > sizes.most {
        return true;
    }
    let good = size >= sizes.good || xxhash_rust::xxh3::xxh3_64(word.as_bytes()).is_multiple_of(64);
    good && alike < 4
}

/// Whether a word that `df` texts have may be meant by a mistyped one: it is of letters alone, and in a library of some
/// size more than one text has it.
pub(super) fn is_spelling(word: &str, df: usize, documents: usize) -> bool {
    let least = if documents > 200 { 2 } else { 1 };
    df >= least && word.chars().count() >= 4 && word.chars().all(char::is_alphabetic)
}

/// The words that may be meant by a mistyped one, by first letter.
fn spellings(postings: &Postings, documents: usize) -> BTreeMap<char, Spellings> {
    let mut all: BTreeMap<char, Spellings> = BTreeMap::new();
    for (word, places) in postings.iter() {
        let Some(first) = word.chars().next() else {
            continue;
        };
        if !is_spelling(word, places.len(), documents) {
            continue;
        }
        let key = if first.is_ascii_lowercase() {
            first
        } else {
            '_'
        };
        let spellings = all.entry(key).or_default();
        if !spellings.w.is_empty() {
            spellings.w.push(' ');
        }
        spellings.w.push_str(word);
        push_digit(places.len().ilog2(), &mut spellings.n);
    }
    all
}
