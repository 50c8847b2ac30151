//! The search index of a large library follows its pages: they are shown with the index as it was, while the new one is
//! made in the background, one at a time.
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
use crate::search::{self, Reading, SearchIndex};

/// From so many documents on the first page does not wait for the index either.
const MANY: usize = 500;

/// The search index between builds.
pub(super) struct Searching {
    /// Documents have changed this many times.
    version: u64,
    /// The newest index, and the version it is of.
    newest: Option<(u64, SearchIndex)>,
    /// What was read for the last one that was made in the background: most of it holds for the next one.
    reading: Reading,
    /// How long the last one took.
    took: Duration,
    /// What takes longer than this is made in the background.
    within: Duration,
    wake: Option<Wake>,
    is_making: bool,
    made: Arc<Mutex<Option<Made>>>,
    /// A thread of its own: those that make pages stay free.
    thread: Option<rayon::ThreadPool>,
}

/// An index that was made in the background.
struct Made {
    version: u64,
    index: SearchIndex,
    reading: Reading,
    took: Duration,
}

impl Searching {
    /// No index yet; one that takes longer than `within` will be made in the background.
    pub(super) fn new(within: Duration) -> Self {
        Self {
            version: 0,
            newest: None,
            reading: Reading::default(),
            took: Duration::ZERO,
            within,
            wake: None,
            is_making: false,
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
        let Some(made) = made else {
            return false;
        };
        self.is_making = false;
        self.took = made.took;
        self.reading = made.reading;
        self.newest = Some((made.version, made.index));
        true
    }

    /// Notes that documents or settings have changed.
    pub(super) fn outdate(&mut self) {
        self.version += 1;
    }

    /// The index for a build that shall not wait; `None` if it may as well be made with the rest.
    pub(super) fn at_hand(&self) -> Option<SearchIndex> {
        let (version, index) = self.newest.as_ref()?;
        let is_slow = self.took > self.within && self.wake.is_some() && self.thread.is_some();
        (*version == self.version || is_slow).then(|| index.clone())
    }

    /// The index for the first build of a library of so many documents: of nothing, until the real one is made in the
    /// background; `None` if it may as well be made with the rest.
    pub(super) fn for_now(&self, documents: usize, config: &Config) -> Option<SearchIndex> {
        let can_wait = self.newest.is_none() && self.wake.is_some() && self.thread.is_some();
        (can_wait && documents >= MANY).then(|| search::index(&Library::default(), config))
    }

    /// Keeps the index of a build that made it, and how long that build took at most.
    pub(super) fn keep(&mut self, index: SearchIndex, took: Duration) {
        self.newest = Some((self.version, index));
        self.took = took;
    }

    /// Begins to make the index of `library` if the one at hand is an older one and none is being made.
    pub(super) fn catch_up(&mut self, library: &Arc<Library>, config: &Arc<Config>) {
        let is_current = self
            .newest
            .as_ref()
            .is_some_and(|(version, _)| *version == self.version);
        let (Some(thread), Some(wake)) = (&self.thread, &self.wake) else {
            return;
        };
        if is_current || self.is_making {
            return;
        }
        self.is_making = true;
        let (version, made) = (self.version, self.made.clone());
        let (library, config, wake) = (library.clone(), config.clone(), wake.clone());
        let before = self.reading.clone();
        thread.spawn(move || {
            let started = Instant::now();
            // A fault in it costs a search that stays as it was; outside, it would end the program.
            let indexed = catch_unwind(AssertUnwindSafe(|| {
                search::index_after(&before, &library, &config)
            }));
            let Ok((index, reading)) = indexed else {
                return;
            };
            *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(Made {
                version,
                index,
                reading,
                took: started.elapsed(),
            });
            wake();
        });
    }
}
