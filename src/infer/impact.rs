//! Who was hit, and how badly.

use std::ops::Range;

use crate::diag::Diagnostic;
use crate::model::{Confidence, Facts, ImpactKind, ImpactLevel, Severity};

use super::calendar::is_other;
use super::outline::{Line, Sentence};
use super::reading::Reading;
use super::vocabulary::Topic;

/// A share of something, in percent.
struct Share {
    percent: f64,
    range: Range<usize>,
    of: Whole,
}

/// What a share is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    Users,
    Requests,
    Service,
    Other,
}

/// Reads the impact.
pub(super) fn read(reading: &Reading, facts: &mut Facts, findings: &mut Vec<Diagnostic>) {
    let told: Vec<&Sentence> = sentences(reading);
    facts.impact_text = impact_text(reading, &told);
    let shares: Vec<Share> = told
        .iter()
        .flat_map(|s| shares(reading, &s.range))
        .take(200)
        .collect();
    let users = shares.iter().find(|s| s.of == Whole::Users);
    let everyone = told.iter().find_map(|s| everyone(reading, &s.range));
    let service = shares
        .iter()
        .find(|s| s.of == Whole::Service && s.percent >= 99.0)
        .map(|s| s.range.clone())
        .or_else(|| {
            told.iter()
                .find_map(|s| all_of_the_service(reading, &s.range))
        });
    if let Some(share) = users {
        facts.impact_users_percent =
            Some(reading.fact(share.percent, Confidence::High, &share.range));
        if let Some(all) = everyone.as_ref().filter(|_| share.percent < 90.0)
            && reading
                .outline
                .sentence_at(all.start)
                .map(|s| s.range.start)
                != reading
                    .outline
                    .sentence_at(share.range.start)
                    .map(|s| s.range.start)
        {
            findings.push(
                reading
                    .disagreement(
                        "impact-disagrees",
                        &share.range,
                        format!(
                            "`{}` here, `{}` elsewhere",
                            reading.text(&share.range),
                            reading.text(all)
                        ),
                        all,
                    )
                    .help("say which users were affected"),
            );
        }
    } else if let Some(all) = &everyone {
        facts.impact_users_percent = Some(reading.fact(100.0, Confidence::Medium, all));
    } else if let Some(all) = &service {
        // All of the service is not yet all users; shown, but fills no index.
        facts.impact_users_percent = Some(reading.fact(100.0, Confidence::Low, all));
    }
    if let Some(share) = shares.iter().find(|s| s.of == Whole::Requests) {
        facts.impact_error_percent =
            Some(reading.fact(share.percent, Confidence::Medium, &share.range));
    }
    level(
        reading,
        &told,
        users,
        everyone.as_ref(),
        service.as_ref(),
        facts,
    );
    kinds(reading, &told, facts);
    severity(reading, facts);
}

/// The sentences that can tell the impact: those about it first, then the summary's, then the rest.
fn sentences<'r>(reading: &'r Reading) -> Vec<&'r Sentence> {
    let outline = &reading.outline;
    let rank = |line: &Line| match line.about() {
        Some(Topic::Impact) => 0,
        Some(Topic::Summary | Topic::Duration) => 1,
        None => 2,
        Some(Topic::Cause | Topic::CauseAndResolution | Topic::Detection) => 3,
        Some(Topic::Timeline) => 4,
        _ => 5,
    };
    let mut told: Vec<(u8, &Sentence)> = outline
        .sentences
        .iter()
        .map(|s| (s, &outline.lines[s.line]))
        .filter(|(_, line)| {
            !line.quote
                && !is_other(reading, line)
                && !matches!(line.major, Some(Topic::Lessons | Topic::WentWell))
        })
        .map(|(s, line)| (rank(line), s))
        .filter(|(rank, _)| *rank < 5)
        .collect();
    told.sort_by_key(|(rank, s)| (*rank, s.range.start));
    told.into_iter().map(|(_, s)| s).collect()
}

/// Words for the people served.
const PEOPLE: &[&str] = &[
    "user",
    "customer",
    "visitor",
    "subscriber",
    "client",
    "staff",
    "employee",
    "people",
    "member",
    "player",
    "merchant",
    "student",
    "reader",
    "tenant",
    "shopper",
    "viewer",
    "audience",
    "utilizador",
    "usuári",
];

fn shares(reading: &Reading, range: &Range<usize>) -> Vec<Share> {
    let lower = reading.lower(range);
    let mut found = Vec::new();
    let percents = lower
        .match_indices('%')
        .chain(lower.match_indices(" percent"));
    for (at, mark) in percents {
        let before = lower[..at].trim_end();
        let digits = before
            .bytes()
            .rev()
            .take(8)
            .take_while(|b| b.is_ascii_digit() || *b == b'.')
            .count();
        let Ok(percent) = before[before.len() - digits..]
            .trim_matches('.')
            .parse::<f64>()
        else {
            continue;
        };
        if percent > 100.0 {
            continue;
        }
        let start = before.len() - digits;
        let after = &lower[at + mark.len()..];
        let of = whole(&lower[..start], after);
        let end = phrase_end(after, of);
        found.push(Share {
            percent,
            range: range.start + start..range.start + at + mark.len() + end,
            of,
        });
    }
    found
}

/// How far the words that say "of whom" reach.
fn phrase_end(after: &str, of: Whole) -> usize {
    if of == Whole::Other {
        return 0;
    }
    let window = cut(after, 60);
    PEOPLE
        .iter()
        .filter_map(|word| window.find(word).map(|at| at + word.len()))
        .min()
        .map_or(0, |end| {
            end + after[end..]
                .bytes()
                .take_while(u8::is_ascii_alphabetic)
                .count()
        })
}

fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn cut_front(text: &str, limit: usize) -> &str {
    let mut start = text.len().saturating_sub(limit);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// What a percentage with these words around it is a share of.
fn whole(before: &str, after: &str) -> Whole {
    let next = cut(after, 60);
    let next = next.split([',', '.', ';', '\n']).next().unwrap_or(next);
    let previous = cut_front(before, 50);
    let first_words: String = next
        .split_whitespace()
        .take(6)
        .collect::<Vec<_>>()
        .join(" ");
    if [
        "degradation",
        "sure",
        "cpu",
        "memory",
        "loss",
        "of memory",
        "usage",
        "uptime",
        "availab",
        "success",
        "back online",
        "restored",
        "of the nodes",
        "utiliz",
        "disk",
        "of capacity",
    ]
    .iter()
    .any(|w| next.trim_start().starts_with(w))
    {
        return Whole::Other;
    }
    let people_at = PEOPLE.iter().filter_map(|w| first_words.find(w)).min();
    let requests_at = ["request", "traffic", "api call", "transaction", "quer"]
        .iter()
        .filter_map(|w| first_words.find(w))
        .min();
    match (people_at, requests_at) {
        (Some(_), None) => return Whole::Users,
        (Some(p), Some(r)) if p < r => return Whole::Users,
        (_, Some(_)) => return Whole::Requests,
        _ => {}
    }
    if (previous.contains("affect") || previous.contains("impact"))
        && PEOPLE.iter().any(|w| previous.contains(w))
    {
        return Whole::Users;
    }
    if [
        "downtime",
        "down",
        "outage",
        "unavailab",
        "of the web",
        "of the service",
        "of our api",
        "of the site",
        "of work production",
        "of the system",
        "of our service",
        "of our web",
        "of our site",
        "of services",
        "of the application",
        "of our application",
        "of the server",
        "of our infra",
        "of the api",
    ]
    .iter()
    .any(|w| next.trim_start().starts_with(w))
    {
        return Whole::Service;
    }
    Whole::Other
}

/// Words that say: all users.
fn everyone(reading: &Reading, range: &Range<usize>) -> Option<Range<usize>> {
    let lower = reading.lower(range);
    const ALL: &[&str] = &[
        "all users",
        "all our users",
        "all of our users",
        "all of the users",
        "every user",
        "all customers",
        "all of our customers",
        "all visitors",
        "all clients",
        "everyone",
        "anyone trying",
        "all branches",
        "every staff",
        "nobody could",
        "no one could",
        "no users could",
        "all employees",
        "all subscribers",
        "entire user base",
        "every customer",
        "all requests",
    ];
    let (at, word) = ALL
        .iter()
        .filter_map(|word| lower.find(word).map(|at| (at, *word)))
        .min()?;
    // `not all users`, `a 20% degradation for all users` is still all of them; `for all users to` is a wish.
    let before = cut_front(&lower[..at], 24);
    let hurt = HURT.iter().any(|w| lower.contains(w));
    (hurt && !before.contains("not ") && !before.contains("nearly") && !before.contains("almost"))
        .then(|| range.start + at..range.start + at + word.len())
}

/// Words of suffering.
const HURT: &[&str] = &[
    "unable",
    "outage",
    "down",
    "error",
    "inaccess",
    "unavailab",
    "loss",
    "fail",
    "affect",
    "impact",
    "could",
    "degrad",
    "disrupt",
    "not being able",
    "broken",
    "nobody",
];

/// Words that say: the whole service.
fn all_of_the_service(reading: &Reading, range: &Range<usize>) -> Option<Range<usize>> {
    let lower = reading.lower(range);
    const WHOLE: &[&str] = &[
        "down completely",
        "completely down",
        "complete unresponsiveness",
        "entire website was down",
        "whole website was down",
        "whole site was down",
    ];
    let (at, word) = WHOLE
        .iter()
        .filter_map(|word| lower.find(word).map(|at| (at, *word)))
        .min()?;
    Some(range.start + at..range.start + at + word.len())
}

fn impact_text(reading: &Reading, told: &[&Sentence]) -> Option<crate::model::Fact<String>> {
    let outline = &reading.outline;
    let own: Vec<&&Sentence> = told
        .iter()
        .filter(|s| outline.lines[s.line].about() == Some(Topic::Impact))
        .take(3)
        .collect();
    if let (Some(first), Some(last)) = (own.first(), own.last()) {
        let range =
            if last.range.end > first.range.start && last.range.end - first.range.start < 700 {
                first.range.start..last.range.end
            } else {
                first.range.clone()
            };
        return Some(reading.fact(reading.text(&range), Confidence::High, &range));
    }
    let sentence = told.iter().find(|s| {
        let lower = reading.lower(&s.range);
        HURT.iter().any(|w| lower.contains(w))
            && (PEOPLE.iter().any(|w| lower.contains(w))
                || lower.contains("outage")
                || lower.contains("down"))
    })?;
    Some(reading.fact(
        reading.text(&sentence.range),
        Confidence::Medium,
        &sentence.range,
    ))
}

fn level(
    reading: &Reading,
    told: &[&Sentence],
    users: Option<&Share>,
    everyone: Option<&Range<usize>>,
    service: Option<&Range<usize>>,
    facts: &mut Facts,
) {
    const SCALE: &[(ImpactLevel, &[&str])] = &[
        (
            ImpactLevel::Total,
            &[
                "complete outage",
                "total outage",
                "complete service outage",
                "completely unavailable",
                "complete unavailability",
                "complete downtime",
                "100% downtime",
                "entire site",
                "entire website",
                "entire platform",
                "whole website",
                "whole site",
                "full outage",
                "down completely",
                "completely down",
            ],
        ),
        (
            ImpactLevel::Major,
            &[
                "massive",
                "major outage",
                "large scale",
                "majority of",
                "most users",
                "most of our",
                "widespread",
                "significant outage",
                "severe",
                "was down",
                "were down",
                "inaccessible",
                "unable to access",
                "unavailable",
                "goes down",
                "went down",
                "outage",
            ],
        ),
        (
            ImpactLevel::Partial,
            &[
                "some users",
                "subset of",
                "some customers",
                "a number of users",
                "one region",
                "partial",
                "several users",
                "intermittent",
            ],
        ),
        (
            ImpactLevel::Minor,
            &["slow", "latency", "degraded", "rare errors", "delay"],
        ),
        (
            ImpactLevel::None,
            &[
                "no user impact",
                "no customer impact",
                "never encountered an actual outage",
                "near miss",
                "was not exploited",
                "no users were affected",
                "no impact",
            ],
        ),
    ];
    if let Some(share) = users {
        facts.impact_level = Some(reading.fact(
            ImpactLevel::of_users_percent(share.percent),
            Confidence::High,
            &share.range,
        ));
        return;
    }
    if let Some(all) = everyone.or(service) {
        facts.impact_level = Some(reading.fact(ImpactLevel::Total, Confidence::Medium, all));
        return;
    }
    let none = told
        .iter()
        .find_map(|s| find_any(reading, &s.range, SCALE[4].1));
    let found = none.map(|range| (ImpactLevel::None, range)).or_else(|| {
        let near = told.iter().take(12);
        SCALE.iter().take(4).find_map(|(level, words)| {
            near.clone()
                .find_map(|s| find_any(reading, &s.range, words))
                .map(|range| (*level, range))
        })
    });
    if let Some((level, range)) = found {
        let confidence = if level == ImpactLevel::Total {
            Confidence::Medium
        } else {
            Confidence::Low
        };
        let confidence = if level == ImpactLevel::Major
            && [
                "massive",
                "large scale",
                "majority",
                "major outage",
                "widespread",
            ]
            .contains(&reading.lower(&range))
        {
            Confidence::Medium
        } else {
            confidence
        };
        facts.impact_level = Some(reading.fact(level, confidence, &range));
    }
}

fn find_any(reading: &Reading, range: &Range<usize>, words: &[&str]) -> Option<Range<usize>> {
    let lower = reading.lower(range);
    words.iter().find_map(|word| {
        lower
            .find(word)
            .map(|at| range.start + at..range.start + at + word.len())
    })
}

fn kinds(reading: &Reading, told: &[&Sentence], facts: &mut Facts) {
    const KINDS: &[(ImpactKind, &[&str])] = &[
        (
            ImpactKind::Outage,
            &[
                "outage",
                "was down",
                "went down",
                "unavailab",
                "inaccessible",
                "unreachable",
                "downtime",
            ],
        ),
        (
            ImpactKind::Degradation,
            &["slow", "latency", "degraded", "degradation", "intermittent"],
        ),
        (
            ImpactKind::DataLoss,
            &["data loss", "lost data", "data was lost"],
        ),
        (
            ImpactKind::DataExposure,
            &[
                "data breach",
                "data exposure",
                "unauthorized access",
                "data leak",
                "exfiltrat",
            ],
        ),
        (
            ImpactKind::WrongResults,
            &["wrong results", "incorrect results", "wrong data"],
        ),
        (
            ImpactKind::Money,
            &["revenue", "lost sales", "financial loss", "refund"],
        ),
        (ImpactKind::Safety, &["injur", "evacua"]),
    ];
    for (kind, words) in KINDS {
        let found = told
            .iter()
            .filter(|s| {
                matches!(
                    reading.outline.lines[s.line].about(),
                    Some(Topic::Impact | Topic::Summary) | None
                )
            })
            .take(30)
            .find_map(|s| {
                let range = find_any(reading, &s.range, words)?;
                let before = cut_front(reading.lower(&(s.range.start..range.start)), 20);
                (!before.ends_with("no ")
                    && !before.contains("potential")
                    && !before.ends_with("without "))
                .then_some(range)
            });
        if let Some(range) = found {
            facts
                .impact_kinds
                .push(reading.fact(*kind, Confidence::Medium, &range));
        }
    }
}

fn severity(reading: &Reading, facts: &mut Facts) {
    let line =
        reading.outline.lines.iter().find(|l| {
            l.topic == Some(Topic::Severity) && !l.value.is_empty() && l.value.len() < 40
        });
    if let Some(line) = line {
        let label = reading.text(&line.value);
        let severity = Severity::from_label(label.trim_end_matches('.'));
        let confidence = if severity.number.is_some() {
            Confidence::High
        } else {
            Confidence::Low
        };
        facts.severity = Some(reading.fact(severity, confidence, &line.value));
    }
}
