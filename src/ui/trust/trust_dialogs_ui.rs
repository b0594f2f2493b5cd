//! The dialogs of the Trust page: kinds, certificates, removing, comparing a person's or a
//! team's fingerprint, passing a card on.

use egui::{Margin, ScrollArea, TextEdit, Ui};

use crate::locale;
use crate::provenance::trust_source::ListKind;
use crate::state::trust::{
    Adding, Comparing, ComparingTeam, Comparison, ContactDialog, ExportCard, TeamDialog, TeamMsg, TrustListDialog,
    TrustMsg,
};
use crate::state::{Msg, State};
use crate::tr;

use super::fingerprint_ui;
use crate::ui::content::trust;
use crate::ui::controls;
use crate::ui::dialogs::{cancel_ui, heading_ui};

/// What kind of list was picked.
pub(in crate::ui) fn kind_ui(ui: &mut Ui, dialog: &TrustListDialog, out: &mut Vec<Msg>) {
    heading_ui(ui, &tr!("dialog-trust-list"), out);
    let name = dialog.file.file_name().unwrap_or_default().to_string_lossy();
    controls::strong(ui, locale::elide(&name, 100));
    controls::body(ui, tr!("trust-list-ask-kind"));
    for kind in [ListKind::Official, ListKind::Interim, ListKind::House, ListKind::TimeStamping] {
        let key = kind.key();
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if controls::radio(ui, dialog.kind == kind, tr!(&format!("list-kind-{key}"))).clicked() {
                out.push(Msg::Trust(TrustMsg::Kind(kind)));
            }
            ui.horizontal(|ui| {
                ui.add_space(24.0);
                controls::muted(ui, tr!(&format!("list-kind-{key}-text")));
            });
        });
    }
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &tr!("trust-list-add"), true).clicked() {
            out.push(Msg::Trust(TrustMsg::ConfirmAdd));
        }
        cancel_ui(ui, out);
    });
}

/// What follows from removing a list, a contact or a revocation list.
pub(in crate::ui) fn remove_ui(ui: &mut Ui, id: &str, state: &State, out: &mut Vec<Msg>) {
    let name = locale::elide(state.trust.name(id).unwrap_or_default(), 60);
    heading_ui(ui, &tr!("remove-trust-list-title", name = name), out);
    let in_force = state.trust.in_force();
    let revokes = in_force.is_some_and(|all| all.revocations.iter().any(|row| row.id == id));
    let (text, action, msg) = if revokes {
        let msg = TrustMsg::RemoveRevocations { id: id.to_owned() };
        ("remove-revocations-text", "remove-trust-list-do", msg)
    } else if state.trust.is_team(id) {
        ("team-remove-text", "team-remove-do", TrustMsg::Remove { id: id.to_owned() })
    } else if state.trust.is_contact(id) {
        ("remove-contact-text", "remove-contact-do", TrustMsg::Remove { id: id.to_owned() })
    } else {
        ("remove-trust-list-text", "remove-trust-list-do", TrustMsg::Remove { id: id.to_owned() })
    };
    controls::body(ui, tr!(text));
    controls::dialog_buttons(ui, |ui| {
        if controls::danger(ui, &tr!(action)).clicked() {
            out.push(Msg::Trust(msg));
        }
        cancel_ui(ui, out);
    });
}

/// Comparing the fingerprint of somebody, then adding them.
pub(in crate::ui) fn contact_ui(ui: &mut Ui, dialog: &ContactDialog, out: &mut Vec<Msg>) {
    heading_ui(ui, &tr!("dialog-contact"), out);
    match dialog {
        ContactDialog::Reading(_) => {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(18.0));
                controls::muted(ui, tr!("contact-reading"));
            });
        }
        ContactDialog::Unreadable(problem) => {
            controls::problem_card(ui, problem);
            over_ui(ui, out);
        }
        ContactDialog::Comparing(comparing) => {
            let height = (ui.ctx().content_rect().height() - 170.0).max(160.0);
            // The dialog was small while it read; it grows now.
            let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
            area.show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                comparing_ui(ui, comparing, out);
            });
            controls::dialog_buttons(ui, |ui| {
                if controls::primary(ui, None, &tr!("contact-add"), comparing.is_complete()).clicked() {
                    out.push(Msg::Trust(TrustMsg::ConfirmContact));
                }
                cancel_ui(ui, out);
            });
        }
    }
}

/// The way out where nothing else is left to do.
fn over_ui(ui: &mut Ui, out: &mut Vec<Msg>) {
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &tr!("close"), true).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

fn comparing_ui(ui: &mut Ui, comparing: &Comparing, out: &mut Vec<Msg>) {
    for line in trust::newcomer(&comparing.person) {
        controls::strong(ui, line);
    }
    controls::body(ui, tr!("contact-how"));
    controls::card(ui, |ui| fingerprint_ui::forms_ui(ui, &comparing.person.fingerprint));
    let mut draft = comparing.draft.clone();
    let said = ["contact-told", "contact-told-differs"];
    let mut changed = compare_ui(ui, said, comparing.comparison(), (&mut draft.told, &mut draft.compared));
    ui.add_space(4.0);
    changed |= controls::text_field(ui, &tr!("contact-your-name"), &mut draft.name, "").changed();
    changed |= controls::text_field(ui, &tr!("contact-your-note"), &mut draft.note, "").changed();
    if changed {
        out.push(Msg::Trust(TrustMsg::Contact(draft)));
    }
    controls::muted(ui, tr!("contact-consequence"));
    progress_ui(ui, &comparing.progress);
}

/// Comparing the fingerprint of a team's roots, then adding it.
pub(in crate::ui) fn team_ui(ui: &mut Ui, dialog: &TeamDialog, state: &State, out: &mut Vec<Msg>) {
    heading_ui(ui, &tr!("dialog-team"), out);
    match dialog {
        TeamDialog::Reading(_) => {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(18.0));
                controls::muted(ui, tr!("team-reading"));
            });
        }
        TeamDialog::Unreadable(problem) => {
            controls::problem_card(ui, problem);
            controls::muted(ui, tr!("trust-page-stays"));
            over_ui(ui, out);
        }
        TeamDialog::Comparing(comparing) => {
            let height = (ui.ctx().content_rect().height() - 170.0).max(160.0);
            // The dialog was small while it read; it grows now.
            let area = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
            area.show(ui, |ui| {
                ui.set_width(ui.available_width() - 8.0);
                comparing_team_ui(ui, comparing, state, out);
            });
            controls::dialog_buttons(ui, |ui| {
                if controls::primary(ui, None, &tr!("team-add"), comparing.is_complete()).clicked() {
                    out.push(Msg::Trust(TrustMsg::Team(TeamMsg::Confirm)));
                }
                cancel_ui(ui, out);
            });
        }
    }
}

fn comparing_team_ui(ui: &mut Ui, comparing: &ComparingTeam, state: &State, out: &mut Vec<Msg>) {
    let words = trust::offered(&comparing.offered, &state.zone);
    controls::strong(ui, &words.name);
    controls::muted(ui, &words.facts);
    for (salt, (title, lines)) in [("roots", words.roots), ("brings", words.brings)] {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            controls::body(ui, title);
            ui.indent(("team", salt), |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                lines.iter().for_each(|line| {
                    controls::muted(ui, line);
                });
            });
        });
    }
    controls::body(ui, tr!("team-how"));
    controls::card(ui, |ui| fingerprint_ui::forms_ui(ui, &comparing.offered.fingerprint));
    let mut draft = comparing.draft.clone();
    let said = ["team-told", "team-told-differs"];
    if compare_ui(ui, said, comparing.comparison(), (&mut draft.told, &mut draft.compared)) {
        out.push(Msg::Trust(TrustMsg::Team(TeamMsg::Draft(draft))));
    }
    controls::muted(ui, tr!("team-consequence"));
    progress_ui(ui, &comparing.progress);
}

/// The fingerprint as the person was told it, and how the comparison stands; whether they changed something. `said`
/// are the names of the field's label and of what is said where it differs.
fn compare_ui(ui: &mut Ui, said: [&str; 2], stands: Comparison, draft: (&mut String, &mut bool)) -> bool {
    let ([label, differs], (told, compared)) = (said, draft);
    let label = controls::field_label(ui, &tr!(label));
    let edit = TextEdit::multiline(told).desired_rows(2).desired_width(f32::INFINITY);
    let edit = edit.hint_text(tr!("contact-told-hint")).margin(Margin::symmetric(8, 6)).char_limit(2_000);
    let mut changed = controls::field(ui, edit).labelled_by(label.id).changed();
    match stands {
        Comparison::Differs => controls::field_fault(ui, &tr!(differs)),
        Comparison::Unfinished => {
            controls::muted(ui, tr!("contact-told-unfinished"));
        }
        Comparison::Same if !told.trim().is_empty() => {
            let p = controls::palette(ui);
            ui.horizontal(|ui| {
                controls::icon(ui, egui_material_icons::icons::ICON_CHECK_CIRCLE, 14.0, p.ok);
                controls::muted(ui, tr!("contact-told-same"));
            });
        }
        Comparison::Same | Comparison::NotYet => {
            changed |= controls::checkbox(ui, compared, tr!("contact-compared")).changed();
        }
    }
    changed
}

fn progress_ui(ui: &mut Ui, progress: &Adding) {
    match progress {
        Adding::Filling => {}
        Adding::Working => {
            ui.add(egui::Spinner::new().size(16.0));
        }
        Adding::Failed(problem) => controls::problem_card(ui, problem),
    }
}

/// Who signs the card that is passed on.
pub(in crate::ui) fn export_ui(ui: &mut Ui, card: &ExportCard, state: &State, out: &mut Vec<Msg>) {
    let name = locale::elide(state.trust.name(&card.id).unwrap_or_default(), 60);
    heading_ui(ui, &tr!("contact-export-title", name = name), out);
    controls::body(ui, tr!("contact-export-text"));
    let chosen = state.identities.find(&card.identity).map(|own| locale::elide(&own.name, 60)).unwrap_or_default();
    controls::choice(ui, &tr!("contact-export-by"), &chosen, 320.0, |ui| {
        for own in state.identities.list.items() {
            if ui.selectable_label(own.id == card.identity, locale::elide(&own.name, 60)).clicked() {
                out.push(Msg::Trust(TrustMsg::CardSigner { identity: own.id.clone() }));
            }
        }
    });
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &tr!("contact-export-do"), !chosen.is_empty()).clicked() {
            out.push(Msg::Trust(TrustMsg::ConfirmExportCard));
        }
        cancel_ui(ui, out);
    });
}
