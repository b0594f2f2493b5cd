//! The dialog of the watch on a folder: its folders, and while it goes on, what came of each file.

use egui::accesskit::Role;
use egui::{Label, RichText, ScrollArea, Ui};
use egui_material_icons::icons::*;

use crate::locale;
use crate::state::sign::Fault;
use crate::state::watch::{WatchFolder, WatchMsg, WatchOutcome, WatchProgress, WatchRow, WatchRun};
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::content::recording::file_name;
use crate::ui::icon::Mark;
use crate::ui::signing::sign_form_ui::{signer_ui, stamp_ui};
use crate::ui::signing::sign_ui::{self, notes_ui};
use crate::ui::theme::Tone;
use crate::ui::{controls, dialogs};

/// Rows on screen; the rest is counted.
const ROWS: usize = 100;

/// The dialog, whether a watch goes on or not.
pub(in crate::ui) fn dialog_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    match &state.watching.run {
        None => form_ui(ui, state, out),
        Some(run) => run_ui(ui, run, out),
    }
}

/// In the status bar while a watch goes on: how far it is, and the way to its dialog.
pub(in crate::ui) fn status_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    if let Some(run) = state.watching.going()
        && controls::plain_button(ui, &tr!("watch-status", recorded = run.recorded)).clicked()
    {
        out.push(Msg::Watch(WatchMsg::Open));
    }
}

fn form_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("watch-title"), out);
    controls::body(ui, tr!("watch-text"));
    let folders = &state.settings.watch;
    for folder in WatchFolder::ALL {
        let name = tr!(&format!("watch-folder-{}", folder.key()));
        controls::field_label(ui, &name);
        ui.horizontal(|ui| {
            let choose = controls::plain_button(ui, &tr!("watch-folder-choose"));
            let spoken = tr!("watch-folder-choose-named", name = name.clone());
            if controls::named(choose, Role::Button, &spoken).clicked() {
                out.push(Msg::Watch(WatchMsg::Choose(folder)));
            }
            let path = folders.get(folder).map(|path| locale::elide(&path.to_string_lossy(), 70));
            ui.add(Label::new(path.unwrap_or_else(|| tr!("watch-folder-none"))).truncate());
        });
    }
    let mut identity = state.watching.identity.clone();
    signer_ui(ui, &mut identity, state);
    if identity != state.watching.identity {
        out.push(Msg::Watch(WatchMsg::Identity(identity.clone())));
    }
    let mut stamp = state.watching.stamp.clone();
    let faults: Vec<Fault> = stamp.is_wrong().then_some(Fault::StampAddress).into_iter().collect();
    stamp_ui(ui, &mut stamp, &faults, state);
    if stamp != state.watching.stamp {
        out.push(Msg::Watch(WatchMsg::Stamp(stamp)));
    }
    controls::muted(ui, tr!("watch-never-writes"));
    let has_all = WatchFolder::ALL.into_iter().all(|folder| folders.get(folder).is_some());
    controls::dialog_buttons(ui, |ui| {
        let is_ready = has_all && identity.is_some() && faults.is_empty();
        let go = controls::primary(ui, Some(ICON_VISIBILITY), &tr!("watch-start"), is_ready);
        if go.clicked() {
            out.push(Msg::Watch(WatchMsg::Start));
        }
        dialogs::cancel_ui(ui, out);
        if !has_all {
            controls::muted(ui, tr!("watch-missing"));
        }
    });
}

fn run_ui(ui: &mut Ui, run: &WatchRun, out: &mut Vec<Msg>) {
    let title = match run.progress {
        WatchProgress::Ended => tr!("watch-ended"),
        _ => tr!("watch-running", folder = file_name(&run.watched)),
    };
    dialogs::heading_ui(ui, &title, out);
    if run.progress == WatchProgress::Going {
        controls::muted(ui, tr!("watch-running-text"));
    }
    if let Some(authority) = &run.timestamp {
        controls::muted(ui, tr!("watch-stamps", host = locale::answers::host(authority)));
    }
    if let Some(problem) = &run.problem {
        controls::problem_card(ui, problem);
    }
    controls::strong_small(ui, &tr!("watch-tally", recorded = run.recorded, left = run.left()));
    let height = (ui.ctx().content_rect().height() - 320.0).clamp(100.0, 420.0);
    ScrollArea::vertical().id_salt("watch-rows").max_height(height).min_scrolled_height(height).show(ui, |ui| {
        ui.set_width(ui.available_width());
        if run.rows.is_empty() {
            controls::muted(ui, tr!("watch-empty"));
        }
        for (index, row) in run.rows.iter().take(ROWS).enumerate() {
            ui.push_id(index, |ui| row_ui(ui, row));
        }
        if run.rows.len() > ROWS {
            controls::muted(ui, tr!("and-more", count = run.rows.len() - ROWS));
        }
    });
    controls::dialog_buttons(ui, |ui| {
        match run.progress {
            WatchProgress::Going => {
                if controls::plain_button(ui, &tr!("watch-stop")).clicked() {
                    out.push(Msg::Watch(WatchMsg::Stop));
                }
            }
            WatchProgress::Stopping => {
                controls::muted(ui, tr!("watch-stopping"));
            }
            WatchProgress::Ended => {
                if controls::plain_button(ui, &tr!("watch-again")).clicked() {
                    out.push(Msg::Watch(WatchMsg::Again));
                }
            }
        }
        if run.recorded > 0 && controls::plain_button(ui, &tr!("watch-show")).clicked() {
            out.push(Msg::Watch(WatchMsg::ShowCopies));
        }
        if controls::plain_button(ui, &tr!("close")).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

fn row_ui(ui: &mut Ui, row: &WatchRow) {
    let (mark, name, word): (Mark, String, String) = match &row.outcome {
        WatchOutcome::Recorded { source, target, report } => {
            let key = if sign_ui::is_stamped(report) { "watch-row-stamped" } else { "watch-row-recorded" };
            let word = tr!(key, source = file_name(source));
            ((ICON_CHECK_CIRCLE, Tone::Ok), file_name(target), word)
        }
        WatchOutcome::Left(_) => ((ICON_ERROR, Tone::Warn), file_name(&row.edited), tr!("watch-row-left")),
    };
    let color = controls::palette(ui).tone(mark.1);
    ui.horizontal(|ui| {
        controls::icon(ui, mark.0, 18.0, color);
        ui.label(RichText::new(name));
        ui.add(Label::new(RichText::new(word).color(color)).truncate());
    });
    match &row.outcome {
        WatchOutcome::Left(problem) => {
            controls::problem_card(ui, problem);
        }
        // Such as why there is no time stamp.
        WatchOutcome::Recorded { report, .. } => notes_ui(ui, report),
    }
}
