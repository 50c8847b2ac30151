//! Updates of a status page: the latest first, each begun by its state, its time behind that or below.

use std::ops::Range;

use super::super::calendar::Calendar;
use super::super::reading::Reading;
use super::Raw;

/// Least entries that tell whether a list stands with the latest first.
const LATEST_FIRST: usize = 3;

/// Whether all times of a list fall, as on a status page.
pub(super) fn latest_first(raw: &[Raw], calendar: &Calendar) -> bool {
    let mut day = None;
    let mut times = Vec::with_capacity(raw.len());
    for item in raw {
        let Raw::Entry(stamp, _) = item else {
            return false;
        };
        day = stamp.day.as_ref().and_then(|d| calendar.date(d)).or(day);
        let Some(clock) = stamp.clock else {
            return false;
        };
        times.push((day, clock.seconds()));
    }
    times.len() >= LATEST_FIRST && times.windows(2).all(|two| two[0] > two[1])
}

/// The words with which updates of a status page begin.
pub(super) fn begins_an_update(lower: &str) -> bool {
    let mut words = lower.splitn(2, |c: char| !c.is_ascii_alphabetic());
    let status = words.next().unwrap_or("");
    let mark = words.next().unwrap_or("").trim_start();
    let marked = mark.is_empty()
        || mark.starts_with(['-', '–', '—', ':', '(', '['])
        || lower.len() > status.len() && lower[status.len()..].starts_with([':', '-']);
    matches!(
        status,
        "resolved"
            | "monitoring"
            | "identified"
            | "investigating"
            | "update"
            | "mitigated"
            | "completed"
    ) && marked
}

/// The update above a line that holds nothing but its time.
pub(super) fn above(reading: &Reading, index: usize) -> Option<Range<usize>> {
    let lines = &reading.outline.lines;
    let line = &lines[index];
    let first = (index.saturating_sub(6)..index)
        .rev()
        .find(|at| !lines[*at].continues)?;
    let told = &lines[first];
    let near = !line.after_blank && begins_an_update(reading.lower(&told.range));
    near.then(|| told.range.start..lines[index - 1].range.end)
}
