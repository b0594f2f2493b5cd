//! The right side of the Sign and Approve dialogs: what will be written and stated, and which files do not hold.
//! Never decides what those words are.

use egui::Ui;

use crate::tr;

use crate::ui::content::signing::Words;
use crate::ui::controls;
use crate::ui::theme::Tone;

/// What will be written and stated; where files do not hold, a second card names them and `answer` adds what can be
/// said to that.
pub(super) fn words_ui(ui: &mut Ui, words: &Words, answer: impl FnOnce(&mut Ui)) {
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        controls::section(ui, &tr!("preview-will-write"));
        for line in &words.writes {
            controls::body(ui, line);
        }
        ui.separator();
        controls::section(ui, &tr!("preview-will-state"));
        ui.spacing_mut().item_spacing.y = 4.0;
        controls::pairs(ui, &words.states);
    });
    let Some(broken) = &words.broken else { return };
    ui.add_space(8.0);
    controls::tinted(ui, Tone::Warn, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        controls::body(ui, &broken.sentence);
        for name in &broken.names {
            controls::muted(ui, name);
        }
        answer(ui);
    });
}
