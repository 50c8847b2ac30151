//! Whether a text is the record of an incident at all.

use std::ops::Range;

use crate::model::Facts;

use super::reading::Reading;
use super::stems::{Stems, Table};
use super::timeline::Timeline;
use super::title::TITLE_WORDS;
use super::vocabulary::Topic;

/// Words that tell a cause.
static CAUSE_WORDS: Table<()> =
    Table::new(|| Stems::new(&[((), "root cause|was caused by|were caused by")]));

/// Words that tell an event.
static EVENT_WORDS: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "outage|the incident|the issue|was down|went down|downtime",
    )])
});

/// Words of a task sheet about postmortems.
static SHEET_WORDS: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "must contain|you are expected to|we expect you|your task is|learning objectives|read or watch|manual qa review|your postmortem|write a postmortem",
    )])
});

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
    points += i32::from(TITLE_WORDS.any(title)) * 2;
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
    let tells = |table: &Stems<()>| {
        outline
            .sentences
            .iter()
            .any(|s| table.any(reading.lower(&s.range)))
    };
    points += i32::from(tells(&CAUSE_WORDS)) + i32::from(tells(&EVENT_WORDS));
    if tells(&SHEET_WORDS) && !(timeline.listed && timeline.entries.len() >= 3) {
        points -= 4;
    }
    points >= 3
}
