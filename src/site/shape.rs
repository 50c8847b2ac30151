//! What decides which files a site has, beside those of its search: most edits leave it as it is, and the plan of a large
//! site takes longer than everything else that an edit leads to.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Recipe;
use super::SitePath;
use super::feed;
use super::links::referred;
use super::listing::page_count;
use super::shared::has_page;
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::index::{Bucket, Index};
use crate::library::{Library, Record, TextPage};
use crate::model::Fact;
use crate::source::AssetFile;
use crate::theme::Theme;

/// A plan, and what it is the plan of.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    /// Every file; without those of the search where these stand apart.
    pub(super) files: Arc<BTreeMap<SitePath, Recipe>>,
    /// What was found wrong on the way.
    pub(super) diagnostics: Arc<[Diagnostic]>,
    /// Whether the files of the search are not among the files: nothing else wants to stand where they are.
    pub(super) search_is_apart: bool,
    /// Position of a record by its id and by its slug.
    pub(super) positions: Arc<HashMap<String, usize>>,
    pub(super) shape: Shape,
}

/// All that the files of a site follow from.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) config: Arc<Config>,
    pub(super) library: Arc<Library>,
    pub(super) indexes: Arc<[Index]>,
    pub(super) theme: Arc<Theme>,
    pub(super) assets: BTreeMap<Arc<str>, Arc<[u8]>>,
    pub(super) statics: Vec<AssetFile>,
    /// Pages of the ledger of repeats.
    pub(super) repeats: usize,
    pub(super) rules_page: bool,
}

impl Shape {
    /// Whether a site of this shape has the same files as one of another.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.config, &other.config)
            && Arc::ptr_eq(&self.theme, &other.theme)
            && (self.repeats, self.rules_page) == (other.repeats, other.rules_page)
            && same_library(&self.library, &other.library)
            && same_lists(self, other)
            && self.assets == other.assets
            && self.statics == other.statics
    }
}

fn same_library(one: &Library, other: &Library) -> bool {
    all(&one.records, &other.records, |a, b| {
        Arc::ptr_eq(a, b) || same_record(a, b)
    }) && all(&one.pages, &other.pages, |a, b| {
        Arc::ptr_eq(a, b) || same_page(a, b)
    }) && one.home.is_some() == other.home.is_some()
        && one
            .home
            .iter()
            .zip(&other.home)
            .all(|(a, b)| Arc::ptr_eq(a, b) || same_page(a, b))
}

fn all<T>(one: &[T], other: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
}

fn same_record(one: &Record, other: &Record) -> bool {
    let (a, b) = (&one.postmortem, &other.postmortem);
    let (file, files) = (&one.source.path, &other.source.path);
    (&a.slug, &a.id, file) == (&b.slug, &b.id, files)
        && same_aliases(
            (&a.facts.aliases, &a.title.value),
            (&b.facts.aliases, &b.title.value),
        )
        && referred(file, &one.document) == referred(files, &other.document)
}

fn same_page(one: &TextPage, other: &TextPage) -> bool {
    let (file, files) = (&one.source.path, &other.source.path);
    (&one.path, file) == (&other.path, files)
        && same_aliases(
            (&one.facts.aliases, &one.title),
            (&other.facts.aliases, &other.title),
        )
        && referred(file, &one.document) == referred(files, &other.document)
}

/// Old addresses lead to the new one under the document's title.
fn same_aliases(
    (one, title): (&[Fact<String>], &str),
    (other, other_title): (&[Fact<String>], &str),
) -> bool {
    all(one, other, |a, b| a.value == b.value) && (one.is_empty() || title == other_title)
}

fn same_lists(one: &Shape, other: &Shape) -> bool {
    let size = one.config.page_size;
    let same_bucket = |index: &Index, a: &Bucket, b: &Bucket| {
        a.id == b.id
            && has_page(index.axis, a) == has_page(index.axis, b)
            && page_count(a.members.len(), size) == page_count(b.members.len(), size)
    };
    let same_index = |a: &Index, b: &Index| {
        a.axis == b.axis && all(&a.buckets, &b.buckets, |x, y| same_bucket(a, x, y))
    };
    all(&one.indexes, &other.indexes, same_index)
        && feed::feeds(&one.indexes) == feed::feeds(&other.indexes)
}
