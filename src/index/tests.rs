//! What lands in which bucket.

use std::sync::Arc;

use super::*;
use crate::diag::SourceText;
use crate::markdown::Document;
use crate::model::{
    Confidence, Duration, DurationBand, DurationScale, Facts, Precision, Quote, State,
};

fn quote() -> Quote {
    Quote {
        text: String::new(),
        line: 1,
        span: crate::diag::Span::default(),
    }
}

fn stated(value: &str) -> Fact<String> {
    Fact::stated(value.to_owned(), quote())
}

fn record(slug: &str, facts: Facts, minutes: Option<u64>) -> Arc<Record> {
    let duration = minutes.map(|it| Fact::derived(Duration::new(it * 60, Precision::Minute)));
    Arc::new(Record {
        postmortem: Postmortem {
            slug: slug.to_owned(),
            id: slug.to_owned(),
            title: stated(slug),
            band: duration.as_ref().map_or(DurationBand::Unknown, |it| {
                DurationScale::default().band(it.value)
            }),
            duration,
            windows: Vec::new(),
            level: facts
                .impact_level
                .clone()
                .unwrap_or_else(|| Fact::derived(ImpactLevel::Unknown)),
            facts,
            state: State::Unknown,
            unknown: Vec::new(),
        },
        source: SourceText::new(format!("{slug}.md"), ""),
        document: Document::default(),
    })
}

fn library(records: Vec<Arc<Record>>) -> Library {
    Library {
        records,
        ..Library::default()
    }
}

/// The buckets that hold something, as `id: primary+contributing`.
fn shown(library: &Library, axis: Axis) -> Vec<String> {
    let index = index(library, axis, &Config::default()).expect("the axis has values");
    let filled = index
        .buckets
        .iter()
        .filter(|bucket| !bucket.members.is_empty());
    filled
        .map(|bucket| {
            format!(
                "{}: {}+{}",
                bucket.id,
                bucket.primary(),
                bucket.contributing()
            )
        })
        .collect()
}

#[test]
fn several_causes_put_an_incident_in_several_buckets_once_each() {
    let facts = Facts {
        root_cause: Some(stated("hardware")),
        contributing: vec![stated("capacity"), stated("hardware"), stated("process")],
        ..Facts::default()
    };
    let library = library(vec![
        record("a", facts, None),
        record("b", Facts::default(), None),
    ]);
    assert_eq!(
        shown(&library, Axis::Cause),
        [
            "capacity: 0+1",
            "hardware: 1+0",
            "process: 0+1",
            "unknown: 1+0"
        ]
    );
}

#[test]
fn what_was_read_with_low_confidence_fills_no_bucket() {
    let doubtful = Fact::inferred("database".to_owned(), Confidence::Low, quote());
    let level = Fact::inferred(ImpactLevel::Total, Confidence::Low, quote());
    let facts = Facts {
        root_cause: Some(doubtful),
        impact_level: Some(level),
        ..Facts::default()
    };
    let library = library(vec![record("a", facts, None)]);
    assert_eq!(shown(&library, Axis::Cause), ["unknown: 1+0"]);
    assert_eq!(shown(&library, Axis::Impact), ["unknown: 1+0"]);
}

#[test]
fn every_band_and_level_is_a_bucket_also_when_it_is_empty() {
    let library = library(vec![record("a", Facts::default(), Some(150))]);
    let index = index(&library, Axis::Duration, &Config::default()).unwrap();
    assert_eq!(
        index.buckets.len(),
        DurationScale::default().bands().count()
    );
    assert_eq!(index.buckets.last().unwrap().id, UNKNOWN);
    assert_eq!(shown(&library, Axis::Duration), ["1h-4h: 1+0"]);
}

#[test]
fn spellings_of_one_service_share_a_bucket_and_silence_is_counted() {
    let with = |name: &str| Facts {
        services: vec![stated(name)],
        ..Facts::default()
    };
    let records = vec![
        record("a", with("Checkout API"), None),
        record("b", with("checkout-api"), None),
        record("c", with("Checkout API"), None),
        record("d", Facts::default(), None),
    ];
    let library = library(records);
    let index = index(&library, Axis::Service, &Config::default()).unwrap();
    assert_eq!(
        (
            index.buckets[0].name.as_str(),
            index.buckets[0].members.len()
        ),
        ("Checkout API", 3)
    );
    assert_eq!(
        shown(&library, Axis::Service),
        ["checkout-api: 3+0", "unknown: 1+0"]
    );
}

#[test]
fn an_axis_without_a_value_in_the_whole_library_does_not_exist() {
    let library = library(vec![record("a", Facts::default(), None)]);
    let axes: Vec<Axis> = indexes(&library, &Config::default())
        .iter()
        .map(|index| index.axis)
        .collect();
    assert_eq!(axes, [Axis::Cause, Axis::Duration, Axis::Impact]);
}

#[test]
fn the_year_is_that_of_the_sites_zone() {
    let when = When {
        civil: jiff::civil::date(2022, 12, 31).at(23, 30, 0, 0),
        offset: Some(jiff::tz::Offset::UTC),
        precision: Precision::Minute,
    };
    let facts = Facts {
        started: Some(Fact::stated(when, quote())),
        ..Facts::default()
    };
    let library = library(vec![record("a", facts, None)]);
    let config = Config {
        timezone: "Europe/Paris".to_owned(),
        ..Config::default()
    };
    assert_eq!(
        index(&library, Axis::Year, &config).unwrap().buckets[0].id,
        "2023"
    );
}
