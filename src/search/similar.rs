//! "Have we seen this before?": incidents that share the rare words of a log line, a stack trace or an alert. The same
//! ranking as in the browser (`askSymptom` and `rankSymptom` in `themes/default/assets/search.js`).

use std::collections::BTreeMap;

use super::columns::{length_code, length_of};
use super::files::is_spelling;
use super::postings::{Places, Postings, prominence};
use super::reason::{Reason, ReasonKind};
use super::roots::root;
use super::score::{length_norm, rarity, word_score};
use super::symptom::{Telling, telling};

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

impl Similar {
    /// The shared words as a reason.
    pub fn shares(&self) -> Reason {
        let told = self.words.iter().take(WORDS_TOLD);
        Reason::new(ReasonKind::Words, told.cloned().collect())
    }
}

/// A word of the text and the words of the index that answer it.
struct Group<'a> {
    word: String,
    members: Vec<(Places<'a>, u64)>,
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
            for posting in places.iter() {
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
    let mut listed = Vec::new();
    let mut unlisted = Vec::new();
    for it in telling(text) {
        let places = postings.of(&it.word);
        if is_spelling(&it.word, places.len(), postings.lengths.len()) {
            listed.push((places.len().ilog2(), it));
        } else {
            unlisted.push(it);
        }
    }
    // The order of the text decides where nothing else does: both sorts are stable.
    listed.sort_by_key(|(common, it)| (it.frame, *common));
    // Identifiers first: they are what two occurrences of one error share. Kana are mostly endings.
    unlisted.sort_by_key(|it| (it.frame, !it.whole, it.word.contains(is_hiragana)));
    unlisted.truncate(UNLISTED.max(WORDS.saturating_sub(listed.len())));
    let listed = listed.into_iter().map(|(_, it)| it);
    unlisted
        .into_iter()
        .chain(listed)
        .take(WORDS)
        .map(|Telling { word, whole, .. }| Group {
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
fn forms<'a>(postings: &'a Postings, word: &str) -> Vec<(Places<'a>, u64)> {
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

/// Hiragana writes endings and small words; katakana and kanji write what things are called.
fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}
