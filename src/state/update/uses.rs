//! What the person does with the record of key uses, and what came of it.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::identity::KeyUse;

use super::choose;
use super::identities::file_name;
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::running::{ChooseFor, Work};
use crate::state::uses::{Uses, UsesDialog, UsesExport, UsesFormat, UsesMsg};
use crate::state::{Dialog, Notice, State};

pub(in crate::state) fn update(state: &mut State, msg: UsesMsg) -> Vec<Effect> {
    match (msg, &mut state.dialog) {
        (UsesMsg::Ask { id }, _) => {
            let job = state.running.begin(Work::Uses);
            let content = Uses::Loading(job);
            state.dialog = Dialog::Uses(UsesDialog { id: id.clone(), filter: String::new(), content, problem: None });
            return vec![Effect::KeyUses { job, id }];
        }
        (UsesMsg::Filter(text), Dialog::Uses(dialog)) => dialog.filter = text,
        (UsesMsg::Export(format), Dialog::Uses(dialog)) if !dialog.shown().is_empty() => {
            dialog.problem = None;
            let id = dialog.id.clone();
            let name = state.identities.find(&id).map(|card| card.name.clone()).unwrap_or_default();
            let name = format!("{}-uses.{}", file_name(&name), format.ending());
            return choose(state, Chooser::SaveAs { name }, ChooseFor::Uses(format));
        }
        _ => {}
    }
    Vec::new()
}

pub(in crate::state) fn picked(state: &mut State, format: UsesFormat, target: PathBuf) -> Vec<Effect> {
    let Dialog::Uses(dialog) = &state.dialog else { return Vec::new() };
    let uses = dialog.shown().into_iter().cloned().collect();
    let job = state.running.begin(Work::UsesExport);
    vec![Effect::ExportUses { job, export: UsesExport { uses, format, target } }]
}

pub(in crate::state) fn loaded(state: &mut State, job: JobId, result: Result<(Vec<KeyUse>, usize), Problem>) {
    state.running.end(job);
    if let Dialog::Uses(dialog) = &mut state.dialog
        && matches!(dialog.content, Uses::Loading(own) if own == job)
    {
        dialog.content = match result {
            Ok((uses, strange)) => Uses::Ready { uses, strange },
            Err(problem) => Uses::Failed(problem),
        };
    }
}

pub(in crate::state) fn exported(state: &mut State, job: JobId, result: Result<PathBuf, Problem>) {
    state.running.end(job);
    match (result, &mut state.dialog) {
        (Ok(path), _) => state.notice = Some(Notice::Written { path: path.to_string_lossy().into_owned() }),
        (Err(problem), Dialog::Uses(dialog)) => dialog.problem = Some(problem),
        (Err(problem), _) => state.notice = Some(Notice::Trouble(problem)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::msg::{Answer, Msg};
    use crate::state::{Settings, update};

    fn used(file: &str, digest: Option<&str>) -> KeyUse {
        KeyUse {
            at: "2026-11-20T12:00:00Z".into(),
            identity: "1".into(),
            certificate: "00".into(),
            file: file.into(),
            sha256: digest.map(str::to_owned),
            purpose: "sign".into(),
        }
    }

    #[test]
    fn what_the_filter_shows_is_what_is_written() {
        let mut state = State::new(Settings::default());
        let effects = update(&mut state, Msg::Uses(UsesMsg::Ask { id: "1".into() }));
        let [Effect::KeyUses { job, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(update(&mut state, Msg::Uses(UsesMsg::Export(UsesFormat::Csv))), [], "nothing is read yet");
        let uses = vec![used("Rally.jpg", Some("abcd")), used("dunes.jpg", None), used("x.png", Some("9988"))];
        update(&mut state, Msg::Answer { job: *job, answer: Answer::KeyUses(Ok((uses.clone(), 0))) });
        update(&mut state, Msg::Uses(UsesMsg::Filter("nothing of it".into())));
        assert_eq!(update(&mut state, Msg::Uses(UsesMsg::Export(UsesFormat::Csv))), []);
        update(&mut state, Msg::Uses(UsesMsg::Filter(" RALLY ".into())));
        let effects = update(&mut state, Msg::Uses(UsesMsg::Export(UsesFormat::Json)));
        assert!(matches!(effects.as_slice(), [Effect::Choose { .. }]), "{effects:?}");
        let effects = picked(&mut state, UsesFormat::Json, "/p/u.json".into());
        let [Effect::ExportUses { job, export }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(export.uses, uses[..1]);
        let problem = crate::problem!("cannot-write-file", path = "/p/u.json");
        update(&mut state, Msg::Answer { job: *job, answer: Answer::UsesExported(Err(problem.clone())) });
        let Dialog::Uses(dialog) = &state.dialog else { panic!() };
        assert_eq!(dialog.problem, Some(problem));
        update(&mut state, Msg::Uses(UsesMsg::Filter("9988".into())));
        let Dialog::Uses(dialog) = &state.dialog else { panic!() };
        assert_eq!(dialog.shown().len(), 1);
    }
}
