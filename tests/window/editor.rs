//! Editing one picture: controls, previews in their order, undo, and the export that is ordered in the end.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::edit::{Cover, Crop, Edit, Rect};
use lightmark::state::editor::{EditorMsg, Tool};
use lightmark::state::editor_preview::{Preview, PreviewOrder, Whole};
use lightmark::state::histogram::Histogram;
use lightmark::state::picture::{Origin, Pixels};
use lightmark::state::sign::SignDialog;
use lightmark::state::{Answer, Dialog, Effect, JobId, Msg, Page, Settings};

use super::desk::{Desk, Window, click, drag, window};
use super::samples;

pub fn pixels(width: u32, height: u32) -> Pixels {
    let rgba = vec![128; (width * height * 4) as usize].into();
    Pixels { width, height, rgba, full_size: (width * 4, height * 4), origin: Origin::File }
}

pub fn last_preview(window: &Window) -> (JobId, PreviewOrder) {
    let found = window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::EditPreview { job, order } => Some((*job, (**order).clone())),
        _ => None,
    });
    found.expect("no preview was asked for")
}

pub fn rendered(pixels: Pixels) -> Box<Preview> {
    let (histogram, cropped) = (Histogram::of(&pixels.rgba), pixels.full_size);
    Box::new(Preview { whole: Some(Whole { pixels, original: None, histogram, cropped }), detail: None })
}

pub fn answer(window: &mut Window, result: Result<Pixels, lightmark::problem::Problem>) {
    let (job, _) = last_preview(window);
    window.state_mut().send(Msg::Answer { job, answer: Answer::EditPreview(result.map(rendered)) });
    window.run_ok();
}

/// The editor with its original there.
pub fn editing() -> Window {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/p/a.jpg")]);
    let mut window = window(desk, 1280.0, 900.0);
    click(&mut window, "Edit…");
    assert_eq!(window.state().state.page, Page::Editor);
    let job = window.state().job(|effect| match effect {
        Effect::Picture { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Picture(Ok(pixels(300, 200))) });
    window.run_ok();
    answer(&mut window, Ok(pixels(300, 200)));
    window
}

pub fn edit(window: &Window) -> Edit {
    window.state().state.editor.as_ref().unwrap().edit.clone()
}

#[test]
fn a_picture_without_pixels_is_told_and_cannot_be_exported() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/p/a.nef")]);
    let mut window = window(desk, 1280.0, 900.0);
    click(&mut window, "Edit…");
    let job = window.state().job(|effect| match effect {
        Effect::Picture { job, .. } => Some(*job),
        _ => None,
    });
    let preview = Pixels { origin: Origin::EmbeddedPreview, ..pixels(30, 20) };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Picture(Ok(preview)) });
    window.run_ok();
    window.get_by_label(&problem!("editor-no-pixels").what);
    assert!(window.state().effects.iter().all(|effect| !matches!(effect, Effect::EditPreview { .. })));
    click(&mut window, "Export…");
    assert!(matches!(window.state().state.dialog, Dialog::None));
}

#[test]
fn each_press_is_a_step_that_can_be_taken_back() {
    let mut window = editing();
    click(&mut window, "Turn right");
    click(&mut window, "Mirror");
    assert_eq!((edit(&window).quarter_turns, edit(&window).mirror), (1, true));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_ok();
    assert!(!edit(&window).mirror);
    click(&mut window, "Undo");
    assert_eq!(edit(&window), Edit::default());
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.run_ok();
    assert_eq!(edit(&window).quarter_turns, 1);
    click(&mut window, "Reset");
    assert_eq!(edit(&window), Edit::default());
}

#[test]
fn one_preview_is_on_its_way_and_the_newest_edit_follows() {
    let mut window = editing();
    let asked = |window: &Window| {
        window.state().effects.iter().filter(|effect| matches!(effect, Effect::EditPreview { .. })).count()
    };
    let before = asked(&window);
    click(&mut window, "Turn right");
    click(&mut window, "Turn right");
    click(&mut window, "Turn right");
    assert_eq!(asked(&window), before + 1);
    answer(&mut window, Ok(pixels(200, 300)));
    assert_eq!(asked(&window), before + 2);
    assert_eq!(last_preview(&window).1.look.edit.quarter_turns, 3);
    answer(&mut window, Ok(pixels(200, 300)));
    assert_eq!(asked(&window), before + 2);
}

#[test]
fn a_stale_preview_is_dropped() {
    let mut window = editing();
    click(&mut window, "Turn right");
    let (stale, _) = last_preview(&window);
    click(&mut window, "Back");
    click(&mut window, "Edit…");
    window.state_mut().send(Msg::Answer { job: stale, answer: Answer::EditPreview(Ok(rendered(pixels(9, 9)))) });
    window.run_ok();
    assert!(window.state().state.editor.as_ref().unwrap().screen.shown.is_none());
}

#[test]
fn a_drawn_part_is_covered_and_can_be_removed() {
    let mut window = editing();
    click(&mut window, "Pixelate");
    assert_eq!(window.state().state.editor.as_ref().unwrap().tool, Tool::Cover(Cover::Pixelate));
    let rect = Rect { x: 40, y: 40, width: 200, height: 100 };
    window.state_mut().send(Msg::Editor(EditorMsg::Drawn(rect)));
    window.run_ok();
    window.get_by_label("Pixelate, 200 × 100 px");
    click(&mut window, "Remove covered part 1");
    assert!(edit(&window).regions.is_empty());
}

#[test]
fn drawing_with_the_mouse_crops_in_pixels_of_the_original() {
    let mut window = editing();
    click(&mut window, "Crop");
    answer(&mut window, Ok(pixels(300, 200)));
    let picture = window.get_by_role_and_label(Role::Image, "Picture of a.jpg").rect();
    let (from, to) = (picture.center() - egui::vec2(100.0, 60.0), picture.center() + egui::vec2(100.0, 60.0));
    drag(&mut window, &[from, picture.center(), to]);
    let Some(Crop::Rect(rect)) = edit(&window).crop else { panic!("nothing was cropped: {:?}", edit(&window)) };
    // The original has 1,200 by 800 pixels; what was drawn lies around its middle, wider than high.
    let middle = (rect.x + rect.width / 2, rect.y + rect.height / 2);
    assert!(middle.0.abs_diff(600) <= 2 && middle.1.abs_diff(400) <= 2, "{rect:?}");
    let ratio = f64::from(rect.width) / f64::from(rect.height);
    assert!((ratio - 200.0 / 120.0).abs() < 0.02, "{rect:?}");
}

#[test]
fn a_preview_that_fails_is_told_beside_the_controls() {
    let mut window = editing();
    click(&mut window, "Turn right");
    answer(&mut window, Err(problem!("media-truncated")));
    window.get_by_label(&problem!("media-truncated").what);
}

#[test]
fn an_edit_goes_for_every_selected_file() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/p/a.jpg"), samples::bare("/p/b.jpg"), samples::bare("/p/c.png")]);
    let mut window = window(desk, 1280.0, 900.0);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_ok();
    click(&mut window, "Edit…");
    let job = window.state().job(|effect| match effect {
        Effect::Picture { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Picture(Ok(pixels(300, 200))) });
    window.run_ok();
    click(&mut window, "Mirror");
    click(&mut window, "Export 3 files…");
    click(&mut window, "Export and sign 3 files");
    let Some(Effect::Sign { order, .. }) = window.state().effects.last() else { panic!("nothing was ordered") };
    assert_eq!(order.files.len(), 3);
}

#[test]
fn the_export_says_what_will_be_recorded_and_orders_it() {
    let mut window = editing();
    click(&mut window, "Turn right");
    answer(&mut window, Ok(pixels(200, 300)));
    click(&mut window, "Black out");
    answer(&mut window, Ok(pixels(300, 200)));
    window.state_mut().send(Msg::Editor(EditorMsg::Drawn(Rect { x: 1, y: 1, width: 90, height: 80 })));
    window.run_ok();
    click(&mut window, "Export…");
    window.get_by_label("Recorded: Drawn on · Turned or mirrored");
    window.get_by_label_contains("No thumbnail of the original");
    let Dialog::Sign(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    assert_eq!(form.output.name_pattern, "{name}-edited");
    click(&mut window, "Export and sign");
    let order = window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Sign { order, .. } => Some(order.clone()),
        _ => None,
    });
    let order = order.expect("nothing was ordered");
    assert_eq!(order.export.as_ref().map(|export| &export.edit), Some(&edit(&window)));
    assert_eq!(order.files, [std::path::PathBuf::from("/p/a.jpg")]);
    // The next plain signing is named as before.
    assert_eq!(window.state().state.settings.output.name_pattern, "{name}-signed");
}
