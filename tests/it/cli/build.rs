//! `build` through the command line: what is published, what is refused, what is said.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;

#[test]
fn a_plain_folder_of_markdown_becomes_a_site() {
    let folder = Folder::with(&[("checkout.md", GOOD), ("notes/odd.md", ODD)]);
    let ran = folder.run("build");
    ran.expect(0)
        .says("Built 2 incidents, ")
        .says(" → public/ in ")
        .says("(1 warning)")
        .says("`casebook serve --open`")
        .says("--base-url");
    assert_eq!(ran.out, "");
    assert!(folder.has("public/index.html"));
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["checkout.md", "notes", "public"]);
    // What was written is not read as content, and a second build changes nothing.
    let before = folder.files("public");
    folder.put("public/CNAME", "mine.md");
    folder.run("build").expect(0).says("Built 2 incidents, ");
    std::fs::remove_file(folder.path().join("public/CNAME")).unwrap();
    folder.run("build -q").expect(0);
    assert_eq!(folder.files("public"), before);
}

#[test]
fn a_folder_with_content_publishes_only_that() {
    let folder = Folder::with(&[("content/a.md", GOOD), ("README.md", ODD)]);
    folder.run("build").expect(0).says("Built 1 incident, ");
}

#[test]
fn an_error_publishes_nothing_and_the_former_site_stays() {
    let folder = Folder::with(&[("content/a.md", GOOD)]);
    folder.run("build").expect(0);
    let before = folder.files("public");
    folder.put("content/b.md", BAD);
    folder.put("content/c.md", ODD);
    let ran = folder.run("build");
    ran.expect(1)
        .says("error[window-reversed]")
        .says("content/b.md:")
        .says("nothing was written");
    assert_eq!(folder.files("public"), before);
    folder
        .run("build --keep-going")
        .expect(1)
        .says("Built 2 incidents, ")
        .says("1 document with errors left out");
    assert_ne!(folder.files("public"), before);
}

#[test]
fn strict_lets_warnings_count_and_nothing_else() {
    let folder = Folder::with(&[("content/a.md", GOOD), ("content/c.md", ODD)]);
    folder
        .run("build --strict")
        .expect(1)
        .says("warning[field-unknown]")
        .says("sevrity");
    assert!(!folder.has("public"));
    folder.run("check").expect(0);
    folder.run("check --strict").expect(1);
    std::fs::remove_file(folder.path().join("content/c.md")).unwrap();
    folder.run("build --strict").expect(0);
}

#[test]
fn warnings_are_counted_by_rule_with_the_command_that_lists_them() {
    let folder = Folder::with(&[("docs/content/c.md", ODD)]);
    let ran = folder.run("-C docs build");
    ran.expect(0)
        .says("1 warning; `casebook -C docs check` lists them")
        .says("1  field-unknown")
        .says("→ docs/public/ in");
    assert!(!ran.err.contains("sevrity"));
    folder.run("-C docs build -v").expect(0).says("sevrity");
    let ran = folder.run("-C docs check --format concise");
    ran.expect(0);
    assert!(
        ran.out
            .starts_with("docs/content/c.md:5:1: warning[field-unknown]: "),
        "{}",
        ran.out
    );
}

#[test]
fn drafts_and_internal_documents_are_left_out_and_said_so() {
    let draft = GOOD.replace("services:", "status: draft\nservices:");
    let internal = GOOD.replace("services:", "visibility: internal\nservices:");
    let folder = Folder::with(&[
        ("content/a.md", GOOD),
        ("content/b.md", &draft),
        ("content/c.md", &internal),
    ]);
    folder
        .run("build")
        .expect(0)
        .says("Built 1 incident, ")
        .says("1 draft left out")
        .says("1 internal document left out");
    folder
        .run("build --drafts")
        .expect(0)
        .says("Built 2 incidents, ");
    folder
        .run("build --drafts --internal")
        .expect(0)
        .says("Built 3 incidents, ");
}

#[test]
fn a_dry_run_says_what_would_be_written_and_writes_nothing() {
    let folder = Folder::with(&[("content/a.md", GOOD)]);
    let ran = folder.run("build --dry-run");
    ran.expect(0).says("nothing was written");
    assert!(
        ran.out.lines().any(|line| line == "write index.html"),
        "{}",
        ran.out
    );
    assert!(!folder.has("public"));
    folder.run("build").expect(0);
    let ran = folder.run("build -n");
    assert_eq!(ran.expect(0).out, "");
}

#[test]
fn a_folder_of_somebody_else_is_refused_and_adopted_on_request() {
    let folder = Folder::with(&[("content/a.md", GOOD), ("site/precious.txt", "mine")]);
    folder
        .run("build -o site")
        .expect(2)
        .says("precious.txt")
        .says("--adopt");
    assert!(!folder.has("site/index.html"));
    folder.run("build -o site --adopt").expect(0);
    assert!(folder.has("site/index.html") && folder.has("site/precious.txt"));
    folder.run("clean -o site").expect(0).says("Removed ");
    assert_eq!(folder.files("site").len(), 1);
}

#[test]
fn an_output_that_would_swallow_the_work_is_refused() {
    let folder = Folder::with(&[
        ("content/a.md", GOOD),
        ("themes/x/y", ""),
        (".git/config", ""),
    ]);
    let before = folder.files("");
    for output in [
        ".",
        "..",
        "content",
        "content/public",
        "themes",
        "themes/x",
        ".git",
        ".git/x",
        "/",
    ] {
        folder
            .run(&format!("build -o {output}"))
            .expect(2)
            .says("cannot be the output folder");
        folder.run(&format!("build --adopt -o {output}")).expect(2);
        folder.run(&format!("clean -o {output}")).expect(2);
    }
    assert_eq!(folder.files(""), before);
}

#[test]
fn a_template_that_fails_leaves_the_former_site() {
    let folder = Folder::with(&[("content/a.md", GOOD)]);
    folder.run("build").expect(0);
    let before = folder.files("public");
    folder.put("site.toml", "theme = 'mine'\n");
    folder.put(
        "themes/mine/templates/incident.html",
        "{{ nothing.like.this }}",
    );
    let ran = folder.run("build");
    ran.expect(2).says("incident.html");
    assert_eq!(folder.files("public"), before);
}

#[test]
fn a_folder_without_documents_is_a_site_without_incidents_and_said_so() {
    let folder = Folder::with(&[]);
    folder
        .run("build")
        .expect(0)
        .says("there is no Markdown file in ./")
        .says("hint: `casebook init` begins a library")
        .says("Built 0 incidents");
}

#[test]
fn the_same_site_comes_from_any_number_of_threads() {
    let folder = Folder::with(&[("content/a.md", GOOD), ("content/c.md", ODD)]);
    folder.run("build -j 1").expect(0);
    let one = folder.files("public");
    std::fs::remove_dir_all(folder.path().join("public")).unwrap();
    folder.run("build -j 7").expect(0);
    assert_eq!(folder.files("public"), one);
}

#[test]
fn zone_language_and_home_change_no_byte() {
    let folder = Folder::with(&[("content/a.md", GOOD), ("content/c.md", ODD)]);
    let build = |output: &str, variables: &[(&str, &str)]| {
        let mut command = program(&folder);
        command
            .args(["build", "-q", "-o", output])
            .envs(variables.iter().copied());
        assert!(command.status().unwrap().success());
        let files = folder.files(output).into_iter();
        let strip = |path: PathBuf| path.strip_prefix(output).unwrap().to_owned();
        files
            .map(|(path, bytes)| (strip(path), bytes))
            .collect::<BTreeMap<_, _>>()
    };
    let plain = build("one", &[]);
    let other = build(
        "two",
        &[
            ("TZ", "Pacific/Kiritimati"),
            ("LANG", "tr_TR.UTF-8"),
            ("HOME", "/nowhere"),
        ],
    );
    assert_eq!(plain, other);
}
