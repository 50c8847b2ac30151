//! Dates and clock times as people write them, with the zone they name. Nothing is resolved here: a time without a
//! day, a day without a year and `04-12-2022` stay what they are, for [`super::window`] to make sense of.

use std::ops::Range;

use jiff::civil::{Date, Time, Weekday};

use super::zone::{self, Zone};

mod day;
mod join;
mod scripts;

/// A moment as written: a day, a clock time, or both.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stamp {
    /// The words, zone included.
    pub(super) range: Range<usize>,
    /// The day.
    pub(super) day: Option<Day>,
    /// The clock time.
    pub(super) clock: Option<Clock>,
    /// The zone named beside it.
    pub(super) zone: Option<Zone>,
}

/// A day as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    /// Year, where one is given.
    pub(super) year: Option<i16>,
    /// Month; of `04-12-2022` the first number.
    pub(super) month: i8,
    /// Day of the month; of `04-12-2022` the second number.
    pub(super) day: i8,
    /// Day of the week in front of it.
    pub(super) weekday: Option<Weekday>,
    /// `04-12-2022`: either number can be the month.
    pub(super) ambiguous: bool,
    /// `13/10/2023`, `4/21/23`: whether a number above 12 shows that the day comes first. `None` for dates in words.
    pub(super) day_first: Option<bool>,
    /// `May 10-11`: the last day.
    pub(super) last: Option<i8>,
}

impl Day {
    /// The date in the given year, reading an ambiguous one by `day_first`; `None` if there is no such date.
    pub(super) fn date(&self, year: i16, day_first: bool) -> Option<Date> {
        let (month, day) = if self.ambiguous && day_first {
            (self.day, self.month)
        } else {
            (self.month, self.day)
        };
        Date::new(year, month, day).ok()
    }
}

/// A clock time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0 to 23.
    pub(super) hour: i8,
    /// 0 to 59.
    pub(super) minute: i8,
    /// 0 to 59, where given.
    pub(super) second: Option<i8>,
    /// AM or PM was written.
    pub(super) half: bool,
    /// `10.21`: a time only where times are expected.
    pub(super) dotted: bool,
}

impl Clock {
    /// As a civil time.
    pub(super) fn time(&self) -> Time {
        Time::new(self.hour, self.minute, self.second.unwrap_or(0), 0).unwrap_or(Time::midnight())
    }

    /// Whether a clock of twelve hours can show it, and no half of the day is named.
    pub(super) fn is_of_twelve(&self) -> bool {
        !self.half && (1..=12).contains(&self.hour)
    }

    /// Seconds since midnight.
    pub(super) fn seconds(&self) -> i64 {
        i64::from(self.hour) * 3600
            + i64::from(self.minute) * 60
            + i64::from(self.second.unwrap_or(0))
    }
}

/// All moments of a text, and the dates in it that no calendar has.
#[derive(Debug, Default)]
pub(super) struct Moments {
    /// In the order written.
    pub(super) stamps: Vec<Stamp>,
    /// `20202-01-16`, `February 30`.
    pub(super) impossible: Vec<Range<usize>>,
}

impl Moments {
    /// Finds the moments in a text in lower case.
    pub(super) fn find(lower: &str) -> Self {
        let mut scanner = Scanner {
            text: lower,
            bytes: lower.as_bytes(),
            impossible: Vec::new(),
        };
        let atoms = scanner.atoms();
        Self {
            stamps: scanner.join(atoms),
            impossible: scanner.impossible,
        }
    }

    /// The moments that begin in a range.
    pub(super) fn within(&self, range: &Range<usize>) -> &[Stamp] {
        let from = self.stamps.partition_point(|s| s.range.start < range.start);
        let to = self.stamps.partition_point(|s| s.range.start < range.end);
        &self.stamps[from..to.max(from)]
    }
}

enum Atom {
    Day(Day, Range<usize>),
    Clock(Clock, Option<Zone>, Range<usize>),
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    impossible: Vec<Range<usize>>,
}

impl Scanner<'_> {
    fn atoms(&mut self) -> Vec<Atom> {
        let mut atoms = Vec::new();
        let mut i = 0;
        while i < self.bytes.len() {
            let byte = self.bytes[i];
            if byte.is_ascii_digit() {
                let stop = self.digits(i);
                i = if self.number_may_begin(i) {
                    self.number(i, &mut atoms).unwrap_or(stop)
                } else {
                    stop
                };
            } else if byte.is_ascii_lowercase() {
                let stop = self.word_end(i);
                i = self.word(i, stop, &mut atoms).unwrap_or(stop);
            } else {
                i += 1;
            }
        }
        atoms
    }

    fn digits(&self, i: usize) -> usize {
        i + self.bytes[i..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    }

    fn word_end(&self, i: usize) -> usize {
        i + self.bytes[i..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b >= 0x80 || **b == b'_')
            .count()
    }

    fn at(&self, i: usize) -> u8 {
        self.bytes.get(i).copied().unwrap_or(0)
    }

    fn number_may_begin(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).map(|p| self.bytes[p]) else {
            return true;
        };
        let digit_before = i >= 2 && self.bytes[i - 2].is_ascii_digit();
        match before {
            b'.' | b':' => !digit_before,
            b'#' | b'$' | b'_' | b'=' | b'%' => false,
            0xa3 => !self.text[..i].ends_with('£'),
            0xac => !self.text[..i].ends_with('€'),
            // Inside a word.
            b => !b.is_ascii_alphanumeric(),
        }
    }

    /// A date or a time that begins with the number at `i`; returns where to go on.
    fn number(&mut self, i: usize, atoms: &mut Vec<Atom>) -> Option<usize> {
        if let Some((clock, end)) = self.clock(i) {
            let clock = self.with_half_before(clock, i);
            return Some(self.push_clock(clock, i..end, atoms));
        }
        let written = self.clock_of_signs(i).or_else(|| self.clock_of_letter(i));
        if let Some((clock, end)) = written {
            return Some(self.push_clock(clock, i..end, atoms));
        }
        if let Some((clock, end)) = self.bare_hour(i, atoms) {
            return Some(self.push_clock(clock, i..end, atoms));
        }
        let (day, end) = self.day_from_number(i)?;
        if let Some(day) = day {
            let day = Day {
                weekday: self.weekday_before(i),
                ..day
            };
            atoms.push(Atom::Day(day, i..end));
        } else {
            self.impossible.push(i..end);
        }
        // `2025-03-12T15:57`
        if self.at(end) == b't'
            && self.at(end + 1).is_ascii_digit()
            && let Some((clock, stop)) = self.clock(end + 1)
        {
            return Some(self.push_clock(clock, end + 1..stop, atoms));
        }
        // `2024-04-01 0251`
        if day.is_some_and(|d| d.year.is_some())
            && self.at(end) == b' '
            && let Some((clock, stop)) = self.bare_clock(end + 1)
            && !self.at(stop).is_ascii_alphanumeric()
            && !(self.at(stop) == b'-' && self.at(stop + 1).is_ascii_digit())
        {
            return Some(self.push_clock(clock, end + 1..stop, atoms));
        }
        Some(end)
    }

    fn push_clock(&self, clock: Clock, range: Range<usize>, atoms: &mut Vec<Atom>) -> usize {
        let (mut zone, mut end) = (None, range.end);
        if let Some((named, stop)) = zone::after(self.text, range.end) {
            zone = Some(named);
            end = stop;
        }
        let zone = zone.or_else(|| zone::before(self.text, range.start));
        let clock = Clock {
            dotted: clock.dotted && zone.is_none() && !self.told_as_time(&range),
            ..clock
        };
        atoms.push(Atom::Clock(clock, zone, range.start..end));
        end
    }

    /// Whether the words around `10.21` say that it is a time: `At 10.21 the site went down`, not `at 10.21 million`.
    fn told_as_time(&self, range: &Range<usize>) -> bool {
        let before = self.text[..range.start].ends_with("at ")
            && !self.text[..range.start].ends_with("priced at ");
        let next = self.text[range.end..].trim_start_matches(' ');
        let word = next
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or("");
        let told = matches!(
            word,
            "the"
                | "a"
                | "an"
                | "we"
                | "our"
                | "i"
                | "it"
                | "all"
                | "on"
                | "and"
                | "when"
                | "after"
                | "users"
                | "customers"
        );
        before && (told || next.starts_with(',') || next.starts_with('.') && word.is_empty())
    }

    /// A date or a time that begins with the word from `i` to `stop`.
    fn word(&mut self, i: usize, stop: usize, atoms: &mut Vec<Atom>) -> Option<usize> {
        let word = &self.text[i..stop];
        if word.len() < 3
            || i > 0 && (self.bytes[i - 1].is_ascii_alphanumeric() || self.bytes[i - 1] == b'_')
        {
            return None;
        }
        match word {
            "midnight" | "noon" | "midday" => {
                let hour = if word == "midnight" { 0 } else { 12 };
                let clock = Clock {
                    hour,
                    minute: 0,
                    second: None,
                    half: true,
                    dotted: false,
                };
                Some(self.push_clock(clock, i..stop, atoms))
            }
            _ => {
                // `January23`
                let letters = word.bytes().take_while(u8::is_ascii_lowercase).count();
                let glued = letters > 3 && (1..=2).contains(&(word.len() - letters));
                let stop = if glued { i + letters } else { stop };
                let month = day::month(&self.text[i..stop])?;
                let (day, end) = self.day_after_month(month, stop)?;
                match day {
                    Some(day) => {
                        let day = Day {
                            weekday: self.weekday_before(i),
                            ..day
                        };
                        atoms.push(Atom::Day(day, i..end));
                    }
                    None => self.impossible.push(i..end),
                }
                Some(end)
            }
        }
    }

    /// `10:30`, `10:30:05 pm`, `6 PM`, `2:30 p.m.`, `10.21`, `2100hrs`, `00:00 hours`, `3:AM`.
    fn clock(&self, i: usize) -> Option<(Clock, usize)> {
        let stop = self.digits(i);
        let length = stop - i;
        let mut hour = number(&self.bytes[i..stop])?;
        if length == 4 {
            let (clock, end) = self.bare_clock(i)?;
            if let Some(end) = self.hours_word(end) {
                return Some((clock, end));
            }
            // `0251 UTC`; `2023 UTC` may be a year.
            let zoned = zone::after(self.text, end).is_some_and(|(zone, _)| zone == Zone::Fixed(0));
            return (zoned && !(1900..2100).contains(&hour)).then_some((clock, end));
        }
        if length > 2 {
            return None;
        }
        let (mut minute, mut second, mut end, mut dotted, mut colon) =
            (0, None, stop, false, false);
        let mark = self.at(stop);
        if mark == b':' || mark == b'.' {
            let from = stop + 1;
            let to = self.digits(from);
            if to - from == 2 {
                minute = number(&self.bytes[from..to])?;
                end = to;
                colon = mark == b':';
                dotted = !colon;
                if self.at(to) == b':' && self.digits(to + 1) == to + 3 {
                    second = number(&self.bytes[to + 1..to + 3]);
                    end = to + 3;
                    if self.at(end) == b'.' && self.at(end + 1).is_ascii_digit() {
                        end = self.digits(end + 1);
                    }
                }
            } else if !(colon_before_half(&self.bytes[from.min(self.bytes.len())..])
                && mark == b':')
            {
                return None;
            } else {
                end = from;
            }
        }
        let half = self.half(end);
        match half {
            Some((pm, stop)) if (1..=12).contains(&hour) => {
                hour = hour % 12 + if pm { 12 } else { 0 };
                end = stop;
                dotted = false;
            }
            // `15:00 PM`: the 24-hour clock wins.
            Some((_, stop)) if colon => end = stop,
            Some(_) => return None,
            None if colon || dotted => {
                end = self
                    .hours_word(end)
                    .or_else(|| self.lost_half(end))
                    .unwrap_or(end);
            }
            None => return None,
        }
        let next = self.at(end);
        let glued = next.is_ascii_alphanumeric()
            && half.is_none()
            && zone::at(self.text, end).is_none()
            && next != b'h';
        let after = self.at(end + 1);
        let more = match next {
            b':' => after.is_ascii_digit() || half.is_none() && after.is_ascii_alphabetic(),
            b'.' => after.is_ascii_alphanumeric(),
            b'/' => dotted && after.is_ascii_alphanumeric(),
            _ => false,
        };
        if hour > 23
            || minute > 59
            || second.is_some_and(|s| s > 59)
            || glued
            || more
            || dotted && next == b'%'
        {
            return None;
        }
        let clock = Clock {
            second: second.and_then(|s| i8::try_from(s).ok()),
            half: half.is_some(),
            dotted,
            ..plain_clock(hour, minute)
        };
        Some((clock, end))
    }

    /// An hour without minutes or half of the day, beside another one: the 9 of `9 to 11 AM`, the 6 of `4pm to 6 GMT`.
    fn bare_hour(&self, i: usize, atoms: &[Atom]) -> Option<(Clock, usize)> {
        let stop = self.digits(i);
        let hour =
            number(&self.bytes[i..stop]).filter(|hour| stop - i <= 2 && (1..=12).contains(hour))?;
        let rest = self.text.get(stop..)?;
        let joint = [" to ", " - ", "-", " – ", "–", " and ", " until ", " till "]
            .into_iter()
            .find(|joint| rest.starts_with(joint));
        if let Some(joint) = joint
            && let next = stop + joint.len()
            && self.at(next).is_ascii_digit()
            && let Some((clock, end)) = self.clock(next)
            && clock.half
            && (joint != " and " || self.text[..i].ends_with("between "))
            && !self.at(end).is_ascii_alphanumeric()
        {
            return Some((plain_clock(hour, 0), stop));
        }
        let Some(Atom::Clock(before, None, range)) = atoms.last() else {
            return None;
        };
        let joined = matches!(
            self.text.get(range.end..i)?,
            " to " | " - " | "-" | " – " | "–" | " until " | " till "
        );
        zone::after(self.text, stop)?;
        let later = hour % 12 + 12;
        (joined && before.half && i32::from(before.hour) < i32::try_from(later).ok()?).then(|| {
            let morning = i32::from(before.hour) < i32::try_from(hour).unwrap_or(0);
            let hour = if morning { hour } else { later };
            (plain_clock(hour, 0), stop)
        })
    }

    /// Four digits that can be a time: `0251`.
    fn bare_clock(&self, i: usize) -> Option<(Clock, usize)> {
        let stop = self.digits(i);
        let value = number(&self.bytes[i..stop]).filter(|_| stop - i == 4)?;
        let (hour, minute) = (value / 100, value % 100);
        (hour < 24 && minute < 60).then(|| (plain_clock(hour, minute), stop))
    }

    /// `hrs`, `hours`, `h` after a time.
    fn hours_word(&self, end: usize) -> Option<usize> {
        let from = if self.at(end) == b' ' { end + 1 } else { end };
        let stop = self.word_end(from);
        matches!(self.text.get(from..stop)?, "hrs" | "hours" | "hr" | "h").then_some(stop)
    }

    /// `10:00 M`: half a day of which nobody knows which half.
    fn lost_half(&self, end: usize) -> Option<usize> {
        let letter = self.at(end) == b' ' && self.at(end + 1) == b'm';
        (letter && !self.at(end + 2).is_ascii_alphanumeric()).then_some(end + 2)
    }

    /// AM or PM: whether it is PM, and where it ends.
    fn half(&self, end: usize) -> Option<(bool, usize)> {
        let mut i = end;
        while i < end + 2 && self.at(i) == b' ' {
            i += 1;
        }
        let pm = match self.at(i) {
            b'a' => false,
            b'p' => true,
            _ => return None,
        };
        let mut stop = i + 1;
        if self.at(stop) == b'.' {
            stop += 1;
        }
        if self.at(stop) != b'm' || self.at(stop + 1).is_ascii_alphanumeric() {
            return None;
        }
        stop += 1;
        if self.at(stop) == b'.' && self.at(i + 1) == b'.' {
            stop += 1;
        }
        Some((pm, stop))
    }
}

fn colon_before_half(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b'a' | b'p', b'm', ..] | [b' ', b'a' | b'p', b'm', ..]
    )
}

fn plain_clock(hour: u32, minute: u32) -> Clock {
    let small = |n: u32| i8::try_from(n).unwrap_or(0);
    Clock {
        hour: small(hour),
        minute: small(minute),
        second: None,
        half: false,
        dotted: false,
    }
}

/// A number of at most nine digits.
fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    Some(digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
}

#[cfg(test)]
mod tests;
