//! Short texts in the shapes that people write postmortems in, and what is understood of each.
//!
//! `tests/shapes/NAME.md` is a text, `NAME.facts` what was read in it. With `UPDATE_EXPECT=1` the `.facts` are written
//! anew, to be read and committed.

use std::fmt::Write as _;
use std::path::Path;

use casebook::config::Config;
use casebook::diag::{Diagnostic, SourceText, Span};
use casebook::infer::{self, Inferred};
use casebook::markdown;
use casebook::model::{Fact, Facts, ImpactWindow, When};
use proptest::prelude::*;

/// What is understood of a text.
fn read(name: &str, text: &str) -> (SourceText, Inferred, Vec<Diagnostic>) {
    let config = Config::default();
    let source = SourceText::new(name, text);
    let body = Span::new(0, source.text.len());
    let document = markdown::parse(&source, body, &config).value;
    let outcome = infer::facts(&source, &document, &Facts::default(), &config);
    (source, outcome.value, outcome.diagnostics)
}

#[test]
fn every_shape_is_read_as_its_facts_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes");
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    names.sort();
    assert!(names.len() >= 40, "only {} shapes", names.len());
    let mut wrong = String::new();
    for path in names {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (_, inferred, findings) = read(&name, &text);
        let found = show(&inferred, &findings);
        let expected_path = path.with_extension("facts");
        if update {
            std::fs::write(&expected_path, &found).unwrap();
            continue;
        }
        let expected = std::fs::read_to_string(&expected_path)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        if expected != found {
            let _ = write!(
                wrong,
                "\n== {name}\n-- expected\n{expected}-- found\n{found}"
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "UPDATE_EXPECT=1 accepts what was found:\n{wrong}"
    );
}

#[test]
fn a_sentence_that_states_a_cause_suggests_its_category() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes/causes.txt");
    let table = std::fs::read_to_string(file).unwrap();
    let mut wrong = String::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (categories, sentence) = line.split_once(" | ").unwrap();
        let text = format!(
            "# Outage of the shop\n\n## Root cause\n\n{sentence}\n\n## Timeline\n\n- 10:00 the shop was down\n- 10:10 alert\n- 11:00 restored\n"
        );
        let (_, inferred, _) = read("cause.md", &text);
        let found = inferred.facts.root_cause.map(|it| it.value);
        let fits = found
            .as_deref()
            .is_some_and(|found| categories.split('/').any(|it| it == found));
        if !fits {
            let _ = writeln!(wrong, "{found:?} instead of {categories}: {sentence}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The facts as lines: name, value, how sure, where.
fn show(inferred: &Inferred, findings: &[Diagnostic]) -> String {
    let mut out = String::new();
    let facts = &inferred.facts;
    if !inferred.is_incident {
        out.push_str("no incident\n");
    }
    line(&mut out, "title", facts.title.as_ref(), Clone::clone);
    for (name, fact) in [
        ("started", &facts.started),
        ("detected", &facts.detected),
        ("declared", &facts.declared),
        ("mitigated", &facts.mitigated),
        ("resolved", &facts.resolved),
    ] {
        line(&mut out, name, fact.as_ref(), When::iso);
    }
    line(&mut out, "zone", facts.timezone.as_ref(), Clone::clone);
    for window in &facts.windows {
        line(&mut out, "window", Some(window), |w| {
            format!("{} .. {}", w.start().iso(), w.end().iso())
        });
    }
    let ends = facts.started.as_ref().zip(facts.resolved.as_ref());
    if let Some(window) = ends.and_then(|(start, end)| ImpactWindow::new(start.value, end.value)) {
        let _ = writeln!(out, "{:<10} {}", "duration", window.duration());
    }
    line(
        &mut out,
        "between",
        inferred.between.as_ref(),
        ToString::to_string,
    );
    line(
        &mut out,
        "stated",
        facts.duration_stated.as_ref(),
        ToString::to_string,
    );
    line(&mut out, "severity", facts.severity.as_ref(), |s| s.id());
    line(&mut out, "level", facts.impact_level.as_ref(), |l| {
        l.id().to_owned()
    });
    line(
        &mut out,
        "users",
        facts.impact_users_percent.as_ref(),
        |p| format!("{p} %"),
    );
    line(
        &mut out,
        "errors",
        facts.impact_error_percent.as_ref(),
        |p| format!("{p} %"),
    );
    line(&mut out, "money", facts.impact_money.as_ref(), Clone::clone);
    for kind in &facts.impact_kinds {
        line(&mut out, "kind", Some(kind), |k| k.id().to_owned());
    }
    line(&mut out, "cause", facts.root_cause.as_ref(), Clone::clone);
    line(&mut out, "because", facts.root_cause_text.as_ref(), |t| {
        short(t)
    });
    texts(&mut out, facts);
    for entry in &facts.timeline {
        let at = entry
            .at
            .map(|at| at.iso())
            .or(entry.clock.map(|c| c.to_string()))
            .unwrap_or_default();
        let milestone = entry.milestone.map_or("", |m| m.id());
        let _ = writeln!(
            out,
            "{:<10} {at:<25} {milestone:<10} line {:<3} {}",
            "entry",
            entry.line,
            short(&entry.text)
        );
    }
    for item in &facts.action_items {
        let details = [
            item.kind.map(|k| k.id().to_owned()),
            item.owner.clone(),
            item.due.map(|d| d.to_string()),
            item.status.map(|s| s.id().to_owned()),
        ];
        let details: Vec<String> = details.into_iter().flatten().collect();
        let _ = writeln!(
            out,
            "{:<10} line {:<3} {} [{}]",
            "action",
            item.line,
            short(&item.title),
            details.join(", ")
        );
    }
    for finding in findings {
        let place = finding.place.as_ref().map_or(0, |p| p.line);
        let mark = if finding.contradiction {
            "contradiction"
        } else {
            "finding"
        };
        let _ = writeln!(
            out,
            "{mark}[{}] line {place}: {}",
            finding.rule, finding.message
        );
    }
    out
}

fn texts(out: &mut String, facts: &Facts) {
    for (name, list) in [
        ("also", &facts.contributing),
        ("component", &facts.component),
        ("pattern", &facts.pattern),
        ("service", &facts.services),
        ("message", &facts.errors),
        ("alert", &facts.alerts),
    ] {
        for fact in list {
            line(out, name, Some(fact), |t| short(t));
        }
    }
    line(out, "trigger", facts.trigger.as_ref(), |t| short(t));
    line(out, "detection", facts.detection.as_ref(), Clone::clone);
    line(out, "stopped by", facts.mitigation.as_ref(), Clone::clone);
    for (name, list) in [
        ("well", &facts.lessons.well),
        ("badly", &facts.lessons.badly),
        ("lucky", &facts.lessons.lucky),
    ] {
        for text in list {
            let _ = writeln!(out, "{name:<10} {}", short(text));
        }
    }
}

fn line<T>(out: &mut String, name: &str, fact: Option<&Fact<T>>, value: impl Fn(&T) -> String) {
    if let Some(fact) = fact {
        let place = fact.quote.as_ref().map_or(0, |q| q.line);
        let _ = writeln!(
            out,
            "{name:<10} {}  ({}, line {place})",
            value(&fact.value),
            fact.origin.confidence().word()
        );
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= 70 {
        return text.to_owned();
    }
    let cut: String = text.chars().take(69).collect();
    format!("{cut}…")
}

/// Every quote of the facts, with the name of its fact.
fn quotes(facts: &Facts) -> Vec<(&'static str, &casebook::model::Quote)> {
    let mut found = Vec::new();
    macro_rules! one { ($($name:ident),*) => { $(if let Some(quote) = facts.$name.as_ref().and_then(|f| f.quote.as_ref()) { found.push((stringify!($name), quote)); })* } }
    macro_rules! many { ($($name:ident),*) => { $(for fact in &facts.$name { if let Some(quote) = &fact.quote { found.push((stringify!($name), quote)); } })* } }
    one!(
        title,
        summary,
        started,
        detected,
        declared,
        mitigated,
        resolved,
        timezone,
        duration_stated,
        severity,
        root_cause,
        root_cause_text,
        trigger,
        impact_level,
        impact_users_percent,
        impact_error_percent,
        impact_money,
        impact_text,
        detection,
        mitigation
    );
    many!(
        windows,
        contributing,
        component,
        pattern,
        services,
        impact_kinds,
        errors,
        alerts
    );
    found
}

fn folded(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Pieces that postmortems are made of, good and bad.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("# Outage of the shop\n".to_owned()),
        Just("## Timeline\n".to_owned()),
        Just("**Duration:** May 10, 2023, 9:00 AM - 11:30 AM (GMT +1)\n".to_owned()),
        Just("- 10:00 AM: détecté par une alerte 🚨\n".to_owned()),
        Just("| 2023-05-10 | 10:00 | it **broke** |\n".to_owned()),
        Just("<li><strong>10:30&nbsp;AM:</strong>restored</li>\n".to_owned()),
        Just(
            "Root cause: a misconfigured [load balancer](https://example.com/a?b=1%20c).\n"
                .to_owned()
        ),
        Just("Impact: about 45% of usérs – “all” of them.\n".to_owned()),
        Just("```\nerror: ü\n```\n".to_owned()),
        Just("> quoted 100% & more\n\n".to_owned()),
        Just("Tasks:\n1. Fix it (Due: 04-12-2022)\n".to_owned()),
        Just("February 30, 2023 and 20202-01-16 at 25:61\u{a0}\n".to_owned()),
        "[ -~äß\u{a0}–’🚨\n]{0,40}",
        "\\PC{0,20}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic_and_every_quote_holds_its_words(pieces in prop::collection::vec(piece(), 0..14)) {
        let (source, inferred, _) = read("any.md", &pieces.concat());
        for (name, quote) in quotes(&inferred.facts) {
            prop_assert_eq!(&folded(source.slice(quote.span)), &quote.text, "{}", name);
            prop_assert!(!quote.text.is_empty(), "{} has an empty quote", name);
            prop_assert_eq!(source.line(quote.span.start), quote.line);
        }
    }
}

/// Makes a text of about so many pieces.
type Make = fn(usize) -> String;

/// A text of `times` pieces, and one eight times as long, read: the time must not grow like the square.
#[test]
fn hostile_texts_are_read_in_linear_time() {
    let shapes: [(&str, Make); 13] = [
        ("digits", |n| "1".repeat(n * 8)),
        ("clock times", |n| "10:00 ".repeat(n)),
        ("colons", |n| "A: ".repeat(n)),
        ("colons and tabs", |n| "a:\t".repeat(n)),
        ("open brackets", |n| "[![".repeat(n)),
        ("open tags", |n| "<a ".repeat(n)),
        ("nested lists", |n| {
            (0..n.min(3000))
                .map(|i| format!("{}- Tasks:\n", " ".repeat(i % 200)))
                .collect()
        }),
        ("full stops", |n| ". ".repeat(n)),
        ("percent signs", |n| "5% of users ".repeat(n)),
        ("one paragraph", |n| {
            "and then it went down again and again and\n".repeat(n / 8)
        }),
        ("headings", |n| "# Action items\n- a\n".repeat(n / 4)),
        ("doubtful dates", |n| {
            "01/02/2023 10:00 AM to ".repeat(n / 4)
        }),
        ("dates", |n| "May 10, 2023 - ".repeat(n / 2)),
    ];
    for (name, make) in shapes {
        let time = |n: usize| {
            let source = SourceText::new("hostile.md", &make(n));
            let mut document = markdown::Document::default();
            document.body = Span::new(0, source.text.len());
            let once = || {
                let clock = std::time::Instant::now();
                std::hint::black_box(infer::facts(
                    &source,
                    &document,
                    &Facts::default(),
                    &Config::default(),
                ));
                clock.elapsed().as_secs_f64()
            };
            once().min(once())
        };
        // Eight times the text; the square would be 64 times the time. Other programs run beside this test, so that only
        // what is slow each time is told.
        let mut tries = Vec::new();
        let linear = (0..6).any(|_| {
            let (short, long) = (time(4000).max(0.001), time(32_000));
            tries.push((short, long));
            long < short * 40.0
        });
        assert!(
            linear,
            "{name}: seconds for one, and for eight times as much: {tries:.3?}"
        );
    }
}
