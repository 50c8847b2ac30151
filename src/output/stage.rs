//! Renders the site, compares each file with what the output holds, and puts what differs into the staging folder.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;

use rayon::prelude::*;

use super::manifest::{Entry, Ours};
use super::scan::{Disk, Kind, folders};
use super::{OutputError, RenderFault};
use crate::diag::{Diagnostic, Level};
use crate::leak::{Found, Guard};
use crate::site::{Site, SitePath};

/// What becomes of a file of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is not there yet, or differs: it stands in the staging folder.
    Write,
    /// It is ours and holds these bytes already.
    Unchanged,
    /// Somebody else's file holds these very bytes; it stays theirs.
    Theirs,
    /// Somebody else's file is in its place.
    Blocked,
}

/// A rendered file of the site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    /// Its path.
    pub(super) path: &'a str,
    /// Its bytes, in short.
    pub(super) entry: Entry,
    /// What becomes of it.
    pub(super) fate: Fate,
    /// Whether the file that it replaces was changed by somebody after we wrote it.
    pub(super) edited: bool,
}

/// What a site is compared with, and where it goes.
pub(super) struct Stage<'a> {
    /// The output folder.
    pub(super) folder: &'a Path,
    /// Our files in it, as recorded.
    pub(super) ours: &'a Ours,
    /// What is in it.
    pub(super) disk: &'a Disk,
    /// Where files are put that differ; `None`: they are only compared.
    pub(super) staging: Option<&'a Path>,
    /// What must not be in any file.
    pub(super) guard: Option<&'a Guard>,
}

/// A site that is ready to be published.
pub(super) struct Staged<'a> {
    /// Its files, in order of path.
    pub(super) items: Vec<Item<'a>>,
    /// What of it is internal, where that is no error.
    pub(super) leaks: Vec<Diagnostic>,
}

/// What the guard has found, by file.
type Leaks = Mutex<BTreeMap<SitePath, Found>>;

/// What was rendered, in order of path, or what failed: every message once, with its first file and their number.
struct Failures(Mutex<BTreeMap<String, (SitePath, usize)>>);

impl Stage<'_> {
    /// Renders every file in parallel; none is kept in memory after it is written.
    ///
    /// # Errors
    /// If a template fails (all of its failures at once), a file holds what is internal, or the disk fails.
    pub(super) fn run<'s>(&self, site: &'s Site) -> Result<Staged<'s>, OutputError> {
        let failures = Failures(Mutex::default());
        let leaks = Leaks::default();
        let paths: Vec<&SitePath> = site.paths().collect();
        let items: Vec<Option<Item<'s>>> = paths
            .par_iter()
            .map(|path| self.one(site, path, &failures, &leaks))
            .collect::<Result<_, _>>()?;
        failures.check()?;
        Ok(Staged {
            items: items.into_iter().flatten().collect(),
            leaks: self.told(leaks)?,
        })
    }

    /// The findings of the guard; an error if one is.
    fn told(&self, leaks: Leaks) -> Result<Vec<Diagnostic>, OutputError> {
        let leaks = leaks
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let (Some(guard), false) = (self.guard, leaks.is_empty()) else {
            return Ok(Vec::new());
        };
        let findings = guard.findings(&leaks);
        if findings.iter().any(|it| it.level == Level::Error) {
            return Err(OutputError::Leaks(findings));
        }
        Ok(findings)
    }

    fn one<'s>(
        &self,
        site: &'s Site,
        path: &'s SitePath,
        failures: &Failures,
        leaks: &Leaks,
    ) -> Result<Option<Item<'s>>, OutputError> {
        let bytes = match site.render(path) {
            Some(Ok(bytes)) => bytes,
            Some(Err(error)) => {
                failures.add(path, error.message);
                return Ok(None);
            }
            None => {
                failures.add(path, "the plan has no recipe for this file".to_owned());
                return Ok(None);
            }
        };
        if let Some(guard) = self.guard {
            let found = guard.look(site.maker(path), path, &bytes);
            if !found.is_empty() {
                leaks
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .insert(path.clone(), found);
            }
        }
        let path = path.as_str();
        let (fate, edited) = self.compare(path, &bytes)?;
        if let (Fate::Write, Some(staging)) = (fate, self.staging) {
            write_new(&staging.join(path), &bytes)?;
        }
        Ok(Some(Item {
            path,
            entry: Entry::of(&bytes),
            fate,
            edited,
        }))
    }

    /// The bytes on the disk decide, never times or lengths: an edit may keep both.
    fn compare(&self, path: &str, bytes: &[u8]) -> Result<(Fate, bool), OutputError> {
        let there = || {
            let file = self.folder.join(path);
            std::fs::read(&file).map_err(|error| OutputError::io("read", &file, error))
        };
        if self.disk.ours.contains(path) {
            let former = there()?;
            return Ok(match former == bytes {
                true => (Fate::Unchanged, false),
                false => (Fate::Write, !self.ours.wrote(path, &former)),
            });
        }
        let blocked = folders(path).any(|folder| {
            let kind = self.disk.foreign.get(folder);
            kind.is_some_and(|kind| *kind != Kind::Folder)
        });
        Ok(match self.disk.foreign.get(path) {
            _ if blocked => (Fate::Blocked, false),
            None => (Fate::Write, false),
            Some(Kind::File) if there()? == bytes => (Fate::Theirs, false),
            Some(_) => (Fate::Blocked, false),
        })
    }
}

impl Failures {
    fn add(&self, path: &SitePath, message: String) {
        // A poisoned lock still holds every failure that was added.
        let mut failures = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let (first, count) = failures.entry(message).or_insert((path.clone(), 0));
        *count += 1;
        if path < first {
            *first = path.clone();
        }
    }

    fn check(self) -> Result<(), OutputError> {
        let failures = self
            .0
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if failures.is_empty() {
            return Ok(());
        }
        let faults = failures
            .into_iter()
            .map(|(message, (path, files))| RenderFault {
                message,
                path,
                files,
            })
            .collect();
        Err(OutputError::Render(faults))
    }
}

/// Writes a file that is not there yet, in a folder that may not be there yet.
fn write_new(file: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let fail = |error| OutputError::io("write", file, error);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    let mut open = OpenOptions::new();
    let mut made = open.write(true).create_new(true).open(file).map_err(fail)?;
    made.write_all(bytes).map_err(fail)
}
