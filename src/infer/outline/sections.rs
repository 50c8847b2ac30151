//! Which section a line stands in, and under which label.

use super::super::plain::Plain;
use super::super::stems::{Stems, Table};
use super::super::vocabulary::{Topic, label_topic};
use super::{Line, is_field};

/// `What went wrong` is a lesson beside `What went well`; in a text without another word for it, it is the cause.
pub(super) fn lessons_or_not(plain: &Plain, lines: &mut [Line]) {
    let went_well = lines.iter().any(|l| l.topic == Some(Topic::WentWell));
    if went_well {
        // `What can be improved` beside it is what went badly, and no list of things to do.
        for line in lines.iter_mut().filter(|l| l.head) {
            let asks = plain.lower(&line.range).starts_with("what c");
            if line.topic == Some(Topic::Improvements) && asks {
                line.topic = Some(Topic::WentBadly);
            }
        }
    }
    let lesson = |l: &Line| {
        matches!(
            l.topic,
            Some(
                Topic::Cause
                    | Topic::CauseAndResolution
                    | Topic::WentWell
                    | Topic::Lessons
                    | Topic::Lucky
            )
        )
    };
    if lines.iter().any(lesson) {
        return;
    }
    for line in lines.iter_mut().filter(|l| l.head) {
        if line.topic == Some(Topic::WentBadly) {
            line.topic = Some(Topic::Cause);
        }
    }
}

/// Which label stands in which section.
fn fits_inside(topic: Topic, section: Topic) -> bool {
    use Topic as T;
    match section {
        T::Summary => matches!(
            topic,
            T::Duration
                | T::Start
                | T::End
                | T::Day
                | T::Clock
                | T::Impact
                | T::Cause
                | T::Services
                | T::Severity
                | T::Detection
                | T::Resolution
                | T::Contributing
                | T::Trigger
        ),
        T::Timeline => matches!(
            topic,
            T::Detection | T::Escalation | T::Response | T::DeadEnd | T::Resolution
        ),
        T::CauseAndResolution => matches!(
            topic,
            T::Cause | T::Resolution | T::Contributing | T::Trigger
        ),
        T::Cause => matches!(topic, T::Contributing | T::Trigger),
        T::Measures => matches!(topic, T::Improvements | T::Tasks | T::Measures),
        T::Lessons => matches!(topic, T::WentWell | T::WentBadly | T::Lucky),
        T::Impact => matches!(topic, T::Services | T::Impact),
        T::Duration => matches!(topic, T::Start | T::End),
        _ => false,
    }
}

/// Whether a heading below that of a timeline names what happened next, and no section: `### 10:40 Recovery begins`.
fn told_inside(plain: &Plain, line: &Line, major: Option<Topic>, below: bool) -> bool {
    major == Some(Topic::Timeline)
        && below
        && line.heading.is_some()
        && line.topic.is_some_and(|t| !fits_inside(t, Topic::Timeline))
        && label_topic(plain.slice(&line.range)).is_none()
}

/// The level of a head without `#`: bold, or plain.
const BOLD: u8 = 7;
const PLAIN: u8 = 8;

/// Gives every line its section and the label above it.
pub(super) fn place(plain: &Plain, lines: &mut [Line]) {
    let mut major: Option<Topic> = None;
    let mut level = u8::MAX;
    // The label in force, and for a list item's label the item's indent.
    let mut minor: Option<(Topic, Option<usize>)> = None;
    // Whether the label in force has told its value, a moment, on its own line.
    let mut lapses = false;
    for line in lines {
        if lapses && line.after_blank {
            minor = None;
        }
        lapses = lapses && !line.after_blank;
        if line.row && line.topic.is_some() {
            line.major = major;
            line.other = is_other(plain, line);
            continue;
        }
        let own = match (line.heading, line.bold && !line.item()) {
            (Some(level), _) => level,
            (None, true) => BOLD,
            (None, false) => PLAIN,
        };
        if line.head && told_inside(plain, line, major, own > level) {
            line.topic = None;
        }
        if line.head {
            match line.topic {
                Some(topic) => {
                    let nested = major.is_some_and(|section| {
                        fits_inside(topic, section)
                            && (own > level || own == PLAIN && level == PLAIN || line.item())
                    });
                    let section = topic == Topic::People && own <= level;
                    if nested || is_field(topic) && !section {
                        minor = Some((topic, line.item().then_some(line.indent)));
                    } else {
                        major = Some(topic);
                        level = own;
                        minor = None;
                    }
                }
                None => {
                    minor = None;
                    let lists = matches!(
                        major,
                        Some(
                            Topic::Measures
                                | Topic::Timeline
                                | Topic::Lessons
                                | Topic::Tasks
                                | Topic::Improvements
                        )
                    );
                    if own < level || own == level && !(own == BOLD && lists) {
                        major = None;
                        level = own;
                    }
                }
            }
        } else {
            if let Some((_, Some(indent))) = minor
                && line.item()
                && line.indent <= indent
            {
                minor = None;
            }
            if let Some(topic) = line.topic {
                let opens = !line.item() && !is_field(topic) && topic != Topic::Duration;
                let heading = line.heading.is_some();
                let nested = major.is_some_and(|section| {
                    fits_inside(topic, section) && (!heading || own > level)
                });
                if opens && !nested && (heading || !(level < PLAIN && topic == Topic::Impact)) {
                    major = Some(topic);
                    level = if heading { own } else { PLAIN.max(own) };
                    minor = None;
                } else {
                    minor = Some((topic, line.item().then_some(line.indent)));
                }
            }
        }
        line.major = major;
        line.minor = minor.map(|(topic, _)| topic);
        // `Title: …` and `Severity: …` say nothing about the lines below them.
        let own_line = |(topic, _): &(Topic, Option<usize>)| {
            matches!(
                topic,
                Topic::Title | Topic::Severity | Topic::Services | Topic::People | Topic::Zone
            )
        };
        if minor.as_ref().is_some_and(own_line) && !line.head {
            minor = None;
        }
        lapses = !line.head && !line.item() && minor.is_some_and(|(topic, _)| is_moment(topic));
        if line.minor == Some(Topic::OtherDay) && line.topic != Some(Topic::OtherDay) {
            line.minor = None;
        }
        line.other = is_other(plain, line);
    }
}

/// Topics whose value is a moment or a length: once it is told, the next paragraph is about something else.
fn is_moment(topic: Topic) -> bool {
    matches!(
        topic,
        Topic::Start | Topic::End | Topic::Day | Topic::Clock | Topic::Duration
    )
}

/// Words of short lines that date something else than the incident.
static OTHER_DATES: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "updated:|updated on|updated at|last updated|last update|posted:|posted on|posted at|posted by|published:|published on|published at|\
         deadline|due:|due date|due on|due by|retro held|project d|follow-up|written on|written by|date of post",
    )])
});

/// Longest line that is as a whole about another date, in bytes.
const OTHER_MAX: usize = 110;

fn is_other(plain: &Plain, line: &Line) -> bool {
    use Topic as T;
    let section = matches!(
        line.major,
        Some(T::Measures | T::Tasks | T::Improvements | T::References | T::Assignment | T::People)
    );
    section
        || line.under(T::OtherDay)
        || line.range.len() <= OTHER_MAX && OTHER_DATES.any(plain.lower(&line.range))
}
