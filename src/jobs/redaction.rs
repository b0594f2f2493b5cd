//! Redaction for the window: looks into files, makes proved copies (signed and with a record where that was ordered), reads and writes presets. Never decides what goes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::library::{Cause, Recorder};
use crate::provenance::redaction::{Fate, Mode, Policy};
use crate::state::effect::{JobId, RedactionOrder};
use crate::state::msg::{Answer, Msg};
use crate::state::redaction::{RecordPaths, RedactionOutcome, Seen};
use crate::worker::Pool;
use crate::workflow::redact::{self as workflow, RecordPlan, RedactOrder, Redacted, With};

use super::edge::Outbox;
use super::services::Services;

/// What is looked into.
#[derive(Clone, Copy)]
pub(super) struct Looked<'a> {
    /// Each with its number on the page.
    pub(super) files: &'a [(usize, PathBuf)],
    pub(super) policy: &'a Policy,
    /// The signed history alone.
    pub(super) history_only: bool,
}

/// Tells of each file as it was looked into; the first of the list is looked into first.
pub(super) fn look(pool: &Pool, job: JobId, looked: Looked<'_>, stop: &AtomicBool, outbox: &Outbox) {
    let Looked { files, policy, history_only } = looked;
    let paths: Vec<PathBuf> = files.iter().map(|(_, path)| path.clone()).collect();
    workflow::look_all(
        pool,
        &paths,
        policy,
        history_only,
        &|place, result| {
            let Some((index, _)) = files.get(place) else { return };
            let seen = result.map(|redaction| Seen {
                items: redaction.items,
                notes: redaction.notes,
                history: redaction.history,
                road: redaction.road,
            });
            outbox.answer(job, Answer::SeenForRedaction { index: *index, seen });
        },
        &|| !stop.load(Ordering::Relaxed),
    );
    outbox.answer(job, Answer::Finished);
}

/// Makes the copies. The key is fetched once, before the first of them.
pub(super) fn redact(services: &Services, job: JobId, order: RedactionOrder, stop: &AtomicBool, outbox: &Outbox) {
    let fetch = |id: &String| services.identities()?.signer(id).map_err(|error| error.problem());
    let signer = match order.identity.as_ref().map(fetch).transpose() {
        Ok(signer) => signer,
        Err(problem) => return outbox.answer(job, Answer::Failed(problem)),
    };
    let record =
        order.record.map(|record| RecordPlan { public: record.public, private: record.private, with_values: false });
    // Of a copy that protects a source nothing is written down.
    let is_remembered = signer.is_some() && order.policy.mode != Mode::Rebuild;
    let recorder = is_remembered.then(|| services.recorder(Cause::Signing)).flatten();
    let plan = RedactOrder { policy: order.policy, folder: order.folder };
    workflow::redact_with(
        &services.pool,
        &order.files,
        &plan,
        With {
            identity: signer.as_ref(),
            timestamp: order.timestamp.as_deref(),
            timestamp_optional: order.timestamp_optional,
            record: record.as_ref(),
            history_only: order.history_only,
            ..With::default()
        },
        &|index, redacted| {
            if let (Some(recorder), Redacted::Done { target, redaction, .. }) = (&recorder, &redacted) {
                redaction.report.iter().for_each(|report| recorder.saw(target, (**report).clone()));
            }
            outbox.answer(job, Answer::Redacted { index, outcome: outcome(redacted) });
        },
        &|| !stop.load(Ordering::Relaxed),
    );
    outbox.answer(job, Answer::Finished);
    if let Some(problem) = recorder.and_then(Recorder::finish) {
        outbox.send(Msg::Trouble(problem));
    }
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
            gone: match redaction.road {
                Some(_) => redaction.redacted_assertions.len(),
                None => redaction.items.iter().filter(|item| item.fate == Fate::Dropped).count(),
            },
            proved: redaction
                .proof
                .map(|proof| proof.checks.iter().map(|check| check.what.key().to_owned()).collect())
                .unwrap_or_default(),
            notes: redaction.notes,
            is_signed: redaction.report.is_some(),
            record: redaction.record.map(|record| RecordPaths { public: record.public, private: record.private }),
        },
        Redacted::Failed { source: _, problem, refused: _ } => RedactionOutcome::Failed(problem),
        Redacted::Cancelled { source: _ } => RedactionOutcome::Cancelled,
    }
}
