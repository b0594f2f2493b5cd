//! The Redact page: left what shall go, right what the file on screen holds. The results follow on the same page.

use egui::accesskit::Role;
use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Ui, WidgetInfo, vec2};
use egui_material_icons::icons::*;

use crate::locale;
use crate::provenance::redaction::{Group, Mode, Policy};
use crate::state::redaction::{Look, Redaction, RedactionMsg, Stage};
use crate::state::settings::Place;
use crate::state::sign::Fault;
use crate::state::{Msg, State};
use crate::tr;

use super::{history_ui, results_ui, signing_ui};
use crate::ui::content::redaction as content;
use crate::ui::controls::{self, FolderAsk};
use crate::ui::pages::settings_ui::fault_words;
use crate::ui::theme::{self, Tone};

/// Widest that the fields are shown.
const FIELDS_WIDTH: f32 = 1100.0;
/// Fields of a group that are painted.
const ROWS: usize = 250;

/// The page in whatever stage it is.
pub(in crate::ui) fn page_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    let Some(page) = &state.redaction else { return };
    let p = controls::palette(ui);
    let ground = Frame::new().fill(p.bg);
    if page.stage != Stage::Choosing {
        let frame = ground.inner_margin(Margin::symmetric(24, 16));
        egui::CentralPanel::default().frame(frame).show(ui, |ui| results_ui::results_ui(ui, page, out));
        return;
    }
    let width = (ui.available_width() * 0.3).clamp(270.0, 400.0);
    Panel::left("redaction")
        .exact_size(width)
        .resizable(false)
        .frame(ground.inner_margin(Margin { left: 16, right: 8, top: 12, bottom: 12 }))
        .show(ui, |ui| choices_ui(ui, page, state, out));
    let frame = Frame::new().fill(p.surface).inner_margin(Margin { left: 18, right: 6, top: 12, bottom: 0 });
    egui::CentralPanel::default().frame(frame).show(ui, |ui| holds_ui(ui, page, state, out));
}

/// Sends what the person did on the page.
pub(in crate::ui) fn say(out: &mut Vec<Msg>, msg: RedactionMsg) {
    out.push(Msg::Redaction(msg));
}

fn choices_ui(ui: &mut Ui, page: &Redaction, state: &State, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        if controls::button(ui, ICON_ARROW_BACK, &tr!("redact-back")).clicked() {
            say(out, RedactionMsg::Close);
        }
    });
    ui.add_space(4.0);
    controls::title(ui, &tr!("redact-title", files = page.files.len()));
    let below = if why_not(page).is_some() { 84.0 } else { 44.0 };
    let height = (ui.available_height() - below).max(120.0);
    ScrollArea::vertical().id_salt("redaction-choices").auto_shrink(false).max_height(height).show(ui, |ui| {
        ui.set_width((ui.available_width() - 10.0).max(160.0));
        ui.spacing_mut().item_spacing.y = 8.0;
        if let Some(problem) = &page.problem {
            controls::problem_card(ui, problem);
        }
        history_ui::scope_ui(ui, page, state, out);
        preset_ui(ui, page, out);
        place_ui(ui, page, out);
        signing_ui::options_ui(ui, page, state, out);
        if !page.is_history() {
            warnings_ui(ui, page);
        }
    });
    ui.add_space(6.0);
    if let Some(why) = why_not(page) {
        controls::muted(ui, why);
    }
    let name = tr!("redact-do", files = page.ready());
    if controls::primary(ui, Some(ICON_CONTENT_CUT), &name, page.may_start()).clicked() {
        say(out, RedactionMsg::Start);
    }
}

/// What keeps the batch from starting.
fn why_not(page: &Redaction) -> Option<String> {
    if !page.drops_something() {
        Some(tr!(if page.is_history() { "redact-why-history-choice" } else { "redact-why-nothing" }))
    } else if page.lacks_signer() {
        Some(tr!(if page.is_history() { "redact-why-history-signer" } else { "redact-why-evidence" }))
    } else if page.lacks_consent() {
        Some(tr!("redact-why-consent"))
    } else if page.lacks_authority() {
        Some(fault_words(Fault::StampAddress))
    } else if page.place == Place::Folder && page.folder.is_none() {
        Some(tr!("redact-why-folder"))
    } else if page.ready() == 0 && page.is_history() && page.unfit() < page.files.len() {
        Some(tr!("redact-why-history-nothing"))
    } else if page.ready() == 0 {
        Some(tr!("redact-why-no-file"))
    } else {
        None
    }
}

fn preset_ui(ui: &mut Ui, page: &Redaction, out: &mut Vec<Msg>) {
    let wide = ui.available_width();
    controls::choice(ui, &tr!("redact-preset"), &content::preset_name(&page.preset), wide, |ui| {
        // What is left of a history leads to the source, so the one preset says nothing about a history alone.
        let offered = |policy: &Policy| !page.is_history() || policy.mode == Mode::InPlace;
        for policy in Policy::presets().into_iter().filter(offered) {
            if ui.selectable_label(page.preset.name == policy.name, content::preset_name(&policy)).clicked() {
                say(out, RedactionMsg::Preset(Box::new(policy)));
            }
        }
    });
    if page.is_changed() {
        controls::strong_small(ui, &tr!("redact-preset-changed"));
        controls::muted(ui, content::preset_text(&page.policy));
    } else {
        controls::muted(ui, content::preset_text(&page.preset));
    }
    ui.horizontal_wrapped(|ui| {
        if controls::button(ui, ICON_FILE_OPEN, &tr!("redact-preset-load")).clicked() {
            say(out, RedactionMsg::LoadPreset);
        }
        if controls::button(ui, ICON_SAVE, &tr!("redact-preset-save")).clicked() {
            say(out, RedactionMsg::SavePreset);
        }
    });
}

fn place_ui(ui: &mut Ui, page: &Redaction, out: &mut Vec<Msg>) {
    ui.separator();
    controls::section(ui, &tr!("redact-where"));
    if controls::radio(ui, page.place == Place::Beside, tr!("place-beside")).clicked() {
        say(out, RedactionMsg::Place(Place::Beside));
    }
    match controls::folder_choice(ui, page.place == Place::Folder, page.folder.as_deref(), 40) {
        Some(FolderAsk::Take) => say(out, RedactionMsg::Place(Place::Folder)),
        Some(FolderAsk::Choose) => say(out, RedactionMsg::ChooseFolder),
        None => {}
    }
    let key = if page.policy.mode == Mode::Rebuild { "redact-name-neutral" } else { "redact-name-kept" };
    controls::muted(ui, tr!(key));
}

fn warnings_ui(ui: &mut Ui, page: &Redaction) {
    ui.separator();
    let protects = page.policy.mode == Mode::Rebuild;
    let tone = if protects { Tone::Warn } else { Tone::Info };
    controls::tinted(ui, tone, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        controls::strong(ui, tr!("redact-warn-title"));
        if protects {
            controls::body(ui, tr!("redact-warn-signing"));
        }
        controls::body(ui, tr!("redact-warn-cannot"));
    });
}

/// What the files hold: the sum, then the file on screen.
fn holds_ui(ui: &mut Ui, page: &Redaction, state: &State, out: &mut Vec<Msg>) {
    sum_ui(ui, page);
    if page.files.len() > 1 {
        file_row_ui(ui, page, out);
    } else if let Some(file) = page.current() {
        ui.add(Label::new(RichText::new(locale::elide(&file.name, 120)).font(theme::semibold(15.0))).truncate());
    }
    ui.add_space(4.0);
    ScrollArea::vertical().id_salt(("redaction-fields", page.shown)).auto_shrink(false).show(ui, |ui| {
        ui.set_width((ui.available_width() - 12.0).clamp(160.0, FIELDS_WIDTH));
        ui.spacing_mut().item_spacing.y = 10.0;
        let report = page.current().and_then(|file| state.files.entry(file.file)?.check.report().cloned());
        match (&page.seen, page.current().map(|file| &file.look)) {
            (_, Some(Look::Failed(problem))) => controls::problem_card(ui, problem),
            (Some(seen), _) if page.is_history() => history_ui::holds_ui(ui, page, seen, report.as_deref(), out),
            (Some(seen), _) => {
                let groups = content::groups(page, seen, report.as_deref());
                let packets = content::kept_packets(seen, report.as_deref());
                if groups.is_empty() && packets.is_empty() {
                    controls::muted(ui, tr!("redact-nothing-found"));
                }
                groups.iter().for_each(|group| group_ui(ui, page, group, out));
                packets.iter().for_each(|packet| packet_ui(ui, page, packet, out));
                notes_ui(ui, &seen.notes);
            }
            (None, _) => {
                ui.horizontal(|ui| {
                    ui.add(egui::Spinner::new().size(18.0));
                    controls::muted(ui, tr!("redact-looking"));
                });
            }
        }
        ui.add_space(12.0);
    });
}

fn sum_ui(ui: &mut Ui, page: &Redaction) {
    let (counts, files) = page.sum();
    let unfit = page.unfit();
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        let mut said = Vec::new();
        if files > 0 {
            said.push(tr!("redact-sum", files = files, counts = content::counts(counts)));
        }
        if unfit > 0 {
            said.push(tr!("redact-cannot-count", files = unfit));
        }
        if page.looking.is_some() && files + unfit < page.files.len() {
            said.push(tr!("redact-looking"));
        }
        let text = said.join("  ·  ");
        let response = ui.add(Label::new(RichText::new(&text).font(theme::semibold(theme::BODY))).truncate());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &text));
    });
}

/// Which of several files is on screen.
fn file_row_ui(ui: &mut Ui, page: &Redaction, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let last = page.files.len().saturating_sub(1);
        let step = |ui: &mut Ui, icon, key: &str, enabled: bool| {
            ui.add_enabled_ui(enabled, |ui| controls::icon_button(ui, icon, &tr!(key)).clicked()).inner
        };
        if step(ui, ICON_CHEVRON_LEFT, "redact-file-before", page.shown > 0) {
            say(out, RedactionMsg::Show(page.shown - 1));
        }
        if step(ui, ICON_CHEVRON_RIGHT, "redact-file-next", page.shown < last) {
            say(out, RedactionMsg::Show(page.shown + 1));
        }
        let name = page.current().map(|file| locale::elide(&file.name, 80)).unwrap_or_default();
        let wide = (ui.available_width() - 110.0).clamp(120.0, 520.0);
        let menu = controls::menu("redaction-file", &name).width(wide);
        let shown = menu.show_ui(ui, |ui| {
            controls::menu_rows(ui);
            ui.set_min_width(wide);
            let height = 26.0;
            ScrollArea::vertical().max_height(360.0).show_rows(ui, height, page.files.len(), |ui, range| {
                for index in range {
                    let Some(file) = page.files.get(index) else { continue };
                    let mark = if matches!(file.look, Look::Failed(_)) { "⚠ " } else { "" };
                    let words = format!("{mark}{}", locale::elide(&file.name, 80));
                    if ui.push_id(index, |ui| ui.selectable_label(index == page.shown, words)).inner.clicked() {
                        say(out, RedactionMsg::Show(index));
                    }
                }
            });
        });
        ui.ctx().accesskit_node_builder(shown.response.id, |node| node.set_label(tr!("redact-file")));
        controls::muted(ui, tr!("redact-file-number", number = page.shown + 1, all = page.files.len()));
    });
}

fn group_ui(ui: &mut Ui, page: &Redaction, group: &content::Group, out: &mut Vec<Msg>) {
    let is_folded = page.folded.contains(&group.group);
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal(|ui| {
            let mut goes = group.goes;
            if group.group == Group::Rendering {
                controls::icon(ui, ICON_LOCK, 16.0, controls::palette(ui).muted);
                controls::strong(ui, &group.name);
            } else {
                let spoken = tr!("redact-take-group", group = group.name.clone());
                let switch =
                    ui.add_enabled_ui(group.may_pick, |ui| controls::checkbox(ui, &mut goes, &group.name)).inner;
                switch.widget_info(|| WidgetInfo::selected(Role::CheckBox, group.may_pick, group.goes, &spoken));
                if switch.changed() {
                    say(out, RedactionMsg::Group { group: group.group, goes });
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let (icon, key) = match is_folded {
                    true => (ICON_KEYBOARD_ARROW_RIGHT, "redact-fold-open"),
                    false => (ICON_EXPAND_MORE, "redact-fold-close"),
                };
                if controls::quiet_icon(ui, icon, &tr!(key, group = group.name.clone())).clicked() {
                    say(out, RedactionMsg::Fold(group.group));
                }
                controls::muted(ui, &group.counts);
            });
        });
        controls::muted(ui, &group.says);
        if let Some(together) = &group.together {
            controls::body(ui, together);
        }
        if is_folded {
            return;
        }
        ui.add_space(2.0);
        for (index, row) in group.rows.iter().take(ROWS).enumerate() {
            ui.push_id((group.group.key(), index), |ui| row_ui(ui, group, row, out));
        }
        if group.rows.len() > ROWS {
            controls::muted(ui, tr!("and-more", count = group.rows.len() - ROWS));
        }
    });
}

/// One field: its switch, its value, where it stands, and what becomes of it.
fn row_ui(ui: &mut Ui, group: &content::Group, row: &content::Row, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    let fate = 92.0;
    let room = (ui.available_width() - fate - 26.0).max(120.0);
    let name = (room * 0.42).min(330.0);
    let height = 22.0;
    ui.spacing_mut().interact_size.y = height;
    ui.horizontal(|ui| {
        ui.add_space(18.0);
        controls::cell(ui, vec2(name, height), |ui| {
            if !group.may_pick {
                ui.add(Label::new(&row.name).truncate());
                return;
            }
            let mut goes = row.goes;
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
            let spoken = tr!("redact-take-field", name = row.name.clone(), place = row.place.clone());
            let switch = controls::checkbox(ui, &mut goes, &row.name);
            switch.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, row.goes, &spoken));
            if switch.on_hover_text(&row.name).changed() {
                say(out, RedactionMsg::Field { group: group.group, tag: row.tag.clone(), goes });
            }
        });
        controls::cell(ui, vec2((room - name - 30.0).max(60.0), height), |ui| {
            let value = ui.add(Label::new(RichText::new(&row.value)).truncate());
            value.on_hover_text(format!("{}\n{}", row.value, row.place));
        });
        controls::icon(ui, row.mark.0, 14.0, p.tone(row.mark.1));
        ui.label(RichText::new(&row.word).size(theme::SMALL).color(p.tone(row.mark.1)));
    });
    if !row.inside.is_empty() {
        let frame = Frame::new().inner_margin(Margin { left: 44, right: 0, top: 0, bottom: 4 });
        frame.show(ui, |ui| controls::pairs(ui, &row.inside));
    }
}

/// A packet that stays whole; it goes whole, too.
fn packet_ui(
    ui: &mut Ui,
    page: &Redaction,
    (store, fields): &(String, Vec<crate::ui::content::Pair>),
    out: &mut Vec<Msg>,
) {
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let mut goes = false;
        let words = tr!("redact-packet-stays", store = store.clone());
        let switch = ui.add_enabled_ui(page.may_pick(), |ui| controls::checkbox(ui, &mut goes, words)).inner;
        let spoken = tr!("redact-take-group", group = store.clone());
        switch.widget_info(|| WidgetInfo::selected(Role::CheckBox, page.may_pick(), false, &spoken));
        if switch.changed() {
            // A packet goes with any group that goes.
            let group = page.policy.drop.first().copied().unwrap_or(Group::Text);
            say(out, RedactionMsg::Field { group, tag: store.clone(), goes });
        }
        controls::pairs(ui, fields);
    });
}

fn notes_ui(ui: &mut Ui, notes: &[String]) {
    if notes.is_empty() {
        return;
    }
    controls::section(ui, &tr!("redact-notes"));
    for note in notes {
        controls::body(ui, note);
    }
}
