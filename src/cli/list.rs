//! `casebook list`: one line an incident.

use super::DONE;
use super::args::{InspectFormat, List};
use super::incidents::{Chosen, choose};
use super::report::{counted, one_line};
use super::session::{Session, Stop};
use crate::index;
use crate::library::Record;
use crate::model::DurationBand;
use crate::site::Data;

/// Columns of the table; the title stands last and has no width.
const HEAD: [&str; 6] = ["DATE", "DURATION", "IMPACT", "CAUSE", "ID", "TITLE"];
/// What is not known.
const UNKNOWN: &str = "-";

/// Prints the incidents that pass, newest first.
pub(super) fn run(args: &List, session: &mut Session) -> Result<u8, Stop> {
    let chosen = choose(&args.incidents, None, session)?;
    match args.format {
        InspectFormat::Text => session.print(table(&chosen))?,
        InspectFormat::Json => {
            let records = chosen.records();
            let data = Data {
                config: &chosen.config,
                records: &records,
            };
            session.print(data.json())?;
        }
    }
    session.flush()?;
    let all = chosen.library.records.len();
    let shown = counted(chosen.positions.len(), "incident", "incidents");
    match args.incidents.filter.is_empty() {
        true => session.say(&shown),
        false => session.say(&format!("{shown} of {all}")),
    }
    Ok(DONE)
}

fn table(chosen: &Chosen) -> String {
    let rows: Vec<[String; 6]> = chosen.records().into_iter().map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut all = vec![HEAD.map(str::to_owned)];
    all.extend(rows);
    let mut widths = [0; 6];
    for row in &all {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut out = String::new();
    for row in &all {
        let [cells @ .., title] = row;
        for (cell, width) in cells.iter().zip(widths) {
            out.push_str(&format!("{cell:width$}  "));
        }
        out.push_str(title);
        out.push('\n');
    }
    out
}

/// The cells of an incident, each on one line.
fn row(record: &Record) -> [String; 6] {
    let it = &record.postmortem;
    let facts = &it.facts;
    let length = it.duration.as_ref().filter(|fact| fact.counts());
    let duration = match (it.band, length) {
        (DurationBand::Ongoing, _) => Some("ongoing".to_owned()),
        (_, length) => length.map(|fact| fact.value.to_string()),
    };
    let cause = facts.root_cause.as_ref().filter(|fact| fact.counts());
    let cells = [
        index::began(facts).map(|when| when.utc().date().to_string()),
        duration,
        it.level.counts().then(|| it.level.value.id().to_owned()),
        cause.map(|fact| fact.value.clone()),
        Some(it.id.clone()),
        Some(it.title.value.clone()),
    ];
    cells.map(|cell| one_line(&cell.unwrap_or_else(|| UNKNOWN.to_owned())))
}
