//! The title: the first heading, `Title:` line or first line that says more than "Postmortem".

use std::ops::Range;

use crate::model::{Confidence, Fact};

use super::outline::Line;
use super::reading::{Reading, fold};
use super::vocabulary::{Topic, words_of};

/// Where the title stands, whether or not it says anything.
pub(super) fn find(reading: &Reading) -> Option<(Range<usize>, Confidence)> {
    let lines = &reading.outline.lines;
    let sections = |line: &Line| {
        line.head
            && matches!(line.topic, Some(t) if !matches!(t, Topic::Title | Topic::Assignment | Topic::Background))
    };
    if let Some(line) = lines
        .iter()
        .take(40)
        .find(|l| l.topic == Some(Topic::Title) && !l.value.is_empty() && names_title(reading, l))
    {
        return Some((line.value.clone(), Confidence::High));
    }
    let mut generic = None;
    for (index, line) in lines.iter().enumerate().take(200) {
        if line.code || line.quote || line.row || line.item() && line.heading.is_none() {
            continue;
        }
        let words = reading.words(&line.range);
        let heading = line.heading.is_some() || line.bold && line.head;
        let title_like = heading || index < 4 && plain_title(reading, line);
        if !title_like || words.len() > 240 {
            continue;
        }
        if is_generic(words) {
            generic.get_or_insert(line.range.clone());
            continue;
        }
        if sections(line) && !(line.heading == Some(1) && index < 3 && says_more(words)) {
            // The sections begin: what came before is all there is, but a task sheet may come first.
            if generic.is_some() || index == 0 || !later_title(lines, index) {
                break;
            }
            continue;
        }
        let confidence = if line.heading.is_some() || line.bold {
            Confidence::High
        } else {
            Confidence::Medium
        };
        return Some((line.range.clone(), confidence));
    }
    generic.map(|range| (range, Confidence::Medium))
}

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
    words.contains("title") || words.contains("name") && line.major.is_none()
}

fn later_title(lines: &[Line], index: usize) -> bool {
    index > 2 && lines[..index].iter().all(|l| l.heading.is_none())
}

/// A short first line of its own that ends like no sentence.
fn plain_title(reading: &Reading, line: &Line) -> bool {
    let words = reading.words(&line.range);
    let known = line.topic.is_some_and(|t| t != Topic::Title);
    let postmortem = starts_as_title(words);
    !known
        && words.len() >= 4
        && words.len() <= 140
        && (!words.ends_with(['.', ':', ',', ';']) || postmortem)
        && !words.contains(". ")
        && (line.label.is_none() || postmortem)
        && reading
            .moments
            .within(&line.range)
            .first()
            .is_none_or(|s| s.range.start > line.range.start + 3)
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
    for prefix in ["Title:", "Project Title:", "TITLE:", "title:"] {
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
    text.trim_end_matches(':').trim().to_owned()
}

/// Emoji and the marks that go with them.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}')
}
