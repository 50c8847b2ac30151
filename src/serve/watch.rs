//! Notices that files may have changed. The only module that names `notify`.
//!
//! An event only means "look again". What every system loses (events for files in a folder that is made and filled at
//! once, a watched folder that is removed and comes back, an overflowing queue) is found by looking at everything then.

#![expect(
    clippy::disallowed_methods,
    reason = "an edge: it watches the disk and measures time"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind, RenameMode};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::builder::{Look, WatchedFolders};
use super::mounts::silent_file_system;

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// By the system's events, by looking where there are none.
    Events,
    /// By looking at the files this often.
    Poll(Duration),
}

/// How often files are looked at where events do not come and nothing else was asked for.
pub const POLL_DEFAULT: Duration = Duration::from_millis(500);

/// How often the watched folders themselves are looked for: one that was removed and came back is watched anew.
const ROOTS_EVERY: Duration = Duration::from_secs(1);

/// Quiet after which a change counts as complete: editors save in one or a few steps within a millisecond or two.
const QUIET: Duration = Duration::from_millis(25);

/// Quiet after many events, or when something vanished: some editors remove first and write then, and a checkout goes on.
const QUIET_AFTER_MANY: Duration = Duration::from_millis(80);

/// Events that are still one person's saving.
const FEW: usize = 12;

/// A stream of changes that does not end is looked at this often all the same.
const LONGEST: Duration = Duration::from_millis(500);

/// The same of a stream of many: a checkout, or a slow copy, is one build and not one for each half second.
const LONGEST_OF_MANY: Duration = Duration::from_secs(2);

/// Paths remembered of one burst; beyond it, everything is looked at.
const HINTS_MAX: usize = 1024;

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Look at the files again.
    Look(Look),
    /// The server ends.
    Stop,
}

/// What has happened since the last look; bounded, however much happens.
#[derive(Debug, Default)]
struct Pending {
    hints: BTreeSet<PathBuf>,
    everything: bool,
    events: usize,
    vanished: bool,
    overflowed: bool,
    since: Option<(Instant, Instant)>,
    woken: bool,
    stop: bool,
}

/// The bell that events ring and the loop waits for.
#[derive(Debug, Default)]
pub(super) struct Bell {
    pending: Mutex<Pending>,
    rung: Condvar,
}

impl Bell {
    /// Ends the loop that waits.
    pub(super) fn stop(&self) {
        self.lock().stop = true;
        self.rung.notify_all();
    }

    /// Asks for a look at once.
    pub(super) fn wake(&self) {
        self.lock().woken = true;
        self.rung.notify_all();
    }

    fn ring(&self, event: &notify::Result<Event>, ignored: &Ignored) {
        let mut pending = self.lock();
        match event {
            Err(_) => pending.everything = true,
            Ok(event) if event.need_rescan() => {
                pending.everything = true;
                pending.overflowed = true;
            }
            // Reading a file is an event too; ours would ring for ever.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
            Ok(event) => {
                let before = pending.hints.len();
                let concerned: Vec<&PathBuf> = event
                    .paths
                    .iter()
                    .filter(|path| !ignored.holds(path))
                    .collect();
                if concerned.is_empty() {
                    return;
                }
                pending.hints.extend(concerned.into_iter().cloned());
                pending.events += pending.hints.len() - before;
                pending.vanished |= matches!(
                    event.kind,
                    EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From))
                );
                if pending.hints.len() > HINTS_MAX {
                    pending.hints.clear();
                    pending.everything = true;
                }
            }
        }
        let now = Instant::now();
        let first = pending.since.map_or(now, |(first, _)| first);
        pending.since = Some((first, now));
        self.rung.notify_all();
    }

    /// Whether events were lost since this was asked the last time.
    fn has_overflowed(&self) -> bool {
        std::mem::take(&mut self.lock().overflowed)
    }

    /// Waits for a change to be complete; `None` when `timeout` passes without any.
    fn wait(&self, timeout: Duration) -> Option<Next> {
        let deadline = Instant::now() + timeout;
        let mut pending = self.lock();
        loop {
            if pending.stop {
                return Some(Next::Stop);
            }
            if pending.woken && pending.since.is_none() {
                return Some(Next::Look(pending.take()));
            }
            let now = Instant::now();
            let until = match pending.since {
                None => deadline,
                Some((first, last)) => (last + pending.quiet()).min(first + pending.longest()),
            };
            if now >= until {
                return pending.since.is_some().then(|| Next::Look(pending.take()));
            }
            pending = self
                .rung
                .wait_timeout(pending, until - now)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    fn quiet(&self) -> Duration {
        if self.everything || self.vanished || self.events > FEW {
            QUIET_AFTER_MANY
        } else {
            QUIET
        }
    }

    fn longest(&self) -> Duration {
        if self.everything || self.events > FEW {
            LONGEST_OF_MANY
        } else {
            LONGEST
        }
    }

    fn take(&mut self) -> Look {
        let taken = std::mem::take(self);
        self.stop = taken.stop;
        self.overflowed = taken.overflowed;
        Look {
            hints: taken.hints,
            everything: taken.everything,
        }
    }
}

/// Paths whose events mean nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Ignored {
    roots: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Ignored {
    fn holds(&self, path: &Path) -> bool {
        if self.folders.iter().any(|folder| path.starts_with(folder)) {
            return true;
        }
        // Only names below a watched folder count: the whole project may lie in a hidden one.
        let inside = self
            .roots
            .iter()
            .filter_map(|root| path.strip_prefix(root).ok())
            .min_by_key(|inside| inside.components().count());
        inside.is_some_and(|inside| {
            inside
                .components()
                .any(|part| is_passing(&part.as_os_str().to_string_lossy()))
        })
    }
}

/// Names of hidden files, of folders no content is read from, and of what editors leave beside a file while saving:
/// vim's `4913` and `x~`, emacs' `#x#`.
fn is_passing(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        || matches!(name, "node_modules" | "4913")
        || name.ends_with(".swp")
}

/// A folder as it was when it began to be watched; another folder of the same name is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Watched {
    mode: RecursiveMode,
    identity: Option<Identity>,
}

/// Watches a site's files.
pub(super) struct Watcher {
    bell: Arc<Bell>,
    ignored: Arc<Mutex<Arc<Ignored>>>,
    native: Option<RecommendedWatcher>,
    watched: BTreeMap<PathBuf, Watched>,
    poll_every: Duration,
    polling: Option<String>,
    polling_told: bool,
    last_look: Duration,
}

impl Watcher {
    /// A watcher that watches nothing yet.
    pub(super) fn new(mode: WatchMode) -> Self {
        let bell = Arc::new(Bell::default());
        let ignored = Arc::new(Mutex::new(Arc::default()));
        let mut watcher = Self {
            bell: bell.clone(),
            ignored: ignored.clone(),
            native: None,
            watched: BTreeMap::new(),
            poll_every: POLL_DEFAULT,
            polling: None,
            polling_told: false,
            last_look: Duration::ZERO,
        };
        match mode {
            WatchMode::Poll(every) => {
                watcher.poll_every = every;
                watcher.poll("as asked".to_owned());
            }
            WatchMode::Events => {
                let handler = move |event: notify::Result<Event>| {
                    let ignored = ignored
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .clone();
                    bell.ring(&event, &ignored);
                };
                match notify::recommended_watcher(handler) {
                    Ok(native) => watcher.native = Some(native),
                    Err(error) => watcher.poll(reason(&error)),
                }
            }
        }
        watcher
    }

    /// The bell, for whoever ends the loop.
    pub(super) fn bell(&self) -> Arc<Bell> {
        self.bell.clone()
    }

    /// Brings what is watched in line with `folders` and with what exists. `true` if something is watched that was not
    /// before: it may have changed in between.
    pub(super) fn follow(&mut self, folders: &WatchedFolders) -> bool {
        self.set_ignored(folders);
        let wanted = wanted(folders);
        let new: Vec<&PathBuf> = wanted
            .keys()
            .filter(|path| !self.watched.contains_key(*path))
            .collect();
        if let Some((path, kind)) = self
            .native
            .as_ref()
            .and_then(|_| on_silent_file_system(&new))
        {
            self.poll(format!(
                "`{}` is on {kind}, which reports no changes",
                path.display()
            ));
            return true;
        }
        let Some(native) = &mut self.native else {
            return false;
        };
        self.watched.retain(|path, watched| {
            let kept = wanted.get(path) == Some(watched);
            if !kept {
                // A folder that is gone has taken its watch along; then there is nothing to end.
                let _ = native.unwatch(path);
            }
            kept
        });
        let mut added = false;
        let mut trouble = None;
        for (path, watch) in wanted {
            if self.watched.contains_key(&path) {
                continue;
            }
            match native.watch(&path, watch.mode) {
                Ok(()) => {
                    added = true;
                    self.watched.insert(path, watch);
                }
                // It went away meanwhile; the next round finds what is there then.
                Err(_) if !path.exists() => {}
                Err(error) => trouble = Some(reason(&error)),
            }
        }
        if let Some(why) = trouble {
            self.poll(why);
        }
        added
    }

    /// Waits for the next reason to look. `second` asks for one more look then, whatever happens.
    pub(super) fn next(&mut self, second: Option<Instant>, folders: &WatchedFolders) -> Next {
        loop {
            let timeout = match (self.polling.is_some(), second) {
                // Looking must not take more than a tenth of the time.
                (true, _) => self.poll_every.max(self.last_look * 10),
                (false, Some(second)) => second.saturating_duration_since(Instant::now()),
                (false, None) => ROOTS_EVERY,
            };
            if let Some(next) = self.bell.wait(timeout) {
                if let Next::Look(look) = &next {
                    self.forget_doubtful(look);
                }
                return next;
            }
            if self.polling.is_some() || second.is_some() || self.follow(folders) {
                return Next::Look(Look::everything());
            }
        }
    }

    /// Forgets watches that may have ended, so that they begin anew: of a folder that itself was moved away, though it
    /// may be back by now, and all of them after an overflow, since folders made meanwhile were not heard of.
    fn forget_doubtful(&mut self, look: &Look) {
        let overflowed = self.bell.has_overflowed();
        let Some(native) = &mut self.native else {
            return;
        };
        self.watched.retain(|path, _| {
            let moved = || path.ancestors().any(|above| look.hints.contains(above));
            let doubtful = overflowed || moved();
            if doubtful {
                let _ = native.unwatch(path);
            }
            !doubtful
        });
    }

    /// Notes how long the last look took.
    pub(super) fn looked(&mut self, took: Duration) {
        self.last_look = took;
    }

    /// Why files are polled, and how often; once, when that begins.
    pub(super) fn newly_polling(&mut self) -> Option<(String, Duration)> {
        if self.polling_told {
            return None;
        }
        let why = self.polling.clone()?;
        self.polling_told = true;
        Some((why, self.poll_every))
    }

    fn poll(&mut self, why: String) {
        self.native = None;
        self.watched.clear();
        self.polling.get_or_insert(why);
    }

    fn set_ignored(&self, folders: &WatchedFolders) {
        let parents = folders.files.iter().filter_map(|file| file.parent());
        let new = Ignored {
            roots: folders
                .trees
                .iter()
                .map(PathBuf::as_path)
                .chain(parents)
                .map(Path::to_path_buf)
                .collect(),
            folders: folders.ignored.clone(),
        };
        *self.ignored.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
    }
}

/// What a person can do about a watch that failed.
fn reason(error: &notify::Error) -> String {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system's limit on watched folders is reached (raise it with `sysctl fs.inotify.max_user_watches=524288`)".to_owned()
        }
        _ => format!("file events are not available ({error})"),
    }
}

/// Which folders to watch, and how, of those that exist now. In place of one that does not, the nearest above it.
fn wanted(folders: &WatchedFolders) -> BTreeMap<PathBuf, Watched> {
    let mut wanted = BTreeMap::new();
    for tree in &folders.trees {
        if tree.is_dir() {
            want_tree(tree, &folders.ignored, &mut wanted);
        } else if let Some(above) = nearest_folder(tree) {
            want(above, RecursiveMode::NonRecursive, &mut wanted);
        }
    }
    for file in &folders.files {
        if let Some(above) = nearest_folder(file) {
            want(above, RecursiveMode::NonRecursive, &mut wanted);
        }
    }
    wanted
}

/// A tree that holds folders which are not content (the output, `.git`, `node_modules`: they may be huge) is watched
/// child by child without them.
fn want_tree(tree: &Path, ignored: &[PathBuf], wanted: &mut BTreeMap<PathBuf, Watched>) {
    let children: Vec<PathBuf> = std::fs::read_dir(tree)
        .into_iter()
        .flatten()
        .flatten()
        .filter(is_folder)
        .map(|entry| entry.path())
        .collect();
    let left_out = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        is_passing(&name) || name == "target" || ignored.contains(path)
    };
    if !children.iter().any(left_out) {
        want(tree, RecursiveMode::Recursive, wanted);
        return;
    }
    want(tree, RecursiveMode::NonRecursive, wanted);
    for child in children.iter().filter(|child| !left_out(child)) {
        want(child, RecursiveMode::Recursive, wanted);
    }
}

/// Whether an entry is a folder or a link to one. The system tells the kind of most entries without being asked for each.
fn is_folder(entry: &std::fs::DirEntry) -> bool {
    match entry.file_type() {
        Ok(kind) if !kind.is_symlink() => kind.is_dir(),
        _ => entry.path().is_dir(),
    }
}

fn want(path: &Path, mode: RecursiveMode, wanted: &mut BTreeMap<PathBuf, Watched>) {
    let entry = wanted.entry(path.to_path_buf()).or_insert_with(|| Watched {
        mode,
        identity: identity(path),
    });
    if mode == RecursiveMode::Recursive {
        entry.mode = mode;
    }
}

fn nearest_folder(path: &Path) -> Option<&Path> {
    path.ancestors().skip(1).find(|above| above.is_dir())
}

/// Device, number and time of birth: a number alone is given to the next folder that is made.
type Identity = (u64, u64, Option<std::time::SystemTime>);

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let metadata = path.metadata().ok()?;
    Some((metadata.dev(), metadata.ino(), metadata.created().ok()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    Some((0, 0, path.metadata().ok()?.created().ok()))
}

/// The first of the folders from which no events come, and its kind of file system.
fn on_silent_file_system(folders: &[&PathBuf]) -> Option<(PathBuf, String)> {
    folders.first()?;
    let mountinfo = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    folders.iter().find_map(|path| {
        let real = path.canonicalize().ok()?;
        silent_file_system(&mountinfo, &real).map(|kind| ((*path).clone(), kind))
    })
}
