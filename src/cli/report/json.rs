//! Findings for programs: one JSON object.

use std::io::{self, Write};

use serde::Serialize;

use super::Names;
use crate::diag::{Diagnostic, Level, Place, printable};

/// Version of the format; a program that reads it should refuse a higher one.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    errors: usize,
    warnings: usize,
    hints: usize,
    allowed: usize,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: &'a str,
    message: &'a str,
    #[serde(flatten)]
    at: Option<At<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    contradiction: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<Also<'a>>,
}

#[derive(Serialize)]
struct At<'a> {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
}

#[derive(Serialize)]
struct Also<'a> {
    #[serde(flatten)]
    at: At<'a>,
    label: &'a str,
}

/// Writes the findings.
///
/// # Errors
/// If the stream does not take them.
pub(super) fn write(
    stream: &mut dyn Write,
    findings: &[&Diagnostic],
    allowed: usize,
    names: &Names,
) -> io::Result<()> {
    let of = |level| findings.iter().filter(|it| it.level == level).count();
    let report = Report {
        version: VERSION,
        errors: of(Level::Error),
        warnings: of(Level::Warning),
        hints: of(Level::Hint),
        allowed,
        findings: findings.iter().map(|it| finding(it, names)).collect(),
    };
    let json = serde_json::to_string_pretty(&report)?;
    writeln!(stream, "{}", escaped(&json))
}

/// JSON in which what could drive a terminal is escaped: characters that JSON itself would let through stand in
/// strings only, so an escape of JSON means the same.
pub(super) fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        let tame = c == '\n' || printable(c.encode_utf8(&mut [0; 4])).starts_with(c);
        match tame {
            true => out.push(c),
            false => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    out
}

fn finding<'a>(it: &'a Diagnostic, names: &Names) -> Finding<'a> {
    Finding {
        rule: it.rule,
        level: it.level.word(),
        message: &it.message,
        at: it.place.as_ref().map(|place| at(place, names)),
        help: it.help.as_deref(),
        contradiction: it.contradiction,
        also: it
            .also
            .iter()
            .map(|(place, label)| Also {
                at: at(place, names),
                label,
            })
            .collect(),
    }
}

/// `text` are the marked words.
fn at<'a>(place: &'a Place, names: &Names) -> At<'a> {
    let known = |number: usize| (number > 0).then_some(number);
    At {
        file: names.file(&place.file),
        line: known(place.line),
        column: known(place.column),
        text: place
            .line_text
            .get(place.marked.0..place.marked.1)
            .unwrap_or_default(),
    }
}
