//! What the output folder holds, seen once before anything is written: our files, and everybody else's.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use rayon::prelude::*;

use super::OutputError;
use super::manifest::{Ours, RECORDS, absent};

/// What something is that is not ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A regular file.
    File,
    /// A folder that no file of the site lies in; looked at no further.
    Folder,
    /// A symbolic link, pipe, socket or device. Never followed, never opened.
    Special,
}

/// What the output folder holds.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// Whether the folder exists.
    pub(super) exists: bool,
    /// Our files that are there, as regular files.
    pub(super) ours: HashSet<String>,
    /// Everything else, by path.
    pub(super) foreign: BTreeMap<String, Kind>,
}

impl Disk {
    /// Looks through `folder`, as far as `ours` or the new `paths` reach.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(super) fn scan(folder: &Path, ours: &Ours, paths: &[&str]) -> Result<Self, OutputError> {
        let known: HashSet<&str> = ours
            .paths()
            .chain(paths.iter().copied())
            .flat_map(folders)
            .collect();
        let look = Look {
            ours,
            known: &known,
        };
        let mut disk = Self {
            exists: folder.symlink_metadata().is_ok(),
            ..Self::default()
        };
        if disk.exists {
            for (path, kind) in look.folder(folder, "")? {
                match kind {
                    Some(kind) => {
                        disk.foreign.insert(path, kind);
                    }
                    None => {
                        disk.ours.insert(path);
                    }
                }
            }
        }
        Ok(disk)
    }

    /// Names of what is not ours, folders with a slash at the end.
    pub(super) fn foreign_names(&self) -> Vec<String> {
        self.foreign
            .iter()
            .map(|(path, kind)| match kind {
                Kind::Folder => format!("{path}/"),
                Kind::File | Kind::Special => path.clone(),
            })
            .collect()
    }
}

/// The folders that `path` lies in, outermost first: `a/b/c` gives `a` and `a/b`.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

struct Look<'a> {
    ours: &'a Ours,
    known: &'a HashSet<&'a str>,
}

/// A path and, when it is not ours, what it is.
type Seen = (String, Option<Kind>);

impl Look<'_> {
    fn folder(&self, folder: &Path, prefix: &str) -> Result<Vec<Seen>, OutputError> {
        let fail = |error| OutputError::io("read", folder, error);
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(fail(error)),
        };
        let mut seen = Vec::new();
        let mut inner = Vec::new();
        let mut empty = true;
        for entry in entries {
            let entry = entry.map_err(fail)?;
            empty = false;
            let kind = entry.file_type().map_err(fail)?;
            let name = entry.file_name();
            // A name that is no Unicode cannot be ours; its likeness is enough to report it.
            let path = match prefix {
                "" => name.to_string_lossy().into_owned(),
                _ => format!("{prefix}/{}", name.to_string_lossy()),
            };
            if kind.is_dir() && path == RECORDS {
                continue;
            } else if kind.is_dir() && self.known.contains(path.as_str()) {
                inner.push(path);
            } else if kind.is_dir() {
                seen.push((path, Some(Kind::Folder)));
            } else if !kind.is_file() {
                seen.push((path, Some(Kind::Special)));
            } else if self.ours.has(&path) && name.to_str().is_some() {
                seen.push((path, None));
            } else {
                seen.push((path, Some(Kind::File)));
            }
        }
        // An empty folder was made by somebody too, unless by a build of ours that was cut off.
        if empty && !prefix.is_empty() && !self.ours.interrupted {
            seen.push((prefix.to_owned(), Some(Kind::Folder)));
        }
        let deeper: Vec<Vec<Seen>> = inner
            .par_iter()
            .map(|path| {
                let name = path.rsplit('/').next().unwrap_or(path);
                self.folder(&folder.join(name), path)
            })
            .collect::<Result<_, _>>()?;
        seen.extend(deeper.into_iter().flatten());
        Ok(seen)
    }
}

/// Whether no folder on the way from `folder` to `path` is a symbolic link.
pub(super) fn is_straight(folder: &Path, path: &str) -> bool {
    folders(path).all(|inner| {
        let there = folder.join(inner).symlink_metadata();
        there.is_ok_and(|there| there.is_dir())
    })
}
