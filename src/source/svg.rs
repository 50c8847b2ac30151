//! Finds what an SVG file could do when it is opened by itself: run scripts or ask other hosts.
//!
//! Inside `<img>` an SVG is inert, but it lies in the site as a file of its own and a browser opens it as a page.
//! A scan of tags, not a parser: whatever the scan does not understand counts as active.

use std::borrow::Cow;

use crate::diag::{Diagnostic, Place, SourceText, Span};
use crate::markdown::decode_entities;

/// Elements that run something, hold HTML, or change attributes of others.
const ACTIVE_ELEMENTS: [&str; 9] = [
    "script",
    "foreignobject",
    "handler",
    "listener",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
];

/// Attributes that name another file.
const REFERENCES: [&str; 3] = ["href", "src", "data"];

/// Every active part of an SVG file, as errors; none if the file may be published.
pub(super) fn active_parts(path: &str, bytes: &[u8]) -> Vec<Diagnostic> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![
            Diagnostic::error(
                "svg-active",
                Place::file(path),
                "the SVG is not UTF-8, so it cannot be checked for scripts",
            )
            .help("save it as UTF-8"),
        ];
    };
    let source = SourceText::new(path, text);
    let mut scan = Scan {
        text: &source.text,
        at: 0,
        found: Vec::new(),
    };
    scan.run();
    scan.found
        .into_iter()
        .map(|(span, what)| {
            Diagnostic::error("svg-active", source.place(span), what)
                .help("remove it; an image of a postmortem may hold shapes, text and styles only")
        })
        .collect()
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    found: Vec<(Span, String)>,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        while let Some(open) = self.find('<') {
            self.at = open;
            let rest = self.rest();
            if rest.starts_with("<!--") {
                self.skip_past("-->");
            } else if starts_with_no_case(rest, "<![cdata[") {
                self.skip_past("]]>");
            } else if rest.starts_with("<?") {
                self.instruction();
            } else if rest.starts_with("<!") {
                self.declaration();
            } else if rest.starts_with("</") {
                self.skip_past(">");
            } else {
                self.element();
            }
        }
        self.styles();
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn find(&self, wanted: char) -> Option<usize> {
        self.rest().find(wanted).map(|i| self.at + i)
    }

    fn skip_past(&mut self, end: &str) {
        match self.rest().find(end) {
            Some(i) => self.at += i + end.len(),
            None => self.unfinished(),
        }
    }

    /// What a browser makes of a broken end is not ours to guess.
    fn unfinished(&mut self) {
        self.report(
            self.at,
            self.text.len(),
            "the SVG ends inside a tag or a comment",
        );
        self.at = self.text.len();
    }

    fn report(&mut self, start: usize, end: usize, what: impl Into<String>) {
        self.found.push((Span::new(start, end), what.into()));
    }

    /// `<?xml …?>` is fine in UTF-8; a style sheet of another file is not.
    fn instruction(&mut self) {
        let start = self.at;
        self.skip_past("?>");
        let words = self
            .text
            .get(start..self.at)
            .unwrap_or("")
            .to_ascii_lowercase();
        let fine = words.starts_with("<?xml ")
            && (!words.contains("encoding")
                || words.contains("utf-8")
                || words.contains("us-ascii"));
        if !fine {
            self.report(start, self.at, "the SVG has a processing instruction");
        }
    }

    /// A document type is fine as long as it defines nothing.
    fn declaration(&mut self) {
        let start = self.at;
        self.skip_past(">");
        let words = self
            .text
            .get(start..self.at)
            .unwrap_or("")
            .to_ascii_lowercase();
        if !words.starts_with("<!doctype") || words.contains('[') || words.contains("<!entity") {
            self.report(start, self.at, "the SVG defines entities");
        }
    }

    fn element(&mut self) {
        let start = self.at;
        self.at += 1;
        let name = self.word();
        let local = local_name(name);
        if ACTIVE_ELEMENTS.contains(&local.as_str()) {
            self.report(start, self.at, format!("the SVG has a `<{local}>` element"));
        }
        let animates = matches!(local.as_str(), "set" | "animate");
        loop {
            self.skip_space();
            let Some(next) = self.rest().chars().next() else {
                return self.unfinished();
            };
            match next {
                '>' => {
                    self.at += 1;
                    return;
                }
                '/' => self.at += 1,
                _ => self.attribute(animates),
            }
        }
    }

    fn attribute(&mut self, animates: bool) {
        let start = self.at;
        let name = self.word();
        if name.is_empty() {
            // A stray quote or the like: stepped over, so that the scan ends.
            self.at += self.rest().chars().next().map_or(1, char::len_utf8);
            return;
        }
        let local = local_name(name);
        self.skip_space();
        if !self.rest().starts_with('=') {
            return;
        }
        self.at += 1;
        self.skip_space();
        let value = decode_entities(self.value());
        let end = self.at;
        let lower = value.to_ascii_lowercase();
        let animated = local_name(value.trim());
        let hidden = matches!(value, Cow::Owned(_)) && !fetches(&lower).is_empty();
        if local.starts_with("on") {
            self.report(
                start,
                end,
                format!("the SVG has an event handler, `{local}`"),
            );
        } else if REFERENCES.contains(&local.as_str()) && !is_inside(&value) {
            self.report(
                start,
                end,
                format!("the SVG refers to something outside itself, `{value}`"),
            );
        } else if animates
            && local == "attributename"
            && (REFERENCES.contains(&animated.as_str()) || animated.starts_with("on"))
        {
            self.report(start, end, "the SVG animates a link");
        } else if lower
            .replace(char::is_whitespace, "")
            .contains("javascript:")
        {
            self.report(start, end, "the SVG holds a script in an attribute");
        } else if hidden || value.contains('\\') && !name.contains(':') {
            // Most attributes of a drawing are styles too: `fill`, `mask`, `filter`. Those of drawing programs, which
            // have a prefix, may hold a path of Windows.
            self.report(start, end, "the SVG hides what a style refers to");
        }
    }

    fn value(&mut self) -> &'a str {
        let rest = self.rest();
        let (open, close) = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => (1, rest.get(1..).and_then(|r| r.find(quote))),
            _ => (0, rest.find(|c: char| c.is_whitespace() || c == '>')),
        };
        let len = close.unwrap_or(rest.len() - open);
        self.at += open + len + usize::from(open == 1 && close.is_some());
        rest.get(open..open + len).unwrap_or("")
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let len = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '=' | '"' | '\'' | '<'))
            .unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or("")
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Style sheets: nothing may be fetched. An escape could hide that, so none is allowed.
    fn styles(&mut self) {
        let lower = self.text.to_ascii_lowercase();
        let plain = fetches(&lower);
        for (at, what) in &plain {
            self.report(
                *at,
                at + what.len(),
                "the SVG's styles refer to another file",
            );
        }
        let Some(style) = lower.find("<style") else {
            return;
        };
        let rest = lower.get(style..).unwrap_or("");
        if let Some(at) = rest.find('\\') {
            self.report(
                style + at,
                style + at + 1,
                "the SVG's styles hold an escape",
            );
        }
        // `@&#105;mport` is `@import` to a browser.
        let decoded = decode_entities(&lower);
        let hidden = decoded.contains('\\') && !lower.contains('\\');
        if hidden || fetches(&decoded.to_ascii_lowercase()).len() > plain.len() {
            self.report(
                style,
                style + "<style".len(),
                "the SVG's styles hide a reference",
            );
        }
    }
}

/// Where styles in lower case ask for another file.
fn fetches(styles: &str) -> Vec<(usize, &str)> {
    let imports = styles.match_indices("@import");
    let urls = styles.match_indices("url(").filter(|(at, words)| {
        let inside = styles.get(at + words.len()..).unwrap_or("");
        let quotes = |c: char| c.is_whitespace() || c == '"' || c == '\'';
        let inside = inside.trim_start_matches(quotes);
        !is_inside(inside.strip_prefix("&quot;").unwrap_or(inside))
    });
    imports.chain(urls).collect()
}

/// `xlink:href` and `href` are one to a browser.
fn local_name(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// Whether a reference stays in the file: a fragment, or a picture of dots held in the reference itself.
fn is_inside(reference: &str) -> bool {
    // The longest start that matters is `data:image/jpeg`; more would make a long file cost its square.
    let reference: String = reference
        .trim_start()
        .chars()
        .take(24)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    reference.is_empty()
        || reference.starts_with('#')
        || ["png", "jpeg", "jpg", "gif", "webp"].iter().any(|kind| {
            reference
                .strip_prefix("data:image/")
                .is_some_and(|rest| rest.starts_with(kind))
        })
}

fn starts_with_no_case(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::active_parts;

    fn parts(svg: &str) -> Vec<String> {
        active_parts("a.svg", svg.as_bytes())
            .into_iter()
            .map(|d| d.message)
            .collect()
    }

    #[test]
    fn a_drawing_is_published() {
        let drawing = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/x.dtd\">\n\
            <!-- drawn by hand --><svg inkscape:export-filename='C:\\a\\b.png' xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n\
            <style>.a { fill: url(#g) }</style><defs><linearGradient id='g'/></defs>\n\
            <rect fill='url(&quot;#g&quot;)'/><text>5 &lt; 6 &amp; 7</text>\n\
            <use xlink:href=\"#g\"/><image href=\"data:image/png;base64,AA==\"/><text font-family='x'>once on a time</text></svg>";
        assert_eq!(parts(drawing), Vec::<String>::new());
    }

    #[test]
    fn whatever_could_run_or_ask_another_host_is_an_error() {
        for svg in [
            "<svg><script>1</script></svg>",
            "<svg><s:SCRIPT xmlns:s='http://www.w3.org/2000/svg'/></svg>",
            "<svg onload=alert(1)>",
            "<svg\nOnLoad\n=\n'1'>",
            "<svg/onload='1'>",
            "<svg a='>' onload='1'>",
            "<svg><foreignObject/></svg>",
            "<svg><a href='javascript:1'/></svg>",
            "<svg><a xlink:href='&#106;avascript:1'/></svg>",
            "<svg><image href='https://example.com/x.png'/></svg>",
            "<svg><use href='other.svg#a'/></svg>",
            "<svg><use href='data:image/svg+xml;base64,AA'/></svg>",
            "<svg><style>@import 'x.css'</style></svg>",
            "<svg><style>a{fill:\\75rl(x)}</style></svg>",
            "<svg><rect style='fill:url(//example.com/x)'/></svg>",
            "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg/>",
            "<?xml-stylesheet href='x.css'?><svg/>",
            "<?xml version='1.0' encoding='utf-7'?><svg/>",
            "<svg><set attributeName='xlink:href' to='x'/></svg>",
            "<svg><rect style='fill:u\\72l(http://x.example/y)'/></svg>",
            "<svg><rect fill='u\\72l(http://x.example/y)'/></svg>",
            "<svg><rect style='fill:&#117;rl(http://x.example/y)'/></svg>",
            "<svg><style>a{fill:&#117;rl(http://x.example/y)}</style></svg>",
            "<svg><style>@&#105;mport 'x.css';</style></svg>",
            "<svg><style>a{fill:&#92;75rl(x)}</style></svg>",
            "<svg><a><animate attributeName='&#104;ref' values='x'/></a></svg>",
            "<svg><a><animate attributeName='x' values='&#106;avascript:1'/></a></svg>",
            "<svg><a><animate attributeName='x' values='java&#10;script:1'/></a></svg>",
        ] {
            assert!(!parts(svg).is_empty(), "{svg}");
        }
        assert_eq!(active_parts("a.svg", b"<svg>\xff</svg>").len(), 1);
    }

    #[test]
    fn the_place_is_the_line_of_the_part() {
        let found = active_parts("a.svg", b"<svg>\n  <script/>\n</svg>");
        let place = found[0].place.as_ref().unwrap();
        assert_eq!((place.line, place.column), (2, 3));
    }

    #[test]
    fn a_drawing_that_ends_in_the_middle_is_not_published() {
        for svg in [
            "<",
            "<svg",
            "<svg a",
            "<svg a=",
            "<svg a='",
            "<!--",
            "<a \"",
            "<a '=\"\u{e9}",
            "<?",
            "<![CDATA[",
        ] {
            let told = parts(svg);
            assert!(
                told.contains(&"the SVG ends inside a tag or a comment".to_owned()),
                "{svg}: {told:?}"
            );
        }
    }
}
