//! What we found wrong, where, and what to do about it.
//!
//! Wrong *content* is a [`Diagnostic`]: collected, with a place and a way out, and the run goes on.
//! A wrong *world* (no permission, port taken) is an error type of the edge it happened at, and stops the run.

use std::sync::Arc;

/// A half-open range of bytes in a [`SourceText`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// One file's text with its name, able to say on which line a byte stands.
///
/// The text is normalised: a leading byte order mark is gone, and CRLF and lone CR are LF. Line numbers are
/// therefore the file's own, and columns count characters as an editor does. Parts may have been taken out
/// ([`SourceText::without`]): then [`SourceText::line`] counts the lines that are left, and [`SourceText::place`] still
/// names the place in the file.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// Path relative to the content folder, `/` between parts on every system.
    pub path: Arc<str>,
    /// The normalised text.
    pub text: Arc<str>,
    line_starts: Arc<[usize]>,
    /// What was taken out, in order.
    gaps: Arc<[Gap]>,
}

/// A place where something was taken out. It says how far what follows has moved and nothing of what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gap {
    /// The byte of the text that is left before which it stood.
    at: usize,
    /// Line ends that were in it.
    lines: usize,
    /// Characters of it after its last line end.
    columns: usize,
}

impl SourceText {
    /// Normalises `text` and indexes its lines.
    pub fn new(path: impl Into<Arc<str>>, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text: Arc<str> = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n").into()
        } else {
            text.into()
        };
        Self {
            path: path.into(),
            line_starts: line_starts(&text),
            text,
            gaps: Arc::default(),
        }
    }

    /// The text without `spans`, which are in order, apart from each other and on character boundaries; a span that is
    /// not is taken as far as it can be. Nothing of them is kept. Of a text that has gaps already the new ones only are
    /// counted, so that everything is to be taken out at once.
    #[must_use]
    pub fn without(&self, spans: &[Span]) -> Self {
        let mut left = String::with_capacity(self.text.len());
        let mut gaps: Vec<Gap> = Vec::with_capacity(spans.len());
        let mut from = 0;
        for span in spans {
            let (kept, gone) = (Span::new(from, span.start), self.slice(*span));
            if gone.is_empty() {
                continue;
            }
            left.push_str(self.slice(kept));
            gaps.push(Gap {
                at: left.len(),
                lines: gone.matches('\n').count(),
                columns: gone.rsplit('\n').next().unwrap_or("").chars().count(),
            });
            from = span.end;
        }
        left.push_str(self.slice(Span::new(from, self.text.len())));
        Self {
            path: self.path.clone(),
            line_starts: line_starts(&left),
            text: left.into(),
            gaps: gaps.into(),
        }
    }

    /// Whether something was taken out.
    pub fn has_gaps(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// Line and column in the file of the byte `at`, which stands in the line that begins at `start`; `line` and
    /// `column` are those in the text that is left.
    fn in_file(&self, at: usize, start: usize, line: usize, column: usize) -> (usize, usize) {
        let before = &self.gaps[..self.gaps.partition_point(|gap| gap.at <= at)];
        let lines: usize = before.iter().map(|gap| gap.lines).sum();
        let here = &before[before.partition_point(|gap| gap.at < start)..];
        // Of a gap over several lines, what stands behind it begins in the middle of the gap's last line.
        let broken = here.iter().rposition(|gap| gap.lines > 0);
        let (from, rest) = match broken {
            Some(last) => (here[last].at, &here[last..]),
            None => (start, here),
        };
        let moved: usize = rest.iter().map(|gap| gap.columns).sum();
        let column = match broken {
            Some(_) => self.slice(Span::new(from, at)).chars().count() + 1,
            None => column,
        };
        (line + lines, column + moved)
    }

    /// The 1-based line on which byte `at` stands, of the lines that are left.
    pub fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at)
    }

    /// The span of the 1-based line `line`, without its line end; empty past the last line.
    pub fn line_span(&self, line: usize) -> Span {
        let Some(start) = line
            .checked_sub(1)
            .and_then(|i| self.line_starts.get(i))
            .copied()
        else {
            return Span::new(self.text.len(), self.text.len());
        };
        let end = self
            .line_starts
            .get(line)
            .map_or(self.text.len(), |next| next - 1);
        Span::new(start, end)
    }

    /// The words at `span`; empty if the span does not lie on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// Where `words` stand first as a whole: not `INC-1` in `INC-12`. `None` for no words.
    pub fn find_whole(&self, words: &str) -> Option<Span> {
        let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let mut found = self.text.match_indices(words).filter(|_| !words.is_empty());
        found
            .find(|(at, _)| {
                let behind = &self.text[at + words.len()..];
                // The address of a site is no part of one of its pages.
                let inside = behind.starts_with(goes_on) || behind.starts_with('/');
                !self.text[..*at].ends_with(goes_on) && !inside
            })
            .map(|(at, _)| Span::new(at, at + words.len()))
    }

    /// Where `span` is in the file, in words a person can follow; the line's text is that which is left.
    pub fn place(&self, span: Span) -> Place {
        let line = self.line(span.start);
        let whole = self.line_span(line);
        let line_text = self.slice(whole);
        let offset = span.start.min(whole.end).saturating_sub(whole.start);
        let column = match line_text.get(..offset) {
            Some(before) if before.len() <= COLUMN_REACH => before.chars().count() + 1,
            Some(_) => 0,
            None => 1,
        };
        let end = span.end.clamp(whole.start + offset, whole.end) - whole.start;
        let (line_text, marked) = shorten(line_text, offset, end);
        let (line, column) = match self.has_gaps() {
            true => self.in_file(whole.start + offset, whole.start, line, column),
            false => (line, column),
        };
        Place {
            file: self.path.clone(),
            line,
            column,
            line_text,
            marked,
        }
    }
}

/// How far into a line columns are counted, in bytes: a line of megabytes with thousands of findings would be counted
/// thousands of times. Beyond it a finding names the line, and shows what stands there.
const COLUMN_REACH: usize = 64 * 1024;

fn line_starts(text: &str) -> Arc<[usize]> {
    let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
    std::iter::once(0).chain(ends.map(|(i, _)| i + 1)).collect()
}

/// A place in a file, complete in itself: it can be shown without the file at hand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path relative to the content folder (or to the root, for settings and themes; from the root also where it begins
    /// with `/`).
    pub file: Arc<str>,
    /// 1-based; 0 means the file as a whole.
    pub line: usize,
    /// 1-based, in characters; 0 means the line as a whole.
    pub column: usize,
    /// The line's text, at most a few hundred bytes around the mark.
    pub line_text: String,
    /// The marked bytes of `line_text`.
    pub marked: (usize, usize),
}

impl Place {
    /// A file as a whole.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self {
            file: path.into(),
            line: 0,
            column: 0,
            line_text: String::new(),
            marked: (0, 0),
        }
    }
}

/// Longest piece of a line that a place carries, in bytes. A message has to fit on a screen.
const LINE_TEXT_MAX: usize = 240;

fn shorten(line: &str, from: usize, to: usize) -> (String, (usize, usize)) {
    if line.len() <= LINE_TEXT_MAX {
        return (line.to_owned(), (from, to.max(from)));
    }
    let mut start = from.saturating_sub(60);
    while !line.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (start + LINE_TEXT_MAX).min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let piece = &line[start..end];
    (
        piece.to_owned(),
        (
            (from - start).min(piece.len()),
            to.saturating_sub(start).clamp(from - start, piece.len()),
        ),
    )
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The document cannot be published as it is: a build publishes nothing.
    Error,
    /// Something is probably not what the author meant.
    Warning,
    /// Worth knowing; never counts.
    Hint,
}

impl Level {
    /// `error`, `warning` or `hint`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// A change that would mend a finding, for a person to agree with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// What is replaced, in the normalised text; it does not leave its line.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

/// One finding about content, settings or a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name that reads well after "allow", e.g. `window-reversed`.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Level,
    /// One clause, lower case, the author's words in backticks.
    pub message: String,
    /// Where; `None` when it is about the library as a whole.
    pub place: Option<Place>,
    /// Other places that belong to it, each with a label.
    pub also: Vec<(Place, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// True when two statements of the author disagree (both are quoted, in `message` or in `also`).
    pub contradiction: bool,
    /// What would mend it; `None` where that takes more than a word.
    pub patch: Option<Patch>,
    /// What tells this finding from others of its rule, where a document may allow single findings only.
    pub case: Option<String>,
    /// True when its document allows it: it is counted and not shown.
    pub allowed: bool,
}

impl Diagnostic {
    /// A finding at `level`.
    pub fn new(
        level: Level,
        rule: &'static str,
        place: Option<Place>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            level,
            message: message.into(),
            place,
            also: Vec::new(),
            help: None,
            contradiction: false,
            patch: None,
            case: None,
            allowed: false,
        }
    }

    /// An error at `place`.
    pub fn error(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(Level::Error, rule, Some(place), message)
    }

    /// A warning at `place`.
    pub fn warning(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, rule, Some(place), message)
    }

    /// A hint at `place`.
    pub fn hint(rule: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(Level::Hint, rule, Some(place), message)
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another place that belongs to it.
    #[must_use]
    pub fn also(mut self, place: Place, label: impl Into<String>) -> Self {
        self.also.push((place, label.into()));
        self
    }

    /// Marked as a disagreement between two statements of the author.
    #[must_use]
    pub fn contradiction(mut self) -> Self {
        self.contradiction = true;
        self
    }

    /// With a change that would mend it.
    #[must_use]
    pub fn patch(mut self, span: Span, text: impl Into<String>) -> Self {
        self.patch = Some(Patch {
            span,
            text: text.into(),
        });
        self
    }

    /// With what tells it from others of its rule.
    #[must_use]
    pub fn case(mut self, case: impl Into<String>) -> Self {
        self.case = Some(case.into());
        self
    }

    fn order(&self) -> (Option<&Place>, &'static str, &str) {
        (self.place.as_ref(), self.rule, &self.message)
    }
}

/// Sorts findings by file, line, column, rule: the same order on every machine and with any number of threads.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| a.order().cmp(&b.order()));
    diagnostics.dedup();
}

/// A value and what was found wrong while making it.
#[derive(Debug, Clone)]
pub struct Outcome<T> {
    /// The value; as good as could be made of the input.
    pub value: T,
    /// What was found, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Outcome<T> {
    /// A value with nothing wrong.
    pub fn clean(value: T) -> Self {
        Self {
            value,
            diagnostics: Vec::new(),
        }
    }

    /// Applies `f` to the value and keeps the findings.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Outcome<U> {
        Outcome {
            value: f(self.value),
            diagnostics: self.diagnostics,
        }
    }
}

/// Characters that are not to be seen, or that not every reader of a format takes as they are: control characters, line
/// and paragraph separators, what turns the direction of writing, joiners, byte order marks, non-characters.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// Text made fit for a terminal: hidden characters (escape sequences, bidirectional overrides) become visible `\u{..}`.
///
/// Every message that quotes content goes through it: a postmortem must not be able to drive the reader's terminal.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Joiners belong to the scripts and signs that need them.
        let joiner = matches!(c, '\u{200c}' | '\u{200d}');
        if is_hidden(c) && !matches!(c, '\n' | '\t') && !joiner {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_a_whole() {
        let at = |text: &str, words: &str| {
            let source = SourceText::new("a.md", text);
            source.find_whole(words).map(|span| span.start)
        };
        assert_eq!(at("INC-12, XINC-1, INC-1-b, INC-1.", "INC-1"), Some(25));
        assert_eq!(at("INC-12", "INC-1"), None);
        assert_eq!(
            at("https://x.org/a https://x.org", "https://x.org"),
            Some(16)
        );
        assert_eq!(at("äöü INC-1ä", "INC-1"), None);
        assert_eq!(at("a", ""), None);
    }

    #[test]
    fn line_and_column_are_the_files_own() {
        let text = SourceText::new("a.md", "\u{feff}eins\r\nzwölf drei\r\n");
        let at = text.text.find("drei").unwrap();
        let place = text.place(Span::new(at, at + 4));
        assert_eq!((place.line, place.column), (2, 7));
        assert_eq!(&place.line_text[place.marked.0..place.marked.1], "drei");
    }

    #[test]
    fn a_place_on_a_very_long_line_stays_short_and_keeps_its_mark() {
        let text = SourceText::new(
            "a.md",
            &format!("{}HERE{}", "ä".repeat(5000), "x".repeat(5000)),
        );
        let at = text.text.find("HERE").unwrap();
        let place = text.place(Span::new(at, at + 4));
        assert!(place.line_text.len() <= LINE_TEXT_MAX);
        assert_eq!(&place.line_text[place.marked.0..place.marked.1], "HERE");
    }

    #[test]
    fn what_is_taken_out_leaves_every_place_where_it_is_in_the_file() {
        let whole = "one\ntwo [gone\n\ngone] here and (x) there (yz) end\n[\n]\nlast é(ä)word";
        let text = SourceText::new("a.md", whole);
        let span = |words: &str| {
            let at = whole.find(words).unwrap();
            Span::new(at, at + words.len())
        };
        let gone = ["[gone\n\ngone]", "(x)", "(yz)", "[\n]\n", "(ä)"];
        let left = text.without(&gone.map(span));
        assert_eq!(&*left.text, "one\ntwo  here and  there  end\nlast éword");
        for word in ["one", "two", "here", "and", "there", "end", "last", "word"] {
            let at = left.text.find(word).unwrap();
            let place = left.place(Span::new(at, at + word.len()));
            let file = text.place(span(word));
            assert_eq!(
                (place.line, place.column),
                (file.line, file.column),
                "{word}"
            );
            assert_eq!(&place.line_text[place.marked.0..place.marked.1], word);
            assert!(!place.line_text.contains("gone"), "{word}");
        }
        assert!(left.has_gaps() && !text.has_gaps());
        assert_eq!(&*text.without(&[]).text, whole);
    }

    #[test]
    fn a_span_past_the_end_is_a_place_too() {
        let text = SourceText::new("a.md", "x");
        assert_eq!(text.place(Span::new(7, 9)).line, 1);
        assert_eq!(text.line_span(5), Span::new(1, 1));
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(
            printable("a\u{1b}]0;x\u{7}b\u{202e}"),
            "a\\u{1b}]0;x\\u{7}b\\u{202e}"
        );
    }
}
