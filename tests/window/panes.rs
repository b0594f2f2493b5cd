//! The three panes by keyboard alone: their edges, and the way from the filter to what it found.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lightmark::state::Settings;

use super::desk::{Desk, Window, window};
use super::samples;

fn three_files() -> Window {
    let mut desk = Desk::new(Settings::default());
    desk.start(Vec::new());
    desk.open(vec![samples::verified("/p/a.jpg"), samples::bare("/p/b.jpg"), samples::altered("/p/c.jpg")]);
    window(desk, 1280.0, 800.0)
}

/// Where the edges of the panes are, from the left.
fn edges(window: &Window) -> Vec<f32> {
    let mut edges: Vec<f32> = window.get_all_by_role(Role::Splitter).map(|node| node.rect().center().x).collect();
    edges.sort_by(f32::total_cmp);
    edges
}

#[test]
fn the_edge_of_a_pane_moves_by_arrow_keys() {
    let mut window = three_files();
    let before = edges(&window);
    let [left, right] = before[..] else { panic!("{before:?}") };
    for (at, key, is_left) in [(left, Key::ArrowRight, true), (right, Key::ArrowRight, false)] {
        let edge = window.get_all_by_role(Role::Splitter).find(|node| node.rect().center().x == at).unwrap();
        edge.focus();
        window.run_ok();
        window.run_ok();
        window.key_press(key);
        window.run_ok();
        let now = edges(&window);
        let moved = if is_left { now[0] - left } else { now[1] - right };
        assert!(moved > 5.0, "{before:?} became {now:?}");
    }
    assert_eq!(window.state().state.files.current().map(|entry| entry.name.as_str()), Some("a.jpg"));
}

#[test]
fn from_the_filter_an_arrow_leads_to_what_it_found() {
    let mut window = three_files();
    let filter = window.get_by_label("Filter by name or signer");
    filter.focus();
    window.run_ok();
    window.get_by_label("Filter by name or signer").type_text("jpg");
    window.run_ok();
    window.key_press(Key::ArrowDown);
    window.run_ok();
    let focused = |window: &Window| {
        let node = window.root().children_recursive().find(|node| node.is_focused())?;
        Some((node.accesskit_node().role(), node.accesskit_node().label()))
    };
    let (role, label) = focused(&window).unwrap();
    assert_eq!(role, Role::ListBoxOption, "{label:?}");
    assert!(label.unwrap().starts_with("a.jpg"));
    window.key_press(Key::ArrowDown);
    window.run_ok();
    assert!(focused(&window).unwrap().1.unwrap().starts_with("b.jpg"));
}
