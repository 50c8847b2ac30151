//! `casebook import`: front matter for documents that have none, and documents of records of other tools.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::{Import, ImportForm};
use super::files;
use super::project::Project;
use super::report::counted;
use super::session::{Session, Stop};
use super::{DONE, FINDINGS, WRONG};
use crate::config::Overrides;
use crate::diag::printable;
use crate::pipeline;
use crate::source::walk;
use crate::writing::{self, Form, Imported, Original, Skipped, Written};

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

/// What came of all files.
#[derive(Default)]
struct Tally {
    written: usize,
    skipped: BTreeMap<&'static str, usize>,
    refused: usize,
    failed: usize,
}

/// Says what would be written, or writes it.
pub(super) fn run(args: &Import, session: &mut Session) -> Result<u8, Stop> {
    let project = Project::open(session, Overrides::default())?;
    let asked = asked(args, &project, session)?;
    let form = form(args.from);
    let understood: Vec<Understood> = asked
        .into_par_iter()
        .map(|asked| understand(asked, form, &project))
        .collect();
    let mut tally = Tally::default();
    let mut planned = BTreeSet::new();
    for it in understood {
        match &it.outcome {
            Ok(Imported::Skipped(why)) => skip(&it.asked, *why, session, &mut tally),
            Ok(Imported::Write(all)) => {
                for written in all {
                    let done = one(&it, written, args, session, &mut planned)?;
                    match done {
                        Ok(()) => tally.written += 1,
                        Err(failure) => fail(&it.asked, &failure, session, &mut tally),
                    }
                }
            }
            Err(failure) => fail(&it.asked, failure, session, &mut tally),
        }
    }
    session.flush()?;
    close(&tally, args, session);
    Ok(match (tally.failed, tally.refused) {
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

/// The files that are asked for, each once, in the order of the arguments; those of a folder in order of path.
fn asked(args: &Import, project: &Project, session: &Session) -> Result<Vec<Asked>, Stop> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    for path in &args.paths {
        let disk = session.host.folder.join(path);
        let about = fs::symlink_metadata(&disk)
            .map_err(|error| Stop::wrong(format!("cannot read `{}`: {error}", path.display())))?;
        let found = if about.is_dir() {
            in_folder(&disk, args.from, project)?
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
                all.push(named(disk, project, &session.host.folder));
            }
        }
    }
    Ok(all)
}

/// Documents of a folder; pages and tables only where they are asked for by name, for they may as well be attachments.
fn in_folder(folder: &Path, from: ImportForm, project: &Project) -> Result<Vec<PathBuf>, Stop> {
    let wrong = |error: walk::WalkError| Stop::wrong(error.to_string());
    let endings: &[&str] = match from {
        ImportForm::Html => &["html", "htm", "xhtml"],
        ImportForm::Csv => &["csv", "tsv"],
        _ => {
            let skip = [project.output.clone(), project.statics.clone()];
            let listed = walk::list(folder, &skip).map_err(wrong)?;
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

/// Writes one file, or shows what would be written.
fn one(
    from: &Understood,
    written: &Written,
    args: &Import,
    session: &mut Session,
    planned: &mut BTreeSet<PathBuf>,
) -> Result<Result<(), Failure>, Stop> {
    let target = from.asked.disk.with_file_name(&written.name);
    let shown = match from.asked.shown.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{}", written.name),
        None => written.name.clone(),
    };
    let exists = || Failure::Disk(format!("`{shown}` is there already and is not overwritten"));
    if !written.in_place
        && (!planned.insert(target.clone()) || fs::symlink_metadata(&target).is_ok())
    {
        return Ok(Err(exists()));
    }
    if args.diff {
        print(&written.diff, session)?;
    } else if !args.write {
        print(&format!("{shown}\n{}\n", written.head), session)?;
    }
    if !args.write {
        return Ok(Ok(()));
    }
    let done = if written.in_place {
        files::replace(&target, &from.bytes, &written.bytes)
    } else {
        files::create(&target, &written.bytes)
    };
    if done.is_ok() && session.global.verbose {
        session.say(&format!("wrote {}", printable(&shown)));
    }
    Ok(done.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(),
        _ => Failure::Disk(format!("cannot write `{shown}`: {error}")),
    }))
}

/// Data for a program goes out as it is; on a terminal nothing in it may act.
fn print(text: &str, session: &mut Session) -> Result<(), Stop> {
    if session.host.out.terminal {
        session.print(&printable(text))
    } else {
        session.print(text)
    }
}

fn skip(asked: &Asked, why: Skipped, session: &mut Session, tally: &mut Tally) {
    *tally.skipped.entry(why.word()).or_default() += 1;
    // That most files have front matter is what one expects the second time.
    if why != Skipped::HasFrontMatter || session.global.verbose {
        session.say(&format!(
            "skipped {}: {}",
            printable(&asked.shown),
            why.word()
        ));
    }
}

fn fail(asked: &Asked, failure: &Failure, session: &mut Session, tally: &mut Tally) {
    let message = match failure {
        Failure::Disk(message) => {
            tally.failed += 1;
            message
        }
        Failure::Content(message) => {
            tally.refused += 1;
            message
        }
    };
    let line = printable(&format!("{}: {message}", asked.shown)).replace('\n', " ");
    session.say_level("error", &line);
}

fn close(tally: &Tally, args: &Import, session: &mut Session) {
    let files = counted(tally.written, "file", "files");
    let mut others: Vec<String> = tally
        .skipped
        .iter()
        .map(|(why, count)| format!("{count} skipped: {why}"))
        .collect();
    if tally.refused + tally.failed > 0 {
        others.push(counted(tally.refused + tally.failed, "error", "errors"));
    }
    let others = match others.as_slice() {
        [] => String::new(),
        _ => format!(" ({})", others.join(", ")),
    };
    match (args.write, tally.written) {
        (_, 0) => session.say(&format!("Nothing to write{others}")),
        (true, _) => session.say_done(&format!("Wrote {files}{others}")),
        (false, _) => {
            session.say(&format!("Would write {files}{others}; `--write` writes"));
        }
    }
}
