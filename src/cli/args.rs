//! What can be typed. The only module that names `clap`.
//!
//! Every option can also be set in the environment, as `CASEBOOK_` and its name in capitals; where two commands mean
//! different things by one name, the command's name stands before it.

mod generate;
mod library;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::BoolishValueParser;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

pub(super) use generate::{completions, manual};
pub(super) use library::{
    Completions, Eject, Export, ExportFormat, Incidents, Init, List, ManDir, Schema, Stats,
    ThemeCommand,
};

/// Turns a folder of incident postmortems into a searchable website.
#[derive(Debug, Parser)]
#[command(name = "casebook", version, max_term_width = 100)]
#[command(
    after_help = "Every option can be set in the environment too: --base-url as CASEBOOK_BASE_URL, options of \
                  inspect, new, import and similar with the command's name: CASEBOOK_IMPORT_FROM."
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Global {
    /// Run as if started in DIR
    #[arg(
        short = 'C',
        long,
        value_name = "DIR",
        global = true,
        env = "CASEBOOK_ROOT"
    )]
    pub(super) root: Option<PathBuf>,
    /// Settings file [default: site.toml, if there is one]
    #[arg(
        short,
        long,
        value_name = "FILE",
        global = true,
        env = "CASEBOOK_CONFIG"
    )]
    pub(super) config: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose", env = "CASEBOOK_QUIET", value_parser = BoolishValueParser::new())]
    pub(super) quiet: bool,
    /// Say more: warnings and hints in full, files written
    #[arg(short, long, global = true, env = "CASEBOOK_VERBOSE", value_parser = BoolishValueParser::new())]
    pub(super) verbose: bool,
    /// When to use colours
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        default_value = "auto",
        env = "CASEBOOK_COLOR"
    )]
    pub(super) color: Color,
    /// Number of threads [default: one for each processor]
    #[arg(short, long, value_name = "N", global = true, env = "CASEBOOK_JOBS")]
    pub(super) jobs: Option<usize>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Begin a library: settings, an example, a workflow for GitHub Pages
    Init(Init),
    /// Build the site
    Build(Build),
    /// Serve the site from memory while you write
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Find what is wrong in the postmortems
    Check(Check),
    /// Begin a postmortem from a writing template
    New(New),
    /// Write front matter for documents that have none
    Import(Import),
    /// Show what is understood of a file, and in which words it was read
    Inspect(Inspect),
    /// Find the past incidents that a log line, a stack trace, an alert or a postmortem is like
    Similar(Similar),
    /// List incidents
    List(List),
    /// Count and measure incidents
    Stats(Stats),
    /// Print the library as data
    Export(Export),
    /// Say what a rule finds and what to do about it
    Explain(Explain),
    /// Remove what a build wrote
    Clean(Clean),
    /// Look at the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Look at the built-in theme, and copy files of it
    #[command(subcommand)]
    Theme(ThemeCommand),
    /// Print a script that completes the commands in a shell
    Completions(Completions),
    /// Write the pages of the manual
    Man(ManDir),
}

/// Which documents are part of the site.
#[derive(Debug, Args)]
pub(super) struct Content {
    /// Content folder [default: content, or the folder itself]
    #[arg(long, value_name = "DIR", env = "CASEBOOK_CONTENT")]
    pub(super) content: Option<String>,
    /// With internal documents and passages, which the public does not get
    #[arg(long, env = "CASEBOOK_INTERNAL", value_parser = BoolishValueParser::new())]
    pub(super) internal: bool,
}

/// `build`
#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) content: Content,
    /// Publish drafts too
    #[arg(long, env = "CASEBOOK_DRAFTS", value_parser = BoolishValueParser::new())]
    pub(super) drafts: bool,
    /// Output folder [default: public]
    #[arg(short, long, value_name = "DIR", env = "CASEBOOK_OUTPUT")]
    pub(super) output: Option<String>,
    /// Address that the site will have, for feeds, sitemap and canonical links
    #[arg(short, long, value_name = "URL", env = "CASEBOOK_BASE_URL")]
    pub(super) base_url: Option<String>,
    /// Make a site that works without a server, by opening its files
    #[arg(long, env = "CASEBOOK_PORTABLE", value_parser = BoolishValueParser::new())]
    pub(super) portable: bool,
    /// Let warnings count as errors
    #[arg(long, env = "CASEBOOK_STRICT", value_parser = BoolishValueParser::new())]
    pub(super) strict: bool,
    /// Leave out documents with errors and publish the rest
    #[arg(long, env = "CASEBOOK_KEEP_GOING", value_parser = BoolishValueParser::new())]
    pub(super) keep_going: bool,
    /// Write beside files that casebook did not write, and never touch those
    #[arg(long, env = "CASEBOOK_ADOPT", value_parser = BoolishValueParser::new())]
    pub(super) adopt: bool,
    /// Say what would be written, and write nothing
    #[arg(short = 'n', long, env = "CASEBOOK_DRY_RUN", value_parser = BoolishValueParser::new())]
    pub(super) dry_run: bool,
    /// Say how long each stage took
    #[arg(long, env = "CASEBOOK_TIMINGS", value_parser = BoolishValueParser::new())]
    pub(super) timings: bool,
}

/// `serve`
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    pub(super) content: Content,
    /// Leave drafts out
    #[arg(long, env = "CASEBOOK_NO_DRAFTS", value_parser = BoolishValueParser::new())]
    pub(super) no_drafts: bool,
    /// Port [default: 4747, or a free one]
    #[arg(short, long, value_name = "PORT", env = "CASEBOOK_PORT")]
    pub(super) port: Option<u16>,
    /// Address to listen on
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1",
        env = "CASEBOOK_HOST"
    )]
    pub(super) host: String,
    /// Open the site in the browser
    #[arg(short = 'O', long, env = "CASEBOOK_OPEN", value_parser = BoolishValueParser::new())]
    pub(super) open: bool,
    /// Rebuild when a file changes; this is the default
    #[arg(long, overrides_with = "no_watch", env = "CASEBOOK_WATCH", value_parser = BoolishValueParser::new())]
    pub(super) watch: bool,
    /// Do not rebuild when a file changes
    #[arg(long, env = "CASEBOOK_NO_WATCH", value_parser = BoolishValueParser::new())]
    pub(super) no_watch: bool,
    /// Look for changes in regular intervals instead of waiting for events [default: every 500 ms]
    #[arg(
        long,
        value_name = "MS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "yes",
        env = "CASEBOOK_POLL",
        value_parser = poll
    )]
    pub(super) poll: Option<Poll>,
    /// Serve below this path, as a host does that serves several sites
    #[arg(
        long,
        value_name = "PATH",
        default_value = "",
        hide_default_value = true,
        env = "CASEBOOK_BASE_PATH"
    )]
    pub(super) base_path: String,
}

/// Shortest and longest time between two looks at the files, in milliseconds.
const POLL_WITHIN: std::ops::RangeInclusive<u64> = 10..=60_000;

/// `--poll`, as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Poll {
    /// Switched off, which only the environment can say.
    No,
    /// As often as is usual.
    Usually,
    /// This often.
    Every(Duration),
}

/// Reads the value of `--poll`: milliseconds, or a yes or no as every switch in the environment takes it.
fn poll(text: &str) -> Result<Poll, String> {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "t" | "true" | "on" | "1" => return Ok(Poll::Usually),
        "n" | "no" | "f" | "false" | "off" | "0" | "" => return Ok(Poll::No),
        _ => {}
    }
    let (least, most) = (POLL_WITHIN.start(), POLL_WITHIN.end());
    match text.parse() {
        Ok(ms) if POLL_WITHIN.contains(&ms) => Ok(Poll::Every(Duration::from_millis(ms))),
        _ => Err(format!("a number of milliseconds from {least} to {most}")),
    }
}

/// `check`
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Only findings in these files and folders
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) content: Content,
    /// How findings are printed [default: full, or github under GitHub Actions]
    #[arg(long, value_name = "FORMAT", env = "CASEBOOK_FORMAT")]
    pub(super) format: Option<Format>,
    /// Only findings of these rules
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        env = "CASEBOOK_SELECT"
    )]
    pub(super) select: Vec<String>,
    /// No findings of these rules
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        env = "CASEBOOK_IGNORE"
    )]
    pub(super) ignore: Vec<String>,
    /// Let warnings count as errors
    #[arg(long, env = "CASEBOOK_STRICT", value_parser = BoolishValueParser::new())]
    pub(super) strict: bool,
    /// Ask other hosts whether they still have what documents link to; answers are kept for days
    #[cfg(feature = "external")]
    #[arg(long, env = "CASEBOOK_EXTERNAL", value_parser = BoolishValueParser::new())]
    pub(super) external: bool,
    /// First mend what needs no question: names of keys, format of times, fences of front matter
    #[arg(long, env = "CASEBOOK_FIX", value_parser = BoolishValueParser::new())]
    pub(super) fix: bool,
    /// Print what would be mended, and what could be, as a patch; write nothing
    #[arg(long, conflicts_with = "fix", env = "CASEBOOK_CHECK_DIFF", value_parser = BoolishValueParser::new())]
    pub(super) diff: bool,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the lines they are about
    Full,
    /// One line each
    Concise,
    /// For programs
    Json,
    /// As annotations of GitHub Actions
    Github,
    /// For code scanning: SARIF 2.1.0
    Sarif,
}

/// `inspect`
#[derive(Debug, Args)]
pub(super) struct Inspect {
    /// Files, and folders with all documents in them
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// How it is printed
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        env = "CASEBOOK_INSPECT_FORMAT"
    )]
    pub(super) format: InspectFormat,
}

/// How what was understood is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// `new`
#[derive(Debug, Args)]
pub(super) struct New {
    /// Title of the incident
    #[arg(value_name = "TITLE")]
    pub(super) title: String,
    /// Writing template: short, sre or review [default: sre]
    #[arg(short, long, value_name = "NAME", env = "CASEBOOK_TEMPLATE")]
    pub(super) template: Option<String>,
    /// A writing template of your own
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "template",
        env = "CASEBOOK_NEW_FROM"
    )]
    pub(super) from: Option<PathBuf>,
    /// Day of the incident [default: today]
    #[arg(long, value_name = "DAY", env = "CASEBOOK_NEW_DATE")]
    pub(super) date: Option<String>,
    /// Who answers for the document
    #[arg(long, value_name = "WHO", env = "CASEBOOK_OWNER")]
    pub(super) owner: Option<String>,
    /// Root-cause category
    #[arg(long, value_name = "ID", env = "CASEBOOK_NEW_CAUSE")]
    pub(super) cause: Option<String>,
    /// Severity
    #[arg(long, value_name = "LABEL", env = "CASEBOOK_NEW_SEVERITY")]
    pub(super) severity: Option<String>,
    /// Service affected; may be given several times
    #[arg(long = "service", value_name = "NAME", env = "CASEBOOK_NEW_SERVICE")]
    pub(super) services: Vec<String>,
    /// Content folder [default: content, or the folder itself]
    #[arg(long, value_name = "DIR", env = "CASEBOOK_CONTENT")]
    pub(super) content: Option<String>,
    /// Print the document, and write nothing
    #[arg(long, env = "CASEBOOK_NEW_STDOUT", value_parser = BoolishValueParser::new())]
    pub(super) stdout: bool,
}

/// `import`
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Files, and folders with all documents in them
    #[arg(value_name = "PATH", required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// Say what would be written, and write nothing; this is the default
    #[arg(short = 'n', long, conflicts_with = "write", env = "CASEBOOK_IMPORT_DRY_RUN", value_parser = BoolishValueParser::new())]
    pub(super) dry_run: bool,
    /// Write
    #[arg(short, long, env = "CASEBOOK_IMPORT_WRITE", value_parser = BoolishValueParser::new())]
    pub(super) write: bool,
    /// Show the changes as a unified diff
    #[arg(long, env = "CASEBOOK_IMPORT_DIFF", value_parser = BoolishValueParser::new())]
    pub(super) diff: bool,
    /// What the files are
    #[arg(
        long,
        value_name = "FORM",
        default_value = "auto",
        env = "CASEBOOK_IMPORT_FROM"
    )]
    pub(super) from: ImportForm,
}

/// What a file to import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ImportForm {
    /// Told by its ending and its front matter
    Auto,
    /// Markdown
    Markdown,
    /// Front matter of the icco/postmortems collection
    Icco,
    /// Incidents of a cState status page
    Cstate,
    /// HTML pages
    Html,
    /// Tables with a header row
    Csv,
}

/// `similar`
#[derive(Debug, Args)]
pub(super) struct Similar {
    /// File with the text, or a postmortem (.md); - or nothing is the standard input
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) content: Content,
    /// Look through drafts too
    #[arg(long, env = "CASEBOOK_DRAFTS", value_parser = BoolishValueParser::new())]
    pub(super) drafts: bool,
    /// How it is printed
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        env = "CASEBOOK_SIMILAR_FORMAT"
    )]
    pub(super) format: InspectFormat,
    /// Most incidents printed
    #[arg(
        long,
        value_name = "N",
        default_value_t = 5,
        env = "CASEBOOK_SIMILAR_LIMIT"
    )]
    pub(super) limit: usize,
}

/// `explain`
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Name of a rule; without one, all rules are listed
    #[arg(value_name = "RULE")]
    pub(super) rule: Option<String>,
    /// Print all rules as a page of Markdown
    #[arg(long, conflicts_with = "rule", env = "CASEBOOK_MARKDOWN", value_parser = BoolishValueParser::new())]
    pub(super) markdown: bool,
}

/// `clean`
#[derive(Debug, Args)]
pub(super) struct Clean {
    /// Output folder [default: public]
    #[arg(short, long, value_name = "DIR", env = "CASEBOOK_OUTPUT")]
    pub(super) output: Option<String>,
}

/// `config`
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the settings in force
    Show,
    /// Print a JSON Schema, for editors and programs
    Schema(Schema),
}

/// What came of the arguments when it is not a command.
pub(super) struct Aside {
    /// What to print, with escape sequences.
    pub(super) styled: String,
    /// The same without.
    pub(super) plain: String,
    /// Whether it was asked for (`--help`), rather than being an error.
    pub(super) asked_for: bool,
}

/// Reads the arguments, the program's name first.
pub(super) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, Aside> {
    let read = without_variables(Cli::command()).try_get_matches_from(args);
    let read = read.and_then(|matches| Cli::from_arg_matches(&matches));
    read.map_err(|error| Aside {
        styled: error.render().ansi().to_string(),
        plain: error.render().to_string(),
        asked_for: !error.use_stderr(),
    })
}

/// The help says once that options can be variables, instead of at each of them.
fn without_variables(command: clap::Command) -> clap::Command {
    command
        .mut_args(|arg| arg.hide_env(true))
        .mut_subcommands(without_variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_between_looks_is_a_number_of_milliseconds_or_a_yes() {
        let every = |ms| Poll::Every(Duration::from_millis(ms));
        assert_eq!(poll("250"), Ok(every(250)));
        assert_eq!(poll("yes"), Ok(Poll::Usually));
        assert_eq!(poll("1"), Ok(Poll::Usually));
        assert_eq!(poll("0"), Ok(Poll::No));
        for wrong in ["2", "60001", "-5", "1s", "99999999999999999999"] {
            assert!(poll(wrong).is_err(), "{wrong}");
        }
        let read = |args: &[&str]| {
            let line = ["casebook", "serve"].iter().chain(args);
            match parse(line.map(OsString::from)).ok()?.command {
                Command::Serve(serve) => Some(serve.poll),
                _ => None,
            }
        };
        assert_eq!(read(&[]), Some(None));
        assert_eq!(read(&["--poll"]), Some(Some(Poll::Usually)));
        assert_eq!(read(&["--poll=100"]), Some(Some(every(100))));
        assert_eq!(read(&["--poll=soon"]), None);
        assert_eq!(read(&["--poll", "100"]), None);
    }

    #[test]
    fn every_option_has_its_variable() {
        let command = Cli::command();
        command.clone().debug_assert();
        named_right(&command, "CASEBOOK");
        for inner in command.get_subcommands() {
            named_right(
                inner,
                &format!("CASEBOOK_{}", inner.get_name().to_uppercase()),
            );
        }
    }

    /// `--name` is `CASEBOOK_NAME`, or has the command's name before it.
    fn named_right(command: &clap::Command, prefix: &str) {
        for arg in command.get_arguments() {
            let Some(long) = arg.get_long() else {
                continue;
            };
            let name = long.to_uppercase().replace('-', "_");
            let found = arg.get_env().and_then(|name| name.to_str());
            let right = [format!("CASEBOOK_{name}"), format!("{prefix}_{name}")];
            assert!(
                found.is_some_and(|found| right.iter().any(|it| it == found)),
                "{} --{long}: {found:?}",
                command.get_name()
            );
        }
    }
}
