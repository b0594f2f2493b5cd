//! What each page shows: as text, kept beside this file, and as named controls that stay within the window.
//!
//! `LIGHTMARK_ACCEPT=1 cargo test --test window` writes the texts anew; look at what changed.

use std::path::Path;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use lightmark::provenance::report::{Coverage, Report};
use lightmark::provenance::rights::{RightsField, RightsName};
use lightmark::state::inspector::{InspectorMsg, Part};
use lightmark::state::trust::TrustMsg;
use lightmark::state::{Command, Effect, Msg, Settings};
use lightmark::ui::content::{details, history, metadata, rights, signing, summary};

use super::desk::{Desk, build, click, names, window};
use super::samples;

pub fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/pages").join(format!("{name}.txt"));
    if std::env::var_os("LIGHTMARK_ACCEPT").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(wanted == text, "{} no longer fits. It is now:\n{text}", path.display());
}

fn inspector(report: &Report) -> String {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    [
        summary::as_text(&summary::summary(report, &zone, &[])),
        history::as_text(&history::steps(report, &zone)),
        rights::as_text(&rights::groups(report)),
        metadata::as_text(&metadata::legend(report), &metadata::lines(report, "", None)),
        details::as_text(&details::details(report, &zone)),
    ]
    .join("\n")
}

#[test]
fn the_inspector_says_of_each_headline() {
    compare("verified", &inspector(&samples::verified("/p/a.jpg")));
    compare("altered", &inspector(&samples::altered("/p/b.jpg")));
    compare("no-credentials", &inspector(&samples::bare("/p/c.jpg")));
    compare("not-checked", &inspector(&samples::unchecked("/p/d.jpg")));
}

#[test]
fn the_preview_says_before_signing() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![samples::bare("/p/a.jpg"), samples::verified("/p/b.jpg"), samples::altered("/p/c.jpg")]);
    desk.send(Msg::Command(Command::SelectAll));
    desk.send(Msg::Command(Command::Sign));
    let lightmark::state::Dialog::Sign(dialog) = &desk.state.dialog else { panic!("no dialog") };
    let lightmark::state::sign::SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    compare("preview", &signing::as_text(&signing::words(&desk.state, form)));
}

#[test]
fn signed_and_unsigned_never_look_alike() {
    let signed = rights::groups(&samples::verified("/p/a.jpg"));
    let unsigned = rights::groups(&samples::bare("/p/c.jpg"));
    let looks = |groups: &[rights::Group], wanted: &str| {
        let rows = groups.iter().flat_map(|group| &group.rows).filter(|row| row.source.contains(wanted));
        rows.map(|row| (row.mark.0.codepoint, format!("{:?}", row.mark.1), row.word.clone())).collect::<Vec<_>>()
    };
    for a in looks(&signed, "cawg") {
        for b in looks(&unsigned, "EXIF") {
            assert_ne!(a.0, b.0, "same icon");
            assert_ne!(a.1, b.1, "same tint");
            assert_ne!(a.2, b.2, "same word");
        }
    }
}

#[test]
fn the_same_statement_in_several_places_is_one_row() {
    let mut report = samples::verified("/p/a.jpg");
    let field = |value: &str, source: &str, coverage: Coverage| RightsField {
        field: RightsName::Creator,
        value: value.to_owned(),
        source: source.to_owned(),
        coverage,
        stated_by: None,
    };
    report.rights.fields = vec![
        field("Ana Ruiz", "EXIF Artist", Coverage::Agrees),
        field("Ana Ruiz", "cawg.metadata", Coverage::Signed),
        field("Ana Ruiz", "XMP dc:creator", Coverage::Agrees),
        field("Somebody", "IPTC 2:80 By-line", Coverage::Contradicts),
    ];
    let groups = rights::groups(&report);
    let rows: Vec<_> = groups.iter().flat_map(|group| &group.rows).collect();
    assert_eq!(rows.iter().map(|row| row.source.as_str()).collect::<Vec<_>>(), ["cawg.metadata", "IPTC 2:80 By-line"]);
    let (mark, places) = rows[0].agrees_in.as_ref().unwrap();
    assert_eq!(places, "The file itself agrees: EXIF Artist, XMP dc:creator");
    assert_ne!(mark.0.codepoint, rows[0].mark.0.codepoint, "signed and unsigned never look alike");
    assert!(rows.iter().all(|row| row.differs));
    report.rights.fields.iter_mut().for_each(|field| field.coverage = Coverage::NotCovered);
    let groups = rights::groups(&report);
    let rows: Vec<_> = groups.iter().flat_map(|group| &group.rows).collect();
    assert_eq!(rows[0].source, "EXIF Artist, cawg.metadata, XMP dc:creator");
    assert!(rows[0].agrees_in.is_none());
}

#[test]
fn of_two_sources_the_more_restrictive_comes_first() {
    let groups = rights::groups(&samples::verified("/p/a.jpg"));
    let ai: Vec<_> = groups.iter().flat_map(|g| &g.rows).filter(|row| row.label.contains("AI")).collect();
    assert_eq!(ai[0].source, "cawg.training-mining");
    assert_eq!(ai[0].value, "Not allowed");
    assert_eq!(ai.len(), 3);
    assert!(ai[0].differs && ai[1].differs && !ai[2].differs);
    let note = groups.iter().find_map(|group| group.note.as_ref()).unwrap();
    assert!(note.contains("Not allowed") && note.contains("cawg.training-mining"), "{note}");
}

#[test]
fn the_legend_of_the_coverage_map_filters_by_keyboard_and_by_name() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana")]);
    desk.open(vec![samples::verified("/p/a.jpg")]);
    desk.send(Msg::Inspector(InspectorMsg::Turn(Part::Metadata)));
    let mut window = window(desk, 1280.0, 1400.0);
    let fields = |window: &egui_kittest::Harness<'static, Desk>| {
        let nodes = window.root().children_recursive().map(|node| node.accesskit_node());
        let labels: Vec<String> = nodes.filter(|n| n.role() == Role::Label).filter_map(|n| n.value()).collect();
        ["Make: ", "Model: ", "photoshop:Credit: "].map(|field| labels.iter().any(|label| label.starts_with(field)))
    };
    assert_eq!(fields(&window), [true; 3]);
    let choices = names(&window, Role::RadioButton);
    for name in ["All fields", "Unchanged since signing: 2 fields", "Not signed: 1 field"] {
        assert!(choices.iter().any(|own| own == name), "{name}: {choices:?}");
    }
    window.get_by_label("Not signed: 1 field").focus();
    window.run_ok();
    window.key_press(egui::Key::Space);
    window.run_ok();
    assert_eq!(fields(&window), [false, false, true]);
    click(&mut window, "All fields");
    assert_eq!(fields(&window), [true; 3]);
}

#[test]
fn the_first_start_asks_for_a_name_and_speaks_of_no_certificate() {
    let mut desk = Desk::new(Settings::default());
    desk.start(Vec::new());
    let mut window = window(desk, 1280.0, 800.0);
    assert!(names(&window, Role::Button).contains(&"Open…".to_owned()));
    let words: Vec<String> =
        [Role::Label, Role::Button, Role::Heading].iter().flat_map(|r| names(&window, *r)).collect();
    assert!(!words.iter().any(|text| text.to_lowercase().contains("certificate")), "{words:?}");
    window.get_by_label("Name").focus();
    window.run_ok();
    window.get_by_label("Name").type_text("Ana");
    window.run_ok();
    click(&mut window, "Get ready to sign");
    assert!(matches!(window.state().effects.last(), Some(Effect::CreateIdentity { name, .. }) if name == "Ana"));
}

/// Buttons, boxes and tabs that reach out of the window.
pub fn out_of_sight(window: &super::desk::Window, width: f32, height: f32) -> Vec<String> {
    let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height)).expand(1.0);
    let roles = [Role::Button, Role::Tab, Role::TextInput, Role::CheckBox, Role::RadioButton];
    let nodes = window.root().children_recursive();
    let found = nodes.filter(|node| roles.contains(&node.accesskit_node().role())).filter(|node| {
        let rect = node.rect();
        rect.left() < screen.left() || rect.right() > screen.right()
    });
    found.map(|node| format!("{:?} {:?}", node.accesskit_node().label(), node.rect())).collect()
}

#[test]
fn every_page_fits_every_size_in_both_themes() {
    for (width, height) in [(853.0, 533.0), (1280.0, 800.0), (1920.0, 1080.0), (3840.0, 2160.0)] {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            for command in [
                Command::ShowFiles,
                Command::ShowIdentities,
                Command::ShowTrust,
                Command::ShowActivity,
                Command::ShowLibrary,
                Command::ShowSettings,
            ] {
                let mut desk = full_desk();
                desk.send(Msg::Command(command));
                if command == Command::ShowActivity {
                    super::activity::fill(&mut desk);
                }
                if command == Command::ShowLibrary {
                    super::library::fill_some(&mut desk);
                }
                let window = build(desk, width, height, theme, false);
                let out = out_of_sight(&window, width, height);
                assert!(out.is_empty(), "{command:?} at {width}×{height}: {out:?}");
            }
        }
    }
}

#[test]
fn every_dialog_fits_a_small_window() {
    let opens: [fn(&mut Desk); 12] = [
        |desk| desk.send(Msg::Command(Command::Shortcuts)),
        |desk| desk.send(Msg::Command(Command::AddPath)),
        |desk| desk.send(Msg::Command(Command::Sign)),
        |desk| desk.send(Msg::Inspector(InspectorMsg::ShowManifest { label: "urn:c2pa:1".into() })),
        |desk| desk.send(Msg::Identities(lightmark::state::identities::IdentitiesMsg::New)),
        |desk| desk.send(Msg::Identities(lightmark::state::identities::IdentitiesMsg::AskDelete { id: "1".into() })),
        |desk| desk.send(Msg::Trust(TrustMsg::AskRemove { id: "o".into() })),
        |desk| desk.send(Msg::Identities(lightmark::state::identities::IdentitiesMsg::AskRotate { id: "1".into() })),
        |desk| desk.send(Msg::Identities(lightmark::state::identities::IdentitiesMsg::AskRevoke { id: "1".into() })),
        |desk| desk.send(Msg::Identities(lightmark::state::identities::IdentitiesMsg::AskBackUp { id: "1".into() })),
        |desk| desk.send(Msg::Trust(TrustMsg::Show { id: "o".into() })),
        |desk| desk.send(Msg::Trust(TrustMsg::ExportCard { id: "c".into() })),
    ];
    for open in opens {
        let mut desk = full_desk();
        open(&mut desk);
        let mut window = window(desk, 853.0, 533.0);
        let out = out_of_sight(&window, 853.0, 533.0);
        assert!(out.is_empty(), "{:?}: {out:?}", window.state().state.dialog);
        window.key_press(egui::Key::Escape);
        window.run_ok();
        assert!(
            matches!(window.state().state.dialog, lightmark::state::Dialog::None),
            "Esc did not close {:?}",
            window.state().state.dialog
        );
    }
}

fn full_desk() -> Desk {
    let mut desk = Desk::new(Settings::default());
    desk.start_with(super::identities::cards(), super::trust::in_force());
    desk.open(vec![samples::verified("/p/a.jpg"), samples::bare("/p/b.jpg"), samples::unchecked("/p/c.jpg")]);
    desk
}

#[test]
fn each_part_of_the_inspector_can_be_turned_to() {
    for (tab, part) in [("Rights", Part::Rights), ("Metadata", Part::Metadata), ("Details", Part::Details)] {
        let mut window = window(full_desk(), 1280.0, 800.0);
        let tabs = window.get_all_by_role(Role::Tab);
        let found = tabs.into_iter().find(|node| node.accesskit_node().label().as_deref() == Some(tab));
        found.unwrap_or_else(|| panic!("no tab {tab}")).click();
        window.run_ok();
        assert_eq!(window.state().state.inspector.part, part);
    }
}
