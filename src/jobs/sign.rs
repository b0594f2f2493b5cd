//! Signs a batch: fetches the key once, then runs the workflow and tells of each file.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::state::effect::{IfExists, JobId, SignOrder};
use crate::state::msg::{Answer, SignOutcome};
use crate::workflow::sign::{Destination, Existing, SignPlan, Signed, sign as sign_files};

use super::edge::Outbox;
use super::services::Services;

pub(super) fn sign(services: &Services, job: JobId, order: &SignOrder, stop: &AtomicBool, outbox: &Outbox) {
    let signer = services.identities().and_then(|all| all.signer(&order.identity).map_err(|error| error.problem()));
    let signer = match signer {
        Ok(signer) => signer,
        Err(problem) => return outbox.answer(job, Answer::Failed(problem)),
    };
    sign_files(
        &services.pool,
        &signer,
        &order.files,
        &plan(order),
        &|index, signed| outbox.answer(job, Answer::Signed { index, outcome: outcome(signed) }),
        &|| !stop.load(Ordering::Relaxed),
    );
    outbox.answer(job, Answer::Finished);
}

fn plan(order: &SignOrder) -> SignPlan {
    SignPlan {
        statement: order.statement.clone(),
        destination: order.folder.clone().map_or(Destination::Beside, Destination::Folder),
        name_pattern: order.name_pattern.clone(),
        existing: match order.existing {
            IfExists::Number => Existing::Number,
            IfExists::Refuse => Existing::Refuse,
            IfExists::Overwrite => Existing::Overwrite,
        },
        sidecar: order.sidecar,
        allow_broken_parent: order.allow_broken_parent,
        timestamp: order.timestamp.clone(),
        timestamp_optional: order.timestamp_optional,
        edit: order.export.clone(),
        stamp_only: false,
        approval: None,
        rights_in_file: Some(order.statement.clone().into()),
    }
}

fn outcome(signed: Signed) -> SignOutcome {
    match signed {
        Signed::Done { source: _, target, report } => SignOutcome::Done { target, report },
        Signed::Failed { source: _, problem, refused: _ } => SignOutcome::Failed(problem),
        Signed::Cancelled { source: _ } => SignOutcome::Cancelled,
    }
}
