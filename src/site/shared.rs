//! What the pages of a site share: made once, read by all of them, at any time and from any thread.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use crate::config::Config;
use crate::diag::Diagnostic;
use crate::html::Highlighter;
use crate::index::{Axis, Bucket, Index, Repeat, UNKNOWN};
use crate::library::{Library, Record};
use crate::model::{
    Duration, DurationBand, Facts, ImpactLevel, Postmortem, State, Status, Visibility,
};
use crate::search::{Relation, Relations};
use crate::theme::{Context, Theme, Value, Words};

use super::address::{self, Portable};
use super::api::Data;
use super::feed::OPENSEARCH;
use super::listing::Order;
use super::mentions::{Mentions, can_be_mentioned};
use super::short::{locale, sentence, shorten, tab};
use super::{moment, repeats, rules, view};

/// What the pages of a site share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: Arc<Config>,
    pub(super) library: Arc<Library>,
    pub(super) indexes: Arc<[Index]>,
    pub(super) theme: Arc<Theme>,
    /// The words of the interface in the site's language.
    pub(super) words: Words,
    pub(super) disagreements: BTreeMap<Arc<str>, Vec<Diagnostic>>,
    /// Paths of the assets at hand, from the content folder, with width and height of those that are images.
    pub(super) assets: BTreeMap<Arc<str>, Option<(u32, u32)>>,
    /// Colours code.
    pub(super) highlighter: Highlighter,
    /// Name of the file that starts the search, under `search/`.
    pub(super) search: String,
    /// `site`, as templates see it.
    site: Value,
    /// Position of a record by its id and by its slug.
    positions: Arc<HashMap<String, usize>>,
    /// Position of a bucket in its index, by axis and id.
    buckets: BTreeMap<Axis, BTreeMap<String, usize>>,
    /// What happened again.
    pub(super) repeats: Vec<Repeat>,
    /// Whether the site has a page of rules.
    pub(super) rules_page: bool,
    /// Positions in `repeats` of the groups that a record is in, by its position.
    groups: BTreeMap<usize, Vec<usize>>,
    /// What relates incidents.
    pub(super) relations: Arc<Relations>,
    /// The incidents related to each, found when first asked for.
    related: Vec<OnceLock<Vec<Relation>>>,
    /// Who names whom in running text, gathered when first asked for.
    mentions: OnceLock<Mentions>,
    /// Rows of lists, made when first shown.
    rows: Vec<OnceLock<Value>>,
    orders: [OnceLock<Vec<usize>>; 2],
    organisations: usize,
}

/// What [`Shared`] is made of.
pub(super) struct Parts {
    pub(super) config: Arc<Config>,
    pub(super) library: Arc<Library>,
    pub(super) indexes: Arc<[Index]>,
    pub(super) theme: Arc<Theme>,
    pub(super) disagreements: BTreeMap<Arc<str>, Vec<Diagnostic>>,
    pub(super) assets: BTreeMap<Arc<str>, Option<(u32, u32)>>,
    pub(super) search: String,
    pub(super) relations: Arc<Relations>,
    pub(super) positions: Arc<HashMap<String, usize>>,
    pub(super) repeats: Vec<Repeat>,
    pub(super) rules_page: bool,
}

impl Shared {
    pub(super) fn new(parts: Parts) -> Self {
        let organisations = parts
            .indexes
            .iter()
            .find(|index| index.axis == Axis::Organisation)
            .map_or(0, |index| index.buckets.len());
        let by_id = |index: &Index| {
            let ids = index.buckets.iter().enumerate();
            (
                index.axis,
                ids.map(|(at, it)| (it.id.clone(), at)).collect(),
            )
        };
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, repeat) in parts.repeats.iter().enumerate() {
            for member in &repeat.members {
                groups.entry(member.record).or_default().push(at);
            }
        }
        let config = parts.config;
        let words = parts
            .theme
            .speak(&config.language, config.cause_label.variant());
        let mut shared = Self {
            buckets: parts.indexes.iter().map(by_id).collect(),
            mentions: OnceLock::new(),
            relations: parts.relations,
            repeats: parts.repeats,
            rules_page: parts.rules_page,
            groups,
            related: parts
                .library
                .records
                .iter()
                .map(|_| OnceLock::new())
                .collect(),
            rows: parts
                .library
                .records
                .iter()
                .map(|_| OnceLock::new())
                .collect(),
            library: parts.library,
            indexes: parts.indexes,
            words,
            config,
            theme: parts.theme,
            disagreements: parts.disagreements,
            assets: parts.assets,
            highlighter: Highlighter::new(),
            search: parts.search,
            site: Value::none(),
            positions: parts.positions,
            orders: [OnceLock::new(), OnceLock::new()],
            organisations,
        };
        shared.site = Value::from_serializable(&shared.site_view());
        shared
    }

    /// The record at a position of the library.
    pub(super) fn record(&self, at: usize) -> Option<&Arc<Record>> {
        self.library.records.get(at)
    }

    /// Position of the record with this id or slug.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.positions.get(id).copied()
    }

    /// Something made of the whole library as data.
    pub(super) fn data<T>(&self, make: impl FnOnce(Data<'_>) -> T) -> T {
        let records: Vec<&Record> = self.library.records.iter().map(|it| &**it).collect();
        make(Data {
            config: &self.config,
            records: &records,
        })
    }

    /// The incidents related to one of the library, best first.
    pub(super) fn related(&self, record: &Record) -> &[Relation] {
        let at = self.find(&record.postmortem.slug);
        match at.and_then(|at| self.related.get(at)) {
            Some(related) => related.get_or_init(|| self.relations.related(record)),
            None => &[],
        }
    }

    /// What happened again, with its position, where the incident at a position is part of it.
    pub(super) fn repeats_of(&self, at: usize) -> impl Iterator<Item = (usize, &Repeat)> {
        let groups = self.groups.get(&at).into_iter().flatten();
        groups.filter_map(|at| Some((*at, self.repeats.get(*at)?)))
    }

    /// The incident that an id in running text means.
    pub(super) fn mentionable(&self, id: &str) -> Option<&Record> {
        let record = self.record(self.find(id)?)?;
        (record.postmortem.id == id && can_be_mentioned(record)).then_some(record)
    }

    /// The documents whose text names the incident at a position.
    pub(super) fn mentioned_in(&self, at: usize) -> Vec<view::Brief> {
        let mentions = self.mentions.get_or_init(|| Mentions::of(&self.library));
        mentions.view(self, at)
    }

    /// An address as templates write it behind `link`.
    pub(super) fn href(&self, address: &str) -> String {
        address::href(address, self.portable())
    }

    pub(super) fn portable(&self) -> Portable {
        if self.config.portable {
            Portable::Yes
        } else {
            Portable::No
        }
    }

    /// The full address of a page; `None` without a base URL.
    pub(super) fn absolute(&self, address: &str) -> Option<String> {
        address::absolute(&self.config, address)
    }

    /// A word of the interface; the last part of `path` where the theme has none.
    pub(super) fn word(&self, path: &str) -> String {
        let last = path.rsplit('.').next().unwrap_or(path);
        self.word_or(path, last)
    }

    /// A word of the interface, else `other`.
    pub(super) fn word_or(&self, path: &str, other: &str) -> String {
        self.word_str(path, other).to_owned()
    }

    /// A word of the interface, else `other`.
    pub(super) fn word_str<'a>(&'a self, path: &str, other: &'a str) -> &'a str {
        self.words.get(path).unwrap_or(other)
    }

    /// A word of the interface with one value in it.
    pub(super) fn filled(&self, path: &str, key: &str, value: &str) -> String {
        self.word(path).replace(&format!("{{{key}}}"), value)
    }

    /// The language of a document where it is not that of the interface.
    pub(super) fn foreign(&self, facts: &Facts) -> Option<String> {
        let stated = facts.language.as_ref().map(|fact| &fact.value);
        let language = stated.unwrap_or(&self.config.language);
        (language != self.words.language()).then(|| language.clone())
    }

    /// What every page gives to its template.
    pub(super) fn context(&self, address: &str, mut page: view::Page) -> Context {
        page.canonical = self.absolute(address);
        page.tab = tab(&page.title, &self.config.title);
        page.locale = locale(page.language.as_deref().unwrap_or(self.words.language()));
        let mut context = Context::new();
        context.insert("site", &self.site);
        context.insert("t", self.words.value());
        context.insert("language", &self.words.language());
        context.insert("root", &address::root(address));
        context.insert("page", &page);
        context.insert("data", &Value::none());
        context
    }

    /// The index by an axis, if the library has it.
    pub(super) fn index(&self, axis: Axis) -> Option<&Index> {
        self.indexes.iter().find(|index| index.axis == axis)
    }

    /// The bucket of a value, if it has a page.
    pub(super) fn bucket(&self, axis: Axis, id: &str) -> Option<&Bucket> {
        let at = *self.buckets.get(&axis)?.get(id)?;
        let bucket = self.index(axis)?.buckets.get(at)?;
        has_page(axis, bucket).then_some(bucket)
    }

    /// Address of the page of a bucket, as templates write it.
    pub(super) fn bucket_url(&self, axis: Axis, id: &str) -> String {
        self.href(&bucket_address(axis, id))
    }

    /// What a reader sees of a bucket.
    pub(super) fn bucket_name(&self, axis: Axis, bucket: &Bucket) -> String {
        match axis {
            Axis::Impact => self.word(&format!("impact.{}", bucket.id)),
            _ if bucket.id == UNKNOWN && axis != Axis::Cause => self.word("unknown"),
            Axis::Duration => self.band_name(&bucket.id),
            _ => self.value_word("value", axis, bucket, &bucket.name),
        }
    }

    fn band_name(&self, id: &str) -> String {
        let scale = &self.config.durations;
        match scale.of_id(id) {
            Some(DurationBand::Ongoing) => self.word("incident.ongoing"),
            Some(band) => {
                let words = || Some(self.words.band(scale.words(band)?));
                let own = scale.own_name(band).map(str::to_owned);
                own.or_else(words).unwrap_or_else(|| id.to_owned())
            }
            None => id.to_owned(),
        }
    }

    /// What the value of a bucket means, as a sentence.
    pub(super) fn bucket_means(&self, axis: Axis, bucket: &Bucket) -> Option<String> {
        let means = bucket.means.as_deref().unwrap_or("");
        let own = self.value_word("means", axis, bucket, means);
        (!own.is_empty()).then(|| sentence(&own))
    }

    /// The word of a group for a value: what the site's theme says, else what its settings say of a category of its
    /// own, else the word of the interface, else `other`.
    fn value_word(&self, group: &str, axis: Axis, bucket: &Bucket, other: &str) -> String {
        let path = format!("{group}.{}.{}", axis.path(), bucket.id);
        let settings = axis == Axis::Cause && self.config.defines_category(&bucket.id);
        let word = match settings {
            true => self.words.own(&path),
            false => self.words.get(&path),
        };
        word.unwrap_or(other).to_owned()
    }

    /// The records in an order.
    pub(super) fn ordered(&self, order: Order) -> Vec<usize> {
        let all = || (0..self.library.records.len()).collect::<Vec<_>>();
        let postmortem = |at: &usize| &self.library.records[*at].postmortem;
        match order {
            Order::Newest => all(),
            Order::Longest => self.orders[0]
                .get_or_init(|| {
                    let mut all = all();
                    all.sort_by_key(|at| {
                        let length = length(postmortem(at)).map(Duration::seconds);
                        (length.is_none(), std::cmp::Reverse(length))
                    });
                    all
                })
                .clone(),
            Order::Impact => self.orders[1]
                .get_or_init(|| {
                    let mut all = all();
                    all.sort_by_key(|at| level(postmortem(at)));
                    all
                })
                .clone(),
        }
    }

    /// A row of a list.
    pub(super) fn row(&self, at: usize) -> Value {
        match (self.rows.get(at), self.record(at)) {
            (Some(row), Some(record)) => row
                .get_or_init(|| Value::from_serializable(&self.row_view(record)))
                .clone(),
            _ => Value::none(),
        }
    }

    /// Whether any of these incidents has a severity: a column that would be empty is not shown.
    pub(super) fn severities(&self, mut positions: impl Iterator<Item = usize>) -> bool {
        positions.any(|at| {
            let record = self.record(at);
            record.is_some_and(|record| record.postmortem.facts.severity.is_some())
        })
    }

    /// A row of a list of causes, for an incident to which the cause contributed.
    pub(super) fn contributing_row(&self, at: usize) -> Value {
        let Some(record) = self.record(at) else {
            return Value::none();
        };
        Value::from_serializable(&view::Row {
            contributing: true,
            ..self.row_view(record)
        })
    }

    fn row_view(&self, record: &Record) -> view::Row {
        let it = &record.postmortem;
        let facts = &it.facts;
        let measured = length(it);
        let duration = match (measured, it.band) {
            (Some(length), _) => self.words.length(length),
            (None, DurationBand::Ongoing) => self.word("incident.ongoing"),
            (None, _) => self.word("unknown"),
        };
        let organisation = facts.organisation.iter().filter(|_| self.organisations > 1);
        let mut context: Vec<&str> = Vec::new();
        for fact in organisation.chain(facts.services.iter().take(3)) {
            if !context
                .iter()
                .any(|it| it.eq_ignore_ascii_case(&fact.value))
            {
                context.push(&fact.value);
            }
        }
        view::Row {
            title: it.title.value.clone(),
            language: self.foreign(facts),
            url: self.href(&incident_address(&it.slug)),
            date: facts.started.as_ref().map(|it| moment::day(&it.value)),
            context: shorten(&context.join(" · "), 80),
            duration,
            bar: measured.map(|length| super::chart::percent(length.seconds())),
            impact: self.named("impact", level(it).id()),
            cause: self.cause(record),
            severity: facts
                .severity
                .as_ref()
                .map(|it| shorten(&it.value.label, 12)),
            mark: self.marks(record).into_iter().next().map(|mark| mark.name),
            contributing: false,
        }
    }

    /// The primary cause of an incident, if it is known.
    pub(super) fn cause(&self, record: &Record) -> Option<view::Cause> {
        let fact = record.postmortem.facts.root_cause.as_ref()?;
        let id = if fact.counts() {
            fact.value.as_str()
        } else {
            UNKNOWN
        };
        let bucket = self.bucket(Axis::Cause, id).filter(|it| it.id != UNKNOWN)?;
        Some(view::Cause {
            name: self.bucket_name(Axis::Cause, bucket),
            suggested: matches!(fact.origin, crate::model::Origin::Inferred(_)),
        })
    }

    /// Words that set an incident apart: a draft, a review, an internal one, one that is not over.
    pub(super) fn marks(&self, record: &Record) -> Vec<view::Named> {
        let it = &record.postmortem;
        let status = it.facts.status.as_ref().map(|fact| fact.value);
        let visibility = it.facts.visibility.as_ref().map(|fact| fact.value);
        let marks = [
            (it.state == State::Ongoing, "ongoing"),
            (visibility == Some(Visibility::Internal), "internal"),
            (status == Some(Status::Draft), "draft"),
            (status == Some(Status::Review), "review"),
        ];
        let set = marks.into_iter().filter(|(set, _)| *set);
        set.map(|(_, id)| self.named("incident", id)).collect()
    }

    /// An id with its word.
    pub(super) fn named(&self, group: &str, id: &str) -> view::Named {
        view::Named {
            id: id.to_owned(),
            name: self.word(&format!("{group}.{id}")),
        }
    }

    fn site_view(&self) -> view::Site {
        let link = |id: &str, name: String, address: &str| view::Link {
            id: id.to_owned(),
            name,
            url: self.href(address),
        };
        let facet = |axis: Axis| {
            let id = axis.path();
            link(id, self.word(&format!("facet.{id}")), &format!("{id}/"))
        };
        let nav = self.config.navigation.iter().filter_map(|item| {
            let axis = self.indexes.iter().find(|index| index.axis.path() == item);
            let page = self.library.pages.iter().find(|page| page.path == *item);
            match (item.as_str(), axis, page) {
                ("repeats", ..) if self.repeats.is_empty() => None,
                ("incidents" | "search" | "repeats", ..) => {
                    let name = self.word(&format!("nav.{item}"));
                    Some(link(item, name, &format!("{item}/")))
                }
                (_, Some(index), _) => {
                    let long = facet(index.axis);
                    let name = self.word_or(&format!("nav.{item}"), &long.name);
                    Some(view::Link { name, ..long })
                }
                (_, _, Some(page)) => Some(link(
                    &page.path,
                    page.title.clone(),
                    &format!("{}/", page.path),
                )),
                // The site has no such list, or not yet: told when it is planned.
                _ => None,
            }
        });
        let nav = nav.collect();
        let pages = self
            .library
            .pages
            .iter()
            .filter(|page| !page.path.contains('/'));
        view::Site {
            title: self.config.title.clone(),
            description: self.config.description.clone(),
            language: self.words.language().to_owned(),
            policy: policy(&self.config),
            base_url: self.config.base_url.clone(),
            home: self.href(""),
            incidents: self.href("incidents/"),
            search: self.href("search/"),
            repeats: (!self.repeats.is_empty()).then(|| self.href(repeats::ADDRESS)),
            rules: self.rules_page.then(|| self.href(rules::ADDRESS)),
            feed: self.href("feed.xml"),
            opensearch: self.config.base_url.as_ref().map(|_| self.href(OPENSEARCH)),
            json: self.href("api/library.json"),
            csv: self.href("api/incidents.csv"),
            schema: self.href("api/schema.json"),
            nav,
            facets: self.indexes.iter().map(|index| facet(index.axis)).collect(),
            pages: pages
                .take(20)
                .map(|page| link(&page.path, page.title.clone(), &format!("{}/", page.path)))
                .collect(),
            count: self.library.records.len(),
            internal: self.config.audience.internal,
        }
    }
}

/// The level that lists and drawings count an incident under: as in the index, a mere guess is unknown.
pub(super) fn level(postmortem: &Postmortem) -> ImpactLevel {
    if postmortem.level.counts() {
        postmortem.level.value
    } else {
        ImpactLevel::Unknown
    }
}

/// The length that lists and drawings show: known, over, and more than a guess.
pub(super) fn length(postmortem: &Postmortem) -> Option<Duration> {
    let fact = postmortem.duration.as_ref().filter(|fact| fact.counts())?;
    (postmortem.band != DurationBand::Ongoing).then_some(fact.value)
}

/// Address of an incident.
pub(super) fn incident_address(slug: &str) -> String {
    format!("incidents/{slug}/")
}

/// Address of a bucket.
pub(super) fn bucket_address(axis: Axis, id: &str) -> String {
    format!("{}/{id}/", axis.path())
}

/// Whether a bucket has a page: a tag has one from two incidents on, everything else always.
pub(super) fn has_page(axis: Axis, bucket: &Bucket) -> bool {
    axis != Axis::Tag || bucket.members.len() > 1
}

/// What pages may load, and from where.
fn policy(config: &Config) -> String {
    let images = if config.external_images {
        " https:"
    } else {
        ""
    };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{images}; connect-src 'self'; \
         font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
    )
}
