//! Code in colours. The only module that knows syntect: an emitter of its own writes one-letter classes, which the
//! theme colours, and leaves white space alone.

mod class;
mod language;
mod lines;

use std::sync::{Arc, LazyLock};

use syntect::parsing::{ParseState, SyntaxReference, SyntaxSet};

use super::escape_text_into;
use crate::config::Limits;
use class::{Classes, Open};
pub use language::{Language, diagram_title};
use lines::{Coloured, Lines, State};

/// How much code of one page is still coloured.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    line: usize,
    block: usize,
    page: usize,
}

impl Budget {
    /// The budget of a page.
    pub fn new(limits: &Limits) -> Self {
        Self {
            line: limits.highlight_line_bytes,
            block: limits.highlight_block_bytes,
            page: limits.highlight_page_bytes,
        }
    }

    /// Whether a block of this length is coloured; its length is then spent.
    fn spend(&mut self, len: usize) -> bool {
        let fits = len <= self.block && len <= self.page;
        if fits {
            self.page -= len;
        }
        fits
    }
}

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Colours code. Made once for a build and shared by its threads; it remembers lines, which never changes what it
/// writes.
#[derive(Debug)]
pub struct Highlighter {
    classes: Classes,
    lines: Lines,
}

impl Default for Highlighter {
    fn default() -> Self {
        Self::new()
    }
}

impl Highlighter {
    /// A highlighter for the built-in languages.
    pub fn new() -> Self {
        Self {
            classes: Classes::new(),
            lines: Lines::default(),
        }
    }

    /// Appends a block of code as HTML, in colours if its language is known and it fits the budget.
    pub fn code(&self, code: &str, language: &Language, budget: &mut Budget, out: &mut String) {
        let syntax = syntax(language).filter(|_| budget.spend(code.len()));
        match syntax {
            Some(syntax) => self.colour(code, syntax, budget.line, out),
            None => escape_text_into(code, out),
        }
    }

    fn colour(
        &self,
        code: &str,
        syntax: &'static SyntaxReference,
        longest: usize,
        out: &mut String,
    ) {
        let state = State::start(syntax);
        let number = self.lines.start(syntax, &state);
        let mut cursor = Cursor {
            seen: number
                .map(|number| (number, state.clone()))
                .into_iter()
                .collect(),
            number,
            state,
            at: 0,
        };
        let mut at = 0;
        while at < code.len() {
            let rest = &code[at..];
            let line = &rest[..rest.find('\n').map_or(rest.len(), |end| end + 1)];
            if line.len() > longest || self.line(&mut cursor, code, at, line, out).is_none() {
                // The state after a line that was not read is not known: what follows stays plain.
                return escape_text_into(rest, out);
            }
            at += line.len();
        }
    }

    /// Appends the line at byte `at`; `None`, with nothing appended, if it cannot be read.
    fn line(
        &self,
        cursor: &mut Cursor,
        code: &str,
        at: usize,
        line: &str,
        out: &mut String,
    ) -> Option<()> {
        let before = cursor.number;
        if let Some(coloured) = before.and_then(|number| self.lines.get(number, line)) {
            out.push_str(&coloured.html);
            cursor.number = Some(coloured.next);
            return Some(());
        }
        if cursor.at < at {
            self.catch_up(cursor, &code[cursor.at..at])?;
        }
        let state = cursor.state.clone();
        let ops = cursor.state.parser.parse_line(line, &SYNTAXES).ok()?;
        let html = cursor.state.open.line(line, &ops, &self.classes);
        cursor.at = at + line.len();
        out.push_str(&html);
        cursor.number = match before {
            // Most lines leave the state as it was, and to compare is cheaper than to look it up.
            Some(number) if state == cursor.state => Some(number),
            Some(number) => self.lines.after(number, line, &cursor.state),
            None => self.lines.find(&cursor.state),
        };
        if let (Some(number), Some(next)) = (before, cursor.number) {
            cursor.remember(next);
            self.lines.put(
                number,
                line,
                Coloured {
                    html: Arc::from(html),
                    next,
                },
            );
        }
        Some(())
    }

    /// Brings the parser to where the cursor is, over the lines that were found, or over fewer that lead there too.
    fn catch_up(&self, cursor: &mut Cursor, found: &str) -> Option<()> {
        let number = cursor.number?;
        if let Some((_, state)) = cursor.seen.iter().find(|(seen, _)| *seen == number) {
            cursor.state = state.clone();
            return Some(());
        }
        let known = self.lines.known(number)?;
        if known.path.iter().map(|line| line.len()).sum::<usize>() < found.len() {
            cursor.state = State::start(known.syntax);
            known
                .path
                .iter()
                .try_for_each(|line| self.skip(&mut cursor.state, line))?;
        } else {
            found
                .split_inclusive('\n')
                .try_for_each(|line| self.skip(&mut cursor.state, line))?;
        }
        cursor.remember(number);
        Some(())
    }

    fn skip(&self, state: &mut State, line: &str) -> Option<()> {
        let ops = state.parser.parse_line(line, &SYNTAXES).ok()?;
        for (_, op) in &ops {
            state.open.apply(op, &self.classes);
        }
        Some(())
    }
}

/// Where a block of code is being read.
struct Cursor {
    /// The state here, if it is remembered.
    number: Option<lines::StateId>,
    /// The state at byte `at`, which is behind while lines are found.
    state: State,
    at: usize,
    /// States of this block that were reached, to come back to.
    seen: Vec<(lines::StateId, State)>,
}

/// States of one block to come back to.
const SEEN: usize = 8;

impl Cursor {
    /// The state here is the one of that number.
    fn remember(&mut self, number: lines::StateId) {
        if self.seen.len() < SEEN && self.seen.iter().all(|(seen, _)| *seen != number) {
            self.seen.push((number, self.state.clone()));
        }
    }
}

impl State {
    fn start(syntax: &SyntaxReference) -> Self {
        Self {
            parser: ParseState::new(syntax),
            open: Open::default(),
        }
    }
}

/// The licences of the built-in languages that ask to be named, as Markdown: what `docs/NOTICE.md` holds.
pub fn licences() -> String {
    let mut out = String::from(
        "# Notice\n\nThe program contains descriptions of programming languages, by which it colours code. They come with \
         [two-face](https://codeberg.org/CosmicHarper/two-face), which has them from [bat](https://github.com/sharkdp/bat). \
         Their licences:\n",
    );
    for licence in two_face::acknowledgement::listing().for_syntaxes() {
        let path = licence.rel_path.to_string_lossy().replace('\\', "/");
        out.push_str(&format!("\n## {path}\n\n````text\n"));
        for line in licence.text.trim().lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push_str("````\n");
    }
    out
}

fn syntax(language: &Language) -> Option<&'static SyntaxReference> {
    if language.token.is_empty() {
        return None;
    }
    SYNTAXES.find_syntax_by_token(&language.token)
}

#[cfg(test)]
mod tests;
