//! Dialogs about the life of a key: replacing, revoking, backing up, bringing back. Each says what follows.

use egui::{Margin, TextEdit, Ui};

use crate::locale;
use crate::provenance::identity::RevocationReason;
use crate::state::identities::{IdentitiesMsg, PassphraseFor, PassphraseForm, RevokeForm, RotateForm, Secret};
use crate::state::{Msg, State};
use crate::tr;

use super::identities_ui;
use crate::ui::content::identities;
use crate::ui::controls;
use crate::ui::dialogs::{cancel_ui, heading_ui};

fn name(state: &State, id: &str) -> String {
    state.identities.find(id).map(|card| locale::elide(&card.name, 60)).unwrap_or_default()
}

/// A new key for the same person.
pub(in crate::ui) fn rotate_ui(ui: &mut Ui, form: &RotateForm, state: &State, out: &mut Vec<Msg>) {
    heading_ui(ui, &tr!("rotate-title", name = name(state, &form.id)), out);
    controls::body(ui, tr!("rotate-text"));
    controls::muted(ui, tr!("rotate-certify"));
    let overlap = |days: u32| tr!("rotate-days", days = days);
    controls::choice(ui, &tr!("rotate-overlap"), &overlap(form.overlap_days), 260.0, |ui| {
        for days in RotateForm::OVERLAPS {
            if ui.selectable_label(form.overlap_days == days, overlap(days)).clicked() {
                out.push(Msg::Identities(IdentitiesMsg::Overlap { days }));
            }
        }
    });
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &tr!("rotate-do"), true).clicked() {
            out.push(Msg::Identities(IdentitiesMsg::Rotate));
        }
        cancel_ui(ui, out);
    });
}

/// The end of an identity.
pub(in crate::ui) fn revoke_ui(ui: &mut Ui, form: &RevokeForm, state: &State, out: &mut Vec<Msg>) {
    heading_ui(ui, &tr!("revoke-title", name = name(state, &form.id)), out);
    controls::body(ui, tr!("revoke-text"));
    controls::body(ui, tr!("revoke-others"));
    controls::choice(ui, &tr!("revoke-reason"), &identities::reason(form.reason), 320.0, |ui| {
        for reason in RevocationReason::ALL {
            if ui.selectable_label(form.reason == reason, identities::reason(reason)).clicked() {
                out.push(Msg::Identities(IdentitiesMsg::Reason(reason)));
            }
        }
    });
    let mut understood = form.understood;
    if controls::checkbox(ui, &mut understood, tr!("revoke-understood")).changed() {
        out.push(Msg::Identities(IdentitiesMsg::Understood(understood)));
    }
    controls::dialog_buttons(ui, |ui| {
        let revoke = ui.add_enabled_ui(form.understood, |ui| controls::danger(ui, &tr!("revoke-do"))).inner;
        if revoke.clicked() {
            out.push(Msg::Identities(IdentitiesMsg::Revoke));
        }
        cancel_ui(ui, out);
    });
}

/// A passphrase for a file that is made or opened.
pub(in crate::ui) fn passphrase_ui(ui: &mut Ui, fresh: bool, form: &PassphraseForm, state: &State, out: &mut Vec<Msg>) {
    let makes = matches!(form.purpose, PassphraseFor::BackUp { .. });
    let (title, text, action) = match &form.purpose {
        PassphraseFor::BackUp { id } => {
            (tr!("back-up-title", name = name(state, id)), tr!("back-up-text"), tr!("back-up-do"))
        }
        PassphraseFor::Restore { file } => (tr!("restore-title"), shown(file, "restore-text"), tr!("restore-do")),
        PassphraseFor::ImportKey { file } => {
            (tr!("import-key-title"), shown(file, "import-key-text"), tr!("import-key-do"))
        }
    };
    heading_ui(ui, &title, out);
    controls::body(ui, text);
    let mut first = form.first.reveal().as_str().to_owned();
    let mut again = form.again.reveal().as_str().to_owned();
    let (mut changed, mut entered) = secret_field_ui(ui, &tr!("passphrase"), &mut first, fresh);
    if makes {
        let (edited, done) = secret_field_ui(ui, &tr!("passphrase-again"), &mut again, false);
        (changed, entered) = (changed || edited, done);
        if !form.first.is_empty() && form.is_too_short() {
            let least = PassphraseForm::LEAST_CHARS.to_string();
            controls::muted(ui, tr!("passphrase-short", least = least));
        } else if !form.again.is_empty() && form.first != form.again {
            controls::field_fault(ui, &tr!("passphrase-differs"));
        }
    }
    let (first, again) = (Secret::new(first), Secret::new(again));
    if changed {
        out.push(Msg::Identities(IdentitiesMsg::Passphrase { first, again }));
    }
    identities_ui::progress_of_ui(ui, &form.progress, "passphrase-working");
    let enabled = form.is_complete();
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &action, enabled).clicked() || (entered && enabled) {
            out.push(Msg::Identities(IdentitiesMsg::ConfirmPassphrase));
        }
        cancel_ui(ui, out);
    });
}

fn shown(file: &std::path::Path, key: &str) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    tr!(key, file = locale::elide(&name, 80))
}

/// A box that shows dots; whether it was edited, and whether Enter was pressed in it.
fn secret_field_ui(ui: &mut Ui, label: &str, text: &mut String, fresh: bool) -> (bool, bool) {
    let label_response = controls::field_label(ui, label);
    let edit = TextEdit::singleline(text).password(true).desired_width(f32::INFINITY);
    let edit = edit.margin(Margin::symmetric(8, 6)).char_limit(1_000).id_salt(label);
    let response = controls::field(ui, edit).labelled_by(label_response.id);
    if fresh {
        response.request_focus();
    }
    (response.changed(), response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)))
}
