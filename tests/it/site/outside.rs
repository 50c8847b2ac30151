//! What other programs find: addresses, feeds, the search for browsers, data for search engines, files for the host.

use std::collections::BTreeSet;

use scraper::{Html, Selector};

use super::pages::many;
use super::{Library, has, pages, select, text};

#[test]
fn without_a_base_url_nothing_claims_an_address() {
    let site = many(2).site();
    assert!(!has(&site, "sitemap.xml") && !has(&site, "opensearch.xml"));
    assert!(!text(&site, "robots.txt").contains("Sitemap"));
    for (path, html) in pages(&site) {
        assert!(!html.contains("rel=\"canonical\""), "{path}");
    }
    let feed = text(&site, "feed.xml");
    assert!(
        feed.contains("<id>urn:uuid:") && !feed.contains("href="),
        "{feed}"
    );
    let missing = Html::parse_document(&text(&site, "404.html"));
    assert_eq!(select(&missing, ".cb-name", "href"), ["/"]);
}

#[test]
fn with_a_base_url_addresses_are_absolute_where_they_must_be() {
    let site = many(2)
        .config(|it| it.base_url = Some("https://x.org/repo/".to_owned()))
        .site();
    let page = Html::parse_document(&text(&site, "incidents/i0001/index.html"));
    let canonical = select(&page, "link[rel=canonical]", "href");
    assert_eq!(canonical, ["https://x.org/repo/incidents/i0001/"]);
    let sitemap = text(&site, "sitemap.xml");
    assert!(sitemap.contains("<loc>https://x.org/repo/incidents/i0001/</loc>"));
    assert!(text(&site, "robots.txt").contains("Sitemap: https://x.org/repo/sitemap.xml"));
    let missing = Html::parse_document(&text(&site, "404.html"));
    assert_eq!(select(&missing, ".cb-name", "href"), ["/repo/"]);
    let style = select(&missing, "link[rel=stylesheet]", "href");
    assert!(style[0].starts_with("/repo/assets/site."), "{style:?}");
    let feed = text(&site, "causes/network/feed.xml");
    assert!(
        feed.contains("href=\"https://x.org/repo/causes/network/feed.xml\""),
        "{feed}"
    );
}

#[test]
fn a_browser_can_ask_the_search_from_its_own_box() {
    let site = many(2)
        .config(|it| {
            it.base_url = Some("https://x.org/repo/".to_owned());
            it.title = "Postmortems of <Us> & all".to_owned();
        })
        .site();
    let page = Html::parse_document(&text(&site, "incidents/i0001/index.html"));
    let found = select(&page, "link[rel=search]", "href");
    assert_eq!(found, ["../../opensearch.xml"]);
    let engine = text(&site, "opensearch.xml");
    for part in [
        "<ShortName>Postmortems of &lt;</ShortName>",
        "<Description>Postmortems of &lt;Us&gt; &amp; all</Description>",
        "template=\"https://x.org/repo/search/?q={searchTerms}\"",
    ] {
        assert!(engine.contains(part), "{part}: {engine}");
    }
    // What the browser puts there is what the search page reads.
    let search = Html::parse_document(&text(&site, "search/index.html"));
    assert!(select(&search, "form[role=search] input", "name").contains(&"q".to_owned()));
}

#[test]
fn the_whole_and_each_cause_service_and_team_has_a_feed_and_nothing_else_has() {
    let site = many(6).site();
    let feeds: Vec<String> = site
        .paths()
        .map(ToString::to_string)
        .filter(|it| it.ends_with("feed.xml"))
        .collect();
    let folders: BTreeSet<&str> = feeds
        .iter()
        .map(|it| it.split('/').next().unwrap())
        .collect();
    assert!(folders.contains("feed.xml") && folders.contains("causes"));
    for folder in folders {
        assert!(
            ["feed.xml", "causes", "services", "teams"].contains(&folder),
            "{folder}"
        );
    }
    let mut entries = 0;
    for path in &feeds {
        let feed = text(&site, path);
        assert!(
            feed.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\""),
            "{path}"
        );
        entries += feed.matches("<entry>").count();
    }
    assert!(entries > 6);
}

#[test]
fn what_a_host_asks_for_is_passed_through() {
    let mut library = many(1);
    library.statics = vec![
        ("CNAME", b"incidents.example.com\n"),
        (
            ".well-known/security.txt",
            b"Contact: mailto:x@example.com\n",
        ),
    ];
    let site = library.site();
    assert_eq!(text(&site, "CNAME"), "incidents.example.com\n");
    assert!(has(&site, ".well-known/security.txt"));
    assert_eq!(text(&site, ".nojekyll"), "");
}

/// The JSON-LD of a page.
fn linked_data(page: &str) -> serde_json::Value {
    let html = Html::parse_document(page);
    let block = Selector::parse("script[type='application/ld+json']").unwrap();
    let texts: Vec<String> = html.select(&block).map(|it| it.inner_html()).collect();
    assert_eq!(texts.len(), 1, "{texts:?}");
    serde_json::from_str(&texts[0]).unwrap()
}

#[test]
fn programs_read_what_is_known_of_a_postmortem_and_nothing_else() {
    let full = "---\nid: INC-1\ntitle: Cache & queue\nsummary: Both were gone.\nstarted: 2024-05-01T10:00:00Z\nresolved: 2024-05-01T11:30:00Z\npublished: 2024-05-03\nupdated: 2024-05-04T08:00:00Z\norganisation: Example\nservices: [web]\ncause: deploy\ntags: [cache]\nauthors: [Ada]\nstatus: final\nlanguage: en-GB\nsources:\n  - https://status.example/1\n  - javascript:alert(1)\n---\n\nWords.\n";
    let little = "---\ntitle: Little\ntype: postmortem\n---\n\nWords.\n";
    let site = Library::of(&[("full.md", full), ("little.md", little)])
        .config(|config| {
            config.base_url = Some("https://x.example/r/".to_owned());
            config.title = "Cases".to_owned();
        })
        .site();
    let page = text(&site, "incidents/full/index.html");
    let data = linked_data(&page);
    let url = "https://x.example/r/incidents/full/";
    for (key, expected) in [
        ("@context", serde_json::json!("https://schema.org")),
        ("@type", serde_json::json!(["TechArticle", "Report"])),
        ("headline", serde_json::json!("Cache & queue")),
        ("description", serde_json::json!("Both were gone.")),
        ("inLanguage", serde_json::json!("en-GB")),
        ("url", serde_json::json!(url)),
        ("identifier", serde_json::json!("INC-1")),
        ("datePublished", serde_json::json!("2024-05-03")),
        ("dateModified", serde_json::json!("2024-05-04T08:00:00Z")),
        (
            "temporalCoverage",
            serde_json::json!("2024-05-01T10:00:00Z/2024-05-01T11:30:00Z"),
        ),
        ("keywords", serde_json::json!(["cache"])),
        ("isBasedOn", serde_json::json!(["https://status.example/1"])),
        ("author", serde_json::json!([{ "name": "Ada" }])),
    ] {
        assert_eq!(data[key], expected, "{key}");
    }
    assert_eq!(data["about"][0]["name"], "Deploy, upgrade, migration");
    let html = Html::parse_document(&page);
    let meta = |name: &str| select(&html, &format!("meta[property='{name}']"), "content");
    assert_eq!(meta("og:locale"), ["en_GB"]);
    assert_eq!(meta("article:published_time"), ["2024-05-03T00:00:00Z"]);

    let data = linked_data(&text(&site, "incidents/little/index.html"));
    let keys: Vec<&String> = data.as_object().unwrap().keys().collect();
    let known = [
        "@context",
        "@type",
        "headline",
        "description",
        "inLanguage",
        "@id",
        "url",
        "isPartOf",
    ];
    assert_eq!(keys, known);
    let home = linked_data(&text(&site, "index.html"));
    assert_eq!(home["@type"], "WebSite");
    assert_eq!(
        home["potentialAction"]["target"]["urlTemplate"],
        "https://x.example/r/search/?q={query}"
    );
}

#[test]
fn no_text_ends_the_block_of_data() {
    let hostile = "</script><script>alert(1)</script><!-- \u{2028} & ]]>";
    let text_of = format!(
        "---\ntitle: '{hostile}'\nsummary: '{hostile}'\ncause: deploy\ntags: [\"</script>\"]\n---\n\nWords.\n"
    );
    let site = Library::of(&[("a.md", &text_of)])
        .config(|config| config.description = hostile.to_owned())
        .site();
    for page in ["incidents/a/index.html", "index.html"] {
        let page = text(&site, page);
        let data = linked_data(&page);
        assert!(
            data.to_string()
                .contains("</script><script>alert(1)</script>")
        );
        let scripts = select(&Html::parse_document(&page), "script:not([src])", "type");
        assert_eq!(scripts, ["application/ld+json"]);
    }
}
