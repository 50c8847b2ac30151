//! The built-in theme, embedded in the binary.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::strings::Written;
use super::{BuiltinFile, ThemeFiles, language_of};

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Its words. They are compiled in: a test holds that there is nothing wrong with them.
pub(super) static WORDS: LazyLock<Written> =
    LazyLock::new(|| Written::read(&FILES, &mut Vec::new()));

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
        lock: None,
        strings: text("strings.toml"),
        languages: FOLDER
            .files()
            .filter_map(|file| {
                let tag = language_of(file.path().to_str()?)?;
                Some((tag.to_owned(), file.contents_utf8()?.to_owned()))
            })
            .collect(),
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

/// Every file that a theme may replace, by path.
pub(super) fn all() -> Vec<BuiltinFile> {
    let mut all: Vec<BuiltinFile> = files_of(&FOLDER)
        .into_iter()
        .filter_map(|file| {
            Some(BuiltinFile {
                path: file.path().to_str()?.replace('\\', "/"),
                bytes: file.contents(),
            })
        })
        .filter(|file| file.path != "theme.toml")
        .collect();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// The files of a folder and of those inside it.
fn files_of<'a>(dir: &'a Dir<'a>) -> Vec<&'a include_dir::File<'a>> {
    let mut files: Vec<_> = dir.files().collect();
    for inner in dir.dirs() {
        files.extend(files_of(inner));
    }
    files
}
