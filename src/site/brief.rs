//! An incident in one line, where a page names another one: when, whose, what stopped it, how long it took.

use super::shared::{Shared, incident_address, length};
use super::{moment, view};
use crate::library::Record;

/// What a page says of another incident. What is not known is left out.
pub(super) fn brief(shared: &Shared, record: &Record) -> view::Brief {
    let it = &record.postmortem;
    let facts = &it.facts;
    let organisation = facts.organisation.as_ref().filter(|it| it.counts());
    let stopped = facts.mitigation.as_ref().filter(|it| it.counts());
    let stopped = stopped.map(|it| {
        let path = format!("mitigation.{}", it.value);
        shared.filled(
            "incident.stopped_by",
            "what",
            shared.word_str(&path, &it.value),
        )
    });
    let took =
        length(it).map(|it| shared.filled("incident.took", "length", &shared.words.length(it)));
    let organisation = organisation.map(|it| it.value.clone());
    view::Brief {
        title: it.title.value.clone(),
        url: Some(shared.href(&incident_address(&it.slug))),
        date: facts.started.as_ref().map(|it| moment::day(&it.value)),
        facts: [organisation, stopped, took]
            .into_iter()
            .flatten()
            .collect(),
    }
}
