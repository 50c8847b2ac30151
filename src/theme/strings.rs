//! The words of the interface in one language: the theme's over the built-in ones, key by key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use crate::diag::{Diagnostic, Place, SourceText, Span};
use crate::model::{BandWords, Duration, Precision, Unit};

use super::plural;
use super::template::Value;
use super::{LANGUAGE, ThemeFiles};

/// The words of the interface in one language.
#[derive(Debug)]
pub struct Words {
    /// BCP 47 tag of the language they are in.
    language: String,
    /// As templates see them.
    value: Value,
    /// Path with dots to text.
    flat: BTreeMap<String, String>,
    /// Paths of the words that are the site's theme's.
    own: BTreeSet<String>,
    /// What stands between groups of three digits.
    thousands: String,
}

impl Words {
    /// BCP 47 tag of the language that pages in these words are in.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// As templates see them, under `t`.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Every word, in order of paths.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.flat.values().map(String::as_str)
    }

    /// The text at a path with dots (`nav.home`); `None` if there is none.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.flat.get(path).map(String::as_str)
    }

    /// The text at a path, if the theme of the site gives it.
    pub fn own(&self, path: &str) -> Option<&str> {
        self.get(path).filter(|_| self.own.contains(path))
    }

    /// The words of a group, by the last part of their path.
    pub fn group<'a>(&'a self, group: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let start = format!("{group}.");
        let from = self.flat.range(start.clone()..);
        from.map_while(move |(path, text)| Some((path.strip_prefix(&start)?, text.as_str())))
    }

    /// The text for a number: the form of the table at `path` that the language has for `n`, with `{n}` filled in.
    /// `None` if there is no such table.
    pub fn count(&self, path: &str, n: u64) -> Option<String> {
        let form = plural::form(&self.language, n);
        let text = self
            .get(&[path, ".", form].concat())
            .or_else(|| self.get(&[path, ".other"].concat()))?;
        Some(text.replace("{n}", &self.number(n)))
    }

    /// A length as pages write it, short enough for a table and no finer than it is known.
    pub fn length(&self, length: Duration) -> String {
        let parts: Option<Vec<String>> = length
            .parts()
            .into_iter()
            .map(|(unit, n)| self.part(unit, n))
            .collect();
        parts.map_or_else(|| length.to_string(), |parts| parts.join(" "))
    }

    /// The ends of a band of durations as pages write them.
    pub fn band(&self, ends: BandWords) -> String {
        let part = |(unit, n): (Unit, u64)| self.part(unit, n).unwrap_or_default();
        let filled = |path: &str, from: &str, to: &str| {
            let text = self.get(path).unwrap_or("{from}–{to}");
            text.replace("{from}", from).replace("{to}", to)
        };
        match ends {
            BandWords::Under(unit, n) => filled("length.under", "", &part((unit, n))),
            BandWords::OneUnit(from, to, unit) => {
                filled("length.between", &self.number(from), &part((unit, to)))
            }
            BandWords::TwoUnits(from, to) => filled("length.between_units", &part(from), &part(to)),
            BandWords::Over(unit, n) => filled("length.over", &part((unit, n)), ""),
        }
    }

    fn part(&self, unit: Unit, n: u64) -> Option<String> {
        let path = match unit {
            Unit::WithinDay => "length.within_day",
            Unit::AboutDays => "length.about_days",
            Unit::Days => "length.days",
            Unit::Hours => "length.hours",
            Unit::Minutes => "length.minutes",
            Unit::Seconds => "length.seconds",
        };
        self.count(path, n)
    }

    /// A length in seconds as pages write it.
    pub fn lasted(&self, seconds: u64) -> String {
        self.length(Duration::new(seconds, Precision::Second))
    }

    /// A number as the language writes it, thousands apart.
    pub fn number(&self, n: u64) -> String {
        grouped(n, &self.thousands)
    }

    /// A number with decimals as the language writes it.
    pub fn decimal(&self, n: impl Display) -> String {
        n.to_string()
            .replace('.', self.get("format.decimal").unwrap_or("."))
    }
}

/// A number with `mark` between its groups of three digits.
pub(super) fn grouped(n: impl Display, mark: &str) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits.as_str()),
    };
    out.push_str(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(digit);
    }
    out
}

/// The words of a theme as written, in every language that it has.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Of `strings.toml`.
    any: toml::Table,
    /// Of `strings.TAG.toml`, by tag in lower case.
    languages: BTreeMap<String, toml::Table>,
}

impl Written {
    /// Reads the words of a theme.
    pub(super) fn read(files: &ThemeFiles, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut table = |name: &str, text: &str| match toml::from_str::<toml::Table>(text) {
            Ok(table) => table,
            Err(error) => {
                diagnostics.push(toml_error("theme-strings", &files.path(name), text, &error));
                toml::Table::new()
            }
        };
        let strings = files.strings.as_ref();
        let any = strings.map_or_else(toml::Table::new, |text| table("strings.toml", text));
        let languages = files.languages.iter().map(|(tag, text)| {
            let name = format!("strings.{tag}.toml");
            (tag.to_ascii_lowercase(), table(&name, text))
        });
        Self {
            any,
            languages: languages.collect(),
        }
    }

    /// The tables for a language, the more general first: `de` before `de-AT`.
    fn for_language(&self, language: &str) -> Vec<&toml::Table> {
        let tag = language.to_ascii_lowercase();
        let ends = tag.match_indices('-').map(|(at, _)| at).chain([tag.len()]);
        ends.filter_map(|end| self.languages.get(&tag[..end]))
            .collect()
    }
}

/// The words for a language; `variant` names a table under `labels` that is laid over them. A key of the theme that the
/// built-in theme does not have is kept: its own templates may use it.
///
/// Where neither has words for the language and the theme has none at all, they are the built-in ones in their own
/// language.
pub(super) fn speak(
    builtin: &Written,
    theme: &Written,
    language: &str,
    variant: Option<&str>,
) -> Words {
    let mut words = builtin.any.clone();
    let known = builtin.for_language(language);
    let own = theme.for_language(language);
    let speaks =
        is_in(LANGUAGE, language) || !known.is_empty() || !own.is_empty() || !theme.any.is_empty();
    for table in known {
        lay_over(&mut words, table);
    }
    // The built-in variant goes under what a theme says plainly: who renames a thing means that name.
    lay_variant(&mut words, variant);
    let mut said = toml::Table::new();
    for table in [&theme.any].into_iter().chain(own) {
        lay_over(&mut said, table);
    }
    lay_variant(&mut said, variant);
    lay_over(&mut words, &said);
    let (mut flat, mut own) = (BTreeMap::new(), BTreeMap::new());
    flatten("", &words, &mut flat);
    flatten("", &said, &mut own);
    Words {
        language: if speaks { language } else { LANGUAGE }.to_owned(),
        value: Value::from_serializable(&words),
        thousands: flat.get("format.thousands").cloned().unwrap_or_default(),
        flat,
        own: own.into_keys().collect(),
    }
}

/// Whether `tag` is `language` or one of its regional forms.
fn is_in(language: &str, tag: &str) -> bool {
    tag.split('-')
        .next()
        .is_some_and(|primary| primary.eq_ignore_ascii_case(language))
}

fn lay_variant(words: &mut toml::Table, variant: Option<&str>) {
    let labels = words.get("labels").and_then(toml::Value::as_table);
    let table = variant.and_then(|variant| labels?.get(variant)?.as_table());
    if let Some(table) = table.cloned() {
        lay_over(words, &table);
    }
}

/// Every text of a table, by its path with dots.
pub(super) fn flatten(prefix: &str, table: &toml::Table, flat: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let path = format!("{prefix}{key}");
        match value {
            toml::Value::Table(inner) => flatten(&format!("{path}."), inner, flat),
            toml::Value::String(text) => {
                flat.insert(path, text.clone());
            }
            _ => {}
        }
    }
}

fn lay_over(under: &mut toml::Table, over: &toml::Table) {
    for (key, value) in over {
        match (under.get_mut(key), value) {
            (Some(toml::Value::Table(under)), toml::Value::Table(over)) => lay_over(under, over),
            (_, value) => {
                under.insert(key.clone(), value.clone());
            }
        }
    }
}

/// What is wrong with a TOML file, at its place.
pub(super) fn toml_error(
    rule: &'static str,
    path: &str,
    text: &str,
    error: &toml::de::Error,
) -> Diagnostic {
    let place = match error.span() {
        Some(span) => SourceText::new(path, text).place(Span::new(span.start, span.end)),
        None => Place::file(path),
    };
    let message = error.message().lines().next().unwrap_or_default();
    Diagnostic::error(rule, place, message)
}
