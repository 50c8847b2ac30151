//! Where the front matter is, and what is told when its notation is broken.

use super::*;

// Where the front matter is.

#[test]
fn three_notations_and_no_front_matter_at_all_are_told_apart() {
    for (text, format) in [
        ("---\ntitle: T\n---\nBody", Some(Format::Yaml)),
        ("+++\ntitle = \"T\"\n+++\nBody", Some(Format::Toml)),
        ("{\"title\": \"T\"}\nBody", Some(Format::Json)),
        ("{\n  \"title\": \"T\"\n}\n\nBody", Some(Format::Json)),
        ("Body", None),
        ("", None),
        ("{{ a template }}\nBody", None),
        ("{% raw %}\nBody", None),
    ] {
        let (source, outcome) = read_text(text);
        assert_eq!(outcome.value.format, format, "{text}");
        assert_eq!(outcome.diagnostics, [], "{text}");
        let body = source.slice(outcome.value.body).trim();
        assert_eq!(body, if format.is_some() { "Body" } else { text }, "{text}");
        assert_eq!(outcome.value.facts.title.is_some(), format.is_some());
    }
}

#[test]
fn mark_line_ends_blank_lines_and_dots_change_nothing() {
    for text in [
        "\u{feff}---\ntitle: T\n---\nBody\n",
        "---\r\ntitle: T\r\n---\r\nBody\r\n",
        "---\rtitle: T\r---\rBody\r",
        "\n\n---\ntitle: T\n---\nBody\n",
        "---  \ntitle: T\n--- \t\nBody\n",
        "---\ntitle: T\n\n---\nBody\n",
        "---\ntitle: T\n...\nBody\n",
        "---\n  title: T\n---\nBody\n",
        "---\n# a comment\ntitle: T\n---\nBody\n",
    ] {
        assert_eq!(told(text), [""; 0], "{text:?}");
        assert_eq!(title(text).as_deref(), Some("T"), "{text:?}");
        assert_eq!(body(text), "Body\n", "{text:?}");
    }
}

#[test]
fn hyphens_inside_values_and_in_the_text_close_nothing() {
    let text = "---\ntitle: a --- b\nsummary: |\n  one\n  ---\n  two\n---\nBody\n\n---\n\ntitle: no\n---\n";
    assert_eq!(title(text).as_deref(), Some("a --- b"));
    assert_eq!(body(text), "Body\n\n---\n\ntitle: no\n---\n");
    assert_eq!(
        body("Text\n\n---\ndraft: true\n---\n"),
        "Text\n\n---\ndraft: true\n---\n"
    );
}

#[test]
fn an_empty_front_matter_is_one() {
    for text in [
        "---\n---\nBody",
        "---\n\n---\nBody",
        "---\n# only a comment\n---\nBody",
        "+++\n+++\nBody",
        "{}\nBody",
    ] {
        let (source, outcome) = read_text(text);
        assert_eq!(outcome.diagnostics, [], "{text}");
        assert!(outcome.value.format.is_some(), "{text}");
        assert_eq!(source.slice(outcome.value.body), "Body", "{text}");
    }
}

#[test]
fn what_is_never_closed_is_an_error_and_never_text() {
    for (text, fence) in [
        ("---\ntitle: open\nseverity: SEV1\n\nBody\n", "---"),
        ("---\ndraft: true\n\nSecret", "---"),
        ("---\nlayout: post\n\ndraft: true\nSecret", "---"),
        ("+++\ndraft = true\n\nSecret", "+++"),
    ] {
        assert_eq!(
            told(text),
            [format!(
                "1:1 error front-matter-unclosed the front matter that begins here is never closed by a line `{fence}`"
            )],
        );
        assert_eq!(body(text), "");
    }
    assert_eq!(told("{\"draft\": true\n\nSecret").len(), 1);
    assert_eq!(body("{\"draft\": true\n\nSecret"), "");
}

#[test]
fn a_line_that_is_nearly_a_fence_is_an_error_where_front_matter_follows() {
    for text in [
        "----\ndraft: true\n----\nSecret",
        "---yaml\ndraft: true\n---\nSecret",
        "---js\ndraft: true\n---\nSecret",
        "   ---\ndraft: true\n   ---\nSecret",
        "\u{feff}\u{feff}---\ndraft: true\n---\nSecret",
        "\u{200b}---\ndraft: true\n---\nSecret",
        "++++\ndraft = true\n++++\nSecret",
        "<!-- a licence\n-->\n\n---\ndraft: true\n---\nSecret",
        "\u{2014}\ndraft: true\n\u{2014}\nSecret",
    ] {
        let told = told(text);
        assert_eq!(told.len(), 1, "{text}");
        assert!(told[0].contains("error front-matter-fence"), "{told:?}");
        assert_eq!(body(text), "", "{text}");
    }
    for text in [
        "----\n\nText\n",
        "----------\nText",
        "<!-- a licence -->\n\n---\n\nText",
        "<!-- never closed\n---\ndraft: true\n---\n",
        "--- Note ---\nText",
        "- - -\nText: yes\n",
    ] {
        assert_eq!(told(text), [""; 0], "{text}");
        assert_eq!(body(text), text);
    }
}

#[test]
fn a_line_across_the_page_at_the_start_is_text() {
    for text in ["---\n\nSome prose.\n", "---\n\nProse, then: more prose\n"] {
        assert_eq!(told(text), [""; 0], "{text}");
        assert_eq!(body(text), text);
    }
    let text = "---\nSome prose between two lines.\n---\nMore.\n";
    assert_eq!(
        told(text),
        [
            "1:1 hint front-matter-none the file begins with a line `---`, and what follows has no keys: read as text"
        ]
    );
    assert_eq!(body(text), text);
    // A known key in it decides: told as broken rather than published.
    let text = "---\nSome prose.\ndraft: true\n---\nSecret\n";
    assert!(told(text)[0].contains("error front-matter-invalid"));
}

// What is wrong with the notation.

#[test]
fn errors_stand_in_the_coordinates_of_the_file() {
    assert_eq!(
        told("---\nseverity: SEV2\nservices: x\ntitle: Outage: part two\n---\nx\n"),
        ["4:14 error front-matter-invalid a second `: ` on the line: the value is not quoted"]
    );
    assert_eq!(
        told("\u{feff}---\r\ntitle: a\r\nseverity: SEV1\r\nseverity: SEV2\r\n---\r\nx\r\n"),
        ["4:1 error key-repeated the key `severity` is given twice"]
    );
    assert_eq!(
        told("+++\ntitle = \"a\"\nseverity = \n+++\nx\n")[0]
            .split(' ')
            .next(),
        Some("3:12")
    );
    assert_eq!(
        told("{\n  \"title\": \"a\",\n  \"severity\" 1\n}\nx\n"),
        ["3:14 error front-matter-invalid this is not JSON: expected `:`"]
    );
    assert_eq!(told("---\n- a\n- title: b\n---\nx\n").len(), 1,);
}

#[test]
fn several_mistakes_are_told_at_once() {
    let told = told(
        "---\ntitle: a\ntitle: b\nstarted: 2023-04-31\nresolved: soon\nvisibilty: internal\nlayout: post\n---\n",
    );
    assert_eq!(
        told,
        [
            "3:1 error key-repeated the key `title` is given twice",
            "4:10 error value-invalid `started` is `2023-04-31`: April 2023 has 30 days",
            "5:11 warning value-invalid `resolved` is `soon`",
            "6:1 error field-unknown there is no key `visibilty`",
            "7:1 hint field-unknown there is no key `layout`",
        ]
    );
}

#[test]
fn bombs_and_floods_are_refused() {
    let large = format!("---\ntitle: x\nsummary: {}\n---\nx", "y".repeat(64 << 10));
    assert_eq!(told(&large).len(), 1);
    assert!(told(&large)[0].starts_with(
        "2:1 error front-matter-too-large the front matter has more than 65536 bytes"
    ));
    let deep = format!(
        "---\ntitle: deep\nservices:\n- {}x\n---\nx\n",
        "- ".repeat(4000)
    );
    let told = told(&deep);
    assert!(
        told[0].starts_with("4:") && told[0].contains("front-matter-too-large"),
        "{told:?}"
    );
    let bomb = "---\na: &a [x,x,x]\nb: &b [*a,*a,*a]\n---\n";
    assert!(
        told_of(bomb.trim_start_matches("---\n").trim_end_matches("\n---\n"))[0].contains("alias")
    );
    let many: String = (0..1001).map(|i| format!("k{i}: 1\n")).collect();
    assert!(
        told_of(&many)
            .iter()
            .any(|told| told.contains("front-matter-too-large"))
    );
}
