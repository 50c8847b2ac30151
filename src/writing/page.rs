//! HTML pages: what of a page is the document, and what its head says about it. The result is a Markdown file that
//! consists of HTML: one block, so that nothing in it is taken for Markdown.

use super::yaml::{self, Entry, Trust, Value};
use crate::markdown::decode_entities;

/// A page, reduced to its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    /// What the head says and the text does not: title, language, day of publication, address.
    pub(super) entries: Vec<Entry>,
    /// The document, ending in a line end.
    pub(super) body: String,
}

/// Elements of which nothing is kept.
const DROPPED: [&str; 12] = [
    "script", "style", "template", "noscript", "nav", "form", "iframe", "object", "svg", "canvas",
    "dialog", "head",
];

/// Elements whose content is text, not tags, up to their end tag (WHATWG HTML § 13.2.5).
const RAW: [&str; 6] = ["script", "style", "iframe", "textarea", "title", "noscript"];

/// A tag, and where it stands in the text.
#[derive(Debug, Clone, Copy)]
struct Tag<'a> {
    /// As written, without marks: `a href="x"`.
    inside: &'a str,
    /// A start tag, not an end tag.
    opens: bool,
    start: usize,
    end: usize,
}

impl<'a> Tag<'a> {
    fn name(&self) -> &'a str {
        let end = self
            .inside
            .find(|c: char| c.is_ascii_whitespace() || c == '/')
            .unwrap_or(self.inside.len());
        self.inside.get(..end).unwrap_or("")
    }

    fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, decoded.
    fn get(&self, wanted: &str) -> Option<String> {
        let mut rest = self.inside.get(self.name().len()..)?;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/')?;
            let (name, after) = rest.split_at(end);
            let Some(value) = after.trim_start().strip_prefix('=') else {
                rest = if end == 0 { after.get(1..)? } else { after };
                continue;
            };
            let value = value.trim_start();
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value.get(1..)?.split_once(quote)?,
                _ => value.split_at(
                    value
                        .find(|c: char| c.is_ascii_whitespace())
                        .unwrap_or(value.len()),
                ),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(decode_entities(value.trim()).into_owned());
            }
            rest = after;
        }
    }
}

/// The tags of a text, and its comments as tags without a name. One pass; what is never closed ends the reading, as it
/// does in a browser.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let Some((tag, end)) = tag_at(text, start) else {
            at = start + 1;
            continue;
        };
        at = end;
        tags.push(tag);
        if tag.opens
            && let Some(raw) = RAW.iter().find(|name| tag.is(name))
        {
            at = end_tag(text, end, raw).unwrap_or(text.len());
        }
    }
    tags
}

/// The tag or comment that begins at `start`, and its end; `None` if a `<` is only a character.
fn tag_at(text: &str, start: usize) -> Option<(Tag<'_>, usize)> {
    let rest = text.get(start + 1..)?;
    if let Some(comment) = rest.strip_prefix("!--") {
        let end = comment
            .find("-->")
            .map_or(text.len(), |at| start + 4 + at + 3);
        let tag = Tag {
            inside: "",
            opens: true,
            start,
            end,
        };
        return Some((tag, end));
    }
    let opens = !rest.starts_with('/');
    let name_at = usize::from(!opens);
    let first = rest.get(name_at..)?.chars().next()?;
    if !(first.is_ascii_alphabetic() || opens && matches!(first, '!' | '?')) {
        return None;
    }
    let mut quote = None;
    let mut len = rest.len();
    let mut closed = 0;
    let mut before = ' ';
    for (i, c) in rest.char_indices() {
        match (quote, c) {
            (None, '>') => {
                (len, closed) = (i, 1);
                break;
            }
            (None, '"' | '\'') if before == '=' => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
        if !c.is_ascii_whitespace() {
            before = c;
        }
    }
    let end = start + 1 + len + closed;
    let tag = Tag {
        inside: rest.get(name_at..len).unwrap_or(""),
        opens,
        start,
        end,
    };
    Some((tag, end))
}

/// Where the end tag `</name` begins, from byte `from` on.
fn end_tag(text: &str, from: usize, name: &str) -> Option<usize> {
    let rest = text.get(from..)?;
    rest.match_indices("</")
        .find(|(at, _)| {
            let after = rest.as_bytes().get(at + 2..at + 2 + name.len());
            after.is_some_and(|after| after.eq_ignore_ascii_case(name.as_bytes()))
        })
        .map(|(at, _)| from + at)
}

/// Reads a page.
pub(super) fn read(text: &str) -> Page {
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let tags = tags(&text);
    let (from, to) = ["article", "main", "body"]
        .iter()
        .find_map(|name| longest(&tags, name, text.len()))
        .unwrap_or((0, text.len()));
    let inside: Vec<Tag<'_>> = tags
        .iter()
        .filter(|tag| from <= tag.start && tag.end <= to)
        .copied()
        .collect();
    let has_heading = inside.iter().any(|tag| tag.opens && tag.is("h1"));
    Page {
        entries: head(&text, &tags, has_heading),
        body: as_block(&kept(&text, &inside, from, to)),
    }
}

/// What stands in the longest element of a name.
fn longest(tags: &[Tag<'_>], name: &str, len: usize) -> Option<(usize, usize)> {
    let mut open = Vec::new();
    let mut found = Vec::new();
    for tag in tags.iter().filter(|tag| tag.is(name)) {
        if tag.opens {
            open.push(tag.end);
        } else if let Some(from) = open.pop() {
            found.push((from, tag.start));
        }
    }
    found.extend(open.into_iter().map(|from| (from, len)));
    found
        .into_iter()
        .max_by_key(|(from, to)| (to - from, std::cmp::Reverse(*from)))
}

/// The text from `from` to `to` without what is dropped.
fn kept(text: &str, tags: &[Tag<'_>], from: usize, to: usize) -> String {
    let mut out = String::new();
    let mut at = from;
    let mut within: Option<(&str, usize)> = None;
    for tag in tags {
        let name = DROPPED.iter().copied().find(|name| tag.is(name));
        match (&mut within, name) {
            (Some((open, depth)), Some(name)) if *open == name => {
                *depth = if tag.opens { *depth + 1 } else { *depth - 1 };
                if *depth == 0 {
                    within = None;
                    at = tag.end;
                }
            }
            (None, Some(name)) => {
                out.push_str(text.get(at..tag.start).unwrap_or(""));
                at = tag.end;
                if tag.opens && !tag.inside.ends_with('/') {
                    within = Some((name, 1));
                }
            }
            // Comments, declarations.
            (None, None) if tag.inside.is_empty() || tag.inside.starts_with(['!', '?']) => {
                out.push_str(text.get(at..tag.start).unwrap_or(""));
                at = tag.end;
            }
            _ => {}
        }
    }
    if within.is_none() {
        out.push_str(text.get(at..to).unwrap_or(""));
    }
    out
}

/// HTML as one block of a Markdown file: such a block begins with a tag and ends with an empty line, so there must be
/// none, and outside of preformatted text no line is indented.
fn as_block(html: &str) -> String {
    let mut out = String::from("<article>\n");
    let mut preformatted = 0_usize;
    for line in html.lines() {
        let trimmed = line.trim_matches(|c: char| c.is_ascii_whitespace());
        match (preformatted > 0, trimmed.is_empty()) {
            (false, true) => {}
            (false, false) => {
                out.push_str(trimmed);
                out.push('\n');
            }
            (true, true) => {
                // The same characters to a browser, and no empty line to Markdown.
                out.pop();
                out.push_str("&#10;");
                out.push_str(line);
                out.push('\n');
            }
            (true, false) => {
                out.push_str(line);
                out.push('\n');
            }
        }
        for tag in tags(line).iter().filter(|tag| tag.is("pre")) {
            preformatted = if tag.opens {
                preformatted + 1
            } else {
                preformatted.saturating_sub(1)
            };
        }
    }
    out.push_str("</article>\n");
    out
}

fn head(text: &str, tags: &[Tag<'_>], has_heading: bool) -> Vec<Entry> {
    let meta = |wanted: &[&str]| {
        let found = tags
            .iter()
            .filter(|tag| tag.opens && tag.is("meta"))
            .find(|tag| {
                let name = tag.get("property").or_else(|| tag.get("name"));
                name.is_some_and(|name| wanted.iter().any(|it| name.eq_ignore_ascii_case(it)))
            });
        found
            .and_then(|tag| tag.get("content"))
            .filter(|it| !it.trim().is_empty())
    };
    let title = || {
        let tag = tags.iter().find(|tag| tag.opens && tag.is("title"))?;
        let end = end_tag(text, tag.end, "title")?;
        let title = decode_entities(text.get(tag.end..end)?)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        (!title.is_empty()).then_some(title)
    };
    let language = tags
        .iter()
        .find(|tag| tag.opens && tag.is("html"))
        .and_then(|tag| tag.get("lang"));
    let address = tags
        .iter()
        .filter(|tag| tag.opens && tag.is("link"))
        .find(|tag| {
            tag.get("rel")
                .is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
        })
        .and_then(|tag| tag.get("href"))
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let scalar = |text: String| Value::Scalar(yaml::text(&text));
    let entry = |key: &str, text: Option<String>| text.map(|text| Entry::sure(key, scalar(text)));
    let title = if has_heading {
        None
    } else {
        meta(&["og:title"]).or_else(title)
    };
    let published = meta(&["article:published_time", "datePublished", "date"]);
    [
        entry("language", language.filter(|it| !it.is_empty())),
        entry("title", title),
        entry("published", published),
        address.map(|url| Entry::sure("sources", Value::List(vec![(scalar(url), Trust::Sure)]))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html>\r\n<html lang=\"en\">\r\n<head>\r\n<title>Disk full &amp; slow |\n Example</title>
<meta property=\"article:published_time\" content=\"2023-05-12T08:00:00Z\">
<link rel=canonical href='https://example.com/disk'>
<style>p { color: red }</style></head>
<body><nav><a href=\"/\">Home</a></nav>
<article class=teaser><p>Another one</p></article>
<article>
    <h2>What happened</h2>

    <p>The disk was <b>full</b>. <!-- nobody knew --></p>
    <script>if (a < b) { \"</p>\" }</script>
    <pre><code>df -h

    100%</code></pre>
</article>
<footer>Contact</footer></body></html>
";

    #[test]
    fn of_a_page_its_longest_article_is_the_document_as_one_block() {
        let expected = "<article>
<h2>What happened</h2>
<p>The disk was <b>full</b>. </p>
<pre><code>df -h&#10;
    100%</code></pre>
</article>
";
        assert_eq!(read(PAGE).body, expected);
    }

    #[test]
    fn the_head_says_title_language_day_and_address() {
        let yaml = yaml::lines(&read(PAGE).entries, 0);
        let expected = "\
language: en
title: \"Disk full & slow | Example\"
published: \"2023-05-12T08:00:00Z\"
sources:
  - \"https://example.com/disk\"
";
        assert_eq!(yaml, expected);
        let titled = PAGE.replace("h2", "h1");
        assert!(!yaml::lines(&read(&titled).entries, 0).contains("title"));
    }

    #[test]
    fn a_fragment_without_a_body_is_the_document() {
        assert_eq!(
            read("<h1>A</h1>\n<p>b").body,
            "<article>\n<h1>A</h1>\n<p>b\n</article>\n"
        );
    }

    #[test]
    fn hostile_pages_take_linear_time() {
        for piece in [
            "<",
            "<!--",
            "<a \"",
            "<script>",
            "<article>",
            "</article>",
            "<pre>",
            "<p ='",
            "<title>",
            "\n<pre>\n\n",
        ] {
            let text = piece.repeat(50_000);
            assert!(read(&text).body.starts_with("<article>"));
        }
    }
}
