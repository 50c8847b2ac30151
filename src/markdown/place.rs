//! Where the elements of raw HTML may stand: what is missing around them is added, what cannot stand is left out
//! (its text stays), and what was never closed is closed where its surroundings end.

use pulldown_cmark::TagEnd;

use super::element::{Element, Name, Shape};
use super::pieces::{Frame, Piece, Pieces};
use crate::diag::Span;

impl Pieces<'_> {
    pub(super) fn open(&mut self, element: Element, closed: bool, span: Span) {
        let name = element.name;
        if self.is_in_image() || (name.text == "a" && self.links > 0) {
            return;
        }
        let fits = match name.shape {
            Shape::Part => self.make_part_room(name, span),
            Shape::Flow | Shape::Text | Shape::Group | Shape::Rule => {
                self.make_block_room(name, span)
            }
            Shape::Phrasing | Shape::Void => {
                self.make_room(span);
                true
            }
        };
        if fits {
            self.push_open(element, closed, span);
        }
    }

    fn push_open(&mut self, element: Element, closed: bool, span: Span) {
        let name = element.name;
        self.ready.push_back((Piece::Open(element), span));
        self.wants_summary = name.text == "details";
        self.fresh_table = name.text == "table";
        if name.is_void() {
            return;
        }
        self.links += usize::from(name.text == "a");
        self.frames.push(Frame::Raw(name));
        if closed {
            self.close_top(span);
        }
    }

    pub(super) fn close(&mut self, name: Name, span: Span) {
        for (depth, frame) in (1..).zip(self.frames.iter().rev()) {
            let Frame::Raw(open) = frame else { return };
            if open.text == name.text
                || (open.heading_level().is_some() && name.heading_level().is_some())
            {
                for _ in 0..depth {
                    self.close_top(span);
                }
                return;
            }
            if name.shape == Shape::Part && open.shape == Shape::Group {
                return;
            }
        }
    }

    /// Before any content: what the innermost raw element requires around it.
    pub(super) fn make_room(&mut self, span: Span) {
        if let Some(Frame::Raw(top)) = self.frames.last() {
            match top.text {
                "ul" | "ol" => self.imply("li", span),
                "dl" => self.imply("dd", span),
                "details" => self.complete_details(span),
                _ => {}
            }
        }
    }

    pub(super) fn complete_details(&mut self, span: Span) {
        if self.wants_summary {
            self.wants_summary = false;
            self.ready.push_back((Piece::MissingSummary, span));
        }
    }

    fn imply(&mut self, tag: &str, span: Span) {
        if let Some(name) = Name::of(tag) {
            self.push_open(Element::bare(name), false, span);
        }
    }

    /// Before a block of Markdown: raw elements that hold text only end.
    pub(super) fn close_text_frames(&mut self, span: Span) {
        while let Some(Frame::Raw(top)) = self.frames.last() {
            if !matches!(top.shape, Shape::Phrasing | Shape::Text) && top.text != "summary" {
                break;
            }
            self.close_top(span);
        }
    }

    fn make_block_room(&mut self, name: Name, span: Span) -> bool {
        let heading = name.heading_level().is_some();
        // Without meaning of their own: rather left out than torn out of their line of text.
        let plain = matches!(name.text, "div" | "p");
        while let Some(top) = self.frames.last() {
            match *top {
                Frame::Raw(top) => match (top.shape, top.text) {
                    (Shape::Phrasing, _) if plain => return false,
                    (Shape::Phrasing, _) | (_, "p") => self.close_top(span),
                    (Shape::Text, _) if heading && top.heading_level().is_some() => {
                        self.close_top(span)
                    }
                    (Shape::Text, _) => return false,
                    (_, "summary") if !heading => return false,
                    (_, "dt" | "th") if heading => return false,
                    _ => break,
                },
                Frame::Markdown(TagEnd::Paragraph) if plain => return false,
                Frame::Markdown(end) if is_inline(end) || matches!(end, TagEnd::Heading(_)) => {
                    return false;
                }
                Frame::Markdown(_) => break,
                Frame::Silent(_) => return false,
            }
        }
        self.make_room(span);
        true
    }

    fn make_part_room(&mut self, name: Name, span: Span) -> bool {
        let groups: &[&str] = match name.text {
            "li" => &["ul", "ol"],
            "dt" | "dd" => &["dl"],
            "td" | "th" => &["tr", "tbody", "thead", "tfoot", "table"],
            "tr" => &["tbody", "thead", "tfoot", "table"],
            "summary" => return self.wants_summary && self.top_is("details"),
            "figcaption" => return self.top_is("figure"),
            // Before everything else in its table.
            "caption" => return self.fresh_table && self.top_is("table"),
            _ => &["table"],
        };
        for (depth, frame) in self.frames.iter().rev().enumerate() {
            let Frame::Raw(open) = frame else {
                return false;
            };
            if groups.contains(&open.text) {
                for _ in 0..depth {
                    self.close_top(span);
                }
                if matches!(name.text, "td" | "th") && !self.top_is("tr") {
                    self.imply("tr", span);
                }
                return true;
            }
            if matches!(open.text, "table" | "td" | "th")
                && !matches!(groups, ["tr" | "tbody" | "table", ..])
            {
                return false;
            }
        }
        false
    }

    fn top_is(&self, tag: &str) -> bool {
        matches!(self.frames.last(), Some(Frame::Raw(top)) if top.text == tag)
    }

    fn is_in_image(&self) -> bool {
        self.frames.contains(&Frame::Markdown(TagEnd::Image))
    }
}

/// Whether the Markdown element stands in a line of text.
pub(crate) fn is_inline(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
