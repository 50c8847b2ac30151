//! The rules: about the text of a document, about what it tells, and about the whole library.
//! What is wrong with a single value is found where it is read; all rules are listed in [`RULES`].

mod allow;
mod contacts;
mod dated;
mod hide;
mod images;
mod links;
mod outside;
mod rules;
mod secrets;
mod sentence;
mod twins;
mod upkeep;
mod wording;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

pub use allow::{in_library, of_document, of_settings, unused};
pub use outside::{dead_links, outside_links};
pub use rules::{Allowable, RULES, Rule, rule};

use crate::config::{Config, SiteToml};
use crate::diag::{Diagnostic, SourceText};
use crate::library::{Entry, Library};
use crate::suggest;

/// Runs the rules that need the whole library.
///
/// `assets` are the paths of the other files of the content folder that may be published.
pub fn library(library: &Library, assets: &BTreeSet<Arc<str>>) -> Vec<Diagnostic> {
    let mut found = links::check(library, assets);
    hide::in_library(library, &mut found);
    found
}

/// Runs the rules about the raw text of one document, whatever it turns out to be.
pub fn text(source: &SourceText) -> Vec<Diagnostic> {
    let mut found = secrets::check(source);
    found.extend(secrets::in_name(&source.path));
    found.extend(contacts::check(source));
    found
}

/// Whether findings of [`text`] tell of a secret.
pub fn tell_a_secret(found: &[Diagnostic]) -> bool {
    found.iter().any(|it| it.rule == "secret-found")
}

/// Runs the rules about a file that is published as it is: one that a document refers to, or one of the static folder.
pub fn file(path: &Arc<str>, bytes: &[u8]) -> Vec<Diagnostic> {
    let mut found = secrets::in_file(path, bytes);
    found.extend(secrets::in_name(path));
    found
}

/// Whether a text holds a secret, so that its lines must not be shown as they are.
pub fn holds_secret(source: &SourceText) -> bool {
    !secrets::values(source).is_empty()
}

/// Runs the rules that only `casebook check` asks: what depends on a day, and what a build need not wait for.
pub fn on_request(library: &Library, day: Date) -> Vec<Diagnostic> {
    let mut found = dated::check(library, day);
    found.extend(twins::check(library));
    hide::in_library(library, &mut found);
    found
}

/// Runs the rules about one document: what it is made of is known, what stands beside it is not.
pub fn document(entry: &Entry) -> Vec<Diagnostic> {
    match entry {
        Entry::Incident(record) => {
            let mut found = upkeep::check(record);
            found.extend(wording::check(record));
            found.extend(images::check(&record.source, &record.document));
            found
        }
        Entry::Page(page) => images::check(&page.source, &page.document),
        Entry::LeftOut(_) => Vec::new(),
    }
}

/// What is wrong with the rules that `site.toml` names: a level for a misspelt rule would be a level for nothing, an
/// error; and what it allows must be a rule that can be allowed.
pub fn settings(site: &SiteToml) -> Vec<Diagnostic> {
    let mut found = allow::settings(site);
    found.extend(unknown_rules(site));
    found
}

fn unknown_rules(site: &SiteToml) -> impl Iterator<Item = Diagnostic> {
    site.rules()
        .iter()
        .filter(|(name, _)| rule(name).is_none())
        .map(|(name, place)| {
            let near = suggest::nearest(name, RULES.iter().map(|rule| rule.name));
            let help = near.map_or_else(
                || "`casebook explain` lists the rules".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no rule `{name}`");
            Diagnostic::error("setting-unknown", place.clone(), message).help(help)
        })
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

#[cfg(test)]
mod tests;
