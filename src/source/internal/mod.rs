//! What of a document is internal: passages between marks, and fields that the front matter names. It is taken out of the
//! text before anything else reads it, so that no later stage can publish it by mistake.
//!
//! A mark counts wherever it stands, also in code, tables and front matter: that is where what must not get out is pasted.
//! A mark that is in doubt is an error, and a document with an error is not published.

mod fields;
mod marks;

use crate::config::Config;
use crate::diag::{Diagnostic, Level, Outcome, Place, SourceText, Span};
use crate::model::{Status, Visibility};

use super::front_matter;

/// The text of a document for the audience of the site.
///
/// For the public it is the text without its internal parts; for an internal site only the marks are gone. The findings
/// are the marks that cannot be understood (`internal-mark`): their document must not be published, and its text is then
/// as it was.
pub fn prepare(source: &SourceText, config: &Config) -> Outcome<SourceText> {
    let found = find(source, config);
    let Some(found) = found else {
        return Outcome::clean(source.clone());
    };
    if !found.diagnostics.is_empty() {
        return Outcome {
            value: source.clone(),
            diagnostics: found.diagnostics,
        };
    }
    if config.audience.internal {
        return Outcome::clean(source.without(&found.value.marks));
    }
    let left = source.without(&found.value.parts());
    let diagnostics = kept_back(source, &left, &found.value, config);
    Outcome {
        value: left,
        diagnostics,
    }
}

/// The internal parts of a document in order, apart from each other; none where its marks cannot be understood.
pub fn parts(source: &SourceText, config: &Config) -> Vec<Span> {
    match find(source, config) {
        Some(found) if found.diagnostics.is_empty() => found.value.parts(),
        _ => Vec::new(),
    }
}

/// Says of each internal part that a public site does without it (`internal-part`), where the site is an internal one and
/// has it.
pub fn told(source: &SourceText, config: &Config) -> Vec<Diagnostic> {
    if !config.audience.internal {
        return Vec::new();
    }
    let hint = |span: Span| {
        let at = source.place(span);
        // The line itself is not shown: a message may be read by more people than the document.
        let place = Place {
            line: at.line,
            column: at.column,
            ..Place::file(source.path.clone())
        };
        let last = source.line(span.end.max(span.start + 1) - 1);
        let message = match last - at.line.min(last) {
            0 => "this is left out of a public site".to_owned(),
            more => format!("this and the next {more} lines are left out of a public site"),
        };
        Diagnostic::hint("internal-part", place, message)
    };
    parts(source, config).into_iter().map(hint).collect()
}

/// The internal parts of a document without the marks in and around them.
pub fn words(source: &SourceText, config: &Config) -> Vec<Span> {
    let Some(found) = find(source, config).filter(|it| it.diagnostics.is_empty()) else {
        return Vec::new();
    };
    let mut words = Vec::new();
    let mut marks = found.value.marks.iter().peekable();
    for part in found.value.parts() {
        let mut from = part.start;
        while let Some(mark) = marks.next_if(|mark| mark.start < part.end) {
            if mark.start > from {
                words.push(Span::new(from, mark.start));
            }
            from = from.max(mark.end);
        }
        if part.end > from {
            words.push(Span::new(from, part.end));
        }
    }
    words
}

/// What is internal in a text.
#[derive(Debug, Default)]
struct Internal {
    /// The marks themselves, in order.
    marks: Vec<Span>,
    /// Passages with their marks, the outermost of those that stand in one another, in order.
    passages: Vec<Span>,
    /// Fields of the front matter, in order.
    fields: Vec<Span>,
}

impl Internal {
    /// Passages and fields in order; those that touch are one.
    fn parts(&self) -> Vec<Span> {
        let mut spans = [self.passages.as_slice(), &self.fields].concat();
        spans.sort_unstable();
        let mut parts: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match parts.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => parts.push(span),
            }
        }
        parts
    }
}

/// `None`: there is nothing in the text that could be a mark, which is told at a glance.
fn find(source: &SourceText, config: &Config) -> Option<Outcome<Internal>> {
    let text = &*source.text;
    if !marks::may_stand_in(text) {
        return None;
    }
    let scanned = marks::scan(source);
    let fields = fields::find(source, config);
    let mut found = scanned;
    found.value.fields = fields.value;
    found.diagnostics.extend(fields.diagnostics);
    // Most texts that hold the word mean something else by it.
    let nothing = found.diagnostics.is_empty()
        && found.value.marks.is_empty()
        && found.value.fields.is_empty();
    (!nothing).then_some(found)
}

/// Errors where what would be taken out keeps the document back: taking it out would publish the rest.
fn kept_back(
    source: &SourceText,
    left: &SourceText,
    found: &Internal,
    config: &Config,
) -> Vec<Diagnostic> {
    let whole = front_matter::read(source, config);
    let first = found
        .parts()
        .first()
        .map_or(source.text.len(), |it| it.start);
    if first >= whole.value.body.start {
        return Vec::new();
    }
    let facts = &whole.value.facts;
    let visibility = facts.visibility.as_ref();
    let visibility = visibility.filter(|it| it.value == Visibility::Internal);
    let draft = facts.status.as_ref();
    let draft = draft.filter(|it| it.value == Status::Draft);
    let after = front_matter::read(left, config).value.facts;
    let mut diagnostics: Vec<Diagnostic> = whole
        .diagnostics
        .into_iter()
        .filter(|it| it.level == Level::Error)
        .collect();
    let lost_visibility = visibility.is_some()
        && after.visibility.map(|it| it.value) != visibility.map(|it| it.value);
    let lost_draft = draft.is_some() && after.status.map(|it| it.value) != draft.map(|it| it.value);
    let quotes = [
        visibility
            .filter(|_| lost_visibility)
            .map(|it| it.quote.as_ref()),
        draft.filter(|_| lost_draft).map(|it| it.quote.as_ref()),
    ];
    for quote in quotes.into_iter().flatten() {
        let span = quote.map_or(Span::new(0, 0), |quote| quote.span);
        diagnostics.push(
            Diagnostic::error(
                "internal-mark",
                source.place(span),
                "what keeps the document back stands in an internal part, so that the rest would be published",
            )
            .help("write it outside of the internal part"),
        );
    }
    diagnostics
}

#[cfg(test)]
mod tests;
