//! Sorted words cut into small files, so that a query loads only those that hold its words. A file in which nothing
//! has changed is taken over from the index before, without a look at its words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::batch::Entry;
use super::edit::Edit;
use super::parts::Part;
use super::phrases;
use super::postings::{Postings, push_postings};
use super::words::is_filler;

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

/// What a file holds: what the words are, and for each which documents have it (`postings::push_postings`) or where in
/// them it stands (`phrases::lists`), blank between.
#[derive(Serialize, Deserialize, Default)]
struct Content {
    w: String,
    p: String,
}

/// A file of words.
#[derive(Debug)]
pub(super) struct Shard {
    first: Box<str>,
    /// Bytes of what is known of the first word.
    first_size: usize,
    last: Box<str>,
    /// The file.
    pub(super) part: Part,
}

/// The border before each of some files: words before the next border are in it.
pub(super) fn borders(shards: &[Arc<Shard>]) -> Vec<&str> {
    let before = std::iter::once("").chain(shards.iter().map(|it| &*it.last));
    let all = shards.iter().zip(before);
    all.map(|(shard, before)| border(before, &shard.first))
        .collect()
}

/// The shortest beginning of `word` that comes after `before`: enough to find the file of a word.
fn border<'a>(before: &str, word: &'a str) -> &'a str {
    let mut ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.find(|end| &word[..*end] > before);
    &word[..end.unwrap_or(word.len())]
}

/// Words from one on and before another, and the file that held them.
#[derive(Clone, Copy)]
struct Section<'a> {
    from: &'a str,
    to: Option<&'a str>,
    held: Option<&'a Shard>,
}

impl<'a> Section<'a> {
    /// All words there are.
    const ALL: Self = Self {
        from: "",
        to: None,
        held: None,
    };

    /// The section of a file among others, with what was new before the first.
    fn of(shards: &'a [Arc<Shard>], at: usize) -> Self {
        Self {
            from: if at == 0 { "" } else { &shards[at].first },
            to: shards.get(at + 1).map(|it| &*it.first),
            held: Some(&shards[at]),
        }
    }

    /// Whether it holds any of these words; the first word behind it counts as well, since it ends the last file.
    fn touches<V>(self, words: &BTreeMap<Box<str>, V>) -> bool {
        let to = self.to.map_or(Bound::Unbounded, Bound::Included);
        let range = (Bound::Included(self.from), to);
        words.range::<str, _>(range).next().is_some()
    }
}

/// Cuts sorted words into files.
///
/// Where to cut is decided by the words themselves and not by their number, so that a new word moves only the
/// borders next to it; words that begin alike stay together where they can, as prefix and word forms ask for them.
struct Cutter {
    sizes: Sizes,
    made: Vec<Arc<Shard>>,
    open: Content,
    first: String,
    first_size: usize,
    before: String,
}

impl Cutter {
    fn new(sizes: Sizes) -> Self {
        Self {
            sizes,
            made: Vec::new(),
            open: Content::default(),
            first: String::new(),
            first_size: 0,
            before: String::new(),
        }
    }

    /// Whether no file is open.
    fn is_at_border(&self) -> bool {
        self.open.w.is_empty()
    }

    /// Adds a word and what is known of it as text.
    fn push(&mut self, word: &str, list: &str) {
        self.end_before(word, list.len());
        if self.is_at_border() {
            self.first = word.to_owned();
            self.first_size = list.len();
        } else {
            self.open.w.push(' ');
            self.open.p.push(' ');
        }
        self.open.w.push_str(word);
        self.open.p.push_str(list);
        self.before.clear();
        self.before.push_str(word);
    }

    /// Ends the open file if it has to end before a word.
    fn end_before(&mut self, word: &str, list: usize) {
        let size = self.open.w.len() + self.open.p.len();
        let with_word = size + word.len() + list;
        if size > 0 && cuts(self.sizes, (size, with_word), &self.before, word) {
            self.end_file();
        }
    }

    fn end_file(&mut self) {
        self.made.push(Arc::new(Shard {
            first: std::mem::take(&mut self.first).into(),
            first_size: self.first_size,
            last: self.before.as_str().into(),
            part: Part::of(&self.open),
        }));
        self.open = Content::default();
    }

    /// Takes a file over that begins where the last one ended.
    fn take_over(&mut self, shard: &Arc<Shard>) {
        self.before.clear();
        self.before.push_str(&shard.last);
        self.made.push(shard.clone());
    }

    fn finish(mut self) -> Vec<Arc<Shard>> {
        if !self.is_at_border() {
            self.end_file();
        }
        self.made
    }

    /// Cuts the words that `words` gives for each section anew, but takes files of `before` over that `differs` says
    /// nothing has changed in.
    fn cut(
        mut self,
        before: &[Arc<Shard>],
        differs: impl Fn(Section<'_>) -> bool,
        mut words: impl FnMut(Section<'_>, &mut dyn FnMut(&str, &str)),
    ) -> Vec<Arc<Shard>> {
        if before.is_empty() {
            words(Section::ALL, &mut |word, list| self.push(word, list));
        }
        for (at, shard) in before.iter().enumerate() {
            let section = Section::of(before, at);
            let is_same = !differs(section);
            if is_same && !self.is_at_border() {
                self.end_before(&shard.first, shard.first_size);
            }
            if is_same && self.is_at_border() {
                self.take_over(shard);
            } else {
                words(section, &mut |word, list| self.push(word, list));
            }
        }
        self.finish()
    }
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

/// The files that say which documents have a word.
pub(super) fn words(postings: &Postings) -> Vec<Arc<Shard>> {
    Cutter::new(WORDS).cut(&[], |_| true, |it, push| encoded(postings, it, push))
}

/// The same after an edit; `postings` are those after it, and `more` are words that are told in another way although no
/// document changed in them.
pub(super) fn words_after(
    before: &[Arc<Shard>],
    postings: &Postings,
    edit: &Edit,
    more: &BTreeSet<&str>,
) -> Vec<Arc<Shard>> {
    let touched = edit.words.keys().map(|it| &**it);
    let touched = touched.chain(more.iter().copied());
    let touched: BTreeMap<Box<str>, ()> = touched.map(|it| (it.into(), ())).collect();
    Cutter::new(WORDS).cut(
        before,
        |it| it.touches(&touched),
        |it, push| encoded(postings, it, push),
    )
}

fn encoded(postings: &Postings, section: Section<'_>, push: &mut dyn FnMut(&str, &str)) {
    let mut list = String::new();
    let words = postings.from(section.from);
    for (word, places) in words.take_while(|it| section.to.is_none_or(|to| it.0 < to)) {
        list.clear();
        push_postings(places, &mut list);
        push(word, &list);
    }
}

/// The files that say where in the documents words stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    pub(super) shards: Vec<Arc<Shard>>,
    /// Stop words that stand for any word, and where they stand; no file has that.
    pub(super) any: BTreeMap<Box<str>, Arc<str>>,
}

impl Places {
    /// The files of the words of all documents.
    pub(super) fn of(entries: &[Entry<'_>]) -> Self {
        let mut any = BTreeMap::new();
        let shards = Cutter::new(POSITIONS).cut(
            &[],
            |_| true,
            |_, push| {
                phrases::lists(entries, |word, list| match stands_for_any(word, list) {
                    true => {
                        any.insert(word.into(), list.into());
                    }
                    false => push(word, list),
                });
            },
        );
        Self { shards, any }
    }

    /// The files after an edit.
    pub(super) fn after(&self, edit: &Edit) -> Self {
        let mut any = self.any.clone();
        let mut put = |word: &str, list: String, push: &mut dyn FnMut(&str, &str)| {
            if stands_for_any(word, &list) {
                any.insert(word.into(), list.into());
            } else {
                any.remove(word);
                if !list.is_empty() {
                    push(word, &list);
                }
            }
        };
        let differs = |it: Section<'_>| it.touches(&edit.places);
        let shards = Cutter::new(POSITIONS).cut(&self.shards, differs, |section, push| {
            let to = section.to.map_or(Bound::Unbounded, Bound::Excluded);
            let range = (Bound::Included(section.from), to);
            let mut changes = edit.places.range::<str, _>(range).peekable();
            let new = |word: &str, changes: &[(u32, Box<str>)]| {
                let list = self.any.get(word).map_or("", |it| it);
                phrases::changed(list, changes)
            };
            let held = section.held.map(Shard::content).unwrap_or_default();
            // An empty file has no words, and not an empty one.
            let words = held.w.split(' ').filter(|it| !it.is_empty());
            for (word, list) in words.zip(held.p.split(' ')) {
                while let Some((word, changes)) = changes.next_if(|it| **it.0 < *word) {
                    put(word, new(word, changes), push);
                }
                match changes.next_if(|it| **it.0 == *word) {
                    Some((_, changes)) => put(word, phrases::changed(list, changes), push),
                    None => push(word, list),
                }
            }
            for (word, changes) in changes {
                put(word, new(word, changes), push);
            }
        });
        Self { shards, any }
    }
}

impl Shard {
    /// What the file holds.
    fn content(&self) -> Content {
        // It is our own.
        serde_json::from_slice(&self.part.json).unwrap_or_default()
    }
}

fn stands_for_any(word: &str, list: &str) -> bool {
    list.len() > FILLER_MAX && is_filler(word)
}
