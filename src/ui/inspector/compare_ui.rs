//! What changed, painted: the bar above the picture, and the thumbnail over it with a handle or as an overlay.

use egui::accesskit::Role;
use egui::style::HandleShape;
use egui::{
    Align2, Color32, CursorIcon, EventFilter, FontId, Key, Modifiers, Painter, Pos2, Rect, Sense, Slider, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use egui_material_icons::icons::*;

use crate::locale::{self, changed};
use crate::provenance::edit;
use crate::provenance::report::{ContentState, Report};
use crate::provenance::thumbnail;
use crate::state::compare::{Compare, CompareContent, CompareMsg, Compared, KEY_STEP, Look};
use crate::state::{Dialog, Msg, State};
use crate::tr;

use crate::ui::content::history::{Offer, StepCard};
use crate::ui::controls;
use crate::ui::textures::Textures;
use crate::ui::theme::{self, Tone};

/// On pictures of any colour, in both themes.
const OUTLINE: Color32 = Color32::from_rgb(255, 214, 10);
/// How wide the place is that takes hold of the handle, in points.
const GRIP: f32 = 28.0;

/// Below a step: the button that compares with it, or why there is none.
pub(in crate::ui) fn offer_ui(ui: &mut Ui, place: usize, step: &StepCard, state: &State, out: &mut Vec<Msg>) {
    match &step.offer {
        Offer::None => {}
        Offer::Refused(why) => {
            controls::muted(ui, why);
        }
        Offer::Compare => {
            let p = controls::palette(ui);
            let open = state.compare.as_ref().is_some_and(|compare| compare.step == place);
            let color = if open { p.text } else { p.accent };
            let words = egui::RichText::new(tr!("compare-step")).size(theme::SMALL).color(color);
            let icon = ICON_COMPARE.rich_text().size(14.0).color(color);
            ui.spacing_mut().button_padding.x = 4.0;
            let response = ui.add(egui::Button::new((icon, words)).frame_when_inactive(false).small().selected(open));
            let name = tr!("compare-step-number", step = place + 1);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, &name));
            if response.clicked() {
                out.push(Msg::Compare(if open { CompareMsg::Close } else { CompareMsg::Open { step: place } }));
            }
        }
    }
}

/// Below the answers about an altered file: how it differs from what was signed.
pub(in crate::ui) fn altered_ui(ui: &mut Ui, report: &Report, state: &State, out: &mut Vec<Msg>) {
    let telling = thumbnail::most_telling(report).filter(|_| report.content.state == ContentState::Altered);
    let Some(telling) = telling else { return };
    let name = tr!("compare-altered");
    let open = state.compare.as_ref().is_some_and(|compare| compare.step == telling);
    let color = controls::palette(ui).text;
    let icon = ICON_COMPARE.rich_text().size(16.0).color(color);
    let button = egui::Button::new((icon, egui::RichText::new(&name).color(color))).selected(open);
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, &name));
    if response.clicked() {
        out.push(Msg::Compare(if open { CompareMsg::Close } else { CompareMsg::OpenTelling }));
    }
}

/// Above the picture: what is compared, how, and what was found.
pub(in crate::ui) fn bar_ui(ui: &mut Ui, compare: &Compare, state: &State, out: &mut Vec<Msg>) {
    let is_free = matches!(state.dialog, Dialog::None) && !ui.ctx().text_edit_focused();
    if is_free && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        out.push(Msg::Compare(CompareMsg::Close));
    }
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal(|ui| {
            let room = (ui.available_width() - 40.0).max(60.0);
            ui.scope(|ui| {
                ui.set_max_width(room);
                let title = title(compare, state);
                let response = controls::strong(ui, &title);
                controls::named(response, Role::Heading, &title);
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if controls::quiet_icon(ui, ICON_CLOSE, &tr!("compare-close")).clicked() {
                    out.push(Msg::Compare(CompareMsg::Close));
                }
            });
        });
        match &compare.content {
            CompareContent::Loading(_) => {
                ui.horizontal(|ui| {
                    let spinner = ui.add(egui::Spinner::new().size(16.0));
                    controls::named(spinner, Role::ProgressIndicator, &tr!("compare-measuring"));
                    controls::muted(ui, tr!("compare-measuring"));
                });
            }
            CompareContent::Failed(problem) => {
                controls::body(ui, &problem.what);
                controls::problem_rest(ui, problem);
            }
            CompareContent::Ready(compared) => found_ui(ui, compare, compared, state, out),
        }
    });
}

/// Over the picture, which fills `target` and is seen within `pane`.
pub(in crate::ui) fn over_ui(
    ui: &mut Ui,
    (pane, target): (Rect, Rect),
    textures: &mut Textures,
    compare: &Compare,
    out: &mut Vec<Msg>,
) {
    let CompareContent::Ready(compared) = &compare.content else { return };
    if compare.look == Look::Whole {
        return whole(ui, pane, textures, compare, compared);
    }
    let seen = pane.intersect(target);
    let at = egui::lerp(target.x_range(), compare.handle).clamp(seen.left(), seen.right().max(seen.left()));
    if let Some(texture) = textures.signed(ui.ctx(), &compare.uri, &compared.then) {
        let [x, y, width, height] = compared.changed.place.map(|number| number as f32);
        let part = Rect::from_min_size(pos2(x, y), vec2(width, height));
        let (clip, strength) = match compare.look {
            Look::Swipe => (Rect::from_min_max(seen.min, pos2(at, seen.max.y)), 1.0),
            Look::Overlay | Look::Whole => (seen, compare.opacity),
        };
        let tint = Color32::WHITE.gamma_multiply(strength);
        ui.painter().with_clip_rect(clip).image(texture, target, part, tint);
    }
    if compare.outlines && compared.changed.comparison.is_same_picture() {
        outlines(ui, (pane, target), compared);
    }
    if compare.look == Look::Swipe {
        handle_ui(ui, (seen, target), at, compare, out);
    }
}

fn title(compare: &Compare, state: &State) -> String {
    let report = state.files.current().and_then(|entry| entry.check.report());
    let signer = report.and_then(|report| report.history.steps.get(compare.step)?.signer.clone());
    match signer {
        Some(signer) => tr!("compare-title-signed", step = compare.step + 1, signer = locale::elide(&signer, 60)),
        None => tr!("compare-title", step = compare.step + 1),
    }
}

fn found_ui(ui: &mut Ui, compare: &Compare, compared: &Compared, state: &State, out: &mut Vec<Msg>) {
    let report = state.files.current().and_then(|entry| entry.check.report());
    let is_altered = report.is_some_and(|report| {
        let last = report.history.steps.len().saturating_sub(1);
        report.content.state == ContentState::Altered && compare.step == last
    });
    if is_altered {
        controls::mark_line(ui, &(ICON_BROKEN_IMAGE, Tone::Bad), &tr!("compare-altered-since"));
    }
    let lines = changed::lines(&compared.changed);
    controls::body(ui, lines.join(" · "));
    for note in changed::notes(&compared.changed) {
        controls::muted(ui, note);
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for look in Look::ALL {
            let name = tr!(&format!("compare-{}", look.key()));
            let chosen = compare.look == look;
            let words = egui::RichText::new(&name).color(controls::palette(ui).text);
            let response = ui.selectable_label(chosen, words);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, &name));
            if response.clicked() {
                out.push(Msg::Compare(CompareMsg::Look(look)));
            }
        }
        if compare.look == Look::Overlay {
            opacity_ui(ui, compare, out);
        }
        if compare.look != Look::Whole && !compared.changed.comparison.regions.is_empty() {
            let mut on = compare.outlines;
            if controls::checkbox(ui, &mut on, tr!("compare-outlines")).changed() {
                out.push(Msg::Compare(CompareMsg::Outlines(on)));
            }
        }
    });
}

fn opacity_ui(ui: &mut Ui, compare: &Compare, out: &mut Vec<Msg>) {
    let mut percent = (compare.opacity * 100.0).round();
    let name = tr!("compare-opacity");
    ui.spacing_mut().slider_width = 130.0;
    let slider = Slider::new(&mut percent, 0.0..=100.0).step_by(1.0).show_value(false).trailing_fill(false);
    let response = ui.add(slider.handle_shape(HandleShape::Circle)).on_hover_text(&name);
    response.widget_info(|| WidgetInfo::slider(true, f64::from(percent), &name));
    if response.changed() {
        out.push(Msg::Compare(CompareMsg::Opacity(percent / 100.0)));
    }
}

/// The thumbnail in the place of the picture; what was cropped away lies outside of the outline.
fn whole(ui: &Ui, pane: Rect, textures: &mut Textures, compare: &Compare, compared: &Compared) {
    let painter = ui.painter().with_clip_rect(pane);
    painter.rect_filled(pane, 8.0, controls::palette(ui).bg);
    let size = vec2(compared.then.width.max(1) as f32, compared.then.height.max(1) as f32);
    let scale = (pane.width() / size.x).min(pane.height() / size.y);
    let target = Rect::from_center_size(pane.center(), size * scale);
    let Some(texture) = textures.signed(ui.ctx(), &compare.uri, &compared.then) else { return };
    painter.image(texture, target, Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0)), Color32::WHITE);
    if compared.changed.comparison.crop.is_some() {
        let [x, y, width, height] = compared.changed.place.map(|number| number as f32);
        let min = target.min + vec2(x, y) * target.size();
        outline(&painter, Rect::from_min_size(min, vec2(width, height) * target.size()));
    }
}

/// Parts that differ; light within dark, so that they are seen on every picture.
fn outlines(ui: &Ui, (pane, target): (Rect, Rect), compared: &Compared) {
    let painter = ui.painter().with_clip_rect(pane);
    let (width, height) = compared.changed.comparison.edited_size;
    let scale = vec2(target.width() / width.max(1) as f32, target.height() / height.max(1) as f32);
    for edit::Rect { x, y, width, height } in &compared.changed.comparison.regions {
        let min = target.min + vec2(*x as f32, *y as f32) * scale;
        let rect = Rect::from_min_size(min, vec2(*width as f32, *height as f32) * scale);
        outline(&painter, rect);
    }
}

fn outline(painter: &Painter, rect: Rect) {
    painter.rect_stroke(rect, 2.0, Stroke::new(4.0, Color32::from_black_alpha(160)), StrokeKind::Outside);
    painter.rect_stroke(rect.expand(1.0), 2.0, Stroke::new(2.0, OUTLINE), StrokeKind::Outside);
}

/// The line between then and now; it is dragged, or moved by the arrow keys.
fn handle_ui(ui: &mut Ui, (seen, target): (Rect, Rect), at: f32, compare: &Compare, out: &mut Vec<Msg>) {
    if seen.width() < 2.0 || seen.height() < 2.0 {
        return;
    }
    let p = controls::palette(ui);
    let grip = Rect::from_center_size(pos2(at, seen.center().y), vec2(GRIP, seen.height()));
    let response = ui.interact(grip, egui::Id::unique("compare-handle"), Sense::click_and_drag());
    let name = tr!("compare-handle");
    response.widget_info(|| WidgetInfo::slider(true, f64::from((compare.handle * 100.0).round()), &name));
    let response = response.on_hover_cursor(CursorIcon::ResizeHorizontal);
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        out.push(Msg::Compare(CompareMsg::Handle((pointer.x - target.left()) / target.width().max(1.0))));
    }
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let pressed = |key: Key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)) as f32;
        let steps = pressed(Key::ArrowRight) - pressed(Key::ArrowLeft);
        let to = match (pressed(Key::Home) > 0.0, pressed(Key::End) > 0.0) {
            (true, _) => 0.0,
            (_, true) => 1.0,
            _ => compare.handle + steps * KEY_STEP,
        };
        if (to - compare.handle).abs() > f32::EPSILON {
            out.push(Msg::Compare(CompareMsg::Handle(to)));
        }
    }
    let painter = ui.painter().with_clip_rect(seen.expand(GRIP));
    let ends = [pos2(at, seen.top()), pos2(at, seen.bottom())];
    painter.line_segment(ends, Stroke::new(4.0, Color32::from_black_alpha(120)));
    painter.line_segment(ends, Stroke::new(2.0, Color32::WHITE));
    let knob = pos2(at, seen.center().y);
    let ring = if response.has_focus() { p.accent } else { Color32::from_black_alpha(160) };
    painter.circle(knob, 14.0, Color32::WHITE, Stroke::new(2.0, ring));
    let font = FontId::new(18.0, ICON_CODE.font_family());
    painter.text(knob, Align2::CENTER_CENTER, ICON_CODE.codepoint, font, Color32::from_gray(40));
    label(
        ui,
        pos2(seen.left() + 8.0, seen.top() + 8.0),
        Align2::LEFT_TOP,
        &tr!("compare-then"),
        seen,
        at - seen.left(),
    );
    label(
        ui,
        pos2(seen.right() - 8.0, seen.top() + 8.0),
        Align2::RIGHT_TOP,
        &tr!("compare-now"),
        seen,
        seen.right() - at,
    );
}

/// A word in a corner of the picture, where there is room beside the handle.
fn label(ui: &Ui, at: Pos2, align: Align2, word: &str, seen: Rect, room: f32) {
    let galley = controls::line(ui, word, theme::semibold(theme::SMALL), Color32::WHITE, 200.0);
    let size = galley.size() + vec2(14.0, 6.0);
    if size.x + 24.0 > room {
        return;
    }
    let rect = align.anchor_size(at, size);
    let painter = ui.painter().with_clip_rect(seen);
    painter.rect_filled(rect, 6.0, Color32::from_black_alpha(170));
    painter.galley(rect.min + vec2(7.0, 3.0), galley, Color32::WHITE);
}
