//! `Fact`: a value and how we know it.

use crate::diag::Span;

/// How a fact was learnt, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Written in front matter.
    Stated,
    /// Computed from other facts.
    Derived,
    /// Read in the prose.
    Inferred(Confidence),
}

impl Origin {
    /// `stated`, `derived` or `inferred`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Derived => "derived",
            Self::Inferred(_) => "inferred",
        }
    }

    /// How sure we are: what is stated or derived is sure.
    pub fn confidence(self) -> Confidence {
        match self {
            Self::Inferred(confidence) => confidence,
            Self::Stated | Self::Derived => Confidence::High,
        }
    }
}

/// How sure we are of an inferred fact, surest first. The bounds are precisions measured on labelled postmortems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Right in at least 97 of 100 cases.
    High,
    /// Right in at least 85 of 100 cases.
    Medium,
    /// Less than that: shown, but fills no index.
    Low,
}

impl Confidence {
    /// `high`, `medium` or `low`.
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// The very words a fact was read in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The words, as they stand in the file (white space folded).
    pub text: String,
    /// 1-based line on which they begin.
    pub line: usize,
    /// Where they stand in the normalised text.
    pub span: Span,
}

/// A value and how we know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// The value.
    pub value: T,
    /// How it was learnt.
    pub origin: Origin,
    /// The words it came from; `None` for derived facts.
    pub quote: Option<Quote>,
}

impl<T> Fact<T> {
    /// A fact from front matter.
    pub fn stated(value: T, quote: Quote) -> Self {
        Self {
            value,
            origin: Origin::Stated,
            quote: Some(quote),
        }
    }

    /// A fact read in the prose.
    pub fn inferred(value: T, confidence: Confidence, quote: Quote) -> Self {
        Self {
            value,
            origin: Origin::Inferred(confidence),
            quote: Some(quote),
        }
    }

    /// A fact computed from others.
    pub fn derived(value: T) -> Self {
        Self {
            value,
            origin: Origin::Derived,
            quote: None,
        }
    }

    /// Whether it may fill an index: all but what was read with low confidence.
    pub fn counts(&self) -> bool {
        self.origin.confidence() != Confidence::Low
    }

    /// The same without the words it came from.
    #[must_use]
    pub fn without_quote(self) -> Self {
        Self {
            quote: None,
            ..self
        }
    }

    /// The same knowledge of another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        Fact {
            value: f(self.value),
            origin: self.origin,
            quote: self.quote,
        }
    }
}
