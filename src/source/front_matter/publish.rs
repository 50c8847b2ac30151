//! Who may see a document and where it stands: slug, aliases, type, language, status, draft, visibility, state.
//!
//! A value that cannot be read keeps the document back: what was meant to stay inside must not get out by a slip.

use super::clock;
use super::reading::{Given, Reading, fold, shortened};
use crate::model::{DocumentKind, Fact, StatedState, Status, Visibility};
use crate::slug::{self as address, SlugFault};
use crate::tree::Value;

pub(super) fn slug(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    let is_permalink = given.name.eq_ignore_ascii_case("permalink");
    let wanted = if is_permalink {
        let path = text.trim_end_matches('/');
        let last = path.rsplit('/').next().unwrap_or(path);
        last.strip_suffix(".html").unwrap_or(last)
    } else {
        &text
    };
    match address::explicit(wanted) {
        Ok(slug) => r.put(given, |f| &mut f.slug, slug),
        Err(fault) => {
            let why = match fault {
                SlugFault::Empty => "nothing of it can stand in an address",
                SlugFault::Path => "it would leave its folder",
                SlugFault::Device => "Windows keeps that name for a device",
            };
            r.error(
                "slug-invalid",
                given.node.span,
                format!("`{}` is no address: {why}", shortened(&text)),
                "write letters, digits and hyphens, such as `checkout-down-2024`",
            );
        }
    }
}

pub(super) fn aliases(r: &mut Reading<'_>, given: Given<'_>) {
    for (text, span) in r.texts_of(given, super::reading::Separator::None) {
        match alias(&text) {
            Some(path) => r.add(|f| &mut f.aliases, path, span),
            None => r.error(
                "alias-invalid",
                span,
                format!("`{}` is no path inside the site", shortened(&text)),
                "write an old address from the site's top, such as `2023/old-name`; no `..`, no host",
            ),
        }
    }
}

/// An old address as a relative path without slashes at its ends; `None` if it could leave the site.
fn alias(text: &str) -> Option<String> {
    let path = text.trim().trim_matches('/');
    let lower = path.to_ascii_lowercase();
    let hidden = ["%2e", "%2f", "%5c", "%00"]
        .iter()
        .any(|code| lower.contains(code));
    let fine = !path.is_empty()
        && !text.trim().starts_with("//")
        && !hidden
        && !path.contains(['\\', ':', '?', '#', '\0', '<', '>', '"', '|', '*'])
        && path.split('/').all(|part| {
            !part.is_empty() && !part.starts_with('.') && !part.ends_with(['.', ' ']) && {
                let stem = part.split('.').next().unwrap_or(part);
                !address::is_device(&stem.to_ascii_lowercase())
            }
        });
    fine.then(|| path.to_owned())
}

/// `check: {allow: [rule, …]}`.
pub(super) fn check(r: &mut Reading<'_>, given: Given<'_>) {
    let Value::Map(entries) = &given.node.value else {
        return r.refuse(given, "`check: {allow: [rule]}`");
    };
    for entry in entries {
        let part = Given {
            name: &entry.key,
            key_span: entry.key_span,
            node: &entry.node,
        };
        match fold(&entry.key).as_str() {
            "allow" => r.texts(part, super::reading::Separator::Comma, |f| &mut f.allowed),
            _ => r.unknown_part(given.name, entry, &["allow"]),
        }
    }
}

pub(super) fn kind(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    let kind = match text.to_lowercase().as_str() {
        "incident" | "postmortem" | "post-mortem" | "pir" | "rca" | "incident-report"
        | "outage" => DocumentKind::Incident,
        "page" | "doc" | "document" | "article" | "guide" | "runbook" | "template" => {
            DocumentKind::Page
        }
        _ => return r.refuse(given, "`incident` or `page`"),
    };
    r.put(given, |f| &mut f.kind, kind);
}

pub(super) fn language(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    let tag = text.replace('_', "-");
    let fine = tag
        .split('-')
        .all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if fine {
        r.put(given, |f| &mut f.language, tag);
    } else {
        r.refuse(given, "a language tag such as `en` or `pt-BR`");
    }
}

/// A state of the incident, in the words of status pages.
fn state_of(word: &str) -> Option<StatedState> {
    Some(match word {
        "ongoing" | "open" | "active" | "investigating" | "identified" | "in progress"
        | "unresolved" => StatedState::Ongoing,
        "mitigated" | "monitoring" | "stable" | "contained" => StatedState::Mitigated,
        "resolved" | "closed" | "postmortem" | "completed" | "fixed" | "over" => {
            StatedState::Resolved
        }
        _ => return None,
    })
}

fn status_of(word: &str) -> Option<Status> {
    Some(match word {
        "draft" | "wip" | "in draft" | "work in progress" | "unpublished" | "incomplete" => {
            Status::Draft
        }
        "review" | "in review" | "under review" | "reviewing" | "pending" | "proposed"
        | "ready for review" => Status::Review,
        "final" | "published" | "done" | "complete" | "approved" | "reviewed" | "accepted"
        | "finished" => Status::Final,
        _ => return None,
    })
}

fn plain_word(text: &str) -> String {
    fold(text).to_lowercase().replace(['-', '_'], " ")
}

pub(super) fn status(r: &mut Reading<'_>, given: Given<'_>) {
    if given.node.is_empty() {
        return;
    }
    let word = given.node.scalar().map(|scalar| plain_word(&scalar.text));
    let word = word.as_deref().unwrap_or("");
    if let Some(status) = status_of(word) {
        keep_strictest_status(r, given, status);
    } else if let Some(state) = state_of(word) {
        r.put(given, |f| &mut f.state, state);
    } else {
        unreadable_draft(r, given, "`draft`, `review` or `final`");
    }
}

pub(super) fn draft(r: &mut Reading<'_>, given: Given<'_>) {
    match given.node.scalar().and_then(truth) {
        Some(true) => keep_strictest_status(r, given, Status::Draft),
        Some(false) => {}
        None => unreadable_draft(r, given, "`true` or `false`"),
    }
}

/// A boolean also in the words of a person who was not sure of the notation.
fn truth(scalar: &crate::tree::Scalar) -> Option<bool> {
    scalar.as_bool().or(match scalar.text.trim() {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    })
}

/// A draft stays one, whatever else is stated.
fn keep_strictest_status(r: &mut Reading<'_>, given: Given<'_>, status: Status) {
    if status == Status::Draft {
        r.facts.status = Some(r.stated(status, given.node.span));
    } else if r.facts.status.is_none() {
        r.put(given, |f| &mut f.status, status);
    }
}

fn unreadable_draft(r: &mut Reading<'_>, given: Given<'_>, expected: &str) {
    r.facts.status = Some(r.stated(Status::Draft, given.node.span));
    kept_back(r, given, "draft-unreadable", expected);
}

fn kept_back(r: &mut Reading<'_>, given: Given<'_>, rule: &'static str, expected: &str) {
    let words = match &given.node.value {
        Value::Scalar(scalar) if scalar.text.trim().is_empty() => "empty".to_owned(),
        Value::Scalar(scalar) => format!("`{}`", shortened(&scalar.text)),
        _ => given.node.what().to_owned(),
    };
    let span = if given.node.is_empty() {
        given.key_span
    } else {
        given.node.span
    };
    r.error(
        rule,
        span,
        format!("`{}` is {words}, so the document is kept back", given.name),
        format!("write {expected}"),
    );
}

pub(super) fn visibility(r: &mut Reading<'_>, given: Given<'_>) {
    let word = given.node.scalar().map(|scalar| plain_word(&scalar.text));
    match word.as_deref().and_then(visibility_of) {
        Some(visibility) => keep_strictest_visibility(r, given, visibility),
        None => unreadable_visibility(r, given, "`public` or `internal`"),
    }
}

fn visibility_of(word: &str) -> Option<Visibility> {
    match word {
        "public" | "everyone" | "external" | "world" | "customers" => Some(Visibility::Public),
        "internal" | "private" | "restricted" | "confidential" | "secret" | "team" | "company"
        | "employees" | "staff" | "hidden" | "unlisted" | "nda" => Some(Visibility::Internal),
        _ => None,
    }
}

pub(super) fn private(r: &mut Reading<'_>, given: Given<'_>) {
    let said = given.node.scalar().and_then(|scalar| {
        truth(scalar).map_or_else(
            || visibility_of(&plain_word(&scalar.text)),
            |private| {
                Some(if private {
                    Visibility::Internal
                } else {
                    Visibility::Public
                })
            },
        )
    });
    match said {
        Some(visibility) => keep_strictest_visibility(r, given, visibility),
        None => unreadable_visibility(r, given, "`true` or `false`"),
    }
}

fn keep_strictest_visibility(r: &mut Reading<'_>, given: Given<'_>, visibility: Visibility) {
    if visibility == Visibility::Internal || r.facts.visibility.is_none() {
        r.facts.visibility = Some(r.stated(visibility, given.node.span));
    }
}

fn unreadable_visibility(r: &mut Reading<'_>, given: Given<'_>, expected: &str) {
    r.facts.visibility = Some(r.stated(Visibility::Internal, given.node.span));
    kept_back(r, given, "visibility-unreadable", expected);
}

pub(super) fn state(r: &mut Reading<'_>, given: Given<'_>) {
    let Some(text) = r.text_of(given) else {
        return;
    };
    match state_of(&plain_word(&text)) {
        Some(state) => {
            // Said in so many words, it counts more than a boolean `resolved`.
            r.facts.state = None::<Fact<StatedState>>;
            r.put(given, |f| &mut f.state, state);
        }
        None => r.refuse(given, "`ongoing`, `mitigated` or `resolved`"),
    }
}

/// A time, or, as other generators use the key, whether the document is published at all.
pub(super) fn published(r: &mut Reading<'_>, given: Given<'_>) {
    match given.node.scalar().and_then(crate::tree::Scalar::as_bool) {
        Some(true) => {}
        Some(false) => keep_strictest_status(r, given, Status::Draft),
        None => clock::time(r, given, |f| &mut f.published),
    }
}
