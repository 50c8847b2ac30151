//! What will be done, what was learnt, what belongs to it, where it is from: action items, lessons, related, sources.

use jiff::civil::Date;

use super::clock::when;
use super::fields::squash;
use super::reading::{Given, Reading, Separator};
use crate::model::{ActionItem, ActionKind, ActionStatus, Related, Source};
use crate::tree::{Entry, Node, Value};

const ITEM_PARTS: [&str; 8] = [
    "id", "title", "kind", "owner", "due", "status", "closed", "link",
];

/// The values of a list; one value alone counts as a list of one.
fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ if node.is_empty() => &[],
        _ => std::slice::from_ref(node),
    }
}

fn given_of(entry: &Entry) -> Given<'_> {
    Given {
        name: &entry.key,
        key_span: entry.key_span,
        node: &entry.node,
    }
}

pub(super) fn action_items(r: &mut Reading<'_>, given: Given<'_>) {
    for item in items(given.node) {
        let mut made = ActionItem {
            line: r.source.line(item.span.start),
            ..ActionItem::default()
        };
        match &item.value {
            Value::Scalar(scalar) => {
                let Some(text) = r.line_of(scalar, item.span) else {
                    continue;
                };
                made.title = text;
            }
            Value::Map(entries) => {
                for entry in entries {
                    action_part(r, given, entry, &mut made);
                }
            }
            Value::List(_) => {
                r.refuse(
                    Given {
                        node: item,
                        ..given
                    },
                    "an item with a `title`",
                );
                continue;
            }
        }
        if made.title.is_empty() {
            r.warn(
                "value-invalid",
                item.span,
                "an action item has no title",
                "say what is to be done",
            );
        } else {
            r.facts.action_items.push(made);
        }
    }
}

fn action_part(r: &mut Reading<'_>, given: Given<'_>, entry: &Entry, made: &mut ActionItem) {
    let part = given_of(entry);
    match squash(&entry.key).as_str() {
        "title" | "name" | "action" | "task" | "text" | "summary" | "what" | "item" => {
            if let Some(text) = r.text_of(part) {
                made.title = text;
            }
        }
        "description" => {
            if let Some(text) = r.text_of(part).filter(|_| made.title.is_empty()) {
                made.title = text;
            }
        }
        "id" | "key" | "number" | "ticket" | "issue" => {
            made.id = r.text_of(part).or(made.id.take())
        }
        "kind" | "type" | "category" => {
            made.kind = r.text_of(part).and_then(|text| kind(r, part, &text));
        }
        "owner" | "assignee" | "ownerteam" | "who" | "team" | "responsible" | "assignedto" => {
            made.owner = r.text_of(part);
        }
        "due" | "duedate" | "deadline" | "target" | "targetdate" => made.due = day(r, part),
        "status" | "state" => {
            made.status = r.text_of(part).and_then(|text| {
                let status = ActionStatus::from_word(&text);
                if status.is_none() {
                    r.refuse(
                        part,
                        "`open`, `in-progress`, `done`, `wont-do` or `superseded`",
                    );
                }
                status
            });
        }
        "done" | "completed"
            if part
                .node
                .scalar()
                .is_some_and(|scalar| scalar.as_bool().is_some()) =>
        {
            let done = part.node.scalar().and_then(crate::tree::Scalar::as_bool);
            made.status = Some(if done == Some(true) {
                ActionStatus::Done
            } else {
                ActionStatus::Open
            });
        }
        "closed" | "closedat" | "completed" | "completedat" | "done" | "closedon" => {
            made.closed = day(r, part);
        }
        "link" | "url" | "tracker" | "jira" | "href" => made.link = r.text_of(part),
        _ => r.unknown_part(given.name, entry, &ITEM_PARTS),
    }
}

fn kind(r: &mut Reading<'_>, part: Given<'_>, text: &str) -> Option<ActionKind> {
    let word = text.to_lowercase();
    let kind = ActionKind::from_id(&word).or(match word.as_str() {
        "prevention" | "preventative" | "preventive" | "fix" | "repair" => {
            Some(ActionKind::Prevent)
        }
        "detection" | "monitoring" | "alerting" | "investigate" => Some(ActionKind::Detect),
        "mitigation" | "mitigative" | "response" | "recovery" => Some(ActionKind::Mitigate),
        "documentation" | "training" | "communication" | "other" => Some(ActionKind::Process),
        _ => None,
    });
    if kind.is_none() {
        r.refuse(part, "`prevent`, `detect`, `mitigate` or `process`");
    }
    kind
}

fn day(r: &mut Reading<'_>, part: Given<'_>) -> Option<Date> {
    when(r, part).map(|when| when.civil.date())
}

pub(super) fn lessons(r: &mut Reading<'_>, given: Given<'_>) {
    let texts = |r: &mut Reading<'_>, part: Given<'_>| {
        r.texts_of(part, Separator::None)
            .into_iter()
            .map(|(text, _)| text)
            .collect::<Vec<_>>()
    };
    let Value::Map(entries) = &given.node.value else {
        let badly = texts(r, given);
        r.facts.lessons.badly.extend(badly);
        return;
    };
    for entry in entries {
        let part = given_of(entry);
        match squash(&entry.key).as_str() {
            "well" | "wentwell" | "whatwentwell" | "good" => {
                let well = texts(r, part);
                r.facts.lessons.well.extend(well);
            }
            "badly" | "wentbadly" | "wentwrong" | "whatwentwrong" | "whatwentbadly" | "bad"
            | "wentpoorly" | "poorly" | "learned" => {
                let badly = texts(r, part);
                r.facts.lessons.badly.extend(badly);
            }
            "lucky" | "gotlucky" | "wherewegotlucky" | "luck" => {
                let lucky = texts(r, part);
                r.facts.lessons.lucky.extend(lucky);
            }
            _ => r.unknown_part(given.name, entry, &["well", "badly", "lucky"]),
        }
    }
}

pub(super) fn related(r: &mut Reading<'_>, given: Given<'_>) {
    let by_key = match squash(given.name).as_str() {
        "duplicateof" => Some("duplicate-of"),
        "duplicates" => Some("duplicate"),
        "causedby" => Some("caused-by"),
        _ => None,
    };
    for item in items(given.node) {
        let mut made = Related {
            id: String::new(),
            reason: None,
            kind: by_key.map(str::to_owned),
        };
        match &item.value {
            Value::Scalar(scalar) => made.id = r.line_of(scalar, item.span).unwrap_or_default(),
            Value::Map(entries) => {
                for entry in entries {
                    let part = given_of(entry);
                    match squash(&entry.key).as_str() {
                        "id" | "slug" | "incident" => made.id = r.text_of(part).unwrap_or_default(),
                        "reason" | "why" | "note" => made.reason = r.text_of(part),
                        "kind" | "type" | "relation" => made.kind = r.text_of(part),
                        _ => r.unknown_part(given.name, entry, &["id", "reason", "kind"]),
                    }
                }
            }
            Value::List(_) => {}
        }
        if made.id.is_empty() {
            r.refuse(
                Given {
                    node: item,
                    ..given
                },
                "the id of another incident",
            );
        } else if !r.facts.related.contains(&made) {
            r.facts.related.push(made);
        }
    }
}

pub(super) fn sources(r: &mut Reading<'_>, given: Given<'_>) {
    // The copy of what another key names, not a source of its own.
    if squash(given.name) == "archiveurl" {
        let Some(copy) = r.text_of(given) else {
            return;
        };
        return match r.facts.sources.first_mut() {
            Some(source) => {
                source.archived.get_or_insert(copy);
            }
            None => add_source(r, copy, None, None),
        };
    }
    for item in items(given.node) {
        match &item.value {
            Value::Scalar(scalar) => {
                if let Some(url) = r.line_of(scalar, item.span) {
                    add_source(r, url, None, None);
                }
            }
            Value::Map(entries) => {
                let (mut url, mut title, mut archived) = (None, None, None);
                for entry in entries {
                    let part = given_of(entry);
                    match squash(&entry.key).as_str() {
                        "url" | "link" | "href" | "address" => url = r.text_of(part),
                        "title" | "name" | "text" => title = r.text_of(part),
                        "archived" | "archive" | "archiveurl" => archived = r.text_of(part),
                        _ => r.unknown_part(given.name, entry, &["url", "title", "archived"]),
                    }
                }
                match url.or(archived.take()) {
                    Some(url) => add_source(r, url, title, archived),
                    None => r.refuse(
                        Given {
                            node: item,
                            ..given
                        },
                        "a source with a `url`",
                    ),
                }
            }
            Value::List(_) => r.refuse(
                Given {
                    node: item,
                    ..given
                },
                "a source with a `url`",
            ),
        }
    }
}

fn add_source(r: &mut Reading<'_>, url: String, title: Option<String>, archived: Option<String>) {
    if !r.facts.sources.iter().any(|source| source.url == url) {
        r.facts.sources.push(Source {
            url,
            title,
            archived,
        });
    }
}
