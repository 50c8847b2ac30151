//! Raw HTML to tokens. What swallows the rest of a page in a browser (an unclosed comment, quote or `<xmp>`) is
//! text here; every token is written anew by the renderer, so nothing is passed through as it was.

use super::element::{Attribute, Element, Name};

/// A piece of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, with character references as written.
    Text(&'a str),
    /// A start tag of an element that is published.
    Open {
        element: Element,
        /// Written `<x/>`: the author means an element without content.
        closed: bool,
        /// Number of attributes as written.
        attributes: usize,
    },
    /// An end tag of an element that is published.
    Close(Name),
    /// A tag of an element that is not published, by its name as written. Its content is published as text.
    Dropped(&'a str),
    /// `<script>` or `<style>`, with what it holds if its end tag was found. Nothing of it is published.
    Program { name: &'static str, ends: bool },
    /// A comment, without its marks. Nothing of it is published.
    Comment(&'a str),
}

/// Number of tags that are read to the end of the text and found unclosed before quotes are no longer respected:
/// it keeps hostile text linear.
const UNCLOSED_MAX: usize = 32;

/// Reads tokens from a text.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    unclosed: usize,
    /// The first `>` at or after the byte where it was last looked for; the length of the text if there is none.
    next_end: Option<usize>,
    /// No `-->` at or after this byte.
    no_comment_end: usize,
    /// No end tag of script, style at or after this byte.
    no_program_end: [usize; 2],
}

impl<'a> Tokens<'a> {
    /// The tokens of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            unclosed: 0,
            next_end: None,
            no_comment_end: usize::MAX,
            no_program_end: [usize::MAX; 2],
        }
    }

    /// The next token and where it begins and ends.
    pub(super) fn next(&mut self) -> Option<(Token<'a>, usize, usize)> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let (token, len) = match rest.as_bytes() {
            [b'<', ..] => self
                .markup(rest)
                .unwrap_or_else(|| (Token::Text(&rest[..1]), 1)),
            _ => {
                let len = rest.find('<').unwrap_or(rest.len());
                (Token::Text(&rest[..len]), len)
            }
        };
        self.at = start + len;
        Some((token, start, self.at))
    }

    fn markup(&mut self, rest: &'a str) -> Option<(Token<'a>, usize)> {
        // Every tag ends with `>`: without one nothing is looked at, and it is looked for once.
        let end = self.end(rest)?;
        match rest.as_bytes().get(1)? {
            b'!' if rest.starts_with("<!--") => self.comment(rest),
            b'!' | b'?' => Some((Token::Comment(&rest[2..end]), end + 1)),
            b'/' => {
                let tag = tag_name(&rest[2..])?;
                let token = match Name::of(tag) {
                    Some(name) => Token::Close(name),
                    None => Token::Dropped(tag),
                };
                Some((token, end + 1))
            }
            _ => self.start_tag(rest),
        }
    }

    /// Where the first `>` stands in the rest of the text.
    fn end(&mut self, rest: &str) -> Option<usize> {
        let known = self.next_end.filter(|end| *end >= self.at);
        let end = known.unwrap_or_else(|| self.at + rest.find('>').unwrap_or(rest.len()));
        self.next_end = Some(end);
        (end < self.text.len()).then(|| end - self.at)
    }

    fn comment(&mut self, rest: &'a str) -> Option<(Token<'a>, usize)> {
        let body = &rest[4..];
        for short in [">", "->"] {
            if body.starts_with(short) {
                return Some((Token::Comment(""), 4 + short.len()));
            }
        }
        if self.at >= self.no_comment_end {
            return None;
        }
        let Some(end) = body.find("-->") else {
            self.no_comment_end = self.at;
            return None;
        };
        Some((Token::Comment(&body[..end]), 4 + end + 3))
    }

    fn start_tag(&mut self, rest: &'a str) -> Option<(Token<'a>, usize)> {
        let tag = tag_name(&rest[1..])?;
        let written = 1 + tag.len();
        let respect_quotes = self.unclosed < UNCLOSED_MAX;
        let scan = match attributes(&rest[written..], respect_quotes) {
            Some(scan) => scan,
            None => {
                self.unclosed += 1;
                attributes(&rest[written..], false)?
            }
        };
        let len = written + scan.len;
        if let Some(which) = ["script", "style"]
            .iter()
            .position(|name| tag.eq_ignore_ascii_case(name))
        {
            return Some(self.program(rest, which, len));
        }
        let Some(name) = Name::of(tag) else {
            return Some((Token::Dropped(tag), len));
        };
        let mut element = Element::bare(name);
        for (written, value) in &scan.list {
            let decoded = super::entity::decode_attribute(value);
            if let Some((attribute, value)) = Attribute::of(name, written, &decoded)
                && element.get(attribute).is_none()
            {
                element.attributes.push((attribute, value));
            }
        }
        Some((
            Token::Open {
                element,
                closed: scan.closed,
                attributes: scan.count,
            },
            len,
        ))
    }

    /// What is between `<script>` and `</script>` is a program, not text.
    fn program(&mut self, rest: &'a str, which: usize, len: usize) -> (Token<'a>, usize) {
        let name = ["script", "style"][which];
        let from = self.at + len;
        if from < self.no_program_end[which] {
            if let Some(end) = find_end_tag(&rest[len..], name) {
                return (Token::Program { name, ends: true }, len + end);
            }
            self.no_program_end[which] = from;
        }
        (Token::Program { name, ends: false }, len)
    }
}

/// Most attributes that are looked at; the limit that is reported is far below.
const ATTRIBUTES_MAX: usize = 256;

#[derive(Debug, Default)]
struct Scan<'a> {
    /// Name and value as written.
    list: Vec<(&'a str, &'a str)>,
    /// Number of attributes, also beyond the list.
    count: usize,
    closed: bool,
    /// Bytes up to and including `>`.
    len: usize,
}

/// The attributes of a start tag whose name has been read; `None` if the tag does not end.
fn attributes(text: &str, respect_quotes: bool) -> Option<Scan<'_>> {
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let mut at = 0;
    loop {
        at += bytes[at..]
            .iter()
            .take_while(|b| is_space(**b) || **b == b'/')
            .count();
        if *bytes.get(at)? == b'>' {
            scan.closed = at > 0 && bytes[at - 1] == b'/';
            scan.len = at + 1;
            return Some(scan);
        }
        let name_start = at;
        at += 1;
        at += bytes[at..]
            .iter()
            .take_while(|b| !is_space(**b) && !matches!(b, b'/' | b'>' | b'='))
            .count();
        let name = &text[name_start..at];
        let after = at + bytes[at..].iter().take_while(|b| is_space(**b)).count();
        let mut value = "";
        if bytes.get(after) == Some(&b'=') {
            at = after + 1;
            at += bytes[at..].iter().take_while(|b| is_space(**b)).count();
            match *bytes.get(at)? {
                quote @ (b'"' | b'\'') if respect_quotes => {
                    let len = bytes[at + 1..].iter().position(|b| *b == quote)?;
                    value = &text[at + 1..at + 1 + len];
                    at += len + 2;
                }
                _ => {
                    let len = bytes[at..]
                        .iter()
                        .take_while(|b| !is_space(**b) && **b != b'>')
                        .count();
                    value = &text[at..at + len];
                    at += len;
                }
            }
        }
        scan.count += 1;
        if scan.list.len() < ATTRIBUTES_MAX {
            scan.list.push((name, value));
        }
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

/// The tag name at the start of `text`.
fn tag_name(text: &str) -> Option<&str> {
    if !text.as_bytes().first()?.is_ascii_alphabetic() {
        return None;
    }
    let end = text
        .bytes()
        .position(|b| is_space(b) || matches!(b, b'/' | b'>'))?;
    Some(&text[..end])
}

/// One past the `>` of the first end tag `</name` in `text`.
fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let tag = from + at + 2;
        let rest = &text.as_bytes()[tag..];
        let named = rest
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if named
            && rest
                .get(name.len())
                .is_none_or(|b| is_space(*b) || matches!(b, b'/' | b'>'))
        {
            return text[tag..].find('>').map(|end| tag + end + 1);
        }
        from = tag;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let mut tokens = Tokens::new(text);
        let mut out = Vec::new();
        while let Some((token, start, end)) = tokens.next() {
            assert!(start < end && end <= text.len());
            out.push(match token {
                Token::Text(text) => format!("text {text}"),
                Token::Open {
                    element, closed, ..
                } => format!(
                    "open{} {}{}",
                    if closed { "/" } else { "" },
                    element.name.text,
                    element
                        .attributes
                        .iter()
                        .map(|(name, value)| format!(" {name:?}={value}"))
                        .collect::<String>()
                ),
                Token::Close(name) => format!("close {}", name.text),
                Token::Dropped(tag) => format!("dropped {tag}"),
                Token::Program { name, ends } => format!("program {name} {ends}"),
                Token::Comment(text) => format!("comment {text}"),
            });
        }
        out
    }

    #[test]
    fn tags_attributes_and_comments_are_read() {
        assert_eq!(
            read("a<b>c</B ><img SRC='x y' alt=\"&lt;\" onerror=z width = 3 /><!-- n --><br/>"),
            [
                "text a",
                "open b",
                "text c",
                "close b",
                "open/ img Src=x y Alt=< Width=3",
                "comment  n ",
                "open/ br"
            ]
        );
    }

    #[test]
    fn programs_vanish_with_what_they_hold() {
        assert_eq!(
            read("a<script>if (a<b) {}</SCRIPT >b"),
            ["text a", "program script true", "text b"]
        );
        assert_eq!(
            read("<style>p{}</stylex></style>c"),
            ["program style true", "text c"]
        );
        assert_eq!(read("<script>x"), ["program script false", "text x"]);
    }

    #[test]
    fn what_is_not_closed_is_text() {
        assert_eq!(
            read("<!-- x <b>y"),
            ["text <", "text !-- x ", "open b", "text y"]
        );
        assert_eq!(
            read("<p title=\"a><b>c"),
            ["open p Title=\"a", "open b", "text c"]
        );
        assert_eq!(
            read("a < b <3 <"),
            [
                "text a ", "text <", "text  b ", "text <", "text 3 ", "text <"
            ]
        );
        assert_eq!(read("<xmp>x"), ["dropped xmp", "text x"]);
        assert_eq!(read("<b"), ["text <", "text b"]);
        assert_eq!(read("</b"), ["text <", "text /b"]);
        assert_eq!(read("<b a"), ["text <", "text b a"]);
    }

    #[test]
    fn declarations_and_instructions_vanish() {
        assert_eq!(
            read("<!DOCTYPE html><?php x ?><![CDATA[y]]>z"),
            [
                "comment DOCTYPE html",
                "comment php x ?",
                "comment [CDATA[y]]",
                "text z"
            ]
        );
    }
}
