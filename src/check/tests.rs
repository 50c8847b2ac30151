//! Each rule about one document, both ways: found, and not found in what only looks like it.

use super::*;
use crate::config::Config;
use crate::diag::Level;
use crate::pipeline;

/// A postmortem that lacks nothing: the front matter and the text.
const FRONT: &str = "title: Checkout down\nstarted: 2024-03-08T14:00:00Z\ndetected: 2024-03-08T14:10:00Z\n\
resolved: 2024-03-08T17:30:00Z\nroot_cause: time-expiry\nimpact: {level: partial, summary: Two in five payments failed.}\n";
const TEXT: &str = "# What happened\n\nThe certificate of the payment gateway ran out.\n\n## Timeline\n\n\
- 14:00 The certificate runs out\n- 17:30 A new one is in place\n\n## Action items\n\n- Renew certificates by machine\n";
const ITEMS: &str = "action_items: [{title: Renew by machine, owner: platform, due: 2024-04-01}]\n";

/// The library of some documents, each with its path.
pub(super) fn library_of(documents: &[(&str, &str)]) -> Library {
    let entries = documents
        .iter()
        .map(|(path, text)| pipeline::read(&SourceText::new(*path, text), &drafts_too()).value);
    Library::of(entries.collect::<Vec<_>>()).value
}

fn drafts_too() -> Config {
    let mut config = Config::default();
    config.audience.drafts = true;
    config
}

fn found(front: &str, text: &str) -> Vec<Diagnostic> {
    let source = SourceText::new("a.md", &format!("---\n{front}---\n\n{text}"));
    let outcome = pipeline::read(&source, &Config::default());
    assert!(
        outcome
            .diagnostics
            .iter()
            .all(|it| it.level != Level::Error),
        "{:?}",
        outcome.diagnostics
    );
    outcome.diagnostics
}

fn has(rule: &str, front: &str, text: &str) -> bool {
    found(front, text).iter().any(|it| it.rule == rule)
}

#[track_caller]
fn both_ways(rule: &str, broken: (&str, &str), fine: (&str, &str)) {
    assert!(super::rule(rule).is_some(), "{rule} is not in the table");
    let told = found(broken.0, broken.1);
    assert!(
        told.iter().any(|it| it.rule == rule),
        "{rule} not in {told:?}"
    );
    assert!(!has(rule, fine.0, fine.1), "{rule} in {fine:?}");
}

/// The front matter without the line that begins with `key`.
fn without(key: &str) -> String {
    let kept = FRONT.lines().filter(|line| !line.starts_with(key));
    kept.map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_postmortem_that_lacks_nothing_has_no_finding() {
    assert_eq!(found(&format!("{FRONT}{ITEMS}"), TEXT), []);
}

#[test]
fn a_cause_that_is_not_told_is_missing_and_one_said_to_be_unknown_is_not() {
    let front = without("root_cause");
    let text = "Payments failed.\n";
    both_ways(
        "cause-missing",
        (&front, text),
        (&format!("{front}root_cause: unknown\n"), text),
    );
    both_ways(
        "cause-unclassified",
        (
            &format!("{front}root_cause_text: Gremlins sat in the wires.\n"),
            text,
        ),
        (FRONT, text),
    );
}

#[test]
fn what_only_contributes_is_told_and_a_first_cause_is_not() {
    let front = without("root_cause");
    both_ways(
        "cause-only-contributing",
        (
            &format!("{front}contributing: [process]\n"),
            "It was down.\n",
        ),
        (
            &format!("{FRONT}contributing: [process, cascading-failure]\n"),
            TEXT,
        ),
    );
    assert!(has(
        "cause-only-contributing",
        &format!("{front}root_cause: cascading-failure\n"),
        TEXT
    ));
}

#[test]
fn impact_is_missing_only_where_nothing_at_all_is_said() {
    let front = without("impact");
    let text = "The certificate ran out.\n";
    both_ways(
        "impact-missing",
        (&front, text),
        (&format!("{front}impact_users: 12\n"), text),
    );
}

#[test]
fn what_was_noticed_after_it_was_over_is_told_whatever_the_offset() {
    let front = without("detected");
    both_ways(
        "detection-after-resolution",
        (&format!("{front}detected: 2024-03-08T18:00:00Z\n"), TEXT),
        (
            &format!("{front}detected: 2024-03-08T18:00:00+01:00\n"),
            TEXT,
        ),
    );
    // A day is not later than an hour of it.
    assert!(!has(
        "detection-after-resolution",
        &format!("{front}detected: 2024-03-08\n"),
        TEXT
    ));
}

#[test]
fn times_without_a_zone_are_told_and_days_are_not() {
    let front = "title: T\nroot_cause: network\n";
    both_ways(
        "zone-missing",
        (&format!("{front}started: 2024-03-08T14:00\n"), TEXT),
        (&format!("{front}started: 2024-03-08\n"), "It was down.\n"),
    );
    let zoned = format!("{front}started: 2024-03-08T14:00\ntimezone: Europe/Paris\n");
    assert!(!has("zone-missing", &zoned, TEXT));
}

#[test]
fn a_part_that_is_missing_is_named_and_one_by_another_name_is_not() {
    let text = "## Chronology\n\nIt fell and rose.\n\n## How we recovered\n\nBy hand.\n\n## What we will change\n\nMuch.\n";
    both_ways(
        "section-missing",
        (FRONT, "The certificate ran out.\n"),
        (FRONT, text),
    );
    let labels =
        "Chronology:\nIt fell and rose.\n\nResolution:\nBy hand.\n\nLessons learned:\nMuch.\n";
    assert!(!has("section-missing", FRONT, labels));
    let told = found(
        FRONT,
        "The certificate ran out.\n\n## Timeline\n\nShort.\n\n## Resolution\n\nRenewed.\n",
    );
    let told = told.iter().find(|it| it.rule == "section-missing").unwrap();
    assert!(
        told.message.ends_with("part on `action items or lessons`"),
        "{}",
        told.message
    );
}

#[test]
fn a_lesson_without_an_action_is_told() {
    let front = format!("{FRONT}lessons: {{badly: [nobody saw the date]}}\n");
    let text = "It ran out.\n";
    both_ways(
        "lesson-without-action",
        (&front, text),
        (&format!("{front}{ITEMS}"), text),
    );
    assert!(!has(
        "lesson-without-action",
        &format!("{FRONT}lessons: {{well: [quick help]}}\n"),
        text
    ));
}

#[test]
fn open_items_without_owner_or_date_are_told_once_and_done_ones_are_not() {
    let items = "action_items: [{title: One, status: open}, {title: Two}, {title: Three, owner: web, due: 2024-05-01}]\n";
    let done = "action_items: [{title: One, status: done}, {title: Two, status: wont-do}]\n";
    for (rule, what) in [
        ("action-unowned", "owner"),
        ("action-without-due", "due date"),
    ] {
        both_ways(
            rule,
            (&format!("{FRONT}{items}"), TEXT),
            (&format!("{FRONT}{done}"), TEXT),
        );
        let told = found(&format!("{FRONT}{items}"), TEXT);
        let told: Vec<_> = told.iter().filter(|it| it.rule == rule).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(
            told[0].message,
            format!("2 of 3 action items have no {what}; the first is `One`")
        );
    }
}

#[test]
fn a_person_as_the_cause_is_told_with_the_authors_words_and_their_place() {
    let text = "## Root cause\n\nThe outage was caused by *human error* while\nthe engineer forgot to renew it.\n";
    let told = found(FRONT, text);
    let error = told
        .iter()
        .find(|it| it.rule == "human-error-as-cause")
        .unwrap();
    assert!(
        error.message.starts_with("`caused by human error`"),
        "{}",
        error.message
    );
    assert_eq!(error.place.as_ref().unwrap().line, 12);
    both_ways(
        "human-error-as-cause",
        (
            "title: T\nstarted: 2024-01-01\nroot_cause: human error\n",
            "It broke.\n",
        ),
        (
            "title: T\nstarted: 2024-01-01\nroot_cause: manual-operation\n",
            "An engineer ran it twice.\n",
        ),
    );
    both_ways(
        "blame-wording",
        (FRONT, "The engineer on duty ignored the page.\n"),
        (FRONT, "The engineer on duty was never paged.\n"),
    );
}

#[test]
fn a_level_for_a_rule_that_there_is_not_is_an_error() {
    let text = "[rules]\nlink-broken = \"off\"\nlink-borken = \"off\"\n";
    let site = SiteToml::parse(&SourceText::new("site.toml", text)).value;
    let found = settings(&site);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.as_ref().unwrap().line, 3);
    assert_eq!(
        found[0].help.as_deref(),
        Some("did you mean `link-broken`?")
    );
}
