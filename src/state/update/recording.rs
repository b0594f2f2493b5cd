//! What the person does in the Record dialog, what was measured, and what came of signing.

use std::path::PathBuf;

use super::sign::{over, run_notice, show, signed_copies, usual_identity};
use super::{choose, settings};
use crate::problem::Problem;
use crate::provenance::recording::Proposal;
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::msg::SignOutcome;
use crate::state::recording::{Measure, RecordingDialog, RecordingForm, RecordingMsg, guess};
use crate::state::running::{ChooseFor, Work};
use crate::state::sign::{SignRow, SignRun, StampForm};
use crate::state::{Dialog, Page, State};

/// Opens the dialog, with the selected files as the pair where that can be guessed.
pub(in crate::state) fn open(state: &mut State) -> Vec<Effect> {
    if !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    state.page = Page::Files;
    let (source, edited) = guess(&state.files);
    let form = RecordingForm {
        source,
        edited,
        measure: Measure::Missing,
        rows: Vec::new(),
        same_picture: false,
        identity: usual_identity(state),
        place: state.settings.output.place,
        folder: state.settings.output.folder.clone(),
        allow_broken: false,
        stamp: StampForm::new(&state.settings),
    };
    state.dialog = Dialog::Recording(Box::new(RecordingDialog::Filling(form)));
    measure(state)
}

pub(in crate::state) fn update(state: &mut State, msg: RecordingMsg) -> Vec<Effect> {
    let Dialog::Recording(dialog) = &mut state.dialog else { return Vec::new() };
    match (msg, dialog.as_mut()) {
        (RecordingMsg::Pick(side, path), RecordingDialog::Filling(form)) => {
            form.put(side, path);
            return measure(state);
        }
        (RecordingMsg::Choose(side), RecordingDialog::Filling(_)) => {
            return choose(state, Chooser::Files, ChooseFor::Recording(side));
        }
        (RecordingMsg::Swap, RecordingDialog::Filling(form)) => {
            std::mem::swap(&mut form.source, &mut form.edited);
            return measure(state);
        }
        // What is measured and of which pair is not for a view to say.
        (RecordingMsg::Edit(new), RecordingDialog::Filling(form)) => {
            let RecordingForm { source, edited, measure, .. } = form.clone();
            *form = RecordingForm { source, edited, measure, ..*new };
        }
        (RecordingMsg::ChooseFolder, RecordingDialog::Filling(_)) => {
            return choose(state, Chooser::Folder, ChooseFor::RecordingFolder);
        }
        (RecordingMsg::Start, RecordingDialog::Filling(form)) => {
            let form = form.clone();
            return start(state, &form);
        }
        (RecordingMsg::Cancel, RecordingDialog::Running(run)) => {
            run.cancelled = true;
            return vec![Effect::Cancel(run.job)];
        }
        (RecordingMsg::Show, RecordingDialog::Finished(run)) => {
            let copies = signed_copies(run, None);
            return show(state, copies);
        }
        _ => {}
    }
    Vec::new()
}

/// While the copy is being signed the dialog stays.
pub(in crate::state) fn may_close(dialog: &RecordingDialog) -> bool {
    !matches!(dialog, RecordingDialog::Running(_))
}

/// Does what a path was asked for.
pub(in crate::state) fn picked(state: &mut State, purpose: &ChooseFor, path: PathBuf) -> Vec<Effect> {
    match purpose {
        ChooseFor::Recording(side) => return update(state, RecordingMsg::Pick(*side, path)),
        ChooseFor::RecordingFolder => {
            if let Some(form) = filling(state) {
                form.folder = Some(path);
                form.place = crate::state::settings::Place::Folder;
            }
        }
        _ => {}
    }
    Vec::new()
}

/// What was measured, if it is of the pair on screen.
pub(in crate::state) fn measured(state: &mut State, job: JobId, result: Result<Box<Proposal>, Problem>) {
    state.running.end(job);
    if let Some(form) = filling(state).filter(|form| form.measure == Measure::Running(job)) {
        form.take(result);
    }
}

pub(in crate::state) fn signed(state: &mut State, job: JobId, index: usize, outcome: SignOutcome) {
    if let Some(row) = running(state, job).and_then(|run| run.rows.get_mut(index)) {
        row.outcome = Some(outcome);
    }
}

pub(in crate::state) fn finished(state: &mut State, job: JobId, problem: Option<Problem>) {
    let Some(run) = running(state, job) else { return };
    let run = over(run, problem);
    state.notice = Some(run_notice(&run));
    state.dialog = Dialog::Recording(Box::new(RecordingDialog::Finished(run)));
}

fn filling(state: &mut State) -> Option<&mut RecordingForm> {
    match &mut state.dialog {
        Dialog::Recording(dialog) => match dialog.as_mut() {
            RecordingDialog::Filling(form) => Some(form),
            _ => None,
        },
        _ => None,
    }
}

fn running(state: &mut State, job: JobId) -> Option<&mut SignRun> {
    match &mut state.dialog {
        Dialog::Recording(dialog) => match dialog.as_mut() {
            RecordingDialog::Running(run) if run.job == job => Some(run),
            _ => None,
        },
        _ => None,
    }
}

/// Has the pair measured, if there is one; what was measured before is of another.
fn measure(state: &mut State) -> Vec<Effect> {
    let job = state.running.begin(Work::Measure);
    let pair = filling(state).and_then(|form| {
        form.rows.clear();
        form.same_picture = false;
        form.allow_broken = false;
        form.measure = Measure::Missing;
        let pair = (form.source.clone()?, form.edited.clone()?);
        form.measure = Measure::Running(job);
        Some(pair)
    });
    match pair {
        Some((source, edited)) => vec![Effect::MeasureEdit { job, source, edited }],
        None => {
            state.running.end(job);
            Vec::new()
        }
    }
}

fn start(state: &mut State, form: &RecordingForm) -> Vec<Effect> {
    if !form.faults(&state.files).is_empty() {
        return Vec::new();
    }
    let Some(order) = form.order() else { return Vec::new() };
    state.settings.identity = form.identity.clone();
    if let Some(address) = &order.timestamp {
        state.settings.remember_stamp_address(address);
    }
    let job = state.running.begin(Work::Recording);
    let rows = vec![SignRow { source: order.recorded.edited.clone(), outcome: None }];
    let run = SignRun { job, rows, cancelled: false, problem: None };
    state.dialog = Dialog::Recording(Box::new(RecordingDialog::Running(run)));
    let mut effects = settings::save(state);
    effects.push(Effect::Record { job, order: Box::new(order) });
    effects
}
