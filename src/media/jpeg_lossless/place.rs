//! Which part of a turned picture a result is, in pixels and in MCUs. Never sees a coefficient.

use super::frame::Frame;
use super::{Refused, Turn};
use crate::provenance::edit::Rect;

/// A part of a turned picture that lies on the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(super) turn: Turn,
    /// In pixels of the turned picture; what was wished for, or less where that was allowed.
    pub rect: Rect,
    pub(super) across: Axis,
    pub(super) down: Axis,
}

/// One direction of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    /// MCUs of the result.
    pub mcus: usize,
    /// The source's MCU that comes first, or the one after it where the direction is reversed.
    from: usize,
    is_reversed: bool,
}

impl Axis {
    /// Which of the source's blocks stands at `block` of the result, with so many in each MCU.
    pub(super) fn source(&self, block: usize, factor: usize) -> Option<usize> {
        if self.is_reversed { (self.from * factor).checked_sub(block + 1) } else { Some(self.from * factor + block) }
    }
}

impl Place {
    pub(super) fn new(frame: &Frame, turn: Turn, crop: Rect, trim: bool) -> Result<Self, Refused> {
        let ((most_across, most_down), (common_across, common_down)) = (frame.largest(), frame.common());
        let (width, height) = turn.size((frame.width, frame.height));
        let grid = turn.size((8 * most_across / common_across, 8 * most_down / common_down));
        let span = |from: u32, length: u32| (from as usize, from as usize + length as usize);
        let (across, x, width) = fit(span(crop.x, crop.width), width, grid.0, turn.flip_x, trim)?;
        let (down, y, height) = fit(span(crop.y, crop.height), height, grid.1, turn.flip_y, trim)?;
        Ok(Self { turn, rect: Rect { x, y, width, height }, across, down })
    }
}

/// The part of one direction from the first pixel to before the second, on the grid.
fn fit(
    (from, to): (usize, usize),
    side: usize,
    grid: usize,
    is_reversed: bool,
    trim: bool,
) -> Result<(Axis, u32, u32), Refused> {
    if from >= to || to > side {
        return Err(Refused::Nothing);
    }
    // Lines of the grid are so far from the beginning, and once more for each MCU.
    let first = if is_reversed { side % grid } else { 0 };
    let before = |at: usize| (at + grid - first) % grid;
    let mut part = (from, to);
    if before(from) != 0 {
        part.0 += grid - before(from);
    }
    let ends_with_picture = to == side;
    if !ends_with_picture && before(to) != 0 {
        part.1 = to.saturating_sub(before(to));
    }
    let (from, to) = match part {
        part if part == (from, to) => part,
        _ if !trim => return Err(Refused::OffGrid),
        (from, to) if from >= to => return Err(Refused::Nothing),
        part => part,
    };
    let axis = Axis {
        mcus: (to - from).div_ceil(grid),
        from: if is_reversed { (side - from) / grid } else { from / grid },
        is_reversed,
    };
    Ok((axis, from as u32, (to - from) as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(from: usize, to: usize, is_reversed: bool, trim: bool) -> Result<(usize, u32, u32), Refused> {
        fit((from, to), 100, 16, is_reversed, trim).map(|(axis, at, length)| (axis.mcus, at, length))
    }

    #[test]
    fn what_is_off_the_grid_is_refused_or_cut_never_widened() {
        assert_eq!(part(1, 100, false, false), Err(Refused::OffGrid));
        assert_eq!(part(0, 99, false, false), Err(Refused::OffGrid));
        assert_eq!(part(0, 100, true, false), Err(Refused::OffGrid), "4 pixels over would come to the left edge");
        assert_eq!(part(5, 100, true, false), Err(Refused::OffGrid));
        assert_eq!(part(3, 15, false, true), Err(Refused::Nothing));
        assert_eq!(part(90, 99, false, true), Err(Refused::Nothing));
        assert_eq!(part(0, 101, false, true), Err(Refused::Nothing));
        assert_eq!(part(1, 99, false, true), Ok((5, 16, 80)));
        assert_eq!(part(0, 100, true, true), Ok((6, 4, 96)));
        assert_eq!(part(5, 99, true, true), Ok((4, 20, 64)));
        for (from, to) in (0..100).flat_map(|from| (from + 1..=100).map(move |to| (from, to))) {
            for is_reversed in [false, true] {
                let Ok((mcus, at, length)) = part(from, to, is_reversed, true) else { continue };
                assert!(at as usize >= from && (at + length) as usize <= to && mcus * 16 >= length as usize);
            }
        }
    }

    #[test]
    fn the_grid_begins_where_the_picture_as_stored_does() {
        assert_eq!(part(0, 100, false, false), Ok((7, 0, 100)));
        assert_eq!(part(16, 100, false, false), Ok((6, 16, 84)));
        assert_eq!(part(4, 100, true, false), Ok((6, 4, 96)));
        assert_eq!(part(20, 84, true, false), Ok((4, 20, 64)));
        let (axis, ..) = fit((20, 84), 100, 16, true, false).unwrap();
        // Pixel 20 of the reversed picture is pixel 79 as stored, the last of its fifth MCU.
        assert_eq!((axis.source(0, 1), axis.source(3, 1), axis.source(0, 2)), (Some(4), Some(1), Some(9)));
    }
}
