//! Findings for code scanning: SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::json::escaped;
use super::{Names, one_line};
use crate::check::{Rule, rule};
use crate::diag::{Diagnostic, Level, Place};

/// Where the format is defined for programs.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes a log of one run: the rules that found something, what they found, and what is allowed as suppressed results.
///
/// # Errors
/// If the stream does not take it.
pub(super) fn write(
    stream: &mut dyn Write,
    findings: &[&Diagnostic],
    allowed: &[&Diagnostic],
    names: &Names,
) -> io::Result<()> {
    let all = || findings.iter().chain(allowed);
    let mut index: BTreeMap<&str, usize> = all().map(|it| (it.rule, 0)).collect();
    index
        .values_mut()
        .enumerate()
        .for_each(|(at, place)| *place = at);
    let rules: Vec<Value> = index.keys().map(|name| described(name)).collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|it| result(it, &index, names))
        .chain(
            allowed
                .iter()
                .map(|it| suppressed(result(it, &index, names))),
        )
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "casebook",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                }
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }]
    });
    writeln!(stream, "{}", escaped(&serde_json::to_string_pretty(&log)?))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "note",
    }
}

fn described(name: &str) -> Value {
    let Some(Rule {
        level: usual,
        finds,
        example,
        mend,
        ..
    }) = rule(name)
    else {
        return json!({ "id": name });
    };
    json!({
        "id": name,
        "shortDescription": { "text": finds },
        "fullDescription": { "text": format!("{finds} For example: {example}.") },
        "help": { "text": mend },
        "defaultConfiguration": { "level": level(*usual) },
    })
}

fn result(finding: &Diagnostic, index: &BTreeMap<&str, usize>, names: &Names) -> Value {
    let mut message = one_line(&finding.message);
    if let Some(help) = &finding.help {
        message.push_str(&format!("; {}", one_line(help)));
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": index.get(finding.rule),
        "level": level(finding.level),
        "message": { "text": message },
    });
    if let (Some(place), Value::Object(result)) = (&finding.place, &mut result) {
        let location = json!({ "physicalLocation": physical(place, names) });
        result.insert("locations".to_owned(), json!([location]));
        if !finding.also.is_empty() {
            let related = finding.also.iter().map(|(place, label)| {
                json!({
                    "physicalLocation": physical(place, names),
                    "message": { "text": one_line(label) },
                })
            });
            result.insert("relatedLocations".to_owned(), related.collect());
        }
    }
    result
}

/// A result that its document or the settings allow.
fn suppressed(mut result: Value) -> Value {
    if let Value::Object(result) = &mut result {
        result.insert("suppressions".to_owned(), json!([{ "kind": "inSource" }]));
    }
    result
}

fn physical(place: &Place, names: &Names) -> Value {
    let mut location = Map::new();
    let uri = uri(&names.file(&place.file));
    location.insert("artifactLocation".to_owned(), json!({ "uri": uri }));
    if place.line > 0 {
        let mut region = json!({ "startLine": place.line });
        if let (Value::Object(region), true) = (&mut region, place.column > 0) {
            region.insert("startColumn".to_owned(), place.column.into());
            let marked = place.line_text.get(place.marked.0..place.marked.1);
            let length = marked.map_or(0, |it| it.chars().count());
            if length > 0 {
                region.insert("endColumn".to_owned(), (place.column + length).into());
            }
        }
        location.insert("region".to_owned(), region);
    }
    location.into()
}

/// A path as an address: relative to where the person stands, or with its scheme (RFC 3986, RFC 8089).
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    } else if path.as_bytes().get(1) == Some(&b':') {
        // The drive of an absolute path.
        out.push_str("file:///");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_an_address() {
        assert_eq!(uri("content/a b/ü%.md"), "content/a%20b/%C3%BC%25.md");
        assert_eq!(uri("/srv/x:1.md"), "file:///srv/x%3A1.md");
        assert_eq!(uri("C:/x.md"), "file:///C%3A/x.md");
    }
}
