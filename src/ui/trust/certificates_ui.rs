//! The certificates of a trust list: a row for each, one of them unfolded. Paints only.

use egui::{Margin, ScrollArea, TextEdit, Ui, vec2};

use crate::locale;
use crate::provenance::trust_source::ListedCertificate;
use crate::state::inspector::InspectorMsg;
use crate::state::trust::{Certificates, CertificatesDialog, CertificatesMsg, TrustMsg};
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::content::trust;
use crate::ui::dialogs::heading_ui;
use crate::ui::{controls, theme};

/// Height of a folded row, its margins included.
const ROW: f32 = 46.0;
/// About the height of an unfolded one, to bring it into view.
const UNFOLDED: f32 = 190.0;
/// Lists no longer than that are looked through without a filter.
const SHORT: usize = 6;

/// Every certificate of a list.
pub(in crate::ui) fn certificates_ui(ui: &mut Ui, dialog: &CertificatesDialog, state: &State, out: &mut Vec<Msg>) {
    heading_ui(ui, &locale::elide(&dialog.name, 80), out);
    match &dialog.content {
        Certificates::Loading(_) => {
            ui.add(egui::Spinner::new().size(18.0));
        }
        Certificates::Failed(problem) => controls::problem_card(ui, problem),
        Certificates::Ready(listed) => {
            let find = dialog.find.trim().to_lowercase();
            let matching = |(_, one): &(usize, &ListedCertificate)| trust::certificate_matches(one, &find);
            let shown: Vec<(usize, &ListedCertificate)> = listed.iter().enumerate().filter(matching).collect();
            if listed.len() > SHORT {
                find_row_ui(ui, dialog, shown.len(), listed.len(), out);
            } else {
                controls::muted(ui, tr!("list-certificates", count = listed.len()));
            }
            rows_ui(ui, dialog, &shown, state, out);
        }
    }
    controls::dialog_buttons(ui, |ui| {
        if controls::plain_button(ui, &tr!("close")).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

fn say(msg: CertificatesMsg) -> Msg {
    Msg::Trust(TrustMsg::Certificates(msg))
}

fn find_row_ui(ui: &mut Ui, dialog: &CertificatesDialog, found: usize, all: usize, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let mut find = dialog.find.clone();
        let edit = TextEdit::singleline(&mut find).hint_text(tr!("certificates-find")).desired_width(380.0);
        let response = controls::field(ui, edit.margin(Margin::symmetric(8, 6)).char_limit(200));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(tr!("certificates-find")));
        if response.changed() {
            out.push(say(CertificatesMsg::Find(find)));
        }
        let count = match found == all {
            true => tr!("list-certificates", count = all),
            false => tr!("certificates-found", found = found, all = all),
        };
        controls::muted(ui, count);
    });
}

fn rows_ui(
    ui: &mut Ui,
    dialog: &CertificatesDialog,
    shown: &[(usize, &ListedCertificate)],
    state: &State,
    out: &mut Vec<Msg>,
) {
    let height = (ui.ctx().content_rect().height() - 250.0).max(160.0);
    let all = ScrollArea::vertical().id_salt("certificates").max_height(height).auto_shrink([false, true]);
    all.min_scrolled_height(height.min(shown.len() as f32 * ROW)).show(ui, |ui| {
        ui.set_width(ui.available_width() - 8.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        if shown.is_empty() {
            controls::muted(ui, tr!("certificates-none"));
        }
        // Lists have at most 2,000 certificates; what is far from the rows on screen only takes its room.
        let near = ui.clip_rect().expand2(vec2(0.0, 2.0 * ROW));
        for (index, certificate) in shown {
            let is_open = dialog.open == Some(*index);
            let room = egui::Rect::from_min_size(ui.cursor().min, vec2(1.0, ROW));
            if !is_open && !near.intersects(room) {
                ui.allocate_space(vec2(1.0, ROW));
                continue;
            }
            ui.push_id(index, |ui| row_ui(ui, (*index, certificate), is_open, state, out));
        }
    });
}

fn row_ui(
    ui: &mut Ui,
    (index, certificate): (usize, &ListedCertificate),
    is_open: bool,
    state: &State,
    out: &mut Vec<Msg>,
) {
    let [name, facts] = trust::certificate_line(certificate, &state.zone);
    let top = ui.cursor().top();
    let folded = controls::fold_row(ui, &name, is_open, |ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let p = controls::palette(ui);
            let room = ui.available_width();
            let title = controls::line(ui, &name, theme::semibold(theme::BODY), p.text, room);
            ui.add(egui::Label::new(title));
            let small = egui::FontId::proportional(theme::SMALL);
            let facts = controls::line(ui, &facts, small, p.muted, room);
            ui.add(egui::Label::new(facts));
        });
    });
    if folded {
        out.push(say(CertificatesMsg::Fold(index)));
        let whole = egui::Rect::from_min_size(egui::pos2(ui.min_rect().left(), top), vec2(1.0, UNFOLDED));
        ui.scroll_to_rect(whole, None);
    }
    if !is_open {
        return ui.add_space((top + ROW - ui.cursor().top()).max(0.0));
    }
    let frame = egui::Frame::new().inner_margin(Margin { left: 16, right: 4, top: 2, bottom: 12 });
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        if let Some(text) = controls::pairs(ui, &trust::certificate(certificate, &state.zone)) {
            out.push(Msg::Inspector(InspectorMsg::CopyText(text)));
        }
    });
}
