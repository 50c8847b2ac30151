//! `casebook stats`: counts, and lengths that do not mislead: never a mean, always how many were left out and why.

use serde_json::{Value, json};

use super::DONE;
use super::args::{InspectFormat, Stats};
use super::incidents::{Chosen, choose};
use super::report::{counted, left_out, one_line};
use super::session::{Session, Stop};
use crate::index::{self, Axis, Bucket, UNKNOWN};
use crate::library::Library;
use crate::model::{Duration, Postmortem, Precision};
use crate::site::{Lengths, Summary};

/// Values of a free facet that the text shows; JSON has all.
const SHOWN: usize = 10;

/// Prints the figures of the incidents that pass.
pub(super) fn run(args: &Stats, session: &mut Session) -> Result<u8, Stop> {
    let chosen = choose(&args.incidents, None, session)?;
    let figures = Figures::of(&chosen);
    let text = match args.format {
        InspectFormat::Text => figures.text(),
        InspectFormat::Json => format!("{:#}\n", figures.json()),
    };
    session.print(text)?;
    Ok(DONE)
}

/// What is counted and measured.
struct Figures {
    incidents: usize,
    /// First and last day; `None` if no incident has one.
    days: Option<(String, String)>,
    undated: usize,
    /// Why documents are no part of it, and how many.
    left_out: Vec<String>,
    documents_left_out: usize,
    measures: [Measure; 3],
    facets: Vec<(Axis, Vec<Bucket>)>,
}

/// A length of every incident.
struct Measure {
    id: &'static str,
    name: &'static str,
    /// Between which two moments.
    basis: &'static str,
    lengths: Lengths,
}

impl Figures {
    fn of(chosen: &Chosen) -> Self {
        let records = chosen.positions.iter();
        // The same library with less in it: what is counted is cut as the site cuts it.
        let narrowed = Library {
            records: records
                .filter_map(|at| chosen.library.records.get(*at).cloned())
                .collect(),
            ..Library::default()
        };
        let all = || narrowed.records.iter().map(|it| &it.postmortem);
        let mut days: Vec<String> = all().filter_map(day).collect();
        days.sort();
        let undated = narrowed.records.len() - days.len();
        let facets = Axis::ALL.into_iter().filter(|axis| *axis != Axis::Duration);
        Self {
            incidents: narrowed.records.len(),
            days: days.first().cloned().zip(days.last().cloned()),
            undated,
            left_out: left_out(&chosen.library),
            documents_left_out: chosen.library.left_out.len(),
            measures: measures(all),
            facets: facets
                .filter_map(|axis| {
                    let index = index::index(&narrowed, axis, &chosen.config)?;
                    let some = |it: &Bucket| !it.members.is_empty();
                    Some((axis, index.buckets.into_iter().filter(some).collect()))
                })
                .collect(),
        }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        let mut line = |text: &str| {
            out.push_str(text.trim_end());
            out.push('\n');
        };
        line(&self.headline());
        for measure in &self.measures {
            line("");
            measure.lines().iter().for_each(|it| line(it));
        }
        for (axis, buckets) in &self.facets {
            line("");
            line(&format!("{}, of {}", title(*axis), self.incidents));
            facet_lines(*axis, buckets, self.incidents)
                .iter()
                .for_each(|it| line(it));
        }
        line("");
        line(
            "Counts are of incidents that were written up; more of them can be a sign of better reporting.",
        );
        out
    }

    fn headline(&self) -> String {
        let mut text = counted(self.incidents, "incident", "incidents");
        if let Some((first, last)) = &self.days {
            text.push_str(&match first == last {
                true => format!(", {first}"),
                false => format!(", {first} to {last}"),
            });
        }
        let mut aside = Vec::new();
        if self.undated > 0 {
            aside.push(format!("{} without a date", self.undated));
        }
        aside.extend(self.left_out.iter().cloned());
        if !aside.is_empty() {
            text.push_str(&format!(" ({})", aside.join(", ")));
        }
        text
    }

    fn json(&self) -> Value {
        let mut object = json!({
            "incidents": self.incidents,
            "without_date": self.undated,
            "documents_left_out": self.documents_left_out,
        });
        if let Some((first, last)) = &self.days {
            object["from"] = first.as_str().into();
            object["to"] = last.as_str().into();
        }
        for measure in &self.measures {
            object[measure.id] = measure.json();
        }
        for (axis, buckets) in &self.facets {
            let row = |it: &Bucket| {
                let mut row = json!({ "id": it.id, "incidents": it.primary() });
                if *axis == Axis::Cause {
                    row["contributing"] = it.contributing().into();
                }
                row
            };
            object[axis.path()] = buckets.iter().map(row).collect();
        }
        object
    }
}

fn measures<'a, I: Iterator<Item = &'a Postmortem>>(all: impl Fn() -> I) -> [Measure; 3] {
    [
        Measure {
            id: "duration_minutes",
            name: "Duration",
            basis: "from the first to the last moment users were affected, else as stated",
            lengths: Lengths::of(all()),
        },
        Measure {
            id: "time_to_detect_minutes",
            name: "Time to detect",
            basis: "from started to detected",
            lengths: Lengths::between(
                all(),
                |it| it.facts.started.as_ref(),
                |it| it.facts.detected.as_ref(),
            ),
        },
        Measure {
            id: "time_to_mitigate_minutes",
            name: "Time to mitigate",
            basis: "from detected to mitigated",
            lengths: Lengths::between(
                all(),
                |it| it.facts.detected.as_ref(),
                |it| it.facts.mitigated.as_ref(),
            ),
        },
    ]
}

impl Measure {
    fn lines(&self) -> Vec<String> {
        let lengths = &self.lengths;
        let measured = lengths.sorted.len();
        let mut lines = vec![format!("{}, {}", self.name, self.basis)];
        match lengths.summary() {
            Some(summary) => lines.extend(summary_lines(&summary, measured)),
            None if measured == 0 => lines.push("  none is known".to_owned()),
            None => {
                let each: Vec<String> = lengths.sorted.iter().map(|it| words(*it)).collect();
                lines.push(format!("  too few to summarise: {}", each.join(", ")));
            }
        }
        let aside: Vec<String> = self
            .left_out()
            .into_iter()
            .filter(|(_, _, count)| *count > 0)
            .map(|(_, why, count)| format!("{count} {why}"))
            .collect();
        if !aside.is_empty() {
            lines.push(format!("  left out: {}", aside.join(", ")));
        }
        lines
    }

    /// Why incidents are not measured, and how many: for programs, for people.
    fn left_out(&self) -> [(&'static str, &'static str, usize); 3] {
        let it = &self.lengths;
        [
            ("unknown", "not known", it.no_duration),
            ("days_only", "known by the day only", it.days_only),
            ("ongoing", "not over", it.ongoing),
        ]
    }

    fn json(&self) -> Value {
        let lengths = &self.lengths;
        let left_out = self.left_out().into_iter();
        let mut object = json!({
            "from_to": self.basis,
            "n": lengths.sorted.len(),
            "left_out": left_out.map(|(id, _, count)| (id.to_owned(), count.into()))
                .collect::<serde_json::Map<_, _>>(),
        });
        let Some(summary) = lengths.summary() else {
            object["each"] = lengths.sorted.iter().map(|it| minutes(*it)).collect();
            return object;
        };
        for (id, value) in [
            ("min", Some(summary.min)),
            ("p25", Some(summary.p25)),
            ("median", Some(summary.median)),
            ("p75", Some(summary.p75)),
            ("p90", summary.p90),
            ("max", Some(summary.max)),
        ] {
            if let Some(value) = value {
                object[id] = minutes(value);
            }
        }
        if let Some((low, high)) = summary.interval {
            object["median_interval_95"] = json!([minutes(low), minutes(high)]);
        }
        object
    }
}

fn summary_lines(summary: &Summary, measured: usize) -> Vec<String> {
    let interval = summary.interval.map_or_else(String::new, |(low, high)| {
        format!(" (95 % interval {} to {})", words(low), words(high))
    });
    let mut lines = vec![
        format!(
            "  median       {}{interval}, of {measured}",
            words(summary.median)
        ),
        format!(
            "  middle half  {} to {}",
            words(summary.p25),
            words(summary.p75)
        ),
    ];
    if let Some(p90) = summary.p90 {
        lines.push(format!("  90 % within  {}", words(p90)));
    }
    lines.push(format!(
        "  all          {} to {}",
        words(summary.min),
        words(summary.max)
    ));
    lines
}

/// Lines of a facet: a fixed scale whole, of a free one the commonest and how many more there are.
fn facet_lines(axis: Axis, buckets: &[Bucket], incidents: usize) -> Vec<String> {
    let fixed = matches!(
        axis,
        Axis::Cause | Axis::Impact | Axis::Severity | Axis::Year
    );
    let known = buckets.iter().filter(|it| it.id != UNKNOWN);
    let (shown, rest): (Vec<_>, Vec<_>) =
        known.enumerate().partition(|(at, _)| fixed || *at < SHOWN);
    let unknown = buckets.iter().filter(|it| it.id == UNKNOWN);
    let shown: Vec<&Bucket> = shown.into_iter().map(|(_, it)| it).chain(unknown).collect();
    let name = |it: &Bucket| one_line(&it.name);
    let width = shown.iter().map(|it| name(it).chars().count()).max();
    let width = width.unwrap_or(0);
    let mut lines: Vec<String> = shown
        .iter()
        .map(|it| {
            let also = match it.contributing() {
                0 => String::new(),
                more => format!("  contributed to {more}"),
            };
            let share = (it.primary() * 100 + incidents / 2).checked_div(incidents);
            let share = share.unwrap_or(0);
            format!(
                "  {:width$}  {:>5}  {share:>3} %{also}",
                name(it),
                it.primary()
            )
        })
        .collect();
    if !rest.is_empty() {
        lines.push(format!("  and {} more", rest.len()));
    }
    lines
}

fn title(axis: Axis) -> &'static str {
    match axis {
        Axis::Cause => "Root cause",
        Axis::Duration => "Duration",
        Axis::Impact => "Impact",
        Axis::Severity => "Severity",
        Axis::Service => "Services",
        Axis::Component => "Components",
        Axis::Pattern => "Patterns",
        Axis::Organisation => "Organisations",
        Axis::Team => "Teams",
        Axis::Tag => "Tags",
        Axis::Year => "Years",
    }
}

/// The day an incident began, if that is known.
fn day(it: &Postmortem) -> Option<String> {
    index::began(&it.facts).map(|when| when.utc().date().to_string())
}

fn words(seconds: u64) -> String {
    Duration::new(seconds, Precision::Second).to_string()
}

fn minutes(seconds: u64) -> Value {
    Duration::new(seconds, Precision::Second).minutes().into()
}
