//! `Config`: the settings in force. Resolved once from defaults, `site.toml`, the environment and the command line, then frozen.

use std::collections::BTreeMap;

use crate::diag::Level;

/// The settings in force; never changes afterwards.
#[derive(Debug, Clone)]
pub struct Config {
    /// Title of the site.
    pub title: String,
    /// One sentence about the library; empty when not set.
    pub description: String,
    /// Where the site will be, with a trailing slash (`https://example.com/repo/`); `None`: not known.
    pub base_url: Option<String>,
    /// BCP 47 tag of the interface and of documents that do not say otherwise.
    pub language: String,
    /// Content folder, relative to the root.
    pub content: String,
    /// Output folder, relative to the root.
    pub output: String,
    /// Folder copied as it is, relative to the root.
    pub static_dir: String,
    /// Theme folder under `themes/`; `None`: the built-in one.
    pub theme: Option<String>,
    /// Zone by which incidents are grouped by year (IANA name); UTC when not set.
    pub timezone: String,
    /// How `12/05/2023` is read; `None`: reported as ambiguous and not guessed.
    pub day_first: Option<bool>,
    /// The day that "overdue" is relative to, RFC 3339; `None`: the newest date in the library.
    pub as_of: Option<String>,
    /// Rows on a page of a listing.
    pub page_size: usize,
    /// Whether code is highlighted.
    pub highlight: bool,
    /// Whether images of other hosts are shown.
    pub external_images: bool,
    /// Whether every link ends in `index.html` and works from `file://`.
    pub portable: bool,
    /// Whether one JSON file is written per incident.
    pub api_per_incident: bool,
    /// Address of a document's source, `{path}` standing for its path; `None`: not linked.
    pub source_url: Option<String>,
    /// Address where a document can be edited, `{path}` standing for its path; `None`: not linked.
    pub edit_url: Option<String>,
    /// What is published.
    pub audience: Audience,
    /// Limits that keep hostile input bounded.
    pub limits: Limits,
    /// Levels of rules that the site sets differently; `None` switches a rule off.
    pub rules: BTreeMap<String, Option<Level>>,
}

/// Who the site is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Audience {
    /// Drafts are part of it.
    pub drafts: bool,
    /// Internal documents are part of it.
    pub internal: bool,
}

/// Limits on what one document may hold. Each is a key of `[limits]` in `site.toml` and is named in the error it causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Front matter, bytes.
    pub front_matter_bytes: usize,
    /// Depth of values in front matter.
    pub front_matter_depth: usize,
    /// Keys in front matter, at all depths.
    pub front_matter_keys: usize,
    /// A document, bytes.
    pub document_bytes: usize,
    /// An asset, bytes.
    pub asset_bytes: usize,
    /// Depth of blocks and raw HTML elements.
    pub nesting: usize,
    /// Title, characters.
    pub title_chars: usize,
    /// Tags and services of one document.
    pub terms: usize,
    /// One tag or service, characters.
    pub term_chars: usize,
    /// A line of code that is still highlighted, bytes.
    pub highlight_line_bytes: usize,
    /// A block of code that is still highlighted, bytes.
    pub highlight_block_bytes: usize,
    /// Code of one page that is still highlighted, bytes.
    pub highlight_page_bytes: usize,
    /// Attributes of one raw HTML tag.
    pub attributes: usize,
    /// Entries of a table of contents.
    pub toc_entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            front_matter_bytes: 64 << 10,
            front_matter_depth: 32,
            front_matter_keys: 1000,
            document_bytes: 8 << 20,
            asset_bytes: 64 << 20,
            nesting: 100,
            title_chars: 300,
            terms: 100,
            term_chars: 60,
            highlight_line_bytes: 2000,
            highlight_block_bytes: 64 << 10,
            highlight_page_bytes: 512 << 10,
            attributes: 50,
            toc_entries: 500,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Casebook".to_owned(),
            description: String::new(),
            base_url: None,
            language: "en".to_owned(),
            content: "content".to_owned(),
            output: "public".to_owned(),
            static_dir: "static".to_owned(),
            theme: None,
            timezone: "UTC".to_owned(),
            day_first: None,
            as_of: None,
            page_size: 100,
            highlight: true,
            external_images: false,
            portable: false,
            api_per_incident: false,
            source_url: None,
            edit_url: None,
            audience: Audience::default(),
            limits: Limits::default(),
            rules: BTreeMap::new(),
        }
    }
}
