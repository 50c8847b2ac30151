//! The table of keys: canonical name, aliases, type, meaning, example, reader. Everything that knows a key by name, and
//! docs/front-matter.md, is made from it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::reading::{Reader, Separator};
use super::{action, cause, clock, impact, length, publish, timeline};

/// A key of front matter.
pub struct Field {
    /// Canonical name: the one that JSON, CSV, search index and templates use too.
    pub key: &'static str,
    /// Other names, strongest first. Case, hyphens, underscores and spaces do not count in any name.
    pub aliases: &'static [&'static str],
    /// Type of its value, in a few words.
    pub shape: &'static str,
    /// What it says, in one sentence.
    pub means: &'static str,
    /// A line of YAML.
    pub example: &'static str,
    pub(super) read: Reader,
}

macro_rules! fields {
    ($($key:literal $([$($alias:literal)*])? $shape:literal $means:literal $example:literal $read:expr;)*) => {
        &[$(Field {
            key: $key,
            aliases: &[$($($alias),*)?],
            shape: $shape,
            means: $means,
            example: $example,
            read: $read,
        }),*]
    };
}

/// Every key, in the order in which they are read: what one needs of another stands before it.
pub static FIELDS: &[Field] = fields! {
    // What the document is, and who may see it.
    "id" ["uuid" "incident_id" "number" "public_id"]
        "text" "Identity of the incident; else its address." "id: INC-1234"
        |r, g| r.text(g, |f| &mut f.id);
    "slug" ["permalink"]
        "text" "Address under `/incidents/`; of a permalink the last part. Else the file's name." "slug: checkout-down-2024"
        publish::slug;
    "aliases" ["redirect_from"]
        "list of paths" "Old addresses; each becomes a page that leads here." "aliases: [2023/old-name]"
        publish::aliases;
    "type" ["document_type"]
        "`incident` or `page`" "Whether the document is a postmortem; a page stands at its path, outside the indexes." "type: page"
        publish::kind;
    "language" ["lang" "locale"]
        "language tag" "Language of the text, where it differs from the site's." "language: de"
        publish::language;
    "status" ["document_status"]
        "`draft`, `review` or `final`" "How far the document has come; a draft is left out without `--drafts`. A state of the incident (`resolved`, `monitoring`) is read as `state`." "status: review"
        publish::status;
    "draft" []
        "true or false" "`true` is `status: draft`; a value that cannot be read keeps the document back." "draft: true"
        publish::draft;
    "visibility" ["audience"]
        "`public` or `internal`" "Who may read the document; internal ones are left out without `--internal`, and so are those whose value cannot be read." "visibility: internal"
        publish::visibility;
    "private" ["restricted" "internal" "confidential"]
        "true or false" "`true` is `visibility: internal`." "private: true"
        publish::private;
    "check" []
        "map of {allow}" "Rules that this document may break, by name; `casebook explain` lists them. Errors cannot be allowed." "check: {allow: [action-unowned]}"
        publish::check;

    // What happened, in words.
    "title" ["name"]
        "text" "Title; else the first heading." "title: Checkout down for two hours"
        |r, g| r.text(g, |f| &mut f.title);
    "summary" ["tldr" "overview" "abstract" "description" "executive_summary"]
        "text" "What happened, in a few sentences." "summary: A full disk stopped all orders."
        |r, g| r.text(g, |f| &mut f.summary);

    // When.
    "timezone" ["tz" "time_zone"]
        "IANA name or offset" "Zone of all times that name none." "timezone: Africa/Lagos"
        clock::timezone;
    "date" ["incident_date" "day"]
        "day or time" "The day it began; with a clock time, its start." "date: 2023-05-10"
        |r, g| r.time(g, |f| &mut f.date);
    "started" ["started_at" "start_time" "start" "begin" "began" "downtime_start" "customer_impact_start"]
        "time" "When users began to be affected." "started: 2023-05-10T09:00+01:00"
        |r, g| r.time(g, |f| &mut f.started);
    "detected" ["detected_at" "detect_time" "first_detected" "time_detected"]
        "time" "When somebody or something noticed." "detected: 2023-05-10T09:12+01:00"
        |r, g| r.time(g, |f| &mut f.detected);
    "declared" ["declared_at" "acknowledged_at" "acknowledged" "reported_at" "created_at"]
        "time" "When it was called an incident." "declared: 2023-05-10T09:20+01:00"
        |r, g| r.time(g, |f| &mut f.declared);
    "mitigated" ["mitigated_at" "repaired" "stable_at" "monitoring_at" "customer_impact_end"]
        "time" "When users stopped being hurt." "mitigated: 2023-05-10T11:00+01:00"
        |r, g| r.time(g, |f| &mut f.mitigated);
    "resolved" ["resolved_at" "resolved_when" "end_time" "end" "ended" "ended_at" "closed_at" "downtime_end"]
        "time, or true or false" "When it was over; `true` and `false` are read as `state`. Missing, empty or year 1: not known." "resolved: 2023-05-10T11:30+01:00"
        clock::resolved;
    "state" ["incident_status" "incident_state"]
        "`ongoing`, `mitigated` or `resolved`" "State of the incident." "state: resolved"
        publish::state;
    "windows" ["impact_windows" "downtime_windows"]
        "list of {start, end, kind, note}" "Spans in which users were affected, when there is more than one." "windows: [{start: 2023-05-10T09:00Z, end: 2023-05-10T09:40Z, kind: outage}]"
        clock::windows;
    "duration" ["duration_stated" "duration_minutes" "duration_stated_minutes" "downtime_minutes" "duration_hours" "duration_seconds" "downtime"]
        "text, or minutes" "Length as the authors state it; kept beside the computed one." "duration: 2h 30m"
        length::duration;

    // How bad.
    "severity" ["sev" "priority" "severity_level" "severities"]
        "`sev0` to `sev5`, or your own label" "How grave it was called; words (`critical`, `P2`, `down`) become a number and are still shown." "severity: SEV-2"
        impact::severity;
    "impact" ["customer_impact" "user_impact"]
        "text, level, or map" "Who was hit and how badly: a sentence, one of `total`, `major`, `partial`, `minor`, `none`, or a map of the `impact_` keys without their first word." "impact: {level: major, users_percent: 75}"
        impact::impact;
    "impact_level" []
        "`total`, `major`, `partial`, `minor`, `none`" "Level of the impact." "impact_level: partial"
        impact::level;
    "impact_kinds" ["impact_kind" "impact_type"]
        "list" "`outage`, `degradation`, `data-loss`, `data-exposure`, `wrong-results`, `money`, `safety`, `internal`." "impact_kinds: [outage, money]"
        impact::kinds;
    "impact_users_percent" ["users_affected_percent" "users_percent" "percent_users_affected"]
        "0 to 100" "Share of users affected." "impact_users_percent: 40"
        impact::users_percent;
    "impact_users" ["users_affected" "customers_impacted" "customers_affected" "affected_users" "affected_customers" "customers"]
        "number or text" "How many users or customers; with a `%`, their share." "impact_users: 1,200 merchants"
        impact::users;
    "impact_requests_failed" ["requests_failed" "failed_requests"]
        "number or text" "Requests that failed." "impact_requests_failed: 80,000"
        |r, g| r.text(g, |f| &mut f.impact_requests_failed);
    "impact_error_percent" ["error_percent" "error_rate"]
        "0 to 100" "Share of requests that failed." "impact_error_percent: 12.5"
        impact::error_percent;
    "impact_money" ["money" "revenue_usd" "revenue_lost" "cost"]
        "number or text" "Money lost." "impact_money: USD 40,000"
        impact::money;
    "impact_data_lost" ["data_lost" "data_loss"]
        "true, false or text" "Data lost." "impact_data_lost: six hours of orders"
        impact::data_lost;
    "impact_regions" ["regions" "region"]
        "list" "Regions affected." "impact_regions: [eu-west-1]"
        |r, g| r.texts(g, Separator::Comma, |f| &mut f.impact_regions);
    "impact_text" ["impact_summary" "customer_impact_summary"]
        "text" "The sentences that state the impact." "impact_text: No order could be placed."
        |r, g| r.text(g, |f| &mut f.impact_text);

    // Why. The text before the category: a sentence where a category should be takes its place only if it is free.
    "root_cause_text" ["root_cause_summary" "root_cause_description" "cause_text"]
        "text" "The sentences that state the cause." "root_cause_text: An index was corrupted by a failed failover."
        |r, g| r.text(g, |f| &mut f.root_cause_text);
    "root_cause" ["root_cause_category" "root_causes" "category" "categories" "cause" "incident_cause" "problem_type"]
        "category" "Primary root-cause category; of several the first that is known, the others contributed." "root_cause: config-change"
        cause::root_cause;
    "contributing" ["contributing_factors" "contributing_causes"]
        "list of categories" "Categories that made it possible or worse." "contributing: [process, automation]"
        cause::contributing;
    "trigger" ["triggers" "triggered_by"]
        "text" "What set it off." "trigger: a release"
        |r, g| r.joined(g, |f| &mut f.trigger);
    "pattern" ["patterns" "failure_mode"]
        "list of pattern ids" "Recurring shape of the failure." "pattern: [retry-storm]"
        cause::pattern;
    "component" ["subsystem" "technology" "product" "faulty_service"]
        "list" "The technology that failed." "component: [postgresql]"
        |r, g| r.texts(g, Separator::Comma, |f| &mut f.component);
    "services" ["service" "affected" "affected_systems" "affected_services" "systems" "components"]
        "list" "Services affected." "services: [checkout, search]"
        |r, g| r.texts(g, Separator::Comma, |f| &mut f.services);
    "organisation" ["organization" "company" "org"]
        "text" "Whose incident it was." "organisation: Example Ltd"
        |r, g| r.text(g, |f| &mut f.organisation);

    // How it was handled.
    "detection" ["detected_by" "detection_method" "detection_source"]
        "`monitoring`, `customer`, `staff`, `partner`, `audit`, or a word" "How it was noticed." "detection: monitoring"
        cause::detection;
    "mitigation" ["resolution_method" "mitigated_by"]
        "`rollback`, `failover`, `scale`…, or a word" "What stopped it." "mitigation: rollback"
        cause::mitigation;
    "timeline" ["events" "updates"]
        "list of {at, text, milestone}" "What happened when; an entry may also be a line `14:05 text`." "timeline: [{at: 2023-05-10T09:12Z, text: alert fires, milestone: detected}]"
        timeline::timeline;
    "action_items" ["actions" "follow_ups" "remediations" "todos" "tasks" "corrective_actions"]
        "list of {id, title, kind, owner, due, status, closed, link}" "What will be, or was, done; an item may also be a text." "action_items: [{title: Alert on disk space, kind: detect, owner: storage, due: 2023-06-01}]"
        action::action_items;
    "lessons" ["lessons_learned"]
        "map of {well, badly, lucky}" "What went well, what went badly, where we got lucky; a list alone is read as `badly`." "lessons: {well: [\"the alert fired in a minute\"]}"
        action::lessons;
    "errors" ["error_messages" "error"]
        "list" "Error messages, word for word: what people search for." "errors: [\"ORA-00060: deadlock detected\"]"
        |r, g| r.texts(g, Separator::None, |f| &mut f.errors);
    "alerts" ["alert"]
        "list" "Names of the alerts that fired." "alerts: [DiskFull]"
        |r, g| r.texts(g, Separator::None, |f| &mut f.alerts);
    "runbooks" ["runbook" "playbook" "playbooks"]
        "list" "Runbooks that were used, or should have been." "runbooks: [failover.md]"
        |r, g| r.texts(g, Separator::None, |f| &mut f.runbooks);

    // Where it belongs.
    "related" ["related_incidents" "see_also" "duplicates" "duplicate_of" "caused_by"]
        "list of ids, or of {id, reason, kind}" "Other incidents; `kind: not-similar` keeps two apart." "related: [{id: INC-12, reason: same index}]"
        action::related;
    "sources" ["url" "source" "source_url" "links" "archive_url"]
        "list of addresses, or of {url, title, archived}" "Where the facts come from." "sources: [{url: \"https://example.com/report\", title: Report}]"
        action::sources;
    "tags" ["keywords" "labels" "topics"]
        "list" "Tags." "tags: [orders, disk]"
        |r, g| r.texts(g, Separator::Comma, |f| &mut f.tags);
    "authors" ["author"]
        "list" "Who wrote it." "authors: [Storage team]"
        |r, g| r.texts(g, Separator::Comma, |f| &mut f.authors);
    "owner" ["owner_team" "contact"]
        "text" "Who answers for the document." "owner: storage"
        |r, g| r.joined(g, |f| &mut f.owner);
    "teams" ["team"]
        "list" "Teams concerned." "teams: [storage, checkout]"
        |r, g| r.texts(g, Separator::Comma, |f| &mut f.teams);
    "published" ["published_at" "publish_date" "source_published_at" "postmortem_published_at"]
        "time" "When the document was published; `false` is `status: draft`." "published: 2023-05-20"
        publish::published;
    "updated" ["updated_at" "modified" "lastmod" "last_modified" "last_updated"]
        "time" "When the document was last changed." "updated: 2023-06-02"
        |r, g| r.time(g, |f| &mut f.updated);
};

static BY_NAME: LazyLock<HashMap<String, (usize, usize)>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for (field, it) in FIELDS.iter().enumerate() {
        for (rank, name) in it.names().enumerate() {
            names.insert(squash(name), (field, rank));
        }
    }
    names
});

/// The place of a name in the table: which field, and the how-manieth of its names.
pub(super) fn find(name: &str) -> Option<(usize, usize)> {
    BY_NAME.get(&squash(name)).copied()
}

/// Whether two names are of one key: the same name, or two names of one field.
pub(in crate::source) fn same_field(one: &str, other: &str) -> bool {
    let field = |name| find(name).map(|(field, _)| field);
    squash(one) == squash(other) || field(one).is_some() && field(one) == field(other)
}

/// Whether a key of front matter is known by this name.
pub fn known_key(name: &str) -> bool {
    find(name).is_some()
}

/// A name without what does not count in it: `Root-Cause`, `root cause` and `rootCause` are one.
pub(super) fn squash(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' ' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}
