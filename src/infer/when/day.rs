//! Dates as people write them, in digits and in words.

use jiff::civil::{Date, Weekday};

use super::{Day, Scanner, number};

impl Scanner<'_> {
    /// A date that begins with a number: the date, or `None` if no calendar has it, and its end.
    pub(super) fn day_from_number(&self, i: usize) -> Option<(Option<Day>, usize)> {
        let stop = self.digits(i);
        let length = stop - i;
        let mark = self.at(stop);
        if mark >= 0xe3 || mark == b' ' && self.at(stop + 1) >= 0xe3 {
            return self.day_of_signs(i);
        }
        if length >= 4 && matches!(mark, b'-' | b'/' | b'.') {
            return self.iso(i, stop, mark);
        }
        if length > 2 {
            return None;
        }
        let first = number(&self.bytes[i..stop])?;
        if matches!(mark, b'/' | b'-' | b'.') && self.at(stop + 1).is_ascii_digit() {
            return self.numeric(first, stop, mark);
        }
        self.day_before_month(first, stop)
    }

    fn iso(&self, i: usize, stop: usize, mark: u8) -> Option<(Option<Day>, usize)> {
        let (m0, m1) = (stop + 1, self.digits(stop + 1));
        if !(1..=2).contains(&(m1 - m0)) || self.at(m1) != mark {
            return None;
        }
        let (d0, d1) = (m1 + 1, self.digits(m1 + 1));
        if !(1..=2).contains(&(d1 - d0)) {
            return None;
        }
        let month = i8::try_from(number(&self.bytes[m0..m1])?).ok()?;
        let day = i8::try_from(number(&self.bytes[d0..d1])?).ok()?;
        if stop - i > 5 || self.at(d1) == mark && self.at(d1 + 1).is_ascii_digit() {
            return None;
        }
        let year = number(&self.bytes[i..stop])
            .and_then(|y| i16::try_from(y).ok())
            .filter(|y| (1900..2200).contains(y));
        let sane = year.is_some_and(|y| Date::new(y, month, day).is_ok());
        // `1234-56-78` is an order number, `20202-01-16` a slip of the pen.
        if !sane && (mark == b'.' || month > 12 && day > 12) {
            return None;
        }
        Some((sane.then(|| worded(year, month, day)), d1))
    }

    fn numeric(&self, first: u32, stop: usize, mark: u8) -> Option<(Option<Day>, usize)> {
        let (s0, s1) = (stop + 1, self.digits(stop + 1));
        if s1 - s0 > 2 || self.at(s1) != mark {
            return None;
        }
        let (y0, y1) = (s1 + 1, self.digits(s1 + 1));
        let short = y1 - y0 == 2 && mark == b'/';
        if !(short || y1 - y0 == 4) || self.at(y1).is_ascii_alphabetic() {
            return None;
        }
        let second = number(&self.bytes[s0..s1])?;
        let mut year = number(&self.bytes[y0..y1])?;
        if short {
            year += 2000;
        }
        let year = i16::try_from(year)
            .ok()
            .filter(|y| (1970..2200).contains(y))?;
        let (first, second) = (i8::try_from(first).ok()?, i8::try_from(second).ok()?);
        let (month, day, day_first) = match (first, second) {
            (f, s) if f > 12 && (1..=12).contains(&s) => (s, f, Some(true)),
            (f, s) if s > 12 && (1..=12).contains(&f) => (f, s, Some(false)),
            (f, s) => (f, s, None),
        };
        // In Europe `10.05.2023` is never month first.
        let ambiguous = day_first.is_none() && month != day && mark != b'.';
        let (month, day) = if day_first.is_none() && mark == b'.' {
            (day, month)
        } else {
            (month, day)
        };
        let sane = Date::new(year, month, day).is_ok();
        let day = Day {
            ambiguous,
            day_first: if mark == b'.' { Some(true) } else { day_first },
            ..worded(Some(year), month, day)
        };
        Some((sane.then_some(day), y1))
    }

    /// `10 May 2023`, `5th August`, `3rd of May`, `12-Dec-2022`, `25 de Junho`.
    fn day_before_month(&self, first: u32, stop: usize) -> Option<(Option<Day>, usize)> {
        let mut i = self.ordinal(stop).unwrap_or(stop);
        // `3. März 2024`
        let dotted = self.at(i) == b'.' && self.at(i + 1) == b' ';
        if dotted {
            i += 1;
        }
        let dashed = self.at(i) == b'-';
        i = if dashed { i + 1 } else { self.space(i)? };
        for of in ["of ", "de ", "del "] {
            if self.text.get(i..).is_some_and(|t| t.starts_with(of)) {
                i += of.len();
            }
        }
        if !self.at(i).is_ascii_lowercase() {
            return None;
        }
        let end = self.word_end(i);
        let month = month(self.text.get(i..end)?)?;
        let end = if self.at(end) == b'.' && end - i <= 4 {
            end + 1
        } else {
            end
        };
        let (year, end) = self.year(end, dashed)?;
        if dotted && year.is_none() {
            return None;
        }
        self.checked(year, month, first, end)
    }

    /// `May 10`, `May 10th, 2022`, `May 10-11, 2022`, `Aug-27-2021`.
    pub(super) fn day_after_month(&self, month: i8, stop: usize) -> Option<(Option<Day>, usize)> {
        let mut i = stop;
        if self.at(i) == b'.' {
            i += 1;
        }
        let dashed = self.at(i) == b'-';
        i = match self.at(i) {
            b'-' => i + 1,
            b'0'..=b'9' => i,
            _ => self.space(i)?,
        };
        if self.text.get(i..).is_some_and(|t| t.starts_with("the ")) {
            i += 4;
        }
        let end = self.digits(i);
        if !(1..=2).contains(&(end - i))
            || self.at(end) == b':'
            || self.half(end).is_some() && !dashed
        {
            return None;
        }
        let first = number(&self.bytes[i..end])?;
        let mut end = self.ordinal(end).unwrap_or(end);
        if self.at(end).is_ascii_alphanumeric() || self.at(end) == b'%' {
            return None;
        }
        let mut last = None;
        let dash = ["-", "–", " - ", " – "]
            .into_iter()
            .find(|d| self.text.get(end..).is_some_and(|t| t.starts_with(d)));
        if let Some(dash) = dash.filter(|_| !dashed) {
            let from = end + dash.len();
            let to = self.digits(from);
            let after = self.ordinal(to).unwrap_or(to);
            let value = number(&self.bytes[from.min(self.bytes.len())..to])
                .filter(|v| *v > first && *v <= 31);
            if (1..=2).contains(&(to - from))
                && self.at(to) != b':'
                && self.at(to) != b'.'
                && self.half(to).is_none()
            {
                last = value.and_then(|v| i8::try_from(v).ok());
                if last.is_some() {
                    end = after;
                }
            }
        }
        let (year, end) = self.year(end, dashed)?;
        let (day, end) = self.checked(year, month, first, end)?;
        Some((day.map(|d| Day { last, ..d }), end))
    }

    fn checked(
        &self,
        year: Option<i16>,
        month: i8,
        day: u32,
        end: usize,
    ) -> Option<(Option<Day>, usize)> {
        let day = i8::try_from(day).ok().filter(|d| (1..=99).contains(d))?;
        // Without a year the 29th of February is a date.
        let sane = Date::new(year.unwrap_or(2000), month, day).is_ok();
        if !sane && day > 31 {
            return None;
        }
        Some((sane.then(|| worded(year, month, day)), end))
    }

    fn ordinal(&self, i: usize) -> Option<usize> {
        let suffix = self.text.get(i..i + 2)?;
        (matches!(suffix, "st" | "nd" | "rd" | "th") && !self.at(i + 2).is_ascii_alphanumeric())
            .then_some(i + 2)
    }

    /// Past one or two blanks.
    fn space(&self, i: usize) -> Option<usize> {
        let blank = |b: u8| b == b' ' || b == b'\n';
        match (blank(self.at(i)), blank(self.at(i + 1))) {
            (true, true) => Some(i + 2),
            (true, false) => Some(i + 1),
            _ => None,
        }
    }

    /// The year behind a day and a month, if there is one, and the end of it all; `None` where the four digits that
    /// stand there are no year of ours: then it is no date.
    fn year(&self, end: usize, dashed: bool) -> Option<(Option<i16>, usize)> {
        let mut i = end;
        while i < end + 4 && matches!(self.at(i), b' ' | b',' | b'\n' | b'-') {
            if self.at(i) == b'-' && !dashed {
                return Some((None, end));
            }
            i += 1;
        }
        for of in ["of ", "de ", "del "] {
            if self.text.get(i..).is_some_and(|t| t.starts_with(of)) {
                i += of.len();
            }
        }
        let stop = self.digits(i);
        if stop - i != 4 || i == end || matches!(self.at(stop), b':' | b'h') {
            return Some((None, end));
        }
        let year = number(&self.bytes[i..stop]).and_then(|y| i16::try_from(y).ok())?;
        match year {
            1970..2200 => Some((Some(year), stop)),
            // `May 10, 2100 hours` is a time.
            _ if self.hours_word(stop).is_some() => Some((None, end)),
            _ => None,
        }
    }

    pub(super) fn weekday_before(&self, i: usize) -> Option<Weekday> {
        let before = self
            .text
            .get(i.saturating_sub(16)..i)
            .or_else(|| self.text.get(i.saturating_sub(13)..i))?;
        let before = before.trim_end_matches(['(', ' ', ',', '\n']);
        let before = before
            .strip_suffix(" the")
            .unwrap_or(before)
            .trim_end_matches([' ', ',']);
        weekday(before.rsplit(|c: char| !c.is_ascii_alphabetic()).next()?)
    }
}

pub(super) fn worded(year: Option<i16>, month: i8, day: i8) -> Day {
    Day {
        year,
        month,
        day,
        weekday: None,
        ambiguous: false,
        day_first: None,
        last: None,
    }
}

pub(super) fn month(word: &str) -> Option<i8> {
    // Cheap: nearly every word fails on its first letter.
    if !matches!(
        word.as_bytes().first(),
        Some(b'a' | b'd' | b'e' | b'f' | b'j' | b'm' | b'n' | b'o' | b's')
    ) {
        return None;
    }
    Some(match word {
        "jan" | "january" | "janeiro" | "enero" | "janvier" | "januar" => 1,
        "feb" | "february" | "fevereiro" | "febrero" | "février" | "februar" => 2,
        "mar" | "march" | "março" | "marzo" | "mars" | "märz" => 3,
        "apr" | "april" | "abril" | "avril" => 4,
        "may" | "maio" | "mayo" | "mai" => 5,
        "jun" | "june" | "junho" | "junio" | "juin" | "juni" => 6,
        "jul" | "july" | "julho" | "julio" | "juillet" | "juli" => 7,
        "aug" | "august" | "agosto" | "août" => 8,
        "sep" | "sept" | "september" | "setembro" | "septiembre" | "setiembre" | "septembre" => 9,
        "oct" | "october" | "outubro" | "octubre" | "octobre" | "okt" | "oktober" => 10,
        "nov" | "november" | "novembro" | "noviembre" | "novembre" => 11,
        "dec" | "december" | "dezembro" | "diciembre" | "décembre" | "dez" | "dezember" => 12,
        _ => return None,
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" => Weekday::Monday,
        "tue" | "tues" | "tuesday" => Weekday::Tuesday,
        "wed" | "wednesday" => Weekday::Wednesday,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thursday,
        "fri" | "friday" => Weekday::Friday,
        "sat" | "saturday" => Weekday::Saturday,
        "sun" | "sunday" => Weekday::Sunday,
        _ => return None,
    })
}
