//! Whether a text is the record of an incident at all.

use crate::model::Facts;

use super::ideographs;
use super::reading::Reading;
use super::stems::{Stems, Table};
use super::timeline::Timeline;
use super::title::TITLE_WORDS;
use super::vocabulary::Topic;
use super::window::Window;

/// Bytes of sentences below which a text records nothing.
const TEXT_MIN: usize = 60;

/// Bytes of sentences below which a text must say more to count.
const SHORT: usize = 150;

/// What a sentence can tell about the kind of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tells {
    Cause,
    Event,
    TaskSheet,
}

static TELLING: Table<Tells> = Table::new(|| {
    Stems::new(&[
        (Tells::Cause, "root cause|was caused by|were caused by"),
        (
            Tells::Event,
            "outage|the incident|the issue|was down|went down|downtime|went offline|was offline|were offline|slowed down|unusable|unreachable|\
             unavailable|inaccessible|stopped working|were failing|was failing|started failing|began to fail|not responding",
        ),
        (
            Tells::TaskSheet,
            "must contain|you are expected to|we expect you|your task is|learning objectives|read or watch|manual qa review|\
             your postmortem|write a postmortem",
        ),
    ])
});

/// Points for what only a record of an incident has.
pub(super) fn is_incident(
    reading: &Reading,
    title: &str,
    timeline: &Timeline,
    window: &Window,
    facts: &Facts,
) -> bool {
    let outline = &reading.outline;
    let words: usize = outline.sentences.iter().map(|s| s.range.len()).sum();
    if words < TEXT_MIN {
        return false;
    }
    let mut points = 0;
    points += i32::from(TITLE_WORDS.any(title) || ideographs::titles_an_incident(title)) * 2;
    points += i32::from(facts.started.is_some() && facts.resolved.is_some()) * 2;
    points += i32::from(facts.duration_stated.is_some() || window.seconds.is_some());
    points += i32::from(timeline.entries.len() >= 3) * if timeline.listed { 2 } else { 1 };
    points += i32::from(facts.impact_users_percent.is_some());
    // Under headings of its own, not as an item of a list of what a report must contain.
    let section = |topic: Topic| {
        outline
            .sentences
            .iter()
            .map(|s| &outline.lines[s.line])
            .any(|l| {
                let below = l.minor == Some(topic) && l.topic.is_none() && !l.item();
                l.major == Some(topic) || below
            })
    };
    for topic in [
        Topic::Summary,
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
    let [mut cause, mut event, mut sheet] = [false; 3];
    for hit in outline
        .sentences
        .iter()
        .flat_map(|s| reading.hits(&TELLING, &s.range))
    {
        match hit.means {
            Tells::Cause => cause = true,
            Tells::Event => event = true,
            Tells::TaskSheet => sheet = true,
        }
    }
    points += i32::from(cause) + i32::from(event);
    if sheet && !(timeline.listed && timeline.entries.len() >= 3) {
        points -= 4;
    }
    points >= if words < SHORT { 4 } else { 3 }
}
