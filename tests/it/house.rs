//! House rules: layers as ARCHITECTURE.md lists them, headers, documents that stay true.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

/// Every Rust file under `folder`, with its path from there.
fn rust_files(folder: &Path) -> BTreeMap<String, String> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the source folder can be read"))
        .filter(|entry| entry.path().extension().is_some_and(|it| it == "rs"))
        .map(|entry| {
            let name = entry
                .path()
                .strip_prefix(folder)
                .expect("walked from there");
            (
                name.to_string_lossy().replace('\\', "/"),
                read(entry.path()),
            )
        })
        .collect()
}

/// The layer of each module, from the numbered list in ARCHITECTURE.md.
fn layers() -> BTreeMap<String, usize> {
    let text = read(&root().join("ARCHITECTURE.md"));
    let list = text
        .split("## Layers")
        .nth(1)
        .expect("ARCHITECTURE.md has a section Layers");
    let list = list.split("\n## ").next().unwrap_or_default();
    let mut layers = BTreeMap::new();
    for line in list.lines() {
        let Some((number, names)) = line.split_once(". ") else {
            continue;
        };
        let Ok(number) = number.parse::<usize>() else {
            continue;
        };
        for name in names.split(',') {
            layers.insert(name.trim().to_owned(), number);
        }
    }
    layers
}

/// The modules of this crate that a file names after `crate::`.
fn uses(text: &str) -> BTreeSet<String> {
    // Tests may look anywhere.
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text);
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let line_start = text[..at].rfind('\n').map_or(0, |it| it + 1);
        if text[line_start..at].trim_start().starts_with("//") {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            // use crate::{a, b::C, d::{E, F}};
            let mut depth = 1;
            let mut name = String::new();
            let mut first = true;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => first = true,
                    c if (c.is_alphanumeric() || c == '_') && first && depth == 1 => {
                        name.push(c);
                        continue;
                    }
                    _ => {}
                }
                if !name.is_empty() {
                    found.insert(std::mem::take(&mut name));
                    first = false;
                }
                if c == ',' && depth == 1 {
                    first = true;
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            found.insert(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
        }
    }
    found
}

#[test]
fn a_module_uses_only_modules_above_it_in_the_layers_of_the_architecture() {
    let layers = layers();
    let mut wrong = Vec::new();
    for (file, text) in rust_files(&root().join("src")) {
        let module = file.split(['/', '.']).next().unwrap_or_default().to_owned();
        if module == "main" || module == "lib" || file.ends_with("tests.rs") {
            continue;
        }
        let Some(own) = layers.get(&module) else {
            wrong.push(format!(
                "src/{file}: `{module}` stands in no layer of ARCHITECTURE.md"
            ));
            continue;
        };
        for used in uses(&text).into_iter().filter(|used| *used != module) {
            if let Some(other) = layers.get(&used)
                && other >= own
            {
                wrong.push(format!(
                    "src/{file}: `{module}` (layer {own}) uses `{used}` (layer {other})"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_in_its_first_line_what_it_is() {
    for folder in ["src", "tests"] {
        for (file, text) in rust_files(&root().join(folder)) {
            assert!(text.starts_with("//! "), "{folder}/{file} has no header");
        }
    }
}

#[test]
fn every_table_row_of_the_architecture_names_a_place_that_exists() {
    let text = read(&root().join("ARCHITECTURE.md"));
    let table = text
        .split("## Where is the thing that")
        .nth(1)
        .expect("the table is there");
    let table = table.split("\n## ").next().unwrap_or_default();
    for line in table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("is here"))
    {
        for name in line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| name.contains('/') || name.contains('.'))
        {
            let at = if name.starts_with("themes/") {
                root().join(name)
            } else {
                root().join("src").join(name)
            };
            assert!(
                at.exists() || at.with_extension("rs").exists(),
                "ARCHITECTURE.md names `{name}`, which is not there"
            );
        }
    }
}

#[test]
fn every_file_that_the_guide_for_contributors_names_exists() {
    let text = read(&root().join("CONTRIBUTING.md"));
    let names = text.split('`').skip(1).step_by(2);
    let folders = ["src/", "tests/", "themes/", "docs/"];
    let paths = names.filter(|name| folders.iter().any(|it| name.starts_with(it)));
    // `NAME` is for the reader to choose, and a `*` for several.
    let fixed = paths.filter(|path| !path.contains("NAME") && !path.contains('*'));
    let mut seen = 0;
    for path in fixed {
        let path = path.split(' ').next().unwrap_or_default();
        assert!(root().join(path).exists(), "CONTRIBUTING.md names `{path}`");
        seen += 1;
    }
    assert!(seen > 8);
}

#[test]
fn every_template_has_a_row_in_the_table_that_authors_of_themes_read() {
    let table = read(&root().join("src/site/view/mod.rs"));
    for entry in fs::read_dir(root().join("themes/default/templates")).expect("the theme is there")
    {
        let path = entry.expect("the theme can be read").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(
            path.is_dir() || table.contains(&format!("//! | `{name}` |")),
            "src/site/view/mod.rs does not say what `{name}` sees"
        );
    }
}

#[test]
fn every_rule_that_the_program_can_report_is_documented() {
    let mut missing = BTreeSet::new();
    for (file, text) in rust_files(&root().join("src")) {
        if file.starts_with("check/rules") || file.ends_with("tests.rs") {
            continue;
        }
        let text = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        for constructor in [
            "Diagnostic::error(",
            "Diagnostic::warning(",
            "Diagnostic::hint(",
            ".disagreement(",
            ".warn(",
            ".error(",
            ".report(",
            "toml_error(",
            "collision(",
            "lacking(record, ",
        ] {
            for rest in text.split(constructor).skip(1) {
                let name = rest
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|it| it.split('"').next());
                // What else is said by functions of these names is a sentence.
                let Some(name) = name.filter(|it| it.contains('-') && !it.contains(' ')) else {
                    continue;
                };
                if casebook::check::rule(name).is_none() {
                    missing.insert(format!("src/{file}: `{name}`"));
                }
            }
        }
    }
    assert!(
        missing.is_empty(),
        "not in check::RULES:\n{}",
        missing.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn the_rules_are_sorted_and_complete() {
    let names: Vec<&str> = casebook::check::RULES
        .iter()
        .map(|rule| rule.name)
        .collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names, sorted);
    for rule in casebook::check::RULES {
        assert!(
            !rule.finds.is_empty() && !rule.example.is_empty() && !rule.mend.is_empty(),
            "{}",
            rule.name
        );
    }
}

#[test]
fn the_readme_begins_with_the_two_commands() {
    let text = read(&root().join("README.md"));
    let commands: Vec<&str> = text
        .split("```")
        .nth(1)
        .unwrap_or_default()
        .lines()
        .skip(1)
        .collect();
    assert!(
        commands
            .iter()
            .any(|line| line.starts_with("cargo run --release -- build")),
        "{commands:?}"
    );
    assert!(
        commands.iter().any(|line| line.starts_with("./tests/run")),
        "{commands:?}"
    );
}

#[test]
fn the_project_speaks_of_no_machine() {
    let folders = ["src", "tests", "docs", "themes", ".github"].map(|it| root().join(it));
    let top = fs::read_dir(root()).expect("the project can be read");
    let top = top.map(|entry| entry.expect("the project can be read").path());
    let files = top
        .filter(|path| path.is_file())
        .chain(folders.iter().flat_map(|folder| {
            let entries = walkdir::WalkDir::new(folder).into_iter();
            let entries = entries.filter_entry(|it| it.file_name() != "node_modules");
            let entries = entries.map(|entry| entry.expect("the project can be read"));
            entries
                .filter(|it| it.file_type().is_file())
                .map(walkdir::DirEntry::into_path)
        }));
    // In two parts, so that this file does not name one itself.
    let homes = [
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        env!("CARGO_MANIFEST_DIR"),
    ];
    for file in files {
        let text = fs::read(&file).expect("the project can be read");
        let text = String::from_utf8_lossy(&text);
        let named = homes.iter().find(|it| text.contains(**it));
        assert_eq!(named, None, "{} names a path of a machine", file.display());
    }
}

#[test]
fn the_changelog_has_a_place_for_what_is_not_released() {
    assert!(read(&root().join("CHANGELOG.md")).contains("\n## Unreleased\n"));
}

/// The releases that a text tells people to use.
fn releases(text: &str) -> Vec<&str> {
    ["casebook@v", "--tag v"]
        .into_iter()
        .flat_map(|before| text.split(before).skip(1))
        .map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
            rest[..end.unwrap_or(rest.len())].trim_end_matches('.')
        })
        .collect()
}

#[test]
fn the_documents_name_the_release_that_this_is() {
    let mut seen = 0;
    for file in ["action.yml", "README.md", "docs/hosting.md", "docs/data.md"] {
        for release in releases(&read(&root().join(file))) {
            assert_eq!(release, env!("CARGO_PKG_VERSION"), "{file}");
            seen += 1;
        }
    }
    assert!(seen > 3, "{seen}");
}
