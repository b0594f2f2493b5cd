//! Signs a decision about files for the window. Never decides.

use std::sync::atomic::AtomicBool;

use crate::state::approval::{ApprovalOrder, ApprovalPlace};
use crate::state::effect::JobId;
use crate::workflow::sign::{Asked, Destination, Existing, SignPlan, Subject, Target};

use super::edge::Outbox;
use super::services::Services;
use super::sign::{Batch, carry_out};

pub(super) fn approve(services: &Services, job: JobId, order: &ApprovalOrder, stop: &AtomicBool, outbox: &Outbox) {
    carry_out(
        services,
        job,
        &Batch { identity: &order.identity, files: &order.files, plan: plan(order), ocsp: None },
        stop,
        outbox,
    );
}

fn plan(order: &ApprovalOrder) -> SignPlan {
    let target = Target {
        destination: match (order.place, &order.folder) {
            (ApprovalPlace::Themselves, _) => Destination::Replace,
            (ApprovalPlace::Folder, Some(folder)) => Destination::Folder(folder.clone()),
            _ => Destination::Beside,
        },
        name_pattern: order.name_pattern.clone(),
        existing: Existing::Number,
        sidecar: order.sidecar,
    };
    let asked = Asked { timestamp_optional: order.timestamp_optional, ..Asked::stamp(order.timestamp.clone()) };
    SignPlan { asked, ..SignPlan::new(Subject::Decision(order.approval.clone()), target) }
}
