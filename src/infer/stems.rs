//! Many words looked for at once: one pass over a text, a table by the first two letters.

use std::sync::LazyLock;

/// Words and beginnings of words, each with what it means. A stem matches only where a word begins.
pub(super) struct Stems<T: 'static> {
    /// Entries with the same first two letters stand together; here is where each pair begins.
    starts: Vec<u16>,
    entries: Vec<Entry<T>>,
}

/// A stem, and its first four bytes as a number: most words fail on those.
struct Entry<T> {
    stem: &'static str,
    head: u32,
    mask: u32,
    means: T,
}

/// The first four bytes of a word as a number; what is missing is zero.
fn head(bytes: &[u8]) -> u32 {
    match bytes {
        [a, b, c, d, ..] => u32::from_le_bytes([*a, *b, *c, *d]),
        [a, b, c] => u32::from_le_bytes([*a, *b, *c, 0]),
        [a, b] => u32::from_le_bytes([*a, *b, 0, 0]),
        [a] => u32::from(*a),
        [] => 0,
    }
}

/// Stems in a `static`.
pub(super) type Table<T> = LazyLock<Stems<T>>;

/// A stem found in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hit<T> {
    /// Byte at which it begins.
    pub(super) at: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// What it means.
    pub(super) means: T,
}

/// 26 letters and one place for everything else.
const LETTERS: usize = 27;

fn place(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => usize::from(byte - b'a'),
        _ => LETTERS - 1,
    }
}

fn pair(bytes: &[u8]) -> usize {
    let first = bytes.first().map_or(LETTERS - 1, |b| place(*b));
    let second = bytes.get(1).map_or(LETTERS - 1, |b| place(*b));
    first * LETTERS + second
}

impl<T: Copy> Stems<T> {
    /// A table of groups: what they mean, and their stems between bars, lower case.
    pub(super) fn new(groups: &[(T, &'static str)]) -> Self {
        let mut entries: Vec<Entry<T>> = groups
            .iter()
            .flat_map(|(means, stems)| stems.split('|').map(|stem| (stem, *means)))
            .filter(|(stem, _)| stem.len() >= 2)
            .map(|(stem, means)| Entry {
                stem,
                head: head(stem.as_bytes()),
                mask: head(&[0xff; 4][..stem.len().min(4)]),
                means,
            })
            .collect();
        entries.sort_by_key(|entry| pair(entry.stem.as_bytes()));
        let starts = (0..=LETTERS * LETTERS)
            .map(|p| entries.partition_point(|entry| pair(entry.stem.as_bytes()) < p))
            .map(|at| u16::try_from(at).unwrap_or(u16::MAX))
            .collect();
        Self { starts, entries }
    }

    /// All stems in a text in lower case, in the order they stand there.
    pub(super) fn all<'s>(&'s self, text: &'s str) -> Hits<'s, T> {
        Hits {
            stems: self,
            bytes: text.as_bytes(),
            at: 0,
            inside: false,
            bucket: 0..0,
            word: 0,
            head: 0,
        }
    }

    /// The first stem in a text.
    pub(super) fn first(&self, text: &str) -> Option<Hit<T>> {
        self.all(text).next()
    }

    /// Whether a text has any of the stems.
    pub(super) fn any(&self, text: &str) -> bool {
        self.first(text).is_some()
    }
}

/// What a byte is to a search for the beginnings of words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Part of a word: letters and digits, and the first byte of a letter with an accent.
    Word,
    /// No part of a word.
    Gap,
    /// The rest of a character: what its beginning was.
    Rest,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Gap; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte {
            0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a | 0xc0..=0xcf => Kind::Word,
            0x80..=0xbf => Kind::Rest,
            // Emoji and dashes are no words.
            _ => Kind::Gap,
        };
        byte += 1;
    }
    kinds
};

/// The stems of a text, found as they are asked for.
pub(super) struct Hits<'s, T: 'static> {
    stems: &'s Stems<T>,
    bytes: &'s [u8],
    at: usize,
    inside: bool,
    /// Entries that share their first letters with the word at `word`.
    bucket: std::ops::Range<usize>,
    word: usize,
    head: u32,
}

impl<T: Copy> Iterator for Hits<'_, T> {
    type Item = Hit<T>;

    fn next(&mut self) -> Option<Hit<T>> {
        loop {
            while let Some(index) = self.bucket.next() {
                let entry = &self.stems.entries[index];
                if self.head & entry.mask == entry.head
                    && self.bytes[self.word..].starts_with(entry.stem.as_bytes())
                {
                    return Some(Hit {
                        at: self.word,
                        end: self.word + entry.stem.len(),
                        means: entry.means,
                    });
                }
            }
            let begins = loop {
                let byte = *self.bytes.get(self.at)?;
                let before = self.inside;
                match KINDS[usize::from(byte)] {
                    Kind::Word => self.inside = true,
                    Kind::Gap => self.inside = false,
                    Kind::Rest => {}
                }
                self.at += 1;
                if self.inside && !before {
                    break self.at - 1;
                }
            };
            self.word = begins;
            let pair = pair(&self.bytes[begins..]);
            self.head = head(&self.bytes[begins..]);
            self.bucket =
                usize::from(self.stems.starts[pair])..usize::from(self.stems.starts[pair + 1]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_found_where_words_begin() {
        let stems = Stems::new(&[(1, "down|went down"), (2, "100% of|état")]);
        let hits: Vec<_> = stems
            .all("breakdown: it went down, 100% of état")
            .map(|h| (h.at, h.means))
            .collect();
        assert_eq!(hits, [(14, 1), (19, 1), (25, 2), (33, 2)]);
        assert!(!stems.any("slowdown"));
    }
}
