//! The index as files, and what of them is taken over into the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use super::SearchIndex;
use super::batch::{Batch, Entry};
use super::columns::{Columns, card};
use super::edit::Edit;
use super::numbers::push_digit;
use super::parts::{Part, Parts};
use super::postings::Postings;
use super::shards::{self, Shard};
use super::synonyms::{CONCEPTS, GENERIC, SYNONYMS};
use super::words::STOP_WORDS;
use crate::library::Record;

/// Version of the files' form. The browser's script refuses a newer one.
pub const VERSION: u32 = 1;

/// An index smaller than this, in bytes, is one file.
const ONE_FILE_MAX: usize = 300 << 10;

/// Cards in one file.
const CARDS: usize = 4;

/// Texts in one file.
const TEXTS: usize = 4;

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

/// Takes the words of every file of words and of [`Spellings`] in a value.
fn push_words(value: &serde_json::Value, words: &mut Vec<String>) {
    let serde_json::Value::Object(object) = value else {
        return;
    };
    if let Some(serde_json::Value::String(text)) = object.get("w") {
        words.extend(text.split([' ', '+']).map(str::to_owned));
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
    /// File of the [`Shelf`] of all shelves that hold the files of pairs, so that a phrase loads little of what leads
    /// to them.
    phrases: String,
    /// Files with the texts, for excerpts, of a site that is opened from a disk; others read the incidents' pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    texts: Vec<String>,
    texts_each: usize,
    /// First letter to file of spellings; `_` for all other letters.
    spellings: BTreeMap<char, String>,
    /// Every other file by name, when the whole index is one file.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parts: BTreeMap<&'a str, Box<RawValue>>,
}

/// How the browser gets at the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As JSON, fetched.
    Json,
    /// As scripts, for a site that is opened from a disk.
    Script,
}

/// The files of an index, as far as the next one may take them over.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    words: Vec<Arc<Shard>>,
    pairs: Vec<Arc<Shard>>,
    spellings: BTreeMap<char, Part>,
    cards: Vec<Part>,
    texts: Vec<Part>,
}

/// The documents of an index, and what it has to look like.
pub(super) struct Texts<'a> {
    /// In order of document numbers.
    pub(super) records: &'a [&'a Arc<Record>],
    pub(super) form: Form,
}

impl Kept {
    /// The files of an index.
    pub(super) fn of(
        (batches, entries): (&[Batch], &[Entry<'_>]),
        postings: &Postings,
        texts: &Texts<'_>,
    ) -> Self {
        let mut made = Self {
            words: shards::words(postings),
            pairs: shards::pairs(batches, entries),
            ..Self::default()
        };
        made.spellings = made.spellings(postings, texts.records.len(), |_| true);
        made.cards = grouped(texts.records, CARDS, &[], |_| true, card);
        made.texts = made.grouped_texts(texts, |_| true);
        made
    }

    /// The files after an edit of an index whose words were in `before` and are in `postings` now.
    pub(super) fn after(
        &self,
        edit: &Edit,
        (before, postings): (&Postings, &Postings),
        texts: &Texts<'_>,
    ) -> Self {
        let documents = texts.records.len();
        let more = before.common_or_not(documents).collect();
        let changed = |numbers: Range<usize>| edit.documents.range(numbers).next().is_some();
        let letters: BTreeSet<char> = edit.words.keys().filter_map(|it| letter(it)).collect();
        let other_rules = is_large(before.lengths.len()) != is_large(documents);
        Self {
            words: shards::words_after(&self.words, postings, edit, &more),
            pairs: shards::pairs_after(&self.pairs, edit),
            spellings: self.spellings(postings, documents, |letter| {
                other_rules || letters.contains(&letter)
            }),
            cards: grouped(texts.records, CARDS, &self.cards, changed, card),
            texts: self.grouped_texts(texts, changed),
        }
    }

    /// The words that may be meant by a mistyped one, by first letter; those of a letter that has not changed are at hand.
    fn spellings(
        &self,
        postings: &Postings,
        documents: usize,
        changed: impl Fn(char) -> bool,
    ) -> BTreeMap<char, Part> {
        let part = |letter: char| match changed(letter) {
            true => spellings(letter, postings, documents).map(|it| Part::of(&it)),
            false => self.spellings.get(&letter).cloned(),
        };
        let all = ('a'..='z').chain([OTHER_LETTERS]);
        all.filter_map(|letter| Some((letter, part(letter)?)))
            .collect()
    }

    /// The texts, for a site that is opened from a disk.
    fn grouped_texts(
        &self,
        texts: &Texts<'_>,
        changed: impl Fn(Range<usize>) -> bool + Sync,
    ) -> Vec<Part> {
        match texts.form {
            Form::Json => Vec::new(),
            Form::Script => grouped(texts.records, TEXTS, &self.texts, changed, sections),
        }
    }

    /// Puts the index together.
    pub(super) fn index(
        &self,
        postings: &Postings,
        columns: &Columns,
        texts: &Texts<'_>,
    ) -> SearchIndex {
        let mut parts = Parts::default();
        let facets = columns.facets.iter();
        let facets = facets.map(|it| (it.id, parts.add('f', Part::of(it))));
        let facets = facets.collect();
        let columns = parts.add('n', Part::of(columns));
        let cards = named_each('c', &self.cards, &mut parts);
        let words = self.words.iter().map(|it| parts.add('w', it.part.clone()));
        let words = words.collect();
        let phrases = Part::of(&self.phrases(&mut parts));
        let phrases = parts.add('q', phrases);
        let spellings = self.spellings.iter();
        let spellings = spellings.map(|(letter, it)| (*letter, parts.add('s', it.clone())));
        let spellings = spellings.collect();
        let words_in_all: u64 = postings.lengths.iter().map(|it| u64::from(*it)).sum();
        let mean = words_in_all / (texts.records.len().max(1) as u64);
        let mut beside = Parts::default();
        let mut manifest = Manifest {
            version: VERSION,
            documents: texts.records.len(),
            length: u32::try_from(mean).unwrap_or(u32::MAX).max(1),
            stop: STOP_WORDS,
            synonyms: SYNONYMS,
            concepts: CONCEPTS,
            generic: GENERIC,
            columns,
            facets,
            cards,
            cards_each: CARDS,
            from: shards::borders(&self.words).join(" "),
            words,
            phrases,
            texts: named_each('t', &self.texts, &mut beside),
            texts_each: TEXTS,
            spellings,
            parts: BTreeMap::new(),
        };
        let whole: usize = parts.0.values().map(|part| part.json.len()).sum();
        if whole <= ONE_FILE_MAX {
            let raw = |part: &'_ Part| -> Option<Box<RawValue>> {
                serde_json::from_slice(&part.json).ok()
            };
            let all = parts.0.iter();
            manifest.parts = all
                .filter_map(|(name, part)| Some((name.as_str(), raw(part)?)))
                .collect();
            return named(&beside, &Part::of(&manifest), texts.form);
        }
        let manifest = Part::of(&manifest);
        parts.0.append(&mut beside.0);
        named(&parts, &manifest, texts.form)
    }

    /// What leads to the files of pairs.
    fn phrases(&self, parts: &mut Parts) -> Shelf {
        let far = self.pairs.iter().flat_map(|it| it.far.values());
        parts
            .0
            .extend(far.map(|it| (shards::far_name(it), it.clone())));
        let pairs = self.pairs.iter();
        let names: Vec<String> = pairs.map(|it| parts.add('p', it.part.clone())).collect();
        let borders = shards::borders(&self.pairs);
        let mut from = Vec::new();
        let mut words = Vec::new();
        for (borders, names) in borders.chunks(SHELF).zip(names.chunks(SHELF)) {
            from.push(borders[0]);
            let shelf = Shelf {
                from: borders.join(" "),
                words: names.to_vec(),
            };
            words.push(parts.add('q', Part::of(&shelf)));
        }
        Shelf {
            from: from.join(" "),
            words,
        }
    }
}

/// Files of a number of documents each; `before` has those of an earlier index, which hold where none of their documents
/// has changed.
fn grouped<'a, T: Serialize>(
    records: &[&'a Arc<Record>],
    each: usize,
    before: &[Part],
    changed: impl Fn(Range<usize>) -> bool + Sync,
    of: impl Fn(&'a Record) -> T + Sync,
) -> Vec<Part> {
    let chunks = records.par_chunks(each).enumerate();
    let parts = chunks.map(|(at, records)| match before.get(at) {
        Some(part) if !changed(at * each..(at + 1) * each) => part.clone(),
        _ => Part::of(&records.iter().map(|it| of(it)).collect::<Vec<T>>()),
    });
    parts.collect()
}

fn named_each(kind: char, all: &[Part], parts: &mut Parts) -> Vec<String> {
    all.iter().map(|it| parts.add(kind, it.clone())).collect()
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
fn named(parts: &Parts, manifest: &Part, form: Form) -> SearchIndex {
    let entry = format!("index-{}", manifest.digits(12));
    let file = |name: &str, part: &Part| -> (String, Arc<[u8]>) {
        match form {
            Form::Json => (format!("{name}.json"), part.json.clone()),
            Form::Script => {
                let head = format!("casebookSearch.part(\"{name}\",");
                let script = [head.as_bytes(), &part.json, b");\n"].concat();
                (format!("{name}.js"), script.into())
            }
        }
    };
    let parts = parts.0.iter().map(|(name, part)| file(name, part));
    let (entry, manifest) = file(&entry, manifest);
    SearchIndex {
        files: parts.chain([(entry.clone(), manifest)]).collect(),
        entry,
        relations: Arc::default(),
    }
}

/// Whether a library is so large that a word of a single text may be a mistake itself.
fn is_large(documents: usize) -> bool {
    documents > 200
}

/// Whether a word that `df` texts have may be meant by a mistyped one: it is of letters alone, and in a library of some
/// size more than one text has it.
pub(super) fn is_spelling(word: &str, df: usize, documents: usize) -> bool {
    let least = if is_large(documents) { 2 } else { 1 };
    df >= least && word.chars().count() >= 4 && word.chars().all(char::is_alphabetic)
}

/// Stands for all letters but `a` to `z`.
const OTHER_LETTERS: char = '_';

/// The letter under which a word is among the spellings, if it can be there.
fn letter(word: &str) -> Option<char> {
    let first = word.chars().next()?;
    Some(match first.is_ascii_lowercase() {
        true => first,
        false => OTHER_LETTERS,
    })
}

/// The words that may be meant by a mistyped one that begins with a letter; `None` if there are none.
fn spellings(of: char, postings: &Postings, documents: usize) -> Option<Spellings> {
    // Folded words that begin with another letter come after `z`.
    let from = match of {
        OTHER_LETTERS => '{',
        of => of,
    };
    let mut made = Spellings::default();
    let words = postings.from(from.encode_utf8(&mut [0; 4]));
    for (word, places) in words.take_while(|it| letter(it.0) == Some(of)) {
        if !is_spelling(word, places.len(), documents) {
            continue;
        }
        if !made.w.is_empty() {
            made.w.push(' ');
        }
        made.w.push_str(word);
        push_digit(places.len().ilog2(), &mut made.n);
    }
    (!made.w.is_empty()).then_some(made)
}
