//! The Library page: every file that was seen before. Paints only the rows on screen, and asks for those that are not
//! at hand.

use egui::{Align, Frame, Layout, ScrollArea, Ui, WidgetInfo};
use egui_material_icons::icons::*;

use crate::locale::{answers, similar};
use crate::provenance::report::Headline;
use crate::state::library::{AlikeTo, Forget, LibraryContent, LibraryMsg, LibraryRow, LibraryRows, Sort};
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::content::library;
use crate::ui::{controls, dialogs, theme};

/// Height of a row.
const ROW: f32 = 46.0;

/// Height of a row's two lines.
const LINES: f32 = 36.0;

/// The same where a third line tells how a file is like another.
const ROW_ALIKE: f32 = 64.0;
const LINES_ALIKE: f32 = 54.0;

/// A path and the button at its end stay near each other, however wide the window.
const WIDEST: f32 = 1000.0;

/// The page; it scrolls by itself.
pub(in crate::ui) fn page_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    let side = ((ui.available_width() - WIDEST) / 2.0).max(24.0);
    let margin = egui::epaint::MarginF32 { left: side, right: side, top: 24.0, bottom: 12.0 };
    egui::CentralPanel::default().frame(Frame::new().fill(p.bg)).show(ui, |ui| {
        let rect = ui.available_rect_before_wrap() - margin;
        let ui = &mut ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Min)));
        controls::title(ui, &tr!("library-title"));
        controls::muted(ui, tr!("library-text"));
        if !state.settings.remember_files {
            controls::muted(ui, tr!("library-switched-off"));
        }
        rechecking_ui(ui, state, out);
        ui.add_space(8.0);
        if let Some(alike) = &state.library.query.alike {
            alike_ui(ui, alike, out);
            ui.add_space(8.0);
        }
        // Nothing can be found in an empty library.
        let is_empty = matches!(&state.library.content, LibraryContent::Ready(rows) if rows.total == 0);
        if state.library.query.alike.is_none() && (!is_empty || is_filtered(state)) {
            filters_ui(ui, state, out);
            ui.add_space(8.0);
        }
        match &state.library.content {
            LibraryContent::Loading => {
                ui.add(egui::Spinner::new().size(20.0));
            }
            LibraryContent::Failed(problem) => {
                controls::problem_card(ui, problem);
                if controls::button(ui, ICON_REFRESH, &tr!("try-again")).clicked() {
                    out.push(Msg::Library(LibraryMsg::Refresh));
                }
            }
            LibraryContent::Ready(rows) => list_ui(ui, rows, state, out),
        }
    });
}

/// What is listed instead of all files, and what that is worth.
fn alike_ui(ui: &mut Ui, alike: &AlikeTo, out: &mut Vec<Msg>) {
    controls::tinted(ui, theme::Tone::Info, |ui| {
        let name = alike.path.file_name().unwrap_or(alike.path.as_os_str());
        controls::strong(ui, tr!("similar-page", name = crate::locale::elide(&name.to_string_lossy(), 120)));
        controls::body(ui, tr!("similar-page-said", headline = similar::headline(&alike.said.headline)));
        controls::muted(ui, tr!("similar-page-worth"));
        if controls::plain_button(ui, &tr!("similar-show-all")).clicked() {
            out.push(Msg::Library(LibraryMsg::ShowAll));
        }
    });
}

fn filters_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let query = &state.library.query;
    ui.horizontal_wrapped(|ui| {
        let mut find = query.find.clone();
        let width = (ui.available_width() - 20.0).clamp(120.0, 260.0);
        let edit = egui::TextEdit::singleline(&mut find).hint_text(tr!("library-find")).desired_width(width);
        let response = controls::field(ui, edit.margin(egui::Margin::symmetric(8, 6)));
        response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, tr!("library-find")));
        if find != query.find {
            out.push(Msg::Library(LibraryMsg::Find(find)));
        }
        let words = |headline: Option<Headline>| match headline {
            Some(headline) => answers::headline(headline).to_owned(),
            None => tr!("library-any"),
        };
        combo_ui(ui, &tr!("library-headline"), &words(query.headline), |ui| {
            for headline in std::iter::once(None).chain(Headline::ALL.map(Some)) {
                if ui.selectable_label(query.headline == headline, words(headline)).clicked() {
                    out.push(Msg::Library(LibraryMsg::Headline(headline)));
                }
            }
        });
        let sorted = |sort: Sort| tr!(&format!("library-sort-{}", sort.key()));
        combo_ui(ui, &tr!("library-sort"), &sorted(query.sort), |ui| {
            for sort in Sort::ALL {
                if ui.selectable_label(query.sort == sort, sorted(sort)).clicked() {
                    out.push(Msg::Library(LibraryMsg::Sort(sort)));
                }
            }
        });
        let mut changed_only = query.changed_only;
        if controls::checkbox(ui, &mut changed_only, tr!("library-changed-only")).clicked() {
            out.push(Msg::Library(LibraryMsg::ChangedOnly(!query.changed_only)));
        }
        if controls::icon_button(ui, ICON_REFRESH, &tr!("library-refresh")).clicked() {
            out.push(Msg::Library(LibraryMsg::Refresh));
        }
    });
}

/// A choice without a label above it, so that it stands in a row with a box.
fn combo_ui(ui: &mut Ui, name: &str, chosen: &str, add: impl FnOnce(&mut Ui)) {
    let combo = controls::menu(name, chosen).width(200.0).show_ui(ui, |ui| {
        controls::menu_rows(ui);
        add(ui);
    });
    let text = format!("{name}: {chosen}");
    combo.response.widget_info(|| WidgetInfo::labeled(egui::accesskit::Role::ComboBox, true, &text));
}

fn list_ui(ui: &mut Ui, rows: &LibraryRows, state: &State, out: &mut Vec<Msg>) {
    if rows.total == 0 {
        return nothing_ui(ui, state);
    }
    ui.horizontal(|ui| {
        controls::muted(ui, tr!("library-count", count = rows.total));
        // Beside the number of what was found, it would seem to forget no more than that.
        if !is_filtered(state) && controls::plain_button(ui, &tr!("library-forget-all")).clicked() {
            out.push(Msg::Library(LibraryMsg::AskForget(Forget::All)));
        }
    });
    let is_alike = state.library.query.alike.is_some();
    let height = if is_alike { ROW_ALIKE } else { ROW };
    let salt = ("library", is_alike);
    ScrollArea::vertical().auto_shrink(false).id_salt(salt).show_rows(ui, height, rows.total, |ui, seen| {
        if !state.library.holds(seen.start, seen.end) {
            out.push(Msg::Library(LibraryMsg::Visible { start: seen.start, end: seen.end }));
        }
        for number in seen {
            let width = ui.available_width();
            ui.allocate_ui_with_layout(egui::vec2(width, height), Layout::left_to_right(Align::Center), |ui| {
                ui.set_min_height(height);
                match state.library.row(number) {
                    Some(row) => self::row_ui(ui, row, state, out),
                    None => {
                        controls::muted(ui, "…");
                    }
                }
            });
        }
    });
}

fn is_filtered(state: &State) -> bool {
    let query = &state.library.query;
    !query.find.is_empty() || query.headline.is_some() || query.changed_only || query.alike.is_some()
}

/// Why no row is there: nothing was remembered, or nothing matches.
fn nothing_ui(ui: &mut Ui, state: &State) {
    controls::card(ui, |ui| match is_filtered(state) {
        true if state.library.query.alike.is_some() => {
            controls::body(ui, tr!("similar-none"));
        }
        true => {
            controls::body(ui, tr!("library-none"));
        }
        false => {
            controls::body(ui, tr!("library-empty"));
            if state.settings.remember_files {
                controls::muted(ui, tr!("library-empty-text"));
            }
        }
    });
}

fn row_ui(ui: &mut Ui, row: &LibraryRow, state: &State, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    let line = library::line(row, &state.zone);
    controls::icon(ui, line.mark.0, 18.0, p.tone(line.mark.1));
    let room = (ui.available_width() - 88.0).max(80.0);
    let lines = if line.alike.is_some() { LINES_ALIKE } else { LINES };
    ui.allocate_ui_with_layout(egui::vec2(room, lines), Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.set_width(room);
        let title = controls::line(ui, &line.title, theme::semibold(theme::BODY), p.text, room);
        ui.add(egui::Label::new(title)).on_hover_text(&line.path);
        let facts = controls::line(ui, &line.facts, egui::FontId::proportional(theme::SMALL), p.muted, room);
        ui.add(egui::Label::new(facts)).on_hover_text(&line.path);
        if let Some(alike) = &line.alike {
            let shown = controls::line(ui, alike, egui::FontId::proportional(theme::SMALL), p.text, room);
            ui.add(egui::Label::new(shown)).on_hover_text(alike);
        }
    });
    let name = row.path.file_name().unwrap_or(row.path.as_os_str()).to_string_lossy().into_owned();
    let name = crate::locale::elide(&name, 80);
    let (open, forget) = (tr!("library-open", name = name.clone()), tr!("library-forget", name = name));
    if controls::icon_button(ui, ICON_PLAYLIST_REMOVE, &forget).clicked() {
        out.push(Msg::Library(LibraryMsg::AskForget(Forget::File(row.path.clone()))));
    }
    if !row.is_gone && controls::icon_button(ui, ICON_OPEN_IN_NEW, &open).clicked() {
        out.push(Msg::Library(LibraryMsg::Open(row.path.clone())));
    }
}

/// Whether something is to be forgotten.
pub(in crate::ui) fn forget_ui(ui: &mut Ui, what: &Forget, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("library-forget-title"), out);
    controls::body(
        ui,
        match what {
            Forget::File(path) => {
                tr!("library-forget-file-text", path = crate::locale::elide(&path.to_string_lossy(), 160))
            }
            Forget::All => tr!("library-forget-all-text"),
        },
    );
    controls::muted(ui, tr!("library-forget-text"));
    controls::dialog_buttons(ui, |ui| {
        if controls::danger(ui, &tr!("library-forget-do")).clicked() {
            out.push(Msg::Library(LibraryMsg::Forget));
        }
        dialogs::cancel_ui(ui, out);
    });
}

/// That remembered files are looked at again, with a way to stop it.
pub(in crate::ui) fn rechecking_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    if state.library.rechecking.is_empty() {
        return;
    }
    controls::tinted(ui, theme::Tone::Info, |ui| {
        controls::body(ui, tr!("library-rechecking"));
        if state.library.is_stopping {
            controls::muted(ui, tr!("library-recheck-stopping"));
        } else if controls::plain_button(ui, &tr!("library-recheck-stop")).clicked() {
            out.push(Msg::Library(LibraryMsg::StopRecheck));
        }
    });
}

/// What the last change of trust changed, on the page where it was made.
pub(in crate::ui) fn trust_effect_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    rechecking_ui(ui, state, out);
    let Some(effect) = &state.library.trust_effect else { return };
    controls::tinted(ui, theme::Tone::Info, |ui| {
        controls::body(ui, &effect.sentence);
        ui.horizontal(|ui| {
            if effect.changed > 0 && controls::plain_button(ui, &tr!("library-show-which")).clicked() {
                out.push(Msg::Library(LibraryMsg::ShowChanged));
            }
            if controls::plain_button(ui, &tr!("dismiss")).clicked() {
                out.push(Msg::Library(LibraryMsg::DismissChanged));
            }
        });
    });
}
