//! Record an edit that was made in another program: what measuring found between the source and the edited file, as
//! actions to be confirmed and signed. Never claims that nothing else was done.

use std::collections::BTreeSet;
use std::path::Path;

use super::not_done::NotDone;
use crate::problem::Problem;
use crate::provenance::comparison::Comparison;
use crate::provenance::edit::Step;
pub use crate::provenance::recording::{Proposal, Recorded};
use crate::provenance::report::{Headline, MetadataField, Report, StoreLocation};
use crate::worker::{Answer, Pool, Task};

/// The name of a recorded copy when the person did not choose another; `{name}` is the edited file's.
pub const RECORDED_NAME_PATTERN: &str = "{name}-recorded";
/// Longest name of a program that is taken over, in characters.
const MAX_NAME_CHARS: usize = 120;
/// More entries of a program's own history are counted, not told.
const MAX_CLAIMS: usize = 40;

/// Measures what changed. `any_picture` lets a pair pass that does not look like one picture.
///
/// # Errors
/// Refused: the edited file has Content Credentials of its own, is the source itself, or does not show the same picture.
/// Failed: one of the two cannot be read.
pub fn measure(pool: &Pool, source: &Path, edited: &Path, any_picture: bool) -> Result<Proposal, NotDone> {
    let (before, after) = (examine(pool, source)?, examine(pool, edited)?);
    if let Some(report) = [&before, &after].into_iter().find(|report| report.headline == Headline::NotChecked) {
        let problem = report.problem.clone().unwrap_or_else(|| crate::problem!("record-unreadable"));
        return Err(naming(problem, Path::new(&report.path)).into());
    }
    let is_signed = after.headline != Headline::NoCredentials || after.manifest_store.is_some();
    let is_carried_along = is_signed && is_carried_along(&before, &after);
    if is_signed && !is_carried_along {
        return Err(NotDone::Refused(crate::problem!("record-signed")));
    }
    if before.sha256.is_some() && before.sha256 == after.sha256 {
        return Err(NotDone::Refused(crate::problem!("record-nothing")));
    }
    let task = Task::Compare { path: source.to_owned(), edited: edited.to_owned() };
    let comparison: Comparison = match pool.run(task) {
        Answer::Json(json) => {
            serde_json::from_value(json).map_err(|error| crate::problem!("record-unreadable").with_cause(&error))?
        }
        Answer::Failed(problem) => return Err(problem.into()),
        _ => return Err(crate::problem!("record-unreadable").into()),
    };
    if !comparison.is_same_picture() && !any_picture {
        let details = format!("similarity {:.2}, at least {:.2}", comparison.similarity, Comparison::SAME_PICTURE);
        return Err(NotDone::Refused(crate::problem!("record-other-picture").with_details(details)));
    }
    let software = software(&after.metadata);
    let (had, has) = (names(&before.metadata), names(&after.metadata));
    let metadata_removed: Vec<String> = had.difference(&has).cloned().collect();
    let metadata_added: Vec<String> = has.difference(&had).cloned().collect();
    let converted = (before.format != after.format).then_some((before.format.as_str(), after.format.as_str()));
    let mut steps = comparison.steps(converted);
    if steps.is_empty() {
        let metadata_only = !(metadata_removed.is_empty() && metadata_added.is_empty());
        steps.push(Step::named(if metadata_only { "c2pa.edited.metadata" } else { "c2pa.edited" }));
    }
    for step in &mut steps {
        step.software.clone_from(&software);
    }
    Ok(Proposal {
        comparison,
        steps,
        software,
        claims: claims(&after.metadata),
        metadata_removed,
        metadata_added,
        edited_sha256: after.sha256,
        is_carried_along,
    })
}

/// Some programs copy what they do not know from the file that they open, the Content Credentials among it; over other
/// pixels these say nothing. What nobody but the source's own signers signed, and what no longer fits, is no record.
fn is_carried_along(before: &Report, after: &Report) -> bool {
    let labels = |report: &Report| -> BTreeSet<String> {
        report.history.steps.iter().map(|step| step.manifest.clone()).filter(|label| !label.is_empty()).collect()
    };
    let (known, carried) = (labels(before), labels(after));
    after.headline == Headline::Altered
        && after.manifest_store == Some(StoreLocation::Embedded)
        && !carried.is_empty()
        && carried.is_subset(&known)
}

fn examine(pool: &Pool, path: &Path) -> Result<Report, Problem> {
    match pool.run(Task::Examine { path: path.to_owned(), at: None, digest: true }) {
        Answer::Report(report) => Ok(*report),
        Answer::Failed(problem) => Err(naming(problem, path)),
        _ => Err(crate::problem!("record-unreadable")),
    }
}

/// Of two files, which one is meant.
fn naming(problem: Problem, path: &Path) -> Problem {
    let parts = [path.to_string_lossy().into_owned(), problem.details.clone()];
    problem.with_details(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": "))
}

fn names(fields: &[MetadataField]) -> BTreeSet<String> {
    fields.iter().map(|field| field.field.clone()).collect()
}

fn software(fields: &[MetadataField]) -> Option<String> {
    let named = |name: &str| fields.iter().find(|field| field.field == name).map(|field| field.value.trim());
    let name = named("xmp:CreatorTool").or_else(|| named("Software")).filter(|name| !name.is_empty())?;
    Some(name.chars().filter(|c| !c.is_control()).take(MAX_NAME_CHARS).collect())
}

/// What editing programs write of their own doings: Adobe's history and camera raw settings, darktable's history.
fn claims(fields: &[MetadataField]) -> Vec<String> {
    const OF_PROGRAMS: [&str; 5] = ["xmpMM:History", "photoshop:History", "crs:", "darktable:", "stEvt:"];
    let told = fields.iter().filter(|field| OF_PROGRAMS.iter().any(|start| field.field.starts_with(start)));
    told.take(MAX_CLAIMS).map(|field| format!("{}: {}", field.field, field.value)).collect()
}
