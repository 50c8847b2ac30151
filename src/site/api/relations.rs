//! What the library says as a whole: which incidents belong together and why, and what happened again.

use serde_json::{Map, Value, json};

use super::super::address::absolute;
use super::super::shared::Shared;
use super::{VERSION, harmless, optional};
use crate::index::{Occurrence, Repeat, Scope};
use crate::library::Record;
use crate::search::{Reason, ReasonKind};

/// `api/relations.json`.
pub(in crate::site) fn relations(shared: &Shared) -> Vec<u8> {
    let schema = absolute(&shared.config, "api/relations-schema.json");
    let head = json!({
        "$schema": schema.unwrap_or_else(|| "relations-schema.json".to_owned()),
        "version": VERSION,
    });
    let head = serde_json::to_string(&head).unwrap_or_default();
    let mut out = head.trim_end_matches('}').to_owned();
    // One incident and one group a line, as in the library: a difference between two builds shows what changed.
    let records = shared.library.records.iter();
    push_list(
        &mut out,
        "related",
        records.filter_map(|it| related(shared, it)),
    );
    push_list(
        &mut out,
        "repeats",
        shared.repeats.iter().map(|it| repeat(shared, it)),
    );
    out.push_str("}\n");
    harmless(out).into_bytes()
}

fn push_list(out: &mut String, name: &str, values: impl Iterator<Item = Value>) {
    out.push_str(&format!(",\"{name}\":["));
    for (n, value) in values.enumerate() {
        out.push_str(if n == 0 { "\n" } else { ",\n" });
        out.push_str(&serde_json::to_string(&value).unwrap_or_default());
    }
    out.push_str("\n]");
}

/// The incidents that belong to one; `None` if there are none.
fn related(shared: &Shared, record: &Record) -> Option<Value> {
    let near = shared.related(record).iter().filter_map(|it| {
        let id = id(shared, shared.find(&it.slug)?)?;
        let reasons: Vec<Value> = it.reasons.iter().map(Reason::json).collect();
        Some(json!({ "id": id, "reasons": reasons }))
    });
    let near: Vec<Value> = near.collect();
    (!near.is_empty()).then(|| json!({ "id": record.postmortem.id, "related": near }))
}

fn id(shared: &Shared, at: usize) -> Option<&str> {
    Some(&shared.record(at)?.postmortem.id)
}

fn repeat(shared: &Shared, it: &Repeat) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), it.id.as_str().into());
    object.insert("scope".to_owned(), it.scope.id().into());
    optional(&mut object, "organisation", it.organisation.as_deref());
    optional(&mut object, "pattern", it.pattern.as_deref());
    if !it.components.is_empty() {
        object.insert("component".to_owned(), it.components.as_slice().into());
    }
    optional(&mut object, "root_cause", it.cause.as_deref());
    let incidents = it.members.iter().filter_map(|it| occurrence(shared, it));
    object.insert("incidents".to_owned(), incidents.collect());
    Value::Object(object)
}

fn occurrence(shared: &Shared, it: &Occurrence) -> Option<Value> {
    let mut object = Map::new();
    object.insert("id".to_owned(), id(shared, it.record)?.into());
    if let Some(days) = it.days_since {
        object.insert("days_since".to_owned(), days.into());
    }
    let undone = it.undone.iter().filter_map(|(at, n)| {
        let item = shared.record(*at)?.postmortem.facts.action_items.get(*n)?;
        Some(json!({ "id": id(shared, *at)?, "title": item.title }))
    });
    let undone: Vec<Value> = undone.collect();
    if !undone.is_empty() {
        object.insert("undone".to_owned(), undone.into());
    }
    Some(Value::Object(object))
}

/// JSON Schema of [`relations`].
pub(in crate::site) fn relations_schema() -> String {
    let text = || json!({ "type": "string" });
    let list = |items: Value| json!({ "type": "array", "items": items });
    let object = |required: &[&str], properties: Value| json!({ "type": "object", "required": required, "properties": properties });
    let kinds = ReasonKind::ALL.map(ReasonKind::id);
    let reason = object(
        &["kind", "values"],
        json!({ "kind": { "enum": kinds }, "values": list(text()) }),
    );
    let other = object(
        &["id", "reasons"],
        json!({ "id": text(), "reasons": list(reason) }),
    );
    let undone = object(&["id", "title"], json!({ "id": text(), "title": text() }));
    let occurrence = object(
        &["id"],
        json!({
            "id": text(),
            "days_since": { "type": "integer", "minimum": 0, "description": "Days since the one before." },
            "undone": {
                "description": "Action items of earlier incidents that were not marked as done when it began.",
                "type": "array",
                "items": undone,
            },
        }),
    );
    let repeat = object(
        &["id", "scope", "incidents"],
        json!({
            "id": text(),
            "scope": { "enum": [Scope::Again.id(), Scope::Elsewhere.id()] },
            "organisation": text(),
            "pattern": text(),
            "component": list(text()),
            "root_cause": text(),
            "incidents": { "description": "Oldest first, unknown dates last.", "type": "array", "items": occurrence },
        }),
    );
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What the incidents of a library have to do with each other",
        "type": "object",
        "required": ["version", "related", "repeats"],
        "properties": {
            "$schema": text(),
            "version": { "const": VERSION },
            "related": {
                "description": "For each incident those that belong to it, best first. Incidents are named by their id.",
                "type": "array",
                "items": object(&["id", "related"], json!({ "id": text(), "related": list(other) })),
            },
            "repeats": {
                "description": "Incidents that are the same failure: again in one organisation, or elsewhere.",
                "type": "array",
                "items": repeat,
            },
        },
    });
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
