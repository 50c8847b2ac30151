//! `casebook serve` as a program: what it says, which port it takes, how it ends.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use casebook::serve::builder::{BuildOutcome, Builder, Look, WatchedFolders};
use casebook::serve::{PORT_DEFAULT, ServeOptions, start};

fn serve(folder: &std::path::Path, options: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_casebook"))
        .arg("serve")
        .arg("--root")
        .arg(folder)
        .args(options)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits for the end; a server that goes on is a failure, not a test that hangs.
fn code(child: &mut Child) -> Option<i32> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if began.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn said(child: &mut Child) -> String {
    let mut text = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn a_taken_port_that_was_asked_for_ends_with_2_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut child = serve(folder.path(), &["--port", &port]);
    assert_eq!(code(&mut child), Some(2));
    assert!(said(&mut child).contains(&format!("port {port} is taken")));
}

#[test]
fn wrong_use_ends_with_2_before_anything_is_served() {
    let folder = tempfile::tempdir().unwrap();
    for options in [
        ["--base-path", "/a b"],
        ["--host", "no.such.host.invalid"],
        ["--root", "not-there"],
    ] {
        let mut child = serve(folder.path(), &options);
        assert_eq!(
            code(&mut child),
            Some(2),
            "{options:?}: {}",
            said(&mut child)
        );
    }
}

#[cfg(unix)]
#[test]
fn it_says_where_it_serves_and_ends_with_0_when_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("outage.md"),
        "# Outage\n\nIt was down.\n",
    )
    .unwrap();
    for signal in ["-INT", "-TERM"] {
        let mut child = serve(folder.path(), &["--port", "0"]);
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let url = first
            .split(' ')
            .find(|word| word.starts_with("http://127.0.0.1:"))
            .unwrap();
        let page = ureq::get(url)
            .call()
            .unwrap()
            .body_mut()
            .read_to_string()
            .unwrap();
        assert!(page.contains("</html>"), "{page}");
        let built = lines.next().unwrap().unwrap();
        assert!(built.contains(" in ") && built.ends_with(" ms"), "{built}");
        // An open stream does not hold up the end.
        let _events = ureq::get(&format!("{url}.casebook/events?page=/"))
            .call()
            .unwrap();
        let asked = Instant::now();
        let killed = Command::new("kill")
            .arg(signal)
            .arg(child.id().to_string())
            .status();
        assert!(killed.unwrap().success());
        assert_eq!(code(&mut child), Some(0), "{signal}");
        assert!(asked.elapsed() < Duration::from_secs(10), "{signal}");
    }
}

/// `serve --open` where `xdg-open` is a script; what it says, line by line.
#[cfg(target_os = "linux")]
fn open_with(script: &str, folder: &std::path::Path) -> (Child, Vec<String>) {
    use std::os::unix::fs::PermissionsExt;
    let programs = folder.join("bin");
    std::fs::create_dir_all(&programs).unwrap();
    let browser = programs.join("xdg-open");
    std::fs::write(&browser, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["serve", "--open", "--port", "0", "--base-path", "/repo"])
        .arg("--root")
        .arg(folder)
        // Nothing but ours is found.
        .env("PATH", &programs)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let is_last = |line: &String| line.ends_with(" ms") || line.contains("browser");
    let mut said = Vec::new();
    for line in lines.map_while(Result::ok) {
        said.push(line);
        let ended = said.iter().filter(|it| is_last(it)).count();
        let wanted = if script.contains("exit 3") { 2 } else { 1 };
        if ended == wanted {
            break;
        }
    }
    (child, said)
}

#[cfg(target_os = "linux")]
#[test]
fn a_browser_is_opened_at_the_address_that_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let opened = folder.path().join("opened");
    // Renamed into its place, so that it is there as a whole or not at all.
    let script = format!(
        "echo \"$1\" > '{0}.new'\n/bin/mv '{0}.new' '{0}'",
        opened.display()
    );
    let (mut child, said) = open_with(&script, folder.path());
    let began = Instant::now();
    while !opened.exists() && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let address = std::fs::read_to_string(&opened).unwrap();
    assert!(address.trim().ends_with("/repo/"), "{address}");
    assert!(said[0].contains(address.trim()), "{said:?} {address}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_browser_that_cannot_be_opened_is_told_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, said) = open_with("exit 3", folder.path());
    let told = |line: &String| line.starts_with("no browser could be opened (");
    assert!(said.iter().any(told), "{said:?}");
    assert!(said.iter().any(|line| line.ends_with(" ms")), "{said:?}");
    assert!(child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
}

struct Nothing;

impl Builder for Nothing {
    fn build(&mut self, _: &Look) -> Option<BuildOutcome> {
        None
    }

    fn watched(&self) -> WatchedFolders {
        WatchedFolders::default()
    }
}

#[test]
fn the_next_port_is_taken_where_the_usual_one_is_in_use_and_it_says_so() {
    // Someone else may have it already: that is as good.
    let _taken = TcpListener::bind(("127.0.0.1", PORT_DEFAULT));
    let (told, heard) = std::sync::mpsc::channel();
    let log = Box::new(move |notice: &casebook::serve::notice::Notice<'_>| {
        let _ = told.send(notice.to_string());
    });
    let running = start(&ServeOptions::default(), Nothing, log).unwrap();
    let port = running.address().port();
    assert_ne!(port, PORT_DEFAULT);
    assert_eq!(
        heard.recv().unwrap(),
        format!("port {PORT_DEFAULT} is taken, using {port}")
    );
    assert!(running.address().ip().is_loopback());
}
