//! The length that a text states, beside the one that its times give.

use std::ops::Range;

use crate::model::Confidence;

use super::ideographs;
use super::length::{self, Length};
use super::outline::Line;
use super::reading::Reading;
use super::share::{cut, cut_front};
use super::stems::{Stems, Table};
use super::vocabulary::Topic;
use super::window::SUFFERING;

/// The length that the text states, and how sure it is that the incident's is meant.
pub(super) struct StatedLength {
    /// The length.
    pub(super) length: Length,
    /// How sure.
    pub(super) confidence: Confidence,
}

/// Units of time, by how their names begin.
static UNITS: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "sec|min|hour|hr|day|week|segund|hora|dia|half|heure|jour|stunde|tag",
    )])
});

/// Whether a sentence can hold a length at all: most cannot, and looking for one costs more than this.
fn names_a_unit(reading: &Reading, range: &Range<usize>) -> bool {
    let glued =
        |two: &[u8]| two[0].is_ascii_digit() && matches!(two[1], b'h' | b'm' | b's' | b'd' | b'-');
    let spaced = |three: &[u8]| {
        three[0].is_ascii_digit() && matches!(three[1..], [b' ', b'h' | b'm' | b's' | b'd'])
    };
    let lower = reading.lower(range);
    let bytes = lower.as_bytes();
    ideographs::any_in(lower)
        || reading.hits(&UNITS, range).next().is_some()
        || bytes.windows(2).any(glued)
        || bytes.windows(3).any(spaced)
}

/// Words before a length that make it the incident's.
static BEFORE: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "lasted|lasting|last for|down for|offline for|inactive for|unavailable for|inaccessible for|unreachable for|out for|downtime of|\
         outage of|outage for|duration|for roughly|period of|restored within|resolved within|interruption of|disruption of|downtime was|\
         stayed like that for|stayed down|remained down|remained unavailab|remained offline|remained inacc|persisted for|continued for|went on for|back online after|back up after|restored after|resolved after|recovered after|restored in|resolved in|total downtime|total of",
    )])
});

/// Words right behind a length that make it the incident's.
const BEHIND: [&str; 12] = [
    "outage",
    "of outage",
    "service outage",
    "of downtime",
    "of unavailability",
    "of service disruption",
    "downtime",
    "in length",
    "disruption",
    "interruption",
    "service disruption",
    "service interruption",
];

/// Words before `for two hours` that make it the length of something else.
static ELSEWHERE: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "monitor|observ|watch|wait|retain|retention|kept|keep|cache|stable|next|scheduled for|every|per|investigat|debug|work|test|valid|look|\
         search|spent|past|previous|planned|expected",
    )])
});

/// What `took 45 minutes` is about, where it is not the whole incident: `took 45 minutes to find the cause`.
static PART_OF_IT: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "to find|to identify|to detect|to notice|to diagnose|to respond|to acknowledge|to escalate|to realise|to realize|to figure|\
         to reboot|to restart|to investigate|to understand|to reach|to run|to load|to deploy|before",
    )])
});

/// What took that long, where it is the whole incident.
static ALL_OF_IT: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "outage|incident|downtime|disruption|interruption|to resolve|to fully|to completely|to restore|to recover|to fix|to get|to bring|\
         to be resolved|to be fixed|to be restored|for the service|for the site|resolution",
    )])
});

/// Words before `in 20 minutes` that make it the length of the incident.
static RECOVERING: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "recover|self-heal|healed|restor|resolved|was fixed|were fixed|came back|were back|was back",
    )])
});

/// The length that the text states.
pub(super) fn stated(reading: &Reading) -> Option<StatedLength> {
    of_field(reading).or_else(|| of_sentences(reading))
}

/// `Duration: 2 hours`, `Resolved: in 40 minutes`.
fn of_field(reading: &Reading) -> Option<StatedLength> {
    let lines = || {
        reading
            .outline
            .lines
            .iter()
            .filter(|l| !l.code && !l.quote && !l.other)
    };
    let lasting = lines().filter(|l| l.about() == Some(Topic::Duration));
    // The end may be given as a length after the start.
    let ending = lines()
        .filter(|l| l.topic == Some(Topic::End) && reading.moments.within(&l.value).is_empty());
    lasting
        .chain(ending)
        .find_map(|l| lengths(reading, &l.value).into_iter().find(|l| !l.bound))
        .map(|length| StatedLength {
            length,
            confidence: Confidence::High,
        })
}

fn of_sentences(reading: &Reading) -> Option<StatedLength> {
    let outline = &reading.outline;
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
    let mut bound: Option<StatedLength> = None;
    let mut likely: Option<StatedLength> = None;
    for range in sentences.chain(titles) {
        if !names_a_unit(reading, range) {
            continue;
        }
        for length in lengths(reading, range) {
            let Some(confidence) = of_the_incident(reading, range, &length) else {
                continue;
            };
            match (length.bound, confidence) {
                (false, Confidence::High) => return Some(StatedLength { length, confidence }),
                (false, _) => {
                    likely.get_or_insert(StatedLength { length, confidence });
                }
                // `under three hours` is no length.
                (true, Confidence::High) => {
                    bound.get_or_insert(StatedLength {
                        length,
                        confidence: Confidence::Low,
                    });
                }
                (true, _) => {}
            }
        }
    }
    likely.or(bound)
}

/// Whether the sentences of a line can tell how long it lasted.
fn tells(line: &Line) -> bool {
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
                    | Topic::Background
            )
        )
}

fn lengths(reading: &Reading, range: &Range<usize>) -> Vec<Length> {
    let mut found = length::find(reading.lower(range));
    for length in &mut found {
        length.range = length.range.start + range.start..length.range.end + range.start;
    }
    found
}

/// Whether a length in a sentence is the incident's, and how surely: the word for it stands close by.
fn of_the_incident(
    reading: &Reading,
    sentence: &Range<usize>,
    length: &Length,
) -> Option<Confidence> {
    let all_before = reading.lower(&(sentence.start..length.range.start));
    let before = cut_front(all_before, 60);
    let behind = reading
        .lower(&(length.range.end..sentence.end))
        .trim_start_matches([' ', '-', '\n']);
    let head = || {
        reading
            .outline
            .line_at(sentence.start)
            .is_some_and(|l| l.head)
            && all_before.contains("outage")
    };
    if BEFORE.any(before) || BEHIND.iter().any(|word| behind.starts_with(word)) || head() {
        return Some(Confidence::High);
    }
    let lead = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let lead = [
        "about",
        "approximately",
        "around",
        "roughly",
        "nearly",
        "almost",
        "some",
        "over",
        "us",
        "them",
    ]
    .into_iter()
    .find_map(|word| lead.strip_suffix(word))
    .unwrap_or(lead)
    .trim_end();
    let whole = reading.lower(sentence);
    // `約1時間の障害`, `中断约30分钟`
    if ideographs::tells_of_suffering(whole) && stands_by_signs(reading, sentence, length) {
        return Some(Confidence::Medium);
    }
    // What led to it may have gone on for weeks.
    let told = matches!(
        reading
            .outline
            .line_at(sentence.start)
            .and_then(Line::about),
        None | Some(Topic::Summary | Topic::Impact | Topic::Duration | Topic::Title)
    );
    if !told {
        return None;
    }
    let took = lead.ends_with("took") && ALL_OF_IT.any(whole) && !PART_OF_IT.any(behind);
    let recovered = lead.ends_with(" in") && RECOVERING.any(before);
    let suffered = lead.ends_with("for") && SUFFERING.any(all_before) && !ELSEWHERE.any(before);
    (took || suffered || recovered || behind_a_range(reading, sentence, length))
        .then_some(Confidence::Medium)
}

/// Whether a length stands among Japanese, Chinese or Korean words, in a part of the text that tells of the incident.
fn stands_by_signs(reading: &Reading, sentence: &Range<usize>, length: &Length) -> bool {
    let line = reading.outline.line_at(sentence.start);
    let told = matches!(
        line.and_then(Line::about),
        None | Some(Topic::Summary | Topic::Impact | Topic::Duration)
    );
    let near = reading.lower(&(length.range.end..sentence.end));
    let near = cut(near, 40);
    told && ideographs::tells_of_suffering(near)
}

/// `from 3:45pm until 5:15pm (90 mins)`
fn behind_a_range(reading: &Reading, sentence: &Range<usize>, length: &Length) -> bool {
    let stamps = reading
        .moments
        .within(&(sentence.start..length.range.start));
    let [.., first, last] = stamps else {
        return false;
    };
    let gap = reading.lower(&(last.range.end.min(length.range.start)..length.range.start));
    let words = gap.trim_matches([' ', '~']);
    first.clock.is_some()
        && last.clock.is_some()
        && matches!(
            words,
            "(" | "(about"
                | "(approximately"
                | "(approx."
                | "(approx"
                | "(around"
                | "(total"
                | "(a total of"
                | ", a total of"
                | ", for a total of"
        )
}
