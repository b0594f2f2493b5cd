//! The stated rights in the file's own metadata, for programs that know nothing of Content Credentials: planned by a
//! worker, put together in memory, compared when the signed copy is read back. Never changes a pixel.

use std::fs::File;
use std::io::Cursor;
use std::path::Path;

use super::super::rights as workflow;
use super::one::Stop;
use super::target::shown_name;
use super::{Batch, Subject};
use crate::credentials::sign::Edited;
use crate::media::redact;
use crate::media::rights_write::{self, RightsPlan};
use crate::problem::Problem;
use crate::provenance::edit::Step;
use crate::provenance::format::Format;
use crate::provenance::report::Report;
use crate::provenance::rights_statement::RightsStatement;
use crate::worker::{Answer, Task};

/// A larger file is not put together in memory; its rights stand in the manifest alone.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// What is to be written, if this batch writes rights at all.
pub(super) fn wanted<'a>(batch: &'a Batch<'_>) -> Option<&'a RightsStatement> {
    let plan = batch.plan;
    let takes_none = plan.target.sidecar || plan.subject == Subject::Stamp;
    plan.rights_in_file.as_ref().filter(|said| said.says_something() && !takes_none)
}

/// The source with the rights in its metadata, or a sentence that says why there is none.
pub(super) fn in_source(batch: &Batch<'_>, source: &Path, said: &RightsStatement) -> Result<Vec<u8>, String> {
    let size_bytes = source.metadata().map_or(u64::MAX, |facts| facts.len());
    if size_bytes > MAX_BYTES {
        return Err(crate::tr!("sign-note-rights-large"));
    }
    let plan: RightsPlan =
        match batch.pool.run(Task::PlanRights { path: source.to_owned(), rights: Box::new(said.clone()) }) {
            Answer::Json(json) => serde_json::from_value(json).map_err(|error| not_written(&error.to_string()))?,
            Answer::Failed(problem) => return Err(not_written(&problem.what)),
            _ => return Err(not_written("")),
        };
    let mut from = File::open(source).map_err(|error| not_written(&error.to_string()))?;
    let mut made = Vec::with_capacity(usize::try_from(size_bytes).unwrap_or_default().saturating_add(8192));
    redact::write(&plan.pieces, &mut from, &mut made).map_err(|error| not_written(&error.to_string()))?;
    Ok(made)
}

/// Puts the rights into a picture that was made here, as one more step; or gives a sentence that says why not.
pub(super) fn in_export(edited: &mut Edited, format: Format, said: &RightsStatement) -> Result<(), String> {
    let plan =
        rights_write::plan_bytes(&edited.asset, format, said).map_err(|error| not_written(&error.problem().what))?;
    let mut made = Vec::with_capacity(edited.asset.len().saturating_add(8192));
    redact::write(&plan.pieces, &mut Cursor::new(&edited.asset), &mut made)
        .map_err(|error| not_written(&error.to_string()))?;
    edited.asset = made;
    edited.steps.push(Step::rights_written());
    Ok(())
}

/// That the signed copy says what was to be written and, where `source` is given, shows the same picture.
pub(super) fn check(
    batch: &Batch<'_>,
    source: Option<&Path>,
    copy: &Path,
    report: &Report,
    said: &RightsStatement,
) -> Result<(), Stop> {
    let fault = workflow::disagreement(report, said).or_else(|| {
        source.filter(|source| !workflow::is_same_picture(batch.pool, source, copy)).map(|_| "the picture".to_owned())
    });
    match fault {
        None => Ok(()),
        Some(fault) => Err(differs(source.unwrap_or(copy), &fault).into()),
    }
}

fn differs(path: &Path, fault: &str) -> Problem {
    crate::problem!("sign-read-back", name = shown_name(path)).with_details(fault)
}

fn not_written(reason: &str) -> String {
    crate::tr!("sign-note-rights-not-written", reason = reason)
}
