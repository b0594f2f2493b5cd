//! What stands above the picture in the editor: the way back, the file, the size of the copy, steps back, and how the picture is looked at.

use egui::accesskit::Role;
use egui::{Label, RichText, Ui, WidgetInfo, vec2};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::*;

use crate::locale;
use crate::state::editor::{Editor, EditorMsg};
use crate::state::picture::PictureMsg;
use crate::state::{Command, Msg, State};
use crate::tr;

use super::canvas_ui::{shown_scale, zoom};
use crate::ui::{controls, theme};

/// Room that the controls at the right end take, in points, with all of them and with those that no key replaces.
const TOOLS: (f32, f32) = (470.0, 272.0);

/// Room that the size of the copy takes, in points.
const SIZE: f32 = 120.0;

/// The row above the picture.
pub(in crate::ui) fn header_ui(ui: &mut Ui, editor: &Editor, state: &State, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        if controls::button(ui, ICON_ARROW_BACK, &tr!("editor-close")).clicked() {
            out.push(Msg::Editor(EditorMsg::Close));
        }
        let is_roomy = ui.available_width() > TOOLS.0 + 120.0;
        let tools = if is_roomy { TOOLS.0 } else { TOOLS.1 };
        batch_ui(ui, editor, out);
        let name = state.files.entry(editor.file).map(|entry| locale::elide(&entry.name, 60)).unwrap_or_default();
        let room = (ui.available_width() - tools).max(40.0);
        let size = editor.exported_size().filter(|_| room > SIZE + 60.0);
        ui.scope(|ui| {
            ui.set_max_width(if size.is_some() { room - SIZE } else { room });
            ui.add(Label::new(RichText::new(name).font(theme::semibold(theme::BODY))).truncate());
        });
        if let Some((width, height)) = size {
            controls::muted(ui, tr!("editor-result-size", width = width, height = height))
                .on_hover_text(tr!("editor-exported-size"));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.add_enabled_ui(editor.is_ready(), |ui| looks_ui(ui, editor, is_roomy, out));
            ui.add_space(6.0);
            step_ui(ui, ICON_REDO, Command::Redo, editor.can_redo(), out);
            step_ui(ui, ICON_UNDO, Command::Undo, editor.can_undo(), out);
        });
    });
}

/// Which file of several, and the way to the others.
fn batch_ui(ui: &mut Ui, editor: &Editor, out: &mut Vec<Msg>) {
    if editor.files.len() < 2 {
        return;
    }
    ui.spacing_mut().item_spacing.x = 2.0;
    if controls::quiet_icon(ui, ICON_CHEVRON_LEFT, &tr!("editor-previous-file")).clicked() {
        out.push(Msg::Editor(EditorMsg::Turn { forward: false }));
    }
    controls::muted(ui, tr!("editor-file-of", number = editor.place() + 1, files = editor.files.len()));
    if controls::quiet_icon(ui, ICON_CHEVRON_RIGHT, &tr!("editor-next-file")).clicked() {
        out.push(Msg::Editor(EditorMsg::Turn { forward: true }));
    }
    ui.spacing_mut().item_spacing.x = 8.0;
}

/// From the right: zoom, then comparison.
fn looks_ui(ui: &mut Ui, editor: &Editor, is_roomy: bool, out: &mut Vec<Msg>) {
    let ctx = ui.ctx().clone();
    let tip = |command: Command| controls::command_tip(command);
    if is_roomy && controls::plain_button(ui, &tr!("zoom-full")).on_hover_text(tip(Command::ZoomFull)).clicked() {
        zoom(&ctx, Command::ZoomFull, out);
    }
    if controls::plain_button(ui, &tr!("zoom-fit")).on_hover_text(tip(Command::ZoomFit)).clicked() {
        out.push(Msg::Editor(EditorMsg::View(PictureMsg::Fit)));
    }
    if controls::icon_button(ui, ICON_ADD, &tr!("command-zoom-in")).clicked() {
        zoom(&ctx, Command::ZoomIn, out);
    }
    if is_roomy {
        let percent = (shown_scale(&ctx) * ctx.pixels_per_point() * 100.0).round();
        let p = controls::palette(ui);
        // Nothing is shown yet.
        let words = if percent > 0.0 { tr!("zoom-percent", percent = format!("{percent}")) } else { String::new() };
        let text = RichText::new(words).size(theme::SMALL).color(p.muted);
        ui.add_sized(vec2(44.0, 20.0), Label::new(text));
    }
    if controls::icon_button(ui, ICON_REMOVE, &tr!("command-zoom-out")).clicked() {
        zoom(&ctx, Command::ZoomOut, out);
    }
    ui.add_space(6.0);
    if toggle_ui(ui, ICON_COMPARE, "command-split-view", editor.split.is_some(), &tip(Command::SplitView)) {
        out.push(Msg::Command(Command::SplitView));
    }
    if toggle_ui(ui, ICON_VISIBILITY, "editor-before", editor.before, &tr!("editor-before-tip")) {
        out.push(Msg::Editor(EditorMsg::Before(!editor.before)));
    }
}

/// An icon that stays down while something is on.
fn toggle_ui(ui: &mut Ui, icon: MaterialIcon, key: &str, on: bool, tip: &str) -> bool {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = 5.0;
        let button = egui::Button::selectable(on, icon.rich_text().size(16.0)).min_size(vec2(28.0, 28.0));
        let response = ui.add(button).on_hover_text(tip);
        let enabled = response.enabled();
        response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, tr!(key)));
        response.clicked()
    })
    .inner
}

fn step_ui(ui: &mut Ui, icon: MaterialIcon, command: Command, enabled: bool, out: &mut Vec<Msg>) {
    if ui.add_enabled_ui(enabled, |ui| controls::command_icon(ui, icon, command).clicked()).inner {
        out.push(Msg::Command(command));
    }
}
