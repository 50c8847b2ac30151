//! Whole numbers as printable text: small ones take one character, nothing needs escaping in JSON.
//!
//! Hosts of static sites compress text and send other bytes as they are, so the index is text.

/// Characters in use: `#` to `~`, with `!` in the place of the backslash.
pub(super) const DIGITS: u32 = 92;

/// A number below [`DIGITS`] as one character.
pub(super) fn push_digit(value: u32, out: &mut String) {
    debug_assert!(value < DIGITS, "{value}");
    let byte = b'#' + u8::try_from(value.min(DIGITS - 1)).unwrap_or(0);
    out.push(if byte == b'\\' { '!' } else { char::from(byte) });
}

/// Characters that end a number; the others begin or continue one.
const LAST: u32 = 64;

/// Any number: digits below 64 end it, digits from 64 on continue it in base 28.
pub(super) fn push_number(value: u32, out: &mut String) {
    let mut high = value / LAST;
    let mut digits = [0; 8];
    let mut len = 0;
    while high > 0 {
        digits[len] = high % (DIGITS - LAST);
        high /= DIGITS - LAST;
        len += 1;
    }
    for digit in digits[..len].iter().rev() {
        push_digit(LAST + digit, out);
    }
    push_digit(value % LAST, out);
}

/// Reads the number at the beginning of a text that [`push_number`] wrote; gives it and the rest. `None` at the end.
pub(super) fn take_number(text: &str) -> Option<(u32, &str)> {
    let mut high: u32 = 0;
    for (at, byte) in text.bytes().enumerate() {
        let digit = match byte {
            b'!' => u32::from(b'\\' - b'#'),
            _ => u32::from(byte.saturating_sub(b'#')),
        };
        if digit < LAST {
            let value = high.wrapping_mul(LAST).wrapping_add(digit);
            return Some((value, text.get(at + 1..)?));
        }
        high = high.wrapping_mul(DIGITS - LAST).wrapping_add(digit - LAST);
    }
    None
}

/// A number that may be missing: 0 is none, others are shifted by one.
pub(super) fn push_optional(value: Option<u32>, out: &mut String) {
    push_number(value.map_or(0, |value| value.saturating_add(1)), out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut text: &str) -> Vec<u32> {
        let mut out = Vec::new();
        while let Some((number, rest)) = take_number(text) {
            out.push(number);
            text = rest;
        }
        assert!(text.is_empty());
        out
    }

    #[test]
    fn every_number_comes_back_and_needs_no_escape() {
        let numbers: Vec<u32> = (0..5000).chain([1 << 20, 1 << 28, u32::MAX]).collect();
        let mut text = String::new();
        for number in &numbers {
            push_number(*number, &mut text);
        }
        assert_eq!(serde_json::to_string(&text).unwrap().len(), text.len() + 2);
        assert_eq!(read(&text), numbers);
    }

    #[test]
    fn small_numbers_are_one_character() {
        let mut text = String::new();
        push_number(63, &mut text);
        assert_eq!(text.len(), 1);
    }
}
