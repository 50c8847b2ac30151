//! `casebook build`: the site into its folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::args::Build;
use super::check::{Strictness, blocks, is_secret};
use super::making::{Clock, Made, make};
use super::project::Project;
use super::report::{Names, counted, counts, left_out, location};
use super::session::{Session, Stop, quoted};
use super::{DONE, FINDINGS};
use crate::config::Overrides;
use crate::diag::{Diagnostic, Level};
use crate::index::Axis;
use crate::output::{self, Existing, OutputError, Written};

/// Places of one rule that are named; more are counted.
const PLACES_MAX: usize = 2;

/// Paths of one kind that are named; more are counted.
const NAMED_MAX: usize = 5;

/// Builds the site. An error publishes nothing: the former site stays.
pub(super) fn run(args: &Build, session: &mut Session) -> Result<u8, Stop> {
    let mut clock = Clock::start();
    let typed = Overrides {
        // A workflow that has no address passes an empty one.
        base_url: args.base_url.clone().filter(|url| !url.is_empty()),
        output: args.output.clone(),
        content: args.content.content.clone(),
        drafts: args.drafts.then_some(true),
        internal: args.content.internal.then_some(true),
        portable: args.portable.then_some(true),
        ..Overrides::default()
    };
    let project = Project::open(session, typed)?;
    clock.stage("read the settings");
    let mut made = make(&project, session, &mut clock)?;
    let blocking = tell_findings(args, session, &project, &made);
    // What is left out for an error is not published; what holds a key would be.
    let secrets = made.findings.iter().any(is_secret);
    if blocking > 0 && (secrets || !args.keep_going) {
        let errors = counted(blocking, "finding", "findings");
        session.say_level(
            "error",
            &format!("{errors} to mend; nothing was written, the former site stays as it is"),
        );
        return Ok(FINDINGS);
    }
    let existing = match args.adopt {
        true => Existing::Adopt,
        false => Existing::Refuse,
    };
    let mut plan = project.output_plan(session, existing);
    plan.guard = made.guard().map(Arc::new);
    clock.stage("know what is internal");
    session.progress("writing the pages");
    let written = match args.dry_run {
        true => output::preview(&made.built.site, &plan),
        false => output::write(&made.built.site, &plan),
    };
    let written = match written {
        Err(OutputError::Leaks(found)) => return Ok(tell_leaks(session, &project, &found)),
        written => written?,
    };
    let _ = session
        .err_target(&project.names)
        .print_some(&written.leaks.iter().collect::<Vec<_>>(), "");
    clock.stage("render and write");
    match args.dry_run {
        true => tell_preview(session, &written)?,
        false => tell_written(session, &project, &made, &written, &clock),
    }
    if args.timings {
        for line in clock.lines() {
            session.say(&line);
        }
    }
    Ok(if blocking > 0 { FINDINGS } else { DONE })
}

/// Says what is internal and would have been published.
fn tell_leaks(session: &mut Session, project: &Project, found: &[Diagnostic]) -> u8 {
    let found: Vec<&Diagnostic> = found.iter().collect();
    // A stream that takes no more messages does not make the site fit to be written.
    let _ = session
        .err_target(&project.names)
        .print_some(&found, "they are all listed");
    session.say_level(
        "error",
        "the site holds what is internal; nothing was written, the former site stays as it is",
    );
    FINDINGS
}

/// Says what was found: what counts in full, other warnings as numbers. Returns how many count.
fn tell_findings(args: &Build, session: &mut Session, project: &Project, made: &Made) -> usize {
    let strictness = Strictness::from(args.strict);
    let (blocking, rest): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        made.findings.iter().partition(|it| blocks(it, strictness));
    let list = format!("`{}` lists them", check_command(args, session));
    // A stream that takes no more messages does not stop a build.
    let _ = session
        .err_target(&project.names)
        .print_some(&blocking, &list);
    let warnings: Vec<&Diagnostic> = rest
        .into_iter()
        .filter(|it| it.level == Level::Warning)
        .collect();
    if session.global.verbose {
        let _ = session
            .err_target(&project.names)
            .print_some(&warnings, &list);
    } else if !warnings.is_empty() {
        let many = counted(warnings.len(), "warning", "warnings");
        session.say_level("warning", &format!("{many}; {list}"));
        for line in by_rule(&warnings, &project.names) {
            session.say(&line);
        }
    }
    blocking.len()
}

/// A line for each rule: how often, and where if that is short.
fn by_rule(warnings: &[&Diagnostic], names: &Names) -> Vec<String> {
    let mut rules: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for warning in warnings {
        rules.entry(warning.rule).or_default().push(warning);
    }
    let line = |(rule, found): (&str, Vec<&Diagnostic>)| {
        let places = found.iter().filter_map(|it| it.place.as_ref());
        let named: Vec<String> = places
            .take(PLACES_MAX)
            .map(|it| location(it, names))
            .collect();
        let more = if found.len() > named.len() && !named.is_empty() {
            ", …"
        } else {
            ""
        };
        let places = named.join(", ");
        format!("{:>8}  {rule:<22} {places}{more}", found.len())
            .trim_end()
            .to_owned()
    };
    rules.into_iter().map(line).collect()
}

/// The command that lists what this build found, ready to be copied.
fn check_command(args: &Build, session: &Session) -> String {
    let mut command = session.command("check");
    if let Some(content) = &args.content.content {
        command.push_str(&format!(" --content {}", quoted(content)));
    }
    command
}

/// Says what a build would do, as data: one line for each file.
fn tell_preview(session: &mut Session, written: &Written) -> Result<(), Stop> {
    for (what, paths) in [("write", &written.written), ("remove", &written.removed)] {
        for path in paths {
            session.print(format!("{what} {path}\n"))?;
        }
    }
    session.flush()?;
    tell_others(session, written);
    session.say_done(&format!(
        "Would write {}, remove {} and leave {} as they are; nothing was written",
        counted(written.written.len(), "file", "files"),
        written.removed.len(),
        written.unchanged
    ));
    Ok(())
}

fn tell_written(
    session: &mut Session,
    project: &Project,
    made: &Made,
    written: &Written,
    clock: &Clock,
) {
    if session.global.verbose {
        for (what, paths) in [("wrote", &written.written), ("removed", &written.removed)] {
            for path in paths {
                session.say(&format!("{what} {path}"));
            }
        }
    }
    tell_others(session, written);
    let folder = project.shown(&project.output);
    session.say_done(&closing_line(made, &folder, &clock.total()));
    if project.config.portable {
        session.say_level("hint", &format!("open {folder}index.html in a browser"));
        return;
    }
    let command = session.command("serve --open");
    session.say_level("hint", &format!("`{command}` shows it in a browser"));
    if project.config.base_url.is_none() {
        session.say_level(
            "hint",
            "give the address of the site with `--base-url` or `base_url` in site.toml, and it gets a sitemap, canonical links and a feed with full addresses",
        );
    }
}

/// Says what became of files that are not quite ours.
fn tell_others(session: &mut Session, written: &Written) {
    let folder = written.folder.display().to_string();
    for (level, paths, what) in [
        (
            "warning",
            &written.overwritten,
            "were changed since they were written, and are now as the site has them",
        ),
        (
            "warning",
            &written.kept,
            "are no longer part of the site, but were changed since they were written: kept",
        ),
    ] {
        if !paths.is_empty() {
            session.say_level(level, &format!("in {folder}, {} {what}", named(paths)));
        }
    }
    if session.global.verbose && !written.foreign.is_empty() {
        let names = named(&written.foreign);
        session.say(&format!("in {folder}, left alone: {names}"));
    }
}

/// Some paths, the rest counted.
fn named(paths: &[String]) -> String {
    let mut names: Vec<String> = paths
        .iter()
        .take(NAMED_MAX)
        .map(|path| format!("`{path}`"))
        .collect();
    if paths.len() > NAMED_MAX {
        names.push(format!("{} more", paths.len() - NAMED_MAX));
    }
    names.join(", ")
}

/// `Built 128 incidents, 46 index pages, search 61 KB → public/ in 84 ms (3 warnings, 2 drafts left out)`
fn closing_line(made: &Made, folder: &str, took: &str) -> String {
    let library = &made.built.understood.library;
    let search = made.built.understood.search.files.values();
    let search: usize = search.map(|bytes| bytes.len()).sum();
    let mut line = format!(
        "Built {}, {}, search {} → {folder} in {took}",
        counted(library.records.len(), "incident", "incidents"),
        counted(index_pages(made), "index page", "index pages"),
        size(search),
    );
    let mut aside = vec![counts(&made.findings)];
    aside.extend(left_out(library));
    aside.retain(|words| !words.is_empty());
    if !aside.is_empty() {
        line.push_str(&format!(" ({})", aside.join(", ")));
    }
    line
}

/// Number of pages that list incidents: all of them, and each index with its buckets.
fn index_pages(made: &Made) -> usize {
    let lists =
        |folder: &str| folder == "incidents" || Axis::ALL.iter().any(|it| it.path() == folder);
    let pages = made.built.site.paths().filter(|path| {
        let path = path.as_str();
        path.ends_with(".html")
            && path
                .split_once('/')
                .is_some_and(|(folder, _)| lists(folder))
    });
    let incidents = made.built.understood.library.records.len();
    pages.count().saturating_sub(incidents)
}

/// `61 KB`, `4.2 MB`.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_thousands_and_millions() {
        assert_eq!(size(0), "0 KB");
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(61_000), "61 KB");
        assert_eq!(size(4_210_000), "4.2 MB");
    }
}
