//! The ledger of repeats, the related incidents, and both as data.

use scraper::Html;

use super::pages::many;
use super::{Library, every_link_resolves, has, select, text, words};

fn document(name: &str, day: &str, more: &str) -> (String, String) {
    let facts = "root_cause: capacity\ncomponent: [disk]\npattern: [disk-full]\n";
    (
        format!("{name}.md"),
        format!("---\ntitle: About {name}\nstarted: {day}\n{facts}{more}---\nText.\n"),
    )
}

fn of(documents: &[(String, String)]) -> Library {
    let files: Vec<(&str, &str)> = documents
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    Library::of(&files)
}

#[test]
fn what_happened_again_is_told_with_the_time_between_and_what_was_left_undone() {
    let todo = "organisation: Shop\naction_items: [{title: <b>watch</b> it, due: 2020-02-01, status: open}]\n";
    let site = of(&[
        document("one", "2020-01-01", todo),
        document(
            "two",
            "2021-03-02",
            "organisation: Shop\nmitigation: scale\n",
        ),
        document("other", "2021-03-04", "organisation: Bank\n"),
    ])
    .site();
    let page = text(&site, "repeats/index.html");
    assert_eq!(
        words(&page, "#shop-disk-full"),
        "Shop: Disk full second time"
    );
    assert_eq!(words(&page, "#disk-full"), "Disk full in 2 organisations");
    let again = words(&page, "[aria-labelledby=shop-disk-full] li:nth-child(2)");
    assert!(
        again.starts_with("2021-03-02 14 months later About two"),
        "{again}"
    );
    assert!(again.contains("stopped by adding capacity"), "{again}");
    assert!(again.contains("<b>watch</b> it"), "{again}");
    assert!(again.contains("(due 2020-02-01), 2020-01-01"), "{again}");
    let home = Html::parse_document(&text(&site, "index.html"));
    assert_eq!(
        select(&home, ".cb-again a", "href"),
        ["repeats/#shop-disk-full", "repeats/#disk-full"]
    );
    assert!(
        select(&home, "footer a", "href").contains(&"repeats/".to_owned()),
        "every page leads there"
    );
    every_link_resolves(&site);
}

#[test]
fn an_incident_says_of_which_repeats_it_is_part() {
    let shop = "organisation: Shop\n";
    let site = of(&[
        document("one", "2020-01-01", shop),
        document("two", "2021-03-02", shop),
        document("three", "2022-03-02", shop),
        document("other", "2021-03-04", "organisation: <b>Bank\n"),
    ])
    .site();
    let told = |slug: &str| {
        let page = Html::parse_document(&text(&site, &format!("incidents/{slug}/index.html")));
        select(&page, ".cb-part a", "href")
    };
    let (again, elsewhere) = ("../../repeats/#shop-disk-full", "../../repeats/#disk-full");
    for slug in ["one", "two", "three"] {
        assert_eq!(told(slug), [again, elsewhere]);
    }
    assert_eq!(told("other"), [elsewhere]);
    assert_eq!(
        words(&text(&site, "incidents/two/index.html"), ".cb-part"),
        "This has happened 3 times: Shop: Disk full\
         The same has happened in 2 organisations: Disk full"
    );
    every_link_resolves(&site);
}

#[test]
fn where_nothing_happened_twice_there_is_no_ledger() {
    let site = many(1).site();
    assert!(!has(&site, "repeats/index.html"));
    assert!(!text(&site, "index.html").contains("repeats/"));
    let alone = of(&[document("one", "2020-01-01", "")]).site();
    assert!(!text(&alone, "incidents/one/index.html").contains("repeats/"));
}

#[test]
fn many_repeats_have_pages_and_a_long_group_shows_its_latest() {
    let mut documents = Vec::new();
    for group in 0..60 {
        for n in 0..2 {
            let organisation = format!("organisation: Org {group}\n");
            documents.push(document(
                &format!("g{group}-{n}"),
                "2020-01-01",
                &organisation,
            ));
        }
    }
    let site = of(&documents).site();
    assert!(has(&site, "repeats/page_2/index.html") && !has(&site, "repeats/page_3/index.html"));
    let page = Html::parse_document(&text(&site, "repeats/page_2/index.html"));
    let long = select(&page, "[aria-labelledby=disk-full] li a", "href");
    assert_eq!(long.len(), 12, "of 120 incidents of one pattern");
    assert_eq!(
        select(&page, "[aria-labelledby=disk-full] .cb-more a", "href"),
        ["../../patterns/disk-full/"]
    );
    every_link_resolves(&site);
}

#[test]
fn the_page_and_the_data_give_the_same_reasons() {
    let site = of(&[
        document(
            "one",
            "2020-01-01",
            "related: [{id: gone, reason: an older one}]\n",
        ),
        document("two", "2021-03-02", ""),
    ])
    .site();
    let page = text(&site, "incidents/one/index.html");
    let shown = words(&page, ".cb-related");
    assert!(
        shown.starts_with("gone an older one About two 2021-03-02"),
        "{shown}"
    );
    assert!(
        shown.contains("same pattern Disk full · same component disk"),
        "{shown}"
    );
    let data: serde_json::Value = serde_json::from_str(&text(&site, "api/relations.json")).unwrap();
    let first = &data["related"][1];
    assert_eq!(first["id"], "one");
    assert_eq!(first["related"][0]["id"], "two");
    let kinds: Vec<&str> = first["related"][0]["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    // A cause that the whole library has is no reason.
    assert_eq!(kinds, ["pattern", "component"]);
    assert_eq!(data["repeats"][0]["scope"], "again");
    assert_eq!(data["repeats"][0]["incidents"][1]["days_since"], 426);
    assert!(has(&site, "api/relations-schema.json"));
}
