//! The commands, in process with captured streams; a few through the real program.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex};

use casebook::cli::{Host, Stream, run};

/// A document in which nothing is wrong.
const GOOD: &str = "---\ntitle: Checkout down after a certificate ran out\nstarted: 2024-03-08T14:00:00Z\n\
resolved: 2024-03-08T17:30:00Z\nroot_cause: time-expiry\nimpact: {level: partial, users_percent: 40}\n\
services: [checkout]\n---\n\n# What happened\n\nThe certificate of the payment gateway ran out.\n";
/// One with an error: its end is before its start.
const BAD: &str = "---\ntitle: Upside down\nstarted: 2023-10-15T15:45:00Z\nresolved: 2023-10-15T10:30:00Z\n---\n\nIt was.\n";
/// One with a warning: a key that is none.
const ODD: &str = "---\ntitle: Odd\nstarted: 2023-01-15T10:00:00Z\nresolved: 2023-01-15T11:00:00Z\nsevrity: 2\n---\n\nIt was.\n";

/// A stream into a buffer that the test looks at.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Buffer {
    fn stream(&self) -> Stream {
        Stream {
            write: Box::new(self.clone()),
            terminal: false,
        }
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// A stream whose reader has gone, or whose disk is full.
struct Refusing(ErrorKind);

impl Write for Refusing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

/// A folder to run commands in.
struct Folder {
    folder: tempfile::TempDir,
    environment: BTreeMap<&'static str, String>,
}

/// What came of a command.
struct Ran {
    code: ExitCode,
    out: String,
    err: String,
}

impl Ran {
    #[track_caller]
    fn expect(&self, code: u8) -> &Self {
        let expected = ExitCode::from(code);
        assert_eq!(self.code, expected, "out: {}\nerr: {}", self.out, self.err);
        self
    }

    #[track_caller]
    fn says(&self, words: &str) -> &Self {
        assert!(self.err.contains(words), "no {words:?} in: {}", self.err);
        self
    }
}

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let made = Self {
            folder: tempfile::tempdir().unwrap(),
            environment: BTreeMap::new(),
        };
        for (path, text) in files {
            made.put(path, text);
        }
        made
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn put(&self, path: &str, text: &str) {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn has(&self, path: &str) -> bool {
        self.path().join(path).exists()
    }

    fn host(&self, out: Stream, err: Stream) -> Host {
        Host {
            folder: self.path().to_owned(),
            home: None,
            environment: self.environment.clone(),
            out,
            err,
        }
    }

    fn run(&self, line: &str) -> Ran {
        let (out, err) = (Buffer::default(), Buffer::default());
        let args = std::iter::once("casebook").chain(line.split_whitespace());
        let host = self.host(out.stream(), err.stream());
        let code = run(args.map(Into::into), host);
        Ran {
            code,
            out: out.text(),
            err: err.text(),
        }
    }

    /// Every file below `folder`, with its bytes.
    fn files(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path().join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else {
                    let name = entry.path().strip_prefix(self.path()).unwrap().to_owned();
                    files.insert(name, std::fs::read(entry.path()).unwrap());
                }
            }
        }
        files
    }
}

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
        "title = \"a \\\"b\\\" \\u00e4\"\nbase_url = 'https://example.com/x'\n[content]\nday_first = true\n[rules]\nfield-unknown = 'error'\n[[category]]\nid = 'magic'\nname = 'Magic'\nkeywords = ['spell']\n",
    )]);
    let shown = folder.run("config show");
    shown.expect(0);
    assert!(
        shown.out.contains("https://example.com/x/"),
        "{}",
        shown.out
    );
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
fn a_folder_without_documents_is_a_site_without_incidents_and_said_so() {
    let folder = Folder::with(&[]);
    folder
        .run("build")
        .expect(0)
        .says("there is no Markdown file in ./")
        .says("Built 0 incidents");
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
fn the_same_site_comes_from_any_number_of_threads() {
    let folder = Folder::with(&[("content/a.md", GOOD), ("content/c.md", ODD)]);
    folder.run("build -j 1").expect(0);
    let one = folder.files("public");
    std::fs::remove_dir_all(folder.path().join("public")).unwrap();
    folder.run("build -j 7").expect(0);
    assert_eq!(folder.files("public"), one);
}

/// The real program, in `folder`.
fn program(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.current_dir(folder.path()).env_clear();
    command
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
