//! Who signs redacted copies and where the record goes. Never signs, and never takes silence for a second word.

use egui::Ui;

use crate::locale;
use crate::state::redaction::{Redaction, RedactionMsg};
use crate::state::sign::Fault;
use crate::state::{Msg, State};
use crate::tr;

use super::redaction_ui::say;
use crate::ui::content::identities::{expiry, signer_name};
use crate::ui::controls;
use crate::ui::signing::sign_form_ui::stamp_ui;
use crate::ui::theme::Tone;

/// How the names of the halves end, after the copy's; the same for every copy.
const PUBLIC_ENDING: &str = ".redaction.json";
const PRIVATE_ENDING: &str = ".redaction.private.json";
/// Characters of a folder that are shown.
const FOLDER_CHARS: usize = 60;

/// The rows on signing and on the record.
pub(in crate::ui) fn options_ui(ui: &mut Ui, page: &Redaction, state: &State, out: &mut Vec<Msg>) {
    ui.separator();
    controls::section(ui, &tr!(if page.is_history() { "redact-sign-only" } else { "redact-sign" }));
    if page.is_evidence() {
        controls::body(ui, tr!("redact-sign-evidence"));
    }
    signer_ui(ui, page, state, out);
    if page.signing_identifies() {
        controls::tinted(ui, Tone::Warn, |ui| {
            controls::body(ui, tr!("redact-sign-warn"));
            let mut may = page.sign_anyway;
            if controls::checkbox(ui, &mut may, tr!("redact-sign-anyway")).changed() {
                say(out, RedactionMsg::SignAnyway(may));
            }
        });
    }
    if page.identity.is_some() || page.is_recorded() {
        reason_ui(ui, page, out);
    }
    if !page.is_history() {
        record_ui(ui, page, out);
    }
    if page.identity.is_some() {
        let faults: &[Fault] = if page.lacks_authority() { &[Fault::StampAddress] } else { &[] };
        let mut draft = page.stamp.clone();
        stamp_ui(ui, &mut draft, faults, state);
        if draft != page.stamp {
            say(out, RedactionMsg::Stamp(draft));
        }
    }
}

/// Why, in the person's own words.
fn reason_ui(ui: &mut Ui, page: &Redaction, out: &mut Vec<Msg>) {
    let mut draft = page.policy.reason.clone();
    if controls::text_field(ui, &tr!("redact-reason"), &mut draft, &tr!("redact-reason-hint")).changed() {
        say(out, RedactionMsg::Reason(draft));
    }
    controls::muted(ui, tr!("redact-reason-text"));
}

fn signer_ui(ui: &mut Ui, page: &Redaction, state: &State, out: &mut Vec<Msg>) {
    let chosen = page.identity.as_deref().and_then(|id| state.identities.find(id));
    let all = state.identities.list.items();
    let words = chosen.map_or_else(|| tr!("redact-sign-nobody"), |card| signer_name(card, all));
    let wide = ui.available_width();
    controls::choice(ui, &tr!("redact-sign-as"), &words, wide, |ui| {
        if ui.selectable_label(page.identity.is_none(), tr!("redact-sign-nobody")).clicked() {
            say(out, RedactionMsg::SignAs(None));
        }
        for card in all.iter().filter(|card| card.is_active()) {
            let organization = card.organization.as_deref().map(|text| format!(" · {}", locale::elide(text, 60)));
            let words = signer_name(card, all) + organization.as_deref().unwrap_or_default();
            if ui.selectable_label(page.identity.as_deref() == Some(&card.id), words).clicked() {
                say(out, RedactionMsg::SignAs(Some(card.id.clone())));
            }
        }
    });
    if let Some((mark, line)) = chosen.and_then(|card| expiry(card, &state.zone)) {
        controls::mark_line(ui, &mark, &line);
    }
    if chosen.is_some() && page.may_pick() && !page.is_history() {
        controls::muted(ui, tr!("redact-sign-text"));
    } else if !state.identities.list.items().iter().any(|card| card.is_active()) {
        controls::muted(ui, tr!("redact-sign-none-there"));
    }
}

fn record_ui(ui: &mut Ui, page: &Redaction, out: &mut Vec<Msg>) {
    let mut wanted = page.is_recorded();
    let switch = |ui: &mut Ui| controls::checkbox(ui, &mut wanted, tr!("redact-record"));
    if ui.add_enabled_ui(!page.is_evidence(), switch).inner.changed() {
        say(out, RedactionMsg::Record(wanted));
    }
    if !page.is_recorded() {
        return;
    }
    controls::muted(ui, tr!("redact-record-text"));
    let folder = |path: &std::path::Path| locale::elide(&path.to_string_lossy(), FOLDER_CHARS);
    controls::body(
        ui,
        match &page.record.public {
            Some(path) => tr!("redact-record-folder", folder = folder(path)),
            None => tr!("redact-record-beside", ending = format!("*{PUBLIC_ENDING}")),
        },
    );
    if controls::plain_button(ui, &tr!("redact-record-choose")).clicked() {
        say(out, RedactionMsg::ChooseRecordFolder);
    }
    controls::muted(ui, tr!("redact-private-text", ending = format!("*{PRIVATE_ENDING}")));
    controls::body(
        ui,
        match &page.record.private {
            Some(path) => tr!("redact-private-folder", folder = folder(path)),
            None => tr!("redact-private-beside"),
        },
    );
    if controls::plain_button(ui, &tr!("redact-private-choose")).clicked() {
        say(out, RedactionMsg::ChoosePrivateFolder);
    }
}
