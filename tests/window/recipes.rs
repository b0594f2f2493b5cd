//! Export recipes and watermarks in the editor and in the export dialog.

use std::path::{Path, PathBuf};

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use lightmark::problem;
use lightmark::provenance::edit::{CarriedMetadata, Color, Crop, Edit, Export, Output, Resize, Tone};
use lightmark::provenance::rights_statement::RightsStatement;
use lightmark::state::editor::EditorMsg;
use lightmark::state::msg::Chosen;
use lightmark::state::recipes::{Recipe, RecipeDone, RecipeOrder, RecipeOrigin, RecipesTold};
use lightmark::state::sign::SignDialog;
use lightmark::state::{Answer, Dialog, Effect, JobId, Msg};

use super::desk::{Window, click};
use super::editor::{edit, editing, last_preview};

fn recipe(origin: RecipeOrigin, name: &str, edit: Edit) -> Recipe {
    let output = Output { quality: 82, color: Color::Srgb, metadata: CarriedMetadata::None, ..Output::default() };
    let rights = RightsStatement { copyright: Some("© Desk".into()), ..RightsStatement::default() };
    Recipe { origin, name: name.to_owned(), export: Export { edit, output }, rights }
}

fn known() -> Vec<Recipe> {
    let square = Edit { crop: Some(Crop::Ratio(1, 1)), resize: Some(Resize::Within(1080)), ..Edit::default() };
    let saved = RecipeOrigin::Saved(PathBuf::from("/home/config/recipes/desk.toml"));
    vec![
        recipe(RecipeOrigin::BuiltIn("social-square"), "Social square", square),
        recipe(saved, "Desk", Edit { resize: Some(Resize::Within(900)), ..Edit::default() }),
    ]
}

fn asked(window: &Window) -> (JobId, RecipeOrder) {
    let found = window.state().effects.iter().rev().find_map(|effect| match effect {
        Effect::Recipes { job, order } => Some((*job, (**order).clone())),
        _ => None,
    });
    found.expect("no recipes were asked for")
}

fn tell(window: &mut Window, done: Option<RecipeDone>) {
    let (job, _) = asked(window);
    let told = RecipesTold { all: known(), broken: Vec::new(), done };
    window.state_mut().send(Msg::Answer { job, answer: Answer::Recipes(Ok(Box::new(told))) });
    window.run_ok();
}

/// The editor with recipes there.
fn cooking() -> Window {
    let mut window = editing();
    // All of the panel is in sight.
    window.set_size(egui::vec2(1280.0, 1600.0));
    window.run_ok();
    assert_eq!(asked(&window).1, RecipeOrder::List);
    tell(&mut window, None);
    window
}

fn change(window: &mut Window, edit: Edit) {
    window.state_mut().send(Msg::Editor(EditorMsg::Change { edit: Box::new(edit), settled: true }));
    window.run_ok();
}

#[test]
fn what_fails_is_told_where_the_person_is() {
    let mut window = cooking();
    click(&mut window, "Recipes");
    click(&mut window, "Save as recipe…");
    click(&mut window, "Save recipe");
    assert_eq!(asked(&window).1, RecipeOrder::List, "a recipe without a name was saved");
    window.get_by_role_and_label(Role::TextInput, "Name").focus();
    window.run_ok();
    window.get_by_role_and_label(Role::TextInput, "Name").type_text("Web");
    window.run_ok();
    click(&mut window, "Save recipe");
    let (job, order) = asked(&window);
    assert!(matches!(&order, RecipeOrder::Save { name, .. } if name == "Web"), "{order:?}");
    let problem = problem!("recipe-unwritable", file = "web.toml");
    window.state_mut().send(Msg::Answer { job, answer: Answer::Recipes(Err(problem.clone())) });
    window.run_ok();
    window.get_by_label(&problem.what);
    click(&mut window, "Save recipe");
    tell(&mut window, Some(RecipeDone::Saved { name: "Web".into() }));
    assert!(matches!(window.state().state.dialog, Dialog::None));
    window.get_by_label("Recipe saved: Web");
}

#[test]
fn a_recipe_is_one_step_and_leaves_what_it_does_not_name() {
    let mut window = cooking();
    let tone = Tone { exposure: 0.5, ..Tone::default() };
    change(&mut window, Edit { tone, ..Edit::default() });
    click(&mut window, "Recipes");
    click(&mut window, "Social square");
    let after = edit(&window);
    assert_eq!((after.crop, after.resize, after.tone), (Some(Crop::Ratio(1, 1)), Some(Resize::Within(1080)), tone));
    assert_eq!(window.state().state.editor.as_ref().unwrap().output.quality, 82);
    click(&mut window, "Undo");
    assert_eq!(edit(&window), Edit { tone, ..Edit::default() });
}

#[test]
fn the_export_goes_by_a_recipe_and_says_its_rights() {
    let mut window = cooking();
    change(&mut window, Edit { mirror: true, ..Edit::default() });
    click(&mut window, "Export…");
    let exported = |window: &Window| {
        let Dialog::Sign(dialog) = &window.state().state.dialog else { panic!("no dialog") };
        let SignDialog::Filling(form) = dialog.as_ref() else { panic!("{dialog:?}") };
        (form.export.clone().unwrap(), form.statement.copyright.clone())
    };
    assert_eq!(exported(&window).0.edit, edit(&window));
    click(&mut window, "Recipe");
    window.get_by_label("Desk").click();
    window.run_ok();
    let (export, copyright) = exported(&window);
    assert_eq!((export.edit.resize, export.edit.mirror), (Some(Resize::Within(900)), true));
    assert_eq!((export.output.metadata, copyright.as_str()), (CarriedMetadata::None, "© Desk"));
    click(&mut window, "Recipe");
    window.get_by_label("As set in the editor").click();
    window.run_ok();
    assert_eq!(exported(&window).0.edit, edit(&window));
    assert_eq!(edit(&window).resize, None, "the editor's own edit was changed");
}

#[test]
fn a_recipe_is_deleted_after_a_second_word_and_those_that_come_along_never() {
    let mut window = cooking();
    click(&mut window, "Recipes");
    click(&mut window, "Manage recipes…");
    assert!(window.query_by_label("Delete Social square").is_none());
    click(&mut window, "Delete Desk");
    assert!(!matches!(asked(&window).1, RecipeOrder::Delete { .. }));
    click(&mut window, "Delete it");
    let (_, order) = asked(&window);
    assert_eq!(order, RecipeOrder::Delete { file: PathBuf::from("/home/config/recipes/desk.toml") });
    tell(&mut window, Some(RecipeDone::Deleted));
    window.get_by_label("Recipe deleted");
}

#[test]
fn a_recipe_is_taken_in_and_handed_out_as_a_file() {
    let mut window = cooking();
    click(&mut window, "Recipes");
    click(&mut window, "Manage recipes…");
    let answer = |window: &mut Window, path: &str| {
        let job = window.state().job(|effect| match effect {
            Effect::Choose { job, .. } => Some(*job),
            _ => None,
        });
        let chosen = Chosen::Paths(vec![PathBuf::from(path)]);
        window.state_mut().send(Msg::Answer { job, answer: Answer::Chosen(chosen) });
        window.run_ok();
    };
    click(&mut window, "Import…");
    answer(&mut window, "/usb/team.toml");
    assert_eq!(asked(&window).1, RecipeOrder::Import { file: PathBuf::from("/usb/team.toml") });
    click(&mut window, "Save Desk to a file…");
    answer(&mut window, "/usb/desk.toml");
    let (_, order) = asked(&window);
    let RecipeOrder::Export { recipe, target } = order else { panic!("{order:?}") };
    assert_eq!((recipe.name.as_str(), target.as_path()), ("Desk", Path::new("/usb/desk.toml")));
    click(&mut window, "Use Desk");
    assert!(matches!(window.state().state.dialog, Dialog::None));
    assert_eq!(edit(&window).resize, Some(Resize::Within(900)));
}

#[test]
fn a_watermark_is_put_on_the_preview_and_taken_off_again() {
    let mut window = cooking();
    click(&mut window, "Words");
    let mark = edit(&window).watermark_text.expect("no watermark");
    assert_eq!(mark.text, "©");
    click(&mut window, "Repeat all over the picture");
    assert!(edit(&window).watermark_text.is_some_and(|mark| mark.tile));
    click(&mut window, "Words");
    assert_eq!(edit(&window), Edit::default());
    click(&mut window, "Picture");
    assert!(edit(&window).watermark_image.is_none(), "a watermark without a picture");
    let job = window.state().job(|effect| match effect {
        Effect::Choose { job, .. } => Some(*job),
        _ => None,
    });
    let chosen = Chosen::Paths(vec![PathBuf::from("/logos/desk.png")]);
    window.state_mut().send(Msg::Answer { job, answer: Answer::Chosen(chosen) });
    window.run_ok();
    let mark = edit(&window).watermark_image.expect("no watermark");
    assert_eq!(mark.file, "/logos/desk.png");
    window.get_by_label("desk.png");
    let _ = last_preview(&window);
}
