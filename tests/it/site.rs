//! The pages of a site, from the files of a library to the bytes a browser gets, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use casebook::config::Config;
use casebook::diag::{Diagnostic, Level, SourceText};
use casebook::pipeline;
use casebook::site::{self, Site, SiteInputs, SitePath};
use casebook::source::AssetFile;
use casebook::theme::{Theme, load};
use scraper::{Html, Selector};

/// A library in memory.
#[derive(Default)]
struct Library {
    config: Config,
    files: Vec<(String, String)>,
    assets: Vec<(&'static str, &'static [u8])>,
    statics: Vec<(&'static str, &'static [u8])>,
    theme: Option<Arc<Theme>>,
}

impl Library {
    fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
            ..Self::default()
        }
    }

    /// The incidents of this repository.
    fn samples() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
            .unwrap()
            .filter_map(|entry| {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                name.ends_with(".md")
                    .then(|| (name, std::fs::read_to_string(entry.path()).unwrap()))
            })
            .collect();
        files.sort();
        Self {
            files,
            ..Self::default()
        }
    }

    fn config(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    fn plan(self) -> (Site, Vec<Diagnostic>) {
        let config = Arc::new(self.config);
        let sources: Vec<SourceText> = self
            .files
            .iter()
            .map(|(path, text)| SourceText::new(path.as_str(), text))
            .collect();
        let mut disagreements: BTreeMap<Arc<str>, Vec<Diagnostic>> = BTreeMap::new();
        let entries = pipeline::read_all(&sources, &config)
            .into_iter()
            .map(|entry| {
                let errors: Vec<_> = entry
                    .diagnostics
                    .iter()
                    .filter(|it| it.level == Level::Error)
                    .collect();
                assert!(errors.is_empty(), "{errors:#?}");
                for it in entry.diagnostics.into_iter().filter(|it| it.contradiction) {
                    let file = it.place.as_ref().unwrap().file.clone();
                    disagreements.entry(file).or_default().push(it);
                }
                entry.value
            });
        let entries: Vec<_> = entries.collect();
        let found: BTreeSet<Arc<str>> =
            self.assets.iter().map(|(path, _)| (*path).into()).collect();
        let understood = pipeline::understand(entries, &found, &config).value;
        let wanted = site::wanted_assets(&understood.library, &found);
        let assets = self
            .assets
            .into_iter()
            .filter(|(path, _)| wanted.contains(*path));
        let planned = site::plan(SiteInputs {
            config,
            library: understood.library,
            indexes: understood.indexes,
            search: understood.search,
            theme: self.theme.unwrap_or_else(Theme::builtin),
            assets: assets
                .map(|(path, bytes)| (path.into(), bytes.into()))
                .collect(),
            statics: self
                .statics
                .into_iter()
                .map(|(path, bytes)| AssetFile {
                    path: path.into(),
                    bytes: bytes.into(),
                })
                .collect(),
            disagreements,
        });
        (planned.value, planned.diagnostics)
    }

    fn site(self) -> Site {
        let (site, diagnostics) = self.plan();
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        site
    }
}

fn bytes(site: &Site, path: &str) -> Arc<[u8]> {
    let path = SitePath::new(path).unwrap();
    let rendered = site.render(&path);
    rendered.unwrap_or_else(|| panic!("no {path}")).unwrap()
}

fn text(site: &Site, path: &str) -> String {
    String::from_utf8(bytes(site, path).to_vec()).unwrap()
}

fn has(site: &Site, path: &str) -> bool {
    site.contains(&SitePath::new(path).unwrap())
}

/// Every page of a site.
fn pages(site: &Site) -> Vec<(String, String)> {
    let html = site.paths().filter(|path| path.as_str().ends_with(".html"));
    html.map(|path| (path.to_string(), text(site, path.as_str())))
        .collect()
}

fn select(html: &Html, selector: &str, attribute: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let found = html.select(&selector).filter_map(|it| it.attr(attribute));
    found.map(str::to_owned).collect()
}

fn words(html: &str, selector: &str) -> String {
    let html = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    let texts = html.select(&selector).flat_map(|it| it.text());
    let text: String = texts.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a link of the page at `from` leads: a path of the site and an anchor; `None` if it leaves the site.
fn target(from: &str, link: &str) -> Option<(String, String)> {
    let foreign = ["https://", "http://", "mailto:"];
    if foreign.iter().any(|scheme| link.starts_with(scheme)) {
        return None;
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or_default();
    let mut parts: Vec<&str> = from.split('/').collect();
    if path.is_empty() {
        return Some((from.to_owned(), anchor.to_owned()));
    }
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => assert!(parts.pop().is_some(), "{link} of {from} leaves the site"),
            part => parts.push(part),
        }
    }
    let mut path = parts.join("/");
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    let decoded = |text: &str| {
        let bytes = percent_encoding::percent_decode_str(text).decode_utf8();
        bytes.unwrap().into_owned()
    };
    Some((decoded(&path), decoded(anchor)))
}

fn every_link_resolves(site: &Site) {
    let pages = pages(site);
    let anchors: BTreeMap<&str, BTreeSet<String>> = pages
        .iter()
        .map(|(path, html)| {
            let ids = select(&Html::parse_document(html), "[id]", "id");
            (path.as_str(), ids.into_iter().collect())
        })
        .collect();
    for (path, html) in pages.iter().filter(|(path, _)| path != "404.html") {
        let html = Html::parse_document(html);
        let links = [
            "a",
            "link[rel=stylesheet]",
            "link[rel=icon]",
            "link[rel=alternate]",
        ];
        let mut all: Vec<String> = links
            .iter()
            .flat_map(|it| select(&html, it, "href"))
            .collect();
        all.extend(select(&html, "script, img", "src"));
        all.extend(select(&html, "form", "action"));
        for link in all {
            let Some((to, anchor)) = target(path, &link) else {
                continue;
            };
            assert!(has(site, &to), "{link} of {path} leads to {to}");
            if let Some(anchors) = anchors.get(to.as_str()).filter(|_| !anchor.is_empty()) {
                assert!(
                    anchors.contains(&anchor),
                    "{link} of {path} names no anchor of {to}"
                );
            }
        }
    }
}

const OUTAGE: &str = "---
title: A switch fails
started: 2023-05-10T09:00:00+01:00
detected: 2023-05-10T09:12:00+01:00
resolved: 2023-05-10T11:30:00+01:00
duration: about 2 hours
timezone: Africa/Lagos
root_cause: hardware
contributing: [process]
services: [checkout]
tags: [switch]
impact: {level: major, kinds: [outage]}
action_items:
  - {title: Buy a second switch, owner: network, status: open, due: 2023-06-01}
timeline:
  - {at: 2023-05-10T09:00:00+01:00, text: The switch stops}
  - {at: 2023-05-10T11:30:00+01:00, text: It is replaced, milestone: resolved}
---
# A switch fails

The only switch of the rack failed.

## What happened

See [the other](other.md#what-came-before) and ![a rack](rack.png).
";

const OTHER: &str = "---
title: A disk fills
started: 2022-01-02
tags: [disk]
aliases: [old/place, old.html]
---
## What came before

Nothing.
";

#[test]
fn every_link_of_the_sample_library_resolves() {
    every_link_resolves(&Library::samples().site());
}

#[test]
fn every_link_resolves_in_a_portable_site_too() {
    let site = Library::samples().config(|it| it.portable = true).site();
    every_link_resolves(&site);
    for (path, html) in pages(&site).iter().filter(|(path, _)| path != "404.html") {
        for link in select(&Html::parse_document(html), "a[href]", "href") {
            let path_only = link.split(['#', '?']).next().unwrap_or_default();
            assert!(
                target(path, &link).is_none() || !path_only.ends_with('/'),
                "{link} of {path}"
            );
        }
    }
}

#[test]
fn no_page_needs_what_its_policy_forbids() {
    let site = Library::samples()
        .config(|it| it.base_url = Some("https://x.org/r/".to_owned()))
        .site();
    for (path, page) in pages(&site) {
        let html = Html::parse_document(&page);
        let policy = select(&html, "meta[http-equiv=Content-Security-Policy]", "content");
        assert_eq!(
            policy,
            [
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
              font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'"
            ],
            "{path}"
        );
        assert!(
            select(&html, "[style]", "style").is_empty(),
            "{path} has a style attribute"
        );
        assert!(
            select(&html, "style", "type").is_empty() && !page.contains("<style"),
            "{path}"
        );
        let scripts = select(&html, "script", "src");
        assert_eq!(
            scripts.len(),
            page.matches("<script").count(),
            "{path} has a script of its own"
        );
        for source in scripts.into_iter().chain(select(&html, "img", "src")) {
            assert!(
                target("index.html", &source.replace("../", "")).is_some(),
                "{source} of {path}"
            );
        }
    }
}

#[test]
fn every_word_of_the_interface_is_filled_in() {
    for (path, html) in pages(&Library::samples().site()) {
        if path == "search/index.html" {
            continue;
        }
        let html = Html::parse_document(&html);
        let body =
            Selector::parse("header, main > :not(.cb-article), .cb-glance, .cb-timeline, footer")
                .unwrap();
        let text: String = html.select(&body).flat_map(|it| it.text()).collect();
        for word in [
            "{n}",
            "{text}",
            "{list}",
            "{first}",
            "{all}",
            "{percent}",
            "{from}",
            "{title}",
        ] {
            assert!(!text.contains(word), "{path} shows {word}");
        }
    }
}

#[test]
fn what_was_read_in_the_text_is_marked_and_its_words_are_shown() {
    let name = "web-stack-outage-2023-10-15";
    let library = Library::samples();
    let file = library
        .files
        .iter()
        .find(|(path, _)| path.starts_with(name))
        .unwrap();
    let source = file.1.split_whitespace().collect::<Vec<_>>().join(" ");
    let page = text(&library.site(), &format!("incidents/{name}/index.html"));
    let html = Html::parse_document(&page);
    let markers = select(&html, ".cb-read > a", "href");
    assert!(markers.len() > 3, "{markers:?}");
    for marker in markers {
        let quote = words(&page, &format!("{marker} q"));
        assert!(
            !quote.is_empty() && source.contains(&quote),
            "{marker}: {quote}"
        );
    }
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    let site = Library::of(&[("x.md", "---\ntype: incident\n---\nNothing is known.\n")]).site();
    let page = text(&site, "incidents/x/index.html");
    let facts = words(&page, ".cb-main-facts");
    assert_eq!(
        facts,
        "When unknown Duration unknown Impact unknown Root cause unknown"
    );
    let notes = words(&page, ".cb-notes");
    assert!(
        notes.contains(
            "when it began, how long it lasted, how far it reached, the root cause, the trigger"
        ),
        "{notes}"
    );
    assert!(!page.contains("1970") && !page.contains("0000"));
}

#[test]
fn an_incident_is_told_in_utc_and_on_the_clock_of_its_place() {
    let site = Library::of(&[("outage.md", OUTAGE), ("other.md", OTHER)]).site();
    let page = text(&site, "incidents/outage/index.html");
    let facts = words(&page, ".cb-main-facts");
    assert!(facts.contains("2023-05-10 08:00 → 10:30 UTC"), "{facts}");
    assert!(facts.contains("09:00 → 11:30 Africa/Lagos"), "{facts}");
    assert!(
        facts.contains("Duration 2 h 30 min from start to end stated: about 2 hours"),
        "{facts}"
    );
    assert!(
        words(&page, ".cb-entries").contains("+2 h 30 min"),
        "{}",
        words(&page, ".cb-entries")
    );
    assert!(page.contains("id=\"cb-t-2\""));
    let items = words(&page, ".cb-items tbody");
    for word in ["Buy a second switch", "network", "2023-06-01", "open"] {
        assert!(items.contains(word), "{items}");
    }
}

#[test]
fn a_document_travels_with_its_links_and_its_files() {
    let mut library = Library::of(&[("sub/outage.md", OUTAGE), ("sub/other.md", OTHER)]);
    library.assets = vec![("sub/rack.png", b"png"), ("sub/unused.png", b"png")];
    let site = library.site();
    let page = text(&site, "incidents/outage/index.html");
    let html = Html::parse_document(&page);
    let links = select(&html, ".cb-prose a", "href");
    assert!(
        links.contains(&"../../incidents/other/#what-came-before".to_owned()),
        "{links:?}"
    );
    assert_eq!(select(&html, ".cb-prose img", "src"), ["rack.png"]);
    assert!(has(&site, "incidents/outage/rack.png"));
    assert!(!site.paths().any(|path| path.as_str().contains("unused")));
}

#[test]
fn an_old_address_leads_to_the_new_one() {
    let site = Library::of(&[("other.md", OTHER)]).site();
    for (path, to) in [
        ("old/place/index.html", "../../incidents/other/"),
        ("old.html", "incidents/other/"),
    ] {
        let html = Html::parse_document(&text(&site, path));
        assert_eq!(
            select(&html, "meta[http-equiv=refresh]", "content"),
            [format!("0; url={to}")]
        );
        assert_eq!(select(&html, "main a", "href"), [to]);
    }
}

#[test]
fn two_things_that_want_one_address_are_named_both() {
    let finding = |library: Library| {
        let (_, diagnostics) = library.plan();
        assert_eq!(diagnostics.len(), 1, "{diagnostics:#?}");
        let finding = diagnostics.into_iter().next().unwrap();
        assert_eq!(
            (finding.rule, finding.level),
            ("address-collision", Level::Error)
        );
        finding.message
    };
    let page = "---\ntitle: x\ntype: page\n---\ntext\n";
    let message = finding(Library::of(&[("causes.md", page)]));
    assert!(
        message.contains("`causes.md`") && message.contains("a page of the site"),
        "{message}"
    );

    let mut library = Library::of(&[("about.md", page)]);
    library.statics = vec![("About/index.html", b"x")];
    let message = finding(library);
    assert!(
        message.contains("`about.md`") && message.contains("`About/index.html`"),
        "{message}"
    );

    let mut library = Library::of(&[("about.md", page)]);
    library.statics = vec![("about", b"x")];
    assert!(finding(library).contains("`about`"));

    let other = OTHER.replace("old/place, old.html", "incidents/outage");
    let message = finding(Library::of(&[("outage.md", OUTAGE), ("other.md", &other)]));
    assert!(message.contains("an alias of `other.md`"), "{message}");
}

fn many(count: usize) -> Library {
    let files = (0..count).map(|n| {
        let text = format!(
            "---\ntitle: Incident {n}\nstarted: 20{:02}-03-04T05:06:07Z\nresolved: 20{:02}-03-04T{:02}:06:07Z\n\
             root_cause: network\ntags: [all, only-{n}]\n---\nText {n}.\n",
            n % 20,
            n % 20,
            6 + n % 15
        );
        (format!("i{n:04}.md"), text)
    });
    Library {
        files: files.collect(),
        ..Library::default()
    }
}

#[test]
fn long_lists_have_pages_and_short_tags_have_none() {
    let site = many(250).site();
    assert!(
        has(&site, "incidents/page_3/index.html") && !has(&site, "incidents/page_4/index.html")
    );
    assert!(has(&site, "causes/network/page_3/index.html"));
    assert!(has(&site, "tags/all/index.html") && !has(&site, "tags/only-1/index.html"));
    let page = text(&site, "incidents/by_duration/page_2/index.html");
    let html = Html::parse_document(&page);
    assert_eq!(
        select(&html, "a[rel=prev]", "href"),
        ["../../../incidents/by_duration/"]
    );
    assert_eq!(
        select(&html, "a[rel=next]", "href"),
        ["../../../incidents/by_duration/page_3/"]
    );
    assert_eq!(select(&html, ".cb-title a", "href").len(), 100);
    let shown = words(&page, ".cb-pages p");
    assert_eq!(shown, "101 to 200 of 250");
    every_link_resolves(&site);
}

#[test]
fn a_library_of_none_and_of_one_has_every_page_too() {
    for count in [0, 1] {
        let site = many(count).site();
        every_link_resolves(&site);
        for path in [
            "index.html",
            "causes/index.html",
            "durations/unknown/index.html",
            "feed.xml",
            "404.html",
        ] {
            assert!(!bytes(&site, path).is_empty());
        }
    }
}

#[test]
fn without_a_base_url_nothing_claims_an_address() {
    let site = many(2).site();
    assert!(!has(&site, "sitemap.xml"));
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

/// A record whose every text tries to break out of where it stands.
fn hostile() -> Library {
    let evil = "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>\\\" ' & ]]> \\u0001 {{ 7*7 }} {% raw %}";
    let term = "</b><script>alert(1)</script>\\\" ' & ]]>";
    let text = format!(
        "---\ntitle: \"{evil}\"\nid: \"{evil}\"\nstarted: 2023-05-10\nsummary: \"{evil}\"\norganisation: \"{evil}\"\n\
         services: [\"{term}\"]\ntags: [\"{term}\"]\nseverity: \"{evil}\"\ntrigger: \"{evil}\"\nowner: \"{evil}\"\n\
         impact: {{users: \"{evil}\", level: major}}\nerrors: [\"{evil}\"]\nrelated: [\"{evil}\"]\n\
         sources: [\"javascript:alert(1)\", {{url: \"https://x.org/?\\\"><script>\", title: \"{evil}\"}}]\n\
         lessons: {{well: [\"{evil}\"]}}\naction_items: [{{title: \"{evil}\", owner: \"{evil}\", link: \"javascript:alert(1)\"}}]\n\
         timeline: [{{at: 2023-05-10T10:00:00Z, text: \"{evil}\"}}]\n---\nText.\n"
    );
    let mut library = Library::of(&[]);
    library.files = vec![
        ("a.md".to_owned(), text.clone()),
        ("b.md".to_owned(), text.replace("id:", "x_id:")),
    ];
    library
}

#[test]
fn no_text_of_a_document_breaks_out_of_its_place() {
    let site = hostile().site();
    for (path, page) in pages(&site) {
        let html = Html::parse_document(&page);
        assert_eq!(
            select(&html, "script", "src").len(),
            page.matches("<script").count(),
            "{path}"
        );
        assert!(select(&html, "[onerror]", "onerror").is_empty(), "{path}");
        assert!(!page.contains('\u{1}'), "{path}");
        assert!(!page.contains("href=\"javascript:"), "{path}");
        assert!(
            !words(&page, "main").contains("49"),
            "{path}: a template ran over a document"
        );
    }
    let page = text(&site, "incidents/a/index.html");
    assert!(words(&page, "h1").contains("<script>alert(1)</script>"));
}

#[test]
fn feeds_and_sitemaps_are_well_formed_whatever_they_hold() {
    let library = hostile().config(|it| {
        it.base_url = Some("https://x.org/".to_owned());
        it.title = "A & B <\u{1}>".to_owned();
    });
    let site = library.site();
    let xml = site.paths().filter(|path| path.as_str().ends_with(".xml"));
    let mut seen = 0;
    for path in xml {
        let text = text(&site, path.as_str());
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{path}: {error}\n{text}"),
            }
        }
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r') || c >= ' ';
        assert!(text.chars().all(allowed), "{path}");
        seen += 1;
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn the_data_keep_to_their_schema() {
    let site = Library::samples().site();
    let library: serde_json::Value =
        serde_json::from_slice(&bytes(&site, "api/library.json")).unwrap();
    let schema: serde_json::Value =
        serde_json::from_slice(&bytes(&site, "api/schema.json")).unwrap();
    let fields = schema["$defs"]["incident"]["properties"]
        .as_object()
        .unwrap();
    let required = schema["$defs"]["incident"]["required"].as_array().unwrap();
    let incidents = library["incidents"].as_array().unwrap();
    assert!(incidents.len() > 20);
    let mut used = BTreeSet::new();
    for incident in incidents {
        let incident = incident.as_object().unwrap();
        for (key, value) in incident {
            let field = fields
                .get(key)
                .unwrap_or_else(|| panic!("{key} is not in the schema"));
            fits(key, value, field);
            used.insert(key.clone());
        }
        for key in required {
            assert!(
                incident.contains_key(key.as_str().unwrap()),
                "{key} of {}",
                incident["id"]
            );
        }
    }
    assert!(used.len() > 25, "{used:?}");
}

/// The part of JSON Schema that our schema uses.
fn fits(key: &str, value: &serde_json::Value, schema: &serde_json::Value) {
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{key}: {value}");
        return;
    }
    match schema["type"].as_str().unwrap() {
        "string" => assert!(value.is_string(), "{key}: {value}"),
        "number" => assert!(value.as_f64().unwrap() >= 0.0, "{key}: {value}"),
        "object" => {
            let object = value.as_object().unwrap();
            if let Some(fields) = schema["properties"].as_object() {
                for (name, value) in object {
                    fits(&format!("{key}.{name}"), value, &fields[name]);
                }
            }
        }
        "array" => value
            .as_array()
            .unwrap()
            .iter()
            .for_each(|it| fits(key, it, &schema["items"])),
        other => panic!("{other}"),
    }
}

#[test]
fn the_order_of_files_and_the_thread_change_no_byte() {
    let all = |site: &Site| -> BTreeMap<String, Arc<[u8]>> {
        site.paths()
            .map(|path| (path.to_string(), bytes(site, path.as_str())))
            .collect()
    };
    let there = Library::samples().site();
    let mut library = Library::samples();
    library.files.reverse();
    let back = library.site();
    let (from_other_thread, here) = std::thread::scope(|scope| {
        let other = scope.spawn(|| all(&back));
        let here = all(&there);
        (other.join().unwrap(), here)
    });
    assert_eq!(here.len(), from_other_thread.len());
    for (path, bytes) in &here {
        assert!(from_other_thread[path] == *bytes, "{path}");
    }
}

#[test]
fn a_theme_of_the_site_changes_what_it_names_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("themes/own");
    std::fs::create_dir_all(folder.join("templates")).unwrap();
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    let extend = "{% extends \"builtin/page.html\" %}{% block footer %}<footer>own</footer>{{ super() }}{% endblock %}";
    std::fs::write(folder.join("templates/page.html"), extend).unwrap();
    std::fs::write(folder.join("assets/extra.css"), "b{color:red}").unwrap();
    std::fs::write(folder.join("strings.toml"), "[list]\ntitle = \"Alle\"\n").unwrap();
    let theme = load::load(root.path(), "own").unwrap();
    assert_eq!(theme.diagnostics, []);
    let mut library = many(3);
    library.theme = Some(Arc::new(theme.value));
    let site = library.site();
    let page = text(&site, "incidents/index.html");
    assert_eq!(words(&page, "h1"), "Alle");
    assert!(page.contains("<footer>own</footer>") && page.contains("cb-foot"));
    let style = select(&Html::parse_document(&page), "link[rel=stylesheet]", "href");
    let style = text(&site, style[0].trim_start_matches("../"));
    assert!(style.contains(".cb-wrap") && style.trim_end().ends_with("b{color:red}"));
}

#[test]
fn a_theme_that_is_missing_or_named_as_a_path_is_said_so() {
    let root = tempfile::tempdir().unwrap();
    let error = |name| load::load(root.path(), name).unwrap_err().to_string();
    assert!(error("none").contains("there is no theme `none`"));
    assert!(error("../x").contains("`../x` cannot name a theme"));
}

#[test]
fn few_incidents_are_listed_and_not_summarised() {
    let site = many(4).site();
    let page = text(&site, "causes/network/index.html");
    assert!(!words(&page, ".cb-stats").contains("Median"));
    assert!(words(&page, ".cb-stats").contains("Too few"));
    let site = many(5).site();
    let page = text(&site, "causes/network/index.html");
    assert!(words(&page, ".cb-stats").contains("Median"));
}
