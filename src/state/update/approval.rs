//! What the person does in the Approve dialog, and what came of each file.

use std::path::PathBuf;

use super::sign::{over, run_notice, show, signed_copies, usual_identity};
use super::{choose, settings};
use crate::problem::Problem;
use crate::provenance::approval::Decision;
use crate::state::approval::{ApprovalDialog, ApprovalForm, ApprovalMsg, ApprovalPlace};
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::msg::SignOutcome;
use crate::state::running::{ChooseFor, Work};
use crate::state::sign::{SignRow, SignRun, StampForm};
use crate::state::{Dialog, Page, State};

/// Opens the dialog for the selected files.
pub(in crate::state) fn open(state: &mut State) -> Vec<Effect> {
    let files = state.files.selection();
    if files.is_empty() || !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    state.page = Page::Files;
    let form = ApprovalForm {
        files,
        identity: usual_identity(state),
        decision: Decision::Approved,
        role: state.settings.approval_role.clone(),
        note: String::new(),
        place: ApprovalPlace::default(),
        folder: state.settings.output.folder.clone(),
        sidecar: false,
        stamp: StampForm::new(&state.settings),
    };
    state.dialog = Dialog::Approval(Box::new(ApprovalDialog::Filling(form)));
    Vec::new()
}

pub(in crate::state) fn update(state: &mut State, msg: ApprovalMsg) -> Vec<Effect> {
    let Dialog::Approval(dialog) = &mut state.dialog else { return Vec::new() };
    match (msg, dialog.as_mut()) {
        (ApprovalMsg::Edit(new), ApprovalDialog::Filling(form)) => *form = *new,
        (ApprovalMsg::ChooseFolder, ApprovalDialog::Filling(_)) => {
            return choose(state, Chooser::Folder, ChooseFor::ApprovalFolder);
        }
        (ApprovalMsg::Start, ApprovalDialog::Filling(form)) => {
            let form = form.clone();
            return start(state, &form);
        }
        (ApprovalMsg::Cancel, ApprovalDialog::Running(run)) => {
            run.cancelled = true;
            return vec![Effect::Cancel(run.job)];
        }
        (ApprovalMsg::Show { index }, ApprovalDialog::Finished(run)) => {
            let one: Option<Vec<usize>> = index.map(|index| vec![index]);
            let copies = signed_copies(run, one.as_deref());
            return show(state, copies);
        }
        _ => {}
    }
    Vec::new()
}

/// While decisions are being signed the dialog stays.
pub(in crate::state) fn may_close(dialog: &ApprovalDialog) -> bool {
    !matches!(dialog, ApprovalDialog::Running(_))
}

/// The folder that was chosen.
pub(in crate::state) fn picked(state: &mut State, path: PathBuf) {
    if let Dialog::Approval(dialog) = &mut state.dialog
        && let ApprovalDialog::Filling(form) = dialog.as_mut()
    {
        form.folder = Some(path);
        form.place = ApprovalPlace::Folder;
    }
}

pub(in crate::state) fn decided(state: &mut State, job: JobId, index: usize, outcome: SignOutcome) {
    if let Dialog::Approval(dialog) = &mut state.dialog
        && let Some(row) = dialog.running(job).and_then(|run| run.rows.get_mut(index))
    {
        row.outcome = Some(outcome);
    }
}

pub(in crate::state) fn finished(state: &mut State, job: JobId, problem: Option<Problem>) {
    let Dialog::Approval(dialog) = &mut state.dialog else { return };
    let Some(run) = dialog.running(job) else { return };
    let run = over(run, problem);
    state.notice = Some(run_notice(&run));
    **dialog = ApprovalDialog::Finished(run);
}

fn start(state: &mut State, form: &ApprovalForm) -> Vec<Effect> {
    if !form.faults(&state.files).is_empty() {
        return Vec::new();
    }
    let Some(order) = form.order(&state.files) else { return Vec::new() };
    state.settings.identity = form.identity.clone();
    state.settings.approval_role = form.role.trim().to_owned();
    if let Some(address) = &order.timestamp {
        state.settings.remember_stamp_address(address);
    }
    let job = state.running.begin(Work::Approval);
    let rows = order.files.iter().map(|source| SignRow { source: source.clone(), outcome: None }).collect();
    let run = SignRun { job, rows, cancelled: false, problem: None };
    state.dialog = Dialog::Approval(Box::new(ApprovalDialog::Running(run)));
    let mut effects = settings::save(state);
    effects.push(Effect::Approve { job, order: Box::new(order) });
    effects
}
