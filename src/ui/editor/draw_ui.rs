//! Drawing on the picture in the editor: what is to stay of it, with handles, and which parts are covered.

use egui::{
    Color32, CornerRadius, CursorIcon, PointerButton, Pos2, Rect, Response, Stroke, StrokeKind, Ui, Vec2, pos2, vec2,
};

use crate::provenance::edit;
use crate::state::Msg;
use crate::state::editor::{Editor, EditorMsg, Tool};
use crate::tr;

use super::canvas_ui::Place;
use crate::ui::{controls, theme};

/// A rectangle with shorter sides (in points on the screen) was a slip of the hand.
const LEAST_DRAWN: f32 = 6.0;
/// How near to an edge (in points) a press takes hold of it.
const GRIP: f32 = 10.0;
const HANDLE: f32 = 9.0;

/// What the hand took hold of.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Hold {
    /// A new rectangle from here.
    New,
    /// The one that is there, as a whole.
    All,
    /// Edges of it: −1 is the left or upper one, 1 the right or lower one, 0 none.
    Edges(i8, i8),
}

/// A drag on its way.
#[derive(Debug, Clone, Copy)]
struct Drag {
    hold: Hold,
    from: Pos2,
    /// The rectangle before.
    rect: Rect,
}

/// What is there already, and what the tool draws. `may_draw` is false while the picture is being moved.
pub(in crate::ui) fn draw_ui(
    ui: &Ui,
    response: Response,
    editor: &Editor,
    full: (u32, u32),
    place: &Place,
    may_draw: bool,
    out: &mut Vec<Msg>,
) {
    let crop = (editor.tool == Tool::Crop).then(|| editor.crop_rect(full)).flatten().map(|rect| place.points(&rect));
    if let Tool::Cover(_) = editor.tool {
        covers(ui, editor, place);
    }
    let id = response.id.with("drawing");
    if editor.tool == Tool::None || !may_draw {
        if let Some(rect) = crop {
            frame(ui, rect, place, full, true);
        }
        return;
    }
    let reach = place.target.intersect(place.pane);
    let hover = ui.input(|input| input.pointer.hover_pos()).filter(|at| place.pane.contains(*at));
    if response.drag_started_by(PointerButton::Primary)
        && let Some(from) = ui.input(|input| input.pointer.press_origin())
    {
        let hold = crop.map_or(Hold::New, |rect| hold_at(rect, from));
        let drag = Drag { hold, from: reach.clamp(from), rect: crop.unwrap_or(Rect::NOTHING) };
        ui.data_mut(|data| data.insert_temp(id, drag));
    }
    let drag: Option<Drag> = ui.data(|data| data.get_temp(id));
    let at = response.interact_pointer_pos();
    let (Some(drag), Some(at)) = (drag, at) else {
        if let Some(rect) = crop {
            frame(ui, rect, place, full, true);
        }
        let hold = hover.and_then(|at| crop.map(|rect| hold_at(rect, at))).unwrap_or(Hold::New);
        response.on_hover_cursor(cursor(hold));
        return;
    };
    let keep = editor.keeps_ratio() || ui.input(|input| input.modifiers.shift);
    let drawn = dragged(&drag, at, place.target, keep);
    frame(ui, drawn, place, full, editor.tool == Tool::Crop);
    ui.ctx().set_cursor_icon(cursor(drag.hold));
    if response.drag_stopped() {
        ui.data_mut(|data| data.remove::<Drag>(id));
        if drawn.width() >= LEAST_DRAWN && drawn.height() >= LEAST_DRAWN {
            out.push(Msg::Editor(EditorMsg::Drawn(place.pixels(drawn, full))));
        }
    }
}

fn hold_at(rect: Rect, at: Pos2) -> Hold {
    if !rect.expand(GRIP).contains(at) {
        return Hold::New;
    }
    let edge = |at: f32, least: f32, most: f32| {
        // In a small rectangle the edges do not leave room for its middle.
        let near = GRIP.min((most - least) / 3.0);
        if (at - least).abs() <= near { -1 } else { i8::from((at - most).abs() <= near) }
    };
    match (edge(at.x, rect.min.x, rect.max.x), edge(at.y, rect.min.y, rect.max.y)) {
        (0, 0) => Hold::All,
        (x, y) => Hold::Edges(x, y),
    }
}

fn cursor(hold: Hold) -> CursorIcon {
    match hold {
        Hold::New => CursorIcon::Crosshair,
        Hold::All => CursorIcon::Move,
        Hold::Edges(_, 0) => CursorIcon::ResizeHorizontal,
        Hold::Edges(0, _) => CursorIcon::ResizeVertical,
        Hold::Edges(x, y) if x == y => CursorIcon::ResizeNwSe,
        Hold::Edges(..) => CursorIcon::ResizeNeSw,
    }
}

/// What a drag makes of the rectangle, inside of the picture.
fn dragged(drag: &Drag, at: Pos2, picture: Rect, keep_ratio: bool) -> Rect {
    let by = at - drag.from;
    match drag.hold {
        Hold::New => Rect::from_two_pos(drag.from, picture.clamp(at)),
        Hold::All => {
            let room = (picture.size() - drag.rect.size()).max(Vec2::ZERO);
            let corner = (drag.rect.min + by).clamp(picture.min, picture.min + room);
            Rect::from_min_size(corner, drag.rect.size())
        }
        Hold::Edges(x, y) => {
            let mut rect = drag.rect;
            let side = |hold: i8, min: &mut f32, max: &mut f32, by: f32, least: f32, most: f32| match hold {
                -1 => *min = (*min + by).clamp(least, *max - LEAST_DRAWN),
                1 => *max = (*max + by).clamp(*min + LEAST_DRAWN, most),
                _ => {}
            };
            side(x, &mut rect.min.x, &mut rect.max.x, by.x, picture.min.x, picture.max.x);
            side(y, &mut rect.min.y, &mut rect.max.y, by.y, picture.min.y, picture.max.y);
            if keep_ratio { in_ratio(rect, drag.rect, (x, y), picture) } else { rect }
        }
    }
}

/// The rectangle with the ratio it had, smaller where the picture leaves no room.
fn in_ratio(rect: Rect, before: Rect, (x, y): (i8, i8), picture: Rect) -> Rect {
    let ratio = before.width() / before.height().max(1.0);
    let wide = if y == 0 {
        rect.width()
    } else if x == 0 {
        rect.height() * ratio
    } else {
        rect.width().max(rect.height() * ratio)
    };
    // The edges that are not held stay where they were; of two free ones the middle stays.
    let room = |hold: i8, min: f32, max: f32, least: f32, most: f32| match hold {
        -1 => max - least,
        1 => most - min,
        _ => 2.0 * (((min + max) / 2.0) - least).min(most - (min + max) / 2.0),
    };
    let across = room(x, before.min.x, before.max.x, picture.min.x, picture.max.x);
    let down = room(y, before.min.y, before.max.y, picture.min.y, picture.max.y);
    let wide = wide.min(across).min(down * ratio).max(LEAST_DRAWN);
    let size = vec2(wide, wide / ratio);
    let place = |hold: i8, min: f32, max: f32, length: f32| match hold {
        -1 => max - length,
        1 => min,
        _ => (min + max - length) / 2.0,
    };
    let corner = pos2(place(x, before.min.x, before.max.x, size.x), place(y, before.min.y, before.max.y, size.y));
    Rect::from_min_size(corner, size)
}

/// The covered parts, while more are drawn.
fn covers(ui: &Ui, editor: &Editor, place: &Place) {
    let stroke = Stroke::new(1.5, controls::palette(ui).accent);
    let painter = ui.painter().with_clip_rect(place.pane);
    for region in &editor.edit.regions {
        painter.rect_stroke(place.points(&region.rect), CornerRadius::ZERO, stroke, StrokeKind::Inside);
    }
}

/// A rectangle with its size; around a crop everything else is dimmed, and it has handles and thirds.
fn frame(ui: &Ui, rect: Rect, place: &Place, full: (u32, u32), is_crop: bool) {
    let p = controls::palette(ui);
    let painter = ui.painter().with_clip_rect(place.pane);
    if is_crop {
        let dim = Color32::from_black_alpha(140);
        let (a, b) = (place.target, rect);
        for part in [
            Rect::from_min_max(a.min, pos2(a.max.x, b.min.y)),
            Rect::from_min_max(pos2(a.min.x, b.max.y), a.max),
            Rect::from_min_max(pos2(a.min.x, b.min.y), pos2(b.min.x, b.max.y)),
            Rect::from_min_max(pos2(b.max.x, b.min.y), pos2(a.max.x, b.max.y)),
        ] {
            painter.rect_filled(part, CornerRadius::ZERO, dim);
        }
        let thirds = Stroke::new(1.0, Color32::from_white_alpha(90));
        for share in [1.0 / 3.0, 2.0 / 3.0] {
            painter.vline(rect.min.x + rect.width() * share, rect.y_range(), thirds);
            painter.hline(rect.x_range(), rect.min.y + rect.height() * share, thirds);
        }
    }
    painter.rect_stroke(rect, CornerRadius::ZERO, Stroke::new(1.5, p.accent), StrokeKind::Inside);
    if is_crop {
        let middle = rect.center();
        for x in [rect.min.x, middle.x, rect.max.x] {
            for y in [rect.min.y, middle.y, rect.max.y] {
                let handle = Rect::from_center_size(pos2(x, y), vec2(HANDLE, HANDLE));
                if !handle.contains(middle) {
                    painter.rect(handle, 2.0, Color32::WHITE, Stroke::new(1.0, p.accent), StrokeKind::Inside);
                }
            }
        }
    }
    size_words(ui, rect, place, full);
}

/// How many pixels the rectangle has, in its lower right corner.
fn size_words(ui: &Ui, rect: Rect, place: &Place, full: (u32, u32)) {
    let edit::Rect { width, height, .. } = place.pixels(rect, full);
    let text = tr!("editor-crop-size", width = width, height = height);
    let galley = controls::line(ui, &text, theme::semibold(theme::SMALL), Color32::WHITE, 200.0);
    let size = galley.size() + vec2(12.0, 6.0);
    if rect.width() < size.x + 16.0 || rect.height() < size.y + 16.0 {
        return;
    }
    let words = Rect::from_min_size(rect.max - size - vec2(8.0, 8.0), size);
    let painter = ui.painter().with_clip_rect(place.pane);
    painter.rect_filled(words, 9.0, Color32::from_black_alpha(150));
    painter.galley(words.min + vec2(6.0, 3.0), galley, Color32::WHITE);
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: Rect = Rect { min: pos2(0.0, 0.0), max: pos2(300.0, 200.0) };

    fn drag(hold: Hold, from: Pos2, to: Pos2, keep: bool) -> Rect {
        let rect = Rect::from_min_max(pos2(100.0, 50.0), pos2(200.0, 100.0));
        dragged(&Drag { hold, from, rect }, to, PICTURE, keep)
    }

    #[test]
    fn what_is_near_an_edge_takes_hold_of_it() {
        let rect = Rect::from_min_max(pos2(100.0, 50.0), pos2(200.0, 100.0));
        assert_eq!(hold_at(rect, pos2(10.0, 10.0)), Hold::New);
        assert_eq!(hold_at(rect, pos2(150.0, 75.0)), Hold::All);
        assert_eq!(hold_at(rect, pos2(96.0, 75.0)), Hold::Edges(-1, 0));
        assert_eq!(hold_at(rect, pos2(203.0, 104.0)), Hold::Edges(1, 1));
        // A tiny one can still be moved.
        let tiny = Rect::from_min_max(pos2(100.0, 50.0), pos2(109.0, 59.0));
        assert_eq!(hold_at(tiny, tiny.center()), Hold::All);
    }

    #[test]
    fn nothing_is_dragged_out_of_the_picture_or_turned_inside_out() {
        let far = pos2(900.0, 900.0);
        let start = pos2(150.0, 75.0);
        assert_eq!(drag(Hold::All, start, far, false).max, PICTURE.max);
        assert_eq!(drag(Hold::All, start, pos2(-900.0, 75.0), false).min, pos2(0.0, 50.0));
        assert_eq!(drag(Hold::Edges(1, 1), pos2(200.0, 100.0), far, false).max, PICTURE.max);
        let crossed = drag(Hold::Edges(-1, 0), pos2(100.0, 75.0), far, false);
        assert!(crossed.min.x < crossed.max.x && crossed.max.x == 200.0);
        assert_eq!(drag(Hold::New, start, far, false), Rect::from_min_max(start, PICTURE.max));
    }

    #[test]
    fn a_kept_ratio_stays_and_the_opposite_corner_too() {
        for (hold, to) in [
            (Hold::Edges(1, 1), pos2(260.0, 110.0)),
            (Hold::Edges(-1, -1), pos2(20.0, 45.0)),
            (Hold::Edges(1, 0), pos2(900.0, 75.0)),
            (Hold::Edges(0, 1), pos2(150.0, 900.0)),
        ] {
            let rect = drag(hold, pos2(150.0, 75.0), to, true);
            assert!((rect.width() / rect.height() - 2.0).abs() < 0.01, "{hold:?} {rect:?}");
            assert!(PICTURE.expand(0.01).contains_rect(rect), "{hold:?} {rect:?}");
        }
        assert_eq!(drag(Hold::Edges(1, 1), pos2(200.0, 100.0), pos2(240.0, 101.0), true).min, pos2(100.0, 50.0));
    }
}
