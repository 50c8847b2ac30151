//! The built-in theme, embedded in the binary.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::ThemeFiles;

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Its files.
pub(super) static FILES: LazyLock<ThemeFiles> = LazyLock::new(|| {
    let text = |name: &str| {
        FOLDER
            .get_file(name)
            .and_then(|file| file.contents_utf8())
            .map(str::to_owned)
    };
    let folder = |name: &str| {
        FOLDER
            .get_dir(name)
            .into_iter()
            .flat_map(|dir| files_of(dir))
            .filter_map(|file| {
                let inside = file.path().strip_prefix(name).ok()?.to_str()?;
                Some((inside.replace('\\', "/"), file))
            })
            .collect::<Vec<_>>()
    };
    ThemeFiles {
        name: "default".to_owned(),
        settings: text("theme.toml"),
        strings: text("strings.toml"),
        templates: folder("templates")
            .into_iter()
            .filter_map(|(name, file)| Some((name, file.contents_utf8()?.to_owned())))
            .collect(),
        assets: folder("assets")
            .into_iter()
            .map(|(name, file)| (name, file.contents().to_vec()))
            .collect(),
    }
});

/// The files of a folder and of those inside it.
fn files_of<'a>(dir: &'a Dir<'a>) -> Vec<&'a include_dir::File<'a>> {
    let mut files: Vec<_> = dir.files().collect();
    for inner in dir.dirs() {
        files.extend(files_of(inner));
    }
    files
}
