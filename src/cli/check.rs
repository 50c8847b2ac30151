//! `casebook check`: everything that the rules find, without building anything.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::args::{Check, Format};
use super::making::{Clock, Made, make, today};
use super::project::Project;
use super::report::{counted, counts};
use super::session::{Session, Stop};
use super::{DONE, FINDINGS, explain, mend};
use crate::check::{self, rule};
use crate::config::{Config, Overrides};
use crate::diag::{Diagnostic, Level};
use crate::library::Library;
use crate::model::Origin;
use crate::pipeline;

/// Prints the findings; they count when one is an error, or a warning under `--strict`. Hints wait until asked for.
pub(super) fn run(args: &Check, session: &mut Session) -> Result<u8, Stop> {
    for name in args.select.iter().chain(&args.ignore) {
        rule(name).ok_or_else(|| explain::unknown(name))?;
    }
    let typed = Overrides {
        content: args.content.content.clone(),
        // What is internal or a draft is looked through too: it is checked before it is published.
        drafts: Some(true),
        internal: Some(true),
        ..Overrides::default()
    };
    let project = Project::read(session, typed)?;
    let paths = existing(&args.paths, session)?;
    if args.fix {
        mend::fix(&project, &paths, session)?;
    }
    let made = make(&project, session, &mut Clock::start())?;
    let asked = |it: &Diagnostic| {
        (args.select.is_empty() || args.select.iter().any(|name| name == it.rule))
            && !args.ignore.iter().any(|name| name == it.rule)
            && (paths.is_empty() || lies_in(it, &paths, &project))
    };
    let documents = made.documents;
    let known = known(&made.built.understood.library);
    let found = whole(made, &project);
    let wanted: Vec<Diagnostic> = found.findings.into_iter().filter(asked).collect();
    let allowed: Vec<&Diagnostic> = found.allowed.iter().filter(|it| asked(it)).collect();
    if args.diff {
        mend::diff(&project, &paths, &wanted, session)?;
        session.flush()?;
        return Ok(DONE);
    }
    let format = args.format.unwrap_or_else(|| {
        let github = session.host.variable("GITHUB_ACTIONS") == Some("true");
        if github { Format::Github } else { Format::Full }
    });
    // Programs get everything; a person sees hints when they ask for them.
    let everything = session.global.verbose
        || !args.select.is_empty()
        || matches!(format, Format::Json | Format::Sarif);
    let (shown, kept): (Vec<&Diagnostic>, Vec<&Diagnostic>) = wanted
        .iter()
        .partition(|it| everything || it.level != Level::Hint);
    session
        .out_target(&project.names)
        .print(&shown, &allowed, format)?;
    session.flush()?;
    let files = counted(documents, "file", "files");
    let mut aside = match allowed.len() {
        0 => String::new(),
        count => format!(" ({count} allowed)"),
    };
    if !kept.is_empty() {
        let hints = counted(kept.len(), "hint", "hints");
        aside.push_str(&format!("; {hints}, shown with -v"));
    }
    match counts(&wanted).as_str() {
        "" => session.say_done(&format!("Checked {files}: nothing to mend{aside}")),
        counts => session.say(&format!("Checked {files}: {counts}{aside}")),
    }
    if let Some(line) = known {
        session.say(&line);
    }
    Ok(if wanted.iter().any(|it| blocks(it, args.strict.into())) {
        FINDINGS
    } else {
        DONE
    })
}

/// Everything found in a project.
struct Found {
    /// What is told, sorted.
    findings: Vec<Diagnostic>,
    /// What documents and settings allow.
    allowed: Vec<Diagnostic>,
}

/// What a build finds, and what only this command looks for.
fn whole(made: Made, project: &Project) -> Found {
    let config = &project.config;
    let library = &made.built.understood.library;
    let asked = check::on_request(library, day(config));
    let asked = check::of_settings(library, config, check::in_library(library, asked));
    let (more, told): (Vec<_>, Vec<_>) = asked.into_iter().partition(|it| it.allowed);
    let allowed = [made.built.allowed, more].concat();
    let unused = check::unused(library, &allowed);
    Found {
        findings: pipeline::findings([made.findings, told, unused].concat(), config),
        allowed: check::at_levels(allowed, config),
    }
}

/// The day that everything is late or not on: `as_of` of the settings, else today in the zone of the site.
fn day(config: &Config) -> Date {
    let set = config.as_of.as_ref().and_then(|it| it.parse().ok());
    set.unwrap_or_else(|| today(config))
}

/// How many facts of the library its authors state, and how many are only read in their texts.
fn known(library: &Library) -> Option<String> {
    let facts = library
        .records
        .iter()
        .flat_map(|it| it.postmortem.facts.origins());
    let (stated, read): (Vec<Origin>, Vec<Origin>) = facts
        .filter(|it| *it != Origin::Derived)
        .partition(|it| *it == Origin::Stated);
    let all = stated.len() + read.len();
    (all > 0).then(|| {
        let facts = counted(all, "fact", "facts");
        format!(
            "{facts}: {} stated, {} only read in the text",
            stated.len(),
            read.len()
        )
    })
}

/// Which findings count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// Errors.
    Usual,
    /// Warnings too.
    Strict,
}

impl From<bool> for Strictness {
    fn from(strict: bool) -> Self {
        if strict { Self::Strict } else { Self::Usual }
    }
}

/// Whether a finding counts.
pub(super) fn blocks(finding: &Diagnostic, strictness: Strictness) -> bool {
    match finding.level {
        Level::Error => true,
        Level::Warning => strictness == Strictness::Strict,
        Level::Hint => false,
    }
}

/// The paths, absolute; one that is not there is a slip of the finger and would hide every finding.
fn existing(paths: &[PathBuf], session: &Session) -> Result<Vec<PathBuf>, Stop> {
    let absolute = paths.iter().map(|path| {
        let path = session.host.folder.join(path);
        path.canonicalize()
            .map_err(|error| Stop::wrong(format!("cannot look at `{}`: {error}", path.display())))
    });
    absolute.collect()
}

fn lies_in(finding: &Diagnostic, paths: &[PathBuf], project: &Project) -> bool {
    let Some(place) = &finding.place else {
        return false;
    };
    let within = |folder: &Path| {
        let file = folder.join(place.file.trim_start_matches('/'));
        let file = file.canonicalize().unwrap_or(file);
        paths.iter().any(|path| file.starts_with(path))
    };
    within(&project.content) || within(&project.root)
}
