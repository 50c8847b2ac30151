//! Dates and clock times of Japanese, Chinese and Korean, and the `14h30` of French, Portuguese and Spanish.

use jiff::civil::{Date, Weekday};

use super::day::worded;
use super::{Clock, Day, Scanner, number, plain_clock};

/// Signs of a year, a month and a day behind their number.
const YEAR: [&str; 2] = ["年", "년"];
const MONTH: [&str; 2] = ["月", "월"];
const DAY: [&str; 4] = ["日", "일", "号", "號"];

/// Signs of an hour and a minute behind their number; `時間` and `시간` are lengths.
const HOUR: [&str; 5] = ["時", "时", "點", "点", "시"];
const MINUTE: [&str; 2] = ["分", "분"];
const SECOND: [&str; 2] = ["秒", "초"];

/// Words for the two halves of a day in front of a time; true for the second.
const HALVES: [(&str, bool); 11] = [
    ("午前", false),
    ("午後", true),
    ("上午", false),
    ("下午", true),
    ("凌晨", false),
    ("早上", false),
    ("中午", true),
    ("晚上", true),
    ("오전", false),
    ("오후", true),
    ("早晨", false),
];

impl Scanner<'_> {
    /// `2026年3月2日`, `3月2日`, `2023년 5월 3일`: the date, or `None` if no calendar has it, and its end.
    pub(super) fn day_of_signs(&self, i: usize) -> Option<(Option<Day>, usize)> {
        let mut from = i;
        let mut year = None;
        if let Some(stop) = self.sign(self.digits(i), &YEAR) {
            let value = number(&self.bytes[i..self.digits(i)])
                .and_then(|y| i16::try_from(y).ok())
                .filter(|y| (1970..2200).contains(y))?;
            year = Some(value);
            from = self.blank(stop);
        }
        let month_end = self.digits(from);
        let month = number(&self.bytes[from..month_end])?;
        let day_start = self.blank(self.sign(month_end, &MONTH)?);
        let day_end = self.digits(day_start);
        let day = number(&self.bytes[day_start..day_end])?;
        let end = self.sign(day_end, &DAY)?;
        if month_end - from > 2 || day_end - day_start > 2 {
            return None;
        }
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let sane = Date::new(year.unwrap_or(2000), month, day).is_ok();
        let (weekday, end) = match self.weekday_sign(end) {
            Some((weekday, stop)) => (Some(weekday), stop),
            None => (None, end),
        };
        let day = Day {
            weekday,
            ..worded(year, month, day)
        };
        Some((sane.then_some(day), end))
    }

    /// `（月）`, `(火曜日)`, `(수)` behind a date.
    fn weekday_sign(&self, end: usize) -> Option<(Weekday, usize)> {
        let rest = self.text.get(end..)?;
        let inner = rest.strip_prefix('（').or_else(|| rest.strip_prefix('('))?;
        let sign = inner.chars().next()?;
        let weekday = match sign {
            '月' | '월' => Weekday::Monday,
            '火' | '화' => Weekday::Tuesday,
            '水' | '수' => Weekday::Wednesday,
            '木' | '목' => Weekday::Thursday,
            '金' | '금' => Weekday::Friday,
            '土' | '토' => Weekday::Saturday,
            '日' | '일' => Weekday::Sunday,
            _ => return None,
        };
        let tail = &inner[sign.len_utf8()..];
        let tail = ["曜日", "曜", "요일"]
            .into_iter()
            .find_map(|word| tail.strip_prefix(word))
            .unwrap_or(tail);
        let tail = tail.strip_prefix('）').or_else(|| tail.strip_prefix(')'))?;
        Some((weekday, self.text.len() - tail.len()))
    }

    /// `14時30分`, `午後2時`, `下午3点20分`, `오후 2시 30분`; `2時間` is a length.
    pub(super) fn clock_of_signs(&self, i: usize) -> Option<(Clock, usize)> {
        let stop = self.digits(i);
        let hour = number(&self.bytes[i..stop]).filter(|h| stop - i <= 2 && *h < 24)?;
        let sign = self.sign(stop, &HOUR)?;
        let rest = self.text.get(sign..)?;
        if ["間", "间", "간"].iter().any(|more| rest.starts_with(more)) {
            return None;
        }
        let half = self.half_before(i);
        let (mut minute, mut second, mut end) = (0, None, sign);
        let from = self.blank(sign);
        let to = self.digits(from);
        if let Some(value) = number(&self.bytes[from..to]).filter(|_| to - from <= 2)
            && let Some(behind) = self.sign(to, &MINUTE)
        {
            minute = value;
            end = behind;
            let to = self.digits(behind);
            if let Some(value) = number(&self.bytes[behind..to])
                && let Some(behind) = self.sign(to, &SECOND)
            {
                second = i8::try_from(value).ok();
                end = behind;
            }
        } else if rest.starts_with('半') {
            minute = 30;
            end = sign + '半'.len_utf8();
        } else if self.text[stop..].starts_with(['点', '點']) && half.is_none() {
            // `3点` may be three points.
            return None;
        }
        if minute > 59 || second.is_some_and(|s| s > 59) {
            return None;
        }
        let clock = Clock {
            second,
            ..plain_clock(hour, minute)
        };
        Some((in_half(clock, half), end))
    }

    /// `14h30`, `às 9h`: the clock of French, Portuguese and Spanish; `2h30` alone is a length.
    pub(super) fn clock_of_letter(&self, i: usize) -> Option<(Clock, usize)> {
        let stop = self.digits(i);
        let hour = number(&self.bytes[i..stop]).filter(|h| stop - i <= 2 && *h < 24)?;
        if self.at(stop) != b'h' {
            return None;
        }
        let to = self.digits(stop + 1);
        let asked = self.text[..i].ends_with(" las ")
            || ["às ", "as ", "à ", "até "]
                .iter()
                .any(|word| self.text[..i].ends_with(word));
        let minute = match to - stop - 1 {
            0 if asked => 0,
            2 if asked || stop - i == 2 => number(&self.bytes[stop + 1..to])?,
            _ => return None,
        };
        let mut end = to;
        if self.text[to..].starts_with("min") {
            end += 3;
        }
        if minute > 59 || self.at(end).is_ascii_alphanumeric() {
            return None;
        }
        Some((plain_clock(hour, minute), end))
    }

    /// A time in digits with the half of the day in front: `下午3:20`.
    pub(super) fn with_half_before(&self, clock: Clock, i: usize) -> Clock {
        match self.half_before(i) {
            Some(half) if !clock.half => in_half(clock, Some(half)),
            _ => clock,
        }
    }

    fn half_before(&self, i: usize) -> Option<bool> {
        // Nearly every number stands behind a blank or a bracket of one byte.
        let before = self.text[..i].trim_end_matches(' ');
        if before.as_bytes().last().is_none_or(|b| *b < 0x80) {
            return None;
        }
        HALVES
            .iter()
            .find(|(word, _)| before.ends_with(word))
            .map(|(_, pm)| *pm)
    }

    /// The end of one of `signs` at `i`, a blank before it allowed.
    fn sign(&self, i: usize, signs: &[&str]) -> Option<usize> {
        let at = self.blank(i);
        if self.at(at) < 0xe3 {
            return None;
        }
        let rest = self.text.get(at..)?;
        let sign = signs.iter().find(|sign| rest.starts_with(**sign))?;
        Some(at + sign.len())
    }

    fn blank(&self, i: usize) -> usize {
        i + usize::from(self.at(i) == b' ')
    }
}

fn in_half(clock: Clock, half: Option<bool>) -> Clock {
    match half {
        Some(pm) if clock.hour <= 12 => Clock {
            hour: clock.hour % 12 + if pm { 12 } else { 0 },
            half: true,
            ..clock
        },
        _ => clock,
    }
}
