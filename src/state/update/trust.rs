//! What the person does on the Trust page, and what came of it.

use std::path::{Path, PathBuf};

use crate::problem::Problem;
use crate::provenance::trust_source::{ListKind, ListedCertificate};

use super::{choose, open};
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::identities::given;
use crate::state::running::{ChooseFor, Work};
use crate::state::trust::{
    Adding, Certificates, CertificatesDialog, CertificatesMsg, Comparing, ContactDialog, ExportCard, InForce, Newcomer,
    TeamDialog, TrustContent, TrustListDialog, TrustMsg,
};
use crate::state::{Dialog, Notice, State};

pub(in crate::state) fn update(state: &mut State, msg: TrustMsg) -> Vec<Effect> {
    match msg {
        TrustMsg::Add => pick(state, Chooser::TrustList, ChooseFor::TrustList),
        TrustMsg::Kind(kind) => {
            if let Dialog::TrustList(dialog) = &mut state.dialog {
                dialog.kind = kind;
            }
            Vec::new()
        }
        TrustMsg::ConfirmAdd => {
            let Dialog::TrustList(dialog) = std::mem::take(&mut state.dialog) else { return Vec::new() };
            let job = state.running.begin(Work::Trust);
            vec![Effect::AddTrustList { job, file: dialog.file, kind: dialog.kind }]
        }
        TrustMsg::Update { id } => {
            let what = if state.trust.is_team(&id) { Chooser::Team } else { Chooser::TrustList };
            pick(state, what, ChooseFor::TrustUpdate { id })
        }
        TrustMsg::Show { id } => show(state, id),
        TrustMsg::Certificates(msg) => look_through(state, msg),
        TrustMsg::AskRemove { id } => {
            state.dialog = Dialog::RemoveTrustList { id };
            Vec::new()
        }
        TrustMsg::Remove { id } => {
            state.dialog = Dialog::None;
            let job = state.running.begin(Work::Trust);
            vec![Effect::RemoveTrustList { job, id }]
        }
        TrustMsg::AddRevocations => pick(state, Chooser::Revocations, ChooseFor::Revocations),
        TrustMsg::RemoveRevocations { id } => {
            state.dialog = Dialog::None;
            let job = state.running.begin(Work::Trust);
            vec![Effect::RemoveRevocations { job, id }]
        }
        TrustMsg::AddSigner => {
            let Some(path) = state.files.current().map(|entry| entry.path.clone()) else { return Vec::new() };
            let job = state.running.begin(Work::Newcomer);
            state.dialog = Dialog::Contact(ContactDialog::Reading(job));
            vec![Effect::FileSigner { job, path }]
        }
        TrustMsg::ImportCard => pick(state, Chooser::Card, ChooseFor::Card),
        TrustMsg::ExportCard { id } => export_card(state, id),
        TrustMsg::CardSigner { identity } => {
            if let Dialog::ExportCard(card) = &mut state.dialog {
                card.identity = identity;
            }
            Vec::new()
        }
        TrustMsg::ConfirmExportCard => {
            let Dialog::ExportCard(card) = std::mem::take(&mut state.dialog) else { return Vec::new() };
            let name = state.trust.name(&card.id).unwrap_or_default();
            let name = format!("{}.contact.json", super::identities::file_name(name));
            choose(state, Chooser::SaveAs { name }, ChooseFor::ExportCard(card))
        }
        TrustMsg::Contact(draft) => {
            if let Dialog::Contact(ContactDialog::Comparing(comparing)) = &mut state.dialog {
                comparing.draft = draft;
            }
            Vec::new()
        }
        TrustMsg::ConfirmContact => add_contact(state),
        TrustMsg::Team(msg) => super::team::update(state, msg),
    }
}

/// What a list most likely is, by the names that C2PA gives to its files. Whoever presses Enter shall not call the roots of
/// an office an official list.
fn likely_kind(file: &Path) -> ListKind {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
    match (name.contains("C2PA"), name.contains("TSA")) {
        (true, true) => ListKind::TimeStamping,
        (true, false) => ListKind::Official,
        (false, _) => ListKind::House,
    }
}

/// Opens the dialog with the certificates of a list, which are read first.
fn show(state: &mut State, id: String) -> Vec<Effect> {
    let Some(name) = state.trust.name(&id).map(str::to_owned) else { return Vec::new() };
    let job = state.running.begin(Work::Certificates);
    let content = Certificates::Loading(job);
    state.dialog = Dialog::Certificates(CertificatesDialog { name, content, find: String::new(), open: None });
    vec![Effect::ListedCertificates { job, id }]
}

fn look_through(state: &mut State, msg: CertificatesMsg) -> Vec<Effect> {
    if let Dialog::Certificates(dialog) = &mut state.dialog {
        match msg {
            CertificatesMsg::Find(find) => dialog.find = find,
            CertificatesMsg::Fold(index) => dialog.open = Some(index).filter(|own| dialog.open != Some(*own)),
        }
    }
    Vec::new()
}

/// Does what a path was asked for.
pub(in crate::state) fn picked(state: &mut State, purpose: ChooseFor, file: PathBuf) -> Vec<Effect> {
    match purpose {
        ChooseFor::TrustList => {
            if matches!(state.dialog, Dialog::None) {
                let kind = likely_kind(&file);
                state.dialog = Dialog::TrustList(TrustListDialog { file, kind });
            }
            Vec::new()
        }
        ChooseFor::TrustUpdate { id } => {
            let job = state.running.begin(Work::Trust);
            vec![Effect::UpdateTrustList { job, id, file }]
        }
        ChooseFor::Revocations => {
            let job = state.running.begin(Work::Trust);
            vec![Effect::AddRevocations { job, file }]
        }
        ChooseFor::Card => {
            let job = state.running.begin(Work::Newcomer);
            state.dialog = Dialog::Contact(ContactDialog::Reading(job));
            vec![Effect::ReadCard { job, file }]
        }
        ChooseFor::ExportCard(card) => {
            let job = state.running.begin(Work::ExportCard);
            vec![Effect::ExportCard { job, id: card.id, identity: card.identity, target: file }]
        }
        _ => Vec::new(),
    }
}

/// What is in force changed: every file in the list is judged anew.
pub(in crate::state) fn changed(state: &mut State, job: JobId, result: Result<InForce, Problem>) -> Vec<Effect> {
    let work = state.running.end(job);
    match result {
        Ok(in_force) => {
            let is_over = match &state.dialog {
                Dialog::Contact(_) => work == Some(Work::AddContact),
                Dialog::Team(_) => work == Some(Work::AddTeam),
                _ => false,
            };
            if is_over {
                state.dialog = Dialog::None;
            }
            take_effect(state, in_force)
        }
        Err(problem) => {
            failed(state, work, problem);
            Vec::new()
        }
    }
}

/// Shows what is in force now, and judges every file anew.
pub(in crate::state) fn take_effect(state: &mut State, in_force: InForce) -> Vec<Effect> {
    state.trust.problem = None;
    state.trust.content = TrustContent::Ready(in_force);
    state.notice = Some(Notice::TrustChanged);
    let (paths, page) = (state.files.paths(), state.page);
    let effects = open(state, paths);
    state.page = page;
    effects
}

/// What the person asked for could not be done.
pub(in crate::state) fn failed(state: &mut State, work: Option<Work>, problem: Problem) {
    match (work, &mut state.dialog) {
        (Some(Work::AddContact), Dialog::Contact(ContactDialog::Comparing(comparing))) => {
            comparing.progress = Adding::Failed(problem);
        }
        (Some(Work::AddTeam), Dialog::Team(TeamDialog::Comparing(comparing))) => {
            comparing.progress = Adding::Failed(problem);
        }
        (Some(Work::Newcomer), Dialog::Contact(dialog)) => *dialog = ContactDialog::Unreadable(problem),
        (Some(Work::Certificates), Dialog::Certificates(dialog)) => dialog.content = Certificates::Failed(problem),
        (Some(Work::Newcomer | Work::Certificates), _) => {}
        _ => state.trust.problem = Some(problem),
    }
}

pub(in crate::state) fn newcomer(state: &mut State, job: JobId, result: Result<Newcomer, Problem>) {
    state.running.end(job);
    let Dialog::Contact(dialog) = &mut state.dialog else { return };
    if !matches!(dialog, ContactDialog::Reading(reading) if *reading == job) {
        return;
    }
    *dialog = match result {
        Ok(person) => ContactDialog::Comparing(Box::new(Comparing::new(person))),
        Err(problem) => ContactDialog::Unreadable(problem),
    };
}

pub(in crate::state) fn certificates(state: &mut State, job: JobId, result: Result<Vec<ListedCertificate>, Problem>) {
    state.running.end(job);
    if let Dialog::Certificates(dialog) = &mut state.dialog
        && matches!(dialog.content, Certificates::Loading(loading) if loading == job)
    {
        dialog.content = match result {
            Ok(listed) => Certificates::Ready(listed),
            Err(problem) => Certificates::Failed(problem),
        };
    }
}

pub(in crate::state) fn card_exported(state: &mut State, job: JobId, result: Result<PathBuf, Problem>) {
    state.running.end(job);
    match result {
        Ok(path) => state.notice = Some(Notice::Written { path: path.to_string_lossy().into_owned() }),
        Err(problem) => state.trust.problem = Some(problem),
    }
}

fn pick(state: &mut State, what: Chooser, purpose: ChooseFor) -> Vec<Effect> {
    state.trust.problem = None;
    choose(state, what, purpose)
}

fn export_card(state: &mut State, id: String) -> Vec<Effect> {
    state.trust.problem = None;
    let remembered = state.settings.identity.as_deref().and_then(|id| state.identities.find(id));
    let identity = remembered.or_else(|| state.identities.list.items().first()).map(|card| card.id.clone());
    state.dialog = Dialog::ExportCard(ExportCard { id, identity: identity.unwrap_or_default() });
    Vec::new()
}

fn add_contact(state: &mut State) -> Vec<Effect> {
    let Dialog::Contact(ContactDialog::Comparing(comparing)) = &mut state.dialog else { return Vec::new() };
    if !comparing.is_complete() {
        return Vec::new();
    }
    comparing.progress = Adding::Working;
    let (person, draft) = (comparing.person.clone(), comparing.draft.clone());
    let job = state.running.begin(Work::AddContact);
    vec![Effect::AddContact {
        job,
        certificate: person.certificate,
        name: draft.name.trim().to_owned(),
        note: given(&draft.note),
        origin: person.origin,
        compared: person.fingerprint,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::fingerprint::Fingerprint;
    use crate::state::msg::{Answer, Msg};
    use crate::state::trust::{Comparison, ContactDraft};
    use crate::state::{Settings, update};

    fn comparing(digest: u8) -> (State, Fingerprint) {
        let mut state = State::new(Settings::default());
        let fingerprint = Fingerprint::new([digest; 32]);
        let effects = picked(&mut state, ChooseFor::Card, "/p/ana.contact.json".into());
        let [Effect::ReadCard { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        let person = Newcomer {
            certificate: vec![1, 2, 3],
            fingerprint,
            name: Some("Ana".into()),
            organization: None,
            card: None,
            origin: "/p/ana.contact.json".into(),
        };
        update(&mut state, Msg::Answer { job: *job, answer: Answer::Newcomer(Ok(person)) });
        (state, fingerprint)
    }

    fn draft(state: &mut State, draft: ContactDraft) -> Comparison {
        update(state, Msg::Trust(TrustMsg::Contact(draft)));
        let Dialog::Contact(ContactDialog::Comparing(comparing)) = &state.dialog else { panic!() };
        comparing.comparison()
    }

    fn confirm(state: &mut State) -> Vec<Effect> {
        update(state, Msg::Trust(TrustMsg::ConfirmContact))
    }

    #[test]
    fn nobody_is_added_without_a_comparison() {
        let (mut state, fingerprint) = comparing(7);
        let Dialog::Contact(ContactDialog::Comparing(dialog)) = &state.dialog else { panic!() };
        assert_eq!(dialog.draft, ContactDraft::default(), "something was filled in beforehand");
        assert_eq!(confirm(&mut state), []);
        let named = ContactDraft { name: "Ana".into(), ..ContactDraft::default() };
        assert_eq!(draft(&mut state, named.clone()), Comparison::NotYet);
        assert_eq!(confirm(&mut state), []);
        let other = Fingerprint::new([8; 32]).words().join(" ");
        let ticked = ContactDraft { told: other, compared: true, ..named.clone() };
        assert_eq!(draft(&mut state, ticked), Comparison::Differs, "a tick counts more than what was told");
        assert_eq!(confirm(&mut state), []);
        let half = ContactDraft { told: fingerprint.words()[..9].join(" "), ..named.clone() };
        assert_eq!(draft(&mut state, half), Comparison::Unfinished);
        assert_eq!(confirm(&mut state), []);
        let nameless = ContactDraft { name: " ".into(), told: fingerprint.hex(), ..ContactDraft::default() };
        assert_eq!(draft(&mut state, nameless), Comparison::Same);
        assert_eq!(confirm(&mut state), []);
    }

    #[test]
    fn a_compared_signer_is_added_and_files_are_judged_anew() {
        let (mut state, fingerprint) = comparing(7);
        let told = fingerprint.words().join(" ");
        draft(&mut state, ContactDraft { name: " Ana ".into(), told, ..ContactDraft::default() });
        let effects = confirm(&mut state);
        let [Effect::AddContact { job, name, note: None, compared, .. }] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!((name.as_str(), *compared), ("Ana", fingerprint));
        let job = *job;
        assert_eq!(confirm(&mut state), [], "added twice");
        let problem = crate::problem!("contact-differs");
        update(&mut state, Msg::Answer { job, answer: Answer::Trust(Err(problem)) });
        assert!(matches!(&state.dialog, Dialog::Contact(ContactDialog::Comparing(dialog)) if dialog.is_complete()));
        let effects = confirm(&mut state);
        let [Effect::AddContact { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        update(&mut state, Msg::Answer { job: *job, answer: Answer::Trust(Ok(InForce::default())) });
        assert!(matches!(state.dialog, Dialog::None));
        assert_eq!(state.notice, Some(Notice::TrustChanged));
    }

    #[test]
    fn a_late_answer_opens_nothing() {
        let (mut state, _) = comparing(7);
        update(&mut state, Msg::CloseDialog);
        let effects = picked(&mut state, ChooseFor::Card, "/p/b.json".into());
        let [Effect::ReadCard { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        update(&mut state, Msg::CloseDialog);
        let answer = Answer::Newcomer(Err(crate::problem!("contact-card-not-made")));
        update(&mut state, Msg::Answer { job: *job, answer });
        assert!(matches!(state.dialog, Dialog::None));
    }

    #[test]
    fn a_list_of_unknown_name_is_not_taken_for_an_official_one() {
        let kind = |name: &str| likely_kind(&std::path::Path::new("/p").join(name));
        assert_eq!(kind("roots.pem"), ListKind::House);
        assert_eq!(kind("tsa.pem"), ListKind::House);
        assert_eq!(kind("C2PA-TRUST-LIST.json"), ListKind::Official);
        assert_eq!(kind("c2pa-tsa-trust-list.pem"), ListKind::TimeStamping);
        let mut state = State::new(Settings::default());
        picked(&mut state, ChooseFor::TrustList, "/p/roots.pem".into());
        let Dialog::TrustList(dialog) = &state.dialog else { panic!() };
        assert_eq!(dialog.kind, ListKind::House);
    }

    #[test]
    fn what_fails_leaves_what_is_in_force_and_says_so() {
        let mut state = State::new(Settings::default());
        state.trust.content = TrustContent::Ready(InForce::default());
        let effects = picked(&mut state, ChooseFor::TrustUpdate { id: "a".into() }, "/p/old.json".into());
        let [Effect::UpdateTrustList { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        let problem = crate::problem!("contact-card-not-made");
        update(&mut state, Msg::Answer { job: *job, answer: Answer::Trust(Err(problem.clone())) });
        assert_eq!(state.trust.problem, Some(problem));
        assert!(state.trust.in_force().is_some());
        update(&mut state, Msg::Trust(TrustMsg::Add));
        assert_eq!(state.trust.problem, None);
    }
}
