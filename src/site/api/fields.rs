//! Every field of the data with its shape, and the JSON Schema that follows.

use serde_json::{Map, Value, json};

use super::VERSION;
use crate::config::Config;

/// The shape of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Texts,
    /// RFC 3339; without an offset where no zone is known; a bare date where only the day is known.
    Time,
    Number,
    OneOf(&'static [&'static str]),
    /// One of the site's bands of durations.
    Band,
    /// Objects with these fields, of which the first is always there.
    Objects(&'static [&'static str]),
    Object,
}

/// Every field of an incident, its shape, and what it says.
pub(super) const FIELDS: &[(&str, Shape, &str)] = &[
    (
        "id",
        Shape::Text,
        "Identity: the author's id, else the slug.",
    ),
    ("slug", Shape::Text, "Last part of the address."),
    (
        "url",
        Shape::Text,
        "Address: absolute where the site knows its own, else relative to the site.",
    ),
    ("file", Shape::Text, "Path of the source file."),
    ("title", Shape::Text, "Title."),
    ("date", Shape::Time, "The day it began."),
    ("started", Shape::Time, "When users began to be affected."),
    (
        "detected",
        Shape::Time,
        "When somebody or something noticed.",
    ),
    ("declared", Shape::Time, "When it was called an incident."),
    ("mitigated", Shape::Time, "When users stopped being hurt."),
    ("resolved", Shape::Time, "When it was over."),
    ("timezone", Shape::Text, "Zone as written."),
    (
        "windows",
        Shape::Objects(&["start", "end", "kind", "note"]),
        "Windows of impact, where there are several.",
    ),
    (
        "duration_minutes",
        Shape::Number,
        "Length by the windows, else as stated.",
    ),
    (
        "duration_stated_minutes",
        Shape::Number,
        "Length as stated.",
    ),
    (
        "duration_band",
        Shape::Band,
        "Band of the length; a band includes its lower bound.",
    ),
    (
        "state",
        Shape::OneOf(&["ongoing", "mitigated", "resolved", "unknown"]),
        "State of the incident.",
    ),
    ("root_cause", Shape::Text, "Primary root-cause category."),
    (
        "root_cause_text",
        Shape::Text,
        "The sentences that state the cause.",
    ),
    ("contributing", Shape::Texts, "Contributing categories."),
    ("trigger", Shape::Text, "What set it off."),
    ("component", Shape::Texts, "Technology that failed."),
    ("pattern", Shape::Texts, "Recurring shape of the failure."),
    ("services", Shape::Texts, "Services affected."),
    ("detection", Shape::Text, "How it was noticed."),
    ("mitigation", Shape::Text, "What stopped it."),
    ("severity", Shape::Text, "sev0 to sev5, or other."),
    ("severity_label", Shape::Text, "Severity as written."),
    (
        "impact_level",
        Shape::OneOf(&["total", "major", "partial", "minor", "none", "unknown"]),
        "How far it reached.",
    ),
    (
        "impact_kinds",
        Shape::Texts,
        "What the impact consisted of.",
    ),
    (
        "impact_users_percent",
        Shape::Number,
        "Share of users affected, 0 to 100.",
    ),
    ("impact_users", Shape::Text, "Who was affected, as written."),
    (
        "impact_requests_failed",
        Shape::Text,
        "Requests that failed, as written.",
    ),
    (
        "impact_error_percent",
        Shape::Number,
        "Share of requests that failed, 0 to 100.",
    ),
    ("impact_money", Shape::Text, "Money lost, as written."),
    ("impact_data_lost", Shape::Text, "Data lost, as written."),
    ("impact_regions", Shape::Texts, "Regions affected."),
    (
        "impact_text",
        Shape::Text,
        "The sentences that state the impact.",
    ),
    ("language", Shape::Text, "BCP 47 tag."),
    ("summary", Shape::Text, "Summary."),
    ("organisation", Shape::Text, "Organisation."),
    ("teams", Shape::Texts, "Teams."),
    ("owner", Shape::Text, "Owner."),
    ("authors", Shape::Texts, "Authors."),
    ("tags", Shape::Texts, "Tags."),
    ("aliases", Shape::Texts, "Old addresses."),
    (
        "status",
        Shape::OneOf(&["draft", "review", "final"]),
        "How far the document has come.",
    ),
    (
        "visibility",
        Shape::OneOf(&["public", "internal"]),
        "Who may read it.",
    ),
    ("published", Shape::Time, "When the document was published."),
    (
        "updated",
        Shape::Time,
        "When the document was last changed.",
    ),
    ("errors", Shape::Texts, "Verbatim error lines."),
    ("alerts", Shape::Texts, "Alert names."),
    ("runbooks", Shape::Texts, "Runbooks."),
    (
        "timeline",
        Shape::Objects(&["text", "at", "milestone"]),
        "What happened when.",
    ),
    (
        "action_items",
        Shape::Objects(&[
            "title", "id", "kind", "owner", "due", "status", "closed", "link",
        ]),
        "What will be, or was, done about it.",
    ),
    (
        "related",
        Shape::Objects(&["id", "reason", "kind"]),
        "Other incidents the author names.",
    ),
    (
        "sources",
        Shape::Objects(&["url", "title", "archived"]),
        "Where the facts come from.",
    ),
    (
        "lessons",
        Shape::Object,
        "What went well, badly, and where luck helped.",
    ),
    (
        "other",
        Shape::Object,
        "Keys of the front matter that are not part of this schema.",
    ),
    (
        "inferred",
        Shape::Object,
        "Fields that were read in the text: the very words, their line, and how sure the reading is.",
    ),
];

/// JSON Schema of both the library and one incident of a site with these settings.
pub fn schema(config: &Config) -> String {
    let mut properties = Map::new();
    for (name, shape, means) in FIELDS {
        let mut field = shape.json(config);
        if let Some(field) = field.as_object_mut() {
            field.insert("description".to_owned(), (*means).into());
        }
        properties.insert((*name).to_owned(), field);
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A library of incident postmortems",
        "description": "What is not known is left out. Fields are added without a new version, never renamed or removed.",
        "type": "object",
        "required": ["version", "title", "incidents"],
        "properties": {
            "$schema": { "type": "string" },
            "version": { "const": VERSION },
            "title": { "type": "string", "description": "Title of the site." },
            "incidents": {
                "type": "array",
                "description": "Newest first, unknown dates last.",
                "items": { "$ref": "#/$defs/incident" },
            },
        },
        "$defs": {
            "incident": {
                "type": "object",
                "required": ["id", "slug", "url", "file", "title", "duration_band", "state", "impact_level"],
                "properties": properties,
            },
        },
    });
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

impl Shape {
    fn json(self, config: &Config) -> Value {
        let text = || json!({ "type": "string" });
        match self {
            Self::Text => text(),
            Self::Time => json!({
                "type": "string",
                "pattern": "^-?\\d{4,6}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(Z|[+-]\\d{2}:\\d{2})?)?$",
            }),
            Self::Number => json!({ "type": "number", "minimum": 0 }),
            Self::Texts => json!({ "type": "array", "items": text() }),
            Self::Band => {
                let scale = &config.durations;
                let ids: Vec<String> = scale.bands().map(|band| scale.id(band)).collect();
                json!({ "enum": ids })
            }
            Self::OneOf(words) => json!({ "enum": words }),
            Self::Object => json!({ "type": "object" }),
            Self::Objects(fields) => {
                let properties: Map<String, Value> = fields
                    .iter()
                    .map(|field| ((*field).to_owned(), text()))
                    .collect();
                json!({
                    "type": "array",
                    "items": { "type": "object", "required": [fields[0]], "properties": properties },
                })
            }
        }
    }
}
