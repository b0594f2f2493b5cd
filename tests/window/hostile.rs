//! Long lists and hostile strings: the window stays quick to paint, plain and within its bounds.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lightmark::state::inspector::{InspectorMsg, Part};
use lightmark::state::{Answer, Effect, Msg, Settings};

use super::desk::{Desk, names, window, window_of_the_world};
use super::samples;

#[test]
fn ten_thousand_files_paint_the_visible_rows_alone() {
    let mut desk = Desk::new(Settings::default());
    desk.start(Vec::new());
    desk.open((0..10_000).map(|i| samples::bare(&format!("/p/{i:05}.jpg"))).collect());
    let mut window = window(desk, 1280.0, 800.0);
    let rows = names(&window, Role::ListBoxOption);
    assert!((5..40).contains(&rows.len()), "{} rows were painted", rows.len());
    assert!(rows[0].starts_with("00000.jpg"), "{}", rows[0]);
    let asked = |window: &super::desk::Window| {
        window.state().effects.iter().filter(|e| matches!(e, Effect::Thumbnail { .. })).count()
    };
    assert!(asked(&window) <= rows.len() + 1, "{} small pictures were asked for", asked(&window));
    window.key_press(egui::Key::End);
    window.run_ok();
    let rows = names(&window, Role::ListBoxOption);
    assert!(rows.last().unwrap().starts_with("09999.jpg"), "{rows:?}");
    assert!(asked(&window) < 100);
}

const HOSTILE: [&str; 6] = [
    "two\nlines.jpg",
    "gpj.\u{202E}exe.jpg",
    "<b>bold</b> { $name } {0}.jpg",
    "صورة الميدان.jpg",
    "渋谷の夜.heic",
    "\u{0}\u{7}\u{1b}[31m.jpg",
];

#[test]
fn hostile_text_is_shown_plainly_everywhere() {
    let long = "x".repeat(10_000);
    let mut reports = Vec::new();
    for text in HOSTILE.into_iter().chain([long.as_str()]) {
        let mut report = samples::altered(&format!("/p/{text}"));
        report.signer.name = Some(text.to_owned());
        report.signer.organization = Some(text.to_owned());
        report.time.authority = Some(text.to_owned());
        for step in &mut report.history.steps {
            step.title = Some(text.to_owned());
            step.signer = Some(text.to_owned());
            step.claim_generator = Some(text.to_owned());
            for action in &mut step.actions {
                action.description = Some(text.to_owned());
                action.parameters = serde_json::json!({ text: text });
            }
        }
        for field in &mut report.rights.fields {
            field.value = text.to_owned();
        }
        for field in &mut report.metadata {
            field.value = text.to_owned();
            field.field = text.to_owned();
        }
        report.notes = vec![text.to_owned()];
        reports.push(report);
    }
    let count = reports.len();
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", HOSTILE[1])]);
    desk.open(reports);
    let mut window = window_of_the_world(desk);
    for row in 0..count {
        for part in Part::ALL {
            window.state_mut().send(Msg::Inspector(InspectorMsg::Turn(part)));
            window.run_ok();
            check(&window, row, part);
        }
        window.key_press(egui::Key::ArrowDown);
        window.run_ok();
    }
}

fn check(window: &super::desk::Window, row: usize, part: Part) {
    for node in window.root().children_recursive() {
        let Some(label) = node.accesskit_node().label() else { continue };
        let unsafe_char =
            label.chars().find(|c| (c.is_control() && *c != '\n') || ('\u{202A}'..='\u{202E}').contains(c));
        assert_eq!(unsafe_char, None, "row {row}, {part:?}: {label:?}");
        assert!(!label.contains("two\nlines"), "row {row}, {part:?}: {label:?}");
        assert!(label.chars().count() < 3_000, "row {row}, {part:?}: a label of {} characters", label.chars().count());
        if node.accesskit_node().role() == Role::Button {
            assert!(node.rect().right() <= 1281.0, "row {row}, {part:?}: {label:?} at {:?}", node.rect());
        }
    }
}

#[test]
fn a_manifest_of_a_hundred_thousand_lines_can_be_read_and_searched() {
    let mut desk = Desk::new(Settings::default());
    desk.start(Vec::new());
    desk.open(vec![samples::verified("/p/a.jpg")]);
    desk.send(Msg::Inspector(InspectorMsg::ShowManifest { label: "urn:c2pa:1".into() }));
    let job = desk.job(|effect| match effect {
        Effect::Manifest { job, .. } => Some(*job),
        _ => None,
    });
    let value: Vec<u32> = (0..100_000).collect();
    desk.send(Msg::Answer { job, answer: Answer::Manifest(Ok(serde_json::json!(value))) });
    let mut window = window(desk, 1280.0, 800.0);
    window.get_by_label("Find in manifest").type_text("99998");
    window.run_ok();
    window.get_by_label("1 line");
}
