//! Ids of incidents in running text: `INC-12`, `gitlab-2017-01`. Only whole tokens, and only what cannot be taken for a
//! word, a number or a date. The outline notes them, and the renderer links those that are an incident's id; both ask
//! this module, so that they agree.

use std::collections::BTreeSet;
use std::ops::Range;

use super::pieces::{Event, Piece, Tag, TagEnd};

/// Fewest and most characters of an id that is looked for.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=64;

/// Elements of raw HTML whose text is not prose.
pub(crate) const VERBATIM: [&str; 4] = ["code", "kbd", "pre", "samp"];

/// Whether an id can be mentioned by itself. `stated`: the author gave it; one that follows from a file's name needs a
/// year, for nobody chose it with an eye to how it reads among words (`postgres-14`).
pub fn is_mentionable(id: &str, stated: bool) -> bool {
    let whole = tokens(id).next() == Some(0..id.len());
    whole && (stated || has_year(id))
}

/// A group of exactly four digits that is a year.
fn has_year(id: &str) -> bool {
    let groups = id.split(|c: char| !c.is_ascii_digit());
    let mut years = groups.filter(|group| group.len() == 4);
    years.any(|group| group.starts_with("19") || group.starts_with("20"))
}

/// Where a text has something that could be an id, in order. Linear in the text.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    // Most texts have no digit at all.
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    let words = has_digit.then(|| words(text)).into_iter().flatten();
    words
        .filter(|word| {
            let word = &text[word.clone()];
            // Part of an address of the web or of mail; and most words have no digit.
            word.bytes().any(|b| b.is_ascii_digit()) && !word.contains("://") && !word.contains('@')
        })
        .flat_map(|word| in_word(text, word))
}

/// What stands between white space.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_whitespace().map(|word| {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        start..start + word.len()
    })
}

/// What could be an id in one word.
fn in_word(text: &str, word: Range<usize>) -> Vec<Range<usize>> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut found = Vec::new();
    let mut at = word.start;
    while at < word.end {
        let rest = &text[at..word.end];
        let Some(start) = rest.find(inside) else {
            break;
        };
        let run = &rest[start..];
        let run = &run[..run.find(|c| !inside(c)).unwrap_or(run.len())];
        let (from, to) = (at + start, at + start + run.len());
        let token = run.trim_matches(['-', '_', '.']);
        let offset = run.len() - run.trim_start_matches(['-', '_', '.']).len();
        if is_candidate(token) && !is_glued(text, from, &text[to..word.end]) {
            found.push(from + offset..from + offset + token.len());
        }
        at = to;
    }
    found
}

/// Whether what stands around makes a token part of something else: a path, a channel, a variable.
fn is_glued(text: &str, from: usize, after: &str) -> bool {
    let glue = |c: char| {
        matches!(
            c,
            '/' | '\\' | '#' | '=' | '~' | '%' | '&' | '+' | '$' | '?'
        )
    };
    let mut after = after.chars();
    let next = after.next().is_some_and(|c| glue(c) || c == ':');
    text[..from].chars().next_back().is_some_and(glue)
        || (next && after.next().is_some_and(char::is_alphanumeric))
}

/// Letters and digits, and of the length of an id.
fn is_candidate(token: &str) -> bool {
    LENGTH.contains(&token.chars().take(LENGTH.end() + 1).count())
        && token.contains(|c: char| c.is_ascii_digit())
        && token.contains(char::is_alphabetic)
}

/// Collects what could be an id in the prose of a body: not in code, links, headings and images.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    found: BTreeSet<Box<str>>,
    /// Text not yet looked at: Markdown gives it in parts.
    text: String,
    /// Open elements whose text is not prose.
    apart: usize,
}

impl Mentions {
    pub(super) fn take(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Markdown(Event::Text(text)) => {
                if self.apart == 0 {
                    self.text.push_str(text);
                }
                return;
            }
            Piece::Markdown(Event::Start(tag)) if is_apart(tag) => self.apart += 1,
            Piece::Markdown(Event::End(
                TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image,
            )) => self.leave(),
            Piece::Open(element) if is_apart_name(element.name.text) => {
                self.flush();
                self.apart += 1;
                return;
            }
            Piece::Close(name) if is_apart_name(name.text) => self.leave(),
            _ => {}
        }
        self.flush();
    }

    pub(super) fn finish(mut self) -> BTreeSet<Box<str>> {
        self.flush();
        self.found
    }

    fn leave(&mut self) {
        self.apart = self.apart.saturating_sub(1);
    }

    fn flush(&mut self) {
        for token in tokens(&self.text) {
            let token = &self.text[token];
            if !self.found.contains(token) {
                self.found.insert(token.into());
            }
        }
        self.text.clear();
    }
}

fn is_apart(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }
    )
}

/// Whether the text of a raw element is not prose. An `<a>` that leads nowhere is one too: it is a place, not a text.
fn is_apart_name(name: &str) -> bool {
    VERBATIM.contains(&name) || matches!(name, "a" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        tokens(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn only_whole_tokens_are_ids() {
        for (text, expected) in [
            ("as in INC-12, then", &["INC-12"][..]),
            (
                "(INC-12) „INC-13“ INC-14's INC-15.",
                &["INC-12", "INC-13", "INC-14", "INC-15"],
            ),
            ("see gitlab-2017-01: the same", &["gitlab-2017-01"]),
            (
                "XINC-12 INC-123 INC-12a",
                &["XINC-12", "INC-123", "INC-12a"],
            ),
            ("INC-12—INC-13", &["INC-12", "INC-13"]),
            ("INC-12.md and INC-12...", &["INC-12.md", "INC-12"]),
            ("runbooks/INC-12 INC-12/x #INC-12 a=INC-12 INC-12:30", &[]),
            ("https://x.example/?(INC-12) ops+INC-12@example.com", &[]),
            ("2023-05-10 12:30 web 5xx v2 sha", &[]),
            ("Störung-Ä12", &["Störung-Ä12"]),
            ("", &[]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn an_id_that_could_be_a_word_is_not_looked_for() {
        for (id, stated, expected) in [
            ("INC-12", true, true),
            ("INC-12", false, false),
            ("gitlab-2017-01", false, true),
            ("postgres-14", false, false),
            ("web", true, false),
            ("db1", true, false),
            ("web-outage", true, false),
            ("2017-01-31", true, false),
            ("a b-12", true, false),
            ("INC/12", true, false),
            ("-INC-12", true, false),
        ] {
            assert_eq!(is_mentionable(id, stated), expected, "{id} {stated}");
        }
    }

    #[test]
    fn a_text_of_nothing_but_glue_costs_no_more_than_another() {
        let text = "a1/".repeat(50_000) + &"-".repeat(50_000) + &"INC-1.".repeat(50_000);
        assert!(found(&text).len() < 10);
    }
}
