//! What a reader finds on the pages, and where their links lead.

use super::*;
use casebook::check::RULES;

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
        for source in scripts(&page)
            .into_iter()
            .chain(select(&html, "img", "src"))
        {
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
        assert_eq!(select(&html, "meta[name=robots]", "content"), ["noindex"]);
        assert_eq!(select(&html, "link[rel=canonical]", "href"), [to]);
    }
    let published = Library::of(&[("other.md", OTHER)])
        .config(|config| config.base_url = Some("https://x.example/r/".to_owned()));
    let page = text(&published.site(), "old.html");
    let canonical = select(&Html::parse_document(&page), "link[rel=canonical]", "href");
    assert_eq!(canonical, ["https://x.example/r/incidents/other/"]);
}

#[test]
fn a_document_is_linked_to_its_source_its_editor_and_its_history() {
    let site = Library::of(&[("a b/c#1?.md", OTHER)])
        .config(|config| {
            config.source_url = Some("https://git.example/blob/{path}".to_owned());
            config.edit_url = Some("https://git.example/edit/{path}?x=1".to_owned());
            config.history_url = Some("https://git.example/log/{path}".to_owned());
        })
        .site();
    let page = text(&site, "incidents/c-1/index.html");
    let links = select(&Html::parse_document(&page), ".cb-end li a", "href");
    assert_eq!(
        links[1..],
        [
            "https://git.example/blob/a%20b/c%231%3F.md",
            "https://git.example/edit/a%20b/c%231%3F.md?x=1",
            "https://git.example/log/a%20b/c%231%3F.md"
        ]
    );
}

#[test]
fn a_diagram_in_mermaid_is_a_figure_with_its_title_and_no_script() {
    let text_of = "---\ntitle: A\ntype: postmortem\n---\n\n```mermaid\n---\ntitle: The <retry> loop\n---\nflowchart LR\n  A-->B\n```\n\n<b>x</b>\n";
    for text_of in [text_of, &text_of.replace("<b>x</b>", "x")] {
        let site = Library::of(&[("a.md", text_of)]).site();
        let page = text(&site, "incidents/a/index.html");
        let prose = words(&page, ".cb-prose figure > figcaption");
        assert_eq!(prose, "Diagram, as text: The <retry> loop");
        assert!(words(&page, ".cb-prose figure pre").contains("A-->B"));
        assert!(scripts(&page).iter().all(|it| it.contains("assets/")));
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

pub(super) fn many(count: usize) -> Library {
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
fn a_text_without_markdown_has_the_headings_that_its_lines_are() {
    let text = "Outage of the shop\n\nSummary\nOn 3 March 2021 the shop was down from 10:00 to 11:00 UTC.\n\n\
                Root cause:\nThe disk of the database was full.\n\nLessons\nWatch the disk.\n";
    let page = text_of(text);
    let headings = select(&page, ".cb-article h2:not([id^=cb-])", "id");
    assert_eq!(headings, ["summary", "root-cause", "lessons"]);
    let contents = select(&page, ".cb-toc a", "href");
    assert_eq!(contents, ["#summary", "#root-cause", "#lessons"]);
    // A text that has headings of its own says itself what its sections are.
    let own = text_of(
        &text
            .replace("Lessons\n", "## Lessons\n\n")
            .replace("Outage", "# Outage"),
    );
    assert_eq!(
        select(&own, ".cb-article h2:not([id^=cb-])", "id"),
        ["lessons"]
    );
}

/// The page of a library's only incident.
fn text_of(document: &str) -> Html {
    let site = Library::of(&[("shop.md", document)]).site();
    Html::parse_document(&text(&site, "incidents/shop/index.html"))
}

#[test]
fn the_navigation_is_what_the_settings_say() {
    let with = |ways: &[&str]| {
        let ways = ways.iter().map(|it| (*it).to_owned()).collect();
        many(3).config(|it| it.navigation = ways)
    };
    let links = |library: Library| {
        let page = text(&library.site(), "causes/index.html");
        select(&Html::parse_document(&page), ".cb-top nav a", "href")
    };
    let own = links(with(&["search", "years", "teams", "repeats", "incidents"]));
    // The library has no teams and no repeats: a list that it has no use for is left out.
    assert_eq!(own, ["../search/", "../years/", "../incidents/"]);
    assert_eq!(links(many(3)).len(), 5);
    let (_, findings) = with(&["incidents", "severites", "abuot"]).plan();
    let told: Vec<&str> = findings.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("`severites`"));
    assert_eq!(
        findings[0].help.as_deref(),
        Some("did you mean `severities`?")
    );
}

#[test]
fn severities_are_called_as_the_settings_call_them() {
    let mut library = many(1).config(|it| {
        it.severities = vec![casebook::config::SeverityDef {
            number: 1,
            name: "Red".to_owned(),
            means: "everybody is affected".to_owned(),
            keywords: vec!["scarlet".to_owned()],
        }];
    });
    let text_of =
        "---\ntitle: Down\nstarted: 2024-01-01T00:00Z\nseverity: scarlet\n---\n\nIt was.\n";
    library.files.push(("x.md".to_owned(), text_of.to_owned()));
    let site = library.site();
    let page = text(&site, "severities/sev1/index.html");
    assert!(words(&page, "h1").contains("Red"), "{}", words(&page, "h1"));
    assert!(
        words(&page, "main")
            .to_lowercase()
            .contains("everybody is affected")
    );
    assert!(words(&page, "main").contains("Down"));
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

#[test]
fn the_page_of_rules_tells_of_every_rule_that_is_in_force() {
    let library = || Library::of(&[("a.md", "# It broke\n")]);
    let site = library()
        .config(|it| {
            it.rules.insert("link-broken".to_owned(), None);
            it.rules
                .insert("action-unowned".to_owned(), Some(Level::Error));
        })
        .site();
    let page = text(&site, "rules/index.html");
    let parsed = Html::parse_document(&page);
    let told: BTreeSet<String> = select(&parsed, ".cb-rule h3", "id").into_iter().collect();
    let known = RULES.iter().map(|it| it.name.to_owned());
    assert_eq!(told, known.filter(|it| it != "link-broken").collect());
    let errors = select(&parsed, "[aria-labelledby=cb-error] h3", "id");
    assert!(errors.contains(&"action-unowned".to_owned()));
    assert!(page.contains("An old address of a document leaves the site"));
    let home = text(&site, "index.html");
    assert!(
        select(&Html::parse_document(&home), "footer a", "href").contains(&"rules/".to_owned())
    );
    assert_eq!(
        site.rule_url("cause-missing").as_deref(),
        Some("rules/#cause-missing")
    );
    assert_eq!(site.rule_url("link-broken"), None);
    every_link_resolves(&site);

    let german = library().config(|it| it.language = "de".to_owned()).site();
    let german = text(&german, "rules/index.html");
    assert_eq!(
        select(&Html::parse_document(&german), ".cb-rule", "lang").len(),
        RULES.len()
    );
}

#[test]
fn a_site_may_do_without_the_page_of_rules_or_have_its_own() {
    let without = Library::of(&[]).config(|it| it.rules_page = false).site();
    assert!(!has(&without, "rules/index.html"));
    assert!(!text(&without, "index.html").contains("rules/"));
    assert_eq!(without.rule_url("cause-missing"), None);
    let own = "---\ntype: page\ntitle: House rules\n---\n\nBe kind.\n";
    let site = Library::of(&[("rules.md", own)]).site();
    assert!(text(&site, "rules/index.html").contains("Be kind."));
    assert_eq!(site.rule_url("cause-missing"), None);
    let mut copied = Library::of(&[]);
    copied.statics = vec![("rules/index.html", b"ours")];
    assert_eq!(&*bytes(&copied.site(), "rules/index.html"), b"ours");
}
