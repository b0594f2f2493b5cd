//! The Redact page where only details of the signed history go: which, and what a reader can still learn.

use egui::accesskit::Role;
use egui::{Frame, Label, Margin, RichText, Ui, WidgetInfo, vec2};

use crate::provenance::report::Report;
use crate::state::redaction::{Redaction, RedactionMsg, Scope, Seen};
use crate::state::{Msg, State};
use crate::tr;

use super::redaction_ui::say;
use crate::ui::content::redaction as names;
use crate::ui::content::redaction_history::{self as content, Detail, Step};
use crate::ui::controls;
use crate::ui::theme::{self, Tone};

/// Room that the name of a subject needs.
const SUBJECT_WIDTH: f32 = 300.0;
/// Details of a step that are painted.
const ROWS: usize = 250;

/// What the copies lose; offered where a chosen file may have a signed history.
pub(super) fn scope_ui(ui: &mut Ui, page: &Redaction, state: &State, out: &mut Vec<Msg>) {
    let report = |file| state.files.entry(file).and_then(|entry| entry.check.report());
    let may_be_signed = |file| report(file).is_none_or(|report| report.manifest_store.is_some());
    if !page.is_history() && !page.files.iter().any(|file| may_be_signed(file.file)) {
        return;
    }
    controls::section(ui, &tr!("redact-scope"));
    for (scope, key) in [(Scope::File, "redact-scope-file"), (Scope::History, "redact-scope-history")] {
        if controls::radio(ui, page.scope == scope, tr!(key)).clicked() {
            say(out, RedactionMsg::Scope(scope));
        }
    }
    let key = if page.is_history() { "redact-scope-history-text" } else { "redact-scope-file-text" };
    controls::muted(ui, tr!(key));
}

/// What the history of the file on screen holds.
pub(super) fn holds_ui(ui: &mut Ui, page: &Redaction, seen: &Seen, report: Option<&Report>, out: &mut Vec<Msg>) {
    learned_ui(ui, seen);
    subjects_ui(ui, page, out);
    for (index, step) in content::steps(seen, report).iter().enumerate() {
        ui.push_id(index, |ui| step_ui(ui, step, out));
    }
}

/// What a reader of the copy can still learn; said before anything is written.
fn learned_ui(ui: &mut Ui, seen: &Seen) {
    if seen.notes.is_empty() {
        return;
    }
    controls::tinted(ui, Tone::Info, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        controls::strong(ui, tr!("redact-history-learned"));
        for note in &seen.notes {
            controls::body(ui, note);
        }
    });
}

fn subjects_ui(ui: &mut Ui, page: &Redaction, out: &mut Vec<Msg>) {
    controls::card(ui, |ui| {
        controls::strong(ui, tr!("redact-history-subjects"));
        controls::muted(ui, tr!("redact-history-subjects-text"));
        let columns = ((ui.available_width() / SUBJECT_WIDTH) as usize).clamp(1, 4);
        let width = ui.available_width() / columns as f32 - 12.0;
        egui::Grid::new("redaction-subjects").num_columns(columns).spacing([12.0, 2.0]).show(ui, |ui| {
            for (index, (group, is_on)) in content::subjects(page).into_iter().enumerate() {
                let (mut goes, name) = (is_on, names::name(group));
                let spoken = tr!("redact-take-group", group = name.clone());
                ui.scope(|ui| {
                    ui.set_width(width);
                    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                    let switch = controls::checkbox(ui, &mut goes, &name);
                    switch.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_on, &spoken));
                    if switch.on_hover_text(&name).changed() {
                        say(out, RedactionMsg::Group { group, goes });
                    }
                });
                if index % columns == columns - 1 {
                    ui.end_row();
                }
            }
        });
    });
}

fn step_ui(ui: &mut Ui, step: &Step, out: &mut Vec<Msg>) {
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        controls::strong(ui, &step.name);
        for (index, detail) in step.details.iter().take(ROWS).enumerate() {
            ui.push_id(index, |ui| detail_ui(ui, step, detail, out));
        }
        if step.details.len() > ROWS {
            controls::muted(ui, tr!("and-more", count = step.details.len() - ROWS));
        }
    });
}

/// One detail: its switch, where it stands, and what becomes of it.
fn detail_ui(ui: &mut Ui, step: &Step, detail: &Detail, out: &mut Vec<Msg>) {
    let p = controls::palette(ui);
    let room = (ui.available_width() - 110.0).max(120.0);
    let name = (room * 0.45).min(330.0);
    let height = 22.0;
    ui.spacing_mut().interact_size.y = height;
    ui.horizontal(|ui| {
        controls::cell(ui, vec2(name, height), |ui| {
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
            if !detail.may_pick {
                ui.add_space(26.0);
                ui.add(Label::new(&detail.name).truncate());
                return;
            }
            let mut goes = detail.goes;
            let what = format!("{} ({})", detail.name, detail.label);
            let spoken = tr!("redact-take-field", name = crate::locale::elide(&what, 120), place = step.name.clone());
            let switch = controls::checkbox(ui, &mut goes, &detail.name);
            switch.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, detail.goes, &spoken));
            if switch.changed() {
                say(out, RedactionMsg::Detail { label: detail.label.clone(), goes });
            }
        });
        controls::cell(ui, vec2((room - name).max(60.0), height), |ui| {
            let place = RichText::new(&detail.place).size(theme::SMALL).color(p.muted);
            ui.add(Label::new(place).truncate()).on_hover_text(&detail.place);
        });
        controls::icon(ui, detail.mark.0, 14.0, p.tone(detail.mark.1));
        ui.label(RichText::new(&detail.word).size(theme::SMALL).color(p.tone(detail.mark.1)));
    });
    if let Some(guess) = &detail.guess {
        let frame = Frame::new().inner_margin(Margin { left: 26, right: 0, top: 0, bottom: 2 });
        frame.show(ui, |ui| controls::muted(ui, guess));
    }
}
