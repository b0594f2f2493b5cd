//! A re-sign campaign by way of `workflow::resign`: walks the folder, then looks and signs, telling how far it is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::library::{Cause, Recorder};
use crate::problem::Problem;
use crate::provenance::report::Report;
use crate::state::campaign::{CampaignOrder, CampaignTask, Pass, Step, Sum};
use crate::state::effect::JobId;
use crate::state::msg::{Answer, Msg};
use crate::workflow::collect::{Found, collect};
use crate::workflow::resign::{self, Campaign};
use crate::workflow::sign::Destination;

use super::edge::Outbox;
use super::services::Services;

pub(super) fn run(services: &Services, job: JobId, order: &CampaignOrder, stop: &AtomicBool, outbox: &Outbox) {
    outbox.answer(job, Answer::Campaign(campaign(services, job, order, stop, outbox).map(Box::new)));
}

fn campaign(
    services: &Services,
    job: JobId,
    order: &CampaignOrder,
    stop: &AtomicBool,
    outbox: &Outbox,
) -> Result<Sum, Problem> {
    let identities = services.identities()?;
    let new = identities.signer(&order.new).map_err(|error| error.problem())?;
    let old = identities.fingerprints(&order.old).map_err(|error| error.problem())?;
    let old: BTreeSet<String> = old.into_iter().collect();
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    for found in collect(vec![order.folder.clone()]).take_while(|_| !stop.load(Ordering::Relaxed)) {
        match found {
            Found::File(path) => files.push(path),
            Found::Unreadable { path, problem } => unreadable.push((path, problem)),
        }
    }
    let (destination, dry_run) = match &order.task {
        CampaignTask::Count => (Destination::Replace, true),
        CampaignTask::InPlace => (Destination::Replace, false),
        CampaignTask::Into(folder) => (Destination::Folder(folder.clone()), false),
    };
    let recorder = if dry_run { None } else { services.recorder(Cause::Signing) };
    let on_resigned = |target: &Path, report: &Report| {
        recorder.iter().for_each(|recorder| recorder.saw(target, report.clone()));
    };
    let campaign =
        Campaign { pool: &services.pool, old: &old, new: &new, destination, dry_run, on_resigned: &on_resigned };
    let meter = Meter::default();
    let tell = |step: resign::Step| {
        if let Some(step) = meter.news(step) {
            outbox.answer(job, Answer::CampaignStep(step));
        }
    };
    let sum = resign::resign_telling(&campaign, &files, &tell, &|| !stop.load(Ordering::Relaxed));
    if let Some(problem) = recorder.and_then(Recorder::finish) {
        outbox.send(Msg::Trouble(problem));
    }
    Ok(shown(sum, unreadable, stop.load(Ordering::Relaxed)))
}

fn shown(sum: resign::Reconciliation, unreadable: Vec<(PathBuf, Problem)>, is_stopped: bool) -> Sum {
    let mut failures = sum.failures;
    let more = unreadable.len();
    failures.extend(unreadable);
    Sum {
        files: sum.files + more,
        of_old: sum.of_old,
        verified: sum.verified,
        resigned: sum.resigned,
        left: sum.left,
        done_before: sum.done_before,
        others: sum.others,
        not_checked: sum.not_checked + more,
        failures,
        is_stopped,
    }
}

/// Lets through as many steps as a bar can show, so that ten thousand files do not wake the window as often.
#[derive(Default)]
struct Meter(AtomicU64);

impl Meter {
    fn news(&self, step: resign::Step) -> Option<Step> {
        const STEPS: u64 = 200;
        let (pass, done, all) = match step {
            resign::Step::Looked { done, all } => (Pass::Looking, done, all),
            resign::Step::Signed { done, all } => (Pass::Signing, done, all),
        };
        let share = |part: usize| part as u64 * STEPS / (all.max(1) as u64);
        let now = share(done) + if pass == Pass::Signing { STEPS + 1 } else { 0 };
        (self.0.fetch_max(now, Ordering::Relaxed) < now).then_some(Step { pass, done, all })
    }
}
