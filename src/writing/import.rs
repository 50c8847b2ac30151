//! `import`: a file of any form to Markdown with front matter. The text of a Markdown file keeps every byte.

use super::csv::{self, CsvError};
use super::front_matter::{self, Loss, Understood};
use super::yaml::{self, Entry, Value};
use super::{diff, page, track};
use crate::config::{Audience, Config};
use crate::diag::{Diagnostic, Level, Outcome, SourceText};
use crate::library::{Entry as Document, Record};
use crate::slug;
use crate::source::front_matter::{self as keys, Format};

/// What the text of a file is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Told by the file's ending and its front matter.
    Auto,
    /// Markdown; front matter that is there stays as it is.
    Markdown,
    /// Markdown with the front matter of the icco/postmortems collection: `uuid`, `start_time`, `company`…
    Icco,
    /// An incident of a cState or Statuskit status page.
    Cstate,
    /// An HTML page.
    Html,
    /// A table with a header row, one incident in each row.
    Csv,
}

/// A file to import.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    /// Its path, relative to the content folder where it lies in one; `/` between parts.
    pub path: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What it is taken for.
    pub form: Form,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// Nothing is to be written.
    Skipped(Skipped),
    /// Files to be written; one unless the original is a table.
    Write(Vec<Written>),
}

/// Why nothing is written for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skipped {
    /// It has front matter.
    HasFrontMatter,
    /// It tells no incident.
    NoIncident,
    /// Nothing was understood that could be written.
    NothingKnown,
}

impl Skipped {
    /// The reason in a few words.
    pub fn word(self) -> &'static str {
        match self {
            Self::HasFrontMatter => "has front matter",
            Self::NoIncident => "tells no incident",
            Self::NothingKnown => "says nothing that front matter could say",
        }
    }
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its name, in the folder of the original.
    pub name: String,
    /// Whether it is the original itself; otherwise no file of its name may be there.
    pub in_place: bool,
    /// Its front matter, fences included, lines ending in `\n`.
    pub head: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The change as a unified diff.
    pub diff: String,
}

/// Why a file cannot be imported. Nothing of it is written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImportError {
    /// It is not UTF-8.
    #[error("byte {at} is not UTF-8")]
    NotUtf8 {
        /// Where it stops being UTF-8.
        at: usize,
    },
    /// It has an error that has to be corrected first.
    #[error("line {}: {}", .0.place.as_ref().map_or(0, |place| place.line), .0.message)]
    Broken(Box<Diagnostic>),
    /// Something that it states would be lost.
    #[error(transparent)]
    Loss(#[from] Loss),
    /// It is a table that cannot be read.
    #[error(transparent)]
    Table(#[from] CsvError),
    /// What one row of a table would become cannot be published.
    #[error("the row in line {line}: {message}")]
    Row {
        /// 1-based line on which the row begins.
        line: usize,
        /// Why.
        message: String,
    },
    /// What a page would become cannot be published.
    #[error("{0}")]
    Page(String),
}

impl ImportError {
    /// The reason without a line: of a document that is made here the author has never seen the lines.
    fn bare(self) -> String {
        match self {
            Self::Broken(finding) => finding.message,
            other => other.to_string(),
        }
    }
}

/// Reads one document: `pipeline::read`.
pub type Reader = fn(&SourceText, &Config) -> Outcome<Document>;

/// Makes Markdown with front matter of a file, by what `read` understands of it.
///
/// A file that has front matter, unless it is another tool's, is left alone, so that nothing changes the second time.
///
/// # Errors
/// An [`ImportError`] where something would be lost or invented.
pub fn import(
    original: Original<'_>,
    config: &Config,
    read: Reader,
) -> Result<Imported, ImportError> {
    let text = std::str::from_utf8(original.bytes).map_err(|error| ImportError::NotUtf8 {
        at: error.valid_up_to(),
    })?;
    let mut config = config.clone();
    // Whether a document is published has nothing to do with what it says.
    config.audience = Audience {
        drafts: true,
        internal: true,
    };
    let importer = Importer {
        path: original.path,
        config: &config,
        read,
    };
    match form_of(original) {
        Form::Html => importer.html(text),
        Form::Csv => importer.csv(text),
        form => importer.markdown(text, form),
    }
}

fn form_of(original: Original<'_>) -> Form {
    let ending = original
        .path
        .rsplit_once('.')
        .map_or("", |(_, ending)| ending);
    match (original.form, ending.to_ascii_lowercase().as_str()) {
        (Form::Auto, "html" | "htm" | "xhtml") => Form::Html,
        (Form::Auto, "csv" | "tsv") => Form::Csv,
        (form, _) => form,
    }
}

/// The name of a path, and the name without its ending.
fn names(path: &str) -> (&str, &str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    (name, name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

/// What is the same for every document of a file.
struct Importer<'a> {
    path: &'a str,
    config: &'a Config,
    read: Reader,
}

impl Importer<'_> {
    fn markdown(&self, text: &str, form: Form) -> Result<Imported, ImportError> {
        let source = SourceText::new(self.path, text);
        let stated = keys::read(&source, self.config);
        refuse_errors(&stated.diagnostics)?;
        let stated = stated.value;
        let head = source.text.get(..stated.body.start).unwrap_or("");
        let foreign = stated.format.is_some().then(|| foreign(head, form));
        if foreign == Some(None) {
            return Ok(Imported::Skipped(Skipped::HasFrontMatter));
        }
        let timeline = match foreign.flatten() {
            Some(Form::Cstate) if stated.facts.timeline.is_empty() => {
                track::timeline(source.slice(stated.body))
            }
            _ => Vec::new(),
        };
        let comments = match stated.format {
            Some(Format::Yaml) => comments(head),
            _ => Vec::new(),
        };
        let mut record = self.record(&source)?;
        let mut said = stated.clone();
        let bare = source.text.strip_prefix("---\n");
        if let (None, Some(_), Some(bare)) = (&record, foreign, bare) {
            // A record of a collection of incidents is one, however little it says.
            let source = SourceText::new(self.path, &format!("---\ntype: incident\n{bare}"));
            said = keys::read(&source, self.config).value;
            record = self.record(&source)?;
        }
        let Some(record) = record else {
            return Ok(Imported::Skipped(Skipped::NoIncident));
        };
        let understood = Understood {
            record: &record,
            stated: &said,
            timeline,
            comments,
        };
        let Some(head) = front_matter::head(understood, self.config)? else {
            return Ok(Imported::Skipped(Skipped::NothingKnown));
        };
        let replaced = raw_offset(text, stated.body.start);
        let new = beginning(text, &head);
        let whole = format!("{new}{}", text.get(replaced..).unwrap_or(""));
        if whole == text {
            return Ok(Imported::Skipped(Skipped::HasFrontMatter));
        }
        self.check(&whole)?;
        let (name, _) = names(self.path);
        Ok(Imported::Write(vec![Written {
            name: name.to_owned(),
            in_place: true,
            diff: diff::beginning(name, Some(text), replaced, &new),
            bytes: whole.into_bytes(),
            head,
        }]))
    }

    fn html(&self, text: &str) -> Result<Imported, ImportError> {
        let page = page::read(text);
        let (_, stem) = names(self.path);
        let name = format!("{stem}.md");
        let document = self.document(&page.entries, &page.body);
        Ok(
            match document.map_err(|error| ImportError::Page(error.bare()))? {
                Ok(head) => Imported::Write(vec![new_file(name, head, &page.body)]),
                Err(skipped) => Imported::Skipped(skipped),
            },
        )
    }

    fn csv(&self, text: &str) -> Result<Imported, ImportError> {
        let (_, stem) = names(self.path);
        let mut written: Vec<Written> = Vec::new();
        for row in csv::rows(text)? {
            let mut entries = row.entries;
            let mut head = self.document(&entries, &row.body);
            if matches!(head, Ok(Err(Skipped::NoIncident))) {
                // A row of a table of incidents is one, however little it says.
                entries.push(Entry::sure("type", Value::Scalar("incident".to_owned())));
                head = self.document(&entries, &row.body);
            }
            let head = head.map_err(|error| ImportError::Row {
                line: row.line,
                message: error.bare(),
            })?;
            let Ok(head) = head else {
                continue;
            };
            let wish = self
                .name(&head)
                .unwrap_or_else(|| format!("{}-{}", slug::slug(stem), row.line));
            let taken = |name: &str| written.iter().any(|it| it.name == name);
            let name = std::iter::once(format!("{wish}.md"))
                .chain((2..).map(|n: usize| format!("{wish}-{n}.md")))
                .find(|name| !taken(name));
            written.extend(name.map(|name| new_file(name, head, &row.body)));
        }
        Ok(if written.is_empty() {
            Imported::Skipped(Skipped::NothingKnown)
        } else {
            Imported::Write(written)
        })
    }

    /// The name of a document by what its front matter says: its id, else day and title.
    fn name(&self, head: &str) -> Option<String> {
        let facts = keys::read(&SourceText::new(self.path, head), self.config)
            .value
            .facts;
        let day = facts
            .started
            .or(facts.date)
            .map(|it| super::entries::day(it.value.civil.date()));
        let title = facts
            .title
            .map(|it| slug::slug(&it.value))
            .filter(|it| !it.is_empty());
        let id = facts
            .id
            .map(|it| slug::slug(&it.value))
            .filter(|it| !it.is_empty());
        match (day, title, id) {
            (Some(day), Some(title), _) => Some(format!("{day}-{title}")),
            (_, _, Some(id)) => Some(id),
            (_, Some(title), None) => Some(title),
            (..) => None,
        }
    }

    /// The front matter of a document that is made of stated values and a text.
    fn document(
        &self,
        entries: &[Entry],
        body: &str,
    ) -> Result<Result<String, Skipped>, ImportError> {
        let fence = if entries.is_empty() { "" } else { "---\n" };
        let text = format!("{fence}{}{fence}{body}", yaml::lines(entries, 0));
        let (_, stem) = names(self.path);
        let source = SourceText::new(format!("{stem}.md"), &text);
        let stated = keys::read(&source, self.config);
        refuse_errors(&stated.diagnostics)?;
        let Some(record) = self.record(&source)? else {
            return Ok(Err(Skipped::NoIncident));
        };
        let understood = Understood {
            record: &record,
            stated: &stated.value,
            timeline: Vec::new(),
            comments: Vec::new(),
        };
        let Some(head) = front_matter::head(understood, self.config)? else {
            return Ok(Err(Skipped::NothingKnown));
        };
        self.check(&format!("{head}{body}"))?;
        Ok(Ok(head))
    }

    /// The record of a document; `None` if it is none of an incident.
    fn record(&self, source: &SourceText) -> Result<Option<std::sync::Arc<Record>>, ImportError> {
        let read = (self.read)(source, self.config);
        match read.value {
            Document::Incident(record) => Ok(Some(record)),
            Document::Page(_) => Ok(None),
            Document::LeftOut(_) => {
                refuse_errors(&read.diagnostics)?;
                Ok(None)
            }
        }
    }

    /// Refuses a text that could not be published any more.
    fn check(&self, text: &str) -> Result<(), ImportError> {
        refuse_errors(&(self.read)(&SourceText::new(self.path, text), self.config).diagnostics)
    }
}

fn refuse_errors(diagnostics: &[Diagnostic]) -> Result<(), ImportError> {
    let error = diagnostics.iter().find(|it| it.level == Level::Error);
    error.map_or(Ok(()), |error| {
        Err(ImportError::Broken(Box::new(error.clone())))
    })
}

fn new_file(name: String, head: String, body: &str) -> Written {
    let whole = format!("{head}{body}");
    Written {
        diff: diff::beginning(&name, None, 0, &whole),
        bytes: whole.into_bytes(),
        name,
        in_place: false,
        head,
    }
}

/// What a file begins with: a byte order mark if it had one, front matter with line ends like its own.
fn beginning(text: &str, head: &str) -> String {
    let mark = if text.starts_with('\u{feff}') {
        "\u{feff}"
    } else {
        ""
    };
    let first_end = text.find(['\n', '\r']);
    let crlf = first_end
        .and_then(|at| text.get(at..))
        .is_some_and(|rest| rest.starts_with("\r\n"));
    if crlf {
        format!("{mark}{}", head.replace('\n', "\r\n"))
    } else {
        format!("{mark}{head}")
    }
}

/// Where byte `at` of a normalised text stands in the file.
fn raw_offset(text: &str, at: usize) -> usize {
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut left = at;
    let mut bytes = text.bytes().enumerate().skip(mark).peekable();
    while left > 0 {
        let Some((_, byte)) = bytes.next() else {
            return text.len();
        };
        if byte == b'\r' && bytes.peek().is_some_and(|(_, next)| *next == b'\n') {
            bytes.next();
        }
        left -= 1;
    }
    match bytes.next() {
        // Without front matter the mark is replaced by one.
        Some((at, _)) => at,
        None => text.len(),
    }
}

/// The tool whose front matter this is; `None` if it may as well be ours.
fn foreign(head: &str, form: Form) -> Option<Form> {
    let value = |wanted: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once([':', '='])?;
            let is_wanted = key.trim_end().eq_ignore_ascii_case(wanted);
            is_wanted.then(|| value.trim().trim_matches(['"', '\'']))
        })
    };
    let has = |keys: &[&str]| keys.iter().any(|key| value(key).is_some());
    let is = |key: &str, words: &[&str]| {
        value(key).is_some_and(|value| words.iter().any(|word| value.eq_ignore_ascii_case(word)))
    };
    let icco = has(&["uuid", "start_time", "end_time"])
        && has(&["company", "categories", "product"])
        || has(&["uuid"]) && has(&["start_time", "end_time"]);
    let state = is("resolved", &["true", "false"]) || has(&["resolvedWhen"]);
    let cstate = state
        && (has(&["affected", "affectedsystems", "section"])
            || is("severity", &["down", "disrupted", "notice"]));
    match form {
        Form::Auto if icco => Some(Form::Icco),
        Form::Auto if cstate => Some(Form::Cstate),
        Form::Icco if icco || has(&["uuid", "start_time", "company", "categories"]) => {
            Some(Form::Icco)
        }
        Form::Cstate if cstate || state || has(&["affected", "affectedsystems"]) => {
            Some(Form::Cstate)
        }
        _ => None,
    }
}

/// Comments of a front matter that stand on lines of their own, at its first column: there they are nothing else.
fn comments(head: &str) -> Vec<String> {
    head.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_end().to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_normalised_text_is_found_in_the_file() {
        let text = "\u{feff}---\r\na: b\r\n---\r\nbody\r\n";
        let source = SourceText::new("a.md", text);
        let at = source.text.find("body").unwrap();
        assert_eq!(text.get(raw_offset(text, at)..), Some("body\r\n"));
        assert_eq!(raw_offset("ab", 0), 0);
        assert_eq!(raw_offset("\u{feff}ab", 0), 3);
        assert_eq!(raw_offset("\r\r\n", 2), 3);
        assert_eq!(raw_offset("", 0), 0);
    }

    #[test]
    fn the_front_matter_of_other_tools_is_known_by_its_keys() {
        let collected = "---\nuuid: 1\nstart_time: 2020-01-01\n---\n";
        let status = "---\nresolved: true\naffected: [mail]\n---\n";
        let capitals = "---\nTitle: x\nResolved: true\nResolvedWhen: 2017-02-28 16:00:00\nSection: post\n---\n";
        assert_eq!(foreign(capitals, Form::Auto), Some(Form::Cstate));
        let older = "---\nurl: x\nstart_time: \"\"\ncategories:\n- postmortem\n---\n";
        assert_eq!(foreign(older, Form::Auto), Some(Form::Icco));
        let ours = "---\nid: a\nresolved: 2020-01-01\nseverity: sev2\n---\n";
        assert_eq!(foreign(collected, Form::Auto), Some(Form::Icco));
        assert_eq!(foreign(status, Form::Auto), Some(Form::Cstate));
        for form in [Form::Auto, Form::Icco, Form::Cstate] {
            assert_eq!(foreign(ours, form), None);
        }
        assert_eq!(foreign(collected, Form::Markdown), None);
    }
}
