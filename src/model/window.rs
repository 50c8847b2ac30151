//! When it happened and how long it lasted.

use jiff::civil::DateTime;
use jiff::tz::Offset;

/// How exactly a time or a length was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// Only the day is known; the clock part of the value is midnight and is never shown.
    Day,
}

/// A moment as a postmortem gives it: a civil time, the offset if the text names a zone, and how exact it is.
///
/// Without an offset lengths are exact and instants are not. With [`Precision::Day`] only the date counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct When {
    /// The time on the clock of the place, or in UTC when the offset is zero.
    pub civil: DateTime,
    /// Offset from UTC; `None` when the text names no zone.
    pub offset: Option<Offset>,
    /// How exact it is.
    pub precision: Precision,
}

impl When {
    /// RFC 3339; without offset where no zone is known; a bare date where only the day is known.
    pub fn iso(&self) -> String {
        let d = self.civil.date();
        let date = format!("{:04}-{:02}-{:02}", d.year(), d.month(), d.day());
        if self.precision == Precision::Day {
            return date;
        }
        let t = self.civil.time();
        let offset = match self.offset {
            None => String::new(),
            Some(o) if o.seconds() == 0 => "Z".to_owned(),
            Some(o) => {
                let minutes = o.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        };
        format!(
            "{date}T{:02}:{:02}:{:02}{offset}",
            t.hour(),
            t.minute(),
            t.second()
        )
    }

    /// The civil time in UTC; the civil time as it stands where no offset is known.
    pub fn utc(&self) -> DateTime {
        let Some(offset) = self.offset else {
            return self.civil;
        };
        if self.precision == Precision::Day {
            return self.civil;
        }
        let shift = jiff::SignedDuration::from_secs(i64::from(-offset.seconds()));
        self.civil.checked_add(shift).unwrap_or(self.civil)
    }

    /// Seconds since 0000-01-01 in UTC (civil where no offset is known): a key to sort by and to subtract.
    pub fn seconds(&self) -> i64 {
        let from = jiff::civil::date(0, 1, 1).to_datetime(jiff::civil::Time::midnight());
        self.utc().duration_since(from).as_secs()
    }

    /// Seconds from `self` to `later`, on one clock.
    ///
    /// Where only one of the two has an offset, they are read on the same clock: a text that names its zone once
    /// means it for both.
    pub fn seconds_to(&self, later: &When) -> i64 {
        if self.offset.is_some() && later.offset.is_some() {
            later.seconds() - self.seconds()
        } else {
            later.civil.duration_since(self.civil).as_secs()
        }
    }
}

/// A length of time: whole seconds, and how exact they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duration {
    seconds: u64,
    precision: Precision,
}

impl Duration {
    /// A length of `seconds`.
    pub fn new(seconds: u64, precision: Precision) -> Self {
        Self { seconds, precision }
    }

    /// Whole seconds. With [`Precision::Day`] the difference of two dates; see [`Duration::range`].
    pub fn seconds(self) -> u64 {
        self.seconds
    }

    /// How exact it is.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Minutes, with a fraction where the seconds ask for one.
    #[expect(
        clippy::cast_precision_loss,
        reason = "an f64 holds every second of 100 million years"
    )]
    pub fn minutes(self) -> f64 {
        self.seconds as f64 / 60.0
    }

    /// The shortest and the longest it can have been, in seconds: equal unless only the days are known.
    ///
    /// Two dates n days apart can be anything from n-1 to n+1 days.
    pub fn range(self) -> (u64, u64) {
        const DAY: u64 = 86_400;
        match self.precision {
            Precision::Day => (self.seconds.saturating_sub(DAY), self.seconds + DAY),
            _ => (self.seconds, self.seconds),
        }
    }
}

/// A part of a length as it is told to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// It is over within one day, and more is not known; the number is 0.
    WithinDay,
    /// Days, where only the days are known.
    AboutDays,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Seconds.
    Seconds,
}

impl Duration {
    /// The length as it is told to people, largest unit first; never empty.
    pub fn parts(self) -> Vec<(Unit, u64)> {
        let (days, rest) = (self.seconds / 86_400, self.seconds % 86_400);
        let (hours, minutes, seconds) = (rest / 3600, rest % 3600 / 60, rest % 60);
        if self.precision == Precision::Day {
            return vec![match days {
                0 => (Unit::WithinDay, 0),
                days => (Unit::AboutDays, days),
            }];
        }
        let mut parts = vec![
            (Unit::Days, days),
            (Unit::Hours, hours),
            (Unit::Minutes, minutes),
        ];
        parts.retain(|(_, n)| *n > 0);
        // Seconds matter to an outage of minutes, not to one of hours.
        if seconds > 0 && self.seconds < 3600 || parts.is_empty() {
            parts.push((Unit::Seconds, seconds));
        }
        parts
    }
}

/// `39 s`, `27 min`, `2 h 30 min`, `1 d 3 h 30 min`, `593 d`; `about 2 d` when only days are known.
impl std::fmt::Display for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, (unit, n)) in self.parts().into_iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            match unit {
                Unit::WithinDay => f.write_str("within a day")?,
                Unit::AboutDays => write!(f, "about {n} d")?,
                Unit::Days => write!(f, "{n} d")?,
                Unit::Hours => write!(f, "{n} h")?,
                Unit::Minutes => write!(f, "{n} min")?,
                Unit::Seconds => write!(f, "{n} s")?,
            }
        }
        Ok(())
    }
}

/// From the first to the last moment users were affected. The end is never before the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImpactWindow {
    start: When,
    end: When,
    /// What kind of impact, in the author's words; `None` when not said.
    pub kind: Option<String>,
    /// A remark of the author.
    pub note: Option<String>,
}

impl ImpactWindow {
    /// A window, or `None` if it would end before it starts.
    pub fn new(start: When, end: When) -> Option<Self> {
        let coarse = start.precision == Precision::Day || end.precision == Precision::Day;
        let ordered = if coarse {
            start.civil.date() <= end.civil.date()
        } else {
            start.seconds_to(&end) >= 0
        };
        ordered.then_some(Self {
            start,
            end,
            kind: None,
            note: None,
        })
    }

    /// When it began.
    pub fn start(&self) -> When {
        self.start
    }

    /// When it ended.
    pub fn end(&self) -> When {
        self.end
    }

    /// Its length; as coarse as the coarser of its two ends.
    pub fn duration(&self) -> Duration {
        let precision = self.start.precision.max(self.end.precision);
        let seconds = if precision == Precision::Day {
            let start = self
                .start
                .civil
                .date()
                .to_datetime(jiff::civil::Time::midnight());
            let end = self
                .end
                .civil
                .date()
                .to_datetime(jiff::civil::Time::midnight());
            end.duration_since(start).as_secs()
        } else {
            self.start.seconds_to(&self.end)
        };
        Duration::new(seconds.unsigned_abs(), precision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn minute(hour: i8, min: i8, day: i8) -> When {
        When {
            civil: date(2023, 10, day).at(hour, min, 0, 0),
            offset: None,
            precision: Precision::Minute,
        }
    }

    #[test]
    fn outage_across_midnight_is_counted_in_full() {
        let window = ImpactWindow::new(minute(10, 30, 10), minute(14, 0, 11)).unwrap();
        assert_eq!(window.duration().to_string(), "1 d 3 h 30 min");
    }

    #[test]
    fn an_outage_never_ends_before_it_starts() {
        assert_eq!(
            ImpactWindow::new(minute(10, 30, 11), minute(14, 0, 10)),
            None
        );
    }

    #[test]
    fn one_named_zone_serves_both_ends() {
        let start = When {
            offset: Some(Offset::constant(1)),
            ..minute(9, 0, 10)
        };
        assert_eq!(start.seconds_to(&minute(11, 30, 10)), 9000);
        assert_eq!(start.iso(), "2023-10-10T09:00:00+01:00");
    }
}
