//! Asking for time stamps for files that were signed without one, and the queue on the Activity page.

use egui::Ui;
use egui_material_icons::icons::*;

use crate::locale;
use crate::state::activity::{Permit, Purpose};
use crate::state::sign::{Fault, SignRun};
use crate::state::stamps::{Source, StampPlace, StampsDialog, StampsForm, StampsMsg};
use crate::state::{Msg, State};
use crate::tr;

use super::sign_form_ui::{fault_ui, signer_ui};
use super::sign_ui;
use crate::ui::content::stamps;
use crate::ui::pages::activity_ui::{heading_ui, row_ui};
use crate::ui::trust::permit_ui::{self, Stands};
use crate::ui::{controls, dialogs};

/// The dialog in whatever situation it is.
pub(in crate::ui) fn dialog_ui(ui: &mut Ui, dialog: &StampsDialog, state: &State, out: &mut Vec<Msg>) {
    match dialog {
        StampsDialog::Filling(form) => form_ui(ui, form, state, out),
        StampsDialog::Running(run) => running_ui(ui, run, state, out),
        StampsDialog::Finished(run) => finished_ui(ui, run, state, out),
    }
}

fn form_ui(ui: &mut Ui, form: &StampsForm, state: &State, out: &mut Vec<Msg>) {
    let count = form.count(&state.files);
    let faults = form.faults(&state.files);
    dialogs::heading_ui(ui, &tr!("dialog-stamps"), out);
    let mut draft = form.clone();
    let height = (ui.ctx().content_rect().height() - 200.0).clamp(160.0, 640.0);
    let mut stands = Stands::Open;
    egui::ScrollArea::vertical().id_salt("stamps").max_height(height).min_scrolled_height(height).show(ui, |ui| {
        ui.set_width((ui.available_width() - 10.0).max(160.0));
        ui.spacing_mut().item_spacing.y = 8.0;
        controls::muted(ui, tr!("stamps-text"));
        for line in stamps::count(&count) {
            controls::body(ui, line);
        }
        signer_ui(ui, &mut draft.identity, state);
        authority_ui(ui, &mut draft, &faults, state);
        if !faults.contains(&Fault::StampAddress) {
            stands = permit_ui::question_ui(ui, &draft.addresses(), Purpose::TimeStamps, &mut draft.permit, state);
        }
        place_ui(ui, &mut draft);
    });
    if draft != *form {
        out.push(Msg::Stamps(StampsMsg::Edit(Box::new(draft.clone()))));
    }
    let enabled = faults.is_empty() && stands == Stands::Open;
    let name = match draft.permit {
        Permit::Never => tr!("permit-keep-no"),
        Permit::Once | Permit::Always => tr!("stamps-do", files = count.to_stamp()),
    };
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, Some(ICON_MORE_TIME), &name, enabled).clicked() {
            out.push(Msg::Stamps(StampsMsg::Start));
        }
        dialogs::cancel_ui(ui, out);
        if faults.contains(&Fault::NothingToSign) {
            controls::muted(ui, tr!("stamps-nothing"));
        }
    });
}

/// Whom to ask, and what that means.
fn authority_ui(ui: &mut Ui, draft: &mut StampsForm, faults: &[Fault], state: &State) {
    let mut own = None;
    if let Source::Waiting(files) = &draft.source {
        let mut hosts: Vec<String> = files.iter().map(|(_, address)| locale::answers::host(address)).collect();
        hosts.sort();
        hosts.dedup();
        own = Some(tr!("stamps-own-authority", hosts = locale::elide(&hosts.join(", "), 120)));
    }
    if let Some(name) = own {
        if controls::radio(ui, draft.own_authority, name).clicked() {
            draft.own_authority = true;
        }
        if controls::radio(ui, !draft.own_authority, tr!("stamps-other-authority")).clicked() {
            draft.own_authority = false;
        }
    }
    if !draft.own_authority {
        let known = &state.settings.stamp_addresses;
        if known.len() > 1 {
            let wide = ui.available_width();
            controls::choice(ui, &tr!("stamp-remembered"), &locale::elide(&draft.address, 60), wide, |ui| {
                for address in known {
                    if ui.selectable_label(draft.address == *address, locale::elide(address, 60)).clicked() {
                        draft.address.clone_from(address);
                    }
                }
            });
        }
        controls::text_field(ui, &tr!("stamp-address"), &mut draft.address, "https://");
        if !draft.address.trim().is_empty() {
            fault_ui(ui, faults, &[Fault::StampAddress]);
        }
    }
    controls::muted(ui, tr!("stamps-sends"));
}

fn place_ui(ui: &mut Ui, draft: &mut StampsForm) {
    if matches!(draft.source, Source::Waiting(_)) {
        controls::muted(ui, tr!("stamps-in-place"));
        return;
    }
    controls::section(ui, &tr!("stamps-where"));
    for (own, key) in [(StampPlace::Copies, "stamps-copies"), (StampPlace::Themselves, "stamps-themselves")] {
        if controls::radio(ui, draft.place == own, tr!(key)).clicked() {
            draft.place = own;
        }
    }
}

fn running_ui(ui: &mut Ui, run: &SignRun, state: &State, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("stamps-running", files = run.rows.len()));
    sign_ui::progress_ui(ui, run.done(), run.rows.len(), "stamps-progress");
    sign_ui::results_ui(ui, run, None, &state.zone, out);
    controls::dialog_buttons(ui, |ui| {
        if run.cancelled {
            controls::muted(ui, tr!("stamps-stopping"));
        } else if controls::plain_button(ui, &tr!("sign-stop")).clicked() {
            out.push(Msg::Stamps(StampsMsg::Cancel));
        }
    });
}

fn finished_ui(ui: &mut Ui, run: &SignRun, state: &State, out: &mut Vec<Msg>) {
    let stamped = run.signed().count();
    dialogs::heading_ui(ui, &tr!("stamps-finished", stamped = stamped, all = run.rows.len()), out);
    if let Some(problem) = &run.problem {
        controls::problem_card(ui, problem);
    }
    sign_ui::results_ui(ui, run, Some(&|index| Msg::Stamps(StampsMsg::Show { index: Some(index) })), &state.zone, out);
    controls::dialog_buttons(ui, |ui| {
        if stamped > 0 && controls::primary(ui, None, &tr!("stamps-show-all"), true).clicked() {
            out.push(Msg::Stamps(StampsMsg::Show { index: None }));
        }
        if controls::plain_button(ui, &tr!("close")).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

/// Files that wait, with the reason; nothing is shown where nobody waits.
pub(in crate::ui) fn queue_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let queue = &state.activity.queue;
    if queue.files.is_empty() && queue.problem.is_none() {
        return;
    }
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        heading_ui(ui, "queue-title");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if queue.ready().count() > 1 && controls::button(ui, ICON_MORE_TIME, &tr!("queue-try-all")).clicked() {
                out.push(Msg::Stamps(StampsMsg::Try { path: None }));
            }
        });
    });
    controls::muted(ui, tr!("queue-text"));
    if let Some(problem) = &queue.problem {
        controls::problem_card(ui, problem);
    }
    const ROWS: usize = 200;
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        for file in queue.files.iter().take(ROWS) {
            let line = stamps::waiting(file, &state.zone);
            row_ui(ui, &line, 190.0, |ui| {
                let remove = tr!("queue-remove-of", name = line.title.clone());
                if controls::icon_button(ui, ICON_DELETE, &remove).clicked() {
                    out.push(Msg::Stamps(StampsMsg::Remove { path: file.path.clone() }));
                }
                if file.is_there {
                    let again = controls::plain_button(ui, &tr!("queue-try"));
                    let spoken = tr!("queue-try-of", name = line.title.clone());
                    if controls::named(again, egui::accesskit::Role::Button, &spoken).clicked() {
                        out.push(Msg::Stamps(StampsMsg::Try { path: Some(file.path.clone()) }));
                    }
                }
            });
        }
        if queue.files.len() > ROWS {
            controls::muted(ui, tr!("and-more", count = queue.files.len() - ROWS));
        }
    });
}
