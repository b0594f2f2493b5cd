//! The Settings page: looks, output, logs.

use egui::{RichText, Ui};

use crate::locale;
use crate::state::effect::IfExists;
use crate::state::inspector::InspectorMsg;
use crate::state::settings::{Place, Settings, SettingsMsg, ThemeChoice};
use crate::state::sign::{Fault, pattern_fault, signed_name};
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::controls::{self, FolderAsk};
use crate::ui::theme;

/// The page.
pub(in crate::ui) fn page_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("settings-title"));
    looks_ui(ui, state, out);
    output_ui(ui, state, out);
    library_ui(ui, state, out);
    about_ui(ui, state, out);
}

fn group_ui(ui: &mut Ui, key: &str, add: impl FnOnce(&mut Ui)) {
    ui.add_space(8.0);
    let response = ui.label(RichText::new(tr!(key)).font(theme::semibold(15.0)));
    controls::named(response, egui::accesskit::Role::Heading, &tr!(key));
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        add(ui);
    });
}

fn looks_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    group_ui(ui, "settings-looks", |ui| {
        ui.horizontal(|ui| {
            let chosen = tr!(&format!("theme-{}", state.settings.theme.key()));
            controls::choice(ui, &tr!("settings-theme"), &chosen, 200.0, |ui| {
                for choice in ThemeChoice::ALL {
                    let name = tr!(&format!("theme-{}", choice.key()));
                    if ui.selectable_label(state.settings.theme == choice, name).clicked() {
                        out.push(Msg::Settings(SettingsMsg::Theme(choice)));
                    }
                }
            });
            ui.add_space(8.0);
            let percent = |value: u16| tr!("percent", value = value.to_string());
            let chosen = percent(state.settings.text_percent);
            controls::choice(ui, &tr!("settings-text-size"), &chosen, 120.0, |ui| {
                for step in Settings::TEXT_STEPS {
                    if ui.selectable_label(state.settings.text_percent == step, percent(step)).clicked() {
                        out.push(Msg::Settings(SettingsMsg::TextPercent(step)));
                    }
                }
            });
        });
    });
}

fn output_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let own = &state.settings.output;
    group_ui(ui, "settings-output", |ui| {
        controls::muted(ui, tr!("settings-output-text"));
        if controls::radio(ui, own.place == Place::Beside, tr!("place-beside")).clicked() {
            out.push(Msg::Settings(SettingsMsg::Place(Place::Beside)));
        }
        match controls::folder_choice(ui, own.place == Place::Folder, own.folder.as_deref(), 70) {
            Some(FolderAsk::Take) => out.push(Msg::Settings(SettingsMsg::Place(Place::Folder))),
            Some(FolderAsk::Choose) => out.push(Msg::Settings(SettingsMsg::ChooseFolder)),
            None => {}
        }
        let mut pattern = own.name_pattern.clone();
        ui.scope(|ui| {
            ui.set_max_width(360.0);
            if controls::text_field(ui, &tr!("sign-pattern"), &mut pattern, "{name}-signed").changed() {
                out.push(Msg::Settings(SettingsMsg::NamePattern(pattern.clone())));
            }
        });
        match pattern_fault(&own.name_pattern, 2) {
            Some(fault) => controls::field_fault(ui, &fault_words(fault)),
            None => {
                let to = signed_name("DSC_0412.jpg", own);
                controls::muted(ui, tr!("pattern-example", from = "DSC_0412.jpg", to = locale::elide(&to, 80)));
            }
        }
        ui.scope(|ui| {
            let chosen = existing_words(own.existing);
            controls::choice(ui, &tr!("sign-existing"), &chosen, 300.0, |ui| {
                for existing in [IfExists::Number, IfExists::Refuse, IfExists::Overwrite] {
                    if ui.selectable_label(own.existing == existing, existing_words(existing)).clicked() {
                        out.push(Msg::Settings(SettingsMsg::Existing(existing)));
                    }
                }
            });
        });
    });
}

fn library_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    group_ui(ui, "settings-library", |ui| {
        let mut on = state.settings.remember_files;
        if controls::checkbox(ui, &mut on, tr!("settings-remember")).clicked() {
            out.push(Msg::Settings(SettingsMsg::RememberFiles(!state.settings.remember_files)));
        }
        controls::muted(ui, tr!("settings-remember-text"));
    });
}

/// What is wrong with a box, in words.
pub(in crate::ui) fn fault_words(fault: Fault) -> String {
    tr!(&format!("fault-{}", fault.key()))
}

/// What happens when a name is taken, in words.
pub(in crate::ui) fn existing_words(existing: IfExists) -> String {
    tr!(match existing {
        IfExists::Number => "existing-number",
        IfExists::Refuse => "existing-refuse",
        IfExists::Overwrite => "existing-overwrite",
    })
}

fn about_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    group_ui(ui, "settings-about", |ui| {
        let mut pairs = vec![crate::ui::content::Pair::new(tr!("about-version"), env!("CARGO_PKG_VERSION"))];
        if let Some(logs) = &state.settings_page.logs {
            let path = logs.to_string_lossy();
            pairs.push(crate::ui::content::Pair::copied(tr!("about-logs"), locale::elide(&path, 160), &path));
        }
        if let Some(text) = controls::pairs(ui, &pairs) {
            out.push(Msg::Inspector(InspectorMsg::CopyText(text)));
        }
        controls::muted(ui, tr!("about-privacy"));
    });
}
