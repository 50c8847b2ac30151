//! Writes an author's files: each one whole or not at all, and none that is there already unless it is meant.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes a file that must not be there yet.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`] if it is there; otherwise what the disk says. No part of it is left behind.
pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let staged = Staged::of(path, bytes)?;
    // A second name fails where there is a file, which renaming does not.
    match fs::hard_link(&staged.path, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            // A disk without second names.
            let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
            let written = file.write_all(bytes).and_then(|()| file.sync_all());
            written.inspect_err(|_| {
                let _ = fs::remove_file(path);
            })
        }
        linked => linked,
    }
}

/// Writes a file in place of one whose bytes are `before`; its permissions stay.
///
/// # Errors
/// [`ErrorKind::ResourceBusy`] if it has changed since; otherwise what the disk says. The file is then as it was.
pub(super) fn replace(path: &Path, before: &[u8], bytes: &[u8]) -> io::Result<()> {
    let permissions = fs::symlink_metadata(path)?.permissions();
    let staged = Staged::of(path, bytes)?;
    fs::set_permissions(&staged.path, permissions)?;
    if fs::read(path)? != before {
        return Err(io::Error::new(
            ErrorKind::ResourceBusy,
            "it was changed in the meantime",
        ));
    }
    fs::rename(&staged.path, path)
}

/// A file beside the one that is meant, removed when it is no longer needed.
struct Staged {
    path: PathBuf,
}

impl Staged {
    fn of(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let id = std::process::id();
        let short: String = name.chars().take(40).collect();
        let staged = Self {
            path: path.with_file_name(format!(".{short}.{id}.casebook-new")),
        };
        let mut options = OpenOptions::new();
        let mut file: File = options.write(true).create_new(true).open(&staged.path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(staged)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After renaming there is nothing to remove, which is no error.
        let _ = fs::remove_file(&self.path);
    }
}
