//! The structure of a text, read line by line: headings, labels, sections, paragraphs, sentences.
//!
//! Blind to how structure is written: `## Impact`, `**Impact:**`, `Impact: all of it`, `<h2>Impact</h2>` and an
//! indented `Impact:` are the same thing.

use std::ops::Range;

use super::plain::{self, Marker, Plain, PlainLine};
use super::sentence::sentences;
use super::vocabulary::{Topic, heading_topic, label_topic};

mod labels;
mod rows;
mod sections;

use labels::label;
pub(super) use rows::cells;

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
            labels::split_line(&plain, line, &mut lines);
        }
        rows::name_cells(&plain, &mut lines);
        sections::lessons_or_not(&plain, &mut lines);
        sections::place(&plain, &mut lines);
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
pub(super) fn is_field(topic: Topic) -> bool {
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
        let field = |t: Topic| is_field(t) || t == Topic::Duration;
        let value = plain.slice(&line.value);
        if by_label.is_some_and(|t| !empty && field(t) || tells_beside(t, value)) {
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
