//! Time zones as people name them beside a time: `UTC`, `(GMT +1)`, `EAT`, `Pacific Time`, `Africa/Lagos`.

use std::ops::Range;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// A zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// Minutes east of UTC. An abbreviation is taken literally: PST in summer is still eight hours behind.
    Fixed(i16),
    /// A place with rules of its own (IANA name).
    Region(&'static str),
}

/// How often the clocks of a place showed a civil time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clocks {
    /// As usual.
    Once,
    /// They went back over it.
    Twice,
    /// They went forward over it.
    Never,
}

/// The offset at a civil time, and how often the clocks showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    /// The offset.
    pub(super) offset: Offset,
    /// Whether the civil time falls into a change of the clocks.
    pub(super) clocks: Clocks,
}

impl Zone {
    /// The offset of the zone at a civil time.
    pub(super) fn at(self, civil: DateTime) -> Option<At> {
        match self {
            Self::Fixed(minutes) => Some(At {
                offset: Offset::from_seconds(i32::from(minutes) * 60).ok()?,
                clocks: Clocks::Once,
            }),
            Self::Region(name) => {
                let zone = TimeZone::get(name).ok()?;
                let (offset, clocks) = match zone.to_ambiguous_timestamp(civil).offset() {
                    AmbiguousOffset::Unambiguous { offset } => (offset, Clocks::Once),
                    AmbiguousOffset::Gap { before, .. } => (before, Clocks::Never),
                    AmbiguousOffset::Fold { before, .. } => (before, Clocks::Twice),
                };
                Some(At { offset, clocks })
            }
        }
    }
}

/// Abbreviations, with minutes east of UTC. Where one stands for several zones: the one most text in English means.
const SHORT: [(&str, i16); 42] = [
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("wet", 0),
    ("bst", 60),
    ("cet", 60),
    ("wat", 60),
    ("west", 60),
    ("cest", 120),
    ("cat", 120),
    ("sast", 120),
    ("eet", 120),
    ("eest", 180),
    ("eat", 180),
    ("msk", 180),
    ("trt", 180),
    ("ast", 180),
    ("gst", 240),
    ("pkt", 300),
    ("ist", 330),
    ("npt", 345),
    ("ict", 420),
    ("wib", 420),
    ("hkt", 480),
    ("sgt", 480),
    ("pht", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("brt", -180),
    ("edt", -240),
    ("est", -300),
    ("cdt", -300),
    ("cst", -360),
    ("mdt", -360),
    ("mst", -420),
    ("pdt", -420),
    ("pst", -480),
];

/// Zones in words, the longest first where one begins another.
const LONG: [(&str, Zone); 32] = [
    ("coordinated universal time", Zone::Fixed(0)),
    ("greenwich mean time", Zone::Fixed(0)),
    ("universal time", Zone::Fixed(0)),
    ("pacific standard time", Zone::Fixed(-480)),
    ("pacific daylight time", Zone::Fixed(-420)),
    ("pacific time", Zone::Region("America/Los_Angeles")),
    ("us/pacific", Zone::Region("America/Los_Angeles")),
    ("uc/pacific", Zone::Region("America/Los_Angeles")),
    ("pacific", Zone::Region("America/Los_Angeles")),
    ("mountain standard time", Zone::Fixed(-420)),
    ("mountain daylight time", Zone::Fixed(-360)),
    ("mountain time", Zone::Region("America/Denver")),
    ("us/mountain", Zone::Region("America/Denver")),
    ("central standard time", Zone::Fixed(-360)),
    ("central daylight time", Zone::Fixed(-300)),
    ("central time", Zone::Region("America/Chicago")),
    ("us/central", Zone::Region("America/Chicago")),
    ("central european summer time", Zone::Fixed(120)),
    ("central european time", Zone::Fixed(60)),
    ("central africa time", Zone::Fixed(120)),
    ("eastern standard time", Zone::Fixed(-300)),
    ("eastern daylight time", Zone::Fixed(-240)),
    ("eastern time", Zone::Region("America/New_York")),
    ("us/eastern", Zone::Region("America/New_York")),
    ("eastern", Zone::Region("America/New_York")),
    ("east africa time", Zone::Fixed(180)),
    ("east african time", Zone::Fixed(180)),
    ("west africa time", Zone::Fixed(60)),
    ("west african time", Zone::Fixed(60)),
    ("west central africa", Zone::Fixed(60)),
    ("south africa standard time", Zone::Fixed(120)),
    ("indian standard time", Zone::Fixed(330)),
];

/// The two letters by which Americans name a zone without saying summer or winter.
const LETTERS: [(&str, &str); 4] = [
    ("pt", "America/Los_Angeles"),
    ("mt", "America/Denver"),
    ("ct", "America/Chicago"),
    ("et", "America/New_York"),
];

/// The zone whose name begins at byte `i` of a text in lower case, and the name's end.
pub(super) fn at(lower: &str, i: usize) -> Option<(Zone, usize)> {
    let rest = lower.get(i..)?;
    let bytes = rest.as_bytes();
    let first = *bytes.first()?;
    if first == b'+' || first == b'-' {
        if rest.starts_with("+utc") {
            return Some((Zone::Fixed(0), i + 4));
        }
        let (minutes, length) = offset(rest)?;
        // `10:00 -12` is no offset; `+0100` and `+01:00` are.
        return (length >= 5).then_some((Zone::Fixed(minutes), i + length));
    }
    if !first.is_ascii_lowercase() {
        return None;
    }
    let length = bytes
        .iter()
        .take(30)
        .take_while(|b| b.is_ascii_lowercase())
        .count();
    let word = &rest[..length];
    if let Some((name, zone)) = LONG.iter().find(|(name, _)| rest.starts_with(name))
        && !bytes.get(name.len()).is_some_and(u8::is_ascii_alphanumeric)
    {
        return Some((*zone, i + name.len()));
    }
    let glued = bytes
        .get(length)
        .is_some_and(|b| b.is_ascii_digit() || *b == b'_' || *b >= 0x80);
    if !glued && let Some((_, minutes)) = SHORT.iter().find(|(name, _)| *name == word) {
        if (word == "utc" || word == "gmt")
            && let Some((extra, more)) = signed(&rest[length..])
        {
            return Some((Zone::Fixed(extra), i + length + more));
        }
        return Some((Zone::Fixed(*minutes), i + length));
    }
    // `UTC2`, `GMT1`
    if glued && (word == "utc" || word == "gmt") {
        return None;
    }
    if let Some((_, region)) = LETTERS.iter().find(|(name, _)| *name == word) {
        return Some((Zone::Region(region), i + length));
    }
    iana(rest).map(|(zone, length)| (zone, i + length))
}

/// `Europe/Berlin`.
fn iana(rest: &str) -> Option<(Zone, usize)> {
    const AREAS: [&str; 9] = [
        "africa/",
        "america/",
        "antarctica/",
        "asia/",
        "atlantic/",
        "australia/",
        "europe/",
        "indian/",
        "pacific/",
    ];
    AREAS.iter().find(|area| rest.starts_with(**area))?;
    let length = rest
        .bytes()
        .take(40)
        .take_while(|b| b.is_ascii_lowercase() || matches!(b, b'/' | b'_' | b'-'))
        .count();
    let name = &rest[..length];
    let known = jiff::tz::db()
        .available()
        .find(|known| known.as_str().eq_ignore_ascii_case(name))?;
    region(known.as_str()).map(|region| (Zone::Region(region), length))
}

/// The built-in name with the life of the program, so that a zone stays a small value.
fn region(name: &str) -> Option<&'static str> {
    static NAMES: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
        jiff::tz::db()
            .available()
            .map(|name| name.as_str().to_owned())
            .collect()
    });
    NAMES
        .iter()
        .find(|known| *known == name)
        .map(String::as_str)
}

/// ` +1`, `-04:00`, `+5:30` after `GMT` or `UTC`.
fn signed(rest: &str) -> Option<(i16, usize)> {
    let blanks = rest.bytes().take(2).take_while(|b| *b == b' ').count();
    let (minutes, length) = offset(&rest[blanks..])?;
    // `UTC - 11:30` is a range of times.
    let gap = rest.as_bytes()[blanks..].get(1) == Some(&b' ');
    (!gap && minutes.abs() <= 14 * 60).then_some((minutes, blanks + length))
}

/// `+1`, `-04:00`, `+0530`: minutes and length.
fn offset(rest: &str) -> Option<(i16, usize)> {
    let bytes = rest.as_bytes();
    let sign = match bytes.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = bytes[1..]
        .iter()
        .take(5)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let value: i16 = rest.get(1..1 + digits)?.parse().ok()?;
    let colon = bytes.get(1 + digits) == Some(&b':');
    let (hours, minutes, length) = match digits {
        1 | 2 if colon && bytes.len() >= 4 + digits => {
            let minutes: i16 = rest.get(2 + digits..4 + digits)?.parse().ok()?;
            (value, minutes, 4 + digits)
        }
        1 | 2 => (value, 0, 1 + digits),
        4 => (value / 100, value % 100, 5),
        _ => return None,
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    Some((sign * (hours * 60 + minutes), length))
}

/// The zone named right behind a time, in brackets or not.
pub(super) fn after(lower: &str, end: usize) -> Option<(Zone, usize)> {
    let bytes = lower.as_bytes();
    let mut i = end;
    while i < end + 2 && bytes.get(i) == Some(&b' ') {
        i += 1;
    }
    let bracket = bytes.get(i) == Some(&b'(');
    if bracket {
        i += 1;
    }
    let (zone, mut stop) = at(lower, i)?;
    // `10:00 et al`, `9:00 est`: two letters and a single `z` need the bracket or the end of the phrase.
    if !bracket && stop - i == 1 && i != end {
        return None;
    }
    if bracket && bytes.get(stop) == Some(&b')') {
        stop += 1;
    }
    Some((zone, stop))
}

/// The zone named right before a time: `UTC 05:13`.
pub(super) fn before(lower: &str, start: usize) -> Option<Zone> {
    let head = lower.get(..start)?;
    let word = head
        .strip_suffix(' ')
        .or_else(|| head.strip_suffix(" at "))?;
    let name = word.get(word.len().checked_sub(3)?..)?;
    let alone = !word[..word.len() - 3].ends_with(|c: char| c.is_alphanumeric());
    if !alone || !matches!(name, "utc" | "gmt" | "pst" | "pdt" | "est" | "cet" | "eat") {
        return None;
    }
    at(lower, start - 1 - name.len()).map(|(zone, _)| zone)
}

/// The zone that a line names for all its times, with the words that name it.
///
/// `original` are the same bytes as written: a short name counts only in capitals.
pub(super) fn anywhere(lower: &str, original: &str) -> Option<(Zone, Range<usize>)> {
    let bytes = lower.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let begins = bytes[i].is_ascii_lowercase()
            && (i == 0 || !bytes[i - 1].is_ascii_alphanumeric() && bytes[i - 1] < 0x80);
        if begins && let Some((zone, end)) = at(lower, i) {
            let written = original.get(i..end).unwrap_or("");
            let capital = written
                .chars()
                .take_while(char::is_ascii_alphabetic)
                .all(|c| c.is_ascii_uppercase());
            let alone = !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
            if alone
                && written.len() > 1
                && (capital
                    || written.contains(' ')
                    || written.contains('/')
                    || written.eq_ignore_ascii_case("pacific"))
            {
                return Some((zone, i..end));
            }
        }
        i += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_american_zone_is_known_in_winter_in_summer_and_by_its_plain_name() {
        for (name, letter, hours) in [
            ("pacific", "p", -8),
            ("mountain", "m", -7),
            ("central", "c", -6),
            ("eastern", "e", -5),
        ] {
            let zone = |text: &str| at(text, 0).map(|(zone, end)| (zone, end == text.len()));
            let fixed = |hours: i16| Some((Zone::Fixed(hours * 60), true));
            assert_eq!(zone(&format!("{name} standard time")), fixed(hours));
            assert_eq!(zone(&format!("{name} daylight time")), fixed(hours + 1));
            assert_eq!(zone(&format!("{letter}st")), fixed(hours));
            assert_eq!(zone(&format!("{letter}dt")), fixed(hours + 1));
            let plain = zone(&format!("{name} time"));
            assert!(matches!(plain, Some((Zone::Region(_), true))), "{name}");
            assert_eq!(zone(&format!("us/{name}")), plain);
            assert_eq!(zone(&format!("{letter}t")), plain);
        }
    }
}
