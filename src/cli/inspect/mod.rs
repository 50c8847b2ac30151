//! `casebook inspect`: what was understood of a file, field by field, with the words it was read in.

mod json;
mod text;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::{Inspect, InspectFormat};
use super::project::Project;
use super::session::{Session, Stop};
use super::{DONE, FINDINGS};
use crate::config::Overrides;
use crate::diag::{Outcome, SourceText};
use crate::library::Entry;
use crate::pipeline;
use crate::source::walk;

/// One file and what was understood of it.
pub(super) struct Inspected {
    /// As the person calls it.
    file: String,
    entry: Outcome<Entry>,
}

/// Prints what was understood of the files.
pub(super) fn run(args: &Inspect, session: &mut Session) -> Result<u8, Stop> {
    let typed = Overrides {
        // A draft is inspected before it is published.
        drafts: Some(true),
        internal: Some(true),
        ..Overrides::default()
    };
    let project = Project::open(session, typed)?;
    let here = session.host.folder.clone();
    let mut asked = Vec::new();
    for path in &args.paths {
        asked.extend(documents(&here.join(path), path, &project)?);
    }
    let read: Vec<Result<Inspected, String>> = asked
        .par_iter()
        .map(|path| inspect(path, &here, &project))
        .collect();
    let mut code = DONE;
    let mut inspected = Vec::new();
    for it in read {
        match it {
            Ok(it) => inspected.push(it),
            Err(message) => {
                code = FINDINGS;
                session.say_level("error", &message);
            }
        }
    }
    let color = session.out_target(&project.names).color;
    let out = match args.format {
        InspectFormat::Json => json::report(&inspected),
        InspectFormat::Text => text::report(&inspected, color),
    };
    session.host.out.write.write_all(out.as_bytes())?;
    session.flush()?;
    Ok(code)
}

/// The file itself, or the documents of a folder.
fn documents(disk: &Path, typed: &Path, project: &Project) -> Result<Vec<PathBuf>, Stop> {
    let about = fs::metadata(disk)
        .map_err(|error| Stop::wrong(format!("cannot read `{}`: {error}", typed.display())))?;
    if !about.is_dir() {
        return Ok(vec![disk.to_owned()]);
    }
    let skip = [project.output.clone(), project.statics.clone()];
    let listed = walk::list(disk, &skip).map_err(|error| Stop::wrong(error.to_string()))?;
    Ok(listed.documents.into_iter().map(|it| it.disk).collect())
}

fn inspect(disk: &Path, here: &Path, project: &Project) -> Result<Inspected, String> {
    let slashed = |path: &Path| {
        path.to_string_lossy()
            .replace(std::path::MAIN_SEPARATOR, "/")
    };
    let file = slashed(disk.strip_prefix(here).unwrap_or(disk));
    let limit = project.config.limits.document_bytes;
    let bytes = fs::read(disk).map_err(|error| format!("cannot read `{file}`: {error}"))?;
    if bytes.len() > limit {
        return Err(format!(
            "`{file}` has {} bytes, more than the {limit} that `document_bytes` allows",
            bytes.len()
        ));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("`{file}` is not UTF-8"))?;
    let within = disk
        .strip_prefix(&project.content)
        .map_or_else(|_| file.clone(), slashed);
    let source = SourceText::new(within, &text);
    let entry = pipeline::read(&source, &project.config);
    Ok(Inspected { file, entry })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn inspected(text: &str) -> Inspected {
        let source = SourceText::new("a.md", text);
        let entry = pipeline::read(&source, &Config::default());
        Inspected {
            file: "content/a.md".to_owned(),
            entry,
        }
    }

    const TEXT: &str = "# Shop outage\n\nDuration: May 10, 2023, 9:00 AM - 11:30 AM (GMT +1), 3 hours\n\nImpact: 40% of users saw errors.\n\nRoot cause: a misconfigured load balancer.\n\n## Timeline\n\n- 9:00 AM: Alert\n- 11:30 AM: Settings corrected, service restored\n\n## Action items\n\n- Review the settings\n";

    #[test]
    fn every_fact_comes_with_its_words_line_and_confidence() {
        let value: serde_json::Value =
            serde_json::from_str(&json::report(&[inspected(TEXT)])).unwrap();
        let first = &value[0];
        let keys: Vec<_> = first
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            keys,
            ["file", "facts", "timeline", "action_items", "findings"]
        );
        let started = &first["facts"]["started"];
        assert_eq!(started["value"], "2023-05-10T09:00:00+01:00");
        assert_eq!(
            (started["origin"].as_str(), started["line"].as_u64()),
            (Some("inferred"), Some(3))
        );
        assert_eq!(started["confidence"], "high");
        assert_eq!(first["facts"]["duration_minutes"]["value"], 150);
        assert_eq!(first["facts"]["duration_stated_minutes"]["value"], 180);
        assert_eq!(first["facts"]["impact_users_percent"]["value"], 40);
        assert_eq!(first["timeline"][1]["milestone"], "resolved");
        assert_eq!(first["action_items"][0]["title"], "Review the settings");
        assert!(
            first["findings"]
                .as_array()
                .unwrap()
                .iter()
                .any(|f| f["rule"] == "duration-disagrees" && f["contradiction"] == true)
        );
    }

    #[test]
    fn the_text_form_marks_the_words_and_ends_with_what_disagrees() {
        let plain = text::report(&[inspected(TEXT)], false);
        assert!(plain.starts_with("content/a.md\n"), "{plain}");
        assert!(plain.contains("started"), "{plain}");
        assert!(plain.contains("2023-05-10T09:00:00+01:00"), "{plain}");
        assert!(plain.contains("duration-disagrees"), "{plain}");
        assert!(!plain.contains('\u{1b}'));
        assert!(text::report(&[inspected(TEXT)], true).contains('\u{1b}'));
    }

    #[test]
    fn a_text_cannot_drive_the_terminal_of_who_inspects_it() {
        let evil = TEXT.replace("Shop", "Sh\u{1b}]0;x\u{7}op");
        assert!(!text::report(&[inspected(&evil)], false).contains('\u{1b}'));
    }
}
