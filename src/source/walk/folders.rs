//! Which folders a site is made from.

#![expect(
    clippy::disallowed_methods,
    reason = "input edge: whether a folder is there decides which one is the content"
)]

use std::path::{Path, PathBuf};

use crate::config::Config;

/// The folders of a site, absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folders {
    /// Where `site.toml`, the theme and the static folder are.
    pub root: PathBuf,
    /// The documents. There may be no such folder.
    pub content: PathBuf,
    /// Folders that may lie inside `content` and are not content: the static files, and the output, also where it lies
    /// behind a link.
    pub skipped: Vec<PathBuf>,
}

impl Folders {
    /// The folders of the site at `root`. The content is the folder that the settings name; where they leave it at the
    /// default and there is none, the root itself.
    pub fn of(root: &Path, config: &Config) -> Self {
        let output = root.join(&config.output);
        let behind_a_link = output.canonicalize().ok();
        let skipped = [
            Some(root.join(&config.static_dir)),
            behind_a_link,
            Some(output),
        ];
        Self {
            content: content(root, config),
            skipped: skipped.into_iter().flatten().collect(),
            root: root.to_owned(),
        }
    }

    /// Whether the folder of the documents is there.
    pub fn have_content(&self) -> bool {
        self.content.is_dir()
    }
}

fn content(root: &Path, config: &Config) -> PathBuf {
    let named = root.join(&config.content);
    let is_default = config.content == Config::default().content;
    // `--content .` is the root, by whatever name.
    let is_root = || named.canonicalize().ok() == root.canonicalize().ok();
    let is_there = named.is_dir();
    if is_default && !is_there || is_there && is_root() {
        root.to_owned()
    } else {
        named
    }
}
