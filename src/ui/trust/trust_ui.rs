//! The Trust page: who is believed, who was added by hand, and what no longer counts.

use egui::Ui;
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::*;

use crate::provenance::fingerprint::Fingerprint;
use crate::state::list_update::ListUpdateMsg;
use crate::state::revoke_list::RevokeListMsg;
use crate::state::trust::{InForce, TeamMsg, TrustContent, TrustMsg};
use crate::state::{Msg, State};
use crate::tr;

use super::fingerprint_ui;
use crate::ui::content::trust::{self, Row};
use crate::ui::controls;

/// The page.
pub(in crate::ui) fn page_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("trust-page-title"));
    controls::muted(ui, tr!("trust-page-text"));
    ui.add_space(4.0);
    crate::ui::pages::library_ui::trust_effect_ui(ui, state, out);
    if let Some(problem) = &state.trust.problem {
        controls::problem_card(ui, problem);
        controls::muted(ui, tr!("trust-page-stays"));
    }
    match &state.trust.content {
        TrustContent::Loading => {
            ui.add(egui::Spinner::new().size(20.0));
        }
        TrustContent::Failed(problem) => controls::problem_card(ui, problem),
        TrustContent::Ready(in_force) => {
            lists_ui(ui, in_force, state, out);
            teams_ui(ui, in_force, state, out);
            contacts_ui(ui, in_force, state, out);
            revocations_ui(ui, in_force, state, out);
        }
    }
}

/// A heading with the buttons of its section at the right.
fn heading_ui(ui: &mut Ui, title: &str, text: &str, buttons: &[(MaterialIcon, &str, Msg)], out: &mut Vec<Msg>) {
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        let response = ui.label(egui::RichText::new(title).font(crate::ui::theme::semibold(15.0)));
        controls::named(response, egui::accesskit::Role::Heading, title);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            for (icon, name, msg) in buttons {
                if controls::button(ui, *icon, name).clicked() {
                    out.push(msg.clone());
                }
            }
        });
    });
    controls::muted(ui, text);
}

fn lists_ui(ui: &mut Ui, in_force: &InForce, state: &State, out: &mut Vec<Msg>) {
    let (add, update) = (tr!("trust-list-add-button"), tr!("list-update-button"));
    let add =
        [(ICON_ADD, &*add, Msg::Trust(TrustMsg::Add)), (ICON_DOWNLOAD, &*update, Msg::ListUpdate(ListUpdateMsg::Ask))];
    heading_ui(ui, &tr!("trust-page-lists"), &tr!("settings-trust-text"), &add, out);
    let groups = trust::groups(in_force, &state.zone);
    if groups.is_empty() {
        controls::card(ui, |ui| controls::body(ui, tr!("trust-lists-none")));
    }
    for group in groups {
        controls::card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                controls::section(ui, &group.title);
                controls::muted(ui, &group.text);
            });
            for row in &group.rows {
                let id = row.id.clone();
                let name = row.name.clone();
                // What a team brought is changed and removed with the team.
                let mut actions = if in_force.is_from_team(&id) { Vec::new() } else { changes(&id, &name) };
                actions.push((ICON_LIST, tr!("trust-list-show", name = name), TrustMsg::Show { id }));
                row_ui(ui, row, None, &actions, out);
            }
        });
    }
}

fn teams_ui(ui: &mut Ui, in_force: &InForce, state: &State, out: &mut Vec<Msg>) {
    let add = [(ICON_GROUP_ADD, &*tr!("team-add-file"), Msg::Trust(TrustMsg::Team(TeamMsg::Add)))];
    heading_ui(ui, &tr!("team-title"), &tr!("team-text"), &add, out);
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let teams = trust::teams(in_force, &state.zone);
        if teams.is_empty() {
            controls::body(ui, tr!("team-none"));
        }
        for (row, lines) in &teams {
            row_ui(ui, row, None, &changes(&row.id, &row.name), out);
            ui.indent(("team", &row.id), |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                lines.iter().for_each(|line| {
                    controls::muted(ui, line);
                });
            });
        }
    });
}

/// Removing and updating.
fn changes(id: &str, name: &str) -> Vec<(MaterialIcon, String, TrustMsg)> {
    vec![
        (ICON_DELETE, tr!("trust-list-remove", name = name), TrustMsg::AskRemove { id: id.to_owned() }),
        (ICON_UPLOAD_FILE, tr!("trust-list-update", name = name), TrustMsg::Update { id: id.to_owned() }),
    ]
}

fn contacts_ui(ui: &mut Ui, in_force: &InForce, state: &State, out: &mut Vec<Msg>) {
    let import = [(ICON_CONTACT_PAGE, &*tr!("contact-import"), Msg::Trust(TrustMsg::ImportCard))];
    heading_ui(ui, &tr!("list-kind-contacts"), &tr!("trust-page-contacts-text"), &import, out);
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let contacts = trust::contacts(in_force, &state.zone);
        if contacts.is_empty() {
            controls::body(ui, tr!("trust-page-no-contacts"));
        }
        for (row, fingerprint) in &contacts {
            contact_row_ui(ui, row, fingerprint.as_ref(), state, out);
        }
    });
}

fn contact_row_ui(ui: &mut Ui, row: &Row, fingerprint: Option<&Fingerprint>, state: &State, out: &mut Vec<Msg>) {
    let (id, name) = (row.id.clone(), row.name.clone());
    let mut actions =
        vec![(ICON_DELETE, tr!("trust-list-remove", name = name.clone()), TrustMsg::AskRemove { id: id.clone() })];
    // A card is signed by whoever passes it on.
    if !state.identities.list.items().is_empty() {
        actions.push((ICON_SHARE, tr!("contact-export", name = name.clone()), TrustMsg::ExportCard { id }));
    }
    row_ui(ui, row, fingerprint, &actions, out);
    if let Some(fingerprint) = fingerprint {
        let title = egui::RichText::new(tr!("trust-page-fingerprint")).size(crate::ui::theme::SMALL);
        egui::CollapsingHeader::new(title)
            .id_salt(("contact", &row.id))
            .show(ui, |ui| fingerprint_ui::forms_ui(ui, fingerprint));
    }
}

fn revocations_ui(ui: &mut Ui, in_force: &InForce, state: &State, out: &mut Vec<Msg>) {
    let (add, new) = (tr!("revocations-add"), tr!("revocations-new"));
    let mut buttons = vec![(ICON_ADD, &*add, Msg::Trust(TrustMsg::AddRevocations))];
    // A list is signed by whoever makes it.
    if !state.identities.list.items().is_empty() {
        buttons.push((ICON_REMOVE_MODERATOR, &*new, Msg::RevokeList(RevokeListMsg::Ask)));
    }
    heading_ui(ui, &tr!("trust-page-revocations"), &tr!("trust-page-revocations-text"), &buttons, out);
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 10.0;
        let rows = trust::revocations(in_force, &state.zone);
        if rows.is_empty() {
            controls::body(ui, tr!("trust-page-no-revocations"));
        }
        for row in &rows {
            let remove = tr!("trust-list-remove", name = row.name.clone());
            let action = (ICON_DELETE, remove, TrustMsg::AskRemove { id: row.id.clone() });
            let actions = if in_force.is_from_team(&row.id) { Vec::new() } else { vec![action] };
            row_ui(ui, row, None, &actions, out);
        }
    });
}

/// An icon or the pattern, name and facts, and what can be done at the right.
fn row_ui(
    ui: &mut Ui,
    row: &Row,
    fingerprint: Option<&Fingerprint>,
    actions: &[(MaterialIcon, String, TrustMsg)],
    out: &mut Vec<Msg>,
) {
    ui.horizontal(|ui| {
        let p = controls::palette(ui);
        match fingerprint {
            Some(fingerprint) => fingerprint_ui::pattern_ui(ui, fingerprint, 36.0),
            None => controls::icon(ui, row.mark.0, 20.0, p.tone(row.mark.1)),
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let buttons = 38.0 * actions.len() as f32 + 12.0;
            ui.set_max_width((ui.available_width() - buttons).max(120.0));
            controls::strong(ui, &row.name);
            controls::muted(ui, &row.facts);
            if let Some(warning) = &row.warning {
                ui.add(
                    egui::Label::new(egui::RichText::new(warning).size(crate::ui::theme::SMALL).color(p.warn)).wrap(),
                );
            }
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            for (icon, name, msg) in actions {
                if controls::icon_button(ui, *icon, name).clicked() {
                    out.push(Msg::Trust(msg.clone()));
                }
            }
        });
    });
}
