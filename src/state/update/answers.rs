//! What jobs answer. An answer of a job that has ended or was replaced changes nothing.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::report::Report;

use super::{
    activity, approval, campaign, compare, editor, identities, library, list_update, recipes, recording, redaction,
    revoke_list, rights, settings, sign, stamps, team, trust, uses, watch,
};
use crate::state::effect::{Effect, JobId};
use crate::state::files::{Entry, FileId};
use crate::state::library::AlikeCount;
use crate::state::msg::{Answer, Chosen};
use crate::state::picture::Pixels;
use crate::state::running::{ChooseFor, Work};
use crate::state::settings::Place;
use crate::state::sign::SignDialog;
use crate::state::update;
use crate::state::{Dialog, Notice, State, TypePath};

/// Takes one answer.
// long: one arm for each answer, so that the compiler names the one that is forgotten.
pub(in crate::state) fn answer(state: &mut State, job: JobId, answer: Answer) -> Vec<Effect> {
    if state.running.get(job).is_none() {
        return Vec::new();
    }
    match answer {
        Answer::Found(paths) => found(state, job, paths),
        Answer::Report { index, report } => return self::report(state, job, index, *report),
        Answer::Finished => return finished(state, job),
        Answer::Picture(result) => return picture(state, job, result),
        Answer::EditPreview(result) => {
            state.running.end(job);
            return editor::previewed(state, job, result.map(|preview| *preview));
        }
        Answer::Recipes(result) => recipes::told(state, job, result.map(|told| *told)),
        Answer::Manifest(result) => {
            state.running.end(job);
            if let Dialog::Manifest(dialog) = &mut state.dialog {
                dialog.take(job, result);
            }
        }
        Answer::Compared(result) => compare::compared(state, job, result),
        Answer::Chosen(chosen) => return self::chosen(state, job, chosen),
        Answer::Identities(result) => return identities::listed(state, job, result),
        Answer::IdentityCreated(result) => return identities::created(state, job, result),
        Answer::IdentityExported(result) => return identities::exported(state, job, result),
        Answer::CertificateRequested(result) => identities::requested(state, job, result),
        Answer::IdentityChanged(result) => return identities::changed(state, job, result),
        Answer::Trust(result) => return trust::changed(state, job, result),
        Answer::ListedCertificates(result) => trust::certificates(state, job, result),
        Answer::Newcomer(result) => match state.running.get(job) {
            Some(Work::RevokeSigner) => revoke_list::signer(state, job, result),
            _ => trust::newcomer(state, job, result),
        },
        Answer::TeamOffered(result) => team::offered(state, job, result.map(|offered| *offered)),
        Answer::CardExported(result) => trust::card_exported(state, job, result),
        Answer::Activity(result) => activity::loaded(state, job, result),
        Answer::Library(result) => library::loaded(state, job, result),
        Answer::Alike(count) => library::counted(state, job, count),
        Answer::KeyUses(result) => uses::loaded(state, job, result),
        Answer::UsesExported(result) => uses::exported(state, job, result),
        Answer::RevocationsMade(result) => {
            return revoke_list::made(state, job, result.map(|made| *made));
        }
        Answer::ListSources(result) => list_update::sources(state, job, result),
        Answer::ListsFetched(result) => {
            return list_update::fetched(state, job, result.map(|fetched| *fetched));
        }
        Answer::CampaignStep(step) => campaign::stepped(state, job, step),
        Answer::Campaign(result) => campaign::over(state, job, result.map(|sum| *sum)),
        Answer::Queue(result) => stamps::queue(state, job, result),
        Answer::Signed { index, outcome } => match state.running.get(job) {
            Some(Work::Stamp) => stamps::stamped(state, job, index, outcome),
            Some(Work::Approval) => approval::decided(state, job, index, outcome),
            Some(Work::Recording) => recording::signed(state, job, index, outcome),
            _ => sign::signed(state, job, index, outcome),
        },
        Answer::SeenForRedaction { index, seen } => redaction::seen(state, job, index, seen),
        Answer::Redacted { index, outcome } => redaction::redacted(state, job, index, outcome),
        Answer::RedactionPreset(result) => return redaction::preset(state, job, result),
        Answer::RightsWritten { index, outcome } => rights::written(state, job, index, outcome),
        Answer::Watched(news) => watch::told(state, job, news),
        Answer::EditMeasured(result) => recording::measured(state, job, result),
        Answer::RightsTemplate(result) => rights::filled(state, job, result),
        Answer::RightsTemplates(result) => rights::listed(state, job, result),
        Answer::Failed(problem) => return failed(state, job, problem),
    }
    Vec::new()
}

fn picture(state: &mut State, job: JobId, result: Result<Pixels, Problem>) -> Vec<Effect> {
    match state.running.end(job) {
        Some(Work::Thumbnail { file }) => {
            state.thumbnails.take(file, job, result.ok());
        }
        Some(Work::Editor) => return editor::loaded(state, job, result),
        Some(Work::NodePicture { uri }) => compare::pictured(state, job, &uri, result),
        _ => {
            state.picture.take(job, result);
        }
    }
    Vec::new()
}

fn found(state: &mut State, job: JobId, paths: Vec<PathBuf>) {
    let ids: Vec<FileId> = paths.into_iter().map(|path| state.files.add(path)).collect();
    if let Some(Work::Verify(run)) = state.running.get_mut(job) {
        run.files.extend(&ids);
    }
    if state.files.current.is_none() {
        state.files.choose(ids.first().copied());
    }
}

fn report(state: &mut State, job: JobId, index: usize, report: Report) -> Vec<Effect> {
    let file = match state.running.get_mut(job) {
        Some(Work::Verify(run)) => {
            run.done += 1;
            run.files.get(index).copied()
        }
        Some(Work::Digest { file }) => Some(*file),
        _ => None,
    };
    if let Some(file) = file {
        let is_same = |entry: &Entry| entry.check.report().is_some_and(|known| known.history == report.history);
        // A graph or a comparison of a file that has changed since would show what is no longer so.
        if state.files.current == Some(file) && !state.files.entry(file).is_some_and(is_same) {
            (state.compare, state.graph) = (None, None);
        }
        state.files.set_report(file, report);
    }
    if matches!(state.running.get(job), Some(Work::Digest { .. })) {
        state.running.end(job);
        forget_digest(state, job);
        return Vec::new();
    }
    if file.is_some() && file == state.files.current { library::count_alike(state) } else { Vec::new() }
}

fn finished(state: &mut State, job: JobId) -> Vec<Effect> {
    match state.running.end(job) {
        Some(Work::Verify(run)) => {
            state.files.stop_waiting(&run.files);
            state.notice = Some(if run.cancelled {
                Notice::Stopped { checked: run.done, left: run.files.len().saturating_sub(run.done) }
            } else if run.files.is_empty() {
                match state.notice.take() {
                    Some(Notice::Trouble(problem)) => Notice::Trouble(problem),
                    _ => Notice::NothingFound,
                }
            } else {
                Notice::Checked { files: run.done }
            });
        }
        Some(Work::Sign) => sign::finished(state, job, None),
        Some(Work::Stamp) => return stamps::finished(state, job, None),
        Some(Work::LookForRedaction) => redaction::looked(state, job, None),
        Some(Work::Redaction) => redaction::finished(state, job, None),
        Some(Work::Rights) => rights::finished(state, job, None),
        Some(Work::Approval) => approval::finished(state, job, None),
        Some(Work::Recording) => recording::finished(state, job, None),
        Some(Work::Watch) => watch::finished(state, job, None),
        _ => {}
    }
    Vec::new()
}

fn failed(state: &mut State, job: JobId, problem: Problem) -> Vec<Effect> {
    match state.running.end(job) {
        Some(Work::Verify(run)) => {
            state.files.stop_waiting(&run.files);
            state.notice = Some(Notice::Trouble(problem));
        }
        Some(Work::Digest { .. }) => {
            forget_digest(state, job);
            state.notice = Some(Notice::Trouble(problem));
        }
        Some(Work::Picture) => {
            state.picture.take(job, Err(problem));
        }
        Some(Work::Thumbnail { file }) => {
            state.thumbnails.take(file, job, None);
        }
        Some(Work::Manifest) => {
            if let Dialog::Manifest(dialog) = &mut state.dialog {
                dialog.take(job, Err(problem));
            }
        }
        Some(Work::Compare) => compare::compared(state, job, Err(problem)),
        Some(Work::NodePicture { uri }) => compare::pictured(state, job, &uri, Err(problem)),
        Some(Work::Sign) => sign::finished(state, job, Some(problem)),
        Some(Work::Stamp) => return stamps::finished(state, job, Some(problem)),
        Some(Work::Uses) => uses::loaded(state, job, Err(problem)),
        Some(Work::UsesExport) => uses::exported(state, job, Err(problem)),
        Some(Work::RevokeSigner) => revoke_list::signer(state, job, Err(problem)),
        Some(Work::RevokeList) => return revoke_list::made(state, job, Err(problem)),
        Some(Work::ListUpdate) => return list_update::fetched(state, job, Err(problem)),
        Some(Work::Campaign) => campaign::over(state, job, Err(problem)),
        Some(Work::Queue) => state.activity.queue.problem = Some(problem),
        Some(Work::CreateIdentity) => identities::creation_failed(state, problem),
        Some(Work::ListIdentities) => state.identities.list = Err(problem).into(),
        Some(Work::Activity { .. }) => activity::failed(state, problem),
        Some(Work::Library) => library::failed(state, job, problem),
        Some(Work::Alike) => library::counted(state, job, AlikeCount::Unknown),
        Some(Work::IdentityLife(life)) => identities::life_failed(state, life, problem),
        Some(Work::ExportIdentity | Work::RequestCertificate | Work::DeleteIdentity { .. }) => {
            state.identities.problem = Some(problem);
        }
        Some(Work::Team) => team::offered(state, job, Err(problem)),
        Some(
            work @ (Work::Trust
            | Work::Certificates
            | Work::Newcomer
            | Work::AddContact
            | Work::AddTeam
            | Work::ExportCard),
        ) => trust::failed(state, Some(work), problem),
        Some(Work::Editor) => return editor::loaded(state, job, Err(problem)),
        Some(Work::Preview) => return editor::previewed(state, job, Err(problem)),
        Some(Work::Recipes) => recipes::told(state, job, Err(problem)),
        Some(Work::LookForRedaction) => redaction::looked(state, job, Some(problem)),
        Some(Work::Redaction) => redaction::finished(state, job, Some(problem)),
        Some(Work::Rights) => rights::finished(state, job, Some(problem)),
        Some(Work::Approval) => approval::finished(state, job, Some(problem)),
        Some(Work::Measure) => recording::measured(state, job, Err(problem)),
        Some(Work::Recording) => recording::finished(state, job, Some(problem)),
        Some(Work::Watch) => watch::finished(state, job, Some(problem)),
        Some(Work::RightsTemplate) => rights::filled(state, job, Err(problem)),
        Some(Work::RightsTemplates) => rights::listed(state, job, Err(problem)),
        Some(Work::RedactionPreset) => return redaction::preset(state, job, Err(problem)),
        Some(Work::Choose(_)) => state.notice = Some(Notice::Trouble(problem)),
        None => {}
    }
    Vec::new()
}

fn forget_digest(state: &mut State, job: JobId) {
    if state.inspector.digest == Some(job) {
        state.inspector.digest = None;
    }
}

fn chosen(state: &mut State, job: JobId, chosen: Chosen) -> Vec<Effect> {
    let Some(Work::Choose(purpose)) = state.running.end(job) else { return Vec::new() };
    let paths = match chosen {
        Chosen::Paths(paths) => paths,
        Chosen::Nothing => return Vec::new(),
        Chosen::NoDialog => {
            state.notice = Some(Notice::NoDialog);
            let back = Box::new(std::mem::take(&mut state.dialog));
            state.dialog = Dialog::TypePath(TypePath { back, ..TypePath::new(purpose) });
            return Vec::new();
        }
    };
    take_paths(state, purpose, paths)
}

/// Does what the paths were asked for, whether they were chosen or typed.
pub(in crate::state) fn take_paths(state: &mut State, purpose: ChooseFor, paths: Vec<PathBuf>) -> Vec<Effect> {
    let Some(first) = paths.first().cloned() else { return Vec::new() };
    match purpose {
        ChooseFor::Open => update::open(state, paths),
        ChooseFor::OutputFolder => settings::output_folder(state, first),
        ChooseFor::SignFolder => {
            if let Dialog::Sign(dialog) = &mut state.dialog
                && let SignDialog::Filling(form) = dialog.as_mut()
            {
                form.output.folder = Some(first);
                form.output.place = Place::Folder;
            }
            Vec::new()
        }
        ChooseFor::CampaignFolder | ChooseFor::CampaignTarget => campaign::picked(state, &purpose, first),
        ChooseFor::Uses(format) => uses::picked(state, format, first),
        ChooseFor::RevokeSigner | ChooseFor::RevokeList => revoke_list::picked(state, &purpose, first),
        ChooseFor::RedactionFolder
        | ChooseFor::RedactionRecord
        | ChooseFor::RedactionPrivate
        | ChooseFor::RedactionPreset
        | ChooseFor::SaveRedactionPreset => redaction::picked(state, &purpose, first),
        ChooseFor::ApprovalFolder => {
            approval::picked(state, first);
            Vec::new()
        }
        ChooseFor::WatchFolder(folder) => watch::picked(state, folder, first),
        ChooseFor::Recording(_) | ChooseFor::RecordingFolder => recording::picked(state, &purpose, first),
        ChooseFor::ImportRecipe | ChooseFor::ExportRecipe { .. } => recipes::picked(state, &purpose, first),
        ChooseFor::Mark => editor::mark_picked(state, first),
        ChooseFor::RightsFolder | ChooseFor::RightsTemplate => rights::picked(state, &purpose, first),
        ChooseFor::Team => team::picked(state, first),
        ChooseFor::TrustList
        | ChooseFor::TrustUpdate { .. }
        | ChooseFor::Revocations
        | ChooseFor::Card
        | ChooseFor::ExportCard(_) => trust::picked(state, purpose, first),
        ChooseFor::Request { .. }
        | ChooseFor::Certificates { .. }
        | ChooseFor::BackUp
        | ChooseFor::Restore
        | ChooseFor::ImportKey => identities::picked(state, purpose, paths),
        ChooseFor::Export { id } => {
            let job = state.running.begin(Work::ExportIdentity);
            vec![Effect::ExportIdentity { job, id, target: first }]
        }
    }
}
