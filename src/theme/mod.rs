//! `Theme`: templates, the words of the interface, style sheets and scripts. The built-in theme lies in the binary; a
//! theme of the site is laid over it file by file.
//!
//! A theme is a folder `themes/NAME/`:
//!
//! | File | What |
//! |---|---|
//! | `theme.toml` | `name` and `api`, the version of the promise to templates that it was written for |
//! | `templates/*.html`, `templates/*.xml` | templates; `{% extends "builtin/page.html" %}` names the built-in one |
//! | `assets/*` | style sheets (joined into one), scripts, pictures; published under a name with a hash of their bytes |
//! | `theme.lock` | which built-in files its own were copied from, written by `casebook theme eject` |
//! | `strings.toml` | every word of the interface; keys it does not name keep the built-in words |
//! | `strings.TAG.toml` | the same in the language of that tag (`de`, `pt-BR`), for sites in this language |
//!
//! What templates see is spelt out in `site::view`.

mod builtin;
pub mod load;
mod origin;
mod plural;
mod strings;
mod template;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::diag::{Diagnostic, Outcome, Place};
pub use origin::{BuiltinFile, LOCK, Lock, builtin_files};
pub use strings::Words;
pub use template::{Context, TemplateError, Value, safe};

/// Version of what templates see. A theme written for a newer one is refused.
pub const API: u32 = 1;

/// Language of the built-in `strings.toml`, which every other language is laid over.
const LANGUAGE: &str = "en";

/// Style sheets that come first, in this order; others follow by name. Later ones win.
const STYLES: [&str; 3] = ["site.css", "syntax.css", "search.css"];

/// Name of the joined style sheet.
const STYLE: &str = "site.css";

/// The files of a theme, by name inside their folder.
#[derive(Debug, Clone, Default)]
pub struct ThemeFiles {
    /// Name of the theme's folder.
    pub name: String,
    /// Text of `theme.toml`.
    pub settings: Option<String>,
    /// Text of `strings.toml`.
    pub strings: Option<String>,
    /// Text of `theme.lock`: what its files were copied from.
    pub lock: Option<String>,
    /// Texts of `strings.TAG.toml`, by tag as written.
    pub languages: BTreeMap<String, String>,
    /// Templates by name inside `templates/`.
    pub templates: BTreeMap<String, String>,
    /// Assets by name inside `assets/`.
    pub assets: BTreeMap<String, Vec<u8>>,
}

impl ThemeFiles {
    /// A file's path as a finding names it.
    fn path(&self, file: &str) -> String {
        format!("themes/{}/{file}", self.name)
    }
}

/// The tag in `strings.TAG.toml`; `None` for another file.
fn language_of(name: &str) -> Option<&str> {
    let tag = name.strip_prefix("strings.")?.strip_suffix(".toml")?;
    (!tag.is_empty() && !tag.contains('.')).then_some(tag)
}

/// `theme.toml` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeToml {
    #[expect(dead_code, reason = "for people; the folder's name counts")]
    name: Option<String>,
    #[expect(dead_code, reason = "for people")]
    description: Option<String>,
    api: Option<u32>,
}

/// Templates, words and assets, ready to render.
#[derive(Debug)]
pub struct Theme {
    engine: template::Engine,
    /// Words of the theme, in every language that it has.
    words: strings::Written,
    assets: BTreeMap<String, Arc<[u8]>>,
}

static BUILTIN: LazyLock<Arc<Theme>> = LazyLock::new(|| {
    let made = Theme::over_builtin(ThemeFiles::default());
    Arc::new(made.value)
});

impl Theme {
    /// The built-in theme.
    pub fn builtin() -> Arc<Self> {
        BUILTIN.clone()
    }

    /// A theme of the site over the built-in one. A template that cannot be read is an error finding, and its built-in
    /// counterpart serves in its place.
    pub fn over_builtin(files: ThemeFiles) -> Outcome<Self> {
        let mut diagnostics = Vec::new();
        check_settings(&files, &mut diagnostics);
        origin::check(&files, &mut diagnostics);
        let words = strings::Written::read(&files, &mut diagnostics);
        let assets = publish(&builtin::FILES, &files);
        let addresses = assets
            .names
            .iter()
            .map(|(name, path)| (name.clone(), path.clone()))
            .collect();
        let engine = template::Engine::new(&builtin::FILES, &files, addresses, &mut diagnostics);
        Outcome {
            value: Self {
                engine,
                words,
                assets: assets.files,
            },
            diagnostics,
        }
    }

    /// The words of the interface in a language (BCP 47). `variant` names a table under `labels` that is laid over
    /// them. Where nobody has words for the language, [`Words::language`] is another one.
    pub fn speak(&self, language: &str, variant: Option<&str>) -> Words {
        strings::speak(&builtin::WORDS, &self.words, language, variant)
    }

    /// Tags of the languages that the built-in theme has words for, beside `en`.
    pub fn builtin_languages() -> impl Iterator<Item = &'static str> {
        builtin::FILES.languages.keys().map(String::as_str)
    }

    /// The theme's files: path in the site, with a hash of the bytes in its name, and bytes.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.assets
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes))
    }

    /// Renders a template.
    ///
    /// # Errors
    /// If the template names what is not there, or calls what cannot be called.
    pub fn render(&self, template: &str, context: &Context) -> Result<String, TemplateError> {
        self.engine.render(template, context)
    }
}

fn check_settings(files: &ThemeFiles, diagnostics: &mut Vec<Diagnostic>) {
    let Some(text) = &files.settings else { return };
    let path = files.path("theme.toml");
    match toml::from_str::<ThemeToml>(text) {
        Err(error) => diagnostics.push(strings::toml_error("theme-settings", &path, text, &error)),
        Ok(settings) if settings.api.is_some_and(|api| api > API) => diagnostics.push(
            Diagnostic::error(
                "theme-newer",
                Place::file(path),
                format!(
                    "the theme was written for version {} of the theme interface, and this program knows version {API}",
                    settings.api.unwrap_or(API)
                ),
            )
            .help("use a newer casebook, or a theme made for this one"),
        ),
        Ok(_) => {}
    }
}

/// The published assets of a theme.
struct Published {
    /// Name in the theme to path in the site.
    names: BTreeMap<String, String>,
    /// Path in the site to bytes.
    files: BTreeMap<String, Arc<[u8]>>,
}

fn publish(builtin: &ThemeFiles, theme: &ThemeFiles) -> Published {
    let mut all: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for (name, bytes) in builtin.assets.iter().chain(&theme.assets) {
        all.insert(name, bytes);
    }
    let mut style = Vec::new();
    let first = STYLES.iter().copied();
    let others: Vec<&str> = all
        .keys()
        .copied()
        .filter(|name| name.ends_with(".css") && !STYLES.contains(name))
        .collect();
    for name in first.chain(others) {
        if let Some(bytes) = all.remove(name) {
            style.extend_from_slice(bytes);
            style.push(b'\n');
        }
    }
    let mut published = Published {
        names: BTreeMap::new(),
        files: BTreeMap::new(),
    };
    let rest = all.into_iter().map(|(name, bytes)| (name, bytes.to_vec()));
    for (name, bytes) in rest.chain([(STYLE, style)]) {
        let path = hashed(name, &bytes);
        published.names.insert(name.to_owned(), path.clone());
        published.files.insert(path, bytes.into());
    }
    published
}

/// `site.css` to `assets/site.3f2a9c1d.css`: a name that changes with the bytes can be cached for ever.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash = xxhash_rust::xxh3::xxh3_64(bytes) >> 32;
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("assets/{stem}.{hash:08x}.{ending}"),
        None => format!("assets/{name}.{hash:08x}"),
    }
}

#[cfg(test)]
mod tests;
