//! The template engine: the only place that knows Tera.
//!
//! Templates see values of `site::view`. They have four filters of their own:
//!
//! - `{{ url | link }}`: an address of the site as a link from the page at hand.
//! - `{{ t.page_of | fill(n=2, all=7) }}`: puts values into a text with `{n}` and `{all}` in it.
//! - `{{ t.incidents | count(n=5) }}`: the text for a number: the form of a table (`one`, `other`…) that the language has
//!   for it, with `{n}` filled in.
//! - `{{ bar.n | number }}`: a whole number with its thousands apart. `fill` and `count` write theirs so too.
//!
//! and one function, `asset(name="site.css")`: the link to an asset of the theme.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use tera::{Error, ErrorKind, Kwargs, State, Tera, TeraResult};

use super::strings::grouped;
use super::{ThemeFiles, plural};
use crate::diag::{Diagnostic, Place, SourceText, Span};
use crate::html::Html;

/// A value that templates see; cloning it is cheap.
pub use tera::Value;

/// HTML as a value that is put into a page as it is.
pub fn safe(html: &Html) -> Value {
    Value::safe_string(html.as_str())
}

/// What one page gives to its template.
#[derive(Debug, Default)]
pub struct Context(tera::Context);

impl Context {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives `value` the name `key`. Values that many pages share are made once and cloned.
    pub fn insert(&mut self, key: &'static str, value: &impl Serialize) {
        self.0.insert(key, value);
    }
}

/// A template failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// Path of the template's file.
    pub file: String,
    /// 1-based; 0 when not known.
    pub line: usize,
    /// What went wrong, one clause.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

/// Prefix of the site's own templates.
const USER: &str = "user/";
/// Prefix of the built-in templates.
const BUILTIN: &str = "builtin/";

/// Templates, ready to render.
pub(super) struct Engine {
    tera: Tera,
    /// Name of the site's theme.
    theme: String,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<&str> = self.tera.get_template_names().collect();
        names.sort_unstable();
        f.debug_struct("Engine").field("templates", &names).finish()
    }
}

impl Engine {
    /// Compiles the templates of both. Where those of `theme` fail, the finding names file and line, and the built-in
    /// ones serve alone.
    pub(super) fn new(
        builtin: &ThemeFiles,
        theme: &ThemeFiles,
        assets: BTreeMap<String, String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut engine = Self {
            tera: machine(assets),
            theme: theme.name.clone(),
        };
        let named = |prefix: &str, files: &ThemeFiles| -> Vec<(String, String)> {
            let own = |(name, text): (&String, &String)| (format!("{prefix}{name}"), text.clone());
            files.templates.iter().map(own).collect()
        };
        if let Err(error) = engine.tera.add_raw_templates(named(BUILTIN, builtin)) {
            diagnostics.push(engine.finding(&error, builtin, theme));
        }
        if let Err(error) = engine.tera.add_raw_templates(named(USER, theme)) {
            diagnostics.push(engine.finding(&error, builtin, theme));
        }
        engine
    }

    /// Renders a template: the theme's, else the built-in one.
    pub(super) fn render(&self, name: &str, context: &Context) -> Result<String, TemplateError> {
        self.tera
            .render(name, &context.0)
            .map_err(|error| self.error(name, &error))
    }

    /// Path of a template's file, for messages.
    fn path(&self, name: &str) -> String {
        match (name.strip_prefix(USER), name.strip_prefix(BUILTIN)) {
            (Some(own), _) => format!("themes/{}/templates/{own}", self.theme),
            (_, Some(own)) => format!("built-in theme: templates/{own}"),
            _ => format!("templates/{name}"),
        }
    }

    fn error(&self, name: &str, error: &Error) -> TemplateError {
        let (file, line, message) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
                self.path(report.filename()),
                report.span().start_line,
                first_line(report.message()),
            ),
            ErrorKind::MissingParent { current, parent } => {
                let message = format!("it extends `{parent}`, and there is no such template");
                (self.path(current), 0, message)
            }
            ErrorKind::CircularExtend { tpl, .. } => {
                (self.path(tpl), 0, "it extends itself".to_owned())
            }
            ErrorKind::CircularInclude { tpl, .. } => {
                (self.path(tpl), 0, "it includes itself".to_owned())
            }
            other => {
                let text = other.to_string();
                // Filters, functions and templates that do not exist are reported as text only:
                // `error: Unknown filter …` and below it `--> user/page.html:2:11`.
                let place = text
                    .lines()
                    .find_map(|line| line.trim_start().strip_prefix("--> "));
                let mut parts = place.unwrap_or(name).trim().rsplitn(3, ':');
                // The column is not shown.
                parts.next();
                let (line, file) = (parts.next(), parts.next());
                let line = line.and_then(|line| line.parse().ok()).unwrap_or(0);
                (
                    self.path(file.unwrap_or(name)),
                    line,
                    first_line(text.strip_prefix("error: ").unwrap_or(&text)),
                )
            }
        };
        TemplateError {
            file,
            line,
            message,
        }
    }

    fn finding(&self, error: &Error, builtin: &ThemeFiles, theme: &ThemeFiles) -> Diagnostic {
        let error = self.error("templates", error);
        let own = |files: &ThemeFiles, start: &str| {
            let name = error.file.strip_prefix(start)?;
            files.templates.get(name).cloned()
        };
        let text = own(theme, &format!("themes/{}/templates/", self.theme))
            .or_else(|| own(builtin, "built-in theme: templates/"));
        let place = match text {
            Some(text) if error.line > 0 => {
                let source = SourceText::new(error.file.as_str(), &text);
                let line = source.line_span(error.line);
                let indent = source.slice(line).len() - source.slice(line).trim_start().len();
                source.place(Span::new(line.start + indent, line.end))
            }
            _ => Place::file(error.file.as_str()),
        };
        Diagnostic::error("theme-template", place, error.message)
            .help("the built-in templates serve until the theme's can be read")
    }
}

/// The first line of a message, beginning in lower case unless it quotes.
fn first_line(text: &str) -> String {
    let line = text
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    let mut chars = line.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// An engine with our filters and functions and no templates. Everything is registered before the first template,
/// since templates are checked against it when they are added.
fn machine(assets: BTreeMap<String, String>) -> Tera {
    let mut tera = Tera::new();
    tera.set_escape_fn(escape);
    tera.register_filter("link", link);
    tera.register_filter("fill", fill);
    tera.register_filter("count", count);
    tera.register_filter("number", number);
    let assets = Arc::new(assets);
    tera.register_function(
        "asset",
        move |args: Kwargs, state: &State| -> TeraResult<String> {
            let name: &str = args.must_get("name")?;
            let path = assets
                .get(name)
                .ok_or_else(|| Error::message(format!("The theme has no asset `{name}`")))?;
            let root: String = state.get("root")?.unwrap_or_default();
            Ok(format!("{root}{path}"))
        },
    );
    // Cannot fail: no template has been added yet.
    let _ = tera.set_fallback_prefixes([USER, BUILTIN]);
    tera
}

/// Bytes that [`escape`] does not pass on as they are: most bytes of a page are asked, few are such.
const ESCAPED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(
            byte as u8,
            b'&' | b'<' | b'>' | b'"' | b'\'' | 0xef | 0..=0x1f | 0x7f
        ) && !matches!(byte as u8, b'\t' | b'\n' | b'\r');
        byte += 1;
    }
    table
};

/// Escapes for HTML and XML, in content and in quoted attributes. Control characters that neither allows are dropped.
fn escape(text: &str, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut at = 0;
    while let Some(next) = bytes[at..]
        .iter()
        .position(|byte| ESCAPED[usize::from(*byte)])
    {
        at += next;
        let (instead, length): (&[u8], usize) = match bytes[at] {
            b'&' => (b"&amp;", 1),
            b'<' => (b"&lt;", 1),
            b'>' => (b"&gt;", 1),
            b'"' => (b"&quot;", 1),
            b'\'' => (b"&#39;", 1),
            // U+FFFE and U+FFFF, which XML does not allow either: EF BF BE, EF BF BF.
            0xef => match bytes.get(at + 1..at + 3) {
                Some([0xbf, 0xbe | 0xbf]) => (b"", 3),
                _ => {
                    at += 1;
                    continue;
                }
            },
            _ => (b"", 1),
        };
        out.write_all(&bytes[from..at])?;
        out.write_all(instead)?;
        at += length;
        from = at;
    }
    out.write_all(&bytes[from..])
}

/// An address of the site, already encoded, as a link from the page at hand.
fn link(address: &str, _: Kwargs, state: &State) -> TeraResult<String> {
    let root: Option<Value> = state.get("root")?;
    let root = root.as_ref().and_then(Value::as_str).unwrap_or_default();
    Ok(match (root, address) {
        ("", "") => "./".to_owned(),
        _ => [root, address].concat(),
    })
}

/// `{name}` in a text replaced by the argument of that name.
fn fill(text: &str, args: Kwargs, state: &State) -> TeraResult<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let value = after
            .split_once('}')
            .and_then(|(name, tail)| Some((args.get::<Value>(name).ok()??, tail)));
        if let Some((value, tail)) = value {
            match value.as_i128() {
                Some(n) => out.push_str(&as_written(n, state)?),
                None => out.push_str(&value.to_string()),
            }
            rest = tail;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// The text for a number: a form of a table (`one`, `other`…), with `{n}` and other arguments filled in.
fn count(words: Value, args: Kwargs, state: &State) -> TeraResult<String> {
    let n: i64 = args.must_get("n")?;
    let language: String = state.get("language")?.unwrap_or_default();
    let form = plural::form(&language, n.unsigned_abs());
    let text = words
        .get_from_path(form)
        .and_then(Value::as_str)
        .or_else(|| words.get_from_path("other").and_then(Value::as_str))
        .ok_or_else(|| Error::message(format!("`count` needs a table with `{form}`")))?;
    fill(text, args, state)
}

/// A whole number with its thousands apart.
fn number(n: i128, _: Kwargs, state: &State) -> TeraResult<String> {
    as_written(n, state)
}

/// A whole number as the language of the page writes it.
fn as_written(n: i128, state: &State) -> TeraResult<String> {
    let words: Option<Value> = state.get("t")?;
    let mark = words
        .as_ref()
        .and_then(|words| words.get_from_path("format.thousands"))
        .and_then(Value::as_str);
    Ok(grouped(n, mark.unwrap_or_default()))
}
