//! Pieces of a body to HTML. Sound by construction: text is escaped, targets are checked, and only elements,
//! attributes and classes named here are written; `sanitise` checks it again.

mod footnote;
mod label;
mod lines;
mod links;
mod raw;
mod redaction;
mod table;
mod title;

use std::collections::BTreeSet;

use super::highlight::Budget;
use super::link;
use super::{BodyOptions, TocEntry, escape_into, escape_text_into};
use crate::diag::{SourceText, Span};
use crate::markdown::pieces::{BlockQuoteKind, CodeBlockKind, Event, Piece, Pieces, Tag, TagEnd};
use crate::markdown::{Document, Heading, is_inline};
use footnote::Footnotes;
use links::{OpenImage, OpenLink};
use redaction::Part;
use table::Table;
use title::Repeated;

/// A body before it is sanitised.
pub(super) struct Draft {
    /// Its HTML; a block of code is a [`SLOT`] with the block's number.
    pub(super) html: String,
    /// The blocks of code as HTML: only escaped text and `<i class="x">`, so that they need no parser.
    pub(super) code: Vec<String>,
    /// Its table of contents.
    pub(super) toc: Vec<TocEntry>,
}

/// The tag after which the number of a block of code stands. Raw HTML has no classes, so that nobody else writes it.
pub(super) const SLOT: &str = "<code class=\"slot\">";

/// Writes the body of a document.
pub(super) fn emit(source: &SourceText, document: &Document, options: &BodyOptions<'_>) -> Draft {
    let text = source.slice(document.body);
    let mut emitter = Emitter::new(source, document, options);
    for (piece, span) in Pieces::new(text, document.body.start, &options.config.limits) {
        emitter.take(piece, span);
    }
    emitter.finish()
}

/// A block of code being read.
struct OpenCode {
    /// As written after the fence; empty when there is none.
    language: String,
    text: String,
}

struct Emitter<'a> {
    source: &'a SourceText,
    options: &'a BodyOptions<'a>,
    document: &'a Document,
    out: String,
    /// Text not yet written: Markdown gives it in parts, and an address must be seen as a whole.
    text: String,
    /// Headings of the document with their levels on the page.
    headings: std::vec::IntoIter<(&'a Heading, u8)>,
    /// Headings that are open: level on the page, and where they and their content begin in `out`.
    open_headings: Vec<(u8, usize, usize)>,
    raw_ids: std::slice::Iter<'a, Option<String>>,
    /// Labels that are shown as headings and not yet written.
    labels: &'a [Heading],
    /// Where the open label ends in the source.
    label_end: Option<usize>,
    /// Where the open paragraph begins in `out`.
    paragraph_at: Option<usize>,
    /// Emphasis and links of Markdown that are open.
    inline_depth: usize,
    toc: Vec<TocEntry>,
    repeated: Option<Repeated>,
    footnotes: Footnotes,
    image: Option<OpenImage>,
    /// Open links of Markdown; `None` for one that is not written.
    links: Vec<Option<OpenLink>>,
    /// Open `<a>` of raw HTML; `None` for one that is written as a `<span>`.
    raw_links: Vec<Option<OpenLink>>,
    /// Depth of raw `code`, `pre`, `kbd`, `samp`: addresses in them stay text.
    verbatim: usize,
    code: Option<OpenCode>,
    /// Blocks of code so far.
    blocks: Vec<String>,
    budget: Budget,
    table: Table,
    /// Where the latest list item begins in `out`.
    item_at: usize,
}

impl<'a> Emitter<'a> {
    fn new(source: &'a SourceText, document: &'a Document, options: &'a BodyOptions<'a>) -> Self {
        let len = document.body.end - document.body.start;
        let repeated = title::repeated(document, options.title);
        let headings = document
            .sections
            .iter()
            .filter_map(|section| section.heading.as_ref());
        let headings = levels(headings, repeated == Some(Repeated::Heading)).into_iter();
        Self {
            source,
            options,
            document,
            out: String::with_capacity(len + len / 2),
            text: String::new(),
            headings,
            open_headings: Vec::new(),
            raw_ids: document.raw_ids.iter(),
            labels: &document.labels,
            label_end: None,
            paragraph_at: None,
            inline_depth: 0,
            toc: Vec::new(),
            repeated,
            footnotes: Footnotes::default(),
            image: None,
            links: Vec::new(),
            raw_links: Vec::new(),
            verbatim: 0,
            code: None,
            blocks: Vec::new(),
            budget: Budget::new(&options.config.limits),
            table: Table::default(),
            item_at: 0,
        }
    }

    fn finish(mut self) -> Draft {
        self.flush();
        self.footnotes.write(&self.options.words, &mut self.out);
        Draft {
            html: self.out,
            code: self.blocks,
            toc: self.toc,
        }
    }

    fn take(&mut self, piece: Piece<'_>, span: Span) {
        if let Some(image) = &mut self.image {
            match piece {
                Piece::Markdown(Event::Text(text) | Event::Code(text)) => image.alt.push_str(&text),
                Piece::Markdown(Event::SoftBreak | Event::HardBreak) => image.alt.push(' '),
                Piece::Markdown(Event::Start(Tag::Image { .. })) => image.inner += 1,
                Piece::Markdown(Event::End(TagEnd::Image)) if image.inner > 0 => image.inner -= 1,
                Piece::Markdown(Event::End(TagEnd::Image)) => self.end_image(),
                _ => {}
            }
            return;
        }
        match piece {
            Piece::Markdown(event) if self.in_label(&event, span) => {}
            Piece::Markdown(event) => self.event(event, span),
            Piece::Open(element) => {
                self.flush();
                self.open(&element);
            }
            Piece::Close(name) => {
                self.flush();
                self.close(name);
            }
            Piece::MissingSummary => {
                self.flush();
                self.out.push_str("<summary>");
                escape_text_into(self.options.words.details, &mut self.out);
                self.out.push_str("</summary>\n");
            }
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Text(text) => match &mut self.code {
                Some(code) => code.text.push_str(&text),
                None => self.text.push_str(&text),
            },
            Event::SoftBreak if self.open_headings.is_empty() && self.stay_apart(span) => {
                self.flush();
                self.out.push_str("<br>\n");
            }
            Event::SoftBreak => self.text.push('\n'),
            event => {
                self.flush();
                self.markup(event, span);
            }
        }
    }

    /// Whether the lines before and after a line end are meant to stay two.
    fn stay_apart(&self, end: Span) -> bool {
        let line = self.source.line(end.start);
        let text = |line| self.source.slice(self.source.line_span(line));
        lines::stay_apart(text(line), text(line + 1))
    }

    fn markup(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end, span),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape_text_into(&code, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
            Event::FootnoteReference(label) => {
                let linked = !self.in_link();
                self.footnotes.reference(&label, linked, &mut self.out);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::Text(text) => {
                escape_text_into(&text, &mut self.out)
            }
            // The pieces hold no raw HTML.
            Event::SoftBreak | Event::Html(_) | Event::InlineHtml(_) => {}
        }
    }

    /// Writes the text that was read.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        redaction::parts(&text, |part| match part {
            Part::Text(text) => self.plain(text),
            Part::Words(words) => self.redacted(words),
            Part::Bar => self.redacted(self.options.words.redacted),
        });
        self.text = text;
        self.text.clear();
    }

    fn plain(&mut self, text: &str) {
        if self.verbatim > 0 || self.in_link() {
            escape_text_into(text, &mut self.out);
        } else {
            // Ids of incidents are linked in prose: not in what is a link or a heading already.
            let prose =
                self.open_headings.is_empty() && self.links.is_empty() && self.raw_links.is_empty();
            let incidents = prose.then_some(self.options.links);
            link::autolink(text, incidents, &mut self.out);
        }
    }

    fn redacted(&mut self, words: &str) {
        self.out.push_str("<span class=\"redacted\">");
        escape_text_into(words, &mut self.out);
        self.out.push_str("</span>");
    }

    fn in_link(&self) -> bool {
        self.links
            .iter()
            .chain(&self.raw_links)
            .any(Option::is_some)
    }

    fn start(&mut self, tag: Tag<'_>) {
        self.inline_depth += usize::from(is_inline(tag.to_end()));
        match tag {
            Tag::Paragraph => self.start_paragraph(),
            Tag::Heading { .. } => {
                if let Some((heading, level)) = self.headings.next() {
                    self.start_heading(heading, level, "");
                }
            }
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some(OpenCode {
                    language,
                    text: String::new(),
                });
            }
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(start)) => self.out.push_str(&format!("<ol start=\"{start}\">\n")),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::Item => {
                self.item_at = self.out.len();
                self.out.push_str("<li>");
            }
            Tag::FootnoteDefinition(label) => {
                self.footnotes.start(label.into_string(), &mut self.out)
            }
            Tag::Table(columns) => self.start_table(columns),
            Tag::TableHead => self.start_table_head(),
            Tag::TableRow => self.start_table_row(),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link {
                dest_url, title, ..
            } => {
                let href = link::href(&dest_url, self.options.links);
                if let Some(href) = &href {
                    self.open_link(href, &title);
                }
                let link = self.opened(href);
                self.links.push(link);
            }
            Tag::Image {
                dest_url, title, ..
            } => {
                self.image = Some(OpenImage {
                    target: dest_url.into_string(),
                    title: title.into_string(),
                    alt: String::new(),
                    inner: 0,
                });
            }
            // Options that are off, and raw HTML, which is no event.
            Tag::HtmlBlock
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, end: TagEnd, span: Span) {
        self.inline_depth -= usize::from(is_inline(end));
        match end {
            TagEnd::Paragraph => {
                self.out.push_str("</p>\n");
                let at = self.paragraph_at.take();
                self.drop_repeated_paragraph(span, at);
            }
            TagEnd::Heading(_) => {
                self.end_heading();
            }
            TagEnd::BlockQuote(kind) => self.out.push_str(if kind.is_some() {
                "</div>\n"
            } else {
                "</blockquote>\n"
            }),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(ordered) => self
                .out
                .push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => self.footnotes.end(&mut self.out),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_table_head(),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => {
                if let Some(Some(link)) = self.links.pop() {
                    self.close_link(&link);
                }
            }
            TagEnd::Image => {}
            TagEnd::HtmlBlock
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn start_heading(&mut self, heading: &Heading, level: u8, class: &str) {
        if self.repeated != Some(Repeated::Heading)
            && self.toc.len() < self.options.config.limits.toc_entries
        {
            self.toc.push(TocEntry {
                level,
                text: heading.text.clone(),
                anchor: heading.anchor.clone(),
            });
        }
        let at = self.out.len();
        self.out.push_str(&format!("<h{level} id=\""));
        escape_into(&heading.anchor, &mut self.out);
        self.out.push('"');
        self.attribute("class", class);
        self.out.push('>');
        self.open_headings.push((level, at, self.out.len()));
    }

    /// Ends a heading; gives where it begins in `out`.
    fn end_heading(&mut self) -> Option<usize> {
        let heading = self.open_headings.pop();
        match heading {
            // A heading that says nothing is none.
            Some((_, at, content_at)) if self.is_blank_from(content_at) => {
                self.out.truncate(at);
                self.toc.pop_if(|entry| entry.text.is_empty());
            }
            Some((level, ..)) => self.out.push_str(&format!("</h{level}>\n")),
            None => {}
        }
        let at = heading.map(|(_, at, _)| at);
        self.drop_repeated_heading(at);
        at
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let words = &self.options.words;
        let (class, title) = match kind {
            None => return self.out.push_str("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", words.note),
            Some(BlockQuoteKind::Tip) => ("tip", words.tip),
            Some(BlockQuoteKind::Important) => ("important", words.important),
            Some(BlockQuoteKind::Warning) => ("warning", words.warning),
            Some(BlockQuoteKind::Caution) => ("caution", words.caution),
        };
        self.out.push_str(&format!(
            "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">"
        ));
        escape_text_into(title, &mut self.out);
        self.out.push_str("</p>\n");
    }

    fn task(&mut self, done: bool) {
        let item = "<li";
        if self
            .out
            .get(self.item_at..)
            .is_some_and(|out| out.starts_with("<li>"))
        {
            self.out
                .insert_str(self.item_at + item.len(), " class=\"task\"");
        }
        let words = &self.options.words;
        let (checked, name) = if done {
            (" checked", words.done)
        } else {
            ("", words.open)
        };
        self.out
            .push_str(&format!("<input type=\"checkbox\" disabled{checked}"));
        self.attribute("aria-label", name);
        self.out.push_str("> ");
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        let language = super::highlight::Language::of(&code.language);
        let diagram = language.is_diagram();
        if diagram {
            self.start_diagram(&code.text);
        }
        self.out.push_str("<div class=\"code\">");
        if let Some(label) = language.label() {
            self.out.push_str("<span class=\"code-lang\">");
            escape_text_into(label, &mut self.out);
            self.out.push_str("</span>");
        }
        let mut html = String::with_capacity(code.text.len() * 2);
        if self.options.config.highlight {
            self.options
                .highlighter
                .code(&code.text, &language, &mut self.budget, &mut html);
        } else {
            escape_text_into(&code.text, &mut html);
        }
        self.out.push_str(&format!(
            "<pre tabindex=\"0\">{SLOT}{}</code></pre></div>\n",
            self.blocks.len()
        ));
        self.blocks.push(html);
        if diagram {
            self.out.push_str("</figure>\n");
        }
    }

    /// A diagram is shown as the text it is: the site runs no script that could draw it.
    fn start_diagram(&mut self, text: &str) {
        self.out.push_str("<figure>\n<figcaption>");
        escape_text_into(self.options.words.diagram, &mut self.out);
        if let Some(title) = super::highlight::diagram_title(text) {
            self.out.push_str(": ");
            escape_text_into(title, &mut self.out);
        }
        self.out.push_str("</figcaption>\n");
    }

    fn is_blank_from(&self, at: usize) -> bool {
        self.out.get(at..).is_some_and(|out| out.trim().is_empty())
    }

    /// Appends an attribute, unless its value is empty.
    fn attribute(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape_into(value, &mut self.out);
            self.out.push('"');
        }
    }

    /// Anchors that links of the document name.
    fn wanted_anchors(&self) -> BTreeSet<&'a str> {
        self.document
            .links
            .iter()
            .filter_map(|link| link.target.strip_prefix('#'))
            .collect()
    }
}

/// The headings of a document with their levels on the page: the first level is 2, and none is skipped.
fn levels<'a>(
    headings: impl Iterator<Item = &'a Heading>,
    first_repeats: bool,
) -> Vec<(&'a Heading, u8)> {
    let mut open: Vec<u8> = Vec::new();
    headings
        .enumerate()
        .map(|(at, heading)| {
            if at == 0 && first_repeats {
                return (heading, 2);
            }
            while open.last().is_some_and(|level| *level >= heading.level) {
                open.pop();
            }
            open.push(heading.level);
            (heading, u8::try_from(1 + open.len()).unwrap_or(6).min(6))
        })
        .collect()
}
