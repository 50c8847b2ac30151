//! Images that a reader who cannot see them learns nothing from.

use crate::diag::{Diagnostic, SourceText};
use crate::markdown::Document;

/// Every image without a text in its place. An empty `alt` in raw HTML says that the image is decoration.
pub(super) fn check(source: &SourceText, document: &Document) -> Vec<Diagnostic> {
    let images = document.links.iter().filter(|link| link.image);
    images
        .filter(|link| link.text.trim().is_empty())
        .filter(|link| !source.slice(link.span).contains("alt="))
        .map(|link| {
            Diagnostic::warning(
                "image-without-alt",
                source.place(link.span),
                format!(
                    "the image `{}` has no text for those who do not see it",
                    link.target
                ),
            )
            .help("say between the square brackets what the image shows: `![what it shows](…)`")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diag::Span;

    fn found(text: &str) -> usize {
        let source = SourceText::new("a.md", text);
        let body = Span::new(0, source.text.len());
        let document = crate::markdown::parse(&source, body, &Config::default()).value;
        check(&source, &document).len()
    }

    #[test]
    fn an_image_without_a_text_is_found_and_decoration_is_not() {
        assert_eq!(found("![](a.png) and ![ ](b.png)"), 2);
        assert_eq!(found("<img src=\"a.png\">"), 1);
        assert_eq!(found("![Load by hour](a.png) [](c.md)"), 0);
        assert_eq!(found("<img src=\"a.png\" alt=\"\">"), 0);
    }
}
