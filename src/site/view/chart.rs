//! Drawings: positions are percent of the width, heights are whole units.

use serde::Serialize;

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
