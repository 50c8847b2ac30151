//! Records of other tools, pages and tables.

use casebook::pipeline;
use casebook::writing::{self, Form, ImportError, Imported, Original, Skipped};

use super::{body, config, import, read, text_of, written};

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
    let head = written
        .head
        .lines()
        .filter(|line| !line.starts_with("summary:"));
    let head: String = head.map(|line| format!("{line}\n")).collect();
    assert!(head.starts_with(expected), "{head}");
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

#[test]
fn texts_of_several_lines_keep_their_lines() {
    let record = COLLECTED.replacen(
        "company:",
        "summary: |\n  First line.\n  Second.\n\n  Third.\ncompany:",
        1,
    );
    let written = written("a.md", &record, Form::Auto);
    let kept = "summary: \"First line.\\nSecond.\\n\\nThird.\"\n";
    assert!(written.head.contains(kept), "{}", written.head);
}

#[test]
fn what_is_wrong_with_one_row_is_told_with_its_line() {
    let table = "title,started,resolved\nA,2023-05-10 09:00,2023-05-10 10:00\nB,2023-05-10 09:00,2023-05-09 10:00\n";
    let Err(error) = import("a.csv", table, Form::Auto) else {
        panic!("taken");
    };
    let message = error.to_string();
    assert!(
        message.starts_with("the row in line 3: the incident ends "),
        "{message}"
    );
}

#[test]
fn front_matter_in_toml_is_written_anew_in_yaml() {
    let toml = "+++\ntitle = \"Mail delayed\"\ndate = 2021-03-04T09:00:00Z\nresolved = true\naffected = [\"mail\"]\nsection = \"issue\"\n+++\nMails.\n";
    let written = written("a.md", toml, Form::Auto);
    let expected = "---\ntitle: Mail delayed\nstarted: 2021-03-04T09:00Z\nservices:\n  - mail\nstate: resolved\nsection: issue\n---\nMails.\n";
    assert_eq!(text_of(&written), expected);
}

#[test]
fn a_record_that_says_next_to_nothing_is_still_an_incident() {
    let bare = "---\nurl: https://example.org/fire\nstart_time: \"\"\ncategories:\n- postmortem\ncompany: Acme\n---\n\nA fire.\n";
    let written = written("a.md", bare, Form::Auto);
    assert!(
        written
            .head
            .starts_with("---\ntype: incident\norganisation: Acme\n"),
        "{}",
        written.head
    );
    assert!(text_of(&written).ends_with("---\n\nA fire.\n"));
    assert_eq!(
        import("a.md", text_of(&written), Form::Icco),
        Ok(Imported::Skipped(Skipped::HasFrontMatter))
    );
}
