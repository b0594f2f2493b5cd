//! What the person does in a re-sign campaign, and what came of it.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::identity::Standing;

use super::choose;
use crate::state::campaign::{
    CampaignDialog, CampaignMsg, CampaignOrder, CampaignPlace, CampaignTask, Pass, Phase, Step, Sum,
};
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::running::{ChooseFor, Work};
use crate::state::{Dialog, State};

pub(in crate::state) fn update(state: &mut State, msg: CampaignMsg) -> Vec<Effect> {
    if let CampaignMsg::Ask { id } = msg {
        return ask(state, id);
    }
    let Dialog::Campaign(dialog) = &mut state.dialog else { return Vec::new() };
    match msg {
        CampaignMsg::ChooseFolder if may_close(dialog) => {
            return choose(state, Chooser::Folder, ChooseFor::CampaignFolder);
        }
        CampaignMsg::ChooseTarget => return choose(state, Chooser::Folder, ChooseFor::CampaignTarget),
        CampaignMsg::Place(place) => dialog.place = place,
        CampaignMsg::Start => return start(state),
        CampaignMsg::Stop => match &mut dialog.phase {
            Phase::Signing { job, is_stopping, .. } => {
                *is_stopping = true;
                return vec![Effect::Cancel(*job)];
            }
            Phase::Counting(job, _) => return vec![Effect::Cancel(*job)],
            _ => {}
        },
        _ => {}
    }
    Vec::new()
}

/// Only a key that was replaced has a successor that may sign in its place.
fn ask(state: &mut State, id: String) -> Vec<Effect> {
    let Some(Standing::Retired { successor, .. }) = state.identities.find(&id).map(|card| card.standing.clone()) else {
        return Vec::new();
    };
    state.dialog = Dialog::Campaign(Box::new(CampaignDialog {
        old: id,
        new: successor,
        folder: None,
        place: CampaignPlace::default(),
        target: None,
        phase: Phase::Choosing,
    }));
    Vec::new()
}

/// While files are signed the dialog stays; counting may be left.
pub(in crate::state) fn may_close(dialog: &CampaignDialog) -> bool {
    !matches!(dialog.phase, Phase::Signing { .. })
}

/// Work that nobody waits for any more is stopped.
pub(in crate::state) fn closed(dialog: &CampaignDialog) -> Vec<Effect> {
    match dialog.phase {
        Phase::Counting(job, _) => vec![Effect::Cancel(job)],
        _ => Vec::new(),
    }
}

/// Counting begins as soon as a folder is chosen; it changes nothing.
pub(in crate::state) fn picked(state: &mut State, purpose: &ChooseFor, folder: PathBuf) -> Vec<Effect> {
    let Dialog::Campaign(dialog) = &mut state.dialog else { return Vec::new() };
    if *purpose == ChooseFor::CampaignTarget {
        dialog.target = Some(folder);
        dialog.place = CampaignPlace::Copies;
        return Vec::new();
    }
    let job = state.running.begin(Work::Campaign);
    let mut effects = closed(dialog);
    dialog.folder = Some(folder.clone());
    dialog.phase = Phase::Counting(job, Step::default());
    let (old, new) = (dialog.old.clone(), dialog.new.clone());
    let order = CampaignOrder { old, new, folder, task: CampaignTask::Count };
    effects.push(Effect::Campaign { job, order });
    effects
}

fn start(state: &mut State) -> Vec<Effect> {
    let Dialog::Campaign(dialog) = &mut state.dialog else { return Vec::new() };
    let (Some(sum), Some(folder)) = (dialog.ready(), dialog.folder.clone()) else { return Vec::new() };
    let step = Step { pass: Pass::Looking, done: 0, all: sum.files };
    let task = match (dialog.place, dialog.target.clone()) {
        (CampaignPlace::Themselves, _) => CampaignTask::InPlace,
        (CampaignPlace::Copies, Some(target)) => CampaignTask::Into(target),
        (CampaignPlace::Copies, None) => return Vec::new(),
    };
    let job = state.running.begin(Work::Campaign);
    dialog.phase = Phase::Signing { job, step, is_stopping: false };
    let order = CampaignOrder { old: dialog.old.clone(), new: dialog.new.clone(), folder, task };
    vec![Effect::Campaign { job, order }]
}

pub(in crate::state) fn stepped(state: &mut State, job: JobId, step: Step) {
    let Dialog::Campaign(dialog) = &mut state.dialog else { return };
    match &mut dialog.phase {
        Phase::Counting(own, known) if *own == job => *known = step,
        Phase::Signing { job: own, step: known, .. } if *own == job => *known = step,
        _ => {}
    }
}

pub(in crate::state) fn over(state: &mut State, job: JobId, result: Result<Sum, Problem>) {
    state.running.end(job);
    let Dialog::Campaign(dialog) = &mut state.dialog else { return };
    dialog.phase = match (&dialog.phase, result) {
        (Phase::Counting(own, _), Ok(sum)) if *own == job && sum.is_stopped => Phase::Choosing,
        (Phase::Counting(own, _), Ok(sum)) if *own == job => Phase::Counted(sum),
        (Phase::Signing { job: own, .. }, Ok(sum)) if *own == job => Phase::Finished(sum),
        (Phase::Counting(own, _) | Phase::Signing { job: own, .. }, Err(problem)) if *own == job => {
            Phase::Failed(problem)
        }
        _ => return,
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::identity::IdentityCard;
    use crate::state::msg::{Answer, Msg};
    use crate::state::{Settings, update};

    fn state() -> State {
        let mut state = State::new(Settings::default());
        let at = String::from("2026-11-20T12:00:00Z");
        let retired = Standing::Retired { since: at.clone(), overlap_until: at, successor: "new".into() };
        let card = |id: &str, standing| IdentityCard { id: id.into(), standing, ..IdentityCard::default() };
        state.identities.list = Ok(vec![card("old", retired), card("new", Standing::Active)]).into();
        state
    }

    fn say(state: &mut State, msg: CampaignMsg) -> Vec<Effect> {
        update(state, Msg::Campaign(msg))
    }

    fn folder(state: &mut State) -> JobId {
        say(state, CampaignMsg::Ask { id: "old".into() });
        let effects = picked(state, &ChooseFor::CampaignFolder, "/archive".into());
        let [Effect::Campaign { job, order }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((order.task.clone(), order.new.as_str()), (CampaignTask::Count, "new"));
        *job
    }

    fn phase(state: &State) -> &Phase {
        let Dialog::Campaign(dialog) = &state.dialog else { panic!("no dialog") };
        &dialog.phase
    }

    #[test]
    fn only_a_replaced_key_begins_one() {
        let mut state = state();
        say(&mut state, CampaignMsg::Ask { id: "new".into() });
        say(&mut state, CampaignMsg::Ask { id: "nobody".into() });
        assert!(matches!(state.dialog, Dialog::None));
    }

    #[test]
    fn nothing_is_signed_before_it_was_counted_and_a_place_chosen() {
        let mut state = state();
        let job = folder(&mut state);
        assert_eq!(say(&mut state, CampaignMsg::Start), []);
        let sum = Sum { files: 3, of_old: 2, verified: 2, left: 2, ..Sum::default() };
        update(&mut state, Msg::Answer { job, answer: Answer::Campaign(Ok(Box::new(sum.clone()))) });
        assert_eq!(say(&mut state, CampaignMsg::Start), [], "copies have no folder yet");
        picked(&mut state, &ChooseFor::CampaignTarget, "/out".into());
        let effects = say(&mut state, CampaignMsg::Start);
        let [Effect::Campaign { job, order }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(order.task, CampaignTask::Into("/out".into()));
        let job = *job;
        update(&mut state, Msg::CloseDialog);
        assert!(matches!(phase(&state), Phase::Signing { .. }), "work under way was hidden");
        let step = Step { pass: Pass::Signing, done: 1, all: 2 };
        update(&mut state, Msg::Answer { job, answer: Answer::CampaignStep(step) });
        assert!(matches!(phase(&state), Phase::Signing { step: known, .. } if *known == step));
        assert_eq!(say(&mut state, CampaignMsg::Stop), [Effect::Cancel(job)]);
        let sum = Sum { resigned: 1, left: 1, is_stopped: true, ..sum };
        update(&mut state, Msg::Answer { job, answer: Answer::Campaign(Ok(Box::new(sum))) });
        assert!(matches!(phase(&state), Phase::Finished(sum) if sum.left == 1 && !sum.is_over()));
    }

    #[test]
    fn closing_while_it_counts_stops_the_count_and_a_late_answer_opens_nothing() {
        let mut state = state();
        let job = folder(&mut state);
        assert_eq!(update(&mut state, Msg::CloseDialog), [Effect::Cancel(job)]);
        say(&mut state, CampaignMsg::Ask { id: "old".into() });
        update(&mut state, Msg::Answer { job, answer: Answer::Campaign(Ok(Box::default())) });
        assert!(matches!(phase(&state), Phase::Choosing));
    }

    #[test]
    fn with_nothing_by_the_old_key_there_is_nothing_to_start() {
        let mut state = state();
        let job = folder(&mut state);
        update(&mut state, Msg::Answer { job, answer: Answer::Campaign(Ok(Box::default())) });
        say(&mut state, CampaignMsg::Place(CampaignPlace::Themselves));
        assert_eq!(say(&mut state, CampaignMsg::Start), []);
    }
}
