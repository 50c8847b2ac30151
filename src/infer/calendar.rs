//! The calendar of one text: which day, year and zone hold where a time does not say.

use std::ops::Range;

use jiff::civil::{Date, Time};

use crate::diag::Diagnostic;
use crate::model::{Precision, When};

use super::outline::Line;
use super::reading::Reading;
use super::vocabulary::Topic;
use super::when::{Day, Stamp};
use super::zone::{self, Zone};

/// What a text says, once, about all its times.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    /// Whether `04-12-2022` is the 4th of December; `None` where nothing tells.
    day_first: Option<bool>,
    /// Whether `day_first` was set or shown, not only made likely by the zone.
    pub(super) day_first_sure: bool,
    /// The incident's day.
    pub(super) day: Option<Anchor>,
    /// The year of dates that name none.
    year: Option<i16>,
    /// The zone of times that name none.
    pub(super) zone: Option<Zone>,
    /// The words that name it.
    pub(super) zone_words: Option<Range<usize>>,
    /// Whether those words speak of all times, and not only of the one they stand beside.
    pub(super) for_all: bool,
}

/// The incident's day and where it is said.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    /// The day.
    pub(super) date: Date,
    /// Where.
    pub(super) range: Range<usize>,
}

impl Calendar {
    /// The incident's day.
    pub(super) fn the_day(&self) -> Option<Date> {
        self.day.as_ref().map(|anchor| anchor.date)
    }

    /// Reads the calendar of a text whose title stands at `title`.
    pub(super) fn of(reading: &Reading, title: Option<&Range<usize>>) -> Self {
        let stated = stated_zone(reading);
        let for_all = stated
            .as_ref()
            .is_some_and(|(_, words)| speaks_of_all(reading, words));
        let (zone, zone_words) = stated.or_else(|| agreed_zone(reading)).unzip();
        let mut calendar = Self {
            zone,
            zone_words,
            for_all,
            ..Self::default()
        };
        calendar.settle_day_order(reading);
        calendar.year = calendar.only_year(reading);
        calendar.day = calendar.anchor(reading, title);
        if let Some(day) = &calendar.day {
            calendar.year = Some(day.date.year());
        }
        calendar
    }

    /// The date of a day as written; `None` if its year or the order of its numbers is not known.
    pub(super) fn date(&self, day: &Day) -> Option<Date> {
        let day_first = if day.ambiguous {
            self.day_first?
        } else {
            false
        };
        day.date(day.year.or(self.year)?, day_first)
    }

    /// The moment of a stamp, on `day` where it names no day of its own.
    pub(super) fn when(&self, stamp: &Stamp, day: Option<Date>) -> Option<When> {
        let date = match &stamp.day {
            Some(own) => self.date(own)?,
            None => day?,
        };
        let Some(clock) = stamp.clock else {
            return Some(When {
                civil: date.to_datetime(Time::midnight()),
                offset: None,
                precision: Precision::Day,
            });
        };
        let civil = date.at(clock.hour, clock.minute, clock.second.unwrap_or(0), 0);
        Some(When {
            civil,
            offset: stamp
                .zone
                .or(self.zone)
                .and_then(|zone| zone.at(civil))
                .map(|at| at.offset),
            precision: if clock.second.is_some() {
                Precision::Second
            } else {
                Precision::Minute
            },
        })
    }

    /// The same moment on the clock of `zone`.
    pub(super) fn in_zone(when: When, zone: Zone) -> When {
        When {
            offset: zone.at(when.civil).map(|at| at.offset),
            ..when
        }
    }

    fn settle_day_order(&mut self, reading: &Reading) {
        let days = || reading.moments.stamps.iter().filter_map(|s| s.day.as_ref());
        if !days().any(|d| d.ambiguous) {
            self.day_first_sure = true;
            return;
        }
        self.day_first = reading
            .config
            .day_first
            .or_else(|| days().find_map(|d| d.day_first))
            .or_else(|| {
                days()
                    .filter(|d| d.ambiguous)
                    .take(CONFIRMED_MAX)
                    .find_map(|d| confirmed(d, reading))
            });
        self.day_first_sure = self.day_first.is_some();
        if self.day_first.is_none() {
            self.day_first = self.zone.map(|zone| match zone {
                Zone::Region(name) => !name.starts_with("America/"),
                Zone::Fixed(minutes) => minutes >= 0,
            });
        }
    }

    /// The one year that the text names, if it names only one.
    fn only_year(&self, reading: &Reading) -> Option<i16> {
        let mut years = reading
            .moments
            .stamps
            .iter()
            .filter_map(|s| s.day.and_then(|d| d.year));
        let first = years.next()?;
        years.all(|year| year == first).then_some(first)
    }

    /// The incident's day: the best of the places that can name it.
    fn anchor(&self, reading: &Reading, title: Option<&Range<usize>>) -> Option<Anchor> {
        let outline = &reading.outline;
        let of_lines = |with_year: bool, wanted: &dyn Fn(&Line) -> bool| {
            outline
                .lines
                .iter()
                .filter(|line| !line.code && !line.quote && wanted(line))
                .find_map(|line| self.first_date(reading, &line.range, with_year))
        };
        let field = |line: &Line| {
            [line.topic, line.minor]
                .into_iter()
                .flatten()
                .any(|t| matches!(t, Topic::Start | Topic::Duration))
        };
        let of_the_report = |line: &Line| reading.lower(&line.range).starts_with("date:");
        let told = |line: &Line| !line.other;
        of_lines(false, &field)
            .or_else(|| of_lines(false, &|l| l.topic == Some(Topic::Day) && !of_the_report(l)))
            .or_else(|| of_lines(true, &|l| l.major == Some(Topic::Timeline) && !l.continues))
            .or_else(|| title.and_then(|title| self.first_date(reading, title, true)))
            .or_else(|| of_lines(true, &|l| l.major == Some(Topic::Summary) && told(l)))
            .or_else(|| of_lines(false, &|l| l.topic == Some(Topic::Day)))
            .or_else(|| {
                of_lines(true, &|l| {
                    matches!(l.major, None | Some(Topic::Impact | Topic::Cause)) && told(l)
                })
            })
            .or_else(|| of_lines(true, &told))
            .or_else(|| title.and_then(|title| self.first_date(reading, title, false)))
            .or_else(|| of_lines(false, &|l| l.major == Some(Topic::Timeline) && !l.continues))
            .or_else(|| of_lines(false, &told))
    }

    fn first_date(
        &self,
        reading: &Reading,
        range: &Range<usize>,
        with_year: bool,
    ) -> Option<Anchor> {
        reading.moments.within(range).iter().find_map(|stamp| {
            let day = stamp.day.as_ref()?;
            if with_year && day.year.is_none() {
                return None;
            }
            Some(Anchor {
                date: self.date(day)?,
                range: stamp.range.clone(),
            })
        })
    }

    /// Findings about dates and zones as written.
    pub(super) fn findings(&self, reading: &Reading, findings: &mut Vec<Diagnostic>) {
        // Who writes of leap days means the 29th of February that there was not.
        let leap = reading.outline.plain.lower.contains("leap");
        for range in reading.moments.impossible.iter().take(20).filter(|_| !leap) {
            findings.push(
                Diagnostic::warning(
                    "value-invalid",
                    reading.place(range),
                    format!("`{}` is no date of any calendar", reading.text(range)),
                )
                .help("correct the day, the month or the year")
                .contradiction(),
            );
        }
        let mut doubted = false;
        for stamp in &reading.moments.stamps {
            let Some(day) = &stamp.day else { continue };
            if day.ambiguous && !self.day_first_sure && !doubted {
                doubted = true;
                findings.push(self.doubt(reading, stamp, day));
            }
            if let (Some(said), Some(date)) =
                (day.weekday, self.date(day).filter(|_| day.year.is_some()))
                && date.weekday() != said
            {
                findings.push(
                    Diagnostic::warning(
                        "weekday-wrong",
                        reading.place(&stamp.range),
                        format!(
                            "`{}` was a {:?}, not a {said:?}",
                            reading.text(&stamp.range),
                            date.weekday()
                        ),
                    )
                    .help("correct the day of the week or the date")
                    .contradiction(),
                );
            }
        }
    }

    fn doubt(&self, reading: &Reading, stamp: &Stamp, day: &Day) -> Diagnostic {
        let year = day.year.unwrap_or(2000);
        let or = [true, false].map(|first| {
            day.date(year, first)
                .map_or_else(String::new, |d| d.to_string())
        });
        Diagnostic::warning(
            "date-ambiguous",
            reading.place(&stamp.range),
            format!(
                "`{}` can be {} or {}",
                reading.text(&stamp.range),
                or[0],
                or[1]
            ),
        )
        .help("set `day_first` in site.toml, or write the date as year-month-day")
    }
}

/// Most ambiguous dates for which another date of the text is looked for.
const CONFIRMED_MAX: usize = 20;

/// Whether another date of the text is one of the two readings of an ambiguous one, and which.
fn confirmed(day: &Day, reading: &Reading) -> Option<bool> {
    let year = day.year?;
    let others = || {
        reading
            .moments
            .stamps
            .iter()
            .filter_map(|s| s.day)
            .filter(|d| !d.ambiguous)
            .filter_map(|d| d.date(d.year.unwrap_or(year), false))
    };
    let [first, second] = [true, false].map(|order| {
        day.date(year, order)
            .is_some_and(|date| others().any(|o| o == date))
    });
    (first != second).then_some(first)
}

/// The zone that a text names once for all its times.
fn stated_zone(reading: &Reading) -> Option<(Zone, Range<usize>)> {
    let plain = &reading.outline.plain;
    reading
        .outline
        .lines
        .iter()
        .filter(|line| !line.code)
        .find_map(|line| {
            let lower = plain.lower(&line.range);
            let about_times = line.topic == Some(Topic::Zone)
                || line.topic == Some(Topic::Timeline) && (line.head || line.heading.is_some())
                || line.row && lower.contains("time") && lower.len() < 200
                || lower.len() < 400
                    && (lower.contains("times")
                        || lower.contains("timezone")
                        || lower.contains("time zone")
                        || lower.contains("clock")
                        || lower.starts_with("time (")
                        || lower.starts_with("timeline"));
            if !about_times {
                return None;
            }
            // A time on the line has a zone of its own; what counts here is the zone without one.
            zone::anywhere(lower, plain.slice(&line.range))
                .map(|(zone, at)| (zone, line.range.start + at.start..line.range.start + at.end))
        })
}

/// Whether the words that name a zone speak of all times: in a heading, in a field, or by saying so.
fn speaks_of_all(reading: &Reading, words: &Range<usize>) -> bool {
    let stamps = &reading.moments.stamps;
    let next = stamps.partition_point(|s| s.range.end <= words.start);
    let beside_a_time = stamps
        .get(next)
        .is_some_and(|s| s.range.contains(&words.start));
    let line = reading.outline.line_at(words.start);
    !beside_a_time
        && line.is_some_and(|line| {
            let lower = reading.lower(&line.range);
            line.head
                || line.row
                || line.topic == Some(Topic::Zone)
                || ["all time", "times in", "times are"]
                    .iter()
                    .any(|said| lower.contains(said))
        })
}

/// The zone that all times that name one agree on.
fn agreed_zone(reading: &Reading) -> Option<(Zone, Range<usize>)> {
    let zoned = |s: &&Stamp| s.zone.is_some();
    let first = reading.moments.stamps.iter().find(zoned)?;
    let agreed = reading
        .moments
        .stamps
        .iter()
        .filter(zoned)
        .all(|s| s.zone == first.zone);
    if !agreed {
        return None;
    }
    Some((first.zone?, zone_words(reading, &first.range)?))
}

/// The words of a moment that name its zone.
pub(super) fn zone_words(reading: &Reading, stamp: &Range<usize>) -> Option<Range<usize>> {
    // A zone may stand in front: `UTC 05:13`.
    let from = stamp.start.saturating_sub(4);
    let range = if reading.words(&(from..stamp.end)).is_empty() {
        stamp.clone()
    } else {
        from..stamp.end
    };
    let (_, at) = zone::anywhere(reading.lower(&range), reading.words(&range))?;
    Some(range.start + at.start..range.start + at.end)
}
