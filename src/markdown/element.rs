//! The elements and attributes of raw HTML that a document may use, and where each may stand. What is not here is
//! not published: its tags vanish, its text stays.

/// What an element may hold and where it may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Stands in text and holds text (`em`).
    Phrasing,
    /// Stands in text and holds nothing (`br`).
    Void,
    /// Stands between paragraphs and holds blocks (`div`, `blockquote`).
    Flow,
    /// Stands between paragraphs and holds text only (`p`, `h2`, `pre`).
    Text,
    /// Stands between paragraphs and holds nothing (`hr`).
    Rule,
    /// Holds only its own kind of parts (`ul`, `dl`, `table`).
    Group,
    /// Stands only in its own kind of group, and holds blocks (`li`, `td`).
    Part,
}

/// An element that a document may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// As it is written in the page.
    pub text: &'static str,
    /// What it may hold and where it may stand.
    pub shape: Shape,
}

/// A start tag of raw HTML, reduced to what is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Which.
    pub name: Name,
    /// Its attributes, each at most once, values decoded.
    pub attributes: Vec<(Attribute, String)>,
}

impl Element {
    /// An element without attributes.
    pub fn bare(name: Name) -> Self {
        Self {
            name,
            attributes: Vec::new(),
        }
    }

    /// The value of an attribute.
    pub fn get(&self, attribute: Attribute) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| *name == attribute)
            .map(|(_, value)| value.as_str())
    }
}

/// An attribute that raw HTML may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// `id`, or `name` of a link.
    Id,
    /// `title`.
    Title,
    /// `lang`.
    Lang,
    /// `dir`.
    Dir,
    /// `href`.
    Href,
    /// `src`.
    Src,
    /// `alt`.
    Alt,
    /// `width`, in pixels.
    Width,
    /// `height`, in pixels.
    Height,
    /// `colspan`.
    Colspan,
    /// `rowspan`.
    Rowspan,
    /// `align`: becomes a class.
    Align,
    /// `scope` of a table header.
    Scope,
    /// `start` of a numbered list.
    Start,
    /// `reversed` numbered list.
    Reversed,
    /// `open` details.
    Open,
}

impl Name {
    /// The element by which `tag` (any case) is published, or `None` if it is not. Old names become today's.
    pub fn of(tag: &str) -> Option<Self> {
        let mut lower = [0; 10];
        let lower = lower.get_mut(..tag.len())?;
        lower.copy_from_slice(tag.as_bytes());
        lower.make_ascii_lowercase();
        let (text, shape) = known(lower)?;
        Some(Self { text, shape })
    }

    /// 1 to 6 for `h1` to `h6`.
    pub fn heading_level(self) -> Option<u8> {
        match self.text.as_bytes() {
            [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
            _ => None,
        }
    }

    /// Whether it holds nothing and has no end tag.
    pub fn is_void(self) -> bool {
        matches!(self.shape, Shape::Void | Shape::Rule)
    }
}

#[rustfmt::skip]
fn known(tag: &[u8]) -> Option<(&'static str, Shape)> {
    use Shape::{Flow, Group, Part, Phrasing, Rule, Text, Void};
    Some(match tag {
        b"a" => ("a", Phrasing),         b"abbr" | b"acronym" => ("abbr", Phrasing),
        b"b" => ("b", Phrasing),         b"cite" => ("cite", Phrasing),
        b"code" | b"tt" => ("code", Phrasing),
        b"del" | b"s" | b"strike" => ("del", Phrasing),
        b"dfn" => ("dfn", Phrasing),     b"em" => ("em", Phrasing),
        b"i" => ("i", Phrasing),         b"ins" => ("ins", Phrasing),
        b"kbd" => ("kbd", Phrasing),     b"mark" => ("mark", Phrasing),
        b"q" => ("q", Phrasing),         b"samp" => ("samp", Phrasing),
        b"small" => ("small", Phrasing), b"span" => ("span", Phrasing),
        b"strong" => ("strong", Phrasing),
        b"sub" => ("sub", Phrasing),     b"sup" => ("sup", Phrasing),
        b"u" => ("u", Phrasing),         b"var" => ("var", Phrasing),
        b"br" => ("br", Void),           b"img" => ("img", Void),
        b"wbr" => ("wbr", Void),         b"hr" => ("hr", Rule),
        b"p" => ("p", Text),             b"pre" => ("pre", Text),
        b"h1" => ("h1", Text),           b"h2" => ("h2", Text),
        b"h3" => ("h3", Text),           b"h4" => ("h4", Text),
        b"h5" => ("h5", Text),           b"h6" => ("h6", Text),
        b"div" | b"center" | b"section" | b"article" | b"aside" | b"main" | b"nav" | b"header" | b"footer"
        | b"address" | b"hgroup" => ("div", Flow),
        b"blockquote" => ("blockquote", Flow),
        b"details" => ("details", Flow), b"figure" => ("figure", Flow),
        b"ul" | b"menu" | b"dir" => ("ul", Group),
        b"ol" => ("ol", Group),          b"dl" => ("dl", Group),
        b"table" => ("table", Group),    b"thead" => ("thead", Part),
        b"tbody" => ("tbody", Part),     b"tfoot" => ("tfoot", Part),
        b"tr" => ("tr", Part),           b"td" => ("td", Part),
        b"th" => ("th", Part),           b"caption" => ("caption", Part),
        b"li" => ("li", Part),           b"dt" => ("dt", Part),
        b"dd" => ("dd", Part),           b"summary" => ("summary", Part),
        b"figcaption" => ("figcaption", Part),
        _ => return None,
    })
}

impl Attribute {
    /// The attribute by which `name` with `value` on `element` is published, with the value, or `None` if it is not.
    pub(super) fn of(element: Name, name: &str, value: &str) -> Option<(Self, String)> {
        let value = value.trim();
        let number = |max: u32| {
            value
                .parse::<u32>()
                .ok()
                .filter(|n| *n <= max)
                .map(|n| n.to_string())
        };
        let text = || Some(value.to_owned());
        let lower = name.to_ascii_lowercase();
        let (attribute, value) = match (element.text, lower.as_str()) {
            (_, "id") | ("a", "name") => (Self::Id, text()),
            (_, "title") => (Self::Title, text().filter(|title| !title.is_empty())),
            (_, "lang") => (Self::Lang, text().filter(|lang| is_language(lang))),
            (_, "dir") => (Self::Dir, one_of(value, &["ltr", "rtl", "auto"])),
            ("a", "href") => (Self::Href, text()),
            ("img", "src") => (Self::Src, text()),
            ("img", "alt") => (Self::Alt, text()),
            ("img", "width") => (Self::Width, number(10_000)),
            ("img", "height") => (Self::Height, number(10_000)),
            ("td" | "th", "colspan") => (Self::Colspan, number(1000).filter(|n| n != "0")),
            ("td" | "th", "rowspan") => (Self::Rowspan, number(1000).filter(|n| n != "0")),
            ("td" | "th" | "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6", "align") => {
                (Self::Align, one_of(value, &["left", "center", "right"]))
            }
            ("th", "scope") => (
                Self::Scope,
                one_of(value, &["row", "col", "rowgroup", "colgroup"]),
            ),
            ("ol", "start") => (Self::Start, number(1_000_000)),
            ("ol", "reversed") => (Self::Reversed, Some(String::new())),
            ("details", "open") => (Self::Open, Some(String::new())),
            _ => return None,
        };
        Some((attribute, value?))
    }
}

fn one_of(value: &str, words: &[&str]) -> Option<String> {
    words
        .iter()
        .find(|word| value.eq_ignore_ascii_case(word))
        .map(|word| (*word).to_owned())
}

fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    parts.next().is_some_and(|first| {
        (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic())
    }) && parts.all(|part| {
        (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_and_embedding_elements_are_not_published() {
        for tag in [
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "base",
            "meta",
            "link",
            "svg",
            "math",
            "template",
            "textarea",
            "video",
            "averyveryverylongname",
            "äöü",
        ] {
            assert_eq!(Name::of(tag), None, "{tag}");
        }
        assert_eq!(Name::of("DETAILS").unwrap().text, "details");
        assert_eq!(Name::of("Center").unwrap().text, "div");
        assert_eq!(Name::of("H3").unwrap().heading_level(), Some(3));
        assert_eq!(Name::of("hr").unwrap().heading_level(), None);
    }

    #[test]
    fn attributes_are_kept_by_name_and_by_value() {
        let td = Name::of("td").unwrap();
        let get = |name: &str, value: &str| Attribute::of(td, name, value);
        assert_eq!(
            get("COLSPAN", " 2 "),
            Some((Attribute::Colspan, "2".to_owned()))
        );
        assert_eq!(
            get("align", "RIGHT"),
            Some((Attribute::Align, "right".to_owned()))
        );
        for (name, value) in [
            ("colspan", "0"),
            ("colspan", "-1"),
            ("style", "color:red"),
            ("onclick", "x()"),
            ("class", "nav"),
            ("dir", "up"),
            ("lang", "x\"y"),
            ("name", "x"),
        ] {
            assert_eq!(get(name, value), None, "{name}={value}");
        }
    }
}
