//! No text takes more than its length: each of these, repeated, would take minutes if any stage went over the rest of the
//! text, or over all that it has found, once for every piece.

use casebook::config::Config;
use casebook::diag::{Level, SourceText};
use casebook::pipeline;

use super::{Library, has, text as page};

/// What stands before a piece, so that the text is an incident and the piece is where it does most.
const HEAD: &str = "# Checkout down on 2023-05-01\n\nOn 2023-05-01 from 10:00 UTC to 11:00 UTC checkout was down.\n\n";

/// What comes before, and the piece that is repeated; `§` in it becomes the number of the piece.
const PIECES: &[(&str, &str)] = &[
    // Tags, comments, references.
    ("", "<"),
    ("", "<a "),
    ("<div\n", "<a "),
    ("<div\n", "<a"),
    ("<div\n", "<a b=\""),
    ("<div\n", "<a b='>"),
    ("<div\n", "<!x"),
    ("<div\n", "<!--"),
    ("<div\n", "</a "),
    ("<div\n", "<?"),
    ("<div>\n", "<script>"),
    ("", "<div>\n\n"),
    ("", "&"),
    ("", "&#"),
    ("<p title=\"", "&amp"),
    // Markdown.
    ("", "["),
    ("", "[a]: b\n"),
    ("", "[a§]: http://b\n"),
    ("", "[^a§]: x\n"),
    ("", "[a](b"),
    ("", "[a](#b§) "),
    ("", "# a§\n\n[b](#a§x)\n\n"),
    ("", "[a](b§.md)\n"),
    ("", "![]("),
    ("", "`a"),
    ("", "**"),
    ("", "*a "),
    ("", "_a"),
    ("", "|a|b|\n"),
    ("", "> "),
    ("", "- "),
    ("", " \n"),
    ("", "# T\n"),
    // Marks of internal passages.
    ("", ":"),
    ("", "::: "),
    ("", ":::a\n"),
    ("", "{{"),
    ("", "{{ {% "),
    // Keys and tokens, on one line.
    ("", "ghp_q7Zk2Vb9Xw4Rt6Ny8Mp3Ls5Hd1Jf0Gcq7Zk2 "),
    ("", "password=q7Zk2Vb9Xw4R§ "),
    ("", "-----BEGIN "),
    ("", "postgres://a:"),
    // Prose.
    ("", "It took § minutes. "),
    ("", "from 10:00 to 11:00. "),
    ("", "The outage lasted from 10:00 UTC to 11:00 PST. "),
    ("", "50% of users "),
    ("", "half of "),
    ("", "because of "),
    ("", "Root cause: x §\n\n"),
    ("", "**a:** b §\n"),
    ("", "Summary\n"),
    ("", "January "),
    ("", "12/05/2023 "),
    ("", "10:00 (UTC+"),
    ("", "1,"),
    ("", "12."),
    ("", "+1 "),
    ("", "Error: x§\n"),
    ("", "AbcDef§ "),
    ("## Timeline\n\n", "- 10:00 a§\n"),
    ("## Timeline\n\n", "10:00 "),
    ("## Action items\n\n", "- do § by 2023-05-01 (owner: Ana)\n"),
    ("## Action items\n\n- ", "owner: x "),
    ("## Action items\n\n- ", "@ana "),
    ("## Lessons learned\n\n", "- a§\n"),
    ("```\n", "ERROR x§\n"),
];

/// Bytes of each text.
const LEN: usize = 100_000;

#[test]
fn no_text_costs_more_than_its_length() {
    for (before, piece) in PIECES {
        let mut text = format!("{HEAD}{before}");
        for n in 0.. {
            text.push_str(&piece.replace('§', &n.to_string()));
            if text.len() > LEN {
                break;
            }
        }
        let read = pipeline::read(&SourceText::new("a.md", &text), &Config::default());
        if read.diagnostics.iter().any(|it| it.level == Level::Error) {
            // Such a document is not published.
            continue;
        }
        let (site, _) = Library::of(&[("a.md", text.as_str())]).plan();
        if has(&site, "incidents/a/index.html") {
            assert!(page(&site, "incidents/a/index.html").contains("</html>"));
        }
    }
}
