//! What a document may break: `check: {allow: [rule, …]}` in its front matter, and `[allow]` of the settings for texts
//! that are kept as they came.
//!
//! An allowed finding is counted and not shown. Errors are never allowed: what they find would break the site or
//! publish what must not be.

use std::collections::{BTreeMap, BTreeSet};

use super::hide;
use super::rules::{Allowable, RULES, rule};
use crate::config::{Config, SiteToml};
use crate::diag::{Diagnostic, Level, Place, SourceText};
use crate::library::Library;
use crate::model::Fact;
use crate::suggest;

/// The last step for the findings of one document: hides the values of secrets in them, marks those that the document
/// allows, and adds what is wrong with its list of names.
pub fn of_document(
    source: &SourceText,
    allowed: &[Fact<String>],
    mut found: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    hide::in_document(source, &mut found);
    if allowed.is_empty() {
        return found;
    }
    found.extend(allowed.iter().filter_map(|name| {
        let place = source.place(name.quote.as_ref().map(|it| it.span).unwrap_or_default());
        fault(place, &name.value)
    }));
    mark(&mut found, |_, it| {
        allowed.iter().any(|name| covers(&name.value, it))
    });
    found
}

/// Marks what the settings allow, and tells of files in `[allow]` that there are not.
pub fn of_settings(
    library: &Library,
    config: &Config,
    mut found: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    if config.allow.is_empty() {
        return found;
    }
    let records = library.records.iter().map(|it| &*it.source.path);
    let pages = library.pages.iter().chain(&library.home);
    let left_out = library.left_out.iter().map(|it| &*it.file);
    let files: BTreeSet<&str> = records
        .chain(pages.map(|it| &*it.source.path))
        .chain(left_out)
        .collect();
    let gone = config.allow.keys().filter(|path| !files.contains(&***path));
    found.extend(gone.map(|path| {
        let message = format!("`[allow]` names `{path}`, and there is no such document");
        let near = suggest::nearest(path, files.iter().copied());
        Diagnostic::new(Level::Warning, "allow-unknown", None, message).help(near.map_or_else(
            || "name it by its path in the content folder, or take the line out".to_owned(),
            |near| format!("did you mean `{near}`?"),
        ))
    }));
    mark(&mut found, |file, it| {
        let names = config.allow.get(file).into_iter().flatten();
        names.into_iter().any(|name| covers(name, it))
    });
    found
}

/// What is wrong with the names of rules in `[allow]`.
pub(super) fn settings(site: &SiteToml) -> Vec<Diagnostic> {
    let named = site.allowed().iter();
    named
        .filter_map(|(name, place)| fault(place.clone(), name))
        .collect()
}

/// Marks the findings of a whole library that the documents they are in allow.
pub fn in_library(library: &Library, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let records = library.records.iter();
    let records = records.map(|it| (&*it.source.path, &it.postmortem.facts));
    let pages = library.pages.iter().chain(&library.home);
    let pages = pages.map(|it| (&*it.source.path, &it.facts));
    let lists: BTreeMap<&str, &[Fact<String>]> = records
        .chain(pages)
        .filter(|(_, facts)| !facts.allowed.is_empty())
        .map(|(path, facts)| (path, facts.allowed.as_slice()))
        .collect();
    if !lists.is_empty() {
        mark(&mut found, |file, it| {
            let names = lists.get(file).copied().unwrap_or_default();
            names.iter().any(|name| covers(&name.value, it))
        });
    }
    found
}

/// Names in the lists of documents that allow nothing: `allowed` are all findings that are allowed.
pub fn unused(library: &Library, allowed: &[Diagnostic]) -> Vec<Diagnostic> {
    let records = library.records.iter();
    let records = records.map(|it| (&it.source, &it.postmortem.facts));
    let pages = library.pages.iter().chain(&library.home);
    let documents = records.chain(pages.map(|it| (&it.source, &it.facts)));
    documents
        .flat_map(|(source, facts)| facts.allowed.iter().map(move |name| (source, name)))
        .filter(|(source, name)| {
            let mut here = allowed.iter().filter(|it| {
                let place = it.place.as_ref();
                place.is_some_and(|place| place.file == source.path)
            });
            // What is asked of other hosts is not known on most runs.
            name.value != "link-external-dead" && !here.any(|it| covers(&name.value, it))
        })
        .filter_map(|(source, name)| {
            let place = source.place(name.quote.as_ref().map(|it| it.span).unwrap_or_default());
            if fault(place.clone(), &name.value).is_some() {
                return None;
            }
            let message = format!("`{}` is allowed and finds nothing here", name.value);
            Some(
                Diagnostic::hint("allow-unused", place, message)
                    .help("take the name out, so that it hides nothing later"),
            )
        })
        .collect()
}

fn mark(found: &mut [Diagnostic], allows: impl Fn(&str, &Diagnostic) -> bool) {
    for it in found {
        if let Some(place) = &it.place {
            it.allowed = it.allowed || allows(&place.file, it);
        }
    }
}

/// Whether a name in a list of allowed rules means this finding.
pub(super) fn covers(name: &str, finding: &Diagnostic) -> bool {
    let (rule_name, case) = match name.split_once(':') {
        Some((rule, case)) => (rule.trim(), Some(case.trim())),
        None => (name, None),
    };
    if rule_name != finding.rule || finding.level == Level::Error {
        return false;
    }
    match (rule(rule_name).map(super::Rule::allowable), case) {
        (Some(Allowable::Rule), None) => true,
        (Some(Allowable::Case), Some(case)) => finding.case.as_deref() == Some(case),
        _ => false,
    }
}

/// What is wrong with a name in the list.
fn fault(place: Place, name: &str) -> Option<Diagnostic> {
    let (rule_name, case) = match name.split_once(':') {
        Some((rule, case)) => (rule.trim(), Some(case)),
        None => (name, None),
    };
    let Some(rule) = rule(rule_name) else {
        let near = suggest::nearest(rule_name, RULES.iter().map(|rule| rule.name));
        return Some(
            Diagnostic::warning(
                "allow-unknown",
                place,
                format!("there is no rule `{rule_name}`"),
            )
            .help(near.map_or_else(
                || "`casebook explain` lists the rules".to_owned(),
                |near| format!("did you mean `{near}`?"),
            )),
        );
    };
    let refused = |message: String, help: &str| {
        Some(Diagnostic::warning("allow-refused", place, message).help(help))
    };
    match (rule.allowable(), case) {
        (Allowable::Rule, None) | (Allowable::Case, Some(_)) => None,
        (Allowable::Rule, Some(_)) => refused(
            format!("`{rule_name}` is allowed as a whole and has no single cases"),
            "leave the colon and what follows it out",
        ),
        (Allowable::Case, None) => refused(
            format!("`{rule_name}` cannot be allowed as a whole"),
            "allow each false alarm by the name that its finding gives",
        ),
        (Allowable::No, _) => refused(
            format!("`{rule_name}` cannot be allowed"),
            "mend what it finds; it would break the site or publish what must not be",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;
    use crate::model::Quote;

    fn names(names: &[&str]) -> Vec<Fact<String>> {
        let quote = || Quote {
            text: String::new(),
            line: 1,
            span: Span::new(0, 1),
        };
        let stated = |name: &&str| Fact::stated((*name).to_owned(), quote());
        names.iter().map(stated).collect()
    }

    fn told(allowed: &[&str], found: Vec<Diagnostic>) -> Vec<(&'static str, bool)> {
        let source = SourceText::new("a.md", "some text");
        let found = of_document(&source, &names(allowed), found);
        found.iter().map(|it| (it.rule, it.allowed)).collect()
    }

    fn finding(level: Level, rule: &'static str) -> Diagnostic {
        let place = SourceText::new("a.md", "some text").place(Span::new(0, 4));
        Diagnostic::new(level, rule, Some(place), "m")
    }

    #[test]
    fn what_a_document_allows_is_marked_and_the_rest_is_not() {
        let found = || {
            vec![
                finding(Level::Warning, "link-broken"),
                finding(Level::Warning, "anchor-broken"),
            ]
        };
        let expected = [("link-broken", true), ("anchor-broken", false)];
        assert_eq!(told(&["link-broken"], found()), expected);
        assert!(told(&[], found()).iter().all(|(_, allowed)| !allowed));
    }

    #[test]
    fn an_error_is_never_allowed_not_even_one_of_a_rule_that_mostly_warns() {
        let found = vec![
            finding(Level::Error, "value-invalid"),
            finding(Level::Error, "slug-invalid"),
        ];
        let told = told(&["value-invalid", "slug-invalid"], found);
        let expected = [
            ("value-invalid", false),
            ("slug-invalid", false),
            ("allow-refused", false),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_secret_is_allowed_one_by_one_and_only_by_its_name() {
        let found = || {
            ["1f3a", "77c0"]
                .map(|case| finding(Level::Warning, "secret-found").case(case))
                .to_vec()
        };
        let expected = [("secret-found", true), ("secret-found", false)];
        assert_eq!(told(&["secret-found:1f3a"], found()), expected);
        let whole = told(&["secret-found"], found());
        assert_eq!(whole.last(), Some(&("allow-refused", false)));
        assert!(whole.iter().all(|(_, allowed)| !allowed), "{whole:?}");
    }

    #[test]
    fn a_misspelt_rule_is_told_with_the_near_one() {
        let source = SourceText::new("a.md", "x");
        let found = of_document(&source, &names(&["link-borken"]), Vec::new());
        assert_eq!(found[0].rule, "allow-unknown");
        assert_eq!(
            found[0].help.as_deref(),
            Some("did you mean `link-broken`?")
        );
    }
}
