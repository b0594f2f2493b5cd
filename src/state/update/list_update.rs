//! What the person does to fetch official lists, and what came of it.

use crate::problem::Problem;

use super::{activity, stamps, trust};
use crate::state::activity::{Permit, Purpose, Say, host_of};
use crate::state::effect::{Effect, JobId};
use crate::state::list_update::{ListOrder, ListPhase, ListSource, ListUpdateDialog, ListUpdateMsg, ListsFetched};
use crate::state::running::Work;
use crate::state::{Dialog, State};

pub(in crate::state) fn update(state: &mut State, msg: ListUpdateMsg) -> Vec<Effect> {
    if msg == ListUpdateMsg::Ask {
        return ask(state);
    }
    let Dialog::ListUpdate(dialog) = &mut state.dialog else { return Vec::new() };
    match (msg, &dialog.phase) {
        (ListUpdateMsg::Choose { list, wanted }, ListPhase::Filling) => {
            for source in dialog.sources.iter_mut().filter(|source| source.list == list) {
                source.wanted = wanted;
            }
        }
        (ListUpdateMsg::Permit(permit), ListPhase::Filling) => dialog.permit = permit,
        (ListUpdateMsg::Start, ListPhase::Filling) => return start(state),
        _ => {}
    }
    Vec::new()
}

/// The rules are read anew, so that the dialog knows what was said about the publisher.
fn ask(state: &mut State) -> Vec<Effect> {
    let job = state.running.begin(Work::ListUpdate);
    state.dialog = Dialog::ListUpdate(ListUpdateDialog {
        sources: Vec::new(),
        permit: Permit::default(),
        phase: ListPhase::Reading(job),
    });
    let mut effects = vec![Effect::ListSources { job }];
    effects.extend(activity::load(state));
    effects
}

fn start(state: &mut State) -> Vec<Effect> {
    let Dialog::ListUpdate(dialog) = &mut state.dialog else { return Vec::new() };
    let mut hosts: Vec<String> = dialog.addresses().iter().map(|address| host_of(address)).collect();
    hosts.dedup();
    let said = |host: &String| state.activity.content.said(Purpose::Lists, host);
    if hosts.is_empty() || hosts.iter().any(|host| said(host) == Some(Say::Never)) {
        return Vec::new();
    }
    if dialog.permit == Permit::Never {
        return stamps::never(state, Purpose::Lists, hosts);
    }
    let sources = dialog.sources.iter().filter(|source| source.wanted).cloned().collect();
    let order = ListOrder { sources, always: dialog.permit == Permit::Always };
    let job = state.running.begin(Work::ListUpdate);
    dialog.phase = ListPhase::Fetching(job);
    vec![Effect::FetchLists { job, order }]
}

pub(in crate::state) fn sources(state: &mut State, job: JobId, result: Result<Vec<ListSource>, Problem>) {
    state.running.end(job);
    let Dialog::ListUpdate(dialog) = &mut state.dialog else { return };
    if !matches!(dialog.phase, ListPhase::Reading(own) if own == job) {
        return;
    }
    match result {
        Ok(sources) => (dialog.sources, dialog.phase) = (sources, ListPhase::Filling),
        Err(problem) => dialog.phase = ListPhase::Failed(problem),
    }
}

/// Where a list changed, every file in the list is judged anew, also when the dialog was closed meanwhile.
pub(in crate::state) fn fetched(state: &mut State, job: JobId, result: Result<ListsFetched, Problem>) -> Vec<Effect> {
    state.running.end(job);
    let mut effects = Vec::new();
    let phase = match result {
        Ok(fetched) => {
            if fetched.outcomes.iter().any(|outcome| outcome.problem.is_none()) {
                effects = trust::take_effect(state, fetched.in_force);
            }
            ListPhase::Finished(fetched.outcomes)
        }
        Err(problem) => ListPhase::Failed(problem),
    };
    if let Dialog::ListUpdate(dialog) = &mut state.dialog
        && matches!(dialog.phase, ListPhase::Fetching(own) | ListPhase::Reading(own) if own == job)
    {
        dialog.phase = phase;
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::activity::{Activity, ActivityContent, Rule};
    use crate::state::list_update::{ListOutcome, Published};
    use crate::state::msg::{Answer, Msg};
    use crate::state::trust::InForce;
    use crate::state::{Settings, update};

    fn say(state: &mut State, msg: ListUpdateMsg) -> Vec<Effect> {
        update(state, Msg::ListUpdate(msg))
    }

    fn asked() -> State {
        let mut state = State::new(Settings::default());
        let effects = say(&mut state, ListUpdateMsg::Ask);
        let [Effect::ListSources { job }, Effect::LoadActivity { .. }] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!(say(&mut state, ListUpdateMsg::Start), [], "nobody knows whom to ask yet");
        let address = String::from("https://lists.example/official.json");
        let source = |list| ListSource { list, address: address.clone(), wanted: true };
        let sources = vec![source(Published::Official), source(Published::Tsa)];
        update(&mut state, Msg::Answer { job: *job, answer: Answer::ListSources(Ok(sources)) });
        state
    }

    #[test]
    fn a_no_is_kept_and_said_again_asks_nobody() {
        let mut state = asked();
        say(&mut state, ListUpdateMsg::Permit(Permit::Never));
        let effects = say(&mut state, ListUpdateMsg::Start);
        let [Effect::SetRule { purpose: Purpose::Lists, host, say: Some(Say::Never), .. }] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!(host, "lists.example");
        let mut state = asked();
        let rule = Rule { purpose: Purpose::Lists, host: "lists.example".into(), say: Say::Never };
        state.activity.content = ActivityContent::Ready(Activity { rules: vec![rule], ..Activity::default() });
        assert_eq!(say(&mut state, ListUpdateMsg::Start), []);
    }

    #[test]
    fn without_a_list_there_is_nothing_to_ask_for() {
        let mut state = asked();
        for list in [Published::Official, Published::Tsa] {
            say(&mut state, ListUpdateMsg::Choose { list, wanted: false });
        }
        assert_eq!(say(&mut state, ListUpdateMsg::Start), []);
    }

    #[test]
    fn a_failure_leaves_what_is_in_force_and_judges_nothing_anew() {
        let mut state = asked();
        say(&mut state, ListUpdateMsg::Choose { list: Published::Tsa, wanted: false });
        let effects = say(&mut state, ListUpdateMsg::Start);
        let [Effect::FetchLists { job, order }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((order.sources.len(), order.always), (1, false));
        let problem = crate::problem!("network-timed-out", host = "lists.example");
        let outcome = ListOutcome { list: Published::Official, problem: Some(problem), in_force: None };
        let fetched = ListsFetched { outcomes: vec![outcome], in_force: InForce::default() };
        let answer = Answer::ListsFetched(Ok(Box::new(fetched)));
        assert_eq!(update(&mut state, Msg::Answer { job: *job, answer }), []);
        assert!(state.trust.in_force().is_none(), "something came into force");
        let Dialog::ListUpdate(dialog) = &state.dialog else { panic!() };
        assert!(matches!(&dialog.phase, ListPhase::Finished(outcomes) if outcomes.len() == 1));
    }
}
