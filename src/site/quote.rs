//! The words of a quote as a reader may see them. A quote is a piece of the source text: its comments, its tags and the
//! targets of its links are not shown on the page either, and may name what is not published.

/// A quote without comments, tags and the targets of links. Code stays as it is.
pub(super) fn shown(quote: &str) -> String {
    // Most quotes hold none of them.
    if !quote.bytes().any(|b| matches!(b, b'<' | b']')) {
        return quote.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    // Which of `kept` are brackets that may turn out to be those of a link.
    let mut brackets: Vec<usize> = Vec::new();
    let mut rest = quote;
    while let Some(at) = rest.find(['<', '[', ']', '`']) {
        let (before, from) = rest.split_at(at);
        kept.push(before);
        let gone = match from.as_bytes().first() {
            Some(b'`') => {
                let code = code_length(from);
                kept.push(&from[..code]);
                rest = &from[code..];
                continue;
            }
            Some(b'<') => markup_length(from),
            Some(b']') => target_length(from).inspect(|_| {
                // The bracket that began the text of the link; an image has a mark before it.
                if let Some(open) = brackets.pop() {
                    kept[open] = "";
                    if let Some(before) = open.checked_sub(1).and_then(|at| kept.get_mut(at)) {
                        *before = before.strip_suffix('!').unwrap_or(before);
                    }
                }
            }),
            _ => {
                brackets.push(kept.len());
                None
            }
        };
        let length = gone.unwrap_or(1);
        if gone.is_none() {
            kept.push(&from[..1]);
        }
        rest = &from[length..];
    }
    kept.push(rest);
    let words = kept.concat();
    words
        .split(' ')
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The beginning of a text in which the end of markup is looked for, so that a text of beginnings alone costs no more
/// than another.
fn near(text: &str) -> &str {
    let mut end = text.len().min(2000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Length of the code that `text` begins with, or of its backticks if it never ends.
fn code_length(text: &str) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let (fence, inside) = text.split_at(ticks);
    match near(inside).find(fence) {
        Some(end) => end + 2 * ticks,
        None => ticks,
    }
}

/// Length of the comment or tag that `text` begins with.
fn markup_length(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return Some(text.find("-->").map_or(text.len(), |end| end + 3));
    }
    let inside = near(&text[1..]);
    let named = inside
        .trim_start_matches('/')
        .starts_with(|c: char| c.is_ascii_alphabetic());
    let end = inside.find('>').filter(|_| named)?;
    // `<https://example.org>` and `<ops@example.org>` are their own words.
    let address = inside[..end].contains("://") || inside[..end].contains('@');
    (!address || inside[..end].contains(' ')).then_some(end + 2)
}

/// Length of `](target)`.
fn target_length(text: &str) -> Option<usize> {
    let inside = near(text.strip_prefix("](")?);
    let mut depth = 1_usize;
    let end = inside.bytes().position(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    Some(end + 3)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn only_what_a_page_shows_is_left_of_a_quote() {
        for (quote, expected) in [
            ("40% of users", "40% of users"),
            (
                "see [the other one](inc-7.md \"t\") and [INC-8]",
                "see the other one and [INC-8]",
            ),
            ("![a plan (old)](x(1).png) hung", "a plan (old) hung"),
            ("[![alt](a.png)](b.md) x", "alt x"),
            ("down <!-- ask Ada --> for an hour", "down for an hour"),
            ("down <!-- ask", "down"),
            ("a <b title=\"Ada\">bold</b> word", "a bold word"),
            (
                "`Vec<String>` and `a[i](x)` of `",
                "`Vec<String>` and `a[i](x)` of `",
            ),
            (
                "<https://example.org> < 5 > 4 a[i] (x",
                "<https://example.org> < 5 > 4 a[i] (x",
            ),
            ("] [x](", "] [x]("),
        ] {
            assert_eq!(shown(quote), expected);
        }
    }
}
