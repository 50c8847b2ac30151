//! One action item: what the words of it say of owner, date, state and purpose.

use std::ops::Range;
use std::sync::LazyLock;

use crate::model::{ActionItem, ActionKind, ActionStatus};

use super::super::calendar::Calendar;
use super::super::outline::Line;
use super::super::plain::Marker;
use super::super::reading::{Reading, fold};
use super::super::stems::{Stems, Table};
use super::super::vocabulary::words_of;
use super::super::when::Stamp;
use super::{ITEMS_MAX, owner};

/// Adds what a range says as an item, unless it says next to nothing.
pub(super) fn push(
    reading: &Reading,
    calendar: &Calendar,
    range: &Range<usize>,
    line: Option<&Line>,
    items: &mut Vec<ActionItem>,
) {
    let range = &without_kind(reading, range);
    let words = reading.words(range);
    let text = fold(words);
    if text.chars().filter(|c| c.is_alphabetic()).count() < 4 || items.len() >= ITEMS_MAX {
        return;
    }
    let lower = reading.lower(range);
    let due = reading
        .moments
        .within(range)
        .iter()
        .filter(|stamp| is_due(reading, range, stamp))
        .find_map(|s| Some((calendar.date(s.day.as_ref()?)?, &s.range)));
    let status = match line.map(|l| l.marker) {
        Some(Marker::Task(true)) => Some(ActionStatus::Done),
        Some(Marker::Task(false)) => Some(ActionStatus::Open),
        _ => status(lower),
    };
    let (title, owner) = match owner::of(&text) {
        Some(owned) => (owned.title.clone(), Some(owned.owner.to_owned())),
        None => (text, None),
    };
    let title = match &due {
        Some((_, words)) => without_date(title, &reading.text(words)),
        None => title,
    };
    items.push(ActionItem {
        title,
        owner,
        kind: kind(lower),
        due: due.map(|(date, _)| date),
        status,
        line: reading.line_number(range.start),
        ..ActionItem::default()
    });
}

/// What an item says behind a label that only says that it is one: `Action Item 2: standardise the settings`.
fn without_kind(reading: &Reading, range: &Range<usize>) -> Range<usize> {
    let words = reading.words(range);
    let Some((label, rest)) = words.split_once(':') else {
        return range.clone();
    };
    let kind = matches!(
        words_of(label).trim(),
        "action"
            | "action item"
            | "action point"
            | "item"
            | "task"
            | "todo"
            | "to do"
            | "improvement"
            | "measure"
    );
    let rest = rest.trim_start();
    if kind && !rest.is_empty() {
        range.end - rest.len()..range.end
    } else {
        range.clone()
    }
}

/// An item without the due date at its end.
fn without_date(title: String, date: &str) -> String {
    let Some(before) = title.trim_end_matches([')', ']', '.']).strip_suffix(date) else {
        return title;
    };
    let lower = before.to_ascii_lowercase();
    let kept = before_until(&lower).map_or(before.len(), |(kept, _)| kept.len());
    before[..kept].trim_end_matches(MARKS).to_owned()
}

/// What stands between an item and its date.
const MARKS: [char; 10] = [' ', '-', '–', '—', '|', '(', '[', ',', ':', '*'];

/// What words in lower case that stand right before a date say before `due`, `by the end of`, `deadline:`, and whether a
/// `the` stands between; `None` where they do not say that the date is one until when.
fn before_until(words: &str) -> Option<(&str, bool)> {
    let mut rest = words.trim_end_matches(MARKS);
    let mut the = false;
    for filler in ["is", "on", "of", "end", "the", "date"] {
        if filler == "of" && last_word(rest, "of").is_none_or(|it| last_word(it, "end").is_none()) {
            continue;
        }
        if let Some(shorter) = last_word(rest, filler) {
            rest = shorter;
            the |= filler == "the";
        }
    }
    let kept = ["by", "until", "till", "due", "deadline", "eta"]
        .into_iter()
        .find_map(|word| last_word(rest, word))?;
    Some((last_word(kept, "due").unwrap_or(kept), the))
}

/// A text without the word at its end.
fn last_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let before = text.strip_suffix(word)?;
    (!before.ends_with(char::is_alphanumeric)).then(|| before.trim_end_matches(MARKS))
}

/// Whether a date in an item says until when: by the words right before it, or alone at the end.
fn is_due(reading: &Reading, item: &Range<usize>, stamp: &Stamp) -> bool {
    let before = reading.lower(&(item.start..stamp.range.start));
    let after = reading.lower(&(stamp.range.end.min(item.end)..item.end));
    if let Some((_, the)) = before_until(before) {
        // Not `what was broken by the 2023-05-01 release`.
        return !the || !after.trim_start().starts_with(char::is_alphabetic);
    }
    let alone = before
        .trim_end()
        .ends_with(['-', '–', '—', '|', '(', '[', ',']);
    alone && after.chars().all(|c| matches!(c, ')' | ']' | '.' | ' '))
}

/// How far an item has come, where it says so behind a mark: `… - done`, `… (in progress)`, `(done) …`. An item that only
/// speaks of something that is done is not.
fn status(lower: &str) -> Option<ActionStatus> {
    at_end(lower)
        .or_else(|| in_front(lower))
        .or_else(|| behind_a_dash(lower))
        .or_else(|| {
            lower
                .contains("already planned")
                .then_some(ActionStatus::Open)
        })
}

/// `… (done)`, `…: in progress`
fn at_end(lower: &str) -> Option<ActionStatus> {
    let closed = lower.trim_end_matches(['.', ' ']);
    let words = closed.trim_end_matches([')', ']']);
    let (at, mark) = words
        .rmatch_indices(['(', '[', '|', ':', ',', '-', '–', '—'])
        // `follow-up`
        .find(|(at, mark)| *mark != "-" || words[..*at].ends_with(' '))?;
    let word = words[at + mark.len()..].trim();
    let word = ["all ", "already "]
        .into_iter()
        .find_map(|before| word.strip_prefix(before))
        .unwrap_or(word);
    if matches!(mark, "(" | "[" | "|") {
        return ActionStatus::from_word(word);
    }
    is_plain(word).then(|| ActionStatus::from_word(word))?
}

/// `(done) …`
fn in_front(lower: &str) -> Option<ActionStatus> {
    let (word, _) = lower
        .trim_start()
        .strip_prefix(['[', '('])?
        .split_once([']', ')'])?;
    ActionStatus::from_word(word)
}

/// `… - done, in the release of May`
fn behind_a_dash(lower: &str) -> Option<ActionStatus> {
    [" - ", " – ", " — "]
        .into_iter()
        .flat_map(|dash| lower.split(dash).skip(1))
        .find_map(|rest| {
            let end = rest.find([',', '.', ';', '(', ':']).unwrap_or(rest.len());
            let words = rest[..end].trim();
            let word = [" on", " by", " in"]
                .into_iter()
                .filter_map(|joint| words.split_once(joint))
                .map(|(word, _)| word)
                .min_by_key(|word| word.len())
                .unwrap_or(words);
            let word = if is_plain(words) { words } else { word };
            is_plain(word).then(|| ActionStatus::from_word(word))?
        })
}

/// Words that say nothing but how far an item has come; `fixed` or `open` may be a part of what is to be done.
fn is_plain(word: &str) -> bool {
    matches!(
        word,
        "done" | "completed" | "in progress" | "in-progress" | "planned" | "ongoing" | "wip"
    )
}

/// Words that tell what an action is meant to achieve.
static KINDS: Table<ActionKind> = Table::new(|| {
    Stems::new(&[
        (
            ActionKind::Detect,
            "monitor|alert|alarm|detect|logging|dashboard|observab|health check",
        ),
        (
            ActionKind::Process,
            "train|document|review|process|procedure|guideline|audit|communicat|policy|policies|playbook|runbook|plan",
        ),
        (
            ActionKind::Mitigate,
            "failover|redundan|rollback|backup|recovery|rate limit|circuit breaker|capacity|scal|load balanc",
        ),
        (
            ActionKind::Prevent,
            "test|fix|patch|validat|prevent|update|configur|automat|restrict|optimiz|implement",
        ),
    ])
});

fn kind(lower: &str) -> Option<ActionKind> {
    KINDS.first(lower).map(|hit| hit.means)
}

/// What a line below an item says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Owner,
    Due,
    Status,
    /// Known, but not kept.
    Other,
}

/// `Deadline: …`, `Owner: …` below an item.
fn field(reading: &Reading, line: &Line) -> Option<Field> {
    let label = words_of(reading.words(line.label.as_ref()?));
    Some(match label.as_str() {
        "owner" | "assignee" | "responsible" => Field::Owner,
        "deadline" | "due" | "due date" => Field::Due,
        "status" => Field::Status,
        "priority" | "example" => Field::Other,
        _ => return None,
    })
}

/// Whether a line is a field of the item above it, and no item.
pub(super) fn is_field(reading: &Reading, line: &Line) -> bool {
    field(reading, line).is_some()
}

/// Puts a field to the item above it.
pub(super) fn take_field(
    reading: &Reading,
    calendar: &Calendar,
    line: &Line,
    items: &mut [ActionItem],
) {
    let (Some(field), Some(item)) = (field(reading, line), items.last_mut()) else {
        return;
    };
    match field {
        Field::Owner => item.owner = Some(reading.text(&line.value)),
        Field::Due => {
            item.due = reading
                .moments
                .within(&line.value)
                .iter()
                .find_map(|s| calendar.date(s.day.as_ref()?));
        }
        Field::Status => {
            item.status = ActionStatus::from_word(reading.lower(&line.value).trim_end_matches('.'))
                .or(item.status);
        }
        Field::Other => {}
    }
}

/// Whether words begin with what to do.
pub(super) fn is_order(words: &str) -> bool {
    let first = words
        .split(|c: char| !c.is_ascii_alphabetic() && c != '-')
        .find(|w| !w.is_empty())
        .unwrap_or("");
    ORDERS.binary_search(&first).is_ok()
}

/// The verbs, sorted.
static ORDERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut verbs: Vec<&str> = VERBS.split(' ').collect();
    verbs.sort_unstable();
    verbs
});

/// Verbs that action items begin with.
const VERBS: &str = "\
    add adjust adopt agree alert allocate analyze apply ask assess assign audit automate avoid back backup block \
    bring build cache call catch centralize change check clean close collect communicate compare conduct \
    configure connect consider continue copy cover create decide declare decrease define delete deploy design \
    develop disable discuss document double drop educate enable enforce enhance enlarge ensure establish \
    evaluate expand explore expose extend find fix follow gather get give harden have hold implement improve \
    include increase install integrate introduce invest investigate isolate keep learn limit load look maintain \
    make map measure migrate modify modifying monitor move notify open optimize organize patch perform pin plan \
    prepare prevent prioritize protect provide publish put raise record redesign reduce refactor refine regular \
    regularly remove rename renew replace report restart restrict retry review revise rework rewrite roll rotate \
    run scale schedule secure send separate set setup show simplify split standardize stop strengthen switch tag \
    teach test tighten track train trim tune turn update upgrade use utilize validate verify warn watch write";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diag::{SourceText, Span};

    /// The first item of a list that holds nothing else.
    fn item(prose: &str) -> ActionItem {
        let text = format!("# Outage of the shop\n\n## Action items\n\n- {prose}\n");
        let config = Config::default();
        let source = SourceText::new("a.md", text.as_str());
        let reading = Reading::new(&source, Span::new(0, text.len()), &config);
        let calendar = Calendar::of(&reading, None);
        super::super::read(&reading, &calendar).remove(0)
    }

    #[test]
    fn a_date_is_due_where_the_words_before_it_say_so() {
        for (prose, title, due) in [
            ("Add alerts by 2024-03-01", "Add alerts", true),
            ("Add alerts (due 2024-03-01)", "Add alerts", true),
            ("Add alerts (due by: 2024-03-01)", "Add alerts", true),
            ("Add alerts. Due date: 2024-03-01.", "Add alerts.", true),
            ("Add alerts - Deadline: 2024-03-01", "Add alerts", true),
            ("Add alerts until the end of 2024-03-31", "", true),
            ("Add alerts by the 2024-03-01", "Add alerts", true),
            ("Add alerts by 2024-03-01 at the latest", "", true),
            ("Add alerts, 2024-03-01", "Add alerts", true),
            (
                "Add a test for the failure introduced by the release of 2024-03-01",
                "Add a test for the failure introduced by the release of 2024-03-01",
                false,
            ),
            (
                "Move the standby database that was set up on 2024-03-01 elsewhere",
                "",
                false,
            ),
            ("Undo what was broken by the 2024-03-01 release", "", false),
            (
                "Test for the failure due to the release of 2024-03-01",
                "",
                false,
            ),
            ("Give the standby 2024-03-01", "", false),
        ] {
            let item = item(prose);
            let read = item.due.map(|it| it.to_string());
            assert_eq!(read.is_some(), due, "{prose}: {read:?}");
            if !title.is_empty() {
                assert_eq!(item.title, title, "{prose}");
            }
        }
    }

    #[test]
    fn an_item_is_done_where_it_says_so_behind_a_mark() {
        use ActionStatus::{Done, InProgress, Open};
        for (prose, status) in [
            ("Add alerts - done", Some(Done)),
            ("Add alerts — done.", Some(Done)),
            ("Add alerts (done)", Some(Done)),
            ("Add alerts and tests (all done).", Some(Done)),
            ("Add alerts: done", Some(Done)),
            ("Add alerts, completed", Some(Done)),
            ("(done) Add alerts", Some(Done)),
            ("Add alerts - done on Monday", Some(Done)),
            ("Add alerts - done (by the team for alerts)", Some(Done)),
            ("Add alerts (in progress)", Some(InProgress)),
            ("Add alerts - in progress, nearly there", Some(InProgress)),
            ("Add alerts (planned)", Some(Open)),
            ("More capacity is already planned.", Some(Open)),
            ("Verify every week that the restore test is done", None),
            ("Make sure that the failover drill is in progress", None),
            ("Alert on each change of state: fixed", None),
            ("Write down what is done (and what is not)", None),
            (
                "Write a check-list of what is left - done right it saves a day",
                None,
            ),
        ] {
            assert_eq!(item(prose).status, status, "{prose}");
        }
    }

    #[test]
    fn fields_below_an_item_are_put_to_it() {
        let item = item(
            "Add alerts\n  - Responsible: Ana\n  - Priority: high\n  - Due: 2024-03-01\n  - Status: in progress",
        );
        assert_eq!(item.owner.as_deref(), Some("Ana"));
        assert_eq!(
            item.due.map(|it| it.to_string()).as_deref(),
            Some("2024-03-01")
        );
        assert_eq!(item.status, Some(ActionStatus::InProgress));
    }
}
