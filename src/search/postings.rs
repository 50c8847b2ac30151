//! Which word stands in which document, and how prominently: the inverted index in memory.
//!
//! Documents are numbered from the oldest to the newest, so that a new incident takes the next number and what is
//! written of the older ones stays as it is.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use rayon::prelude::*;

use super::fields;
use super::numbers::{push_digit, push_number};
use super::words::Words;
use crate::library::Record;

/// A word in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Number of the document.
    pub document: u32,
    /// How prominently the word stands there: the sum over its places of their weights, see [`prominence`].
    pub code: u8,
}

/// All words of a library.
#[derive(Debug, Clone, Default)]
pub struct Postings {
    words: Vec<Box<str>>,
    /// Where each word's postings begin, and the end of the last.
    starts: Vec<usize>,
    postings: Vec<Posting>,
    /// Words of each document's text.
    pub lengths: Vec<u32>,
}

impl Postings {
    /// Number of different words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word at all.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Every word with its postings; words in byte order, postings by document.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Posting])> {
        self.words
            .iter()
            .zip(self.starts.windows(2))
            .map(|(word, range)| (&**word, &self.postings[range[0]..range[1]]))
    }

    /// The postings of one word; empty if no text has it.
    pub fn of(&self, word: &str) -> &[Posting] {
        match self.words.binary_search_by(|it| (**it).cmp(word)) {
            Ok(at) => &self.postings[self.starts[at]..self.starts[at + 1]],
            Err(_) => &[],
        }
    }

    /// The words that begin with `prefix`, with their postings.
    pub fn beginning_with<'a, 'b>(
        &'a self,
        prefix: &'b str,
    ) -> impl Iterator<Item = (&'a str, &'a [Posting])> + use<'a, 'b> {
        let from = self.words.partition_point(|word| &**word < prefix);
        self.words[from..]
            .iter()
            .enumerate()
            .take_while(move |(_, word)| word.starts_with(prefix))
            .map(move |(i, word)| {
                let at = from + i;
                (
                    &**word,
                    &self.postings[self.starts[at]..self.starts[at + 1]],
                )
            })
    }
}

/// The weighted frequency that a posting's code stands for: exact up to 8, then two bits after the first.
pub fn prominence(code: u8) -> u32 {
    let code = u32::from(code);
    if code < 4 {
        code + 1
    } else {
        1 + ((4 + code % 4) << (code / 4 - 1))
    }
}

fn code(prominence: u32) -> u8 {
    let above = prominence.saturating_sub(1).min(1 << 20);
    let code = if above < 4 {
        above
    } else {
        let shift = above.ilog2() - 2;
        4 * (shift + 1) + (above >> shift) % 4
    };
    u8::try_from(code).unwrap_or(u8::MAX)
}

/// The postings of one word as text: for each the gap to the document before, doubled, plus one if a digit with the
/// code (less one) follows; most words stand once, in the text, and take one character.
pub(super) fn push_postings(postings: &[Posting], out: &mut String) {
    let mut next = 0;
    for posting in postings {
        let more = posting.code > 0;
        push_number((posting.document - next) * 2 + u32::from(more), out);
        if more {
            push_digit(u32::from(posting.code) - 1, out);
        }
        next = posting.document + 1;
    }
}

/// Documents that one task reads; the result does not depend on it.
const BATCH: usize = 256;

/// The words of `records`, which are numbered in the order given.
pub fn postings(records: &[&Arc<Record>]) -> Postings {
    let batches: Vec<Batch> = records
        .par_chunks(BATCH)
        .enumerate()
        .map(|(i, records)| batch(records, i * BATCH))
        .collect();
    merge(&batches)
}

/// A batch of documents, its words in byte order.
struct Batch {
    words: Vec<Box<str>>,
    starts: Vec<usize>,
    postings: Vec<Posting>,
    lengths: Vec<u32>,
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
}

impl Tally {
    fn add(&mut self, word: &str, weight: u32) {
        let number = match self.numbers.get(word) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
                self.numbers.insert(word.into(), number);
                self.counts.push(0);
                number
            }
        };
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
    }

    /// Words in byte order, and their postings.
    fn finish(self, lengths: Vec<u32>) -> Batch {
        let mut words: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut rank = vec![0; words.len()];
        for (at, (_, number)) in words.iter().enumerate() {
            rank[*number as usize] = at;
        }
        let mut starts = vec![0; words.len() + 1];
        for (number, _) in &self.found {
            starts[rank[*number as usize] + 1] += 1;
        }
        for at in 0..words.len() {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let nothing = Posting {
            document: 0,
            code: 0,
        };
        let mut postings = vec![nothing; self.found.len()];
        for (number, posting) in &self.found {
            let slot = &mut next[rank[*number as usize]];
            postings[*slot] = *posting;
            *slot += 1;
        }
        Batch {
            words: words.into_iter().map(|(word, _)| word).collect(),
            starts,
            postings,
            lengths,
        }
    }
}

fn batch(records: &[&Arc<Record>], first: usize) -> Batch {
    let mut tally = Tally::default();
    let mut scanner = Words::default();
    let mut lengths = Vec::with_capacity(records.len());
    for (i, record) in records.iter().enumerate() {
        let mut length = 0;
        fields::each(record, |weight, text, counts| {
            scanner.scan(text, |word, _, _| {
                tally.add(word, weight);
                length += u32::from(counts);
            });
        });
        tally.close(u32::try_from(first + i).unwrap_or(u32::MAX));
        lengths.push(length);
    }
    tally.finish(lengths)
}

fn merge(batches: &[Batch]) -> Postings {
    let mut all: Vec<(&str, usize, usize)> = Vec::new();
    for (number, batch) in batches.iter().enumerate() {
        all.extend(
            batch
                .words
                .iter()
                .enumerate()
                .map(|(at, word)| (&**word, number, at)),
        );
    }
    // Batches are in order of documents, so a word's postings stay in order too.
    all.par_sort_unstable();
    let mut merged = Postings {
        words: Vec::new(),
        starts: vec![0],
        postings: Vec::with_capacity(batches.iter().map(|batch| batch.postings.len()).sum()),
        lengths: batches
            .iter()
            .flat_map(|batch| batch.lengths.iter().copied())
            .collect(),
    };
    for (word, number, at) in all {
        if merged.words.last().is_none_or(|last| **last != *word) {
            merged.words.push(word.into());
            merged.starts.push(merged.postings.len());
        }
        let batch = &batches[number];
        merged
            .postings
            .extend_from_slice(&batch.postings[batch.starts[at]..batch.starts[at + 1]]);
        if let Some(end) = merged.starts.last_mut() {
            *end = merged.postings.len();
        }
    }
    coarsen_common_words(&mut merged);
    merged
}

/// A word that more than an eighth of the texts have tells little: for it powers of two are exact enough, and its
/// postings compress better.
fn coarsen_common_words(merged: &mut Postings) {
    let documents = merged.lengths.len();
    for range in merged.starts.windows(2) {
        let places = &mut merged.postings[range[0]..range[1]];
        if documents >= COARSE_FROM && places.len() * 8 > documents {
            for place in places {
                place.code = code(1 << prominence(place.code).ilog2());
            }
        }
    }
}

/// Documents from which on common words are coarse.
const COARSE_FROM: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_for_the_frequency_it_was_made_of_or_a_little_less() {
        for count in 1..4000 {
            let read = prominence(code(count));
            assert!(
                read <= count && (count - read) * 5 <= count,
                "{count} {read}"
            );
            assert!(count > 8 || read == count, "{count} {read}");
        }
        assert!(u32::from(code(u32::MAX)) <= super::super::numbers::DIGITS);
    }

    #[test]
    fn postings_as_text_are_one_character_each_where_a_word_stands_once() {
        let all: Vec<Posting> = (3..9)
            .map(|document| Posting { document, code: 0 })
            .collect();
        let mut text = String::new();
        push_postings(&all, &mut text);
        assert_eq!(text, ")#####");
    }
}
