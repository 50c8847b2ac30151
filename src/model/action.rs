//! What will be, or was, done about an incident.

use jiff::civil::Date;

/// What an action item is meant to achieve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// It shall not happen again.
    Prevent,
    /// It shall be noticed sooner.
    Detect,
    /// It shall hurt less.
    Mitigate,
    /// The way of working changes.
    Process,
}

impl ActionKind {
    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Prevent => "prevent",
            Self::Detect => "detect",
            Self::Mitigate => "mitigate",
            Self::Process => "process",
        }
    }

    /// The kind with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Prevent, Self::Detect, Self::Mitigate, Self::Process]
            .into_iter()
            .find(|kind| kind.id() == id)
    }
}

/// How far an action item has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionStatus {
    /// Not begun, or planned.
    Open,
    /// Begun.
    InProgress,
    /// Finished.
    Done,
    /// Decided against.
    WontDo,
    /// Another action took its place.
    Superseded,
}

impl ActionStatus {
    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in-progress",
            Self::Done => "done",
            Self::WontDo => "wont-do",
            Self::Superseded => "superseded",
        }
    }

    /// Reads a status word; `None` for a word we do not know.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(
            match word.trim().to_lowercase().replace([' ', '_'], "-").as_str() {
                "open" | "planned" | "outstanding" | "todo" | "to-do" | "new" | "not-started" => {
                    Self::Open
                }
                "in-progress" | "started" | "ongoing" | "doing" | "wip" => Self::InProgress,
                "done" | "closed" | "complete" | "completed" | "finished" | "fixed"
                | "resolved" => Self::Done,
                "wont-do" | "won't-do" | "wontfix" | "won't-fix" | "rejected" | "cancelled"
                | "canceled" => Self::WontDo,
                "superseded" | "replaced" | "duplicate" => Self::Superseded,
                _ => return None,
            },
        )
    }
}

/// One thing to do, or done, because of an incident. What is not said is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActionItem {
    /// Id in the authors' tracker.
    pub id: Option<String>,
    /// What is to be done.
    pub title: String,
    /// What it is meant to achieve.
    pub kind: Option<ActionKind>,
    /// Who, or which team, has it.
    pub owner: Option<String>,
    /// When it is due.
    pub due: Option<Date>,
    /// How far it has come.
    pub status: Option<ActionStatus>,
    /// When it was finished.
    pub closed: Option<Date>,
    /// Where it is tracked.
    pub link: Option<String>,
    /// 1-based line.
    pub line: usize,
}
