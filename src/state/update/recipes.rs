//! What the person does with export recipes, and what came of it.

use std::path::PathBuf;

use super::{choose, editor};
use crate::problem::Problem;
use crate::provenance::rights_statement::RightsStatement;
use crate::state::effect::{Chooser, Effect, JobId};
use crate::state::recipes::{
    NAME_CHARS, Recipe, RecipeDone, RecipeMsg, RecipeOrder, RecipeOrigin, RecipesDialog, RecipesTold, SaveForm,
};
use crate::state::running::{ChooseFor, Work};
use crate::state::sign::SignDialog;
use crate::state::{Dialog, Notice, State};

pub(in crate::state) fn update(state: &mut State, msg: RecipeMsg) -> Vec<Effect> {
    match msg {
        RecipeMsg::Use(index) => return apply(state, index),
        RecipeMsg::AskSave => {
            let rights = stated(state);
            if let (Some(editor), Dialog::None) = (&state.editor, &state.dialog) {
                let form = SaveForm::new(&editor.edit, &editor.output, &rights);
                open(state, RecipesDialog::Saving(form));
            }
        }
        RecipeMsg::Form(form) => {
            if let Dialog::Recipes(RecipesDialog::Saving(now)) = &mut state.dialog {
                *now = form;
                now.name = now.name.chars().take(NAME_CHARS).collect();
            }
        }
        RecipeMsg::Save => return save(state),
        RecipeMsg::Manage => {
            if matches!(state.dialog, Dialog::None) {
                open(state, RecipesDialog::Listing { doomed: None });
                return ask(state, RecipeOrder::List);
            }
        }
        RecipeMsg::Import => return choose(state, Chooser::Recipe, ChooseFor::ImportRecipe),
        RecipeMsg::Export(index) => {
            if let Some(recipe) = state.recipes.all.get(index) {
                let name = format!("{}.toml", file_name(&recipe.name));
                return choose(state, Chooser::SaveAs { name }, ChooseFor::ExportRecipe { index });
            }
        }
        RecipeMsg::Delete(index) => return delete(state, index),
        RecipeMsg::ForExport(choice) => for_export(state, choice),
    }
    Vec::new()
}

/// Asks for the recipes there are, unless they are known.
pub(in crate::state) fn load(state: &mut State) -> Vec<Effect> {
    if !state.recipes.all.is_empty() || state.recipes.working.is_some() {
        return Vec::new();
    }
    ask(state, RecipeOrder::List)
}

/// Takes what a job did.
pub(in crate::state) fn told(state: &mut State, job: JobId, result: Result<RecipesTold, Problem>) {
    state.running.end(job);
    if state.recipes.working == Some(job) {
        state.recipes.working = None;
    }
    match result {
        Ok(told) => {
            (state.recipes.all, state.recipes.broken) = (told.all, told.broken);
            state.recipes.problem = None;
            match told.done {
                Some(RecipeDone::Saved { name }) => {
                    close_saving(state);
                    state.notice = Some(Notice::RecipeSaved { name });
                }
                Some(RecipeDone::Imported { name }) => state.notice = Some(Notice::RecipeSaved { name }),
                Some(RecipeDone::Written { path }) => {
                    state.notice = Some(Notice::Written { path: path.to_string_lossy().into_owned() });
                }
                Some(RecipeDone::Deleted) => state.notice = Some(Notice::RecipeDeleted),
                None => {}
            }
        }
        Err(problem) => match state.dialog {
            Dialog::Recipes(_) => state.recipes.problem = Some(problem),
            _ => state.notice = Some(Notice::Trouble(problem)),
        },
    }
}

/// Does what a path was asked for.
pub(in crate::state) fn picked(state: &mut State, purpose: &ChooseFor, path: PathBuf) -> Vec<Effect> {
    match purpose {
        ChooseFor::ExportRecipe { index } => {
            let Some(recipe) = state.recipes.all.get(*index).cloned() else { return Vec::new() };
            ask(state, RecipeOrder::Export { recipe: Box::new(recipe), target: path })
        }
        _ => ask(state, RecipeOrder::Import { file: path }),
    }
}

fn open(state: &mut State, dialog: RecipesDialog) {
    state.recipes.problem = None;
    state.dialog = Dialog::Recipes(dialog);
}

fn close_saving(state: &mut State) {
    if matches!(state.dialog, Dialog::Recipes(RecipesDialog::Saving(_))) {
        state.dialog = Dialog::None;
    }
}

fn ask(state: &mut State, order: RecipeOrder) -> Vec<Effect> {
    let job = state.running.begin(Work::Recipes);
    state.recipes.working = Some(job);
    vec![Effect::Recipes { job, order: Box::new(order) }]
}

/// One step, which can be taken back; the format goes along.
fn apply(state: &mut State, index: usize) -> Vec<Effect> {
    let (Some(recipe), Some(editor)) = (state.recipes.all.get(index), &mut state.editor) else { return Vec::new() };
    let export = recipe.on(&editor.export());
    editor.output = export.output;
    editor.rights = recipe.rights.clone();
    editor.step(|edit| *edit = export.edit);
    state.notice = Some(Notice::RecipeUsed { name: recipe.name.clone() });
    if matches!(state.dialog, Dialog::Recipes(_)) {
        state.dialog = Dialog::None;
    }
    editor::preview(state)
}

fn save(state: &mut State) -> Vec<Effect> {
    let rights = stated(state);
    let (Dialog::Recipes(RecipesDialog::Saving(form)), Some(editor)) = (&state.dialog, &state.editor) else {
        return Vec::new();
    };
    if !form.may_save() || state.recipes.working.is_some() {
        return Vec::new();
    }
    let order = form.order(&editor.export(), &rights);
    ask(state, order)
}

fn delete(state: &mut State, index: usize) -> Vec<Effect> {
    let Dialog::Recipes(RecipesDialog::Listing { doomed }) = &mut state.dialog else { return Vec::new() };
    let Some(Recipe { origin: RecipeOrigin::Saved(file), .. }) = state.recipes.all.get(index) else {
        return Vec::new();
    };
    if *doomed != Some(index) {
        *doomed = Some(index);
        return Vec::new();
    }
    *doomed = None;
    let file = file.clone();
    ask(state, RecipeOrder::Delete { file })
}

/// Writes the batch in the export dialog by a recipe, on top of what was done in the editor.
fn for_export(state: &mut State, choice: Option<usize>) {
    let Some(editor) = &state.editor else { return };
    let Dialog::Sign(dialog) = &mut state.dialog else { return };
    let SignDialog::Filling(form) = dialog.as_mut() else { return };
    if form.export.is_none() {
        return;
    }
    let recipe = choice.and_then(|index| state.recipes.all.get(index));
    form.recipe = choice.filter(|_| recipe.is_some());
    match recipe {
        Some(recipe) => {
            form.export = Some(recipe.on(&editor.export()));
            form.statement.fill(&recipe.rights);
        }
        None => form.export = Some(editor.export()),
    }
}

/// What was stated last about rights, which a recipe may keep.
fn stated(state: &State) -> RightsStatement {
    let last = RightsStatement::from(state.settings.statement.statement());
    RightsStatement { source_type: None, ..last }
}

/// A name that every system takes for a file.
fn file_name(name: &str) -> String {
    let kept: String = name.chars().map(|c| if c.is_alphanumeric() || "-_ ".contains(c) { c } else { '-' }).collect();
    let kept = kept.trim().to_owned();
    if kept.is_empty() { "recipe".to_owned() } else { kept }
}
