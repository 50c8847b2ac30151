//! Sentences: paragraphs cut at full stops that end something.

use std::ops::Range;

use super::outline::{Line, Sentence};
use super::plain::Plain;

/// Longest sentence, in bytes: what is longer is cut.
const SENTENCE_MAX: usize = 1500;

/// The sentences of a text; headings and code have none.
pub(super) fn sentences(plain: &Plain, lines: &[Line]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        let first = i;
        i += 1;
        if lines[first].head || lines[first].code || lines[first].value.is_empty() {
            continue;
        }
        while i < lines.len() && lines[i].continues {
            i += 1;
        }
        // `A typo in the settings file: phpp instead of php` is one statement, and no label.
        let line = &lines[first];
        let label = line.label.as_ref().map_or("", |label| plain.slice(label));
        let article = ["A ", "An ", "The "].iter().any(|a| label.starts_with(a));
        let words = label.split(' ').count();
        let long = line.topic.is_none() && (words > 4 || article);
        let start = if long {
            line.range.start
        } else {
            line.value.start
        };
        let range = start..lines[i - 1].range.end;
        let mut line = first;
        split_sentences(plain, range, |piece| {
            while line + 1 < i && lines[line + 1].range.start <= piece.start {
                line += 1;
            }
            sentences.push(Sentence { range: piece, line });
        });
    }
    sentences
}

fn split_sentences(plain: &Plain, range: Range<usize>, mut found: impl FnMut(Range<usize>)) {
    let text = plain.slice(&range);
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut i = 0;
    while i < bytes.len() {
        let end = match bytes[i] {
            b'.' | b'!' | b'?' => sentence_end(text, start, i),
            0xe3 | 0xef => wide_stop(&bytes[i..]).then_some(i + 3),
            b' ' if i - start > SENTENCE_MAX => Some(i),
            _ => None,
        };
        if let Some(end) = end {
            emit(text, start, end, range.start, &mut found);
            start = end;
            i = end;
        }
        i += 1;
    }
    emit(text, start, text.len(), range.start, &mut found);
}

/// `。`, `！`, `？`: stops of scripts that leave no blank behind them.
fn wide_stop(bytes: &[u8]) -> bool {
    ["。", "！", "？"]
        .iter()
        .any(|stop| bytes.starts_with(stop.as_bytes()))
}

fn emit(text: &str, start: usize, end: usize, base: usize, found: &mut impl FnMut(Range<usize>)) {
    let Some(piece) = text.get(start..end) else {
        return;
    };
    let trimmed = piece.trim_start();
    let from = start + (piece.len() - trimmed.len());
    let to = from + trimmed.trim_end().len();
    if from < to {
        found(base + from..base + to);
    }
}

/// The end of the sentence whose full stop stands at `i`, or `None` if the stop ends nothing.
fn sentence_end(text: &str, start: usize, i: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = i + 1;
    while end < bytes.len()
        && matches!(bytes[end], b'.' | b'!' | b'?' | b')' | b'"' | b'\'')
        && end - i < 8
    {
        end += 1;
    }
    if end < bytes.len() && !bytes[end].is_ascii_whitespace() && bytes[end] < 0x80 {
        return None;
    }
    let next = text.get(end..)?.trim_start().chars().next();
    if next.is_some_and(char::is_lowercase) {
        return None;
    }
    let word = text
        .get(start..i)?
        .rsplit([' ', '\n', '('])
        .next()
        .unwrap_or("");
    let short = matches!(
        word.to_ascii_lowercase().as_str(),
        "e.g"
            | "i.e"
            | "approx"
            | "vs"
            | "etc"
            | "no"
            | "mr"
            | "ms"
            | "dr"
            | "inc"
            | "ltd"
            | "v"
            | "st"
    );
    let marker = word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) && i - start <= 2;
    // `a.m.` ends a sentence only before a capital, which is checked above; a lone number is a list marker.
    (!(short || word.is_empty() || marker)).then_some(end)
}
