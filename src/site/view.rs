//! What templates see: the promise to authors of themes. Fields are added, never renamed or removed, without a new
//! [`crate::theme::API`].
//!
//! Every page has `site` ([`Site`]), `page` ([`Page`]), `root` (the way up to the site's root) and `t` (the words of the
//! interface). A field that holds an address is written behind the filter `link`. Text is escaped by the templates;
//! only `body` is HTML.
//!
//! | Template | Also has |
//! |---|---|
//! | `home.html` | `counts`, `home` (`body`, `short`), `strip`, `panels`, `rows`, `severities` |
//! | `incident.html` | `incident`, `toc`, `body` |
//! | `incidents.html` | `rows`, `severities`, `pages`, `orders` |
//! | `facet.html` | `facet`, `kinds` |
//! | `bucket.html` | `facet`, `bucket`, `rows`, `severities`, `pages`, `stats`, `spread`, `strip` |
//! | `text.html` | `toc`, `body` |
//! | `search.html` | `search`: name of the file beside the page that it loads first |
//! | `404.html` | |
//! | `moved.html` | `target`, `canonical`, `title` |
//! | `feed.xml` | `feed` |
//! | `sitemap.xml` | `pages` |

use serde::Serialize;

use crate::theme::Value;

/// The site as a whole.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    /// Title.
    pub title: String,
    /// One sentence; empty when not set.
    pub description: String,
    /// BCP 47 tag.
    pub language: String,
    /// Content-Security-Policy.
    pub policy: String,
    /// Where the site will be, with a trailing slash; absent when not known.
    pub base_url: Option<String>,
    /// Address of the home page.
    pub home: String,
    /// Address of the list of all incidents.
    pub incidents: String,
    /// Address of the search page.
    pub search: String,
    /// Address of the feed.
    pub feed: String,
    /// Address of the library as JSON.
    pub json: String,
    /// Address of its schema.
    pub schema: String,
    /// The main ways in.
    pub nav: Vec<Link>,
    /// Every index that the library has.
    pub facets: Vec<Link>,
    /// Pages that are no postmortems.
    pub pages: Vec<Link>,
    /// Number of incidents.
    pub count: usize,
}

/// A named address.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// Stable id, to tell the current one.
    pub id: String,
    /// What a reader sees.
    pub name: String,
    /// Address.
    pub url: String,
}

/// The page at hand.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Page {
    /// `home`, `incident`, `incidents`, `facet`, `bucket`, `text`, `search`, `missing`.
    pub kind: &'static str,
    /// Id of the entry of `site.nav` that it belongs to.
    pub section: &'static str,
    /// Title; empty on the home page.
    pub title: String,
    /// The page's name in a browser's tab and in a search engine: with the site's title where both fit.
    pub tab: String,
    /// One or two sentences for search engines; may be empty.
    pub description: String,
    /// Full address; absent without a base URL.
    pub canonical: Option<String>,
    /// Address of the page's own feed.
    pub feed: Option<String>,
    /// Language of the text where it is not the site's.
    pub language: Option<String>,
}

/// One incident in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Title.
    pub title: String,
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

/// A labelled place on an axis.
#[derive(Debug, Clone, Serialize)]
pub struct Tick {
    /// Percent of the width.
    pub x: f64,
    /// Text; empty where incidents before the axis stand.
    pub label: String,
    /// Whether the text ends at `x`.
    pub end: bool,
    /// Whether narrow screens leave it out.
    pub minor: bool,
}

/// Every incident on a time axis.
#[derive(Debug, Clone, Serialize)]
pub struct Strip {
    /// Height of the drawing.
    pub height: usize,
    /// Lower end of the marks.
    pub floor: usize,
    /// Incidents drawn.
    pub count: usize,
    /// Year of the first.
    pub first: String,
    /// Year of the last.
    pub last: String,
    /// Incidents without a known date.
    pub undated: usize,
    /// Impact levels, each a lane; where columns are drawn, their legend.
    pub lanes: Vec<Lane>,
    /// Ticks of the time axis.
    pub ticks: Vec<Tick>,
    /// Incidents.
    pub marks: Vec<Mark>,
    /// Columns by year, where there are too many incidents to draw each.
    pub columns: Vec<Column>,
}

/// An impact level as a lane.
#[derive(Debug, Clone, Serialize)]
pub struct Lane {
    /// Stable id.
    pub id: String,
    /// What a reader sees.
    pub name: String,
    /// Address.
    pub url: String,
    /// Its middle.
    pub y: usize,
}

/// An incident in a drawing.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    /// Address.
    pub url: String,
    /// Percent of the width.
    pub x: f64,
    /// From the top.
    pub y: usize,
    /// Radius, by the logarithm of the length.
    pub r: f64,
    /// Whether its length is not known.
    pub hollow: bool,
    /// Id of its impact level.
    pub impact: &'static str,
    /// Date, title, length, impact.
    pub label: String,
}

/// A year's incidents as a column.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// Address of the year.
    pub url: String,
    /// Left edge, percent.
    pub x: f64,
    /// Middle, percent.
    pub middle: f64,
    /// Width, percent.
    pub width: f64,
    /// Parts by impact, from the floor up.
    pub parts: Vec<Part>,
    /// Year and number.
    pub label: String,
    /// Year, where it is written.
    pub tick: Option<String>,
}

/// A part of a column.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// Id of the impact level.
    pub impact: &'static str,
    /// Upper edge.
    pub y: f64,
    /// Height.
    pub height: f64,
}

/// Durations on a logarithmic axis.
#[derive(Debug, Clone, Serialize)]
pub struct Spread {
    /// Ticks.
    pub ticks: Vec<Tick>,
    /// Incidents.
    pub marks: Vec<Mark>,
    /// Numbers of incidents, where there are too many to draw each.
    pub bins: Vec<Bin>,
    /// Middle half and median; absent below five.
    #[serde(rename = "box")]
    pub middle: Option<Middle>,
}

/// A step of an axis and its number of incidents.
#[derive(Debug, Clone, Serialize)]
pub struct Bin {
    /// Left edge, percent.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Height.
    pub height: f64,
}

/// The middle half on an axis, in percent.
#[derive(Debug, Clone, Serialize)]
pub struct Middle {
    /// Lower quartile.
    pub from: f64,
    /// Up to the upper quartile.
    pub width: f64,
    /// Median.
    pub median: f64,
}

/// A moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moment {
    /// For machines; absent for years that HTML cannot write.
    pub iso: Option<String>,
    /// `2017-01-31`, in UTC where the offset is known.
    pub date: String,
    /// `23:30`; absent when only the day is known.
    pub time: Option<String>,
    /// Whether date and time are UTC.
    pub utc: bool,
    /// The same moment on the clock of its own place.
    pub local: Option<String>,
}

/// One postmortem.
#[derive(Debug, Clone, Serialize)]
pub struct Incident {
    /// Identity.
    pub id: String,
    /// Organisation.
    pub organisation: Option<Link>,
    /// Words that mark a draft, a review, an ongoing incident.
    pub marks: Vec<Named>,
    /// Summary as stated.
    pub summary: Option<String>,
    /// When.
    pub when: WhenView,
    /// Facts of the first rank: duration, impact, cause; always all of them.
    pub main: Vec<FactView>,
    /// The other facts that are known.
    pub facts: Vec<FactView>,
    /// Words of the facts that are not known.
    pub unknown: Vec<String>,
    /// Facts that were read in the text, with the very words.
    pub evidence: Vec<Evidence>,
    /// Statements of the authors that disagree.
    pub disagreements: Vec<Vec<Piece>>,
    /// Milestones on one clock.
    pub phases: Option<Phases>,
    /// Timeline.
    pub timeline: Vec<Entry>,
    /// Whether the text holds the timeline too.
    pub timeline_in_text: bool,
    /// Zone of the timeline.
    pub timeline_utc: bool,
    /// Action items that the text does not show as well.
    pub actions: Option<Actions>,
    /// Lessons that the text does not hold.
    pub lessons: Option<LessonsView>,
    /// Related incidents.
    pub related: Vec<RelatedView>,
    /// Where the facts come from.
    pub sources: Vec<SourceView>,
    /// The incident before and after in time.
    pub newer: Option<Link>,
    /// The one before it.
    pub older: Option<Link>,
    /// Address of the source file.
    pub source_url: Option<String>,
    /// Address where it can be edited.
    pub edit_url: Option<String>,
    /// Address of its data, in the site.
    pub json: String,
    /// For other search engines that run over the pages.
    pub filters: Vec<Named>,
}

/// From when to when.
#[derive(Debug, Clone, Default, Serialize)]
pub struct WhenView {
    /// Start.
    pub start: Option<Moment>,
    /// End.
    pub end: Option<Moment>,
    /// Whether both are on one date.
    pub same_day: bool,
    /// The start on the clock of its own place, and the end.
    pub local: Option<String>,
    /// Marker of the start, where it was read in the text.
    pub read: Vec<Read>,
}

/// A fact in the panel.
#[derive(Debug, Clone, Serialize)]
pub struct FactView {
    /// Stable id.
    pub id: &'static str,
    /// What a reader sees.
    pub name: String,
    /// Its values; empty when unknown.
    pub values: Vec<FactValue>,
    /// Remarks: basis, what else is stated.
    pub notes: Vec<String>,
}

/// A value of a fact.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FactValue {
    /// What a reader sees.
    pub text: String,
    /// Id of an impact level.
    pub level: Option<&'static str>,
    /// Address of its list.
    pub url: Option<String>,
    /// Where it was read, if it was read in the text.
    pub read: Option<Read>,
    /// Verbatim text of a machine.
    pub code: bool,
    /// Whether it stands on a line of its own.
    pub line: bool,
}

/// A marker that leads to the evidence.
#[derive(Debug, Clone, Serialize)]
pub struct Read {
    /// Anchor of the evidence.
    pub anchor: String,
    /// The very words.
    pub quote: String,
    /// 1-based line of the file.
    pub line: usize,
    /// Word for how sure we are.
    pub confidence: String,
}

/// A fact that was read in the text.
#[derive(Debug, Clone, Serialize)]
pub struct Evidence {
    /// Anchor.
    pub anchor: String,
    /// Name of the fact.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The very words.
    pub quote: String,
    /// 1-based line of the file.
    pub line: usize,
    /// Word for how sure we are.
    pub confidence: String,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Piece {
    /// Text.
    pub text: String,
    /// Whether it is quoted from the document.
    pub quoted: bool,
}

/// Milestones on one clock.
#[derive(Debug, Clone, Serialize)]
pub struct Phases {
    /// Height of the drawing.
    pub height: usize,
    /// Upper edge of the bar.
    pub top: usize,
    /// Parts of the bar.
    pub segments: Vec<Segment>,
    /// Milestones.
    pub milestones: Vec<MilestoneMark>,
    /// Entries of the timeline.
    pub entries: Vec<EntryMark>,
    /// Ticks in time since the start.
    pub ticks: Vec<Tick>,
    /// All of it in words.
    pub text: String,
}

/// A part of the bar.
#[derive(Debug, Clone, Serialize)]
pub struct Segment {
    /// `unnoticed`, `open`, `recovering`.
    pub id: &'static str,
    /// What a reader sees.
    pub name: String,
    /// Left edge, percent.
    pub x: f64,
    /// Width, percent.
    pub width: f64,
}

/// A milestone.
#[derive(Debug, Clone, Serialize)]
pub struct MilestoneMark {
    /// Percent of the width.
    pub x: f64,
    /// Base line of its text.
    pub y: usize,
    /// What a reader sees.
    pub label: String,
    /// Whether its text ends at `x`.
    pub end: bool,
}

/// An entry of the timeline in the drawing.
#[derive(Debug, Clone, Serialize)]
pub struct EntryMark {
    /// Percent of the width.
    pub x: f64,
    /// Anchor of the entry.
    pub anchor: String,
    /// Its time and text.
    pub label: String,
}

/// An entry of the timeline.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Anchor.
    pub anchor: String,
    /// Its day, where it is not that of the entry before.
    pub day: Option<String>,
    /// When.
    pub at: Option<Moment>,
    /// Time since the start.
    pub since: Option<String>,
    /// The phase it marks.
    pub milestone: Option<Named>,
    /// What happened.
    pub text: String,
}

/// Action items; a column that is empty throughout is not shown.
#[derive(Debug, Clone, Serialize)]
pub struct Actions {
    /// The items.
    pub items: Vec<ActionView>,
    /// Whether any has a kind.
    pub kinds: bool,
    /// Whether any has an owner.
    pub owners: bool,
    /// Whether any is due.
    pub dues: bool,
    /// Whether any has a status.
    pub statuses: bool,
}

/// An action item.
#[derive(Debug, Clone, Serialize)]
pub struct ActionView {
    /// Id in the authors' tracker.
    pub id: Option<String>,
    /// What is to be done.
    pub title: String,
    /// Where it is tracked; http or https.
    pub url: Option<String>,
    /// What it is meant to achieve.
    pub kind: Option<String>,
    /// Who has it.
    pub owner: Option<String>,
    /// When it is due.
    pub due: Option<String>,
    /// How far it has come.
    pub status: Option<Named>,
    /// When it was finished.
    pub closed: Option<String>,
}

/// Lessons.
#[derive(Debug, Clone, Serialize)]
pub struct LessonsView {
    /// What went well.
    pub well: Vec<String>,
    /// What went badly.
    pub badly: Vec<String>,
    /// Where luck helped.
    pub lucky: Vec<String>,
}

/// A related incident.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedView {
    /// Title, or the id as written where the library does not have it.
    pub title: String,
    /// Address.
    pub url: Option<String>,
    /// Day it began.
    pub date: Option<String>,
    /// Why it is related.
    pub reason: String,
}

/// A source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView {
    /// Title, or the address.
    pub title: String,
    /// http or https; absent for anything else.
    pub url: Option<String>,
    /// Host, shown beside the title.
    pub host: Option<String>,
    /// Address of an archived copy.
    pub archived: Option<String>,
}

/// A line of a table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct TocLine {
    /// 1 for the outermost, 2 for those inside it.
    pub level: u8,
    /// Text.
    pub text: String,
    /// Anchor.
    pub anchor: String,
}

/// A feed.
#[derive(Debug, Clone, Serialize)]
pub struct Feed {
    /// Title.
    pub title: String,
    /// Identity.
    pub id: String,
    /// Its own full address; absent without a base URL.
    pub self_url: Option<String>,
    /// Full address of its page.
    pub page_url: Option<String>,
    /// When it last changed, RFC 3339.
    pub updated: String,
    /// Its entries, newest first.
    pub entries: Vec<FeedEntry>,
}

/// An entry of a feed.
#[derive(Debug, Clone, Serialize)]
pub struct FeedEntry {
    /// Title.
    pub title: String,
    /// Identity.
    pub id: String,
    /// Full address; absent without a base URL.
    pub url: Option<String>,
    /// When it was published, RFC 3339.
    pub published: Option<String>,
    /// When it last changed, RFC 3339.
    pub updated: String,
    /// Cause, impact.
    pub categories: Vec<Named>,
    /// Summary, plain text.
    pub summary: String,
}

/// A page in the sitemap.
#[derive(Debug, Clone, Serialize)]
pub struct SitemapPage {
    /// Full address.
    pub url: String,
    /// Day of its last change.
    pub modified: Option<String>,
}

/// HTML that goes into a page as it is.
pub type SafeHtml = Value;
