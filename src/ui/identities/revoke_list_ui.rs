//! The dialog that makes a revocation list: who signs it, whose certificates it names, why, and from when on.

use egui::{Label, RichText, ScrollArea, Ui};
use egui_material_icons::icons::*;

use crate::locale;
use crate::state::revoke_list::{Entry, EntryFault, RevokeListForm, RevokeListMsg, Why};
use crate::state::{Msg, State};
use crate::tr;

use super::identities_ui;
use crate::ui::signing::sign_form_ui::signer_ui;
use crate::ui::{controls, dialogs};
use crate::ui::{theme, when};

pub(in crate::ui) fn dialog_ui(ui: &mut Ui, form: &RevokeListForm, state: &State, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("dialog-revoke-list"), out);
    let mut draft = form.clone();
    let height = (ui.ctx().content_rect().height() - 190.0).clamp(160.0, 900.0);
    ScrollArea::vertical().id_salt("revoke-list").max_height(height).min_scrolled_height(height).show(ui, |ui| {
        ui.set_width((ui.available_width() - 10.0).max(160.0));
        ui.spacing_mut().item_spacing.y = 8.0;
        controls::muted(ui, tr!("revoke-list-text"));
        signer_ui(ui, &mut draft.identity, state);
        beside_ui(ui, &mut draft, valid_ui, |ui, draft| {
            controls::text_field(ui, &tr!("revoke-list-name"), &mut draft.name, &tr!("revoke-list-name-hint"));
        });
        controls::checkbox(ui, &mut draft.own, tr!("revoke-list-own"));
        entries_ui(ui, form, state, out);
        entry_form_ui(ui, &mut draft, form, state, out);
        identities_ui::progress_of_ui(ui, &form.progress, "revoke-list-working");
    });
    if draft != *form {
        out.push(Msg::RevokeList(RevokeListMsg::Form(Box::new(draft))));
    }
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, Some(ICON_SAVE_ALT), &tr!("revoke-list-save"), form.is_complete()).clicked() {
            out.push(Msg::RevokeList(RevokeListMsg::Save));
        }
        dialogs::cancel_ui(ui, out);
        if !form.draft.fingerprint.trim().is_empty() {
            controls::muted(ui, tr!("revoke-list-pending"));
        }
    });
}

/// A menu of a fixed width, and a field in the room that is left.
fn beside_ui(
    ui: &mut Ui,
    draft: &mut RevokeListForm,
    menu: impl FnOnce(&mut Ui, &mut RevokeListForm),
    field: impl FnOnce(&mut Ui, &mut RevokeListForm),
) {
    ui.horizontal_top(|ui| {
        menu(ui, draft);
        ui.scope(|ui| {
            ui.set_max_width((ui.available_width() - 4.0).max(120.0));
            field(ui, draft);
        });
    });
}

fn valid_ui(ui: &mut Ui, draft: &mut RevokeListForm) {
    let words = |days: Option<u32>| match days {
        Some(days) => tr!("revoke-list-valid-days", days = days),
        None => tr!("revoke-list-valid-open"),
    };
    controls::choice(ui, &tr!("revoke-list-valid"), &words(draft.valid_days), 260.0, |ui| {
        for days in RevokeListForm::VALID_DAYS {
            if ui.selectable_label(draft.valid_days == days, words(days)).clicked() {
                draft.valid_days = days;
            }
        }
    });
}

fn entries_ui(ui: &mut Ui, form: &RevokeListForm, state: &State, out: &mut Vec<Msg>) {
    if form.entries.is_empty() {
        return;
    }
    controls::section(ui, &tr!("revoke-list-entries", count = form.entries.len()));
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        for (index, entry) in form.entries.iter().enumerate() {
            entry_row_ui(ui, index, entry, state, out);
        }
    });
}

fn entry_row_ui(ui: &mut Ui, index: usize, entry: &Entry, state: &State, out: &mut Vec<Msg>) {
    let short = entry.fingerprint.groups().join(" ");
    let who = entry.who.as_ref().map(|who| locale::elide(who, 60)).unwrap_or_else(|| tr!("revoke-list-by-fingerprint"));
    let from = match &entry.from {
        Some(at) => tr!("revoke-list-from", at = when::local(at, &state.zone)),
        None => tr!("revoke-list-from-now"),
    };
    ui.horizontal(|ui| {
        let p = controls::palette(ui);
        controls::icon(ui, ICON_REMOVE_MODERATOR, 18.0, p.muted);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.set_max_width((ui.available_width() - 48.0).max(120.0));
            controls::strong(ui, &who);
            controls::muted(ui, format!("{} · {from}", tr!(&format!("revocation-reason-{}", entry.why.key()))));
            let digest = RichText::new(short).size(theme::SMALL).color(p.muted);
            ui.add(Label::new(digest).truncate());
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if controls::icon_button(ui, ICON_DELETE, &tr!("revoke-list-drop", name = who.clone())).clicked() {
                out.push(Msg::RevokeList(RevokeListMsg::Drop { index }));
            }
        });
    });
}

fn reason_ui(ui: &mut Ui, draft: &mut RevokeListForm) {
    let own = &mut draft.draft;
    let words = |why: Why| tr!(&format!("revocation-reason-{}", why.key()));
    controls::choice(ui, &tr!("revoke-list-why"), &words(own.why), 260.0, |ui| {
        for why in Why::ALL {
            if ui.selectable_label(own.why == why, words(why)).clicked() {
                own.why = why;
            }
        }
    });
}

/// One more certificate.
fn entry_form_ui(ui: &mut Ui, draft: &mut RevokeListForm, form: &RevokeListForm, state: &State, out: &mut Vec<Msg>) {
    controls::section(ui, &tr!("revoke-list-add-title"));
    ui.horizontal_wrapped(|ui| {
        if controls::button(ui, ICON_FOLDER_OPEN, &tr!("revoke-list-from-file")).clicked() {
            out.push(Msg::RevokeList(RevokeListMsg::FromFile));
        }
        let current = state
            .files
            .current()
            .filter(|entry| entry.check.report().is_some_and(|report| report.signer.fingerprint.is_some()));
        if let Some(entry) = current {
            let name = tr!("revoke-list-from-current", name = locale::elide(&entry.name, 40));
            if controls::button(ui, ICON_DRAW, &name).clicked() {
                out.push(Msg::RevokeList(RevokeListMsg::FromCurrent));
            }
        }
        if form.reading.is_some() {
            ui.add(egui::Spinner::new().size(16.0));
        }
    });
    if let Some(problem) = &form.problem {
        controls::problem_card(ui, problem);
    }
    let own = &mut draft.draft;
    let before = own.fingerprint.clone();
    let hint = tr!("revoke-list-fingerprint-hint");
    controls::text_field(ui, &tr!("revoke-list-fingerprint"), &mut own.fingerprint, &hint);
    if own.fingerprint != before {
        // The name belonged to what stood there.
        own.who = None;
    }
    if let Some(who) = &own.who {
        controls::muted(ui, tr!("revoke-list-signer", name = locale::elide(who, 80)));
    }
    beside_ui(ui, draft, reason_ui, |ui, draft| {
        controls::text_field(ui, &tr!("revoke-list-at"), &mut draft.draft.from, &tr!("revoke-list-at-hint"));
    });
    controls::muted(ui, tr!("revoke-list-at-text"));
    let fault = form.entry(&state.zone).err();
    let typed = !form.draft.fingerprint.trim().is_empty();
    match fault {
        Some(fault) if typed => controls::field_fault(ui, &tr!(&format!("revoke-list-fault-{}", fault.key()))),
        Some(EntryFault::Fingerprint | EntryFault::Time | EntryFault::Twice) | None => {}
    }
    let add = ui.add_enabled(fault.is_none(), egui::Button::new(tr!("revoke-list-add")));
    if add.clicked() {
        out.push(Msg::RevokeList(RevokeListMsg::Add));
    }
}
