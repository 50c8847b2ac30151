//! `casebook theme`: what the built-in theme has, and single files of it for one's own.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::args::{Eject, ThemeCommand};
use super::project::Project;
use super::session::{Session, Stop};
use super::{DONE, files};
use crate::config::Overrides;
use crate::suggest;
use crate::theme::{API, BuiltinFile, LOCK, Lock, builtin_files};

/// Name of the theme that a file is copied into where the settings name none.
const OWN: &str = "own";

/// Lists the files, or copies one.
pub(super) fn run(args: &ThemeCommand, session: &mut Session) -> Result<u8, Stop> {
    let project = Project::open(session, Overrides::default())?;
    match args {
        ThemeCommand::List => list(&project, session),
        ThemeCommand::Eject(args) => eject(args, &project, session),
    }
}

/// A line for each file of the built-in theme, and whether the site has its own.
fn list(project: &Project, session: &mut Session) -> Result<u8, Stop> {
    let all = builtin_files();
    let folder = project.config.theme.as_ref();
    let folder = folder.map(|name| project.root.join("themes").join(name));
    let lock = folder
        .as_deref()
        .map_or_else(|| Ok(Lock::default()), read_lock)?;
    let width = all.iter().map(|it| it.path.len()).max().unwrap_or(0);
    for file in &all {
        let own = folder
            .as_ref()
            .is_some_and(|folder| folder.join(&file.path).is_file());
        let state = match (own, lock.is_stale(&file.path)) {
            (false, _) => "built-in",
            (true, Some(true)) => "own; the built-in one has changed since it was copied",
            (true, _) => "own",
        };
        session.print(format!("{:width$}  {state}\n", file.path))?;
    }
    Ok(DONE)
}

/// Copies a file of the built-in theme into the site's, and records which one it was.
fn eject(args: &Eject, project: &Project, session: &mut Session) -> Result<u8, Stop> {
    let file = named(&args.file)?;
    if args.stdout {
        session.print(file.bytes)?;
        return Ok(DONE);
    }
    let name = project.config.theme.as_deref().unwrap_or(OWN);
    let folder = project.root.join("themes").join(name);
    let path = folder.join(&file.path);
    let shown = format!("{}{}", project.shown(&folder), file.path);
    let failed = |error| Stop::wrong(format!("cannot write `{shown}`: {error}"));
    if args.keep {
        if !path.is_file() {
            return Err(Stop::wrong(format!("there is no `{shown}`"))
                .help("without `--keep` it is copied there"));
        }
    } else {
        if let Some(inner) = path.parent() {
            fs::create_dir_all(inner).map_err(failed)?;
        }
        files::create(&path, file.bytes).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Stop::wrong(format!("there is a `{shown}` already"))
                .help("`--stdout` prints the built-in one; `--keep` records that yours is up to date with it"),
            _ => failed(error),
        })?;
    }
    note(&folder, &file).map_err(failed)?;
    session.print(format!("{shown}\n"))?;
    if project.config.theme.is_none() {
        session.say_level(
            "hint",
            &format!("put `theme = \"{name}\"` at the top of site.toml, and it counts"),
        );
    }
    Ok(DONE)
}

/// The file that a person means: its path in the theme, or only the end of it.
fn named(wanted: &str) -> Result<BuiltinFile, Stop> {
    let all = builtin_files();
    let wanted = wanted.replace('\\', "/");
    let end = format!("/{wanted}");
    let exact = all.iter().find(|it| it.path == wanted);
    let mut ending = all.iter().filter(|it| it.path.ends_with(&end));
    let only = ending.next().filter(|_| ending.next().is_none());
    if let Some(file) = exact.or(only) {
        return Ok(file.clone());
    }
    let stop = Stop::wrong(format!("the built-in theme has no file `{wanted}`"));
    let bare = |path: &str| path.rfind('/').map_or(0, |at| at + 1);
    let near = suggest::nearest(&wanted, all.iter().map(|it| it.path.as_str()))
        .or_else(|| suggest::nearest(&wanted, all.iter().map(|it| &it.path[bare(&it.path)..])));
    Err(match near {
        Some(near) => stop.help(format!("did you mean `{near}`?")),
        None => stop.help("`casebook theme list` shows what there is"),
    })
}

fn read_lock(folder: &Path) -> Result<Lock, Stop> {
    let path = folder.join(LOCK);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Lock::default()),
        Err(error) => {
            return Err(Stop::wrong(format!(
                "cannot read `{}`: {error}",
                path.display()
            )));
        }
    };
    Lock::parse(LOCK, &text)
        .map_err(|finding| Stop::wrong(format!("`{}`: {}", path.display(), finding.message)))
}

/// Writes the record, and `theme.toml` where there is none.
fn note(folder: &Path, file: &BuiltinFile) -> std::io::Result<()> {
    let mut lock =
        read_lock(folder).map_err(|_| std::io::Error::other(format!("`{LOCK}` cannot be read")))?;
    lock.note(file);
    let path = folder.join(LOCK);
    match fs::read(&path) {
        Ok(before) => files::replace(&path, &before, lock.text().as_bytes())?,
        Err(_) => files::create(&path, lock.text().as_bytes())?,
    }
    let settings = folder.join("theme.toml");
    match fs::File::create_new(settings) {
        Ok(mut settings) => settings.write_all(format!("api = {API}\n").as_bytes()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
