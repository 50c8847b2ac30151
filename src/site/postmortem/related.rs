//! The incidents that belong to one: those that authors name, and those that come nearest, each with the reason.

use crate::index::{Axis, UNKNOWN, text_id};
use crate::library::Record;
use crate::search::{Reason, ReasonKind, Relation};
use crate::site::brief::brief;
use crate::site::shared::Shared;
use crate::site::view;

/// What a reader sees of the related incidents, in the order of their weight.
pub(super) fn related(shared: &Shared, record: &Record) -> Vec<view::RelatedView> {
    let relations = shared.related(record);
    let known = relations.iter().filter_map(|it| found(shared, it));
    absent(shared, record).chain(known).collect()
}

/// The incidents that a postmortem is like, as it reads now.
pub(in crate::site) fn closest(shared: &Shared, record: &Record) -> Vec<view::RelatedView> {
    let found = shared.relations.closest(record).into_iter();
    found.filter_map(|it| self::found(shared, &it)).collect()
}

/// Incidents that the authors name and the library does not have: drafts, internal ones, those of another library.
fn absent<'a>(
    shared: &'a Shared,
    record: &'a Record,
) -> impl Iterator<Item = view::RelatedView> + 'a {
    let stated = record.postmortem.facts.related.iter();
    let absent = stated.filter(|it| !it.is_apart() && shared.find(&it.id).is_none());
    absent.map(|it| {
        let why = it.reason.clone().or_else(|| it.kind.clone());
        let reason = why.map_or_else(|| shared.word("reason.named"), |why| why.replace('-', " "));
        view::RelatedView {
            other: view::Brief {
                title: it.id.clone(),
                ..view::Brief::default()
            },
            reasons: vec![view::ReasonView {
                id: ReasonKind::Named.id(),
                name: reason.clone(),
                values: Vec::new(),
            }],
            reason,
        }
    })
}

fn found(shared: &Shared, relation: &Relation) -> Option<view::RelatedView> {
    let other = shared.record(shared.find(&relation.slug)?)?;
    let reasons: Vec<view::ReasonView> = relation
        .reasons
        .iter()
        .map(|reason| reason_view(shared, reason))
        .collect();
    let text: Vec<String> = reasons.iter().map(reason_text).collect();
    Some(view::RelatedView {
        other: brief(shared, other),
        reason: text.join(" · "),
        reasons,
    })
}

/// A reason with links to what is shared.
fn reason_view(shared: &Shared, reason: &Reason) -> view::ReasonView {
    let axis = match reason.kind {
        ReasonKind::Pattern | ReasonKind::Kindred => Some(Axis::Pattern),
        ReasonKind::Component => Some(Axis::Component),
        ReasonKind::Cause => Some(Axis::Cause),
        ReasonKind::Service => Some(Axis::Service),
        ReasonKind::Organisation => Some(Axis::Organisation),
        ReasonKind::Tag => Some(Axis::Tag),
        ReasonKind::Named
        | ReasonKind::NamedThere
        | ReasonKind::Errors
        | ReasonKind::Trigger
        | ReasonKind::Words => None,
    };
    let id = reason.kind.id();
    let word = shared.word(&format!("reason.{id}"));
    let own_words = matches!(reason.kind, ReasonKind::Named | ReasonKind::NamedThere);
    if own_words && !reason.values.is_empty() {
        return view::ReasonView {
            id,
            name: reason.values.join(", "),
            values: Vec::new(),
        };
    }
    let value = |value: &String| {
        let id = text_id(value);
        let bucket = axis.and_then(|axis| Some((axis, shared.bucket(axis, &id)?)));
        match bucket.filter(|(_, bucket)| bucket.id != UNKNOWN) {
            Some((axis, bucket)) => view::SharedValue {
                name: shared.bucket_name(axis, bucket),
                url: Some(shared.bucket_url(axis, &id)),
            },
            None => view::SharedValue {
                name: value.clone(),
                url: None,
            },
        }
    };
    view::ReasonView {
        id,
        name: word,
        values: reason.values.iter().map(value).collect(),
    }
}

/// A reason as plain text.
fn reason_text(reason: &view::ReasonView) -> String {
    let values: Vec<&str> = reason.values.iter().map(|it| it.name.as_str()).collect();
    if values.is_empty() {
        reason.name.clone()
    } else {
        format!("{} {}", reason.name, values.join(", "))
    }
}
