//! What the program knows of the world it was started in: streams, folder, environment. Given to [`super::run`], so that a
//! test can give its own.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;

/// The world as the program finds it.
pub struct Host {
    /// The folder it was started in, absolute.
    pub folder: PathBuf,
    /// The user's home; `None`: not known.
    pub home: Option<PathBuf>,
    /// Variables of the environment that are not options: [`VARIABLES`].
    pub environment: BTreeMap<&'static str, String>,
    /// What is piped in; `None`: a terminal, at which nobody is asked for anything.
    pub input: Option<Box<dyn Read + Send>>,
    /// Where data goes.
    pub out: Stream,
    /// Where messages go.
    pub err: Stream,
}

/// The variables of the environment that the program looks at, besides `CASEBOOK_*`.
pub const VARIABLES: [&str; 6] = [
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "SOURCE_DATE_EPOCH",
    "GITHUB_ACTIONS",
    "XDG_CACHE_HOME",
    "LOCALAPPDATA",
];

/// A stream and whether a person sees it.
pub struct Stream {
    /// Takes the bytes.
    pub write: Box<dyn Write + Send>,
    /// Whether it is a terminal.
    pub terminal: bool,
}

impl Stream {
    /// A stream into nothing.
    pub fn sink() -> Self {
        Self {
            write: Box::new(io::sink()),
            terminal: false,
        }
    }
}

impl Host {
    /// The world of this process.
    ///
    /// # Errors
    /// If the folder that it was started in is gone.
    pub fn of_process() -> io::Result<Self> {
        let environment = VARIABLES
            .into_iter()
            .filter_map(|name| Some((name, std::env::var(name).ok()?)))
            .collect();
        Ok(Self {
            folder: std::env::current_dir()?,
            home: std::env::home_dir(),
            environment,
            input: (!io::stdin().is_terminal()).then(|| Box::new(io::stdin()) as _),
            out: Stream {
                // anstream makes escape sequences work on old Windows consoles; it is told not to judge.
                write: Box::new(anstream::AutoStream::always(io::stdout())),
                terminal: io::stdout().is_terminal(),
            },
            err: Stream {
                write: Box::new(anstream::AutoStream::always(io::stderr())),
                terminal: io::stderr().is_terminal(),
            },
        })
    }

    /// The user's folder for what can be had again, by the custom of the system; `None` if there is no telling.
    #[cfg(feature = "external")]
    pub(super) fn cache_folder(&self) -> Option<PathBuf> {
        let folder = |name| self.variable(name).map(PathBuf::from);
        let folder = if cfg!(windows) {
            folder("LOCALAPPDATA")?
        } else if cfg!(target_os = "macos") {
            self.home.as_ref()?.join("Library/Caches")
        } else {
            let home = || Some(self.home.as_ref()?.join(".cache"));
            folder("XDG_CACHE_HOME").or_else(home)?
        };
        folder.is_absolute().then(|| folder.join("casebook"))
    }

    /// The value of a variable that is set to something.
    pub(super) fn variable(&self, name: &'static str) -> Option<&str> {
        let value = self.environment.get(name)?;
        (!value.is_empty()).then_some(value.as_str())
    }
}
