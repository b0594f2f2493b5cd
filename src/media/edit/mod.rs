//! Pixel edits: decode → regions → turn, straighten, crop, resize → tone, sharpen → encode. Never writes a file.
//!
//! What has 16 bits for each channel keeps them on the whole way. The embedded ICC profile is kept with the values it
//! belongs to, or colours are converted to another; orientation is applied once and not carried along. Of the
//! original's metadata goes along what was chosen, by `carry`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use image::{DynamicImage, ImageBuffer, Pixel, RgbaImage};
use serde::{Deserialize, Serialize};

use lossless::Tried;

use super::carry::{self, CopyFacts};
use super::{MediaError, Picture, PictureSource, picture, sniff};
use crate::provenance::edit::{Applied, Color, Crop, Edit, ExportFormat, Output, Rect};
use crate::provenance::format::Format;
use crate::provenance::watermark::ImageMark;

mod decode;
mod encode;
mod geometry;
mod lossless;
mod part;
mod regions;
mod tone;
mod watermark;

pub use part::{Band, Original, Part, preview_part};

/// Longest side of the thumbnail that goes into the claim, in pixels.
const THUMBNAIL_SIDE: u32 = 512;

type Buffer<P> = ImageBuffer<P, Vec<<P as Pixel>::Subpixel>>;

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
    /// The original has EXIF, XMP or IPTC, of which the output's choice went along.
    pub had_metadata: bool,
    /// Locale keys of sentences that the person should read (`edit-note-…`).
    pub notes: Vec<String>,
}

/// A decoded picture on its way through the steps.
struct Canvas {
    /// RGB or RGBA, 8 or 16 bits, upright.
    image: DynamicImage,
    profile: Option<Vec<u8>>,
    /// What decoding has converted colours to.
    color: Color,
    notes: Vec<String>,
}

/// Renders the whole picture.
///
/// Errors: those of decoding; [`MediaError::NoPicture`] for formats whose pixels Lightmark does not decode;
/// [`MediaError::OutsidePicture`] where a crop or region does not lie in the picture.
pub fn render(path: &Path, format: Format, edit: &Edit, output: &Output) -> Result<Rendered, MediaError> {
    let job = || {
        let note = match lossless::attempt(path, format, edit, output)? {
            Tried::Done(rendered) => return Ok(*rendered),
            Tried::Not(note) => note,
        };
        let mut canvas = decode::decode(path, format)?;
        canvas.notes.extend(note.map(str::to_owned));
        let (canvas, applied) = develop(canvas, edit)?;
        finish(canvas, applied, (path, format), edit, output)
    };
    // Decoders are other people's code and get strangers' files.
    catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|_| Err(MediaError::broken("the decoder gave up")))
}

/// The picture of an image watermark, no side longer than `max_side`.
///
/// Errors: [`MediaError::Watermark`], which names the file.
pub fn placed(mark: &ImageMark, max_side: u32) -> Result<Picture, MediaError> {
    let path = Path::new(&mark.file);
    let named = |source| MediaError::Watermark { file: mark.file.clone(), source: Box::new(source) };
    let picture = sniff(path).and_then(|format| picture::from_file(path, format, max_side)).map_err(named)?;
    match picture.source {
        PictureSource::Pixels => Ok(picture),
        _ => Err(named(MediaError::NoPicture)),
    }
}

/// What the edit comes to on a picture that was made smaller for the screen. Sharpening shows less than in the copy.
/// `mark` is the picture of the image watermark, where there is one and it could be read.
///
/// Errors: as [`render`]. The parts of an edit are those of the whole picture, of `picture.full_size`.
pub fn preview(picture: &Picture, edit: &Edit, mark: Option<&Picture>) -> Result<Picture, MediaError> {
    let job = || {
        let pixels =
            RgbaImage::from_raw(picture.width, picture.height, picture.rgba.clone()).ok_or(MediaError::Truncated)?;
        let scale = f64::from(picture.width) / f64::from(picture.full_size.0.max(1));
        let scaled = fitted(edit, scale, (picture.width, picture.height));
        let canvas =
            Canvas { image: DynamicImage::ImageRgba8(pixels), profile: None, color: Color::Keep, notes: Vec::new() };
        let (mut canvas, _) = develop(canvas, &scaled)?;
        watermark::apply(&mut canvas.image, &scaled, None, |_| mark.cloned().ok_or(MediaError::NoPicture))?;
        let image = canvas.image.into_rgba8();
        let (width, height) = image.dimensions();
        let full = |side: u32| (f64::from(side) / scale).round() as u32;
        let full_size = (full(width), full(height));
        Ok(Picture { width, height, rgba: image.into_raw(), full_size, source: picture.source })
    };
    catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|_| Err(MediaError::broken("the preview gave up")))
}

/// The edit for a picture that was made smaller, to these sides.
fn fitted(edit: &Edit, scale: f64, limits: (u32, u32)) -> Edit {
    let mut scaled = edit.scaled(scale);
    // Rounding may put an edge one pixel outside.
    scaled.regions.iter_mut().for_each(|region| region.rect = within(region.rect, limits));
    if let Some(Crop::Rect(rect)) = scaled.crop {
        let turned = geometry::turned_size(limits, scaled.quarter_turns);
        let straight = geometry::straightened_size(turned, scaled.straighten);
        scaled.crop = Some(Crop::Rect(within(rect, straight)));
    }
    scaled
}

fn within(rect: Rect, (width, height): (u32, u32)) -> Rect {
    let (x, y) = (rect.x.min(width.saturating_sub(1)), rect.y.min(height.saturating_sub(1)));
    Rect { x, y, width: rect.width.min(width - x), height: rect.height.min(height - y) }
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
    Ok((canvas, Applied { original, crop, cropped, result, ..Applied::default() }))
}

fn finish(
    canvas: Canvas,
    applied: Applied,
    (path, from): (&Path, Format),
    edit: &Edit,
    output: &Output,
) -> Result<Rendered, MediaError> {
    let Canvas { mut image, mut profile, color, mut notes } = canvas;
    let mut applied = applied;
    let to = output.format_for(from);
    applied.color = match encode::recolor(&mut image, &mut profile, output.color_in(to))? {
        Color::Keep => color,
        other => other,
    };
    if to == ExportFormat::Avif && output.color != Color::Srgb && applied.color != Color::Keep {
        notes.push("edit-note-avif-srgb".to_owned());
    }
    let mark = edit.watermark_image.as_ref();
    watermark::apply(&mut image, edit, profile.as_deref(), |side| {
        mark.map_or(Err(MediaError::NoPicture), |mark| placed(mark, side))
    })?;
    let format = to.format();
    applied.converted = format != from;
    let thumbnail = encode::thumbnail(&image, profile.as_deref(), THUMBNAIL_SIDE);
    let copy = CopyFacts {
        size: applied.result,
        format,
        color: if to == ExportFormat::Avif { Color::Srgb } else { applied.color },
        same_places: applied.crop.is_none() && edit.quarter_turns == 0 && !edit.mirror && edit.straighten == 0.0,
        covers: !edit.regions.is_empty(),
    };
    let carried = carry::read(path, from, output.metadata, &copy);
    let had_metadata = carried.had_any;
    let bytes = encode::encode(image, profile.as_deref(), to, output, carried.exif_block(), &mut notes)?;
    let (bytes, told) = carried.put_into(bytes, format);
    notes.extend(told);
    Ok(Rendered { bytes, facts: RenderFacts { format, applied, had_metadata, notes }, thumbnail })
}
