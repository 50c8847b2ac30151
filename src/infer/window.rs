//! From when to when users were affected: from fields, ranges, sentences or the timeline, the surest first.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::diag::Diagnostic;
use crate::model::{Confidence, Duration, Fact, Facts, ImpactWindow, Milestone, Precision, When};

use super::calendar::{Calendar, is_other};
use super::length::{self, Length};
use super::outline::{Line, Sentence};
use super::reading::Reading;
use super::timeline::{Timeline, is_range};
use super::vocabulary::Topic;
use super::when::{Clock, Stamp};

/// One end of the window, as read.
#[derive(Debug, Clone)]
struct End {
    at: Option<When>,
    clock: Option<Clock>,
    words: Range<usize>,
    confidence: Confidence,
}

/// Both ends, and how far apart they are even where no date is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    start: Option<End>,
    end: Option<End>,
    /// Seconds between two clock times of one day that nobody names.
    seconds: Option<u64>,
    /// Whether the two ends were stated, not only read off the timeline.
    stated: bool,
}

/// Reads the window and the stated length.
pub(super) fn read(
    reading: &Reading,
    calendar: &Calendar,
    timeline: &Timeline,
    facts: &mut Facts,
    findings: &mut Vec<Diagnostic>,
) {
    let mut window = find(reading, calendar, timeline);
    let length = stated_length(reading);
    share_zone(&mut window, calendar);
    doubt(&mut window, calendar);
    tell(reading, &window, length.as_ref(), facts);
    disagreements(
        reading,
        calendar,
        timeline,
        &window,
        length.as_ref(),
        findings,
    );
    several(reading, calendar, facts);
}

fn find(reading: &Reading, calendar: &Calendar, timeline: &Timeline) -> Window {
    let mut window = by_fields(reading, calendar);
    if window.start.is_none() || window.end.is_none() && window.seconds.is_none() {
        let by_range =
            by_range_line(reading, calendar).or_else(|| by_range_sentence(reading, calendar));
        if let Some(found) = by_range {
            window = found;
        }
    }
    if window.start.is_none() && window.seconds.is_none() {
        window.start = by_start_sentence(reading, calendar);
    }
    if window.end.is_none() && window.seconds.is_none() {
        window.end = by_end_sentence(reading, calendar, window.start.as_ref());
    }
    window.stated = window.start.is_some() && window.end.is_some() || window.seconds.is_some();
    by_timeline(timeline, &mut window);
    window
}

/// `Start Time: …` and `End Time: …`.
fn by_fields(reading: &Reading, calendar: &Calendar) -> Window {
    let lines = &reading.outline.lines;
    let field = |topic: Topic, from: usize| {
        lines
            .iter()
            .enumerate()
            .skip(from)
            .find_map(|(index, line)| {
                if line.topic != Some(topic) || is_other(reading, line) {
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
        return Window::default();
    };
    let own = start.day.as_ref().and_then(|d| calendar.date(d));
    let day = own.or_else(|| calendar.day);
    match field(Topic::End, index + 1) {
        Some((_, end)) => pair(calendar, start, end, day, Confidence::High),
        None => Window {
            start: Some(single(calendar, start, day, Confidence::High)),
            ..Window::default()
        },
    }
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
    let start_day = first_day
        .or(if first.day.is_some() {
            None
        } else {
            second_day
        })
        .or(day.filter(|_| first.day.is_none()));
    let mut end_day = second_day.or(if second.day.is_some() {
        None
    } else {
        start_day
    });
    let clocks = first
        .clock
        .zip(second.clock)
        .map(|(a, b)| b.seconds() - a.seconds());
    if second.day.is_none() && clocks.is_some_and(|s| s < 0) {
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

/// Two moments of a line that are the ends of a span of time.
fn range_in<'r>(reading: &'r Reading, range: &Range<usize>) -> Option<(&'r Stamp, &'r Stamp)> {
    let stamps = reading.moments.within(range);
    stamps.windows(2).find_map(|two| {
        let before = reading.lower(&(range.start..two[0].range.start));
        let between = before.contains("between") || before.contains("starting");
        let gap = reading.lower(&(two[0].range.end..two[1].range.start));
        let timed = two[0].clock.is_some()
            && two[1].clock.is_some_and(|c| !c.dotted)
            && !two[0].clock.is_some_and(|c| c.dotted);
        (timed && is_range(gap, between)).then_some((&two[0], &two[1]))
    })
}

/// `Duration: May 10, 9:00 AM - 11:30 AM`, `Incident Time: 10:00 AM - 12:30 PM`, `Timeline: 08:00 - 10:30`.
fn by_range_line(reading: &Reading, calendar: &Calendar) -> Option<Window> {
    let fields = |line: &&Line| {
        let field = matches!(
            line.about(),
            Some(Topic::Duration | Topic::Clock | Topic::Day | Topic::Start)
        );
        let summary = line.item() && line.major == Some(Topic::Summary) && line.label.is_some();
        (field || summary) && !line.code && !is_other(reading, line)
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
    let day = near.or_else(|| calendar.day);
    let mut window = pair(calendar, first, second, day, confidence);
    if near.is_none() && first.day.is_none() && second.day.is_none() {
        for end in [&mut window.start, &mut window.end].into_iter().flatten() {
            end.confidence = end.confidence.max(Confidence::Medium);
        }
    }
    window
}

/// Whether a sentence can tell when the incident was.
fn tells_the_window(reading: &Reading, line: &Line) -> bool {
    !line.quote
        && !line.row
        && !is_other(reading, line)
        && !matches!(
            line.major,
            Some(
                Topic::Timeline
                    | Topic::Lessons
                    | Topic::WentWell
                    | Topic::WentBadly
                    | Topic::Conclusion
                    | Topic::Background
                    | Topic::Resolution
            )
        )
}

/// Words of sentences that tell what users suffered.
const SUFFERING: &[&str] = &[
    "outage",
    "down",
    "incident",
    "unavailab",
    "unable",
    "inaccess",
    "interrupt",
    "disrupt",
    "error",
    "fail",
    "issue",
    "degrad",
    "not work",
    "inactive",
    "experienc",
    "affected",
    "unreachable",
    "slow",
    "could not",
    "not accessible",
    "offline",
    "crash",
];

/// `On July 10, from 9:00 AM to 11:00 AM UTC, our platform was down.`
fn by_range_sentence(reading: &Reading, calendar: &Calendar) -> Option<Window> {
    let outline = &reading.outline;
    outline.sentences.iter().find_map(|sentence| {
        if !tells_the_window(reading, &outline.lines[sentence.line]) {
            return None;
        }
        let (first, second) = range_in(reading, &sentence.range)?;
        let lower = reading.lower(&sentence.range);
        SUFFERING.iter().any(|word| lower.contains(word)).then(|| {
            with_day_of(
                reading,
                calendar,
                &sentence.range,
                (first, second),
                Confidence::High,
            )
        })
    })
}

/// Sentences before the timeline, with the moments in them.
fn opening<'r>(reading: &'r Reading) -> impl Iterator<Item = (&'r Sentence, &'r [Stamp])> {
    let outline = &reading.outline;
    outline
        .sentences
        .iter()
        .filter(|s| {
            let line = &outline.lines[s.line];
            tells_the_window(reading, line)
                && matches!(
                    line.major,
                    None | Some(Topic::Summary | Topic::Impact | Topic::Duration)
                )
        })
        .take(40)
        .map(|s| (s, reading.moments.within(&s.range)))
}

fn timed(stamps: &[Stamp]) -> Option<&Stamp> {
    stamps.iter().find(|s| s.clock.is_some_and(|c| !c.dotted))
}

/// `On May 3 at 10:00 the site went down.`
fn by_start_sentence(reading: &Reading, calendar: &Calendar) -> Option<End> {
    const BEGINNING: &[&str] = &[
        "went down",
        "was down",
        "began",
        "started",
        "start of",
        "disrupt",
        "suspicious",
        "compromised",
        "activated",
        "unavailab",
        "outage",
        "triggered a bug",
        "failed",
    ];
    opening(reading).find_map(|(sentence, stamps)| {
        let stamp = timed(stamps)?;
        let lower = reading.lower(&sentence.range);
        let begins = BEGINNING.iter().any(|word| lower.contains(word))
            && !lower.contains("reported on")
            && !lower.starts_with("by ");
        let end = single(calendar, stamp, calendar.day, Confidence::Medium);
        (begins && end.at.is_some() && stamp.day.is_some()).then_some(end)
    })
}

/// `Service was restored at 2115hrs.`
fn by_end_sentence(reading: &Reading, calendar: &Calendar, start: Option<&End>) -> Option<End> {
    const ENDING: &[&str] = &[
        "restored",
        "resolved",
        "will end",
        "ended",
        "recovered",
        "back online",
        "back to normal",
        "successfully mitigated",
        "was fixed",
        "deleted them",
    ];
    let start = start?.at?;
    opening(reading).find_map(|(sentence, stamps)| {
        let lower = reading.lower(&sentence.range);
        if !ENDING.iter().any(|word| lower.contains(word)) {
            return None;
        }
        let stamp = stamps
            .iter()
            .rfind(|s| s.clock.is_some_and(|c| !c.dotted))?;
        let mut end = single(
            calendar,
            stamp,
            Some(start.civil.date()),
            Confidence::Medium,
        );
        if end.at.is_some_and(|at| start.seconds_to(&at) < 0) && stamp.day.is_none() {
            end.at = calendar.when(stamp, start.civil.date().checked_add(1.day()).ok());
        }
        end.at
            .is_some_and(|at| start.seconds_to(&at) > 0)
            .then_some(end)
    })
}

/// The first entry, and the last one that says it is over.
fn by_timeline(timeline: &Timeline, window: &mut Window) {
    if !timeline.listed || timeline.entries.len() < 2 || window.seconds.is_some() {
        return;
    }
    let entries = &timeline.entries;
    let first = entries
        .iter()
        .find(|e| e.milestone == Some(Milestone::Started))
        .unwrap_or(&entries[0]);
    let last = entries
        .iter()
        .rev()
        .find(|e| e.milestone == Some(Milestone::Resolved));
    let end = |entry: &super::timeline::Entry, confidence| End {
        at: entry.at,
        clock: entry.stamp.clock,
        words: entry.stamp.range.clone(),
        confidence,
    };
    let had_start = window.start.is_some();
    if !had_start {
        window.start = Some(end(first, Confidence::Medium));
    }
    if window.end.is_none()
        && let Some(last) = last
    {
        window.end = Some(end(last, Confidence::Medium));
        if !had_start && last.at.is_none() {
            window.seconds = first.seconds_to(last).and_then(|s| u64::try_from(s).ok());
        }
    }
    let turned = window
        .start
        .as_ref()
        .and_then(|s| s.at)
        .zip(window.end.as_ref().and_then(|e| e.at))
        .is_some_and(|(s, e)| ImpactWindow::new(s, e).is_none());
    if turned {
        window.end = None;
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

fn tell(reading: &Reading, window: &Window, length: Option<&Length>, facts: &mut Facts) {
    let fact = |end: &Option<End>| {
        end.as_ref()
            .and_then(|e| Some(reading.fact(e.at?, e.confidence, &e.words)))
    };
    facts.started = fact(&window.start);
    facts.resolved = fact(&window.end);
    facts.duration_stated = length.map(|l| {
        let confidence = if l.bound {
            Confidence::Low
        } else {
            Confidence::High
        };
        reading.fact(l.duration, confidence, &l.range)
    });
    let dated = facts.started.is_some() && facts.resolved.is_some();
    if facts.duration_stated.is_none()
        && !dated
        && let (Some(seconds), Some(start), Some(end)) =
            (window.seconds, &window.start, &window.end)
    {
        // No day is named, but two clock times are a length.
        let confidence = if window.stated {
            Confidence::High
        } else {
            Confidence::Medium
        };
        let words =
            if start.words.start < end.words.start && end.words.end - start.words.start < 200 {
                start.words.start..end.words.end
            } else {
                end.words.clone()
            };
        facts.duration_stated = Some(reading.fact(
            Duration::new(seconds, Precision::Minute),
            confidence,
            &words,
        ));
    }
}

/// Words beside a length that make it the incident's.
const LASTING: &[&str] = &[
    "lasted",
    "lasting",
    "last for",
    "outage",
    "downtime",
    "duration",
    "down for",
    "inactive for",
    "inaccessible for",
    "unavailable for",
    "length",
    "recovery",
    "for roughly",
    "restored within",
    "incident lasted",
    "out for",
    "duração",
];

/// The length that the text states.
fn stated_length(reading: &Reading) -> Option<Length> {
    let outline = &reading.outline;
    let in_range = |range: &Range<usize>| {
        let mut found = length::find(reading.lower(range));
        for length in &mut found {
            length.range = length.range.start + range.start..length.range.end + range.start;
        }
        found
    };
    let of_field = outline
        .lines
        .iter()
        .filter(|l| l.about() == Some(Topic::Duration) && !l.code && !is_other(reading, l))
        .find_map(|l| in_range(&l.value).into_iter().find(|l| !l.bound));
    of_field.or_else(|| {
        let candidates = outline.sentences.iter().filter(|s| {
            let line = &outline.lines[s.line];
            !line.row
                && !line.quote
                && !is_other(reading, line)
                && !matches!(
                    line.major,
                    Some(
                        Topic::Timeline
                            | Topic::Lessons
                            | Topic::WentBadly
                            | Topic::WentWell
                            | Topic::Resolution
                            | Topic::Cause
                    )
                )
        });
        let titles = outline
            .lines
            .iter()
            .filter(|l| l.head && l.heading.is_some())
            .take(3)
            .map(|l| l.range.clone());
        candidates
            .map(|s| s.range.clone())
            .chain(titles)
            .find_map(|range| {
                let lower = reading.lower(&range);
                if !LASTING.iter().any(|word| lower.contains(word)) {
                    return None;
                }
                in_range(&range)
                    .into_iter()
                    .find(|length| !length.bound && of_outage(reading, &range, length))
            })
    })
}

/// Whether a length in a sentence is the outage's: the word for it stands close by.
fn of_outage(reading: &Reading, sentence: &Range<usize>, length: &Length) -> bool {
    let before = reading.lower(&(sentence.start..length.range.start));
    let after = reading.lower(&(length.range.end..sentence.end));
    let near_before = before
        .get(before.len().saturating_sub(60)..)
        .unwrap_or(before);
    let near_after = after.get(..after.len().min(30)).unwrap_or(after);
    [
        "lasted",
        "lasting",
        "last for",
        "down for",
        "inactive for",
        "unavailable for",
        "inaccessible for",
        "out for",
        "downtime of",
        "outage of",
        "outage for",
        "duration",
        "for roughly",
        "period of",
        "situation lasted",
    ]
    .iter()
    .any(|w| near_before.contains(w))
        || [
            "outage",
            "of downtime",
            "downtime",
            "in length",
            "disruption",
            "interruption",
        ]
        .iter()
        .any(|w| near_after.trim_start_matches([' ', '-']).starts_with(w))
        || before.is_empty() && near_after.contains("length")
}

/// Several windows, where the text names more than one range of its impact.
fn several(reading: &Reading, calendar: &Calendar, facts: &mut Facts) {
    let lines = &reading.outline.lines;
    let mut windows: Vec<(ImpactWindow, Range<usize>)> = Vec::new();
    for line in lines
        .iter()
        .filter(|l| l.under(Topic::Duration) && !l.code && !is_other(reading, l))
        .take(50)
    {
        let Some((first, second)) = range_in(reading, &line.range) else {
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
        facts.windows = windows
            .into_iter()
            .map(|(window, range)| reading.fact(window, Confidence::Medium, &range))
            .collect();
    }
}

fn disagreements(
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
        timeline_end(reading, timeline, window.stated, start, end, findings);
    }
}

/// Whether a stated length is the computed one, as finely as it was said.
fn agrees(length: &Length, computed: Duration) -> bool {
    let (shortest, longest) = computed.range();
    let stated = length.duration.seconds();
    let grain = length.grain.min(86_400);
    let slack = if length.about {
        (grain / 2).max(stated / 12)
    } else if grain >= 3600 {
        grain / 2
    } else {
        grain
    };
    // `22 hours` for 22 h 1 min, `2 and a half` for 2 h 20 min; a minute said in minutes is exact.
    let slack = if grain <= 60 { 119 } else { slack };
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
            let clear = date < from && from.since(date).is_ok_and(|s| s.get_days() >= 1)
                || date > to && date.since(to).is_ok_and(|s| s.get_days() >= 2);
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

/// A date that is the incident's but for its month or its year.
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
        let off = date != from
            && date.day() == from.day()
            && date.year() == from.year()
            && (date.month() - from.month()).abs() == 1;
        let other = reading
            .outline
            .line_at(stamp.range.start)
            .is_none_or(|line| is_other(reading, line));
        if off && stamp.clock.is_some() && !other {
            findings.push(
                reading
                    .disagreement(
                        "date-disagrees",
                        &stamp.range,
                        format!(
                            "`{}` is a month away from `{}`",
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

/// A stated end that is not when the timeline says it was over.
fn timeline_end(
    reading: &Reading,
    timeline: &Timeline,
    stated: bool,
    start: &End,
    end: &End,
    findings: &mut Vec<Diagnostic>,
) {
    let Some(last) = timeline.entries.last().filter(|e| {
        timeline.listed
            && stated
            && (e.milestone == Some(Milestone::Resolved) || says_resolution(reading, e))
    }) else {
        return;
    };
    let (Some(clock), Some(end_clock), Some(start_clock)) =
        (last.stamp.clock, end.clock, start.clock)
    else {
        return;
    };
    if last.stamp.range == end.words {
        return;
    }
    let off = match (last.at, end.at) {
        (Some(at), Some(stated)) => at.civil.duration_since(stated.civil).as_secs(),
        _ => clock.seconds() - end_clock.seconds(),
    };
    let span = (end_clock.seconds() - start_clock.seconds()).rem_euclid(86_400);
    if off.abs() > 600.max(span / 10) && off.abs() < 43_200 {
        findings.push(
            reading
                .disagreement(
                    "end-disagrees",
                    &end.words,
                    format!(
                        "the end is given as `{}`, the timeline ends at `{}`",
                        reading.text(&end.words),
                        reading.text(&last.stamp.range)
                    ),
                    &last.stamp.range,
                )
                .help("correct the end or the timeline"),
        );
    }
}

fn says_resolution(reading: &Reading, entry: &super::timeline::Entry) -> bool {
    let words = reading.lower(&entry.words);
    words.starts_with("issue resolution")
        || words.starts_with("resolution")
        || words.starts_with("incident resolution")
}

/// Facts of the milestones in between.
pub(super) fn milestones(reading: &Reading, timeline: &Timeline, facts: &mut Facts) {
    if !timeline.listed {
        return;
    }
    let first = |milestone: Milestone| -> Option<Fact<When>> {
        let entry = timeline
            .entries
            .iter()
            .find(|e| e.milestone == Some(milestone))?;
        Some(reading.fact(entry.at?, Confidence::Medium, &entry.stamp.range))
    };
    facts.detected = first(Milestone::Detected);
    facts.declared = first(Milestone::Declared);
    facts.mitigated = timeline
        .entries
        .iter()
        .rfind(|e| e.milestone == Some(Milestone::Mitigated))
        .and_then(|e| Some(reading.fact(e.at?, Confidence::Low, &e.stamp.range)));
}
