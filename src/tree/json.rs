//! JSON. `serde_json` judges the grammar; the places, which it does not give, are found in a second pass over a text that
//! is then known to be sound.

use serde::de::IgnoredAny;

use super::{Bounds, Entry, Fault, Node, Read, Scalar, Value, take_out_repeated};
use crate::diag::{SourceText, Span};

/// Where the JSON value that begins at byte `start` ends; `None` if it is broken or never ends.
pub fn object_end(text: &str, start: usize) -> Option<usize> {
    let mut values =
        serde_json::Deserializer::from_str(text.get(start..)?).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(start + values.byte_offset())
}

pub(super) fn read(source: &SourceText, span: Span, bounds: Bounds) -> Read {
    let text = source.slice(span);
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let at = place_of(text, error.line(), error.column());
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or(&words);
        return Read {
            node: None,
            faults: vec![Fault::syntax(
                Span::new(span.start + at, (span.start + at + 1).min(span.end)),
                format!("this is not JSON: {words}"),
            )],
        };
    }
    let mut scan = Scan {
        text: source.text.get(..span.end).unwrap_or(""),
        at: span.start,
        bounds,
        keys: 0,
        faults: Vec::new(),
    };
    let node = scan.value(1);
    Read {
        node,
        faults: scan.faults,
    }
}

/// Byte of a 1-based line and a 1-based column in bytes, as `serde_json` counts.
fn place_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Steps over JSON that is known to be sound. A step that finds something else gives up rather than guesses.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    bounds: Bounds,
    keys: usize,
    faults: Vec<Fault>,
}

impl<'a> Scan<'a> {
    fn next(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        self.text.as_bytes().get(self.at).copied()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let here = self.next() == Some(byte);
        self.at += usize::from(here);
        here
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        let next = self.next()?;
        let start = self.at;
        if depth > self.bounds.depth && matches!(next, b'{' | b'[') {
            self.faults
                .push(Fault::depth(Span::new(start, start + 1), self.bounds));
            return None;
        }
        let value = match next {
            b'{' => Value::Map(self.entries(depth)?),
            b'[' => Value::List(self.items(depth)?),
            b'"' => Value::Scalar(Scalar {
                text: self.string()?,
                quoted: true,
            }),
            _ => Value::Scalar(Scalar {
                text: self.word().to_owned(),
                quoted: false,
            }),
        };
        Some(Node {
            value,
            span: Span::new(start, self.at),
        })
    }

    fn entries(&mut self, depth: usize) -> Option<Vec<Entry>> {
        self.at += 1;
        let mut entries = Vec::new();
        while !self.takes(b'}') {
            self.takes(b',');
            self.next()?;
            let start = self.at;
            let key = self.string()?;
            let key_span = Span::new(start, self.at);
            self.keys += 1;
            if self.keys > self.bounds.keys {
                self.faults.push(Fault::keys(key_span, self.bounds));
                return None;
            }
            if !self.takes(b':') {
                return None;
            }
            let node = self.value(depth + 1)?;
            entries.push(Entry {
                key,
                key_span,
                node,
            });
        }
        take_out_repeated(&mut entries, &mut self.faults);
        Some(entries)
    }

    fn items(&mut self, depth: usize) -> Option<Vec<Node>> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.takes(b']') {
            self.takes(b',');
            if items.len() >= self.bounds.keys {
                let at = Span::new(self.at, self.at);
                self.faults.push(Fault::list(at, self.bounds));
                return None;
            }
            items.push(self.value(depth + 1)?);
        }
        Some(items)
    }

    fn string(&mut self) -> Option<String> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut end = start + 1;
        loop {
            match bytes.get(end)? {
                b'\\' => end += 2,
                b'"' => break,
                _ => end += 1,
            }
        }
        self.at = end + 1;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    fn word(&mut self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or("");
        let len = rest
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, ',' | ']' | '}'))
            .unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or("")
    }
}
