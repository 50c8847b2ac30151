//! One run of the program: where it says things, how much it says, and how it ends early.

use std::io::{self, ErrorKind, Write};

use rayon::ThreadPool;

use super::args::{Aside, Color, Global};
use super::host::{Host, Stream};
use super::report::{Names, Target};
use super::{DONE, WRONG};
use crate::diag::printable;
use crate::output::OutputError;

/// Stack of a worker: hostile nesting is bounded long before this, with room to spare.
const STACK_BYTES: usize = 8 << 20;

/// One run of the program.
pub(super) struct Session {
    /// The options of every command.
    pub(super) global: Global,
    /// The world.
    pub(super) host: Host,
    /// What the person called the program, for commands to be copied.
    pub(super) program: String,
    /// Whether data goes out in colour.
    out_color: bool,
    /// Whether messages go out in colour.
    pub(super) err_color: bool,
    /// Whether a line of progress stands on the terminal.
    progress_shown: bool,
}

/// Why a command ended before it was done.
#[derive(Debug)]
pub(super) enum Stop {
    /// Something outside the content is wrong.
    Wrong {
        /// What, in one clause.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// A stream took no more.
    Stream(io::Error),
    /// Everything was said already.
    Said(u8),
}

impl Stop {
    /// Something is wrong that one sentence explains.
    pub(super) fn wrong(message: impl Into<String>) -> Self {
        Self::Wrong {
            message: message.into(),
            help: None,
        }
    }

    /// With what to do about it.
    pub(super) fn help(self, text: impl Into<String>) -> Self {
        match self {
            Self::Wrong { message, .. } => Self::Wrong {
                message,
                help: Some(text.into()),
            },
            other => other,
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

impl From<OutputError> for Stop {
    fn from(error: OutputError) -> Self {
        let help = error.help();
        let message = match &error {
            OutputError::Render(faults) => faults
                .iter()
                .map(|fault| match fault.files {
                    1 => format!("{}\n  in `{}`", fault.message, fault.path),
                    files => format!(
                        "{}\n  in `{}` and {} more files",
                        fault.message,
                        fault.path,
                        files - 1
                    ),
                })
                .collect::<Vec<_>>()
                .join("\n"),
            _ => error.to_string(),
        };
        Self::Wrong { message, help }
    }
}

impl Session {
    /// A run in `host`.
    pub(super) fn new(program: Option<String>, global: Global, host: Host) -> Self {
        let color = |stream: &Stream| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => wants_color(&host, stream),
        };
        Self {
            out_color: color(&host.out),
            err_color: color(&host.err),
            progress_shown: false,
            program: program.unwrap_or_else(|| "casebook".to_owned()),
            global,
            host,
        }
    }

    /// A command of this program for the same library, as a shell takes it.
    pub(super) fn command(&self, command: &str) -> String {
        let mut line = self.program.clone();
        for (option, value) in [("-C", &self.global.root), ("-c", &self.global.config)] {
            if let Some(value) = value {
                line.push_str(&format!(" {option} {}", quoted(&value.to_string_lossy())));
            }
        }
        format!("{line} {command}")
    }

    /// The threads that everything runs in.
    pub(super) fn threads(&self) -> Result<ThreadPool, Stop> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.global.jobs.unwrap_or(0))
            .stack_size(STACK_BYTES)
            .thread_name(|i| format!("worker-{i}"))
            .build()
            .map_err(|error| Stop::wrong(format!("cannot start threads: {error}")))
    }

    /// Says a line, unless the person wants quiet. Nobody is told when nobody listens.
    pub(super) fn say(&mut self, line: &str) {
        self.say_styled(&printable(line));
    }

    /// Says a line in which the only escape sequences are ours.
    fn say_styled(&mut self, line: &str) {
        if !self.global.quiet {
            self.data_first();
            let _ = writeln!(self.host.err.write, "{line}");
        }
    }

    /// Says a line whose first word is in bold green, such as the closing line of a build.
    pub(super) fn say_done(&mut self, line: &str) {
        let line = printable(line);
        let line = match (self.err_color, line.split_once(' ')) {
            (true, Some((verb, rest))) => format!("\u{1b}[1;32m{verb}\u{1b}[0m {rest}"),
            _ => line,
        };
        self.say_styled(&line);
    }

    /// What was printed before a message stands before it, also where both go to one file.
    fn data_first(&mut self) {
        self.clear_progress();
        // A stream that takes no more data is told when the command ends.
        let _ = self.host.out.write.flush();
    }

    /// Shows what is being done, on a line that the next message takes away. Only on a terminal.
    pub(super) fn progress(&mut self, what: &str) {
        if self.host.err.terminal && !self.global.quiet {
            self.clear_progress();
            let _ = write!(self.host.err.write, "{}…", printable(what));
            let _ = self.host.err.write.flush();
            self.progress_shown = true;
        }
    }

    fn clear_progress(&mut self) {
        if std::mem::take(&mut self.progress_shown) {
            let _ = write!(self.host.err.write, "\r\u{1b}[2K");
        }
    }

    /// Says a line with its level before it: `error: …`. Errors are said even to who wants quiet.
    pub(super) fn say_level(&mut self, level: &str, line: &str) {
        let line = printable(line);
        let line = match self.err_color {
            true => {
                let color = match level {
                    "error" => "1;31",
                    "warning" => "1;33",
                    _ => "1;36",
                };
                format!("\u{1b}[{color}m{level}\u{1b}[0m: {line}")
            }
            false => format!("{level}: {line}"),
        };
        if level == "error" {
            self.data_first();
            let _ = writeln!(self.host.err.write, "{line}");
        } else {
            self.say_styled(&line);
        }
    }

    /// Prints data.
    ///
    /// # Errors
    /// If the stream takes no more.
    pub(super) fn print(&mut self, data: impl AsRef<[u8]>) -> Result<(), Stop> {
        self.clear_progress();
        Ok(self.host.out.write.write_all(data.as_ref())?)
    }

    /// Whether data goes out in colour.
    pub(super) fn out_color(&self) -> bool {
        self.out_color
    }

    /// Where findings go that were asked for.
    pub(super) fn out_target<'a>(&'a mut self, names: &'a Names) -> Target<'a> {
        self.clear_progress();
        Target {
            stream: &mut self.host.out.write,
            color: self.out_color,
            names,
        }
    }

    /// Where findings go that are said beside something else.
    pub(super) fn err_target<'a>(&'a mut self, names: &'a Names) -> Target<'a> {
        self.clear_progress();
        Target {
            stream: &mut self.host.err.write,
            color: self.err_color,
            names,
        }
    }

    /// Sees to it that all data has gone out.
    ///
    /// # Errors
    /// If the stream takes no more.
    pub(super) fn flush(&mut self) -> Result<(), Stop> {
        // Messages that nobody takes any more are no error of the command.
        let _ = self.host.err.write.flush();
        match self.host.out.write.flush() {
            // What the reader wanted it has; the exit code is the command's own.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            flushed => Ok(flushed?),
        }
    }

    /// Says why the command ended early; its exit code.
    pub(super) fn tell_stop(&mut self, stop: Stop) -> u8 {
        match stop {
            Stop::Said(code) => code,
            // `casebook check | head`: the reader has what it wanted.
            Stop::Stream(error) if error.kind() == ErrorKind::BrokenPipe => DONE,
            Stop::Stream(error) => {
                self.say_level("error", &format!("cannot write the output: {error}"));
                WRONG
            }
            Stop::Wrong { message, help } => {
                self.say_level("error", &message);
                if let Some(help) = help {
                    self.say_level("help", &help);
                }
                WRONG
            }
        }
    }
}

/// Whether a stream gets colours when nobody says so: <https://no-color.org>, <https://bixense.com/clicolors>.
fn wants_color(host: &Host, stream: &Stream) -> bool {
    let forced = host.variable("CLICOLOR_FORCE").is_some_and(|it| it != "0");
    let refused = host.variable("NO_COLOR").is_some();
    !refused && (forced || stream.terminal)
}

/// Prints help or what is wrong with the arguments; the exit code.
pub(super) fn tell_aside(aside: &Aside, host: &mut Host) -> u8 {
    let stream = match aside.asked_for {
        true => &host.out,
        false => &host.err,
    };
    let text = match wants_color(host, stream) {
        true => &aside.styled,
        false => &aside.plain,
    };
    let stream = match aside.asked_for {
        true => &mut host.out,
        false => &mut host.err,
    };
    let written = stream
        .write
        .write_all(text.as_bytes())
        .and_then(|()| stream.write.flush());
    match (aside.asked_for, written) {
        (false, _) => WRONG,
        (true, Err(error)) if error.kind() != ErrorKind::BrokenPipe => WRONG,
        (true, _) => DONE,
    }
}
/// A word of a command as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/\\.-_:~".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else if cfg!(unix) && word.contains(['$', '`', '"', '\\', '!']) {
        format!("'{}'", word.replace('\'', "'\\''"))
    } else {
        format!("\"{}\"", word.replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_a_space_can_be_copied_into_a_shell() {
        assert_eq!(quoted("a/b-c"), "a/b-c");
        assert_eq!(quoted("a b"), "\"a b\"");
        if cfg!(unix) {
            assert_eq!(quoted("$(a)'b"), "'$(a)'\\''b'");
        }
    }
}
