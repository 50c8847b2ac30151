//! A pasted log line, stack trace or alert: which of its words would come back with the next occurrence of the same
//! fault. `themes/default/assets/search.js` mirrors this file (`telling`); `tests/search/symptoms.txt` holds both to it.
//!
//! - What changes from one occurrence to the next is noise: numbers, times, hexadecimal, UUIDs, long tokens. Codes of
//!   status (`502`) stay.
//! - An identifier loses the noise at its ends: the pod `payments-api-7d9f8c6b5d-x2x4k` is `payments-api`.
//! - The frames of a stack trace tell less than the lines above them.

use std::collections::{BTreeMap, BTreeSet};

use super::reason::{Reason, ReasonKind};
use super::roots::root;
use super::words::{Kind, Words};
use crate::index::text_id;
use crate::library::Record;

/// Longest text that is read, in bytes of UTF-8; what comes after is cut at a character.
pub const SYMPTOM_MAX: usize = 20 << 10;

/// A word of a pasted text that is worth looking for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Telling {
    /// The word.
    pub(super) word: String,
    /// Whether it is an identifier of several parts.
    pub(super) whole: bool,
    /// Whether it stands in frames of a stack trace only.
    pub(super) frame: bool,
}

/// The telling words of a text, each once, in the order of their first places; those that stand in frames alone are last.
pub(super) fn telling(text: &str) -> Vec<Telling> {
    let mut gathered = Gathered::default();
    let mut scanner = Words::default();
    for line in cut(text).split('\n') {
        let frame = is_frame(line);
        // Parts of which it is not known yet whether an identifier holds them: it comes after them.
        let mut parts: Vec<(String, usize)> = Vec::new();
        scanner.scan(line, |word, kind, position| match kind {
            Kind::Part => parts.push((word.to_owned(), position)),
            Kind::Whole => {
                let from = parts.partition_point(|(_, at)| *at < position);
                let own = parts.split_off(from);
                gathered.close(&parts, None, frame);
                gathered.close(&own, Some(word), frame);
                parts.clear();
            }
            Kind::Joined | Kind::Filler => {}
        });
        gathered.close(&parts, None, frame);
    }
    let mut words = gathered.words;
    words.sort_by_key(|it| it.frame);
    words
}

/// The part of a text that is read.
fn cut(text: &str) -> &str {
    let mut ends = (0..=SYMPTOM_MAX.min(text.len())).rev();
    let end = ends.find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Whether a line is a frame of a stack trace (Java, JavaScript, C#, Python, Ruby, PHP, gdb).
fn is_frame(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    ["at ", "File \"", "from /"]
        .iter()
        .any(|start| line.starts_with(start))
        || line.strip_prefix('#').is_some_and(digit)
        || line.strip_prefix("... ").is_some_and(digit)
}

/// Telling words while they are gathered.
#[derive(Default)]
struct Gathered {
    places: BTreeMap<String, usize>,
    words: Vec<Telling>,
}

impl Gathered {
    /// Adds what is telling of words with their positions, and of the identifier that they are the parts of.
    fn close(&mut self, parts: &[(String, usize)], whole: Option<&str>, frame: bool) {
        if whole.is_some_and(is_hexadecimal) {
            return;
        }
        let segments: Vec<&str> = whole.map_or_else(Vec::new, |it| it.split(CONNECTORS).collect());
        let (stem, suffixes) = segments.split_at(stem_length(&segments));
        // The humps of a token stand where it does, and are noise as it is.
        let mut noise = None;
        for (part, at) in parts {
            if noise == Some(*at) {
                continue;
            }
            if is_noise(part) || suffixes.contains(&part.as_str()) {
                noise = Some(*at);
            } else {
                self.add(part, false, frame);
            }
        }
        if let Some(name) = whole.and_then(|it| identifier(it, stem)) {
            self.add(name, true, frame);
        }
    }

    fn add(&mut self, word: &str, whole: bool, frame: bool) {
        let next = self.words.len();
        let at = *self.places.entry(word.to_owned()).or_insert(next);
        if at < next {
            self.words[at].frame &= frame;
            return;
        }
        self.words.push(Telling {
            word: word.to_owned(),
            whole,
            frame,
        });
    }
}

/// What joins the parts of an identifier.
const CONNECTORS: [char; 3] = ['.', '_', '-'];

/// How many segments of an identifier are left without the noise at its end.
fn stem_length(segments: &[&str]) -> usize {
    let mut left = segments.len();
    while left > 0 && (is_token(segments[left - 1]) || left > 2 && is_suffix(segments[left - 1])) {
        left -= 1;
    }
    left
}

/// What is left of an identifier; `None` if that is none: one part, a decimal, or something with noise in it.
fn identifier<'a>(whole: &'a str, stem: &[&str]) -> Option<&'a str> {
    let decimal = stem.len() == 2 && stem.iter().all(|it| is_digits(it));
    if stem.len() < 2 || decimal || stem.iter().any(|it| is_token(it)) {
        return None;
    }
    let length: usize = stem.iter().map(|it| it.len() + 1).sum();
    whole.get(..length - 1)
}

/// Whether a word changes from one occurrence of an error to the next: numbers, dates, hexadecimal, long tokens.
pub(super) fn is_noise(word: &str) -> bool {
    if is_digits(word) {
        // What is left of numbers are codes of status.
        return !(word.len() == 3 && matches!(word.as_bytes()[0], b'1'..=b'5'));
    }
    is_date(word) || is_token(word)
}

/// Whether a part of an identifier is made anew each time.
fn is_token(part: &str) -> bool {
    let long = || {
        part.encode_utf16().count() > 20
            && part.bytes().any(|b| b.is_ascii_digit())
            && !part.contains(CONNECTORS)
    };
    is_digits(part) && part.len() >= 6 || part.starts_with("0x") || is_hexadecimal(part) || long()
}

/// Whether the last part of a name was drawn by Kubernetes, which leaves out vowels and the digits that look like them:
/// <https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go>.
fn is_suffix(part: &str) -> bool {
    matches!(part.len(), 5 | 8..=10)
        && part
            .bytes()
            .all(|b| b"bcdfghjklmnpqrstvwxz2456789".contains(&b))
        && part.bytes().any(|b| b.is_ascii_digit())
        && !is_digits(part)
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// Seven and more hexadecimal digits, one of them a figure, perhaps with hyphens: addresses, hashes, UUIDs.
fn is_hexadecimal(word: &str) -> bool {
    let digits = || word.bytes().filter(|b| *b != b'-');
    digits().count() >= 7
        && digits().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && digits().any(|b| b.is_ascii_digit())
}

fn is_date(word: &str) -> bool {
    word.len() == 10
        && word.bytes().enumerate().all(|(at, b)| match at {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        })
}

/// A pasted text as a set of words, to say what of a record it names.
#[derive(Debug, Default)]
pub struct Symptom {
    /// Roots of its telling words.
    roots: BTreeSet<String>,
}

impl Symptom {
    /// Reads a text, at most [`SYMPTOM_MAX`] bytes of it.
    pub fn read(text: &str) -> Self {
        Self {
            roots: telling_roots(text),
        }
    }

    /// Whether nothing in the text could come back with the next occurrence.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// What the text has of a record's own words: an error line or alert, its pattern, component or service.
    pub fn reasons(&self, record: &Record) -> Vec<Reason> {
        let facts = &record.postmortem.facts;
        let mut reasons = Vec::new();
        if symptoms(record).any(|line| self.repeats(line)) {
            reasons.push(Reason::new(ReasonKind::Errors, Vec::new()));
        }
        for (kind, values) in [
            (ReasonKind::Pattern, &facts.pattern),
            (ReasonKind::Component, &facts.component),
            (ReasonKind::Service, &facts.services),
        ] {
            let named = values
                .iter()
                .filter(|it| it.counts() && self.names(&it.value));
            let named: Vec<String> = named.map(|it| it.value.clone()).collect();
            if !named.is_empty() {
                reasons.push(Reason::new(kind, named));
            }
        }
        reasons
    }

    /// Whether two thirds of the telling words of an error line are there.
    fn repeats(&self, line: &str) -> bool {
        let line = telling_roots(line);
        let there = line.intersection(&self.roots).count();
        there >= 2 && there * 3 >= line.len() * 2
    }

    /// Whether all words of a name are there.
    fn names(&self, name: &str) -> bool {
        let mut roots = BTreeSet::new();
        Words::default().scan(&text_id(name), |word, kind, _| {
            if kind == Kind::Part {
                roots.insert(root(word).to_owned());
            }
        });
        !roots.is_empty() && roots.is_subset(&self.roots)
    }
}

/// The error lines and alerts of a record that a pasted text is compared with: the first of them, each no longer than a
/// line.
pub(super) fn symptoms(record: &Record) -> impl Iterator<Item = &str> {
    const LINES: usize = 6;
    const LINE_MAX: usize = 200;
    let facts = &record.postmortem.facts;
    let lines = facts.errors.iter().chain(&facts.alerts);
    let lines = lines.filter(|it| it.counts()).map(|it| it.value.trim());
    lines
        .filter(|line| !line.is_empty() && line.len() <= LINE_MAX && !line.contains('\n'))
        .take(LINES)
}

/// Roots of the telling words of a text.
fn telling_roots(text: &str) -> BTreeSet<String> {
    let words = telling(text).into_iter().filter(|it| !it.whole);
    words.map(|it| root(&it.word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_text_tells_what_the_shared_list_says() {
        let list = include_str!("../../tests/search/symptoms.txt");
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            if let Some((text, expected)) = line.split_once(" | ") {
                let words = telling(&text.replace("\\n", "\n").replace("\\t", "\t"));
                let shown = words.iter().map(|it| {
                    let mark = |on: bool, mark: &'static str| if on { mark } else { "" };
                    format!("{}{}{}", mark(it.frame, "~"), mark(it.whole, "="), it.word)
                });
                let shown: Vec<String> = shown.collect();
                assert_eq!(shown.join(" "), expected.trim(), "{text}");
            }
        }
    }

    #[test]
    fn what_changes_from_one_occurrence_of_an_error_to_the_next_is_noise() {
        for word in [
            "20231",
            "0xdeadbeef",
            "2023-05-10",
            "3f2a9bc1",
            "b529bdc9f4",
            "7d9f8c6b5d",
        ] {
            assert!(is_noise(word), "{word}");
        }
        for word in [
            "502",
            "deadlock",
            "pg_stat_activity",
            "econnrefused",
            "facade",
            "sqlstate",
        ] {
            assert!(!is_noise(word), "{word}");
        }
    }

    #[test]
    fn a_text_is_cut_at_a_character() {
        let text = format!("needle {}", "é".repeat(SYMPTOM_MAX));
        assert_eq!(telling(&text)[0].word, "needle");
        assert!(cut(&text).len() <= SYMPTOM_MAX && cut(&text).len() > SYMPTOM_MAX - 2);
        assert_eq!(cut("short"), "short");
    }
}
