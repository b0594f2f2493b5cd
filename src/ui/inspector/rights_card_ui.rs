//! The rights card of the inspector: what is stated, by whom it is bound, and what differs side by side.

use egui::Ui;
use egui_material_icons::icons::*;

use crate::provenance::report::Report;
use crate::state::Msg;
use crate::state::inspector::InspectorMsg;
use crate::tr;

use crate::ui::content::rights::{self, RightsRow};
use crate::ui::controls;
use crate::ui::theme::Tone;

/// Statements beside each other in one line.
const COLUMNS: usize = 2;

/// The card.
pub(in crate::ui) fn card_ui(ui: &mut Ui, report: &Report, out: &mut Vec<Msg>) {
    let groups = rights::groups(report);
    if groups.is_empty() {
        controls::muted(ui, tr!("rights-empty"));
        return;
    }
    for group in &groups {
        controls::section(ui, &group.title);
        if let Some(note) = &group.note {
            controls::body(ui, note);
        }
        for same in group.rows.chunk_by(|one, other| one.differs && other.differs && one.label == other.label) {
            match same {
                [row] => statement_ui(ui, row, out),
                rows => beside_ui(ui, rows, out),
            }
        }
        ui.add_space(4.0);
    }
    controls::muted(ui, tr!("rights-no-legal-advice"));
}

/// Sources that differ, beside each other.
fn beside_ui(ui: &mut Ui, rows: &[RightsRow], out: &mut Vec<Msg>) {
    let Some(first) = rows.first() else { return };
    let p = controls::palette(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        controls::icon(ui, ICON_COMPARE_ARROWS, 16.0, p.bad);
        controls::body(ui, tr!("rights-differ", label = first.label.clone()));
    });
    for line in rows.chunks(COLUMNS) {
        ui.columns(COLUMNS, |columns| {
            for (ui, row) in columns.iter_mut().zip(line) {
                statement_ui(ui, row, out);
            }
        });
    }
}

fn statement_ui(ui: &mut Ui, row: &RightsRow, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    let mut body = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().interact_size.y = 18.0;
        ui.horizontal(|ui| {
            controls::muted(ui, &row.label);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if controls::copy_button(ui, &row.label) {
                    out.push(Msg::Inspector(InspectorMsg::CopyText(row.copy.clone())));
                }
            });
        });
        controls::body(ui, &row.value);
        if let Some(host) = &row.host {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                controls::icon(ui, ICON_PUBLIC, 14.0, p.muted);
                controls::muted(ui, host);
            });
        }
        ui.scope(|ui| controls::mark_line(ui, &row.mark, &row.word)).response.on_hover_text(row.tip);
        controls::muted(ui, &row.source);
        if let Some((mark, places)) = &row.agrees_in {
            controls::mark_line(ui, mark, places);
        }
    };
    match row.mark.1 {
        // What nobody signed stands on the bare ground.
        Tone::Muted => {
            egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 6)).show(ui, |ui| {
                ui.set_width(ui.available_width());
                body(ui);
            });
        }
        tone => controls::tinted(ui, tone, &mut body),
    }
}
