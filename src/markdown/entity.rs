//! Character references (`&amp;`, `&#58;`) of raw HTML, decoded as browsers do (WHATWG HTML § 13.2.5.72).

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;

/// Longest name of a character reference, `CounterClockwiseContourIntegral;`.
const NAME_MAX: usize = 32;

/// `text` with its character references replaced. Linear; borrows when there is nothing to replace.
pub fn decode(text: &str) -> Cow<'_, str> {
    decode_in(text, Within::Text)
}

/// The value of an attribute with its character references replaced: `?a=1&copy=2` has none.
pub(super) fn decode_attribute(value: &str) -> Cow<'_, str> {
    decode_in(value, Within::Attribute)
}

/// Where a reference stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Attribute,
}

fn decode_in(text: &str, within: Within) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let used = reference(rest, within, &mut out).unwrap_or_else(|| {
            out.push('&');
            1
        });
        rest = &rest[used..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Appends what the reference at the start of `text` stands for, and returns its length in bytes.
fn reference(text: &str, within: Within, out: &mut String) -> Option<usize> {
    let body = &text[1..];
    match body.as_bytes().first()? {
        b'#' => numeric(body, out),
        b if b.is_ascii_alphanumeric() => named(body, within, out),
        _ => None,
    }
}

fn numeric(body: &str, out: &mut String) -> Option<usize> {
    let digits = &body[1..];
    let (digits, radix, skipped) = match digits.as_bytes().first()? {
        b'x' | b'X' => (&digits[1..], 16, 3),
        _ => (digits, 10, 2),
    };
    let mut value: u32 = 0;
    let mut len = 0;
    for digit in digits.chars().map_while(|c| c.to_digit(radix)) {
        value = value.saturating_mul(radix).saturating_add(digit);
        len += 1;
    }
    if len == 0 {
        return None;
    }
    let end = usize::from(digits.as_bytes().get(len) == Some(&b';'));
    let c = match value {
        0 => '\u{fffd}',
        // Browsers read the C1 range as Windows-1252; nobody writes it on purpose.
        0x80..=0x9f => '\u{fffd}',
        _ => char::from_u32(value).unwrap_or('\u{fffd}'),
    };
    out.push(c);
    Some(skipped + len + end)
}

fn named(body: &str, within: Within, out: &mut String) -> Option<usize> {
    let run = body
        .bytes()
        .take(NAME_MAX)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let end = if body.as_bytes().get(run) == Some(&b';') {
        run + 1
    } else {
        run
    };
    // The table also holds every prefix of a name, with zeros; the longest real name wins.
    for len in (1..=end).rev() {
        let Some((first, second)) = NAMED_ENTITIES.get(&body[..len]) else {
            continue;
        };
        let Some(first) = char::from_u32(*first).filter(|c| *c != '\0') else {
            continue;
        };
        // § 13.2.5.73: "If the character reference was consumed as part of an attribute, and the last character matched is
        // not a U+003B SEMICOLON character (;), and the next input character is either a U+003D EQUALS SIGN character (=)
        // or an ASCII alphanumeric, then, for historical reasons, flush code points consumed as a character reference".
        let goes_on =
            matches!(body.as_bytes().get(len), Some(b) if *b == b'=' || b.is_ascii_alphanumeric());
        if within == Within::Attribute && goes_on && !body[..len].ends_with(';') {
            return None;
        }
        out.push(first);
        out.extend(char::from_u32(*second).filter(|c| *c != '\0'));
        return Some(1 + len);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{decode, decode_attribute};

    #[test]
    fn references_are_read_as_browsers_read_them() {
        for (written, read) in [
            ("a &amp; b", "a & b"),
            ("&eacute;&#233;&#xE9;&#XE9", "éééé"),
            ("java&#x73;cript&colon;", "javascript:"),
            ("&ampx &amp", "&x &"),
            ("&unknown; &; & &# &#x; &#xz", "&unknown; &; & &# &#x; &#xz"),
            ("&#0;&#x110000;&#99999999999;", "\u{fffd}\u{fffd}\u{fffd}"),
            ("&NotEqualTilde;", "\u{2242}\u{338}"),
            ("ä&ouml;", "äö"),
        ] {
            assert_eq!(decode(written), read, "{written}");
        }
    }

    #[test]
    fn a_reference_without_end_is_none_in_the_middle_of_an_address() {
        for (written, read) in [
            ("?page=1&section=2&copy=3", "?page=1&section=2&copy=3"),
            ("?a=1&amp;b=2", "?a=1&b=2"),
            ("?a=1&copyright", "?a=1&copyright"),
            ("x &copy", "x ©"),
            ("x &copy, y", "x ©, y"),
            ("&copy;=", "©="),
            ("&#106;avascript", "javascript"),
            ("&#106avascript", "javascript"),
        ] {
            assert_eq!(decode_attribute(written), read, "{written}");
        }
        assert_eq!(decode("1&copy=3"), "1©=3");
    }
}
