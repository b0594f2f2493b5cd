//! Redacts a file's signed history alone: assertions of earlier manifests go, not a byte of the asset changes. By an
//! update manifest where the format takes one, else by an edit that changes nothing but the manifests. Never touches
//! metadata that stands in the file itself.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{Batch, RedactedAsset, Redaction, SignedCopy, goal, redacted_assertions};
use crate::media;
use crate::media::redact::proof::{Check, Proof, What};
use crate::problem::Problem;
use crate::provenance::redaction::{Fate, Mode, Policy};
use crate::provenance::redaction_history::{HistoryItem, HistoryPlan, HistoryRoad};
use crate::provenance::report::StoreLocation;
use crate::worker::{Pool, Task};
use crate::workflow::not_done::NotDone;
use crate::workflow::sign::target::shown_name;

/// What the file's manifests hold and what would become of it. Writes nothing.
///
/// # Errors
/// The file has no manifests inside, or they cannot be read.
pub fn look(pool: &Pool, source: &Path, policy: &Policy) -> Result<Redaction, NotDone> {
    let plan = plan(pool, source, policy)?;
    let road = road(source, &plan)?;
    Ok(told(plan.items, road))
}

/// The same, for any file; one without manifests has an empty plan.
pub(super) fn plan(pool: &Pool, source: &Path, policy: &Policy) -> Result<HistoryPlan, Problem> {
    super::answer(pool.run(Task::PlanHistory { path: source.to_owned(), policy: Box::new(policy.clone()) }))
}

/// Redacts one history into a copy of its own; `None` when the person cancelled.
pub(super) fn one(batch: &Batch<'_>, source: &Path) -> Result<Option<(PathBuf, Redaction)>, NotDone> {
    let policy = &batch.order.policy;
    let name = || shown_name(source);
    let identity = batch.with.identity.ok_or_else(|| crate::problem!("redact-history-unsigned"))?;
    if policy.mode == Mode::Rebuild {
        return Err(NotDone::Refused(crate::problem!("redact-history-rebuild")));
    }
    let plan = plan(batch.pool, source, policy)?;
    let road = road(source, &plan)?;
    if plan.dropped().next().is_none() {
        return Err(NotDone::Refused(crate::problem!("redact-history-nothing", name = name())));
    }
    let first = goal(source, batch.order)?;
    // What an edit is made over: the file without its manifests. A proof of its own says that nothing else is gone.
    let stripped = match road {
        HistoryRoad::Edit => Some(batch.drafted(source, &first, &Policy::evidence())?.0),
        HistoryRoad::Update => None,
    };
    let asset = RedactedAsset {
        asset: stripped.as_ref().map_or(source, |draft| draft.path()).to_owned(),
        policy: policy.clone(),
        groups: Vec::new(),
        keeps_parent: true,
        road: Some(road),
        companion: None,
        proof: OnceLock::new(),
    };
    let signed = batch.signed(identity, source, &first, asset)?;
    let Some(SignedCopy { target, mut report, proof }) = signed else { return Ok(None) };
    let mut redaction = told(plan.items, road);
    redaction.history.retain(|item| item.fate == Fate::Dropped);
    redaction.redacted_assertions = redacted_assertions(&report);
    redaction.notes.append(&mut report.notes);
    // The copy was read back before it got its name: what is not bound was not handed over.
    let binding = Check { what: What::Binding, passed: true, details: format!("by the {}", bound_by(road)) };
    redaction.proof = proof.map(|Proof { mut checks }| {
        checks.push(binding);
        Proof { checks }
    });
    redaction.report = Some(report);
    Ok(Some((target, redaction)))
}

/// What can be guessed of what was taken out, if anything can.
pub(super) fn unsalted_note(items: &[HistoryItem]) -> Option<String> {
    let bare = items.iter().filter(|item| item.fate == Fate::Dropped && !item.is_salted).count();
    (bare > 0).then(|| crate::tr!("redact-history-note-unsalted", count = bare))
}

fn bound_by(road: HistoryRoad) -> &'static str {
    match road {
        HistoryRoad::Update => "original signer",
        HistoryRoad::Edit => "signer of the copy",
    }
}

fn shown_label(item: &HistoryItem) -> String {
    crate::locale::elide(&item.label, 60)
}

fn told(items: Vec<HistoryItem>, road: HistoryRoad) -> Redaction {
    let mut notes = vec![crate::tr!("redact-history-note-learned"), crate::tr!("redact-history-note-file")];
    notes.extend(unsalted_note(&items));
    let mut stays: Vec<String> = items.iter().filter(|item| item.fate == Fate::MustStay).map(shown_label).collect();
    stays.sort();
    stays.dedup();
    if !stays.is_empty() {
        notes.push(crate::tr!("redact-history-note-stays", labels = stays.join(", ")));
    }
    if road == HistoryRoad::Edit {
        notes.push(crate::tr!("redact-history-note-edit"));
    }
    Redaction {
        items: Vec::new(),
        notes,
        proof: None,
        report: None,
        redacted_assertions: Vec::new(),
        history: items,
        road: Some(road),
        record: None,
    }
}

/// Which way the history can be redacted, or why it cannot.
fn road(source: &Path, plan: &HistoryPlan) -> Result<HistoryRoad, NotDone> {
    let name = || shown_name(source);
    match plan.store {
        None => return Err(NotDone::Refused(crate::problem!("redact-history-none", name = name()))),
        Some(StoreLocation::Sidecar { .. }) => {
            return Err(NotDone::Refused(crate::problem!("redact-history-sidecar", name = name())));
        }
        Some(StoreLocation::Embedded) => {}
    }
    let format = media::sniff(source).map_err(|error| error.problem())?;
    Ok(if format.allows_redacting_update() { HistoryRoad::Update } else { HistoryRoad::Edit })
}
