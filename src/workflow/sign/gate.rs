//! A gate that lets only so many bytes be signed at once, so that a batch of large files does not fill the memory.

use std::sync::{Condvar, Mutex, PoisonError};

/// Bytes of originals in work at once. A larger file goes alone.
const LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// Counts the bytes in work.
#[derive(Default)]
pub(super) struct Gate {
    in_work_bytes: Mutex<u64>,
    freed: Condvar,
}

/// The right to work on a number of bytes; given back when dropped.
pub(super) struct Pass<'a> {
    gate: &'a Gate,
    bytes: u64,
}

impl Gate {
    /// Waits until there is room for this many bytes.
    pub(super) fn enter(&self, bytes: u64) -> Pass<'_> {
        let bytes = bytes.min(LIMIT_BYTES);
        let mut in_work = self.in_work_bytes.lock().unwrap_or_else(PoisonError::into_inner);
        while *in_work > 0 && in_work.saturating_add(bytes) > LIMIT_BYTES {
            in_work = self.freed.wait(in_work).unwrap_or_else(PoisonError::into_inner);
        }
        *in_work = in_work.saturating_add(bytes);
        Pass { gate: self, bytes }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut in_work = self.gate.in_work_bytes.lock().unwrap_or_else(PoisonError::into_inner);
        *in_work = in_work.saturating_sub(self.bytes);
        self.gate.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn no_more_than_the_limit_is_in_work_and_a_larger_file_goes_alone() {
        let gate = Gate::default();
        let (now, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for size in [LIMIT_BYTES / 2, LIMIT_BYTES / 2, 1, 4 * LIMIT_BYTES, LIMIT_BYTES / 3, LIMIT_BYTES] {
                let (gate, now, most) = (&gate, &now, &most);
                scope.spawn(move || {
                    let pass = gate.enter(size);
                    let held = now.fetch_add(pass.bytes, Ordering::SeqCst) + pass.bytes;
                    most.fetch_max(held, Ordering::SeqCst);
                    std::thread::yield_now();
                    now.fetch_sub(pass.bytes, Ordering::SeqCst);
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= LIMIT_BYTES);
        assert_eq!(*gate.in_work_bytes.lock().unwrap(), 0);
    }
}
