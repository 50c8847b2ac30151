//! The loop: wait for a change, build, publish. One build at a time; what changes meanwhile is in the next one.

#![expect(
    clippy::disallowed_methods,
    reason = "an edge: it looks at the disk and measures time"
)]

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::builder::{BuildOutcome, Builder, Look, News};
use super::notice::{Built, Notice};
use super::snapshot::{Snapshot, panic_message};
use super::watch::{Next, Watcher};
use crate::diag::Diagnostic;

/// Where a finished build goes, and what happens around it.
pub(super) trait Desk {
    /// Takes over a build's outcome and gives the snapshot it led to, which is from now on what is served.
    fn publish(&mut self, outcome: BuildOutcome) -> Arc<Snapshot>;
    /// Makes sure that a page of each kind can be rendered.
    fn probe(&mut self, snapshot: &Snapshot);
    /// Tells the terminal.
    fn tell(&mut self, notice: &Notice<'_>);
}

/// A folder that has just been made may be filled before it is watched; a second look this much later finds what that lost.
const SECOND_LOOK: Duration = Duration::from_millis(250);

/// Builds until the watcher says stop; once, if there is no watcher.
pub(super) fn run(builder: &mut dyn Builder, mut watcher: Option<Watcher>, desk: &mut dyn Desk) {
    let mut told = Told::default();
    let mut look = Look::everything();
    let mut second: Option<Instant> = None;
    // Watching begins before the first look, so that no change falls between the two.
    if let Some(watcher) = &mut watcher {
        let bell = watcher.bell();
        builder.attend(Arc::new(move || bell.wake()));
        watcher.follow(&builder.watched());
        tell_polling(watcher, desk);
    }
    loop {
        let started = Instant::now();
        if let Some(outcome) = build(builder, &look) {
            let (changed, summary) = (outcome.changed.clone(), outcome.summary.clone());
            let news = outcome.news;
            let snapshot = desk.publish(outcome);
            let took = started.elapsed();
            if news == News::Change {
                let line = Line {
                    changed,
                    summary,
                    took,
                };
                told = tell_built(desk, &snapshot, &told, line);
            }
            desk.probe(&snapshot);
        }
        let Some(watcher) = &mut watcher else {
            return;
        };
        watcher.looked(started.elapsed());
        if watcher.follow(&builder.watched()) {
            tell_polling(watcher, desk);
            look = Look::everything();
            continue;
        }
        second = if look_again(&look) || builder.is_waiting() {
            Some(started + SECOND_LOOK)
        } else {
            second.filter(|due| *due > started)
        };
        look = match watcher.next(second, &builder.watched()) {
            Next::Look(look) => look,
            Next::Stop => return,
        };
        tell_polling(watcher, desk);
    }
}

/// Whether a look was caused by something that may still be going on: a hint that is a folder.
fn look_again(look: &Look) -> bool {
    look.hints.iter().any(|path| path.is_dir())
}

fn build(builder: &mut dyn Builder, look: &Look) -> Option<BuildOutcome> {
    catch_unwind(AssertUnwindSafe(|| builder.build(look))).unwrap_or_else(|panic| {
        Some(BuildOutcome {
            fatal: Some(panic_message(panic.as_ref())),
            ..BuildOutcome::default()
        })
    })
}

fn tell_polling(watcher: &mut Watcher, desk: &mut dyn Desk) {
    if let Some((why, every)) = watcher.newly_polling() {
        desk.tell(&Notice::Polling { why: &why, every });
    }
}

/// What the terminal has been told.
#[derive(Default)]
struct Told {
    /// Findings, by what they say and where.
    known: BTreeSet<String>,
    summary: String,
}

struct Line {
    changed: Vec<String>,
    summary: String,
    took: Duration,
}

/// Tells what came of a build and gives what is known to the reader now: a finding, and how large the site is, are told
/// when they are new, not at every save.
fn tell_built(desk: &mut dyn Desk, snapshot: &Snapshot, told: &Told, line: Line) -> Told {
    let key = |found: &Diagnostic| {
        let place = found.place.as_ref();
        let file = place.map_or("", |place| &*place.file);
        let text = place.map_or("", |place| place.line_text.as_str());
        format!("{} {file} {} {text}", found.rule, found.message)
    };
    let all = snapshot.findings();
    desk.tell(&Notice::Built(Built {
        changed: &line.changed,
        summary: if line.summary == told.summary {
            ""
        } else {
            &line.summary
        },
        fatal: snapshot.fatal.as_deref(),
        took: line.took,
        new: all
            .iter()
            .filter(|found| !told.known.contains(&key(found)))
            .collect(),
        all,
        places: &snapshot.places,
    }));
    Told {
        known: all.iter().map(key).collect(),
        summary: line.summary,
    }
}
