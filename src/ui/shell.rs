//! The frame around every page: bar at the top, status at the bottom, dialogs and the drop overlay above.

use egui::accesskit::{Live, Role};
use egui::{Align, Align2, Context, Frame, Label, Layout, Margin, Order, Panel, RichText, Ui, WidgetInfo};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::*;

use crate::state::editor::{EditorMsg, Tool};
use crate::state::picture::PictureMsg;
use crate::state::redaction::RedactionMsg;
use crate::state::{Command, Dialog, Msg, Page, State};
use crate::tr;

use super::content::status;
use super::textures::Textures;
use super::theme;
use super::{controls, dialogs, focus, keys, logo};
use crate::ui::editor::canvas_ui;
use crate::ui::editor::editor_ui;
use crate::ui::identities::identities_ui;
use crate::ui::inspector::inspector_ui;
use crate::ui::pages::activity_ui;
use crate::ui::pages::files_ui;
use crate::ui::pages::library_ui;
use crate::ui::pages::picture_ui;
use crate::ui::pages::settings_ui;
use crate::ui::recording::watch_ui;
use crate::ui::redaction::redaction_ui;
use crate::ui::trust::trust_ui;

/// What the painting itself remembers: textures and where the keyboard shall go. Everything else is in the state.
#[derive(Default)]
pub struct View {
    textures: Textures,
    files: files_ui::Memory,
    dialog: dialogs::Memory,
    focus: focus::Memory,
    /// The keyboard was in a text box when the last frame ended.
    was_writing: bool,
}

impl View {
    /// Paints the state; what the person does is pushed to `out`.
    pub fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
        let ctx = ui.ctx().clone();
        focus::follow(&ctx, &mut self.focus);
        // The window's title is for the window manager; this is what is read aloud.
        ctx.accesskit_node_builder(egui::accesskit_root_id(), |node| node.set_label(tr!("app-name")));
        self.textures.tick();
        if state.editor.is_none() {
            self.textures.forget_layers();
        }
        for command in keys::pressed(&ctx, state) {
            self.command(&ctx, state, command, out);
        }
        leave(&ctx, self.was_writing, state, out);
        paste(&ctx, state, out);
        bar(ui, state, out);
        status_bar(ui, state, out);
        match state.page {
            Page::Files if state.files.is_empty() => empty(ui, state, out),
            Page::Files => self.files_page(ui, state, out),
            Page::Editor => self.editor_page(ui, state, out),
            Page::Redaction => redaction_ui::page_ui(ui, state, out),
            Page::Identities => page(ui, |ui| identities_ui::page_ui(ui, state, out)),
            Page::Trust => page(ui, |ui| trust_ui::page_ui(ui, state, out)),
            Page::Library => library_ui::page_ui(ui, state, out),
            Page::Activity => page(ui, |ui| activity_ui::page_ui(ui, state, out)),
            Page::Settings => page(ui, |ui| settings_ui::page_ui(ui, state, out)),
        }
        dialogs::show(&ctx, &mut self.dialog, state, out);
        focus::ring(&ctx);
        drop_overlay(&ctx, state);
        self.was_writing = ctx.text_edit_focused();
    }

    fn files_page(&mut self, ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
        let p = controls::palette(ui);
        let room = ui.available_width();
        let side = |least: f32, share: f32, most: f32| (room * share).clamp(least, most);
        let ground = Frame::new().fill(p.bg);
        keys::edge(ui, "files", egui::Key::ArrowRight, egui::Key::ArrowLeft);
        keys::edge(ui, "inspector", egui::Key::ArrowLeft, egui::Key::ArrowRight);
        Panel::left("files")
            .default_size(side(230.0, 0.235, 420.0))
            .size_range(200.0..=side(230.0, 0.3, 640.0))
            .frame(ground.inner_margin(Margin { left: 10, right: 4, top: 10, bottom: 0 }))
            .show(ui, |ui| files_ui::pane_ui(ui, &mut self.files, &mut self.textures, state, out));
        Panel::right("inspector")
            .default_size(side(290.0, 0.29, 520.0))
            .size_range(260.0..=side(290.0, 0.4, 900.0))
            .frame(ground.inner_margin(Margin { left: 12, right: 4, top: 12, bottom: 0 }))
            .show(ui, |ui| inspector_ui::pane_ui(ui, state, out));
        keys::name_edge(ui, "files");
        keys::name_edge(ui, "inspector");
        egui::CentralPanel::default()
            .frame(Frame::new().fill(p.surface).inner_margin(Margin::same(12)))
            .show(ui, |ui| picture_ui::pane_ui(ui, &mut self.textures, state, out));
    }

    fn editor_page(&mut self, ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
        let Some(editor) = &state.editor else { return };
        let p = controls::palette(ui);
        let ground = Frame::new().fill(p.bg);
        keys::edge(ui, "editor", egui::Key::ArrowLeft, egui::Key::ArrowRight);
        Panel::right("editor")
            .default_size(320.0)
            .size_range(280.0..=420.0)
            .frame(ground.inner_margin(Margin { left: 14, right: 6, top: 12, bottom: 12 }))
            .show(ui, |ui| editor_ui::panel_ui(ui, editor, state, out));
        keys::name_edge(ui, "editor");
        let frame = Frame::new().fill(p.surface).inner_margin(Margin::same(12));
        egui::CentralPanel::default()
            .frame(frame)
            .show(ui, |ui| canvas_ui::canvas_ui(ui, &mut self.textures, editor, state, out));
    }

    fn command(&mut self, ctx: &Context, state: &State, command: Command, out: &mut Vec<Msg>) {
        match command {
            Command::FindFile => self.files.focus_filter = true,
            Command::ZoomIn | Command::ZoomOut | Command::ZoomFull | Command::ZoomDouble
                if state.page == Page::Editor =>
            {
                return canvas_ui::zoom(ctx, command, out);
            }
            Command::ZoomIn => return picture_ui::zoom_by(ctx, state, 1.25, out),
            Command::ZoomOut => return picture_ui::zoom_by(ctx, state, 0.8, out),
            Command::ZoomFull | Command::ZoomDouble => {
                let times = if command == Command::ZoomDouble { 2.0 } else { 1.0 };
                let pixels_per_point = ctx.pixels_per_point() / times;
                return out.push(Msg::Picture(PictureMsg::Full { pixels_per_point }));
            }
            _ => {}
        }
        out.push(Msg::Command(command));
    }
}

/// Esc goes back from a page that was opened from the list of files; what was filled in there is kept. In a text box it
/// ends writing, while a part is drawn it ends drawing, and it closes a menu: the next one goes back.
fn leave(ctx: &Context, was_writing: bool, state: &State, out: &mut Vec<Msg>) {
    let is_free = matches!(state.dialog, Dialog::None) && !was_writing && !egui::Popup::is_any_open(ctx);
    if !is_free || !ctx.input(|input| input.key_pressed(egui::Key::Escape)) {
        return;
    }
    match (state.page, &state.editor) {
        (Page::Editor, Some(editor)) if editor.tool == Tool::None => out.push(Msg::Editor(EditorMsg::Close)),
        // It stays while copies are made, as its button says.
        (Page::Redaction, _) => out.push(Msg::Redaction(RedactionMsg::Close)),
        _ => {}
    }
}

/// Text pasted outside of a text box: paths or `file://` addresses.
fn paste(ctx: &Context, state: &State, out: &mut Vec<Msg>) {
    if ctx.text_edit_focused() || !matches!(state.dialog, Dialog::None) {
        return;
    }
    ctx.input(|input| {
        for event in &input.events {
            if let egui::Event::Paste(text) = event {
                out.push(Msg::Pasted(text.clone()));
            }
        }
    });
}

fn bar(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    let frame = Frame::new().fill(p.surface).inner_margin(Margin::symmetric(12, 8));
    Panel::top("bar").frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            logo::logo_ui(ui, 22.0);
            // A narrow window needs the room for what can be done.
            if ui.ctx().content_rect().width() > 1160.0 {
                ui.label(RichText::new(tr!("app-name")).font(theme::semibold(15.0)));
            }
            ui.add_space(12.0);
            ui.spacing_mut().item_spacing.x = 4.0;
            tab(ui, state, Page::Files, ICON_PHOTO_LIBRARY, Command::ShowFiles, out);
            tab(ui, state, Page::Identities, ICON_BADGE, Command::ShowIdentities, out);
            tab(ui, state, Page::Trust, ICON_VERIFIED_USER, Command::ShowTrust, out);
            tab(ui, state, Page::Activity, ICON_SWAP_VERT, Command::ShowActivity, out);
            tab(ui, state, Page::Library, ICON_INVENTORY_2, Command::ShowLibrary, out);
            tab(ui, state, Page::Settings, ICON_SETTINGS, Command::ShowSettings, out);
            ui.spacing_mut().item_spacing.x = 8.0;
            if state.page == Page::Files && !state.files.is_empty() {
                controls::at_the_right(ui, |ui| actions(ui, state, out));
            }
        });
    });
}

fn tab(ui: &mut Ui, state: &State, page: Page, icon: MaterialIcon, command: Command, out: &mut Vec<Msg>) {
    let name = tr!(&format!("command-{}", command.key()));
    let chosen = state.page == page || (page == Page::Files && matches!(state.page, Page::Editor | Page::Redaction));
    let p = controls::palette(ui);
    let color = if chosen { p.text } else { p.muted };
    let words = RichText::new(&name).color(color);
    let icon = icon.rich_text().size(16.0).color(color);
    let is_narrow = ui.ctx().content_rect().width() < 1080.0 && state.page == Page::Files;
    let button = match is_narrow {
        true => egui::Button::selectable(chosen, icon),
        false => egui::Button::selectable(chosen, (icon, words)),
    };
    let response = ui.add(button).on_hover_text(controls::command_tip(command));
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, &name));
    if response.clicked() {
        out.push(Msg::Command(command));
    }
}

/// Less frequent things, in the order of the bar; without room for their words they are in a menu, since nobody can
/// guess four small icons.
const LATER: [(MaterialIcon, Command); 4] = [
    (ICON_COPYRIGHT, Command::Rights),
    (ICON_APPROVAL, Command::Approve),
    (ICON_HISTORY_EDU, Command::Record),
    (ICON_MORE_TIME, Command::AddStamp),
];

/// From which width of the window on a command has its words, in points. What a person does with files keeps them longest.
fn room_for(command: Command) -> f32 {
    match command {
        Command::Edit | Command::Redact | Command::Rights => 1270.0,
        Command::Approve => 1400.0,
        Command::Record => 1530.0,
        Command::AddStamp => 1700.0,
        _ => 1840.0,
    }
}

/// What can be done with the selected files.
fn actions(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let width = ui.ctx().content_rect().width();
    let mut action = |ui: &mut Ui, icon: MaterialIcon, command: Command| {
        let response = if width > room_for(command) {
            let name = tr!(&format!("command-{}", command.key()));
            controls::button(ui, icon, &name).on_hover_text(controls::command_tip(command))
        } else {
            controls::command_icon(ui, icon, command)
        };
        if response.clicked() {
            out.push(Msg::Command(command));
        }
    };
    action(ui, ICON_ADD_PHOTO_ALTERNATE, Command::Open);
    action(ui, ICON_FOLDER_OPEN, Command::OpenFolder);
    if state.files.selected.is_empty() {
        return;
    }
    action(ui, ICON_PLAYLIST_REMOVE, Command::Remove);
    divider(ui);
    action(ui, ICON_TUNE, Command::Edit);
    action(ui, ICON_CONTENT_CUT, Command::Redact);
    let (roomy, later): (Vec<_>, Vec<_>) = LATER.into_iter().partition(|(_, command)| width > room_for(*command));
    for (icon, command) in roomy {
        action(ui, icon, command);
    }
    if !later.is_empty() {
        let more = controls::icon_button(ui, ICON_MORE_HORIZ, &tr!("actions-more"));
        egui::Popup::menu(&more).show(|ui| more_menu(ui, &later, out));
    }
    let name = match state.files.selected.len() {
        1 => tr!("command-sign"),
        // The number stands in the status bar and in the dialog, too.
        _ if width < 860.0 => tr!("command-sign"),
        files => tr!("sign-several", files = files),
    };
    let response = controls::primary(ui, Some(ICON_DRAW), &name, true);
    if response.on_hover_text(controls::command_tip(Command::Sign)).clicked() {
        out.push(Msg::Command(Command::Sign));
    }
}

fn more_menu(ui: &mut Ui, later: &[(MaterialIcon, Command)], out: &mut Vec<Msg>) {
    ui.set_width(250.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    for (icon, command) in later {
        let name = tr!(&format!("command-{}", command.key()));
        let keys = command.shortcuts().first().map(|shortcut| keys::shown(*shortcut)).unwrap_or_default();
        let button = egui::Button::new((icon.rich_text().size(16.0), RichText::new(&name))).shortcut_text(keys);
        let wide = egui::vec2(ui.available_width(), 28.0);
        let response = ui.add(button.min_size(wide).frame_when_inactive(false));
        let tip = tr!(&format!("command-{}-tip", command.key()));
        if controls::named(response, Role::Button, &name).on_hover_text(tip).clicked() {
            out.push(Msg::Command(*command));
            ui.close();
        }
    }
}

/// Parts what changes the list from what is done with the files in it.
fn divider(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(1.0, 20.0), egui::Sense::hover());
    ui.painter().rect_filled(rect, 0.0, controls::palette(ui).border);
}

fn status_bar(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    let frame = Frame::new().fill(p.surface).inner_margin(Margin::symmetric(12, 4));
    Panel::bottom("status").frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_min_height(24.0);
            notice(ui, state, out);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                controls::muted(ui, status::tally(state));
                watch_ui::status_ui(ui, state, out);
                if let Some((done, all)) = state.running.progress() {
                    progress(ui, done, all, out);
                }
            });
        });
    });
}

/// The last notice; a live region, so that it is read aloud when it changes.
fn notice(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    let (text, mark) = match &state.notice {
        Some(notice) => {
            let (mark, text) = status::notice(notice);
            (text, Some(mark))
        }
        None => (tr!("status-offline"), None),
    };
    if let Some(mark) = mark {
        controls::icon(ui, mark.0, 16.0, p.tone(mark.1));
    }
    let room = (ui.available_width() * 0.6).max(80.0);
    let galley = controls::line(ui, &text, egui::FontId::proportional(theme::SMALL), p.muted, room);
    let response = ui.add(Label::new(galley)).on_hover_text(&text);
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &text));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    if state.notice.is_some() && controls::quiet_icon(ui, ICON_CLOSE, &tr!("dismiss")).clicked() {
        out.push(Msg::DismissNotice);
    }
}

fn progress(ui: &mut Ui, done: usize, all: usize, out: &mut Vec<Msg>) {
    if controls::quiet_icon(ui, ICON_CANCEL, &tr!("command-stop")).clicked() {
        out.push(Msg::Command(Command::Stop));
    }
    let text = tr!("status-checking", done = done, all = all);
    controls::progress_bar(ui, done, all, 140.0, &text);
    controls::muted(ui, text);
}

/// A page that scrolls, its content no wider than reads well.
fn page(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let p = controls::palette(ui);
    egui::CentralPanel::default().frame(Frame::new().fill(p.bg)).show(ui, |ui| {
        // By the room without a scroll bar: a page that scrolls begins where one that does not begins.
        let side = ((ui.available_width() - 760.0) / 2.0).max(24.0);
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let mut rect = ui.available_rect_before_wrap();
            let width = (rect.width() - side - 24.0).min(760.0);
            rect.min += egui::vec2(side, 24.0);
            rect.set_width(width);
            let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min)));
            add(&mut inner);
            let used = inner.min_rect();
            ui.allocate_rect(used.expand2(egui::vec2(0.0, 24.0)), egui::Sense::hover());
        });
    });
}

/// The first thing that a person sees.
fn empty(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    egui::CentralPanel::default().frame(Frame::new().fill(p.bg).inner_margin(Margin::same(24))).show(ui, |ui| {
        let offers_name = identities_ui::wants_first(state);
        let height = if offers_name { 440.0 } else { 280.0 };
        ui.add_space(((ui.available_height() - height) / 2.0).max(0.0));
        ui.vertical_centered(|ui| {
            controls::icon(ui, ICON_PHOTO_LIBRARY, 52.0, p.accent);
            ui.add_space(4.0);
            let heading = ui.label(RichText::new(tr!("empty-title")).font(theme::semibold(22.0)));
            controls::named(heading, Role::Heading, &tr!("empty-title"));
            column(ui, 540.0, 44.0, |ui| {
                ui.vertical_centered(|ui| ui.add(Label::new(RichText::new(tr!("empty-text")).color(p.muted)).wrap()));
            });
            ui.add_space(8.0);
            middle(ui, |ui| {
                if controls::primary(ui, Some(ICON_ADD_PHOTO_ALTERNATE), &tr!("command-open"), true).clicked() {
                    out.push(Msg::Command(Command::Open));
                }
                if controls::button(ui, ICON_FOLDER_OPEN, &tr!("command-open-folder")).clicked() {
                    out.push(Msg::Command(Command::OpenFolder));
                }
            });
            ui.add_space(4.0);
            controls::muted(ui, tr!("empty-privacy"));
            if offers_name {
                ui.add_space(28.0);
                column(ui, 460.0, 160.0, |ui| identities_ui::first_card_ui(ui, state, out));
            }
        });
    });
}

/// A column of that width in the middle.
fn column(ui: &mut Ui, width: f32, height: f32, add: impl FnOnce(&mut Ui)) {
    let width = width.min(ui.available_width());
    let left = (ui.available_width() - width) / 2.0;
    let place = ui.available_rect_before_wrap().translate(egui::vec2(left, 0.0));
    let rect = egui::Rect::from_min_size(place.min, egui::vec2(width, height));
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min)));
    add(&mut inner);
    ui.advance_cursor_after_rect(inner.min_rect());
}

/// A row in the middle, by its width in the frame before.
fn middle(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with("middle-row");
    let known: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
    ui.horizontal(|ui| {
        ui.add_space(((ui.available_width() - known) / 2.0).max(0.0));
        let before = ui.cursor().min.x;
        add(ui);
        let width = ui.min_rect().max.x - before;
        if (width - known).abs() > 0.5 {
            ui.data_mut(|data| data.insert_temp(id, width));
            ui.ctx().request_discard("the middle row moved");
        }
    });
}

fn drop_overlay(ctx: &Context, state: &State) {
    let hovering = ctx.input(|input| !input.raw.hovered_files.is_empty());
    if !hovering || !matches!(state.dialog, Dialog::None) {
        return;
    }
    let p = theme::Palette::of(ctx.theme());
    let rect = ctx.content_rect();
    let painter = ctx.layer_painter(egui::LayerId::new(Order::Foreground, egui::Id::unique("drop")));
    painter.rect_filled(rect, 0.0, p.bg.gamma_multiply(0.88));
    let stroke = egui::Stroke::new(2.0, p.accent);
    painter.rect_stroke(rect.shrink(16.0), 12.0, stroke, egui::StrokeKind::Inside);
    painter.text(rect.center(), Align2::CENTER_CENTER, tr!("drop-here"), theme::semibold(22.0), p.text);
}
