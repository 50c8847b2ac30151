//! What can be typed to begin a library and to look at one.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, Subcommand, ValueEnum};

use super::generate::Shell;
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
    #[arg(long, env = "CASEBOOK_CONFIG_FRONT_MATTER", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) front_matter: bool,
    /// Of site.toml
    #[arg(long, env = "CASEBOOK_CONFIG_SITE", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) site: bool,
    /// Of the library as data, as api/schema.json of the site
    #[arg(long, env = "CASEBOOK_CONFIG_DATA", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) data: bool,
}

/// `theme`
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ThemeCommand {
    /// List the files of the built-in theme, and which the site has its own of
    List,
    /// Copy a file of the built-in theme into the site's own theme
    Eject(Eject),
}

/// `theme eject`
#[derive(Debug, Args)]
pub(in crate::cli) struct Eject {
    /// Path in the theme, or the end of it: templates/page.html, page.html
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: String,
    /// Print it, and write nothing
    #[arg(long, env = "CASEBOOK_THEME_STDOUT", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) stdout: bool,
    /// Keep the file that is there, and record that it is up to date with the built-in one
    #[arg(long, conflicts_with = "stdout", env = "CASEBOOK_THEME_KEEP", value_parser = BoolishValueParser::new())]
    pub(in crate::cli) keep: bool,
}

/// `completions`
#[derive(Debug, Args)]
pub(in crate::cli) struct Completions {
    /// Shell
    #[arg(value_name = "SHELL")]
    pub(in crate::cli) shell: Shell,
}

/// `man`
#[derive(Debug, Args)]
pub(in crate::cli) struct ManDir {
    /// Folder, made if it is not there
    #[arg(value_name = "DIR")]
    pub(in crate::cli) folder: PathBuf,
}
