//! Whether a text is the record of an incident at all.

use std::ops::Range;

use crate::model::Facts;

use super::reading::Reading;
use super::timeline::Timeline;
use super::vocabulary::Topic;

/// Words that a record of an incident has in its title.
const TITLE_WORDS: &[&str] = &[
    "outage",
    "incident",
    "postmortem",
    "post-mortem",
    "post mortem",
    "downtime",
    "failure",
    "unavailab",
    "disruption",
    "attack",
    "breach",
    "vulnerab",
    "disclosure",
    "advisory",
    "crash",
    "interruption",
    "catastrophe",
    "retro",
    "incidente",
];

/// Points for what only a record of an incident has.
pub(super) fn is_incident(
    reading: &Reading,
    title: Option<&Range<usize>>,
    timeline: &Timeline,
    facts: &Facts,
) -> bool {
    let outline = &reading.outline;
    let words: usize = outline.sentences.iter().map(|s| s.range.len()).sum();
    if words < 200 {
        return false;
    }
    let mut points = 0;
    let title = title.map_or("", |range| reading.lower(range));
    points += i32::from(TITLE_WORDS.iter().any(|word| title.contains(word))) * 2;
    points += i32::from(facts.started.is_some() && facts.resolved.is_some()) * 2;
    points += i32::from(facts.duration_stated.is_some());
    points += i32::from(timeline.listed && timeline.entries.len() >= 3) * 2;
    points += i32::from(facts.impact_users_percent.is_some());
    // Under headings of its own, not as an item of a list of what a report must contain.
    let section = |topic: Topic| {
        outline
            .sentences
            .iter()
            .any(|s| outline.lines[s.line].major == Some(topic))
    };
    for topic in [
        Topic::Timeline,
        Topic::Cause,
        Topic::CauseAndResolution,
        Topic::Impact,
        Topic::Resolution,
        Topic::Measures,
        Topic::Lessons,
    ] {
        points += i32::from(section(topic));
    }
    let tells = |phrases: &[&str]| {
        outline
            .sentences
            .iter()
            .any(|s| phrases.iter().any(|p| reading.lower(&s.range).contains(p)))
    };
    points += i32::from(tells(&["root cause", "was caused by"]));
    points += i32::from(tells(&[
        "outage",
        "the incident",
        "the issue",
        "was down",
        "went down",
    ]));
    let sheet = tells(&[
        "must contain",
        "you are expected to",
        "your task is",
        "learning objectives",
        "read or watch",
        "manual qa review",
        "your postmortem",
        "write a postmortem",
    ]);
    if sheet && !(timeline.listed && timeline.entries.len() >= 3) {
        points -= 4;
    }
    points >= 3
}
