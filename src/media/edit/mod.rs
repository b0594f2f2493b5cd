//! Pixel edits: decode → regions → turn, straighten, crop, resize → tone, sharpen → encode. Never writes a file.
//!
//! What has 16 bits for each channel keeps them on the whole way. The embedded ICC profile is kept with the values it
//! belongs to, or colours are converted to sRGB; orientation is applied once and not carried along. No metadata of the
//! original gets into the copy here.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use image::DynamicImage;
use serde::{Deserialize, Serialize};

use super::MediaError;
use crate::provenance::edit::{Applied, Color, Edit, Output};
use crate::provenance::format::Format;

mod decode;
mod encode;
mod geometry;
mod regions;
mod tone;

/// Longest side of the thumbnail that goes into the claim, in pixels.
const THUMBNAIL_SIDE: u32 = 512;

/// A picture as it comes out of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The whole file.
    pub bytes: Vec<u8>,
    pub facts: RenderFacts,
    /// A small JPEG of the result, for the claim.
    pub thumbnail: Option<Vec<u8>>,
}

/// What is to be known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderFacts {
    pub format: Format,
    pub applied: Applied,
    /// Locale keys of sentences that the person should read (`edit-note-…`).
    pub notes: Vec<String>,
}

/// A decoded picture on its way through the steps.
struct Canvas {
    /// RGB or RGBA, 8 or 16 bits, upright.
    image: DynamicImage,
    profile: Option<Vec<u8>>,
    notes: Vec<String>,
}

/// Renders the whole picture.
///
/// Errors: those of decoding; [`MediaError::NoPicture`] for formats whose pixels Lightmark does not decode;
/// [`MediaError::OutsidePicture`] where a crop or region does not lie in the picture.
pub fn render(path: &Path, format: Format, edit: &Edit, output: &Output) -> Result<Rendered, MediaError> {
    let job = || {
        let canvas = decode::decode(path, format)?;
        let (canvas, applied) = develop(canvas, edit)?;
        finish(canvas, applied, format, output)
    };
    // Decoders are other people's code and get strangers' files.
    catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|_| Err(MediaError::broken("the decoder gave up")))
}

/// Every step that changes pixels.
fn develop(mut canvas: Canvas, edit: &Edit) -> Result<(Canvas, Applied), MediaError> {
    let original = (canvas.image.width(), canvas.image.height());
    for region in &edit.regions {
        regions::cover(&mut canvas.image, region)?;
    }
    canvas.image = geometry::turned(canvas.image, edit.quarter_turns, edit.mirror);
    canvas.image = geometry::straightened(canvas.image, edit.straighten);
    let crop = geometry::crop_rect(&canvas.image, edit.crop)?;
    canvas.image = geometry::cropped(canvas.image, crop);
    let cropped = (canvas.image.width(), canvas.image.height());
    canvas.image = geometry::resized(canvas.image, edit.resize)?;
    tone::apply(&mut canvas.image, &edit.tone);
    tone::sharpen(&mut canvas.image, edit.sharpen);
    let result = (canvas.image.width(), canvas.image.height());
    Ok((canvas, Applied { original, crop, cropped, result, converted: false, to_srgb: false }))
}

fn finish(canvas: Canvas, applied: Applied, from: Format, output: &Output) -> Result<Rendered, MediaError> {
    let Canvas { mut image, mut profile, mut notes } = canvas;
    let mut applied = applied;
    if output.color == Color::Srgb
        && let Some(own) = profile.take()
    {
        applied.to_srgb = encode::to_srgb(&mut image, &own)?;
    }
    let to = output.format_for(from);
    let format = to.format();
    applied.converted = format != from;
    let thumbnail = encode::thumbnail(&image, profile.as_deref(), THUMBNAIL_SIDE);
    let bytes = encode::encode(image, profile.as_deref(), to, output, &mut notes)?;
    Ok(Rendered { bytes, facts: RenderFacts { format, applied, notes }, thumbnail })
}
