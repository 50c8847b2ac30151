//! "Have we seen this before?": incidents that share the rare words of a log line, a stack trace or an alert. The same
//! ranking as in the browser (`askSymptom` and `rankSymptom` in `themes/default/assets/search.js`).

use std::collections::BTreeMap;

use super::columns::{length_code, length_of};
use super::files::is_spelling;
use super::postings::{Posting, Postings, prominence};
use super::roots::root;
use super::score::{length_norm, rarity, word_score};
use super::words::{Kind, Words};

/// Longest text that is read, in characters.
const TEXT_MAX: usize = 20_000;

/// Most words that are looked up: the rarest.
const WORDS: usize = 24;

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
fn is_noise(word: &str, whole: bool) -> bool {
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
    let end = text
        .char_indices()
        .nth(TEXT_MAX)
        .map_or(text.len(), |(at, _)| at);
    let mut words: BTreeMap<String, bool> = BTreeMap::new();
    Words::default().scan(&text[..end], |word, kind, _| {
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
