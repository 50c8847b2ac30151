//! Files as read, and their front matter.

pub mod front_matter;
mod svg;
pub mod walk;

use std::path::PathBuf;
use std::sync::Arc;

use crate::diag::SourceText;

/// A Markdown file as read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Name and text.
    pub source: SourceText,
}

/// A file of the content folder that a document may refer to. Found, not read: [`walk::read_assets`] reads those that
/// are wanted, so a folder of videos beside the documents costs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAsset {
    /// Path relative to the content folder, `/` between parts.
    pub path: Arc<str>,
    /// Where it is on the disk.
    pub disk: PathBuf,
    /// Its length in bytes when it was found.
    pub len: u64,
}

/// A file that is published as it is: an asset that a document refers to, or a file of the static folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFile {
    /// Path relative to its folder, `/` between parts.
    pub path: Arc<str>,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}
