//! What the person does while making a revocation list, and what came of it.

use std::path::PathBuf;

use crate::problem::Problem;

use super::choose;
use super::identities::file_name;
use super::sign::usual_identity;
use super::trust;
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::identities::{Creating, given};
use crate::state::revoke_list::{EntryDraft, MadeList, RevokeListForm, RevokeListMsg, RevokeListOrder};
use crate::state::running::{ChooseFor, Work};
use crate::state::trust::{InForce, Newcomer};
use crate::state::{Dialog, Notice, State};

pub(in crate::state) fn update(state: &mut State, msg: RevokeListMsg) -> Vec<Effect> {
    if msg == RevokeListMsg::Ask {
        state.dialog = Dialog::RevokeList(Box::new(RevokeListForm::new(usual_identity(state))));
        return Vec::new();
    }
    let current = state.files.current().and_then(|entry| entry.check.report()).map(|report| report.signer.clone());
    let Dialog::RevokeList(form) = &mut state.dialog else { return Vec::new() };
    match msg {
        RevokeListMsg::Ask => {}
        RevokeListMsg::Form(new) => **form = *new,
        RevokeListMsg::FromFile => return choose(state, Chooser::Files, ChooseFor::RevokeSigner),
        RevokeListMsg::FromCurrent => {
            if let Some((signer, fingerprint)) = current.and_then(|own| Some((own.name, own.fingerprint?))) {
                form.problem = None;
                form.draft = EntryDraft { fingerprint, who: signer, ..form.draft.clone() };
            }
        }
        RevokeListMsg::Add => {
            if let Ok(entry) = form.entry(&state.zone) {
                form.entries.push(entry);
                form.draft = EntryDraft::default();
            }
        }
        RevokeListMsg::Drop { index } => {
            if index < form.entries.len() {
                form.entries.remove(index);
            }
        }
        RevokeListMsg::Save if form.is_complete() => {
            let name = given(&form.name).or_else(|| {
                let card = form.identity.as_deref().and_then(|id| state.identities.find(id));
                card.map(|card| card.name.clone())
            });
            let name = format!("{}.revocations.json", file_name(&name.unwrap_or_default()));
            return choose(state, Chooser::SaveAs { name }, ChooseFor::RevokeList);
        }
        RevokeListMsg::Save => {}
    }
    Vec::new()
}

/// Does what a path was asked for.
pub(in crate::state) fn picked(state: &mut State, purpose: &ChooseFor, path: PathBuf) -> Vec<Effect> {
    let Dialog::RevokeList(form) = &mut state.dialog else { return Vec::new() };
    if *purpose == ChooseFor::RevokeSigner {
        let job = state.running.begin(Work::RevokeSigner);
        (form.reading, form.problem) = (Some(job), None);
        return vec![Effect::FileSigner { job, path }];
    }
    let Some(identity) = form.identity.clone().filter(|_| form.is_complete()) else { return Vec::new() };
    form.progress = Creating::Working;
    let order = RevokeListOrder {
        identity,
        name: given(&form.name),
        own: form.own,
        valid_days: form.valid_days,
        entries: form.entries.clone(),
        target: path,
    };
    let job = state.running.begin(Work::RevokeList);
    vec![Effect::MakeRevocations { job, order: Box::new(order) }]
}

pub(in crate::state) fn signer(state: &mut State, job: JobId, result: Result<Newcomer, Problem>) {
    state.running.end(job);
    let Dialog::RevokeList(form) = &mut state.dialog else { return };
    if form.reading != Some(job) {
        return;
    }
    form.reading = None;
    match result {
        Ok(person) => {
            let fingerprint = person.fingerprint.hex();
            form.draft = EntryDraft { fingerprint, who: person.name, ..form.draft.clone() };
        }
        Err(problem) => form.problem = Some(problem),
    }
}

/// The list is written and in force; every file in the list is judged anew.
pub(in crate::state) fn made(
    state: &mut State,
    job: JobId,
    result: Result<(MadeList, InForce), Problem>,
) -> Vec<Effect> {
    state.running.end(job);
    match result {
        Ok((list, in_force)) => {
            if matches!(state.dialog, Dialog::RevokeList(_)) {
                state.dialog = Dialog::None;
            }
            let effects = trust::take_effect(state, in_force);
            let path = list.path.to_string_lossy().into_owned();
            state.notice = Some(Notice::RevocationsMade { number: list.number, revoked: list.revoked, path });
            effects
        }
        Err(problem) => {
            match &mut state.dialog {
                Dialog::RevokeList(form) => form.progress = Creating::Failed(problem),
                _ => state.trust.problem = Some(problem),
            }
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::fingerprint::Fingerprint;
    use crate::provenance::identity::IdentityCard;
    use crate::state::msg::{Answer, Msg};
    use crate::state::revoke_list::{EntryFault, Why};
    use crate::state::{Settings, update};

    fn state() -> State {
        let mut state = State::new(Settings::default());
        let card = IdentityCard { id: "1".into(), name: "Desk".into(), ..IdentityCard::default() };
        state.identities.list = Ok(vec![card]).into();
        state.zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(2));
        update(&mut state, Msg::RevokeList(RevokeListMsg::Ask));
        state
    }

    fn form(state: &State) -> RevokeListForm {
        let Dialog::RevokeList(form) = &state.dialog else { panic!("no dialog") };
        form.as_ref().clone()
    }

    fn draft(state: &mut State, fingerprint: &str, from: &str) -> Result<(), EntryFault> {
        let draft =
            EntryDraft { fingerprint: fingerprint.into(), who: None, why: Why::KeyCompromise, from: from.into() };
        let new = RevokeListForm { draft, ..form(state) };
        update(state, Msg::RevokeList(RevokeListMsg::Form(Box::new(new))));
        let fault = form(state).entry(&state.zone).map(|_| ());
        update(state, Msg::RevokeList(RevokeListMsg::Add));
        fault
    }

    #[test]
    fn what_is_half_written_or_wrong_is_never_left_out_in_silence() {
        let mut state = state();
        let one = Fingerprint::new([1; 32]).hex();
        assert_eq!(draft(&mut state, "abcd", ""), Err(EntryFault::Fingerprint));
        assert_eq!(update(&mut state, Msg::RevokeList(RevokeListMsg::Save)), [], "a half entry would be lost");
        assert_eq!(draft(&mut state, &one, "yesterday"), Err(EntryFault::Time));
        assert_eq!(draft(&mut state, &one, "2026-11-20"), Ok(()));
        assert_eq!(draft(&mut state, &one, ""), Err(EntryFault::Twice));
        assert_eq!(form(&state).entries[0].from.as_deref(), Some("2026-11-19T22:00:00Z"), "the person's own day");
        assert_eq!(draft(&mut state, "", ""), Err(EntryFault::Fingerprint));
        let nobody = RevokeListForm { identity: None, ..form(&state) };
        update(&mut state, Msg::RevokeList(RevokeListMsg::Form(Box::new(nobody))));
        assert_eq!(update(&mut state, Msg::RevokeList(RevokeListMsg::Save)), [], "nobody signs it");
    }

    #[test]
    fn a_list_is_made_once_and_comes_into_force() {
        let mut state = state();
        draft(&mut state, &Fingerprint::new([1; 32]).words().join(" "), "").unwrap();
        let effects = update(&mut state, Msg::RevokeList(RevokeListMsg::Save));
        let [Effect::Choose { what: Chooser::SaveAs { name }, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(name, "Desk.revocations.json");
        let effects = picked(&mut state, &ChooseFor::RevokeList, "/p/r.json".into());
        let [Effect::MakeRevocations { job, order }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((order.entries.len(), order.own), (1, true));
        let job = *job;
        assert_eq!(picked(&mut state, &ChooseFor::RevokeList, "/p/r.json".into()), [], "made twice");
        let made = MadeList { path: "/p/r.json".into(), number: 4, revoked: 1 };
        let answer = Answer::RevocationsMade(Ok(Box::new((made, InForce::default()))));
        update(&mut state, Msg::Answer { job, answer });
        assert!(matches!(state.dialog, Dialog::None));
        assert!(matches!(&state.notice, Some(Notice::RevocationsMade { number: 4, .. })), "{:?}", state.notice);
        assert!(state.trust.in_force().is_some());
    }

    #[test]
    fn a_file_whose_signer_says_nothing_is_told_and_a_late_one_is_dropped() {
        let mut state = state();
        let effects = picked(&mut state, &ChooseFor::RevokeSigner, "/p/a.jpg".into());
        let [Effect::FileSigner { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        let problem = crate::problem!("contact-altered", file = "a.jpg");
        update(&mut state, Msg::Answer { job: *job, answer: Answer::Newcomer(Err(problem.clone())) });
        assert_eq!(form(&state).problem, Some(problem.clone()));
        update(&mut state, Msg::RevokeList(RevokeListMsg::Ask));
        update(&mut state, Msg::Answer { job: *job, answer: Answer::Newcomer(Err(problem)) });
        assert_eq!(form(&state).problem, None);
    }
}
