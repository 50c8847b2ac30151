//! What a build does to its output, and what it leaves alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::*;

#[cfg(unix)]
mod links;

/// A project in a folder of its own, with an output to build to.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for part in ["root/content", "root/themes"] {
            std::fs::create_dir_all(folder.path().join(part)).unwrap();
        }
        Self { folder }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    fn public(&self) -> PathBuf {
        self.root().join("public")
    }

    fn plan(&self, existing: Existing) -> OutputPlan {
        OutputPlan {
            folder: self.public(),
            project: Project {
                root: self.root(),
                content: self.root().join("content"),
                statics: self.root().join("static"),
                theme: None,
                home: None,
            },
            existing,
            patience: Duration::from_millis(200),
            guard: None,
        }
    }

    fn build(&self, files: &[(&str, &str)]) -> Result<Written, OutputError> {
        write(&site(files), &self.plan(Existing::Refuse))
    }

    fn adopt(&self, files: &[(&str, &str)]) -> Result<Written, OutputError> {
        write(&site(files), &self.plan(Existing::Adopt))
    }

    fn put(&self, path: &str, text: &str) {
        let file = self.public().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn text(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.public().join(path)).ok()
    }

    /// Every file of the output but the records, with its text.
    fn tree(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        collect(&self.public(), "", &mut files);
        files.retain(|path, _| !path.starts_with(".casebook/"));
        files
    }

    /// The names in the root: nothing but the project and its output may be there after a build.
    fn beside(&self) -> Vec<String> {
        names(&self.root())
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for name in names(folder) {
        let path = folder.join(&name);
        let inner = format!("{prefix}{name}");
        let metadata = path.symlink_metadata().unwrap();
        if metadata.is_dir() {
            collect(&path, &format!("{inner}/"), files);
        } else if metadata.is_file() {
            files.insert(inner, std::fs::read_to_string(&path).unwrap());
        } else {
            files.insert(inner, "(special)".to_owned());
        }
    }
}

fn site(files: &[(&str, &str)]) -> Site {
    Site::from_bytes(
        files
            .iter()
            .map(|(path, text)| (SitePath::new(*path).unwrap(), text.as_bytes().to_vec())),
    )
}

fn tree_of(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

const FIRST: &[(&str, &str)] = &[
    ("assets/site.css", "css"),
    ("incidents/a/index.html", "a"),
    ("incidents/b/index.html", "b"),
    ("index.html", "home: a b"),
];
const SECOND: &[(&str, &str)] = &[
    ("assets/site.css", "css"),
    ("incidents/a/index.html", "a, edited"),
    ("incidents/c/index.html", "c"),
    ("index.html", "home: a c"),
];

#[test]
fn the_output_is_the_site_and_nothing_remains_beside_it() {
    let bench = Bench::new();
    let written = bench.build(FIRST).unwrap();
    assert_eq!((written.written.len(), written.unchanged), (4, 0));
    assert_eq!(bench.tree(), tree_of(FIRST));
    assert_eq!(names(&bench.public().join(".casebook")), ["manifest.json"]);
    let written = bench.build(SECOND).unwrap();
    assert_eq!(
        written.written,
        [
            "incidents/a/index.html",
            "incidents/c/index.html",
            "index.html"
        ]
    );
    assert_eq!(written.removed, ["incidents/b/index.html"]);
    assert_eq!((written.unchanged, written.kept.len()), (1, 0));
    assert_eq!(bench.tree(), tree_of(SECOND));
    assert_eq!(names(&bench.public().join("incidents")), ["a", "c"]);
    assert_eq!(bench.beside(), ["content", "public", "themes"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_did_not_change_is_the_very_same_file_with_one_name() {
    use std::os::unix::fs::MetadataExt;
    let bench = Bench::new();
    let facts = |path: &str| {
        let metadata = bench.public().join(path).metadata().unwrap();
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    bench.build(FIRST).unwrap();
    let before = (facts("assets/site.css"), facts("index.html"));
    bench.build(SECOND).unwrap();
    assert_eq!(facts("assets/site.css"), before.0);
    assert_ne!(facts("index.html"), before.1);
    for path in bench.tree().keys() {
        let links = bench.public().join(path).metadata().unwrap().nlink();
        assert_eq!(links, 1, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_build_without_changes_touches_nothing() {
    use std::os::unix::fs::MetadataExt;
    let bench = Bench::new();
    bench.build(FIRST).unwrap();
    let folder = || bench.public().metadata().unwrap().ino();
    let before = folder();
    let written = bench.build(FIRST).unwrap();
    assert_eq!((written.written.len(), written.unchanged), (0, 4));
    assert_eq!(folder(), before);
}

#[cfg(unix)]
#[test]
fn a_small_change_of_a_large_site_is_made_in_place() {
    use std::os::unix::fs::MetadataExt;
    let bench = Bench::new();
    let folder = || bench.public().metadata().unwrap().ino();
    let pages: Vec<String> = (0..1100)
        .map(|i| format!("incidents/{i}/index.html"))
        .collect();
    let with = |home: &'static str| {
        let mut files: Vec<(&str, &str)> = pages.iter().map(|path| (path.as_str(), "x")).collect();
        files.push(("index.html", home));
        files
    };
    bench.build(&with("one")).unwrap();
    let before = folder();
    let written = bench.build(&with("two")).unwrap();
    assert_eq!((written.written.len(), written.unchanged), (1, 1100));
    assert_eq!(folder(), before);
    let written = bench.build(&with("two")[1..]).unwrap();
    assert_eq!(written.removed, ["incidents/0/index.html"]);
    assert_eq!(folder(), before);
    assert_eq!(bench.tree(), tree_of(&with("two")[1..]));
    assert_eq!(names(&bench.public().join(".casebook")), ["manifest.json"]);
    assert!(!bench.public().join("incidents/0").exists());
    // A large change is made in one step.
    bench.build(&with("three")[..900]).unwrap();
    assert_ne!(folder(), before);
}

#[cfg(unix)]
#[test]
fn the_output_keeps_the_permissions_of_its_folder() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.build(FIRST).unwrap();
    let mode = std::fs::Permissions::from_mode(0o750);
    std::fs::set_permissions(bench.public(), mode).unwrap();
    bench.build(SECOND).unwrap();
    let mode = bench.public().metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o750);
}

#[test]
fn a_page_that_somebody_damaged_is_mended_and_said_so() {
    let bench = Bench::new();
    bench.build(FIRST).unwrap();
    bench.put("index.html", "home: A B");
    let written = bench.build(FIRST).unwrap();
    assert_eq!(written.written, ["index.html"]);
    assert_eq!(written.overwritten, ["index.html"]);
    assert_eq!(bench.tree(), tree_of(FIRST));
}

#[test]
fn a_page_that_somebody_changed_is_not_removed() {
    let bench = Bench::new();
    bench.build(FIRST).unwrap();
    bench.put("incidents/b/index.html", "my notes");
    let written = bench.build(SECOND).unwrap();
    assert_eq!(written.kept, ["incidents/b/index.html"]);
    assert_eq!(written.removed, Vec::<String>::new());
    assert_eq!(bench.text("incidents/b/index.html").unwrap(), "my notes");
    // From now on it is somebody's file like any other.
    let written = bench.build(FIRST).unwrap_err();
    assert!(matches!(written, OutputError::Blocked { .. }), "{written}");
    assert_eq!(bench.text("index.html").unwrap(), "home: a c");
    assert_eq!(bench.build(SECOND).unwrap().foreign, ["incidents/b/"]);
}

#[test]
fn files_of_others_survive_every_build() {
    let bench = Bench::new();
    bench.build(FIRST).unwrap();
    bench.put("CNAME", "example.com");
    bench.put("incidents/b/notes.txt", "notes");
    bench.put(".git/config", "[core]");
    std::fs::create_dir_all(bench.public().join("empty/inner")).unwrap();
    for files in [SECOND, FIRST, SECOND] {
        let written = bench.build(files).unwrap();
        assert_eq!(
            written.foreign,
            [".git/", "CNAME", "empty/", "incidents/b/notes.txt"]
        );
        let mut tree = tree_of(files);
        for (path, text) in [
            (".git/config", "[core]"),
            ("CNAME", "example.com"),
            ("incidents/b/notes.txt", "notes"),
        ] {
            tree.insert(path.to_owned(), text.to_owned());
        }
        assert_eq!(bench.tree(), tree);
        assert!(bench.public().join("empty/inner").is_dir());
    }
    assert_eq!(names(&bench.public().join(".casebook")), ["manifest.json"]);
    assert_eq!(bench.beside(), ["content", "public", "themes"]);
}

#[test]
fn a_folder_with_files_of_others_is_refused_until_it_is_adopted() {
    let bench = Bench::new();
    bench.put("precious.txt", "work of years");
    let error = bench.build(FIRST).unwrap_err();
    assert!(matches!(&error, OutputError::Occupied { first, .. } if first == "precious.txt"));
    assert!(error.help().unwrap().contains("--adopt"));
    assert_eq!(bench.tree(), tree_of(&[("precious.txt", "work of years")]));
    assert_eq!(bench.beside(), ["content", "public", "themes"]);

    let written = bench.adopt(FIRST).unwrap();
    assert_eq!(written.foreign, ["precious.txt"]);
    assert!(bench.text(MANIFEST).unwrap().contains("precious.txt"));
    // Once there is a manifest, the folder is known.
    let written = bench.build(SECOND).unwrap();
    assert_eq!(written.removed, ["incidents/b/index.html"]);
    assert_eq!(bench.text("precious.txt").unwrap(), "work of years");
}

#[test]
fn a_file_of_others_is_never_overwritten() {
    let bench = Bench::new();
    bench.put("index.html", "mine");
    bench.put("incidents/a", "a file where a folder must be");
    let error = bench.adopt(FIRST).unwrap_err();
    let OutputError::Blocked { paths, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(paths, ["incidents/a/index.html", "index.html"]);
    assert_eq!(bench.tree().len(), 2);
    assert_eq!(bench.text("index.html").unwrap(), "mine");
}

#[test]
fn a_folder_of_others_is_never_replaced_by_a_file() {
    let bench = Bench::new();
    bench.build(FIRST).unwrap();
    bench.put("incidents/b/notes.txt", "mine");
    let error = bench.build(&[("incidents/b", "now a file")]).unwrap_err();
    assert!(
        matches!(&error, OutputError::Blocked { paths, .. } if paths == &["incidents/b/notes.txt"])
    );
    assert_eq!(bench.text("incidents/b/notes.txt").unwrap(), "mine");
}

#[test]
fn somebodys_file_with_the_very_bytes_of_the_site_stays_theirs() {
    let bench = Bench::new();
    bench.put("assets/site.css", "css");
    bench.adopt(FIRST).unwrap();
    bench.build(&[("index.html", "only this")]).unwrap();
    assert_eq!(bench.text("assets/site.css").unwrap(), "css");
}

#[test]
fn a_folder_and_a_file_may_change_places() {
    let bench = Bench::new();
    for foreign in [false, true] {
        bench
            .build(&[("a", "file"), ("b/index.html", "folder")])
            .unwrap();
        if foreign {
            bench.put("CNAME", "x");
        }
        let files = [("a/index.html", "folder"), ("b", "file")];
        bench.build(&files).unwrap();
        assert_eq!(bench.text("a/index.html").unwrap(), "folder");
        assert_eq!(bench.text("b").unwrap(), "file");
    }
}

#[test]
fn what_a_killed_publication_in_place_left_is_finished() {
    let bench = Bench::new();
    bench.put("CNAME", "x");
    bench.adopt(FIRST).unwrap();
    // As it stands when the process dies half-way: the journal is there, one page is new, one is not, one is gone.
    let entries = SECOND
        .iter()
        .map(|(path, text)| (*path, manifest::Entry::of(text.as_bytes())));
    manifest::write(
        &bench.public().join(manifest::JOURNAL),
        &manifest::bytes(entries, &[]),
    )
    .unwrap();
    bench.put("incidents/c/index.html", "c");
    bench.put(".casebook/staging/index.html", "home: a c");
    std::fs::remove_file(bench.public().join("incidents/b/index.html")).unwrap();
    let written = bench.build(SECOND).unwrap();
    assert_eq!(written.overwritten, Vec::<String>::new());
    assert_eq!(written.foreign, ["CNAME"]);
    let mut tree = tree_of(SECOND);
    tree.insert("CNAME".to_owned(), "x".to_owned());
    assert_eq!(bench.tree(), tree);
    assert_eq!(names(&bench.public().join(".casebook")), ["manifest.json"]);
    assert_eq!(names(&bench.public().join("incidents")), ["a", "c"]);
}

#[test]
fn what_a_killed_build_left_beside_the_output_is_taken_away() {
    let bench = Bench::new();
    bench.build(FIRST).unwrap();
    let work = bench.root().join(".public.casebook-work");
    let former = bench.root().join("former");
    copy(&bench.public(), &former);
    bench.build(SECOND).unwrap();
    // Killed after the exchange, with somebody's file that came while it ran, and in the middle of the next.
    std::fs::create_dir_all(work.join("building/incidents")).unwrap();
    std::fs::write(work.join("building/incidents/x"), "half").unwrap();
    std::fs::write(work.join("lock"), "casebook build lock\nprocess 1\n").unwrap();
    std::fs::rename(&former, work.join("ready")).unwrap();
    std::fs::write(work.join("ready/incidents/late.txt"), "mine").unwrap();
    std::fs::write(work.join("ready/index.html.bak"), "mine too").unwrap();
    let written = bench.build(SECOND).unwrap();
    assert_eq!(written.foreign, ["incidents/late.txt", "index.html.bak"]);
    assert_eq!(bench.text("incidents/late.txt").unwrap(), "mine");
    assert_eq!(bench.text("incidents/b/index.html"), None);
    assert_eq!(bench.beside(), ["content", "public", "themes"]);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}

#[test]
fn a_folder_of_the_work_folders_name_that_is_not_ours_is_left_alone() {
    let bench = Bench::new();
    let work = bench.root().join(".public.casebook-work");
    std::fs::create_dir_all(work.join("building")).unwrap();
    std::fs::write(work.join("building/thesis.txt"), "mine").unwrap();
    assert!(matches!(
        bench.build(FIRST),
        Err(OutputError::NotOurs { .. })
    ));
    std::fs::write(work.join("else.txt"), "mine").unwrap();
    assert!(matches!(
        bench.build(FIRST),
        Err(OutputError::NotOurs { .. })
    ));
    assert_eq!(
        std::fs::read_to_string(work.join("building/thesis.txt")).unwrap(),
        "mine"
    );
    assert!(!bench.public().join("index.html").exists());
}

#[test]
fn a_second_build_waits_for_the_first_or_says_who_it_is() {
    let bench = Bench::new();
    std::fs::create_dir(bench.public()).unwrap();
    let public = bench.public().canonicalize().unwrap();
    let first = Work::open(&public, Duration::ZERO).unwrap();
    let error = bench.build(FIRST).unwrap_err();
    let OutputError::Busy { process, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(process, Some(std::process::id()));
    std::thread::scope(|scope| {
        let plan = OutputPlan {
            patience: Duration::from_secs(20),
            guard: None,
            ..bench.plan(Existing::Refuse)
        };
        let second = scope.spawn(move || write(&site(FIRST), &plan));
        std::thread::sleep(Duration::from_millis(50));
        drop(first);
        assert_eq!(second.join().unwrap().unwrap().written.len(), 4);
    });
    assert_eq!(bench.beside(), ["content", "public", "themes"]);
}

#[test]
fn a_preview_says_what_would_be_done_and_does_nothing() {
    let bench = Bench::new();
    bench.build(FIRST).unwrap();
    let preview = preview(&site(SECOND), &bench.plan(Existing::Refuse)).unwrap();
    assert_eq!(bench.tree(), tree_of(FIRST));
    assert_eq!(preview, bench.build(SECOND).unwrap());
}

#[test]
fn a_site_with_a_name_that_not_every_system_takes_is_refused() {
    let bench = Bench::new();
    assert!(matches!(
        bench.build(&[("a:b", "")]),
        Err(OutputError::Name { .. })
    ));
    assert!(matches!(
        bench.build(&[(".casebook/x", "")]),
        Err(OutputError::Name { .. })
    ));
    assert!(matches!(
        bench.build(&[("A", ""), ("a", "")]),
        Err(OutputError::Clash { .. })
    ));
    assert_eq!(bench.beside(), ["content", "themes"]);
}

#[test]
fn the_same_site_gives_the_same_manifest_however_it_came_about() {
    let (a, b) = (Bench::new(), Bench::new());
    a.build(FIRST).unwrap();
    a.build(SECOND).unwrap();
    b.build(SECOND).unwrap();
    assert_eq!(a.text(MANIFEST), b.text(MANIFEST));
}

#[test]
fn cleaning_takes_away_what_was_written_and_nothing_else() {
    let bench = Bench::new();
    let plan = bench.plan(Existing::Refuse);
    bench.build(FIRST).unwrap();
    let cleaned = clean(&plan).unwrap();
    assert_eq!((cleaned.removed, cleaned.folder_removed), (4, true));
    assert_eq!(bench.beside(), ["content", "themes"]);
    assert_eq!(clean(&plan).unwrap(), Cleaned::default());

    bench.build(FIRST).unwrap();
    bench.put("index.html", "edited");
    bench.put("incidents/mine.txt", "mine");
    let cleaned = clean(&plan).unwrap();
    assert_eq!((cleaned.removed, cleaned.folder_removed), (3, false));
    assert_eq!(cleaned.kept, ["index.html"]);
    assert_eq!(
        bench.tree(),
        tree_of(&[("incidents/mine.txt", "mine"), ("index.html", "edited")])
    );
}

#[test]
fn a_folder_without_a_manifest_is_not_cleaned() {
    let bench = Bench::new();
    bench.put("index.html", "mine");
    assert_eq!(clean(&bench.plan(Existing::Refuse)).unwrap().removed, 0);
    assert_eq!(bench.text("index.html").unwrap(), "mine");
}
