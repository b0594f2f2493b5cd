//! A queue with one named thread: jobs that must not overtake each other, or whose newest comes first.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::edge::spawn;

type Work = Box<dyn FnOnce() + Send>;

/// Which waiting job is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Oldest,
    Newest,
}

/// The queue. Its thread starts with the first job and ends with the program.
pub(super) struct Lane {
    name: &'static str,
    order: Order,
    queue: Arc<Queue>,
    started: std::sync::Once,
}

#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Work>,
    busy: bool,
}

impl Lane {
    pub(super) fn new(name: &'static str, order: Order) -> Self {
        Self { name, order, queue: Arc::default(), started: std::sync::Once::new() }
    }

    /// Adds a job and returns at once.
    pub(super) fn push(&self, work: Work) {
        self.queue.waiting.lock().unwrap_or_else(PoisonError::into_inner).jobs.push_back(work);
        self.queue.changed.notify_all();
        let (queue, order) = (self.queue.clone(), self.order);
        self.started.call_once(|| spawn(self.name, move || run(&queue, order)));
    }

    /// Waits until nothing is left to do, at most two seconds.
    pub(super) fn drain(&self) {
        let waiting = self.queue.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = std::time::Duration::from_secs(2);
        let left = self.queue.changed.wait_timeout_while(waiting, limit, |w| w.busy || !w.jobs.is_empty());
        drop(left);
    }
}

fn run(queue: &Queue, order: Order) {
    loop {
        let mut waiting = queue.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.busy = false;
        queue.changed.notify_all();
        let work = loop {
            let next = match order {
                Order::Oldest => waiting.jobs.pop_front(),
                Order::Newest => waiting.jobs.pop_back(),
            };
            match next {
                Some(work) => break work,
                None => waiting = queue.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            }
        };
        waiting.busy = true;
        drop(waiting);
        // The edge has caught panics already; this keeps the lane alive should one come from there.
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
            tracing::error!("a job in a lane panicked");
        }
    }
}
