//! The eight ways in which a picture can be turned and mirrored, on pixels, blocks and coefficients. Never holds any.

use super::frame::{BLOCK, ZIGZAG};

/// Rows and columns exchanged or not, then left and right, then top and bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Turn {
    pub transpose: bool,
    pub flip_x: bool,
    pub flip_y: bool,
}

impl Turn {
    /// What undoes an EXIF orientation, 1 to 8 (EXIF 3.0 §4.6.5.1.6); anything else is upright.
    pub(crate) fn upright(orientation: u8) -> Self {
        let (transpose, flip_x, flip_y) = match orientation {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self { transpose, flip_x, flip_y }
    }

    /// This, then quarter turns clockwise, then left and right exchanged.
    pub(crate) fn then(self, quarter_turns: u8, mirror: bool) -> Self {
        let turned = (0..quarter_turns % 4).fold(self, |turn, _| turn.transposed().mirrored());
        if mirror { turned.mirrored() } else { turned }
    }

    /// Sides after it.
    pub(crate) fn size<T>(self, (across, down): (T, T)) -> (T, T) {
        if self.transpose { (down, across) } else { (across, down) }
    }

    /// For each coefficient of a result, in zigzag order: which one it was, and whether its sign changes.
    ///
    /// A cosine of odd frequency changes its sign when its axis is reversed, one of even frequency does not.
    pub(super) fn coefficients(self) -> [(u8, bool); BLOCK] {
        ZIGZAG.map(|natural| {
            let (row, column) = (natural / 8, natural % 8);
            let from = if self.transpose { column * 8 + row } else { natural };
            let place = ZIGZAG.iter().position(|&other| other == from).unwrap_or_default();
            (place as u8, (self.flip_x && column % 2 == 1) != (self.flip_y && row % 2 == 1))
        })
    }

    fn transposed(self) -> Self {
        Self { transpose: !self.transpose, flip_x: self.flip_y, flip_y: self.flip_x }
    }

    fn mirrored(self) -> Self {
        Self { flip_x: !self.flip_x, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the pixel at `(x, y)` of the result was.
    fn from(turn: Turn, (x, y): (usize, usize), (width, height): (usize, usize)) -> (usize, usize) {
        let (w, h) = turn.size((width, height));
        let x = if turn.flip_x { w - 1 - x } else { x };
        let y = if turn.flip_y { h - 1 - y } else { y };
        if turn.transpose { (y, x) } else { (x, y) }
    }

    #[test]
    fn agrees_with_what_turns_pixels() {
        let (width, height) = (5u32, 3u32);
        let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 0]));
        for orientation in 1..=8u8 {
            for quarter_turns in 0..4 {
                for mirror in [false, true] {
                    let mut expected = image::DynamicImage::ImageRgb8(picture.clone());
                    expected.apply_orientation(image::metadata::Orientation::from_exif(orientation).unwrap());
                    for _ in 0..quarter_turns {
                        expected = expected.rotate90();
                    }
                    let expected = if mirror { expected.fliph() } else { expected }.to_rgb8();
                    let turn = Turn::upright(orientation).then(quarter_turns, mirror);
                    assert_eq!(turn.size((width, height)), expected.dimensions());
                    for (x, y, pixel) in expected.enumerate_pixels() {
                        let (from_x, from_y) = from(turn, (x as usize, y as usize), (width as usize, height as usize));
                        assert_eq!([from_x as u8, from_y as u8, 0], pixel.0, "{orientation} {quarter_turns} {mirror}");
                    }
                }
            }
        }
    }

    #[test]
    fn four_turns_and_two_mirrors_move_no_coefficient() {
        let nothing = Turn::default().coefficients();
        assert!(nothing.iter().enumerate().all(|(at, &(from, negative))| at == usize::from(from) && !negative));
        assert_eq!(Turn::default().then(1, false).then(3, false), Turn::default());
        assert_eq!(Turn::default().then(2, true).then(2, true), Turn::default());
    }
}
