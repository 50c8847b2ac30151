//! The stages in order. What they do stands in their own modules.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::assemble::{self, Assembled};
use crate::config::Config;
use crate::diag::{self, Diagnostic, Level, Outcome, SourceText, Span};
use crate::index::Index;
use crate::leak::{self, Guard, Known, Removed};
use crate::library::{Entry, LeftOutBecause, Library, Record};
use crate::search::{Reading, SearchIndex};
use crate::site::{self, Maker, Site, SiteInputs, SitePath};
use crate::source::walk::{self, Folders, WalkError, Walked};
use crate::source::{AssetFile, front_matter, internal};
use crate::theme::{self, Theme};
use crate::{check, index, infer, markdown, search};

/// What a site is made from, as read from the disk.
#[derive(Debug)]
pub struct Inputs {
    /// The content folder; its assets are found, not read.
    pub walked: Walked,
    /// The static folder.
    pub statics: Vec<AssetFile>,
    /// Templates, words and assets of the theme.
    pub theme: Arc<Theme>,
    /// What was found wrong on the way.
    pub diagnostics: Vec<Diagnostic>,
    /// What is at hand of an earlier search index.
    pub search: EarlierSearch,
    /// An earlier site of the same project: what of its plan still holds is not made again.
    pub site: Option<Site>,
    /// What was found in files before.
    pub files: LookedThrough,
}

/// Files that are published as they are, and what was found in each: one
/// whose bytes are the same is not looked through again.
#[derive(Debug, Clone, Default)]
pub struct LookedThrough(BTreeMap<(FileOf, Arc<str>), Looked>);

/// The bytes of a file, and what was found in them.
type Looked = (Arc<[u8]>, Vec<Diagnostic>);

/// Where a file is that is published as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum FileOf {
    /// Beside the documents.
    Content,
    /// In the static folder.
    Static,
}

impl LookedThrough {
    /// Looks through the files beside documents and those of the static folder.
    fn of(assets: &[AssetFile], statics: &[AssetFile], before: &Self, config: &Config) -> Self {
        let beside = assets.par_iter();
        let beside = beside.map(|it| ((FileOf::Content, it.path.clone()), &it.bytes));
        let copied = statics.par_iter().map(|it| {
            let path = format!("{}/{}", config.static_dir, it.path);
            ((FileOf::Static, path.into()), &it.bytes)
        });
        let files = beside.chain(copied).map(|(file, bytes)| {
            let found = match before.0.get(&file) {
                Some((same, found)) if same == bytes => found.clone(),
                _ => check::file(&file.1, bytes),
            };
            (file, (bytes.clone(), found))
        });
        Self(files.collect())
    }

    /// The bytes at hand in place of equal ones, so that they are kept once.
    fn share(&self, file: &mut AssetFile) {
        let known = self.0.get(&(FileOf::Content, file.path.clone()));
        if let Some((same, _)) = known.filter(|it| it.0 == file.bytes) {
            file.bytes = same.clone();
        }
    }

    fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.values().flat_map(|(_, found)| found)
    }
}

/// What is known of an earlier search index.
#[derive(Debug, Clone, Default)]
pub struct EarlierSearch {
    /// What it was made of: nothing of it that has not changed is read again.
    pub reading: Reading,
    /// An index that is taken as it is, whatever the documents say, where too many of them have changed since the reading
    /// to make a new one while a page is waited for; `None`: it is made all the same.
    pub meanwhile: Option<SearchIndex>,
}

/// A folder or a theme cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The content or the static folder.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// The theme.
    #[error(transparent)]
    Theme(#[from] theme::load::LoadError),
}

/// What the documents of a site say, and every way they are cut: all that the pages are made from.
#[derive(Debug, Clone, Default)]
pub struct Understood {
    /// The documents.
    pub library: Arc<Library>,
    /// The indexes.
    pub indexes: Arc<[Index]>,
    /// What the browser loads to search.
    pub search: SearchIndex,
    /// What the search index was made of; `None` for one that was taken as it is.
    pub reading: Option<Reading>,
}

/// Reads everything a site is made from, but the assets that no document may ask for.
///
/// # Errors
/// If a folder or the theme cannot be read; trouble with single files is a finding.
pub fn load(folders: &Folders, config: &Config) -> Result<Inputs, LoadError> {
    let mut walked = walk::content(&folders.content, &folders.skipped, &config.limits)?;
    let statics = walk::statics(
        &folders.root.join(&config.static_dir),
        &config.static_dir,
        &config.limits,
    )?;
    let mut diagnostics = std::mem::take(&mut walked.diagnostics);
    diagnostics.extend(statics.diagnostics);
    let theme = match &config.theme {
        None => Theme::builtin(),
        Some(name) => {
            let theme = theme::load::load(&folders.root, name)?;
            diagnostics.extend(theme.diagnostics);
            Arc::new(theme.value)
        }
    };
    Ok(Inputs {
        walked,
        statics: statics.value,
        theme,
        diagnostics,
        search: EarlierSearch::default(),
        site: None,
        files: LookedThrough::default(),
    })
}

/// Everything from the files of a folder to the plan of its site, with all findings: the stages in their order, for who
/// has nothing to do between them.
///
/// # Errors
/// As [`load`].
pub fn build(folders: &Folders, config: &Arc<Config>) -> Result<Outcome<Built>, LoadError> {
    let inputs = load(folders, config)?;
    let sources: Vec<&SourceText> = inputs
        .walked
        .files
        .iter()
        .map(|file| &file.source)
        .collect();
    let entries = read_all(&sources, config);
    Ok(assemble_site(entries, inputs, config))
}

/// A site and what it was made from.
#[derive(Debug)]
pub struct Built {
    /// The plan.
    pub site: Site,
    /// The documents, indexes and search index behind it.
    pub understood: Understood,
    /// Findings that their documents allow, in no particular order.
    pub allowed: Vec<Diagnostic>,
    /// What was found in files, for the next time.
    pub files: LookedThrough,
}

/// The plan of a site from documents that are already read.
pub fn assemble_site(
    entries: Vec<Outcome<Entry>>,
    inputs: Inputs,
    config: &Arc<Config>,
) -> Outcome<Built> {
    let mut found = inputs.diagnostics;
    let entries = entries.into_iter().map(|entry| {
        found.extend(entry.diagnostics);
        entry.value
    });
    let entries: Vec<Entry> = entries.collect();
    let available: BTreeSet<Arc<str>> = inputs
        .walked
        .assets
        .iter()
        .map(|it| it.path.clone())
        .collect();
    let understood = understand_with(entries, &available, inputs.search, config);
    found.extend(understood.diagnostics);
    let understood = understood.value;
    let wanted = site::wanted_assets(&understood.library, &available);
    let mut assets = walk::read_assets(&inputs.walked, &wanted, &config.limits);
    found.extend(assets.diagnostics);
    assets
        .value
        .iter_mut()
        .for_each(|it| inputs.files.share(it));
    let files = LookedThrough::of(&assets.value, &inputs.statics, &inputs.files, config);
    found.extend(files.findings().cloned());
    let site_inputs = SiteInputs {
        config: config.clone(),
        library: understood.library.clone(),
        indexes: understood.indexes.clone(),
        search: understood.search.clone(),
        theme: inputs.theme,
        assets: assets
            .value
            .into_iter()
            .map(|it| (it.path, it.bytes))
            .collect(),
        statics: inputs.statics,
        disagreements: disagreements(&found, config),
    };
    let planned = site::plan_after(inputs.site.as_ref(), site_inputs);
    found.extend(planned.diagnostics);
    let found = check::of_settings(&understood.library, config, found);
    let (allowed, found) = found.into_iter().partition(|it: &Diagnostic| it.allowed);
    Outcome {
        value: Built {
            site: planned.value,
            understood,
            allowed,
            files,
        },
        diagnostics: findings(found, config),
    }
}

/// Whether documents of an internal site hold what a public one would do without.
pub fn holds_internal(entries: &[Outcome<Entry>]) -> bool {
    let mut found = entries.iter().flat_map(|it| &it.diagnostics);
    found.any(|it| it.rule == "internal-part")
}

/// What the guard finds in a whole site, without writing it.
pub fn leaks(site: &Site, guard: &Guard) -> Vec<Diagnostic> {
    let paths: Vec<&SitePath> = site.paths().collect();
    let found = paths.par_iter().filter_map(|path| {
        // A page that fails is told by the build.
        let bytes = site.render(path)?.ok()?;
        let found = guard.look(site.maker(path), path, &bytes);
        (!found.is_empty()).then(|| ((*path).clone(), found))
    });
    let found: BTreeMap<SitePath, leak::Found> = found.collect();
    match found.is_empty() {
        true => Vec::new(),
        false => guard.findings(&found),
    }
}

/// What the guard finds in data that are not written with a site: the bytes of what would stand at `path` in one.
pub fn leaks_in(path: &str, bytes: &[u8], guard: &Guard) -> Vec<Diagnostic> {
    let Some(path) = SitePath::new(path) else {
        return Vec::new();
    };
    let found = guard.look(Maker::Page, &path, bytes);
    match found.is_empty() {
        true => Vec::new(),
        false => guard.findings(&BTreeMap::from([(path, found)])),
    }
}

/// What of the documents is internal and not published: nothing where the site is an internal one. `entries` is what
/// each of `sources` became.
pub fn removed(
    sources: &[&SourceText],
    entries: &[Outcome<Entry>],
    config: &Config,
) -> Vec<Removed> {
    if config.audience.internal {
        return Vec::new();
    }
    let pairs = sources.par_iter().zip(entries);
    let removed = pairs.flat_map_iter(|(source, entry)| {
        let source: &SourceText = source;
        let whole =
            matches!(&entry.value, Entry::LeftOut(it) if it.why == LeftOutBecause::Internal);
        let spans = match whole {
            true => vec![Span::new(0, source.text.len())],
            false => internal::words(source, config),
        };
        spans.into_iter().map(move |span| Removed {
            source: source.clone(),
            span,
            whole,
        })
    });
    removed.collect()
}

/// What keeps `removed` out of all that is made of `library`; `None` if there is nothing to keep out, or if the site does
/// without (`internal-leak = "off"`).
pub fn guard(
    removed: Vec<Removed>,
    library: &Library,
    theme: &Arc<Theme>,
    config: &Arc<Config>,
) -> Option<Guard> {
    let level = match config.rules.get("internal-leak") {
        Some(level) => (*level)?,
        None => Level::Error,
    };
    if removed.is_empty() {
        return None;
    }
    let own = reference_site(theme, config);
    let words = theme.speak(&config.language, config.cause_label.variant());
    let known = Known {
        library,
        own: &own,
        words: words.all().collect(),
    };
    Guard::new(removed, level, &known)
}

/// The site of documents that say nothing.
fn reference_site(theme: &Arc<Theme>, config: &Arc<Config>) -> Site {
    let sources = leak::REFERENCE.map(|(path, text)| SourceText::new(path, text));
    let entries = read_all(&sources, config).into_iter().map(|it| it.value);
    let understood = understand(entries, &BTreeSet::new(), config).value;
    let planned = site::plan(SiteInputs {
        config: config.clone(),
        library: understood.library,
        indexes: understood.indexes,
        search: understood.search,
        theme: theme.clone(),
        assets: BTreeMap::new(),
        statics: Vec::new(),
        disagreements: BTreeMap::new(),
    });
    planned.value
}

/// One file, from text to an entry of the library: a pure function of its text and the settings.
pub fn read(whole: &SourceText, config: &Config) -> Outcome<Entry> {
    let prepared = internal::prepare(whole, config);
    let source = &prepared.value;
    let stated = front_matter::read(source, config);
    let mut document = markdown::parse(source, stated.value.body, config);
    if !prepared.diagnostics.is_empty() {
        // The marks are still in the text, and were told.
        document.diagnostics.retain(|it| it.rule != "internal-mark");
    }
    let inferred = infer::facts(source, &document.value, &stated.value.facts, config);
    document.value.take_labels(source, &inferred.value.labels);
    let told = check::text(source);
    document.value.holds_secret = check::tell_a_secret(&told);
    let found = [
        internal::told(whole, config),
        prepared.diagnostics,
        stated.diagnostics,
        document.diagnostics,
        inferred.diagnostics,
        told,
    ]
    .concat();
    let allowed = stated.value.facts.allowed.clone();
    let assembled = assemble::document(
        source,
        stated.value,
        document.value,
        inferred.value,
        found,
        config,
    );
    let entry = assembled.map(|it| match it {
        Assembled::Incident(it) => {
            let (postmortem, source, document) = *it;
            Entry::Incident(Arc::new(Record {
                postmortem,
                source,
                document,
            }))
        }
        Assembled::Page(page) => Entry::Page(Arc::from(page)),
        Assembled::LeftOut(it) => Entry::LeftOut(it),
    });
    let found = [entry.diagnostics, check::document(&entry.value)].concat();
    Outcome {
        value: entry.value,
        diagnostics: check::of_document(source, &allowed, found),
    }
}

/// Reads every file, in parallel; the order of the result is that of `sources`.
pub fn read_all<S: Borrow<SourceText> + Sync>(
    sources: &[S],
    config: &Config,
) -> Vec<Outcome<Entry>> {
    sources
        .par_iter()
        .map(|source| read(source.borrow(), config))
        .collect()
}

/// What the documents say together. `assets` are the paths of the other files of the content folder.
pub fn understand(
    entries: impl IntoIterator<Item = Entry>,
    assets: &BTreeSet<Arc<str>>,
    config: &Config,
) -> Outcome<Understood> {
    understand_with(entries, assets, EarlierSearch::default(), config)
}

fn understand_with(
    entries: impl IntoIterator<Item = Entry>,
    assets: &BTreeSet<Arc<str>>,
    earlier: EarlierSearch,
    config: &Config,
) -> Outcome<Understood> {
    let library = Library::of(entries);
    let mut diagnostics = library.diagnostics;
    let library = Arc::new(library.value);
    let (found, (indexes, (search, reading))) = rayon::join(
        || check::in_library(&library, check::library(&library, assets)),
        || {
            let indexes = index::indexes(&library, config);
            let search = search_index(earlier, &library, &indexes, config);
            (indexes, search)
        },
    );
    diagnostics.extend(found);
    Outcome {
        value: Understood {
            library,
            indexes: indexes.into(),
            search,
            reading,
        },
        diagnostics,
    }
}

fn search_index(
    earlier: EarlierSearch,
    library: &Library,
    indexes: &[Index],
    config: &Config,
) -> (SearchIndex, Option<Reading>) {
    match earlier.meanwhile {
        Some(meanwhile) if !earlier.reading.is_near(library) => (meanwhile, None),
        _ => {
            let made = search::index_after(&earlier.reading, library, indexes, config);
            (made.0, Some(made.1))
        }
    }
}

/// The findings of a whole run, as the site wants them: at its levels, sorted, each once, without those that are allowed.
pub fn findings(mut diagnostics: Vec<Diagnostic>, config: &Config) -> Vec<Diagnostic> {
    diagnostics.retain(|it| !it.allowed);
    let mut diagnostics = check::at_levels(diagnostics, config);
    diag::sort(&mut diagnostics);
    diagnostics
}

/// What the authors say in two ways, by file: the one kind of finding that a published page shows. An author who allows
/// it wants no more warnings; the reader is still told.
fn disagreements(
    diagnostics: &[Diagnostic],
    config: &Config,
) -> BTreeMap<Arc<str>, Vec<Diagnostic>> {
    let mut found: BTreeMap<Arc<str>, Vec<Diagnostic>> = BTreeMap::new();
    let told = diagnostics
        .iter()
        .filter(|it| it.contradiction)
        .cloned()
        .collect();
    let mut told = check::at_levels(told, config);
    diag::sort(&mut told);
    for it in told {
        if let Some(place) = &it.place {
            found.entry(place.file.clone()).or_default().push(it);
        }
    }
    found
}
