//! Libraries as other projects write them work as they are: no key of ours, no setting.

use std::collections::BTreeSet;

use casebook::config::Config;
use casebook::diag::{Diagnostic, Level, Outcome, SourceText};
use casebook::library::{Entry, Library, Record};
use casebook::model::DurationBand;
use casebook::pipeline;

/// Reads files into a library; panics on an error finding.
fn library(files: &[(&str, &str)]) -> (Library, Vec<Diagnostic>) {
    let config = Config::default();
    let sources: Vec<SourceText> = files
        .iter()
        .map(|(path, text)| SourceText::new(*path, text))
        .collect();
    let mut diagnostics = Vec::new();
    let entries: Vec<Entry> = pipeline::read_all(&sources, &config)
        .into_iter()
        .map(
            |Outcome {
                 value,
                 diagnostics: found,
             }| {
                diagnostics.extend(found);
                value
            },
        )
        .collect();
    let understood = pipeline::understand(entries, &BTreeSet::new(), &config);
    diagnostics.extend(understood.diagnostics);
    let errors: Vec<_> = diagnostics
        .iter()
        .filter(|it| it.level == Level::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    ((*understood.value.library).clone(), diagnostics)
}

fn only(files: &[(&str, &str)]) -> Record {
    let (library, _) = library(files);
    assert_eq!(
        library.records.len(),
        1,
        "{:?} {:?}",
        library.pages,
        library.left_out
    );
    (*library.records[0]).clone()
}

/// The form of a public collection of links to postmortems: an empty line before the closing fence, foreign
/// categories, a number among the keywords, empty texts.
const COLLECTED: &str = "---
uuid: 6f1d0c1e-1111-4222-8333-944445555666
url: https://example.org/2016/05/outage
start_time: \"2016-05-10T14:00:00Z\"
end_time: \"2016-05-10T14:00:39Z\"
categories:
- config-change
- time
- postmortem
keywords:
- clock
- 500
- ntp
company: Acme
product: \"\"
summary: A clock jumped and every session ended.
source_published_at: 2016-05-12T00:00:00Z
archive_url: https://archive.example/acme

---

The clocks of all machines jumped by a year and every session was thrown away.
";

#[test]
fn a_collection_of_links_is_indexed_as_it_is() {
    let record = only(&[("6f1d0c1e.md", COLLECTED)]);
    let it = &record.postmortem;
    assert_eq!(it.id, "6f1d0c1e-1111-4222-8333-944445555666");
    assert_eq!(it.title.value, "Acme, 2016-05-10");
    assert_eq!(it.duration.as_ref().unwrap().value.seconds(), 39);
    assert_eq!(it.facts.root_cause.as_ref().unwrap().value, "config-change");
    let contributing: Vec<&str> = it
        .facts
        .contributing
        .iter()
        .map(|it| it.value.as_str())
        .collect();
    assert_eq!(contributing, ["time-expiry"]);
    assert!(
        it.facts.component.is_empty(),
        "an empty text says nothing: {:?}",
        it.facts.component
    );
    assert!(
        it.facts.tags.iter().any(|tag| tag.value == "500"),
        "{:?}",
        it.facts.tags
    );
    assert_eq!(
        it.facts.sources[0].url,
        "https://example.org/2016/05/outage"
    );
}

#[test]
fn an_end_that_is_missing_or_empty_is_unknown_and_593_days_are_593_days() {
    let open = COLLECTED.replace("2016-05-10T14:00:39Z", "");
    assert!(only(&[("a.md", &open)]).postmortem.duration.is_none());
    let gone = COLLECTED.replace("end_time: \"2016-05-10T14:00:39Z\"\n", "");
    assert!(only(&[("a.md", &gone)]).postmortem.duration.is_none());
    let long = COLLECTED.replace("2016-05-10T14:00:39Z", "2017-12-24T14:00:00Z");
    let record = only(&[("a.md", &long)]);
    assert_eq!(
        record
            .postmortem
            .duration
            .as_ref()
            .unwrap()
            .value
            .to_string(),
        "593 d"
    );
    assert_eq!(record.postmortem.band, DurationBand::Measured(5));
}

#[test]
fn a_ship_that_sank_in_1628_has_its_year() {
    let old = COLLECTED
        .replace("2016-05-10T14:00:00Z", "1628-08-10T15:00:00Z")
        .replace("2016-05-10T14:00:39Z", "1628-08-10T15:20:00Z");
    let record = only(&[("vasa.md", &old)]);
    assert_eq!(
        record
            .postmortem
            .facts
            .started
            .as_ref()
            .unwrap()
            .value
            .iso(),
        "1628-08-10T15:00:00Z"
    );
    assert_eq!(
        record
            .postmortem
            .duration
            .as_ref()
            .unwrap()
            .value
            .to_string(),
        "20 min"
    );
}

#[test]
fn a_status_page_entry_whose_resolved_is_a_truth_value_is_understood() {
    let entry = "---
title: Mail delayed
date: 2021-03-04T09:00:00Z
resolved: true
resolvedWhen: 2021-03-04T10:30:00Z
severity: disrupted
affected: [mail]
---

Mail was delivered late.
";
    let record = only(&[("mail.md", entry)]);
    let it = &record.postmortem;
    assert_eq!(it.state.id(), "resolved");
    assert_eq!(
        it.duration.as_ref().unwrap().value.to_string(),
        "1 h 30 min"
    );
    let severity = it.facts.severity.as_ref().unwrap();
    assert_eq!(
        (severity.value.number, severity.value.label.as_str()),
        (Some(2), "disrupted")
    );
    assert_eq!(it.facts.services[0].value, "mail");
}

#[test]
fn two_documents_of_one_title_have_two_stable_addresses() {
    let text =
        "# Web Stack Outage\n\nThe site was down from 9:00 AM to 11:00 AM UTC on May 10, 2023.\n";
    let (library, _) = library(&[("000_a.md", text), ("001_b.md", text)]);
    let mut slugs: Vec<&str> = library
        .records
        .iter()
        .map(|it| it.postmortem.slug.as_str())
        .collect();
    slugs.sort_unstable();
    assert_eq!(slugs, ["000-a", "001-b"]);
}

#[test]
fn a_key_in_a_log_excerpt_is_told_and_not_shown() {
    // In two pieces, so that this file holds no key itself.
    let key = format!("{}{}", "AKIA", "QZ7M3XH5TN2RB6LD");
    let text = format!("---\ntitle: Leak\ndate: 2024-01-01\n---\n\n```\nexport KEY={key}\n```\n");
    let (_, found) = library(&[("leak.md", &text)]);
    let told: Vec<_> = found
        .iter()
        .filter(|it| it.rule == "secret-found")
        .collect();
    assert_eq!(told.len(), 1, "{found:?}");
    assert_eq!(told[0].place.as_ref().unwrap().line, 7);
    assert!(!format!("{told:?}").contains(&key[4..]));
}
