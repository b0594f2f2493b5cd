//! The picture in the editor: what the edit comes to, and the rectangle that is being drawn on it.

use egui::accesskit::Role;
use egui::{Color32, CornerRadius, Label, Pos2, Rect, RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::edit::{self, Crop};
use crate::state::editor::{Editor, EditorMsg, Tool};
use crate::state::picture::Pixels;
use crate::state::{Command, Msg, State};
use crate::tr;

use super::controls;
use super::textures::Textures;
use super::theme;

/// A rectangle with shorter sides (in points on the screen) was a slip of the hand.
const LEAST_DRAWN: f32 = 6.0;

/// The picture with what stands above it.
pub(super) fn canvas_ui(ui: &mut Ui, textures: &mut Textures, editor: &Editor, state: &State, out: &mut Vec<Msg>) {
    header(ui, editor, state, out);
    let rect = ui.available_rect_before_wrap();
    let p = controls::palette(ui);
    ui.painter().rect_filled(rect, 8.0, p.bg);
    match (&editor.shown, &editor.problem) {
        (Some(pixels), _) => picture(ui, rect.shrink(8.0), pixels, textures, editor, state, out),
        (None, Some(problem)) => {
            let inner = Rect::from_center_size(rect.center(), vec2(420.0_f32.min(rect.width() - 24.0), 200.0));
            ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| controls::problem_card(ui, problem));
        }
        (None, None) => {
            let inner = Rect::from_center_size(rect.center(), vec2(200.0, 40.0));
            ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
                ui.vertical_centered(|ui| {
                    let spinner = ui.add(egui::Spinner::new().size(24.0));
                    controls::named(spinner, Role::ProgressIndicator, &tr!("picture-loading"));
                });
            });
        }
    }
}

fn header(ui: &mut Ui, editor: &Editor, state: &State, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        if controls::button(ui, ICON_ARROW_BACK, &tr!("editor-close")).clicked() {
            out.push(Msg::Editor(EditorMsg::Close));
        }
        let name = state.files.entry(editor.file).map(|entry| locale::elide(&entry.name, 60)).unwrap_or_default();
        let room = (ui.available_width() - 190.0).max(60.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(Label::new(RichText::new(name).font(theme::semibold(theme::BODY))).truncate());
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let before = ui.selectable_label(editor.before, tr!("editor-before"));
            before.widget_info(|| WidgetInfo::selected(Role::Button, true, editor.before, tr!("editor-before")));
            if before.clicked() {
                out.push(Msg::Editor(EditorMsg::Before(!editor.before)));
            }
            let step = |ui: &mut Ui, icon, command: Command, enabled: bool| {
                let name = tr!(&format!("command-{}", command.key()));
                ui.add_enabled_ui(enabled, |ui| controls::icon_button(ui, icon, &name).clicked()).inner
            };
            if step(ui, ICON_REDO, Command::Redo, editor.can_redo()) {
                out.push(Msg::Editor(EditorMsg::Redo));
            }
            if step(ui, ICON_UNDO, Command::Undo, editor.can_undo()) {
                out.push(Msg::Editor(EditorMsg::Undo));
            }
        });
    });
}

fn picture(
    ui: &mut Ui,
    rect: Rect,
    pixels: &Pixels,
    textures: &mut Textures,
    editor: &Editor,
    state: &State,
    out: &mut Vec<Msg>,
) {
    let full = vec2(pixels.full_size.0.max(1) as f32, pixels.full_size.1.max(1) as f32);
    let scale = (rect.width() / full.x).min(rect.height() / full.y).max(1e-4);
    let target = Rect::from_center_size(rect.center(), full * scale);
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    let name = state.files.entry(editor.file).map(|entry| locale::elide(&entry.name, 120)).unwrap_or_default();
    let spoken = tr!("picture-of", name = name);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    // Version numbers of the editor are kept apart from those of the Files page.
    if let Some(texture) = textures.main(ui.ctx(), u64::MAX - editor.version, pixels) {
        let all = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        ui.painter().image(texture, target, all, Color32::WHITE);
    }
    if editor.before {
        return;
    }
    let place = Place { target, scale };
    outlines(ui, editor, &place);
    if editor.tool == Tool::None {
        return;
    }
    let response = response.on_hover_cursor(egui::CursorIcon::Crosshair);
    let id = response.id.with("drawing");
    if response.drag_started()
        && let Some(from) = ui.input(|input| input.pointer.press_origin())
    {
        ui.data_mut(|data| data.insert_temp(id, target.clamp(from)));
    }
    let from: Option<Pos2> = ui.data(|data| data.get_temp(id));
    let to = response.interact_pointer_pos().map(|to| target.clamp(to));
    if let (Some(from), Some(to)) = (from, to) {
        let drawn = Rect::from_two_pos(from, to);
        draw(ui, drawn, target, editor.tool == Tool::Crop);
        if response.drag_stopped() {
            ui.data_mut(|data| data.remove::<Pos2>(id));
            if drawn.width() >= LEAST_DRAWN && drawn.height() >= LEAST_DRAWN {
                out.push(Msg::Editor(EditorMsg::Drawn(place.pixels(drawn, pixels.full_size))));
            }
        }
    }
}

/// Where the picture is on the screen.
struct Place {
    target: Rect,
    /// Points for each pixel of the whole picture.
    scale: f32,
}

impl Place {
    fn pixels(&self, drawn: Rect, (width, height): (u32, u32)) -> edit::Rect {
        let at =
            |value: f32, origin: f32, side: u32| (((value - origin) / self.scale).round().max(0.0) as u32).min(side);
        let (left, right) = (at(drawn.min.x, self.target.min.x, width), at(drawn.max.x, self.target.min.x, width));
        let (top, bottom) = (at(drawn.min.y, self.target.min.y, height), at(drawn.max.y, self.target.min.y, height));
        let (x, y) = (left.min(width.saturating_sub(1)), top.min(height.saturating_sub(1)));
        edit::Rect { x, y, width: right.saturating_sub(x).max(1), height: bottom.saturating_sub(y).max(1) }
    }

    fn points(&self, rect: &edit::Rect) -> Rect {
        let min = self.target.min + vec2(rect.x as f32, rect.y as f32) * self.scale;
        Rect::from_min_size(min, vec2(rect.width as f32, rect.height as f32) * self.scale)
    }
}

/// What is there already: the crop while another is drawn, the covered parts while more are.
fn outlines(ui: &Ui, editor: &Editor, place: &Place) {
    let p = controls::palette(ui);
    let stroke = Stroke::new(1.5, p.accent);
    match (editor.tool, editor.edit.crop) {
        (Tool::Crop, Some(Crop::Rect(rect))) => draw(ui, place.points(&rect), place.target, true),
        (Tool::Cover(_), _) => {
            for region in &editor.edit.regions {
                let at = place.points(&region.rect);
                ui.painter().rect_stroke(at, CornerRadius::ZERO, stroke, StrokeKind::Inside);
            }
        }
        _ => {}
    }
}

/// A rectangle; around a crop everything else is dimmed.
fn draw(ui: &Ui, rect: Rect, picture: Rect, is_crop: bool) {
    let p = controls::palette(ui);
    let painter = ui.painter();
    if is_crop {
        let dim = Color32::from_black_alpha(140);
        let (a, b) = (picture, rect);
        for part in [
            Rect::from_min_max(a.min, pos2(a.max.x, b.min.y)),
            Rect::from_min_max(pos2(a.min.x, b.max.y), a.max),
            Rect::from_min_max(pos2(a.min.x, b.min.y), pos2(b.min.x, b.max.y)),
            Rect::from_min_max(pos2(b.max.x, b.min.y), pos2(a.max.x, b.max.y)),
        ] {
            painter.rect_filled(part, CornerRadius::ZERO, dim);
        }
    }
    painter.rect_stroke(rect, CornerRadius::ZERO, Stroke::new(1.5, p.accent), StrokeKind::Inside);
}
