//! `casebook new`: begins a postmortem from a writing template.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use jiff::civil::Date;

use super::args::New;
use super::making::today;
use super::project::{self, Project};
use super::session::{Session, Stop};
use super::{DONE, files};
use crate::config::{Config, Overrides};
use crate::suggest;
use crate::writing::{self, Draft, TEMPLATES, Template};

/// The template that is taken when none is named.
const USUAL: &str = "sre";

/// Writes the file and prints its path.
pub(super) fn run(args: &New, session: &mut Session) -> Result<u8, Stop> {
    let typed = Overrides {
        content: args.content.clone(),
        ..Overrides::default()
    };
    let project = Project::open(session, typed)?;
    let template = template(args, session)?;
    let draft = draft(args, &project.config, session)?;
    let text = writing::write(&draft, &template, &project.config).map_err(|broken| {
        let line = broken.place.map_or(0, |place| place.line);
        let stop = Stop::wrong(format!("the template, line {line}: {}", broken.message));
        broken.help.into_iter().fold(stop, Stop::help)
    })?;
    if args.stdout {
        session.print(&text)?;
        return Ok(DONE);
    }
    let name = draft.file_name().ok_or_else(|| {
        Stop::wrong(format!(
            "nothing of the title `{}` can stand in a file's name",
            draft.title
        ))
        .help("use a title with letters or digits")
    })?;
    refuse_twin(&project, &name)?;
    let path = project.content.join(&name);
    let shown = match project.shown(&project.content) {
        folder if folder == "./" => name,
        folder => format!("{folder}{name}"),
    };
    files::create(&path, text.as_bytes()).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(&shown),
        _ => Stop::wrong(format!("cannot write `{shown}`: {error}")),
    })?;
    session.print(format!("{shown}\n"))?;
    let command = session.command("serve");
    session.say(&format!(
        "It is a draft: `{command}` shows it; take `status: draft` out to publish it"
    ));
    Ok(DONE)
}

fn exists(shown: &str) -> Stop {
    Stop::wrong(format!("there is a postmortem `{shown}` already"))
        .help("give another title or `--date`, or edit that one")
}

/// A document of the same name in another form: `x.markdown`, `x/index.md`.
fn refuse_twin(project: &Project, name: &str) -> Result<(), Stop> {
    let stem = name.strip_suffix(".md").unwrap_or(name);
    let twins = [
        name.to_owned(),
        format!("{stem}.markdown"),
        format!("{stem}/index.md"),
    ];
    let there = |twin: &&String| fs::symlink_metadata(project.content.join(twin)).is_ok();
    match twins.iter().find(there) {
        Some(twin) => Err(exists(&format!(
            "{}{twin}",
            project.shown(&project.content)
        ))),
        None => Ok(()),
    }
}

fn template(args: &New, session: &Session) -> Result<String, Stop> {
    if let Some(path) = &args.from {
        return own(&project::root(session)?.join(path));
    }
    let name = args.template.as_deref().unwrap_or(USUAL);
    if let Some(template) = Template::named(name) {
        return Ok(template.text.to_owned());
    }
    let stop = Stop::wrong(format!("there is no template `{name}`"));
    Err(match suggest::nearest(name, TEMPLATES.map(|it| it.name)) {
        Some(near) => stop.help(format!("did you mean `{near}`?")),
        None => {
            let all = TEMPLATES.map(|it| format!("`{}` ({})", it.name, it.means));
            stop.help(format!(
                "there are {}; or `--from` a file of your own",
                all.join(", ")
            ))
        }
    })
}

fn own(path: &Path) -> Result<String, Stop> {
    let shown = path.display();
    fs::read_to_string(path)
        .map_err(|error| Stop::wrong(format!("cannot read the template `{shown}`: {error}")))
}

fn draft(args: &New, config: &Config, session: &Session) -> Result<Draft, Stop> {
    let title = args.title.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Draft {
        title,
        date: date(args, config, session)?,
        owner: args.owner.clone(),
        cause: args
            .cause
            .as_deref()
            .map(|word| cause(word, config))
            .transpose()?,
        severity: args.severity.clone(),
        services: args.services.clone(),
    })
}

/// As typed, else today in the zone of the site.
fn date(args: &New, config: &Config, session: &Session) -> Result<Date, Stop> {
    let given = match &args.date {
        Some(text) => Some(text.clone()),
        None => project::source_date(session)?,
    };
    if let Some(text) = given {
        return text.parse().map_err(|_| {
            Stop::wrong(format!("`{text}` is no day")).help("write it as `2026-01-31`")
        });
    }
    Ok(today(config))
}

/// The id of a root-cause category.
fn cause(word: &str, config: &Config) -> Result<String, Stop> {
    if let Some(category) = config.category_of_word(word) {
        return Ok(category.id.clone());
    }
    let stop = Stop::wrong(format!("there is no root-cause category `{word}`"));
    let ids = config.categories.iter().map(|it| it.id.as_str());
    Err(match suggest::nearest(word, ids.clone()) {
        Some(near) => stop.help(format!("did you mean `{near}`?")),
        None => stop.help(format!("there are {}", ids.collect::<Vec<_>>().join(", "))),
    })
}
