//! Pages that are mostly text: documents that are no postmortems, the search page, moved and missing pages.

use crate::diag::SourceText;
use crate::html::{self, Body, BodyOptions, TocEntry, Words};
use crate::index::Axis;
use crate::library::TextPage;
use crate::markdown::Document;
use crate::search::facet_id;
use crate::theme::{Context, safe};

use super::links::DocumentLinks;
use super::shared::Shared;
use super::short::shorten;
use super::view;

/// Fewest headings for a table of contents.
const TOC_FROM: usize = 3;

/// The body of a document for the page at `address`, whose title is shown above it.
pub(super) fn body(
    shared: &Shared,
    source: &SourceText,
    document: &Document,
    address: &str,
    title: &str,
) -> Body {
    let links = DocumentLinks {
        shared,
        file: &source.path,
        address,
    };
    let options = BodyOptions {
        title,
        config: &shared.config,
        links: &links,
        highlighter: &shared.highlighter,
        words: words(shared),
    };
    html::body(source, document, &options)
}

/// The words that a body adds to the author's, in the language of the interface.
fn words(shared: &Shared) -> Words<'_> {
    let word = |name: &str, default| shared.word_str(&format!("body.{name}"), default);
    let own = Words::default();
    Words {
        table: word("table", own.table),
        note: word("note", own.note),
        tip: word("tip", own.tip),
        important: word("important", own.important),
        warning: word("warning", own.warning),
        caution: word("caution", own.caution),
        footnotes: word("footnotes", own.footnotes),
        back: word("back", own.back),
        done: word("done", own.done),
        open: word("open", own.open),
        details: word("details", own.details),
        image: word("image", own.image),
        diagram: word("diagram", own.diagram),
        redacted: word("redacted", own.redacted),
    }
}

/// Two levels of headings, the outermost that the text uses and the next; none where there are few.
pub(super) fn toc(entries: &[TocEntry], max: usize) -> Vec<view::TocLine> {
    let Some(top) = entries.iter().map(|entry| entry.level).min() else {
        return Vec::new();
    };
    let shown: Vec<view::TocLine> = entries
        .iter()
        .filter(|entry| entry.level <= top + 1 && !entry.text.is_empty())
        .take(max)
        .map(|entry| view::TocLine {
            level: entry.level - top + 1,
            text: entry.text.clone(),
            anchor: entry.anchor.clone(),
        })
        .collect();
    if shown.len() < TOC_FROM {
        Vec::new()
    } else {
        shown
    }
}

/// The beginning of a document's text, for search engines and feeds.
pub(super) fn beginning(document: &Document, max: usize) -> String {
    let mut texts = document
        .sections
        .iter()
        .map(|section| section.text.as_str());
    let text = texts.find(|text| !text.trim().is_empty()).unwrap_or("");
    shorten(text, max)
}

/// A document that is no postmortem.
pub(super) fn page(shared: &Shared, address: &str, text: &TextPage) -> Context {
    let body = body(shared, &text.source, &text.document, address, &text.title);
    let stated = text
        .facts
        .summary
        .as_ref()
        .map(|fact| shorten(&fact.value, 200));
    let page = view::Page {
        kind: "text",
        title: text.title.clone(),
        description: stated.unwrap_or_else(|| beginning(&text.document, 200)),
        language: shared.foreign(&text.facts),
        ..view::Page::default()
    };
    let mut context = shared.context(address, page);
    context.insert("toc", &toc(&body.toc, shared.config.limits.toc_entries));
    context.insert("body", &safe(&body.html));
    context
}

/// The search page.
pub(super) fn search(shared: &Shared, address: &str) -> Context {
    let page = view::Page {
        kind: "search",
        section: "search",
        title: shared.word("nav.search"),
        ..view::Page::default()
    };
    let mut context = shared.context(address, page);
    context.insert("search", &shared.search);
    context.insert("names", &names(shared));
    context
}

/// Words for what the search index holds in English: names of values and ways to stop an incident, where the interface
/// calls them otherwise.
fn names(shared: &Shared) -> Vec<view::Named> {
    let mut names = Vec::new();
    let mut add = |id: String, english: &str, name: &str| {
        if name != english {
            let name = name.to_owned();
            names.push(view::Named { id, name });
        }
    };
    for index in shared.indexes.iter() {
        let roles = [facet_id(index.axis), "contributing"];
        let roles = &roles[..if index.axis == Axis::Cause { 2 } else { 1 }];
        for bucket in &index.buckets {
            let name = shared.bucket_name(index.axis, bucket);
            for facet in roles {
                add(format!("value_{facet}_{}", bucket.id), &bucket.name, &name);
            }
        }
    }
    let groups = [
        ("kind", "value_kind"),
        ("status", "value_status"),
        ("mitigation", "mitigation"),
    ];
    for (group, key) in groups {
        for (id, name) in shared.words.group(group) {
            add(format!("{key}_{id}"), &id.replace('-', " "), name);
        }
    }
    names
}

/// What a server shows for an address that does not exist: at any depth, so its links begin at the server's root.
pub(super) fn missing(shared: &Shared) -> Context {
    let page = view::Page {
        kind: "missing",
        title: shared.word("not_found.title"),
        ..view::Page::default()
    };
    let mut context = shared.context("404.html", page);
    context.insert("root", &base_path(shared.config.base_url.as_deref()));
    context
}

/// The path of a base URL: `/repo/` for `https://example.org/repo`.
fn base_path(base: Option<&str>) -> String {
    let path = base
        .and_then(|base| base.split_once("://"))
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or("", |(_, path)| path.trim_matches('/'));
    match path {
        "" => "/".to_owned(),
        path => format!("/{path}/"),
    }
}

/// A page at an old address that leads to the new one.
pub(super) fn moved(shared: &Shared, address: &str, target: &str, title: &str) -> Context {
    let page = view::Page {
        kind: "moved",
        ..view::Page::default()
    };
    let mut context = shared.context(address, page);
    context.insert("target", &shared.href(target));
    context.insert("canonical", &shared.absolute(target));
    context.insert("title", &title);
    context
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_page_knows_where_the_site_begins() {
        let path = |base| base_path(Some(base));
        assert_eq!(base_path(None), "/");
        assert_eq!(path("https://x.org"), "/");
        assert_eq!(path("https://x.org/"), "/");
        assert_eq!(path("https://x.org/repo/"), "/repo/");
        assert_eq!(path("https://x.org/a/b"), "/a/b/");
    }

    #[test]
    fn a_table_of_contents_shows_the_two_outermost_levels() {
        let entry = |level, text: &str| TocEntry {
            level,
            text: text.to_owned(),
            anchor: text.to_owned(),
        };
        let lines = toc(
            &[entry(2, "a"), entry(3, "b"), entry(4, "c"), entry(2, "d")],
            500,
        );
        let shown: Vec<_> = lines
            .iter()
            .map(|line| (line.level, line.text.as_str()))
            .collect();
        assert_eq!(shown, [(1, "a"), (2, "b"), (1, "d")]);
        assert!(toc(&[entry(2, "a"), entry(2, "b")], 500).is_empty());
    }
}
