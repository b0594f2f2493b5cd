//! The program's mark, painted with shapes so that it is sharp at every size. The same drawing as `assets/icon.svg`.

use egui::{Color32, Pos2, Rect, Sense, Stroke, Ui, pos2, vec2};

const NIGHT: Color32 = Color32::from_rgb(0x26, 0x31, 0x74);
const CORNER: Color32 = Color32::from_rgb(0xf6, 0xf7, 0xff);
const LIGHT: Color32 = Color32::from_rgb(0xff, 0xca, 0x5c);

/// Side of the drawing in `assets/icon.svg`, without its margin.
const UNITS: f32 = 464.0;

/// Paints the mark, `size` points wide and high. Decoration only: the name stands beside it.
pub(super) fn logo_ui(ui: &mut Ui, size: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
    let unit = size / UNITS;
    let at = |x: f32, y: f32| -> Pos2 { rect.min + vec2((x - 24.0) * unit, (y - 24.0) * unit) };
    let painter = ui.painter();
    painter.rect_filled(rect, size * 0.22, NIGHT);
    let bar = |from: Pos2, to: Pos2| {
        let half = 26.0 * unit;
        painter.rect_filled(Rect::from_two_pos(from, to).expand(half), half, CORNER);
    };
    bar(at(144.0, 116.0), at(144.0, 368.0));
    bar(at(144.0, 368.0), at(396.0, 368.0));
    let centre = pos2(at(318.0, 0.0).x, at(0.0, 194.0).y);
    painter.circle_stroke(centre, 100.0 * unit, Stroke::new(18.0 * unit, LIGHT.gamma_multiply(0.45)));
    painter.circle_filled(centre, 60.0 * unit, LIGHT);
}
