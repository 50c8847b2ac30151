//! `Snapshot`: everything one request is answered from. Immutable; a rebuild makes a new one and the old one stays whole for whoever reads it.

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::builder::{BuildOutcome, Places};
use crate::diag::{Diagnostic, Level};
use crate::site::{Companion, Site, SitePath};

/// The site at one moment, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Builds so far; 0 before the first.
    pub generation: u64,
    /// The newest site there is: of this build, or of the last that made one.
    site: Option<Arc<Site>>,
    /// An earlier site none of whose pages is known to fail; it stands in for pages whose template broke.
    fallback: Option<Arc<Site>>,
    /// Why the site is not what the files describe.
    pub fatal: Option<String>,
    findings: Vec<Diagnostic>,
    addresses: Arc<BTreeMap<Arc<str>, String>>,
    /// Fingerprint of all style sheets.
    pub styles: u64,
    /// How findings name files.
    pub places: Places,
}

/// A page, and why it is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The bytes; `None` if they never could be made.
    pub bytes: Option<Arc<[u8]>>,
    /// What failed while making the newest version.
    pub fault: Option<String>,
}

impl Snapshot {
    /// The snapshot after `outcome`. A build that made no site keeps the last one, under its error.
    #[must_use]
    pub fn after(&self, outcome: BuildOutcome, self_is_sound: Soundness) -> Self {
        let (site, fallback) = match outcome.site {
            None => (self.site.clone(), self.fallback.clone()),
            Some(site) => {
                let fallback = match self_is_sound {
                    Soundness::Sound => self.site.clone().or_else(|| self.fallback.clone()),
                    Soundness::Failing => self.fallback.clone(),
                };
                (Some(Arc::new(site)), fallback)
            }
        };
        let styles = site.as_deref().map_or(0, styles_of);
        Self {
            generation: self.generation + 1,
            site,
            fallback,
            fatal: outcome.fatal,
            findings: outcome.findings,
            addresses: outcome.addresses,
            styles,
            places: outcome.places,
        }
    }

    /// Whether the newest site has this path.
    pub fn contains(&self, path: &SitePath) -> bool {
        self.site.as_ref().is_some_and(|site| site.contains(path))
    }

    /// Whether there is any site at all.
    pub fn has_site(&self) -> bool {
        self.site.is_some()
    }

    /// Every path of the newest site.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.site.iter().flat_map(|site| site.paths())
    }

    /// Makes the file at `path`, from the last good site if the newest fails; `None` if the newest site has no such path.
    pub fn render(&self, path: &SitePath) -> Option<Rendered> {
        let fault = match render(self.site.as_ref()?, path)? {
            Ok(bytes) => {
                return Some(Rendered {
                    bytes: Some(bytes),
                    fault: None,
                });
            }
            Err(fault) => fault,
        };
        let earlier = self.fallback.as_ref().and_then(|site| render(site, path));
        Some(Rendered {
            bytes: earlier.and_then(Result::ok),
            fault: Some(fault),
        })
    }

    /// Renders one page of each kind, told apart by folder and depth, and gives the paths that fail with the reason: a
    /// broken template is known before a browser asks, and the site is not kept as one that is good.
    pub fn probe(&self) -> Vec<(String, String)> {
        let mut kinds: BTreeMap<(&str, usize), &SitePath> = BTreeMap::new();
        for path in self.paths().filter(|path| path.as_str().ends_with(".html")) {
            let text = path.as_str();
            let folder = text.split_once('/').map_or("", |(folder, _)| folder);
            kinds
                .entry((folder, text.matches('/').count()))
                .or_insert(path);
        }
        let site = self.site.as_ref();
        kinds
            .into_values()
            .filter_map(|path| {
                let fault = render(site?, path)?.err()?;
                Some((path.url().to_owned(), fault))
            })
            .collect()
    }

    /// Findings about the document whose page has this address.
    pub fn findings_of<'a>(&'a self, address: &'a str) -> impl Iterator<Item = &'a Diagnostic> {
        self.findings
            .iter()
            .filter(move |finding| self.address_of(finding) == Some(address))
    }

    /// Errors that belong to no page: settings, templates, the library as a whole.
    pub fn errors_of_the_whole(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings
            .iter()
            .filter(|finding| finding.level == Level::Error && self.address_of(finding).is_none())
    }

    /// Errors about other documents than the one at `address`.
    pub fn errors_elsewhere<'a>(
        &'a self,
        address: &'a str,
    ) -> impl Iterator<Item = &'a Diagnostic> {
        self.findings.iter().filter(move |finding| {
            finding.level == Level::Error
                && self.address_of(finding).is_some_and(|at| at != address)
        })
    }

    /// What helps whoever is writing the postmortem at `address`; a fault on the way gives nothing.
    pub fn companion(&self, address: &str) -> Option<Companion> {
        let site = self.site.as_ref()?;
        catch_unwind(AssertUnwindSafe(|| site.companion(address)))
            .ok()
            .flatten()
    }

    /// Where the site tells of a rule, from its home page; `None` if it does not.
    pub fn rule_url(&self, rule: &str) -> Option<String> {
        self.site.as_ref()?.rule_url(rule)
    }

    /// Whether a document belongs at `address`, readable or not.
    pub fn has_document(&self, address: &str) -> bool {
        self.addresses.values().any(|at| at == address)
    }

    /// All findings of the build.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    fn address_of(&self, finding: &Diagnostic) -> Option<&str> {
        let file = &finding.place.as_ref()?.file;
        self.addresses.get(file).map(String::as_str)
    }
}

/// Whether a snapshot's site may stand in for later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Soundness {
    /// No page of it is known to fail.
    Sound,
    /// At least one page of it failed.
    Failing,
}

/// Makes one file; a panic on the way is a fault of that file alone.
fn render(site: &Site, path: &SitePath) -> Option<Result<Arc<[u8]>, String>> {
    match catch_unwind(AssertUnwindSafe(|| site.render(path))) {
        Ok(rendered) => rendered.map(|result| result.map_err(|error| error.to_string())),
        Err(panic) => Some(Err(panic_message(panic.as_ref()))),
    }
}

/// What a panic said, marked as our fault and not the author's.
pub(super) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    format!("this is a fault in Casebook itself, please report it: {said}")
}

/// Fingerprint of every style sheet of a site.
fn styles_of(site: &Site) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    for path in site.paths().filter(|path| path.as_str().ends_with(".css")) {
        if let Some(Ok(bytes)) = render(site, path) {
            hasher.write(&bytes);
        }
    }
    hasher.finish()
}
