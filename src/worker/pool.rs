//! The pool of warm worker children.

use std::time::Duration;

use super::protocol::{Answer, Task};
use crate::problem::Problem;
use crate::trust::TrustStore;

/// Limits and size of a pool.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// Number of children; as many as there are cores by default.
    pub workers: usize,
    /// For one task; a child that takes longer is ended.
    pub time_limit: Duration,
    /// Address space of one child in bytes.
    pub memory_limit_bytes: u64,
    pub trust: TrustStore,
}

/// Warm children, shared by everything that reads files.
pub struct Pool {}

impl Pool {
    /// Starts no child yet; the first tasks do.
    pub fn new(_options: PoolOptions) -> Self {
        Self {}
    }

    /// Runs one task on the next free child and waits. Never panics; a lost child gives `Failed` or, for
    /// `Examine`, a report that says not checked and why.
    pub fn run(&self, _task: Task) -> Answer {
        Answer::Failed(Problem::new("worker-lost", &[]))
    }

    /// Runs tasks on all children at once, giving each answer with its index as it comes; stops handing out
    /// when `keep_going` says no.
    pub fn run_all(
        &self,
        _tasks: &mut (dyn Iterator<Item = Task> + Send),
        _on_answer: &(dyn Fn(usize, Answer) + Sync),
        _keep_going: &(dyn Fn() -> bool + Sync),
    ) {
    }

    /// Puts other trust lists in force for tasks from now on.
    pub fn set_trust(&self, _trust: TrustStore) {}
}
