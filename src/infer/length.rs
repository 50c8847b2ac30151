//! Lengths of time as people write them: `2 hours 30 minutes`, `about 25 hours`, `two-hour`, `2 and a half hours`.

use std::ops::Range;

use crate::model::{Duration, Precision};

use super::ideographs;
use super::number::{self, Number};

/// A length as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Length {
    /// The words.
    pub(super) range: Range<usize>,
    /// How long.
    pub(super) duration: Duration,
    /// Seconds of the smallest unit named: how finely it was said.
    pub(super) grain: u64,
    /// `about`, `roughly`, `~`.
    pub(super) about: bool,
    /// `under`, `at least`: a bound, not a length.
    pub(super) bound: bool,
}

/// The lengths in a text in lower case, in order.
pub(super) fn find(lower: &str) -> Vec<Length> {
    let bytes = lower.as_bytes();
    let mut found = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let begins = i == 0
            || !(bytes[i - 1].is_ascii_alphanumeric()
                || matches!(bytes[i - 1], b'.' | b':' | b'_' | b'$' | b'#'));
        if begins && bytes[i].is_ascii_alphanumeric() {
            if !number::continues(lower, i)
                && let Some(length) = at(lower, i)
            {
                i = length.range.end;
                found.push(length);
                continue;
            }
            i += bytes[i..]
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric())
                .count();
        } else {
            i += 1;
        }
    }
    found
}

/// The length that begins at byte `i`.
fn at(lower: &str, i: usize) -> Option<Length> {
    let (mut seconds, mut grain, mut end) = part(lower, i)?;
    // `2 hours and 30 minutes`, `1 h, 30 min`: units fall.
    for _ in 0..3 {
        let rest = lower.get(end..)?;
        let skipped = ["", " ", ", ", " and ", ", and "]
            .into_iter()
            .filter(|joint| rest.starts_with(joint))
            .find_map(|joint| part(lower, end + joint.len()).filter(|(_, unit, _)| *unit < grain));
        let Some((more, unit, stop)) = skipped else {
            break;
        };
        seconds += more;
        grain = unit;
        end = stop;
    }
    let before = lower.get(..i)?.trim_end_matches([' ', '(']);
    let word = before.rsplit([' ', '\n', '(']).next().unwrap_or("");
    let about = matches!(
        word,
        "about"
            | "approximately"
            | "around"
            | "roughly"
            | "nearly"
            | "almost"
            | "circa"
            | "approx"
            | "approx."
            | "aproximadamente"
            | "unos"
            | "unas"
            | "cerca"
            | "ungefähr"
            | "environ"
            | "some"
    ) || before.ends_with('~')
        || ideographs::is_about(before);
    let bound = matches!(
        word,
        "under" | "over" | "within" | "least" | "most" | "than" | "every" | "to" | "of" | "by"
    ) && !before.ends_with("total of")
        && !before.ends_with("period of")
        && !before.ends_with("duration of")
        || ends_a_range(lower, i);
    Some(Length {
        range: i..end,
        duration: Duration::new(seconds, precision(grain)),
        grain,
        about,
        bound,
    })
}

fn precision(grain: u64) -> Precision {
    match grain {
        0..=59 => Precision::Second,
        60..=3599 => Precision::Minute,
        3600..=86_399 => Precision::Hour,
        _ => Precision::Day,
    }
}

/// Whether a number at byte `i` is the upper end of a range: `1-2 hours`, `1 or 2 hours`, `between 1 and 2 hours`.
fn ends_a_range(lower: &str, i: usize) -> bool {
    let head = &lower[..i];
    if let Some(head) = head.strip_suffix(['-', '–', '—']) {
        // `2023-05-01` and `10:30-11` are no numbers of their own.
        let dated = |start: usize| head[..start].ends_with(['-', ':', '/', '.', '–']);
        return number::before(head, head.len()).is_some_and(|(_, start)| !dated(start))
            || head.ends_with("-to");
    }
    if let Some(head) = head.strip_suffix(" or ") {
        return number::before(head, head.len()).is_some();
    }
    head.strip_suffix(" and ").is_some_and(|head| {
        number::before(head, head.len())
            .is_some_and(|(_, start)| head[..start].ends_with("between "))
    })
}

/// One number with its unit: seconds, seconds of the unit, end.
fn part(lower: &str, i: usize) -> Option<(u64, u64, usize)> {
    let Number {
        mut thousandths,
        mut end,
    } = quantity(lower, i)?;
    let (more, stop) = and_a_part(lower, end);
    thousandths += more;
    end = stop;
    let bytes = lower.as_bytes();
    if matches!(bytes.get(end), Some(b' ' | b'-')) {
        end += 1;
    }
    let length = bytes
        .get(end..)?
        .iter()
        .take(12)
        .take_while(|b| b.is_ascii_lowercase())
        .count();
    let name = &lower[end..end + length];
    // `a second outage` is one more, not a short one.
    if name == "second" && !lower[i..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let unit = if length == 0 {
        let (unit, stop) = unit_of_signs(lower, i, end)?;
        end = stop;
        unit
    } else {
        end += length;
        unit(name)?
    };
    // `30m` is minutes; `30 m` of cable and `1m users` are not ours to know.
    let mut seconds = (thousandths * unit + 500) / 1000;
    // `1 hour and a half`
    let (more, stop) = and_a_part(lower, end);
    seconds += more * unit / 1000;
    end = stop;
    if let Some((minutes, stop)) = minutes_behind(lower, name, end) {
        return Some((seconds + minutes * 60, 60, stop));
    }
    Some((seconds, unit, end))
}

/// The `30` of `1h30`, and its end.
fn minutes_behind(lower: &str, unit: &str, end: usize) -> Option<(u64, usize)> {
    let rest = lower.get(end..)?;
    let digits = rest.bytes().take(3).take_while(u8::is_ascii_digit).count();
    if unit != "h" || digits != 2 {
        return None;
    }
    let behind = &rest[digits..];
    let goes_on = behind.starts_with(char::is_alphanumeric)
        || behind
            .strip_prefix([':', '.', ','])
            .is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    let minutes = rest[..digits].parse().ok().filter(|it| *it < 60)?;
    (!goes_on).then_some((minutes, end + digits))
}

/// Parts of a unit: words, and thousandths of it.
const PARTS: [(&str, u64); 7] = [
    ("three quarters", 750),
    ("three-quarters", 750),
    ("three quarter", 750),
    ("a quarter", 250),
    ("one quarter", 250),
    ("a half", 500),
    ("half", 500),
];

/// Thousandths that a number or a unit is followed by, and their end: `2 and a half`, `an hour and a quarter`, `2½`.
fn and_a_part(lower: &str, end: usize) -> (u64, usize) {
    let rest = lower.get(end..).unwrap_or("");
    let half = ["½", "半", " 반", " y media", " e meia"];
    if let Some(half) = half.iter().find(|half| rest.starts_with(**half)) {
        return (500, end + half.len());
    }
    let Some(part) = rest.strip_prefix(" and ") else {
        return (0, end);
    };
    PARTS
        .iter()
        .find(|(words, _)| part.strip_prefix(words).is_some_and(ends_a_part))
        .map_or((0, end), |(words, value)| {
            (*value, end + " and ".len() + words.len())
        })
}

/// Whether the words behind `and a half` leave it to the length before: not in `an hour and half of our users`.
fn ends_a_part(behind: &str) -> bool {
    const SUFFERED: [&str; 5] = ["downtime", "outage", "un", "dis", "deg"];
    match behind.strip_prefix(" of ") {
        Some(of) => SUFFERED.iter().any(|word| of.starts_with(word)),
        None => {
            !behind.starts_with(char::is_alphanumeric)
                && !behind.starts_with(" a ")
                && !behind.starts_with(" an ")
        }
    }
}

/// A number in digits, in words or as a part of one.
fn quantity(lower: &str, i: usize) -> Option<Number> {
    const PARTS_OF_ONE: [(&str, u64); 13] = [
        ("three quarters of an", 750),
        ("three quarters of a", 750),
        ("three-quarters of an", 750),
        ("three-quarters of a", 750),
        ("a quarter of an", 250),
        ("a quarter of a", 250),
        ("quarter of an", 250),
        ("quarter of a", 250),
        ("one half", 500),
        ("one-half", 500),
        ("half an", 500),
        ("half a", 500),
        ("half", 500),
    ];
    let rest = lower.get(i..)?;
    let part = PARTS_OF_ONE.iter().find(|(words, _)| {
        rest.strip_prefix(words)
            .is_some_and(|it| it.starts_with([' ', '-']))
    });
    if let Some((words, thousandths)) = part {
        return Some(Number {
            thousandths: *thousandths,
            end: i + words.len(),
        });
    }
    if let Some(number) = number::at(lower, i) {
        // `1.500 minutes` may be fifteen hundred; nobody has no hours in words.
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let grouped = lower[i..number.end]
            .split_once('.')
            .is_some_and(|(whole, rest)| whole.len() <= 3 && whole != "0" && rest.len() == 3);
        return (digits && !grouped || number.thousandths > 0 && !digits).then_some(number);
    }
    let article = ["an ", "a ", "an-", "a-"]
        .into_iter()
        .find(|article| rest.starts_with(article))?;
    Some(Number {
        thousandths: 1000,
        end: i + article.len() - 1,
    })
}

/// A unit of Japanese, Chinese or Korean behind the number that begins at `i` and ends at `end`: seconds and end. The
/// `30分` of `14時30分` is a part of a clock time.
fn unit_of_signs(lower: &str, i: usize, end: usize) -> Option<(u64, usize)> {
    let rest = lower.get(end..)?;
    if rest.as_bytes().first().is_none_or(|b| *b < 0xe3) {
        return None;
    }
    let hour = ["時", "时", "点", "點", "시", "시 "];
    if hour.iter().any(|sign| lower[..i].ends_with(sign)) {
        return None;
    }
    ideographs::UNITS
        .iter()
        .find(|(name, _)| rest.starts_with(name))
        .map(|(name, unit)| (*unit, end + name.len()))
}

fn unit(word: &str) -> Option<u64> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" | "segundos" | "sekunden" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" | "minuto" | "minutos" | "minuten" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" | "hora" | "horas" | "heure" | "heures"
        | "stunde" | "stunden" => 3600,
        "d" | "day" | "days" | "dia" | "dias" | "jour" | "jours" | "tag" | "tage" => 86_400,
        "week" | "weeks" | "semana" | "semanas" => 604_800,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> Vec<f64> {
        find(text).iter().map(|l| l.duration.minutes()).collect()
    }

    #[test]
    fn lengths_are_read_in_digits_and_in_words() {
        assert_eq!(minutes("2 hours 30 minutes"), [150.0]);
        assert_eq!(
            minutes("lasted for 2 hours and 45 minutes, then 5 min"),
            [165.0, 5.0]
        );
        assert_eq!(minutes("a two-hour outage"), [120.0]);
        assert_eq!(minutes("2.5 hours"), [150.0]);
        assert_eq!(minutes("2 and half hours"), [150.0]);
        assert_eq!(minutes("an hour and a half"), [90.0]);
        assert_eq!(minutes("half an hour"), [30.0]);
        assert_eq!(minutes("forty-five minutes"), [45.0]);
        assert_eq!(minutes("1h30m"), [90.0]);
        assert_eq!(minutes("approximately 2 weeks"), [20160.0]);
        assert!(minutes("a second outage").is_empty());
        assert!(minutes("port 8080, 12 servers, 5 GB").is_empty());
    }

    #[test]
    fn a_length_is_read_as_a_whole_or_not_at_all() {
        for (prose, read) in [
            ("lasted thirty-two minutes", Some(32.0)),
            ("fifty-eight minutes", Some(58.0)),
            ("twenty two minutes", Some(22.0)),
            ("one hundred and five minutes", Some(105.0)),
            ("a hundred minutes", Some(100.0)),
            ("one thousand and two minutes", None),
            ("two dozen hours", None),
            ("several hundred minutes", None),
            ("1,500 minutes", Some(1500.0)),
            ("1 500 minutes", None),
            ("1.500 minutes", None),
            ("1'500 minutes", None),
            ("1,5 hours", Some(90.0)),
            ("1,5,7 minutes", None),
            ("1.75 hours", Some(105.0)),
            ("0.25 hours", Some(15.0)),
            ("0.125 hours", Some(7.5)),
            ("1.2.3 hours", None),
            ("1:30 hours", None),
            ("1/2 hour", None),
            ("1h30", Some(90.0)),
            ("2h05, then", Some(125.0)),
            ("1 hour and twenty-two minutes", Some(82.0)),
            ("a quarter of an hour", Some(15.0)),
            ("three quarters of an hour", Some(45.0)),
            ("an hour and a quarter", Some(75.0)),
            ("two and three quarter hours", Some(165.0)),
            ("2½ hours", Some(150.0)),
            ("two hours and a half of downtime", Some(150.0)),
            ("an hour and half of our users", Some(60.0)),
            ("one half hour", Some(30.0)),
            ("zero minutes", None),
        ] {
            assert_eq!(minutes(prose).first().copied(), read, "{prose}");
        }
    }

    #[test]
    fn every_length_below_two_hundred_minutes_is_read_as_it_is_said() {
        for n in 1..200_u32 {
            let words = number::spelled(u64::from(n));
            for words in [words.clone(), words.replace('-', " ")] {
                let prose = format!("it lasted {words} minutes");
                assert_eq!(minutes(&prose), [f64::from(n)], "{prose}");
            }
        }
    }

    #[test]
    fn the_upper_end_of_a_range_is_a_bound() {
        let bound = |text: &str| find(text).last().map(|l| l.bound);
        for prose in [
            "1-2 hours",
            "30–45 minutes",
            "one to two hours",
            "one-to-two hours",
            "1 or 2 hours",
            "between one and two hours",
        ] {
            assert_eq!(bound(prose), Some(true), "{prose}");
        }
        for prose in [
            "2023-05-01-2 hours",
            "10:30-11 hours",
            "sev 2 - 45 minutes",
            "error 500 and 2 hours",
            "84 minutes or 2 hours",
        ] {
            assert_eq!(bound(prose), Some(false), "{prose}");
        }
    }

    #[test]
    fn about_and_bounds_are_noticed() {
        let about = |text: &str| find(text).first().map(|l| (l.about, l.bound));
        assert_eq!(about("about 25 hours"), Some((true, false)));
        assert_eq!(about("~2 days"), Some((true, false)));
        assert_eq!(about("under 3hrs"), Some((false, true)));
        assert_eq!(about("at least seven hours"), Some((false, true)));
        assert_eq!(about("a total of two hours"), Some((false, false)));
    }
}
