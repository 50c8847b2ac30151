//! The rules that the texts of the library are checked by, for their authors: from the same table as `casebook explain`.

use super::postmortem::pieces;
use super::shared::Shared;
use super::view;
use crate::check::{RULES, Rule};
use crate::config::Config;
use crate::diag::Level;
use crate::library::Library;
use crate::source::AssetFile;
use crate::theme::Context;

/// Address of the page.
pub(super) const ADDRESS: &str = "rules/";

/// Whether the site has the page: its settings want it, and no page of its own stands at the address.
pub(super) fn wanted(config: &Config, library: &Library, statics: &[AssetFile]) -> bool {
    let path = ADDRESS.trim_end_matches('/');
    let taken = library.pages.iter().any(|it| it.path == path)
        || statics.iter().any(|it| {
            let rest = it.path.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
    config.rules_page && !taken
}

/// The level of a rule in this library; `None` if it is switched off.
fn level(rule: &Rule, config: &Config) -> Option<Level> {
    match config.rules.get(rule.name) {
        Some(level) => *level,
        None => Some(rule.level),
    }
}

/// Where the page tells of a rule, from the home page; `None` if the site does not tell of it.
pub(super) fn rule_url(shared: &Shared, name: &str) -> Option<String> {
    let rule = crate::check::rule(name).filter(|_| shared.rules_page)?;
    level(rule, &shared.config)?;
    Some(format!("{}#{name}", shared.href(ADDRESS)))
}

/// The page: what keeps a text back, what counts, what is only said.
pub(super) fn page(shared: &Shared, address: &str) -> Context {
    let of = |wanted: Level| view::RuleGroup {
        id: wanted.word(),
        rules: RULES
            .iter()
            .filter(|rule| level(rule, &shared.config) == Some(wanted))
            .map(rule_view)
            .collect(),
    };
    let mut groups: Vec<view::RuleGroup> =
        [Level::Error, Level::Warning, Level::Hint].map(of).into();
    groups.retain(|it| !it.rules.is_empty());
    let page = view::Page {
        kind: "rules",
        section: "rules",
        title: shared.word("rules.title"),
        description: shared.word("rules.about").replace('`', ""),
        ..view::Page::default()
    };
    let mut context = shared.context(address, page);
    context.insert("about", &pieces(shared.word_str("rules.about", "")));
    context.insert("groups", &groups);
    context
}

fn rule_view(rule: &Rule) -> view::Rule {
    view::Rule {
        name: rule.name,
        finds: pieces(rule.finds),
        example: pieces(rule.example),
        mend: pieces(rule.mend),
    }
}
