//! The dialogs Approve and Record: faults, what will be written, corrections, wrong pairs, results; a real pair is measured
//! by a worker.

use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lightmark::problem;
use lightmark::provenance::approval::{Approval, Decision};
use lightmark::provenance::comparison::{Comparison, ToneChange};
use lightmark::provenance::edit::{Parameter, Rect};
use lightmark::provenance::recording::Proposal;
use lightmark::provenance::report::{Report, StoreLocation};
use lightmark::state::approval::{ApprovalDialog, ApprovalForm, ApprovalMsg, ApprovalPlace};
use lightmark::state::msg::SignOutcome;
use lightmark::state::recording::{RecordingDialog, RecordingForm, RecordingMsg, Side};
use lightmark::state::{Answer, Command, Dialog, Effect, Msg, Settings};
use lightmark::worker::{Pool, PoolOptions};
use lightmark::workflow::not_done::NotDone;
use lightmark::workflow::record::measure;

use super::desk::{Desk, Window, build, click, names, window};
use super::samples;

/// Ask somebody for time stamps.
const STAMPED: &str = "From a time-stamp authority";

fn desk(reports: Vec<Report>) -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú"), samples::identity("2", "Desk")]);
    desk.open(reports);
    desk
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_ok();
}

/// All selected, the dialog opened by its shortcut.
fn approving(reports: Vec<Report>) -> Window {
    let mut window = window(desk(reports), 1280.0, 900.0);
    press(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    window
}

fn approval(window: &Window) -> ApprovalForm {
    let Dialog::Approval(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let ApprovalDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    form.clone()
}

fn approval_ordered(window: &Window) -> Option<lightmark::state::approval::ApprovalOrder> {
    window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Approve { order, .. } => Some((**order).clone()),
        _ => None,
    })
}

fn webp(path: &str) -> Report {
    Report { format: "image/webp".into(), ..samples::verified(path) }
}

fn raw(path: &str) -> Report {
    Report { format: "image/x-raw".into(), remote_manifest: None, ..samples::bare(path) }
}

#[test]
fn what_will_be_written_is_told_for_every_kind_of_file() {
    let sidecar = StoreLocation::Sidecar { path: "/p/s.c2pa".into() };
    let window = approving(vec![
        samples::verified("/p/a.jpg"),
        webp("/p/b.webp"),
        Report { manifest_store: Some(sidecar), ..samples::verified("/p/s.jpg") },
        samples::bare("/p/c.jpg"),
        samples::altered("/p/d.jpg"),
        samples::unchecked("/p/e.jpg"),
        raw("/p/f.nef"),
    ]);
    for words in [
        "1 file gets an update of its credentials.",
        "2 files take no update.",
        "1 file is signed for the first time, with the decision.",
        "The credentials of 1 file do not hold. It gets no decision:",
        "1 file could not be checked.",
        "The format of 1 file holds no credentials.",
        "a.jpg becomes a-approved.jpg.",
    ] {
        window.get_by_label_contains(words);
    }
    let order = approval(&window).order(&window.state().state.files).unwrap();
    let names = ["a.jpg", "b.webp", "s.jpg", "c.jpg"].map(|name| PathBuf::from("/p").join(name));
    assert_eq!(order.files, names);
    window.get_by_label("Approve 4 files");
}

#[test]
fn nothing_is_signed_while_something_is_missing() {
    let mut window = approving(vec![samples::altered("/p/d.jpg")]);
    window.get_by_label("None of these files can be signed as it stands.");
    window.state_mut().send(Msg::Approval(ApprovalMsg::Start));
    assert_eq!(approval_ordered(&window), None);
    let mut window = approving(vec![samples::verified("/p/a.jpg")]);
    let mut form = approval(&window);
    form.place = ApprovalPlace::Folder;
    window.state_mut().send(Msg::Approval(ApprovalMsg::Edit(Box::new(form.clone()))));
    window.run_ok();
    window.get_by_label("Choose a folder.");
    form.place = ApprovalPlace::Beside;
    form.identity = None;
    window.state_mut().send(Msg::Approval(ApprovalMsg::Edit(Box::new(form))));
    window.state_mut().send(Msg::Approval(ApprovalMsg::Start));
    window.run_ok();
    window.get_by_label("Make an identity first.");
    assert_eq!(approval_ordered(&window), None);
}

#[test]
fn nobody_is_asked_for_time_stamps_until_somebody_is_named() {
    let mut window = approving(vec![samples::verified("/p/a.jpg")]);
    assert!(!approval(&window).stamp.is_wanted, "asking is off until the person chooses it");
    let order = approval(&window).order(&window.state().state.files).unwrap();
    assert_eq!((order.timestamp, order.timestamp_optional), (None, false));
    click(&mut window, STAMPED);
    window.state_mut().send(Msg::Approval(ApprovalMsg::Start));
    assert_eq!(approval_ordered(&window), None, "an authority that is not named cannot be asked");
    let mut form = approval(&window);
    form.stamp.address = " https://tsa.example.org/ ".into();
    window.state_mut().send(Msg::Approval(ApprovalMsg::Edit(Box::new(form))));
    window.run_ok();
    window.get_by_label_contains("tsa.example.org is asked to confirm the time");
    let mut form = approval(&window);
    form.stamp.is_optional = true;
    window.state_mut().send(Msg::Approval(ApprovalMsg::Edit(Box::new(form))));
    window.run_ok();
    click(&mut window, "Approve 1 file");
    let order = approval_ordered(&window).unwrap();
    assert_eq!((order.timestamp.as_deref(), order.timestamp_optional), (Some("https://tsa.example.org/"), true));
    assert_eq!(window.state().state.settings.stamp_addresses, ["https://tsa.example.org/"]);
}

#[test]
fn a_recorded_edit_is_stamped_by_whom_the_person_names() {
    let mut window = recording(egui::Theme::Dark, 1280.0, 900.0);
    answer(&mut window, Ok(proposal(0.97)));
    assert!(!form(&window).stamp.is_wanted);
    click(&mut window, STAMPED);
    window.state_mut().send(Msg::Recording(RecordingMsg::Start));
    assert_eq!(recorded(&window), None);
    let mut draft = form(&window);
    draft.stamp.address = "https://tsa.example.org/".into();
    window.state_mut().send(Msg::Recording(RecordingMsg::Edit(Box::new(draft))));
    window.run_ok();
    window.get_by_label_contains("tsa.example.org is asked to confirm the time");
    click(&mut window, "Sign the record");
    let order = recorded(&window).unwrap();
    assert_eq!((order.timestamp.as_deref(), order.timestamp_optional), (Some("https://tsa.example.org/"), false));
    assert_eq!(window.state().state.settings.stamp_addresses, ["https://tsa.example.org/"]);
}

#[test]
fn a_decision_is_given_by_the_keyboard_and_shown_in_the_list() {
    let mut window = approving(vec![samples::verified("/p/a.jpg"), samples::altered("/p/d.jpg")]);
    // The keyboard is at the first choice.
    press(&mut window, Modifiers::NONE, Key::Tab);
    press(&mut window, Modifiers::NONE, Key::Space);
    assert_eq!(approval(&window).decision, Decision::Rejected);
    window.get_by_role_and_label(Role::TextInput, "Your role").focus();
    window.run_ok();
    window.get_by_role_and_label(Role::TextInput, "Your role").type_text("legal");
    window.run_ok();
    window.get_by_role_and_label(Role::TextInput, "Note").focus();
    window.run_ok();
    window.get_by_role_and_label(Role::TextInput, "Note").type_text(" No release ");
    window.run_ok();
    click(&mut window, "Into the files themselves");
    window.get_by_label("a.jpg is replaced.");
    click(&mut window, "Reject 1 file");
    let order = approval_ordered(&window).unwrap();
    let stated = Approval {
        decision: Decision::Rejected,
        role: Some("legal".into()),
        note: Some("No release".into()),
        superseded: false,
    };
    assert_eq!(
        (order.files, order.approval.clone(), order.place),
        (vec!["/p/a.jpg".into()], stated, ApprovalPlace::Themselves)
    );
    let job = window.state().job(|effect| match effect {
        Effect::Approve { job, .. } => Some(*job),
        _ => None,
    });
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(matches!(window.state().state.dialog, Dialog::Approval(_)), "Esc hid files being signed");
    let mut report = samples::verified("/p/a.jpg");
    report.history.steps[1].approval = Some(order.approval);
    let outcome = SignOutcome::Done { target: "/p/a.jpg".into(), report: Box::new(report) };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Signed { index: 0, outcome } });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("The decision is signed and verified");
    click(&mut window, "Show in the list");
    click(&mut window, "History");
    // Once in the list of decisions, once in the step.
    assert_eq!(window.query_all_by_label_contains("Rejected by Photo desk").count(), 2);
    assert_eq!(window.query_all_by_label_contains("Note: No release").count(), 2);
    // The role is offered again, the note is not.
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    assert_eq!((approval(&window).role.as_str(), approval(&window).note.as_str()), ("legal", ""));
}

#[test]
fn a_batch_of_decisions_can_be_stopped_and_failures_are_told() {
    let mut window = approving(vec![samples::verified("/p/a.jpg"), samples::verified("/p/b.jpg")]);
    click(&mut window, "Approve 2 files");
    let job = window.state().job(|effect| match effect {
        Effect::Approve { job, .. } => Some(*job),
        _ => None,
    });
    let outcome = SignOutcome::Failed(problem!("file-vanished"));
    window.state_mut().send(Msg::Answer { job, answer: Answer::Signed { index: 0, outcome } });
    window.run_ok();
    click(&mut window, "Stop");
    assert!(window.state().effects.contains(&Effect::Cancel(job)));
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("0 of 2 decisions are signed and verified");
    window.get_by_label(&problem!("file-vanished").what);
    click(&mut window, "Close");
    assert!(matches!(window.state().state.dialog, Dialog::None));
}

fn proposal(similarity: f64) -> Proposal {
    let tone = ToneChange { brightness: 12.0, contrast: 1.1, saturation: 1.0, black_and_white: false };
    let comparison = Comparison {
        similarity,
        rotate: 0,
        mirror: false,
        source_size: (600, 400),
        edited_size: (300, 240),
        crop: Some(Rect { x: 150, y: 90, width: 300, height: 240 }),
        is_stretched: false,
        tone,
        detail: 1.0,
        regions: Vec::new(),
        of_previews: false,
    };
    Proposal {
        steps: comparison.steps(None),
        comparison,
        software: Some("darktable\u{202e} 5".into()),
        claims: vec!["darktable:history_operation: exposure".into()],
        metadata_removed: vec!["GPSLatitude".into()],
        metadata_added: Vec::new(),
        edited_sha256: Some("ab".into()),
        is_carried_along: false,
    }
}

/// Both files are in the list, the edit is selected, the dialog is open.
fn recording(theme: egui::Theme, width: f32, height: f32) -> Window {
    let mut desk = desk(vec![samples::verified("/p/DSC_0412.jpg"), samples::bare("/p/DSC_0412-web.jpg")]);
    let edit = desk.state.files.entries().last().unwrap().id;
    desk.state.files.choose(Some(edit));
    desk.send(Msg::Command(Command::Record));
    build(desk, width, height, theme, false)
}

fn form(window: &Window) -> RecordingForm {
    let Dialog::Recording(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let RecordingDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    form.clone()
}

fn answer(window: &mut Window, result: Result<Proposal, problem::Problem>) {
    let job = window.state().job(|effect| match effect {
        Effect::MeasureEdit { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::EditMeasured(result.map(Box::new)) });
    window.run_ok();
}

fn recorded(window: &Window) -> Option<lightmark::state::recording::RecordingOrder> {
    window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Record { order, .. } => Some((**order).clone()),
        _ => None,
    })
}

#[test]
fn a_wrong_pair_is_told_and_recorded_only_at_the_persons_word() {
    let mut window = recording(egui::Theme::Dark, 1280.0, 900.0);
    answer(&mut window, Ok(proposal(0.1)));
    window.get_by_label("The two files do not seem to show the same picture.");
    assert!(window.query_by_label_contains("Cropped").is_none());
    window.state_mut().send(Msg::Recording(RecordingMsg::Start));
    assert_eq!(recorded(&window), None);
    click(&mut window, "They show the same picture, record it");
    assert!(names(&window, Role::CheckBox).contains(&"Cropped: 300 × 240 pixels, at 150, 90".to_owned()));
    click(&mut window, "Sign the record");
    assert!(recorded(&window).is_some());
}

#[test]
fn the_pair_is_guessed_turned_round_and_measured_anew() {
    let mut window = recording(egui::Theme::Dark, 1280.0, 900.0);
    let (source, edited) = (PathBuf::from("/p/DSC_0412.jpg"), PathBuf::from("/p/DSC_0412-web.jpg"));
    assert_eq!((form(&window).source, form(&window).edited), (Some(source.clone()), Some(edited.clone())));
    let first = window.state().job(|effect| match effect {
        Effect::MeasureEdit { job, .. } => Some(*job),
        _ => None,
    });
    click(&mut window, "Swap original and edited file");
    assert_eq!((form(&window).source, form(&window).edited), (Some(edited), Some(source)));
    // What the first pair came to is of no use any more.
    let stale = Answer::EditMeasured(Ok(Box::new(proposal(0.9))));
    window.state_mut().send(Msg::Answer { job: first, answer: stale });
    window.run_ok();
    assert!(form(&window).proposal().is_none());
    answer(&mut window, Err(problem!("record-signed")));
    window.get_by_label("The edited file has Content Credentials of its own.");
    window.state_mut().send(Msg::Recording(RecordingMsg::Start));
    assert_eq!(recorded(&window), None);
    window.state_mut().send(Msg::Recording(RecordingMsg::Pick(Side::Edited, "/p/other.jpg".into())));
    assert_eq!(form(&window).edited, Some("/p/other.jpg".into()));
}

#[test]
fn the_proposal_is_corrected_and_signed_as_corrected() {
    let mut window = recording(egui::Theme::Dark, 1280.0, 900.0);
    answer(&mut window, Ok(proposal(0.97)));
    // What another program says of itself is shown as its word, made harmless.
    window.get_by_label_contains("Read from the edited file’s own metadata, where anyone can write.");
    window.get_by_label_contains("darktable\\u{202e} 5");
    window.get_by_label_contains("history_operation: exposure");
    window.get_by_label_contains("Parts of the original are out of sight");
    // The change of tone is taken out, the crop's place is corrected, a drawing is added.
    click(
        &mut window,
        "Colours adjusted: brighter by 12 of 255 levels, contrast at 110 percent, colour at 100 percent",
    );
    click(&mut window, "Change Cropped: 300 × 240 pixels, at 150, 90");
    window.get_by_role_and_label(Role::SpinButton, "From the left, pixels");
    let mut draft = form(&window);
    draft.rows[0].step.parameters[1].1 = Parameter::Integer(151);
    window.state_mut().send(Msg::Recording(RecordingMsg::Edit(Box::new(draft))));
    window.run_ok();
    window.get_by_label("Measured, then changed by you");
    click(&mut window, "Add what was done");
    click(&mut window, "Drawn on");
    window.get_by_label("Added by you");
    click(&mut window, "Sign the record");
    let order = recorded(&window).unwrap();
    let actions: Vec<&str> = order.recorded.steps.iter().map(|step| step.action.as_str()).collect();
    assert_eq!(actions, ["c2pa.cropped", "c2pa.drawing"]);
    let crop = &order.recorded.steps[0].parameters;
    assert!(crop.contains(&("x".into(), Parameter::Integer(151))));
    assert!(!crop.iter().any(|(name, _)| name == "measured"), "corrected values are told as measured: {crop:?}");
    assert_eq!(order.target, Path::new("/p/DSC_0412-web-recorded.jpg"));
    assert_eq!((order.recorded.hides, order.recorded.sha256.as_deref()), (true, Some("ab")));
    let job = window.state().job(|effect| match effect {
        Effect::Record { job, .. } => Some(*job),
        _ => None,
    });
    let report = Box::new(samples::verified("/p/DSC_0412-web-recorded.jpg"));
    let outcome = SignOutcome::Done { target: order.target.clone(), report };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Signed { index: 0, outcome } });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("The edit is recorded, signed and verified");
    click(&mut window, "Show in the list");
    assert_eq!(window.state().state.files.current().unwrap().path, order.target);
}

#[test]
fn an_original_that_does_not_hold_is_recorded_only_at_the_persons_word() {
    let mut desk = desk(vec![samples::altered("/p/a.jpg"), samples::bare("/p/a-web.jpg")]);
    desk.send(Msg::Command(Command::SelectAll));
    desk.send(Msg::Command(Command::Record));
    let mut window = window(desk, 1280.0, 900.0);
    assert_eq!(form(&window).source, Some("/p/a.jpg".into()));
    answer(&mut window, Ok(proposal(0.97)));
    window.get_by_label_contains("The credentials of the original do not hold.");
    window.state_mut().send(Msg::Recording(RecordingMsg::Start));
    assert_eq!(recorded(&window), None);
    click(&mut window, "Record it all the same");
    click(&mut window, "Sign the record");
    assert!(recorded(&window).unwrap().allow_broken_parent);
}

#[test]
fn with_every_step_taken_out_there_is_nothing_to_sign() {
    let mut window = recording(egui::Theme::Light, 1280.0, 900.0);
    answer(&mut window, Ok(proposal(0.97)));
    let mut draft = form(&window);
    draft.rows.iter_mut().for_each(|row| row.is_in = false);
    window.state_mut().send(Msg::Recording(RecordingMsg::Edit(Box::new(draft))));
    window.state_mut().send(Msg::Recording(RecordingMsg::Start));
    window.run_ok();
    window.get_by_label("Nothing to record yet.");
    assert_eq!(recorded(&window), None);
}

#[test]
fn a_pair_of_files_is_measured_by_a_worker() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a.png", "a-web.png"].map(|name| folder.path().join(name));
    let scene = image::RgbImage::from_fn(600, 400, |x, y| {
        let (x, y) = (f64::from(x) / 600.0, f64::from(y) / 400.0);
        let hill = |cx: f64, cy: f64, r: f64| (-((x - cx).powi(2) + (y - cy).powi(2)) / (r * r)).exp();
        let light =
            60.0 + 90.0 * hill(0.3, 0.4, 0.2) + 60.0 * hill(0.75, 0.65, 0.12) + 20.0 * (9.0 * x + 4.0 * y).sin();
        image::Rgb([light, light * 0.9 + 20.0 * (17.0 * x).sin(), light * 0.8].map(|value| value as u8))
    });
    scene.save(&paths[0]).unwrap();
    image::imageops::crop_imm(&scene, 150, 90, 300, 240).to_image().save(&paths[1]).unwrap();
    let mut desk = desk(
        paths.iter().map(|path| Report { remote_manifest: None, ..samples::bare(path.to_str().unwrap()) }).collect(),
    );
    desk.send(Msg::Command(Command::SelectAll));
    desk.send(Msg::Command(Command::Record));
    let mut window = window(desk, 1280.0, 900.0);
    let effects = window.state().effects.iter();
    let mut pairs = effects.filter_map(|effect| match effect {
        Effect::MeasureEdit { source, edited, .. } => Some((source.clone(), edited.clone())),
        _ => None,
    });
    let (source, edited) = pairs.next().expect("nothing is measured");
    assert_eq!([&source, &edited], [&paths[0], &paths[1]]);
    let pool =
        Pool::new(PoolOptions { program: Some(env!("CARGO_BIN_EXE_lightmark").into()), ..PoolOptions::default() });
    answer(&mut window, measure(&pool, &source, &edited, true).map_err(NotDone::problem));
    let found = names(&window, Role::CheckBox);
    assert!(found.iter().any(|name| name.starts_with("Cropped: ")), "{found:?}");
    window.get_by_label_contains("Same picture by ");
}

#[test]
fn stacked_decisions_stand_above_the_history_the_newest_first() {
    let mut report = samples::verified("/p/a.jpg");
    let decide = |decision, superseded| Some(Approval { decision, role: Some("legal".into()), note: None, superseded });
    report.history.steps[0].approval = decide(Decision::Approved, true);
    report.history.steps[1].approval = decide(Decision::Rejected, false);
    let window = window(desk(vec![report]), 1280.0, 900.0);
    window.get_by_label("Decisions");
    let all: Vec<String> = window
        .query_all_by_label_contains(" by ")
        .filter_map(|node| node.accesskit_node().value())
        .filter(|label| label.starts_with("Approved by") || label.starts_with("Rejected by"))
        .collect();
    let (approved, rejected) = ("Approved by Camera 9", "Rejected by Photo desk");
    assert_eq!(all, [rejected, approved, approved, rejected]);
    assert_eq!(window.query_all_by_label_contains("for an earlier version").count(), 2);
    let plain = super::desk::window(desk(vec![samples::verified("/p/b.jpg")]), 1280.0, 900.0);
    assert!(plain.query_by_label("Decisions").is_none());
}

#[test]
fn what_can_be_done_fits_the_bar_at_every_width() {
    let mut wrong = Vec::new();
    for width in [853.0, 1000.0, 1081.0, 1120.0, 1161.0, 1271.0, 1331.0, 1401.0, 1531.0, 1600.0, 1741.0, 1920.0] {
        let mut desk = desk((0..12).map(|index| samples::verified(&format!("/p/{index}.jpg"))).collect());
        desk.send(Msg::Command(Command::SelectAll));
        let window = build(desk, width, 800.0, egui::Theme::Dark, false);
        let out = super::pages::out_of_sight(&window, width, 800.0);
        if !out.is_empty() {
            wrong.push((width, out));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_dialogs_fit_every_size_in_both_themes() {
    for (width, height) in [(853.0, 533.0), (1280.0, 800.0), (1920.0, 1080.0)] {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            let mut desk = desk(vec![samples::verified("/p/a.jpg"), samples::altered("/p/b.jpg")]);
            desk.send(Msg::Command(Command::SelectAll));
            desk.send(Msg::Command(Command::Approve));
            let window = build(desk, width, height, theme, false);
            let out = super::pages::out_of_sight(&window, width, height);
            assert!(out.is_empty(), "{width}×{height}: {out:?}");
            let mut window = recording(theme, width, height);
            answer(&mut window, Ok(proposal(0.97)));
            let out = super::pages::out_of_sight(&window, width, height);
            assert!(out.is_empty(), "{width}×{height}: {out:?}");
            let all = names(&window, Role::Button);
            assert!(all.iter().all(|name| !name.trim().is_empty()), "{all:?}");
        }
    }
}
