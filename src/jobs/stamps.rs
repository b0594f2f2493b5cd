//! Time stamps added later, and the queue of files that wait for one, by way of `workflow`.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::problem::Problem;
use crate::state::effect::JobId;
use crate::state::msg::Answer;
use crate::state::stamps::{StampBatch, StampOrder, StampPlace, Waiting};
use crate::workflow::network::{self, Purpose, Say};
use crate::workflow::sign::{Asked, Destination, Existing, SignPlan, Signed, Subject, Target, sign as sign_files};
use crate::workflow::stamp_queue;

use super::edge::Outbox;
use super::services::Services;

/// Name of a stamped copy without its ending.
const NAME_PATTERN: &str = "{name}-stamped";

pub(super) fn queue(services: &Services) -> Answer {
    Answer::Queue(services.home().and_then(|home| {
        let files = stamp_queue::load(home).map_err(|error| error.problem())?;
        Ok(files.into_iter().map(row).collect())
    }))
}

pub(super) fn leave(services: &Services, path: &Path) -> Answer {
    match services.home().and_then(|home| stamp_queue::remove(home, path).map_err(|error| error.problem())) {
        Ok(()) => queue(services),
        Err(problem) => Answer::Queue(Err(problem)),
    }
}

pub(super) fn stamp(services: &Services, job: JobId, order: &StampOrder, stop: &AtomicBool, outbox: &Outbox) {
    let signer = services.identities().and_then(|all| all.signer(&order.identity).map_err(|error| error.problem()));
    let allowed = if order.always { allow(services, &order.batches) } else { Ok(()) };
    let signer = match allowed.and(signer) {
        Ok(signer) => signer,
        Err(problem) => return outbox.answer(job, Answer::Failed(problem)),
    };
    for batch in &order.batches {
        let files: Vec<PathBuf> = batch.files.iter().map(|(_, path)| path.clone()).collect();
        let row = |index: usize| batch.files.get(index).map_or(index, |(row, _)| *row);
        sign_files(
            &services.pool,
            &signer,
            &files,
            &plan(&batch.address, order.place),
            &|index, signed| {
                if order.from_queue {
                    leave_when_over(services, &signed);
                }
                outbox.answer(job, Answer::Signed { index: row(index), outcome: super::sign::outcome(signed) });
            },
            &|| !stop.load(Ordering::Relaxed),
        );
    }
    outbox.answer(job, Answer::Finished);
}

/// Keeps the person's yes for each authority of the order.
fn allow(services: &Services, batches: &[StampBatch]) -> Result<(), Problem> {
    let network = services.network()?;
    for batch in batches {
        let host = network::host_of(&batch.address)
            .ok_or_else(|| crate::problem!("network-bad-address", url = crate::locale::elide(&batch.address, 100)))?;
        network.set(Purpose::TimeStamps, &host, Some(Say::Always)).map_err(|error| error.problem())?;
    }
    Ok(())
}

/// What is stamped or can never be waits no more; what failed goes on waiting.
fn leave_when_over(services: &Services, signed: &Signed) {
    let (Signed::Done { source, .. } | Signed::Failed { source, refused: true, .. }) = signed else { return };
    let left = services.home().and_then(|home| stamp_queue::remove(home, source).map_err(|error| error.problem()));
    if let Err(problem) = left {
        tracing::warn!(%problem, "a stamped file could not leave the queue");
    }
}

fn plan(address: &str, place: StampPlace) -> SignPlan {
    let (destination, existing) = match place {
        StampPlace::Copies => (Destination::Beside, Existing::Number),
        StampPlace::Themselves => (Destination::Replace, Existing::Refuse),
    };
    let target = Target { destination, name_pattern: NAME_PATTERN.to_owned(), existing, sidecar: false };
    // A stamp over what is broken would prove nothing.
    SignPlan { asked: Asked::stamp(Some(address.to_owned())), ..SignPlan::new(Subject::Stamp, target) }
}

fn row(waiting: stamp_queue::Waiting) -> Waiting {
    let is_there = waiting.path.exists();
    Waiting { path: waiting.path, address: waiting.url, since: waiting.since, reason: waiting.reason, is_there }
}
