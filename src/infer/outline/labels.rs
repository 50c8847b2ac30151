//! Labels in front of a line and inside it: `Impact: …`, `Duration - two hours`, and a line that holds several.

use super::super::plain::{Plain, PlainLine};
use super::super::vocabulary::{Topic, label_topic};
use super::{Line, line};

/// Longest label, in bytes.
const LABEL_MAX: usize = 90;

/// The end of the label in front of `text`, and where its value begins.
pub(super) fn label(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let limit = text.len().min(LABEL_MAX);
    for (i, byte) in bytes[..limit].iter().enumerate() {
        // Of the full-width colon the first byte of three.
        let wide = *byte == 0xef && bytes[i..].starts_with("：".as_bytes());
        if wide {
            let name = text.get(..i)?;
            let value = text[i + '：'.len_utf8()..].trim_start();
            let named = name.contains(char::is_alphanumeric) && name.chars().count() <= 24;
            return named.then(|| (i, text.len() - value.len()));
        }
        let end = match byte {
            b':' => i,
            b'.' | b'?' | b'!'
                if bytes.get(i + 1) == Some(&b' ')
                    && bytes.get(i + 2).is_some_and(u8::is_ascii_uppercase) =>
            {
                return None;
            }
            _ => continue,
        };
        let next = bytes.get(i + 1);
        let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
        if digit(next) && (i == 0 || digit(bytes.get(i - 1)))
            || next == Some(&b'/')
            || next == Some(&b':')
        {
            continue;
        }
        let spaced = next.is_none_or(|b| b.is_ascii_whitespace());
        let name = text.get(..end)?;
        // `Impact - all customers: no orders` has its label before the dash.
        if let Some(dash) = dash_label(name) {
            return Some(dash);
        }
        if !spaced && label_topic(name).is_none() {
            continue;
        }
        if !name.contains(|c: char| c.is_alphanumeric()) || name.split(' ').count() > 10 {
            return None;
        }
        let value = text[i + 1..].trim_start();
        return Some((end, text.len() - value.len()));
    }
    dash_label(text)
}

/// `Duration - two hours`: only where the words before the dash are a known label.
fn dash_label(text: &str) -> Option<(usize, usize)> {
    for dash in [" - ", " – ", " — "] {
        let mut limit = text.len().min(44);
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        if let Some(at) = text[..limit].find(dash)
            && label_topic(&text[..at]).is_some()
        {
            return Some((at, at + dash.len()));
        }
    }
    None
}

/// Adds the line, or the several lines that one line with several labels stands for.
pub(super) fn split_line(plain: &Plain, raw: &PlainLine, lines: &mut Vec<Line>) {
    let text = plain.slice(&raw.range);
    let mut start = 0;
    if !raw.code && !raw.row && text.len() > 40 {
        for cut in inline_labels(text) {
            let piece = raw.range.start + start..raw.range.start + text[..cut].trim_end().len();
            if !piece.is_empty() {
                lines.push(line(plain, raw, piece, start == 0));
            }
            start = cut;
        }
    }
    lines.push(line(
        plain,
        raw,
        raw.range.start + start..raw.range.end,
        start == 0,
    ));
}

/// Where known labels begin inside a line.
fn inline_labels(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut cuts = Vec::new();
    let mut last = 0;
    for (colon, _) in text.match_indices(':') {
        if bytes
            .get(colon + 1)
            .is_some_and(|b| !b.is_ascii_whitespace())
            || colon == 0
        {
            continue;
        }
        let mut found = None;
        let mut at = colon;
        // No label is longer; the look back stays short.
        let floor = last.max(colon.saturating_sub(60));
        for _ in 0..5 {
            // One word further back.
            let Some(space) = bytes[floor..at]
                .iter()
                .rposition(|b| *b == b' ')
                .map(|p| floor + p)
            else {
                break;
            };
            let begin = space + 1;
            if colon - begin > 50 {
                break;
            }
            if bytes[begin].is_ascii_uppercase()
                && text
                    .get(begin..colon)
                    .and_then(label_topic)
                    .is_some_and(cuts_a_line)
                && clear_before(text, begin)
            {
                found = Some(begin);
            }
            at = space;
        }
        if let Some(begin) = found {
            cuts.push(begin);
            last = begin;
        }
    }
    cuts
}

fn cuts_a_line(topic: Topic) -> bool {
    !matches!(
        topic,
        Topic::Title | Topic::People | Topic::Background | Topic::Zone | Topic::Day | Topic::Clock
    )
}

/// Whether what stands before an inline label ends there: a sentence, a bracket, a label, a value.
fn clear_before(text: &str, begin: usize) -> bool {
    let before = text[..begin].trim_end();
    let last_word = before.rsplit(' ').next().unwrap_or("");
    let small = matches!(
        last_word.to_ascii_lowercase().as_str(),
        "the" | "our" | "a" | "of" | "and" | "for" | "this" | "with" | "to" | "in"
    );
    // `Continuous Improvement:` is one label, of which we know only the second half.
    let part = last_word.starts_with(|c: char| c.is_uppercase())
        && last_word.ends_with(|c: char| c.is_alphanumeric());
    !small && !part && !before.ends_with(',')
}
