//! The search index: what the browser loads, and the ranking. A pure function of the library.
//!
//! ```text
//! records ──► fields ──► words ──► batches ─┬─► postings ─┐
//!        │                                  ├─► phrases ──┤
//!        └──► columns (facets, ranges, cards) ────────────┴──► files
//! ```
//!
//! An edit touches a few words of one document. The next index is made of the one before: leaves of [`Postings`] and files
//! of words in which nothing changed are shared, a changed document is read as it was and as it is, and its differences are
//! put where they belong (`edit`, `shards`).
//!
//! The form of the files, and why it is ours, is told in docs/search.md.

mod batch;
mod columns;
mod commonplace;
mod edit;
mod evidence;
mod fields;
mod files;
mod filter;
mod numbers;
mod parts;
mod phrases;
mod postings;
mod reason;
mod related;
mod roots;
mod score;
mod shards;
mod similar;
mod symptom;
mod synonyms;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use columns::{facet_id, people};
pub use files::{VERSION, words_in};
pub use filter::{Filter, FilterError};
pub use postings::{Places, Posting, Postings, postings, prominence};
pub use reason::{Reason, ReasonKind};
pub use related::{RELATED_MAX, Relation, Relations};
pub use roots::root;
pub use similar::{Similar, similar};
pub use symptom::{SYMPTOM_MAX, Symptom};
pub use words::{Kind, STOP_WORDS, Words, push_folded};

use edit::{Changed, Edit};
use files::{Form, Kept, Texts};

use crate::config::Config;
use crate::index::Index;
use crate::library::{Library, Record};

/// The files of the search index.
#[derive(Debug, Clone, Default)]
pub struct SearchIndex {
    /// Name under `search/` to bytes; all text formats. Shared with whatever site they are part of.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// Name of the file that the search page loads first.
    pub entry: String,
    /// Which incidents belong together.
    pub relations: Arc<Relations>,
}

/// What relates the incidents of a library, without the rest of its index.
pub fn relations(library: &Library) -> Relations {
    let records = oldest_first(library);
    Relations::of(&records, postings(&records))
}

/// Builds the index of a library. Deterministic.
pub fn index(library: &Library, config: &Config) -> SearchIndex {
    let indexes = crate::index::indexes(library, config);
    index_after(&Reading::default(), library, &indexes, config).0
}

/// What an index was made of and from: the next one is made of it and of what has changed since.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Oldest first.
    records: Arc<[Arc<Record>]>,
    postings: Postings,
    kept: Kept,
    relations: Arc<Relations>,
}

impl Reading {
    /// Whether only a few documents of `library` differ from those that were read: then the next index takes some
    /// milliseconds.
    pub fn is_near(&self, library: &Library) -> bool {
        edit::between(&self.records, &oldest_first(library)).is_some()
    }

    /// Reads all documents.
    fn of(texts: &Texts<'_>) -> Self {
        let batches = batch::read(texts.records, batch::Depth::Positions);
        let entries = batch::in_order(&batches);
        let postings = postings::merge(&entries, &batches);
        Self {
            kept: Kept::of((&batches, &entries), &postings, texts),
            relations: Arc::new(Relations::of(texts.records, postings.clone())),
            records: shared(texts.records),
            postings,
        }
    }

    /// Reads the documents that changed.
    fn after(&self, changed: &[Changed<'_>], texts: &Texts<'_>) -> Self {
        let edit = Edit::of(changed, &self.postings.lengths);
        let postings = self.postings.changed(&edit);
        let relations = self
            .relations
            .changed(changed, texts.records, postings.clone());
        Self {
            kept: self.kept.after(&edit, (&self.postings, &postings), texts),
            relations: Arc::new(relations),
            records: shared(texts.records),
            postings,
        }
    }
}

fn shared(records: &[&Arc<Record>]) -> Arc<[Arc<Record>]> {
    records.iter().map(|it| Arc::clone(it)).collect()
}

/// Builds the index of a library, of which `indexes` are the cuts, after an index was built for a similar one; also what
/// the next one is made from. The index is the same as [`index`] builds.
pub fn index_after(
    before: &Reading,
    library: &Library,
    indexes: &[Index],
    config: &Config,
) -> (SearchIndex, Reading) {
    let records = oldest_first(library);
    let texts = Texts {
        records: &records,
        form: if config.portable {
            Form::Script
        } else {
            Form::Json
        },
    };
    let reading = match edit::between(&before.records, &records) {
        Some(changed) => before.after(&changed, &texts),
        None => Reading::of(&texts),
    };
    let columns = columns::columns(indexes, &records, &reading.postings.lengths);
    let index = SearchIndex {
        relations: reading.relations.clone(),
        ..reading.kept.index(&reading.postings, &columns, &texts)
    };
    (index, reading)
}

/// The records of a library in the order of their numbers: a new incident takes the next one, and what is written of the
/// older ones stays as it is.
fn oldest_first(library: &Library) -> Vec<&Arc<Record>> {
    library.records.iter().rev().collect()
}
