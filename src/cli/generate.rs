//! `casebook completions` and `casebook man`: what shells and manuals are told of the commands.

use std::fs;

use super::DONE;
use super::args::{self, Completions, ManDir};
use super::report::counted;
use super::session::{Session, Stop};

/// Prints the script that completes the commands in a shell.
pub(super) fn completions(args: &Completions, session: &mut Session) -> Result<u8, Stop> {
    session.print(args::completions(args.shell))?;
    Ok(DONE)
}

/// Writes the pages of the manual into a folder, each in place of its former edition.
pub(super) fn man(args: &ManDir, session: &mut Session) -> Result<u8, Stop> {
    let folder = session.host.folder.join(&args.folder);
    let failed = |error| {
        Stop::wrong(format!(
            "cannot write into `{}`: {error}",
            args.folder.display()
        ))
    };
    fs::create_dir_all(&folder).map_err(failed)?;
    let pages = args::manual().map_err(failed)?;
    for page in &pages {
        fs::write(folder.join(&page.name), &page.bytes).map_err(failed)?;
    }
    let pages = counted(pages.len(), "page", "pages");
    session.say_done(&format!(
        "Wrote {pages} of the manual into {}",
        args.folder.display()
    ));
    Ok(DONE)
}
