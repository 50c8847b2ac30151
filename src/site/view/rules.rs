//! What the page of rules shows.

use serde::Serialize;

use super::Piece;

/// The rules of one level.
#[derive(Debug, Clone, Serialize)]
pub struct RuleGroup {
    /// `error`, `warning` or `hint`.
    pub id: &'static str,
    /// By name.
    pub rules: Vec<Rule>,
}

/// A rule that texts are checked by. Its sentences are English.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// Stable name: the anchor on the page.
    pub name: &'static str,
    /// What it finds.
    pub finds: Vec<Piece>,
    /// What breaks it.
    pub example: Vec<Piece>,
    /// What to do about it.
    pub mend: Vec<Piece>,
}
