//! Code in colours. The only module that knows syntect: an emitter of its own writes one-letter classes, which the
//! theme colours, and leaves white space alone.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use super::escape_into;
use crate::config::Limits;

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

/// Whether `class` is one of those that code is coloured with.
pub(super) fn is_class(class: &str) -> bool {
    CLASSES.iter().any(|(name, _)| *name == class)
}

/// Names that authors use for languages, and the names they are known by here.
#[rustfmt::skip]
const ALIASES: &[(&str, &str)] = &[
    ("docker", "dockerfile"), ("containerfile", "dockerfile"),
    ("shell", "bash"), ("console", "bash"), ("shell-session", "bash"), ("shellsession", "bash"), ("sh-session", "bash"), ("terminal", "bash"), ("zsh", "bash"), ("ksh", "bash"),
    ("csharp", "cs"), ("c#", "cs"), ("fsharp", "fs"), ("f#", "fs"),
    ("pgsql", "sql"), ("postgres", "sql"), ("postgresql", "sql"), ("psql", "sql"), ("mysql", "sql"), ("plsql", "sql"), ("tsql", "sql"), ("sqlite", "sql"),
    ("golang", "go"), ("node", "js"), ("nodejs", "js"), ("jsonc", "json"), ("json5", "json"), ("jsonl", "json"), ("ndjson", "json"),
    ("terraform", "tf"), ("hcl", "tf"), ("helm", "yaml"), ("k8s", "yaml"), ("kubernetes", "yaml"), ("ansible", "yaml"),
    ("systemd", "ini"), ("conf", "ini"), ("cfg", "ini"), ("properties", "java properties"), ("starlark", "python"), ("bazel", "python"), ("py3", "python"), ("python3", "python"), ("ipython", "python"),
    ("objectivec", "objective-c"), ("objc", "objective-c"), ("make", "makefile"), ("patch", "diff"), ("udiff", "diff"), ("vbnet", "vb"), ("ssh-config", "ssh_config"), ("plaintext", ""),
    ("text", ""), ("txt", ""), ("plain", ""), ("none", ""), ("log", ""), ("logs", ""), ("output", ""), ("nohighlight", ""),
];

/// Longest label of a language, in characters.
const LABEL_MAX: usize = 24;

/// The language that a code fence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    label: String,
    token: String,
}

impl Language {
    /// Reads what stands after the fence: the first word, without what follows a comma or a brace.
    pub fn of(info: &str) -> Self {
        let word = info
            .trim_start_matches([' ', '{', '.'])
            .split([
                ' ', '\t', ',', '{', '}', ':', ';', '"', '\'', '<', '>', '&', '=',
            ])
            .next()
            .unwrap_or_default();
        let label: String = word
            .chars()
            .filter(|c| !c.is_control())
            .take(LABEL_MAX)
            .collect();
        let lower = label.to_lowercase();
        let token = ALIASES
            .iter()
            .find(|(alias, _)| *alias == lower)
            .map_or(lower.as_str(), |(_, known)| known)
            .to_owned();
        Self { label, token }
    }

    /// What the reader is told, as the author wrote it; `None` when there is nothing to tell.
    pub fn label(&self) -> Option<&str> {
        (!self.label.is_empty() && !matches!(self.token.as_str(), ""))
            .then_some(self.label.as_str())
    }
}

/// How much code of one page is still coloured.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    line: usize,
    block: usize,
    page: usize,
}

impl Budget {
    /// The budget of a page.
    pub fn new(limits: &Limits) -> Self {
        Self {
            line: limits.highlight_line_bytes,
            block: limits.highlight_block_bytes,
            page: limits.highlight_page_bytes,
        }
    }

    /// Whether a block of this length is coloured; its length is then spent.
    fn spend(&mut self, len: usize) -> bool {
        let fits = len <= self.block && len <= self.page;
        if fits {
            self.page -= len;
        }
        fits
    }
}

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

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

/// No class.
const PLAIN: u8 = u8::MAX;

/// Colours code. Made once for a build and shared by its threads.
#[derive(Debug)]
pub struct Highlighter {
    /// Scopes by which the class is found, the longest first.
    prefixes: Vec<(Scope, Meaning)>,
}

impl Default for Highlighter {
    fn default() -> Self {
        Self::new()
    }
}

impl Highlighter {
    /// A highlighter for the built-in languages.
    pub fn new() -> Self {
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

    /// Appends a block of code as HTML, in colours if its language is known and it fits the budget.
    pub fn code(&self, code: &str, language: &Language, budget: &mut Budget, out: &mut String) {
        let syntax = syntax(language).filter(|_| budget.spend(code.len()));
        match syntax {
            Some(syntax) => self.colour(code, syntax, budget.line, out),
            None => escape_into(code, out),
        }
    }

    fn colour(&self, code: &str, syntax: &SyntaxReference, longest: usize, out: &mut String) {
        let mut state = ParseState::new(syntax);
        let mut writer = Writer { out, class: PLAIN };
        let mut stack: Vec<u8> = Vec::new();
        let mut cleared: Vec<Vec<u8>> = Vec::new();
        let mut lost = false;
        for line in code.split_inclusive('\n') {
            // The state after a line that was not read is not known: what follows stays plain.
            lost = lost || line.len() > longest;
            let Some(ops) = (!lost)
                .then(|| state.parse_line(line, &SYNTAXES).ok())
                .flatten()
            else {
                lost = true;
                writer.write(line, PLAIN);
                continue;
            };
            let mut from = 0;
            for (at, op) in &ops {
                if let Some(text) = line.get(from..*at).filter(|text| !text.is_empty()) {
                    writer.write(text, stack.last().copied().unwrap_or(PLAIN));
                    from = *at;
                }
                self.apply(op, &mut stack, &mut cleared);
            }
            writer.write(
                line.get(from..).unwrap_or_default(),
                stack.last().copied().unwrap_or(PLAIN),
            );
        }
        writer.finish();
    }

    fn apply(&self, op: &ScopeStackOp, stack: &mut Vec<u8>, cleared: &mut Vec<Vec<u8>>) {
        match op {
            ScopeStackOp::Push(scope) => {
                let class = match self.meaning(*scope) {
                    Meaning::Class(class) => class,
                    Meaning::Inherit => stack.last().copied().unwrap_or(PLAIN),
                    Meaning::Fresh => PLAIN,
                };
                stack.push(class);
            }
            ScopeStackOp::Pop(count) => stack.truncate(stack.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let keep = match amount {
                    syntect::parsing::ClearAmount::TopN(n) => stack.len().saturating_sub(*n),
                    syntect::parsing::ClearAmount::All => 0,
                };
                cleared.push(stack.split_off(keep));
            }
            ScopeStackOp::Restore => stack.extend(cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    fn meaning(&self, scope: Scope) -> Meaning {
        self.prefixes
            .iter()
            .find(|(prefix, _)| prefix.is_prefix_of(scope))
            .map_or(Meaning::Inherit, |(_, meaning)| *meaning)
    }
}

fn syntax(language: &Language) -> Option<&'static SyntaxReference> {
    if language.token.is_empty() {
        return None;
    }
    SYNTAXES.find_syntax_by_token(&language.token)
}

/// Writes runs of text, each in its class; neighbours of one class are one run, and white space joins any run.
struct Writer<'a> {
    out: &'a mut String,
    /// The class that is open.
    class: u8,
}

impl Writer<'_> {
    fn write(&mut self, text: &str, class: u8) {
        if text.is_empty() {
            return;
        }
        if class != self.class && !text.trim().is_empty() {
            self.finish();
            if let Some((name, _)) = CLASSES.get(usize::from(class)) {
                self.out.push_str("<i class=\"");
                self.out.push_str(name);
                self.out.push_str("\">");
            }
            self.class = class;
        }
        escape_into(text, self.out);
    }

    fn finish(&mut self) {
        if self.class != PLAIN {
            self.out.push_str("</i>");
            self.class = PLAIN;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(code: &str, info: &str) -> String {
        let mut out = String::new();
        Highlighter::new().code(
            code,
            &Language::of(info),
            &mut Budget::new(&Limits::default()),
            &mut out,
        );
        out
    }

    #[test]
    fn code_is_coloured_in_classes_of_one_letter() {
        assert_eq!(
            colour("let x = \"a&b\"; // <c>\n", "rust"),
            "<i class=\"t\">let</i> x <i class=\"o\">= </i><i class=\"s\">&quot;a&amp;b&quot;</i><i class=\"p\">; </i><i class=\"c\">// &lt;c&gt;\n</i>"
        );
    }
}
