//! Reads the files that were found: each within its limit, documents as UTF-8, drawings looked over.

#![expect(
    clippy::disallowed_methods,
    reason = "input edge: the files of the content folder are read here"
)]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Walked, ending, unreadable};
use crate::config::Limits;
use crate::diag::{Diagnostic, Outcome, Place, SourceText, Span};
use crate::source::{AssetFile, FoundAsset, SourceFile, svg};

/// The second half of [`content`]: reads documents, in parallel; the order of the result is that of `documents`.
///
/// # Errors
/// For each one that cannot be read, why. The finding is boxed: the common case is a text.
pub fn read_documents(
    documents: &[&FoundAsset],
    limits: &Limits,
) -> Vec<Result<SourceFile, Box<Diagnostic>>> {
    documents
        .par_iter()
        .map(|document| read_document(document, limits).map(|source| SourceFile { source }))
        .collect()
}

/// Reads the assets of `walked` whose paths are `wanted`, in path order. A path that the folder does not have is no
/// finding here: whoever refers to it is told where the reference stands.
pub fn read_assets(
    walked: &Walked,
    wanted: &BTreeSet<Arc<str>>,
    limits: &Limits,
) -> Outcome<Vec<AssetFile>> {
    let wanted: Vec<_> = walked
        .assets
        .iter()
        .filter(|asset| wanted.contains(&asset.path))
        .collect();
    read_all(&wanted, limits)
}

/// Reads at most `limit` bytes; `Ok(None)` if there are more. A file may grow between its being found and read.
fn read_up_to(path: &Path, len: u64, limit: usize) -> std::io::Result<Option<Vec<u8>>> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    if len > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0) + 1);
    File::open(path)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|read| read <= limit);
    Ok(fits.then_some(bytes))
}

fn read_document(file: &FoundAsset, limits: &Limits) -> Result<SourceText, Box<Diagnostic>> {
    let bytes = read_up_to(&file.disk, file.len, limits.document_bytes)
        .map_err(|error| Box::new(unreadable(&file.path, &error.to_string())))?
        .ok_or_else(|| {
            Box::new(too_large(
                "document-too-large",
                file,
                "document_bytes",
                limits.document_bytes,
            ))
        })?;
    let text = String::from_utf8(bytes)
        .map_err(|error| Box::new(not_utf8(&file.path, error.as_bytes())))?;
    let source = SourceText::new(file.path.clone(), &text);
    match source.text.find('\0') {
        None => Ok(source),
        Some(at) => Err(Box::new(
            Diagnostic::error(
                "nul-character",
                source.place(Span::new(at, at + 1)),
                "a NUL character in the text",
            )
            .help("remove it; a file with NUL characters is rarely a text"),
        )),
    }
}

fn too_large(rule: &'static str, file: &FoundAsset, option: &str, limit: usize) -> Diagnostic {
    Diagnostic::error(
        rule,
        Place::file(file.path.clone()),
        format!(
            "the file has more than the {limit} bytes that `{option}` allows ({} bytes)",
            file.len
        ),
    )
    .help(format!(
        "make it smaller, or raise `{option}` under `[limits]` in site.toml"
    ))
}

fn not_utf8(path: &Arc<str>, bytes: &[u8]) -> Diagnostic {
    let valid = std::str::from_utf8(bytes)
        .err()
        .map_or(bytes.len(), |error| error.valid_up_to());
    let bad = bytes.get(valid).copied().unwrap_or_default();
    let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    // Written as the text will be shown: the bad byte as the replacement character.
    let text = SourceText::new(path.clone(), &format!("{before}\u{fffd}"));
    let end = text.text.len();
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    Diagnostic::error(
        "not-utf8",
        text.place(Span::new(end - '\u{fffd}'.len_utf8(), end)),
        format!("the file is not UTF-8: byte 0x{bad:02x} begins no character"),
    )
    .help(if wide {
        "the file looks like UTF-16; save it as UTF-8"
    } else {
        "save the file as UTF-8; it may be Latin-1 or Windows-1252"
    })
}

pub(super) fn read_all(files: &[&FoundAsset], limits: &Limits) -> Outcome<Vec<AssetFile>> {
    let read: Vec<_> = files
        .par_iter()
        .map(|file| read_asset(file, limits))
        .collect();
    let mut outcome = Outcome::clean(Vec::new());
    for one in read {
        match one {
            Ok(asset) => outcome.value.push(asset),
            Err(findings) => outcome.diagnostics.extend(findings),
        }
    }
    outcome
}

fn read_asset(file: &FoundAsset, limits: &Limits) -> Result<AssetFile, Vec<Diagnostic>> {
    let bytes = read_up_to(&file.disk, file.len, limits.asset_bytes)
        .map_err(|error| vec![unreadable(&file.path, &error.to_string())])?
        .ok_or_else(|| {
            vec![too_large(
                "asset-too-large",
                file,
                "asset_bytes",
                limits.asset_bytes,
            )]
        })?;
    if ending(&file.path) == "svg" {
        let findings = svg::active_parts(&file.path, &bytes);
        if !findings.is_empty() {
            return Err(findings);
        }
    }
    Ok(AssetFile {
        path: file.path.clone(),
        bytes: bytes.into(),
    })
}
