//! `Html`: text becomes HTML in one place. Markdown to HTML, sanitised; code highlighted.

mod emit;
pub mod highlight;
mod link;
mod sanitise;

use crate::config::Config;
use crate::diag::SourceText;
use crate::markdown::Document;
pub use highlight::Highlighter;

/// A piece of HTML that is safe to put into a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl Html {
    /// Plain text as HTML, fit for element content and for attribute values in double quotes. Control characters
    /// and noncharacters, which HTML cannot hold, become U+FFFD.
    pub fn escape(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        escape_into(text, &mut out);
        Self(out)
    }

    /// A JSON text for a `<script>` that is no program: nothing in it ends the element or begins another (HTML § 4.12.1.3).
    pub fn data_block(json: &str) -> Self {
        let mut out = String::with_capacity(json.len());
        for c in json.chars() {
            match c {
                // Outside its texts JSON has none of these, and in them the escape means the same.
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    out.push_str(&format!("\\u{:04x}", u32::from(c)));
                }
                c => out.push(c),
            }
        }
        Self(out)
    }

    /// The HTML as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML as text.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Appends plain text as HTML; see [`Html::escape`].
pub(crate) fn escape_into(text: &str, out: &mut String) {
    append(text, out, |byte| match byte {
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    });
}

/// Appends plain text as element content: like [`escape_into`], but quotes stay.
fn escape_text_into(text: &str, out: &mut String) {
    append(text, out, |_| None);
}

fn append(text: &str, out: &mut String, quote: impl Fn(u8) -> Option<&'static str>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte > b'>' && !matches!(byte, 0x7f | 0xc2 | 0xef) {
            continue;
        }
        let (with, len) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' | b'\'' => match quote(*byte) {
                Some(with) => (with, 1),
                None => continue,
            },
            b'\t' | b'\n' => continue,
            0..0x20 | 0x7f => ("\u{fffd}", 1),
            // U+0080 to U+009F.
            0xc2 if bytes.get(at + 1).is_some_and(|next| *next < 0xa0) => ("\u{fffd}", 2),
            // Noncharacters: U+FDD0 to U+FDEF, U+FFFE, U+FFFF.
            0xef => match bytes.get(at + 1..at + 3) {
                Some([0xb7, 0x90..=0xaf] | [0xbf, 0xbe | 0xbf]) => ("\u{fffd}", 3),
                _ => continue,
            },
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(with);
        from = at + len;
    }
    out.push_str(&text[from..]);
}

/// Where a link of a document leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To this address, as it shall stand in the page.
    To(String),
    /// Nowhere: the text is shown without a link.
    Nowhere,
}

/// An incident that is named in running text by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// Address, as it shall stand in the page.
    pub url: String,
    /// Title of the incident.
    pub title: String,
}

/// Rewrites the relative links of a document for the page it is shown on.
pub trait Links {
    /// Where a relative link (`other.md#anchor`, `diagram.svg`) leads. Called only for targets without a scheme and
    /// not beginning with `#`.
    fn resolve(&self, target: &str) -> Target;

    /// The incident that an id in running text names; `None` if there is none, or it is the page's own.
    fn mentioned(&self, _id: &str) -> Option<Mentioned> {
        None
    }

    /// Width and height in pixels of the image at a relative target; `None` if they are not known.
    fn image(&self, _target: &str) -> Option<(u32, u32)> {
        None
    }
}

/// The words that a rendered body adds to the author's.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Name of a table that can be scrolled; its number follows.
    pub table: &'a str,
    /// Title of `> [!NOTE]`.
    pub note: &'a str,
    /// Title of `> [!TIP]`.
    pub tip: &'a str,
    /// Title of `> [!IMPORTANT]`.
    pub important: &'a str,
    /// Title of `> [!WARNING]`.
    pub warning: &'a str,
    /// Title of `> [!CAUTION]`.
    pub caution: &'a str,
    /// Name of the list of footnotes.
    pub footnotes: &'a str,
    /// Name of the link from a footnote back to the text; its number follows.
    pub back: &'a str,
    /// Name of a ticked box of a task list.
    pub done: &'a str,
    /// Name of an empty box of a task list.
    pub open: &'a str,
    /// Summary of a `<details>` that has none.
    pub details: &'a str,
    /// Text of a link to an image that has no alternative text.
    pub image: &'a str,
    /// Name of a diagram that is shown as text.
    pub diagram: &'a str,
    /// Text of a redaction that its author has drawn as a bar.
    pub redacted: &'a str,
}

impl Default for Words<'_> {
    fn default() -> Self {
        Self {
            table: "Table",
            note: "Note",
            tip: "Tip",
            important: "Important",
            warning: "Warning",
            caution: "Caution",
            footnotes: "Footnotes",
            back: "Back to reference",
            done: "Done",
            open: "Open",
            details: "Details",
            image: "Image",
            diagram: "Diagram, as text",
            redacted: "redacted",
        }
    }
}

/// What a body is rendered for.
#[derive(Clone, Copy)]
pub struct BodyOptions<'a> {
    /// Title of the page: a first heading or paragraph that only repeats it is left out. Empty: nothing is.
    pub title: &'a str,
    /// The settings in force.
    pub config: &'a Config,
    /// Where relative links lead.
    pub links: &'a dyn Links,
    /// Colours code.
    pub highlighter: &'a Highlighter,
    /// The words that are added.
    pub words: Words<'a>,
}

/// A rendered body.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The body's HTML.
    pub html: Html,
    /// Its headings, for a table of contents; at most `limits.toc_entries`.
    pub toc: Vec<TocEntry>,
}

/// One line of a table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocEntry {
    /// Level on the page, 2 to 6, never more than one deeper than the entry before.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// Anchor on the page.
    pub anchor: String,
}

/// Turns the body of a document into HTML. Infallible: what is wrong with a body was found when it was parsed.
///
/// The page's title is its only `h1`: headings begin at level 2 and never skip one. No `style`, no script, no id that
/// begins with `cb-` but those of footnotes; classes only from a fixed list.
pub fn body(source: &SourceText, document: &Document, options: &BodyOptions<'_>) -> Body {
    let draft = emit::emit(source, document, options);
    Body {
        html: Html(match document.raw_html {
            true => sanitise::sanitise(&draft.html, &draft.code),
            // All tags are our own: the parser would give back what it was given (a property test says so), at the
            // price of half the page.
            false => sanitise::finish(&draft.html, &draft.code),
        }),
        toc: draft.toc,
    }
}

#[cfg(test)]
mod tests;
