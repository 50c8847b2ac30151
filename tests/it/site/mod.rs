//! The pages of a site, from the files of a library to the bytes a browser gets, in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use casebook::config::Config;
use casebook::diag::{Diagnostic, Level, SourceText};
use casebook::pipeline;
use casebook::site::{self, Site, SiteInputs, SitePath};
use casebook::source::AssetFile;
use casebook::theme::Theme;
use scraper::{Html, Selector};

mod bands;
mod hostile;
mod language;
mod ledger;
mod linear;
mod mentions;
mod outside;
mod pages;
mod schemas;

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

/// Every script of a page: those that run come from files, and one block of data may stand in the page.
fn scripts(page: &str) -> Vec<String> {
    let html = Html::parse_document(page);
    let files = select(&html, "script", "src");
    let data = select(&html, "script:not([src])", "type");
    assert!(
        data.is_empty() || data == ["application/ld+json"],
        "{data:?}"
    );
    assert_eq!(page.matches("<script").count(), files.len() + data.len());
    files
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
