//! Times and lengths as pages write them: ISO dates, a 24-hour clock, UTC first and the incident's own zone beside it.

use crate::model::{Precision, When};

use super::view::Moment;

/// A moment in UTC, with the clock of its own place where that differs. `zone` is the zone as the document names it.
pub(super) fn moment(when: &When, zone: Option<&str>) -> Moment {
    let utc = when.utc();
    let date = date_text(utc.date());
    let day_only = when.precision == Precision::Day;
    let year = i32::from(when.civil.year());
    let local = when
        .offset
        .filter(|offset| offset.seconds() != 0 && !day_only);
    Moment {
        iso: (1..=9999).contains(&year).then(|| when.iso()),
        time: (!day_only).then(|| clock(when.precision, utc.time())),
        utc: when.offset.is_some() && !day_only,
        local: local.map(|offset| {
            let own = when.civil;
            let day = if own.date() == utc.date() {
                String::new()
            } else {
                format!("{} ", date_text(own.date()))
            };
            let zone = zone
                .filter(|zone| zone.contains('/'))
                .map_or_else(|| offset_text(offset.seconds()), str::to_owned);
            format!("{day}{} {zone}", clock(when.precision, own.time()))
        }),
        date,
    }
}

/// `2017-01-31`.
pub(super) fn date_text(date: jiff::civil::Date) -> String {
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

    #[test]
    fn utc_comes_first_and_the_clock_of_the_place_beside_it() {
        let moment = moment(&at(9, 60), None);
        assert_eq!(
            (moment.date.as_str(), moment.time.as_deref()),
            ("2023-05-10", Some("08:30"))
        );
        assert_eq!(moment.local.as_deref(), Some("09:30 +01:00"));
        let named = super::moment(&at(9, 60), Some("Africa/Lagos"));
        assert_eq!(named.local.as_deref(), Some("09:30 Africa/Lagos"));
    }

    #[test]
    fn the_place_may_be_on_another_day() {
        let moment = moment(&at(0, 330), None);
        assert_eq!(moment.date, "2023-05-09");
        assert_eq!(moment.local.as_deref(), Some("2023-05-10 00:30 +05:30"));
    }

    #[test]
    fn a_day_has_no_clock() {
        let when = When {
            precision: Precision::Day,
            ..at(0, 330)
        };
        let moment = moment(&when, None);
        assert_eq!((moment.time, moment.local, moment.utc), (None, None, false));
        assert_eq!(moment.date, "2023-05-10");
    }
}
