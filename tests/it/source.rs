//! The documents that list settings and keys agree with the program.

use std::path::Path;

use casebook::config::{Config, Overrides, SETTINGS, SiteToml};
use casebook::diag::SourceText;

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
