//! Tests of coloured code.

use super::*;

fn colour(code: &str, info: &str) -> String {
    let mut out = String::new();
    Highlighter::new().code(
        code,
        &Language::of(info),
        &mut Budget::new(&Limits::default()),
        &mut out,
    );
    out
}

#[test]
fn code_is_coloured_in_classes_of_one_letter() {
    assert_eq!(
        colour("let x = \"a&b\"; // <c>\n", "rust"),
        "<i class=\"t\">let</i> x <i class=\"o\">= </i><i class=\"s\">\"a&amp;b\"</i><i class=\"p\">; </i><i class=\"c\">// &lt;c&gt;</i>\n"
    );
}
