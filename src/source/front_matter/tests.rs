//! Tests of front matter: where it is, what its keys mean, and what is told when something is wrong.

use super::*;
use crate::model::{DocumentKind, Precision, StatedState, Status, Visibility};

fn read_text(text: &str) -> (SourceText, Outcome<Stated>) {
    let source = SourceText::new("doc.md", text);
    let outcome = read(&source, &Config::default());
    (source, outcome)
}

/// What a front matter in YAML states; it must be in order.
fn stated(yaml: &str) -> Stated {
    let (_, outcome) = read_text(&format!("---\n{yaml}\n---\n"));
    assert_eq!(outcome.diagnostics, [], "{yaml}");
    outcome.value
}

fn facts(yaml: &str) -> Facts {
    stated(yaml).facts
}

/// `line:column rule message` of each finding, in the file's own coordinates.
fn told(text: &str) -> Vec<String> {
    let (_, outcome) = read_text(text);
    outcome
        .diagnostics
        .into_iter()
        .map(|d| {
            assert!(d.help.is_some(), "{} has no way out", d.rule);
            let place = d.place.unwrap();
            format!(
                "{}:{} {} {} {}",
                place.line,
                place.column,
                d.level.word(),
                d.rule,
                d.message
            )
        })
        .collect()
}

fn told_of(yaml: &str) -> Vec<String> {
    told(&format!("---\n{yaml}\n---\n"))
}

fn body(text: &str) -> String {
    let (source, outcome) = read_text(text);
    source.slice(outcome.value.body).to_owned()
}

fn title(text: &str) -> Option<String> {
    read_text(text).1.value.facts.title.map(|fact| fact.value)
}

fn values(facts: &[crate::model::Fact<String>]) -> Vec<&str> {
    facts.iter().map(|fact| fact.value.as_str()).collect()
}

// Where the front matter is.

#[test]
fn three_notations_and_no_front_matter_at_all_are_told_apart() {
    for (text, format) in [
        ("---\ntitle: T\n---\nBody", Some(Format::Yaml)),
        ("+++\ntitle = \"T\"\n+++\nBody", Some(Format::Toml)),
        ("{\"title\": \"T\"}\nBody", Some(Format::Json)),
        ("{\n  \"title\": \"T\"\n}\n\nBody", Some(Format::Json)),
        ("Body", None),
        ("", None),
        ("{{ a template }}\nBody", None),
        ("{% raw %}\nBody", None),
    ] {
        let (source, outcome) = read_text(text);
        assert_eq!(outcome.value.format, format, "{text}");
        assert_eq!(outcome.diagnostics, [], "{text}");
        let body = source.slice(outcome.value.body).trim();
        assert_eq!(body, if format.is_some() { "Body" } else { text }, "{text}");
        assert_eq!(outcome.value.facts.title.is_some(), format.is_some());
    }
}

#[test]
fn mark_line_ends_blank_lines_and_dots_change_nothing() {
    for text in [
        "\u{feff}---\ntitle: T\n---\nBody\n",
        "---\r\ntitle: T\r\n---\r\nBody\r\n",
        "---\rtitle: T\r---\rBody\r",
        "\n\n---\ntitle: T\n---\nBody\n",
        "---  \ntitle: T\n--- \t\nBody\n",
        "---\ntitle: T\n\n---\nBody\n",
        "---\ntitle: T\n...\nBody\n",
        "---\n  title: T\n---\nBody\n",
        "---\n# a comment\ntitle: T\n---\nBody\n",
    ] {
        assert_eq!(told(text), [""; 0], "{text:?}");
        assert_eq!(title(text).as_deref(), Some("T"), "{text:?}");
        assert_eq!(body(text), "Body\n", "{text:?}");
    }
}

#[test]
fn hyphens_inside_values_and_in_the_text_close_nothing() {
    let text = "---\ntitle: a --- b\nsummary: |\n  one\n  ---\n  two\n---\nBody\n\n---\n\ntitle: no\n---\n";
    assert_eq!(title(text).as_deref(), Some("a --- b"));
    assert_eq!(body(text), "Body\n\n---\n\ntitle: no\n---\n");
    assert_eq!(
        body("Text\n\n---\ndraft: true\n---\n"),
        "Text\n\n---\ndraft: true\n---\n"
    );
}

#[test]
fn an_empty_front_matter_is_one() {
    for text in [
        "---\n---\nBody",
        "---\n\n---\nBody",
        "---\n# only a comment\n---\nBody",
        "+++\n+++\nBody",
        "{}\nBody",
    ] {
        let (source, outcome) = read_text(text);
        assert_eq!(outcome.diagnostics, [], "{text}");
        assert!(outcome.value.format.is_some(), "{text}");
        assert_eq!(source.slice(outcome.value.body), "Body", "{text}");
    }
}

#[test]
fn what_is_never_closed_is_an_error_and_never_text() {
    for (text, fence) in [
        ("---\ntitle: open\nseverity: SEV1\n\nBody\n", "---"),
        ("---\ndraft: true\n\nSecret", "---"),
        ("---\nlayout: post\n\ndraft: true\nSecret", "---"),
        ("+++\ndraft = true\n\nSecret", "+++"),
    ] {
        assert_eq!(
            told(text),
            [format!(
                "1:1 error front-matter-unclosed the front matter that begins here is never closed by a line `{fence}`"
            )],
        );
        assert_eq!(body(text), "");
    }
    assert_eq!(told("{\"draft\": true\n\nSecret").len(), 1);
    assert_eq!(body("{\"draft\": true\n\nSecret"), "");
}

#[test]
fn a_line_that_is_nearly_a_fence_is_an_error_where_front_matter_follows() {
    for text in [
        "----\ndraft: true\n----\nSecret",
        "---yaml\ndraft: true\n---\nSecret",
        "---js\ndraft: true\n---\nSecret",
        "   ---\ndraft: true\n   ---\nSecret",
        "\u{2014}\ndraft: true\n\u{2014}\nSecret",
    ] {
        let told = told(text);
        assert_eq!(told.len(), 1, "{text}");
        assert!(told[0].contains("error front-matter-fence"), "{told:?}");
        assert_eq!(body(text), "", "{text}");
    }
    for text in [
        "----\n\nText\n",
        "----------\nText",
        "--- Note ---\nText",
        "- - -\nText: yes\n",
    ] {
        assert_eq!(told(text), [""; 0], "{text}");
        assert_eq!(body(text), text);
    }
}

#[test]
fn a_line_across_the_page_at_the_start_is_text() {
    for text in ["---\n\nSome prose.\n", "---\n\nProse, then: more prose\n"] {
        assert_eq!(told(text), [""; 0], "{text}");
        assert_eq!(body(text), text);
    }
    let text = "---\nSome prose between two lines.\n---\nMore.\n";
    assert_eq!(
        told(text),
        [
            "1:1 hint front-matter-none the file begins with a line `---`, and what follows has no keys: read as text"
        ]
    );
    assert_eq!(body(text), text);
    // A known key in it decides: told as broken rather than published.
    let text = "---\nSome prose.\ndraft: true\n---\nSecret\n";
    assert!(told(text)[0].contains("error front-matter-invalid"));
}

// What is wrong with the notation.

#[test]
fn errors_stand_in_the_coordinates_of_the_file() {
    assert_eq!(
        told("---\nseverity: SEV2\nservices: x\ntitle: Outage: part two\n---\nx\n"),
        ["4:14 error front-matter-invalid a second `: ` on the line: the value is not quoted"]
    );
    assert_eq!(
        told("\u{feff}---\r\ntitle: a\r\nseverity: SEV1\r\nseverity: SEV2\r\n---\r\nx\r\n"),
        ["4:1 error key-repeated the key `severity` is given twice"]
    );
    assert_eq!(
        told("+++\ntitle = \"a\"\nseverity = \n+++\nx\n")[0]
            .split(' ')
            .next(),
        Some("3:12")
    );
    assert_eq!(
        told("{\n  \"title\": \"a\",\n  \"severity\" 1\n}\nx\n"),
        ["3:14 error front-matter-invalid this is not JSON: expected `:`"]
    );
    assert_eq!(told("---\n- a\n- title: b\n---\nx\n").len(), 1,);
}

#[test]
fn several_mistakes_are_told_at_once() {
    let told = told(
        "---\ntitle: a\ntitle: b\nstarted: 2023-04-31\nresolved: soon\nvisibilty: internal\nlayout: post\n---\n",
    );
    assert_eq!(
        told,
        [
            "3:1 error key-repeated the key `title` is given twice",
            "4:10 error value-invalid `started` is `2023-04-31`: April 2023 has 30 days",
            "5:11 warning value-invalid `resolved` is `soon`",
            "6:1 error field-unknown there is no key `visibilty`",
            "7:1 hint field-unknown there is no key `layout`",
        ]
    );
}

#[test]
fn bombs_and_floods_are_refused() {
    let large = format!("---\ntitle: x\nsummary: {}\n---\nx", "y".repeat(64 << 10));
    assert_eq!(told(&large).len(), 1);
    assert!(told(&large)[0].starts_with(
        "2:1 error front-matter-too-large the front matter has more than 65536 bytes"
    ));
    let deep = format!(
        "---\ntitle: deep\nservices:\n- {}x\n---\nx\n",
        "- ".repeat(4000)
    );
    let told = told(&deep);
    assert!(
        told[0].starts_with("4:") && told[0].contains("front-matter-too-large"),
        "{told:?}"
    );
    let bomb = "---\na: &a [x,x,x]\nb: &b [*a,*a,*a]\n---\n";
    assert!(
        told_of(bomb.trim_start_matches("---\n").trim_end_matches("\n---\n"))[0].contains("alias")
    );
    let many: String = (0..1001).map(|i| format!("k{i}: 1\n")).collect();
    assert!(
        told_of(&many)
            .iter()
            .any(|told| told.contains("front-matter-too-large"))
    );
}

// Keys.

#[test]
fn no_two_keys_share_a_name() {
    for field in FIELDS {
        for name in field.names() {
            let found = fields::find(name).and_then(|(at, _)| FIELDS.get(at));
            assert_eq!(found.map(|it| it.key), Some(field.key), "{name}");
        }
    }
}

#[test]
fn the_example_of_every_key_is_read_without_a_finding() {
    for field in FIELDS {
        // A window and an entry of a timeline are whole in themselves.
        let (_, outcome) = read_text(&format!("---\n{}\n---\n", field.example));
        assert_eq!(outcome.diagnostics, [], "{}", field.key);
        assert_eq!(outcome.value.unknown, [], "{}", field.key);
        assert!(field.example.starts_with(&format!("{}: ", field.key)));
    }
}

#[test]
fn case_hyphens_underscores_and_camels_do_not_matter() {
    for key in [
        "root_cause",
        "root-cause",
        "rootCause",
        "Root Cause",
        "ROOT_CAUSE",
        "rootcause",
    ] {
        assert_eq!(
            facts(&format!("{key}: network")).root_cause.unwrap().value,
            "network",
            "{key}"
        );
    }
}

#[test]
fn every_fact_is_stated_with_its_words_and_line() {
    let text = "---\ntitle: \"A  title\"\nstarted: 2023-05-10T09:00+01:00\n---\n";
    let (source, outcome) = read_text(text);
    let facts = outcome.value.facts;
    let quote = facts.title.unwrap().quote.unwrap();
    assert_eq!((quote.text.as_str(), quote.line), ("\"A title\"", 2));
    assert_eq!(source.slice(quote.span), "\"A  title\"");
    assert_eq!(
        facts.started.unwrap().quote.unwrap().text,
        "2023-05-10T09:00+01:00"
    );
}

#[test]
fn a_scalar_keeps_its_spelling_as_text() {
    let it = facts("title: 1.10\nid: 010\ntags: [yes, NO, 2023, 1_000]\nowner: ~\ncompany: ''");
    assert_eq!(it.title.unwrap().value, "1.10");
    assert_eq!(it.id.unwrap().value, "010");
    assert_eq!(values(&it.tags), ["yes", "NO", "2023", "1_000"]);
    assert_eq!((it.owner, it.organisation), (None, None));
}

#[test]
fn two_names_of_one_key_are_told_and_the_stronger_counts() {
    let text = "---\nstart: 2023-05-10T09:00Z\nstarted: 2023-05-10T08:00Z\n---\n";
    assert_eq!(
        told(text),
        ["2:1 warning key-shadowed `start` says the same thing as another key, in other words"]
    );
    assert_eq!(
        read_text(text).1.value.facts.started.unwrap().value.iso(),
        "2023-05-10T08:00:00Z"
    );
    // The same value twice is no matter, and lists are joined.
    let it = facts("name: T\ntitle: T\ntags: [a, b]\nkeywords: [b, c]");
    assert_eq!(values(&it.tags), ["a", "b", "c"]);
}

#[test]
fn unknown_keys_are_kept_and_told_with_the_nearest_known_one() {
    let (_, outcome) = read_text("---\nsevertiy: high\nseats: {a: 1, b: [true, x]}\n---\n");
    let helps: Vec<_> = outcome
        .diagnostics
        .iter()
        .map(|d| (d.level.word(), d.help.clone().unwrap()))
        .collect();
    assert_eq!(helps[0], ("warning", "did you mean `severity`?".to_owned()));
    assert_eq!(helps[1].0, "hint");
    assert_eq!(outcome.value.unknown[0].0, "severtiy");
    assert_eq!(
        outcome.value.unknown[1].1.to_string(),
        r#"{"a":1,"b":[true,"x"]}"#
    );
}

#[test]
fn maps_of_other_generators_are_looked_through() {
    let (_, outcome) = read_text(
        "+++\ntitle = \"T\"\n[taxonomies]\ntags = [\"a\"]\n[extra]\nseverity = 2\nstarted = 2023-05-10T09:00:00Z\n+++\n",
    );
    assert_eq!(outcome.diagnostics, []);
    let it = outcome.value.facts;
    assert_eq!(values(&it.tags), ["a"]);
    assert_eq!(it.severity.unwrap().value.number, Some(2));
    assert_eq!(it.started.unwrap().value.iso(), "2023-05-10T09:00:00Z");
}

// Who may see it.

#[test]
fn drafts_and_internal_documents_are_recognised_however_they_say_it() {
    for yaml in [
        "draft: true",
        "draft: yes",
        "draft: \"true\"",
        "draft: 1",
        "Draft: TRUE",
        "status: draft",
        "status: WIP",
        "published: false",
    ] {
        assert_eq!(facts(yaml).status.unwrap().value, Status::Draft, "{yaml}");
    }
    for yaml in [
        "visibility: internal",
        "visibility: Private",
        "private: true",
        "restricted: yes",
        "internal: on",
        "visibility: [internal]",
    ] {
        let (_, outcome) = read_text(&format!("---\n{yaml}\n---\n"));
        assert_eq!(
            outcome.value.facts.visibility.unwrap().value,
            Visibility::Internal,
            "{yaml}"
        );
    }
    let it = facts("draft: false\nprivate: false\nstatus: final\npublished: 2023-05-20");
    assert_eq!(it.status.unwrap().value, Status::Final);
    assert_eq!(it.visibility.unwrap().value, Visibility::Public);
    assert_eq!(it.published.unwrap().value.iso(), "2023-05-20");
}

#[test]
fn the_strictest_of_several_statements_counts() {
    for yaml in [
        "draft: false\nstatus: draft",
        "draft: true\nstatus: final",
        "status: final\npublished: no",
    ] {
        assert_eq!(facts(yaml).status.unwrap().value, Status::Draft, "{yaml}");
    }
    for yaml in [
        "visibility: public\nprivate: true",
        "private: false\nvisibility: internal",
    ] {
        assert_eq!(
            facts(yaml).visibility.unwrap().value,
            Visibility::Internal,
            "{yaml}"
        );
    }
}

#[test]
fn a_value_that_cannot_be_read_keeps_the_document_back() {
    for (yaml, rule) in [
        ("draft: maybe", "draft-unreadable"),
        ("draft:", "draft-unreadable"),
        ("draft: [a]", "draft-unreadable"),
        ("status: purple", "draft-unreadable"),
    ] {
        let (_, outcome) = read_text(&format!("---\n{yaml}\n---\n"));
        assert_eq!(outcome.diagnostics[0].rule, rule, "{yaml}");
        assert_eq!(outcome.diagnostics[0].level.word(), "error", "{yaml}");
        assert_eq!(
            outcome.value.facts.status.unwrap().value,
            Status::Draft,
            "{yaml}"
        );
    }
    for yaml in [
        "visibility: ours",
        "visibility:",
        "visibility: {a: b}",
        "private: perhaps",
        "restricted: ''",
    ] {
        let (_, outcome) = read_text(&format!("---\n{yaml}\n---\n"));
        assert_eq!(
            outcome.diagnostics[0].rule, "visibility-unreadable",
            "{yaml}"
        );
        assert_eq!(
            outcome.value.facts.visibility.unwrap().value,
            Visibility::Internal,
            "{yaml}"
        );
    }
}

#[test]
fn addresses_that_leave_the_site_are_errors() {
    assert_eq!(
        told_of("slug: ../outside/x"),
        ["2:7 error slug-invalid `../outside/x` is no address: it would leave its folder"]
    );
    for slug in ["aux", "'%2e%2e'", "'..'", "'???'"] {
        assert!(
            told_of(&format!("slug: {slug}"))[0].contains("slug-invalid"),
            "{slug}"
        );
    }
    assert_eq!(
        facts("permalink: /2023/05/DB-outage/").slug.unwrap().value,
        "db-outage"
    );
    let it = facts("aliases: [/2023/old/, old.html, a/b]");
    assert_eq!(values(&it.aliases), ["2023/old", "old.html", "a/b"]);
    for alias in [
        "../../outside/x.html",
        "https://example.com/x",
        "//example.com",
        "a\\b",
        "a/%2e%2e/b",
        ".git/x",
        "a//b",
        "con.html",
        "/",
    ] {
        let told = told_of(&format!("aliases: ['{alias}']"));
        assert!(told[0].contains("alias-invalid"), "{alias}: {told:?}");
    }
}

#[test]
fn a_page_says_that_it_is_one() {
    assert_eq!(facts("type: page").kind.unwrap().value, DocumentKind::Page);
    assert_eq!(
        facts("type: Postmortem").kind.unwrap().value,
        DocumentKind::Incident
    );
    assert!(told_of("type: song")[0].contains("value-invalid"));
}

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
            "Tue, 10 May 2023 14:00:00 +0000",
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
fn a_day_or_month_that_could_be_either_is_told_and_not_guessed() {
    let text = "---\ndate: 12/05/2023\n---\n";
    assert!(told(text)[0].contains("time-ambiguous"));
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

// Other projects' forms.

#[test]
fn a_library_of_another_project_works_as_it_is() {
    let text = "---\n\nuuid: \"8ffdfda1-0a8b-4b3f-a1f1-8e7e0d1f0c11\"\nurl: \"http://example.com/2012/06/outage\"\ntitle: \"\"\n\
        categories:\n- automation\n- postmortem\nkeywords:\n- disk\n- 2012\ncompany: \"Example\"\nproduct: \"\"\nsummary: \"A disk was full.\"\n\
        start_time: 2012-06-14T20:44:00-07:00\nend_time: \"\"\nsource_published_at: 2012-06-15T00:00:00Z\narchive_url: \"https://archive.example/x\"\n\n---\n\nBody\n";
    assert_eq!(
        told(text),
        ["7:3 hint cause-unclassified no root-cause category is called `postmortem`"]
    );
    let it = read_text(text).1.value.facts;
    assert_eq!(it.id.unwrap().value, "8ffdfda1-0a8b-4b3f-a1f1-8e7e0d1f0c11");
    assert_eq!((it.title, it.resolved), (None, None));
    assert_eq!(it.root_cause.unwrap().value, "automation");
    assert_eq!(values(&it.tags), ["postmortem", "disk", "2012"]);
    assert_eq!(it.organisation.unwrap().value, "Example");
    assert_eq!(values(&it.component), [""; 0]);
    assert_eq!(it.started.unwrap().value.iso(), "2012-06-14T20:44:00-07:00");
    assert_eq!(
        it.sources[0].archived.as_deref(),
        Some("https://archive.example/x")
    );
    assert_eq!(body(text), "\nBody\n");
}

#[test]
fn a_status_page_works_as_it_is() {
    let (_, outcome) = read_text(
        "---\ntitle: Outage\ndate: 2020-08-14 15:24:00\nresolved: true\nresolvedWhen: 2020-08-14 16:46:00\nseverity: down\naffected:\n  - API\n  - Website\nsection: issue\n---\n",
    );
    let it = outcome.value.facts;
    assert_eq!(it.date.unwrap().value.precision, Precision::Minute);
    assert_eq!(it.severity.unwrap().value.number, Some(1));
    assert_eq!(values(&it.services), ["API", "Website"]);
    assert!(outcome.diagnostics.iter().all(|d| d.level.word() == "hint"));
}

#[test]
fn any_text_is_read_without_a_panic_and_every_finding_has_a_place() {
    let pieces = [
        "---\n",
        "+++\n",
        "...\n",
        "{",
        "}",
        "\"title\": ",
        "title: ",
        "started: ",
        "draft: true\n",
        "- ",
        "2023-04-31",
        "99:99",
        "é",
        "\u{0}",
        "duration: 1e999 h\n",
        "impact: {",
        "[",
        "]",
        "\n",
        "\t",
        ": ",
        "timeline:\n- ",
        "12/05/2023 ",
        "%2e",
        "|\n ",
        "*a",
        "&a ",
        "!x ",
        "24:00",
        "PM",
    ];
    let mut seed = 7_u32;
    for _ in 0..4000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
        }
        for start in ["", "---\n", "+++\n", "{"] {
            let _ = told(&format!("{start}{text}\n---\n"));
        }
    }
}
