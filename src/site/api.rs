//! The library as data: facts and addresses, no texts. Names are the canonical ones of the record; where a flat name is
//! needed, the path joined by `_`. What is not known is left out, never null, zero or empty.

use serde_json::{Map, Value, json};

use crate::library::Record;
use crate::model::{Fact, Origin, Postmortem, Status, Visibility, When};

use super::shared::{Shared, incident_address as page_address};

/// Version of the data, also in the schema.
const VERSION: u32 = 1;

/// Address of the data of one incident.
pub(super) fn incident_address(slug: &str) -> String {
    format!("api/incidents/{slug}.json")
}

/// The whole library.
pub(super) fn library(shared: &Shared) -> Vec<u8> {
    let mut out = Vec::new();
    let head = json!({
        "$schema": shared.absolute("api/schema.json").unwrap_or_else(|| "schema.json".to_owned()),
        "version": VERSION,
        "title": shared.config.title,
    });
    let head = serde_json::to_string(&head).unwrap_or_default();
    out.extend_from_slice(head.trim_end_matches('}').as_bytes());
    out.extend_from_slice(b",\"incidents\":[");
    // One incident a line: a difference between two builds shows the incidents that changed.
    for (n, record) in shared.library.records.iter().enumerate() {
        out.extend_from_slice(if n == 0 { b"\n" } else { b",\n" });
        let line = serde_json::to_vec(&record_json(shared, record));
        out.extend_from_slice(&line.unwrap_or_default());
    }
    out.extend_from_slice(b"\n]}\n");
    out
}

/// One incident.
pub(super) fn incident(shared: &Shared, record: &Record) -> Vec<u8> {
    let mut object = Map::new();
    let schema = shared
        .absolute("api/schema.json")
        .unwrap_or_else(|| "../schema.json".to_owned());
    object.insert("$schema".to_owned(), schema.into());
    object.insert("version".to_owned(), VERSION.into());
    object.append(&mut record_json(shared, record));
    let mut out = serde_json::to_vec_pretty(&object).unwrap_or_default();
    out.push(b'\n');
    out
}

/// Collects the known facts of one record.
struct Known {
    object: Map<String, Value>,
    inferred: Map<String, Value>,
}

impl Known {
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.object.insert(key.to_owned(), value.into());
    }

    fn origin<T>(&mut self, key: &str, fact: &Fact<T>) {
        let (Origin::Inferred(confidence), Some(quote)) = (fact.origin, &fact.quote) else {
            return;
        };
        let evidence =
            json!({ "quote": quote.text, "line": quote.line, "confidence": confidence.word() });
        self.inferred.entry(key).or_insert(evidence);
    }

    fn fact<T, V: Into<Value>>(
        &mut self,
        key: &str,
        fact: Option<&Fact<T>>,
        value: impl FnOnce(&T) -> V,
    ) {
        if let Some(fact) = fact {
            self.origin(key, fact);
            self.put(key, value(&fact.value));
        }
    }

    fn text(&mut self, key: &str, fact: Option<&Fact<String>>) {
        self.fact(key, fact, String::clone);
    }

    fn time(&mut self, key: &str, fact: Option<&Fact<When>>) {
        self.fact(key, fact, When::iso);
    }

    fn list<T>(&mut self, key: &str, facts: &[Fact<T>], value: impl Fn(&T) -> String) {
        if let Some(first) = facts
            .iter()
            .find(|fact| matches!(fact.origin, Origin::Inferred(_)))
        {
            self.origin(key, first);
        }
        let values: Vec<Value> = facts.iter().map(|fact| value(&fact.value).into()).collect();
        self.some(key, values);
    }

    fn texts(&mut self, key: &str, facts: &[Fact<String>]) {
        self.list(key, facts, Clone::clone);
    }

    fn some(&mut self, key: &str, values: Vec<Value>) {
        if !values.is_empty() {
            self.put(key, values);
        }
    }
}

fn record_json(shared: &Shared, record: &Record) -> Map<String, Value> {
    let it = &record.postmortem;
    let mut known = Known {
        object: Map::new(),
        inferred: Map::new(),
    };
    let address = page_address(&it.slug);
    known.put("id", it.id.as_str());
    known.put("slug", it.slug.as_str());
    known.put("url", shared.absolute(&address).unwrap_or(address));
    known.put("file", &*record.source.path);
    known.fact("title", Some(&it.title), String::clone);
    when_json(&mut known, it);
    why_json(&mut known, it);
    impact_json(&mut known, it);
    document_json(&mut known, it);
    lists_json(&mut known, it);
    let unknown: Map<String, Value> = it.unknown.iter().cloned().collect();
    if !unknown.is_empty() {
        known.put("other", unknown);
    }
    let inferred = std::mem::take(&mut known.inferred);
    if !inferred.is_empty() {
        known.put("inferred", inferred);
    }
    known.object
}

fn when_json(known: &mut Known, it: &Postmortem) {
    let facts = &it.facts;
    known.time("date", facts.date.as_ref());
    known.time("started", facts.started.as_ref());
    known.time("detected", facts.detected.as_ref());
    known.time("declared", facts.declared.as_ref());
    known.time("mitigated", facts.mitigated.as_ref());
    known.time("resolved", facts.resolved.as_ref());
    known.text("timezone", facts.timezone.as_ref());
    if it.windows.len() > 1 {
        let windows = it.windows.iter().map(|window| {
            let mut object = Map::new();
            object.insert("start".to_owned(), window.start().iso().into());
            object.insert("end".to_owned(), window.end().iso().into());
            optional(&mut object, "kind", window.kind.as_deref());
            optional(&mut object, "note", window.note.as_deref());
            Value::Object(object)
        });
        known.some("windows", windows.collect());
    }
    known.fact("duration_minutes", it.duration.as_ref(), |length| {
        length.minutes()
    });
    known.fact(
        "duration_stated_minutes",
        facts.duration_stated.as_ref(),
        |length| length.minutes(),
    );
    known.put("duration_band", it.band.id());
    known.put("state", it.state.id());
}

fn why_json(known: &mut Known, it: &Postmortem) {
    let facts = &it.facts;
    known.text("root_cause", facts.root_cause.as_ref());
    known.text("root_cause_text", facts.root_cause_text.as_ref());
    known.texts("contributing", &facts.contributing);
    known.text("trigger", facts.trigger.as_ref());
    known.texts("component", &facts.component);
    known.texts("pattern", &facts.pattern);
    known.texts("services", &facts.services);
    known.text("detection", facts.detection.as_ref());
    known.text("mitigation", facts.mitigation.as_ref());
}

fn impact_json(known: &mut Known, it: &Postmortem) {
    let facts = &it.facts;
    if let Some(severity) = &facts.severity {
        known.fact("severity", Some(severity), |severity| severity.id());
        known.put("severity_label", severity.value.label.as_str());
    }
    known.fact("impact_level", Some(&it.level), |level| level.id());
    known.list("impact_kinds", &facts.impact_kinds, |kind| {
        kind.id().to_owned()
    });
    known.fact(
        "impact_users_percent",
        facts.impact_users_percent.as_ref(),
        |it| *it,
    );
    known.text("impact_users", facts.impact_users.as_ref());
    known.text(
        "impact_requests_failed",
        facts.impact_requests_failed.as_ref(),
    );
    known.fact(
        "impact_error_percent",
        facts.impact_error_percent.as_ref(),
        |it| *it,
    );
    known.text("impact_money", facts.impact_money.as_ref());
    known.text("impact_data_lost", facts.impact_data_lost.as_ref());
    known.texts("impact_regions", &facts.impact_regions);
    known.text("impact_text", facts.impact_text.as_ref());
}

fn document_json(known: &mut Known, it: &Postmortem) {
    let facts = &it.facts;
    known.text("language", facts.language.as_ref());
    known.text("summary", facts.summary.as_ref());
    known.text("organisation", facts.organisation.as_ref());
    known.texts("teams", &facts.teams);
    known.text("owner", facts.owner.as_ref());
    known.texts("authors", &facts.authors);
    known.texts("tags", &facts.tags);
    known.texts("aliases", &facts.aliases);
    known.fact("status", facts.status.as_ref(), |status| match status {
        Status::Draft => "draft",
        Status::Review => "review",
        Status::Final => "final",
    });
    known.fact("visibility", facts.visibility.as_ref(), |it| match it {
        Visibility::Public => "public",
        Visibility::Internal => "internal",
    });
    known.time("published", facts.published.as_ref());
    known.time("updated", facts.updated.as_ref());
    known.texts("errors", &facts.errors);
    known.texts("alerts", &facts.alerts);
    known.texts("runbooks", &facts.runbooks);
}

fn lists_json(known: &mut Known, it: &Postmortem) {
    let facts = &it.facts;
    let timeline = facts.timeline.iter().map(|entry| {
        let mut object = Map::new();
        optional(&mut object, "at", entry.at.map(|at| at.iso()).as_deref());
        optional(&mut object, "milestone", entry.milestone.map(|it| it.id()));
        object.insert("text".to_owned(), entry.text.as_str().into());
        Value::Object(object)
    });
    known.some("timeline", timeline.collect());
    let actions = facts.action_items.iter().map(|item| {
        let mut object = Map::new();
        optional(&mut object, "id", item.id.as_deref());
        object.insert("title".to_owned(), item.title.as_str().into());
        optional(&mut object, "kind", item.kind.map(|it| it.id()));
        optional(&mut object, "owner", item.owner.as_deref());
        optional(
            &mut object,
            "due",
            item.due.map(super::moment::date_text).as_deref(),
        );
        optional(&mut object, "status", item.status.map(|it| it.id()));
        optional(
            &mut object,
            "closed",
            item.closed.map(super::moment::date_text).as_deref(),
        );
        optional(&mut object, "link", item.link.as_deref());
        Value::Object(object)
    });
    known.some("action_items", actions.collect());
    let related = facts.related.iter().map(|related| {
        let mut object = Map::new();
        object.insert("id".to_owned(), related.id.as_str().into());
        optional(&mut object, "reason", related.reason.as_deref());
        optional(&mut object, "kind", related.kind.as_deref());
        Value::Object(object)
    });
    known.some("related", related.collect());
    let sources = facts.sources.iter().map(|source| {
        let mut object = Map::new();
        object.insert("url".to_owned(), source.url.as_str().into());
        optional(&mut object, "title", source.title.as_deref());
        optional(&mut object, "archived", source.archived.as_deref());
        Value::Object(object)
    });
    known.some("sources", sources.collect());
    let lessons = &facts.lessons;
    let mut object = Map::new();
    for (key, texts) in [
        ("well", &lessons.well),
        ("badly", &lessons.badly),
        ("lucky", &lessons.lucky),
    ] {
        if !texts.is_empty() {
            object.insert(key.to_owned(), texts.as_slice().into());
        }
    }
    if !object.is_empty() {
        known.put("lessons", object);
    }
}

fn optional(object: &mut Map<String, Value>, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), value.into());
    }
}

/// The shape of a field.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Texts,
    /// RFC 3339; without an offset where no zone is known; a bare date where only the day is known.
    Time,
    Number,
    OneOf(&'static [&'static str]),
    /// Objects with these fields, of which the first is always there.
    Objects(&'static [&'static str]),
    Object,
}

/// Every field of an incident, its shape, and what it says.
const FIELDS: &[(&str, Shape, &str)] = &[
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
        Shape::OneOf(&[
            "under-15m",
            "15m-1h",
            "1h-4h",
            "4h-24h",
            "1d-7d",
            "over-7d",
            "ongoing",
            "unknown",
        ]),
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

/// JSON Schema of both the library and one incident.
pub(super) fn schema() -> String {
    let mut properties = Map::new();
    for (name, shape, means) in FIELDS {
        let mut field = shape.json();
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
    fn json(self) -> Value {
        let text = || json!({ "type": "string" });
        match self {
            Self::Text => text(),
            Self::Time => json!({
                "type": "string",
                "pattern": "^-?\\d{4,6}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}(Z|[+-]\\d{2}:\\d{2})?)?$",
            }),
            Self::Number => json!({ "type": "number", "minimum": 0 }),
            Self::Texts => json!({ "type": "array", "items": text() }),
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
