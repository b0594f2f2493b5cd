//! The list of files. Paints the visible rows alone, however long the list is.

use egui::accesskit::Role;
use egui::{
    Align2, EventFilter, FontId, Id, Key, Margin, Modifiers, Popup, Pos2, Rect, Response, RichText, ScrollArea, Sense,
    TextEdit, Ui, WidgetInfo, pos2, vec2,
};
use egui_material_icons::icons::{ICON_FILTER_LIST, ICON_IMAGE, ICON_SEARCH};

use crate::provenance::report::Headline;
use crate::state::files::{Entry, FileId, FilesMsg, Pick, Show, Sort};
use crate::state::picture::Thumbnail;
use crate::state::{Dialog, Msg, State};
use crate::tr;

use crate::ui::content::list;
use crate::ui::controls;
use crate::ui::textures::Textures;
use crate::ui::theme;

const ROW: f32 = 56.0;
const GAP: f32 = 2.0;
const PICTURE: egui::Vec2 = vec2(54.0, 40.0);

/// What the pane remembers: where the keyboard shall go and where the list was.
#[derive(Default)]
pub(in crate::ui) struct Memory {
    pub(in crate::ui) focus_filter: bool,
    current: Option<FileId>,
    /// The keyboard moved the current row, so it takes the focus along.
    follow: bool,
}

/// The left pane.
pub(in crate::ui) fn pane_ui(
    ui: &mut Ui,
    memory: &mut Memory,
    textures: &mut Textures,
    state: &State,
    out: &mut Vec<Msg>,
) {
    filter_row_ui(ui, memory, state, out);
    ui.add_space(2.0);
    if state.files.order().is_empty() {
        ui.add_space(24.0);
        ui.vertical_centered(|ui| controls::muted(ui, tr!("list-no-match")));
        return;
    }
    rows_ui(ui, memory, textures, state, out);
}

fn filter_row_ui(ui: &mut Ui, memory: &mut Memory, state: &State, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let mut text = state.files.filter.clone();
        let p = controls::palette(ui);
        let width = (ui.available_width() - 36.0).max(60.0);
        let edit = TextEdit::singleline(&mut text)
            .prefix(ICON_SEARCH.rich_text().size(16.0).color(p.muted))
            .hint_text(tr!("list-filter"))
            .margin(Margin::symmetric(8, 6))
            .char_limit(200)
            .desired_width(width - 40.0);
        let response = ui.add_sized(vec2(width, 28.0), edit);
        if std::mem::take(&mut memory.focus_filter) {
            response.request_focus();
        }
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(tr!("list-filter")));
        if response.changed() {
            out.push(Msg::Files(FilesMsg::Filter(text)));
        }
        // From the box on to what it found.
        let (down, enter) = ui.input(|input| (input.key_pressed(Key::ArrowDown), input.key_pressed(Key::Enter)));
        memory.follow |= (response.has_focus() && down) || (response.lost_focus() && enter);
        let narrowed = state.files.show != Show::All;
        let menu = controls::icon_button(ui, ICON_FILTER_LIST, &tr!("list-sort-and-show"));
        if narrowed {
            ui.painter().circle_filled(menu.rect.right_top() + vec2(-5.0, 5.0), 3.5, p.accent);
        }
        Popup::menu(&menu).show(|ui| order_menu_ui(ui, state, out));
    });
}

fn order_menu_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    ui.set_min_width(220.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    controls::section(ui, &tr!("list-sort"));
    for sort in Sort::ALL {
        if controls::radio(ui, state.files.sort == sort, tr!(&format!("list-sort-{}", sort.key()))).clicked() {
            out.push(Msg::Files(FilesMsg::Sort(sort)));
        }
    }
    ui.add_space(6.0);
    controls::section(ui, &tr!("list-show"));
    if controls::radio(ui, state.files.show == Show::All, tr!("list-show-all")).clicked() {
        out.push(Msg::Files(FilesMsg::Show(Show::All)));
    }
    for headline in Headline::ALL {
        let name = tr!(&format!("headline-{}", headline.key()));
        let words = tr!("list-show-count", name = name, count = state.files.count(headline));
        if controls::radio(ui, state.files.show == Show::Only(headline), words).clicked() {
            out.push(Msg::Files(FilesMsg::Show(Show::Only(headline))));
        }
    }
}

fn rows_ui(ui: &mut Ui, memory: &mut Memory, textures: &mut Textures, state: &State, out: &mut Vec<Msg>) {
    let count = state.files.order().len();
    let pitch = ROW + GAP;
    let moved = memory.current != state.files.current;
    memory.current = state.files.current;
    // A list that just filled takes the keyboard, unless it is somewhere already.
    memory.follow |= moved && ui.memory(|memory| memory.focused()).is_none();
    memory.follow |= arrow_keys(ui, state, out);
    ScrollArea::vertical().auto_shrink(false).id_salt("rows").show_viewport(ui, |ui, viewport| {
        ui.set_height(count as f32 * pitch);
        let top = ui.max_rect().top();
        let width = ui.max_rect().width() - 4.0;
        let first = (viewport.top() / pitch).floor().max(0.0) as usize;
        let last = ((viewport.bottom() / pitch).ceil().max(0.0) as usize).min(count);
        if state.files.visible != (first, last) || unseen(state, first, last) {
            out.push(Msg::Files(FilesMsg::Visible { start: first, end: last }));
        }
        let place =
            |row: usize| Rect::from_min_size(pos2(ui.max_rect().left(), top + row as f32 * pitch), vec2(width, ROW));
        if moved && let Some(row) = state.files.current.and_then(|id| state.files.row(id)) {
            ui.scroll_to_rect(place(row), None);
        }
        let range = state.files.order().get(first.min(last)..last).unwrap_or(&[]);
        let places: Vec<Rect> = (first..last).map(place).collect();
        for (id, rect) in range.iter().zip(places) {
            if let Some(entry) = state.files.entry(*id) {
                row_ui(ui, rect, entry, memory, textures, state, out);
            }
        }
        name_list(ui, count);
    });
}

/// Whether a row on screen has no small picture yet and none on its way.
fn unseen(state: &State, first: usize, last: usize) -> bool {
    let rows = state.files.order().get(first.min(last)..last).unwrap_or(&[]);
    rows.iter().any(|id| state.thumbnails.of(*id).is_none())
}

fn name_list(ui: &Ui, count: usize) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(Role::ListBox);
        node.set_label(tr!("list-name", files = count));
    });
}

/// Arrows, Home, End and pages; whether one was pressed.
fn arrow_keys(ui: &Ui, state: &State, out: &mut Vec<Msg>) -> bool {
    let ctx = ui.ctx();
    let here = ctx.memory(|memory| memory.focused()).is_none_or(|id| id == Id::unique("current-row"));
    if !here || !matches!(state.dialog, Dialog::None) || Popup::is_any_open(ctx) {
        return false;
    }
    let page = (ui.available_height() / (ROW + GAP)).max(1.0) as isize;
    let before = out.len();
    for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, page), (Key::PageUp, -page)] {
        for (modifiers, extend) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
            if ctx.input_mut(|input| input.consume_key(modifiers, key)) {
                out.push(Msg::Files(FilesMsg::Step { by, extend }));
            }
        }
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Home)) {
        out.push(Msg::Files(FilesMsg::First));
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::End)) {
        out.push(Msg::Files(FilesMsg::Last));
    }
    out.len() > before
}

/// The current row has an id of its own that moves with it: so the keyboard stays on it without a frame in
/// between, in which egui would take the next arrow for itself.
fn row_id(file: FileId, current: bool) -> Id {
    if current { Id::unique("current-row") } else { Id::unique(("file-row", file.0)) }
}

fn row_ui(
    ui: &mut Ui,
    rect: Rect,
    entry: &Entry,
    memory: &mut Memory,
    textures: &mut Textures,
    state: &State,
    out: &mut Vec<Msg>,
) {
    let chosen = state.files.selected.contains(&entry.id);
    let current = state.files.current == Some(entry.id);
    // The list is one stop for the Tab key: only the current row takes the focus, arrows move it.
    let sense = if current { Sense::click() } else { Sense::CLICK };
    let response = ui.interact(rect, row_id(entry.id, current), sense);
    if current {
        if std::mem::take(&mut memory.follow) {
            response.request_focus();
        }
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    }
    let content = list::row(entry);
    let spoken = [content.name.as_str(), &content.word, &content.who];
    let spoken: Vec<&str> = spoken.into_iter().filter(|text| !text.is_empty()).collect();
    let spoken = spoken.join(", ");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &spoken));
    paint(ui, rect, &response, chosen, entry, &content, textures, state);
    if response.clicked() {
        let modifiers = ui.input(|input| input.modifiers);
        let pick = match (modifiers.shift, modifiers.command) {
            (true, _) => Pick::Extend,
            (false, true) => Pick::Toggle,
            (false, false) => Pick::Only,
        };
        memory.follow = true;
        out.push(Msg::Files(FilesMsg::Pick { file: entry.id, pick }));
    }
    response.on_hover_ui(|ui| {
        ui.set_max_width(420.0);
        ui.label(crate::locale::elide(&entry.path.to_string_lossy(), 300));
    });
}

#[expect(clippy::too_many_arguments, reason = "a row is painted in one place, from everything that it shows")]
fn paint(
    ui: &Ui,
    rect: Rect,
    response: &Response,
    chosen: bool,
    entry: &Entry,
    content: &list::Row,
    textures: &mut Textures,
    state: &State,
) {
    let p = controls::palette(ui);
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if chosen {
        painter.rect_filled(rect, 7.0, p.chosen());
        let edge = Rect::from_min_size(rect.min + vec2(0.0, 8.0), vec2(3.0, rect.height() - 16.0));
        painter.rect_filled(edge, 1.5, p.accent);
    } else if response.hovered() {
        painter.rect_filled(rect, 7.0, p.raised);
    }
    let frame = Rect::from_min_size(rect.min + vec2(8.0, (ROW - PICTURE.y) / 2.0), PICTURE);
    thumbnail(ui, frame, entry.id, textures, state);
    let left = frame.right() + 10.0;
    let room = rect.right() - 8.0 - left;
    let name = controls::line(ui, &content.name, FontId::proportional(theme::BODY), p.text, room);
    painter.galley(pos2(left, rect.top() + 9.0), name, p.text);
    let color = p.tone(content.mark.1);
    let middle = rect.top() + 39.0;
    let icon = FontId::new(15.0, content.mark.0.font_family());
    painter.text(Pos2::new(left, middle), Align2::LEFT_CENTER, content.mark.0.codepoint, icon, color);
    let word = controls::line(ui, &content.word, theme::semibold(theme::SMALL), color, room - 20.0);
    let end = left + 19.0 + word.size().x;
    painter.galley(pos2(left + 19.0, middle - word.size().y / 2.0), word, color);
    if !content.who.is_empty() {
        let who = format!("· {}", content.who);
        let who = controls::line(ui, &who, FontId::proportional(theme::SMALL), p.muted, rect.right() - 12.0 - end);
        painter.galley(pos2(end + 5.0, middle - who.size().y / 2.0), who, p.muted);
    }
}

fn thumbnail(ui: &Ui, frame: Rect, file: FileId, textures: &mut Textures, state: &State) {
    let p = controls::palette(ui);
    ui.painter().rect_filled(frame, 5.0, p.raised);
    let pixels = match state.thumbnails.of(file) {
        Some(Thumbnail::Ready { pixels, .. }) => pixels,
        Some(Thumbnail::None) => {
            let icon = FontId::new(18.0, ICON_IMAGE.font_family());
            ui.painter().text(frame.center(), Align2::CENTER_CENTER, ICON_IMAGE.codepoint, icon, p.muted);
            return;
        }
        Some(Thumbnail::Loading(_)) | None => return,
    };
    let Some(texture) = textures.small(ui.ctx(), file, pixels) else { return };
    // The frame is filled; what does not fit is cut off evenly at both ends.
    let size = vec2(pixels.width as f32, pixels.height as f32);
    let scale = (frame.width() / size.x).max(frame.height() / size.y);
    let part = frame.size() / (size * scale);
    let uv = Rect::from_center_size(pos2(0.5, 0.5), part);
    egui::Image::new((texture, frame.size())).uv(uv).corner_radius(5).paint_at(ui, frame);
}

/// The name of the file, for headers.
pub(in crate::ui) fn heading(entry: &Entry) -> RichText {
    RichText::new(crate::locale::elide(&entry.name, 160)).font(theme::semibold(15.0))
}
