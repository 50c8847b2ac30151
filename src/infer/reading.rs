//! What every reader of facts works on: the outline of a text, the moments in it, and its calendar.

use std::ops::Range;

use crate::config::Config;
use crate::diag::{Diagnostic, Place, SourceText, Span};
use crate::model::{Confidence, Fact, Quote};

use super::outline::Outline;
use super::stems::{Hit, Stems, Words};
use super::when::Moments;

/// A text, read once.
pub(super) struct Reading<'a> {
    /// The file.
    pub(super) source: &'a SourceText,
    /// The settings.
    pub(super) config: &'a Config,
    /// Lines, sections, sentences.
    pub(super) outline: Outline,
    /// Dates and times.
    pub(super) moments: Moments,
    words: Words,
}

impl<'a> Reading<'a> {
    /// Reads the body of a file.
    pub(super) fn new(source: &'a SourceText, body: Span, config: &'a Config) -> Self {
        let outline = Outline::read(source.slice(body), body.start);
        let moments = Moments::find(&outline.plain.lower);
        let words = Words::of(&outline.plain.lower);
        Self {
            source,
            config,
            outline,
            moments,
            words,
        }
    }

    /// The stems of a table in a range; places count from its start.
    pub(super) fn hits<'s, T: Copy>(
        &'s self,
        table: &'s Stems<T>,
        range: &Range<usize>,
    ) -> impl Iterator<Item = Hit<T>> + 's {
        table.among(&self.words, &self.outline.plain.lower, range)
    }

    /// The words of a range, in lower case.
    pub(super) fn lower(&self, range: &Range<usize>) -> &str {
        self.outline.plain.lower(range)
    }

    /// The words of a range.
    pub(super) fn words(&self, range: &Range<usize>) -> &str {
        self.outline.plain.slice(range)
    }

    /// The words of a range with white space folded.
    pub(super) fn text(&self, range: &Range<usize>) -> String {
        fold(self.words(range))
    }

    /// Where a range stands in the file.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let span = self.outline.plain.span(range);
        let text = &self.source.text;
        let start = floor(text, span.start);
        Span::new(start, ceil(text, span.end).max(start))
    }

    /// A range as a quote.
    pub(super) fn quote(&self, range: &Range<usize>) -> Quote {
        let span = self.span(range);
        Quote {
            text: fold(self.source.slice(span)),
            line: self.source.line(span.start),
            span,
        }
    }

    /// A range as a place for a finding.
    pub(super) fn place(&self, range: &Range<usize>) -> Place {
        self.source.place(self.span(range))
    }

    /// 1-based line in the file.
    pub(super) fn line_number(&self, at: usize) -> usize {
        self.source.line(self.outline.plain.source(at))
    }

    /// A value read at a range.
    pub(super) fn fact<T>(
        &self,
        value: T,
        confidence: Confidence,
        range: &Range<usize>,
    ) -> Fact<T> {
        Fact::inferred(value, confidence, self.quote(range))
    }

    /// Two statements that disagree, the first at `here`.
    pub(super) fn disagreement(
        &self,
        rule: &'static str,
        here: &Range<usize>,
        message: String,
        there: &Range<usize>,
    ) -> Diagnostic {
        Diagnostic::warning(rule, self.place(here), message)
            .also(self.place(there), "the other statement")
            .contradiction()
    }
}

/// Words with single blanks between them.
pub(super) fn fold(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for word in words
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|it| !it.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
