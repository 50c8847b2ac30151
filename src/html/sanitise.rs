//! The second line of defence for a body with raw HTML: the whole of it through a real HTML parser and an allow-list, and
//! the last touches on what it writes. The first line is the renderer, which writes nothing that is not on the list.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::emit::SLOT;

/// Elements that a body may hold.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes that every element may have.
const GENERIC: &[&str] = &[
    "id",
    "class",
    "title",
    "lang",
    "dir",
    "role",
    "aria-label",
    "tabindex",
];

/// Attributes of single elements.
const OF_ELEMENT: &[(&str, &[&str])] = &[
    ("a", &["href", "rel"]),
    (
        "img",
        &[
            "src",
            "alt",
            "width",
            "height",
            "loading",
            "decoding",
            "referrerpolicy",
        ],
    ),
    ("input", &["type", "checked", "disabled"]),
    ("ol", &["start", "reversed"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("details", &["open"]),
];

/// Classes that the renderer writes. Nothing else in a body has a class.
const CLASSES: &[&str] = &[
    "align-left",
    "align-center",
    "align-right",
    "table-scroll",
    "alert",
    "alert-note",
    "alert-tip",
    "alert-important",
    "alert-warning",
    "alert-caution",
    "alert-title",
    "task",
    "code",
    "code-lang",
    "footnotes",
    "footnote-ref",
    "footnote-back",
    "redacted",
];

/// Values of `role` that the renderer writes.
const ROLES: &[&str] = &["note"];

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .tags(TAGS.iter().copied().collect())
        .generic_attributes(GENERIC.iter().copied().collect())
        .tag_attributes(
            OF_ELEMENT
                .iter()
                .map(|(tag, attributes)| (*tag, attributes.iter().copied().collect::<HashSet<_>>()))
                .collect::<HashMap<_, _>>(),
        )
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(filter);
    builder
});

fn filter<'a>(tag: &str, attribute: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let fine = match attribute {
        "class" => {
            (tag == "code" && value == "slot")
                || value.split(' ').all(|class| CLASSES.contains(&class))
        }
        "role" => ROLES.contains(&value),
        "tabindex" => value == "0",
        "type" => value == "checkbox",
        _ => true,
    };
    fine.then_some(Cow::Borrowed(value))
}

/// Stands for `&amp;` while the parser is at work, which a million of them would keep busy for eight seconds. Nothing
/// else is written so: it is a noncharacter, and escaped text holds none.
const AMPERSAND: &str = "\u{fdd0}";

/// The body as it is published, with its blocks of code.
pub(super) fn sanitise(html: &str, code: &[String]) -> String {
    let clean = BUILDER.clean(&html.replace("&amp;", AMPERSAND)).to_string();
    finish(&clean.replace(AMPERSAND, "&amp;"), code)
}

/// Last touches on what the parser or the renderer wrote: no attribute `x=""` that is true by being there, no empty paragraph, no id
/// twice. Its output is regular: every `<` begins a tag, and every attribute value is in double quotes.
pub(super) fn finish(html: &str, code: &[String]) -> String {
    let mut out = String::with_capacity(html.len() + code.iter().map(String::len).sum::<usize>());
    let mut ids = HashSet::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<p></p>") {
            rest = after.strip_prefix('\n').unwrap_or(after);
            continue;
        }
        if let Some(after) = rest.strip_prefix(SLOT) {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (number, after) = after.split_at(digits);
            out.push_str("<code>");
            out.push_str(
                number
                    .parse()
                    .ok()
                    .and_then(|at: usize| code.get(at))
                    .map_or("", String::as_str),
            );
            rest = after;
            continue;
        }
        let Some(end) = tag_end(rest) else { break };
        let (tag, after) = rest.split_at(end);
        if tag.contains("=\"") {
            finish_tag(tag, &mut ids, &mut out);
        } else {
            out.push_str(tag);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// One past the `>` that ends the tag at the start of `html`.
fn tag_end(html: &str) -> Option<usize> {
    let mut quoted = false;
    html.bytes()
        .position(|b| {
            quoted ^= b == b'"';
            b == b'>' && !quoted
        })
        .map(|at| at + 1)
}

fn finish_tag<'a>(tag: &'a str, ids: &mut HashSet<&'a str>, out: &mut String) {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once("=\"") {
        let Some((value, after)) = after.split_once('"') else {
            break;
        };
        let (kept, name) = before.rsplit_once(' ').unwrap_or((before, ""));
        out.push_str(kept);
        match name {
            "id" if value.is_empty() || !ids.insert(value) => {}
            "checked" | "disabled" | "open" | "reversed" => {
                out.push(' ');
                out.push_str(name);
            }
            _ => {
                out.push(' ');
                out.push_str(name);
                out.push_str("=\"");
                out.push_str(value);
                out.push('"');
            }
        }
        rest = after;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_renderer_never_writes_does_not_pass() {
        for (html, left) in [
            (
                "<p onclick=\"x\" style=\"y\" class=\"site-nav\">a</p>",
                "<p>a</p>",
            ),
            ("<script>x</script><style>y</style>b", "b"),
            ("<a href=\"javascript:x\">c</a>", "<a>c</a>"),
            ("<svg><a xlink:href=\"javascript:x\">d</a></svg>", ""),
            (
                "<div role=\"dialog\" tabindex=\"5\">e</div>",
                "<div>e</div>",
            ),
            ("<input type=\"text\"><form>f</form>", "<input>f"),
            ("<h1>g</h1>", "g"),
        ] {
            assert_eq!(sanitise(html, &[]), left, "{html}");
        }
    }

    #[test]
    fn what_the_renderer_writes_passes_unchanged() {
        for html in [
            "<h2 id=\"a\">A &amp; \"b\" &lt;c&gt;</h2>\n<p>x y</p>",
            "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> t</li>\n</ul>",
            "<section class=\"table-scroll\" tabindex=\"0\" aria-label=\"Table 1\"><table><thead><tr><th class=\"align-right\" scope=\"col\">n</th></tr></thead></table></section>",
            "<a href=\"https://x.example/?a=1&amp;b=2\" rel=\"noopener\">x</a>",
            "<p>text  id=\"x\" checked=\"\" &lt;p&gt;</p>",
        ] {
            assert_eq!(sanitise(html, &[]), html);
        }
    }

    #[test]
    fn an_id_stands_once() {
        assert_eq!(
            sanitise("<p id=\"a\">1</p><p id=\"a\">2</p><p id=\"\">3</p>", &[]),
            "<p id=\"a\">1</p><p>2</p><p>3</p>"
        );
    }
}
