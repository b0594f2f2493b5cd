//! Looking at the picture in the editor: zoom to pixels, before and after, histogram, the other files of a batch.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::edit::{Edit, Rect};
use lightmark::state::editor::{Editor, EditorMsg, Tool};
use lightmark::state::editor_preview::{Detail, Preview};
use lightmark::state::picture::{Origin, PictureMsg, Pixels, Zoom};
use lightmark::state::{Answer, Effect, JobId, Msg, Page, Settings};

use super::desk::{Desk, Window, click, drag, names, window};
use super::editor::{answer, edit, editing, last_preview, pixels};
use super::samples;

fn editor(window: &Window) -> &Editor {
    window.state().state.editor.as_ref().unwrap()
}

fn press(window: &mut Window, key: Key) {
    window.key_press(key);
    window.run_ok();
}

/// The last picture that was fetched, and how large.
fn fetched(window: &Window) -> (JobId, u32) {
    let found = window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Picture { job, max_side, .. } => Some((*job, *max_side)),
        _ => None,
    });
    found.expect("no picture was fetched")
}

fn fetches(window: &Window) -> usize {
    window.state().effects.iter().filter(|effect| matches!(effect, Effect::Picture { .. })).count()
}

#[test]
fn a_finer_copy_that_cannot_be_had_is_not_asked_for_again() {
    let mut window = editing();
    press(&mut window, Key::Num1);
    let (job, _) = fetched(&window);
    window.state_mut().send(Msg::Answer { job, answer: Answer::Picture(Err(problem!("media-truncated"))) });
    window.run_ok();
    let before = fetches(&window);
    press(&mut window, Key::Num2);
    press(&mut window, Key::Minus);
    assert_eq!(fetches(&window), before);
    assert!(editor(&window).problem.is_none(), "a coarser look is no failure of the edit");
    // A preview that another program made is never taken for the picture's own pixels.
    let mut window = editing();
    press(&mut window, Key::Num1);
    let (job, _) = fetched(&window);
    let foreign = Pixels { origin: Origin::EmbeddedPreview, ..pixels(1200, 800) };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Picture(Ok(foreign)) });
    window.run_ok();
    assert!(editor(&window).preview.is_none());
}

#[test]
fn keys_zoom_to_pixels_and_the_part_in_sight_is_made_from_finer_ones() {
    let mut window = editing();
    assert_eq!(editor(&window).screen.view.zoom, Zoom::Fit);
    press(&mut window, Key::Num1);
    let is_shown_at = |window: &Window, scale: f32| matches!(editor(window).screen.view.zoom, Zoom::Scale(now) if (now - scale).abs() < 1e-3);
    assert!(is_shown_at(&window, 1.0));
    // The button and the scale beside it.
    assert_eq!(window.query_all_by_label("100 %").count(), 2);
    let (job, side) = fetched(&window);
    assert_eq!(side, 1200);
    let full = Pixels { full_size: (1200, 800), ..pixels(1200, 800) };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Picture(Ok(full)) });
    window.run_ok();
    let (job, order) = last_preview(&window);
    assert!(!order.whole, "the whole was there already");
    let part = order.detail.expect("no part was ordered").part;
    assert!(part.width >= 800 && part.height >= 600, "{part:?}");
    let made = Detail { pixels: pixels(part.width, part.height), original: None, place: [0.1, 0.1, 0.9, 0.9] };
    let preview = Preview { whole: None, detail: Some(made) };
    window.state_mut().send(Msg::Answer { job, answer: Answer::EditPreview(Ok(Box::new(preview))) });
    window.run_ok();
    assert!(editor(&window).screen.detail.is_some() && editor(&window).preview.is_none());
    // A slider now makes both anew.
    let brighter = Edit { mirror: true, ..Edit::default() };
    window.state_mut().send(Msg::Editor(EditorMsg::Change { edit: Box::new(brighter), settled: true }));
    let (_, order) = last_preview(&window);
    assert!(order.whole && order.detail.is_some());
    press(&mut window, Key::Num2);
    assert!(is_shown_at(&window, 2.0));
    press(&mut window, Key::Num0);
    assert_eq!(editor(&window).screen.view.zoom, Zoom::Fit);
}

#[test]
fn the_wheel_zooms_and_a_drag_moves_also_while_drawing() {
    let mut window = editing();
    let centre = window.get_by_role_and_label(Role::Image, "Picture of a.jpg").rect().center();
    window.event(egui::Event::PointerMoved(centre));
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, 6.0),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
    });
    window.run_ok();
    let Zoom::Scale(scale) = editor(&window).screen.view.zoom else { panic!("the wheel did nothing") };
    assert!(scale > 0.8, "{scale}");
    let way = [0.0, 15.0, 30.0].map(|right| centre + egui::vec2(right, 0.0));
    let (before, _) = editor(&window).screen.view.pan;
    drag(&mut window, &way);
    let (after, _) = editor(&window).screen.view.pan;
    assert!(after > before + 5.0, "{before} {after}");
    window.state_mut().send(Msg::Editor(EditorMsg::Tool(Tool::Crop)));
    window.key_down(Key::Space);
    drag(&mut window, &way);
    window.key_up(Key::Space);
    assert!(editor(&window).screen.view.pan.0 > after + 5.0);
    assert_eq!(edit(&window).crop, None, "moving the picture cropped it");
}

#[test]
fn the_original_shows_while_b_is_held() {
    let mut window = editing();
    click(&mut window, "Mirror");
    answer(&mut window, Ok(pixels(300, 200)));
    window.key_down(Key::B);
    window.run_ok();
    assert!(editor(&window).before);
    assert_eq!(last_preview(&window).1.look.edit, Edit::default());
    window.key_up(Key::B);
    window.run_ok();
    assert!(!editor(&window).before);
}

#[test]
fn before_and_after_stand_side_by_side_in_the_same_shape() {
    let mut window = editing();
    press(&mut window, Key::Y);
    assert!(last_preview(&window).1.look.compare);
    let handle = window.get_by_role_and_label(Role::Slider, "Share of the picture shown as it was");
    handle.focus();
    window.run_ok();
    press(&mut window, Key::ArrowRight);
    assert!(editor(&window).split.is_some_and(|share| share > 0.5));
    press(&mut window, Key::Y);
    assert_eq!(editor(&window).split, None);
}

#[test]
fn the_histogram_tells_what_has_lost_its_detail() {
    let mut window = editing();
    let mut half = vec![128u8; 300 * 200 * 4];
    half[..300 * 100 * 4].fill(255);
    click(&mut window, "Mirror");
    answer(&mut window, Ok(Pixels { rgba: half.into(), ..pixels(300, 200) }));
    window.get_by_label("Histogram. 0.0 % of the picture has lost detail in the dark, 50.0 % in the bright.");
    click(&mut window, "Lost in the bright: 50.0 %");
    assert!(editor(&window).marks && last_preview(&window).1.look.marks);
    press(&mut window, Key::J);
    assert!(!editor(&window).marks);
}

fn three() -> Window {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/p/a.jpg"), samples::bare("/p/b.jpg"), samples::bare("/p/c.jpg")]);
    window(desk, 1280.0, 900.0)
}

fn arrive(window: &mut Window) {
    let (job, _) = fetched(window);
    window.state_mut().send(Msg::Answer { job, answer: Answer::Picture(Ok(pixels(300, 200))) });
    window.run_ok();
}

#[test]
fn the_other_files_of_a_batch_show_the_same_edit() {
    let mut window = three();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_ok();
    click(&mut window, "Edit…");
    arrive(&mut window);
    click(&mut window, "Mirror");
    window.get_by_label("1 of 3");
    click(&mut window, "Previous file");
    window.get_by_label("3 of 3");
    assert!(!editor(&window).is_ready(), "the picture of another file was shown");
    arrive(&mut window);
    assert!(edit(&window).mirror);
    assert!(last_preview(&window).1.look.edit.mirror);
    click(&mut window, "Next file");
    window.get_by_label("1 of 3");
}

#[test]
fn edits_are_copied_to_other_files_and_nothing_is_pasted_unasked() {
    let mut window = three();
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    window.run_ok();
    assert_eq!(window.state().state.page, Page::Files);
    window.get_by_label("No edits have been copied yet");
    click(&mut window, "Edit…");
    arrive(&mut window);
    click(&mut window, "Turn right");
    click(&mut window, "Copy edits");
    click(&mut window, "Back");
    press(&mut window, Key::ArrowDown);
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    window.run_ok();
    assert_eq!(window.state().state.page, Page::Editor);
    assert_eq!(edit(&window).quarter_turns, 1);
    click(&mut window, "Undo");
    assert_eq!(edit(&window), Edit::default());
}

#[test]
fn what_was_begun_is_there_again_with_every_step_back() {
    let mut window = three();
    click(&mut window, "Edit…");
    arrive(&mut window);
    click(&mut window, "Turn right");
    click(&mut window, "Mirror");
    click(&mut window, "Back");
    press(&mut window, Key::ArrowDown);
    click(&mut window, "Edit…");
    assert_eq!(edit(&window), Edit::default(), "the edit of another file");
    click(&mut window, "Back");
    press(&mut window, Key::ArrowUp);
    click(&mut window, "Edit…");
    assert!(edit(&window).mirror);
    click(&mut window, "Undo");
    assert_eq!((edit(&window).mirror, edit(&window).quarter_turns), (false, 1));
}

#[test]
fn a_crop_is_made_and_placed_without_a_mouse() {
    let mut window = editing();
    click(&mut window, "Crop");
    answer(&mut window, Ok(pixels(300, 200)));
    click(&mut window, "Put it in the middle");
    let middle = Rect { x: 300, y: 200, width: 600, height: 400 };
    assert_eq!(editor(&window).crop_rect((1200, 800)), Some(middle));
    let numbers = names(&window, Role::SpinButton);
    for wanted in ["Crop: left edge in pixels", "Crop: upper edge in pixels", "Crop: width in pixels"] {
        assert!(numbers.iter().any(|name| name == wanted), "{wanted} in {numbers:?}");
    }
    press(&mut window, Key::Escape);
    assert_eq!(editor(&window).tool, Tool::None);
    // A zoom from a stale size does not leave the range.
    window.state_mut().send(Msg::Editor(EditorMsg::View(PictureMsg::Zoom {
        factor: f32::NAN,
        x: 0.0,
        y: 0.0,
        shown: 0.0,
    })));
    assert_eq!(editor(&window).screen.view.zoom, Zoom::Fit);
}
