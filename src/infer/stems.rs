//! Many words looked for at once: one pass over a text, a table by the first two letters.

use std::sync::LazyLock;

/// Words and beginnings of words, each with what it means. A stem matches only where a word begins.
pub(super) struct Stems<T: 'static> {
    /// Entries with the same first two letters stand together; here is where each pair begins.
    starts: Vec<u16>,
    entries: Vec<(&'static str, T)>,
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
        let mut entries: Vec<(&'static str, T)> = groups
            .iter()
            .flat_map(|(means, stems)| stems.split('|').map(|stem| (stem, *means)))
            .filter(|(stem, _)| stem.len() >= 2)
            .collect();
        entries.sort_by_key(|(stem, _)| pair(stem.as_bytes()));
        let starts = (0..=LETTERS * LETTERS)
            .map(|p| entries.partition_point(|(stem, _)| pair(stem.as_bytes()) < p))
            .map(|at| u16::try_from(at).unwrap_or(u16::MAX))
            .collect();
        Self { starts, entries }
    }

    /// All stems in a text in lower case, in the order they stand there.
    pub(super) fn all<'s>(&'s self, text: &'s str) -> impl Iterator<Item = Hit<T>> + 's {
        let bytes = text.as_bytes();
        let mut inside = false;
        (0..bytes.len())
            .filter(move |at| {
                let word = match bytes[*at] {
                    byte if byte < 0x80 => byte.is_ascii_alphanumeric(),
                    // The rest of a character belongs to its beginning: letters with accents are words, emoji are not.
                    0x80..0xc0 => inside,
                    byte => byte < 0xd0,
                };
                let begins = word && !inside;
                inside = word;
                begins
            })
            .flat_map(move |at| {
                let rest = &bytes[at..];
                let pair = pair(rest);
                let range = usize::from(self.starts[pair])..usize::from(self.starts[pair + 1]);
                self.entries[range].iter().filter_map(move |(stem, means)| {
                    rest.starts_with(stem.as_bytes()).then_some(Hit {
                        at,
                        end: at + stem.len(),
                        means: *means,
                    })
                })
            })
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
