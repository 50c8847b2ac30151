//! Findings as GitHub Actions shows them beside the lines of a pull request (workflow commands).

use super::{Names, one_line};
use crate::diag::{Diagnostic, Level};

/// A finding as one workflow command.
pub(super) fn line(finding: &Diagnostic, names: &Names) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        properties.push(format!("file={}", property(&names.file(&place.file))));
        for (name, number) in [("line", place.line), ("col", place.column)] {
            if number > 0 {
                properties.push(format!("{name}={number}"));
            }
        }
    }
    properties.push(format!("title={}", property(finding.rule)));
    let mut message = one_line(&finding.message);
    for (place, label) in &finding.also {
        let place = super::location(place, names);
        message.push_str(&format!("\n{place}: {}", one_line(label)));
    }
    if let Some(help) = &finding.help {
        message.push_str(&format!("\nhelp: {}", one_line(help)));
    }
    format!("::{command} {}::{}", properties.join(","), data(&message))
}

/// Escapes a message, as the runner takes it back (actions/toolkit, command.ts).
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
