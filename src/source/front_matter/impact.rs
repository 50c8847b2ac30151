//! Who was hit, and how badly: severity, and impact as a sentence, a level or a map.

use super::fields::squash;
use super::reading::{Given, Reading, Separator, fold};
use crate::model::{Fact, Facts, ImpactKind, ImpactLevel};
use crate::tree::{Scalar, Value};

pub(super) fn severity(r: &mut Reading<'_>, given: Given<'_>) {
    if let Some(label) = r.text_of(given) {
        let severity = r.config.severity_of_label(&label);
        r.put(given, |f| &mut f.severity, severity);
    }
}

/// Parts of an `impact` map, as people name them; each is read as the key at the top that it stands for.
const PARTS: [&str; 10] = [
    "level",
    "kinds",
    "users_percent",
    "users",
    "requests_failed",
    "error_percent",
    "money",
    "data_lost",
    "regions",
    "summary",
];

pub(super) fn impact(r: &mut Reading<'_>, given: Given<'_>) {
    let Value::Map(entries) = &given.node.value else {
        return one_impact(r, given);
    };
    for entry in entries {
        let part = Given {
            name: &entry.key,
            key_span: entry.key_span,
            node: &entry.node,
        };
        match squash(&entry.key).as_str() {
            "level" | "severity" => level(r, part),
            "kinds" | "kind" | "type" => kinds(r, part),
            "userspercent" | "usersaffectedpercent" | "percentusersaffected" | "percent" => {
                users_percent(r, part);
            }
            "users" | "customers" | "usersaffected" | "customersaffected" | "customersimpacted"
            | "affectedusers" => users(r, part),
            "requestsfailed" | "failedrequests" | "requests" => {
                r.text(part, |f| &mut f.impact_requests_failed);
            }
            "errorpercent" | "errorrate" => error_percent(r, part),
            "money" | "revenueusd" | "revenue" | "revenuelost" | "cost" | "costusd"
            | "financial" => {
                money(r, part);
            }
            "datalost" | "dataloss" => data_lost(r, part),
            "regions" | "region" => r.texts(part, Separator::Comma, |f| &mut f.impact_regions),
            "summary" | "text" | "description" => r.text(part, |f| &mut f.impact_text),
            _ => r.unknown_part(given.name, entry, &PARTS),
        }
    }
}

/// A level, a kind, a share, or a sentence: told apart by the value.
fn one_impact(r: &mut Reading<'_>, given: Given<'_>) {
    if let Value::List(items) = &given.node.value
        && items.len() > 1
    {
        let kinds = r.texts_of(given, Separator::None);
        return if kinds.iter().all(|(word, _)| kind_of(word).is_some()) {
            for (word, span) in kinds {
                if let Some(kind) = kind_of(&word) {
                    r.add(|f| &mut f.impact_kinds, kind, span);
                }
            }
        } else {
            r.joined(given, |f| &mut f.impact_text);
        };
    }
    let Some(text) = r.text_of(given) else {
        return;
    };
    if let Some(level) = level_of(&text) {
        r.put(given, |f| &mut f.impact_level, level);
    } else if let Some(kind) = kind_of(&text) {
        r.add(|f| &mut f.impact_kinds, kind, given.node.span);
    } else if let Some(share) = text.strip_suffix('%').and_then(|_| percent_of(&text)) {
        r.put(given, |f| &mut f.impact_users_percent, share);
    } else {
        r.put(given, |f| &mut f.impact_text, text);
    }
}

fn plain(text: &str) -> String {
    fold(text).to_lowercase().replace([' ', '_'], "-")
}

fn level_of(text: &str) -> Option<ImpactLevel> {
    let word = plain(text);
    ImpactLevel::from_id(&word).or(match word.as_str() {
        "complete" | "full" | "all" | "everyone" | "critical" | "full-outage" | "total-outage" => {
            Some(ImpactLevel::Total)
        }
        "high" | "severe" | "large" | "significant" => Some(ImpactLevel::Major),
        "medium" | "moderate" | "limited" | "partial-outage" => Some(ImpactLevel::Partial),
        "low" | "small" | "minimal" | "negligible" => Some(ImpactLevel::Minor),
        "no" | "no-impact" | "no-user-impact" | "near-miss" => Some(ImpactLevel::None),
        _ => None,
    })
}

fn kind_of(text: &str) -> Option<ImpactKind> {
    let word = plain(text);
    ImpactKind::from_id(&word).or(match word.as_str() {
        "down" | "downtime" | "unavailable" | "unavailability" => Some(ImpactKind::Outage),
        "degraded" | "slow" | "latency" | "performance" | "errors" => Some(ImpactKind::Degradation),
        "data-lost" | "lost-data" | "data-corruption" => Some(ImpactKind::DataLoss),
        "data-breach" | "data-leak" | "breach" | "leak" | "privacy" => {
            Some(ImpactKind::DataExposure)
        }
        "wrong-result" | "wrong-data" | "incorrect-results" => Some(ImpactKind::WrongResults),
        "financial" | "revenue" => Some(ImpactKind::Money),
        _ => None,
    })
}

pub(super) fn level(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    match level_of(&text) {
        Some(level) => r.put(given, |f| &mut f.impact_level, level),
        None => r.refuse(
            given,
            "`total`, `major`, `partial`, `minor`, `none` or `unknown`",
        ),
    }
}

pub(super) fn kinds(r: &mut Reading<'_>, given: Given<'_>) {
    for (word, span) in r.texts_of(given, Separator::Comma) {
        match kind_of(&word) {
            Some(kind) => r.add(|f| &mut f.impact_kinds, kind, span),
            None => {
                let ids = ImpactKind::ALL.map(ImpactKind::id);
                let help = match crate::suggest::nearest(&word, ids) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the kinds are {}", super::reading::listed(&ids)),
                };
                let message = format!(
                    "`{}` is no kind of impact",
                    super::reading::shortened(&word)
                );
                r.warn("value-invalid", span, message, help);
                let kept = serde_json::Value::String(word);
                r.unknown.push((given.name.to_owned(), kept));
            }
        }
    }
}

/// `75`, `75%`, `about 75 %`: 0 to 100.
fn percent_of(text: &str) -> Option<f64> {
    let number = text
        .trim()
        .trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, '~' | '≈' | '<' | '>' | ' '))
        .trim_end_matches(['%', ' ']);
    number
        .parse::<f64>()
        .ok()
        .filter(|share| (0.0..=100.0).contains(share))
}

fn percent(r: &mut Reading<'_>, given: Given<'_>, slot: fn(&mut Facts) -> &mut Option<Fact<f64>>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    match percent_of(&text) {
        Some(share) => r.put(given, slot, share),
        None => r.refuse(given, "a share from 0 to 100"),
    }
}

pub(super) fn users_percent(r: &mut Reading<'_>, given: Given<'_>) {
    percent(r, given, |f| &mut f.impact_users_percent);
}

pub(super) fn error_percent(r: &mut Reading<'_>, given: Given<'_>) {
    percent(r, given, |f| &mut f.impact_error_percent);
}

pub(super) fn users(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    match text.strip_suffix('%').and_then(|_| percent_of(&text)) {
        Some(share) => r.put(given, |f| &mut f.impact_users_percent, share),
        None => r.put(given, |f| &mut f.impact_users, text),
    }
}

/// As written; a bare number under a name that says its currency gets it.
pub(super) fn money(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    let bare = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '_'));
    let text = if bare && squash(given.name).ends_with("usd") {
        format!("USD {text}")
    } else {
        text
    };
    r.put(given, |f| &mut f.impact_money, text);
}

pub(super) fn data_lost(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    let said = given.node.scalar().and_then(Scalar::as_bool);
    let value = match (said, text.to_lowercase().as_str()) {
        (Some(false), _) | (None, "none" | "0" | "nothing" | "no data") => "no".to_owned(),
        (Some(true), _) => "yes".to_owned(),
        (None, _) => text,
    };
    r.put(given, |f| &mut f.impact_data_lost, value);
}
