//! What the person does in the Rights dialog, what templates say, and what came of each file.

use std::path::PathBuf;

use super::sign;
use super::{choose, open as open_files};
use crate::problem::Problem;
use crate::provenance::rights_statement::RightsStatement;
use crate::state::effect::{Chooser, Effect, JobId, KeptTemplate};
use crate::state::rights::{OwnTemplates, RightsDialog, RightsForm, RightsMsg, RightsOutcome, RightsRow, RightsRun};
use crate::state::running::{ChooseFor, Work};
use crate::state::settings::Place;
use crate::state::sign::{SignDialog, StatementForm};
use crate::state::{Dialog, Notice, Page, State};

/// Opens the dialog for the selected files.
pub(in crate::state) fn open(state: &mut State) -> Vec<Effect> {
    let files = state.files.selection();
    if files.is_empty() || !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    state.page = Page::Files;
    let output = &state.settings.output;
    let form = RightsForm {
        files,
        // How a picture came to be was said of other files, and is no right.
        statement: StatementForm { source_type: None, ..state.settings.statement.clone() },
        owner: String::new(),
        expires: String::new(),
        model_release: None,
        property_release: None,
        place: output.place,
        folder: output.folder.clone(),
        overwrite: false,
        problem: None,
    };
    state.dialog = Dialog::Rights(Box::new(RightsDialog::Filling(form)));
    list_templates(state)
}

/// Asks for the names of own templates anew: a team may have put files there meanwhile.
pub(in crate::state) fn list_templates(state: &mut State) -> Vec<Effect> {
    state.templates.new = None;
    state.templates.listed = None;
    let job = state.running.begin(Work::RightsTemplates);
    vec![Effect::RightsTemplates { job, keep: None }]
}

pub(in crate::state) fn update(state: &mut State, msg: RightsMsg) -> Vec<Effect> {
    // A template fills the Sign dialog, too.
    match msg {
        RightsMsg::Template(name) => return template(state, name),
        RightsMsg::LoadTemplate => return choose(state, Chooser::Template, ChooseFor::RightsTemplate),
        RightsMsg::NameTemplate(new) => {
            state.templates.new = new;
            return Vec::new();
        }
        RightsMsg::KeepTemplate => return keep(state),
        RightsMsg::ListOwn(on) => {
            state.templates.listed = on.then(OwnTemplates::default);
            return Vec::new();
        }
        RightsMsg::DeleteTemplate(name) => return delete(state, name),
        _ => {}
    }
    let Dialog::Rights(dialog) = &mut state.dialog else { return Vec::new() };
    match (msg, dialog.as_mut()) {
        (RightsMsg::Edit(new), RightsDialog::Filling(form)) => *form = *new,
        (RightsMsg::ChooseFolder, RightsDialog::Filling(_)) => {
            return choose(state, Chooser::Folder, ChooseFor::RightsFolder);
        }
        (RightsMsg::Start, RightsDialog::Filling(form)) => {
            let form = form.clone();
            return start(state, &form);
        }
        (RightsMsg::SignInstead, RightsDialog::Filling(form)) => {
            let form = form.clone();
            return sign_instead(state, &form);
        }
        (RightsMsg::Cancel, RightsDialog::Running(run)) => {
            run.cancelled = true;
            return vec![Effect::Cancel(run.job)];
        }
        (RightsMsg::ShowCopies, RightsDialog::Finished(run)) => {
            let copies = run.copies();
            state.dialog = Dialog::None;
            return open_files(state, copies);
        }
        _ => {}
    }
    Vec::new()
}

/// While copies are being written the dialog stays.
pub(in crate::state) fn may_close(dialog: &RightsDialog) -> bool {
    !matches!(dialog, RightsDialog::Running(_))
}

fn template(state: &mut State, name: String) -> Vec<Effect> {
    let job = state.running.begin(Work::RightsTemplate);
    vec![Effect::RightsTemplate { job, name }]
}

/// Keeps what is filled in, in whichever dialog is open, as a template.
fn keep(state: &mut State) -> Vec<Effect> {
    let said = match &state.dialog {
        Dialog::Rights(dialog) => match dialog.as_ref() {
            RightsDialog::Filling(form) => form.said(),
            RightsDialog::Running(_) | RightsDialog::Finished(_) => return Vec::new(),
        },
        Dialog::Sign(dialog) => match dialog.as_ref() {
            SignDialog::Filling(form) => RightsStatement::from(form.statement.statement()),
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let Some(new) = state.templates.new.as_mut().filter(|new| new.job.is_none()) else { return Vec::new() };
    let job = state.running.begin(Work::RightsTemplates);
    (new.job, new.problem) = (Some(job), None);
    let keep = KeptTemplate { name: new.name.trim().to_owned(), said, overwrite: new.overwrite };
    vec![Effect::RightsTemplates { job, keep: Some(Box::new(keep)) }]
}

/// Deletes an own template, once the person has said so twice.
fn delete(state: &mut State, name: String) -> Vec<Effect> {
    let Some(listed) = state.templates.listed.as_mut().filter(|listed| listed.job.is_none()) else { return Vec::new() };
    listed.problem = None;
    if listed.doomed.as_ref() != Some(&name) {
        listed.doomed = Some(name);
        return Vec::new();
    }
    let job = state.running.begin(Work::RightsTemplates);
    listed.job = Some(job);
    vec![Effect::DeleteTemplate { job, name }]
}

/// A template was deleted, or could not be.
fn deleted(state: &mut State, result: Result<Vec<String>, Problem>) {
    let Some(listed) = &mut state.templates.listed else { return };
    listed.job = None;
    let name = listed.doomed.take();
    match result {
        Ok(own) => {
            if own.is_empty() {
                state.templates.listed = None;
            }
            state.templates.own = own;
            state.notice = name.map(|name| Notice::TemplateDeleted { name });
        }
        Err(problem) => listed.problem = Some(problem),
    }
}

/// The own templates came, and with them whether one was kept or deleted.
pub(in crate::state) fn listed(state: &mut State, job: JobId, result: Result<Vec<String>, Problem>) {
    state.running.end(job);
    if state.templates.listed.as_ref().is_some_and(|listed| listed.job == Some(job)) {
        return deleted(state, result);
    }
    let is_kept = state.templates.new.as_ref().is_some_and(|new| new.job == Some(job));
    match result {
        Ok(own) => {
            state.templates.own = own;
            if is_kept && let Some(new) = state.templates.new.take() {
                state.notice = Some(Notice::TemplateKept { name: new.name.trim().to_owned() });
            }
        }
        Err(problem) if is_kept => {
            if let Some(new) = &mut state.templates.new {
                (new.job, new.problem) = (None, Some(problem));
            }
        }
        Err(problem) => state.notice = Some(Notice::Trouble(problem)),
    }
}

/// A template came; it fills whichever dialog is open.
pub(in crate::state) fn filled(state: &mut State, job: JobId, result: Result<RightsStatement, Problem>) {
    state.running.end(job);
    match (&mut state.dialog, result) {
        (Dialog::Rights(dialog), result) => {
            let RightsDialog::Filling(form) = dialog.as_mut() else { return };
            form.problem = None;
            match result {
                Ok(said) => form.fill(&said),
                Err(problem) => form.problem = Some(problem),
            }
        }
        (Dialog::Sign(dialog), Ok(said)) => {
            if let SignDialog::Filling(form) = dialog.as_mut() {
                form.statement.fill(&said);
            }
        }
        (_, Err(problem)) => state.notice = Some(Notice::Trouble(problem)),
        _ => {}
    }
}

/// Does what a path was asked for.
pub(in crate::state) fn picked(state: &mut State, purpose: &ChooseFor, path: PathBuf) -> Vec<Effect> {
    if *purpose == ChooseFor::RightsTemplate {
        return template(state, path.to_string_lossy().into_owned());
    }
    if let Dialog::Rights(dialog) = &mut state.dialog
        && let RightsDialog::Filling(form) = dialog.as_mut()
    {
        form.folder = Some(path);
        form.place = Place::Folder;
    }
    Vec::new()
}

fn start(state: &mut State, form: &RightsForm) -> Vec<Effect> {
    if !form.faults(&state.files).is_empty() {
        return Vec::new();
    }
    let order = form.order(&state.files);
    let job = state.running.begin(Work::Rights);
    let rows = order.files.iter().map(|source| RightsRow { source: source.clone(), outcome: None }).collect();
    let run = RightsRun { job, rows, cancelled: false, problem: None };
    state.dialog = Dialog::Rights(Box::new(RightsDialog::Running(run)));
    vec![Effect::WriteRights { job, order: Box::new(order) }]
}

/// Opens the Sign dialog for the files that are signed already, with what was filled in here.
fn sign_instead(state: &mut State, form: &RightsForm) -> Vec<Effect> {
    let signed = form.fit(&state.files).signed;
    if signed.is_empty() {
        return Vec::new();
    }
    state.dialog = Dialog::None;
    state.files.choose_all(&signed);
    let effects = sign::open_dialog(state);
    if let Dialog::Sign(dialog) = &mut state.dialog {
        match dialog.as_mut() {
            SignDialog::Filling(sign) | SignDialog::FirstIdentity { form: sign, .. } => {
                sign.statement = form.statement.clone();
            }
            SignDialog::Running { .. } | SignDialog::Finished { .. } => {}
        }
    }
    effects
}

pub(in crate::state) fn written(state: &mut State, job: JobId, index: usize, outcome: RightsOutcome) {
    if let Dialog::Rights(dialog) = &mut state.dialog
        && let RightsDialog::Running(run) = dialog.as_mut()
        && run.job == job
        && let Some(row) = run.rows.get_mut(index)
    {
        row.outcome = Some(outcome);
    }
}

/// The batch is over; whatever has no outcome by now was not begun.
pub(in crate::state) fn finished(state: &mut State, job: JobId, problem: Option<Problem>) {
    let Dialog::Rights(dialog) = &mut state.dialog else { return };
    let RightsDialog::Running(run) = dialog.as_mut() else { return };
    if run.job != job {
        return;
    }
    let mut run = run.clone();
    for row in &mut run.rows {
        row.outcome.get_or_insert(RightsOutcome::Cancelled);
    }
    state.notice = Some(match &problem {
        Some(problem) => Notice::Trouble(problem.clone()),
        None => Notice::RightsWritten { files: run.copies().len(), failed: run.failed() },
    });
    run.problem = problem;
    **dialog = RightsDialog::Finished(run);
}
