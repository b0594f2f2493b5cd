//! The editor's controls: tools, shape, brightness and colour. What they do is shown by the canvas.

use egui::accesskit::Role;
use egui::{DragValue, Ui, WidgetInfo};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::*;

use crate::provenance::edit::{Cover, Crop, Edit, Resize};
use crate::state::editor::{Editor, EditorMsg, Tool};
use crate::state::{Msg, State};
use crate::tr;

use super::sliders_ui::{Range, range_ui, rect_ui};
use super::{format_ui, histogram_ui, marks_ui, recipes_ui};
use crate::ui::controls;

/// Ratios of width to height that are offered.
const RATIOS: [(u32, u32); 6] = [(1, 1), (4, 5), (5, 4), (3, 2), (2, 3), (16, 9)];
/// Longest side of the result where none was set before, in pixels.
const COMMON_SIDE: u32 = 2048;

/// For the bar that scrolls.
const SCROLL_ROOM: f32 = 10.0;

/// Everything at the right of the picture.
pub(in crate::ui) fn panel_ui(ui: &mut Ui, editor: &Editor, state: &State, out: &mut Vec<Msg>) {
    let ready = editor.is_ready();
    ui.scope(|ui| {
        ui.set_max_width((ui.available_width() - SCROLL_ROOM).max(160.0));
        histogram_ui::histogram_ui(ui, editor, out);
        ui.add_enabled_ui(ready, |ui| recipes_ui::row_ui(ui, state, out));
        // Above what scrolls, where it is seen.
        if let (Some(problem), true) = (&editor.problem, ready) {
            controls::problem_card(ui, problem);
        }
    });
    ui.add_space(6.0);
    let height = (ui.available_height() - 48.0).max(100.0);
    egui::ScrollArea::vertical().id_salt("editor-panel").auto_shrink(false).max_height(height).show(ui, |ui| {
        ui.set_width((ui.available_width() - SCROLL_ROOM).max(160.0));
        ui.add_enabled_ui(ready, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            // The groove of a slider, which would else be hard to see on this ground.
            let p = controls::palette(ui);
            ui.visuals_mut().widgets.inactive.bg_fill = p.border;
            let mut edit = editor.edit.clone();
            let mut settled = false;
            shape_ui(ui, editor, &mut edit, &mut settled, out);
            covers_ui(ui, editor, &mut edit, &mut settled, out);
            look_ui(ui, &mut edit, &mut settled);
            marks_ui::marks_ui(ui, editor, state, &mut edit, &mut settled, out);
            if edit != editor.edit || settled {
                out.push(Msg::Editor(EditorMsg::Change { edit: Box::new(edit), settled }));
            }
            format_ui::format_ui(ui, editor, state, out);
        });
    });
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if controls::primary(ui, Some(ICON_DRAW), &tr!("editor-export", files = editor.files.len()), ready).clicked() {
            out.push(Msg::Editor(EditorMsg::Export));
        }
        let changed = ready && editor.edit != Edit::default();
        let reset = ui.add_enabled_ui(changed, |ui| controls::plain_button(ui, &tr!("editor-reset")).clicked());
        if reset.inner {
            out.push(Msg::Editor(EditorMsg::Reset));
        }
    });
}

fn shape_ui(ui: &mut Ui, editor: &Editor, edit: &mut Edit, settled: &mut bool, out: &mut Vec<Msg>) {
    controls::section(ui, &tr!("editor-shape"));
    ui.horizontal_wrapped(|ui| {
        tool_ui(ui, editor, Tool::Crop, ICON_CROP, "editor-crop", out);
        let mut turn = |ui: &mut Ui, icon, key: &str, change: fn(&mut Edit)| {
            if controls::icon_button(ui, icon, &tr!(key)).clicked() {
                change(edit);
                *settled = true;
            }
        };
        turn(ui, ICON_ROTATE_LEFT, "editor-turn-left", |edit| edit.quarter_turns = (edit.quarter_turns + 3) % 4);
        turn(ui, ICON_ROTATE_RIGHT, "editor-turn-right", |edit| edit.quarter_turns = (edit.quarter_turns + 1) % 4);
        turn(ui, ICON_FLIP, "editor-mirror", |edit| edit.mirror = !edit.mirror);
    });
    if editor.tool == Tool::Crop {
        drawing_ui(ui, editor, "editor-draw-crop", out);
    }
    let words = |crop: Option<Crop>| match crop {
        None => tr!("editor-crop-none"),
        Some(Crop::Rect(rect)) => tr!("editor-crop-size", width = rect.width, height = rect.height),
        Some(Crop::Ratio(across, down)) => tr!("editor-crop-ratio", across = across, down = down),
    };
    let wide = ui.available_width();
    controls::choice(ui, &tr!("editor-crop-label"), &words(edit.crop), wide, |ui| {
        let ratios = RATIOS.into_iter().map(|(across, down)| Some(Crop::Ratio(across, down)));
        for crop in std::iter::once(None).chain(ratios) {
            if ui.selectable_label(edit.crop == crop, words(crop)).clicked() {
                edit.crop = crop;
                *settled = true;
            }
        }
    });
    if let Some(Crop::Rect(rect)) = &mut edit.crop {
        rect_ui(ui, &tr!("editor-crop"), rect, editor.turned_size(), settled);
    }
    range_ui(ui, "editor-straighten", &mut edit.straighten, Range::around_zero(15.0), settled);
    resize_ui(ui, editor, edit, settled);
}

fn resize_ui(ui: &mut Ui, editor: &Editor, edit: &mut Edit, settled: &mut bool) {
    let mut on = edit.resize.is_some();
    if controls::checkbox(ui, &mut on, tr!("editor-resize")).changed() {
        edit.resize = on.then_some(Resize::Within(COMMON_SIDE));
        *settled = true;
    }
    if let Some(Resize::Within(side)) = &mut edit.resize {
        ui.horizontal(|ui| {
            ui.add_space(26.0);
            let field = ui.add(DragValue::new(side).range(16..=16_384).suffix(" px"));
            field.widget_info(|| WidgetInfo::labeled(Role::SpinButton, true, tr!("editor-resize-side")));
            *settled |= field.lost_focus() || field.drag_stopped();
            if let Some((width, height)) = editor.result_size() {
                controls::muted(ui, tr!("editor-result-size", width = width, height = height));
            }
        });
    }
}

fn covers_ui(ui: &mut Ui, editor: &Editor, edit: &mut Edit, settled: &mut bool, out: &mut Vec<Msg>) {
    ui.add_space(6.0);
    controls::section(ui, &tr!("editor-covers"));
    ui.horizontal_wrapped(|ui| {
        tool_ui(ui, editor, Tool::Cover(Cover::Blur), ICON_BLUR_ON, "editor-blur", out);
        tool_ui(ui, editor, Tool::Cover(Cover::Pixelate), ICON_GRID_ON, "editor-pixelate", out);
        tool_ui(ui, editor, Tool::Cover(Cover::BlackOut), ICON_RECTANGLE, "editor-black-out", out);
    });
    match editor.tool {
        Tool::None if editor.edit.regions.is_empty() => {
            controls::muted(ui, tr!("editor-covers-text"));
        }
        Tool::None | Tool::Crop => {}
        Tool::Cover(_) => drawing_ui(ui, editor, "editor-draw-cover", out),
    }
    let limits = editor.screen.base.as_ref().map_or((1, 1), |base| base.full_size);
    for (index, region) in edit.regions.iter_mut().enumerate() {
        let key = match region.method {
            Cover::Blur => "editor-blur",
            Cover::Pixelate => "editor-pixelate",
            Cover::BlackOut => "editor-black-out",
        };
        ui.horizontal(|ui| {
            let words = tr!("editor-region", method = tr!(key), width = region.rect.width, height = region.rect.height);
            controls::body(ui, words);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let name = tr!("editor-remove-region", number = index + 1);
                if controls::quiet_icon(ui, ICON_CLOSE, &name).clicked() {
                    out.push(Msg::Editor(EditorMsg::RemoveRegion(index)));
                }
            });
        });
        // The numbers of all of them would bury the rest.
        if matches!(editor.tool, Tool::Cover(_)) {
            let what = tr!("editor-region-number", number = index + 1);
            rect_ui(ui, &what, &mut region.rect, limits, settled);
        }
    }
}

/// What to do with the tool, and a way without a mouse.
fn drawing_ui(ui: &mut Ui, editor: &Editor, key: &str, out: &mut Vec<Msg>) {
    controls::muted(ui, tr!(key));
    ui.horizontal(|ui| {
        if controls::plain_button(ui, &tr!("editor-draw-middle")).clicked()
            && let Some(middle) = editor.middle()
        {
            out.push(Msg::Editor(EditorMsg::Drawn(middle)));
        }
        if controls::plain_button(ui, &tr!("editor-draw-done")).clicked() {
            out.push(Msg::Editor(EditorMsg::Tool(editor.tool)));
        }
    });
}

fn tool_ui(ui: &mut Ui, editor: &Editor, tool: Tool, icon: MaterialIcon, key: &str, out: &mut Vec<Msg>) {
    let name = tr!(key);
    let chosen = editor.tool == tool;
    let response = ui.selectable_label(chosen, (icon.rich_text().size(16.0), egui::RichText::new(&name)));
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &name));
    if response.clicked() {
        out.push(Msg::Editor(EditorMsg::Tool(tool)));
    }
}

fn look_ui(ui: &mut Ui, edit: &mut Edit, settled: &mut bool) {
    ui.add_space(6.0);
    controls::section(ui, &tr!("editor-look"));
    let tone = &mut edit.tone;
    range_ui(ui, "editor-exposure", &mut tone.exposure, Range::around_zero(5.0), settled);
    for (key, value) in [
        ("editor-contrast", &mut tone.contrast),
        ("editor-highlights", &mut tone.highlights),
        ("editor-shadows", &mut tone.shadows),
        ("editor-temperature", &mut tone.temperature),
        ("editor-tint", &mut tone.tint),
        ("editor-saturation", &mut tone.saturation),
    ] {
        range_ui(ui, key, value, Range::around_zero(100.0), settled);
    }
    if controls::checkbox(ui, &mut tone.black_and_white, tr!("editor-black-and-white")).changed() {
        *settled = true;
    }
    range_ui(ui, "editor-sharpen", &mut edit.sharpen, Range::hundred(), settled);
}
