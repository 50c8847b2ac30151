//! The interface in another language than English: nothing of it is left untranslated.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use casebook::config::{self, Overrides};
use casebook::theme::ThemeFiles;
use scraper::{ElementRef, Node};

use super::*;

const ENGLISH: &str = include_str!("../../../themes/default/strings.toml");
const GERMAN: &str = include_str!("../../../themes/default/strings.de.toml");

/// The library of `tests/german`.
fn german() -> Library {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/german");
    let settings = config::load(&root, None).unwrap();
    assert_eq!(settings.diagnostics, []);
    let mut files: Vec<(String, String)> = std::fs::read_dir(root.join("content"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().into_string().unwrap(), text)
        })
        .collect();
    files.sort();
    Library {
        config: Config::resolve(settings.value, Overrides::default()).value,
        files,
        ..Library::default()
    }
}

/// Every text of a file of words, by its path with dots.
fn texts(toml: &str) -> BTreeMap<String, String> {
    fn flatten(prefix: &str, table: &toml::Table, flat: &mut BTreeMap<String, String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => flatten(&format!("{prefix}{key}."), inner, flat),
                other => {
                    let text = other.as_str().unwrap().to_owned();
                    flat.insert(format!("{prefix}{key}"), text);
                }
            }
        }
    }
    let mut flat = BTreeMap::new();
    flatten("", &toml::from_str(toml).unwrap(), &mut flat);
    flat
}

/// Attributes that a reader sees or hears.
const SPOKEN: [&str; 5] = ["title", "aria-label", "alt", "placeholder", "content"];

/// Every text of a page that is in the page's language: text nodes and attributes for readers, but nothing below an
/// element in another one, and nothing that only programs read.
fn spoken(page: &str) -> Vec<String> {
    fn walk(element: ElementRef<'_>, out: &mut Vec<String>) {
        let it = element.value();
        let for_programs = matches!(it.name(), "script" | "style")
            || it.attr("http-equiv").is_some()
            || it.attr("data-pagefind-filter").is_some()
            || (it.name() == "meta"
                && ["viewport", "color-scheme", "robots", "twitter:card"]
                    .iter()
                    .any(|name| it.attr("name") == Some(name)))
            || [
                "og:type",
                "og:url",
                "og:locale",
                "article:published_time",
                "article:modified_time",
            ]
            .iter()
            .any(|name| it.attr("property") == Some(name));
        if for_programs
            || it
                .attr("lang")
                .is_some_and(|lang| it.name() != "html" && lang != "de")
        {
            return;
        }
        out.extend(
            SPOKEN
                .iter()
                .filter_map(|name| it.attr(name))
                .map(str::to_owned),
        );
        for child in element.children() {
            match child.value() {
                // Without scripts its content is markup.
                Node::Text(text) if it.name() == "noscript" => out.extend(spoken(text)),
                Node::Text(text) => out.push(text.to_string()),
                Node::Element(_) => walk(ElementRef::wrap(child).unwrap(), out),
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    walk(Html::parse_document(page).root_element(), &mut out);
    out.retain(|text| !text.trim().is_empty());
    out
}

/// Whether `phrase` stands in `text` as words of their own.
fn holds(text: &str, phrase: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(phrase).any(|(at, _)| {
        !word(text[..at].chars().next_back()) && !word(text[at + phrase.len()..].chars().next())
    })
}

/// The fixed parts of a text with placeholders.
fn pieces(text: &str) -> Vec<String> {
    let cut = text
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    let piece = |part: &str| part.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    cut.map(piece)
        .filter(|part| part.chars().any(char::is_alphabetic))
        .collect()
}

fn without_the_english_text(mut library: Library) -> Library {
    library.files.retain(|(path, _)| path != "fremd.md");
    library
}

/// English words of the authors that stand in texts of the interface.
const AUTHORED: [&str; 2] = ["Cache outage of a partner", "5 h"];

#[test]
fn a_german_site_has_no_english_word_of_the_interface() {
    let german_words = texts(GERMAN);
    let both: Vec<&String> = german_words.values().collect();
    let english: Vec<(String, String)> = texts(ENGLISH)
        .into_iter()
        .flat_map(|(path, text)| {
            pieces(&text)
                .into_iter()
                .map(move |piece| (path.clone(), piece))
        })
        // Some words are the same in both languages.
        .filter(|(_, piece)| !both.iter().any(|text| holds(text, piece)))
        .collect();
    assert!(english.len() > 400, "{}", english.len());
    let library = german();
    let contents: String = library
        .files
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    let mut left = Vec::new();
    for (page, html) in pages(&library.site()) {
        for text in spoken(&html) {
            let text = AUTHORED
                .iter()
                .fold(text, |text, own| text.replace(own, ""));
            for (path, piece) in &english {
                if holds(&text, piece) && !holds(&contents, text.trim()) {
                    left.push(format!("{page}: `{piece}` ({path}) in `{}`", text.trim()));
                }
            }
        }
    }
    left.sort();
    left.dedup();
    assert!(left.is_empty(), "{left:#?}");
}

/// The built-in words with every letter made a Cyrillic one, so that no word of the interface has a Latin letter.
fn cyrillic() -> String {
    fn change(value: &mut toml::Value) {
        match value {
            toml::Value::Table(table) => table.iter_mut().for_each(|(_, value)| change(value)),
            toml::Value::String(text) => {
                // What stands for a finding is that finding, and English.
                let mut rest = text.replace("{message}", "");
                let mut out = String::new();
                while let Some((before, after)) = rest.split_once('{') {
                    let (name, tail) = after.split_once('}').unwrap();
                    out.push_str(&before.replace(char::is_alphabetic, "ж"));
                    out.push_str(&format!("{{{name}}}"));
                    rest = tail.to_owned();
                }
                *text = out + &rest.replace(char::is_alphabetic, "ж");
            }
            _ => {}
        }
    }
    let mut words = toml::Value::Table(toml::from_str(ENGLISH).unwrap());
    change(&mut words);
    toml::to_string(&words).unwrap()
}

#[test]
fn no_word_of_the_interface_is_written_into_a_template_or_the_program() {
    let made = Theme::over_builtin(ThemeFiles {
        strings: Some(cyrillic()),
        ..ThemeFiles::default()
    });
    assert_eq!(made.diagnostics, []);
    let mut library = without_the_english_text(german());
    library.theme = Some(Arc::new(made.value));
    library.config.language = "en".to_owned();
    library.config.title = "Архив".to_owned();
    library.config.description = "О нас.".to_owned();
    // What authors wrote may have Latin letters, and stands on the pages as they wrote it.
    let contents: String = library
        .files
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    let contents = contents.to_lowercase();
    let mut left = Vec::new();
    for (page, html) in pages(&library.site()) {
        for text in spoken(&html) {
            // The search page holds texts that are still to be filled in.
            let text = pieces(&text).join(" ").to_lowercase();
            let words = text.split(|c: char| !c.is_alphanumeric());
            for word in words.filter(|it| it.chars().any(|c| c.is_ascii_alphabetic())) {
                // The clock of the world, and what a severity is called everywhere.
                let known = word == "utc" || word.starts_with("sev");
                if !known && !holds(&contents, word) {
                    left.push(format!("{page}: `{word}` in `{}`", text.trim()));
                }
            }
        }
    }
    left.sort();
    left.dedup();
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn a_german_site_says_everything_in_german() {
    let site = german().site();
    let page = text(&site, "incidents/inc-12-zertifikat/index.html");
    assert!(page.contains("<html lang=\"de\">"));
    let panel = words(&page, ".cb-glance");
    for expected in [
        "3 Std. 20 Min.",
        "von Anfang bis Ende",
        "groß",
        "Ausfall, Geld",
        "Betroffene Nutzer: 62,5 %",
        "Zeit, Uhr, Ablauf",
        "Prozess und Organisation",
        "Abgelaufenes Zertifikat",
        "15 Min. nach dem Beginn",
        "Erneuerung",
    ] {
        assert!(panel.contains(expected), "{expected} in {panel}");
    }
    let list = text(&site, "causes/index.html");
    assert!(
        words(&list, "main").contains(
            "Ein Zertifikat, Schlüssel, eine Lizenz oder eine Uhr erreichte eine Grenze."
        )
    );
    let bands = words(&text(&site, "durations/index.html"), "main");
    assert!(
        bands.contains("1–4 Std.") && bands.contains("andauernd"),
        "{bands}"
    );
    assert!(words(&text(&site, "index.html"), "main").contains("5 Vorfälle"));
    assert!(
        text(&site, "causes/time-expiry/feed.xml")
            .contains("<title>Vorfallarchiv: Zeit, Uhr, Ablauf</title>")
    );
    let search = text(&site, "search/index.html");
    for (key, word) in [
        ("value_cause_time-expiry", "Zeit, Uhr, Ablauf"),
        ("value_impact_major", "groß"),
        ("value_kind_outage", "Ausfall"),
        ("value_status_final", "abgeschlossen"),
        ("value_contributing_process", "Prozess und Organisation"),
        ("mitigation_renew", "Erneuerung"),
        ("length_days_other", "{n} Tage"),
    ] {
        assert!(
            search.contains(&format!("<li data-key=\"{key}\">{word}</li>")),
            "{key}"
        );
    }
}

#[test]
fn statements_that_disagree_are_told_in_the_language_of_the_site() {
    let site = german().site();
    let notes = words(
        &text(&site, "incidents/inc-31-zertifikat/index.html"),
        ".cb-notes",
    );
    assert!(
        notes.contains("Die Angaben zur Dauer stimmen nicht mit Anfang und Ende überein"),
        "{notes}"
    );
}

#[test]
fn a_text_in_another_language_than_the_site_says_so() {
    let site = german().site();
    let html = Html::parse_document(&text(&site, "incidents/fremd/index.html"));
    for place in ["article h1", ".cb-prose"] {
        assert_eq!(select(&html, place, "lang"), ["en"], "{place}");
    }
    assert!(!select(&html, ".cb-evidence q", "lang").is_empty());
    let list = Html::parse_document(&text(&site, "incidents/index.html"));
    assert_eq!(
        select(&list, ".cb-title a[lang]", "href"),
        ["fremd/"].map(|it| format!("../incidents/{it}"))
    );
    let own = Html::parse_document(&text(&site, "incidents/inc-12-zertifikat/index.html"));
    assert!(select(&own, "[lang]:not(html)", "lang").is_empty());
}

#[test]
fn what_the_settings_say_of_a_category_outranks_the_words_of_the_language() {
    let library = german().config(|config| {
        let ours = config
            .categories
            .iter_mut()
            .find(|it| it.id == "time-expiry")
            .unwrap();
        ours.name = "Abgelaufen".to_owned();
    });
    let page = text(&library.site(), "causes/time-expiry/index.html");
    assert_eq!(words(&page, "h1"), "Abgelaufen");
}

#[test]
fn a_language_without_words_is_told_and_the_pages_say_that_they_are_english() {
    let (site, found) = german()
        .config(|config| config.language = "eo".to_owned())
        .plan();
    assert_eq!(
        found.iter().map(|it| it.rule).collect::<Vec<_>>(),
        ["language-without-words"]
    );
    let page = text(&site, "incidents/inc-12-zertifikat/index.html");
    assert!(page.contains("<html lang=\"en\">"));
    assert_eq!(
        select(&Html::parse_document(&page), "article h1", "lang"),
        ["eo"]
    );
}

#[test]
fn a_site_of_contributing_factors_speaks_of_no_root_cause() {
    let library = without_the_english_text(german()).config(|config| {
        config.language = "en".to_owned();
        config.cause_label = config::CauseLabel::ContributingFactors;
    });
    for (page, html) in pages(&library.site()) {
        for text in spoken(&html) {
            let lower = text.to_lowercase();
            assert!(!lower.contains("root cause"), "{page}: {text}");
        }
    }
}
