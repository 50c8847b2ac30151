//! The keys that name times: what a moment means in a document with its own zone and day.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::moment::{Moment, NoTime, Said, read};
use super::reading::{Given, Reading, part, shortened};
use super::zone::{Zone, zone};
use crate::model::{Fact, Facts, ImpactWindow, Precision, StatedState, When};
use crate::tree::{Node, Scalar, Value};

const EXPECTED: &str = "a time such as `2023-05-10T09:00+01:00`, or a day such as `2023-05-10`";

impl Reading<'_> {
    pub(super) fn time(
        &mut self,
        given: Given<'_>,
        slot: fn(&mut Facts) -> &mut Option<Fact<When>>,
    ) {
        time(self, given, slot);
    }
}

pub(super) fn time(
    r: &mut Reading<'_>,
    given: Given<'_>,
    slot: fn(&mut Facts) -> &mut Option<Fact<When>>,
) {
    if let Some(when) = when(r, given) {
        r.put(given, slot, when);
    }
}

/// The moment that a value names; what is wrong with it is told.
pub(super) fn when(r: &mut Reading<'_>, given: Given<'_>) -> Option<When> {
    match said(r, given)? {
        Said::At(moment) => Some(place(r, given, moment)),
        Said::Clock(clock, precision) => match r.facts.date.as_ref().or(r.facts.started.as_ref()) {
            Some(day) => {
                let moment = Moment::civil(day.value.civil.date().to_datetime(clock), precision);
                Some(place(r, given, moment))
            }
            None => {
                r.refuse(given, "the day too, or a `date`");
                None
            }
        },
        Said::Unknown => None,
        Said::Ongoing => {
            r.refuse(given, EXPECTED);
            None
        }
    }
}

fn said(r: &mut Reading<'_>, given: Given<'_>) -> Option<Said> {
    if given.node.is_empty() {
        return None;
    }
    let Some(scalar) = given.node.scalar() else {
        r.refuse(given, EXPECTED);
        return None;
    };
    match read(&scalar.text, r.config.day_first) {
        Ok(said) => Some(said),
        Err(NoTime::Nonexistent(why)) => {
            r.error(
                "value-invalid",
                given.node.span,
                format!("`{}` is `{}`: {why}", given.name, shortened(&scalar.text)),
                "correct it, or remove it if it is not known",
            );
            None
        }
        Err(NoTime::DayOrMonth) => {
            r.warn(
                "date-ambiguous",
                given.node.span,
                format!(
                    "`{}` is `{}`: which of the two numbers is the month?",
                    given.name,
                    shortened(&scalar.text)
                ),
                "write `2023-05-10`, or set `day_first` under `[content]` in site.toml",
            );
            r.keep(given);
            None
        }
        Err(NoTime::Unreadable) => {
            r.refuse(given, EXPECTED);
            None
        }
    }
}

/// Gives a moment its offset: the one written with it, else that of the document's `timezone`.
pub(super) fn place(r: &mut Reading<'_>, given: Given<'_>, moment: Moment) -> When {
    let Moment {
        civil,
        precision,
        zone,
        wrong_weekday,
    } = moment;
    if let Some(said) = wrong_weekday {
        r.warn(
            "weekday-wrong",
            given.node.span,
            format!(
                "`{}` was a {:?}, not a {said:?}",
                civil.date(),
                civil.date().weekday()
            ),
            "correct the day of the week or the date",
        );
    }
    let whole_day = precision == Precision::Day;
    let offset = match (zone, r.zone.clone()) {
        (Zone::Fixed(offset), _) => Some(offset),
        (Zone::Named(zone), _) => Some(offset_in(r, given, &zone, civil)),
        (Zone::Unsaid | Zone::Ambiguous(_), Some(zone)) if !whole_day => {
            Some(offset_in(r, given, &zone, civil))
        }
        (Zone::Unsaid, _) => None,
        (Zone::Ambiguous(name), _) => {
            r.warn(
                "time-ambiguous",
                given.node.span,
                format!("`{name}` is the name of more than one zone"),
                "write the offset, such as `+05:30`, or a `timezone`",
            );
            None
        }
    };
    When {
        civil,
        offset: offset.filter(|_| !whole_day),
        precision,
    }
}

/// The offset of a zone at a civil time. Where clocks were changed, the time as if they had not been yet.
fn offset_in(r: &mut Reading<'_>, given: Given<'_>, zone: &TimeZone, civil: DateTime) -> Offset {
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, .. } => {
            r.warn(
                "value-invalid",
                given.node.span,
                format!(
                    "`{}` is a time that clocks passed over on that day",
                    given.name
                ),
                "correct it, or write its offset",
            );
            before
        }
        AmbiguousOffset::Fold { before, after } => {
            r.warn(
                "time-ambiguous",
                given.node.span,
                format!("`{}` is a time that came twice on that day", given.name),
                format!("write its offset, {before} or {after}; the first is taken until then"),
            );
            before
        }
    }
}

pub(super) fn timezone(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    match zone(&text) {
        Some(Zone::Fixed(offset)) => r.zone = Some(TimeZone::fixed(offset)),
        Some(Zone::Named(zone)) => r.zone = Some(zone),
        Some(Zone::Ambiguous(name)) => r.warn(
            "time-ambiguous",
            given.node.span,
            format!("`{name}` is the name of more than one zone"),
            "write a name such as `Asia/Kolkata`, or an offset",
        ),
        Some(Zone::Unsaid) | None => {
            return r.refuse(
                given,
                "a zone such as `Africa/Lagos`, or an offset such as `+01:00`",
            );
        }
    }
    r.put(given, |f| &mut f.timezone, text);
}

/// A time, or a state: the name is used for both.
pub(super) fn resolved(r: &mut Reading<'_>, given: Given<'_>) {
    let bool_of = |scalar: &Scalar| {
        if scalar.text.len() > 1 {
            scalar.as_bool()
        } else {
            None
        }
    };
    let state = match given.node.scalar().and_then(bool_of) {
        Some(true) => StatedState::Resolved,
        Some(false) => StatedState::Ongoing,
        None if matches!(said_quietly(r, given.node), Some(Said::Ongoing)) => StatedState::Ongoing,
        None => return time(r, given, |f| &mut f.resolved),
    };
    r.put(given, |f| &mut f.state, state);
}

fn said_quietly(r: &Reading<'_>, node: &Node) -> Option<Said> {
    read(&node.scalar()?.text, r.config.day_first).ok()
}

pub(super) fn windows(r: &mut Reading<'_>, given: Given<'_>) {
    const PARTS: [&str; 6] = ["start", "started", "end", "resolved", "kind", "note"];
    let items = match &given.node.value {
        Value::List(items) => items.as_slice(),
        _ if given.node.is_empty() => return,
        _ => std::slice::from_ref(given.node),
    };
    for item in items {
        let Value::Map(entries) = &item.value else {
            r.refuse(given, "a list of maps with `start` and `end`");
            return;
        };
        for entry in entries {
            if part(std::slice::from_ref(entry), &PARTS).is_none() {
                r.unknown_part(given.name, entry, &["start", "end", "kind", "note"]);
            }
        }
        let mut moment = |names: &[&str]| {
            let node = part(entries, names)?;
            when(r, Given { node, ..given }).map(|when| (when, node.span))
        };
        let start = moment(&["start", "started"]);
        let end = moment(&["end", "resolved"]);
        let (Some((start, _)), Some((end, end_span))) = (start, end) else {
            continue;
        };
        let Some(mut window) = ImpactWindow::new(start, end) else {
            r.error(
                "window-reversed",
                end_span,
                "a window ends before it starts",
                "swap the two, or correct the day of its end",
            );
            continue;
        };
        let mut text = |name: &str| {
            let node = part(entries, &[name])?;
            r.text_of(Given { node, ..given })
        };
        window.kind = text("kind");
        window.note = text("note");
        let fact = r.stated(window, item.span);
        r.facts.windows.push(fact);
    }
}
