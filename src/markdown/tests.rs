//! Tests of the outline of a body.

use super::*;

fn read(text: &str) -> Outcome<Document> {
    let source = SourceText::new("a.md", text);
    let body = Span::new(0, source.text.len());
    parse(&source, body, &Config::default())
}

fn outline(text: &str) -> String {
    let mut out = String::new();
    for section in read(text).value.sections {
        if let Some(heading) = section.heading {
            out.push_str(&format!(
                "{} {} #{}\n",
                "#".repeat(heading.level.into()),
                heading.text,
                heading.anchor
            ));
        }
        assert_eq!(
            section.lines.len(),
            section.text.lines().count(),
            "{:?}",
            section.text
        );
        out.push_str(&section.text);
    }
    out
}

#[test]
fn sections_are_found_however_the_heading_is_written() {
    assert_eq!(
        outline(
            "Intro *text*\nover lines.\n\n# One\n\ntext\n\nTwo\n---\n\n<h2 align=\"center\">Three &amp; <b>four</b></h2>\n<p>in HTML</p>\n"
        ),
        "Intro text over lines.\n# One #one\ntext\n## Two #two\n## Three & four #three--four\nin HTML\n"
    );
}

#[test]
fn plain_text_has_a_line_per_block_and_keeps_code() {
    assert_eq!(
        outline(
            "- one\n- two\n  - three `x`\n\n| a | b |\n|---|---|\n| c | |\n\n```sh\nls -l\n  echo\n```\n\n- [x] done\n\n> quote  \n> broken\n"
        ),
        "one\ntwo\nthree x\na\tb\nc\nls -l\n  echo\n[x] done\nquote\nbroken\n"
    );
}
