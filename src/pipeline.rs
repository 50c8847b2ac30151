//! The stages in order, on one screen. The only file that knows the order.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::assemble::{self, Assembled};
use crate::config::Config;
use crate::diag::{self, Diagnostic, Outcome, SourceText};
use crate::index::Index;
use crate::library::{Entry, LeftOut, Library, Record};
use crate::search::SearchIndex;
use crate::source::front_matter;
use crate::{check, index, infer, markdown, search};

/// What the documents of a site say, and every way they are cut: all that the pages are made from.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    /// The documents.
    pub library: Arc<Library>,
    /// The indexes.
    pub indexes: Vec<Index>,
    /// What the browser loads to search.
    pub search: SearchIndex,
}

/// One file, from text to an entry of the library: a pure function of its text and the settings.
pub fn read(source: &SourceText, config: &Config) -> Outcome<Entry> {
    let stated = front_matter::read(source, config);
    let document = markdown::parse(source, stated.value.body, config);
    let inferred = infer::facts(source, &document.value, config);
    let found = [
        stated.diagnostics,
        document.diagnostics,
        inferred.diagnostics,
    ]
    .concat();
    let assembled = assemble::document(
        source,
        stated.value,
        document.value,
        inferred.value,
        found,
        config,
    );
    assembled.map(|it| match it {
        Assembled::Incident(it) => {
            let (postmortem, source, document) = *it;
            Entry::Incident(Arc::new(Record {
                postmortem,
                source,
                document,
            }))
        }
        Assembled::Page(page) => Entry::Page(Arc::from(page)),
        Assembled::LeftOut(why) => Entry::LeftOut(LeftOut {
            file: source.path.clone(),
            why,
        }),
    })
}

/// Reads every file, in parallel; the order of the result is that of `sources`.
pub fn read_all(sources: &[SourceText], config: &Config) -> Vec<Outcome<Entry>> {
    sources
        .par_iter()
        .map(|source| read(source, config))
        .collect()
}

/// What the documents say together. `assets` are the paths of the other files of the content folder.
pub fn understand(
    entries: impl IntoIterator<Item = Entry>,
    assets: &BTreeSet<Arc<str>>,
    config: &Config,
) -> Outcome<Understood> {
    let library = Library::of(entries);
    let mut diagnostics = library.diagnostics;
    let library = Arc::new(library.value);
    diagnostics.extend(check::library(&library, assets));
    let (indexes, search) = rayon::join(
        || index::indexes(&library, config),
        || search::index(&library, config),
    );
    Outcome {
        value: Understood {
            library,
            indexes,
            search,
        },
        diagnostics,
    }
}

/// The findings of a whole run, as the site wants them: at its levels, sorted, each once.
pub fn findings(diagnostics: Vec<Diagnostic>, config: &Config) -> Vec<Diagnostic> {
    let mut diagnostics = check::at_levels(diagnostics, config);
    diag::sort(&mut diagnostics);
    diagnostics
}
