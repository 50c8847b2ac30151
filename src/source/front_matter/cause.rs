//! Why it happened and what ended it: root cause, contributing categories, pattern, detection, mitigation.

use serde_json::Value as Json;

use super::reading::{Given, Reading, Separator, fold, part, shortened};
use crate::diag::{Level, Span};
use crate::model::PATTERNS;
use crate::suggest;
use crate::tree::Value;

pub(super) fn root_cause(r: &mut Reading<'_>, given: Given<'_>) {
    if let Value::Map(entries) = &given.node.value {
        let inside = |names: &[&str]| part(entries, names).map(|node| Given { node, ..given });
        if let Some(text) = inside(&["text", "summary", "description", "details"]) {
            r.text(text, |f| &mut f.root_cause_text);
        }
        return match inside(&["category", "id", "type", "cause"]) {
            Some(category) => root_cause(r, category),
            None => r.refuse(given, "the id of a category"),
        };
    }
    let is_list = matches!(given.node.value, Value::List(_));
    let words = r.texts_of(given, Separator::None);
    if is_list && words.len() > 1 {
        categories(r, given, words);
    } else if let Some((text, span)) = words.into_iter().next() {
        one_cause(r, given, &text, span);
    }
}

/// Several categories: the first that is known is the cause, the others contributed, and words of another taxonomy that
/// are no causes here are tags.
fn categories(r: &mut Reading<'_>, given: Given<'_>, words: Vec<(String, Span)>) {
    let mut others = Vec::new();
    for (word, span) in words {
        match id_of(r, &word) {
            Some(id) if r.facts.root_cause.is_none() => {
                let fact = r.stated(id, span);
                r.facts.root_cause = Some(fact);
            }
            Some(id) => r.add(|f| &mut f.contributing, id, span),
            None if pattern_of(&word).is_some() => add_pattern(r, word, span),
            None => {
                others.push(word.clone());
                r.add(|f| &mut f.tags, word, span);
            }
        }
    }
    if !others.is_empty() {
        let all: Vec<_> = others.iter().map(String::as_str).take(5).collect();
        r.report(
            Level::Hint,
            "cause-unclassified",
            given.node.span,
            format!(
                "no root-cause category is called {}",
                super::reading::listed(&all)
            ),
            "they are kept as tags; categories can be added in site.toml",
        );
    }
}

fn one_cause(r: &mut Reading<'_>, given: Given<'_>, text: &str, span: Span) {
    if let Some(id) = id_of(r, text) {
        // `categories` beside a `root_cause` names what else there was.
        let contributes = r.facts.root_cause.is_some() && squashed_is(given.name, "categories");
        return if contributes {
            r.add(|f| &mut f.contributing, id, span);
        } else {
            r.put(given, |f| &mut f.root_cause, id);
        };
    }
    let ids: Vec<&str> = r.config.categories.iter().map(|c| c.id.as_str()).collect();
    let near = suggest::nearest(text, ids.iter().copied()).map(str::to_owned);
    let pattern = pattern_of(text).is_some();
    let sentence = !pattern && text.contains(' ') && r.facts.root_cause_text.is_none();
    let help = match (&near, pattern) {
        (_, true) => "it is kept as `pattern`; name a category too".to_owned(),
        (Some(near), false) => format!("did you mean `{near}`?"),
        (None, false) => format!("the categories are {}", super::reading::listed(&ids)),
    };
    let level = if sentence {
        Level::Hint
    } else {
        Level::Warning
    };
    r.report(
        level,
        "cause-unclassified",
        span,
        format!("`{}` is no root-cause category", shortened(text)),
        help,
    );
    if pattern {
        add_pattern(r, text.to_owned(), span);
    } else if sentence {
        let fact = r.stated(text.to_owned(), span);
        r.facts.root_cause_text = Some(fact);
    } else {
        r.keep(given);
    }
}

fn squashed_is(name: &str, other: &str) -> bool {
    super::fields::squash(name) == other
}

fn id_of(r: &Reading<'_>, word: &str) -> Option<String> {
    r.config
        .category_of_word(word)
        .map(|category| category.id.clone())
}

/// The id of the known pattern that a word names, by its id or its name.
fn pattern_of(word: &str) -> Option<&'static str> {
    let id = word.trim().to_lowercase().replace([' ', '_'], "-");
    let known = PATTERNS
        .iter()
        .find(|it| it.id == id || it.name.eq_ignore_ascii_case(word.trim()));
    known.map(|pattern| pattern.id)
}

/// Adds a pattern by its id; one that nobody knows is kept as it is written.
fn add_pattern(r: &mut Reading<'_>, word: String, span: Span) {
    let id = pattern_of(&word).map_or(word, str::to_owned);
    r.add(|f| &mut f.pattern, id, span);
}

pub(super) fn contributing(r: &mut Reading<'_>, given: Given<'_>) {
    let mut others = Vec::new();
    for (text, span) in r.texts_of(given, Separator::Comma) {
        match id_of(r, &text) {
            Some(id) => r.add(|f| &mut f.contributing, id, span),
            None if pattern_of(&text).is_some() => add_pattern(r, text, span),
            None => others.push((text, span)),
        }
    }
    if others.is_empty() {
        return;
    }
    // Factors told in sentences are the rule rather than the exception: kept as they are, counted nowhere.
    for (text, span) in &others {
        r.report(
            Level::Hint,
            "cause-unclassified",
            *span,
            format!("`{}` is no root-cause category", shortened(text)),
            "it is kept as it is; only categories are counted",
        );
    }
    let kept = others
        .into_iter()
        .map(|(text, _)| Json::String(text))
        .collect();
    r.unknown.push((given.name.to_owned(), Json::Array(kept)));
}

pub(super) fn pattern(r: &mut Reading<'_>, given: Given<'_>) {
    for (text, span) in r.texts_of(given, Separator::Comma) {
        add_pattern(r, text, span);
    }
}

impl Reading<'_> {
    /// The primary category is not among the contributing ones, and no category is called unknown beside a known one.
    pub(super) fn settle_causes(&mut self) {
        let primary = self
            .facts
            .root_cause
            .as_ref()
            .map(|fact| fact.value.clone());
        self.facts
            .contributing
            .retain(|fact| Some(&fact.value) != primary.as_ref() && fact.value != "unknown");
    }

    /// One text; several are joined.
    pub(super) fn joined(
        &mut self,
        given: Given<'_>,
        slot: fn(&mut crate::model::Facts) -> &mut Option<crate::model::Fact<String>>,
    ) {
        let texts: Vec<_> = self
            .texts_of(given, Separator::None)
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        if !texts.is_empty() {
            self.put(given, slot, texts.join("; "));
        }
    }
}

/// How incidents are noticed, with the words for it.
pub(super) const DETECTION: [(&str, &[&str]); 5] = [
    (
        "monitoring",
        &[
            "monitor",
            "alert",
            "alerting",
            "alerts",
            "automated",
            "automatic",
            "automated-alert",
            "metrics",
            "synthetic",
        ],
    ),
    (
        "customer",
        &[
            "customers",
            "user",
            "users",
            "customer-report",
            "user-report",
            "support",
            "support-ticket",
            "external",
        ],
    ),
    (
        "staff",
        &[
            "employee",
            "employees",
            "engineer",
            "engineers",
            "manual",
            "human",
            "internal",
            "on-call",
            "developer",
            "team",
        ],
    ),
    (
        "partner",
        &["partners", "vendor", "provider", "third-party", "supplier"],
    ),
    (
        "audit",
        &[
            "review",
            "inspection",
            "security-audit",
            "test",
            "drill",
            "researcher",
        ],
    ),
];

/// What ends incidents, with the words for it.
pub(super) const MITIGATION: [(&str, &[&str]); 16] = [
    (
        "rollback",
        &["roll-back", "rolled-back", "revert", "reverted"],
    ),
    (
        "failover",
        &["fail-over", "failed-over", "switchover", "traffic-shift"],
    ),
    (
        "scale",
        &[
            "scaled",
            "scale-up",
            "scaled-up",
            "scaling",
            "scale-out",
            "add-capacity",
            "added-capacity",
        ],
    ),
    (
        "throttle",
        &[
            "throttled",
            "throttling",
            "rate-limit",
            "rate-limited",
            "load-shedding",
            "shed-load",
        ],
    ),
    (
        "isolate",
        &[
            "isolated",
            "isolation",
            "block",
            "blocked",
            "drain",
            "drained",
            "quarantine",
        ],
    ),
    (
        "disable-feature",
        &[
            "disabled-feature",
            "feature-flag",
            "feature-off",
            "kill-switch",
        ],
    ),
    (
        "config-fix",
        &[
            "configuration-fix",
            "config-change",
            "configuration-change",
            "fixed-config",
        ],
    ),
    ("restart", &["restarted", "reboot", "rebooted", "bounce"]),
    (
        "restore",
        &[
            "restored",
            "restore-from-backup",
            "backup-restore",
            "backup",
        ],
    ),
    ("rebuild", &["rebuilt", "reindex", "recreate", "recreated"]),
    ("renew", &["renewed", "certificate-renewal", "renewal"]),
    (
        "rotate-credentials",
        &[
            "rotate-keys",
            "rotated-credentials",
            "credential-rotation",
            "revoke",
        ],
    ),
    (
        "manual-repair",
        &["manual", "manual-fix", "data-fix", "repair", "repaired"],
    ),
    (
        "on-site-repair",
        &[
            "hardware-replacement",
            "replace-hardware",
            "replaced-hardware",
            "on-site",
        ],
    ),
    (
        "code-fix",
        &[
            "fix",
            "hotfix",
            "hot-fix",
            "patch",
            "patched",
            "bug-fix",
            "fix-forward",
            "fix-deployed",
        ],
    ),
    (
        "wait",
        &[
            "waited",
            "self-healed",
            "self-resolved",
            "none",
            "upstream-fix",
            "expired",
        ],
    ),
];

/// The id that a word means; the author's own word where it means none of them.
fn word_or_own(table: &[(&'static str, &[&str])], text: &str) -> String {
    let word = fold(text).to_lowercase().replace([' ', '_'], "-");
    table
        .iter()
        .find(|(id, words)| *id == word || words.contains(&word.as_str()))
        .map_or_else(|| text.to_owned(), |(id, _)| (*id).to_owned())
}

pub(super) fn detection(r: &mut Reading<'_>, given: Given<'_>) {
    if let Some(text) = r.text_of(given) {
        let value = word_or_own(&DETECTION, &text);
        r.put(given, |f| &mut f.detection, value);
    }
}

pub(super) fn mitigation(r: &mut Reading<'_>, given: Given<'_>) {
    // Of several the first: it is the one that ended it in the order people write.
    let texts = r.texts_of(given, Separator::None);
    if let Some((text, _)) = texts.into_iter().next() {
        let value = word_or_own(&MITIGATION, &text);
        r.put(given, |f| &mut f.mitigation, value);
    }
}
