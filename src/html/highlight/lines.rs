//! Lines that were coloured before. Lines of code recur within a library (and `}` recurs everywhere), and colouring
//! one costs some forty times what looking it up does. What is found here is what would be computed: the key is
//! the whole state of the parser and the whole line.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use syntect::parsing::{ParseState, SyntaxReference};

use super::class::Open;

/// What colouring a line depends on besides the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub(super) parser: ParseState,
    pub(super) open: Open,
}

/// A state that is remembered: by lines that lead to it, because the parser's own state cannot pass between threads.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) syntax: &'static SyntaxReference,
    /// Lines that, from the start of a block, lead to it.
    pub(super) path: Vec<Arc<str>>,
}

/// Number of a state among those that are known.
pub(super) type StateId = u32;

/// A line, coloured.
#[derive(Debug, Clone)]
pub(super) struct Coloured {
    pub(super) html: Arc<str>,
    /// The state after it.
    pub(super) next: StateId,
}

#[derive(Debug)]
struct Entry {
    state: StateId,
    line: Box<str>,
    coloured: Coloured,
}

/// Parts of the table, so that threads seldom wait for each other.
const SHARDS: usize = 16;
/// Bytes that a part may hold; 48 MiB for all.
const SHARD_BYTES: usize = 3 << 20;
/// Bytes that an entry takes besides its texts.
const ENTRY_BYTES: usize = 96;
/// States that are known at most.
const STATES: usize = 4096;
/// Lines, and bytes in a line, that may lead to a state that is remembered.
const PATH_LINES: usize = 12;
const PATH_LINE_BYTES: usize = 400;

#[derive(Debug, Default)]
struct States {
    /// By what the parser says of itself.
    numbers: HashMap<String, StateId>,
    all: Vec<Arc<Known>>,
}

/// Two generations: what was not asked for since the younger one was half full goes first.
#[derive(Debug, Default)]
struct Shard {
    young: HashMap<u64, Entry>,
    old: HashMap<u64, Entry>,
    /// Of the younger one.
    bytes: usize,
}

impl Shard {
    fn insert(&mut self, key: u64, entry: Entry) {
        let bytes = entry.line.len() + entry.coloured.html.len() + ENTRY_BYTES;
        if self.bytes + bytes > SHARD_BYTES / 2 {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.young.insert(key, entry);
    }

    fn get(&mut self, key: u64) -> Option<&Entry> {
        if let Some(entry) = self.old.remove(&key) {
            self.insert(key, entry);
        }
        self.young.get(&key)
    }
}

/// Lines that were coloured before.
#[derive(Debug, Default)]
pub(super) struct Lines {
    states: Mutex<States>,
    shards: [Mutex<Shard>; SHARDS],
}

impl Lines {
    /// The number of the state at the start of a block; `None` when there are too many.
    pub(super) fn start(&self, syntax: &'static SyntaxReference, state: &State) -> Option<StateId> {
        self.states().number(state, || Known {
            syntax,
            path: Vec::new(),
        })
    }

    /// The number of the state that `line` leads to from another that is known; `None` if it cannot be remembered.
    pub(super) fn after(&self, before: StateId, line: &str, state: &State) -> Option<StateId> {
        let mut states = self.states();
        let known = states.all.get(before as usize)?.clone();
        if known.path.len() >= PATH_LINES || line.len() > PATH_LINE_BYTES {
            return states.find(&identity(state)?);
        }
        states.number(state, || {
            let mut path = known.path.clone();
            path.push(line.into());
            Known {
                syntax: known.syntax,
                path,
            }
        })
    }

    /// The number of a state, if it is known.
    pub(super) fn find(&self, state: &State) -> Option<StateId> {
        let identity = identity(state)?;
        self.states().find(&identity)
    }

    /// The state of that number.
    pub(super) fn known(&self, number: StateId) -> Option<Arc<Known>> {
        self.states().all.get(number as usize).cloned()
    }

    fn states(&self) -> MutexGuard<'_, States> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The line as it was coloured in that state.
    pub(super) fn get(&self, state: StateId, line: &str) -> Option<Coloured> {
        let key = key(state, line);
        let mut shard = self.shard(key);
        let entry = shard.get(key)?;
        (entry.state == state && *entry.line == *line).then(|| entry.coloured.clone())
    }

    /// Remembers a line.
    pub(super) fn put(&self, state: StateId, line: &str, coloured: Coloured) {
        let key = key(state, line);
        self.shard(key).insert(
            key,
            Entry {
                state,
                line: line.into(),
                coloured,
            },
        );
    }

    fn shard(&self, key: u64) -> MutexGuard<'_, Shard> {
        // The map uses the low bits.
        let at = (key >> 60) as usize % SHARDS;
        self.shards[at]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl States {
    fn find(&self, identity: &str) -> Option<StateId> {
        self.numbers.get(identity).copied()
    }

    fn number(&mut self, state: &State, known: impl FnOnce() -> Known) -> Option<StateId> {
        let identity = identity(state)?;
        if let Some(number) = self.find(&identity) {
            return Some(number);
        }
        let number = StateId::try_from(self.all.len())
            .ok()
            .filter(|_| self.all.len() < STATES)?;
        self.all.push(Arc::new(known()));
        self.numbers.insert(identity, number);
        Some(number)
    }
}

/// All of a state as text, which the parser's own fields are hidden from: two states of one identity are equal.
/// `None` where the parser holds words it found (the end of a heredoc), which its text shows only by address.
fn identity(state: &State) -> Option<String> {
    let text = format!("{state:?}");
    (!text.contains("captures: Some")).then_some(text)
}

fn key(state: StateId, line: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.hash(&mut hasher);
    line.hash(&mut hasher);
    hasher.finish()
}
