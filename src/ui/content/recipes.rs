//! An export recipe in words.

use crate::provenance::edit::{Color, Crop, ExportFormat, Resize};
use crate::state::recipes::{Recipe, RecipePart};
use crate::tr;

/// What a recipe does, in one line.
pub fn summary(recipe: &Recipe) -> String {
    let (edit, output) = (&recipe.export.edit, &recipe.export.output);
    let mut parts = Vec::new();
    match edit.crop {
        Some(Crop::Ratio(across, down)) => parts.push(tr!("editor-crop-ratio", across = across, down = down)),
        Some(Crop::Rect(rect)) => parts.push(tr!("editor-crop-size", width = rect.width, height = rect.height)),
        None => {}
    }
    match edit.resize {
        Some(Resize::Within(side)) => parts.push(tr!("recipe-within", side = side)),
        Some(Resize::Exact(width, height)) => parts.push(tr!("editor-crop-size", width = width, height = height)),
        None => parts.push(tr!("recipe-full-size")),
    }
    parts.push(match output.format {
        None => tr!("editor-format-same"),
        Some(ExportFormat::Jpeg) => tr!("recipe-jpeg", quality = u32::from(output.quality)),
        Some(ExportFormat::Avif) => tr!("recipe-avif", quality = u32::from(output.quality)),
        Some(ExportFormat::Png) => "PNG".to_owned(),
        Some(ExportFormat::Tiff) => "TIFF".to_owned(),
        Some(ExportFormat::WebP) => "WebP".to_owned(),
    });
    if output.color == Color::Srgb {
        parts.push("sRGB".to_owned());
    }
    for part in [RecipePart::Look, RecipePart::Covers, RecipePart::Marks, RecipePart::Rights] {
        if part.is_there(edit, output, &recipe.rights) {
            parts.push(tr!(&format!("recipe-has-{}", part.key())));
        }
    }
    parts.push(tr!(&format!("recipe-metadata-{}", output.metadata.key())));
    parts.join(" · ")
}
