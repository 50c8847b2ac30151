//! The search index between builds. An edit is put into it at once. One that has to be made of everything follows the pages
//! of a large library: they are shown with the index as it was, while the new one is made in the background, one at a
//! time.
#![expect(
    clippy::disallowed_methods,
    reason = "an edge: it measures how long an index takes"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::builder::Wake;
use crate::config::Config;
use crate::library::Library;
use crate::pipeline::{EarlierSearch, Understood};
use crate::search::{self, Reading, SearchIndex};

/// From so many documents on the first page does not wait for the index either.
const MANY: usize = 500;

/// The search index between builds.
pub(super) struct Searching {
    /// The newest index.
    newest: Option<SearchIndex>,
    /// What that one was made of: an edit is put into it while its page is made.
    reading: Reading,
    /// How long the last one took that was made of everything.
    took: Duration,
    /// What takes longer than this is made in the background.
    within: Duration,
    wake: Option<Wake>,
    is_making: bool,
    /// Whether the last one that was begun in the background could not be made.
    failed: bool,
    made: Arc<Mutex<Option<Attempt>>>,
    /// A thread of its own: those that make pages stay free.
    thread: Option<rayon::ThreadPool>,
}

/// What came of an index that was begun in the background.
enum Attempt {
    Made(Box<Made>),
    /// A fault of the program.
    Failed,
}

/// An index that was made in the background.
struct Made {
    index: SearchIndex,
    reading: Reading,
    took: Duration,
}

impl Searching {
    /// No index yet; one that takes longer than `within` will be made in the background.
    pub(super) fn new(within: Duration) -> Self {
        Self {
            newest: None,
            reading: Reading::default(),
            took: Duration::ZERO,
            within,
            wake: None,
            is_making: false,
            failed: false,
            made: Arc::default(),
            thread: None,
        }
    }

    /// Hands over what tells that an index was made. Without it nothing is done in the background.
    pub(super) fn attend(&mut self, wake: Wake) {
        // One thread that cannot be had is no reason to do without: then the index is made with the pages.
        self.thread = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .stack_size(8 << 20)
            .thread_name(|_| "search".to_owned())
            .build()
            .ok();
        self.wake = Some(wake);
    }

    /// Takes an index over that was made in the background; whether there was one.
    pub(super) fn take_over(&mut self) -> bool {
        let made = self
            .made
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(attempt) = made else {
            return false;
        };
        self.is_making = false;
        let Attempt::Made(made) = attempt else {
            // The next build tries again.
            self.failed = true;
            return false;
        };
        self.failed = false;
        self.took = made.took;
        self.reading = made.reading;
        self.newest = Some(made.index);
        true
    }

    /// Whether the search is an earlier one because a newer one could not be made.
    pub(super) fn has_failed(&self) -> bool {
        self.failed
    }

    /// What is at hand for the next build of a library of so many documents: with an index to show meanwhile where it must
    /// not wait for one that is made of everything.
    pub(super) fn at_hand(&self, documents: usize, config: &Config) -> EarlierSearch {
        let can_wait = self.wake.is_some() && self.thread.is_some();
        let meanwhile = match &self.newest {
            // Of nothing, until the real one is made.
            None => (documents >= MANY).then(|| search::index(&Library::default(), config)),
            Some(index) => (self.took > self.within).then(|| index.clone()),
        };
        EarlierSearch {
            reading: self.reading.clone(),
            meanwhile: meanwhile.filter(|_| can_wait),
        }
    }

    /// Takes note of the index of a build that took so long at most, or of one that was taken as it is; begins to make the
    /// one that is missing then, if none is being made.
    pub(super) fn follow(&mut self, understood: &Understood, config: &Arc<Config>, took: Duration) {
        match &understood.reading {
            Some(reading) => {
                self.failed = false;
                if !self.reading.is_near(&understood.library) {
                    self.took = took;
                }
                self.newest = Some(understood.search.clone());
                self.reading = reading.clone();
            }
            None => self.catch_up(understood, config),
        }
    }

    fn catch_up(&mut self, understood: &Understood, config: &Arc<Config>) {
        let (Some(thread), Some(wake)) = (&self.thread, &self.wake) else {
            return;
        };
        if self.is_making {
            return;
        }
        self.is_making = true;
        let made = self.made.clone();
        let (library, indexes) = (understood.library.clone(), understood.indexes.clone());
        let (config, wake) = (config.clone(), wake.clone());
        thread.spawn(move || {
            let started = Instant::now();
            // A fault in it costs a search that stays as it was; outside, it would end the program.
            let indexed = catch_unwind(AssertUnwindSafe(|| {
                search::index_after(&Reading::default(), &library, &indexes, &config)
            }));
            let took = started.elapsed();
            let (attempt, is_made) = match indexed {
                Ok((index, reading)) => (
                    Attempt::Made(Box::new(Made {
                        index,
                        reading,
                        took,
                    })),
                    true,
                ),
                Err(_) => (Attempt::Failed, false),
            };
            *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(attempt);
            // A look for its own sake would only fail again, for ever.
            if is_made {
                wake();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_could_not_be_made_is_told_of_and_tried_again() {
        let mut searching = Searching::new(Duration::ZERO);
        searching.is_making = true;
        assert!(!searching.take_over() && searching.is_making);
        *searching.made.lock().unwrap() = Some(Attempt::Failed);
        assert!(!searching.take_over());
        assert!(!searching.is_making && searching.has_failed());
    }
}
