//! The Approve dialog: the decision with what will be written, progress, and what came of each file.

use egui::Ui;
use egui_material_icons::icons::*;

use crate::provenance::approval::Decision;
use crate::state::approval::{ApprovalDialog, ApprovalForm, ApprovalMsg, ApprovalPlace};
use crate::state::sign::{Fault, SignRun};
use crate::state::{Msg, State};
use crate::tr;

use super::sign_form_ui::{fault_ui, signer_ui, stamp_ui};
use super::{preview_ui, sign_ui};
use crate::ui::content::approval;
use crate::ui::controls::{self, FolderAsk};
use crate::ui::dialogs;
use crate::ui::pages::settings_ui::fault_words;

/// The dialog in whatever situation it is.
pub(in crate::ui) fn dialog_ui(ui: &mut Ui, fresh: bool, dialog: &ApprovalDialog, state: &State, out: &mut Vec<Msg>) {
    match dialog {
        ApprovalDialog::Filling(form) => form_ui(ui, fresh, form, state, out),
        ApprovalDialog::Running(run) => running_ui(ui, run, state, out),
        ApprovalDialog::Finished(run) => finished_ui(ui, run, state, out),
    }
}

fn form_ui(ui: &mut Ui, fresh: bool, form: &ApprovalForm, state: &State, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("approve-title", files = form.files.len()), out);
    let faults = form.faults(&state.files);
    let mut draft = form.clone();
    dialogs::form_with_preview_ui(
        ui,
        660.0,
        &mut draft,
        out,
        |ui, draft, out| {
            decision_ui(ui, fresh, draft);
            signer_ui(ui, &mut draft.identity, state);
            place_ui(ui, draft, &faults, state, out);
            stamp_ui(ui, &mut draft.stamp, &faults, state);
        },
        |ui, _, _| {
            preview_ui::words_ui(ui, &approval::words(state, form), |_| {});
        },
    );
    if draft != *form {
        out.push(Msg::Approval(ApprovalMsg::Edit(Box::new(draft))));
    }
    controls::dialog_buttons(ui, |ui| {
        let files = form.preview(&state.files).to_sign();
        let name = tr!(&format!("approve-do-{}", form.decision.key()), files = files);
        if controls::primary(ui, Some(ICON_APPROVAL), &name, faults.is_empty()).clicked() {
            out.push(Msg::Approval(ApprovalMsg::Start));
        }
        dialogs::cancel_ui(ui, out);
        if let Some(fault) = faults.iter().find(|fault| matches!(fault, Fault::IdentityMissing | Fault::NothingToSign))
        {
            controls::muted(ui, fault_words(*fault));
        }
    });
}

fn decision_ui(ui: &mut Ui, fresh: bool, draft: &mut ApprovalForm) {
    controls::section(ui, &tr!("approve-decision"));
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for decision in Decision::ALL {
            let words = tr!(&format!("approve-decision-{}", decision.key()));
            let response = controls::radio(ui, draft.decision == decision, words);
            if fresh && draft.decision == decision {
                response.request_focus();
            }
            if response.clicked() {
                draft.decision = decision;
            }
        }
    });
    controls::text_field(ui, &tr!("approve-role"), &mut draft.role, &tr!("approve-role-hint"));
    controls::text_field(ui, &tr!("approve-note"), &mut draft.note, &tr!("approve-note-hint"));
    controls::muted(ui, tr!("approve-public"));
}

fn place_ui(ui: &mut Ui, draft: &mut ApprovalForm, faults: &[Fault], state: &State, out: &mut Vec<Msg>) {
    ui.separator();
    controls::section(ui, &tr!("approve-where"));
    if controls::radio(ui, draft.place == ApprovalPlace::Beside, tr!("approve-beside")).clicked() {
        draft.place = ApprovalPlace::Beside;
    }
    match controls::folder_choice(ui, draft.place == ApprovalPlace::Folder, draft.folder.as_deref(), 40) {
        Some(FolderAsk::Take) => draft.place = ApprovalPlace::Folder,
        Some(FolderAsk::Choose) => out.push(Msg::Approval(ApprovalMsg::ChooseFolder)),
        None => {}
    }
    fault_ui(ui, faults, &[Fault::FolderMissing]);
    if controls::radio(ui, draft.place == ApprovalPlace::Themselves, tr!("approve-themselves")).clicked() {
        draft.place = ApprovalPlace::Themselves;
    }
    if draft.place == ApprovalPlace::Themselves {
        controls::muted(ui, tr!("approve-themselves-text"));
    }
    // Asked only where it matters: for files that hold no credentials.
    if draft.sidecar || draft.preview(&state.files).unfit > 0 {
        controls::checkbox(ui, &mut draft.sidecar, tr!("sign-sidecar"));
        controls::muted(ui, tr!("sign-sidecar-text"));
    }
}

fn running_ui(ui: &mut Ui, run: &SignRun, state: &State, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("approve-running", files = run.rows.len()));
    sign_ui::progress_ui(ui, run.done(), run.rows.len(), "approve-progress");
    sign_ui::results_ui(ui, run, None, &state.zone, out);
    controls::dialog_buttons(ui, |ui| {
        if run.cancelled {
            controls::muted(ui, tr!("sign-stopping"));
        } else if controls::plain_button(ui, &tr!("sign-stop")).clicked() {
            out.push(Msg::Approval(ApprovalMsg::Cancel));
        }
    });
}

fn finished_ui(ui: &mut Ui, run: &SignRun, state: &State, out: &mut Vec<Msg>) {
    let signed = run.signed().count();
    let title = match run.failed() {
        0 if signed == run.rows.len() => tr!("approve-finished", files = signed),
        _ => tr!("approve-finished-some", signed = signed, all = run.rows.len()),
    };
    dialogs::heading_ui(ui, &title, out);
    if let Some(problem) = &run.problem {
        controls::problem_card(ui, problem);
    }
    sign_ui::results_ui(
        ui,
        run,
        Some(&|index| Msg::Approval(ApprovalMsg::Show { index: Some(index) })),
        &state.zone,
        out,
    );
    controls::dialog_buttons(ui, |ui| {
        if signed > 0 && controls::primary(ui, None, &tr!("approve-show-all"), true).clicked() {
            out.push(Msg::Approval(ApprovalMsg::Show { index: None }));
        }
        if controls::plain_button(ui, &tr!("close")).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}
