//! A redaction on its way and what came of each file, with what was proved.

use egui::{Label, RichText, ScrollArea, Ui};
use egui_material_icons::icons::*;

use crate::locale;
use crate::state::Msg;
use crate::state::redaction::{Redaction, RedactionFile, RedactionMsg, RedactionOutcome, Stage};
use crate::tr;

use super::redaction_ui::say;
use crate::ui::content::batch::{self, Standing};
use crate::ui::content::redaction as content;
use crate::ui::controls;
use crate::ui::icon::Mark;
use crate::ui::signing::sign_ui;
use crate::ui::theme::Tone;

/// Widest that results are shown.
const WIDTH: f32 = 860.0;
/// Long batches show their first rows; what failed is always among them.
const ROWS: usize = 300;

/// Progress, then the results.
pub(in crate::ui) fn results_ui(ui: &mut Ui, page: &Redaction, out: &mut Vec<Msg>) {
    let width = ui.available_width().min(WIDTH);
    let rect = egui::Rect::from_min_size(
        ui.max_rect().min + egui::vec2((ui.available_width() - width) / 2.0, 0.0),
        egui::vec2(width, ui.available_height()),
    );
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::top_down(egui::Align::Min)));
    ui.spacing_mut().item_spacing.y = 8.0;
    match page.stage {
        Stage::Running { cancelled, .. } => running_ui(&mut ui, page, cancelled, out),
        Stage::Finished { .. } => finished_ui(&mut ui, page, out),
        Stage::Choosing => {}
    }
}

fn running_ui(ui: &mut Ui, page: &Redaction, cancelled: bool, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("redact-running", files = page.files.len()));
    let (done, all) = (page.done(), page.files.len());
    let text = tr!("redact-progress", done = done, all = all);
    controls::progress_bar(ui, done, all, ui.available_width(), &text);
    ui.horizontal(|ui| {
        if cancelled {
            controls::muted(ui, tr!("redact-stopping"));
        } else if controls::plain_button(ui, &tr!("redact-stop")).clicked() {
            say(out, RedactionMsg::Cancel);
        }
        controls::muted(ui, text);
    });
    rows_ui(ui, page, out);
}

fn finished_ui(ui: &mut Ui, page: &Redaction, out: &mut Vec<Msg>) {
    let copies = page.copies().len();
    let title = match copies {
        0 => tr!("redact-finished-none"),
        all if all == page.files.len() => tr!("redact-finished", files = all),
        some => tr!("redact-finished-some", copies = some, all = page.files.len()),
    };
    controls::title(ui, &title);
    if let Some(problem) = &page.problem {
        controls::problem_card(ui, problem);
    }
    ui.horizontal(|ui| {
        if copies > 0 && controls::primary(ui, Some(ICON_PHOTO_LIBRARY), &tr!("redact-show-copies"), true).clicked() {
            say(out, RedactionMsg::ShowCopies);
        }
        if controls::plain_button(ui, &tr!("redact-again")).clicked() {
            say(out, RedactionMsg::Again);
        }
        if controls::plain_button(ui, &tr!("close")).clicked() {
            say(out, RedactionMsg::Close);
        }
    });
    proved_ui(ui, page);
    rows_ui(ui, page, out);
}

/// What was proved, said once; a row says where a check was not made.
fn proved_ui(ui: &mut Ui, page: &Redaction) {
    let mut any: Vec<&String> = Vec::new();
    let mut notes: Vec<&String> = Vec::new();
    for file in &page.files {
        let Some(RedactionOutcome::Done { proved, notes: own, .. }) = &file.outcome else { continue };
        any.extend(proved.iter().filter(|key| !any.contains(key)).collect::<Vec<_>>());
        for note in own {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    if any.is_empty() {
        return;
    }
    controls::tinted(ui, Tone::Ok, |ui| {
        let p = controls::palette(ui);
        ui.spacing_mut().item_spacing.y = 6.0;
        controls::strong(ui, tr!("redact-proved"));
        for key in any {
            ui.horizontal_top(|ui| {
                controls::icon(ui, ICON_CHECK, 16.0, p.ok);
                controls::body(ui, content::proof_words(key, page.is_history()));
            });
        }
    });
    for note in notes {
        controls::body(ui, note);
    }
}

/// A row for each file, in the order of [`batch::order`].
fn rows_ui(ui: &mut Ui, page: &Redaction, out: &mut Vec<Msg>) {
    let standing = |file: &RedactionFile| match file.outcome {
        Some(RedactionOutcome::Failed(_)) => Standing::Failed,
        Some(RedactionOutcome::Done { .. }) => Standing::Done,
        Some(RedactionOutcome::Cancelled) | None => Standing::Waiting,
    };
    let standings: Vec<Standing> = page.files.iter().map(standing).collect();
    let is_over = matches!(page.stage, Stage::Finished { .. });
    let order = batch::order(&standings, is_over);
    if is_over {
        let copies = page.files.iter().filter_map(|file| match &file.outcome {
            Some(RedactionOutcome::Done { target, .. }) => Some(target.as_path()),
            _ => None,
        });
        sign_ui::where_ui(ui, batch::folder(copies), out);
    } else {
        sign_ui::failed_ui(ui, standings.iter().filter(|one| **one == Standing::Failed).count());
    }
    ScrollArea::vertical().id_salt("redaction-results").auto_shrink(false).show(ui, |ui| {
        ui.set_width((ui.available_width() - 12.0).max(160.0));
        for index in order.iter().take(ROWS) {
            if let Some(file) = page.files.get(*index) {
                ui.push_id(index, |ui| row_ui(ui, file));
            }
        }
        if order.len() > ROWS {
            controls::muted(ui, tr!("and-more", count = order.len() - ROWS));
        }
    });
}

fn row_ui(ui: &mut Ui, file: &RedactionFile) {
    let (mark, word) = words(&file.outcome);
    let name = match &file.outcome {
        Some(RedactionOutcome::Done { target, .. }) => {
            locale::elide(&target.file_name().unwrap_or(target.as_os_str()).to_string_lossy(), 90)
        }
        _ => locale::elide(&file.name, 90),
    };
    ui.horizontal(|ui| {
        let p = controls::palette(ui);
        controls::icon(ui, mark.0, 18.0, p.tone(mark.1));
        let room = (ui.available_width() - 300.0).max(100.0);
        ui.scope(|ui| {
            ui.set_min_width(room);
            ui.set_max_width(room);
            ui.add(Label::new(RichText::new(name)).truncate());
        });
        ui.label(RichText::new(word).color(p.tone(mark.1)));
        if let Some(RedactionOutcome::Done { gone, .. }) = &file.outcome {
            controls::muted(ui, tr!("redact-gone", count = *gone));
        }
    });
    if let Some(RedactionOutcome::Done { is_signed, record, .. }) = &file.outcome {
        let mut lines = Vec::new();
        if *is_signed {
            lines.push(tr!("redact-result-signed"));
        }
        if let Some(record) = record {
            let shown = |path: &std::path::Path| locale::elide(&path.to_string_lossy(), 300);
            lines.push(tr!("redact-result-record", path = shown(&record.public)));
            lines.push(tr!("redact-result-private", path = shown(&record.private)));
        }
        for line in lines {
            ui.horizontal_top(|ui| {
                ui.add_space(26.0);
                controls::muted(ui, line);
            });
        }
    }
    // Not every format is decoded; where the picture was not compared nobody shall believe that it was.
    if let Some(RedactionOutcome::Done { proved, .. }) = &file.outcome
        && !proved.iter().any(|key| key == "picture")
    {
        ui.horizontal_top(|ui| {
            ui.add_space(26.0);
            controls::muted(ui, tr!("redact-not-compared"));
        });
    }
    if let Some(RedactionOutcome::Failed(problem)) = &file.outcome {
        controls::problem_card(ui, problem);
    }
}

fn words(outcome: &Option<RedactionOutcome>) -> (Mark, String) {
    match outcome {
        None => ((ICON_HOURGLASS_EMPTY, Tone::Muted), tr!("redact-waiting")),
        Some(RedactionOutcome::Done { .. }) => ((ICON_CHECK_CIRCLE, Tone::Ok), tr!("redact-done-word")),
        Some(RedactionOutcome::Failed(_)) => ((ICON_ERROR, Tone::Bad), tr!("redact-failed-word")),
        Some(RedactionOutcome::Cancelled) => ((ICON_DO_NOT_DISTURB_ON, Tone::Muted), tr!("redact-cancelled-word")),
    }
}
