//! Which documents name an incident by its id: the links of running text, the other way round.

use std::collections::{BTreeMap, HashMap};

use super::brief::brief;
use super::shared::Shared;
use super::view;
use crate::library::{Library, Record};
use crate::markdown::mention::is_mentionable;

/// Most documents that are named on a page.
const SHOWN: usize = 50;

/// A document, by its position in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Naming {
    Incident(usize),
    Page(usize),
}

/// The documents that name each incident, incidents before pages, both in the library's order.
#[derive(Debug, Default)]
pub(super) struct Mentions(BTreeMap<usize, Vec<Naming>>);

impl Mentions {
    /// Gathers what the documents mention: one look-up for each token that could be an id.
    pub(super) fn of(library: &Library) -> Self {
        // Only asked, never walked: its order is nobody's.
        let ids: HashMap<&str, usize> = library
            .records
            .iter()
            .enumerate()
            .filter(|(_, record)| can_be_mentioned(record))
            .map(|(at, record)| (record.postmortem.id.as_str(), at))
            .collect();
        let mut mentions = Self::default();
        if ids.is_empty() {
            return mentions;
        }
        let records = library.records.iter().enumerate();
        let records = records.map(|(at, it)| (Naming::Incident(at), &it.document));
        let pages = library.pages.iter().enumerate();
        let pages = pages.map(|(at, it)| (Naming::Page(at), &it.document));
        for (naming, document) in records.chain(pages) {
            for id in &document.mentions {
                if let Some(at) = ids.get(&**id).filter(|at| naming != Naming::Incident(**at)) {
                    mentions.0.entry(*at).or_default().push(naming);
                }
            }
        }
        mentions
    }

    /// What a reader sees of the documents that name the incident at a position.
    pub(super) fn view(&self, shared: &Shared, at: usize) -> Vec<view::Brief> {
        let naming = self.0.get(&at).into_iter().flatten();
        let shown = naming.take(SHOWN).filter_map(|it| match it {
            Naming::Incident(at) => shared.record(*at).map(|it| brief(shared, it)),
            Naming::Page(at) => shared.library.pages.get(*at).map(|page| view::Brief {
                title: page.title.clone(),
                url: Some(shared.href(&format!("{}/", page.path))),
                ..view::Brief::default()
            }),
        });
        shown.collect()
    }
}

/// Whether the id of an incident is a link where it stands in running text.
pub(super) fn can_be_mentioned(record: &Record) -> bool {
    let it = &record.postmortem;
    is_mentionable(&it.id, it.facts.id.is_some())
}
