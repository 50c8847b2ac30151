//! Facets, ranges and cards: what the browser filters, sorts and shows by.

use std::sync::Arc;

use serde::Serialize;

use super::numbers::{push_digit, push_number, push_optional};
use super::symptom::symptoms;
use crate::index::{Axis, Index, Role, began};
use crate::library::Record;
use crate::model::{ImpactKind, Status, When};

/// One thing to filter by, with the values of every document.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Facet {
    /// Name in the address and in typed filters: `cause`, `service`…
    #[serde(skip)]
    pub(super) id: &'static str,
    /// Id and name of each value, in the order shown; the name is left out where it is the id.
    values: Vec<Vec<String>>,
    /// For each document the number of its values and their positions in `values`.
    of: String,
}

/// What the browser filters and sorts by: one number per document and column, as text.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Columns {
    #[serde(skip)]
    pub(super) facets: Vec<Facet>,
    /// Days since 0000-01-01 (UTC), as zigzag differences; 0 is unknown.
    date: String,
    /// Seconds; 0 is unknown, else one more.
    duration: String,
    /// Users or customers affected; 0 is unknown, else one more.
    users: String,
    /// Tenths of a percent of users; 0 is unknown, else one more.
    percent: String,
    /// Words of the text, see [`length_code`].
    length: String,
}

/// Gathers the columns. `records` is the library in order of document numbers; `lengths` likewise; `indexes` are its cuts.
pub(super) fn columns(indexes: &[Index], records: &[&Arc<Record>], lengths: &[u32]) -> Columns {
    let mut columns = Columns {
        facets: facets(indexes, records),
        date: String::new(),
        duration: String::new(),
        users: String::new(),
        percent: String::new(),
        length: String::new(),
    };
    let mut before = 0;
    for record in records {
        let facts = &record.postmortem.facts;
        match began(&record.postmortem.facts).map(|when| day(&when)) {
            None => push_number(0, &mut columns.date),
            Some(day) => {
                let step = day - before;
                before = day;
                push_number(
                    (step.unsigned_abs() * 2 + u32::from(step < 0)) + 1,
                    &mut columns.date,
                );
            }
        }
        let duration = record.postmortem.duration.as_ref().filter(|it| it.counts());
        push_optional(
            duration.map(|it| saturate(it.value.seconds())),
            &mut columns.duration,
        );
        let users = facts.impact_users.as_ref().filter(|it| it.counts());
        push_optional(users.and_then(|it| people(&it.value)), &mut columns.users);
        let percent = facts.impact_users_percent.as_ref().filter(|it| it.counts());
        push_optional(percent.map(|it| tenths(it.value)), &mut columns.percent);
    }
    for length in lengths {
        push_digit(length_code(*length), &mut columns.length);
    }
    columns
}

fn day(when: &When) -> i32 {
    i32::try_from(when.seconds().div_euclid(86_400)).unwrap_or(0)
}

fn saturate(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX - 1)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=1000 first; a float that is no number becomes 0"
)]
pub(super) fn tenths(percent: f64) -> u32 {
    (percent * 10.0).round().clamp(0.0, 1000.0) as u32
}

/// A length with three significant bits, in one character: `m << e` with `e` in the high part.
pub(super) fn length_code(length: u32) -> u32 {
    if length < 8 {
        return length;
    }
    let shift = length.ilog2() - 3;
    (8 * (shift + 1) + ((length >> shift) & 7)).min(super::numbers::DIGITS - 1)
}

/// The length that a code stands for.
pub(super) fn length_of(code: u32) -> u32 {
    if code < 8 {
        code
    } else {
        (8 + code % 8) << (code / 8 - 1)
    }
}

/// The number of people that an author's words name: `1,200`, `about 3.5 million users`, `40k`; `None` if they
/// name none.
pub fn people(text: &str) -> Option<u32> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let rest = &text[start..];
    let end = rest
        .find(|c: char| {
            !c.is_ascii_digit() && !matches!(c, ',' | '.' | '_' | '\'' | '\u{202f}' | '\u{a0}')
        })
        .unwrap_or(rest.len());
    let (number, unit) = (
        rest[..end].trim_end_matches(['.', ',']),
        rest[end..].trim_start(),
    );
    let unit = unit.to_ascii_lowercase();
    let zeros = zeros_of(&unit);
    // A separator before exactly three digits groups thousands; any other is a decimal mark, and so is the only point
    // before a unit: `1.234 million`.
    let mut marks = number.chars().filter(|c| !c.is_ascii_digit());
    let decimal = zeros > 0 && marks.next_back() == Some('.') && marks.all(|mark| mark != '.');
    let mut whole = String::new();
    let mut fraction = String::new();
    let groups: Vec<&str> = number.split(|c: char| !c.is_ascii_digit()).collect();
    for (i, group) in groups.iter().enumerate() {
        let is_last = i + 1 == groups.len();
        let grouped = group.len() == 3 && fraction.is_empty() && !(decimal && is_last);
        if i == 0 || grouped {
            whole.push_str(group);
        } else {
            fraction.push_str(group);
        }
    }
    if unit.starts_with('%') || unit.starts_with("percent") {
        return None;
    }
    fraction.truncate(zeros);
    let digits = format!("{whole}{fraction:0<zeros$}");
    match digits.trim_start_matches('0') {
        "" => Some(0),
        digits => Some(digits.parse().unwrap_or(u32::MAX - 1)),
    }
}

/// The zeros that a unit in lower case adds to the number before it.
fn zeros_of(unit: &str) -> usize {
    let units = [
        "billion", "bn", "million", "mio", "mn", "m", "thousand", "k",
    ];
    let at = units.iter().position(|word| {
        unit.strip_prefix(word)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphabetic()))
    });
    match at {
        None => 0,
        Some(0 | 1) => 9,
        Some(2..=5) => 6,
        Some(_) => 3,
    }
}

/// The name of an axis as a facet of the search.
pub fn facet_id(axis: Axis) -> &'static str {
    match axis {
        Axis::Cause => "cause",
        Axis::Duration => "duration",
        Axis::Impact => "impact",
        Axis::Severity => "severity",
        Axis::Service => "service",
        Axis::Component => "component",
        Axis::Pattern => "pattern",
        Axis::Organisation => "organisation",
        Axis::Team => "team",
        Axis::Tag => "tag",
        Axis::Year => "year",
    }
}

/// Values of one facet while they are gathered.
struct Values {
    values: Vec<Vec<String>>,
    /// For each document the positions of its values.
    of: Vec<Vec<u32>>,
}

impl Values {
    fn new(documents: usize) -> Self {
        Self {
            values: Vec::new(),
            of: vec![Vec::new(); documents],
        }
    }

    fn add(&mut self, id: &str, name: &str, documents: impl Iterator<Item = usize>) {
        let at = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        let mut any = false;
        for document in documents {
            self.of[document].push(at);
            any = true;
        }
        if any {
            let mut value = vec![id.to_owned()];
            if name != id {
                value.push(name.to_owned());
            }
            self.values.push(value);
        }
    }

    /// The facet, unless it tells nothing apart: no value but `unknown`.
    fn facet(self, id: &'static str) -> Option<Facet> {
        if self
            .values
            .iter()
            .all(|value| value[0] == crate::index::UNKNOWN)
        {
            return None;
        }
        let mut of = String::new();
        for values in &self.of {
            push_number(u32::try_from(values.len()).unwrap_or(u32::MAX), &mut of);
            for value in values {
                push_number(*value, &mut of);
            }
        }
        Some(Facet {
            id,
            values: self.values,
            of,
        })
    }
}

fn facets(indexes: &[Index], records: &[&Arc<Record>]) -> Vec<Facet> {
    let count = records.len();
    let document = |position: usize| count - 1 - position;
    let mut facets = Vec::new();
    for index in indexes {
        let axis = index.axis;
        for (role, id) in [
            (Role::Primary, facet_id(axis)),
            (Role::Contributing, "contributing"),
        ] {
            let mut values = Values::new(count);
            for bucket in &index.buckets {
                let members = bucket.members.iter().filter(|member| member.role == role);
                values.add(
                    &bucket.id,
                    &bucket.name,
                    members.map(|member| document(member.record)),
                );
            }
            facets.extend(values.facet(id));
        }
        if axis == Axis::Impact {
            facets.extend(kinds(records));
        }
    }
    facets.extend(statuses(records));
    facets
}

fn kinds(records: &[&Arc<Record>]) -> Option<Facet> {
    let mut values = Values::new(records.len());
    for kind in ImpactKind::ALL {
        let has = |record: &Record| {
            let mut kinds = record.postmortem.facts.impact_kinds.iter();
            kinds.any(|it| it.counts() && it.value == kind)
        };
        let documents = (0..records.len()).filter(|at| has(records[*at]));
        values.add(kind.id(), &kind.id().replace('-', " "), documents);
    }
    values.facet("kind")
}

fn statuses(records: &[&Arc<Record>]) -> Option<Facet> {
    let mut values = Values::new(records.len());
    for (status, id) in [
        (Status::Final, "final"),
        (Status::Review, "review"),
        (Status::Draft, "draft"),
    ] {
        let has = |record: &Record| {
            let stated = record.postmortem.facts.status.as_ref();
            stated.is_some_and(|it| it.value == status)
        };
        values.add(id, id, (0..records.len()).filter(|at| has(records[*at])));
    }
    // A library in which every document has come equally far has nothing to choose.
    (values.values.len() > 1).then(|| values.facet("status"))?
}

/// What a result shows of a document beside its columns: slug, title, organisation, summary, label of severity,
/// what stopped it, its error lines. Empty where not known.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Card(
    String,
    String,
    String,
    String,
    String,
    String,
    #[serde(skip_serializing_if = "Vec::is_empty")] Vec<String>,
);

/// Longest summary on a card, in characters.
const SUMMARY_MAX: usize = 130;

/// The card of a record.
pub(super) fn card(record: &Record) -> Card {
    let postmortem = &record.postmortem;
    let facts = &postmortem.facts;
    let text = |fact: &Option<crate::model::Fact<String>>| {
        let known = fact.as_ref().filter(|it| it.counts());
        known.map_or_else(String::new, |it| brief(&it.value, 80))
    };
    let summary = facts.summary.as_ref().map(|it| it.value.as_str());
    let opening = || {
        record
            .document
            .sections
            .iter()
            .find_map(|section| Some(section.text.trim()).filter(|text| !text.is_empty()))
    };
    let severity = facts.severity.as_ref().filter(|it| it.counts());
    Card(
        postmortem.slug.clone(),
        postmortem.title.value.clone(),
        text(&facts.organisation),
        brief(summary.or_else(opening).unwrap_or_default(), SUMMARY_MAX),
        severity.map_or_else(String::new, |it| it.value.label.clone()),
        text(&facts.mitigation),
        symptoms(record).map(str::to_owned).collect(),
    )
}

/// The beginning of a text, white space folded, cut between words with an ellipsis.
fn brief(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if count + length + 1 > max {
            if out.is_empty() {
                out.extend(word.chars().take(max - 1));
            }
            out.push('…');
            return out;
        }
        if !out.is_empty() {
            out.push(' ');
            count += 1;
        }
        out.push_str(word);
        count += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_kept_to_an_eighth() {
        for length in [0, 7, 8, 100, 1000, 5000, 9000] {
            let read = length_of(length_code(length));
            assert!(
                read <= length && length - read <= length / 8,
                "{length} {read}"
            );
        }
        assert!(length_code(u32::MAX) < super::super::numbers::DIGITS);
    }

    #[test]
    fn the_number_of_people_is_read_from_the_authors_words() {
        let all = [
            ("1,200", Some(1200)),
            ("about 3.5 million users", Some(3_500_000)),
            ("40k", Some(40_000)),
            ("12 000", Some(12)),
            ("1.250.000 Kunden", Some(1_250_000)),
            ("all merchants in Europe", None),
            ("75 % of users", None),
            ("99999999999", Some(u32::MAX - 1)),
            ("7.5", Some(7)),
            ("1.234 million", Some(1_234_000)),
            ("1.234k", Some(1_234)),
            ("1.234 users", Some(1_234)),
            ("1,234.567 million", Some(1_234_567_000)),
            ("1.234.567 k", Some(1_234_567_000)),
            ("1,234 million", Some(1_234_000_000)),
        ];
        for (text, expected) in all {
            assert_eq!(people(text), expected, "{text}");
        }
    }

    #[test]
    fn a_summary_is_cut_between_words() {
        assert_eq!(brief("one two  three", 9), "one two…");
        assert_eq!(brief("one two", 9), "one two");
        assert_eq!(brief(&"x".repeat(50), 9), format!("{}…", "x".repeat(8)));
    }
}
