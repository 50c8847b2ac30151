//! The title: the first heading, `Title:` line or first line that says more than "Postmortem".

use std::ops::Range;

use crate::model::{Confidence, Fact};

use super::outline::Line;
use super::plain::Marker;
use super::reading::{Reading, fold};
use super::stems::{Stems, Table};
use super::vocabulary::{Topic, words_of};

/// Lines from the top in which a title is looked for.
const TOP: usize = 200;

/// Where the title stands, whether or not it says anything.
pub(super) fn find(reading: &Reading) -> Option<(Range<usize>, Confidence)> {
    let lines = &reading.outline.lines;
    let named = |line: &&Line| {
        line.topic == Some(Topic::Title) && !line.value.is_empty() && names_title(reading, line)
    };
    if let Some(line) = lines.iter().take(40).find(named) {
        return Some((line.value.clone(), Confidence::High));
    }
    // The first thing that could be a title, should nothing say more: `0x19. Postmortem`.
    let mut generic: Option<(usize, Range<usize>)> = None;
    for (index, line) in lines.iter().enumerate().take(TOP) {
        if line.code || line.quote || line.row || line.item() && line.heading.is_none() {
            continue;
        }
        let words = reading.words(&line.range);
        let heading = line.heading.is_some() || line.bold && line.head;
        let beside = generic.as_ref().is_none_or(|(at, _)| index <= at + 3);
        let above = generic.as_ref().map(|(at, _)| *at);
        let plain = !heading
            && beside
            && (plain_title(reading, index, above) || index == 0 && is_generic(words));
        if !heading && !plain || words.len() > 240 {
            continue;
        }
        if is_generic(words) {
            generic.get_or_insert((index, line.range.clone()));
            continue;
        }
        if begins_sections(line) && !(line.heading == Some(1) && index < 3 && says_more(words)) {
            if generic.is_some() || index == 0 || lines[..index].iter().any(|l| l.heading.is_some())
            {
                break;
            }
            continue;
        }
        if !beside && !TITLE_WORDS.any(reading.lower(&line.range)) {
            continue;
        }
        let confidence = if heading {
            Confidence::High
        } else {
            Confidence::Medium
        };
        return Some((line.range.clone(), confidence));
    }
    generic.map(|(_, range)| (range, Confidence::Medium))
}

fn begins_sections(line: &Line) -> bool {
    line.head
        && line
            .topic
            .is_some_and(|t| !matches!(t, Topic::Title | Topic::Background))
}

/// Words that the titles of records of incidents have.
pub(super) static TITLE_WORDS: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "outage|incident|postmortem|post-mortem|post mortem|postmorten|downtime|failure|unavailab|disruption|attack|breach|vulnerab|\
         disclosure|advisory|crash|interruption|catastrophe|retro|incidente|problem|error|saga|halt|down|interrup|caída|queda|falha|fallo|panne|störung|ausfall",
    )])
});

/// The title as a fact.
pub(super) fn fact(
    reading: &Reading,
    found: Option<&(Range<usize>, Confidence)>,
) -> Option<Fact<String>> {
    let (range, confidence) = found?;
    let text = clean(reading.words(range));
    (!text.is_empty()).then(|| reading.fact(text, *confidence, range))
}

/// `Incident: …` and `Issue: …` are titles only at the top.
fn names_title(reading: &Reading, line: &Line) -> bool {
    let label = line.label.as_ref().map_or("", |l| reading.words(l));
    let words = words_of(label);
    let top = || {
        let near = reading
            .outline
            .lines
            .iter()
            .take(3)
            .any(|l| l.range == line.range);
        // A table may name the incident in other words than the heading above it.
        let titled = line.row
            && reading
                .outline
                .lines
                .iter()
                .take(3)
                .any(|l| l.heading.is_some() && !is_generic(reading.words(&l.range)));
        near && line.marker == Marker::None && line.heading.is_none() && !titled
    };
    words.contains("title")
        || words.contains("name")
            && line.major.is_none()
            && (!line.row || words.contains("incident"))
        || matches!(words.as_str(), "incident" | "issue") && top()
}

/// A short line of its own near the top that ends like no sentence; `generic` is a heading above that says nothing.
fn plain_title(reading: &Reading, index: usize, generic: Option<usize>) -> bool {
    let lines = &reading.outline.lines;
    let line = &lines[index];
    let words = reading.words(&line.range);
    let marked = starts_as_title(words);
    let placeholder = generic
        .is_some_and(|at| at + 1 == index && is_placeholder(reading.words(&lines[at].range)));
    let alone = lines
        .get(index + 1)
        .is_none_or(|next| next.after_blank || next.head);
    if index >= 4
        || !(4..=140).contains(&words.len())
        || line.topic.is_some_and(|t| t != Topic::Title) && !(index == 0 && marked)
    {
        return false;
    }
    if placeholder {
        return alone && words.len() <= 90;
    }
    let told = TITLE_WORDS.any(reading.lower(&line.range)) && words.len() <= 80;
    // A name above the title is the author's.
    let better = generic.is_none()
        && !told
        && lines
            .iter()
            .take(3)
            .skip(index + 1)
            .any(|l| !l.head && l.label.is_none() && starts_as_title(reading.words(&l.range)));
    let sentence = words.ends_with(['.', ',', ';', ':', '?']) || words.contains(". ");
    let ends_open = marked || !sentence;
    let dated = reading
        .moments
        .within(&line.range)
        .first()
        .is_some_and(|s| s.range.start <= line.range.start + 3);
    let continued = lines.get(index + 1).is_some_and(|next| next.continues);
    ends_open
        && !better
        && !dated
        && !continued
        && (line.label.is_none() || marked || index == 0 && told && !words.ends_with(':'))
        && (generic.is_none() || told || alone && line.after_blank && names_something(words))
}

/// Whether a line is long enough for the name of an incident, and does not speak of the text itself.
fn names_something(words: &str) -> bool {
    let lower = words.to_lowercase();
    words.split(' ').count() >= 4
        && !["this ", "the following", "below ", "here is", "by "]
            .iter()
            .any(|start| lower.starts_with(start))
}

/// A heading that a template left to be filled in.
fn is_placeholder(words: &str) -> bool {
    let lower = words.to_lowercase();
    lower.contains("name") || lower.contains("title")
}

fn starts_as_title(words: &str) -> bool {
    let lower = words.to_lowercase();
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    [
        "postmortem",
        "post-mortem",
        "post mortem",
        "stmortem",
        "postmorten",
        "incident report",
        "case",
        "ase:",
    ]
    .iter()
    .any(|p| lower.starts_with(p))
}

fn says_more(words: &str) -> bool {
    words.split_whitespace().count() >= 3
}

/// Words that alone make no title.
const EMPTY_WORDS: &[&str] = &[
    "postmortem",
    "postmorten",
    "post",
    "mortem",
    "my",
    "first",
    "project",
    "report",
    "incident",
    "issue",
    "name",
    "title",
    "the",
    "a",
    "an",
    "readme",
    "devops",
    "sysadmin",
    "template",
    "document",
    "task",
    "review",
    "here",
    "is",
    "this",
    "of",
    "for",
];

/// Whether a heading says nothing about the incident: `0x19. Postmortem`, `ISSUE NAME`, `My first postmortem`.
fn is_generic(words: &str) -> bool {
    let lower = words.to_lowercase();
    if lower.contains("make people want") || lower.trim() == "more info" {
        return true;
    }
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .all(|word| {
            EMPTY_WORDS.contains(&word)
                || word.starts_with("0x")
                || word.bytes().all(|b| b.is_ascii_digit()) && word.len() < 4
        })
}

/// A title without markup, emoji and the words that only say what kind of document it is.
pub(super) fn clean(words: &str) -> String {
    let mut text: String = words.chars().filter(|c| !is_picture(*c)).collect();
    text = fold(&text);
    for prefix in [
        "Title:",
        "Project Title:",
        "TITLE:",
        "title:",
        "Subject:",
        "SUBJECT:",
    ] {
        if let Some(rest) = text.strip_prefix(prefix) {
            text = rest.trim().to_owned();
        }
    }
    if let Some((first, rest)) = text.split_once(':') {
        let rest = rest.trim();
        let kind = matches!(
            words_of(first).as_str(),
            "postmortem"
                | "post mortem"
                | "postmorten"
                | "postmortem report"
                | "post mortem report"
                | "incident postmortem"
        );
        if kind && rest.chars().filter(|c| c.is_alphanumeric()).count() >= 4 {
            text = rest.to_owned();
        }
    }
    // `== Primary down ==` is a heading of wikis.
    text.trim_end_matches([':', '=']).trim().to_owned()
}

/// Emoji and the marks that go with them.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}')
}
