//! The files of a folder between two builds: read again only when they may differ, and known to be the same if they are.
#![expect(
    clippy::disallowed_methods,
    reason = "an edge: times of change are compared with the clock"
)]

use std::time::SystemTime;

use super::builder::Look;
use super::documents::is_settled;
use crate::diag::Outcome;
use crate::source::{AssetFile, FoundAsset};

/// Files of a folder, as they were when they were read.
pub(super) struct Folder {
    listed: Vec<FoundAsset>,
    settled: bool,
    read: Outcome<Vec<AssetFile>>,
}

/// Whether a folder is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Byte for byte the same.
    Same,
    /// At least one file is new, gone or different.
    Different,
}

impl Default for Folder {
    fn default() -> Self {
        Self {
            listed: Vec::new(),
            settled: true,
            read: Outcome::clean(Vec::new()),
        }
    }
}

impl Folder {
    /// Brings the files in line with `listed`; `read` reads all of them.
    pub(super) fn update(
        &mut self,
        listed: Vec<FoundAsset>,
        look: &Look,
        read: impl FnOnce() -> Outcome<Vec<AssetFile>>,
    ) -> Seen {
        let hinted = |file: &FoundAsset| {
            let name = file.disk.file_name();
            look.hints.iter().any(|hint| hint.file_name() == name)
        };
        if self.settled && self.listed == listed && !listed.iter().any(hinted) {
            return Seen::Same;
        }
        let now = SystemTime::now();
        let read = read();
        let same = read.value == self.read.value && read.diagnostics == self.read.diagnostics;
        *self = Self {
            settled: listed.iter().all(|file| is_settled(file, now)),
            listed,
            read,
        };
        if same { Seen::Same } else { Seen::Different }
    }

    /// The files and what is wrong with them.
    pub(super) fn files(&self) -> &Outcome<Vec<AssetFile>> {
        &self.read
    }
}
