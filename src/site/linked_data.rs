//! What programs read of a page: schema.org as JSON-LD (<https://www.w3.org/TR/json-ld11/>). Only what is known.

use serde_json::{Map, Value, json};

use super::feed;
use super::postmortem::web;
use super::shared::Shared;
use super::short::shorten;
use crate::html::Html;
use crate::index::{Axis, Bucket, UNKNOWN, text_id};
use crate::library::Record;
use crate::model::{Fact, Status};

/// A postmortem: a technical article that reports on what happened.
pub(super) fn incident(shared: &Shared, address: &str, record: &Record) -> Html {
    let it = &record.postmortem;
    let facts = &it.facts;
    let mut data = Data::new(json!(["TechArticle", "Report"]));
    data.text("headline", Some(&it.title.value));
    data.text(
        "description",
        Some(&shorten(&feed::summary(record), 300)).filter(|text| !text.is_empty()),
    );
    let language = shared.foreign(facts);
    let own = shared.words.language();
    data.text("inLanguage", Some(language.as_deref().unwrap_or(own)));
    let address = shared.absolute(address);
    data.text("@id", address.as_ref());
    data.text("url", address.as_ref());
    data.text("identifier", counted(facts.id.as_ref()));
    data.text("datePublished", date(facts.published.as_ref()).as_ref());
    data.text("dateModified", date(facts.updated.as_ref()).as_ref());
    let start = date(facts.started.as_ref());
    let end = date(facts.resolved.as_ref());
    let when = start.map(|start| match end {
        Some(end) => format!("{start}/{end}"),
        None => start,
    });
    data.text("temporalCoverage", when.as_ref());
    let status = facts.status.as_ref().map(|fact| match fact.value {
        Status::Draft => "Draft",
        Status::Review => "In review",
        Status::Final => "Published",
    });
    data.text("creativeWorkStatus", status);
    let organisation = counted(facts.organisation.as_ref());
    data.put(
        "sourceOrganization",
        organisation.map(|name| json!({ "@type": "Organization", "name": name })),
    );
    // An author may be a person or a team, and the text does not say which.
    let authors = facts.authors.iter().filter(|it| it.counts());
    data.list("author", authors.map(|it| json!({ "name": it.value })));
    data.list("about", about(shared, record));
    let tags = facts.tags.iter().filter(|it| it.counts());
    data.list("keywords", tags.map(|it| json!(it.value)));
    let sources = facts.sources.iter().filter_map(|it| web(&it.url));
    data.list("isBasedOn", sources.map(Value::from));
    data.put("isPartOf", Some(site(shared)));
    data.html()
}

/// The home page: the site, and how it is searched.
pub(super) fn home(shared: &Shared) -> Html {
    let mut data = Data(match site(shared) {
        Value::Object(site) => site,
        _ => Map::new(),
    });
    data.put("@context", Some(json!("https://schema.org")));
    let description = Some(&shared.config.description).filter(|text| !text.is_empty());
    data.text("description", description);
    data.text("inLanguage", Some(shared.words.language()));
    let search = shared.absolute("search/").map(|url| {
        json!({
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{url}?q={{query}}") },
            "query-input": "required name=query",
        })
    });
    data.put("potentialAction", search);
    data.html()
}

fn site(shared: &Shared) -> Value {
    let mut site = json!({ "@type": "WebSite", "name": shared.config.title });
    if let Some(url) = shared.absolute("") {
        site["url"] = json!(url);
    }
    site
}

/// What it is about, as the pages call it: cause, pattern, components, services.
fn about(shared: &Shared, record: &Record) -> impl Iterator<Item = Value> {
    let facts = &record.postmortem.facts;
    let mut names: Vec<String> = Vec::new();
    let of = [
        (Axis::Cause, facts.root_cause.as_slice()),
        (Axis::Pattern, &facts.pattern),
        (Axis::Component, &facts.component),
        (Axis::Service, &facts.services),
    ];
    for (axis, facts) in of {
        for fact in facts.iter().filter(|it| it.counts() && it.value != UNKNOWN) {
            let bucket: Option<&Bucket> = shared.bucket(axis, &text_id(&fact.value));
            let name = bucket.map_or_else(|| fact.value.clone(), |it| shared.bucket_name(axis, it));
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
        .into_iter()
        .map(|name| json!({ "@type": "Thing", "name": name }))
}

fn counted(fact: Option<&Fact<String>>) -> Option<&String> {
    fact.filter(|it| it.counts()).map(|it| &it.value)
}

/// A moment as ISO 8601, no finer than it is known; `None` where it is not, or has no year that ISO 8601 can write.
fn date(fact: Option<&Fact<crate::model::When>>) -> Option<String> {
    let when = fact.filter(|it| it.counts())?.value;
    (1..=9999).contains(&when.civil.year()).then(|| when.iso())
}

/// An object in the making; what is not known is not in it.
struct Data(Map<String, Value>);

impl Data {
    fn new(kind: Value) -> Self {
        let mut data = Self(Map::new());
        data.put("@context", Some(json!("https://schema.org")));
        data.put("@type", Some(kind));
        data
    }

    fn put(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.0.insert(key.to_owned(), value);
        }
    }

    fn text(&mut self, key: &str, text: Option<impl AsRef<str>>) {
        self.put(key, text.map(|text| Value::from(text.as_ref())));
    }

    fn list(&mut self, key: &str, items: impl Iterator<Item = Value>) {
        let items: Vec<Value> = items.collect();
        self.put(key, (!items.is_empty()).then_some(Value::Array(items)));
    }

    fn html(self) -> Html {
        Html::data_block(&Value::Object(self.0).to_string())
    }
}
