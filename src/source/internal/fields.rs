//! Fields that the front matter calls internal: `internal: [owner, authors]` names fields of its own, `internal:` with
//! fields below it holds them.
//!
//! Their lines are taken out of the text; what is left is read again, and unless it says what it said before, but for these
//! fields, it is an error.

use serde_json::Value as Json;

use crate::config::Config;
use crate::diag::{Diagnostic, Outcome, SourceText, Span};
use crate::source::front_matter::{self, Format, same_field};
use crate::tree::{Entry, Node, Value};

/// The key that names internal fields or holds them.
const KEY: &str = "internal";

/// Finds the fields to take out; none if the front matter has no such key, or one that says `true` or `false`, which is
/// about the whole document.
pub(super) fn find(source: &SourceText, config: &Config) -> Outcome<Vec<Span>> {
    let nothing = || Outcome::clean(Vec::new());
    if !super::marks::names_internal(&source.text) {
        return nothing();
    }
    let read = front_matter::fields_of(source, config, may_have_key);
    let Some((format, inner, entries)) = read else {
        return nothing();
    };
    let Some(key) = entries.iter().find(|it| it.key.eq_ignore_ascii_case(KEY)) else {
        return nothing();
    };
    let names = match &key.node.value {
        Value::Scalar(_) => return nothing(),
        Value::Map(_) => &[],
        Value::List(names) => names.as_slice(),
    };
    let mut out = vec![false; entries.len()];
    let mut diagnostics = Vec::new();
    for (entry, out) in entries.iter().zip(&mut out) {
        *out = std::ptr::eq(entry, key);
    }
    for name in names {
        if let Err(finding) = mark(source, name, &entries, &mut out) {
            diagnostics.push(*finding);
        }
    }
    let spans = match format {
        Format::Json => in_json(&entries, &out),
        Format::Yaml | Format::Toml => in_lines(source, inner, &entries, &out),
    };
    if diagnostics.is_empty() && !leaves_the_rest(source, config, &spans, &entries, &out) {
        diagnostics.push(
            Diagnostic::error(
                "internal-mark",
                source.place(key.key_span),
                "the internal fields cannot be told from the others",
            )
            .help("write each field of the front matter on lines of its own"),
        );
    }
    Outcome {
        value: spans,
        diagnostics,
    }
}

/// Whether a front matter may have the key: the word stands where a key can. Most of those that hold it say
/// `impact: {kinds: [internal]}` and need no second reading.
fn may_have_key(text: &str) -> bool {
    ["nternal", "NTERNAL"].iter().any(|word| {
        text.match_indices(word).any(|(at, word)| {
            let after = &text[at + word.len()..];
            let after = after.trim_start_matches(|c: char| c.is_whitespace() || "\"'".contains(c));
            let line = text[..at].rsplit('\n').next().unwrap_or_default();
            after.starts_with([':', '=', '.'])
                || after.starts_with(']') && line.trim_start().starts_with('[')
        })
    })
}

/// Notes the fields of a name.
fn mark(
    source: &SourceText,
    name: &Node,
    entries: &[Entry],
    out: &mut [bool],
) -> Result<(), Box<Diagnostic>> {
    let wrong = |message: String, help: &str| {
        let place = source.place(name.span);
        Box::new(Diagnostic::error("internal-mark", place, message).help(help))
    };
    let Some(text) = name.scalar().map(|it| it.text.trim()) else {
        return Err(wrong(
            format!("{} names no field", name.what()),
            "write the names of fields of this front matter, such as `internal: [owner, authors]`",
        ));
    };
    if ["visibility", "private", "draft", "status"]
        .iter()
        .any(|it| same_field(it, text))
    {
        return Err(wrong(
            format!(
                "`{text}` says whether the document is published, and cannot be internal itself"
            ),
            "take it out of the list",
        ));
    }
    let mut found = false;
    for (entry, out) in entries.iter().zip(out) {
        if same_field(&entry.key, text) {
            *out = true;
            found = true;
        }
    }
    if found {
        return Ok(());
    }
    Err(wrong(
        format!("there is no field `{text}` that could be left out"),
        "name fields that stand at the top of this front matter; around a part of one write `# <!-- internal -->` and `# <!-- /internal -->`",
    ))
}

/// The lines of each field, up to the next one.
fn in_lines(source: &SourceText, inner: Span, entries: &[Entry], out: &[bool]) -> Vec<Span> {
    let starts: Vec<usize> = entries
        .iter()
        .map(|it| source.line_span(source.line(it.key_span.start)).start)
        .collect();
    let ends = starts.iter().skip(1).copied().chain([inner.end]);
    let spans = starts.iter().zip(ends).zip(out);
    spans
        .filter(|(_, out)| **out)
        .map(|((start, end), _)| Span::new(*start, end))
        .collect()
}

/// Each field with the comma before it, or, at the beginning, the one after it.
fn in_json(entries: &[Entry], out: &[bool]) -> Vec<Span> {
    let kept = out.iter().position(|out| !out).unwrap_or(out.len());
    let mut spans = Vec::new();
    if let (Some(first), true) = (entries.first(), kept > 0) {
        let end = match entries.get(kept) {
            Some(next) => next.key_span.start,
            None => entries
                .last()
                .map_or(first.key_span.start, |it| it.node.span.end),
        };
        spans.push(Span::new(first.key_span.start, end));
    }
    for (n, pair) in entries.windows(2).enumerate() {
        if n + 1 > kept && out[n + 1] {
            spans.push(Span::new(pair[0].node.span.end, pair[1].node.span.end));
        }
    }
    spans
}

/// Whether the front matter without these fields says just what it said with them.
fn leaves_the_rest(
    source: &SourceText,
    config: &Config,
    spans: &[Span],
    entries: &[Entry],
    out: &[bool],
) -> bool {
    let said = |entries: &[Entry]| -> Vec<(String, Json)> {
        let pairs = entries.iter();
        pairs
            .map(|it| (it.key.clone(), it.node.to_json()))
            .collect()
    };
    let kept: Vec<Entry> = entries
        .iter()
        .zip(out)
        .filter(|(_, out)| !**out)
        .map(|(entry, _)| entry.clone())
        .collect();
    let left = source.without(spans);
    let left = front_matter::fields_of(&left, config, |_| true).map(|(_, _, entries)| entries);
    said(&kept) == said(&left.unwrap_or_default())
}
