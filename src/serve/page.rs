//! What `serve` adds to a page and answers by itself: the reload script's tag, a page's fingerprint and state, pages for errors.

use std::hash::Hasher;

use serde_json::{Value, json};

use super::builder::Places;
use super::route::{BasePath, OWN};
use super::snapshot::Snapshot;
use crate::diag::{Diagnostic, Level, Place};
use crate::html::Html;
use crate::site::view::RelatedView;

/// Errors of other documents that a page names; the rest is a number.
const ELSEWHERE_MAX: usize = 5;

/// Identity of a page as a browser shows it. Equal fingerprints need no reload, also across restarts of the server;
/// if only the second half differs, new style sheets are enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint {
    body: u64,
    styles: u64,
}

impl Fingerprint {
    /// Of a page's bytes as the site has them, and of the site's style sheets. Links to style sheets do not count in the
    /// body: their names change with their content.
    pub(super) fn of(html: &[u8], styles: u64) -> Self {
        let mut hasher = std::hash::DefaultHasher::new();
        for piece in without_style_links(html) {
            hasher.write(piece);
        }
        Self {
            body: hasher.finish(),
            styles,
        }
    }

    /// As text for the script: `body.styles`.
    pub(super) fn text(self) -> String {
        format!("{:016x}.{:016x}", self.body, self.styles)
    }
}

/// The pieces of `html` between its `<link … stylesheet …>` tags.
fn without_style_links(html: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut kept_from = 0;
    let mut at = 0;
    while let Some(found) = html.get(at..).and_then(|rest| find(rest, b"<link")) {
        let start = at + found;
        let Some(length) = html
            .get(start..)
            .and_then(|tag| tag.iter().position(|b| *b == b'>'))
        else {
            break;
        };
        let end = start + length + 1;
        if html
            .get(start..end)
            .is_some_and(|tag| find(tag, b"stylesheet").is_some())
        {
            pieces.extend(html.get(kept_from..start));
            kept_from = end;
        }
        at = end;
    }
    pieces.extend(html.get(kept_from..));
    pieces
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// What a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// A page of the site, over which errors are laid.
    Content,
    /// The errors themselves.
    Errors,
}

/// The page with the reload script's tag, before `</body>` if it has one.
pub(super) fn with_script(
    html: &[u8],
    base: &BasePath,
    fingerprint: Fingerprint,
    shows: Shows,
) -> Vec<u8> {
    let errors = match shows {
        Shows::Content => "",
        Shows::Errors => " data-errors",
    };
    let tag = format!(
        "<script src=\"{base}{OWN}reload.js\" data-page=\"{}\"{errors} defer></script>",
        fingerprint.text()
    );
    let at = html
        .windows(7)
        .rposition(|window| window.eq_ignore_ascii_case(b"</body>"))
        .unwrap_or(html.len());
    let (before, after) = html.split_at(at);
    [before, tag.as_bytes(), after].concat()
}

/// What is wrong with one page, as the script shows it: `over` above the page, `notes` and `elsewhere` at its edge.
pub(super) fn state(
    snapshot: &Snapshot,
    address: &str,
    fault: Option<&str>,
    fingerprint: Fingerprint,
) -> Value {
    let mut over: Vec<Value> = Vec::new();
    let finding = |found| finding(found, snapshot);
    let plain = |message: &str| json!({ "level": "error", "message": message });
    if let Some(fatal) = &snapshot.fatal {
        over.push(plain(fatal));
        over.extend(snapshot.errors_of_the_whole().map(finding));
    }
    over.extend(fault.map(plain));
    let (errors, notes): (Vec<_>, Vec<_>) = snapshot
        .findings_of(address)
        .partition(|found| found.level == Level::Error);
    over.extend(errors.into_iter().map(finding));
    let whole = snapshot
        .errors_of_the_whole()
        .filter(|_| snapshot.fatal.is_none());
    let companion = snapshot.companion(address).unwrap_or_default();
    let elsewhere: Vec<&Diagnostic> = whole.chain(snapshot.errors_elsewhere(address)).collect();
    json!({
        "page": fingerprint.text(),
        "over": over,
        "notes": notes.into_iter().map(finding).collect::<Vec<_>>(),
        "near": companion.closest.iter().map(near).collect::<Vec<_>>(),
        "lengths": companion.lengths.map(|it| json!([it.stated, it.measured])),
        "elsewhere": elsewhere.iter().take(ELSEWHERE_MAX).map(|found| finding(found)).collect::<Vec<_>>(),
        "elsewhere_count": elsewhere.len(),
    })
}

/// A past incident that the page's is like.
fn near(other: &RelatedView) -> Value {
    json!({
        "title": other.other.title,
        "url": other.other.url,
        "facts": other.other.date.iter().chain(&other.other.facts).collect::<Vec<_>>(),
        "reason": other.reason,
    })
}

/// A finding with its line cut in three around the mark: the script need not know about bytes.
fn finding(found: &Diagnostic, snapshot: &Snapshot) -> Value {
    let places = &snapshot.places;
    let place = found.place.as_ref();
    let frame = place.and_then(|place| {
        let (from, to) = place.marked;
        let text = &place.line_text;
        Some(json!([
            text.get(..from)?,
            text.get(from..to)?,
            text.get(to..)?
        ]))
    });
    json!({
        "level": found.level.word(),
        "rule": found.rule,
        "rule_url": snapshot.rule_url(found.rule),
        "message": found.message,
        "place": place.map(|place| place_words(place, places)),
        "line": place.map_or(0, |place| place.line),
        "frame": frame.filter(|_| place.is_some_and(|place| place.line > 0)),
        "help": found.help,
        "also": found.also.iter().map(|(place, label)| format!("{}: {label}", place_words(place, places))).collect::<Vec<_>>(),
    })
}

/// `file:line:column`, as far as it is known.
fn place_words(place: &Place, places: &Places) -> String {
    let file = places.from_root(&place.file);
    match (place.line, place.column) {
        (0, _) => file,
        (line, 0) => format!("{file}:{line}"),
        (line, column) => format!("{file}:{line}:{column}"),
    }
}

/// The page for a document that never was good, or for a site that could not be made: its errors, as text.
pub(super) fn error_page(
    snapshot: &Snapshot,
    address: &str,
    fault: Option<&str>,
    base: &BasePath,
) -> Vec<u8> {
    let mut items = String::new();
    let mut item = |message: &str, place: Option<&Place>, help: Option<&str>| {
        items.push_str("<li><p>");
        items.push_str(Html::escape(message).as_str());
        items.push_str("</p>");
        if let Some(place) = place {
            items.push_str(&format!(
                "<p class=\"place\">{}</p>",
                Html::escape(&place_words(place, &snapshot.places)).as_str()
            ));
            if place.line > 0 {
                items.push_str(&format!(
                    "<pre>{}</pre>",
                    Html::escape(&place.line_text).as_str()
                ));
            }
        }
        if let Some(help) = help {
            items.push_str(&format!(
                "<p class=\"help\">{}</p>",
                Html::escape(help).as_str()
            ));
        }
        items.push_str("</li>");
    };
    for message in snapshot.fatal.as_deref().into_iter().chain(fault) {
        item(message, None, None);
    }
    let errors = snapshot
        .findings_of(address)
        .filter(|found| found.level == Level::Error);
    for found in errors.chain(snapshot.errors_of_the_whole()) {
        item(&found.message, found.place.as_ref(), found.help.as_deref());
    }
    let text = format!(
        "<h1>This page cannot be shown</h1><ul>{items}</ul><p>It appears by itself as soon as this is mended.</p>"
    );
    document("This page cannot be shown", &text, base)
}

/// The page for an address that is not on this server, when the site has no page of its own for that.
pub(super) fn not_found_page(base: &BasePath) -> Vec<u8> {
    let text =
        format!("<h1>Nothing here</h1><p>The site begins at <a href=\"{base}\">{base}</a>.</p>");
    document("Nothing here", &text, base)
}

fn document(title: &str, body: &str, base: &BasePath) -> Vec<u8> {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"{base}{OWN}pages.css\"></head><body><main>{body}</main></body></html>"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(html: &str) -> u64 {
        Fingerprint::of(html.as_bytes(), 0).body
    }

    #[test]
    fn a_style_sheets_new_name_is_no_reason_to_reload() {
        let page = |css: &str, text: &str| {
            format!(
                "<head><link rel=\"icon\" href=i><link rel=\"stylesheet\" href=\"{css}\"></head><p>{text}"
            )
        };
        assert_eq!(body(&page("a.css", "x")), body(&page("b.css", "x")));
        assert_ne!(body(&page("a.css", "x")), body(&page("a.css", "y")));
        assert_ne!(
            body("<link rel=icon href=a>"),
            body("<link rel=icon href=b>")
        );
        assert_ne!(body("<link rel=stylesheet"), body("<link rel=styleshee"));
    }

    #[test]
    fn the_script_stands_before_the_last_end_of_body_and_changes_nothing_else() {
        let fingerprint = Fingerprint { body: 1, styles: 2 };
        let base = BasePath::new("/repo").unwrap();
        let page = with_script(
            "<body>ä <code>&lt;/body></code></BODY></html>".as_bytes(),
            &base,
            fingerprint,
            Shows::Content,
        );
        assert_eq!(
            String::from_utf8(page).unwrap(),
            "<body>ä <code>&lt;/body></code><script src=\"/repo/.casebook/reload.js\" \
             data-page=\"0000000000000001.0000000000000002\" defer></script></BODY></html>"
        );
        assert!(
            with_script(b"no body at all", &base, fingerprint, Shows::Errors)
                .ends_with(b" data-errors defer></script>")
        );
    }
}
