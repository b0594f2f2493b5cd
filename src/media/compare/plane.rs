//! Sums over pictures, so that the mean of any rectangle costs the same.

use crate::media::Picture;
use crate::provenance::edit::Rect;

/// A rectangle in parts of the whole, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Part {
    pub(super) const WHOLE: Self = Self { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };

    /// In pixels of a picture of this size.
    pub(super) fn scaled(&self, (width, height): (u32, u32)) -> Rect {
        let (w, h) = (f64::from(width), f64::from(height));
        let x = (self.x * w).round().clamp(0.0, w - 1.0);
        let y = (self.y * h).round().clamp(0.0, h - 1.0);
        let right = ((self.x + self.width) * w).round().clamp(x + 1.0, w);
        let bottom = ((self.y + self.height) * h).round().clamp(y + 1.0, h);
        Rect { x: x as u32, y: y as u32, width: (right - x) as u32, height: (bottom - y) as u32 }
    }
}

/// Red, green, blue and brightness of a picture, as running sums.
pub(super) struct Planes {
    pub(super) width: usize,
    pub(super) height: usize,
    pixels: Vec<[f32; 4]>,
    /// `(width + 1) * (height + 1)`: of everything above and to the left.
    sums: Vec<[f64; 4]>,
}

impl Planes {
    pub(super) fn of(picture: &Picture) -> Self {
        let pixel = |&[r, g, b, a]: &[u8; 4]| {
            // What is transparent is laid over white.
            let alpha = f32::from(a) / 255.0;
            let [r, g, b] = [r, g, b].map(|value| f32::from(value) * alpha + 255.0 * (1.0 - alpha));
            [r, g, b, 0.299 * r + 0.587 * g + 0.114 * b]
        };
        let pixels = picture.rgba.as_chunks::<4>().0.iter().map(pixel).collect();
        Self::new(picture.width as usize, picture.height as usize, pixels)
    }

    fn new(width: usize, height: usize, pixels: Vec<[f32; 4]>) -> Self {
        let mut sums: Vec<[f64; 4]> = vec![[0.0; 4]; (width + 1) * (height + 1)];
        for (row, line) in pixels.chunks_exact(width.max(1)).enumerate() {
            let mut left = [0.0; 4];
            for (column, pixel) in line.iter().enumerate() {
                let above = sums.get(row * (width + 1) + column + 1).copied().unwrap_or_default();
                for (sum, &value) in left.iter_mut().zip(pixel) {
                    *sum += f64::from(value);
                }
                if let Some(sum) = sums.get_mut((row + 1) * (width + 1) + column + 1) {
                    *sum = std::array::from_fn(|channel| match (above.get(channel), left.get(channel)) {
                        (Some(above), Some(left)) => above + left,
                        _ => 0.0,
                    });
                }
            }
        }
        Self { width, height, pixels, sums }
    }

    /// Quarter turns clockwise, then mirrored.
    pub(super) fn turned(&self, turns: u8, mirror: bool) -> Self {
        let (w, h) = (self.width, self.height);
        let (to_w, to_h) = if turns % 2 == 1 { (h, w) } else { (w, h) };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..to_h {
            for x in 0..to_w {
                let (from_x, from_y) = before_turning((x, y), (w, h), to_w, turns, mirror);
                pixels.push(self.pixels.get(from_y * w + from_x).copied().unwrap_or_default());
            }
        }
        Self::new(to_w, to_h, pixels)
    }

    /// Brightness alone of the part as a grid of means, to the next whole pixel: for searching.
    pub(super) fn rough(&self, part: &Part, (columns, rows): (usize, usize)) -> Vec<f64> {
        let line = |from: f64, length: f64, whole: usize, count: usize| -> Vec<usize> {
            let at = |n: usize| ((from + length * n as f64 / count as f64) * whole as f64).round() as usize;
            (0..=count).map(|n| at(n).min(whole)).collect()
        };
        let xs = line(part.x, part.width, self.width, columns);
        let mut grid = Vec::with_capacity(columns * rows);
        let mut above: Option<(usize, Vec<f64>)> = None;
        for y in line(part.y, part.height, self.height, rows) {
            let start = y * (self.width + 1);
            let sums: Vec<f64> = xs.iter().map(|x| self.sums.get(start + x).map_or(0.0, |sums| sums[3])).collect();
            if let Some((top, before)) = above {
                for (x, (below, before)) in xs.windows(2).zip(sums.windows(2).zip(before.windows(2))) {
                    let (&[left, right], &[a, b], &[c, d]) = (x, below, before) else { continue };
                    grid.push((b - a - d + c) / ((right - left) * (y - top)).max(1) as f64);
                }
            }
            above = Some((y, sums));
        }
        grid
    }

    /// The part as a grid of means.
    pub(super) fn grid(&self, part: &Part, (columns, rows): (usize, usize)) -> Vec<[f64; 4]> {
        let (w, h) = (self.width as f64, self.height as f64);
        let line = |from: f64, length: f64, whole: f64, count: usize| -> Vec<f64> {
            (0..=count).map(|n| ((from + length * n as f64 / count as f64) * whole).clamp(0.0, whole)).collect()
        };
        let (xs, ys) = (line(part.x, part.width, w, columns), line(part.y, part.height, h, rows));
        let mut grid = Vec::with_capacity(columns * rows);
        for pair in ys.windows(2) {
            let &[top, bottom] = pair else { continue };
            for pair in xs.windows(2) {
                let &[left, right] = pair else { continue };
                let area = ((right - left) * (bottom - top)).max(1e-9);
                let (a, b, c, d) =
                    (self.sum(right, bottom), self.sum(left, bottom), self.sum(right, top), self.sum(left, top));
                let mean = |channel: usize| {
                    let of = |sums: &[f64; 4]| sums.get(channel).copied().unwrap_or_default();
                    (of(&a) - of(&b) - of(&c) + of(&d)) / area
                };
                grid.push([mean(0), mean(1), mean(2), mean(3)]);
            }
        }
        grid
    }

    /// The sum of everything above and to the left of a point, between pixels by weight.
    fn sum(&self, x: f64, y: f64) -> [f64; 4] {
        let (column, row) = (x.floor() as usize, y.floor() as usize);
        let (fx, fy) = (x - x.floor(), y - y.floor());
        let at = |column: usize, row: usize| {
            let place = row.min(self.height) * (self.width + 1) + column.min(self.width);
            self.sums.get(place).copied().unwrap_or_default()
        };
        let corners = [
            (at(column, row), (1.0 - fx) * (1.0 - fy)),
            (at(column + 1, row), fx * (1.0 - fy)),
            (at(column, row + 1), (1.0 - fx) * fy),
            (at(column + 1, row + 1), fx * fy),
        ];
        let mut sum = [0.0; 4];
        for (corner, weight) in corners {
            for (sum, value) in sum.iter_mut().zip(corner) {
                *sum += value * weight;
            }
        }
        sum
    }
}

/// Where a pixel of the turned picture (`to_width` wide) comes from in one with these sides. All within the picture.
pub(super) fn before_turning(
    (x, y): (usize, usize),
    (width, height): (usize, usize),
    to_width: usize,
    turns: u8,
    mirror: bool,
) -> (usize, usize) {
    let x = if mirror { to_width - 1 - x } else { x };
    match turns % 4 {
        0 => (x, y),
        1 => (y, height - 1 - x),
        2 => (width - 1 - x, height - 1 - y),
        _ => (width - 1 - y, x),
    }
}
