//! The text in the files of a site: what a reader, a program or a search engine can take out of them, in pieces that belong
//! together.

use std::borrow::Cow;

use crate::markdown::decode_entities;

/// What kind of bytes a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// HTML or XML.
    Markup,
    /// JSON, also wrapped in a script.
    Json,
    /// A table of cells with commas between them.
    Table,
    /// Lines of text.
    Lines,
    /// Anything else: what of it is text.
    Binary,
}

/// The form of a file, by its name.
pub(super) fn form(path: &str) -> Form {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xml" | "svg" => Form::Markup,
        "json" | "ndjson" => Form::Json,
        "csv" => Form::Table,
        "txt" | "css" | "js" | "md" | "" => Form::Lines,
        _ => Form::Binary,
    }
}

/// Calls `each` with every piece of text of a file.
pub(super) fn pieces(form: Form, bytes: &[u8], mut each: impl FnMut(&str)) {
    match form {
        Form::Markup => markup(&String::from_utf8_lossy(bytes), &mut each),
        Form::Json => strings(&String::from_utf8_lossy(bytes), &mut each),
        Form::Table => cells(&String::from_utf8_lossy(bytes), &mut each),
        Form::Lines => String::from_utf8_lossy(bytes).lines().for_each(each),
        Form::Binary => printable(bytes, &mut each),
    }
}

/// Elements that end no piece of text: words on both sides are read together.
const INLINE: [&str; 27] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements that part words and end no piece.
const BLANK: [&str; 2] = ["br", "img"];

/// Attributes whose values say nothing in words.
const MUTE: [&str; 5] = ["class", "d", "points", "transform", "viewbox"];

fn markup(text: &str, each: &mut impl FnMut(&str)) {
    let mut piece = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        piece.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").unwrap_or(comment.len());
            each(&comment[..end]);
            rest = comment.get(end + 3..).unwrap_or("");
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            piece.push('<');
            rest = &rest[1..];
            continue;
        };
        if !INLINE.contains(&tag.name) {
            if BLANK.contains(&tag.name) {
                piece.push(' ');
            } else {
                flush(&mut piece, each);
            }
        }
        for (name, value) in tag.attributes() {
            if !MUTE.iter().any(|mute| name.eq_ignore_ascii_case(mute)) {
                each(&unescaped(value));
            }
        }
        rest = &rest[tag.length..];
        if tag.name == "script" && tag.opens {
            let end = rest.find("</script").unwrap_or(rest.len());
            strings(&rest[..end], each);
            rest = &rest[end..];
        }
    }
    piece.push_str(rest);
    flush(&mut piece, each);
}

fn flush(piece: &mut String, each: &mut impl FnMut(&str)) {
    if !piece.trim().is_empty() {
        each(&decode_entities(piece));
    }
    piece.clear();
}

/// The value of an attribute: an address may hold words in its own way of writing.
fn unescaped(value: &str) -> Cow<'_, str> {
    let value = decode_entities(value);
    if !value.contains('%') {
        return value;
    }
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let code = code.and_then(|it| std::str::from_utf8(it).ok());
        match code.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

/// A tag, from its `<` to its `>`.
struct Tag<'a> {
    name: &'a str,
    /// What stands behind the name.
    inside: &'a str,
    length: usize,
    opens: bool,
}

impl<'a> Tag<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let after = text.get(1..)?;
        let named = after.strip_prefix(['/', '!', '?']).unwrap_or(after);
        if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let skipped = text.len() - named.len();
        let name_end = named
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
            .unwrap_or(named.len());
        let mut quote = None;
        let end = named.bytes().skip(name_end).position(|byte| {
            match quote {
                Some(open) if byte == open => quote = None,
                None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                _ => {}
            }
            quote.is_none() && byte == b'>'
        });
        let end = name_end + end.unwrap_or(named.len() - name_end);
        Some(Self {
            opens: !after.starts_with('/'),
            name: &named[..name_end],
            inside: &named[name_end..end],
            length: (skipped + end + 1).min(text.len()),
        })
    }

    /// Name and value of each attribute that has one in quotes.
    fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.inside;
        std::iter::from_fn(move || {
            let equals = rest.find('=')?;
            let name = rest[..equals]
                .rsplit(char::is_whitespace)
                .find(|it| !it.is_empty())
                .unwrap_or("");
            let after = rest[equals + 1..].trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, left) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            rest = left;
            Some((name, value))
        })
    }
}

/// The strings of a text that is JSON or holds some.
fn strings(text: &str, each: &mut impl FnMut(&str)) {
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let inside = &rest[start + 1..];
        let mut escaped = false;
        let end = inside.bytes().position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        let end = end.unwrap_or(inside.len());
        let raw = &inside[..end];
        if raw.contains('\\') {
            let string = serde_json::from_str::<String>(&format!("\"{raw}\""));
            each(string.as_deref().unwrap_or(raw));
        } else {
            each(raw);
        }
        rest = inside.get(end + 1..).unwrap_or("");
    }
}

/// The cells of a table (RFC 4180).
fn cells(text: &str, each: &mut impl FnMut(&str)) {
    let mut quoted = false;
    let ends = |c: char| {
        quoted ^= c == '"';
        !quoted && matches!(c, ',' | ';' | '\n')
    };
    text.split(ends).for_each(each);
}

/// Shortest run of text in bytes of another kind that is looked at.
const PRINTABLE_MIN: usize = 7;

/// What of any bytes is text, in one byte a character or in two (UTF-16, as in the notes inside images).
fn printable(bytes: &[u8], each: &mut impl FnMut(&str)) {
    let mut piece = Vec::new();
    let mut last = 1;
    for byte in bytes {
        // A single NUL parts the two bytes of one character.
        let wide = *byte == 0 && last != 0;
        last = *byte;
        if wide {
            continue;
        }
        if matches!(byte, b'\t' | b' '..=b'~' | 0x80..) {
            piece.push(*byte);
            continue;
        }
        if piece.len() >= PRINTABLE_MIN {
            each(&String::from_utf8_lossy(&piece));
        }
        piece.clear();
    }
    if piece.len() >= PRINTABLE_MIN {
        each(&String::from_utf8_lossy(&piece));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        pieces(form(path), bytes, |piece| {
            found.push(piece.trim().to_owned())
        });
        found.retain(|piece| !piece.is_empty());
        found
    }

    #[test]
    fn words_that_belong_together_are_one_piece() {
        let html = "<p class=\"x\">one <b>t</b>wo &amp; <code>three</code><br>four</p>\n<p>five</p><td>a</td><td>b</td>";
        assert_eq!(
            read("a.html", html.as_bytes()),
            ["one two & three four", "five", "a", "b"].map(String::from)
        );
    }

    #[test]
    fn attributes_comments_and_data_are_read() {
        let html = "<a href=\"x/%C3%A9%20y?a=1&amp;b\" title='t > u'>z</a><!-- c --><script type=\"x\">{\"k\":\"v\\u00e9\\\"\"}</script><img alt=q>";
        assert_eq!(
            read("a.html", html.as_bytes()),
            ["x/é y?a=1&b", "t > u", "c", "z", "x", "k", "vé\"", "q"].map(String::from)
        );
        assert_eq!(
            read("a.json", b"{\"a\\n\": [\"b\", 1, \"c"),
            ["a", "b", "c"].map(String::from)
        );
        assert_eq!(
            read("a.csv", b"a,\"b, \"\"c\"\"\nd\"\ne"),
            ["a", "\"b, \"\"c\"\"\nd\"", "e"].map(String::from)
        );
    }

    #[test]
    fn text_in_other_bytes_is_read_in_one_byte_a_character_and_in_two() {
        let wide: Vec<u8> = "wide secret"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let bytes = [
            b"\x89PNG\r\n\x1a\n\0\0\0\x10tEXtComment\0plain secret\0\0\x01\x02".as_slice(),
            &wide,
            b"\0\0\x03",
        ]
        .concat();
        let found = read("a.png", &bytes).join("|");
        assert!(
            found.contains("plain secret") && found.contains("wide secret"),
            "{found:?}"
        );
    }

    #[test]
    fn any_bytes_are_read_to_their_end() {
        for text in [
            "<",
            "<a",
            "<a b",
            "<a b=",
            "<a b='",
            "<!--",
            "<script>",
            "\"",
            "\"\\",
            "</",
            "<?x",
            "%",
            "<a b=%",
            "<a b=\"%z\">",
        ] {
            for path in ["a.html", "a.json", "a.txt", "a.png"] {
                read(path, text.as_bytes());
            }
        }
    }
}
