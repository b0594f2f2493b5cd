//! Measures an edit of another program and signs its record, for the window. Never decides what is recorded.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::state::effect::JobId;
use crate::state::msg::Answer;
use crate::state::recording::RecordingOrder;
use crate::worker::Pool;
use crate::workflow::not_done::NotDone;
use crate::workflow::record::{self as workflow, RECORDED_NAME_PATTERN};
use crate::workflow::sign::{Asked, Destination, Existing, SignPlan, Subject, Target};

use super::edge::Outbox;
use super::services::Services;
use super::sign::{Batch, carry_out};

/// Whether the two show one picture is told with the rest; what follows from it is the dialog's.
pub(super) fn measure(pool: &Pool, source: &Path, edited: &Path) -> Answer {
    Answer::EditMeasured(workflow::measure(pool, source, edited, true).map(Box::new).map_err(NotDone::problem))
}

pub(super) fn record(services: &Services, job: JobId, order: &RecordingOrder, stop: &AtomicBool, outbox: &Outbox) {
    let files = [order.source.clone()];
    carry_out(
        services,
        job,
        &Batch { identity: &order.identity, files: &files, plan: plan(order), ocsp: None },
        stop,
        outbox,
    );
}

fn plan(order: &RecordingOrder) -> SignPlan {
    let target = Target {
        destination: Destination::File(order.target.clone()),
        name_pattern: RECORDED_NAME_PATTERN.to_owned(),
        existing: Existing::Number,
        sidecar: false,
    };
    SignPlan {
        allow_broken_parent: order.allow_broken_parent,
        asked: Asked { timestamp_optional: order.timestamp_optional, ..Asked::stamp(order.timestamp.clone()) },
        ..SignPlan::new(Subject::Recorded(order.recorded.clone()), target)
    }
}
