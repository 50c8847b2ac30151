//! What will be, or was, done about it: list items, plain lines and sentences of the sections that say so.

use std::ops::Range;
use std::sync::LazyLock;

use crate::model::{ActionItem, ActionKind, ActionStatus};

use super::calendar::Calendar;
use super::outline::{Line, Outline, cells};
use super::plain::Marker;
use super::reading::Reading;
use super::stems::{Stems, Table};
use super::vocabulary::{Topic, words_of};
use super::when::Stamp;

mod owner;

/// Most action items kept.
const ITEMS_MAX: usize = 500;

/// Reads the action items.
pub(super) fn read(reading: &Reading, calendar: &Calendar) -> Vec<ActionItem> {
    let lines = &reading.outline.lines;
    let mut items = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        if !is_measure(&lines[start]) {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        // A block ends where the heading or label in force changes.
        while end < lines.len()
            && is_measure(&lines[end])
            && !(lines[end].head && lines[end].topic.is_some())
        {
            end += 1;
        }
        block(reading, calendar, start..end, &mut items);
        start = end;
    }
    if items.is_empty() {
        for line in lines
            .iter()
            .filter(|l| l.topic == Some(Topic::Tasks) && !l.head)
        {
            push(reading, calendar, &line.value, Some(line), &mut items);
        }
    }
    let sections = lines.iter().filter(|l| l.head && l.topic.is_some());
    if items.is_empty() && sections.clone().all(|l| l.topic == Some(Topic::Summary)) {
        in_prose(reading, calendar, &mut items);
    }
    retold(&mut items);
    items.truncate(ITEMS_MAX);
    items
}

/// Sentences of a text without sections that say what will be done.
fn in_prose(reading: &Reading, calendar: &Calendar, items: &mut Vec<ActionItem>) {
    let outline = &reading.outline;
    for sentence in &outline.sentences {
        let line = &outline.lines[sentence.line];
        let words = reading.lower(&sentence.range);
        if PLANS.any(words) && !is_talk(words) && !line.item() && !line.quote {
            push(reading, calendar, &sentence.range, Some(line), items);
        }
    }
}

fn is_measure(line: &Line) -> bool {
    let section = matches!(
        line.major,
        Some(Topic::Measures | Topic::Improvements | Topic::Tasks)
    );
    let minor = matches!(
        line.minor,
        Some(Topic::Improvements | Topic::Tasks | Topic::Measures)
    );
    let elsewhere = matches!(
        line.minor,
        Some(Topic::Resolution | Topic::Cause | Topic::Conclusion)
    );
    // `- Mitigation: add a switch` among actions is one.
    let named = section && line.item() && !line.head && line.topic == line.minor;
    (section || minor) && (!elsewhere || named)
}

/// One list, or one run of paragraphs.
fn block(reading: &Reading, calendar: &Calendar, range: Range<usize>, items: &mut Vec<ActionItem>) {
    let lines = &reading.outline.lines[range.clone()];
    rows(reading, calendar, lines, items);
    let listed: Vec<&Line> = lines
        .iter()
        .filter(|l| l.item() && !l.head && !l.code && !l.quote)
        .collect();
    if listed.is_empty() {
        plain(reading, calendar, range, items);
        return;
    }
    let list = List {
        lines,
        indent: listed.iter().map(|l| l.indent).min().unwrap_or(0),
        numbers_only: listed[0].marker == Marker::Number
            && listed.iter().any(|l| l.marker == Marker::Bullet),
    };
    let mut group = None;
    for (index, line) in lines.iter().enumerate() {
        if let Some(head) = group_head(reading, line) {
            group = head;
        }
        let before = items.len();
        listed_line(reading, calendar, &list, index, items);
        own(&mut items[before..], group);
    }
}

/// A list of items.
struct List<'a> {
    /// All lines of its block.
    lines: &'a [Line],
    /// Columns before its items; what stands further in is detail.
    indent: usize,
    /// Numbered items with bullets below them.
    numbers_only: bool,
}

/// The team that a heading names, for a line that is a heading inside a block.
fn group_head<'r>(reading: &'r Reading, line: &Line) -> Option<Option<&'r str>> {
    let heads = line.head || !line.item() && line.label.is_some() && line.value.is_empty();
    heads.then(|| owner::of_heading(reading.words(&line.range)))
}

/// Items below the name of a team are the team's.
fn own(items: &mut [ActionItem], team: Option<&str>) {
    for item in items {
        item.owner = item.owner.take().or_else(|| team.map(str::to_owned));
    }
}

/// The items that one line of a list stands for.
fn listed_line(
    reading: &Reading,
    calendar: &Calendar,
    list: &List,
    index: usize,
    items: &mut Vec<ActionItem>,
) {
    let line = &list.lines[index];
    if is_field_of_item(reading, line) {
        field_of_item(reading, calendar, line, items);
        return;
    }
    let detail = list.numbers_only && line.marker != Marker::Number && line.indent > list.indent;
    if !line.item() {
        if line.topic == Some(Topic::Tasks) && !line.head && !line.value.is_empty() {
            push(reading, calendar, &line.value, Some(line), items);
        }
        return;
    }
    if line.head || line.code || line.quote || line.indent > list.indent + 1 || detail {
        return;
    }
    if line.value.is_empty() {
        // `- Monitoring:` and the points below it.
        let below: Vec<&Line> = list.lines[index + 1..]
            .iter()
            .take(200)
            .take_while(|l| l.indent > line.indent || !l.item() && l.continues)
            .filter(|l| l.item())
            .collect();
        if line.topic.is_some() || !below.is_empty() && line.marker == Marker::Bullet {
            let before = items.len();
            for line in below {
                push(reading, calendar, &line.range, Some(line), items);
            }
            own(
                &mut items[before..],
                owner::of_heading(reading.words(&line.range)),
            );
            return;
        }
    }
    let end = list.lines[index + 1..]
        .iter()
        .take_while(|l| l.continues)
        .last()
        .map_or(line.range.end, |l| l.range.end);
    push(
        reading,
        calendar,
        &(line.range.start..end),
        Some(line),
        items,
    );
}

/// The items of a table: the header row tells what each column holds.
fn rows(reading: &Reading, calendar: &Calendar, lines: &[Line], items: &mut Vec<ActionItem>) {
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
        push(reading, calendar, title, Some(line), items);
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

/// `Deadline: …`, `Owner: …` below an item, put to the item.
fn field_of_item(reading: &Reading, calendar: &Calendar, line: &Line, items: &mut [ActionItem]) {
    let label = line.label.as_ref().map(|l| words_of(reading.words(l)));
    let (Some(label), Some(item)) = (label, items.last_mut()) else {
        return;
    };
    match label.as_str() {
        "owner" | "assignee" | "responsible" => item.owner = Some(reading.text(&line.value)),
        "deadline" | "due" | "due date" => {
            item.due = reading
                .moments
                .within(&line.value)
                .iter()
                .find_map(|s| calendar.date(s.day.as_ref()?));
        }
        "status" => {
            item.status = ActionStatus::from_word(reading.lower(&line.value).trim_end_matches('.'))
                .or(item.status)
        }
        _ => {}
    }
}

/// `Deadline: …`, `Owner: …` below an item.
fn is_field_of_item(reading: &Reading, line: &Line) -> bool {
    let label = line.label.as_ref().map(|l| words_of(reading.words(l)));
    matches!(
        label.as_deref(),
        Some(
            "deadline"
                | "due"
                | "due date"
                | "owner"
                | "assignee"
                | "status"
                | "priority"
                | "responsible"
                | "example"
        )
    )
}

/// Plain lines, each an item, or sentences that say what to do.
fn plain(reading: &Reading, calendar: &Calendar, range: Range<usize>, items: &mut Vec<ActionItem>) {
    let outline = &reading.outline;
    let lines = &outline.lines[range];
    let wanted = |l: &&Line| {
        !(l.head
            || l.continues
            || l.code
            || l.quote
            || l.row
            || l.value.is_empty()
            || is_field_of_item(reading, l))
    };
    // `…the following tasks have been identified:` and then plain lines.
    let announced = lines
        .iter()
        .any(|l| !l.head && l.range.len() > 30 && reading.words(&l.range).ends_with(':'));
    let count = lines.iter().filter(wanted).count();
    let mut group = None;
    for line in lines {
        if let Some(head) = group_head(reading, line) {
            group = head;
        }
        if is_field_of_item(reading, line) {
            field_of_item(reading, calendar, line, items);
        }
        if !wanted(&line) {
            continue;
        }
        let before = items.len();
        let words = reading.lower(&line.range);
        if signs_off(words) {
            break;
        }
        if is_talk(words) {
            continue;
        }
        let sentences = whole_line(outline, line);
        let under = matches!(line.minor, Some(Topic::Improvements | Topic::Tasks))
            || matches!(line.major, Some(Topic::Improvements | Topic::Tasks));
        let short = sentences.len() <= 1
            && (announced || under || is_order(words) || count > 1 && words.len() < 240);
        if line.topic == Some(Topic::Tasks) {
            push(reading, calendar, &line.value, Some(line), items);
        } else if is_named(line) || short {
            push(
                reading,
                calendar,
                &(line.range.start..paragraph_end(outline, line)),
                Some(line),
                items,
            );
        } else {
            for sentence in sentences {
                let words = reading.lower(&sentence);
                if (is_order(words) || PLANS.any(words)) && !is_talk(words) {
                    push(reading, calendar, &sentence, Some(line), items);
                }
            }
        }
        own(&mut items[before..], group);
    }
}

/// `Sincerely,`: below it stands a name.
fn signs_off(words: &str) -> bool {
    let end = [
        "sincerely",
        "regards",
        "best regards",
        "kind regards",
        "yours",
        "cheers",
        "signed",
    ];
    end.contains(&words.trim_end_matches([',', '.', '!']))
}

/// `Enhance monitoring: add alerts for …`: an item with a name.
fn is_named(line: &Line) -> bool {
    use Topic as T;
    let own = line.topic.is_none_or(|t| {
        matches!(
            t,
            T::Tasks | T::Detection | T::Improvements | T::Background | T::Response | T::Escalation
        )
    });
    line.label.is_some() && own
}

fn whole_line(outline: &Outline, line: &Line) -> Vec<Range<usize>> {
    outline
        .sentences_in(&(line.range.start..paragraph_end(outline, line)))
        .iter()
        .map(|s| s.range.clone())
        .collect()
}

fn paragraph_end(outline: &Outline, line: &Line) -> usize {
    let index = outline
        .lines
        .partition_point(|l| l.range.start <= line.range.start);
    outline.lines[index..]
        .iter()
        .take_while(|l| l.continues)
        .last()
        .map_or(line.range.end, |l| l.range.end)
}

/// Whether words begin with what to do.
fn is_order(words: &str) -> bool {
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

/// Words of sentences that say what will or should be done.
static PLANS: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "will be|should be|we will|we plan to|we should|we need to|needs to be|need to be|must be|going to|should have|should implement",
    )])
});

/// Words around the actions that are none: the sentence that announces them, thanks, closing words.
static TALK: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "by implementing|by addressing|by learning|by turning|by taking|we aim|we appreciate|we apologi|thank|this incident|this postmortem|\
         this outage|in conclusion|following measures|following tasks|following actions|following corrective|identified tasks|sincerely|\
         committed to|your patience|these measures|these changes|these improvements|this report|don't let|to improve and address|\
         several improvements have been|tasks have been outlined|has served as|moving forward, we will continue",
    )])
});

fn is_talk(words: &str) -> bool {
    words.ends_with(':') || TALK.any(words)
}

fn push(
    reading: &Reading,
    calendar: &Calendar,
    range: &Range<usize>,
    line: Option<&Line>,
    items: &mut Vec<ActionItem>,
) {
    let range = &without_kind(reading, range);
    let words = reading.words(range);
    let text = super::reading::fold(words);
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
    let marks = [' ', '-', '–', '—', '|', '(', '[', ',', ':'];
    let before = before.trim_end_matches(marks);
    ["due by", "due on", "due", "Due", "deadline", "Deadline"]
        .into_iter()
        .find_map(|word| before.strip_suffix(word))
        .unwrap_or(before)
        .trim_end_matches(marks)
        .to_owned()
}

/// Whether a date in an item says until when: by a word for it, or alone at the end.
fn is_due(reading: &Reading, item: &Range<usize>, stamp: &Stamp) -> bool {
    let said = ["due", "deadline", "by ", "until"];
    let before = reading.lower(&(item.start..stamp.range.start));
    let after = reading.lower(&(stamp.range.end.min(item.end)..item.end));
    let alone = before
        .trim_end()
        .ends_with(['-', '–', '—', '|', '(', '[', ',']);
    said.iter().any(|word| reading.lower(item).contains(word))
        || alone && after.chars().all(|c| matches!(c, ')' | ']' | '.' | ' '))
}

fn status(lower: &str) -> Option<ActionStatus> {
    let tail = lower.trim_end_matches(['.', ')', ' ']);
    if tail.ends_with(" done") || tail.ends_with("- completed") || lower.contains(" - done") {
        return Some(ActionStatus::Done);
    }
    if lower.contains("already planned") || tail.ends_with("(planned)") {
        return Some(ActionStatus::Open);
    }
    (tail.ends_with("in progress") || tail.ends_with("(ongoing)"))
        .then_some(ActionStatus::InProgress)
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

/// The same list told twice counts once: items are known by their name before the colon.
fn retold(items: &mut Vec<ActionItem>) {
    let mut seen = std::collections::BTreeSet::new();
    items.retain(|item| {
        let words = item.title.trim_start_matches(|c: char| !c.is_alphabetic());
        let name = words
            .split(':')
            .next()
            .filter(|n| n.len() > 8)
            .unwrap_or(words);
        seen.insert(name.to_lowercase().chars().take(80).collect::<String>())
    });
}
