//! What of a record is found, and how much each place counts.

use crate::index::began;
use crate::library::Record;
use crate::model::{CATEGORIES, Fact, Origin, PATTERNS};

/// Id, slug and old addresses: who types one wants that incident.
const ID: u32 = 16;
/// The title.
const TITLE: u32 = 10;
/// Verbatim error lines and alert names: what is pasted at three in the morning.
const SYMPTOM: u32 = 8;
/// Services, components, patterns, tags, organisation: what the incident is filed under.
const LABEL: u32 = 5;
/// The summary and the sentences that state cause and impact.
const GIST: u32 = 3;
/// Headings, categories, people, the day it began, and what is said in one word.
const WORD: u32 = 2;
/// The text.
const TEXT: u32 = 1;

/// What a text is to its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The text itself, which counts for its length; a line is a paragraph, an item or a line of code.
    Body,
    /// What is said about the incident beside the text.
    Fact,
    /// Words that stand nowhere in the document: no phrase asks for them.
    Aside,
}

/// Calls `each` with every text of a record, its weight and what it is.
pub(super) fn each(record: &Record, mut each: impl FnMut(u32, &str, Source)) {
    let postmortem = &record.postmortem;
    let facts = &postmortem.facts;
    let mut tell = |weight, facts: &[Fact<String>]| {
        for fact in facts.iter().filter(|fact| fact.counts()) {
            // What was read in the text stands there once more.
            let source = match fact.origin {
                Origin::Inferred(_) => Source::Aside,
                Origin::Stated | Origin::Derived => Source::Fact,
            };
            each(weight, &fact.value, source);
        }
    };
    for texts in [&facts.errors, &facts.alerts] {
        tell(SYMPTOM, texts);
    }
    for texts in [
        &facts.services,
        &facts.component,
        &facts.tags,
        &facts.pattern,
    ] {
        tell(LABEL, texts);
    }
    tell(LABEL, facts.organisation.as_slice());
    for texts in [&facts.summary, &facts.root_cause_text, &facts.impact_text] {
        tell(GIST, texts.as_slice());
    }
    for texts in [
        facts.trigger.as_slice(),
        facts.detection.as_slice(),
        facts.mitigation.as_slice(),
        facts.owner.as_slice(),
        &facts.teams,
        &facts.authors,
        &facts.runbooks,
        &facts.impact_regions,
        facts.impact_users.as_slice(),
        facts.impact_requests_failed.as_slice(),
        facts.impact_money.as_slice(),
        facts.impact_data_lost.as_slice(),
    ] {
        tell(WORD, texts);
    }
    let mut put = |weight, text: &str| each(weight, text, Source::Fact);
    put(ID, &postmortem.id);
    if postmortem.slug != postmortem.id {
        put(ID, &postmortem.slug);
    }
    for alias in &facts.aliases {
        put(ID, &alias.value);
    }
    put(TITLE, &postmortem.title.value);
    for id in counted(&facts.pattern) {
        if let Some(pattern) = PATTERNS.iter().find(|pattern| pattern.id == id) {
            put(WORD, pattern.name);
        }
    }
    for id in counted(facts.root_cause.as_slice()).chain(counted(&facts.contributing)) {
        match CATEGORIES.iter().find(|category| category.id == id) {
            // That nothing is known is found by the filter, not by the word.
            Some(category) if category.id == "unknown" => {}
            // A name is of several things, of which this incident may have been one: `Network, DNS, routing`.
            Some(category) => put(TEXT, category.name),
            None => put(WORD, id),
        }
    }
    front_matter_texts(record, &mut put);
    for section in &record.document.sections {
        if let Some(heading) = &section.heading {
            each(WORD, &heading.text, Source::Fact);
        }
        each(TEXT, &section.text, Source::Body);
    }
    // Who remembers the day types it, or its month.
    if let Some(when) = began(facts) {
        each(WORD, &when.utc().date().to_string(), Source::Aside);
    }
    // Who does not know the author's words may know the pattern's.
    for id in counted(&facts.pattern) {
        if let Some(pattern) = PATTERNS.iter().find(|pattern| pattern.id == id) {
            each(TEXT, pattern.means, Source::Aside);
            for keyword in pattern.keywords {
                each(TEXT, keyword, Source::Aside);
            }
        }
    }
}

/// Timeline, actions and lessons that stand in front matter; those read in the body are found as text.
fn front_matter_texts(record: &Record, put: &mut impl FnMut(u32, &str)) {
    let facts = &record.postmortem.facts;
    let body = record.source.line(record.document.body.start);
    for entry in facts.timeline.iter().filter(|entry| entry.line < body) {
        put(TEXT, &entry.text);
    }
    for action in facts
        .action_items
        .iter()
        .filter(|action| action.line < body)
    {
        put(TEXT, &action.title);
        for text in [&action.owner, &action.id].into_iter().flatten() {
            put(TEXT, text);
        }
    }
    let lessons = &facts.lessons;
    for text in [&lessons.well, &lessons.badly, &lessons.lucky]
        .into_iter()
        .flatten()
    {
        put(TEXT, text);
    }
}

fn counted(facts: &[Fact<String>]) -> impl Iterator<Item = &str> {
    facts
        .iter()
        .filter(|fact| fact.counts())
        .map(|fact| fact.value.as_str())
}
