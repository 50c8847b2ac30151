//! `Document`: what the rest of the program sees of Markdown. One pass over the pieces of a body: sections with their
//! plain text, heading anchors as GitHub makes them, links, and the limits that keep hostile input bounded.

mod anchor;
pub mod element;
mod entity;
pub(crate) mod internal;
pub mod mention;
mod outline;
pub mod pieces;
mod place;
mod raw;
pub mod reference;

use std::collections::BTreeSet;

use crate::config::Config;
use crate::diag::{Diagnostic, Outcome, SourceText, Span};
use anchor::Anchors;
pub use anchor::allowed as allowed_anchor;
pub use entity::decode as decode_entities;
use mention::Mentions;
use outline::Outline;
use pieces::{Pieces, Trouble};
pub(crate) use place::is_inline;

/// The body of one file, read.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Where the body stands in the source text.
    pub body: Span,
    /// The body's sections in order; the first has no heading if text stands before the first heading.
    pub sections: Vec<Section>,
    /// Lines that head a section without a mark of Markdown, in order; see [`Document::take_labels`].
    pub labels: Vec<Heading>,
    /// Links and images in order, also of raw HTML.
    pub links: Vec<Link>,
    /// Every anchor that `#fragment` can name, also from raw HTML.
    pub anchors: BTreeSet<String>,
    /// What could be the id of an incident in the body's prose; see [`mention`].
    pub mentions: BTreeSet<Box<str>>,
    /// Whether the body has raw HTML.
    pub raw_html: bool,
    /// Whether the file holds a key, a token or a password, front matter included: nothing may show its lines as they are.
    /// Whoever looks for them says so; see `check::text`.
    pub holds_secret: bool,
    /// What became of the ids of raw HTML, in order: the anchor, or `None` where it was no anchor or taken.
    pub(crate) raw_ids: Vec<Option<String>>,
}

/// A heading and what stands under it, up to the next heading of any level.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// The heading; `None` for text before the first.
    pub heading: Option<Heading>,
    /// Plain text: a line per block (paragraph, list item, table row; cells are parted by a tab), each line of code on
    /// its own, raw HTML's text included.
    pub text: String,
    /// Where each line of `text` stands in the source text.
    pub lines: Vec<Span>,
}

/// A heading (ATX, setext or `<h1>`…`<h6>`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// Anchor as GitHub makes it, unique in the document.
    pub anchor: String,
    /// Where it stands.
    pub span: Span,
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Target as written (entities decoded).
    pub target: String,
    /// Whether it is an image.
    pub image: bool,
    /// Text of the link, or alternative text of the image.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl Document {
    /// Lets the lines at `spans` head a section each: `Summary`, `**Root cause:**`. They get anchors as headings do.
    /// Only who reads the prose can tell them from other lines, and only in a text without headings of its own: so they
    /// are of the first level below the page's title.
    pub fn take_labels(&mut self, source: &SourceText, spans: &[Span]) {
        let mut anchors = Anchors::of(std::mem::take(&mut self.anchors));
        let label = |span: &Span| {
            let text = source.slice(*span).trim_matches(['*', '_', ':']).to_owned();
            Heading {
                level: 2,
                anchor: anchors.of_heading(&text),
                text,
                span: *span,
            }
        };
        self.labels = spans.iter().map(label).collect();
        self.anchors = anchors.into_set();
    }
}

/// Reads the body of a file. Linear in its length, and never deeper than the limit on nesting.
///
/// The findings: `nesting-too-deep` (what follows is not read), `attributes-too-many`, `internal-mark`,
/// `html-not-published`.
pub fn parse(source: &SourceText, body: Span, config: &Config) -> Outcome<Document> {
    let mut pieces = Pieces::new(source.slice(body), body.start, &config.limits);
    let mut outline = Outline::default();
    let mut mentions = Mentions::default();
    for (piece, span) in pieces.by_ref() {
        mentions.take(&piece);
        outline.take(piece, span);
    }
    let diagnostics = pieces
        .trouble()
        .iter()
        .map(|(trouble, span)| diagnose(*trouble, *span, source, config))
        .collect();
    let mut document = outline.finish();
    document.body = body;
    document.mentions = mentions.finish();
    document.raw_html = pieces.raw_html();
    Outcome {
        value: document,
        diagnostics,
    }
}

fn diagnose(trouble: Trouble, span: Span, source: &SourceText, config: &Config) -> Diagnostic {
    let place = source.place(span);
    match trouble {
        Trouble::TooDeep => {
            let limit = config.limits.nesting;
            Diagnostic::error("nesting-too-deep", place, format!("blocks are nested more than {limit} deep"))
                .help("take levels of quotes, lists or HTML out, or raise `limits.nesting` in site.toml")
        }
        Trouble::Attributes(count) => {
            let limit = config.limits.attributes;
            Diagnostic::error("attributes-too-many", place, format!("a tag has {count} attributes, more than {limit}"))
                .help("take attributes out, or raise `limits.attributes` in site.toml")
        }
        Trouble::InternalMark => {
            Diagnostic::error("internal-mark", place, "this looks like a mark of an internal passage, and is none")
                .help("write `<!-- internal -->` and `<!-- /internal -->` around the passage, or `:::internal` and `:::` on lines of their own")
        }
        Trouble::NotPublished => {
            let tag = source.slice(span).trim_start_matches(['<', '/']);
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            Diagnostic::hint("html-not-published", place, format!("`<{name}>` is left out of the page"))
                .help("write it in Markdown, or take it out")
        }
    }
}

#[cfg(test)]
mod tests;
