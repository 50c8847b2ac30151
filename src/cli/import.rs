//! `casebook import`: front matter for documents that have none, and documents of records of other tools.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::{Import, ImportForm};
use super::files;
use super::project::{self, Project};
use super::report::counted;
use super::session::{Session, Stop};
use super::{DONE, FINDINGS, WRONG};
use crate::config::Overrides;
use crate::diag::{Diagnostic, printable};
use crate::pipeline;
use crate::source::walk;
use crate::writing::{self, Form, Imported, Original, Skipped, Written};

/// Why a page or a row is not written again.
const SAME: &str = "is there as it would be written";

/// A file that was asked for.
struct Asked {
    disk: PathBuf,
    /// As the person calls it.
    shown: String,
    /// Relative to the content folder, else its name.
    path: String,
}

/// What came of a file before anything is written.
struct Understood {
    asked: Asked,
    bytes: Vec<u8>,
    outcome: Result<Imported, Failure>,
}

/// Why nothing comes of a file.
enum Failure {
    /// The disk was in the way.
    Disk(String),
    /// What it holds was.
    Content(String),
}

/// One run of the command: what was done so far.
struct Run<'a> {
    args: &'a Import,
    session: &'a mut Session,
    /// Files that were written, or would be.
    planned: BTreeSet<PathBuf>,
    skipped: BTreeMap<&'static str, usize>,
    /// Files whose content was in the way.
    refused: usize,
    /// Files where the disk was.
    failed: usize,
}

/// Says what would be written, or writes it.
pub(super) fn run(args: &Import, session: &mut Session) -> Result<u8, Stop> {
    let project = Project::open(session, Overrides::default())?;
    let base = project::root(session)?;
    let mut passed = Vec::new();
    let asked = asked(args, &project, &base, &mut passed, &session.host.folder)?;
    for finding in passed {
        let file = finding
            .place
            .map_or_else(String::new, |place| format!("{}: ", place.file));
        let line = printable(&format!("{file}{}", finding.message));
        session.say_level("warning", &line);
    }
    let form = form(args.from);
    let understood: Vec<Understood> = asked
        .into_par_iter()
        .map(|asked| understand(asked, form, &project))
        .collect();
    let mut run = Run {
        args,
        session,
        planned: BTreeSet::new(),
        skipped: BTreeMap::new(),
        refused: 0,
        failed: 0,
    };
    for it in &understood {
        match &it.outcome {
            Ok(Imported::Skipped(why)) => run.skip(&it.asked.shown, why.word()),
            Ok(Imported::Write(all)) => {
                for written in all {
                    run.one(it, written)?;
                }
            }
            Err(failure) => run.fail(&it.asked.shown, failure),
        }
    }
    run.session.flush()?;
    run.close();
    Ok(match (run.failed, run.refused) {
        (0, 0) => DONE,
        (0, _) => FINDINGS,
        _ => WRONG,
    })
}

fn form(from: ImportForm) -> Form {
    match from {
        ImportForm::Auto => Form::Auto,
        ImportForm::Markdown => Form::Markdown,
        ImportForm::Icco => Form::Icco,
        ImportForm::Cstate => Form::Cstate,
        ImportForm::Html => Form::Html,
        ImportForm::Csv => Form::Csv,
    }
}

/// The files that are asked for, each once, in the order of the arguments; those of a folder in order of path. What is
/// passed over in a folder (links, pipes) goes to `passed`.
fn asked(
    args: &Import,
    project: &Project,
    base: &Path,
    passed: &mut Vec<Diagnostic>,
    here: &Path,
) -> Result<Vec<Asked>, Stop> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    for path in &args.paths {
        let disk = base.join(path);
        let about = fs::symlink_metadata(&disk)
            .map_err(|error| Stop::wrong(format!("cannot read `{}`: {error}", path.display())))?;
        let found = if about.is_dir() {
            in_folder(&disk, args.from, project, passed)?
        } else if about.is_file() {
            vec![disk]
        } else {
            let stop = Stop::wrong(format!(
                "`{}` is neither a file nor a folder",
                path.display()
            ));
            return Err(stop.help("name the file that a link leads to"));
        };
        for disk in found {
            let disk = std::path::absolute(&disk).unwrap_or(disk);
            if seen.insert(disk.clone()) {
                all.push(named(disk, project, here));
            }
        }
    }
    Ok(all)
}

/// Documents of a folder; pages and tables only where they are asked for by name, for they may as well be attachments.
fn in_folder(
    folder: &Path,
    from: ImportForm,
    project: &Project,
    passed: &mut Vec<Diagnostic>,
) -> Result<Vec<PathBuf>, Stop> {
    let wrong = |error: walk::WalkError| Stop::wrong(error.to_string());
    let endings: &[&str] = match from {
        ImportForm::Html => &["html", "htm", "xhtml"],
        ImportForm::Csv => &["csv", "tsv"],
        _ => {
            let skip = [project.output.clone(), project.statics.clone()];
            let listed = walk::list(folder, &skip).map_err(wrong)?;
            passed.extend(listed.diagnostics);
            return Ok(listed.documents.into_iter().map(|it| it.disk).collect());
        }
    };
    let listed = walk::list_all(folder).map_err(wrong)?;
    let wanted = listed.into_iter().filter(|it| {
        let ending = it.path.rsplit_once('.').map_or("", |(_, ending)| ending);
        endings.iter().any(|it| it.eq_ignore_ascii_case(ending))
    });
    Ok(wanted.map(|it| it.disk).collect())
}

fn named(disk: PathBuf, project: &Project, here: &Path) -> Asked {
    let slashed = |path: &Path| {
        path.to_string_lossy()
            .replace(std::path::MAIN_SEPARATOR, "/")
    };
    let name = || {
        disk.file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    };
    Asked {
        shown: slashed(disk.strip_prefix(here).unwrap_or(&disk)),
        path: disk
            .strip_prefix(&project.content)
            .map_or_else(|_| name(), slashed),
        disk,
    }
}

fn understand(asked: Asked, form: Form, project: &Project) -> Understood {
    let limit = u64::try_from(project.config.limits.document_bytes).unwrap_or(u64::MAX);
    let (bytes, outcome) = match fs::metadata(&asked.disk).map(|it| it.len()) {
        Ok(len) if len > limit => {
            let message =
                format!("it has {len} bytes, more than the {limit} that `document_bytes` allows");
            (Vec::new(), Err(Failure::Content(message)))
        }
        Err(error) => (Vec::new(), Err(Failure::Disk(error.to_string()))),
        Ok(_) => match fs::read(&asked.disk) {
            Err(error) => (Vec::new(), Err(Failure::Disk(error.to_string()))),
            Ok(bytes) => {
                let original = Original {
                    path: &asked.path,
                    bytes: &bytes,
                    form,
                };
                let outcome = writing::import(original, &project.config, pipeline::read)
                    .map_err(|error| Failure::Content(error.to_string()));
                (bytes, outcome)
            }
        },
    };
    Understood {
        asked,
        bytes,
        outcome,
    }
}

impl Run<'_> {
    /// Writes one file, or shows what would be written.
    fn one(&mut self, from: &Understood, written: &Written) -> Result<(), Stop> {
        let target = from.asked.disk.with_file_name(&written.name);
        let shown = match from.asked.shown.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{}", written.name),
            None => written.name.clone(),
        };
        if !written.in_place && fs::read(&target).is_ok_and(|bytes| bytes == written.bytes) {
            self.skip(&shown, SAME);
            return Ok(());
        }
        let taken = self.planned.contains(&target)
            || !written.in_place && fs::symlink_metadata(&target).is_ok();
        if taken {
            self.fail(&from.asked.shown, &exists(&shown));
            return Ok(());
        }
        if self.args.diff {
            self.print(&written.diff)?;
        } else if !self.args.write {
            self.print(&format!("{shown}\n{}\n", written.head))?;
        }
        let done = match (self.args.write, written.in_place) {
            (false, _) => Ok(()),
            (true, true) => files::replace(&target, &from.bytes, &written.bytes),
            (true, false) => files::create(&target, &written.bytes),
        };
        match done {
            Ok(()) => {
                self.planned.insert(target);
                if self.args.write && self.session.global.verbose {
                    self.session.say(&format!("wrote {}", printable(&shown)));
                }
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                self.fail(&from.asked.shown, &exists(&shown));
            }
            Err(error) => {
                let failure = Failure::Disk(format!("cannot write `{shown}`: {error}"));
                self.fail(&from.asked.shown, &failure);
            }
        }
        Ok(())
    }

    /// Data for a program goes out as it is; on a terminal nothing in it may act.
    fn print(&mut self, text: &str) -> Result<(), Stop> {
        if self.session.host.out.terminal {
            self.session.print(printable(text))
        } else {
            self.session.print(text)
        }
    }

    fn skip(&mut self, shown: &str, why: &'static str) {
        *self.skipped.entry(why).or_default() += 1;
        // The second time that is what one expects of most files.
        let expected = why == Skipped::HasFrontMatter.word() || why == SAME;
        if !expected || self.session.global.verbose {
            self.session
                .say(&format!("skipped {}: {why}", printable(shown)));
        }
    }

    fn fail(&mut self, shown: &str, failure: &Failure) {
        let message = match failure {
            Failure::Disk(message) => {
                self.failed += 1;
                message
            }
            Failure::Content(message) => {
                self.refused += 1;
                message
            }
        };
        let line = printable(&format!("{shown}: {message}")).replace('\n', " ");
        self.session.say_level("error", &line);
    }

    fn close(&mut self) {
        let files = counted(self.planned.len(), "file", "files");
        let mut others: Vec<String> = self
            .skipped
            .iter()
            .map(|(why, count)| format!("{count} skipped: {why}"))
            .collect();
        if self.refused + self.failed > 0 {
            others.push(counted(self.refused + self.failed, "error", "errors"));
        }
        let others = match others.as_slice() {
            [] => String::new(),
            _ => format!(" ({})", others.join(", ")),
        };
        match (self.args.write, self.planned.len()) {
            (_, 0) => self.session.say(&format!("Nothing to write{others}")),
            (true, _) => self.session.say_done(&format!("Wrote {files}{others}")),
            (false, _) => {
                let line = format!("Would write {files}{others}; `--write` writes");
                self.session.say(&line);
            }
        }
    }
}

fn exists(shown: &str) -> Failure {
    Failure::Disk(format!("`{shown}` is there already and is not overwritten"))
}
