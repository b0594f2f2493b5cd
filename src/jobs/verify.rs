//! Walks paths and verifies what is found, telling the window of files before it tells of their reports.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};

use crate::library::{Cause, Recorder};
use crate::state::effect::JobId;
use crate::state::msg::{Answer, Msg};
use crate::worker::{self, Pool, Task};
use crate::workflow::collect::{Found, collect};
use crate::workflow::verify::{VerifyOptions, verify_remembering};

use super::edge::Outbox;
use super::services::Services;

/// The first files show at once; later ones come in larger portions, to wake the window less often.
const FIRST_PORTION: usize = 16;
const PORTION: usize = 256;

/// Folders are walked on a thread of their own, ahead of the checks: so the window soon knows how many files there
/// are, and a person who stops is told how many are left.
pub(super) fn verify(services: &Services, job: JobId, paths: Vec<PathBuf>, stop: &AtomicBool, outbox: &Outbox) {
    let _batch = services.batch();
    let recorder = services.recorder(Cause::Check);
    let (found, files) = channel();
    std::thread::scope(|scope| {
        let walk = move || announce(job, paths, stop, outbox, &found);
        if let Err(error) = std::thread::Builder::new().name("walk".to_owned()).spawn_scoped(scope, walk) {
            outbox.answer(job, Answer::Failed(crate::problem!("job-broke-off").with_cause(&error)));
        }
        verify_remembering(
            &services.pool,
            &mut files.into_iter(),
            &VerifyOptions::default(),
            recorder.as_ref(),
            &|index, report| outbox.answer(job, Answer::Report { index, report: Box::new(report) }),
            &|| !stop.load(Ordering::Relaxed),
        );
    });
    outbox.answer(job, Answer::Finished);
    // The answers are on screen; what could not be remembered is told after them.
    if let Some(problem) = recorder.and_then(Recorder::finish) {
        outbox.send(Msg::Trouble(problem));
    }
}

/// Tells the window of files, then hands them on; a report is never ahead of its file.
fn announce(job: JobId, paths: Vec<PathBuf>, stop: &AtomicBool, outbox: &Outbox, found: &Sender<Found>) {
    let mut walk = collect(paths);
    let mut size = FIRST_PORTION;
    while !stop.load(Ordering::Relaxed) {
        let mut portion = Vec::new();
        for item in walk.by_ref() {
            portion.push(item);
            if portion.len() == size {
                break;
            }
        }
        if portion.is_empty() {
            return;
        }
        let path = |item: &Found| match item {
            Found::File(path) | Found::Unreadable { path, .. } => path.clone(),
        };
        outbox.answer(job, Answer::Found(portion.iter().map(path).collect()));
        // When nobody takes files any more, the checks were stopped.
        if portion.into_iter().any(|item| found.send(item).is_err()) {
            return;
        }
        size = PORTION;
    }
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
