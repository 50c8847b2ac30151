//! Which words stand side by side in a text, and where, so that a phrase finds only what has its words in their order.
//!
//! Pairs of neighbours and not words: the commonest words stand everywhere, but few of them beside each other, and a
//! phrase of two words asks for no position at all.
//!
//! A position is not counted from the beginning of the document: each block (a paragraph, an item, a title) begins at a
//! position that its first letters decide, as far as no other block is there. So an edit moves the words of one block
//! and leaves most files of the index as they are.

use std::ops::Range;

use super::batch::Entry;
use super::numbers::{push_number, take_number};

/// Beginnings of blocks are multiples of this.
const SLOT: u32 = 8;

/// Positions left free behind a block: no phrase reaches across.
const GAP: u32 = 4;

/// Slots of a document of up to some 1,500 words.
const SPACE_MIN: u64 = 2048;

/// Bytes of a block that decide where it begins.
const BEGINNING: usize = 24;

/// A run of words within which phrases are found.
#[derive(Debug, Clone, Copy)]
struct Block {
    hash: u64,
    /// Number of positions.
    length: u32,
}

/// A word of a document.
#[derive(Debug, Clone, Copy)]
struct Spot {
    /// Number of the word.
    word: u32,
    /// Number of its block.
    block: u32,
    /// Its position in the block.
    position: u32,
}

/// The words of one document and where they stand.
#[derive(Debug, Default)]
pub(super) struct Spots {
    blocks: Vec<Block>,
    words: Vec<Spot>,
}

/// Two neighbours at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Neighbours {
    /// Numbers of the two words, in their order.
    pub(super) words: (u32, u32),
    pub(super) document: u32,
    /// Position of the first.
    pub(super) position: u32,
}

impl Spots {
    /// Whether the document has no words so far.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A word of the block at hand; words come in the order of their positions, a word before its humps.
    pub(super) fn word(&mut self, word: u32, position: usize) {
        self.words.push(Spot {
            word,
            block: u32::try_from(self.blocks.len()).unwrap_or(u32::MAX),
            position: u32::try_from(position).unwrap_or(u32::MAX),
        });
    }

    /// Ends a block of `length` positions.
    pub(super) fn end_block(&mut self, text: &str, length: usize) {
        let bytes = text.as_bytes();
        self.blocks.push(Block {
            hash: xxhash_rust::xxh3::xxh3_64(&bytes[..bytes.len().min(BEGINNING)]),
            length: u32::try_from(length).unwrap_or(u32::MAX),
        });
    }

    /// Ends the document: all that stand side by side in it. `nothing` is the number of the empty word, which stands
    /// where a position holds no word, as the time in `at 12:30 the`.
    pub(super) fn end_document(&mut self, document: u32, nothing: u32, out: &mut Vec<Neighbours>) {
        let starts = starts(&self.blocks);
        let mut before: Option<(Spot, [u32; 2])> = None;
        let same = |a: &Spot, b: &Spot| (a.block, a.position) == (b.block, b.position);
        for here in self.words.chunk_by(same) {
            // Of a word with humps the first hump follows what is before it, and the last is followed.
            let (first, last) = (here[0], here[here.len() - 1]);
            let second = here.get(1).unwrap_or(&first);
            if let Some((left, words)) = before.filter(|(left, _)| left.block == first.block) {
                let start = starts[left.block as usize];
                let mut put = |words, position: u32| {
                    out.push(Neighbours {
                        words,
                        document,
                        position: start.saturating_add(position),
                    });
                };
                let firsts = [first.word, second.word];
                if first.position == left.position + 1 {
                    for (a, b) in pairs(words, firsts) {
                        put((a, b), left.position);
                    }
                } else {
                    for (a, b) in pairs(words, [nothing; 2]) {
                        put((a, b), left.position);
                    }
                    for position in left.position + 1..first.position - 1 {
                        put((nothing, nothing), position);
                    }
                    for (a, b) in pairs([nothing; 2], firsts) {
                        put((a, b), first.position - 1);
                    }
                }
            }
            before = Some((first, [first.word, last.word]));
        }
        self.words.clear();
        self.blocks.clear();
    }
}

/// Each of two words before each of two others; what is equal comes once.
fn pairs(left: [u32; 2], right: [u32; 2]) -> impl Iterator<Item = (u32, u32)> {
    let lefts = 1 + usize::from(left[0] != left[1]);
    let rights = 1 + usize::from(right[0] != right[1]);
    (0..lefts).flat_map(move |a| (0..rights).map(move |b| (left[a], right[b])))
}

/// All that stand side by side in the documents of a batch, in order of the words.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Its first document.
    first: u32,
    /// Where the pairs of each word begin that have it as their first, and the end of the last.
    starts: Vec<u32>,
    pairs: Vec<Pair>,
    /// For each pair the documents after its first one: the gap to the one before.
    documents: String,
    /// For each pair and document the positions.
    positions: String,
}

/// Two words of a batch; small, as there are millions of them.
#[derive(Debug, Clone, Copy)]
struct Pair {
    /// Number of the second word in the batch.
    second: u32,
    /// The first and the last document in which they stand side by side, counted from the first of the batch.
    ends: (u8, u8),
    /// Where their documents and positions begin in the texts of the batch.
    from: (u32, u32),
}

/// The end of a text so far; batches are far smaller than what it can hold.
fn end(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

impl Pairs {
    /// Takes what was found, in order of documents; the batch has so many words.
    pub(super) fn of(found: Vec<Neighbours>, words: usize) -> Self {
        let found = in_order_of(found, words, |it| it.words.1);
        let mut found = in_order_of(found, words, |it| it.words.0);
        let together =
            |a: &Neighbours, b: &Neighbours| (a.words, a.document) == (b.words, b.document);
        for places in found.chunk_by_mut(together) {
            places.sort_unstable_by_key(|it| it.position);
        }
        found.dedup();
        let first = found.iter().map(|it| it.document).min().unwrap_or(0);
        // A batch has no more than 256 documents.
        let counted = |it: &Neighbours| u8::try_from(it.document - first).unwrap_or(u8::MAX);
        let mut all = Self {
            first,
            starts: vec![0; words + 1],
            ..Self::default()
        };
        for same in found.chunk_by(|a, b| a.words == b.words) {
            let (word, second) = same[0].words;
            all.starts[word as usize + 1] += 1;
            all.pairs.push(Pair {
                second,
                ends: (counted(&same[0]), counted(&same[same.len() - 1])),
                from: (end(&all.documents), end(&all.positions)),
            });
            let mut next = None;
            for places in same.chunk_by(|a, b| a.document == b.document) {
                let document = places[0].document;
                if let Some(next) = next {
                    push_number(document - next, &mut all.documents);
                }
                next = Some(document + 1);
                push_positions(places.iter().map(|it| it.position), &mut all.positions);
            }
        }
        for at in 0..words {
            all.starts[at + 1] += all.starts[at];
        }
        all.pairs.shrink_to_fit();
        all.documents.shrink_to_fit();
        all.positions.shrink_to_fit();
        all
    }

    /// Of the batch of one document, whose words these are: each pair and its positions as text.
    pub(super) fn of_one<'a>(
        &'a self,
        words: &'a [Box<str>],
    ) -> impl Iterator<Item = (String, &'a str)> {
        let firsts = words.iter().enumerate();
        firsts.flat_map(move |(first, word)| {
            self.beginning_with(first).map(move |at| {
                let mut key = String::new();
                push_key(word, &words[self.pairs[at].second as usize], &mut key);
                (key, self.texts(at).1)
            })
        })
    }

    /// The pairs whose first word has this number.
    fn beginning_with(&self, word: usize) -> Range<usize> {
        self.starts[word] as usize..self.starts[word + 1] as usize
    }

    /// The first and the last document of the pair `at`.
    fn ends(&self, at: usize) -> (u32, u32) {
        let (from, to) = self.pairs[at].ends;
        (self.first + u32::from(from), self.first + u32::from(to))
    }

    /// The texts of the pair `at`.
    fn texts(&self, at: usize) -> (&str, &str) {
        let (documents, positions) = self.pairs[at].from;
        let (documents_end, positions_end) = self
            .pairs
            .get(at + 1)
            .map_or((end(&self.documents), end(&self.positions)), |it| it.from);
        let of = |text, from: u32, end: u32| str::get(text, from as usize..end as usize);
        (
            of(&self.documents, documents, documents_end).unwrap_or_default(),
            of(&self.positions, positions, positions_end).unwrap_or_default(),
        )
    }
}

/// Where two words stand side by side.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The documents, each as the gap to the one before.
    pub(super) documents: String,
    /// For each of them the positions of the first word: the gap to the one before, doubled, plus one if another follows.
    pub(super) positions: String,
}

impl Places {
    /// Documents and positions, a blank between.
    pub(super) fn text(&self) -> String {
        format!("{} {}", self.documents, self.positions)
    }
}

/// Sorts by a number that is less than `words` and leaves what is equal in its order. Counting takes a tenth of what
/// comparing does here.
fn in_order_of(
    found: Vec<Neighbours>,
    words: usize,
    number: impl Fn(&Neighbours) -> u32,
) -> Vec<Neighbours> {
    let mut next = vec![0; words + 1];
    for it in &found {
        next[number(it) as usize + 1] += 1;
    }
    for at in 0..words {
        next[at + 1] += next[at];
    }
    let mut sorted = found.clone();
    for it in found {
        let slot: &mut usize = &mut next[number(&it) as usize];
        sorted[*slot] = it;
        *slot += 1;
    }
    sorted
}

/// Every two neighbours of all batches in byte order of the words, with the text of their places; `entries` are the
/// words of the batches, in order.
pub(super) fn each(batches: &[&Pairs], entries: &[Entry<'_>], mut each: impl FnMut(&str, &str)) {
    let (words, ranks) = ranked(batches.len(), entries);
    // How many words of each batch are done.
    let mut done = vec![0; batches.len()];
    // The second word of each pair that begins with the word at hand, and where it is.
    let mut seconds: Vec<(u32, usize, usize)> = Vec::new();
    let (mut pair, mut positions, mut text) = (String::new(), String::new(), String::new());
    for (first, word) in (0..).zip(&words) {
        seconds.clear();
        for (batch, own) in done.iter_mut().enumerate() {
            if ranks[batch].get(*own) != Some(&first) {
                continue;
            }
            let pairs = batches[batch].beginning_with(*own);
            let second = |at: usize| batches[batch].pairs[at].second as usize;
            seconds.extend(pairs.map(|at| (ranks[batch][second(at)], batch, at)));
            *own += 1;
        }
        // A sort that sees that each batch is in order.
        seconds.sort();
        for same in seconds.chunk_by(|a, b| a.0 == b.0) {
            push_key(word, words[same[0].0 as usize], &mut pair);
            let mut following = 0;
            for (_, batch, at) in same {
                let ends = batches[*batch].ends(*at);
                let (documents, own) = batches[*batch].texts(*at);
                push_number(ends.0 - following, &mut text);
                text.push_str(documents);
                positions.push_str(own);
                following = ends.1 + 1;
            }
            text.push(' ');
            text.push_str(&positions);
            each(&pair, &text);
            pair.clear();
            positions.clear();
            text.clear();
        }
    }
}

/// What two neighbours are called: no word holds the sign between them, and it comes before all that words hold, so that
/// pairs are in order of their first words.
fn push_key(first: &str, second: &str, out: &mut String) {
    out.push_str(first);
    out.push('+');
    out.push_str(second);
}

/// All words in order, and for each batch the number among them of each of its words.
fn ranked<'a>(batches: usize, entries: &[Entry<'a>]) -> (Vec<&'a str>, Vec<Vec<u32>>) {
    let mut words: Vec<&str> = Vec::new();
    let mut ranks = vec![Vec::new(); batches];
    for entry in entries {
        if words.last() != Some(&entry.word) {
            words.push(entry.word);
        }
        // Words of a batch come in its own order.
        ranks[entry.number].push(u32::try_from(words.len() - 1).unwrap_or(u32::MAX));
    }
    (words, ranks)
}

/// The places of two words as text, after changes of some documents: their positions as text, empty where the words stand
/// side by side no more. Changes are in order of documents, each once. Empty if nothing is left.
pub(super) fn changed(places: &str, changes: &[(u32, Box<str>)]) -> String {
    let mut after = Places::default();
    let mut next = 0;
    let mut put = |document: u32, positions: &str| {
        if !positions.is_empty() {
            push_number(document - next, &mut after.documents);
            after.positions.push_str(positions);
            next = document + 1;
        }
    };
    let mut changes = changes.iter().peekable();
    for (document, positions) in Documents::of(places) {
        while let Some((new, positions)) = changes.next_if(|it| it.0 < document) {
            put(*new, positions);
        }
        match changes.next_if(|it| it.0 == document) {
            Some((_, positions)) => put(document, positions),
            None => put(document, positions),
        }
    }
    for (new, positions) in changes {
        put(*new, positions);
    }
    if after.documents.is_empty() {
        return String::new();
    }
    after.text()
}

/// The documents of two words, and the positions in each as text.
struct Documents<'a> {
    documents: &'a str,
    positions: &'a str,
    next: u32,
}

impl<'a> Documents<'a> {
    /// Of the text of [`Places`].
    fn of(places: &'a str) -> Self {
        let (documents, positions) = places.split_once(' ').unwrap_or_default();
        Self {
            documents,
            positions,
            next: 0,
        }
    }
}

impl<'a> Iterator for Documents<'a> {
    type Item = (u32, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let (gap, documents) = take_number(self.documents)?;
        let document = self.next.saturating_add(gap);
        self.next = document.saturating_add(1);
        self.documents = documents;
        let positions = self.positions;
        let mut rest = positions;
        while let Some((number, after)) = take_number(rest) {
            rest = after;
            if number % 2 == 0 {
                break;
            }
        }
        self.positions = rest;
        Some((document, &positions[..positions.len() - rest.len()]))
    }
}

/// Where each block begins: at the slot that its hash names, or at the first free one after it.
///
/// Blocks are taken in order of their slots, so that this takes no longer for a text of equal lines.
fn starts(blocks: &[Block]) -> Vec<u32> {
    let slots = |block: &Block| block.length.saturating_add(GAP).div_ceil(SLOT);
    let taken: u64 = blocks.iter().map(|block| u64::from(slots(block))).sum();
    // Seven eighths stay free, so that few blocks are in each other's way; most documents have the same space, as
    // another one would move every block.
    let space = (taken * 8).next_power_of_two().max(SPACE_MIN);
    let mut order: Vec<(u64, usize)> = blocks
        .iter()
        .enumerate()
        .map(|(at, block)| (block.hash % space, at))
        .collect();
    order.sort_unstable();
    let mut starts = vec![0; blocks.len()];
    let mut free = 0;
    for (wanted, at) in order {
        let slot = wanted.max(free);
        free = slot + u64::from(slots(&blocks[at]));
        starts[at] = u32::try_from(slot * u64::from(SLOT)).unwrap_or(u32::MAX);
    }
    starts
}

/// Positions in ascending order as text, see [`Places`].
fn push_positions(positions: impl Iterator<Item = u32>, out: &mut String) {
    let mut next = 0;
    let mut positions = positions.peekable();
    while let Some(position) = positions.next() {
        let more = positions.peek().is_some();
        push_number((position - next).saturating_mul(2) + u32::from(more), out);
        next = position + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str, length: u32) -> Block {
        let mut spots = Spots::default();
        spots.end_block(text, length as usize);
        spots.blocks[0]
    }

    #[test]
    fn blocks_never_touch() {
        let blocks: Vec<Block> = (0..500)
            .map(|n| block(&format!("{} and more", n % 40), n % 90))
            .collect();
        let mut ranges: Vec<(u32, u32)> = starts(&blocks)
            .into_iter()
            .zip(&blocks)
            .map(|(start, block)| (start, start + block.length))
            .collect();
        ranges.sort_unstable();
        assert!(ranges.windows(2).all(|two| two[0].1 + GAP <= two[1].0));
    }

    #[test]
    fn a_new_block_leaves_nearly_all_others_where_they_are() {
        let mut blocks: Vec<Block> = (0..60).map(|n| block(&format!("{n} begins"), 25)).collect();
        let before = starts(&blocks);
        blocks.insert(7, block("a zebra", 6));
        let mut after = starts(&blocks);
        after.remove(7);
        let moved = before.iter().zip(&after).filter(|(a, b)| a != b).count();
        assert!(moved <= 3, "{moved}");
    }

    #[test]
    fn a_text_of_equal_lines_takes_its_length_in_time() {
        // In the square of it this test would not end.
        let blocks = vec![block("x", 1); 400_000];
        assert_eq!(starts(&blocks).len(), blocks.len());
    }

    #[test]
    fn positions_are_gaps_and_say_whether_another_follows() {
        let mut text = String::new();
        push_positions([3, 4, 9].into_iter(), &mut text);
        let mut expected = String::new();
        for number in [7, 1, 8] {
            push_number(number, &mut expected);
        }
        assert_eq!(text, expected);
    }

    /// What stands side by side in a document of one block: words with their positions.
    fn neighbours(words: &[(u32, usize)]) -> Vec<(u32, u32)> {
        let mut spots = Spots::default();
        for (word, position) in words {
            spots.word(*word, *position);
        }
        spots.end_block("x", 20);
        let mut found = Vec::new();
        spots.end_document(0, 99, &mut found);
        found.iter().map(|it| it.words).collect()
    }

    #[test]
    fn words_side_by_side_are_pairs() {
        assert_eq!(neighbours(&[(7, 0), (3, 1), (7, 2)]), [(7, 3), (3, 7)]);
        assert_eq!(neighbours(&[(7, 0)]), []);
    }

    #[test]
    fn only_the_outer_humps_of_a_word_have_neighbours() {
        // `in HttpClientPool ran`: the word is 1, its humps are 2, 3 and 4.
        let words = [(0, 0), (1, 1), (2, 1), (3, 1), (4, 1), (5, 2)];
        assert_eq!(neighbours(&words), [(0, 1), (0, 2), (1, 5), (4, 5)]);
    }

    #[test]
    fn a_position_without_a_word_stands_beside_its_neighbours() {
        assert_eq!(neighbours(&[(1, 0), (2, 2)]), [(1, 99), (99, 2)]);
        assert_eq!(neighbours(&[(1, 0), (2, 3)]), [(1, 99), (99, 99), (99, 2)]);
    }

    #[test]
    fn nothing_stands_side_by_side_across_blocks() {
        let mut spots = Spots::default();
        for word in 0..4 {
            spots.word(word, 0);
            spots.end_block("x", 1);
        }
        let mut found = Vec::new();
        spots.end_document(0, 99, &mut found);
        assert_eq!(found, []);
    }

    #[test]
    fn a_changed_list_is_the_list_of_the_changed_documents() {
        let list = |documents: &[(u32, &[u32])]| {
            let mut places = Places::default();
            let mut next = 0;
            for (document, positions) in documents {
                push_number(document - next, &mut places.documents);
                push_positions(positions.iter().copied(), &mut places.positions);
                next = document + 1;
            }
            places.text()
        };
        let positions = |positions: &[u32]| {
            let mut text = String::new();
            push_positions(positions.iter().copied(), &mut text);
            text.into_boxed_str()
        };
        let before = list(&[(3, &[1, 900]), (4, &[7]), (200, &[64, 65])]);
        let nothing = Box::<str>::default;
        type Changes = Vec<(u32, Box<str>)>;
        let cases: [(Changes, String); 4] = [
            (vec![], before.clone()),
            (
                vec![(0, positions(&[2])), (3, nothing()), (9, nothing())],
                list(&[(0, &[2]), (4, &[7]), (200, &[64, 65])]),
            ),
            (
                vec![
                    (4, positions(&[8, 9])),
                    (70, positions(&[1])),
                    (300, positions(&[5])),
                ],
                list(&[
                    (3, &[1, 900]),
                    (4, &[8, 9]),
                    (70, &[1]),
                    (200, &[64, 65]),
                    (300, &[5]),
                ]),
            ),
            (
                vec![(3, nothing()), (4, nothing()), (200, nothing())],
                String::new(),
            ),
        ];
        for (changes, expected) in cases {
            assert_eq!(changed(&before, &changes), expected);
        }
    }
}
