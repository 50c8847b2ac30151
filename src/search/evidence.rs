//! What incidents are compared by: the values that they state, and the words that tell something.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::commonplace::is_commonplace;
use super::reason::ReasonKind;
use super::roots::root;
use super::symptom::is_noise;
use super::words::{Words, is_unspaced};
use crate::index::text_id;
use crate::library::Record;
use crate::model::{CATEGORIES, Fact, family};

/// How prominently a word stands in a text, 0 to 3: once in the text, which says nothing; a few times, or where the text
/// sums up; in error lines and names, or often; in the title.
pub(super) fn strength(prominence: u32) -> u8 {
    match prominence {
        0 | 1 => 0,
        2..6 => 1,
        6..13 => 2,
        _ => 3,
    }
}

/// Whether a word says something of what happened.
pub(super) fn is_telling(word: &str) -> bool {
    // Two neighbouring characters of Chinese or Japanese are rare where few texts are in that language, and say little.
    word.chars().count() > 2
        && !word.starts_with(is_unspaced)
        && !is_noise(word)
        && !is_commonplace(word)
}

/// Words that say nothing of what two incidents share: names of people, teams and organisations, since who writes much
/// is no relation; names of categories and what is chosen from a list, since they are compared as such.
pub(super) fn names(records: &[&Arc<Record>]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut scanner = Words::default();
    let mut add = |name: &str| {
        scanner.scan(name, |word, _, _| {
            names.insert(word.to_owned());
        });
    };
    CATEGORIES.iter().for_each(|it| add(it.name));
    for record in records {
        called(record).for_each(&mut add);
    }
    names
}

/// What a record says of people, teams, organisations, and what is chosen from a list.
pub(super) fn called(record: &Record) -> impl Iterator<Item = &str> {
    let facts = &record.postmortem.facts;
    let lists = [
        facts.authors.as_slice(),
        facts.owner.as_slice(),
        &facts.teams,
        facts.organisation.as_slice(),
        facts.mitigation.as_slice(),
        facts.detection.as_slice(),
    ];
    lists.into_iter().flatten().map(|it| it.value.as_str())
}

/// The values by which an incident is compared: kind, id, and the value as it is shown.
pub(super) fn keys(record: &Record) -> Vec<(ReasonKind, String, String)> {
    let facts = &record.postmortem.facts;
    let mut keys = Vec::new();
    let mut put = |kind, facts: &[Fact<String>]| {
        for fact in facts.iter().filter(|fact| fact.counts()) {
            let value = fact.value.trim();
            if !value.is_empty() && !says_nothing(value) {
                keys.push((kind, forms(value), value.to_owned()));
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
    // What failed here may be but a topic there.
    put(ReasonKind::Tag, &facts.component);
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

/// The id of a value in all its forms: `Feature flags` is `feature-flag`.
fn forms(value: &str) -> String {
    let id = text_id(value);
    let roots: Vec<&str> = id.split('-').map(root).collect();
    roots.join("-")
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
