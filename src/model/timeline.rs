//! What happened when.

use crate::model::When;

/// A phase of an incident that a timeline entry marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Milestone {
    /// Users began to be affected.
    Started,
    /// Somebody or something noticed.
    Detected,
    /// It was called an incident.
    Declared,
    /// More people were called in.
    Escalated,
    /// A path that led nowhere.
    DeadEnd,
    /// The cause was found.
    Diagnosed,
    /// Users stopped being hurt, or were hurt less.
    Mitigated,
    /// It was over.
    Resolved,
}

impl Milestone {
    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Detected => "detected",
            Self::Declared => "declared",
            Self::Escalated => "escalated",
            Self::DeadEnd => "dead-end",
            Self::Diagnosed => "diagnosed",
            Self::Mitigated => "mitigated",
            Self::Resolved => "resolved",
        }
    }

    /// The milestone with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        [
            Self::Started,
            Self::Detected,
            Self::Declared,
            Self::Escalated,
            Self::DeadEnd,
            Self::Diagnosed,
            Self::Mitigated,
            Self::Resolved,
        ]
        .into_iter()
        .find(|milestone| milestone.id() == id)
    }
}

/// One entry of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimelineEntry {
    /// When; `None` where the entry has no time of its own, or one on a day that nobody names.
    pub at: Option<When>,
    /// Clock time of an entry whose day is not known; `None` where `at` says it all.
    pub clock: Option<jiff::civil::Time>,
    /// Which phase it marks; `None` for most.
    pub milestone: Option<Milestone>,
    /// What happened, as plain text.
    pub text: String,
    /// 1-based line.
    pub line: usize,
}
