//! Which incidents belong together, and why: by what their authors say, by pattern, component, cause and service, and by
//! the rare words of their texts.
//!
//! Made to stay the same from one build to the next. What a shared value is worth depends on how many incidents have it,
//! counted in powers of two, so that an unrelated incident more or less changes nothing; the size of the library
//! counts in powers of two as well, and no more from 512 incidents on.
//!
//! Made to take time in proportion to the library: an incident is compared with those that share something rare with
//! it and, of something common, with its neighbours in time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::edit::Changed;
use super::evidence::{called, is_telling, keys, names, strength};
use super::fields;
use super::postings::{Places, Postings, WordAt, code, prominence};
use super::reason::{Reason, ReasonKind};
use super::roots::root;
use super::words::Words;
use crate::library::Record;
use crate::model::family;

/// Most incidents that are given.
pub const RELATED_MAX: usize = 5;

/// What an incident has to share at least; less is not worth a reader's time.
const FLOOR: u32 = 18;
/// What words alone have to be worth: without a fact that both state, more is asked of them.
const WORDS_ALONE: u32 = 26;

/// A value that more incidents have leads to its neighbours in time only.
const COMMON: usize = 64;
/// Neighbours on either side.
const NEIGHBOURS: usize = 24;
/// A word that more texts have does not count.
const WORD_COMMON: usize = 32;
/// Incidents that are compared in full.
const COMPARED: usize = 40;
/// Values of one kind that count in one comparison.
const KEYS: usize = 3;
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
    /// Rare words in their order, and how prominently each stands there: 1 to 3.
    words: Vec<(WordAt, u8)>,
}

/// What relates the incidents of a library. Made once, asked for any incident, also for one that is still being written.
#[derive(Debug, Default)]
pub struct Relations {
    stated: Arc<Stated>,
    /// Words that say nothing, whatever they are worth elsewhere: see [`names`].
    names: Arc<BTreeSet<String>>,
    /// The words of all texts; those that few have count.
    postings: Postings,
    /// The rare words of each incident, where they were gathered for all at once; else they are read when asked for.
    words: Option<Vec<Vec<(WordAt, u8)>>>,
    /// Binary length of the library's size.
    scale: u32,
}

/// What the incidents of a library are called, and what their authors state.
#[derive(Debug, Default)]
struct Stated {
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
    /// For each incident its keys, ascending.
    of: Vec<Vec<u32>>,
    /// For each incident those whose authors name it.
    named_by: BTreeMap<u32, Vec<u32>>,
    /// For each incident those whose authors keep it apart from theirs.
    kept_apart_by: BTreeMap<u32, Vec<u32>>,
}

impl Stated {
    /// `records` are those of a library, oldest first.
    fn of(records: &[&Arc<Record>]) -> Self {
        let mut made = Self::default();
        for (number, record) in (0_u32..).zip(records) {
            let it = &record.postmortem;
            made.slugs.push(it.slug.clone());
            made.numbers.insert(it.slug.clone(), number);
            made.names.insert(it.slug.clone(), number);
        }
        // An id outranks a slug of the same text.
        for (number, record) in (0_u32..).zip(records) {
            made.names.insert(record.postmortem.id.clone(), number);
        }
        for (number, record) in (0_u32..).zip(records) {
            let own = made.add_keys(number, record);
            made.of.push(own);
            made.add_named(number, record);
        }
        made
    }

    fn add_keys(&mut self, number: u32, record: &Record) -> Vec<u32> {
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
        own
    }

    fn add_named(&mut self, number: u32, record: &Record) {
        for related in &record.postmortem.facts.related {
            let Some(other) = self.names.get(&related.id).copied() else {
                continue;
            };
            if other == number {
                continue;
            }
            let list = if related.is_apart() {
                &mut self.kept_apart_by
            } else {
                &mut self.named_by
            };
            list.entry(other).or_default().push(number);
        }
    }
}

/// Whether two texts of one incident state the same, as far as it relates incidents.
fn states_the_same(one: &Record, other: &Record) -> bool {
    let named = |it: &Record| -> Vec<(String, bool)> {
        let related = it.postmortem.facts.related.iter();
        related.map(|it| (it.id.clone(), it.is_apart())).collect()
    };
    let (a, b) = (&one.postmortem, &other.postmortem);
    a.slug == b.slug && a.id == b.id && named(one) == named(other) && keys(one) == keys(other)
}

impl Relations {
    /// What relates the incidents of a library; `records` are its own, oldest first, and `postings` theirs.
    pub(super) fn of(records: &[&Arc<Record>], postings: Postings) -> Self {
        let mut made = Self {
            stated: Arc::new(Stated::of(records)),
            names: Arc::new(names(records)),
            postings,
            words: None,
            scale: scale(records.len()),
        };
        made.words = Some(made.rare_words());
        made
    }

    /// The same where only some documents have changed.
    pub(super) fn changed(
        &self,
        changed: &[Changed<'_>],
        records: &[&Arc<Record>],
        postings: Postings,
    ) -> Self {
        let same = |of: fn(&Record, &Record) -> bool| {
            let mut all = changed.iter();
            all.all(|it| {
                it.before
                    .zip(it.now)
                    .is_some_and(|(before, now)| of(before, now))
            })
        };
        Self {
            stated: match same(states_the_same) {
                true => self.stated.clone(),
                false => Arc::new(Stated::of(records)),
            },
            names: match same(|one, other| called(one).eq(called(other))) {
                true => self.names.clone(),
                false => Arc::new(names(records)),
            },
            postings,
            words: None,
            scale: scale(records.len()),
        }
    }

    /// The words of each incident that few texts have.
    fn rare_words(&self) -> Vec<Vec<(WordAt, u8)>> {
        let mut all = vec![Vec::new(); self.stated.slugs.len()];
        for (at, word, places) in self.postings.all() {
            if places.len() < 2 || !self.is_rare(word, places) {
                continue;
            }
            for place in places.iter() {
                all[place.document as usize].push((at, strength(prominence(place.code))));
            }
        }
        all
    }

    /// Whether a word counts; one of a single text too, for a text that is still being written.
    fn is_rare(&self, word: &str, places: Places<'_>) -> bool {
        places.len() <= WORD_COMMON
            && self.rarity(places.len()) > 0
            && is_telling(word)
            && !self.names.contains(word)
    }

    /// What a value that `incidents` have is worth, 0 to 9: one less with each doubling.
    fn rarity(&self, incidents: usize) -> u32 {
        self.scale.saturating_sub(incidents.max(1).ilog2())
    }

    /// The incidents that belong to a document, best first: those that its authors name and the library holds, those
    /// whose authors name it, then those that come nearest, up to [`RELATED_MAX`] in all (more only where authors
    /// name more). What one side keeps apart is left out. The document may be one of the library, also one that has
    /// changed since, or a new one.
    pub fn related(&self, record: &Record) -> Vec<Relation> {
        let own = self.number(record);
        let (profile, apart) = (self.profile_of(record), self.apart(record));
        let mut found: Vec<Relation> = Vec::new();
        for (other, reason) in self.named(record, own) {
            let slug = &self.stated.slugs[other as usize];
            if apart.contains(&other) || found.iter().any(|it| it.slug == *slug) {
                continue;
            }
            let (_, shared) = self.compare(&profile, other);
            let reasons = std::iter::once(reason).chain(shared).collect();
            found.push(self.relation(other, u32::MAX, reasons));
        }
        let is_named = |other: u32| {
            let slug = &self.stated.slugs[other as usize];
            found.iter().any(|it| it.slug == *slug)
        };
        let near = self.nearest(&profile, own, |other| {
            !apart.contains(&other) && !is_named(other)
        });
        let room = RELATED_MAX.saturating_sub(found.len());
        found.extend(near.into_iter().take(room));
        found
    }

    /// The past incidents that come nearest to a document that is being written, best first, at most [`RELATED_MAX`];
    /// those that it names itself are not left out. It need not be part of the library; it is not compared with
    /// an incident of its own slug, nor with what it keeps apart. Takes some hundred microseconds among 10,000
    /// incidents.
    pub fn closest(&self, record: &Record) -> Vec<Relation> {
        let apart = self.apart(record);
        self.nearest(&self.profile(record), self.number(record), |other| {
            !apart.contains(&other)
        })
    }

    fn number(&self, record: &Record) -> Option<u32> {
        self.stated.numbers.get(&record.postmortem.slug).copied()
    }

    /// The incidents that an author names together with this one: here, then there.
    fn named(&self, record: &Record, own: Option<u32>) -> Vec<(u32, Reason)> {
        let told = |kind, why: Option<String>| Reason::new(kind, why.into_iter().collect());
        let stated = record.postmortem.facts.related.iter();
        let here = stated.filter(|it| !it.is_apart()).filter_map(|it| {
            let other = self.stated.names.get(&it.id).copied();
            let why = || it.kind.as_ref().map(|kind| kind.replace('-', " "));
            let why = it.reason.clone().or_else(why);
            Some((
                other.filter(|it| Some(*it) != own)?,
                told(ReasonKind::Named, why),
            ))
        });
        let there = own.and_then(|own| self.stated.named_by.get(&own));
        let there = there.into_iter().flatten();
        // Words that say what this one is to the other do not say what the other one is to this.
        let there = there.map(|other| (*other, told(ReasonKind::NamedThere, None)));
        here.chain(there).collect()
    }

    /// The incidents that the authors of either side keep apart from this one.
    fn apart(&self, record: &Record) -> BTreeSet<u32> {
        let stated = record.postmortem.facts.related.iter();
        let mut apart: BTreeSet<u32> = stated
            .filter(|it| it.is_apart())
            .filter_map(|it| self.stated.names.get(&it.id).copied())
            .collect();
        let there = self
            .number(record)
            .and_then(|own| self.stated.kept_apart_by.get(&own));
        apart.extend(there.into_iter().flatten());
        apart
    }

    /// What an incident is compared by: as it was when the library was read, or as it reads now if it is new.
    fn profile_of(&self, record: &Record) -> Profile {
        let number = self.number(record).map(|it| it as usize);
        match (number, &self.words) {
            (Some(number), Some(words)) => Profile {
                keys: self.stated.of[number].clone(),
                words: words[number].clone(),
            },
            _ => self.profile(record),
        }
    }

    /// What a document is compared by, read from its text.
    fn profile(&self, record: &Record) -> Profile {
        let mut made = Profile::default();
        for (kind, id, _) in keys(record) {
            made.keys.extend(self.stated.keys.get(&(kind, id)));
        }
        made.keys.sort_unstable();
        made.keys.dedup();
        let mut counts: HashMap<WordAt, u32> = HashMap::new();
        let mut scanner = Words::default();
        fields::each(record, |weight, text, _| {
            scanner.scan(text, |word, _, _| {
                if let Some(at) = self.postings.find(word) {
                    *counts.entry(at).or_default() += weight;
                }
            });
        });
        let words = counts.into_iter().filter_map(|(at, count)| {
            let (word, places) = self.postings.at(at);
            let strength = strength(prominence(places.told(code(count))));
            (strength > 0 && self.is_rare(word, places)).then_some((at, strength))
        });
        made.words = words.collect();
        made.words.sort_unstable();
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
        found.retain(|(other, _)| Some(*other) != own && kept(*other));
        // The promising ones are compared in full.
        found.sort_unstable_by_key(|(other, worth)| std::cmp::Reverse((*worth, *other)));
        found.truncate(COMPARED);
        let mut compared: Vec<(u32, u32, Vec<Reason>)> = found
            .into_iter()
            .map(|(other, _)| {
                let (score, reasons) = self.compare(profile, other);
                (score, other, reasons)
            })
            .filter(|(score, _, reasons)| {
                let is_words = |it: &Reason| it.kind == ReasonKind::Words;
                let floor = if reasons.iter().all(is_words) {
                    WORDS_ALONE
                } else {
                    FLOOR
                };
                *score >= floor && !reasons.is_empty()
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
            slug: self.stated.slugs[other as usize].clone(),
            score,
            reasons,
        }
    }

    /// The incidents that share something with `profile`, and roughly how much.
    fn candidates(&self, profile: &Profile, own: Option<u32>) -> Vec<(u32, u32)> {
        let mut worth = vec![0_u32; self.stated.slugs.len()];
        let mut touched = Vec::new();
        let mut add = |document: u32, points: u32| {
            let worth = &mut worth[document as usize];
            if *worth == 0 && points > 0 {
                touched.push(document);
            }
            *worth += points;
        };
        for key in &profile.keys {
            let members = &self.stated.members[*key as usize];
            let points = self.key_worth(self.stated.values[*key as usize].0, members.len());
            for member in neighbours(members, own) {
                add(*member, points);
            }
        }
        for (word, strength) in &profile.words {
            let places = self.postings.at(*word).1;
            let rare = self.rarity(places.len());
            for place in places.iter() {
                add(
                    place.document,
                    rare * u32::from((*strength).min(self::strength(prominence(place.code)))),
                );
            }
        }
        let worth = |document: &u32| (*document, worth[*document as usize]);
        touched.iter().map(worth).collect()
    }

    /// What sharing a value of this kind is worth.
    fn key_worth(&self, kind: ReasonKind, incidents: usize) -> u32 {
        let rare = self.rarity(incidents);
        match kind {
            ReasonKind::Errors => 30 + rare,
            ReasonKind::Pattern => 24 + 2 * rare,
            ReasonKind::Kindred => 16 + rare,
            ReasonKind::Component => 6 + 2 * rare,
            ReasonKind::Trigger => 2 + 2 * rare,
            ReasonKind::Cause => 2 + rare,
            ReasonKind::Service | ReasonKind::Tag => 2 * rare,
            ReasonKind::Organisation => rare.min(2),
            ReasonKind::Named | ReasonKind::NamedThere | ReasonKind::Words => 0,
        }
    }

    /// What a document shares with an incident: how much, and what.
    fn compare(&self, profile: &Profile, number: u32) -> (u32, Vec<Reason>) {
        let stated = &*self.stated;
        let other = &stated.of[number as usize];
        let mut shared: BTreeMap<ReasonKind, Vec<(u32, u32)>> = BTreeMap::new();
        for key in &profile.keys {
            if other.binary_search(key).is_ok() {
                let kind = stated.values[*key as usize].0;
                let worth = self.key_worth(kind, stated.members[*key as usize].len());
                shared.entry(kind).or_default().push((worth, *key));
            }
        }
        if shared.contains_key(&ReasonKind::Pattern) {
            shared.remove(&ReasonKind::Kindred);
        }
        let mut score = 0;
        let mut reasons: Vec<Reason> = Vec::new();
        for (kind, keys) in &mut shared {
            // A component that failed in both is not their topic as well.
            let said = |key: u32| {
                let value = &stated.values[key as usize].1;
                let of = |it: &&Reason| it.kind == ReasonKind::Component;
                *kind == ReasonKind::Tag
                    && reasons
                        .iter()
                        .filter(of)
                        .any(|it| it.values.contains(value))
            };
            keys.retain(|(_, key)| !said(*key));
            keys.sort_unstable_by_key(|(worth, key)| (std::cmp::Reverse(*worth), *key));
            // Incidents with many tags and services share some by chance.
            keys.truncate(KEYS);
            score += keys.iter().map(|(worth, _)| worth).sum::<u32>();
            let told = keys.iter().filter(|(worth, _)| *worth > 2);
            let values: Vec<String> = told.map(|(_, key)| self.told(*key, other)).collect();
            if !values.is_empty() {
                reasons.push(Reason::new(*kind, values));
            }
        }
        let (words, worth) = self.shared_words(profile, number, &reasons);
        if !words.is_empty() {
            reasons.push(Reason::new(ReasonKind::Words, words));
        }
        (score + worth, reasons)
    }

    /// What a reader is told of a shared key: its value; of a family of patterns the pattern that the other one has.
    fn told(&self, key: u32, other: &[u32]) -> String {
        let values = &self.stated.values;
        let (kind, value) = &values[key as usize];
        let kin = |own: &&(ReasonKind, String)| {
            own.0 == ReasonKind::Pattern && family(&own.1) == family(value)
        };
        let theirs = || {
            let theirs = other.iter().map(|key| &values[*key as usize]);
            theirs.filter(|_| *kind == ReasonKind::Kindred).find(kin)
        };
        theirs().map_or(value, |(_, pattern)| pattern).clone()
    }

    /// The rarest and most prominent words that both have and that the other reasons do not say already, and what they
    /// are worth together.
    fn shared_words(&self, profile: &Profile, number: u32, said: &[Reason]) -> (Vec<String>, u32) {
        let mut words: Vec<(u32, WordAt)> = profile
            .words
            .iter()
            .filter_map(|(word, strength)| {
                let places = self.postings.at(*word).1;
                let place = places.of(number)?;
                let both = (*strength).min(self::strength(prominence(place.code)));
                let worth = self.rarity(places.len()) * u32::from(both);
                (worth > 0).then_some((worth, *word))
            })
            .collect();
        words.sort_unstable_by_key(|(worth, word)| (std::cmp::Reverse(*worth), *word));
        words.truncate(4 * WORDS);
        let values = said.iter().flat_map(|it| &it.values);
        let mut said: Vec<Said> = values.map(|value| Said::of(value)).collect();
        let before = said.len();
        let mut worth = 0;
        let mut told = Vec::new();
        for (points, word) in words {
            if said.len() == before + WORDS {
                break;
            }
            let word = self.postings.at(word).0;
            let new = Said::of(word);
            if !said.iter().any(|it| it.says(&new)) {
                worth += points;
                said.push(new);
                if told.len() < WORDS_TOLD {
                    told.push(word.to_owned());
                }
            }
        }
        (told, worth.min(WORDS_WORTH))
    }
}

/// Binary length of a library's size, up to where it counts no more.
fn scale(records: usize) -> u32 {
    records.clamp(1, 512).ilog2()
}

/// A value or word as others are held against it: its letters and digits in lower case, and how long their root is.
struct Said {
    letters: String,
    root: usize,
}

impl Said {
    fn of(text: &str) -> Self {
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let letters = match plain {
            true => text.to_owned(),
            false => {
                let letters = text.chars().filter(|c| c.is_alphanumeric());
                letters.flat_map(char::to_lowercase).collect()
            }
        };
        let root = root(&letters).len();
        Self { letters, root }
    }

    fn root(&self) -> &str {
        &self.letters[..self.root]
    }

    /// Whether it says another one already: `routers` says `route`, `core-router` says `router` and `corerouter`.
    fn says(&self, word: &Self) -> bool {
        self.letters.contains(word.root()) || word.root().contains(self.root())
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
