//! A theme over the built-in one, in memory.

use super::*;

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
    context.insert("t", theme.strings());
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
        "Zum Inhalt|Incidents|1 incident|1200 incidents"
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
