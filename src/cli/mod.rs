//! The commands: arguments in, streams and exit code out. Edge.

#![expect(
    clippy::disallowed_methods,
    reason = "the edge that the program is started at: it measures time and looks for the content folder"
)]

mod args;
mod build;
mod check;
mod clean;
mod config;
mod explain;
mod export;
#[cfg(feature = "external")]
mod external;
mod files;
mod generate;
mod host;
mod import;
mod incidents;
mod init;
mod inspect;
mod list;
mod making;
mod mend;
mod new;
mod project;
mod report;
#[cfg(feature = "serve")]
mod serve;
mod session;
mod similar;
mod stats;
mod theme;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

pub use host::{Host, Stream, VARIABLES};

use args::Command;
use session::{Session, Stop};

/// Done.
const DONE: u8 = 0;
/// Findings that count.
const FINDINGS: u8 = 1;
/// Wrong use, settings, disk or port.
const WRONG: u8 = 2;

/// Runs the program: `args` begin with its name.
///
/// The exit code is 0 when it is done, 1 when there are findings that count, 2 when it was called wrongly or the
/// settings, the disk or a port were in the way.
pub fn run(args: impl IntoIterator<Item = OsString>, mut host: Host) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let program = args.first().map(|it| it.to_string_lossy().into_owned());
    let cli = match args::parse(args) {
        Ok(cli) => cli,
        Err(aside) => return ExitCode::from(session::tell_aside(&aside, &mut host)),
    };
    let mut session = Session::new(program, cli.global, host);
    let code = session
        .threads()
        .and_then(|threads| threads.install(|| dispatch(cli.command, &mut session)))
        .and_then(|code| session.flush().map(|()| code));
    ExitCode::from(match code {
        Ok(code) => code,
        Err(stop) => session.tell_stop(stop),
    })
}

fn dispatch(command: Command, session: &mut Session) -> Result<u8, Stop> {
    match command {
        Command::Init(args) => init::run(&args, session),
        Command::Build(args) => build::run(&args, session),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args, session),
        Command::Check(args) => check::run(&args, session),
        Command::New(args) => new::run(&args, session),
        Command::Import(args) => import::run(&args, session),
        Command::Inspect(args) => inspect::run(&args, session),
        Command::Similar(args) => similar::run(&args, session),
        Command::List(args) => list::run(&args, session),
        Command::Stats(args) => stats::run(&args, session),
        Command::Export(args) => export::run(&args, session),
        Command::Explain(args) => explain::run(&args, session),
        Command::Clean(args) => clean::run(&args, session),
        Command::Config(args) => config::run(&args, session),
        Command::Theme(args) => theme::run(&args, session),
        Command::Completions(args) => generate::completions(&args, session),
        Command::Man(args) => generate::man(&args, session),
    }
}

/// Says that the folder the program was started in is gone.
pub fn no_folder(error: &std::io::Error) -> ExitCode {
    let message = format!("error: the current folder cannot be found: {error}\n");
    // There is nobody to tell if the stream is gone too.
    let _ = std::io::stderr().write_all(message.as_bytes());
    ExitCode::from(WRONG)
}
