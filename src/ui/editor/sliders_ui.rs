//! A value of the editor in one row: its name, a slider, its number, and a way back to what it usually is.

use egui::accesskit::Role;
use egui::style::HandleShape;
use egui::{DragValue, Slider, Ui, WidgetInfo, vec2};
use egui_material_icons::icons::ICON_RESTART_ALT;

use crate::provenance::edit::Rect;
use crate::tr;

use crate::ui::controls;

const LABEL_WIDTH: f32 = 88.0;
const NUMBER_WIDTH: f32 = 50.0;
const SLIDER_HEIGHT: f32 = 20.0;

/// Which values there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ui) struct Range {
    pub least: f64,
    pub most: f64,
    /// The slider ends here; what lies beyond can be typed.
    pub slider_most: f64,
    pub step: f64,
    pub decimals: usize,
    /// What the way back leads to.
    pub usual: f64,
}

impl Range {
    /// The same far to both sides of nothing.
    pub(in crate::ui) fn around_zero(limit: f64) -> Self {
        let (step, decimals) = if limit < 50.0 { (0.05, 2) } else { (1.0, 0) };
        Self { least: -limit, most: limit, slider_most: limit, step, decimals, usual: 0.0 }
    }

    /// From nothing to all.
    pub(in crate::ui) fn hundred() -> Self {
        Self { least: 0.0, ..Self::around_zero(100.0) }
    }
}

/// The row. `settled` is set when the hand lets go, so that one gesture is one step back.
pub(in crate::ui) fn range_ui(ui: &mut Ui, key: &str, value: &mut f64, range: Range, settled: &mut bool) {
    let name = tr!(key);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        label_ui(ui, &name);
        ui.spacing_mut().slider_width = (ui.available_width() - NUMBER_WIDTH - 34.0).max(50.0);
        ui.spacing_mut().interact_size.y = SLIDER_HEIGHT;
        let mut slid = value.clamp(range.least, range.slider_most);
        let moved = ui.add(
            Slider::new(&mut slid, range.least..=range.slider_most)
                .step_by(range.step)
                .show_value(false)
                .trailing_fill(false)
                .handle_shape(HandleShape::Circle),
        );
        if moved.changed() {
            *value = slid;
        }
        moved.widget_info(|| WidgetInfo::slider(true, *value, &name));
        let number = DragValue::new(value).range(range.least..=range.most).speed(range.step);
        let typed = ui.add_sized([NUMBER_WIDTH, 24.0], number.fixed_decimals(range.decimals));
        typed.widget_info(|| WidgetInfo::labeled(Role::SpinButton, true, tr!("editor-number", name = name.clone())));
        for response in [&moved, &typed] {
            *settled |= response.drag_stopped() || response.lost_focus() || (response.changed() && !response.dragged());
        }
        if moved.double_clicked() {
            *value = range.usual;
            *settled = true;
        }
        if *value != range.usual
            && controls::quiet_icon(ui, ICON_RESTART_ALT, &tr!("editor-zero", name = name.clone())).clicked()
        {
            *value = range.usual;
            *settled = true;
        }
    });
}

/// The name of a row, so wide that the controls of all rows stand below each other.
pub(in crate::ui) fn label_ui(ui: &mut Ui, name: &str) {
    ui.allocate_ui_with_layout(vec2(LABEL_WIDTH, 24.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_min_width(LABEL_WIDTH);
        controls::muted(ui, name);
    });
}

/// A place in the picture by its numbers, for those who do not draw.
pub(in crate::ui) fn rect_ui(ui: &mut Ui, what: &str, rect: &mut Rect, limits: (u32, u32), settled: &mut bool) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().button_padding.x = 4.0;
        // As high as the fields, or else each would stand a little lower than the one before it.
        ui.spacing_mut().interact_size.y = 24.0;
        let wide = ((ui.available_width() - 12.0) / 4.0).max(40.0);
        let mut number = |ui: &mut Ui, key: &str, value: &mut u32, range: std::ops::RangeInclusive<u32>| {
            let prefix = format!("{} ", tr!(&format!("editor-rect-{key}")));
            let field = ui.add_sized([wide, 24.0], DragValue::new(value).range(range).prefix(prefix));
            let name = tr!(&format!("editor-rect-{key}-of"), what = what.to_owned());
            field.widget_info(|| WidgetInfo::labeled(Role::SpinButton, true, &name));
            *settled |= field.drag_stopped() || field.lost_focus() || (field.changed() && !field.dragged());
        };
        let (width, height) = limits;
        number(ui, "x", &mut rect.x, 0..=width.saturating_sub(1));
        number(ui, "y", &mut rect.y, 0..=height.saturating_sub(1));
        number(ui, "width", &mut rect.width, 1..=width.saturating_sub(rect.x).max(1));
        number(ui, "height", &mut rect.height, 1..=height.saturating_sub(rect.y).max(1));
    });
}
