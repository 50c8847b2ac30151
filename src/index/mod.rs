//! The library cut one way: by cause, duration and impact, and by the cheap facets that its content calls for.
//! A pure function of the library; an unknown value is a bucket like any other.

mod repeats;

use std::collections::{BTreeMap, HashMap};

pub use repeats::{Occurrence, Repeat, Scope, began, repeats};

use rayon::prelude::*;

use crate::config::Config;
use crate::library::{Library, Record};
use crate::model::{
    DurationBand, Fact, ImpactKind, ImpactLevel, PATTERNS, Postmortem, Severity, When,
};

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
    let mut buckets = gathered(library, axis, config);
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

/// A value as incidents state it. What is equal has one id and one name, which are made once, however many state it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Stated<'a> {
    Category(&'a str),
    Band(DurationBand),
    Level(ImpactLevel),
    Severity(&'a Severity),
    /// Free words, without white space around them.
    Text(&'a str),
    Year(i16),
    Unknown,
}

impl Stated<'_> {
    /// Id of the bucket, and the name that this spelling gives it.
    fn told(self, config: &Config) -> (String, String) {
        let both = |text: String| (text.clone(), text);
        match self {
            Self::Category(id) => {
                let category = config.category(id);
                let name = category.map_or_else(|| id.to_owned(), |it| it.name.clone());
                (id.to_owned(), name)
            }
            Self::Band(band) => (config.durations.id(band), config.durations.name(band)),
            Self::Level(level) => both(level.id().to_owned()),
            Self::Severity(severity) => severity_told(severity, config),
            Self::Text(text) => (text_id(text), text.to_owned()),
            Self::Year(year) => both(year.to_string()),
            Self::Unknown => both(UNKNOWN.to_owned()),
        }
    }
}

fn severity_told(severity: &Severity, config: &Config) -> (String, String) {
    if let Some(number) = severity.number {
        return (severity.id(), config.severity_name(number));
    }
    let id = match crate::slug::slug(&severity.label) {
        id if id.is_empty() => UNKNOWN.to_owned(),
        id => id,
    };
    (id, severity.label.clone())
}

/// One value of one incident.
struct Value<'a> {
    stated: Stated<'a>,
    role: Role,
    suggested: bool,
}

impl<'a> Value<'a> {
    fn own(stated: Stated<'a>) -> Self {
        Self {
            stated,
            role: Role::Primary,
            suggested: false,
        }
    }

    fn of<T>(fact: &Fact<T>, stated: Stated<'a>) -> Self {
        Self {
            suggested: matches!(fact.origin, crate::model::Origin::Inferred(_)),
            ..Self::own(stated)
        }
    }
}

/// The incidents by the id of their values.
fn gathered(library: &Library, axis: Axis, config: &Config) -> BTreeMap<String, Gathered> {
    let mut gathering = Gathering::default();
    let zone = jiff::tz::TimeZone::get(&config.timezone).ok();
    for (position, record) in library.records.iter().enumerate() {
        let mut stated = false;
        each_value(record, axis, zone.as_ref(), &mut |value| {
            gathering.add(position, value, config);
            stated = true;
        });
        if !stated && axis != Axis::Tag {
            gathering.add(position, Value::own(Stated::Unknown), config);
        }
    }
    let mut buckets = gathering.buckets;
    // Only its order is not known; the map has one.
    let numbers = gathering.numbers.into_iter();
    numbers
        .map(|(id, number)| (id, std::mem::take(&mut buckets[number])))
        .collect()
}

/// Buckets while they are filled.
#[derive(Default)]
struct Gathering<'a> {
    /// Number of the bucket of a value, and of the spelling in it.
    places: HashMap<Stated<'a>, (usize, usize)>,
    /// Number of the bucket of an id.
    numbers: HashMap<String, usize>,
    buckets: Vec<Gathered>,
}

impl<'a> Gathering<'a> {
    fn add(&mut self, record: usize, value: Value<'a>, config: &Config) {
        let (number, spelling) = match self.places.get(&value.stated) {
            Some(place) => *place,
            None => self.place(value.stated, config),
        };
        let bucket = &mut self.buckets[number];
        // An incident names a value once; what it names twice (primary and contributing) counts as primary.
        let last = bucket.members.last_mut();
        if let Some(last) = last.filter(|last| last.record == record) {
            last.role = last.role.min(value.role);
            return;
        }
        bucket.names[spelling].1 += 1;
        bucket.members.push(Member {
            record,
            role: value.role,
            suggested: value.suggested,
        });
    }

    /// The place of a value that is stated for the first time.
    fn place(&mut self, stated: Stated<'a>, config: &Config) -> (usize, usize) {
        let (id, name) = stated.told(config);
        let next = self.buckets.len();
        let number = *self.numbers.entry(id).or_insert(next);
        if number == next {
            self.buckets.push(Gathered::default());
        }
        let names = &mut self.buckets[number].names;
        let known = names.iter().position(|it| it.0 == name);
        let spelling = known.unwrap_or(names.len());
        if known.is_none() {
            names.push((name, 0));
        }
        self.places.insert(stated, (number, spelling));
        (number, spelling)
    }
}

#[derive(Default)]
struct Gathered {
    members: Vec<Member>,
    /// Spellings, and how many incidents have each.
    names: Vec<(String, usize)>,
}

impl Gathered {
    fn bucket(self, axis: Axis, id: String) -> Bucket {
        // Spellings that share an address are one value: the commonest is shown.
        let name = self
            .names
            .iter()
            .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
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

/// Calls `put` with every value that an incident states.
fn each_value<'a>(
    record: &'a Record,
    axis: Axis,
    zone: Option<&jiff::tz::TimeZone>,
    put: &mut dyn FnMut(Value<'a>),
) {
    let postmortem = &record.postmortem;
    let facts = &postmortem.facts;
    let texts = match axis {
        Axis::Cause => return causes(postmortem, put),
        Axis::Duration => return put(Value::own(Stated::Band(postmortem.band))),
        Axis::Impact => {
            let level = &postmortem.level;
            let stated = match level.counts() {
                true => Stated::Level(level.value),
                false => Stated::Unknown,
            };
            return put(Value::of(level, stated));
        }
        Axis::Severity => {
            let severity = facts.severity.iter().filter(|it| it.counts());
            return severity
                .map(|it| Value::of(it, Stated::Severity(&it.value)))
                .for_each(put);
        }
        Axis::Year => {
            let started = facts.started.iter().filter(|it| it.counts());
            return started
                .map(|it| Value::of(it, Stated::Year(year(&it.value, zone))))
                .for_each(put);
        }
        Axis::Service => facts.services.as_slice(),
        Axis::Component => &facts.component,
        Axis::Pattern => &facts.pattern,
        Axis::Organisation => facts.organisation.as_slice(),
        Axis::Team => &facts.teams,
        Axis::Tag => &facts.tags,
    };
    for fact in texts.iter().filter(|it| it.counts()) {
        let text = fact.value.trim();
        if !text.is_empty() {
            put(Value::of(fact, Stated::Text(text)));
        }
    }
}

fn causes<'a>(postmortem: &'a Postmortem, put: &mut dyn FnMut(Value<'a>)) {
    let facts = &postmortem.facts;
    let category = |it: &'a Fact<String>| Value::of(it, Stated::Category(&it.value));
    match facts.root_cause.iter().find(|it| it.counts()) {
        Some(primary) => put(category(primary)),
        None => put(Value::own(Stated::Category(UNKNOWN))),
    }
    for it in facts.contributing.iter().filter(|it| it.counts()) {
        put(Value {
            role: Role::Contributing,
            ..category(it)
        });
    }
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
fn year(when: &When, zone: Option<&jiff::tz::TimeZone>) -> i16 {
    let Some(offset) = when
        .offset
        .filter(|_| when.precision != crate::model::Precision::Day)
    else {
        return when.civil.year();
    };
    let Some(zone) = zone else {
        return when.utc().year();
    };
    match offset.to_timestamp(when.civil) {
        Ok(instant) => zone.to_datetime(instant).year(),
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
