//! Times and lengths as pages write them: ISO dates, a 24-hour clock, UTC first and the incident's own zone beside it.

use jiff::civil::Date;

use crate::model::{Precision, When};

use super::view::Moment;

/// A moment in UTC; on the clock of its own place where its offset is not known.
pub(super) fn moment(when: &When) -> Moment {
    let utc = when.utc();
    let day_only = when.precision == Precision::Day;
    let year = i32::from(when.civil.year());
    Moment {
        iso: (1..=9999).contains(&year).then(|| when.iso()),
        time: (!day_only).then(|| clock(when.precision, utc.time())),
        utc: when.offset.is_some() && !day_only,
        date: date_text(utc.date()),
    }
}

/// From `start` to `end` on the clock of their own place: `09:30 → 11:00 +01:00`, with days where they cannot be taken
/// from the line in UTC above it. `zone` is the zone as the document names it. `None` where that clock shows UTC, is not
/// known, or has no time of day.
pub(super) fn on_own_clock(start: &When, end: Option<&When>, zone: Option<&str>) -> Option<String> {
    let last = end.unwrap_or(start);
    let one_day = start.civil.date() == last.civil.date();
    let as_in_utc = one_day
        && [start, last]
            .iter()
            .all(|it| it.utc().date() == it.civil.date());
    let from = own_clock(start, zone)?;
    let from = if as_in_utc { from } else { from.with_day() };
    let Some(end) = end else {
        return Some(format!("{} {}", from.time, from.zone));
    };
    let to = own_clock(end, zone)?;
    let to = if one_day { to } else { to.with_day() };
    Some(if from.zone == to.zone {
        format!("{} → {} {}", from.time, to.time, to.zone)
    } else {
        format!("{} {} → {} {}", from.time, from.zone, to.time, to.zone)
    })
}

/// A time of day where it was read off a clock.
struct OwnClock {
    day: Date,
    time: String,
    zone: String,
}

impl OwnClock {
    fn with_day(self) -> Self {
        OwnClock {
            time: format!("{} {}", date_text(self.day), self.time),
            ..self
        }
    }
}

fn own_clock(when: &When, zone: Option<&str>) -> Option<OwnClock> {
    let offset = when.offset.filter(|it| it.seconds() != 0)?;
    let named = zone.filter(|zone| zone.contains('/'));
    (when.precision != Precision::Day).then(|| OwnClock {
        day: when.civil.date(),
        time: clock(when.precision, when.civil.time()),
        zone: named.map_or_else(|| offset_text(offset.seconds()), str::to_owned),
    })
}

/// `2017-01-31`.
pub(super) fn date_text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// The day a time falls on, in UTC where its offset is known.
pub(super) fn day(when: &When) -> String {
    date_text(when.utc().date())
}

fn clock(precision: Precision, time: jiff::civil::Time) -> String {
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    match precision {
        Precision::Second if second != 0 => format!("{hour:02}:{minute:02}:{second:02}"),
        Precision::Hour => format!("~{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}"),
    }
}

/// `+01:00`.
fn offset_text(seconds: i32) -> String {
    let sign = if seconds < 0 { '−' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// RFC 3339 in UTC, as feeds and sitemaps want it; a time without an offset is read as UTC, a day as its midnight.
pub(super) fn instant(when: &When) -> Option<String> {
    let at = when.utc();
    let (date, time) = (at.date(), at.time());
    (date.year() >= 1).then(|| {
        format!(
            "{}T{:02}:{:02}:{:02}Z",
            date_text(date),
            time.hour(),
            time.minute(),
            time.second()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i8, minutes: i32) -> When {
        When {
            civil: jiff::civil::date(2023, 5, 10).at(hour, 30, 0, 0),
            offset: jiff::tz::Offset::from_seconds(minutes * 60).ok(),
            precision: Precision::Minute,
        }
    }

    fn own(from: &When, to: &When) -> Option<String> {
        on_own_clock(from, Some(to), None)
    }

    #[test]
    fn utc_comes_first_and_the_clock_of_the_place_beside_it() {
        let (start, end) = (at(9, 60), at(11, 60));
        let moment = moment(&start);
        assert_eq!(
            (moment.date.as_str(), moment.time.as_deref()),
            ("2023-05-10", Some("08:30"))
        );
        assert_eq!(own(&start, &end).as_deref(), Some("09:30 → 11:30 +01:00"));
        let named = on_own_clock(&start, None, Some("Africa/Lagos"));
        assert_eq!(named.as_deref(), Some("09:30 Africa/Lagos"));
    }

    #[test]
    fn the_place_may_be_on_another_day() {
        assert_eq!(moment(&at(0, 330)).date, "2023-05-09");
        let told = |from: &When, to: &When| own(from, to).unwrap_or_default();
        assert_eq!(
            told(&at(0, 330), &at(9, 330)),
            "2023-05-10 00:30 → 09:30 +05:30"
        );
        assert_eq!(
            told(&at(9, -480), &at(20, -480)),
            "2023-05-10 09:30 → 20:30 −08:00",
            "the end is on the next day only in UTC"
        );
        let next = When {
            civil: jiff::civil::date(2023, 5, 11).at(2, 0, 0, 0),
            ..at(2, 60)
        };
        assert_eq!(
            told(&at(9, 60), &next),
            "2023-05-10 09:30 → 2023-05-11 02:00 +01:00"
        );
    }

    #[test]
    fn a_change_of_the_clock_between_start_and_end_shows_both_offsets() {
        assert_eq!(
            own(&at(9, 60), &at(11, 120)).as_deref(),
            Some("09:30 +01:00 → 11:30 +02:00")
        );
    }

    #[test]
    fn a_clock_that_shows_utc_is_not_told_twice() {
        assert_eq!(own(&at(9, 0), &at(11, 0)), None);
        assert_eq!(own(&at(9, 60), &at(11, 0)), None);
    }

    #[test]
    fn a_day_has_no_clock() {
        let when = When {
            precision: Precision::Day,
            ..at(0, 330)
        };
        let moment = moment(&when);
        assert_eq!((moment.time, moment.utc), (None, false));
        assert_eq!(moment.date, "2023-05-10");
        assert_eq!(on_own_clock(&when, None, None), None);
    }
}
