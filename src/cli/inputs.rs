//! Reads what a site is made from, and runs the stages up to the library.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::project::Project;
use super::session::Stop;
use crate::diag::{Diagnostic, SourceText};
use crate::library::Entry;
use crate::pipeline::{self, Understood};
use crate::source::walk::{self, Walked};

/// What the content folder holds.
pub(super) struct Inputs {
    /// Its files.
    pub(super) walked: Walked,
    /// Their texts, in order of path.
    pub(super) sources: Vec<SourceText>,
}

/// Reads the content folder, but for the output, the static files and the themes in it.
///
/// # Errors
/// If the folder itself cannot be read.
pub(super) fn read(project: &Project) -> Result<Inputs, Stop> {
    let mut walked = walk::content(&project.content, &skipped(project), &project.config.limits)
        .map_err(|error| Stop::wrong(error.to_string()))?;
    let sources = std::mem::take(&mut walked.files);
    Ok(Inputs {
        walked,
        sources: sources.into_iter().map(|file| file.source).collect(),
    })
}

/// Folders that are not content although they may lie in it.
pub(super) fn skipped(project: &Project) -> Vec<PathBuf> {
    let mut folders = vec![project.output.clone(), project.statics.clone()];
    folders.extend(project.output.canonicalize());
    folders
}

/// What the documents say, and everything found wrong with content and settings.
pub(super) fn understand(project: &Project, inputs: &Inputs) -> (Understood, Vec<Diagnostic>) {
    let mut findings = project.findings.clone();
    findings.extend(inputs.walked.diagnostics.iter().cloned());
    let mut entries: Vec<Entry> = Vec::with_capacity(inputs.sources.len());
    for outcome in pipeline::read_all(&inputs.sources, &project.config) {
        entries.push(outcome.value);
        findings.extend(outcome.diagnostics);
    }
    let assets = inputs.walked.assets.iter();
    let assets: BTreeSet<Arc<str>> = assets.map(|asset| asset.path.clone()).collect();
    let understood = pipeline::understand(entries, &assets, &project.config);
    findings.extend(understood.diagnostics);
    (understood.value, findings)
}
