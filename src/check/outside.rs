//! Links to other hosts: which there are, and what is said of those that are gone. Asking the hosts is not done here.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Place, SourceText, Span};
use crate::library::Library;
use crate::model::{Facts, Visibility};

/// The addresses on other hosts that public documents link to or name as their sources, each with its places. Addresses
/// with a user's name in them are left out, and so is what stands after `#`: no host is told that.
pub fn outside_links(library: &Library) -> BTreeMap<String, Vec<Place>> {
    let mut found: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut add = |source: &SourceText, url: &str, span: Span| {
        if let Some(url) = asked(url) {
            let places = found.entry(url).or_default();
            places.push(source.place(span));
        }
    };
    let records = library.records.iter();
    let records = records.map(|it| (&it.source, &it.document, &it.postmortem.facts));
    let pages = library.pages.iter().chain(&library.home);
    for (source, document, facts) in
        records.chain(pages.map(|it| (&it.source, &it.document, &it.facts)))
    {
        if is_internal(facts) {
            continue;
        }
        for link in &document.links {
            add(source, &link.target, link.span);
        }
        for named in &facts.sources {
            for url in std::iter::once(&named.url).chain(&named.archived) {
                let span = source.find_whole(url).unwrap_or_default();
                add(source, url, span);
            }
        }
    }
    found
}

fn is_internal(facts: &Facts) -> bool {
    let visibility = facts.visibility.as_ref();
    visibility.is_some_and(|it| it.value == Visibility::Internal)
}

/// The part of an address that its host is asked for; `None` if it is not asked.
fn asked(url: &str) -> Option<String> {
    let url = url.split('#').next().unwrap_or_default();
    let (scheme, rest) = url.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let fine = web && !host.is_empty() && !host.contains('@') && url.len() <= 2000;
    (fine && !url.contains(|c: char| c.is_whitespace() || c.is_control())).then(|| url.to_owned())
}

/// What is said of an address that is gone, at each of its places.
pub fn dead_links(url: &str, places: &[Place], why: &str) -> Vec<Diagnostic> {
    let told = places.iter().map(|place| {
        Diagnostic::warning(
            "link-external-dead",
            place.clone(),
            format!("`{url}` is gone: {why}"),
        )
        .help("link to an archived copy, or name one as `archived` of the source")
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::library_of;

    #[test]
    fn every_address_of_public_documents_is_asked_once_without_what_no_host_should_learn() {
        let one = "---\ntitle: A\nstarted: 2024-01-01\nsources: [\"https://acme.example/report\"]\n---\n\n\
            [a](https://acme.example/x#part) ![b](http://acme.example/x) [c](https://me:pw@acme.example/) [d](mailto:a@b) [e](/x)\n";
        let two = "---\ntitle: B\nstarted: 2024-01-01\n---\n\n<https://acme.example/x>\n";
        let found = outside_links(&library_of(&[("a.md", one), ("b.md", two)]));
        let counted: Vec<_> = found
            .iter()
            .map(|(url, places)| (url.as_str(), places.len()))
            .collect();
        assert_eq!(
            counted,
            [
                ("http://acme.example/x", 1),
                ("https://acme.example/report", 1),
                ("https://acme.example/x", 2)
            ]
        );
        assert_eq!(found["https://acme.example/report"][0].line, 4);
        assert_eq!(
            dead_links("u", &found["https://acme.example/x"], "404").len(),
            2
        );
    }
}
