//! A body as a stream of pieces: Markdown's events, and raw HTML reduced to what is published and put in order, so
//! that every element is closed where it was opened and stands where it may. Outline and renderer read this stream.

use std::collections::VecDeque;

pub use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd,
};
use pulldown_cmark::{OffsetIter, Options, Parser};

use super::element::{Element, Name};
use super::internal::{is_internal_comment, is_internal_fence, is_internal_tag, is_internal_text};
use super::place::is_inline;
use super::raw::{Token, Tokens};
use crate::config::Limits;
use crate::diag::Span;

/// One piece of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'a> {
    /// An event of Markdown, never raw HTML. The text of raw HTML is among them.
    Markdown(Event<'a>),
    /// A raw HTML element begins; it is closed later unless it is void.
    Open(Element),
    /// The raw HTML element opened last ends.
    Close(Name),
    /// A `<details>` without a `<summary>` needs one here.
    MissingSummary,
}

/// Something in a body that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Deeper than the limit: what follows was not read.
    TooDeep,
    /// A raw tag has this many attributes.
    Attributes(usize),
    /// A mark that asks to leave a part out.
    InternalMark,
    /// An element that is not published; its name is at the place.
    NotPublished,
}

/// Most troubles of one kind that are told of one body.
const TROUBLES: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    Markdown(TagEnd),
    /// Like `Markdown`, inside a script: closes silently.
    Silent(TagEnd),
    Raw(Name),
}

/// The pieces of a body with their spans in the file.
pub struct Pieces<'a> {
    events: OffsetIter<'a>,
    /// Where the body begins in the file.
    base: usize,
    limits: Limits,
    pub(super) frames: Vec<Frame>,
    pub(super) ready: VecDeque<(Piece<'a>, Span)>,
    trouble: Vec<(Trouble, Span)>,
    raw_html: bool,
    /// Open links, Markdown's and raw ones.
    pub(super) links: usize,
    /// Inside `<script>` or `<style>` in a line of text: until its end or the end of the block.
    program: bool,
    /// A `<details>` was opened and holds nothing yet.
    pub(super) wants_summary: bool,
    /// A `<table>` was opened and has no part yet.
    pub(super) fresh_table: bool,
    done: bool,
}

/// What of Markdown is understood. Not: math and smart punctuation (they mangle shell text), sub- and superscript,
/// wiki links (`array[[0]]`), metadata blocks (they match in the middle of a text).
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES
}

impl<'a> Pieces<'a> {
    /// The pieces of `text`, which begins at byte `base` of its file.
    pub fn new(text: &'a str, base: usize, limits: &Limits) -> Self {
        Self {
            events: Parser::new_ext(text, options()).into_offset_iter(),
            base,
            limits: *limits,
            frames: Vec::new(),
            ready: VecDeque::new(),
            trouble: Vec::new(),
            raw_html: false,
            links: 0,
            program: false,
            wants_summary: false,
            fresh_table: false,
            done: false,
        }
    }

    /// What was found wrong so far.
    pub(super) fn trouble(&self) -> &[(Trouble, Span)] {
        &self.trouble
    }

    /// Whether there was raw HTML so far.
    pub fn raw_html(&self) -> bool {
        self.raw_html
    }

    fn pull(&mut self) {
        let Some((event, range)) = self.events.next() else {
            let end = Span::new(self.base, self.base);
            while !self.frames.is_empty() {
                self.close_top(end);
            }
            self.done = true;
            return;
        };
        let span = Span::new(self.base + range.start, self.base + range.end);
        match event {
            Event::Start(Tag::HtmlBlock) => self.html_block(span),
            Event::InlineHtml(html) | Event::Html(html) => self.inline_html(&html, span),
            Event::Start(tag) => self.start(tag, span),
            Event::End(end) => self.end(end, span),
            event if self.program => drop(event),
            Event::Text(text) => self.text(text, span),
            event => {
                if matches!(event, Event::Rule) {
                    self.close_text_frames(span);
                }
                self.make_room(span);
                self.ready.push_back((Piece::Markdown(event), span));
            }
        }
        if self.frames.len() > self.limits.nesting {
            self.found(Trouble::TooDeep, span);
            while !self.frames.is_empty() {
                self.close_top(span);
            }
            self.done = true;
        }
    }

    /// Notes a trouble; of each kind, so many that a person would read them.
    fn found(&mut self, trouble: Trouble, span: Span) {
        let same = |(known, _): &&(Trouble, Span)| {
            std::mem::discriminant(known) == std::mem::discriminant(&trouble)
        };
        if self.trouble.iter().filter(same).count() < TROUBLES {
            self.trouble.push((trouble, span));
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Span) {
        let end = tag.to_end();
        if let Tag::CodeBlock(CodeBlockKind::Fenced(info)) = &tag
            && is_internal_fence(info)
        {
            self.found(Trouble::InternalMark, span);
        }
        if self.program {
            self.frames.push(Frame::Silent(end));
            return;
        }
        if !is_inline(end) {
            self.close_text_frames(span);
        }
        self.make_room(span);
        let tag = match tag {
            Tag::Link {
                link_type: link_type @ LinkType::Email,
                dest_url,
                title,
                id,
            } => {
                let dest_url = CowStr::from(format!("mailto:{dest_url}"));
                Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }
            }
            tag => tag,
        };
        self.links += usize::from(end == TagEnd::Link);
        self.frames.push(Frame::Markdown(end));
        self.ready
            .push_back((Piece::Markdown(Event::Start(tag)), span));
    }

    fn end(&mut self, end: TagEnd, span: Span) {
        if !is_inline(end) {
            self.program = false;
        }
        while let Some(Frame::Raw(_)) = self.frames.last() {
            self.close_top(span);
        }
        if !self.frames.is_empty() {
            self.close_top(span);
        }
    }

    pub(super) fn close_top(&mut self, span: Span) {
        let piece = match self.frames.pop() {
            Some(Frame::Markdown(end)) => {
                self.links -= usize::from(end == TagEnd::Link);
                Piece::Markdown(Event::End(end))
            }
            Some(Frame::Raw(name)) => {
                self.links -= usize::from(name.text == "a");
                if name.text == "details" {
                    self.complete_details(span);
                }
                Piece::Close(name)
            }
            Some(Frame::Silent(_)) | None => return,
        };
        self.ready.push_back((piece, span));
    }

    fn text(&mut self, text: CowStr<'a>, span: Span) {
        if is_internal_text(&text)
            && !matches!(self.frames.last(), Some(Frame::Markdown(TagEnd::CodeBlock)))
        {
            self.found(Trouble::InternalMark, span);
        }
        if !text.trim_matches(is_html_space).is_empty() {
            self.make_room(span);
        }
        self.ready
            .push_back((Piece::Markdown(Event::Text(text)), span));
    }

    /// Reads a whole block of raw HTML at once, because a tag may span lines.
    fn html_block(&mut self, block: Span) {
        let mut text = String::new();
        let mut starts = Vec::new();
        for (event, range) in self.events.by_ref() {
            match event {
                Event::Html(html) | Event::Text(html) => {
                    starts.push((text.len(), self.base + range.start));
                    text.push_str(&html);
                }
                Event::End(TagEnd::HtmlBlock) => break,
                _ => {}
            }
        }
        if self.program {
            return;
        }
        let place = |at: usize| {
            let line = starts.partition_point(|(start, _)| *start <= at);
            line.checked_sub(1)
                .and_then(|line| starts.get(line))
                .map_or(block.start, |(start, origin)| origin + (at - start))
        };
        self.tokens(&text, place, false);
    }

    fn inline_html(&mut self, html: &str, span: Span) {
        self.tokens(html, |at| span.start + at, true);
    }

    fn tokens(&mut self, text: &str, place: impl Fn(usize) -> usize, inline: bool) {
        self.raw_html = true;
        let mut tokens = Tokens::new(text);
        while let Some((token, start, end)) = tokens.next() {
            let span = Span::new(place(start), place(end.saturating_sub(1)) + 1);
            if self.program {
                self.program = !matches!(token, Token::Dropped(tag) if is_program(tag));
                continue;
            }
            self.token(token, span, inline);
            if self.frames.len() > self.limits.nesting {
                return;
            }
        }
    }

    fn token(&mut self, token: Token<'_>, span: Span, inline: bool) {
        match token {
            Token::Text(text) => {
                let text = super::entity::decode(text).into_owned();
                self.text(CowStr::from(text), span);
            }
            Token::Open {
                element,
                closed,
                attributes,
            } => {
                if attributes > self.limits.attributes {
                    self.found(Trouble::Attributes(attributes), span);
                }
                self.open(element, closed, span);
            }
            Token::Close(name) => self.close(name, span),
            Token::Dropped(tag) => {
                let trouble = match is_internal_tag(tag) {
                    true => Trouble::InternalMark,
                    false => Trouble::NotPublished,
                };
                let name = Span::new(span.start, span.start + 1 + tag.len());
                self.found(trouble, name);
            }
            Token::Program { ends, .. } => {
                self.found(Trouble::NotPublished, span);
                self.program = inline && !ends;
            }
            Token::Comment(text) => {
                if is_internal_comment(text) {
                    self.found(Trouble::InternalMark, span);
                }
            }
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = (Piece<'a>, Span);

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && !self.done {
            self.pull();
        }
        self.ready.pop_front()
    }
}

fn is_program(tag: &str) -> bool {
    ["script", "style"]
        .iter()
        .any(|name| tag.eq_ignore_ascii_case(name))
}

fn is_html_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\x0c' | '\r')
}
