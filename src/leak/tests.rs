//! What is found in the files of a site, and what is not.

use super::*;
use crate::site::Site;

const SECRET: &str = "The contract with Zanzibar Cables ends in June; ask legal before naming db-master-7 at 10.44.3.17.\n";

fn removed(text: &str) -> Removed {
    let source = SourceText::new("inc-77.md", text);
    let span = Span::new(0, source.text.len());
    Removed {
        source,
        span,
        whole: true,
    }
}

fn guard(text: &str, own: &[(&str, &str)], words: &[&str]) -> Guard {
    let own = own.iter().map(|(path, text)| {
        let path = SitePath::new(*path).unwrap();
        (path, text.as_bytes().to_vec())
    });
    let known = Known {
        library: &Library::default(),
        own: &Site::from_bytes(own),
        words: words.to_vec(),
    };
    Guard::new(vec![removed(text)], Level::Error, &known).unwrap()
}

fn found(guard: &Guard, maker: Maker, path: &str, text: &str) -> bool {
    let path = SitePath::new(path).unwrap();
    !guard.look(maker, &path, text.as_bytes()).is_empty()
}

#[test]
fn internal_words_are_found_in_every_kind_of_file_however_they_are_written() {
    let guard = guard(SECRET, &[], &[]);
    for (path, text) in [
        ("a/index.html", "<p>about zanzibar</p>"),
        ("a/index.html", "<p>with <b>Zanzi</b>bar</p>"),
        ("a/index.html", "<img alt=\"ZANZIBAR\">"),
        ("a/index.html", "<a href=\"x?%7aanzibar\">x</a>"),
        ("a/index.html", "<p>before naming <a>db</a>-master-7</p>"),
        ("a/index.html", "<!-- zanzibar -->"),
        (
            "a/index.html",
            "<script type=\"application/ld+json\">{\"name\":\"\\u007aanzibar\"}</script>",
        ),
        ("feed.xml", "<title>Zanz&#105;bar</title>"),
        ("api/library.json", "{\"a\":\"Z\\u0061nzibar\"}"),
        ("api/incidents.csv", "a,\"Zanzibar, x\""),
        ("api/x.json", "{\"host\":\"10.44.3.17\"}"),
        ("incidents/zanzibar/index.html", ""),
        ("tags/inc-77/index.html", ""),
    ] {
        assert!(found(&guard, Maker::Page, path, text), "{path}: {text}");
    }
    let long = "<p>ends in june ask\nlegal <em>before</em> it</p>";
    for maker in [Maker::Page, Maker::Document, Maker::Theme, Maker::Index] {
        assert!(found(&guard, maker, "a.html", long), "{maker:?}");
    }
    assert!(found(
        &guard,
        Maker::Document,
        "a.png",
        "\u{1}\0Comment\0by zanzibar\0"
    ));
    assert!(found(
        &guard,
        Maker::Index,
        "search/w1.json",
        "{\"w\":\"outage zanzibar\",\"p\":\"ab cd\"}"
    ));
    assert!(found(
        &guard,
        Maker::Index,
        "search/w1.js",
        "casebookSearch.part(\"w1\",{\"parts\":{\"w2\":{\"w\":\"zanzibar\"}}});\n"
    ));
}

#[test]
fn what_only_looks_like_it_is_let_through() {
    let guard = guard(
        SECRET,
        &[("own.html", "<p class=x>with the master</p>")],
        &["Contract", "cables"],
    );
    for (maker, path, text) in [
        (
            Maker::Page,
            "a/index.html",
            "<p>with the contract of cables</p>",
        ),
        (
            Maker::Page,
            "a/index.html",
            "<p class=\"legal june\">10.44 and 3.17, 7</p><path d=\"M10 44 3 17\"/>",
        ),
        (Maker::Theme, "assets/x.js", "zanzibar legal june"),
        (Maker::Document, "a/x.csv", "june,legal"),
        (Maker::Document, "a/x.png", "\u{1}june legal"),
        (
            Maker::Index,
            "search/w1.json",
            "{\"w\":\"outage\",\"p\":\"june legal\"}",
        ),
        (Maker::Page, "a/index.html", ""),
    ] {
        assert!(!found(&guard, maker, path, text), "{path}: {text}");
    }
}

#[test]
fn the_finding_names_document_line_and_file_and_says_no_word_of_it() {
    let guard = guard(&format!("# Notes\n\n{SECRET}"), &[], &[]);
    let mut found = BTreeMap::new();
    for path in ["b/index.html", "a/index.html", "c/index.html"] {
        let path = SitePath::new(path).unwrap();
        let runs = guard.look(Maker::Page, &path, b"<p>of Zanzibar</p>");
        found.insert(path, runs);
    }
    let findings = guard.findings(&found);
    assert_eq!(findings.len(), 1);
    let finding = &findings[0];
    let place = finding.place.as_ref().unwrap();
    assert_eq!(
        (&*place.file, place.line, place.line_text.as_str()),
        ("inc-77.md", 3, "")
    );
    assert_eq!(
        finding.message,
        "words of this internal line would be published in `a/index.html` and in 2 more files"
    );
}

#[test]
fn the_reference_states_every_key_and_says_no_word_of_a_language() {
    let (_, text) = REFERENCE[0];
    let stated = text.split("\n---\n").next().unwrap();
    // Others that say the same, keep the document back, or are no facts.
    let aside = [
        "slug",
        "type",
        "language",
        "draft",
        "visibility",
        "private",
        "date",
        "state",
        "check",
        "impact_text",
    ];
    let there = |key: &str| {
        stated.contains(&format!("\n{key}:")) || stated.contains(&format!("\n  {key}:"))
    };
    let missing: Vec<&str> = crate::source::front_matter::FIELDS
        .iter()
        .map(|field| field.key)
        .filter(|key| !aside.contains(key) && !there(key))
        .filter(|key| !key.strip_prefix("impact_").is_some_and(there))
        .collect();
    assert_eq!(missing, [""; 0]);
    let body = text.rsplit("\n---\n\n").next().unwrap();
    for word in body
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() > 3)
    {
        let own = [
            "https", "invalid", "NOTE", "WARNING", "REDACTED", "json", "null", "true", "mermaid",
            "graph", "details", "summary",
        ];
        assert!(
            word.to_lowercase().starts_with("zq") || own.contains(&word),
            "{word}"
        );
    }
}
