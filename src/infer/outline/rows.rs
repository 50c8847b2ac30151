//! Tables that state fields: `| Duration | 2 hours |` in a row, or names in the first row and values in the second.

use std::ops::Range;

use super::super::plain::Plain;
use super::super::vocabulary::{Topic, label_topic};
use super::Line;

/// Gives the cells that hold a field's value the name of that field.
pub(super) fn name_cells(plain: &Plain, lines: &mut Vec<Line>) {
    if !lines.iter().any(|line| line.row && !line.code) {
        return;
    }
    let mut named = Vec::with_capacity(lines.len());
    let mut rest = std::mem::take(lines).into_iter().peekable();
    while let Some(line) = rest.next() {
        if !line.row || line.code {
            named.push(line);
            continue;
        }
        let mut table = vec![line];
        while let Some(row) = rest.next_if(|next| next.row && !next.code) {
            table.push(row);
        }
        table_of_fields(plain, table, &mut named);
    }
    *lines = named;
}

fn table_of_fields(plain: &Plain, table: Vec<Line>, named: &mut Vec<Line>) {
    if let [head, values] = table.as_slice() {
        let (names, cells) = (cells(plain, &head.range), cells(plain, &values.range));
        let topics: Vec<Option<Topic>> = names.iter().map(|c| topic(plain, c)).collect();
        let known = topics.iter().filter(|t| t.is_some()).count();
        if names.len() > 2 && cells.len() == names.len() && known * 2 >= names.len() {
            named.push(head.clone());
            let cells = names.iter().zip(cells).zip(topics);
            named.extend(cells.filter(|((_, cell), _)| !cell.is_empty()).map(
                |((name, cell), topic)| Line {
                    label: Some(name.clone()),
                    topic,
                    value: cell.clone(),
                    range: cell,
                    ..values.clone()
                },
            ));
            return;
        }
    }
    for (index, mut row) in table.into_iter().enumerate() {
        if let [name, value] = cells(plain, &row.range).as_slice()
            && let Some(topic) = topic(plain, name)
            && !value.is_empty()
            && (index > 0 || plain.slice(value).contains(|c: char| c.is_ascii_digit()))
        {
            row.label = Some(name.clone());
            row.value = value.clone();
            row.topic = Some(topic);
        }
        named.push(row);
    }
}

/// The field that a cell names; sections and action items are told in other ways.
fn topic(plain: &Plain, cell: &Range<usize>) -> Option<Topic> {
    use Topic as T;
    label_topic(plain.slice(cell)).filter(|topic| {
        matches!(
            topic,
            T::Title
                | T::Summary
                | T::Duration
                | T::Start
                | T::End
                | T::Day
                | T::Clock
                | T::OtherDay
                | T::Impact
                | T::Cause
                | T::Contributing
                | T::Trigger
                | T::Detection
                | T::Resolution
                | T::Severity
                | T::Services
                | T::Zone
                | T::People
                | T::Background
        )
    })
}

/// The cells of a row.
pub(in super::super) fn cells(plain: &Plain, row: &Range<usize>) -> Vec<Range<usize>> {
    let mut at = row.start;
    plain
        .slice(row)
        .split('|')
        .map(|cell| {
            let start = at + (cell.len() - cell.trim_start().len());
            at += cell.len() + 1;
            start..start + cell.trim().len()
        })
        .collect()
}
