//! Verify: files → reports, through the worker pool. Never opens a file itself.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use super::collect::Found;
use super::did_web::WebKeys;
use crate::library::Recorder;
use crate::provenance::report::Report;
use crate::worker::{ABOUT_FILES, Answer, Pool, Task, not_checked};

pub use super::did_web::AskWeb;

/// How to verify.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyOptions {
    /// RFC 3339; judge certificates as of then.
    pub at: Option<String>,
    /// Also compute each file's SHA-256.
    pub digest: bool,
    /// Whether web sites may be asked for the keys of those who verified a named person (`did:web`).
    pub ask_web: AskWeb,
}

/// Verifies files as they come, at once on all workers; gives each report with its index.
pub fn verify(
    pool: &Pool,
    files: &mut (dyn Iterator<Item = PathBuf> + Send),
    options: &VerifyOptions,
    on_report: &(dyn Fn(usize, Report) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) {
    verify_found(pool, &mut files.map(Found::File), options, on_report, keep_going);
}

/// As [`verify`], for what [`super::collect`] found: a path that could not be read gets its report, too, so that
/// every path has one.
pub fn verify_found(
    pool: &Pool,
    found: &mut (dyn Iterator<Item = Found> + Send),
    options: &VerifyOptions,
    on_report: &(dyn Fn(usize, Report) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) {
    verify_remembering(pool, found, options, None, on_report, keep_going);
}

/// As [`verify_found`], and has what was seen written down. The recorder's thread does that; nobody waits for it.
pub fn verify_remembering(
    pool: &Pool,
    found: &mut (dyn Iterator<Item = Found> + Send),
    options: &VerifyOptions,
    recorder: Option<&Recorder>,
    on_report: &(dyn Fn(usize, Report) + Sync),
    keep_going: &(dyn Fn() -> bool + Sync),
) {
    let (keys, begun) = (WebKeys::new(options.ask_web), Instant::now());
    // The pool numbers the tasks that it gets; the caller wants the numbers of what was found.
    let numbers = Mutex::new(HashMap::new());
    let mut tasks = found
        .enumerate()
        .filter_map(|(index, found)| match found {
            Found::File(path) => Some((index, path)),
            Found::Unreadable { path, problem } => {
                on_report(index, not_checked(&path, problem));
                None
            }
        })
        .enumerate()
        .map(|(number, (index, path))| {
            crate::worker::lock(&numbers).insert(number, (index, path.clone()));
            Task::Examine { path, at: options.at.clone(), digest: options.digest }
        });
    let on_answer = |number: usize, answer: Answer| {
        let Some((index, path)) = crate::worker::lock(&numbers).remove(&number) else { return };
        match answer {
            Answer::Report(report) => {
                let report = match &keys {
                    Some(keys) => keys.completed(pool, &path, options, *report),
                    None => *report,
                };
                let shown = crate::locale::plain(&report.path);
                tracing::info!(target: ABOUT_FILES, path = shown, headline = report.headline.key(), "examined");
                if let Some(recorder) = recorder {
                    recorder.saw(&path, report.clone());
                }
                on_report(index, report);
            }
            Answer::Failed(problem) => on_report(index, not_checked(&path, problem)),
            // A child that answers another question than the one asked is not believed.
            _ => {
                on_report(index, not_checked(&path, crate::problem!("check-crashed")));
            }
        }
    };
    pool.run_all(&mut tasks, &on_answer, keep_going);
    tracing::info!(took = ?begun.elapsed(), "verifying ended");
}
