//! Which word stands in which document, and how prominently: the inverted index in memory.
//!
//! Documents are numbered from the oldest to the newest, so that a new incident takes the next number and what is
//! written of the older ones stays as it is.

use std::sync::Arc;

use super::batch::{self, Batch, Depth, Entry, Reading};
use super::numbers::{push_digit, push_number};
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

/// The code of a weighted frequency, see [`prominence`].
pub(super) fn code(prominence: u32) -> u8 {
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

/// The words of `records`, which are numbered in the order given.
pub fn postings(records: &[&Arc<Record>]) -> Postings {
    let batches = batch::read(records, Depth::Words, &Reading::default());
    merge(&batch::in_order(&batches), &batches)
}

/// Joins the words of all documents; `entries` are those of the batches, in order.
pub(super) fn merge(entries: &[Entry<'_>], batches: &[Arc<Batch>]) -> Postings {
    let mut merged = Postings {
        words: Vec::new(),
        starts: vec![0],
        postings: Vec::with_capacity(entries.iter().map(|it| it.postings().len()).sum()),
        lengths: batches
            .iter()
            .flat_map(|batch| batch.lengths.iter().copied())
            .collect(),
    };
    for entry in entries.iter().filter(|it| !it.postings().is_empty()) {
        if merged.words.last().is_none_or(|last| **last != *entry.word) {
            merged.words.push(entry.word.into());
            merged.starts.push(merged.postings.len());
        }
        merged.postings.extend_from_slice(entry.postings());
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
