//! The Rights dialog: the form, progress, and what came of each file.

use egui::{Label, RichText, ScrollArea, Ui};
use egui_material_icons::icons::*;

use crate::locale;
use crate::state::rights::{RightsDialog, RightsMsg, RightsOutcome, RightsRow, RightsRun};
use crate::state::{Msg, State};
use crate::tr;

use super::{rights_form_ui, sign_ui};
use crate::ui::content::batch::{self, Standing};
use crate::ui::icon::Mark;
use crate::ui::theme::Tone;
use crate::ui::{controls, dialogs};

/// Long batches show their first rows; what failed is always among them.
const ROWS: usize = 300;

/// The dialog in whatever situation it is.
pub(in crate::ui) fn dialog_ui(ui: &mut Ui, dialog: &RightsDialog, state: &State, out: &mut Vec<Msg>) {
    match dialog {
        RightsDialog::Filling(form) => rights_form_ui::form_ui(ui, form, state, out),
        RightsDialog::Running(run) => running_ui(ui, run, out),
        RightsDialog::Finished(run) => finished_ui(ui, run, out),
    }
}

fn running_ui(ui: &mut Ui, run: &RightsRun, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("rights-running", files = run.rows.len()));
    let (done, all) = (run.done(), run.rows.len());
    let text = tr!("redact-progress", done = done, all = all);
    controls::progress_bar(ui, done, all, ui.available_width(), &text);
    controls::muted(ui, text);
    rows_ui(ui, run, false, out);
    controls::dialog_buttons(ui, |ui| {
        if run.cancelled {
            controls::muted(ui, tr!("redact-stopping"));
        } else if controls::plain_button(ui, &tr!("redact-stop")).clicked() {
            out.push(Msg::Rights(RightsMsg::Cancel));
        }
    });
}

fn finished_ui(ui: &mut Ui, run: &RightsRun, out: &mut Vec<Msg>) {
    let copies = run.copies().len();
    let title = match copies {
        0 => tr!("rights-finished-none"),
        all if all == run.rows.len() => tr!("rights-finished", files = all),
        some => tr!("rights-finished-some", copies = some, all = run.rows.len()),
    };
    dialogs::heading_ui(ui, &title, out);
    if let Some(problem) = &run.problem {
        controls::problem_card(ui, problem);
    }
    rows_ui(ui, run, true, out);
    controls::dialog_buttons(ui, |ui| {
        if copies > 0 && controls::primary(ui, None, &tr!("redact-show-copies"), true).clicked() {
            out.push(Msg::Rights(RightsMsg::ShowCopies));
        }
        if controls::plain_button(ui, &tr!("close")).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

fn rows_ui(ui: &mut Ui, run: &RightsRun, over: bool, out: &mut Vec<Msg>) {
    let height = (ui.ctx().content_rect().height() - 300.0).clamp(120.0, 420.0);
    let standing = |row: &RightsRow| match row.outcome {
        Some(RightsOutcome::Failed(_)) => Standing::Failed,
        Some(RightsOutcome::Done { .. }) => Standing::Done,
        Some(RightsOutcome::Cancelled) | None => Standing::Waiting,
    };
    let standings: Vec<Standing> = run.rows.iter().map(standing).collect();
    let order = batch::order(&standings, over);
    if over {
        sign_ui::where_ui(ui, batch::folder(run.copies().iter().map(|copy| copy.as_path())), out);
    } else {
        sign_ui::failed_ui(ui, standings.iter().filter(|one| **one == Standing::Failed).count());
    }
    ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
        ui.set_width(ui.available_width());
        for index in order.iter().take(ROWS) {
            if let Some(row) = run.rows.get(*index) {
                ui.push_id(index, |ui| row_ui(ui, row));
            }
        }
        if order.len() > ROWS {
            controls::muted(ui, tr!("and-more", count = order.len() - ROWS));
        }
    });
}

fn row_ui(ui: &mut Ui, row: &RightsRow) {
    let (mark, word): (Mark, String) = match &row.outcome {
        None => ((ICON_HOURGLASS_EMPTY, Tone::Muted), tr!("redact-waiting")),
        Some(RightsOutcome::Done { stores, .. }) => {
            ((ICON_CHECK_CIRCLE, Tone::Ok), tr!("rights-done-word", stores = stores.join(" · ")))
        }
        Some(RightsOutcome::Failed(_)) => ((ICON_ERROR, Tone::Bad), tr!("redact-failed-word")),
        Some(RightsOutcome::Cancelled) => ((ICON_DO_NOT_DISTURB_ON, Tone::Muted), tr!("redact-cancelled-word")),
    };
    let path = match &row.outcome {
        Some(RightsOutcome::Done { target, .. }) => target,
        _ => &row.source,
    };
    let name = locale::elide(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy(), 90);
    ui.horizontal(|ui| {
        let p = controls::palette(ui);
        controls::icon(ui, mark.0, 18.0, p.tone(mark.1));
        let room = (ui.available_width() - 260.0).max(100.0);
        ui.scope(|ui| {
            ui.set_min_width(room);
            ui.set_max_width(room);
            ui.add(Label::new(RichText::new(name)).truncate());
        });
        ui.label(RichText::new(word).color(p.tone(mark.1)));
    });
    if let Some(RightsOutcome::Failed(problem)) = &row.outcome {
        controls::problem_card(ui, problem);
    }
}
