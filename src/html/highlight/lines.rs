//! Lines that were coloured before. Lines of code recur within a library (and `}` recurs everywhere), and colouring
//! one costs some forty times what looking it up does. What is found here is what would be computed: the key is
//! the whole state of the parser and the whole line.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use syntect::parsing::ParseState;

use super::class::Open;

/// What colouring a line depends on besides the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub(super) parser: ParseState,
    pub(super) open: Open,
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
/// States that are known at most; heredocs make one each.
const STATES: usize = 1024;

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
    states: RwLock<Vec<Arc<State>>>,
    shards: [Mutex<Shard>; SHARDS],
}

impl Lines {
    /// The number of a state; `None` when there are too many.
    pub(super) fn number(&self, state: &State) -> Option<StateId> {
        let known = |states: &[Arc<State>]| states.iter().position(|known| **known == *state);
        let found = known(&self.states.read().unwrap_or_else(PoisonError::into_inner));
        let at = match found {
            Some(at) => at,
            None => {
                let mut states = self.states.write().unwrap_or_else(PoisonError::into_inner);
                match known(&states) {
                    Some(at) => at,
                    None if states.len() >= STATES => return None,
                    None => {
                        states.push(Arc::new(state.clone()));
                        states.len() - 1
                    }
                }
            }
        };
        StateId::try_from(at).ok()
    }

    /// The state of that number.
    pub(super) fn state(&self, number: StateId) -> Option<Arc<State>> {
        let states = self.states.read().unwrap_or_else(PoisonError::into_inner);
        states.get(number as usize).cloned()
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

fn key(state: StateId, line: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.hash(&mut hasher);
    line.hash(&mut hasher);
    hasher.finish()
}
