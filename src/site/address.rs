//! Paths of the site and the links between them: relative everywhere, written by one function.

use std::fmt;

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

/// The relative link from the page at address `from` to the address `to`, both without leading slash
/// (`incidents/x/`, `causes/`, empty for home). Parts are percent-encoded.
pub fn relative(from: &str, to: &str) -> String {
    let up = from.matches('/').count();
    let mut link = "../".repeat(up);
    link.push_str(&encode(to));
    if link.is_empty() {
        "./".to_owned()
    } else {
        link
    }
}

/// Percent-encodes an address, keeping `/`, and `#` and `?` with what follows them as they are.
pub fn encode(address: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEEP: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    let cut = address.find(['#', '?']).unwrap_or(address.len());
    let (path, rest) = address.split_at(cut);
    format!("{}{rest}", utf8_percent_encode(path, KEEP))
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
    fn links_are_relative() {
        assert_eq!(relative("", "causes/"), "causes/");
        assert_eq!(
            relative("incidents/x/", "causes/network/"),
            "../../causes/network/"
        );
        assert_eq!(relative("incidents/x/", ""), "../../");
        assert_eq!(relative("", ""), "./");
        assert_eq!(
            relative("", "incidents/障害/#a"),
            "incidents/%E9%9A%9C%E5%AE%B3/#a"
        );
    }
}
