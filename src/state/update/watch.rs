//! What the person does about a watch, and what it tells. It goes on when its dialog is closed.

use std::path::PathBuf;

use super::sign::{show, usual_identity};
use super::{choose, settings};
use crate::problem::Problem;
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::running::{ChooseFor, Work};
use crate::state::sign::StampForm;
use crate::state::watch::{WatchFolder, WatchMsg, WatchNews, WatchOrder, WatchOutcome, WatchProgress, WatchRun};
use crate::state::{Dialog, Notice, Page, State};

pub(in crate::state) fn update(state: &mut State, msg: WatchMsg) -> Vec<Effect> {
    match msg {
        WatchMsg::Open if matches!(state.dialog, Dialog::None | Dialog::Recording(_)) => {
            if state.watching.identity.is_none() {
                state.watching.identity = usual_identity(state);
            }
            if state.watching.run.is_none() {
                // Asking is chosen anew for each watch.
                state.watching.stamp = StampForm::new(&state.settings);
            }
            state.dialog = Dialog::Watch;
        }
        WatchMsg::Choose(folder) => return choose(state, Chooser::Folder, ChooseFor::WatchFolder(folder)),
        WatchMsg::Identity(id) => state.watching.identity = id,
        WatchMsg::Stamp(stamp) => state.watching.stamp = stamp,
        WatchMsg::Start => return start(state),
        WatchMsg::Stop => {
            if let Some(run) = state.watching.run.as_mut().filter(|run| run.progress == WatchProgress::Going) {
                run.progress = WatchProgress::Stopping;
                return vec![Effect::Cancel(run.job)];
            }
        }
        WatchMsg::Again if state.watching.going().is_none() => {
            state.watching.run = None;
            state.watching.stamp = StampForm::new(&state.settings);
        }
        WatchMsg::ShowCopies => return show_copies(state),
        WatchMsg::Open | WatchMsg::Again => {}
    }
    Vec::new()
}

/// The folder that was chosen.
pub(in crate::state) fn picked(state: &mut State, folder: WatchFolder, path: PathBuf) -> Vec<Effect> {
    state.settings.watch.set(folder, path);
    settings::save(state)
}

pub(in crate::state) fn told(state: &mut State, job: JobId, news: WatchNews) {
    let Some(run) = state.watching.run.as_mut().filter(|run| run.job == job) else { return };
    match news {
        WatchNews::Recorded { edited, source, target, report } => {
            let name = target.file_name().unwrap_or(target.as_os_str()).to_string_lossy().into_owned();
            run.take(edited, WatchOutcome::Recorded { source, target, report });
            state.notice = Some(Notice::WatchRecorded { name });
        }
        WatchNews::Left { edited, problem } => run.take(edited, WatchOutcome::Left(problem)),
        WatchNews::Trouble(problem) => {
            run.problem = Some(problem.clone());
            state.notice = Some(Notice::Trouble(problem));
        }
    }
}

pub(in crate::state) fn finished(state: &mut State, job: JobId, problem: Option<Problem>) {
    let Some(run) = state.watching.run.as_mut().filter(|run| run.job == job) else { return };
    run.progress = WatchProgress::Ended;
    if let Some(problem) = problem {
        run.problem = Some(problem.clone());
        state.notice = Some(Notice::Trouble(problem));
    }
}

fn start(state: &mut State) -> Vec<Effect> {
    let folders = &state.settings.watch;
    let (Some(watched), Some(sources), Some(out), Some(identity)) =
        (folders.watched.clone(), folders.sources.clone(), folders.out.clone(), state.watching.identity.clone())
    else {
        return Vec::new();
    };
    let stamp = state.watching.stamp.clone();
    if state.watching.going().is_some() || stamp.is_wrong() {
        return Vec::new();
    }
    state.settings.identity = Some(identity.clone());
    let timestamp = stamp.authority();
    if let Some(address) = &timestamp {
        state.settings.remember_stamp_address(address);
    }
    let job = state.running.begin(Work::Watch);
    state.watching.run = Some(WatchRun {
        job,
        watched: watched.clone(),
        timestamp: timestamp.clone(),
        progress: WatchProgress::Going,
        rows: Vec::new(),
        recorded: 0,
        problem: None,
    });
    let timestamp_optional = stamp.is_optional;
    let order = Box::new(WatchOrder { watched, sources, out, identity, timestamp, timestamp_optional });
    let mut effects = settings::save(state);
    effects.push(Effect::Watch { job, order });
    effects
}

/// Puts the signed copies into the list; they were verified before they were told.
fn show_copies(state: &mut State) -> Vec<Effect> {
    let rows = state.watching.run.iter().flat_map(|run| &run.rows);
    let copies = rows
        .filter_map(|row| match &row.outcome {
            WatchOutcome::Recorded { target, report, .. } => Some((target.clone(), report.as_ref().clone())),
            WatchOutcome::Left(_) => None,
        })
        .collect();
    state.page = Page::Files;
    show(state, copies)
}
