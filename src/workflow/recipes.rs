//! The folder of saved export recipes: lists, saves, deletes. What is in a recipe is `recipe`'s business.

use std::path::{Path, PathBuf};

use super::recipe::{self, Recipe};
use crate::locale;
use crate::problem::Problem;
use crate::whole_file;

/// Files of the folder that are looked at; nobody has near as many.
const MOST_FILES: usize = 500;

/// A recipe that was saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    pub file: PathBuf,
    pub recipe: Recipe,
}

/// Where recipes are kept.
pub fn folder(config: &Path) -> PathBuf {
    config.join("recipes")
}

/// The saved recipes by their names, and what is wrong with the files that are none. A folder that is not there holds
/// none.
pub fn list(folder: &Path) -> (Vec<Saved>, Vec<Problem>) {
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    let Ok(entries) = std::fs::read_dir(folder) else { return (found, broken) };
    let is_recipe = |path: &PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    for file in entries.flatten().map(|entry| entry.path()).filter(is_recipe).take(MOST_FILES) {
        match recipe::read(&file) {
            Ok(mut recipe) => {
                if recipe.name.trim().is_empty() {
                    recipe.name = stem(&file);
                }
                found.push(Saved { file, recipe });
            }
            Err(problem) => broken.push(problem),
        }
    }
    found.sort_by_key(|saved| (saved.recipe.name.to_lowercase(), saved.file.clone()));
    (found, broken)
}

/// Saves a recipe; one of the same name is replaced. Gives its file.
pub fn save(folder: &Path, recipe: &Recipe) -> Result<PathBuf, Problem> {
    whole_file::make_private_folder(folder).map_err(|error| unwritable(folder).with_cause(&error))?;
    let (present, _) = list(folder);
    let same = present.into_iter().find(|saved| saved.recipe.name == recipe.name);
    let file = match same {
        Some(saved) => saved.file,
        None => free_name(folder, &recipe.name),
    };
    recipe::write(&file, recipe)?;
    Ok(file)
}

/// Takes a recipe from elsewhere into the folder. Gives it with the name that it has here.
pub fn import(folder: &Path, from: &Path) -> Result<Recipe, Problem> {
    let mut recipe = recipe::read(from)?;
    if recipe.name.trim().is_empty() {
        recipe.name = stem(from);
    }
    recipe.name = locale::elide(&recipe.name, 60);
    let (present, _) = list(folder);
    let is_taken = |name: &str| present.iter().any(|saved| saved.recipe.name == name);
    // A stranger's recipe never takes the place of one's own.
    if is_taken(&recipe.name) {
        let base = recipe.name.clone();
        let free = (2..).map(|number| format!("{base} {number}")).find(|name| !is_taken(name));
        recipe.name = free.unwrap_or(base);
    }
    save(folder, &recipe)?;
    Ok(recipe)
}

/// Deletes a saved recipe and the picture that was copied for it; nothing outside of the folder.
pub fn delete(folder: &Path, file: &Path) -> Result<(), Problem> {
    if file.parent() != Some(folder) {
        return Err(unwritable(file));
    }
    let picture = recipe::read(file).ok().and_then(|recipe| recipe.edit.watermark_image).map(|mark| mark.file);
    whole_file::remove(file).map_err(|error| unwritable(file).with_cause(&error))?;
    if let Some(picture) = picture.map(PathBuf::from)
        && picture.parent() == Some(folder)
        && picture.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{}-", stem(file))))
    {
        // A picture that stays behind is no failure.
        let _ = whole_file::remove(&picture);
    }
    Ok(())
}

fn free_name(folder: &Path, name: &str) -> PathBuf {
    let kept: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(40).collect();
    let kept = kept.trim_matches('-').to_lowercase();
    let base = if kept.is_empty() { "recipe".to_owned() } else { kept };
    let plain = folder.join(format!("{base}.toml"));
    if !plain.exists() {
        return plain;
    }
    let numbered = (2..).map(|number| folder.join(format!("{base}-{number}.toml")));
    numbered.into_iter().find(|file| !file.exists()).unwrap_or(plain)
}

fn stem(file: &Path) -> String {
    locale::plain(&file.file_stem().unwrap_or_default().to_string_lossy())
}

fn unwritable(path: &Path) -> Problem {
    crate::problem!("recipe-unwritable", file = locale::plain(&path.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::edit::{Edit, Resize};
    use crate::provenance::watermark::ImageMark;

    fn named(name: &str, side: u32) -> Recipe {
        let edit = Edit { resize: Some(Resize::Within(side)), ..Edit::default() };
        Recipe { name: name.to_owned(), edit, ..Recipe::default() }
    }

    fn names(folder: &Path) -> Vec<String> {
        list(folder).0.into_iter().map(|saved| saved.recipe.name).collect()
    }

    #[test]
    fn a_file_that_is_no_recipe_is_told_and_hides_no_other() {
        let home = tempfile::tempdir().unwrap();
        let folder = folder(home.path());
        assert_eq!(list(&folder), (Vec::new(), Vec::new()));
        save(&folder, &named("Web", 1)).unwrap();
        std::fs::write(folder.join("bad.toml"), "qualty = 1").unwrap();
        std::fs::write(folder.join("notes.txt"), "x").unwrap();
        let (found, broken) = list(&folder);
        assert_eq!((found.len(), broken.len()), (1, 1));
        assert!(broken[0].what.contains("bad.toml"), "{}", broken[0].what);
    }

    #[test]
    fn the_same_name_is_replaced_and_names_that_look_alike_as_files_are_not() {
        let home = tempfile::tempdir().unwrap();
        let folder = folder(home.path());
        save(&folder, &named("Web", 1)).unwrap();
        save(&folder, &named("Web", 2)).unwrap();
        save(&folder, &named("web!", 3)).unwrap();
        save(&folder, &named("../..", 4)).unwrap();
        assert_eq!(names(&folder), ["../..", "Web", "web!"]);
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1, "something was written elsewhere");
        let (found, _) = list(&folder);
        assert_eq!(found[1].recipe.edit.resize, Some(Resize::Within(2)));
    }

    #[test]
    fn an_imported_recipe_takes_no_place_of_another() {
        let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = folder(home.path());
        save(&folder, &named("Web", 1)).unwrap();
        let file = elsewhere.path().join("w.toml");
        recipe::write(&file, &named("Web", 9)).unwrap();
        assert_eq!(import(&folder, &file).unwrap().name, "Web 2");
        recipe::write(&file, &named("", 9)).unwrap();
        assert_eq!(import(&folder, &file).unwrap().name, "w");
        assert_eq!(names(&folder), ["w", "Web", "Web 2"]);
        assert!(import(&folder, &elsewhere.path().join("gone.toml")).is_err());
    }

    #[test]
    fn deleting_takes_the_copied_picture_along_and_nothing_outside() {
        let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = folder(home.path());
        let logo = elsewhere.path().join("logo.png");
        std::fs::write(&logo, "a picture").unwrap();
        let mut recipe = named("Web", 1);
        let file = logo.to_str().unwrap().to_owned();
        recipe.edit.watermark_image = Some(ImageMark { file, ..ImageMark::default() });
        let file = save(&folder, &recipe).unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
        assert!(delete(&folder, &logo).is_err() && logo.exists());
        delete(&folder, &file).unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    }
}
