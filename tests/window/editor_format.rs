//! What an edited copy is written as: each choice stands only where it means something, and goes into the order.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use lightmark::provenance::edit::{Color, ExportFormat, Lossless, Output};
use lightmark::state::editor::EditorMsg;
use lightmark::state::sign::SignDialog;
use lightmark::state::{Dialog, Msg};

use super::desk::{Window, click, names};
use super::editor::editing;

fn output(window: &Window) -> Output {
    window.state().state.editor.as_ref().unwrap().output
}

fn write_as(window: &mut Window, change: impl FnOnce(&mut Output)) {
    let mut output = output(window);
    change(&mut output);
    window.state_mut().send(Msg::Editor(EditorMsg::Output(output)));
    window.run_ok();
}

fn has(window: &Window, role: Role, name: &str) -> bool {
    names(window, role).iter().any(|known| known == name)
}

/// Chooses from a menu at the end of the panel, wherever it is scrolled to.
fn choose(window: &mut Window, menu: &str, name: &str) {
    let node = window.get_by_role_and_label(Role::ComboBox, menu);
    node.scroll_to_me();
    window.run_ok();
    click(window, menu);
    click(window, name);
}

#[test]
fn trimming_is_offered_only_where_a_jpeg_may_keep_its_own_values() {
    let mut window = editing();
    assert!(!has(&window, Role::CheckBox, "Trim to the grid"), "nothing is cut or turned");
    click(&mut window, "Turn right");
    window.get_by_role_and_label(Role::CheckBox, "Trim to the grid").scroll_to_me();
    window.run_ok();
    window.get_by_label_contains("nothing is encoded anew and no quality is lost");
    click(&mut window, "Trim to the grid");
    assert_eq!(output(&window).lossless, Lossless::Trim);
    for change in [
        (|output| output.quality = 80) as fn(&mut Output),
        |output| output.format = Some(ExportFormat::Png),
        |output| output.color = Color::DisplayP3,
    ] {
        let before = output(&window);
        write_as(&mut window, change);
        assert!(!has(&window, Role::CheckBox, "Trim to the grid"), "{:?}", output(&window));
        write_as(&mut window, |output| *output = before);
        assert!(has(&window, Role::CheckBox, "Trim to the grid"));
    }
    window.get_by_role_and_label(Role::CheckBox, "Black and white").scroll_to_me();
    window.run_ok();
    click(&mut window, "Black and white");
    assert!(!has(&window, Role::CheckBox, "Trim to the grid"), "colours change, too");
}

#[test]
fn progressive_is_for_jpeg_and_avif_has_one_colour_space() {
    let mut window = editing();
    assert!(has(&window, Role::CheckBox, "Progressive") && has(&window, Role::ComboBox, "Colours"));
    write_as(&mut window, |output| output.format = Some(ExportFormat::Png));
    assert!(!has(&window, Role::CheckBox, "Progressive") && has(&window, Role::ComboBox, "Colours"));
    write_as(&mut window, |output| output.format = Some(ExportFormat::Avif));
    assert!(!has(&window, Role::CheckBox, "Progressive") && !has(&window, Role::ComboBox, "Colours"));
    window.get_by_label("AVIF is written in sRGB.");
}

#[test]
fn the_resolution_of_colour_is_chosen_for_jpeg_and_told() {
    const HALF: &str = "Colour at half the resolution (4:2:0)";
    let mut window = editing();
    click(&mut window, "Turn right");
    window.get_by_role_and_label(Role::CheckBox, HALF).scroll_to_me();
    window.run_ok();
    assert!(has(&window, Role::CheckBox, "Trim to the grid"));
    click(&mut window, HALF);
    assert!(output(&window).subsample);
    assert!(!has(&window, Role::CheckBox, "Trim to the grid"), "it is encoded anew then");
    click(&mut window, "Export…");
    window.get_by_label_contains("4:2:0 ·");
    let Dialog::Sign(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    assert!(form.order(&window.state().state.files).unwrap().export.unwrap().output.subsample);
    let mut window = editing();
    write_as(&mut window, |output| output.format = Some(ExportFormat::Png));
    assert!(!has(&window, Role::CheckBox, HALF));
}

#[test]
fn what_was_chosen_is_told_before_signing_and_ordered() {
    let mut window = editing();
    click(&mut window, "Turn right");
    window.get_by_role_and_label(Role::CheckBox, "Progressive").scroll_to_me();
    window.run_ok();
    click(&mut window, "Progressive");
    choose(&mut window, "Colours", "Display P3");
    window.get_by_label_contains("Holds more colours than sRGB");
    click(&mut window, "Export…");
    window.get_by_label_contains("progressive · Display P3");
    let Dialog::Sign(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    let order = form.order(&window.state().state.files).unwrap().export.unwrap().output;
    assert_eq!((order.progressive, order.color, order.lossless), (true, Color::DisplayP3, Lossless::WhenPossible));
}
