//! Blocks as symbols and the bits after them, baseline and in bands (ITU-T T.81 F.1.2 and G.1.2). Never writes a bit.

use super::Refused;
use super::scan::Block;

/// Coefficients that a scan brings, in zigzag order; the last is among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Band {
    pub from: usize,
    pub to: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Dc,
    Ac,
}

/// So many blocks may end at once (T.81 G.1.2.2).
const MOST_ENDS: u32 = 0x7FFF;

/// What is remembered from block to block of a scan.
pub(super) struct Coder {
    band: Band,
    /// Blocks without a further coefficient are told together, which baseline coding cannot.
    joins_ends: bool,
    ends: u32,
    /// By the part's place in the scan.
    predicted: [i32; 4],
}

impl Coder {
    pub(super) fn new(band: Band, joins_ends: bool) -> Self {
        Self { band, joins_ends, ends: 0, predicted: [0; 4] }
    }

    /// The symbols of one block, each with the bits that follow it and how many these are.
    #[inline]
    pub(super) fn block(
        &mut self,
        block: &Block,
        part: usize,
        mut emit: impl FnMut(Class, u8, u32, u32),
    ) -> Result<(), Refused> {
        let out_of_range = Refused::Unusual("a coefficient that 8 bits do not come to");
        let [first, ..] = block;
        if self.band.from == 0
            && let Some(predicted) = self.predicted.get_mut(part)
        {
            let (size, value) = value_bits(i32::from(*first) - *predicted);
            *predicted = i32::from(*first);
            if size > 11 {
                return Err(out_of_range);
            }
            emit(Class::Dc, size as u8, value, size);
        }
        if self.band.to == 0 {
            return Ok(());
        }
        let from = self.band.from.max(1);
        let band = block.get(from..=self.band.to).unwrap_or_default();
        let last = band.iter().rposition(|&value| value != 0).map_or(0, |at| at + 1);
        if last > 0 {
            self.finish(&mut emit);
        }
        let mut run = 0u8;
        for &coefficient in band.iter().take(last) {
            if coefficient == 0 {
                run += 1;
                continue;
            }
            while run > 15 {
                emit(Class::Ac, 0xF0, 0, 0);
                run -= 16;
            }
            let (size, value) = value_bits(i32::from(coefficient));
            if size > 10 {
                return Err(out_of_range);
            }
            emit(Class::Ac, run << 4 | size as u8, value, size);
            run = 0;
        }
        if last < band.len() {
            self.ends += 1;
            if !self.joins_ends || self.ends == MOST_ENDS {
                self.finish(&mut emit);
            }
        }
        Ok(())
    }

    /// Tells what ends were not told yet.
    #[inline]
    pub(super) fn finish(&mut self, mut emit: impl FnMut(Class, u8, u32, u32)) {
        if self.ends > 0 {
            let size = self.ends.ilog2();
            emit(Class::Ac, (size << 4) as u8, self.ends - (1 << size), size);
            self.ends = 0;
        }
    }
}

/// How many bits a value needs, and the bits (T.81 F.1.2.1).
#[inline]
fn value_bits(value: i32) -> (u32, u32) {
    let size = u32::BITS - value.unsigned_abs().leading_zeros();
    let bits = if value < 0 { value - 1 } else { value }.cast_unsigned();
    (size, bits & ((1 << size) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_end_together_are_told_at_once() {
        let told = |joins_ends: bool, count: u32| {
            let mut told = Vec::new();
            let mut coder = Coder::new(Band { from: 1, to: 63 }, joins_ends);
            let mut emit = |class, symbol, value, size| told.push((class, symbol, value, size));
            for _ in 0..count {
                coder.block(&[0; 64], 0, &mut emit).unwrap();
            }
            coder.finish(&mut emit);
            told
        };
        assert_eq!(told(false, 3), [(Class::Ac, 0, 0, 0); 3]);
        assert_eq!(told(true, 1), [(Class::Ac, 0, 0, 0)]);
        assert_eq!(told(true, 5), [(Class::Ac, 0x20, 1, 2)]);
        assert_eq!(told(true, MOST_ENDS + 1), [(Class::Ac, 0xE0, 0x3FFF, 14), (Class::Ac, 0, 0, 0)]);
    }

    #[test]
    fn what_8_bits_do_not_come_to_is_refused() {
        let refused = |at: usize, value: i16| {
            let mut block = [0; 64];
            block[at] = value;
            Coder::new(Band { from: 0, to: 63 }, false).block(&block, 0, |_, _, _, _| {}).is_err()
        };
        assert!(refused(0, 2048) && refused(5, 1024) && refused(63, i16::MIN));
        assert!(!refused(0, -2047) && !refused(5, -1023));
    }
}
