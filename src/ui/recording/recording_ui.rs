//! The Record dialog: the pair, what was measured, what the other program says, what will be written, and the result.

use egui::{Ui, vec2};
use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::recording::Proposal;
use crate::state::recording::{Measure, RecordingDialog, RecordingForm, RecordingMsg, Side};
use crate::state::settings::Place;
use crate::state::sign::{Fault, SignRun};
use crate::state::watch::WatchMsg;
use crate::state::{Msg, State};
use crate::tr;

use super::steps_ui;
use crate::ui::content::recording;
use crate::ui::controls::{self, FolderAsk};
use crate::ui::dialogs;
use crate::ui::pages::settings_ui::fault_words;
use crate::ui::signing::sign_form_ui::{fault_ui, signer_ui, stamp_ui};
use crate::ui::signing::sign_ui;
use crate::ui::theme::Tone;

/// Files of the list that are offered for one side.
const OFFERED: usize = 200;

/// The dialog in whatever situation it is.
pub(in crate::ui) fn dialog_ui(ui: &mut Ui, dialog: &RecordingDialog, state: &State, out: &mut Vec<Msg>) {
    match dialog {
        RecordingDialog::Filling(form) => form_ui(ui, form, state, out),
        RecordingDialog::Running(run) => running_ui(ui, run, state, out),
        RecordingDialog::Finished(run) => finished_ui(ui, run, state, out),
    }
}

fn say(out: &mut Vec<Msg>, msg: RecordingMsg) {
    out.push(Msg::Recording(msg));
}

fn form_ui(ui: &mut Ui, form: &RecordingForm, state: &State, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("recording-title"), out);
    let faults = form.faults(&state.files);
    let mut draft = form.clone();
    // As long as nothing was measured there is little to show.
    let tallest = if matches!(form.measure, Measure::Done(_)) { 780.0 } else { 380.0 };
    dialogs::form_with_preview_ui(
        ui,
        tallest,
        &mut draft,
        out,
        |ui, draft, out| {
            pair_ui(ui, form, state, out);
            measured_ui(ui, form, draft);
        },
        |ui, draft, out| {
            signer_ui(ui, &mut draft.identity, state);
            place_ui(ui, draft, &faults, out);
            stamp_ui(ui, &mut draft.stamp, &faults, state);
            preview_ui(ui, form, draft, state);
        },
    );
    if draft != *form {
        say(out, RecordingMsg::Edit(Box::new(draft)));
    }
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, Some(ICON_HISTORY_EDU), &tr!("recording-do"), faults.is_empty()).clicked() {
            say(out, RecordingMsg::Start);
        }
        dialogs::cancel_ui(ui, out);
        if controls::plain_button(ui, &tr!("watch-open")).clicked() {
            out.push(Msg::Watch(WatchMsg::Open));
        }
        if faults.contains(&Fault::IdentityMissing) {
            controls::muted(ui, fault_words(Fault::IdentityMissing));
        } else if faults.contains(&Fault::NothingToSign) {
            controls::muted(ui, tr!("recording-nothing"));
        }
    });
}

fn top_down() -> egui::Layout {
    egui::Layout::top_down(egui::Align::Min)
}

fn pair_ui(ui: &mut Ui, form: &RecordingForm, state: &State, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let room = ui.available_width() - 40.0;
        ui.allocate_ui_with_layout(vec2(room, 110.0), top_down(), |ui| {
            ui.set_width(room);
            side_ui(ui, Side::Source, form, state, out);
            side_ui(ui, Side::Edited, form, state, out);
        });
        let can_swap = form.source.is_some() || form.edited.is_some();
        let swap = |ui: &mut Ui| controls::icon_button(ui, ICON_SWAP_VERT, &tr!("recording-swap"));
        if ui.add_enabled_ui(can_swap, swap).inner.clicked() {
            say(out, RecordingMsg::Swap);
        }
    });
}

/// Which file takes this side: one of the list, or another.
fn side_ui(ui: &mut Ui, side: Side, form: &RecordingForm, state: &State, out: &mut Vec<Msg>) {
    let (key, chosen) = match side {
        Side::Source => ("recording-source", &form.source),
        Side::Edited => ("recording-edited", &form.edited),
    };
    let words = chosen.as_deref().map_or_else(|| tr!("recording-none"), recording::file_name);
    let wide = ui.available_width();
    controls::choice(ui, &tr!(key), &words, wide, |ui| {
        if ui.selectable_label(false, tr!("recording-other")).clicked() {
            say(out, RecordingMsg::Choose(side));
        }
        for entry in state.files.entries().take(OFFERED) {
            let is_chosen = chosen.as_ref() == Some(&entry.path);
            if ui.selectable_label(is_chosen, locale::elide(&entry.name, 60)).clicked() && !is_chosen {
                say(out, RecordingMsg::Pick(side, entry.path.clone()));
            }
        }
    });
}

fn measured_ui(ui: &mut Ui, form: &RecordingForm, draft: &mut RecordingForm) {
    match &form.measure {
        Measure::Missing => {
            controls::muted(ui, tr!("recording-missing"));
        }
        Measure::Running(_) => {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(18.0));
                controls::muted(ui, tr!("recording-measuring"));
            });
        }
        Measure::Failed(problem) => controls::problem_card(ui, problem),
        Measure::Done(proposal) => {
            let looks_other = !proposal.comparison.is_same_picture();
            if looks_other {
                controls::problem_card(ui, &crate::problem!("record-other-picture"));
                controls::checkbox(ui, &mut draft.same_picture, tr!("recording-same-picture"));
            }
            if proposal.is_carried_along {
                controls::muted(ui, tr!("record-carried-along"));
            }
            if proposal.comparison.of_previews {
                controls::muted(ui, tr!("record-previews"));
            }
            if !form.is_wrong_pair() {
                steps_ui::steps_ui(ui, draft, proposal);
            }
        }
    }
}

fn place_ui(ui: &mut Ui, draft: &mut RecordingForm, faults: &[Fault], out: &mut Vec<Msg>) {
    controls::section(ui, &tr!("recording-where"));
    if controls::radio(ui, draft.place == Place::Beside, tr!("recording-beside")).clicked() {
        draft.place = Place::Beside;
    }
    match controls::folder_choice(ui, draft.place == Place::Folder, draft.folder.as_deref(), 26) {
        Some(FolderAsk::Take) => draft.place = Place::Folder,
        Some(FolderAsk::Choose) => say(out, RecordingMsg::ChooseFolder),
        None => {}
    }
    fault_ui(ui, faults, &[Fault::FolderMissing]);
}

fn preview_ui(ui: &mut Ui, form: &RecordingForm, draft: &mut RecordingForm, state: &State) {
    let Some(proposal) = form.proposal() else { return };
    if !form.is_wrong_pair() {
        controls::card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            controls::section(ui, &tr!("preview-will-write"));
            for line in recording::writes(form) {
                controls::body(ui, line);
            }
            if let Some(pair) = recording::signed_as(state, form) {
                controls::pairs(ui, &[pair]);
            }
        });
    }
    if form.has_broken_source(&state.files) {
        controls::tinted(ui, Tone::Warn, |ui| {
            controls::body(ui, tr!("recording-broken"));
            controls::checkbox(ui, &mut draft.allow_broken, tr!("recording-allow-broken"));
        });
    }
    claims_ui(ui, proposal);
}

/// The other program's word, apart from what was measured.
fn claims_ui(ui: &mut Ui, proposal: &Proposal) {
    let (software, lines) = recording::claims(proposal);
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        controls::section(ui, &tr!("recording-claims"));
        if software.is_none() && lines.is_empty() {
            controls::muted(ui, tr!("recording-claims-none"));
        } else {
            controls::muted(ui, tr!("recording-claims-text"));
        }
        if let Some(name) = software {
            controls::pairs(ui, &[crate::ui::content::Pair::new(tr!("recording-software"), name)]);
        }
        for line in lines {
            controls::muted(ui, line);
        }
        let metadata = recording::metadata(proposal);
        if !metadata.is_empty() {
            ui.separator();
            controls::pairs(ui, &metadata);
        }
    });
}

fn running_ui(ui: &mut Ui, run: &SignRun, state: &State, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("recording-running"));
    sign_ui::progress_ui(ui, run.done(), run.rows.len(), "sign-progress");
    sign_ui::results_ui(ui, run, None, &state.zone, out);
    controls::dialog_buttons(ui, |ui| {
        if run.cancelled {
            controls::muted(ui, tr!("sign-stopping"));
        } else if controls::plain_button(ui, &tr!("sign-stop")).clicked() {
            say(out, RecordingMsg::Cancel);
        }
    });
}

fn finished_ui(ui: &mut Ui, run: &SignRun, state: &State, out: &mut Vec<Msg>) {
    let is_done = run.signed().next().is_some();
    dialogs::heading_ui(ui, &tr!(if is_done { "recording-finished" } else { "recording-finished-none" }), out);
    if let Some(problem) = &run.problem {
        controls::problem_card(ui, problem);
    }
    sign_ui::results_ui(ui, run, Some(&|_| Msg::Recording(RecordingMsg::Show)), &state.zone, out);
    controls::dialog_buttons(ui, |ui| {
        if is_done && controls::primary(ui, None, &tr!("recording-show"), true).clicked() {
            say(out, RecordingMsg::Show);
        }
        if controls::plain_button(ui, &tr!("close")).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}
