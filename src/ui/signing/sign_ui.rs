//! The Sign dialog: the first name, the form with its preview, progress, and what came of each file.

use egui::accesskit::Role;
use egui::{Label, RichText, ScrollArea, Ui};
use egui_material_icons::icons::*;
use jiff::tz::TimeZone;

use crate::locale;
use crate::provenance::report::{Report, TimeState};
use crate::state::identities::IdentityForm;
use crate::state::inspector::InspectorMsg;
use crate::state::msg::SignOutcome;
use crate::state::sign::{SignDialog, SignMsg, SignRow, SignRun};
use crate::state::{Msg, State};
use crate::tr;

use super::sign_form_ui;
use crate::ui::content::batch::{self, Standing};
use crate::ui::icon::{self, Mark};
use crate::ui::identities::identities_ui;
use crate::ui::theme::Tone;
use crate::ui::when;
use crate::ui::{controls, dialogs};

/// The dialog in whatever situation it is.
pub(in crate::ui) fn dialog_ui(ui: &mut Ui, fresh: bool, dialog: &SignDialog, state: &State, out: &mut Vec<Msg>) {
    match dialog {
        SignDialog::FirstIdentity { identity, .. } => first_ui(ui, fresh, identity, out),
        SignDialog::Filling(form) => sign_form_ui::form_ui(ui, form, state, out),
        SignDialog::Running { run, .. } => running_ui(ui, run, state, out),
        SignDialog::Finished { run, .. } => finished_ui(ui, run, state, out),
    }
}

/// One field and one button.
fn first_ui(ui: &mut Ui, fresh: bool, identity: &IdentityForm, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("first-identity-title"), out);
    controls::body(ui, tr!("first-identity-text"));
    let mut draft = identity.clone();
    let edited = |form: IdentityForm| Msg::Sign(SignMsg::NewIdentity(form));
    let entered = identities_ui::name_field_ui(ui, fresh, &mut draft, edited, out);
    identities_ui::progress_ui(ui, &draft);
    let enabled = draft.is_complete();
    controls::dialog_buttons(ui, |ui| {
        let go = controls::primary(ui, None, &tr!("first-identity-do"), enabled);
        if go.clicked() || (entered && enabled) {
            out.push(Msg::Sign(SignMsg::CreateIdentity));
        }
        dialogs::cancel_ui(ui, out);
    });
}

fn running_ui(ui: &mut Ui, run: &SignRun, state: &State, out: &mut Vec<Msg>) {
    controls::title(ui, &tr!("sign-running", files = run.rows.len()));
    progress_ui(ui, run.done(), run.rows.len(), "sign-progress");
    results_ui(ui, run, None, &state.zone, out);
    controls::dialog_buttons(ui, |ui| {
        if run.cancelled {
            controls::muted(ui, tr!("sign-stopping"));
        } else if controls::plain_button(ui, &tr!("sign-stop")).clicked() {
            out.push(Msg::Sign(SignMsg::Cancel));
        }
    });
}

/// A bar, and the same in words.
pub(in crate::ui) fn progress_ui(ui: &mut Ui, done: usize, all: usize, key: &str) {
    let text = tr!(key, done = done, all = all);
    controls::progress_bar(ui, done, all, ui.available_width(), &text);
    controls::muted(ui, text);
}

fn finished_ui(ui: &mut Ui, run: &SignRun, state: &State, out: &mut Vec<Msg>) {
    let signed = run.signed().count();
    let title = match run.failed() {
        0 if signed == run.rows.len() => tr!("sign-finished", files = signed),
        _ => tr!("sign-finished-some", signed = signed, all = run.rows.len()),
    };
    dialogs::heading_ui(ui, &title, out);
    if let Some(problem) = &run.problem {
        controls::problem_card(ui, problem);
    }
    results_ui(ui, run, Some(&|index| Msg::Sign(SignMsg::Show { index })), &state.zone, out);
    controls::dialog_buttons(ui, |ui| {
        if signed > 0 && controls::primary(ui, None, &tr!("sign-show-all"), true).clicked() {
            out.push(Msg::Sign(SignMsg::ShowAll));
        }
        let left = run.rows.len() - signed;
        if left > 0 {
            let name = tr!("sign-rest", files = left);
            if (signed == 0 && controls::primary(ui, None, &name, true).clicked())
                || (signed > 0 && controls::plain_button(ui, &name).clicked())
            {
                out.push(Msg::Sign(SignMsg::Rest));
            }
        }
        if controls::plain_button(ui, &tr!("close")).clicked() {
            out.push(Msg::CloseDialog);
        }
    });
}

/// What a row's button says.
type Show<'a> = &'a dyn Fn(usize) -> Msg;

/// A row for each file, in the order of [`batch::order`]. `show` is for when it is over.
pub(in crate::ui) fn results_ui(
    ui: &mut Ui,
    run: &SignRun,
    show: Option<Show<'_>>,
    zone: &TimeZone,
    out: &mut Vec<Msg>,
) {
    let mut height = (ui.ctx().content_rect().height() - 300.0).clamp(120.0, 420.0);
    if show.is_none() && run.failed() > 0 {
        // The line above the rows takes its room from them: a dialog that grew would move the button from under the pointer.
        height -= 26.0;
    }
    // Long batches show their first rows; what failed is always among them.
    const ROWS: usize = 300;
    let standings: Vec<Standing> = run.rows.iter().map(|row| standing(&row.outcome)).collect();
    let order = batch::order(&standings, show.is_some());
    if show.is_some() {
        where_ui(ui, batch::folder(run.signed().map(|(target, _)| target.as_path())), out);
    }
    failed_ui(ui, run.failed());
    if show.is_some() && run.not_begun() > 0 {
        controls::muted(ui, tr!("batch-not-begun", files = run.not_begun()));
    }
    ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| {
        ui.set_width(ui.available_width());
        for index in order.iter().take(ROWS) {
            if let Some(row) = run.rows.get(*index) {
                result_ui(ui, (*index, row), show, zone, out);
            }
        }
        if order.len() > ROWS {
            controls::muted(ui, tr!("and-more", count = order.len() - ROWS));
        }
    });
}

fn standing(outcome: &Option<SignOutcome>) -> Standing {
    match outcome {
        Some(SignOutcome::Failed(_)) => Standing::Failed,
        Some(SignOutcome::Done { .. }) => Standing::Done,
        Some(SignOutcome::Cancelled) | None => Standing::Waiting,
    }
}

/// How many files of a batch that still runs failed; the rows say why.
pub(in crate::ui) fn failed_ui(ui: &mut Ui, failed: usize) {
    if failed > 0 {
        controls::mark_line(ui, &(ICON_ERROR, Tone::Bad), &tr!("batch-failed", files = failed));
    }
}

/// Where the copies are, with the path to copy.
pub(in crate::ui) fn where_ui(ui: &mut Ui, folder: Option<&std::path::Path>, out: &mut Vec<Msg>) {
    let Some(folder) = folder else { return };
    let folder = folder.to_string_lossy();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let p = controls::palette(ui);
        let text = tr!("batch-folder", folder = locale::elide(&folder, 300));
        let font = egui::FontId::proportional(crate::ui::theme::SMALL);
        let line = controls::line(ui, &text, font, p.muted, ui.available_width() - 32.0);
        ui.add(Label::new(line)).on_hover_text(&text);
        if controls::copy_button(ui, &tr!("batch-folder-copy")) {
            out.push(Msg::Inspector(InspectorMsg::CopyText(folder.into_owned())));
        }
    });
}

fn result_ui(
    ui: &mut Ui,
    (index, row): (usize, &SignRow),
    show: Option<Show<'_>>,
    zone: &TimeZone,
    out: &mut Vec<Msg>,
) {
    let (mark, word) = words(&row.outcome);
    let source = row.source.file_name().unwrap_or(row.source.as_os_str()).to_string_lossy();
    let name = match &row.outcome {
        Some(SignOutcome::Done { target, .. }) => {
            let target = target.file_name().unwrap_or(target.as_os_str()).to_string_lossy();
            locale::elide(&target, 90)
        }
        _ => locale::elide(&source, 90),
    };
    ui.horizontal(|ui| {
        let p = controls::palette(ui);
        controls::icon(ui, mark.0, 18.0, p.tone(mark.1));
        let room = (ui.available_width() - 320.0).max(100.0);
        ui.scope(|ui| {
            ui.set_min_width(room);
            ui.set_max_width(room);
            ui.add(Label::new(RichText::new(&name)).truncate());
        });
        ui.label(RichText::new(&word).color(p.tone(mark.1)));
        if let Some(msg) = show.filter(|_| matches!(row.outcome, Some(SignOutcome::Done { .. }))) {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let show = controls::plain_button(ui, &tr!("sign-show-one"));
                if controls::named(show, Role::Button, &tr!("sign-show-named", name = name.clone())).clicked() {
                    out.push(msg(index));
                }
            });
        }
    });
    match &row.outcome {
        // Several files may have the same problem.
        Some(SignOutcome::Failed(problem)) => {
            ui.push_id(index, |ui| controls::problem_card(ui, problem));
        }
        // Such as why there is no time stamp.
        Some(SignOutcome::Done { report, .. }) => {
            let stapled = locale::revocations::stapled(report);
            let stapled = stapled.map(|issued| tr!("staple-in-file", date = when::local_date(issued, zone)));
            stapled.iter().for_each(|note| note_ui(ui, note));
            notes_ui(ui, report);
        }
        _ => {}
    }
}

/// What is to be said of a signed copy, below its row.
pub(in crate::ui) fn notes_ui(ui: &mut Ui, report: &Report) {
    report.notes.iter().take(4).for_each(|note| note_ui(ui, note));
}

fn note_ui(ui: &mut Ui, note: &str) {
    ui.horizontal_top(|ui| {
        ui.add_space(26.0);
        controls::muted(ui, locale::elide(note, 300));
    });
}

/// Whether the copy carries a time stamp that holds.
pub(in crate::ui) fn is_stamped(report: &Report) -> bool {
    matches!(report.time.state, TimeState::Trusted | TimeState::Unrecognised)
}

fn words(outcome: &Option<SignOutcome>) -> (Mark, String) {
    match outcome {
        None => ((ICON_HOURGLASS_EMPTY, Tone::Muted), tr!("sign-waiting")),
        Some(SignOutcome::Done { report, .. }) => {
            let mark = (ICON_CHECK_CIRCLE, icon::headline(report.headline).1);
            let mark = if mark.1 == Tone::Info { (mark.0, Tone::Ok) } else { mark };
            (mark, if is_stamped(report) { tr!("sign-done-stamped") } else { tr!("sign-done") })
        }
        Some(SignOutcome::Failed(_)) => ((ICON_ERROR, Tone::Bad), tr!("sign-failed-word")),
        Some(SignOutcome::Cancelled) => ((ICON_DO_NOT_DISTURB_ON, Tone::Muted), tr!("sign-cancelled")),
    }
}
