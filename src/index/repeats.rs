//! What happened again: groups of incidents that share a pattern, or a component and its cause. A repeat within one
//! organisation is told apart from the same failure in several.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{UNKNOWN, text_id};
use crate::library::{Library, Record};
use crate::model::{ActionStatus, Fact, Facts, Postmortem, When};

/// Whose incidents a group is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All of one organisation: it happened again. Incidents that name no organisation are those of the library's own.
    Again,
    /// Of several organisations: the same failure elsewhere.
    Elsewhere,
}

impl Scope {
    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// Incidents that are the same failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Stable id, unique among the groups: an anchor.
    pub id: String,
    /// Whose they are.
    pub scope: Scope,
    /// Id of the pattern that all of them have, if they have one in common.
    pub pattern: Option<String>,
    /// Components that all of them have, as the first one writes them.
    pub components: Vec<String>,
    /// Id of the cause that all of them have.
    pub cause: Option<String>,
    /// The organisation, in a group of one that is named.
    pub organisation: Option<String>,
    /// Number of organisations; those that are not named are one.
    pub organisations: usize,
    /// The incidents, oldest first, unknown dates last.
    pub members: Vec<Occurrence>,
}

/// One incident of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Position in [`Library::records`].
    pub record: usize,
    /// Days since the one before it; `None` for the first one and where a date is not known.
    pub days_since: Option<u32>,
    /// Action items of earlier incidents of the same organisation that were not done when this one began, by what their
    /// postmortem states: position of its record, and place in its list.
    pub undone: Vec<(usize, usize)>,
}

/// The groups of a library: repeats within one organisation before the others, the latest first.
pub fn repeats(library: &Library) -> Vec<Repeat> {
    let mut again: BTreeMap<(String, Key), Vec<usize>> = BTreeMap::new();
    let mut elsewhere: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    // Oldest first; what has no date is last.
    let dated = |at: &usize| began(&library.records[*at].postmortem.facts).is_some();
    let (known, unknown): (Vec<usize>, Vec<usize>) =
        (0..library.records.len()).rev().partition(dated);
    for at in known.into_iter().chain(unknown) {
        let record = &library.records[at];
        let owner = organisation(record).map_or_else(String::new, text_id);
        for key in keys(record) {
            if let Key::Pattern(pattern) = &key {
                elsewhere.entry(pattern.clone()).or_default().push(at);
            }
            again.entry((owner.clone(), key)).or_default().push(at);
        }
    }
    let mut groups = Vec::new();
    for members in without_parts(again.into_iter()) {
        groups.push(group(library, Scope::Again, &members));
    }
    for members in elsewhere.into_values() {
        if owners(library, &members).len() > 1 {
            groups.push(group(library, Scope::Elsewhere, &members));
        }
    }
    groups.retain(|it| !are_apart(library, it));
    groups.sort_by_cached_key(|it| (it.scope, Reverse(latest(library, it)), it.id.clone()));
    name_apart(&mut groups);
    groups
}

/// What makes two incidents of one organisation the same failure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Pattern(String),
    /// Component and cause.
    Part(String, String),
}

fn keys(record: &Record) -> BTreeSet<Key> {
    let facts = &record.postmortem.facts;
    let patterns = counted(&facts.pattern).map(|it| Key::Pattern(text_id(it)));
    let cause = counted(facts.root_cause.as_slice()).find(|it| *it != UNKNOWN);
    let parts = cause.into_iter().flat_map(|cause| {
        counted(&facts.component).map(|it| Key::Part(text_id(it), cause.to_owned()))
    });
    patterns.chain(parts).collect()
}

fn counted(facts: &[Fact<String>]) -> impl Iterator<Item = &str> {
    let counted = facts.iter().filter(|fact| fact.counts());
    counted
        .map(|fact| fact.value.trim())
        .filter(|it| !it.is_empty())
}

fn organisation(record: &Record) -> Option<&str> {
    counted(record.postmortem.facts.organisation.as_slice()).next()
}

/// When an incident began; `None` if its postmortem does not say, or only doubtfully.
pub fn began(facts: &Facts) -> Option<When> {
    let known = [&facts.started, &facts.date].into_iter().flatten();
    known.filter(|it| it.counts()).map(|it| it.value).next()
}

/// Whether a group is but two incidents that an author keeps apart.
fn are_apart(library: &Library, group: &Repeat) -> bool {
    let [one, other] = group.members.as_slice() else {
        return false;
    };
    let [one, other] = [one, other].map(|it| &library.records[it.record].postmortem);
    let apart = |one: &Postmortem, other: &Postmortem| {
        let mut related = one.facts.related.iter();
        related.any(|it| it.is_apart() && (it.id == other.id || it.id == other.slug))
    };
    apart(one, other) || apart(other, one)
}

/// The groups of two and more that are no part of another one of the same organisation: what shares component and cause
/// often shares the pattern too.
fn without_parts(
    groups: impl Iterator<Item = ((String, Key), Vec<usize>)>,
) -> impl Iterator<Item = Vec<usize>> {
    let mut by_owner: BTreeMap<String, Vec<Vec<usize>>> = BTreeMap::new();
    for ((owner, _), members) in groups {
        if members.len() > 1 {
            by_owner.entry(owner).or_default().push(members);
        }
    }
    by_owner.into_values().flat_map(|mut groups| {
        groups.sort_by_key(|members| Reverse(members.len()));
        // The groups, largest first, that each incident is in: a part has all its members in one of them.
        let mut kept: Vec<Vec<usize>> = Vec::new();
        let mut of: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for members in groups {
            let mut within = members
                .iter()
                .map(|it| of.get(it).cloned().unwrap_or_default());
            let first = within.next().unwrap_or_default();
            if within.fold(first, |all, more| &all & &more).is_empty() {
                for member in &members {
                    of.entry(*member).or_default().insert(kept.len());
                }
                kept.push(members);
            }
        }
        kept
    })
}

fn owners(library: &Library, members: &[usize]) -> BTreeSet<String> {
    let owner = |at: &usize| organisation(&library.records[*at]).map_or_else(String::new, text_id);
    members.iter().map(owner).collect()
}

fn latest(library: &Library, group: &Repeat) -> Option<i64> {
    let times = group
        .members
        .iter()
        .map(|it| began(&library.records[it.record].postmortem.facts));
    times.flatten().map(|it| it.seconds()).max()
}

fn group(library: &Library, scope: Scope, members: &[usize]) -> Repeat {
    let records: Vec<&Record> = members.iter().map(|at| &*library.records[*at]).collect();
    let facts = |at: usize| &records[at].postmortem.facts;
    let all_have = |value: &str, of: fn(&Record) -> &[Fact<String>]| {
        let id = text_id(value);
        let has = |record: &&Record| counted(of(record)).any(|it| text_id(it) == id);
        records.iter().all(has)
    };
    let shared = |of: fn(&Record) -> &[Fact<String>]| -> Vec<String> {
        let values = counted(of(records[0])).filter(|it| all_have(it, of));
        values.map(str::to_owned).collect()
    };
    let pattern = shared(|it| &it.postmortem.facts.pattern).into_iter().next();
    let cause = shared(|it| it.postmortem.facts.root_cause.as_slice());
    let components = shared(|it| &it.postmortem.facts.component);
    let organisations = owners(library, members);
    let organisation = match scope {
        Scope::Again => counted(facts(0).organisation.as_slice()).next(),
        Scope::Elsewhere => None,
    };
    let cause = cause.into_iter().find(|it| it != UNKNOWN);
    let mut id: Vec<String> = organisation.map(text_id).into_iter().collect();
    match &pattern {
        Some(pattern) => id.push(text_id(pattern)),
        None => id.extend(
            components
                .iter()
                .take(1)
                .chain(&cause)
                .map(|it| text_id(it)),
        ),
    }
    Repeat {
        id: id.join("-"),
        scope,
        pattern,
        components,
        cause,
        organisation: organisation.map(str::to_owned),
        organisations: organisations.len(),
        members: occurrences(library, members, scope),
    }
}

fn occurrences(library: &Library, members: &[usize], scope: Scope) -> Vec<Occurrence> {
    let day = |at: usize| began(&library.records[at].postmortem.facts).map(|it| it.utc().date());
    let mut made = Vec::new();
    for (n, at) in members.iter().enumerate() {
        let before = n.checked_sub(1).map(|n| members[n]);
        let since = before.and_then(day).zip(day(*at));
        let days = since.and_then(|(from, to)| u32::try_from((to - from).get_days()).ok());
        let earlier = &members[..n];
        let undone = match (scope, day(*at)) {
            (Scope::Again, Some(began)) => undone(library, earlier, began),
            _ => Vec::new(),
        };
        made.push(Occurrence {
            record: *at,
            days_since: days,
            undone,
        });
    }
    made
}

/// Most earlier incidents whose actions are looked at, the nearest: who failed more often than that has other worries.
const EARLIER: usize = 20;

/// Action items of earlier incidents that were not done on a day, by what their postmortems state; one whose status is
/// not stated is not among them.
fn undone(library: &Library, earlier: &[usize], day: Date) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for at in &earlier[earlier.len().saturating_sub(EARLIER)..] {
        let items = &library.records[*at].postmortem.facts.action_items;
        for (n, item) in items.iter().enumerate() {
            let open = matches!(
                item.status,
                Some(ActionStatus::Open | ActionStatus::InProgress)
            );
            let later = item.closed.is_some_and(|closed| closed > day);
            if later || open && item.closed.is_none() {
                found.push((*at, n));
            }
        }
    }
    found
}

/// Anchors that several groups would have get a number.
fn name_apart(groups: &mut [Repeat]) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for group in groups {
        let count = taken.entry(group.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            group.id = format!("{}--{count}", group.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;
    use crate::model::{Confidence, Precision, Quote};

    #[test]
    fn a_doubtful_start_does_not_hide_a_stated_day() {
        let when = |day| When {
            civil: jiff::civil::date(2024, 5, day).at(0, 0, 0, 0),
            offset: None,
            precision: Precision::Day,
        };
        let quote = || Quote {
            text: String::new(),
            line: 1,
            span: Span::default(),
        };
        let facts = Facts {
            started: Some(Fact::inferred(when(2), Confidence::Low, quote())),
            date: Some(Fact::stated(when(1), quote())),
            ..Facts::default()
        };
        assert_eq!(began(&facts), Some(when(1)));
    }
}
