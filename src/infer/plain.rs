//! Markup off, words kept: the body as plain lines, each byte of which knows where it stands in the file.
//!
//! Reads raw lines, not Markdown blocks: in a third of real postmortems a soft-wrapped paragraph, an indented "code
//! block" or raw HTML carries the structure. One pass, no back-tracking: searches for a closing bracket are cached.

use std::ops::Range;

use crate::diag::Span;

mod markers;
mod tags;

use tags::entity;

/// What stands before the words of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// Nothing.
    None,
    /// `-`, `*`, `+`, `•`, `✅`, `<li>`.
    Bullet,
    /// `1.`, `1)`.
    Number,
    /// `- [ ]` or `- [x]`; true when ticked.
    Task(bool),
}

/// One line of plain text, never empty.
#[derive(Debug, Clone)]
pub(super) struct PlainLine {
    /// Where its words stand in [`Plain::text`].
    pub(super) range: Range<usize>,
    /// Columns before the marker or the words; nested HTML lists count two a level.
    pub(super) indent: usize,
    /// What stands before the words.
    pub(super) marker: Marker,
    /// Heading level, 1 to 6.
    pub(super) heading: Option<u8>,
    /// The whole line is bold: a heading in all but name.
    pub(super) bold: bool,
    /// A row of a pipe table.
    pub(super) row: bool,
    /// Inside a fenced code block.
    pub(super) code: bool,
    /// Inside a block quote.
    pub(super) quote: bool,
    /// A blank line, or the start of the text, stands before it.
    pub(super) after_blank: bool,
}

/// The words of a body.
#[derive(Debug, Default)]
pub(super) struct Plain {
    /// The lines, joined by `\n`.
    pub(super) text: String,
    /// The same bytes in ASCII lower case, addresses blotted out: what scanners read.
    pub(super) lower: String,
    /// The lines.
    pub(super) lines: Vec<PlainLine>,
    /// Where pieces of `text` come from: (offset in `text`, offset in the file), both rising.
    pieces: Vec<(usize, usize)>,
}

impl Plain {
    /// Where byte `at` of the plain text stands in the file.
    pub(super) fn source(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|(plain, _)| *plain <= at);
        match index.checked_sub(1).and_then(|i| self.pieces.get(i)) {
            Some((plain, source)) => source + (at - plain),
            None => 0,
        }
    }

    /// The span in the file of a range of the plain text, markup inside it included.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let Some(last) = self.text.get(range.clone()).and_then(|t| t.chars().last()) else {
            let at = self.source(range.start);
            return Span::new(at, at);
        };
        let end = self.source(range.end - last.len_utf8()) + last.len_utf8();
        Span::new(self.source(range.start), end)
    }

    /// The words of a range; empty if it does not lie on character boundaries.
    pub(super) fn slice(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or("")
    }

    /// The words of a range in lower case.
    pub(super) fn lower(&self, range: &Range<usize>) -> &str {
        self.lower.get(range.clone()).unwrap_or("")
    }
}

/// Takes the markup off `body`, which begins at byte `base` of the file.
pub(super) fn read(body: &str, base: usize) -> Plain {
    let mut reader = Reader::new(body, base);
    let fences_are_prose = fence_holds_everything(body);
    let mut fence: Option<u8> = None;
    let mut comment = false;
    for line in lines(body) {
        if comment {
            comment = !body[line.clone()].contains("-->");
            continue;
        }
        let trimmed = body[line.clone()].trim();
        if let Some(byte) = fence_mark(trimmed)
            && fence.is_none_or(|open| open == byte)
        {
            fence = if fence.is_some() { None } else { Some(byte) };
            reader.blank = true;
            continue;
        }
        if trimmed.starts_with("<!--") {
            comment = !trimmed.contains("-->");
            continue;
        }
        if is_noise(trimmed) {
            reader.underline(trimmed);
            reader.blank = true;
            continue;
        }
        reader.line(line, fence.is_some() && !fences_are_prose);
    }
    reader.finish()
}

/// The ranges of the lines of a text, without their ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end + 1;
        range
    })
}

fn fence_mark(trimmed: &str) -> Option<u8> {
    [(b'`', "```"), (b'~', "~~~")]
        .into_iter()
        .find(|(_, mark)| trimmed.starts_with(mark))
        .map(|(byte, _)| byte)
}

/// Whether one code fence holds (nearly) the whole text: then it is prose that somebody pasted.
fn fence_holds_everything(body: &str) -> bool {
    let (mut inside, mut outside, mut open) = (0usize, 0usize, false);
    for line in body.lines() {
        let line = line.trim();
        if fence_mark(line).is_some() {
            open = !open;
        } else if open {
            inside += line.len();
        } else {
            outside += line.len();
        }
    }
    inside > 400 && outside < inside / 6
}

/// Rules, table delimiters and merge markers: lines without words.
fn is_noise(trimmed: &str) -> bool {
    let mut bytes = trimmed.bytes();
    let Some(first) = bytes.next() else {
        return true;
    };
    match first {
        b'-' | b'=' | b'*' | b'_' | b'|' | b':' | b'+' => {
            trimmed.len() > 2
                && bytes.all(|b| {
                    matches!(
                        b,
                        b'-' | b'=' | b'*' | b'_' | b'|' | b':' | b'+' | b' ' | b'\t'
                    )
                })
        }
        b'<' => trimmed.starts_with("<<<<<<< "),
        b'>' => trimmed.starts_with(">>>>>>> "),
        _ => false,
    }
}

/// The next place of a byte, found once.
struct Finder {
    byte: u8,
    at: Option<usize>,
}

impl Finder {
    fn new(byte: u8) -> Self {
        Self { byte, at: None }
    }

    /// First place of the byte in `text` at or after `from`; the text's length if there is none.
    fn next(&mut self, text: &[u8], from: usize) -> usize {
        if let Some(at) = self.at.filter(|at| *at >= from) {
            return at;
        }
        let found = text[from..]
            .iter()
            .position(|b| *b == self.byte)
            .map_or(text.len(), |i| from + i);
        self.at = Some(found);
        found
    }
}

/// Longest HTML tag or link target that is skipped, in bytes.
const SKIP_MAX: usize = 4096;

struct Reader<'a> {
    body: &'a str,
    bytes: &'a [u8],
    base: usize,
    plain: Plain,
    current: PlainLine,
    /// Depth of open `<ul>` and `<ol>`.
    lists: usize,
    blank: bool,
    angle: Finder,
    bracket: Finder,
    round: Finder,
}

const EMPTY_LINE: PlainLine = PlainLine {
    range: 0..0,
    indent: 0,
    marker: Marker::None,
    heading: None,
    bold: false,
    row: false,
    code: false,
    quote: false,
    after_blank: true,
};

impl<'a> Reader<'a> {
    fn new(body: &'a str, base: usize) -> Self {
        let mut plain = Plain::default();
        plain.text.reserve(body.len());
        Self {
            body,
            bytes: body.as_bytes(),
            base,
            plain,
            current: EMPTY_LINE,
            lists: 0,
            blank: true,
            angle: Finder::new(b'>'),
            bracket: Finder::new(b']'),
            round: Finder::new(b')'),
        }
    }

    fn finish(mut self) -> Plain {
        let mut lower = std::mem::take(&mut self.plain.text);
        self.plain.text = lower.clone();
        lower.make_ascii_lowercase();
        self.plain.lower = blot_addresses(lower);
        self.plain
    }

    /// `===` or `---` under a line of its own makes that line a heading.
    fn underline(&mut self, trimmed: &str) {
        let level = match trimmed.as_bytes() {
            [b'=', rest @ ..] if rest.iter().all(|b| *b == b'=') => 1,
            [b'-', rest @ ..] if rest.iter().all(|b| *b == b'-') => 2,
            _ => return,
        };
        if self.blank {
            return;
        }
        if let Some(line) = self.plain.lines.last_mut()
            && line.after_blank
            && line.marker == Marker::None
            && !line.code
            && line.range.len() <= 100
        {
            line.heading.get_or_insert(level);
        }
    }

    fn line(&mut self, line: Range<usize>, code: bool) {
        let end = line.end;
        let mut at = line.start;
        let mut indent = 0;
        let mut quote = false;
        self.current = EMPTY_LINE;
        loop {
            match self.bytes.get(at).filter(|_| at < end) {
                Some(b' ') => indent += 1,
                Some(b'\t') => indent += 4,
                Some(b'>') if !code => quote = true,
                Some(0xc2) if self.bytes.get(at + 1) == Some(&0xa0) => {
                    indent += 1;
                    at += 1;
                }
                _ => break,
            }
            at += 1;
        }
        let after_blank = std::mem::replace(&mut self.blank, false);
        let first = self.plain.lines.len();
        self.begin(indent + 2 * self.lists);
        self.current.quote = quote;
        self.current.code = code;
        self.current.after_blank = after_blank;
        if code {
            self.copy(at..end);
        } else {
            let at = self.marker(at, end);
            self.words(at, end);
        }
        self.flush();
        // A line of HTML tags alone is as good as a blank one.
        self.blank = self.plain.lines.len() == first;
    }

    fn begin(&mut self, indent: usize) {
        let start = self.plain.text.len();
        self.current = PlainLine {
            range: start..start,
            indent,
            after_blank: false,
            quote: self.current.quote,
            code: self.current.code,
            ..EMPTY_LINE
        };
    }

    /// Ends the current line; an empty one leaves no trace.
    fn flush(&mut self) {
        let start = self.current.range.start;
        let mut words = self.plain.text[start..].trim_end();
        if self.current.row {
            words = words.trim_end_matches('|').trim_end();
        }
        let kept = words.len();
        self.plain.text.truncate(start + kept);
        while let Some((at, _)) = self.plain.pieces.last()
            && *at >= start + kept
        {
            self.plain.pieces.pop();
        }
        if kept == 0 {
            return;
        }
        self.current.range = start..start + kept;
        self.plain.lines.push(self.current.clone());
        self.plain.text.push('\n');
    }

    fn copy(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let plain = self.plain.text.len();
        let source = self.base + range.start;
        let follows = self
            .plain
            .pieces
            .last()
            .is_some_and(|(p, s)| s + (plain - p) == source);
        if !follows {
            self.plain.pieces.push((plain, source));
        }
        self.plain.text.push_str(&self.body[range]);
    }

    /// Copies the words from `at` to `end` without their markup.
    fn words(&mut self, at: usize, end: usize) {
        let raw = self.body[at..end].trim_end().trim_end_matches(':');
        // Bold or emphasised from end to end.
        let alone = ["**", "__", "*", "_"].into_iter().any(|mark| {
            let inner = raw.strip_prefix(mark).and_then(|r| r.strip_suffix(mark));
            inner.is_some_and(|i| !i.is_empty() && !i.contains(mark))
        });
        self.current.bold = alone
            || raw.starts_with("<strong>") && raw.ends_with("</strong>")
            || raw.starts_with("<b>") && raw.ends_with("</b>");
        let mut from = at;
        let mut i = at;
        while i < end {
            let skip = match self.bytes[i] {
                b'*' | b'`' => 1,
                b'~' if self.bytes.get(i + 1) == Some(&b'~') => 2,
                b'_' => usize::from(self.underscore_is_markup(i, at, end)),
                b'\\' => usize::from(i + 1 == end || self.bytes[i + 1].is_ascii_punctuation()),
                b'!' if self.bytes.get(i + 1) == Some(&b'[') => self.image(i, end),
                b'[' => self.open_bracket(i, end),
                b']' => self.close_bracket(i, end),
                b'<' => {
                    let (skip, tag) = self.tag(i, end);
                    if tag {
                        self.copy(from..i);
                        from = i + skip;
                        self.apply_tag(i, from);
                        if self.current.range.start == self.plain.text.len() {
                            from = self.skip_space(from, end);
                        }
                        i = from;
                        continue;
                    }
                    skip
                }
                b'>' => usize::from(
                    self.body[at..i].ends_with(|c: char| !c.is_whitespace())
                        && self.autolink_before(i, at),
                ),
                b'|' if self.current.row => {
                    self.copy(from..i);
                    from = i + 1;
                    self.separate(i);
                    i += 1;
                    continue;
                }
                b'&' => {
                    let (skip, with) = entity(&self.body[i..end]);
                    if skip > 0 {
                        self.copy(from..i);
                        self.piece(i, with);
                        from = i + skip;
                        i = from;
                        continue;
                    }
                    0
                }
                0xc2 if self.bytes.get(i + 1) == Some(&0xa0) => {
                    self.copy(from..i);
                    self.piece(i, " ");
                    from = i + 2;
                    i = from;
                    continue;
                }
                _ => 0,
            };
            if skip > 0 {
                self.copy(from..i);
                i = (i + skip).min(end);
                from = i;
                if self.current.range.start == self.plain.text.len() {
                    i = self.skip_space(i, end);
                    from = i;
                }
            } else {
                i += 1;
            }
        }
        self.copy(from..end);
    }

    /// Adds words that stand for the source byte `at`.
    fn piece(&mut self, at: usize, words: &str) {
        if words.is_empty() {
            return;
        }
        // Only the first byte has a place; an entity's replacement is one character.
        self.plain
            .pieces
            .push((self.plain.text.len(), self.base + at));
        self.plain.text.push_str(words);
    }

    /// A cell's end: keeps the words of two cells apart.
    fn separate(&mut self, at: usize) {
        let text = &self.plain.text[self.current.range.start..];
        if text.is_empty() || text.ends_with("| ") {
            return;
        }
        self.copy(at..at + 1);
        if self.bytes.get(at + 1) == Some(&b' ') {
            self.copy(at + 1..at + 2);
        }
    }

    /// `_word_` is markup, `snake_case` is not.
    fn underscore_is_markup(&self, i: usize, at: usize, end: usize) -> bool {
        let word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
        let before = i > at && word(self.bytes.get(i - 1));
        let after = i + 1 < end && word(self.bytes.get(i + 1));
        !(before && after)
    }

    /// `![alt](target)`: says nothing about the incident.
    fn image(&mut self, i: usize, end: usize) -> usize {
        let close = self.bracket.next(self.bytes, i);
        if close >= end {
            return 1;
        }
        close + self.close_bracket(close, end) - i
    }

    /// `[12]` is a reference and goes; any other bracket only loses its `[`.
    fn open_bracket(&mut self, i: usize, end: usize) -> usize {
        let digits = self.bytes[i + 1..end]
            .iter()
            .take(4)
            .take_while(|b| b.is_ascii_digit())
            .count();
        if (1..=3).contains(&digits) && self.bytes.get(i + 1 + digits) == Some(&b']') {
            return digits + 2;
        }
        1
    }

    /// `](target)`, `][name]` or a lone `]`.
    fn close_bracket(&mut self, i: usize, end: usize) -> usize {
        let close = match self.bytes.get(i + 1).filter(|_| i + 1 < end) {
            Some(b'(') => self.round.next(self.bytes, i + 1),
            Some(b'[') => self.bracket.next(self.bytes, i + 1),
            _ => return 1,
        };
        if close < end && close - i < SKIP_MAX {
            close + 1 - i
        } else {
            1
        }
    }
}

/// Replaces web addresses by `/`, byte for byte: their digits and percent signs are no facts.
fn blot_addresses(lower: String) -> String {
    let mut bytes = lower.into_bytes();
    let mut i = 0;
    while i + 3 < bytes.len() {
        if bytes[i] == b':' && bytes[i + 1] == b'/' && bytes[i + 2] == b'/' {
            while i < bytes.len() && !bytes[i].is_ascii_whitespace() && bytes[i] < 0x80 {
                bytes[i] = b'/';
                i += 1;
            }
        }
        i += 1;
    }
    // Only whole ASCII bytes were replaced by an ASCII byte.
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn white_space_that_is_left_out_leaves_no_piece_behind() {
        let plain = read("a\t\t*\t\n!", 0);
        let mark = plain.text.rfind('!').unwrap();
        assert_eq!(plain.source(mark), 6);
    }
}
