//! A project on the disk between builds: what changes is seen, what breaks stays as it was, and nothing depends on the way there.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use casebook::config::{Config, Overrides};
use casebook::pipeline;
use casebook::serve::builder::{BuildOutcome, Builder, Look, News};
use casebook::serve::gate::Gate;
use casebook::serve::http::{Answer, Front, Request, page_state, respond};
use casebook::serve::route::BasePath;
use casebook::serve::snapshot::{Snapshot, Soundness};
use casebook::serve::{Port, Project, ProjectOptions, ServeOptions, start};
use casebook::site::SitePath;
use casebook::source::walk::Folders;

fn incident(title: &str, text: &str) -> String {
    format!(
        "---\ntitle: {title}\ntype: incident\nstarted: 2024-05-01 10:00 UTC\n---\n\n# {title}\n\n## Summary\n\n{text}\n\n\
         ## Root cause\n\nA bad deploy.\n\n## Timeline\n\n- 10:00 UTC alert\n- 10:40 UTC resolved\n"
    )
}

struct Folder(tempfile::TempDir);

fn project_at(root: &Path, typed: Overrides) -> Project {
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
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("content/a.md", &incident("Alpha", "The database was down."));
        folder.write("content/b.md", &incident("Beta", "The cache was cold."));
        folder
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, name: &str) {
        let path = self.root().join(name);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
    }

    fn project(&self) -> Project {
        let typed = Overrides {
            drafts: Some(true),
            ..Overrides::default()
        };
        project_at(self.root(), typed)
    }
}

fn page(outcome: &BuildOutcome, path: &str) -> Option<String> {
    let bytes = outcome
        .site
        .as_ref()?
        .render(&SitePath::new(path).unwrap())?;
    Some(String::from_utf8(bytes.unwrap().to_vec()).unwrap())
}

fn all_bytes(outcome: &BuildOutcome) -> BTreeMap<String, Vec<u8>> {
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

fn look(project: &mut Project) -> BuildOutcome {
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
fn after_any_edits_the_site_is_the_one_a_fresh_start_makes() {
    let folder = Folder::new();
    let mut project = folder.project();
    look(&mut project);
    let mut outcome = None;
    for round in 0..6 {
        folder.write(
            &format!("content/{}/x{round}.md", round % 2),
            &incident(&format!("Round {round}"), "The queue was full."),
        );
        folder.write(
            "content/a.md",
            &incident("Alpha", &format!("Edit {round}, see [b](b.md).")),
        );
        if round == 2 {
            folder.write("site.toml", "title = \"Retitled\"\n");
        }
        if round == 3 {
            folder.remove("content/1/x1.md");
            folder.write("content/b.md", "---\nbroken");
        }
        if round == 4 {
            folder.write(
                "content/b.md",
                &incident("Beta again", "The cache was cold."),
            );
        }
        outcome = Some(look(&mut project));
    }
    let outcome = outcome.unwrap();
    let fresh = look(&mut folder.project());
    assert_eq!(outcome.findings, fresh.findings);
    assert_eq!(outcome.addresses, fresh.addresses);
    let (kept, clean) = (all_bytes(&outcome), all_bytes(&fresh));
    assert_eq!(
        kept.keys().collect::<Vec<_>>(),
        clean.keys().collect::<Vec<_>>()
    );
    for (path, bytes) in &clean {
        assert!(kept[path] == *bytes, "{path} differs");
    }
}

/// Whether the search index of an outcome's site knows a word.
fn finds(outcome: &BuildOutcome, word: &str) -> bool {
    let files = all_bytes(outcome);
    let mut search = files.iter().filter(|(path, _)| path.starts_with("search/"));
    search.any(|(path, bytes)| {
        !path.ends_with(".html") && String::from_utf8_lossy(bytes).contains(word)
    })
}

#[test]
fn an_edit_is_found_by_the_search_as_soon_as_its_page_shows_it() {
    let folder = Folder::new();
    let mut project = folder.project();
    project.attend(Arc::new(|| {}));
    look(&mut project);
    for word in ["zebra", "giraffe"] {
        folder.write(
            "content/a.md",
            &incident("Alpha", &format!("The {word} crossed.")),
        );
        let edited = look(&mut project);
        assert!(finds(&edited, word) && edited.news == News::Change);
        assert_eq!(all_bytes(&edited), all_bytes(&look(&mut folder.project())));
    }
    assert!(project.build(&Look::default()).is_none());
}

fn hint(folder: &Folder, names: &[&str]) -> Look {
    Look {
        hints: names.iter().map(|name| folder.root().join(name)).collect(),
        everything: false,
    }
}

#[test]
fn an_event_about_a_known_document_is_a_look_at_that_one_and_a_look_at_all_follows() {
    let folder = Folder::new();
    let mut project = folder.project();
    look(&mut project);
    assert!(!project.is_waiting());
    folder.write("content/a.md", &incident("Alpha", "The zebra crossed."));
    folder.write("content/new.md", &incident("New", "No event told of it."));
    // An editor's own file is gone again when its event is looked at.
    let first = project.build(&hint(&folder, &["content/a.md", "content/a.md.tmp"]));
    let first = first.unwrap();
    assert_eq!(first.changed, ["content/a.md"]);
    assert!(page(&first, "incidents/new/index.html").is_none());
    assert!(project.is_waiting());
    let second = look(&mut project);
    assert_eq!(second.changed, ["content/new.md"]);
    assert!(!project.is_waiting());

    // What is not a known document, or is gone, is looked for everywhere.
    folder.write(
        "content/deep/x.md",
        &incident("Deep", "Made with its folder."),
    );
    let third = project.build(&hint(&folder, &["content/deep"])).unwrap();
    assert_eq!(third.changed, ["content/deep/x.md"]);
    folder.remove("content/a.md");
    let fourth = project.build(&hint(&folder, &["content/a.md"])).unwrap();
    assert_eq!(fourth.changed, ["content/a.md removed"]);
    assert!(!project.is_waiting());
}

#[test]
fn a_site_made_of_the_one_before_has_the_files_of_a_new_one() {
    let folder = Folder::new();
    folder.write("content/shot.png", "no picture");
    folder.write(
        "content/about.md",
        "---\ntitle: About\ntype: page\n---\n\nUs.\n",
    );
    let mut project = folder.project();
    look(&mut project);
    let text = |head: &str, body: &str| {
        incident("Alpha", body).replacen("---\n", &format!("---\n{head}"), 1)
    };
    let key = format!("aws_access_key_id = AKIA{}\n", "Q3EGRTVZ7WXK2M5P");
    let edits: [(&str, &str, String); 12] = [
        (
            "a key in the static folder",
            "static/notes.txt",
            key.clone(),
        ),
        ("a body", "content/a.md", text("", "Another body.")),
        (
            "a file beside it",
            "content/a.md",
            text("", "See ![the shot](shot.png)."),
        ),
        (
            "an old address",
            "content/a.md",
            text("aliases: [old/place]\n", "See ![the shot](shot.png)."),
        ),
        (
            "another name",
            "content/a.md",
            text("slug: omega\naliases: [old/place]\n", "Body."),
        ),
        (
            "another cause and team",
            "content/b.md",
            text("root_cause: capacity\nteams: [Platform]\n", "Body."),
        ),
        (
            "a page elsewhere",
            "content/about.md",
            "---\ntitle: About\ntype: page\naliases: [us]\n---\n\nUs.\n".to_owned(),
        ),
        (
            "a file of the search's folder",
            "static/search/mine.json",
            "{}".to_owned(),
        ),
        (
            "an edit then",
            "content/a.md",
            text("slug: omega\n", "The last zebra."),
        ),
        (
            "a file that changes",
            "content/shot.png",
            format!("no picture, {key}"),
        ),
        ("no key any more", "static/notes.txt", "nothing".to_owned()),
        ("a setting", "site.toml", "title = \"Ours\"\n".to_owned()),
    ];
    for (what, file, text) in edits {
        folder.write(file, &text);
        let (after, new) = (look(&mut project), look(&mut folder.project()));
        assert_eq!(all_bytes(&after), all_bytes(&new), "{what}");
        assert_eq!(after.findings, new.findings, "{what}");
    }
}

#[test]
fn a_search_index_that_takes_long_follows_the_pages_and_catches_up() {
    let folder = Folder::new();
    let mut project = folder.project();
    let (wake, woken) = mpsc::channel();
    project.attend(Arc::new(move || {
        let _ = wake.send(());
    }));
    look(&mut project);
    // More than an edit: everything is read anew.
    for n in 0..70 {
        let text = incident(&format!("Number {n}"), "The zebra crossed.");
        folder.write(&format!("content/{n}.md"), &text);
    }
    let first = look(&mut project);
    assert!(
        page(&first, "incidents/7/index.html")
            .unwrap()
            .contains("zebra")
    );
    assert!(!finds(&first, "zebra"), "the index is still the one before");
    woken.recv_timeout(Duration::from_secs(30)).unwrap();
    let second = project.build(&Look::default()).unwrap();
    assert_eq!((second.news, second.changed.len()), (News::Completion, 0));
    assert!(finds(&second, "zebra"));
    assert!(project.build(&Look::default()).is_none());
    assert_eq!(all_bytes(&second), all_bytes(&look(&mut folder.project())));
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
