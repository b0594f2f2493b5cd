//! Writes down what was seen, on a thread of its own. Whoever verifies hands over and goes on: a library that is full,
//! broken or locked costs memory of the past, never a check.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::seen::modified_ns;
use super::{Cause, Library, LibraryError, Seen};
use crate::problem;
use crate::problem::Problem;
use crate::provenance::report::Report;

/// Checks that are written in one transaction.
const BATCH: usize = 200;

/// A check is written down within about this time, also when no others come.
const AT_LATEST: Duration = Duration::from_secs(2);

/// Reports that may wait; beyond that the one who verifies waits, so that memory stays bounded.
const WAITING: usize = 4 * BATCH;

/// Writes down what it is told until it is finished or dropped.
#[derive(Debug)]
pub struct Recorder {
    sender: Option<SyncSender<(PathBuf, Report)>>,
    thread: Mutex<Option<JoinHandle<Option<Problem>>>>,
}

impl Recorder {
    /// Starts; nothing is opened before there is something to write. `trust` is the digest of what is in force.
    pub fn start(data_dir: &Path, trust: String, cause: Cause) -> Self {
        let (sender, receiver) = sync_channel(WAITING);
        let data_dir = data_dir.to_owned();
        let work = move || Desk { data_dir, trust, cause, library: None, trouble: None }.run(&receiver);
        // Without a thread nobody takes anything, and nothing is remembered.
        let thread = std::thread::Builder::new().name("library".to_owned()).spawn(work).ok();
        Self { sender: Some(sender), thread: Mutex::new(thread) }
    }

    /// Takes a report; what could not be read at all is not remembered.
    pub fn saw(&self, path: &Path, report: Report) {
        if report.problem.is_some() && report.size_bytes == 0 {
            return;
        }
        if let (Some(sender), Ok(path)) = (&self.sender, std::path::absolute(path)) {
            // An error means that the thread has given up; it tells why at the end.
            let _ = sender.send((path, report));
        }
    }

    /// Waits until all is written; tells what the person should know, once.
    pub fn finish(mut self) -> Option<Problem> {
        self.end()
    }

    fn end(&mut self) -> Option<Problem> {
        drop(self.sender.take());
        let thread = self.thread.get_mut().ok().and_then(Option::take)?;
        thread.join().ok().flatten()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if let Some(problem) = self.end() {
            tracing::warn!(what = problem.what, details = problem.details, "the library");
        }
    }
}

struct Desk {
    data_dir: PathBuf,
    trust: String,
    cause: Cause,
    library: Option<Library>,
    trouble: Option<Problem>,
}

impl Desk {
    fn run(mut self, receiver: &Receiver<(PathBuf, Report)>) -> Option<Problem> {
        while let Ok(first) = receiver.recv() {
            let until = Instant::now() + AT_LATEST;
            let mut batch = vec![self.seen(first)];
            while batch.len() < BATCH {
                let Ok(next) = receiver.recv_timeout(until.saturating_duration_since(Instant::now())) else { break };
                batch.push(self.seen(next));
            }
            if let Err(error) = self.write(&batch) {
                tracing::warn!(%error, "what was seen could not be written down");
                self.trouble = Some(error.problem());
                // Ending here lets whoever verifies go on without waiting for what cannot be written.
                return self.trouble;
            }
        }
        self.trouble
    }

    fn seen(&self, (path, report): (PathBuf, Report)) -> Seen {
        let modified_ns = modified_ns(&path, report.size_bytes);
        Seen { path, report, at: super::now(), cause: self.cause, trust: self.trust.clone(), modified_ns }
    }

    fn write(&mut self, batch: &[Seen]) -> Result<(), LibraryError> {
        match self.library()?.remember(batch) {
            // It broke while it was open; opening it sets it aside.
            Err(error) if error.is_damage() => {
                self.library = None;
                self.library()?.remember(batch)
            }
            other => other,
        }
    }

    fn library(&mut self) -> Result<&mut Library, LibraryError> {
        if self.library.is_none() {
            let opened = Library::open(&self.data_dir)?;
            if let Some(aside) = opened.set_aside {
                let path = crate::locale::plain(&aside.to_string_lossy());
                self.trouble = Some(problem!("library-set-aside", path = path));
            }
            return Ok(self.library.insert(opened.library));
        }
        match &mut self.library {
            Some(library) => Ok(library),
            None => Err(LibraryError::Unusable { path: self.data_dir.clone(), source: rusqlite::Error::InvalidQuery }),
        }
    }
}
