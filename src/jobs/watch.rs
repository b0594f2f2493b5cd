//! Watches a folder of exports for the window, on a thread of its own. Never decides what is recorded.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::library::{Cause, Recorder};
use crate::state::effect::JobId;
use crate::state::msg::{Answer, Msg};
use crate::state::watch::{WatchNews, WatchOrder};
use crate::workflow::record::RECORDED_NAME_PATTERN;
use crate::workflow::sign::{Asked, Destination, Existing, SignPlan, Signed, Subject, Target};
use crate::workflow::watch::{self as workflow, WatchEvent};

use super::edge::Outbox;
use super::services::Services;

pub(super) fn watch(services: &Services, job: JobId, order: WatchOrder, stop: &AtomicBool, outbox: &Outbox) {
    let signer = services.identities().and_then(|all| all.signer(&order.identity).map_err(|error| error.problem()));
    let (signer, home) = match signer.and_then(|signer| Ok((signer, services.home()?))) {
        Ok(both) => both,
        Err(problem) => return outbox.answer(job, Answer::Failed(problem)),
    };
    let order = workflow::WatchOrder {
        watched: order.watched,
        sources: order.sources,
        out: order.out,
        plan: plan(Asked { timestamp_optional: order.timestamp_optional, ..Asked::stamp(order.timestamp) }),
        data: home.data.clone(),
    };
    let recorder = services.recorder(Cause::Signing);
    let ended = workflow::watch(
        &services.pool,
        &signer,
        &order,
        &|event| {
            if let Some(news) = news(event) {
                if let (Some(recorder), WatchNews::Recorded { target, report, .. }) = (&recorder, &news) {
                    recorder.saw(target, (**report).clone());
                }
                outbox.answer(job, Answer::Watched(news));
            }
        },
        &|| !stop.load(Ordering::Relaxed),
    );
    outbox.answer(job, ended.map_or_else(Answer::Failed, |_| Answer::Finished));
    if let Some(problem) = recorder.and_then(Recorder::finish) {
        outbox.send(Msg::Trouble(problem));
    }
}

fn news(event: WatchEvent) -> Option<WatchNews> {
    match event {
        WatchEvent::Begun => None,
        WatchEvent::Recorded { edited, source, signed, .. } => match *signed {
            Signed::Done { target, report, .. } => Some(WatchNews::Recorded { edited, source, target, report }),
            Signed::Failed { .. } | Signed::Cancelled { .. } => None,
        },
        WatchEvent::Left { edited, problem } => Some(WatchNews::Left { edited, problem: *problem }),
        WatchEvent::Trouble(problem) => Some(WatchNews::Trouble(*problem)),
    }
}

fn plan(asked: Asked) -> SignPlan {
    let target = Target {
        destination: Destination::Beside,
        name_pattern: RECORDED_NAME_PATTERN.to_owned(),
        // A copy that nobody remembers making is let be, as on the command line.
        existing: Existing::Refuse,
        sidecar: false,
    };
    // What is recorded is not known yet.
    SignPlan { asked, ..SignPlan::new(Subject::File, target) }
}
