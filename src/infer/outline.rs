//! The structure of a text, read line by line: headings, labels, sections, paragraphs, sentences.
//!
//! Blind to how structure is written: `## Impact`, `**Impact:**`, `Impact: all of it`, `<h2>Impact</h2>` and an
//! indented `Impact:` are the same thing.

use std::ops::Range;

use super::plain::{self, Marker, Plain, PlainLine};
use super::sentence::sentences;
use super::stems::{Stems, Table};
use super::vocabulary::{Topic, heading_topic, label_topic};

/// A text's lines and sentences, each with the topic it stands under.
#[derive(Debug)]
pub(super) struct Outline {
    /// The words.
    pub(super) plain: Plain,
    /// Lines in order; a line that holds several labels counts as several.
    pub(super) lines: Vec<Line>,
    /// Sentences in order; headings and code have none.
    pub(super) sentences: Vec<Sentence>,
}

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its words, label included.
    pub(super) range: Range<usize>,
    /// The label in front, without its colon.
    pub(super) label: Option<Range<usize>>,
    /// The words behind the label, or all of them.
    pub(super) value: Range<usize>,
    /// What its own label or heading announces.
    pub(super) topic: Option<Topic>,
    /// Nothing but a heading or a label.
    pub(super) head: bool,
    /// The section it stands in.
    pub(super) major: Option<Topic>,
    /// The label it stands under within the section.
    pub(super) minor: Option<Topic>,
    /// Continues the paragraph of the line before.
    pub(super) continues: bool,
    /// Columns before the words.
    pub(super) indent: usize,
    /// List marker.
    pub(super) marker: Marker,
    /// Heading level.
    pub(super) heading: Option<u8>,
    /// Bold from end to end.
    pub(super) bold: bool,
    /// Row of a table.
    pub(super) row: bool,
    /// Code.
    pub(super) code: bool,
    /// Block quote.
    pub(super) quote: bool,
    /// A blank line stands before it.
    pub(super) after_blank: bool,
    /// What it says is not of the incident itself: reviews, deadlines, publication, what is to be done.
    pub(super) other: bool,
}

impl Line {
    /// What the line is about: its own label, else the label above, else the section.
    pub(super) fn about(&self) -> Option<Topic> {
        self.topic.or(self.minor).or(self.major)
    }

    /// Whether it stands in or under a topic, at any level.
    pub(super) fn under(&self, topic: Topic) -> bool {
        self.topic == Some(topic) || self.minor == Some(topic) || self.major == Some(topic)
    }

    /// Whether it is a list item.
    pub(super) fn item(&self) -> bool {
        self.marker != Marker::None
    }
}

/// One sentence.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    /// Its words.
    pub(super) range: Range<usize>,
    /// The line it begins on: an index into [`Outline::lines`].
    pub(super) line: usize,
}

impl Outline {
    /// Reads the structure of `body`, which begins at byte `base` of the file.
    pub(super) fn read(body: &str, base: usize) -> Self {
        let plain = plain::read(body, base);
        let mut lines = Vec::with_capacity(plain.lines.len());
        for line in &plain.lines {
            split_line(&plain, line, &mut lines);
        }
        cause_by_another_name(&mut lines);
        place(&plain, &mut lines);
        join(&plain, &mut lines);
        let sentences = sentences(&plain, &lines);
        Self {
            plain,
            lines,
            sentences,
        }
    }

    /// The line a plain offset stands on.
    pub(super) fn line_at(&self, at: usize) -> Option<&Line> {
        let index = self.lines.partition_point(|line| line.range.start <= at);
        self.lines.get(index.checked_sub(1)?)
    }

    /// The sentences that stand in a range.
    pub(super) fn sentences_in(&self, range: &Range<usize>) -> &[Sentence] {
        let from = self
            .sentences
            .partition_point(|s| s.range.start < range.start);
        let to = self
            .sentences
            .partition_point(|s| s.range.start < range.end);
        &self.sentences[from..to.max(from)]
    }

    /// The sentence that holds a plain offset.
    pub(super) fn sentence_at(&self, at: usize) -> Option<&Sentence> {
        let index = self.sentences.partition_point(|s| s.range.start <= at);
        self.sentences
            .get(index.checked_sub(1)?)
            .filter(|s| at < s.range.end)
    }
}

/// Topics whose label carries a value and announces no section.
fn is_field(topic: Topic) -> bool {
    matches!(
        topic,
        Topic::Title
            | Topic::Start
            | Topic::End
            | Topic::Day
            | Topic::Clock
            | Topic::OtherDay
            | Topic::Severity
            | Topic::Zone
            | Topic::People
            | Topic::Services
    )
}

/// Longest label, in bytes.
const LABEL_MAX: usize = 90;

/// The end of the label in front of `text`, and where its value begins.
fn label(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let limit = text.len().min(LABEL_MAX);
    for (i, byte) in bytes[..limit].iter().enumerate() {
        let end = match byte {
            b':' => i,
            b'.' | b'?' | b'!'
                if bytes.get(i + 1) == Some(&b' ')
                    && bytes.get(i + 2).is_some_and(u8::is_ascii_uppercase) =>
            {
                return None;
            }
            _ => continue,
        };
        let next = bytes.get(i + 1);
        let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
        if digit(next) && (i == 0 || digit(bytes.get(i - 1)))
            || next == Some(&b'/')
            || next == Some(&b':')
        {
            continue;
        }
        let spaced = next.is_none_or(|b| b.is_ascii_whitespace());
        let name = text.get(..end)?;
        // `Impact - all customers: no orders` has its label before the dash.
        if let Some(dash) = dash_label(name) {
            return Some(dash);
        }
        if !spaced && label_topic(name).is_none() {
            continue;
        }
        if !name.contains(|c: char| c.is_alphanumeric()) || name.split(' ').count() > 10 {
            return None;
        }
        let value = text[i + 1..].trim_start();
        return Some((end, text.len() - value.len()));
    }
    dash_label(text)
}

/// `Duration - two hours`: only where the words before the dash are a known label.
fn dash_label(text: &str) -> Option<(usize, usize)> {
    for dash in [" - ", " – ", " — "] {
        let mut limit = text.len().min(44);
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        if let Some(at) = text[..limit].find(dash)
            && label_topic(&text[..at]).is_some()
        {
            return Some((at, at + dash.len()));
        }
    }
    None
}

/// Adds the line, or the several lines that one line with several labels stands for.
fn split_line(plain: &Plain, raw: &PlainLine, lines: &mut Vec<Line>) {
    let text = plain.slice(&raw.range);
    let mut start = 0;
    if !raw.code && !raw.row && text.len() > 40 {
        for cut in inline_labels(text) {
            let piece = raw.range.start + start..raw.range.start + text[..cut].trim_end().len();
            if !piece.is_empty() {
                lines.push(line(plain, raw, piece, start == 0));
            }
            start = cut;
        }
    }
    lines.push(line(
        plain,
        raw,
        raw.range.start + start..raw.range.end,
        start == 0,
    ));
}

/// Where known labels begin inside a line.
fn inline_labels(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut cuts = Vec::new();
    let mut last = 0;
    for (colon, _) in text.match_indices(':') {
        if bytes
            .get(colon + 1)
            .is_some_and(|b| !b.is_ascii_whitespace())
            || colon == 0
        {
            continue;
        }
        let mut found = None;
        let mut at = colon;
        // No label is longer; the look back stays short.
        let floor = last.max(colon.saturating_sub(60));
        for _ in 0..5 {
            // One word further back.
            let Some(space) = bytes[floor..at]
                .iter()
                .rposition(|b| *b == b' ')
                .map(|p| floor + p)
            else {
                break;
            };
            let begin = space + 1;
            if colon - begin > 50 {
                break;
            }
            if bytes[begin].is_ascii_uppercase()
                && text
                    .get(begin..colon)
                    .and_then(label_topic)
                    .is_some_and(cuts_a_line)
                && clear_before(text, begin)
            {
                found = Some(begin);
            }
            at = space;
        }
        if let Some(begin) = found {
            cuts.push(begin);
            last = begin;
        }
    }
    cuts
}

fn cuts_a_line(topic: Topic) -> bool {
    !matches!(
        topic,
        Topic::Title | Topic::People | Topic::Background | Topic::Zone | Topic::Day | Topic::Clock
    )
}

/// Whether what stands before an inline label ends there: a sentence, a bracket, a label, a value.
fn clear_before(text: &str, begin: usize) -> bool {
    let before = text[..begin].trim_end();
    let last_word = before.rsplit(' ').next().unwrap_or("");
    let small = matches!(
        last_word.to_ascii_lowercase().as_str(),
        "the" | "our" | "a" | "of" | "and" | "for" | "this" | "with" | "to" | "in"
    );
    // `Continuous Improvement:` is one label, of which we know only the second half.
    let part = last_word.starts_with(|c: char| c.is_uppercase())
        && last_word.ends_with(|c: char| c.is_alphanumeric());
    !small && !part && !before.ends_with(',')
}

fn line(plain: &Plain, raw: &PlainLine, range: Range<usize>, first: bool) -> Line {
    let text = plain.slice(&range);
    let mut line = Line {
        label: None,
        value: range.clone(),
        topic: None,
        head: false,
        major: None,
        minor: None,
        continues: false,
        indent: raw.indent,
        marker: if first { raw.marker } else { Marker::None },
        heading: raw.heading.filter(|_| first),
        bold: raw.bold && first,
        row: raw.row,
        code: raw.code,
        quote: raw.quote,
        after_blank: raw.after_blank && first,
        other: false,
        range,
    };
    if line.code || line.row {
        return line;
    }
    let split = label(text);
    if let Some((end, value)) = split {
        line.label = Some(line.range.start..line.range.start + end);
        line.value = line.range.start + value..line.range.end;
    }
    let name = split.map(|(end, _)| &text[..end]);
    let empty = line.value.is_empty();
    let by_label = name.and_then(label_topic);
    if line.heading.is_some() {
        if !empty && by_label.is_some_and(|t| is_field(t) || t == Topic::Duration) {
            line.topic = by_label;
        } else if by_label.is_some_and(|t| tells_beside(t, plain.slice(&line.value))) {
            line.topic = by_label;
        } else {
            line.head = true;
            line.topic = heading_topic(text);
        }
    } else if line.bold && text.len() <= 90 && !text.ends_with('.') {
        head_of_bold(&mut line, text, name, by_label);
    } else if let Some(name) = name {
        // `majority cause:` at the end of a wrapped line is no label.
        let begins = line.after_blank || !name.starts_with(|c: char| c.is_lowercase());
        line.topic = by_label.filter(|_| begins);
        line.head = empty && line.topic.is_some();
        let guess = empty && begins && by_label.is_none() && !line.item();
        if guess && name.split(' ').count() <= 6 && !name.contains(" must ") {
            line.topic = heading_topic(name).filter(|t| !is_field(*t));
            line.head = line.topic.is_some();
        }
    } else {
        head_of_plain(&mut line, text);
    }
    line
}

/// Whether a heading with this label tells its section's content itself: `## Root cause: an expired certificate`.
fn tells_beside(topic: Topic, value: &str) -> bool {
    use Topic as T;
    let told = matches!(
        topic,
        T::Impact
            | T::Cause
            | T::Contributing
            | T::Trigger
            | T::Detection
            | T::Resolution
            | T::CauseAndResolution
    );
    told && value.split(' ').nth(1).is_some()
}

fn head_of_bold(line: &mut Line, text: &str, name: Option<&str>, by_label: Option<Topic>) {
    if !line.value.is_empty() && by_label.is_some() && name.is_some() {
        line.topic = by_label;
        return;
    }
    let topic = if line.item() {
        label_topic(text)
    } else {
        heading_topic(text)
    };
    line.topic = topic;
    line.head = topic.is_some() || !line.item() && (line.value.is_empty() || name.is_none());
}

/// A short line of title words that names a section, without any mark of a heading.
fn head_of_plain(line: &mut Line, text: &str) {
    if text.len() > 70 || text.ends_with(['.', ',', ';']) || line.marker == Marker::Bullet {
        return;
    }
    let begins = line.after_blank || !text.starts_with(|c: char| c.is_lowercase());
    let exact = label_topic(text).filter(|t| begins && !is_field(*t));
    let titled = || {
        let words: Vec<&str> = text.split(' ').filter(|w| w.len() > 3).collect();
        words.len() >= 2
            && words
                .iter()
                .all(|w| !w.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    let topic = exact.or_else(|| {
        if line.after_blank && !line.item() && titled() {
            heading_topic(text).filter(|t| !is_field(*t))
        } else {
            None
        }
    });
    if topic.is_some() {
        line.topic = topic;
        line.head = true;
    }
}

/// `What went wrong` is a lesson beside `What went well`; in a text without another word for it, it is the cause.
fn cause_by_another_name(lines: &mut [Line]) {
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

/// The level of a head without `#`: bold, or plain.
const BOLD: u8 = 7;
const PLAIN: u8 = 8;

/// Gives every line its section and the label above it.
fn place(plain: &Plain, lines: &mut [Line]) {
    let mut major: Option<Topic> = None;
    let mut level = u8::MAX;
    // The label in force, and for a list item's label the item's indent.
    let mut minor: Option<(Topic, Option<usize>)> = None;
    for line in lines {
        let own = match (line.heading, line.bold && !line.item()) {
            (Some(level), _) => level,
            (None, true) => BOLD,
            (None, false) => PLAIN,
        };
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
        if line.minor == Some(Topic::OtherDay) && line.topic != Some(Topic::OtherDay) {
            line.minor = None;
        }
        line.other = is_other(plain, line);
    }
}

/// Words of short lines that date something else than the incident.
static OTHER_DATES: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "updated|last updated|posted|published|deadline|due:|due date|due on|due by|retro held|project d|follow-up|written|date of post",
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

/// Finds the lines that continue a paragraph.
fn join(plain: &Plain, lines: &mut [Line]) {
    // Where many lines are long, nobody wraps them: each is a paragraph of its own.
    let long = lines
        .iter()
        .filter(|l| l.range.len() > 130 && !l.row && !l.code)
        .count();
    let wrapped = long * 7 < lines.len();
    for i in 1..lines.len() {
        let (before, rest) = lines.split_at_mut(i);
        let (previous, line) = (&before[i - 1], &mut rest[0]);
        let text = plain.slice(&line.range);
        let lower_start = text.starts_with(|c: char| c.is_lowercase() || c == '(' || c == ',');
        let previous_text = plain.slice(&previous.range);
        line.continues = !line.after_blank
            && !line.item()
            && !line.head
            && line.topic.is_none()
            && line.heading.is_none()
            && !line.row
            && !line.code
            && !previous.head
            && !previous.row
            && !previous.code
            && line.quote == previous.quote
            && (lower_start
                || wrapped
                    && (previous_text.len() > 55
                        && !previous_text.ends_with(['.', ':', '!', '?'])
                        || previous_text.len() > 75 && !previous_text.ends_with(':')));
    }
}
