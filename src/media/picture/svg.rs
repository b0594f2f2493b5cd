//! SVG by `resvg`: no file, no network, no system font is touched.

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Size, Tree, fontdb};

use super::pixels::{Pixels, check_size, unmultiply};
use crate::media::{MediaError, limits};

/// Pixels of a raster picture inside the document.
const INNER_PIXELS: u64 = 32 << 20;
/// A drawing has no size of its own worth keeping above this.
const SIDE: u32 = 4_096;

/// Text is set in the program's own font, so that a drawing looks the same everywhere.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../../../assets/fonts/Inter-Regular.otf").to_vec());
    fonts.set_serif_family("Inter");
    fonts.set_sans_serif_family("Inter");
    fonts.set_monospace_family("Inter");
    fonts.set_cursive_family("Inter");
    fonts.set_fantasy_family("Inter");
    Arc::new(fonts)
});

/// The fonts that text is set in.
pub(crate) fn fonts() -> Arc<fontdb::Database> {
    FONTS.clone()
}

/// Draws the document so that its longer side is at most `max_side`, and never larger than it says.
pub(super) fn decode(bytes: &[u8], max_side: u32) -> Result<Pixels, MediaError> {
    let text = std::str::from_utf8(bytes).map_err(MediaError::broken)?;
    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, data, _| inner_picture(data)),
            resolve_string: Box::new(|_, _| None),
        },
        fontdb: FONTS.clone(),
        font_family: "Inter".to_owned(),
        ..Options::default()
    };
    let tree = Tree::from_str(text.trim_start_matches('\u{FEFF}'), &options).map_err(MediaError::broken)?;
    let size: Size = tree.size();
    let longest = size.width().max(size.height());
    let scale = (max_side.min(SIDE) as f32 / longest).min(1.0);
    let side = |side: f32| ((side * scale).round() as u32).clamp(1, SIDE);
    let (width, height) = (side(size.width()), side(size.height()));
    check_size(width, height, 4)?;
    let mut canvas = Pixmap::new(width, height).ok_or(MediaError::TooLarge)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut canvas.as_mut());
    let mut data = canvas.take();
    unmultiply(&mut data);
    let full = (size.width().round().max(1.0) as u32, size.height().round().max(1.0) as u32);
    Ok(Pixels { width, height, channels: 4, data, full, orientation: 1, profile: None })
}

/// A picture in a data URL: JPEG, PNG, GIF or WebP of bounded size; never another drawing.
fn inner_picture(data: Arc<Vec<u8>>) -> Option<ImageKind> {
    let reader = image::ImageReader::new(Cursor::new(data.as_slice())).with_guessed_format().ok()?;
    let format = reader.format()?;
    let (width, height) = reader.into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > INNER_PIXELS || width.max(height) > limits::PICTURE_SIDE {
        return None;
    }
    match format {
        image::ImageFormat::Jpeg => Some(ImageKind::JPEG(data)),
        image::ImageFormat::Png => Some(ImageKind::PNG(data)),
        image::ImageFormat::Gif => Some(ImageKind::GIF(data)),
        image::ImageFormat::WebP => Some(ImageKind::WEBP(data)),
        _ => None,
    }
}
