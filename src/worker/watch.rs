//! The watch: one thread that ends children which take too long. Never touches a child that is within its limit.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::process::{Ended, Running, Vital, lock};

/// How often it looks: often enough for the limit, seldom enough for a window that sleeps.
const TICK: std::ops::RangeInclusive<Duration> = Duration::from_millis(50)..=Duration::from_secs(1);

/// How much time a file gets on top for each GiB of its size: a slow network drive reads 20 MB/s.
const PER_GIB: Duration = Duration::from_secs(60);

/// Who is watched. Shared with the thread.
#[derive(Default)]
pub struct Watch {
    watched: Mutex<Watched>,
    changed: Condvar,
}

#[derive(Default)]
struct Watched {
    vitals: Vec<Arc<Vital>>,
    closing: bool,
}

impl Watch {
    /// Watches one more child.
    pub fn add(&self, vital: Arc<Vital>) {
        lock(&self.watched).vitals.push(vital);
        self.changed.notify_all();
    }

    /// Forgets a child that has ended.
    pub fn remove(&self, vital: &Arc<Vital>) {
        lock(&self.watched).vitals.retain(|other| !Arc::ptr_eq(other, vital));
    }

    /// Lets the thread end.
    pub fn close(&self) {
        lock(&self.watched).closing = true;
        self.changed.notify_all();
    }

    /// The thread's life: waits while there are no children, else looks at each of them at every tick.
    pub fn keep(&self, limit: Duration) {
        let tick = (limit / 20).clamp(*TICK.start(), *TICK.end());
        let mut watched = lock(&self.watched);
        while !watched.closing {
            if watched.vitals.is_empty() {
                watched = self.changed.wait(watched).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let vitals = watched.vitals.clone();
            drop(watched);
            for vital in vitals.iter().filter(|vital| is_overdue(vital, limit)) {
                vital.end(Ended::TimedOut);
            }
            watched = lock(&self.watched);
            if !watched.closing {
                watched = self.changed.wait_timeout(watched, tick).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }
}

/// The file's size is asked for only after the limit for small files has passed, so that the parent does not
/// touch files on the ordinary road.
fn is_overdue(vital: &Vital, limit: Duration) -> bool {
    let path = match &*lock(&vital.running) {
        Some(Running { since, size_bytes: Some(size), .. }) => return since.elapsed() > allowed(limit, *size),
        Some(Running { since, path, .. }) if since.elapsed() > limit => path.clone(),
        _ => return false,
    };
    let size = path.metadata().map_or(0, |metadata| metadata.len());
    match &mut *lock(&vital.running) {
        Some(running) if running.path == path => {
            running.size_bytes = Some(size);
            running.since.elapsed() > allowed(limit, size)
        }
        _ => false,
    }
}

fn allowed(limit: Duration, size_bytes: u64) -> Duration {
    limit.saturating_add(PER_GIB.mul_f64(size_bytes as f64 / f64::from(1 << 30)))
}

/// A task that begins now.
pub fn running(path: std::path::PathBuf) -> Running {
    Running { since: Instant::now(), path, size_bytes: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_files_get_more_time() {
        let limit = Duration::from_secs(60);
        assert_eq!(allowed(limit, 0), limit);
        assert_eq!(allowed(limit, 4 << 30), Duration::from_secs(60 + 4 * 60));
    }
}
