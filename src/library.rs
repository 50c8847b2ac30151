//! `Record`: a postmortem and its text. `Library`: all of them, newest first, each id once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::SourceText;
use crate::markdown::Document;
use crate::model::{Facts, Postmortem};

/// A postmortem and its text.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it says.
    pub postmortem: Postmortem,
    /// The file it was read from.
    pub source: SourceText,
    /// Its body.
    pub document: Document,
}

/// A document that is no postmortem: published at its path, outside the indexes.
#[derive(Debug, Clone)]
pub struct TextPage {
    /// Address without slashes at its ends, e.g. `about` or `runbooks/failover`; empty for the home page's text.
    pub path: String,
    /// Title.
    pub title: String,
    /// What its front matter states.
    pub facts: Facts,
    /// The file it was read from.
    pub source: SourceText,
    /// Its body.
    pub document: Document,
}

/// A document that is not part of this build.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Path of its file.
    pub file: Arc<str>,
    /// Why.
    pub why: LeftOutBecause,
}

/// Why a document is not part of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOutBecause {
    /// It is a draft.
    Draft,
    /// It is internal.
    Internal,
    /// It has an error.
    Error,
}

/// All documents of a site.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Newest first, unknown dates last, then by slug.
    pub records: Vec<Arc<Record>>,
    /// Other pages, by path.
    pub pages: Vec<Arc<TextPage>>,
    /// Text of the home page, if the library has one.
    pub home: Option<Arc<TextPage>>,
    /// What is not part of this build, by file.
    pub left_out: Vec<LeftOut>,
    /// Address of every published document by its file's path: `incidents/x/` or `about/`.
    pub addresses: BTreeMap<Arc<str>, String>,
}
