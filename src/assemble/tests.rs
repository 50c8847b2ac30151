//! What front matter and prose make together.

use super::*;
use crate::model::{Confidence, Duration, ImpactWindow, Precision, Quote, When};
use jiff::civil::date;

fn minute(day: i8, hour: i8, min: i8) -> When {
    When {
        civil: date(2023, 10, day).at(hour, min, 0, 0),
        offset: None,
        precision: Precision::Minute,
    }
}

fn day(day: i8) -> When {
    When {
        precision: Precision::Day,
        ..minute(day, 0, 0)
    }
}

fn quote() -> Quote {
    Quote {
        text: "q".into(),
        line: 1,
        span: Span::new(0, 1),
    }
}

fn stated<T>(value: T) -> Option<Fact<T>> {
    Some(Fact::stated(value, quote()))
}

fn read<T>(value: T) -> Option<Fact<T>> {
    Some(Fact::inferred(value, Confidence::High, quote()))
}

/// Assembles a document that states `front` and tells `prose`; gives it back with the names of the rules broken.
fn assemble(front: Facts, prose: Facts) -> (Assembled, Vec<&'static str>) {
    assemble_with(front, prose, &Config::default())
}

fn assemble_with(front: Facts, prose: Facts, config: &Config) -> (Assembled, Vec<&'static str>) {
    let source = SourceText::new("2023/db-down.md", "some text");
    let stated = Stated {
        format: None,
        facts: front,
        unknown: Vec::new(),
        body: Span::new(0, 9),
    };
    let inferred = Inferred {
        labels: Vec::new(),
        facts: prose,
        between: None,
        is_incident: true,
    };
    let outcome = document(
        &source,
        stated,
        Document::default(),
        inferred,
        Vec::new(),
        config,
    );
    (
        outcome.value,
        outcome.diagnostics.iter().map(|it| it.rule).collect(),
    )
}

fn postmortem(front: Facts, prose: Facts) -> (Postmortem, Vec<&'static str>) {
    match assemble(front, prose) {
        (Assembled::Incident(it), rules) => (it.0, rules),
        (other, rules) => panic!("no incident: {other:?} {rules:?}"),
    }
}

#[test]
fn front_matter_wins_over_prose_and_the_disagreement_is_told() {
    let front = Facts {
        started: stated(minute(10, 9, 0)),
        resolved: stated(minute(10, 11, 0)),
        ..Facts::default()
    };
    let prose = Facts {
        started: read(minute(10, 10, 0)),
        title: read("Told".into()),
        ..Facts::default()
    };
    let (postmortem, rules) = postmortem(front, prose);
    assert_eq!(postmortem.facts.started.unwrap().value, minute(10, 9, 0));
    assert_eq!(postmortem.title.value, "Told");
    assert_eq!(postmortem.duration.unwrap().value.to_string(), "2 h");
    assert_eq!(rules, ["date-disagrees"]);
}

#[test]
fn an_end_stated_before_the_start_is_an_error_and_publishes_nothing() {
    let front = Facts {
        started: stated(minute(10, 9, 0)),
        resolved: stated(minute(9, 9, 0)),
        ..Facts::default()
    };
    let (value, rules) = assemble(front, Facts::default());
    assert!(matches!(value, Assembled::LeftOut(it) if it.why == LeftOutBecause::Error));
    assert_eq!(rules, ["window-reversed"]);
}

#[test]
fn an_end_read_before_the_start_is_no_end() {
    let front = Facts {
        started: stated(minute(10, 9, 0)),
        ..Facts::default()
    };
    let (postmortem, _) = postmortem(
        front,
        Facts {
            resolved: read(minute(9, 9, 0)),
            ..Facts::default()
        },
    );
    assert_eq!(postmortem.facts.resolved, None);
    assert_eq!(postmortem.band, DurationBand::Unknown);
    assert_eq!(postmortem.state, State::Unknown);
}

#[test]
fn stated_and_computed_length_are_both_kept_and_compared() {
    let front = Facts {
        started: stated(minute(10, 10, 30)),
        resolved: stated(minute(11, 14, 0)),
        duration_stated: stated(Duration::new(25 * 3600, Precision::Hour)),
        ..Facts::default()
    };
    let (postmortem, rules) = postmortem(front, Facts::default());
    assert_eq!(postmortem.duration.unwrap().value.minutes(), 1650.0);
    assert_eq!(
        postmortem.facts.duration_stated.unwrap().value.minutes(),
        1500.0
    );
    assert_eq!(rules, ["duration-disagrees"]);
}

#[test]
fn a_stated_length_may_measure_another_phase_or_be_rounded_to_hours() {
    let lengths = |seconds, precision| {
        let front = Facts {
            started: stated(minute(10, 10, 0)),
            mitigated: stated(minute(10, 10, 27)),
            resolved: stated(minute(10, 15, 30)),
            duration_stated: stated(Duration::new(seconds, precision)),
            ..Facts::default()
        };
        postmortem(front, Facts::default())
    };
    for (seconds, precision) in [
        (27 * 60, Precision::Minute),
        (5 * 3600, Precision::Hour),
        (330 * 60, Precision::Minute),
    ] {
        let (postmortem, rules) = lengths(seconds, precision);
        assert!(rules.is_empty(), "{seconds}: {rules:?}");
        assert_eq!(postmortem.duration.unwrap().value.minutes(), 330.0);
    }
    for (seconds, precision) in [
        (3 * 3600, Precision::Hour),
        (300 * 60, Precision::Minute),
        (40 * 60, Precision::Minute),
    ] {
        assert_eq!(lengths(seconds, precision).1, ["duration-disagrees"]);
    }
}

#[test]
fn a_stated_length_is_finer_than_two_dates() {
    let front = Facts {
        started: stated(day(10)),
        resolved: stated(day(10)),
        duration_stated: stated(Duration::new(5400, Precision::Minute)),
        ..Facts::default()
    };
    let (postmortem, rules) = postmortem(front, Facts::default());
    assert_eq!(postmortem.band, DurationBand::Measured(2));
    assert!(rules.is_empty(), "{rules:?}");
}

#[test]
fn several_windows_are_added_up_and_what_they_share_counts_once() {
    let window = |from, to| Fact::stated(ImpactWindow::new(from, to).unwrap(), quote());
    let windows = vec![
        window(minute(10, 12, 0), minute(10, 13, 0)),
        window(minute(10, 9, 0), minute(10, 10, 0)),
        window(minute(10, 9, 30), minute(10, 10, 30)),
    ];
    let (postmortem, _) = postmortem(
        Facts {
            windows,
            ..Facts::default()
        },
        Facts::default(),
    );
    assert_eq!(postmortem.duration.unwrap().value.to_string(), "2 h 30 min");
    assert_eq!(postmortem.facts.started.unwrap().value, minute(10, 9, 0));
    assert_eq!(postmortem.facts.resolved.unwrap().value, minute(10, 13, 0));
}

#[test]
fn a_share_of_users_decides_the_level_unless_the_author_states_one() {
    let prose = Facts {
        impact_level: read(ImpactLevel::Total),
        impact_users_percent: read(75.0),
        ..Facts::default()
    };
    assert_eq!(
        postmortem(Facts::default(), prose.clone()).0.level.value,
        ImpactLevel::Major
    );
    let front = Facts {
        impact_level: stated(ImpactLevel::Minor),
        ..Facts::default()
    };
    assert_eq!(postmortem(front, prose).0.level.value, ImpactLevel::Minor);
    assert_eq!(
        postmortem(Facts::default(), Facts::default()).0.level.value,
        ImpactLevel::Unknown
    );
}

#[test]
fn drafts_and_internal_documents_stay_with_their_authors() {
    let draft = Facts {
        status: stated(Status::Draft),
        ..Facts::default()
    };
    let internal = Facts {
        visibility: stated(Visibility::Internal),
        ..Facts::default()
    };
    assert!(matches!(
        assemble(draft.clone(), Facts::default()).0,
        Assembled::LeftOut(LeftOut {
            why: LeftOutBecause::Draft,
            ..
        })
    ));
    assert!(matches!(
        assemble(internal, Facts::default()).0,
        Assembled::LeftOut(LeftOut {
            why: LeftOutBecause::Internal,
            ..
        })
    ));
    let mut config = Config::default();
    config.audience.drafts = true;
    assert!(matches!(
        assemble_with(draft, Facts::default(), &config).0,
        Assembled::Incident(_)
    ));
}

#[test]
fn what_a_draft_gets_wrong_is_not_told_in_public() {
    let front = Facts {
        status: stated(Status::Draft),
        started: stated(minute(10, 9, 0)),
        resolved: stated(minute(9, 9, 0)),
        ..Facts::default()
    };
    assert!(assemble(front, Facts::default()).1.is_empty());
}

#[test]
fn a_document_without_a_title_is_called_by_organisation_and_day_else_by_its_file() {
    let front = Facts {
        organisation: stated("Acme".into()),
        started: stated(minute(10, 9, 0)),
        ..Facts::default()
    };
    assert_eq!(
        postmortem(front, Facts::default()).0.title.value,
        "Acme, 2023-10-10"
    );
    assert_eq!(
        postmortem(Facts::default(), Facts::default()).0.title.value,
        "db down"
    );
}

#[test]
fn a_zone_of_the_other_season_is_taken_at_its_word_and_told() {
    let told = |zone: &str, hours, month| {
        let started = When {
            civil: date(2023, month, 10).at(9, 0, 0, 0),
            offset: Some(jiff::tz::Offset::constant(hours)),
            precision: Precision::Minute,
        };
        let prose = Facts {
            started: read(started),
            timezone: read(zone.into()),
            ..Facts::default()
        };
        let (postmortem, rules) = postmortem(Facts::default(), prose);
        assert_eq!(postmortem.facts.started.unwrap().value, started);
        rules
    };
    assert_eq!(told("PST", -8, 7), ["zone-season"]);
    assert_eq!(told("CEST", 2, 1), ["zone-season"]);
    assert!(told("PST", -8, 1).is_empty());
    assert!(told("PDT", -7, 7).is_empty());
    assert!(told("EAT", 3, 7).is_empty());
}

#[test]
fn the_files_at_the_top_are_the_home_page() {
    assert_eq!(home_or_path("index.md"), Some(""));
    assert_eq!(home_or_path("a/index.md"), Some("a"));
    assert_eq!(
        home_or_path("runbooks/failover.md"),
        Some("runbooks/failover")
    );
}

/// A document whose front matter is that of a blog.
fn blog(started: Fact<When>, front: Facts) -> (Option<When>, Option<When>, Vec<&'static str>) {
    let front = Facts {
        date: stated(day(20)),
        authors: vec![Fact::stated("Kim".to_owned(), quote())],
        ..front
    };
    let prose = Facts {
        started: Some(started),
        ..Facts::default()
    };
    let (it, rules) = postmortem(front, prose);
    (
        it.facts.started.map(|it| it.value),
        it.facts.published.map(|it| it.value),
        rules,
    )
}

#[test]
fn the_date_of_a_blog_is_the_day_of_publication_where_the_text_tells_an_earlier_day() {
    let told = Fact::inferred(minute(4, 8, 12), Confidence::Medium, quote());
    let (started, published, rules) = blog(told.clone(), Facts::default());
    assert_eq!(
        (started, published),
        (Some(minute(4, 8, 12)), Some(day(20)))
    );
    assert!(rules.is_empty(), "{rules:?}");
    // A front matter that tells of the incident means the incident's day.
    let front = Facts {
        duration_stated: stated(Duration::new(3600, Precision::Hour)),
        ..Facts::default()
    };
    let (started, published, rules) = blog(told, front);
    assert_eq!((started, published), (Some(day(20)), None));
    assert_eq!(rules, ["date-disagrees"]);
    // A guess of the day is no reason to move the author's.
    let guess = Fact::inferred(day(4), Confidence::Low, quote());
    assert_eq!(blog(guess, Facts::default()).0, Some(day(20)));
}

#[test]
fn a_status_page_that_says_ongoing_starts_at_its_date_and_has_no_end() {
    let front = Facts {
        date: stated(minute(2, 6, 15)),
        state: stated(StatedState::Ongoing),
        ..Facts::default()
    };
    let prose = Facts {
        started: read(minute(2, 13, 0)),
        resolved: read(minute(2, 17, 0)),
        ..Facts::default()
    };
    let (it, _) = postmortem(front, prose);
    assert_eq!(it.facts.started.map(|it| it.value), Some(minute(2, 6, 15)));
    assert!(it.facts.resolved.is_none() && it.duration.is_none());
}
