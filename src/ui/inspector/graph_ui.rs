//! The history as a graph, painted: files as cards with their pictures, lines to what was made from them.

use egui::accesskit::Role;
use egui::epaint::CubicBezierShape;
use egui::{
    Align2, Color32, CornerRadius, EventFilter, FontId, Id, Key, Modifiers, Rect, Response, ScrollArea, Sense, Stroke,
    StrokeKind, TextureId, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use egui_material_icons::icons::*;

use crate::provenance::report::Report;
use crate::state::graph::{Edge, Graph, GraphMsg, Lineage, Way};
use crate::state::inspector::InspectorMsg;
use crate::state::picture::{Pixels, Thumbnail};
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::content::graph::{self, NodeCard};
use crate::ui::controls;
use crate::ui::textures::Textures;
use crate::ui::theme;

/// A card and how far apart two are, in points. In a narrow pane cards are as narrow as the least.
const CARD: Vec2 = vec2(156.0, 148.0);
const LEAST_WIDTH: f32 = 112.0;
const GAP: Vec2 = vec2(16.0, 54.0);
const PICTURE_HEIGHT: f32 = 88.0;
const MARGIN: f32 = 24.0;

/// In the place of the picture.
pub(in crate::ui) fn pane_ui(ui: &mut Ui, textures: &mut Textures, graph: &Graph, state: &State, out: &mut Vec<Msg>) {
    let Some(report) = state.files.current().and_then(|entry| entry.check.report()) else { return };
    let lineage = Lineage::of(report);
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        if controls::button(ui, ICON_ARROW_BACK, &tr!("graph-close")).clicked() {
            out.push(Msg::Graph(GraphMsg::Close));
        }
        let title = tr!("graph-title");
        let response = controls::strong(ui, &title);
        controls::named(response, Role::Heading, &title);
    });
    controls::muted(ui, tr!("graph-hint"));
    if lineage.more > 0 {
        controls::muted(ui, tr!("graph-more", count = lineage.more));
    }
    let pane = ui.available_rect_before_wrap();
    ui.painter().rect_filled(pane, 8.0, controls::palette(ui).bg);
    ScrollArea::both().auto_shrink(false).id_salt(("graph", state.files.current)).show(ui, |ui| {
        let own = state.files.current.and_then(|file| match state.thumbnails.of(file)? {
            Thumbnail::Ready { pixels, .. } => {
                textures.small(ui.ctx(), file, pixels).map(|texture| (texture, sides(pixels)))
            }
            Thumbnail::Loading(_) | Thumbnail::None => None,
        });
        tree_ui(ui, textures, &Seen { graph, report, lineage: &lineage, own }, out);
    });
}

/// In the inspector: what the chosen file was used for, and what was recorded against it then.
pub(in crate::ui) fn used_ui(ui: &mut Ui, card: &NodeCard) {
    for line in card.used.iter().chain(&card.failures) {
        controls::muted(ui, line);
    }
}

/// In the inspector: the chosen file as the history lists it, where the history does not tell of it.
pub(in crate::ui) fn listed_ui(ui: &mut Ui, card: &NodeCard, out: &mut Vec<Msg>) {
    controls::strong(ui, &card.title);
    controls::mark_word(ui, &card.mark, &card.who);
    if let Some(label) = &card.manifest
        && controls::plain_button(ui, &tr!("show-manifest")).clicked()
    {
        out.push(Msg::Inspector(InspectorMsg::ShowManifest { label: label.clone() }));
    }
}

/// What is painted.
struct Seen<'a> {
    graph: &'a Graph,
    report: &'a Report,
    lineage: &'a Lineage,
    /// The small picture of the list, for a file that carries no thumbnail of its own.
    own: Option<(TextureId, Vec2)>,
}

fn tree_ui(ui: &mut Ui, textures: &mut Textures, seen: &Seen<'_>, out: &mut Vec<Msg>) {
    let Seen { graph, report, lineage, own: _ } = *seen;
    let columns = lineage.nodes.iter().map(|node| node.column).fold(0.0, f32::max);
    let layers = lineage.nodes.iter().map(|node| node.layer).max().unwrap_or(0);
    let room = ui.available_size();
    let width = (room.x - 2.0 * MARGIN - columns * GAP.x) / (columns + 1.0);
    let card_size = vec2(width.clamp(LEAST_WIDTH, CARD.x), CARD.y);
    let pitch = card_size + GAP;
    let content = vec2(columns, layers as f32) * pitch + card_size + Vec2::splat(2.0 * MARGIN);
    let (area, _) = ui.allocate_exact_size(content.max(room), Sense::hover());
    let origin = area.min + (area.size() - content) / 2.0 + Vec2::splat(MARGIN);
    // The oldest stand on top, as in the timeline.
    let place = |index: usize| {
        let node = lineage.nodes.get(index)?;
        let at = origin + vec2(node.column, (layers - node.layer) as f32) * pitch;
        Some(Rect::from_min_size(at, card_size))
    };
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(Role::Tree);
        node.set_label(tr!("graph-tree"));
    });
    for edge in &lineage.edges {
        if let (Some(from), Some(to)) = (place(edge.from), place(edge.to)) {
            line(ui, edge, from, to);
        }
    }
    let is_on_edge = |index: usize| lineage.edges.iter().position(|edge| edge.from == index);
    for (index, card) in graph::nodes(report, lineage).iter().enumerate() {
        let Some(rect) = place(index) else { continue };
        let response = node_ui(ui, rect, card, textures, seen, index);
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_level(lineage.level(index));
            node.set_position_in_set(is_on_edge(index).unwrap_or(0) + 1);
            node.set_selected(graph.chosen == index);
        });
        keys(ui, &response, index, lineage, out);
        let shown: Option<(String, usize)> = ui.data(|data| data.get_temp(Id::unique("graph-shown")));
        let now = (report.path.clone(), index);
        if graph.chosen == index && shown.as_ref() != Some(&now) {
            ui.data_mut(|data| data.insert_temp(Id::unique("graph-shown"), now));
            ui.scroll_to_rect(rect.expand(MARGIN), None);
        }
    }
}

/// Clicks choose; arrows go along the lines and take the keyboard with them.
fn keys(ui: &Ui, response: &Response, index: usize, lineage: &Lineage, out: &mut Vec<Msg>) {
    if response.clicked() {
        response.request_focus();
    }
    if response.clicked() || response.gained_focus() {
        out.push(Msg::Graph(GraphMsg::Choose(index)));
    }
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let ways = [
        (Key::ArrowUp, Way::Up),
        (Key::ArrowDown, Way::Down),
        (Key::ArrowLeft, Way::Left),
        (Key::ArrowRight, Way::Right),
    ];
    for (key, way) in ways {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            let to = lineage.go(index, way);
            ui.memory_mut(|memory| memory.request_focus(node_id(to)));
            out.push(Msg::Graph(GraphMsg::Choose(to)));
        }
    }
}

fn node_id(index: usize) -> Id {
    Id::unique("graph-node").with(index)
}

fn node_ui(ui: &Ui, rect: Rect, card: &NodeCard, textures: &mut Textures, seen: &Seen<'_>, index: usize) -> Response {
    let p = controls::palette(ui);
    let chosen = seen.graph.chosen == index;
    let response = ui.interact(rect, node_id(index), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, chosen, &card.spoken));
    let painter = ui.painter();
    let (width, color) = if chosen { (2.0, p.accent) } else { (1.0, p.border) };
    painter.rect(rect, theme::RADIUS, p.surface, Stroke::new(width, color), StrokeKind::Inside);
    if response.hovered() {
        painter.rect_filled(rect, theme::RADIUS, p.text.gamma_multiply(0.04));
    }
    let frame = Rect::from_min_size(rect.min, vec2(rect.width(), PICTURE_HEIGHT)).shrink(6.0);
    picture(ui, frame, card, textures, seen, index == 0);
    let text = rect.shrink2(vec2(8.0, 6.0));
    let row = |number: f32| pos2(text.left(), rect.top() + PICTURE_HEIGHT + number * 18.0);
    let title = controls::line(ui, &card.title, theme::semibold(theme::SMALL), p.text, text.width());
    painter.galley(row(0.0), title, p.text);
    let small = FontId::proportional(theme::SMALL);
    let who = controls::line(ui, &card.who, small.clone(), p.muted, text.width());
    painter.galley(row(1.0), who, p.muted);
    let tone = p.tone(card.mark.1);
    let icon = FontId::new(14.0, card.mark.0.font_family());
    painter.text(row(2.0) + vec2(0.0, 1.0), Align2::LEFT_TOP, card.mark.0.codepoint, icon, tone);
    let word = controls::line(ui, &card.state, small, tone, text.width() - 20.0);
    painter.galley(row(2.0) + vec2(19.0, 0.0), word, tone);
    response
}

/// The signed thumbnail, or a sign that there is none.
fn picture(ui: &Ui, frame: Rect, card: &NodeCard, textures: &mut Textures, seen: &Seen<'_>, is_own: bool) {
    let p = controls::palette(ui);
    ui.painter().rect_filled(frame, CornerRadius::same(5), p.raised);
    let kept = card.thumbnail.as_ref().and_then(|uri| Some((uri, seen.graph.pictures.get(uri)?)));
    let shown = match kept {
        Some((uri, Thumbnail::Ready { pixels, .. })) => {
            textures.signed(ui.ctx(), uri, pixels).map(|texture| (texture, sides(pixels)))
        }
        _ => seen.own.filter(|_| is_own),
    };
    if let Some((texture, size)) = shown {
        let scale = (frame.width() / size.x).min(frame.height() / size.y).min(1.0);
        let target = Rect::from_center_size(frame.center(), size * scale);
        let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture, target, all, Color32::WHITE);
        return;
    }
    let is_coming = matches!(kept, Some((_, Thumbnail::Loading(_))));
    let icon = if is_coming { ICON_HOURGLASS_EMPTY } else { ICON_HIDE_IMAGE };
    let font = FontId::new(24.0, icon.font_family());
    ui.painter().text(frame.center(), Align2::CENTER_CENTER, icon.codepoint, font, p.muted);
}

fn sides(pixels: &Pixels) -> Vec2 {
    vec2(pixels.width.max(1) as f32, pixels.height.max(1) as f32)
}

/// From the lower edge of what was used to the upper edge of what was made, with a word.
fn line(ui: &Ui, edge: &Edge, from: Rect, to: Rect) {
    let p = controls::palette(ui);
    let word = controls::line(ui, &graph::relation(edge.relation), FontId::proportional(theme::SMALL), p.muted, 100.0);
    let rect = Align2::CENTER_TOP.anchor_size(from.center_bottom() + vec2(0.0, 3.0), word.size());
    ui.painter().galley(rect.min, word, p.muted);
    let (start, end) = (rect.center_bottom() + vec2(0.0, 2.0), to.center_top());
    let bend = vec2(0.0, ((end.y - start.y) / 2.0).max(12.0));
    let points = [start, start + bend, end - bend, end];
    let stroke = Stroke::new(1.5, p.muted);
    ui.painter().add(CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke));
    let tip = [end, end + vec2(-4.0, -7.0), end + vec2(4.0, -7.0)];
    ui.painter().add(egui::Shape::convex_polygon(tip.to_vec(), p.muted, Stroke::NONE));
}
