//! Typed filters (`cause:database duration:>4h -service:payments`): the grammar of the search page, for commands. `=` may
//! stand for the colon, and a sign of comparison needs none: `cause=database duration>4h`.

use super::columns::{self, people};
use crate::config::Config;
use crate::index::{self, Axis, Role, began};
use crate::library::{Library, Record};
use crate::model::{ImpactKind, Status, typed_length, typed_number, whole_number};
use crate::slug::slug;
use crate::suggest;

/// What incidents are narrowed by. All its terms hold for an incident that passes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    terms: Vec<Term>,
}

/// Why a filter cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// A word without a field.
    #[error("`{0}` is no filter")]
    Word(String),
    /// A field that there is none of.
    #[error("there is no filter `{0}`")]
    Field(String),
    /// A range that cannot be read.
    #[error("`{field}` cannot be `{value}`")]
    Range {
        /// As typed.
        field: String,
        /// As typed.
        value: String,
        /// What it should look like.
        example: &'static str,
    },
    /// A value that no incident of the library has.
    #[error("no incident has the {field} `{value}`")]
    Value {
        /// As typed.
        field: String,
        /// As typed.
        value: String,
        /// The value that was probably meant.
        near: Option<String>,
    },
}

impl FilterError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Word(_) => {
                "write `cause=database`, `duration>4h`, `after=2023-01`; several are parted by spaces".to_owned()
            }
            Self::Field(field) => match suggest::nearest(field, FIELDS.iter().map(|it| it.0)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let names: Vec<&str> = FIELDS.iter().map(|it| it.0).collect();
                    format!("there are {}", names.join(", "))
                }
            },
            Self::Range { example, .. } => format!("write `{example}`"),
            Self::Value { near: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::Value { .. } => "`casebook list` shows what there is".to_owned(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// As typed.
    name: String,
    field: Field,
    /// `=`, `<`, `<=`, `>`, `>=`, or nothing.
    sign: &'static str,
    value: String,
    not: bool,
}

/// What can be filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Axis(Axis, Role),
    Kind,
    Status,
    Duration,
    Users,
    Percent,
    After,
    Before,
}

/// Names of fields, as on the search page.
const FIELDS: [(&str, Field); 22] = [
    ("cause", Field::Axis(Axis::Cause, Role::Primary)),
    ("contributing", Field::Axis(Axis::Cause, Role::Contributing)),
    ("impact", Field::Axis(Axis::Impact, Role::Primary)),
    ("kind", Field::Kind),
    ("severity", Field::Axis(Axis::Severity, Role::Primary)),
    ("sev", Field::Axis(Axis::Severity, Role::Primary)),
    ("service", Field::Axis(Axis::Service, Role::Primary)),
    ("component", Field::Axis(Axis::Component, Role::Primary)),
    ("pattern", Field::Axis(Axis::Pattern, Role::Primary)),
    (
        "organisation",
        Field::Axis(Axis::Organisation, Role::Primary),
    ),
    (
        "organization",
        Field::Axis(Axis::Organisation, Role::Primary),
    ),
    ("org", Field::Axis(Axis::Organisation, Role::Primary)),
    ("team", Field::Axis(Axis::Team, Role::Primary)),
    ("tag", Field::Axis(Axis::Tag, Role::Primary)),
    ("year", Field::Axis(Axis::Year, Role::Primary)),
    ("status", Field::Status),
    ("duration", Field::Duration),
    ("users", Field::Users),
    ("percent", Field::Percent),
    ("after", Field::After),
    ("before", Field::Before),
    ("root_cause", Field::Axis(Axis::Cause, Role::Primary)),
];

/// Bounds, both part of the range.
type Bounds = (Option<u64>, Option<u64>);

impl Filter {
    /// Reads a filter; an empty text lets everything pass.
    ///
    /// # Errors
    /// If a term has no field or one that there is none of. Whether the library has its value is for
    /// [`Filter::matching`] to say.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let terms = words(text).into_iter().map(|word| term(&word));
        Ok(Self {
            terms: terms.collect::<Result<_, _>>()?,
        })
    }

    /// Positions of the incidents that pass, in the library's order. An incident that does not say passes no range, and
    /// passes what is excluded.
    ///
    /// # Errors
    /// If a range cannot be read, or no incident has a value; values of a fixed scale are fine also where nobody has them.
    pub fn matching(&self, library: &Library, config: &Config) -> Result<Vec<usize>, FilterError> {
        let mut passing = vec![true; library.records.len()];
        for term in &self.terms {
            let has = term.members(library, config)?;
            for (passes, has) in passing.iter_mut().zip(has) {
                *passes &= has != term.not;
            }
        }
        let positions = passing.iter().enumerate().filter(|(_, passes)| **passes);
        Ok(positions.map(|(at, _)| at).collect())
    }
}

/// Parts a text at spaces that stand in no quotes; the quotes go.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(String::new()),
            c => words.last_mut().into_iter().for_each(|word| word.push(c)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn term(word: &str) -> Result<Term, FilterError> {
    let (not, rest) = match word.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let no_filter = || FilterError::Word(word.to_owned());
    let end = rest.find([':', '=', '<', '>']).ok_or_else(no_filter)?;
    let (name, rest) = rest.split_at(end);
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let signs = ["<=", ">=", "<", ">", "="];
    let sign = signs.into_iter().find(|sign| rest.starts_with(sign));
    let sign = sign.unwrap_or_default();
    let value = rest.get(sign.len()..).unwrap_or_default().trim();
    if name.is_empty() || value.is_empty() {
        return Err(no_filter());
    }
    let plain = name.to_lowercase();
    let field = FIELDS.iter().find(|(known, _)| *known == plain);
    let (_, field) = field.ok_or_else(|| FilterError::Field(name.to_owned()))?;
    Ok(Term {
        name: plain,
        field: *field,
        sign,
        value: value.to_owned(),
        not,
    })
}

impl Term {
    /// Which incidents it holds for.
    fn members(&self, library: &Library, config: &Config) -> Result<Vec<bool>, FilterError> {
        match self.field {
            Field::Axis(axis, role) => {
                self.chosen(axis_values(library, config, axis, role), library)
            }
            Field::Kind => self.chosen(kinds(library), library),
            Field::Status => self.chosen(statuses(library), library),
            Field::Duration => match self.range(typed_length) {
                Some(bounds) => Ok(within(library, bounds, |record| {
                    let known = record.postmortem.duration.as_ref();
                    known.filter(|it| it.counts()).map(|it| it.value.seconds())
                })),
                // `duration:1h-4h`: a band.
                None if matches!(self.sign, "" | "=") => {
                    let bands = axis_values(library, config, Axis::Duration, Role::Primary);
                    self.chosen(bands, library)
                        .map_err(|_| self.unreadable("duration>4h"))
                }
                None => Err(self.unreadable("duration>4h")),
            },
            Field::Users => {
                let bounds = self.at_least(amount, "users>1000")?;
                Ok(within(library, bounds, |record| {
                    let known = record.postmortem.facts.impact_users.as_ref();
                    let known = known.filter(|it| it.counts());
                    known.and_then(|it| people(&it.value)).map(u64::from)
                }))
            }
            Field::Percent => {
                let tenths = |text: &str| amount_of(text.trim_end_matches('%'), 10.0);
                let bounds = self.at_least(tenths, "percent>=50")?;
                Ok(within(library, bounds, |record| {
                    let known = record.postmortem.facts.impact_users_percent.as_ref();
                    let known = known.filter(|it| it.counts());
                    known.map(|it| u64::from(columns::tenths(it.value)))
                }))
            }
            Field::After | Field::Before => self.days(library),
        }
    }

    fn unreadable(&self, example: &'static str) -> FilterError {
        FilterError::Range {
            field: self.name.clone(),
            value: format!("{}{}", self.sign, self.value),
            example,
        }
    }

    /// Incidents with one of the values that stand between commas: one that is called so, else all that begin so.
    fn chosen(&self, values: Vec<Named>, library: &Library) -> Result<Vec<bool>, FilterError> {
        let mut has = vec![false; library.records.len()];
        if self.sign.starts_with(['<', '>']) {
            return Err(self.unreadable("cause=database"));
        }
        for wanted in self
            .value
            .split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
        {
            let plain = slug(wanted);
            let called = |it: &&Named| it.is(&plain) || it.is(&format!("sev{plain}"));
            let mut found: Vec<&Named> = values.iter().filter(called).collect();
            if found.is_empty() && !plain.is_empty() {
                let begins =
                    |it: &&Named| it.id.starts_with(&plain) || slug(&it.name).starts_with(&plain);
                found = values.iter().filter(begins).collect();
            }
            if found.is_empty() {
                let near = suggest::nearest(wanted, values.iter().map(|it| it.id.as_str()));
                return Err(FilterError::Value {
                    field: self.name.clone(),
                    value: wanted.to_owned(),
                    near: near.map(str::to_owned),
                });
            }
            for member in found.into_iter().flat_map(|it| &it.members) {
                has[*member] = true;
            }
        }
        Ok(has)
    }

    /// Reads `>4h`, `<=90m`, `1h..4h`, `=4h`; `None` if it is no range.
    fn range(&self, read: impl Fn(&str) -> Option<u64>) -> Option<Bounds> {
        if let Some((from, to)) = self.value.split_once("..") {
            let bound = |text: &str| match text.trim() {
                "" => Some(None),
                text => read(text).map(Some),
            };
            return Some((bound(from)?, bound(to)?));
        }
        let value = read(&self.value);
        match self.sign {
            ">" => Some((Some(value?.saturating_add(1)), None)),
            ">=" => Some((Some(value?), None)),
            // Less than nothing is no length that there is.
            "<" => match value?.checked_sub(1) {
                Some(most) => Some((None, Some(most))),
                None => Some((Some(1), Some(0))),
            },
            "<=" => Some((None, Some(value?))),
            "=" => Some((Some(value?), Some(value?))),
            _ => None,
        }
    }

    /// As [`Term::range`]; a bare number is the least.
    fn at_least(
        &self,
        read: impl Fn(&str) -> Option<u64>,
        example: &'static str,
    ) -> Result<Bounds, FilterError> {
        let bare = || (self.sign.is_empty()).then(|| Some((Some(read(&self.value)?), None)))?;
        let bounds = self.range(&read).or_else(bare);
        bounds.ok_or_else(|| self.unreadable(example))
    }

    fn days(&self, library: &Library) -> Result<Vec<bool>, FilterError> {
        let day = first_day(&self.value).filter(|_| matches!(self.sign, "" | "="));
        let day = day.ok_or_else(|| self.unreadable("after=2023-01"))?;
        let began = |record: &Record| began(&record.postmortem.facts).map(|when| when.utc().date());
        let holds = |record: &Record| match self.field {
            Field::Before => began(record).is_some_and(|date| date < day),
            _ => began(record).is_some_and(|date| date >= day),
        };
        Ok(library.records.iter().map(|it| holds(it)).collect())
    }
}

/// A value and the positions of the incidents that have it.
struct Named {
    id: String,
    name: String,
    members: Vec<usize>,
}

impl Named {
    fn is(&self, plain: &str) -> bool {
        self.id == plain || slug(&self.id) == plain || slug(&self.name) == plain
    }
}

fn axis_values(library: &Library, config: &Config, axis: Axis, role: Role) -> Vec<Named> {
    let index = index::index(library, axis, config);
    let buckets = index.map_or_else(Vec::new, |index| index.buckets);
    let named = buckets.into_iter().map(|bucket| Named {
        members: bucket
            .members
            .iter()
            .filter(|member| member.role == role)
            .map(|member| member.record)
            .collect(),
        id: bucket.id,
        name: bucket.name,
    });
    named.collect()
}

fn kinds(library: &Library) -> Vec<Named> {
    let named = ImpactKind::ALL.into_iter().map(|kind| {
        let has = |record: &Record| {
            let mut kinds = record.postmortem.facts.impact_kinds.iter();
            kinds.any(|it| it.counts() && it.value == kind)
        };
        Named {
            id: kind.id().to_owned(),
            name: kind.id().to_owned(),
            members: positions(library, has),
        }
    });
    named.collect()
}

fn statuses(library: &Library) -> Vec<Named> {
    let all = [Status::Final, Status::Review, Status::Draft];
    let named = all.into_iter().map(|status| {
        let has = |record: &Record| {
            let stated = record.postmortem.facts.status.as_ref();
            stated.is_some_and(|it| it.value == status)
        };
        Named {
            id: status.id().to_owned(),
            name: status.id().to_owned(),
            members: positions(library, has),
        }
    });
    named.collect()
}

fn positions(library: &Library, has: impl Fn(&Record) -> bool) -> Vec<usize> {
    let records = library.records.iter().enumerate();
    records
        .filter(|(_, record)| has(record))
        .map(|(at, _)| at)
        .collect()
}

fn within(
    library: &Library,
    (from, to): Bounds,
    value: impl Fn(&Record) -> Option<u64>,
) -> Vec<bool> {
    let holds =
        |value: u64| from.is_none_or(|from| value >= from) && to.is_none_or(|to| value <= to);
    let records = library.records.iter();
    records.map(|it| value(it).is_some_and(holds)).collect()
}

/// A number with `k`, `m` or `bn`, or with separators before three digits.
fn amount(text: &str) -> Option<u64> {
    amount_of(text, 1.0)
}

fn amount_of(text: &str, scale: f64) -> Option<u64> {
    let plain = text.trim().to_lowercase().replace([',', '_', '\''], "");
    let units = [("bn", 1e9), ("k", 1e3), ("m", 1e6)];
    let unit = units
        .into_iter()
        .find_map(|(unit, size)| Some((plain.strip_suffix(unit)?, size)));
    let (number, size) = unit.unwrap_or((&plain, 1.0));
    whole_number(typed_number(number.trim())? * size * scale)
}

/// The first day of `2023`, `2023-05` or `2023-05-10`; `None` if it is no date.
fn first_day(text: &str) -> Option<jiff::civil::Date> {
    let mut parts = text.trim().split('-');
    let year = parts.next().filter(|it| it.len() == 4)?;
    let (month, day) = (parts.next(), parts.next());
    let number = |part: Option<&str>| part.map_or(Some(1), |it| it.parse::<i8>().ok());
    let fine = parts.next().is_none() && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    fine.then(|| jiff::civil::Date::new(year.parse().ok()?, number(month)?, number(day)?).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Term {
        Filter::parse(text).unwrap().terms.remove(0)
    }

    #[test]
    fn a_filter_may_be_written_as_on_the_page_or_with_signs() {
        for (a, b) in [
            ("cause:database", "cause:database"),
            ("duration:>4h", "duration>4h"),
            ("-SERVICE:payments", "-service:payments"),
            ("team:\"two words\"", "\"team:two words\""),
        ] {
            assert_eq!(one(a), one(b), "{a} {b}");
        }
        assert_eq!(one("cause=network").sign, "=");
        assert_eq!(Filter::parse("  ").unwrap(), Filter::default());
        assert_eq!(
            Filter::parse("timeout"),
            Err(FilterError::Word("timeout".to_owned()))
        );
        assert_eq!(
            Filter::parse("cause="),
            Err(FilterError::Word("cause=".to_owned()))
        );
        let slip = Filter::parse("cuase=x").unwrap_err();
        assert_eq!(slip.help(), "did you mean `cause`?");
    }

    #[test]
    fn a_range_includes_its_bounds_unless_the_sign_says_otherwise() {
        let bounds = |text: &str| one(text).range(typed_length);
        assert_eq!(bounds("duration>1h"), Some((Some(3601), None)));
        assert_eq!(bounds("duration:>=1h"), Some((Some(3600), None)));
        assert_eq!(bounds("duration<1h"), Some((None, Some(3599))));
        assert_eq!(bounds("duration:30m..2h"), Some((Some(1800), Some(7200))));
        assert_eq!(bounds("duration:..2h"), Some((None, Some(7200))));
        assert_eq!(bounds("duration=1h"), Some((Some(3600), Some(3600))));
        assert_eq!(bounds("duration:1h-4h"), None);
        assert_eq!(bounds("duration<0"), Some((Some(1), Some(0))));
    }

    #[test]
    fn a_date_begins_on_its_first_day() {
        let day = |text: &str| first_day(text).map(|it| it.to_string());
        assert_eq!(day("2023").as_deref(), Some("2023-01-01"));
        assert_eq!(day("2023-5").as_deref(), Some("2023-05-01"));
        assert_eq!(day("2024-02-29").as_deref(), Some("2024-02-29"));
        for bad in ["2023-02-29", "23", "2023-13", "2023-1-1-1", "２０２３"] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }

    #[test]
    fn amounts_may_be_short() {
        assert_eq!(amount("1,200"), Some(1200));
        assert_eq!(amount("1.5m"), Some(1_500_000));
        assert_eq!(amount("40k"), Some(40_000));
        assert_eq!(amount("many"), None);
    }
}
