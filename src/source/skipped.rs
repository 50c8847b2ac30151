//! Findings about files that are passed over: links, devices, hidden files.

use std::sync::Arc;

use crate::diag::{Diagnostic, Place};

/// Hidden files that nobody means to publish.
const TOOLS_OWN: [&str; 5] = [
    ".DS_Store",
    ".gitignore",
    ".gitattributes",
    ".gitkeep",
    ".nojekyll",
];

/// What hosts of static sites leave out of the static folder, or refuse.
pub(super) fn dropped_by_hosts(path: &Arc<str>, is_link: bool) -> Option<Diagnostic> {
    let place = Place::file(path.clone());
    if is_link {
        let finding =
            Diagnostic::warning("pages-symlink", place, "symbolic link left out of the site");
        return Some(
            finding.help("put the file itself there; hosts such as GitHub Pages publish no links"),
        );
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.starts_with('.') {
        let finding = Diagnostic::hint("pages-dotfile", place, "hidden file left out of the site");
        let finding = finding.help("rename it, or put it into `.well-known`");
        return (!TOOLS_OWN.contains(&name)).then_some(finding);
    }
    path.split('/').any(|part| part == ".well-known").then(|| {
        Diagnostic::hint(
            "pages-dotfile",
            place,
            "published in a hidden folder, which some hosts leave out",
        )
        .help("on GitHub Pages say `include-hidden-files: true` where the site is uploaded")
    })
}

/// A file of the content folder that is never opened.
pub(super) fn special(path: Arc<str>, is_link: bool) -> Diagnostic {
    if is_link {
        Diagnostic::warning(
            "symlink-skipped",
            Place::file(path),
            "symbolic link skipped: links are not followed",
        )
        .help("put the file itself into the folder; a link could lead out of it")
    } else {
        Diagnostic::warning(
            "special-file-skipped",
            Place::file(path),
            "skipped: neither a file nor a folder",
        )
        .help("remove the pipe, socket or device from the folder")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hosts_drop_is_told_and_what_tools_leave_is_not() {
        let told =
            |path: &str, is_link| dropped_by_hosts(&Arc::from(path), is_link).map(|it| it.rule);
        assert_eq!(told("logo.png", true), Some("pages-symlink"));
        assert_eq!(told(".htaccess", false), Some("pages-dotfile"));
        assert_eq!(
            told(".well-known/security.txt", false),
            Some("pages-dotfile")
        );
        for path in ["logo.png", "img/.DS_Store", ".nojekyll", "a.well-known/x"] {
            assert_eq!(told(path, false), None, "{path}");
        }
    }
}
