//! Paths of the site and the links between them: relative everywhere, written by one function.

use std::fmt;

use crate::config::Config;

/// Path of a file in the site: relative, `/` between parts, no empty, `.` or `..` part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(String);

impl SitePath {
    /// A path, or `None` if `path` could leave the site.
    pub fn new(path: impl Into<String>) -> Option<Self> {
        let path = path.into();
        let fine = !path.is_empty()
            && !path.contains(['\\', '\0'])
            && path
                .split('/')
                .all(|part| !part.is_empty() && part != "." && part != "..");
        fine.then_some(Self(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Address by which a browser asks for it, without leading slash: `a/index.html` is `a/`, `index.html` is empty.
    pub fn url(&self) -> &str {
        match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.0,
        }
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The link from the page at address `from` to the address `to`, both without leading slash (`incidents/x/`,
/// `causes/`, empty for home). Every link that a page does not write through its template is made here.
pub fn link(from: &str, to: &str, portable: Portable) -> String {
    let inside = to
        .strip_prefix(from)
        .filter(|rest| from.ends_with('/') && !rest.is_empty() && !rest.starts_with(['#', '?']));
    let link = match inside {
        Some(rest) => href(rest, portable),
        None => root(from) + &href(to, portable),
    };
    if link.is_empty() {
        "./".to_owned()
    } else {
        link
    }
}

/// [`link`] in a site that is read from a server.
pub fn relative(from: &str, to: &str) -> String {
    link(from, to, Portable::No)
}

/// An address as pages write it behind their root: percent-encoded, and ending in `index.html` where the site shall
/// also work from `file://` (`portable`).
pub fn href(address: &str, portable: Portable) -> String {
    let cut = address.find(['#', '?']).unwrap_or(address.len());
    let (path, rest) = address.split_at(cut);
    let index = match portable {
        Portable::Yes if path.is_empty() || path.ends_with('/') => "index.html",
        _ => "",
    };
    format!("{}{index}{rest}", encode(path))
}

/// Whether links name `index.html`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portable {
    /// They do: the site works from `file://`.
    Yes,
    /// They end in `/`.
    No,
}

/// The full address of a page of the site; `None` where the site does not know its own.
pub fn absolute(config: &Config, address: &str) -> Option<String> {
    let base = config.base_url.as_ref()?;
    let slash = if base.ends_with('/') { "" } else { "/" };
    Some(format!("{base}{slash}{}", encode(address)))
}

/// The way from the page at address `from` up to the site's root: `../../` for `incidents/x/`.
pub fn root(from: &str) -> String {
    "../".repeat(from.matches('/').count())
}

/// Percent-encodes an address, keeping `/`, and `#` and `?` with what follows them as they are.
pub fn encode(address: &str) -> String {
    let cut = address.find(['#', '?']).unwrap_or(address.len());
    let (path, rest) = address.split_at(cut);
    encode_path(path) + rest
}

/// Percent-encodes the path of a file, keeping `/`.
pub fn encode_path(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEEP: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    utf8_percent_encode(path, KEEP).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_site() {
        for bad in ["", "/x", "x/", "a//b", "../x", "a/./b", "a\\b"] {
            assert_eq!(SitePath::new(bad), None, "{bad}");
        }
        assert_eq!(SitePath::new("a/index.html").unwrap().url(), "a/");
        assert_eq!(SitePath::new("index.html").unwrap().url(), "");
    }

    #[test]
    fn a_portable_link_names_a_file() {
        assert_eq!(href("", Portable::Yes), "index.html");
        assert_eq!(href("a b/#x", Portable::Yes), "a%20b/index.html#x");
        assert_eq!(href("feed.xml", Portable::Yes), "feed.xml");
        assert_eq!(href("a b/#x", Portable::No), "a%20b/#x");
    }

    #[test]
    fn the_path_of_a_file_is_encoded_as_a_whole() {
        assert_eq!(encode_path("a b/c#1?.md"), "a%20b/c%231%3F.md");
        assert_eq!(encode("a b/#c"), "a%20b/#c");
    }

    #[test]
    fn links_are_relative() {
        assert_eq!(relative("", "causes/"), "causes/");
        assert_eq!(
            relative("incidents/x/", "causes/network/"),
            "../../causes/network/"
        );
        assert_eq!(relative("incidents/x/", ""), "../../");
        assert_eq!(relative("", ""), "./");
        assert_eq!(relative("incidents/x/", "incidents/x/a b.png"), "a%20b.png");
        assert_eq!(
            relative("incidents/x/", "incidents/x/#a"),
            "../../incidents/x/#a"
        );
        assert_eq!(
            relative("", "incidents/障害/#a"),
            "incidents/%E9%9A%9C%E5%AE%B3/#a"
        );
    }
}
