//! What is claimed of a site: paths, by more than one; a language and ways of the navigation, which it may not have.

use std::sync::Arc;

use crate::config::Config;
use crate::diag::{Diagnostic, Level, Place};
use crate::index::Axis;
use crate::library::Library;
use crate::suggest;
use crate::theme::Theme;

/// Who wants a path.
#[derive(Debug, Clone)]
pub(super) enum Owner {
    /// A page that every site has.
    Page,
    /// A document, by its file.
    Document(Arc<str>),
    /// An old address of a document.
    Alias(Arc<str>),
    /// A file beside a document.
    Asset(Arc<str>),
    /// A file of the static folder.
    Static(Arc<str>),
}

impl Owner {
    /// What it is called in a message.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Page => "a page of the site".to_owned(),
            Self::Document(file) => format!("the document `{file}`"),
            Self::Alias(file) => format!("an alias of `{file}`"),
            Self::Asset(file) => format!("the file `{file}`"),
            Self::Static(file) => format!("the static file `{file}`"),
        }
    }

    /// Where it comes from; `None` for what the program makes by itself.
    pub(super) fn place(&self) -> Option<Place> {
        match self {
            Self::Page => None,
            Self::Document(file) | Self::Alias(file) | Self::Asset(file) | Self::Static(file) => {
                Some(Place::file(file.clone()))
            }
        }
    }
}

/// The interface cannot be in the site's language.
pub(super) fn no_words(language: &str) -> Diagnostic {
    let known: Vec<&str> = Theme::builtin_languages().collect();
    Diagnostic::new(
        Level::Warning,
        "language-without-words",
        None,
        format!("the interface is in English: there are no words for the language `{language}`"),
    )
    .help(format!(
        "give your theme a `strings.{language}.toml`, or choose `en`, `{}`",
        known.join("`, `")
    ))
}

/// Ways of the navigation that lead nowhere, in this library or in any. A list that only this library has no use for is
/// left out without a word.
pub(super) fn lost_ways(config: &Config, library: &Library) -> Vec<Diagnostic> {
    let lists = || {
        ["incidents", "search", "repeats"]
            .into_iter()
            .chain(Axis::ALL.map(Axis::path))
    };
    let pages = || library.pages.iter().map(|it| it.path.as_str());
    let ways = config.navigation.iter();
    let lost = ways.filter(|way| !lists().chain(pages()).any(|it| it == way.as_str()));
    lost.map(|way| {
        let message = format!("the navigation leads to `{way}`, which the site does not have");
        let finding = Diagnostic::new(Level::Warning, "setting-invalid", None, message);
        match suggest::nearest(way, lists().chain(pages())) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding
                .help("name a list, such as `services`, or the path of a page, such as `about`"),
        }
    })
    .collect()
}
