//! The library as data: facts and addresses, no texts. Names are the canonical ones of the record; where a flat name is
//! needed, the path joined by `_`. What is not known is left out, never null, zero or empty.

mod csv;
mod fields;
mod relations;

use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::library::Record;
use crate::model::{Fact, Origin, Postmortem, Visibility, When};

use super::address;
use super::quote;
use super::shared::incident_address as page_address;

pub use fields::schema;
pub(super) use relations::{relations, relations_schema};

/// Version of the data, also in the schema.
const VERSION: u32 = 1;

/// Address of the data of one incident.
pub(super) fn incident_address(slug: &str) -> String {
    format!("api/incidents/{slug}.json")
}

/// Incidents as data, in the order given.
#[derive(Debug, Clone, Copy)]
pub struct Data<'a> {
    /// Title and address of the site.
    pub config: &'a Config,
    /// The incidents.
    pub records: &'a [&'a Record],
}

impl Data<'_> {
    /// All of it as one JSON value: `api/library.json`.
    pub fn json(&self) -> Vec<u8> {
        let schema = address::absolute(self.config, "api/schema.json");
        // About what it takes: grown step by step, the largest file of a site would be copied again and again.
        let texts = self.records.iter().map(|it| it.source.text.len());
        let mut out = Vec::with_capacity(texts.sum::<usize>() / 2);
        let head = json!({
            "$schema": schema.unwrap_or_else(|| "schema.json".to_owned()),
            "version": VERSION,
            "title": self.config.title,
        });
        let head = harmless(serde_json::to_string(&head).unwrap_or_default());
        out.extend_from_slice(head.trim_end_matches('}').as_bytes());
        out.extend_from_slice(b",\"incidents\":[");
        // One incident a line: a difference between two builds shows the incidents that changed.
        for (n, line) in self.lines().enumerate() {
            out.extend_from_slice(if n == 0 { b"\n" } else { b",\n" });
            out.extend_from_slice(&line);
        }
        out.extend_from_slice(b"\n]}\n");
        out
    }

    /// One JSON value a line, one line an incident (<https://jsonlines.org>).
    pub fn ndjson(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for line in self.lines() {
            out.extend_from_slice(&line);
            out.push(b'\n');
        }
        out
    }

    /// A table with a row for each incident: `api/incidents.csv`.
    pub fn incidents_csv(&self) -> String {
        csv::incidents(self.records.iter().map(|it| row_json(self.config, it)))
    }

    /// A table with a row for each action item: `api/actions.csv`.
    pub fn actions_csv(&self) -> String {
        csv::actions(self.records.iter().map(|it| items_json(self.config, it)))
    }

    fn lines(&self) -> impl Iterator<Item = Vec<u8>> {
        self.records.iter().map(|it| {
            let object = record_json(self.config, it);
            let text = serde_json::to_string(&object).unwrap_or_default();
            harmless(text).into_bytes()
        })
    }
}

/// JSON without control characters, which a terminal would obey: the ones above ASCII, too, as escapes.
fn harmless(json: String) -> String {
    let obeyed = |c: char| matches!(c, '\u{7f}'..='\u{9f}');
    if !json.contains(obeyed) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match obeyed(c) {
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    out
}

/// One incident.
pub(super) fn incident(config: &Config, record: &Record) -> Vec<u8> {
    let mut object = Map::new();
    let schema =
        address::absolute(config, "api/schema.json").unwrap_or_else(|| "../schema.json".to_owned());
    object.insert("$schema".to_owned(), schema.into());
    object.insert("version".to_owned(), VERSION.into());
    object.append(&mut record_json(config, record));
    let mut text = harmless(serde_json::to_string_pretty(&object).unwrap_or_default());
    text.push('\n');
    text.into_bytes()
}

/// Collects the known facts of one record.
struct Known {
    object: Map<String, Value>,
    inferred: Map<String, Value>,
}

impl Known {
    /// By what a record is known.
    fn of(config: &Config, record: &Record) -> Self {
        let it = &record.postmortem;
        let mut known = Self {
            object: Map::new(),
            inferred: Map::new(),
        };
        let address = page_address(&it.slug);
        known.put("id", it.id.as_str());
        known.put("slug", it.slug.as_str());
        known.put(
            "url",
            address::absolute(config, &address).unwrap_or(address),
        );
        known.put("file", &*record.source.path);
        known.fact("title", Some(&it.title), String::clone);
        known
    }

    /// With where the facts were read.
    fn with_origins(mut self) -> Map<String, Value> {
        let inferred = std::mem::take(&mut self.inferred);
        if !inferred.is_empty() {
            self.put("inferred", inferred);
        }
        self.object
    }

    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.object.insert(key.to_owned(), value.into());
    }

    fn origin<T>(&mut self, key: &str, fact: &Fact<T>) {
        let (Origin::Inferred(confidence), Some(quote)) = (fact.origin, &fact.quote) else {
            return;
        };
        let evidence = json!({ "quote": quote::shown(&quote.text), "line": quote.line, "confidence": confidence.word() });
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

/// All of a record.
fn record_json(config: &Config, record: &Record) -> Map<String, Value> {
    let it = &record.postmortem;
    let mut known = Known::of(config, record);
    facts_json(&mut known, it, config);
    lists_json(&mut known, it);
    lessons_json(&mut known, it);
    let unknown: Map<String, Value> = it.unknown.iter().cloned().collect();
    if !unknown.is_empty() {
        known.put("other", unknown);
    }
    known.with_origins()
}

/// What of a record fits into a row of a table: no lists of objects.
fn row_json(config: &Config, record: &Record) -> Map<String, Value> {
    let mut known = Known::of(config, record);
    facts_json(&mut known, &record.postmortem, config);
    lessons_json(&mut known, &record.postmortem);
    known.with_origins()
}

/// The action items of a record, and whose they are.
fn items_json(config: &Config, record: &Record) -> Map<String, Value> {
    let mut known = Known::of(config, record);
    items(&mut known, &record.postmortem);
    known.object
}

fn facts_json(known: &mut Known, it: &Postmortem, config: &Config) {
    when_json(known, it, config);
    why_json(known, it);
    impact_json(known, it);
    document_json(known, it);
}

fn when_json(known: &mut Known, it: &Postmortem, config: &Config) {
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
    known.put("duration_band", config.durations.id(it.band));
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
    known.fact("status", facts.status.as_ref(), |status| status.id());
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
    items(known, it);
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
}

fn items(known: &mut Known, it: &Postmortem) {
    let items = it.facts.action_items.iter().map(|item| {
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
    known.some("action_items", items.collect());
}

fn lessons_json(known: &mut Known, it: &Postmortem) {
    let lessons = &it.facts.lessons;
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
