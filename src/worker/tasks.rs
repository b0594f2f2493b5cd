//! What a child does for each task. Never opens anything but a regular file.

use std::path::Path;

use serde::Serialize;

use super::frame::MAX_SIDE;
use super::protocol::{Answer, Task};
use super::rehearsal;
use crate::credentials::{self, ExamineRequest, earlier, raw};
use crate::media::redact::{self, RedactError};
use crate::media::{self, PictureSource};
use crate::problem;
use crate::problem::Problem;
use crate::provenance::evidence::{Evidence, Outcome};
use crate::provenance::format::Format;
use crate::provenance::report::Report;
use crate::provenance::rights_statement::RightsStatement;
use crate::provenance::soft_binding::Looked;
use crate::provenance::verdict;
use crate::trust::TrustStore;

/// Longest side of a thumbnail that is compared with the picture; some programs sign large ones.
const THUMBNAIL_SIDE: u32 = 1024;

/// Does one task. May panic where a parser does; the caller catches it.
pub fn perform(task: &Task, trust: &TrustStore) -> Answer {
    if let Some(answer) = rehearsal::perform(task) {
        return answer;
    }
    if let Err(problem) = credentials::readable(task.path()) {
        return failed(task, problem);
    }
    match task {
        Task::Examine { path, at, digest } => match parse_time(at.as_deref()) {
            Ok(at) => {
                let request = ExamineRequest { path: path.clone(), at, digest: *digest };
                Answer::Report(Box::new(credentials::examine(&request, trust)))
            }
            Err(problem) => failed(task, problem),
        },
        Task::ExamineWith { path, at, digest, documents } => match parse_time(at.as_deref()) {
            Ok(at) => {
                let request = ExamineRequest { path: path.clone(), at, digest: *digest };
                Answer::Report(Box::new(credentials::examine_with(&request, trust, documents)))
            }
            Err(problem) => failed(task, problem),
        },
        Task::CrJson { path } => json(raw::crjson(path, trust)),
        Task::Manifest { path, label } => json(raw::manifest(path, label)),
        Task::Picture { path, max_side } => picture(path, (*max_side).clamp(1, MAX_SIDE)),
        Task::SignedThumbnail { path, uri, max_side } => match raw::signed_thumbnail(path, uri) {
            Ok(bytes) => manifest_picture(Some(bytes), (*max_side).clamp(1, MAX_SIDE)),
            Err(problem) => Answer::Failed(problem),
        },
        Task::WhatChanged { path, uri } => what_changed(path, uri).unwrap_or_else(Answer::Failed),
        Task::PlanRedaction { path, policy } => json(with_format(path, |format| redact::plan(path, format, policy))),
        Task::ProveRedaction { path, copy, policy } => {
            json(with_format(path, |format| redact::proof::prove(path, copy, format, policy)))
        }
        Task::ProveSigned { path, copy, policy } => {
            json(with_format(path, |format| redact::proof::prove_signed(path, copy, format, policy)))
        }
        Task::PlanHistory { path, policy } => json(earlier::plan(path, policy).and_then(|plan| value(&plan))),
        Task::ProveHistory { path, copy, policy } => {
            let readable = credentials::readable(copy);
            json(readable.and_then(|_| earlier::prove(path, copy, policy)).and_then(|proof| value(&proof)))
        }
        Task::Render { path, edit, output } => {
            let rendered = media::sniff(path).and_then(|format| media::edit::render(path, format, edit, output));
            rendered
                .map_or_else(|error| Answer::Failed(error.problem()), |rendered| Answer::Rendered(Box::new(rendered)))
        }
        Task::Look { path } => {
            let looked = media::sniff(path).and_then(|format| media::look(path, format));
            json(looked.map_err(|error| error.problem()).and_then(|looked| value(&looked)))
        }
        Task::ThumbnailJpeg { path, max_side } => match media::sniff(path) {
            Ok(format) => Answer::Jpeg(media::thumbnail_jpeg(path, format, (*max_side).clamp(1, MAX_SIDE))),
            Err(error) => Answer::Failed(error.problem()),
        },
        Task::Compare { path, edited } => json(compare(path, edited)),
        Task::PlanRights { path, rights } => plan_rights(path, rights),
    }
}

fn compare(source: &Path, edited: &Path) -> Result<serde_json::Value, Problem> {
    credentials::readable(edited)?;
    let format = |path: &Path| media::sniff(path).map_err(|error| error.problem());
    let found = media::compare::compare((source, format(source)?), (edited, format(edited)?));
    value(&found.map_err(|error| error.problem())?)
}

fn what_changed(path: &Path, uri: &str) -> Result<Answer, Problem> {
    let bytes = raw::signed_thumbnail(path, uri)?;
    let measured = media::picture_from_bytes(&bytes, THUMBNAIL_SIDE, PictureSource::ManifestThumbnail)
        .and_then(|thumbnail| media::compare::what_changed(&thumbnail, (path, media::sniff(path)?)));
    let (changed, then) = measured.map_err(|error| error.problem())?;
    Ok(Answer::Changed(Box::new(changed), then))
}

fn plan_rights(path: &Path, rights: &RightsStatement) -> Answer {
    let format = match media::sniff(path) {
        Ok(format) => format,
        Err(error) => return Answer::Failed(error.problem()),
    };
    match media::rights_write::plan(path, format, rights) {
        Ok(plan) => json(serde_json::to_value(plan).map_err(|error| problem!("rights-malformed").with_cause(&error))),
        Err(error) => Answer::Failed(error.problem()),
    }
}

/// The answer that says why the task could not be done: for `Examine` a report, else the bare problem.
pub fn failed(task: &Task, problem: Problem) -> Answer {
    match task {
        Task::Examine { path, .. } | Task::ExamineWith { path, .. } => {
            Answer::Report(Box::new(not_checked(path, problem)))
        }
        _ => Answer::Failed(problem),
    }
}

/// The answer that a file looks like nothing.
pub fn no_picture() -> Answer {
    json(value(&Looked::NoPicture))
}

/// A report on a file that could not be checked.
pub fn not_checked(path: &Path, problem: Problem) -> Report {
    verdict::judge(Evidence {
        path: path.to_string_lossy().into_owned(),
        sha256: None,
        size_bytes: path.metadata().map_or(0, |metadata| metadata.len()),
        format: Format::Unknown.mime().to_owned(),
        dimensions: None,
        as_of: None,
        outcome: Outcome::NotChecked(problem),
        metadata: Vec::new(),
        rights: Vec::new(),
        notes: Vec::new(),
    })
}

fn parse_time(at: Option<&str>) -> Result<Option<jiff::Timestamp>, Problem> {
    at.map(|text| text.parse().map_err(|error: jiff::Error| problem!("check-time").with_cause(&error))).transpose()
}

fn value(found: &impl Serialize) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(found).map_err(|error| problem!("check-crashed").with_cause(&error))
}

fn json(result: Result<serde_json::Value, Problem>) -> Answer {
    result.map_or_else(Answer::Failed, Answer::Json)
}

/// What the redaction engine says of a file, as JSON.
fn with_format<T: Serialize>(
    path: &Path,
    look: impl FnOnce(Format) -> Result<T, RedactError>,
) -> Result<serde_json::Value, Problem> {
    let format = media::sniff(path).map_err(|error| error.problem())?;
    value(&look(format).map_err(|error| error.problem())?)
}

/// The file's own picture, else the best thumbnail that its manifests hold.
fn picture(path: &Path, max_side: u32) -> Answer {
    let own = media::sniff(path).and_then(|format| media::picture(path, format, max_side));
    match own {
        Ok(picture) => Answer::Picture(picture),
        Err(error) => match manifest_picture(raw::best_thumbnail(path), max_side) {
            Answer::Failed(_) => Answer::Failed(error.problem()),
            answer => answer,
        },
    }
}

fn manifest_picture(bytes: Option<Vec<u8>>, max_side: u32) -> Answer {
    let Some(bytes) = bytes else { return Answer::Failed(problem!("check-no-picture")) };
    match media::picture_from_bytes(&bytes, max_side, PictureSource::ManifestThumbnail) {
        Ok(picture) => Answer::Picture(picture),
        Err(error) => Answer::Failed(error.problem()),
    }
}
