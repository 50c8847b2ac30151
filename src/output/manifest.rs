//! The manifest: what a build wrote, so that the next one knows its own files from everybody else's.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use super::OutputError;
use crate::site::SitePath;

/// Folder of our own records inside the output; no page may live in it.
pub(super) const RECORDS: &str = ".casebook";
/// What the output holds.
pub(super) const MANIFEST: &str = ".casebook/manifest.json";
/// What the output will hold once a publication in place has run to its end; its presence tells of one that did not.
pub(super) const JOURNAL: &str = ".casebook/manifest.next.json";
/// Files of a publication in place before they are renamed to their names.
pub(super) const STAGING: &str = ".casebook/staging";

/// Version of the manifest that this program reads and writes. A higher one is refused: what it promises is not known here.
const VERSION: u64 = 1;

/// A file as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// XXH3 of its bytes.
    pub(super) hash: u64,
    /// Its length in bytes.
    pub(super) length: u64,
}

impl Entry {
    /// The entry of a file with these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self {
            hash: xxh3_64(bytes),
            length: bytes.len() as u64,
        }
    }
}

/// The files that are ours, each with the states in which we may have left it.
///
/// There is one state, but for a publication in place that was interrupted: then a file is as the manifest or
/// as the journal says.
#[derive(Debug, Default)]
pub(super) struct Ours {
    files: BTreeMap<String, Vec<Entry>>,
    /// Whether the folder has a manifest or a journal at all.
    pub(super) known: bool,
    /// Whether a publication in place was interrupted.
    pub(super) interrupted: bool,
}

impl Ours {
    /// Reads the records of the output at `folder`.
    ///
    /// # Errors
    /// If a record cannot be read, is no manifest, or is of a newer version.
    pub(super) fn read(folder: &Path) -> Result<Self, OutputError> {
        let mut ours = Self::default();
        for name in [MANIFEST, JOURNAL] {
            let path = folder.join(name);
            let bytes = match std::fs::read(&path) {
                Ok(bytes) => bytes,
                Err(error) if absent(&error) => continue,
                Err(error) => return Err(OutputError::io("read", &path, error)),
            };
            ours.known = true;
            ours.interrupted |= name == JOURNAL;
            for (file, entry) in parse(&bytes).map_err(|fault| fault.at(path))? {
                let states = ours.files.entry(file).or_default();
                if !states.contains(&entry) {
                    states.push(entry);
                }
            }
        }
        Ok(ours)
    }

    /// Whether the output at `folder` has records at all.
    pub(super) fn is_known(folder: &Path) -> bool {
        let there = |name| folder.join(name).symlink_metadata().is_ok();
        there(MANIFEST) || there(JOURNAL)
    }

    /// Whether `path` is a file of ours.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether `bytes` are what we wrote at `path`.
    pub(super) fn wrote(&self, path: &str, bytes: &[u8]) -> bool {
        let entry = Entry::of(bytes);
        self.files
            .get(path)
            .is_some_and(|states| states.contains(&entry))
    }

    /// The paths of our files, in order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// Whether an error says that there is nothing of that name.
pub(super) fn absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

enum Fault {
    Newer(u64),
    Unreadable(String),
}

impl Fault {
    fn at(self, path: PathBuf) -> OutputError {
        match self {
            Self::Newer(version) => OutputError::Newer { path, version },
            Self::Unreadable(why) => OutputError::Manifest { path, why },
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Vec<(String, Entry)>, Fault> {
    let unreadable = |why: &str| Fault::Unreadable(why.to_owned());
    let json: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| Fault::Unreadable(error.to_string()))?;
    match json.get("version").and_then(serde_json::Value::as_u64) {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => return Err(Fault::Newer(newer)),
        _ => return Err(unreadable("it has no version")),
    }
    let files = json
        .get("files")
        .and_then(serde_json::Value::as_object)
        .ok_or_else(|| unreadable("it has no files"))?;
    let mut entries = Vec::with_capacity(files.len());
    for (path, value) in files {
        // A manifest that somebody else made must not lead us out of the folder.
        let path = SitePath::new(path.as_str())
            .filter(|path| !is_record(path.as_str()))
            .ok_or_else(|| unreadable("it names a file outside the site"))?;
        let hash = value.get(0).and_then(serde_json::Value::as_str);
        let hash = hash.and_then(|hex| u64::from_str_radix(hex, 16).ok());
        let length = value.get(1).and_then(serde_json::Value::as_u64);
        let (Some(hash), Some(length)) = (hash, length) else {
            return Err(unreadable("a file has no hash and length"));
        };
        entries.push((path.as_str().to_owned(), Entry { hash, length }));
    }
    Ok(entries)
}

/// Whether `path` lies among our own records (in any case, for file systems that do not tell cases apart).
pub(super) fn is_record(path: &str) -> bool {
    path.split('/')
        .next()
        .is_some_and(|first| first.eq_ignore_ascii_case(RECORDS))
}

/// The bytes of a manifest: a pure function of the files, one line each so that two of them can be compared.
///
/// `foreign` is what an adopted folder held that is not ours; it is said for the reader, nothing depends on it.
pub(super) fn bytes<'a>(
    files: impl Iterator<Item = (&'a str, Entry)>,
    foreign: &[String],
) -> Vec<u8> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut out = format!("{{\n\"version\": {VERSION},\n\"files\": {{");
    for (i, (path, entry)) in files.enumerate() {
        out.push_str(if i == 0 { "\n" } else { ",\n" });
        out.push_str(&quoted(path));
        out.push_str(&format!(": [\"{:016x}\", {}]", entry.hash, entry.length));
    }
    out.push_str("\n}");
    if !foreign.is_empty() {
        let names: Vec<String> = foreign.iter().map(|name| quoted(name)).collect();
        out.push_str(&format!(",\n\"not_ours\": [\n{}\n]", names.join(",\n")));
    }
    out.push_str("\n}\n");
    out.into_bytes()
}

/// Writes a record and waits until it is on the disk: the records decide what may be deleted.
///
/// It is the only file that is waited for. After a loss of power a page may be torn, but the next build compares every
/// byte and mends it; a torn manifest would make it refuse the folder. 10,000 waits would cost more than the build.
///
/// # Errors
/// If it cannot be written.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let fail = |error| OutputError::io("write", path, error);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(fail)?;
    }
    let mut file = std::fs::File::create(path).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    file.sync_all().map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Ours, OutputError> {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join(MANIFEST), text.as_bytes()).unwrap();
        Ours::read(folder.path())
    }

    #[test]
    fn a_manifest_reads_as_it_was_written() {
        let entry = Entry::of(b"hello");
        let text = bytes([("a/\"x\".html", entry)].into_iter(), &[".git/".to_owned()]);
        let ours = read(std::str::from_utf8(&text).unwrap()).unwrap();
        assert!(ours.wrote("a/\"x\".html", b"hello"));
        assert!(!ours.wrote("a/\"x\".html", b"hellO"));
        assert!(!ours.has(".git/"));
        assert!(ours.known && !ours.interrupted);
    }

    #[test]
    fn an_empty_site_has_a_manifest_too() {
        let text = bytes(std::iter::empty(), &[]);
        assert_eq!(
            read(std::str::from_utf8(&text).unwrap())
                .unwrap()
                .paths()
                .count(),
            0
        );
    }

    #[test]
    fn a_newer_manifest_is_refused() {
        let error = read(r#"{"version": 2, "files": {}}"#).unwrap_err();
        assert!(matches!(error, OutputError::Newer { version: 2, .. }));
    }

    #[test]
    fn a_manifest_that_leads_out_of_the_folder_is_refused() {
        for path in [
            "../x",
            "/etc/passwd",
            "a/../../x",
            ".casebook/manifest.json",
            ".CaseBook/x",
        ] {
            let text = format!(r#"{{"version": 1, "files": {{"{path}": ["00", 0]}}}}"#);
            let error = read(&text).unwrap_err();
            assert!(matches!(error, OutputError::Manifest { .. }), "{path}");
        }
    }

    #[test]
    fn a_damaged_manifest_is_refused() {
        for text in ["", "[]", "{", r#"{"version": 1}"#, r#"{"files": {}}"#] {
            assert!(
                matches!(read(text), Err(OutputError::Manifest { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn after_an_interruption_both_states_of_a_file_are_ours() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [(MANIFEST, &b"old"[..]), (JOURNAL, b"new")] {
            let record = bytes([("a", Entry::of(text))].into_iter(), &[]);
            write(&folder.path().join(name), &record).unwrap();
        }
        let ours = Ours::read(folder.path()).unwrap();
        assert!(ours.interrupted);
        assert!(ours.wrote("a", b"old") && ours.wrote("a", b"new") && !ours.wrote("a", b""));
    }
}
