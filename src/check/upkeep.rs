//! What a postmortem lacks, and what a team forgets to write down: cause, impact, owners, dates, zones.
//!
//! What good records of real incidents often leave out is a hint. Each rule tells once for a document, however many of its
//! action items lack an owner.

use crate::diag::{Diagnostic, Place, SourceText};
use crate::library::Record;
use crate::model::{ActionItem, ActionStatus, Fact, ImpactLevel, Precision, When};

/// Everything that one postmortem lacks.
pub(super) fn check(record: &Record) -> Vec<Diagnostic> {
    [
        cause(record),
        impact(record),
        detection(record),
        zone(record),
        sections(record),
        lessons(record),
        owners(record),
        due_dates(record),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn whole(record: &Record) -> Place {
    Place::file(record.source.path.clone())
}

/// Where a fact was read; the document where it was computed.
fn at<T>(record: &Record, fact: &Fact<T>) -> Place {
    match &fact.quote {
        Some(quote) => record.source.place(quote.span),
        None => whole(record),
    }
}

/// Categories that amplify or allow an incident and seldom begin one.
const SELDOM_FIRST: [&str; 2] = ["cascading-failure", "process"];

fn cause(record: &Record) -> Option<Diagnostic> {
    let facts = &record.postmortem.facts;
    if let Some(cause) = &facts.root_cause {
        let contributes = SELDOM_FIRST.contains(&cause.value.as_str());
        return (contributes && cause.counts()).then(|| {
            Diagnostic::hint(
                "cause-only-contributing",
                at(record, cause),
                format!(
                    "`{}` makes an incident worse or possible and seldom begins one",
                    cause.value
                ),
            )
            .help("name what failed first as `root_cause`, and this under `contributing`")
        });
    }
    if let Some(first) = facts.contributing.first() {
        let finding = Diagnostic::hint(
            "cause-only-contributing",
            at(record, first),
            format!("`{}` contributed, and no root cause is named", first.value),
        );
        return Some(finding.help("name one category as `root_cause`; `unknown` is one too"));
    }
    let finding = match &facts.root_cause_text {
        Some(text) => Diagnostic::hint(
            "cause-unclassified",
            at(record, text),
            "a cause is told and fits none of the categories, so the index by cause counts it as unknown",
        ),
        None => Diagnostic::hint(
            "cause-missing",
            whole(record),
            "neither front matter nor text says what the cause was",
        ),
    };
    Some(finding.help("state a category as `root_cause`; `unknown` says that nobody knows"))
}

fn impact(record: &Record) -> Option<Diagnostic> {
    let facts = &record.postmortem.facts;
    let told = facts.impact_text.is_some()
        || facts.impact_users.is_some()
        || facts.impact_error_percent.is_some()
        || facts.impact_requests_failed.is_some()
        || facts.impact_money.is_some()
        || facts.impact_data_lost.is_some()
        || !facts.impact_kinds.is_empty();
    (!told && record.postmortem.level.value == ImpactLevel::Unknown).then(|| {
        Diagnostic::hint(
            "impact-missing",
            whole(record),
            "neither front matter nor text says who was affected, or how badly",
        )
        .help("say in a sentence what users could not do, or state `impact: {level: partial}`")
    })
}

/// Whether `later` comes before `earlier`, as far as both are exact.
fn precedes(later: &When, earlier: &When) -> bool {
    if later.precision == Precision::Day || earlier.precision == Precision::Day {
        return later.civil.date() < earlier.civil.date();
    }
    earlier.seconds_to(later) < 0
}

fn detection(record: &Record) -> Option<Diagnostic> {
    let facts = &record.postmortem.facts;
    let (Some(detected), Some(resolved)) = (&facts.detected, &facts.resolved) else {
        return None;
    };
    if !detected.counts() || !resolved.counts() || !precedes(&resolved.value, &detected.value) {
        return None;
    }
    let finding = Diagnostic::warning(
        "detection-after-resolution",
        at(record, detected),
        format!(
            "it was noticed ({}) after it was over ({})",
            detected.value.iso(),
            resolved.value.iso()
        ),
    );
    Some(
        finding
            .also(at(record, resolved), "the end")
            .help("correct one of the two; if it was found out later, allow it"),
    )
}

fn zone(record: &Record) -> Option<Diagnostic> {
    let facts = &record.postmortem.facts;
    let started = facts.started.as_ref()?;
    let exact = started.value.precision != Precision::Day;
    (exact && started.value.offset.is_none() && facts.timezone.is_none()).then(|| {
        Diagnostic::hint(
            "zone-missing",
            at(record, started),
            format!(
                "no time zone is named, so nobody elsewhere knows when {} was",
                started.value.iso()
            ),
        )
        .help("write `timezone: Europe/Paris`, or the offset with the time")
    })
}

/// A part of a postmortem, and words of the headings that it goes by.
struct Part {
    name: &'static str,
    headings: &'static [&'static str],
    /// Whether its facts are known, whatever the headings say.
    known: fn(&Record) -> bool,
}

const PARTS: [Part; 3] = [
    Part {
        name: "timeline",
        headings: &[
            "timeline",
            "chronolog",
            "sequence of",
            "events",
            "what happened",
            "narrative",
            "history",
        ],
        known: |it| !it.postmortem.facts.timeline.is_empty(),
    },
    Part {
        name: "resolution",
        headings: &[
            "resol",
            "recover",
            "mitigat",
            "fix",
            "restor",
            "response",
            "remed",
            "repair",
            "what happened",
        ],
        known: |it| {
            it.postmortem.facts.mitigation.is_some() || !it.postmortem.facts.timeline.is_empty()
        },
    },
    Part {
        name: "action items or lessons",
        headings: &[
            "action",
            "follow",
            "prevent",
            "improve",
            "lesson",
            "learn",
            "next",
            "correct",
            "todo",
            "to do",
            "task",
            "going forward",
            "takeaway",
            "chang",
            "afterwards",
            "what we are doing",
        ],
        known: |it| {
            let facts = &it.postmortem.facts;
            !facts.action_items.is_empty() || facts.lessons != Default::default()
        },
    },
];

fn sections(record: &Record) -> Option<Diagnostic> {
    let document = &record.document;
    let headings = document
        .sections
        .iter()
        .filter_map(|it| it.heading.as_ref());
    let headings: Vec<String> = headings
        .chain(&document.labels)
        .map(|it| it.text.to_lowercase())
        .collect();
    let has = |part: &Part| {
        let named = |heading: &String| part.headings.iter().any(|word| heading.contains(word));
        (part.known)(record) || headings.iter().any(named)
    };
    let missing: Vec<String> = PARTS
        .iter()
        .filter(|part| !has(part))
        .map(|part| format!("`{}`", part.name))
        .collect();
    (!missing.is_empty()).then(|| {
        Diagnostic::hint(
            "section-missing",
            whole(record),
            format!("there is no part on {}", missing.join(", ")),
        )
        .help("add a heading for it, even if it only says that nothing is known")
    })
}

/// Whether an action item still waits to be done, as far as is said.
pub(super) fn is_open(item: &ActionItem) -> bool {
    use ActionStatus::{InProgress, Open};
    matches!(item.status, None | Some(Open | InProgress))
}

/// The line of an action item.
pub(super) fn place_of(source: &SourceText, item: &ActionItem) -> Place {
    match item.line {
        0 => Place::file(source.path.clone()),
        line => source.place(source.line_span(line)),
    }
}

/// Words of an action item, short enough for a message.
pub(super) fn named(item: &ActionItem) -> String {
    const LONGEST: usize = 60;
    match item.title.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", item.title.get(..end).unwrap_or_default()),
        None => item.title.clone(),
    }
}

fn lessons(record: &Record) -> Option<Diagnostic> {
    let facts = &record.postmortem.facts;
    let lesson = facts.lessons.badly.first()?;
    facts.action_items.is_empty().then(|| {
        let source = &record.source;
        let place = match source.find_whole(lesson) {
            Some(span) => source.place(span),
            None => whole(record),
        };
        Diagnostic::hint(
            "lesson-without-action",
            place,
            "something went badly, and nothing is said to be done about it",
        )
        .help("add an action item, or say why it stays as it is")
    })
}

/// One finding about the open items of a record that lack something.
fn lacking(
    record: &Record,
    rule: &'static str,
    what: &str,
    lacks: impl Fn(&ActionItem) -> bool,
) -> Option<Diagnostic> {
    let items = record.postmortem.facts.action_items.iter();
    let open: Vec<&ActionItem> = items.filter(|it| is_open(it)).collect();
    let first = open.iter().find(|it| lacks(it))?;
    let count = open.iter().filter(|it| lacks(it)).count();
    let message = match (count, open.len()) {
        (_, 1) => format!("the action item `{}` has no {what}", named(first)),
        (count, all) => format!(
            "{count} of {all} action items have no {what}; the first is `{}`",
            named(first)
        ),
    };
    Some(Diagnostic::hint(
        rule,
        place_of(&record.source, first),
        message,
    ))
}

fn owners(record: &Record) -> Option<Diagnostic> {
    let finding = lacking(record, "action-unowned", "owner", |it| it.owner.is_none())?;
    Some(finding.help("name a team or a person: what nobody owns is seldom done"))
}

fn due_dates(record: &Record) -> Option<Diagnostic> {
    let finding = lacking(record, "action-without-due", "due date", |it| {
        it.due.is_none()
    })?;
    Some(finding.help("write `due: 2024-06-01`, or a status if it is done"))
}
