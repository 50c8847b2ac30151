//! What a new library begins with: settings, one example, and the way to GitHub Pages.

/// A file of a new library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// Path from the root of the library, `/` between parts.
    pub path: &'static str,
    /// Its text.
    pub text: String,
}

/// Where the example stands.
pub const EXAMPLE: &str = "content/example.md";
/// What git shall pass over.
pub const IGNORED: &str = "/public/";

/// The files of a new library, in the order in which they are told. `action` is the release of Casebook that its
/// workflow runs, as GitHub names it: a commit with its version behind ` # `, or a tag.
pub fn starters(action: &str) -> [Starter; 4] {
    let starter = |path, text: &str| Starter {
        path,
        text: text.to_owned(),
    };
    let pages = include_str!("templates/init/pages.yml").replace("{casebook}", action);
    [
        starter("site.toml", include_str!("templates/init/site.toml")),
        starter(EXAMPLE, include_str!("templates/init/example.md")),
        starter(".gitignore", include_str!("templates/init/gitignore")),
        starter(".github/workflows/pages.yml", &pages),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_of_the_workflow_is_pinned() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let [.., pages] = starters(&format!("{commit} # v9.9.9"));
        let uses = pages
            .text
            .lines()
            .filter_map(|line| line.split_once("uses: "));
        let pins: Vec<&str> = uses.map(|(_, action)| action).collect();
        assert_eq!(pins.len(), 5);
        for pin in pins {
            let (name, version) = pin.split_once(" # v").unwrap();
            let (_, commit) = name.split_once('@').unwrap();
            assert!(
                commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()),
                "{pin}"
            );
            assert_eq!(version.split('.').count(), 3, "{pin}");
        }
    }

    #[test]
    fn git_passes_over_what_is_built() {
        let ignored = |starter: &Starter| starter.text.lines().any(|line| line == IGNORED);
        assert!(
            starters("v1")
                .iter()
                .any(|it| it.path == ".gitignore" && ignored(it))
        );
    }
}
