//! `Facts`: what one document says, key by key, from front matter or from prose. The two are merged in `assemble`.

use super::{
    ActionItem, Duration, Fact, ImpactKind, ImpactLevel, ImpactWindow, Origin, Severity,
    TimelineEntry, When,
};

/// Whether a document is the record of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// A postmortem: in the indexes.
    Incident,
    /// Any other text: a page at its path, outside the indexes.
    Page,
}

/// How far the document has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Left out of a build without `--drafts`.
    Draft,
    /// Published and marked.
    Review,
    /// Finished.
    Final,
}

impl Status {
    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Final => "final",
        }
    }
}

/// Who may read the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Left out of a build without `--internal`.
    Internal,
}

/// The state of the incident as front matter gives it (`resolved: true`, `state: ongoing`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatedState {
    /// Users are still affected.
    Ongoing,
    /// Users are no longer hurt, the cause remains.
    Mitigated,
    /// Over.
    Resolved,
}

/// Another incident, named by its id or slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Id or slug.
    pub id: String,
    /// Why, in the author's words.
    pub reason: Option<String>,
    /// `duplicate-of`, `caused-by`…; `not-similar` keeps the two apart.
    pub kind: Option<String>,
}

impl Related {
    /// Whether the author keeps the two apart instead.
    pub fn is_apart(&self) -> bool {
        self.kind.as_deref() == Some("not-similar")
    }
}

/// Where the facts of a document come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Address; only http and https become links.
    pub url: String,
    /// Title of the page.
    pub title: Option<String>,
    /// Address of an archived copy.
    pub archived: Option<String>,
}

/// What went well, what went badly, where we got lucky.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lessons {
    /// What went well.
    pub well: Vec<String>,
    /// What went badly, and lessons without a heading of their own.
    pub badly: Vec<String>,
    /// Where it could have been worse.
    pub lucky: Vec<String>,
}

/// What one document says. `None` and an empty list mean: not said.
///
/// Field names are the canonical keys of the record; docs/front-matter.md lists types and aliases.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// Identity; else the slug.
    pub id: Option<Fact<String>>,
    /// Address, already checked.
    pub slug: Option<Fact<String>>,
    /// Old addresses, each a relative path without a leading slash, already checked.
    pub aliases: Vec<Fact<String>>,
    /// Incident or page.
    pub kind: Option<Fact<DocumentKind>>,
    /// BCP 47 tag.
    pub language: Option<Fact<String>>,
    /// Title, plain text.
    pub title: Option<Fact<String>>,
    /// Summary, plain text.
    pub summary: Option<Fact<String>>,
    /// The day it began, or in some files the start time.
    pub date: Option<Fact<When>>,
    /// When users began to be affected.
    pub started: Option<Fact<When>>,
    /// When somebody or something noticed.
    pub detected: Option<Fact<When>>,
    /// When it was called an incident.
    pub declared: Option<Fact<When>>,
    /// When users stopped being hurt.
    pub mitigated: Option<Fact<When>>,
    /// When it was over.
    pub resolved: Option<Fact<When>>,
    /// Zone as written: IANA name, abbreviation or offset.
    pub timezone: Option<Fact<String>>,
    /// Windows, when there is more than one, in the order written.
    pub windows: Vec<Fact<ImpactWindow>>,
    /// Length as stated.
    pub duration_stated: Option<Fact<Duration>>,
    /// Severity.
    pub severity: Option<Fact<Severity>>,
    /// Primary root-cause category, an id of the site's categories.
    pub root_cause: Option<Fact<String>>,
    /// The sentences that state the cause.
    pub root_cause_text: Option<Fact<String>>,
    /// Contributing categories, ids, without the primary.
    pub contributing: Vec<Fact<String>>,
    /// What set it off.
    pub trigger: Option<Fact<String>>,
    /// Technology that failed.
    pub component: Vec<Fact<String>>,
    /// Recurring shape of the failure, ids where known.
    pub pattern: Vec<Fact<String>>,
    /// Services affected.
    pub services: Vec<Fact<String>>,
    /// Organisation.
    pub organisation: Option<Fact<String>>,
    /// Impact level.
    pub impact_level: Option<Fact<ImpactLevel>>,
    /// Impact kinds.
    pub impact_kinds: Vec<Fact<ImpactKind>>,
    /// Share of users affected, 0 to 100.
    pub impact_users_percent: Option<Fact<f64>>,
    /// Number of users or customers affected, as written (`1,200`, `all merchants in Europe`).
    pub impact_users: Option<Fact<String>>,
    /// Requests that failed, as written.
    pub impact_requests_failed: Option<Fact<String>>,
    /// Share of requests that failed, 0 to 100.
    pub impact_error_percent: Option<Fact<f64>>,
    /// Money lost, as written.
    pub impact_money: Option<Fact<String>>,
    /// Data lost, as written; `no` where the author says none was.
    pub impact_data_lost: Option<Fact<String>>,
    /// Regions affected.
    pub impact_regions: Vec<Fact<String>>,
    /// The sentences that state the impact.
    pub impact_text: Option<Fact<String>>,
    /// How it was noticed: monitoring, customer, staff, partner, audit, or the author's word.
    pub detection: Option<Fact<String>>,
    /// What stopped it: rollback, failover…, or the author's word.
    pub mitigation: Option<Fact<String>>,
    /// Timeline, in the order written.
    pub timeline: Vec<TimelineEntry>,
    /// Draft, review or final.
    pub status: Option<Fact<Status>>,
    /// When the document was published.
    pub published: Option<Fact<When>>,
    /// When the document was last changed.
    pub updated: Option<Fact<When>>,
    /// State of the incident.
    pub state: Option<Fact<StatedState>>,
    /// Who may read it.
    pub visibility: Option<Fact<Visibility>>,
    /// Tags.
    pub tags: Vec<Fact<String>>,
    /// Authors.
    pub authors: Vec<Fact<String>>,
    /// Owner.
    pub owner: Option<Fact<String>>,
    /// Teams.
    pub teams: Vec<Fact<String>>,
    /// Action items, in the order written.
    pub action_items: Vec<ActionItem>,
    /// Other incidents the author names.
    pub related: Vec<Related>,
    /// Where the facts come from.
    pub sources: Vec<Source>,
    /// Lessons.
    pub lessons: Lessons,
    /// Verbatim error lines.
    pub errors: Vec<Fact<String>>,
    /// Alert names.
    pub alerts: Vec<Fact<String>>,
    /// Runbooks.
    pub runbooks: Vec<Fact<String>>,
    /// Rules that the document may break, as written; whether there are such rules is known where findings are told.
    pub allowed: Vec<Fact<String>>,
}

impl Facts {
    /// Whether they are those of an incident: one of the keys that no other page has.
    pub fn tell_an_incident(&self) -> bool {
        self.started.is_some()
            || self.resolved.is_some()
            || self.root_cause.is_some()
            || self.severity.is_some()
            || self.duration_stated.is_some()
            || self.impact_level.is_some()
            || self.date.is_some()
            || self.id.is_some()
    }

    /// How each value was learnt; a list counts once, by its first value. Timeline and action items have no origin.
    pub fn origins(&self) -> Vec<Origin> {
        macro_rules! of {
            ($($one:ident),*; $($many:ident),*) => {
                [
                    $(self.$one.as_ref().map(|it| it.origin),)*
                    $(self.$many.first().map(|it| it.origin),)*
                ]
            };
        }
        let origins = of!(title, summary, date, started, detected, declared, mitigated, resolved, timezone,
            duration_stated, severity, root_cause, root_cause_text, trigger, organisation, impact_level,
            impact_users_percent, impact_users, impact_requests_failed, impact_error_percent, impact_money,
            impact_data_lost, impact_text, detection, mitigation, state, owner;
            windows, contributing, component, pattern, services, impact_kinds, impact_regions, tags, authors, teams,
            errors, alerts, runbooks);
        origins.into_iter().flatten().collect()
    }

    /// The same facts without the words they came from: two spellings of one front matter are then equal.
    #[must_use]
    pub fn without_quotes(self) -> Self {
        macro_rules! bare {
            ($($one:ident),*; $($many:ident),*; $($other:ident),*) => {
                Self {
                    $($one: self.$one.map(Fact::without_quote),)*
                    $($many: self.$many.into_iter().map(Fact::without_quote).collect(),)*
                    $($other: self.$other,)*
                }
            };
        }
        bare!(id, slug, kind, language, title, summary, date, started, detected, declared, mitigated, resolved, timezone, duration_stated, severity, root_cause, root_cause_text, trigger, organisation, impact_level, impact_users_percent, impact_users, impact_requests_failed, impact_error_percent, impact_money, impact_data_lost, impact_text, detection, mitigation, status, published, updated, state, visibility, owner;
            aliases, windows, contributing, component, pattern, services, impact_kinds, impact_regions, tags, authors, teams, errors, alerts, runbooks, allowed;
            timeline, action_items, related, sources, lessons)
    }
}
