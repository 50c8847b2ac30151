//! The timeline of front matter: a list of maps, or of lines `14:05 text`.

use super::clock::{place, when};
use super::fields::squash;
use super::moment::{Moment, Said, read};
use super::reading::{Given, Reading};
use crate::model::{Milestone, TimelineEntry};
use crate::tree::{Entry, Node, Value};

pub(super) fn timeline(r: &mut Reading<'_>, given: Given<'_>) {
    match &given.node.value {
        // Put in one by one: a clock time alone is read by the entry before it.
        Value::List(items) => {
            for item in items {
                let made = entry(r, given, item);
                r.facts.timeline.extend(made);
            }
        }
        // A map from times to texts.
        Value::Map(entries) => {
            for one in entries {
                let made = keyed(r, given, one);
                r.facts.timeline.extend(made);
            }
        }
        Value::Scalar(_) if given.node.is_empty() => {}
        Value::Scalar(_) => r.refuse(given, "a list of entries with `at` and `text`"),
    }
}

fn entry(r: &mut Reading<'_>, given: Given<'_>, item: &Node) -> Option<TimelineEntry> {
    let line = r.source.line(item.span.start);
    let given = Given {
        node: item,
        ..given
    };
    let entries = match &item.value {
        Value::Map(entries) => entries,
        Value::Scalar(scalar) => {
            let text = r.line_of(scalar, item.span)?;
            return Some(spoken(r, given, &text, line));
        }
        Value::List(_) => {
            r.refuse(given, "an entry with `at` and `text`");
            return None;
        }
    };
    let mut made = TimelineEntry {
        line,
        ..TimelineEntry::default()
    };
    for one in entries {
        let part = Given {
            name: &one.key,
            key_span: one.key_span,
            node: &one.node,
        };
        match squash(&one.key).as_str() {
            "at" | "time" | "when" | "timestamp" | "date" | "datetime" | "createdat" => {
                moment(r, part, &mut made);
            }
            "text" | "description" | "message" | "event" | "what" | "body" | "title" | "note" => {
                if let Some(text) = r.text_of(part) {
                    if !made.text.is_empty() {
                        made.text.push_str(": ");
                    }
                    made.text.push_str(&text);
                }
            }
            "milestone" | "type" | "status" | "phase" => milestone(r, part, &mut made),
            _ => r.unknown_part(given.name, one, &["at", "text", "milestone"]),
        }
    }
    Some(made)
}

fn milestone(r: &mut Reading<'_>, part: Given<'_>, made: &mut TimelineEntry) {
    let Some(text) = r.text_of(part) else {
        return;
    };
    let word = text.to_lowercase().replace([' ', '_'], "-");
    made.milestone = Milestone::from_id(&word).or(match word.as_str() {
        "start" | "began" | "impact-start" => Some(Milestone::Started),
        "detection" | "alert" | "alerted" => Some(Milestone::Detected),
        "acknowledged" | "incident-declared" => Some(Milestone::Declared),
        "escalation" => Some(Milestone::Escalated),
        "identified" | "root-cause-found" => Some(Milestone::Diagnosed),
        "mitigation" | "monitoring" => Some(Milestone::Mitigated),
        "end" | "recovered" | "fixed" | "closed" => Some(Milestone::Resolved),
        _ => None,
    });
    // Status pages have words of their own; only one that names a milestone by its own key must be one.
    if made.milestone.is_none() && squash(part.name) == "milestone" {
        let ids = "`started`, `detected`, `declared`, `escalated`, `dead-end`, `diagnosed`, `mitigated` or `resolved`";
        r.refuse(part, ids);
    }
}

fn moment(r: &mut Reading<'_>, part: Given<'_>, made: &mut TimelineEntry) {
    let Some(scalar) = part.node.scalar() else {
        return r.refuse(part, "a time");
    };
    match read(&scalar.text, r.config.day_first) {
        Ok(Said::Clock(clock, precision)) => on_the_day(r, part, made, clock, precision),
        _ => made.at = when(r, part),
    }
}

/// A clock time alone belongs to the day of the entry before it, else of the incident; one that is earlier than the
/// entry before it, to the next.
fn on_the_day(
    r: &mut Reading<'_>,
    part: Given<'_>,
    made: &mut TimelineEntry,
    clock: jiff::civil::Time,
    precision: crate::model::Precision,
) {
    let before = r.facts.timeline.iter().rev().find_map(|entry| entry.at);
    let day = before
        .or(r.facts.started.as_ref().map(|fact| fact.value))
        .or(r.facts.date.as_ref().map(|fact| fact.value));
    let next_day = before.is_some_and(|before| clock < before.civil.time());
    let date = day.map(|day| day.civil.date());
    let date = if next_day {
        date.and_then(|date| date.tomorrow().ok())
    } else {
        date
    };
    let Some(date) = date else {
        made.clock = Some(clock);
        return;
    };
    let moment = Moment::civil(date.to_datetime(clock), precision);
    let mut placed = place(r, part, moment);
    placed.offset = placed.offset.or(day.and_then(|day| day.offset));
    made.at = Some(placed);
}

/// `14:05 the alert fires`, `2023-05-10 14:05 UTC: the alert fires`.
fn spoken(r: &mut Reading<'_>, given: Given<'_>, text: &str, line: usize) -> TimelineEntry {
    let mut made = TimelineEntry {
        text: text.to_owned(),
        line,
        ..TimelineEntry::default()
    };
    // The longest beginning that is a time.
    let ends = text
        .match_indices(' ')
        .map(|(at, _)| at)
        .take(5)
        .collect::<Vec<_>>();
    for end in ends.into_iter().rev() {
        let (head, rest) = text.split_at(end);
        let head = head
            .trim_end_matches([':', '-', '–', '—', ',', ']'])
            .trim_start_matches('[');
        match read(head, r.config.day_first) {
            Ok(Said::At(moment)) => made.at = Some(place(r, given, moment)),
            Ok(Said::Clock(clock, precision)) => {
                on_the_day(r, given, &mut made, clock, precision);
            }
            _ => continue,
        }
        made.text = rest
            .trim_start_matches([' ', ':', '-', '–', '—'])
            .to_owned();
        break;
    }
    made
}

fn keyed(r: &mut Reading<'_>, given: Given<'_>, one: &Entry) -> Option<TimelineEntry> {
    let text = r.text_of(Given {
        node: &one.node,
        ..given
    })?;
    let line = r.source.line(one.key_span.start);
    Some(spoken(r, given, &format!("{} {text}", one.key), line))
}
