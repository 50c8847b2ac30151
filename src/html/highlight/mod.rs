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
pub use language::Language;
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

    fn colour(&self, code: &str, syntax: &SyntaxReference, longest: usize, out: &mut String) {
        let start = State {
            parser: ParseState::new(syntax),
            open: Open::default(),
        };
        let mut now = self.known(start);
        let mut rest = code;
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.find('\n').map_or(rest.len(), |at| at + 1));
            let next = if line.len() <= longest {
                self.line(&now, line, out)
            } else {
                None
            };
            let Some(next) = next else {
                // The state after a line that was not read is not known: what follows stays plain.
                return escape_text_into(rest, out);
            };
            now = next;
            rest = after;
        }
    }

    fn known(&self, state: State) -> Now {
        match self.lines.number(&state) {
            Some(number) => Now::Known(number),
            None => Now::Own(Box::new(state)),
        }
    }

    /// Appends one line and returns the state after it; `None`, with nothing appended, if it cannot be read.
    fn line(&self, now: &Now, line: &str, out: &mut String) -> Option<Now> {
        let mut state = match now {
            Now::Known(number) => {
                if let Some(coloured) = self.lines.get(*number, line) {
                    out.push_str(&coloured.html);
                    return Some(Now::Known(coloured.next));
                }
                State::clone(&*self.lines.state(*number)?)
            }
            Now::Own(state) => State::clone(state),
        };
        let ops = state.parser.parse_line(line, &SYNTAXES).ok()?;
        let html = state.open.line(line, &ops, &self.classes);
        out.push_str(&html);
        let next = self.known(state);
        if let (Now::Known(number), Now::Known(next)) = (now, &next) {
            self.lines.put(
                *number,
                line,
                Coloured {
                    html: Arc::from(html),
                    next: *next,
                },
            );
        }
        Some(next)
    }
}

/// The state before a line.
enum Now {
    /// One that is remembered, by its number.
    Known(lines::StateId),
    /// One too many.
    Own(Box<State>),
}

fn syntax(language: &Language) -> Option<&'static SyntaxReference> {
    if language.token.is_empty() {
        return None;
    }
    SYNTAXES.find_syntax_by_token(&language.token)
}

#[cfg(test)]
mod tests;
