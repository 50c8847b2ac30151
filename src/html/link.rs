//! Which link targets are published, and bare addresses in text that become links.

use linkify::{LinkFinder, LinkKind};

use super::{Links, Target, escape_into, escape_text_into};

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
    let path = url
        .find("://")
        .and_then(|at| url[at + 3..].find('/').map(|slash| at + 3 + slash))
        .unwrap_or(0);
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

/// Appends text as HTML, with the addresses in it as links.
pub(super) fn autolink(text: &str, out: &mut String) {
    if !text.contains("://") && !text.contains('@') {
        return escape_text_into(text, out);
    }
    let mut finder = LinkFinder::new();
    finder
        .url_must_have_scheme(true)
        .kinds(&[LinkKind::Url, LinkKind::Email]);
    for span in finder.spans(text) {
        let found = span.as_str();
        let url = match span.kind() {
            Some(LinkKind::Url) if scheme(found).is_some_and(is_allowed) => encode(found),
            Some(LinkKind::Email) => format!("mailto:{}", encode(found)),
            _ => {
                escape_text_into(found, out);
                continue;
            }
        };
        out.push_str("<a href=\"");
        escape_into(&url, out);
        out.push_str(if url.starts_with("mailto:") {
            "\">"
        } else {
            "\" rel=\"noopener\">"
        });
        escape_text_into(found, out);
        out.push_str("</a>");
    }
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
        ] {
            assert_eq!(url(target).as_deref(), Some(expected), "{target}");
        }
    }

    #[test]
    fn addresses_in_text_become_links_without_the_punctuation_around_them() {
        let linked = |text: &str| {
            let mut out = String::new();
            autolink(text, &mut out);
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
    }
}
