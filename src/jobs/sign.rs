//! Signs a batch: fetches the key once, then runs the workflow and tells of each file.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::library::{Cause, Recorder};
use crate::problem::Problem;
use crate::state::activity::Permit;
use crate::state::effect::{IfExists, JobId, SignOrder};
use crate::state::msg::{Answer, Msg, SignOutcome};
use crate::workflow::network::{self, Purpose, Say};
use crate::workflow::sign::{Asked, Destination, Existing, SignPlan, Signed, Subject, Target, sign as sign_files};

use super::edge::Outbox;
use super::services::Services;

pub(super) fn sign(services: &Services, job: JobId, order: &SignOrder, stop: &AtomicBool, outbox: &Outbox) {
    carry_out(
        services,
        job,
        &Batch { identity: &order.identity, files: &order.files, plan: plan(order), ocsp: order.ocsp },
        stop,
        outbox,
    );
}

/// Files to sign by a plan.
pub(super) struct Batch<'a> {
    pub(super) identity: &'a str,
    pub(super) files: &'a [PathBuf],
    pub(super) plan: SignPlan,
    /// What the person says about the responder of the identity's certificate; otherwise their rules hold.
    pub(super) ocsp: Option<Permit>,
}

/// Fetches the key, signs, and tells of each file, for every job that signs.
pub(super) fn carry_out(services: &Services, job: JobId, batch: &Batch<'_>, stop: &AtomicBool, outbox: &Outbox) {
    let signer = services.identities().and_then(|all| all.signer(batch.identity).map_err(|error| error.problem()));
    let signer = match signer {
        Ok(signer) => signer,
        Err(problem) => return outbox.answer(job, Answer::Failed(problem)),
    };
    if let (Some(responder), Some(said)) = (&signer.card().responder, batch.ocsp)
        && let Err(problem) = keep(services, responder, said)
    {
        return outbox.answer(job, Answer::Failed(problem));
    }
    let _batch = services.batch();
    let recorder = services.recorder(Cause::Signing);
    sign_files(
        &services.pool,
        &signer,
        batch.files,
        &batch.plan,
        &|index, signed| {
            if let (Some(recorder), Signed::Done { target, report, .. }) = (&recorder, &signed) {
                recorder.saw(target, (**report).clone());
            }
            outbox.answer(job, Answer::Signed { index, outcome: outcome(signed) });
        },
        &|| !stop.load(Ordering::Relaxed),
    );
    outbox.answer(job, Answer::Finished);
    if let Some(problem) = recorder.and_then(Recorder::finish) {
        outbox.send(Msg::Trouble(problem));
    }
}

/// Keeps what the person says about a responder from now on; a yes for once is no rule.
fn keep(services: &Services, responder: &str, said: Permit) -> Result<(), Problem> {
    let say = match said {
        Permit::Once => return Ok(()),
        Permit::Always => Say::Always,
        Permit::Never => Say::Never,
    };
    let host = network::host_of(responder)
        .ok_or_else(|| crate::problem!("network-bad-address", url = crate::locale::elide(responder, 100)))?;
    services.network()?.set(Purpose::Ocsp, &host, Some(say)).map_err(|error| error.problem())
}

fn plan(order: &SignOrder) -> SignPlan {
    let target = Target {
        destination: order.folder.clone().map_or(Destination::Beside, Destination::Folder),
        name_pattern: order.name_pattern.clone(),
        existing: match order.existing {
            IfExists::Number => Existing::Number,
            IfExists::Refuse => Existing::Refuse,
            IfExists::Overwrite => Existing::Overwrite,
        },
        sidecar: order.sidecar,
    };
    SignPlan {
        subject: order.export.clone().map_or(Subject::File, Subject::Edited),
        statement: order.statement.clone(),
        rights_in_file: Some(order.statement.clone().into()),
        target,
        allow_broken_parent: order.allow_broken_parent,
        asked: Asked {
            timestamp: order.timestamp.clone(),
            timestamp_optional: order.timestamp_optional,
            ocsp_once: matches!(order.ocsp, Some(Permit::Once | Permit::Always)),
        },
    }
}

pub(super) fn outcome(signed: Signed) -> SignOutcome {
    match signed {
        Signed::Done { source: _, target, report, staple: _ } => SignOutcome::Done { target, report },
        Signed::Failed { source: _, problem, refused: _ } => SignOutcome::Failed(problem),
        Signed::Cancelled { source: _ } => SignOutcome::Cancelled,
    }
}
