//! Times, zones, windows, lengths.

use super::*;

// When.

#[test]
fn times_are_read_as_people_write_them_and_keep_their_precision() {
    for (text, iso, precision) in [
        (
            "2023-05-10T09:00:00Z",
            "2023-05-10T09:00:00Z",
            Precision::Minute,
        ),
        (
            "2023-05-10T09:00:07Z",
            "2023-05-10T09:00:07Z",
            Precision::Second,
        ),
        (
            "2023-05-10T09:00:00.500Z",
            "2023-05-10T09:00:00Z",
            Precision::Second,
        ),
        (
            "2023-05-10 09:00 +0100",
            "2023-05-10T09:00:00+01:00",
            Precision::Minute,
        ),
        (
            "2023-05-10T09:00+01:00[Africa/Lagos]",
            "2023-05-10T09:00:00+01:00",
            Precision::Minute,
        ),
        ("2020-08-14 16:46", "2020-08-14T16:46:00", Precision::Minute),
        (
            "2020-08-14 16:46 UTC",
            "2020-08-14T16:46:00Z",
            Precision::Minute,
        ),
        (
            "2020-08-14 16:46 Europe/Paris",
            "2020-08-14T16:46:00+02:00",
            Precision::Minute,
        ),
        (
            "2020-08-14 16:46 (GMT +1)",
            "2020-08-14T16:46:00+01:00",
            Precision::Minute,
        ),
        (
            "2020-08-14 16:46 WAT",
            "2020-08-14T16:46:00+01:00",
            Precision::Minute,
        ),
        (
            "2020-08-14 16:46 PT",
            "2020-08-14T16:46:00-07:00",
            Precision::Minute,
        ),
        ("2020-08-14T16", "2020-08-14T16:00:00", Precision::Hour),
        ("2020-8-4", "2020-08-04", Precision::Day),
        ("2020/08/14", "2020-08-14", Precision::Day),
        ("14.08.2020", "2020-08-14", Precision::Day),
        (
            "25/12/2020 9:30 PM",
            "2020-12-25T21:30:00",
            Precision::Minute,
        ),
        (
            "May 10, 2023, 9:00 AM",
            "2023-05-10T09:00:00",
            Precision::Minute,
        ),
        (
            "May 10th 2023 at 14:05 UTC",
            "2023-05-10T14:05:00Z",
            Precision::Minute,
        ),
        ("10 May 2023", "2023-05-10", Precision::Day),
        ("Friday, 9 June 2023", "2023-06-09", Precision::Day),
        (
            "Wed, 10 May 2023 14:00:00 +0000",
            "2023-05-10T14:00:00Z",
            Precision::Minute,
        ),
        (
            "12th of Sept 2023 12 am",
            "2023-09-12T00:00:00",
            Precision::Hour,
        ),
        (
            "2023-05-10T24:00Z",
            "2023-05-11T00:00:00Z",
            Precision::Minute,
        ),
        (
            "2016-12-31T23:59:60Z",
            "2016-12-31T23:59:59Z",
            Precision::Second,
        ),
        ("1628-08-10", "1628-08-10", Precision::Day),
    ] {
        let when = facts(&format!("started: {text}")).started.unwrap().value;
        assert_eq!(
            (when.iso().as_str(), when.precision),
            (iso, precision),
            "{text}"
        );
    }
}

#[test]
fn a_time_of_toml_is_a_time() {
    let (_, outcome) = read_text(
        "+++\nstarted = 2023-05-10 09:00:00+01:00\ndate = 2023-05-10\nresolved = 2023-05-10T11:30:00\n+++\n",
    );
    assert_eq!(outcome.diagnostics, []);
    let it = outcome.value.facts;
    assert_eq!(it.started.unwrap().value.iso(), "2023-05-10T09:00:00+01:00");
    assert_eq!(it.date.unwrap().value.precision, Precision::Day);
    assert_eq!(it.resolved.unwrap().value.iso(), "2023-05-10T11:30:00");
}

#[test]
fn the_zone_of_the_document_is_that_of_its_times() {
    let it = facts(
        "started: 2023-05-10 09:00\nresolved: 2023-05-10T11:30Z\ndate: 2023-05-10\ntimezone: Africa/Lagos",
    );
    assert_eq!(it.started.unwrap().value.iso(), "2023-05-10T09:00:00+01:00");
    assert_eq!(it.resolved.unwrap().value.iso(), "2023-05-10T11:30:00Z");
    assert_eq!(it.date.unwrap().value.offset, None);
    let it = facts("tz: -03:30\nstart: 2023-05-10 09:00");
    assert_eq!(it.started.unwrap().value.iso(), "2023-05-10T09:00:00-03:30");
    assert!(told_of("timezone: Mars/Olympus")[0].contains("value-invalid"));
}

#[test]
fn times_that_came_twice_or_never_are_told() {
    let zone = "timezone: Europe/Paris\nstarted: ";
    assert!(
        told_of(&format!("{zone}2023-03-26 02:30"))[0]
            .contains("value-invalid `started` is a time that clocks passed over")
    );
    assert!(
        told_of(&format!("{zone}2023-10-29 02:30"))[0]
            .contains("time-ambiguous `started` is a time that came twice")
    );
    assert_eq!(told_of(&format!("{zone}2023-10-29 02:30 +01:00")), [""; 0]);
    assert!(told_of("started: 2023-10-29 02:30 IST")[0].contains("time-ambiguous `IST`"));
    assert_eq!(
        told_of("timezone: Asia/Kolkata\nstarted: 2023-10-29 02:30 IST"),
        [""; 0]
    );
}

#[test]
fn days_and_hours_that_there_are_not_are_errors() {
    for (text, why) in [
        ("2023-04-31T10:00:00Z", "April 2023 has 30 days"),
        ("2023-02-29", "February 2023 has 28 days"),
        ("2023-13-01", "there is no month 13"),
        ("2023-05-10T25:00Z", "there is no 25:00"),
        ("2023-05-10T09:75Z", "there is no 09:75"),
        ("2023-05-10 13:00 PM", "there is no 13:00 PM"),
    ] {
        let expected = format!("2:10 error value-invalid `started` is `{text}`: {why}");
        assert_eq!(told_of(&format!("started: {text}")), [expected], "{text}");
    }
}

#[test]
fn a_wrong_day_of_the_week_is_told() {
    assert_eq!(
        told_of("started: Monday, 9 June 2023"),
        ["2:10 warning weekday-wrong `2023-06-09` was a Friday, not a Monday"]
    );
}

#[test]
fn a_day_or_month_that_could_be_either_is_told_and_not_guessed() {
    let text = "---\ndate: 12/05/2023\n---\n";
    assert!(told(text)[0].contains("date-ambiguous"));
    let source = SourceText::new("doc.md", text);
    for (day_first, iso) in [(true, "2023-05-12"), (false, "2023-12-05")] {
        let config = Config {
            day_first: Some(day_first),
            ..Config::default()
        };
        let outcome = read(&source, &config);
        assert_eq!(outcome.diagnostics, []);
        assert_eq!(outcome.value.facts.date.unwrap().value.iso(), iso);
    }
}

#[test]
fn what_is_not_known_is_no_fact_and_no_finding() {
    let it = facts(
        "started: unknown\nresolved: \"\"\ndetected:\ndeclared: 0001-01-01T00:00:00Z\nmitigated: TBD\nduration: unknown",
    );
    assert!(it.started.is_none() && it.resolved.is_none() && it.detected.is_none());
    assert!(it.declared.is_none() && it.mitigated.is_none() && it.duration_stated.is_none());
}

#[test]
fn a_clock_time_alone_takes_the_day_that_is_stated() {
    let it = facts("date: 2023-05-10\nstarted: 14:00\nresolved: 3:30 PM");
    assert_eq!(it.started.unwrap().value.iso(), "2023-05-10T14:00:00");
    assert_eq!(it.resolved.unwrap().value.iso(), "2023-05-10T15:30:00");
    assert!(told_of("started: '14:00'")[0].contains("value-invalid"));
}

#[test]
fn resolved_is_a_state_or_a_time_by_its_value() {
    let it = facts("resolved: true\nresolvedWhen: 2020-08-14 16:46");
    assert_eq!(it.state.unwrap().value, StatedState::Resolved);
    assert_eq!(it.resolved.unwrap().value.iso(), "2020-08-14T16:46:00");
    assert_eq!(
        facts("resolved: no").state.unwrap().value,
        StatedState::Ongoing
    );
    assert_eq!(
        facts("resolved: ongoing").state.unwrap().value,
        StatedState::Ongoing
    );
    assert_eq!(
        facts("status: investigating").state.unwrap().value,
        StatedState::Ongoing
    );
}

#[test]
fn windows_keep_their_order_and_one_that_ends_too_early_is_an_error() {
    let it = facts(
        "windows:\n- {start: 2023-05-10T09:00Z, end: 2023-05-10T09:40Z, kind: outage}\n- {start: 2023-05-10T11:00Z, end: 2023-05-10T11:10Z, note: again}",
    );
    assert_eq!(it.windows.len(), 2);
    assert_eq!(it.windows[0].value.kind.as_deref(), Some("outage"));
    assert_eq!(it.windows[1].value.duration().seconds(), 600);
    assert_eq!(
        told_of("windows:\n- start: 2023-05-10T09:00Z\n  end: 2023-05-10T08:00Z"),
        ["4:8 error window-reversed a window ends before it starts"]
    );
}

#[test]
fn a_duration_counts_in_the_unit_of_its_key() {
    for (yaml, seconds) in [
        ("duration: 2h 30m", 9000),
        ("duration: 90", 5400),
        ("duration_minutes: 90", 5400),
        ("duration_seconds: 39", 39),
        ("downtime: about 25 hours", 90_000),
    ] {
        assert_eq!(
            facts(yaml).duration_stated.unwrap().value.seconds(),
            seconds,
            "{yaml}"
        );
    }
    assert_eq!(
        told_of("duration: up to 12 hours"),
        ["2:11 hint value-invalid `duration` is `up to 12 hours`, which is no one length"]
    );
    assert!(told_of("duration: long")[0].contains("warning value-invalid"));
}
