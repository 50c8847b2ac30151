//! Durations as stated: `2h 30m`, `about 25 hours`, `1:30`, `PT2H30M`, `90`.

use super::reading::{Given, Reading, shortened};
use crate::diag::Level;
use crate::model::{Duration, Precision};

/// Longest length that is believed: a century. More is a slip of the unit.
const LONGEST: f64 = 100.0 * 365.25 * 86_400.0;

pub(super) fn duration(r: &mut Reading<'_>, given: Given<'_>) {
    if given.node.is_empty() {
        return;
    }
    let name = given.name.to_lowercase();
    let unit = if name.ends_with("seconds") {
        Unit::Second
    } else if name.ends_with("hours") {
        Unit::Hour
    } else {
        Unit::Minute
    };
    match given
        .node
        .scalar()
        .and_then(|scalar| read(&scalar.text, unit))
    {
        Some(duration) => r.put(given, |f| &mut f.duration_stated, duration),
        None => match given
            .node
            .scalar()
            .map(|scalar| scalar.text.trim().to_lowercase())
        {
            Some(word) if matches!(word.as_str(), "unknown" | "n/a" | "tbd" | "ongoing" | "-") => {}
            // A bound, a range or a phrase (`up to 12 hours`) is honest, and no number: kept, never guessed at.
            Some(word) if word.contains(' ') => {
                r.report(
                    Level::Hint,
                    "value-invalid",
                    given.node.span,
                    format!(
                        "`{}` is `{}`, which is no one length",
                        given.name,
                        shortened(&word)
                    ),
                    "it is kept as it is; only a length such as `2h 30m` can be compared with others",
                );
                r.keep(given);
            }
            _ => r.refuse(
                given,
                "a length such as `2h 30m`, `45 minutes` or `90` (minutes)",
            ),
        },
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
}

impl Unit {
    fn seconds(self) -> f64 {
        match self {
            Self::Second => 1.0,
            Self::Minute => 60.0,
            Self::Hour => 3600.0,
            Self::Day => 86_400.0,
            Self::Week => 604_800.0,
        }
    }

    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "s" | "sec" | "secs" | "second" | "seconds" => Self::Second,
            "m" | "min" | "mins" | "minute" | "minutes" => Self::Minute,
            "h" | "hr" | "hrs" | "hour" | "hours" => Self::Hour,
            "d" | "day" | "days" => Self::Day,
            "w" | "wk" | "wks" | "week" | "weeks" => Self::Week,
            _ => return None,
        })
    }

    fn precision(self) -> Precision {
        match self {
            Self::Second => Precision::Second,
            Self::Minute => Precision::Minute,
            Self::Hour => Precision::Hour,
            Self::Day | Self::Week => Precision::Day,
        }
    }
}

/// Reads a length; a number alone counts in `bare`. `None` if the text is none.
pub(super) fn read(text: &str, bare: Unit) -> Option<Duration> {
    let text = text.trim().to_lowercase();
    if text.starts_with('-') {
        return None;
    }
    if let Some(clock) = clock(&text) {
        return Some(clock);
    }
    let iso = text.strip_prefix('p').map(|rest| rest.replace('t', " "));
    let words = tokens(iso.as_deref().unwrap_or(&text));
    let mut seconds = 0.0;
    let mut finest: Option<Unit> = None;
    let mut fraction = false;
    let mut pending: Option<f64> = None;
    for word in words {
        if let Ok(number) = word.parse::<f64>() {
            if pending.replace(number).is_some() {
                return None;
            }
            fraction |= number.fract() != 0.0;
        } else if let Some(unit) = Unit::of(word) {
            // `half an hour` has no number, `an hour` has its article.
            seconds += pending.take()? * unit.seconds();
            finest = Some(finest.map_or(unit, |finest| finest.min(unit)));
        } else if let Some(number) = number_word(word).filter(|_| pending.is_none()) {
            pending = Some(number);
        } else {
            match word {
                "half" if pending.is_none() => pending = Some(0.5),
                // `1 h 10 min of total outage`: what follows says of what.
                "of" | "in" | "total" | "altogether" if finest.is_some() && pending.is_none() => {
                    break;
                }
                "a" | "an" | "and" | "about" | "around" | "approx" | "approximately"
                | "roughly" | "nearly" | "almost" | "circa" | "ca" | "over" | "under" | "more"
                | "less" | "than" | "some" => {}
                _ => return None,
            }
        }
    }
    if let Some(number) = pending {
        if finest.is_some() {
            return None;
        }
        seconds = number * bare.seconds();
        finest = Some(bare);
    }
    length(seconds, finest?, fraction)
}

fn number_word(word: &str) -> Option<f64> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if matches!(word, "a" | "an") {
        return Some(1.0);
    }
    let index = WORDS.iter().position(|it| *it == word)?;
    u32::try_from(index + 1).ok().map(f64::from)
}

/// A fraction of a unit is as exact as the next finer one: `1.5 hours` is told in minutes.
fn length(seconds: f64, finest: Unit, fraction: bool) -> Option<Duration> {
    if !(0.0..=LONGEST).contains(&seconds) {
        return None;
    }
    let unit = match (finest, fraction) {
        (Unit::Week, true) => Unit::Day,
        (Unit::Day, true) => Unit::Hour,
        (Unit::Hour, true) => Unit::Minute,
        (Unit::Minute, true) => Unit::Second,
        (unit, _) => unit,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between zero and a century of seconds"
    )]
    let whole = seconds.round() as u64;
    Some(Duration::new(whole, unit.precision()))
}

/// `1:30` and `01:30:00`: hours and minutes.
fn clock(text: &str) -> Option<Duration> {
    let parts: Vec<u64> = text
        .split(':')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [hours, minutes @ 0..60] if *hours < 100_000 => Some(Duration::new(
            hours * 3600 + minutes * 60,
            Precision::Minute,
        )),
        [hours, minutes @ 0..60, seconds @ 0..60] if *hours < 100_000 => {
            let precision = if *seconds == 0 {
                Precision::Minute
            } else {
                Precision::Second
            };
            Some(Duration::new(
                hours * 3600 + minutes * 60 + seconds,
                precision,
            ))
        }
        _ => None,
    }
}

/// Numbers and words: `2h30m` is four.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    for piece in text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '~' | '≈' | '+' | '(' | ')' | '-'))
    {
        let mut rest = piece.trim_end_matches('.');
        while let Some(first) = rest.chars().next() {
            let numeric = first.is_ascii_digit();
            let len = rest
                .find(|c: char| (c.is_ascii_digit() || numeric && c == '.') != numeric)
                .unwrap_or(rest.len());
            let (token, after) = rest.split_at(len.max(first.len_utf8()));
            tokens.push(token);
            rest = after;
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        read(text, Unit::Minute).map(|duration| format!("{duration} {:?}", duration.precision()))
    }

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2h 30m", "2 h 30 min Minute"),
            ("2h30m", "2 h 30 min Minute"),
            ("about 25 hours", "1 d 1 h Hour"),
            ("90", "1 h 30 min Minute"),
            ("2 hours and 15 minutes", "2 h 15 min Minute"),
            ("2 hours, 15 minutes", "2 h 15 min Minute"),
            ("PT2H30M", "2 h 30 min Minute"),
            ("P1DT2H", "1 d 2 h Hour"),
            ("1:30", "1 h 30 min Minute"),
            ("00:00:39", "39 s Second"),
            ("1.5 hours", "1 h 30 min Minute"),
            ("~45 min.", "45 min Minute"),
            ("39s", "39 s Second"),
            ("an hour", "1 h Hour"),
            ("half an hour", "30 min Hour"),
            ("almost five hours", "5 h Hour"),
            ("roughly 1 h 10 min of total outage", "1 h 10 min Minute"),
            ("3 days", "about 3 d Day"),
            ("2 weeks", "about 14 d Day"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_length_is_not_guessed() {
        for text in [
            "",
            "long",
            "2 2 h",
            "2-3 hours",
            "h",
            "2 parsecs",
            "99999999999999999 h",
            "-",
            "-5",
            "1:75",
            "2h 30",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
