//! `Config`: the settings in force. Resolved once from defaults, `site.toml`, the environment and the command line, then frozen.

mod durations;
mod load;
mod schema;
mod site_toml;

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Level, Outcome};
use crate::model::{CATEGORIES, DurationScale, Severity, category_alias};

pub use load::{ConfigError, FILE, load};
pub use schema::schema;
pub use site_toml::{SETTINGS, Setting, SiteToml};

/// The settings in force; never changes afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Address of a document's history, `{path}` standing for its path; `None`: not linked.
    pub history_url: Option<String>,
    /// What the site calls the causes of an incident.
    pub cause_label: CauseLabel,
    /// What is published.
    pub audience: Audience,
    /// Whether the site has a page of the rules that its texts are checked by.
    pub rules_page: bool,
    /// Limits that keep hostile input bounded.
    pub limits: Limits,
    /// Levels of rules that the site sets differently; `None` switches a rule off.
    pub rules: BTreeMap<String, Option<Level>>,
    /// Rules that single documents may break, by path in the content folder: for texts that are kept as they came.
    pub allow: BTreeMap<String, Vec<String>>,
    /// The root-cause categories of the site, in the order shown; `unknown` is always the last.
    pub categories: Vec<CategoryDef>,
    /// The scale of severities, gravest first, as far as the site defines one.
    pub severities: Vec<SeverityDef>,
    /// The bands of the index by duration.
    pub durations: DurationScale,
    /// The main ways in, by the names of lists (`incidents`, `causes`, `search`…) and the paths of pages.
    pub navigation: Vec<String>,
}

/// A step of the site's scale of severities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeverityDef {
    /// 0 (worst) to 5.
    pub number: u8,
    /// What a reader sees.
    pub name: String,
    /// What it means, in one clause; empty when the site does not say.
    pub means: String,
    /// Other words for it.
    pub keywords: Vec<String>,
}

/// What a site calls the causes of an incident. Some hold that a root cause is never one thing, and name none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CauseLabel {
    /// Root cause.
    #[default]
    RootCause,
    /// Contributing factors.
    ContributingFactors,
}

impl CauseLabel {
    /// Every label.
    pub const ALL: [Self; 2] = [Self::RootCause, Self::ContributingFactors];

    /// As `site.toml` names it.
    pub fn id(self) -> &'static str {
        match self {
            Self::RootCause => "root-cause",
            Self::ContributingFactors => "contributing-factors",
        }
    }

    /// Name of the words that are laid over those of the interface; `None` for the words as they are.
    pub fn variant(self) -> Option<&'static str> {
        (self != Self::RootCause).then_some(self.id())
    }
}

/// A root-cause category of the site: one of [`CATEGORIES`], or one that `site.toml` defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryDef {
    /// Stable id, part of addresses.
    pub id: String,
    /// What a reader sees.
    pub name: String,
    /// What it means, in one clause; empty when the site does not say.
    pub means: String,
    /// Words of front matter and prose that mean it, lower case; of the default categories only those that
    /// `site.toml` adds.
    pub keywords: Vec<String>,
}

/// What was typed: options of the command line and variables of the environment. `None`: not typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    /// `--base-url`.
    pub base_url: Option<String>,
    /// `--output`.
    pub output: Option<String>,
    /// `--content`.
    pub content: Option<String>,
    /// `--theme`.
    pub theme: Option<String>,
    /// `--drafts`.
    pub drafts: Option<bool>,
    /// `--internal`.
    pub internal: Option<bool>,
    /// `--portable`.
    pub portable: Option<bool>,
    /// `SOURCE_DATE_EPOCH` as a day (`2026-01-31`): counts only where `site.toml` sets no `as_of`.
    pub source_date: Option<String>,
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
            history_url: None,
            cause_label: CauseLabel::RootCause,
            audience: Audience::default(),
            rules_page: true,
            limits: Limits::default(),
            severities: Vec::new(),
            durations: DurationScale::default(),
            navigation: ["incidents", "causes", "durations", "impacts", "search"]
                .map(str::to_owned)
                .into(),
            rules: BTreeMap::new(),
            allow: BTreeMap::new(),
            categories: CATEGORIES
                .iter()
                .map(|category| CategoryDef {
                    id: category.id.to_owned(),
                    name: category.name.to_owned(),
                    means: category.means.to_owned(),
                    keywords: Vec::new(),
                })
                .collect(),
        }
    }
}

impl Config {
    /// What is in force: what was typed over what `site.toml` says over the defaults.
    ///
    /// The findings are about what was typed; they have no place.
    pub fn resolve(site: SiteToml, typed: Overrides) -> Outcome<Self> {
        let mut config = site.config;
        let mut diagnostics = Vec::new();
        let mut wrong = |message: String, help: &str| {
            let finding = Diagnostic::new(Level::Error, "setting-invalid", None, message);
            diagnostics.push(finding.help(help));
        };
        if let Some(text) = typed.base_url {
            match site_toml::base_url(&text) {
                Some(url) => config.base_url = Some(url),
                None => wrong(
                    format!("the base address `{text}` is none"),
                    "give an address that begins with `https://` or `http://`, without `?` and `#`",
                ),
            }
        }
        if let Some(text) = typed.theme {
            match site_toml::folder_name(&text) {
                Some(name) => config.theme = Some(name),
                None => wrong(
                    format!("the theme `{text}` is no name of a folder"),
                    "give the name of a folder under `themes/`",
                ),
            }
        }
        config.output = typed.output.unwrap_or(config.output);
        config.content = typed.content.unwrap_or(config.content);
        config.portable = typed.portable.unwrap_or(config.portable);
        config.audience.drafts = typed.drafts.unwrap_or(config.audience.drafts);
        config.audience.internal = typed.internal.unwrap_or(config.audience.internal);
        config.as_of = config.as_of.or(typed.source_date);
        Outcome {
            value: config,
            diagnostics,
        }
    }

    /// Path of the site on its host, with a slash at both ends: `/repo/`; `/` when no address is known.
    pub fn base_path(&self) -> &str {
        let url = self.base_url.as_deref().unwrap_or("");
        url.split_once("://")
            .and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)))
            .unwrap_or("/")
    }

    /// The category of this id.
    pub fn category(&self, id: &str) -> Option<&CategoryDef> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// Whether the site says itself what the category of this id is called or means.
    pub fn defines_category(&self, id: &str) -> bool {
        let default = CATEGORIES.iter().find(|category| category.id == id);
        self.category(id).is_some_and(|it| {
            default.is_none_or(|default| default.name != it.name || default.means != it.means)
        })
    }

    /// The category of the site that a word means: by its id or name, by the keywords that `site.toml` gives, by what
    /// the word means in other taxonomies.
    pub fn category_of_word(&self, word: &str) -> Option<&CategoryDef> {
        let plain = |text: &str| text.trim().to_lowercase().replace(['_', ' ', '/'], "-");
        let wanted = plain(word);
        self.categories
            .iter()
            .find(|category| category.id == wanted || plain(&category.name) == wanted)
            .or_else(|| {
                self.categories
                    .iter()
                    .find(|category| category.keywords.iter().any(|word| plain(word) == wanted))
            })
            .or_else(|| self.category(category_alias(word)?))
    }

    /// The severity that an author's label means: by the name and the keywords that `site.toml` gives, else by the words
    /// in common use.
    pub fn severity_of_label(&self, label: &str) -> Severity {
        let plain = |text: &str| text.trim().to_lowercase().replace(['_', '-', ' '], "");
        let wanted = plain(label);
        let own = self.severities.iter().find(|it| {
            plain(&it.name) == wanted || it.keywords.iter().any(|word| plain(word) == wanted)
        });
        match own {
            Some(own) => Severity {
                number: Some(own.number),
                label: label.trim().to_owned(),
            },
            None => Severity::from_label(label),
        }
    }

    /// What a reader sees of a severity.
    pub fn severity_name(&self, number: u8) -> String {
        let own = self.severities.iter().find(|it| it.number == number);
        own.map_or_else(|| format!("SEV{number}"), |it| it.name.clone())
    }

    /// Adds a step of the scale in its place, or replaces the one of its number.
    fn add_severity(&mut self, severity: SeverityDef) {
        self.severities.retain(|it| it.number != severity.number);
        self.severities.push(severity);
        self.severities.sort_by_key(|it| it.number);
    }

    /// Adds a category before `unknown`, or replaces the one of its id.
    fn add_category(&mut self, category: CategoryDef) {
        match self.categories.iter_mut().find(|it| it.id == category.id) {
            Some(known) => *known = category,
            None => {
                let before_unknown = self.categories.len().saturating_sub(1);
                self.categories.insert(before_unknown, category);
            }
        }
    }
}

#[cfg(test)]
mod tests;
