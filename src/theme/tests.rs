//! A theme over the built-in one, in memory.

use super::*;
use crate::model::DurationScale;

fn theme(templates: &[(&str, &str)]) -> Outcome<Theme> {
    Theme::over_builtin(ThemeFiles {
        name: "own".to_owned(),
        templates: templates
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect(),
        ..ThemeFiles::default()
    })
}

fn render(theme: &Theme, template: &str, values: &[(&'static str, &str)]) -> String {
    let mut context = Context::new();
    let words = theme.speak("en", None);
    context.insert("t", words.value());
    for (key, value) in values {
        context.insert(key, value);
    }
    theme.render(template, &context).unwrap()
}

#[test]
fn the_built_in_theme_has_nothing_wrong() {
    let made = Theme::over_builtin(ThemeFiles::default());
    assert_eq!(made.diagnostics, []);
    assert!(
        made.value
            .assets()
            .any(|(path, _)| path.starts_with("assets/site."))
    );
}

#[test]
fn a_theme_replaces_single_files() {
    let made = theme(&[("hello.html", "{{ x }} {{ t.nav.skip }}")]);
    assert_eq!(made.diagnostics, []);
    let made = made.value;
    assert_eq!(
        render(&made, "hello.html", &[("x", "<b>")]),
        "&lt;b&gt; Skip to content"
    );
}

#[test]
fn control_characters_never_reach_a_page() {
    let made = theme(&[("x.xml", "{{ x }}")]).value;
    assert_eq!(
        render(
            &made,
            "x.xml",
            &[("x", "a\u{1}b\u{b}\n'\"&<>\u{ffff}\u{fffe}é\u{fffd}")]
        ),
        "ab\n&#39;&quot;&amp;&lt;&gt;é\u{fffd}"
    );
}

#[test]
fn links_are_relative_to_the_page() {
    let made = theme(&[("x.html", "{{ x | link }}")]).value;
    assert_eq!(render(&made, "x.html", &[("root", ""), ("x", "")]), "./");
    assert_eq!(
        render(&made, "x.html", &[("root", "../"), ("x", "")]),
        "../"
    );
    assert_eq!(
        render(&made, "x.html", &[("root", "../"), ("x", "a/")]),
        "../a/"
    );
}

#[test]
fn a_template_that_cannot_be_read_is_found_at_its_line() {
    let made = theme(&[("x.html", "one\n  {% if %}\n")]);
    let place = made.diagnostics[0].place.clone().unwrap();
    assert_eq!(&*place.file, "themes/own/templates/x.html");
    assert_eq!(place.line, 2);
    let made = theme(&[("x.html", "one\n\n{{ x | nosuch }}\n")]);
    let place = made.diagnostics[0].place.clone().unwrap();
    assert_eq!(
        (&*place.file, place.line),
        ("themes/own/templates/x.html", 3)
    );
    assert!(made.diagnostics[0].message.contains("nosuch"));
}

#[test]
fn a_template_that_fails_says_where() {
    let made = theme(&[("x.html", "one\n{{ page.titel }}\n")]).value;
    let mut context = Context::new();
    context.insert("page", &BTreeMap::from([("title", "x")]));
    let error = made.render("x.html", &context).unwrap_err();
    assert_eq!(error.line, 2);
    assert!(
        error
            .to_string()
            .starts_with("themes/own/templates/x.html:2: field `titel`"),
        "{error}"
    );
}

#[test]
fn words_are_replaced_key_by_key() {
    let made = Theme::over_builtin(ThemeFiles {
        strings: Some("[nav]\nskip = \"Zum Inhalt\"".to_owned()),
        templates: [("x.html".to_owned(), "{{ t.nav.skip }}|{{ t.nav.incidents }}|{{ t.incidents | count(n=1) }}|{{ t.incidents | count(n=1200) }}".to_owned())].into(),
        ..ThemeFiles::default()
    });
    assert_eq!(made.diagnostics, []);
    assert_eq!(
        render(&made.value, "x.html", &[]),
        "Zum Inhalt|Incidents|1 incident|1,200 incidents"
    );
}

#[test]
fn a_theme_for_a_newer_program_is_refused() {
    let made = Theme::over_builtin(ThemeFiles {
        settings: Some("api = 99".to_owned()),
        ..ThemeFiles::default()
    });
    assert_eq!(made.diagnostics[0].rule, "theme-newer");
}

#[test]
fn asset_names_change_with_their_bytes() {
    assert_eq!(
        hashed("a/b.css", b"x").len(),
        "assets/a/b.01234567.css".len()
    );
    assert_ne!(hashed("b.css", b"x"), hashed("b.css", b"y"));
}

#[test]
fn a_template_that_extends_what_there_is_not_is_named_with_its_file() {
    let made = theme(&[("home.html", "{% extends \"base.html\" %}")]);
    let found = &made.diagnostics[0];
    assert_eq!(
        found.message,
        "it extends `base.html`, and there is no such template"
    );
    let place = found.place.as_ref().unwrap();
    assert_eq!(&*place.file, "themes/own/templates/home.html");

    let made = theme(&[
        ("a.html", "{% extends \"b.html\" %}"),
        ("b.html", "{% extends \"a.html\" %}"),
    ]);
    assert_eq!(made.diagnostics[0].message, "it extends itself");
}

/// Every word of a file of the built-in theme, by its path with dots.
fn words_in(text: &str) -> BTreeMap<String, String> {
    let mut flat = BTreeMap::new();
    strings::flatten("", &toml::from_str(text).unwrap(), &mut flat);
    flat
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn every_language_has_the_same_words_with_the_same_placeholders() {
    let own = words_in(builtin::FILES.strings.as_ref().unwrap());
    assert!(builtin::FILES.languages.contains_key("de"));
    for (tag, text) in &builtin::FILES.languages {
        let theirs = words_in(text);
        let keys = |words: &BTreeMap<String, String>| words.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&own), keys(&theirs), "strings.{tag}.toml");
        for (path, text) in &own {
            assert!(!theirs[path].trim().is_empty(), "{tag}: {path}");
            // The finding itself is English; other languages say in general what disagrees.
            if !path.starts_with("disagreement.") {
                let both = (placeholders(text), placeholders(&theirs[path]));
                assert_eq!(both.0, both.1, "{tag}: {path}");
            }
        }
    }
}

#[test]
fn the_words_of_values_are_those_of_the_model() {
    use crate::model::{CATEGORIES, ImpactLevel, PATTERNS};
    let words = Theme::builtin().speak("en", None);
    let of = |group: &str| -> BTreeMap<String, String> {
        let words = words.group(group);
        words
            .map(|(id, text)| (id.to_owned(), text.to_owned()))
            .collect()
    };
    let all = |pairs: &mut dyn Iterator<Item = (&str, &str)>| -> BTreeMap<String, String> {
        pairs
            .map(|(id, text)| (id.to_owned(), text.to_owned()))
            .collect()
    };
    let causes = CATEGORIES.iter();
    assert_eq!(
        of("value.causes"),
        all(&mut causes.clone().map(|it| (it.id, it.name)))
    );
    assert_eq!(
        of("means.causes"),
        all(&mut causes.map(|it| (it.id, it.means)))
    );
    let patterns = PATTERNS.iter();
    assert_eq!(
        of("value.patterns"),
        all(&mut patterns.clone().map(|it| (it.id, it.name)))
    );
    assert_eq!(
        of("means.patterns"),
        all(&mut patterns.map(|it| (it.id, it.means)))
    );
    let levels = ImpactLevel::ALL.iter();
    assert_eq!(
        of("means.impacts"),
        all(&mut levels.map(|it| (it.id(), it.means())))
    );
}

#[test]
fn bands_of_durations_are_called_by_their_ends_in_every_language() {
    let odd = DurationScale::new(vec![30, 60, 1800, 14_400, 86_400, 12_960_000]).unwrap();
    let told = |scale: &DurationScale, language: &str| -> Vec<String> {
        let words = Theme::builtin().speak(language, None);
        let ends = scale.bands().filter_map(|band| scale.words(band));
        ends.map(|ends| words.band(ends)).collect()
    };
    for scale in [&odd, &DurationScale::default()] {
        let names = scale.bands().filter(|it| scale.words(*it).is_some());
        let names: Vec<String> = names.map(|it| scale.name(it)).collect();
        assert_eq!(told(scale, "en"), names);
    }
    assert_eq!(
        told(&DurationScale::default(), "de"),
        [
            "unter 15 Min.",
            "15–60 Min.",
            "1–4 Std.",
            "4–24 Std.",
            "1–7 Tage",
            "über 7 Tage"
        ]
    );
    assert_eq!(
        told(&odd, "de"),
        [
            "unter 30 Sek.",
            "30–60 Sek.",
            "1–30 Min.",
            "30 Min. – 4 Std.",
            "4–24 Std.",
            "1–150 Tage",
            "über 150 Tage"
        ]
    );
}

#[test]
fn a_site_speaks_its_language_and_a_theme_has_the_last_word() {
    let made = Theme::over_builtin(ThemeFiles {
        strings: Some("[nav]\nincidents = \"Postmortems\"".to_owned()),
        languages: [("de".to_owned(), "[nav]\nskip = \"Weiter\"".to_owned())].into(),
        ..ThemeFiles::default()
    });
    assert_eq!(made.diagnostics, []);
    let words = made.value.speak("de-AT", None);
    let nav = |name| words.get(name);
    assert_eq!(words.language(), "de-AT");
    assert_eq!(nav("nav.search"), Some("Suche"));
    assert_eq!(nav("nav.skip"), Some("Weiter"));
    assert_eq!(nav("nav.incidents"), Some("Postmortems"));
    assert_eq!(
        (words.own("nav.skip"), words.own("nav.search")),
        (Some("Weiter"), None)
    );
    let english = made.value.speak("en", None);
    assert_eq!(english.get("nav.skip"), Some("Skip to content"));
}

#[test]
fn without_words_for_a_language_the_interface_says_that_it_is_english() {
    let words = Theme::builtin().speak("eo", None);
    assert_eq!(
        (words.language(), words.get("nav.search")),
        ("en", Some("Search"))
    );
    let own = ThemeFiles {
        languages: [("eo".to_owned(), "[nav]\nsearch = \"Serĉi\"".to_owned())].into(),
        ..ThemeFiles::default()
    };
    let words = Theme::over_builtin(own).value.speak("eo", None);
    assert_eq!(
        (words.language(), words.get("nav.search")),
        ("eo", Some("Serĉi"))
    );
}

#[test]
fn lengths_and_numbers_are_written_as_the_language_does() {
    let german = Theme::builtin().speak("de", None);
    let english = Theme::builtin().speak("en", None);
    let written = |words: &Words| [12_000, 90_000, 86_400 * 1234].map(|it| words.lasted(it));
    assert_eq!(written(&english), ["3 h 20 min", "1 d 1 h", "1,234 d"]);
    assert_eq!(
        written(&german),
        ["3 Std. 20 Min.", "1 Tag 1 Std.", "1.234 Tage"]
    );
    assert_eq!(german.decimal(12.5), "12,5");
    assert_eq!(german.count("incidents", 1).as_deref(), Some("1 Vorfall"));
    assert_eq!(
        german.count("incidents", 1200).as_deref(),
        Some("1.200 Vorfälle")
    );
}

#[test]
fn a_site_may_speak_of_contributing_factors() {
    let factors = |language| Theme::builtin().speak(language, Some("contributing-factors"));
    assert_eq!(factors("en").get("fact.cause"), Some("Main factor"));
    assert_eq!(factors("de").get("fact.cause"), Some("Hauptfaktor"));
    assert_eq!(factors("de").get("fact.impact"), Some("Auswirkung"));
}
