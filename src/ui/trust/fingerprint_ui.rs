//! A fingerprint to compare: hex in groups, words to read aloud, and the small pattern, painted.

use egui::accesskit::Role;
use egui::{CornerRadius, RichText, Sense, Ui, vec2};

use crate::provenance::fingerprint::Fingerprint;
use crate::tr;

use crate::ui::{controls, theme};

/// All three forms.
pub(in crate::ui) fn forms_ui(ui: &mut Ui, fingerprint: &Fingerprint) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        pattern_ui(ui, fingerprint, 84.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            controls::section(ui, &tr!("contact-words"));
            columns_ui(ui, "words", &fingerprint.words(), 4, false);
            ui.add_space(6.0);
            controls::section(ui, &tr!("trust-fingerprint"));
            let groups = fingerprint.groups();
            columns_ui(ui, "groups", &groups.iter().map(String::as_str).collect::<Vec<_>>(), 8, true);
        });
    });
}

/// The pattern on its own ground; it is a hint, so it has no more to say than its name.
pub(in crate::ui) fn pattern_ui(ui: &mut Ui, fingerprint: &Fingerprint, size: f32) {
    let p = controls::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
    controls::named(response, Role::Image, &tr!("contact-pattern"));
    let ground = rect.shrink(0.5);
    ui.painter().rect(ground, theme::RADIUS, p.raised, egui::Stroke::new(1.0, p.border), egui::StrokeKind::Inside);
    let inner = rect.shrink(size * 0.12);
    let cell = inner.width() / 5.0;
    for (y, row) in fingerprint.pattern().iter().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, set)| **set) {
            let at = inner.min + vec2(x as f32 * cell, y as f32 * cell);
            // A hair larger, so that neighbours leave no seam.
            let square = egui::Rect::from_min_size(at, vec2(cell, cell)).expand(0.25);
            ui.painter().rect_filled(square, CornerRadius::same(1), p.accent);
        }
    }
}

fn columns_ui(ui: &mut Ui, salt: &str, parts: &[&str], width: usize, mono: bool) {
    egui::Grid::new((salt, "fingerprint")).spacing(vec2(12.0, 1.0)).min_row_height(17.0).show(ui, |ui| {
        for row in parts.chunks(width) {
            for part in row {
                let words = RichText::new(*part).size(13.0);
                ui.label(if mono { words.monospace() } else { words });
            }
            ui.end_row();
        }
    });
}
