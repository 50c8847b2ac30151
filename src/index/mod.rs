//! The library cut one way: by cause, duration and impact, and by the cheap facets that its content calls for.
//! A pure function of the library; an unknown value is a bucket like any other.

mod repeats;

use std::collections::BTreeMap;

pub use repeats::{Occurrence, Repeat, Scope, began, repeats};

use rayon::prelude::*;

use crate::config::Config;
use crate::library::{Library, Record};
use crate::model::{Fact, ImpactKind, ImpactLevel, PATTERNS, Postmortem, When};

/// What a library is cut by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    /// Root-cause category.
    Cause,
    /// Duration band.
    Duration,
    /// Impact level.
    Impact,
    /// Severity.
    Severity,
    /// Service affected.
    Service,
    /// Technology that failed.
    Component,
    /// Recurring shape of the failure.
    Pattern,
    /// Organisation.
    Organisation,
    /// Team.
    Team,
    /// Tag.
    Tag,
    /// Year in which it began.
    Year,
}

impl Axis {
    /// All axes, the three that every library has first.
    pub const ALL: [Self; 11] = [
        Self::Cause,
        Self::Duration,
        Self::Impact,
        Self::Severity,
        Self::Service,
        Self::Component,
        Self::Pattern,
        Self::Organisation,
        Self::Team,
        Self::Tag,
        Self::Year,
    ];

    /// Folder of the site, and stable id.
    pub fn path(self) -> &'static str {
        match self {
            Self::Cause => "causes",
            Self::Duration => "durations",
            Self::Impact => "impacts",
            Self::Severity => "severities",
            Self::Service => "services",
            Self::Component => "components",
            Self::Pattern => "patterns",
            Self::Organisation => "organisations",
            Self::Team => "teams",
            Self::Tag => "tags",
            Self::Year => "years",
        }
    }

    /// Whether every library has it, also an empty one.
    pub fn always(self) -> bool {
        matches!(self, Self::Cause | Self::Duration | Self::Impact)
    }
}

/// How an incident belongs to a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The value is the incident's own, or its primary one.
    Primary,
    /// A contributing cause.
    Contributing,
}

/// One incident in a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Position in [`Library::records`].
    pub record: usize,
    /// How it belongs.
    pub role: Role,
    /// Whether the value was read in the prose and is a suggestion.
    pub suggested: bool,
}

/// All incidents with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Stable id: the last part of its address.
    pub id: String,
    /// What a reader sees.
    pub name: String,
    /// What the value means, where it is one of a fixed scale.
    pub means: Option<String>,
    /// Its incidents, in the library's order.
    pub members: Vec<Member>,
}

impl Bucket {
    /// Number of incidents whose own or primary value it is.
    pub fn primary(&self) -> usize {
        self.members
            .iter()
            .filter(|member| member.role == Role::Primary)
            .count()
    }

    /// Number of incidents to which it only contributed.
    pub fn contributing(&self) -> usize {
        self.members.len() - self.primary()
    }
}

/// Id of the bucket of incidents that do not say.
pub const UNKNOWN: &str = "unknown";

/// The library cut one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// By what.
    pub axis: Axis,
    /// Its buckets: a fixed scale in its own order, other values by number of incidents, then by name; unknown last.
    pub buckets: Vec<Bucket>,
}

/// Cuts the library every way that its content calls for.
pub fn indexes(library: &Library, config: &Config) -> Vec<Index> {
    Axis::ALL
        .into_par_iter()
        .filter_map(|axis| index(library, axis, config))
        .collect()
}

/// Cuts the library one way; `None` if no incident has a value there and the axis is not one of the three.
pub fn index(library: &Library, axis: Axis, config: &Config) -> Option<Index> {
    let mut buckets: BTreeMap<String, Gathered> = BTreeMap::new();
    for (position, record) in library.records.iter().enumerate() {
        let mut values = values(record, axis, config);
        if values.is_empty() && axis != Axis::Tag {
            values.push(Value::own(UNKNOWN.to_owned(), "unknown".to_owned()));
        }
        for value in values {
            buckets
                .entry(value.id.clone())
                .or_default()
                .add(position, value);
        }
    }
    let mut ordered = Vec::new();
    for (id, name, means) in scale(axis, config) {
        let gathered = buckets.remove(&id).unwrap_or_default();
        ordered.push(Bucket {
            id,
            name,
            means,
            members: gathered.members,
        });
    }
    let unknown = buckets.remove(UNKNOWN);
    let mut free: Vec<Bucket> = buckets
        .into_iter()
        .map(|(id, gathered)| gathered.bucket(axis, id))
        .collect();
    match axis {
        Axis::Year => free.sort_by_key(|it| std::cmp::Reverse(it.id.parse::<i32>().ok())),
        Axis::Severity => free.sort_by(|a, b| a.id.cmp(&b.id)),
        _ => free.sort_by(|a, b| {
            b.members
                .len()
                .cmp(&a.members.len())
                .then_with(|| a.id.cmp(&b.id))
        }),
    }
    // A scale keeps its own unknown and puts it last.
    let own_unknown = ordered
        .iter()
        .position(|bucket| bucket.id == UNKNOWN)
        .map(|at| ordered.remove(at));
    ordered.extend(free);
    if ordered.iter().all(|bucket| bucket.members.is_empty()) && !axis.always() {
        return None;
    }
    ordered.extend(own_unknown);
    ordered.extend(unknown.map(|gathered| gathered.bucket(axis, UNKNOWN.to_owned())));
    Some(Index {
        axis,
        buckets: ordered,
    })
}

/// One value of one incident.
struct Value {
    id: String,
    name: String,
    role: Role,
    suggested: bool,
}

impl Value {
    fn own(id: String, name: String) -> Self {
        Self {
            id,
            name,
            role: Role::Primary,
            suggested: false,
        }
    }

    fn of<T>(fact: &Fact<T>, id: String, name: String) -> Self {
        Self {
            suggested: matches!(fact.origin, crate::model::Origin::Inferred(_)),
            ..Self::own(id, name)
        }
    }
}

#[derive(Default)]
struct Gathered {
    members: Vec<Member>,
    names: BTreeMap<String, usize>,
}

impl Gathered {
    fn add(&mut self, record: usize, value: Value) {
        // An incident names a value once; what it names twice (primary and contributing) counts as primary.
        if let Some(last) = self.members.last_mut().filter(|last| last.record == record) {
            last.role = last.role.min(value.role);
            return;
        }
        *self.names.entry(value.name).or_default() += 1;
        self.members.push(Member {
            record,
            role: value.role,
            suggested: value.suggested,
        });
    }

    fn bucket(self, axis: Axis, id: String) -> Bucket {
        // Spellings that share an address are one value: the commonest is shown.
        let name = self
            .names
            .iter()
            .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        let name = name.map_or_else(|| id.clone(), |(name, _)| name.clone());
        let pattern = PATTERNS
            .iter()
            .find(|pattern| axis == Axis::Pattern && pattern.id == id);
        Bucket {
            name: pattern.map_or(name, |pattern| pattern.name.to_owned()),
            means: pattern.map(|pattern| pattern.means.to_owned()),
            id,
            members: self.members,
        }
    }
}

/// The fixed scale of an axis: id, name, meaning.
fn scale(axis: Axis, config: &Config) -> Vec<(String, String, Option<String>)> {
    let row = |id: &str, name: &str, means: &str| {
        let means = (!means.is_empty()).then(|| means.to_owned());
        (id.to_owned(), name.to_owned(), means)
    };
    match axis {
        Axis::Cause => config
            .categories
            .iter()
            .map(|it| row(&it.id, &it.name, &it.means))
            .collect(),
        Axis::Severity => config
            .severities
            .iter()
            .map(|it| row(&format!("sev{}", it.number), &it.name, &it.means))
            .collect(),
        Axis::Duration => {
            let bands = config.durations.bands();
            bands
                .map(|it| row(&config.durations.id(it), &config.durations.name(it), ""))
                .collect()
        }
        Axis::Impact => ImpactLevel::ALL
            .iter()
            .map(|it| row(it.id(), it.id(), it.means()))
            .collect(),
        _ => Vec::new(),
    }
}

fn values(record: &Record, axis: Axis, config: &Config) -> Vec<Value> {
    let postmortem = &record.postmortem;
    let facts = &postmortem.facts;
    match axis {
        Axis::Cause => causes(postmortem, config),
        Axis::Duration => vec![Value::own(
            config.durations.id(postmortem.band),
            config.durations.name(postmortem.band),
        )],
        Axis::Impact => {
            let level = &postmortem.level;
            let id = if level.counts() {
                level.value.id()
            } else {
                UNKNOWN
            };
            vec![Value::of(level, id.to_owned(), id.to_owned())]
        }
        Axis::Severity => facts
            .severity
            .iter()
            .filter(|it| it.counts())
            .map(|it| severity(it, config))
            .collect(),
        Axis::Service => texts(&facts.services),
        Axis::Component => texts(&facts.component),
        Axis::Pattern => texts(&facts.pattern),
        Axis::Organisation => texts(facts.organisation.as_slice()),
        Axis::Team => texts(&facts.teams),
        Axis::Tag => texts(&facts.tags),
        Axis::Year => {
            let year = facts
                .started
                .iter()
                .filter(|it| it.counts())
                .map(|it| (it, year(&it.value, config)));
            year.map(|(fact, year)| Value::of(fact, year.to_string(), year.to_string()))
                .collect()
        }
    }
}

fn causes(postmortem: &Postmortem, config: &Config) -> Vec<Value> {
    let name = |id: &str| {
        config
            .category(id)
            .map_or_else(|| id.to_owned(), |it| it.name.clone())
    };
    let facts = &postmortem.facts;
    let primary = facts.root_cause.iter().filter(|it| it.counts());
    let mut values: Vec<Value> = primary
        .map(|it| Value::of(it, it.value.clone(), name(&it.value)))
        .collect();
    if values.is_empty() {
        values.push(Value::own(UNKNOWN.to_owned(), name(UNKNOWN)));
    }
    for it in facts.contributing.iter().filter(|it| it.counts()) {
        values.push(Value {
            role: Role::Contributing,
            ..Value::of(it, it.value.clone(), name(&it.value))
        });
    }
    values
}

fn severity(fact: &Fact<crate::model::Severity>, config: &Config) -> Value {
    let name = fact.value.number.map_or_else(
        || fact.value.label.clone(),
        |number| config.severity_name(number),
    );
    let id = if fact.value.number.is_some() {
        fact.value.id()
    } else {
        crate::slug::slug(&fact.value.label)
    };
    Value::of(
        fact,
        if id.is_empty() {
            UNKNOWN.to_owned()
        } else {
            id
        },
        name,
    )
}

fn texts(facts: &[Fact<String>]) -> Vec<Value> {
    let counted = facts
        .iter()
        .filter(|it| it.counts() && !it.value.trim().is_empty());
    counted
        .map(|it| Value::of(it, text_id(&it.value), it.value.trim().to_owned()))
        .collect()
}

/// Address part of a free value; a value without a letter or digit gets one from its bytes.
pub fn text_id(text: &str) -> String {
    let id = crate::slug::slug(text);
    if id.is_empty() {
        format!(
            "x-{:08x}",
            xxhash_rust::xxh3::xxh3_64(text.trim().as_bytes()) >> 32
        )
    } else if crate::slug::is_device(&id) {
        format!("{id}-")
    } else {
        id
    }
}

/// The year on the calendar of the site's zone; on its own calendar for a time without a zone.
fn year(when: &When, config: &Config) -> i16 {
    let Some(offset) = when
        .offset
        .filter(|_| when.precision != crate::model::Precision::Day)
    else {
        return when.civil.year();
    };
    let Ok(zone) = jiff::tz::TimeZone::get(&config.timezone) else {
        return when.utc().year();
    };
    match offset.to_timestamp(when.civil) {
        Ok(instant) => instant.to_zoned(zone).year(),
        Err(_) => when.civil.year(),
    }
}

/// Kinds of impact and how many incidents have each, most first.
pub fn impact_kinds(library: &Library) -> Vec<(ImpactKind, usize)> {
    let mut counts: Vec<(ImpactKind, usize)> = ImpactKind::ALL
        .into_iter()
        .map(|kind| {
            let has = |record: &&std::sync::Arc<Record>| {
                record
                    .postmortem
                    .facts
                    .impact_kinds
                    .iter()
                    .any(|it| it.value == kind && it.counts())
            };
            (kind, library.records.iter().filter(has).count())
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

#[cfg(test)]
mod tests;
