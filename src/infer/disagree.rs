//! Statements of one text that cannot both be true.

use jiff::civil::Date;

use crate::diag::Diagnostic;
use crate::model::{Duration, ImpactWindow, Precision};

use super::calendar::Calendar;
use super::length::Length;
use super::reading::Reading;
use super::stems::{Stems, Table};
use super::timeline::Timeline;
use super::vocabulary::Topic;
use super::window::{End, Window};

mod ends;
pub(super) mod zones;

/// Finds where the length, the window, the dates and the timeline disagree.
pub(super) fn read(
    reading: &Reading,
    calendar: &Calendar,
    timeline: &Timeline,
    window: &Window,
    length: Option<&Length>,
    findings: &mut Vec<Diagnostic>,
) {
    let ends = window.start.as_ref().zip(window.end.as_ref());
    let seconds = ends
        .and_then(|(s, e)| Some(ImpactWindow::new(s.at?, e.at?)?.duration()))
        .or(window.seconds.map(|s| Duration::new(s, Precision::Minute)));
    if let (Some(length), Some(computed), Some((start, end))) = (length, seconds, ends)
        && !length.bound
        && !agrees(length, computed)
    {
        findings.push(
            reading
                .disagreement(
                    "duration-disagrees",
                    &length.range,
                    format!(
                        "the text says `{}`, but `{}` to `{}` is {computed}",
                        reading.text(&length.range),
                        reading.text(&start.words),
                        reading.text(&end.words)
                    ),
                    &end.words,
                )
                .help("correct the length, the start or the end"),
        );
    }
    if let Some((start, end)) = ends {
        wrong_day(reading, calendar, start, end, findings);
        if window.stated {
            ends::read(reading, timeline, (start, end), findings);
        }
    }
    if let (Some(start), None) = (&window.start, &window.end) {
        ends::late_entries(reading, timeline, start, None, findings);
    }
}

/// Seconds by which a length in minutes or seconds may be off: both of its ends were rounded.
const MINUTE_SLACK: u64 = 119;

/// Whether a stated length is the computed one, as finely as it was said.
fn agrees(length: &Length, computed: Duration) -> bool {
    let (shortest, longest) = computed.range();
    let stated = length.duration.seconds();
    let grain = length.grain.min(86_400);
    // `22 hours` for 22 h 1 min, `2 and a half` for 2 h 20 min; a minute said in minutes is exact.
    let slack = match grain {
        _ if length.about => (grain / 2).max(stated / 12).max(MINUTE_SLACK),
        0..=60 => MINUTE_SLACK,
        61..3600 => grain,
        _ => grain / 2 - 1,
    };
    (shortest.saturating_sub(slack)..=longest + slack).contains(&stated)
}

/// A title or a date line that names a day outside the window.
fn wrong_day(
    reading: &Reading,
    calendar: &Calendar,
    start: &End,
    end: &End,
    findings: &mut Vec<Diagnostic>,
) {
    let (Some(from), Some(to)) = (
        start.at.map(|w| w.civil.date()),
        end.at.map(|w| w.civil.date()),
    ) else {
        return;
    };
    let lines = &reading.outline.lines;
    let heads = lines.iter().enumerate().filter(|(index, line)| {
        let title = *index < 3
            && line.range.len() < 120
            && (line.head || *index == 0)
            && line.topic != Some(Topic::OtherDay);
        (title || line.topic == Some(Topic::Day))
            && !reading.lower(&line.range).starts_with("date:")
    });
    for (_, line) in heads {
        for stamp in reading.moments.within(&line.range) {
            let Some(day) = stamp.day.filter(|d| d.year.is_some() && !d.ambiguous) else {
                continue;
            };
            let Some(date) = calendar.date(&day) else {
                continue;
            };
            // A title may carry the day after; a line that names the incident's day may not.
            let late = if line.topic == Some(Topic::Day) { 1 } else { 2 };
            let clear =
                date < from || date > to && date.since(to).is_ok_and(|s| s.get_days() >= late);
            if clear && stamp.range != start.words && stamp.range != end.words {
                findings.push(
                    reading
                        .disagreement(
                            "date-disagrees",
                            &stamp.range,
                            format!(
                                "`{}` stands above, the incident is told of `{}`",
                                reading.text(&stamp.range),
                                reading.text(&start.words)
                            ),
                            &start.words,
                        )
                        .help("correct one of the two dates"),
                );
                return;
            }
        }
    }
    slip(reading, calendar, from, start, findings);
}

/// Words of sentences that date the incident itself.
static HAPPENED: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "occurred|happened|took place|being reported|was reported|were reported",
    )])
});

/// A date that is the incident's but for its month, or a day too early for what the summary says of it.
fn slip(
    reading: &Reading,
    calendar: &Calendar,
    from: Date,
    start: &End,
    findings: &mut Vec<Diagnostic>,
) {
    for stamp in &reading.moments.stamps {
        let Some(day) = stamp.day.filter(|d| d.year.is_some() && !d.ambiguous) else {
            continue;
        };
        let Some(date) = calendar.date(&day) else {
            continue;
        };
        let Some(line) = reading
            .outline
            .line_at(stamp.range.start)
            .filter(|line| !line.other)
        else {
            continue;
        };
        let month = date != from
            && date.day() == from.day()
            && date.year() == from.year()
            && (date.month() - from.month()).abs() == 1
            && stamp.clock.is_some();
        // `reported on the 29th`, and the first entry is of the 30th.
        let before = date < from
            && from.since(date).is_ok_and(|s| s.get_days() <= 2)
            && line.major == Some(Topic::Summary)
            && !start.words.contains(&stamp.range.start)
            && reading
                .outline
                .sentence_at(stamp.range.start)
                .is_some_and(|s| HAPPENED.any(reading.lower(&s.range)));
        if month || before {
            findings.push(
                reading
                    .disagreement(
                        "date-disagrees",
                        &stamp.range,
                        format!(
                            "`{}` is not the day of `{}`",
                            reading.text(&stamp.range),
                            reading.text(&start.words)
                        ),
                        &start.words,
                    )
                    .help("correct one of the two dates"),
            );
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infer::length;

    #[test]
    fn a_length_agrees_with_the_window_as_finely_as_it_was_said() {
        for (prose, minutes, agree) in [
            ("45 minutes", 46, true),
            ("45 minutes", 48, false),
            ("about 45 minutes", 48, true),
            ("about 40 minutes", 43, true),
            ("roughly 50 minutes", 53, true),
            ("about 5 minutes", 6, true),
            ("about 45 minutes", 60, false),
            ("2 hours", 140, true),
            ("2 hours", 155, false),
            ("about 25 hours", 26 * 60, true),
            ("2 hours 30 minutes", 151, true),
            ("2 hours 30 minutes", 160, false),
        ] {
            let length = length::find(prose).remove(0);
            let computed = Duration::new(minutes * 60, Precision::Minute);
            assert_eq!(
                agrees(&length, computed),
                agree,
                "{prose} for {minutes} minutes"
            );
        }
    }
}
