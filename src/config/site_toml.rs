//! `SiteToml`: the settings as written. One table says which there are; everything wrong is told at once.

use std::str::FromStr;

use super::{CategoryDef, CauseLabel, Config, SeverityDef, durations};
use crate::diag::{Diagnostic, Level, Outcome, Place, SourceText, Span};
use crate::suggest;
use crate::tree::{self, Bounds, Entry, Node, Value};

/// What `site.toml` says, over the defaults. Becomes a [`Config`] through [`Config::resolve`].
#[derive(Debug, Clone, Default)]
pub struct SiteToml {
    pub(super) config: Config,
    rules: Vec<(String, Place)>,
    allowed: Vec<(String, Place)>,
}

/// A setting of `site.toml`.
pub struct Setting {
    /// Table it stands in; empty at the top.
    pub section: &'static str,
    /// Key.
    pub key: &'static str,
    /// Puts a value in force; the error says what was expected.
    set: fn(&mut Config, &Node) -> Result<(), Refused>,
}

/// Why a value is not put in force.
pub(super) struct Refused {
    /// The part that is wrong, and how; `None`: the value is of another kind than the setting.
    pub(super) wrong: Option<(Span, String)>,
    /// What to write, after "write".
    pub(super) expected: String,
}

impl From<&'static str> for Refused {
    fn from(expected: &'static str) -> Self {
        Self {
            wrong: None,
            expected: expected.to_owned(),
        }
    }
}

/// A settings file is written by the site's owner; the bounds only keep a slip from costing more than a message.
const BOUNDS: Bounds = Bounds {
    depth: 8,
    keys: 5000,
};

macro_rules! settings {
    ($($section:literal { $($key:literal => |$c:ident, $n:ident| $set:expr;)* })*) => {
        &[$($(Setting { section: $section, key: $key, set: |$c, $n| { $set; Ok(()) } },)*)*]
    };
}

/// Every setting but `[rules]`, whose keys are the names of rules, `[allow]`, whose keys are paths, and the tables
/// `[[category]]` and `[[severity]]`.
pub const SETTINGS: &[Setting] = settings! {
    "" {
        "title" => |c, n| c.title = text(n)?;
        "description" => |c, n| c.description = text(n)?;
        "base_url" => |c, n| c.base_url = Some(base_url(&text(n)?).ok_or(BASE_URL)?);
        "language" => |c, n| c.language = language(n)?;
        "theme" => |c, n| c.theme = Some(folder_name(&text(n)?).ok_or(THEME)?);
        "timezone" => |c, n| c.timezone = zone(n)?;
        "as_of" => |c, n| c.as_of = Some(day(n)?);
    }
    "content" {
        "dir" => |c, n| c.content = folder(n)?;
        "static" => |c, n| c.static_dir = folder(n)?;
        "external_images" => |c, n| c.external_images = yes_or_no(n)?;
        "day_first" => |c, n| c.day_first = Some(yes_or_no(n)?);
    }
    "build" {
        "output" => |c, n| c.output = folder(n)?;
        "page_size" => |c, n| c.page_size = number(n)?;
        "highlight" => |c, n| c.highlight = yes_or_no(n)?;
        "portable" => |c, n| c.portable = yes_or_no(n)?;
        "rules_page" => |c, n| c.rules_page = yes_or_no(n)?;
    }
    "api" {
        "per_incident" => |c, n| c.api_per_incident = yes_or_no(n)?;
    }
    "links" {
        "source" => |c, n| c.source_url = Some(path_url(n)?);
        "edit" => |c, n| c.edit_url = Some(path_url(n)?);
        "history" => |c, n| c.history_url = Some(path_url(n)?);
    }
    "durations" {
        "bounds" => |c, n| durations::bounds(c, n)?;
        "names" => |c, n| durations::names(c, n)?;
    }
    "navigation" {
        "main" => |c, n| c.navigation = words(n)?;
    }
    "labels" {
        "cause" => |c, n| c.cause_label = cause_label(n)?;
    }
    "taxonomy" {
        "default_categories" => |c, n| if !yes_or_no(n)? {
                c.categories.retain(|category| category.id == "unknown");
        };
    }
    "limits" {
        "front_matter_bytes" => |c, n| c.limits.front_matter_bytes = number(n)?;
        "front_matter_depth" => |c, n| c.limits.front_matter_depth = number(n)?;
        "front_matter_keys" => |c, n| c.limits.front_matter_keys = number(n)?;
        "document_bytes" => |c, n| c.limits.document_bytes = number(n)?;
        "asset_bytes" => |c, n| c.limits.asset_bytes = number(n)?;
        "nesting" => |c, n| c.limits.nesting = number(n)?;
        "title_chars" => |c, n| c.limits.title_chars = number(n)?;
        "terms" => |c, n| c.limits.terms = number(n)?;
        "term_chars" => |c, n| c.limits.term_chars = number(n)?;
        "highlight_line_bytes" => |c, n| c.limits.highlight_line_bytes = number(n)?;
        "highlight_block_bytes" => |c, n| c.limits.highlight_block_bytes = number(n)?;
        "highlight_page_bytes" => |c, n| c.limits.highlight_page_bytes = number(n)?;
        "attributes" => |c, n| c.limits.attributes = number(n)?;
        "toc_entries" => |c, n| c.limits.toc_entries = number(n)?;
    }
};

const TEXT: &str = "a text in quotes";
const BASE_URL: &str = "an address that begins with `https://` or `http://`, without `?` and `#`";
const THEME: &str = "the name of a folder under `themes/`";

impl SiteToml {
    /// The rules it gives levels to, and where. Whether there are such rules is for `check` to say, which knows them.
    pub fn rules(&self) -> &[(String, Place)] {
        &self.rules
    }

    /// The rules that it allows documents to break, and where it names them. Whether they can be allowed is for `check`
    /// to say.
    pub fn allowed(&self) -> &[(String, Place)] {
        &self.allowed
    }

    /// Reads the text of a settings file.
    pub fn parse(source: &SourceText) -> Outcome<Self> {
        let whole = Span::new(0, source.text.len());
        let read = tree::toml(source, whole, BOUNDS);
        let mut reading = Reading {
            source,
            config: Config::default(),
            rules: Vec::new(),
            allowed: Vec::new(),
            diagnostics: Vec::new(),
        };
        for fault in read.faults {
            reading.report("setting-invalid", fault.span, fault.message, fault.help);
        }
        if let Some(Value::Map(entries)) = read.node.map(|node| node.value) {
            reading.top(&entries);
        }
        Outcome {
            value: Self {
                config: reading.config,
                rules: reading.rules,
                allowed: reading.allowed,
            },
            diagnostics: reading.diagnostics,
        }
    }
}

struct Reading<'a> {
    source: &'a SourceText,
    config: Config,
    rules: Vec<(String, Place)>,
    allowed: Vec<(String, Place)>,
    diagnostics: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn report(
        &mut self,
        rule: &'static str,
        span: Span,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let finding = Diagnostic::error(rule, self.source.place(span), message);
        self.diagnostics.push(match help {
            Some(help) => finding.help(help),
            None => finding,
        });
    }

    fn top(&mut self, entries: &[Entry]) {
        // The taxonomy first: `[[category]]` adds to what it leaves, wherever the two stand in the file.
        let (first, rest): (Vec<_>, Vec<_>) =
            entries.iter().partition(|entry| entry.key == "taxonomy");
        for entry in first.into_iter().chain(rest) {
            match (entry.key.as_str(), &entry.node.value) {
                ("rules", Value::Map(rules)) => rules.iter().for_each(|rule| self.rule(rule)),
                ("allow", Value::Map(files)) => files.iter().for_each(|file| self.allow(file)),
                ("category", Value::List(list)) => list.iter().for_each(|one| self.category(one)),
                ("severity", Value::List(list)) => list.iter().for_each(|one| self.severity(one)),
                (table @ ("rules" | "allow" | "category" | "severity"), _) => {
                    let expected = table_help(table);
                    let message = format!("`{}` is {}", entry.key, entry.node.what());
                    self.report(
                        "setting-invalid",
                        entry.key_span,
                        message,
                        Some(expected.to_owned()),
                    );
                }
                (section, Value::Map(inner)) if is_section(section) => self.section(section, inner),
                _ => self.setting("", entry),
            }
        }
    }

    fn section(&mut self, section: &str, entries: &[Entry]) {
        // Names are counted against the bounds, wherever the two stand in the table, and not against the usual ones
        // where those that are meant were refused.
        let (first, rest): (Vec<_>, Vec<_>) =
            entries.iter().partition(|entry| entry.key == "bounds");
        let told = self.diagnostics.len();
        for entry in &first {
            self.setting(section, entry);
        }
        let bounds_refused = self.diagnostics.len() > told;
        for entry in rest {
            if !(bounds_refused && entry.key == "names") {
                self.setting(section, entry);
            }
        }
    }

    fn setting(&mut self, section: &str, entry: &Entry) {
        let found = SETTINGS
            .iter()
            .find(|setting| setting.section == section && setting.key == entry.key);
        let Some(setting) = found else {
            self.unknown(section, entry);
            return;
        };
        if let Err(refused) = (setting.set)(&mut self.config, &entry.node) {
            let (span, message) = refused.wrong.unwrap_or_else(|| {
                let name = shown(section, &entry.key);
                let words = entry.node.scalar().map_or_else(
                    || entry.node.what().to_owned(),
                    |scalar| format!("`{}`", scalar.text),
                );
                (entry.node.span, format!("`{name}` is {words}"))
            });
            let help = format!("write {}", refused.expected);
            self.report("setting-invalid", span, message, Some(help));
        }
    }

    fn unknown(&mut self, section: &str, entry: &Entry) {
        let elsewhere = SETTINGS
            .iter()
            .find(|setting| setting.key == entry.key && setting.section != section);
        let known = SETTINGS
            .iter()
            .filter(|setting| setting.section == section)
            .map(|setting| setting.key)
            .chain(
                SETTINGS
                    .iter()
                    .map(|setting| setting.section)
                    .filter(|_| section.is_empty()),
            )
            .filter(|name| !name.is_empty());
        let help = match (elsewhere, suggest::nearest(&entry.key, known)) {
            (Some(setting), _) if setting.section.is_empty() => {
                format!(
                    "`{}` stands at the top, before the first table",
                    setting.key
                )
            }
            (Some(setting), _) => {
                format!("`{}` belongs under `[{}]`", setting.key, setting.section)
            }
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => "the site.toml of the sample library lists every setting".to_owned(),
        };
        let name = shown(section, &entry.key);
        self.report(
            "setting-unknown",
            entry.key_span,
            format!("there is no setting `{name}`"),
            Some(help),
        );
    }

    fn rule(&mut self, entry: &Entry) {
        let level = match text(&entry.node).unwrap_or_default().as_str() {
            "error" => Some(Level::Error),
            "warning" => Some(Level::Warning),
            "hint" => Some(Level::Hint),
            "off" => None,
            _ => {
                self.report(
                    "setting-invalid",
                    entry.node.span,
                    format!("the level of `{}` is none that there is", entry.key),
                    Some("write `\"error\"`, `\"warning\"`, `\"hint\"` or `\"off\"`".to_owned()),
                );
                return;
            }
        };
        self.rules
            .push((entry.key.clone(), self.source.place(entry.key_span)));
        self.config.rules.insert(entry.key.clone(), level);
    }

    fn allow(&mut self, entry: &Entry) {
        match words(&entry.node) {
            Ok(names) => {
                let place = self.source.place(entry.node.span);
                let named = names.iter().map(|name| (name.clone(), place.clone()));
                self.allowed.extend(named);
                self.config.allow.insert(entry.key.clone(), names);
            }
            Err(expected) => {
                let message = format!("what `{}` may break is {}", entry.key, entry.node.what());
                let help = format!("write {expected}, the names of rules");
                self.report("setting-invalid", entry.node.span, message, Some(help));
            }
        }
    }

    /// A table of `[[category]]` or `[[severity]]`: what `key`, which names it, is, and its words.
    fn defined(
        &mut self,
        kind: &str,
        key: &str,
        node: &Node,
    ) -> Option<(Option<Node>, CategoryDef)> {
        let Value::Map(entries) = &node.value else {
            let message = format!("one `{kind}` is {}", node.what());
            self.report(
                "setting-invalid",
                node.span,
                message,
                Some(table_help(kind).to_owned()),
            );
            return None;
        };
        let mut named = None;
        let mut words_of = CategoryDef {
            id: String::new(),
            name: String::new(),
            means: String::new(),
            keywords: Vec::new(),
        };
        for entry in entries {
            let result = match entry.key.as_str() {
                "name" => text(&entry.node).map(|text| words_of.name = text),
                "means" => text(&entry.node).map(|text| words_of.means = text),
                "keywords" => words(&entry.node).map(|words| words_of.keywords = words),
                other if other == key => {
                    named = Some(entry.node.clone());
                    Ok(())
                }
                other => {
                    let known = [key, "name", "means", "keywords"];
                    let help = suggest::nearest(other, known)
                        .map(|near| format!("did you mean `{near}`?"));
                    let message = format!("a {kind} has no `{other}`");
                    self.report("setting-unknown", entry.key_span, message, help);
                    continue;
                }
            };
            if let Err(expected) = result {
                let message = format!("`{}` of a {kind} is {}", entry.key, entry.node.what());
                self.report(
                    "setting-invalid",
                    entry.node.span,
                    message,
                    Some(format!("write {expected}")),
                );
            }
        }
        Some((named, words_of))
    }

    fn severity(&mut self, node: &Node) {
        let Some((named, words_of)) = self.defined("severity", "number", node) else {
            return;
        };
        let number = named.as_ref().map(|it| plain::<u8>(it, ""));
        let Some(Ok(number @ 0..=5)) = number else {
            let span = named.map_or(node.span, |it| it.span);
            let help = "write `number = 1`: a whole number from 0, the gravest, to 5";
            self.report(
                "setting-invalid",
                span,
                "the number of a severity is none of the scale",
                Some(help.to_owned()),
            );
            return;
        };
        let name = Some(words_of.name).filter(|it| !it.is_empty());
        self.config.add_severity(SeverityDef {
            number,
            name: name.unwrap_or_else(|| format!("SEV{number}")),
            means: words_of.means,
            keywords: words_of.keywords,
        });
    }

    fn category(&mut self, node: &Node) {
        let Some((named, mut category)) = self.defined("category", "id", node) else {
            return;
        };
        let id = named.as_ref().and_then(|it| text(it).ok());
        category.id = id.unwrap_or_default();
        if category.id.is_empty() || crate::slug::slug(&category.id) != category.id {
            let message = match &named {
                None => "a category has no `id`".to_owned(),
                Some(named) => match named.scalar() {
                    Some(scalar) => format!("`{}` is no id of a category", scalar.text),
                    None => format!("the `id` of a category is {}", named.what()),
                },
            };
            self.report(
                "setting-invalid",
                named.map_or(node.span, |it| it.span),
                message,
                Some("write an id in lower case with hyphens; it is part of an address".to_owned()),
            );
            return;
        }
        if category.name.is_empty() {
            category.name.clone_from(&category.id);
        }
        self.config.add_category(category);
    }
}

/// How a table is written that has names of the author's own.
fn table_help(table: &str) -> &'static str {
    match table {
        "rules" => "write a table: `[rules]`, then `name = \"warning\"`",
        "allow" => "write a table: `[allow]`, then `\"file.md\" = [\"rule\"]`",
        "severity" => "write a table: `[[severity]]`, then `number`, `name` and `means`",
        _ => "write a table: `[[category]]`, then `id`, `name` and `means`",
    }
}

fn is_section(name: &str) -> bool {
    SETTINGS
        .iter()
        .any(|setting| !setting.section.is_empty() && setting.section == name)
}

fn shown(section: &str, key: &str) -> String {
    if section.is_empty() {
        key.to_owned()
    } else {
        format!("{section}.{key}")
    }
}

pub(super) fn text(node: &Node) -> Result<String, &'static str> {
    node.scalar()
        .filter(|scalar| scalar.quoted)
        .map(|scalar| scalar.text.clone())
        .ok_or(TEXT)
}

pub(super) fn words(node: &Node) -> Result<Vec<String>, &'static str> {
    const WORDS: &str = "a list of texts in quotes";
    match &node.value {
        Value::List(items) => items
            .iter()
            .map(|item| text(item).map_err(|_| WORDS))
            .collect(),
        Value::Scalar(_) | Value::Map(_) => Err(WORDS),
    }
}

fn plain<T: FromStr>(node: &Node, expected: &'static str) -> Result<T, &'static str> {
    node.scalar()
        .filter(|scalar| !scalar.quoted)
        .and_then(|scalar| scalar.text.parse().ok())
        .ok_or(expected)
}

fn yes_or_no(node: &Node) -> Result<bool, &'static str> {
    plain(node, "`true` or `false`")
}

fn number(node: &Node) -> Result<usize, &'static str> {
    const NUMBER: &str = "a whole number from 1 to 2147483647";
    let number: u32 = plain(node, NUMBER)?;
    match usize::try_from(number) {
        Ok(number) if number > 0 && number <= 0x7fff_ffff => Ok(number),
        _ => Err(NUMBER),
    }
}

fn folder(node: &Node) -> Result<String, &'static str> {
    let text = text(node)?;
    let text = text.trim_end_matches('/');
    if text.is_empty() || text.contains('\0') {
        return Err("the path of a folder, from the folder of site.toml");
    }
    Ok(text.to_owned())
}

fn language(node: &Node) -> Result<String, &'static str> {
    let text = text(node)?;
    let fine = !text.is_empty()
        && text.split('-').all(|part| {
            matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    if fine {
        Ok(text)
    } else {
        Err("a language tag such as `en` or `pt-BR`")
    }
}

fn zone(node: &Node) -> Result<String, &'static str> {
    let text = text(node)?;
    jiff::tz::TimeZone::get(&text)
        .map(|_| text)
        .map_err(|_| "the name of a time zone such as `Europe/Paris` or `UTC`")
}

fn day(node: &Node) -> Result<String, &'static str> {
    const DAY: &str = "a day such as 2026-01-31";
    // TOML has dates of its own, so quotes are not asked for.
    let text = node.scalar().map(|scalar| scalar.text.clone()).ok_or(DAY)?;
    jiff::civil::Date::from_str(&text)
        .map(|_| text)
        .map_err(|_| DAY)
}

fn cause_label(node: &Node) -> Result<CauseLabel, &'static str> {
    let text = text(node)?;
    CauseLabel::ALL
        .into_iter()
        .find(|label| label.id() == text)
        .ok_or("`\"root-cause\"` or `\"contributing-factors\"`")
}

fn path_url(node: &Node) -> Result<String, &'static str> {
    let text = text(node)?;
    let fine =
        (text.starts_with("https://") || text.starts_with("http://")) && text.contains("{path}");
    if fine {
        Ok(text)
    } else {
        Err(
            "an address with `{path}` in it, such as `https://example.com/repo/blob/main/content/{path}`",
        )
    }
}

/// A folder's bare name; `None` if it could lead elsewhere.
pub(super) fn folder_name(text: &str) -> Option<String> {
    let fine = !text.is_empty() && !text.starts_with('.') && !text.contains(['/', '\\', '\0', ':']);
    fine.then(|| text.to_owned())
}

/// An address of a site, with a trailing slash; `None` if it is none.
pub(super) fn base_url(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let fine = !host.is_empty()
        && !host.contains('@')
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "?#\"'<>\\`{}".contains(c))
        && !rest.split('/').any(|part| part == "." || part == "..");
    fine.then(|| format!("{}/", text.trim_end_matches('/')))
}
