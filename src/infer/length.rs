//! Lengths of time as people write them: `2 hours 30 minutes`, `about 25 hours`, `two-hour`, `2 and a half hours`.

use std::ops::Range;

use crate::model::{Duration, Precision};

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
            if let Some(length) = at(lower, i) {
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
            | "some"
    ) || before.ends_with('~');
    let bound = matches!(
        word,
        "under" | "over" | "within" | "least" | "most" | "than" | "every" | "to" | "of" | "by"
    ) && !before.ends_with("total of")
        && !before.ends_with("period of")
        && !before.ends_with("duration of");
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

/// One number with its unit: seconds, seconds of the unit, end.
fn part(lower: &str, i: usize) -> Option<(u64, u64, usize)> {
    let (tenths, mut end) = quantity(lower, i)?;
    let mut tenths = tenths;
    for half in [" and a half", " and half", "½"] {
        if lower.get(end..)?.starts_with(half) {
            tenths += 5;
            end += half.len();
        }
    }
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
    let unit = unit(name)?;
    end += length;
    // `30m` is minutes; `30 m` of cable and `1m users` are not ours to know, but no unit runs on into a digit.
    let mut seconds = tenths * unit / 10;
    // `1 hour and a half`
    for half in [" and a half", " and half"] {
        if lower.get(end..)?.starts_with(half) {
            seconds += unit / 2;
            end += half.len();
        }
    }
    Some((seconds, unit, end))
}

/// A number in tenths, in digits or in words.
fn quantity(lower: &str, i: usize) -> Option<(u64, usize)> {
    let bytes = lower.as_bytes();
    if bytes.get(i)?.is_ascii_digit() {
        let digits = bytes[i..]
            .iter()
            .take(8)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let mut end = i + digits;
        let mut tenths = lower.get(i..end)?.parse::<u64>().ok()?.checked_mul(10)?;
        if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            tenths += u64::from(bytes[end + 1] - b'0');
            end += 2;
            end += bytes[end..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
        }
        return Some((tenths, end));
    }
    let length = bytes[i..]
        .iter()
        .take(12)
        .take_while(|b| b.is_ascii_lowercase())
        .count();
    let word = &lower[i..i + length];
    if word == "half" {
        let end = ["half an", "half a", "half"]
            .into_iter()
            .find(|w| lower[i..].starts_with(w))
            .map_or(4, str::len);
        return Some((5, i + end));
    }
    const WORDS: [(&str, u64); 19] = [
        ("a", 1),
        ("an", 1),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("fifteen", 15),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("ninety", 90),
    ];
    let (_, value) = WORDS.iter().find(|(name, _)| *name == word)?;
    let mut tenths = value * 10;
    let mut end = i + length;
    if *value >= 20
        && let Some(rest) = lower.get(end..)
        && let Some(five) = ["-five", " five"].into_iter().find(|f| rest.starts_with(f))
    {
        tenths += 50;
        end += five.len();
    }
    Some((tenths, end))
}

fn unit(word: &str) -> Option<u64> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" | "segundos" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" | "minuto" | "minutos" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" | "hora" | "horas" => 3600,
        "d" | "day" | "days" | "dia" | "dias" => 86_400,
        "week" | "weeks" => 604_800,
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
    fn about_and_bounds_are_noticed() {
        let about = |text: &str| find(text).first().map(|l| (l.about, l.bound));
        assert_eq!(about("about 25 hours"), Some((true, false)));
        assert_eq!(about("~2 days"), Some((true, false)));
        assert_eq!(about("under 3hrs"), Some((false, true)));
        assert_eq!(about("at least seven hours"), Some((false, true)));
        assert_eq!(about("a total of two hours"), Some((false, false)));
    }
}
