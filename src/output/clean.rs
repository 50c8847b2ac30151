//! Takes a site away again: what the manifest lists and is still as written, and nothing else.

use std::collections::BTreeSet;

use super::manifest::{JOURNAL, MANIFEST, Ours, RECORDS};
use super::publish::remove_empty;
use super::retire::remove;
use super::work::Work;
use super::{OutputError, OutputPlan, guard};

/// What was taken away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Number of files removed.
    pub removed: usize,
    /// Files of ours that were changed since they were written: kept.
    pub kept: Vec<String>,
    /// Whether the folder itself is gone; if not, it holds files that are not ours.
    pub folder_removed: bool,
}

/// Removes a site that a build wrote; a folder without a manifest is left as it is.
///
/// # Errors
/// If the folder may not be written to, its manifest cannot be read, a build goes on, or the disk refuses.
pub fn clean(plan: &OutputPlan) -> Result<Cleaned, OutputError> {
    let folder = guard::resolve(&plan.folder, &plan.project)?;
    let mut cleaned = Cleaned::default();
    if !Ours::read(&folder)?.known {
        // Still takes away what a killed build may have left beside it.
        if Work::is_left(&folder) {
            drop(Work::open(&folder, plan.patience)?);
        }
        return Ok(cleaned);
    }
    let work = Work::open(&folder, plan.patience)?;
    let ours = Ours::read(&folder)?;
    let mut removed: BTreeSet<&str> = BTreeSet::new();
    for path in ours.paths() {
        let file = folder.join(path);
        let real = file.symlink_metadata().is_ok_and(|there| there.is_file());
        if !real || !super::scan::is_straight(&folder, path) {
            continue;
        }
        let bytes = std::fs::read(&file).map_err(|error| OutputError::io("read", &file, error))?;
        if ours.wrote(path, &bytes) {
            remove(&file)?;
            removed.insert(path);
        } else {
            cleaned.kept.push(path.to_owned());
        }
    }
    for path in removed.iter().rev() {
        remove_empty(&folder, path);
    }
    for record in [JOURNAL, MANIFEST] {
        remove(&folder.join(record))?;
    }
    cleaned.removed = removed.len();
    drop(work);
    let _ = std::fs::remove_dir(folder.join(RECORDS));
    cleaned.folder_removed = std::fs::remove_dir(&folder).is_ok();
    Ok(cleaned)
}
