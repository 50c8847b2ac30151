//! The project on the disk as a [`Builder`]: what has not changed since the last look is taken from memory.
#![expect(
    clippy::disallowed_methods,
    reason = "an edge: it looks for the project's folders and compares times of change with the clock"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::builder::{BuildOutcome, Builder, Look, News, Places, Wake, WatchedFolders};
use super::documents::Documents;
use super::folder::{Folder, Seen};
use super::searching::Searching;
use crate::check;
use crate::config::{self, Config, Overrides};
use crate::diag::{Diagnostic, Level, Outcome};
use crate::pipeline::{self, Inputs, LookedThrough};
use crate::site::Site;
use crate::source::walk::{self, Folders, Listed, Walked};
use crate::source::{AssetFile, FoundAsset};
use crate::theme::{self, Theme};

/// Where a project is, and what was typed about it.
#[derive(Debug, Clone)]
pub struct ProjectOptions {
    /// Its root, absolute.
    pub root: PathBuf,
    /// Its settings file, relative to the root, if it is not `site.toml`.
    pub settings: Option<PathBuf>,
    /// What was typed.
    pub typed: Overrides,
    /// A search index that takes longer than this follows the pages it is about.
    pub search_within: Duration,
}

/// How long a page waits for the search index at most: longer would be felt.
pub const SEARCH_WITHIN: Duration = Duration::from_millis(30);

/// Most files that are looked at one by one.
const GLANCE_MAX: usize = 8;

/// A project whose site is kept in memory.
pub struct Project {
    options: ProjectOptions,
    threads: Arc<rayon::ThreadPool>,
    settings: Settings,
    theme: ThemeInForce,
    theme_files: Folder,
    /// The content folder, once there was one.
    content: Option<PathBuf>,
    listed: Listed,
    /// Whether the last look was at single files only.
    glanced: bool,
    documents: Documents,
    statics: Folder,
    searching: Searching,
    /// The last one that was made.
    site: Option<Site>,
    /// What was found in the files beside documents and in the static folder.
    files: LookedThrough,
    /// Why the site is not the one the files describe.
    fatal: Option<String>,
    addresses: Arc<BTreeMap<Arc<str>, String>>,
    built: Built,
}

/// Whether there has been a build.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Built {
    Never,
    Before,
}

/// Whether a value without an error has been seen.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Trust {
    /// Not yet: one with errors is better than none.
    #[default]
    None,
    /// Yes: it stays in force while there are errors.
    Earned,
}

/// The settings in force: the last ones without an error, or the first ones as good as they are.
#[derive(Clone, PartialEq, Eq, Default)]
struct Settings {
    config: Arc<Config>,
    diagnostics: Vec<Diagnostic>,
    trouble: Option<String>,
    trust: Trust,
}

/// The theme in force: the last one without an error, or the first one as good as it is.
struct ThemeInForce {
    theme: Arc<Theme>,
    /// Its name in the settings.
    name: Option<String>,
    diagnostics: Vec<Diagnostic>,
    trouble: Option<String>,
    trust: Trust,
}

impl Project {
    /// The project, not looked at yet. Everything is done in `threads`.
    pub fn new(options: ProjectOptions, threads: rayon::ThreadPool) -> Self {
        let searching = Searching::new(options.search_within);
        Self {
            options,
            threads: Arc::new(threads),
            settings: Settings::default(),
            theme: ThemeInForce {
                theme: Theme::builtin(),
                name: None,
                diagnostics: Vec::new(),
                trouble: None,
                trust: Trust::None,
            },
            theme_files: Folder::default(),
            content: None,
            listed: Listed::default(),
            glanced: false,
            documents: Documents::default(),
            statics: Folder::default(),
            searching,
            site: None,
            files: LookedThrough::default(),
            fatal: None,
            addresses: Arc::default(),
            built: Built::Never,
        }
    }

    fn look(&mut self, look: &Look) -> Option<BuildOutcome> {
        let completes = self.searching.take_over();
        let mut changed = self.read_settings();
        let config = self.settings.config.clone();
        changed.extend(self.read_theme(look, &config));
        changed.extend(self.read_statics(look, &config));
        let known = if changed.is_empty() {
            self.glance(look, &config)
        } else {
            None
        };
        self.glanced = known.is_some();
        let missing = match self.read_content(look, known, &config) {
            Ok(documents) => {
                changed.extend(documents);
                None
            }
            Err(why) => Some(why),
        };
        let content_is_there = missing.is_none();
        let fatal = missing
            .or_else(|| self.settings.trouble.clone())
            .or_else(|| self.theme.trouble.clone());
        let is_new = std::mem::replace(&mut self.built, Built::Before) == Built::Never;
        let is_change = is_new || !changed.is_empty() || self.fatal != fatal;
        if !is_change && !completes {
            return None;
        }
        self.fatal = fatal;
        let mut outcome = if content_is_there {
            self.make(&config)
        } else {
            BuildOutcome {
                findings: pipeline::findings(self.own_findings(), &config),
                addresses: self.addresses.clone(),
                ..BuildOutcome::default()
            }
        };
        outcome.fatal = self.fatal.clone();
        outcome.places = self.places();
        if !is_new {
            outcome.changed = changed;
        }
        if !is_change {
            outcome.news = News::Completion;
        }
        Some(outcome)
    }

    /// Reads the settings; their name if they differ.
    fn read_settings(&mut self) -> Vec<String> {
        let options = &self.options;
        let read = config::load(&options.root, options.settings.as_deref()).map(|read| {
            let rules = check::settings(&read.value);
            let resolved = Config::resolve(read.value, options.typed.clone());
            Outcome {
                value: Arc::new(resolved.value),
                diagnostics: [read.diagnostics, rules, resolved.diagnostics].concat(),
            }
        });
        let before = self.settings.clone();
        self.settings = match read {
            Err(error) => Settings {
                trouble: Some(error.to_string()),
                diagnostics: Vec::new(),
                ..before.clone()
            },
            Ok(read) => {
                let wrong = read
                    .diagnostics
                    .iter()
                    .any(|found| found.level == Level::Error);
                let keeps = wrong && before.trust == Trust::Earned;
                Settings {
                    config: if keeps {
                        before.config.clone()
                    } else {
                        read.value
                    },
                    trouble: wrong.then(|| {
                        "there are errors in the settings; they are as they were before".to_owned()
                    }),
                    trust: if wrong { before.trust } else { Trust::Earned },
                    diagnostics: read.diagnostics,
                }
            }
        };
        // Equal values are one value: what was made under it stays valid.
        if self.settings.config == before.config {
            self.settings.config = before.config.clone();
        }
        if self.settings == before {
            return Vec::new();
        }
        vec![self.settings_name()]
    }

    fn settings_name(&self) -> String {
        let file = self
            .options
            .settings
            .as_deref()
            .unwrap_or(Path::new(config::FILE));
        slashed(file)
    }

    /// Reads the theme; its name if it differs.
    fn read_theme(&mut self, look: &Look, config: &Config) -> Vec<String> {
        let Some(name) = &config.theme else {
            let was_another = self.theme.name.is_some();
            if was_another {
                self.theme = ThemeInForce {
                    theme: Theme::builtin(),
                    name: None,
                    diagnostics: Vec::new(),
                    trouble: None,
                    trust: Trust::None,
                };
            }
            return was_another
                .then(|| "theme".to_owned())
                .into_iter()
                .collect();
        };
        let folder = self.theme_folder(name);
        let seen =
            self.theme_files
                .update(walk::list_all(&folder).unwrap_or_default(), look, || {
                    all_files(&folder, config)
                });
        let same_name = self.theme.name.as_ref() == Some(name);
        if same_name && seen == Seen::Same {
            return Vec::new();
        }
        let trust = if same_name {
            self.theme.trust
        } else {
            Trust::None
        };
        let (theme, diagnostics, trouble) = match theme::load::load(&self.options.root, name) {
            Err(error) => (None, Vec::new(), Some(error.to_string())),
            Ok(read) => {
                let wrong = read
                    .diagnostics
                    .iter()
                    .any(|found| found.level == Level::Error);
                let trouble = wrong.then(|| "there are errors in the theme".to_owned());
                (Some(read.value), read.diagnostics, trouble)
            }
        };
        let keeps = trouble.is_some() && trust == Trust::Earned;
        self.theme = ThemeInForce {
            theme: match theme {
                Some(theme) if !keeps => Arc::new(theme),
                _ => self.theme.theme.clone(),
            },
            name: Some(name.clone()),
            diagnostics,
            trust: if trouble.is_none() {
                Trust::Earned
            } else {
                trust
            },
            trouble,
        };
        vec![format!("themes/{name}")]
    }

    fn theme_folder(&self, name: &str) -> PathBuf {
        self.options.root.join("themes").join(name)
    }

    /// Reads the static folder; its name if it differs.
    fn read_statics(&mut self, look: &Look, config: &Config) -> Vec<String> {
        let folder = self.options.root.join(&config.static_dir);
        let listed = walk::list_all(&folder).unwrap_or_default();
        match self
            .statics
            .update(listed, look, || all_files(&folder, config))
        {
            Seen::Same => Vec::new(),
            Seen::Different => vec![config.static_dir.clone()],
        }
    }

    /// Reads the content folder; the names of what differs.
    fn read_content(
        &mut self,
        look: &Look,
        known: Option<Vec<(usize, FoundAsset)>>,
        config: &Arc<Config>,
    ) -> Result<Vec<String>, String> {
        let folder = self.content_folder(config);
        let moved = self.content.as_ref().is_some_and(|known| *known != folder);
        let others = match known {
            Some(known) => {
                for (at, found) in known {
                    self.listed.documents[at] = found;
                }
                false
            }
            None => {
                let listed = self.list(&folder, config)?;
                let before = std::mem::replace(&mut self.listed, listed);
                self.listed.assets != before.assets || self.listed.diagnostics != before.diagnostics
            }
        };
        let read = |documents: &[&_]| walk::read_documents(documents, &config.limits);
        let documents = &self.listed.documents;
        let now = SystemTime::now();
        let changes = self.documents.update(documents, look, now, config, &read);
        let inside = |path: &Arc<str>| self.shown(&folder.join(&**path));
        let mut names: Vec<String> = changes.changed.iter().map(inside).collect();
        names.extend(
            changes
                .removed
                .iter()
                .map(|path| format!("{} removed", inside(path))),
        );
        if names.is_empty() && (others || moved) {
            names.push(self.shown(&folder));
        }
        self.content = Some(folder);
        Ok(names)
    }

    /// Every file of the content folder.
    fn list(&self, folder: &Path, config: &Config) -> Result<Listed, String> {
        let skipped = Folders::of(&self.options.root, config).skipped;
        walk::list(folder, &skipped).map_err(|error| error.to_string())
    }

    /// What the hints name, where that is a few documents that are known and still there: their places in the list, and
    /// what they are now. Only those are looked at then. A look at all of a large folder takes as long as all that an edit leads to; it comes after
    /// this one, since events get lost.
    fn glance(&self, look: &Look, config: &Config) -> Option<Vec<(usize, FoundAsset)>> {
        let too_many = look.everything || look.hints.is_empty() || look.hints.len() > GLANCE_MAX;
        if too_many || self.content != Some(self.content_folder(config)) {
            return None;
        }
        let documents = &self.listed.documents;
        let mut seen = Vec::new();
        for hint in &look.hints {
            let is_it = |it: &FoundAsset| it.disk.as_os_str() == hint.as_os_str();
            match documents.iter().position(is_it) {
                Some(at) => seen.push((at, walk::look_again(&documents[at])?)),
                // What an editor wrote beside a document and has taken away again.
                None if self.is_passing(hint) => {}
                None => return None,
            }
        }
        Some(seen)
    }

    /// Whether a path names nothing that is there or was known.
    fn is_passing(&self, path: &Path) -> bool {
        let known = [&self.listed.documents, &self.listed.assets];
        let mut known = known.into_iter().flatten();
        let is_content = self.content.as_ref().is_some_and(|it| path.starts_with(it));
        is_content && path.symlink_metadata().is_err() && !known.any(|it| it.disk.starts_with(path))
    }

    /// The content folder of the settings; the root itself where that is the default and there never was one.
    fn content_folder(&self, config: &Config) -> PathBuf {
        let root = &self.options.root;
        let named = root.join(&config.content);
        match self.content.as_ref() == Some(&named) {
            true => named,
            false => Folders::of(root, config).content,
        }
    }

    fn places(&self) -> Places {
        let content = self
            .shown(&self.content_folder(&self.settings.config))
            .replace('\\', "/");
        Places {
            content: if content.is_empty() {
                content
            } else {
                content + "/"
            },
            settings: self.settings_name(),
            theme: self
                .theme
                .name
                .as_ref()
                .map(|name| format!("themes/{name}/"))
                .unwrap_or_default(),
        }
    }

    /// A path as the person knows it: from the root.
    fn shown(&self, path: &Path) -> String {
        slashed(path.strip_prefix(&self.options.root).unwrap_or(path))
    }

    /// Findings about settings and theme.
    fn own_findings(&self) -> Vec<Diagnostic> {
        [
            self.settings.diagnostics.clone(),
            self.theme.diagnostics.clone(),
        ]
        .concat()
    }

    /// Makes the site of what was read.
    fn make(&mut self, config: &Arc<Config>) -> BuildOutcome {
        let mut diagnostics = self.own_findings();
        diagnostics.extend(self.listed.diagnostics.iter().cloned());
        diagnostics.extend(self.statics.files().diagnostics.iter().cloned());
        let inputs = Inputs {
            walked: Walked {
                assets: self.listed.assets.clone(),
                ..Walked::default()
            },
            statics: self.statics.files().value.clone(),
            theme: self.theme.theme.clone(),
            diagnostics,
            search: self.searching.at_hand(self.documents.len(), config),
            site: self.site.take(),
            files: std::mem::take(&mut self.files),
        };
        let started = Instant::now();
        let built = pipeline::assemble_site(self.documents.outcomes(), inputs, config);
        let library = &built.value.understood.library;
        self.searching
            .follow(&built.value.understood, config, started.elapsed());
        self.addresses = library.addresses.clone();
        for (file, address) in self.documents.expected_addresses() {
            let addresses = Arc::make_mut(&mut self.addresses);
            addresses.entry(file).or_insert(address);
        }
        let site = built.value.site;
        self.site = Some(site.clone());
        self.files = built.value.files;
        let pages = site
            .paths()
            .filter(|path| path.as_str().ends_with(".html"))
            .count();
        let mut summary = format!(
            "{}, {}",
            counted(library.records.len(), "incident"),
            counted(pages, "page")
        );
        if self.searching.has_failed() {
            summary.push_str(
                "; the search is an earlier one: this is a fault in Casebook itself, please report it",
            );
        }
        BuildOutcome {
            summary,
            site: Some(site),
            findings: built.diagnostics,
            addresses: self.addresses.clone(),
            ..BuildOutcome::default()
        }
    }
}

impl Builder for Project {
    fn build(&mut self, look: &Look) -> Option<BuildOutcome> {
        let threads = self.threads.clone();
        threads.install(|| self.look(look))
    }

    fn is_waiting(&self) -> bool {
        self.glanced || self.documents.is_half_saved()
    }

    fn attend(&mut self, wake: Wake) {
        self.searching.attend(wake);
    }

    fn watched(&self) -> WatchedFolders {
        let root = &self.options.root;
        let config = &self.settings.config;
        let content = self.content_folder(config);
        let mut ignored = vec![root.join(&config.output)];
        if content == *root {
            ignored.push(root.join("target"));
        }
        let theme = config.theme.as_ref().map(|name| self.theme_folder(name));
        WatchedFolders {
            trees: [content, root.join(&config.static_dir)]
                .into_iter()
                .chain(theme)
                .collect(),
            files: vec![root.join(self.settings_name()), root.join(&config.content)],
            ignored,
        }
    }
}

/// Every file of a folder, as far as it can be read.
fn all_files(folder: &Path, config: &Config) -> Outcome<Vec<AssetFile>> {
    walk::statics(folder, &config.static_dir, &config.limits)
        .unwrap_or_else(|_| Outcome::clean(Vec::new()))
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// A path with the separator that findings and addresses have on every system.
fn slashed(path: &Path) -> String {
    let text = path.display().to_string();
    match std::path::MAIN_SEPARATOR {
        '/' => text,
        other => text.replace(other, "/"),
    }
}
