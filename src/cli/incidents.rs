//! The incidents that a command is about: read and put together, without a site around them.

use std::sync::Arc;

use super::args::Incidents;
use super::making::{self, Documents};
use super::project::Project;
use super::report::{Names, counted};
use super::session::{Session, Stop};
use crate::config::{Config, Overrides};
use crate::leak::Removed;
use crate::library::{LeftOutBecause, Library, Record};
use crate::search::Filter;

/// A library and the incidents of it that pass a filter.
pub(super) struct Chosen {
    /// The settings in force.
    pub(super) config: Arc<Config>,
    /// All documents that are part of it.
    pub(super) library: Library,
    /// Positions of the incidents that pass, newest first.
    pub(super) positions: Vec<usize>,
    /// Documents that are not part of it because of an error.
    pub(super) broken: usize,
    /// What is internal and not part of it.
    pub(super) removed: Vec<Removed>,
    /// How places in the files of the project are named.
    pub(super) names: Names,
}

impl Chosen {
    /// The incidents that pass, newest first.
    pub(super) fn records(&self) -> Vec<&Record> {
        let records = self.positions.iter();
        records
            .filter_map(|at| self.library.records.get(*at))
            .map(|it| &**it)
            .collect()
    }
}

/// Reads the library and narrows it; says what is not part of it.
///
/// # Errors
/// If the settings, a folder or the filter are wrong.
pub(super) fn choose(
    args: &Incidents,
    base_url: Option<String>,
    session: &mut Session,
) -> Result<Chosen, Stop> {
    let filter = Filter::parse(&args.filter.join(" "));
    let filter = filter.map_err(|error| Stop::wrong(error.to_string()).help(error.help()))?;
    let project = Project::open(
        session,
        Overrides {
            base_url: base_url.filter(|url| !url.is_empty()),
            content: args.content.content.clone(),
            drafts: args.drafts.then_some(true),
            internal: args.content.internal.then_some(true),
            ..Overrides::default()
        },
    )?;
    let Documents { library, removed } = making::documents(&project, session)?;
    let matching = filter.matching(&library, &project.config);
    let positions = matching.map_err(|error| Stop::wrong(error.to_string()).help(error.help()))?;
    let left = library.left_out.iter();
    let broken = left.filter(|it| it.why == LeftOutBecause::Error).count();
    if broken > 0 {
        let documents = counted(broken, "document is", "documents are");
        let command = session.command("check");
        session.say_level(
            "warning",
            &format!("{documents} left out because of errors; `{command}` lists them"),
        );
    }
    Ok(Chosen {
        config: project.config.clone(),
        library,
        positions,
        broken,
        removed,
        names: project.names,
    })
}
