//! Several files at once: hands each to a piece of work on a few threads. Knows nothing of what is done to them.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// As many threads as there are cores, for work that workers do.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, NonZero::get)
}

/// As many as there are cores, and as many again as wait for the disk to sync twice.
pub(super) fn cores_and_waiting() -> usize {
    cores().saturating_add(6)
}

/// Hands each file with its index to `work`, beginning with the first, until `keep_going` says no. Returns when all that
/// was begun is done.
pub(super) fn each(
    files: &[PathBuf],
    threads: usize,
    keep_going: &(dyn Fn() -> bool + Sync),
    work: &(dyn Fn(usize, &Path) + Sync),
) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(files.len()) {
            scope.spawn(|| {
                while keep_going() {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(index) else { break };
                    work(index, file);
                }
            });
        }
    });
}
