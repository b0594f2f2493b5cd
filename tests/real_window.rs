//! The real program in a real window on a display of its own, driven from outside through the accessibility bus
//! as a screen reader would. Pictures of each step are left in `target/real-window/`.
#![cfg(target_os = "linux")]

mod common;
#[path = "real_window/desk.rs"]
mod desk;

use common::Home;
use desk::Desk;

/// The program's words for the person, as its own sources say them.
fn word(key: &str) -> &str {
    assert!(lightmark::locale::has(key), "{key} is no message");
    lightmark::locale::text(key)
}

#[test]
fn the_window_opens_and_names_every_control() {
    if !desk::is_possible() {
        return;
    }
    let home = Home::new();
    let mut desk = Desk::start("opens", "1280x800", &home.lightmark());
    assert!(desk.title().contains("Lightmark"));
    desk.picture("first");
    assert!(desk.is_alive());
    let tree = desk.tree();
    assert!(tree.len() > 5, "{tree:?}");
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());
}
