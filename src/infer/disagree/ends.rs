//! A stated start or end against the timeline.

use crate::diag::Diagnostic;
use crate::model::Milestone;

use super::super::reading::Reading;
use super::super::timeline::{Entry, Timeline};
use super::super::vocabulary::Topic;
use super::super::window::End;

/// Both stated ends against what the timeline tells.
pub(super) fn read(
    reading: &Reading,
    timeline: &Timeline,
    window: (&End, &End),
    findings: &mut Vec<Diagnostic>,
) {
    if !timeline.listed {
        return;
    }
    let (start, end) = window;
    late_entries(reading, timeline, start, Some(end), findings);
    let Some(last) = timeline.entries.last() else {
        return;
    };
    let over = last.milestone == Some(Milestone::Resolved) || says_resolution(reading, last);
    let disagrees = if over {
        ends_elsewhere(reading, timeline, window, last)
    } else {
        ends_long_before(timeline, window, last)
    };
    if disagrees && last.stamp.range != end.words {
        let message = format!(
            "the end is given as `{}`, the timeline ends at `{}`",
            reading.text(&end.words),
            reading.text(&last.stamp.range)
        );
        findings.push(
            reading
                .disagreement("end-disagrees", &end.words, message, &last.stamp.range)
                .help("correct the end or the timeline"),
        );
    }
}

/// Least seconds by which two times of one event must differ to be told: people round.
const SLACK: i64 = 600;

/// Whether the timeline says that it was over at another time.
fn ends_elsewhere(
    reading: &Reading,
    timeline: &Timeline,
    (start, end): (&End, &End),
    last: &Entry,
) -> bool {
    let (Some(off), Some(span)) = (seconds(last, end).map(|s| -s), span(start, end)) else {
        return false;
    };
    off.abs() > SLACK.max(span / 10)
        && off.abs() < 43_200
        && !told_elsewhere(reading, timeline, end)
}

/// Whether the stated window goes on for more than half its length after a timeline whose story is told to its end.
fn ends_long_before(timeline: &Timeline, (start, end): (&End, &End), last: &Entry) -> bool {
    let settled = timeline.entries.iter().rev().take(4).any(|e| {
        matches!(
            e.milestone,
            Some(Milestone::Mitigated | Milestone::Resolved)
        )
    });
    let (Some(after), Some(span)) = (seconds(last, end), span(start, end)) else {
        return false;
    };
    settled && timeline.entries.len() >= 4 && after * 2 > span && (SLACK..43_200).contains(&after)
}

/// Least seconds between a stated start and the first entry to be told: a timeline may begin with the alert.
const LATE: i64 = 1800;

/// A stated start long before the first entry: the timeline tells of other hours.
pub(super) fn late_entries(
    reading: &Reading,
    timeline: &Timeline,
    start: &End,
    end: Option<&End>,
    findings: &mut Vec<Diagnostic>,
) {
    let [first, .., last] = timeline.entries.as_slice() else {
        return;
    };
    let same = first.stamp.range == start.words || timeline.entries.len() < 3;
    let Some(late) = seconds(first, start)
        .map(|s| -s)
        .filter(|_| timeline.listed && !same)
    else {
        return;
    };
    let span = end
        .and_then(|end| span(start, end))
        .or_else(|| seconds(last, start).map(|s| -s))
        .unwrap_or(0);
    if (LATE..43_200).contains(&late) && late * 2 >= span && span > 0 {
        let message = format!(
            "the start is given as `{}`, the timeline begins at `{}`",
            reading.text(&start.words),
            reading.text(&first.stamp.range)
        );
        findings.push(
            reading
                .disagreement("start-disagrees", &start.words, message, &first.stamp.range)
                .help("correct the start, or add what happened first to the timeline"),
        );
    }
}

/// Seconds from an entry to an end of the window, on one day where no day is known.
fn seconds(entry: &Entry, end: &End) -> Option<i64> {
    let clocks = end.clock?.seconds() - entry.stamp.clock?.seconds();
    Some(match (entry.at, end.at) {
        (Some(at), Some(stated)) => at.seconds_to(&stated),
        _ => clocks,
    })
}

/// Seconds from start to end, less than a day where no day is known.
fn span(start: &End, end: &End) -> Option<i64> {
    let clocks = end.clock?.seconds() - start.clock?.seconds();
    Some(match (start.at, end.at) {
        (Some(start), Some(end)) => start.seconds_to(&end),
        _ => clocks.rem_euclid(86_400),
    })
}

fn says_resolution(reading: &Reading, entry: &Entry) -> bool {
    let words = reading.lower(&entry.words);
    words.starts_with("issue resolution")
        || words.starts_with("resolution")
        || words.starts_with("incident resolution")
}

/// Whether the timeline tells of the stated end in the words of an entry.
fn told_elsewhere(reading: &Reading, timeline: &Timeline, end: &End) -> bool {
    let lines = &reading.outline.lines;
    let from = timeline.entries.first().map_or(0, |e| e.stamp.range.start);
    let first = lines.partition_point(|l| l.range.end < from);
    lines[first..]
        .iter()
        .take_while(|l| l.major == Some(Topic::Timeline))
        .any(|line| {
            reading
                .moments
                .within(&line.range)
                .iter()
                .any(|s| s.clock.map(|c| c.seconds()) == end.clock.map(|c| c.seconds()))
        })
}
