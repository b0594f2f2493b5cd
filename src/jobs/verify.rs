//! Walks paths and verifies what is found, telling the window of files before it tells of their reports.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::state::effect::JobId;
use crate::state::msg::Answer;
use crate::worker::{self, Pool, Task};
use crate::workflow::collect::{Found, collect};
use crate::workflow::verify::{VerifyOptions, verify as verify_files};

use super::edge::Outbox;

/// The first files show at once; later ones come in larger portions, to wake the window less often.
const FIRST_PORTION: usize = 16;
const PORTION: usize = 256;

pub(super) fn verify(pool: &Pool, job: JobId, paths: Vec<PathBuf>, stop: &AtomicBool, outbox: &Outbox) {
    let mut files = Announced { found: collect(paths), ready: VecDeque::new(), portion: FIRST_PORTION, job, outbox };
    verify_files(
        pool,
        &mut files,
        &VerifyOptions::default(),
        &|index, report| outbox.answer(job, Answer::Report { index, report: Box::new(report) }),
        &|| !stop.load(Ordering::Relaxed),
    );
    outbox.answer(job, Answer::Finished);
}

pub(super) fn digest(pool: &Pool, job: JobId, path: PathBuf, outbox: &Outbox) {
    outbox.answer(
        job,
        match pool.run(Task::Examine { path, at: None, digest: true }) {
            worker::Answer::Report(report) => Answer::Report { index: 0, report },
            worker::Answer::Failed(problem) => Answer::Failed(problem),
            _ => Answer::Failed(crate::problem!("job-broke-off")),
        },
    );
}

/// Gives files one by one, each after the window was told of it.
struct Announced<'a, I> {
    found: I,
    ready: VecDeque<PathBuf>,
    portion: usize,
    job: JobId,
    outbox: &'a Outbox,
}

impl<I: Iterator<Item = Found>> Iterator for Announced<'_, I> {
    type Item = PathBuf;

    fn next(&mut self) -> Option<PathBuf> {
        if self.ready.is_empty() {
            while self.ready.len() < self.portion {
                match self.found.next() {
                    Some(Found::File(path)) => self.ready.push_back(path),
                    Some(Found::Unreadable { path, problem }) => {
                        self.outbox.answer(self.job, Answer::Unreadable { path, problem });
                    }
                    None => break,
                }
            }
            self.portion = PORTION;
            if !self.ready.is_empty() {
                self.outbox.answer(self.job, Answer::Found(self.ready.iter().cloned().collect()));
            }
        }
        self.ready.pop_front()
    }
}
