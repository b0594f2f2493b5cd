//! The Rights dialog: templates, faults, what will be written, signed files, and results with real files and a worker.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::rights_statement::{RightsStatement, template};
use lightmark::provenance::statement::{AiUse, SourceType};
use lightmark::state::rights::{RightsDialog, RightsForm, RightsMsg, RightsOutcome};
use lightmark::state::sign::SignDialog;
use lightmark::state::{Answer, Dialog, Effect, Msg, Settings};
use lightmark::worker::{Pool, PoolOptions};
use lightmark::workflow::rights::{RightsTarget, write_all};

use super::desk::{Desk, Window, build, click, names, window};
use super::samples;

/// Unsigned, with no manifest elsewhere.
fn plain(path: &str) -> lightmark::provenance::report::Report {
    lightmark::provenance::report::Report { remote_manifest: None, ..samples::bare(path) }
}

fn dialog_of(reports: Vec<lightmark::provenance::report::Report>) -> Window {
    let mut settings = Settings::default();
    settings.statement.source_type = Some(SourceType::DigitalCapture);
    let mut desk = Desk::new(settings);
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(reports);
    let mut window = window(desk, 1280.0, 900.0);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_ok();
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    window.run_ok();
    window
}

fn form(window: &Window) -> RightsForm {
    let Dialog::Rights(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let RightsDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    form.clone()
}

fn edit(window: &mut Window, change: impl FnOnce(&mut RightsForm)) {
    let mut form = form(window);
    change(&mut form);
    window.state_mut().send(Msg::Rights(RightsMsg::Edit(Box::new(form))));
    window.run_ok();
}

fn fill(window: &mut Window, said: Result<RightsStatement, problem::Problem>) {
    let job = window.state().job(|effect| match effect {
        Effect::RightsTemplate { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::RightsTemplate(said) });
    window.run_ok();
}

fn ordered(window: &Window) -> bool {
    window.state().effects.iter().any(|effect| matches!(effect, Effect::WriteRights { .. }))
}

#[test]
fn nothing_is_written_while_something_is_wrong() {
    let mut window = dialog_of(vec![plain("/p/a.jpg")]);
    window.get_by_label("Fill in at least one field.");
    type Change = fn(&mut RightsForm);
    let wrong: [(Change, &str); 5] = [
        (|form| form.statement.licensor_email = "desk at example.org".into(), "This is no e-mail address."),
        (|form| form.expires = "31.12.2027".into(), "Write the day like 2027-12-31."),
        (|form| form.statement.licensor_url = "nowhere".into(), "This is no web address."),
        (|form| form.statement.copyright = "© {creator}".into(), "The template’s texts name the creator."),
        (|form| form.place = lightmark::state::settings::Place::Folder, "Choose a folder."),
    ];
    for (change, words) in wrong {
        let before = form(&window);
        edit(&mut window, |form| {
            form.owner = "Desk".into();
            change(form);
        });
        window.get_by_label_contains(words);
        window.state_mut().send(Msg::Rights(RightsMsg::Start));
        edit(&mut window, |form| *form = before);
    }
    assert!(!ordered(&window));
}

#[test]
fn a_template_fills_the_form_and_a_wrong_one_is_told() {
    let mut window = dialog_of(vec![plain("/p/a.jpg")]);
    click(&mut window, "Fill in from a template");
    click(&mut window, "All rights reserved, no AI use");
    fill(&mut window, template("all-rights-reserved").ok_or_else(|| problem!("rights-creator")));
    window.get_by_label_contains("The template’s texts name the creator.");
    edit(&mut window, |form| form.statement.creator = "Ana".into());
    let said = form(&window).said();
    assert_eq!(said.copyright.as_deref(), Some("© {year} Ana. All rights reserved."));
    assert_eq!(said.ai.training, Some(AiUse::NotAllowed));
    // How the last signed files came to be is not said of these.
    assert_eq!(said.source_type, None);
    window.get_by_label_contains("EXIF Artist · IPTC 2:80 · XMP dc:creator");
    edit(&mut window, |form| form.statement.licensor_email = "desk@example.org".into());
    assert_eq!(form(&window).said().licensor_email.as_deref(), Some("desk@example.org"));
    window.get_by_label_contains("desk@example.org\nXMP plus:Licensor");
    let template = RightsStatement { licensor_email: Some("b@example.org".into()), ..RightsStatement::default() };
    click(&mut window, "Fill in from a template");
    click(&mut window, "Creative Commons BY 4.0");
    fill(&mut window, Ok(template));
    assert_eq!(form(&window).statement.licensor_email, "b@example.org");
    click(&mut window, "Fill in from a template");
    click(&mut window, "Creative Commons BY 4.0");
    fill(&mut window, Err(problem!("rights-template", name = "x.json")));
    window.get_by_label("There is no template called x.json.");
}

#[test]
fn a_template_fills_the_sign_dialog_too() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![plain("/p/a.jpg")]);
    let mut window = window(desk, 1280.0, 900.0);
    click(&mut window, "Sign…");
    click(&mut window, "Fill in from a template");
    click(&mut window, "All rights reserved, no AI use");
    fill(&mut window, template("all-rights-reserved").ok_or_else(|| problem!("rights-creator")));
    window.get_by_label_contains("The template’s texts name the creator.");
    click(&mut window, "Sign 1 file");
    assert!(!window.state().effects.iter().any(|effect| matches!(effect, Effect::Sign { .. })));
    let Dialog::Sign(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    assert_eq!(form.statement.statement().ai.training, Some(AiUse::NotAllowed));
}

fn listed(window: &mut Window, result: Result<Vec<String>, problem::Problem>) {
    let job = window.state().job(|effect| match effect {
        Effect::RightsTemplates { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::RightsTemplates(result) });
    window.run_ok();
}

#[test]
fn what_is_filled_in_is_kept_as_a_template_and_chosen_again() {
    let mut window = dialog_of(vec![plain("/p/a.jpg")]);
    listed(&mut window, Ok(vec!["Agency".to_owned()]));
    edit(&mut window, |form| {
        form.statement.creator = "Ana".into();
        form.statement.licensor = "Agency".into();
    });
    click(&mut window, "Save as template…");
    window.get_by_label("Name of the template").focus();
    window.run_ok();
    window.get_by_label("Name of the template").type_text("cc-by");
    window.run_ok();
    click(&mut window, "Save template");
    let kept = |window: &Window| match window.state().effects.last() {
        Some(Effect::RightsTemplates { keep: Some(keep), .. }) => keep.as_ref().clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((kept(&window).name.as_str(), kept(&window).overwrite), ("cc-by", false));
    assert_eq!(kept(&window).said.licensor.as_deref(), Some("Agency"));
    listed(&mut window, Err(problem!("rights-template-built-in", name = "cc-by")));
    window.get_by_label_contains("comes with Lightmark");
    window.get_by_label("Name of the template").focus();
    window.run_ok();
    window.get_by_label("Name of the template").type_text(" of ours");
    window.run_ok();
    click(&mut window, "Save template");
    assert_eq!(kept(&window).name, "cc-by of ours");
    listed(&mut window, Ok(vec!["Agency".to_owned(), "cc-by of ours".to_owned()]));
    window.get_by_label_contains("cc-by of ours is a template now.");
    click(&mut window, "Fill in from a template");
    click(&mut window, "cc-by of ours (your own)");
    let asked = window.state().effects.last();
    assert!(matches!(asked, Some(Effect::RightsTemplate { name, .. }) if name == "cc-by of ours"), "{asked:?}");
}

/// Answers what was asked for last about own templates, a deletion among it.
fn after_deletion(window: &mut Window, result: Result<Vec<String>, problem::Problem>) {
    let job = window.state().job(|effect| match effect {
        Effect::DeleteTemplate { job, .. } => Some(*job),
        _ => None,
    });
    window.state_mut().send(Msg::Answer { job, answer: Answer::RightsTemplates(result) });
    window.run_ok();
}

fn deletions(window: &Window) -> Vec<String> {
    let deleted = |effect: &Effect| match effect {
        Effect::DeleteTemplate { name, .. } => Some(name.clone()),
        _ => None,
    };
    window.state().effects.iter().filter_map(deleted).collect()
}

#[test]
fn an_own_template_is_deleted_only_when_that_is_said_twice() {
    for sign in [false, true] {
        let mut window = if sign {
            let mut desk = Desk::new(Settings::default());
            desk.start(vec![samples::identity("1", "Ana Ñandú")]);
            desk.open(vec![plain("/p/a.jpg")]);
            let mut window = window(desk, 1280.0, 900.0);
            click(&mut window, "Sign…");
            window
        } else {
            dialog_of(vec![plain("/p/a.jpg")])
        };
        let offers = |window: &Window, name: &str| names(window, Role::Button).iter().any(|known| known == name);
        assert!(!offers(&window, "Delete templates…"), "there is nothing to delete");
        listed(&mut window, Ok(vec!["Agency".to_owned(), "Desk\u{202e}".to_owned()]));
        click(&mut window, "Delete templates…");
        click(&mut window, "Delete the template Agency");
        click(&mut window, "Delete the template Desk\\u{202e}");
        assert!(deletions(&window).is_empty(), "one press each is no second word");
        click(&mut window, "Delete the template Agency");
        click(&mut window, "Delete the template Agency for good");
        assert_eq!(deletions(&window), ["Agency"]);
        after_deletion(&mut window, Err(problem!("rights-template", name = "Agency")));
        window.get_by_label("There is no template called Agency.");
        click(&mut window, "Delete the template Agency");
        click(&mut window, "Delete the template Agency for good");
        after_deletion(&mut window, Ok(vec!["Desk".to_owned()]));
        window.get_by_label("The template “Agency” was deleted.");
        assert!(!offers(&window, "Delete the template Agency"));
        click(&mut window, "Delete the template Desk");
        click(&mut window, "Delete the template Desk for good");
        after_deletion(&mut window, Ok(Vec::new()));
        assert!(!offers(&window, "Delete templates…") && !offers(&window, "Done"));
    }
}

#[test]
fn the_sign_dialog_keeps_templates_too() {
    let mut desk = Desk::new(Settings::default());
    desk.start(vec![samples::identity("1", "Ana Ñandú")]);
    desk.open(vec![plain("/p/a.jpg")]);
    let mut window = window(desk, 1280.0, 900.0);
    click(&mut window, "Sign…");
    listed(&mut window, Ok(Vec::new()));
    click(&mut window, "Save as template…");
    click(&mut window, "Do not save");
    assert!(window.state().state.templates.new.is_none());
    click(&mut window, "Save as template…");
    window.get_by_label("Name of the template").focus();
    window.run_ok();
    window.get_by_label("Name of the template").type_text("Mine");
    window.run_ok();
    click(&mut window, "Save template");
    let asked = window.state().effects.last();
    assert!(
        matches!(asked, Some(Effect::RightsTemplates { keep: Some(keep), .. }) if keep.name == "Mine"),
        "{asked:?}"
    );
}

#[test]
fn signed_files_are_left_out_and_can_be_signed_with_the_same_values() {
    let mut window = dialog_of(vec![plain("/p/a.jpg"), samples::verified("/p/b.jpg"), samples::bare("/p/c.jpg")]);
    edit(&mut window, |form| form.statement.creator = "Ana".into());
    // One is signed, one points to credentials elsewhere, which bind it just as well.
    window.get_by_label_contains("2 files are signed and left out");
    let order = form(&window).order(&window.state().state.files);
    assert_eq!(order.files, [PathBuf::from("/p/a.jpg")]);
    click(&mut window, "Sign 2 with these values…");
    let Dialog::Sign(dialog) = &window.state().state.dialog else { panic!("no dialog") };
    let SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
    assert_eq!((form.files.len(), form.statement.creator.as_str()), (2, "Ana"));
}

#[test]
fn real_files_are_written_and_a_name_that_is_taken_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["photo.jpg", "photo.png"].map(|name| folder.path().join(name));
    for file in &files {
        let name = file.file_name().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats");
        std::fs::copy(fixtures.join(name), file).unwrap();
    }
    std::fs::write(folder.path().join("photo-rights.png"), b"mine").unwrap();
    let mut window = dialog_of(files.iter().map(|file| plain(file.to_str().unwrap())).collect());
    edit(&mut window, |form| {
        form.statement.creator = "Ana Ñandú".into();
        form.statement.copyright = "© {year} {creator}".into();
    });
    click(&mut window, "Write into 2 copies");
    let Some(Effect::WriteRights { job, order }) = window.state().effects.last().cloned() else { panic!("no order") };
    window.key_press(Key::Escape);
    window.run_ok();
    assert!(matches!(window.state().state.dialog, Dialog::Rights(_)), "Esc hid files being written");
    let pool =
        Pool::new(PoolOptions { program: Some(env!("CARGO_BIN_EXE_lightmark").into()), ..PoolOptions::default() });
    let said = order.said.clone().filled(2026).unwrap();
    let outcomes = Mutex::new(Vec::new());
    let target = RightsTarget::Beside;
    write_all(
        &pool,
        &order.files,
        &said,
        &target,
        false,
        &|at, done| outcomes.lock().unwrap().push((at, done)),
        &|| true,
    );
    for (index, done) in outcomes.into_inner().unwrap() {
        let outcome = match done {
            Ok(done) => RightsOutcome::Done { target: done.target, stores: done.stores },
            Err(not_done) => RightsOutcome::Failed(not_done.problem()),
        };
        window.state_mut().send(Msg::Answer { job, answer: Answer::RightsWritten { index, outcome } });
    }
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("Rights were written into 1 of 2 copies");
    window.get_by_label_contains("photo-rights.png exists already.");
    assert_eq!(std::fs::read(folder.path().join("photo-rights.png")).unwrap(), b"mine");
    let written = std::fs::read(folder.path().join("photo-rights.jpg")).unwrap();
    assert!(written.windows(10).any(|part| part == "© 2026 An".as_bytes()), "the notice is not in the copy");
}

#[test]
fn a_batch_can_be_stopped() {
    let mut window = dialog_of(vec![plain("/p/a.jpg"), plain("/p/b.jpg")]);
    edit(&mut window, |form| form.statement.creator = "Ana".into());
    click(&mut window, "Write into 2 copies");
    let Some(Effect::WriteRights { job, .. }) = window.state().effects.last().cloned() else { panic!("no order") };
    click(&mut window, "Stop");
    assert!(window.state().effects.contains(&Effect::Cancel(job)));
    window.state_mut().send(Msg::Answer { job, answer: Answer::Finished });
    window.run_ok();
    window.get_by_label("No copy was written");
    click(&mut window, "Close");
    assert!(matches!(window.state().state.dialog, Dialog::None));
}

#[test]
fn the_dialog_fits_every_size_in_both_themes() {
    for (width, height) in [(853.0, 533.0), (1280.0, 800.0), (1920.0, 1080.0)] {
        for theme in [egui::Theme::Dark, egui::Theme::Light] {
            let mut desk = Desk::new(Settings::default());
            desk.start(vec![samples::identity("1", "Ana Ñandú")]);
            desk.open(vec![plain("/p/a.jpg"), samples::verified("/p/b.jpg"), samples::unchecked("/p/c.jpg")]);
            desk.send(Msg::Command(lightmark::state::Command::SelectAll));
            desk.send(Msg::Command(lightmark::state::Command::Rights));
            let window = build(desk, width, height, theme, false);
            let out = super::pages::out_of_sight(&window, width, height);
            assert!(out.is_empty(), "{width}×{height}: {out:?}");
        }
    }
}
