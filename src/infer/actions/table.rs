//! Action items in a table: the header row tells what each column holds.

use crate::model::{ActionItem, ActionStatus};

use super::super::calendar::Calendar;
use super::super::outline::{Line, cells};
use super::super::reading::Reading;
use super::{ITEMS_MAX, item};

/// The items of a table: the header row tells what each column holds.
pub(super) fn rows(
    reading: &Reading,
    calendar: &Calendar,
    lines: &[Line],
    items: &mut Vec<ActionItem>,
) {
    let mut header: Option<Vec<Column>> = None;
    for line in lines.iter().filter(|l| l.row).take(ITEMS_MAX) {
        let cells = cells(&reading.outline.plain, &line.range);
        let Some(columns) = &header else {
            header = Some(
                cells
                    .iter()
                    .map(|cell| column(reading.lower(cell)))
                    .collect(),
            );
            continue;
        };
        let cell = |wanted: Column| {
            columns
                .iter()
                .position(|c| *c == wanted)
                .and_then(|at| cells.get(at))
                .filter(|c| !c.is_empty())
        };
        let Some(title) = cell(Column::Title).or(cells.first()) else {
            continue;
        };
        let before = items.len();
        item::push(reading, calendar, title, Some(line), items);
        if let Some(item) = items.get_mut(before) {
            item.owner = cell(Column::Owner).map(|c| reading.text(c));
            item.due = cell(Column::Due).and_then(|c| {
                reading
                    .moments
                    .within(c)
                    .iter()
                    .find_map(|s| calendar.date(s.day.as_ref()?))
            });
            item.status = cell(Column::Status)
                .and_then(|c| ActionStatus::from_word(reading.lower(c)))
                .or(item.status);
        }
    }
}

/// What a column of a table of actions holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Title,
    Owner,
    Due,
    Status,
    Other,
}

fn column(name: &str) -> Column {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["owner", "who", "assignee", "responsible", "team"]) {
        Column::Owner
    } else if has(&["due", "deadline", "date", "when", "eta"]) {
        Column::Due
    } else if has(&["status", "state"]) {
        Column::Status
    } else if has(&["action", "item", "task", "what", "todo", "description"]) {
        Column::Title
    } else {
        Column::Other
    }
}
