//! Export recipes: the menu in the editor, the choice in the export dialog, and the dialogs that save and list them.

use egui::{Key, Ui};
use egui_material_icons::icons::*;

use crate::locale;
use crate::state::editor::Editor;
use crate::state::recipes::{Recipe, RecipeMsg, RecipeOrigin, RecipePart, RecipesDialog, SaveForm};
use crate::state::sign::SignForm;
use crate::state::{Command, Msg, State};
use crate::tr;

use crate::ui::content::recipes::summary;
use crate::ui::{controls, dialogs, theme};

/// The row in the editor: recipes, and edits copied from one picture to others.
pub(in crate::ui) fn row_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let icon = ICON_AUTO_FIX_HIGH.rich_text().size(16.0);
        let menu = ui.menu_button((icon, egui::RichText::new(tr!("recipes"))), |ui| menu_ui(ui, state, out));
        controls::named(menu.response, egui::accesskit::Role::Button, &tr!("recipes"));
        if controls::command_icon(ui, ICON_CONTENT_COPY, Command::CopyEdits).clicked() {
            out.push(Msg::Command(Command::CopyEdits));
        }
        let may_paste = state.shelf.copied.is_some();
        let paste =
            ui.add_enabled_ui(may_paste, |ui| controls::command_icon(ui, ICON_CONTENT_PASTE, Command::PasteEdits));
        if paste.inner.clicked() {
            out.push(Msg::Command(Command::PasteEdits));
        }
    });
}

fn menu_ui(ui: &mut Ui, state: &State, out: &mut Vec<Msg>) {
    ui.set_min_width(240.0);
    let p = controls::palette(ui);
    let mut was_built_in = true;
    for (index, recipe) in state.recipes.all.iter().enumerate() {
        let is_built_in = matches!(recipe.origin, RecipeOrigin::BuiltIn(_));
        if was_built_in && !is_built_in {
            ui.separator();
        }
        was_built_in = is_built_in;
        let name = locale::elide(&recipe.name, 40);
        if ui.button(name).on_hover_text(summary(recipe)).clicked() {
            out.push(Msg::Recipes(RecipeMsg::Use(index)));
            ui.close();
        }
    }
    if state.recipes.all.is_empty() {
        ui.label(egui::RichText::new(tr!("recipes-none")).color(p.muted));
    }
    ui.separator();
    if ui.button(tr!("recipe-save-as")).clicked() {
        out.push(Msg::Recipes(RecipeMsg::AskSave));
        ui.close();
    }
    if ui.button(tr!("recipes-manage")).clicked() {
        out.push(Msg::Recipes(RecipeMsg::Manage));
        ui.close();
    }
}

/// The choice in the export dialog.
pub(in crate::ui) fn choice_ui(ui: &mut Ui, form: &SignForm, state: &State, out: &mut Vec<Msg>) {
    let wide = ui.available_width();
    let name = |recipe: &Recipe| locale::elide(&recipe.name, 40);
    let chosen = form.recipe.and_then(|index| state.recipes.all.get(index));
    let words = chosen.map_or_else(|| tr!("recipe-as-edited"), name);
    controls::choice(ui, &tr!("recipe-export"), &words, wide, |ui| {
        if ui.selectable_label(form.recipe.is_none(), tr!("recipe-as-edited")).clicked() {
            out.push(Msg::Recipes(RecipeMsg::ForExport(None)));
        }
        for (index, recipe) in state.recipes.all.iter().enumerate() {
            if ui.selectable_label(form.recipe == Some(index), name(recipe)).clicked() {
                out.push(Msg::Recipes(RecipeMsg::ForExport(Some(index))));
            }
        }
    });
    if let Some(recipe) = chosen {
        controls::muted(ui, summary(recipe));
    }
}

/// The dialog that is open.
pub(in crate::ui) fn dialog_ui(ui: &mut Ui, fresh: bool, dialog: &RecipesDialog, state: &State, out: &mut Vec<Msg>) {
    match dialog {
        RecipesDialog::Saving(form) => {
            if let Some(editor) = &state.editor {
                saving_ui(ui, fresh, form, editor, state, out);
            }
        }
        RecipesDialog::Listing { doomed } => listing_ui(ui, *doomed, state, out),
    }
}

fn saving_ui(ui: &mut Ui, fresh: bool, form: &SaveForm, editor: &Editor, state: &State, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("dialog-recipe-save"), out);
    if let Some(problem) = &state.recipes.problem {
        controls::problem_card(ui, problem);
    }
    let mut draft = form.clone();
    let field = controls::text_field(ui, &tr!("recipe-name"), &mut draft.name, &tr!("recipe-name-hint"));
    if fresh {
        field.request_focus();
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let is_taken = state
        .recipes
        .all
        .iter()
        .any(|recipe| matches!(recipe.origin, RecipeOrigin::Saved(_)) && recipe.name.trim() == draft.name.trim());
    if is_taken {
        controls::muted(ui, tr!("recipe-replaces"));
    }
    controls::section(ui, &tr!("recipe-what"));
    ui.spacing_mut().item_spacing.y = 4.0;
    controls::muted(ui, tr!("recipe-always"));
    let rights = state.settings.statement.statement().into();
    for part in RecipePart::ALL {
        if !part.is_there(&editor.edit, &editor.output, &rights) {
            continue;
        }
        let mut on = draft.parts.contains(&part);
        if controls::checkbox(ui, &mut on, tr!(&format!("recipe-part-{}", part.key()))).changed() {
            if on {
                draft.parts.insert(part);
            } else {
                draft.parts.remove(&part);
            }
        }
    }
    if draft != *form {
        out.push(Msg::Recipes(RecipeMsg::Form(draft.clone())));
    }
    controls::dialog_buttons(ui, |ui| {
        let may = draft.may_save() && state.recipes.working.is_none();
        if controls::primary(ui, Some(ICON_SAVE), &tr!("recipe-save"), may).clicked() || (entered && may) {
            out.push(Msg::Recipes(RecipeMsg::Save));
        }
        dialogs::cancel_ui(ui, out);
    });
}

fn listing_ui(ui: &mut Ui, doomed: Option<usize>, state: &State, out: &mut Vec<Msg>) {
    dialogs::heading_ui(ui, &tr!("dialog-recipes"), out);
    for problem in state.recipes.problem.iter().chain(&state.recipes.broken) {
        controls::problem_card(ui, problem);
    }
    let height = (ui.ctx().content_rect().height() - 260.0).max(160.0);
    let scroll = egui::ScrollArea::vertical().id_salt("recipes").auto_shrink([false, true]);
    scroll.max_height(height).min_scrolled_height(height).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.set_width((ui.available_width() - 10.0).max(160.0));
        for (index, recipe) in state.recipes.all.iter().enumerate() {
            row(ui, index, recipe, doomed == Some(index), state.editor.is_some(), out);
        }
    });
    controls::dialog_buttons(ui, |ui| {
        if controls::primary(ui, None, &tr!("recipes-done"), true).clicked() {
            out.push(Msg::CloseDialog);
        }
        if controls::button(ui, ICON_FILE_OPEN, &tr!("recipe-import")).clicked() {
            out.push(Msg::Recipes(RecipeMsg::Import));
        }
    });
}

fn row(ui: &mut Ui, index: usize, recipe: &Recipe, is_doomed: bool, may_use: bool, out: &mut Vec<Msg>) {
    const BUTTONS: f32 = 178.0;
    let name = locale::elide(&recipe.name, 60);
    controls::card(ui, |ui| {
        ui.horizontal(|ui| {
            let room = (ui.available_width() - BUTTONS).max(80.0);
            ui.allocate_ui_with_layout(egui::vec2(room, 36.0), egui::Layout::top_down(egui::Align::Min), |ui| {
                ui.set_width(room);
                ui.spacing_mut().item_spacing.y = 2.0;
                let words = egui::RichText::new(&name).font(theme::semibold(theme::BODY));
                ui.add(egui::Label::new(words).truncate());
                controls::muted(ui, summary(recipe));
            });
            let mut push = |msg: RecipeMsg| out.push(Msg::Recipes(msg));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                if matches!(recipe.origin, RecipeOrigin::Saved(_)) {
                    let clicked = if is_doomed {
                        controls::danger(ui, &tr!("recipe-delete-sure")).clicked()
                    } else {
                        controls::icon_button(ui, ICON_DELETE, &tr!("recipe-delete", name = name.clone())).clicked()
                    };
                    if clicked {
                        push(RecipeMsg::Delete(index));
                    }
                }
                if controls::icon_button(ui, ICON_FILE_SAVE, &tr!("recipe-share", name = name.clone())).clicked() {
                    push(RecipeMsg::Export(index));
                }
                let named = tr!("recipe-use-named", name = name.clone());
                let used = ui.add_enabled_ui(may_use, |ui| ui.button(tr!("recipe-use"))).inner;
                if controls::named(used, egui::accesskit::Role::Button, &named).clicked() {
                    push(RecipeMsg::Use(index));
                }
            });
        });
    });
}
