//! Finds and reads the content folder. Input edge; the only module that names `walkdir`.

#![expect(
    clippy::disallowed_methods,
    reason = "input edge: the content folder is read here and nowhere else"
)]

mod folders;
mod read;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use super::skipped::{dropped_by_hosts, special};
use super::{AssetFile, FoundAsset, SourceFile};
use crate::config::Limits;
use crate::diag::{Diagnostic, Outcome, Place};
pub use folders::Folders;
use read::read_all;
pub use read::{read_assets, read_documents};

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Walked {
    /// Markdown files, by path.
    pub files: Vec<SourceFile>,
    /// Other files that a document may refer to, by path; not read yet.
    pub assets: Vec<FoundAsset>,
    /// What was skipped or could not be read, and why.
    pub diagnostics: Vec<Diagnostic>,
}

/// The folder as a whole cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}: {source}")]
pub struct WalkError {
    /// Which folder.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
}

/// Endings of documents.
pub const DOCUMENT_ENDINGS: [&str; 2] = ["md", "markdown"];

/// Endings of files that travel with a document. An allow-list: what a browser would run as a page of the site
/// (`.html`, `.js`, `.php`) and what was never meant for it (`.env`, keys) stays where it is.
const ASSET_ENDINGS: [&str; 14] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "txt", "csv", "json", "zip", "gz",
    "tgz",
];

/// Folders that hold no content where the root itself is the content folder.
const TOP_SKIPPED: [&str; 2] = ["target", "themes"];

/// Reads the content folder `dir`; `skip` names folders (absolute) that are not content, such as the output.
///
/// Hidden files, `node_modules`, and `target` and `themes` at the top are passed over. Links, pipes, sockets and
/// devices are never opened: each is a finding, for parts that go missing without a word are worse than a warning.
///
/// # Errors
/// If the folder itself cannot be read; trouble with single files is a finding.
pub fn content(dir: &Path, skip: &[PathBuf], limits: &Limits) -> Result<Walked, WalkError> {
    let listed = list(dir, skip)?;
    let mut walked = Walked {
        assets: listed.assets,
        diagnostics: listed.diagnostics,
        ..Walked::default()
    };
    for outcome in read_documents(&listed.documents.iter().collect::<Vec<_>>(), limits) {
        match outcome {
            Ok(file) => walked.files.push(file),
            Err(finding) => walked.diagnostics.push(*finding),
        }
    }
    Ok(walked)
}

/// What a folder holds, unread.
#[derive(Debug, Default)]
pub struct Listed {
    /// Markdown files, by path.
    pub documents: Vec<FoundAsset>,
    /// Other files that a document may refer to, by path.
    pub assets: Vec<FoundAsset>,
    /// What was skipped, and why.
    pub diagnostics: Vec<Diagnostic>,
}

/// The first half of [`content`], for whoever knows most of the files already.
///
/// # Errors
/// If the folder itself cannot be read.
pub fn list(dir: &Path, skip: &[PathBuf]) -> Result<Listed, WalkError> {
    find(dir, skip, Wanted::Content)
}

/// Looks again at a file that was found before; `None` if it is no regular file any more.
pub fn look_again(found: &FoundAsset) -> Option<FoundAsset> {
    // A link would not have been followed before either.
    let metadata = std::fs::symlink_metadata(&found.disk).ok()?;
    metadata.is_file().then(|| FoundAsset {
        len: metadata.len(),
        modified: metadata.modified().ok(),
        ..found.clone()
    })
}

/// Reads the static folder `dir`, every file of it as it is, in path order; a missing folder is empty. `name` is what it
/// is called from the root, for findings.
///
/// # Errors
/// If the folder exists and cannot be read.
pub fn statics(
    dir: &Path,
    name: &str,
    limits: &Limits,
) -> Result<Outcome<Vec<AssetFile>>, WalkError> {
    if !dir.exists() {
        return Ok(Outcome::clean(Vec::new()));
    }
    let found = find(dir, &[], Wanted::Everything)?;
    let mut read = read_all(&found.assets.iter().collect::<Vec<_>>(), limits);
    read.diagnostics.extend(found.diagnostics);
    for place in read
        .diagnostics
        .iter_mut()
        .filter_map(|it| it.place.as_mut())
    {
        place.file = format!("/{name}/{}", place.file).into();
    }
    Ok(read)
}

/// Every file of a folder but hidden ones, unread, in path order; none if there is no such folder.
///
/// # Errors
/// If the folder exists and cannot be read.
pub fn list_all(dir: &Path) -> Result<Vec<FoundAsset>, WalkError> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    find(dir, &[], Wanted::Everything).map(|listed| listed.assets)
}

/// Which files of a folder are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// Documents, and assets by the allow-list.
    Content,
    /// Every file but hidden ones, as an asset.
    Everything,
}

fn find(dir: &Path, skip: &[PathBuf], wanted: Wanted) -> Result<Listed, WalkError> {
    let world = |source| WalkError {
        path: dir.to_path_buf(),
        source,
    };
    let root = std::path::absolute(dir).map_err(world)?;
    // Asked once up front: inside the walk a folder that cannot be read is a finding, the root is not.
    std::fs::read_dir(&root).map_err(world)?;
    let skip: Vec<PathBuf> = skip
        .iter()
        .map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone()))
        .collect();
    let entries = WalkDir::new(&root)
        .min_depth(1)
        .into_iter()
        .filter_entry(|entry| is_content(entry, &skip, wanted));
    let mut found = Listed::default();
    for entry in entries {
        match entry {
            Ok(entry) => found.take(&root, &entry, wanted),
            Err(error) => {
                let path = error.path().unwrap_or(&root);
                let what = error
                    .io_error()
                    .map_or_else(|| error.to_string(), ToString::to_string);
                found
                    .diagnostics
                    .push(unreadable(&shown(&root, path), &what));
            }
        }
    }
    found.documents.sort_by(|a, b| a.path.cmp(&b.path));
    found.assets.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn is_content(entry: &DirEntry, skip: &[PathBuf], wanted: Wanted) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    if name.first() == Some(&b'.') {
        // The one hidden folder that hosts of static sites serve; of hidden files one is told that they stay behind.
        return wanted == Wanted::Everything
            && (name == b".well-known" || !entry.file_type().is_dir());
    }
    if !entry.file_type().is_dir() {
        return true;
    }
    let named = |names: &[&str]| names.iter().any(|n| n.as_bytes() == name);
    !(wanted == Wanted::Content
        && (named(&["node_modules"]) || entry.depth() == 1 && named(&TOP_SKIPPED))
        || skip.iter().any(|path| path == entry.path()))
}

impl Listed {
    fn take(&mut self, root: &Path, entry: &DirEntry, wanted: Wanted) {
        let kind = entry.file_type();
        if kind.is_dir() {
            return;
        }
        let Some(path) = relative(root, entry.path()) else {
            self.diagnostics.push(
                Diagnostic::warning(
                    "name-not-utf8",
                    Place::file(shown(root, entry.path())),
                    "file skipped: its name is not valid UTF-8",
                )
                .help("rename it; an address cannot be made of this name"),
            );
            return;
        };
        if wanted == Wanted::Everything {
            self.diagnostics
                .extend(dropped_by_hosts(&path, kind.is_symlink()));
        }
        if !kind.is_file() {
            if wanted == Wanted::Content || !kind.is_symlink() {
                self.diagnostics.push(special(path, kind.is_symlink()));
            }
            return;
        }
        if entry.file_name().as_encoded_bytes().first() == Some(&b'.') {
            return;
        }
        let ending = ending(&path);
        let is_document = DOCUMENT_ENDINGS.contains(&ending.as_str());
        if wanted == Wanted::Content && !is_document && !ASSET_ENDINGS.contains(&ending.as_str()) {
            return;
        }
        let (len, modified) = match entry.metadata() {
            Ok(metadata) => (metadata.len(), metadata.modified().ok()),
            Err(error) => {
                self.diagnostics.push(unreadable(&path, &error.to_string()));
                return;
            }
        };
        let file = FoundAsset {
            path,
            disk: entry.path().to_path_buf(),
            len,
            modified,
        };
        if wanted == Wanted::Content && is_document {
            self.documents.push(file);
        } else {
            self.assets.push(file);
        }
    }
}

fn unreadable(path: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        "file-unreadable",
        Place::file(path),
        format!("cannot be read: {why}"),
    )
    .help("check its permissions, or move it out of the folder")
}

/// The path below `root` with `/` between its parts; `None` if it is not UTF-8.
fn relative(root: &Path, path: &Path) -> Option<Arc<str>> {
    let parts: Option<Vec<&str>> = path
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    parts.map(|parts| parts.join("/").into())
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}

fn ending(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(dir: &Path, path: &str, bytes: impl AsRef<[u8]>) {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn walk(dir: &Path) -> Walked {
        content(dir, &[dir.join("public")], &Limits::default()).unwrap()
    }

    fn paths<'a>(paths: impl IntoIterator<Item = &'a Arc<str>>) -> Vec<&'a str> {
        paths.into_iter().map(|path| &**path).collect()
    }

    fn findings(walked: &Walked) -> Vec<(&'static str, String)> {
        walked
            .diagnostics
            .iter()
            .map(|d| (d.rule, d.place.as_ref().unwrap().file.to_string()))
            .collect()
    }

    #[test]
    fn documents_and_what_may_travel_with_them_are_found_in_path_order() {
        let dir = tempfile::tempdir().unwrap();
        for path in [
            "b.md",
            "a/z.MD",
            "a.md",
            "a/graph.png",
            "a/run.js",
            "a/page.html",
            "a/.env",
            "id_rsa",
            ".git/config.md",
            "node_modules/x.md",
            "a/node_modules/x.md",
            "target/x.md",
            "a/target/x.md",
            "themes/x.md",
            "public/x.md",
            "notes.markdown",
        ] {
            write(dir.path(), path, "x");
        }
        let walked = walk(dir.path());
        assert_eq!(
            paths(walked.files.iter().map(|file| &file.source.path)),
            ["a.md", "a/target/x.md", "a/z.MD", "b.md", "notes.markdown"]
        );
        assert_eq!(
            paths(walked.assets.iter().map(|asset| &asset.path)),
            ["a/graph.png"]
        );
        assert_eq!(findings(&walked), []);
    }

    #[test]
    fn only_assets_that_are_wanted_are_read() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "a.png", "A");
        write(dir.path(), "b.png", "B");
        write(dir.path(), "bad.svg", "<svg onload='x'>");
        let walked = walk(dir.path());
        std::fs::remove_file(dir.path().join("b.png")).unwrap();
        let read = read_assets(
            &walked,
            &["a.png".into(), "missing.png".into()].into(),
            &Limits::default(),
        );
        assert_eq!(read.value.len(), 1);
        assert_eq!(&*read.value[0].bytes, b"A");
        assert!(read.diagnostics.is_empty());
        let read = read_assets(
            &walked,
            &["b.png".into(), "bad.svg".into()].into(),
            &Limits::default(),
        );
        let rules: Vec<_> = read.diagnostics.iter().map(|d| d.rule).collect();
        assert_eq!(rules, ["file-unreadable", "svg-active"]);
        assert!(read.value.is_empty());
    }

    #[test]
    fn a_file_that_is_not_utf8_is_an_error_at_its_first_bad_byte() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "a.md", b"one\ntwo d\xe9j\xe0 vu\n");
        let walked = walk(dir.path());
        assert!(walked.files.is_empty());
        let place = walked.diagnostics[0].place.clone().unwrap();
        assert_eq!(walked.diagnostics[0].rule, "not-utf8");
        assert_eq!((place.line, place.column), (2, 6));
        assert_eq!(
            walked.diagnostics[0].message,
            "the file is not UTF-8: byte 0xe9 begins no character"
        );
    }

    #[test]
    fn a_nul_character_and_a_file_that_is_too_large_are_errors() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "nul.md", "a\n\0");
        write(dir.path(), "large.md", "x".repeat(101));
        write(dir.path(), "fits.md", "x".repeat(100));
        let limits = Limits {
            document_bytes: 100,
            ..Limits::default()
        };
        let walked = content(dir.path(), &[], &limits).unwrap();
        assert_eq!(
            paths(walked.files.iter().map(|file| &file.source.path)),
            ["fits.md"]
        );
        let mut found = findings(&walked);
        found.sort();
        assert_eq!(
            found,
            [
                ("document-too-large", "large.md".to_owned()),
                ("nul-character", "nul.md".to_owned())
            ]
        );
        assert!(
            walked
                .diagnostics
                .iter()
                .any(|d| d.message.contains("`document_bytes`"))
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_pipes_and_locked_files_are_findings_and_are_never_opened() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "a.md", "x");
        write(dir.path(), "locked/x.md", "x");
        symlink("/etc/passwd", dir.path().join("link.md")).unwrap();
        symlink("..", dir.path().join("loop")).unwrap();
        symlink("nowhere", dir.path().join("dangling.png")).unwrap();
        // No pipe can be made without a further crate; a socket is the same case.
        let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("s.md")).unwrap();
        let locked = dir.path().join("locked");
        std::fs::set_permissions(&locked, PermissionsExt::from_mode(0o0)).unwrap();
        let as_root = std::fs::read_dir(&locked).is_ok();
        let walked = walk(dir.path());
        std::fs::set_permissions(&locked, PermissionsExt::from_mode(0o700)).unwrap();
        let mut found = findings(&walked);
        found.sort();
        let mut expected = vec![
            ("special-file-skipped", "s.md".to_owned()),
            ("symlink-skipped", "dangling.png".to_owned()),
            ("symlink-skipped", "link.md".to_owned()),
            ("symlink-skipped", "loop".to_owned()),
        ];
        if !as_root {
            expected.insert(0, ("file-unreadable", "locked".to_owned()));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn the_static_folder_is_read_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "CNAME", "x.example");
        write(dir.path(), "js/x.js", "1");
        write(dir.path(), ".well-known/security.txt", "s");
        write(dir.path(), ".DS_Store", "s");
        let read = statics(dir.path(), "static", &Limits::default()).unwrap();
        assert_eq!(
            paths(read.value.iter().map(|file| &file.path)),
            [".well-known/security.txt", "CNAME", "js/x.js"]
        );
        let none = statics(&dir.path().join("none"), "none", &Limits::default()).unwrap();
        assert!(none.value.is_empty());
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error_of_the_world() {
        let error = content(Path::new("/no/such/folder"), &[], &Limits::default()).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("cannot read /no/such/folder: ")
        );
    }
}
