//! What happened again: the groups, and the page and the data that show them.

use std::path::Path;

use casebook::config::Config;
use casebook::diag::SourceText;
use casebook::index::{self, Repeat};
use casebook::library::Library;
use casebook::pipeline::read_all;

fn library(documents: &[(&str, &str)]) -> Library {
    let sources: Vec<SourceText> = documents
        .iter()
        .map(|(name, facts)| {
            let text = format!("---\ntitle: About {name}\ntype: incident\n{facts}---\n\nText.\n");
            SourceText::new(format!("{name}.md"), &text)
        })
        .collect();
    read(&sources)
}

fn read(sources: &[SourceText]) -> Library {
    let entries = read_all(sources, &Config::default());
    Library::of(entries.into_iter().map(|it| it.value)).value
}

/// Each group in a line: scope, anchor, and its incidents from the oldest, with the days between them.
fn told(library: &Library) -> Vec<String> {
    let member = |it: &index::Occurrence| {
        let slug = &library.records[it.record].postmortem.slug;
        match it.days_since {
            Some(days) => format!("+{days} {slug}"),
            None => slug.clone(),
        }
    };
    let line = |it: &Repeat| {
        let members: Vec<String> = it.members.iter().map(member).collect();
        format!("{} {}: {}", it.scope.id(), it.id, members.join(", "))
    };
    index::repeats(library).iter().map(line).collect()
}

#[test]
fn a_repeat_within_one_organisation_is_told_apart_from_the_same_failure_elsewhere() {
    let library = library(&[
        (
            "a",
            "started: 2020-01-01\norganisation: One\npattern: [disk-full]\n",
        ),
        (
            "b",
            "started: 2020-01-31\norganisation: one\npattern: [disk-full]\n",
        ),
        (
            "c",
            "started: 2021-01-30\norganisation: Two\npattern: [disk-full]\n",
        ),
        (
            "d",
            "started: 2021-02-01\norganisation: Two\npattern: [slow-query]\n",
        ),
    ]);
    assert_eq!(
        told(&library),
        [
            "again one-disk-full: a, +30 b",
            "elsewhere disk-full: a, +30 b, +365 c",
        ]
    );
}

#[test]
fn without_organisations_the_library_is_one() {
    let library = library(&[
        (
            "a",
            "started: 2020-01-01\nroot_cause: database\ncomponent: [postgres, pgbouncer]\n",
        ),
        (
            "b",
            "started: 2020-03-01\nroot_cause: database\ncomponent: [Postgres]\n",
        ),
        ("c", "root_cause: database\ncomponent: [postgres]\n"),
        (
            "d",
            "started: 2020-04-01\nroot_cause: network\ncomponent: [postgres]\n",
        ),
        (
            "e",
            "started: 2020-05-01\nroot_cause: unknown\ncomponent: [redis]\n",
        ),
        (
            "f",
            "started: 2020-06-01\nroot_cause: unknown\ncomponent: [redis]\n",
        ),
    ]);
    assert_eq!(
        told(&library),
        ["again postgres-database: a, +60 b, c"],
        "unknown causes are not the same cause, and an unknown date is last"
    );
}

#[test]
fn what_shares_pattern_and_component_is_one_group_and_not_two() {
    let facts = |day: &str| {
        format!(
            "started: {day}\nroot_cause: database\ncomponent: [postgres]\npattern: [slow-query]\n"
        )
    };
    let (a, b) = (facts("2020-01-01"), facts("2020-02-01"));
    let more =
        "started: 2020-03-01\nroot_cause: database\ncomponent: [postgres]\npattern: [disk-full]\n";
    assert_eq!(
        told(&library(&[("a", &a), ("b", &b)])),
        ["again slow-query: a, +31 b"]
    );
    assert_eq!(
        told(&library(&[("a", &a), ("b", &b), ("c", more)])),
        ["again postgres-database: a, +31 b, +29 c"],
        "a group that is part of a larger one is not told again"
    );
}

#[test]
fn two_that_an_author_keeps_apart_are_no_repeat() {
    let a = "started: 2020-01-01\npattern: [disk-full]\nrelated: [{id: b, kind: not-similar}]\n";
    let b = "started: 2020-02-01\npattern: [disk-full]\n";
    assert_eq!(told(&library(&[("a", a), ("b", b)])), [""; 0]);
}

#[test]
fn a_guess_makes_no_repeat() {
    // Cause and pattern of this text are read with low confidence.
    let text = include_str!("../../content/web-stack-outage-2024-03-08.md");
    let library = read(&["a.md", "b.md"].map(|name| SourceText::new(name, text)));
    let facts = &library.records[0].postmortem.facts;
    assert!(
        facts.pattern.iter().any(|it| !it.counts()),
        "the text tells nothing here"
    );
    assert_eq!(told(&library), [""; 0]);
}

#[test]
fn an_action_that_was_open_when_it_happened_again_is_named_and_one_of_unknown_state_is_not() {
    let first = "started: 2020-01-01\npattern: [disk-full]\naction_items:\n\
                 - {title: watch the disk, status: open}\n- {title: nobody knows}\n\
                 - {title: in time, status: done, closed: 2020-01-20}\n\
                 - {title: too late, status: done, closed: 2020-03-20}\n";
    let second = "started: 2020-02-01\npattern: [disk-full]\n";
    let library = library(&[("a", first), ("b", second)]);
    let repeats = index::repeats(&library);
    let undone = &repeats[0].members[1].undone;
    let titles: Vec<&str> = undone
        .iter()
        .map(|(at, n)| {
            let items = &library.records[*at].postmortem.facts.action_items;
            items[*n].title.as_str()
        })
        .collect();
    assert_eq!(titles, ["watch the disk", "too late"]);
    assert_eq!(repeats[0].members[0].undone, []);
}

#[test]
fn the_sample_library_has_the_repeats_that_engineers_know() {
    let config = Config::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let walked = casebook::source::walk::content(&folder, &[], &config.limits).unwrap();
    let sources: Vec<SourceText> = walked.files.into_iter().map(|file| file.source).collect();
    let library = read(&sources);
    let told: Vec<String> = told(&library);
    for (group, members) in [
        (
            "elsewhere bgp-withdrawal",
            "gce-16007-2016 facebook-2021-10 cloudflare-2022-06",
        ),
        (
            "elsewhere integer-limit",
            "strava-2014-07 basecamp-2018-11 heroku-2023-06",
        ),
        (
            "elsewhere regex-backtracking",
            "stackexchange-regex-2016 cloudflare-regex-2019",
        ),
        (
            "elsewhere certificate-expiry",
            "mozilla-addons-2019 epic-certificate-2021",
        ),
        (
            "elsewhere xid-wraparound",
            "sentry-xid-2015 mandrill-2019-02",
        ),
        (
            "elsewhere unattended-upgrade",
            "datadog-2023-03 heroku-2025-06",
        ),
        (
            "elsewhere over-broad-deletion",
            "atlassian-2022-04 unisuper-2024-05 trivago-2021",
        ),
        (
            "again cloudflare-bgp-config-change",
            "cloudflare-2020-07 cloudflare-2022-06",
        ),
    ] {
        let line = told.iter().find(|it| it.starts_with(&format!("{group}: ")));
        let line = line.unwrap_or_else(|| panic!("no {group} in {told:#?}"));
        let found: Vec<&str> = line
            .split([' ', ','])
            .skip(2)
            .filter(|it| !it.is_empty() && !it.starts_with('+'))
            .collect();
        for member in members.split(' ') {
            assert!(found.contains(&member), "{member} in {line}");
        }
    }
}
