//! Export recipes in the window: those there are, what is saved into one, and what one does to an edit. Never reads a
//! file.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::effect::JobId;
use crate::problem::Problem;
use crate::provenance::edit::{Crop, Edit, Export, Output, Rect};
use crate::provenance::rights_statement::RightsStatement;

/// Longest name of a recipe, in characters.
pub const NAME_CHARS: usize = 60;

/// What the person does with recipes.
#[derive(Debug, Clone, PartialEq)]
pub enum RecipeMsg {
    /// Do what the recipe with this number says to the edit on screen.
    Use(usize),
    /// Ask what is to be saved.
    AskSave,
    /// The form was edited.
    Form(SaveForm),
    Save,
    /// Show them all.
    Manage,
    Import,
    Export(usize),
    /// Asks first; the second time it is done.
    Delete(usize),
    /// The export dialog writes by this recipe, or as the editor says.
    ForExport(Option<usize>),
}

/// One recipe.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    pub origin: RecipeOrigin,
    /// As the person calls it.
    pub name: String,
    pub export: Export,
    pub rights: RightsStatement,
}

/// Where a recipe comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecipeOrigin {
    /// It comes with Lightmark, under this name.
    BuiltIn(&'static str),
    /// The person saved it in this file.
    Saved(PathBuf),
}

/// What a job is to do with recipes. Whatever it is, all recipes are told then.
#[derive(Debug, Clone, PartialEq)]
pub enum RecipeOrder {
    List,
    Save { name: String, export: Box<Export>, rights: Box<RightsStatement> },
    Delete { file: PathBuf },
    Import { file: PathBuf },
    Export { recipe: Box<Recipe>, target: PathBuf },
}

/// What a job did with recipes.
#[derive(Debug, Clone, PartialEq)]
pub struct RecipesTold {
    pub all: Vec<Recipe>,
    /// Files in the folder that are none.
    pub broken: Vec<Problem>,
    pub done: Option<RecipeDone>,
}

/// What to tell of it.
#[derive(Debug, Clone, PartialEq)]
pub enum RecipeDone {
    Saved { name: String },
    Imported { name: String },
    Deleted,
    Written { path: PathBuf },
}

/// Everything known of recipes.
#[derive(Debug, Clone, Default)]
pub struct Recipes {
    pub all: Vec<Recipe>,
    pub broken: Vec<Problem>,
    pub working: Option<JobId>,
    pub problem: Option<Problem>,
}

/// The dialog's situations.
#[derive(Debug, Clone, PartialEq)]
pub enum RecipesDialog {
    Saving(SaveForm),
    Listing {
        /// The one that is deleted when the person says so again.
        doomed: Option<usize>,
    },
}

/// What goes into a recipe beside the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecipePart {
    Shape,
    Covers,
    Size,
    Look,
    Marks,
    Metadata,
    Rights,
}

/// A recipe about to be saved.
#[derive(Debug, Clone, PartialEq)]
pub struct SaveForm {
    pub name: String,
    pub parts: BTreeSet<RecipePart>,
}

impl RecipePart {
    pub const ALL: [Self; 7] =
        [Self::Size, Self::Shape, Self::Look, Self::Covers, Self::Marks, Self::Metadata, Self::Rights];

    /// The end of its locale key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Covers => "covers",
            Self::Size => "size",
            Self::Look => "look",
            Self::Marks => "marks",
            Self::Metadata => "metadata",
            Self::Rights => "rights",
        }
    }

    /// Whether there is something of it to save.
    pub fn is_there(self, edit: &Edit, output: &Output, rights: &RightsStatement) -> bool {
        let none = Edit::default();
        match self {
            Self::Shape => edit.shape() != none,
            Self::Covers => !edit.regions.is_empty(),
            Self::Size => edit.resize.is_some(),
            Self::Look => edit.tone != none.tone || edit.sharpen != none.sharpen,
            Self::Marks => edit.watermark_image.is_some() || edit.watermark_text.is_some(),
            Self::Metadata => output.metadata != Output::default().metadata,
            Self::Rights => rights.says_something(),
        }
    }
}

impl SaveForm {
    /// Everything that there is, save parts that were placed in this very picture.
    pub fn new(edit: &Edit, output: &Output, rights: &RightsStatement) -> Self {
        let of_this_picture = |part: RecipePart| match part {
            RecipePart::Covers => true,
            RecipePart::Shape => matches!(edit.crop, Some(Crop::Rect(_))) || edit.straighten != 0.0,
            _ => false,
        };
        let parts = RecipePart::ALL.into_iter().filter(|part| part.is_there(edit, output, rights));
        Self { name: String::new(), parts: parts.filter(|part| !of_this_picture(*part)).collect() }
    }

    pub fn may_save(&self) -> bool {
        !self.name.trim().is_empty()
    }

    /// What of the edit is saved.
    pub fn order(&self, export: &Export, rights: &RightsStatement) -> RecipeOrder {
        let has = |part: RecipePart| self.parts.contains(&part);
        let mut edit = if has(RecipePart::Shape) { export.edit.shape() } else { Edit::default() };
        let all = export.edit.clone();
        if has(RecipePart::Covers) {
            edit.regions = all.regions;
        }
        if has(RecipePart::Size) {
            edit.resize = all.resize;
        }
        if has(RecipePart::Look) {
            (edit.tone, edit.sharpen) = (all.tone, all.sharpen);
        }
        if has(RecipePart::Marks) {
            (edit.watermark_image, edit.watermark_text) = (all.watermark_image, all.watermark_text);
        }
        let mut output = export.output;
        if !has(RecipePart::Metadata) {
            output.metadata = Output::default().metadata;
        }
        let rights = if has(RecipePart::Rights) { rights.clone() } else { RightsStatement::default() };
        let export = Box::new(Export { edit, output });
        RecipeOrder::Save { name: self.name.trim().to_owned(), export, rights: Box::new(rights) }
    }
}

impl Recipe {
    /// What comes of an edit by this recipe. What the recipe says nothing of stays; a ratio is cut from what stays of
    /// the picture already.
    pub fn on(&self, export: &Export) -> Export {
        let (own, said) = (&export.edit, &self.export.edit);
        let none = Edit::default();
        let mut edit = own.clone();
        if (said.quarter_turns, said.mirror, said.straighten) != (none.quarter_turns, none.mirror, none.straighten) {
            (edit.quarter_turns, edit.mirror, edit.straighten) = (said.quarter_turns, said.mirror, said.straighten);
        }
        if !said.regions.is_empty() {
            edit.regions.clone_from(&said.regions);
        }
        edit.crop = match (own.crop, said.crop) {
            (Some(Crop::Rect(rect)), Some(Crop::Ratio(across, down))) => {
                Some(Crop::Rect(middle_part(rect, across, down)))
            }
            (own, said) => said.or(own),
        };
        edit.resize = said.resize.or(own.resize);
        if said.tone != none.tone {
            edit.tone = said.tone;
        }
        if said.sharpen != none.sharpen {
            edit.sharpen = said.sharpen;
        }
        edit.watermark_image = said.watermark_image.clone().or(edit.watermark_image);
        edit.watermark_text = said.watermark_text.clone().or(edit.watermark_text);
        Export { edit, output: self.export.output }
    }
}

/// The largest part of a rectangle around its middle with this ratio of width to height.
pub(super) fn middle_part(rect: Rect, across: u32, down: u32) -> Rect {
    let (across, down) = (u64::from(across.max(1)), u64::from(down.max(1)));
    let side = |side: u64| u32::try_from(side.max(1)).unwrap_or(u32::MAX);
    let wide = side(u64::from(rect.height) * across / down);
    let (width, height) = if wide <= rect.width {
        (wide, rect.height)
    } else {
        (rect.width, side(u64::from(rect.width) * down / across).min(rect.height))
    };
    Rect { x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::edit::{CarriedMetadata, Cover, Region, Resize, Tone};

    fn edited() -> Export {
        let rect = Rect { x: 10, y: 20, width: 300, height: 200 };
        let edit = Edit {
            regions: vec![Region { rect, method: Cover::Blur }],
            crop: Some(Crop::Rect(rect)),
            resize: Some(Resize::Within(900)),
            tone: Tone { exposure: 0.5, ..Tone::default() },
            ..Edit::default()
        };
        Export { edit, output: Output { metadata: CarriedMetadata::None, quality: 71, ..Output::default() } }
    }

    fn recipe(edit: Edit) -> Recipe {
        let export = Export { edit, output: Output { quality: 82, ..Output::default() } };
        Recipe { origin: RecipeOrigin::BuiltIn("x"), name: "X".into(), export, rights: RightsStatement::default() }
    }

    #[test]
    fn what_a_recipe_says_nothing_of_stays() {
        let before = edited();
        let after = recipe(Edit { resize: Some(Resize::Within(100)), ..Edit::default() }).on(&before);
        assert_eq!(after.edit, Edit { resize: Some(Resize::Within(100)), ..before.edit });
        assert_eq!(after.output.quality, 82);
    }

    #[test]
    fn a_ratio_is_cut_from_what_was_cropped_by_hand() {
        let square = recipe(Edit { crop: Some(Crop::Ratio(1, 1)), ..Edit::default() });
        let rect = Rect { x: 60, y: 20, width: 200, height: 200 };
        assert_eq!(square.on(&edited()).edit.crop, Some(Crop::Rect(rect)));
        let tall = recipe(Edit { crop: Some(Crop::Ratio(9, 16)), ..Edit::default() });
        let rect = Rect { x: 104, y: 20, width: 112, height: 200 };
        assert_eq!(tall.on(&edited()).edit.crop, Some(Crop::Rect(rect)));
        assert_eq!(square.on(&Export::default()).edit.crop, Some(Crop::Ratio(1, 1)));
    }

    #[test]
    fn what_was_placed_in_this_picture_is_not_saved_unasked() {
        let (export, rights) = (edited(), RightsStatement::default());
        let mut form = SaveForm::new(&export.edit, &export.output, &rights);
        assert!(!form.may_save());
        form.name = " Web ".into();
        assert_eq!(form.parts, [RecipePart::Size, RecipePart::Look, RecipePart::Metadata].into());
        let RecipeOrder::Save { name, export: saved, .. } = form.order(&export, &rights) else { panic!() };
        assert_eq!((name.as_str(), saved.output), ("Web", export.output));
        assert_eq!((saved.edit.crop, saved.edit.regions.len()), (None, 0));
        assert_eq!((saved.edit.resize, saved.edit.tone), (export.edit.resize, export.edit.tone));
        form.parts = [RecipePart::Covers, RecipePart::Shape].into();
        let RecipeOrder::Save { export: saved, .. } = form.order(&export, &rights) else { panic!() };
        assert_eq!((saved.edit.crop, saved.edit.regions.len()), (export.edit.crop, 1));
        assert_eq!((saved.edit.resize, saved.output.metadata), (None, CarriedMetadata::Public));
    }
}
