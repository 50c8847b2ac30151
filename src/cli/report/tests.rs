//! How findings look.

use super::*;
use crate::diag::{SourceText, Span};

fn names() -> Names {
    Names {
        content: "content/".to_owned(),
        root: String::new(),
        settings: "site.toml".to_owned(),
        theme: "themes/mine/".to_owned(),
    }
}

fn place(text: &str, words: &str) -> Place {
    let source = SourceText::new("incidents/a.md", text);
    let at = text.find(words).unwrap();
    source.place(Span::new(at, at + words.len()))
}

fn reversed() -> Diagnostic {
    let text = "---\nstarted: 2023-05-10T11:30Z\nresolved: 2023-05-10T09:00Z\n---\n";
    Diagnostic::error(
        "window-reversed",
        place(text, "2023-05-10T09:00Z"),
        "the incident ends before it starts",
    )
    .also(place(text, "2023-05-10T11:30Z"), "it starts here")
    .help("swap the two")
}

/// Findings as they are printed; the last is allowed if it says so.
fn printed(findings: &[Diagnostic], format: Format) -> String {
    let mut out = Vec::new();
    let (allowed, findings): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        findings.iter().partition(|it| it.allowed);
    let mut target = Target {
        stream: &mut out,
        color: false,
        names: &names(),
    };
    target.print(&findings, &allowed, format).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_finding_is_drawn_with_its_lines_and_the_way_out() {
    insta::assert_snapshot!(printed(&[reversed()], Format::Full), @r#"
    error[window-reversed]: the incident ends before it starts
     --> content/incidents/a.md:3:11
      |
    3 | resolved: 2023-05-10T09:00Z
      |           ^^^^^^^^^^^^^^^^^
      |
     ::: content/incidents/a.md:2:10
      |
    2 | started: 2023-05-10T11:30Z
      |          ----------------- it starts here
      |
      = help: swap the two
    "#);
}

#[test]
fn a_finding_about_a_whole_file_or_the_library_is_drawn_too() {
    let findings = [
        Diagnostic::warning("empty", Place::file("b.md"), "the file is empty"),
        Diagnostic::new(Level::Hint, "quiet", None, "the library has no dates"),
        Diagnostic::error("setting-unknown", Place::file("site.toml"), "what is this"),
        Diagnostic::error("template", Place::file("themes/mine/a.html"), "no end"),
    ];
    insta::assert_snapshot!(printed(&findings, Format::Full), @r#"
    warning[empty]: the file is empty
    --> content/b.md

    hint[quiet]: the library has no dates

    error[setting-unknown]: what is this
    --> site.toml

    error[template]: no end
    --> themes/mine/a.html
    "#);
    insta::assert_snapshot!(printed(&findings, Format::Concise), @r#"
    content/b.md: warning[empty]: the file is empty
    hint[quiet]: the library has no dates
    site.toml: error[setting-unknown]: what is this
    themes/mine/a.html: error[template]: no end
    "#);
}

#[test]
fn on_a_long_line_the_column_is_the_files_own() {
    let text = format!("{}HERE{}", "ä".repeat(5000), "x".repeat(5000));
    let finding = Diagnostic::warning("long", place(&text, "HERE"), "there");
    let drawn = printed(std::slice::from_ref(&finding), Format::Full);
    assert!(drawn.contains("content/incidents/a.md:1:5001"), "{drawn}");
    assert!(drawn.len() < 2000, "{drawn}");
    let short = printed(&[finding], Format::Concise);
    assert_eq!(
        short,
        "content/incidents/a.md:1:5001: warning[long]: there\n"
    );
}

#[test]
fn content_cannot_drive_the_terminal() {
    let evil = "a\u{1b}[2J\u{1b}]0;x\u{7}\u{202e}b\r\nc";
    let source = SourceText::new(evil, &format!("{}{evil}", "x\u{9b}"));
    let finding = Diagnostic::error("evil", source.place(Span::new(0, 9)), evil)
        .also(source.place(Span::new(3, 4)), evil)
        .help(evil);
    for format in [
        Format::Full,
        Format::Concise,
        Format::Github,
        Format::Json,
        Format::Sarif,
    ] {
        let text = printed(std::slice::from_ref(&finding), format);
        let wild = text
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c));
        assert_eq!(wild, None, "{format:?}: {text:?}");
    }
    assert_eq!(
        printed(std::slice::from_ref(&finding), Format::Concise)
            .lines()
            .count(),
        1
    );
    assert_eq!(printed(&[finding], Format::Github).lines().count(), 1);
}

#[test]
fn json_says_everything_once() {
    insta::assert_snapshot!(printed(&[reversed()], Format::Json), @r#"
    {
      "version": 1,
      "errors": 1,
      "warnings": 0,
      "hints": 0,
      "allowed": 0,
      "findings": [
        {
          "rule": "window-reversed",
          "level": "error",
          "message": "the incident ends before it starts",
          "file": "content/incidents/a.md",
          "line": 3,
          "column": 11,
          "text": "2023-05-10T09:00Z",
          "help": "swap the two",
          "also": [
            {
              "file": "content/incidents/a.md",
              "line": 2,
              "column": 10,
              "text": "2023-05-10T11:30Z",
              "label": "it starts here"
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn sarif_names_the_rules_once_and_places_every_result() {
    let mut allowed = Diagnostic::hint("impact-missing", Place::file("a b.md"), "nothing is said");
    allowed.allowed = true;
    let log: serde_json::Value =
        serde_json::from_str(&printed(&[reversed(), allowed], Format::Sarif)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<_> = rules.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["impact-missing", "window-reversed"]);
    let [result, suppressed] = run["results"].as_array().unwrap().as_slice() else {
        panic!("{run}");
    };
    insta::assert_snapshot!(serde_json::to_string(result).unwrap(), @r#"{"ruleId":"window-reversed","ruleIndex":1,"level":"error","message":{"text":"the incident ends before it starts; swap the two"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"content/incidents/a.md"},"region":{"startLine":3,"startColumn":11,"endColumn":28}}}],"relatedLocations":[{"physicalLocation":{"artifactLocation":{"uri":"content/incidents/a.md"},"region":{"startLine":2,"startColumn":10,"endColumn":27}},"message":{"text":"it starts here"}}]}"#);
    insta::assert_snapshot!(serde_json::to_string(suppressed).unwrap(), @r#"{"ruleId":"impact-missing","ruleIndex":0,"level":"note","message":{"text":"nothing is said"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"content/a%20b.md"}}}],"suppressions":[{"kind":"inSource"}]}"#);
    for result in [result, suppressed] {
        let at = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[at]["id"], result["ruleId"]);
    }
}

#[test]
fn an_annotation_for_github_is_one_escaped_line() {
    let finding = Diagnostic::warning("odd", Place::file("a,b:c.md"), "100 % odd").help("mend it");
    insta::assert_snapshot!(printed(&[reversed(), finding], Format::Github), @r#"
    ::error file=content/incidents/a.md,line=3,col=11,title=window-reversed::the incident ends before it starts%0Acontent/incidents/a.md:2:10: it starts here%0Ahelp: swap the two
    ::warning file=content/a%2Cb%3Ac.md,title=odd::100 %25 odd%0Ahelp: mend it
    "#);
}

#[test]
fn many_findings_are_cut_and_counted() {
    let findings: Vec<Diagnostic> = (0..70)
        .map(|i| Diagnostic::error("x", Place::file(format!("{i}.md")), "bad"))
        .collect();
    let findings: Vec<&Diagnostic> = findings.iter().collect();
    let mut out = Vec::new();
    let mut target = Target {
        stream: &mut out,
        color: false,
        names: &names(),
    };
    target
        .print_some(&findings, "`casebook check` lists them")
        .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.ends_with("and 20 more; `casebook check` lists them\n"),
        "{text}"
    );
}

#[test]
fn a_message_of_any_length_is_cut() {
    let finding =
        Diagnostic::error("x", Place::file("a.md"), "y".repeat(1 << 20)).help("z".repeat(1 << 20));
    for format in [Format::Full, Format::Concise, Format::Github] {
        assert!(printed(std::slice::from_ref(&finding), format).len() < 8000);
    }
}
