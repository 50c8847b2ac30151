//! Redactions that the author has written: `[REDACTED]`, `[redacted: a customer's name]`, `████`.
//!
//! Each is shown as a mark with words in it, so that it is heard as well as seen. A bar is shown at one length whatever
//! its own is, for that is often the length of what it covers.

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Words as they are.
    Text(&'a str),
    /// A redaction in words, without its brackets.
    Words(&'a str),
    /// A redaction that is a bar.
    Bar,
}

/// Longest reason in a redaction, in bytes.
const REASON_MAX: usize = 120;

/// What a bar is drawn with: a full block.
const BLOCK: char = '\u{2588}';

/// Calls `each` with the parts of a text, in order.
pub(super) fn parts<'a>(text: &'a str, mut each: impl FnMut(Part<'a>)) {
    // Few texts hold either, and every text is asked: 0xe2 begins the bar.
    if !text.bytes().any(|b| matches!(b, b'[' | 0xe2)) {
        return each(Part::Text(text));
    }
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(['[', BLOCK]) {
        let start = at + found;
        let rest = &text[start..];
        let (part, length) = match rest.strip_prefix('[') {
            Some(inside) => match words(inside) {
                Some(words) => (Part::Words(words), words.len() + 2),
                None => {
                    at = start + 1;
                    continue;
                }
            },
            None => {
                let length = rest.len() - rest.trim_start_matches(BLOCK).len();
                if length == BLOCK.len_utf8() {
                    // One alone draws something else.
                    at = start + length;
                    continue;
                }
                (Part::Bar, length)
            }
        };
        if start > from {
            each(Part::Text(&text[from..start]));
        }
        each(part);
        at = start + length;
        from = at;
    }
    if from < text.len() {
        each(Part::Text(&text[from..]));
    }
}

/// The words of a redaction whose opening bracket is gone.
fn words(inside: &str) -> Option<&str> {
    const WORD: &str = "redacted";
    let word = inside.get(..WORD.len())?;
    if !word.eq_ignore_ascii_case(WORD) {
        return None;
    }
    let rest = &inside[WORD.len()..];
    let end = rest
        .bytes()
        .take(REASON_MAX)
        .position(|b| matches!(b, b']' | b'[' | b'\n'))?;
    let fine =
        rest.as_bytes().get(end) == Some(&b']') && (end == 0 || rest.starts_with([':', ' ']));
    fine.then(|| inside[..WORD.len() + end].trim_end())
        .filter(|words| inside[words.len()..].starts_with(']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        parts(text, |part| match part {
            Part::Text(text) => out.push_str(text),
            Part::Words(words) => out.push_str(&format!("<{words}>")),
            Part::Bar => out.push_str("<->"),
        });
        out
    }

    #[test]
    fn redactions_are_told_from_brackets_and_drawings() {
        for (text, expected) in [
            ("a [REDACTED] b", "a <REDACTED> b"),
            (
                "[redacted: a name][Redacted]",
                "<redacted: a name><Redacted>",
            ),
            ("call ████ or ██████████.", "call <-> or <->."),
            ("[x] [redact] [redacted", "[x] [redact] [redacted"),
            (
                "[redactedness] █ [redacted\n]",
                "[redactedness] █ [redacted\n]",
            ),
            ("[redacted [x]]", "[redacted [x]]"),
            ("é[", "é["),
            ("plain", "plain"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }
}
