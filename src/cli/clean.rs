//! `casebook clean`: takes away what a build wrote.

use super::DONE;
use super::args::Clean;
use super::project::Project;
use super::report::counted;
use super::session::{Session, Stop};
use crate::config::Overrides;
use crate::output;

/// Removes the files that the manifest lists and that are still as written.
pub(super) fn run(args: &Clean, session: &mut Session) -> Result<u8, Stop> {
    let typed = Overrides {
        output: args.output.clone(),
        ..Overrides::default()
    };
    let project = Project::open(session, typed)?;
    let cleaned = output::clean(&project.output_plan(session, output::Existing::Refuse))?;
    let folder = project.shown(&project.output);
    for path in &cleaned.kept {
        session.say_level(
            "warning",
            &format!("kept `{folder}{path}`: it was changed since it was written"),
        );
    }
    match (cleaned.removed, cleaned.kept.len()) {
        (0, 0) => session.say(&format!("Nothing to remove in {folder}")),
        (removed, _) => {
            let files = counted(removed, "file", "files");
            session.say_done(&format!("Removed {files} of {folder}"));
        }
    }
    Ok(DONE)
}
