//! The words of the interface: the theme's over the built-in ones, key by key.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Place, SourceText, Span};

use super::ThemeFiles;
use super::template::Value;

/// The words of both, the theme's first. A key of the theme that the built-in theme does not have is kept: its own
/// templates may use it.
pub(super) fn merge(
    builtin: &ThemeFiles,
    theme: &ThemeFiles,
    diagnostics: &mut Vec<Diagnostic>,
) -> Words {
    let mut words = toml::Table::new();
    for files in [builtin, theme] {
        let Some(text) = &files.strings else { continue };
        match toml::from_str::<toml::Table>(text) {
            Ok(table) => lay_over(&mut words, table),
            Err(error) => diagnostics.push(toml_error(
                "theme-strings",
                &files.path("strings.toml"),
                text,
                &error,
            )),
        }
    }
    let mut flat = BTreeMap::new();
    flatten("", &words, &mut flat);
    Words {
        flat,
        value: Value::from_serializable(&words),
    }
}

/// The words of the interface.
#[derive(Debug)]
pub(super) struct Words {
    /// As templates see them.
    pub(super) value: Value,
    /// Path with dots to text.
    pub(super) flat: BTreeMap<String, String>,
}

fn flatten(prefix: &str, table: &toml::Table, flat: &mut BTreeMap<String, String>) {
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

fn lay_over(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(toml::Value::Table(under)), toml::Value::Table(over)) => lay_over(under, over),
            (_, value) => {
                under.insert(key, value);
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
