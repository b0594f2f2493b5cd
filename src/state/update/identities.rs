//! What the person does with identities, and what came of it.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::identity::IdentityCard;

use super::{choose, open};
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::identities::{
    Creating, IdentitiesMsg, IdentityForm, Life, PassphraseFor, PassphraseForm, RevokeForm, RotateForm, given,
};
use crate::state::running::{ChooseFor, Work};
use crate::state::settings::Loaded;
use crate::state::sign::SignDialog;
use crate::state::{Dialog, Notice, State};

pub(in crate::state) fn update(state: &mut State, msg: IdentitiesMsg) -> Vec<Effect> {
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
            pick(state, Chooser::SaveAs { name }, ChooseFor::Export { id })
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
        IdentitiesMsg::Request { id } => {
            let Some(card) = state.identities.find(&id) else { return Vec::new() };
            let name = format!("{}.csr", file_name(&card.name));
            pick(state, Chooser::SaveAs { name }, ChooseFor::Request { id })
        }
        IdentitiesMsg::Import { id } => pick(state, Chooser::Certificates, ChooseFor::Certificates { id }),
        IdentitiesMsg::Restore => pick(state, Chooser::Backup, ChooseFor::Restore),
        IdentitiesMsg::ImportKey => pick(state, Chooser::Key, ChooseFor::ImportKey),
        IdentitiesMsg::AskBackUp { id } => {
            state.dialog = Dialog::Passphrase(PassphraseForm::new(PassphraseFor::BackUp { id }));
            Vec::new()
        }
        IdentitiesMsg::Passphrase { first, again } => {
            if let Dialog::Passphrase(form) = &mut state.dialog {
                (form.first, form.again) = (first, again);
            }
            Vec::new()
        }
        IdentitiesMsg::ConfirmPassphrase => passphrase_given(state),
        IdentitiesMsg::AskRotate { .. }
        | IdentitiesMsg::Overlap { .. }
        | IdentitiesMsg::Rotate
        | IdentitiesMsg::AskRevoke { .. }
        | IdentitiesMsg::Reason(_)
        | IdentitiesMsg::Understood(_)
        | IdentitiesMsg::Revoke => ending(state, msg),
        IdentitiesMsg::Retry => {
            state.identities.list = Loaded::Loading;
            state.identities.problem = None;
            let job = state.running.begin(Work::ListIdentities);
            vec![Effect::ListIdentities { job }]
        }
    }
}

/// Keys that end: replaced or revoked. Both are asked about first.
fn ending(state: &mut State, msg: IdentitiesMsg) -> Vec<Effect> {
    match (msg, &mut state.dialog) {
        (IdentitiesMsg::AskRotate { id }, dialog) => {
            *dialog = Dialog::RotateIdentity(RotateForm { id, overlap_days: 30 });
        }
        (IdentitiesMsg::AskRevoke { id }, dialog) => {
            *dialog = Dialog::RevokeIdentity(RevokeForm { id, ..RevokeForm::default() });
        }
        (IdentitiesMsg::Overlap { days }, Dialog::RotateIdentity(form)) => form.overlap_days = days,
        (IdentitiesMsg::Reason(reason), Dialog::RevokeIdentity(form)) => form.reason = reason,
        (IdentitiesMsg::Understood(understood), Dialog::RevokeIdentity(form)) => form.understood = understood,
        (IdentitiesMsg::Rotate, Dialog::RotateIdentity(form)) => {
            let (id, overlap_days) = (form.id.clone(), form.overlap_days);
            let job = begin(state, Life::Rotated);
            return vec![Effect::RotateIdentity { job, id, overlap_days }];
        }
        (IdentitiesMsg::Revoke, Dialog::RevokeIdentity(form)) if form.understood => {
            let (id, reason) = (form.id.clone(), form.reason);
            let job = begin(state, Life::Revoked);
            return vec![Effect::RevokeIdentity { job, id, reason }];
        }
        _ => {}
    }
    Vec::new()
}

/// Closes the dialog and begins the job.
fn begin(state: &mut State, life: Life) -> JobId {
    state.dialog = Dialog::None;
    state.identities.problem = None;
    state.running.begin(Work::IdentityLife(life))
}

fn passphrase_given(state: &mut State) -> Vec<Effect> {
    let Dialog::Passphrase(form) = &mut state.dialog else { return Vec::new() };
    if !form.is_complete() {
        return Vec::new();
    }
    let passphrase = form.first.clone();
    match form.purpose.clone() {
        PassphraseFor::BackUp { id } => {
            let name = state.identities.find(&id).map(|card| card.name.clone()).unwrap_or_default();
            let name = format!("{}.lightmark-backup.age", file_name(&name));
            choose(state, Chooser::SaveAs { name }, ChooseFor::BackUp)
        }
        PassphraseFor::Restore { file } => {
            form.progress = Creating::Working;
            let job = state.running.begin(Work::IdentityLife(Life::Restored));
            vec![Effect::RestoreIdentity { job, file, passphrase }]
        }
        PassphraseFor::ImportKey { file } => {
            form.progress = Creating::Working;
            let job = state.running.begin(Work::IdentityLife(Life::KeyImported));
            vec![Effect::ImportKey { job, file, passphrase }]
        }
    }
}

/// Does what paths were asked for.
pub(in crate::state) fn picked(state: &mut State, purpose: ChooseFor, paths: Vec<PathBuf>) -> Vec<Effect> {
    let Some(first) = paths.first().cloned() else { return Vec::new() };
    match purpose {
        ChooseFor::Request { id } => {
            let job = state.running.begin(Work::RequestCertificate);
            vec![Effect::RequestCertificate { job, id, target: first }]
        }
        ChooseFor::Certificates { id } => {
            let job = state.running.begin(Work::IdentityLife(Life::Certified));
            vec![Effect::ImportCertificate { job, id, files: paths }]
        }
        ChooseFor::BackUp => back_up_to(state, first),
        ChooseFor::Restore => ask_passphrase(state, PassphraseFor::Restore { file: first }),
        ChooseFor::ImportKey => ask_passphrase(state, PassphraseFor::ImportKey { file: first }),
        _ => Vec::new(),
    }
}

fn back_up_to(state: &mut State, target: PathBuf) -> Vec<Effect> {
    let Dialog::Passphrase(form) = &mut state.dialog else { return Vec::new() };
    let PassphraseFor::BackUp { id } = form.purpose.clone() else { return Vec::new() };
    if !form.is_complete() {
        return Vec::new();
    }
    form.progress = Creating::Working;
    let passphrase = form.first.clone();
    let job = state.running.begin(Work::IdentityLife(Life::BackedUp));
    vec![Effect::BackUpIdentity { job, id, target, passphrase }]
}

fn ask_passphrase(state: &mut State, purpose: PassphraseFor) -> Vec<Effect> {
    if matches!(state.dialog, Dialog::None) {
        state.dialog = Dialog::Passphrase(PassphraseForm::new(purpose));
    }
    Vec::new()
}

fn pick(state: &mut State, what: Chooser, purpose: ChooseFor) -> Vec<Effect> {
    state.identities.problem = None;
    choose(state, what, purpose)
}

pub(in crate::state) fn requested(state: &mut State, job: JobId, result: Result<PathBuf, Problem>) {
    state.running.end(job);
    match result {
        Ok(path) => state.notice = Some(Notice::Written { path: path.to_string_lossy().into_owned() }),
        Err(problem) => state.identities.problem = Some(problem),
    }
}

/// Something happened to an identity. After a revocation every file in the list is judged anew.
pub(in crate::state) fn changed(
    state: &mut State,
    job: JobId,
    result: Result<(Box<IdentityCard>, Vec<IdentityCard>), Problem>,
) -> Vec<Effect> {
    let Some(Work::IdentityLife(life)) = state.running.end(job) else { return Vec::new() };
    let (card, list) = match result {
        Ok(changed) => changed,
        Err(problem) => {
            life_failed(state, life, problem);
            return Vec::new();
        }
    };
    state.identities.problem = None;
    state.identities.list = Loaded::Ready(list);
    if life == Life::Rotated {
        // The new key signs from now on; the old one only where it is chosen.
        state.settings.identity = Some(card.id.clone());
    }
    state.notice = Some(Notice::IdentityLife { life, name: card.name.clone() });
    if matches!(state.dialog, Dialog::Passphrase(_)) {
        state.dialog = Dialog::None;
    }
    if life != Life::Revoked {
        return Vec::new();
    }
    let (paths, page) = (state.files.paths(), state.page);
    let effects = open(state, paths);
    state.page = page;
    effects
}

/// Told where it was asked for.
pub(in crate::state) fn life_failed(state: &mut State, life: Life, problem: Problem) {
    let in_dialog = matches!(life, Life::BackedUp | Life::Restored | Life::KeyImported);
    match &mut state.dialog {
        Dialog::Passphrase(form) if in_dialog => form.progress = Creating::Failed(problem),
        _ => state.identities.problem = Some(problem),
    }
}

/// Begins making an identity, from the page or from within the Sign dialog.
pub(in crate::state) fn create(state: &mut State, form: IdentityForm) -> Vec<Effect> {
    let Some(name) = given(&form.name).filter(|_| form.is_complete()) else { return Vec::new() };
    set_progress(state, Creating::Working);
    let job = state.running.begin(Work::CreateIdentity);
    vec![Effect::CreateIdentity {
        job,
        name,
        email: given(&form.email),
        organization: given(&form.organization),
        algorithm: form.algorithm,
        practice: form.practice,
    }]
}

pub(in crate::state) fn listed(
    state: &mut State,
    job: JobId,
    result: Result<Vec<IdentityCard>, Problem>,
) -> Vec<Effect> {
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

pub(in crate::state) fn created(state: &mut State, job: JobId, result: Result<IdentityCard, Problem>) -> Vec<Effect> {
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

pub(in crate::state) fn creation_failed(state: &mut State, problem: Problem) {
    set_progress(state, Creating::Failed(problem));
}

pub(in crate::state) fn exported(state: &mut State, job: JobId, result: Result<PathBuf, Problem>) -> Vec<Effect> {
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
pub(in crate::state) fn file_name(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || " -_".contains(c) { c } else { '-' };
    let name: String = name.trim().chars().take(60).map(safe).collect();
    if name.is_empty() { String::from("identity") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::identity::RevocationReason;
    use crate::state::identities::Secret;
    use crate::state::msg::{Answer, Chosen, Msg};
    use crate::state::{Settings, update};

    fn card(id: &str) -> IdentityCard {
        IdentityCard { id: id.into(), name: "Ana".into(), days_left: 900, ..IdentityCard::default() }
    }

    fn state() -> State {
        let mut state = State::new(Settings::default());
        state.identities.list = Loaded::Ready(vec![card("1")]);
        state
    }

    fn say(state: &mut State, msg: IdentitiesMsg) -> Vec<Effect> {
        update(state, Msg::Identities(msg))
    }

    fn type_in(state: &mut State, first: &str, again: &str) -> Vec<Effect> {
        let [first, again] = [first, again].map(|text| Secret::new(text.into()));
        say(state, IdentitiesMsg::Passphrase { first, again });
        say(state, IdentitiesMsg::ConfirmPassphrase)
    }

    fn changed(state: &mut State, job: JobId, id: &str) -> Vec<Effect> {
        let answer = Answer::IdentityChanged(Ok((Box::new(card(id)), vec![card("1"), card(id)])));
        update(state, Msg::Answer { job, answer })
    }

    #[test]
    fn a_secret_is_not_in_what_is_logged() {
        let mut state = state();
        say(&mut state, IdentitiesMsg::AskBackUp { id: "1".into() });
        let effects = type_in(&mut state, "correct horse", "correct horse");
        let said = format!("{state:?} {effects:?}");
        assert!(!said.contains("horse"), "{said}");
    }

    #[test]
    fn a_backup_wants_its_passphrase_twice_and_then_a_file() {
        let mut state = state();
        say(&mut state, IdentitiesMsg::AskBackUp { id: "1".into() });
        assert_eq!(type_in(&mut state, "short", "short"), []);
        assert_eq!(type_in(&mut state, "correct horse", "correct house"), []);
        let effects = type_in(&mut state, "correct horse", "correct horse");
        let [Effect::Choose { job, what: Chooser::SaveAs { .. } }] = effects.as_slice() else { panic!("{effects:?}") };
        let chosen = Answer::Chosen(Chosen::Paths(vec!["/p/ana.age".into()]));
        let effects = update(&mut state, Msg::Answer { job: *job, answer: chosen });
        let [Effect::BackUpIdentity { job, passphrase, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(passphrase.reveal().as_str(), "correct horse");
        let job = *job;
        assert_eq!(say(&mut state, IdentitiesMsg::ConfirmPassphrase), [], "backed up twice");
        changed(&mut state, job, "1");
        assert!(matches!(state.dialog, Dialog::None));
    }

    #[test]
    fn a_wrong_passphrase_is_told_in_the_dialog_and_can_be_tried_again() {
        let mut state = state();
        picked(&mut state, ChooseFor::Restore, vec!["/p/ana.age".into()]);
        let effects = type_in(&mut state, "wrong", "");
        let [Effect::RestoreIdentity { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        let problem = crate::problem!("passphrases-differ");
        update(&mut state, Msg::Answer { job: *job, answer: Answer::IdentityChanged(Err(problem.clone())) });
        let Dialog::Passphrase(form) = &state.dialog else { panic!() };
        assert_eq!(form.progress, Creating::Failed(problem));
        assert!(matches!(type_in(&mut state, "right", "").as_slice(), [Effect::RestoreIdentity { .. }]));
    }

    #[test]
    fn revoking_wants_to_be_understood_and_has_files_judged_anew() {
        let mut state = state();
        state.files.add("/p/a.jpg".into());
        say(&mut state, IdentitiesMsg::AskRevoke { id: "1".into() });
        assert_eq!(say(&mut state, IdentitiesMsg::Revoke), []);
        say(&mut state, IdentitiesMsg::Reason(RevocationReason::KeyCompromise));
        say(&mut state, IdentitiesMsg::Understood(true));
        let effects = say(&mut state, IdentitiesMsg::Revoke);
        let [Effect::RevokeIdentity { job, reason: RevocationReason::KeyCompromise, .. }] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        let effects = changed(&mut state, *job, "1");
        assert!(matches!(effects.first(), Some(Effect::Verify { .. })), "{effects:?}");
    }

    #[test]
    fn after_a_new_key_the_new_one_signs() {
        let mut state = state();
        say(&mut state, IdentitiesMsg::AskRotate { id: "1".into() });
        say(&mut state, IdentitiesMsg::Overlap { days: 90 });
        let effects = say(&mut state, IdentitiesMsg::Rotate);
        let [Effect::RotateIdentity { job, overlap_days: 90, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        changed(&mut state, *job, "2");
        assert_eq!(state.settings.identity.as_deref(), Some("2"));
        assert_eq!(state.identities.list.items().len(), 2);
    }
}
