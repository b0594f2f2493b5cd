//! The dialog of a re-sign campaign: folder, count, where to, progress, and the reconciliation.

use egui::{Label, RichText, ScrollArea, Ui};
use egui_material_icons::icons::*;

use crate::locale;
use crate::state::campaign::{CampaignDialog, CampaignMsg, CampaignPlace, Pass, Phase, Step, Sum};
use crate::state::{Msg, State};
use crate::tr;

use crate::ui::content::{Pair, campaign};
use crate::ui::controls::{self, FolderAsk};
use crate::ui::dialogs;
use crate::ui::signing::sign_ui;
use crate::ui::theme::{self, Tone};

/// The dialog in whatever situation it is.
pub(in crate::ui) fn dialog_ui(ui: &mut Ui, dialog: &CampaignDialog, state: &State, out: &mut Vec<Msg>) {
    let card = state.identities.find(&dialog.old);
    let name = card.map(|card| locale::elide(&card.name, 60)).unwrap_or_default();
    match &dialog.phase {
        Phase::Signing { step, is_stopping, .. } => return signing_ui(ui, *step, *is_stopping, out),
        Phase::Finished(sum) => return finished_ui(ui, sum, out),
        Phase::Choosing | Phase::Counting(..) | Phase::Counted(_) | Phase::Failed(_) => {}
    }
    dialogs::heading_ui(ui, &tr!("campaign-title", name = name), out);
    controls::body(ui, tr!("campaign-text"));
    folder_row_ui(ui, dialog, out);
    match &dialog.phase {
        Phase::Counting(_, step) => {
            progress_ui(ui, *step);
            controls::dialog_buttons(ui, |ui| {
                if controls::plain_button(ui, &tr!("sign-stop")).clicked() {
                    out.push(Msg::Campaign(CampaignMsg::Stop));
                }
            });
        }
        Phase::Counted(sum) => counted_ui(ui, dialog, sum, out),
        Phase::Failed(problem) => {
            controls::problem_card(ui, problem);
            controls::dialog_buttons(ui, |ui| dialogs::cancel_ui(ui, out));
        }
        _ => controls::dialog_buttons(ui, |ui| dialogs::cancel_ui(ui, out)),
    }
}

fn folder_row_ui(ui: &mut Ui, dialog: &CampaignDialog, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        let choose = tr!("campaign-choose-folder");
        let pressed = match &dialog.folder {
            None => controls::primary(ui, Some(ICON_FOLDER_OPEN), &choose, true).clicked(),
            Some(_) => controls::button(ui, ICON_FOLDER_OPEN, &choose).clicked(),
        };
        if pressed {
            out.push(Msg::Campaign(CampaignMsg::ChooseFolder));
        }
        let folder = dialog.folder.as_ref().map(|folder| locale::elide(&folder.to_string_lossy(), 80));
        let p = controls::palette(ui);
        let words = folder.unwrap_or_else(|| tr!("campaign-no-folder"));
        ui.add(Label::new(RichText::new(words).color(p.muted)).truncate());
    });
}

fn progress_ui(ui: &mut Ui, step: Step) {
    let key = match step.pass {
        Pass::Looking => "campaign-looking",
        Pass::Signing => "campaign-signing",
    };
    sign_ui::progress_ui(ui, step.done, step.all, key);
}

fn counted_ui(ui: &mut Ui, dialog: &CampaignDialog, sum: &Sum, out: &mut Vec<Msg>) {
    table_ui(ui, &campaign::counted(sum));
    failures_ui(ui, sum, 150.0);
    if sum.verified == 0 {
        let mark = if sum.is_over() { (ICON_CHECK_CIRCLE, Tone::Ok) } else { (ICON_INFO, Tone::Info) };
        controls::mark_line(ui, &mark, &tr!("campaign-nothing"));
    } else {
        controls::section(ui, &tr!("campaign-where"));
        place_ui(ui, dialog, out);
    }
    controls::dialog_buttons(ui, |ui| {
        let name = tr!("campaign-do", files = sum.verified);
        if sum.verified > 0 && controls::primary(ui, Some(ICON_DRAW), &name, dialog.ready().is_some()).clicked() {
            out.push(Msg::Campaign(CampaignMsg::Start));
        }
        dialogs::cancel_ui(ui, out);
        if sum.verified > 0 && dialog.ready().is_none() {
            controls::muted(ui, tr!("campaign-needs-folder"));
        }
    });
}

fn place_ui(ui: &mut Ui, dialog: &CampaignDialog, out: &mut Vec<Msg>) {
    let name = match &dialog.target {
        Some(folder) => tr!("campaign-copies-in", folder = locale::elide(&folder.to_string_lossy(), 60)),
        None => tr!("campaign-copies"),
    };
    match controls::folder_place(ui, dialog.place == CampaignPlace::Copies, name) {
        Some(FolderAsk::Take) => out.push(Msg::Campaign(CampaignMsg::Place(CampaignPlace::Copies))),
        Some(FolderAsk::Choose) => out.push(Msg::Campaign(CampaignMsg::ChooseTarget)),
        None => {}
    }
    if controls::radio(ui, dialog.place == CampaignPlace::Themselves, tr!("campaign-themselves")).clicked() {
        out.push(Msg::Campaign(CampaignMsg::Place(CampaignPlace::Themselves)));
    }
    if dialog.place == CampaignPlace::Themselves {
        controls::muted(ui, tr!("campaign-themselves-text"));
    }
}

fn signing_ui(ui: &mut Ui, step: Step, is_stopping: bool, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("campaign-running"));
    progress_ui(ui, step);
    controls::dialog_buttons(ui, |ui| {
        if is_stopping {
            controls::muted(ui, tr!("stamps-stopping"));
        } else if controls::plain_button(ui, &tr!("sign-stop")).clicked() {
            out.push(Msg::Campaign(CampaignMsg::Stop));
        }
    });
}

fn finished_ui(ui: &mut Ui, sum: &Sum, out: &mut Vec<Msg>) {
    let title = if sum.is_stopped { tr!("campaign-stopped") } else { tr!("campaign-finished") };
    dialogs::heading_ui(ui, &title, out);
    let (mark, words) = if sum.is_over() {
        ((ICON_CHECK_CIRCLE, Tone::Ok), tr!("resign-over"))
    } else {
        ((ICON_PENDING, Tone::Warn), tr!("campaign-not-over"))
    };
    controls::mark_line(ui, &mark, &words);
    table_ui(ui, &campaign::finished(sum));
    failures_ui(ui, sum, 260.0);
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &tr!("close"), true).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

/// Words at the left, counts at the right.
fn table_ui(ui: &mut Ui, rows: &[Pair]) {
    controls::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for row in rows {
            ui.horizontal(|ui| {
                ui.label(&row.label);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(RichText::new(&row.value).font(theme::semibold(theme::BODY)));
                });
            });
        }
    });
}

/// What stands in the way, each with its file.
fn failures_ui(ui: &mut Ui, sum: &Sum, most: f32) {
    if sum.failures.is_empty() {
        return;
    }
    const ROWS: usize = 200;
    controls::section(ui, &tr!("campaign-failures", count = sum.failures.len()));
    let height = (ui.ctx().content_rect().height() - 440.0).clamp(80.0, most);
    ScrollArea::vertical().id_salt("campaign-failures").max_height(height).min_scrolled_height(height).show(ui, |ui| {
        ui.set_width((ui.available_width() - 10.0).max(160.0));
        for (index, (path, problem)) in sum.failures.iter().take(ROWS).enumerate() {
            controls::muted(ui, locale::elide(&path.to_string_lossy(), 160));
            // Several files may have the same problem.
            ui.push_id(index, |ui| controls::problem_card(ui, problem));
        }
        if sum.failures.len() > ROWS {
            controls::muted(ui, tr!("and-more", count = sum.failures.len() - ROWS));
        }
    });
}
