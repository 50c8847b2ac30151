//! YAML, by events: no recursion, so depth costs memory in proportion and nothing else. The only file that names
//! `granit_parser`.

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, options};

use super::{Bounds, Entry, Fault, FaultKind, Node, Read, Scalar, Value, take_out_repeated};
use crate::diag::{SourceText, Span};

pub(super) fn read(source: &SourceText, span: Span, bounds: Bounds) -> Read {
    let text = source.slice(span);
    let options = options! {
        emit_comments: false,
        // An alias that names nothing is most often a text that begins with an asterisk: told in one place.
        emit_unresolved_aliases: true,
        disallow_directives: true,
        flow_nesting_limit: bounds.depth,
        block_nesting_limit: bounds.depth,
    };
    let mut builder = Builder {
        source,
        from: span.start,
        bounds,
        keys: 0,
        open: Vec::new(),
        read: Read::default(),
    };
    for next in Parser::new_from_str_with_options(text, options) {
        let on = match next {
            Ok((event, at)) => {
                let at = at.byte_range().unwrap_or(0..0);
                builder.take(event, Span::new(span.start + at.start, span.start + at.end))
            }
            Err(error) => {
                builder.fault(&error);
                false
            }
        };
        if !on {
            break;
        }
    }
    builder.close_all();
    builder.read
}

/// A list or map that is still open.
enum Open {
    List(Span, Vec<Node>),
    Map {
        span: Span,
        entries: Vec<Entry>,
        key: Option<(String, Span)>,
    },
}

struct Builder<'a> {
    source: &'a SourceText,
    /// Where the YAML begins in the source.
    from: usize,
    bounds: Bounds,
    keys: usize,
    open: Vec<Open>,
    read: Read,
}

impl Builder<'_> {
    /// Takes one event; false ends the reading.
    fn take(&mut self, event: Event<'_>, at: Span) -> bool {
        if let Some(tag) = event.tag()
            && !tag.is_yaml_core_schema()
        {
            self.read.faults.push(
                Fault::syntax(at, format!("the tag `{}` is not read", tag.original()))
                    .help("remove it; put the value in quotes if the `!` belongs to it"),
            );
            return false;
        }
        match event {
            Event::Scalar(text, style, _, tag) => {
                let quoted = style != ScalarStyle::Plain
                    || tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let text = text.into_owned();
                self.add_scalar(Scalar { text, quoted }, at)
            }
            Event::SequenceStart(..) => self.begin(Open::List(at, Vec::new()), at),
            Event::MappingStart(..) => self.begin(
                Open::Map {
                    span: at,
                    entries: Vec::new(),
                    key: None,
                },
                at,
            ),
            Event::SequenceEnd | Event::MappingEnd => {
                self.end(at.end);
                self.has_room(at)
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.alias(at);
                false
            }
            Event::DocumentStart(..) if self.read.node.is_some() => {
                self.read
                    .faults
                    .push(Fault::syntax(at, "a second YAML document begins here"));
                false
            }
            _ => true,
        }
    }

    fn add_scalar(&mut self, scalar: Scalar, at: Span) -> bool {
        if let Some(Open::Map { key, .. }) = self.open.last_mut()
            && key.is_none()
        {
            *key = Some((scalar.text, at));
            self.keys += 1;
            if self.keys > self.bounds.keys {
                self.read.faults.push(Fault::keys(at, self.bounds));
                return false;
            }
            return true;
        }
        self.add(Node {
            value: Value::Scalar(scalar),
            span: at,
        });
        self.has_room(at)
    }

    /// Whether the list that is being read may hold another value.
    fn has_room(&mut self, at: Span) -> bool {
        let full = matches!(self.open.last(), Some(Open::List(_, items)) if items.len() > self.bounds.keys);
        if full {
            self.read.faults.push(Fault::list(at, self.bounds));
        }
        !full
    }

    fn begin(&mut self, open: Open, at: Span) -> bool {
        if let Some(Open::Map { key: None, .. }) = self.open.last() {
            self.read.faults.push(
                Fault::syntax(at, "a key is a list or a map")
                    .help("a key is one word; put a value that begins with `[` or `{` in quotes"),
            );
            return false;
        }
        if self.open.len() >= self.bounds.depth {
            self.read.faults.push(Fault::depth(at, self.bounds));
            return false;
        }
        self.open.push(open);
        true
    }

    fn end(&mut self, at: usize) {
        let node = match self.open.pop() {
            Some(Open::List(span, items)) => {
                let end = items.last().map_or(span.end, |last| last.span.end);
                Node {
                    span: Span::new(span.start, end.max(at.min(end + 1))),
                    value: Value::List(items),
                }
            }
            Some(Open::Map {
                span, mut entries, ..
            }) => {
                let end = entries.last().map_or(span.end, |last| last.node.span.end);
                take_out_repeated(&mut entries, &mut self.read.faults);
                Node {
                    span: Span::new(span.start, end.max(at.min(end + 1))),
                    value: Value::Map(entries),
                }
            }
            None => return,
        };
        self.add(node);
    }

    fn add(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map { entries, key, .. }) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry {
                        key,
                        key_span,
                        node,
                    });
                }
            }
            None => self.read.node = Some(node),
        }
    }

    /// After a fault: what was read so far, so that more can be said about it than its first fault.
    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.end(0);
        }
    }

    fn alias(&mut self, at: Span) {
        let words = self.source.slice(at).to_owned();
        self.read.faults.push(
            Fault::syntax(at, format!("the alias `{words}` is not read"))
                .help("write the value out; put a text that begins with `*` in quotes"),
        );
    }

    fn fault(&mut self, error: &ScanError) {
        let at = self.from + error.marker().byte_offset().unwrap_or(0);
        let at = at.min(self.source.text.len());
        let fault = match error.kind() {
            ErrorKind::RecursionLimitExceeded => Fault::depth(Span::new(at, at), self.bounds),
            kind => {
                let (span, help) = self.advice(at);
                Fault {
                    help,
                    ..Fault::new(FaultKind::Syntax, span, in_plain_words(kind))
                }
            }
        };
        self.read.faults.push(fault);
    }

    /// What the author most likely meant on the line that could not be read, and what of it to mark.
    fn advice(&self, at: usize) -> (Span, Option<String>) {
        let line = self.source.line_span(self.source.line(at));
        // A value that runs on is noticed on the line after it.
        let text = self.source.slice(line);
        let spot = Span::new(at, (at + 1).min(line.end).max(at));
        if text.trim_start_matches(' ').starts_with('\t') {
            return (spot, Some("indent with spaces, not tabs".to_owned()));
        }
        let Some((key, value)) = text.split_once(": ") else {
            return (spot, None);
        };
        let value = value.trim();
        let starts_special =
            value.starts_with(['{', '[', '*', '&', '!', '%', '@', '`', '>', '|', '"', '\'']);
        if value.contains(": ") || value.ends_with(':') || starts_special {
            let bare = value.trim_matches(['"', '\'']);
            let quoted = if bare.contains('"') {
                format!("'{}'", bare.replace('\'', "''"))
            } else {
                format!("\"{bare}\"")
            };
            let help = format!("put the value in quotes: `{}: {quoted}`", key.trim());
            return (spot, Some(help));
        }
        (spot, None)
    }
}

/// The parser's own words, but for the mistakes that people make most.
fn in_plain_words(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::MappingValueNotAllowed => {
            "a second `: ` on the line: the value is not quoted".to_owned()
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation => "a tab is no indentation in YAML".to_owned(),
        ErrorKind::UnclosedQuotedScalar => "a quote is never closed".to_owned(),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::SimpleKeyExpected => {
            "this line is no `key: value`".to_owned()
        }
        ErrorKind::DirectiveDisallowed => "a value cannot begin with `%`".to_owned(),
        kind => {
            let words = kind.to_string();
            format!(
                "this is not YAML: {}",
                words.lines().next().unwrap_or_default()
            )
        }
    }
}
