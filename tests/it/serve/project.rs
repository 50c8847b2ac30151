//! A project on the disk between builds: what changes is seen, what breaks stays as it was, and nothing depends on the way there.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use casebook::config::{Config, Overrides};
use casebook::pipeline;
use casebook::serve::builder::{BuildOutcome, Builder, Look};
use casebook::serve::gate::Gate;
use casebook::serve::http::{Answer, Front, Request, page_state, respond};
use casebook::serve::route::BasePath;
use casebook::serve::snapshot::{Snapshot, Soundness};
use casebook::serve::{Port, Project, ProjectOptions, ServeOptions, start};
use casebook::site::SitePath;
use casebook::source::walk::Folders;

pub(super) fn incident(title: &str, text: &str) -> String {
    format!(
        "---\ntitle: {title}\ntype: incident\nstarted: 2024-05-01 10:00 UTC\n---\n\n# {title}\n\n## Summary\n\n{text}\n\n\
         ## Root cause\n\nA bad deploy.\n\n## Timeline\n\n- 10:00 UTC alert\n- 10:40 UTC resolved\n"
    )
}

pub(super) struct Folder(tempfile::TempDir);

pub(super) fn project_at(root: &Path, typed: Overrides) -> Project {
    let options = ProjectOptions {
        root: root.to_path_buf(),
        settings: None,
        typed,
        search_within: Duration::ZERO,
    };
    let threads = rayon::ThreadPoolBuilder::new().num_threads(2);
    Project::new(options, threads.build().unwrap())
}

impl Folder {
    pub(super) fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("content/a.md", &incident("Alpha", "The database was down."));
        folder.write("content/b.md", &incident("Beta", "The cache was cold."));
        folder
    }

    pub(super) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(super) fn remove(&self, name: &str) {
        let path = self.root().join(name);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
    }

    pub(super) fn project(&self) -> Project {
        let typed = Overrides {
            drafts: Some(true),
            ..Overrides::default()
        };
        project_at(self.root(), typed)
    }
}

pub(super) fn page(outcome: &BuildOutcome, path: &str) -> Option<String> {
    let bytes = outcome
        .site
        .as_ref()?
        .render(&SitePath::new(path).unwrap())?;
    Some(String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

pub(super) fn all_bytes(outcome: &BuildOutcome) -> BTreeMap<String, Vec<u8>> {
    let site = outcome.site.as_ref().unwrap();
    site.paths()
        .map(|path| {
            (
                path.to_string(),
                site.render(path).unwrap().unwrap().to_vec(),
            )
        })
        .collect()
}

fn front() -> Front {
    Front {
        gate: Gate::new("127.0.0.1:4747".parse().unwrap(), "127.0.0.1"),
        base: BasePath::default(),
    }
}

/// Status and body of what is served at a path.
fn get(snapshot: &Snapshot, path: &str) -> (u16, Vec<u8>) {
    let request = Request {
        method: "GET",
        path,
        hosts: &["localhost:4747"],
        ..Request::default()
    };
    match respond(&front(), snapshot, &request) {
        Answer::Whole(response) => (response.status, response.body.to_vec()),
        Answer::Events(_) => panic!("a stream"),
    }
}

pub(super) fn look(project: &mut Project) -> BuildOutcome {
    project
        .build(&Look::default())
        .expect("something has changed")
}

#[test]
fn nothing_changed_is_no_build() {
    let folder = Folder::new();
    let mut project = folder.project();
    assert!(look(&mut project).fatal.is_none());
    assert!(project.build(&Look::everything()).is_none());
    folder.write("other.txt", "no part of the site");
    folder.write("public/index.html", "no part of the site");
    assert!(project.build(&Look::everything()).is_none());
}

#[test]
fn an_edit_is_named_and_shown() {
    let folder = Folder::new();
    let mut project = folder.project();
    look(&mut project);
    folder.write("content/a.md", &incident("Alpha", "It was the network."));
    let outcome = look(&mut project);
    assert_eq!(outcome.changed, ["content/a.md"]);
    assert!(
        page(&outcome, "incidents/a/index.html")
            .unwrap()
            .contains("It was the network.")
    );
    folder.remove("content/a.md");
    let outcome = look(&mut project);
    assert_eq!(outcome.changed, ["content/a.md removed"]);
    assert_eq!(page(&outcome, "incidents/a/index.html"), None);
}

#[test]
fn a_document_that_breaks_keeps_its_page_and_one_that_never_was_good_has_none() {
    let folder = Folder::new();
    let mut project = folder.project();
    look(&mut project);
    folder.write("content/a.md", "---\ntitle: Alpha\n\nnever closed");
    folder.write("content/c.md", "---\ntitle: Gamma\n\nnever closed");
    let outcome = look(&mut project);
    assert!(
        page(&outcome, "incidents/a/index.html")
            .unwrap()
            .contains("The database was down.")
    );
    assert_eq!(page(&outcome, "incidents/c/index.html"), None);
    assert_eq!(outcome.addresses["a.md"], "incidents/a/");
    assert_eq!(outcome.addresses["c.md"], "incidents/c/");
    assert_eq!(
        outcome
            .findings
            .iter()
            .filter(|found| found.level == casebook::diag::Level::Error)
            .count(),
        2
    );
    assert_eq!(outcome.fatal, None);
}

#[test]
fn broken_settings_leave_the_ones_before_in_force_and_content_goes_on() {
    let folder = Folder::new();
    folder.write("site.toml", "title = \"Our library\"\n");
    let mut project = folder.project();
    assert!(
        page(&look(&mut project), "index.html")
            .unwrap()
            .contains("Our library")
    );
    folder.write("site.toml", "title = \n");
    let outcome = look(&mut project);
    assert!(outcome.fatal.is_some());
    assert_eq!(outcome.changed, ["site.toml"]);
    folder.write("content/a.md", &incident("Alpha", "Edited meanwhile."));
    let outcome = look(&mut project);
    assert!(
        page(&outcome, "index.html")
            .unwrap()
            .contains("Our library")
    );
    assert!(
        page(&outcome, "incidents/a/index.html")
            .unwrap()
            .contains("Edited meanwhile.")
    );
    folder.write("site.toml", "title = \"Renamed\"\n");
    let outcome = look(&mut project);
    assert_eq!(outcome.fatal, None);
    assert!(page(&outcome, "index.html").unwrap().contains("Renamed"));
}

#[test]
fn it_starts_with_broken_settings_or_without_content() {
    let folder = Folder::new();
    folder.write("site.toml", "nonsense = = 1\n");
    assert!(look(&mut folder.project()).fatal.is_some());
    folder.write("site.toml", "[content]\ndir = \"texts\"\n");
    let mut project = folder.project();
    let outcome = look(&mut project);
    assert!(outcome.fatal.is_some());
    assert!(project.build(&Look::everything()).is_none());
}

#[test]
fn the_content_folder_may_go_and_come_back() {
    let folder = Folder::new();
    let mut project = folder.project();
    look(&mut project);
    folder.remove("content");
    let outcome = look(&mut project);
    assert!(outcome.site.is_none());
    assert!(outcome.fatal.is_some());
    assert_eq!(outcome.addresses["a.md"], "incidents/a/");
    folder.write("content/a.md", &incident("Alpha", "Back."));
    let outcome = look(&mut project);
    assert_eq!(outcome.fatal, None);
    assert!(
        page(&outcome, "incidents/a/index.html")
            .unwrap()
            .contains("Back.")
    );
    assert_eq!(page(&outcome, "incidents/b/index.html"), None);
}

#[test]
fn without_a_content_folder_the_root_is_the_content_and_the_rest_is_not_read() {
    let folder = Folder(tempfile::tempdir().unwrap());
    folder.write("outage.md", &incident("Alpha", "Here."));
    folder.write("public/old.md", &incident("Old", "Output."));
    let mut project = folder.project();
    let outcome = look(&mut project);
    assert!(
        page(&outcome, "incidents/outage/index.html")
            .unwrap()
            .contains("Here.")
    );
    assert_eq!(page(&outcome, "incidents/old/index.html"), None);
    assert_eq!(project.watched().trees[0], folder.root());
    assert!(
        project
            .watched()
            .ignored
            .contains(&folder.root().join("public"))
    );
}

#[test]
fn a_broken_template_leaves_the_theme_before_in_force() {
    let folder = Folder::new();
    folder.write("site.toml", "theme = \"ours\"\n");
    folder.write("themes/ours/templates/404.html", "no such page here");
    let mut project = folder.project();
    let outcome = look(&mut project);
    assert_eq!(
        (page(&outcome, "404.html").as_deref(), &outcome.fatal),
        (Some("no such page here"), &None)
    );
    folder.write("themes/ours/templates/404.html", "no such {% if %} page");
    let outcome = look(&mut project);
    assert_eq!(
        page(&outcome, "404.html").as_deref(),
        Some("no such page here")
    );
    assert!(outcome.fatal.is_some());
    assert_eq!(outcome.changed, ["themes/ours"]);
    folder.write("themes/ours/templates/404.html", "mended");
    let outcome = look(&mut project);
    assert_eq!(
        (page(&outcome, "404.html").as_deref(), outcome.fatal),
        (Some("mended"), None)
    );
}

#[test]
fn static_files_and_pictures_are_part_of_it() {
    let folder = Folder::new();
    folder.write("static/verify.txt", "User-agent: *");
    let mut project = folder.project();
    let outcome = look(&mut project);
    assert_eq!(
        page(&outcome, "verify.txt").as_deref(),
        Some("User-agent: *")
    );
    folder.write("static/verify.txt", "User-agent: x");
    let outcome = look(&mut project);
    assert_eq!(outcome.changed, ["static"]);
    assert_eq!(
        page(&outcome, "verify.txt").as_deref(),
        Some("User-agent: x")
    );
    folder.write("content/notes.txt", "raw log");
    folder.write(
        "content/a.md",
        &incident("Alpha", "See [the log](notes.txt)."),
    );
    let outcome = look(&mut project);
    let paths = all_bytes(&outcome);
    assert!(
        paths
            .iter()
            .any(|(path, bytes)| path.ends_with("notes.txt") && bytes == b"raw log"),
        "{:?}",
        paths.keys()
    );
}

#[test]
fn a_template_that_fails_while_rendering_is_told_above_the_last_good_page() {
    let folder = Folder::new();
    folder.write("site.toml", "theme = \"ours\"\n");
    folder.write("themes/ours/templates/404.html", "<p>no such page here");
    let mut project = folder.project();
    let good = Snapshot::default().after(look(&mut project), Soundness::Sound);
    assert_eq!(good.probe(), []);
    folder.write("themes/ours/templates/404.html", "{{ nothing.of_this }}");
    let failing = good.after(look(&mut project), Soundness::Sound);
    assert_eq!(failing.probe().len(), 1);
    folder.write("content/a.md", &incident("Alpha", "Another edit."));
    let failing_still = failing.after(look(&mut project), Soundness::Failing);

    let get = |snapshot: &Snapshot| {
        let (status, body) = get(snapshot, "/404.html");
        (status, String::from_utf8(body).unwrap())
    };
    for snapshot in [&failing, &failing_still] {
        let (status, page) = get(snapshot);
        assert!(
            status == 200 && page.contains("no such page here"),
            "{status} {page}"
        );
        let state = page_state(&front(), snapshot, "/404.html");
        assert!(
            state.contains("nothing") && state.contains("404.html"),
            "{state}"
        );
    }
    // One that never was good.
    let (status, page) =
        get(&Snapshot::default().after(look(&mut folder.project()), Soundness::Sound));
    assert!(status == 500 && page.contains("nothing"), "{status} {page}");
}

#[test]
fn what_is_served_is_what_a_build_writes() {
    let folder = Folder::new();
    folder.write(
        "site.toml",
        "title = \"Ours\"\nbase_url = \"https://example.com/repo/\"\n",
    );
    folder.write(
        "content/2023/draft.md",
        &incident("Draft", "Not yet.").replace("type:", "status: draft\ntype:"),
    );
    folder.write(
        "content/about.md",
        "# About us\n\nSee [alpha](a.md) and ![](plan.png).\n",
    );
    folder.write("content/plan.png", "a picture");
    folder.write("content/bad.md", "---\nnever closed");
    folder.write("static/CNAME", "example.com\n");
    let mut project = folder.project();
    let served = look(&mut project);

    let read = casebook::config::load(folder.root(), None).unwrap();
    let typed = Overrides {
        drafts: Some(true),
        ..Overrides::default()
    };
    let config = Arc::new(Config::resolve(read.value, typed).value);
    let built = pipeline::build(&Folders::of(folder.root(), &config), &config).unwrap();
    let written: BTreeMap<String, Vec<u8>> = built
        .value
        .site
        .paths()
        .map(|path| {
            (
                path.to_string(),
                built.value.site.render(path).unwrap().unwrap().to_vec(),
            )
        })
        .collect();
    assert_eq!(all_bytes(&served), written);
    assert_eq!(served.findings, built.diagnostics);
}

#[test]
fn a_file_that_is_saved_in_two_steps_never_takes_its_page_away() {
    let folder = Folder::new();
    let options = ServeOptions {
        port: Port::Exact(0),
        ..ServeOptions::default()
    };
    let running = start(&options, folder.project(), Box::new(|_| {})).unwrap();
    let url = format!("{}incidents/a/", running.url());
    let get = || {
        ureq::get(&url)
            .call()
            .unwrap()
            .body_mut()
            .read_to_string()
            .unwrap()
    };
    assert!(get().contains("</html>"), "the first build is done");
    for round in 0..10 {
        let path = folder.root().join("content/a.md");
        let mut file = fs::File::create(&path).unwrap();
        // Long enough for the empty file to be looked at.
        let emptied = Instant::now();
        while emptied.elapsed() < Duration::from_millis(60) {
            assert!(get().contains("</html>"));
        }
        file.write_all(incident("Alpha", &format!("Saved {round} times.")).as_bytes())
            .unwrap();
        drop(file);
        let written = Instant::now();
        while !get().contains(&format!("Saved {round} times.")) {
            assert!(written.elapsed() < Duration::from_secs(15), "round {round}");
        }
    }
}

#[test]
fn whoever_writes_is_told_what_it_looks_like_and_both_of_its_lengths() {
    let folder = Folder::new();
    let expired = |title: &str, day: u8| {
        format!(
            "---\ntitle: {title}\ntype: incident\nstarted: 2024-05-0{day}T10:00:00Z\nresolved: 2024-05-0{day}T12:00:00Z\n\
             duration: 40m\npattern: certificate-expiry\n---\n\nThe certificate of haproxy expired.\n"
        )
    };
    folder.write("content/first.md", &expired("The <i>first</i>", 1));
    folder.write("content/second.md", &expired("The second", 2));
    let mut project = folder.project();
    let snapshot = Snapshot::default().after(look(&mut project), Soundness::Sound);
    let state = |page: &str| -> serde_json::Value {
        serde_json::from_str(&page_state(&front(), &snapshot, page)).unwrap()
    };
    let told = state("/incidents/second/");
    assert_eq!(told["near"][0]["title"], "The <i>first</i>");
    assert_eq!(told["near"][0]["url"], "incidents/first/");
    let reason = told["near"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("pattern"), "{reason}");
    assert_eq!(told["near"].as_array().unwrap().len(), 1);
    assert_eq!(told["lengths"], serde_json::json!(["40 min", "2 h"]));
    let rules = told["notes"].as_array().unwrap().iter();
    assert!(
        rules
            .into_iter()
            .any(|it| it["rule"] == "duration-disagrees"
                && it["rule_url"] == "rules/#duration-disagrees")
    );

    assert_eq!(state("/incidents/a/")["near"], serde_json::json!([]));
    for page in ["/", "/incidents/", "/incidents/nowhere/", "/patterns/"] {
        let told = state(page);
        assert_eq!(told["near"], serde_json::json!([]), "{page}");
        assert_eq!(told["lengths"], serde_json::Value::Null, "{page}");
    }
}

/// Every file below a folder, by path, without what a build notes about itself.
fn files_below(folder: &Path, inside: &str, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() && name != ".casebook" {
            files_below(&entry.path(), &format!("{inside}{name}/"), into);
        } else if entry.path().is_file() {
            into.insert(format!("{inside}{name}"), fs::read(entry.path()).unwrap());
        }
    }
}

/// A page without the tag that `serve` adds to it.
fn without_script(body: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(body).unwrap();
    let from = text.rfind("<script src=\"/.casebook/reload.js\"").unwrap();
    let end = "</script>";
    let length = text[from..].find(end).unwrap() + end.len();
    [&text[..from], &text[from + length..]]
        .concat()
        .into_bytes()
}

#[test]
fn every_file_of_the_sample_library_is_served_as_build_writes_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (drafts, internal) in [(true, false), (false, true)] {
        let target = tempfile::tempdir().unwrap();
        let output = target.path().join("public");
        let mut build = std::process::Command::new(env!("CARGO_BIN_EXE_casebook"));
        build
            .arg("--root")
            .arg(root)
            .arg("build")
            .arg("--output")
            .arg(&output);
        build.args(drafts.then_some("--drafts"));
        build.args(internal.then_some("--internal"));
        let done = build.output().unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        let mut written = BTreeMap::new();
        files_below(&output, "", &mut written);

        let typed = Overrides {
            drafts: Some(drafts),
            internal: Some(internal),
            ..Overrides::default()
        };
        let snapshot =
            Snapshot::default().after(look(&mut project_at(root, typed)), Soundness::Sound);
        let served: Vec<String> = snapshot.paths().map(ToString::to_string).collect();
        let paths: Vec<&String> = written.keys().collect();
        assert_eq!(served.iter().collect::<Vec<_>>(), paths);
        for (path, bytes) in &written {
            let (status, body) = get(&snapshot, &format!("/{path}"));
            assert_eq!(status, 200, "{path}");
            let body = if path.ends_with(".html") {
                without_script(&body)
            } else {
                body
            };
            assert!(body == *bytes, "{path} differs");
        }
    }
}
