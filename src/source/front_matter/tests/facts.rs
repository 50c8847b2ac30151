//! Cause, impact, action items, timeline, sources; limits.

use super::*;

// Why and how badly.

#[test]
fn categories_of_another_library_find_their_place() {
    let (_, outcome) = read_text(
        "---\ncategories: [postmortem, automation, cascading-failure, cloud, time]\n---\n",
    );
    let it = outcome.value.facts;
    assert_eq!(it.root_cause.unwrap().value, "automation");
    assert_eq!(
        values(&it.contributing),
        ["cascading-failure", "dependency", "time-expiry"]
    );
    assert_eq!(values(&it.tags), ["postmortem"]);
    let levels: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|d| (d.rule, d.level.word()))
        .collect();
    assert_eq!(levels, [("cause-unclassified", "hint")]);
    let it = facts("root_cause: network\ncategories: [network, database]");
    assert_eq!(it.root_cause.unwrap().value, "network");
    assert_eq!(values(&it.contributing), ["database"]);
}

#[test]
fn a_cause_that_is_no_category_is_kept_as_what_it_is() {
    let (_, outcome) = read_text("---\nroot_cause: an index was corrupted\n---\n");
    assert_eq!(outcome.value.facts.root_cause, None);
    assert_eq!(
        outcome.value.facts.root_cause_text.unwrap().value,
        "an index was corrupted"
    );
    assert_eq!(outcome.diagnostics[0].level.word(), "hint");

    let (_, outcome) = read_text("---\nroot_cause: netwrok\n---\n");
    assert_eq!(outcome.value.facts.root_cause, None);
    assert_eq!(
        outcome.diagnostics[0].help.as_deref(),
        Some("did you mean `network`?")
    );
    assert_eq!(outcome.value.unknown[0].1, "netwrok");

    let (_, outcome) = read_text("---\nroot_cause: retry-storm\n---\n");
    assert_eq!(values(&outcome.value.facts.pattern), ["retry-storm"]);
    for yaml in [
        "root_cause: Retry-Storm",
        "root_cause: [config-change, Retry-Storm]",
        "contributing: [Retry Storm]",
        "pattern: retry_storm",
    ] {
        let (_, outcome) = read_text(&format!("---\n{yaml}\n---\n"));
        let facts = outcome.value.facts;
        assert_eq!(values(&facts.pattern), ["retry-storm"], "{yaml}");
    }
    assert_eq!(values(&facts("pattern: Sun-Spots").pattern), ["Sun-Spots"]);

    let (_, outcome) =
        read_text("---\ncontributing_factors: [process, nobody had tested the restore]\n---\n");
    assert_eq!(values(&outcome.value.facts.contributing), ["process"]);
    assert_eq!(
        outcome.value.unknown[0].1.to_string(),
        r#"["nobody had tested the restore"]"#
    );

    let it = facts(
        "root_cause: {category: dns, description: the zone was empty}\ncontributing: [network, process]",
    );
    assert_eq!(it.root_cause.unwrap().value, "network");
    assert_eq!(it.root_cause_text.unwrap().value, "the zone was empty");
    assert_eq!(values(&it.contributing), ["process"]);
}

#[test]
fn impact_is_a_level_a_kind_a_share_a_sentence_or_a_map() {
    assert_eq!(
        facts("impact: major").impact_level.unwrap().value.id(),
        "major"
    );
    assert_eq!(facts("impact: outage").impact_kinds[0].value.id(), "outage");
    assert_eq!(
        facts("impact: about 75%")
            .impact_users_percent
            .unwrap()
            .value,
        75.0
    );
    assert_eq!(
        facts("impact: No order could be placed.")
            .impact_text
            .unwrap()
            .value,
        "No order could be placed."
    );
    let it = facts(
        "impact:\n  users_affected_percent: 12.5\n  customers: 1200\n  revenue_usd: 40000\n  data_loss: false\n  regions: [eu, us]\n  kinds: [money, data-loss]",
    );
    assert_eq!(it.impact_users_percent.unwrap().value, 12.5);
    assert_eq!(it.impact_users.unwrap().value, "1200");
    assert_eq!(it.impact_money.unwrap().value, "USD 40000");
    assert_eq!(it.impact_data_lost.unwrap().value, "no");
    assert_eq!(it.impact_kinds.len(), 2);
    assert_eq!(values(&it.impact_regions), ["eu", "us"]);
    assert_eq!(
        facts("users_affected: 40 %")
            .impact_users_percent
            .unwrap()
            .value,
        40.0
    );
    assert_eq!(
        facts("users_affected: 40").impact_users.unwrap().value,
        "40"
    );
    assert!(told_of("impact: {users_percent: 140}")[0].contains("value-invalid"));
    assert!(told_of("impact: {levle: major}")[0].contains("field-unknown"));
}

#[test]
fn words_for_detection_and_mitigation_become_ids_and_others_stay() {
    let it = facts("detected_by: Automated alert\nmitigation: rolled back");
    assert_eq!(it.detection.unwrap().value, "monitoring");
    assert_eq!(it.mitigation.unwrap().value, "rollback");
    let it = facts("detection: a blog post\nmitigation: praying");
    assert_eq!(
        (
            it.detection.unwrap().value.as_str(),
            it.mitigation.unwrap().value.as_str()
        ),
        ("a blog post", "praying")
    );
}

// Lists of things.

#[test]
fn action_items_timeline_lessons_and_relations_are_read_in_their_shapes() {
    let it = facts(
        "started: 2023-05-10T23:50+01:00\n\
         actions:\n- title: Alert on disk\n  kind: detect\n  owner: storage\n  due: 2023-06-01\n  status: in progress\n- Write a runbook\n\
         - {task: Remove it, done: true, jira: \"https://example.com/1\"}\n\
         timeline:\n- {at: 2023-05-10T23:55+01:00, text: alert fires, milestone: detected}\n- 00:10 restart\n- {time: \"00:20\", message: fixed, status: resolved}\n- no time here\n\
         lessons: {well: [the alert], what_went_wrong: [no runbook]}\n\
         related: [INC-12, {id: INC-13, reason: same index}]\nduplicate_of: INC-1\n\
         url: https://example.com/report\narchive_url: https://archive.example/report\nlinks: [https://example.com/other]",
    );
    assert_eq!(it.action_items.len(), 3);
    let first = &it.action_items[0];
    assert_eq!(
        (first.kind.unwrap().id(), first.status.unwrap().id()),
        ("detect", "in-progress")
    );
    assert_eq!(
        (first.due.unwrap().to_string(), first.line),
        ("2023-06-01".to_owned(), 4)
    );
    assert_eq!(it.action_items[1].title, "Write a runbook");
    assert_eq!(it.action_items[2].status.unwrap().id(), "done");
    let times: Vec<_> = it
        .timeline
        .iter()
        .map(|e| e.at.map(|at| at.iso()))
        .collect();
    assert_eq!(
        times,
        [
            Some("2023-05-10T23:55:00+01:00".to_owned()),
            Some("2023-05-11T00:10:00+01:00".to_owned()),
            Some("2023-05-11T00:20:00+01:00".to_owned()),
            None
        ]
    );
    assert_eq!(it.timeline[1].text, "restart");
    assert_eq!(it.timeline[2].milestone.unwrap().id(), "resolved");
    assert_eq!(it.lessons.badly, ["no runbook"]);
    assert_eq!(it.related.len(), 3);
    assert_eq!(it.related[2].kind.as_deref(), Some("duplicate-of"));
    assert_eq!(it.sources.len(), 2);
    assert_eq!(
        it.sources[0].archived.as_deref(),
        Some("https://archive.example/report")
    );
}

#[test]
fn a_clock_time_of_a_timeline_whose_day_nobody_names_stays_a_clock_time() {
    let it = facts("timeline: [14:05 alert fires, {at: \"14:20\", text: fixed}]");
    assert_eq!(it.timeline[0].at, None);
    assert_eq!(it.timeline[0].clock.unwrap().to_string(), "14:05:00");
    assert_eq!(it.timeline[0].text, "alert fires");
    assert_eq!(it.timeline[1].clock.unwrap().hour(), 14);
}

#[test]
fn long_titles_and_too_many_or_too_long_terms_name_their_limit() {
    let told = told_of(&format!("title: {}", "x".repeat(301)));
    assert!(
        told[0].contains("title-too-long") && told[0].contains("`title_chars`"),
        "{told:?}"
    );
    let tags: Vec<_> = (0..101).map(|i| format!("t{i}")).collect();
    assert!(told_of(&format!("tags: [{}]", tags.join(", ")))[0].contains("`terms`"));
    assert!(told_of(&format!("services: [{}]", "x".repeat(61)))[0].contains("`term_chars`"));
}

#[test]
fn control_characters_in_values_are_left_out_and_told() {
    let (_, outcome) = read_text("---\ntitle: \"a\\e[31mb\\nc\"\n---\n");
    assert_eq!(outcome.value.facts.title.unwrap().value, "a[31mb c");
    assert_eq!(outcome.diagnostics[0].rule, "control-character");
}
