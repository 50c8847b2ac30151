//! What is taken out, what stays, and what is refused.

use super::*;
use crate::config::Audience;

fn config(internal: bool) -> Config {
    Config {
        audience: Audience {
            internal,
            drafts: false,
        },
        ..Config::default()
    }
}

fn prepared(text: &str, internal: bool) -> (String, Vec<String>) {
    let outcome = prepare(&SourceText::new("a.md", text), &config(internal));
    let told = outcome.diagnostics.iter().map(|it| {
        assert_eq!(it.level, Level::Error, "{}", it.message);
        let place = it.place.as_ref().unwrap();
        format!("{}:{} {}", place.line, place.column, it.message)
    });
    (outcome.value.text.to_string(), told.collect())
}

fn public(text: &str) -> String {
    let (left, told) = prepared(text, false);
    assert_eq!(told, [""; 0], "{text}");
    left
}

fn whole(text: &str) -> String {
    let (left, told) = prepared(text, true);
    assert_eq!(told, [""; 0], "{text}");
    left
}

#[test]
fn a_passage_on_lines_of_its_own_goes_with_its_lines() {
    let text = "a\n\n<!-- internal -->\nsecret\n\nmore\n<!-- /internal -->\n\nb\n";
    assert_eq!(public(text), "a\n\n\nb\n");
    assert_eq!(whole(text), "a\n\nsecret\n\nmore\n\nb\n");
    let text = "a\n\n:::internal\nsecret\n:::\n\nb\n";
    assert_eq!(public(text), "a\n\n\nb\n");
    assert_eq!(whole(text), "a\n\nsecret\n\nb\n");
    assert_eq!(
        public("a\n<!-- internal -->\nsecret\n<!-- /internal -->"),
        "a\n"
    );
}

#[test]
fn a_passage_within_a_line_leaves_one_blank_and_no_length() {
    for secret in ["x", "a much longer secret", "over\nlines"] {
        let text = format!("one <!-- internal -->{secret}<!-- /internal --> two");
        assert_eq!(public(&text), "one two");
        let text = format!("one <!-- internal -->{secret}<!-- /internal -->.");
        assert_eq!(public(&text), "one.");
        let text = format!("one<!--INTERNAL-->{secret}<!-- /internal\n-->two");
        assert_eq!(public(&text), "onetwo");
        assert_eq!(whole(&text), format!("one{secret}two"));
    }
}

#[test]
fn a_mark_counts_wherever_it_stands() {
    let code = "```\n<!-- internal -->\npassword\n<!-- /internal -->\nok\n```\n";
    assert_eq!(public(code), "```\nok\n```\n");
    let table = "| a |\n|---|\n<!-- internal -->\n| secret |\n<!-- /internal -->\n| b |\n";
    assert_eq!(public(table), "| a |\n|---|\n| b |\n");
    let inline = "`x <!-- internal -->y<!-- /internal --> z` <b title=\"<!-- internal -->q<!-- /internal -->\">";
    assert_eq!(public(inline), "`x z` <b title=\"\">");
    let front = "---\ntitle: t\ntimeline:\n  - 09:00 alert\n  # <!-- internal -->\n  - 09:05 secret\n  # <!-- /internal -->\n  - 09:10 end\n---\nx\n";
    assert_eq!(
        public(front),
        "---\ntitle: t\ntimeline:\n  - 09:00 alert\n  - 09:10 end\n---\nx\n"
    );
    let comment = "<!-- a remark with <!-- internal --> in it\nsecret\n<!-- /internal -->b";
    assert!(!public(comment).contains("secret"));
}

#[test]
fn passages_stand_in_one_another() {
    let text = "a <!-- internal -->b <!-- internal -->c<!-- /internal --> d<!-- /internal --> e";
    assert_eq!(public(text), "a e");
    assert_eq!(whole(text), "a b c d e");
    let fences =
        "a\n\n::::internal\n:::note\nsecret\n:::\n<!-- internal -->x<!-- /internal -->\n::::\nb\n";
    assert_eq!(public(fences), "a\n\nb\n");
    assert_eq!(public("::: {.internal}\nsecret\n:::\nb\n"), "b\n");
}

#[test]
fn fences_of_others_are_left_alone() {
    for text in [
        ":::note\nx\n:::\n",
        ":::\nx\n",
        ":::note\nx\n",
        "std::internal::x",
        "::: tip\n<!-- remark -->\n:::\n",
    ] {
        assert_eq!(public(text), text);
    }
    let text = ":::note\n<!-- internal -->x<!-- /internal -->\n";
    assert_eq!(public(text), ":::note\n");
}

#[test]
fn what_is_not_quite_a_mark_is_an_error_and_takes_nothing_out() {
    for text in [
        "<!-- internal -->\nsecret",
        "secret\n<!-- /internal -->\n",
        "<!-- internal -->a<!-- internal -->b<!-- /internal -->c",
        ":::internal\nsecret\n",
        ":::internal\n:::note\nsecret\n:::\n",
        ":::internal\n:::\nsecret\n:::\n",
        "<!-- internal -->\n:::internal\n<!-- /internal -->\n:::\n",
        ":::internal\n<!-- internal -->\n:::\n<!-- /internal -->\n",
        "<!-- internl -->\nsecret\n",
        "<!-- Intenral -->secret<!-- /Intenral -->",
        "<!-- internal ->\nsecret of five words here\n<!-- /internal ->\n",
        "<!-- internal -> secret of five words",
        "<!-- internal --!>secret<!-- /internal --!>",
        "<!--- internal --->secret",
        "<!-- begin internal -->secret<!-- end internal -->",
        "<!-- internal",
        "---\ntitle: t\n# <!-- internl -->\nowner: secret\n# <!-- /internl -->\n---\n",
        ":::intrenal\nsecret\n:::\n",
        "::: internal secret :::\n",
        ":::internal note\nsecret\n:::\n",
        "> :::internal\n> secret\n> :::\n",
        "- :::internal\n  secret\n  :::\n",
        "```\n> :::internal\n```\n",
        "[internal]secret[/internal]",
        "> [!INTERNAL]\n> secret\n",
        "%% internal %%\nsecret\n",
        "{::internal}secret{:/internal}",
    ] {
        for internal in [false, true] {
            let (left, told) = prepared(text, internal);
            assert!(!told.is_empty(), "{text:?}");
            assert_eq!(left, text);
            assert!(parts(&SourceText::new("a.md", text), &config(internal)).is_empty());
        }
    }
}

#[test]
fn remarks_and_words_are_no_marks() {
    for text in [
        "<!-- the internal network failed on that day -->",
        "<!-- Internal: ask the legal team about this text -->",
        "<!-- external -->",
        "an internal error\n\n## Internal\n\n- internal\n- [ ] internal\n",
        "[internal](x.md) and [internal]\n\n[internal]: x.md",
        "```ini\n[internal]\na = 1\n```\n",
        "<!--",
        "<!-- -->",
        "\u{feff}<!-- ä -->",
    ] {
        assert_eq!(public(text), SourceText::new("a", text).text.to_string());
    }
}

#[test]
fn named_fields_are_taken_out_of_every_notation() {
    for (text, left) in [
        (
            "---\ntitle: t\nowner: secret # call them\nauthors:\n  - secret\n\ninternal: [owner, author]\ndate: 2024-05-01\n---\nx\n",
            "---\ntitle: t\ndate: 2024-05-01\n---\nx\n",
        ),
        (
            "---\ninternal:\n  owner: secret\n  note: |\n    secret\n\ntitle: t\n---\nx\n",
            "---\ntitle: t\n---\nx\n",
        ),
        (
            "---\ntitle: t\ninternal:\n- owner\ncontact: secret\n---\nx\n",
            "---\ntitle: t\n---\nx\n",
        ),
        (
            "+++\ntitle = \"t\"\nowner = \"secret\"\ninternal = [\"owner\", \"impact\"]\n[impact]\nmoney = \"secret\"\n+++\nx\n",
            "+++\ntitle = \"t\"\n+++\nx\n",
        ),
        (
            "+++\ntitle = \"t\"\n[internal]\nowner = \"secret\"\n+++\nx\n",
            "+++\ntitle = \"t\"\n+++\nx\n",
        ),
        (
            "{\"internal\": [\"owner\"], \"title\": \"t\",\n\"owner\": \"secret\"}\nx\n",
            "{\"title\": \"t\"}\nx\n",
        ),
        (
            "{\"owner\": \"secret\", \"title\": \"t\", \"internal\": [\"owner\"], \"date\": \"2024\"}\nx\n",
            "{\"title\": \"t\", \"date\": \"2024\"}\nx\n",
        ),
        ("{\"internal\": {\"owner\": \"secret\"}}\nx\n", "{}\nx\n"),
    ] {
        assert_eq!(public(text), left);
        assert_eq!(whole(text), text);
    }
}

#[test]
fn a_field_that_cannot_be_taken_out_is_an_error() {
    for text in [
        "---\ntitle: t\nowner: secret\ninternal: [ownr]\n---\n",
        "---\ntitle: t\nowner: secret\ninternal: [[owner]]\n---\n",
        "---\n{title: t, owner: secret, internal: [owner]}\n---\n",
        "---\ntitle: t\ndraft: true\ninternal: [draft]\n---\n",
        "---\ntitle: t\nvisibility: internal\ninternal: [private]\n---\n",
        "---\ntitle: t\ninternal:\n  draft: true\n---\n",
        "---\ntitle: t\n# <!-- internal -->\nvisibility: internal\n# <!-- /internal -->\n---\n",
        "+++\ninternal = [\"impact\"]\n[impact]\nmoney = 1\n[other]\na = 1\n[impact.more]\nb = 1\n+++\n",
        "<!-- internal -->\n---\ndraft: true\n---\nx\n<!-- /internal -->\ny\n",
    ] {
        let (_, told) = prepared(text, false);
        assert!(!told.is_empty(), "{text}");
    }
}

#[test]
fn a_word_for_the_whole_document_is_no_list_of_fields() {
    for text in [
        "---\ninternal: true\n---\n",
        "---\ninternal: no\ntitle: t\n---\n",
    ] {
        assert_eq!(public(text), text);
    }
}

#[test]
fn the_place_of_what_is_left_is_that_of_the_file() {
    let text =
        "a\n<!-- internal -->\nx\n<!-- /internal -->\nb <!-- internal -->y<!-- /internal --> c\n";
    let source = SourceText::new("a.md", text);
    let left = prepare(&source, &config(false)).value;
    let at = left.text.find('c').unwrap();
    let place = left.place(Span::new(at, at + 1));
    assert_eq!(
        (place.line, place.column),
        (5, text.lines().nth(4).unwrap().len())
    );
    let parts: Vec<String> = parts(&source, &config(false))
        .iter()
        .map(|span| source.slice(*span).to_owned())
        .collect();
    assert_eq!(parts.len(), 2);
    assert!(parts[0].contains("\nx\n") && parts[1].contains(">y<"));
}

#[test]
fn the_key_is_found_in_every_way_that_front_matter_can_write_it() {
    let forms = [
        "---\ntitle: T\nowner: zebra\ninternal : [owner]\n---\nx\n",
        "---\ntitle: T\nowner: zebra\n\"internal\": [owner]\n---\nx\n",
        "+++\ntitle = 'T'\nowner = 'zebra'\ninternal = ['owner']\n+++\nx\n",
        "+++\ntitle = 'T'\n[internal]\nowner = 'zebra'\n+++\nx\n",
        "+++\ntitle = 'T'\n[ internal ]\nowner = 'zebra'\n+++\nx\n",
        "+++\ntitle = 'T'\ninternal.owner = 'zebra'\n+++\nx\n",
        "{\"title\": \"T\", \"owner\": \"zebra\", \"internal\"\n: [\"owner\"]}\nx\n",
    ];
    for form in forms {
        let source = SourceText::new("a.md", form);
        let left = prepare(&source, &Config::default());
        // What cannot be taken out cleanly keeps its document back.
        let kept_back = left.diagnostics.iter().any(|it| it.level == Level::Error);
        assert!(kept_back || !left.value.text.contains("zebra"), "{form}");
    }
}
