//! The measured actions of the Record dialog: each can be taken out, corrected or joined by another.

use egui::accesskit::Role;
use egui::{DragValue, Ui, vec2};
use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::edit::Parameter;
use crate::provenance::recording::Proposal;
use crate::state::recording::{RecordingForm, StepRow};
use crate::tr;

use crate::ui::content::recording;
use crate::ui::controls;

/// Parameters that are on or off.
const SWITCHES: [&str; 2] = ["mirror", "black-and-white"];

/// The list, and the menu that adds to it.
pub(in crate::ui) fn steps_ui(ui: &mut Ui, draft: &mut RecordingForm, proposal: &Proposal) {
    controls::section(ui, &tr!("recording-found"));
    let percent = format!("{:.0}", (proposal.comparison.similarity * 100.0).clamp(0.0, 100.0));
    controls::muted(ui, tr!("recording-similarity", percent = percent));
    let mut removed = None;
    for (index, row) in draft.rows.iter_mut().enumerate() {
        ui.push_id(index, |ui| {
            if row_ui(ui, row) {
                removed = Some(index);
            }
        });
    }
    if let Some(index) = removed.filter(|index| *index < draft.rows.len()) {
        draft.rows.remove(index);
    }
    let wide = ui.available_width();
    controls::choice(ui, &tr!("recording-add"), &tr!("recording-add-choose"), wide, |ui| {
        for action in StepRow::ACTIONS {
            if ui.selectable_label(false, locale::steps::action(action)).clicked() {
                draft.rows.push(StepRow::added(action, proposal.software.clone()));
            }
        }
    });
}

/// One action; gives whether it is to go.
fn row_ui(ui: &mut Ui, row: &mut StepRow) -> bool {
    let (line, origin) = recording::row(row);
    let mut is_gone = false;
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal_top(|ui| {
            let room = (ui.available_width() - 68.0).max(120.0);
            ui.allocate_ui_with_layout(vec2(room, 22.0), egui::Layout::top_down(egui::Align::Min), |ui| {
                ui.set_width(room);
                controls::checkbox(ui, &mut row.is_in, &line);
                let inset = egui::Margin { left: 26, ..egui::Margin::ZERO };
                egui::Frame::new().inner_margin(inset).show(ui, |ui| controls::muted(ui, origin));
            });
            let icon = if row.is_open { ICON_EXPAND_LESS } else { ICON_EDIT };
            if controls::quiet_icon(ui, icon, &tr!("recording-change", step = line.clone())).clicked() {
                row.is_open = !row.is_open;
            }
            // What was measured is taken out by its switch, so that it can be put back.
            if row.measured.is_none() {
                is_gone =
                    controls::quiet_icon(ui, ICON_DELETE, &tr!("recording-remove", step = line.clone())).clicked();
            }
        });
        if row.is_open {
            values_ui(ui, row);
        }
    });
    is_gone
}

fn values_ui(ui: &mut Ui, row: &mut StepRow) {
    let wide = ui.available_width();
    controls::choice(ui, &tr!("recording-action"), &locale::steps::action(&row.step.action), wide, |ui| {
        for action in StepRow::ACTIONS {
            if ui.selectable_label(row.step.action == action, locale::steps::action(action)).clicked() {
                row.step.action = action.to_owned();
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        for (name, value) in &mut row.step.parameters {
            let key = format!("recording-value-{name}");
            if locale::has(&key) {
                ui.push_id(&key, |ui| value_ui(ui, name, &tr!(&key), value));
            }
        }
    });
    controls::text_field(ui, &tr!("recording-note"), &mut row.note, &tr!("recording-note-hint"));
}

fn value_ui(ui: &mut Ui, name: &str, label: &str, value: &mut Parameter) {
    if SWITCHES.contains(&name) {
        let mut on = !matches!(value, Parameter::Integer(0));
        if controls::checkbox(ui, &mut on, label).changed() {
            *value = Parameter::Integer(i64::from(on));
        }
        return;
    }
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        controls::field_label(ui, label);
        let response = match value {
            Parameter::Integer(value) => ui.add(DragValue::new(value).range(0..=1_000_000)),
            Parameter::Number(value) => ui.add(DragValue::new(value).range(-255.0..=255.0).speed(0.01).max_decimals(2)),
            Parameter::Flag(_) | Parameter::Text(_) => return,
        };
        controls::named(response, Role::SpinButton, label);
    });
}
