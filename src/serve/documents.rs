//! The documents of a project between two builds: a file that has not changed is neither read nor understood again.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::builder::Look;
use crate::assemble::stem_slug;
use crate::config::Config;
use crate::diag::{Diagnostic, Outcome, SourceText};
use crate::library::{Entry, LeftOut, LeftOutBecause};
use crate::pipeline;
use crate::source::{FoundAsset, SourceFile};

/// A file that changed less than this before it was read may change again without a newer time of change: file systems
/// count in ticks of up to two seconds (FAT). It is read once more at the next look.
pub(super) const TICK: Duration = Duration::from_secs(2);

/// A file that had a text and is empty is probably being saved: many editors empty it first and write then. For this
/// long it stays what it was; a page must not vanish between the two.
const HALF_SAVED: Duration = Duration::from_millis(200);

/// Everything known about one file.
struct Known {
    found: FoundAsset,
    settled: bool,
    /// Since when it has been empty, if its text is from before that.
    emptied: Option<SystemTime>,
    /// Its text; `None` if it could not be read.
    text: Option<SourceText>,
    outcome: Outcome<Entry>,
    /// What it was when it last had no error.
    good: Option<Entry>,
}

/// The documents, by path.
#[derive(Default)]
pub(super) struct Documents {
    known: BTreeMap<Arc<str>, Known>,
    config: Option<Arc<Config>>,
}

/// How a look went.
#[derive(Default)]
pub(super) struct Changes {
    /// Paths of documents that are new or differ.
    pub(super) changed: Vec<Arc<str>>,
    /// Paths of documents that are gone.
    pub(super) removed: Vec<Arc<str>>,
}

/// Reads documents; `walk::read_documents` with the limits in force.
pub(super) type Read<'a> = dyn Fn(&[&FoundAsset]) -> Vec<Result<SourceFile, Box<Diagnostic>>> + 'a;

impl Documents {
    /// Brings the documents in line with `listed`, which is in order of paths, reading what may have changed.
    pub(super) fn update(
        &mut self,
        listed: &[FoundAsset],
        look: &Look,
        now: SystemTime,
        config: &Arc<Config>,
        read: &Read<'_>,
    ) -> Changes {
        let mut changes = Changes::default();
        let hinted: BTreeSet<&OsStr> = look
            .hints
            .iter()
            .filter_map(|path| path.file_name())
            .collect();
        // By name, since an event may know the folder under another path than we do.
        let is_hinted = |found: &FoundAsset| {
            let name = found.disk.file_name();
            !hinted.is_empty() && name.is_some_and(|name| hinted.contains(name))
        };
        let mut doubtful: Vec<&FoundAsset> = Vec::new();
        let mut listed = listed.iter().peekable();
        self.known.retain(|path, known| {
            doubtful.extend(std::iter::from_fn(|| listed.next_if(|it| it.path < *path)));
            let Some(found) = listed.next_if(|it| it.path == *path) else {
                changes.removed.push(path.clone());
                return false;
            };
            if !known.settled || known.found != *found || is_hinted(found) {
                doubtful.push(found);
            }
            true
        });
        doubtful.extend(listed);
        let mut fresh = Vec::new();
        for (found, result) in doubtful.iter().zip(read(&doubtful)) {
            let settled = is_settled(found, now);
            match result {
                Ok(file) => {
                    let known = self.known.get_mut(&found.path);
                    let stays = known.is_some_and(|known| known.stays(found, &file.source, now));
                    if !stays {
                        fresh.push(((*found).clone(), settled, file.source));
                    }
                }
                Err(finding) => self.unreadable(found, *finding, &mut changes),
            }
        }
        self.understand(fresh, config, &mut changes);
        if self.config.as_ref().is_some_and(|known| known != config) {
            self.understand_again(config, &changes.changed);
        }
        self.config = Some(config.clone());
        changes
    }

    fn unreadable(&mut self, found: &FoundAsset, finding: Diagnostic, changes: &mut Changes) {
        let outcome = Outcome {
            value: Entry::LeftOut(LeftOut {
                file: found.path.clone(),
                why: LeftOutBecause::Error,
                names: Vec::new(),
            }),
            diagnostics: vec![finding],
        };
        let known = self.known.get(&found.path);
        if known.is_none_or(|known| known.outcome.diagnostics != outcome.diagnostics) {
            changes.changed.push(found.path.clone());
        }
        let known = Known {
            found: found.clone(),
            // What could not be read for want of permission may be readable next time with nothing else changed.
            settled: false,
            emptied: None,
            text: None,
            outcome,
            good: known.and_then(|known| known.good.clone()),
        };
        self.known.insert(found.path.clone(), known);
    }

    fn understand(
        &mut self,
        fresh: Vec<(FoundAsset, bool, SourceText)>,
        config: &Config,
        changes: &mut Changes,
    ) {
        let sources: Vec<SourceText> = fresh.iter().map(|(_, _, source)| source.clone()).collect();
        let outcomes = pipeline::read_all(&sources, config);
        for ((found, settled, source), outcome) in fresh.into_iter().zip(outcomes) {
            let before = self.known.remove(&found.path).and_then(|known| known.good);
            changes.changed.push(found.path.clone());
            let known = Known {
                settled,
                emptied: None,
                text: Some(source),
                good: good(&outcome).or(before),
                outcome,
                found,
            };
            self.known.insert(known.found.path.clone(), known);
        }
    }

    /// Understands everything under new settings, but what was read under them already.
    fn understand_again(&mut self, config: &Config, done: &[Arc<str>]) {
        let done: BTreeSet<&Arc<str>> = done.iter().collect();
        let (paths, sources): (Vec<Arc<str>>, Vec<SourceText>) = self
            .known
            .iter()
            .filter(|(path, _)| !done.contains(path))
            .filter_map(|(path, known)| Some((path.clone(), known.text.clone()?)))
            .unzip();
        for (path, outcome) in paths.iter().zip(pipeline::read_all(&sources, config)) {
            if let Some(known) = self.known.get_mut(path) {
                known.good = good(&outcome).or_else(|| known.good.take());
                known.outcome = outcome;
            }
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether a file looks as if it were being saved right now: it wants to be looked at again soon.
    pub(super) fn is_half_saved(&self) -> bool {
        self.known.values().any(|known| known.emptied.is_some())
    }

    /// What each file became, with everything found in it; a document that broke is what it was when it was good.
    pub(super) fn outcomes(&self) -> Vec<Outcome<Entry>> {
        let outcome = |known: &Known| {
            let good = known
                .good
                .as_ref()
                .filter(|_| is_broken(&known.outcome.value));
            Outcome {
                value: good.unwrap_or(&known.outcome.value).clone(),
                diagnostics: known.outcome.diagnostics.clone(),
            }
        };
        self.known.values().map(outcome).collect()
    }

    /// The addresses at which documents that never were good would be looked for: those of incidents of their file's name.
    pub(super) fn expected_addresses(&self) -> impl Iterator<Item = (Arc<str>, String)> + '_ {
        self.known
            .iter()
            .filter(|(_, known)| known.good.is_none() && is_broken(&known.outcome.value))
            .map(|(path, _)| (path.clone(), format!("incidents/{}/", stem_slug(path))))
    }
}

impl Known {
    /// Whether the file is what it was, or is to be taken for it; takes note of what was seen.
    fn stays(&mut self, found: &FoundAsset, source: &SourceText, now: SystemTime) -> bool {
        if self
            .text
            .as_ref()
            .is_some_and(|text| text.text == source.text)
        {
            self.found = found.clone();
            self.settled = is_settled(found, now);
            self.emptied = None;
            return true;
        }
        let half = self.is_half_saved(source, now);
        self.settled &= !half;
        half
    }

    /// Whether the file was emptied a moment ago; takes note of it.
    fn is_half_saved(&mut self, source: &SourceText, now: SystemTime) -> bool {
        let had_text = self
            .text
            .as_ref()
            .is_some_and(|text| !text.text.trim().is_empty());
        if !had_text || !source.text.trim().is_empty() {
            return false;
        }
        let since = *self.emptied.get_or_insert(now);
        now.duration_since(since)
            .is_ok_and(|passed| passed < HALF_SAVED)
    }
}

/// Whether what is at hand of a file is certain to be what a later look with the same time of change would find.
pub(super) fn is_settled(found: &FoundAsset, now: SystemTime) -> bool {
    let age = found
        .modified
        .and_then(|modified| now.duration_since(modified).ok());
    age.is_some_and(|age| age > TICK)
}

fn is_broken(entry: &Entry) -> bool {
    matches!(
        entry,
        Entry::LeftOut(LeftOut {
            why: LeftOutBecause::Error,
            ..
        })
    )
}

fn good(outcome: &Outcome<Entry>) -> Option<Entry> {
    (!is_broken(&outcome.value)).then(|| outcome.value.clone())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::path::PathBuf;

    use super::*;
    use crate::diag::Level;

    const GOOD: &str = "---\ntitle: Outage\ndate: 2024-05-01\n---\n\n# Outage\n\nIt was down.\n";
    const BROKEN: &str = "---\ntitle: Outage\n\nnever closed\n";

    /// A folder in memory that counts what is read of it.
    #[derive(Default)]
    struct Disk {
        files: BTreeMap<&'static str, (String, SystemTime)>,
        read: RefCell<Vec<String>>,
        now: Option<SystemTime>,
    }

    impl Disk {
        fn write(&mut self, path: &'static str, text: &str, modified: SystemTime) {
            self.files.insert(path, (text.to_owned(), modified));
        }

        fn look(
            &self,
            documents: &mut Documents,
            look: &Look,
            config: &Arc<Config>,
        ) -> (Changes, Vec<String>) {
            let listed: Vec<FoundAsset> = self
                .files
                .iter()
                .map(|(path, (text, modified))| FoundAsset {
                    path: (*path).into(),
                    disk: PathBuf::from("/site/content").join(path),
                    len: text.len() as u64,
                    modified: Some(*modified),
                })
                .collect();
            let read = |found: &[&FoundAsset]| {
                found
                    .iter()
                    .map(|found| {
                        self.read.borrow_mut().push(found.path.to_string());
                        match &*self.files[&*found.path].0 {
                            "unreadable" => Err(Box::new(Diagnostic::error(
                                "file-unreadable",
                                crate::diag::Place::file(found.path.clone()),
                                "cannot be read",
                            ))),
                            text => Ok(SourceFile {
                                source: SourceText::new(found.path.clone(), text),
                            }),
                        }
                    })
                    .collect()
            };
            let changes = documents.update(
                &listed,
                look,
                self.now.unwrap_or(long_ago(0)),
                config,
                &read,
            );
            (changes, self.read.take())
        }
    }

    /// A time this many seconds before the looks of these tests.
    fn long_ago(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - seconds)
    }

    fn titles(documents: &Documents) -> Vec<String> {
        let title = |entry| match entry {
            Entry::Incident(record) => record.postmortem.title.value.clone(),
            Entry::Page(page) => page.title.clone(),
            Entry::LeftOut(left) => format!("{:?}", left.why),
        };
        documents
            .outcomes()
            .into_iter()
            .map(|outcome| title(outcome.value))
            .collect()
    }

    fn started() -> (Disk, Documents, Arc<Config>) {
        let mut disk = Disk::default();
        disk.write("a.md", GOOD, long_ago(100));
        disk.write("b.md", GOOD, long_ago(100));
        let mut documents = Documents::default();
        let config = Arc::new(Config::default());
        let (changes, read) = disk.look(&mut documents, &Look::everything(), &config);
        assert_eq!((changes.changed.len(), read.len()), (2, 2));
        (disk, documents, config)
    }

    #[test]
    fn a_file_that_has_not_changed_is_not_read_again() {
        let (mut disk, mut documents, config) = started();
        let (changes, read) = disk.look(&mut documents, &Look::everything(), &config);
        assert_eq!((changes.changed.len(), read.len()), (0, 0));

        disk.write("b.md", &GOOD.replace("Outage", "Another"), long_ago(50));
        let (changes, read) = disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(read, ["b.md"]);
        assert_eq!(changes.changed, ["b.md".into()]);
        assert_eq!(titles(&documents), ["Outage", "Another"]);
    }

    #[test]
    fn a_change_of_the_same_length_within_one_tick_is_found() {
        let (mut disk, mut documents, config) = started();
        let same_length = GOOD.replace("Outage", "Trouba");
        // With an event, whatever the times say; a file of the same name elsewhere is read for nothing.
        disk.write("b.md", &same_length, long_ago(100));
        let look = Look {
            hints: BTreeSet::from([PathBuf::from("/private/site/content/b.md")]),
            everything: false,
        };
        let (changes, _) = disk.look(&mut documents, &look, &config);
        assert_eq!(changes.changed, ["b.md".into()]);
        // Without one, if the file was young when it was read.
        disk.write("a.md", GOOD, long_ago(1));
        disk.look(&mut documents, &Look::default(), &config);
        disk.write("a.md", &same_length, long_ago(1));
        let (changes, read) = disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(
            (read, changes.changed),
            (vec!["a.md".to_owned()], vec!["a.md".into()])
        );
    }

    #[test]
    fn a_new_time_over_the_same_text_is_no_change() {
        let (mut disk, mut documents, config) = started();
        disk.write("a.md", GOOD, long_ago(10));
        let (changes, read) = disk.look(&mut documents, &Look::default(), &config);
        assert_eq!((changes.changed.len(), read.len()), (0, 1));
        let (_, read) = disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(read.len(), 0);
    }

    #[test]
    fn a_document_that_breaks_stays_what_it_was_and_its_error_is_told() {
        let (mut disk, mut documents, config) = started();
        for broken in [BROKEN, "unreadable"] {
            disk.write("a.md", broken, long_ago(50));
            disk.look(&mut documents, &Look::default(), &config);
            assert_eq!(titles(&documents), ["Outage", "Outage"]);
            let broken_now = |outcome: &Outcome<Entry>| {
                let mut found = outcome.diagnostics.iter();
                found.any(|found| found.level == Level::Error)
            };
            assert_eq!(
                documents
                    .outcomes()
                    .iter()
                    .filter(|outcome| broken_now(outcome))
                    .count(),
                1
            );
            assert_eq!(documents.expected_addresses().count(), 0);
        }
        disk.write("a.md", &GOOD.replace("Outage", "Mended"), long_ago(40));
        disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(titles(&documents), ["Mended", "Outage"]);
    }

    #[test]
    fn a_document_that_never_was_good_is_left_out_and_has_an_address_for_its_error() {
        let (mut disk, mut documents, config) = started();
        disk.write("2024/new one.md", BROKEN, long_ago(50));
        disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(titles(&documents)[0], "Error");
        let expected: Vec<_> = documents.expected_addresses().collect();
        assert_eq!(
            expected,
            [("2024/new one.md".into(), "incidents/new-one/".to_owned())]
        );
    }

    #[test]
    fn what_is_gone_is_gone_also_if_it_was_good_once() {
        let (mut disk, mut documents, config) = started();
        disk.files.remove("a.md");
        let (changes, _) = disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(changes.removed, ["a.md".into()]);
        disk.write("a.md", BROKEN, long_ago(50));
        disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(titles(&documents), ["Error", "Outage"]);
    }

    #[test]
    fn other_settings_are_another_understanding_without_reading() {
        let (mut disk, mut documents, config) = started();
        disk.write(
            "a.md",
            &GOOD.replace("title: Outage", "title: Outage\nstatus: draft"),
            long_ago(50),
        );
        disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(titles(&documents)[0], "Draft");
        let mut with_drafts = (*config).clone();
        with_drafts.audience.drafts = true;
        let (changes, read) = disk.look(&mut documents, &Look::default(), &Arc::new(with_drafts));
        assert_eq!((changes.changed.len(), read.len()), (0, 0));
        assert_eq!(titles(&documents)[0], "Outage");
    }

    #[test]
    fn a_file_that_is_emptied_on_the_way_to_its_new_text_stays_what_it_was() {
        let (mut disk, mut documents, config) = started();
        disk.write("a.md", "", long_ago(0));
        let (changes, _) = disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(
            (changes.changed.len(), documents.is_half_saved()),
            (0, true)
        );
        assert_eq!(titles(&documents), ["Outage", "Outage"]);
        disk.write("a.md", &GOOD.replace("Outage", "Saved"), long_ago(0));
        disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(
            (titles(&documents)[0].as_str(), documents.is_half_saved()),
            ("Saved", false)
        );

        // One that stays empty is empty.
        disk.write("a.md", "", long_ago(0));
        disk.look(&mut documents, &Look::default(), &config);
        disk.now = Some(long_ago(0) + HALF_SAVED);
        let (changes, _) = disk.look(&mut documents, &Look::default(), &config);
        assert_eq!(
            (changes.changed.len(), documents.is_half_saved()),
            (1, false)
        );
        assert_ne!(titles(&documents)[0], "Saved");
    }
}
