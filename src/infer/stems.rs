//! Many words looked for at once: one pass over a text, a table by the first two letters.

use std::ops::Range;
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

/// Where the words of a text begin, found once for all tables.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Place of each word, and the pair of letters it begins with.
    starts: Vec<(u32, u16)>,
}

impl Words {
    /// The words of a text in lower case. What stands beyond four gigabytes has none.
    pub(super) fn of(lower: &str) -> Self {
        let bytes = lower.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / 5);
        let mut inside = false;
        for (at, byte) in bytes.iter().enumerate() {
            let before = inside;
            match KINDS[usize::from(*byte)] {
                Kind::Word => inside = true,
                Kind::Gap => inside = false,
                Kind::Rest => {}
            }
            if inside
                && !before
                && let (Ok(at), Ok(pair)) = (u32::try_from(at), u16::try_from(pair(&bytes[at..])))
            {
                starts.push((at, pair));
            }
        }
        Self { starts }
    }

    /// The words that begin in a range.
    fn within(&self, range: &Range<usize>) -> &[(u32, u16)] {
        let place = |at: usize| {
            self.starts
                .partition_point(|(start, _)| (*start as usize) < at)
        };
        let from = place(range.start);
        // A range is a sentence: its end is near.
        let rest = &self.starts[from..];
        let count = rest
            .iter()
            .take_while(|(start, _)| (*start as usize) < range.end)
            .count();
        &rest[..count]
    }
}

impl<T: Copy> Stems<T> {
    /// All stems in a range of a text whose words are known; places count from the start of the range.
    pub(super) fn among<'s>(
        &'s self,
        words: &'s Words,
        lower: &'s str,
        range: &Range<usize>,
    ) -> impl Iterator<Item = Hit<T>> + 's {
        let (base, end) = (range.start, range.end.min(lower.len()));
        let bytes = lower.as_bytes();
        words.within(range).iter().flat_map(move |(at, pair)| {
            let (at, pair) = (*at as usize, usize::from(*pair));
            let bucket = usize::from(self.starts[pair])..usize::from(self.starts[pair + 1]);
            let rest = &bytes[at..end.max(at)];
            let first = if bucket.is_empty() { 0 } else { head(rest) };
            self.entries[bucket].iter().filter_map(move |entry| {
                let fits =
                    first & entry.mask == entry.head && rest.starts_with(entry.stem.as_bytes());
                fits.then(|| Hit {
                    at: at - base,
                    end: at - base + entry.stem.len(),
                    means: entry.means,
                })
            })
        })
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
    bucket: Range<usize>,
    word: usize,
    head: u32,
}

impl<T: Copy> Iterator for Hits<'_, T> {
    type Item = Hit<T>;

    fn next(&mut self) -> Option<Hit<T>> {
        loop {
            for index in self.bucket.by_ref() {
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

    #[test]
    fn known_words_give_the_same_stems_counted_from_the_range() {
        let stems = Stems::new(&[(1, "down|went down"), (2, "100% of|état")]);
        let text = "it went down. 100% of état – went downhill";
        let words = Words::of(text);
        for range in [0..text.len(), 3..13, 14..text.len()] {
            let known: Vec<_> = stems.among(&words, text, &range).collect();
            assert_eq!(known, stems.all(&text[range]).collect::<Vec<_>>());
        }
    }
}
