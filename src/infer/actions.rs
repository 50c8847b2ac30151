//! What will be, or was, done about it: list items, plain lines and sentences of the sections that say so.

use std::ops::Range;

use crate::model::ActionItem;

use super::calendar::Calendar;
use super::outline::{Line, Outline};
use super::plain::Marker;
use super::reading::Reading;
use super::stems::{Stems, Table};
use super::vocabulary::Topic;

mod item;
mod owner;
mod table;

use item::{is_field, is_order, push, take_field};
use table::rows;

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
        // A list that begins further in than it goes on is indented by accident.
        indent: listed[0].indent,
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
    if is_field(reading, line) {
        take_field(reading, calendar, line, items);
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
            || is_field(reading, l))
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
        if is_field(reading, line) {
            take_field(reading, calendar, line, items);
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
            && !narrates(words)
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

/// Whether a paragraph among the measures tells how it came to them: `We looked at how this had happened`.
fn narrates(words: &str) -> bool {
    let teller = [
        "we ", "our ", "having ", "this ", "it ", "as ", "after ", "when ", "while ", "i ",
    ]
    .iter()
    .any(|start| words.starts_with(start));
    let past = [" was ", " were ", " had ", "didn't", "did not", " looked "]
        .iter()
        .any(|verb| words.contains(verb));
    teller && past && words.len() > 70 && !PLANS.any(words)
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
