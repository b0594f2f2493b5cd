//! The segments of a JPEG that say how its data is read (ITU-T T.81 Annex B). Never reads the data itself.

use super::Refused;

/// Coefficients of a block.
pub(super) const BLOCK: usize = 64;
/// Segments in one file: each honest one has a few dozen, those with a large profile some hundred.
const SEGMENTS: usize = 20_000;

/// For each place in zigzag order the row and column, as `row * 8 + column` (T.81 figure A.6).
pub(super) const ZIGZAG: [usize; BLOCK] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// What the frame header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub width: usize,
    pub height: usize,
    pub is_progressive: bool,
    pub components: Vec<Component>,
}

/// One colour, and how many blocks it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Component {
    pub id: u8,
    /// Blocks in each MCU (H and V of T.81 B.2.2); 1 by 1 for one component alone, which is never interleaved.
    pub factors: (usize, usize),
    /// Which quantization table.
    pub table: usize,
    /// Blocks that hold picture, as scans of this component alone have them (T.81 A.2.2).
    pub own: (usize, usize),
    /// Blocks with those that fill up the last MCUs.
    pub padded: (usize, usize),
}

impl Frame {
    /// Reads up to the frame header.
    pub(super) fn find(bytes: &[u8]) -> Result<Self, Refused> {
        let mut at = start(bytes)?;
        for _ in 0..SEGMENTS {
            match marker(bytes, &mut at)? {
                (kind @ (0xC0..=0xC2), segment) => return Self::parse(kind, segment),
                (0xC4, _) => {}
                (0xC3..=0xCF, _) => return Err(Refused::Unusual("another kind of frame")),
                (0xD9 | 0xDA, _) => return Err(Refused::Broken("no frame")),
                _ => {}
            }
        }
        Err(Refused::Unusual("very many segments"))
    }

    /// The largest factors of any component.
    pub(super) fn largest(&self) -> (usize, usize) {
        let factors = || self.components.iter().map(|component| component.factors);
        (factors().map(|(h, _)| h).max().unwrap_or(1), factors().map(|(_, v)| v).max().unwrap_or(1))
    }

    /// What all factors can be divided by: some encoders write 2 by 2 for each colour where 1 by 1 means the same.
    pub(super) fn common(&self) -> (usize, usize) {
        let divides = |pick: fn(&Component) -> usize| {
            (1..=4)
                .rev()
                .find(|n| self.components.iter().all(|component| pick(component).is_multiple_of(*n)))
                .unwrap_or(1)
        };
        (divides(|component| component.factors.0), divides(|component| component.factors.1))
    }

    fn parse(kind: u8, segment: &[u8]) -> Result<Self, Refused> {
        let &[precision, h1, h0, w1, w0, count, ref rest @ ..] = segment else {
            return Err(Refused::Broken("the frame header ends too early"));
        };
        let (height, width) = (usize::from(u16::from_be_bytes([h1, h0])), usize::from(u16::from_be_bytes([w1, w0])));
        let (specified, left) = rest.as_chunks::<3>();
        if specified.len() != usize::from(count) || !left.is_empty() || width == 0 {
            return Err(Refused::Broken("the frame header does not add up"));
        }
        if precision != 8 || height == 0 || !matches!(count, 1 | 3 | 4) {
            return Err(Refused::Unusual("depth, height or number of colours"));
        }
        let mut components: Vec<Component> = Vec::new();
        for &[id, sampling, table] in specified {
            let (h, v) = (usize::from(sampling >> 4), usize::from(sampling & 15));
            let is_twice = components.iter().any(|other| other.id == id);
            if !(1..=4).contains(&h) || !(1..=4).contains(&v) || table > 3 || is_twice {
                return Err(Refused::Broken("a component that cannot be"));
            }
            let factors = if count == 1 { (1, 1) } else { (h, v) };
            components.push(Component { id, factors, table: usize::from(table), own: (0, 0), padded: (0, 0) });
        }
        let mut frame = Self { width, height, is_progressive: kind == 0xC2, components };
        let (most_across, most_down) = frame.largest();
        let mcus = (width.div_ceil(8 * most_across), height.div_ceil(8 * most_down));
        for component in &mut frame.components {
            let (h, v) = component.factors;
            component.own = ((width * h).div_ceil(8 * most_across), (height * v).div_ceil(8 * most_down));
            component.padded = (mcus.0 * h, mcus.1 * v);
        }
        Ok(frame)
    }
}

/// Where the first marker after the start of the image is.
pub(super) fn start(bytes: &[u8]) -> Result<usize, Refused> {
    if bytes.starts_with(&[0xFF, 0xD8]) { Ok(2) } else { Err(Refused::Broken("no start")) }
}

/// The marker at `at` with its segment, empty for the end of the image; `at` is moved past both.
pub(super) fn marker<'a>(bytes: &'a [u8], at: &mut usize) -> Result<(u8, &'a [u8]), Refused> {
    let cut = Refused::Broken("the file ends too early");
    loop {
        let Some(&[first, kind]) = bytes.get(*at..).and_then(|rest| rest.first_chunk::<2>()) else { return Err(cut) };
        match (first, kind) {
            // Fill bytes (T.81 B.1.1.2).
            (0xFF, 0xFF) => *at += 1,
            (0xFF, 0xD9) => {
                *at += 2;
                return Ok((kind, &[]));
            }
            // Markers without a segment have no place outside the data.
            (0xFF, 0x01 | 0xD0..=0xD8 | 0x00) => return Err(Refused::Broken("a marker out of place")),
            (0xFF, _) => {
                let length = bytes.get(*at + 2..).and_then(|rest| rest.first_chunk::<2>()).copied();
                let length = usize::from(u16::from_be_bytes(length.unwrap_or_default()));
                let segment = bytes.get(*at + 4..*at + 2 + length).ok_or(cut)?;
                *at += 2 + length;
                return Ok((kind, segment));
            }
            _ => return Err(Refused::Broken("no marker where one must be")),
        }
    }
}
