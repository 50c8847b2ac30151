//! The files of an index while it is put together: what they hold, and what they are called.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

/// What a file holds, as JSON; shared with the index before where it holds the same.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) json: Arc<[u8]>,
    hash: u128,
}

impl Part {
    /// A value as a file.
    pub(super) fn of(value: &impl Serialize) -> Self {
        // Strings and numbers only: there is no value here that JSON could not hold.
        let json: Arc<[u8]> = serde_json::to_vec(value).unwrap_or_default().into();
        Self {
            hash: xxhash_rust::xxh3::xxh3_128(&json),
            json,
        }
    }

    /// The first so many digits of what it is called after.
    pub(super) fn digits(&self, count: usize) -> String {
        let mut hash = format!("{:032x}", self.hash);
        hash.truncate(count);
        hash
    }
}

/// Files by name without ending.
#[derive(Debug, Default)]
pub(super) struct Parts(pub(super) BTreeMap<String, Part>);

impl Parts {
    /// Adds a file named after what it holds, so that a cached one is never out of date.
    pub(super) fn add(&mut self, kind: char, part: Part) -> String {
        // 32 bits, to keep the manifest small; where two files share them, the second takes more.
        for digits in [8, 32] {
            let name = format!("{kind}{}", part.digits(digits));
            match self.0.get(&name) {
                Some(other) if other.json != part.json => {}
                _ => {
                    self.0.insert(name.clone(), part);
                    return name;
                }
            }
        }
        String::new()
    }
}
