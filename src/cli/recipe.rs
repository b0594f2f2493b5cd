//! `lightmark recipe`: lists and prints export recipes. Never applies one.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use super::stop::{Stop, finish, print};
use crate::locale;
use crate::workflow::recipe;

/// The JSON schema of a recipe. Fields are only ever added within a version.
const SCHEMA: &str = "lightmark.recipe/1";

/// List and print recipes for export
#[derive(Debug, Clone, clap::Subcommand)]
pub enum RecipeCommand {
    /// List the recipes that come with Lightmark
    List {
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print a recipe as TOML, which `export --recipe FILE` takes too
    Show {
        /// A name from `recipe list`, or a file
        #[arg(value_name = "NAME|FILE")]
        recipe: PathBuf,
        /// Print it as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Does it. 0: done; 2: there is no such recipe, or it is not one.
pub fn run(command: &RecipeCommand) -> ExitCode {
    finish(match command {
        RecipeCommand::List { json } => print(&list(*json)),
        RecipeCommand::Show { recipe, json } => {
            recipe::find(recipe).map_err(Stop::WrongCall).and_then(|found| match json {
                true => print(&format!(
                    "{}\n",
                    json!({ "schema": SCHEMA, "name": recipe.to_string_lossy(), "recipe": found })
                )),
                false => print(&recipe::text(&found)),
            })
        }
    })
}

fn list(as_json: bool) -> String {
    let lines = recipe::built_in_names().filter_map(|name| {
        let found = recipe::built_in(name)?;
        let title = locale::text(&format!("recipe-{name}")).to_owned();
        Some(if as_json {
            format!("{}\n", json!({"schema": SCHEMA, "name": name, "title": title, "recipe": found}))
        } else {
            format!("{name:<14} {title}\n")
        })
    });
    lines.collect()
}
