//! `Guard`: nothing that was taken out of the documents stands in the site.
//!
//! What is internal is gone before anything reads the text, so that it cannot be published by mistake; the guard is there
//! for the mistakes nobody thought of, and for copies of internal words in files beside the documents. It knows what is
//! internal by its runs (five words, twenty characters, single words), without those that stand in a public part of the
//! library too or that the program writes by itself, and looks for them in every byte that is about to be written.

mod runs;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::diag::{Diagnostic, Level, Place, SourceText, Span};
use crate::library::Library;
use crate::markdown::{self, reference::Reference, reference::reference};
use crate::model::{CATEGORIES, PATTERNS};
use crate::search;
use crate::site::{Maker, Site, SitePath};
use runs::{Kind, Reader, Run};
use text::Form;

/// An internal part of a document that is not published.
#[derive(Debug, Clone)]
pub struct Removed {
    /// The document as it is on the disk.
    pub source: SourceText,
    /// What of it is internal, without its marks.
    pub span: Span,
    /// Whether all of it is: then its name is internal too.
    pub whole: bool,
}

/// What an internal part may hold without being told by it.
#[derive(Debug)]
pub struct Known<'a> {
    /// What is public.
    pub library: &'a Library,
    /// A site made of [`REFERENCE`] with the settings and the theme of the library.
    pub own: &'a Site,
    /// Words of the interface, and whatever else the program may write.
    pub words: Vec<&'a str>,
}

/// Documents that say nothing and use everything that a document can use: what a site made of them holds is the program's
/// own.
pub const REFERENCE: [(&str, &str); 2] = [
    ("zqx.md", include_str!("reference.md")),
    ("zqxother.md", include_str!("reference_other.md")),
];

/// Knows what must not be in the site.
#[derive(Debug)]
pub struct Guard {
    level: Level,
    removed: Vec<Removed>,
    /// The runs, sorted.
    runs: Vec<u64>,
    filter: Filter,
}

/// A place of the site that holds something internal: the numbers of the runs it was known by.
pub type Found = BTreeSet<u64>;

/// Most runs that are noted of one file: one is enough to stop a build, some show where it comes from.
const FOUND_MAX: usize = 40;

/// Most findings.
const TOLD_MAX: usize = 50;

/// Months and days of the week, which a page writes where a text has a number.
const CALENDAR: &str = "january february march april may june july august september october november december jan feb mar apr \
jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun utc gmt";

impl Guard {
    /// A guard for what was taken out, whose findings have this level; `None` if nothing was.
    pub fn new(removed: Vec<Removed>, level: Level, known: &Known<'_>) -> Option<Self> {
        if removed.is_empty() {
            return None;
        }
        let mut runs: Vec<u64> = removed
            .par_iter()
            .flat_map_iter(|removed| {
                let mut runs = Vec::new();
                removed.read(|_, run| runs.extend(run.tells.then_some(run.hash)));
                runs
            })
            .collect();
        runs.par_sort_unstable();
        runs.dedup();
        let mut guard = Self {
            filter: Filter::of(&runs),
            level,
            removed,
            runs,
        };
        guard.forget(known);
        Some(guard)
    }

    /// Forgets the runs that are public, or the program's own.
    fn forget(&mut self, known: &Known<'_>) {
        let own = known.own.paths().par_bridge().map(|path| {
            let mut runs = Vec::new();
            // A template that fails here fails in the site itself, where it is told.
            if let Some(Ok(bytes)) = known.own.render(path) {
                let maker = known.own.maker(path);
                self.runs_of(maker, path.as_str(), &bytes, |run| runs.push(run.hash));
            }
            runs
        });
        let public = public_texts(known.library).par_bridge().map(|text| {
            let mut runs = Vec::new();
            Reader::default().read(&text, |run| runs.push(run.hash));
            let mut words = search::Words::default();
            words.scan(&text, |word, _, _| {
                Reader::default().read(word, |run| runs.push(run.hash));
            });
            runs.retain(|run| self.filter.may_have(*run));
            runs
        });
        let mut gone: Vec<u64> = own.chain(public).flatten_iter().collect();
        let mut reader = Reader::default();
        let tables = CATEGORIES.iter().flat_map(|it| [it.id, it.name, it.means]);
        let patterns = PATTERNS.iter().flat_map(|it| {
            let keywords = it.keywords.iter().copied();
            [it.id, it.name, it.means].into_iter().chain(keywords)
        });
        let words = known.words.iter().copied().chain(tables).chain(patterns);
        for text in words.chain([CALENDAR, search::STOP_WORDS]) {
            reader.read(text, |run| gone.push(run.hash));
        }
        gone.par_sort_unstable();
        self.runs.retain(|run| gone.binary_search(run).is_err());
        self.filter = Filter::of(&self.runs);
    }

    /// What of it stands in a file of the site, or in its path. Most often nothing.
    pub fn look(&self, maker: Maker, path: &SitePath, bytes: &[u8]) -> Found {
        let mut found = Found::new();
        self.runs_of(maker, path.as_str(), bytes, |run| {
            if found.len() < FOUND_MAX && self.runs.binary_search(&run.hash).is_ok() {
                found.insert(run.hash);
            }
        });
        found
    }

    /// Calls `each` with the runs of a file that may be among those known.
    fn runs_of(&self, maker: Maker, path: &str, bytes: &[u8], mut each: impl FnMut(Run)) {
        let mut reader = Reader::default();
        let words = match maker {
            Maker::Index => search::words_in(bytes),
            _ => Vec::new(),
        };
        // Words in the order of the alphabet are no text: runs over several of them mean nothing.
        let is_list = !words.is_empty();
        for text in words.into_iter().chain([path.to_owned()]) {
            reader.read(&text, |run| {
                if self.filter.may_have(run.hash) {
                    each(run);
                }
            });
        }
        if is_list {
            return;
        }
        let form = text::form(path);
        let least = least_word(maker, form);
        text::pieces(form, bytes, |piece| {
            reader.read(piece, |run| {
                let counts = match run.kind {
                    Kind::Word(length) => length >= least,
                    Kind::Few => least == 0,
                    Kind::Address | Kind::Many | Kind::Characters => true,
                };
                if counts && self.filter.may_have(run.hash) {
                    each(run);
                }
            });
        });
    }

    /// What was found, as errors at the places that the words come from. The words themselves are not said: a message may
    /// be read by more people than the document.
    pub fn findings(&self, found: &BTreeMap<SitePath, Found>) -> Vec<Diagnostic> {
        let wanted: BTreeSet<u64> = found.values().flatten().copied().collect();
        let mut lines: BTreeMap<(usize, usize), BTreeSet<u64>> = BTreeMap::new();
        for (n, removed) in self.removed.iter().enumerate() {
            removed.read(|line, run| {
                if wanted.contains(&run.hash) {
                    lines.entry((n, line)).or_default().insert(run.hash);
                }
            });
        }
        let told = lines.iter().take(TOLD_MAX).filter_map(|((n, line), runs)| {
            let removed = self.removed.get(*n)?;
            let mut paths = found.iter().filter(|(_, it)| !it.is_disjoint(runs));
            let first = paths.next()?.0;
            let more = match paths.count() {
                0 => String::new(),
                1 => " and in one more file".to_owned(),
                count => format!(" and in {count} more files"),
            };
            let place = Place {
                line: *line,
                ..Place::file(removed.source.path.clone())
            };
            let message = format!("words of this internal line would be published in `{first}`{more}");
            Some(Diagnostic::new(self.level, "internal-leak", Some(place), message).help(
                "take them out there; what may be known can be said in a public part of the text too",
            ))
        });
        told.collect()
    }
}

/// The shortest word that is looked for by itself in a file.
///
/// What is copied as it is was made by somebody for the public: of a file beside a document only long words are looked
/// for, of one of the theme or the static folder none. In the numbers of the search index, and in bytes that are no text,
/// words stand by chance.
fn least_word(maker: Maker, form: Form) -> usize {
    const LONG: usize = 7;
    match (maker, form) {
        (Maker::Theme | Maker::Index, _) => usize::MAX,
        (Maker::Document, _) | (_, Form::Binary) => LONG,
        (Maker::Page, _) => 0,
    }
}

impl Removed {
    /// Calls `each` with every run of the part and the line that it stands on.
    fn read(&self, mut each: impl FnMut(usize, Run)) {
        let source = &self.source;
        let mut reader = Reader::default();
        let lines = source.slice(self.span).lines();
        for (line, text) in (source.line(self.span.start)..).zip(lines) {
            reader.read(&markdown::decode_entities(text), |run| each(line, run));
        }
        // As a reader would see it: a sentence over several lines, without its markup.
        let document = markdown::parse(source, self.span, &crate::config::Config::default()).value;
        for section in &document.sections {
            if let Some(heading) = &section.heading {
                let line = source.line(heading.span.start);
                reader.read(&heading.text, |run| each(line, run));
            }
            for (text, span) in section.text.lines().zip(&section.lines) {
                let line = source.line(span.start);
                reader.read(text, |run| each(line, run));
            }
        }
        if self.whole {
            let name = source
                .path
                .rsplit_once('.')
                .map_or(&*source.path, |(stem, _)| stem);
            reader.read(name, |run| each(1, run));
        }
    }
}

/// Everything that the library publishes, as it stands in the files and as it is read.
fn public_texts(library: &Library) -> impl Iterator<Item = String> + Send + '_ {
    let records = library.records.iter().map(|it| (&it.source, &it.document));
    let pages = library.pages.iter().chain(&library.home);
    let pages = pages.map(|it| (&it.source, &it.document));
    let internal: BTreeSet<&str> = library.left_out.iter().map(|it| &*it.file).collect();
    let documents = records.chain(pages).flat_map(move |(source, document)| {
        let mut raw = source.text.to_string();
        for link in &document.links {
            // The name of what is not published is not public because a link names it.
            if let Reference::File { path, .. } = reference(&source.path, &link.target)
                && internal.contains(path.as_str())
            {
                raw = raw.replace(&link.target, " ");
            }
        }
        let mut plain = source.path.to_string();
        for section in &document.sections {
            if let Some(heading) = &section.heading {
                plain.push('\n');
                plain.push_str(&heading.text);
            }
            plain.push('\n');
            plain.push_str(&section.text);
        }
        let decoded = markdown::decode_entities(&raw).into_owned();
        [decoded, plain]
    });
    let addresses = library.addresses.values().cloned();
    documents.chain(addresses)
}

/// Whether a number may be among many, told in a few nanoseconds.
#[derive(Debug)]
struct Filter {
    bits: Vec<u64>,
    /// Number of bits less one; their number is a power of two.
    mask: u64,
}

impl Filter {
    fn of(numbers: &[u64]) -> Self {
        // Sixteen bits for each: one in sixteen others passes and is looked up.
        let size = (numbers.len().max(64) * 16).next_power_of_two();
        let mask = size as u64 - 1;
        let mut bits = vec![0; size / 64];
        for number in numbers {
            let bit = number & mask;
            if let Some(word) = bits.get_mut((bit >> 6) as usize) {
                *word |= 1 << (bit & 63);
            }
        }
        Self { bits, mask }
    }

    fn may_have(&self, number: u64) -> bool {
        let bit = number & self.mask;
        let word = self.bits.get((bit >> 6) as usize);
        word.is_some_and(|word| word >> (bit & 63) & 1 == 1)
    }
}

#[cfg(test)]
mod tests;
