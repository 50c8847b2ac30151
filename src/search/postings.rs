//! Which word stands in which document, and how prominently: the inverted index in memory.
//!
//! Documents are numbered from the oldest to the newest, so that a new incident takes the next number and what is
//! written of the older ones stays as it is.
//!
//! Words are kept in leaves of some hundred, which are shared: an index that differs in a few words of one document
//! shares all but a few leaves with the one before.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::batch::{self, Batch, Depth, Entry};
use super::edit::Edit;
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
    leaves: Vec<Arc<Leaf>>,
    /// Words of each document's text.
    pub lengths: Vec<u32>,
}

/// Words that follow each other; never none.
#[derive(Debug, Clone, Default)]
struct Leaf {
    words: Vec<Box<str>>,
    /// Where each word's postings begin, and the end of the last.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

/// Words of a leaf; one that is changed may get twice as many before it is cut.
const LEAF: usize = 256;

/// The documents that have a word, by number.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    all: &'a [Posting],
    is_common: bool,
}

impl<'a> Places<'a> {
    /// Number of documents.
    pub fn len(self) -> usize {
        self.all.len()
    }

    /// Whether no text has the word.
    pub fn is_empty(self) -> bool {
        self.all.is_empty()
    }

    /// What the index says of each document, in order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Posting> + use<'a> {
        self.all.iter().map(move |it| Posting {
            code: self.told(it.code),
            ..*it
        })
    }

    /// What the index says of one document.
    pub fn of(self, document: u32) -> Option<Posting> {
        let at = self.all.binary_search_by_key(&document, |it| it.document);
        let it = self.all[at.ok()?];
        Some(Posting {
            code: self.told(it.code),
            ..it
        })
    }

    /// What the index says of a code. A word that more than an eighth of the texts have tells little: for it powers of two
    /// are exact enough, and its postings compress better.
    pub(super) fn told(self, fine: u8) -> u8 {
        match self.is_common {
            true => code(1 << prominence(fine).ilog2()),
            false => fine,
        }
    }
}

/// A word of [`Postings`], by its place: comparing two of them compares the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct WordAt {
    leaf: u32,
    at: u32,
}

/// What a document has of a word now: its code, `None` if it no longer has it.
pub(super) type Change = (u32, Option<u8>);

/// Documents from which on common words are coarse.
const COARSE_FROM: usize = 200;

/// Whether a word that `df` of so many texts have is common.
fn is_common(df: usize, documents: usize) -> bool {
    documents >= COARSE_FROM && df * 8 > documents
}

impl Postings {
    /// Number of different words.
    pub fn len(&self) -> usize {
        self.leaves.iter().map(|it| it.words.len()).sum()
    }

    /// Whether there is no word at all.
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// Every word with its documents; words in byte order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Places<'_>)> {
        self.all().map(|(_, word, places)| (word, places))
    }

    /// Every word with its place.
    pub(super) fn all(&self) -> impl Iterator<Item = (WordAt, &str, Places<'_>)> {
        let leaves = (0..).zip(&self.leaves);
        leaves.flat_map(move |(leaf, it)| {
            let words = (0..).zip(&it.words);
            words
                .map(move |(at, word)| (WordAt { leaf, at }, &**word, self.places(it, at as usize)))
        })
    }

    /// The documents of one word.
    pub fn of(&self, word: &str) -> Places<'_> {
        self.find(word).map_or(self.none(), |it| self.at(it).1)
    }

    /// Where a word is.
    pub(super) fn find(&self, word: &str) -> Option<WordAt> {
        let leaf = self.leaf_of(word);
        let words = &self.leaves.get(leaf)?.words;
        let at = words.binary_search_by(|it| (**it).cmp(word)).ok()?;
        let number = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Some(WordAt {
            leaf: number(leaf),
            at: number(at),
        })
    }

    /// The word at a place that these postings gave, with its documents.
    pub(super) fn at(&self, place: WordAt) -> (&str, Places<'_>) {
        let leaf = &self.leaves[place.leaf as usize];
        let at = place.at as usize;
        (&leaf.words[at], self.places(leaf, at))
    }

    /// The words that begin with `prefix`, with their documents.
    pub fn beginning_with<'a, 'b>(
        &'a self,
        prefix: &'b str,
    ) -> impl Iterator<Item = (&'a str, Places<'a>)> + use<'a, 'b> {
        self.from(prefix)
            .take_while(move |(word, _)| word.starts_with(prefix))
    }

    /// The words from `word` on, with their documents.
    pub(super) fn from<'a>(
        &'a self,
        word: &str,
    ) -> impl Iterator<Item = (&'a str, Places<'a>)> + use<'a> {
        let leaves = &self.leaves[self.leaf_of(word)..];
        let skipped = leaves
            .first()
            .map_or(0, |it| it.words.partition_point(|it| **it < *word));
        let words = leaves.iter().flat_map(move |leaf| {
            let words = leaf.words.iter().enumerate();
            words.map(move |(at, word)| (&**word, self.places(leaf, at)))
        });
        words.skip(skipped)
    }

    /// Number of the leaf that has the word, if any has.
    fn leaf_of(&self, word: &str) -> usize {
        let ends_before = |leaf: &Arc<Leaf>| leaf.words.last().is_some_and(|last| **last < *word);
        self.leaves.partition_point(ends_before)
    }

    fn places<'a>(&self, leaf: &'a Leaf, at: usize) -> Places<'a> {
        let all = leaf.of(at);
        Places {
            all,
            is_common: is_common(all.len(), self.lengths.len()),
        }
    }

    fn none(&self) -> Places<'_> {
        Places {
            all: &[],
            is_common: false,
        }
    }

    /// Words that are common in a library of this size and not in one of another, or the other way round.
    pub(super) fn common_or_not(&self, documents: usize) -> impl Iterator<Item = &str> {
        let own = self.lengths.len();
        // None of them changes where the sizes are the same.
        let all = self.iter().filter(move |_| own != documents);
        let crossing =
            all.filter(move |(_, it)| is_common(it.len(), own) != is_common(it.len(), documents));
        crossing.map(|(word, _)| word)
    }

    /// The postings after an edit.
    pub(super) fn changed(&self, edit: &Edit) -> Self {
        let last = self.leaves.len().saturating_sub(1);
        let mut by_leaf: BTreeMap<usize, Vec<(&str, &[Change])>> = BTreeMap::new();
        for (word, changes) in &edit.words {
            let leaf = self.leaf_of(word).min(last);
            by_leaf.entry(leaf).or_default().push((word, changes));
        }
        let mut leaves = Vec::with_capacity(self.leaves.len() + 8);
        let none = Arc::default();
        let old = if self.is_empty() {
            std::slice::from_ref(&none)
        } else {
            &self.leaves[..]
        };
        for (at, leaf) in old.iter().enumerate() {
            match by_leaf.get(&at) {
                None => leaves.push(leaf.clone()),
                Some(changes) => leaf.changed(changes).cut_into(&mut leaves),
            }
        }
        leaves.retain(|it| !it.words.is_empty());
        Self {
            leaves,
            lengths: edit.lengths.clone(),
        }
    }
}

impl Leaf {
    fn of(&self, at: usize) -> &[Posting] {
        &self.postings[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Adds a word behind all others.
    fn push(&mut self, word: &str) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.words.push(word.into());
        self.starts.extend(self.starts.last().copied());
    }

    /// Adds postings of the last word.
    fn extend(&mut self, postings: &[Posting]) {
        self.postings.extend_from_slice(postings);
        let end = u32::try_from(self.postings.len()).unwrap_or(u32::MAX);
        if let Some(last) = self.starts.last_mut() {
            *last = end;
        }
    }

    /// With the changes of some of its words, and words that it does not have yet; both in order.
    fn changed(&self, changes: &[(&str, &[Change])]) -> Self {
        let mut made = Self::default();
        let mut put = |word: &str, postings: &[Posting]| {
            if !postings.is_empty() {
                made.push(word);
                made.extend(postings);
            }
        };
        let mut changes = changes.iter().peekable();
        for (at, word) in self.words.iter().enumerate() {
            while let Some((new, change)) = changes.next_if(|it| *it.0 < **word) {
                put(new, &patched(&[], change));
            }
            match changes.next_if(|it| *it.0 == **word) {
                Some((_, change)) => put(word, &patched(self.of(at), change)),
                None => put(word, self.of(at)),
            }
        }
        for (new, change) in changes {
            put(new, &patched(&[], change));
        }
        made
    }

    /// In as many leaves as it takes.
    fn cut_into(self, leaves: &mut Vec<Arc<Self>>) {
        if self.words.len() <= 2 * LEAF {
            leaves.push(Arc::new(self));
            return;
        }
        for (part, words) in self.words.chunks(LEAF).enumerate() {
            let mut leaf = Self::default();
            for (at, word) in words.iter().enumerate() {
                leaf.push(word);
                leaf.extend(self.of(part * LEAF + at));
            }
            leaves.push(Arc::new(leaf));
        }
    }
}

/// The postings of one word after changes.
fn patched(postings: &[Posting], changes: &[Change]) -> Vec<Posting> {
    let mut made = Vec::with_capacity(postings.len() + changes.len());
    let mut from = 0;
    for (document, code) in changes {
        let rest = &postings[from..];
        let before = rest.partition_point(|it| it.document < *document);
        made.extend_from_slice(&rest[..before]);
        let had = rest.get(before).is_some_and(|it| it.document == *document);
        from += before + usize::from(had);
        made.extend(code.map(|code| Posting {
            document: *document,
            code,
        }));
    }
    made.extend_from_slice(&postings[from..]);
    made
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

/// The documents of one word as text: for each the gap to the document before, doubled, plus one if a digit with the
/// code (less one) follows; most words stand once, in the text, and take one character.
pub(super) fn push_postings(places: Places<'_>, out: &mut String) {
    let mut next = 0;
    for posting in places.iter() {
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
    let batches = batch::read(records, Depth::Words);
    merge(&batch::in_order(&batches), &batches)
}

/// Joins the words of all documents; `entries` are those of the batches, in order.
pub(super) fn merge(entries: &[Entry<'_>], batches: &[Batch]) -> Postings {
    let mut leaves = Vec::new();
    let mut leaf = Leaf::default();
    for entry in entries.iter().filter(|it| !it.postings().is_empty()) {
        if leaf.words.last().is_none_or(|last| **last != *entry.word) {
            if leaf.words.len() == LEAF {
                leaves.push(Arc::new(std::mem::take(&mut leaf)));
            }
            leaf.push(entry.word);
        }
        leaf.extend(entry.postings());
    }
    if !leaf.words.is_empty() {
        leaves.push(Arc::new(leaf));
    }
    Postings {
        leaves,
        lengths: batches
            .iter()
            .flat_map(|batch| batch.lengths.iter().copied())
            .collect(),
    }
}

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
        let places = Places {
            all: &all,
            is_common: false,
        };
        let mut text = String::new();
        push_postings(places, &mut text);
        assert_eq!(text, ")#####");
    }

    /// Words and what each document has of them, in a form that is easily compared.
    fn told(postings: &Postings) -> Vec<(String, Vec<(u32, u8)>)> {
        let told = |(word, places): (&str, Places<'_>)| {
            let all = places.iter().map(|it| (it.document, it.code));
            (word.to_owned(), all.collect())
        };
        postings.iter().map(told).collect()
    }

    #[test]
    fn changed_postings_are_what_the_changes_say_and_the_rest_is_shared() {
        let edit = |words| Edit {
            words,
            lengths: vec![1; 7],
            ..Edit::default()
        };
        let word = |n: u32| format!("w{n:05}").into_boxed_str();
        let first = |n| (word(n), vec![(n % 7, Some(3))]);
        let made = Postings::default().changed(&edit((0..2000).map(first).collect()));
        assert_eq!((made.len(), made.leaves.len()), (2000, 8));
        let changes = BTreeMap::from([
            ("a".into(), vec![(2, Some(1))]),
            (word(700), vec![(0, None)]),
            (word(701), vec![(0, Some(4)), (1, Some(9)), (6, Some(2))]),
            ("w00701x".into(), vec![(1, Some(1)), (5, Some(2))]),
            ("z".into(), vec![(3, None)]),
        ]);
        let after = made.changed(&edit(changes));
        let shared = after
            .leaves
            .iter()
            .filter(|it| made.leaves.iter().any(|old| Arc::ptr_eq(old, it)));
        assert_eq!((after.leaves.len(), shared.count()), (8, 5));
        let mut expected = told(&made);
        expected[701].1 = vec![(0, 4), (1, 9), (6, 2)];
        expected.insert(702, ("w00701x".to_owned(), vec![(1, 1), (5, 2)]));
        expected.remove(700);
        expected.insert(0, ("a".to_owned(), vec![(2, 1)]));
        assert_eq!(told(&after), expected);
        assert_eq!(after.of("w00701").of(6).map(|it| it.code), Some(2));
        assert!(after.of("w00700").is_empty() && after.of("zz").is_empty());
        let beginning: Vec<&str> = after.beginning_with("w0070").map(|it| it.0).collect();
        assert_eq!(beginning.len(), 10);
    }
}
