//! The window from fields: `Start Time: …`, `Duration: May 10, 9:00 AM - 11:30 AM`, `Date: …` and `Time: …`.

use std::ops::Range;

use crate::model::Confidence;

use super::super::calendar::Calendar;
use super::super::outline::Line;
use super::super::reading::Reading;
use super::super::timeline::is_range;
use super::super::vocabulary::Topic;
use super::super::when::Stamp;
use super::{End, Window, is_timed, pair, single, with_day_of};

/// `Start Time: …` and `End Time: …`.
pub(super) fn by_fields(reading: &Reading, calendar: &Calendar) -> Window {
    let lines = &reading.outline.lines;
    let field = |topic: Topic, from: usize| {
        lines
            .iter()
            .enumerate()
            .skip(from)
            .find_map(|(index, line)| {
                if line.topic != Some(topic) || line.quote || line.code || line.other {
                    return None;
                }
                let range = if line.head {
                    lines.get(index + 1)?.range.clone()
                } else {
                    line.value.clone()
                };
                let stamp = reading
                    .moments
                    .within(&range)
                    .iter()
                    .find(|s| s.day.is_some() || s.clock.is_some_and(|c| !c.dotted))?;
                Some((index, stamp))
            })
    };
    let Some((index, start)) = field(Topic::Start, 0) else {
        return day_and_clock(reading, calendar);
    };
    let own = start.day.as_ref().and_then(|d| calendar.date(d));
    let day = own.or_else(|| calendar.the_day());
    match field(Topic::End, index + 1) {
        Some((_, end)) => pair(calendar, start, end, day, Confidence::High),
        None => Window {
            start: Some(single(calendar, start, day, Confidence::High)),
            ..Window::default()
        },
    }
}

/// `Date: …` and `Time: …`, one moment.
fn day_and_clock(reading: &Reading, calendar: &Calendar) -> Window {
    let lines = &reading.outline.lines;
    let start = lines
        .iter()
        .filter(|l| l.topic == Some(Topic::Clock) && !l.quote && !l.code)
        .find_map(|line| {
            let stamps = reading.moments.within(&line.value);
            let [stamp] = stamps else { return None };
            let day = lines
                .iter()
                .find(|l| l.topic == Some(Topic::Day))
                .and(calendar.the_day())?;
            Some(single(calendar, stamp, Some(day), Confidence::Medium)).filter(|_| is_timed(stamp))
        });
    Window {
        start,
        ..Window::default()
    }
}

/// `Date: 2024-03-05 19:32 UTC`, where nothing else tells the start.
pub(super) fn day_with_clock(reading: &Reading, calendar: &Calendar) -> Option<End> {
    let lines = &reading.outline.lines;
    lines
        .iter()
        .filter(|l| l.topic == Some(Topic::Day) && !l.quote && !l.code && !l.other)
        .find_map(|line| match reading.moments.within(&line.value) {
            [stamp] if stamp.day.is_some() && is_timed(stamp) => {
                Some(single(calendar, stamp, None, Confidence::Low))
            }
            _ => None,
        })
        .filter(|end| end.at.is_some())
}

/// Two moments of a line that are the ends of a span of time.
pub(super) fn range_in<'r>(
    reading: &'r Reading,
    range: &Range<usize>,
) -> Option<(&'r Stamp, &'r Stamp)> {
    let stamps = reading.moments.within(range);
    stamps.windows(2).find_map(|two| {
        let before = reading.lower(&(range.start..two[0].range.end));
        let between = before.contains("between") || before.contains("starting");
        let gap = reading.lower(&(two[0].range.end..two[1].range.start));
        let timed = two[0].clock.is_some()
            && two[1].clock.is_some_and(|c| !c.dotted)
            && !two[0].clock.is_some_and(|c| c.dotted);
        (timed && is_range(gap, between)).then_some((&two[0], &two[1]))
    })
}

/// `Duration: May 10, 9:00 AM - 11:30 AM`, `Incident Time: 10:00 AM - 12:30 PM`, `Timeline: 08:00 - 10:30`.
pub(super) fn by_range_line(reading: &Reading, calendar: &Calendar) -> Option<Window> {
    let fields = |line: &&Line| {
        let field = matches!(
            line.about(),
            Some(Topic::Duration | Topic::Clock | Topic::Day | Topic::Start)
        );
        let summary = line.item() && line.major == Some(Topic::Summary) && line.label.is_some();
        (field || summary) && !line.code && !line.other
    };
    reading
        .outline
        .lines
        .iter()
        .filter(fields)
        .find_map(|line| {
            let (first, second) = range_in(reading, &line.range)?;
            Some(with_day_of(
                reading,
                calendar,
                &line.range,
                (first, second),
                Confidence::High,
            ))
        })
}
