//! Tests of front matter: where it is, what its keys mean, and what is told when something is wrong.

mod facts;
mod fence;
mod keys;
mod times;

use super::*;
use crate::model::{DocumentKind, Precision, StatedState, Status, Visibility};

fn read_text(text: &str) -> (SourceText, Outcome<Stated>) {
    let source = SourceText::new("doc.md", text);
    let outcome = read(&source, &Config::default());
    (source, outcome)
}

/// What a front matter in YAML states; it must be in order.
fn stated(yaml: &str) -> Stated {
    let (_, outcome) = read_text(&format!("---\n{yaml}\n---\n"));
    assert_eq!(outcome.diagnostics, [], "{yaml}");
    outcome.value
}

fn facts(yaml: &str) -> Facts {
    stated(yaml).facts
}

/// `line:column rule message` of each finding, in the file's own coordinates.
fn told(text: &str) -> Vec<String> {
    let (_, outcome) = read_text(text);
    outcome
        .diagnostics
        .into_iter()
        .map(|d| {
            assert!(d.help.is_some(), "{} has no way out", d.rule);
            let place = d.place.unwrap();
            format!(
                "{}:{} {} {} {}",
                place.line,
                place.column,
                d.level.word(),
                d.rule,
                d.message
            )
        })
        .collect()
}

fn told_of(yaml: &str) -> Vec<String> {
    told(&format!("---\n{yaml}\n---\n"))
}

fn body(text: &str) -> String {
    let (source, outcome) = read_text(text);
    source.slice(outcome.value.body).to_owned()
}

fn title(text: &str) -> Option<String> {
    read_text(text).1.value.facts.title.map(|fact| fact.value)
}

fn values(facts: &[crate::model::Fact<String>]) -> Vec<&str> {
    facts.iter().map(|fact| fact.value.as_str()).collect()
}
