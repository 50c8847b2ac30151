//! A finding as rustc draws it: message, file and line, the words in question underlined, what to do.
//! The only module that names `annotate_snippets`.

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Level as Drawn, Origin, Renderer, Snippet,
};

use super::{Names, one_line};
use crate::diag::{Diagnostic, Level, Place, printable};

/// Draws a finding; ends with an empty line.
pub(super) fn text(finding: &Diagnostic, names: &Names, color: bool) -> String {
    let level = match finding.level {
        Level::Error => Drawn::ERROR,
        Level::Warning => Drawn::WARNING,
        Level::Hint => Drawn::NOTE.with_name("hint"),
    };
    let mut group = level
        .primary_title(one_line(&finding.message))
        .id(finding.rule)
        .elements(elements(finding.place.as_ref(), None, names));
    let mut groups = Vec::new();
    for (place, label) in &finding.also {
        group = group.elements(elements(Some(place), Some(label), names));
    }
    if let Some(help) = &finding.help {
        group = group.element(Drawn::HELP.message(one_line(help)));
    }
    groups.push(group);
    let renderer = match color {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    renderer.render(&groups) + "\n\n"
}

/// A place as far as it is known: the file, or the line with its marked words.
fn elements(place: Option<&Place>, label: Option<&str>, names: &Names) -> Vec<Element<'static>> {
    let label = label.map(one_line);
    let Some(place) = place else {
        return label
            .map(|label| Drawn::NOTE.message(label).into())
            .into_iter()
            .collect();
    };
    let file = names.file(&place.file);
    if place.line == 0 {
        let origin = Origin::path(file).into();
        let label = label.map(|label| Drawn::NOTE.message(label).into());
        return std::iter::once(origin).chain(label).collect();
    }
    let (line, start, end) = marked_line(place);
    let kind = match label {
        None => AnnotationKind::Primary,
        Some(_) => AnnotationKind::Context,
    };
    let mark: Annotation<'_> = kind.span(start..end).label(label);
    let snippet = Snippet::source(line)
        .line_start(place.line)
        .annotation(mark);
    // Of a long line only a piece is shown; its column is then the file's own and not the piece's.
    let whole = place
        .line_text
        .get(..place.marked.0)
        .is_some_and(|before| before.chars().count() + 1 == place.column.max(1));
    if whole {
        vec![snippet.path(file).into()]
    } else {
        let origin = Origin::path(file)
            .line(place.line)
            .char_column(place.column);
        vec![origin.into(), snippet.into()]
    }
}

/// The line made fit for a terminal, and where its marked words stand in it.
fn marked_line(place: &Place) -> (String, usize, usize) {
    let (start, end) = place.marked;
    let text = &place.line_text;
    let (Some(before), Some(mark), Some(after)) =
        (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return (printable(text), 0, 0);
    };
    let mut line = printable(before);
    let start = line.len();
    line.push_str(&printable(mark));
    let end = line.len();
    line.push_str(&printable(after));
    (line, start, end)
}
