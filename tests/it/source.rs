//! The documents that list settings and keys agree with the program.

use std::path::Path;

use casebook::config::{Config, Overrides, SETTINGS, SiteToml};
use casebook::diag::SourceText;
use casebook::source::front_matter::FIELDS;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

fn settings(text: &str) -> Config {
    let outcome = SiteToml::parse(&SourceText::new("site.toml", text));
    assert_eq!(outcome.diagnostics, []);
    Config::resolve(outcome.value, Overrides::default()).value
}

#[test]
fn the_annotated_site_toml_says_the_defaults() {
    assert_eq!(settings(&read("site.toml")), Config::default());
}

#[test]
fn the_annotated_site_toml_names_every_setting_and_its_examples_work() {
    let mut text = String::new();
    for line in read("site.toml").lines() {
        let bare = line.trim_start_matches(['#', ' ']);
        let is_example = line.starts_with('#')
            && (bare.starts_with("[[")
                || bare
                    .split_once(" = ")
                    .is_some_and(|(key, _)| !key.contains(' ')));
        // A table of the taxonomy inside the comment would swallow the settings after it.
        if !(is_example && line.starts_with("#   ")) {
            text.push_str(if is_example { bare } else { line });
            text.push('\n');
        }
    }
    let config = settings(&text);
    assert_eq!(config.theme.as_deref(), Some("ours"));
    let mut section = "";
    let mut named = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
            named.push((section, key));
        }
    }
    for setting in SETTINGS {
        assert!(
            named.contains(&(setting.section, setting.key)),
            "site.toml does not list `{}` of [{}]",
            setting.key,
            setting.section
        );
    }
}

/// The table of docs/front-matter.md, from the program's own.
fn table_of_keys() -> String {
    let mut table =
        String::from("| Key | Value | What it says | Other names |\n|---|---|---|---|\n");
    for field in FIELDS {
        let aliases: Vec<_> = field
            .aliases
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let cell = |text: &str| text.replace('|', "\\|");
        table.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            field.key,
            cell(field.shape),
            cell(field.means),
            aliases.join(", ")
        ));
    }
    table
}

#[test]
fn the_documented_keys_are_those_that_are_read() {
    let text = read("docs/front-matter.md");
    let table = table_of_keys();
    assert!(
        text.contains(&table),
        "docs/front-matter.md does not hold this table:\n\n{table}"
    );
}

#[test]
fn the_documented_examples_of_front_matter_are_read_without_a_finding() {
    let text = read("docs/front-matter.md");
    let mut examples = 0;
    for block in text.split("```").skip(1).step_by(2) {
        let (_, block) = block.split_once('\n').unwrap();
        let source = SourceText::new("example.md", block);
        let outcome = casebook::source::front_matter::read(&source, &Config::default());
        assert_eq!(outcome.diagnostics, [], "{block}");
        assert!(outcome.value.format.is_some(), "{block}");
        examples += 1;
    }
    assert!(examples >= 3);
}
