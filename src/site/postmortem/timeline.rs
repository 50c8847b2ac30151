//! The timeline of a postmortem, listed, and its milestones drawn on one clock.

use crate::library::Record;
use crate::model::{Precision, When};

use super::super::chart::tenth;
use super::super::shared::Shared;
use super::super::short::shorten;
use super::super::{moment, view};

/// Width of the drawing that labels need at most, in percent: further right they end at their mark.
const LABEL_ROOM: f64 = 62.0;
/// Height of a line of labels.
const LINE: usize = 20;
/// Height of the bar.
const BAR: usize = 18;

/// The entries, each with its time.
pub(super) struct Timeline {
    pub(super) entries: Vec<(Option<When>, view::Entry)>,
    /// Whether they were read in the text, which therefore holds them too.
    pub(super) in_text: bool,
    /// Whether their clock is UTC.
    pub(super) utc: bool,
}

pub(super) fn timeline(shared: &Shared, record: &Record) -> Timeline {
    let it = &record.postmortem;
    let start = start(record);
    let mut day = String::new();
    let mut entries = Vec::new();
    for (n, entry) in it.facts.timeline.iter().enumerate() {
        let at = entry.at.map(|when| moment::moment(&when));
        let new_day = at
            .as_ref()
            .map(|at| at.date.clone())
            .filter(|date| *date != day);
        if let Some(date) = &new_day {
            day.clone_from(date);
        }
        let since = entry
            .at
            .filter(exact)
            .zip(start)
            .map(|(at, start)| start.seconds_to(&at));
        let view = view::Entry {
            anchor: format!("cb-t-{}", n + 1),
            day: new_day,
            at,
            since: since.and_then(|since| since_text(shared, since)),
            milestone: entry.milestone.map(|it| shared.named("milestone", it.id())),
            text: entry.text.clone(),
        };
        entries.push((entry.at, view));
    }
    let body = record.source.line(record.document.body.start);
    Timeline {
        in_text: it.facts.timeline.iter().any(|entry| entry.line >= body),
        utc: entries
            .iter()
            .any(|(_, entry)| entry.at.as_ref().is_some_and(|at| at.utc)),
        entries,
    }
}

/// `+1 h 5 min` since the start; nothing at the start itself, and `−5 min` before it.
fn since_text(shared: &Shared, seconds: i64) -> Option<String> {
    let sign = if seconds < 0 { '−' } else { '+' };
    (seconds != 0).then(|| format!("{sign}{}", shared.words.lasted(seconds.unsigned_abs())))
}

fn start(record: &Record) -> Option<When> {
    let fact = record.postmortem.facts.started.as_ref()?;
    Some(fact.value).filter(exact)
}

fn exact(when: &When) -> bool {
    when.precision != Precision::Day
}

/// The milestones on one clock; `None` when fewer than two of them are known to the hour.
pub(super) fn phases(
    shared: &Shared,
    record: &Record,
    timeline: &Timeline,
) -> Option<view::Phases> {
    let facts = &record.postmortem.facts;
    let start = start(record)?;
    let milestones: Vec<(&'static str, i64)> = [
        ("started", &facts.started),
        ("detected", &facts.detected),
        ("declared", &facts.declared),
        ("mitigated", &facts.mitigated),
        ("resolved", &facts.resolved),
    ]
    .into_iter()
    .filter_map(|(id, fact)| {
        let when = fact.as_ref().map(|fact| fact.value).filter(exact)?;
        Some((id, start.seconds_to(&when)))
    })
    .collect();
    let clock = Clock {
        from: milestones.iter().map(|(_, at)| *at).min()?,
        to: milestones.iter().map(|(_, at)| *at).max()?,
    };
    if clock.to <= clock.from {
        return None;
    }
    let marks = labels(shared, &milestones, &clock);
    let top = marks.iter().map(|mark| mark.y).max().unwrap_or(0) + 6;
    let text: Vec<String> = marks.iter().map(|mark| mark.label.clone()).collect();
    let entries = timeline.entries.iter().filter_map(|(at, entry)| {
        let at = start.seconds_to(at.as_ref().filter(|at| exact(at))?);
        (clock.from..=clock.to)
            .contains(&at)
            .then(|| view::EntryMark {
                x: clock.place(at),
                anchor: entry.anchor.clone(),
                label: format!(
                    "{} {}",
                    since_text(shared, at).unwrap_or_default(),
                    shorten(&entry.text, 80)
                ),
            })
    });
    Some(view::Phases {
        height: top + BAR + 24,
        top,
        segments: segments(shared, &milestones, &clock),
        entries: entries.collect(),
        ticks: clock.ticks(shared),
        text: text.join(", "),
        milestones: marks,
    })
}

/// Labels above the bar, milestones of one moment in one, each on a line of its own so that none covers another.
fn labels(
    shared: &Shared,
    milestones: &[(&'static str, i64)],
    clock: &Clock,
) -> Vec<view::MilestoneMark> {
    let mut moments: Vec<(i64, Vec<String>)> = Vec::new();
    for (id, at) in milestones {
        let word = shared.word(&format!("milestone.{id}"));
        match moments.iter_mut().find(|(other, _)| other == at) {
            Some((_, words)) => words.push(word),
            None => moments.push((*at, vec![word])),
        }
    }
    moments.sort_by_key(|(at, _)| *at);
    let starting = moments
        .iter()
        .filter(|(at, _)| clock.place(*at) <= LABEL_ROOM)
        .count();
    let lines = moments.len();
    let label = |(n, (at, words)): (usize, (i64, Vec<String>))| {
        let x = clock.place(at);
        let since = since_text(shared, at).map_or(String::new(), |text| format!(" {text}"));
        // Labels that begin at their mark go down towards the right, labels that end there go up: the leader of one
        // does not cross another.
        let line = if n < starting {
            n
        } else {
            starting + lines - 1 - n
        };
        view::MilestoneMark {
            x,
            y: LINE * (line + 1) - 6,
            label: format!("{}{since}", words.join(", ")),
            end: n >= starting,
        }
    };
    moments.into_iter().enumerate().map(label).collect()
}

fn segments(
    shared: &Shared,
    milestones: &[(&'static str, i64)],
    clock: &Clock,
) -> Vec<view::Segment> {
    let at = |id: &str| {
        milestones
            .iter()
            .find(|(it, _)| *it == id)
            .map(|(_, at)| *at)
    };
    let detected = at("detected").or_else(|| at("declared"));
    let end = at("resolved")
        .or_else(|| at("mitigated"))
        .unwrap_or(clock.to);
    let open_from = detected.unwrap_or(0).clamp(0, end.max(0));
    let open_to = at("mitigated")
        .unwrap_or(end)
        .clamp(open_from, end.max(open_from));
    let phases = [
        ("unnoticed", 0, open_from),
        ("open", open_from, open_to),
        ("recovering", open_to, end),
    ];
    let drawn = phases.into_iter().filter(|(_, from, to)| to > from);
    drawn
        .map(|(id, from, to)| {
            let x = clock.place(from);
            view::Segment {
                id,
                name: shared.word(&format!("phase.{id}")),
                x,
                width: tenth(clock.place(to) - x).max(0.3),
            }
        })
        .collect()
}

/// Seconds since the start, from the first milestone to the last.
struct Clock {
    from: i64,
    to: i64,
}

impl Clock {
    #[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
    fn place(&self, at: i64) -> f64 {
        tenth((at - self.from) as f64 / (self.to - self.from).max(1) as f64 * 100.0)
    }

    /// At most seven ticks at round times.
    fn ticks(&self, shared: &Shared) -> Vec<view::Tick> {
        const STEPS: [i64; 22] = [
            1,
            5,
            10,
            30,
            60,
            120,
            300,
            600,
            900,
            1800,
            3600,
            7200,
            10_800,
            21_600,
            43_200,
            86_400,
            172_800,
            604_800,
            2_592_000,
            7_776_000,
            31_536_000,
            315_360_000,
        ];
        let span = self.to - self.from;
        let step = STEPS
            .into_iter()
            .find(|step| span / step <= 6)
            .unwrap_or(3_153_600_000);
        let first = self.from.div_euclid(step) * step;
        let mut ticks = Vec::new();
        let mut at = first;
        while at <= self.to && ticks.len() < 12 {
            if at >= self.from {
                let x = self.place(at);
                ticks.push(view::Tick {
                    x,
                    label: since_text(shared, at).unwrap_or_else(|| "0".to_owned()),
                    end: x > 92.0,
                    minor: ticks.len() % 2 == 1,
                });
            }
            at += step;
        }
        ticks
    }
}
