//! From the project on the disk to the plan of its site, stage by stage, with the time each one takes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::project::Project;
use super::report::counted;
use super::session::{Session, Stop};
use crate::config::{self, Config};
use crate::diag::{Diagnostic, SourceText};
use crate::leak::{Guard, Removed};
use crate::library::Library;
use crate::pipeline::{self, Built};
use crate::source::walk;
use crate::theme::Theme;

/// A site that could be written.
pub(super) struct Made {
    /// The settings it was made with.
    pub(super) config: Arc<Config>,
    /// The plan and what it is made from.
    pub(super) built: Built,
    /// Everything found wrong, settings included, sorted.
    pub(super) findings: Vec<Diagnostic>,
    /// Number of documents read.
    pub(super) documents: usize,
    /// What is internal and stays out of the site.
    pub(super) removed: Vec<Removed>,
    /// Whether it holds what a public site would do without.
    holds_internal: bool,
    /// The theme of the site.
    pub(super) theme: Arc<Theme>,
}

impl Made {
    /// What keeps out of the site what is internal; `None` if there is nothing to keep out.
    pub(super) fn guard(&mut self) -> Option<Guard> {
        let removed = std::mem::take(&mut self.removed);
        let library = &self.built.understood.library;
        pipeline::guard(removed, library, &self.theme, &self.config)
    }
}

/// Runs the stages up to the plan. Nothing is rendered yet.
///
/// # Errors
/// If a folder or the theme cannot be read.
pub(super) fn make(
    project: &Project,
    session: &mut Session,
    clock: &mut Clock,
) -> Result<Made, Stop> {
    make_for(project, &project.config, session, clock)
}

/// What the public would get of a project that holds something internal; `None` if all of it is public.
///
/// # Errors
/// As [`make`].
pub(super) fn make_public(
    project: &Project,
    whole: &Made,
    session: &mut Session,
) -> Result<Option<Made>, Stop> {
    if !whole.holds_internal {
        return Ok(None);
    }
    let mut config = (*project.config).clone();
    config.audience.internal = false;
    make_for(project, &Arc::new(config), session, &mut Clock::start()).map(Some)
}

fn make_for(
    project: &Project,
    config: &Arc<Config>,
    session: &mut Session,
    clock: &mut Clock,
) -> Result<Made, Stop> {
    session.progress("reading the files");
    let inputs = pipeline::load(&project.folders(), config)
        .map_err(|error| Stop::wrong(error.to_string()))?;
    clock.stage("read the files");
    let sources: Vec<&SourceText> = inputs.walked.files.iter().map(|it| &it.source).collect();
    let documents = sources.len();
    session.progress(&format!(
        "understanding {}",
        counted(documents, "document", "documents")
    ));
    let entries = pipeline::read_all(&sources, config);
    clock.stage("understand the documents");
    session.progress("making the indexes");
    let removed = pipeline::removed(&sources, &entries, config);
    let holds_internal = pipeline::holds_internal(&entries);
    let theme = inputs.theme.clone();
    let made = pipeline::assemble_site(entries, inputs, config);
    clock.stage("index and plan");
    if documents == 0 {
        let folder = project.shown(&project.content);
        session.say_level("warning", &format!("there is no Markdown file in {folder}"));
        let begin = match project.root.join(config::FILE).exists() {
            true => ("new \"What failed\"", "a postmortem"),
            false => ("init", "a library"),
        };
        let command = session.command(begin.0);
        session.say_level("hint", &format!("`{command}` begins {}", begin.1));
    }
    let mut findings = made.diagnostics;
    findings.extend(project.findings.iter().cloned());
    Ok(Made {
        config: config.clone(),
        built: made.value,
        findings: pipeline::findings(findings, config),
        documents,
        removed,
        holds_internal,
        theme,
    })
}

/// Documents that were read, without a plan of the site.
pub(super) struct Documents {
    /// Those of them that a build would publish.
    pub(super) library: Library,
    /// What is internal and stays out of it.
    pub(super) removed: Vec<Removed>,
}

/// The documents of the project.
///
/// # Errors
/// If a folder cannot be read.
pub(super) fn documents(project: &Project, session: &mut Session) -> Result<Documents, Stop> {
    let config = &project.config;
    session.progress("reading the files");
    let folders = project.folders();
    let walked = walk::content(&folders.content, &folders.skipped, &config.limits)
        .map_err(|error| Stop::wrong(error.to_string()))?;
    let sources: Vec<&SourceText> = walked.files.iter().map(|it| &it.source).collect();
    session.progress(&format!(
        "understanding {}",
        counted(sources.len(), "document", "documents")
    ));
    let entries = pipeline::read_all(&sources, config);
    let removed = pipeline::removed(&sources, &entries, config);
    Ok(Documents {
        library: Library::of(entries.into_iter().map(|it| it.value)).value,
        removed,
    })
}

/// Today in the zone of the site.
pub(super) fn today(config: &Config) -> Date {
    let zone = TimeZone::get(&config.timezone).unwrap_or(TimeZone::UTC);
    Timestamp::now().to_zoned(zone).date()
}

/// What took how long.
pub(super) struct Clock {
    started: Instant,
    last: Instant,
    stages: Vec<(&'static str, Duration)>,
}

impl Clock {
    /// Begins to measure.
    pub(super) fn start() -> Self {
        let now = Instant::now();
        Self {
            started: now,
            last: now,
            stages: Vec::new(),
        }
    }

    /// The stage `name` is over.
    pub(super) fn stage(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stages.push((name, now - self.last));
        self.last = now;
    }

    /// The stages so far, a line each, and the peak memory where the system tells it.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        let line = |(name, took): &(&str, Duration)| format!("{:>8} ms  {name}", millis(*took));
        let peak = peak_memory().map(|bytes| format!("{:>8} MB  peak memory", bytes >> 20));
        self.stages.iter().map(line).chain(peak)
    }

    /// How long it has been since the start: `84 ms` or `12.3 s`.
    pub(super) fn total(&self) -> String {
        let took = self.started.elapsed();
        match took.as_millis() {
            short @ 0..10_000 => format!("{short} ms"),
            _ => format!("{:.1} s", took.as_secs_f64()),
        }
    }
}

/// Milliseconds, with a fraction while they are few.
fn millis(took: Duration) -> String {
    let millis = took.as_secs_f64() * 1000.0;
    match millis < 10.0 {
        true => format!("{millis:.1}"),
        false => format!("{millis:.0}"),
    }
}

/// The most memory that this process has had, in bytes; `None` where the system does not say (anywhere but on Linux).
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}
