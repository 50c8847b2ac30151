//! The rules that need the whole library: every link of a document leads somewhere.
//! Rules about one document are found where it is read; all of them are listed in [`RULES`].

mod links;
mod rules;
mod secrets;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use rules::{RULES, Rule, rule};

use crate::config::Config;
use crate::diag::{Diagnostic, SourceText};
use crate::library::Library;

/// Runs the rules that need the whole library.
///
/// `assets` are the paths of the other files of the content folder that may be published.
pub fn library(library: &Library, assets: &BTreeSet<Arc<str>>) -> Vec<Diagnostic> {
    links::check(library, assets)
}

/// Runs the rules about the raw text of one document, whatever it turns out to be.
pub fn text(source: &SourceText) -> Vec<Diagnostic> {
    secrets::check(source)
}

/// Sets the levels that `site.toml` gives to rules; a rule that is off says nothing.
pub fn at_levels(diagnostics: Vec<Diagnostic>, config: &Config) -> Vec<Diagnostic> {
    let set = |mut it: Diagnostic| match config.rules.get(it.rule) {
        None => Some(it),
        Some(None) => None,
        Some(Some(level)) => {
            it.level = *level;
            Some(it)
        }
    };
    diagnostics.into_iter().filter_map(set).collect()
}
