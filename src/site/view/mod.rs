//! What templates see: the promise to authors of themes. Fields are added, never renamed or removed, without a new
//! [`crate::theme::API`].
//!
//! Every page has `site` ([`Site`]), `page` ([`Page`]), `root` (the way up to the site's root), `t` (the words of the
//! interface), `language` (theirs) and `data` (JSON-LD for a `<script type="application/ld+json">`, or nothing). A field
//! that holds an address is written behind the filter `link`. Text is escaped by the templates; only `body` is HTML.
//!
//! | Template | Also has |
//! |---|---|
//! | `page.html` | nothing more: it is what all pages extend |
//! | `home.html` | `counts`, `home` (`body`, `short`), `strip`, `panels`, `repeats`, `repeats_url`, `rows`, `severities` |
//! | `incident.html` | `incident`, `toc`, `body` |
//! | `incidents.html` | `rows`, `severities`, `pages`, `orders` |
//! | `facet.html` | `facet`, `kinds` |
//! | `bucket.html` | `facet`, `bucket`, `rows`, `severities`, `pages`, `stats`, `spread`, `strip` |
//! | `repeats.html` | `groups`, `pages` |
//! | `text.html` | `toc`, `body` |
//! | `rules.html` | `about`, `groups` |
//! | `search.html` | `search`: name of the file beside the page that it loads first; `names`: words for what it holds in English |
//! | `404.html` | |
//! | `moved.html` | `target`, `canonical`, `title` |
//! | `feed.xml` | `feed` |
//! | `opensearch.xml` | `engine` ([`SearchEngine`]) |
//! | `sitemap.xml` | `pages` |

mod chart;
mod incident;
mod list;
mod rules;

use serde::Serialize;

pub use chart::*;
pub use incident::*;
pub use list::*;
pub use rules::*;

/// The site as a whole.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    /// Title.
    pub title: String,
    /// One sentence; empty when not set.
    pub description: String,
    /// BCP 47 tag.
    pub language: String,
    /// Content-Security-Policy.
    pub policy: String,
    /// Where the site will be, with a trailing slash; absent when not known.
    pub base_url: Option<String>,
    /// Address of the home page.
    pub home: String,
    /// Address of the list of all incidents.
    pub incidents: String,
    /// Address of the search page.
    pub search: String,
    /// Address of the ledger of repeats; absent where nothing happened twice.
    pub repeats: Option<String>,
    /// Address of the page of rules; absent where the site has none.
    pub rules: Option<String>,
    /// Address of the feed.
    pub feed: String,
    /// Address of the description of the search for browsers; absent where the site does not know its own.
    pub opensearch: Option<String>,
    /// Address of the library as JSON.
    pub json: String,
    /// Address of the library as a table.
    pub csv: String,
    /// Address of its schema.
    pub schema: String,
    /// The main ways in.
    pub nav: Vec<Link>,
    /// Every index that the library has.
    pub facets: Vec<Link>,
    /// Pages that are no postmortems.
    pub pages: Vec<Link>,
    /// Number of incidents.
    pub count: usize,
    /// Whether the site holds what is internal: every page says so, and asks search engines to stay away.
    pub internal: bool,
}

/// The search of the site, as browsers want it.
#[derive(Debug, Clone, Serialize)]
pub struct SearchEngine {
    /// Title, at most 16 characters.
    pub short_name: String,
    /// What is searched.
    pub description: String,
    /// Address of the results, `{searchTerms}` standing for what is searched for.
    pub template: String,
    /// Address of the description itself.
    pub self_url: String,
}

/// A named address.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// Stable id, to tell the current one.
    pub id: String,
    /// What a reader sees.
    pub name: String,
    /// Address.
    pub url: String,
}

/// The page at hand.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Page {
    /// `home`, `incident`, `incidents`, `facet`, `bucket`, `text`, `repeats`, `rules`, `search`, `missing`,
    /// `moved`.
    pub kind: &'static str,
    /// Id of the entry of `site.nav` that it belongs to.
    pub section: &'static str,
    /// Title; empty on the home page.
    pub title: String,
    /// The page's name in a browser's tab and in a search engine: with the site's title where both fit.
    pub tab: String,
    /// One or two sentences for search engines; may be empty.
    pub description: String,
    /// Full address; absent without a base URL.
    pub canonical: Option<String>,
    /// Address of the page's own feed.
    pub feed: Option<String>,
    /// Language of the text where it is not the site's.
    pub language: Option<String>,
    /// Language and country as Open Graph writes them, `pt_BR`; absent without a country.
    pub locale: Option<String>,
    /// When the text was published, RFC 3339.
    pub published: Option<String>,
    /// When the text was last changed, RFC 3339.
    pub modified: Option<String>,
}

/// A feed.
#[derive(Debug, Clone, Serialize)]
pub struct Feed {
    /// Title.
    pub title: String,
    /// Identity.
    pub id: String,
    /// Its own full address; absent without a base URL.
    pub self_url: Option<String>,
    /// Full address of its page.
    pub page_url: Option<String>,
    /// When it last changed, RFC 3339.
    pub updated: String,
    /// Its entries, newest first.
    pub entries: Vec<FeedEntry>,
}

/// An entry of a feed.
#[derive(Debug, Clone, Serialize)]
pub struct FeedEntry {
    /// Title.
    pub title: String,
    /// Identity.
    pub id: String,
    /// Full address; absent without a base URL.
    pub url: Option<String>,
    /// When it was published, RFC 3339.
    pub published: Option<String>,
    /// When it last changed, RFC 3339.
    pub updated: String,
    /// Cause, impact.
    pub categories: Vec<Named>,
    /// Summary, plain text.
    pub summary: String,
}

/// A page in the sitemap.
#[derive(Debug, Clone, Serialize)]
pub struct SitemapPage {
    /// Full address.
    pub url: String,
    /// Day of its last change.
    pub modified: Option<String>,
}
