//! Which day each entry of a timeline is of: carried along, and over midnight.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::diag::Diagnostic;

use super::super::calendar::Calendar;
use super::super::milestone;
use super::super::reading::Reading;
use super::super::when::Stamp;
use super::{Entry, Raw, Timeline};

/// How far back a clock must go before it is the next morning and not a slip, in seconds.
const NIGHT: i64 = 5 * 3600;

/// Puts every entry on its day, carrying the day along and over midnight.
pub(super) fn date(
    raw: Vec<Raw>,
    reading: &Reading,
    calendar: &Calendar,
    timeline: &mut Timeline,
    findings: &mut Vec<Diagnostic>,
) {
    let mut day: Option<Date> = calendar.the_day();
    // Without any date, days are counted from the first entry.
    let mut count: i64 = 0;
    let mut disordered = 0;
    let twelve = shows_twelve_hours(&raw, reading);
    // Whether the clock has passed noon since the day began.
    let mut afternoon = false;
    for item in raw {
        let (mut stamp, words) = match item {
            Raw::Day(stamp, _) => {
                if let Some(date) = stamp.day.as_ref().and_then(|d| calendar.date(d)) {
                    count += days_between(day, date);
                    day = Some(date);
                    afternoon = false;
                }
                continue;
            }
            Raw::Entry(stamp, words) => (stamp, words),
        };
        let explicit = stamp.day.as_ref().and_then(|d| calendar.date(d));
        if let Some(date) = explicit {
            count += days_between(day, date);
            day = Some(date);
        }
        let mut seconds = stamp.clock.map(|c| c.seconds());
        let previous = timeline
            .entries
            .iter()
            .rev()
            .find_map(|e| e.order.map(|order| (order, e)));
        if let (true, Some(clock), Some(((_, before), _))) =
            (twelve, stamp.clock.as_mut(), previous)
        {
            let later = clock.hour % 12 + 12;
            afternoon &= explicit.is_none();
            let noon = clock.seconds() < before && i64::from(later) * 3600 + 3599 >= before;
            if explicit.is_none() && (afternoon || noon) && i64::from(later) * 3600 + 3599 >= before
            {
                afternoon = true;
                clock.hour = later;
                seconds = Some(clock.seconds());
            }
        }
        if let (Some(now), Some(((before_count, before), entry))) = (seconds, previous) {
            let back = (before_count - count) * 86_400 + before - now;
            if explicit.is_none() && back >= NIGHT && !half_slip(timeline, now) {
                count += 1;
                day = day.and_then(|d| d.checked_add(1.day()).ok());
            } else if back > 0
                && timeline.listed
                && disordered < 10
                && !(explicit.is_some() && other_form(reading, &stamp, entry))
            {
                disordered += 1;
                findings.push(disorder(reading, &stamp, entry));
            }
        }
        let at = calendar.when(&stamp, day);
        let milestone = milestone::of(reading.lower(&words));
        timeline.entries.push(Entry {
            order: seconds.map(|s| (count, s)),
            at,
            milestone,
            aftermath: milestone::is_aftermath(reading.lower(&words)),
            stamp,
            words,
        });
    }
}

/// Whether the times of a timeline are those of a clock of twelve hours that does not say which half of the day it is:
/// `11:50`, `12:20`, `1:15`, never `01:15` or `13:15`.
fn shows_twelve_hours(raw: &[Raw], reading: &Reading) -> bool {
    let mut single = false;
    let fits = raw.iter().all(|item| match item {
        Raw::Entry(stamp, _) => stamp.clock.is_none_or(|clock| {
            single |= clock.hour < 10;
            clock.is_of_twelve() && (clock.hour >= 10 || in_one_digit(reading, stamp))
        }),
        Raw::Day(..) => true,
    });
    fits && single
}

/// Whether the hour of a stamp without a day is written in one digit.
pub(in super::super) fn in_one_digit(reading: &Reading, stamp: &Stamp) -> bool {
    let words = reading.lower(&stamp.range);
    let clock = words.find([':', '.']).unwrap_or(0);
    let digits = words[..clock]
        .bytes()
        .rev()
        .take_while(u8::is_ascii_digit)
        .count();
    digits == 1
}

fn days_between(from: Option<Date>, to: Date) -> i64 {
    from.map_or(0, |from| {
        i64::from(from.until(to).map_or(0, |span| span.get_days()))
    })
}

/// Whether the entry before has AM and PM confused: twelve hours off, it would stand in order.
fn half_slip(timeline: &Timeline, now: i64) -> bool {
    let [.., before, last] = timeline.entries.as_slice() else {
        return false;
    };
    let (Some((day, earlier)), Some((last_day, slipped))) = (before.order, last.order) else {
        return false;
    };
    last.stamp.clock.is_some_and(|c| c.half)
        && day == last_day
        && slipped - earlier > 9 * 3600
        && (earlier..=now).contains(&(slipped - 43_200))
}

/// Whether one of the two is a row of a table and the other is not: a list and a table tell one story each.
fn other_form(reading: &Reading, stamp: &Stamp, before: &Entry) -> bool {
    let row = |at| reading.outline.line_at(at).is_some_and(|line| line.row);
    row(stamp.range.start) != row(before.stamp.range.start)
}

fn disorder(reading: &Reading, stamp: &Stamp, before: &Entry) -> Diagnostic {
    reading
        .disagreement(
            "timeline-out-of-order",
            &stamp.range,
            format!(
                "`{}` stands after `{}` and is earlier",
                reading.text(&stamp.range),
                reading.text(&before.stamp.range)
            ),
            &before.stamp.range,
        )
        .help("correct the time, or move the entry")
}
