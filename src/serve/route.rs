//! What a request target means: one strict decoding, then a look into the plan of the site. No target ever becomes a path on a disk.

use std::fmt;

use percent_encoding::percent_decode_str;

use crate::site::SitePath;
use crate::site::address::encode;

/// Longest request target that is looked at, in bytes; no address of a site comes near it.
const TARGET_MAX: usize = 4096;

/// Folder of the server's own files, inside the base path. Content cannot have it: hidden folders are not read.
pub(super) const OWN: &str = ".casebook/";

/// The folder below which the site is served; `/` or `/repo/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePath(String);

/// A base path that no address could have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no path a site could be served under; write it like `/repo`")]
pub struct BasePathError(pub String);

impl BasePath {
    /// Reads `/repo`, `repo/`, `/` or the empty text.
    ///
    /// # Errors
    /// If it could not stand in an address.
    pub fn new(text: &str) -> Result<Self, BasePathError> {
        if matches!(text, "" | "/") {
            return Ok(Self::default());
        }
        let inner = text.strip_prefix('/').unwrap_or(text);
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
        match SitePath::new(inner) {
            Some(path) if inner.chars().all(plain) => Ok(Self(format!("/{path}/"))),
            _ => Err(BasePathError(text.to_owned())),
        }
    }

    /// The path, with `/` at both ends.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Address of `path` (relative to the site) on this server.
    pub fn join(&self, path: &str) -> String {
        format!("{}{}", self.0, encode(path))
    }
}

impl Default for BasePath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a target asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// A page by its folder: `incidents/x/`, empty for the home page.
    Folder(String),
    /// A file: `assets/site.css`; perhaps a folder whose slash was left out.
    File(SitePath),
    /// A file of the server itself: `events`, `reload.js`.
    Own(String),
    /// The base path without its slash.
    BaseWithoutSlash,
    /// A path above the base path.
    OutsideBase,
}

/// A target that no browser writes by itself; answered 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// Reads the path of a request target (without its query).
///
/// # Errors
/// If it is not a plain, singly encoded path.
pub fn route(base: &BasePath, path: &str) -> Result<Route, Malformed> {
    if path.len() > TARGET_MAX {
        return Err(Malformed);
    }
    if !path.is_empty() && base.0.strip_suffix('/') == Some(path) {
        return Ok(Route::BaseWithoutSlash);
    }
    let decoded = decode(path)?;
    let Some(inner) = decoded.strip_prefix(base.as_str()) else {
        return Ok(Route::OutsideBase);
    };
    if let Some(own) = inner.strip_prefix(OWN) {
        return Ok(Route::Own(own.to_owned()));
    }
    if inner.is_empty() {
        return Ok(Route::Folder(String::new()));
    }
    let (file, is_folder) = match inner.strip_suffix('/') {
        Some(folder) => (folder, true),
        None => (inner, false),
    };
    let file = SitePath::new(file).ok_or(Malformed)?;
    Ok(if is_folder {
        Route::Folder(format!("{file}/"))
    } else {
        Route::File(file)
    })
}

/// Decodes once. What would be read differently by another program on the way (encoded slashes, dot parts, control
/// characters, broken escapes) is not guessed at.
fn decode(path: &str) -> Result<String, Malformed> {
    if !path.starts_with('/') || !escapes_are_whole(path) {
        return Err(Malformed);
    }
    let mut decoded = String::with_capacity(path.len());
    for (i, part) in path.split('/').enumerate() {
        let part = percent_decode_str(part)
            .decode_utf8()
            .map_err(|_| Malformed)?;
        let hostile = part.contains(['/', '\\']) || part.chars().any(char::is_control);
        if hostile || part == "." || part == ".." {
            return Err(Malformed);
        }
        if i > 0 {
            decoded.push('/');
        }
        decoded.push_str(&part);
    }
    if decoded.contains("//") {
        return Err(Malformed);
    }
    Ok(decoded)
}

/// Whether every `%` is followed by two hexadecimal digits.
fn escapes_are_whole(path: &str) -> bool {
    path.split('%')
        .skip(1)
        .all(|rest| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_root(path: &str) -> Result<Route, Malformed> {
        route(&BasePath::default(), path)
    }

    #[test]
    fn a_browsers_own_addresses_are_read() {
        let file = |path| Ok(Route::File(SitePath::new(path).unwrap()));
        assert_eq!(at_root("/"), Ok(Route::Folder(String::new())));
        assert_eq!(
            at_root("/incidents/x/"),
            Ok(Route::Folder("incidents/x/".into()))
        );
        assert_eq!(at_root("/assets/site.css"), file("assets/site.css"));
        assert_eq!(
            at_root("/incidents/%E9%9A%9C%E5%AE%B3/"),
            Ok(Route::Folder("incidents/障害/".into()))
        );
        assert_eq!(at_root("/a%20b.png"), file("a b.png"));
        assert_eq!(at_root("/100%25.png"), file("100%.png"));
        assert_eq!(
            at_root("/.casebook/events"),
            Ok(Route::Own("events".into()))
        );
    }

    #[test]
    fn a_target_that_could_be_read_in_two_ways_is_refused() {
        for path in [
            "",
            "x",
            "*",
            "http://evil.invalid/",
            "//",
            "//evil.invalid/",
            "/a//b",
            "/%2f%2fevil.invalid/",
            "/..",
            "/../",
            "/../etc/passwd",
            "/a/../../etc/passwd",
            "/%2e%2e/etc/passwd",
            "/.%2e/",
            "/%2E%2E%2Fetc",
            "/..%2f..%2f",
            "/..\\..\\",
            "/a\\b",
            "/%5c%5cevil.invalid/",
            "/..%5c",
            "/a%5Cb",
            "/a%00.html",
            "/%00",
            "/a%0d%0aSet-Cookie:x",
            "/a\u{7f}",
            "/%",
            "/%4",
            "/%zz",
            "/%+1",
            "/a%",
            "/%ff%fe",
            "/%c0%ae%c0%ae/",
            "/./a",
            "/a/./b",
            "/%2e/",
            "/a/.",
        ] {
            assert_eq!(at_root(path), Err(Malformed), "{path}");
        }
        assert_eq!(
            at_root(&format!("/{}", "a".repeat(TARGET_MAX))),
            Err(Malformed)
        );
    }

    #[test]
    fn decoding_happens_once() {
        assert_eq!(
            at_root("/%252e%252e/x"),
            Ok(Route::File(SitePath::new("%2e%2e/x").unwrap()))
        );
    }

    #[test]
    fn names_that_mean_a_device_or_drive_elsewhere_are_only_names_here() {
        for path in ["/C:/x", "/con", "/x::$DATA", "/a~1", "/~root/x"] {
            assert!(matches!(at_root(path), Ok(Route::File(_))), "{path}");
        }
    }

    #[test]
    fn a_base_path_holds_the_whole_site() {
        let base = BasePath::new("/repo").unwrap();
        assert_eq!(route(&base, "/repo"), Ok(Route::BaseWithoutSlash));
        assert_eq!(route(&base, "/repo/"), Ok(Route::Folder(String::new())));
        assert_eq!(route(&base, "/repo/a/"), Ok(Route::Folder("a/".into())));
        assert_eq!(route(&base, "/"), Ok(Route::OutsideBase));
        assert_eq!(route(&base, "/repository/"), Ok(Route::OutsideBase));
        assert_eq!(route(&base, "/.casebook/events"), Ok(Route::OutsideBase));
        assert_eq!(base.join("a b/"), "/repo/a%20b/");
    }

    #[test]
    fn a_base_path_is_a_plain_path() {
        for text in ["", "/", "repo", "/repo", "/repo/", "/a/b-c/"] {
            let base = BasePath::new(text).unwrap();
            assert!(
                base.as_str().starts_with('/') && base.as_str().ends_with('/'),
                "{text}"
            );
        }
        for text in [
            "//",
            "//evil.invalid",
            "/a//b",
            "/..",
            "/a b",
            "/a\"b",
            "/a?b",
            "/a\\b",
            "http://x/",
        ] {
            assert!(BasePath::new(text).is_err(), "{text}");
        }
    }
}
