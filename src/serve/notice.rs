//! What `serve` tells its terminal.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use super::builder::Places;
use crate::diag::{Diagnostic, Level, printable};

/// Something to tell the person who writes.
#[derive(Debug)]
pub enum Notice<'a> {
    /// The default port is in use by another program.
    PortTaken {
        /// The default.
        wanted: u16,
        /// The one in use instead.
        used: u16,
    },
    /// The server answers.
    Listening {
        /// Address of the home page.
        url: &'a str,
    },
    /// The server can be reached from other machines.
    Exposed {
        /// What it is bound to.
        bound: SocketAddr,
    },
    /// The system's file events are not used.
    Polling {
        /// Why not.
        why: &'a str,
        /// How often files are looked at.
        every: Duration,
    },
    /// The site was made, or could not be.
    Built(Built<'a>),
    /// A page failed although the site was made.
    PageFailed {
        /// Address of the page.
        address: &'a str,
        /// Why.
        why: &'a str,
    },
    /// No browser could be opened.
    NotOpened {
        /// Why not.
        why: &'a str,
    },
}

/// One build, for the terminal.
#[derive(Debug)]
pub struct Built<'a> {
    /// What changed; empty at the start.
    pub changed: &'a [String],
    /// What was made; empty if it is as large as before.
    pub summary: &'a str,
    /// Why the site is not the one the files describe.
    pub fatal: Option<&'a str>,
    /// How long it took.
    pub took: Duration,
    /// Findings that the build before did not have: the ones to print.
    pub new: Vec<&'a Diagnostic>,
    /// All findings.
    pub all: &'a [Diagnostic],
    /// How they name files.
    pub places: &'a Places,
}

/// Names of changed files that fit on the line.
const CHANGED_MAX: usize = 3;

impl fmt::Display for Notice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortTaken { wanted, used } => write!(f, "port {wanted} is taken, using {used}"),
            Self::Listening { url } => write!(f, "serving {url} (Ctrl-C stops)"),
            Self::Exposed { bound } => write!(
                f,
                "bound to {bound}: everyone who can reach this machine can read the site, drafts included"
            ),
            Self::Polling { why, every } => {
                write!(
                    f,
                    "looking at the files every {} ms: {}",
                    every.as_millis(),
                    printable(why)
                )
            }
            Self::Built(built) => built.fmt(f),
            Self::PageFailed { address, why } => {
                write!(f, "/{} failed: {}", printable(address), printable(why))
            }
            Self::NotOpened { why } => write!(
                f,
                "no browser could be opened ({}): open the address above in yours",
                printable(why)
            ),
        }
    }
}

impl fmt::Display for Built<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.changed.is_empty() {
            let named: Vec<String> = self
                .changed
                .iter()
                .take(CHANGED_MAX)
                .map(|name| printable(name))
                .collect();
            f.write_str(&named.join(", "))?;
            if self.changed.len() > CHANGED_MAX {
                write!(f, " and {} more", self.changed.len() - CHANGED_MAX)?;
            }
            f.write_str(": ")?;
        }
        match self.fatal {
            Some(fatal) => write!(f, "{}", printable(fatal))?,
            None if self.summary.is_empty() => f.write_str("shown")?,
            None => f.write_str(self.summary)?,
        }
        write!(f, " in {} ms", self.took.as_millis())?;
        let count = |level| self.all.iter().filter(|found| found.level == level).count();
        let told: Vec<String> = [Level::Error, Level::Warning]
            .into_iter()
            .filter_map(|level| match count(level) {
                0 => None,
                1 => Some(format!("1 {}", level.word())),
                n => Some(format!("{n} {}s", level.word())),
            })
            .collect();
        if told.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", told.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rebuild_says_in_one_line_what_changed_and_how_large_the_site_is_when_that_is_new() {
        let changed = ["a.md", "b.md", "c\u{1b}[31m.md", "d.md"].map(str::to_owned);
        let places = Places::default();
        let mut built = Built {
            changed: &changed,
            summary: "4 incidents, 41 pages",
            fatal: None,
            took: Duration::from_millis(12),
            new: Vec::new(),
            all: &[],
            places: &places,
        };
        let line = built.to_string();
        assert!(
            line.ends_with(" and 1 more: 4 incidents, 41 pages in 12 ms"),
            "{line}"
        );
        assert!(!line.contains('\u{1b}'), "{line}");
        built.summary = "";
        built.changed = &changed[..1];
        assert_eq!(built.to_string(), "a.md: shown in 12 ms");
        built.fatal = Some("the settings are broken");
        assert_eq!(built.to_string(), "a.md: the settings are broken in 12 ms");
    }
}
