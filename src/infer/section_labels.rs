//! Lines that head a section without a mark of Markdown: `Summary`, `**Root cause:**`. A page shows them as headings, so
//! that a text written without Markdown can be skimmed as any other.

use crate::diag::Span;
use crate::markdown::Document;

use super::outline::{Line, is_field};
use super::reading::Reading;

/// Fewest labels that make sections of a text: a single one may be a word by chance.
const LABELS_MIN: usize = 2;

/// Where the labels stand, each a whole line without the space around it. None in a text with headings of its own, but
/// for one, its title; none in raw HTML, which has its own way of saying what a heading is.
pub(super) fn read(reading: &Reading, document: &Document) -> Vec<Span> {
    let own = document.sections.iter().filter(|it| it.heading.is_some());
    if document.raw_html || own.count() > 1 {
        return Vec::new();
    }
    let heads = reading.outline.lines.iter().filter(|line| heads(line));
    let labels: Vec<Span> = heads.filter_map(|line| whole(reading, line)).collect();
    if labels.len() < LABELS_MIN {
        return Vec::new();
    }
    labels
}

fn heads(line: &Line) -> bool {
    let names_a_section = line.topic.is_some_and(|topic| !is_field(topic));
    let plain = line.heading.is_none() && !line.item() && !line.quote && !line.code && !line.row;
    line.head && names_a_section && plain
}

/// The whole source line of a label; `None` where more than the label stands on it.
fn whole(reading: &Reading, line: &Line) -> Option<Span> {
    let source = reading.source;
    let at = reading.outline.plain.span(&line.range).start;
    let around = source.line_span(source.line(at));
    let text = source.slice(around);
    let words = reading.words(&line.range).trim_end_matches(':');
    (without_marks(text.trim())? == words).then(|| {
        let start = around.start + (text.len() - text.trim_start().len());
        Span::new(start, start + text.trim().len())
    })
}

/// The words of `Summary:`, `**Summary:**`, `__Summary__:`; `None` where Markdown may find more in the line than that.
fn without_marks(line: &str) -> Option<&str> {
    let inner = line.trim_start_matches(['*', '_']);
    let marks = &line[..line.len() - inner.len()];
    let colon = |text: &'_ str| text.strip_suffix(':').map_or(text.len(), str::len);
    let inner = &inner[..colon(inner)];
    let words = inner.strip_suffix(marks)?;
    let words = &words[..colon(words)];
    let even = marks.chars().all(|c| marks.starts_with(c));
    let bare = !words.contains(['*', '_', '[', ']', '<', '>', '`', '\\', '&', '~', '!', '$']);
    (even && bare && words == words.trim()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::without_marks;

    #[test]
    fn only_a_line_that_is_nothing_but_a_label_counts() {
        for line in ["Summary", "Summary:", "**Summary:**", "__Summary__:"] {
            assert_eq!(without_marks(line), Some("Summary"), "{line}");
        }
        for line in [
            "**Summary",
            "Sum*mary*",
            "*_Summary*_",
            "Summary**",
            "Su[mm](a)ry",
        ] {
            assert_eq!(without_marks(line), None, "{line}");
        }
    }
}
