//! What a key was used for, with a filter and a way to write it to a file.

use egui::{Label, Margin, RichText, ScrollArea, TextEdit, Ui};
use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::identity::KeyUse;
use crate::state::uses::{Uses, UsesDialog, UsesFormat, UsesMsg};
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::content::grouped;
use crate::ui::{controls, dialogs, theme, when};

pub(in crate::ui) fn dialog_ui(ui: &mut Ui, fresh: bool, dialog: &UsesDialog, state: &State, out: &mut Vec<Msg>) {
    let card = state.identities.find(&dialog.id);
    let name = card.map(|card| locale::elide(&card.name, 60)).unwrap_or_default();
    dialogs::heading_ui(ui, &tr!("uses-title", name = name), out);
    controls::muted(ui, tr!("uses-text"));
    match &dialog.content {
        Uses::Loading(_) => {
            ui.add(egui::Spinner::new().size(18.0));
        }
        Uses::Failed(problem) => controls::problem_card(ui, problem),
        Uses::Ready { uses, strange } => {
            if *strange > 0 {
                controls::field_fault(ui, &tr!("keys-uses-unreadable", count = *strange));
            }
            if uses.is_empty() {
                controls::body(ui, tr!("uses-none"));
            } else {
                list_ui(ui, fresh, dialog, state, out);
            }
        }
    }
    if let Some(problem) = &dialog.problem {
        controls::problem_card(ui, problem);
    }
    let some = !dialog.shown().is_empty();
    controls::dialog_buttons(ui, |ui| {
        for (format, key) in [(UsesFormat::Csv, "uses-export-csv"), (UsesFormat::Json, "uses-export-json")] {
            if ui.add_enabled(some, egui::Button::new(tr!(key))).clicked() {
                out.push(Msg::Uses(UsesMsg::Export(format)));
            }
        }
        if controls::plain_button(ui, &tr!("close")).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

fn list_ui(ui: &mut Ui, fresh: bool, dialog: &UsesDialog, state: &State, out: &mut Vec<Msg>) {
    let shown = dialog.shown();
    ui.horizontal(|ui| {
        let mut text = dialog.filter.clone();
        let edit = TextEdit::singleline(&mut text).hint_text(tr!("uses-filter")).desired_width(280.0);
        let response = controls::field(ui, edit.margin(Margin::symmetric(8, 6)).char_limit(200));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(tr!("uses-filter")));
        if fresh {
            response.request_focus();
        }
        if response.changed() {
            out.push(Msg::Uses(UsesMsg::Filter(text)));
        }
        controls::muted(ui, tr!("uses-count", count = shown.len()));
    });
    let height = (ui.ctx().content_rect().height() - 320.0).clamp(120.0, 480.0);
    const ROW: f32 = 42.0;
    ScrollArea::vertical().id_salt("uses").max_height(height).auto_shrink([false, true]).show_rows(
        ui,
        ROW,
        shown.len(),
        |ui, range| {
            for own in shown.iter().skip(range.start).take(range.len()) {
                ui.allocate_ui(egui::vec2(ui.available_width(), ROW), |ui| {
                    ui.set_min_height(ROW);
                    row_ui(ui, own, state, out);
                });
            }
        },
    );
}

fn row_ui(ui: &mut Ui, own: &KeyUse, state: &State, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let p = controls::palette(ui);
        controls::icon(ui, ICON_DRAW, 16.0, p.muted);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.set_max_width((ui.available_width() - 40.0).max(120.0));
            let name = locale::elide(&own.file, 100);
            ui.add(Label::new(RichText::new(name).font(theme::semibold(theme::BODY))).truncate());
            let digest = own.sha256.as_deref().map(grouped).unwrap_or_else(|| tr!("uses-no-digest"));
            let facts = [when::local(&own.at, &state.zone), locale::elide(&own.purpose, 40), digest].join(" · ");
            ui.add(Label::new(RichText::new(facts).size(theme::SMALL).color(p.muted)).truncate());
        });
        if let Some(digest) = &own.sha256 {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.add_space(12.0);
                if controls::copy_button(ui, &tr!("uses-digest-of", name = locale::elide(&own.file, 60))) {
                    let text = digest.clone();
                    out.push(Msg::Inspector(crate::state::inspector::InspectorMsg::CopyText(text)));
                }
            });
        }
    });
}
