//! Turning, straightening, cropping, resizing. Never enlarges, save where an exact size asks for it.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, GenericImageView, ImageBuffer, Pixel, Primitive};

use super::Buffer;
use crate::media::{MediaError, limits};
use crate::provenance::edit::{Crop, Rect, Resize};

mod bytes;

/// How far Lanczos looks, in pixels of the coarser of two pictures.
pub(super) const LOBES: f64 = 3.0;

/// A part of a picture that may begin and end between pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Quarter turns clockwise, then left and right exchanged.
pub(super) fn turned(image: DynamicImage, quarter_turns: u8, mirror: bool) -> DynamicImage {
    let turned = match quarter_turns % 4 {
        1 => image.rotate90(),
        2 => image.rotate180(),
        3 => image.rotate270(),
        _ => image,
    };
    if mirror { turned.fliph() } else { turned }
}

/// Turned by a few degrees clockwise and cut to the largest upright part of the same ratio without blank corners.
pub(super) fn straightened(image: DynamicImage, degrees: f64) -> DynamicImage {
    if degrees == 0.0 {
        return image;
    }
    match image {
        DynamicImage::ImageRgb8(from) => DynamicImage::ImageRgb8(straighten_bytes(&from, degrees)),
        DynamicImage::ImageRgba8(from) => DynamicImage::ImageRgba8(straighten_bytes(&from, degrees)),
        DynamicImage::ImageRgb16(from) => DynamicImage::ImageRgb16(straighten(&from, degrees)),
        DynamicImage::ImageRgba16(from) => DynamicImage::ImageRgba16(straighten(&from, degrees)),
        other => other,
    }
}

/// Where the crop is; `None` when the whole picture stays.
pub(super) fn crop_rect(image: &DynamicImage, crop: Option<Crop>) -> Result<Option<Rect>, MediaError> {
    crop_within(image.dimensions(), crop)
}

/// The same for a picture of these sides.
pub(super) fn crop_within((width, height): (u32, u32), crop: Option<Crop>) -> Result<Option<Rect>, MediaError> {
    let rect = match crop {
        None => return Ok(None),
        Some(Crop::Rect(rect)) => rect,
        Some(Crop::Ratio(across, down)) => {
            let (across, down) = (u64::from(across.max(1)), u64::from(down.max(1)));
            let fit = |side: u64| u32::try_from(side.max(1)).unwrap_or(u32::MAX);
            let wide = fit(u64::from(height) * across / down);
            let (w, h) = if wide <= width { (wide, height) } else { (width, fit(u64::from(width) * down / across)) };
            let (w, h) = (w.min(width), h.min(height));
            Rect { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h }
        }
    };
    inside(&rect, (width, height))?;
    let is_whole = rect == Rect { x: 0, y: 0, width, height };
    Ok((!is_whole).then_some(rect))
}

pub(super) fn cropped(image: DynamicImage, rect: Option<Rect>) -> DynamicImage {
    match rect {
        Some(rect) => image.crop_imm(rect.x, rect.y, rect.width, rect.height),
        None => image,
    }
}

/// Lanczos with three lobes; transparent pixels do not bleed into the others.
pub(super) fn resized(image: DynamicImage, resize: Option<Resize>) -> Result<DynamicImage, MediaError> {
    let (width, height) = resized_size(image.dimensions(), resize);
    if (width, height) == image.dimensions() {
        return Ok(image);
    }
    if width > limits::PICTURE_SIDE || height > limits::PICTURE_SIDE {
        return Err(MediaError::TooLarge);
    }
    convolved(&image, lanczos(), (width, height))
}

/// What `from` of a picture comes to at these sides; gives the same pixels as the whole would, as long as the picture
/// reaches [`LOBES`] new pixels further on each side.
pub(super) fn resized_part(image: &DynamicImage, from: &Window, sides: (u32, u32)) -> Result<DynamicImage, MediaError> {
    let Window { left, top, width, height } = *from;
    // Rounding may put an edge outside.
    let (width, height) = (width.min(f64::from(image.width()) - left), height.min(f64::from(image.height()) - top));
    convolved(image, lanczos().crop(left, top, width, height), sides)
}

/// Sides after resizing.
pub(super) fn resized_size((width, height): (u32, u32), resize: Option<Resize>) -> (u32, u32) {
    match resize {
        None => (width, height),
        Some(Resize::Exact(width, height)) => (width, height),
        Some(Resize::Within(side)) => crate::media::picture::fit(width, height, side),
    }
}

fn lanczos() -> ResizeOptions {
    ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
}

fn convolved(image: &DynamicImage, options: ResizeOptions, sides: (u32, u32)) -> Result<DynamicImage, MediaError> {
    let mut result = DynamicImage::new(sides.0, sides.1, image.color());
    Resizer::new().resize(image, &mut result, &options).map_err(MediaError::broken)?;
    Ok(result)
}

/// Refuses what reaches out of the picture, rather than guessing what was meant.
pub(super) fn inside(rect: &Rect, (width, height): (u32, u32)) -> Result<(), MediaError> {
    let fits = |at: u32, length: u32, side: u32| length > 0 && at.checked_add(length).is_some_and(|end| end <= side);
    if fits(rect.x, rect.width, width) && fits(rect.y, rect.height, height) {
        return Ok(());
    }
    Err(MediaError::OutsidePicture { width, height })
}

/// Sides after quarter turns.
pub(super) fn turned_size((width, height): (u32, u32), quarter_turns: u8) -> (u32, u32) {
    if quarter_turns % 2 == 1 { (height, width) } else { (width, height) }
}

/// Sides after straightening: the largest scale at which the corners stay inside the turned picture.
pub(super) fn straightened_size((width, height): (u32, u32), degrees: f64) -> (u32, u32) {
    if degrees == 0.0 {
        return (width, height);
    }
    let (w, h) = (f64::from(width), f64::from(height));
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (sin, cos) = (sin.abs(), cos.abs());
    let scale = (w / (w * cos + h * sin)).min(h / (w * sin + h * cos));
    let side = |side: f64| ((side * scale).floor() as u32).max(1);
    (side(w), side(h))
}

fn straighten<P: Pixel>(from: &Buffer<P>, degrees: f64) -> Buffer<P> {
    let (width, height) = straightened_size(from.dimensions(), degrees);
    straighten_part(from, (0, 0), from.dimensions(), degrees, &Rect { x: 0, y: 0, width, height })
}

fn straighten_bytes<P: Pixel<Subpixel = u8>>(from: &Buffer<P>, degrees: f64) -> Buffer<P> {
    let (width, height) = straightened_size(from.dimensions(), degrees);
    straighten_part_bytes(from, (0, 0), from.dimensions(), degrees, &Rect { x: 0, y: 0, width, height })
}

/// As [`straighten_part`], many times faster, for pictures with 8 bits.
pub(super) fn straighten_part_bytes<P: Pixel<Subpixel = u8>>(
    from: &Buffer<P>,
    at: (u32, u32),
    whole: (u32, u32),
    degrees: f64,
    out: &Rect,
) -> Buffer<P> {
    let source = Straight::new(whole, degrees).part(at, out);
    let sides = (out.width, out.height);
    let pixels = match P::CHANNEL_COUNT {
        3 => bytes::sampled::<3>(from, from.dimensions(), source, sides),
        4 => bytes::sampled::<4>(from, from.dimensions(), source, sides),
        _ => None,
    };
    let buffer = pixels.and_then(|pixels| ImageBuffer::from_raw(out.width, out.height, pixels));
    buffer.unwrap_or_else(|| straighten_part(from, at, whole, degrees, out))
}

/// The part `out` of the straightened picture. `from` begins at `at` of the turned one, which has the sides `whole`.
fn straighten_part<P: Pixel>(
    from: &Buffer<P>,
    at: (u32, u32),
    whole: (u32, u32),
    degrees: f64,
    out: &Rect,
) -> Buffer<P> {
    let source = Straight::new(whole, degrees).part(at, out);
    ImageBuffer::from_fn(out.width, out.height, |x, y| {
        let (x, y) = source(x, y);
        sample(from, x, y)
    })
}

/// What of the turned picture is needed for the part `out` of the straightened one.
pub(super) fn straighten_source(whole: (u32, u32), degrees: f64, out: &Rect) -> Rect {
    let straight = Straight::new(whole, degrees);
    let (left, top) = (f64::from(out.x), f64::from(out.y));
    let (right, bottom) = (left + f64::from(out.width), top + f64::from(out.height));
    let corners = [(left, top), (right, top), (left, bottom), (right, bottom)].map(|(x, y)| straight.source(x, y));
    let least = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::INFINITY, f64::min);
    let most = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::NEG_INFINITY, f64::max);
    let side = |from: f64, to: f64, side: u32| {
        let from = (from - SAMPLE_REACH).floor().max(0.0) as u32;
        let to = ((to + SAMPLE_REACH).ceil().max(0.0) as u32).min(side);
        (from.min(side - 1), to.saturating_sub(from.min(side - 1)).max(1))
    };
    let (x, width) = side(least(|at| at.0), most(|at| at.0), whole.0);
    let (y, height) = side(least(|at| at.1), most(|at| at.1), whole.1);
    Rect { x, y, width, height }
}

/// Pixels around a place that its sample depends on.
const SAMPLE_REACH: f64 = 3.0;

/// From places in the straightened picture to those in the turned one.
#[derive(Clone, Copy)]
struct Straight {
    sin: f64,
    cos: f64,
    from: (f64, f64),
    to: (f64, f64),
}

impl Straight {
    fn new(whole: (u32, u32), degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let middle = |(width, height): (u32, u32)| ((f64::from(width) - 1.0) / 2.0, (f64::from(height) - 1.0) / 2.0);
        Self { sin, cos, from: middle(whole), to: middle(straightened_size(whole, degrees)) }
    }

    /// Where a pixel of the part `out` comes from, in pixels of a picture that begins at `at` of the turned one.
    fn part(self, at: (u32, u32), out: &Rect) -> impl Fn(u32, u32) -> (f64, f64) + Copy + use<> {
        let (left, top) = (out.x, out.y);
        move |x, y| {
            let (x, y) = self.source(f64::from(left + x), f64::from(top + y));
            (x - f64::from(at.0), y - f64::from(at.1))
        }
    }

    fn source(&self, x: f64, y: f64) -> (f64, f64) {
        let (dx, dy) = (x - self.to.0, y - self.to.1);
        (self.from.0 + dx * self.cos + dy * self.sin, self.from.1 - dx * self.sin + dy * self.cos)
    }
}

/// Cubic interpolation by Catmull and Rom; the border goes on outside.
fn sample<P: Pixel>(from: &Buffer<P>, x: f64, y: f64) -> P {
    let (left, top) = (x.floor(), y.floor());
    let (across, down) = (weights(x - left), weights(y - top));
    let place = |at: f64, side: u32| (at.max(0.0) as u32).min(side - 1);
    let channels = usize::from(P::CHANNEL_COUNT);
    let mut sums = [0.0f64; 4];
    for (row, weight_y) in (-1..=2).zip(down) {
        for (column, weight_x) in (-1..=2).zip(across) {
            let at_x = place(left + f64::from(column), from.width());
            let at_y = place(top + f64::from(row), from.height());
            let pixel = from.get_pixel(at_x, at_y);
            for (sum, value) in sums.iter_mut().zip(pixel.channels()) {
                *sum += number(*value) * weight_x * weight_y;
            }
        }
    }
    let mut out = *from.get_pixel(0, 0);
    for (value, sum) in out.channels_mut().iter_mut().zip(sums).take(channels) {
        *value = rounded(sum);
    }
    out
}

fn weights(t: f64) -> [f64; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [-0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1.0, -1.5 * t3 + 2.0 * t2 + 0.5 * t, 0.5 * t3 - 0.5 * t2]
}

/// A channel's value as a number.
pub(super) fn number<S: Primitive>(value: S) -> f64 {
    value.to_f64().unwrap_or_default()
}

fn rounded<S: Primitive>(value: f64) -> S {
    let max = number(S::DEFAULT_MAX_VALUE);
    S::from(value.round().clamp(0.0, max)).unwrap_or(S::DEFAULT_MIN_VALUE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gradient(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb16(ImageBuffer::from_fn(width, height, |x, y| {
            image::Rgb([(x * 300) as u16, (y * 300) as u16, 40_000])
        }))
    }

    #[test]
    fn what_lies_outside_is_refused() {
        let picture = gradient(100, 50);
        for rect in [(0, 0, 101, 50), (90, 0, 20, 10), (0, 50, 1, 1), (u32::MAX, 0, 2, 2)] {
            let (x, y, width, height) = rect;
            let crop = Some(Crop::Rect(Rect { x, y, width, height }));
            assert!(matches!(crop_rect(&picture, crop), Err(MediaError::OutsidePicture { .. })), "{rect:?}");
        }
    }

    #[test]
    fn a_ratio_takes_the_largest_part_around_the_middle() {
        let rect = |across, down| crop_rect(&gradient(100, 50), Some(Crop::Ratio(across, down))).unwrap();
        assert_eq!(rect(1, 1), Some(Rect { x: 25, y: 0, width: 50, height: 50 }));
        assert_eq!(rect(4, 1), Some(Rect { x: 0, y: 12, width: 100, height: 25 }));
        assert_eq!(rect(2, 1), None);
    }

    #[test]
    fn straightening_leaves_no_blank_corner_and_keeps_16_bits() {
        let DynamicImage::ImageRgb16(out) = straightened(gradient(120, 80), 7.0) else { panic!("lost its depth") };
        assert!(out.width() < 120 && out.height() < 80 && out.width() > 90);
        // Blue is the same everywhere; a blank corner would darken it.
        assert!(out.pixels().all(|pixel| pixel.0[2].abs_diff(40_000) <= 1));
    }

    #[test]
    fn eight_bits_go_their_own_way_to_the_same_values() {
        let noise = |x: u32, y: u32| ((x * 131 + y * 917).wrapping_mul(2_654_435_761) >> 13) as u8;
        let picture: Buffer<image::Rgb<u8>> =
            ImageBuffer::from_fn(61, 43, |x, y| image::Rgb([noise(x, y), noise(y, x), noise(x + 9, y)]));
        for degrees in [-15.0, 0.3, 44.0] {
            let (slow, fast) = (straighten(&picture, degrees), straighten_bytes(&picture, degrees));
            assert_eq!(slow.dimensions(), fast.dimensions());
            let most = slow.iter().zip(fast.iter()).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(most <= Some(1), "{most:?} at {degrees}");
        }
    }

    #[test]
    fn four_quarter_turns_and_two_mirrors_are_nothing() {
        let picture = gradient(31, 17);
        let once = turned(picture.clone(), 1, false);
        assert_eq!(once.dimensions(), (17, 31));
        assert!(turned(turned(once, 3, false), 0, false) == picture);
        assert!(turned(turned(picture.clone(), 0, true), 0, true) == picture);
    }

    #[test]
    fn within_never_enlarges_and_exact_does() {
        let size = |resize| resized(gradient(100, 50), Some(resize)).unwrap().dimensions();
        assert_eq!(size(Resize::Within(200)), (100, 50));
        assert_eq!(size(Resize::Within(20)), (20, 10));
        assert_eq!(size(Resize::Exact(150, 150)), (150, 150));
        assert!(matches!(resized(gradient(4, 4), Some(Resize::Exact(100_000, 2))), Err(MediaError::TooLarge)));
    }
}
