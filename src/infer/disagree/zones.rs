//! Zones that cannot both hold, and local times that a change of the clocks made twice or never.

use std::ops::Range;

use jiff::civil::date;

use crate::diag::Diagnostic;
use crate::model::{Precision, When};

use super::super::calendar::Calendar;
use super::super::reading::Reading;
use super::super::timeline::{Entry, Timeline};
use super::super::when::Stamp;
use super::super::window::{End, Window};
use super::super::zone::{Clocks, Zone};

/// Finds where the zones of a text disagree, and times that its clocks did not show once.
pub(in super::super) fn read(
    reading: &Reading,
    calendar: &Calendar,
    timeline: &Timeline,
    window: &Window,
    findings: &mut Vec<Diagnostic>,
) {
    let finding = for_all_or_each(reading, calendar, timeline)
        .or_else(|| window_or_timeline(reading, calendar, timeline, window))
        .or_else(|| within_the_window(reading, window))
        .or_else(|| one_of_many(reading, timeline));
    findings.extend(finding);
    changes(reading, calendar, timeline, window, findings);
}

/// `Timeline (all times PST)` above entries that each say UTC.
fn for_all_or_each(
    reading: &Reading,
    calendar: &Calendar,
    timeline: &Timeline,
) -> Option<Diagnostic> {
    let words = calendar.zone_words.as_ref().filter(|_| calendar.for_all)?;
    let zone = calendar.zone?;
    let own = || {
        timeline
            .entries
            .iter()
            .filter(|e| e.stamp.zone.is_some() && !e.stamp.range.contains(&words.start))
    };
    let other = || own().filter(|e| e.stamp.zone.is_some_and(|other| clash(zone, other)));
    if other().count() < 2 || other().count() * 2 < own().count() {
        return None;
    }
    let first = other().next()?;
    Some(finding(reading, words, &first.stamp.range))
}

/// The same clock time in one zone as the start or the end, and in another in the timeline.
fn window_or_timeline(
    reading: &Reading,
    calendar: &Calendar,
    timeline: &Timeline,
    window: &Window,
) -> Option<Diagnostic> {
    if !timeline.listed {
        return None;
    }
    let common = calendar.zone.filter(|_| calendar.for_all);
    let ends = [&window.start, &window.end];
    let named = || {
        ends.into_iter()
            .flatten()
            .filter_map(|end| stamp(reading, end))
            .find(|stamp| stamp.zone.is_some())
    };
    ends.into_iter().flatten().find_map(|end| {
        let own = stamp(reading, end)?;
        let says = Some(own).filter(|s| s.zone.is_some()).or_else(named)?;
        let zone = says.zone?;
        let told = timeline.entries.iter().find(|e| {
            e.stamp.clock.map(|c| c.seconds()) == own.clock.map(|c| c.seconds())
                && e.stamp.range != own.range
        })?;
        let other = told.stamp.zone.or(common)?;
        // The zone that holds for all may be named in a line of its own.
        let words = match (&told.stamp.zone, &calendar.zone_words) {
            (None, Some(words)) => words.clone(),
            _ => told.stamp.range.clone(),
        };
        clash(zone, other).then(|| finding(reading, &says.range, &words))
    })
}

/// `10:00 PST to 12:00 UTC`: taken at its word, it ends before it starts.
fn within_the_window(reading: &Reading, window: &Window) -> Option<Diagnostic> {
    let (start, end) = (window.start.as_ref()?, window.end.as_ref()?);
    let (from, to) = (stamp(reading, start)?, stamp(reading, end)?);
    let (start, end) = (start.at?, end.at?);
    let reversed = start.seconds_to(&end) <= 0 && start.civil < end.civil;
    (reversed && clash(from.zone?, to.zone?)).then(|| finding(reading, &from.range, &to.range))
}

/// `4:00 PM EDT` among entries that all say CAT, in order only if the zone is not believed.
fn one_of_many(reading: &Reading, timeline: &Timeline) -> Option<Diagnostic> {
    let zoned: Vec<&Entry> = timeline
        .entries
        .iter()
        .filter(|e| e.stamp.zone.is_some())
        .collect();
    let (first, last) = (zoned.first()?, zoned.last()?);
    let zone = [first, last]
        .into_iter()
        .filter_map(|e| e.stamp.zone)
        .find(|zone| {
            let others = zoned.iter().filter(|e| e.stamp.zone != Some(*zone)).count();
            others > 0 && zoned.len() >= 3 + others
        })?;
    let rising = timeline
        .entries
        .windows(2)
        .all(|two| two[0].order <= two[1].order);
    let odd = zoned
        .iter()
        .find(|e| e.stamp.zone.is_some_and(|other| clash(zone, other)))?;
    let usual = zoned.iter().find(|e| e.stamp.zone == Some(zone))?;
    (timeline.listed && rising).then(|| finding(reading, &odd.stamp.range, &usual.stamp.range))
}

fn finding(reading: &Reading, here: &Range<usize>, there: &Range<usize>) -> Diagnostic {
    let message = format!(
        "`{}` and `{}` name two zones for the same times",
        reading.text(here),
        reading.text(there)
    );
    reading
        .disagreement("zone-disagrees", here, message, there)
        .help("name the one zone that holds")
}

/// The moment as written that an end of the window was read from.
fn stamp<'r>(reading: &'r Reading, end: &End) -> Option<&'r Stamp> {
    reading
        .moments
        .within(&end.words)
        .iter()
        .find(|s| s.clock == end.clock || s.clock.is_some())
}

/// Whether two zones cannot be two names of one, at any time of the year. An hour between two American zones, or
/// between two European ones, is taken for summer and winter of the same place.
fn clash(one: Zone, other: Zone) -> bool {
    let apart = offsets(one)
        .iter()
        .flat_map(|a| offsets(other).map(|b| a.abs_diff(b)))
        .min()
        .unwrap_or(0);
    let universal = [one, other].contains(&Zone::Fixed(0));
    apart >= 7200 || apart == 3600 && universal
}

/// Seconds east of UTC in winter and in summer.
fn offsets(zone: Zone) -> [i32; 2] {
    [1, 7].map(|month| {
        zone.at(date(2023, month, 15).at(12, 0, 0, 0))
            .map_or(0, |at| at.offset.seconds())
    })
}

/// Most times that are held against the changes of the clocks.
const CHANGES_MAX: usize = 200;

/// Local times that a change of the clocks made twice or never.
fn changes(
    reading: &Reading,
    calendar: &Calendar,
    timeline: &Timeline,
    window: &Window,
    findings: &mut Vec<Diagnostic>,
) {
    let ends = [&window.start, &window.end]
        .into_iter()
        .flatten()
        .map(|end| (end.at, &end.words));
    let entries = timeline.entries.iter().map(|e| (e.at, &e.stamp.range));
    let mut told: Vec<When> = Vec::new();
    for (at, words) in ends.chain(entries).take(CHANGES_MAX) {
        let Some(at) = at.filter(|at| at.precision != Precision::Day && !told.contains(at)) else {
            continue;
        };
        let own = reading.moments.within(words).iter().find_map(|s| s.zone);
        let Some(zone) = own.or(calendar.zone) else {
            continue;
        };
        if let Some(finding) = change(reading, zone, at, words) {
            told.push(at);
            findings.push(finding);
        }
    }
}

fn change(reading: &Reading, zone: Zone, at: When, words: &Range<usize>) -> Option<Diagnostic> {
    let Zone::Region(place) = zone else {
        return None;
    };
    let (day, words, place_in) = (at.civil.date(), reading.text(words), reading.place(words));
    match zone.at(at.civil)?.clocks {
        Clocks::Once => None,
        Clocks::Twice => Some(
            Diagnostic::warning(
                "time-ambiguous",
                place_in,
                format!("`{words}` came twice on {day}: clocks went back in {place}"),
            )
            .help("write the offset with the time; the earlier one is taken"),
        ),
        Clocks::Never => Some(
            Diagnostic::warning(
                "time-skipped",
                place_in,
                format!("`{words}` never came on {day}: clocks went forward in {place}"),
            )
            .help("correct the time or its zone")
            .contradiction(),
        ),
    }
}
