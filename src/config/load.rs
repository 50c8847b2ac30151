//! Reads `site.toml`. Input edge.

#![expect(
    clippy::disallowed_methods,
    reason = "input edge: the settings file is read here and nowhere else"
)]

use std::path::{Path, PathBuf};

use super::SiteToml;
use crate::diag::{Diagnostic, Outcome, Place, SourceText};

/// Name of the settings file in the root folder.
pub const FILE: &str = "site.toml";

/// The settings file cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read the settings in {path}: {source}")]
pub struct ConfigError {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
}

/// Reads the settings of the site in `root`: `file` if it is named, else `site.toml`, else the defaults.
///
/// # Errors
/// If a file that is named is missing, or one that is there cannot be read. What is wrong inside is a finding.
pub fn load(root: &Path, file: Option<&Path>) -> Result<Outcome<SiteToml>, ConfigError> {
    let path = root.join(file.unwrap_or(Path::new(FILE)));
    let shown = file.map_or_else(
        || FILE.to_owned(),
        |file| file.to_string_lossy().replace('\\', "/"),
    );
    match std::fs::read(&path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(SiteToml::parse(&SourceText::new(shown, &text))),
            Err(_) => Ok(Outcome {
                value: SiteToml::default(),
                diagnostics: vec![
                    Diagnostic::error("not-utf8", Place::file(shown), "the file is not UTF-8")
                        .help("save it as UTF-8"),
                ],
            }),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && file.is_none() => {
            Ok(Outcome::clean(SiteToml::default()))
        }
        Err(source) => Err(ConfigError { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_file_of_a_folder_is_read_and_a_missing_one_means_the_defaults() {
        let dir = tempfile::tempdir().unwrap();
        let none = load(dir.path(), None).unwrap();
        assert_eq!(none.value.config, crate::config::Config::default());
        assert!(load(dir.path(), Some(Path::new("other.toml"))).is_err());
        std::fs::write(dir.path().join(FILE), "title = 'T'").unwrap();
        assert_eq!(load(dir.path(), None).unwrap().value.config.title, "T");
        std::fs::write(dir.path().join(FILE), b"title = '\xff'").unwrap();
        assert_eq!(
            load(dir.path(), None).unwrap().diagnostics[0].rule,
            "not-utf8"
        );
    }
}
