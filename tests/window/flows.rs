//! What a person does from beginning to end: by the mouse, and by the keyboard alone.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::edit::Export;
use lightmark::provenance::statement::SourceType;
use lightmark::state::activity::Permit;
use lightmark::state::msg::SignOutcome;
use lightmark::state::picture::{Origin, Pixels};
use lightmark::state::sign::{SignDialog, SignForm, SignMsg, StampForm};
use lightmark::state::{Answer, Dialog, Effect, Msg, Page, Settings};

use super::desk::{Desk, Window, click, names, window};
use super::samples;

fn desk() -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/p/a.jpg"), samples::bare("/p/b.jpg"), samples::verified("/p/c.jpg")]);
    desk
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_ok();
}

fn selected(window: &Window) -> Vec<String> {
    let files = &window.state().state.files;
    files.selection().iter().map(|id| files.entry(*id).unwrap().name.clone()).collect()
}

fn filling(window: &Window) -> lightmark::state::sign::SignForm {
    let Dialog::Sign(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    form.clone()
}

#[test]
fn signing_from_the_list_to_the_signed_copies() {
    let mut window = window(desk(), 1280.0, 900.0);
    press(&mut window, Modifiers::COMMAND, Key::A);
    click(&mut window, "Sign 3 files…");
    click(&mut window, "This file is");
    click(&mut window, "A photo or recording by a digital camera");
    assert_eq!(filling(&window).statement.source_type, Some(SourceType::DigitalCapture));
    window.get_by_role_and_label(Role::TextInput, "Licence").focus();
    window.run_ok();
    window.get_by_role_and_label(Role::TextInput, "Licence").type_text("nowhere");
    window.run_ok();
    window.get_by_label_contains("This is no web address.");
    click(&mut window, "Sign 3 files");
    assert!(
        !window.state().effects.iter().any(|e| matches!(e, Effect::Sign { .. })),
        "signed with a fault in the form"
    );
    let mut form = filling(&window);
    form.statement.license_url = "https://example.org/licence".into();
    window.state_mut().send(Msg::Sign(lightmark::state::sign::SignMsg::Edit(Box::new(form))));
    window.run_ok();
    click(&mut window, "Sign 3 files");
    let job = window.state().job(|effect| match effect {
        Effect::Sign { job, .. } => Some(*job),
        _ => None,
    });
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(matches!(window.state().state.dialog, Dialog::Sign(_)), "Esc hid files being signed");
    for (index, name) in ["a", "b"].into_iter().enumerate() {
        let target = format!("/p/{name}-signed.jpg");
        let report = Box::new(samples::verified(&target));
        let outcome = SignOutcome::Done { target: target.into(), report };
        window.state_mut().send(Msg::Answer { job, answer: Answer::Signed { index, outcome } });
    }
    let outcome = SignOutcome::Failed(problem!("file-vanished"));
    window.state_mut().send(Msg::Answer { job, answer: Answer::Signed { index: 2, outcome } });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label(&problem!("file-vanished").remedy);
    window.get_by_label("Written to /p");
    click(&mut window, "Show signed files");
    assert_eq!(selected(&window), ["a-signed.jpg", "b-signed.jpg"]);
}

/// Presses keys with Ctrl or Command so fast, or in a window so slow, that one frame sees them all.
fn press_in_one_frame(window: &mut Window, keys: &[Key]) {
    for key in keys {
        let modifiers = Modifiers::COMMAND;
        let press = egui::Event::Key { key: *key, physical_key: None, pressed: true, repeat: false, modifiers };
        window.input_mut().events.push(press);
    }
    window.run_ok();
}

#[test]
fn keys_pressed_within_one_frame_act_in_their_order() {
    let mut window = window(desk(), 1280.0, 800.0);
    press_in_one_frame(&mut window, &[Key::A, Key::R]);
    let page = window.state().state.redaction.as_ref().unwrap();
    assert_eq!(page.files.len(), 3, "redacts what was selected before the keys were pressed");
}

#[test]
fn a_dialog_keeps_the_next_key_of_the_same_frame_from_the_list() {
    let mut window = window(desk(), 1280.0, 800.0);
    press_in_one_frame(&mut window, &[Key::S, Key::A]);
    assert_eq!(filling(&window).files.len(), 1);
    assert_eq!(selected(&window), ["a.jpg"]);
}

#[test]
fn the_main_thing_of_a_dialog_is_done_by_keyboard_from_a_field_too() {
    let mut window = window(desk(), 1280.0, 800.0);
    press(&mut window, Modifiers::COMMAND, Key::S);
    window.get_by_role_and_label(Role::TextInput, "Creator").focus();
    window.run_ok();
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(matches!(window.state().state.dialog, Dialog::Sign(_)));
    assert!(!window.state().effects.iter().any(|e| matches!(e, Effect::Sign { .. })), "a field ended, nothing more");
    window.get_by_role_and_label(Role::TextInput, "Creator").focus();
    window.run_ok();
    press(&mut window, Modifiers::COMMAND, Key::Enter);
    assert!(window.state().effects.iter().any(|e| matches!(e, Effect::Sign { .. })));
}

#[test]
fn a_dialog_with_a_fault_is_not_done_by_keyboard() {
    let mut window = window(desk(), 1280.0, 800.0);
    press(&mut window, Modifiers::COMMAND, Key::S);
    let mut form = filling(&window);
    form.statement.license_url = "nowhere".into();
    window.state_mut().send(Msg::Sign(lightmark::state::sign::SignMsg::Edit(Box::new(form))));
    window.run_ok();
    press(&mut window, Modifiers::COMMAND, Key::Enter);
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(!window.state().effects.iter().any(|e| matches!(e, Effect::Sign { .. })));
}

#[test]
fn what_the_keyboard_goes_to_comes_into_view() {
    let mut window = window(desk(), 1280.0, 600.0);
    press(&mut window, Modifiers::COMMAND, Key::S);
    let place = |window: &Window, name: &str| window.get_by_role_and_label(Role::RadioButton, name).rect();
    let button = window.get_by_role_and_label(Role::Button, "Sign 1 file").rect();
    assert!(place(&window, "From a time-stamp authority").bottom() > button.top(), "it fits anyhow");
    for _ in 0..40 {
        press(&mut window, Modifiers::NONE, Key::Tab);
        if window.get_by_role_and_label(Role::RadioButton, "From a time-stamp authority").is_focused() {
            break;
        }
    }
    window.run_ok();
    assert!(place(&window, "From a time-stamp authority").bottom() < button.top());
}

#[test]
fn signing_can_be_stopped() {
    let mut window = window(desk(), 1280.0, 800.0);
    press(&mut window, Modifiers::COMMAND, Key::S);
    click(&mut window, "Sign 1 file");
    click(&mut window, "Stop");
    assert!(matches!(window.state().effects.last(), Some(Effect::Cancel(_))));
}

#[test]
fn what_a_stopped_batch_left_can_be_signed_afterwards() {
    let mut window = window(desk(), 1280.0, 800.0);
    press(&mut window, Modifiers::COMMAND, Key::A);
    click(&mut window, "Sign 3 files…");
    let mut ordered = SignForm {
        stamp: StampForm { is_wanted: true, address: "https://tsa.example/t".into(), is_optional: true },
        ocsp: Some(Permit::Once),
        allow_broken: true,
        export: Some(Export::default()),
        ..filling(&window)
    };
    ordered.statement.credit = "Photo desk".into();
    ordered.output.name_pattern = "{name}-of-this-batch".into();
    window.state_mut().send(Msg::Sign(SignMsg::Edit(Box::new(ordered.clone()))));
    window.state_mut().send(Msg::Sign(SignMsg::Start));
    window.run_ok();
    let job = window.state().job(|effect| match effect {
        Effect::Sign { job, .. } => Some(*job),
        _ => None,
    });
    let outcome = SignOutcome::Failed(problem!("file-vanished"));
    window.state_mut().send(Msg::Answer { job, answer: Answer::Signed { index: 1, outcome } });
    window.run_ok();
    window.get_by_label("1 file could not be done");
    window.get_by_label(&problem!("file-vanished").remedy);
    window.get_by_role_and_label(Role::ProgressIndicator, "1 of 3 done");
    let target = "/p/a-signed.jpg";
    let outcome = SignOutcome::Done { target: target.into(), report: Box::new(samples::verified(target)) };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Signed { index: 0, outcome } });
    window.run_ok();
    click(&mut window, "Stop");
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("1 of 3 files signed and verified");
    window.get_by_label("1 file was not begun");
    click(&mut window, "Sign the other 2…");
    let left = filling(&window).files;
    let files = &window.state().state.files;
    let names: Vec<&str> = left.iter().map(|id| files.entry(*id).unwrap().name.as_str()).collect();
    assert_eq!(names, ["b.jpg", "c.jpg"]);
    // Everything else is as it was ordered, and what came of others is no reason to ask about leaving.
    assert_eq!(filling(&window), SignForm { files: left, ..ordered });
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(matches!(window.state().state.dialog, Dialog::None));
}

#[test]
fn the_list_by_keyboard() {
    let mut window = window(desk(), 1280.0, 800.0);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&window), ["b.jpg"]);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&window), ["c.jpg"]);
    press(&mut window, Modifiers::SHIFT, Key::ArrowUp);
    assert_eq!(selected(&window), ["b.jpg", "c.jpg"]);
    press(&mut window, Modifiers::NONE, Key::Home);
    assert_eq!(selected(&window), ["a.jpg"]);
    press(&mut window, Modifiers::NONE, Key::Delete);
    assert_eq!(names(&window, Role::ListBoxOption).len(), 2);
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.event(egui::Event::Text("c.j".into()));
    window.run_ok();
    assert_eq!(window.state().state.files.filter, "c.j");
    assert_eq!(names(&window, Role::ListBoxOption).len(), 1);
    // In a text box these belong to the text.
    press(&mut window, Modifiers::NONE, Key::Delete);
    assert_eq!(window.state().state.files.len(), 2);
}

#[test]
fn pages_and_dialogs_by_keyboard() {
    let mut window = window(desk(), 1280.0, 800.0);
    press(&mut window, Modifiers::COMMAND, Key::Comma);
    assert_eq!(window.state().state.page, Page::Settings);
    press(&mut window, Modifiers::COMMAND, Key::Num2);
    assert_eq!(window.state().state.page, Page::Identities);
    press(&mut window, Modifiers::NONE, Key::Delete);
    assert_eq!(window.state().state.files.len(), 3, "a key of the list worked on another page");
    press(&mut window, Modifiers::NONE, Key::F1);
    window.get_by_label("Move in the list");
    press(&mut window, Modifiers::COMMAND, Key::O);
    assert!(!window.state().effects.iter().any(|e| matches!(e, Effect::Choose { .. })), "a command under a dialog");
    press(&mut window, Modifiers::NONE, Key::Escape);
    press(&mut window, Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O);
    let what = window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Choose { what, .. } => Some(what.clone()),
        _ => None,
    });
    assert_eq!(what, Some(lightmark::state::effect::Chooser::Folder));
}

#[test]
fn tab_reaches_the_list_once_and_then_leaves_it() {
    let mut window = window(desk(), 1280.0, 800.0);
    let mut reached = Vec::new();
    for _ in 0..60 {
        press(&mut window, Modifiers::NONE, Key::Tab);
        let focused = window.root().children_recursive().find(|node| node.is_focused());
        use egui_kittest::kittest::NodeT as _;
        reached.push(focused.map(|node| (node.accesskit_node().role(), node.accesskit_node().label())));
    }
    let is_row = |stop: &Option<(Role, _)>| matches!(stop, Some((Role::ListBoxOption, _)));
    let rows: Vec<usize> = (0..reached.len()).filter(|at| is_row(&reached[*at])).collect();
    assert!(rows.len() >= 2, "Tab does not come round to the list: {reached:?}");
    assert!(rows.windows(2).all(|pair| pair[1] - pair[0] > 8), "Tab goes through the rows: {reached:?}");
}

#[test]
fn pasted_addresses_are_opened() {
    let mut window = window(desk(), 1280.0, 800.0);
    window.event(egui::Event::Paste("file:///p/new%20one.jpg".into()));
    window.run_ok();
    let Some(Effect::Verify { paths, .. }) = window.state().effects.last() else { panic!("nothing was opened") };
    assert_eq!(paths, &[std::path::PathBuf::from("/p/new one.jpg")]);
}

#[test]
fn a_preview_is_said_to_be_one() {
    let mut window = window(desk(), 1280.0, 800.0);
    let job = window.state().job(|effect| match effect {
        Effect::Picture { job, .. } => Some(*job),
        _ => None,
    });
    let rgba = vec![200_u8; 40 * 30 * 4].into();
    let pixels = Pixels { width: 40, height: 30, rgba, full_size: (40, 30), origin: Origin::EmbeddedPreview };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Picture(Ok(pixels)) });
    window.run_ok();
    window.get_by_label("This is the preview stored in the file, not the picture itself.");
    window.get_by_label("Picture of a.jpg");
    click(&mut window, "Zoom in");
    assert!(matches!(window.state().state.picture.zoom, lightmark::state::picture::Zoom::Scale(_)));
}

#[test]
fn an_answer_opens_to_its_evidence() {
    let mut desk = desk();
    desk.send(Msg::Files(lightmark::state::files::FilesMsg::Last));
    let mut window = window(desk, 1280.0, 800.0);
    window.get_by_label_contains("Signer: On the official C2PA list").click();
    window.run_ok();
    window.get_by_label("Camera Maker");
}

#[test]
fn deleting_an_identity_names_what_follows() {
    let mut desk = desk();
    desk.send(Msg::Command(lightmark::state::Command::ShowIdentities));
    let mut window = window(desk, 1280.0, 800.0);
    click(&mut window, "Delete Ana Ñandú…");
    window.get_by_label_contains("cannot be brought back");
    assert!(!window.state().effects.iter().any(|e| matches!(e, Effect::DeleteIdentity { .. })));
    click(&mut window, "Delete identity");
    assert!(matches!(window.state().effects.last(), Some(Effect::DeleteIdentity { id, .. }) if id == "1"));
}

#[test]
fn files_over_the_window_are_invited() {
    let mut window = window(desk(), 1280.0, 800.0);
    let before = window.output().shapes.len();
    window.input_mut().hovered_files.push(egui::HoveredFile::default());
    window.step();
    assert!(window.output().shapes.len() > before, "nothing was painted over the window");
}

#[test]
fn where_no_dialog_is_to_be_had_a_path_can_be_typed_by_keyboard() {
    let mut window = window(desk(), 1280.0, 800.0);
    press(&mut window, Modifiers::COMMAND, Key::L);
    window.event(egui::Event::Text("/p/typed.jpg".into()));
    window.run_ok();
    press(&mut window, Modifiers::COMMAND, Key::Enter);
    let Some(Effect::Verify { paths, .. }) = window.state().effects.last() else { panic!("nothing was opened") };
    assert_eq!(paths, &[std::path::PathBuf::from("/p/typed.jpg")]);
}

#[test]
fn the_last_notice_is_read_aloud() {
    let window = window(desk(), 1280.0, 800.0);
    let status = window.get_by_role(Role::Status);
    use egui_kittest::kittest::NodeT as _;
    assert_eq!(status.accesskit_node().label().as_deref(), Some("3 files checked."));
    assert_eq!(status.accesskit_node().live(), egui::accesskit::Live::Polite);
}
