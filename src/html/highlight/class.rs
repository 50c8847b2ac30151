//! Scopes (Sublime Text's names for what a piece of code is) to the one-letter classes that the theme colours.

use syntect::parsing::{ClearAmount, Scope, ScopeStackOp};

use crate::html::escape_text_into;

/// The classes, each one letter, each by the scopes (Sublime Text's names) that it stands for.
#[rustfmt::skip]
const CLASSES: &[(&str, &[&str])] = &[
    ("c", &["comment", "punctuation.definition.comment"]),
    ("s", &["string", "punctuation.definition.string", "constant.other.symbol", "markup.raw"]),
    ("e", &["constant.character.escape", "string.regexp", "constant.other.placeholder"]),
    ("n", &["constant.numeric", "constant.language", "constant.other.timestamp", "constant.other.date", "constant"]),
    ("k", &["keyword", "storage.modifier", "keyword.control", "keyword.declaration", "storage.type.function"]),
    ("o", &["keyword.operator", "punctuation.separator.key-value"]),
    ("t", &["storage.type", "support.type", "support.class", "entity.name.type", "entity.name.class", "entity.name.struct", "entity.name.enum", "entity.name.namespace", "entity.other.inherited-class"]),
    ("f", &["entity.name.function", "support.function", "variable.function", "entity.name.macro", "support.macro"]),
    ("v", &["variable", "support.variable", "punctuation.definition.variable"]),
    ("a", &["entity.other.attribute-name", "meta.mapping.key", "support.type.property-name", "entity.name.tag.yaml", "entity.name.tag.toml", "variable.other.key"]),
    ("g", &["entity.name.tag", "entity.name.section", "entity.name.label", "markup.heading"]),
    ("p", &["punctuation"]),
    ("i", &["markup.inserted"]),
    ("d", &["markup.deleted", "invalid"]),
];

/// Scopes inside which what is around them no longer counts.
const FRESH: &[&str] = &[
    "meta.interpolation",
    "meta.embedded",
    "meta.template.expression",
    "source",
];

/// No class.
const PLAIN: u8 = u8::MAX;

/// What a scope means for the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The class at this position of `CLASSES`.
    Class(u8),
    /// As around it.
    Inherit,
    /// No class, whatever is around it.
    Fresh,
}

/// Finds the class of a scope.
#[derive(Debug)]
pub(super) struct Classes {
    /// Scopes by which the class is found, the longest first.
    prefixes: Vec<(Scope, Meaning)>,
}

impl Classes {
    pub(super) fn new() -> Self {
        let classes = (0u8..).zip(CLASSES).flat_map(|(at, (_, scopes))| {
            scopes.iter().map(move |scope| (*scope, Meaning::Class(at)))
        });
        let fresh = FRESH.iter().map(|scope| (*scope, Meaning::Fresh));
        let mut prefixes: Vec<_> = classes
            .chain(fresh)
            .filter_map(|(scope, meaning)| Some((Scope::new(scope).ok()?, meaning)))
            .collect();
        prefixes.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        Self { prefixes }
    }

    fn meaning(&self, scope: Scope) -> Meaning {
        self.prefixes
            .iter()
            .find(|(prefix, _)| prefix.is_prefix_of(scope))
            .map_or(Meaning::Inherit, |(_, meaning)| *meaning)
    }
}

/// The classes of the scopes that are open, innermost last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Open {
    classes: Vec<u8>,
    /// What was cleared for a while and comes back.
    cleared: Vec<Vec<u8>>,
}

impl Open {
    fn class(&self) -> u8 {
        self.classes.last().copied().unwrap_or(PLAIN)
    }

    pub(super) fn apply(&mut self, op: &ScopeStackOp, classes: &Classes) {
        match op {
            ScopeStackOp::Push(scope) => {
                let class = match classes.meaning(*scope) {
                    Meaning::Class(class) => class,
                    Meaning::Inherit => self.class(),
                    Meaning::Fresh => PLAIN,
                };
                self.classes.push(class);
            }
            ScopeStackOp::Pop(count) => self
                .classes
                .truncate(self.classes.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let keep = match amount {
                    ClearAmount::TopN(n) => self.classes.len().saturating_sub(*n),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.classes.split_off(keep));
            }
            ScopeStackOp::Restore => self.classes.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    /// One line as HTML, whole in itself: neighbours of one class are one run, white space joins any run.
    pub(super) fn line(
        &mut self,
        line: &str,
        ops: &[(usize, ScopeStackOp)],
        classes: &Classes,
    ) -> String {
        let mut writer = Writer {
            out: String::with_capacity(line.len() * 3),
            class: PLAIN,
        };
        let code = line.trim_end_matches('\n');
        let mut from = 0;
        for (at, op) in ops {
            let at = (*at).min(code.len());
            if let Some(text) = code.get(from..at) {
                writer.write(text, self.class());
                from = at;
            }
            self.apply(op, classes);
        }
        writer.write(code.get(from..).unwrap_or_default(), self.class());
        writer.close();
        writer.out.push_str(&line[code.len()..]);
        writer.out
    }
}

/// Writes runs of text, each in its class.
struct Writer {
    out: String,
    /// The class that is open.
    class: u8,
}

impl Writer {
    fn write(&mut self, text: &str, class: u8) {
        if text.is_empty() {
            return;
        }
        if class != self.class && !text.trim().is_empty() {
            self.close();
            if let Some((name, _)) = CLASSES.get(usize::from(class)) {
                self.out.push_str("<i class=\"");
                self.out.push_str(name);
                self.out.push_str("\">");
            }
            self.class = class;
        }
        escape_text_into(text, &mut self.out);
    }

    fn close(&mut self) {
        if self.class != PLAIN {
            self.out.push_str("</i>");
            self.class = PLAIN;
        }
    }
}
