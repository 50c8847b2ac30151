//! The marks of internal passages: `<!-- internal -->` … `<!-- /internal -->`, and `:::internal` … `:::` on lines of
//! their own.

use crate::diag::{Diagnostic, Outcome, SourceText, Span};
use crate::markdown::internal::{is_internal_comment, is_nearly_mark_word};

use super::Internal;

/// Longest comment that can be a mark, in bytes after its white space.
const COMMENT_MAX: usize = 200;

const OPEN: &str = "<!--";
const CLOSE: &str = "-->";
const FENCE: &str = ":::";

/// How a mark is to be written, for every error about one.
const HOW: &str = "write `<!-- internal -->` and `<!-- /internal -->` around the passage, or `:::internal` and `:::` on lines of their own";

/// Whether a text can hold anything internal: the beginning of a mark, or the word. One pass over the bytes, many times
/// faster than any reading of them.
pub(super) fn may_stand_in(text: &str) -> bool {
    let bytes = text.as_bytes();
    (0..bytes.len()).any(|at| {
        matches!(
            &bytes[at..],
            [b'<', b'!', b'-', b'-', ..]
                | [b':', b':', b':', ..]
                | [b'n', b't', b'e', b'r', b'n', b'a', b'l', ..]
                | [b'N', b'T', b'E', b'R', b'N', b'A', b'L', ..]
        )
    })
}

/// Whether the word `internal` stands in the text, in any common case.
pub(super) fn names_internal(text: &str) -> bool {
    text.contains("nternal") || text.contains("NTERNAL")
}

/// Finds the marks of a text. Linear in its length.
pub(super) fn scan(source: &SourceText) -> Outcome<Internal> {
    let mut scan = Scan {
        source,
        open: Open::default(),
        found: Internal::default(),
        stray: None,
        has_fence: false,
        diagnostics: Vec::new(),
    };
    let text = &*source.text;
    let mut comments = text.match_indices(OPEN).map(|(at, _)| at).peekable();
    let mut fences = text.match_indices(FENCE).map(|(at, _)| at).peekable();
    let mut done = 0;
    loop {
        let comment = comments.peek().copied().unwrap_or(usize::MAX);
        let fence = fences.peek().copied().unwrap_or(usize::MAX);
        if comment == usize::MAX && fence == usize::MAX {
            break;
        }
        if comment < fence {
            comments.next();
            scan.comment(comment);
        } else {
            fences.next();
            if fence >= done {
                done = scan.fence(fence);
            }
        }
    }
    scan.foreign();
    scan.finish()
}

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `<!-- internal -->`.
    Comment,
    /// `:::internal`.
    Fence,
    /// `:::note`: somebody else's, watched because its end looks like ours.
    Other,
}

/// What is open, and how much of each kind: a text may open very much.
#[derive(Default)]
struct Open {
    marks: Vec<(Kind, Span)>,
    counts: [usize; 3],
}

impl Open {
    fn push(&mut self, kind: Kind, span: Span) {
        self.marks.push((kind, span));
        self.counts[kind as usize] += 1;
    }

    fn pop(&mut self) {
        if let Some((kind, _)) = self.marks.pop() {
            self.counts[kind as usize] -= 1;
        }
    }

    fn has(&self, kind: Kind) -> bool {
        self.counts[kind as usize] > 0
    }

    fn last(&self) -> Option<(Kind, Span)> {
        self.marks.last().copied()
    }
}

struct Scan<'a> {
    source: &'a SourceText,
    /// What is open, with its mark.
    open: Open,
    found: Internal,
    /// The first `:::` that ends nothing.
    stray: Option<Span>,
    has_fence: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Scan<'_> {
    fn comment(&mut self, at: usize) {
        let text = &*self.source.text;
        let rest = text.get(at + OPEN.len()..).unwrap_or("");
        let inside = rest.trim_start();
        let from = text.len() - inside.len();
        let head = start_of(inside, COMMENT_MAX);
        let Some(end) = head.find(CLOSE) else {
            let line = head.lines().next().unwrap_or("");
            if is_internal_comment(line) || begins_like_a_mark(line) {
                let span = Span::new(at, from + line.len());
                self.wrong(
                    span,
                    "this mark of an internal passage never ends with `-->`",
                    HOW,
                );
            }
            return;
        };
        let words = head[..end].trim_end();
        let span = Span::new(at, from + end + CLOSE.len());
        if words.eq_ignore_ascii_case("internal") {
            self.opens(Kind::Comment, span);
        } else if words.eq_ignore_ascii_case("/internal") {
            self.closes_comment(span);
        } else if is_internal_comment(words) || begins_like_a_mark(words) {
            self.alike(span);
        }
    }

    /// Reads a line that has three colons; gives the byte up to which it was read.
    fn fence(&mut self, at: usize) -> usize {
        let text = &*self.source.text;
        let line = self.source.line_span(self.source.line(at));
        let colons = text[at..line.end]
            .bytes()
            .take_while(|b| *b == b':')
            .count();
        let end = at + colons;
        let rest = &text[end..line.end];
        let named = rest.trim_start_matches([' ', '\t', '{', '.', '/', '<', '#', '-']);
        let word_end = named
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(named.len());
        let (word, after) = named.split_at(word_end);
        let alone = self
            .source
            .slice(Span::new(line.start, at))
            .trim()
            .is_empty();
        let span = Span::new(line.start, line.end);
        if !alone {
            if is_nearly_mark_word(word) {
                self.wrong(
                    Span::new(at, line.end),
                    "`:::internal` does not stand on a line of its own",
                    HOW,
                );
                return line.end;
            }
            return end;
        }
        if rest.trim().is_empty() {
            self.closes_fence(span);
        } else if !is_nearly_mark_word(word) {
            self.open.push(Kind::Other, span);
        } else if word.eq_ignore_ascii_case("internal")
            && !rest.contains(['/', '<', '-', '#'])
            && after.trim_matches(['}', ' ', '\t']).is_empty()
        {
            self.has_fence = true;
            self.opens(Kind::Fence, span);
        } else {
            self.alike(span);
        }
        line.end
    }

    fn opens(&mut self, kind: Kind, span: Span) {
        self.mark(span);
        self.open.push(kind, span);
    }

    fn closes_comment(&mut self, span: Span) {
        self.mark(span);
        match self.open.last() {
            Some((Kind::Comment, open)) => {
                self.open.pop();
                self.passage(open, span);
            }
            // Somebody else's fence that never ended: not ours to judge.
            Some((Kind::Other, _)) if self.open.has(Kind::Comment) => {
                while matches!(self.open.last(), Some((Kind::Other, _))) {
                    self.open.pop();
                }
                self.found.marks.pop();
                self.closes_comment(span);
            }
            Some((Kind::Fence, open)) => {
                self.crossed(span, open);
            }
            _ => self.wrong(
                span,
                "this ends an internal passage, and none has begun",
                "write `<!-- internal -->` where the passage begins",
            ),
        }
    }

    fn closes_fence(&mut self, span: Span) {
        match self.open.last() {
            Some((Kind::Fence, open)) => {
                self.mark(span);
                self.open.pop();
                self.passage(open, span);
            }
            Some((Kind::Other, _)) => {
                self.open.pop();
            }
            Some((Kind::Comment, open)) if self.open.has(Kind::Fence) => {
                self.crossed(span, open);
            }
            _ => {
                self.stray.get_or_insert(span);
            }
        }
    }

    fn mark(&mut self, span: Span) {
        let whole = self.alone_on_its_lines(span);
        self.found.marks.push(whole.unwrap_or(span));
    }

    /// A passage from one mark to the other; it is one only if it stands in no other.
    fn passage(&mut self, open: Span, close: Span) {
        let outer = self.open.has(Kind::Comment) || self.open.has(Kind::Fence);
        if !outer {
            let span = Span::new(open.start, close.end);
            let whole = self.alone_on_its_lines(span);
            self.found
                .passages
                .push(whole.unwrap_or_else(|| self.within_a_line(span)));
        }
    }

    /// The whole lines of a span that has nothing else on them; in front matter a mark stands in a comment, `# <!-- …`.
    fn alone_on_its_lines(&self, span: Span) -> Option<Span> {
        let first = self.source.line_span(self.source.line(span.start));
        let last = self
            .source
            .line_span(self.source.line(span.end.max(span.start + 1) - 1));
        let before = self.source.slice(Span::new(first.start, span.start));
        let after = self.source.slice(Span::new(span.end, last.end));
        let alone = before.trim_matches([' ', '\t', '#']).is_empty() && after.trim().is_empty();
        let end = (last.end + 1).min(self.source.text.len());
        alone.then(|| Span::new(first.start, end))
    }

    /// A span inside lines, with one of the blanks around it.
    fn within_a_line(&self, span: Span) -> Span {
        let text = &*self.source.text;
        let before = text[..span.start].ends_with(' ');
        let after = &text[span.end..];
        if before && after.starts_with(' ') {
            return Span::new(span.start, span.end + 1);
        }
        if before && after.starts_with(['.', ',', ';', ':', '!', '?', ')', '\n']) {
            return Span::new(span.start - 1, span.end);
        }
        span
    }

    /// Marks of other programs that ask for the same, in forms that never mean anything else.
    fn foreign(&mut self) {
        let text = &*self.source.text;
        let upper = text.match_indices("NTERNAL").map(|(at, _)| at);
        let words: Vec<usize> = text
            .match_indices("nternal")
            .map(|(at, _)| at)
            .chain(upper)
            .collect();
        for at in words {
            let Some(before) = text.get(..at).and_then(|it| it.strip_suffix(['i', 'I'])) else {
                continue;
            };
            // The longest of these is three bytes and a blank.
            let near = end_of(before, 8).trim_end();
            let form = ["[/", "[!", "%%", "{::", "{:/"]
                .iter()
                .find(|it| near.ends_with(**it));
            if let Some(form) = form {
                let start = at - 1 - (before.len() - before.trim_end().len()) - form.len();
                self.alike(Span::new(start, at + "nternal".len()));
            }
        }
    }

    fn alike(&mut self, span: Span) {
        self.wrong(
            span,
            "this looks like a mark of an internal passage, and is none",
            HOW,
        );
    }

    fn crossed(&mut self, span: Span, open: Span) {
        let finding = Diagnostic::error(
            "internal-mark",
            self.source.place(span),
            "this ends an internal passage while another one in it is still open",
        )
        .also(self.source.place(open), "this one")
        .help("end first what began last");
        self.diagnostics.push(finding);
    }

    fn wrong(&mut self, span: Span, message: &str, help: &str) {
        let place = self.source.place(span);
        let finding = Diagnostic::error("internal-mark", place, message).help(help);
        self.diagnostics.push(finding);
    }

    fn finish(mut self) -> Outcome<Internal> {
        let open = std::mem::take(&mut self.open.marks);
        for (kind, span) in open {
            match kind {
                Kind::Comment => self.wrong(
                    span,
                    "this internal passage never ends",
                    "write `<!-- /internal -->` where it ends",
                ),
                Kind::Fence => self.wrong(
                    span,
                    "this internal passage never ends",
                    "write `:::` on a line of its own where it ends",
                ),
                Kind::Other => {}
            }
        }
        if let (true, Some(stray)) = (self.has_fence, self.stray) {
            self.wrong(
                stray,
                "this `:::` ends nothing, so that it is not certain where the internal passage ends",
                "take it out, or write the missing beginning",
            );
        }
        self.found.passages.sort_unstable();
        Outcome {
            value: self.found,
            diagnostics: self.diagnostics,
        }
    }
}

/// Whether a comment begins as a mark and goes on with what ends one: `internal -> secret`.
fn begins_like_a_mark(words: &str) -> bool {
    let words = words.trim_start_matches(['/', ' ', '-']);
    let end = words
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(words.len());
    let (word, after) = words.split_at(end);
    is_nearly_mark_word(word)
        && after
            .trim_start()
            .starts_with(['-', '>', '<', '!', '}', ']', '/'])
}

/// At most `bytes` of the beginning of a text.
fn start_of(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// At most `bytes` of the end of a text.
fn end_of(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}
