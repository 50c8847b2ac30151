//! Text to words, the same way here and in the browser (`themes/default/assets/search.js` mirrors this file rule by
//! rule; `tests/search/words.txt` holds both to it).
//!
//! - Accents and case fold (NFKD, combining accents dropped, NFC, lower case, `ß` to `ss`…).
//! - A word is a run of letters and digits. Runs joined by one `_`, `-` or `.` are an identifier: it is found whole
//!   (`pg_stat_activity`, `10.2.3.4`, `cve-2021-44228`) and in parts; `OutOfMemoryError` also by its humps.
//! - Chinese, Japanese, Korean and Thai text has no spaces: every two neighbouring characters are a word.
//! - Times of day are no words (a timeline would drown everything else), dates are one word, decimals are one word.
//! - Every part takes a position, in the order of the text, also one that is no word: phrases are found by them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Longest word, in characters; what is longer (encoded blobs) is not found.
pub(super) const WORD_MAX: usize = 64;

/// Words too common to find anything, English. A query of nothing else asks for everything.
pub const STOP_WORDS: &str = "a about after again all also although am an and any are aren as at be because been before being \
between both but by can cannot could couldn did didn do does doesn doing don during each few for from further had hadn has \
hasn have haven having he her here hers him his how however if in into is isn it its itself just ll me more most my no nor \
not now of off on once only or other our ours own re same she should shouldn so some such than that the their \
theirs them then there these they this those through to too under until up us ve very was wasn we were weren what when \
where which while who whom why will with within without won would wouldn you your yours";

/// How a word stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word of its own, or a part of an identifier.
    Part,
    /// An identifier as a whole.
    Whole,
    /// Two parts without the hyphen between them: `fail-over` is also `failover`.
    Joined,
    /// A stop word or a single letter or digit: nobody finds anything by it, but a phrase may hold it.
    Filler,
}

/// Folds accents, keeping case; borrowed where there is nothing to fold.
fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let folded = text.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'));
    Cow::Owned(folded.nfc().collect())
}

/// Appends a text as the search sees its letters: without accents, in lower case.
pub fn push_folded(text: &str, out: &mut String) {
    for c in fold(text).chars() {
        push_lower(c, out);
    }
}

/// Lower case of a folded character, with the letters that no decomposition folds.
fn push_lower(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for c in c.to_lowercase() {
        match c {
            'ς' => out.push('σ'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            c => out.push(c),
        }
    }
}

/// Whether a character belongs to a script written without spaces.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Upper,
    Lower,
    Digit,
    Unspaced,
    Other,
}

fn class(c: char) -> Class {
    match c {
        c if c.is_ascii() => ASCII[c as usize],
        c if is_unspaced(c) => Class::Unspaced,
        c if c.is_uppercase() => Class::Upper,
        c if c.is_numeric() => Class::Digit,
        c if c.is_alphabetic() => Class::Lower,
        _ => Class::Other,
    }
}

/// Classes of the ASCII characters: nearly all that is read.
const ASCII: [Class; 128] = {
    let mut table = [Class::Other; 128];
    let mut c = 0;
    while c < 26 {
        table[b'a' as usize + c] = Class::Lower;
        table[b'A' as usize + c] = Class::Upper;
        c += 1;
    }
    let mut c = 0;
    while c < 10 {
        table[b'0' as usize + c] = Class::Digit;
        c += 1;
    }
    table
};

/// A place in a text.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(self) -> Option<char> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            _ => self.text.get(self.at..)?.chars().next(),
        }
    }

    fn pass(&mut self, c: char) {
        self.at += c.len_utf8();
    }
}

/// Calls `each` with every word of `text`, in order; stop words and single letters are left out.
///
/// One [`Words`] serves many texts without allocating for each.
#[derive(Debug, Default)]
pub struct Words {
    /// The chunk in lower case, connectors included.
    lower: String,
    /// Where each part of the chunk begins and ends in `lower`, and whether it is all digits.
    parts: Vec<Part>,
    /// Where the humps of the parts begin in `lower`.
    humps: Vec<usize>,
    /// Connectors between the parts.
    connectors: Vec<char>,
    /// Room for a joined word.
    joined: String,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
    digits: bool,
}

impl Words {
    /// Calls `each` with every word of `text`, its kind, and its position among the parts of the text.
    pub fn scan(&mut self, text: &str, mut each: impl FnMut(&str, Kind, usize)) {
        self.scan_all(text, |word, kind, position| {
            if kind != Kind::Filler {
                each(word, kind, position);
            }
        });
    }

    /// As [`Words::scan`], with the words that only a phrase asks for; gives the number of positions.
    pub fn scan_all(&mut self, text: &str, mut each: impl FnMut(&str, Kind, usize)) -> usize {
        let mut position = 0;
        if text.is_ascii() {
            self.scan_folded(text, &mut position, &mut each);
            return position;
        }
        // Nothing folds across a blank, and few words need it.
        for piece in text.split_ascii_whitespace() {
            self.scan_folded(&fold(piece), &mut position, &mut each);
        }
        position
    }

    fn scan_folded(
        &mut self,
        folded: &str,
        position: &mut usize,
        each: &mut impl FnMut(&str, Kind, usize),
    ) {
        let mut rest = Cursor {
            text: folded,
            at: 0,
        };
        while let Some(c) = rest.peek() {
            match class(c) {
                Class::Other => rest.pass(c),
                Class::Unspaced => {
                    let from = rest.at;
                    while let Some(c) = rest.peek().filter(|c| class(*c) == Class::Unspaced) {
                        rest.pass(c);
                    }
                    *position += bigrams(&folded[from..rest.at], *position, each);
                }
                Class::Upper | Class::Lower | Class::Digit => {
                    if let Some(end) = plain_word(folded.as_bytes(), rest.at) {
                        part(&folded[rest.at..end], *position, each);
                        *position += 1;
                        rest.at = end;
                    } else {
                        self.read(&mut rest);
                        *position += self.emit(*position, each);
                    }
                }
            }
        }
    }

    /// Reads one chunk: parts joined by single connectors.
    fn read(&mut self, rest: &mut Cursor<'_>) {
        self.lower.clear();
        self.parts.clear();
        self.humps.clear();
        self.connectors.clear();
        loop {
            self.read_part(rest);
            let Some(c) = rest.peek() else {
                return;
            };
            let connector = match c {
                '_' | '.' => c,
                '-' | '\u{2010}' => '-',
                ':' if self.lower.ends_with(|c: char| c.is_ascii_digit()) => ':',
                _ => return,
            };
            let mut ahead = *rest;
            ahead.pass(c);
            let goes_on = ahead.peek().is_some_and(|c| match class(c) {
                Class::Digit => true,
                Class::Upper | Class::Lower => connector != ':',
                Class::Unspaced | Class::Other => false,
            });
            if !goes_on {
                return;
            }
            *rest = ahead;
            self.connectors.push(connector);
            self.lower.push(connector);
        }
    }

    fn read_part(&mut self, rest: &mut Cursor<'_>) {
        let start = self.lower.len();
        let mut before = Class::Other;
        let mut digits = true;
        // Where the last character began, and whether the one before it was upper case too: in `HTTPServer` the
        // hump begins at the S.
        let mut last = start;
        let mut upper_run = false;
        while let Some(c) = rest.peek() {
            let now = class(c);
            if matches!(now, Class::Other | Class::Unspaced) {
                break;
            }
            let here = self.lower.len();
            match (before, now) {
                (Class::Lower, Class::Upper) => self.humps.push(here),
                (Class::Upper, Class::Lower) if upper_run => self.humps.push(last),
                _ => {}
            }
            upper_run = before == Class::Upper && now == Class::Upper;
            digits &= now == Class::Digit;
            before = now;
            last = here;
            push_lower(c, &mut self.lower);
            rest.pass(c);
        }
        self.parts.push(Part {
            start,
            end: self.lower.len(),
            digits,
        });
    }

    /// Passes the words of a chunk on that begins at a position; gives the number of positions it takes.
    fn emit(&mut self, at: usize, each: &mut impl FnMut(&str, Kind, usize)) -> usize {
        let Self {
            lower,
            parts,
            humps,
            connectors,
            joined,
        } = self;
        if let Some(date) = date(lower) {
            each(date, Kind::Part, at);
            return 1;
        }
        if connectors.contains(&':') {
            // A time of day says nothing; in `10.2.3.4:8080` address and port are looked for apart.
            let time =
                parts.len() >= 2 && parts[0].end - parts[0].start <= 2 && connectors[0] == ':';
            if time {
                return 1;
            }
            let mut taken = 0;
            for piece in lower.split(':') {
                part(piece, at + taken, each);
                taken += 1;
            }
            return taken;
        }
        let numeric = parts.len() > 1 && parts.iter().all(|part| part.digits);
        if !numeric {
            let mut humps = humps.iter().copied().peekable();
            for (i, it) in parts.iter().enumerate() {
                part(&lower[it.start..it.end], at + i, each);
                let mut from = it.start;
                while let Some(hump) = humps.next_if(|hump| *hump < it.end) {
                    if hump > from {
                        word(&lower[from..hump], Kind::Part, at + i, each);
                        from = hump;
                    }
                }
                if from > it.start {
                    word(&lower[from..it.end], Kind::Part, at + i, each);
                }
            }
        }
        if parts.len() < 2 {
            return 1;
        }
        word(lower, Kind::Whole, at, each);
        if let ([first, second], ['-']) = (parts.as_slice(), connectors.as_slice())
            && !first.digits
            && !second.digits
        {
            joined.clear();
            joined.push_str(&lower[first.start..first.end]);
            joined.push_str(&lower[second.start..second.end]);
            if joined.len() <= 24 {
                word(joined, Kind::Joined, at, each);
            }
        }
        if numeric { 1 } else { parts.len() }
    }
}

/// Where the chunk at `at` ends, if it is nothing but small letters of ASCII: most are, and need not be taken apart.
fn plain_word(bytes: &[u8], at: usize) -> Option<usize> {
    let is_letter = |byte: &&u8| byte.is_ascii_lowercase();
    let end = at + bytes[at..].iter().take_while(is_letter).count();
    let parts = |byte: Option<&u8>| byte.is_none_or(|b| b.is_ascii() && !b.is_ascii_alphanumeric());
    match bytes.get(end) {
        // What joins a letter or a digit to it.
        Some(b'_' | b'-' | b'.') => parts(bytes.get(end + 1)).then_some(end),
        after => parts(after).then_some(end),
    }
}

/// Passes a part of a chunk on, also one that only a phrase asks for.
fn part(text: &str, at: usize, each: &mut impl FnMut(&str, Kind, usize)) {
    if is_filler(text) {
        each(text, Kind::Filler, at);
    } else if is_findable(text) {
        each(text, Kind::Part, at);
    }
}

/// Passes on what is worth finding.
fn word(text: &str, kind: Kind, at: usize, each: &mut impl FnMut(&str, Kind, usize)) {
    if is_findable(text) && !is_filler(text) {
        each(text, kind, at);
    }
}

/// Whether a word is of a length that is kept.
fn is_findable(text: &str) -> bool {
    !text.is_empty() && (text.len() <= WORD_MAX || text.chars().count() <= WORD_MAX)
}

/// Whether a folded word is a stop word or a single letter or digit.
pub(super) fn is_filler(word: &str) -> bool {
    word.len() == 1 || is_stop_word(word)
}

/// The date that a chunk is, or begins with before a `T`: `2023-05-10`, `2023-05-10t09:00:00z`.
fn date(lower: &str) -> Option<&str> {
    let bytes = lower.as_bytes();
    let shape = bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(i, b)| match i {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        })
        && bytes.get(10).is_none_or(|b| *b == b't');
    shape.then(|| &lower[..10])
}

/// Passes on every two neighbours of a run; gives the number of positions it takes, one for each character.
fn bigrams(run: &str, at: usize, each: &mut impl FnMut(&str, Kind, usize)) -> usize {
    let starts = || run.char_indices().map(|(at, _)| at);
    let ends = starts().skip(2).chain([run.len()]);
    let mut taken = 0;
    for (start, end) in starts().zip(ends) {
        if run[start..end].chars().count() == 2 {
            each(&run[start..end], Kind::Part, at + taken);
            taken += 1;
        }
    }
    if taken == 0 {
        each(run, Kind::Part, at);
    }
    taken + 1
}

/// Whether a folded word is a stop word.
pub(super) fn is_stop_word(word: &str) -> bool {
    use std::sync::LazyLock;
    // Stop words by first letter and length: a text asks for each of its words.
    static BY_START: LazyLock<Vec<[Vec<&'static [u8]>; LONGEST + 1]>> = LazyLock::new(|| {
        let mut table = vec![std::array::from_fn(|_| Vec::new()); 26];
        for word in STOP_WORDS.split(' ').map(str::as_bytes) {
            table[usize::from(word[0] - b'a')][word.len()].push(word);
        }
        table
    });
    const LONGEST: usize = 9;
    let bytes = word.as_bytes();
    if bytes.len() > LONGEST || bytes.is_empty() || !bytes[0].is_ascii_lowercase() {
        return false;
    }
    BY_START[usize::from(bytes[0] - b'a')][bytes.len()].contains(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        Words::default().scan(text, |word, kind, _| {
            out.push(match kind {
                Kind::Part => word.to_owned(),
                Kind::Whole => format!("={word}"),
                Kind::Joined => format!("+{word}"),
                Kind::Filler => format!("~{word}"),
            });
        });
        out
    }

    #[test]
    fn text_becomes_the_words_that_the_shared_list_names() {
        let list = include_str!("../../tests/search/words.txt");
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            if let Some((text, expected)) = line.split_once(" | ") {
                assert_eq!(words(text).join(" "), expected.trim(), "{text}");
            }
        }
    }

    #[test]
    fn a_chunk_of_any_length_takes_its_length_in_time() {
        // Half a million parts with a hump each: in the square of that this test would not end.
        let text = "aB.cD-".repeat(250_000);
        let mut count = 0;
        Words::default().scan(&text, |_, _, _| count += 1);
        assert_eq!(count, 500_000);
    }

    #[test]
    fn parts_stand_where_the_shared_list_says() {
        let list = include_str!("../../tests/search/positions.txt");
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let Some((text, expected)) = line.split_once(" | ") else {
                continue;
            };
            let mut found = Vec::new();
            let count = Words::default().scan_all(text, |word, _, position| {
                found.push(format!("{word}@{position}"));
            });
            found.push(format!("#{count}"));
            assert_eq!(found.join(" "), expected.trim(), "{text}");
        }
    }
}
