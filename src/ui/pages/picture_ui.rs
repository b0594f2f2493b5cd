//! The picture in the middle, with zoom and pan. Says so when it is not the file's own picture.

use egui::accesskit::Role;
use egui::{Color32, Label, Rect, Response, RichText, Sense, Ui, Vec2, WidgetInfo, vec2};
use egui_material_icons::icons::*;

use crate::state::picture::{Origin, PictureMsg, Pixels, Shown, Zoom};
use crate::state::{Command, Msg, State};
use crate::tr;

use super::files_ui;
use crate::ui::content::list;
use crate::ui::controls;
use crate::ui::inspector::compare_ui;
use crate::ui::inspector::graph_ui;
use crate::ui::textures::Textures;
use crate::ui::theme::{self, Tone};

/// The pane in the middle.
pub(in crate::ui) fn pane_ui(ui: &mut Ui, textures: &mut Textures, state: &State, out: &mut Vec<Msg>) {
    let limit = ui.input(|input| u32::try_from(input.max_texture_side).unwrap_or(2048));
    if limit != state.picture.max_side {
        out.push(Msg::Picture(PictureMsg::MaxSide(limit)));
    }
    if state.compare.is_none() && state.graph.is_none() {
        textures.forget_signed();
    }
    if let (Some(graph), None) = (&state.graph, &state.compare) {
        return graph_ui::pane_ui(ui, textures, graph, state, out);
    }
    header_ui(ui, state, out);
    banner_ui(ui, state);
    if let Some(compare) = &state.compare {
        compare_ui::bar_ui(ui, compare, state, out);
    }
    let rect = ui.available_rect_before_wrap();
    let p = controls::palette(ui);
    ui.painter().rect_filled(rect, 8.0, p.bg);
    match &state.picture.shown {
        Shown::Ready(pixels) => picture_ui(ui, rect, pixels, textures, state, out),
        Shown::Loading(_) => {
            textures.forget_main();
            centred_ui(ui, rect, |ui| {
                let spinner = ui.add(egui::Spinner::new().size(24.0));
                controls::named(spinner, Role::ProgressIndicator, &tr!("picture-loading"));
                controls::muted(ui, tr!("picture-loading"));
            });
        }
        Shown::Failed(problem) => {
            textures.forget_main();
            let inner = Rect::from_center_size(rect.center(), vec2(420.0_f32.min(rect.width() - 24.0), 160.0));
            ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
                ui.vertical_centered(|ui| {
                    controls::icon(ui, ICON_HIDE_IMAGE, 36.0, p.muted);
                    ui.label(RichText::new(&problem.what).font(theme::semibold(theme::BODY)));
                    ui.add(Label::new(RichText::new(&problem.why).color(p.muted)).wrap());
                });
            });
        }
        Shown::Nothing => {
            textures.forget_main();
            centred_ui(ui, rect, |ui| {
                controls::muted(ui, tr!("picture-choose"));
            });
        }
    }
}

/// Zooms about the middle, for keys and buttons.
pub(in crate::ui) fn zoom_by(ctx: &egui::Context, state: &State, factor: f32, out: &mut Vec<Msg>) {
    let shown: Option<f32> = ctx.data(|data| data.get_temp(egui::Id::unique(SCALE)));
    if let (Shown::Ready(_), Some(shown)) = (&state.picture.shown, shown) {
        out.push(Msg::Picture(PictureMsg::Zoom { factor, x: 0.0, y: 0.0, shown }));
    }
}

fn header_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let Some(entry) = state.files.current() else { return };
    let p = controls::palette(ui);
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        let ready = matches!(state.picture.shown, Shown::Ready(_));
        let roomy = ui.available_width() > 340.0;
        let tools = if !ready {
            0.0
        } else if roomy {
            226.0
        } else {
            120.0
        };
        let row = list::row(entry);
        // In a narrow pane the chip gives way: the list and the inspector say the same.
        let chip = ui.available_width() - tools > 260.0;
        let color = p.tone(row.mark.1);
        let room = (ui.available_width() - tools - if chip { 130.0 } else { 0.0 }).max(60.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(Label::new(files_ui::heading(entry)).truncate());
        });
        if chip {
            let frame = egui::Frame::new().fill(p.tint(row.mark.1)).corner_radius(20);
            frame
                .inner_margin(egui::Margin::symmetric(9, 3))
                .show(ui, |ui| ui.label(RichText::new(&row.word).size(theme::SMALL).color(color)));
        }
        if ready {
            tools_ui(ui, roomy, state, out);
        }
    });
}

/// Zoom controls; in a narrow pane those alone that have no other place on screen.
fn tools_ui(ui: &mut Ui, roomy: bool, state: &State, out: &mut Vec<Msg>) {
    ui.spacing_mut().item_spacing.x = 4.0;
    controls::at_the_right(ui, |ui| {
        let tip = |command: Command| controls::command_tip(command);
        if controls::icon_button(ui, ICON_REMOVE, &tr!("command-zoom-out")).clicked() {
            zoom_by(ui.ctx(), state, 0.8, out);
        }
        if roomy {
            scale_ui(ui);
        }
        if controls::icon_button(ui, ICON_ADD, &tr!("command-zoom-in")).clicked() {
            zoom_by(ui.ctx(), state, 1.25, out);
        }
        if controls::plain_button(ui, &tr!("zoom-fit")).on_hover_text(tip(Command::ZoomFit)).clicked() {
            out.push(Msg::Picture(PictureMsg::Fit));
        }
        if roomy && controls::plain_button(ui, &tr!("zoom-full")).on_hover_text(tip(Command::ZoomFull)).clicked() {
            let pixels_per_point = ui.ctx().pixels_per_point();
            out.push(Msg::Picture(PictureMsg::Full { pixels_per_point }));
        }
    });
}

/// How large the picture is shown, in screen pixels for each of its own.
fn scale_ui(ui: &mut Ui) {
    let shown: f32 = ui.data(|data| data.get_temp(egui::Id::unique(SCALE))).unwrap_or(0.0);
    let percent = (shown * ui.ctx().pixels_per_point() * 100.0).round();
    let text = tr!("zoom-percent", percent = format!("{percent}"));
    let p = controls::palette(ui);
    ui.add_sized(vec2(44.0, 20.0), Label::new(RichText::new(text).size(theme::SMALL).color(p.muted)));
}

fn banner_ui(ui: &mut Ui, state: &State) {
    let Shown::Ready(pixels) = &state.picture.shown else { return };
    let text = match pixels.origin {
        Origin::File => return,
        Origin::EmbeddedPreview => tr!("picture-is-preview"),
        Origin::ManifestThumbnail => tr!("picture-is-manifest-thumbnail"),
    };
    controls::tinted(ui, Tone::Warn, |ui| {
        let p = controls::palette(ui);
        ui.horizontal(|ui| {
            controls::icon(ui, ICON_INFO, 18.0, p.warn);
            controls::body(ui, text);
        });
    });
}

/// Where the scale of the last frame is kept, so that keys can zoom from what is seen.
const SCALE: &str = "picture-scale";

fn picture_ui(ui: &mut Ui, rect: Rect, pixels: &Pixels, textures: &mut Textures, state: &State, out: &mut Vec<Msg>) {
    let full = vec2(pixels.full_size.0.max(1) as f32, pixels.full_size.1.max(1) as f32);
    let fit = fit_scale(rect.size(), full, ui.ctx().pixels_per_point());
    let scale = match state.picture.zoom {
        Zoom::Fit => fit,
        Zoom::Scale(scale) => scale,
    };
    ui.data_mut(|data| data.insert_temp(egui::Id::unique(SCALE), scale));
    let response = ui.allocate_rect(rect, Sense::click_and_drag());
    let name = state.files.current().map(|entry| crate::locale::elide(&entry.name, 120)).unwrap_or_default();
    let spoken = tr!("picture-of", name = name);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    let size = full * scale;
    let offset = held(Vec2::from(state.picture.pan), size, rect.size());
    let target = Rect::from_center_size(rect.center() + offset, size);
    if let Some(texture) = textures.main(ui.ctx(), state.picture.version, pixels) {
        let all = Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(1.0, 1.0));
        ui.painter().with_clip_rect(rect).image(texture, target, all, Color32::WHITE);
    }
    let drift = offset - Vec2::from(state.picture.pan);
    gestures(ui, rect, &response, scale, drift, out);
    if let Some(compare) = &state.compare {
        compare_ui::over_ui(ui, (rect, target), textures, compare, out);
    }
}

/// Fits the pane, but never shows a small picture larger than its own pixels.
pub(in crate::ui) fn fit_scale(pane: Vec2, full: Vec2, pixels_per_point: f32) -> f32 {
    (pane.x / full.x).min(pane.y / full.y).min(1.0 / pixels_per_point.max(0.1)).max(1e-4)
}

/// Keeps a part of the picture in sight.
pub(in crate::ui) fn held(pan: Vec2, picture: Vec2, pane: Vec2) -> Vec2 {
    let slack = ((picture - pane) / 2.0).max(Vec2::ZERO) + vec2(40.0, 40.0);
    if picture.x <= pane.x && picture.y <= pane.y && pan == Vec2::ZERO {
        return Vec2::ZERO;
    }
    pan.clamp(-slack, slack)
}

/// `drift` is how far the state's offset is from what was painted; a drag makes up for it.
fn gestures(ui: &Ui, rect: Rect, response: &Response, scale: f32, drift: Vec2, out: &mut Vec<Msg>) {
    if response.double_clicked() {
        out.push(Msg::Picture(PictureMsg::Fit));
    }
    if response.dragged() {
        let delta = response.drag_delta() + drift;
        out.push(Msg::Picture(PictureMsg::Pan { x: delta.x, y: delta.y }));
    }
    let Some(pointer) = response.hover_pos() else { return };
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    let factor = if (pinch - 1.0).abs() > f32::EPSILON { pinch } else { (scroll / 240.0).exp() };
    if (factor - 1.0).abs() > 1e-4 {
        let from = pointer - rect.center();
        out.push(Msg::Picture(PictureMsg::Zoom { factor, x: from.x, y: from.y, shown: scale }));
    }
}

fn centred_ui(ui: &mut Ui, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let inner = Rect::from_center_size(rect.center(), vec2(rect.width() - 24.0, 64.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| ui.vertical_centered(add));
}
