//! Prose to facts, each with its quote. Nothing else in the program reads prose for facts.
//!
//! ```text
//! body ─► plain (markup off) ─► outline (lines, labels, sections, sentences)
//!                             └► when (dates, clock times, zones) ─► calendar (which day, year, zone holds)
//!      outline + moments + calendar ─► title · timeline · window · impact · cause · actions · remarks ─► Facts
//! ```

mod actions;
mod calendar;
mod cause;
mod disagree;
mod duration;
mod ideographs;
mod impact;
mod kind;
mod length;
mod milestone;
mod number;
mod outline;
mod plain;
mod reading;
mod remarks;
mod section_labels;
mod sentence;
mod share;
mod stems;
mod timeline;
mod title;
mod vocabulary;
mod when;
mod window;
mod zone;

use std::ops::Range;

use crate::config::Config;
use crate::diag::{Outcome, SourceText, Span};
use crate::markdown::Document;
use crate::model::{Duration, Fact, Facts};

/// What was understood of a text.
#[derive(Debug, Clone, Default)]
pub struct Inferred {
    /// The facts, all inferred or derived.
    pub facts: Facts,
    /// The length between two clock times of a day that the text does not name: no window, and not stated as a length.
    pub between: Option<Fact<Duration>>,
    /// Lines that head a section without a mark of Markdown, where the text has no headings of its own.
    pub labels: Vec<Span>,
    /// Whether the text is the record of an incident at all.
    pub is_incident: bool,
}

/// Reads the facts out of a document's prose. Pure and total: any text, linear time.
///
/// What the front matter has `stated` decides only whether the text is the record of an incident and which lengths are
/// compared: every fact of the prose is read, because the front matter may say no more than a part of them.
///
/// The findings are disagreements inside the prose and doubtful times.
pub fn facts(
    source: &SourceText,
    document: &Document,
    stated: &Facts,
    config: &Config,
) -> Outcome<Inferred> {
    let reading = reading::Reading::new(source, document.body, config);
    let mut facts = Facts::default();
    let mut findings = Vec::new();
    let title = title::find(&reading);
    facts.title = title::fact(&reading, title.as_ref());
    let title = title.map(|(range, _)| range);
    let calendar = calendar::Calendar::of(&reading, title.as_ref());
    let timeline = timeline::read(&reading, &calendar, &mut findings);
    let window = window::read(&reading, &calendar, &timeline);
    let length = duration::stated(&reading);
    window::tell(&reading, &calendar, &window, length.as_ref(), &mut facts);
    let between = window::between(&reading, &window);
    window::several(&reading, &calendar, &mut facts);
    // Where front matter states both ends, the text's own length is compared with those, not with its timeline.
    if window.stated || stated.started.is_none() || stated.resolved.is_none() {
        disagree::read(
            &reading,
            &calendar,
            &timeline,
            &window,
            length.as_ref().map(|it| &it.length),
            &mut findings,
        );
    }
    disagree::zones::read(&reading, &calendar, &timeline, &window, &mut findings);
    milestone::tell(&reading, &timeline, &mut facts);
    impact::read(&reading, &mut facts, &mut findings);
    cause::read(&reading, title.as_ref(), &mut facts);
    remarks::read(&reading, &mut facts);
    facts.timeline = timeline.model(&reading);
    facts.action_items = actions::read(&reading, &calendar);
    let is_incident = stated.tell_an_incident()
        || kind::is_incident(
            &reading,
            &titles(&reading, title.as_ref(), stated),
            &timeline,
            &window,
            &facts,
        );
    if is_incident {
        calendar.findings(&reading, &mut findings);
    } else {
        // Nothing is made up for a text that records no incident.
        findings.clear();
        facts = Facts {
            title: facts.title,
            ..Facts::default()
        };
    }
    Outcome {
        value: Inferred {
            facts,
            between: between.filter(|_| is_incident),
            labels: section_labels::read(&reading, document),
            is_incident,
        },
        diagnostics: findings,
    }
}

/// What the prose and the front matter call the text, in lower case.
fn titles(reading: &reading::Reading, told: Option<&Range<usize>>, stated: &Facts) -> String {
    let told = told.map_or("", |range| reading.lower(range));
    match &stated.title {
        Some(title) => format!("{told} {}", title.value.to_lowercase()),
        None => told.to_owned(),
    }
}
