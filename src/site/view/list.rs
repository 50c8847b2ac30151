//! Lists of incidents, indexes, and their numbers.

use serde::Serialize;

use super::{Brief, ReasonView};

/// One incident in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Title.
    pub title: String,
    /// Language of the title where it is not the site's.
    pub language: Option<String>,
    /// Address.
    pub url: String,
    /// Day it began, `2017-01-31`.
    pub date: Option<String>,
    /// Organisation and services, for those who scan.
    pub context: String,
    /// Length in words, or the word for unknown or ongoing.
    pub duration: String,
    /// Length on a logarithmic scale from a minute to a month, 0 to 100; absent when not known.
    pub bar: Option<f64>,
    /// Impact level.
    pub impact: Named,
    /// Primary root-cause category; absent when unknown.
    pub cause: Option<Cause>,
    /// Severity as the organisation writes it.
    pub severity: Option<String>,
    /// Word that marks a draft, a review, an ongoing incident.
    pub mark: Option<String>,
    /// Whether it is in this list for a contributing cause only.
    pub contributing: bool,
}

/// An id and its word.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// Stable id.
    pub id: String,
    /// What a reader sees.
    pub name: String,
}

/// A root cause in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Cause {
    /// What a reader sees.
    pub name: String,
    /// Whether it was read in the text and is a suggestion.
    pub suggested: bool,
}

/// What the library holds.
#[derive(Debug, Clone, Serialize)]
pub struct Counts {
    /// Incidents.
    pub incidents: usize,
    /// First year.
    pub first: Option<String>,
    /// Last year.
    pub last: Option<String>,
    /// Incidents without a known date.
    pub no_date: usize,
    /// Incidents without a known duration.
    pub no_duration: usize,
    /// Where they are.
    pub no_duration_url: String,
    /// Incidents without a known cause.
    pub no_cause: usize,
    /// Where they are.
    pub no_cause_url: String,
    /// Incidents without a known impact.
    pub no_impact: usize,
    /// Where they are.
    pub no_impact_url: String,
}

/// One of the indexes on the home page.
#[derive(Debug, Clone, Serialize)]
pub struct Panel {
    /// What a reader sees.
    pub name: String,
    /// Address of the index.
    pub url: String,
    /// Its buckets, the largest first where they have no order of their own.
    pub bars: Vec<Bar>,
    /// How many buckets are not shown.
    pub more: usize,
}

/// One bucket of an index.
#[derive(Debug, Clone, Serialize)]
pub struct Bar {
    /// Stable id.
    pub id: String,
    /// What a reader sees.
    pub name: String,
    /// What it means.
    pub means: Option<String>,
    /// Address.
    pub url: String,
    /// Number of incidents; of causes: as primary cause.
    pub n: usize,
    /// Number of incidents to which it contributed.
    pub contributing: usize,
    /// Length of the bar of `n`, 0 to 100.
    pub width: f64,
    /// Length of the bar of both, 0 to 100.
    pub all_width: f64,
    /// Median duration; absent below five incidents.
    pub median: Option<String>,
    /// Whether it is an impact level.
    pub level: bool,
}

/// An index.
#[derive(Debug, Clone, Serialize)]
pub struct Facet {
    /// Stable id: the folder.
    pub id: String,
    /// What a reader sees.
    pub name: String,
    /// What it cuts the library by.
    pub about: String,
    /// Address.
    pub url: String,
    /// Whether incidents can be in it as contributing only.
    pub has_contributing: bool,
    /// Whether an incident can be in several buckets.
    pub several: bool,
    /// Its buckets.
    pub buckets: Vec<Bar>,
    /// Whether any bucket has a median duration.
    pub medians: bool,
    /// Tags that have no page of their own.
    pub singles: usize,
}

/// A kind of impact and how many incidents have it.
#[derive(Debug, Clone, Serialize)]
pub struct Kind {
    /// What a reader sees.
    pub name: String,
    /// Number of incidents.
    pub n: usize,
    /// Length of the bar, 0 to 100.
    pub width: f64,
}

/// A bucket's own page.
#[derive(Debug, Clone, Serialize)]
pub struct Bucket {
    /// Stable id.
    pub id: String,
    /// What a reader sees.
    pub name: String,
    /// What it means.
    pub means: Option<String>,
    /// Incidents whose own or primary value it is.
    pub n: usize,
    /// Incidents to which it contributed.
    pub contributing: usize,
    /// Both.
    pub members: usize,
    /// Incidents of the library.
    pub all: usize,
    /// Share of `members` in `all`, whole percent.
    pub percent: String,
    /// Whether it is an impact level.
    pub level: bool,
}

/// Where a page of a list stands.
#[derive(Debug, Clone, Serialize)]
pub struct Pages {
    /// Number of pages.
    pub all: usize,
    /// First row shown, 1-based; 0 in an empty list.
    pub from: usize,
    /// Last row shown.
    pub to: usize,
    /// Rows of the whole list.
    pub rows: usize,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
    /// The pages to name; a gap has no address.
    pub links: Vec<PageLink>,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize)]
pub struct PageLink {
    /// Its number; 0 for a gap.
    pub n: usize,
    /// Address; absent for a gap.
    pub url: Option<String>,
    /// Whether it is the page at hand.
    pub current: bool,
}

/// An order of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Order {
    /// What a reader sees.
    pub name: String,
    /// Address.
    pub url: String,
    /// Whether it is the one at hand.
    pub current: bool,
}

/// How long incidents lasted. Summaries are absent below five.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Stats {
    /// Incidents measured.
    pub n: usize,
    /// Half lasted no longer.
    pub median: String,
    /// A quarter lasted no longer.
    pub p25: String,
    /// Three quarters lasted no longer.
    pub p75: String,
    /// Nine of ten lasted no longer; absent below 20.
    pub p90: Option<String>,
    /// Shortest.
    pub min: String,
    /// Longest.
    pub max: String,
    /// Interval of the median; absent below 8.
    pub interval: Option<Interval>,
    /// Incidents without a known duration.
    pub no_duration: usize,
    /// Incidents that are not over.
    pub ongoing: usize,
    /// Incidents of which only the days are known.
    pub days_only: usize,
}

/// An interval, in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: String,
    /// Upper end.
    pub high: String,
}

/// Incidents that are the same failure.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// Anchor.
    pub id: String,
    /// `again` within one organisation, `elsewhere` in several.
    pub scope: &'static str,
    /// What they are called: organisation, pattern, or component and cause.
    pub name: String,
    /// Address of the group, from other pages.
    pub url: String,
    /// What the pattern means.
    pub means: Option<String>,
    /// Number of incidents.
    pub n: usize,
    /// Number of organisations.
    pub organisations: usize,
    /// `Third time`, of the latest incident of one organisation.
    pub time: Option<String>,
    /// What else all of them have: components, cause.
    pub common: Vec<ReasonView>,
    /// The incidents, oldest first; of many the latest.
    pub members: Vec<GroupMember>,
    /// How many older ones are not shown, and where all are.
    pub more: usize,
    /// Address of the list that holds all of them.
    pub all_url: Option<String>,
}

/// What an incident is part of: the same failure again, or elsewhere.
#[derive(Debug, Clone, Serialize)]
pub struct Recurrence {
    /// `again` within one organisation, `elsewhere` in several.
    pub scope: &'static str,
    /// Number of incidents of one organisation, or of organisations.
    pub n: usize,
    /// What the group is called.
    pub name: String,
    /// Address of the group.
    pub url: String,
}

/// One incident of a group.
#[derive(Debug, Clone, Serialize)]
pub struct GroupMember {
    /// The incident.
    #[serde(flatten)]
    pub other: Brief,
    /// How long after the one before it: `23 months later`.
    pub since: Option<String>,
    /// Action items of earlier incidents that were not marked as done when it began.
    pub undone: Vec<Undone>,
}

/// An action item that was not done when the same failure came again.
#[derive(Debug, Clone, Serialize)]
pub struct Undone {
    /// What was to be done.
    pub title: String,
    /// When it was due.
    pub due: Option<String>,
    /// When it was done after all.
    pub closed: Option<String>,
    /// The incident that it is of.
    pub of: Brief,
}
