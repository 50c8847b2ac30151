//! The length that a text states, beside the one that its times give.

use std::ops::Range;

use super::length::{self, Length};
use super::outline::Line;
use super::reading::Reading;
use super::stems::{Stems, Table};
use super::vocabulary::Topic;

/// Words of sentences that can tell how long it lasted.
static LASTING: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "last|outage|downtime|duration|down for|inactive|inaccessible|unavailable|length|recovery|for roughly|restored within|disruption|interruption|duração",
    )])
});

/// Words right before a length that make it the incident's.
static BEFORE: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "lasted|lasting|last for|down for|inactive for|unavailable for|inaccessible for|out for|downtime of|outage of|outage for|duration|for roughly|period of|restored within|interruption of|disruption of",
    )])
});

/// Words right behind a length that make it the incident's.
const BEHIND: [&str; 6] = [
    "outage",
    "of downtime",
    "downtime",
    "in length",
    "disruption",
    "interruption",
];

/// The length that the text states.
pub(super) fn stated(reading: &Reading) -> Option<Length> {
    let outline = &reading.outline;
    let of_field = outline
        .lines
        .iter()
        .filter(|l| l.about() == Some(Topic::Duration) && !l.code && !l.quote && !l.other)
        .find_map(|l| lengths(reading, &l.value).into_iter().find(|l| !l.bound));
    if of_field.is_some() {
        return of_field;
    }
    let tells = |line: &Line| {
        !line.row
            && !line.quote
            && !line.other
            && !matches!(
                line.major,
                Some(
                    Topic::Timeline
                        | Topic::Lessons
                        | Topic::WentBadly
                        | Topic::WentWell
                        | Topic::Resolution
                        | Topic::Cause
                )
            )
    };
    let sentences = outline
        .sentences
        .iter()
        .filter(|s| tells(&outline.lines[s.line]))
        .map(|s| &s.range);
    let titles = outline
        .lines
        .iter()
        .take(20)
        .filter(|l| l.head && l.heading.is_some())
        .take(3)
        .map(|l| &l.range);
    let mut bound = None;
    for range in sentences.chain(titles) {
        if reading.hits(&LASTING, range).next().is_none() {
            continue;
        }
        for length in lengths(reading, range)
            .into_iter()
            .filter(|l| of_the_incident(reading, range, l))
        {
            if !length.bound {
                return Some(length);
            }
            bound.get_or_insert(length);
        }
    }
    bound
}

fn lengths(reading: &Reading, range: &Range<usize>) -> Vec<Length> {
    let mut found = length::find(reading.lower(range));
    for length in &mut found {
        length.range = length.range.start + range.start..length.range.end + range.start;
    }
    found
}

/// Whether a length in a sentence is the incident's: the word for it stands close by.
fn of_the_incident(reading: &Reading, sentence: &Range<usize>, length: &Length) -> bool {
    let before = reading.lower(&(sentence.start..length.range.start));
    let mut from = before.len().saturating_sub(60);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let behind = reading
        .lower(&(length.range.end..sentence.end))
        .trim_start_matches([' ', '-', '\n']);
    BEFORE.any(&before[from..])
        || BEHIND.iter().any(|word| behind.starts_with(word))
        || reading
            .outline
            .line_at(sentence.start)
            .is_some_and(|l| l.head)
            && before.contains("outage")
}
