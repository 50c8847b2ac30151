//! Which incidents belong together: what authors say comes first and is respected on both sides, and an incident that has
//! nothing to do with the others changes nothing.

use std::sync::Arc;

use casebook::config::Config;
use casebook::diag::SourceText;
use casebook::library::{Library, Record};
use casebook::pipeline::read_all;
use casebook::search::{self, ReasonKind, Relation, Relations};

fn library(documents: &[(String, String)]) -> Library {
    let config = Config::default();
    let sources: Vec<SourceText> = documents
        .iter()
        .map(|(name, text)| SourceText::new(format!("{name}.md"), text))
        .collect();
    let entries = read_all(&sources, &config);
    Library::of(entries.into_iter().map(|it| it.value)).value
}

/// A document with these lines of front matter and this text.
fn document(name: &str, day: u32, facts: &str, text: &str) -> (String, String) {
    let (year, month, date) = (2015 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
    (
        name.to_owned(),
        format!(
            "---\ntitle: Incident {name}\nstarted: {year}-{month:02}-{date:02}T09:00:00Z\n{facts}---\n\n## Summary\n\n{text}\n"
        ),
    )
}

fn record<'a>(library: &'a Library, slug: &str) -> &'a Arc<Record> {
    library.find(slug).unwrap()
}

fn slugs(relations: &[Relation]) -> Vec<&str> {
    relations.iter().map(|it| it.slug.as_str()).collect()
}

const WRAPAROUND: &str = "root_cause: database\ncomponent: [postgres]\npattern: [xid-wraparound]\n";

#[test]
fn what_authors_name_comes_first_with_their_reason_and_on_both_pages() {
    let named = "related: [{id: far, reason: the same room}]\n";
    let library = library(&[
        document("here", 1, &format!("{WRAPAROUND}{named}"), "Vacuum."),
        document("alike", 2, WRAPAROUND, "Vacuum."),
        document("far", 3, "root_cause: hardware\n", "Water."),
    ]);
    let relations = search::relations(&library);
    let here = relations.related(record(&library, "here"));
    assert_eq!(slugs(&here), ["far", "alike"]);
    assert_eq!(here[0].reasons[0].kind, ReasonKind::Named);
    assert_eq!(here[0].reasons[0].words(), "the same room");
    assert_eq!(here[1].reasons[0].words(), "same pattern: xid-wraparound");
    let far = relations.related(record(&library, "far"));
    assert_eq!(slugs(&far), ["here"]);
    assert_eq!(far[0].reasons[0].kind, ReasonKind::NamedThere);
}

#[test]
fn what_an_author_keeps_apart_is_kept_apart_on_both_pages() {
    let apart = "related: [{id: there, kind: not-similar}]\n";
    let library = library(&[
        document("here", 1, &format!("{WRAPAROUND}{apart}"), "Vacuum."),
        document("there", 2, WRAPAROUND, "Vacuum."),
        document("third", 3, WRAPAROUND, "Vacuum."),
    ]);
    let relations = search::relations(&library);
    assert_eq!(
        slugs(&relations.related(record(&library, "here"))),
        ["third"]
    );
    assert_eq!(
        slugs(&relations.related(record(&library, "there"))),
        ["third"]
    );
    assert_eq!(
        slugs(&relations.closest(record(&library, "here"))),
        ["third"]
    );
    let third = relations.related(record(&library, "third"));
    assert_eq!(slugs(&third), ["there", "here"]);
}

#[test]
fn little_in_common_is_no_relation() {
    let library = library(&[
        document(
            "one",
            1,
            "root_cause: database\nservices: [api]\n",
            "The table was locked.",
        ),
        document(
            "two",
            2,
            "root_cause: database\nservices: [web]\n",
            "The disk was slow.",
        ),
        document(
            "three",
            3,
            "services: [web]\ntrigger: none found\n",
            "Nobody knows.",
        ),
        document("four", 4, "trigger: none found\n", "Nobody knows."),
    ]);
    let relations = search::relations(&library);
    for it in &library.records {
        assert_eq!(relations.related(it), []);
    }
}

#[test]
fn names_of_people_relate_no_incidents() {
    let text = "Ylva Sjöberg saw it. Ylva Sjöberg called. Ylva Sjöberg wrote. Ylva Sjöberg again.";
    let facts = "authors: [Ylva Sjöberg]\n";
    let library = library(&[
        document("one", 1, facts, text),
        document("two", 2, facts, text),
        document("three", 3, "", "Quiet."),
    ]);
    let one = search::relations(&library).related(record(&library, "one"));
    assert_eq!(one, []);
}

/// A library in which groups of four share a pattern, a component and words of their own.
fn grouped(count: u32) -> Vec<(String, String)> {
    (0..count)
        .map(|n| {
            let group = n % (count / 4);
            let facts = format!(
                "root_cause: database\ncomponent: [part-{group}]\npattern: [shape-{group}]\ntags: [topic-{}]\n",
                group % 7
            );
            let word = format!("quux{}", char::from(b'a' + u8::try_from(group % 26).unwrap()));
            document(&format!("n{n}"), n, &facts, &format!("The {word} failed. The {word} again. A {word}."))
        })
        .collect()
}

#[test]
fn an_unrelated_incident_changes_nothing() {
    let mut documents = grouped(100);
    let before = library(&documents);
    let relations = search::relations(&before);
    let of = |relations: &Relations, library: &Library| -> Vec<(String, Vec<Relation>)> {
        let own = library.records.iter();
        let own = own.filter(|it| it.postmortem.slug.starts_with('n'));
        own.map(|it| (it.postmortem.slug.clone(), relations.related(it)))
            .collect()
    };
    let known = of(&relations, &before);
    assert!(known.iter().all(|(_, related)| related.len() >= 3));
    for (day, facts) in [
        (0, "root_cause: security\ncomponent: [laptop]\n"),
        (50, ""),
        (2000, "tags: [rain]\n"),
    ] {
        documents.push(document(
            &format!("other{day}"),
            day,
            facts,
            "A fox ran over the roof of the shed.",
        ));
        let after = library(&documents);
        assert_eq!(of(&search::relations(&after), &after), known);
    }
}

#[test]
fn the_order_of_the_files_changes_nothing() {
    let mut documents = grouped(60);
    let one = library(&documents);
    documents.reverse();
    let other = library(&documents);
    let (a, b) = (search::relations(&one), search::relations(&other));
    for it in &one.records {
        assert_eq!(
            a.related(it),
            b.related(record(&other, &it.postmortem.slug))
        );
    }
}

#[test]
fn a_value_that_all_have_does_not_hide_what_few_share() {
    // Six hundred incidents of one component, pattern and cause; two of them share an error line's words as well.
    let facts = "root_cause: database\ncomponent: [postgres]\npattern: [slow-query]\n";
    let mut documents: Vec<(String, String)> = (0..600)
        .map(|n| document(&format!("n{n}"), n, facts, "It was slow."))
        .collect();
    let rare = "errors: [\"zyx_flush stalled in vrrp_handoff\"]\n";
    for (name, day) in [("old", 3), ("new", 590)] {
        documents.push(document(
            name,
            day,
            &format!("{facts}{rare}"),
            "It was slow.",
        ));
    }
    let library = library(&documents);
    let relations = search::relations(&library);
    let new = relations.related(record(&library, "new"));
    assert_eq!(new[0].slug, "old");
    assert_eq!(new.len(), search::RELATED_MAX);
}

#[test]
fn a_document_that_is_being_written_is_compared_without_being_in_the_library() {
    let library = library(&[
        document("past", 1, WRAPAROUND, "The zyx_flush worker stalled."),
        document("far", 2, "root_cause: hardware\n", "Water."),
    ]);
    let (name, text) = document(
        "draft",
        9,
        WRAPAROUND,
        "Then zyx_flush stalled; zyx_flush held the lock.",
    );
    let source = SourceText::new(format!("{name}.md"), &text);
    let entry = casebook::pipeline::read(&source, &Config::default()).value;
    let casebook::library::Entry::Incident(draft) = entry else {
        panic!("no incident");
    };
    let closest = search::relations(&library).closest(&draft);
    assert_eq!(slugs(&closest), ["past"]);
    assert_eq!(closest[0].reasons[0].kind, ReasonKind::Pattern);
}
