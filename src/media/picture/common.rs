//! PNG, TIFF, GIF and WebP by the `image` crate, within limits.

use std::io::{BufRead, Seek};

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ImageDecoder, ImageError, Limits};

use super::color;
use super::pixels::{Pixels, check_size};
use crate::media::{MediaError, limits};
use crate::provenance::format::Format;

/// Decodes the first picture.
pub(super) fn decode(reader: impl BufRead + Seek, format: Format) -> Result<Pixels, MediaError> {
    match format {
        Format::Png => {
            let limits = limits();
            pixels(PngDecoder::with_limits(reader, limits).map_err(of_image)?)
        }
        Format::Gif => pixels(GifDecoder::new(reader).map_err(of_image)?),
        Format::WebP => pixels(WebPDecoder::new(reader).map_err(of_image)?),
        Format::Tiff => pixels(TiffDecoder::new(reader).map_err(of_image)?),
        _ => Err(MediaError::NoPicture),
    }
}

/// What a decoder of the `image` crate may use.
pub(crate) fn limits() -> Limits {
    let mut bounds = Limits::default();
    bounds.max_image_width = Some(limits::PICTURE_SIDE);
    bounds.max_image_height = Some(limits::PICTURE_SIDE);
    bounds.max_alloc = Some(limits::PICTURE_BYTES);
    bounds
}

fn pixels(mut decoder: impl ImageDecoder) -> Result<Pixels, MediaError> {
    let (width, height) = decoder.dimensions();
    check_size(width, height, u64::from(decoder.color_type().bytes_per_pixel()))?;
    decoder.set_limits(limits()).map_err(of_image)?;
    let profile = color::keep(decoder.icc_profile().unwrap_or_default());
    let orientation = decoder.orientation().map_or(1, image::metadata::Orientation::to_exif);
    let picture = DynamicImage::from_decoder(decoder).map_err(of_image)?;
    let has_alpha = picture.color().has_alpha();
    // A profile for grey has nothing to say about RGB.
    let profile = profile.filter(|_| picture.color().has_color());
    let (channels, data) =
        if has_alpha { (4, picture.into_rgba8().into_raw()) } else { (3, picture.into_rgb8().into_raw()) };
    Ok(Pixels { width, height, channels, data, full: (width, height), orientation, profile })
}

/// The decoder's complaint by who can mend it.
pub(crate) fn of_image(error: ImageError) -> MediaError {
    match error {
        ImageError::Limits(_) => MediaError::TooLarge,
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => MediaError::Truncated,
        ImageError::IoError(source) if source.raw_os_error().is_some() => MediaError::reading(source),
        other => MediaError::broken(other),
    }
}
