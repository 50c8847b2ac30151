//! Footnotes: numbered in the order in which they are referred to, and collected at the end of the body.

use std::collections::BTreeMap;

use crate::html::{Words, escape_into};

/// The footnotes of one body.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    /// Number by label, and how often it was referred to.
    numbers: BTreeMap<String, (usize, usize)>,
    /// Rendered notes by label, and the labels in order of definition.
    notes: BTreeMap<String, String>,
    defined: Vec<String>,
    /// Labels of the notes being written, each with what was written around it.
    open: Vec<(String, String)>,
}

impl Footnotes {
    /// Appends the reference to the note `label`; without a link where a link may not stand.
    pub(super) fn reference(&mut self, label: &str, linked: bool, out: &mut String) {
        let next = self.numbers.len() + 1;
        let (number, count) = self.numbers.entry(label.to_owned()).or_insert((next, 0));
        if linked {
            *count += 1;
            let id = reference_id(*number, *count);
            out.push_str(&format!("<sup class=\"footnote-ref\"><a href=\"#cb-fn-{number}\" id=\"{id}\">{number}</a></sup>"));
        } else {
            out.push_str(&format!("<sup>{number}</sup>"));
        }
    }

    /// From here on, what is written is the note `label`.
    pub(super) fn start(&mut self, label: String, out: &mut String) {
        self.open.push((label, std::mem::take(out)));
    }

    /// The note is written. The first one of a label counts, as it does for GitHub.
    pub(super) fn end(&mut self, out: &mut String) {
        let Some((label, around)) = self.open.pop() else {
            return;
        };
        let html = std::mem::replace(out, around);
        if !self.notes.contains_key(&label) {
            self.defined.push(label.clone());
            self.notes.insert(label, html);
        }
    }

    /// Appends the list of all notes; a note that nothing refers to comes last.
    pub(super) fn write(mut self, words: &Words<'_>, out: &mut String) {
        if self.notes.is_empty() {
            return;
        }
        let mut order: Vec<(usize, usize, &String)> = Vec::new();
        for label in &self.defined {
            let next = self.numbers.len() + 1;
            let (number, count) = *self.numbers.entry(label.clone()).or_insert((next, 0));
            order.push((number, count, label));
        }
        order.sort_unstable();
        out.push_str("<section class=\"footnotes\" aria-label=\"");
        escape_into(words.footnotes, out);
        out.push_str("\">\n<ol>\n");
        for (number, count, label) in order {
            let note = self
                .notes
                .get(label)
                .map(String::as_str)
                .unwrap_or_default()
                .trim_end();
            out.push_str(&format!("<li id=\"cb-fn-{number}\">"));
            let (inside, closing) = match note.strip_suffix("</p>") {
                Some(inside) => (inside, "</p>"),
                None => (note, ""),
            };
            out.push_str(inside);
            for reference in 1..=count {
                out.push_str(&format!(
                    " <a href=\"#{}\" class=\"footnote-back\" aria-label=\"",
                    reference_id(number, reference)
                ));
                escape_into(words.back, out);
                out.push_str(&format!(
                    " {number}{}\">↩</a>",
                    if reference > 1 {
                        format!("-{reference}")
                    } else {
                        String::new()
                    }
                ));
            }
            out.push_str(closing);
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
    }
}

fn reference_id(number: usize, count: usize) -> String {
    if count == 1 {
        format!("cb-fnref-{number}")
    } else {
        format!("cb-fnref-{number}-{count}")
    }
}
