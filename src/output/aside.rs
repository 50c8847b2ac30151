//! Many small calls to the disk, side by side: each of them waits far more than it works.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::OutputError;

/// Calls that wait at the same time. More than there are processors, because the disk is what is waited for: on a
/// disk where the removal of a folder took 3 ms, 8 of them took as long as one.
const THREADS: usize = 8;
/// Fewer calls than this are not worth a thread.
const WORTH_A_THREAD: usize = 64;

/// Does `work` for each of `items`, in no particular order; the first error ends it.
///
/// # Errors
/// One of the errors of `work`.
pub(super) fn each<T: Sync>(
    items: &[T],
    work: impl Fn(&T) -> Result<(), OutputError> + Sync,
) -> Result<(), OutputError> {
    let threads = (items.len() / WORTH_A_THREAD).min(THREADS);
    if threads < 2 {
        return items.iter().try_for_each(work);
    }
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<OutputError>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = work(item) {
                        next.store(items.len(), Ordering::Relaxed);
                        *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    }
                }
            });
        }
    });
    match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_done_once_and_an_error_ends_it() {
        let items: Vec<usize> = (0..1000).collect();
        let sum = AtomicUsize::new(0);
        each(&items, |item| {
            sum.fetch_add(*item, Ordering::Relaxed);
            Ok(())
        })
        .unwrap();
        assert_eq!(sum.into_inner(), 499_500);
        let result = each(&items, |item| match item {
            700 => Err(OutputError::Name {
                path: "x".to_owned(),
                why: "y",
            }),
            _ => Ok(()),
        });
        assert!(matches!(result, Err(OutputError::Name { .. })));
    }
}
