//! Finds the front matter: where it begins, where it ends, and whether a line of three hyphens is one at all.
//! The only file that names `gray_matter`.
//!
//! What is in doubt is an error and not text: an unclosed front matter with `draft: true` in it must never be published
//! as the first paragraph of a page.

use gray_matter::engine::Engine;
use gray_matter::{Matter, Pod};

use super::{Format, known_key};
use crate::diag::{Diagnostic, SourceText, Span};
use crate::tree;

/// Where the front matter is.
pub(super) enum Cut {
    /// There is none; a hint says so where the file looks as if it had one.
    Absent(Option<Box<Diagnostic>>),
    /// Begun and not to be told from the text.
    Broken(Box<Diagnostic>),
    /// Between its fences.
    Found {
        format: Format,
        /// What stands between the fences.
        inner: Span,
        /// First byte of the body.
        body: usize,
    },
}

/// Takes what stands between the fences as it is: `gray_matter` splits, `crate::tree` reads.
struct Verbatim;

impl Engine for Verbatim {
    fn parse(content: &str) -> gray_matter::Result<Pod> {
        Ok(Pod::String(content.to_owned()))
    }
}

pub(super) fn cut(source: &SourceText) -> Cut {
    let text = &*source.text;
    // Blank lines before the fence are an editor's doing and mean nothing.
    let blank = text.len() - text.trim_start().len();
    let start = text
        .get(..blank)
        .and_then(|b| b.rfind('\n'))
        .map_or(0, |at| at + 1);
    let first = line_at(text, start);
    let fence = source.slice(first);
    match fence.trim_end() {
        "---" => yaml(source, start, first.end),
        "+++" => toml(source, start, first.end),
        other if other.trim_start().starts_with('{') => json(source, blank),
        other if other.trim_start().starts_with("<!--") => after_comment(source, blank),
        other => odd_fence(source, first, other),
    }
}

/// The line that begins at `start`, without its line end.
fn line_at(text: &str, start: usize) -> Span {
    let rest = text.get(start..).unwrap_or("");
    Span::new(start, start + rest.find('\n').unwrap_or(rest.len()))
}

/// The lines after byte `from`, each with its span.
fn lines_after(text: &str, from: usize) -> impl Iterator<Item = (Span, &str)> {
    let mut at = from;
    text.get(from..)
        .unwrap_or("")
        .split_inclusive('\n')
        .map(move |line| {
            let start = at;
            at += line.len();
            let bare = line.strip_suffix('\n').unwrap_or(line);
            (Span::new(start, start + bare.len()), bare)
        })
}

fn after_line(text: &str, line: Span) -> usize {
    (line.end + 1).min(text.len())
}

fn yaml(source: &SourceText, start: usize, first_end: usize) -> Cut {
    let text = &*source.text;
    let inside = (first_end + 1).min(text.len());
    let closing =
        lines_after(text, inside).find(|(_, line)| matches!(line.trim_end(), "---" | "..."));
    let Some((closing, _)) = closing else {
        return if states_something(text, inside) {
            unclosed(source, start, "---")
        } else {
            Cut::Absent(None)
        };
    };
    let inner = Span::new(inside, closing.start);
    let body = after_line(text, closing);
    let found = |inner| Cut::Found {
        format: Format::Yaml,
        inner,
        body,
    };
    let matter = split(source.slice(Span::new(start, closing.end)), "---");
    if matter.is_empty() || is_front_matter(source, inner) {
        found(inner)
    } else {
        Cut::Absent(Some(Box::new(
            Diagnostic::hint(
                "front-matter-none",
                source.place(Span::new(start, first_end)),
                "the file begins with a line `---`, and what follows has no keys: read as text",
            )
            .help("write `***` for a line across the page, or `key: value` lines for front matter"),
        )))
    }
}

/// What stands between the fences that enclose `head`, without white space around it.
fn split(head: &str, delimiter: &str) -> String {
    let mut matter = Matter::<Verbatim>::new();
    delimiter.clone_into(&mut matter.delimiter);
    if delimiter == "---" {
        matter.close_delimiter = Some("...".to_owned());
    }
    matter
        .parse::<String>(head)
        .map(|parsed| parsed.matter)
        .unwrap_or_default()
}

/// Whether the text between two lines of hyphens is front matter, or two thematic breaks enclose it by chance.
///
/// A line with a known key decides for front matter even if the rest cannot be read: it is then told as broken, and
/// not published as text.
fn is_front_matter(source: &SourceText, inner: Span) -> bool {
    let mut first_is_key = None;
    // A block that is indented as a whole is still one.
    let mut indent = None;
    for line in source.slice(inner).lines() {
        let bare = line.trim_start();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let indent = *indent.get_or_insert(line.len() - bare.len());
        let line = line.get(indent..).unwrap_or(line);
        let key = key_of(line);
        if key.is_some_and(known_key) {
            return true;
        }
        first_is_key.get_or_insert(key.is_some() || line.starts_with(['{', '"', '\'']));
    }
    // Comments alone are an empty front matter.
    first_is_key.unwrap_or(true)
}

/// Whether the lines after an opening fence state a key that we know, before anything that is no front matter.
fn states_something(text: &str, from: usize) -> bool {
    for (_, line) in lines_after(text, from) {
        if line.trim().is_empty() || line.starts_with(['#', ' ', '\t', '-', '[']) {
            continue;
        }
        // `key: value` of YAML, `key = value` of TOML.
        let toml = line.split_once('=').map(|(key, _)| key.trim());
        match key_of(line).or(toml) {
            Some(key) if known_key(key) => return true,
            Some(_) => {}
            None => return false,
        }
    }
    false
}

/// The key of a line `key: value` that begins at its first column.
fn key_of(line: &str) -> Option<&str> {
    const LONGEST: usize = 60;
    let (key, rest) = line.split_once(':')?;
    let key = key.trim_end().trim_matches(['"', '\'']);
    let fine = (rest.is_empty() || rest.starts_with([' ', '\t']))
        && !key.is_empty()
        && key.len() <= LONGEST
        && key.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.'));
    fine.then_some(key)
}

fn unclosed(source: &SourceText, start: usize, fence: &str) -> Cut {
    let line = source.line_span(source.line(start));
    Cut::Broken(Box::new(
        Diagnostic::error(
            "front-matter-unclosed",
            source.place(line),
            format!("the front matter that begins here is never closed by a line `{fence}`"),
        )
        .help(format!(
            "put a line `{fence}` between the front matter and the text"
        )),
    ))
}

fn toml(source: &SourceText, start: usize, first_end: usize) -> Cut {
    let text = &*source.text;
    let inside = (first_end + 1).min(text.len());
    let closing = lines_after(text, inside).find(|(_, line)| line.trim_end() == "+++");
    let Some((closing, _)) = closing else {
        return unclosed(source, start, "+++");
    };
    let matter = split(source.slice(Span::new(start, closing.end)), "+++");
    let inner = if matter.is_empty() {
        Span::new(inside, inside)
    } else {
        Span::new(inside, closing.start)
    };
    Cut::Found {
        format: Format::Toml,
        inner,
        body: after_line(text, closing),
    }
}

/// A file that begins with an object. Text may begin with a brace too (`{{ a template }}`): only what goes on as an
/// object does is taken for one.
fn json(source: &SourceText, start: usize) -> Cut {
    let text = &*source.text;
    let inside = text.get(start + 1..).unwrap_or("").trim_start();
    if !inside.starts_with(['"', '}']) {
        return Cut::Absent(None);
    }
    let Some(end) = tree::object_end(text, start) else {
        let whole = Span::new(start, text.len());
        let bounds = tree::Bounds {
            depth: usize::MAX,
            keys: usize::MAX,
        };
        let fault = tree::json(source, whole, bounds).faults.into_iter().next();
        let (span, message) = fault.map_or_else(
            || {
                (
                    Span::new(start, start + 1),
                    "the object is broken".to_owned(),
                )
            },
            |fault| (fault.span, fault.message),
        );
        return Cut::Broken(Box::new(
            Diagnostic::error("front-matter-invalid", source.place(span), message)
                .also(
                    source.place(Span::new(start, start + 1)),
                    "the front matter begins here",
                )
                .help("correct the object; the text begins after its last `}`"),
        ));
    };
    let rest = line_at(text, end);
    Cut::Found {
        format: Format::Json,
        inner: Span::new(start, end),
        // The rest of the line of the closing brace is text only if there is any.
        body: if source.slice(rest).trim().is_empty() {
            after_line(text, rest)
        } else {
            end
        },
    }
}

/// A first line that is nearly a fence: `----`, `---yaml`, an indented `---`. An error if front matter follows.
fn odd_fence(source: &SourceText, first: Span, line: &str) -> Cut {
    // Characters of no width are an editor's doing too, but what they stand before is not the file's first line.
    let bare = line
        .trim()
        .trim_start_matches(['\u{feff}', '\u{200b}', '\u{2060}']);
    let nearly = bare.starts_with("---") || bare.starts_with("+++") || bare.starts_with("\u{2014}");
    if !nearly || !states_something(&source.text, after_line(&source.text, first)) {
        return Cut::Absent(None);
    }
    let fence = if bare.starts_with("+++") {
        "+++"
    } else {
        "---"
    };
    Cut::Broken(Box::new(
        Diagnostic::error(
            "front-matter-fence",
            source.place(first),
            format!("front matter begins with `{}`, which is no fence", bare.chars().take(40).collect::<String>()),
        )
        .help(format!(
            "write `{fence}` alone on the line, from its first column; YAML stands between `---`, TOML between `+++`"
        )),
    ))
}

/// A file that begins with a comment: front matter after it (a licence often stands there) would be published as text.
fn after_comment(source: &SourceText, start: usize) -> Cut {
    let text = &*source.text;
    let rest = text.get(start..).unwrap_or("");
    let Some(end) = rest.find("-->") else {
        return Cut::Absent(None);
    };
    let after = start + end + "-->".len();
    let tail = text.get(after..).unwrap_or("");
    let at = after + (tail.len() - tail.trim_start().len());
    let line = line_at(text, at);
    let fence = source.slice(line).trim_end();
    if !matches!(fence, "---" | "+++") || !states_something(text, after_line(text, line)) {
        return Cut::Absent(None);
    }
    Cut::Broken(Box::new(
        Diagnostic::error(
            "front-matter-fence",
            source.place(line),
            "front matter stands after a comment and would be text",
        )
        .help("put the comment below the front matter"),
    ))
}
