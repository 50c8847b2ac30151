//! `import` and `new`: what is written says what was understood, the text keeps its bytes, and nothing is lost.

mod forms;
mod program;
mod templates;

use std::fs;
use std::path::{Path, PathBuf};

use casebook::config::{Audience, Config};
use casebook::diag::{Level, SourceText};
use casebook::library::{Entry, Record};
use casebook::model::{DurationScale, Fact, Origin};
use casebook::pipeline;
use casebook::writing::{self, Form, ImportError, Imported, Original, Skipped, Written};
use proptest::prelude::*;

/// A text that tells an incident.
const OUTAGE: &str = "# Search down\r\n\r\nOn May 10, 2023 search was down from 9:00 AM to 11:30 AM UTC.\r\n\r\n\
## Root cause\r\n\r\nThe disk of the index was full: the job that removes old copies had stopped two weeks before, and the\r\n\
alert on disk space looked at another disk. Nobody had been told, and the page of the job was green.\r\n";

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

/// Control characters, and how much white space there is, belong to no fact.
fn readable(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_control() || c.is_whitespace())
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn values<'a, T: std::fmt::Debug + 'a>(facts: impl IntoIterator<Item = &'a Fact<T>>) -> String {
    let counting = facts.into_iter().filter(|it| it.counts());
    let values = format!("{:?}", counting.map(|it| &it.value).collect::<Vec<_>>());
    readable(&values.replace("\\0", "").replace("\\u{1b}", ""))
}

/// Everything that a record says and counts, in words, without how it is known and on which line it stands.
fn told(record: &Record) -> Vec<(&'static str, String)> {
    let it = &record.postmortem;
    let facts = &it.facts;
    let mut told = vec![
        ("title", readable(&it.title.value)),
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
        ("band", format!("{:?}", it.band)),
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
        format!(
            "{:?}",
            stated.map(|it| (it.seconds(), DurationScale::default().band(it)))
        ),
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

#[test]
fn what_is_not_to_be_seen_is_left_out_or_escaped() {
    let hostile = OUTAGE.replace(
        "The disk of the index",
        "The \u{202e}disk\u{1b}[31m of the index",
    );
    let written = written("a.md", &hostile, Form::Auto);
    assert!(!written.head.contains(['\u{1b}', '\u{202e}']));
    assert!(text_of(&written).ends_with(&hostile));
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
