//! How long incidents lasted, in numbers that do not mislead: never a mean, never a summary of fewer than five, always how
//! many were left out.

use crate::model::{DurationBand, Fact, Postmortem, Precision, When};

use super::view;
use crate::theme::Words;

/// Fewest incidents that are summarised.
pub(super) const SUMMARY_FROM: usize = 5;
/// Fewest incidents for an interval of the median.
const INTERVAL_FROM: usize = 8;
/// Fewest incidents for a 90th percentile.
const P90_FROM: usize = 20;

/// The lengths of a group of incidents.
#[derive(Debug, Default)]
pub struct Lengths {
    /// Seconds, shortest first.
    pub sorted: Vec<u64>,
    /// Incidents whose length is not known.
    pub no_duration: usize,
    /// Incidents that are not over.
    pub ongoing: usize,
    /// Incidents of which only the days are known.
    pub days_only: usize,
}

/// Lengths in a few numbers, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Half lasted no longer.
    pub median: u64,
    /// A quarter lasted no longer.
    pub p25: u64,
    /// Three quarters lasted no longer.
    pub p75: u64,
    /// Nine of ten lasted no longer; `None` for fewer than 20.
    pub p90: Option<u64>,
    /// Shortest.
    pub min: u64,
    /// Longest.
    pub max: u64,
    /// 95 % interval of the median of incidents like these; `None` for fewer than 8.
    pub interval: Option<(u64, u64)>,
}

/// Why an incident's length is not measured, or the length.
pub(super) enum Measured {
    Length(u64),
    DaysOnly,
    Ongoing,
    Unknown,
}

/// The length of an incident, if it is known exactly enough to be measured.
pub(super) fn measured(postmortem: &Postmortem) -> Measured {
    if postmortem.band == DurationBand::Ongoing {
        return Measured::Ongoing;
    }
    match postmortem.duration.as_ref().filter(|fact| fact.counts()) {
        None => Measured::Unknown,
        Some(fact) if fact.value.precision() == Precision::Day => Measured::DaysOnly,
        Some(fact) => Measured::Length(fact.value.seconds()),
    }
}

impl Lengths {
    /// The lengths of `postmortems`.
    pub fn of<'a>(postmortems: impl Iterator<Item = &'a Postmortem>) -> Self {
        let mut lengths = Self::default();
        for postmortem in postmortems {
            match measured(postmortem) {
                Measured::Length(seconds) => lengths.sorted.push(seconds),
                Measured::DaysOnly => lengths.days_only += 1,
                Measured::Ongoing => lengths.ongoing += 1,
                Measured::Unknown => lengths.no_duration += 1,
            }
        }
        lengths.sorted.sort_unstable();
        lengths
    }

    /// The time from one milestone to another; where it is not known exactly, or would be less than nothing, its incident
    /// counts as one without.
    pub fn between<'a>(
        postmortems: impl Iterator<Item = &'a Postmortem>,
        from: impl Fn(&Postmortem) -> Option<&Fact<When>>,
        to: impl Fn(&Postmortem) -> Option<&Fact<When>>,
    ) -> Self {
        let exact = |fact: &&Fact<When>| fact.counts() && fact.value.precision != Precision::Day;
        let mut lengths = Self::default();
        for postmortem in postmortems {
            let from = from(postmortem).filter(exact);
            let to = to(postmortem).filter(exact);
            let seconds = from.zip(to).map(|(a, b)| a.value.seconds_to(&b.value));
            match seconds.and_then(|it| u64::try_from(it).ok()) {
                Some(seconds) => lengths.sorted.push(seconds),
                None => lengths.no_duration += 1,
            }
        }
        lengths.sorted.sort_unstable();
        lengths
    }

    /// Seconds that the share `of` (0 to 1) of the incidents do not exceed, between two incidents by their distance.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positions in a list and whole seconds"
    )]
    pub(super) fn quantile(&self, of: f64) -> u64 {
        let Some(last) = self.sorted.len().checked_sub(1) else {
            return 0;
        };
        let at = last as f64 * of;
        let below = at.floor() as usize;
        let low = self.sorted[below];
        let high = self.sorted[(below + 1).min(last)];
        low + ((high - low) as f64 * (at - at.floor())).round() as u64
    }

    /// The median in words; `None` below five.
    pub(super) fn median(&self, words: &Words) -> Option<String> {
        self.summary().map(|it| words.lasted(it.median))
    }

    /// In a few numbers; `None` for fewer than five, of which each one can be told.
    pub fn summary(&self) -> Option<Summary> {
        let n = self.sorted.len();
        let (min, max) = (*self.sorted.first()?, *self.sorted.last()?);
        (n >= SUMMARY_FROM).then(|| Summary {
            median: measured_to(self.quantile(0.5)),
            p25: measured_to(self.quantile(0.25)),
            p75: measured_to(self.quantile(0.75)),
            p90: (n >= P90_FROM).then(|| measured_to(self.quantile(0.9))),
            min,
            max,
            interval: (n >= INTERVAL_FROM).then(|| {
                let rank = interval_rank(n);
                (self.sorted[rank], self.sorted[n - 1 - rank])
            }),
        })
    }

    /// Everything a page prints.
    pub(super) fn view(&self, words: &Words) -> view::Stats {
        let mut stats = view::Stats {
            n: self.sorted.len(),
            no_duration: self.no_duration,
            ongoing: self.ongoing,
            days_only: self.days_only,
            ..view::Stats::default()
        };
        if let Some(summary) = self.summary() {
            stats.median = words.lasted(summary.median);
            stats.p25 = words.lasted(summary.p25);
            stats.p75 = words.lasted(summary.p75);
            stats.p90 = summary.p90.map(|it| words.lasted(it));
            stats.min = words.lasted(summary.min);
            stats.max = words.lasted(summary.max);
            stats.interval = summary.interval.map(|(low, high)| view::Interval {
                low: words.lasted(low),
                high: words.lasted(high),
            });
        }
        stats
    }
}

/// A computed length, without seconds that nobody measured.
fn measured_to(seconds: u64) -> u64 {
    if seconds > 600 {
        (seconds + 30) / 60 * 60
    } else {
        seconds
    }
}

/// Position of the order statistic that bounds a 95 % interval of the median from below; by symmetry the same
/// number from the top bounds it from above. Exact by the binomial distribution up to 200, by its normal
/// approximation beyond (Conover, Practical Nonparametric Statistics, § 3.2).
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of incidents"
)]
fn interval_rank(n: usize) -> usize {
    let size = n as f64;
    if n > 200 {
        return ((size - 1.96 * size.sqrt()) / 2.0).floor().max(0.0) as usize;
    }
    let mut probability = 0.5_f64.powi(i32::try_from(n).unwrap_or(200));
    let mut below = 0.0;
    for k in 0..n / 2 {
        below += probability;
        if below > 0.025 {
            return k.saturating_sub(1);
        }
        probability *= (n - k) as f64 / (k + 1) as f64;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Words {
        crate::theme::Theme::builtin().speak("en", None)
    }

    fn lengths(sorted: Vec<u64>) -> Lengths {
        Lengths {
            sorted,
            ..Lengths::default()
        }
    }

    #[test]
    fn four_incidents_are_not_summarised() {
        let stats = lengths(vec![60, 120, 180, 240]).view(&english());
        assert_eq!(
            (stats.n, stats.median.as_str(), stats.interval),
            (4, "", None)
        );
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        let stats = lengths(vec![60, 600, 1200, 3600, 7200, 90_000]).view(&english());
        assert_eq!(stats.median, "40 min");
        assert_eq!(
            (stats.min.as_str(), stats.max.as_str()),
            ("1 min", "1 d 1 h")
        );
        assert_eq!((stats.p90, stats.interval), (None, None));
    }

    #[test]
    fn the_interval_of_the_median_is_that_of_the_tables() {
        // Ranks of a 95 % interval, 1-based: n = 8: 1 and 8; n = 10: 2 and 9; n = 20: 6 and 15; n = 100: 40 and 61.
        let ranks = [8, 10, 20, 100].map(|n| interval_rank(n) + 1);
        assert_eq!(ranks, [1, 2, 6, 40]);
        assert_eq!(interval_rank(1000) + 1, 470);
    }
}
