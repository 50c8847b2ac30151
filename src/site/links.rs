//! The relative links of a document on the page it is shown on, and the files beside documents.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::html::{Links, Mentioned, Target};
use crate::library::Library;
use crate::markdown::reference::{Reference, reference};
use crate::markdown::{Document, allowed_anchor};

use super::address;
use super::shared::{Shared, incident_address};

/// Paths of the files that some document refers to, out of those `found` in the content folder.
pub fn wanted_assets(library: &Library, found: &BTreeSet<Arc<str>>) -> BTreeSet<Arc<str>> {
    let records = library.records.iter().map(|it| (&it.source, &it.document));
    let pages = library.pages.iter().chain(&library.home);
    records
        .chain(pages.map(|it| (&it.source, &it.document)))
        .flat_map(|(source, document)| referred(&source.path, document))
        .filter_map(|path| found.get(path.as_str()).cloned())
        .collect()
}

/// Paths of the files that a document refers to, each once.
pub(super) fn referred(file: &str, document: &Document) -> BTreeSet<String> {
    let paths = document
        .links
        .iter()
        .filter_map(|link| match reference(file, &link.target) {
            Reference::File { path, .. } => Some(path),
            _ => None,
        });
    paths.collect()
}

/// Name of an asset below the page of the document `file`: as seen from the document's folder, else its whole path in a
/// folder of its own, where it meets none of the document's.
pub(super) fn asset_name<'a>(file: &str, asset: &'a str) -> Cow<'a, str> {
    let folder = file.rfind('/').map_or("", |at| &file[..=at]);
    match asset.strip_prefix(folder) {
        Some(inside) => Cow::Borrowed(inside),
        None => Cow::Owned(format!("_/{asset}")),
    }
}

/// The links of one document.
pub(super) struct DocumentLinks<'a> {
    pub(super) shared: &'a Shared,
    /// Path of its file.
    pub(super) file: &'a str,
    /// Address of its page.
    pub(super) address: &'a str,
}

impl Links for DocumentLinks<'_> {
    fn resolve(&self, target: &str) -> Target {
        let link = |to: &str| Target::To(address::link(self.address, to, self.shared.portable()));
        match reference(self.file, target) {
            Reference::Here { anchor } if !anchor.is_empty() => Target::To(format!("#{anchor}")),
            Reference::File { path, anchor } => {
                let addresses = &self.shared.library.addresses;
                let index = if path.is_empty() {
                    "index.md".to_owned()
                } else {
                    format!("{path}/index.md")
                };
                let document = addresses
                    .get(path.as_str())
                    .or_else(|| addresses.get(index.as_str()));
                match document {
                    Some(to) if anchor.is_empty() => link(to),
                    // Ids that look like the theme's are renamed on every page.
                    Some(to) => link(&format!("{to}#{}", allowed_anchor(&anchor))),
                    None if self.shared.assets.contains_key(path.as_str()) => {
                        let name = asset_name(self.file, &path);
                        link(&format!("{}{name}", self.address))
                    }
                    None => Target::Nowhere,
                }
            }
            _ => Target::Nowhere,
        }
    }

    fn mentioned(&self, id: &str) -> Option<Mentioned> {
        let record = self.shared.mentionable(id)?;
        let to = incident_address(&record.postmortem.slug);
        (to != self.address).then(|| Mentioned {
            url: address::link(self.address, &to, self.shared.portable()),
            title: record.postmortem.title.value.clone(),
        })
    }

    fn image(&self, target: &str) -> Option<(u32, u32)> {
        match reference(self.file, target) {
            Reference::File { path, .. } => *self.shared.assets.get(path.as_str())?,
            _ => None,
        }
    }
}

/// Width and height of an image in pixels, so that a page does not jump when it arrives.
pub(super) fn image_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    Some((
        u32::try_from(size.width).ok()?,
        u32::try_from(size.height).ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_from_elsewhere_meets_none_of_the_documents_own_folder() {
        assert_eq!(asset_name("2024/x.md", "2024/img/a.png"), "img/a.png");
        assert_eq!(asset_name("2024/x.md", "img/a.png"), "_/img/a.png");
        assert_eq!(asset_name("x.md", "img/a.png"), "img/a.png");
    }
}
