//! Which files seen before look like the one in hand, and what else was said of them. Looking alike is nobody's signed
//! statement and no part of a verdict; nothing of it is written into files.
//!
//! What a file looks like is found out by a worker when there is time: after the verdicts of a batch stand, or when
//! somebody asks for look-alikes. Verifying does not wait for it.

use std::path::Path;
use std::sync::Mutex;

use super::home::Home;
use super::library::{is_on, recorder};
use super::verify::{VerifyOptions, verify_remembering};
use crate::library::{Alike, Cause, Library, LibraryError, Remembered, Sight};
use crate::problem;
use crate::problem::Problem;
use crate::provenance::report::Report;
use crate::provenance::soft_binding::{Difference, Looked, Said, SoftBinding};
use crate::trust::TrustStore;
use crate::worker::{Answer, Pool, Task, lock};
use crate::workflow::collect::Found;

/// Looks that are written in one transaction.
const BATCH: usize = 100;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SimilarError {
    #[error("remembering is switched off")]
    SwitchedOff,
    #[error("the library cannot be asked")]
    Library { source: LibraryError },
    #[error("the file cannot be looked at")]
    File { problem: Problem },
}

impl SimilarError {
    /// The error in words.
    pub fn problem(&self) -> Problem {
        match self {
            Self::SwitchedOff => problem!("similar-switched-off"),
            Self::Library { source } => source.problem(),
            Self::File { problem } => problem.clone(),
        }
    }
}

impl From<LibraryError> for SimilarError {
    fn from(source: LibraryError) -> Self {
        Self::Library { source }
    }
}

/// What is known of files that look like this one.
#[derive(Debug)]
pub struct Similar {
    /// What is said of the file itself, now.
    pub report: Report,
    pub looked: Looked,
    /// The nearest first.
    pub found: Vec<Seen>,
    /// Files seen before that could not be compared: nobody looked at them while they were as they were seen.
    pub unlooked: usize,
}

/// A file seen before that looks like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub alike: Alike,
    /// In what the two differ, as far as anything is said of them.
    pub differences: Vec<Difference>,
}

/// How far looking has come.
pub struct Progress<'a> {
    /// Files that will be looked at, told once before the first.
    pub begin: &'a (dyn Fn(usize) + Sync),
    pub one: &'a (dyn Fn() + Sync),
}

/// Verifies a file, remembers it as any file that is verified, and finds what looks like it. With `progress`, files seen
/// before that nobody looked at are looked at first, until `keep_going` says no; those that were missed are counted.
pub fn similar(
    pool: &Pool,
    home: &Home,
    trust: &TrustStore,
    path: &Path,
    progress: Option<&Progress<'_>>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<Similar, SimilarError> {
    if !is_on(&home.config) {
        return Err(SimilarError::SwitchedOff);
    }
    let report = checked(pool, home, trust, path)?;
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut library = Library::open(&home.data)?.library;
    let sight = Sight::of(&path);
    let looked = look(pool, &path).map_err(|problem| SimilarError::File { problem })?;
    if let Some(sight) = sight.filter(Sight::is_still_so) {
        library.looked(&[(sight, looked)])?;
    }
    let Looked::Picture(look) = looked else {
        return Ok(Similar { report, looked, found: Vec::new(), unlooked: 0 });
    };
    if let Some(progress) = progress {
        catch_up(pool, &mut library, None, progress, keep_going)?;
    }
    let found = seen_before(&library, &look, &path, Some(&Said::of(&report)))?;
    Ok(Similar { found, unlooked: library.count_unlooked()?, report, looked })
}

/// What the file looks like, from a worker.
pub fn look(pool: &Pool, path: &Path) -> Result<Looked, Problem> {
    answered(pool.run(Task::Look { path: path.to_owned() }))
}

/// Files seen before that look like this, other than the one under `path`, the nearest first. `now`: what is said of
/// this one, to tell what differs.
pub fn seen_before(
    library: &Library,
    look: &SoftBinding,
    path: &Path,
    now: Option<&Said>,
) -> Result<Vec<Seen>, LibraryError> {
    let alike = library.alike(look, path)?.into_iter();
    let differences = |then: &Remembered| now.map(|now| now.differences(&said(then))).unwrap_or_default();
    Ok(alike.map(|alike| Seen { differences: differences(&alike.remembered), alike }).collect())
}

/// Looks at remembered files that nobody looked at, those seen since then or all of them, until `keep_going` says no.
/// A file that was written to since it was seen, or is gone, is left out. Gives how many were looked at.
pub fn catch_up(
    pool: &Pool,
    library: &mut Library,
    since: Option<&str>,
    progress: &Progress<'_>,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<usize, LibraryError> {
    let mut files = library.unlooked(since, usize::MAX)?;
    files.retain(Sight::is_still_so);
    if files.is_empty() {
        return Ok(0);
    }
    (progress.begin)(files.len());
    let desk = Mutex::new(Desk { library, batch: Vec::new(), written: 0, failed: None });
    let mut tasks = files.iter().map(|file| Task::Look { path: file.path.clone() });
    let on_answer = |index: usize, answer: Answer| {
        let seen = files.get(index).filter(|file| file.is_still_so());
        if let (Some(file), Ok(looked)) = (seen, answered(answer)) {
            lock(&desk).take(file.clone(), looked);
        }
        (progress.one)();
    };
    pool.run_all(&mut tasks, &on_answer, &|| keep_going() && lock(&desk).failed.is_none());
    let mut desk = desk.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    desk.write();
    desk.failed.map_or(Ok(desk.written), Err)
}

/// What was said of a remembered file.
fn said(then: &Remembered) -> Said {
    Said {
        headline: then.headline.clone(),
        signer: then.signer_name.clone().or_else(|| then.organization.clone()),
        fingerprint: then.fingerprint.clone(),
        sha256: then.sha256.clone(),
    }
}

/// Verifies one file and has it written down.
fn checked(pool: &Pool, home: &Home, trust: &TrustStore, path: &Path) -> Result<Report, SimilarError> {
    let recorder = recorder(home, trust, Cause::Check);
    let report: Mutex<Option<Report>> = Mutex::new(None);
    let mut found = std::iter::once(Found::File(path.to_owned()));
    let options = VerifyOptions { digest: true, ..VerifyOptions::default() };
    let on_report = |_, one| *lock(&report) = Some(one);
    verify_remembering(pool, &mut found, &options, recorder.as_ref(), &on_report, &|| true);
    if let Some(problem) = recorder.and_then(crate::library::Recorder::finish) {
        tracing::warn!(what = problem.what, details = problem.details, "the library");
    }
    let report = lock(&report).take();
    match report {
        Some(Report { problem: Some(problem), .. }) => Err(SimilarError::File { problem }),
        Some(report) => Ok(report),
        None => Err(SimilarError::File { problem: problem!("check-crashed") }),
    }
}

fn answered(answer: Answer) -> Result<Looked, Problem> {
    match answer {
        Answer::Json(json) => {
            serde_json::from_value(json).map_err(|error| problem!("check-crashed").with_cause(&error))
        }
        Answer::Failed(problem) => Err(problem),
        // A child that answers another question than the one asked is not believed.
        _ => Err(problem!("check-crashed")),
    }
}

/// Writes down what was looked at, many in one transaction.
struct Desk<'a> {
    library: &'a mut Library,
    batch: Vec<(Sight, Looked)>,
    written: usize,
    failed: Option<LibraryError>,
}

impl Desk<'_> {
    fn take(&mut self, file: Sight, looked: Looked) {
        self.batch.push((file, looked));
        if self.batch.len() >= BATCH {
            self.write();
        }
    }

    fn write(&mut self) {
        match self.library.looked(&self.batch) {
            Ok(()) => self.written += self.batch.len(),
            Err(error) => self.failed = Some(error),
        }
        self.batch.clear();
    }
}
