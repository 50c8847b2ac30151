//! Tables for spreadsheets (RFC 4180). A cell is text and nothing else: what a spreadsheet would take for a formula is
//! told apart by an apostrophe.

use serde_json::{Map, Value};

use super::fields::{FIELDS, Shape};

/// Between the members of a list in one cell.
const BETWEEN: &str = "; ";
/// Columns of the table of action items: of the incident, then of the item.
const OF_INCIDENT: [&str; 3] = ["id", "title", "url"];

/// One row an incident. Columns are the fields that fit into a cell: no lists of objects. `inferred` names the fields
/// that were read in the text.
pub(super) fn incidents(objects: impl Iterator<Item = Map<String, Value>>) -> String {
    let columns: Vec<Vec<&str>> = FIELDS
        .iter()
        .flat_map(|(name, shape, _)| columns(name, *shape))
        .collect();
    let mut table = Table::headed(columns.iter().map(|path| path.join("_")));
    for object in objects {
        table.row(columns.iter().map(|path| cell(&object, path)));
    }
    table.text
}

/// One row an action item, with its incident before it.
pub(super) fn actions(objects: impl Iterator<Item = Map<String, Value>>) -> String {
    let shape = FIELDS.iter().find(|(name, ..)| *name == "action_items");
    let fields: &[&str] = match shape {
        Some((_, Shape::Objects(fields), _)) => fields,
        _ => &[],
    };
    let of_incident = OF_INCIDENT.map(|name| format!("incident_{name}"));
    let names = fields.iter().map(|name| (*name).to_owned());
    let mut table = Table::headed(of_incident.into_iter().chain(names));
    for object in objects {
        let items = object.get("action_items").and_then(Value::as_array);
        for item in items.into_iter().flatten().filter_map(Value::as_object) {
            let incident = OF_INCIDENT.iter().map(|name| cell(&object, &[name]));
            let cells: Vec<String> = incident
                .chain(fields.iter().map(|name| cell(item, &[name])))
                .collect();
            table.row(cells);
        }
    }
    table.text
}

/// The columns of a field, each by the way to its value.
fn columns(name: &'static str, shape: Shape) -> Vec<Vec<&'static str>> {
    match (name, shape) {
        ("lessons", _) => ["well", "badly", "lucky"]
            .map(|part| vec!["lessons", part])
            .into(),
        ("inferred", _) => vec![vec![name]],
        (_, Shape::Objects(_) | Shape::Object) => Vec::new(),
        _ => vec![vec![name]],
    }
}

/// What stands in a cell; empty where nothing is known.
fn cell(object: &Map<String, Value>, path: &[&str]) -> String {
    let Some((first, rest)) = path.split_first() else {
        return String::new();
    };
    match object.get(*first) {
        Some(Value::Object(inner)) if !rest.is_empty() => cell(inner, rest),
        Some(Value::Object(inner)) => inner.keys().cloned().collect::<Vec<_>>().join(BETWEEN),
        Some(Value::Array(items)) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            texts.join(BETWEEN)
        }
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

struct Table {
    text: String,
}

impl Table {
    fn headed(names: impl Iterator<Item = String>) -> Self {
        let mut table = Self {
            text: String::new(),
        };
        table.row(names);
        table
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        for (n, cell) in cells.into_iter().enumerate() {
            if n > 0 {
                self.text.push(',');
            }
            push(&cell, &mut self.text);
        }
        self.text.push_str("\r\n");
    }
}

/// Writes a cell. An apostrophe stands before what begins a formula (<https://owasp.org/www-community/attacks/CSV_Injection>),
/// at the start of the cell and behind every character that some program parts cells at: which one it is, the reader's
/// system decides, not the file.
fn push(cell: &str, out: &mut String) {
    let quoted = cell.contains([',', ';', '"', '\n', '\r', '\t']);
    if quoted {
        out.push('"');
    }
    let mut at_start = true;
    for c in cell.chars() {
        if at_start && begins_formula(c) {
            out.push('\'');
        }
        at_start = matches!(c, ',' | ';' | '\t' | '\r' | '\n' | '|' | '"')
            || (at_start && c.is_whitespace());
        match c {
            '"' => out.push_str("\"\""),
            // Nothing shows them, and a terminal would obey them.
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
    if quoted {
        out.push('"');
    }
}

/// Whether a cell that begins so is computed, also by its full-width forms.
fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(cell: &str) -> String {
        let mut out = String::new();
        push(cell, &mut out);
        out
    }

    #[test]
    fn a_cell_is_never_a_formula_whatever_parts_the_cells() {
        for (cell, expected) in [
            ("plain", "plain"),
            ("a-b = c", "a-b = c"),
            ("=1+1", "'=1+1"),
            ("  @SUM(A1)", "  '@SUM(A1)"),
            ("+49 30 1", "'+49 30 1"),
            ("-5", "'-5"),
            ("＝1", "'＝1"),
            ("a;=1", "\"a;'=1\""),
            ("a; =1", "\"a; '=1\""),
            ("a\n=1", "\"a\n'=1\""),
            ("\"=1\"", "\"\"\"'=1\"\"\""),
            ("a|=1", "a|'=1"),
            ("\t=1", "\"'\t'=1\""),
            ("a,b", "\"a,b\""),
            ("nul\0l", "null"),
            ("\u{1b}[31mred\u{9b}", "[31mred"),
        ] {
            assert_eq!(written(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn an_incident_is_a_row_and_what_is_not_known_is_empty() {
        let object = json!({
            "id": "INC-1", "title": "A, \"B\"", "duration_minutes": 48.5, "services": ["a", "b"],
            "lessons": {"well": ["x", "y"]}, "inferred": {"title": {}, "services": {}},
            "action_items": [{"title": "=x", "owner": "o"}, {"title": "z"}],
        });
        let object = object.as_object().unwrap();
        let table = incidents([object.clone()].into_iter());
        let rows: Vec<&str> = table.split("\r\n").collect();
        assert_eq!(rows.len(), 3);
        let header: Vec<&str> = rows[0].split(',').collect();
        for name in ["id", "duration_minutes", "lessons_well", "inferred"] {
            assert!(header.contains(&name), "{name}");
        }
        assert!(!header.contains(&"action_items"));
        assert!(
            rows[1].starts_with("INC-1,,,,\"A, \"\"B\"\"\","),
            "{}",
            rows[1]
        );
        assert!(rows[1].contains(",48.5,") && rows[1].contains(",\"a; b\","));
        assert!(
            rows[1].ends_with("\"x; y\",,,\"title; services\""),
            "{}",
            rows[1]
        );

        let table = actions([object.clone()].into_iter());
        assert_eq!(
            table,
            "incident_id,incident_title,incident_url,title,id,kind,owner,due,status,closed,link\r\n\
             INC-1,\"A, \"\"B\"\"\",,'=x,,,o,,,,\r\nINC-1,\"A, \"\"B\"\"\",,z,,,,,,,\r\n"
        );
    }
}
