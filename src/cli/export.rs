//! `casebook export`: the library as data, in the names of `api/library.json`.

use super::args::{Export, ExportFormat};
use super::incidents::choose;
use super::session::{Session, Stop};
use super::{DONE, FINDINGS};
use crate::site::Data;

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
    session.print(bytes)?;
    Ok(if chosen.broken > 0 { FINDINGS } else { DONE })
}
