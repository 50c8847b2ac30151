//! Splits a file into front matter and body, and types the fields.
//!
//! Where the front matter is ([`fence`](self::fence)), what it says as a tree ([`crate::tree`]), what each key means
//! ([`FIELDS`]). A value that cannot be read is never guessed: it is kept as it is and reported.

mod action;
mod cause;
mod clock;
mod fence;
mod fields;
mod impact;
mod length;
mod moment;
mod publish;
mod reading;
mod schema;
mod timeline;
mod zone;

use crate::config::{Config, Limits};
use crate::diag::{Diagnostic, Outcome, Place, SourceText, Span};
use crate::model::Facts;
use crate::tree::{self, Bounds, Entry, Fault, FaultKind, Value};

pub use fields::{FIELDS, Field, known_key};
pub use schema::schema;

use fence::{Cut, cut};
pub(super) use fields::same_field;
use reading::Reading;

/// The language of a front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
    /// An object that begins the file.
    Json,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Yaml => "YAML",
            Self::Toml => "TOML",
            Self::Json => "JSON",
        }
    }
}

/// What the front matter of a file states.
#[derive(Debug, Clone)]
pub struct Stated {
    /// Its language; `None` when the file has none.
    pub format: Option<Format>,
    /// The facts, all of origin stated.
    pub facts: Facts,
    /// Keys we do not know, and values that no key can take, as JSON.
    pub unknown: Vec<(String, serde_json::Value)>,
    /// Where the body stands in the source text. Empty where front matter and body cannot be told apart: nothing of
    /// such a file may be published, for what was meant to be kept back could be in it.
    pub body: Span,
}

/// Reads the front matter of a file. Pure and total: any text, linear time.
///
/// Findings with level error mean that the document must not be published.
pub fn read(source: &SourceText, config: &Config) -> Outcome<Stated> {
    let end = source.text.len();
    let nothing = |body: Span, diagnostics: Vec<Diagnostic>| Outcome {
        value: Stated {
            format: None,
            facts: Facts::default(),
            unknown: Vec::new(),
            body,
        },
        diagnostics,
    };
    match cut(source) {
        Cut::Absent(hint) => nothing(Span::new(0, end), hint.into_iter().map(|it| *it).collect()),
        Cut::Broken(error) => nothing(Span::new(end, end), vec![*error]),
        Cut::Found {
            format,
            inner,
            body,
        } => {
            let limit = config.limits.front_matter_bytes;
            if inner.end - inner.start > limit {
                let error = too_large(
                    source.place(Span::new(inner.start, inner.start)),
                    format!(
                        "the front matter has more than {limit} bytes ({})",
                        inner.end - inner.start
                    ),
                    "front_matter_bytes",
                );
                return nothing(Span::new(body, end), vec![error]);
            }
            let mut stated = typed(source, format, inner, config);
            stated.value.body = Span::new(body, end);
            stated
        }
    }
}

/// A key at the top of a front matter, as written.
#[derive(Debug, Clone)]
pub struct WrittenKey {
    /// Its name, without quotes.
    pub name: String,
    /// Where it stands, quotes included.
    pub span: Span,
    /// The canonical name of what it is read as; `None`: there is no such key.
    pub canonical: Option<&'static str>,
}

/// The keys at the top of a file's front matter, in the order written; none where there is no front matter, or none that
/// can be read.
pub fn written_keys(source: &SourceText, config: &Config) -> Vec<WrittenKey> {
    let Cut::Found { format, inner, .. } = cut(source) else {
        return Vec::new();
    };
    if inner.end - inner.start > config.limits.front_matter_bytes {
        return Vec::new();
    }
    let Some(Value::Map(entries)) = tree_of(source, format, inner, config)
        .node
        .map(|it| it.value)
    else {
        return Vec::new();
    };
    let keys = entries.into_iter().map(|entry| WrittenKey {
        canonical: fields::find(&entry.key)
            .and_then(|(at, _)| FIELDS.get(at))
            .map(|field| field.key),
        name: entry.key,
        span: entry.key_span,
    });
    keys.collect()
}

fn typed(source: &SourceText, format: Format, inner: Span, config: &Config) -> Outcome<Stated> {
    let read = tree_of(source, format, inner, config);
    let mut reading = Reading::new(source, config);
    for fault in read.faults {
        reading.diagnostics.push(finding(source, format, fault));
    }
    match read.node.map(|node| (node.span, node.value)) {
        Some((_, Value::Map(entries))) => reading.all(&entries),
        Some((span, _)) if reading.diagnostics.is_empty() => {
            reading.diagnostics.push(
                Diagnostic::error(
                    "front-matter-invalid",
                    source.place(span),
                    "the front matter has no keys",
                )
                .help("write `key: value` lines; if this is no front matter, write `***` instead of `---`"),
            );
        }
        _ => {}
    }
    let (facts, unknown, diagnostics) = reading.finish();
    Outcome {
        value: Stated {
            format: Some(format),
            facts,
            unknown,
            body: inner,
        },
        diagnostics,
    }
}

fn tree_of(source: &SourceText, format: Format, inner: Span, config: &Config) -> tree::Read {
    let bounds = bounds(&config.limits);
    match format {
        Format::Yaml => tree::yaml(source, inner, bounds),
        Format::Toml => tree::toml(source, inner, bounds),
        Format::Json => tree::json(source, inner, bounds),
    }
}

/// The fields at the top of a front matter as written, and where it stands; `None` if there is none, or one with faults,
/// which [`read`] tells. One in whose text `is_worth_reading` finds nothing is not read.
pub(super) fn fields_of(
    source: &SourceText,
    config: &Config,
    is_worth_reading: impl FnOnce(&str) -> bool,
) -> Option<(Format, Span, Vec<Entry>)> {
    let Cut::Found { format, inner, .. } = cut(source) else {
        return None;
    };
    if inner.end - inner.start > config.limits.front_matter_bytes
        || !is_worth_reading(source.slice(inner))
    {
        return None;
    }
    let read = tree_of(source, format, inner, config);
    match read.node?.value {
        Value::Map(entries) if read.faults.is_empty() => Some((format, inner, entries)),
        _ => None,
    }
}

fn bounds(limits: &Limits) -> Bounds {
    Bounds {
        depth: limits.front_matter_depth,
        keys: limits.front_matter_keys,
    }
}

fn too_large(place: Place, message: String, option: &str) -> Diagnostic {
    Diagnostic::error("front-matter-too-large", place, message).help(format!(
        "move what is long into the text, or raise `{option}` under `[limits]` in site.toml"
    ))
}

fn finding(source: &SourceText, format: Format, fault: Fault) -> Diagnostic {
    let place = source.place(fault.span);
    let mut finding = match fault.kind {
        FaultKind::Depth => return too_large(place, fault.message, "front_matter_depth"),
        FaultKind::Keys => return too_large(place, fault.message, "front_matter_keys"),
        FaultKind::Repeated => Diagnostic::error("key-repeated", place, fault.message),
        FaultKind::Syntax => Diagnostic::error("front-matter-invalid", place, fault.message),
    };
    finding.help = Some(fault.help.unwrap_or_else(|| {
        format!(
            "correct the line; the front matter is read as {}",
            format.name()
        )
    }));
    match fault.also {
        Some((span, label)) => finding.also(source.place(span), label),
        None => finding,
    }
}

#[cfg(test)]
mod tests;
