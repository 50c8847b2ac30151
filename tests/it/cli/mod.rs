//! The commands, in process with captured streams; a few through the real program.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex};

use casebook::cli::{Host, Stream, run};

mod build;
mod commands;
mod data;
mod init;
mod privacy;
mod similar;
mod theme;

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
            input: None,
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

/// The real program, in `folder`.
fn program(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.current_dir(folder.path()).env_clear();
    command
}
