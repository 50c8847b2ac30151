//! `Site` to a folder, safely. Output edge; the only module that names `rustix` and `xxhash_rust`.
//!
//! Two promises shape it. *No file is lost that a build did not write*: `manifest` records what is ours, `guard` refuses
//! folders that no build may write to, `scan` sees everybody else's files before anything is written. *A reader never
//! sees half a site*: `stage` prepares the whole next site in a `work` folder, `publish` exchanges it for the former
//! one in one step, `retire` takes that away. Where one step is impossible (somebody else's files are in the output, it is
//! a mount point, the system has no such call) or would cost too much (a few new pages in a site of thousands) files are
//! renamed one by one, under a journal: every page is whole at any moment, and links lead somewhere.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the edge that reads, writes and removes files of the output, and waits for its lock"
)]

mod aside;
mod clean;
mod guard;
mod manifest;
mod names;
mod publish;
mod retire;
mod scan;
mod stage;
#[cfg(test)]
mod tests;
mod work;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use clean::{Cleaned, clean};
pub use guard::Project;

use crate::diag::Diagnostic;
use crate::leak::Guard;
use crate::site::{Site, SitePath};
use manifest::{MANIFEST, Ours, RECORDS, absent};
use publish::{Publication, recorded};
use scan::Disk;
use stage::{Fate, Item, Stage};
use work::Work;

/// Where a site goes, and what is near it.
#[derive(Debug, Clone)]
pub struct OutputPlan {
    /// The output folder, absolute; it need not exist.
    pub folder: PathBuf,
    /// The folders that no build may lose.
    pub project: Project,
    /// What to do with a folder that holds files and no manifest.
    pub existing: Existing,
    /// How long to wait for another build of the same output.
    pub patience: Duration,
    /// What must not be in any of its files; `None`: there is nothing to keep out.
    pub guard: Option<Arc<Guard>>,
}

/// What to do with an output folder that holds files and that no build has written to yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Existing {
    /// Refuse it.
    #[default]
    Refuse,
    /// Write beside what is there, and never touch that.
    Adopt,
}

/// What a build did to its output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The real output folder, links followed.
    pub folder: PathBuf,
    /// Files that are new or differ, by path; only what would be, in a preview.
    pub written: Vec<String>,
    /// Number of files that held the same bytes already; they were not touched.
    pub unchanged: usize,
    /// Files of the former site that were removed.
    pub removed: Vec<String>,
    /// Files of the former site that the new one does not have, but that were changed since: kept.
    pub kept: Vec<String>,
    /// Files that were changed since they were written, and that the new site has replaced.
    pub overwritten: Vec<String>,
    /// What was there and is not ours, folders with a slash at the end: never touched.
    pub foreign: Vec<String>,
    /// What is internal and stands in the site all the same, where the site's rules let that pass.
    pub leaks: Vec<Diagnostic>,
}

/// A template failed in one or more files.
#[derive(Debug, Clone)]
pub struct RenderFault {
    /// What, with the template's file and line.
    pub message: String,
    /// The first file that it happened in.
    pub path: SitePath,
    /// In how many.
    pub files: usize,
}

/// The site could not be written. The former one is still there.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// No build may write there.
    #[error("`{}` cannot be the output folder: {why}", folder.display())]
    Refused {
        /// The folder as given.
        folder: PathBuf,
        /// What speaks against it.
        why: String,
    },
    /// The folder holds files and no manifest.
    #[error("`{}` holds files that casebook did not write, such as `{first}`", folder.display())]
    Occupied {
        /// The folder.
        folder: PathBuf,
        /// One of the files.
        first: String,
    },
    /// Somebody else's files stand where the site has its own.
    #[error("`{}` holds {} files that casebook did not write where the site has its own: {}", folder.display(), paths.len(), listed(paths))]
    Blocked {
        /// The folder.
        folder: PathBuf,
        /// The files.
        paths: Vec<String>,
    },
    /// Something of our own name that no build made.
    #[error("`{}` was not made by casebook", path.display())]
    NotOurs {
        /// What is there.
        path: PathBuf,
    },
    /// Another build did not come to its end in time.
    #[error("another build{} is writing to the same output", process.map(|p| format!(" (process {p})")).unwrap_or_default())]
    Busy {
        /// The folder with its lock.
        folder: PathBuf,
        /// Its process, if it says so.
        process: Option<u32>,
    },
    /// The manifest is damaged.
    #[error("`{}` is no manifest: {why}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The manifest is of a newer version.
    #[error("`{}` has version {version}, which a newer casebook has written", path.display())]
    Newer {
        /// The manifest.
        path: PathBuf,
        /// Its version.
        version: u64,
    },
    /// A file of the site has a name that not every system takes.
    #[error("the site has a file `{path}` that not every system takes: {why}")]
    Name {
        /// Its path.
        path: String,
        /// Why.
        why: &'static str,
    },
    /// Two files of the site cannot both exist.
    #[error(
        "the site has the files `{first}` and `{second}`, which cannot both exist on every system"
    )]
    Clash {
        /// One path.
        first: String,
        /// The other.
        second: String,
    },
    /// Templates failed.
    #[error("{} of the theme's templates failed", .0.len())]
    Render(Vec<RenderFault>),
    /// Files of the site hold what is internal.
    #[error("the site holds what is internal")]
    Leaks(Vec<Diagnostic>),
    /// The disk refused.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

impl OutputError {
    fn io(action: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }

    /// What to do about it; `None` if the message says all.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Refused { .. } => {
                "choose a folder of its own with `--output`, e.g. `--output public`".to_owned()
            }
            Self::Occupied { .. } => "choose another folder with `--output`, or let casebook write beside these files with `--adopt`; it never touches them".to_owned(),
            Self::Blocked { .. } => "move these files away; casebook does not overwrite them".to_owned(),
            Self::NotOurs { path } => format!("move `{}` away", path.display()),
            Self::Busy { .. } => "wait until it is done and run the command again".to_owned(),
            Self::Manifest { path, .. } => format!(
                "if the folder holds nothing but the site, remove it and build again; else remove `{}` and build with `--adopt`",
                path.display()
            ),
            Self::Newer { .. } => "use that version, or choose another folder with `--output`".to_owned(),
            Self::Name { .. } | Self::Clash { .. } => {
                "rename the document or the file that it comes from".to_owned()
            }
            Self::Render(_) | Self::Leaks(_) | Self::Io { .. } => return None,
        })
    }
}

/// Some of `paths`, for a message.
fn listed(paths: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = paths
        .iter()
        .take(SHOWN)
        .map(|path| format!("`{path}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if paths.len() > SHOWN {
        text.push_str(" and more");
    }
    text
}

/// Writes the site, so that the output is the former site or the new one and nothing else whatever happens.
///
/// # Errors
/// If the folder may not be written to, a template fails, another build goes on, or the disk refuses.
pub fn write(site: &Site, plan: &OutputPlan) -> Result<Written, OutputError> {
    let paths = checked_names(site)?;
    let folder = guard::resolve(&plan.folder, &plan.project)?;
    // A folder that is not ours is refused before a lock file is made beside it.
    if !Ours::is_known(&folder) {
        Survey::new(&folder, &paths, plan)?;
    }
    let mut work = Work::open(&folder, plan.patience)?;
    let survey = Survey::new(&folder, &paths, plan)?;
    let beside = work.beside && !guard::is_mount_point(&folder);
    if !beside {
        work.stage_inside(&folder);
    }
    let staged = survey.stage(Some(work.staging()), plan).run(site)?;
    let items = staged.items;
    let written = Written {
        leaks: staged.leaks,
        ..survey.judge(&items)?
    };
    let manifest = manifest::bytes(recorded(&items), &written.foreign);
    if survey.is_as_recorded(&written, &manifest)? {
        return Ok(written);
    }
    let gone: Vec<&str> = written.removed.iter().map(String::as_str).collect();
    let publication = Publication {
        folder: &folder,
        disk: &survey.disk,
        former: &survey.ours,
        items: &items,
        gone: &gone,
        manifest: &manifest,
    };
    let exchange = beside && survey.allows_exchange() && !publication.is_small();
    match exchange {
        true => publication.exchange(&work)?,
        false => publication.in_place(work.staging())?,
    }
    Ok(written)
}

/// Says what [`write()`] would do, and writes nothing.
///
/// # Errors
/// As [`write()`], as far as they show without writing.
pub fn preview(site: &Site, plan: &OutputPlan) -> Result<Written, OutputError> {
    let paths = checked_names(site)?;
    let folder = guard::resolve(&plan.folder, &plan.project)?;
    let survey = Survey::new(&folder, &paths, plan)?;
    let staged = survey.stage(None, plan).run(site)?;
    Ok(Written {
        leaks: staged.leaks,
        ..survey.judge(&staged.items)?
    })
}

/// The paths of a site, once they are known to be good on every system.
///
/// The plan of the site makes them so; they are checked again because a wrong one could destroy something.
fn checked_names(site: &Site) -> Result<Vec<&str>, OutputError> {
    let paths: Vec<&str> = site.paths().map(SitePath::as_str).collect();
    for path in &paths {
        if let Some(why) = names::fault(path) {
            return Err(OutputError::Name {
                path: (*path).to_owned(),
                why,
            });
        }
    }
    match names::clash(&paths) {
        Some((first, second)) => Err(OutputError::Clash {
            first: first.to_owned(),
            second: second.to_owned(),
        }),
        None => Ok(paths),
    }
}

/// The output before anything is written.
struct Survey<'a> {
    folder: &'a Path,
    ours: Ours,
    disk: Disk,
    /// Files of ours that the new site does not have and that are as we wrote them.
    removed: Vec<String>,
    /// Those that were changed since.
    kept: Vec<String>,
}

impl<'a> Survey<'a> {
    fn new(folder: &'a Path, paths: &[&str], plan: &OutputPlan) -> Result<Self, OutputError> {
        let ours = Ours::read(folder)?;
        let disk = Disk::scan(folder, &ours, paths)?;
        if disk.foreign.contains_key(RECORDS) {
            return Err(OutputError::NotOurs {
                path: folder.join(RECORDS),
            });
        }
        if let (false, Existing::Refuse, Some(first)) =
            (ours.known, plan.existing, disk.foreign.keys().next())
        {
            return Err(OutputError::Occupied {
                folder: folder.to_owned(),
                first: first.clone(),
            });
        }
        let mut survey = Self {
            folder,
            ours,
            disk,
            removed: Vec::new(),
            kept: Vec::new(),
        };
        survey.sort_out(paths)?;
        Ok(survey)
    }

    /// Finds the files of ours that the new site does not have.
    fn sort_out(&mut self, paths: &[&str]) -> Result<(), OutputError> {
        for path in self.ours.paths() {
            if !self.disk.ours.contains(path) || paths.binary_search(&path).is_ok() {
                continue;
            }
            let file = self.folder.join(path);
            let bytes = match std::fs::read(&file) {
                Ok(bytes) => bytes,
                Err(error) if absent(&error) => continue,
                Err(error) => return Err(OutputError::io("read", &file, error)),
            };
            match self.ours.wrote(path, &bytes) {
                true => self.removed.push(path.to_owned()),
                false => self.kept.push(path.to_owned()),
            }
        }
        Ok(())
    }

    /// Whether the folder may be exchanged as a whole: when everything in it is ours.
    fn allows_exchange(&self) -> bool {
        self.disk.foreign.is_empty() && self.kept.is_empty() && !self.ours.interrupted
    }

    fn stage<'s>(&'s self, staging: Option<&'s Path>, plan: &'s OutputPlan) -> Stage<'s> {
        Stage {
            guard: plan.guard.as_deref(),
            folder: self.folder,
            ours: &self.ours,
            disk: &self.disk,
            staging,
        }
    }

    /// What the build comes to; refused if it would touch somebody else's file.
    fn judge(&self, items: &[Item<'_>]) -> Result<Written, OutputError> {
        let with = |fate: Fate| items.iter().filter(move |item| item.fate == fate);
        let names = |path: &str| path.to_owned();
        let mut blocked: Vec<String> = with(Fate::Blocked).map(|item| names(item.path)).collect();
        // Somebody's file or folder below a path that is to be a file.
        let below = |path: &&str| items.binary_search_by(|item| item.path.cmp(path)).is_ok();
        let kept = self.kept.iter();
        blocked.extend(
            kept.chain(self.disk.foreign.keys())
                .filter(|path| scan::folders(path).any(|folder| below(&folder)))
                .cloned(),
        );
        if !blocked.is_empty() {
            blocked.sort();
            return Err(OutputError::Blocked {
                folder: self.folder.to_owned(),
                paths: blocked,
            });
        }
        Ok(Written {
            folder: self.folder.to_owned(),
            written: with(Fate::Write).map(|item| names(item.path)).collect(),
            unchanged: with(Fate::Unchanged).count() + with(Fate::Theirs).count(),
            removed: self.removed.clone(),
            kept: self.kept.clone(),
            overwritten: items
                .iter()
                .filter(|item| item.edited)
                .map(|item| names(item.path))
                .collect(),
            leaks: Vec::new(),
            foreign: self.disk.foreign_names(),
        })
    }

    /// Whether the output is the new site already, and recorded as it.
    fn is_as_recorded(&self, written: &Written, manifest: &[u8]) -> Result<bool, OutputError> {
        if !written.written.is_empty() || !written.removed.is_empty() || self.ours.interrupted {
            return Ok(false);
        }
        let path = self.folder.join(MANIFEST);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(bytes == manifest),
            Err(error) if absent(&error) => Ok(false),
            Err(error) => Err(OutputError::io("read", &path, error)),
        }
    }
}
