//! Values as somebody wrote them: YAML, TOML and JSON read into one tree, in which every key and value knows its place
//! and a scalar keeps its spelling (`1.10`, `yes`, `010`).
//!
//! Bounded on purpose: depth and number of keys have limits and YAML's aliases are refused, so a few bytes cannot
//! become gigabytes. All faults of a text are given at once where its notation allows to read on.

mod json;
mod toml;
mod yaml;

use crate::diag::{SourceText, Span};

pub use json::object_end;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands in the source text.
    pub span: Span,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// One word, number or text.
    Scalar(Scalar),
    /// Values in order.
    List(Vec<Node>),
    /// Keys and values, in the order written.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// A scalar as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text: of a quoted scalar without its quotes and escapes, else the very characters.
    pub text: String,
    /// Whether it was quoted (or a block of text), and so can only be text.
    pub quoted: bool,
}

/// What a text may hold at most.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Lists and maps inside one another.
    pub depth: usize,
    /// Keys, at all depths; and values of one list.
    pub keys: usize,
}

/// Something wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind.
    pub kind: FaultKind,
    /// Where.
    pub span: Span,
    /// One clause.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Another place that belongs to it, with a label.
    pub also: Option<(Span, &'static str)>,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// It is not the notation it should be.
    Syntax,
    /// A key stands twice in one map.
    Repeated,
    /// Deeper than allowed.
    Depth,
    /// More keys, or more values in a list, than allowed.
    Keys,
}

/// A tree, and what was wrong with the text. Where there are faults the tree holds what could be read.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The value; `None` if there is none (an empty text, or a fault before its first value).
    pub node: Option<Node>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Reads `span` of a source text as YAML.
pub fn yaml(source: &SourceText, span: Span, bounds: Bounds) -> Read {
    yaml::read(source, span, bounds)
}

/// Reads `span` of a source text as TOML.
pub fn toml(source: &SourceText, span: Span, bounds: Bounds) -> Read {
    toml::read(source, span, bounds)
}

/// Reads `span` of a source text as JSON.
pub fn json(source: &SourceText, span: Span, bounds: Bounds) -> Read {
    json::read(source, span, bounds)
}

impl Scalar {
    /// Whether it says "nothing": empty, `~` or `null`, unquoted.
    pub fn is_null(&self) -> bool {
        !self.quoted && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// The boolean it means, in the words of YAML 1.1, which people still write; quoted words count too.
    pub fn as_bool(&self) -> Option<bool> {
        let word = self.text.trim();
        let is = |words: [&str; 4]| words.iter().any(|w| word.eq_ignore_ascii_case(w));
        if is(["true", "yes", "on", "y"]) {
            Some(true)
        } else if is(["false", "no", "off", "n"]) {
            Some(false)
        } else {
            None
        }
    }

    fn to_json(&self) -> serde_json::Value {
        if self.quoted {
            return serde_json::Value::String(self.text.clone());
        }
        if self.is_null() {
            return serde_json::Value::Null;
        }
        match self.text.as_str() {
            "true" => return true.into(),
            "false" => return false.into(),
            _ => {}
        }
        // A number only if nothing is lost: `1.10` and `010` are versions and codes more often than numbers.
        match self.text.parse::<serde_json::Number>() {
            Ok(number) if number.to_string() == self.text => number.into(),
            _ => serde_json::Value::String(self.text.clone()),
        }
    }
}

impl Node {
    /// The scalar, if it is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Value::Scalar(scalar) => Some(scalar),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Whether it says nothing: no scalar, an empty text, an empty list or map.
    pub fn is_empty(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => scalar.is_null() || scalar.text.trim().is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(entries) => entries.is_empty(),
        }
    }

    /// `a text`, `a list` or `a map`, for messages.
    pub fn what(&self) -> &'static str {
        match &self.value {
            Value::Scalar(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// The value as JSON; numbers and booleans only where JSON would spell them the same.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Scalar(scalar) => scalar.to_json(),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => entries
                .iter()
                .map(|entry| (entry.key.clone(), entry.node.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

impl Fault {
    fn new(kind: FaultKind, span: Span, message: impl Into<String>) -> Self {
        Self {
            kind,
            span,
            message: message.into(),
            help: None,
            also: None,
        }
    }

    fn syntax(span: Span, message: impl Into<String>) -> Self {
        Self::new(FaultKind::Syntax, span, message)
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn depth(span: Span, bounds: Bounds) -> Self {
        Self::new(
            FaultKind::Depth,
            span,
            format!(
                "values stand more than {} deep in one another",
                bounds.depth
            ),
        )
    }

    fn keys(span: Span, bounds: Bounds) -> Self {
        Self::new(
            FaultKind::Keys,
            span,
            format!("there are more than {} keys", bounds.keys),
        )
    }

    fn list(span: Span, bounds: Bounds) -> Self {
        Self::new(
            FaultKind::Keys,
            span,
            format!("a list has more than {} values", bounds.keys),
        )
    }
}

/// Faults for the keys that stand in a map more than once; the first of them keeps its value.
fn take_out_repeated(entries: &mut Vec<Entry>, faults: &mut Vec<Fault>) {
    let mut first: std::collections::BTreeMap<&str, Span> = std::collections::BTreeMap::new();
    let mut repeated = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        match first.get(entry.key.as_str()) {
            None => {
                first.insert(&entry.key, entry.key_span);
            }
            Some(before) => {
                repeated.push(i);
                faults.push(Fault {
                    also: Some((*before, "first here")),
                    ..Fault::new(
                        FaultKind::Repeated,
                        entry.key_span,
                        format!("the key `{}` is given twice", entry.key),
                    )
                    .help("keep one of the two")
                });
            }
        }
    }
    for i in repeated.into_iter().rev() {
        entries.remove(i);
    }
}

#[cfg(test)]
mod tests;
