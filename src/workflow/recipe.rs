//! Export recipes as files that a team can share. Never applies one.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::locale;
use crate::problem::Problem;
use crate::provenance::edit::{Edit, Output};
use crate::whole_file;

/// No recipe is near as large.
const MAX_BYTES: u64 = 1 << 20;

/// A saved edit and how its result is written, as TOML.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Recipe {
    /// As the person calls it.
    pub name: String,
    pub output: Output,
    pub edit: Edit,
}

/// Reads a recipe. A word that is not known is refused: a misspelt one would be left out without anyone noticing.
pub fn read(path: &Path) -> Result<Recipe, Problem> {
    let name = locale::plain(&path.to_string_lossy());
    let bytes = whole_file::read(path, MAX_BYTES).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => crate::problem!("recipe-missing", file = name.clone()),
        _ => crate::problem!("recipe-unreadable", file = name.clone()).with_cause(&error),
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let recipe: Recipe = toml::from_str(&text).map_err(|error| {
        crate::problem!("recipe-wrong", file = name.clone(), reason = locale::elide(error.message(), 200))
    })?;
    match recipe.edit.fault() {
        Some(field) => Err(crate::problem!("export-out-of-range", field = field)),
        None => Ok(recipe),
    }
}

/// Writes a recipe, whole or not at all.
pub fn write(path: &Path, recipe: &Recipe) -> Result<(), Problem> {
    let name = locale::plain(&path.to_string_lossy());
    let text = toml::to_string_pretty(recipe)
        .map_err(|error| crate::problem!("recipe-unwritable", file = name.clone()).with_cause(&error))?;
    whole_file::replace(path, text.as_bytes())
        .map_err(|error| crate::problem!("recipe-unwritable", file = name).with_cause(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::edit::{Color, Cover, Crop, ExportFormat, Rect, Region, Resize, Tone};

    fn written(text: &str) -> Result<Recipe, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("web.toml");
        std::fs::write(&file, text).unwrap();
        read(&file).map_err(|problem| problem.to_string())
    }

    #[test]
    fn a_misspelt_word_is_refused_with_its_name() {
        let error = written("[output]\nqualty = 80\n").unwrap_err();
        assert!(error.contains("qualty"), "{error}");
        assert!(written("[edit.tone]\nexposure = 9.0\n").unwrap_err().contains("exposure"));
        assert!(written("not a recipe").is_err());
        assert!(written("<html>").is_err());
    }

    #[test]
    fn a_recipe_comes_back_as_it_was_saved() {
        let rect = Rect { x: 1, y: 2, width: 3, height: 4 };
        let recipe = Recipe {
            name: "Web".into(),
            output: Output { format: Some(ExportFormat::Jpeg), quality: 82, color: Color::Srgb, ..Output::default() },
            edit: Edit {
                regions: vec![Region { rect, method: Cover::BlackOut }],
                crop: Some(Crop::Ratio(1, 1)),
                resize: Some(Resize::Within(2048)),
                tone: Tone { exposure: 0.5, ..Tone::default() },
                ..Edit::default()
            },
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("web.toml");
        write(&file, &recipe).unwrap();
        assert_eq!(read(&file).unwrap(), recipe);
        // What a person writes by hand.
        let by_hand = written(
            "name = \"Web\"\n[output]\nformat = \"jpeg\"\nquality = 82\ncolor = \"srgb\"\n[edit]\nresize = { within = 2048 }\n",
        );
        assert_eq!(by_hand.unwrap().edit.resize, Some(Resize::Within(2048)));
    }
}
