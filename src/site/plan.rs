//! The plan: which file the site has, and what it is made of. No two things want one path, also where upper and lower case
//! are one.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::config::Config;
use crate::diag::{Diagnostic, Level, Outcome};
use crate::index::Index;
use crate::library::Library;
use crate::search::SearchIndex;
use crate::source::AssetFile;
use crate::theme::Theme;

use super::claims::{Owner, lost_ways, no_words};
use super::listing::{Order, page_address, page_count};
use super::shape::{Planned, Shape};
use super::shared::{Parts, Shared, bucket_address, has_page, incident_address};
use super::{
    Maker, Recipe, RenderError, Site, SitePath, api, feed, home, links, listing, postmortem,
    repeats, rules, text,
};

/// All that a site is made from.
#[derive(Debug, Clone)]
pub struct SiteInputs {
    /// The settings.
    pub config: Arc<Config>,
    /// The documents.
    pub library: Arc<Library>,
    /// The library cut every way that its content calls for.
    pub indexes: Arc<[Index]>,
    /// What the browser loads to search.
    pub search: SearchIndex,
    /// Templates, words and assets.
    pub theme: Arc<Theme>,
    /// Files of the content folder that documents refer to, by path from there; see [`super::wanted_assets`].
    pub assets: BTreeMap<Arc<str>, Arc<[u8]>>,
    /// Files that are copied as they are, by path in the site.
    pub statics: Vec<AssetFile>,
    /// Findings that are disagreements between statements of one document, by its file: its page shows them.
    pub disagreements: BTreeMap<Arc<str>, Vec<Diagnostic>>,
}

/// A page, by what it shows. Numbers are positions in the library and in its indexes.
#[derive(Debug, Clone)]
pub struct Page(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Home,
    Incident(usize),
    Text(usize),
    Incidents {
        order: Order,
        page: usize,
    },
    Facet(usize),
    Bucket {
        index: usize,
        bucket: usize,
        page: usize,
    },
    /// A page of the ledger of repeats.
    Repeats(usize),
    Rules,
    /// What incidents have to do with each other, as data.
    Relations,
    Search,
    Missing,
    Moved {
        target: String,
        title: String,
    },
    Feed(Option<(usize, usize)>),
    Sitemap,
    OpenSearch,
    Library,
    IncidentTable,
    ActionTable,
    IncidentData(usize),
}

impl Page {
    /// Makes the page at `path`.
    pub(super) fn render(
        &self,
        path: &SitePath,
        shared: &Shared,
    ) -> Result<Arc<[u8]>, RenderError> {
        let address = path.url();
        let made = match &self.0 {
            Kind::Home => Some(("home.html", home::home(shared))),
            Kind::Incident(at) => shared.record(*at).map(|record| {
                (
                    "incident.html",
                    postmortem::page(shared, address, *at, record),
                )
            }),
            Kind::Text(at) => shared
                .library
                .pages
                .get(*at)
                .map(|page| ("text.html", text::page(shared, address, page))),
            Kind::Incidents { order, page } => Some((
                "incidents.html",
                listing::incidents(shared, address, *order, *page),
            )),
            Kind::Facet(index) => shared
                .indexes
                .get(*index)
                .map(|index| ("facet.html", listing::facet(shared, address, index))),
            Kind::Bucket {
                index,
                bucket,
                page,
            } => bucket_of(shared, *index, *bucket).map(|(index, bucket)| {
                (
                    "bucket.html",
                    listing::bucket(shared, address, index, bucket, *page),
                )
            }),
            Kind::Repeats(n) => Some(("repeats.html", repeats::page(shared, address, *n))),
            Kind::Rules => Some(("rules.html", rules::page(shared, address))),
            Kind::Search => Some(("search.html", text::search(shared, address))),
            Kind::Missing => Some(("404.html", text::missing(shared))),
            Kind::Moved { target, title } => {
                Some(("moved.html", text::moved(shared, address, target, title)))
            }
            Kind::Feed(None) => Some(("feed.xml", feed::library(shared))),
            Kind::Feed(Some((index, bucket))) => bucket_of(shared, *index, *bucket)
                .map(|(index, bucket)| ("feed.xml", feed::bucket(shared, index, bucket))),
            Kind::Sitemap => Some(("sitemap.xml", feed::sitemap(shared))),
            Kind::OpenSearch => feed::opensearch(shared).map(|it| (feed::OPENSEARCH, it)),
            Kind::Relations => return Ok(api::relations(shared).into()),
            Kind::Library => return Ok(shared.data(|it| it.json()).into()),
            Kind::IncidentTable => {
                return Ok(shared.data(|it| it.incidents_csv().into_bytes()).into());
            }
            Kind::ActionTable => {
                return Ok(shared.data(|it| it.actions_csv().into_bytes()).into());
            }
            Kind::IncidentData(at) => {
                return Ok(shared
                    .record(*at)
                    .map_or_else(Vec::new, |it| api::incident(&shared.config, it))
                    .into());
            }
        };
        // A position that the library does not have cannot be planned.
        let Some((template, context)) = made else {
            return Ok(Arc::from([]));
        };
        let rendered = shared.theme.render(template, &context);
        rendered
            .map(|text| text.into_bytes().into())
            .map_err(|error| RenderError {
                message: error.to_string(),
            })
    }
}

fn bucket_of(
    shared: &Shared,
    index: usize,
    bucket: usize,
) -> Option<(&Index, &crate::index::Bucket)> {
    let index = shared.indexes.get(index)?;
    Some((index, index.buckets.get(bucket)?))
}

/// Plans a site. Two things that want one path are an error finding that names both; the first keeps it.
pub fn plan(inputs: SiteInputs) -> Outcome<Site> {
    plan_after(None, inputs)
}

/// The same plan as [`plan`] makes, with all of the plan of an earlier site that still holds.
pub fn plan_after(before: Option<&Site>, inputs: SiteInputs) -> Outcome<Site> {
    let repeats = crate::index::repeats(&inputs.library);
    let shape = Shape {
        repeats: repeats::pages(&repeats),
        rules_page: rules::wanted(&inputs.config, &inputs.library, &inputs.statics),
        config: inputs.config,
        library: inputs.library,
        indexes: inputs.indexes,
        theme: inputs.theme,
        assets: inputs.assets,
        statics: inputs.statics,
    };
    let before = before.and_then(|it| it.planned.as_deref());
    let planned = match before.filter(|it| it.search_is_apart && it.shape.is_same(&shape)) {
        Some(before) => Planned {
            shape,
            ..before.clone()
        },
        None => Plan::of(shape, &inputs.search),
    };
    let apart = inputs
        .search
        .files
        .iter()
        .filter(|_| planned.search_is_apart);
    let apart = apart.filter_map(|(name, bytes)| Some((search_path(name)?, bytes.clone())));
    let search_files = apart.collect();
    let shape = &planned.shape;
    let sizes = shape.assets.iter();
    let sizes = sizes.map(|(path, bytes)| (path.clone(), links::image_size(bytes)));
    let shared = Shared::new(Parts {
        config: shape.config.clone(),
        library: shape.library.clone(),
        indexes: shape.indexes.clone(),
        theme: shape.theme.clone(),
        disagreements: inputs.disagreements,
        assets: sizes.collect(),
        search: inputs.search.entry,
        relations: inputs.search.relations,
        positions: planned.positions.clone(),
        repeats,
        rules_page: shape.rules_page,
    });
    let diagnostics = planned.diagnostics.to_vec();
    Outcome {
        value: Site {
            files: planned.files.clone(),
            search: Arc::new(search_files),
            shared: Some(Arc::new(shared)),
            planned: Some(Arc::new(planned)),
        },
        diagnostics,
    }
}

/// Where a file of the search index stands.
fn search_path(name: &str) -> Option<SitePath> {
    SitePath::new(format!("{SEARCH}{name}"))
}

/// Folder of the search: its page and the files of its index.
const SEARCH: &str = "search/";

/// Position of each record by its id and by its slug.
fn positions(library: &Library) -> HashMap<String, usize> {
    let mut positions = HashMap::new();
    for (at, record) in library.records.iter().enumerate() {
        positions.insert(record.postmortem.slug.clone(), at);
    }
    // An id outranks a slug of the same text.
    for (at, record) in library.records.iter().enumerate() {
        positions.insert(record.postmortem.id.clone(), at);
    }
    positions
}

#[derive(Default)]
struct Plan {
    /// Every file, in no order.
    files: Vec<(SitePath, Recipe)>,
    /// Path in lower case to who has it; asked only, so that its order reaches nothing.
    taken: HashMap<String, Owner>,
    diagnostics: Vec<Diagnostic>,
}

impl Plan {
    /// Plans all files of a site of this shape, those of the search only where something else wants to stand among them.
    fn of(shape: Shape, search: &SearchIndex) -> Planned {
        let mut plan = Self::default();
        let (config, library) = (&shape.config, &shape.library);
        plan.documents(library, &shape.assets);
        plan.lists(library, &shape.indexes, config.page_size);
        plan.moved(library);
        plan.diagnostics.extend(lost_ways(config, library));
        plan.machines(config, library);
        for n in 1..=shape.repeats {
            let address = page_address(repeats::ADDRESS, n);
            plan.page(&address, Kind::Repeats(n), Owner::Page);
        }
        if shape.rules_page {
            plan.page(rules::ADDRESS, Kind::Rules, Owner::Page);
        }
        let search_is_apart = plan.leaves_the_search_apart(&shape);
        if !search_is_apart {
            for (name, bytes) in &search.files {
                let recipe = Recipe::Bytes(Maker::Index, bytes.clone());
                plan.add(&format!("{SEARCH}{name}"), recipe, Owner::Page);
            }
        }
        for (path, bytes) in shape.theme.assets() {
            let recipe = Recipe::Bytes(Maker::Theme, bytes.clone());
            plan.add(path, recipe, Owner::Page);
        }
        for file in &shape.statics {
            let recipe = Recipe::Bytes(Maker::Theme, file.bytes.clone());
            plan.add(&file.path, recipe, Owner::Static(file.path.clone()));
        }
        plan.folders_and_files();
        let language = &config.language;
        if shape.theme.speak(language, None).language() != language {
            plan.diagnostics.push(no_words(language));
        }
        Planned {
            files: Arc::new(plan.files.into_iter().collect()),
            diagnostics: plan.diagnostics.into(),
            search_is_apart,
            positions: Arc::new(positions(library)),
            shape,
        }
    }

    /// Whether nothing that is planned so far or comes after it wants to stand in the folder of the search, but its page.
    fn leaves_the_search_apart(&self, shape: &Shape) -> bool {
        let folder = SEARCH.trim_end_matches('/');
        let is_in_it = |path: &str| {
            let rest = path.strip_prefix(folder);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let page = file_of(SEARCH);
        let theme = shape.theme.assets().map(|(path, _)| path.to_lowercase());
        let statics = shape.statics.iter().map(|it| it.path.to_lowercase());
        let mut taken = self.taken.keys().filter(|it| **it != page);
        !taken.any(|it| is_in_it(it)) && !theme.chain(statics).any(|it| is_in_it(&it))
    }

    fn add(&mut self, path: &str, recipe: Recipe, owner: Owner) {
        let Some(path) = SitePath::new(path) else {
            self.diagnostics.push(
                Diagnostic::new(
                    Level::Error,
                    "address-invalid",
                    owner.place(),
                    format!("{} cannot have the address `{path}`", owner.words()),
                )
                .help("an address has no empty part, no `.` and no `..`"),
            );
            return;
        };
        let key = path.as_str().to_lowercase();
        if let Some(first) = self.taken.get(&key) {
            let first = first.clone();
            self.collision(path.as_str(), &first, &owner);
            return;
        }
        self.taken.insert(key, owner);
        self.files.push((path, recipe));
    }

    fn page(&mut self, address: &str, kind: Kind, owner: Owner) {
        self.add(&file_of(address), Recipe::Page(Page(kind)), owner);
    }

    fn collision(&mut self, path: &str, first: &Owner, second: &Owner) {
        let place = second.place().or_else(|| first.place());
        let mut finding = Diagnostic::new(
            Level::Error,
            "address-collision",
            place,
            format!(
                "{} and {} both want the address `{path}`",
                first.words(),
                second.words()
            ),
        )
        .help("give one of them another name; upper and lower case are one on many systems");
        if let (Some(other), Some(_)) = (first.place(), second.place()) {
            finding = finding.also(other, "the other one");
        }
        self.diagnostics.push(finding);
    }

    fn documents(&mut self, library: &Library, assets: &BTreeMap<Arc<str>, Arc<[u8]>>) {
        self.page("", Kind::Home, Owner::Page);
        let records = library.records.iter().enumerate().map(|(at, it)| {
            let address = incident_address(&it.postmortem.slug);
            (address, Kind::Incident(at), &it.source, &it.document)
        });
        let pages = library.pages.iter().enumerate().map(|(at, it)| {
            (
                format!("{}/", it.path),
                Kind::Text(at),
                &it.source,
                &it.document,
            )
        });
        for (address, kind, source, document) in records.chain(pages) {
            self.page(&address, kind, Owner::Document(source.path.clone()));
            self.beside(&address, &source.path, document, assets);
        }
        if let Some(home) = &library.home {
            self.beside("", &home.source.path, &home.document, assets);
        }
    }

    /// The files that a document refers to, below its page.
    fn beside(
        &mut self,
        address: &str,
        file: &str,
        document: &crate::markdown::Document,
        assets: &BTreeMap<Arc<str>, Arc<[u8]>>,
    ) {
        for path in links::referred(file, document) {
            if let Some((path, bytes)) = assets.get_key_value(path.as_str()) {
                let name = links::asset_name(file, path);
                let recipe = Recipe::Bytes(Maker::Document, bytes.clone());
                self.add(
                    &format!("{address}{name}"),
                    recipe,
                    Owner::Asset(path.clone()),
                );
            }
        }
    }

    fn lists(&mut self, library: &Library, indexes: &[Index], size: usize) {
        for order in Order::ALL {
            for page in 1..=page_count(library.records.len(), size) {
                let address = page_address(order.address(), page);
                self.page(&address, Kind::Incidents { order, page }, Owner::Page);
            }
        }
        for (n, index) in indexes.iter().enumerate() {
            self.page(
                &format!("{}/", index.axis.path()),
                Kind::Facet(n),
                Owner::Page,
            );
            for (b, bucket) in index.buckets.iter().enumerate() {
                if !has_page(index.axis, bucket) {
                    continue;
                }
                let first = bucket_address(index.axis, &bucket.id);
                for page in 1..=page_count(bucket.members.len(), size) {
                    let kind = Kind::Bucket {
                        index: n,
                        bucket: b,
                        page,
                    };
                    self.page(&page_address(&first, page), kind, Owner::Page);
                }
            }
        }
        for (index, bucket) in feed::feeds(indexes) {
            let first = bucket_address(indexes[index].axis, &indexes[index].buckets[bucket].id);
            let recipe = Recipe::Page(Page(Kind::Feed(Some((index, bucket)))));
            self.add(&format!("{first}feed.xml"), recipe, Owner::Page);
        }
    }

    /// Old addresses.
    fn moved(&mut self, library: &Library) {
        let records = library.records.iter().map(|it| {
            let target = incident_address(&it.postmortem.slug);
            (
                &it.postmortem.facts.aliases,
                target,
                &it.postmortem.title.value,
                &it.source,
            )
        });
        let pages = library.pages.iter().map(|it| {
            (
                &it.facts.aliases,
                format!("{}/", it.path),
                &it.title,
                &it.source,
            )
        });
        for (aliases, target, title, source) in records.chain(pages) {
            for alias in aliases {
                let alias = alias.value.trim_matches('/');
                let path = if alias.ends_with(".html") || alias.ends_with(".htm") {
                    alias.to_owned()
                } else {
                    file_of(&format!("{alias}/"))
                };
                let kind = Kind::Moved {
                    target: target.clone(),
                    title: title.clone(),
                };
                self.add(
                    &path,
                    Recipe::Page(Page(kind)),
                    Owner::Alias(source.path.clone()),
                );
            }
        }
    }

    /// What browsers, readers of feeds and programs ask for.
    fn machines(&mut self, config: &Config, library: &Library) {
        self.page("search/", Kind::Search, Owner::Page);
        let pages = [
            ("404.html", Kind::Missing),
            ("feed.xml", Kind::Feed(None)),
            ("api/library.json", Kind::Library),
            ("api/relations.json", Kind::Relations),
            ("api/incidents.csv", Kind::IncidentTable),
            ("api/actions.csv", Kind::ActionTable),
        ];
        for (path, kind) in pages {
            self.add(path, Recipe::Page(Page(kind)), Owner::Page);
        }
        if config.api_per_incident {
            for (at, record) in library.records.iter().enumerate() {
                let path = api::incident_address(&record.postmortem.slug);
                self.add(
                    &path,
                    Recipe::Page(Page(Kind::IncidentData(at))),
                    Owner::Page,
                );
            }
        }
        let sitemap = config.base_url.as_ref().map(|base| {
            self.add(
                feed::OPENSEARCH,
                Recipe::Page(Page(Kind::OpenSearch)),
                Owner::Page,
            );
            self.add(
                "sitemap.xml",
                Recipe::Page(Page(Kind::Sitemap)),
                Owner::Page,
            );
            format!("{}/sitemap.xml", base.trim_end_matches('/'))
        });
        let texts = [
            ("robots.txt", feed::robots(sitemap, config.audience)),
            (".nojekyll", String::new()),
            ("api/schema.json", api::schema(config)),
            ("api/relations-schema.json", api::relations_schema()),
        ];
        for (path, text) in texts {
            self.add(
                path,
                Recipe::Bytes(Maker::Theme, text.into_bytes().into()),
                Owner::Page,
            );
        }
    }

    /// A path cannot be a file and a folder at once.
    fn folders_and_files(&mut self) {
        let mut clashes: Vec<(&str, String, Owner, Owner)> = self
            .taken
            .iter()
            .flat_map(|(path, owner)| {
                let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
                folders.filter_map(|folder| {
                    let file = self.taken.get(folder)?;
                    Some((
                        path.as_str(),
                        folder.to_owned(),
                        file.clone(),
                        owner.clone(),
                    ))
                })
            })
            .collect();
        clashes.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let clashes: Vec<_> = clashes
            .into_iter()
            .map(|(_, folder, file, below)| (folder, file, below))
            .collect();
        for (path, file, below) in clashes {
            self.collision(&path, &file, &below);
        }
    }
}

/// The file of the page at an address.
fn file_of(address: &str) -> String {
    format!("{address}index.html")
}
