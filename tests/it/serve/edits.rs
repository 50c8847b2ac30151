//! What is made after an edit is what a fresh start makes, however little of it is made anew.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use casebook::serve::builder::{BuildOutcome, Builder, Look, News};

use super::project::{Folder, all_bytes, incident, look, page};

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
