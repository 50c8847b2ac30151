//! Files as read, and their front matter.

pub mod front_matter;
pub mod internal;
mod skipped;
mod svg;
pub mod walk;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use crate::diag::SourceText;

/// A Markdown file as read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Name and text.
    pub source: SourceText,
}

/// A file that was found and not read: [`walk::read_assets`] reads the assets that are wanted, so a folder of videos
/// beside the documents costs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAsset {
    /// Path relative to the content folder, `/` between parts.
    pub path: Arc<str>,
    /// Where it is on the disk.
    pub disk: PathBuf,
    /// Its length in bytes when it was found.
    pub len: u64,
    /// When its content was last changed, as the file system says; `None` where it does not.
    pub modified: Option<SystemTime>,
}

/// A file that is published as it is: an asset that a document refers to, or a file of the static folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFile {
    /// Path relative to its folder, `/` between parts.
    pub path: Arc<str>,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}
