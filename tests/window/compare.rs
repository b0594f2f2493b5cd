//! What changed and the graph of the history: by mouse, by keys, and what a screen reader is told.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lightmark::problem;
use lightmark::provenance::changed::Changed;
use lightmark::provenance::report::Report;
use lightmark::state::compare::{CompareContent, Compared, Look};
use lightmark::state::graph::Lineage;
use lightmark::state::picture::{Origin, Pixels};
use lightmark::state::{Answer, Dialog, Effect, JobId, Msg, Settings};
use lightmark::ui::content::{graph, history};
use serde_json::{Value, json};

use super::desk::{Desk, Window, build, click, drag, names, window};
use super::pages::out_of_sight;
use super::samples;

fn uri(manifest: &str, name: &str) -> String {
    format!("self#jumbf=/c2pa/{manifest}/c2pa.assertions/c2pa.thumbnail.{name}")
}

fn thumbnail(manifest: &str, name: &str, state: &str) -> Value {
    json!({ "uri": uri(manifest, name), "state": state })
}

/// The verified sample with other steps.
fn with_steps(path: &str, content: &str, steps: Value) -> Report {
    let mut report = serde_json::to_value(samples::verified(path)).unwrap();
    report["content"] = json!({ "state": content });
    if content == "altered" {
        report["headline"] = json!("altered");
    }
    report["history"]["steps"] = steps;
    serde_json::from_value(report).unwrap()
}

fn step(manifest: &str, title: &str, signer: &str, thumbnail: Value, ingredients: Value) -> Value {
    json!({ "manifest": manifest, "title": title, "signer": signer, "signer_state": "official", "actions": [],
        "ingredients": ingredients, "state": "signed", "all_actions_included": true, "thumbnail": thumbnail })
}

fn altered() -> Report {
    let parent = json!([{ "title": "a.jpg", "relationship": "parentOf", "manifest": "urn:c2pa:1" }]);
    let steps = json!([
        step("urn:c2pa:1", "a.jpg", "Camera 9", thumbnail("urn:c2pa:1", "claim", "removed"), json!([])),
        step("urn:c2pa:2", "a.jpg", "Photo desk", thumbnail("urn:c2pa:2", "claim", "signed"), parent),
    ]);
    with_steps("/p/a.jpg", "altered", steps)
}

/// Opened from a photo with a history; a signed sky, a logo that nobody signed and a text went in.
fn composite() -> Report {
    let logo = json!({ "manifest": "", "title": "logo.png", "signer_state": "none", "actions": [], "ingredients": [],
        "state": "unsigned" });
    let ingredients = json!([
        { "title": "sky.jpg", "relationship": "componentOf", "manifest": "urn:c2pa:sky",
            "recorded_failures": ["assertion.dataHash.mismatch"] },
        { "title": "photo.jpg", "relationship": "parentOf", "manifest": "urn:c2pa:2" },
        { "title": "logo.png", "relationship": "componentOf" },
        { "title": "prompt.txt", "relationship": "inputTo" },
    ]);
    let mut sky = step("urn:c2pa:sky", "sky.jpg", "Cleo Sky", thumbnail("urn:c2pa:sky", "claim", "signed"), json!([]));
    sky["state"] = json!("broken");
    let parent = json!([{ "title": "raw.dng", "relationship": "parentOf", "manifest": "urn:c2pa:1" }]);
    let steps = json!([
        logo,
        sky,
        step("urn:c2pa:1", "raw.dng", "Camera 9", thumbnail("urn:c2pa:1", "claim", "signed"), json!([])),
        step("urn:c2pa:2", "photo.jpg", "Photo desk", thumbnail("urn:c2pa:2", "claim", "not-signed"), parent),
        step("urn:c2pa:3", "composite.jpg", "Studio", thumbnail("urn:c2pa:3", "claim", "signed"), ingredients),
    ]);
    with_steps("/p/composite.jpg", "intact", steps)
}

fn pixels(width: u32, height: u32, value: u8) -> Pixels {
    let rgba = vec![value; (width * height * 4) as usize].into();
    Pixels { width, height, rgba, full_size: (width, height), origin: Origin::ManifestThumbnail }
}

fn compared() -> Compared {
    let changed: Changed = serde_json::from_value(json!({
        "comparison": { "similarity": 0.95, "rotate": 0, "mirror": false, "source_size": [512, 341],
            "edited_size": [1200, 800], "crop": { "x": 0, "y": 0, "width": 256, "height": 170 }, "is_stretched": false,
            "tone": { "brightness": -12.0, "contrast": 1.0, "saturation": 1.0, "black_and_white": false },
            "detail": 1.0, "regions": [{ "x": 300, "y": 200, "width": 120, "height": 80 }], "of_previews": false },
        "place": [0.0, 0.0, 0.5, 0.5], "block_pixels": 5.3, "limit_levels": 9.0,
    }))
    .unwrap();
    Compared { changed, then: pixels(51, 34, 90) }
}

fn desk_with(report: Report) -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![]);
    desk.open(vec![report]);
    let job = desk.job(|effect| match effect {
        Effect::Picture { job, .. } => Some(*job),
        _ => None,
    });
    let picture = Pixels { full_size: (1200, 800), origin: Origin::File, ..pixels(120, 80, 160) };
    desk.send(Msg::Answer { job, answer: Answer::Picture(Ok(picture)) });
    desk
}

fn asked(window: &Window) -> (JobId, String) {
    let found = window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Compare { job, uri, .. } => Some((*job, uri.clone())),
        _ => None,
    });
    found.expect("nothing was to be measured")
}

fn answer(window: &mut Window, result: Result<Compared, lightmark::problem::Problem>) {
    let (job, _) = asked(window);
    window.state_mut().send(Msg::Answer { job, answer: Answer::Compared(result.map(Box::new)) });
    window.run_ok();
}

/// The altered file with its comparison there.
fn comparing() -> Window {
    let mut window = window(desk_with(altered()), 1280.0, 800.0);
    click(&mut window, "See what changed");
    answer(&mut window, Ok(compared()));
    window
}

#[test]
fn a_thumbnail_that_was_removed_is_not_offered_and_says_why() {
    let mut window = window(desk_with(altered()), 1280.0, 1200.0);
    window.get_by_label_contains("was removed by a later signer");
    assert!(window.query_by_label("Compare step 1 with the picture").is_none());
    click(&mut window, "Compare step 2 with the picture");
    assert_eq!(asked(&window).1, uri("urn:c2pa:2", "claim"));
    // Pressed once more it closes.
    click(&mut window, "Compare step 2 with the picture");
    assert!(window.state().state.compare.is_none());
}

#[test]
fn a_file_that_is_as_it_was_signed_does_not_ask_what_changed() {
    let window = window(desk_with(composite()), 1280.0, 800.0);
    assert!(window.query_by_label("See what changed").is_none());
}

#[test]
fn an_altered_file_is_compared_with_the_claim_that_it_no_longer_matches() {
    let mut window = window(desk_with(altered()), 1280.0, 800.0);
    click(&mut window, "See what changed");
    assert_eq!(asked(&window).1, uri("urn:c2pa:2", "claim"));
    window.get_by_role_and_label(Role::ProgressIndicator, "Measuring what changed…");
    answer(&mut window, Ok(compared()));
    window.get_by_role_and_label(Role::Heading, "Thumbnail of step 2, signed by Photo desk, and the picture now");
    window.get_by_label("This file is not what was signed. This is how it differs from the small picture that was.");
    window.get_by_label(
        "Cropped: about 25 % of the area is still shown · Darker by 12 of 255 levels · One part differs, 1 % of the picture at most",
    );
    window.get_by_label_contains("A small picture cannot show small changes");
    window.get_by_label_contains("Measured in blocks of 5 pixels of a thumbnail of 512 × 341");
}

#[test]
fn the_handle_moves_by_keys_and_stays_within_the_picture() {
    let mut window = comparing();
    let at = |window: &Window| window.state().state.compare.as_ref().unwrap().handle;
    window.get_by_role_and_label(Role::Slider, "How far the thumbnail reaches").focus();
    window.run_ok();
    for _ in 0..3 {
        window.key_press(Key::ArrowLeft);
        window.run_ok();
    }
    assert!((at(&window) - 0.44).abs() < 1e-4, "{}", at(&window));
    window.key_press(Key::End);
    window.run_ok();
    window.key_press(Key::ArrowRight);
    window.run_ok();
    assert_eq!(at(&window), 1.0);
    window.key_press(Key::Home);
    window.run_ok();
    assert_eq!(at(&window), 0.0);
}

#[test]
fn the_handle_follows_the_mouse() {
    let mut window = comparing();
    let grip = window.get_by_role_and_label(Role::Slider, "How far the thumbnail reaches").rect();
    let picture = window.get_by_role_and_label(Role::Image, "Picture of a.jpg").rect();
    let (from, to) = (grip.center(), egui::pos2(picture.left() - 50.0, grip.center().y));
    drag(&mut window, &[from, to]);
    assert_eq!(window.state().state.compare.as_ref().unwrap().handle, 0.0);
}

#[test]
fn the_overlay_has_a_strength_and_escape_closes() {
    let mut window = comparing();
    assert!(window.query_by_role_and_label(Role::Slider, "Strength of the thumbnail").is_none());
    click(&mut window, "Overlay");
    assert_eq!(window.state().state.compare.as_ref().unwrap().look, Look::Overlay);
    window.get_by_role_and_label(Role::Slider, "Strength of the thumbnail");
    assert!(window.query_by_role_and_label(Role::Slider, "How far the thumbnail reaches").is_none());
    click(&mut window, "Outline what differs");
    assert!(!window.state().state.compare.as_ref().unwrap().outlines);
    window.key_press(Key::Escape);
    window.run_ok();
    assert!(window.state().state.compare.is_none());
}

#[test]
fn the_whole_thumbnail_takes_the_place_of_the_picture() {
    let mut window = comparing();
    click(&mut window, "Whole thumbnail");
    assert_eq!(window.state().state.compare.as_ref().unwrap().look, Look::Whole);
    for name in ["How far the thumbnail reaches", "Strength of the thumbnail"] {
        assert!(window.query_by_role_and_label(Role::Slider, name).is_none());
    }
    assert!(window.query_by_label("Outline what differs").is_none());
}

#[test]
fn a_stale_answer_and_another_file_change_nothing() {
    let mut desk = desk_with(altered());
    desk.open(vec![samples::bare("/p/b.jpg")]);
    let mut window = window(desk, 1280.0, 800.0);
    click(&mut window, "See what changed");
    let (stale, _) = asked(&window);
    click(&mut window, "Close the comparison");
    click(&mut window, "See what changed");
    window.state_mut().send(Msg::Answer { job: stale, answer: Answer::Compared(Ok(Box::new(compared()))) });
    let content = |window: &Window| window.state().state.compare.as_ref().map(|compare| compare.content.clone());
    assert!(matches!(content(&window), Some(CompareContent::Loading(_))));
    answer(&mut window, Err(problem!("thumbnail-changed")));
    window.get_by_label(&problem!("thumbnail-changed").what);
    window.key_press(Key::ArrowDown);
    window.run_ok();
    assert!(content(&window).is_none(), "another file is shown");
}

#[test]
fn a_straight_history_has_no_graph() {
    let window = window(desk_with(altered()), 1280.0, 800.0);
    assert!(window.query_by_label("Graph").is_none());
}

#[test]
fn the_graph_is_read_as_a_tree_from_the_file_on() {
    let report = composite();
    let lineage = Lineage::of(&report);
    let expected = "\
[ok] composite.jpg, Signed by Studio, Signed, made from 4 files
  [ok] photo.jpg, original of composite.jpg, Signed by Photo desk, Signed, made from one file
    [ok] raw.dng, original of photo.jpg, Signed by Camera 9, Signed, made from nothing that is recorded
  [bad] sky.jpg, part of composite.jpg, Signed by Cleo Sky, Broken, made from nothing that is recorded
      Recorded against it: assertion.dataHash.mismatch
  [muted] logo.png, part of composite.jpg, No Content Credentials, Not signed, made from nothing that is recorded
  [muted] prompt.txt, input to composite.jpg, Only listed, Not signed, made from nothing that is recorded
";
    assert_eq!(graph::as_text(&report, &lineage), expected);
    let mut window = window(desk_with(report), 1280.0, 800.0);
    click(&mut window, "Graph");
    let told: Vec<String> = expected
        .lines()
        .filter_map(|line| Some(line.trim_start().strip_prefix('[')?.split_once("] ")?.1.to_owned()))
        .collect();
    assert_eq!(names(&window, Role::TreeItem), told);
    assert_eq!(names(&window, Role::Tree), ["History as a tree, this file first"]);
    let levels: Vec<_> = window
        .root()
        .children_recursive()
        .map(|node| node.accesskit_node())
        .filter(|node| node.role() == Role::TreeItem)
        .map(|node| node.level())
        .collect();
    assert_eq!(levels, [1, 2, 3, 2, 2, 2].map(Some));
}

#[test]
fn only_signed_thumbnails_are_fetched_for_the_graph() {
    let mut window = window(desk_with(composite()), 1280.0, 800.0);
    click(&mut window, "Graph");
    let fetched: Vec<&String> = window
        .state()
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::SignedThumbnail { uri, .. } => Some(uri),
            _ => None,
        })
        .collect();
    let expected = ["urn:c2pa:3", "urn:c2pa:1", "urn:c2pa:sky"].map(|manifest| uri(manifest, "claim"));
    assert_eq!(fetched, expected.iter().collect::<Vec<_>>());
    let job = window.state().job(|effect| match effect {
        Effect::SignedThumbnail { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::Picture(Ok(pixels(60, 40, 80))) });
    window.run_ok();
}

#[test]
fn arrow_keys_walk_the_graph_and_the_inspector_follows() {
    let mut window = window(desk_with(composite()), 1280.0, 800.0);
    click(&mut window, "Graph");
    let item = |window: &Window, starts: &str| {
        names(window, Role::TreeItem).into_iter().find(|name| name.starts_with(starts)).unwrap()
    };
    let first = item(&window, "composite.jpg");
    window.get_by_role_and_label(Role::TreeItem, &first).focus();
    window.run_ok();
    let mut walk = |key: Key, to: usize| {
        window.key_press(key);
        window.run_ok();
        assert_eq!(window.state().state.graph.as_ref().unwrap().chosen, to, "{key:?}");
    };
    walk(Key::ArrowUp, 1);
    walk(Key::ArrowUp, 2);
    walk(Key::ArrowDown, 1);
    walk(Key::ArrowRight, 3);
    window.get_by_label("Compare step 2 with the picture");
    click(&mut window, "Show manifest of step 2");
    let asked = window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Manifest { label, .. } => Some(label.clone()),
        _ => None,
    });
    assert_eq!(asked.as_deref(), Some("urn:c2pa:sky"));
    window.state_mut().send(Msg::CloseDialog);
    window.run_ok();
    assert!(matches!(window.state().state.dialog, Dialog::None));
    // An input has no step; what is known of it is told.
    let input = item(&window, "prompt.txt");
    window.get_by_role_and_label(Role::TreeItem, &input).click();
    window.run_ok();
    window.get_by_label("input to composite.jpg");
}

#[test]
fn a_comparison_goes_over_the_graph_and_comes_back_to_it() {
    let mut window = window(desk_with(composite()), 1280.0, 800.0);
    click(&mut window, "Graph");
    click(&mut window, "Compare step 5 with the picture");
    answer(&mut window, Ok(compared()));
    assert!(names(&window, Role::TreeItem).is_empty());
    click(&mut window, "Close the comparison");
    assert_eq!(names(&window, Role::TreeItem).len(), 6);
    click(&mut window, "Back to the picture");
    assert!(window.state().state.graph.is_none());
    window.get_by_role_and_label(Role::Image, "Picture of composite.jpg");
}

#[test]
fn both_fit_every_size_in_both_themes() {
    for (width, height) in [(853.0, 533.0), (1280.0, 800.0), (1920.0, 1080.0), (3840.0, 2160.0)] {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            let mut window = build(desk_with(altered()), width, height, theme, false);
            click(&mut window, "See what changed");
            answer(&mut window, Ok(compared()));
            click(&mut window, "Overlay");
            let out = out_of_sight(&window, width, height);
            assert!(out.is_empty(), "comparing at {width}×{height}: {out:?}");
            let mut window = build(desk_with(composite()), width, height, theme, false);
            click(&mut window, "Graph");
            let out = out_of_sight(&window, width, height);
            assert!(out.is_empty(), "graph at {width}×{height}: {out:?}");
        }
    }
}

#[test]
fn the_timeline_says_with_what_a_step_can_be_compared() {
    let text = history::as_text(&history::steps(&composite(), &jiff::tz::TimeZone::UTC));
    assert_eq!(text.matches("> Compare with the picture").count(), 3, "{text}");
    assert_eq!(text.matches("> The signature of this step does not hold").count(), 1, "{text}");
}
