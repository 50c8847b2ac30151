//! A server that runs, on a port the system chooses, while its files are edited the way editors do it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use casebook::diag::{Diagnostic, SourceText, Span};
use casebook::serve::builder::{BuildOutcome, Builder, Look, WatchedFolders};
use casebook::serve::{Port, Running, ServeError, ServeOptions, WatchMode, start};
use casebook::site::{Site, SitePath};

/// Patience of a test: far more than a change takes, since the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(15);

/// A builder that makes one page of each text below `content/`; the word BROKEN is an error, PANIC a fault.
struct Pages {
    root: PathBuf,
    last: Option<BTreeMap<String, String>>,
    builds: Arc<Mutex<usize>>,
}

impl Pages {
    fn read(&self, folder: &Path, into: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                self.read(&path, into);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "md" || extension == "css")
                && let Ok(text) = fs::read_to_string(&path)
            {
                let name = path
                    .strip_prefix(&self.root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                into.insert(name, text);
            }
        }
    }
}

impl Builder for Pages {
    fn build(&mut self, _: &Look) -> Option<BuildOutcome> {
        let mut files = BTreeMap::new();
        self.read(&self.root.join("content"), &mut files);
        self.read(&self.root.join("themes"), &mut files);
        let settings = fs::read_to_string(self.root.join("site.toml")).unwrap_or_default();
        files.insert("site.toml".to_owned(), settings.clone());
        let content = self.root.join("content").is_dir();
        files.insert("content/".to_owned(), content.to_string());
        if self.last.as_ref() == Some(&files) {
            return None;
        }
        self.last = Some(files.clone());
        *self.builds.lock().unwrap() += 1;
        assert!(!settings.contains("PANIC"), "the settings say PANIC");
        let mut outcome = BuildOutcome {
            summary: format!("{} files", files.len()),
            ..BuildOutcome::default()
        };
        if settings.contains("BROKEN") || !content {
            outcome.fatal = Some("the settings or the content are broken".to_owned());
            return Some(outcome);
        }
        let mut pages = vec![(
            SitePath::new("index.html").unwrap(),
            b"<body>home</body>".to_vec(),
        )];
        for (name, text) in &files {
            if let Some(page) = name
                .strip_prefix("content/")
                .and_then(|name| name.strip_suffix(".md"))
            {
                Arc::make_mut(&mut outcome.addresses)
                    .insert(name.as_str().into(), format!("{page}/"));
                match text.find("BROKEN") {
                    Some(at) => {
                        let place =
                            SourceText::new(name.as_str(), text).place(Span::new(at, at + 6));
                        outcome.findings.push(Diagnostic::error(
                            "broken",
                            place,
                            format!("`{text}` is broken"),
                        ));
                    }
                    None => pages.push((
                        SitePath::new(format!("{page}/index.html")).unwrap(),
                        format!("<body>{text}</body>").into_bytes(),
                    )),
                }
            } else if let Some(sheet) = name.strip_prefix("themes/") {
                pages.push((SitePath::new(sheet).unwrap(), text.clone().into_bytes()));
            }
        }
        outcome.site = Some(Site::from_bytes(pages));
        Some(outcome)
    }

    fn watched(&self) -> WatchedFolders {
        WatchedFolders {
            trees: vec![self.root.join("content"), self.root.join("themes")],
            files: vec![self.root.join("site.toml")],
            ignored: vec![self.root.join("public")],
        }
    }
}

/// A project on disk and the server that runs over it.
struct Project {
    folder: tempfile::TempDir,
    running: Running,
    builds: Arc<Mutex<usize>>,
    told: Arc<Mutex<Vec<String>>>,
}

fn serve(watch: WatchMode) -> Project {
    serve_over(watch, |root| {
        fs::create_dir_all(root.join("content")).unwrap();
        fs::write(root.join("content/a.md"), "first").unwrap();
    })
}

fn serve_over(watch: WatchMode, prepare: impl FnOnce(&Path)) -> Project {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let builds = Arc::new(Mutex::new(0));
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = told.clone();
    let builder = Pages {
        root: folder.path().canonicalize().unwrap(),
        last: None,
        builds: builds.clone(),
    };
    let options = ServeOptions {
        port: Port::Exact(0),
        watch: Some(watch),
        ..ServeOptions::default()
    };
    let log = Box::new(move |notice: &casebook::serve::notice::Notice<'_>| {
        telling.lock().unwrap().push(notice.to_string())
    });
    let running = start(&options, builder, log).unwrap();
    Project {
        folder,
        running,
        builds,
        told,
    }
}

impl Project {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn get(&self, path: &str) -> (u16, String) {
        get(self.running.address(), path)
    }

    fn builds(&self) -> usize {
        *self.builds.lock().unwrap()
    }

    /// Waits until the page at `path` has this status and holds these words.
    fn shows(&self, path: &str, status: u16, words: &str) {
        let began = Instant::now();
        loop {
            let (got, page) = self.get(path);
            if got == status && page.contains(words) {
                return;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "{path} is not {status} with {words}, but {got}: {page}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let answer = exchange(
        address,
        &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"),
    );
    let status = answer
        .split(' ')
        .nth(1)
        .unwrap_or_default()
        .parse()
        .unwrap_or(0);
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status, body.to_owned())
}

/// The states of a page as they arrive.
struct Events(BufReader<TcpStream>);

impl Events {
    fn of(address: SocketAddr, page: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET /.casebook/events?page={page} HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n").unwrap();
        Self(BufReader::new(stream))
    }

    fn next(&mut self) -> serde_json::Value {
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the stream ended");
            if let Some(state) = line.strip_prefix("data: ") {
                return serde_json::from_str(state).unwrap();
            }
        }
    }
}

#[test]
fn every_way_in_which_editors_save_is_shown() {
    let project = serve(WatchMode::Events);
    let file = project.path("content/a.md");
    project.shows("/a/", 200, "first");

    fs::write(&file, "in place").unwrap();
    project.shows("/a/", 200, "in place");

    // VS Code, JetBrains with safe write: a file beside it takes its name.
    fs::write(project.path("content/.a.md.tmp"), "renamed over").unwrap();
    fs::rename(project.path("content/.a.md.tmp"), &file).unwrap();
    project.shows("/a/", 200, "renamed over");

    // vim: tries whether it may write, moves the old one aside, writes anew.
    fs::write(project.path("content/4913"), "").unwrap();
    fs::remove_file(project.path("content/4913")).unwrap();
    fs::rename(&file, project.path("content/a.md~")).unwrap();
    fs::write(&file, "by vim").unwrap();
    fs::remove_file(project.path("content/a.md~")).unwrap();
    project.shows("/a/", 200, "by vim");

    // emacs: an autosave file, a backup by copy, then in place.
    fs::write(project.path("content/#a.md#"), "by em").unwrap();
    fs::copy(&file, project.path("content/a.md~")).unwrap();
    fs::write(&file, "by emacs").unwrap();
    fs::remove_file(project.path("content/#a.md#")).unwrap();
    project.shows("/a/", 200, "by emacs");

    fs::remove_file(&file).unwrap();
    fs::write(&file, "removed first").unwrap();
    project.shows("/a/", 200, "removed first");

    // The same length within the same tick of the clock.
    fs::write(&file, "same length 1").unwrap();
    project.shows("/a/", 200, "same length 1");
    fs::write(&file, "same length 2").unwrap();
    project.shows("/a/", 200, "same length 2");
}

#[test]
fn folders_and_files_come_and_go() {
    let project = serve(WatchMode::Events);
    project.shows("/a/", 200, "first");

    for round in 0..8 {
        project.write(&format!("content/{round}/deep/er/x.md"), "nested");
        project.shows(&format!("/{round}/deep/er/x/"), 200, "nested");
    }
    project.write("content/0/deep/er/x.md", "and edited");
    project.shows("/0/deep/er/x/", 200, "and edited");

    fs::rename(
        project.path("content/0/deep"),
        project.path("content/0/moved"),
    )
    .unwrap();
    project.shows("/0/moved/er/x/", 200, "and edited");
    project.shows("/0/deep/er/x/", 404, "");

    fs::remove_file(project.path("content/a.md")).unwrap();
    project.shows("/a/", 404, "");

    // A tree that was filled elsewhere and moved in: only its top is reported.
    fs::create_dir_all(project.path("elsewhere/in/side")).unwrap();
    fs::write(project.path("elsewhere/in/side/y.md"), "moved in").unwrap();
    fs::rename(project.path("elsewhere"), project.path("content/arrived")).unwrap();
    project.shows("/arrived/in/side/y/", 200, "moved in");
}

#[test]
fn the_content_folder_itself_may_go_and_come_back() {
    let project = serve(WatchMode::Events);
    project.shows("/a/", 200, "first");
    for round in 0..3 {
        fs::remove_dir_all(project.path("content")).unwrap();
        let state = || Events::of(project.running.address(), "/a/").next();
        let began = Instant::now();
        while state()["over"].as_array().unwrap().is_empty() {
            assert!(began.elapsed() < PATIENCE);
        }
        project.shows("/a/", 200, "");
        project.write("content/a.md", &format!("back {round}"));
        project.shows("/a/", 200, &format!("back {round}"));
        project.write("content/a.md", &format!("edited {round}"));
        project.shows("/a/", 200, &format!("edited {round}"));
    }
}

#[test]
fn a_watched_folder_that_is_moved_away_and_back_at_once_is_watched_anew() {
    let project = serve(WatchMode::Events);
    project.write("content/below/b.md", "below");
    project.shows("/below/b/", 200, "below");
    for round in 0..3 {
        fs::rename(project.path("content"), project.path("away")).unwrap();
        fs::rename(project.path("away"), project.path("content")).unwrap();
        // After this long no second look is left that would find things without an event.
        std::thread::sleep(Duration::from_millis(600));
        project.write("content/a.md", &format!("edited {round}"));
        project.shows("/a/", 200, &format!("edited {round}"));
        project.write("content/below/b.md", &format!("below {round}"));
        project.shows("/below/b/", 200, &format!("below {round}"));
        project.write(&format!("content/new/{round}/c.md"), "new");
        project.shows(&format!("/new/{round}/c/"), 200, "new");
    }
}

#[test]
fn it_starts_with_nothing_and_recovers() {
    let project = serve_over(WatchMode::Events, |root| {
        fs::write(root.join("site.toml"), "BROKEN").unwrap()
    });
    project.shows("/", 500, "the settings or the content are broken");
    project.write("content/a.md", "there");
    project.shows("/", 500, "broken");
    project.write("site.toml", "mended");
    project.shows("/a/", 200, "there");
    project.write("site.toml", "PANIC");
    let mut events = Events::of(project.running.address(), "/a/");
    while events.next()["over"].as_array().unwrap().is_empty() {}
    project.shows("/a/", 200, "there");
    project.write("site.toml", "mended again");
    project.write("content/a.md", "alive");
    project.shows("/a/", 200, "alive");
}

#[test]
fn an_open_page_hears_of_its_change_its_error_and_its_mending() {
    let project = serve(WatchMode::Events);
    project.write("content/b.md", "another");
    project.shows("/b/", 200, "another");
    let mut events = Events::of(project.running.address(), "%2Fa%2F");
    let first = events.next();
    assert!(
        project
            .get("/a/")
            .1
            .contains(first["page"].as_str().unwrap())
    );

    project.write("content/a.md", "second");
    let second = events.next();
    assert_ne!(second["page"], first["page"]);

    project.write("content/a.md", "<script>alert(1)</script> BROKEN");
    let broken = events.next();
    assert_eq!(broken["over"][0]["place"], "content/a.md:1:27");
    project.shows("/a/", 500, "&lt;script&gt;alert(1)&lt;/script&gt; BROKEN");

    project.write("content/a.md", "second");
    let mended = events.next();
    assert_eq!(mended, second);
}

#[test]
fn pages_that_were_closed_leave_no_stream_behind() {
    let project = serve(WatchMode::Events);
    project.shows("/a/", 200, "first");
    for _ in 0..300 {
        Events::of(project.running.address(), "/a/").next();
    }
}

#[test]
fn only_the_style_sheets_half_of_a_fingerprint_changes_with_a_style_sheet() {
    let project = serve(WatchMode::Events);
    project.shows("/a/", 200, "first");
    let mut events = Events::of(project.running.address(), "/a/");
    let halves = |state: &serde_json::Value| {
        let (body, styles) = state["page"].as_str().unwrap().split_once('.').unwrap();
        (body.to_owned(), styles.to_owned())
    };
    let before = halves(&events.next());
    // The folder did not exist at the start.
    project.write("themes/site.css", "p { color: red }");
    let after = halves(&events.next());
    assert_eq!(before.0, after.0);
    assert_ne!(before.1, after.1);
    project.shows("/site.css", 200, "red");
}

#[test]
fn a_storm_of_changes_is_few_builds_and_what_is_not_content_is_none() {
    let project = serve(WatchMode::Events);
    project.shows("/a/", 200, "first");
    for i in 0..1000 {
        project.write(&format!("content/many/{i}.md"), "one of a thousand");
    }
    project.shows("/many/999/", 200, "one of a thousand");
    let after_storm = project.builds();
    assert!(after_storm <= 12, "{after_storm} builds");

    std::thread::sleep(Duration::from_millis(400));
    let settled = project.builds();
    for name in [
        "public/a/index.html",
        "content/.hidden",
        "content/x.md~",
        ".git/index",
        "other.txt",
    ] {
        project.write(name, "no content");
    }
    let _ = fs::read(project.path("content/a.md"));
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(project.builds(), settled);
}

#[test]
fn polling_sees_the_same() {
    let project = serve(WatchMode::Poll(Duration::from_millis(20)));
    project.shows("/a/", 200, "first");
    project.write("content/a.md", "polled");
    project.shows("/a/", 200, "polled");
    project.write("content/new/x.md", "nested");
    project.shows("/new/x/", 200, "nested");
    fs::remove_dir_all(project.path("content/new")).unwrap();
    project.shows("/new/x/", 404, "");
    assert!(
        project
            .told
            .lock()
            .unwrap()
            .iter()
            .any(|line| line.contains("every 20 ms"))
    );
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_is_an_error() {
    let project = serve(WatchMode::Events);
    let options = ServeOptions {
        port: Port::Exact(project.running.address().port()),
        ..ServeOptions::default()
    };
    let builder = Pages {
        root: project.folder.path().to_path_buf(),
        last: None,
        builds: Arc::default(),
    };
    let second = start(&options, builder, Box::new(|_| {}));
    assert!(
        matches!(second, Err(ServeError::PortTaken(port)) if port == project.running.address().port())
    );
}

#[test]
fn odd_requests_over_a_real_connection_get_an_answer_and_harm_no_one() {
    let project = serve(WatchMode::Events);
    project.shows("/a/", 200, "first");
    let address = project.running.address();
    let status = |request: &str| {
        let answer = exchange(address, request);
        answer.split(' ').nth(1).unwrap_or("closed").to_owned()
    };
    let close = "Connection: close\r\n\r\n";
    for (request, expected) in [
        (
            format!("GET /a/ HTTP/1.1\r\nHost: {address}\r\n{close}"),
            "200",
        ),
        (
            format!("GET http://{address}/a/ HTTP/1.1\r\nHost: {address}\r\n{close}"),
            "200",
        ),
        (
            format!("GET http://evil.invalid/a/ HTTP/1.1\r\nHost: {address}\r\n{close}"),
            "400",
        ),
        (
            format!("GET /a/ HTTP/1.1\r\nHost: evil.invalid\r\n{close}"),
            "403",
        ),
        (
            format!("GET /a/ HTTP/1.1\r\nHost: {address}\r\nHost: evil.invalid\r\n{close}"),
            "400",
        ),
        (format!("GET /a/ HTTP/1.1\r\n{close}"), "400"),
        (format!("GET /a/ HTTP/1.0\r\n{close}"), "400"),
        (
            format!(
                "GET /a/ HTTP/1.1\r\nHost: {address}\r\nOrigin: http://evil.invalid\r\n{close}"
            ),
            "403",
        ),
        (
            format!(
                "GET /.casebook/events?page=/ HTTP/1.1\r\nHost: {address}\r\nOrigin: null\r\n{close}"
            ),
            "403",
        ),
        (
            format!("POST /a/ HTTP/1.1\r\nHost: {address}\r\nContent-Length: 3\r\n{close}abc"),
            "405",
        ),
        (
            format!("OPTIONS * HTTP/1.1\r\nHost: {address}\r\n{close}"),
            "405",
        ),
        (
            format!("CONNECT evil.invalid:80 HTTP/1.1\r\nHost: {address}\r\n{close}"),
            "400",
        ),
        (
            format!("GET /../../etc/passwd HTTP/1.1\r\nHost: {address}\r\n{close}"),
            "400",
        ),
        (
            format!("GET /a/#/../../etc/passwd HTTP/1.1\r\nHost: {address}\r\n{close}"),
            "200",
        ),
        (
            format!("GET /a/?raw??import HTTP/1.1\r\nHost: {address}\r\n{close}"),
            "200",
        ),
        (
            format!(
                "GET /{} HTTP/1.1\r\nHost: {address}\r\n{close}",
                "a".repeat(40_000)
            ),
            "431",
        ),
        (
            format!(
                "GET /a/ HTTP/1.1\r\nHost: {address}\r\nX: {}\r\n{close}",
                "a".repeat(40_000)
            ),
            "431",
        ),
        (
            format!(
                "GET /a/ HTTP/1.1\r\nHost: {address}\r\n{}{close}",
                "X: y\r\n".repeat(200)
            ),
            "431",
        ),
        ("\0\0\0\0\r\n\r\n".to_owned(), "400"),
        ("GET /a b/ HTTP/1.1\r\n\r\n".to_owned(), "400"),
    ] {
        let shown: String = request.chars().take(70).collect();
        assert_eq!(status(&request), expected, "{shown}");
    }
    let head = exchange(
        address,
        &format!("HEAD /a/ HTTP/1.1\r\nHost: {address}\r\n{close}"),
    );
    let whole = exchange(
        address,
        &format!("GET /a/ HTTP/1.1\r\nHost: {address}\r\n{close}"),
    );
    let length = |answer: &str| {
        answer
            .lines()
            .find(|line| line.starts_with("content-length"))
            .unwrap()
            .to_owned()
    };
    assert!(head.ends_with("\r\n\r\n"));
    assert_eq!(length(&head), length(&whole));

    // Clients that never finish their request hold up no other.
    let slow: Vec<TcpStream> = (0..100)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(b"GET / HT").unwrap();
            stream
        })
        .collect();
    project.shows("/a/", 200, "first");
    drop(slow);
}
