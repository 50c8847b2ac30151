//! The scale of the index by duration: a site's own, or the usual one. A band includes its lower bound.

use super::{Duration, Unit};

/// Where an incident stands on the scale of durations of its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DurationBand {
    /// The band of this number, 0 for the shortest.
    Measured(usize),
    /// Not over yet.
    Ongoing,
    /// Not said, or not exactly enough for one band.
    Unknown,
}

/// The bands of a site, shortest first: one more than there are bounds between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurationScale {
    bounds: Vec<u64>,
    names: Vec<String>,
}

/// Why lengths are no bounds of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundsFault {
    /// There is none.
    None,
    /// There are more than [`DurationScale::MAX_BOUNDS`].
    TooMany,
    /// The one at this place is nothing, or more than [`DurationScale::LONGEST`].
    OutOfRange(usize),
    /// The one at this place is not longer than the one before.
    NotLonger(usize),
}

/// How the ends of a band are told to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BandWords {
    /// All that is shorter than this.
    Under(Unit, u64),
    /// From a number to a number of one unit.
    OneUnit(u64, u64, Unit),
    /// From a number of a unit to a number of another.
    TwoUnits((Unit, u64), (Unit, u64)),
    /// This and all that is longer.
    Over(Unit, u64),
}

impl Default for DurationScale {
    /// 15 minutes, 1 hour, 4 hours, 24 hours, 7 days.
    fn default() -> Self {
        Self {
            bounds: vec![900, 3600, 14_400, 86_400, 604_800],
            names: Vec::new(),
        }
    }
}

impl DurationScale {
    /// The most bounds a scale can have: each band is a page, a feed entry and a line of the home page.
    pub const MAX_BOUNDS: usize = 20;

    /// The longest bound, in seconds: a hundred years.
    pub const LONGEST: u64 = 36_525 * 86_400;

    /// The scale with these bounds, in seconds.
    ///
    /// # Errors
    /// If they are no ascending row of a few lengths.
    pub fn new(bounds: Vec<u64>) -> Result<Self, BoundsFault> {
        if bounds.is_empty() {
            return Err(BoundsFault::None);
        }
        if bounds.len() > Self::MAX_BOUNDS {
            return Err(BoundsFault::TooMany);
        }
        for (at, bound) in bounds.iter().enumerate() {
            if !(1..=Self::LONGEST).contains(bound) {
                return Err(BoundsFault::OutOfRange(at));
            }
            if at > 0 && bounds[at - 1] >= *bound {
                return Err(BoundsFault::NotLonger(at));
            }
        }
        Ok(Self {
            bounds,
            names: Vec::new(),
        })
    }

    /// The same scale with names of the site's own, one for each measured band; `None` if they are not as many.
    pub fn named(self, names: Vec<String>) -> Option<Self> {
        (names.len() == self.bounds.len() + 1).then_some(Self { names, ..self })
    }

    /// Where one band ends and the next begins, in seconds, ascending; never empty.
    pub fn bounds(&self) -> &[u64] {
        &self.bounds
    }

    /// What the site calls its bands; empty where they are called by their bounds.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// All bands: the measured ones, shortest first, then those of incidents that are not over and that do not say.
    pub fn bands(&self) -> impl Iterator<Item = DurationBand> + use<> {
        (0..=self.bounds.len())
            .map(DurationBand::Measured)
            .chain([DurationBand::Ongoing, DurationBand::Unknown])
    }

    /// The band of a length; unknown when only days are known and the range does not fit in one band.
    pub fn band(&self, length: Duration) -> DurationBand {
        let (shortest, longest) = length.range();
        let band = self.band_of_seconds(shortest);
        // The longest is a bound that is never reached.
        if shortest == longest || band == self.band_of_seconds(longest - 1) {
            band
        } else {
            DurationBand::Unknown
        }
    }

    fn band_of_seconds(&self, seconds: u64) -> DurationBand {
        DurationBand::Measured(self.bounds.partition_point(|bound| *bound <= seconds))
    }

    /// A bound as `site.toml` has it: `15m`, `1d`.
    pub fn written(seconds: u64) -> String {
        let (unit, n) = whole(seconds);
        format!("{n}{}", letter(unit))
    }

    /// Stable id, used in addresses, JSON and the search index: made of the bounds alone, so that another name breaks no
    /// link.
    pub fn id(&self, band: DurationBand) -> String {
        let plain = Self::written;
        match band {
            DurationBand::Ongoing => "ongoing".to_owned(),
            DurationBand::Unknown => "unknown".to_owned(),
            DurationBand::Measured(at) => match self.ends(at) {
                (None, Some(to)) => format!("under-{}", plain(to)),
                // A day that ends hours is 24 of them.
                (Some(from), Some(86_400)) if whole(from).0 == Unit::Hours => {
                    format!("{}-24h", plain(from))
                }
                (Some(from), Some(to)) => format!("{}-{}", plain(from), plain(to)),
                (from, None) => format!("over-{}", plain(from.unwrap_or_default())),
            },
        }
    }

    /// The band of this id.
    pub fn of_id(&self, id: &str) -> Option<DurationBand> {
        self.bands().find(|band| self.id(*band) == id)
    }

    /// What the site itself calls a band.
    pub fn own_name(&self, band: DurationBand) -> Option<&str> {
        match band {
            DurationBand::Measured(at) => self.names.get(at).map(String::as_str),
            DurationBand::Ongoing | DurationBand::Unknown => None,
        }
    }

    /// What a reader of English sees.
    pub fn name(&self, band: DurationBand) -> String {
        let text = |unit: Unit, n: u64| format!("{n} {}", abbreviation(unit));
        match (self.own_name(band), self.words(band)) {
            (Some(own), _) => own.to_owned(),
            (None, Some(BandWords::Under(unit, n))) => format!("under {}", text(unit, n)),
            (None, Some(BandWords::OneUnit(from, to, unit))) => {
                format!("{from}–{}", text(unit, to))
            }
            (None, Some(BandWords::TwoUnits(from, to))) => {
                format!("{} – {}", text(from.0, from.1), text(to.0, to.1))
            }
            (None, Some(BandWords::Over(unit, n))) => format!("over {}", text(unit, n)),
            (None, None) => self.id(band),
        }
    }

    /// How a measured band is told by its ends; `None` for the others.
    pub fn words(&self, band: DurationBand) -> Option<BandWords> {
        let DurationBand::Measured(at) = band else {
            return None;
        };
        Some(match self.ends(at) {
            (None, to) => {
                let (unit, n) = whole(to?);
                BandWords::Under(unit, n)
            }
            (Some(from), None) => {
                let (unit, n) = whole(from);
                BandWords::Over(unit, n)
            }
            (Some(from), Some(to)) => {
                let ((unit, first), last) = (whole(from), whole(to));
                let size = seconds_of(unit);
                // `15–60 min`, not `15 min – 1 h`; but `30 min – 4 h`, not `30–240 min`.
                if unit == last.0 || to % size == 0 && to <= next(unit) {
                    BandWords::OneUnit(first, to / size, unit)
                } else {
                    BandWords::TwoUnits((unit, first), last)
                }
            }
        })
    }

    /// Lower and upper bound of a measured band.
    fn ends(&self, at: usize) -> (Option<u64>, Option<u64>) {
        let before = at.checked_sub(1);
        (
            before.and_then(|at| self.bounds.get(at).copied()),
            self.bounds.get(at).copied(),
        )
    }
}

/// Seconds in the largest unit that they are a whole number of.
fn whole(seconds: u64) -> (Unit, u64) {
    let units = [Unit::Days, Unit::Hours, Unit::Minutes];
    let unit = units
        .into_iter()
        .find(|unit| seconds.is_multiple_of(seconds_of(*unit)))
        .unwrap_or(Unit::Seconds);
    (unit, seconds / seconds_of(unit))
}

fn seconds_of(unit: Unit) -> u64 {
    match unit {
        Unit::Days | Unit::AboutDays | Unit::WithinDay => 86_400,
        Unit::Hours => 3600,
        Unit::Minutes => 60,
        Unit::Seconds => 1,
    }
}

/// One of the next larger unit, in seconds.
fn next(unit: Unit) -> u64 {
    match unit {
        Unit::Seconds => 60,
        Unit::Minutes => 3600,
        _ => 86_400,
    }
}

fn letter(unit: Unit) -> char {
    match unit {
        Unit::Days | Unit::AboutDays | Unit::WithinDay => 'd',
        Unit::Hours => 'h',
        Unit::Minutes => 'm',
        Unit::Seconds => 's',
    }
}

fn abbreviation(unit: Unit) -> &'static str {
    match unit {
        Unit::Days | Unit::AboutDays | Unit::WithinDay => "d",
        Unit::Hours => "h",
        Unit::Minutes => "min",
        Unit::Seconds => "s",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Precision;

    fn scale(bounds: &[u64]) -> DurationScale {
        DurationScale::new(bounds.to_vec()).unwrap()
    }

    fn told(scale: &DurationScale) -> Vec<(String, String)> {
        scale
            .bands()
            .map(|band| (scale.id(band), scale.name(band)))
            .collect()
    }

    #[test]
    fn the_usual_bands_keep_their_addresses_and_names() {
        let expected = [
            ("under-15m", "under 15 min"),
            ("15m-1h", "15–60 min"),
            ("1h-4h", "1–4 h"),
            ("4h-24h", "4–24 h"),
            ("1d-7d", "1–7 d"),
            ("over-7d", "over 7 d"),
            ("ongoing", "ongoing"),
            ("unknown", "unknown"),
        ];
        let expected = expected.map(|(id, name)| (id.to_owned(), name.to_owned()));
        assert_eq!(told(&DurationScale::default()), expected);
    }

    #[test]
    fn bands_of_any_bounds_have_an_address_and_a_name_of_their_own() {
        let odd = scale(&[30, 60, 1800, 14_400, 90_000, 86_400 * 2, 86_400 * 14]);
        let ids: Vec<String> = odd.bands().map(|band| odd.id(band)).collect();
        assert_eq!(
            ids,
            [
                "under-30s",
                "30s-1m",
                "1m-30m",
                "30m-4h",
                "4h-25h",
                "25h-2d",
                "2d-14d",
                "over-14d",
                "ongoing",
                "unknown"
            ]
        );
        let names: Vec<String> = odd.bands().map(|band| odd.name(band)).collect();
        assert_eq!(
            names[..8],
            [
                "under 30 s",
                "30–60 s",
                "1–30 min",
                "30 min – 4 h",
                "4–25 h",
                "25 h – 2 d",
                "2–14 d",
                "over 14 d"
            ]
        );
        for band in odd.bands() {
            assert_eq!(odd.of_id(&odd.id(band)), Some(band));
        }
        assert_eq!(odd.of_id("1h-4h"), None);
    }

    #[test]
    fn names_of_ones_own_change_no_address() {
        let named =
            |names: [&str; 3]| scale(&[3600, 86_400]).named(names.map(str::to_owned).into());
        let own = named(["short", "long", "days"]).unwrap();
        assert_eq!(told(&own)[0], ("under-1h".to_owned(), "short".to_owned()));
        assert_eq!(own.name(DurationBand::Ongoing), "ongoing");
        assert_eq!(DurationScale::default().named(vec!["one".to_owned()]), None);
    }

    #[test]
    fn a_band_includes_its_lower_bound() {
        let usual = DurationScale::default();
        let band = |seconds| usual.band(Duration::new(seconds, Precision::Second));
        assert_eq!(band(899), DurationBand::Measured(0));
        assert_eq!(band(900), DurationBand::Measured(1));
        assert_eq!(band(u64::MAX), DurationBand::Measured(5));
    }

    #[test]
    fn days_alone_give_a_band_only_where_the_range_fits_in_one() {
        let usual = DurationScale::default();
        let band = |days: u64| usual.band(Duration::new(days * 86_400, Precision::Day));
        assert_eq!(band(0), DurationBand::Unknown);
        assert_eq!(band(3), DurationBand::Measured(4));
        assert_eq!(band(30), DurationBand::Measured(5));
        let coarse = scale(&[86_400 * 2]).band(Duration::new(0, Precision::Day));
        assert_eq!(coarse, DurationBand::Measured(0));
    }

    #[test]
    fn bounds_ascend_and_are_few_and_within_reason() {
        let fault = |bounds: &[u64]| DurationScale::new(bounds.to_vec()).unwrap_err();
        assert_eq!(fault(&[]), BoundsFault::None);
        assert_eq!(fault(&[0, 60]), BoundsFault::OutOfRange(0));
        assert_eq!(fault(&[60, u64::MAX]), BoundsFault::OutOfRange(1));
        assert_eq!(fault(&[60, 60]), BoundsFault::NotLonger(1));
        assert_eq!(fault(&[1, 60, 30]), BoundsFault::NotLonger(2));
        let many: Vec<u64> = (1..=21).collect();
        assert_eq!(fault(&many), BoundsFault::TooMany);
    }
}
