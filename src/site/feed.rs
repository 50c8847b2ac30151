//! The Atom feeds (RFC 4287), the sitemap, robots.txt.

use crate::config::Audience;
use crate::index::{Axis, Bucket, Index};
use crate::library::Record;
use crate::model::When;
use crate::theme::Context;

use super::listing::{Order, has_feed};
use super::shared::{Shared, bucket_address, has_page, incident_address};
use super::short::shorten;
use super::{moment, repeats, text, view};

/// Most entries of a feed.
const ENTRIES: usize = 50;
/// Most addresses of a sitemap (sitemaps.org).
const SITEMAP_MAX: usize = 50_000;
/// Where the description of the search stands, and what its template is called.
pub(super) const OPENSEARCH: &str = "opensearch.xml";
/// Longest short name of a search, in characters (OpenSearch 1.1).
const SHORT_NAME_MAX: usize = 16;
/// `updated` is required; what has no date at all is not in a feed, so this stands in an empty one only.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// The feed of the whole library.
pub(super) fn library(shared: &Shared) -> Context {
    let records = shared.library.records.iter();
    let title = shared.config.title.clone();
    feed(shared, "feed.xml", "", title, records.map(|it| &**it))
}

/// The feed of a bucket; incidents to which a cause contributed belong to it.
pub(super) fn bucket(shared: &Shared, index: &Index, bucket: &Bucket) -> Context {
    let page = bucket_address(index.axis, &bucket.id);
    let records = bucket
        .members
        .iter()
        .filter_map(|it| shared.record(it.record));
    let title = shared
        .word("feed.title")
        .replace("{site}", &shared.config.title)
        .replace("{list}", &shared.bucket_name(index.axis, bucket));
    feed(
        shared,
        &format!("{page}feed.xml"),
        &page,
        title,
        records.map(|it| &**it),
    )
}

fn feed<'a>(
    shared: &Shared,
    address: &str,
    page: &str,
    title: String,
    records: impl Iterator<Item = &'a Record>,
) -> Context {
    let mut dated: Vec<(When, &Record)> = records
        .filter_map(|record| Some((published(record)?, record)))
        .collect();
    // Stable: what was published at the same time keeps the library's order.
    dated.sort_by_key(|(when, _)| std::cmp::Reverse(when.seconds()));
    dated.truncate(ENTRIES);
    let entries: Vec<view::FeedEntry> = dated
        .iter()
        .filter_map(|(_, it)| entry(shared, it))
        .collect();
    let feed = view::Feed {
        title,
        id: shared
            .absolute(address)
            .unwrap_or_else(|| urn(&[&shared.config.title, address])),
        self_url: shared.absolute(address),
        page_url: shared.absolute(page),
        updated: entries
            .iter()
            .map(|it| it.updated.clone())
            .max()
            .unwrap_or_else(|| NEVER.to_owned()),
        entries,
    };
    let mut context = shared.context(address, view::Page::default());
    context.insert("feed", &feed);
    context
}

/// When a postmortem was published, else when its incident began.
fn published(record: &Record) -> Option<When> {
    let facts = &record.postmortem.facts;
    let fact = facts.published.as_ref().or(facts.started.as_ref())?;
    Some(fact.value)
}

fn entry(shared: &Shared, record: &Record) -> Option<view::FeedEntry> {
    let it = &record.postmortem;
    let facts = &it.facts;
    let published = published(record).and_then(|when| moment::instant(&when))?;
    let updated = facts
        .updated
        .as_ref()
        .and_then(|fact| moment::instant(&fact.value));
    let address = incident_address(&it.slug);
    let cause = facts.root_cause.as_ref().filter(|fact| fact.counts());
    let cause = cause.and_then(|fact| shared.bucket(Axis::Cause, &fact.value));
    let categories = cause.map(|bucket| view::Named {
        id: bucket.id.clone(),
        name: shared.bucket_name(Axis::Cause, bucket),
    });
    Some(view::FeedEntry {
        title: it.title.value.clone(),
        id: shared
            .absolute(&address)
            .unwrap_or_else(|| urn(&[&shared.config.title, &it.id])),
        url: shared.absolute(&address),
        updated: updated
            .unwrap_or_else(|| published.clone())
            .max(published.clone()),
        published: Some(published),
        categories: categories.into_iter().collect(),
        summary: summary(record),
    })
}

/// What a postmortem says of itself, at most 400 characters.
pub(super) fn summary(record: &Record) -> String {
    let facts = &record.postmortem.facts;
    let stated = facts.summary.as_ref().or(facts.impact_text.as_ref());
    stated.map_or_else(
        || text::beginning(&record.document, 400),
        |fact| shorten(&fact.value, 400),
    )
}

/// A name for what has no address: a version 8 UUID (RFC 9562) of its parts.
fn urn(parts: &[&str]) -> String {
    let hash = xxhash_rust::xxh3::xxh3_128(parts.join("\u{1f}").as_bytes());
    let hash = (hash & !(0xf << 76) & !(0b11 << 62)) | (0x8 << 76) | (0b10 << 62);
    let hex = format!("{hash:032x}");
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

/// The sitemap: what a search engine should know, incidents first. Only with a base URL.
pub(super) fn sitemap(shared: &Shared) -> Context {
    let mut pages: Vec<(String, Option<String>)> = vec![(String::new(), None)];
    for record in &shared.library.records {
        let facts = &record.postmortem.facts;
        let changed = facts.updated.as_ref().or(facts.published.as_ref());
        pages.push((
            incident_address(&record.postmortem.slug),
            changed.map(|fact| moment::day(&fact.value)),
        ));
    }
    pages.push((Order::Newest.address().to_owned(), None));
    for index in shared.indexes.iter() {
        pages.push((format!("{}/", index.axis.path()), None));
        let shown = index
            .buckets
            .iter()
            .filter(|it| has_page(index.axis, it) && !it.members.is_empty());
        pages.extend(shown.map(|it| (bucket_address(index.axis, &it.id), None)));
    }
    if !shared.repeats.is_empty() {
        pages.push((repeats::ADDRESS.to_owned(), None));
    }
    let texts = shared.library.pages.iter();
    pages.extend(texts.map(|page| (format!("{}/", page.path), None)));
    let pages: Vec<view::SitemapPage> = pages
        .into_iter()
        .take(SITEMAP_MAX)
        .filter_map(|(address, modified)| {
            Some(view::SitemapPage {
                url: shared.absolute(&address)?,
                modified,
            })
        })
        .collect();
    let mut context = shared.context("sitemap.xml", view::Page::default());
    context.insert("pages", &pages);
    context
}

/// What lets a browser ask the search of the site from its own box (OpenSearch 1.1); `None` without a base URL, for a
/// browser asks by full addresses.
pub(super) fn opensearch(shared: &Shared) -> Option<Context> {
    let title = &shared.config.title;
    let description = Some(shared.config.description.as_str()).filter(|it| !it.is_empty());
    let engine = view::SearchEngine {
        short_name: title.chars().take(SHORT_NAME_MAX).collect(),
        description: description.unwrap_or(title).to_owned(),
        template: format!("{}?q={{searchTerms}}", shared.absolute("search/")?),
        self_url: shared.absolute(OPENSEARCH)?,
    };
    let mut context = shared.context(OPENSEARCH, view::Page::default());
    context.insert("engine", &engine);
    Some(context)
}

/// Everything may be read; nothing of a site that holds what is internal.
pub(super) fn robots(base: Option<String>, audience: Audience) -> String {
    if audience.internal {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    let sitemap = base.map_or(String::new(), |url| format!("\nSitemap: {url}\n"));
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

/// Every feed of a bucket.
pub(super) fn feeds(indexes: &[Index]) -> Vec<(usize, usize)> {
    let with = indexes
        .iter()
        .enumerate()
        .filter(|(_, index)| has_feed(index.axis));
    with.flat_map(|(n, index)| (0..index.buckets.len()).map(move |bucket| (n, bucket)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_address_has_a_stable_name() {
        let name = urn(&["site", "INC-1"]);
        assert_eq!(name, urn(&["site", "INC-1"]));
        assert_ne!(name, urn(&["site", "INC-2"]));
        let parts: Vec<&str> = name.trim_start_matches("urn:uuid:").split('-').collect();
        assert_eq!(
            parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
            [8, 4, 4, 4, 12]
        );
        assert!(parts[2].starts_with('8') && parts[3].starts_with(['8', '9', 'a', 'b']));
    }
}
