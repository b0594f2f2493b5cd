//! What the person does in the Sign dialog, and what came of each file.

use super::{activity, choose, identities, rights, settings};
use crate::problem::Problem;
use crate::provenance::edit::{EDITED_NAME_PATTERN, Export};
use crate::provenance::identity::IdentityCard;
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::files::FileId;
use crate::state::identities::IdentityForm;
use crate::state::msg::SignOutcome;
use crate::state::running::{ChooseFor, Work};
use crate::state::settings::{Loaded, Output};
use crate::state::sign::{SignDialog, SignForm, SignMsg, SignRow, SignRun, StampForm};
use crate::state::{Dialog, Notice, Page, State};

pub(in crate::state) fn update(state: &mut State, msg: SignMsg) -> Vec<Effect> {
    let Dialog::Sign(dialog) = &mut state.dialog else { return Vec::new() };
    match (msg, dialog.as_mut()) {
        (SignMsg::Edit(new), SignDialog::Filling(form)) => *form = *new,
        (SignMsg::ChooseFolder, SignDialog::Filling(_)) => {
            return choose(state, Chooser::Folder, ChooseFor::SignFolder);
        }
        (SignMsg::NewIdentity(new), SignDialog::FirstIdentity { identity, .. }) => *identity = new,
        (SignMsg::CreateIdentity, SignDialog::FirstIdentity { identity, .. }) => {
            let identity = identity.clone();
            return identities::create(state, identity);
        }
        (SignMsg::Start, SignDialog::Filling(form)) => {
            let form = form.clone();
            return start(state, &form);
        }
        (SignMsg::Cancel, SignDialog::Running { run, .. }) => {
            run.cancelled = true;
            return vec![Effect::Cancel(run.job)];
        }
        (SignMsg::Show { index }, SignDialog::Finished { run, .. }) => {
            let one: Vec<usize> = vec![index];
            let rows = signed_copies(run, Some(&one));
            return show(state, rows);
        }
        (SignMsg::ShowAll, SignDialog::Finished { run, .. }) => {
            let rows = signed_copies(run, None);
            return show(state, rows);
        }
        (SignMsg::Rest, SignDialog::Finished { run, form }) => {
            let is_left = |row: &&SignRow| !matches!(row.outcome, Some(SignOutcome::Done { .. }));
            let left = run.rows.iter().filter(is_left).map(|row| &row.source);
            let files: Vec<FileId> = left.filter_map(|path| Some(state.files.by_path(path)?.id)).collect();
            if !files.is_empty() {
                let form = SignForm { files, ..form.as_ref().clone() };
                return show_form(state, form);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Opens the dialog for the selected files.
pub(in crate::state) fn open_dialog(state: &mut State) -> Vec<Effect> {
    let files = state.files.selection();
    if files.is_empty() || !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    state.page = Page::Files;
    fill(state, files, None)
}

/// Opens the dialog for edited copies.
pub(in crate::state) fn open_export(state: &mut State, files: Vec<FileId>, export: Export) -> Vec<Effect> {
    if !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    let effects = fill(state, files, Some(export));
    // A recipe that was used in the editor says what is stated, too.
    if let (Some(editor), Dialog::Sign(dialog)) = (&state.editor, &mut state.dialog)
        && let SignDialog::Filling(form) | SignDialog::FirstIdentity { form, .. } = dialog.as_mut()
    {
        form.statement.fill(&editor.rights);
    }
    effects
}

fn fill(state: &mut State, files: Vec<FileId>, export: Option<Export>) -> Vec<Effect> {
    let identity = usual_identity(state);
    let form = SignForm {
        files,
        identity,
        statement: state.settings.statement.clone(),
        output: match &export {
            Some(_) => {
                Output { name_pattern: EDITED_NAME_PATTERN.to_owned(), sidecar: false, ..state.settings.output.clone() }
            }
            None => state.settings.output.clone(),
        },
        export,
        recipe: None,
        allow_broken: false,
        stamp: StampForm::new(&state.settings),
        ocsp: None,
    };
    show_form(state, form)
}

fn show_form(state: &mut State, form: SignForm) -> Vec<Effect> {
    let none = matches!(&state.identities.list, Loaded::Ready(list) if list.is_empty());
    state.dialog = Dialog::Sign(Box::new(if none {
        SignDialog::FirstIdentity { form, identity: IdentityForm::default() }
    } else {
        SignDialog::Filling(form)
    }));
    // What was said about a responder decides whether to ask about it.
    let mut effects = rights::list_templates(state);
    if state.identities.list.items().iter().any(|card| card.responder.is_some()) {
        effects.append(&mut activity::load(state));
    }
    effects
}

/// The identity that signed last, or the first that may sign.
pub(in crate::state) fn usual_identity(state: &State) -> Option<String> {
    let known = |id: &String| state.identities.find(id).is_some_and(IdentityCard::is_active);
    let first = || state.identities.list.items().iter().find(|card| card.is_active()).map(|card| card.id.clone());
    state.settings.identity.clone().filter(known).or_else(first)
}

/// While files are being signed the dialog stays: what it shows is what is happening to them.
pub(in crate::state) fn may_close(dialog: &SignDialog) -> bool {
    !matches!(dialog, SignDialog::Running { .. })
}

fn start(state: &mut State, form: &SignForm) -> Vec<Effect> {
    if !form.faults(&state.files).is_empty() {
        return Vec::new();
    }
    let Some(order) = form.order(&state.files) else { return Vec::new() };
    state.settings.identity = form.identity.clone();
    state.settings.statement = form.statement.clone();
    if form.export.is_none() {
        state.settings.output = form.output.clone();
    }
    if let Some(address) = &order.timestamp {
        state.settings.remember_stamp_address(address);
    }
    let job = state.running.begin(Work::Sign);
    let rows = order.files.iter().map(|source| SignRow { source: source.clone(), outcome: None }).collect();
    let run = SignRun { job, rows, cancelled: false, problem: None };
    state.dialog = Dialog::Sign(Box::new(SignDialog::Running { run, form: Box::new(form.clone()) }));
    let mut effects = settings::save(state);
    effects.push(Effect::Sign { job, order: Box::new(order) });
    effects
}

pub(in crate::state) fn signed(state: &mut State, job: JobId, index: usize, outcome: SignOutcome) {
    if let Dialog::Sign(dialog) = &mut state.dialog
        && let SignDialog::Running { run, .. } = dialog.as_mut()
        && run.job == job
        && let Some(row) = run.rows.get_mut(index)
    {
        row.outcome = Some(outcome);
    }
}

pub(in crate::state) fn finished(state: &mut State, job: JobId, problem: Option<Problem>) {
    let Dialog::Sign(dialog) = &mut state.dialog else { return };
    let SignDialog::Running { run, form } = dialog.as_mut() else { return };
    if run.job != job {
        return;
    }
    let run = over(run, problem);
    state.notice = Some(run_notice(&run));
    **dialog = SignDialog::Finished { run, form: form.clone() };
}

/// The batch as it stands once nothing more comes.
pub(in crate::state) fn over(run: &SignRun, problem: Option<Problem>) -> SignRun {
    let mut run = SignRun { problem, ..run.clone() };
    for row in &mut run.rows {
        // Whatever has no outcome by now was not begun.
        row.outcome.get_or_insert(SignOutcome::Cancelled);
    }
    run
}

/// What to say of a batch that is over.
pub(in crate::state) fn run_notice(run: &SignRun) -> Notice {
    match &run.problem {
        Some(problem) => Notice::Trouble(problem.clone()),
        None if run.cancelled => Notice::SigningStopped { files: run.signed().count() },
        None => Notice::Signed { files: run.signed().count(), failed: run.failed() },
    }
}

type Copy = (std::path::PathBuf, crate::provenance::report::Report);

pub(in crate::state) fn signed_copies(run: &SignRun, only: Option<&[usize]>) -> Vec<Copy> {
    let wanted = |index: &usize| only.is_none_or(|only| only.contains(index));
    run.rows
        .iter()
        .enumerate()
        .filter(|(index, _)| wanted(index))
        .filter_map(|(_, row)| match &row.outcome {
            Some(SignOutcome::Done { target, report }) => Some((target.clone(), report.as_ref().clone())),
            _ => None,
        })
        .collect()
}

/// Puts signed copies into the list and selects them; they were verified before signing said done.
pub(in crate::state) fn show(state: &mut State, copies: Vec<Copy>) -> Vec<Effect> {
    let mut ids: Vec<FileId> = Vec::new();
    for (path, report) in copies {
        let id = state.files.add(path);
        state.files.set_report(id, report);
        state.thumbnails.forget(id);
        ids.push(id);
    }
    if !ids.is_empty() {
        state.files.filter.clear();
        state.files.show = crate::state::files::Show::All;
        state.files.choose_all(&ids);
        state.dialog = Dialog::None;
    }
    Vec::new()
}
