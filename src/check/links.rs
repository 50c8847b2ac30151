//! Links between documents, to their headings and to the files beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diagnostic, SourceText, Span};
use crate::library::{LeftOutBecause, Library};
use crate::markdown::reference::{Reference, reference};
use crate::markdown::{Document, Link};
use crate::suggest::nearest;

/// Every link that leads nowhere.
pub(super) fn check(library: &Library, assets: &BTreeSet<Arc<str>>) -> Vec<Diagnostic> {
    let records = library.records.iter().map(|it| (&it.source, &it.document));
    let pages = library.pages.iter().chain(library.home.iter());
    let pages = pages.map(|it| (&it.source, &it.document));
    let documents: BTreeMap<&str, (&SourceText, &Document)> = records
        .chain(pages)
        .map(|(source, document)| (&*source.path, (source, document)))
        .collect();
    let left_out = library
        .left_out
        .iter()
        .map(|it| (&*it.file, it.why))
        .collect();
    let known = &Known {
        documents: &documents,
        left_out,
        assets,
    };
    let documents: Vec<_> = documents.values().collect();
    documents
        .par_iter()
        .flat_map_iter(|(source, document)| {
            let mut proposals = Proposals(PROPOSALS_MAX);
            document
                .links
                .iter()
                .filter_map(move |link| known.judge(source, document, link, &mut proposals))
        })
        .collect()
}

/// Most names among which a near one is looked for: in a larger library a slip of the finger is near to many of them.
const NAMES_MAX: usize = 1000;

/// Most broken links of one document for which a near name is looked for. Who broke more than that did not slip.
const PROPOSALS_MAX: usize = 100;

/// How many more broken links of a document are looked after.
struct Proposals(usize);

impl Proposals {
    /// The one of `names` that was probably meant.
    fn nearest<'a>(&mut self, word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        if names.size_hint().0 > NAMES_MAX {
            return None;
        }
        self.0 = self.0.checked_sub(1)?;
        nearest(word, names)
    }
}

/// What a link can name.
struct Known<'a> {
    documents: &'a BTreeMap<&'a str, (&'a SourceText, &'a Document)>,
    left_out: BTreeMap<&'a str, LeftOutBecause>,
    assets: &'a BTreeSet<Arc<str>>,
}

impl Known<'_> {
    fn judge(
        &self,
        source: &SourceText,
        document: &Document,
        link: &Link,
        proposals: &mut Proposals,
    ) -> Option<Diagnostic> {
        let shown = &link.target;
        let warning = |rule, message| Diagnostic::warning(rule, source.place(link.span), message);
        match reference(&source.path, shown) {
            Reference::Elsewhere => None,
            Reference::Here { anchor } if anchor == "top" => None,
            Reference::Here { anchor } => {
                anchor_missing(source, link, document, &anchor, proposals)
            }
            Reference::Outside => Some(
                warning(
                    "link-broken",
                    format!("`{shown}` leaves the content folder"),
                )
                .help("only files of the content folder are published"),
            ),
            Reference::File { path, anchor } => {
                if let Some((_, other)) = self.page(&path) {
                    return anchor_missing(source, link, other, &anchor, proposals);
                }
                if self.assets.contains(path.as_str()) {
                    return None;
                }
                match self.left_out.get(path.as_str()) {
                    Some(LeftOutBecause::Internal) => {
                        let message =
                            format!("`{shown}` is internal: the words are shown without the link");
                        return Some(warning("internal-named", message).help(
                            "put the words into an internal part too, if they tell what should not be known",
                        ));
                    }
                    Some(_) => return None,
                    None => {}
                }
                let (rule, what) = if link.image {
                    ("image-missing", "image")
                } else {
                    ("link-broken", "file")
                };
                let finding = warning(
                    rule,
                    format!("`{shown}` names no {what} of the content folder"),
                );
                Some(match self.near(&path, proposals) {
                    Some(near) => {
                        let finding = finding.help(format!("did you mean `{near}`?"));
                        let meant = relative(&source.path, near);
                        let meant = match shown.split_once('#') {
                            Some((_, anchor)) => format!("{meant}#{anchor}"),
                            None => meant,
                        };
                        instead(finding, source, link, &meant)
                    }
                    None => finding.help("the text is shown without the link"),
                })
            }
        }
    }

    /// The document that a path names: a file, or a folder with an `index.md`.
    fn page(&self, path: &str) -> Option<(&SourceText, &Document)> {
        let index = if path.is_empty() {
            "index.md".to_owned()
        } else {
            format!("{path}/index.md")
        };
        self.documents
            .get(path)
            .or_else(|| self.documents.get(index.as_str()))
            .copied()
    }

    /// The path that was probably meant: with the ending that was left off, else a near one.
    fn near(&self, path: &str, proposals: &mut Proposals) -> Option<&str> {
        let with_ending = format!("{path}.md");
        if let Some((name, _)) = self.documents.get_key_value(with_ending.as_str()) {
            return Some(name);
        }
        proposals.nearest(
            path,
            self.documents
                .keys()
                .copied()
                .chain(self.assets.iter().map(|it| &**it)),
        )
    }
}

/// A finding with the link's target written as it was meant, where it stands in the source as it is read.
fn instead(finding: Diagnostic, source: &SourceText, link: &Link, meant: &str) -> Diagnostic {
    let words = source.slice(link.span);
    // The last one: the text of a link may be its target too.
    match words.rfind(link.target.as_str()) {
        Some(at) if !link.target.is_empty() => {
            let start = link.span.start + at;
            finding.patch(Span::new(start, start + link.target.len()), meant)
        }
        _ => finding,
    }
}

/// A path of the content folder as a document names it from where it stands, with what cannot stand in a link escaped.
fn relative(from: &str, to: &str) -> String {
    let folder: Vec<&str> = from.split('/').collect();
    let folder = folder.split_last().map_or(&[][..], |(_, folder)| folder);
    let target: Vec<&str> = to.split('/').collect();
    let shared = folder
        .iter()
        .zip(&target)
        .take_while(|(one, other)| one == other)
        .count();
    let up = std::iter::repeat_n("..", folder.len() - shared);
    let down = target.iter().skip(shared).copied();
    let path = up.chain(down).collect::<Vec<_>>().join("/");
    path.replace(' ', "%20")
        .replace('(', "%28")
        .replace(')', "%29")
}

/// What is wrong with a link to an anchor of `document`, which may be another one than the link's own.
fn anchor_missing(
    source: &SourceText,
    link: &Link,
    document: &Document,
    anchor: &str,
    proposals: &mut Proposals,
) -> Option<Diagnostic> {
    if anchor.is_empty() || document.anchors.contains(anchor) {
        return None;
    }
    let finding = Diagnostic::warning(
        "anchor-broken",
        source.place(link.span),
        format!("no heading has the anchor `#{anchor}`"),
    );
    let anchors = document.anchors.iter().map(String::as_str);
    let Some(near) = proposals.nearest(anchor, anchors) else {
        return Some(finding.help("an anchor is the heading in lower case with hyphens"));
    };
    let finding = finding.help(format!("did you mean `#{near}`?"));
    Some(match link.target.strip_suffix(anchor) {
        Some(before) => instead(finding, source, link, &format!("{before}{near}")),
        None => finding,
    })
}
