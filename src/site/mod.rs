//! `Site`: a plan of every file, each made by exactly one recipe. `render(path) -> bytes` is pure.

pub mod address;
mod api;
mod brief;
mod chart;
mod claims;
mod companion;
mod feed;
mod home;
mod linked_data;
mod links;
mod listing;
mod mentions;
mod moment;
mod plan;
mod postmortem;
mod quote;
mod repeats;
mod rules;
mod shape;
mod shared;
mod short;
mod statistics;
mod text;
pub mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use address::SitePath;
pub use api::{Data, schema as data_schema};
pub use companion::{Companion, TwoLengths};
pub use links::wanted_assets;
pub use plan::{SiteInputs, plan, plan_after};
pub use statistics::{Lengths, Summary};

use plan::Page;
use shape::Planned;
use shared::Shared;

/// What a file of the site is made of.
#[derive(Debug, Clone)]
pub enum Recipe {
    /// Bytes as they are, and who made them.
    Bytes(Maker, Arc<[u8]>),
    /// A page, made when it is asked for.
    Page(Page),
}

/// Who made the words of a file of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// The program, of the documents.
    Page,
    /// The program, of the documents: the search index.
    Index,
    /// The author of a document, which it stands beside.
    Document,
    /// Whoever made the theme or the static folder, or the program for every site alike.
    Theme,
}

/// Every file of a site, and how it is made.
#[derive(Debug, Clone, Default)]
pub struct Site {
    files: Arc<BTreeMap<SitePath, Recipe>>,
    /// The files of the search that are not among the others, where they change more often.
    search: Arc<BTreeMap<SitePath, Arc<[u8]>>>,
    shared: Option<Arc<Shared>>,
    planned: Option<Arc<Planned>>,
}

/// A template failed; the only way in which rendering can.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct RenderError {
    /// What, with the template's file and line.
    pub message: String,
}

impl Site {
    /// A site of bytes as they are.
    pub fn from_bytes(files: impl IntoIterator<Item = (SitePath, Vec<u8>)>) -> Self {
        let recipe = |bytes: Vec<u8>| Recipe::Bytes(Maker::Theme, bytes.into());
        let files = files.into_iter();
        let files = files.map(|(path, bytes)| (path, recipe(bytes))).collect();
        Self {
            files: Arc::new(files),
            ..Self::default()
        }
    }

    /// Every path, in order.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        let mut files = self.files.keys().peekable();
        let mut search = self.search.keys().peekable();
        std::iter::from_fn(move || match (files.peek(), search.peek()) {
            (Some(file), Some(other)) if other < file => search.next(),
            (None, _) => search.next(),
            _ => files.next(),
        })
    }

    /// Whether the site has this path.
    pub fn contains(&self, path: &SitePath) -> bool {
        self.files.contains_key(path) || self.search.contains_key(path)
    }

    /// What helps whoever is writing the postmortem at `address`; `None` where there is none.
    pub fn companion(&self, address: &str) -> Option<Companion> {
        companion::companion(self.shared.as_ref()?, address)
    }

    /// Where the page of rules tells of a rule, from the home page; `None` if the site does not tell of it.
    pub fn rule_url(&self, rule: &str) -> Option<String> {
        rules::rule_url(self.shared.as_ref()?, rule)
    }

    /// Who made the words of the file at `path`.
    pub fn maker(&self, path: &SitePath) -> Maker {
        match self.files.get(path) {
            Some(Recipe::Bytes(maker, _)) => *maker,
            None if self.search.contains_key(path) => Maker::Index,
            Some(Recipe::Page(_)) | None => Maker::Page,
        }
    }

    /// Makes the file at `path`; `None` if the site has none there.
    ///
    /// # Errors
    /// If a template fails.
    pub fn render(&self, path: &SitePath) -> Option<Result<Arc<[u8]>, RenderError>> {
        let Some(recipe) = self.files.get(path) else {
            return self.search.get(path).map(|bytes| Ok(bytes.clone()));
        };
        match (recipe, &self.shared) {
            (Recipe::Bytes(_, bytes), _) => Some(Ok(bytes.clone())),
            (Recipe::Page(page), Some(shared)) => Some(page.render(path, shared)),
            (Recipe::Page(_), None) => None,
        }
    }
}
