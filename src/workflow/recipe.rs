//! Export recipes: those that come with Lightmark, and files that a team can share. Never applies one.

use std::io;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use crate::locale;
use crate::problem::Problem;
use crate::provenance::edit::{Edit, Lossless, Output};
use crate::provenance::rights_statement::RightsStatement;
use crate::whole_file;

/// No recipe is near as large.
const MAX_BYTES: u64 = 1 << 20;
/// No picture of a watermark is copied beside a recipe if it is larger.
const MAX_MARK_BYTES: u64 = 64 << 20;

/// The recipes that come with Lightmark, by the name that `--recipe` takes.
const BUILT_IN: [(&str, &str); 3] = [
    ("web", include_str!("../../assets/recipes/web.toml")),
    ("print", include_str!("../../assets/recipes/print.toml")),
    ("social-square", include_str!("../../assets/recipes/social-square.toml")),
];

/// A saved edit, how its result is written and what is said about the rights in it, as TOML.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Recipe {
    /// As the person calls it.
    pub name: String,
    pub output: Output,
    pub edit: Edit,
    /// Stated where the person says nothing else.
    #[serde(skip_serializing_if = "is_silent")]
    pub rights: RightsStatement,
}

/// The names of the recipes that come with Lightmark.
pub fn built_in_names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// A recipe that comes with Lightmark.
pub fn built_in(name: &str) -> Option<Recipe> {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
    parsed(text).ok()
}

/// A recipe by its name, or from a file. A file of that very name is meant where there is one.
pub fn find(name_or_file: &Path) -> Result<Recipe, Problem> {
    let known = name_or_file.to_str().filter(|_| !name_or_file.exists()).and_then(built_in);
    known.map_or_else(|| read(name_or_file), Ok)
}

/// Reads a recipe. A word that is not known is refused: a misspelt one would be left out without anyone noticing.
///
/// The path of a watermark's picture is taken from the recipe's folder; one that leads out of it is refused, since a
/// recipe may come from anybody.
pub fn read(path: &Path) -> Result<Recipe, Problem> {
    let name = locale::plain(&path.to_string_lossy());
    let bytes = whole_file::read(path, MAX_BYTES).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => crate::problem!("recipe-missing", file = name.clone()),
        _ => crate::problem!("recipe-unreadable", file = name.clone()).with_cause(&error),
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let mut recipe = parsed(&text).map_err(|error| {
        crate::problem!("recipe-wrong", file = name.clone(), reason = locale::elide(error.message(), 200))
    })?;
    if let Some(mark) = &mut recipe.edit.watermark_image {
        let inner = Path::new(&mark.file);
        if !inner.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(crate::problem!("recipe-mark-outside", file = name, mark = locale::elide(&mark.file, 200)));
        }
        mark.file = folder(path).join(inner).to_string_lossy().into_owned();
    }
    match recipe.edit.fault() {
        Some(field) => Err(crate::problem!("export-out-of-range", field = field)),
        None => Ok(recipe),
    }
}

/// Whoever writes of quality wants the picture encoded, whatever the number is; only one who also writes how a JPEG is to be
/// treated that merely changes its shape is taken by that word.
fn parsed(text: &str) -> Result<Recipe, toml::de::Error> {
    let mut recipe: Recipe = toml::from_str(text)?;
    let table: toml::Table = toml::from_str(text)?;
    let says = |word: &str| table.get("output").and_then(|output| output.get(word)).is_some();
    if says("quality") && !says("lossless") {
        recipe.output.lossless = Lossless::Never;
    }
    Ok(recipe)
}

/// A recipe as the text of a file.
pub fn text(recipe: &Recipe) -> String {
    toml::to_string_pretty(recipe).unwrap_or_default()
}

/// Writes a recipe, whole or not at all. The picture of a watermark is copied beside it, unless it is in its folder.
pub fn write(path: &Path, recipe: &Recipe) -> Result<(), Problem> {
    let name = locale::plain(&path.to_string_lossy());
    let mut recipe = recipe.clone();
    if let Some(mark) = &mut recipe.edit.watermark_image {
        mark.file = beside(path, Path::new(&mark.file))
            .map_err(|error| crate::problem!("recipe-unwritable", file = name.clone()).with_cause(&error))?;
    }
    let text = toml::to_string_pretty(&recipe)
        .map_err(|error| crate::problem!("recipe-unwritable", file = name.clone()).with_cause(&error))?;
    whole_file::replace(path, text.as_bytes())
        .map_err(|error| crate::problem!("recipe-unwritable", file = name).with_cause(&error))
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// The path of a picture as it stands in the recipe, which is to be in the recipe's folder.
fn beside(recipe: &Path, picture: &Path) -> io::Result<String> {
    let whole = std::path::absolute(picture)?;
    if let Ok(inner) = whole.strip_prefix(std::path::absolute(folder(recipe))?)
        && let Some(inner) = inner.to_str()
        && inner.split(['/', '\\']).all(|part| part != "..")
    {
        return Ok(inner.to_owned());
    }
    let stem = recipe.file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("{stem}-{}", picture.file_name().unwrap_or_default().to_string_lossy());
    whole_file::replace(&folder(recipe).join(&name), &whole_file::read(picture, MAX_MARK_BYTES)?)?;
    Ok(name)
}

fn is_silent(rights: &RightsStatement) -> bool {
    *rights == RightsStatement::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::edit::{CarriedMetadata, Color, Cover, Crop, ExportFormat, Rect, Region, Resize, Tone};
    use crate::provenance::watermark::ImageMark;

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
    fn a_mark_of_a_strangers_recipe_never_leads_out_of_its_folder() {
        for file in ["/etc/logo.png", "../logo.png", "a/../../logo.png"] {
            let error = written(&format!("[edit.watermark-image]\nfile = {file:?}\n")).unwrap_err();
            assert!(error.contains(file), "{error}");
        }
        let read = written("[edit.watermark-image]\nfile = \"marks/logo.png\"\nat = \"top\"\n").unwrap();
        assert!(Path::new(&read.edit.watermark_image.unwrap().file).ends_with("marks/logo.png"));
        for wrong in ["[edit.watermark-text]\ntext = \"\"", "[edit.watermark-text]\ntext = \"a\"\ncolor = \"red\""] {
            assert!(written(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_picture_of_a_mark_goes_along_with_its_recipe() {
        let (home, team) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let logo = home.path().join("logo.png");
        std::fs::write(&logo, "a picture").unwrap();
        let mark = |file: &Path| Edit {
            watermark_image: Some(ImageMark { file: file.to_str().unwrap().to_owned(), ..ImageMark::default() }),
            ..Edit::default()
        };
        let file = team.path().join("web.toml");
        write(&file, &Recipe { edit: mark(&logo), ..Recipe::default() }).unwrap();
        std::fs::remove_file(&logo).unwrap();
        let again = read(&file).unwrap();
        let copied = std::path::PathBuf::from(&again.edit.watermark_image.as_ref().unwrap().file);
        assert_eq!(std::fs::read(&copied).unwrap(), b"a picture");
        // Saved once more, nothing is copied twice.
        write(&file, &again).unwrap();
        assert_eq!(read(&file).unwrap(), again);
        assert_eq!(std::fs::read_dir(team.path()).unwrap().count(), 2);
    }

    #[test]
    fn the_recipes_that_come_along_say_what_they_are_for() {
        for name in built_in_names() {
            let recipe = built_in(name).unwrap_or_else(|| panic!("{name} does not parse"));
            assert!(!recipe.name.is_empty() && recipe.edit.fault().is_none(), "{name}");
            // None of them tells where a picture was taken.
            assert_ne!(recipe.output.metadata, CarriedMetadata::All, "{name}");
        }
        assert_eq!(find(Path::new("web")).unwrap().edit.resize, Some(Resize::Within(2048)));
        assert!(find(Path::new("wep")).is_err());
    }

    #[test]
    fn whoever_writes_of_quality_wants_the_picture_encoded() {
        for (text, expected) in [
            ("[output]\n", Lossless::WhenPossible),
            ("[output]\nquality = 90\n", Lossless::Never),
            ("[output]\nquality = 82\n", Lossless::Never),
            ("[output]\nquality = 90\nlossless = \"when-possible\"\n", Lossless::WhenPossible),
            ("[output]\nlossless = \"trim\"\n", Lossless::Trim),
        ] {
            assert_eq!(written(text).unwrap().output.lossless, expected, "{text}");
        }
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
            rights: RightsStatement { copyright: Some("© Ada".into()), ..RightsStatement::default() },
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("web.toml");
        write(&file, &recipe).unwrap();
        assert_eq!(read(&file).unwrap(), recipe);
        let usual = Recipe { name: "Usual".into(), ..Recipe::default() };
        write(&file, &usual).unwrap();
        assert_eq!(read(&file).unwrap(), usual, "a saved quality that nobody spoke of is not a wish");
        // What a person writes by hand.
        let by_hand = written(
            "name = \"Web\"\n[output]\nformat = \"jpeg\"\nquality = 82\ncolor = \"srgb\"\n[edit]\nresize = { within = 2048 }\n",
        );
        assert_eq!(by_hand.unwrap().edit.resize, Some(Resize::Within(2048)));
    }
}
