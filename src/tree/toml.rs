//! TOML. The only file that names `toml`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Bounds, Entry, Fault, FaultKind, Node, Read, Scalar, Value};
use crate::diag::{SourceText, Span};

pub(super) fn read(source: &SourceText, span: Span, bounds: Bounds) -> Read {
    let (table, errors) = DeTable::parse_recoverable(source.slice(span));
    let mut reader = Reader {
        from: span.start,
        bounds,
        keys: 0,
        faults: Vec::new(),
    };
    for error in errors {
        let at = reader.span(error.span().unwrap_or(0..0));
        let message = error.message();
        if message.contains("recurse") {
            // One depth, told once for every bracket of it.
            if !reader
                .faults
                .iter()
                .any(|fault| fault.kind == FaultKind::Depth)
            {
                reader.faults.push(Fault::depth(at, bounds));
            }
            continue;
        }
        let kind = if message.contains("duplicate key") {
            FaultKind::Repeated
        } else {
            FaultKind::Syntax
        };
        let message = message.lines().collect::<Vec<_>>().join(", ");
        reader
            .faults
            .push(Fault::new(kind, at, format!("this is not TOML: {message}")));
    }
    // What the parser says while it climbs back out is noise.
    if reader
        .faults
        .iter()
        .any(|fault| fault.kind == FaultKind::Depth)
    {
        reader.faults.retain(|fault| fault.kind == FaultKind::Depth);
    }
    let entries = reader.entries(table.into_inner(), 1);
    Read {
        node: (!entries.is_empty()).then_some(Node {
            value: Value::Map(entries),
            span,
        }),
        faults: reader.faults,
    }
}

struct Reader {
    from: usize,
    bounds: Bounds,
    keys: usize,
    faults: Vec<Fault>,
}

impl Reader {
    fn span(&self, at: std::ops::Range<usize>) -> Span {
        Span::new(self.from + at.start, self.from + at.end)
    }

    /// The depth of recursion is bounded twice: here, and by the parser's own limit.
    fn entries(&mut self, table: DeTable<'_>, depth: usize) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let key_span = self.span(key.span());
            self.keys += 1;
            if self.keys > self.bounds.keys {
                if self.keys == self.bounds.keys + 1 {
                    self.faults.push(Fault::keys(key_span, self.bounds));
                }
                break;
            }
            if let Some(node) = self.node(value, depth) {
                entries.push(Entry {
                    key: key.into_inner().into_owned(),
                    key_span,
                    node,
                });
            }
        }
        // The map that TOML gives is in the order of its keys; ours is in the order written.
        entries.sort_by_key(|entry| entry.key_span.start);
        entries
    }

    fn node(&mut self, value: Spanned<DeValue<'_>>, depth: usize) -> Option<Node> {
        let span = self.span(value.span());
        let plain = |text: String| {
            Value::Scalar(Scalar {
                text,
                quoted: false,
            })
        };
        let collection = matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
        if collection && depth >= self.bounds.depth {
            self.faults.push(Fault::depth(span, self.bounds));
            return None;
        }
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Scalar(Scalar {
                text: text.into_owned(),
                quoted: true,
            }),
            DeValue::Integer(number) => plain(number.to_string()),
            DeValue::Float(number) => plain(number.to_string()),
            DeValue::Boolean(value) => plain(value.to_string()),
            DeValue::Datetime(time) => plain(time.to_string()),
            DeValue::Array(items) if items.len() > self.bounds.keys => {
                self.faults.push(Fault::list(span, self.bounds));
                return None;
            }
            DeValue::Array(items) => Value::List(
                items
                    .into_iter()
                    .filter_map(|item| self.node(item, depth + 1))
                    .collect(),
            ),
            DeValue::Table(table) => Value::Map(self.entries(table, depth + 1)),
        };
        Some(Node { value, span })
    }
}
