//! `check --fix` and `check --diff`: what can be mended without a question, written or shown.

use std::fs;
use std::path::PathBuf;

use super::files;
use super::project::Project;
use super::report::counted;
use super::session::{Session, Stop};
use crate::check;
use crate::diag::{Diagnostic, Patch, SourceText, printable};
use crate::source::FoundAsset;
use crate::source::walk;
use crate::writing;

/// A document as it is on the disk.
struct Original {
    file: FoundAsset,
    text: String,
}

/// The documents below `paths`, or all; those that no rule can read are left to the rules.
fn originals(project: &Project, paths: &[PathBuf]) -> Result<Vec<Original>, Stop> {
    let folders = project.folders();
    let listed = walk::list(&folders.content, &folders.skipped)
        .map_err(|error| Stop::wrong(error.to_string()))?;
    let wanted = listed.documents.into_iter().filter(|file| {
        let disk = file.disk.canonicalize();
        let disk = disk.as_ref().unwrap_or(&file.disk);
        paths.is_empty() || paths.iter().any(|path| disk.starts_with(path))
    });
    let limit = project.config.limits.document_bytes;
    let read = wanted.filter_map(|file| {
        let fits = usize::try_from(file.len).is_ok_and(|len| len <= limit);
        let bytes = fits.then(|| fs::read(&file.disk).ok())??;
        Some(Original {
            text: String::from_utf8(bytes).ok()?,
            file,
        })
    });
    Ok(read.collect())
}

/// Mends the documents below `paths`, each one whole or not at all; says what was changed.
///
/// # Errors
/// If a file cannot be written, or was changed meanwhile; the others are mended all the same.
pub(super) fn fix(project: &Project, paths: &[PathBuf], session: &mut Session) -> Result<(), Stop> {
    let (mut places, mut documents, mut failed) = (0, 0, 0);
    for Original { file, text } in originals(project, paths)? {
        let Some(fixed) = writing::fix(&file.path, &text, &project.config) else {
            continue;
        };
        let shown = project.names.file(&file.path);
        if let Err(error) = files::replace(&file.disk, text.as_bytes(), fixed.text.as_bytes()) {
            session.say_level("error", &format!("cannot write `{shown}`: {error}"));
            failed += 1;
            continue;
        }
        documents += 1;
        places += fixed.fixes.len();
        for fix in fixed.fixes {
            session.say(&format!("{shown}:{}: {}", fix.line, fix.what));
        }
    }
    if documents > 0 {
        let places = counted(places, "place", "places");
        let documents = counted(documents, "file", "files");
        session.say_done(&format!("Mended {places} in {documents}"));
    }
    match failed {
        0 => Ok(()),
        failed => Err(Stop::wrong(format!(
            "{} not mended",
            counted(failed, "file is", "files are")
        ))),
    }
}

/// Prints the changes that [`fix`] would make, and those that findings propose, as a patch for `git apply` or `patch -p1`.
///
/// # Errors
/// If the content cannot be read, or the stream takes no more.
pub(super) fn diff(
    project: &Project,
    paths: &[PathBuf],
    findings: &[Diagnostic],
    session: &mut Session,
) -> Result<(), Stop> {
    let mut shown = 0;
    for Original { file, text } in originals(project, paths)? {
        let name = project.names.file(&file.path);
        let changed = mended(project, &file, &text, findings);
        if changed == text {
            continue;
        }
        // A patch shows lines as they are; a secret must not be among them.
        if check::holds_secret(&SourceText::new(file.path.clone(), &text)) {
            session.say_level(
                "warning",
                &format!("`{name}` holds a secret and is not shown; remove that first"),
            );
            continue;
        }
        shown += 1;
        let diff = writing::diff_of_lines(&name, &text, &changed);
        // Data for a program goes out as it is; on a terminal nothing in it may act.
        match session.host.out.terminal {
            true => session.print(printable(&diff))?,
            false => session.print(diff)?,
        }
    }
    match shown {
        0 => session.say("there is nothing to mend by a patch"),
        count => session.say(&format!(
            "{} would change; look at each and apply with `git apply` or `patch -p1`",
            counted(count, "file", "files")
        )),
    }
    Ok(())
}

/// A document with everything mended that can be: what needs no question wins over what a finding proposes for its line.
fn mended(project: &Project, file: &FoundAsset, text: &str, findings: &[Diagnostic]) -> String {
    let here = findings.iter().filter(|it| {
        it.place
            .as_ref()
            .is_some_and(|place| place.file == file.path)
    });
    let patches: Vec<&Patch> = here.filter_map(|it| it.patch.as_ref()).collect();
    let proposed = writing::patched(&file.path, text, &patches);
    let Some(fixed) = writing::fix(&file.path, text, &project.config) else {
        return proposed;
    };
    let lines = text
        .split_inclusive('\n')
        .zip(fixed.text.split_inclusive('\n'));
    lines
        .zip(proposed.split_inclusive('\n'))
        .map(|((old, fixed), proposed)| if fixed == old { proposed } else { fixed })
        .collect()
}
