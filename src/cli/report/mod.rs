//! Findings for people and programs. Whatever comes from content is made fit for a terminal first.

mod full;
mod github;
mod json;
mod sarif;

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use super::args::Format;
use crate::diag::{Diagnostic, Level, Place, printable};
use crate::library::{LeftOutBecause, Library};

/// Findings that are shown in full at most; the rest is counted.
const FULL_MAX: usize = 50;
/// Bytes of findings that are shown in full at most: a screen scrolls, a log of a megabyte is read by nobody.
const FULL_BYTES_MAX: usize = 128 << 10;
/// Characters of one message or help at most.
const MESSAGE_MAX: usize = 600;

/// How places are named: findings know files by their path in the content folder, people from where they stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// Before paths of content, with `/` at its end; empty if the person stands in the content folder.
    pub(super) content: String,
    /// Before paths of settings and themes.
    pub(super) root: String,
    /// Settings file, as findings name it.
    pub(super) settings: String,
    /// Folder of the theme in use, as findings name it, with `/` at its end; empty for the built-in theme.
    pub(super) theme: String,
}

impl Names {
    /// What `folder` is called from `here`, ready to stand before a path.
    pub(super) fn prefix(folder: &Path, here: &Path) -> String {
        let shown = match folder.strip_prefix(here) {
            Ok(inner) => inner.to_string_lossy().into_owned(),
            Err(_) => folder.to_string_lossy().into_owned(),
        };
        let shown = match std::path::MAIN_SEPARATOR {
            '/' => shown,
            other => shown.replace(other, "/"),
        };
        match shown.as_str() {
            "" => shown,
            _ if shown.ends_with('/') => shown,
            _ => shown + "/",
        }
    }

    /// The file of a place, as the person calls it.
    pub(super) fn file(&self, file: &Arc<str>) -> String {
        // A path from the root says so.
        if let Some(path) = file.strip_prefix('/') {
            return one_line(&format!("{}{path}", self.root));
        }
        let of_theme = !self.theme.is_empty() && file.starts_with(&self.theme);
        let prefix = match **file == *self.settings || of_theme {
            true => &self.root,
            false => &self.content,
        };
        one_line(&format!("{prefix}{file}"))
    }
}

/// Text that fits on one line of a terminal, of bounded length.
pub(super) fn one_line(text: &str) -> String {
    let mut line = printable(text).replace(['\n', '\t'], " ");
    if let Some((end, _)) = line.char_indices().nth(MESSAGE_MAX) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// `file:line:column`, as far as they are known.
pub(super) fn location(place: &Place, names: &Names) -> String {
    let mut text = names.file(&place.file);
    for number in [place.line, place.column] {
        if number == 0 {
            break;
        }
        text.push_str(&format!(":{number}"));
    }
    text
}

/// Where findings go, and how they look there.
pub(super) struct Target<'a> {
    /// The stream.
    pub(super) stream: &'a mut dyn Write,
    /// Whether it takes colours.
    pub(super) color: bool,
    /// How places are named.
    pub(super) names: &'a Names,
}

impl Target<'_> {
    /// Prints all findings in a format of `check`; programs also learn which are `allowed`.
    ///
    /// # Errors
    /// If the stream does not take them.
    pub(super) fn print(
        &mut self,
        findings: &[&Diagnostic],
        allowed: &[&Diagnostic],
        format: Format,
    ) -> io::Result<()> {
        match format {
            Format::Full => {
                for finding in findings {
                    self.stream
                        .write_all(full::text(finding, self.names, self.color).as_bytes())?;
                }
                Ok(())
            }
            Format::Concise => {
                for finding in findings {
                    writeln!(self.stream, "{}", concise(finding, self.names))?;
                }
                Ok(())
            }
            Format::Json => json::write(self.stream, findings, allowed.len(), self.names),
            Format::Sarif => sarif::write(self.stream, findings, allowed, self.names),
            Format::Github => {
                for finding in findings {
                    writeln!(self.stream, "{}", github::line(finding, self.names))?;
                }
                Ok(())
            }
        }
    }

    /// Prints findings in full, as many as a person reads; says how many are not shown.
    ///
    /// # Errors
    /// If the stream does not take them.
    pub(super) fn print_some(&mut self, findings: &[&Diagnostic], rest: &str) -> io::Result<()> {
        let mut bytes = 0;
        let mut shown = 0;
        for finding in findings.iter().take(FULL_MAX) {
            let text = full::text(finding, self.names, self.color);
            bytes += text.len();
            if bytes > FULL_BYTES_MAX {
                break;
            }
            self.stream.write_all(text.as_bytes())?;
            shown += 1;
        }
        match findings.len() - shown {
            0 => Ok(()),
            1 => writeln!(self.stream, "and 1 more; {rest}"),
            more => writeln!(self.stream, "and {more} more; {rest}"),
        }
    }
}

/// `file:line:column: level[rule]: message`
pub(super) fn concise(finding: &Diagnostic, names: &Names) -> String {
    let place = finding.place.as_ref();
    let place = place.map_or_else(String::new, |place| location(place, names) + ": ");
    format!(
        "{place}{}[{}]: {}",
        finding.level.word(),
        finding.rule,
        one_line(&finding.message)
    )
}

/// `3 errors, 1 warning`; hints are not counted. Empty if there is neither.
pub(super) fn counts(findings: &[Diagnostic]) -> String {
    let of = |level| findings.iter().filter(|it| it.level == level).count();
    let words = [
        (of(Level::Error), "error", "errors"),
        (of(Level::Warning), "warning", "warnings"),
    ];
    let words = words.into_iter().filter(|(count, ..)| *count > 0);
    let words = words.map(|(count, one, many)| counted(count, one, many));
    words.collect::<Vec<_>>().join(", ")
}

/// `2 drafts left out`, a text for each reason that documents are no part of a library.
pub(super) fn left_out(library: &Library) -> Vec<String> {
    let reasons = [
        (LeftOutBecause::Draft, "draft", "drafts"),
        (
            LeftOutBecause::Internal,
            "internal document",
            "internal documents",
        ),
        (
            LeftOutBecause::Error,
            "document with errors",
            "documents with errors",
        ),
    ];
    let count = |why| library.left_out.iter().filter(|it| it.why == why).count();
    let counts = reasons.map(|(why, one, many)| (count(why), one, many));
    let some = counts.into_iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, one, many)| format!("{} left out", counted(count, one, many)))
        .collect()
}

/// `1 page` or `3 pages`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests;
