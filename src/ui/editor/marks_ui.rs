//! Watermarks in the editor: words and a picture, where they stand, how large and how strong.

use egui::accesskit::Role;
use egui::{Margin, TextEdit, Ui};
use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::edit::Edit;
use crate::provenance::watermark::{ImageMark, Ink, MAX_CHARS, Place, SIZE_PERCENT, TextMark};
use crate::state::editor::{Editor, EditorMsg};
use crate::state::{Msg, State};
use crate::tr;

use super::sliders_ui::{Range, label_ui, range_ui};
use crate::ui::controls;

/// Largest size on the slider, in percent; more can be typed.
const LARGE: f64 = 40.0;

/// The section of the panel.
pub(in crate::ui) fn marks_ui(
    ui: &mut Ui,
    editor: &Editor,
    state: &State,
    edit: &mut Edit,
    settled: &mut bool,
    out: &mut Vec<Msg>,
) {
    ui.add_space(6.0);
    controls::section(ui, &tr!("mark-section"));
    let mut has_text = edit.watermark_text.is_some();
    if controls::checkbox(ui, &mut has_text, tr!("mark-text")).changed() {
        edit.watermark_text = has_text.then(|| TextMark { text: usual_text(state), ..TextMark::default() });
        *settled = true;
    }
    if let Some(mark) = &mut edit.watermark_text {
        ui.indent("mark-text", |ui| text_ui(ui, mark, settled));
    }
    let mut has_image = edit.watermark_image.is_some();
    if controls::checkbox(ui, &mut has_image, tr!("mark-image")).changed() {
        if has_image {
            out.push(Msg::Editor(EditorMsg::ChooseMark));
        } else {
            edit.watermark_image = None;
            *settled = true;
        }
    }
    if let Some(mark) = &mut edit.watermark_image {
        ui.indent("mark-image", |ui| image_ui(ui, mark, settled, out));
    }
    // While nothing is marked, nothing needs to be explained.
    if editor.edit.watermark_image.is_some() {
        controls::muted(ui, tr!("mark-image-recorded"));
    }
}

/// The name that the person states, or else the sign alone.
fn usual_text(state: &State) -> String {
    let creator: String = state.settings.statement.creator.trim().chars().take(MAX_CHARS - 2).collect();
    if creator.is_empty() { "©".to_owned() } else { format!("© {creator}") }
}

fn text_ui(ui: &mut Ui, mark: &mut TextMark, settled: &mut bool) {
    // What stands in the box while it is empty is no text of a mark, so the box remembers it.
    let id = ui.scope_id().with("draft");
    let mut draft: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| mark.text.clone());
    let field = TextEdit::multiline(&mut draft).desired_rows(1).desired_width(f32::INFINITY);
    let field = ui.add(field.margin(Margin::symmetric(8, 6)).char_limit(MAX_CHARS).hint_text(tr!("mark-words-hint")));
    ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(tr!("mark-words")));
    if field.changed() && !draft.trim().is_empty() {
        mark.text.clone_from(&draft);
    }
    if field.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, draft));
    } else {
        ui.data_mut(|data| data.remove::<String>(id));
    }
    *settled |= field.lost_focus();
    if !mark.tile {
        place_ui(ui, "mark-text-place", &mut mark.at, settled);
    }
    range_ui(ui, "mark-size", &mut mark.size, size(4.0), settled);
    range_ui(ui, "mark-opacity", &mut mark.opacity, opacity(60.0), settled);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        label_ui(ui, &tr!("mark-color-label"));
        let own = &mut mark.color.0;
        let picked = ui.color_edit_button_srgb(own);
        let chosen = picked.changed();
        controls::named(picked, Role::Button, &tr!("mark-color"));
        *settled |= chosen;
        for (key, ink) in [("mark-white", Ink([255; 3])), ("mark-black", Ink([0; 3]))] {
            if ui.selectable_label(mark.color == ink, tr!(key)).clicked() {
                mark.color = ink;
                *settled = true;
            }
        }
    });
    *settled |= controls::checkbox(ui, &mut mark.tile, tr!("mark-tile")).changed();
}

fn image_ui(ui: &mut Ui, mark: &mut ImageMark, settled: &mut bool, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let name = mark.file.rsplit(['/', '\\']).next().unwrap_or_default();
        let room = (ui.available_width() - 90.0).max(60.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(egui::Label::new(locale::elide(name, 60)).truncate()).on_hover_text(locale::elide(&mark.file, 300));
        });
        if controls::quiet_icon(ui, ICON_FILE_OPEN, &tr!("mark-choose")).clicked() {
            out.push(Msg::Editor(EditorMsg::ChooseMark));
        }
    });
    place_ui(ui, "mark-image-place", &mut mark.at, settled);
    range_ui(ui, "mark-size", &mut mark.size, size(15.0), settled);
    range_ui(ui, "mark-opacity", &mut mark.opacity, opacity(100.0), settled);
}

fn place_ui(ui: &mut Ui, label: &str, at: &mut Place, settled: &mut bool) {
    let words = |place: Place| match place.key() {
        Some(key) => tr!(&format!("mark-at-{key}")),
        None => place.written(),
    };
    let wide = ui.available_width();
    controls::choice(ui, &tr!(label), &words(*at), wide, |ui| {
        for place in Place::NAMED {
            if ui.selectable_label(*at == place, words(place)).clicked() {
                *at = place;
                *settled = true;
            }
        }
    });
}

fn size(usual: f64) -> Range {
    Range { least: SIZE_PERCENT.0, most: SIZE_PERCENT.1, slider_most: LARGE, step: 0.5, decimals: 1, usual }
}

fn opacity(usual: f64) -> Range {
    Range { least: 1.0, most: 100.0, slider_most: 100.0, step: 1.0, decimals: 0, usual }
}
