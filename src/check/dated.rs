//! Rules that compare with a day: action items past their date, drafts that nobody finishes.
//!
//! The day is handed in. A build never asks them: its pages depend on content and settings alone.

use jiff::civil::Date;

use super::upkeep::{is_open, named, place_of};
use crate::diag::{Diagnostic, Level, Place};
use crate::library::{Library, Record};
use crate::model::{ActionItem, Status};

/// Everything in the library that is late on `day`.
pub(super) fn check(library: &Library, day: Date) -> Vec<Diagnostic> {
    let records = library.records.iter();
    records
        .flat_map(|record| {
            let items = record.postmortem.facts.action_items.iter();
            items
                .filter_map(|item| overdue(record, item, day))
                .chain(old_draft(record, day))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// An open action item past its date. Where its status is not said nobody knows whether it is late: a hint.
fn overdue(record: &Record, item: &ActionItem, day: Date) -> Option<Diagnostic> {
    let due = item.due.filter(|due| *due < day)?;
    if !is_open(item) || item.closed.is_some() {
        return None;
    }
    let (level, state) = match item.status {
        Some(status) => (Level::Warning, format!("is {}", status.id())),
        None => (Level::Hint, "has no status".to_owned()),
    };
    let place = place_of(&record.source, item);
    let message = format!("`{}` was due on {due} and {state}", named(item));
    Some(
        Diagnostic::new(level, "action-overdue", Some(place), message)
            .help("set `status: done`, `wont-do` or `superseded`, or a new `due`"),
    )
}

/// Days after which a draft is asked for: a review meeting is held within weeks.
const DRAFT_DAYS: i32 = 90;

fn old_draft(record: &Record, day: Date) -> Option<Diagnostic> {
    let facts = &record.postmortem.facts;
    let status = facts.status.as_ref()?;
    if status.value != Status::Draft {
        return None;
    }
    let last = [&facts.updated, &facts.resolved, &facts.started];
    let last = last
        .into_iter()
        .find_map(Option::as_ref)?
        .value
        .civil
        .date();
    let days = last.until(day).ok()?.get_days();
    let place = match &status.quote {
        Some(quote) => record.source.place(quote.span),
        None => Place::file(record.source.path.clone()),
    };
    (days > DRAFT_DAYS).then(|| {
        Diagnostic::hint(
            "draft-old",
            place,
            format!("still a draft {days} days after {last}"),
        )
        .help("finish it with what is known, or say `updated` when it was last worked on")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::library_of;
    use jiff::civil::date;

    fn found(front: &str, day: Date) -> Vec<(&'static str, Level)> {
        let text = format!("---\ntitle: T\nstarted: 2024-01-10T10:00Z\n{front}\n---\n\nIt was.\n");
        let library = library_of(&[("a.md", &text)]);
        let found = check(&library, day);
        found.iter().map(|it| (it.rule, it.level)).collect()
    }

    #[test]
    fn an_open_item_is_late_from_the_day_after_its_date_and_a_done_one_never() {
        let item = |rest: &str| format!("action_items: [{{title: One, due: 2024-03-01{rest}}}]");
        let open = item(", status: open");
        assert_eq!(found(&open, date(2024, 3, 1)), []);
        assert_eq!(
            found(&open, date(2024, 3, 2)),
            [("action-overdue", Level::Warning)]
        );
        assert_eq!(
            found(&item(""), date(2025, 1, 1)),
            [("action-overdue", Level::Hint)]
        );
        assert_eq!(found(&item(", status: done"), date(2025, 1, 1)), []);
        assert_eq!(found(&item(", closed: 2024-02-20"), date(2025, 1, 1)), []);
    }

    #[test]
    fn a_draft_is_asked_for_after_three_months_without_a_change() {
        assert_eq!(found("status: draft", date(2024, 4, 9)), []);
        assert_eq!(
            found("status: draft", date(2024, 4, 10)),
            [("draft-old", Level::Hint)]
        );
        assert_eq!(
            found("status: draft\nupdated: 2024-04-01", date(2024, 4, 10)),
            []
        );
        assert_eq!(found("status: review", date(2025, 1, 1)), []);
    }
}
