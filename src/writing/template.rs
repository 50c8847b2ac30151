//! Writing templates: what a new postmortem begins with. Prompts stand in comments of HTML: they guide who writes, are
//! read as no facts and do not reach the page.

use std::ops::Range;

use jiff::civil::Date;

use super::entries::day;
use super::yaml::{self, Entry, Trust, Value};
use crate::config::Config;
use crate::diag::{Diagnostic, Level, SourceText};
use crate::slug;
use crate::source::front_matter::{self, Format};

/// A writing template that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// What it is called.
    pub name: &'static str,
    /// What it is for, in one clause.
    pub means: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The templates, shortest first.
pub const TEMPLATES: [Template; 3] = [
    Template {
        name: "short",
        means: "three sections, for a small incident",
        text: include_str!("templates/short.md"),
    },
    Template {
        name: "sre",
        means: "the classic blameless postmortem: impact, trigger, detection, causes, timeline, lessons, action items",
        text: include_str!("templates/sre.md"),
    },
    Template {
        name: "review",
        means: "a detailed review, for an incident that many will learn from",
        text: include_str!("templates/review.md"),
    },
];

impl Template {
    /// The template of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TEMPLATES.iter().find(|template| template.name == name)
    }
}

/// What is known of a postmortem before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Title.
    pub title: String,
    /// The day of the incident.
    pub date: Date,
    /// Who answers for the document.
    pub owner: Option<String>,
    /// Root-cause category, an id of the site.
    pub cause: Option<String>,
    /// Severity, in the authors' words.
    pub severity: Option<String>,
    /// Services affected.
    pub services: Vec<String>,
}

impl Draft {
    /// The name of its file: `2026-11-20-checkout-down.md`; `None` if the title has no letter and no digit.
    pub fn file_name(&self) -> Option<String> {
        let slug = slug::slug(&self.title);
        (!slug.is_empty()).then(|| format!("{}-{slug}.md", day(self.date)))
    }

    fn entries(&self) -> Vec<Entry> {
        let scalar = |text: &str| Value::Scalar(yaml::text(text));
        let given = |key: &str, text: &Option<String>| {
            text.as_ref().map(|text| Entry::sure(key, scalar(text)))
        };
        let services = self
            .services
            .iter()
            .map(|it| (scalar(it), Trust::Sure))
            .collect::<Vec<_>>();
        let mut entries = vec![
            Entry::sure("title", scalar(&self.title)),
            Entry::sure("date", Value::Scalar(day(self.date))),
        ];
        entries.extend(given("severity", &self.severity));
        entries.extend(given("root_cause", &self.cause));
        if !services.is_empty() {
            entries.push(Entry::sure("services", Value::List(services)));
        }
        entries.push(Entry::sure("status", scalar("draft")));
        entries.extend(given("owner", &self.owner));
        entries
    }
}

/// The text of a new postmortem.
///
/// `template` is Markdown. Keys of its YAML front matter are kept, but for those that the draft says itself; front matter
/// in another language stays out, for the two cannot be mixed.
///
/// # Errors
/// What is wrong with the front matter of the template, if it cannot be told from its text.
pub fn write(draft: &Draft, template: &str, config: &Config) -> Result<String, Box<Diagnostic>> {
    let source = SourceText::new("template.md", template);
    let read = front_matter::read(&source, config);
    let stated = read.value;
    if stated.format.is_none()
        && let Some(error) = read
            .diagnostics
            .into_iter()
            .find(|it| it.level == Level::Error)
    {
        return Err(Box::new(error));
    }
    let entries = draft.entries();
    let mut text = String::from("---\n");
    text.push_str(&yaml::lines(&entries, 0));
    if stated.format == Some(Format::Yaml) {
        let head = source.text.get(..stated.body.start).unwrap_or("");
        for (key, lines) in blocks(head) {
            if !entries.iter().any(|it| it.key == key) && key != "draft" {
                text.push_str(head.get(lines).unwrap_or(""));
            }
        }
    }
    text.push_str("---\n");
    text.push_str(source.slice(stated.body));
    Ok(text)
}

/// The keys of a YAML front matter, each with its lines; lines before the first key belong to an empty one.
fn blocks(head: &str) -> Vec<(&str, Range<usize>)> {
    let mut blocks: Vec<(&str, Range<usize>)> = Vec::new();
    let mut at = 0;
    let mut fences = 0;
    for line in head.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            fences += 1;
            continue;
        }
        if fences != 1 {
            continue;
        }
        let key = line
            .split_once(':')
            .map(|(key, _)| key.trim_end().trim_matches(['"', '\'']));
        match (key, blocks.last_mut()) {
            (Some(key), _) if !line.starts_with([' ', '\t', '#', '-', ']', '}']) => {
                blocks.push((key, start..at))
            }
            (_, Some((_, range))) => range.end = at,
            (_, None) => blocks.push(("", start..at)),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            title: "Checkout down: \"no\" orders".to_owned(),
            date: jiff::civil::date(2026, 11, 20),
            owner: Some("checkout".to_owned()),
            cause: Some("config-change".to_owned()),
            severity: Some("SEV-2".to_owned()),
            services: vec!["checkout".to_owned(), "api".to_owned()],
        }
    }

    #[test]
    fn a_draft_states_what_was_typed_and_nothing_else() {
        let text = write(&draft(), "\n## Why\n", &Config::default()).unwrap();
        let expected = "---
title: \"Checkout down: \\\"no\\\" orders\"
date: 2026-11-20
severity: SEV-2
root_cause: config-change
services:
  - checkout
  - api
status: draft
owner: checkout
---

## Why
";
        assert_eq!(text, expected);
        assert_eq!(
            draft().file_name().as_deref(),
            Some("2026-11-20-checkout-down-no-orders.md")
        );
    }

    #[test]
    fn a_template_of_ones_own_keeps_its_keys_and_never_says_a_key_twice() {
        let own = "---\n# our template\ntitle: Template\nteams:\n  - sre\n# ask legal\nstatus: final\nvisibility: internal\n---\nHello\n";
        let plain = Draft {
            owner: None,
            cause: None,
            severity: None,
            services: Vec::new(),
            ..draft()
        };
        let text = write(&plain, own, &Config::default()).unwrap();
        let expected = "---
title: \"Checkout down: \\\"no\\\" orders\"
date: 2026-11-20
status: draft
# our template
teams:
  - sre
# ask legal
visibility: internal
---
Hello
";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_template_whose_front_matter_never_ends_is_refused() {
        let broken = write(&draft(), "---\ntitle: x\n\nText\n", &Config::default()).unwrap_err();
        assert_eq!(broken.rule, "front-matter-unclosed");
    }
}
