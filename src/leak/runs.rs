//! The runs of a text by which it is recognised, as numbers: words, several words in a row, characters in a row.
//!
//! Case, accents, punctuation, markup and white space do not count. A number of 64 bits stands for a run; that two runs
//! share one happens less than once in a million libraries.

use crate::search::push_folded;

/// Words in a row that are recognised.
pub(super) const WORDS: usize = 5;

/// Letters and digits in a row that are recognised.
pub(super) const CHARACTERS: usize = 20;

/// Fewest letters among [`CHARACTERS`]: dates, times and numbers alone are like one another everywhere.
const LETTERS: usize = 12;

/// Fewest words of three letters among [`WORDS`].
const TELLING: usize = 3;

/// Fewest digits of a number that is told by itself: a phone number, an account.
const DIGITS: usize = 7;

/// A run of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// The number that stands for it.
    pub(super) hash: u64,
    /// What it is a run of.
    pub(super) kind: Kind,
    /// Whether it says anything by itself; one that does not is in every text.
    pub(super) tells: bool,
}

/// What a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One word of so many characters.
    Word(usize),
    /// Two to four words; it tells something only as an identifier (`db-master-7`).
    Few,
    /// An address of four numbers (`10.2.3.4`).
    Address,
    /// [`WORDS`] words.
    Many,
    /// [`CHARACTERS`] letters and digits.
    Characters,
}

/// Reads texts and gives their runs. One reader serves many texts without allocating for each.
#[derive(Default)]
pub(super) struct Reader {
    folded: String,
    words: Vec<Word>,
    window: Window,
}

/// A word while its neighbours are read.
#[derive(Clone, Copy)]
struct Word {
    hash: u64,
    /// Characters.
    length: usize,
    letters: usize,
    /// Letters that stand in no time of day, no unit and no ordinal.
    own_letters: usize,
    /// Whether one of `-`, `_`, `.` alone stands between it and the word before.
    joined: bool,
    dotted: bool,
}

impl Reader {
    /// Calls `each` with every run of a text; runs do not reach from one text into the next.
    pub(super) fn read(&mut self, text: &str, mut each: impl FnMut(Run)) {
        let mut folded = std::mem::take(&mut self.folded);
        folded.clear();
        push_folded(text, &mut folded);
        self.words.clear();
        self.window = Window::default();
        let mut word: Option<Word> = None;
        // What has stood since the last word: `Some` of one character, `None` of more.
        let mut between = None;
        let mut gap = 0;
        for c in folded.chars() {
            if c.is_alphanumeric() {
                if let Some(run) = self.window.push(c) {
                    each(run);
                }
                let word = word.get_or_insert_with(|| {
                    let single = between.filter(|_| gap == 1);
                    let joined = matches!(single, Some('-' | '_' | '.' | '\u{2010}'));
                    Word {
                        hash: SEED,
                        length: 0,
                        letters: 0,
                        own_letters: 0,
                        joined,
                        dotted: single == Some('.'),
                    }
                });
                word.push(c);
                continue;
            }
            if let Some(word) = word.take() {
                self.word(word, &mut each);
                gap = 0;
            }
            gap += 1;
            between = Some(c);
        }
        if let Some(word) = word {
            self.word(word, &mut each);
        }
        self.folded = folded;
    }

    fn word(&mut self, word: Word, each: &mut impl FnMut(Run)) {
        if self.words.len() >= 64 * WORDS {
            self.words.drain(..63 * WORDS);
        }
        self.words.push(word);
        let number = word.letters == 0;
        each(Run {
            hash: mix(word.hash, 1),
            kind: Kind::Word(word.length),
            tells: match number {
                true => word.length >= DIGITS,
                false => word.length >= 3 && word.tells(),
            },
        });
        let mut hash = word.hash;
        let mut joined = word.joined;
        let words = self.words.iter().rev().skip(1).take(WORDS - 1).enumerate();
        let mut own_letters = word.own_letters;
        let mut digits = word.length - word.letters;
        let mut telling = usize::from(word.letters >= 3);
        let mut address = word.dotted && number;
        for (n, before) in words {
            hash = before.hash ^ hash.wrapping_mul(STEP).rotate_left(23);
            own_letters += before.own_letters;
            digits += before.length - before.letters;
            telling += usize::from(before.letters >= 3);
            address &= before.letters == 0;
            let count = n + 2;
            let (kind, tells) = match count {
                WORDS => (Kind::Many, telling >= TELLING),
                // `db-7` and `orders.db`, but not `e.g.` and `10.30 am`.
                _ => (
                    Kind::Few,
                    joined && own_letters >= if digits > 0 { 2 } else { 3 },
                ),
            };
            each(Run {
                hash: mix(hash, count as u64),
                kind,
                tells,
            });
            if count == 4 && address {
                each(Run {
                    hash: mix(hash, ADDRESS),
                    kind: Kind::Address,
                    tells: true,
                });
            }
            joined &= before.joined;
            address &= before.dotted;
        }
    }
}

impl Word {
    fn push(&mut self, c: char) {
        self.hash = (self.hash ^ u64::from(u32::from(c))).wrapping_mul(STEP);
        self.length += 1;
        if c.is_alphabetic() {
            self.letters += 1;
            // 10h, 3pm, 250ms, 2023-05-10T09:00Z, 2nd: shapes of numbers.
            let shape = matches!(
                c,
                'a' | 'd' | 'h' | 'k' | 'm' | 'n' | 'p' | 'r' | 's' | 't' | 'u' | 'w' | 'z'
            );
            self.own_letters += usize::from(!shape || self.letters == self.length);
        }
    }

    /// Whether the word is more than a number with its unit.
    fn tells(&self) -> bool {
        self.letters == self.length || self.letters >= 3 || self.own_letters >= 2
    }
}

/// The last characters of a text.
#[derive(Clone)]
struct Window {
    last: [u64; CHARACTERS],
    letters: u32,
    at: usize,
    seen: usize,
    hash: u64,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            last: [0; CHARACTERS],
            letters: 0,
            at: 0,
            seen: 0,
            hash: 0,
        }
    }
}

impl Window {
    fn push(&mut self, c: char) -> Option<Run> {
        const LETTER: u64 = 1 << 32;
        let letter = c.is_alphabetic();
        let value = u64::from(u32::from(c)) | if letter { LETTER } else { 0 };
        let old = std::mem::replace(&mut self.last[self.at], value);
        self.at = (self.at + 1) % CHARACTERS;
        self.seen += 1;
        self.letters = self.letters + u32::from(letter) - u32::from(old & LETTER != 0);
        self.hash = self
            .hash
            .wrapping_mul(BASE)
            .wrapping_add(spread(value))
            .wrapping_sub(spread(old).wrapping_mul(OUT));
        (self.seen >= CHARACTERS).then(|| Run {
            hash: mix(self.hash, CHARACTERS as u64),
            kind: Kind::Characters,
            tells: self.letters as usize >= LETTERS,
        })
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
const BASE: u64 = 0x0000_0100_0000_01b3;
/// What tells an address of four numbers from four numbers in a row.
const ADDRESS: u64 = 104;

/// The base to the power of the window's length: what the oldest character is multiplied with when it goes.
const OUT: u64 = {
    let mut power = 1_u64;
    let mut n = 0;
    while n < CHARACTERS {
        power = power.wrapping_mul(BASE);
        n += 1;
    }
    power
};

/// A character over all bits. Nothing stays nothing, for the window begins empty.
fn spread(value: u64) -> u64 {
    let x = value.wrapping_mul(STEP);
    (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// A hash of its own for each kind of run.
fn mix(hash: u64, kind: u64) -> u64 {
    let x = (hash ^ kind.wrapping_mul(0x94d0_49bb_1331_11eb)).wrapping_mul(STEP);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<Run> {
        let mut runs = Vec::new();
        Reader::default().read(text, |run| runs.push(run));
        runs
    }

    fn telling(text: &str) -> Vec<Run> {
        runs(text).into_iter().filter(|run| run.tells).collect()
    }

    fn shares(one: &str, other: &str) -> bool {
        let other = runs(other);
        telling(one).iter().any(|run| {
            other
                .iter()
                .any(|it| it.hash == run.hash && it.kind == run.kind)
        })
    }

    #[test]
    fn a_run_is_the_same_whatever_stands_between_its_words() {
        let one = telling("The Zürich fail-over of DB master 7");
        let other = telling("the zurich, fail over\n  of — db/master (7)");
        let hashes = |runs: &[Run]| {
            let kept = runs.iter().filter(|run| run.kind != Kind::Few);
            let mut hashes: Vec<u64> = kept.map(|run| run.hash).collect();
            hashes.sort_unstable();
            hashes
        };
        assert_eq!(hashes(&one), hashes(&other));
    }

    #[test]
    fn words_runs_of_five_identifiers_addresses_and_characters_are_found_in_another_text() {
        for (secret, text) in [
            ("ask Zanzibar", "a zanzibar."),
            (
                "that it had not been paid for",
                "and that it had not been so",
            ),
            ("db-m7", "on DB m7 there"),
            ("10.2.3.4", "host 10.2.3.4:80"),
            ("0041 791234567", "tel. +41791234567 / 791234567"),
            (
                "qxa1bwc2drezf3ghyi4jkl5mnop6qrs",
                "xxbwc2drezf3ghyi4jkl5mnop6yy",
            ),
            (
                "障害の原因は設定の誤りであり復旧まで二時間かかった",
                "「障害の原因は設定の誤りであり復旧まで二時間」",
            ),
        ] {
            assert!(shares(secret, text), "{secret}");
        }
    }

    #[test]
    fn numbers_times_and_single_letters_tell_nothing() {
        for text in [
            "10 2 3 4",
            "2023-05-10T09:00:00Z",
            "9:30 am",
            "250ms 3h 2nd 10th 14",
            "a b c d e",
            "12.5 %",
            "1.2.3",
            "v2",
            "e.g. i.e.",
            "2023-05-10 09:00:00 2023-05-11 10:00:00 2023",
        ] {
            assert_eq!(telling(text), [], "{text}");
        }
        assert!(!shares("10.2.3.4", "M10 2 3 4"));
    }

    #[test]
    fn a_window_forgets_what_has_left_it() {
        let tail = "abcdefghijklmnopqrstuvwxyz";
        let last = |text: &str| {
            runs(text)
                .into_iter()
                .rfind(|run| run.kind == Kind::Characters)
                .unwrap()
                .hash
        };
        assert_eq!(last(tail), last(&format!("0123456789{tail}")));
    }
}
