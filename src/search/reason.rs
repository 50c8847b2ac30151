//! Why two incidents belong together, or why an incident answers a pasted text: in ids for programs, in words for people.

use serde_json::{Value, json};

/// What is shared, strongest first: the order in which reasons are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonKind {
    /// The author of this one names the other.
    Named,
    /// The author of the other one names this.
    NamedThere,
    /// The same error line or alert.
    Errors,
    /// The same recurring shape of failure.
    Pattern,
    /// Shapes of failure of one family.
    Kindred,
    /// The same technology failed.
    Component,
    /// The same thing set it off.
    Trigger,
    /// The same root-cause category.
    Cause,
    /// The same service was affected.
    Service,
    /// The same organisation.
    Organisation,
    /// The same tag.
    Tag,
    /// Rare words in both texts.
    Words,
}

impl ReasonKind {
    /// All kinds, strongest first.
    pub const ALL: [Self; 12] = [
        Self::Named,
        Self::NamedThere,
        Self::Errors,
        Self::Pattern,
        Self::Kindred,
        Self::Component,
        Self::Trigger,
        Self::Cause,
        Self::Service,
        Self::Organisation,
        Self::Tag,
        Self::Words,
    ];

    /// Stable id; the name of its words in a theme is `reason.` and the id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::NamedThere => "named-there",
            Self::Errors => "errors",
            Self::Pattern => "pattern",
            Self::Kindred => "kindred-pattern",
            Self::Component => "component",
            Self::Trigger => "trigger",
            Self::Cause => "cause",
            Self::Service => "service",
            Self::Organisation => "organisation",
            Self::Tag => "tag",
            Self::Words => "words",
        }
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What is shared.
    pub kind: ReasonKind,
    /// The shared values: ids of patterns and causes, names of components, services and tags, words, the author's
    /// words of why; empty where the kind says it all.
    pub values: Vec<String>,
}

impl Reason {
    /// A reason with its values.
    pub(super) fn new(kind: ReasonKind, values: Vec<String>) -> Self {
        Self { kind, values }
    }

    /// The reason in English, for terminals: `same pattern: integer-limit`.
    pub fn words(&self) -> String {
        let values = self.values.join(", ");
        let (alone, before) = match self.kind {
            ReasonKind::Named => return self.or_values("named by the authors"),
            ReasonKind::NamedThere => return self.or_values("its authors name this one"),
            ReasonKind::Errors => return "same error text".to_owned(),
            ReasonKind::Pattern => ("same pattern", "same pattern: "),
            ReasonKind::Kindred => ("kindred pattern", "kindred pattern: "),
            ReasonKind::Component => ("same component", "same component: "),
            ReasonKind::Trigger => ("same trigger", "same trigger: "),
            ReasonKind::Cause => ("same cause", "same cause: "),
            ReasonKind::Service => ("same service", "same service: "),
            ReasonKind::Organisation => ("same organisation", "same organisation: "),
            ReasonKind::Tag => ("same tag", "same tag: "),
            ReasonKind::Words => ("shared words", "shares "),
        };
        if values.is_empty() {
            alone.to_owned()
        } else {
            format!("{before}{values}")
        }
    }

    /// The reason for programs: `{"kind": "pattern", "values": ["integer-limit"]}`.
    pub fn json(&self) -> Value {
        json!({ "kind": self.kind.id(), "values": self.values })
    }

    fn or_values(&self, other: &str) -> String {
        if self.values.is_empty() {
            other.to_owned()
        } else {
            self.values.join(", ")
        }
    }
}
