//! Where marks stand in drawings. Positions are percent of the width and whole units of height, so a drawing fits any
//! screen without a script and without distorting its text.

use std::collections::BTreeMap;

use crate::index::Axis;
use crate::library::Record;
use crate::model::{Duration, ImpactLevel, When};

use super::moment;
use super::shared::{Shared, incident_address, length as length_of, level as level_of};
use super::short::shorten;
use super::statistics::{Lengths, Measured, SUMMARY_FROM, measured};
use super::view;

/// Most incidents that are drawn one by one.
const MARKS_MAX: usize = 500;
/// Height of a lane of the strip.
const LANE: usize = 24;
/// Height of the text under an axis.
const AXIS: usize = 22;
/// Height of the columns by year.
const COLUMNS: usize = 120;

/// Place of a length on a logarithmic scale from a minute to 30 days, 2 to 100: so that a bar is always seen.
#[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
pub(super) fn percent(seconds: u64) -> f64 {
    let share = (seconds.max(60) as f64 / 60.0).ln() / (30.0 * 1440.0_f64).ln();
    tenth(2.0 + share.clamp(0.0, 1.0) * 98.0)
}

/// `part` of `whole` in percent.
#[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    tenth(part as f64 / whole.max(1) as f64 * 100.0)
}

/// Rounded to a tenth: a drawing needs no more, and pages stay small.
pub(super) fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// The incidents at `positions` on a time axis, in lanes by impact; columns by year where they are too many. `None`
/// below three dated incidents.
pub(super) fn strip(shared: &Shared, positions: &[usize]) -> Option<view::Strip> {
    let records = positions.iter().filter_map(|at| shared.record(*at));
    let dated: Vec<(&Record, When)> = records
        .filter_map(|record| Some((&**record, record.postmortem.facts.started.as_ref()?.value)))
        .collect();
    if dated.len() < 3 {
        return None;
    }
    let years = dated.iter().map(|(_, when)| when.utc().year());
    let (first, last) = (years.clone().min()?, years.max()?);
    let strip = view::Strip {
        height: COLUMNS + AXIS,
        floor: COLUMNS,
        count: dated.len(),
        first: first.to_string(),
        last: last.to_string(),
        undated: positions.len() - dated.len(),
        lanes: Vec::new(),
        ticks: Vec::new(),
        marks: Vec::new(),
        columns: Vec::new(),
    };
    Some(if dated.len() <= MARKS_MAX {
        lanes(shared, &dated, strip)
    } else {
        columns(shared, &dated, strip)
    })
}

fn lanes(shared: &Shared, dated: &[(&Record, When)], mut strip: view::Strip) -> view::Strip {
    let levels = levels(dated);
    strip.lanes = legend(shared, &levels);
    strip.floor = levels.len() * LANE;
    strip.height = strip.floor + AXIS;
    let axis = TimeAxis::of(dated.iter().map(|(_, when)| when.seconds()).collect());
    strip.ticks = axis.ticks();
    // The longest first, so that the small ones lie above them and can be reached.
    let mut drawn: Vec<_> = dated.iter().collect();
    drawn.sort_by_key(|(record, when)| (std::cmp::Reverse(seconds(record)), when.seconds()));
    strip.marks = drawn
        .into_iter()
        .map(|(record, when)| {
            let lane = levels
                .iter()
                .position(|level| level_of(&record.postmortem) == *level);
            mark(
                shared,
                record,
                when,
                axis.place(when.seconds()),
                lane.unwrap_or(0) * LANE + LANE / 2,
            )
        })
        .collect();
    strip
}

/// The impact levels that occur.
fn levels(dated: &[(&Record, When)]) -> Vec<ImpactLevel> {
    let occurs = |level: &ImpactLevel| {
        dated
            .iter()
            .any(|(it, _)| level_of(&it.postmortem) == *level)
    };
    ImpactLevel::ALL.into_iter().filter(occurs).collect()
}

fn legend(shared: &Shared, levels: &[ImpactLevel]) -> Vec<view::Lane> {
    let lane = |(n, level): (usize, &ImpactLevel)| view::Lane {
        id: level.id().to_owned(),
        name: shared.word(&format!("impact.{}", level.id())),
        url: shared.bucket_url(Axis::Impact, level.id()),
        y: n * LANE + LANE / 2,
    };
    levels.iter().enumerate().map(lane).collect()
}

fn seconds(record: &Record) -> Option<u64> {
    length_of(&record.postmortem).map(Duration::seconds)
}

fn mark(shared: &Shared, record: &Record, when: &When, x: f64, y: usize) -> view::Mark {
    let length = seconds(record);
    let it = &record.postmortem;
    let words = length_of(it).map_or_else(
        || shared.word("unknown"),
        |length| shared.words.length(length),
    );
    let impact = level_of(it).id();
    view::Mark {
        url: shared.href(&incident_address(&it.slug)),
        x,
        y,
        r: length.map_or(4.0, |seconds| tenth(2.5 + percent(seconds) * 0.06)),
        hollow: length.is_none(),
        impact,
        label: format!(
            "{} · {} · {words} · {}",
            moment::day(when),
            shorten(&it.title.value, 80),
            shared.word(&format!("impact.{impact}"))
        ),
    }
}

fn columns(shared: &Shared, dated: &[(&Record, When)], mut strip: view::Strip) -> view::Strip {
    strip.lanes = legend(shared, &levels(dated));
    let mut years: BTreeMap<i16, [usize; 6]> = BTreeMap::new();
    for (record, when) in dated {
        let level = ImpactLevel::ALL
            .iter()
            .position(|level| *level == level_of(&record.postmortem));
        years.entry(when.utc().year()).or_default()[level.unwrap_or(5)] += 1;
    }
    let (first, last) = match (years.keys().next(), years.keys().next_back()) {
        (Some(first), Some(last)) => (*first, *last),
        _ => return strip,
    };
    // Years without incidents are shown as such, unless they would fill the drawing.
    if last - first < 60 {
        for year in first..=last {
            years.entry(year).or_default();
        }
    }
    let tallest = years
        .values()
        .map(|counts| counts.iter().sum())
        .max()
        .unwrap_or(1);
    let every = years.len().div_ceil(12);
    let step = 100.0 / share_base(years.len());
    for (n, (year, counts)) in years.iter().enumerate() {
        let total: usize = counts.iter().sum();
        let x = share_base(n) * step;
        let mut y = share_base(COLUMNS);
        let mut parts = Vec::new();
        for (level, count) in ImpactLevel::ALL
            .iter()
            .zip(counts)
            .rev()
            .filter(|it| *it.1 > 0)
        {
            let height = share(*count, tallest) * (share_base(COLUMNS) - 4.0) / 100.0;
            y -= height;
            parts.push(view::Part {
                impact: level.id(),
                y: tenth(y),
                height: tenth(height),
            });
        }
        let id = year.to_string();
        let linked = shared.bucket(Axis::Year, &id).is_some();
        strip.columns.push(view::Column {
            url: if linked {
                shared.bucket_url(Axis::Year, &id)
            } else {
                shared.href("incidents/")
            },
            x: tenth(x + step * 0.1),
            middle: tenth(x + step / 2.0),
            width: tenth(step * 0.8),
            parts,
            label: format!("{year}: {total}"),
            tick: (n % every == 0).then_some(id),
        });
    }
    strip
}

#[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
fn share_base(n: usize) -> f64 {
    n as f64
}

/// A linear axis of time. A few incidents long before all others would press these together at its end: they stand at
/// its beginning instead, under a tick that says so.
struct TimeAxis {
    from: i64,
    to: i64,
    earlier: bool,
}

/// Where incidents before the axis stand, and where it begins then.
const EARLIER: f64 = 2.0;
const EARLIER_END: f64 = 7.0;

impl TimeAxis {
    fn of(mut times: Vec<i64>) -> Self {
        times.sort_unstable();
        let (first, last) = (times[0], times[times.len() - 1]);
        let early = times[times.len() / 20];
        let earlier = early > first && early - first > (last - first) / 2;
        Self {
            from: if earlier { early } else { first },
            to: last.max(first + 86_400),
            earlier,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
    fn place(&self, time: i64) -> f64 {
        if time < self.from {
            return EARLIER;
        }
        let start = if self.earlier { EARLIER_END } else { 1.0 };
        let share = (time - self.from) as f64 / (self.to - self.from).max(1) as f64;
        tenth(start + share * (99.0 - start))
    }

    fn ticks(&self) -> Vec<view::Tick> {
        let from = at_second(self.from);
        let to = at_second(self.to);
        let years = i32::from(to.year()) - i32::from(from.year());
        let mut ticks = Vec::new();
        if self.earlier {
            ticks.push(view::Tick {
                x: EARLIER,
                label: String::new(),
                end: false,
                minor: false,
            });
        }
        // Months below three years, whole years above.
        let months = (years * 12 + i32::from(to.month()) - i32::from(from.month())).max(1);
        let step = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000]
            .into_iter()
            .find(|step| months / step <= 8)
            .unwrap_or(60_000);
        let start = i32::from(from.year()) * 12 + i32::from(from.month()) - 1;
        let mut month = start.div_euclid(step) * step;
        let mut n = 0;
        while month <= start + months {
            let year = month.div_euclid(12);
            let in_year = month.rem_euclid(12) + 1;
            let (Ok(y), Ok(m)) = (i16::try_from(year), i8::try_from(in_year)) else {
                break;
            };
            if let Ok(date) = jiff::civil::Date::new(y, m, 1) {
                let time = date.to_datetime(jiff::civil::Time::midnight());
                let time = time.duration_since(epoch()).as_secs();
                if time >= self.from && time <= self.to {
                    let x = self.place(time);
                    ticks.push(view::Tick {
                        x,
                        label: if step < 12 {
                            format!("{year}-{in_year:02}")
                        } else {
                            year.to_string()
                        },
                        end: x > 96.0,
                        minor: n % 2 == 1,
                    });
                    n += 1;
                }
            }
            month += step;
        }
        ticks
    }
}

fn epoch() -> jiff::civil::DateTime {
    jiff::civil::date(0, 1, 1).to_datetime(jiff::civil::Time::midnight())
}

fn at_second(seconds: i64) -> jiff::civil::DateTime {
    epoch()
        .checked_add(jiff::SignedDuration::from_secs(seconds))
        .unwrap_or_else(|_| epoch())
}

/// Ticks of a logarithmic axis of lengths, in seconds.
const LENGTHS: [u64; 12] = [
    1,
    10,
    60,
    600,
    3600,
    14_400,
    86_400,
    604_800,
    2_592_000,
    31_536_000,
    315_360_000,
    3_153_600_000,
];

/// The lengths of the incidents at `positions` on a logarithmic axis. `None` if none is known.
pub(super) fn spread(
    shared: &Shared,
    positions: &[usize],
    lengths: &Lengths,
) -> Option<view::Spread> {
    let (shortest, longest) = (*lengths.sorted.first()?, *lengths.sorted.last()?);
    let axis = LogAxis::of(shortest, longest);
    let middle = (lengths.sorted.len() >= SUMMARY_FROM).then(|| {
        let from = axis.place(lengths.quantile(0.25));
        view::Middle {
            from,
            width: tenth(axis.place(lengths.quantile(0.75)) - from).max(0.4),
            median: axis.place(lengths.quantile(0.5)),
        }
    });
    let mut known: Vec<(u64, &Record)> = positions
        .iter()
        .filter_map(|at| shared.record(*at))
        .filter_map(|record| match measured(&record.postmortem) {
            Measured::Length(seconds) => Some((seconds, &**record)),
            _ => None,
        })
        .collect();
    known.sort_by_key(|(seconds, _)| *seconds);
    let bins = if known.len() > MARKS_MAX {
        axis.bins(&known)
    } else {
        Vec::new()
    };
    if !bins.is_empty() {
        known.clear();
    }
    let marks = known.into_iter().enumerate().map(|(n, (seconds, record))| {
        let when = record
            .postmortem
            .facts
            .started
            .as_ref()
            .map(|it| moment::day(&it.value));
        let title = shorten(&record.postmortem.title.value, 80);
        view::Mark {
            url: shared.href(&incident_address(&record.postmortem.slug)),
            x: axis.place(seconds),
            y: [22, 14, 30][n % 3],
            r: 4.0,
            hollow: false,
            impact: level_of(&record.postmortem).id(),
            label: [Some(shared.words.lasted(seconds)), when, Some(title)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
        }
    });
    Some(view::Spread {
        marks: marks.collect(),
        bins,
        ticks: axis.ticks(shared),
        middle,
    })
}

struct LogAxis {
    ticks: Vec<u64>,
}

impl LogAxis {
    fn of(shortest: u64, longest: u64) -> Self {
        let low = LENGTHS
            .iter()
            .rposition(|tick| *tick <= shortest.max(1))
            .unwrap_or(0);
        let high = LENGTHS
            .iter()
            .position(|tick| *tick >= longest)
            .unwrap_or(LENGTHS.len() - 1);
        // One step at least.
        let low = low.min(high.saturating_sub(1));
        let high = high.max(low + 1);
        Self {
            ticks: LENGTHS[low..=high].to_vec(),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
    fn place(&self, seconds: u64) -> f64 {
        let ln = |seconds: u64| (seconds.max(1) as f64).ln();
        let (low, high) = (ln(self.ticks[0]), ln(self.ticks[self.ticks.len() - 1]));
        let share = (ln(seconds) - low) / (high - low).max(1e-9);
        tenth(1.0 + share.clamp(0.0, 1.0) * 98.0)
    }

    fn ticks(&self, shared: &Shared) -> Vec<view::Tick> {
        let all = self.ticks.iter().enumerate();
        all.map(|(n, seconds)| {
            let x = self.place(*seconds);
            view::Tick {
                x,
                label: shared.words.lasted(*seconds),
                end: x > 96.0,
                minor: self.ticks.len() > 5 && n % 2 == 1,
            }
        })
        .collect()
    }

    /// Numbers of incidents in 49 equal steps of the axis.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a drawing"
    )]
    fn bins(&self, known: &[(u64, &Record)]) -> Vec<view::Bin> {
        let mut counts = [0_usize; 49];
        for (seconds, _) in known {
            let at = ((self.place(*seconds) - 1.0) / 2.0) as usize;
            counts[at.min(48)] += 1;
        }
        let tallest = counts.iter().copied().max().unwrap_or(1);
        let bins = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        bins.map(|(n, count)| {
            let height = tenth(share(*count, tallest) * 0.4);
            view::Bin {
                x: tenth(1.0 + share_base(n) * 2.0),
                y: tenth(44.0 - height),
                height,
            }
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(year: i16) -> i64 {
        let date = jiff::civil::date(year, 6, 1).to_datetime(jiff::civil::Time::midnight());
        date.duration_since(epoch()).as_secs()
    }

    #[test]
    fn one_incident_of_1628_does_not_press_the_others_together() {
        let mut times: Vec<i64> = (0..40).map(|n| year(2000 + n / 2)).collect();
        times.push(year(1628));
        let axis = TimeAxis::of(times);
        assert!(axis.earlier);
        assert!((axis.place(year(1628)) - EARLIER).abs() < 0.01);
        assert!(axis.place(year(2010)) > 40.0);
        assert_eq!(axis.ticks()[0].label, "");
    }

    #[test]
    fn ticks_stand_at_round_times() {
        let labels = |from, to| -> Vec<String> {
            let axis = TimeAxis::of(vec![year(from), year(to)]);
            axis.ticks().into_iter().map(|tick| tick.label).collect()
        };
        assert_eq!(
            labels(2011, 2025),
            ["2012", "2014", "2016", "2018", "2020", "2022", "2024"]
        );
        assert_eq!(
            labels(2023, 2024),
            [
                "2023-07", "2023-09", "2023-11", "2024-01", "2024-03", "2024-05"
            ]
        );
        assert!(labels(1, 9999).len() < 12);
    }

    #[test]
    fn a_scale_of_lengths_holds_all_of_them() {
        for (short, long) in [
            (0, 0),
            (39, 39),
            (60, 60),
            (39, 593 * 86_400),
            (1, u64::MAX),
        ] {
            let axis = LogAxis::of(short, long);
            assert!(axis.ticks.len() > 1, "{short} {long}");
            assert!(axis.place(short) >= 1.0 && axis.place(long) <= 99.0);
        }
    }
}
