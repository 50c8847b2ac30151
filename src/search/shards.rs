//! Sorted words cut into small files, so that a query loads only those that hold its words. A file in which nothing
//! has changed is taken over from the index before, without a look at its words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::batch::{Batch, Entry};
use super::edit::Edit;
use super::parts::Part;
use super::phrases::{self, Pairs};
use super::postings::{Postings, push_postings};

/// Where a file of words may end, in bytes.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    /// It is not cut before it has so many…
    least: usize,
    /// …is cut at the next good place from so many on…
    good: usize,
    /// …and anywhere from so many on.
    most: usize,
    /// Words that begin with as many equal bytes stay together where they can.
    alike: usize,
}

/// Files that say which documents have a word: every query loads some, and forms of a word begin alike.
const WORDS: Sizes = Sizes {
    least: 3 << 10,
    good: 5 << 10,
    most: 10 << 10,
    alike: 4,
};

/// Files that say where two words stand side by side: a phrase loads one for every two of its words.
const PAIRS: Sizes = Sizes {
    least: 10 << 10,
    good: 14 << 10,
    most: 20 << 10,
    alike: usize::MAX,
};

/// Positions of a pair that take more bytes than this have a file of their own: a phrase of two words needs none.
const NEAR_MAX: usize = 4 << 10;

/// What a file holds: what the words are, and for each which documents have it (`postings::push_postings`); or pairs of
/// words, and for each its documents and its positions (`phrases::Places`); blank between.
#[derive(Serialize, Deserialize, Default)]
struct Content {
    w: String,
    p: String,
    /// Files with the positions of the pairs that have many.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    far: BTreeMap<Box<str>, String>,
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
    /// Files with the positions of the pairs that have many.
    pub(super) far: BTreeMap<Box<str>, Part>,
}

/// The name of a file with the positions of one pair.
pub(super) fn far_name(part: &Part) -> String {
    format!("o{}", part.digits(32))
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
    /// The files beside the open one.
    far: BTreeMap<Box<str>, Part>,
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
            far: BTreeMap::new(),
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
        let (near, far) = apart(list);
        self.end_before(word, near.len());
        if self.is_at_border() {
            self.first = word.to_owned();
            self.first_size = near.len();
        } else {
            self.open.w.push(' ');
            self.open.p.push(' ');
        }
        self.open.w.push_str(word);
        self.open.p.push_str(near);
        if let Some(positions) = far {
            let part = Part::of(&positions);
            self.open.far.insert(word.into(), far_name(&part));
            self.far.insert(word.into(), part);
        }
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
            far: std::mem::take(&mut self.far),
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

/// What of a list stands in the file of its word, and the positions of a pair that has many.
fn apart(list: &str) -> (&str, Option<&str>) {
    match list.split_once(' ') {
        Some((documents, positions)) if positions.len() > NEAR_MAX => {
            (&list[..=documents.len()], Some(positions))
        }
        _ => (list, None),
    }
}

/// Whether to cut before `word`; `size` is that of the file without it and with it.
fn cuts(sizes: Sizes, (size, with_word): (usize, usize), before: &str, word: &str) -> bool {
    let may_part = || {
        let both = before.bytes().zip(word.bytes());
        both.take_while(|(a, b)| a == b).count() < sizes.alike
    };
    if size < sizes.least {
        // A word that stands nearly everywhere gets a file of its own.
        return with_word > sizes.most && may_part();
    }
    if with_word > sizes.most {
        return true;
    }
    let good = size >= sizes.good || xxhash_rust::xxh3::xxh3_64(word.as_bytes()).is_multiple_of(64);
    good && may_part()
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

/// The files that say where words stand side by side.
pub(super) fn pairs(batches: &[Batch], entries: &[Entry<'_>]) -> Vec<Arc<Shard>> {
    let all: Vec<&Pairs> = batches.iter().map(|it| &it.pairs).collect();
    Cutter::new(PAIRS).cut(&[], |_| true, |_, push| phrases::each(&all, entries, push))
}

/// The same after an edit.
pub(super) fn pairs_after(before: &[Arc<Shard>], edit: &Edit) -> Vec<Arc<Shard>> {
    let differs = |it: Section<'_>| it.touches(&edit.places);
    Cutter::new(PAIRS).cut(before, differs, |section, push| {
        let to = section.to.map_or(Bound::Unbounded, Bound::Excluded);
        let range = (Bound::Included(section.from), to);
        let mut changes = edit.places.range::<str, _>(range).peekable();
        let mut put = |pair: &str, list: &str| {
            if !list.is_empty() {
                push(pair, list);
            }
        };
        for (pair, list) in section.held.into_iter().flat_map(Shard::pairs) {
            while let Some((new, changes)) = changes.next_if(|it| **it.0 < *pair) {
                put(new, &phrases::changed("", changes));
            }
            match changes.next_if(|it| **it.0 == *pair) {
                Some((_, changes)) => put(&pair, &phrases::changed(&list, changes)),
                None => put(&pair, &list),
            }
        }
        for (new, changes) in changes {
            put(new, &phrases::changed("", changes));
        }
    })
}

impl Shard {
    /// What a file of pairs holds, with their documents and positions as text.
    fn pairs(&self) -> Vec<(String, String)> {
        // It is our own.
        let content: Content = serde_json::from_slice(&self.part.json).unwrap_or_default();
        // An empty file has no words, and not an empty one.
        let pairs = content.w.split(' ').filter(|it| !it.is_empty());
        let mut lists = content.p.split(' ');
        let mut list = |pair: &str| {
            let (documents, near) = (lists.next()?, lists.next()?);
            let far = self.far.get(pair);
            let far = far.and_then(|it| serde_json::from_slice::<String>(&it.json).ok());
            Some(format!("{documents} {}", far.as_deref().unwrap_or(near)))
        };
        pairs
            .filter_map(|pair| Some((pair.to_owned(), list(pair)?)))
            .collect()
    }
}
