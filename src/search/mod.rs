//! The search index: what the browser loads, and the ranking. A pure function of the library.
//!
//! ```text
//! records ──► fields ──► words ──► batches ─┬─► postings ─┐
//!        │                                  ├─► phrases ──┤
//!        └──► columns (facets, ranges, cards) ────────────┴──► files
//! ```
//!
//! The form of the files, and why it is ours, is told in docs/search.md.

mod batch;
mod columns;
mod commonplace;
mod evidence;
mod fields;
mod files;
mod filter;
mod numbers;
mod phrases;
mod postings;
mod reason;
mod related;
mod roots;
mod score;
mod similar;
mod symptom;
mod synonyms;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use batch::Reading;
pub use columns::{facet_id, people};
pub use files::{VERSION, words_in};
pub use filter::{Filter, FilterError};
pub use postings::{Posting, Postings, postings, prominence};
pub use reason::{Reason, ReasonKind};
pub use related::{RELATED_MAX, Relation, Relations};
pub use roots::root;
pub use similar::{Similar, similar};
pub use symptom::{SYMPTOM_MAX, Symptom};
pub use words::{Kind, STOP_WORDS, Words, push_folded};

use crate::config::Config;
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
    let records: Vec<&Arc<Record>> = library.records.iter().rev().collect();
    Relations::of(library, &postings(&records))
}

/// Builds the index of a library. Deterministic.
pub fn index(library: &Library, config: &Config) -> SearchIndex {
    index_after(&Reading::default(), library, config).0
}

/// Builds the index of a library of which many documents were read for an index before; also what was read for this one.
/// The index is the same as [`index`] builds.
pub fn index_after(before: &Reading, library: &Library, config: &Config) -> (SearchIndex, Reading) {
    // Oldest first: a new incident takes the next number, and what is written of the older ones stays as it is.
    let records: Vec<&Arc<Record>> = library.records.iter().rev().collect();
    let batches = batch::read(&records, batch::Depth::Positions, before);
    let entries = batch::in_order(&batches);
    let postings = postings::merge(&entries, &batches);
    let columns = columns::columns(library, &records, &postings.lengths, config);
    let form = if config.portable {
        files::Form::Script
    } else {
        files::Form::Json
    };
    let index = SearchIndex {
        relations: Arc::new(Relations::of(library, &postings)),
        ..files::files(&entries, &postings, &columns, &records, form)
    };
    (index, Reading::of(&records, &batches))
}
