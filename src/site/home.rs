//! The home page.

use crate::index::{Axis, Bucket, UNKNOWN};
use crate::theme::{Context, Value, safe};

use super::listing::{bars, sort_by_number};
use super::shared::Shared;
use super::{chart, linked_data, repeats, text, view};

/// Incidents shown as recent.
const RECENT: usize = 10;
/// Causes shown.
const CAUSES: usize = 8;

/// Longest text, in characters, that stands before everything else; a longer one (a README) stands after it.
const SHORT: usize = 900;

/// The author's text.
#[derive(serde::Serialize)]
struct Home {
    body: Value,
    short: bool,
}

pub(super) fn home(shared: &Shared) -> Context {
    let page = view::Page {
        kind: "home",
        description: shared.config.description.clone(),
        ..view::Page::default()
    };
    let mut context = shared.context("", page);
    context.insert("data", &safe(&linked_data::home(shared)));
    let home = shared.library.home.as_ref().map(|home| {
        let body = text::body(shared, &home.source, &home.document, "", &home.title);
        let length: usize = home
            .document
            .sections
            .iter()
            .map(|it| it.text.chars().count())
            .sum();
        Home {
            short: length <= SHORT,
            body: safe(&body.html),
        }
    });
    context.insert("home", &home);
    context.insert("counts", &counts(shared));
    let records = shared.library.records.len();
    let all: Vec<usize> = (0..records).collect();
    context.insert("strip", &chart::strip(shared, &all));
    context.insert(
        "panels",
        &if records == 0 {
            Vec::new()
        } else {
            panels(shared)
        },
    );
    context.insert("repeats", &repeats::worth_knowing(shared));
    context.insert("repeats_url", &shared.href(repeats::ADDRESS));
    let rows: Vec<Value> = all.iter().take(RECENT).map(|at| shared.row(*at)).collect();
    context.insert("rows", &rows);
    context.insert("severities", &shared.severities(0..RECENT.min(records)));
    context
}

fn counts(shared: &Shared) -> view::Counts {
    let records = &shared.library.records;
    let started = records
        .iter()
        .filter_map(|it| it.postmortem.facts.started.as_ref());
    let years: Vec<i16> = started.map(|it| it.value.utc().year()).collect();
    let unknown = |axis: Axis| {
        let index = shared.index(axis).map(|index| index.buckets.iter());
        let bucket = index.into_iter().flatten().find(|it| it.id == UNKNOWN);
        bucket.map_or(0, Bucket::primary)
    };
    let url = |axis: Axis| shared.bucket_url(axis, UNKNOWN);
    view::Counts {
        incidents: records.len(),
        first: years.iter().min().map(ToString::to_string),
        last: years.iter().max().map(ToString::to_string),
        no_date: records.len() - years.len(),
        no_duration: unknown(Axis::Duration),
        no_duration_url: url(Axis::Duration),
        no_cause: unknown(Axis::Cause),
        no_cause_url: url(Axis::Cause),
        no_impact: unknown(Axis::Impact),
        no_impact_url: url(Axis::Impact),
    }
}

fn panels(shared: &Shared) -> Vec<view::Panel> {
    let panel = |(axis, word): (Axis, &str)| {
        let index = shared.index(axis)?;
        let mut buckets: Vec<&Bucket> = index
            .buckets
            .iter()
            .filter(|it| !it.members.is_empty())
            .collect();
        let mut more = 0;
        if axis == Axis::Cause {
            sort_by_number(&mut buckets);
            more = buckets.len().saturating_sub(CAUSES);
            // Unknown is last and stays.
            while buckets.len() > CAUSES {
                let last = buckets.len() - 1;
                let unknown = buckets[last].id == UNKNOWN;
                buckets.remove(if unknown { last - 1 } else { last });
            }
        }
        Some(view::Panel {
            name: shared.word(word),
            url: shared.href(&format!("{}/", axis.path())),
            bars: bars(shared, axis, &buckets),
            more,
        })
    };
    let three = [
        (Axis::Cause, "home.by_cause"),
        (Axis::Duration, "home.by_duration"),
        (Axis::Impact, "home.by_impact"),
    ];
    three.into_iter().filter_map(panel).collect()
}
