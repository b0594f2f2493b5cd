//! What the person does on the Activity page, and what came of it.

use crate::problem::Problem;

use crate::state::State;
use crate::state::activity::{Activity, ActivityContent, ActivityMsg, Purpose, Say};
use crate::state::effect::{Effect, JobId};
use crate::state::running::Work;

pub(in crate::state) fn update(state: &mut State, msg: ActivityMsg) -> Vec<Effect> {
    match msg {
        ActivityMsg::Refresh => load(state),
        ActivityMsg::Form(form) => {
            state.activity.form = form;
            Vec::new()
        }
        ActivityMsg::Say(say) => {
            let form = state.activity.form.clone();
            if form.host.trim().is_empty() {
                return Vec::new();
            }
            set(state, form.purpose, form.host.trim().to_owned(), Some(say), true)
        }
        ActivityMsg::Set { rule, say } => set(state, rule.purpose, rule.host, say, false),
    }
}

/// Reads rules and ledger; what is shown stays until the answer comes.
pub(in crate::state) fn load(state: &mut State) -> Vec<Effect> {
    let job = state.running.begin(Work::Activity { from_form: false });
    vec![Effect::LoadActivity { job }]
}

fn set(state: &mut State, purpose: Purpose, host: String, say: Option<Say>, from_form: bool) -> Vec<Effect> {
    state.activity.problem = None;
    let job = state.running.begin(Work::Activity { from_form });
    vec![Effect::SetRule { job, purpose, host, say }]
}

pub(in crate::state) fn loaded(state: &mut State, job: JobId, result: Result<Activity, Problem>) {
    let work = state.running.end(job);
    match result {
        Ok(activity) => {
            state.activity.content = ActivityContent::Ready(activity);
            state.activity.problem = None;
            if work == Some(Work::Activity { from_form: true }) {
                state.activity.form.host.clear();
            }
        }
        Err(problem) => failed(state, problem),
    }
}

/// What is shown stays; where there is nothing yet the problem takes its place.
pub(in crate::state) fn failed(state: &mut State, problem: Problem) {
    match &state.activity.content {
        ActivityContent::Ready(_) => state.activity.problem = Some(problem),
        ActivityContent::Loading | ActivityContent::Failed(_) => {
            state.activity.content = ActivityContent::Failed(problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::activity::{Rule, RuleForm};
    use crate::state::msg::{Answer, Msg};
    use crate::state::{Command, Page, Settings, update};

    #[test]
    fn opening_the_page_reads_and_connects_to_nobody() {
        let mut state = State::new(Settings::default());
        let effects = update(&mut state, Msg::Command(Command::ShowActivity));
        assert_eq!(state.page, Page::Activity);
        assert!(matches!(effects.as_slice(), [Effect::LoadActivity { .. }, Effect::LoadQueue { .. }]), "{effects:?}");
    }

    #[test]
    fn a_rule_is_said_and_the_form_is_empty_once_it_is_kept() {
        let mut state = State::new(Settings::default());
        assert_eq!(update(&mut state, Msg::Activity(ActivityMsg::Say(Say::Always))), [], "no host was named");
        let form = RuleForm { purpose: Purpose::Lists, host: " c2pa.example ".into() };
        update(&mut state, Msg::Activity(ActivityMsg::Form(form)));
        let effects = update(&mut state, Msg::Activity(ActivityMsg::Say(Say::Never)));
        let [Effect::SetRule { job, host, say: Some(Say::Never), .. }] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!(host, "c2pa.example");
        let (job, rule) = (*job, Rule { purpose: Purpose::Lists, host: host.clone(), say: Say::Never });
        let activity = Activity { rules: vec![rule.clone()], ..Activity::default() };
        update(&mut state, Msg::Answer { job, answer: Answer::Activity(Ok(activity)) });
        assert_eq!(state.activity.form.host, "");
        let effects = update(&mut state, Msg::Activity(ActivityMsg::Set { rule, say: None }));
        assert!(matches!(effects.as_slice(), [Effect::SetRule { say: None, .. }]), "{effects:?}");
    }

    #[test]
    fn what_cannot_be_kept_leaves_the_page_as_it_is() {
        let mut state = State::new(Settings::default());
        let problem = crate::problem!("network-bad-address", url = "a b");
        let effects = load(&mut state);
        let [Effect::LoadActivity { job }] = effects.as_slice() else { panic!("{effects:?}") };
        loaded(&mut state, *job, Ok(Activity::default()));
        failed(&mut state, problem.clone());
        assert_eq!(state.activity.problem, Some(problem));
        assert!(matches!(state.activity.content, ActivityContent::Ready(_)));
    }
}
