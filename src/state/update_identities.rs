//! What the person does with identities, and what came of it.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::identity::IdentityCard;

use super::effect::{Chooser, Effect, JobId};
use super::identities::{Creating, IdentitiesMsg, IdentityForm, given};
use super::running::{ChooseFor, Work};
use super::settings::Loaded;
use super::sign::SignDialog;
use super::update::choose;
use super::{Dialog, Notice, State};

pub(super) fn update(state: &mut State, msg: IdentitiesMsg) -> Vec<Effect> {
    match msg {
        IdentitiesMsg::New => {
            state.dialog = Dialog::NewIdentity(IdentityForm::default());
            Vec::new()
        }
        IdentitiesMsg::Form(form) => {
            match &mut state.dialog {
                Dialog::NewIdentity(own) => *own = form,
                _ => state.identities.first = form,
            }
            Vec::new()
        }
        IdentitiesMsg::Create => {
            let form = match &state.dialog {
                Dialog::NewIdentity(form) => form.clone(),
                _ => state.identities.first.clone(),
            };
            create(state, form)
        }
        IdentitiesMsg::Export { id } => {
            let Some(card) = state.identities.find(&id) else { return Vec::new() };
            let name = format!("{}.pem", file_name(&card.name));
            choose(state, Chooser::SaveAs { name }, ChooseFor::Export { id })
        }
        IdentitiesMsg::AskDelete { id } => {
            state.dialog = Dialog::DeleteIdentity { id };
            Vec::new()
        }
        IdentitiesMsg::Delete { id } => {
            state.dialog = Dialog::None;
            let name = state.identities.find(&id).map(|card| card.name.clone()).unwrap_or_default();
            let job = state.running.begin(Work::DeleteIdentity { name });
            vec![Effect::DeleteIdentity { job, id }]
        }
        IdentitiesMsg::Retry => {
            state.identities.list = Loaded::Loading;
            state.identities.problem = None;
            let job = state.running.begin(Work::ListIdentities);
            vec![Effect::ListIdentities { job }]
        }
    }
}

/// Begins making an identity, from the page or from within the Sign dialog.
pub(super) fn create(state: &mut State, form: IdentityForm) -> Vec<Effect> {
    let Some(name) = given(&form.name).filter(|_| form.is_complete()) else { return Vec::new() };
    set_progress(state, Creating::Working);
    let job = state.running.begin(Work::CreateIdentity);
    vec![Effect::CreateIdentity { job, name, email: given(&form.email), organization: given(&form.organization) }]
}

pub(super) fn listed(state: &mut State, job: JobId, result: Result<Vec<IdentityCard>, Problem>) -> Vec<Effect> {
    match (state.running.end(job), result) {
        (Some(Work::DeleteIdentity { name }), Ok(list)) => {
            state.identities.problem = None;
            state.identities.list = Loaded::Ready(list);
            state.notice = Some(Notice::IdentityDeleted { name });
        }
        (Some(Work::DeleteIdentity { .. }), Err(problem)) => state.identities.problem = Some(problem),
        (_, result) => state.identities.list = result.into(),
    }
    Vec::new()
}

pub(super) fn created(state: &mut State, job: JobId, result: Result<IdentityCard, Problem>) -> Vec<Effect> {
    state.running.end(job);
    let card = match result {
        Ok(card) => card,
        Err(problem) => {
            creation_failed(state, problem);
            return Vec::new();
        }
    };
    let mut list = state.identities.list.items().to_vec();
    list.push(card.clone());
    state.identities.list = Loaded::Ready(list);
    state.notice = Some(Notice::IdentityMade { name: card.name.clone() });
    state.identities.first = IdentityForm::default();
    match std::mem::take(&mut state.dialog) {
        Dialog::NewIdentity(_) => {}
        Dialog::Sign(dialog) => state.dialog = Dialog::Sign(Box::new(with_identity(*dialog, &card))),
        other => state.dialog = other,
    }
    Vec::new()
}

pub(super) fn creation_failed(state: &mut State, problem: Problem) {
    set_progress(state, Creating::Failed(problem));
}

pub(super) fn exported(state: &mut State, job: JobId, result: Result<PathBuf, Problem>) -> Vec<Effect> {
    state.running.end(job);
    match result {
        Ok(path) => state.notice = Some(Notice::Exported { path: path.to_string_lossy().into_owned() }),
        Err(problem) => state.identities.problem = Some(problem),
    }
    Vec::new()
}

/// The first identity leads on to the form that it was made for.
fn with_identity(dialog: SignDialog, card: &IdentityCard) -> SignDialog {
    match dialog {
        SignDialog::FirstIdentity { mut form, .. } => {
            form.identity = Some(card.id.clone());
            if form.statement.creator.is_empty() {
                form.statement.creator = card.name.clone();
            }
            SignDialog::Filling(form)
        }
        other => other,
    }
}

fn set_progress(state: &mut State, progress: Creating) {
    match &mut state.dialog {
        Dialog::NewIdentity(form) => form.progress = progress,
        Dialog::Sign(dialog) => {
            if let SignDialog::FirstIdentity { identity, .. } = dialog.as_mut() {
                identity.progress = progress;
            }
        }
        _ => state.identities.first.progress = progress,
    }
}

/// A name that every file system takes.
pub(super) fn file_name(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || " -_".contains(c) { c } else { '-' };
    let name: String = name.trim().chars().take(60).map(safe).collect();
    if name.is_empty() { String::from("identity") } else { name }
}
