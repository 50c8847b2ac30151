//! YAML as we write it: block style, a plain scalar only where nobody can read it as anything but these very
//! characters, else double quotes. What is not to be seen (control and bidirectional characters) is escaped.

use std::fmt::Write as _;

use crate::diag::is_hidden;

/// Longest quote in a comment, in characters: enough to find the place.
const WORDS_MAX: usize = 80;

/// How sure we are of a value that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trust {
    /// Stated, or read with high confidence.
    Sure,
    /// Read with medium confidence: the author is asked to confirm it.
    Confirm {
        /// 1-based line of the words, counted from the body's first line.
        line: usize,
    },
    /// Read with low confidence: a comment only, so that it becomes no fact.
    Doubtful {
        /// 1-based line of the words, counted from the body's first line.
        line: usize,
        /// The words.
        words: String,
    },
    /// It would not be read back as it is: a comment only.
    Withheld,
}

impl Trust {
    fn is_written(&self) -> bool {
        matches!(self, Self::Sure | Self::Confirm { .. })
    }

    /// The comment behind the value; `above` is the number of lines above the body.
    fn remark(&self, above: usize) -> String {
        match self {
            Self::Sure => String::new(),
            Self::Confirm { line } => format!("  # confirm: read in line {}", line + above),
            Self::Doubtful { line, words } => {
                let words = shortened(words);
                format!(
                    "  # doubtful, read in line {}: {}",
                    line + above,
                    quoted(&words)
                )
            }
            Self::Withheld => {
                "  # not taken over: front matter cannot say it in this way".to_owned()
            }
        }
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A scalar in its notation.
    Scalar(String),
    /// Values, one below the other.
    List(Vec<(Value, Trust)>),
    /// Keys and values.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key, not yet in its notation.
    pub(super) key: String,
    /// The value.
    pub(super) value: Value,
    /// How sure we are of a scalar; of lists and maps their parts know it.
    pub(super) trust: Trust,
}

impl Entry {
    /// A key whose value is sure.
    pub(super) fn sure(key: &str, value: Value) -> Self {
        Self {
            key: key.to_owned(),
            value,
            trust: Trust::Sure,
        }
    }

    /// Whether anything of it is written as a fact.
    pub(super) fn is_written(&self) -> bool {
        self.trust.is_written() && written(&self.value)
    }
}

fn written(value: &Value) -> bool {
    match value {
        Value::Scalar(_) => true,
        Value::List(items) => {
            items.is_empty()
                || items
                    .iter()
                    .any(|(value, trust)| trust.is_written() && written(value))
        }
        Value::Map(entries) => entries.is_empty() || entries.iter().any(Entry::is_written),
    }
}

/// A line of YAML.
struct Line {
    /// Spaces before it.
    indent: usize,
    /// It is a comment whose `#` stands in this column.
    comment: Option<usize>,
    text: String,
}

/// Lines as they are being written.
struct Lines {
    lines: Vec<Line>,
    above: usize,
}

/// The entries as lines, each with its line end `\n`; `above` is the number of lines above the body.
pub(super) fn lines(entries: &[Entry], above: usize) -> String {
    let mut lines = Lines {
        lines: Vec::new(),
        above,
    };
    for entry in entries {
        lines.entry(entry, "", 0, None);
    }
    let mut out = String::new();
    for line in lines.lines {
        match line.comment {
            None => out.extend(std::iter::repeat_n(' ', line.indent)),
            Some(column) => {
                out.extend(std::iter::repeat_n(' ', column));
                out.push_str("# ");
                out.extend(std::iter::repeat_n(' ', line.indent - column));
            }
        }
        out.push_str(&line.text);
        out.push('\n');
    }
    out
}

impl Lines {
    /// `prefix` is the hyphen of a list whose item begins with this entry, or nothing.
    fn entry(&mut self, entry: &Entry, prefix: &str, indent: usize, comment: Option<usize>) {
        let comment = comment.or_else(|| (!entry.is_written()).then_some(indent));
        let mut text = format!("{prefix}{}:", key(&entry.key));
        match &entry.value {
            Value::Scalar(scalar) => {
                text.push(' ');
                text.push_str(scalar);
            }
            Value::List(items) if items.is_empty() => text.push_str(" []"),
            Value::Map(entries) if entries.is_empty() => text.push_str(" {}"),
            _ => {}
        }
        text.push_str(&entry.trust.remark(self.above));
        self.push(text, indent, comment);
        let inside = indent + prefix.len() + 2;
        match &entry.value {
            Value::Scalar(_) => {}
            Value::List(items) => self.items(items, inside, comment),
            Value::Map(entries) => {
                for entry in entries {
                    self.entry(entry, "", inside, comment);
                }
            }
        }
    }

    fn items(&mut self, items: &[(Value, Trust)], indent: usize, comment: Option<usize>) {
        for (value, trust) in items {
            let is_written = trust.is_written() && written(value);
            let comment = comment.or_else(|| (!is_written).then_some(indent));
            match value {
                Value::Scalar(scalar) => {
                    self.push(
                        format!("- {scalar}{}", trust.remark(self.above)),
                        indent,
                        comment,
                    );
                }
                Value::Map(entries) => {
                    let mut entries = entries.iter();
                    match entries.next() {
                        None => self.push("- {}".to_owned(), indent, comment),
                        Some(first) => self.entry(first, "- ", indent, comment),
                    }
                    for entry in entries {
                        self.entry(entry, "", indent + 2, comment);
                    }
                }
                Value::List(inner) if inner.is_empty() => {
                    self.push("- []".to_owned(), indent, comment)
                }
                Value::List(inner) => {
                    self.push("-".to_owned(), indent, comment);
                    self.items(inner, indent + 2, comment);
                }
            }
        }
    }

    fn push(&mut self, text: String, indent: usize, comment: Option<usize>) {
        self.lines.push(Line {
            indent,
            comment,
            text,
        });
    }
}

/// A text as a scalar: plain where it can only be this text, else in double quotes.
pub(super) fn text(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A key in its notation.
fn key(name: &str) -> String {
    text(name)
}

/// Whether a plain scalar of these characters is read as this text by every reader of YAML.
///
/// Stricter than YAML 1.2 § 7.3.3 asks: it must begin with a letter, hold nothing that means something anywhere in
/// YAML, and be no word that YAML 1.1 takes for a truth value, a number or nothing.
fn is_plain(text: &str) -> bool {
    let safe = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                ' ' | '-' | '_' | '.' | '/' | '+' | '(' | ')' | '%' | ';' | '\''
            )
    };
    let begins = text.starts_with(|c: char| c.is_alphabetic());
    let ends = !text.ends_with(' ');
    let word = text.to_ascii_lowercase();
    let special = matches!(
        word.as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "null" | "nan" | "inf"
    );
    begins && ends && !special && text.chars().all(safe) && !text.chars().any(is_hidden)
}

/// A text in double quotes (YAML 1.2 § 7.3.1).
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) => {
                let code = u32::from(c);
                let _ = if code > 0xffff {
                    write!(out, "\\U{code:08x}")
                } else {
                    write!(out, "\\u{code:04x}")
                };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Words for a comment: white space folded, not too many.
fn shortened(words: &str) -> String {
    let folded = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().count() <= WORDS_MAX {
        return folded;
    }
    folded.chars().take(WORDS_MAX).chain(['…']).collect()
}

/// A value of JSON, such as a key that we do not know, as YAML.
pub(super) fn of_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Scalar("null".to_owned()),
        serde_json::Value::Bool(it) => Value::Scalar(it.to_string()),
        serde_json::Value::Number(it) => Value::Scalar(it.to_string()),
        serde_json::Value::String(it) => Value::Scalar(text(it)),
        serde_json::Value::Array(items) => {
            Value::List(items.iter().map(|it| (of_json(it), Trust::Sure)).collect())
        }
        serde_json::Value::Object(map) => Value::Map(
            map.iter()
                .map(|(key, it)| Entry::sure(key, of_json(it)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{SourceText, Span};
    use crate::tree::{self, Bounds};
    use proptest::prelude::*;

    fn read(yaml: &str) -> serde_json::Value {
        let source = SourceText::new("a.md", yaml);
        let bounds = Bounds {
            depth: 32,
            keys: 1000,
        };
        let read = tree::yaml(&source, Span::new(0, source.text.len()), bounds);
        assert!(read.faults.is_empty(), "{:?}\n{yaml}", read.faults);
        read.node
            .map_or(serde_json::Value::Null, |node| node.to_json())
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
            "[ -~]{0,30}".prop_map(Into::into),
            "[a-z]{1,5}: #?[a-z]{0,3}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
                prop::collection::btree_map("[ -~]{0,12}", inner, 0..6)
                    .prop_map(|map| { serde_json::Value::Object(map.into_iter().collect()) }),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_text_comes_back_as_it_was(value in any::<String>()) {
            let yaml = lines(&[Entry::sure("k", Value::Scalar(text(&value)))], 0);
            prop_assert_eq!(yaml.lines().count(), 1);
            prop_assert_eq!(&read(&yaml)["k"], &value);
        }

        #[test]
        fn any_value_comes_back_as_it_was(value in json()) {
            let yaml = lines(&[Entry::sure("k", of_json(&value))], 0);
            prop_assert_eq!(&read(&yaml)["k"], &value);
        }
    }

    #[test]
    fn what_another_reader_could_take_for_something_else_is_quoted() {
        let plain = [
            "Checkout down for two hours",
            "api.example",
            "GMT+1",
            "50 percent",
        ];
        assert_eq!(plain.map(text)[..3], plain[..3]);
        for odd in [
            "yes",
            "No",
            "null",
            "1.10",
            "2023-05-10",
            "~",
            "",
            " a",
            "a ",
            "a: b",
            "a #b",
            "- a",
            "=1+1",
            "@x",
            "`x`",
            "*a",
            "a\u{202e}b",
        ] {
            assert!(text(odd).starts_with('"'), "{odd:?}");
        }
        assert_eq!(text("a\u{202e}\u{1b}b\"\\"), r#""a\u202e\u001bb\"\\""#);
    }

    #[test]
    fn what_is_doubtful_is_a_comment_and_no_fact() {
        let doubtful = |words: &str| Trust::Doubtful {
            line: 3,
            words: words.to_owned(),
        };
        let scalar = |it: &str| Value::Scalar(text(it));
        let entries = [
            Entry {
                trust: Trust::Confirm { line: 2 },
                ..Entry::sure("title", scalar("A"))
            },
            Entry {
                trust: doubtful("it was\n  \"sev2\", # I think"),
                ..Entry::sure("severity", scalar("sev2"))
            },
            Entry::sure(
                "services",
                Value::List(vec![
                    (scalar("api"), Trust::Sure),
                    (scalar("web"), doubtful("web")),
                ]),
            ),
            Entry::sure(
                "impact",
                Value::Map(vec![Entry {
                    trust: doubtful("all"),
                    ..Entry::sure("level", scalar("total"))
                }]),
            ),
        ];
        let yaml = lines(&entries, 10);
        let expected = "\
title: A  # confirm: read in line 12
# severity: sev2  # doubtful, read in line 13: \"it was \\\"sev2\\\", # I think\"
services:
  - api
  # - web  # doubtful, read in line 13: \"web\"
# impact:
#   level: total  # doubtful, read in line 13: \"all\"
";
        assert_eq!(yaml, expected);
        assert_eq!(
            read(&yaml),
            serde_json::json!({"title": "A", "services": ["api"]})
        );
    }
}
