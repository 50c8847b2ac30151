//! Names that every file system takes: a site built on one system must be copied to any other without loss.

use std::collections::HashMap;

use super::manifest::is_record;
use crate::slug::is_device;

/// Longest part of a path, in bytes: what ext4, APFS and NTFS take (NTFS counts UTF-16 units, which are never more).
const PART_MAX: usize = 255;

/// Why the path cannot be a file of a site; `None` if it can.
pub(super) fn fault(path: &str) -> Option<&'static str> {
    if is_record(path) {
        return Some("`.casebook` is kept for the records of the build");
    }
    path.split('/').find_map(part_fault)
}

fn part_fault(part: &str) -> Option<&'static str> {
    // Windows keeps its device names whatever the case and the ending.
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    if part.contains([':', '*', '?', '"', '<', '>', '|', '\\']) || part.contains(char::is_control) {
        Some("it holds a character that Windows does not take")
    } else if part.ends_with(['.', ' ']) {
        Some("a part of it ends in a full stop or a space, which Windows drops")
    } else if is_device(stem.trim_end()) {
        Some("Windows keeps that name for a device")
    } else if part.len() > PART_MAX {
        Some("a part of it is longer than 255 bytes")
    } else {
        None
    }
}

/// Two paths of `paths` (in order) that cannot both exist: equal but for case, or one a file where the other needs a folder.
pub(super) fn clash<'a>(paths: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let mut seen: HashMap<String, &str> = HashMap::with_capacity(paths.len());
    for path in paths {
        if let Some(other) = seen.insert(path.to_lowercase(), path) {
            return Some((other, path));
        }
    }
    paths.iter().find_map(|path| {
        let folded = path.to_lowercase();
        let folder = folded
            .match_indices('/')
            .find_map(|(at, _)| seen.get(&folded[..at]))?;
        Some((*folder, *path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_does_not_take_are_refused() {
        for bad in [
            "a/b:c.html",
            "what?.html",
            "con/index.html",
            "a/NUL.txt",
            "lpt1",
            "a./index.html",
            "a /index.html",
            "a\u{7}",
            ".casebook/x",
            ".Casebook/x",
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
        assert!(fault(&format!("{}/index.html", "x".repeat(256))).is_some());
    }

    #[test]
    fn ordinary_names_of_any_script_are_taken() {
        for good in [
            "index.html",
            ".nojekyll",
            "incidents/障害-報告/index.html",
            "console/index.html",
            "assets/a.b-c_d~e.css",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    #[test]
    fn paths_that_cannot_both_exist_are_found() {
        assert_eq!(
            clash(&["A/x", "a/X"]),
            Some(("A/x", "a/X")),
            "equal but for case"
        );
        assert_eq!(
            clash(&["a", "a/index.html"]),
            Some(("a", "a/index.html")),
            "file and folder"
        );
        assert_eq!(clash(&["a/index.html", "ab", "b"]), None);
    }
}
