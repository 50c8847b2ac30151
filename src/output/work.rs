//! The work folder beside the output: the lock that keeps two builds apart, and the next site while it is made.
//!
//! ```text
//! public/                     the site
//! .public.casebook-work/      there only while a build runs, or after one was killed
//!     lock                    held by the running build; the system lets go of it when the process dies
//!     building/               the next site, not whole yet: may be thrown away at any time
//!     ready/                  the next site, whole, before the exchange; the former one after it
//! ```

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::OutputError;
use super::manifest::{RECORDS, STAGING, absent};
use super::retire::retire;

/// First line of our lock file, by which a work folder is known as ours.
const MARK: &str = "casebook build lock\n";
/// How often a waiting build looks whether the other one is done.
const POLL: Duration = Duration::from_millis(25);

/// The right to write to an output, and a place to prepare it. Dropping it lets go and tidies up.
#[derive(Debug)]
pub(super) struct Work {
    folder: PathBuf,
    lock: PathBuf,
    held: File,
    /// Whether the next site can be prepared beside the output; otherwise only inside it.
    pub(super) beside: bool,
    staging: PathBuf,
}

impl Work {
    /// Waits until no other build writes to `output`, at most for `patience`, and takes away what a killed one left.
    ///
    /// # Errors
    /// If another build goes on for longer, the work folder is somebody else's, or the disk refuses.
    pub(super) fn open(output: &Path, patience: Duration) -> Result<Self, OutputError> {
        let (Some(parent), Some(beside)) = (output.parent(), beside(output)) else {
            return Err(OutputError::Refused {
                folder: output.to_owned(),
                why: "it is the root of the file system".to_owned(),
            });
        };
        std::fs::create_dir_all(parent)
            .map_err(|error| OutputError::io("create", parent, error))?;
        if let Some((lock, held)) = take(&beside, patience)? {
            recover(&beside, output)?;
            return Self {
                staging: beside.join("building"),
                folder: beside,
                lock,
                held,
                beside: true,
            }
            .sign();
        }
        // The folder above may not be ours to write to, e.g. when the output is a mounted volume.
        let inside = output.join(RECORDS);
        let Some((lock, held)) = take(&inside, patience)? else {
            let denied = std::io::Error::from(ErrorKind::PermissionDenied);
            return Err(OutputError::io("write to", output, denied));
        };
        remove_tree(&output.join(STAGING))?;
        Self {
            staging: output.join(STAGING),
            folder: inside,
            lock,
            held,
            beside: false,
        }
        .sign()
    }

    /// Whether a killed build has left its work folder beside `output`.
    pub(super) fn is_left(output: &Path) -> bool {
        beside(output).is_some_and(|folder| folder.symlink_metadata().is_ok())
    }

    /// Writes into the lock who holds it.
    fn sign(self) -> Result<Self, OutputError> {
        let mut held = &self.held;
        held.set_len(0)
            .and_then(|()| held.rewind())
            .and_then(|()| writeln!(held, "{MARK}process {}", std::process::id()))
            .map_err(|error| OutputError::io("write", &self.lock, error))?;
        Ok(self)
    }

    /// Where the next site is made.
    pub(super) fn staging(&self) -> &Path {
        &self.staging
    }

    /// Where the next site stands when it is whole, and the former one after the exchange.
    pub(super) fn ready(&self) -> PathBuf {
        self.folder.join("ready")
    }

    /// Prepares inside the output from now on, because it is on another disk than what is beside it.
    pub(super) fn stage_inside(&mut self, output: &Path) {
        self.staging = output.join(STAGING);
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next build; the result of this one does not depend on it.
        let _ = remove_tree(&self.staging);
        let left = [self.staging.clone(), self.ready()];
        if self.beside && left.iter().any(|site| site.symlink_metadata().is_ok()) {
            // A site that could not be taken away keeps the mark by which the next build knows it as ours.
            return;
        }
        let _ = std::fs::remove_file(&self.lock);
        if self.beside {
            let _ = std::fs::remove_dir(&self.folder);
        }
    }
}

/// Takes the lock in `folder`; `None` if nothing may be written there.
fn take(folder: &Path, patience: Duration) -> Result<Option<(PathBuf, File)>, OutputError> {
    let path = folder.join("lock");
    let started = Instant::now();
    loop {
        match std::fs::create_dir(folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => check_ours(folder)?,
            Err(error) if denied(&error) => return Ok(None),
            Err(error) => return Err(OutputError::io("create", folder, error)),
            Ok(()) => {}
        }
        let file = match open_lock(&path) {
            Ok(file) => file,
            // The other build was done between our two steps and took its folder away.
            Err(error) if absent(&error) => continue,
            Err(error) if denied(&error) => return Ok(None),
            Err(error) => return Err(OutputError::io("open", &path, error)),
        };
        let locked = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => false,
            // Some network file systems know no locks; there the builds are not kept apart.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => true,
            Err(TryLockError::Error(error)) => {
                return Err(OutputError::io("lock", &path, error));
            }
        };
        // A lock on a file that the former holder has removed meanwhile keeps nobody out.
        if locked && is_at(&file, &path) {
            return Ok(Some((path, file)));
        }
        if started.elapsed() >= patience {
            return Err(OutputError::Busy {
                folder: folder.to_owned(),
                process: holder(&path),
            });
        }
        sleep(POLL);
    }
}

/// Takes away what a killed build left in its work folder.
fn recover(work: &Path, output: &Path) -> Result<(), OutputError> {
    remove_tree(&work.join("building"))?;
    let ready = work.join("ready");
    if ready.symlink_metadata().is_ok() {
        retire(&ready, output)?;
    }
    remove_tree(&output.join(STAGING))
}

/// The work folder of `output`; `None` for the root of the file system, which has nothing beside it.
fn beside(output: &Path) -> Option<PathBuf> {
    let mut name = OsString::from(".");
    name.push(output.file_name()?);
    name.push(".casebook-work");
    Some(output.with_file_name(name))
}

/// Removes a folder of ours with all that is in it; links in it are removed, not followed.
pub(super) fn remove_tree(folder: &Path) -> Result<(), OutputError> {
    match std::fs::remove_dir_all(folder) {
        Ok(()) => Ok(()),
        Err(error) if absent(&error) => Ok(()),
        Err(error) => Err(OutputError::io("remove", folder, error)),
    }
}

/// Refuses a folder of that name that no build made.
fn check_ours(folder: &Path) -> Result<(), OutputError> {
    // A build that ends takes its things away one by one: what looks odd for a moment is looked at again.
    const LOOKS: usize = 3;
    for _ in 0..LOOKS {
        if is_ours(folder).map_err(|error| OutputError::io("read", folder, error))? {
            return Ok(());
        }
        sleep(POLL);
    }
    Err(OutputError::NotOurs {
        path: folder.to_owned(),
    })
}

/// Whether `folder` holds nothing but what builds put there, with the mark of one if it holds a site.
fn is_ours(folder: &Path) -> std::io::Result<bool> {
    const SITES: [&str; 2] = ["building", "ready"];
    const OTHERS: [&str; 4] = ["lock", "staging", "manifest.json", "manifest.next.json"];
    match folder.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => {}
        Err(error) if absent(&error) => return Ok(true),
        Ok(_) => return Ok(false),
        Err(error) => return Err(error),
    }
    let entries = match std::fs::read_dir(folder) {
        Err(error) if absent(&error) => return Ok(true),
        entries => entries?,
    };
    let mut holds_site = false;
    for entry in entries {
        let name = entry?.file_name();
        if SITES.iter().any(|site| name == *site) {
            holds_site = true;
        } else if !OTHERS.iter().any(|other| name == *other) {
            return Ok(false);
        }
    }
    Ok(!holds_site || marked(&folder.join("lock")))
}

fn open_lock(path: &Path) -> std::io::Result<File> {
    if path.is_symlink() {
        return Err(std::io::Error::new(
            ErrorKind::InvalidInput,
            "it is a symbolic link",
        ));
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn denied(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
    )
}

/// Whether `file` is still the one that stands at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.symlink_metadata()) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

/// Whether `file` is still the one that stands at `path`; here it is enough that there is one.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn marked(lock: &Path) -> bool {
    read_start(lock).starts_with(MARK)
}

/// The process that holds the lock, as it says itself; `None` if it does not.
fn holder(lock: &Path) -> Option<u32> {
    read_start(lock)
        .strip_prefix(MARK)?
        .trim()
        .strip_prefix("process ")?
        .parse()
        .ok()
}

fn read_start(lock: &Path) -> String {
    let mut text = Vec::new();
    if let Ok(file) = File::open(lock) {
        let _ = file.take(200).read_to_end(&mut text);
    }
    String::from_utf8_lossy(&text).into_owned()
}
