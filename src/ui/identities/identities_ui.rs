//! The page of identities, the form for a new one, and the single field of the first start.

use egui::{Key, Ui};
use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::fingerprint::Fingerprint;
use crate::provenance::identity::{IdentityCard, KeyAlgorithm};
use crate::state::campaign::CampaignMsg;
use crate::state::identities::{Creating, IdentitiesMsg, IdentityForm};
use crate::state::settings::Loaded;
use crate::state::uses::UsesMsg;
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::content::identities::{self, Act};
use crate::ui::content::{Pair, grouped};
use crate::ui::trust::fingerprint_ui;
use crate::ui::when;
use crate::ui::{controls, dialogs};

/// The page.
pub(in crate::ui) fn page_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let has_some = !state.identities.list.items().is_empty();
    ui.horizontal(|ui| {
        controls::title(ui, &tr!("identities-title"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if has_some && controls::primary(ui, Some(ICON_ADD), &tr!("identity-new"), true).clicked() {
                out.push(Msg::Identities(IdentitiesMsg::New));
            }
            if controls::button(ui, ICON_SETTINGS_BACKUP_RESTORE, &tr!("identity-restore")).clicked() {
                out.push(Msg::Identities(IdentitiesMsg::Restore));
            }
            if controls::button(ui, ICON_KEY, &tr!("identity-import-key")).clicked() {
                out.push(Msg::Identities(IdentitiesMsg::ImportKey));
            }
        });
    });
    controls::muted(ui, tr!("identities-text"));
    ui.add_space(4.0);
    if let Some(problem) = &state.identities.problem {
        controls::problem_card(ui, problem);
    }
    match &state.identities.list {
        Loaded::Loading => {
            ui.add(egui::Spinner::new().size(20.0));
        }
        Loaded::Failed(problem) => {
            controls::problem_card(ui, problem);
            if controls::button(ui, ICON_REFRESH, &tr!("try-again")).clicked() {
                out.push(Msg::Identities(IdentitiesMsg::Retry));
            }
        }
        Loaded::Ready(list) if list.is_empty() => first_card_ui(ui, state, out),
        Loaded::Ready(list) => {
            // What still signs comes first; the keys of the past follow it.
            let past = |card: &&IdentityCard| !card.is_active();
            for card in list.iter().filter(|card| !past(card)).chain(list.iter().filter(past)) {
                card_ui(ui, card, state, out);
            }
        }
    }
}

fn card_ui(ui: &mut Ui, card: &IdentityCard, state: &State, out: &mut Vec<Msg>) {
    let name = locale::elide(&card.name, 80);
    controls::card(ui, |ui| {
        let p = controls::palette(ui);
        ui.horizontal(|ui| {
            controls::icon(ui, ICON_ACCOUNT_CIRCLE, 32.0, if card.is_active() { p.accent } else { p.muted });
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.set_max_width((ui.available_width() - 260.0).max(120.0));
                controls::strong(ui, &name);
                let about = [card.organization.as_deref(), card.email.as_deref()];
                let about: Vec<String> = about.into_iter().flatten().map(|text| locale::elide(text, 80)).collect();
                if !about.is_empty() {
                    controls::muted(ui, about.join(" · "));
                }
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let delete = tr!("identity-delete-of", name = name.clone());
                if identities::may_be_deleted(card) && controls::icon_button(ui, ICON_DELETE, &delete).clicked() {
                    out.push(Msg::Identities(IdentitiesMsg::AskDelete { id: card.id.clone() }));
                }
                let export = controls::button(ui, ICON_SAVE_ALT, &tr!("identity-export"));
                if export.on_hover_text(tr!("identity-export-tip")).clicked() {
                    out.push(Msg::Identities(IdentitiesMsg::Export { id: card.id.clone() }));
                }
            });
        });
        ui.spacing_mut().item_spacing.y = 4.0;
        let valid = when::local_date(&card.expires, &state.zone);
        let made = when::local_date(&card.created, &state.zone);
        let about = [
            Pair::copied(tr!("identity-fingerprint"), grouped(&card.fingerprint), &card.fingerprint),
            Pair::new(tr!("identity-issuer"), locale::elide(&card.issuer, 120)),
            Pair::new(tr!("identity-validity"), tr!("identity-valid-from-to", from = made, until = valid)),
        ];
        if let Some(text) = controls::pairs(ui, &about) {
            out.push(Msg::Inspector(crate::state::inspector::InspectorMsg::CopyText(text)));
        }
        for (mark, line) in identities::standing(card, state.identities.list.items(), &state.zone) {
            controls::mark_line(ui, &mark, &line);
        }
        if let Some(fingerprint) = Fingerprint::from_hex(&card.fingerprint) {
            let title = egui::RichText::new(tr!("identity-read-aloud")).size(crate::ui::theme::SMALL);
            egui::CollapsingHeader::new(title)
                .id_salt(("identity", &card.id))
                .show(ui, |ui| fingerprint_ui::forms_ui(ui, &fingerprint));
        }
        acts_ui(ui, card, &name, out);
    });
}

/// What can be done with the key; the tip says what follows.
fn acts_ui(ui: &mut Ui, card: &IdentityCard, name: &str, out: &mut Vec<Msg>) {
    let acts = identities::acts(card);
    if acts.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for act in acts {
            let words = tr!(&format!("identity-act-{}", act.key()));
            let spoken = tr!("identity-act-of", act = words.clone(), name = name.to_owned());
            let response = ui.add(egui::Button::new(egui::RichText::new(words).size(crate::ui::theme::SMALL)));
            let response = controls::named(response, egui::accesskit::Role::Button, &spoken);
            if response.on_hover_text(tr!(&format!("identity-act-{}-tip", act.key()))).clicked() {
                let id = card.id.clone();
                out.push(match act {
                    Act::Rotate => Msg::Identities(IdentitiesMsg::AskRotate { id }),
                    Act::BackUp => Msg::Identities(IdentitiesMsg::AskBackUp { id }),
                    Act::Request => Msg::Identities(IdentitiesMsg::Request { id }),
                    Act::Import => Msg::Identities(IdentitiesMsg::Import { id }),
                    Act::Resign => Msg::Campaign(CampaignMsg::Ask { id }),
                    Act::Uses => Msg::Uses(UsesMsg::Ask { id }),
                    Act::Revoke => Msg::Identities(IdentitiesMsg::AskRevoke { id }),
                });
            }
        }
    });
}

/// Whether the first start shall ask for a name.
pub(in crate::ui) fn wants_first(state: &State) -> bool {
    matches!(&state.identities.list, Loaded::Ready(list) if list.is_empty())
}

/// One field, one button.
pub(in crate::ui) fn first_card_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let form = &state.identities.first;
    controls::card(ui, |ui| {
        ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
            controls::strong(ui, tr!("first-identity-title"));
            controls::muted(ui, tr!("first-identity-text"));
            let mut form = form.clone();
            let entered = name_field_ui(ui, false, &mut form, |form| Msg::Identities(IdentitiesMsg::Form(form)), out);
            let on_page = state.page == crate::state::Page::Identities;
            let enabled = form.is_complete();
            let pressed = if on_page {
                controls::primary(ui, None, &tr!("first-identity-do"), enabled).clicked()
            } else {
                ui.add_enabled(enabled, egui::Button::new(tr!("first-identity-do"))).clicked()
            };
            if pressed || (entered && enabled) {
                out.push(Msg::Identities(IdentitiesMsg::Create));
            }
            progress_ui(ui, &form);
        });
    });
}

/// The name box; whether Enter was pressed in it.
pub(in crate::ui) fn name_field_ui(
    ui: &mut Ui,
    fresh: bool,
    form: &mut IdentityForm,
    edited: impl Fn(IdentityForm) -> Msg,
    out: &mut Vec<Msg>,
) -> bool {
    let response = controls::text_field(ui, &tr!("identity-name"), &mut form.name, &tr!("identity-name-hint"));
    if fresh {
        response.request_focus();
    }
    if response.changed() {
        out.push(edited(form.clone()));
    }
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

/// What making an identity is at.
pub(in crate::ui) fn progress_ui(ui: &mut Ui, form: &IdentityForm) {
    progress_of_ui(ui, &form.progress, "identity-making");
}

/// What a job of a dialog is at; `working` is the key of what is said meanwhile.
pub(in crate::ui) fn progress_of_ui(ui: &mut Ui, progress: &Creating, working: &str) {
    match progress {
        Creating::Filling => {}
        Creating::Working => {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(16.0));
                controls::muted(ui, tr!(working));
            });
        }
        Creating::Failed(problem) => controls::problem_card(ui, problem),
    }
}

/// The dialog for one more identity.
pub(in crate::ui) fn new_ui(ui: &mut Ui, fresh: bool, form: &IdentityForm, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("dialog-new-identity"), out);
    controls::muted(ui, tr!("new-identity-text"));
    let edited = |form: IdentityForm| Msg::Identities(IdentitiesMsg::Form(form));
    let mut draft = form.clone();
    let mut entered = name_field_ui(ui, fresh, &mut draft, edited, out);
    if controls::fold_row(ui, &tr!("identity-more"), draft.more, |ui| controls::strong_small(ui, &tr!("identity-more")))
    {
        draft.more = !draft.more;
        out.push(edited(draft.clone()));
    }
    if draft.more {
        let mut field = |ui: &mut Ui, key: &str, text: &mut String| {
            let response = controls::text_field(ui, &tr!(key), text, "");
            entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            response.changed()
        };
        let changed = field(ui, "identity-email", &mut draft.email);
        let changed = field(ui, "identity-organization", &mut draft.organization) || changed;
        let changed = kind_and_purpose_ui(ui, &mut draft) || changed;
        if changed {
            out.push(edited(draft.clone()));
        }
    }
    progress_ui(ui, &draft);
    let enabled = draft.is_complete();
    controls::dialog_buttons(ui, |ui| {
        let make = controls::primary(ui, None, &tr!("identity-make"), enabled);
        if make.clicked() || (entered && enabled) {
            out.push(Msg::Identities(IdentitiesMsg::Create));
        }
        dialogs::cancel_ui(ui, out);
    });
}

/// The kind of key, and whether it is for practice; whether one was changed.
fn kind_and_purpose_ui(ui: &mut Ui, draft: &mut IdentityForm) -> bool {
    let mut changed = false;
    let words = |algorithm: KeyAlgorithm| tr!(&format!("identity-algorithm-{}", algorithm.name()));
    controls::choice(ui, &tr!("identity-algorithm"), &words(draft.algorithm), 300.0, |ui| {
        for algorithm in KeyAlgorithm::ALL {
            if ui.selectable_label(draft.algorithm == algorithm, words(algorithm)).clicked() {
                draft.algorithm = algorithm;
                changed = true;
            }
        }
    });
    changed |= controls::checkbox(ui, &mut draft.practice, tr!("identity-practice")).changed();
    controls::muted(ui, tr!("identity-practice-text"));
    changed
}
