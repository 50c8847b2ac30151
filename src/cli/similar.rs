//! `casebook similar`: the past incidents that a log line, a stack trace, an alert or a postmortem is like, why, what
//! stopped them and how long they took.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::DONE;
use super::args::{InspectFormat, Similar};
use super::making::documents;
use super::project::Project;
use super::report::one_line;
use super::session::{Session, Stop};
use crate::config::{Audience, Config, Overrides};
use crate::diag::SourceText;
use crate::library::{Entry, Library, Record};
use crate::pipeline;
use crate::search::{self, Reason, Relation, Relations, SYMPTOM_MAX, Symptom};
use crate::source::walk::DOCUMENT_ENDINGS;
use crate::theme::Theme;

/// What the incidents are compared with.
enum Asked {
    /// A text as it was pasted, and whether it was longer than what is read.
    Symptom(String, bool),
    /// A document.
    Postmortem(Box<SourceText>),
}

/// An incident that is like it.
struct Hit {
    record: Arc<Record>,
    score: u64,
    reasons: Vec<Reason>,
}

/// Prints the incidents that are most like the text, best first.
pub(super) fn run(args: &Similar, session: &mut Session) -> Result<u8, Stop> {
    let typed = Overrides {
        content: args.content.content.clone(),
        drafts: args.drafts.then_some(true),
        internal: args.content.internal.then_some(true),
        ..Overrides::default()
    };
    let project = Project::open(session, typed)?;
    let asked = asked(args, &project, session)?;
    let library = documents(&project, session)?.library;
    let cut = matches!(asked, Asked::Symptom(_, true));
    if cut {
        let kilobytes = SYMPTOM_MAX >> 10;
        session.say_level(
            "warning",
            &format!("only the first {kilobytes} KB of the text are compared"),
        );
    }
    let mut hits = match &asked {
        Asked::Symptom(text, _) => like_symptom(text, &library, session),
        Asked::Postmortem(source) => like_postmortem(source, &library, &project.config),
    };
    hits.truncate(args.limit);
    let file = |record: &Record| project.names.file(&record.source.path);
    let out = match args.format {
        InspectFormat::Json => data(&hits, cut, file),
        InspectFormat::Text => text(&hits, session.out_color(), file),
    };
    session.print(&out)?;
    if hits.is_empty() {
        session.say("No incident of the library is like it");
    }
    Ok(DONE)
}

/// Reads what was asked.
fn asked(args: &Similar, project: &Project, session: &mut Session) -> Result<Asked, Stop> {
    let named = args.file.as_deref().filter(|path| *path != Path::new("-"));
    let Some(path) = named else {
        let Some(input) = session.host.input.take() else {
            return Err(Stop::wrong("there is nothing on the standard input").help(
                "name a file, or pipe a text in: `tail -n 50 error.log | casebook similar`",
            ));
        };
        return symptom(input, "the standard input");
    };
    let shown = path.display().to_string();
    let disk = session.host.folder.join(path);
    let unreadable = |error: io::Error| Stop::wrong(format!("cannot read `{shown}`: {error}"));
    if disk.is_dir() {
        return Err(Stop::wrong(format!("`{shown}` is a folder")).help("name a file"));
    }
    let file = File::open(&disk).map_err(unreadable)?;
    let ending = path
        .extension()
        .map(|it| it.to_string_lossy().to_lowercase());
    if !ending.is_some_and(|it| DOCUMENT_ENDINGS.contains(&it.as_str())) {
        return symptom(Box::new(file), &format!("`{shown}`"));
    }
    let limit = project.config.limits.document_bytes;
    let bytes = first(Box::new(file), limit + 1).map_err(unreadable)?;
    if bytes.len() > limit {
        return Err(Stop::wrong(format!(
            "`{shown}` has more bytes than the {limit} that `document_bytes` allows"
        )));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| not_text(error.as_bytes(), &format!("`{shown}`")))?;
    let within = disk.strip_prefix(&project.content).unwrap_or(path);
    let within = within
        .to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/");
    Ok(Asked::Postmortem(Box::new(SourceText::new(within, &text))))
}

/// Reads a pasted text, no more of it than is compared.
fn symptom(input: Box<dyn Read + Send>, name: &str) -> Result<Asked, Stop> {
    let mut bytes = first(input, SYMPTOM_MAX + 1)
        .map_err(|error| Stop::wrong(format!("cannot read {name}: {error}")))?;
    let cut = bytes.len() > SYMPTOM_MAX;
    bytes.truncate(SYMPTOM_MAX);
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // The last character may have been cut in two.
        Err(error) if cut && error.utf8_error().error_len().is_none() => {
            let whole = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(whole);
            String::from_utf8(bytes).unwrap_or_default()
        }
        Err(error) => return Err(not_text(error.as_bytes(), name)),
    };
    if text.contains('\0') {
        return Err(not_text(text.as_bytes(), name));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(Asked::Symptom(text.to_owned(), cut))
}

fn first(input: Box<dyn Read + Send>, bytes: usize) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    input.take(bytes).read_to_end(&mut read)?;
    Ok(read)
}

fn not_text(bytes: &[u8], name: &str) -> Stop {
    let stop = Stop::wrong(format!("{name} is no UTF-8 text"));
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            stop.help("it looks like UTF-16: convert it with `iconv -f UTF-16 -t UTF-8`")
        }
        _ => stop.help("paste the lines of the log that say what failed"),
    }
}

fn like_symptom(text: &str, library: &Library, session: &mut Session) -> Vec<Hit> {
    let records: Vec<&Arc<Record>> = library.records.iter().rev().collect();
    let symptom = Symptom::read(text);
    if symptom.is_empty() {
        session.say_level(
            "hint",
            "nothing in the text can be compared: numbers, times and addresses change each time",
        );
    }
    let found = search::similar(&search::postings(&records), text);
    let hits = found.into_iter().filter_map(|it| {
        let record = library.records.get(it.record)?.clone();
        let mut reasons = symptom.reasons(&record);
        reasons.push(it.shares());
        Some(Hit {
            record,
            score: it.score,
            reasons,
        })
    });
    hits.collect()
}

fn like_postmortem(source: &SourceText, library: &Library, config: &Config) -> Vec<Hit> {
    let config = Config {
        // What is asked about may be a draft of what the library will hold.
        audience: Audience {
            drafts: true,
            internal: true,
        },
        ..config.clone()
    };
    let relations = search::relations(library);
    let found = match pipeline::read(source, &config).value {
        Entry::Incident(record) => related(&relations, &record, library),
        Entry::Page(_) | Entry::LeftOut(_) => Vec::new(),
    };
    let hits = found.into_iter().filter_map(|it| {
        Some(Hit {
            record: library.find(&it.slug)?.clone(),
            score: it.score.into(),
            reasons: it.reasons,
        })
    });
    hits.collect()
}

/// Of an incident that the library holds, the same answer as on its page.
fn related(relations: &Relations, record: &Record, library: &Library) -> Vec<Relation> {
    let same = |it: &&Arc<Record>| it.source.path == record.source.path;
    let held = library.records.iter().find(same);
    relations.related(held.map_or(record, |held| held))
}

/// What stopped an incident, in its author's words.
fn stopped(record: &Record) -> Option<String> {
    let fact = record.postmortem.facts.mitigation.as_ref()?;
    fact.counts().then(|| fact.value.clone())
}

fn text(hits: &[Hit], color: bool, file: impl Fn(&Record) -> String) -> String {
    let words = Theme::builtin().speak("en", None);
    let mut out = String::new();
    for (n, hit) in hits.iter().enumerate() {
        let it = &hit.record.postmortem;
        let title = one_line(&it.title.value);
        let title = if color {
            format!("\u{1b}[1m{title}\u{1b}[0m")
        } else {
            title
        };
        let mut facts = Vec::new();
        facts.extend(
            it.facts
                .started
                .as_ref()
                .map(|it| it.value.civil.date().to_string()),
        );
        facts.extend(it.facts.organisation.as_ref().map(|it| it.value.clone()));
        facts.push(match stopped(&hit.record) {
            Some(what) => {
                let word = words.get(&format!("mitigation.{what}"));
                format!("stopped by {}", word.unwrap_or(&what))
            }
            None => "what stopped it is not known".to_owned(),
        });
        facts.push(match it.duration.as_ref().filter(|it| it.counts()) {
            Some(length) => format!("took {}", length.value),
            None => "how long it took is not known".to_owned(),
        });
        let reasons: Vec<String> = hit.reasons.iter().map(Reason::words).collect();
        let lines = [
            one_line(&facts.join(" · ")),
            one_line(&reasons.join(" · ")),
            file(&hit.record),
        ];
        let gap = if n == 0 { "" } else { "\n" };
        out.push_str(&format!("{gap}{}. {title}\n", n + 1));
        for line in lines {
            out.push_str(&format!("   {line}\n"));
        }
    }
    out
}

fn data(hits: &[Hit], cut: bool, file: impl Fn(&Record) -> String) -> String {
    let hits = hits.iter().map(|hit| {
        let it = &hit.record.postmortem;
        let mut object = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                object.insert(key.to_owned(), value);
            }
        };
        put("id", Some(it.id.clone().into()));
        put("slug", Some(it.slug.clone().into()));
        put("title", Some(it.title.value.clone().into()));
        put("file", Some(file(&hit.record).into()));
        let started = it.facts.started.as_ref();
        put("started", started.map(|it| it.value.iso().into()));
        put("mitigation", stopped(&hit.record).map(Value::from));
        let duration = it.duration.as_ref().filter(|it| it.counts());
        put(
            "duration_minutes",
            duration.map(|it| it.value.minutes().into()),
        );
        put("score", Some(hit.score.into()));
        let reasons = hit.reasons.iter().map(Reason::json);
        put("reasons", Some(reasons.collect::<Vec<_>>().into()));
        Value::Object(object)
    });
    let all = json!({ "cut": cut, "incidents": hits.collect::<Vec<_>>() });
    let mut out = serde_json::to_string_pretty(&all).unwrap_or_default();
    out.push('\n');
    out
}
