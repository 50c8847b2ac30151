//! Keys: names, lists, unknown ones; who may see the document; other projects' forms.

use super::*;

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

#[test]
fn a_quote_is_cut_at_its_characters_in_any_script() {
    for word in ["slow", "遅い遅い"] {
        let text = vec![word; 100].join(" ");
        let quote = facts(&format!("summary: {text}"))
            .summary
            .unwrap()
            .quote
            .unwrap();
        assert_eq!(quote.text.chars().count(), 205, "{word}");
        assert!(quote.text.ends_with('…'), "{word}");
    }
}
