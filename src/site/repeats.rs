//! The ledger of repeats: what happened again in one organisation, and what happened in several.

use super::brief::brief;
use super::listing::{cut, page_address, page_count};
use super::shared::{Shared, bucket_address};
use super::{moment, view};
use crate::index::{Axis, Occurrence, Repeat, Scope, UNKNOWN, text_id};
use crate::search::ReasonKind;
use crate::theme::Context;

/// Address of the ledger.
pub(super) const ADDRESS: &str = "repeats/";

/// Groups on a page.
const GROUPS: usize = 50;
/// Incidents shown of a group: the latest.
const MEMBERS: usize = 12;
/// Groups named on the home page, of each scope.
const HOME: usize = 5;
/// Groups named on the page of one incident.
const OF_ONE: usize = 6;
/// Action items named below one incident.
const UNDONE: usize = 5;

/// Number of pages of the ledger; none if nothing happened twice.
pub(super) fn pages(repeats: &[Repeat]) -> usize {
    if repeats.is_empty() {
        0
    } else {
        page_count(repeats.len(), GROUPS)
    }
}

/// Page `n` of the ledger.
pub(super) fn page(shared: &Shared, address: &str, n: usize) -> Context {
    let (shown, pages) = cut(shared, &shared.repeats, ADDRESS, n, GROUPS);
    let groups: Vec<view::Group> = shown.iter().map(|it| group(shared, it, n)).collect();
    let page = view::Page {
        kind: "repeats",
        section: "repeats",
        title: shared.word("repeats.title"),
        description: shared.word("repeats.about"),
        ..view::Page::default()
    };
    let mut context = shared.context(address, page);
    context.insert("groups", &groups);
    context.insert("pages", &pages);
    context
}

/// The groups that the home page names: the latest of both scopes.
pub(super) fn worth_knowing(shared: &Shared) -> Vec<view::Group> {
    let of = |scope: Scope| {
        let groups = shared.repeats.iter().enumerate();
        let of = groups.filter(move |(_, it)| it.scope == scope).take(HOME);
        of.map(|(at, it)| group(shared, it, 1 + at / GROUPS))
    };
    of(Scope::Again).chain(of(Scope::Elsewhere)).collect()
}

/// The groups that the incident at a position is part of: what happened again before what happened elsewhere.
pub(super) fn of(shared: &Shared, at: usize) -> Vec<view::Recurrence> {
    let groups = shared.repeats_of(at).take(OF_ONE);
    groups
        .map(|(at, it)| view::Recurrence {
            scope: it.scope.id(),
            n: match it.scope {
                Scope::Again => it.members.len(),
                Scope::Elsewhere => it.organisations,
            },
            name: name(shared, it),
            url: url(shared, it, 1 + at / GROUPS),
        })
        .collect()
}

/// Address of a group on page `n`, as templates write it.
fn url(shared: &Shared, it: &Repeat, n: usize) -> String {
    format!("{}#{}", shared.href(&page_address(ADDRESS, n)), it.id)
}

/// A group on page `n`.
fn group(shared: &Shared, it: &Repeat, n: usize) -> view::Group {
    let hidden = it.members.len().saturating_sub(MEMBERS);
    let shown = it.members.iter().skip(hidden);
    let pattern = it.pattern.as_deref().map(text_id);
    let bucket = pattern
        .as_ref()
        .and_then(|id| shared.bucket(Axis::Pattern, id));
    let count = it.members.len();
    let time = (it.scope == Scope::Again).then(|| {
        let times = shared.filled("repeats.times", "n", &shared.words.number(count as u64));
        shared.word_or(&format!("repeats.time.{count}"), &times)
    });
    view::Group {
        id: it.id.clone(),
        scope: it.scope.id(),
        name: name(shared, it),
        url: url(shared, it, n),
        means: bucket.and_then(|it| shared.bucket_means(Axis::Pattern, it)),
        n: count,
        organisations: it.organisations,
        time,
        common: common(shared, it),
        members: shown.map(|it| member(shared, it)).collect(),
        more: hidden,
        all_url: all(it).map(|(axis, id)| shared.href(&bucket_address(axis, &id))),
    }
}

/// The list that holds all incidents of a group, and perhaps others.
fn all(it: &Repeat) -> Option<(Axis, String)> {
    let pattern = it.pattern.as_ref().map(|it| (Axis::Pattern, text_id(it)));
    let component = || Some((Axis::Component, text_id(it.components.first()?)));
    pattern.or_else(component)
}

/// What a group is called: `Cloudflare: bgp, Configuration change`.
fn name(shared: &Shared, it: &Repeat) -> String {
    let named = |axis: Axis, value: &str| bucket_name(shared, axis, value);
    let what = match &it.pattern {
        Some(pattern) => named(Axis::Pattern, pattern),
        None => {
            let parts = it
                .components
                .iter()
                .take(2)
                .map(|it| named(Axis::Component, it));
            let cause = it.cause.iter().map(|it| named(Axis::Cause, it));
            parts.chain(cause).collect::<Vec<_>>().join(", ")
        }
    };
    match &it.organisation {
        Some(organisation) => format!("{}: {what}", named(Axis::Organisation, organisation)),
        None => what,
    }
}

fn bucket_name(shared: &Shared, axis: Axis, value: &str) -> String {
    let bucket = shared.bucket(axis, &text_id(value));
    bucket
        .filter(|it| it.id != UNKNOWN)
        .map_or_else(|| value.to_owned(), |it| shared.bucket_name(axis, it))
}

/// What all incidents of a group have and its name does not say.
fn common(shared: &Shared, it: &Repeat) -> Vec<view::ReasonView> {
    let row = |kind: ReasonKind, axis: Axis, values: &[String]| {
        let values = values.iter().map(|value| view::SharedValue {
            name: bucket_name(shared, axis, value),
            url: shared
                .bucket(axis, &text_id(value))
                .map(|bucket| shared.bucket_url(axis, &bucket.id)),
        });
        view::ReasonView {
            id: kind.id(),
            name: shared.word(&format!("fact.{}", kind.id())),
            values: values.collect(),
        }
    };
    if it.pattern.is_none() {
        return Vec::new();
    }
    let rows = [
        row(ReasonKind::Component, Axis::Component, &it.components),
        row(ReasonKind::Cause, Axis::Cause, it.cause.as_slice()),
    ];
    let known = rows.into_iter().filter(|it| !it.values.is_empty());
    known.collect()
}

fn member(shared: &Shared, it: &Occurrence) -> view::GroupMember {
    let brief_of = |at: usize| {
        let record = shared.record(at);
        record.map_or_else(view::Brief::default, |record| brief(shared, record))
    };
    let undone = it.undone.iter().filter_map(|(at, n)| {
        let item = shared.record(*at)?.postmortem.facts.action_items.get(*n)?;
        Some(view::Undone {
            title: item.title.clone(),
            due: item.due.map(moment::date_text),
            closed: item.closed.map(moment::date_text),
            of: brief_of(*at),
        })
    });
    view::GroupMember {
        other: brief_of(it.record),
        since: it.days_since.map(|days| since(shared, days)),
        undone: undone.take(UNDONE).collect(),
    }
}

/// How long after the one before, in words.
fn since(shared: &Shared, days: u32) -> String {
    if days == 0 {
        return shared.word("repeats.same_day");
    }
    let (unit, n) = rounded(days);
    let text = shared.words.count(&format!("repeats.{unit}"), n);
    text.unwrap_or_else(|| n.to_string())
}

/// Days up to two months, months up to three years, then years.
fn rounded(days: u32) -> (&'static str, u64) {
    let days = u64::from(days);
    // 146,097 days are 400 years, 4,800 months.
    let months = (days * 4800 + 73_048) / 146_097;
    match days {
        0..61 => ("days", days),
        _ if months < 36 => ("months", months),
        _ => ("years", (months + 6) / 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_time_is_told_in_the_unit_that_fits() {
        for (days, told) in [
            (1, ("days", 1)),
            (60, ("days", 60)),
            (61, ("months", 2)),
            (1000, ("months", 33)),
            (1100, ("years", 3)),
            (2_912_808, ("years", 7975)),
            (u32::MAX, ("years", 11_759_221)),
        ] {
            assert_eq!(rounded(days), told, "{days}");
        }
    }
}
