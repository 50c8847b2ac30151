//! Who was hit, and how badly: impact level, kinds, severity.

use std::collections::BTreeSet;

/// The scale of the index by impact, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImpactLevel {
    /// All users, or the whole service.
    Total,
    /// A majority of users, or a core function.
    Major,
    /// A minority, one region or one feature.
    Partial,
    /// Slow answers, rare errors.
    Minor,
    /// Internal, or a near miss.
    None,
    /// Not said.
    Unknown,
}

impl ImpactLevel {
    /// All levels, worst first.
    pub const ALL: [Self; 6] = [
        Self::Total,
        Self::Major,
        Self::Partial,
        Self::Minor,
        Self::None,
        Self::Unknown,
    ];

    /// The level of a share of users: 90 % and more total, 50 % major, 5 % partial, any minor.
    pub fn of_users_percent(percent: f64) -> Self {
        match percent {
            p if p >= 90.0 => Self::Total,
            p if p >= 50.0 => Self::Major,
            p if p >= 5.0 => Self::Partial,
            p if p > 0.0 => Self::Minor,
            _ => Self::None,
        }
    }

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Major => "major",
            Self::Partial => "partial",
            Self::Minor => "minor",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }

    /// What the level means, in one clause.
    pub fn means(self) -> &'static str {
        match self {
            Self::Total => "all users, or the whole service",
            Self::Major => "a majority of users, or a core function",
            Self::Partial => "a minority of users, one region or one feature",
            Self::Minor => "slow answers or rare errors",
            Self::None => "internal, or a near miss",
            Self::Unknown => "the postmortem does not say",
        }
    }

    /// The level with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.id() == id)
    }
}

/// What an impact consisted of; an incident may have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImpactKind {
    /// Nothing worked.
    Outage,
    /// It worked badly.
    Degradation,
    /// Data was lost.
    DataLoss,
    /// Data was seen by those who should not.
    DataExposure,
    /// Answers were wrong.
    WrongResults,
    /// Money was lost or moved wrongly.
    Money,
    /// People were endangered.
    Safety,
    /// Only staff noticed.
    Internal,
}

impl ImpactKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Outage,
        Self::Degradation,
        Self::DataLoss,
        Self::DataExposure,
        Self::WrongResults,
        Self::Money,
        Self::Safety,
        Self::Internal,
    ];

    /// Stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Outage => "outage",
            Self::Degradation => "degradation",
            Self::DataLoss => "data-loss",
            Self::DataExposure => "data-exposure",
            Self::WrongResults => "wrong-results",
            Self::Money => "money",
            Self::Safety => "safety",
            Self::Internal => "internal",
        }
    }

    /// The kind with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// How grave the authors' organisation called it: a number where the label means one, and the label itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Severity {
    /// 0 (worst) to 5; `None` when the label does not say a number we know.
    pub number: Option<u8>,
    /// As written.
    pub label: String,
}

impl Severity {
    /// Reads a label: `SEV-1`, `sev2`, `P3`, `1`, `critical`, `down`, `major`, `disrupted`, `high`, `minor`, `notice`…,
    /// and labels of several parts, `SEV-1 (major)`, `P1/critical`: a number says it best. Parts that mean different
    /// numbers mean none.
    pub fn from_label(label: &str) -> Self {
        Self {
            number: Self::number_of(label).or_else(|| Self::number_of_parts(label)),
            label: label.trim().to_owned(),
        }
    }

    /// The number on which the parts of a label agree: those that name a number, else those that are words.
    fn number_of_parts(label: &str) -> Option<u8> {
        let spaced = label.replace(" - ", "(").replace(['–', '—'], "(");
        let parts = spaced.split(['(', ')', '[', ']', '/', ':', ',', '|']);
        let (mut numbers, mut words) = (BTreeSet::new(), BTreeSet::new());
        for part in parts {
            if let Some(number) = Self::number_of(part) {
                match part.contains(|c: char| c.is_ascii_digit()) {
                    true => numbers.insert(number),
                    false => words.insert(number),
                };
            }
        }
        let told = if numbers.is_empty() { words } else { numbers };
        let mut told = told.into_iter();
        told.next().filter(|_| told.next().is_none())
    }

    /// The number of a label of one part.
    fn number_of(label: &str) -> Option<u8> {
        let word = label.trim().to_lowercase().replace(['-', '_', ' '], "");
        let digits = ["severity", "sev", "priority", "prio", "p", "s", "level"]
            .iter()
            .find_map(|prefix| word.strip_prefix(prefix))
            .unwrap_or(&word);
        let digit = digits.parse::<u8>().ok().filter(|n| *n <= 5);
        digit.or_else(|| {
            let word = ["severity", "sev", "priority"]
                .iter()
                .find_map(|p| word.strip_prefix(p))
                .unwrap_or(&word);
            match word {
                "critical" | "down" | "blocker" | "emergency" => Some(1),
                "major" | "disrupted" | "high" | "severe" => Some(2),
                "minor" | "medium" | "moderate" => Some(3),
                "none" | "notice" | "low" | "info" | "trivial" => Some(4),
                _ => None,
            }
        })
    }

    /// Stable id of its bucket: `sev0` … `sev5`, or `other` for labels that name no number we know.
    pub fn id(&self) -> String {
        self.number
            .map_or_else(|| "other".to_owned(), |n| format!("sev{n}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severity_labels_of_many_trades_mean_one_number() {
        let number = |label| Severity::from_label(label).number;
        assert_eq!(
            ["SEV-1", "sev 1", "P1", "1", "critical", "Severity: "].map(number),
            [Some(1), Some(1), Some(1), Some(1), Some(1), None]
        );
        assert_eq!(
            [
                number("high"),
                number("minor"),
                number("P9"),
                number("purple")
            ],
            [Some(2), Some(3), None, None]
        );
    }

    #[test]
    fn a_label_of_several_parts_means_the_number_that_they_agree_on() {
        for (label, number) in [
            ("SEV-1 (major)", Some(1)),
            ("SEV1 - critical", Some(1)),
            ("SEV1 – critical", Some(1)),
            ("P1/critical", Some(1)),
            ("Sev2: degraded", Some(2)),
            ("2 - High", Some(2)),
            ("critical (P1)", Some(1)),
            ("high (no data was lost)", Some(2)),
            ("SEV1 (SEV2 since noon)", Some(1)),
            ("SEV1/SEV2", None),
            ("major/minor", None),
            ("degraded (EMEA)", None),
            ("2023-01-01", None),
        ] {
            assert_eq!(Severity::from_label(label).number, number, "{label}");
        }
    }

    #[test]
    fn shares_of_users_fall_on_the_scale() {
        let id = |p| ImpactLevel::of_users_percent(p).id();
        assert_eq!(
            [id(100.0), id(90.0), id(75.0), id(40.0), id(1.5), id(0.0)],
            ["total", "total", "major", "partial", "minor", "none"]
        );
    }
}
