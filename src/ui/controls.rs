//! Building blocks of every page: buttons, fields, cards. Each has an accessible name without icon glyphs.

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align, Button, Color32, FontId, Frame, Galley, Label, Layout, Margin, Response, RichText, Sense, Stroke, TextEdit,
    Ui, WidgetInfo, vec2,
};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_CLOSE, ICON_CONTENT_COPY, ICON_ERROR, ICON_EXPAND_MORE, ICON_KEYBOARD_ARROW_RIGHT,
};
use std::path::Path;
use std::sync::Arc;

use crate::problem::Problem;
use crate::state::Command;
use crate::tr;

use super::content::Pair;
use super::focus;
use super::icon::Mark;
use super::theme::{self, Palette, Tone};

/// Room around a row that can be opened, and around its like that cannot.
pub(super) const ROW_MARGIN: Margin = Margin::symmetric(4, 4);

/// The colours in force.
pub(super) fn palette(ui: &Ui) -> &'static Palette {
    Palette::of(ui.theme())
}

/// A button with an icon and words.
pub(super) fn button(ui: &mut Ui, icon: MaterialIcon, text: &str) -> Response {
    let button = Button::new((icon.rich_text().size(16.0), RichText::new(text)));
    named(ui.add(button), Role::Button, text)
}

/// The one button of a view that leads on. In a dialog it is pressed by [`focus::take_go`]'s key, too.
pub(super) fn primary(ui: &mut Ui, icon: Option<MaterialIcon>, text: &str, enabled: bool) -> Response {
    let p = palette(ui);
    let words = RichText::new(text).color(p.on_accent).font(theme::semibold(theme::BODY));
    let button = match icon {
        Some(icon) => Button::new((icon.rich_text().size(16.0).color(p.on_accent), words)),
        None => Button::new(words),
    };
    let button = button.fill(p.accent).stroke(Stroke::new(1.0, p.accent));
    let mut response = named(ui.add_enabled(enabled, button), Role::Button, text);
    if enabled && focus::goes(ui.ctx()) {
        response.flags.insert(egui::response::Flags::FAKE_PRIMARY_CLICKED);
    }
    response
}

/// A button with words alone.
pub(super) fn plain_button(ui: &mut Ui, text: &str) -> Response {
    ui.button(text)
}

/// A button that destroys something; its words say what.
pub(super) fn danger(ui: &mut Ui, text: &str) -> Response {
    let p = palette(ui);
    let button = Button::new(RichText::new(text).color(p.bad)).stroke(Stroke::new(1.0, p.bad.gamma_multiply(0.6)));
    ui.add(button)
}

/// A button with an icon alone; the name is spoken and shown on hover.
pub(super) fn icon_button(ui: &mut Ui, icon: MaterialIcon, name: &str) -> Response {
    framed_icon(ui, icon, name).on_hover_text(name)
}

/// A command as an icon alone, with its tip and shortcut on hover.
pub(super) fn command_icon(ui: &mut Ui, icon: MaterialIcon, command: Command) -> Response {
    framed_icon(ui, icon, &tr!(&format!("command-{}", command.key()))).on_hover_text(command_tip(command))
}

/// An icon button without a frame, for rows.
pub(super) fn quiet_icon(ui: &mut Ui, icon: MaterialIcon, name: &str) -> Response {
    let p = palette(ui);
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = 4.0;
        let button = Button::new(icon.rich_text().size(14.0).color(p.muted)).frame_when_inactive(false).small();
        named(ui.add(button), Role::Button, name).on_hover_text(name)
    })
    .inner
}

/// The cross of a dialog. The Tab key passes it by: it comes first, and who goes on to the first field with Tab and writes
/// would press it with the first space. Esc does the same.
pub(super) fn cross(ui: &mut Ui) -> Response {
    let p = palette(ui);
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = 4.0;
        let button = Button::new(ICON_CLOSE.rich_text().size(14.0).color(p.muted)).frame_when_inactive(false).small();
        let name = tr!("close");
        named(ui.add(button.sense(Sense::CLICK)), Role::Button, &name).on_hover_text(tr!("close-tip"))
    })
    .inner
}

/// A command as a button, with its tip and shortcut on hover.
pub(super) fn command_tip(command: Command) -> String {
    let tip = tr!(&format!("command-{}-tip", command.key()));
    match command.shortcuts().first() {
        Some(shortcut) => format!("{tip} ({})", super::keys::shown(*shortcut)),
        None => tip,
    }
}

/// Gives a response its accessible name.
pub(super) fn named(response: Response, role: Role, name: &str) -> Response {
    let enabled = response.enabled();
    response.widget_info(|| WidgetInfo::labeled(role, enabled, name));
    response
}

/// A copy button; true when clicked.
pub(super) fn copy_button(ui: &mut Ui, what: &str) -> bool {
    quiet_icon(ui, ICON_CONTENT_COPY, &tr!("copy-what", what = what.to_owned())).clicked()
}

/// An icon that only decorates what stands beside it.
pub(super) fn icon(ui: &mut Ui, icon: MaterialIcon, size: f32, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
    let font = FontId::new(size, icon.font_family());
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, icon.codepoint, font, color);
}

/// A small muted line.
pub(super) fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    let p = palette(ui);
    ui.add(Label::new(RichText::new(text).size(theme::SMALL).color(p.muted)).wrap())
}

/// An ordinary line that wraps.
pub(super) fn body(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(text)).wrap())
}

/// Half-bold words.
pub(super) fn strong(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(text).font(theme::semibold(theme::BODY))).wrap())
}

/// Half-bold small words.
pub(super) fn strong_small(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(theme::semibold(theme::SMALL)));
}

/// The title of a group.
pub(super) fn section(ui: &mut Ui, text: &str) {
    let p = palette(ui);
    let response = ui.label(RichText::new(text).font(theme::semibold(theme::SMALL)).color(p.muted));
    named(response, Role::Heading, text);
}

/// The title of a page or dialog.
pub(super) fn title(ui: &mut Ui, text: &str) {
    let response = ui.add(Label::new(RichText::new(text).heading()).truncate());
    named(response, Role::Heading, text);
}

/// A card on the surface with a fine border.
pub(super) fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let p = palette(ui);
    framed(ui, p.surface, p.border, add)
}

/// A card tinted by a tone.
pub(super) fn tinted<R>(ui: &mut Ui, tone: Tone, add: impl FnOnce(&mut Ui) -> R) -> R {
    let p = palette(ui);
    framed(ui, p.tint(tone), p.surface.lerp_to_gamma(p.tone(tone), 0.45), add)
}

fn framed_icon(ui: &mut Ui, icon: MaterialIcon, name: &str) -> Response {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = 5.0;
        let button = Button::new(icon.rich_text().size(16.0)).min_size(vec2(28.0, 28.0));
        named(ui.add(button), Role::Button, name)
    })
    .inner
}

fn framed<R>(ui: &mut Ui, fill: Color32, stroke: Color32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = Frame::new().fill(fill).stroke(Stroke::new(1.0, stroke));
    let frame = frame.corner_radius(theme::RADIUS).inner_margin(Margin::same(12));
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui)
        })
        .inner
}

/// An icon and a word in the colour of a tone.
pub(super) fn mark_word(ui: &mut Ui, mark: &Mark, word: &str) {
    let color = palette(ui).tone(mark.1);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        icon(ui, mark.0, 14.0, color);
        ui.add(Label::new(RichText::new(word).size(theme::SMALL).color(color)).truncate());
    });
}

/// An icon and a sentence that wraps, in the colour of a tone.
pub(super) fn mark_line(ui: &mut Ui, mark: &Mark, line: &str) {
    let color = palette(ui).tone(mark.1);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        icon(ui, mark.0, 16.0, color);
        ui.add(Label::new(RichText::new(line).size(theme::SMALL).color(color)).wrap());
    });
}

/// What happened, why and what to do; details on demand.
pub(super) fn problem_card(ui: &mut Ui, problem: &Problem) {
    tinted(ui, Tone::Bad, |ui| {
        let p = palette(ui);
        ui.horizontal_top(|ui| {
            icon(ui, ICON_ERROR, 20.0, p.bad);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                strong(ui, &problem.what);
                problem_rest(ui, problem);
            });
        });
    });
}

/// Why it happened and what to do, where what happened is said already.
pub(super) fn problem_rest(ui: &mut Ui, problem: &Problem) {
    if !problem.why.is_empty() {
        body(ui, &problem.why);
    }
    body(ui, &problem.remedy);
    if !problem.details.is_empty() {
        let details = crate::locale::elide(&problem.details, 600);
        egui::CollapsingHeader::new(RichText::new(tr!("technical-details")).size(theme::SMALL))
            .id_salt((&problem.what, &problem.details))
            .show(ui, |ui| muted(ui, details));
    }
}

/// A labelled text box as wide as there is room; gives its response.
pub(super) fn text_field(ui: &mut Ui, label: &str, text: &mut String, hint: &str) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let label_response = field_label(ui, label);
        let edit = TextEdit::singleline(text).hint_text(hint.to_owned()).desired_width(f32::INFINITY);
        let edit = edit.margin(Margin::symmetric(8, 6)).char_limit(4_000).id_salt(label);
        field(ui, edit).labelled_by(label_response.id)
    })
    .inner
}

/// A box to write in, with an edge that is seen on every ground.
pub(super) fn field(ui: &mut Ui, edit: TextEdit<'_>) -> Response {
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke.color = palette(ui).edge();
        ui.add(edit)
    })
    .inner
}

/// The label above a field.
pub(super) fn field_label(ui: &mut Ui, label: &str) -> Response {
    let p = palette(ui);
    ui.label(RichText::new(label).size(theme::SMALL).color(p.muted))
}

/// What is wrong with the field above.
pub(super) fn field_fault(ui: &mut Ui, text: &str) {
    let p = palette(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        icon(ui, ICON_ERROR, 14.0, p.bad);
        ui.add(Label::new(RichText::new(text).size(theme::SMALL).color(p.bad)).wrap());
    });
}

/// One of several choices; its ring is drawn strongly enough to be seen on every ground.
pub(super) fn radio(ui: &mut Ui, chosen: bool, text: impl Into<String>) -> Response {
    ui.scope(|ui| {
        let p = palette(ui);
        marks(ui);
        if chosen {
            ui.visuals_mut().widgets.inactive.fg_stroke.color = p.accent;
            ui.visuals_mut().widgets.hovered.fg_stroke.color = p.accent;
        }
        ui.radio(chosen, RichText::new(text).color(p.text))
    })
    .inner
}

/// What a person did at a place that is a folder of its own choosing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FolderAsk {
    /// The place itself was chosen.
    Take,
    /// Another folder is wanted.
    Choose,
}

/// Writing into a folder as one of several places: it names the folder, of which at most `chars` characters are shown,
/// and stands beside the button that chooses another.
pub(super) fn folder_choice(ui: &mut Ui, chosen: bool, folder: Option<&Path>, chars: usize) -> Option<FolderAsk> {
    let name = match folder {
        Some(folder) => tr!("place-folder-named", folder = crate::locale::elide(&folder.to_string_lossy(), chars)),
        None => tr!("place-folder"),
    };
    folder_place(ui, chosen, name)
}

/// The same for a place that has words of its own.
pub(super) fn folder_place(ui: &mut Ui, chosen: bool, name: String) -> Option<FolderAsk> {
    let row = ui.horizontal_wrapped(|ui| {
        let take = radio(ui, chosen, name).clicked().then_some(FolderAsk::Take);
        let choose = plain_button(ui, &tr!("choose-folder-button")).clicked().then_some(FolderAsk::Choose);
        choose.or(take)
    });
    row.inner
}

/// A switch.
pub(super) fn checkbox(ui: &mut Ui, on: &mut bool, text: impl Into<String>) -> Response {
    ui.scope(|ui| {
        let p = palette(ui);
        marks(ui);
        if *on {
            ui.visuals_mut().widgets.inactive.fg_stroke.color = p.accent;
            ui.visuals_mut().widgets.hovered.fg_stroke.color = p.accent;
        }
        ui.checkbox(on, RichText::new(text).color(p.text))
    })
    .inner
}

fn marks(ui: &mut Ui) {
    let p = palette(ui);
    ui.spacing_mut().interact_size.y = 22.0;
    ui.spacing_mut().icon_spacing = 8.0;
    let widgets = &mut ui.visuals_mut().widgets;
    for state in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
        state.bg_fill = p.bg;
        state.bg_stroke = Stroke::new(1.25, p.muted);
        state.fg_stroke.width = 2.0;
    }
}

/// A labelled menu; `add` fills it. The label and what is chosen are both spoken.
pub(super) fn choice<R>(
    ui: &mut Ui,
    label: &str,
    chosen: &str,
    width: f32,
    add: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let label_response = field_label(ui, label);
        let menu = menu(label, chosen).width(width);
        let shown = menu.show_ui(ui, |ui| {
            ui.set_min_width(width);
            ui.spacing_mut().item_spacing.y = 2.0;
            menu_rows(ui);
            add(ui)
        });
        shown.response.labelled_by(label_response.id);
        shown.inner
    })
    .inner
}

/// A menu in its closed form, with the same fine arrow everywhere.
pub(super) fn menu<'a>(salt: &str, chosen: &str) -> egui::ComboBox<'a> {
    let arrow = |ui: &Ui, rect: egui::Rect, visuals: &egui::style::WidgetVisuals, _: bool| {
        let font = FontId::new(18.0, ICON_EXPAND_MORE.font_family());
        let place = egui::Align2::CENTER_CENTER;
        ui.painter().text(rect.center(), place, ICON_EXPAND_MORE.codepoint, font, visuals.text_color());
    };
    egui::ComboBox::from_id_salt(salt).selected_text(chosen.to_owned()).truncate().icon(arrow)
}

/// What is chosen in a menu is told by its ground; its words stay as dark as the others.
pub(super) fn menu_rows(ui: &mut Ui) {
    ui.visuals_mut().selection.stroke.color = palette(ui).text;
}

/// How far a batch is, on a ground that is seen on pages and in dialogs alike; `text` is what is spoken.
pub(super) fn progress_bar(ui: &mut Ui, done: usize, all: usize, width: f32, text: &str) {
    let p = palette(ui);
    let share = if all == 0 { 0.0 } else { done as f32 / all as f32 };
    let (rect, response) = ui.allocate_exact_size(vec2(width, 8.0), Sense::hover());
    let named = || {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, text);
        info.value = Some(f64::from(share * 100.0).floor());
        info
    };
    response.widget_info(named);
    ui.painter().rect_filled(rect, 4.0, p.border);
    if done > 0 {
        let filled = egui::Rect::from_min_size(rect.min, vec2((rect.width() * share).max(8.0), 8.0));
        ui.painter().rect_filled(filled, 4.0, p.accent);
    }
}

/// A cell of a row, exactly so large, in which everything stands in the middle of the height.
pub(super) fn cell(ui: &mut Ui, size: egui::Vec2, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(size.x);
        ui.set_max_width(size.x);
        add(ui);
    });
}

/// Labels and values in two columns; what was asked to be copied is given back.
pub(super) fn pairs(ui: &mut Ui, pairs: &[Pair]) -> Option<String> {
    const LABEL: f32 = 110.0;
    let mut copied = None;
    for pair in pairs {
        ui.horizontal_top(|ui| {
            let p = palette(ui);
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.allocate_ui_with_layout(vec2(LABEL, 18.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(LABEL);
                ui.add(Label::new(RichText::new(&pair.label).size(theme::SMALL).color(p.muted)).wrap());
            });
            let room = if pair.copy.is_some() { 36.0 } else { 0.0 };
            ui.allocate_ui_with_layout(
                vec2((ui.available_width() - room).max(40.0), 18.0),
                Layout::top_down(Align::Min),
                |ui| {
                    // As wide as the room, so that the copy buttons stand below each other.
                    ui.set_min_width(ui.available_width());
                    ui.add(Label::new(RichText::new(&pair.value).size(theme::SMALL)).wrap())
                },
            );
            if let Some(text) = &pair.copy
                && copy_button(ui, &copied_name(pair))
            {
                copied = Some(text.clone());
            }
        });
    }
    copied
}

fn copied_name(pair: &Pair) -> String {
    match &pair.of {
        Some(whole) => tr!("copy-of-whole", what = pair.label.clone(), whole = whole.clone()),
        None => pair.label.clone(),
    }
}

/// Puts a row at the right end while its members keep their order for the Tab key.
pub(super) fn at_the_right(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with("right-end");
    let known: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
    ui.add_space((ui.available_width() - known).max(0.0));
    let before = ui.cursor().min.x;
    add(ui);
    let width = ui.min_rect().max.x - before;
    if (width - known).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, width));
        ui.ctx().request_discard("a right end moved");
    }
}

/// A row that opens and closes what is below it; true when clicked. `add` paints the middle.
pub(super) fn fold_row(ui: &mut Ui, name: &str, open: bool, add: impl FnOnce(&mut Ui)) -> bool {
    let p = palette(ui);
    let frame = Frame::new().inner_margin(ROW_MARGIN).corner_radius(6);
    let inner = frame.show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.set_width(ui.available_width());
            let room = (ui.available_width() - 24.0).max(40.0);
            ui.allocate_ui_with_layout(vec2(room, 18.0), Layout::left_to_right(Align::Min), add);
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                icon(ui, if open { ICON_EXPAND_MORE } else { ICON_KEYBOARD_ARROW_RIGHT }, 16.0, p.muted);
            });
        });
    });
    let response = ui.interact(inner.response.rect, ui.scope_id().with(("fold", name)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, name));
    if response.hovered() {
        ui.painter().rect_filled(response.rect, 6.0, p.text.gamma_multiply(0.04));
    }
    response.clicked()
}

/// One line of text, cut at its end to fit.
pub(super) fn line(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font, color));
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(1.0));
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Buttons at the end of a dialog, the one that leads on rightmost.
pub(super) fn dialog_buttons<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(4.0);
    // A row of its own height: without one it would centre itself in all the room that is left.
    let size = vec2(ui.available_width(), 30.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), add).inner
}
