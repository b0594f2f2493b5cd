//! The dialog that fetches the official lists: whom to ask, whether one may, and what came of each list.

use egui::Ui;
use egui_material_icons::icons::*;

use crate::locale;
use crate::state::activity::{Permit, Purpose};
use crate::state::list_update::{ListOutcome, ListPhase, ListUpdateDialog, ListUpdateMsg};
use crate::state::{Msg, State};
use crate::tr;

use super::permit_ui::{self, Stands};
use crate::ui::content::trust;
use crate::ui::theme::Tone;
use crate::ui::{controls, dialogs};

pub(in crate::ui) fn dialog_ui(ui: &mut Ui, dialog: &ListUpdateDialog, state: &State, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("dialog-list-update"), out);
    match &dialog.phase {
        ListPhase::Reading(_) => waiting_ui(ui, &tr!("list-update-reading")),
        ListPhase::Filling => filling_ui(ui, dialog, state, out),
        ListPhase::Fetching(_) => {
            waiting_ui(ui, &tr!("list-update-fetching"));
            controls::muted(ui, tr!("list-update-patience"));
        }
        ListPhase::Finished(outcomes) => {
            for outcome in outcomes {
                // Both may say the same.
                ui.push_id(outcome.list.key(), |ui| outcome_ui(ui, outcome, state));
            }
            close_ui(ui, out);
        }
        ListPhase::Failed(problem) => {
            controls::problem_card(ui, problem);
            controls::muted(ui, tr!("trust-page-stays"));
            close_ui(ui, out);
        }
    }
}

fn waiting_ui(ui: &mut Ui, words: &str) {
    ui.horizontal(|ui| {
        ui.add(egui::Spinner::new().size(18.0));
        controls::body(ui, words);
    });
}

fn close_ui(ui: &mut Ui, out: &mut Vec<Msg>) {
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &tr!("close"), true).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

fn filling_ui(ui: &mut Ui, dialog: &ListUpdateDialog, state: &State, out: &mut Vec<Msg>) {
    controls::body(ui, tr!("list-update-text"));
    for source in &dialog.sources {
        let mut wanted = source.wanted;
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if controls::checkbox(ui, &mut wanted, tr!(&format!("list-update-{}", source.list.key()))).changed() {
                out.push(Msg::ListUpdate(ListUpdateMsg::Choose { list: source.list, wanted }));
            }
            ui.horizontal(|ui| {
                ui.add_space(24.0);
                controls::muted(ui, locale::elide(&source.address, 160));
            });
        });
    }
    let addresses = dialog.addresses();
    let mut permit = dialog.permit;
    let stands = if addresses.is_empty() {
        Stands::Forbidden
    } else {
        permit_ui::question_ui(ui, &addresses, Purpose::Lists, &mut permit, state)
    };
    if permit != dialog.permit {
        out.push(Msg::ListUpdate(ListUpdateMsg::Permit(permit)));
    }
    let name = if permit == Permit::Never { tr!("permit-keep-no") } else { tr!("list-update-do") };
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, Some(ICON_DOWNLOAD), &name, stands == Stands::Open).clicked() {
            out.push(Msg::ListUpdate(ListUpdateMsg::Start));
        }
        dialogs::cancel_ui(ui, out);
    });
}

/// Whether it came, and what is in force now, with its age.
fn outcome_ui(ui: &mut Ui, outcome: &ListOutcome, state: &State) {
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        controls::strong(ui, tr!(&format!("list-update-{}", outcome.list.key())));
        let row = outcome.in_force.as_ref().map(|row| trust::list_row(row, &state.zone));
        match &outcome.problem {
            None => controls::mark_line(ui, &(ICON_CHECK_CIRCLE, Tone::Ok), &tr!("list-update-came")),
            Some(problem) => {
                controls::problem_card(ui, problem);
                let key = if row.is_some() { "trust-page-stays" } else { "list-update-none" };
                controls::body(ui, tr!(key));
            }
        }
        if let Some(row) = row {
            controls::muted(ui, format!("{} · {}", row.name, row.facts));
            if let Some(warning) = &row.warning {
                controls::mark_line(ui, &(ICON_EVENT_BUSY, Tone::Warn), warning);
            }
        }
    });
}
