//! Labels that head a section without a mark of Markdown are shown as headings: the paragraph that holds one ends before
//! it, and what follows begins another.

use super::Emitter;
use crate::diag::Span;
use crate::markdown::pieces::{Event, Tag, TagEnd};

const PARAGRAPH: &str = "<p>";

impl<'a> Emitter<'a> {
    /// Writes `event` if it is part of a label, or stands at its end; false if it has nothing to do with one.
    pub(super) fn in_label(&mut self, event: &Event<'_>, span: Span) -> bool {
        match self.label_end {
            None => self.start_label(event, span) && is_emphasis(event),
            // The end of a paragraph has the whole paragraph's span.
            Some(end) if span.start >= end || *event == Event::End(TagEnd::Paragraph) => {
                self.end_label(event, span)
            }
            Some(_) => is_emphasis(event),
        }
    }

    /// Begins the label that stands at `span`, if one does.
    fn start_label(&mut self, event: &Event<'_>, span: Span) -> bool {
        let labels = self.labels;
        let passed = labels.iter().take_while(|it| it.span.end <= span.start);
        self.labels = &labels[passed.count()..];
        let (Some(label), Some(paragraph)) = (self.labels.first(), self.paragraph_at) else {
            return false;
        };
        // A text or an emphasis that goes beyond the line is no label, whatever the line says.
        let whole = label.span.start <= span.start && span.end <= label.span.end;
        let begins = matches!(
            event,
            Event::Text(_) | Event::Start(Tag::Strong | Tag::Emphasis)
        );
        if !whole || !begins || self.inline_depth > 0 {
            return false;
        }
        self.flush();
        let written = self.out.trim_end();
        let written = written.strip_suffix("<br>").unwrap_or(written).len();
        self.out.truncate(written);
        if self.out.len() == paragraph + PARAGRAPH.len() {
            self.out.truncate(paragraph);
        } else {
            self.out.push_str("</p>\n");
        }
        self.start_heading(label, label.level, "");
        self.label_end = Some(label.span.end);
        self.paragraph_at = None;
        true
    }

    /// Ends the label before `event`, and begins the paragraph that follows it. True if the event is thereby written.
    fn end_label(&mut self, event: &Event<'_>, span: Span) -> bool {
        self.flush();
        let at = self.end_heading();
        self.label_end = None;
        if let Event::End(TagEnd::Paragraph) = event {
            self.drop_repeated_paragraph(span, at);
            return true;
        }
        self.start_paragraph();
        matches!(event, Event::SoftBreak | Event::HardBreak)
    }

    pub(super) fn start_paragraph(&mut self) {
        self.paragraph_at = Some(self.out.len());
        self.out.push_str(PARAGRAPH);
    }
}

/// A heading is bold by itself.
fn is_emphasis(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(Tag::Strong | Tag::Emphasis) | Event::End(TagEnd::Strong | TagEnd::Emphasis)
    )
}
