//! The outline of a body: sections with their plain text, anchors, links.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::anchor::Anchors;
use super::element::{Attribute, Element, Name, Shape};
use super::pieces::Piece;
use super::place::is_inline;
use super::{Document, Heading, Link, Section};
use crate::diag::Span;

/// Collects the outline of a body from its pieces.
#[derive(Debug, Default)]
pub(super) struct Outline {
    sections: Vec<Section>,
    links: Vec<Link>,
    anchors: Anchors,
    raw_ids: Vec<Option<String>>,
    /// The line of text being read, and where it stands.
    line: String,
    line_span: Option<Span>,
    heading: Option<OpenHeading>,
    /// Links and images that are open, as positions in `links`.
    open_links: Vec<usize>,
    /// In a code block or `<pre>`: each line is a line.
    verbatim: usize,
}

#[derive(Debug)]
struct OpenHeading {
    level: u8,
    /// The author's own id, which was free.
    id: Option<String>,
    text: String,
    span: Span,
}

impl Outline {
    pub(super) fn take(&mut self, piece: Piece<'_>, span: Span) {
        match piece {
            Piece::Markdown(event) => self.event(event, span),
            Piece::Open(element) => self.open(&element, span),
            Piece::Close(name) => self.close(name, span),
            Piece::MissingSummary => {}
        }
    }

    pub(super) fn finish(mut self) -> Document {
        self.end_line();
        Document {
            sections: self.sections,
            links: self.links,
            anchors: self.anchors.into_set(),
            raw_ids: self.raw_ids,
            ..Document::default()
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(end) => self.end(end, span),
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => self.text(&text, span),
            Event::SoftBreak => self.text(" ", span),
            Event::HardBreak | Event::Rule => self.end_line(),
            Event::TaskListMarker(done) => self.text(if done { "[x] " } else { "[ ] " }, span),
            Event::FootnoteReference(_) | Event::Html(_) | Event::InlineHtml(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        if !is_inline(tag.to_end()) && !matches!(tag, Tag::TableCell) {
            self.end_line();
        }
        match tag {
            Tag::Heading { level, id, .. } => self.start_heading(level as u8, id.as_deref(), span),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.verbatim += 1
            }
            Tag::Link { dest_url, .. } => self.start_link(&dest_url, false, span),
            Tag::Image { dest_url, .. } => self.start_link(&dest_url, true, span),
            Tag::TableCell if !self.line.is_empty() => self.line.push('\t'),
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd, span: Span) {
        match end {
            TagEnd::Heading(_) => self.end_heading(span),
            TagEnd::CodeBlock => {
                self.end_line();
                self.verbatim -= 1;
            }
            TagEnd::Link | TagEnd::Image => {
                self.open_links.pop();
            }
            TagEnd::TableCell => {}
            end if is_inline(end) => {}
            _ => self.end_line(),
        }
    }

    fn open(&mut self, element: &Element, span: Span) {
        let name = element.name;
        match name.shape {
            Shape::Phrasing | Shape::Void => {}
            Shape::Part if matches!(name.text, "td" | "th") => {
                if !self.line.is_empty() {
                    self.line.push('\t');
                }
            }
            _ => self.end_line(),
        }
        let id = element.get(Attribute::Id).map(|id| self.anchors.stated(id));
        if let Some(id) = &id {
            self.raw_ids.push(id.clone());
        }
        match name.text {
            "br" => self.end_line(),
            "pre" => self.verbatim += 1,
            "a" => match element.get(Attribute::Href) {
                Some(target) => self.start_link(target, false, span),
                None => self.open_links.push(NO_LINK),
            },
            "img" => {
                if let Some(target) = element.get(Attribute::Src) {
                    self.start_link(target, true, span);
                    self.text(element.get(Attribute::Alt).unwrap_or_default(), span);
                    self.open_links.pop();
                }
            }
            _ => {}
        }
        if let Some(level) = name.heading_level() {
            self.heading = Some(OpenHeading {
                level,
                id: id.flatten(),
                text: String::new(),
                span,
            });
        }
    }

    fn close(&mut self, name: Name, span: Span) {
        match name.text {
            "pre" => {
                self.end_line();
                self.verbatim -= 1;
            }
            "a" => {
                self.open_links.pop();
            }
            "td" | "th" => {}
            _ if name.heading_level().is_some() => self.end_heading(span),
            _ if name.shape == Shape::Phrasing => {}
            _ => self.end_line(),
        }
    }

    fn start_heading(&mut self, level: u8, id: Option<&str>, span: Span) {
        let id = id.and_then(|id| self.anchors.stated(id));
        self.heading = Some(OpenHeading {
            level,
            id,
            text: String::new(),
            span,
        });
    }

    fn end_heading(&mut self, end: Span) {
        let Some(open) = self.heading.take() else {
            return;
        };
        let text = collapse(&open.text);
        let anchor = open.id.unwrap_or_else(|| self.anchors.of_heading(&text));
        self.line.clear();
        self.line_span = None;
        self.sections.push(Section {
            heading: Some(Heading {
                level: open.level,
                text,
                anchor,
                span: Span::new(open.span.start, open.span.end.max(end.end)),
            }),
            ..Section::default()
        });
    }

    fn start_link(&mut self, target: &str, image: bool, span: Span) {
        self.open_links.push(self.links.len());
        self.links.push(Link {
            target: target.to_owned(),
            image,
            text: String::new(),
            span,
        });
    }

    fn text(&mut self, text: &str, span: Span) {
        for open in &self.open_links {
            if let Some(link) = self.links.get_mut(*open) {
                link.text.push_str(text);
            }
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
            return;
        }
        if self.verbatim == 0 {
            self.push(text, span);
            return;
        }
        let mut start = span.start;
        for part in text.split_inclusive('\n') {
            self.push(
                part.trim_end_matches('\n'),
                Span::new(start, start + part.len()),
            );
            if part.ends_with('\n') {
                self.end_line();
            }
            start += part.len();
        }
    }

    fn push(&mut self, text: &str, span: Span) {
        self.line.push_str(text);
        let known = self.line_span.get_or_insert(span);
        known.end = known.end.max(span.end);
    }

    /// Puts the line that was read into the section.
    fn end_line(&mut self) {
        if self.heading.is_some() {
            return;
        }
        let line = std::mem::take(&mut self.line);
        let span = self.line_span.take();
        let text = if self.verbatim > 0 {
            line.trim_end().to_owned()
        } else {
            collapse(&line)
        };
        let Some(span) = span.filter(|_| !text.is_empty()) else {
            return;
        };
        if self.sections.is_empty() {
            self.sections.push(Section::default());
        }
        if let Some(section) = self.sections.last_mut() {
            section.text.push_str(&text);
            section.text.push('\n');
            section.lines.push(span);
        }
    }
}

/// Stands among the open links for an `<a>` that leads nowhere.
const NO_LINK: usize = usize::MAX;

/// `text` without space around it, and with one space where it had spaces and line ends; a tab parts cells and stays.
fn collapse(text: &str) -> String {
    let text = text.trim();
    let spaced = |it: &[u8]| matches!(it, [b' ', b' '] | [_, b'\t' | b'\n' | b'\r' | b'\x0c']);
    if !text.as_bytes().windows(2).any(spaced) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut space = None;
    for c in text.chars() {
        match c {
            '\t' => space = Some('\t'),
            ' ' | '\n' | '\r' | '\x0c' => space = space.or(Some(' ')),
            c => {
                out.extend(space.take());
                out.push(c);
            }
        }
    }
    out
}
