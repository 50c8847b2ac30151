//! Which incidents belong together, and why: by what their authors say, by pattern, component, cause and service, and by
//! the rare words of their texts.
//!
//! Made to stay the same from one build to the next. What a shared value is worth depends on how many incidents have it,
//! counted in powers of two, so that an unrelated incident more or less changes nothing; the size of the library
//! counts in powers of two as well, and no more from 512 incidents on.
//!
//! Made to take time in proportion to the library: an incident is compared with those that share something rare with
//! it and, of something common, with its neighbours in time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields;
use super::postings::{Posting, Postings, prominence};
use super::reason::{Reason, ReasonKind};
use super::similar::is_noise;
use super::words::{Kind, Words, is_unspaced};
use crate::index::text_id;
use crate::library::{Library, Record};
use crate::model::{Fact, family};

/// Most incidents that are given.
pub const RELATED_MAX: usize = 5;

/// What an incident has to share at least; less is not worth a reader's time.
const FLOOR: u32 = 24;

/// A value that more incidents have leads to its neighbours in time only.
const COMMON: usize = 64;
/// Neighbours on either side.
const NEIGHBOURS: usize = 24;
/// A word that more texts have does not count.
const WORD_COMMON: usize = 32;
/// Incidents that are compared in full.
const COMPARED: usize = 40;
/// Words that count in one comparison.
const WORDS: usize = 8;
/// Most that words are worth together.
const WORDS_WORTH: u32 = 40;
/// Words that are told as a reason.
const WORDS_TOLD: usize = 4;

/// An incident that belongs to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Slug of the other incident.
    pub slug: String,
    /// How much is shared; comparable within one answer only. What an author names has the highest.
    pub score: u32,
    /// Why, strongest first; never empty.
    pub reasons: Vec<Reason>,
}

/// A value that incidents share, by kind and id.
type Key = (ReasonKind, String);

/// What an incident is compared by.
#[derive(Debug, Clone, Default)]
struct Profile {
    /// Numbers of keys, ascending.
    keys: Vec<u32>,
    /// Numbers of rare words, ascending, and how prominently each stands there: 1 to 4.
    words: Vec<(u32, u8)>,
}

/// What relates the incidents of a library. Made once, asked for any incident, also for one that is still being written.
#[derive(Debug, Default)]
pub struct Relations {
    /// Slugs, oldest first: an incident's number is its place here.
    slugs: Vec<String>,
    numbers: BTreeMap<String, u32>,
    /// Every id and slug by which an author may name an incident.
    names: BTreeMap<String, u32>,
    keys: BTreeMap<Key, u32>,
    /// For each key its incidents, ascending.
    members: Vec<Vec<u32>>,
    /// The value of each key as its first author writes it.
    values: Vec<(ReasonKind, String)>,
    words: Vec<Box<str>>,
    starts: Vec<usize>,
    places: Vec<Posting>,
    profiles: Vec<Profile>,
    /// For each incident those whose authors name it.
    named_by: BTreeMap<u32, Vec<(u32, Option<String>)>>,
    /// Pairs that an author keeps apart, smaller number first.
    apart: BTreeSet<(u32, u32)>,
    /// Binary length of the library's size.
    scale: u32,
}

impl Relations {
    /// What relates the incidents of `library`; `postings` are those of its records, oldest first.
    pub(super) fn of(library: &Library, postings: &Postings) -> Self {
        let records: Vec<&Arc<Record>> = library.records.iter().rev().collect();
        let mut made = Self {
            scale: records.len().clamp(1, 512).ilog2(),
            ..Self::default()
        };
        for (number, record) in (0_u32..).zip(&records) {
            let it = &record.postmortem;
            made.slugs.push(it.slug.clone());
            made.numbers.insert(it.slug.clone(), number);
            made.names.insert(it.slug.clone(), number);
        }
        // An id outranks a slug of the same text.
        for (number, record) in (0_u32..).zip(&records) {
            made.names.insert(record.postmortem.id.clone(), number);
        }
        made.profiles = vec![Profile::default(); records.len()];
        for (number, record) in (0_u32..).zip(&records) {
            made.add_keys(number, record);
            made.add_named(number, record);
        }
        made.add_words(postings, &people(&records));
        made
    }

    fn add_keys(&mut self, number: u32, record: &Record) {
        let mut own = Vec::new();
        for (kind, id, value) in keys(record) {
            let next = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
            let key = *self.keys.entry((kind, id)).or_insert(next);
            if key == next {
                self.members.push(Vec::new());
                self.values.push((kind, value));
            }
            let members = &mut self.members[key as usize];
            if members.last() != Some(&number) {
                members.push(number);
                own.push(key);
            }
        }
        own.sort_unstable();
        self.profiles[number as usize].keys = own;
    }

    fn add_named(&mut self, number: u32, record: &Record) {
        for related in &record.postmortem.facts.related {
            let Some(other) = self.names.get(&related.id).copied() else {
                continue;
            };
            if other == number {
                continue;
            }
            if is_apart(related) {
                self.apart.insert(pair(number, other));
            } else {
                let named = self.named_by.entry(other).or_default();
                named.push((number, related.reason.clone()));
            }
        }
    }

    /// Keeps the words that few texts have; those of one text alone too, for a text that is still being written.
    fn add_words(&mut self, postings: &Postings, people: &BTreeSet<String>) {
        self.starts.push(0);
        for (word, places) in postings.iter() {
            if places.len() > WORD_COMMON
                || self.rarity(places.len()) == 0
                || !is_telling(word)
                || people.contains(word)
            {
                continue;
            }
            let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            self.words.push(word.into());
            self.places.extend_from_slice(places);
            self.starts.push(self.places.len());
            if places.len() > 1 {
                for place in places {
                    let profile = &mut self.profiles[place.document as usize];
                    profile
                        .words
                        .push((number, strength(prominence(place.code))));
                }
            }
        }
    }

    /// What a value that `incidents` have is worth, 0 to 9: one less with each doubling.
    fn rarity(&self, incidents: usize) -> u32 {
        self.scale.saturating_sub(incidents.max(1).ilog2())
    }

    /// The incidents that belong to the one with this slug, best first, at most [`RELATED_MAX`]; empty if there is no such
    /// incident or none comes near enough. First those that an author names.
    pub fn of_incident(&self, slug: &str) -> Vec<Relation> {
        let Some(number) = self.numbers.get(slug).copied() else {
            return Vec::new();
        };
        let mut found: Vec<Relation> = Vec::new();
        for (by, why) in self.named_by.get(&number).into_iter().flatten() {
            let reason = Reason::new(ReasonKind::NamedThere, why.iter().cloned().collect());
            found.push(self.relation(*by, u32::MAX, vec![reason]));
        }
        let profile = &self.profiles[number as usize];
        let kept = |other: u32| {
            other != number
                && !self.apart.contains(&pair(number, other))
                && found.iter().all(|it| it.slug != self.slugs[other as usize])
        };
        let computed = self.nearest(profile, Some(number), kept);
        found.extend(computed);
        found.truncate(RELATED_MAX);
        found
    }

    /// The past incidents that come nearest to a document that is being written, best first, at most [`RELATED_MAX`].
    /// It need not be part of the library; an incident of its slug is not compared with itself, and those that its
    /// `related` keeps apart are left out. Takes a few hundred microseconds among 10,000 incidents.
    pub fn closest(&self, record: &Record) -> Vec<Relation> {
        let own = self.numbers.get(&record.postmortem.slug).copied();
        let related = &record.postmortem.facts.related;
        let apart: BTreeSet<u32> = related
            .iter()
            .filter(|it| is_apart(it))
            .filter_map(|it| self.names.get(&it.id).copied())
            .collect();
        let kept = |other: u32| Some(other) != own && !apart.contains(&other);
        self.nearest(&self.profile(record), own, kept)
    }

    /// What a document is compared by, read from its text.
    fn profile(&self, record: &Record) -> Profile {
        let mut made = Profile::default();
        for (kind, id, _) in keys(record) {
            made.keys.extend(self.keys.get(&(kind, id)));
        }
        made.keys.sort_unstable();
        made.keys.dedup();
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        let mut scanner = Words::default();
        fields::each(record, |weight, text, _| {
            scanner.scan(text, |word, _, _| {
                if let Ok(at) = self.words.binary_search_by(|it| (**it).cmp(word)) {
                    *counts
                        .entry(u32::try_from(at).unwrap_or(u32::MAX))
                        .or_default() += weight;
                }
            });
        });
        let words = counts.into_iter();
        made.words = words.map(|(at, count)| (at, strength(count))).collect();
        made
    }

    /// The incidents that `kept` keeps and that share enough with `profile`, best first.
    fn nearest(
        &self,
        profile: &Profile,
        own: Option<u32>,
        kept: impl Fn(u32) -> bool,
    ) -> Vec<Relation> {
        let mut found: Vec<(u32, u32)> = self.candidates(profile, own);
        found.retain(|(other, _)| kept(*other));
        // The promising ones are compared in full.
        found.sort_unstable_by_key(|(other, worth)| std::cmp::Reverse((*worth, *other)));
        found.truncate(COMPARED);
        let mut compared: Vec<(u32, u32, Vec<Reason>)> = found
            .into_iter()
            .filter_map(|(other, _)| {
                let (score, reasons) =
                    self.compare(profile, &self.profiles[other as usize], other)?;
                Some((score, other, reasons))
            })
            .collect();
        compared.sort_by_key(|(score, other, _)| std::cmp::Reverse((*score, *other)));
        compared.truncate(RELATED_MAX);
        compared
            .into_iter()
            .map(|(score, other, reasons)| self.relation(other, score, reasons))
            .collect()
    }

    fn relation(&self, other: u32, score: u32, reasons: Vec<Reason>) -> Relation {
        Relation {
            slug: self.slugs[other as usize].clone(),
            score,
            reasons,
        }
    }

    /// The incidents that share something with `profile`, and roughly how much.
    fn candidates(&self, profile: &Profile, own: Option<u32>) -> Vec<(u32, u32)> {
        let mut worth = vec![0_u32; self.slugs.len()];
        let mut touched = Vec::new();
        let mut add = |document: u32, points: u32| {
            let worth = &mut worth[document as usize];
            if *worth == 0 && points > 0 {
                touched.push(document);
            }
            *worth += points;
        };
        for key in &profile.keys {
            let members = &self.members[*key as usize];
            let points = self.key_worth(self.values[*key as usize].0, members.len());
            for member in neighbours(members, own) {
                add(*member, points);
            }
        }
        for (word, strength) in &profile.words {
            let places = self.places(*word);
            let rare = self.rarity(places.len());
            for place in places {
                add(
                    place.document,
                    rare * u32::from((*strength).min(self::strength(prominence(place.code)))),
                );
            }
        }
        let worth = |document: &u32| (*document, worth[*document as usize]);
        touched.iter().map(worth).collect()
    }

    fn places(&self, word: u32) -> &[Posting] {
        let word = word as usize;
        &self.places[self.starts[word]..self.starts[word + 1]]
    }

    /// What sharing a value of this kind is worth.
    fn key_worth(&self, kind: ReasonKind, incidents: usize) -> u32 {
        let rare = self.rarity(incidents);
        match kind {
            ReasonKind::Errors => 30 + rare,
            ReasonKind::Pattern => 24 + 2 * rare,
            ReasonKind::Kindred => 12 + rare,
            ReasonKind::Component => 6 + 2 * rare,
            ReasonKind::Trigger => 2 + 2 * rare,
            ReasonKind::Cause => 2 + rare,
            ReasonKind::Service | ReasonKind::Tag => 2 * rare,
            ReasonKind::Organisation => rare.min(2),
            ReasonKind::Named | ReasonKind::NamedThere | ReasonKind::Words => 0,
        }
    }

    /// What two incidents share; `None` if that is too little.
    fn compare(&self, one: &Profile, other: &Profile, number: u32) -> Option<(u32, Vec<Reason>)> {
        let mut score = 0;
        let mut shared: BTreeMap<ReasonKind, Vec<(u32, u32)>> = BTreeMap::new();
        for key in common(&one.keys, &other.keys, |key| *key) {
            let kind = self.values[key.0 as usize].0;
            let worth = self.key_worth(kind, self.members[key.0 as usize].len());
            shared.entry(kind).or_default().push((worth, key.0));
        }
        if shared.contains_key(&ReasonKind::Pattern) {
            shared.remove(&ReasonKind::Kindred);
        }
        let mut reasons = Vec::new();
        for (kind, keys) in &mut shared {
            keys.sort_unstable_by_key(|(worth, key)| (std::cmp::Reverse(*worth), *key));
            // Incidents with many tags and services share some by chance.
            score += keys.iter().take(3).map(|(worth, _)| worth).sum::<u32>();
            let told = keys.iter().filter(|(worth, _)| *worth > 2).take(3);
            let values = told.map(|(_, key)| self.told(*key, other));
            let values: Vec<String> = values.collect();
            if !values.is_empty() {
                reasons.push(Reason::new(*kind, values));
            }
        }
        let (words, worth) = self.shared_words(one, number);
        score += worth;
        let anchored = shared.keys().any(|kind| *kind <= ReasonKind::Component) || worth >= FLOOR;
        if !words.is_empty() {
            reasons.push(Reason::new(ReasonKind::Words, words));
        }
        (anchored && score >= FLOOR && !reasons.is_empty()).then_some((score, reasons))
    }

    /// What a reader is told of a shared key: its value; of a family of patterns the pattern that the other one has.
    fn told(&self, key: u32, other: &Profile) -> String {
        let (kind, value) = &self.values[key as usize];
        let kin = |own: &&(ReasonKind, String)| {
            own.0 == ReasonKind::Pattern && family(&own.1) == family(value)
        };
        let theirs = || {
            let values = other.keys.iter().map(|key| &self.values[*key as usize]);
            values.filter(|_| *kind == ReasonKind::Kindred).find(kin)
        };
        theirs().map_or(value, |(_, pattern)| pattern).clone()
    }

    /// The rarest and most prominent words that both have, and what they are worth together.
    fn shared_words(&self, one: &Profile, number: u32) -> (Vec<String>, u32) {
        // A text that is being written may share words with one incident alone, which that incident's profile has not.
        let theirs = |word: u32| {
            let places = self.places(word);
            let at = places.binary_search_by_key(&number, |place| place.document);
            at.ok().map(|at| strength(prominence(places[at].code)))
        };
        let mut words: Vec<(u32, u32)> = one
            .words
            .iter()
            .filter_map(|(word, strength)| {
                let both = (*strength).min(theirs(*word)?);
                Some((
                    self.rarity(self.places(*word).len()) * u32::from(both),
                    *word,
                ))
            })
            .collect();
        words.sort_unstable_by_key(|(worth, word)| (std::cmp::Reverse(*worth), *word));
        words.truncate(WORDS);
        let worth: u32 = words.iter().map(|(worth, _)| worth).sum();
        let told = words
            .iter()
            .take(WORDS_TOLD)
            .map(|(_, word)| self.words[*word as usize].to_string());
        (told.collect(), worth.min(WORDS_WORTH))
    }
}

/// The members of a key that are worth a look: all of few, of many those next to `own` in time, or the newest.
fn neighbours(members: &[u32], own: Option<u32>) -> &[u32] {
    if members.len() <= COMMON {
        return members;
    }
    let at = own.map_or(members.len(), |own| {
        members.partition_point(|member| *member < own)
    });
    let from = at
        .saturating_sub(NEIGHBOURS)
        .min(members.len() - 2 * NEIGHBOURS);
    &members[from..from + 2 * NEIGHBOURS]
}

/// What both sorted lists hold.
fn common<'a, T>(
    one: &'a [T],
    other: &'a [T],
    key: impl Fn(&T) -> u32,
) -> impl Iterator<Item = (u32, &'a T)> {
    one.iter().filter_map(move |it| {
        let wanted = key(it);
        let at = other.binary_search_by_key(&wanted, &key).ok()?;
        Some((wanted, &other[at]))
    })
}

fn pair(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

/// Whether an author keeps two incidents apart.
pub fn is_apart(related: &crate::model::Related) -> bool {
    related.kind.as_deref() == Some("not-similar")
}

/// How prominently a word stands in a text, 1 to 4: once in the text; a few times, or where it sums up; in error lines,
/// tags and names; in the title.
fn strength(prominence: u32) -> u8 {
    match prominence {
        0 | 1 => 1,
        2..5 => 2,
        5..12 => 3,
        _ => 4,
    }
}

/// Whether a word says something of what happened.
fn is_telling(word: &str) -> bool {
    // Two neighbouring characters of Chinese or Japanese are rare where few texts are in that language, and say little.
    word.chars().count() > 2 && !word.starts_with(is_unspaced) && !is_noise(word, true)
}

/// The words of names of people, teams and organisations: who writes much is no relation between incidents.
fn people(records: &[&Arc<Record>]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut scanner = Words::default();
    for record in records {
        let facts = &record.postmortem.facts;
        let lists = [
            facts.authors.as_slice(),
            facts.owner.as_slice(),
            &facts.teams,
            facts.organisation.as_slice(),
        ];
        for fact in lists.into_iter().flatten() {
            scanner.scan(&fact.value, |word, kind, _| {
                if kind != Kind::Joined {
                    names.insert(word.to_owned());
                }
            });
        }
    }
    names
}

/// The values by which an incident is compared: kind, id, and the value as it is shown.
fn keys(record: &Record) -> Vec<(ReasonKind, String, String)> {
    let facts = &record.postmortem.facts;
    let mut keys = Vec::new();
    let mut put = |kind, facts: &[Fact<String>]| {
        for fact in facts.iter().filter(|fact| fact.counts()) {
            let value = fact.value.trim();
            if !value.is_empty() && !says_nothing(value) {
                keys.push((kind, text_id(value), value.to_owned()));
            }
        }
    };
    put(ReasonKind::Pattern, &facts.pattern);
    put(ReasonKind::Component, &facts.component);
    put(ReasonKind::Trigger, facts.trigger.as_slice());
    put(ReasonKind::Cause, facts.root_cause.as_slice());
    put(ReasonKind::Service, &facts.services);
    put(ReasonKind::Organisation, facts.organisation.as_slice());
    put(ReasonKind::Tag, &facts.tags);
    for pattern in facts.pattern.iter().filter(|fact| fact.counts()) {
        if let Some(family) = family(&pattern.value) {
            keys.push((
                ReasonKind::Kindred,
                family.to_string(),
                pattern.value.clone(),
            ));
        }
    }
    keys
}

/// Whether a value is a way of saying that there is none.
fn says_nothing(value: &str) -> bool {
    const NOTHING: [&str; 8] = [
        "unknown",
        "none",
        "none found",
        "not known",
        "not disclosed",
        "n/a",
        "tbd",
        "other",
    ];
    NOTHING.iter().any(|it| value.eq_ignore_ascii_case(it))
}
