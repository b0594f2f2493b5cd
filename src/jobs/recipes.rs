//! Export recipes for the window: reads, saves, deletes, takes in and hands out. Never applies one.

use crate::problem::Problem;
use crate::provenance::edit::Export;
use crate::state::msg::Answer;
use crate::state::recipes::{self as state, RecipeDone, RecipeOrder, RecipeOrigin, RecipesTold};
use crate::tr;
use crate::workflow::recipe::{self, Recipe};
use crate::workflow::recipes;

use super::services::Services;

pub(super) fn recipes(services: &Services, order: RecipeOrder) -> Answer {
    Answer::Recipes(carry_out(services, order).map(Box::new))
}

fn carry_out(services: &Services, order: RecipeOrder) -> Result<RecipesTold, Problem> {
    let folder = recipes::folder(&services.home()?.config);
    let done = match order {
        RecipeOrder::List => None,
        RecipeOrder::Save { name, export, rights } => {
            let Export { edit, output } = *export;
            recipes::save(&folder, &Recipe { name: name.clone(), output, edit, rights: *rights })?;
            Some(RecipeDone::Saved { name })
        }
        RecipeOrder::Delete { file } => {
            recipes::delete(&folder, &file)?;
            Some(RecipeDone::Deleted)
        }
        RecipeOrder::Import { file } => Some(RecipeDone::Imported { name: recipes::import(&folder, &file)?.name }),
        RecipeOrder::Export { recipe, target } => {
            let state::Recipe { name, export, rights, .. } = *recipe;
            recipe::write(&target, &Recipe { name, output: export.output, edit: export.edit, rights })?;
            Some(RecipeDone::Written { path: target })
        }
    };
    let built_in = recipe::built_in_names().filter_map(|key| {
        let name = tr!(&format!("recipe-{key}-name"));
        Some(told(RecipeOrigin::BuiltIn(key), name, recipe::built_in(key)?))
    });
    let (saved, broken) = recipes::list(&folder);
    let saved = saved.into_iter().map(|saved| {
        let name = crate::locale::elide(&saved.recipe.name, state::NAME_CHARS);
        told(RecipeOrigin::Saved(saved.file), name, saved.recipe)
    });
    Ok(RecipesTold { all: built_in.chain(saved).collect(), broken, done })
}

fn told(origin: RecipeOrigin, name: String, recipe: Recipe) -> state::Recipe {
    let Recipe { output, edit, rights, .. } = recipe;
    state::Recipe { origin, name, export: Export { edit, output }, rights }
}
