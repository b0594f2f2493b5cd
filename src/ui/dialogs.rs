//! The one dialog that is open, above the page. Esc and a click beside it close it.

use egui::{Align, Context, Frame, Id, Key, Layout, Margin, Modal, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::state::approval::ApprovalDialog;
use crate::state::identities::IdentitiesMsg;
use crate::state::recipes::RecipesDialog;
use crate::state::recording::{RecordingDialog, Side};
use crate::state::rights::RightsDialog;
use crate::state::running::ChooseFor;
use crate::state::sign::SignDialog;
use crate::state::stamps::StampsDialog;
use crate::state::trust::{ContactDialog, TeamDialog};
use crate::state::{Command, Dialog, Msg, State, TypePath};
use crate::tr;

use super::{controls, focus, keys, theme};
use crate::ui::editor::recipes_ui;
use crate::ui::identities::campaign_ui;
use crate::ui::identities::identities_ui;
use crate::ui::identities::life_ui;
use crate::ui::identities::revoke_list_ui;
use crate::ui::identities::uses_ui;
use crate::ui::inspector::manifest_ui;
use crate::ui::pages::library_ui;
use crate::ui::recording::recording_ui;
use crate::ui::recording::watch_ui;
use crate::ui::signing::approval_ui;
use crate::ui::signing::rights_ui;
use crate::ui::signing::sign_ui;
use crate::ui::signing::stamps_ui;
use crate::ui::trust::certificates_ui;
use crate::ui::trust::list_update_ui;
use crate::ui::trust::trust_dialogs_ui;

/// What dialogs remember: which one was open, so that a new one takes the keyboard.
#[derive(Default)]
pub(super) struct Memory {
    open: Option<std::mem::Discriminant<Dialog>>,
    manifest: manifest_ui::Memory,
}

/// Paints the dialog, if one is open.
pub(super) fn show(ctx: &Context, memory: &mut Memory, state: &State, out: &mut Vec<Msg>) {
    // A form that comes back after the question takes the keyboard as a new one does.
    let is_there = !matches!(state.dialog, Dialog::None) && !state.leaving.is_asked;
    let now = Some(std::mem::discriminant(&state.dialog)).filter(|_| is_there);
    let fresh = now.is_some() && memory.open != now;
    memory.open = now;
    let Some((wanted, name)) = shape(state) else { return };
    let width = wanted.min(ctx.content_rect().width() - 80.0);
    let p = theme::Palette::of(ctx.theme());
    let frame = Frame::new().fill(p.surface).stroke(egui::Stroke::new(1.0, p.border)).corner_radius(10);
    let frame = frame.inner_margin(Margin::same(20)).shadow(ctx.global_style().visuals.window_shadow);
    let area = Modal::default_area(Id::unique("dialog")).accessible_name(tr!(name)).role(egui::accesskit::Role::Dialog);
    focus::take_go(ctx);
    let modal = Modal::new(Id::unique("dialog")).area(area).frame(frame).show(ctx, |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 10.0;
        match state.leaving.is_asked {
            true => closing_ui(ui, out),
            false => content_ui(ui, fresh, memory, state, out),
        }
    });
    // What no button took is gone with the frame.
    let _ = focus::goes(ctx);
    let escape = ctx.input(|input| input.key_pressed(Key::Escape));
    // A click beside a filled-in form does not even ask whether to throw it away; Esc does.
    let is_form = !state.leaving.is_asked
        && matches!(
            state.dialog,
            Dialog::Sign(_)
                | Dialog::Rights(_)
                | Dialog::Approval(_)
                | Dialog::Recording(_)
                | Dialog::Contact(_)
                | Dialog::Team(_)
                | Dialog::Passphrase(_)
                | Dialog::Stamps(_)
                | Dialog::Campaign(_)
                | Dialog::RevokeList(_)
        );
    if modal.should_close() && (escape || !is_form) {
        out.push(Msg::CloseDialog);
    }
}

/// How wide a dialog would be, in points, and the key of its name.
fn shape(state: &State) -> Option<(f32, &'static str)> {
    Some(match &state.dialog {
        Dialog::None => return None,
        _ if state.leaving.is_asked => (460.0, "dialog-closing"),
        Dialog::Shortcuts => (520.0, "dialog-shortcuts"),
        Dialog::TypePath(_) => (560.0, "dialog-type-path"),
        Dialog::Manifest(_) => (920.0, "dialog-manifest"),
        Dialog::Sign(dialog) => match dialog.as_ref() {
            SignDialog::FirstIdentity { .. } => (460.0, "dialog-sign"),
            SignDialog::Filling(_) => (900.0, "dialog-sign"),
            SignDialog::Running { .. } | SignDialog::Finished { .. } => (680.0, "dialog-sign"),
        },
        Dialog::Stamps(dialog) => match dialog.as_ref() {
            StampsDialog::Filling(_) => (600.0, "dialog-stamps"),
            StampsDialog::Running(_) | StampsDialog::Finished(_) => (680.0, "dialog-stamps"),
        },
        Dialog::Campaign(_) => (640.0, "dialog-campaign"),
        Dialog::Uses(_) => (800.0, "dialog-uses"),
        Dialog::RevokeList(_) => (640.0, "dialog-revoke-list"),
        Dialog::ListUpdate(_) => (600.0, "dialog-list-update"),
        Dialog::Rights(dialog) => match dialog.as_ref() {
            RightsDialog::Filling(_) => (900.0, "dialog-rights"),
            RightsDialog::Running(_) | RightsDialog::Finished(_) => (680.0, "dialog-rights"),
        },
        Dialog::Approval(dialog) => match dialog.as_ref() {
            ApprovalDialog::Filling(_) => (860.0, "dialog-approve"),
            ApprovalDialog::Running(_) | ApprovalDialog::Finished(_) => (680.0, "dialog-approve"),
        },
        Dialog::Recording(dialog) => match dialog.as_ref() {
            RecordingDialog::Filling(_) => (960.0, "dialog-record"),
            RecordingDialog::Running(_) | RecordingDialog::Finished(_) => (680.0, "dialog-record"),
        },
        Dialog::Watch => (680.0, "dialog-watch"),
        Dialog::Recipes(RecipesDialog::Saving(_)) => (480.0, "dialog-recipe-save"),
        Dialog::Recipes(RecipesDialog::Listing { .. }) => (620.0, "dialog-recipes"),
        Dialog::NewIdentity(_) => (460.0, "dialog-new-identity"),
        Dialog::DeleteIdentity { .. } => (480.0, "dialog-delete-identity"),
        Dialog::RotateIdentity(_) => (520.0, "dialog-rotate"),
        Dialog::RevokeIdentity(_) => (520.0, "dialog-revoke"),
        Dialog::Passphrase(_) => (480.0, "dialog-passphrase"),
        Dialog::TrustList(_) => (520.0, "dialog-trust-list"),
        Dialog::RemoveTrustList { .. } => (480.0, "dialog-remove-trust-list"),
        Dialog::Forget(_) => (480.0, "library-forget-title"),
        Dialog::Certificates(_) => (760.0, "dialog-certificates"),
        Dialog::Contact(ContactDialog::Comparing(_)) => (640.0, "dialog-contact"),
        Dialog::Contact(_) => (520.0, "dialog-contact"),
        Dialog::Team(TeamDialog::Comparing(_)) => (640.0, "dialog-team"),
        Dialog::Team(_) => (520.0, "dialog-team"),
        Dialog::ExportCard(_) => (460.0, "contact-export-do"),
    })
}

fn content_ui(ui: &mut Ui, fresh: bool, memory: &mut Memory, state: &State, out: &mut Vec<Msg>) {
    match &state.dialog {
        Dialog::None => {}
        Dialog::Shortcuts => shortcuts_ui(ui, out),
        Dialog::TypePath(typed) => type_path_ui(ui, fresh, typed, out),
        Dialog::Manifest(dialog) => {
            heading_ui(ui, &tr!("dialog-manifest"), out);
            manifest_ui::manifest_ui(ui, fresh, &mut memory.manifest, dialog, out);
        }
        Dialog::Sign(dialog) => sign_ui::dialog_ui(ui, fresh, dialog, state, out),
        Dialog::Stamps(dialog) => stamps_ui::dialog_ui(ui, dialog, state, out),
        Dialog::Campaign(dialog) => campaign_ui::dialog_ui(ui, dialog, state, out),
        Dialog::Uses(dialog) => uses_ui::dialog_ui(ui, fresh, dialog, state, out),
        Dialog::RevokeList(form) => revoke_list_ui::dialog_ui(ui, form, state, out),
        Dialog::ListUpdate(dialog) => list_update_ui::dialog_ui(ui, dialog, state, out),
        Dialog::Rights(dialog) => rights_ui::dialog_ui(ui, dialog, state, out),
        Dialog::Approval(dialog) => approval_ui::dialog_ui(ui, fresh, dialog, state, out),
        Dialog::Recording(dialog) => recording_ui::dialog_ui(ui, dialog, state, out),
        Dialog::Watch => watch_ui::dialog_ui(ui, state, out),
        Dialog::Recipes(dialog) => recipes_ui::dialog_ui(ui, fresh, dialog, state, out),
        Dialog::NewIdentity(form) => identities_ui::new_ui(ui, fresh, form, out),
        Dialog::DeleteIdentity { id } => delete_identity_ui(ui, id, state, out),
        Dialog::RotateIdentity(form) => life_ui::rotate_ui(ui, form, state, out),
        Dialog::RevokeIdentity(form) => life_ui::revoke_ui(ui, form, state, out),
        Dialog::Passphrase(form) => life_ui::passphrase_ui(ui, fresh, form, state, out),
        Dialog::TrustList(dialog) => trust_dialogs_ui::kind_ui(ui, dialog, out),
        Dialog::RemoveTrustList { id } => trust_dialogs_ui::remove_ui(ui, id, state, out),
        Dialog::Forget(what) => library_ui::forget_ui(ui, what, out),
        Dialog::Certificates(dialog) => certificates_ui::certificates_ui(ui, dialog, state, out),
        Dialog::Contact(dialog) => trust_dialogs_ui::contact_ui(ui, dialog, out),
        Dialog::Team(dialog) => trust_dialogs_ui::team_ui(ui, dialog, state, out),
        Dialog::ExportCard(card) => trust_dialogs_ui::export_ui(ui, card, state, out),
    }
}

/// A title with a close button at its end.
pub(super) fn heading_ui(ui: &mut Ui, text: &str, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let room = ui.available_width() - 40.0;
        ui.scope(|ui| {
            ui.set_min_width(room);
            ui.set_max_width(room);
            controls::title(ui, text);
        });
        if controls::cross(ui).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

/// The question before what was typed is gone.
fn closing_ui(ui: &mut Ui, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("dialog-closing"));
    controls::body(ui, tr!("closing-text"));
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &tr!("closing-keep"), true).clicked() {
            out.push(Msg::CloseDialog);
        }
        if controls::danger(ui, &tr!("closing-throw-away")).clicked() {
            out.push(Msg::ThrowAway);
        }
    });
}

fn shortcuts_ui(ui: &mut Ui, out: &mut Vec<Msg>) {
    heading_ui(ui, &tr!("dialog-shortcuts"), out);
    let height = (ui.ctx().content_rect().height() - 180.0).max(160.0);
    ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().interact_size.y = 22.0;
        for command in Command::ALL {
            let all: Vec<String> = command.shortcuts().iter().map(|shortcut| keys::shown(*shortcut)).collect();
            pair_ui(ui, &tr!(&format!("command-{}", command.key())), &all.join("  ·  "));
        }
        for key in [
            "shortcut-list",
            "shortcut-list-extend",
            "shortcut-go",
            "shortcut-close",
            "shortcut-paste",
            "shortcut-wheel",
            "shortcut-before",
            "shortcut-move",
        ] {
            pair_ui(ui, &tr!(key), &tr!(&format!("{key}-keys")));
        }
    });
}

fn pair_ui(ui: &mut Ui, label: &str, keys: &str) {
    ui.horizontal(|ui| {
        ui.scope(|ui| {
            let room = (ui.available_width() - 170.0).max(80.0);
            ui.set_min_width(room);
            ui.set_max_width(room);
            ui.label(label);
        });
        let p = controls::palette(ui);
        ui.label(RichText::new(keys).size(theme::SMALL).color(p.muted));
    });
}

fn type_path_ui(ui: &mut Ui, fresh: bool, typed: &TypePath, out: &mut Vec<Msg>) {
    let (title, text) = match typed.purpose {
        ChooseFor::RevokeSigner => ("choose-files", "type-path-file"),
        ChooseFor::Open => ("dialog-type-path", "type-path-files"),
        ChooseFor::OutputFolder
        | ChooseFor::SignFolder
        | ChooseFor::CampaignFolder
        | ChooseFor::CampaignTarget
        | ChooseFor::RedactionFolder
        | ChooseFor::RedactionRecord
        | ChooseFor::RedactionPrivate
        | ChooseFor::RightsFolder
        | ChooseFor::ApprovalFolder
        | ChooseFor::RecordingFolder
        | ChooseFor::WatchFolder(_) => ("choose-folder", "type-path-folder"),
        ChooseFor::TrustList | ChooseFor::TrustUpdate { .. } => ("choose-trust-list", "type-path-file"),
        ChooseFor::Revocations => ("choose-revocations", "type-path-file"),
        ChooseFor::Team => ("team-choose", "type-path-file"),
        ChooseFor::Card => ("choose-card", "type-path-file"),
        ChooseFor::Certificates { .. } => ("choose-issued", "type-path-file"),
        ChooseFor::Restore => ("choose-backup", "type-path-file"),
        ChooseFor::ImportKey => ("choose-key", "type-path-file"),
        ChooseFor::Recording(Side::Source) => ("recording-source", "type-path-file"),
        ChooseFor::Recording(Side::Edited) => ("recording-edited", "type-path-file"),
        ChooseFor::RightsTemplate => ("choose-template", "type-path-file"),
        ChooseFor::RedactionPreset => ("choose-preset", "type-path-file"),
        ChooseFor::ImportRecipe => ("choose-recipe", "type-path-file"),
        ChooseFor::Mark => ("choose-mark", "type-path-file"),
        ChooseFor::Export { .. }
        | ChooseFor::ExportRecipe { .. }
        | ChooseFor::ExportCard(_)
        | ChooseFor::Request { .. }
        | ChooseFor::Uses(_)
        | ChooseFor::RevokeList
        | ChooseFor::BackUp
        | ChooseFor::SaveRedactionPreset => ("choose-save", "type-path-save"),
    };
    heading_ui(ui, &tr!(title), out);
    controls::muted(ui, tr!(text));
    let mut draft = typed.text.clone();
    // Files may be many, a line for each; everything else is one path, and Enter ends it.
    let edit = match typed.purpose {
        ChooseFor::Open => TextEdit::multiline(&mut draft).desired_rows(3),
        _ => TextEdit::singleline(&mut draft),
    };
    let edit = edit.desired_width(f32::INFINITY).hint_text(tr!(&format!("{text}-hint")));
    let response = controls::field(ui, edit.margin(Margin::symmetric(8, 6)).char_limit(1_000_000));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(tr!("type-path-label")));
    if fresh {
        response.request_focus();
    }
    if response.changed() {
        out.push(Msg::PathDraft(draft.clone()));
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let given = !draft.trim().is_empty();
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &tr!("type-path-go"), given).clicked() || (entered && given) {
            out.push(Msg::PathGiven);
        }
        cancel_ui(ui, out);
    });
}

/// A form and beside it what will come of it, each scrolling by itself, no taller than `tallest`. Both may change the
/// draft.
pub(super) fn form_with_preview_ui<T>(
    ui: &mut Ui,
    tallest: f32,
    draft: &mut T,
    out: &mut Vec<Msg>,
    form: impl FnOnce(&mut Ui, &mut T, &mut Vec<Msg>),
    preview: impl FnOnce(&mut Ui, &mut T, &mut Vec<Msg>),
) {
    const GAP: f32 = 20.0;
    let height = (ui.ctx().content_rect().height() - 210.0).clamp(200.0, tallest);
    let width = ui.available_width();
    let beside = (width * 0.42).clamp(240.0, 380.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        side_ui(ui, "form", vec2(width - beside - GAP, height), |ui| form(ui, draft, out));
        side_ui(ui, "preview", vec2(beside, height), |ui| preview(ui, draft, out));
    });
}

fn side_ui(ui: &mut Ui, id: &str, size: egui::Vec2, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ScrollArea::vertical().id_salt(id).auto_shrink(false).max_height(size.y).show(ui, |ui| {
            ui.set_width((ui.available_width() - 12.0).max(160.0));
            ui.spacing_mut().item_spacing.y = 10.0;
            add(ui);
        });
    });
}

/// The way out of a dialog without doing anything.
pub(super) fn cancel_ui(ui: &mut Ui, out: &mut Vec<Msg>) {
    if controls::plain_button(ui, &tr!("cancel")).clicked() {
        out.push(Msg::CloseDialog);
    }
}

fn delete_identity_ui(ui: &mut Ui, id: &str, state: &State, out: &mut Vec<Msg>) {
    let name = state.identities.find(id).map(|card| crate::locale::elide(&card.name, 60)).unwrap_or_default();
    heading_ui(ui, &tr!("delete-identity-title", name = name), out);
    controls::body(ui, tr!("delete-identity-text"));
    controls::dialog_buttons(ui, |ui| {
        if controls::danger(ui, &tr!("delete-identity-do")).clicked() {
            out.push(Msg::Identities(IdentitiesMsg::Delete { id: id.to_owned() }));
        }
        cancel_ui(ui, out);
    });
}
