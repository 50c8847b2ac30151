//! `Record`: a postmortem and its text. `Library`: all of them, newest first, each id once.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::diag::{Diagnostic, Level, Outcome, Place, SourceText};
use crate::markdown::Document;
use crate::model::{Fact, Facts, Postmortem};

/// A postmortem and its text.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it says.
    pub postmortem: Postmortem,
    /// The file it was read from.
    pub source: SourceText,
    /// Its body.
    pub document: Document,
}

/// A document that is no postmortem: published at its path, outside the indexes.
#[derive(Debug, Clone)]
pub struct TextPage {
    /// Address without slashes at its ends, e.g. `about` or `runbooks/failover`; empty for the home page's text.
    pub path: String,
    /// Title.
    pub title: String,
    /// What its front matter states.
    pub facts: Facts,
    /// The file it was read from.
    pub source: SourceText,
    /// Its body.
    pub document: Document,
}

/// A document that is not part of this build.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Path of its file.
    pub file: Arc<str>,
    /// Why.
    pub why: LeftOutBecause,
    /// What other documents may call it: id, slug, the file's name; none of one with an error.
    pub names: Vec<String>,
}

/// Why a document is not part of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOutBecause {
    /// It is a draft.
    Draft,
    /// It is internal.
    Internal,
    /// It has an error.
    Error,
}

/// All documents of a site.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Newest first, unknown dates last, then by slug.
    pub records: Vec<Arc<Record>>,
    /// Other pages, by path.
    pub pages: Vec<Arc<TextPage>>,
    /// Text of the home page, if the library has one.
    pub home: Option<Arc<TextPage>>,
    /// What is not part of this build, by file.
    pub left_out: Vec<LeftOut>,
    /// Address of every published document by its file's path: `incidents/x/` or `about/`.
    pub addresses: Arc<BTreeMap<Arc<str>, String>>,
}

/// What one file became.
#[derive(Debug, Clone)]
pub enum Entry {
    /// A postmortem whose slug is still a wish.
    Incident(Arc<Record>),
    /// A document that is no postmortem; an empty path is the home page's text.
    Page(Arc<TextPage>),
    /// Not part of this build.
    LeftOut(LeftOut),
}

impl Library {
    /// Puts the documents of a site together: newest first, each id and each address once.
    ///
    /// Findings name both documents where two want one id or one explicit slug. The order of `entries` does not matter.
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Outcome<Self> {
        let mut library = Self::default();
        let mut diagnostics = Vec::new();
        let mut records = Vec::new();
        for entry in entries {
            match entry {
                Entry::Incident(record) => records.push(record),
                Entry::Page(page) => library.pages.push(page),
                Entry::LeftOut(left) => library.left_out.push(left),
            }
        }
        library.left_out.sort();
        records.sort_by(|a, b| a.source.path.cmp(&b.source.path));
        library
            .pages
            .sort_by(|a, b| (&a.path, &a.source.path).cmp(&(&b.path, &b.source.path)));
        library.take_home();
        library.records = unique_ids(unique_slugs(records, &mut diagnostics), &mut diagnostics);
        library.forget_internal(&mut diagnostics);
        library.records.sort_by_cached_key(|record| {
            let start = record
                .postmortem
                .facts
                .started
                .as_ref()
                .map(|it| it.value.seconds());
            (Reverse(start), record.postmortem.slug.clone())
        });
        let addresses = library
            .records
            .iter()
            .map(|it| {
                (
                    it.source.path.clone(),
                    format!("incidents/{}/", it.postmortem.slug),
                )
            })
            .chain(
                library
                    .pages
                    .iter()
                    .map(|it| (it.source.path.clone(), format!("{}/", it.path))),
            )
            .chain(
                library
                    .home
                    .iter()
                    .map(|it| (it.source.path.clone(), String::new())),
            )
            .collect();
        library.addresses = Arc::new(addresses);
        Outcome {
            value: library,
            diagnostics,
        }
    }

    /// The record with this id or slug.
    pub fn find(&self, id: &str) -> Option<&Arc<Record>> {
        let by_id = self
            .records
            .iter()
            .find(|record| record.postmortem.id == id);
        by_id.or_else(|| {
            self.records
                .iter()
                .find(|record| record.postmortem.slug == id)
        })
    }

    /// Takes the names of internal documents that are left out off the lists of related incidents: that there is such a
    /// document is internal too.
    fn forget_internal(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let internal = self.left_out.iter();
        let internal = internal.filter(|it| it.why == LeftOutBecause::Internal);
        let mut names: BTreeSet<&str> = internal
            .flat_map(|it| it.names.iter().map(String::as_str))
            .collect();
        if names.is_empty() {
            return;
        }
        for it in &self.records {
            names.remove(it.postmortem.id.as_str());
            names.remove(it.postmortem.slug.as_str());
        }
        for record in &mut self.records {
            let related = &record.postmortem.facts.related;
            if !related.iter().any(|it| names.contains(it.id.as_str())) {
                continue;
            }
            let source = record.source.clone();
            let told = related.iter().filter(|it| names.contains(it.id.as_str()));
            diagnostics.extend(told.map(|it| internal_named(&source, &it.id)));
            let related = &mut Arc::make_mut(record).postmortem.facts.related;
            related.retain(|it| !names.contains(it.id.as_str()));
        }
    }

    /// `index.md` at the top is the home page's text, else `README.md`; the other one stays a page.
    fn take_home(&mut self) {
        let homes: Vec<usize> = (0..self.pages.len())
            .filter(|i| self.pages[*i].path.is_empty())
            .collect();
        let Some(chosen) = homes
            .iter()
            .copied()
            .find(|i| self.pages[*i].source.path.starts_with("index."))
        else {
            self.home = homes.first().map(|i| self.pages.remove(*i));
            return;
        };
        self.home = Some(self.pages.remove(chosen));
        for page in self.pages.iter_mut().filter(|page| page.path.is_empty()) {
            Arc::make_mut(page).path = "readme".to_owned();
        }
    }
}

/// Gives every record an address of its own. An author's slug is kept; a file's name that several files share gets
/// its folder put before it.
fn unique_slugs(records: Vec<Arc<Record>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<Record>> {
    let mut taken: HashMap<String, Arc<str>> = HashMap::new();
    let mut wished: HashMap<String, usize> = HashMap::new();
    let (explicit, by_name): (Vec<_>, Vec<_>) = records
        .into_iter()
        .partition(|record| record.postmortem.facts.slug.is_some());
    for record in &by_name {
        *wished.entry(record.postmortem.slug.clone()).or_default() += 1;
    }
    let mut numbers = HashMap::new();
    let mut placed = Vec::new();
    for record in explicit {
        let slug = record.postmortem.slug.clone();
        if let Some(other) = taken.get(&slug) {
            diagnostics.push(collision(
                "address-collision",
                &record,
                record.postmortem.facts.slug.as_ref(),
                other,
                &format!("the slug `{slug}`"),
            ));
            continue;
        }
        taken.insert(slug, record.source.path.clone());
        placed.push(record);
    }
    for record in by_name {
        let name = record.postmortem.slug.clone();
        let shared = wished.get(&name).copied().unwrap_or(0) > 1 || taken.contains_key(&name);
        let slug = if shared {
            with_folder(&record.source.path, &name)
        } else {
            name.clone()
        };
        let slug = fit(slug, &record.source.path, diagnostics);
        let slug = free(slug, &taken, &mut numbers);
        taken.insert(slug.clone(), record.source.path.clone());
        placed.push(renamed(record, slug));
    }
    placed
}

/// A file's name with its folder before it.
fn with_folder(path: &str, name: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = folder.rsplit('/').next().unwrap_or("");
    match crate::slug::slug(folder) {
        folder if folder.is_empty() || folder == name => name.to_owned(),
        folder => crate::slug::slug(&format!("{folder}-{name}")),
    }
}

/// Makes an address of a name that cannot be one: nothing in it is a letter or a digit, or Windows keeps it for a device.
fn fit(slug: String, path: &str, diagnostics: &mut Vec<Diagnostic>) -> String {
    let fitted = if slug.is_empty() {
        format!(
            "incident-{:08x}",
            xxhash_rust::xxh3::xxh3_64(path.as_bytes()) >> 32
        )
    } else if crate::slug::is_device(&slug) {
        format!("{slug}-incident")
    } else {
        return slug;
    };
    diagnostics.push(
        Diagnostic::warning(
            "name-unfit",
            Place::file(path),
            format!("the name of `{path}` cannot be an address on every system; it is published as `{fitted}`"),
        )
        .help("rename the file, or give it a `slug`"),
    );
    fitted
}

/// The first of `slug`, `slug-2`, `slug-3`… that is free. `numbers` are those last given, so that thousands of equal names
/// are not each tried from the beginning.
fn free(
    slug: String,
    taken: &HashMap<String, Arc<str>>,
    numbers: &mut HashMap<String, u32>,
) -> String {
    if !taken.contains_key(&slug) {
        return slug;
    }
    let last = numbers.entry(slug.clone()).or_insert(1);
    loop {
        *last += 1;
        let numbered = format!("{slug}-{last}");
        if !taken.contains_key(&numbered) {
            return numbered;
        }
    }
}

fn renamed(record: Arc<Record>, slug: String) -> Arc<Record> {
    if record.postmortem.slug == slug {
        return record;
    }
    let mut record = Arc::unwrap_or_clone(record);
    if record.postmortem.facts.id.is_none() {
        record.postmortem.id.clone_from(&slug);
    }
    record.postmortem.slug = slug;
    Arc::new(record)
}

fn unique_ids(records: Vec<Arc<Record>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<Record>> {
    let mut seen: HashMap<&str, &Arc<str>> = HashMap::new();
    let mut twice = BTreeSet::new();
    for record in &records {
        let id = &record.postmortem.id;
        if let Some(other) = seen.get(id.as_str()) {
            diagnostics.push(collision(
                "id-duplicate",
                record,
                record.postmortem.facts.id.as_ref(),
                other,
                &format!("the id `{id}`"),
            ));
            twice.insert(record.source.path.clone());
        } else {
            seen.insert(id, &record.source.path);
        }
    }
    records
        .into_iter()
        .filter(|record| !twice.contains(&record.source.path))
        .collect()
}

fn internal_named(source: &SourceText, id: &str) -> Diagnostic {
    let place = match source.find_whole(id) {
        Some(span) => source.place(span),
        None => Place::file(source.path.clone()),
    };
    Diagnostic::warning(
        "internal-named",
        place,
        format!("the related incident `{id}` is internal, and is not named on the page"),
    )
    .help("take it out, or put it into an internal part: `# <!-- internal -->` … `# <!-- /internal -->`")
}

/// Two documents that share what must be one document's own, as `fact` of the second one states it.
fn collision(
    rule: &'static str,
    record: &Record,
    fact: Option<&Fact<String>>,
    other: &Arc<str>,
    what: &str,
) -> Diagnostic {
    let place = match fact.and_then(|fact| fact.quote.as_ref()) {
        Some(quote) => record.source.place(quote.span),
        None => Place::file(record.source.path.clone()),
    };
    Diagnostic::new(
        Level::Error,
        rule,
        Some(place),
        format!("`{}` and `{other}` share {what}", record.source.path),
    )
    .also(Place::file(other.clone()), "the other document")
    .help("give one of them another value")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Span;
    use crate::model::{DurationBand, ImpactLevel, Precision, Quote, State, When};

    fn record(path: &str, day: Option<i8>, slug: Option<&str>, id: Option<&str>) -> Entry {
        let fact = |text: &str| Fact::derived(text.to_owned());
        let when = |day| When {
            civil: jiff::civil::date(2023, 5, day).at(0, 0, 0, 0),
            offset: None,
            precision: Precision::Minute,
        };
        let facts = Facts {
            slug: slug.map(fact),
            id: id.map(fact),
            started: day.map(when).map(Fact::derived),
            ..Facts::default()
        };
        let slug = slug.map_or_else(
            || {
                let stem = path
                    .rsplit('/')
                    .next()
                    .unwrap_or(path)
                    .trim_end_matches(".md");
                crate::slug::slug(stem)
            },
            str::to_owned,
        );
        let postmortem = Postmortem {
            id: id.map_or_else(|| slug.clone(), str::to_owned),
            slug,
            title: fact("t"),
            facts,
            windows: Vec::new(),
            duration: None,
            band: DurationBand::Unknown,
            level: Fact::derived(ImpactLevel::Unknown),
            state: State::Unknown,
            unknown: Vec::new(),
        };
        Entry::Incident(Arc::new(Record {
            postmortem,
            source: SourceText::new(path, ""),
            document: Document::default(),
        }))
    }

    fn slugs(entries: Vec<Entry>) -> (Vec<String>, Vec<&'static str>) {
        let outcome = Library::of(entries);
        (
            outcome
                .value
                .records
                .iter()
                .map(|it| it.postmortem.slug.clone())
                .collect(),
            outcome.diagnostics.iter().map(|it| it.rule).collect(),
        )
    }

    #[test]
    fn the_newest_comes_first_and_what_has_no_date_last() {
        let entries = vec![
            record("c.md", None, None, None),
            record("a.md", Some(1), None, None),
            record("b.md", Some(9), None, None),
        ];
        assert_eq!(slugs(entries).0, ["b", "a", "c"]);
    }

    #[test]
    fn files_of_one_name_get_their_folder_before_it_in_any_order() {
        let files = ["x/outage.md", "y/outage.md", "z/other.md"];
        let there = slugs(
            files
                .iter()
                .map(|path| record(path, None, None, None))
                .collect(),
        );
        let back = slugs(
            files
                .iter()
                .rev()
                .map(|path| record(path, None, None, None))
                .collect(),
        );
        assert_eq!(there.0, ["other", "x-outage", "y-outage"]);
        assert_eq!(there, back);
    }

    #[test]
    fn one_explicit_slug_in_two_documents_is_an_error_that_names_both() {
        let entries = vec![
            record("a.md", None, Some("x"), None),
            record("b.md", None, Some("x"), None),
        ];
        let outcome = Library::of(entries);
        assert_eq!(outcome.diagnostics[0].rule, "address-collision");
        assert!(
            outcome.diagnostics[0].message.contains("a.md")
                && outcome.diagnostics[0].message.contains("b.md")
        );
    }

    #[test]
    fn one_id_in_two_documents_is_an_error() {
        let entries = vec![
            record("a.md", None, None, Some("INC-1")),
            record("b.md", None, None, Some("INC-1")),
        ];
        assert_eq!(slugs(entries).1, ["id-duplicate"]);
    }

    #[test]
    fn an_id_that_two_documents_share_is_shown_where_it_stands() {
        let document = |path: &str| {
            let text = format!("---\nslug: {}\nid: INC-1\n---\n", &path[..1]);
            let mut entry = record(path, None, Some(&path[..1]), Some("INC-1"));
            if let Entry::Incident(record) = &mut entry {
                let record = Arc::make_mut(record);
                record.source = SourceText::new(path, &text);
                let facts = &mut record.postmortem.facts;
                for (fact, words) in [(&mut facts.slug, &path[..1]), (&mut facts.id, "INC-1")] {
                    let start = text.find(words).unwrap();
                    let span = Span::new(start, start + words.len());
                    let quote = Quote {
                        text: words.to_owned(),
                        line: 0,
                        span,
                    };
                    *fact = Some(Fact::stated(words.to_owned(), quote));
                }
            }
            entry
        };
        let outcome = Library::of(vec![document("a.md"), document("b.md")]);
        let place = outcome.diagnostics[0].place.as_ref().unwrap();
        assert_eq!((place.line, place.column), (3, 5));
    }

    #[test]
    fn a_name_that_no_system_can_hold_gets_another_and_a_warning() {
        let (slugs, rules) = slugs(vec![
            record("aux.md", None, None, None),
            record("???.md", None, None, None),
        ]);
        assert!(
            slugs.contains(&"aux-incident".to_owned()) && slugs.iter().all(|slug| !slug.is_empty()),
            "{slugs:?}"
        );
        assert_eq!(rules, ["name-unfit", "name-unfit"]);
    }
}
