//! The documents that list settings and keys agree with the program.

use std::path::Path;

use casebook::config::{Config, Overrides, SETTINGS, SiteToml};
use casebook::diag::SourceText;
use casebook::source::front_matter::FIELDS;
use proptest::prelude::*;

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
    let mut config = settings(&read("site.toml"));
    // What single texts of the sample library may break is of the library, not of the program.
    assert!(!std::mem::take(&mut config.allow).is_empty());
    assert_eq!(config, Config::default());
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

/// What must hold for any text: findings have a place in the file and a way out, the body lies in the text.
fn reads_in_good_order(text: &str) {
    let source = SourceText::new("any.md", text);
    let outcome = casebook::source::front_matter::read(&source, &Config::default());
    let body = outcome.value.body;
    assert!(source.text.get(body.start..body.end).is_some(), "{text:?}");
    for finding in outcome.diagnostics {
        let place = finding
            .place
            .expect("a finding about front matter has a place");
        assert!(
            (1..=(source.text.matches('\n').count() + 1)).contains(&place.line),
            "{text:?}"
        );
        assert!(finding.help.is_some(), "{} has no way out", finding.rule);
        assert!(!finding.message.contains('\n'), "{}", finding.message);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_between_fences_is_read_in_good_order(
        fence in prop::sample::select(vec!["---\n", "+++\n", "{", "----\n", "\u{feff}---\n", ""]),
        text in "(\\PC|[\n\t:{}\\[\\]\"'|>&*!%@`#-]){0,200}",
    ) {
        reads_in_good_order(&format!("{fence}{text}"));
        reads_in_good_order(&format!("{fence}{text}\n{fence}body"));
    }

    #[test]
    fn any_value_of_any_key_is_read_in_good_order(
        field in 0..FIELDS.len(),
        value in "\\PC{0,60}|[0-9T:+. -]{0,30}|[0-9]{1,30} ?(h|m|%|days|AM)?",
        shape in 0..5,
    ) {
        let key = FIELDS[field].key;
        let quoted = serde_json::to_string(&value).unwrap();
        let text = match shape {
            0 => format!("{key}: {value}"),
            1 => format!("{key}: {quoted}"),
            2 => format!("{key}: [{quoted}, {quoted}]"),
            3 => format!("{key}: {{at: {quoted}, start: {quoted}, end: {quoted}, level: {quoted}, title: {quoted}}}"),
            _ => format!("{key}:\n- {{id: {quoted}, url: {quoted}, due: {quoted}, status: {quoted}, text: {quoted}}}"),
        };
        reads_in_good_order(&format!("---\ndate: 2023-05-10\n{text}\n---\n"));
    }

    #[test]
    fn any_bytes_in_a_file_are_a_text_or_a_finding(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("any.md"), &bytes).unwrap();
        let limits = casebook::config::Limits::default();
        let walked = casebook::source::walk::content(dir.path(), &[], &limits).unwrap();
        prop_assert_eq!(walked.files.len() + walked.diagnostics.len(), 1);
        for file in walked.files {
            reads_in_good_order(&file.source.text);
        }
    }
}

#[test]
fn what_is_made_to_be_costly_is_refused_or_is_text() {
    let inside = |text: String| format!("---\n{text}\n---\nbody");
    for (text, rule) in [
        (inside("- ".repeat(500_000)), "front-matter-none"),
        (inside("[".repeat(65_000)), "front-matter-none"),
        (inside("? ".repeat(32_000)), "front-matter-none"),
        (inside("a: {".repeat(16_000)), "front-matter-too-large"),
        (
            inside(format!("tags: {}", "[".repeat(60_000))),
            "front-matter-too-large",
        ),
        (
            inside(format!("tags:\n{}x", "- ".repeat(30_000))),
            "front-matter-too-large",
        ),
        (
            inside(format!("tags: [{}]", "a,".repeat(30_000))),
            "front-matter-too-large",
        ),
        (inside("a: &a b\n".repeat(8_000)), "front-matter-too-large"),
        (inside("a: |\n".repeat(13_000)), "front-matter-too-large"),
        (
            inside(format!("title: {}", "x".repeat(65_530))),
            "front-matter-too-large",
        ),
        (
            inside("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]".to_owned()),
            "front-matter-invalid",
        ),
        (
            format!("+++\na = {}\n+++\n", "[".repeat(60_000)),
            "front-matter-too-large",
        ),
        (
            format!("+++\n{}\n+++\n", "[a.b.c]\n".repeat(8_000)),
            "key-repeated",
        ),
        (
            format!("+++\n{} = 1\n+++\n", "a.".repeat(30_000)),
            "front-matter-invalid",
        ),
        ("{\"a\":".repeat(1_000_000), "front-matter-invalid"),
        (
            format!("{{\"a\":{}", "[".repeat(4_000_000)),
            "front-matter-invalid",
        ),
        (
            format!("{{\"a\":{}1{}}}", "[".repeat(4_000), "]".repeat(4_000)),
            "front-matter-too-large",
        ),
        ("---\n".repeat(1_000_000), ""),
        ("\n".repeat(4_000_000), ""),
        (
            format!("---\n{}", "title: x\n".repeat(400_000)),
            "front-matter-unclosed",
        ),
    ] {
        let source = SourceText::new("costly.md", &text);
        let outcome = casebook::source::front_matter::read(&source, &Config::default());
        let rules: Vec<_> = outcome.diagnostics.iter().map(|it| it.rule).collect();
        let head: String = text.chars().take(20).collect();
        let found = if rule.is_empty() {
            rules.is_empty()
        } else {
            rules.contains(&rule)
        };
        assert!(found, "{head:?}: {:?}", rules.first());
    }
}
