//! Where the target of a link points: one reading for `check`, which reports what leads nowhere, and `site`, which rewrites.

/// Where a link of a document points, once its path is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// Has a scheme or names a host: not ours.
    Elsewhere,
    /// A place on the same page.
    Here {
        /// Anchor without `#`.
        anchor: String,
    },
    /// A file of the content folder, named by its path from there.
    File {
        /// Path from the content folder.
        path: String,
        /// Anchor without `#`; empty when there is none.
        anchor: String,
    },
    /// Leaves the content folder.
    Outside,
}

/// Reads a link target as seen from the file `from`. Percent-encoding is undone; a leading `/` is the content folder.
pub fn reference(from: &str, target: &str) -> Reference {
    if has_scheme(target) || target.starts_with("//") || target.starts_with("\\") {
        return Reference::Elsewhere;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = path.split('?').next().unwrap_or(path);
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    let anchor = decoded(anchor);
    if path.is_empty() {
        return Reference::Here { anchor };
    }
    let path = decoded(path);
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from
            .rsplit_once('/')
            .map_or(Vec::new(), |(folder, _)| folder.split('/').collect()),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Reference::Outside;
                }
            }
            part => parts.push(part),
        }
    }
    Reference::File {
        path: parts.join("/"),
        anchor,
    }
}

/// Whether a target begins with a scheme (`https:`, `mailto:`).
fn has_scheme(target: &str) -> bool {
    let Some((scheme, _)) = target.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, anchor: &str) -> Reference {
        Reference::File {
            path: path.into(),
            anchor: anchor.into(),
        }
    }

    #[test]
    fn a_relative_link_is_read_from_its_own_folder() {
        assert_eq!(
            reference("2023/a.md", "b.md#impact"),
            file("2023/b.md", "impact")
        );
        assert_eq!(reference("2023/a.md", "../b%20c.md"), file("b c.md", ""));
        assert_eq!(reference("2023/a.md", "/top.md"), file("top.md", ""));
        assert_eq!(reference("a.md", "../../etc/passwd"), Reference::Outside);
        assert_eq!(
            reference("a.md", "#x"),
            Reference::Here { anchor: "x".into() }
        );
    }

    #[test]
    fn what_names_a_scheme_or_a_host_is_elsewhere() {
        for target in [
            "https://x.org",
            "mailto:a@b.c",
            "//x.org/y",
            "\\\\host\\share",
            "javascript:alert(1)",
        ] {
            assert_eq!(reference("a.md", target), Reference::Elsewhere, "{target}");
        }
    }
}
