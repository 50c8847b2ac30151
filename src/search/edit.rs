//! What an edit changes: the words of the few documents that differ between two libraries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::batch::{self, Batch};
use super::postings::Change;
use crate::library::Record;

/// Most documents that count as an edit; where more differ, everything is read anew.
const DOCUMENTS_MAX: usize = 64;

/// A document that changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Changed<'a> {
    /// Its number.
    pub(super) number: usize,
    /// What has the number before, and what has it now; `None` behind the end.
    pub(super) before: Option<&'a Arc<Record>>,
    pub(super) now: Option<&'a Arc<Record>>,
}

/// The documents that differ between two libraries, each oldest first; `None` if they are too many for an
/// edit, or nothing was read before. A record
/// that is the same one in both has not changed.
pub(super) fn between<'a>(
    before: &'a [Arc<Record>],
    now: &[&'a Arc<Record>],
) -> Option<Vec<Changed<'a>>> {
    if before.is_empty() {
        return None;
    }
    let all = (0..before.len().max(now.len())).map(|number| Changed {
        number,
        before: before.get(number),
        now: now.get(number).copied(),
    });
    let is_same = |it: &Changed<'_>| match (it.before, it.now) {
        (Some(before), Some(now)) => Arc::ptr_eq(before, now),
        _ => false,
    };
    let changed: Vec<Changed<'_>> = all
        .filter(|it| !is_same(it))
        .take(DOCUMENTS_MAX + 1)
        .collect();
    (changed.len() <= DOCUMENTS_MAX).then_some(changed)
}

/// What changed documents have of each word now.
#[derive(Debug, Default)]
pub(super) struct Edit {
    /// Numbers of the documents.
    pub(super) documents: BTreeSet<usize>,
    /// The words that stand in them more or less prominently, in order of documents.
    pub(super) words: BTreeMap<Box<str>, Vec<Change>>,
    /// The neighbours that stand at other places in them, with the positions as text, empty for none; in order of documents.
    pub(super) places: BTreeMap<Box<str>, Vec<(u32, Box<str>)>>,
    /// Words of each document's text, of all documents.
    pub(super) lengths: Vec<u32>,
}

impl Edit {
    /// Reads the documents that changed; `lengths` are those of all documents before.
    pub(super) fn of(changed: &[Changed<'_>], lengths: &[u32]) -> Self {
        let mut edit = Self {
            lengths: lengths.to_vec(),
            ..Self::default()
        };
        for it in changed {
            let read =
                |record: Option<&Arc<Record>>| record.map(|record| batch::one(record, it.number));
            edit.add(it.number, read(it.before).as_ref(), read(it.now).as_ref());
        }
        edit
    }

    fn add(&mut self, number: usize, before: Option<&Batch>, now: Option<&Batch>) {
        let document = u32::try_from(number).unwrap_or(u32::MAX);
        self.documents.insert(number);
        match now.and_then(|it| it.lengths.first()) {
            // Those without a text are at the end.
            None => self.lengths.truncate(number),
            Some(length) => match self.lengths.get_mut(number) {
                Some(known) => *known = *length,
                None => self.lengths.push(*length),
            },
        }
        for (word, code) in differing(&codes(before), &codes(now)) {
            self.words
                .entry(word.into())
                .or_default()
                .push((document, code));
        }
        for (pair, places) in differing(&places(before), &places(now)) {
            let places = places.unwrap_or_default().into();
            self.places
                .entry(pair.into())
                .or_default()
                .push((document, places));
        }
    }
}

/// The words of a document with their codes.
fn codes(batch: Option<&Batch>) -> BTreeMap<&str, u8> {
    let entries = batch.into_iter().flat_map(Batch::entries);
    let codes = entries.filter_map(|it| Some((it.word, it.postings().first()?.code)));
    codes.collect()
}

/// The neighbours of a document with the positions where they stand.
fn places(batch: Option<&Batch>) -> BTreeMap<String, &str> {
    batch.into_iter().flat_map(Batch::neighbours).collect()
}

/// The keys whose values differ, and what they are now.
fn differing<K: Ord + Clone, V: PartialEq + Copy>(
    before: &BTreeMap<K, V>,
    now: &BTreeMap<K, V>,
) -> Vec<(K, Option<V>)> {
    let keys: BTreeSet<&K> = before.keys().chain(now.keys()).collect();
    let keys = keys
        .into_iter()
        .filter(|key| before.get(key) != now.get(key));
    keys.map(|key| (key.clone(), now.get(key).copied()))
        .collect()
}
