//! Times as people write them in front matter: RFC 3339 and its relatives, bare days, English dates, clock times with AM
//! and PM; offsets, zone names and abbreviations. Precision stays as written, and nothing is guessed.

use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::reading::{Given, Reading, fold, part, shortened};
use crate::model::{Fact, Facts, ImpactWindow, Precision, StatedState, When};
use crate::tree::{Node, Scalar, Value};

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
    civil: DateTime,
    precision: Precision,
    zone: Zone,
}

impl Moment {
    /// A civil time without a zone.
    pub(super) fn civil(civil: DateTime, precision: Precision) -> Self {
        Self {
            civil,
            precision,
            zone: Zone::Unsaid,
        }
    }
}

/// The zone that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Zone {
    /// None.
    Unsaid,
    /// A fixed offset.
    Fixed(Offset),
    /// A zone with rules of its own.
    Named(TimeZone),
    /// An abbreviation that several places use for different offsets.
    Ambiguous(String),
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

const EXPECTED: &str = "a time such as `2023-05-10T09:00+01:00`, or a day such as `2023-05-10`";

impl Reading<'_> {
    pub(super) fn time(
        &mut self,
        given: Given<'_>,
        slot: fn(&mut Facts) -> &mut Option<Fact<When>>,
    ) {
        time(self, given, slot);
    }
}

pub(super) fn time(
    r: &mut Reading<'_>,
    given: Given<'_>,
    slot: fn(&mut Facts) -> &mut Option<Fact<When>>,
) {
    if let Some(when) = when(r, given) {
        r.put(given, slot, when);
    }
}

/// The moment that a value names; what is wrong with it is told.
pub(super) fn when(r: &mut Reading<'_>, given: Given<'_>) -> Option<When> {
    match said(r, given)? {
        Said::At(moment) => Some(place(r, given, moment)),
        Said::Clock(clock, precision) => match r.facts.date.as_ref().or(r.facts.started.as_ref()) {
            Some(day) => {
                let moment = Moment::civil(day.value.civil.date().to_datetime(clock), precision);
                Some(place(r, given, moment))
            }
            None => {
                r.refuse(given, "the day too, or a `date`");
                None
            }
        },
        Said::Unknown => None,
        Said::Ongoing => {
            r.refuse(given, EXPECTED);
            None
        }
    }
}

fn said(r: &mut Reading<'_>, given: Given<'_>) -> Option<Said> {
    if given.node.is_empty() {
        return None;
    }
    let Some(scalar) = given.node.scalar() else {
        r.refuse(given, EXPECTED);
        return None;
    };
    match read(&scalar.text, r.config.day_first) {
        Ok(said) => Some(said),
        Err(NoTime::Nonexistent(why)) => {
            r.error(
                "value-invalid",
                given.node.span,
                format!("`{}` is `{}`: {why}", given.name, shortened(&scalar.text)),
                "correct it, or remove it if it is not known",
            );
            None
        }
        Err(NoTime::DayOrMonth) => {
            r.warn(
                "time-ambiguous",
                given.node.span,
                format!(
                    "`{}` is `{}`: which of the two numbers is the month?",
                    given.name,
                    shortened(&scalar.text)
                ),
                "write `2023-05-10`, or set `day_first` under `[content]` in site.toml",
            );
            r.keep(given);
            None
        }
        Err(NoTime::Unreadable) => {
            r.refuse(given, EXPECTED);
            None
        }
    }
}

/// Gives a moment its offset: the one written with it, else that of the document's `timezone`.
pub(super) fn place(r: &mut Reading<'_>, given: Given<'_>, moment: Moment) -> When {
    let Moment {
        civil,
        precision,
        zone,
    } = moment;
    let whole_day = precision == Precision::Day;
    let offset = match (zone, r.zone.clone()) {
        (Zone::Fixed(offset), _) => Some(offset),
        (Zone::Named(zone), _) => Some(offset_in(r, given, &zone, civil)),
        (Zone::Unsaid | Zone::Ambiguous(_), Some(zone)) if !whole_day => {
            Some(offset_in(r, given, &zone, civil))
        }
        (Zone::Unsaid, _) => None,
        (Zone::Ambiguous(name), _) => {
            r.warn(
                "time-ambiguous",
                given.node.span,
                format!("`{name}` is the name of more than one zone"),
                "write the offset, such as `+05:30`, or a `timezone`",
            );
            None
        }
    };
    When {
        civil,
        offset: offset.filter(|_| !whole_day),
        precision,
    }
}

/// The offset of a zone at a civil time. Where clocks were changed, the time as if they had not been yet.
fn offset_in(r: &mut Reading<'_>, given: Given<'_>, zone: &TimeZone, civil: DateTime) -> Offset {
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, .. } => {
            r.warn(
                "value-invalid",
                given.node.span,
                format!(
                    "`{}` is a time that clocks passed over on that day",
                    given.name
                ),
                "correct it, or write its offset",
            );
            before
        }
        AmbiguousOffset::Fold { before, after } => {
            r.warn(
                "time-ambiguous",
                given.node.span,
                format!("`{}` is a time that came twice on that day", given.name),
                format!("write its offset, {before} or {after}; the first is taken until then"),
            );
            before
        }
    }
}

pub(super) fn timezone(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    match zone(&text) {
        Some(Zone::Fixed(offset)) => r.zone = Some(TimeZone::fixed(offset)),
        Some(Zone::Named(zone)) => r.zone = Some(zone),
        Some(Zone::Ambiguous(name)) => r.warn(
            "time-ambiguous",
            given.node.span,
            format!("`{name}` is the name of more than one zone"),
            "write a name such as `Asia/Kolkata`, or an offset",
        ),
        Some(Zone::Unsaid) | None => {
            return r.refuse(
                given,
                "a zone such as `Africa/Lagos`, or an offset such as `+01:00`",
            );
        }
    }
    r.put(given, |f| &mut f.timezone, text);
}

/// A time, or a state: the name is used for both.
pub(super) fn resolved(r: &mut Reading<'_>, given: Given<'_>) {
    let bool_of = |scalar: &Scalar| {
        if scalar.text.len() > 1 {
            scalar.as_bool()
        } else {
            None
        }
    };
    let state = match given.node.scalar().and_then(bool_of) {
        Some(true) => StatedState::Resolved,
        Some(false) => StatedState::Ongoing,
        None if matches!(said_quietly(r, given.node), Some(Said::Ongoing)) => StatedState::Ongoing,
        None => return time(r, given, |f| &mut f.resolved),
    };
    r.put(given, |f| &mut f.state, state);
}

fn said_quietly(r: &Reading<'_>, node: &Node) -> Option<Said> {
    read(&node.scalar()?.text, r.config.day_first).ok()
}

pub(super) fn windows(r: &mut Reading<'_>, given: Given<'_>) {
    const PARTS: [&str; 6] = ["start", "started", "end", "resolved", "kind", "note"];
    let items = match &given.node.value {
        Value::List(items) => items.as_slice(),
        _ if given.node.is_empty() => return,
        _ => std::slice::from_ref(given.node),
    };
    for item in items {
        let Value::Map(entries) = &item.value else {
            r.refuse(given, "a list of maps with `start` and `end`");
            return;
        };
        for entry in entries {
            if part(std::slice::from_ref(entry), &PARTS).is_none() {
                r.unknown_part(given.name, entry, &["start", "end", "kind", "note"]);
            }
        }
        let mut moment = |names: &[&str]| {
            let node = part(entries, names)?;
            when(r, Given { node, ..given }).map(|when| (when, node.span))
        };
        let start = moment(&["start", "started"]);
        let end = moment(&["end", "resolved"]);
        let (Some((start, _)), Some((end, end_span))) = (start, end) else {
            continue;
        };
        let Some(mut window) = ImpactWindow::new(start, end) else {
            r.error(
                "window-reversed",
                end_span,
                "a window ends before it starts",
                "swap the two, or correct the day of its end",
            );
            continue;
        };
        let mut text = |name: &str| {
            let node = part(entries, &[name])?;
            r.text_of(Given { node, ..given })
        };
        window.kind = text("kind");
        window.note = text("note");
        let fact = r.stated(window, item.span);
        r.facts.windows.push(fact);
    }
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
    let mut cursor = Cursor { rest: &text };
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
    let date = if next_day {
        date.tomorrow().map_err(|_| NoTime::Unreadable)?
    } else {
        date
    };
    Ok(Said::At(Moment {
        civil: date.to_datetime(time),
        precision,
        zone,
    }))
}

/// What is left to read of a text.
struct Cursor<'a> {
    rest: &'a str,
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
        if WEEKDAYS.iter().any(|day| is_short_for(word, day)) {
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

/// A zone as written after a time or under `timezone`; `None` if it is no zone.
pub(super) fn zone(text: &str) -> Option<Zone> {
    let text = text
        .trim()
        .trim_start_matches('(')
        .trim_end_matches(')')
        .trim();
    if text.is_empty() {
        return Some(Zone::Unsaid);
    }
    // `+01:00[Africa/Lagos]`: the offset says which of two the time is, so it counts.
    let text = match text.split_once('[') {
        Some(("", name)) => name.trim_end_matches(']'),
        Some((offset, _)) => offset,
        None => text,
    };
    let upper = text.to_ascii_uppercase();
    if matches!(upper.as_str(), "Z" | "UTC" | "GMT") {
        return Some(Zone::Fixed(Offset::UTC));
    }
    let signed = upper
        .strip_prefix("UTC")
        .or_else(|| upper.strip_prefix("GMT"))
        .unwrap_or(&upper)
        .trim_start();
    if signed.starts_with(['+', '-', '\u{2212}']) {
        return offset(signed).map(Zone::Fixed);
    }
    if let Some((_, minutes)) = ABBREVIATIONS.iter().find(|(name, _)| *name == upper) {
        let seconds = minutes * 60;
        return Some(match Offset::from_seconds(seconds) {
            Ok(offset) if *minutes != SEVERAL => Zone::Fixed(offset),
            _ => Zone::Ambiguous(upper),
        });
    }
    // Short names that leave open whether clocks were changed: the zone's own rules know.
    let name = match upper.as_str() {
        "ET" => "America/New_York",
        "CT" => "America/Chicago",
        "MT" => "America/Denver",
        "PT" => "America/Los_Angeles",
        _ if text.contains('/') => text,
        _ => return None,
    };
    TimeZone::get(name).ok().map(Zone::Named)
}

/// `+1`, `+01`, `+0100`, `+01:00`.
fn offset(text: &str) -> Option<Offset> {
    let sign = if text.starts_with('+') { 1 } else { -1 };
    let digits: String = text
        .trim_start_matches(['+', '-', '\u{2212}'])
        .replace(':', "");
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        3 | 4 => digits.split_at(digits.len() - 2),
        _ => return None,
    };
    let (hours, minutes) = (i32::from_str(hours).ok()?, i32::from_str(minutes).ok()?);
    if minutes > 59 || hours > 15 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// Marks an abbreviation that several zones share.
const SEVERAL: i32 = i32::MAX / 60;

/// Abbreviations in use, with their offset in minutes. RFC 5322 has the American ones; the others by IANA's data.
const ABBREVIATIONS: [(&str, i32); 37] = [
    ("EST", -300),
    ("EDT", -240),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("CST", SEVERAL),
    ("IST", SEVERAL),
    ("BST", SEVERAL),
    ("AST", SEVERAL),
    ("WET", 0),
    ("WEST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("WAT", 60),
    ("CAT", 120),
    ("SAST", 120),
    ("EAT", 180),
    ("PKT", 300),
    ("ICT", 420),
    ("SGT", 480),
    ("HKT", 480),
    ("AWST", 480),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("BRT", -180),
];
