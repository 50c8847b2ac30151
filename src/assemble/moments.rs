//! The start and the end of an incident: stated over inferred, with what disagrees.

use crate::diag::Diagnostic;
use crate::model::{Confidence, Fact, Facts, ImpactWindow, Origin, Precision, StatedState, When};
use crate::source::front_matter::Stated;

use super::Findings;

/// Most days after an incident at which its report still appears: a date further away is a slip of the pen.
const REPORT_DAYS: i32 = 120;

/// Keys that only the front matter of a blog has.
const BLOG_KEYS: [&str; 10] = [
    "layout",
    "subtitle",
    "image",
    "cover",
    "thumbnail",
    "excerpt",
    "comments",
    "header",
    "toc",
    "categories",
];

/// The `date` of a blog's front matter is the day on which the report appeared, where the text tells an earlier day of
/// the incident and the front matter nothing else of it.
pub(super) fn day_of_publication(stated: &mut Stated, told: &Facts) {
    let facts = &stated.facts;
    let (Some(date), Some(started)) = (
        &facts.date,
        facts.started.as_ref().or(told.started.as_ref()),
    ) else {
        return;
    };
    // `date` and `published` say the same: it is the one or the other.
    let published = facts
        .published
        .as_ref()
        .is_some_and(|it| it.value == date.value);
    let of_a_blog = !facts.authors.is_empty()
        || !facts.tags.is_empty()
        || stated
            .unknown
            .iter()
            .any(|(key, _)| BLOG_KEYS.contains(&key.as_str()));
    let says_more = facts.started.is_some()
        || facts.resolved.is_some()
        || facts.detected.is_some()
        || facts.severity.is_some()
        || facts.duration_stated.is_some()
        || facts.root_cause.is_some()
        || facts.state.is_some()
        || !facts.windows.is_empty();
    let sure = started.origin.confidence() != Confidence::Low;
    let later = date
        .value
        .civil
        .date()
        .since(started.value.civil.date())
        .map_or(0, |span| span.get_days());
    if (published || of_a_blog && !says_more) && sure && (2..=REPORT_DAYS).contains(&later) {
        let date = stated.facts.date.take();
        stated.facts.published = stated.facts.published.take().or(date);
    }
}

/// `date` is the day it began: it stands in for a missing start, and a start read in the prose must lie near it.
pub(super) fn settle_start(
    facts: &mut Facts,
    told: Option<&Fact<When>>,
    findings: &mut Findings<'_>,
) {
    let Some(date) = facts.date.clone() else {
        return;
    };
    let Some(started) = &facts.started else {
        facts.started = Some(date);
        return;
    };
    let apart = started
        .value
        .civil
        .date()
        .duration_since(date.value.civil.date())
        .as_hours()
        .abs();
    // One day apart is the same day seen from another zone.
    if apart <= 24 || date.origin != Origin::Stated {
        // A status page gives the instant at which it began.
        let instant = date.value.precision != Precision::Day && facts.state.is_some();
        if instant && date.origin == Origin::Stated && started.origin != Origin::Stated {
            facts.started = Some(date);
        }
        return;
    }
    let finding = Diagnostic::warning(
        "date-disagrees",
        findings.place(&date),
        format!(
            "`date` says {}, and the incident started {}",
            date.value.iso(),
            started.value.iso()
        ),
    )
    .also(findings.place(started), "the start")
    .help("correct one of the two")
    .contradiction();
    findings.list.push(finding);
    if told.is_some() && matches!(started.origin, Origin::Inferred(_)) {
        // Front matter wins over prose; an end read in the prose belongs to the prose's start.
        facts.started = Some(date);
        if facts
            .resolved
            .as_ref()
            .is_some_and(|it| matches!(it.origin, Origin::Inferred(_)))
        {
            facts.resolved = None;
        }
    }
}

/// What front matter calls ongoing has no end, whatever times the prose names.
pub(super) fn settle_end(facts: &mut Facts) {
    let ongoing = facts
        .state
        .as_ref()
        .is_some_and(|it| it.value == StatedState::Ongoing && it.origin == Origin::Stated);
    let told = facts
        .resolved
        .as_ref()
        .is_some_and(|it| it.origin != Origin::Stated);
    if ongoing && told {
        facts.resolved = None;
    }
}

/// An incident does not end before it starts: an error where front matter says so, no end where only the prose does.
pub(super) fn settle_window(facts: &mut Facts, findings: &mut Findings<'_>) {
    let (Some(started), Some(resolved)) = (&facts.started, &facts.resolved) else {
        return;
    };
    if ImpactWindow::new(started.value, resolved.value).is_some() {
        return;
    }
    if resolved.origin == Origin::Stated && started.origin == Origin::Stated {
        let finding = Diagnostic::error(
            "window-reversed",
            findings.place(resolved),
            format!(
                "the incident ends ({}) before it starts ({})",
                resolved.value.iso(),
                started.value.iso()
            ),
        )
        .also(findings.place(started), "the start")
        .help("swap `started` and `resolved`, or correct the day of `resolved`");
        findings.list.push(finding);
    } else if matches!(resolved.origin, Origin::Inferred(_)) {
        facts.resolved = None;
    } else {
        facts.started = None;
    }
}

/// Abbreviations that hold for one half of the year, with a place where they do.
const SEASONS: [(&str, &str); 12] = [
    ("PST", "America/Los_Angeles"),
    ("PDT", "America/Los_Angeles"),
    ("MST", "America/Denver"),
    ("MDT", "America/Denver"),
    ("CST", "America/Chicago"),
    ("CDT", "America/Chicago"),
    ("EST", "America/New_York"),
    ("EDT", "America/New_York"),
    ("CET", "Europe/Berlin"),
    ("CEST", "Europe/Berlin"),
    ("EET", "Europe/Athens"),
    ("EEST", "Europe/Athens"),
];

/// A zone named by the abbreviation of the other season is taken at its word and told: the clocks on the wall said
/// something else that day.
pub(super) fn season(facts: &Facts, findings: &mut Findings<'_>) {
    let (Some(zone), Some(started)) = (&facts.timezone, &facts.started) else {
        return;
    };
    let Some((name, place)) = SEASONS.iter().find(|(name, _)| *name == zone.value.trim()) else {
        return;
    };
    let (Some(offset), Ok(clocks)) = (started.value.offset, jiff::tz::TimeZone::get(place)) else {
        return;
    };
    let Ok(instant) = offset.to_timestamp(started.value.civil) else {
        return;
    };
    let wall = clocks.to_offset(instant);
    if wall == offset || started.value.precision == Precision::Day {
        return;
    }
    let day = started.value.civil.date();
    let finding = Diagnostic::warning(
        "zone-season",
        findings.place(zone),
        format!("`{name}` is not the time on the wall on {day}, when clocks stand at UTC{wall}"),
    )
    .help(format!(
        "{name} is taken at its word, UTC{offset}; write the offset if the other one is meant"
    ));
    findings.list.push(finding);
}

/// A stated time against the same time in the prose.
pub(super) fn compare(
    kept: &Option<Fact<When>>,
    told: Option<&Fact<When>>,
    key: &str,
    findings: &mut Findings<'_>,
) {
    let (Some(kept), Some(told)) = (kept, told) else {
        return;
    };
    if kept.origin != Origin::Stated || told.origin.confidence() != Confidence::High {
        return;
    }
    let coarse = kept.value.precision == Precision::Day || told.value.precision == Precision::Day;
    let agree = if coarse {
        kept.value
            .civil
            .date()
            .duration_since(told.value.civil.date())
            .as_hours()
            .abs()
            <= 24
    } else {
        // The prose often gives local time where front matter gives UTC.
        kept.value.seconds_to(&told.value).abs() <= 60
            || kept
                .value
                .civil
                .duration_since(told.value.civil)
                .as_secs()
                .abs()
                <= 60
    };
    if agree {
        return;
    }
    let finding = Diagnostic::warning(
        "date-disagrees",
        findings.place(kept),
        format!(
            "`{key}` says {}, the text says {}",
            kept.value.iso(),
            told.value.iso()
        ),
    )
    .also(findings.place(told), "the text")
    .help("correct one of the two; front matter counts until then")
    .contradiction();
    findings.list.push(finding);
}
