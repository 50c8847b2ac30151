//! Casebook turns a folder of incident postmortems into a searchable website.
//!
//! ```text
//! files ──► source ──► Document ──► Facts ──► Record ──► Library ──► Index, SearchIndex, Findings ──► Site ──► bytes
//!          (edge)     markdown     infer     assemble               index · search · check          site    output | serve
//! ```
//!
//! Modules in reading order; a module uses only modules above it (ARCHITECTURE.md, Layers).

pub mod diag;
pub mod slug;
pub mod suggest;
pub mod tree;

pub mod model;

pub mod config;
pub mod markdown;

pub mod source;

pub mod infer;

pub mod library;

pub mod assemble;

pub mod check;
pub mod index;
pub mod search;
pub mod writing;

pub mod html;

pub mod theme;

pub mod site;

pub mod leak;

pub mod pipeline;

pub mod output;
#[cfg(feature = "serve")]
pub mod serve;

pub mod cli;
