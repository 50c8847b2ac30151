//! `casebook check`: everything that the rules find, without building anything.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::args::{Check, Format};
#[cfg(feature = "external")]
use super::external::{self, Answer, Asking, Reach};
use super::making::{Clock, Made, make, make_public, today};
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
    let public = make_public(&project, &made, session)?.map(in_public);
    #[cfg(feature = "external")]
    let dead = match args.external {
        true => dead_links(&made.built.understood.library, &project, session),
        false => Vec::new(),
    };
    #[cfg(not(feature = "external"))]
    let dead = Vec::new();
    let found = whole(made, public.unwrap_or_default(), dead, &project);
    let wanted: Vec<Diagnostic> = found.findings.into_iter().filter(asked).collect();
    let allowed: Vec<&Diagnostic> = found.allowed.iter().filter(|it| asked(it)).collect();
    if args.diff {
        mend::diff(&project, &paths, &wanted, session)?;
        session.flush()?;
        return Ok(DONE);
    }
    print(args, &project, &wanted, &allowed, session)?;
    let files = counted(documents, "file", "files");
    let closing = match counts(&wanted).as_str() {
        "" => format!("Checked {files}: nothing to mend"),
        counts => format!("Checked {files}: {counts}"),
    };
    let aside = aside(args, &wanted, allowed.len(), session);
    match counts(&wanted).is_empty() {
        true => session.say_done(&format!("{closing}{aside}")),
        false => session.say(&format!("{closing}{aside}")),
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

/// How findings are printed: as asked, else as GitHub Actions takes them where it runs the program.
fn format(args: &Check, session: &Session) -> Format {
    args.format.unwrap_or_else(|| {
        let github = session.host.variable("GITHUB_ACTIONS") == Some("true");
        if github { Format::Github } else { Format::Full }
    })
}

/// Whether a finding is printed: programs get everything; a person sees hints when they ask for them.
fn is_shown(finding: &Diagnostic, args: &Check, session: &Session) -> bool {
    finding.level != Level::Hint
        || session.global.verbose
        || !args.select.is_empty()
        || matches!(format(args, session), Format::Json | Format::Sarif)
}

fn print(
    args: &Check,
    project: &Project,
    wanted: &[Diagnostic],
    allowed: &[&Diagnostic],
    session: &mut Session,
) -> Result<(), Stop> {
    let shown = wanted.iter().filter(|it| is_shown(it, args, session));
    let shown: Vec<&Diagnostic> = shown.collect();
    let format = format(args, session);
    session
        .out_target(&project.names)
        .print(&shown, allowed, format)?;
    session.flush()
}

/// What is counted and not shown.
fn aside(args: &Check, wanted: &[Diagnostic], allowed: usize, session: &Session) -> String {
    let mut aside = match allowed {
        0 => String::new(),
        count => format!(" ({count} allowed)"),
    };
    let kept = wanted
        .iter()
        .filter(|it| !is_shown(it, args, session))
        .count();
    if kept > 0 {
        let hints = counted(kept, "hint", "hints");
        aside.push_str(&format!("; {hints}, shown with -v"));
    }
    aside
}

/// Everything found in a project.
struct Found {
    /// What is told, sorted.
    findings: Vec<Diagnostic>,
    /// What documents and settings allow.
    allowed: Vec<Diagnostic>,
}

/// The links of the library that lead to nothing on other hosts.
#[cfg(feature = "external")]
fn dead_links(library: &Library, project: &Project, session: &mut Session) -> Vec<Diagnostic> {
    use std::time::Duration;

    let links = check::outside_links(library);
    session.progress("asking other hosts");
    let cache = session.host.cache_folder();
    let asking = Asking {
        cache: cache.map(|folder| folder.join("links.json")),
        day: today(&project.config),
        reach: Reach::Public,
        patience: Duration::from_secs(15),
        budget: Duration::from_secs(300),
    };
    let answers = external::ask(links.keys().map(String::as_str), &asking);
    let unknown = answers.values().filter(|it| **it == Answer::Unknown);
    let (asked, unknown) = (counted(answers.len(), "link", "links"), unknown.count());
    session.say(&match unknown {
        0 => format!("Asked about {asked} to other hosts"),
        unknown => format!("Asked about {asked} to other hosts; of {unknown} nobody could say"),
    });
    let gone = links
        .iter()
        .filter_map(|(url, places)| match answers.get(url.as_str()) {
            Some(Answer::Gone(why)) => Some(check::dead_links(url, places, why)),
            _ => None,
        });
    gone.flatten().collect()
}

/// What a build finds, what only this command looks for, and `dead` links.
fn whole(made: Made, public: Vec<Diagnostic>, dead: Vec<Diagnostic>, project: &Project) -> Found {
    let config = &project.config;
    let library = &made.built.understood.library;
    let mut asked = check::on_request(library, day(config));
    asked.extend(dead);
    let asked = check::of_settings(library, config, check::in_library(library, asked));
    let (more, told): (Vec<_>, Vec<_>) = asked.into_iter().partition(|it| it.allowed);
    let allowed = [made.built.allowed, more].concat();
    let unused = check::unused(library, &allowed);
    let known: BTreeSet<_> = made.findings.iter().chain(&allowed).map(key).collect();
    let public = public.iter().filter(|it| !known.contains(&key(it)));
    let public = public.cloned().collect();
    Found {
        findings: pipeline::findings([made.findings, told, unused, public].concat(), config),
        allowed: check::at_levels(allowed, config),
    }
}

/// What is found in the public view of a project, where that is another one.
fn in_public(mut made: Made) -> Vec<Diagnostic> {
    let leaks = made
        .guard()
        .map(|guard| pipeline::leaks(&made.built.site, &guard));
    made.findings
        .into_iter()
        .chain(leaks.unwrap_or_default())
        .collect()
}

/// By what a finding of one view is known in the other, whatever else stands on its line there.
fn key(finding: &Diagnostic) -> (&str, Option<(&str, usize, usize)>, &str) {
    let place = finding.place.as_ref();
    let place = place.map(|it| (&*it.file, it.line, it.column));
    (finding.rule, place, &finding.message)
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

/// Whether a finding is a key or a token, which no build publishes.
pub(super) fn is_secret(finding: &Diagnostic) -> bool {
    finding.rule == "secret-found" && finding.level != Level::Hint
}

/// Whether a finding counts.
pub(super) fn blocks(finding: &Diagnostic, strictness: Strictness) -> bool {
    match finding.level {
        Level::Error => true,
        // What was published once is known: a key counts whatever else does.
        Level::Warning => strictness == Strictness::Strict || is_secret(finding),
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
