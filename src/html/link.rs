//! Which link targets are published, and bare addresses in text that become links.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

use super::{Links, Mentioned, Target, escape_into, escape_text_into};
use crate::markdown::mention::tokens;

/// A link target that may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Href {
    /// The address, fit for an attribute once escaped.
    pub(super) url: String,
    /// Whether it leads to another site.
    pub(super) external: bool,
}

/// Schemes that a link may have. Anything else (`javascript:`, `data:`, `file:`) is shown as text.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// Where the target of a link leads, or `None` if it is not published as a link.
pub(super) fn href(target: &str, links: &dyn Links) -> Option<Href> {
    let target = as_browsers_read(target);
    if target.is_empty() {
        return None;
    }
    if let Some(scheme) = scheme(&target) {
        return is_allowed(scheme).then(|| Href {
            url: encode(&target),
            external: !scheme.eq_ignore_ascii_case("mailto"),
        });
    }
    if target.starts_with('#') {
        return Some(Href {
            url: encode(&fragment(&target)),
            external: false,
        });
    }
    if names_a_host(&target) {
        let rest = target.trim_start_matches(['/', '\\']);
        return Some(Href {
            url: encode(&format!("https://{rest}")),
            external: true,
        });
    }
    let Target::To(address) = links.resolve(&target) else {
        return None;
    };
    let safe = scheme(&address).is_none_or(is_allowed) && !names_a_host(&address);
    safe.then(|| Href {
        external: scheme(&address).is_some(),
        url: encode(&address),
    })
}

/// A fragment that names an id which was renamed is renamed too.
fn fragment(target: &str) -> String {
    format!("#{}", crate::markdown::allowed_anchor(&target[1..]))
}

/// Whether a target is one of this site: without scheme and host, not a fragment.
pub(super) fn is_relative(target: &str) -> bool {
    let target = as_browsers_read(target);
    scheme(&target).is_none() && !target.starts_with('#') && !names_a_host(&target)
}

/// Browsers drop line ends and tabs anywhere in an address, and control characters and spaces around it
/// (WHATWG URL § 4.4): `java\nscript:` is `javascript:`.
fn as_browsers_read(target: &str) -> String {
    target
        .trim_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect()
}

/// The scheme of an address as browsers see it.
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let mut bytes = scheme.bytes();
    let fine = bytes.next()?.is_ascii_alphabetic()
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    fine.then_some(scheme)
}

fn is_allowed(scheme: &str) -> bool {
    SCHEMES
        .iter()
        .any(|allowed| scheme.eq_ignore_ascii_case(allowed))
}

/// `//host/path`; a backslash counts as a slash.
fn names_a_host(target: &str) -> bool {
    target
        .bytes()
        .take_while(|b| matches!(b, b'/' | b'\\'))
        .count()
        >= 2
}

/// Percent-encodes what an address cannot hold; what is encoded already stays.
fn encode(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    // Brackets may stand around an IPv6 host.
    let path = url.split_once("://").map_or(0, |(_, rest)| {
        let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        url.len() - rest.len() + host
    });
    for (at, c) in url.char_indices() {
        let bad = match c {
            '%' => !url
                .as_bytes()
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
            '[' | ']' => at >= path,
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | ' ' => true,
            c => c.is_control(),
        };
        if bad {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Appends text as HTML, with the addresses in it as links, and with `incidents` the ids of incidents too.
pub(super) fn autolink(text: &str, incidents: Option<&dyn Links>, out: &mut String) {
    let mut found: Vec<Found> = Vec::new();
    if let Some(links) = incidents {
        found.extend(tokens(text).filter_map(|range| {
            let it = links.mentioned(&text[range.clone()])?;
            let link = Link::Incident(it);
            Some(Found { range, link })
        }));
    }
    if text.contains("://") || text.contains('@') {
        found.extend(addresses(text));
        // No id stands in an address: a word that has one is left out of the tokens.
        found.sort_by_key(|it| it.range.start);
    }
    let mut from = 0;
    for Found { range, link } in found {
        escape_text_into(&text[from..range.start], out);
        from = range.end;
        link.begin(out);
        escape_text_into(&text[range], out);
        out.push_str("</a>");
    }
    escape_text_into(&text[from..], out);
}

/// Something in a text that becomes a link.
struct Found {
    range: Range<usize>,
    link: Link,
}

enum Link {
    Incident(Mentioned),
    /// To another site.
    Web(String),
    Mail(String),
}

impl Link {
    fn begin(&self, out: &mut String) {
        let (url, title, end) = match self {
            Self::Incident(it) => (&it.url, it.title.as_str(), ">"),
            Self::Web(url) => (url, "", " rel=\"noopener\">"),
            Self::Mail(url) => (url, "", ">"),
        };
        out.push_str("<a href=\"");
        escape_into(url, out);
        out.push('"');
        if !title.is_empty() {
            out.push_str(" title=\"");
            escape_into(title, out);
            out.push('"');
        }
        out.push_str(end);
    }
}

/// The addresses of a text.
fn addresses(text: &str) -> impl Iterator<Item = Found> + '_ {
    let mut finder = LinkFinder::new();
    finder
        .url_must_have_scheme(true)
        .kinds(&[LinkKind::Url, LinkKind::Email]);
    let links: Vec<_> = finder.links(text).collect();
    links.into_iter().filter_map(|it| {
        let found = it.as_str();
        let link = match it.kind() {
            LinkKind::Url if scheme(found).is_some_and(is_allowed) => Link::Web(encode(found)),
            LinkKind::Email => Link::Mail(format!("mailto:{}", encode(found))),
            _ => return None,
        };
        let range = it.start()..it.end();
        Some(Found { range, link })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Site;

    impl Links for Site {
        fn resolve(&self, target: &str) -> Target {
            match target {
                "gone.md" => Target::Nowhere,
                "bad.md" => Target::To("javascript:alert(1)".to_owned()),
                target => Target::To(format!("../{target}")),
            }
        }

        fn mentioned(&self, id: &str) -> Option<Mentioned> {
            (id == "INC-12").then(|| Mentioned {
                url: "../inc-12/".to_owned(),
                title: "A \"bad\" day".to_owned(),
            })
        }
    }

    fn url(target: &str) -> Option<String> {
        href(target, &Site).map(|href| href.url)
    }

    #[test]
    fn only_safe_schemes_are_links() {
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:x",
            "java\nscript:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:x",
            "",
            "  ",
            "bad.md",
            "gone.md",
            "ftp://x/",
        ] {
            assert_eq!(url(bad), None, "{bad:?}");
        }
        for (target, expected) in [
            ("https://x.example/a?b=c&d#e", "https://x.example/a?b=c&d#e"),
            ("HTTP://x.example", "HTTP://x.example"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("//cdn.example/x", "https://cdn.example/x"),
            ("\\\\cdn.example/x", "https://cdn.example/x"),
            ("/\\cdn.example", "https://cdn.example"),
            ("#top", "#top"),
            ("#cb-menu", "#user-cb-menu"),
            ("other.md#x", "../other.md#x"),
            ("10:30 notes.md", "../10:30%20notes.md"),
            (
                "https://x/a b\"<[1]>%zz%20",
                "https://x/a%20b%22%3C%5B1%5D%3E%25zz%20",
            ),
            ("http://[::1]/x", "http://[::1]/x"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("http://[::1]?a=[1]", "http://[::1]?a=%5B1%5D"),
        ] {
            assert_eq!(url(target).as_deref(), Some(expected), "{target}");
        }
    }

    #[test]
    fn addresses_in_text_become_links_without_the_punctuation_around_them() {
        let linked = |text: &str| {
            let mut out = String::new();
            autolink(text, Some(&Site), &mut out);
            out
        };
        assert_eq!(
            linked("see https://x.example/a_b(c)."),
            "see <a href=\"https://x.example/a_b(c)\" rel=\"noopener\">https://x.example/a_b(c)</a>."
        );
        assert_eq!(
            linked("(http://x.example/?a=1&b=2)"),
            "(<a href=\"http://x.example/?a=1&amp;b=2\" rel=\"noopener\">http://x.example/?a=1&amp;b=2</a>)"
        );
        assert_eq!(
            linked("ask ops@example.com!"),
            "ask <a href=\"mailto:ops@example.com\">ops@example.com</a>!"
        );
        assert_eq!(
            linked("javascript://x ftp://y <b>"),
            "javascript://x ftp://y &lt;b&gt;"
        );
        assert_eq!(linked("a @ b"), "a @ b");
        assert_eq!(
            linked("<INC-12> and INC-13, https://x.example/INC-12"),
            "&lt;<a href=\"../inc-12/\" title=\"A &quot;bad&quot; day\">INC-12</a>&gt; and INC-13, \
             <a href=\"https://x.example/INC-12\" rel=\"noopener\">https://x.example/INC-12</a>"
        );
    }
}
