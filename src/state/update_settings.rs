//! What the person does on the Settings page, and what came of it.

use std::path::PathBuf;

use crate::problem::Problem;
use crate::provenance::trust_source::{ListKind, TrustListCard};

use super::command::Command;
use super::effect::{Chooser, Effect, JobId};
use super::running::{ChooseFor, Work};
use super::settings::{Loaded, Place, SettingsMsg, TrustListDialog};
use super::update::{choose, open};
use super::{Dialog, Notice, State};

pub(super) fn update(state: &mut State, msg: SettingsMsg) -> Vec<Effect> {
    match msg {
        SettingsMsg::Theme(theme) => state.settings.theme = theme,
        SettingsMsg::TextPercent(percent) => {
            state.settings.text_percent = percent;
            state.settings.mend();
        }
        SettingsMsg::Place(Place::Folder) if state.settings.output.folder.is_none() => return choose_folder(state),
        SettingsMsg::Place(place) => state.settings.output.place = place,
        SettingsMsg::ChooseFolder => return choose_folder(state),
        SettingsMsg::NamePattern(pattern) => state.settings.output.name_pattern = pattern,
        SettingsMsg::Existing(existing) => state.settings.output.existing = existing,
        SettingsMsg::AddTrustList => {
            state.settings_page.problem = None;
            return choose(state, Chooser::TrustList, ChooseFor::TrustList);
        }
        SettingsMsg::TrustListKind(kind) => {
            if let Dialog::TrustList(dialog) = &mut state.dialog {
                dialog.kind = kind;
            }
            return Vec::new();
        }
        SettingsMsg::ConfirmTrustList => return add_trust_list(state),
        SettingsMsg::AskRemoveTrustList { id } => {
            state.dialog = Dialog::RemoveTrustList { id };
            return Vec::new();
        }
        SettingsMsg::RemoveTrustList { id } => {
            state.dialog = Dialog::None;
            let job = state.running.begin(Work::TrustLists);
            return vec![Effect::RemoveTrustList { job, id }];
        }
    }
    save(state)
}

pub(super) fn text_size(state: &mut State, command: Command) -> Vec<Effect> {
    match command {
        Command::TextLarger => state.settings.text_step(true),
        Command::TextSmaller => state.settings.text_step(false),
        _ => state.settings.text_percent = 100,
    }
    save(state)
}

pub(super) fn output_folder(state: &mut State, folder: PathBuf) -> Vec<Effect> {
    state.settings.output.folder = Some(folder);
    state.settings.output.place = Place::Folder;
    save(state)
}

pub(super) fn trust_list_picked(state: &mut State, file: PathBuf) -> Vec<Effect> {
    if matches!(state.dialog, Dialog::None) {
        state.dialog = Dialog::TrustList(TrustListDialog { file, kind: ListKind::Official });
    }
    Vec::new()
}

/// The lists changed: every file in the list is judged anew.
pub(super) fn trust_lists(state: &mut State, job: JobId, result: Result<Vec<TrustListCard>, Problem>) -> Vec<Effect> {
    state.running.end(job);
    match result {
        Ok(lists) => {
            state.settings_page.problem = None;
            state.settings_page.trust_lists = Loaded::Ready(lists);
            state.notice = Some(Notice::TrustListsChanged);
            let (paths, page) = (state.files.paths(), state.page);
            let effects = open(state, paths);
            state.page = page;
            effects
        }
        Err(problem) => {
            state.settings_page.problem = Some(problem);
            Vec::new()
        }
    }
}

pub(super) fn save(state: &State) -> Vec<Effect> {
    vec![Effect::SaveSettings(Box::new(state.settings.clone()))]
}

fn choose_folder(state: &mut State) -> Vec<Effect> {
    choose(state, Chooser::Folder, ChooseFor::OutputFolder)
}

fn add_trust_list(state: &mut State) -> Vec<Effect> {
    let Dialog::TrustList(dialog) = std::mem::take(&mut state.dialog) else { return Vec::new() };
    let job = state.running.begin(Work::TrustLists);
    vec![Effect::AddTrustList { job, file: dialog.file, kind: dialog.kind }]
}
