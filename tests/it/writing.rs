//! `import` and `new`: what is written says what was understood, the text keeps its bytes, and nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use casebook::config::{Audience, Config};
use casebook::diag::{Level, SourceText};
use casebook::library::{Entry, Record};
use casebook::model::{Fact, Origin};
use casebook::pipeline;
use casebook::writing::{
    self, Draft, Form, ImportError, Imported, Original, Skipped, TEMPLATES, Written,
};
use proptest::prelude::*;

fn config() -> Config {
    Config {
        audience: Audience {
            drafts: true,
            internal: true,
        },
        ..Config::default()
    }
}

fn read(path: &str, text: &str) -> Option<Record> {
    match pipeline::read(&SourceText::new(path, text), &config()).value {
        Entry::Incident(record) => Some((*record).clone()),
        _ => None,
    }
}

fn import(path: &str, text: &str, form: Form) -> Result<Imported, ImportError> {
    let original = Original {
        path,
        bytes: text.as_bytes(),
        form,
    };
    writing::import(original, &config(), pipeline::read)
}

/// The one file that an import writes.
#[track_caller]
fn written(path: &str, text: &str, form: Form) -> Written {
    match import(path, text, form) {
        Ok(Imported::Write(mut all)) if all.len() == 1 => all.remove(0),
        other => panic!("{path}: {other:?}"),
    }
}

fn text_of(written: &Written) -> &str {
    std::str::from_utf8(&written.bytes).unwrap()
}

fn values<'a, T: std::fmt::Debug + 'a>(facts: impl IntoIterator<Item = &'a Fact<T>>) -> String {
    let counting = facts.into_iter().filter(|it| it.counts());
    format!("{:?}", counting.map(|it| &it.value).collect::<Vec<_>>())
}

/// Everything that a record says and counts, in words, without how it is known and on which line it stands.
fn told(record: &Record) -> Vec<(&'static str, String)> {
    let it = &record.postmortem;
    let facts = &it.facts;
    let mut told = vec![
        ("title", it.title.value.clone()),
        ("windows", format!("{:?}", it.windows)),
        (
            "length",
            format!(
                "{:?}",
                it.duration
                    .as_ref()
                    .filter(|it| it.counts())
                    .map(|it| it.value)
            ),
        ),
        ("band", it.band.id().to_owned()),
        ("level", it.level.value.id().to_owned()),
        ("state", it.state.id().to_owned()),
        ("related", format!("{:?}", facts.related)),
        ("sources", format!("{:?}", facts.sources)),
        ("lessons", format!("{:?}", facts.lessons)),
        (
            "timeline",
            facts
                .timeline
                .iter()
                .map(|it| format!("{:?} {:?} {}\n", it.at, it.milestone, it.text))
                .collect(),
        ),
        (
            "actions",
            facts
                .action_items
                .iter()
                .map(|it| {
                    let mut it = it.clone();
                    it.line = 0;
                    format!("{it:?}\n")
                })
                .collect(),
        ),
    ];
    macro_rules! each {
        ($($field:ident)*) => { $(told.push((stringify!($field), values(&facts.$field)));)* };
    }
    // Below the day it makes no difference how exactly a length was told.
    let stated = facts
        .duration_stated
        .as_ref()
        .filter(|it| it.counts())
        .map(|it| it.value);
    told.push((
        "stated length",
        format!("{:?}", stated.map(|it| (it.seconds(), it.band()))),
    ));
    each!(id slug aliases kind language summary started detected declared mitigated resolved timezone
        severity root_cause root_cause_text contributing trigger component pattern services organisation impact_level
        impact_kinds impact_users_percent impact_users impact_requests_failed impact_error_percent impact_money
        impact_data_lost impact_regions impact_text detection mitigation status published updated visibility tags
        authors owner teams errors alerts runbooks);
    told
}

#[track_caller]
fn same_facts(name: &str, before: &Record, after: &Record, but: &[&str]) {
    for (before, after) in told(before).into_iter().zip(told(after)) {
        if !but.contains(&before.0) {
            assert_eq!(before, after, "{name}");
        }
    }
}

/// The postmortems of the project's own library.
fn library() -> Vec<(String, String)> {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(&content)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    files.sort();
    let name = |path: &Path| {
        path.strip_prefix(&content)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/")
    };
    files
        .iter()
        .map(|path| {
            (
                name(path),
                fs::read_to_string(path).unwrap().replace("\r\n", "\n"),
            )
        })
        .filter(|(name, text)| text.starts_with("---\n") && read(name, text).is_some())
        .collect()
}

fn body(text: &str) -> &str {
    let end = text.find("\n---\n").unwrap();
    &text[end + 5..]
}

#[test]
fn a_text_says_the_same_after_import_and_keeps_its_bytes_and_the_second_import_changes_nothing() {
    let mut imported = 0;
    for (i, (name, whole)) in library().into_iter().enumerate() {
        let text = body(&whole);
        let other = match i % 3 {
            0 => text.replace('\n', "\r\n"),
            1 => format!("\u{feff}{text}"),
            _ => text.trim_end().to_owned(),
        };
        for text in [text.to_owned(), other] {
            let Some(before) = read(&name, &text) else {
                assert_eq!(
                    import(&name, &text, Form::Auto),
                    Ok(Imported::Skipped(Skipped::NoIncident))
                );
                continue;
            };
            let written = written(&name, &text, Form::Auto);
            let after = text_of(&written);
            let bare = text.strip_prefix('\u{feff}').unwrap_or(&text);
            assert!(after.ends_with(bare), "{name}: the text has changed");
            assert_eq!(
                after.starts_with('\u{feff}'),
                text.starts_with('\u{feff}'),
                "{name}"
            );
            assert_eq!(
                after.matches("\r\n").count(),
                after.matches('\n').count() * usize::from(text.contains('\r'))
            );
            same_facts(&name, &before, &read(&name, after).unwrap(), &[]);
            assert_eq!(
                import(&name, after, Form::Auto),
                Ok(Imported::Skipped(Skipped::HasFrontMatter))
            );
            imported += 1;
        }
    }
    assert!(imported > 80, "{imported}");
}

/// Every key of every postmortem of the library is written anew as if another tool had stated it.
#[test]
fn whatever_front_matter_states_comes_back_as_it_was() {
    let mut rewritten = 0;
    for (name, whole) in library() {
        let foreign = whole
            .replacen("\norganisation:", "\ncompany:", 1)
            .replacen("\nid:", "\nuuid:", 1)
            .replacen("---\n", "---\nproduct: []\ncolour: {of: [1, two]}\n", 1);
        if !foreign.contains("\nuuid:") {
            continue;
        }
        let before = read(&name, &foreign).unwrap();
        let written = written(&name, &foreign, Form::Auto);
        let after = text_of(&written);
        assert!(
            !after.contains("company:") && after.contains("\ncolour:\n  of:\n    - 1\n    - two\n"),
            "{after}"
        );
        let again = read(&name, after).unwrap();
        // A day that stands in for the start is written as the day.
        same_facts(&name, &before, &again, &[]);
        assert_eq!(
            before.postmortem.unknown, again.postmortem.unknown,
            "{name}"
        );
        assert_eq!(body(after), body(&whole), "{name}");
        assert_eq!(
            import(&name, after, Form::Icco),
            Ok(Imported::Skipped(Skipped::HasFrontMatter))
        );
        rewritten += 1;
    }
    assert!(rewritten > 30, "{rewritten}");
}

#[test]
fn what_is_certain_is_written_what_is_likely_is_to_be_confirmed_and_what_is_doubtful_is_a_comment()
{
    for (name, whole) in library() {
        let text = body(&whole);
        let Some(record) = read(&name, text) else {
            continue;
        };
        let written = written(&name, text, Form::Auto);
        let facts = &record.postmortem.facts;
        let line_of = |key: &str| {
            written
                .head
                .lines()
                .find(|line| line.trim_start_matches("# ").starts_with(key))
        };
        for (key, origin) in [
            ("detected: ", facts.detected.as_ref().map(|it| it.origin)),
            ("resolved: ", facts.resolved.as_ref().map(|it| it.origin)),
            (
                "mitigation: ",
                facts.mitigation.as_ref().map(|it| it.origin),
            ),
            (
                "root_cause: ",
                facts.root_cause.as_ref().map(|it| it.origin),
            ),
        ] {
            let confidence = match origin {
                Some(Origin::Inferred(confidence)) => confidence.word(),
                _ => continue,
            };
            let line = line_of(key).unwrap_or_else(|| panic!("{name}: no {key}\n{}", written.head));
            assert_eq!(line.starts_with('#'), confidence == "low", "{name}: {line}");
            assert_eq!(
                line.contains("  # doubtful, read in line "),
                confidence == "low",
                "{name}: {line}"
            );
            assert_eq!(
                line.contains("  # confirm: read in line "),
                confidence == "medium",
                "{name}: {line}"
            );
        }
    }
}

#[test]
fn the_lines_in_comments_are_those_of_the_new_file() {
    for (name, whole) in library() {
        let text = body(&whole);
        let Some(record) = read(&name, text) else {
            continue;
        };
        let Some(fact) = record
            .postmortem
            .facts
            .root_cause
            .filter(|it| it.origin.word() == "inferred")
        else {
            continue;
        };
        let written = written(&name, text, Form::Auto);
        let head = written
            .head
            .lines()
            .find(|line| line.trim_start_matches("# ").starts_with("root_cause: "))
            .unwrap();
        let Some((_, after)) = head.split_once("read in line ") else {
            continue;
        };
        let digits = after.split(|c: char| !c.is_ascii_digit()).next().unwrap();
        let line = text_of(&written)
            .lines()
            .nth(digits.parse::<usize>().unwrap() - 1)
            .unwrap();
        let words = fact.quote.unwrap().text;
        let first = words.split_whitespace().next().unwrap();
        assert!(
            line.contains(first),
            "{name}: {line:?} does not hold {words:?}"
        );
    }
}

const COLLECTED: &str = "---
uuid: 6f1d0c1e-1111-4222-8333-944445555666
url: https://example.org/2016/05/outage
# looked up by hand
start_time: \"2016-05-10T14:00:00Z\"
end_time: \"2016-05-10T14:00:39Z\"
categories:
- config-change
- time
- postmortem
keywords:
- clock
company: Acme
product: \"\"
source_fetched_at: 2016-06-01T00:00:00Z

---

The clocks of all machines jumped by a year and every session was thrown away.
";

#[test]
fn records_of_a_collection_get_our_keys_and_keep_theirs_that_we_do_not_know() {
    let written = written("a.md", COLLECTED, Form::Auto);
    let expected = "---
id: \"6f1d0c1e-1111-4222-8333-944445555666\"
started: 2016-05-10T14:00Z
resolved: 2016-05-10T14:00:39Z
root_cause: config-change
contributing:
  - time-expiry
organisation: Acme
";
    assert!(written.head.starts_with(expected), "{}", written.head);
    let kept = "source_fetched_at: \"2016-06-01T00:00:00Z\"\n# looked up by hand\n---\n";
    assert!(written.head.ends_with(kept), "{}", written.head);
    assert!(text_of(&written).ends_with(
        "---\n\nThe clocks of all machines jumped by a year and every session was thrown away.\n"
    ));
    assert!(written.diff.contains("\n-uuid: 6f1d") && written.diff.contains("\n+id: \"6f1d"));
}

const STATUS: &str = "---
title: Mail delayed
date: 2021-03-04T09:00:00Z
resolved: true
resolvedWhen: 2021-03-04T10:30:00Z
severity: disrupted
affected: [mail]
section: issue
---
*Resolved* - All mails are out. {{< track \"2021-03-04 10:30:00\" >}}

*Investigating* - Mails are late. {{< track \"2021-03-04 09:20:00\" >}}
";

#[test]
fn incidents_of_a_status_page_get_our_keys_and_their_updates_become_a_timeline() {
    let written = written("mail.md", STATUS, Form::Auto);
    let record = read("mail.md", text_of(&written)).unwrap();
    let it = &record.postmortem;
    assert_eq!(
        (
            it.state.id(),
            it.duration.as_ref().unwrap().value.to_string()
        ),
        ("resolved", "1 h 30 min".to_owned())
    );
    let timeline: Vec<_> = it
        .facts
        .timeline
        .iter()
        .map(|it| (it.at.unwrap().iso(), it.milestone.map(|it| it.id())))
        .collect();
    assert_eq!(
        timeline,
        [
            ("2021-03-04T10:30:00".to_owned(), Some("resolved")),
            ("2021-03-04T09:20:00".to_owned(), Some("declared"))
        ]
    );
    for line in [
        "started: 2021-03-04T09:00Z",
        "resolved: 2021-03-04T10:30Z",
        "severity: disrupted",
        "state: resolved",
        "section: issue",
    ] {
        assert!(
            written.head.lines().any(|it| it == line),
            "{line}\n{}",
            written.head
        );
    }
    assert_eq!(body(text_of(&written)), body(STATUS));
    assert_eq!(
        import("mail.md", text_of(&written), Form::Cstate),
        Ok(Imported::Skipped(Skipped::HasFrontMatter))
    );
}

#[test]
fn a_page_becomes_a_document_with_its_facts() {
    let page = "<html lang=en><head><title>Disk full</title></head><body><nav>Home</nav><main>
<p>On May 10, 2023 the shop was down from 9:00 AM to 11:30 AM UTC.</p>

<h2>Root cause</h2>
    <p>The disk of the database was full: the job that removes old backups had stopped two weeks before, and the
    alert on disk space looked at another disk. Nobody had been told, and the page of the job was
    green all the time.</p><script>alert(1)</script></main></body></html>";
    let written = written("old/disk.html", page, Form::Auto);
    assert_eq!(
        (written.name.as_str(), written.in_place),
        ("disk.md", false)
    );
    let record = read("old/disk.md", text_of(&written)).unwrap();
    let it = &record.postmortem;
    assert_eq!(it.title.value, "Disk full");
    assert_eq!(
        it.duration.as_ref().unwrap().value.to_string(),
        "2 h 30 min"
    );
    assert!(!text_of(&written).contains("<script") && !text_of(&written).contains("Home"));
}

#[test]
fn every_row_of_a_table_becomes_a_document() {
    let table = "Name,Start Time,end_time,Category,Service,Severity,Description,Ticket\r
Checkout down,2023-05-10 09:00,2023-05-10 11:30,config,\"checkout, api\",P1,\"A setting was wrong.\r
All orders failed.\",=HYPERLINK(\"x\")\r
Checkout down,2023-05-10 21:00,,,,,,\r
,,,,,,Just words,\r
";
    let Ok(Imported::Write(all)) = import("log/incidents.csv", table, Form::Auto) else {
        panic!("not imported");
    };
    let names: Vec<&str> = all.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "2023-05-10-checkout-down.md",
            "2023-05-10-checkout-down-2.md",
            "just-words.md"
        ]
    );
    assert!(all.iter().all(|it| !it.in_place));
    let expected = "---
title: Checkout down
started: 2023-05-10T09:00
resolved: 2023-05-10T11:30
severity: P1
root_cause: config-change
services:
  - checkout
  - api
Ticket: \"=HYPERLINK(\\\"x\\\")\"
---
A setting was wrong.
All orders failed.
";
    assert!(text_of(&all[0]).ends_with("---\nA setting was wrong.\nAll orders failed.\n"));
    for line in expected.lines() {
        assert!(
            text_of(&all[0]).lines().any(|it| it == line),
            "{line}\n{}",
            text_of(&all[0])
        );
    }
}

#[test]
fn what_cannot_be_imported_is_refused_with_its_reason() {
    let broken = import("a.md", "---\ntitle: x\nno end", Form::Auto);
    assert!(matches!(broken, Err(ImportError::Broken(it)) if it.rule == "front-matter-unclosed"));
    let latin = Original {
        path: "a.md",
        bytes: b"caf\xe9",
        form: Form::Auto,
    };
    let refused = writing::import(latin, &config(), pipeline::read);
    assert_eq!(refused, Err(ImportError::NotUtf8 { at: 3 }));
    assert!(matches!(
        import("a.csv", "title\n\"a", Form::Auto),
        Err(ImportError::Table(_))
    ));
    let link = import("a.md", "https://example.com/postmortem\n", Form::Auto);
    assert_eq!(link, Ok(Imported::Skipped(Skipped::NoIncident)));
}

/// Pieces of which texts are made, some of them hostile to YAML.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "[ -~\\r\\n\\t]{0,60}",
        prop::sample::select(vec![
            "---\n",
            "---\r\n",
            "\u{feff}",
            "+++\n",
            "{\n",
            "# Postmortem: it's \"down\": yes\n",
            "## Summary\n\n- {a}: [b] # c\n",
            "Title: no\n",
            "uuid: 1\nstart_time: 2020-01-01\n",
            "resolved: true\naffected: [a]\n",
            "On May 10, 2023 from 9:00 AM to 11:30 AM UTC 75% of users saw errors.\n",
            "Duration: about 2.5 hours\n",
            "Root cause: \u{202e}a bug\u{1b}[31m in the deploy\n",
            "Severity: SEV-2\n",
            "{{< track \"2021-03-04 10:30:00\" >}}",
            "| 10:00 | x |\n",
            "\0",
            "障害が発生 😀",
            "\u{2028}",
            "\r",
        ])
        .prop_map(str::to_owned),
    ]
}

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..10).prop_map(|pieces| pieces.concat())
}

/// Most of them tell an incident somewhere.
fn any_text() -> impl Strategy<Value = String> {
    (pieces(), 0..8, pieces()).prop_map(|(before, incident, after)| match incident {
        0 => before + &after,
        1 => format!("{before}\n\n{OUTAGE}{after}"),
        _ => format!("{before}\n\n{}{after}", OUTAGE.replace("\r\n", "\n")),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn any_text_keeps_its_bytes_below_front_matter_that_can_be_read(text in any_text()) {
        let Ok(Imported::Write(all)) = import("a.md", &text, Form::Auto) else { return Ok(()) };
        let new = text_of(&all[0]);
        let before = read("a.md", &text).unwrap();
        let outcome = pipeline::read(&SourceText::new("a.md", new), &config());
        prop_assert!(outcome.diagnostics.iter().all(|it| it.level != Level::Error), "{:?}\n{}", outcome.diagnostics, new);
        let Entry::Incident(after) = outcome.value else { return Err(TestCaseError::fail("no incident any more")) };
        let kept = before.source.slice(before.document.body);
        prop_assert_eq!(kept, after.source.slice(after.document.body));
        let is_foreign = new.len() < text.len() || !new.ends_with(text.trim_start_matches('\u{feff}'));
        prop_assert!(!is_foreign || text.starts_with("---") || text.starts_with("\u{feff}---"), "{:?}", new);
        for (before, after) in told(&before).into_iter().zip(told(&after)) {
            if before.0 != "timeline" {
                prop_assert_eq!(before, after, "{}", new);
            }
        }
        prop_assert_eq!(import("a.md", new, Form::Auto), Ok(Imported::Skipped(Skipped::HasFrontMatter)));
    }

    #[test]
    fn no_page_and_no_table_makes_importing_it_panic(text in any_text(), html in "[<>/a-z \"'=!-]{0,80}") {
        for form in [Form::Html, Form::Csv, Form::Icco, Form::Cstate] {
            let _ = import("a.md", &text, form);
            let _ = import("a.md", &html, form);
        }
        if let Ok(Imported::Write(all)) = import("a.html", &format!("{OUTAGE}<p>{html}</p>"), Form::Html) {
            prop_assert!(read("a.md", text_of(&all[0])).is_some());
        }
    }
}

fn draft() -> Draft {
    Draft {
        title: "Checkout down".to_owned(),
        date: jiff::civil::date(2026, 11, 20),
        owner: Some("shop".to_owned()),
        cause: Some("config-change".to_owned()),
        severity: Some("SEV-2".to_owned()),
        services: vec!["checkout".to_owned()],
    }
}

#[test]
fn a_template_guides_the_writer_and_says_nothing_by_itself() {
    for template in TEMPLATES {
        let text = writing::write(&draft(), template.text, &config());
        let outcome = pipeline::read(
            &SourceText::new("2026-11-20-checkout-down.md", &text),
            &config(),
        );
        let loud: Vec<_> = outcome
            .diagnostics
            .iter()
            .filter(|it| it.level != Level::Hint && !it.rule.ends_with("-missing"))
            .collect();
        assert!(loud.is_empty(), "{}: {loud:?}", template.name);
        let Entry::Incident(record) = outcome.value else {
            panic!("{} is no incident", template.name);
        };
        let facts = format!("{:?}", record.postmortem.facts);
        assert!(!facts.contains("Inferred"), "{}: {facts}", template.name);
        let facts = &record.postmortem.facts;
        assert!(
            facts.timeline.is_empty()
                && facts.action_items.is_empty()
                && facts.lessons == Default::default()
        );
        let prompts = text.matches("<!--").count();
        assert!(prompts >= 3, "{}", template.name);
        let words: String = record
            .document
            .sections
            .iter()
            .map(|it| it.text.as_str())
            .collect();
        assert_eq!(
            words.trim(),
            "",
            "{}: a prompt would reach the page",
            template.name
        );
    }
}

#[test]
fn a_filled_in_template_is_understood() {
    let template = TEMPLATES.iter().find(|it| it.name == "sre").unwrap();
    let text = writing::write(&draft(), template.text, &config())
        .replace("## Timeline\n\n<!--", "## Timeline\n\n- 2026-11-20 09:00 UTC: first orders fail\n- 2026-11-20 09:12 UTC: the alert fires\n\n<!--")
        .replace("## Root causes\n\n<!--", "## Root causes\n\nThe new setting asked for a table that did not exist yet, and nothing looks whether a setting fits the schema before it goes out to every machine at once.\n\n<!--")
        .replace("## Action items\n\n<!--", "## Action items\n\n- Alert within a minute (owner: shop, due: 2026-12-01)\n\n<!--")
        .replace("## What went well\n\n<!--", "## What went well\n\n- The rollback took a minute\n\n<!--");
    let record = read("x.md", &text).unwrap();
    let facts = &record.postmortem.facts;
    assert_eq!(facts.timeline.len(), 2, "{:?}", facts.timeline);
    assert_eq!(facts.action_items.len(), 1, "{:?}", facts.action_items);
    assert_eq!(facts.lessons.well, ["The rollback took a minute"]);
}

// Through the program.

fn casebook(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

#[track_caller]
fn expect(output: &Output, code: i32) -> (String, String) {
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    let err = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "out: {out}\nerr: {err}");
    (out, err)
}

const OUTAGE: &str = "# Search down\r\n\r\nOn May 10, 2023 search was down from 9:00 AM to 11:30 AM UTC.\r\n\r\n\
## Root cause\r\n\r\nThe disk of the index was full: the job that removes old copies had stopped two weeks before, and the\r\n\
alert on disk space looked at another disk. Nobody had been told, and the page of the job was green.\r\n";

#[test]
fn import_shows_first_and_writes_when_told_and_leaves_no_trace_beside() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("content")).unwrap();
    fs::write(root.join("content/a.md"), OUTAGE).unwrap();
    fs::write(root.join("content/link.md"), "https://example.com\n").unwrap();
    fs::write(root.join("outside.md"), OUTAGE).unwrap();

    let (out, err) = expect(&casebook(root, &["import", "content"]), 0);
    assert!(
        out.starts_with("content/a.md\n---\ntitle: Search down\n"),
        "{out}"
    );
    assert!(
        err.contains("skipped content/link.md: tells no incident"),
        "{err}"
    );
    assert!(
        err.contains("Would write 1 file (1 skipped: tells no incident); `--write` writes"),
        "{err}"
    );
    assert_eq!(
        fs::read_to_string(root.join("content/a.md")).unwrap(),
        OUTAGE
    );

    let (diff, _) = expect(&casebook(root, &["import", "content/a.md", "--diff"]), 0);
    assert!(
        diff.starts_with("--- a/a.md\n+++ b/a.md\n@@ -1,3 +1,"),
        "{diff}"
    );
    assert!(
        diff.lines().skip(2).all(|line| !line.starts_with('-')),
        "{diff}"
    );

    let (_, err) = expect(&casebook(root, &["import", "content", "--write"]), 0);
    assert!(err.contains("Wrote 1 file"), "{err}");
    let new = fs::read(root.join("content/a.md")).unwrap();
    assert!(new.ends_with(OUTAGE.as_bytes()) && new.starts_with(b"---\r\n"));
    let (_, err) = expect(&casebook(root, &["import", "content", "--write"]), 0);
    assert!(
        err.contains(
            "Nothing to write (1 skipped: has front matter, 1 skipped: tells no incident)"
        ),
        "{err}"
    );
    assert_eq!(fs::read(root.join("content/a.md")).unwrap(), new);
    assert_eq!(fs::read_to_string(root.join("outside.md")).unwrap(), OUTAGE);
    let mut names: Vec<_> = fs::read_dir(root.join("content"))
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["a.md", "link.md"]);
}

#[cfg(unix)]
#[test]
fn import_keeps_permissions_follows_no_link_and_loses_nothing_where_it_cannot_write() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("a.md"), OUTAGE).unwrap();
    fs::set_permissions(root.join("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    expect(&casebook(root, &["import", "a.md", "--write"]), 0);
    assert_eq!(
        fs::metadata(root.join("a.md"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o640
    );

    fs::create_dir(root.join("in")).unwrap();
    fs::write(root.join("b.md"), OUTAGE).unwrap();
    symlink(root.join("b.md"), root.join("in/link.md")).unwrap();
    expect(&casebook(root, &["import", "in", "--write"]), 0);
    expect(&casebook(root, &["import", "in/link.md", "--write"]), 2);
    assert_eq!(fs::read_to_string(root.join("b.md")).unwrap(), OUTAGE);
}

#[test]
fn import_overwrites_no_file_that_is_there_and_says_what_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let page = OUTAGE
        .replace("# Search down\r\n\r\n", "<h1>Search down</h1>\r\n<p>")
        .replace(
            "\r\n\r\n## Root cause\r\n\r\n",
            "</p>\r\n<h2>Root cause</h2>\r\n<p>",
        );
    fs::write(root.join("a.html"), &page).unwrap();
    expect(&casebook(root, &["import", "a.html", "--write"]), 0);
    let made = fs::read_to_string(root.join("a.md")).unwrap();
    assert!(
        made.ends_with(&format!(
            "<article>\n{}</article>\n",
            page.replace("\r\n", "\n")
        )),
        "{made}"
    );
    fs::write(root.join("a.md"), "mine").unwrap();
    for args in [&["import", "a.html", "--write"][..], &["import", "a.html"]] {
        let (_, err) = expect(&casebook(root, args), 2);
        assert!(
            err.contains("`a.md` is there already and is not overwritten"),
            "{err}"
        );
    }
    assert_eq!(fs::read_to_string(root.join("a.md")).unwrap(), "mine");

    fs::write(root.join("latin.md"), b"caf\xe9").unwrap();
    fs::write(root.join("good.md"), OUTAGE).unwrap();
    let (_, err) = expect(
        &casebook(root, &["import", "latin.md", "good.md", "--write"]),
        1,
    );
    assert!(
        err.contains("error: latin.md: byte 3 is not UTF-8"),
        "{err}"
    );
    assert!(err.contains("Wrote 1 file (1 error)"), "{err}");
    expect(&casebook(root, &["import", "missing.md"]), 2);
    expect(&casebook(root, &["import"]), 2);
}

#[test]
fn new_writes_a_draft_once_and_prints_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("content")).unwrap();
    let args = [
        "new",
        "Checkout  down: no orders",
        "--date",
        "2026-11-20",
        "--owner",
        "shop",
        "--cause",
        "config",
        "--severity",
        "SEV-2",
        "--service",
        "checkout",
        "--service",
        "api",
    ];
    let (out, _) = expect(&casebook(root, &args), 0);
    assert_eq!(out, "content/2026-11-20-checkout-down-no-orders.md\n");
    let text = fs::read_to_string(root.join(out.trim())).unwrap();
    assert!(
        text.contains("\nroot_cause: config-change\n")
            && text.contains("\nstatus: draft\nowner: shop\n---\n"),
        "{text}"
    );
    assert!(text.contains("## Where we got lucky"));
    let (_, err) = expect(&casebook(root, &args), 2);
    assert!(err.contains("already"), "{err}");
    assert_eq!(fs::read_to_string(root.join(out.trim())).unwrap(), text);

    let (text, _) = expect(
        &casebook(
            root,
            &[
                "new",
                "X",
                "--template",
                "short",
                "--stdout",
                "--date",
                "2026-01-02",
            ],
        ),
        0,
    );
    assert!(
        text.starts_with("---\ntitle: X\ndate: 2026-01-02\nstatus: draft\n---\n"),
        "{text}"
    );
    fs::write(root.join("own.md"), "---\nteams: [sre]\n---\nHello\n").unwrap();
    let (text, _) = expect(
        &casebook(root, &["new", "X", "--from", "own.md", "--stdout"]),
        0,
    );
    assert!(
        text.ends_with("status: draft\nteams: [sre]\n---\nHello\n"),
        "{text}"
    );
    assert_eq!(fs::read_dir(root.join("content")).unwrap().count(), 1);
}

#[test]
fn new_says_what_it_was_not_given_rightly() {
    let folder = tempfile::tempdir().unwrap();
    for (args, help) in [
        (
            &["new", "X", "--cause", "databse"][..],
            "did you mean `database`?",
        ),
        (&["new", "X", "--template", "shrt"], "did you mean `short`?"),
        (
            &["new", "X", "--date", "20.11.2026"],
            "write it as `2026-01-31`",
        ),
        (&["new", "???"], "use a title with letters or digits"),
        (
            &["new", "X", "--from", "gone.md"],
            "cannot read the template",
        ),
    ] {
        let (_, err) = expect(&casebook(folder.path(), args), 2);
        assert!(err.contains(help), "{err}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
