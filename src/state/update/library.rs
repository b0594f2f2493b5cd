//! What the person does on the Library page, and what came of it.

use crate::problem::Problem;
use crate::provenance::soft_binding::Said;

use super::open;
use crate::state::effect::{Effect, JobId};
use crate::state::library::{
    AlikeCount, AlikeTo, LibraryContent, LibraryMsg, LibraryQuery, LibraryRows, PORTION, TrustEffect,
};
use crate::state::running::Work;
use crate::state::{Dialog, Page, State};

pub(in crate::state) fn update(state: &mut State, msg: LibraryMsg) -> Vec<Effect> {
    match msg {
        LibraryMsg::Find(find) => state.library.query.find = find,
        LibraryMsg::Headline(headline) => state.library.query.headline = headline,
        LibraryMsg::ChangedOnly(changed_only) => state.library.query.changed_only = changed_only,
        LibraryMsg::Sort(sort) => state.library.query.sort = sort,
        LibraryMsg::Refresh => {}
        LibraryMsg::Visible { start, end } => {
            if state.library.loading.is_some() || state.library.holds(start, end) {
                return Vec::new();
            }
            // As many before as behind, so that scrolling either way finds rows.
            let spare = PORTION.saturating_sub(end.saturating_sub(start)) / 2;
            state.library.query.offset = start.saturating_sub(spare);
            return read(state);
        }
        LibraryMsg::ShowAlike => {
            let Some(alike) = alike_to(state) else { return Vec::new() };
            state.page = Page::Library;
            state.library.query = LibraryQuery { alike: Some(alike), ..LibraryQuery::default() };
            // The rows that are shown were found by another question.
            state.library.content = LibraryContent::Loading;
        }
        LibraryMsg::ShowAll => state.library.query.alike = None,
        LibraryMsg::LookedAt => return count_alike(state),
        LibraryMsg::Open(path) => return open(state, vec![path]),
        LibraryMsg::ShowChanged => {
            state.page = Page::Library;
            state.library.trust_effect = None;
            state.library.query = LibraryQuery { changed_only: true, ..LibraryQuery::default() };
        }
        LibraryMsg::DismissChanged => {
            state.library.trust_effect = None;
            return Vec::new();
        }
        LibraryMsg::AskForget(what) => {
            if matches!(state.dialog, Dialog::None) {
                state.dialog = Dialog::Forget(what);
            }
            return Vec::new();
        }
        LibraryMsg::Forget => return forget(state),
        LibraryMsg::Rechecking(job) => {
            state.library.rechecking.push(job);
            return Vec::new();
        }
        LibraryMsg::RecheckOver(job) => {
            state.library.rechecking.retain(|own| *own != job);
            state.library.is_stopping &= !state.library.rechecking.is_empty();
            return Vec::new();
        }
        LibraryMsg::StopRecheck => {
            state.library.is_stopping = !state.library.rechecking.is_empty();
            return state.library.rechecking.iter().copied().map(Effect::Cancel).collect();
        }
    }
    load(state)
}

/// What was asked about is forgotten; then the rows are read again.
fn forget(state: &mut State) -> Vec<Effect> {
    let Dialog::Forget(what) = &state.dialog else { return Vec::new() };
    let what = what.clone();
    state.dialog = Dialog::None;
    state.library.query.offset = 0;
    let job = state.running.begin(Work::Library);
    state.library.loading = Some(job);
    vec![Effect::ForgetRemembered { job, what, query: state.library.query.clone() }]
}

/// Asks how many files seen before look like the one in the inspector, if remembering is on and something is said of it.
pub(in crate::state) fn count_alike(state: &mut State) -> Vec<Effect> {
    state.inspector.alike = AlikeCount::Unknown;
    let Some(alike) = alike_to(state).filter(|_| state.settings.remember_files) else { return Vec::new() };
    let job = state.running.begin(Work::Alike);
    state.inspector.alike = AlikeCount::Asking(job);
    vec![Effect::CountAlike { job, path: alike.path }]
}

pub(in crate::state) fn counted(state: &mut State, job: JobId, count: AlikeCount) {
    state.running.end(job);
    if state.inspector.alike == AlikeCount::Asking(job) {
        state.inspector.alike = count;
    }
}

/// The file in the inspector; `None` where nothing is known of it.
fn alike_to(state: &State) -> Option<AlikeTo> {
    let entry = state.files.current()?;
    let report = entry.check.report().filter(|report| report.problem.is_none())?;
    Some(AlikeTo { path: entry.path.clone(), said: Said::of(report) })
}

/// Reads from the first row; what is shown stays until the answer comes.
pub(in crate::state) fn load(state: &mut State) -> Vec<Effect> {
    state.library.query.offset = 0;
    read(state)
}

fn read(state: &mut State) -> Vec<Effect> {
    let job = state.running.begin(Work::Library);
    state.library.loading = Some(job);
    vec![Effect::LoadLibrary { job, query: state.library.query.clone() }]
}

pub(in crate::state) fn loaded(state: &mut State, job: JobId, result: Result<LibraryRows, Problem>) {
    state.running.end(job);
    match result {
        Ok(rows) if state.library.loading == Some(job) => {
            state.library.loading = None;
            state.library.content = LibraryContent::Ready(rows);
        }
        Ok(_) => {}
        Err(problem) => failed(state, job, problem),
    }
}

/// The newest question has no answer; what older ones have to say does not matter any more.
pub(in crate::state) fn failed(state: &mut State, job: JobId, problem: Problem) {
    if state.library.loading == Some(job) {
        state.library.loading = None;
        state.library.content = LibraryContent::Failed(problem);
    }
}

/// A change of trust was followed through the library.
pub(in crate::state) fn trust_changed(state: &mut State, effect: TrustEffect) -> Vec<Effect> {
    state.library.trust_effect = Some(effect);
    if state.page == Page::Library { load(state) } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::library::{Forget, LibraryRow};
    use crate::state::msg::{Answer, Msg};
    use crate::state::{Command, Settings, update};

    fn rows(offset: usize, count: usize, total: usize) -> LibraryRows {
        let row = |number: usize| LibraryRow {
            path: format!("/photos/{number}.jpg").into(),
            headline: None,
            signer: None,
            checked: "2026-11-20T12:00:00.000Z".into(),
            before: None,
            is_gone: false,
            alike: None,
        };
        LibraryRows { offset, rows: (offset..offset + count).map(row).collect(), total }
    }

    fn job(effects: &[Effect]) -> (JobId, LibraryQuery) {
        let [Effect::LoadLibrary { job, query }] = effects else { panic!("{effects:?}") };
        (*job, query.clone())
    }

    #[test]
    fn a_hundred_thousand_rows_are_read_a_portion_at_a_time() {
        let mut state = State::new(Settings::default());
        let (first, _) = job(&update(&mut state, Msg::Command(Command::ShowLibrary)));
        update(&mut state, Msg::Answer { job: first, answer: Answer::Library(Ok(rows(0, PORTION, 100_000))) });
        let seen = |start, end| Msg::Library(LibraryMsg::Visible { start, end });
        assert_eq!(update(&mut state, seen(0, 40)), []);
        let (far, query) = job(&update(&mut state, seen(50_000, 50_040)));
        assert_eq!(query.offset, 49_870);
        assert_eq!(update(&mut state, seen(50_010, 50_050)), [], "one portion at a time");
        let answer = Answer::Library(Ok(rows(query.offset, PORTION, 100_000)));
        update(&mut state, Msg::Answer { job: far, answer });
        assert_eq!(state.library.row(50_000).unwrap().path.to_str(), Some("/photos/50000.jpg"));
        assert_eq!(state.library.row(3), None);
        assert_eq!(update(&mut state, seen(50_010, 50_050)), []);
    }

    #[test]
    fn nothing_is_forgotten_without_a_second_word() {
        let mut state = State::new(Settings::default());
        assert_eq!(update(&mut state, Msg::Library(LibraryMsg::Forget)), []);
        let file = Forget::File("/p/a.jpg".into());
        assert_eq!(update(&mut state, Msg::Library(LibraryMsg::AskForget(file.clone()))), []);
        assert_eq!(update(&mut state, Msg::CloseDialog), []);
        assert_eq!(update(&mut state, Msg::Library(LibraryMsg::Forget)), []);
        update(&mut state, Msg::Library(LibraryMsg::AskForget(file.clone())));
        let effects = update(&mut state, Msg::Library(LibraryMsg::Forget));
        let [Effect::ForgetRemembered { job, what, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((what, state.library.loading), (&file, Some(*job)));
        assert!(matches!(state.dialog, Dialog::None));
    }

    #[test]
    fn a_recheck_is_stopped_by_its_own_job() {
        let mut state = State::new(Settings::default());
        assert_eq!(update(&mut state, Msg::Library(LibraryMsg::StopRecheck)), []);
        assert!(!state.library.is_stopping);
        update(&mut state, Msg::Library(LibraryMsg::Rechecking(JobId(7))));
        assert_eq!(update(&mut state, Msg::Library(LibraryMsg::StopRecheck)), [Effect::Cancel(JobId(7))]);
        assert!(state.library.is_stopping);
        update(&mut state, Msg::Library(LibraryMsg::RecheckOver(JobId(7))));
        assert!(!state.library.is_stopping && state.library.rechecking.is_empty());
    }

    #[test]
    fn the_answer_to_an_older_question_is_dropped() {
        let mut state = State::new(Settings::default());
        let (old, _) = job(&update(&mut state, Msg::Command(Command::ShowLibrary)));
        let (new, query) = job(&update(&mut state, Msg::Library(LibraryMsg::Find("trip".into()))));
        assert_eq!(query.find, "trip");
        update(&mut state, Msg::Answer { job: new, answer: Answer::Library(Ok(rows(0, 1, 1))) });
        update(&mut state, Msg::Answer { job: old, answer: Answer::Library(Ok(rows(0, 9, 9))) });
        let LibraryContent::Ready(rows) = &state.library.content else { panic!() };
        assert_eq!(rows.total, 1);
    }

    /// One checked file in the inspector, and the effects that came of it.
    fn with_file(settings: Settings, problem: bool) -> (State, Vec<Effect>) {
        let mut state = State::new(settings);
        let effects = update(&mut state, Msg::Opened(vec!["/p/a.jpg".into()]));
        let [Effect::Verify { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        let job = *job;
        update(&mut state, Msg::Answer { job, answer: Answer::Found(vec!["/p/a.jpg".into()]) });
        let mut report: crate::provenance::report::Report = serde_json::from_value(serde_json::json!({
            "schema": "lightmark.report/1", "path": "/p/a.jpg", "size_bytes": 1, "format": "image/jpeg",
            "headline": "no-credentials", "content": { "state": "not-checked" }, "signer": { "state": "none" },
            "time": { "state": "none" }, "history": { "state": "none", "steps": [] },
            "rights": { "state": "none", "fields": [] }, "checks": [],
        }))
        .unwrap();
        report.problem = problem.then(|| crate::problem!("media-empty"));
        let answer = Answer::Report { index: 0, report: Box::new(report) };
        let effects = update(&mut state, Msg::Answer { job, answer });
        (state, effects)
    }

    fn counting(effects: &[Effect]) -> JobId {
        let [Effect::CountAlike { job, path }] = effects else { panic!("{effects:?}") };
        assert_eq!(path.to_str(), Some("/p/a.jpg"));
        *job
    }

    #[test]
    fn look_alikes_are_counted_for_the_file_in_the_inspector() {
        let (mut state, effects) = with_file(Settings::default(), false);
        let first = counting(&effects);
        // What was seen meanwhile may have changed the answer; the older one is dropped.
        let second = counting(&update(&mut state, Msg::Library(LibraryMsg::LookedAt)));
        update(&mut state, Msg::Answer { job: first, answer: Answer::Alike(AlikeCount::Files(9)) });
        assert_eq!(state.inspector.alike, AlikeCount::Asking(second));
        update(&mut state, Msg::Answer { job: second, answer: Answer::Alike(AlikeCount::Files(2)) });
        assert_eq!(state.inspector.alike, AlikeCount::Files(2));
        update(&mut state, Msg::Command(Command::Remove));
        assert_eq!(state.inspector.alike, AlikeCount::Unknown);
    }

    #[test]
    fn nothing_is_searched_when_nothing_is_remembered_or_known() {
        let (mut state, effects) = with_file(Settings { remember_files: false, ..Settings::default() }, false);
        assert_eq!(effects, []);
        assert_eq!(update(&mut state, Msg::Library(LibraryMsg::LookedAt)), []);
        let (mut state, effects) = with_file(Settings::default(), true);
        assert_eq!(effects, []);
        assert_eq!(update(&mut state, Msg::Library(LibraryMsg::ShowAlike)), []);
        assert!(state.library.query.alike.is_none() && state.page == Page::Files);
    }

    #[test]
    fn look_alikes_are_listed_until_all_files_are_wanted() {
        let (mut state, _) = with_file(Settings::default(), false);
        state.library.content = LibraryContent::Ready(rows(0, 5, 5));
        let (_, query) = job(&update(&mut state, Msg::Library(LibraryMsg::ShowAlike)));
        let alike = query.alike.unwrap();
        assert_eq!((alike.path.to_str(), alike.said.headline.as_str()), (Some("/p/a.jpg"), "no-credentials"));
        assert!(state.page == Page::Library && matches!(state.library.content, LibraryContent::Loading));
        let (_, query) = job(&update(&mut state, Msg::Library(LibraryMsg::ShowAll)));
        assert_eq!(query.alike, None);
        update(&mut state, Msg::Library(LibraryMsg::ShowAlike));
        let (_, query) = job(&update(&mut state, Msg::Command(Command::ShowLibrary)));
        assert_eq!(query.alike, None);
    }

    #[test]
    fn what_trust_changed_is_told_until_it_was_shown() {
        let mut state = State::new(Settings::default());
        let effect = TrustEffect { sentence: "2 now revoked".into(), changed: 2 };
        assert_eq!(update(&mut state, Msg::TrustEffect(effect.clone())), []);
        assert_eq!(state.library.trust_effect, Some(effect));
        let (_, query) = job(&update(&mut state, Msg::Library(LibraryMsg::ShowChanged)));
        assert!(query.changed_only && state.page == Page::Library && state.library.trust_effect.is_none());
    }
}
