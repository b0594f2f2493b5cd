//! Previews for the editor. The pixels were decoded by a worker; here they are numbers only. Never reads a file.

use super::marks;
use super::pictures::checked;
use crate::media::edit::{Band, Original, Part, preview_part};
use crate::media::{MediaError, Picture};
use crate::problem::Problem;
use crate::provenance::edit::{Edit, Rect};
use crate::state::editor_preview::{Detail, DetailOrder, Look, Preview, PreviewOrder, Whole};
use crate::state::histogram::{Histogram, mark_clipped};
use crate::state::msg::Answer;
use crate::state::picture::Pixels;
use crate::worker::Pool;

/// More threads than this gain nothing at screen size.
const MOST_BANDS: usize = 8;

/// Renders what was ordered.
pub(super) fn preview(pool: &Pool, order: &PreviewOrder) -> Answer {
    Answer::EditPreview(render(pool, order).map(Box::new))
}

fn render(pool: &Pool, order: &PreviewOrder) -> Result<Preview, Problem> {
    let look = &order.look;
    let mark = look.edit.watermark_image.as_ref().map(|mark| marks::picture(pool, mark)).transpose()?;
    let mark = mark.as_deref();
    let detail = order.detail.as_ref().map(|detail| self::detail(detail, look, mark)).transpose()?;
    let whole = if order.whole { Some(self::whole(&order.base, look, mark)?) } else { None };
    Ok(Preview { whole, detail })
}

fn whole(base: &Pixels, look: &Look, mark: Option<&Picture>) -> Result<Whole, Problem> {
    let all = Rect { x: 0, y: 0, width: u32::MAX, height: u32::MAX };
    let Shown { mut pixels, cropped, .. } = part(base, &look.edit, all, mark)?;
    let histogram = Histogram::of(&pixels.rgba);
    let original = compared(base, look, all)?;
    paint_marks(&mut pixels, look);
    Ok(Whole { pixels, original, histogram, cropped })
}

fn detail(order: &DetailOrder, look: &Look, mark: Option<&Picture>) -> Result<Detail, Problem> {
    let Shown { mut pixels, place, .. } = part(&order.from, &look.edit, order.part, mark)?;
    let original = compared(&order.from, look, order.part)?;
    paint_marks(&mut pixels, look);
    Ok(Detail { pixels, original, place })
}

/// The original in the same shape, so that the two lie on each other.
fn compared(from: &Pixels, look: &Look, rect: Rect) -> Result<Option<Pixels>, Problem> {
    if !look.compare {
        return Ok(None);
    }
    let shape = Edit { resize: look.edit.resize, ..look.edit.shape() };
    part(from, &shape, rect, None).map(|shown| Some(shown.pixels))
}

/// A part as it will be shown.
struct Shown {
    pixels: Pixels,
    /// Where it lies in the whole.
    place: [f64; 4],
    /// Sides of the whole before it is resized.
    cropped: (u32, u32),
}

/// Rendered on all cores, a band of rows on each.
fn part(from: &Pixels, edit: &Edit, part: Rect, mark: Option<&Picture>) -> Result<Shown, Problem> {
    let Pixels { width, height, full_size, .. } = *from;
    let original = Original { width, height, rgba: &from.rgba, full_size };
    let of = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_BANDS) as u32);
    let band = |index: u32| preview_part(original, edit, part, Band { index, of }, mark);
    let bands: Vec<_> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..of).map(|index| scope.spawn(move || band(index))).collect();
        let broke_off = |_| Err(MediaError::broken("the preview broke off"));
        let others = others.into_iter().map(|thread| thread.join().unwrap_or_else(broke_off));
        std::iter::once(band(0)).chain(others).collect()
    });
    let bands = bands.into_iter().collect::<Result<Vec<Part>, _>>().map_err(|error| error.problem())?;
    let Some(Part { mut picture, place, whole, cropped }) = bands.into_iter().reduce(joined) else {
        return Err(crate::problem!("job-broke-off"));
    };
    picture.full_size = whole;
    Ok(Shown { pixels: checked(picture)?, place, cropped })
}

/// Two bands, the second below the first.
fn joined(mut upper: Part, lower: Part) -> Part {
    upper.picture.rgba.extend(lower.picture.rgba);
    upper.picture.height += lower.picture.height;
    let ([left, top, right, _], [_, _, _, end]) = (upper.place, lower.place);
    upper.place = [left, top, right, end];
    upper
}

fn paint_marks(pixels: &mut Pixels, look: &Look) {
    if look.marks {
        let mut rgba = pixels.rgba.to_vec();
        mark_clipped(&mut rgba);
        pixels.rgba = rgba.into();
    }
}
