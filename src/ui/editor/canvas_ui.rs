//! The picture in the editor: what the edit comes to, as closely as the person looks, and the rectangle that is being
//! drawn on it.

use egui::accesskit::Role;
use egui::{
    Color32, CursorIcon, Id, Key, Painter, PointerButton, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2, WidgetInfo,
    pos2, vec2,
};

use crate::locale;
use crate::provenance::edit;
use crate::state::editor::{Editor, EditorMsg, Tool};
use crate::state::editor_preview::Sight;
use crate::state::picture::{PictureMsg, Pixels, Zoom};
use crate::state::{Command, Dialog, Msg, State};
use crate::tr;

use super::{draw_ui, header_ui};
use crate::ui::controls;
use crate::ui::pages::picture_ui::{fit_scale, held};
use crate::ui::textures::{Layer, Textures};
use crate::ui::theme;

/// From this enlargement on, pixels are shown as squares.
const CRISP: f32 = 1.5;
const LAST_FRAME: &str = "editor-last-frame";
/// How far one press of an arrow key moves the picture, in points.
const KEY_PAN: f32 = 60.0;

/// The picture with what stands above it.
pub(in crate::ui) fn canvas_ui(
    ui: &mut Ui,
    textures: &mut Textures,
    editor: &Editor,
    state: &State,
    out: &mut Vec<Msg>,
) {
    header_ui::header_ui(ui, editor, state, out);
    hold(ui, editor, state, out);
    let rect = ui.available_rect_before_wrap();
    let p = controls::palette(ui);
    ui.painter().rect_filled(rect, 8.0, p.bg);
    match (&editor.screen.shown, &editor.problem) {
        (Some(pixels), _) => picture_ui(ui, rect.shrink(8.0), pixels, textures, editor, state, out),
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

/// The original for as long as B is held; Enter and Esc end drawing.
fn hold(ui: &Ui, editor: &Editor, state: &State, out: &mut Vec<Msg>) {
    if ui.ctx().text_edit_focused() || !matches!(state.dialog, Dialog::None) {
        return;
    }
    let done = ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Escape));
    if done && editor.tool != Tool::None && ui.memory(|memory| memory.focused()).is_none() {
        out.push(Msg::Editor(EditorMsg::Tool(editor.tool)));
    }
    let (pressed, released) = ui.input(|input| (input.key_pressed(Key::B), input.key_released(Key::B)));
    if pressed || released {
        out.push(Msg::Editor(EditorMsg::Before(pressed && !released)));
    }
}

/// Zooms about what is under the pointer, or else about the middle; for keys and buttons.
pub(in crate::ui) fn zoom(ctx: &egui::Context, command: Command, out: &mut Vec<Msg>) {
    let Some(last) = last_frame(ctx) else { return };
    let pointer = ctx.pointer_hover_pos().filter(|at| last.pane.contains(*at));
    let from = pointer.map_or(Vec2::ZERO, |at| at - last.pane.center());
    let full = |times: f32| times / ctx.pixels_per_point() / last.scale;
    let factor = match command {
        Command::ZoomIn => 1.25,
        Command::ZoomOut => 0.8,
        Command::ZoomDouble => full(2.0),
        _ => full(1.0),
    };
    out.push(Msg::Editor(EditorMsg::View(PictureMsg::Zoom { factor, x: from.x, y: from.y, shown: last.scale })));
}

/// Points for each pixel of the whole picture, in the last frame.
pub(in crate::ui) fn shown_scale(ctx: &egui::Context) -> f32 {
    last_frame(ctx).map_or(0.0, |last| last.scale)
}

/// How the picture was shown, so that keys can zoom from what is seen.
#[derive(Debug, Clone, Copy)]
struct LastFrame {
    scale: f32,
    pane: Rect,
}

fn last_frame(ctx: &egui::Context) -> Option<LastFrame> {
    ctx.data(|data| data.get_temp(Id::unique(LAST_FRAME)))
}

fn picture_ui(
    ui: &mut Ui,
    rect: Rect,
    pixels: &Pixels,
    textures: &mut Textures,
    editor: &Editor,
    state: &State,
    out: &mut Vec<Msg>,
) {
    let view = editor.screen.view;
    let full = vec2(pixels.full_size.0.max(1) as f32, pixels.full_size.1.max(1) as f32);
    let density = ui.ctx().pixels_per_point();
    let scale = match view.zoom {
        Zoom::Fit => fit_scale(rect.size(), full, density),
        Zoom::Scale(scale) => scale,
    };
    ui.data_mut(|data| data.insert_temp(Id::unique(LAST_FRAME), LastFrame { scale, pane: rect }));
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    let name = state.files.entry(editor.file).map(|entry| locale::elide(&entry.name, 120)).unwrap_or_default();
    let spoken = tr!("picture-of", name = name);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    let size = full * scale;
    let offset = held(Vec2::from(view.pan), size, rect.size());
    // On whole screen pixels, or else what is shown at 100 % would be blurred.
    let corner = ((rect.center() + offset - size / 2.0) * density).round() / density;
    let place = Place { target: Rect::from_min_size(corner, size), scale, pane: rect };
    paint(ui, textures, editor, pixels, &place);
    sight(editor, pixels, &place, density, out);
    let drift = offset - Vec2::from(view.pan);
    let is_panning = pan(ui, editor, &response, drift, out);
    wheel(ui, editor, &response, &place, out);
    if editor.before {
        return badge(ui, &place, &tr!("editor-before"), true);
    }
    if let Some(share) = editor.split {
        split_ui(ui, &place, share, out);
    }
    draw_ui::draw_ui(ui, response, editor, pixels.full_size, &place, !is_panning, out);
}

/// The whole at screen size, over it what is there in finer pixels; left of the divide the original.
fn paint(ui: &Ui, textures: &mut Textures, editor: &Editor, pixels: &Pixels, place: &Place) {
    let screen = &editor.screen;
    let ctx = ui.ctx();
    let enlarged = place.scale * ctx.pixels_per_point() >= CRISP;
    let mut put = |painter: &Painter, layer: Layer, pixels: &Pixels, at: [f64; 4], fine: bool| {
        let crisp = enlarged && (fine || pixels.width >= pixels.full_size.0);
        if let Some(texture) = textures.layer(ctx, layer, pixels, crisp) {
            let all = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
            painter.image(texture, place.share(at), all, Color32::WHITE);
        }
    };
    const ALL: [f64; 4] = [0.0, 0.0, 1.0, 1.0];
    let painter = ui.painter().with_clip_rect(place.pane);
    put(&painter, Layer::Whole, pixels, ALL, false);
    if let Some(detail) = &screen.detail {
        put(&painter, Layer::Detail, &detail.pixels, detail.place, true);
    }
    let Some(share) = editor.split.filter(|_| !editor.before) else { return };
    let mut left = place.pane;
    left.max.x = place.divide(share).min(left.max.x);
    let painter = ui.painter().with_clip_rect(left);
    if let Some(original) = &screen.original {
        put(&painter, Layer::WholeOriginal, original, ALL, false);
    }
    if let Some((original, at)) =
        screen.detail.as_ref().and_then(|detail| Some((detail.original.as_ref()?, detail.place)))
    {
        put(&painter, Layer::DetailOriginal, original, at, true);
    }
}

/// Tells what is in sight, when that is something else than before.
fn sight(editor: &Editor, pixels: &Pixels, place: &Place, density: f32, out: &mut Vec<Msg>) {
    let seen = place.target.intersect(place.pane);
    if seen.width() <= 0.0 || seen.height() <= 0.0 {
        return;
    }
    let now = Sight { part: place.pixels(seen, pixels.full_size), scale: place.scale * density };
    if editor.screen.sight != Some(now) {
        out.push(Msg::Editor(EditorMsg::Seen(now)));
    }
}

/// Moves the picture: by a drag where nothing is drawn, with Space or the middle button always, with arrow keys.
fn pan(ui: &Ui, editor: &Editor, response: &Response, drift: Vec2, out: &mut Vec<Msg>) -> bool {
    let space = !ui.ctx().text_edit_focused() && ui.input(|input| input.key_down(Key::Space));
    let is_hand = editor.tool == Tool::None || editor.before || space;
    let moved = response.dragged_by(PointerButton::Middle) || (is_hand && response.dragged_by(PointerButton::Primary));
    let mut push = |by: Vec2| out.push(Msg::Editor(EditorMsg::View(PictureMsg::Pan { x: by.x, y: by.y })));
    if moved {
        push(response.drag_delta() + drift);
    }
    if matches!(editor.screen.view.zoom, Zoom::Scale(_)) && is_hand && response.hovered() {
        let icon = if moved { CursorIcon::Grabbing } else { CursorIcon::Grab };
        ui.ctx().set_cursor_icon(icon);
    }
    if response.has_focus() {
        let filter =
            egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        for (key, by) in [
            (Key::ArrowLeft, vec2(KEY_PAN, 0.0)),
            (Key::ArrowRight, vec2(-KEY_PAN, 0.0)),
            (Key::ArrowUp, vec2(0.0, KEY_PAN)),
            (Key::ArrowDown, vec2(0.0, -KEY_PAN)),
        ] {
            if ui.input(|input| input.key_pressed(key)) {
                push(by + drift);
            }
        }
    }
    space || moved
}

/// The wheel and two fingers zoom; a double click shows pixels, or else the whole.
fn wheel(ui: &Ui, editor: &Editor, response: &Response, place: &Place, out: &mut Vec<Msg>) {
    let Some(pointer) = response.hover_pos() else { return };
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    let factor = if (pinch - 1.0).abs() > f32::EPSILON { pinch } else { (scroll / 240.0).exp() };
    let zoom = |factor: f32| {
        let from = pointer - place.pane.center();
        Msg::Editor(EditorMsg::View(PictureMsg::Zoom { factor, x: from.x, y: from.y, shown: place.scale }))
    };
    if (factor - 1.0).abs() > 1e-4 {
        out.push(zoom(factor));
    }
    if response.double_clicked() && editor.tool == Tool::None {
        if editor.screen.view.zoom == Zoom::Fit {
            self::zoom(ui.ctx(), Command::ZoomFull, out);
        } else {
            out.push(Msg::Editor(EditorMsg::View(PictureMsg::Fit)));
        }
    }
}

/// The line between the original and the edit; it can be drawn aside, and moved with arrow keys.
fn split_ui(ui: &mut Ui, place: &Place, share: f32, out: &mut Vec<Msg>) {
    let x = place.divide(share);
    if !place.pane.x_range().contains(x) {
        return;
    }
    let shown = place.target.intersect(place.pane);
    let line = Rect::from_center_size(pos2(x, shown.center().y), vec2(14.0, shown.height()));
    let response = ui.interact(line, ui.scope_id().with("split"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::slider(true, f64::from(share) * 100.0, tr!("editor-split")));
    let p = controls::palette(ui);
    let painter = ui.painter().with_clip_rect(place.pane);
    painter.vline(x, shown.y_range(), Stroke::new(3.0, Color32::from_black_alpha(120)));
    painter.vline(x, shown.y_range(), Stroke::new(1.5, Color32::WHITE));
    let knob = pos2(x, shown.center().y);
    painter.circle(knob, 8.0, Color32::WHITE, Stroke::new(1.5, p.accent));
    badge(ui, place, &tr!("editor-before"), true);
    badge(ui, place, &tr!("editor-after"), false);
    let mut to = None;
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        to = Some((pointer.x - place.target.min.x) / place.target.width().max(1.0));
    }
    if response.has_focus() {
        let filter = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let pressed = |key: Key| ui.input(|input| input.key_pressed(key));
        let by = f32::from(u8::from(pressed(Key::ArrowRight))) - f32::from(u8::from(pressed(Key::ArrowLeft)));
        if by != 0.0 {
            to = Some(share + by * 0.02);
        }
    }
    if let Some(share) = to {
        out.push(Msg::Editor(EditorMsg::Split(Some(share))));
    }
    response.on_hover_cursor(CursorIcon::ResizeHorizontal);
}

/// A word in a corner of the picture.
fn badge(ui: &Ui, place: &Place, text: &str, is_left: bool) {
    let shown = place.target.intersect(place.pane).shrink(8.0);
    let font = theme::semibold(theme::SMALL);
    let galley = controls::line(ui, text, font, Color32::WHITE, 160.0);
    let size = galley.size() + vec2(14.0, 6.0);
    let corner = if is_left { shown.left_top() } else { shown.right_top() - vec2(size.x, 0.0) };
    let rect = Rect::from_min_size(corner, size);
    ui.painter().rect_filled(rect, 10.0, Color32::from_black_alpha(150));
    ui.painter().galley(rect.min + vec2(7.0, 3.0), galley, Color32::WHITE);
}

/// Where the picture is on the screen.
pub(in crate::ui) struct Place {
    pub(in crate::ui) target: Rect,
    /// Points for each pixel of the whole picture.
    scale: f32,
    /// What of the window shows it.
    pub(in crate::ui) pane: Rect,
}

impl Place {
    /// Where a part lies that is told in shares of the whole.
    fn share(&self, [left, top, right, bottom]: [f64; 4]) -> Rect {
        let at =
            |x: f64, y: f64| self.target.min + vec2(x as f32 * self.target.width(), y as f32 * self.target.height());
        Rect::from_min_max(at(left, top), at(right, bottom))
    }

    /// Where the original ends and the edit begins; always in sight, so that it can be taken hold of.
    fn divide(&self, share: f32) -> f32 {
        let shown = self.target.intersect(self.pane);
        let x = self.target.min.x + self.target.width() * share;
        x.clamp(shown.min.x, shown.max.x.max(shown.min.x))
    }

    /// The pixels under a rectangle on the screen.
    pub(in crate::ui) fn pixels(&self, drawn: Rect, (width, height): (u32, u32)) -> edit::Rect {
        let at =
            |value: f32, origin: f32, side: u32| (((value - origin) / self.scale).round().max(0.0) as u32).min(side);
        let (left, right) = (at(drawn.min.x, self.target.min.x, width), at(drawn.max.x, self.target.min.x, width));
        let (top, bottom) = (at(drawn.min.y, self.target.min.y, height), at(drawn.max.y, self.target.min.y, height));
        let (x, y) = (left.min(width.saturating_sub(1)), top.min(height.saturating_sub(1)));
        edit::Rect { x, y, width: right.saturating_sub(x).max(1), height: bottom.saturating_sub(y).max(1) }
    }

    /// Where pixels are on the screen.
    pub(in crate::ui) fn points(&self, rect: &edit::Rect) -> Rect {
        let min = self.target.min + vec2(rect.x as f32, rect.y as f32) * self.scale;
        Rect::from_min_size(min, vec2(rect.width as f32, rect.height as f32) * self.scale)
    }
}
