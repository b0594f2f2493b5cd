//! The bits of a scan, and stepping over coefficients that do not count, several with one look-up. Never computes a
//! coefficient's worth in the picture.

use crate::media::jpeg_codes::Codes;

/// Codes that are stepped over are looked up together, as many as begin and end within this many bits.
const WIDE_BITS: u32 = 13;
const WIDE: usize = 1 << WIDE_BITS;

/// Bits of the scan, stuffing taken out; zeros past a marker.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u64,
    count: u32,
    /// Zero bytes made up past the end of the data.
    pub(super) made_up: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, held: 0, count: 0, made_up: 0 }
    }

    /// Holds at least 56 bits afterwards, and at most 63.
    #[inline]
    pub(super) fn fill(&mut self) {
        if let Some(eight) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
            let word = u64::from_be_bytes(*eight);
            // No byte of it is 0xFF: no byte of its complement is zero.
            let inverse = !word;
            if inverse.wrapping_sub(0x0101_0101_0101_0101) & !inverse & 0x8080_8080_8080_8080 == 0 {
                // Bits past those that are counted are the next byte's; they come again, the same, with the next fill.
                self.held |= word >> self.count;
                self.at += ((63 - self.count) >> 3) as usize;
                self.count |= 56;
                return;
            }
        }
        self.fill_by_bytes();
    }

    #[cold]
    fn fill_by_bytes(&mut self) {
        while self.count < 56 {
            let byte = match (self.bytes.get(self.at), self.bytes.get(self.at + 1)) {
                (Some(0xFF), Some(0)) => {
                    self.at += 2;
                    0xFF
                }
                (Some(0xFF), _) | (None, _) => {
                    self.made_up += 1;
                    0
                }
                (Some(&byte), _) => {
                    self.at += 1;
                    byte
                }
            };
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// Steps over whole codes, if one look-up finds any that end in this block; 28 bits may be needed. Gives the
    /// coefficient that comes next, 64 after the last.
    #[inline]
    pub(super) fn step_over(&mut self, ac: &Strides, index: usize) -> Option<usize> {
        let stride = ac.over.get((self.held >> (64 - WIDE_BITS)) as usize).copied().unwrap_or_default();
        let to = index + stride.positions();
        // A code beyond the 64th coefficient belongs to the next block.
        if to > 64 {
            return None;
        }
        self.skip(stride.bits());
        Some(if stride.ends() { 64 } else { to })
    }

    #[inline]
    pub(super) fn skip(&mut self, bits: u32) {
        self.held <<= bits;
        self.count -= bits;
    }

    /// The next symbol; at least 16 bits are held.
    #[inline]
    pub(super) fn symbol(&mut self, codes: &Codes) -> Option<u8> {
        let (length, symbol) = codes.first(self.held)?;
        self.skip(length);
        Some(symbol)
    }

    /// A signed value of `size` bits (T.81 F.2.2.1); at least 16 bits are held.
    #[inline]
    pub(super) fn value(&mut self, size: u32) -> i32 {
        if size == 0 {
            return 0;
        }
        let raw = (self.held >> (64 - size)) as i32;
        self.skip(size);
        if raw < 1 << (size - 1) { raw - (1 << size) + 1 } else { raw }
    }

    /// Begins anew after the restart marker that must stand here.
    pub(super) fn restart(&mut self) -> Option<()> {
        (self.held, self.count) = (0, 0);
        let rest = self.bytes.get(self.at..)?;
        let skip = rest.windows(2).take(16).position(|pair| matches!(pair, [0xFF, 0xD0..=0xD7]))?;
        self.at += skip + 2;
        self.made_up = 0;
        Some(())
    }
}

/// What one look-up steps over, packed to keep the tables in the fastest cache: whole codes, each with its value.
#[derive(Debug, Clone, Copy, Default)]
struct Stride(u16);

impl Stride {
    /// Not even one code ends within the look-up: more coefficients than any block has.
    const NONE: u32 = 127;

    fn new(bits: u32, positions: u32, ends: bool) -> Self {
        let positions = if bits == 0 { Self::NONE } else { positions + u32::from(ends) };
        Self((bits | positions << 5 | u32::from(ends) << 15) as u16)
    }

    /// At most 28.
    fn bits(self) -> u32 {
        u32::from(self.0 & 31)
    }

    /// Coefficients left behind; the end of a block counts as one.
    fn positions(self) -> usize {
        usize::from(self.0 >> 5 & 127)
    }

    /// Whether the last code says that no coefficient is left.
    fn ends(self) -> bool {
        self.0 & 0x8000 != 0
    }
}

/// The codes of AC coefficients, which are stepped over.
#[derive(Clone)]
pub(super) struct Strides {
    pub(super) codes: Codes,
    /// How far a look-up leads.
    over: Box<[Stride; WIDE]>,
}

impl Strides {
    pub(super) fn new(codes: Codes) -> Self {
        let mut over = Box::new([Stride::default(); WIDE]);
        for (index, stride) in over.iter_mut().enumerate() {
            *stride = Self::stride(&codes, index);
        }
        Self { codes, over }
    }

    /// How far the codes lead that begin and end within these [`WIDE_BITS`] bits; the last one's value may reach out.
    fn stride(codes: &Codes, index: usize) -> Stride {
        let window = (index as u64) << (64 - WIDE_BITS);
        let (mut bits, mut positions, mut ends) = (0, 0, false);
        while bits < WIDE_BITS && !ends {
            let Some((length, symbol)) = codes.first(window << bits) else { break };
            let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            let is_last = size == 0 && run < 15;
            if bits + length > WIDE_BITS || (!is_last && positions + run + 1 > 64) {
                break;
            }
            ends = is_last;
            positions += if ends { 0 } else { run + 1 };
            bits += length + size;
        }
        Stride::new(bits, positions, ends)
    }
}
