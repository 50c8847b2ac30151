//! Links between documents, to their headings and to the files beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::{Diagnostic, SourceText};
use crate::library::Library;
use crate::markdown::reference::{Reference, reference};
use crate::markdown::{Document, Link};
use crate::suggest::nearest;

/// Every link that leads nowhere.
pub(super) fn check(library: &Library, assets: &BTreeSet<Arc<str>>) -> Vec<Diagnostic> {
    let records = library.records.iter().map(|it| (&it.source, &it.document));
    let pages = library
        .pages
        .iter()
        .chain(library.home.iter())
        .map(|it| (&it.source, &it.document));
    let documents: BTreeMap<&str, (&SourceText, &Document)> = records
        .chain(pages)
        .map(|(source, document)| (&*source.path, (source, document)))
        .collect();
    let left_out: BTreeSet<&str> = library.left_out.iter().map(|it| &*it.file).collect();
    let mut found = Vec::new();
    for (source, document) in documents.values() {
        for link in &document.links {
            found.extend(judge(source, document, link, &documents, &left_out, assets));
        }
    }
    found
}

fn judge(
    source: &SourceText,
    document: &Document,
    link: &Link,
    documents: &BTreeMap<&str, (&SourceText, &Document)>,
    left_out: &BTreeSet<&str>,
    assets: &BTreeSet<Arc<str>>,
) -> Option<Diagnostic> {
    let place = || source.place(link.span);
    let shown = &link.target;
    let anchor_missing = |anchors: &BTreeSet<String>, anchor: &str| {
        let finding = Diagnostic::warning(
            "anchor-broken",
            place(),
            format!("no heading has the anchor `#{anchor}`"),
        );
        match nearest(anchor, anchors.iter().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `#{near}`?")),
            None => finding.help("an anchor is the heading in lower case with hyphens"),
        }
    };
    match reference(&source.path, shown) {
        Reference::Elsewhere => None,
        Reference::Here { anchor } => {
            let known = anchor.is_empty() || anchor == "top" || document.anchors.contains(&anchor);
            (!known).then(|| anchor_missing(&document.anchors, &anchor))
        }
        Reference::Outside => Some(
            Diagnostic::warning(
                "link-broken",
                place(),
                format!("`{shown}` leaves the content folder"),
            )
            .help("only files of the content folder are published"),
        ),
        Reference::File { path, anchor } => {
            if let Some((_, other)) = page(&path, documents) {
                let known = anchor.is_empty() || other.anchors.contains(&anchor);
                return (!known).then(|| anchor_missing(&other.anchors, &anchor));
            }
            if assets.contains(path.as_str()) || left_out.contains(path.as_str()) {
                return None;
            }
            let (rule, what) = if link.image {
                ("image-missing", "image")
            } else {
                ("link-broken", "file")
            };
            let finding = Diagnostic::warning(
                rule,
                place(),
                format!("`{shown}` names no {what} of the content folder"),
            );
            let names = documents
                .keys()
                .copied()
                .chain(assets.iter().map(|it| &**it));
            Some(
                match nearest(
                    &path,
                    names
                        .filter(|name| name.len().abs_diff(path.len()) < 8)
                        .take(5000),
                ) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("the text is shown without the link"),
                },
            )
        }
    }
}

/// The document that a path names: a file, or a folder with an `index.md`.
fn page<'a>(
    path: &str,
    documents: &BTreeMap<&str, (&'a SourceText, &'a Document)>,
) -> Option<(&'a SourceText, &'a Document)> {
    let index = if path.is_empty() {
        "index.md".to_owned()
    } else {
        format!("{path}/index.md")
    };
    documents
        .get(path)
        .or_else(|| documents.get(index.as_str()))
        .copied()
}
