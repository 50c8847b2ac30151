//! The glossary, and the types that carry it. The model knows no Markdown, HTML, templates or files.
//!
//! - **incident**: one event that hurt, or nearly hurt, users. **postmortem**: the written record of one incident.
//! - **library**: all the postmortems of a site.
//! - **fact**: something a postmortem says, with how we know it: *stated* in front matter, *inferred* from the
//!   prose (with the very words), *derived* from other facts.
//! - **window**: from the first to the last moment users were affected; an incident may have several.
//! - **duration band**, **impact level**, **root-cause category**: the scales of the three indexes.
//! - **trigger**: what set the cause off. **component**: the technology that failed. **pattern**: the recurring shape
//!   of the failure. **contributing**: categories that made it possible or worse.
//! - **milestone**: a timeline entry that marks a phase (started, detected, declared, mitigated, resolved…).
//! - **action item**: what will be, or was, done about it.

mod action;
mod band;
mod cause;
mod fact;
mod facts;
mod impact;
mod postmortem;
mod timeline;
mod typed;
mod window;

pub use action::{ActionItem, ActionKind, ActionStatus};
pub use band::{BandWords, BoundsFault, DurationBand, DurationScale};
pub use cause::{CATEGORIES, Category, FAMILIES, PATTERNS, Pattern, category_alias, family};
pub use fact::{Confidence, Fact, Origin, Quote};
pub use facts::{DocumentKind, Facts, Lessons, Related, Source, StatedState, Status, Visibility};
pub use impact::{ImpactKind, ImpactLevel, Severity};
pub use postmortem::{Postmortem, State};
pub use timeline::{Milestone, TimelineEntry};
pub use typed::{typed_length, typed_number, whole_number};
pub use window::{Duration, ImpactWindow, Precision, Unit, When};
