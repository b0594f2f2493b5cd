//! What the person does on the Redact page, what workers see in the files, and what came of each.

use std::path::PathBuf;

use super::{choose, open as open_files, settings};
use crate::problem::Problem;
use crate::provenance::redaction::{Mode, Policy};
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::redaction::{Look, Redaction, RedactionFile, RedactionMsg, RedactionOutcome, Seen, Stage};
use crate::state::running::{ChooseFor, Work};
use crate::state::settings::Place;
use crate::state::sign::StampForm;
use crate::state::{Dialog, Notice, Page, State};

/// Opens the page for the selected files.
pub(in crate::state) fn open(state: &mut State) -> Vec<Effect> {
    let chosen = state.files.selection();
    if chosen.is_empty() || !matches!(state.dialog, Dialog::None) {
        return Vec::new();
    }
    state.page = Page::Redaction;
    // A batch on its way is not thrown away; what it shows is what is happening to its files.
    if state.redaction.as_ref().is_some_and(|page| matches!(page.stage, Stage::Running { .. })) {
        return Vec::new();
    }
    let files: Vec<RedactionFile> = chosen
        .iter()
        .filter_map(|id| state.files.entry(*id))
        .map(|entry| RedactionFile {
            file: entry.id,
            path: entry.path.clone(),
            name: entry.name.clone(),
            look: Look::Waiting,
            outcome: None,
        })
        .collect();
    let shown = files.iter().position(|file| Some(file.file) == state.files.current).unwrap_or(0);
    let output = &state.settings.output;
    let mut page = Redaction::new(files, shown, output.place, output.folder.clone());
    page.stamp = StampForm::new(&state.settings);
    // What was chosen before is chosen again.
    if let Some(before) = state.redaction.take() {
        page.policy = before.policy;
        page.preset = before.preset;
        page.scope = before.scope;
        // What was filled in and not used yet is still there; a yes to signing all the same was given for other files.
        if before.stage == Stage::Choosing {
            page.stamp = before.stamp;
            page.identity = before.identity;
            (page.place, page.folder) = (before.place, before.folder);
            (page.wants_record, page.record) = (before.wants_record, before.record);
        }
    }
    state.redaction = Some(page);
    look(state)
}

// long: one arm for each thing that can be done.
pub(in crate::state) fn update(state: &mut State, msg: RedactionMsg) -> Vec<Effect> {
    let Some(page) = &mut state.redaction else { return Vec::new() };
    let is_choosing = page.stage == Stage::Choosing;
    match msg {
        RedactionMsg::Preset(policy) if is_choosing => {
            if page.is_history() && policy.mode == Mode::Rebuild {
                page.problem = Some(crate::problem!("redact-history-rebuild"));
                return Vec::new();
            }
            page.preset = (*policy).clone();
            page.policy = *policy;
            page.problem = None;
            page.sign_anyway = false;
            return look(state);
        }
        RedactionMsg::LoadPreset if is_choosing => return choose(state, Chooser::Preset, ChooseFor::RedactionPreset),
        RedactionMsg::SavePreset if is_choosing => {
            let name = format!("{}.toml", page.policy.name);
            return choose(state, Chooser::SaveAs { name }, ChooseFor::SaveRedactionPreset);
        }
        RedactionMsg::Group { group, goes } if is_choosing && page.may_pick() => {
            page.set_group(group, goes);
            return look(state);
        }
        RedactionMsg::Field { group, tag, goes } if is_choosing && page.may_pick() => {
            page.set_field(group, tag, goes);
            return look(state);
        }
        RedactionMsg::Scope(scope) if is_choosing && scope != page.scope => {
            page.set_scope(scope);
            return look(state);
        }
        RedactionMsg::Detail { label, goes } if is_choosing && page.is_history() => {
            page.set_detail(label, goes);
            return look(state);
        }
        RedactionMsg::Stamp(stamp) if is_choosing => page.stamp = stamp,
        RedactionMsg::Reason(reason) if is_choosing => page.policy.reason = reason,
        RedactionMsg::Fold(group) => page.fold(group),
        RedactionMsg::Show(index) if index < page.files.len() && index != page.shown => {
            page.shown = index;
            page.seen = None;
            return turn(state);
        }
        RedactionMsg::Place(place) => page.place = place,
        RedactionMsg::ChooseFolder => return choose(state, Chooser::Folder, ChooseFor::RedactionFolder),
        RedactionMsg::SignAs(identity) if is_choosing => {
            // A yes to one signer is none to another.
            page.sign_anyway &= page.identity == identity;
            page.identity = identity;
        }
        RedactionMsg::SignAnyway(may) if is_choosing => page.sign_anyway = may && page.signing_identifies(),
        RedactionMsg::Record(wanted) if is_choosing => page.wants_record = wanted,
        RedactionMsg::ChooseRecordFolder => return choose(state, Chooser::Folder, ChooseFor::RedactionRecord),
        RedactionMsg::ChoosePrivateFolder => return choose(state, Chooser::Folder, ChooseFor::RedactionPrivate),
        RedactionMsg::Start if page.may_start() => return start(state),
        RedactionMsg::Cancel => {
            if let Stage::Running { job, cancelled } = &mut page.stage {
                *cancelled = true;
                return vec![Effect::Cancel(*job)];
            }
        }
        RedactionMsg::Again if matches!(page.stage, Stage::Finished { .. }) => {
            page.stage = Stage::Choosing;
            page.files.iter_mut().for_each(|file| file.outcome = None);
            return look(state);
        }
        RedactionMsg::ShowCopies => {
            let copies = page.copies();
            return open_files(state, copies);
        }
        RedactionMsg::Close if !matches!(page.stage, Stage::Running { .. }) => {
            let effects = stop_looking(state);
            state.page = Page::Files;
            return effects;
        }
        _ => {}
    }
    Vec::new()
}

/// Looks into every file anew, the one on screen first.
fn look(state: &mut State) -> Vec<Effect> {
    let mut effects = stop_looking(state);
    let Some(page) = &mut state.redaction else { return effects };
    let mut files: Vec<(usize, PathBuf)> =
        page.files.iter().enumerate().map(|(index, file)| (index, file.path.clone())).collect();
    let shown = page.shown;
    files.sort_by_key(|(index, _)| *index != shown);
    let (policy, history_only) = (Box::new(page.policy.clone()), page.is_history());
    let job = state.running.begin(Work::LookForRedaction);
    page.looking = Some(job);
    effects.push(Effect::LookForRedaction { job, files, policy, history_only });
    effects
}

/// Looks into the file that was turned to; the look into all goes on.
fn turn(state: &mut State) -> Vec<Effect> {
    let Some(page) = &mut state.redaction else { return Vec::new() };
    let mut effects = Vec::new();
    if let Some(job) = page.turning.take() {
        state.running.end(job);
        effects.push(Effect::Cancel(job));
    }
    let Some(path) = page.current().map(|file| file.path.clone()) else { return effects };
    let (files, policy, history_only) = (vec![(page.shown, path)], Box::new(page.policy.clone()), page.is_history());
    let job = state.running.begin(Work::LookForRedaction);
    page.turning = Some(job);
    effects.push(Effect::LookForRedaction { job, files, policy, history_only });
    effects
}

fn stop_looking(state: &mut State) -> Vec<Effect> {
    let Some(page) = &mut state.redaction else { return Vec::new() };
    let jobs: Vec<JobId> = [page.looking.take(), page.turning.take()].into_iter().flatten().collect();
    for job in &jobs {
        state.running.end(*job);
    }
    jobs.into_iter().map(Effect::Cancel).collect()
}

fn start(state: &mut State) -> Vec<Effect> {
    let mut effects = stop_looking(state);
    let Some(page) = &mut state.redaction else { return effects };
    page.problem = None;
    page.files.iter_mut().for_each(|file| file.outcome = None);
    let order = Box::new(page.order());
    let job = state.running.begin(Work::Redaction);
    page.stage = Stage::Running { job, cancelled: false };
    if let Some(address) = &order.timestamp {
        state.settings.remember_stamp_address(address);
        effects.extend(settings::save(state));
    }
    effects.push(Effect::Redact { job, order });
    effects
}

/// Takes what a worker saw in one file.
pub(in crate::state) fn seen(state: &mut State, job: JobId, index: usize, seen: Result<Seen, Problem>) {
    let Some(page) = &mut state.redaction else { return };
    if page.looking != Some(job) && page.turning != Some(job) {
        return;
    }
    let is_shown = page.shown == index;
    let Some(file) = page.files.get_mut(index) else { return };
    match seen {
        Ok(seen) => {
            file.look = Look::Done(seen.counts());
            if is_shown {
                page.seen = Some(seen);
            }
        }
        Err(problem) => {
            file.look = Look::Failed(problem);
            if is_shown {
                page.seen = None;
            }
        }
    }
}

/// A look is over.
pub(in crate::state) fn looked(state: &mut State, job: JobId, problem: Option<Problem>) {
    let Some(page) = &mut state.redaction else { return };
    for own in [&mut page.looking, &mut page.turning] {
        if *own == Some(job) {
            *own = None;
        }
    }
    if problem.is_some() {
        page.problem = problem;
    }
}

pub(in crate::state) fn redacted(state: &mut State, job: JobId, index: usize, outcome: RedactionOutcome) {
    if let Some(page) = &mut state.redaction
        && matches!(page.stage, Stage::Running { job: own, .. } if own == job)
        && let Some(file) = page.files.get_mut(index)
    {
        file.outcome = Some(outcome);
    }
}

/// The batch is over; whatever has no outcome by now was not begun.
pub(in crate::state) fn finished(state: &mut State, job: JobId, problem: Option<Problem>) {
    let Some(page) = &mut state.redaction else { return };
    let Stage::Running { job: own, cancelled } = page.stage else { return };
    if own != job {
        return;
    }
    for file in &mut page.files {
        file.outcome.get_or_insert(RedactionOutcome::Cancelled);
    }
    page.stage = Stage::Finished { cancelled };
    state.notice = Some(match &problem {
        Some(problem) => Notice::Trouble(problem.clone()),
        None => Notice::Redacted { files: page.copies().len(), failed: page.failed() },
    });
    page.problem = problem;
}

/// Takes a preset that was read, or that was written.
pub(in crate::state) fn preset(state: &mut State, job: JobId, result: Result<Policy, Problem>) -> Vec<Effect> {
    state.running.end(job);
    let Some(page) = state.redaction.as_mut().filter(|page| page.stage == Stage::Choosing) else { return Vec::new() };
    match result {
        Ok(policy) if page.is_history() && policy.mode == Mode::Rebuild => {
            page.problem = Some(crate::problem!("redact-history-rebuild"));
            Vec::new()
        }
        Ok(policy) => {
            page.problem = None;
            let is_new = page.policy != policy;
            page.sign_anyway &= !is_new;
            page.preset = policy.clone();
            page.policy = policy;
            if is_new { look(state) } else { Vec::new() }
        }
        Err(problem) => {
            page.problem = Some(problem);
            Vec::new()
        }
    }
}

/// Does what a path was asked for.
pub(in crate::state) fn picked(state: &mut State, purpose: &ChooseFor, path: PathBuf) -> Vec<Effect> {
    let Some(page) = &mut state.redaction else { return Vec::new() };
    match purpose {
        ChooseFor::RedactionFolder => {
            page.folder = Some(path);
            page.place = Place::Folder;
            Vec::new()
        }
        ChooseFor::RedactionRecord if page.stage == Stage::Choosing => {
            page.record.public = Some(path);
            page.wants_record = true;
            Vec::new()
        }
        ChooseFor::RedactionPrivate if page.stage == Stage::Choosing => {
            page.record.private = Some(path);
            page.wants_record = true;
            Vec::new()
        }
        // The batch is on its way with the folders that it was ordered with.
        ChooseFor::RedactionRecord | ChooseFor::RedactionPrivate => Vec::new(),
        ChooseFor::SaveRedactionPreset => {
            let mut policy = page.policy.clone();
            // A team knows its preset by the name that it gave the file.
            if let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) {
                policy.name = stem.to_owned();
            }
            let job = state.running.begin(Work::RedactionPreset);
            vec![Effect::SaveRedactionPreset { job, policy: Box::new(policy), target: path }]
        }
        _ => {
            let job = state.running.begin(Work::RedactionPreset);
            vec![Effect::LoadRedactionPreset { job, file: path }]
        }
    }
}
