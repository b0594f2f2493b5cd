//! JPEG XL by `jxl-oxide`, within limits.

use jxl_oxide::{AllocTracker, EnumColourEncoding, JxlImage, JxlThreadPool, RenderingIntent};

use super::color;
use super::pixels::{Pixels, check_size};
use crate::media::{MediaError, limits};

/// Decodes the first frame. Orientation is the decoder's work here.
pub(super) fn decode(bytes: &[u8]) -> Result<Pixels, MediaError> {
    let memory = usize::try_from(limits::PICTURE_BYTES).unwrap_or(usize::MAX);
    let mut picture = JxlImage::builder()
        .pool(JxlThreadPool::none())
        .alloc_tracker(AllocTracker::with_limit(memory))
        .read(bytes)
        .map_err(MediaError::broken)?;
    // Samples are 32 bits wide inside the decoder.
    check_size(picture.width(), picture.height(), 12)?;
    let stored = picture.original_icc().map(<[u8]>::to_vec);
    picture.request_color_encoding(EnumColourEncoding::srgb(RenderingIntent::Relative));
    let render = picture.render_frame(0).map_err(MediaError::broken)?;
    let mut stream = render.stream();
    let (width, height, channels) = (stream.width(), stream.height(), stream.channels() as usize);
    check_size(width, height, 12)?;
    let mut samples = vec![0u8; width as usize * height as usize * channels];
    stream.write_to_buffer(&mut samples);
    let has_alpha = picture.pixel_format().has_alpha();
    let (kept, data) = match (channels, has_alpha) {
        (1, _) => (3, samples.iter().flat_map(|&grey| [grey; 3]).collect()),
        (2, true) => (4, samples.as_chunks::<2>().0.iter().flat_map(|&[grey, a]| [grey, grey, grey, a]).collect()),
        (3, _) => (3, samples),
        (4, true) => (4, samples),
        // Inks: the black channel comes after the three colours.
        (4 | 5, _) if picture.pixel_format().has_black() => {
            let pixels = samples.chunks_exact(channels);
            let inks: Vec<u8> = pixels.flat_map(|pixel| pixel.iter().take(4).map(|&ink| 255 - ink)).collect();
            (3, color::cmyk_to_rgb(stored.as_deref(), &inks))
        }
        _ => return Err(MediaError::broken("an unusual set of channels")),
    };
    // Pixels with a profile of their own are not converted by the decoder.
    let profile = if picture.image_header().metadata.xyb_encoded { None } else { color::keep(stored) };
    let profile = profile.filter(|_| channels >= 3);
    Ok(Pixels { width, height, channels: kept, data, full: (width, height), orientation: 1, profile })
}
