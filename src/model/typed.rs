//! Numbers and lengths of time as people type them in settings and filters. Prose is read by `infer`.

/// Seconds of `4h`, `1h30m`, `1.5 days`, `90` (minutes); `None` if it is no length.
pub fn typed_length(text: &str) -> Option<u64> {
    let plain = text.trim().to_lowercase();
    if let Some(minutes) = typed_number(&plain) {
        return whole_number(minutes * 60.0);
    }
    let mut sum = 0.0;
    let mut rest = plain.as_str();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(end);
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_ascii_lowercase());
        let (unit, after) = after.split_at(end.unwrap_or(after.len()));
        sum += typed_number(number)? * unit_seconds(unit)?;
        rest = after.trim_start();
    }
    (!plain.is_empty()).then(|| whole_number(sum))?
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "s" | "sec" => 1.0,
        "m" | "min" | "mins" => 60.0,
        "h" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        "w" | "week" | "weeks" => 604_800.0,
        _ => return None,
    })
}

/// A number without sign and exponent.
pub fn typed_number(text: &str) -> Option<f64> {
    let fine = text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    fine.then(|| text.parse().ok())?
}

/// The whole number nearest to one that is not negative; `None` if it is no number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative; a float beyond the largest whole number becomes that"
)]
pub fn whole_number(number: f64) -> Option<u64> {
    number.is_finite().then(|| number.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_on_the_page() {
        for (text, expected) in [
            ("90", Some(5400)),
            ("4h", Some(14_400)),
            ("1h30m", Some(5400)),
            ("1.5 hours", Some(5400)),
            ("2w", Some(1_209_600)),
            ("", None),
            ("h", None),
            ("4 parsecs", None),
            ("4é", None),
        ] {
            assert_eq!(typed_length(text), expected, "{text}");
        }
    }
}
