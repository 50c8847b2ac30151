//! The page of one postmortem.

mod facts;
mod related;
mod timeline;

use crate::diag::Diagnostic;
use crate::index::Axis;
use crate::library::Record;
use crate::model::{ActionItem, Lessons, Source};
use crate::theme::{Context, safe};

pub(super) use related::closest;

use super::shared::{Shared, incident_address};
use super::short::shorten;
use super::{feed, linked_data, moment, text, view};

/// Stands in a text for the message of a finding.
const MESSAGE: &str = "{message}";

pub(super) fn page(shared: &Shared, address: &str, at: usize, record: &Record) -> Context {
    let it = &record.postmortem;
    let body = text::body(
        shared,
        &record.source,
        &record.document,
        address,
        &it.title.value,
    );
    let page = view::Page {
        kind: "incident",
        section: "incidents",
        title: it.title.value.clone(),
        description: shorten(&feed::summary(record), 200),
        language: shared.foreign(&it.facts),
        published: it
            .facts
            .published
            .as_ref()
            .and_then(|it| moment::instant(&it.value)),
        modified: it
            .facts
            .updated
            .as_ref()
            .and_then(|it| moment::instant(&it.value)),
        ..view::Page::default()
    };
    let mut context = shared.context(address, page);
    let data = linked_data::incident(shared, address, record);
    context.insert("data", &safe(&data));
    context.insert("incident", &incident(shared, at, record));
    context.insert(
        "toc",
        &text::toc(&body.toc, shared.config.limits.toc_entries),
    );
    context.insert("body", &safe(&body.html));
    context
}

fn incident(shared: &Shared, at: usize, record: &Record) -> view::Incident {
    let it = &record.postmortem;
    let panel = facts::panel(shared, record);
    let timeline = timeline::timeline(shared, record);
    let neighbour = |at: Option<usize>| {
        let record = shared.record(at?)?;
        Some(view::Link {
            id: record.postmortem.id.clone(),
            name: record.postmortem.title.value.clone(),
            url: shared.href(&incident_address(&record.postmortem.slug)),
        })
    };
    let json = if shared.config.api_per_incident {
        super::api::incident_address(&it.slug)
    } else {
        "api/library.json".to_owned()
    };
    view::Incident {
        id: it.id.clone(),
        organisation: organisation(shared, record),
        marks: shared.marks(record),
        summary: facts::summary(record),
        when: panel.when,
        main: panel.main,
        facts: panel.facts,
        unknown: panel.unknown,
        evidence: panel.evidence,
        disagreements: disagreements(shared, record),
        phases: timeline::phases(shared, record, &timeline),
        timeline_in_text: timeline.in_text,
        timeline_utc: timeline.utc,
        timeline: timeline
            .entries
            .into_iter()
            .map(|(_, entry)| entry)
            .collect(),
        actions: actions(shared, record),
        lessons: lessons(record, &it.facts.lessons),
        repeats: super::repeats::of(shared, at),
        related: related::related(shared, record),
        mentioned: shared.mentioned_in(at),
        sources: it.facts.sources.iter().map(source).collect(),
        newer: neighbour(at.checked_sub(1)),
        older: neighbour(at.checked_add(1)),
        source_url: place(shared, shared.config.source_url.as_deref(), record),
        edit_url: place(shared, shared.config.edit_url.as_deref(), record),
        history_url: place(shared, shared.config.history_url.as_deref(), record),
        json: shared.href(&json),
        filters: filters(shared, record),
    }
}

fn organisation(shared: &Shared, record: &Record) -> Option<view::Link> {
    let fact = record.postmortem.facts.organisation.as_ref()?;
    let id = crate::index::text_id(&fact.value);
    shared.bucket(Axis::Organisation, &id)?;
    Some(view::Link {
        url: shared.bucket_url(Axis::Organisation, &id),
        name: fact.value.clone(),
        id,
    })
}

/// Statements of the authors that disagree, each as pieces of text and of quoted words.
fn disagreements(shared: &Shared, record: &Record) -> Vec<Vec<view::Piece>> {
    let found = shared.disagreements.get(&record.source.path);
    let found = found.into_iter().flatten();
    found.map(|it| disagreement(shared, it)).collect()
}

/// A finding in the language of the interface: its own message where that is English, else what disagrees in general and
/// the author's words that do.
fn disagreement(shared: &Shared, finding: &Diagnostic) -> Vec<view::Piece> {
    let message = pieces(&finding.message);
    let other = shared.word_str("disagreement.other", MESSAGE);
    let text = shared.word_str(&format!("disagreement.{}", finding.rule), other);
    if text == MESSAGE {
        return message;
    }
    let own = |text: &str| view::Piece {
        text: text.to_owned(),
        quoted: false,
    };
    let mut shown = vec![own(text)];
    for (n, quoted) in message.into_iter().filter(|it| it.quoted).enumerate() {
        shown.push(own(if n == 0 { ": " } else { ", " }));
        shown.push(quoted);
    }
    shown
}

/// A message cut at its backticks; what stands between two of them is quoted.
pub(super) fn pieces(message: &str) -> Vec<view::Piece> {
    let parts: Vec<&str> = message.split('`').collect();
    // An odd backtick at the end quotes nothing.
    let odd = parts.len().is_multiple_of(2);
    let mut pieces: Vec<view::Piece> = Vec::new();
    for (n, part) in parts
        .iter()
        .enumerate()
        .filter(|(_, part)| !part.is_empty())
    {
        let quoted = n % 2 == 1 && !(odd && n == parts.len() - 1);
        let mut text = (*part).to_owned();
        if n == 0 && !quoted {
            let mut chars = part.chars();
            text = chars
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .chain(chars)
                .collect();
        }
        pieces.push(view::Piece { text, quoted });
    }
    pieces
}

/// Action items, unless they were read in the text and a table would say no more than it.
fn actions(shared: &Shared, record: &Record) -> Option<view::Actions> {
    let items = record.postmortem.facts.action_items.as_slice();
    let body = record.source.line(record.document.body.start);
    let in_text = items.iter().any(|item| item.line >= body);
    let any = |has: fn(&ActionItem) -> bool| items.iter().any(has);
    let actions = view::Actions {
        kinds: any(|it| it.kind.is_some()),
        owners: any(|it| it.owner.is_some()),
        dues: any(|it| it.due.is_some()),
        statuses: any(|it| it.status.is_some() || it.closed.is_some()),
        items: items
            .iter()
            .map(|it| view::ActionView {
                id: it.id.clone(),
                title: it.title.clone(),
                url: it.link.as_deref().and_then(web),
                kind: it
                    .kind
                    .map(|kind| shared.word(&format!("action_kind.{}", kind.id()))),
                owner: it.owner.clone(),
                due: it.due.map(moment::date_text),
                status: it
                    .status
                    .map(|status| shared.named("action_status", status.id())),
                closed: it.closed.map(moment::date_text),
            })
            .collect(),
    };
    let says_more = !in_text || actions.owners || actions.dues || actions.statuses;
    (!items.is_empty() && says_more).then_some(actions)
}

/// Lessons that are not a section of the text.
fn lessons(record: &Record, lessons: &Lessons) -> Option<view::LessonsView> {
    let all = || {
        lessons
            .well
            .iter()
            .chain(&lessons.badly)
            .chain(&lessons.lucky)
    };
    let body = record.source.slice(record.document.body);
    let first = all().next()?;
    // A lesson that was read in the text stands there already.
    let start: String = first.chars().take(40).collect();
    if body.contains(start.as_str()) {
        return None;
    }
    Some(view::LessonsView {
        well: lessons.well.clone(),
        badly: lessons.badly.clone(),
        lucky: lessons.lucky.clone(),
    })
}

fn source(source: &Source) -> view::SourceView {
    let url = web(&source.url);
    let host = url.as_deref().and_then(host);
    view::SourceView {
        title: source
            .title
            .clone()
            .unwrap_or_else(|| shorten(&source.url, 120)),
        host: host.filter(|_| source.title.is_some()),
        archived: source.archived.as_deref().and_then(web),
        url,
    }
}

/// An address that may become a link: http or https.
pub(super) fn web(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, _) = url.split_once("://")?;
    let web = ["https", "http"]
        .iter()
        .any(|it| scheme.eq_ignore_ascii_case(it));
    web.then(|| url.to_owned())
}

/// The host of a web address, without `www.`.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| shorten(host, 60))
}

/// A setting with the document's path in it.
///
/// `None` where something internal was taken out: it stands at that place.
fn place(shared: &Shared, setting: Option<&str>, record: &Record) -> Option<String> {
    if record.source.has_gaps() && !shared.config.audience.internal {
        return None;
    }
    let path = super::address::encode_path(&record.source.path);
    setting.map(|setting| setting.replace("{path}", &path))
}

/// Facts by which other search engines can filter the page.
fn filters(shared: &Shared, record: &Record) -> Vec<view::Named> {
    let it = &record.postmortem;
    let mut filters = vec![
        ("impact", it.level.value.id().to_owned()),
        ("duration", shared.config.durations.id(it.band)),
    ];
    let facts = &it.facts;
    filters.extend(
        facts
            .root_cause
            .iter()
            .map(|fact| ("cause", fact.value.clone())),
    );
    filters.extend(
        facts
            .severity
            .iter()
            .map(|fact| ("severity", fact.value.id())),
    );
    filters.extend(
        facts
            .services
            .iter()
            .map(|fact| ("service", fact.value.clone())),
    );
    let named = filters.into_iter().map(|(id, name)| view::Named {
        id: id.to_owned(),
        name,
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_becomes_a_link() {
        assert_eq!(web(" https://x.org/a "), Some("https://x.org/a".to_owned()));
        assert_eq!(web("HTTP://日本.jp"), Some("HTTP://日本.jp".to_owned()));
        for bad in [
            "javascript:alert(1)",
            "javascript://x.org/%0aalert(1)",
            "data:text/html,x",
            "/x",
            "x",
            "",
            "ftp://x.org/",
        ] {
            assert_eq!(web(bad), None, "{bad}");
        }
        assert_eq!(
            host("https://user@www.x.org:80/a?b").as_deref(),
            Some("x.org:80")
        );
        assert_eq!(host("https://www.x.org/a").as_deref(), Some("x.org"));
    }

    #[test]
    fn quoted_words_of_a_message_are_told_apart() {
        let shown = |message| -> Vec<(String, bool)> {
            pieces(message)
                .into_iter()
                .map(|piece| (piece.text, piece.quoted))
                .collect()
        };
        let own = |text: &str, quoted| (text.to_owned(), quoted);
        assert_eq!(
            shown("stated `about 25 hours` here"),
            [
                own("Stated ", false),
                own("about 25 hours", true),
                own(" here", false)
            ]
        );
        assert_eq!(shown("odd `x"), [own("Odd ", false), own("x", false)]);
        assert_eq!(shown(""), []);
    }
}
