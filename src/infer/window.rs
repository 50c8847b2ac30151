//! From when to when users were affected: from fields, ranges, sentences or the timeline, the surest first.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use crate::model::{Confidence, Duration, Fact, Facts, ImpactWindow, Milestone, Precision, When};

use super::calendar::{Calendar, zone_words};
use super::duration::StatedLength;
use super::ideographs;
use super::reading::Reading;
use super::timeline::days::in_one_digit;
use super::timeline::{Entry, Timeline};
use super::vocabulary::Topic;
use super::when::{Clock, Stamp};

mod fields;
mod sentences;

pub(super) use sentences::SUFFERING;

/// One end of the window, as read.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// The moment; `None` where its day is not known.
    pub(super) at: Option<When>,
    /// Its clock time.
    pub(super) clock: Option<Clock>,
    /// Where it stands.
    pub(super) words: Range<usize>,
    confidence: Confidence,
}

/// Both ends, and how far apart they are even where no date is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    /// When it began.
    pub(super) start: Option<End>,
    /// When it ended.
    pub(super) end: Option<End>,
    /// Seconds between two clock times of one day that nobody names.
    pub(super) seconds: Option<u64>,
    /// Whether the two ends were stated, not only read off the timeline.
    pub(super) stated: bool,
}

/// Reads the window.
pub(super) fn read(reading: &Reading, calendar: &Calendar, timeline: &Timeline) -> Window {
    let mut window = fields::by_fields(reading, calendar);
    if window.start.is_none() || window.end.is_none() && window.seconds.is_none() {
        let by_range = fields::by_range_line(reading, calendar)
            .or_else(|| sentences::by_range_sentence(reading, calendar));
        if let Some(found) = by_range {
            window = found;
        }
    }
    if window.start.is_none() && window.seconds.is_none() {
        window.start = sentences::by_start_sentence(reading, calendar, timeline);
    }
    if window.end.is_none() && window.seconds.is_none() {
        window.end = sentences::by_end_sentence(reading, calendar, window.start.as_ref());
    }
    window.stated = window.start.is_some() && window.end.is_some() || window.seconds.is_some();
    by_timeline(timeline, &mut window);
    if window.start.is_none() && window.seconds.is_none() {
        window.start = fields::day_with_clock(reading, calendar);
    }
    by_day(reading, calendar, &mut window);
    share_zone(&mut window, calendar);
    doubt(&mut window, calendar);
    window
}

fn single(calendar: &Calendar, stamp: &Stamp, day: Option<Date>, confidence: Confidence) -> End {
    End {
        at: calendar.when(stamp, day),
        clock: stamp.clock,
        words: stamp.range.clone(),
        confidence,
    }
}

/// Two moments as the ends of one window.
fn pair(
    calendar: &Calendar,
    first: &Stamp,
    second: &Stamp,
    day: Option<Date>,
    confidence: Confidence,
) -> Window {
    let mut first = first.clone();
    let mut second = second.clone();
    share_half(&mut first, &mut second);
    if first.zone.is_none() {
        first.zone = second.zone;
    }
    if second.zone.is_none() {
        second.zone = first.zone;
    }
    let first_day = first.day.as_ref().and_then(|d| calendar.date(d));
    let second_day = second.day.as_ref().and_then(|d| calendar.date(d));
    let clocks = first
        .clock
        .zip(second.clock)
        .map(|(a, b)| b.seconds() - a.seconds());
    let over_midnight = clocks.is_some_and(|s| s < 0);
    // `22:00` in one field and `01:30, April 18` in the next, of an incident of April 17.
    let eve = day.filter(|d| {
        over_midnight
            && second_day.is_some_and(|s| s.checked_sub(1.day()).is_ok_and(|eve| eve == *d))
    });
    let start_day = match first.day {
        Some(_) => first_day,
        None => eve.or(second_day).or(day),
    };
    let mut end_day = second_day.or(if second.day.is_some() {
        None
    } else {
        start_day
    });
    if second.day.is_none() && over_midnight {
        end_day = end_day.and_then(|d| d.checked_add(1.day()).ok());
    }
    let dated = first.day.is_some() || second.day.is_some();
    Window {
        start: Some(single(calendar, &first, start_day, confidence)),
        end: Some(single(calendar, &second, end_day, confidence)),
        seconds: clocks
            .filter(|_| !dated || start_day.is_none())
            .map(|s| s.rem_euclid(86_400).unsigned_abs()),
        stated: true,
    }
}

/// `2:00 - 4:00 PM`: the half of the day holds for both where that puts them in order.
fn share_half(first: &mut Stamp, second: &mut Stamp) {
    if let (Some(a), Some(b)) = (first.clock.as_mut(), second.clock)
        && !a.half
        && b.half
        && a.hour < 12
        && b.hour >= 12
        && a.hour + 12 <= b.hour
        && first.day.is_none()
    {
        a.hour += 12;
    }
}

/// `from 11:30 to 1:15`: on a clock of twelve hours the second time is after noon. Whether it was.
fn over_noon(reading: &Reading, first: &Stamp, second: &mut Stamp) -> bool {
    let short = second.day.is_none() && in_one_digit(reading, second);
    let (Some(from), Some(to)) = (first.clock, second.clock.as_mut()) else {
        return false;
    };
    let turns = from.is_of_twelve() && to.is_of_twelve() && to.seconds() < from.seconds();
    if short && turns {
        to.hour = to.hour % 12 + 12;
    }
    short && turns
}

/// A range with the day that stands in the same words, else the incident's.
fn with_day_of(
    reading: &Reading,
    calendar: &Calendar,
    words: &Range<usize>,
    (first, second): (&Stamp, &Stamp),
    confidence: Confidence,
) -> Window {
    let near = reading
        .moments
        .within(words)
        .iter()
        .find_map(|s| s.day.as_ref().and_then(|d| calendar.date(d)));
    let day = near.or_else(|| calendar.the_day());
    let mut second = second.clone();
    let past_noon = over_noon(reading, first, &mut second);
    let second = &second;
    let mut window = pair(calendar, first, second, day, confidence);
    if past_noon {
        for end in [&mut window.start, &mut window.end].into_iter().flatten() {
            end.confidence = end.confidence.max(Confidence::Medium);
        }
    }
    if near.is_none() && first.day.is_none() && second.day.is_none() {
        for end in [&mut window.start, &mut window.end].into_iter().flatten() {
            end.confidence = end.confidence.max(Confidence::Medium);
        }
    }
    window
}

/// Whether a moment has a clock time that is surely one.
fn is_timed(stamp: &Stamp) -> bool {
    stamp.clock.is_some_and(|c| !c.dotted)
}

/// Days that a timeline may span for its last entry to be taken for the end: later entries are reviews and reports.
const LAST_ENTRY_DAYS: i64 = 5;

/// The first entry, and the last one that says it is over.
fn by_timeline(timeline: &Timeline, window: &mut Window) {
    if !timeline.listed {
        by_story(timeline, window);
        return;
    }
    let Some(first) = timeline
        .entries
        .first()
        .filter(|_| window.seconds.is_none())
    else {
        return;
    };
    let first = timeline.marked(Milestone::Started).next().unwrap_or(first);
    let end = |entry: &Entry, confidence| End {
        at: entry.at,
        clock: entry.stamp.clock,
        words: entry.stamp.range.clone(),
        confidence,
    };
    let had_start = window.start.is_some();
    if !had_start {
        let alone = timeline.entries.len() == 1;
        window.start = Some(end(
            first,
            if alone {
                Confidence::Low
            } else {
                Confidence::Medium
            },
        ));
    }
    if window.end.is_some() || timeline.entries.len() < 2 {
        return;
    }
    let Some((last, confidence)) = last_entry(timeline) else {
        return;
    };
    window.end = Some(end(last, confidence));
    if !had_start && last.at.is_none() {
        window.seconds = first
            .seconds_to(last)
            .and_then(|s| u64::try_from(s).ok())
            .filter(|s| *s > 0);
    }
    let ends = window.start.as_ref().and_then(|s| s.at).zip(last.at);
    if ends.is_some_and(|(s, e)| ImpactWindow::new(s, e).is_none() || s == e) {
        window.end = None;
    }
}

/// Least times that a text without a list must tell for its first to be taken for the start.
const STORY: usize = 3;

/// Times told in running text: the first, and the last that says it is over. A guess, shown as one.
fn by_story(timeline: &Timeline, window: &mut Window) {
    let [first, .., last] = timeline.entries.as_slice() else {
        return;
    };
    let told = window.start.is_some() || window.end.is_some() || window.seconds.is_some();
    let rising = timeline
        .entries
        .windows(2)
        .all(|two| two[0].order <= two[1].order);
    let (Some(from), Some(_)) = (first.at, first.stamp.clock) else {
        return;
    };
    if told || timeline.entries.len() < STORY || !rising {
        return;
    }
    let end = |entry: &Entry| End {
        at: entry.at,
        clock: entry.stamp.clock,
        words: entry.stamp.range.clone(),
        confidence: Confidence::Low,
    };
    window.start = Some(end(first));
    let over = last.milestone == Some(Milestone::Resolved);
    if over && last.at.is_some_and(|to| from.seconds_to(&to) > 0) {
        window.end = Some(end(last));
    }
}

/// The entry at which it was over, as far as the timeline tells.
fn last_entry(timeline: &Timeline) -> Option<(&Entry, Confidence)> {
    if let Some(entry) = timeline.marked(Milestone::Resolved).last() {
        return Some((entry, Confidence::Medium));
    }
    let (first, last) = (timeline.entries.first()?, timeline.entries.last()?);
    if let Some(entry) = timeline
        .marked(Milestone::Mitigated)
        .rfind(|e| e.order.is_some())
    {
        // What was done soon after a first remedy belongs to it; what came days later is aftermath.
        let until = first.seconds_to(entry).unwrap_or(0).max(3600);
        let soon = entry
            .seconds_to(last)
            .is_some_and(|after| (0..=until).contains(&after));
        let over = soon && last.milestone.is_none() && !last.aftermath;
        return Some((if over { last } else { entry }, Confidence::Low));
    }
    let days = last.order?.0 - first.order?.0;
    (timeline.entries.len() >= 4 && days <= LAST_ENTRY_DAYS).then_some((last, Confidence::Low))
}

/// Where no clock time tells the start: the incident's day.
fn by_day(reading: &Reading, calendar: &Calendar, window: &mut Window) {
    let (None, None, Some(day)) = (&window.start, window.seconds, &calendar.day) else {
        return;
    };
    let told = reading
        .outline
        .sentence_at(day.range.start)
        .map_or("", |s| reading.lower(&s.range));
    let line = reading.outline.line_at(day.range.start);
    let field = line.is_some_and(|l| l.topic == Some(Topic::Day));
    let suffering = |words: &str| SUFFERING.any(words) || ideographs::tells_of_suffering(words);
    let titled = line.is_some_and(|l| l.head && suffering(reading.lower(&l.range)));
    if field || titled || suffering(told) {
        window.start = Some(End {
            at: Some(When {
                civil: day.date.to_datetime(Time::midnight()),
                offset: None,
                precision: Precision::Day,
            }),
            clock: None,
            words: day.range.clone(),
            confidence: Confidence::Low,
        });
    }
}

/// A zone named at one end, or once for the whole text, holds for both.
fn share_zone(window: &mut Window, calendar: &Calendar) {
    let named = |end: &Option<End>| end.as_ref().and_then(|e| e.at).and_then(|w| w.offset);
    let offset = named(&window.start).or_else(|| named(&window.end));
    for end in [&mut window.start, &mut window.end].into_iter().flatten() {
        if let Some(at) = end.at.as_mut()
            && at.offset.is_none()
            && at.precision != Precision::Day
        {
            match calendar.zone {
                Some(zone) => *at = Calendar::in_zone(*at, zone),
                None => at.offset = offset,
            }
        }
    }
}

/// Times on a day of which the order of day and month is only likely are low.
fn doubt(window: &mut Window, calendar: &Calendar) {
    if calendar.day_first_sure {
        return;
    }
    for end in [&mut window.start, &mut window.end].into_iter().flatten() {
        end.confidence = Confidence::Low;
    }
}

/// Writes the window and the stated length down.
pub(super) fn tell(
    reading: &Reading,
    calendar: &Calendar,
    window: &Window,
    length: Option<&StatedLength>,
    facts: &mut Facts,
) {
    let fact = |end: &Option<End>| {
        end.as_ref()
            .and_then(|e| Some(reading.fact(e.at?, e.confidence, &e.words)))
    };
    facts.started = fact(&window.start);
    facts.resolved = fact(&window.end);
    let named = [&window.start, &window.end]
        .into_iter()
        .flatten()
        .find_map(|end| zone_words(reading, &end.words));
    facts.timezone = named
        .or_else(|| calendar.zone_words.clone())
        .map(|range| reading.fact(reading.text(&range), Confidence::High, &range));
    facts.duration_stated =
        length.map(|l| reading.fact(l.length.duration, l.confidence, &l.length.range));
}

/// The length between two clock times of a day that nobody names.
pub(super) fn between(reading: &Reading, window: &Window) -> Option<Fact<Duration>> {
    let (Some(seconds), Some(start), Some(end)) = (window.seconds, &window.start, &window.end)
    else {
        return None;
    };
    if start.at.is_some() && end.at.is_some() {
        return None;
    }
    let confidence = if window.stated {
        Confidence::High
    } else {
        Confidence::Medium
    };
    let near = start.words.start < end.words.start && end.words.end - start.words.start < 200;
    let words = if near {
        start.words.start..end.words.end
    } else {
        end.words.clone()
    };
    Some(reading.fact(
        Duration::new(seconds, Precision::Minute),
        confidence,
        &words,
    ))
}

/// Several windows, where the text names more than one range of its impact.
pub(super) fn several(reading: &Reading, calendar: &Calendar, facts: &mut Facts) {
    let lines = &reading.outline.lines;
    let mut windows: Vec<(ImpactWindow, Range<usize>)> = Vec::new();
    for line in lines
        .iter()
        .filter(|l| l.under(Topic::Duration) && !l.code && !l.other)
        .take(50)
    {
        let Some((first, second)) = fields::range_in(reading, &line.range) else {
            continue;
        };
        let found = with_day_of(
            reading,
            calendar,
            &line.range,
            (first, second),
            Confidence::High,
        );
        let ends = found
            .start
            .and_then(|s| s.at)
            .zip(found.end.and_then(|e| e.at));
        if let Some(window) = ends.and_then(|(start, end)| ImpactWindow::new(start, end))
            && windows
                .iter()
                .all(|(known, _)| known.start().civil != window.start().civil)
        {
            windows.push((window, line.range.clone()));
        }
    }
    if windows.len() > 1 {
        // It was over when the last window was.
        let last = windows
            .iter()
            .max_by_key(|(window, _)| window.end().seconds());
        if let Some((window, range)) = last {
            facts.resolved = Some(reading.fact(window.end(), Confidence::Medium, range));
        }
        facts.windows = windows
            .into_iter()
            .map(|(window, range)| reading.fact(window, Confidence::Medium, &range))
            .collect();
    }
}
