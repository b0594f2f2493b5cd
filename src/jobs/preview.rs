//! Previews for the editor. The pixels were decoded by a worker; here they are numbers only. Never reads a file.

use super::pictures::checked;
use crate::media::edit::{Original, preview_part};
use crate::problem::Problem;
use crate::provenance::edit::{Edit, Rect};
use crate::state::editor_preview::{Detail, DetailOrder, Look, Preview, PreviewOrder, Whole};
use crate::state::histogram::{Histogram, mark_clipped};
use crate::state::msg::Answer;
use crate::state::picture::Pixels;

/// Renders what was ordered.
pub(super) fn preview(order: &PreviewOrder) -> Answer {
    Answer::EditPreview(render(order).map(Box::new))
}

fn render(order: &PreviewOrder) -> Result<Preview, Problem> {
    let look = &order.look;
    let detail = order.detail.as_ref().map(|detail| self::detail(detail, look)).transpose()?;
    let whole = if order.whole { Some(self::whole(&order.base, look)?) } else { None };
    Ok(Preview { whole, detail })
}

fn whole(base: &Pixels, look: &Look) -> Result<Whole, Problem> {
    let all = Rect { x: 0, y: 0, width: u32::MAX, height: u32::MAX };
    let (mut pixels, _) = part(base, &look.edit, all)?;
    let histogram = Histogram::of(&pixels.rgba);
    let original = compared(base, look, all)?;
    mark(&mut pixels, look);
    Ok(Whole { pixels, original, histogram })
}

fn detail(order: &DetailOrder, look: &Look) -> Result<Detail, Problem> {
    let (mut pixels, place) = part(&order.from, &look.edit, order.part)?;
    let original = compared(&order.from, look, order.part)?;
    mark(&mut pixels, look);
    Ok(Detail { pixels, original, place })
}

/// The original in the same shape, so that the two lie on each other.
fn compared(from: &Pixels, look: &Look, rect: Rect) -> Result<Option<Pixels>, Problem> {
    if !look.compare {
        return Ok(None);
    }
    part(from, &look.edit.shape(), rect).map(|(pixels, _)| Some(pixels))
}

fn part(from: &Pixels, edit: &Edit, part: Rect) -> Result<(Pixels, [f64; 4]), Problem> {
    let Pixels { width, height, full_size, .. } = *from;
    let original = Original { width, height, rgba: &from.rgba, full_size };
    let made = preview_part(original, edit, part).map_err(|error| error.problem())?;
    Ok((checked(made.picture)?, made.place))
}

fn mark(pixels: &mut Pixels, look: &Look) {
    if look.marks {
        let mut rgba = pixels.rgba.to_vec();
        mark_clipped(&mut rgba);
        pixels.rgba = rgba.into();
    }
}
