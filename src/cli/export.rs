//! `casebook export`: the library as data, in the names of `api/library.json`.

use super::args::{Export, ExportFormat};
use super::incidents::{Chosen, choose};
use super::session::{Session, Stop};
use super::{DONE, FINDINGS};
use crate::diag::{Diagnostic, Level};
use crate::pipeline;
use crate::site::Data;
use crate::theme::Theme;

/// Prints the incidents that pass. What an error keeps out would be missed in the data: that counts.
pub(super) fn run(args: &Export, session: &mut Session) -> Result<u8, Stop> {
    let chosen = choose(&args.incidents, args.base_url.clone(), session)?;
    let records = chosen.records();
    let data = Data {
        config: &chosen.config,
        records: &records,
    };
    let bytes = match args.format {
        ExportFormat::Json => data.json(),
        ExportFormat::Ndjson => data.ndjson(),
        ExportFormat::Csv => data.incidents_csv().into_bytes(),
        ExportFormat::ActionsCsv => data.actions_csv().into_bytes(),
    };
    let leaks = leaks(&chosen, args.format, &bytes);
    // A stream that takes no more messages does not make the data fit to be printed.
    let _ = session
        .err_target(&chosen.names)
        .print_some(&leaks.iter().collect::<Vec<_>>(), "they are all listed");
    if leaks.iter().any(|it| it.level == Level::Error) {
        session.say_level(
            "error",
            "the data hold what is internal; nothing was printed",
        );
        return Ok(FINDINGS);
    }
    session.print(bytes)?;
    Ok(if chosen.broken > 0 { FINDINGS } else { DONE })
}

/// Words of internal parts in data that are about to be printed: as a build looks for them, in the file of the site that
/// holds the same data. The theme has no part in the data.
fn leaks(chosen: &Chosen, format: ExportFormat, bytes: &[u8]) -> Vec<Diagnostic> {
    let removed = chosen.removed.clone();
    let theme = Theme::builtin();
    let Some(guard) = pipeline::guard(removed, &chosen.library, &theme, &chosen.config) else {
        return Vec::new();
    };
    let path = match format {
        ExportFormat::Json | ExportFormat::Ndjson => "api/library.json",
        ExportFormat::Csv => "api/incidents.csv",
        ExportFormat::ActionsCsv => "api/actions.csv",
    };
    pipeline::leaks_in(path, bytes, &guard)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::cli::report::Names;
    use crate::config::{Audience, Config};
    use crate::diag::SourceText;
    use crate::library::{Library, Record};

    const TEXT: &str = "---\ntitle: Shop outage\nstarted: 2024-05-06T10:00Z\nresolved: 2024-05-06T12:00Z\n\
        internal: [owner]\nowner: Zanzibar\n---\n\n## Summary\n\nIt broke.\n\n## Action items\n\n\
        <!-- internal -->\n- [ ] Tell the zanzibar \"customers\", before the week is over\n<!-- /internal -->\n";

    /// What a run reads of a library of one document.
    fn chosen(internal: bool) -> Chosen {
        let audience = Audience {
            internal,
            drafts: false,
        };
        let config = Arc::new(Config {
            audience,
            ..Config::default()
        });
        let sources = [&SourceText::new("a.md", TEXT)];
        let entries = pipeline::read_all(&sources, &config);
        let removed = pipeline::removed(&sources, &entries, &config);
        let entries = entries.into_iter().map(|it| it.value);
        Chosen {
            library: Library::of(entries).value,
            positions: vec![0],
            broken: 0,
            removed,
            names: Names::default(),
            config,
        }
    }

    /// The data of all incidents in each format.
    fn data(chosen: &Chosen) -> [(ExportFormat, Vec<u8>); 4] {
        let records: Vec<&Record> = chosen.records();
        let data = Data {
            config: &chosen.config,
            records: &records,
        };
        [
            (ExportFormat::Json, data.json()),
            (ExportFormat::Ndjson, data.ndjson()),
            (ExportFormat::Csv, data.incidents_csv().into_bytes()),
            (ExportFormat::ActionsCsv, data.actions_csv().into_bytes()),
        ]
    }

    #[test]
    fn internal_words_are_found_in_data_of_every_format() {
        let public = chosen(false);
        for (format, bytes) in data(&public) {
            assert_eq!(leaks(&public, format, &bytes), [], "{format:?}");
        }
        // As if a fault had let the internal parts through.
        for (format, bytes) in data(&chosen(true)) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            assert!(text.contains("zanzibar"), "{format:?}: {text}");
            let found = leaks(&public, format, &bytes);
            let lines = found.iter().filter_map(|it| Some(it.place.as_ref()?.line));
            assert!(
                lines.clone().any(|line| line == 6 || line == 16),
                "{format:?} {found:?}"
            );
            assert!(found.iter().all(|it| it.level == Level::Error));
            assert!(
                found
                    .iter()
                    .all(|it| !it.message.to_lowercase().contains("zanzibar"))
            );
        }
    }
}
