//! Times as people write them in front matter: RFC 3339 and its relatives, bare days, English dates, clock times with AM
//! and PM. Precision stays as written, and nothing is guessed.

use jiff::civil::{Date, DateTime, Weekday};

use super::reading::fold;
use super::zone::{Zone, zone};
use crate::model::Precision;

/// What a text says about a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// When.
    At(Moment),
    /// A clock time without a day.
    Clock(jiff::civil::Time, Precision),
    /// That it is not known: empty, `unknown`, year 1.
    Unknown,
    /// That it is not over.
    Ongoing,
}

/// A moment as written, its zone not yet applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) civil: DateTime,
    pub(super) precision: Precision,
    pub(super) zone: Zone,
    /// The day of the week that the text names, where the date was another.
    pub(super) wrong_weekday: Option<Weekday>,
}

impl Moment {
    /// A civil time without a zone.
    pub(super) fn civil(civil: DateTime, precision: Precision) -> Self {
        Self {
            civil,
            precision,
            zone: Zone::Unsaid,
            wrong_weekday: None,
        }
    }
}

/// Why a text is no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoTime {
    /// It names a day or an hour that there is not.
    Nonexistent(String),
    /// The day and the month could be either.
    DayOrMonth,
    /// It is something else.
    Unreadable,
}

/// Reads a time. `day_first` decides `12/05/2023`; without it that is refused.
pub(super) fn read(text: &str, day_first: Option<bool>) -> Result<Said, NoTime> {
    let text = fold(text);
    match text.to_lowercase().as_str() {
        "" | "unknown" | "n/a" | "na" | "tbd" | "tba" | "-" | "–" | "?" | "none" | "null" | "~"
        | "not known" | "not disclosed" | "undisclosed" => return Ok(Said::Unknown),
        "ongoing" | "still ongoing" | "in progress" | "not resolved" | "unresolved" => {
            return Ok(Said::Ongoing);
        }
        _ => {}
    }
    let mut cursor = Cursor {
        rest: &text,
        weekday: None,
    };
    let Some(date) = cursor.date(day_first)? else {
        let (clock, precision, _) = cursor.clock()?.ok_or(NoTime::Unreadable)?;
        return if cursor.rest.is_empty() {
            Ok(Said::Clock(clock, precision))
        } else {
            Err(NoTime::Unreadable)
        };
    };
    cursor.skip_between();
    let (time, precision, next_day) =
        cursor
            .clock()?
            .unwrap_or((jiff::civil::Time::midnight(), Precision::Day, false));
    cursor.skip_spaces();
    let zone = zone(cursor.rest).ok_or(NoTime::Unreadable)?;
    if date.year() == 1 {
        // The zero of several languages' time types: nobody's outage, but a value that was never set.
        return Ok(Said::Unknown);
    }
    let wrong_weekday = cursor.weekday.filter(|said| *said != date.weekday());
    let date = if next_day {
        date.tomorrow().map_err(|_| NoTime::Unreadable)?
    } else {
        date
    };
    Ok(Said::At(Moment {
        civil: date.to_datetime(time),
        precision,
        zone,
        wrong_weekday,
    }))
}

/// What is left to read of a text.
struct Cursor<'a> {
    rest: &'a str,
    /// The day of the week that stands before the date.
    weekday: Option<Weekday>,
}

impl<'a> Cursor<'a> {
    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// What may stand between a day and a clock time.
    fn skip_between(&mut self) {
        let rest = self.rest;
        let separated = rest
            .strip_prefix(['T', 't'])
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        self.rest = separated.unwrap_or_else(|| {
            let rest = rest.trim_start_matches([' ', ',']);
            let rest = rest.strip_prefix("at ").unwrap_or(rest);
            rest.strip_prefix("@").unwrap_or(rest).trim_start()
        });
    }

    fn number(&mut self, most_digits: usize) -> Option<(i16, usize)> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > most_digits {
            return None;
        }
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        Some((number.parse().ok()?, digits))
    }

    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| wanted.contains(c))?;
        self.rest = self.rest.get(c.len_utf8()..)?;
        Some(c)
    }

    fn word(&mut self) -> &'a str {
        let len = self
            .rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(len);
        self.rest = rest;
        word
    }

    /// The day; `None` and nothing taken if the text does not begin with one.
    fn date(&mut self, day_first: Option<bool>) -> Result<Option<Date>, NoTime> {
        let before = self.rest;
        let found = if before.starts_with(|c: char| c.is_ascii_digit()) {
            self.numeric(day_first)?
        } else {
            self.english()
        };
        match found {
            Some((year, month, day)) => checked(year, month, day).map(Some),
            None => {
                self.rest = before;
                Ok(None)
            }
        }
    }

    fn numeric(&mut self, day_first: Option<bool>) -> Result<Option<(i16, i16, i16)>, NoTime> {
        let Some((first, digits)) = self.number(4) else {
            return Ok(None);
        };
        let Some(separator) = self.take(&['-', '/', '.']) else {
            return Ok(self.day_and_month_name(first));
        };
        let Some((second, _)) = self.number(2) else {
            return Ok(None);
        };
        if self.take(&[separator]).is_none() {
            return Ok(None);
        }
        if digits == 4 {
            return Ok(self.number(2).map(|(day, _)| (first, second, day)));
        }
        let Some((year, 4)) = self.number(4) else {
            return Ok(None);
        };
        // Points are only used where the day comes first.
        let day_first = match separator {
            '.' => true,
            _ if first > 12 => true,
            _ if second > 12 => false,
            _ if first == second => true,
            _ => day_first.ok_or(NoTime::DayOrMonth)?,
        };
        Ok(Some(if day_first {
            (year, second, first)
        } else {
            (year, first, second)
        }))
    }

    /// `10 May 2023`, `10th of May, 2023`; the day is already taken.
    fn day_and_month_name(&mut self, day: i16) -> Option<(i16, i16, i16)> {
        self.ordinal();
        self.skip_spaces();
        self.rest = self.rest.strip_prefix("of ").unwrap_or(self.rest);
        let month = month(self.word())?;
        self.rest = self.rest.trim_start_matches(['.', ',', ' ']);
        let (year, digits) = self.number(4)?;
        (digits == 4).then_some((year, month, day))
    }

    /// `May 10, 2023`, with or without a day of the week before it.
    fn english(&mut self) -> Option<(i16, i16, i16)> {
        let mut word = self.word();
        if let Some(day) = WEEKDAYS.iter().position(|day| is_short_for(word, day)) {
            self.weekday = i8::try_from(day)
                .ok()
                .and_then(|day| Weekday::from_monday_zero_offset(day).ok());
            self.rest = self.rest.trim_start_matches(['.', ',', ' ']);
            if let Some((day, _)) = self.number(2) {
                return self.day_and_month_name(day);
            }
            word = self.word();
        }
        let month = month(word)?;
        self.rest = self.rest.trim_start_matches(['.', ' ']);
        let (day, _) = self.number(2)?;
        self.ordinal();
        self.rest = self.rest.trim_start_matches([',', ' ']);
        let (year, digits) = self.number(4)?;
        (digits == 4).then_some((year, month, day))
    }

    fn ordinal(&mut self) {
        for ending in ["st", "nd", "rd", "th"] {
            if let Some(rest) = self.rest.strip_prefix(ending) {
                self.rest = rest;
                return;
            }
        }
    }

    /// The clock time, and whether it is the midnight that ends the day; `None` if the text has none here.
    fn clock(&mut self) -> Result<Option<(jiff::civil::Time, Precision, bool)>, NoTime> {
        let before = self.rest;
        let Some((mut hour, _)) = self.number(2) else {
            return Ok(None);
        };
        let (mut minute, mut second, mut nanosecond) = (None, None, 0);
        if self.take(&[':']).is_some() {
            minute = Some(
                self.number(2)
                    .filter(|(_, n)| *n == 2)
                    .ok_or(NoTime::Unreadable)?
                    .0,
            );
            if self.take(&[':']).is_some() {
                second = Some(
                    self.number(2)
                        .filter(|(_, n)| *n == 2)
                        .ok_or(NoTime::Unreadable)?
                        .0,
                );
                nanosecond = self.fraction();
            }
        }
        let noon = self.half_of_day();
        match noon {
            Some(_) if !(1..=12).contains(&hour) => return Err(nonexistent(before, self.rest)),
            Some(afternoon) => hour = hour % 12 + if afternoon { 12 } else { 0 },
            None => {}
        }
        let (m, s) = (minute.unwrap_or(0), second.unwrap_or(0));
        let next_day = hour == 24 && m == 0 && s == 0;
        // A leap second is shown as the one before it: clocks that know 60 are rarer than outages on that day.
        let s = if s == 60 { 59 } else { s };
        let time = jiff::civil::Time::new(
            i8::try_from(if next_day { 0 } else { hour }).unwrap_or(-1),
            i8::try_from(m).unwrap_or(-1),
            i8::try_from(s).unwrap_or(-1),
            0,
        )
        .map_err(|_| nonexistent(before, self.rest))?;
        let precision = match (minute, s != 0 || nanosecond != 0) {
            (_, true) => Precision::Second,
            (Some(_), false) => Precision::Minute,
            (None, false) => Precision::Hour,
        };
        Ok(Some((time, precision, next_day)))
    }

    /// Digits after the seconds; only whether they say anything matters.
    fn fraction(&mut self) -> u32 {
        let Some(rest) = self.rest.strip_prefix(['.', ',']) else {
            return 0;
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (fraction, rest) = rest.split_at(digits);
        self.rest = rest;
        u32::from(fraction.bytes().any(|digit| digit != b'0'))
    }

    /// AM is false, PM is true; `None` for a clock of 24 hours.
    fn half_of_day(&mut self) -> Option<bool> {
        let rest = self.rest.trim_start();
        for (words, afternoon) in [(["am", "a.m."], false), (["pm", "p.m."], true)] {
            for word in words {
                let Some(head) = rest.get(..word.len()) else {
                    continue;
                };
                let after = rest.get(word.len()..).unwrap_or("");
                if head.eq_ignore_ascii_case(word) && !after.starts_with(char::is_alphanumeric) {
                    self.rest = after;
                    return Some(afternoon);
                }
            }
        }
        None
    }
}

/// A clock time that there is not; `rest` is what of `before` was not taken for it.
fn nonexistent(before: &str, rest: &str) -> NoTime {
    let taken = before.get(..before.len() - rest.len()).unwrap_or(before);
    NoTime::Nonexistent(format!("there is no {}", taken.trim_end()))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

fn is_short_for(word: &str, name: &str) -> bool {
    let word = word.to_lowercase();
    word.len() >= 3 && name.starts_with(&word) || word == "sept" && name == "september"
}

fn month(word: &str) -> Option<i16> {
    let index = MONTHS.iter().position(|name| is_short_for(word, name))?;
    i16::try_from(index + 1).ok()
}

fn checked(year: i16, month: i16, day: i16) -> Result<Date, NoTime> {
    let narrow = |n: i16| i8::try_from(n).unwrap_or(-1);
    Date::new(year, narrow(month), narrow(day)).map_err(|_| {
        let index = usize::try_from(month).ok().and_then(|m| m.checked_sub(1));
        NoTime::Nonexistent(match index.and_then(|i| MONTHS.get(i)) {
            None => format!("there is no month {month}"),
            Some(name) => {
                let first: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
                let days = Date::new(year, narrow(month), 1).map_or(31, Date::days_in_month);
                format!(
                    "{first}{} {year} has {days} days",
                    name.get(1..).unwrap_or("")
                )
            }
        })
    })
}
