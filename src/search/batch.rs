//! Documents read for the index, a number of them at a time: what one batch says does not depend on the others.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::fields::{self, Source};
use super::phrases::{Neighbours, Pairs, Spots};
use super::postings::{Posting, code};
use super::words::{Kind, Words};
use crate::library::Record;

/// Documents in a batch; the index does not depend on it.
const DOCUMENTS: usize = 256;

/// What is read of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Which words they have.
    Words,
    /// Also where the words stand.
    Positions,
}

/// The words of some documents, in byte order.
#[derive(Debug)]
pub(super) struct Batch {
    words: Vec<Box<str>>,
    /// Where each word's postings begin, and the end of the last.
    starts: Vec<usize>,
    all: Vec<Posting>,
    /// Which of them stand side by side.
    pub(super) pairs: Pairs,
    /// Words of each document's text.
    pub(super) lengths: Vec<u32>,
}

/// Reads documents, which are numbered in the order given.
pub(super) fn read(records: &[&Arc<Record>], depth: Depth) -> Vec<Batch> {
    records
        .par_chunks(DOCUMENTS)
        .enumerate()
        .map(|(i, records)| batch(records, i * DOCUMENTS, depth))
        .collect()
}

/// Reads one document with its number.
pub(super) fn one(record: &Arc<Record>, number: usize) -> Batch {
    batch(&[record], number, Depth::Positions)
}

/// A word of a batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) word: &'a str,
    /// Number of the batch.
    pub(super) number: usize,
    batch: &'a Batch,
    at: usize,
}

impl<'a> Entry<'a> {
    /// Its postings in the batch; empty for a word that only a phrase asks for.
    pub(super) fn postings(&self) -> &'a [Posting] {
        &self.batch.all[self.batch.starts[self.at]..self.batch.starts[self.at + 1]]
    }
}

impl Batch {
    /// Of the batch of one document: what stands side by side in it, and the positions as text.
    pub(super) fn neighbours(&self) -> impl Iterator<Item = (String, &str)> {
        self.pairs.of_one(&self.words)
    }

    /// Its words in byte order.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let words = self.words.iter().enumerate();
        words.map(|(at, word)| Entry {
            word,
            number: 0,
            batch: self,
            at,
        })
    }
}

/// The words of all batches in byte order, and those of one word in order of documents.
pub(super) fn in_order(batches: &[Batch]) -> Vec<Entry<'_>> {
    let mut all: Vec<(&str, usize, usize)> = Vec::new();
    for (number, batch) in batches.iter().enumerate() {
        let words = batch.words.iter().enumerate();
        all.extend(words.map(|(at, word)| (&**word, number, at)));
    }
    // A sort that sees that each batch is in order already: it only has to merge them.
    all.sort();
    all.into_iter()
        .map(|(word, number, at)| Entry {
            word,
            number,
            batch: &batches[number],
            at,
        })
        .collect()
}

/// Hashes a word at once; not open to an attacker who wants more than a slow build of his own site.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxhash_rust::xxh3::xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

type Numbers = HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>;

/// Counts the words of one document after another.
#[derive(Default)]
struct Tally {
    numbers: Numbers,
    /// Weighted frequency of each word in the document at hand.
    counts: Vec<u32>,
    /// The words of the document at hand.
    seen: Vec<u32>,
    /// Word number and posting, in order of documents.
    found: Vec<(u32, Posting)>,
    /// Where the words of the document at hand stand.
    spots: Spots,
    /// Words side by side, in order of documents.
    pairs: Vec<Neighbours>,
}

impl Tally {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.into(), number);
        self.counts.push(0);
        number
    }

    /// Counts a word of the document at hand.
    fn count(&mut self, number: u32, weight: u32) {
        let count = &mut self.counts[number as usize];
        if *count == 0 {
            self.seen.push(number);
        }
        *count += weight;
    }

    fn close(&mut self, document: u32) {
        for number in self.seen.drain(..) {
            let count = std::mem::take(&mut self.counts[number as usize]);
            self.found.push((
                number,
                Posting {
                    document,
                    code: code(count),
                },
            ));
        }
        if !self.spots.is_empty() {
            let nothing = self.number("");
            self.spots.end_document(document, nothing, &mut self.pairs);
        }
    }

    /// Words in byte order, and what is known of them.
    fn finish(mut self, lengths: Vec<u32>) -> Batch {
        let mut words: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut rank = vec![0; words.len()];
        for (at, (_, number)) in (0..).zip(&words) {
            rank[*number as usize] = at;
        }
        let (starts, all) = grouped(words.len(), &self.found, |it| rank[it.0 as usize] as usize);
        for pair in &mut self.pairs {
            let (a, b) = pair.words;
            pair.words = (rank[a as usize], rank[b as usize]);
        }
        Batch {
            words: words.into_iter().map(|(word, _)| word).collect(),
            starts,
            all: all.into_iter().map(|(_, posting)| *posting).collect(),
            pairs: Pairs::of(self.pairs, rank.len()),
            lengths,
        }
    }
}

/// Items by group, each group in the order given, and where each group begins.
fn grouped<T>(groups: usize, items: &[T], group: impl Fn(&T) -> usize) -> (Vec<usize>, Vec<&T>) {
    let mut starts = vec![0; groups + 1];
    for item in items {
        starts[group(item) + 1] += 1;
    }
    for at in 0..groups {
        starts[at + 1] += starts[at];
    }
    let mut next = starts.clone();
    let mut order = vec![0; items.len()];
    for (at, item) in items.iter().enumerate() {
        let slot = &mut next[group(item)];
        order[*slot] = at;
        *slot += 1;
    }
    (starts, order.into_iter().map(|at| &items[at]).collect())
}

/// Whether a phrase asks for a word: not for identifiers as a whole, which it holds by their parts, but for `10.2.3.4`.
fn is_part(word: &str, kind: Kind) -> bool {
    match kind {
        Kind::Part | Kind::Filler => true,
        Kind::Whole => !word.contains(char::is_alphabetic),
        Kind::Joined => false,
    }
}

fn batch(records: &[&Arc<Record>], first: usize, depth: Depth) -> Batch {
    let mut tally = Tally::default();
    let mut scanner = Words::default();
    let mut lengths = Vec::with_capacity(records.len());
    for (i, record) in records.iter().enumerate() {
        let mut length = 0;
        fields::each(record, |weight, text, source| {
            let is_body = source == Source::Body;
            let is_placed = depth == Depth::Positions && source != Source::Aside;
            for block in text.split(|c| is_body && c == '\n') {
                let positions = scanner.scan_all(block, |word, kind, position| {
                    if kind == Kind::Filler && !is_placed {
                        return;
                    }
                    let number = tally.number(word);
                    if kind != Kind::Filler {
                        tally.count(number, weight);
                        length += u32::from(is_body);
                    }
                    if is_placed && is_part(word, kind) {
                        tally.spots.word(number, position);
                    }
                });
                if is_placed {
                    tally.spots.end_block(block, positions);
                }
            }
        });
        tally.close(u32::try_from(first + i).unwrap_or(u32::MAX));
        lengths.push(length);
    }
    tally.finish(lengths)
}
