//! One postmortem.

use serde::Serialize;

use super::{Link, Named, Phases, Recurrence};

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
    /// What happened again, this time among others.
    pub repeats: Vec<Recurrence>,
    /// Related incidents.
    pub related: Vec<RelatedView>,
    /// Documents whose text names this incident by its id.
    pub mentioned: Vec<Brief>,
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
    /// Address of the history of the document; absent when not set.
    pub history_url: Option<String>,
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
    /// From start to end on the clock of their own place, where that is not UTC: `09:30 → 11:00 +01:00`.
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

/// Another incident in one line.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Brief {
    /// Title, or the id as written where the library does not have it.
    pub title: String,
    /// Address; absent where the library does not have it.
    pub url: Option<String>,
    /// Day it began.
    pub date: Option<String>,
    /// Whose it was, what stopped it, how long it took.
    pub facts: Vec<String>,
}

/// A related incident.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedView {
    /// The other incident.
    #[serde(flatten)]
    pub other: Brief,
    /// Why it is related, as one text.
    pub reason: String,
    /// Why it is related, strongest first, with links.
    pub reasons: Vec<ReasonView>,
}

/// Something that two incidents share.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonView {
    /// `named`, `pattern`, `component`, `words`…
    pub id: &'static str,
    /// What is shared, or why, in words.
    pub name: String,
    /// The shared values.
    pub values: Vec<SharedValue>,
}

/// A value that two incidents share.
#[derive(Debug, Clone, Serialize)]
pub struct SharedValue {
    /// What a reader sees.
    pub name: String,
    /// Address of its list.
    pub url: Option<String>,
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
