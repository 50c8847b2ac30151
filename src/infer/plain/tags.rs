//! Raw HTML: which tags end a line, begin a heading or an item, and which entities stand for a character.

use super::{Marker, Reader, SKIP_MAX};

impl Reader<'_> {
    pub(super) fn autolink_before(&self, i: usize, at: usize) -> bool {
        let from = i.saturating_sub(300).max(at);
        let window = self.bytes[from..i]
            .iter()
            .rposition(|b| b.is_ascii_whitespace() || *b == b'<');
        window.is_some_and(|p| self.bytes[from + p] == b'<')
    }

    /// How many bytes the `<` at `i` and what follows take, and whether they are a tag.
    pub(super) fn tag(&mut self, i: usize, end: usize) -> (usize, bool) {
        let rest = &self.bytes[i + 1..end];
        let named = rest
            .first()
            .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/' || *b == b'!');
        if !named {
            return (0, false);
        }
        if rest.starts_with(b"http") {
            return (1, false);
        }
        let close = self.angle.next(self.bytes, i);
        if close >= end || close - i > SKIP_MAX {
            return (0, false);
        }
        let name = tag_name(&self.body[i..=close]);
        let known = !name.is_empty() && name.len() <= 12;
        if known {
            (close + 1 - i, true)
        } else {
            (0, false)
        }
    }

    /// What a tag means for the lines: most mean nothing.
    pub(super) fn apply_tag(&mut self, i: usize, after: usize) {
        let tag = &self.body[i..after];
        let closing = tag.starts_with("</");
        let name = tag_name(tag).to_ascii_lowercase();
        let heading = match name.as_bytes() {
            [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
            _ => None,
        };
        match name.as_str() {
            "ul" | "ol" if closing => self.lists = self.lists.saturating_sub(1),
            "ul" | "ol" => self.lists = (self.lists + 1).min(100),
            "td" | "th" if closing => {
                self.current.row = true;
                self.piece(i, "| ");
                return;
            }
            "li" | "br" | "p" | "div" | "tr" | "hr" | "summary" | "table" | "dt" | "dd"
            | "center" | "blockquote" => {}
            _ if heading.is_some() => {}
            _ => return,
        }
        self.flush();
        self.begin(2 * self.lists);
        if !closing {
            self.current.heading = heading;
            self.current.after_blank = name == "p" || heading.is_some();
            if name == "li" {
                self.current.marker = Marker::Bullet;
            }
        }
    }
}

fn tag_name(tag: &str) -> &str {
    let inner = tag.trim_start_matches('<').trim_start_matches('/');
    let end = inner
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    &inner[..end]
}

/// The entities that matter to reading: length in the source and the character meant.
pub(super) fn entity(text: &str) -> (usize, &'static str) {
    const ENTITIES: [(&str, &str); 12] = [
        ("&nbsp;", " "),
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&ndash;", "-"),
        ("&mdash;", "-"),
        ("&rarr;", ">"),
        ("&percnt;", "%"),
        ("&#37;", "%"),
    ];
    ENTITIES
        .into_iter()
        .find(|(name, _)| text.starts_with(name))
        .map_or((0, ""), |(name, with)| (name.len(), with))
}
