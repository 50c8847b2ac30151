//! Two records of one incident. Each record is compared with its neighbours in two orders, so a library of any size and
//! any shape costs a sort.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::{Diagnostic, Place};
use crate::library::{Library, Record};

/// How many records after it, in the order of days, a record is compared with.
const NEIGHBOURS: usize = 16;

/// Share of the words of two titles that they have in common, from which on they are alike, in percent.
const ALIKE: usize = 60;

/// Every record that tells the incident of another one, told once for a pair.
pub(super) fn check(library: &Library) -> Vec<Diagnostic> {
    let mut pairs: BTreeMap<(usize, usize), &'static str> = BTreeMap::new();
    let records = &library.records;
    for (one, other) in same_text(records) {
        pairs.insert((one, other), "have the same text");
    }
    for (one, other, why) in same_day(records) {
        pairs.entry((one, other)).or_insert(why);
    }
    let told = pairs.iter().filter_map(|((one, other), why)| {
        let (one, other) = (records.get(*one)?, records.get(*other)?);
        // Paths decide which of the two is named first: the order of the library does not.
        let (first, second) = match one.source.path < other.source.path {
            true => (one, other),
            false => (other, one),
        };
        (!known(first, second)).then(|| finding(first, second, why))
    });
    told.collect()
}

fn finding(first: &Record, second: &Record, why: &str) -> Diagnostic {
    let (one, other) = (&first.source.path, &second.source.path);
    Diagnostic::warning(
        "near-duplicate",
        Place::file(other.clone()),
        format!("`{other}` and `{one}` {why}, as two records of one incident do"),
    )
    .also(Place::file(one.clone()), "the other record")
    .help("merge them, or name the other one under `related`, with `kind: not-similar` if they are two incidents")
}

/// Whether one of the two names the other: the author knows.
fn known(first: &Record, second: &Record) -> bool {
    let names = |from: &Record, to: &Record| {
        let related = from.postmortem.facts.related.iter();
        related
            .into_iter()
            .any(|it| it.id == to.postmortem.id || it.id == to.postmortem.slug)
    };
    names(first, second) || names(second, first)
}

/// Records whose texts are the same but for white space.
fn same_text(records: &[Arc<Record>]) -> Vec<(usize, usize)> {
    /// Shorter texts say too little to be a copy.
    const SHORTEST: usize = 200;
    let mut by_text: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (at, record) in records.iter().enumerate() {
        // Headings and the remarks of a writing template say nothing yet: two drafts just begun are no copies.
        let sections = record.document.sections.iter();
        if sections.map(|it| it.text.trim().len()).sum::<usize>() < SHORTEST {
            continue;
        }
        let text = record.source.slice(record.document.body);
        let lines = text.lines().map(str::trim);
        let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        match by_text.get(&lines) {
            Some(before) => pairs.push((*before, at)),
            None => {
                by_text.insert(lines, at);
            }
        }
    }
    pairs
}

/// Records of one day and one organisation that have a source or most words of their titles in common.
fn same_day(records: &[Arc<Record>]) -> Vec<(usize, usize, &'static str)> {
    let mut dated: Vec<(String, i64, usize)> = records
        .iter()
        .enumerate()
        .filter_map(|(at, record)| {
            let facts = &record.postmortem.facts;
            let started = facts.started.as_ref().filter(|it| it.counts())?;
            let organisation = facts.organisation.as_ref();
            let organisation = organisation.map(|it| it.value.to_lowercase());
            Some((
                organisation.unwrap_or_default(),
                started.value.seconds(),
                at,
            ))
        })
        .collect();
    dated.sort();
    let mut pairs = Vec::new();
    for (i, (organisation, seconds, at)) in dated.iter().enumerate() {
        const DAY: i64 = 86_400;
        let after = dated.iter().skip(i + 1).take(NEIGHBOURS);
        let near = after.take_while(|it| it.0 == *organisation && it.1 - seconds < DAY);
        for (_, _, other) in near {
            if let Some(why) = alike(&records[*at], &records[*other]) {
                pairs.push((*at.min(other), *at.max(other), why));
            }
        }
    }
    pairs
}

fn alike(one: &Record, other: &Record) -> Option<&'static str> {
    let (mine, theirs) = (&one.postmortem.facts, &other.postmortem.facts);
    let shared = mine.sources.iter().any(|it| {
        let url = it.url.trim_end_matches('/');
        theirs
            .sources
            .iter()
            .any(|it| it.url.trim_end_matches('/') == url)
    });
    if shared {
        return Some("begin on one day and name one source");
    }
    let (mine, theirs) = (words(one), words(other));
    let common = mine.intersection(&theirs).count();
    let all = mine.union(&theirs).count();
    // Two words are a headline and not yet an incident.
    (common >= 3 && common * 100 >= all * ALIKE)
        .then_some("begin on one day and have nearly one title")
}

/// The words of a title that tell it from others: longer than two letters, or numbers.
fn words(record: &Record) -> BTreeSet<String> {
    let title = record.postmortem.title.value.to_lowercase();
    let words = title.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.chars().count() > 2 || word.bytes().any(|b| b.is_ascii_digit()))
        .filter(|word| {
            !matches!(
                *word,
                "the" | "and" | "for" | "with" | "after" | "postmortem" | "incident" | "outage"
            )
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::library_of;

    fn found(documents: &[(&str, &str)]) -> Vec<String> {
        let found = check(&library_of(documents));
        found.into_iter().map(|it| it.message).collect()
    }

    fn record(title: &str, start: &str, rest: &str) -> String {
        format!(
            "---\ntitle: {title}\nstarted: {start}\norganisation: Acme\n{rest}---\n\nIt was down.\n"
        )
    }

    #[test]
    fn two_records_of_one_day_with_one_title_or_source_are_told_once() {
        let one = record(
            "Checkout down after a certificate ran out",
            "2024-03-08T14:00Z",
            "",
        );
        let two = record(
            "Checkout was down when a certificate ran out",
            "2024-03-08T14:05Z",
            "",
        );
        let told = found(&[("a.md", &one), ("b.md", &two)]);
        assert_eq!(
            told,
            [
                "`b.md` and `a.md` begin on one day and have nearly one title, as two records of one incident do"
            ]
        );
        assert_eq!(told, found(&[("b.md", &two), ("a.md", &one)]));
        let source = "sources: [\"https://example.com/report/\"]\n";
        let one = record("Checkout", "2024-03-08T14:00Z", source);
        let two = record(
            "Payments",
            "2024-03-08T10:00Z",
            &source.replace("report/", "report"),
        );
        assert_eq!(found(&[("a.md", &one), ("b.md", &two)]).len(), 1);
    }

    #[test]
    fn two_incidents_are_not_one() {
        let title = "Checkout down after a certificate ran out";
        let one = record(title, "2024-03-08T14:00Z", "");
        let later = record(title, "2024-03-09T15:00Z", "");
        assert_eq!(found(&[("a.md", &one), ("b.md", &later)]), [""; 0]);
        let elsewhere = one.replace("Acme", "Other");
        assert_eq!(found(&[("a.md", &one), ("b.md", &elsewhere)]), [""; 0]);
        let other = record("Search slow after a deploy", "2024-03-08T15:00Z", "");
        assert_eq!(found(&[("a.md", &one), ("b.md", &other)]), [""; 0]);
        let told = record(
            title,
            "2024-03-08T15:00Z",
            "related: [{id: a, kind: not-similar}]\n",
        );
        assert_eq!(found(&[("a.md", &one), ("b.md", &told)]), [""; 0]);
    }

    #[test]
    fn a_copied_text_is_told_whatever_its_front_matter_says() {
        let text = "The certificate ran out.\n\n".repeat(12);
        let one = format!("---\ntitle: One\nstarted: 2024-01-01\n---\n{text}");
        let two = format!("---\ntitle: Two\nstarted: 2023-05-05\n---\n\n  {text}");
        assert_eq!(found(&[("a.md", &one), ("b.md", &two)]).len(), 1);
        let short = ["---\ntitle: A\nstarted: 2024-01-01\n---\nTo be told.\n"; 2];
        assert_eq!(
            found(&[
                ("a.md", short[0]),
                ("b.md", &short[1].replace("2024", "2022"))
            ]),
            [""; 0]
        );
    }

    #[test]
    fn two_drafts_just_begun_from_one_template_are_no_copies() {
        let begun = |day: u8| {
            let parts = "## Impact\n\n<!-- Who was hit and how badly, in numbers. Say how you counted. -->\n\n".repeat(9);
            format!("---\ntitle: To be told\nstarted: 2024-01-0{day}\n---\n\n{parts}")
        };
        assert_eq!(found(&[("a.md", &begun(1)), ("b.md", &begun(5))]), [""; 0]);
    }
}
