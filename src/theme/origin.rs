//! What the files of a theme were copied from, so that it can be said when the built-in ones have changed since.

use std::collections::BTreeMap;

use super::{ThemeFiles, builtin, strings};
use crate::diag::{Diagnostic, Place};

/// Name of the record in a theme's folder.
pub const LOCK: &str = "theme.lock";

/// What stands above the record.
const HEAD: &str = "# Written by `casebook theme eject`: which built-in files these were copied from, by a hash of their bytes.\n\
                    # `casebook check` says when one of them has changed since.\n";

/// A file of the built-in theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltinFile {
    /// Path inside the theme: `templates/page.html`.
    pub path: String,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// The files that a theme may replace, by path.
pub fn builtin_files() -> Vec<BuiltinFile> {
    builtin::all()
}

/// Built-in files by path, and a hash of their bytes when they were copied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock(BTreeMap<String, String>);

impl Lock {
    /// Reads a record.
    ///
    /// # Errors
    /// A finding, if it is none.
    pub fn parse(path: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        toml::from_str(text)
            .map(Self)
            .map_err(|error| Box::new(strings::toml_error("theme-settings", path, text, &error)))
    }

    /// Notes that a file of the theme is up to date with the built-in one.
    pub fn note(&mut self, file: &BuiltinFile) {
        self.0.insert(file.path.clone(), hash(file.bytes));
    }

    /// Whether the built-in file at `path` is another one than when it was copied; `None` if that is not recorded.
    pub fn is_stale(&self, path: &str) -> Option<bool> {
        let noted = self.0.get(path)?;
        let now = builtin::all().into_iter().find(|it| it.path == path);
        Some(now.is_none_or(|now| hash(now.bytes) != *noted))
    }

    /// The record as a file.
    pub fn text(&self) -> String {
        let lines = self
            .0
            .iter()
            .map(|(path, hash)| format!("\"{path}\" = \"{hash}\"\n"));
        HEAD.to_owned() + &lines.collect::<String>()
    }
}

/// The same for either kind of line end: a checkout may have changed them.
fn hash(bytes: &[u8]) -> String {
    let mut plain = bytes.to_vec();
    plain.retain(|byte| *byte != b'\r');
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&plain))
}

/// Finds the files of a theme whose built-in counterpart has changed since they were copied.
pub(super) fn check(files: &ThemeFiles, diagnostics: &mut Vec<Diagnostic>) {
    let Some(text) = &files.lock else { return };
    let lock = match Lock::parse(&files.path(LOCK), text) {
        Ok(lock) => lock,
        Err(finding) => return diagnostics.push(*finding),
    };
    for path in lock.0.keys().filter(|path| has(files, path)) {
        if lock.is_stale(path) != Some(true) {
            continue;
        }
        let place = Place::file(files.path(path));
        let known = builtin::all().into_iter().any(|it| it.path == *path);
        diagnostics.push(if known {
            let message = format!("the built-in `{path}` has changed since this file was copied from it");
            Diagnostic::warning("theme-override-stale", place, message).help(format!(
                "`casebook theme eject {path} --stdout` prints the new one; take over what matters, then run it with `--keep`"
            ))
        } else {
            let message = format!("the built-in theme no longer has a `{path}`");
            Diagnostic::warning("theme-override-stale", place, message)
                .help(format!("if nothing of yours needs it, delete it and its line in `{LOCK}`"))
        });
    }
}

fn has(files: &ThemeFiles, path: &str) -> bool {
    match path.split_once('/') {
        Some(("templates", name)) => files.templates.contains_key(name),
        Some(("assets", name)) => files.assets.contains_key(name),
        _ => match super::language_of(path) {
            Some(tag) => files.languages.contains_key(tag),
            None => path == "strings.toml" && files.strings.is_some(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lock: &str) -> Vec<Diagnostic> {
        let files = ThemeFiles {
            name: "own".to_owned(),
            lock: Some(lock.to_owned()),
            templates: [("page.html", ""), ("gone.html", "")]
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .into(),
            ..ThemeFiles::default()
        };
        let mut diagnostics = Vec::new();
        check(&files, &mut diagnostics);
        diagnostics
    }

    #[test]
    fn a_copy_of_a_file_that_has_changed_since_is_found() {
        let file = builtin::all()
            .into_iter()
            .find(|it| it.path == "templates/page.html");
        let mut lock = Lock::default();
        lock.note(&file.unwrap());
        assert_eq!(found(&lock.text()), []);
        let old = found(
            "\"templates/page.html\" = \"0000000000000000\"\n\"templates/home.html\" = \"0\"",
        );
        assert_eq!(old.len(), 1, "{old:?}");
        assert_eq!(old[0].rule, "theme-override-stale");
        assert_eq!(
            &*old[0].place.as_ref().unwrap().file,
            "themes/own/templates/page.html"
        );
        let gone = found("\"templates/gone.html\" = \"00\"");
        assert!(gone[0].message.contains("no longer"), "{gone:?}");
        assert_eq!(found("x = [")[0].rule, "theme-settings");
    }

    #[test]
    fn line_ends_make_no_difference() {
        assert_eq!(hash(b"a\r\nb\n"), hash(b"a\nb\n"));
        assert_ne!(hash(b"a"), hash(b"b"));
    }
}
