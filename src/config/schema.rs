//! JSON Schema of `site.toml`, for editors: made from the annotated list of all settings, which a test holds to be
//! complete and true.

use serde_json::{Map, Value, json};

/// The annotated list, as it stands in the repository.
const ANNOTATED: &str = include_str!("../../site.toml");

/// Tables whose keys are not settings.
const OTHER_TABLES: [&str; 3] = ["rules", "allow", "[category"];

/// The schema (draft 7, which editors know best). `rules` are the names that levels can be given to.
pub fn schema<'a>(rules: impl IntoIterator<Item = &'a str>) -> Value {
    let mut properties = Map::new();
    let mut sections: Vec<(String, Map<String, Value>)> = Vec::new();
    for setting in settings() {
        let value = setting.schema();
        match sections
            .iter_mut()
            .find(|(name, _)| *name == setting.section)
        {
            _ if setting.section.is_empty() => {
                properties.insert(setting.key.to_owned(), value);
            }
            Some((_, section)) => {
                section.insert(setting.key.to_owned(), value);
            }
            None => {
                let first = Map::from_iter([(setting.key.to_owned(), value)]);
                sections.push((setting.section.to_owned(), first));
            }
        }
    }
    for (name, section) in sections {
        properties.insert(name, closed(section));
    }
    let level = json!({ "enum": ["error", "warning", "hint", "off"] });
    let levels = rules
        .into_iter()
        .map(|name| (name.to_owned(), level.clone()));
    properties.insert("rules".to_owned(), closed(levels.collect()));
    properties.insert("allow".to_owned(), allow());
    properties.insert("category".to_owned(), categories());
    properties.insert("severity".to_owned(), severities());
    let mut schema = closed(properties);
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = "site.toml of a Casebook library".into();
    schema
}

/// A table that has these keys and no others.
fn closed(properties: Map<String, Value>) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn allow() -> Value {
    json!({
        "type": "object",
        "description": "Rules that single documents may break, by path in the content folder.",
        "additionalProperties": { "type": "array", "items": { "type": "string" } },
    })
}

fn categories() -> Value {
    defined(
        "Root-cause categories of the site's own; the id of a default one takes its place.",
        "id",
        json!({ "type": "string", "description": "Lower case with hyphens: part of an address." }),
    )
}

fn severities() -> Value {
    defined(
        "Steps of the site's scale of severities.",
        "number",
        json!({ "type": "integer", "minimum": 0, "maximum": 5, "description": "0 is the gravest." }),
    )
}

/// Tables in which `key` names something, and the rest says what it is called.
fn defined(means: &str, key: &str, named: Value) -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "array",
        "description": means,
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": [key],
            "properties": {
                key: named,
                "name": text,
                "means": text,
                "keywords": { "type": "array", "items": text },
            },
        },
    })
}

/// A setting as it stands in the list.
struct Annotated<'a> {
    section: &'a str,
    key: &'a str,
    /// As TOML.
    value: &'a str,
    /// What stands above it.
    means: String,
    /// Whether the value is the default, rather than an example in a comment.
    is_default: bool,
}

/// The settings of the list. A line that is a comment and has a key is the example of a setting without default; of
/// several settings in a row the first one's words count for all.
fn settings() -> Vec<Annotated<'static>> {
    let mut all = Vec::new();
    let mut section = "";
    let mut means = String::new();
    let mut fresh = true;
    for line in ANNOTATED.lines() {
        let (bare, is_comment) = match line.strip_prefix('#') {
            Some(rest) => (rest.strip_prefix(' ').unwrap_or(rest), true),
            None => (line, false),
        };
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
            means.clear();
        } else if let Some((key, value)) = bare.split_once(" = ").filter(|(key, _)| is_key(key)) {
            all.push(Annotated {
                section,
                key,
                value,
                means: means.trim().to_owned(),
                is_default: !is_comment,
            });
            fresh = true;
        } else if is_comment && !bare.starts_with(' ') {
            if std::mem::take(&mut fresh) {
                means.clear();
            }
            means.push_str(bare);
            means.push(' ');
        } else {
            fresh = true;
        }
    }
    all.retain(|it| !OTHER_TABLES.contains(&it.section));
    all
}

fn is_key(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

impl Annotated<'_> {
    fn schema(&self) -> Value {
        let (mut schema, default) = match self.value {
            "true" | "false" => (json!({ "type": "boolean" }), json!(self.value == "true")),
            text if text.starts_with('"') => {
                let text = text.trim_matches('"');
                (json!({ "type": "string" }), json!(text))
            }
            text if text.starts_with('[') => (
                json!({ "type": "array", "items": { "type": "string" } }),
                serde_json::from_str(text).unwrap_or_default(),
            ),
            text => match text.parse::<u64>() {
                Ok(number) => (json!({ "type": "integer", "minimum": 1 }), json!(number)),
                // A day: TOML has dates of its own, which editors hand over as text.
                Err(_) => (json!({ "type": "string", "format": "date" }), json!(text)),
            },
        };
        schema["description"] = self.means.as_str().into();
        let name = if self.is_default {
            "default"
        } else {
            "examples"
        };
        schema[name] = match self.is_default {
            true => default,
            false => json!([default]),
        };
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SETTINGS;

    #[test]
    fn every_setting_is_described_with_its_type() {
        let schema = schema(["link-broken"]);
        for setting in SETTINGS {
            let table = match setting.section {
                "" => &schema["properties"],
                section => &schema["properties"][section]["properties"],
            };
            let it = &table[setting.key];
            let name = (setting.section, setting.key);
            assert!(it["type"].is_string(), "{name:?}: {it}");
            assert!(
                it["description"].as_str().unwrap().len() > 8,
                "{name:?}: {it}"
            );
        }
        let limits = &schema["properties"]["limits"]["properties"];
        assert_eq!(limits["terms"]["default"], 100);
        assert_eq!(
            limits["term_chars"]["description"],
            limits["terms"]["description"]
        );
        for (key, word) in [
            ("asset_bytes", "Size"),
            ("nesting", "Depth"),
            ("title_chars", "title"),
            ("attributes", "tag"),
            ("toc_entries", "contents"),
        ] {
            let means = limits[key]["description"].as_str().unwrap();
            assert!(means.contains(word), "{key}: {means}");
        }
        assert_eq!(
            schema["properties"]["base_url"]["examples"][0],
            "https://example.com/postmortems/"
        );
        assert_eq!(schema["properties"]["as_of"]["format"], "date");
        assert_eq!(
            schema["properties"]["rules"]["properties"]["link-broken"]["enum"][0],
            "error"
        );
    }

    #[test]
    fn there_is_nothing_in_it_that_is_no_setting() {
        for it in settings() {
            let known = SETTINGS
                .iter()
                .any(|setting| (setting.section, setting.key) == (it.section, it.key));
            assert!(known, "{}.{}", it.section, it.key);
        }
    }
}
