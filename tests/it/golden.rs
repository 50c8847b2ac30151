//! Whole sites, from a folder to every text file of the result, with a theme so small that the real one can change.
//!
//! `tests/golden/CASE/{content,site.toml,expected}`. `UPDATE_EXPECT=1 cargo test golden` writes what came out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use casebook::config::{self, Config, Overrides};
use casebook::diag::Level;
use casebook::pipeline;
use casebook::source::walk::Folders;
use casebook::theme::{Theme, ThemeFiles};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Every file under `root`, by path with `/`, in order.
fn files(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(at) = folders.pop() {
        let Ok(entries) = fs::read_dir(&at) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.insert(
                    name,
                    fs::read_to_string(&path).unwrap().replace("\r\n", "\n"),
                );
            }
        }
    }
    found
}

fn tiny_theme() -> Arc<Theme> {
    let templates = files(&folder().join("_theme/templates"));
    let made = Theme::over_builtin(ThemeFiles {
        name: "tiny".to_owned(),
        templates,
        ..ThemeFiles::default()
    });
    assert!(made.diagnostics.is_empty(), "{:?}", made.diagnostics);
    Arc::new(made.value)
}

/// What a case builds: pages, feed and data, and its findings. Assets, the search index and the page of rules have
/// tests of their own.
fn build(case: &Path, theme: &Arc<Theme>) -> BTreeMap<String, String> {
    let site = config::load(case, None).unwrap();
    let config = Arc::new(Config::resolve(site.value, Overrides::default()).value);
    let mut inputs = pipeline::load(&Folders::of(case, &config), &config).unwrap();
    inputs.theme = theme.clone();
    let entries = pipeline::read_all(
        &inputs
            .walked
            .files
            .iter()
            .map(|it| it.source.clone())
            .collect::<Vec<_>>(),
        &config,
    );
    let made = pipeline::assemble_site(entries, inputs, &config);
    let mut built = BTreeMap::new();
    for path in made.value.site.paths() {
        let name = path.as_str();
        let promised = name.ends_with(".html") && name != "rules/index.html"
            || name.ends_with(".xml")
            || name == "api/library.json"
            || name == "robots.txt";
        if promised {
            let bytes = made
                .value
                .site
                .render(path)
                .unwrap()
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            // Buckets that hold nothing are all alike, and many.
            if !text.contains("<p>0 of ") {
                built.insert(name.to_owned(), text);
            }
        }
    }
    let line = |it: &casebook::diag::Diagnostic| {
        let place = it.place.as_ref().map_or(String::new(), |it| {
            format!("{}:{}:{}: ", it.file, it.line, it.column)
        });
        format!("{place}{}[{}]: {}\n", it.level.word(), it.rule, it.message)
    };
    assert!(
        made.diagnostics.iter().all(|it| it.level != Level::Error),
        "{:?}",
        made.diagnostics
    );
    built.insert(
        "findings.txt".to_owned(),
        made.diagnostics.iter().map(line).collect(),
    );
    built
}

#[test]
fn a_folder_becomes_the_site_that_is_expected() {
    let theme = tiny_theme();
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let case = entry.unwrap().path();
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('_') {
            continue;
        }
        cases += 1;
        let built = build(&case, &theme);
        let expected = case.join("expected");
        if update {
            let _ = fs::remove_dir_all(&expected);
            for (path, text) in &built {
                let to = expected.join(path);
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::write(to, text).unwrap();
            }
            continue;
        }
        let expected = files(&expected);
        let paths: BTreeSet<&String> = built.keys().chain(expected.keys()).collect();
        for path in paths {
            match (built.get(path), expected.get(path)) {
                (Some(_), None) => wrong.push(format!("{name}/{path}: built, but not expected")),
                (None, Some(_)) => wrong.push(format!("{name}/{path}: expected, but not built")),
                (Some(built), Some(expected)) => {
                    let differ = built
                        .lines()
                        .zip(expected.lines())
                        .position(|(a, b)| a != b);
                    if let Some(at) = differ {
                        let line = |text: &str| text.lines().nth(at).unwrap_or_default().to_owned();
                        wrong.push(format!(
                            "{name}/{path}:{}: differs\n  expected: {}\n  built:    {}",
                            at + 1,
                            line(expected),
                            line(built)
                        ));
                    } else if built.lines().count() != expected.lines().count() {
                        wrong.push(format!("{name}/{path}: longer or shorter than expected"));
                    }
                }
                (None, None) => {}
            }
        }
    }
    assert!(cases >= 4, "only {cases} cases were found");
    assert!(
        wrong.is_empty(),
        "UPDATE_EXPECT=1 writes what was built\n{}",
        wrong.join("\n")
    );
}
