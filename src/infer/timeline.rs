//! What happened when: entries from lists, tables, headings, plain lines and prose, each on its day.

use std::ops::Range;

use crate::diag::Diagnostic;
use crate::model::{Milestone, TimelineEntry, When};

use super::calendar::Calendar;
use super::outline::Line;
use super::reading::Reading;
use super::vocabulary::Topic;
use super::when::Stamp;

pub(super) mod days;
mod updates;

use updates::{above, begins_an_update, latest_first};

/// The entries of a text.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// In the order written; updates that stand with the latest first are turned round.
    pub(super) entries: Vec<Entry>,
    /// Whether a list of times was found, and not only times in prose.
    pub(super) listed: bool,
}

/// One entry.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The moment as written.
    pub(super) stamp: Stamp,
    /// When; `None` where the day is not known.
    pub(super) at: Option<When>,
    /// Days after the first entry, and seconds after midnight: comparable without a date.
    pub(super) order: Option<(i64, i64)>,
    /// What happened.
    pub(super) words: Range<usize>,
    /// Which phase it marks.
    pub(super) milestone: Option<Milestone>,
    /// Whether it tells of reports, reviews and other things that follow an incident.
    pub(super) aftermath: bool,
}

impl Entry {
    /// The words and the moment together.
    pub(super) fn range(&self) -> Range<usize> {
        self.stamp.range.start.min(self.words.start)..self.stamp.range.end.max(self.words.end)
    }

    /// Seconds from one entry to another, where both have a clock time.
    pub(super) fn seconds_to(&self, later: &Self) -> Option<i64> {
        let ((day, from), (last, to)) = (self.order?, later.order?);
        Some((last - day) * 86_400 + to - from)
    }
}

/// Most entries kept: no timeline that people read has more.
const ENTRIES_MAX: usize = 2000;

/// Reads the timeline of a text.
pub(super) fn read(
    reading: &Reading,
    calendar: &Calendar,
    findings: &mut Vec<Diagnostic>,
) -> Timeline {
    let mut raw = listed(reading);
    let listed = !raw.is_empty();
    if raw.is_empty() {
        raw = in_prose(reading);
        // One time in passing is no timeline.
        if entries(&raw) < 2 {
            raw.clear();
        }
    }
    raw.truncate(ENTRIES_MAX);
    if latest_first(&raw, calendar) {
        raw.reverse();
    }
    let mut timeline = Timeline {
        entries: Vec::with_capacity(raw.len()),
        listed,
    };
    days::date(raw, reading, calendar, &mut timeline, findings);
    timeline
}

impl Timeline {
    /// The entries that mark a phase.
    pub(super) fn marked(&self, milestone: Milestone) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |e| e.milestone == Some(milestone))
    }

    /// The entries as the model has them.
    pub(super) fn model(&self, reading: &Reading) -> Vec<TimelineEntry> {
        self.entries
            .iter()
            .map(|entry| TimelineEntry {
                at: entry.at,
                clock: entry
                    .stamp
                    .clock
                    .filter(|_| entry.at.is_none())
                    .map(|c| c.time()),
                milestone: entry.milestone,
                text: reading.text(&entry.words),
                line: reading.line_number(entry.range().start),
            })
            .collect()
    }
}

/// An entry before its day is known.
enum Raw {
    Entry(Stamp, Range<usize>),
    /// A line that holds nothing but a day, and what stands below it.
    Day(Stamp, Range<usize>),
}

/// Entries of a timeline section, else any three lines that begin with a time.
fn listed(reading: &Reading) -> Vec<Raw> {
    let lines = &reading.outline.lines;
    let in_section = lines.iter().any(|l| l.major == Some(Topic::Timeline));
    let (mut raw, mut days) = (Vec::new(), Vec::new());
    if in_section {
        collect(
            reading,
            &|line| line.major == Some(Topic::Timeline),
            &mut raw,
        );
        if entries(&raw) == 0 {
            days = std::mem::take(&mut raw);
            sentences(
                reading,
                &|line| line.major == Some(Topic::Timeline),
                &mut raw,
            );
        }
        if entries(&raw) == 0 {
            days_told(days, &mut raw);
        }
    }
    if entries(&raw) == 0 {
        raw.clear();
        collect(
            reading,
            &|line| !line.other && !dated_title(reading, line) && begins_bare(reading, line),
            &mut raw,
        );
        if entries(&raw) < 3 {
            raw.clear();
        }
    }
    raw
}

/// Days with what happened below each, where no clock time is told: each is an entry.
fn days_told(days: Vec<Raw>, raw: &mut Vec<Raw>) {
    let told = days.into_iter().filter_map(|day| match day {
        Raw::Day(stamp, words) if !words.is_empty() => Some(Raw::Entry(stamp, words)),
        _ => None,
    });
    raw.extend(told);
    if entries(raw) < 2 {
        raw.clear();
    }
}

/// `2024-02-05: gateway unreachable` at the top is a title.
fn dated_title(reading: &Reading, line: &Line) -> bool {
    let top = reading
        .outline
        .lines
        .iter()
        .take(3)
        .any(|l| l.head && l.range == line.range);
    let timed = |s: &Stamp| s.clock.is_some();
    top && !reading.moments.within(&line.range).iter().any(timed)
}

/// Whether a line begins with a moment and no `at` or `by`: prose is no list.
fn begins_bare(reading: &Reading, line: &Line) -> bool {
    let first = reading.moments.within(&line.range).first();
    first.is_some_and(|s| {
        let before = reading.lower(&(line.range.start..s.range.start));
        !before.contains(|c: char| c.is_alphabetic())
            || before.len() <= 20
                && begins_an_update(before)
                && !rest_of(reading, line, std::slice::from_ref(s)).is_empty()
    })
}

fn entries(raw: &[Raw]) -> usize {
    raw.iter().filter(|r| matches!(r, Raw::Entry(..))).count()
}

/// Entries that begin with their time, and those whose label holds it: `Detection (10:30 AM): …`.
fn collect(reading: &Reading, wanted: &dyn Fn(&Line) -> bool, raw: &mut Vec<Raw>) {
    let lines = &reading.outline.lines;
    let mut leading = 0;
    for (index, line) in lines.iter().enumerate() {
        if line.head
            && line.topic == Some(Topic::Timeline)
            && leading > 1
            && retold(reading, raw, index)
        {
            break;
        }
        if !wanted(line) {
            continue;
        }
        let stamps = reading.moments.within(&line.range);
        let Some(first) = stamps.first() else {
            continue;
        };
        if line.continues
            && !first.clock.is_some_and(|c| c.dotted)
            && mid_line_entries(reading, line, stamps, 0, raw)
        {
            continue;
        }
        if leads(reading, line, first) && !(line.continues && first.clock.is_none()) {
            let rest = rest_of(reading, line, stamps);
            let only_day = first.clock.is_none() && stamps.len() == 1;
            if only_day && (rest.is_empty() || line.head && line.topic.is_some()) {
                raw.push(Raw::Day(first.clone(), following(reading, index)));
            } else if only_day && !day_entry(reading, line, first) {
                // A sentence that begins with a date.
            } else if line.head && line.topic == Some(Topic::Timeline) {
                raw.push(Raw::Day(first.clone(), line.range.end..line.range.end));
            } else {
                leading += 1;
                // Below a heading stands what happened; beside it only its name.
                let below = following(reading, index);
                let words = if rest.is_empty() {
                    above(reading, index).unwrap_or(below)
                } else if line.heading.is_some() && !below.is_empty() {
                    rest.start..below.end
                } else {
                    rest
                };
                let at = raw.len();
                raw.push(Raw::Entry(first.clone(), words));
                if mid_line_entries(reading, line, stamps, 1, raw)
                    && let (Raw::Entry(_, words), Some(Raw::Entry(next, _))) = split_pair(raw, at)
                {
                    words.end = words.end.min(next.range.start).max(words.start);
                }
            }
        } else if let Some(stamp) = clock_of_heading(reading, line, stamps) {
            let name = reading
                .words(&(line.range.start..stamp.range.start))
                .trim_end_matches([' ', '(', '（', '[', '~']);
            let words = line.range.start..line.range.start + name.len();
            raw.push(Raw::Entry(stamp.clone(), words));
        } else if line.head || line.heading.is_some() {
            if let Some(stamp) = stamps.iter().find(|s| s.day.is_some()) {
                let stamp = Stamp {
                    clock: None,
                    ..stamp.clone()
                };
                raw.push(Raw::Day(stamp, line.range.end..line.range.end));
            }
        } else if mid_line_entries(reading, line, stamps, 0, raw) {
            leading += 1;
        } else if !line.continues {
            let stamp = stamps.iter().find(|s| s.clock.is_some_and(|c| !c.dotted));
            let in_label = line
                .label
                .as_ref()
                .zip(stamp)
                .is_some_and(|(label, s)| label.contains(&s.range.start));
            // `Detection: an alert at 10:30`, as an item or in bold.
            let phase = line.topic.is_some() && (line.item() || !line.head);
            if let Some(stamp) = stamp.filter(|_| in_label || phase) {
                raw.push(Raw::Entry(stamp.clone(), line.value.clone()));
            }
        }
    }
    // Sentences with times beside a proper list are remarks, not entries.
    if leading >= 3 {
        raw.retain(|r| match r {
            Raw::Entry(stamp, words) => {
                // What stands wholly before its time is an update with its time below it.
                stamp.range.start <= words.start || words.end <= stamp.range.start
            }
            Raw::Day(..) => true,
        });
    }
}

/// The time in brackets at the end of a heading that names what happened: `### Second restart (08:40)`.
fn clock_of_heading<'r>(reading: &Reading, line: &Line, stamps: &'r [Stamp]) -> Option<&'r Stamp> {
    let [stamp] = stamps else { return None };
    let before = reading.lower(&(line.range.start..stamp.range.start));
    let named = line.heading.is_some() && line.topic != Some(Topic::Timeline) && before.len() > 3;
    let bracket = before.ends_with(['(', '（', '[']) || before.ends_with("(~");
    (named && bracket && stamp.clock.is_some_and(|c| !c.dotted)).then_some(stamp)
}

fn split_pair(raw: &mut [Raw], at: usize) -> (&mut Raw, Option<&Raw>) {
    let (head, tail) = raw.split_at_mut(at + 1);
    (&mut head[at], tail.first())
}

/// Whether the section that begins at line `index` tells the same story again.
fn retold(reading: &Reading, raw: &[Raw], index: usize) -> bool {
    let lines = &reading.outline.lines;
    let next = lines[index + 1..]
        .iter()
        .take(12)
        .filter(|line| !line.head)
        .find_map(|line| {
            reading
                .moments
                .within(&line.range)
                .iter()
                .find_map(|s| s.clock)
        });
    let first = raw.iter().find_map(|r| match r {
        Raw::Entry(stamp, _) => stamp.clock,
        Raw::Day(..) => None,
    });
    next.is_some() && next.map(|c| c.seconds()) == first.map(|c| c.seconds())
}

/// Whether a line begins with its first moment.
fn leads(reading: &Reading, line: &Line, stamp: &Stamp) -> bool {
    let before = reading.lower(&(line.range.start..stamp.range.start));
    if before.len() > 24 {
        return false;
    }
    let dotted = stamp.clock.is_some_and(|c| c.dotted) && stamp.day.is_none();
    if dotted {
        return before.is_empty();
    }
    if before.len() <= 20 && begins_an_update(before) {
        return !rest_of(reading, line, std::slice::from_ref(stamp)).is_empty();
    }
    before
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|w| !w.is_empty())
        .all(|w| {
            matches!(
                w,
                "at" | "around"
                    | "on"
                    | "about"
                    | "approx"
                    | "approximately"
                    | "by"
                    | "from"
                    | "monday"
                    | "tuesday"
                    | "wednesday"
                    | "thursday"
                    | "friday"
                    | "saturday"
                    | "sunday"
                    | "mon"
                    | "tue"
                    | "wed"
                    | "thu"
                    | "fri"
                    | "sat"
                    | "sun"
                    | "utc"
                    | "time"
            )
        })
        && !before.contains(|c: char| c.is_ascii_digit())
}

/// Whether a line that begins with a day alone is an entry: `2021-08-17: report submitted`.
fn day_entry(reading: &Reading, line: &Line, stamp: &Stamp) -> bool {
    let rest = reading
        .lower(&(stamp.range.end..line.range.end))
        .trim_start_matches([')', ' ']);
    line.row
        || rest.starts_with([':', '-', '|', '–', '—', '→'])
        || line.item() && !rest.starts_with(',')
}

/// The words behind the moment or the two moments in front of a line.
fn rest_of(reading: &Reading, line: &Line, stamps: &[Stamp]) -> Range<usize> {
    let mut end = stamps[0].range.end;
    if let Some(second) = stamps.get(1)
        && is_range(reading.lower(&(end..second.range.start)), false)
    {
        end = second.range.end;
    }
    let text = reading.words(&(end..line.range.end));
    let rest = text.trim_start_matches([
        ' ', ':', '-', '–', '—', ')', ']', '|', ',', '.', '→', '(', '~', '>', '=', ';',
    ]);
    line.range.end - rest.len()..line.range.end
}

/// The first lines below a line, as what happened at a time that stands alone.
fn following(reading: &Reading, index: usize) -> Range<usize> {
    let lines = &reading.outline.lines;
    let end = lines[index].range.end;
    let Some(next) = lines.get(index + 1).filter(|l| l.heading.is_none()) else {
        return end..end;
    };
    if reading
        .moments
        .within(&next.range)
        .first()
        .is_some_and(|s| leads(reading, next, s))
    {
        return end..end;
    }
    let last = lines[index + 2..]
        .iter()
        .take(6)
        .take_while(|l| l.continues)
        .last()
        .unwrap_or(next);
    next.range.start
        ..last
            .range
            .end
            .min(next.range.start + 600)
            .max(next.range.start)
}

/// Entries inside a line that holds several: `2105hrs WAT: … 2108hrs WAT: …`. Whether there was any.
fn mid_line_entries(
    reading: &Reading,
    line: &Line,
    stamps: &[Stamp],
    skip: usize,
    raw: &mut Vec<Raw>,
) -> bool {
    let mut starts: Vec<&Stamp> = Vec::new();
    for stamp in stamps
        .iter()
        .skip(skip)
        .filter(|s| s.clock.is_some_and(|c| !c.dotted))
    {
        let after = reading.lower(&(stamp.range.end..line.range.end));
        let before = reading
            .lower(&(line.range.start..stamp.range.start))
            .trim_end();
        let colon = after.starts_with(": ") || after.starts_with(':') && after.len() == 1;
        let dash = [" - ", " – ", " — ", "- "]
            .iter()
            .any(|d| after.starts_with(d))
            && before.ends_with(['.', '!', '?', ';', ')']);
        if colon || dash {
            starts.push(stamp);
        }
    }
    for (i, stamp) in starts.iter().enumerate() {
        let end = starts
            .get(i + 1)
            .map_or(line.range.end, |next| next.range.start);
        let text = reading.words(&(stamp.range.end..end)).trim_end();
        let rest = text.trim_start_matches([' ', ':', '-', '–', '—']);
        let stop = stamp.range.end + text.len();
        raw.push(Raw::Entry((*stamp).clone(), stop - rest.len()..stop));
    }
    !starts.is_empty()
}

/// Whether the words between two moments make them the two ends of one span of time.
pub(super) fn is_range(gap: &str, between: bool) -> bool {
    if gap.len() > 48 {
        return false;
    }
    let mut link = gap.contains(['-', '–', '—', '→', '〜', '～']) || gap.trim() == "~";
    let mut ending = between;
    for word in gap
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty())
    {
        match word {
            "to" | "until" | "till" | "through" | "til" | "a" | "às" | "as" | "até" | "ate"
            | "hasta" | "bis" | "à" | "から" | "至" | "到" | "부터" => link = true,
            "and" => link |= between,
            "ending" | "ended" | "ends" | "lasting" | "finishing" | "finished" | "resolved"
            | "concluding" | "concluded" | "stopping" | "stopped" => ending = true,
            "at" | "on" | "around" | "approximately" | "about" | "the" | "same" | "next"
            | "day" | "up" | "following" | "by" | "m" | "end" | "it" | "was" | "las" | "la"
            | "uhr" | "頃" | "ごろ" | "左右" => {}
            _ => return false,
        }
    }
    let marks = gap.chars().filter(|c| !c.is_alphabetic()).all(|c| {
        matches!(
            c,
            ' ' | '-' | '–' | '—' | '→' | '(' | ')' | ',' | '~' | '\n' | '|' | '>' | '〜' | '～'
        )
    });
    marks && (link || ending && gap.contains("and"))
}

/// One entry for each sentence that names a time.
fn sentences(reading: &Reading, wanted: &dyn Fn(&Line) -> bool, raw: &mut Vec<Raw>) {
    let outline = &reading.outline;
    let mut last_item = None;
    for sentence in &outline.sentences {
        let line = &outline.lines[sentence.line];
        if !wanted(line) {
            continue;
        }
        // A list item is one entry, however many sentences it has.
        if line.item() && last_item == Some(line.range.start) {
            continue;
        }
        let stamps = reading.moments.within(&sentence.range);
        let Some(at) = stamps
            .iter()
            .position(|s| s.clock.is_some_and(|c| !c.dotted))
        else {
            continue;
        };
        let pair = stamps.get(at + 1).is_some_and(|next| {
            let before = reading.lower(&(sentence.range.start..stamps[at].range.start));
            next.clock.is_some()
                && is_range(
                    reading.lower(&(stamps[at].range.end..next.range.start)),
                    before.contains("between"),
                )
        });
        if pair {
            continue;
        }
        last_item = Some(line.range.start);
        raw.push(Raw::Entry(stamps[at].clone(), sentence.range.clone()));
    }
}

/// Times told in running text, where there is no list of them.
fn in_prose(reading: &Reading) -> Vec<Raw> {
    let mut raw = Vec::new();
    let told = |line: &Line| {
        !line.quote
            && !line.other
            && !matches!(
                line.about(),
                Some(
                    Topic::Start
                        | Topic::End
                        | Topic::Duration
                        | Topic::Clock
                        | Topic::Day
                        | Topic::Conclusion
                )
            )
    };
    sentences(reading, &told, &mut raw);
    raw
}
