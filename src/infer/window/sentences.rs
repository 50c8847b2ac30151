//! The window from sentences: `On July 10, from 9:00 AM to 11:00 AM UTC, our platform was down.`

use crate::model::{Confidence, Precision};

use jiff::ToSpan;

use super::super::calendar::Calendar;
use super::super::ideographs;
use super::super::outline::{Line, Sentence};
use super::super::reading::Reading;
use super::super::stems::{Stems, Table};
use super::super::timeline::Timeline;
use super::super::vocabulary::Topic;
use super::super::when::Stamp;
use super::fields::range_in;
use super::{End, Window, is_timed, single, with_day_of};

/// Whether a sentence can tell when the incident was.
fn tells_the_window(line: &Line) -> bool {
    !line.quote
        && !line.row
        && !line.other
        && !matches!(
            line.major,
            Some(
                Topic::Timeline
                    | Topic::Lessons
                    | Topic::WentWell
                    | Topic::WentBadly
                    | Topic::Conclusion
                    | Topic::Background
                    | Topic::Resolution
            )
        )
}

/// Words of sentences that tell what users suffered.
pub(in super::super) static SUFFERING: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "outage|down|incident|unavailab|unable|inaccess|interrupt|disrupt|error|fail|issue|degrad|not work|inactive|experienc|\
         affected|unreachable|slow|could not|not accessible|offline|delay|halt|stopped|locked out|refused|denied|timed out|timeout|blocked|stuck|lost|broken|blank|missing|empty|\
         wrong|incorrect|unusable|frozen|hung|reject|killed|exposed|attack|500|502|503|504|404|403|crash|intermittent|downtime",
    )])
});

/// Words of sentences that tell of another incident than the one at hand.
static ANOTHER: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "is a separate|was a separate|another incident|another outage|different incident|different outage|earlier incident|earlier outage|previous incident|previous outage|similar incident|similar outage|unrelated incident|unrelated outage|evening before|week before|month before|year before",
    )])
});

/// Further words of sentences that tell what failed, beside a range of times.
static FAILING: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "did not|didn't|couldn't|could no|no longer|can't|cannot|went dark|not work|not respond|not load|unresponsive|impact|problem|trouble",
    )])
});

/// Words of sentences whose hours are those of a visit, a plan or a counter, not of the incident.
static OTHER_HOURS: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "technician|schedul|appointment|planned|maintenance window|business hours|office hours|opening hours|working hours|peak hours|\
         every day|daily|each day|between the hours|will be available|timing for|visit|call will|meeting",
    )])
});

/// `On July 10, from 9:00 AM to 11:00 AM UTC, our platform was down.`
pub(super) fn by_range_sentence(reading: &Reading, calendar: &Calendar) -> Option<Window> {
    let outline = &reading.outline;
    outline.sentences.iter().find_map(|sentence| {
        if !tells_the_window(&outline.lines[sentence.line]) {
            return None;
        }
        let (first, second) = range_in(reading, &sentence.range)?;
        let lower = reading.lower(&sentence.range);
        let suffering = SUFFERING.any(lower) || ideographs::tells_of_suffering(lower);
        if ANOTHER.any(lower) || OTHER_HOURS.any(lower) && !suffering {
            return None;
        }
        let suffering = suffering || FAILING.any(lower);
        let told = matches!(
            outline.lines[sentence.line].major,
            Some(Topic::Summary | Topic::Impact | Topic::Duration)
        );
        (told || suffering).then(|| {
            with_day_of(
                reading,
                calendar,
                &sentence.range,
                (first, second),
                Confidence::High,
            )
        })
    })
}

/// Sentences before the timeline, with the moments in them.
fn opening<'r>(reading: &'r Reading) -> impl Iterator<Item = (&'r Sentence, &'r [Stamp])> {
    let outline = &reading.outline;
    let opens = |line: &Line| {
        tells_the_window(line)
            && matches!(
                line.major,
                None | Some(Topic::Summary | Topic::Impact | Topic::Duration)
            )
    };
    outline
        .sentences
        .iter()
        .filter(move |s| opens(&outline.lines[s.line]) && !ANOTHER.any(reading.lower(&s.range)))
        .take(40)
        .map(|s| (s, reading.moments.within(&s.range)))
}

/// Words of sentences that tell how it began.
static BEGINNING: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "went down|was down|began|started|start of|disrupt|suspicious|compromised|activated|unavailab|outage|triggered a bug|failed|stopped working|stopped answering|stopped responding|stopped accepting|slowed down|went offline|was offline|were offline|crashed|became un|became slow|became inacc",
    )])
});

/// Words of sentences that tell how it ended.
static ENDING: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "restored|resolved|ceased|subsided|went away|stopped failing|errors stopped|available again|operating normally|stabili|everything was|was again|were again|worked again|running again|up again|service again|all green|came back|were back|was back|got back|was up|fully operational|was solved|will end|will be over|was over|is over|came to an end|ended|recovered|back online|back to normal|successfully mitigated|was fixed|deleted them",
    )])
});

/// `On May 3 at 10:00 the site went down.`
///
/// Without a list of times a sentence that names only a clock time counts too.
pub(super) fn by_start_sentence(
    reading: &Reading,
    calendar: &Calendar,
    timeline: &Timeline,
) -> Option<End> {
    opening(reading).find_map(|(sentence, stamps)| {
        let stamp = stamps.iter().find(|s| is_timed(s))?;
        let lower = reading.lower(&sentence.range);
        let begins =
            BEGINNING.any(lower) && !lower.contains("reported on") && !lower.starts_with("by ");
        let end = single(calendar, stamp, calendar.the_day(), Confidence::Medium);
        (begins && end.at.is_some() && (stamp.day.is_some() || !timeline.listed)).then_some(end)
    })
}

/// `Service was restored at 2115hrs.`
pub(super) fn by_end_sentence(
    reading: &Reading,
    calendar: &Calendar,
    start: Option<&End>,
) -> Option<End> {
    let start = start?.at.filter(|at| at.precision != Precision::Day)?;
    let day = start.civil.date();
    opening(reading).find_map(|(sentence, stamps)| {
        if !ENDING.any(reading.lower(&sentence.range)) {
            return None;
        }
        let stamp = stamps.iter().rfind(|s| is_timed(s))?;
        let mut end = single(calendar, stamp, Some(day), Confidence::Medium);
        if end.at.is_some_and(|at| start.seconds_to(&at) < 0) && stamp.day.is_none() {
            end.at = calendar.when(stamp, day.checked_add(1.day()).ok());
        }
        end.at
            .is_some_and(|at| start.seconds_to(&at) > 0)
            .then_some(end)
    })
}
