//! Tests of the rendered body.

use super::*;
use crate::diag::Span;

struct Site;

impl Links for Site {
    fn resolve(&self, target: &str) -> Target {
        if target.starts_with("gone") {
            Target::Nowhere
        } else {
            Target::To(format!("../{target}"))
        }
    }

    fn image(&self, target: &str) -> Option<(u32, u32)> {
        (target == "graph.png").then_some((640, 480))
    }
}

fn render_titled(text: &str, title: &str) -> Body {
    let config = Config::default();
    let source = SourceText::new("a.md", text);
    let document = crate::markdown::parse(&source, Span::new(0, source.text.len()), &config).value;
    let options = BodyOptions {
        title,
        config: &config,
        links: &Site,
        highlighter: &Highlighter::new(),
        words: Words::default(),
    };
    body(&source, &document, &options)
}

fn render(text: &str) -> String {
    render_titled(text, "").html.into_string()
}

#[test]
fn a_paragraph() {
    assert_eq!(render("a *b*\n"), "<p>a <em>b</em></p>\n");
}
