//! Pictures and thumbnails: chooses the decoder or the embedded preview. Never shows more than the limits allow;
//! a decoder that panics costs its own picture only.

use std::io::{BufReader, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::source::{Source, open_file};
use super::{MediaError, Picture, PictureSource, limits, sniff};
use crate::provenance::format::Format;

mod avif;
mod color;
mod common;
mod jpeg;
mod jpeg_small;
mod jxl;
mod makernote;
mod pixels;
mod preview;
mod svg;

pub(crate) use color::{are_alike, keep as other_than_srgb};
pub(crate) use common::{limits as bounds, of_image};
pub(crate) use jpeg::{of_separate_scans, orientation};
use pixels::Pixels;
pub(crate) use pixels::{check_size, fit, unmultiply};
pub(crate) use svg::fonts;

/// Quality of claim thumbnails, 1 to 100.
const THUMBNAIL_QUALITY: u8 = 80;

/// The file's picture, or else the best preview inside it.
pub(crate) fn from_file(path: &Path, format: Format, max_side: u32) -> Result<Picture, MediaError> {
    let max_side = max_side.clamp(1, limits::PICTURE_SIDE);
    if open_file(path)?.metadata().map_err(MediaError::reading)?.len() == 0 {
        return Err(MediaError::Empty);
    }
    guarded(|| match own_pixels(path, format, max_side) {
        Some(pixels) => Ok(pixels?.into_picture(max_side, PictureSource::Pixels)),
        None => embedded(path, format, max_side),
    })
}

/// A picture in memory, whatever its format.
pub(crate) fn from_bytes(bytes: &[u8], max_side: u32, source: PictureSource) -> Result<Picture, MediaError> {
    let max_side = max_side.clamp(1, limits::PICTURE_SIDE);
    if bytes.is_empty() {
        return Err(MediaError::Empty);
    }
    let format = sniff::sniff(&mut Source::memory(bytes));
    guarded(|| {
        let pixels = match format {
            Format::Jpeg => jpeg::decode(bytes, max_side),
            Format::Png | Format::Gif | Format::WebP | Format::Tiff => common::decode(Cursor::new(bytes), format),
            Format::Avif => avif::decode(&mut Source::memory(bytes)),
            Format::Jxl => jxl::decode(bytes),
            Format::Svg => svg::decode(bytes, max_side),
            Format::Unknown => Err(MediaError::UnknownFormat),
            _ => Err(MediaError::NoPicture),
        }?;
        Ok(pixels.into_picture(max_side, source))
    })
}

/// A claim thumbnail. No preview is taken, and no error is told: a file can be signed without one.
pub(crate) fn thumbnail_jpeg(path: &Path, format: Format, max_side: u32) -> Option<Vec<u8>> {
    let max_side = max_side.clamp(1, limits::PICTURE_SIDE);
    // A JPEG decodes to an eighth, a quarter or a half of its size, each step costing as much as the smaller ones
    // together; from half of what is wanted on, the smaller one serves as well.
    let enough = if format == Format::Jpeg { max_side.div_ceil(2) } else { max_side };
    let encoded = guarded(|| {
        let pixels = own_pixels(path, format, enough).unwrap_or(Err(MediaError::NoPicture))?;
        pixels.upright(max_side).into_jpeg(THUMBNAIL_QUALITY)
    });
    match encoded {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            tracing::debug!(%error, "no thumbnail");
            None
        }
    }
}

/// The same for a JPEG in memory.
pub(crate) fn jpeg_thumbnail(bytes: &[u8], max_side: u32) -> Option<Vec<u8>> {
    guarded(|| jpeg::decode(bytes, max_side.div_ceil(2))?.upright(max_side).into_jpeg(THUMBNAIL_QUALITY)).ok()
}

/// The whole file, if it is not larger than a picture may be.
pub(crate) fn whole(path: &Path) -> Result<Vec<u8>, MediaError> {
    read_whole(path, limits::PICTURE_FILE_BYTES)
}

/// The file's own pixels; `None` for a format that is not decoded.
fn own_pixels(path: &Path, format: Format, max_side: u32) -> Option<Result<Pixels, MediaError>> {
    Some(match format {
        Format::Jpeg => read_whole(path, limits::PICTURE_FILE_BYTES).and_then(|bytes| jpeg::decode(&bytes, max_side)),
        Format::Png | Format::Gif | Format::WebP | Format::Tiff => {
            open_file(path).and_then(|file| common::decode(BufReader::new(file), format))
        }
        Format::Avif => open_pictures(path).and_then(|mut source| avif::decode(&mut source)),
        Format::Heif | Format::Heic => {
            // HEIF is only the container: AV1 and JPEG in it can be decoded, HEVC cannot.
            return match open_pictures(path).and_then(|mut source| avif::decode(&mut source)) {
                Err(MediaError::NoPicture) => None,
                result => Some(result),
            };
        }
        Format::Jxl => read_whole(path, limits::PICTURE_FILE_BYTES).and_then(|bytes| jxl::decode(&bytes)),
        Format::Svg => read_whole(path, limits::SVG_BYTES).and_then(|bytes| svg::decode(&bytes, max_side)),
        Format::Unknown => Err(MediaError::UnknownFormat),
        _ => return None,
    })
}

fn embedded(path: &Path, format: Format, max_side: u32) -> Result<Picture, MediaError> {
    let mut source = open_pictures(path)?;
    let Some(found) = preview::find(&mut source, format) else {
        // Some cameras and converters keep the preview uncompressed in the first directory.
        return match format {
            Format::Dng | Format::Raw => common::decode(BufReader::new(open_file(path)?), Format::Tiff)
                .map(|pixels| pixels.into_picture(max_side, PictureSource::EmbeddedPreview))
                .map_err(|_| MediaError::NoPicture),
            _ => Err(MediaError::NoPicture),
        };
    };
    let mut pixels = match sniff::sniff(&mut Source::memory(&found.bytes)) {
        Format::Jpeg => jpeg::decode(&found.bytes, max_side)?,
        kind @ Format::Png => common::decode(Cursor::new(found.bytes.as_slice()), kind)?,
        _ => return Err(MediaError::NoPicture),
    };
    if pixels.orientation == 1 {
        pixels.orientation = found.orientation;
    }
    Ok(pixels.into_picture(max_side, PictureSource::EmbeddedPreview))
}

fn open_pictures(path: &Path) -> Result<Source<'static>, MediaError> {
    let mut source = Source::open(path)?;
    source.allow_bytes(limits::PICTURE_BYTES);
    Ok(source)
}

pub(crate) fn read_whole(path: &Path, max: u64) -> Result<Vec<u8>, MediaError> {
    let file = open_file(path)?;
    let length = file.metadata().map_err(MediaError::reading)?.len();
    if length > max {
        return Err(MediaError::TooLarge);
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length as usize).map_err(|_| MediaError::TooLarge)?;
    file.take(max).read_to_end(&mut bytes).map_err(MediaError::reading)?;
    Ok(bytes)
}

/// Decoders are other people's code and get strangers' files.
fn guarded<T>(decode: impl FnOnce() -> Result<T, MediaError>) -> Result<T, MediaError> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(result) => result,
        Err(_) => Err(MediaError::Broken { reason: "the decoder gave up".to_owned() }),
    }
}
