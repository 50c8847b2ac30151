//! JSON Schema of front matter, for editors. It offers what there is and objects only to what no reader can make sense
//! of: names and values have more spellings than a schema can hold, and the whole truth is `casebook check`.

use serde_json::{Map, Value, json};

use super::cause::{DETECTION, MITIGATION};
use super::fields::{FIELDS, Field};
use crate::config::Config;
use crate::model::{ImpactKind, ImpactLevel, PATTERNS};

/// The schema (draft 7, which editors know best), with the root-cause categories of this site.
pub fn schema(config: &Config) -> Value {
    let mut properties = Map::new();
    for field in FIELDS {
        properties.insert(field.key.to_owned(), described(field, config));
        for alias in field.aliases {
            let same = json!({
                "description": format!("Another name of `{}`.", field.key),
                "allOf": [{ "$ref": format!("#/properties/{}", field.key) }],
            });
            properties.insert((*alias).to_owned(), same);
        }
    }
    properties.insert("internal".to_owned(), internal());
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Front matter of a postmortem",
        "description": "Every key is optional. Case, hyphens and underscores do not count in names.",
        "type": "object",
        "properties": properties,
    })
}

fn described(field: &Field, config: &Config) -> Value {
    let mut schema = form(field.key, config);
    schema["description"] = format!("{} ({})", field.means, field.shape).into();
    schema["examples"] = json!([field.example]);
    schema
}

/// What a value looks like. An empty one means that it is not known.
fn form(key: &str, config: &Config) -> Value {
    match key {
        "type" => offered(&["incident", "page"]),
        "status" => offered(&["draft", "review", "final"]),
        "visibility" => offered(&["public", "internal"]),
        "state" => offered(&["ongoing", "mitigated", "resolved"]),
        "draft" | "private" => flag(),
        "severity" => offered(&["sev0", "sev1", "sev2", "sev3", "sev4", "sev5"]),
        "impact" => impact(config),
        "impact_level" => offered(&ImpactLevel::ALL.map(ImpactLevel::id)),
        "impact_kinds" => list_of(offered(&ImpactKind::ALL.map(ImpactKind::id))),
        "impact_users_percent" | "impact_error_percent" => percent(),
        "root_cause" => list_of(category(config)),
        "contributing" => list_of(category(config)),
        "pattern" => list_of(offered(
            &PATTERNS.iter().map(|it| it.id).collect::<Vec<_>>(),
        )),
        "detection" => offered(&DETECTION.map(|(word, _)| word)),
        "mitigation" => offered(&MITIGATION.map(|(word, _)| word)),
        "windows" => list_of(object(&["start", "end", "kind", "note"])),
        "timeline" => list_of(json!({ "anyOf": [scalar(), object(&["at", "text", "milestone"])] })),
        "action_items" => list_of(json!({ "anyOf": [scalar(), action_item()] })),
        "check" => check(),
        "lessons" => json!({ "anyOf": [texts(), lessons()] }),
        "related" => list_of(json!({ "anyOf": [scalar(), object(&["id", "reason", "kind"])] })),
        "sources" => list_of(json!({ "anyOf": [scalar(), object(&["url", "title", "archived"])] })),
        "aliases" | "impact_regions" | "trigger" | "component" | "services" | "errors"
        | "alerts" | "runbooks" | "tags" | "authors" | "owner" | "teams" => texts(),
        _ => scalar(),
    }
}

/// A text; a number or a date is one too.
fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean", "null"] })
}

fn texts() -> Value {
    list_of(scalar())
}

/// One, or a list of them.
fn list_of(item: Value) -> Value {
    json!({ "anyOf": [{ "type": "array", "items": item }, item] })
}

/// Words that an editor offers; others are read as well as they can be.
fn offered(words: &[&str]) -> Value {
    json!({ "anyOf": [{ "enum": words }, { "type": ["string", "number", "boolean", "null"] }] })
}

fn category(config: &Config) -> Value {
    let ids: Vec<&str> = config.categories.iter().map(|it| it.id.as_str()).collect();
    offered(&ids)
}

fn flag() -> Value {
    json!({ "type": ["boolean", "string", "null"] })
}

/// Which fields are internal: a word for the whole document, names of fields, or fields.
fn internal() -> Value {
    json!({
        "description": "Fields that a public site does without: their names, or the fields themselves. `true` is `visibility: internal`.",
        "anyOf": [flag(), { "type": "array", "items": scalar() }, { "type": "object" }],
        "examples": ["internal: [owner, authors]"],
    })
}

fn percent() -> Value {
    json!({ "anyOf": [{ "type": "number", "minimum": 0, "maximum": 100 }, { "type": ["string", "null"] }] })
}

fn object(parts: &[&str]) -> Value {
    let parts = parts.iter().map(|part| ((*part).to_owned(), scalar()));
    json!({ "type": "object", "properties": parts.collect::<Map<_, _>>() })
}

fn action_item() -> Value {
    let mut item = object(&[
        "id", "title", "kind", "owner", "due", "status", "closed", "link",
    ]);
    item["properties"]["kind"] = offered(&["prevent", "detect", "mitigate", "process"]);
    item["properties"]["status"] =
        offered(&["open", "in-progress", "done", "wont-do", "superseded"]);
    item
}

fn check() -> Value {
    json!({ "type": "object", "properties": { "allow": texts() } })
}

fn lessons() -> Value {
    let parts = ["well", "badly", "lucky"].map(|part| (part.to_owned(), texts()));
    json!({ "type": "object", "properties": Map::from_iter(parts) })
}

/// A sentence, a level, or the `impact_` keys without their first word.
fn impact(config: &Config) -> Value {
    let parts = FIELDS.iter().filter_map(|field| {
        let part = field.key.strip_prefix("impact_")?;
        Some((part.to_owned(), form(field.key, config)))
    });
    let map = json!({ "type": "object", "properties": parts.collect::<Map<_, _>>() });
    json!({ "anyOf": [map, offered(&ImpactLevel::ALL.map(ImpactLevel::id))] })
}
