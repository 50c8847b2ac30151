//! `init`: a library from nothing, beside what is there, never over it.

use super::*;

#[test]
fn from_an_empty_folder_to_a_checked_site_without_a_question_or_a_finding() {
    let folder = Folder::with(&[]);
    let ran = folder.run("init");
    ran.expect(0).says("serve --open").says("new \"What failed");
    let written = "site.toml\ncontent/example.md\n.gitignore\n.github/workflows/pages.yml\n";
    assert_eq!(ran.out, written);
    folder.run("new Checkout-was-down").expect(0);
    folder
        .run("build --strict")
        .expect(0)
        .says("Built 1 incident,");
    let page = std::fs::read_to_string(folder.path().join("public/incidents/example/index.html"));
    let page = page.unwrap();
    for words in ["48 min", "Disk full", "Capacity and overload", "cb-time"] {
        assert!(page.contains(words), "{words}");
    }
    folder
        .run("check --strict --format concise content/example.md")
        .expect(0)
        .says("nothing to mend");
}

#[test]
fn what_is_there_stays_and_what_is_missing_comes() {
    let folder = Folder::with(&[
        ("site.toml", "title = 'Ours'\n"),
        (".gitignore", "node_modules\n"),
    ]);
    let ran = folder.run("init");
    ran.expect(0)
        .says("kept site.toml")
        .says("add `/public/` to .gitignore");
    assert_eq!(ran.out, ".github/workflows/pages.yml\n");
    let text = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert_eq!(text("site.toml"), "title = 'Ours'\n");
    assert_eq!(text(".gitignore"), "node_modules\n");
    let before = folder.files(".");
    let ran = folder.run("init");
    ran.expect(0).says("Nothing was missing");
    assert_eq!((ran.out.as_str(), before), ("", folder.files(".")));
}

#[test]
fn documents_that_are_there_are_not_hidden_behind_an_example() {
    let folder = Folder::with(&[("README.md", "# Us\n"), ("2024/outage.md", GOOD)]);
    folder.run("init").expect(0);
    assert!(!folder.has("content") && folder.has("site.toml"));
    let folder = Folder::with(&[("README.md", "# Us\n")]);
    folder.run("init").expect(0);
    assert!(folder.has("content/example.md"));
}

#[test]
fn a_folder_that_is_named_is_made_and_its_commands_name_it() {
    let folder = Folder::with(&[]);
    let ran = folder.run("init ops/incidents");
    ran.expect(0).says("casebook -C ops/incidents serve --open");
    assert!(ran.out.starts_with("ops/incidents/site.toml\n"));
    folder.run("-C ops/incidents build").expect(0);
    assert!(folder.has("ops/incidents/public/index.html"));
}

#[test]
fn a_workflow_below_the_root_of_a_repository_is_pointed_out() {
    let folder = Folder::with(&[(".git/HEAD", "ref: refs/heads/main\n")]);
    folder.run("init docs").expect(0).says("move .github there");
    let ran = folder.run("init");
    assert!(!ran.expect(0).err.contains("move .github"), "{}", ran.err);
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let folder = Folder::with(&[("taken", "a file\n")]);
    folder.run("init taken/below").expect(2).says("taken");
}

#[test]
fn an_empty_address_is_none() {
    let folder = Folder::with(&[("content/a.md", GOOD)]);
    let args = ["casebook", "build", "--base-url", ""];
    let host = folder.host(Stream::sink(), Stream::sink());
    let code = run(args.into_iter().map(Into::into), host);
    assert_eq!(code, ExitCode::from(0));
    assert!(!folder.has("public/sitemap.xml"));
}
