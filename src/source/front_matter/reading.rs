//! `Reading`: the facts of one front matter while they are being read, and the steps that every key's reader is made of.

use serde_json::Value as Json;

use super::fields::{FIELDS, Field, find, squash};
use crate::config::Config;
use crate::diag::{Diagnostic, Level, SourceText, Span};
use crate::markdown::internal::is_nearly_mark_word;
use crate::model::{Fact, Facts, Quote};
use crate::suggest;
use crate::tree::{Entry, Node, Scalar, Value};

/// Longest quote that is kept, in characters: enough to recognise a value.
const QUOTE_CHARS: usize = 200;

/// Maps of other generators whose keys are read as if they stood at the top.
const TRANSPARENT: [&str; 3] = ["extra", "params", "taxonomies"];

/// A key that stands in the front matter, with its value.
#[derive(Clone, Copy)]
pub(super) struct Given<'n> {
    /// The key as written.
    pub(super) name: &'n str,
    /// Where the key stands.
    pub(super) key_span: Span,
    /// The value.
    pub(super) node: &'n Node,
}

pub(super) struct Reading<'a> {
    pub(super) source: &'a SourceText,
    pub(super) config: &'a Config,
    pub(super) facts: Facts,
    pub(super) unknown: Vec<(String, Json)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The zone of times that name none.
    pub(super) zone: Option<jiff::tz::TimeZone>,
}

/// How a list may be written in one line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// `a, b; c` is three.
    Comma,
    /// A line is one, whatever is in it.
    None,
}

impl<'a> Reading<'a> {
    pub(super) fn new(source: &'a SourceText, config: &'a Config) -> Self {
        Self {
            source,
            config,
            facts: Facts::default(),
            unknown: Vec::new(),
            diagnostics: Vec::new(),
            zone: None,
        }
    }

    /// Reads every key: in the order of the table, the canonical name before its aliases, so that what one key needs of
    /// another (a zone, a day) is there.
    pub(super) fn all(&mut self, entries: &[Entry]) {
        let mut known = Vec::with_capacity(entries.len());
        let mut unknown = Vec::new();
        sort_out(entries, true, &mut known, &mut unknown);
        known.sort_by_key(|(rank, given)| (*rank, given.key_span.start));
        for ((field, _), given) in known {
            if let Some(field) = FIELDS.get(field) {
                (field.read)(self, given);
            }
        }
        for given in unknown {
            self.unknown_key(given);
        }
    }

    pub(super) fn finish(mut self) -> (Facts, Vec<(String, Json)>, Vec<Diagnostic>) {
        self.check_terms();
        self.settle_causes();
        (self.facts, self.unknown, self.diagnostics)
    }

    // What is said about a value.

    pub(super) fn warn(
        &mut self,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Level::Warning, rule, span, message, help);
    }

    pub(super) fn error(
        &mut self,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Level::Error, rule, span, message, help);
    }

    pub(super) fn report(
        &mut self,
        level: Level,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = self.source.place(span);
        self.diagnostics
            .push(Diagnostic::new(level, rule, Some(place), message).help(help));
    }

    /// A value that the key cannot take: told, and kept as it is.
    pub(super) fn refuse(&mut self, given: Given<'_>, expected: &str) {
        let words = match given.node.scalar() {
            Some(scalar) => format!("`{}`", shortened(&scalar.text)),
            None => given.node.what().to_owned(),
        };
        self.warn(
            "value-invalid",
            given.node.span,
            format!("`{}` is {words}", given.name),
            format!("write {expected}"),
        );
        self.keep(given);
    }

    pub(super) fn keep(&mut self, given: Given<'_>) {
        self.unknown
            .push((given.name.to_owned(), given.node.to_json()));
    }

    fn unknown_key(&mut self, given: Given<'_>) {
        let near = suggest::nearest(given.name, FIELDS.iter().map(|field| field.key));
        let (level, help) = match near {
            // A slip in a key that keeps a document or a field back would publish it.
            _ if is_nearly_mark_word(given.name) => (
                Level::Error,
                "did you mean `internal`? the document is not published as long as this is open"
                    .to_owned(),
            ),
            Some(near @ ("visibility" | "draft" | "private")) => (
                Level::Error,
                format!(
                    "did you mean `{near}`? the document is not published as long as this is open"
                ),
            ),
            Some(near) => (Level::Warning, format!("did you mean `{near}`?")),
            None => (
                Level::Hint,
                "it is kept and exported as it is; docs/front-matter.md lists the keys".to_owned(),
            ),
        };
        let message = format!("there is no key `{}`", shortened(given.name));
        let place = self.source.place(given.key_span);
        let mut finding = Diagnostic::new(level, "field-unknown", Some(place), message).help(help);
        let written = self.source.slice(given.key_span);
        if let (Some(near), Some(at)) = (near, written.find(given.name)) {
            let start = given.key_span.start + at;
            finding = finding.patch(Span::new(start, start + given.name.len()), near);
        }
        self.diagnostics.push(finding);
        self.keep(given);
    }

    /// A key inside a map that is not among `known`.
    pub(super) fn unknown_part(&mut self, path: &str, entry: &Entry, known: &[&str]) {
        let near = suggest::nearest(&entry.key, known.iter().copied());
        let (level, help) = match near {
            Some(near) => (Level::Warning, format!("did you mean `{near}`?")),
            None => (Level::Hint, format!("it has {}", listed(known))),
        };
        let message = format!("`{path}` has no part `{}`", shortened(&entry.key));
        self.report(level, "field-unknown", entry.key_span, message, help);
        self.unknown
            .push((format!("{path}.{}", entry.key), entry.node.to_json()));
    }

    // How a value becomes a fact.

    pub(super) fn quote(&self, span: Span) -> Quote {
        let words = self.source.slice(span);
        let mut text = String::with_capacity(words.len().min(QUOTE_CHARS));
        let mut count = 0;
        for word in words.split_whitespace() {
            if count > QUOTE_CHARS {
                text.push('…');
                break;
            }
            if count > 0 {
                text.push(' ');
                count += 1;
            }
            for c in word.chars().take(QUOTE_CHARS) {
                text.push(c);
                count += 1;
            }
        }
        Quote {
            text,
            line: self.source.line(span.start),
            span,
        }
    }

    pub(super) fn stated<T>(&self, value: T, span: Span) -> Fact<T> {
        Fact::stated(value, self.quote(span))
    }

    /// Puts a fact in its place. A place that is taken keeps what the name before in the table gave it; if the two
    /// differ, that is told.
    pub(super) fn put<T: PartialEq>(
        &mut self,
        given: Given<'_>,
        slot: fn(&mut Facts) -> &mut Option<Fact<T>>,
        value: T,
    ) {
        let fact = self.stated(value, given.node.span);
        let place = slot(&mut self.facts);
        let Some(before) = place else {
            *place = Some(fact);
            return;
        };
        if before.value != fact.value {
            let first = before.quote.as_ref().map(|quote| quote.span);
            self.shadowed(given, first);
        }
    }

    fn shadowed(&mut self, given: Given<'_>, first: Option<Span>) {
        let place = self.source.place(given.key_span);
        let mut finding = Diagnostic::warning(
            "key-shadowed",
            place,
            format!(
                "`{}` says the same thing as another key, in other words",
                given.name
            ),
        )
        .help("keep one of the two; the other one counts until then");
        if let Some(span) = first {
            finding = finding.also(self.source.place(span), "this one counts");
        }
        self.diagnostics.push(finding);
        self.keep(given);
    }

    /// One line of text: white space folded, control characters left out; `None` if nothing is said.
    pub(super) fn line_of(&mut self, scalar: &Scalar, span: Span) -> Option<String> {
        if scalar.is_null() {
            return None;
        }
        let text = &scalar.text;
        let clean = |c: char| !c.is_control() || c.is_whitespace();
        let folded = if text.chars().all(clean) {
            fold(text)
        } else {
            self.warn(
                "control-character",
                span,
                "a control character in the value is left out",
                "remove it; it is not to be seen and breaks feeds and terminals",
            );
            fold(&text.chars().filter(|c| clean(*c)).collect::<String>())
        };
        (!folded.is_empty()).then_some(folded)
    }

    /// The text of a value; a list of one counts as its item. `None` if nothing is said or the value was refused.
    pub(super) fn text_of(&mut self, given: Given<'_>) -> Option<String> {
        match &given.node.value {
            Value::Scalar(scalar) => self.line_of(scalar, given.node.span),
            Value::List(items) if items.len() == 1 => match items.first()?.scalar() {
                Some(scalar) => self.line_of(scalar, given.node.span),
                None => {
                    self.refuse(given, "a text");
                    None
                }
            },
            _ if given.node.is_empty() => None,
            _ => {
                self.refuse(given, "a text");
                None
            }
        }
    }

    pub(super) fn text(
        &mut self,
        given: Given<'_>,
        slot: fn(&mut Facts) -> &mut Option<Fact<String>>,
    ) {
        if let Some(text) = self.text_of(given) {
            self.put(given, slot, text);
        }
    }

    /// The texts of a list, each with its place. A map in it counts as its `name`.
    pub(super) fn texts_of(
        &mut self,
        given: Given<'_>,
        separator: Separator,
    ) -> Vec<(String, Span)> {
        let items = match &given.node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(given.node),
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Value::Scalar(scalar) => {
                    let Some(text) = self.line_of(scalar, item.span) else {
                        continue;
                    };
                    let whole = separator == Separator::None || items.len() > 1;
                    if whole || !text.contains([',', ';']) {
                        texts.push((text, item.span));
                    } else {
                        let parts = text.split([',', ';']).map(str::trim);
                        texts.extend(
                            parts
                                .filter(|part| !part.is_empty())
                                .map(|part| (part.to_owned(), item.span)),
                        );
                    }
                }
                Value::Map(entries) => {
                    match part(entries, &["name", "title", "id"]).and_then(Node::scalar) {
                        Some(scalar) => {
                            texts.extend(
                                self.line_of(scalar, item.span)
                                    .map(|text| (text, item.span)),
                            );
                        }
                        None => self.refuse(given, "a list of texts"),
                    }
                }
                Value::List(_) => self.refuse(given, "a list of texts"),
            }
        }
        texts
    }

    pub(super) fn texts(
        &mut self,
        given: Given<'_>,
        separator: Separator,
        slot: fn(&mut Facts) -> &mut Vec<Fact<String>>,
    ) {
        for (text, span) in self.texts_of(given, separator) {
            self.add(slot, text, span);
        }
    }

    /// Adds to a list what is not in it yet.
    pub(super) fn add<T: PartialEq>(
        &mut self,
        slot: fn(&mut Facts) -> &mut Vec<Fact<T>>,
        value: T,
        span: Span,
    ) {
        if slot(&mut self.facts).iter().any(|fact| fact.value == value) {
            return;
        }
        let fact = self.stated(value, span);
        slot(&mut self.facts).push(fact);
    }

    /// The length limits of what becomes a bucket or a heading.
    fn check_terms(&mut self) {
        let limits = self.config.limits;
        let mut told = Vec::new();
        if let Some(title) = &self.facts.title {
            let chars = title.value.chars().count();
            if chars > limits.title_chars {
                told.push((
                    "title-too-long",
                    title.quote.clone(),
                    format!("the title has {chars} characters, more than the {} that `title_chars` allows", limits.title_chars),
                    "shorten it, or raise `title_chars` under `[limits]` in site.toml",
                ));
            }
        }
        let facts = &self.facts;
        let count = facts.tags.len() + facts.services.len();
        if count > limits.terms
            && let Some(first) = facts.services.iter().chain(&facts.tags).nth(limits.terms)
        {
            told.push((
                "terms-too-many",
                first.quote.clone(),
                format!(
                    "there are {count} tags and services, more than the {} that `terms` allows",
                    limits.terms
                ),
                "keep those that people search for, or raise `terms` under `[limits]` in site.toml",
            ));
        }
        for term in [
            &facts.tags,
            &facts.services,
            &facts.component,
            &facts.pattern,
            &facts.teams,
        ]
        .into_iter()
        .flatten()
        {
            let chars = term.value.chars().count();
            if chars > limits.term_chars {
                told.push((
                    "term-too-long",
                    term.quote.clone(),
                    format!(
                        "`{}` has {chars} characters, more than the {} that `term_chars` allows",
                        shortened(&term.value),
                        limits.term_chars
                    ),
                    "shorten it, or raise `term_chars` under `[limits]` in site.toml",
                ));
            }
        }
        for (rule, quote, message, help) in told {
            let span = quote.map(|quote| quote.span).unwrap_or_default();
            self.error(rule, span, message, help);
        }
    }
}

type Ranked<'n> = ((usize, usize), Given<'n>);

fn sort_out<'n>(
    entries: &'n [Entry],
    at_top: bool,
    known: &mut Vec<Ranked<'n>>,
    unknown: &mut Vec<Given<'n>>,
) {
    for entry in entries {
        let given = Given {
            name: &entry.key,
            key_span: entry.key_span,
            node: &entry.node,
        };
        match (find(&entry.key), &entry.node.value) {
            // Which fields are internal: for the public they were taken out before, here they are read as any other.
            (Some(_), Value::Map(inner)) if at_top && is_internal_key(&entry.key) => {
                sort_out(inner, false, known, unknown);
            }
            (Some(_), Value::List(_)) if at_top && is_internal_key(&entry.key) => {}
            (Some(rank), _) => known.push((rank, given)),
            (None, Value::Map(inner)) if at_top && TRANSPARENT.contains(&entry.key.as_str()) => {
                sort_out(inner, false, known, unknown);
            }
            (None, _) => unknown.push(given),
        }
    }
}

/// Whether a key names internal fields or holds them, when it does not say `true` or `false`; see `source/internal`.
fn is_internal_key(key: &str) -> bool {
    key.eq_ignore_ascii_case("internal")
}

/// The value of the first of `names` that a map has.
pub(super) fn part<'n>(entries: &'n [Entry], names: &[&str]) -> Option<&'n Node> {
    names.iter().find_map(|name| {
        entries
            .iter()
            .find(|entry| squash(&entry.key) == squash(name))
            .map(|entry| &entry.node)
    })
}

/// White space at the ends gone, in between one space.
pub(super) fn fold(text: &str) -> String {
    let text = text.trim();
    let folded = !text.contains("  ") && !text.contains(|c: char| c.is_whitespace() && c != ' ');
    if folded {
        text.to_owned()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A text short enough to stand in a message.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let text = fold(text);
    if text.chars().count() <= LONGEST {
        text
    } else {
        text.chars().take(LONGEST).chain(['…']).collect()
    }
}

/// `` `a`, `b` and `c` ``.
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// A reader of one key's value.
pub(super) type Reader = fn(&mut Reading<'_>, Given<'_>);

impl Field {
    /// Every name it can be written by, the canonical one first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.key).chain(self.aliases.iter().copied())
    }
}
