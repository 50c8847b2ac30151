//! The schemas that we hand out, by a validator that is not ours: the data of the site, front matter and settings keep to
//! them, and what is wrong does not.

use std::collections::BTreeSet;

use super::*;
use boon::{Compiler, SchemaIndex, Schemas};
use casebook::config;
use casebook::site::data_schema;
use casebook::source::front_matter::{self, FIELDS};
use casebook::tree::{self, Bounds};
use serde_json::{Value, json};

/// A schema, ready to judge.
struct Judge {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Judge {
    /// Refuses what is no schema of the draft that it names.
    fn of(schema: Value) -> Self {
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        let place = "https://casebook.example/schema.json";
        compiler.add_resource(place, schema).unwrap();
        let mut schemas = Schemas::new();
        let index = compiler.compile(place, &mut schemas);
        let index = index.unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, index }
    }

    #[track_caller]
    fn accepts(&self, what: &str, value: &Value) {
        if let Err(error) = self.schemas.validate(value, self.index) {
            panic!("{what}: {error:#}");
        }
    }

    #[track_caller]
    fn refuses(&self, what: &str, value: &Value) {
        assert!(self.schemas.validate(value, self.index).is_err(), "{what}");
    }
}

const BOUNDS: Bounds = Bounds {
    depth: 32,
    keys: 1000,
};

#[track_caller]
fn yaml(text: &str) -> Value {
    let source = SourceText::new("x.yaml", text);
    let read = tree::yaml(
        &source,
        casebook::diag::Span::new(0, source.text.len()),
        BOUNDS,
    );
    assert!(read.faults.is_empty(), "{text}");
    read.node.unwrap().to_json()
}

/// The schema of the data with no room for a field that it does not name.
fn strict_data_schema() -> Value {
    let mut schema: Value = serde_json::from_str(&data_schema(&Config::default())).unwrap();
    schema["$defs"]["incident"]["additionalProperties"] = false.into();
    schema["additionalProperties"] = false.into();
    schema
}

#[test]
fn the_data_keep_to_their_schema() {
    let judge = Judge::of(strict_data_schema());
    for (name, library) in [
        ("samples", Library::samples()),
        ("hostile", hostile::hostile()),
        ("none", Library::of(&[])),
    ] {
        let site = library.site();
        let data: Value = serde_json::from_slice(&bytes(&site, "api/library.json")).unwrap();
        judge.accepts(name, &data);
        if name == "samples" {
            let incidents = data["incidents"].as_array().unwrap();
            let objects = incidents.iter().filter_map(Value::as_object);
            let used: BTreeSet<&String> = objects.flat_map(|it| it.keys()).collect();
            assert!(incidents.len() > 20 && used.len() > 25, "{used:?}");
        }
    }
    let site = Library::samples()
        .config(|it| it.api_per_incident = true)
        .site();
    let mut schema = strict_data_schema();
    let incident = &mut schema["$defs"]["incident"]["properties"];
    incident["$schema"] = json!({ "type": "string" });
    incident["version"] = json!({ "const": 1 });
    schema = json!({
        "$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/incident",
    });
    let judge = Judge::of(schema);
    let mut seen = 0;
    for path in site.paths().map(|it| it.as_str()) {
        if path.starts_with("api/incidents/") {
            judge.accepts(path, &serde_json::from_slice(&bytes(&site, path)).unwrap());
            seen += 1;
        }
    }
    assert!(seen > 20);
}

#[test]
fn data_that_are_wrong_do_not_keep_to_the_schema() {
    let judge = Judge::of(strict_data_schema());
    let site = Library::samples().site();
    let good: Value = serde_json::from_slice(&bytes(&site, "api/library.json")).unwrap();
    for (key, value) in [
        ("duration_minutes", json!(-1)),
        ("duration_band", json!("long")),
        ("started", json!("yesterday")),
        ("services", json!("one")),
        ("not_a_field", json!(1)),
    ] {
        let mut bad = good.clone();
        bad["incidents"][0][key] = value;
        judge.refuses(key, &bad);
    }
}

#[test]
fn the_front_matter_that_is_read_keeps_to_its_schema() {
    let judge = Judge::of(front_matter::schema(&Config::default()));
    for field in FIELDS {
        judge.accepts(field.key, &yaml(field.example));
    }
    let mut seen = 0;
    for (name, text) in Library::samples().files {
        let Some(rest) = text.strip_prefix("---\n") else {
            continue;
        };
        let (front, _) = rest.split_once("\n---").unwrap();
        judge.accepts(&name, &yaml(front));
        seen += 1;
    }
    assert!(seen > 20);
}

#[test]
fn front_matter_that_nobody_can_read_does_not_keep_to_its_schema() {
    let judge = Judge::of(front_matter::schema(&Config::default()));
    for text in [
        "impact_users_percent: 400",
        "impact: {users_percent: -1}",
        "title: [a, b]",
        "started: {at: now}",
        "begin: [2023-05-10]",
        "action_items: [[a]]",
        "action_items: [{title: {a: b}}]",
        "tags: {a: b}",
        "draft: [true]",
    ] {
        judge.refuses(text, &yaml(text));
    }
}

#[test]
fn the_settings_keep_to_their_schema_and_slips_do_not() {
    let rules = || casebook::check::RULES.iter().map(|rule| rule.name);
    let judge = Judge::of(config::schema(rules()));
    let toml = |text: &str| {
        let source = SourceText::new("site.toml", text);
        let whole = casebook::diag::Span::new(0, source.text.len());
        tree::toml(&source, whole, BOUNDS).node.unwrap().to_json()
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let annotated = std::fs::read_to_string(root.join("site.toml")).unwrap();
    judge.accepts("site.toml", &toml(&annotated));
    let all = "title = \"x\"\nas_of = 2026-01-31\n[rules]\nlink-broken = \"off\"\n[[category]]\nid = \"weather\"\n";
    judge.accepts("all", &toml(all));
    for text in [
        "titel = \"x\"",
        "title = 1",
        "[build]\npage_size = \"many\"",
        "[build]\npage_size = 0",
        "[rules]\nlink-broken = \"fatal\"",
        "[rules]\nlink-brokn = \"off\"",
        "[[category]]\nname = \"x\"",
    ] {
        judge.refuses(text, &toml(text));
    }
}
