//! `casebook init`: the files of a new library. Writes beside what is there, and never over it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::args::Init;
use super::session::{Session, Stop, quoted};
use super::{DONE, files, project};
use crate::config;
use crate::source::walk;
use crate::writing::{self, Starter};

/// The commit that this program was built from; only releases know it.
const COMMIT: Option<&str> = option_env!("CASEBOOK_COMMIT");
/// The release that it is, or will be.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// A document that a folder may hold without being a library: a fresh repository has it.
const README: &str = "readme.md";

/// Writes what is missing, prints the paths that were written and says what to do next.
pub(super) fn run(args: &Init, session: &mut Session) -> Result<u8, Stop> {
    let root = match &args.folder {
        None => project::root(session)?,
        Some(folder) => made(project::root(session)?.join(folder))?,
    };
    let example = wants_example(&root)?;
    let shown = args.folder.as_ref().map_or_else(String::new, |folder| {
        let folder = folder.display().to_string().replace('\\', "/");
        format!("{}/", folder.trim_end_matches('/'))
    });
    let mut written = 0;
    for starter in writing::starters(&release(COMMIT)) {
        if starter.path == writing::EXAMPLE && !example {
            continue;
        }
        match write(&root, &starter)? {
            true => {
                session.print(format!("{shown}{}\n", starter.path))?;
                written += 1;
            }
            false => session.say(&format!("kept {shown}{}", starter.path)),
        }
    }
    session.flush()?;
    advise(&root, session);
    match written {
        0 => session.say("Nothing was missing. Next:"),
        _ => session.say_done("Made a library. Next:"),
    }
    let next = [
        ("serve --open", "shows it in a browser while you write"),
        (
            "new \"What failed, in a few words\"",
            "begins your first postmortem",
        ),
    ];
    let next = next.map(|(it, what)| (command_in(session, args.folder.as_deref(), it), what));
    let width = next.iter().map(|(it, _)| it.chars().count()).max();
    for (command, what) in &next {
        session.say(&format!("  {command:<0$}  {what}", width.unwrap_or(0)));
    }
    Ok(DONE)
}

/// The release as a workflow names it: its commit where that is known, for a tag can be moved.
fn release(commit: Option<&str>) -> String {
    match commit {
        Some(commit) => format!("{commit} # v{VERSION}"),
        None => format!("v{VERSION}"),
    }
}

/// The folder, made if it was not there.
fn made(folder: PathBuf) -> Result<PathBuf, Stop> {
    let failed = |error| Stop::wrong(format!("cannot make `{}`: {error}", folder.display()));
    fs::create_dir_all(&folder).map_err(failed)?;
    Ok(folder)
}

/// Whether the folder gets an example: not where there are settings or documents already. A `content` folder beside
/// documents would take them off the site.
fn wants_example(root: &Path) -> Result<bool, Stop> {
    if fs::symlink_metadata(root.join(config::FILE)).is_ok() {
        return Ok(false);
    }
    let listed = walk::list(root, &[]).map_err(|error| Stop::wrong(error.to_string()))?;
    let documents = listed.documents.iter();
    Ok(documents
        .filter(|it| !it.path.eq_ignore_ascii_case(README))
        .count()
        == 0)
}

/// Writes a file that is not there yet; `false`: it is there.
fn write(root: &Path, starter: &Starter) -> Result<bool, Stop> {
    let path = root.join(starter.path);
    if fs::symlink_metadata(&path).is_ok() {
        return Ok(false);
    }
    let failed = |error| Stop::wrong(format!("cannot write `{}`: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    match files::create(&path, starter.text.as_bytes()) {
        // Made by somebody else since we looked.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        written => written.map(|()| true).map_err(failed),
    }
}

/// Says what a `.gitignore` that was kept lacks, and where a workflow would not be seen.
fn advise(root: &Path, session: &mut Session) {
    let ignored = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
    let names = ["public", "/public", "public/", writing::IGNORED];
    if !ignored.lines().any(|line| names.contains(&line.trim())) {
        session.say_level(
            "hint",
            &format!(
                "add `{}` to .gitignore: the site is built, not committed",
                writing::IGNORED
            ),
        );
    }
    let above = root.ancestors().skip(1);
    let repository = above
        .take_while(|_| fs::symlink_metadata(root.join(".git")).is_err())
        .find(|folder| fs::symlink_metadata(folder.join(".git")).is_ok());
    if let Some(repository) = repository {
        session.say_level(
            "hint",
            &format!(
                "GitHub runs the workflows of {} only: move .github there, and write `casebook -C` and this folder in it",
                repository.display()
            ),
        );
    }
}

/// A command for this folder, to be copied.
fn command_in(session: &Session, folder: Option<&Path>, command: &str) -> String {
    let root = session.global.root.as_deref();
    let root = match (root, folder) {
        (Some(root), Some(folder)) => Some(root.join(folder)),
        (one, other) => one.or(other).map(Path::to_owned),
    };
    let program = &session.program;
    match root {
        Some(root) => format!("{program} -C {} {command}", quoted(&root.to_string_lossy())),
        None => format!("{program} {command}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_named_by_its_commit_where_that_is_known() {
        assert_eq!(release(Some("0123abc")), format!("0123abc # v{VERSION}"));
        assert_eq!(release(None), format!("v{VERSION}"));
    }
}
