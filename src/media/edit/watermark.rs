//! Words and pictures put on the finished picture. Words are set in the program's own font, so that a recipe gives the same
//! everywhere. Never reads a file: whoever has the picture of a mark gives it.

use image::{DynamicImage, Pixel, Primitive, Rgba, RgbaImage};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Node, Options, Rect, Tree};

use super::geometry::{self, number};
use super::{Buffer, encode};
use crate::media::{MediaError, Picture, limits, picture};
use crate::provenance::edit::{Edit, Resize};
use crate::provenance::watermark::{ImageMark, MARGIN_PERCENT, Place, TextMark};

/// How repeated words lean, in degrees.
const TILE_DEGREES: f64 = -30.0;
/// Room from line to line, in sizes of a letter.
const LINE_HEIGHT: f64 = 1.25;
/// The size at which words are measured.
const MEASURE: f64 = 100.0;

/// Puts the marks of an edit on the picture, whose values are those of `profile` (sRGB without one). `placed` gives the
/// picture of the mark, no side longer than so many pixels.
pub(super) fn apply(
    image: &mut DynamicImage,
    edit: &Edit,
    profile: Option<&[u8]>,
    placed: impl FnOnce(u32) -> Result<Picture, MediaError>,
) -> Result<(), MediaError> {
    let frame = Frame { whole: (image.width(), image.height()), at: (0, 0) };
    apply_to_part(image, &frame, edit, profile, placed)
}

/// Of which picture an image is a part, and where.
pub(super) struct Frame {
    /// Sides of the whole result.
    pub whole: (u32, u32),
    /// Where the part begins in it.
    pub at: (u32, u32),
}

/// As [`apply`], on a part of the result.
pub(super) fn apply_to_part(
    image: &mut DynamicImage,
    frame: &Frame,
    edit: &Edit,
    profile: Option<&[u8]>,
    placed: impl FnOnce(u32) -> Result<Picture, MediaError>,
) -> Result<(), MediaError> {
    if let Some(mark) = &edit.watermark_image {
        let stamp = picture_stamp(mark, frame.whole, placed)?;
        put(image, frame, &in_colors_of(stamp, profile)?, mark.at, mark.opacity);
    }
    if let Some(mark) = &edit.watermark_text {
        let stamp = text_stamp(mark, frame.whole)?;
        let stamp = in_colors_of(stamp, profile)?;
        if mark.tile {
            tile(image, frame, &stamp, mark.opacity);
        } else {
            put(image, frame, &stamp, mark.at, mark.opacity);
        }
    }
    Ok(())
}

/// The mark's picture at its size in the result.
fn picture_stamp(
    mark: &ImageMark,
    (width, height): (u32, u32),
    placed: impl FnOnce(u32) -> Result<Picture, MediaError>,
) -> Result<RgbaImage, MediaError> {
    let side = pixels(mark.size, (width, height)).round().max(1.0) as u32;
    let picture = placed(side)?;
    let pixels =
        RgbaImage::from_raw(picture.width, picture.height, picture.rgba).ok_or_else(|| MediaError::broken("a mark"))?;
    let scale = f64::from(side) / f64::from(pixels.width().max(pixels.height()).max(1));
    let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    let exact = Resize::Exact(scaled(pixels.width()), scaled(pixels.height()));
    Ok(geometry::resized(DynamicImage::ImageRgba8(pixels), Some(exact))?.into_rgba8())
}

/// The words, cut to what is inked; smaller than asked where they would not fit between the margins.
fn text_stamp(mark: &TextMark, (width, height): (u32, u32)) -> Result<RgbaImage, MediaError> {
    let (tree, lines) = set_text(mark)?;
    let ink = lines.into_iter().reduce(joined).ok_or_else(|| MediaError::broken("words without ink"))?;
    let lean = if mark.tile { TILE_DEGREES } else { 0.0 };
    let leaning = Transform::from_rotate(lean as f32);
    let unit = ink.transform(leaning).ok_or(MediaError::TooLarge)?;
    let margin = f64::from(width.min(height)) * MARGIN_PERCENT / 100.0;
    let room = |side: u32| (f64::from(side) - 2.0 * margin).max(1.0);
    let fits = (room(width) / f64::from(unit.width())).min(room(height) / f64::from(unit.height()));
    let scale = (pixels(mark.size, (width, height)) / MEASURE).min(fits) as f32;
    let side = |length: f32| ((length * scale).ceil() as u32 + 2).min(limits::PICTURE_SIDE);
    let mut canvas = Pixmap::new(side(unit.width()), side(unit.height())).ok_or(MediaError::TooLarge)?;
    let place = leaning.post_scale(scale, scale).post_translate(1.0 - unit.x() * scale, 1.0 - unit.y() * scale);
    resvg::render(&tree, place, &mut canvas.as_mut());
    let (width, height) = (canvas.width(), canvas.height());
    let mut data = canvas.take();
    picture::unmultiply(&mut data);
    RgbaImage::from_raw(width, height, data).ok_or(MediaError::TooLarge)
}

/// The words as a drawing, and where each line's ink is. Errors: characters that the font does not have.
fn set_text(mark: &TextMark) -> Result<(Tree, Vec<Rect>), MediaError> {
    let anchor = match mark.at {
        Place::TopLeft | Place::Left | Place::BottomLeft => "start",
        Place::TopRight | Place::Right | Place::BottomRight => "end",
        Place::Top | Place::Center | Place::Bottom | Place::Percent(..) => "middle",
    };
    let color = mark.color.written();
    let mut drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'>".to_owned();
    for (index, line) in mark.text.lines().enumerate() {
        let down = MEASURE * LINE_HEIGHT * index as f64;
        let line: String = line.chars().filter(|sign| !sign.is_control()).collect();
        let words = quick_xml::escape::escape(line.trim());
        drawing.push_str(&format!(
            "<text y='{down}' font-family='Inter' font-size='{MEASURE}' text-anchor='{anchor}' fill='{color}'>{words}</text>"
        ));
    }
    drawing.push_str("</svg>");
    let options = Options { fontdb: picture::fonts(), font_family: "Inter".to_owned(), ..Options::default() };
    let tree = Tree::from_str(&drawing, &options).map_err(MediaError::broken)?;
    let mut boxes = Vec::new();
    let mut missing = String::new();
    for node in tree.root().children() {
        let Node::Text(text) = node else { continue };
        boxes.push(text.flattened().abs_bounding_box());
        for glyph in text.layouted().iter().flat_map(|span| &span.positioned_glyphs) {
            if glyph.id.0 == 0 {
                missing.push_str(glyph.text.trim());
            }
        }
    }
    if !missing.is_empty() || boxes.is_empty() {
        let signs = if missing.is_empty() { mark.text.trim().to_owned() } else { missing };
        return Err(MediaError::NotInFont { signs });
    }
    Ok((tree, boxes))
}

fn joined(one: Rect, other: Rect) -> Rect {
    let (left, top) = (one.left().min(other.left()), one.top().min(other.top()));
    let (right, bottom) = (one.right().max(other.right()), one.bottom().max(other.bottom()));
    Rect::from_ltrb(left, top, right, bottom).unwrap_or(one)
}

fn pixels(percent: f64, (width, height): (u32, u32)) -> f64 {
    f64::from(width.min(height)) * percent / 100.0
}

/// From sRGB to the values of the picture's profile.
fn in_colors_of(stamp: RgbaImage, profile: Option<&[u8]>) -> Result<RgbaImage, MediaError> {
    let Some(profile) = profile else { return Ok(stamp) };
    let mut stamp = DynamicImage::ImageRgba8(stamp);
    encode::from_srgb(&mut stamp, profile)?;
    Ok(stamp.into_rgba8())
}

fn put(image: &mut DynamicImage, frame: &Frame, stamp: &RgbaImage, at: Place, opacity: f64) {
    blend(image, stamp, frame.inside(at.corner(stamp.dimensions(), frame.whole)), opacity);
}

impl Frame {
    /// A place of the whole, in the part.
    fn inside(&self, (x, y): (i64, i64)) -> (i64, i64) {
        (x - i64::from(self.at.0), y - i64::from(self.at.1))
    }
}

/// All over the picture, each row moved by half a step.
fn tile(image: &mut DynamicImage, frame: &Frame, stamp: &RgbaImage, opacity: f64) {
    let (width, height) = (i64::from(frame.whole.0), i64::from(frame.whole.1));
    let step = (i64::from(stamp.width()) * 5 / 4 + 1, i64::from(stamp.height()) * 5 / 4 + 1);
    let mut row = 0;
    while row * step.1 < height {
        let mut x = -(row % 2) * step.0 / 2;
        while x < width {
            blend(image, stamp, frame.inside((x, row * step.1)), opacity);
            x += step.0;
        }
        row += 1;
    }
}

fn blend(image: &mut DynamicImage, stamp: &RgbaImage, corner: (i64, i64), opacity: f64) {
    match image {
        DynamicImage::ImageRgb8(buffer) => blend_in(buffer, stamp, corner, opacity),
        DynamicImage::ImageRgba8(buffer) => blend_in(buffer, stamp, corner, opacity),
        DynamicImage::ImageRgb16(buffer) => blend_in(buffer, stamp, corner, opacity),
        DynamicImage::ImageRgba16(buffer) => blend_in(buffer, stamp, corner, opacity),
        _ => {}
    }
}

/// Over, by the values as they are stored, which is how other programs do it; what reaches out of the picture is cut.
fn blend_in<P: Pixel>(buffer: &mut Buffer<P>, stamp: &RgbaImage, (left, top): (i64, i64), opacity: f64) {
    let strength = (opacity / 100.0).clamp(0.0, 1.0);
    for (x, y, &Rgba([r, g, b, a])) in stamp.enumerate_pixels() {
        let place = u32::try_from(left + i64::from(x)).ok().zip(u32::try_from(top + i64::from(y)).ok());
        let Some(pixel) = place.and_then(|(x, y)| buffer.get_pixel_mut_checked(x, y)) else { continue };
        let over = f64::from(a) / 255.0 * strength;
        if over > 0.0 {
            mix(pixel.channels_mut(), [r, g, b].map(|value| f64::from(value) / 255.0), over);
        }
    }
}

fn mix<S: Primitive>(channels: &mut [S], color: [f64; 3], over: f64) {
    let max = number(S::DEFAULT_MAX_VALUE);
    let rounded = |value: f64| S::from((value * max).round().clamp(0.0, max)).unwrap_or(S::DEFAULT_MIN_VALUE);
    let under = channels.get(3).map_or(1.0, |alpha| number(*alpha) / max);
    let left = under * (1.0 - over);
    let whole = over + left;
    for (channel, value) in channels.iter_mut().zip(color) {
        *channel = rounded((value * over + number(*channel) / max * left) / whole);
    }
    if let Some(alpha) = channels.get_mut(3) {
        *alpha = rounded(whole);
    }
}

#[cfg(test)]
mod tests {
    use image::ImageBuffer;

    use super::*;
    use crate::media::PictureSource;
    use crate::provenance::watermark::Ink;

    fn grey(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(ImageBuffer::from_pixel(width, height, image::Rgb([100; 3])))
    }

    fn none(_: u32) -> Result<Picture, MediaError> {
        Err(MediaError::NoPicture)
    }

    fn with_text(mark: TextMark) -> Edit {
        Edit { watermark_text: Some(mark), ..Edit::default() }
    }

    /// Left, top, right and bottom of what changed.
    fn changed(before: &DynamicImage, after: &DynamicImage) -> Option<(u32, u32, u32, u32)> {
        let (before, after) = (before.to_rgb8(), after.to_rgb8());
        let places = before.enumerate_pixels().filter(|(x, y, pixel)| after.get_pixel(*x, *y) != *pixel);
        places.fold(None, |found, (x, y, _)| {
            let (l, t, r, b) = found.unwrap_or((x, y, x, y));
            Some((l.min(x), t.min(y), r.max(x), b.max(y)))
        })
    }

    #[test]
    fn characters_that_the_font_does_not_have_are_refused_by_name() {
        for text in ["日本", "Ada 日"] {
            let edit = with_text(TextMark { text: text.into(), ..TextMark::default() });
            let error = apply(&mut grey(100, 100), &edit, None, none).unwrap_err();
            assert!(matches!(&error, MediaError::NotInFont { signs } if signs.contains('日')), "{error:?}");
        }
        for text in ["\u{200b}", "\u{7}"] {
            let edit = with_text(TextMark { text: text.into(), ..TextMark::default() });
            assert!(apply(&mut grey(100, 100), &edit, None, none).is_err(), "{text:?}");
        }
    }

    #[test]
    fn words_stand_where_they_belong_and_fit() {
        let text = "© Ada <&> Ёж";
        for (at, size) in [(Place::BottomRight, 4.0), (Place::TopLeft, 4.0), (Place::Center, 100.0)] {
            let mark = TextMark { text: text.into(), at, size, opacity: 100.0, ..TextMark::default() };
            let before = grey(800, 400);
            let mut after = before.clone();
            apply(&mut after, &with_text(mark), None, none).unwrap();
            let (left, top, right, bottom) = changed(&before, &after).unwrap();
            match at {
                Place::BottomRight => assert!(left > 600 && top > 350 && (786..791).contains(&right) && bottom < 392),
                Place::TopLeft => assert!((9..14).contains(&left) && top < 14 && right < 200 && bottom < 50),
                _ => assert!((9..14).contains(&left) && (785..792).contains(&right), "{left} {right}"),
            }
        }
    }

    #[test]
    fn opacity_and_colour_are_those_asked_for() {
        let block = |opacity| {
            let (text, size) = ("—".to_owned(), 60.0);
            TextMark { text, size, opacity, at: Place::Center, color: Ink([0, 200, 255]), ..TextMark::default() }
        };
        for opacity in [100.0, 50.0] {
            let mut image = grey(300, 300);
            apply(&mut image, &with_text(block(opacity)), None, none).unwrap();
            let expected = [0.0, 200.0, 255.0].map(|value| 100.0 + (value - 100.0) * opacity / 100.0);
            let [r, g, b] = image.to_rgb8().get_pixel(150, 150).0.map(f64::from);
            assert!((r - expected[0]).abs() <= 1.0 && (g - expected[1]).abs() <= 1.0 && (b - expected[2]).abs() <= 1.0);
        }
    }

    #[test]
    fn repeated_words_reach_every_part_of_the_picture() {
        let before = grey(900, 600);
        let mut after = before.clone();
        let mark = TextMark { text: "DRAFT".into(), tile: true, size: 6.0, ..TextMark::default() };
        apply(&mut after, &with_text(mark), None, none).unwrap();
        for (x, y) in [(0, 0), (450, 0), (0, 300), (600, 400)] {
            let part = |image: &DynamicImage| image.crop_imm(x, y, 300, 200);
            assert!(part(&before) != part(&after), "{x},{y}");
        }
    }

    #[test]
    fn a_picture_keeps_its_shape_and_its_transparency() {
        // Left half red, right half clear; twice as wide as high.
        let half = |x, _| if x < 20 { Rgba([255, 0, 0, 255]) } else { Rgba([0, 255, 0, 0]) };
        let pixels = RgbaImage::from_fn(40, 20, half);
        let logo = |_| {
            let (width, height, rgba) = (40, 20, pixels.clone().into_raw());
            Ok(Picture { width, height, rgba, full_size: (40, 20), source: PictureSource::Pixels })
        };
        let mark = ImageMark { file: "logo.png".into(), at: Place::Center, size: 20.0, opacity: 100.0 };
        let edit = Edit { watermark_image: Some(mark), ..Edit::default() };
        let before = grey(500, 500);
        let mut after = before.clone();
        apply(&mut after, &edit, None, logo).unwrap();
        let (left, top, right, bottom) = changed(&before, &after).unwrap();
        assert_eq!((left, top, bottom), (200, 225, 274));
        assert!((249..256).contains(&right), "{right}");
        let after = after.to_rgb8();
        assert_eq!(after.get_pixel(220, 250).0, [255, 0, 0]);
        // Nothing of the green that nobody sees.
        assert!(after.pixels().all(|pixel| pixel.0[1] <= 100));
    }

    #[test]
    fn what_is_under_a_mark_keeps_its_depth_and_its_transparency() {
        let mut deep = DynamicImage::ImageRgba16(ImageBuffer::from_pixel(200, 200, Rgba([30_001, 30_001, 30_001, 0])));
        let mark = TextMark { text: "—".into(), size: 60.0, at: Place::Center, opacity: 50.0, ..TextMark::default() };
        apply(&mut deep, &with_text(mark), None, none).unwrap();
        let DynamicImage::ImageRgba16(deep) = deep else { panic!("lost its depth") };
        assert_eq!(deep.get_pixel(0, 0).0, [30_001, 30_001, 30_001, 0]);
        let [r, _, _, a] = deep.get_pixel(100, 100).0;
        assert!(r == u16::MAX && a.abs_diff(32_768) <= 1, "{r} {a}");
    }
}
