//! A scale of durations of the site's own: on every page, in the search and in the data.

use super::*;
use casebook::model::DurationScale;
use casebook::search::Filter;
use casebook::site::data_schema;
use serde_json::Value;

/// Incidents of 29 minutes, 30 minutes, 5 hours and 3 days.
fn of_all_lengths() -> Library {
    let told = |minutes: u64| {
        format!("---\nid: M-{minutes}\ntitle: It broke\nduration: {minutes}m\n---\n\nIt broke.\n")
    };
    let files = [29, 30, 300, 4320].map(|it| (format!("m{it}.md"), told(it)));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Library::of(&files)
}

fn scale() -> DurationScale {
    DurationScale::new(vec![1800, 14_400, 86_400]).unwrap()
}

fn folders(site: &Site) -> Vec<String> {
    let paths = site.paths().map(|it| it.as_str().to_owned());
    paths
        .filter_map(|it| {
            Some(
                it.strip_prefix("durations/")?
                    .strip_suffix("/index.html")?
                    .to_owned(),
            )
        })
        .collect()
}

#[test]
fn the_bands_of_a_site_are_its_pages_its_facets_and_its_data() {
    let site = of_all_lengths().config(|it| it.durations = scale()).site();
    assert_eq!(
        folders(&site),
        [
            "30m-4h",
            "4h-24h",
            "ongoing",
            "over-1d",
            "under-30m",
            "unknown"
        ]
    );
    every_link_resolves(&site);
    let page = text(&site, "durations/30m-4h/index.html");
    assert!(words(&page, "h1").contains("30 min – 4 h"), "{page}");
    assert!(page.contains("m30") && !page.contains("m29"));
    let incident = text(&site, "incidents/m4320/index.html");
    assert!(incident.contains("../../durations/over-1d/"));

    let data: Value = serde_json::from_slice(&bytes(&site, "api/library.json")).unwrap();
    let bands = data["incidents"].as_array().unwrap().iter();
    let mut bands: Vec<&str> = bands
        .map(|it| it["duration_band"].as_str().unwrap())
        .collect();
    bands.sort_unstable();
    assert_eq!(bands, ["30m-4h", "4h-24h", "over-1d", "under-30m"]);
    let schema = text(&site, "api/schema.json");
    let config = Config {
        durations: scale(),
        ..Config::default()
    };
    assert_eq!(schema, data_schema(&config));
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let known = &schema["$defs"]["incident"]["properties"]["duration_band"]["enum"];
    assert_eq!(
        known,
        &serde_json::json!([
            "under-30m",
            "30m-4h",
            "4h-24h",
            "over-1d",
            "ongoing",
            "unknown"
        ])
    );
}

#[test]
fn a_search_finds_a_band_by_its_id_and_by_its_name() {
    let named = scale().named(["blip", "short", "long", "days"].map(str::to_owned).into());
    let library = of_all_lengths().config(|it| it.durations = named.unwrap());
    let config = library.config.clone();
    let sources: Vec<SourceText> = library
        .files
        .iter()
        .map(|(path, text)| SourceText::new(path.as_str(), text))
        .collect();
    let entries = pipeline::read_all(&sources, &config)
        .into_iter()
        .map(|it| it.value);
    let read = pipeline::understand(entries, &BTreeSet::new(), &config)
        .value
        .library;
    let found = |filter: &str| -> Vec<String> {
        let positions = Filter::parse(filter)
            .unwrap()
            .matching(&read, &config)
            .unwrap();
        let ids = positions
            .iter()
            .map(|at| read.records[*at].postmortem.id.clone());
        ids.collect()
    };
    assert_eq!(found("duration:long"), ["M-300"]);
    assert_eq!(found("duration:4h-24h"), ["M-300"]);
    assert_eq!(found("duration:blip,days").len(), 2);
    assert_eq!(found("duration:>4h").len(), 2);

    let site = library.site();
    assert!(folders(&site).contains(&"under-30m".to_owned()));
    assert!(text(&site, "durations/index.html").contains("blip"));
    let search = site.paths().filter(|it| it.as_str().starts_with("search/"));
    let facets: Vec<String> = search.map(|it| text(&site, it.as_str())).collect();
    assert!(
        facets
            .iter()
            .any(|it| it.contains(r#"["under-30m","blip"]"#))
    );
}

#[test]
fn bands_without_names_speak_the_language_of_the_site() {
    let library = of_all_lengths().config(|it| {
        it.durations = scale();
        it.language = "de".to_owned();
    });
    let site = library.site();
    let page = text(&site, "durations/30m-4h/index.html");
    assert!(words(&page, "h1").contains("30 Min. – 4 Std."));
    assert!(text(&site, "index.html").contains("über 1 Tag"));
}
