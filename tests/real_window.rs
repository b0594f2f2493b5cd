//! The real program in a real window on a display of its own, driven from outside through the accessibility bus
//! as a screen reader would. Pictures of each step are left in `target/real-window/`.
#![cfg(target_os = "linux")]

mod common;
#[path = "real_window/desk.rs"]
mod desk;

use common::{Home, fixture};
use desk::Desk;
use lightmark::tr;

/// The program's words for the person, as its own sources say them.
fn word(key: &str) -> &str {
    assert!(lightmark::locale::has(key), "{key} is no message");
    lightmark::locale::text(key)
}

/// A window of the real program over files, in a home of its own.
fn open(home: &Home, name: &str, size: &str, files: &[&str]) -> Desk {
    let mut program = home.lightmark();
    program.args(files.iter().map(|file| home.path(file)));
    let mut desk = Desk::start(name, size, &program);
    assert!(desk.title().contains(word("app-name")));
    desk
}

fn photo(home: &Home, name: &str) -> Vec<u8> {
    let bytes = std::fs::read(fixture("formats/photo.jpg")).unwrap();
    std::fs::write(home.path(name), &bytes).unwrap();
    bytes
}

#[test]
fn the_window_opens_without_files_and_names_every_control() {
    if !desk::is_possible() {
        return;
    }
    let home = Home::new();
    let mut desk = open(&home, "empty", "1280x800", &[]);
    desk.see("heading", word("empty-title"));
    desk.see("button", word("command-open"));
    desk.picture("1-empty");
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());

    desk.press(&["ctrl+comma"]);
    desk.see("heading", word("settings-title"));
    desk.picture("2-settings");
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());

    desk.press(&["ctrl+2"]);
    desk.see("heading", word("identities-title"));
    desk.picture("3-identities");
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());
    assert!(desk.is_alive());
}

#[test]
fn a_person_who_never_signed_signs_a_photo() {
    if !desk::is_possible() {
        return;
    }
    let home = Home::new();
    let original = photo(&home, "holiday.jpg");
    let mut desk = open(&home, "signs", "1280x800", &["holiday.jpg"]);
    desk.see_among("row", "holiday.jpg");
    desk.see("heading", word("headline-no-credentials"));
    desk.picture("1-no-credentials");

    desk.click("button", word("command-sign"));
    desk.see("heading", word("first-identity-title"));
    desk.type_into(word("identity-name"), "Ana Ortiz");
    desk.picture("2-first-identity");
    desk.click("button", word("first-identity-do"));

    desk.see("button", &tr!("sign-do", files = 1));
    desk.read("Ana Ortiz");
    desk.picture("3-form");
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());
    desk.click("button", &tr!("sign-do", files = 1));

    desk.see("heading", &tr!("sign-finished", files = 1));
    desk.picture("4-signed");
    assert_eq!(std::fs::read(home.path("holiday.jpg")).unwrap(), original, "the original is left as it was");
    let signed = std::fs::read(home.path("holiday-signed.jpg")).unwrap();
    assert!(signed.len() > original.len());

    desk.click("button", word("sign-show-all"));
    desk.see_among("row", "holiday-signed.jpg");
    desk.see("heading", word("headline-intact-unrecognised"));
    desk.read("Ana Ortiz");
    desk.picture("5-result");
    assert!(desk.is_alive());
}

#[test]
fn files_that_hold_something_else_leave_the_window_alive() {
    if !desk::is_possible() {
        return;
    }
    let home = Home::new();
    photo(&home, "good.jpg");
    std::fs::write(home.path("text.jpg"), "This is no picture.\n").unwrap();
    std::fs::write(home.path("empty.png"), "").unwrap();
    let cut = photo(&home, "cut.jpg");
    std::fs::write(home.path("cut.jpg"), cut.get(..cut.len() / 3).unwrap()).unwrap();
    let mut desk = open(&home, "broken", "1920x1080", &["good.jpg", "text.jpg", "empty.png", "cut.jpg", "gone.jpg"]);
    for name in ["good.jpg", "text.jpg", "empty.png", "cut.jpg"] {
        desk.see_among("row", name);
    }
    desk.see_among("row", word("headline-short-not-checked"));
    desk.see_among("row", word("headline-short-no-credentials"));
    desk.click_on("row", "empty.png");
    desk.see("heading", word("headline-not-checked"));
    desk.picture("1-empty-file");
    desk.see_gone("heading", word("headline-verified"));
    assert_eq!(desk.nameless_controls(), Vec::<String>::new());
    assert!(desk.is_alive());
}
