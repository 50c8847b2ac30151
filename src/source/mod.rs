//! Files as read, and their front matter.

pub mod front_matter;
pub mod walk;

use std::sync::Arc;

use crate::diag::SourceText;

/// A Markdown file as read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Name and text.
    pub source: SourceText,
}

/// Any other file of the content or static folder: published only if a document refers to it (content) or always (static).
#[derive(Debug, Clone)]
pub struct AssetFile {
    /// Path relative to its folder, `/` between parts.
    pub path: Arc<str>,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}
