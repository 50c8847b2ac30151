//! Makes a staged site the site: in one step where the system can, else file by file.

use std::collections::{BTreeSet, HashSet};
use std::io::ErrorKind;
use std::path::Path;

use super::manifest::{self, Entry, JOURNAL, MANIFEST, Ours, RECORDS};
use super::retire::{remove, retire};
use super::scan::{Disk, folders};
use super::stage::{Fate, Item};
use super::work::{Work, remove_tree};
use super::{OutputError, aside};

/// Folders of a site from which on a small change is made in place.
const LARGE: usize = 1000;
/// A change of less than one file in so many is small.
const SMALL_SHARE: usize = 8;

/// A staged site and what it replaces.
pub(super) struct Publication<'a> {
    /// The output folder.
    pub(super) folder: &'a Path,
    /// What is in it now.
    pub(super) disk: &'a Disk,
    /// Our files, as recorded.
    pub(super) former: &'a Ours,
    /// Every file of the new site.
    pub(super) items: &'a [Item<'a>],
    /// Files of ours that the new site does not have and that are as we wrote them.
    pub(super) gone: &'a [&'a str],
    /// The bytes of the new manifest.
    pub(super) manifest: &'a [u8],
}

impl Publication<'_> {
    /// Whether so little changes in so large a site that it is done in place.
    ///
    /// For the exchange every folder is made anew and the former one removed, whatever is in it: on a disk where that
    /// takes 1 ms and 3 ms, one edit among 10,000 incidents would take 50 s. In place it takes a few milliseconds
    /// in which a reader may find a new page beside a list that does not have it yet.
    pub(super) fn is_small(&self) -> bool {
        let changes = self
            .items
            .iter()
            .filter(|it| it.fate == Fate::Write)
            .count()
            + self.gone.len();
        let large = || {
            let folders = self.items.iter().flat_map(|item| folders(item.path));
            folders.collect::<HashSet<&str>>().len() > LARGE
        };
        self.disk.exists && changes * SMALL_SHARE < self.items.len() && large()
    }

    /// Exchanges the output folder as a whole: a reader sees the former site or the new one and nothing between.
    ///
    /// Only for an output in which everything is ours, because the former folder is taken away afterwards.
    ///
    /// # Errors
    /// If the disk refuses; the former site is then still there.
    pub(super) fn exchange(&self, work: &Work) -> Result<(), OutputError> {
        let staging = work.staging();
        create_folder(staging)?;
        let unchanged = self.items.iter().filter(|it| it.fate == Fate::Unchanged);
        let unchanged: Vec<&str> = unchanged.map(|item| item.path).collect();
        aside::each(&unchanged, |path| {
            carry(&self.folder.join(path), &staging.join(path))
        })?;
        manifest::write(&staging.join(MANIFEST), self.manifest)?;
        let ready = work.ready();
        rename(staging, &ready)?;
        let swapped = self.put(&ready).inspect_err(|_| {
            // It never became the site; if it cannot be removed, the next build does it.
            let _ = remove_tree(&ready);
        })?;
        if !swapped {
            // A mount point, or a file system without the exchange (some network and overlay ones).
            self.in_place(&ready)?;
            return remove_tree(&ready);
        }
        retire(&ready, self.folder)
    }

    /// Puts the folder `ready` in the place of the output; false if that takes more than one step here.
    fn put(&self, ready: &Path) -> Result<bool, OutputError> {
        if !self.disk.exists {
            return rename(ready, self.folder).map(|()| true);
        }
        keep_permissions(self.folder, ready)?;
        swap(ready, self.folder)
    }

    /// Renames every new file to its name in the output, in an order in which links lead somewhere at every moment:
    /// assets, pages, indexes, deletions.
    ///
    /// Everything is on the disk under `staged` before the first file moves, so a full disk stops nothing half-way;
    /// a journal tells the next build which files are ours if this one is killed.
    ///
    /// # Errors
    /// If the disk refuses; the journal stays and the next build finishes the work.
    pub(super) fn in_place(&self, staged: &Path) -> Result<(), OutputError> {
        // Written whole and then renamed: half a journal would tell the next build nothing.
        let journal = self.folder.join(JOURNAL);
        manifest::write(&staged.join(MANIFEST), self.manifest)?;
        create_folder(&self.folder.join(RECORDS))?;
        rename(&staged.join(MANIFEST), &journal)?;
        let new: BTreeSet<&str> = self.items.iter().map(|item| item.path).collect();
        let (first, last): (Vec<&str>, Vec<&str>) =
            self.gone.iter().partition(|path| in_the_way(path, &new));
        for path in first {
            self.take_away(path)?;
        }
        let mut moving: Vec<&str> = self
            .items
            .iter()
            .filter(|item| item.fate == Fate::Write)
            .map(|item| item.path)
            .collect();
        moving.sort_by_key(|path| (rank(path), *path));
        for path in moving {
            let to = self.folder.join(path);
            if let Some(parent) = to.parent() {
                create_folder(parent)?;
            }
            rename(&staged.join(path), &to)?;
        }
        for path in last {
            self.take_away(path)?;
        }
        if self.former.interrupted {
            // The former publication may have stopped between a file and its folder.
            let absent = |path: &&str| !new.contains(path);
            for path in self.former.paths().filter(absent) {
                remove_empty(self.folder, path);
            }
        }
        rename(&journal, &self.folder.join(MANIFEST))
    }

    /// Removes a file of ours and the folders that are empty without it.
    fn take_away(&self, path: &str) -> Result<(), OutputError> {
        remove(&self.folder.join(path))?;
        remove_empty(self.folder, path);
        Ok(())
    }
}

/// Removes the folders of `path` that are empty, inside out.
pub(super) fn remove_empty(folder: &Path, path: &str) {
    let inside_out: Vec<&str> = folders(path).collect();
    for inner in inside_out.into_iter().rev() {
        // The first one that is not empty ends it; so does one that may not be removed, which does no harm.
        if std::fs::remove_dir(folder.join(inner)).is_err() {
            return;
        }
    }
}

/// Whether a former file must go first because a new one needs its name for a folder, or one of its folders for a file.
fn in_the_way(former: &str, new: &BTreeSet<&str>) -> bool {
    let as_folder = format!("{former}/");
    let below = new.range(as_folder.as_str()..).next();
    below.is_some_and(|path| path.starts_with(&as_folder))
        || folders(former).any(|folder| new.contains(folder))
}

/// When a file is renamed into place: what pages refer to, pages, lists of pages, what machines poll.
fn rank(path: &str) -> u8 {
    let depth = folders(path).count();
    if path == "index.html" {
        4
    } else if path.ends_with(".xml") {
        3
    } else if path.ends_with(".html") {
        if depth >= 2 { 1 } else { 2 }
    } else {
        0
    }
}

/// Gives an unchanged file to the next site: the same file under a second name, so that its time and number stay.
fn carry(from: &Path, to: &Path) -> Result<(), OutputError> {
    if let Some(folder) = to.parent() {
        create_folder(folder)?;
    }
    std::fs::hard_link(from, to)
        // Not every file system has hard links (exFAT), and some links are forbidden (another owner's file).
        .or_else(|_| std::fs::copy(from, to).map(|_| ()))
        .map_err(|error| OutputError::io("copy", from, error))
}

/// Exchanges two folders in one step; false where the system cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(a: &Path, b: &Path) -> Result<bool, OutputError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::XDEV | Errno::BUSY) => Ok(false),
        Err(error) => Err(OutputError::io("exchange", b, error.into())),
    }
}

/// Exchanges two folders in one step; false where the system cannot.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(_a: &Path, _b: &Path) -> Result<bool, OutputError> {
    Ok(false)
}

/// Gives `to` the permissions of the folder that it replaces.
fn keep_permissions(from: &Path, to: &Path) -> Result<(), OutputError> {
    let metadata = from
        .metadata()
        .map_err(|error| OutputError::io("look at", from, error))?;
    // Where that is not allowed the new folder has those of any new folder.
    let _ = std::fs::set_permissions(to, metadata.permissions());
    Ok(())
}

fn create_folder(folder: &Path) -> Result<(), OutputError> {
    std::fs::create_dir_all(folder).map_err(|error| OutputError::io("create", folder, error))
}

fn rename(from: &Path, to: &Path) -> Result<(), OutputError> {
    match std::fs::rename(from, to) {
        // Windows does not rename onto an empty folder.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            std::fs::remove_dir(to).and_then(|()| std::fs::rename(from, to))
        }
        result => result,
    }
    .map_err(|error| OutputError::io("rename to", to, error))
}

/// The entries of the new manifest: every file that is ours.
pub(super) fn recorded<'a>(items: &'a [Item<'a>]) -> impl Iterator<Item = (&'a str, Entry)> {
    items
        .iter()
        .filter(|item| item.fate != Fate::Theirs)
        .map(|item| (item.path, item.entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_come_before_pages_and_pages_before_what_lists_them() {
        let mut paths = [
            "index.html",
            "feed.xml",
            "causes/network/index.html",
            "incidents/x/index.html",
            "incidents/index.html",
            "assets/a.css",
        ];
        paths.sort_by_key(|path| (rank(path), *path));
        assert_eq!(
            paths,
            [
                "assets/a.css",
                "causes/network/index.html",
                "incidents/x/index.html",
                "incidents/index.html",
                "feed.xml",
                "index.html"
            ]
        );
    }

    #[test]
    fn a_file_that_becomes_a_folder_is_in_the_way_and_so_is_one_below_a_new_file() {
        let new = BTreeSet::from(["a/b/index.html", "c"]);
        assert!(in_the_way("a/b", &new));
        assert!(in_the_way("c/index.html", &new));
        assert!(!in_the_way("a/b.html", &new));
        assert!(!in_the_way("a", &BTreeSet::from(["ab", "b"])));
    }
}
