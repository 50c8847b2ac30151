//! `theme`: single files of the built-in theme for one's own; `completions` and `man`.

use super::*;

#[test]
fn a_file_is_copied_once_and_what_it_was_copied_from_is_recorded() {
    let folder = Folder::with(&[("content/a.md", GOOD)]);
    let ran = folder.run("theme eject page.html");
    ran.expect(0)
        .says("put `theme = \"own\"` at the top of site.toml");
    assert_eq!(ran.out, "themes/own/templates/page.html\n");
    let text = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert!(text("themes/own/theme.lock").contains("\"templates/page.html\" = \""));
    assert_eq!(text("themes/own/theme.toml"), "api = 1\n");
    assert_eq!(
        folder.run("theme eject templates/page.html --stdout").out,
        text("themes/own/templates/page.html")
    );
    folder.put("themes/own/templates/page.html", "mine\n");
    folder
        .run("theme eject page.html")
        .expect(2)
        .says("there is a `themes/own/templates/page.html` already");
    assert_eq!(text("themes/own/templates/page.html"), "mine\n");
    folder.run("theme eject strings.toml").expect(0);
    assert_eq!(text("themes/own/theme.lock").matches(" = ").count(), 2);
}

#[test]
fn a_built_in_file_that_has_changed_since_it_was_copied_is_reported_until_it_is_looked_at() {
    let folder = Folder::with(&[("content/a.md", GOOD), ("site.toml", "theme = 'ours'\n")]);
    folder.put("themes/ours/theme.toml", "api = 1\n");
    let stale = || {
        folder
            .run("check --format concise --select theme-override-stale")
            .out
    };
    folder.run("theme eject home.html").expect(0);
    assert_eq!(stale(), "");
    let lock = folder.path().join("themes/ours/theme.lock");
    let noted = std::fs::read_to_string(&lock).unwrap();
    let (before, _) = noted.split_once("= \"").unwrap();
    std::fs::write(&lock, format!("{before}= \"0000000000000000\"\n")).unwrap();
    assert!(
        stale().contains("themes/ours/templates/home.html"),
        "{}",
        stale()
    );
    let state = |path: &str| {
        let out = folder.run("theme list").out;

        out.lines()
            .find(|line| line.starts_with(path))
            .unwrap()
            .to_owned()
    };
    assert!(state("templates/home.html").contains("has changed since"));
    assert!(state("templates/page.html").ends_with("built-in"));
    folder.run("theme eject home.html --keep").expect(0);
    assert_eq!(stale(), "");
    assert!(state("templates/home.html").ends_with("  own"));
}

#[test]
fn a_file_that_there_is_none_of_is_said_with_the_nearest() {
    let folder = Folder::with(&[]);
    folder
        .run("theme eject pgae.html")
        .expect(2)
        .says("did you mean `page.html`?");
    folder
        .run("theme eject ../../etc/passwd")
        .expect(2)
        .says("casebook theme list");
    folder
        .run("theme eject page.html --keep")
        .expect(2)
        .says("without `--keep` it is copied there");
    assert!(!folder.has("themes"));
}

#[test]
fn a_site_with_a_copied_file_is_the_same_site() {
    let folder = Folder::with(&[("content/a.md", GOOD), ("site.toml", "theme = 'own'\n")]);
    let list = {
        folder.put("themes/own/theme.toml", "api = 1\n");
        folder.run("build -o one").expect(0);
        folder.run("theme list").out
    };
    for line in list.lines() {
        let path = line.split_whitespace().next().unwrap();
        folder.run(&format!("theme eject {path}")).expect(0);
    }
    folder.run("build -o two").expect(0);
    let site = |name: &str| -> BTreeMap<PathBuf, Vec<u8>> {
        let files = folder.files(name).into_iter();
        files
            .map(|(path, bytes)| (path.strip_prefix(name).unwrap().to_owned(), bytes))
            .filter(|(path, _)| !path.starts_with(".casebook"))
            .collect()
    };
    assert_eq!(site("one"), site("two"));
}

#[test]
fn shells_and_manuals_learn_the_commands() {
    let folder = Folder::with(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = folder.run(&format!("completions {shell}"));
        assert!(ran.expect(0).out.contains("keep-going"), "{shell}");
    }
    folder.run("completions tcsh").expect(2);
    folder
        .run("man out/man1")
        .expect(0)
        .says("of the manual into out/man1");
    for page in ["casebook.1", "casebook-build.1", "casebook-theme-eject.1"] {
        let text = std::fs::read_to_string(folder.path().join("out/man1").join(page)).unwrap();
        assert!(text.contains(".TH"), "{page}");
    }
    let before = folder.files("out");
    folder.run("man out/man1").expect(0);
    assert_eq!(before, folder.files("out"));
}
