//! Ids of incidents in running text: links there, and on the page of the incident the way back.

use super::*;

/// A library in which `text` stands in one document, and `INC-12` and others are incidents.
fn library(text: &str) -> Library {
    let incident = |id: &str| format!("---\nid: {id}\ntitle: Title of {id}\n---\n\nSome words.\n");
    let own = format!("---\nid: INC-40\ntitle: The newest\n---\n\n{text}\n");
    let twelve = incident("INC-12");
    let web = incident("web");
    let dated = "---\ntitle: By its file\ntype: postmortem\n---\n\nSome words.\n";
    Library::of(&[
        ("newest.md", &own),
        ("twelve.md", &twelve),
        ("web.md", &web),
        ("gitlab-2017-01.md", dated),
        ("postgres-14.md", dated),
    ])
}

fn body_links(site: &Site) -> Vec<String> {
    let page = Html::parse_document(&text(site, "incidents/newest/index.html"));
    select(&page, ".cb-prose a", "href")
}

#[test]
fn the_id_of_an_incident_in_prose_leads_to_it_and_back() {
    let site = library("As in INC-12 (and gitlab-2017-01).\n\n- INC-12's twin\n").site();
    assert_eq!(
        body_links(&site),
        [
            "../../incidents/twelve/",
            "../../incidents/gitlab-2017-01/",
            "../../incidents/twelve/"
        ]
    );
    for page in ["twelve", "gitlab-2017-01"] {
        let page = text(&site, &format!("incidents/{page}/index.html"));
        let html = Html::parse_document(&page);
        assert!(
            words(&page, "section[aria-labelledby=cb-mentioned]")
                .contains("Mentioned in The newest")
        );
        let back = select(&html, "section[aria-labelledby=cb-mentioned] a", "href");
        assert_eq!(back, ["../../incidents/newest/"]);
    }
    assert!(!text(&site, "incidents/web/index.html").contains("cb-mentioned"));
    every_link_resolves(&site);
}

#[test]
fn what_is_no_prose_or_no_whole_id_stays_as_it_is() {
    for text in [
        "`INC-12` and\n\n```\nINC-12\n```",
        "    INC-12",
        "## INC-12 again\n\nWords.",
        "<code>INC-12</code> <kbd>INC-12</kbd>",
        "The web went down, and postgres-14 with it.",
        "XINC-12, INC-123, inc-12, INC-12-bis, runbooks/INC-12, INC-12.md",
        "This is INC-40 itself.",
        "INC-99 is not ours.",
        "![INC-12](plan.png)",
    ] {
        let (site, _) = library(text).plan();
        assert_eq!(body_links(&site), Vec::<String>::new(), "{text}");
    }
    let (site, _) = library("[INC-12](https://x.example/) and https://x.example/INC-12").plan();
    assert_eq!(
        body_links(&site),
        ["https://x.example/", "https://x.example/INC-12"]
    );
}

#[test]
fn what_is_not_published_is_never_linked() {
    let mut library = library("As in INC-12 and INC-13 and INC-14.");
    for (name, line) in [
        ("INC-13", "visibility: internal"),
        ("INC-14", "draft: true"),
    ] {
        let text = format!("---\nid: {name}\ntitle: Hidden {name}\n{line}\n---\n\nAs in INC-12.\n");
        library.files.push((format!("{name}.md"), text));
    }
    let site = library.site();
    assert_eq!(body_links(&site), ["../../incidents/twelve/"]);
    let page = text(&site, "incidents/twelve/index.html");
    assert!(!page.contains("Hidden"));
    for (path, html) in pages(&site) {
        assert!(!html.contains("Hidden"), "{path}");
    }
}

#[test]
fn a_page_that_is_no_incident_names_incidents_too() {
    let mut library = library("Words.");
    let page = "---\ntitle: Reading list\ntype: page\n---\n\nBegin with INC-12.\n";
    library
        .files
        .push(("reading.md".to_owned(), page.to_owned()));
    let site = library.site();
    let list = Html::parse_document(&text(&site, "reading/index.html"));
    assert_eq!(
        select(&list, ".cb-prose a", "href"),
        ["../incidents/twelve/"]
    );
    let back = text(&site, "incidents/twelve/index.html");
    assert!(words(&back, "section[aria-labelledby=cb-mentioned]").contains("Reading list"));
}

#[test]
fn every_link_to_an_incident_has_its_way_back() {
    let site = library(
        "# INC-12\n\n> INC-12, *INC-12*: **gitlab**-2017-01 INC\\-12 INC-&#49;2\n\n| a | INC-12 |\n|---|---|\n| INC-12 | <a id=\"x\">INC-12</a> |\n\nA note.[^1]\n\n[^1]: INC-12.\n\n<details><summary>INC-12</summary>\n\nINC-12\n\n</details>\n\n- [x] INC-12\n",
    )
    .site();
    let links = body_links(&site);
    let incidents = links.iter().filter(|link| link.starts_with("../")).count();
    assert!(incidents >= 8, "{links:?}");
    assert!(text(&site, "incidents/twelve/index.html").contains("cb-mentioned"));
}
