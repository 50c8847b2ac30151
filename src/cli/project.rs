//! Finds the project: its root, its settings, its content folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::WRONG;
use super::report::Names;
use super::session::{Session, Stop};
use crate::check;
use crate::config::{self, Config, Overrides};
use crate::diag::{Diagnostic, Level};
use crate::output::{self, Existing, OutputPlan};
use crate::source::walk::Folders;

/// How long a build waits for another one of the same output.
const PATIENCE: Duration = Duration::from_secs(10);

/// A project on the disk, with the settings in force.
pub(super) struct Project {
    /// Where `site.toml` is, absolute.
    pub(super) root: PathBuf,
    /// The settings in force.
    pub(super) config: Arc<Config>,
    /// The content, absolute: `content/` if there is one, else the root itself.
    pub(super) content: PathBuf,
    /// The output, absolute.
    pub(super) output: PathBuf,
    /// The static files, absolute; the folder need not exist.
    pub(super) statics: PathBuf,
    /// How places in its files are named.
    pub(super) names: Names,
    /// What is wrong with the settings.
    pub(super) findings: Vec<Diagnostic>,
    /// The folder that the person stands in.
    here: PathBuf,
}

impl Project {
    /// The project that the session is about; settings with errors end the run.
    ///
    /// # Errors
    /// If the root or the settings cannot be read, or there is an error in them.
    pub(super) fn open(session: &mut Session, typed: Overrides) -> Result<Self, Stop> {
        let project = Self::read(session, typed)?;
        let errors: Vec<&Diagnostic> = project
            .findings
            .iter()
            .filter(|it| it.level == Level::Error)
            .collect();
        if errors.is_empty() {
            return Ok(project);
        }
        // A stream that takes no more changes nothing: the run ends here anyway.
        let _ = session
            .err_target(&project.names)
            .print_some(&errors, "mend these first");
        session.say_level("error", "the settings are wrong; nothing was done");
        Err(Stop::Said(WRONG))
    }

    /// The project that the session is about, whatever is wrong with its settings.
    ///
    /// # Errors
    /// If the root or the settings cannot be read.
    pub(super) fn read(session: &Session, mut typed: Overrides) -> Result<Self, Stop> {
        let here = session.host.folder.clone();
        let root = root(session)?;
        let settings = session.global.config.as_deref();
        let site = config::load(&root, settings).map_err(|error| Stop::wrong(error.to_string()))?;
        typed.source_date = source_date(session)?;
        let mut findings = site.diagnostics;
        findings.extend(check::settings(&site.value));
        let resolved = Config::resolve(site.value, typed);
        findings.extend(resolved.diagnostics);
        let config = resolved.value;
        let folders = Folders::of(&root, &config);
        if !folders.have_content() {
            let shown = folders.content.display();
            return Err(Stop::wrong(format!("there is no content folder `{shown}`")));
        }
        let content = folders.content;
        Ok(Self {
            names: Names {
                content: Names::prefix(&content, &here),
                root: Names::prefix(&root, &here),
                settings: settings
                    .unwrap_or(Path::new(config::FILE))
                    .to_string_lossy()
                    .replace('\\', "/"),
                theme: config
                    .theme
                    .as_ref()
                    .map(|name| format!("themes/{name}/"))
                    .unwrap_or_default(),
            },
            output: root.join(&config.output),
            statics: root.join(&config.static_dir),
            content,
            root,
            config: Arc::new(config),
            findings,
            here,
        })
    }

    /// What is read, and what is passed over: the output and the static files may lie in the content folder.
    pub(super) fn folders(&self) -> Folders {
        Folders::of(&self.root, &self.config)
    }

    /// Where the site goes, and what must not be lost.
    pub(super) fn output_plan(&self, session: &Session, existing: Existing) -> OutputPlan {
        OutputPlan {
            folder: self.output.clone(),
            project: output::Project {
                root: self.root.clone(),
                content: self.content.clone(),
                statics: self.statics.clone(),
                theme: self
                    .config
                    .theme
                    .as_ref()
                    .map(|name| self.root.join("themes").join(name)),
                home: session.host.home.clone(),
            },
            existing,
            patience: PATIENCE,
            guard: None,
        }
    }

    /// What a folder of the project is called from where the person stands, with `/` at its end.
    pub(super) fn shown(&self, folder: &Path) -> String {
        match Names::prefix(folder, &self.here) {
            shown if shown.is_empty() => "./".to_owned(),
            shown => shown,
        }
    }
}

/// The root of the project, absolute.
///
/// # Errors
/// If there is no such folder.
pub(super) fn root(session: &Session) -> Result<PathBuf, Stop> {
    let here = &session.host.folder;
    let root = session
        .global
        .root
        .as_ref()
        .map_or_else(|| here.clone(), |root| here.join(root));
    let root = std::path::absolute(&root).unwrap_or(root);
    if root.is_dir() {
        Ok(root)
    } else {
        Err(Stop::wrong(format!(
            "there is no folder `{}`",
            root.display()
        )))
    }
}

/// The day of `SOURCE_DATE_EPOCH` (<https://reproducible-builds.org/specs/source-date-epoch>); `None` if it is not set.
pub(super) fn source_date(session: &Session) -> Result<Option<String>, Stop> {
    let Some(text) = session.host.variable("SOURCE_DATE_EPOCH") else {
        return Ok(None);
    };
    let seconds = text.trim().parse::<i64>().ok();
    let day = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    match day {
        Some(day) => Ok(Some(day.strftime("%Y-%m-%d").to_string())),
        None => Err(Stop::wrong(format!(
            "SOURCE_DATE_EPOCH is `{text}`, which is no number of seconds"
        ))),
    }
}
