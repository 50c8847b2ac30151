//! Takes the former site away after the exchange. What is not ours in it moves over to the new one.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::manifest::{JOURNAL, MANIFEST, Ours, RECORDS, absent};
use super::scan::folders;
use super::{OutputError, aside};

/// Removes the former site at `old`, file by file as its manifest lists them, now that `output` is the new one.
///
/// It may be cut off at any point and be called again. A file that somebody put there while the build ran is
/// moved into the new site; so is a file of ours that was edited and that the new site does not have.
///
/// # Errors
/// If a file can be neither removed nor moved.
pub(super) fn retire(old: &Path, output: &Path) -> Result<(), OutputError> {
    let ours = Ours::read(old)?;
    let paths: Vec<&str> = ours.paths().collect();
    aside::each(&paths, |path| {
        let file = old.join(path);
        let replaced = output.join(path).symlink_metadata().is_ok();
        if replaced || std::fs::read(&file).is_ok_and(|bytes| ours.wrote(path, &bytes)) {
            remove(&file)
        } else {
            Ok(())
        }
    })?;
    let folders: BTreeSet<&str> = paths.iter().flat_map(|path| folders(path)).collect();
    let mut by_depth: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for folder in folders {
        by_depth
            .entry(folder.matches('/').count())
            .or_default()
            .push(folder);
    }
    for folders in by_depth.into_values().rev() {
        aside::each(&folders, |folder| {
            // One that is not empty holds somebody's file and is looked through below.
            let _ = std::fs::remove_dir(old.join(folder));
            Ok(())
        })?;
    }
    for record in [JOURNAL, MANIFEST] {
        remove(&old.join(record))?;
    }
    let _ = std::fs::remove_dir(old.join(RECORDS));
    if std::fs::remove_dir(old).is_err() {
        rescue(old, output)?;
    }
    Ok(())
}

/// Moves everything left under `old` to the same place under `output`.
fn rescue(old: &Path, output: &Path) -> Result<(), OutputError> {
    let entries = match std::fs::read_dir(old) {
        Ok(entries) => entries,
        Err(error) if absent(&error) => return Ok(()),
        Err(error) => return Err(OutputError::io("read", old, error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| OutputError::io("read", old, error))?;
        let from = entry.path();
        let to = output.join(entry.file_name());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && to.symlink_metadata().is_ok_and(|there| there.is_dir()) {
            rescue(&from, &to)?;
        } else {
            let to = free_name(to);
            std::fs::rename(&from, &to).map_err(|error| OutputError::io("move", &from, error))?;
        }
    }
    std::fs::remove_dir(old).map_err(|error| OutputError::io("remove", old, error))
}

/// `path`, or a name beside it that nothing has yet.
fn free_name(path: PathBuf) -> PathBuf {
    let mut free = path.clone();
    let mut number = 1;
    while free.symlink_metadata().is_ok() {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".kept-{number}"));
        free = path.with_file_name(name);
        number += 1;
    }
    free
}

/// Removes a file; that it is gone already is fine.
pub(super) fn remove(file: &Path) -> Result<(), OutputError> {
    match std::fs::remove_file(file) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound || absent(&error) => Ok(()),
        Err(error) => Err(OutputError::io("remove", file, error)),
    }
}
