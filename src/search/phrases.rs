//! Where words stand in a text, so that a phrase finds only what has its words in their order.
//!
//! A position is not counted from the beginning of the document: each block (a paragraph, an item, a title) begins at a
//! position that its first letters decide, as far as no other block is there. So an edit moves the words of one block
//! and leaves most files of the index as they are.

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

/// The words of one document and where they stand.
#[derive(Debug, Default)]
pub(super) struct Spots {
    blocks: Vec<Block>,
    /// Number of the word, of its block, and position in it.
    words: Vec<(u32, u32, u32)>,
}

impl Spots {
    /// A word of the block at hand.
    pub(super) fn word(&mut self, number: u32, position: usize) {
        let block = u32::try_from(self.blocks.len()).unwrap_or(u32::MAX);
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        self.words.push((number, block, position));
    }

    /// Ends a block of `length` positions.
    pub(super) fn end_block(&mut self, text: &str, length: usize) {
        let bytes = text.as_bytes();
        self.blocks.push(Block {
            hash: xxhash_rust::xxh3::xxh3_64(&bytes[..bytes.len().min(BEGINNING)]),
            length: u32::try_from(length).unwrap_or(u32::MAX),
        });
    }

    /// Ends the document: each of its words, in order of their numbers, with its positions as text.
    pub(super) fn end_document(&mut self, mut each: impl FnMut(u32, &str)) {
        let starts = starts(&self.blocks);
        let mut placed: Vec<(u32, u32)> = self
            .words
            .drain(..)
            .map(|(number, block, position)| {
                (number, starts[block as usize].saturating_add(position))
            })
            .collect();
        placed.sort_unstable();
        placed.dedup();
        let mut text = String::new();
        for same in placed.chunk_by(|a, b| a.0 == b.0) {
            text.clear();
            push_positions(same.iter().map(|(_, position)| *position), &mut text);
            each(same[0].0, &text);
        }
        self.blocks.clear();
    }
}

/// Every word, in byte order, with its positions as text: for each document the gap to the one before and the positions.
pub(super) fn lists(entries: &[Entry<'_>], mut each: impl FnMut(&str, &str)) {
    let mut text = String::new();
    let mut before = None;
    let mut next = 0;
    for entry in entries {
        let Some((first, last, positions)) = entry.positions() else {
            continue;
        };
        if let Some(before) = before.filter(|before| *before != entry.word) {
            each(before, &text);
            text.clear();
            next = 0;
        }
        push_number(first - next, &mut text);
        text.push_str(positions);
        next = last + 1;
        before = Some(entry.word);
    }
    if let Some(word) = before {
        each(word, &text);
    }
}

/// A list as [`lists`] gives it, after changes of some documents: their positions as text, empty where the word is gone.
/// Changes are in order of documents, each once.
pub(super) fn changed(list: &str, changes: &[(u32, Box<str>)]) -> String {
    let mut text = String::with_capacity(list.len() + 16);
    let mut next = 0;
    let mut put = |document: u32, positions: &str| {
        if !positions.is_empty() {
            push_number(document - next, &mut text);
            text.push_str(positions);
            next = document + 1;
        }
    };
    let mut changes = changes.iter().peekable();
    for (document, positions) in Documents::of(list) {
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
    text
}

/// The documents of a list, and the positions in each as text.
struct Documents<'a> {
    rest: &'a str,
    next: u32,
}

impl<'a> Documents<'a> {
    fn of(list: &'a str) -> Self {
        Self {
            rest: list,
            next: 0,
        }
    }
}

impl<'a> Iterator for Documents<'a> {
    type Item = (u32, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let (gap, positions) = take_number(self.rest)?;
        let document = self.next.saturating_add(gap);
        self.next = document.saturating_add(1);
        let mut rest = positions;
        while let Some((number, after)) = take_number(rest) {
            rest = after;
            if number % 2 == 0 {
                break;
            }
        }
        self.rest = rest;
        let positions = &positions[..positions.len() - rest.len()];
        Some((document, positions))
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

/// Positions in ascending order as text: for each the gap to the one before, doubled, plus one if another follows.
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

    #[test]
    fn a_changed_list_is_the_list_of_the_changed_documents() {
        let list = |documents: &[(u32, &[u32])]| {
            let mut text = String::new();
            let mut next = 0;
            for (document, positions) in documents {
                push_number(document - next, &mut text);
                push_positions(positions.iter().copied(), &mut text);
                next = document + 1;
            }
            text
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
