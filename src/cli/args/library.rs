//! What can be typed to begin a library and to look at one.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};

use super::{Content, InspectFormat};

/// `init`
#[derive(Debug, Args)]
pub(in crate::cli) struct Init {
    /// Folder of the library, made if it is not there [default: the folder it is started in]
    #[arg(value_name = "DIR")]
    pub(in crate::cli) folder: Option<PathBuf>,
}

/// Which incidents a command is about.
#[derive(Debug, Args)]
pub(in crate::cli) struct Incidents {
    #[command(flatten)]
    pub(in crate::cli) content: Content,
    /// Drafts too
    #[arg(long, env = "CASEBOOK_DRAFTS", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) drafts: bool,
    /// Only those that pass, in the words of the search page: 'cause=database duration>4h after=2023 -service=search'
    #[arg(
        short,
        long,
        value_name = "FILTER",
        allow_hyphen_values = true,
        env = "CASEBOOK_FILTER"
    )]
    pub(in crate::cli) filter: Vec<String>,
}

/// `list`
#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    pub(in crate::cli) incidents: Incidents,
    /// How they are printed
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        env = "CASEBOOK_LIST_FORMAT"
    )]
    pub(in crate::cli) format: InspectFormat,
}

/// `stats`
#[derive(Debug, Args)]
pub(in crate::cli) struct Stats {
    #[command(flatten)]
    pub(in crate::cli) incidents: Incidents,
    /// How they are printed
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        env = "CASEBOOK_STATS_FORMAT"
    )]
    pub(in crate::cli) format: InspectFormat,
}

/// `export`
#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    #[command(flatten)]
    pub(in crate::cli) incidents: Incidents,
    /// How it is printed
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "json",
        env = "CASEBOOK_EXPORT_FORMAT"
    )]
    pub(in crate::cli) format: ExportFormat,
    /// Address that the site will have, for the addresses of incidents
    #[arg(short, long, value_name = "URL", env = "CASEBOOK_BASE_URL")]
    pub(in crate::cli) base_url: Option<String>,
}

/// How a library is printed as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ExportFormat {
    /// One value, as api/library.json of the site
    Json,
    /// One incident a line
    Ndjson,
    /// A table of the incidents
    Csv,
    /// A table of their action items
    ActionsCsv,
}

/// `config schema`
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(in crate::cli) struct Schema {
    /// Of front matter; this is the default
    #[arg(long, env = "CASEBOOK_SCHEMA_FRONT_MATTER", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) front_matter: bool,
    /// Of site.toml
    #[arg(long, env = "CASEBOOK_SCHEMA_SITE", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) site: bool,
    /// Of the library as data, as api/schema.json of the site
    #[arg(long, env = "CASEBOOK_SCHEMA_DATA", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) data: bool,
}
