//! The form of the Sign dialog: left what the person states, right what will be written.

use egui::Ui;
use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::statement::SourceType;
use crate::state::activity::{Permit, Purpose, Say, host_of};
use crate::state::effect::IfExists;
use crate::state::settings::Place;
use crate::state::sign::{AiChoice, AiForm, Fault, SignForm, SignMsg, StampForm};
use crate::state::{Msg, State};
use crate::tr;

use super::{preview_ui, rights_form_ui};
use crate::ui::content::identities::{expiry, signer_name};
use crate::ui::content::signing;
use crate::ui::controls::{self, FolderAsk};
use crate::ui::dialogs;
use crate::ui::editor::recipes_ui;
use crate::ui::pages::settings_ui::{existing_words, fault_words};

/// The form with its preview and the button that signs.
pub(in crate::ui) fn form_ui(ui: &mut Ui, form: &SignForm, state: &State, out: &mut Vec<Msg>) {
    let is_export = form.export.is_some();
    let title = if is_export {
        tr!("editor-sign-title", files = form.files.len())
    } else {
        tr!("sign-title", files = form.files.len())
    };
    dialogs::heading_ui(ui, &title, out);
    let faults = form.faults(&state.files);
    let mut draft = form.clone();
    dialogs::form_with_preview_ui(
        ui,
        780.0,
        &mut draft,
        out,
        |ui, draft, out| {
            if is_export {
                recipes_ui::choice_ui(ui, form, state, out);
            }
            statement_ui(ui, draft, &faults, state, out);
            output_ui(ui, draft, &faults, out);
            stamp_ui(ui, &mut draft.stamp, &faults, state);
            ocsp_ui(ui, draft, state);
        },
        |ui, draft, _| {
            let words = signing::words(state, draft);
            preview_ui::words_ui(ui, &words, |ui| {
                controls::checkbox(ui, &mut draft.allow_broken, tr!("sign-allow-broken"));
            });
        },
    );
    if draft != *form {
        out.push(Msg::Sign(SignMsg::Edit(Box::new(draft))));
    }
    controls::dialog_buttons(ui, |ui| {
        let files = form.files_to_sign(&state.files);
        let name = if is_export { tr!("editor-sign-do", files = files) } else { tr!("sign-do", files = files) };
        if controls::primary(ui, Some(ICON_DRAW), &name, faults.is_empty()).clicked() {
            out.push(Msg::Sign(SignMsg::Start));
        }
        dialogs::cancel_ui(ui, out);
        if let Some(fault) = faults.iter().find(|fault| matches!(fault, Fault::IdentityMissing | Fault::NothingToSign))
        {
            controls::muted(ui, fault_words(*fault));
        }
    });
}

fn statement_ui(ui: &mut Ui, draft: &mut SignForm, faults: &[Fault], state: &State, out: &mut Vec<Msg>) {
    let wide = ui.available_width();
    signer_ui(ui, &mut draft.identity, state);
    source_type_ui(ui, draft, wide);
    rights_form_ui::template_ui(ui, state, out);
    let field = |ui: &mut Ui, key: &str, text: &mut String, hint: &str| {
        controls::text_field(ui, &tr!(key), text, &tr!(hint));
    };
    field(ui, "rights-name-creator", &mut draft.statement.creator, "sign-creator-hint");
    fault_ui(ui, faults, &[Fault::CreatorMissing]);
    field(ui, "rights-name-credit", &mut draft.statement.credit, "sign-credit-hint");
    field(ui, "rights-name-copyright", &mut draft.statement.copyright, "sign-copyright-hint");
    field(ui, "rights-name-usage-terms", &mut draft.statement.usage_terms, "sign-usage-hint");
    field(ui, "rights-name-license", &mut draft.statement.license_url, "sign-license-hint");
    fault_ui(ui, faults, &[Fault::LicenseNotWeb]);
    field(ui, "rights-name-licensor", &mut draft.statement.licensor, "rights-licensor-hint");
    field(ui, "rights-name-licensor-url", &mut draft.statement.licensor_url, "sign-license-hint");
    fault_ui(ui, faults, &[Fault::LicensorNotWeb]);
    field(ui, "rights-name-licensor-email", &mut draft.statement.licensor_email, "rights-licensor-email-hint");
    fault_ui(ui, faults, &[Fault::LicensorNotMail]);
    ai_ui(ui, &mut draft.statement.ai, faults.contains(&Fault::TermsMissing), wide);
}

/// Who signs, with a word on a certificate that ends soon.
pub(in crate::ui) fn signer_ui(ui: &mut Ui, chosen: &mut Option<String>, state: &State) {
    let wide = ui.available_width();
    let card = |id: &Option<String>| id.as_deref().and_then(|id| state.identities.find(id)).cloned();
    let all = state.identities.list.items();
    let words = card(chosen).map_or_else(|| tr!("identity-none"), |card| signer_name(&card, all));
    controls::choice(ui, &tr!("sign-as"), &words, wide, |ui| {
        for card in all.iter().filter(|card| card.is_active()) {
            let organization = card.organization.as_deref().map(|text| format!(" · {}", locale::elide(text, 60)));
            let words = signer_name(card, all) + organization.as_deref().unwrap_or_default();
            if ui.selectable_label(chosen.as_deref() == Some(&card.id), words).clicked() {
                *chosen = Some(card.id.clone());
            }
        }
    });
    if let Some((mark, line)) = card(chosen).and_then(|card| expiry(&card, &state.zone)) {
        controls::mark_line(ui, &mark, &line);
    }
}

fn source_type_ui(ui: &mut Ui, draft: &mut SignForm, wide: f32) {
    let words = |kind: Option<SourceType>| match kind {
        Some(kind) => tr!(&format!("source-{}", kind.code())),
        None => tr!("source-not-stated"),
    };
    let own = &mut draft.statement.source_type;
    controls::choice(ui, &tr!("sign-source"), &words(*own), wide, |ui| {
        for kind in std::iter::once(None).chain(SourceType::ALL.into_iter().map(Some)) {
            if ui.selectable_label(*own == kind, words(kind)).clicked() {
                *own = kind;
            }
        }
    });
    controls::muted(ui, if own.is_some() { tr!("source-stated-text") } else { tr!("source-not-stated-text") });
}

/// AI permissions: one choice for all, or four.
pub(in crate::ui) fn ai_ui(ui: &mut Ui, form: &mut AiForm, lacks_terms: bool, wide: f32) {
    if form.each {
        let rows = [
            ("rights-name-ai-training", &mut form.training),
            ("rights-name-ai-generative-training", &mut form.generative_training),
            ("rights-name-ai-inference", &mut form.inference),
            ("rights-name-ai-data-mining", &mut form.data_mining),
        ];
        for (key, choice) in rows {
            ai_choice_ui(ui, key, choice, wide);
        }
    } else {
        ai_choice_ui(ui, "sign-ai", &mut form.all, wide);
    }
    controls::checkbox(ui, &mut form.each, tr!("sign-ai-each"));
    if form.needs_terms() {
        controls::text_field(ui, &tr!("sign-ai-terms"), &mut form.terms, &tr!("sign-ai-terms-hint"));
        if lacks_terms {
            controls::field_fault(ui, &fault_words(Fault::TermsMissing));
        }
    }
}

fn ai_choice_ui(ui: &mut Ui, key: &str, choice: &mut AiChoice, wide: f32) {
    let words = |choice: AiChoice| tr!(&format!("ai-choice-{}", choice.key()));
    controls::choice(ui, &tr!(key), &words(*choice), wide, |ui| {
        for other in AiChoice::ALL {
            if ui.selectable_label(*choice == other, words(other)).clicked() {
                *choice = other;
            }
        }
    });
}

fn output_ui(ui: &mut Ui, draft: &mut SignForm, faults: &[Fault], out: &mut Vec<Msg>) {
    ui.separator();
    controls::section(ui, &tr!("sign-where"));
    let own = &mut draft.output;
    if controls::radio(ui, own.place == Place::Beside, tr!("place-beside")).clicked() {
        own.place = Place::Beside;
    }
    match controls::folder_choice(ui, own.place == Place::Folder, own.folder.as_deref(), 40) {
        Some(FolderAsk::Take) => own.place = Place::Folder,
        Some(FolderAsk::Choose) => out.push(Msg::Sign(SignMsg::ChooseFolder)),
        None => {}
    }
    fault_ui(ui, faults, &[Fault::FolderMissing]);
    // A sidecar bears the original's name, whatever the pattern says.
    ui.add_enabled_ui(!own.sidecar, |ui| {
        controls::text_field(ui, &tr!("sign-pattern"), &mut own.name_pattern, "{name}-signed");
    });
    fault_ui(ui, faults, &[Fault::PatternEmpty, Fault::PatternSeparator, Fault::PatternSameName]);
    let wide = ui.available_width();
    controls::choice(ui, &tr!("sign-existing"), &existing_words(own.existing), wide, |ui| {
        for existing in [IfExists::Number, IfExists::Refuse, IfExists::Overwrite] {
            if ui.selectable_label(own.existing == existing, existing_words(existing)).clicked() {
                own.existing = existing;
            }
        }
    });
    if draft.export.is_none() {
        controls::checkbox(ui, &mut own.sidecar, tr!("sign-sidecar"));
        controls::muted(ui, tr!("sign-sidecar-text"));
    }
}

/// Whether to ask for time stamps, of whom, and what that means.
pub(in crate::ui) fn stamp_ui(ui: &mut Ui, own: &mut StampForm, faults: &[Fault], state: &State) {
    ui.separator();
    controls::section(ui, &tr!("stamp-section"));
    if controls::radio(ui, !own.is_wanted, tr!("stamp-none")).clicked() {
        own.is_wanted = false;
    }
    if controls::radio(ui, own.is_wanted, tr!("stamp-wanted")).clicked() {
        own.is_wanted = true;
    }
    if !own.is_wanted {
        return;
    }
    let known = &state.settings.stamp_addresses;
    if known.len() > 1 {
        let wide = ui.available_width();
        controls::choice(ui, &tr!("stamp-remembered"), &locale::elide(&own.address, 60), wide, |ui| {
            for address in known {
                if ui.selectable_label(own.address == *address, locale::elide(address, 60)).clicked() {
                    own.address.clone_from(address);
                }
            }
        });
    }
    controls::text_field(ui, &tr!("stamp-address"), &mut own.address, "https://");
    fault_ui(ui, faults, &[Fault::StampAddress]);
    if !faults.contains(&Fault::StampAddress) {
        controls::muted(ui, tr!("stamp-contacts", host = locale::answers::host(own.address.trim())));
    }
    controls::checkbox(ui, &mut own.is_optional, tr!("stamp-optional"));
    controls::muted(ui, tr!("stamp-optional-text"));
}

/// Whether the issuer of the identity's certificate is asked for an answer about revocation; nothing where the certificate
/// names nobody.
fn ocsp_ui(ui: &mut Ui, draft: &mut SignForm, state: &State) {
    let card = draft.identity.as_deref().and_then(|id| state.identities.find(id));
    let Some(responder) = card.and_then(|card| card.responder.as_deref()) else { return };
    let host = host_of(responder);
    let (shown, words) = (locale::elide(&host, 80), tr!("network-purpose-ocsp"));
    ui.separator();
    controls::section(ui, &tr!("staple-section"));
    controls::muted(ui, tr!("staple-text"));
    match state.activity.content.said(Purpose::Ocsp, &host) {
        Some(Say::Always) => drop(controls::muted(ui, tr!("permit-allowed", host = shown, purpose = words))),
        Some(Say::Never) => drop(controls::muted(ui, tr!("permit-forbidden", host = shown, purpose = words))),
        None => {
            controls::strong(ui, tr!("permit-question", host = shown));
            if controls::radio(ui, draft.ocsp.is_none(), tr!("staple-not-now")).clicked() {
                draft.ocsp = None;
            }
            for answer in Permit::ALL {
                let name = tr!(&format!("permit-{}", answer.key()), purpose = words.clone());
                if controls::radio(ui, draft.ocsp == Some(answer), name).clicked() {
                    draft.ocsp = Some(answer);
                }
            }
        }
    }
}

pub(in crate::ui) fn fault_ui(ui: &mut Ui, faults: &[Fault], of: &[Fault]) {
    if let Some(fault) = faults.iter().find(|fault| of.contains(fault)) {
        controls::field_fault(ui, &fault_words(*fault));
    }
}
