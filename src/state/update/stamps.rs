//! What the person does with time stamps that are added later, and what came of it.

use std::path::PathBuf;

use crate::problem::Problem;

use super::sign::{over, run_notice, show, signed_copies, usual_identity};
use super::{activity, settings};
use crate::state::activity::{Permit, Purpose, Say, host_of};
use crate::state::effect::{Effect, JobId};
use crate::state::msg::SignOutcome;
use crate::state::running::Work;
use crate::state::sign::{SignRow, SignRun};
use crate::state::stamps::{Source, StampPlace, StampsDialog, StampsForm, StampsMsg, Waiting};
use crate::state::{Dialog, Notice, Page, State};

pub(in crate::state) fn update(state: &mut State, msg: StampsMsg) -> Vec<Effect> {
    let dialog = match &mut state.dialog {
        Dialog::Stamps(dialog) => Some(dialog.as_mut()),
        _ => None,
    };
    match (msg, dialog) {
        (StampsMsg::Ask, _) => return ask(state),
        (StampsMsg::Try { path }, None) => return try_waiting(state, path),
        (StampsMsg::Remove { path }, _) => {
            let job = state.running.begin(Work::Queue);
            return vec![Effect::LeaveQueue { job, path }];
        }
        (StampsMsg::Edit(new), Some(StampsDialog::Filling(form))) => *form = *new,
        (StampsMsg::Start, Some(StampsDialog::Filling(form))) => {
            let form = form.clone();
            return start(state, &form);
        }
        (StampsMsg::Cancel, Some(StampsDialog::Running(run))) => {
            run.cancelled = true;
            return vec![Effect::Cancel(run.job)];
        }
        (StampsMsg::Show { index }, Some(StampsDialog::Finished(run))) => {
            let one: Option<Vec<usize>> = index.map(|index| vec![index]);
            let copies = signed_copies(run, one.as_deref());
            state.page = Page::Files;
            return show(state, copies);
        }
        _ => {}
    }
    Vec::new()
}

/// Opens the dialog for the selected files.
pub(in crate::state) fn ask(state: &mut State) -> Vec<Effect> {
    let files = state.files.selection();
    if files.is_empty() {
        return Vec::new();
    }
    state.page = Page::Files;
    fill(state, Source::Selected(files))
}

fn try_waiting(state: &mut State, path: Option<PathBuf>) -> Vec<Effect> {
    let wanted = |file: &&Waiting| path.as_ref().is_none_or(|path| file.path == *path);
    let files: Vec<_> = state.activity.queue.ready().filter(wanted).collect();
    let files: Vec<_> = files.into_iter().map(|file| (file.path.clone(), file.address.clone())).collect();
    if files.is_empty() { Vec::new() } else { fill(state, Source::Waiting(files)) }
}

/// The rules are read anew, so that the dialog knows what was said about the authority.
fn fill(state: &mut State, source: Source) -> Vec<Effect> {
    if !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    let form = StampsForm {
        own_authority: matches!(source, Source::Waiting(_)),
        source,
        identity: usual_identity(state),
        address: state.settings.stamp_addresses.first().cloned().unwrap_or_default(),
        place: StampPlace::default(),
        permit: Permit::default(),
    };
    state.dialog = Dialog::Stamps(Box::new(StampsDialog::Filling(form)));
    activity::load(state)
}

fn start(state: &mut State, form: &StampsForm) -> Vec<Effect> {
    let hosts: Vec<String> = form.addresses().iter().map(|address| host_of(address)).collect();
    let said = |host: &String| state.activity.content.said(Purpose::TimeStamps, host);
    if !form.faults(&state.files).is_empty() || hosts.iter().any(|host| said(host) == Some(Say::Never)) {
        return Vec::new();
    }
    if form.permit == Permit::Never {
        return never(state, Purpose::TimeStamps, hosts);
    }
    let Some(order) = form.order(&state.files) else { return Vec::new() };
    state.settings.identity = form.identity.clone();
    if !form.own_authority {
        state.settings.remember_stamp_address(form.address.trim());
    }
    let job = state.running.begin(Work::Stamp);
    let rows = order.files().into_iter().map(|source| SignRow { source, outcome: None }).collect();
    let run = SignRun { job, rows, cancelled: false, problem: None };
    state.dialog = Dialog::Stamps(Box::new(StampsDialog::Running(run)));
    let mut effects = settings::save(state);
    effects.push(Effect::Stamp { job, order: Box::new(order) });
    effects
}

/// Keeps the no for each host, and asks nobody.
pub(in crate::state) fn never(state: &mut State, purpose: Purpose, hosts: Vec<String>) -> Vec<Effect> {
    state.dialog = Dialog::None;
    state.notice = Some(Notice::NeverAsked { host: hosts.join(", ") });
    let keep = |host: String| {
        let job = state.running.begin(Work::Activity { from_form: false });
        Effect::SetRule { job, purpose, host, say: Some(Say::Never) }
    };
    hosts.into_iter().map(keep).collect()
}

/// Reads which files wait.
pub(in crate::state) fn load(state: &mut State) -> Vec<Effect> {
    let job = state.running.begin(Work::Queue);
    vec![Effect::LoadQueue { job }]
}

pub(in crate::state) fn queue(state: &mut State, job: JobId, result: Result<Vec<Waiting>, Problem>) {
    state.running.end(job);
    match result {
        Ok(files) => {
            state.activity.queue.files = files;
            state.activity.queue.problem = None;
        }
        Err(problem) => state.activity.queue.problem = Some(problem),
    }
}

pub(in crate::state) fn stamped(state: &mut State, job: JobId, index: usize, outcome: SignOutcome) {
    if let Dialog::Stamps(dialog) = &mut state.dialog
        && let StampsDialog::Running(run) = dialog.as_mut()
        && run.job == job
        && let Some(row) = run.rows.get_mut(index)
    {
        row.outcome = Some(outcome);
    }
}

/// Files that were stamped in place show their new report at once.
pub(in crate::state) fn finished(state: &mut State, job: JobId, problem: Option<Problem>) -> Vec<Effect> {
    if let Dialog::Stamps(dialog) = &mut state.dialog
        && let StampsDialog::Running(run) = dialog.as_mut()
        && run.job == job
    {
        let run = over(run, problem);
        state.notice = Some(run_notice(&run));
        let known = state.files.paths();
        for (path, report) in run.signed().filter(|(path, _)| known.contains(path)) {
            let id = state.files.add(path.clone());
            state.files.set_report(id, report.clone());
        }
        **dialog = StampsDialog::Finished(run);
    }
    let mut effects = load(state);
    effects.extend(activity::load(state));
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::identity::IdentityCard;
    use crate::state::activity::{Activity, ActivityContent, Rule};
    use crate::state::msg::{Answer, Msg};
    use crate::state::{Command, Settings, update};

    const ADDRESS: &str = "http://Stamps.example:80/tsa";

    fn waiting(path: &str, address: &str) -> Waiting {
        Waiting {
            path: path.into(),
            address: address.into(),
            since: "2026-11-20T12:00:00Z".into(),
            reason: "Down.".into(),
            is_there: true,
        }
    }

    fn state() -> State {
        let mut state = State::new(Settings::default());
        let card = IdentityCard { id: "1".into(), name: "Ana".into(), ..IdentityCard::default() };
        state.identities.list = Ok(vec![card]).into();
        let gone = Waiting { is_there: false, ..waiting("/p/gone.jpg", ADDRESS) };
        state.activity.queue.files = vec![
            waiting("/p/a.jpg", ADDRESS),
            gone,
            waiting("/p/b.jpg", "https://b.example/"),
            waiting("/p/c.jpg", ADDRESS),
        ];
        state
    }

    fn form(state: &State) -> StampsForm {
        let Dialog::Stamps(dialog) = &state.dialog else { panic!("no dialog") };
        let StampsDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
        form.clone()
    }

    fn edit(state: &mut State, form: StampsForm) {
        update(state, Msg::Stamps(StampsMsg::Edit(Box::new(form))));
    }

    fn start(state: &mut State) -> Vec<Effect> {
        update(state, Msg::Stamps(StampsMsg::Start))
    }

    #[test]
    fn nothing_is_asked_without_files_or_an_address() {
        let mut state = state();
        assert_eq!(update(&mut state, Msg::Command(Command::AddStamp)), []);
        assert!(matches!(state.dialog, Dialog::None), "no file is selected");
        update(&mut state, Msg::Stamps(StampsMsg::Try { path: Some("/p/gone.jpg".into()) }));
        assert!(matches!(state.dialog, Dialog::None), "the file is gone");
        update(&mut state, Msg::Stamps(StampsMsg::Try { path: None }));
        let other = StampsForm { own_authority: false, address: "nowhere".into(), ..form(&state) };
        edit(&mut state, other);
        assert_eq!(start(&mut state), []);
    }

    #[test]
    fn each_waiting_file_goes_to_its_own_authority_and_stays_in_its_place() {
        let mut state = state();
        update(&mut state, Msg::Stamps(StampsMsg::Try { path: None }));
        let effects = start(&mut state);
        let Some(Effect::Stamp { order, job }) = effects.last() else { panic!("{effects:?}") };
        assert_eq!(order.batches.len(), 2);
        assert_eq!(order.batches[0].files, [(0, "/p/a.jpg".into()), (2, "/p/c.jpg".into())]);
        assert_eq!((order.place, order.from_queue, order.always), (StampPlace::Themselves, true, false));
        let job = *job;
        update(&mut state, Msg::CloseDialog);
        assert!(matches!(state.dialog, Dialog::Stamps(_)), "work under way was hidden");
        let failed = SignOutcome::Failed(crate::problem!("stamp-has-one", name = "b"));
        update(&mut state, Msg::Answer { job, answer: Answer::Signed { index: 1, outcome: failed } });
        let effects = update(&mut state, Msg::Answer { job, answer: Answer::Finished });
        assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadQueue { .. })), "{effects:?}");
        let Dialog::Stamps(dialog) = &state.dialog else { panic!() };
        let StampsDialog::Finished(run) = dialog.as_ref() else { panic!("{dialog:?}") };
        assert_eq!((run.failed(), run.not_begun()), (1, 2));
    }

    #[test]
    fn a_no_is_kept_and_nobody_is_asked() {
        let mut state = state();
        update(&mut state, Msg::Stamps(StampsMsg::Try { path: Some("/p/a.jpg".into()) }));
        let never = StampsForm { permit: Permit::Never, ..form(&state) };
        edit(&mut state, never);
        let effects = start(&mut state);
        let [Effect::SetRule { host, say: Some(Say::Never), .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(host, "stamps.example");
        assert!(matches!(state.dialog, Dialog::None));
    }

    #[test]
    fn a_no_said_before_counts_whatever_the_form_says() {
        let mut state = state();
        update(&mut state, Msg::Stamps(StampsMsg::Try { path: Some("/p/a.jpg".into()) }));
        let rule = Rule { purpose: Purpose::TimeStamps, host: "stamps.example".into(), say: Say::Never };
        state.activity.content = ActivityContent::Ready(Activity { rules: vec![rule], ..Activity::default() });
        assert_eq!(start(&mut state), []);
    }

    #[test]
    fn a_queue_that_cannot_be_read_leaves_what_was_shown() {
        let mut state = state();
        let effects = load(&mut state);
        let [Effect::LoadQueue { job }] = effects.as_slice() else { panic!("{effects:?}") };
        let problem = crate::problem!("stamp-queue-malformed", path = "q");
        update(&mut state, Msg::Answer { job: *job, answer: Answer::Queue(Err(problem.clone())) });
        assert_eq!((state.activity.queue.problem, state.activity.queue.files.len()), (Some(problem), 4));
    }
}
