//! An export recipe in words.

use crate::provenance::edit::{Crop, Export, ExportFormat, Lossless, Resize, Tone};
use crate::state::recipes::{Recipe, RecipePart};
use crate::tr;

/// What a recipe does, in one line.
pub fn summary(recipe: &Recipe) -> String {
    let Export { edit, output } = &recipe.export;
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
    parts.push(format(&recipe.export));
    if edit.sharpen > 0.0 && edit.tone == Tone::default() {
        parts.push(tr!("recipe-has-sharpen"));
    }
    for part in [RecipePart::Look, RecipePart::Covers, RecipePart::Marks, RecipePart::Rights] {
        let is_sharp_alone = part == RecipePart::Look && edit.tone == Tone::default();
        if part.is_there(edit, output, &recipe.rights) && !is_sharp_alone {
            parts.push(tr!(&format!("recipe-has-{}", part.key())));
        }
    }
    parts.push(metadata(&recipe.export));
    parts.join(" · ")
}

/// How copies are written, in one line, before any is.
pub fn written(export: &Export) -> String {
    let mut parts = vec![format(export)];
    if let Some(Resize::Within(side)) = export.edit.resize {
        parts.push(tr!("recipe-within", side = side));
    }
    parts.push(metadata(export));
    parts.join(" · ")
}

fn metadata(export: &Export) -> String {
    tr!(&format!("recipe-metadata-{}", export.output.metadata.key()))
}

fn format(export: &Export) -> String {
    let output = &export.output;
    let mut words = match output.format {
        None => tr!("recipe-same-format"),
        Some(ExportFormat::Jpeg) => tr!("recipe-jpeg", quality = u32::from(output.quality)),
        Some(ExportFormat::Avif) => tr!("recipe-avif", quality = u32::from(output.quality)),
        Some(ExportFormat::Png) => "PNG".to_owned(),
        Some(ExportFormat::Tiff) => "TIFF".to_owned(),
        Some(ExportFormat::WebP) => "WebP".to_owned(),
    };
    let may_be_jpeg = matches!(output.format, None | Some(ExportFormat::Jpeg));
    if output.progressive && may_be_jpeg {
        words.push_str(&format!(" · {}", tr!("recipe-progressive")));
    }
    if output.subsample && may_be_jpeg {
        words.push_str(&format!(" · {}", tr!("recipe-subsampled")));
    }
    if output.lossless == Lossless::Trim && may_be_jpeg {
        words.push_str(&format!(" · {}", tr!("recipe-trimmed")));
    }
    if let Some(space) = output.format.map_or(output.color, |format| output.color_in(format)).space() {
        words.push_str(&format!(" · {space}"));
    }
    words
}
