//! Input edge: a theme's files from the disk.
#![expect(
    clippy::disallowed_methods,
    reason = "the edge that reads themes; they are trusted, as settings are"
)]

use std::fs::FileType;
use std::path::{Path, PathBuf};

use super::{Theme, ThemeFiles};
use crate::diag::Outcome;

/// A theme could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is no such folder.
    #[error("there is no theme `{name}`: `{}` is not a folder", path.display())]
    Missing {
        /// As the settings name it.
        name: String,
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The name is not that of a folder in `themes`.
    #[error("`{0}` cannot name a theme: a theme is a folder in `themes`")]
    Name(String),
    /// A file or folder could not be read.
    #[error("cannot read `{}`: {error}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A text is not UTF-8.
    #[error("`{}` is not UTF-8", path.display())]
    NotText {
        /// Which.
        path: PathBuf,
    },
}

/// Reads the theme `name` from `root/themes/` and lays it over the built-in one.
///
/// # Errors
/// If the folder is missing or one of its files cannot be read. What is wrong *inside* a file is a finding.
pub fn load(root: &Path, name: &str) -> Result<Outcome<Theme>, LoadError> {
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', '\0']) {
        return Err(LoadError::Name(name.to_owned()));
    }
    let folder = root.join("themes").join(name);
    if !folder.is_dir() {
        return Err(LoadError::Missing {
            name: name.to_owned(),
            path: folder,
        });
    }
    let mut files = ThemeFiles {
        name: name.to_owned(),
        settings: optional_text(&folder.join("theme.toml"))?,
        strings: optional_text(&folder.join("strings.toml"))?,
        lock: optional_text(&folder.join(super::LOCK))?,
        ..ThemeFiles::default()
    };
    for (name, path, _) in entries(&folder)?.into_iter().filter(|it| it.2.is_file()) {
        if let Some(tag) = super::language_of(&name) {
            files.languages.insert(tag.to_owned(), text(&path)?);
        }
    }
    for (inside, path) in files_below(&folder.join("templates"))? {
        if inside.ends_with(".html") || inside.ends_with(".xml") {
            files.templates.insert(inside, text(&path)?);
        }
    }
    for (inside, path) in files_below(&folder.join("assets"))? {
        files.assets.insert(inside, bytes(&path)?);
    }
    Ok(Theme::over_builtin(files))
}

fn bytes(path: &Path) -> Result<Vec<u8>, LoadError> {
    std::fs::read(path).map_err(|error| LoadError::Read {
        path: path.to_owned(),
        error,
    })
}

fn text(path: &Path) -> Result<String, LoadError> {
    String::from_utf8(bytes(path)?).map_err(|_| LoadError::NotText {
        path: path.to_owned(),
    })
}

fn optional_text(path: &Path) -> Result<Option<String>, LoadError> {
    if path.is_file() {
        text(path).map(Some)
    } else {
        Ok(None)
    }
}

/// Every file below `folder` with its name inside it; none if there is no such folder.
fn files_below(folder: &Path) -> Result<Vec<(String, PathBuf)>, LoadError> {
    let mut found = Vec::new();
    let mut folders = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for (name, path, kind) in entries(&folder)? {
            if kind.is_dir() {
                folders.push((format!("{prefix}{name}/"), path));
            } else if kind.is_file() {
                found.push((format!("{prefix}{name}"), path));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What a folder holds: name, path and kind. Hidden files (an editor's swap file, `.DS_Store`) are no part of a theme.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf, FileType)>, LoadError> {
    let unreadable = |error| LoadError::Read {
        path: folder.to_owned(),
        error,
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if !name.starts_with('.') && !name.ends_with('~') {
            let kind = entry.file_type().map_err(unreadable)?;
            found.push((name, entry.path(), kind));
        }
    }
    Ok(found)
}
