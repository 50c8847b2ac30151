//! Which folders may be an output: none whose loss would cost anybody their work.

use std::path::{Component, Path, PathBuf};

use super::OutputError;
use super::manifest::absent;

/// The folders of a project, absolute. An output may neither be nor hold any of them.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// The root: where `site.toml` is.
    pub root: PathBuf,
    /// The content; the root itself in a plain folder of Markdown.
    pub content: PathBuf,
    /// The folder that is copied as it is.
    pub statics: PathBuf,
    /// The theme's folder; `None`: the built-in theme.
    pub theme: Option<PathBuf>,
    /// The user's home; `None`: not known.
    pub home: Option<PathBuf>,
}

/// The real folder behind `folder`, with every symbolic link followed; it need not exist yet.
///
/// # Errors
/// If it is no folder, a link to nothing, or a folder that no build may write to.
pub(super) fn resolve(folder: &Path, project: &Project) -> Result<PathBuf, OutputError> {
    let refuse = |why: String| OutputError::Refused {
        folder: folder.to_owned(),
        why,
    };
    let real = real(folder)?.ok_or_else(|| refuse("it leads through `..` to nowhere".into()))?;
    if real.parent().is_none() {
        return Err(refuse("it is the root of the file system".into()));
    }
    if let Some(what) = held(&real, project) {
        return Err(refuse(what));
    }
    if let Some(what) = inside(&real, project) {
        return Err(refuse(what));
    }
    match std::fs::symlink_metadata(&real) {
        Ok(metadata) if metadata.is_dir() => Ok(real),
        Ok(metadata) if metadata.is_symlink() => {
            Err(refuse("it is a symbolic link to nothing".into()))
        }
        Ok(_) => Err(refuse("it is a file".into())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(real),
        Err(error) if absent(&error) => Err(refuse("it lies in a file".into())),
        Err(error) => Err(OutputError::io("look at", &real, error)),
    }
}

/// `folder` with its existing part resolved; `None` if the rest climbs.
fn real(folder: &Path) -> Result<Option<PathBuf>, OutputError> {
    for known in folder.ancestors() {
        match std::fs::canonicalize(known) {
            Ok(real) => {
                let rest = folder.strip_prefix(known).unwrap_or(Path::new(""));
                let plain = rest.components().all(|c| matches!(c, Component::Normal(_)));
                // Joining nothing would add a trailing slash.
                let whole = match rest.as_os_str().is_empty() {
                    true => real,
                    false => real.join(rest),
                };
                return Ok(plain.then_some(whole));
            }
            // A link to nothing: found as a link by the caller if it is the last part, else an error here.
            Err(error) if absent(&error) && known.is_symlink() && known != folder => {
                return Err(OutputError::io("follow", known, error));
            }
            Err(error) if absent(&error) => {}
            Err(error) => return Err(OutputError::io("look at", known, error)),
        }
    }
    Ok(None)
}

fn held(real: &Path, project: &Project) -> Option<String> {
    let precious = [
        ("the project", Some(&project.root)),
        ("the content", Some(&project.content)),
        ("the static files", Some(&project.statics)),
        ("the theme", project.theme.as_ref()),
        ("your home folder", project.home.as_ref()),
    ];
    precious.into_iter().find_map(|(what, path)| {
        let path = canonical(path?);
        if same(real, &path) {
            Some(format!("it is {what}"))
        } else if within(&path, real) {
            Some(format!("it holds {what}, `{}`", path.display()))
        } else {
            None
        }
    })
}

fn inside(real: &Path, project: &Project) -> Option<String> {
    if real
        .components()
        .any(|part| matches!(part, Component::Normal(name) if name.eq_ignore_ascii_case(".git")))
    {
        return Some("it lies inside a `.git` folder".to_owned());
    }
    let root = canonical(&project.root);
    let content = canonical(&project.content);
    // In a plain folder of Markdown the output lies in the content and the walk goes round it.
    let content_is_around_root = within(&root, &content);
    let places = [
        ("the content", (!content_is_around_root).then_some(content)),
        ("the static files", Some(canonical(&project.statics))),
        ("the themes", Some(root.join("themes"))),
        ("the theme", project.theme.as_deref().map(canonical)),
        ("the program's source", Some(root.join("src"))),
    ];
    places.into_iter().find_map(|(what, place)| {
        let place = place?;
        within(real, &place).then(|| format!("it lies inside {what}, `{}`", place.display()))
    })
}

/// The real path, or the path as it is when there is nothing.
fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether `path` is `folder` or lies in it.
fn within(path: &Path, folder: &Path) -> bool {
    path.ancestors().any(|ancestor| same(ancestor, folder))
}

/// Whether two paths are one folder: by name, or by what they are on disk (other case, another mount).
fn same(a: &Path, b: &Path) -> bool {
    a == b || matches!((identity(a), identity(b)), (Some(a), Some(b)) if a == b)
}

/// What a file is on its disk, whatever it is called; `None` where the system cannot say.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// What a file is on its disk, whatever it is called; `None` where the system cannot say.
#[cfg(not(unix))]
pub(super) fn identity(_path: &Path) -> Option<(u64, u64)> {
    None
}

/// Whether a folder is on another disk than the one it lies in. Such a folder cannot be exchanged, and nothing can be
/// renamed into it from beside it.
pub(super) fn is_mount_point(folder: &Path) -> bool {
    let disk = |path| identity(path).map(|(disk, _)| disk);
    let above = folder.parent().and_then(disk);
    matches!((disk(folder), above), (Some(own), Some(above)) if own != above)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tree {
        folder: tempfile::TempDir,
        project: Project,
    }

    fn tree() -> Tree {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().canonicalize().unwrap();
        let root = home.join("work/site");
        for part in ["content", "themes/mine", "src", "static", ".git"] {
            std::fs::create_dir_all(root.join(part)).unwrap();
        }
        let project = Project {
            content: root.join("content"),
            statics: root.join("static"),
            theme: Some(root.join("themes/mine")),
            home: Some(home),
            root,
        };
        Tree { folder, project }
    }

    fn why(tree: &Tree, folder: &str) -> String {
        let folder = tree.project.root.join(folder);
        match resolve(&folder, &tree.project) {
            Ok(real) => format!("fine: {}", real.display()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn an_output_beside_the_content_is_fine() {
        let tree = tree();
        assert!(why(&tree, "public").starts_with("fine"));
        assert!(why(&tree, "build/site/public").starts_with("fine"));
        assert!(why(&tree, "../elsewhere").starts_with("fine"));
    }

    #[test]
    fn folders_whose_loss_would_hurt_are_refused() {
        let tree = tree();
        for (folder, reason) in [
            (".", "it is the project"),
            ("..", "it holds the project"),
            ("../..", "it holds the project"),
            ("content", "it is the content"),
            ("content/public", "inside the content"),
            ("static/x", "inside the static files"),
            ("themes", "it holds the theme"),
            ("themes/other", "inside the themes"),
            ("src/x", "inside the program's source"),
            (".git/x", "inside a `.git` folder"),
            ("/", "root of the file system"),
            ("nowhere/../content", "leads through `..`"),
        ] {
            assert!(
                why(&tree, folder).contains(reason),
                "{folder}: {}",
                why(&tree, folder)
            );
        }
    }

    #[test]
    fn home_and_what_holds_it_are_refused() {
        let mut tree = tree();
        let home = tree.folder.path().join("home/me");
        std::fs::create_dir_all(&home).unwrap();
        tree.project.home = Some(home.clone());
        for folder in [home.as_path(), home.parent().unwrap()] {
            let error = resolve(folder, &tree.project).unwrap_err();
            assert!(error.to_string().contains("your home folder"));
        }
    }

    #[test]
    fn in_a_plain_folder_of_markdown_the_output_lies_in_the_content() {
        let mut tree = tree();
        tree.project.content = tree.project.root.clone();
        assert!(why(&tree, "public").starts_with("fine"));
        assert!(why(&tree, ".").contains("it is the project"));
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_output_is_judged_by_where_it_leads() {
        let tree = tree();
        let link = |name: &str, to: &str| {
            std::os::unix::fs::symlink(to, tree.project.root.join(name)).unwrap();
        };
        std::fs::create_dir_all(tree.folder.path().join("www")).unwrap();
        link("public", "../../www");
        link("sly", "content");
        link("lost", "nowhere");
        link("up", "..");
        assert!(why(&tree, "public").ends_with("/www"));
        assert!(why(&tree, "sly").contains("it is the content"));
        assert!(why(&tree, "sly/x").contains("inside the content"));
        assert!(why(&tree, "up").contains("holds the project"));
        assert!(why(&tree, "lost").contains("link to nothing"));
        assert!(why(&tree, "lost/x").contains("cannot follow"));
    }

    #[test]
    fn a_file_is_no_output() {
        let tree = tree();
        std::fs::write(tree.project.root.join("public"), "mine").unwrap();
        assert!(why(&tree, "public").contains("it is a file"));
        assert!(why(&tree, "public/x").contains("it lies in a file"));
    }
}
