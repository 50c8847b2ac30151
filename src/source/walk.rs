//! Finds and reads the content folder. Input edge; the only module that names `walkdir`.

use std::path::{Path, PathBuf};

use super::{AssetFile, SourceFile};
use crate::config::Limits;
use crate::diag::Diagnostic;

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Walked {
    /// Markdown files, by path.
    pub files: Vec<SourceFile>,
    /// Other files that a document may refer to, by path.
    pub assets: Vec<AssetFile>,
    /// What was skipped or could not be read, and why.
    pub diagnostics: Vec<Diagnostic>,
}

/// The folder as a whole cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}: {source}")]
pub struct WalkError {
    /// Which folder.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
}

/// Reads the content folder `dir`; `skip` names folders (absolute) that are not content, such as the output.
///
/// # Errors
/// If the folder itself cannot be read; trouble with single files is a finding.
pub fn content(dir: &Path, skip: &[PathBuf], limits: &Limits) -> Result<Walked, WalkError> {
    let _ = (dir, skip, limits);
    Ok(Walked::default())
}

/// Reads the static folder `dir`, every file as an asset; a missing folder is empty.
///
/// # Errors
/// If the folder exists and cannot be read.
pub fn statics(dir: &Path, limits: &Limits) -> Result<Walked, WalkError> {
    let _ = (dir, limits);
    Ok(Walked::default())
}
