//! `casebook config`: the settings in force, and JSON Schemas.

use serde_json::Value;

use super::DONE;
use super::args::{ConfigCommand, Schema};
use super::project::Project;
use super::session::{Session, Stop};
use crate::check::RULES;
use crate::config::{self, Config, Overrides};
use crate::diag::Level;
use crate::model::DurationScale;
use crate::site;
use crate::source::front_matter;

/// Prints the settings as a `site.toml` would have them.
pub(super) fn run(args: &ConfigCommand, session: &mut Session) -> Result<u8, Stop> {
    match args {
        ConfigCommand::Show => {
            let project = Project::open(session, Overrides::default())?;
            session.print(shown(&project.config))?;
            Ok(DONE)
        }
        ConfigCommand::Schema(args) => {
            // A library that is not there yet has the default categories and bands.
            let text = match args {
                Schema { data: true, .. } => {
                    let project = Project::open(session, Overrides::default())?;
                    site::data_schema(&project.config)
                }
                Schema { site: true, .. } => {
                    format!("{:#}\n", config::schema(RULES.iter().map(|rule| rule.name)))
                }
                _ => {
                    let project = Project::open(session, Overrides::default())?;
                    format!("{:#}\n", front_matter::schema(&project.config))
                }
            };
            session.print(text)?;
            Ok(DONE)
        }
    }
}

/// A key as TOML has it: a path needs quotes.
fn toml_key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match !key.is_empty() && key.chars().all(bare) {
        true => key.to_owned(),
        false => Value::from(key).to_string(),
    }
}

/// Bounds as a person would write them.
fn durations(scale: &DurationScale) -> Vec<(&'static str, Option<Value>)> {
    let bounds: Vec<String> = scale
        .bounds()
        .iter()
        .map(|it| DurationScale::written(*it))
        .collect();
    let names = (!scale.names().is_empty()).then(|| Value::from(scale.names().to_vec()));
    vec![("bounds", Some(Value::from(bounds))), ("names", names)]
}

/// The settings as TOML; what is not set stands there as a comment. Texts, numbers and lists are written in TOML as in JSON.
fn shown(config: &Config) -> String {
    let mut out = String::new();
    let mut table = |name: &str, lines: Vec<(&str, Option<Value>)>| {
        if !name.is_empty() {
            out.push_str(&format!("\n[{name}]\n"));
        }
        for (key, value) in lines {
            match value {
                Some(value) => out.push_str(&format!("{} = {value}\n", toml_key(key))),
                None => out.push_str(&format!("# {key} is not set\n")),
            }
        }
    };
    let text = |text: &str| Some(Value::from(text));
    let maybe = |text: &Option<String>| text.as_deref().map(Value::from);
    let flag = |flag: bool| Some(Value::from(flag));
    let number = |number: usize| Some(Value::from(number));
    table(
        "",
        vec![
            ("title", text(&config.title)),
            ("description", text(&config.description)),
            ("base_url", maybe(&config.base_url)),
            ("language", text(&config.language)),
            ("theme", maybe(&config.theme)),
            ("timezone", text(&config.timezone)),
            ("as_of", maybe(&config.as_of)),
        ],
    );
    table(
        "content",
        vec![
            ("dir", text(&config.content)),
            ("static", text(&config.static_dir)),
            ("external_images", flag(config.external_images)),
            ("day_first", config.day_first.map(Value::from)),
        ],
    );
    table(
        "build",
        vec![
            ("output", text(&config.output)),
            ("page_size", number(config.page_size)),
            ("highlight", flag(config.highlight)),
            ("portable", flag(config.portable)),
            ("rules_page", flag(config.rules_page)),
        ],
    );
    table("api", vec![("per_incident", flag(config.api_per_incident))]);
    table(
        "links",
        vec![
            ("source", maybe(&config.source_url)),
            ("edit", maybe(&config.edit_url)),
            ("history", maybe(&config.history_url)),
        ],
    );
    table(
        "navigation",
        vec![("main", Some(Value::from(config.navigation.clone())))],
    );
    table("durations", durations(&config.durations));
    table("labels", vec![("cause", text(config.cause_label.id()))]);
    let limits = &config.limits;
    table(
        "limits",
        vec![
            ("front_matter_bytes", number(limits.front_matter_bytes)),
            ("front_matter_depth", number(limits.front_matter_depth)),
            ("front_matter_keys", number(limits.front_matter_keys)),
            ("document_bytes", number(limits.document_bytes)),
            ("asset_bytes", number(limits.asset_bytes)),
            ("nesting", number(limits.nesting)),
            ("title_chars", number(limits.title_chars)),
            ("terms", number(limits.terms)),
            ("term_chars", number(limits.term_chars)),
            ("highlight_line_bytes", number(limits.highlight_line_bytes)),
            (
                "highlight_block_bytes",
                number(limits.highlight_block_bytes),
            ),
            ("highlight_page_bytes", number(limits.highlight_page_bytes)),
            ("attributes", number(limits.attributes)),
            ("toc_entries", number(limits.toc_entries)),
        ],
    );
    let rules = config.rules.iter();
    let rules = rules.map(|(name, level)| (name.as_str(), text(level.map_or("off", Level::word))));
    table("rules", rules.collect());
    let allow = config.allow.iter();
    table(
        "allow",
        allow
            .map(|(file, rules)| (file.as_str(), Some(Value::from(rules.clone()))))
            .collect(),
    );
    for severity in &config.severities {
        table(
            "[severity]",
            vec![
                ("number", number(severity.number.into())),
                ("name", text(&severity.name)),
                ("means", text(&severity.means)),
                ("keywords", Some(Value::from(severity.keywords.clone()))),
            ],
        );
    }
    for category in &config.categories {
        table(
            "[category]",
            vec![
                ("id", text(&category.id)),
                ("name", text(&category.name)),
                ("means", text(&category.means)),
                ("keywords", Some(Value::from(category.keywords.clone()))),
            ],
        );
    }
    out
}
