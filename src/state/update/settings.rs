//! What the person does on the Settings page, and what came of it.

use std::path::PathBuf;

use super::choose;
use crate::state::State;
use crate::state::command::Command;
use crate::state::effect::{Chooser, Effect};
use crate::state::running::ChooseFor;
use crate::state::settings::{Place, SettingsMsg};

pub(in crate::state) fn update(state: &mut State, msg: SettingsMsg) -> Vec<Effect> {
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
        SettingsMsg::RememberFiles(on) => state.settings.remember_files = on,
        SettingsMsg::Existing(existing) => state.settings.output.existing = existing,
    }
    save(state)
}

pub(in crate::state) fn text_size(state: &mut State, command: Command) -> Vec<Effect> {
    match command {
        Command::TextLarger => state.settings.text_step(true),
        Command::TextSmaller => state.settings.text_step(false),
        _ => state.settings.text_percent = 100,
    }
    save(state)
}

pub(in crate::state) fn output_folder(state: &mut State, folder: PathBuf) -> Vec<Effect> {
    state.settings.output.folder = Some(folder);
    state.settings.output.place = Place::Folder;
    save(state)
}

pub(in crate::state) fn save(state: &State) -> Vec<Effect> {
    vec![Effect::SaveSettings(Box::new(state.settings.clone()))]
}

fn choose_folder(state: &mut State) -> Vec<Effect> {
    choose(state, Chooser::Folder, ChooseFor::OutputFolder)
}
