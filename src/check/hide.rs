//! Takes the values of secrets out of everything that findings say of their document: another rule may quote the same line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::secrets;
use crate::diag::{Diagnostic, Place, SourceText};
use crate::library::Library;

/// Bytes in a row that may be of a value. A quote may be cut, so any piece of a value counts.
const PIECE: usize = 6;

/// Pieces of all values of a document.
type Pieces = BTreeSet<Vec<u8>>;

/// Hides the values of one document in everything found in it.
pub(super) fn in_document(source: &SourceText, found: &mut [Diagnostic]) {
    if super::tell_a_secret(found) {
        let pieces = pieces(source);
        found.iter_mut().for_each(|it| hide(it, &pieces));
    }
}

/// Hides the values of all documents in findings about them.
pub(super) fn in_library(library: &Library, found: &mut [Diagnostic]) {
    let records = library.records.iter().map(|it| (&it.source, &it.document));
    let pages = library.pages.iter().chain(&library.home);
    let known: BTreeMap<Arc<str>, Pieces> = records
        .chain(pages.map(|it| (&it.source, &it.document)))
        .filter(|(_, document)| document.holds_secret)
        .map(|(source, _)| (source.path.clone(), pieces(source)))
        .collect();
    if known.is_empty() {
        return;
    }
    for it in found {
        let values = it.place.as_ref().and_then(|place| known.get(&place.file));
        if let Some(values) = values {
            hide(it, values);
        }
    }
}

fn pieces(source: &SourceText) -> Pieces {
    let values = secrets::values(source).into_iter();
    values
        .flat_map(|value| value.as_bytes().windows(PIECE))
        .map(<[u8]>::to_vec)
        .collect()
}

fn hide(finding: &mut Diagnostic, values: &Pieces) {
    finding.message = hidden(&finding.message, values);
    finding.help = finding.help.take().map(|it| hidden(&it, values));
    if let Some(place) = &mut finding.place {
        hide_in_place(place, values);
    }
    for (place, label) in &mut finding.also {
        hide_in_place(place, values);
        *label = hidden(label, values);
    }
}

/// The line without values; its mark stays on the words that it is on.
fn hide_in_place(place: &mut Place, values: &Pieces) {
    let text = std::mem::take(&mut place.line_text);
    let covered = covered(&text, values);
    let (start, end) = place.marked;
    let mut marked = (None, None);
    for (at, c) in text.char_indices() {
        if at >= start {
            marked.0.get_or_insert(place.line_text.len());
        }
        if at >= end {
            marked.1.get_or_insert(place.line_text.len());
        }
        push(&mut place.line_text, &covered, at, c);
    }
    let len = place.line_text.len();
    let start = marked.0.unwrap_or(len);
    place.marked = (start, marked.1.unwrap_or(len).max(start));
}

fn hidden(text: &str, values: &Pieces) -> String {
    let covered = covered(text, values);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        push(&mut out, &covered, at, c);
    }
    out
}

/// A character, or one mark for a whole run of those that are covered.
fn push(out: &mut String, covered: &[bool], at: usize, c: char) {
    let is = |at: usize| covered.get(at).copied().unwrap_or(false);
    match (is(at), at > 0 && is(at - 1)) {
        (false, _) => out.push(c),
        (true, false) => out.push('…'),
        (true, true) => {}
    }
}

/// Which bytes of a text are of a value. Values are ASCII, so a character is covered as a whole or not at all.
fn covered(text: &str, values: &Pieces) -> Vec<bool> {
    let mut covered = vec![false; text.len()];
    for (at, window) in text.as_bytes().windows(PIECE).enumerate() {
        if values.contains(window) {
            let bytes = covered.iter_mut().skip(at).take(PIECE);
            bytes.for_each(|it| *it = true);
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diag::Span;
    use crate::pipeline;

    const VALUE: &str = "q7Zk2Vb9Xw4Rt6Ny8Mp3Ls5Hd1Jf0Gc7Zk2V";

    #[test]
    fn no_finding_of_any_rule_shows_the_value_of_a_secret() {
        let text = format!(
            "---\ntitle: T\nstarted: 2024-01-01\nghp_{VALUE}: 2\n---\n\n![](gone/ghp_{VALUE}.png) ![](x.png)\n\n\
             The engineer forgot to ghp_{VALUE}.\n"
        );
        let source = SourceText::new("a.md", &text);
        let config = Config::default();
        let read = pipeline::read(&source, &config);
        let library = pipeline::understand([read.value], &BTreeSet::new(), &config);
        let mut found = [read.diagnostics, library.diagnostics].concat();
        let rules: BTreeSet<_> = found.iter().map(|it| it.rule).collect();
        for rule in [
            "secret-found",
            "field-unknown",
            "image-without-alt",
            "image-missing",
            "blame-wording",
        ] {
            assert!(rules.contains(rule), "{rule} is not in {rules:?}");
        }
        for it in &mut found {
            // A patch is applied and not shown where there is a secret.
            it.patch = None;
            let shown = format!("{it:?}");
            for piece in VALUE.as_bytes().windows(PIECE) {
                assert!(
                    !shown.contains(std::str::from_utf8(piece).unwrap()),
                    "{shown}"
                );
            }
        }
    }

    #[test]
    fn the_mark_stays_on_its_words_when_a_value_before_it_goes() {
        let text = format!("é ghp_{VALUE} and here");
        let source = SourceText::new("a.md", &text);
        let at = text.find("here").unwrap();
        let place = source.place(Span::new(at, at + 4));
        let mut found = [
            Diagnostic::hint("x", place.clone(), "m"),
            Diagnostic::hint("secret-found", place, "m"),
        ];
        in_document(&source, &mut found);
        let place = found[0].place.as_ref().unwrap();
        assert_eq!(place.line_text, "é ghp_… and here");
        assert_eq!(&place.line_text[place.marked.0..place.marked.1], "here");
    }
}
