//! CSV with a header row (RFC 4180): one document for each row. A cell is text and nothing else: what looks like a
//! formula is none.

use super::yaml::{self, Entry, Value};
use crate::source::front_matter::known_key;

/// A table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CsvError {
    /// A quote is opened and not closed.
    #[error("a quote that is opened in line {line} is never closed")]
    Unclosed {
        /// 1-based line of the quote.
        line: usize,
    },
    /// A row has a cell that belongs to no column.
    #[error("the row in line {line} has {cells} cells, the header has {columns}")]
    Ragged {
        /// 1-based line on which the row begins.
        line: usize,
        /// Its cells.
        cells: usize,
        /// Columns of the header.
        columns: usize,
    },
    /// No column is called by a key that we know.
    #[error("no column of the first line has a name that Casebook knows")]
    NoHeader,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// 1-based line on which it begins.
    pub(super) line: usize,
    /// Columns and cells that say something, but for the text.
    pub(super) entries: Vec<Entry>,
    /// The text of the document, ending in a line end unless it is empty.
    pub(super) body: String,
}

/// Names of a column that holds the text of a document, best first. `description` is one too where there is no other.
const BODY: [&str; 8] = [
    "body",
    "text",
    "content",
    "postmortem",
    "report",
    "narrative",
    "details",
    "notes",
];

/// The rows of a table as documents.
///
/// # Errors
/// A [`CsvError`]: nothing of a table is taken that is not read as a whole.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, CsvError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut records = records(text, separator(text))?.into_iter();
    let Some((_, header)) = records.next() else {
        return Err(CsvError::NoHeader);
    };
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    if !header.iter().any(|name| known_key(name)) {
        return Err(CsvError::NoHeader);
    }
    let named = |wanted: &str| {
        header
            .iter()
            .position(|name| name.eq_ignore_ascii_case(wanted))
    };
    let body = BODY
        .iter()
        .find_map(|name| named(name))
        .or_else(|| named("description"));
    records
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
        .map(|(line, cells)| row(&header, body, line, &cells))
        .collect()
}

fn row(
    header: &[String],
    body: Option<usize>,
    line: usize,
    cells: &[String],
) -> Result<Row, CsvError> {
    let over = cells.get(header.len()..).unwrap_or_default();
    if over.iter().any(|cell| !cell.trim().is_empty()) {
        return Err(CsvError::Ragged {
            line,
            cells: cells.len(),
            columns: header.len(),
        });
    }
    let mut entries: Vec<Entry> = Vec::new();
    for (i, (name, cell)) in header.iter().zip(cells).enumerate() {
        let cell = cell.trim();
        if Some(i) == body || cell.is_empty() || name.is_empty() {
            continue;
        }
        // Of two columns of one name the second would be an error in front matter.
        let twin = entries.iter().filter(|it| it.key == *name).count();
        let key = if twin == 0 {
            name.clone()
        } else {
            format!("{name} {}", i + 1)
        };
        entries.push(Entry::sure(&key, Value::Scalar(yaml::text(cell))));
    }
    let mut text = body
        .and_then(|i| cells.get(i))
        .map_or_else(String::new, |cell| cell.replace("\r\n", "\n"));
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(Row {
        line,
        entries,
        body: text,
    })
}

/// The separator that the first line has most of.
fn separator(text: &str) -> char {
    let header = text.lines().next().unwrap_or("");
    [',', ';', '\t']
        .into_iter()
        .max_by_key(|separator| (header.matches(*separator).count(), *separator == ','))
        .unwrap_or(',')
}

type Record = (usize, Vec<String>);

/// Rows of cells, each with its line. Quotes count only at the beginning of a cell; empty lines are no rows.
fn records(text: &str, separator: char) -> Result<Vec<Record>, CsvError> {
    let mut records = Vec::new();
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut chars = text.chars().peekable();
    let (mut line, mut begun) = (1, 1);
    let mut end = |cells: &mut Vec<String>, begun: usize| {
        let cells = std::mem::take(cells);
        if cells.len() > 1 || cells.iter().any(|cell| !cell.is_empty()) {
            records.push((begun, cells));
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '"' if cell.is_empty() => {
                let opened = line;
                loop {
                    match chars.next() {
                        None => return Err(CsvError::Unclosed { line: opened }),
                        Some('"') if chars.peek() == Some(&'"') => {
                            chars.next();
                            cell.push('"');
                        }
                        Some('"') => break,
                        Some(c) => {
                            line += usize::from(c == '\n');
                            cell.push(c);
                        }
                    }
                }
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                cells.push(std::mem::take(&mut cell));
                end(&mut cells, begun);
                line += 1;
                begun = line;
            }
            c if c == separator => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    end(&mut cells, begun);
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        records(text, ',')
            .unwrap()
            .into_iter()
            .map(|(_, cells)| cells)
            .collect()
    }

    #[test]
    fn quotes_hold_separators_line_ends_and_quotes() {
        let table = "a,b\r\n\"x, y\",\"he said \"\"no\"\"\r\nand left\"\r\n\r\nlast,\r\n";
        assert_eq!(
            cells(table),
            [
                vec!["a", "b"],
                vec!["x, y", "he said \"no\"\r\nand left"],
                vec!["last", ""]
            ]
        );
        assert_eq!(cells("a,b\n1,2"), [["a", "b"], ["1", "2"]]);
    }

    #[test]
    fn a_row_is_a_document_with_its_text() {
        let table = "\u{feff}Name;Start Time;Notes;Extra\nDisk full;2023-05-10 09:00;It was full.;=1+1\n;;;\n";
        let rows = rows(table).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].line, rows[0].body.as_str()), (2, "It was full.\n"));
        let yaml = yaml::lines(&rows[0].entries, 0);
        assert_eq!(
            yaml,
            "Name: Disk full\nStart Time: \"2023-05-10 09:00\"\nExtra: \"=1+1\"\n"
        );
    }

    #[test]
    fn a_table_that_cannot_be_read_as_a_whole_is_refused() {
        assert_eq!(rows("title\n\"a\nb"), Err(CsvError::Unclosed { line: 2 }));
        let ragged = CsvError::Ragged {
            line: 3,
            cells: 2,
            columns: 1,
        };
        assert_eq!(rows("title\na\nb,c\n"), Err(ragged));
        assert_eq!(rows("x,y\n1,2\n"), Err(CsvError::NoHeader));
        assert_eq!(rows(""), Err(CsvError::NoHeader));
    }
}
