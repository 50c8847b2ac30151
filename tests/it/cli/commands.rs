//! The other commands, the streams and the environment.

use std::io::Read;
use std::process::Stdio;

use super::*;

#[test]
fn wrong_settings_end_the_run_before_anything_is_done() {
    let folder = Folder::with(&[
        ("content/a.md", GOOD),
        (
            "site.toml",
            "titel = 'x'\npage_size = 'many'\n[build]\npage_size = 'many'\n",
        ),
    ]);
    let ran = folder.run("build");
    ran.expect(2)
        .says("site.toml:")
        .says("the settings are wrong");
    assert!(!folder.has("public"));
    folder
        .run("build -c missing.toml")
        .expect(2)
        .says("missing.toml");
    folder.run("build -C nowhere").expect(2).says("nowhere");
    folder
        .run("build --content nowhere")
        .expect(2)
        .says("nowhere");
}

#[test]
fn check_prints_findings_as_data_and_the_rest_as_messages() {
    let folder = Folder::with(&[
        ("content/a.md", GOOD),
        ("content/b.md", BAD),
        ("content/c.md", ODD),
    ]);
    let ran = folder.run("check");
    ran.expect(1).says("Checked 3 files: 1 error, 1 warning");
    assert!(
        ran.out.contains("error[window-reversed]") && ran.out.contains("warning[field-unknown]")
    );

    let ran = folder.run("check --format json");
    let json: serde_json::Value = serde_json::from_str(&ran.expect(1).out).unwrap();
    assert_eq!(json["errors"], 1);
    assert!(
        json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["file"] == "content/b.md")
    );

    let ran = folder.run("check --format github");
    assert!(
        ran.expect(1)
            .out
            .contains("::error file=content/b.md,line="),
        "{}",
        ran.out
    );
    assert!(!folder.has("public"));
}

#[test]
fn the_documented_rules_are_those_of_the_program() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let page = Folder::with(&[]).run("explain --markdown").out;
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&file, &page).unwrap();
    }
    let documented = std::fs::read_to_string(&file)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        documented == page,
        "docs/rules.md is not what `casebook explain --markdown` prints; UPDATE_EXPECT=1 writes it"
    );
    assert_eq!(page.matches("\n## ").count(), casebook::check::RULES.len());
}

#[cfg(feature = "external")]
#[test]
fn links_to_other_hosts_are_asked_about_on_request_and_never_in_the_own_network() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let text = GOOD.replace(
        "ran out.",
        &format!("ran [out](http://{}/).", listener.local_addr().unwrap()),
    );
    let folder = Folder::with(&[("content/a.md", &text)]);
    assert!(!folder.run("check").err.contains("other hosts"));
    let ran = folder.run("check --external");
    ran.expect(0)
        .says("Asked about 1 link to other hosts; of 1 nobody could say");
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[cfg(unix)]
#[test]
fn what_hosts_drop_from_the_static_folder_is_told_and_not_published() {
    let folder = Folder::with(&[
        ("content/a.md", GOOD),
        ("static/.htaccess", "x"),
        ("static/.git/config", "x"),
        ("static/.well-known/security.txt", "Contact: us"),
    ]);
    std::os::unix::fs::symlink("a.txt", folder.path().join("static/link.txt")).unwrap();
    let ran = folder.run("check -v --format concise static");
    let told: Vec<&str> = ran.expect(0).out.lines().collect();
    assert_eq!(
        told,
        [
            "static/.htaccess: hint[pages-dotfile]: hidden file left out of the site",
            "static/.well-known/security.txt: hint[pages-dotfile]: published in a hidden folder, which some hosts leave out",
            "static/link.txt: warning[pages-symlink]: symbolic link left out of the site",
        ]
    );
    folder.run("build").expect(0);
    assert!(folder.has("public/.well-known/security.txt"));
    assert!(!folder.has("public/.htaccess") && !folder.has("public/link.txt"));
}

#[test]
fn hints_are_counted_and_shown_when_asked_for() {
    let folder = Folder::with(&[("content/a.md", GOOD)]);
    let ran = folder.run("check --format concise");
    ran.expect(0).says("nothing to mend; 1 hint, shown with -v");
    assert_eq!(ran.out, "");
    for line in [
        "check -v --format concise",
        "check --select section-missing --format concise",
        "check --format json",
    ] {
        let ran = folder.run(line);
        assert!(ran.expect(0).out.contains("section-missing"), "{line}");
        assert!(!ran.err.contains("shown with"), "{}", ran.err);
    }
}

#[test]
fn what_a_document_allows_is_counted_and_not_shown() {
    let forms = [
        "---\ntitle: T\nstarted: 2024-01-01\ncheck: {allow: [link-broken]}\n---\n",
        "+++\ntitle = 'T'\nstarted = 2024-01-01\n[check]\nallow = ['link-broken']\n+++\n",
        "{\"title\": \"T\", \"started\": \"2024-01-01\", \"check\": {\"allow\": [\"link-broken\"]}}\n",
    ];
    for form in forms {
        let text = format!("{form}[x](gone.md) and [here](#gone)\n");
        let folder = Folder::with(&[("content/a.md", &text)]);
        let ran = folder.run("check --format concise");
        ran.expect(0).says("Checked 1 file: 1 warning (1 allowed)");
        assert!(ran.out.contains("anchor-broken") && !ran.out.contains("link-broken"));
        let built = folder.run("build");
        assert!(
            !built.expect(0).err.contains("link-broken"),
            "{}",
            built.err
        );
    }
}

#[test]
fn the_settings_allow_what_a_text_without_front_matter_cannot_allow_itself() {
    let raw = "# Outage\n\nDuration: 3 hours\nStart: 2024-01-05 10:00 UTC\nEnd: 2024-01-05 11:00 UTC\n\
        Root cause: a disk was full. See [x](gone.md).\n";
    let allow = "[allow]\n\"old/raw.md\" = [\"duration-disagrees\", \"link-broken\"]\n\"old/row.md\" = [\"link-broken\"]\n";
    let folder = Folder::with(&[("content/old/raw.md", raw), ("site.toml", allow)]);
    let ran = folder.run("check");
    ran.expect(0).says("1 warning (2 allowed)");
    assert!(
        ran.out.contains("`[allow]` names `old/row.md`") && ran.out.contains("`old/raw.md`"),
        "{}",
        ran.out
    );
    folder.run("build").expect(0);
    let page =
        std::fs::read_to_string(folder.path().join("public/incidents/raw/index.html")).unwrap();
    assert!(page.contains("What is unknown, and what disagrees") && page.contains("3 hours"));
}

#[test]
fn the_settings_allow_no_rule_that_cannot_be_allowed() {
    let allow = "[allow]\n\"a.md\" = [\"address-collision\", \"link-borken\"]\n";
    let folder = Folder::with(&[("content/a.md", GOOD), ("site.toml", allow)]);
    let ran = folder.run("check");
    ran.expect(0).says("2 warnings");
    assert!(
        ran.out.contains("cannot be allowed") && ran.out.contains("did you mean `link-broken`?")
    );
}

#[test]
fn only_check_looks_at_the_day_and_at_two_records_of_one_incident() {
    let item = "action_items: [{title: Renew by machine, due: 2024-04-01, status: open}]\n---\n";
    let late = GOOD.replacen("---\n\n#", &format!("{item}\n#"), 1);
    let allowing = late.replacen(
        "title:",
        "check: {allow: [action-overdue, near-duplicate, link-broken]}\ntitle:",
        1,
    );
    let mut folder = Folder::with(&[("content/a.md", GOOD), ("content/b.md", &late)]);
    let ran = folder.run("check --format concise");
    ran.expect(0).says("2 warnings");
    assert!(
        ran.out.contains("action-overdue") && ran.out.contains("near-duplicate"),
        "{}",
        ran.out
    );
    assert!(!folder.run("build").expect(0).err.contains("warning"));
    // The day before it is late.
    folder
        .environment
        .insert("SOURCE_DATE_EPOCH", "1711929600".to_owned());
    assert!(
        !folder
            .run("check --format concise")
            .out
            .contains("action-overdue")
    );
    folder.environment.clear();
    folder.put("content/b.md", &allowing);
    let ran = folder.run("check -v --format concise");
    ran.expect(0).says("nothing to mend (2 allowed)");
    assert!(
        ran.out
            .contains("hint[allow-unused]: `link-broken` is allowed"),
        "{}",
        ran.out
    );
}

#[test]
fn fix_mends_what_needs_no_question_and_says_what() {
    let crooked = "---\r\nname: T\r\nstart_time: May 10, 2023, 9:00 AM\r\nsevertiy: 2\r\n---\r\n\r\nname: it \t\r\n";
    let folder = Folder::with(&[
        ("content/a.md", crooked),
        ("content/b.md", GOOD),
        ("content/sub/c.md", crooked),
    ]);
    let before = folder.files("content");
    let ran = folder.run("check --fix content/a.md");
    ran.expect(0)
        .says("content/a.md:2: `name` is now `title`")
        .says("Mended 4 places in 1 file");
    let after = folder.files("content");
    let text = String::from_utf8(after[Path::new("content/a.md")].clone()).unwrap();
    assert_eq!(
        text,
        "---\r\ntitle: T\r\nstarted: 2023-05-10T09:00\r\nseverity: 2\r\n---\r\n\r\nname: it \t\r\n"
    );
    let others = |files: &BTreeMap<PathBuf, Vec<u8>>| {
        let others = files.iter().filter(|(path, _)| !path.ends_with("a.md"));
        others
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        others(&before),
        others(&after),
        "no other file is touched, and none is left beside"
    );
    let again = folder.run("check --fix content/a.md");
    assert!(!again.expect(0).err.contains("Mended"), "{}", again.err);
    folder.run("check --fix --diff").expect(2);
}

#[test]
fn a_diff_shows_what_could_be_mended_and_writes_nothing() {
    let text = "---\nname: T\nstarted: 2024-01-01\ncolor: red\nsevrty: 2\n---\n\nSee [b](sub/b.md#tex) and [c](sub/c).\n";
    let folder = Folder::with(&[
        ("content/a.md", text),
        ("content/sub/b.md", "# Text\n"),
        ("content/sub/c.md", GOOD),
    ]);
    let before = folder.files("content");
    let ran = folder.run("check --diff");
    ran.expect(0).says("1 file would change");
    assert_eq!(folder.files("content"), before);
    assert_eq!(
        ran.out,
        "--- a/content/a.md\n+++ b/content/a.md\n@@ -1,8 +1,8 @@\n ---\n-name: T\n+title: T\n started: 2024-01-01\n \
         color: red\n-sevrty: 2\n+severity: 2\n ---\n \n-See [b](sub/b.md#tex) and [c](sub/c).\n\
         +See [b](sub/b.md#text) and [c](sub/c.md).\n"
    );
    // The value of a secret stands in no patch.
    let secret = text.replace("See", "ghp_q7Zk2Vb9Xw4Rt6Ny8Mp3Ls5Hd1Jf0Gc7Zk2V See");
    folder.put("content/a.md", &secret);
    let ran = folder.run("check --diff");
    assert_eq!(ran.expect(0).says("holds a secret").out, "");
}

#[test]
fn a_document_that_allows_a_rule_that_there_is_not_is_told_the_near_one() {
    let text = "---\ntitle: T\nstarted: 2024-01-01\ncheck: {allow: [link-borken, address-collision]}\n---\n[x](gone.md)\n";
    let folder = Folder::with(&[("content/a.md", text)]);
    let ran = folder.run("check");
    ran.expect(0).says("3 warnings");
    assert!(
        ran.out.contains("did you mean `link-broken`?"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("`address-collision` cannot be allowed"),
        "{}",
        ran.out
    );
}

#[test]
fn check_can_be_narrowed_to_paths_and_rules() {
    let folder = Folder::with(&[
        ("content/a.md", GOOD),
        ("content/b.md", BAD),
        ("content/sub/c.md", ODD),
    ]);
    let found = |line: &str| folder.run(line).out.lines().count();
    assert_eq!(found("check --format concise"), 2);
    assert_eq!(found("check --format concise content/sub"), 1);
    assert_eq!(found("check --format concise content/a.md"), 0);
    assert_eq!(found("check --format concise --select field-unknown"), 1);
    assert_eq!(
        found("check --format concise --ignore field-unknown,window-reversed"),
        0
    );
    folder.run("check content/sub").expect(0);
    folder.run("check content/b.md").expect(1);
    folder.run("check nowhere.md").expect(2).says("nowhere.md");
    folder
        .run("check --select field-unknwon")
        .expect(2)
        .says("did you mean `field-unknown`?");
}

#[test]
fn check_under_github_actions_writes_annotations_by_itself() {
    let mut folder = Folder::with(&[("content/b.md", BAD)]);
    folder
        .environment
        .insert("GITHUB_ACTIONS", "true".to_owned());
    assert!(folder.run("check").out.starts_with("::error "));
    assert!(
        folder
            .run("check --format concise")
            .out
            .starts_with("content/b.md:")
    );
}

#[test]
fn explain_tells_a_rule_or_all_of_them() {
    let folder = Folder::with(&[]);
    let ran = folder.run("explain window-reversed");
    assert!(
        ran.expect(0).out.starts_with("window-reversed (error)\n\n"),
        "{}",
        ran.out
    );
    assert!(folder.run("explain").out.lines().count() > 20);
    folder
        .run("explain window-reverse")
        .expect(2)
        .says("did you mean `window-reversed`?");
}

#[test]
fn the_settings_in_force_can_be_used_as_settings() {
    let folder = Folder::with(&[(
        "site.toml",
        "title = \"a \\\"b\\\" \\u00e4\"\nbase_url = 'https://example.com/x'\n[content]\nday_first = true\n[rules]\nfield-unknown = 'error'\n[navigation]\nmain = ['causes']\n[allow]\n\"a b.md\" = ['image-without-alt']\n[[severity]]\nnumber = 1\nname = 'P1'\n[[category]]\nid = 'magic'\nname = 'Magic'\nkeywords = ['spell']\n",
    )]);
    let shown = folder.run("config show");
    shown.expect(0);
    for line in [
        "https://example.com/x/",
        "main = [\"causes\"]",
        "name = \"P1\"",
        "\"a b.md\" = [\"image-without-alt\"]",
    ] {
        assert!(shown.out.contains(line), "{line}: {}", shown.out);
    }
    folder.put("site.toml", &shown.out);
    let again = folder.run("config show");
    assert_eq!(again.expect(0).out, shown.out);
}

#[test]
fn a_slip_of_the_finger_is_told_with_the_nearest_name() {
    let folder = Folder::with(&[]);
    folder.run("biuld").expect(2).says("'build'");
    folder.run("build --ouput x").expect(2).says("'--output'");
    folder.run("").expect(2).says("Usage");
    let help = folder.run("--help");
    assert!(help.expect(0).out.contains("Usage"));
    assert_eq!(help.err, "");
    assert!(
        folder
            .run("help build")
            .expect(0)
            .out
            .contains("--keep-going")
    );
    assert!(
        folder
            .run("--version")
            .expect(0)
            .out
            .starts_with("casebook ")
    );
}

#[test]
fn quiet_says_nothing_but_errors() {
    let folder = Folder::with(&[("content/c.md", ODD)]);
    let ran = folder.run("build -q --timings");
    assert_eq!((ran.expect(0).out.as_str(), ran.err.as_str()), ("", ""));
    folder.put("content/b.md", BAD);
    folder
        .run("build -q")
        .expect(1)
        .says("error[window-reversed]");
}

#[test]
fn on_a_terminal_progress_is_shown_and_taken_away_again() {
    let folder = Folder::with(&[("content/a.md", GOOD)]);
    let (out, err) = (Buffer::default(), Buffer::default());
    let mut host = folder.host(out.stream(), err.stream());
    host.err.terminal = true;
    let args = ["casebook", "build", "--color", "never"];
    assert_eq!(run(args.map(Into::into), host), ExitCode::from(0));
    let text = err.text();
    assert!(
        text.contains("understanding 1 document…\r\u{1b}[2K"),
        "{text:?}"
    );
    assert!(text.contains("\u{1b}[2KBuilt 1 incident"), "{text:?}");
    assert!(!folder.run("build").err.contains('…'));
}

#[test]
fn colours_are_for_terminals_and_for_who_wants_them() {
    let mut folder = Folder::with(&[("content/b.md", BAD)]);
    let colored = |ran: Ran| ran.out.contains('\u{1b}');
    assert!(!colored(folder.run("check")));
    assert!(colored(folder.run("check --color always")));
    folder.environment.insert("CLICOLOR_FORCE", "1".to_owned());
    assert!(colored(folder.run("check")));
    assert!(!colored(folder.run("check --color never")));
    folder.environment.insert("NO_COLOR", "1".to_owned());
    assert!(!colored(folder.run("check")));
    assert!(colored(folder.run("check --color always")));
}

#[test]
fn the_day_of_the_source_is_taken_from_the_environment() {
    let mut folder = Folder::with(&[("content/a.md", GOOD)]);
    folder
        .environment
        .insert("SOURCE_DATE_EPOCH", "1700000000".to_owned());
    assert!(
        folder
            .run("config show")
            .expect(0)
            .out
            .contains("as_of = \"2023-11-14\"")
    );
    folder
        .environment
        .insert("SOURCE_DATE_EPOCH", "yesterday".to_owned());
    folder.run("build").expect(2).says("SOURCE_DATE_EPOCH");
}

#[test]
fn a_reader_that_has_gone_is_no_error_and_a_full_disk_is_one() {
    let folder = Folder::with(&[("content/b.md", BAD), ("content/a.md", GOOD)]);
    let code = |line: &str, out: ErrorKind, err: ErrorKind| {
        let args = std::iter::once("casebook").chain(line.split_whitespace());
        let stream = |kind| Stream {
            write: Box::new(Refusing(kind)),
            terminal: false,
        };
        run(args.map(Into::into), folder.host(stream(out), stream(err)))
    };
    let gone = ErrorKind::BrokenPipe;
    for line in [
        "check",
        "check --format json",
        "explain",
        "config show",
        "--help",
        "build -n --keep-going",
    ] {
        assert_eq!(code(line, gone, gone), ExitCode::from(0), "{line}");
        assert_eq!(
            code(line, ErrorKind::StorageFull, gone),
            ExitCode::from(2),
            "{line}"
        );
    }
    // Messages that nobody reads change nothing.
    assert_eq!(code("build", gone, gone), ExitCode::from(1));
    std::fs::remove_file(folder.path().join("content/b.md")).unwrap();
    let mut sink = folder.host(Stream::sink(), Stream::sink());
    sink.err.write = Box::new(Refusing(gone));
    assert_eq!(
        run(["casebook", "build"].map(Into::into), sink),
        ExitCode::from(0)
    );
    assert!(folder.has("public/index.html"));
}

#[test]
fn every_option_is_taken_from_the_environment_too() {
    let folder = Folder::with(&[("docs/a.md", GOOD)]);
    let ran = program(&folder)
        .arg("build")
        .env("CASEBOOK_CONTENT", "docs")
        .env("CASEBOOK_OUTPUT", "www")
        .env("CASEBOOK_BASE_URL", "https://example.com/x")
        .env("CASEBOOK_QUIET", "yes")
        .output()
        .unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{ran:?}");
    let home = std::fs::read_to_string(folder.path().join("www/index.html")).unwrap();
    assert!(home.contains("https://example.com/x/"));
    let wrong = program(&folder)
        .arg("build")
        .env("CASEBOOK_DRAFTS", "perhaps")
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn a_pipe_that_is_closed_early_is_no_error() {
    let folder = Folder::with(&[("content/b.md", BAD)]);
    for i in 0..300 {
        folder.put(
            &format!("content/{i}.md"),
            &BAD.replace("Upside", &format!("Upside {i}")),
        );
    }
    let mut child = program(&folder)
        .args(["check"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 10]).unwrap();
    drop(out);
    let ran = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stderr), "");
    assert_eq!(ran.status.code(), Some(0));
}
