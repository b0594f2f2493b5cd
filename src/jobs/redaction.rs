//! Redaction for the window: looks into files, makes proved copies, reads and writes presets. Never decides what goes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::provenance::redaction::{Fate, Policy};
use crate::state::effect::{JobId, RedactionOrder};
use crate::state::msg::Answer;
use crate::state::redaction::{RedactionOutcome, Seen};
use crate::worker::Pool;
use crate::workflow::redact::{self as workflow, RedactOrder, Redacted};

use super::edge::Outbox;

/// Tells of each file as it was looked into; the first of the list is looked into first.
pub(super) fn look(
    pool: &Pool,
    job: JobId,
    files: &[(usize, PathBuf)],
    policy: &Policy,
    stop: &AtomicBool,
    outbox: &Outbox,
) {
    let paths: Vec<PathBuf> = files.iter().map(|(_, path)| path.clone()).collect();
    workflow::look_all(
        pool,
        &paths,
        policy,
        &|place, result| {
            let Some((index, _)) = files.get(place) else { return };
            let seen = result.map(|redaction| Seen { items: redaction.items, notes: redaction.notes });
            outbox.answer(job, Answer::SeenForRedaction { index: *index, seen });
        },
        &|| !stop.load(Ordering::Relaxed),
    );
    outbox.answer(job, Answer::Finished);
}

pub(super) fn redact(pool: &Pool, job: JobId, order: RedactionOrder, stop: &AtomicBool, outbox: &Outbox) {
    let plan = RedactOrder { policy: order.policy, folder: order.folder };
    workflow::redact(
        pool,
        &order.files,
        &plan,
        &|index, redacted| outbox.answer(job, Answer::Redacted { index, outcome: outcome(redacted) }),
        &|| !stop.load(Ordering::Relaxed),
    );
    outbox.answer(job, Answer::Finished);
}

pub(super) fn load_preset(file: &Path) -> Answer {
    Answer::RedactionPreset(workflow::preset(&file.to_string_lossy()))
}

pub(super) fn save_preset(policy: Policy, target: &Path) -> Answer {
    Answer::RedactionPreset(workflow::save_preset(&policy, target).map(|()| policy))
}

fn outcome(redacted: Redacted) -> RedactionOutcome {
    match redacted {
        Redacted::Done { source: _, target, redaction } => RedactionOutcome::Done {
            target,
            gone: redaction.items.iter().filter(|item| item.fate == Fate::Dropped).count(),
            proved: redaction
                .proof
                .map(|proof| proof.checks.iter().map(|check| check.what.key().to_owned()).collect())
                .unwrap_or_default(),
            notes: redaction.notes,
        },
        Redacted::Failed { source: _, problem } => RedactionOutcome::Failed(problem),
        Redacted::Cancelled { source: _ } => RedactionOutcome::Cancelled,
    }
}
