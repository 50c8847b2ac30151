//! `casebook serve`: the site from memory while its documents are written.

use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::args::{Poll, Serve};
use super::project;
use super::report::{Names, Target, concise};
use super::session::{Session, Stop};
use super::{DONE, Stream};
use crate::config::Overrides;
use crate::diag::{Diagnostic, Level};
use crate::serve::notice::{Built, Notice};
use crate::serve::{
    self, Browser, POLL_DEFAULT, Port, ProjectOptions, SEARCH_WITHIN, ServeOptions, WatchMode,
};

/// New errors that are printed in full after a rebuild.
const ERRORS_SHOWN: usize = 5;

/// Where the rest is.
const CHECK_HAS_ALL: &str = "`casebook check` lists them all";

/// New warnings that are printed after a rebuild; `check` has them all.
const WARNINGS_SHOWN: usize = 5;

/// Serves until the person ends it. What is wrong with content, settings or theme is no reason not to start.
pub(super) fn run(args: &Serve, session: &mut Session) -> Result<u8, Stop> {
    let root = project::root(session)?;
    let typed = Overrides {
        content: args.content.content.clone(),
        drafts: Some(!args.no_drafts),
        internal: args.content.internal.then_some(true),
        source_date: project::source_date(session)?,
        ..Overrides::default()
    };
    let options = ServeOptions {
        host: args.host.clone(),
        port: args.port.map_or(Port::Default, Port::Exact),
        base_path: args.base_path.clone(),
        watch: match (args.no_watch, args.poll) {
            (true, _) => None,
            (false, Some(Poll::Usually)) => Some(WatchMode::Poll(POLL_DEFAULT)),
            (false, Some(Poll::Every(time))) => Some(WatchMode::Poll(time)),
            (false, Some(Poll::No) | None) => Some(WatchMode::Events),
        },
        browser: if args.open {
            Browser::Opened
        } else {
            Browser::Left
        },
    };
    let builder = serve::Project::new(
        ProjectOptions {
            root: root.clone(),
            settings: session.global.config.clone(),
            typed,
            search_within: SEARCH_WITHIN,
        },
        session.threads()?,
    );
    let mut terminal = Terminal {
        here: session.host.folder.clone(),
        root,
        color: session.err_color,
        quiet: session.global.quiet,
        stream: share(&mut session.host.err),
    };
    // Nobody is told when nobody listens; the site is served all the same.
    let log = Box::new(move |notice: &Notice<'_>| drop(terminal.tell(notice)));
    serve::run(&options, builder, log).map_err(|error| Stop::wrong(error.to_string()))?;
    Ok(DONE)
}

/// A stream that the server's threads and the session write to.
#[derive(Clone)]
struct Shared(Arc<Mutex<Box<dyn Write + Send>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .flush()
    }
}

/// Makes a stream one that two can write to, and gives the other end.
fn share(stream: &mut Stream) -> Shared {
    let write = std::mem::replace(&mut stream.write, Box::new(std::io::sink()));
    let shared = Shared(Arc::new(Mutex::new(write)));
    stream.write = Box::new(shared.clone());
    shared
}

/// Where the person who writes is told how it goes.
struct Terminal {
    here: PathBuf,
    root: PathBuf,
    color: bool,
    quiet: bool,
    stream: Shared,
}

impl Terminal {
    fn tell(&mut self, notice: &Notice<'_>) -> std::io::Result<()> {
        if let Notice::Built(built) = notice {
            if !self.quiet || built.fatal.is_some() {
                writeln!(self.stream, "{notice}")?;
            }
            self.tell_findings(built)?;
        } else if !self.quiet {
            writeln!(self.stream, "{notice}")?;
        }
        self.stream.flush()
    }

    fn tell_findings(&mut self, built: &Built<'_>) -> std::io::Result<()> {
        let names = Names {
            content: Names::prefix(&self.root.join(&built.places.content), &self.here),
            root: Names::prefix(&self.root, &self.here),
            settings: built.places.settings.clone(),
            theme: built.places.theme.clone(),
        };
        let of = |level| -> Vec<&Diagnostic> {
            let new = built.new.iter().copied();
            new.filter(|found| found.level == level).collect()
        };
        let mut target = Target {
            stream: &mut self.stream,
            color: self.color,
            names: &names,
        };
        let errors = of(Level::Error);
        let (shown, more) = errors.split_at(errors.len().min(ERRORS_SHOWN));
        target.print_some(shown, CHECK_HAS_ALL)?;
        if !more.is_empty() {
            writeln!(target.stream, "and {} more; {CHECK_HAS_ALL}", more.len())?;
        }
        // At the start the number is enough; afterwards a new one is about what was just written.
        if !built.changed.is_empty() && !self.quiet {
            for found in of(Level::Warning).into_iter().take(WARNINGS_SHOWN) {
                writeln!(self.stream, "{}", concise(found, &names))?;
            }
        }
        Ok(())
    }
}
