//! `casebook import` and `casebook new` through the program.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::OUTAGE;

fn casebook(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

#[track_caller]
fn expect(output: &Output, code: i32) -> (String, String) {
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    let err = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "out: {out}\nerr: {err}");
    (out, err)
}

#[test]
fn import_shows_first_and_writes_when_told_and_leaves_no_trace_beside() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("content")).unwrap();
    fs::write(root.join("content/a.md"), OUTAGE).unwrap();
    fs::write(root.join("content/link.md"), "https://example.com\n").unwrap();
    fs::write(root.join("outside.md"), OUTAGE).unwrap();

    let (out, err) = expect(&casebook(root, &["import", "content"]), 0);
    assert!(
        out.starts_with("content/a.md\n---\ntitle: Search down\n"),
        "{out}"
    );
    assert!(
        err.contains("skipped content/link.md: tells no incident"),
        "{err}"
    );
    assert!(
        err.contains("Would write 1 file (1 skipped: tells no incident); `--write` writes"),
        "{err}"
    );
    assert_eq!(
        fs::read_to_string(root.join("content/a.md")).unwrap(),
        OUTAGE
    );

    let (diff, _) = expect(&casebook(root, &["import", "content/a.md", "--diff"]), 0);
    assert!(
        diff.starts_with("--- a/a.md\n+++ b/a.md\n@@ -1,3 +1,"),
        "{diff}"
    );
    assert!(
        diff.lines().skip(2).all(|line| !line.starts_with('-')),
        "{diff}"
    );

    let (_, err) = expect(&casebook(root, &["import", "content", "--write"]), 0);
    assert!(err.contains("Wrote 1 file"), "{err}");
    let new = fs::read(root.join("content/a.md")).unwrap();
    assert!(new.ends_with(OUTAGE.as_bytes()) && new.starts_with(b"---\r\n"));
    let (_, err) = expect(&casebook(root, &["import", "content", "--write"]), 0);
    assert!(
        err.contains(
            "Nothing to write (1 skipped: has front matter, 1 skipped: tells no incident)"
        ),
        "{err}"
    );
    assert_eq!(fs::read(root.join("content/a.md")).unwrap(), new);
    assert_eq!(fs::read_to_string(root.join("outside.md")).unwrap(), OUTAGE);
    let mut names: Vec<_> = fs::read_dir(root.join("content"))
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["a.md", "link.md"]);
}

#[cfg(unix)]
#[test]
fn import_keeps_permissions_follows_no_link_and_loses_nothing_where_it_cannot_write() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("a.md"), OUTAGE).unwrap();
    fs::set_permissions(root.join("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    expect(&casebook(root, &["import", "a.md", "--write"]), 0);
    assert_eq!(
        fs::metadata(root.join("a.md"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o640
    );

    fs::create_dir(root.join("in")).unwrap();
    fs::write(root.join("b.md"), OUTAGE).unwrap();
    symlink(root.join("b.md"), root.join("in/link.md")).unwrap();
    let (_, err) = expect(&casebook(root, &["import", "in", "--write"]), 0);
    assert!(err.contains("warning: link.md: "), "{err}");
    expect(&casebook(root, &["import", "in/link.md", "--write"]), 2);
    assert_eq!(fs::read_to_string(root.join("b.md")).unwrap(), OUTAGE);
}

#[test]
fn import_overwrites_no_file_that_is_there_and_says_what_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let page = OUTAGE
        .replace("# Search down\r\n\r\n", "<h1>Search down</h1>\r\n<p>")
        .replace(
            "\r\n\r\n## Root cause\r\n\r\n",
            "</p>\r\n<h2>Root cause</h2>\r\n<p>",
        );
    fs::write(root.join("a.html"), &page).unwrap();
    expect(&casebook(root, &["import", "a.html", "--write"]), 0);
    let made = fs::read_to_string(root.join("a.md")).unwrap();
    assert!(
        made.ends_with(&format!(
            "<article>\n{}</article>\n",
            page.replace("\r\n", "\n")
        )),
        "{made}"
    );
    let (_, err) = expect(&casebook(root, &["import", "a.html", "--write"]), 0);
    assert!(
        err.contains("Nothing to write (1 skipped: is there as it would be written)"),
        "{err}"
    );
    fs::write(root.join("a.md"), "mine").unwrap();
    for args in [&["import", "a.html", "--write"][..], &["import", "a.html"]] {
        let (_, err) = expect(&casebook(root, args), 2);
        assert!(
            err.contains("`a.md` is there already and is not overwritten"),
            "{err}"
        );
    }
    assert_eq!(fs::read_to_string(root.join("a.md")).unwrap(), "mine");

    fs::write(root.join("latin.md"), b"caf\xe9").unwrap();
    fs::write(root.join("good.md"), OUTAGE).unwrap();
    let (_, err) = expect(
        &casebook(root, &["import", "latin.md", "good.md", "--write"]),
        1,
    );
    assert!(
        err.contains("error: latin.md: byte 3 is not UTF-8"),
        "{err}"
    );
    assert!(err.contains("Wrote 1 file (1 error)"), "{err}");
    expect(&casebook(root, &["import", "missing.md"]), 2);
    expect(&casebook(root, &["import"]), 2);
}

#[test]
fn new_writes_a_draft_once_and_prints_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("content")).unwrap();
    let args = [
        "new",
        "Checkout  down: no orders",
        "--date",
        "2026-11-20",
        "--owner",
        "shop",
        "--cause",
        "config",
        "--severity",
        "SEV-2",
        "--service",
        "checkout",
        "--service",
        "api",
    ];
    let (out, _) = expect(&casebook(root, &args), 0);
    assert_eq!(out, "content/2026-11-20-checkout-down-no-orders.md\n");
    let text = fs::read_to_string(root.join(out.trim())).unwrap();
    assert!(
        text.contains("\nroot_cause: config-change\n")
            && text.contains("\nstatus: draft\nowner: shop\n---\n"),
        "{text}"
    );
    assert!(text.contains("## Where we got lucky"));
    let (_, err) = expect(&casebook(root, &args), 2);
    assert!(err.contains("already"), "{err}");
    assert_eq!(fs::read_to_string(root.join(out.trim())).unwrap(), text);

    let (text, _) = expect(
        &casebook(
            root,
            &[
                "new",
                "X",
                "--template",
                "short",
                "--stdout",
                "--date",
                "2026-01-02",
            ],
        ),
        0,
    );
    assert!(
        text.starts_with("---\ntitle: X\ndate: 2026-01-02\nstatus: draft\n---\n"),
        "{text}"
    );
    fs::write(root.join("own.md"), "---\nteams: [sre]\n---\nHello\n").unwrap();
    let (text, _) = expect(
        &casebook(root, &["new", "X", "--from", "own.md", "--stdout"]),
        0,
    );
    assert!(
        text.ends_with("status: draft\nteams: [sre]\n---\nHello\n"),
        "{text}"
    );
    assert_eq!(fs::read_dir(root.join("content")).unwrap().count(), 1);
}

#[test]
fn new_says_what_it_was_not_given_rightly() {
    let folder = tempfile::tempdir().unwrap();
    for (args, help) in [
        (
            &["new", "X", "--cause", "databse"][..],
            "did you mean `database`?",
        ),
        (&["new", "X", "--template", "shrt"], "did you mean `short`?"),
        (
            &["new", "X", "--date", "20.11.2026"],
            "write it as `2026-01-31`",
        ),
        (&["new", "???"], "use a title with letters or digits"),
        (
            &["new", "X", "--from", "gone.md"],
            "cannot read the template",
        ),
    ] {
        let (_, err) = expect(&casebook(folder.path(), args), 2);
        assert!(err.contains(help), "{err}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_prompts_of_a_template_do_not_reach_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("content")).unwrap();
    for template in ["short", "sre", "review"] {
        let args = [
            "new",
            template,
            "--template",
            template,
            "--date",
            "2026-01-02",
        ];
        expect(&casebook(root, &args), 0);
    }
    expect(&casebook(root, &["build", "--drafts"]), 0);
    for template in ["short", "sre", "review"] {
        let page = root.join(format!("public/incidents/2026-01-02-{template}/index.html"));
        let page = fs::read_to_string(page).unwrap();
        assert!(page.contains("<h2"), "{page}");
        for words in [
            "One line",
            "what broke",
            "who was hit",
            "2030-",
            "What worked",
        ] {
            assert!(
                !page.to_lowercase().contains(&words.to_lowercase()),
                "{template}: {words}"
            );
        }
    }
}
