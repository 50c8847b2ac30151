//! What `serve` asks of whatever makes the site: look again, and say what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::site::Site;

/// Makes the site again whenever something may have changed.
pub trait Builder: Send {
    /// Looks at the files and makes the site; `None` if nothing has changed since the last call.
    ///
    /// A wrong document, template or settings file is part of the outcome: it is no reason to stop.
    fn build(&mut self, look: &Look) -> Option<BuildOutcome>;

    /// Whether something looked like half a change, such as a file that is being saved: it is looked at again soon.
    fn is_waiting(&self) -> bool {
        false
    }

    /// Hands over what makes [`Builder::build`] be called once more, for a builder that goes on working after it has
    /// given an outcome. One that is never handed it gives whole outcomes.
    fn attend(&mut self, wake: Wake) {
        let _ = wake;
    }

    /// Where changes are to be looked for; asked before the first build and after each one, since settings can move folders.
    fn watched(&self) -> WatchedFolders;
}

/// Makes the loop look again, from any thread.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Why a builder is asked to look again. File events get lost on every system, so this is a hint where to look, not a list of what changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Paths an event named: their content may differ although size and time of change are the same.
    pub hints: BTreeSet<PathBuf>,
    /// Any file may have changed (start, lost events, a folder that came back).
    pub everything: bool,
}

impl Look {
    /// A look at everything.
    pub fn everything() -> Self {
        Self {
            hints: BTreeSet::new(),
            everything: true,
        }
    }
}

/// Where a site's files are; absolute paths. Nothing of it needs to exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchedFolders {
    /// Folders with everything below them.
    pub trees: Vec<PathBuf>,
    /// Single files; their folder is watched, since a file saved by renaming is a new file.
    pub files: Vec<PathBuf>,
    /// Folders inside the trees that are not part of the site, such as the output.
    pub ignored: Vec<PathBuf>,
}

/// What came of one build.
#[derive(Debug, Clone, Default)]
pub struct BuildOutcome {
    /// The site; `None` if none could be made (broken settings, missing content, a template that does not parse).
    pub site: Option<Site>,
    /// Why there is no site, or why the one shown is not the one the files describe; one clause, for the overlay of every page.
    pub fatal: Option<String>,
    /// Everything found wrong.
    pub findings: Vec<Diagnostic>,
    /// The address (`incidents/x/`, empty for home) of each document by its file's path, also of those that could not be read:
    /// a page that never was good answers with its own error, and a page shows the findings of its own file.
    pub addresses: Arc<BTreeMap<Arc<str>, String>>,
    /// What changed, for the terminal, e.g. `content/incidents/x.md`; empty at the start.
    pub changed: Vec<String>,
    /// What was made, for the terminal, e.g. `128 incidents, 46 index pages`.
    pub summary: String,
    /// How findings name files.
    pub places: Places,
    /// Whether there is anything to tell.
    pub news: News,
}

/// What an outcome is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum News {
    /// Something that a person changed.
    #[default]
    Change,
    /// What an earlier outcome left for later; that one has been told.
    Completion,
}

/// Where the files that findings name lie: content by its path in the content folder, everything else from the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The content folder from the root, with `/` at its end; empty if it is the root.
    pub content: String,
    /// The settings file.
    pub settings: String,
    /// The theme's folder, with `/` at its end; empty for the built-in theme.
    pub theme: String,
}

impl Places {
    /// A file that a finding names, from the root.
    pub fn from_root(&self, file: &str) -> String {
        // A path from the root says so.
        if let Some(path) = file.strip_prefix('/') {
            return path.to_owned();
        }
        let of_theme = !self.theme.is_empty() && file.starts_with(&self.theme);
        if of_theme || file == self.settings {
            file.to_owned()
        } else {
            format!("{}{file}", self.content)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_from_the_root() {
        let places = Places {
            content: "content/".to_owned(),
            settings: "site.toml".to_owned(),
            theme: "theme/".to_owned(),
        };
        for (file, named) in [
            ("a.md", "content/a.md"),
            ("/static/x.svg", "static/x.svg"),
            ("site.toml", "site.toml"),
            ("theme/page.html", "theme/page.html"),
        ] {
            assert_eq!(places.from_root(file), named);
        }
    }
}
