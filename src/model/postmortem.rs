//! `Postmortem`: the assembled record of one incident.

use super::{Duration, DurationBand, Fact, Facts, ImpactLevel, ImpactWindow};

/// The state of the incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Users are still affected.
    Ongoing,
    /// Users are no longer hurt, the cause remains.
    Mitigated,
    /// Over.
    Resolved,
    /// Not said.
    Unknown,
}

impl State {
    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ongoing => "ongoing",
            Self::Mitigated => "mitigated",
            Self::Resolved => "resolved",
            Self::Unknown => "unknown",
        }
    }
}

/// The record of one incident: stated over inferred over nothing, with what follows from it.
#[derive(Debug, Clone)]
pub struct Postmortem {
    /// Address under `/incidents/`, unique in the library.
    pub slug: String,
    /// Identity: the author's id, else the slug.
    pub id: String,
    /// Title; the file's name where the document has none.
    pub title: Fact<String>,
    /// Everything the document says.
    pub facts: Facts,
    /// The windows that the duration is measured by: as stated, else the one from `started` to `resolved`.
    pub windows: Vec<ImpactWindow>,
    /// Length by the windows, else as stated; `None` when neither is known.
    pub duration: Option<Fact<Duration>>,
    /// Band of `duration`.
    pub band: DurationBand,
    /// Impact level: stated, else from the share of users, else inferred, else unknown.
    pub level: Fact<ImpactLevel>,
    /// State of the incident.
    pub state: State,
    /// Keys of front matter that we do not know, with their values as JSON; kept and exported.
    pub unknown: Vec<(String, serde_json::Value)>,
}
