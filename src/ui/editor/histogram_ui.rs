//! The histogram in the editor, with what has lost its detail at both ends.

use egui::accesskit::Role;
use egui::epaint::{Mesh, Vertex, WHITE_UV};
use egui::{Color32, CornerRadius, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::state::editor::{Editor, EditorMsg};
use crate::state::histogram::Histogram;
use crate::state::{Command, Msg};
use crate::tr;

use crate::ui::controls;

const HEIGHT: f32 = 76.0;
/// Less than this share of the picture, in percent, is noise rather than lost detail.
const WORTH_TELLING: f32 = 0.05;

/// The histogram of what the edit comes to.
pub(in crate::ui) fn histogram_ui(ui: &mut Ui, editor: &Editor, out: &mut Vec<Msg>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let p = controls::palette(ui);
    let painter = ui.painter();
    painter.rect(rect, 6.0, p.surface, Stroke::new(1.0, p.border), StrokeKind::Inside);
    let Some(histogram) = &editor.screen.histogram else { return };
    let (dark, bright) = histogram.clipped_percent();
    let number = |percent: f32| format!("{percent:.1}");
    let words = tr!("histogram-words", dark = number(dark), bright = number(bright));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    response.on_hover_text(&words);
    let inner = rect.shrink2(vec2(8.0, 6.0));
    let dim = if ui.visuals().dark_mode { 105 } else { 120 };
    for (channel, color) in [
        (1, Color32::from_rgba_unmultiplied(235, 70, 70, dim)),
        (2, Color32::from_rgba_unmultiplied(60, 190, 90, dim)),
        (3, Color32::from_rgba_unmultiplied(70, 120, 245, dim)),
    ] {
        ui.painter().add(curve(inner, histogram, channel, color));
    }
    let line = outline(inner, histogram);
    ui.painter().add(Shape::line(line, Stroke::new(1.2, p.text.gamma_multiply(0.75))));
    corner_ui(ui, editor, Rect::from_min_size(rect.min, vec2(20.0, 18.0)), true, dark, out);
    let at = pos2(rect.max.x - 20.0, rect.min.y);
    corner_ui(ui, editor, Rect::from_min_size(at, vec2(20.0, 18.0)), false, bright, out);
}

/// A triangle that is filled where detail is lost; pressing it shows where.
fn corner_ui(ui: &mut Ui, editor: &Editor, rect: Rect, is_dark: bool, percent: f32, out: &mut Vec<Msg>) {
    let response = ui.interact(rect, ui.scope_id().with(("clipped", is_dark)), Sense::click());
    let key = if is_dark { "histogram-dark" } else { "histogram-bright" };
    let name = tr!(key, percent = format!("{percent:.1}"));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, editor.marks, &name));
    let p = controls::palette(ui);
    let is_lost = percent >= WORTH_TELLING;
    let color = match (is_lost, is_dark) {
        (true, true) => Color32::from_rgb(70, 120, 255),
        (true, false) => Color32::from_rgb(240, 70, 70),
        (false, _) => p.muted.gamma_multiply(0.45),
    };
    let (a, b) = (rect.center() - vec2(5.0, 4.0), rect.center() + vec2(5.0, 4.0));
    let points = vec![pos2(a.x, b.y), pos2(b.x, b.y), pos2(rect.center().x, a.y)];
    let shape = if is_lost {
        Shape::convex_polygon(points, color, Stroke::NONE)
    } else {
        Shape::closed_line(points, Stroke::new(1.2, color))
    };
    ui.painter().add(shape);
    if editor.marks {
        let stroke = Stroke::new(1.0, p.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), CornerRadius::same(4), stroke, StrokeKind::Inside);
    }
    if response.on_hover_text(format!("{name}\n{}", controls::command_tip(Command::ShowClipping))).clicked() {
        out.push(Msg::Editor(EditorMsg::Marks(!editor.marks)));
    }
}

/// The area under one channel.
fn curve(rect: Rect, histogram: &Histogram, channel: usize, color: Color32) -> Shape {
    let heights = histogram.heights(channel);
    let mut mesh = Mesh::default();
    let step = rect.width() / (heights.len().max(2) - 1) as f32;
    for (index, height) in heights.iter().enumerate() {
        let x = rect.min.x + step * index as f32;
        for y in [rect.max.y, rect.max.y - height * rect.height()] {
            mesh.vertices.push(Vertex { pos: pos2(x, y), uv: WHITE_UV, color });
        }
        if index > 0 {
            let last = index as u32 * 2;
            mesh.add_triangle(last - 2, last - 1, last);
            mesh.add_triangle(last - 1, last, last + 1);
        }
    }
    Shape::mesh(mesh)
}

/// The line of luminance.
fn outline(rect: Rect, histogram: &Histogram) -> Vec<egui::Pos2> {
    let heights = histogram.heights(0);
    let step = rect.width() / (heights.len().max(2) - 1) as f32;
    let at =
        |(index, height): (usize, &f32)| pos2(rect.min.x + step * index as f32, rect.max.y - height * rect.height());
    heights.iter().enumerate().map(at).collect()
}
