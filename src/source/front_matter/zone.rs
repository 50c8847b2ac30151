//! Zones as people write them: offsets, IANA names, abbreviations.

use std::str::FromStr;

use jiff::tz::{Offset, TimeZone};

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
