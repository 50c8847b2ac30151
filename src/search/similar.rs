//! "Have we seen this before?": incidents that share the rare words of a log line, a stack trace or an alert. The same
//! ranking as in the browser (`askSymptom` and `rankSymptom` in `themes/default/assets/search.js`).

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{length_code, length_of};
use super::files::is_spelling;
use super::postings::{Posting, Postings, prominence};
use super::reason::{Reason, ReasonKind};
use super::roots::root;
use super::score::{length_norm, rarity, word_score};
use super::words::{Kind, Words};
use crate::library::Record;

/// Longest text that is read, in bytes of UTF-8; what comes after is cut at a character.
pub const SYMPTOM_MAX: usize = 20 << 10;

/// Most words that are looked up: the rarest.
const WORDS: usize = 24;

/// Words that are told as a reason.
const WORDS_TOLD: usize = 6;

/// Most of them that stand in no list of known words; they may be nowhere.
const UNLISTED: usize = 10;

/// Weight in quarters of the word itself and of a form of it.
const EXACT: u64 = 4;
/// See [`EXACT`].
const FORM: u64 = 3;

/// An incident that shares words with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similar {
    /// Position in [`crate::library::Library::records`].
    pub record: usize,
    /// How much is shared; comparable within one answer only.
    pub score: u64,
    /// The shared words, rarest first.
    pub words: Vec<String>,
}

/// Whether a word changes from one occurrence of an error to the next: numbers, hexadecimal, dates, long tokens.
pub(super) fn is_noise(word: &str, whole: bool) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(word) {
        // What is left of numbers are codes of status.
        return !(word.len() == 3 && matches!(word.as_bytes()[0], b'1'..=b'5'));
    }
    let date = word.len() == 10
        && word.bytes().enumerate().all(|(i, b)| {
            if i == 4 || i == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    let hex = || word.bytes().filter(|b| *b != b'-');
    let hexadecimal = hex().count() >= 7
        && hex().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && hex().any(|b| b.is_ascii_digit());
    let long =
        !whole && word.encode_utf16().count() > 20 && word.bytes().any(|b| b.is_ascii_digit());
    date || word.starts_with("0x") || hexadecimal || long
}

impl Similar {
    /// The shared words as a reason.
    pub fn shares(&self) -> Reason {
        let told = self.words.iter().take(WORDS_TOLD);
        Reason::new(ReasonKind::Words, told.cloned().collect())
    }
}

/// A pasted text as a set of words, to say what of a record it names.
#[derive(Debug, Default)]
pub struct Symptom {
    /// Roots of its words, without what changes each time.
    roots: BTreeSet<String>,
}

impl Symptom {
    /// Reads a text, at most [`SYMPTOM_MAX`] bytes of it.
    pub fn read(text: &str) -> Self {
        Self {
            roots: roots(cut(text)),
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
        let errors = facts.errors.iter().chain(&facts.alerts);
        if errors
            .filter(|it| it.counts())
            .any(|it| self.repeats(&it.value))
        {
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

    /// Whether two thirds of the words of an error line are there.
    fn repeats(&self, line: &str) -> bool {
        let line = roots(line);
        let there = line.intersection(&self.roots).count();
        there >= 2 && there * 3 >= line.len() * 2
    }

    /// Whether all words of a name are there.
    fn names(&self, name: &str) -> bool {
        let name = roots(name);
        !name.is_empty() && name.is_subset(&self.roots)
    }
}

/// The part of a text that is read.
fn cut(text: &str) -> &str {
    let end = (0..=SYMPTOM_MAX.min(text.len())).rev();
    let end = end.into_iter().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Roots of the words of a text, without what changes each time.
fn roots(text: &str) -> BTreeSet<String> {
    let mut roots = BTreeSet::new();
    Words::default().scan(text, |word, kind, _| {
        if kind == Kind::Part && !is_noise(word, false) {
            roots.insert(root(word).to_owned());
        }
    });
    roots
}

/// A word of the text and the words of the index that answer it.
struct Group<'a> {
    word: String,
    members: Vec<(&'a [Posting], u64)>,
}

/// The incidents that share most with `text`, best first, newer before older where nothing else tells: those that share
/// at least a quarter of what the best one shares. Empty if nothing is shared.
pub fn similar(postings: &Postings, text: &str) -> Vec<Similar> {
    let documents = postings.lengths.len();
    let total: u64 = postings.lengths.iter().map(|it| u64::from(*it)).sum();
    let mean = total / (documents.max(1) as u64);
    let mut scores = vec![0_u64; documents];
    let mut shared: Vec<Vec<(u64, usize)>> = vec![Vec::new(); documents];
    let groups = groups(postings, text);
    for (number, group) in groups.iter().enumerate() {
        let mut quarters: BTreeMap<u32, u64> = BTreeMap::new();
        for (places, weight) in &group.members {
            for posting in *places {
                *quarters.entry(posting.document).or_default() +=
                    u64::from(prominence(posting.code)) * weight;
            }
        }
        let rare = rarity(documents as u64, quarters.len() as u64);
        for (document, quarters) in quarters {
            let document = document as usize;
            let length = u64::from(length_of(length_code(postings.lengths[document])));
            scores[document] += word_score(rare, quarters, length_norm(length, mean.max(1)));
            shared[document].push((rare, number));
        }
    }
    let best = scores.iter().copied().max().unwrap_or(0);
    let mut found: Vec<Similar> = (0..documents)
        .filter(|document| scores[*document] > 0 && scores[*document] * 4 >= best)
        .map(|document| {
            let mut words = std::mem::take(&mut shared[document]);
            words.sort_by(|a, b| {
                b.0.cmp(&a.0)
                    .then_with(|| groups[a.1].word.cmp(&groups[b.1].word))
            });
            Similar {
                record: documents - 1 - document,
                score: scores[document],
                words: words
                    .into_iter()
                    .map(|(_, number)| groups[number].word.clone())
                    .collect(),
            }
        })
        .collect();
    found.sort_by(|a, b| b.score.cmp(&a.score).then(a.record.cmp(&b.record)));
    found
}

/// The rarest words of a text that stand in the library.
fn groups<'a>(postings: &'a Postings, text: &str) -> Vec<Group<'a>> {
    let mut words: BTreeMap<String, bool> = BTreeMap::new();
    Words::default().scan(cut(text), |word, kind, _| {
        let whole = kind == Kind::Whole;
        if kind != Kind::Joined && !is_noise(word, whole) {
            words.insert(word.to_owned(), whole);
        }
    });
    let mut listed = Vec::new();
    let mut unlisted = Vec::new();
    for (word, whole) in words {
        let places = postings.of(&word);
        if is_spelling(&word, places.len(), postings.lengths.len()) {
            listed.push((places.len().ilog2(), word, whole));
        } else {
            unlisted.push((word, whole));
        }
    }
    listed.sort();
    // Identifiers first: they are what two occurrences of one error share.
    unlisted.sort_by(|a, b| {
        let length = |word: &str| word.encode_utf16().count();
        b.1.cmp(&a.1)
            .then_with(|| length(&b.0).cmp(&length(&a.0)))
            .then_with(|| a.0.cmp(&b.0))
    });
    unlisted.truncate(UNLISTED.max(WORDS.saturating_sub(listed.len())));
    let listed = listed.into_iter().map(|(_, word, whole)| (word, whole));
    unlisted
        .into_iter()
        .chain(listed)
        .take(WORDS)
        .map(|(word, whole)| Group {
            members: if whole {
                vec![(postings.of(&word), EXACT)]
            } else {
                forms(postings, &word)
            },
            word,
        })
        .filter(|group| group.members.iter().any(|(places, _)| !places.is_empty()))
        .collect()
}

/// The postings of a word and of its forms.
fn forms<'a>(postings: &'a Postings, word: &str) -> Vec<(&'a [Posting], u64)> {
    if word.encode_utf16().count() < 4 {
        let plural = format!("{word}s");
        return vec![(postings.of(word), EXACT), (postings.of(&plural), FORM)];
    }
    let base = root(word);
    postings
        .beginning_with(base)
        .filter(|(other, _)| *other == word || root(other) == base)
        .map(|(other, places)| (places, if other == word { EXACT } else { FORM }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::is_noise;

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
            assert!(is_noise(word, false), "{word}");
        }
        for word in [
            "502",
            "deadlock",
            "pg_stat_activity",
            "econnrefused",
            "facade",
            "sqlstate",
        ] {
            assert!(!is_noise(word, false), "{word}");
        }
    }
}
