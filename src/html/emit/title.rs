//! A first block that only repeats the title of the page is left out: the page shows the title itself.

use super::Emitter;
use crate::diag::Span;
use crate::markdown::Document;

/// The first block, when it only repeats the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeated {
    Heading,
    Paragraph,
}

/// Whether the first block of a document only repeats `title`.
pub(super) fn repeated(document: &Document, title: &str) -> Option<Repeated> {
    let first = document.sections.first()?;
    if title.is_empty() {
        return None;
    }
    match &first.heading {
        Some(heading) => same(&heading.text, title).then_some(Repeated::Heading),
        None => {
            let line = first.text.lines().next()?;
            let stated = line.strip_prefix("Title:").unwrap_or(line);
            (same(line, title) || same(stated, title)).then_some(Repeated::Paragraph)
        }
    }
}

fn same(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    words(a) == words(b)
}

impl Emitter<'_> {
    /// Called when a heading was written that begins at `at`; what stands before it stays.
    pub(super) fn drop_repeated_heading(&mut self, at: Option<usize>) {
        if let (Some(Repeated::Heading), Some(at)) = (self.repeated, at) {
            let heading = self
                .document
                .sections
                .first()
                .and_then(|section| section.heading.as_ref());
            let anchor = heading
                .map(|heading| heading.anchor.as_str())
                .filter(|anchor| self.wanted_anchors().contains(anchor));
            self.out.truncate(at);
            if let Some(anchor) = anchor {
                self.out.push_str("<span");
                self.attribute("id", anchor);
                self.out.push_str("></span>\n");
            }
        }
        self.repeated = None;
    }

    /// Called when a paragraph that stood at `span` was written, in `out` from `at` on.
    pub(super) fn drop_repeated_paragraph(&mut self, span: Span, at: Option<usize>) {
        if self.repeated != Some(Repeated::Paragraph) {
            return;
        }
        self.repeated = None;
        let lines = self
            .document
            .sections
            .first()
            .map(|section| section.lines.as_slice())
            .unwrap_or_default();
        let whole = lines
            .first()
            .is_some_and(|line| line.start >= span.start && line.end <= span.end);
        let alone = lines.get(1).is_none_or(|next| next.start >= span.end);
        if let Some(at) = at.filter(|_| whole && alone) {
            self.out.truncate(at);
        }
    }
}
