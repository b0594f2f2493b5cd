//! The metadata of the inspector: a legend of how far the signature covers each field, a filter, and the fields.

use egui::accesskit::Role;
use egui::{Color32, RichText, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::ICON_FILTER_LIST;

use crate::provenance::report::{Coverage, Report};
use crate::state::inspector::InspectorMsg;
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::content::metadata;
use crate::ui::{controls, theme};

/// Legend, filter and list.
pub(in crate::ui) fn list_ui(ui: &mut Ui, report: &Report, state: &State, out: &mut Vec<Msg>) {
    if report.metadata.is_empty() {
        controls::muted(ui, tr!("metadata-empty"));
        return;
    }
    let mut text = state.inspector.filter.clone();
    let edit = egui::TextEdit::singleline(&mut text).hint_text(tr!("metadata-filter")).desired_width(f32::INFINITY);
    let response = ui.add(edit.margin(egui::Margin::symmetric(8, 6)).char_limit(200));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(tr!("metadata-filter")));
    if response.changed() {
        out.push(Msg::Inspector(InspectorMsg::Filter(text)));
    }
    legend_ui(ui, report, state.inspector.covered, out);
    let lines = metadata::lines(report, &state.inspector.filter, state.inspector.covered);
    if lines.is_empty() {
        controls::muted(ui, tr!("list-no-match"));
    }
    for line in &lines {
        match line {
            metadata::Line::Store { title, count } => {
                ui.add_space(4.0);
                controls::section(ui, &tr!("store-with-count", title = title.clone(), count = *count));
            }
            metadata::Line::Field { name, value, mark, word, place, copy } => {
                // The name as well: beside a long word it is cut.
                let tip = place.iter().fold(format!("{name}\n{value}"), |tip, place| format!("{tip}\n{place}"));
                // Rows out of sight cost their place alone.
                let height = 44.0;
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
                if ui.is_rect_visible(rect) {
                    field_ui(ui, rect, name, value, &tip, mark, word, copy, out);
                }
            }
        }
    }
}

/// What each mark means and how many fields have it; a choice of one shows those fields alone.
fn legend_ui(ui: &mut Ui, report: &Report, only: Option<Coverage>, out: &mut Vec<Msg>) {
    let legend = metadata::legend(report);
    let p = controls::palette(ui);
    ui.add_space(2.0);
    controls::muted(ui, tr!("coverage-map"));
    ui.spacing_mut().item_spacing.y = 2.0;
    if legend.len() > 1 && choice_ui(ui, None, &tr!("coverage-all"), only.is_none(), p.text, "") {
        out.push(Msg::Inspector(InspectorMsg::Covered(None)));
    }
    for one in &legend {
        let name = tr!("coverage-counted", word = one.word.clone(), count = one.count);
        let chosen = only == Some(one.coverage);
        if choice_ui(ui, Some(one.mark.0), &name, chosen, p.tone(one.mark.1), one.tip) {
            // A second press shows all of them again.
            out.push(Msg::Inspector(InspectorMsg::Covered((!chosen).then_some(one.coverage))));
        }
    }
    ui.spacing_mut().item_spacing.y = 6.0;
}

/// One entry of the legend; whether it was pressed.
fn choice_ui(ui: &mut Ui, icon: Option<MaterialIcon>, name: &str, chosen: bool, color: Color32, tip: &str) -> bool {
    let color = if chosen { controls::palette(ui).text } else { color };
    let words = RichText::new(name).size(theme::SMALL).color(color);
    let icon = icon.unwrap_or(ICON_FILTER_LIST).rich_text().size(14.0).color(color);
    let response = ui.add(egui::Button::selectable(chosen, (icon, words)).small());
    let response = if tip.is_empty() { response } else { response.on_hover_text(tip) };
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(tip));
    response.clicked()
}

#[expect(clippy::too_many_arguments, reason = "a row is painted in one place, from everything that it shows")]
fn field_ui(
    ui: &mut Ui,
    rect: egui::Rect,
    name: &str,
    value: &str,
    tip: &str,
    mark: &crate::ui::icon::Mark,
    word: &str,
    copy: &str,
    out: &mut Vec<Msg>,
) {
    let p = controls::palette(ui);
    let color = p.tone(mark.1);
    let small = egui::FontId::proportional(theme::SMALL);
    let word_galley = controls::line(ui, word, small.clone(), color, rect.width() * 0.5);
    let word_left = rect.right() - word_galley.size().x;
    let name_galley = controls::line(ui, name, small, p.muted, word_left - 26.0 - rect.left());
    let painter = ui.painter();
    painter.galley(pos2(rect.left(), rect.top() + 3.0), name_galley, p.muted);
    painter.galley(pos2(word_left, rect.top() + 3.0), word_galley, color);
    let icon = egui::FontId::new(13.0, mark.0.font_family());
    let place = pos2(word_left - 4.0, rect.top() + 11.0);
    painter.text(place, egui::Align2::RIGHT_CENTER, mark.0.codepoint, icon, color);
    let room = rect.width() - 30.0;
    let value_galley = controls::line(ui, value, egui::FontId::proportional(13.0), p.text, room);
    ui.painter().galley(pos2(rect.left(), rect.top() + 21.0), value_galley, p.text);
    let line = Stroke::new(1.0, p.border.gamma_multiply(0.6));
    ui.painter().hline(rect.x_range(), rect.bottom(), line);
    let spoken = format!("{name}: {value}, {word}");
    let response = ui.interact(rect, ui.scope_id().with(("field", name, rect.top() as i64)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    response.on_hover_text(tip);
    let place = egui::Rect::from_min_size(pos2(rect.right() - 22.0, rect.top() + 19.0), vec2(22.0, 22.0));
    // A child of its own, so that the row keeps its size.
    let mut corner = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt(("copy", name, rect.top() as i64)));
    if controls::copy_button(&mut corner, name) {
        out.push(Msg::Inspector(InspectorMsg::CopyText(copy.to_owned())));
    }
}
