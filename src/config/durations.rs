//! `[durations]` of `site.toml`: where the bands of the index by duration end, and what the site calls them.

use std::collections::BTreeSet;

use super::Config;
use super::site_toml::{Refused, text, words};
use crate::diag::Span;
use crate::model::{BoundsFault, DurationScale, typed_length};
use crate::tree::{Node, Value};

/// Longest name of a band, in characters: it heads a page and labels a bar.
const NAME_CHARS: usize = 40;

const BOUNDS: &str =
    "lengths in quotes, each longer than the one before: `[\"15m\", \"1h\", \"4h\"]`";

/// Puts the bounds in force.
pub(super) fn bounds(config: &mut Config, node: &Node) -> Result<(), Refused> {
    let Value::List(items) = &node.value else {
        return Err(BOUNDS.into());
    };
    let mut lengths = Vec::new();
    for item in items {
        let written = text(item).ok();
        let length = written.as_deref().filter(|it| has_unit(it));
        let length = length.and_then(typed_length);
        lengths.push(length.ok_or_else(|| {
            let shown = item.scalar().map_or_else(
                || item.what().to_owned(),
                |scalar| format!("`{}`", scalar.text),
            );
            let expected = "a length in quotes with its unit (s, m, h, d or w), such as `\"90m\"`";
            wrong(item.span, format!("{shown} is no length"), expected)
        })?);
    }
    let count = lengths.len();
    config.durations = DurationScale::new(lengths).map_err(|fault| {
        let at = |at: usize| items.get(at).map_or(node.span, |item| item.span);
        let written = |at: usize| {
            items
                .get(at)
                .and_then(|it| text(it).ok())
                .unwrap_or_default()
        };
        match fault {
            BoundsFault::None => wrong(
                node.span,
                "there are no bounds of durations".to_owned(),
                "at least one, or leave the line out",
            ),
            BoundsFault::TooMany => wrong(
                node.span,
                format!("there are {count} bounds of durations"),
                &format!(
                    "at most {}: each band is a page of its own",
                    DurationScale::MAX_BOUNDS
                ),
            ),
            BoundsFault::OutOfRange(bad) => wrong(
                at(bad),
                format!("`{}` is no bound of durations", written(bad)),
                "a length from one second to a hundred years",
            ),
            BoundsFault::NotLonger(bad) => wrong(
                at(bad),
                format!(
                    "the bound `{}` is not longer than `{}` before it",
                    written(bad),
                    written(bad.saturating_sub(1))
                ),
                "each bound once, shortest first",
            ),
        }
    })?;
    Ok(())
}

/// A bare number would be minutes in one place and seconds in another.
fn has_unit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_alphabetic())
}

/// Puts the names in force, over bounds that are.
pub(super) fn names(config: &mut Config, node: &Node) -> Result<(), Refused> {
    let names = words(node)?;
    let Value::List(items) = &node.value else {
        return Ok(());
    };
    let mut seen = BTreeSet::new();
    for (item, name) in items.iter().zip(&names) {
        let plain = name.trim().to_lowercase();
        let told = |what: &str, expected: &str| {
            wrong(
                item.span,
                format!("the band name `{name}` is {what}"),
                expected,
            )
        };
        if plain.is_empty() || name.chars().any(char::is_control) {
            return Err(told("none", "a name on one line for each band"));
        }
        if name.chars().count() > NAME_CHARS {
            let expected = format!("a name of at most {NAME_CHARS} characters");
            return Err(told("too long", &expected));
        }
        if !seen.insert(plain) {
            return Err(told("there twice", "a name of its own for each band"));
        }
    }
    let bands = config.durations.bounds().len() + 1;
    let count = names.len();
    let names = names.iter().map(|name| name.trim().to_owned()).collect();
    let named = config.durations.clone().named(names);
    config.durations = named.ok_or_else(|| {
        let message = format!("there are {count} names for {bands} bands of durations");
        let expected = format!("{bands} names, one more than there are bounds");
        wrong(node.span, message, &expected)
    })?;
    Ok(())
}

fn wrong(span: Span, message: String, expected: &str) -> Refused {
    Refused {
        wrong: Some((span, message)),
        expected: expected.to_owned(),
    }
}
