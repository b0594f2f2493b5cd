//! Decisions about a file, as a list above its history and inside each step. Paints only.

use egui::{Label, RichText, Ui};

use crate::tr;

use crate::ui::content::decisions::DecisionCard;
use crate::ui::{controls, theme};

/// All of them, if there are any.
pub(in crate::ui) fn list_ui(ui: &mut Ui, decisions: &[DecisionCard]) {
    if decisions.is_empty() {
        return;
    }
    controls::section(ui, &tr!("decisions-title"));
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        for decision in decisions {
            decision_ui(ui, decision);
        }
    });
    ui.add_space(6.0);
}

/// One of them, with its role and note beneath.
pub(in crate::ui) fn decision_ui(ui: &mut Ui, decision: &DecisionCard) {
    let color = controls::palette(ui).tone(decision.mark.1);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        controls::icon(ui, decision.mark.0, 16.0, color);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let words = RichText::new(&decision.text).font(theme::semibold(theme::SMALL)).color(color);
            ui.add(Label::new(words).wrap());
            for line in &decision.lines {
                controls::muted(ui, line);
            }
        });
    });
}
