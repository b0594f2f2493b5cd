//! Entropy-coded bits, for reading (ITU-T T.81 Annex F). Never makes up data unnoticed.

use super::Refused;
use crate::media::jpeg_codes::Codes;

/// The bits of a scan, stuffing taken out.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u64,
    count: u32,
    /// Zero bits given past a marker or the end, which no sound file needs.
    made_up: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, held: 0, count: 0, made_up: 0 }
    }

    /// The next symbol.
    #[inline]
    pub(super) fn symbol(&mut self, codes: &Codes) -> Result<u8, Refused> {
        self.fill();
        let (length, symbol) = codes.first(self.held).ok_or(Refused::Broken("a code that no table has"))?;
        self.skip(length);
        Ok(symbol)
    }

    /// So many bits as a number; at most 16.
    #[inline]
    pub(super) fn number(&mut self, size: u32) -> i32 {
        if size == 0 {
            return 0;
        }
        self.fill();
        let raw = (self.held >> (64 - size)) as i32;
        self.skip(size);
        raw
    }

    /// A signed value of so many bits (T.81 F.2.2.1); at most 16.
    #[inline]
    pub(super) fn value(&mut self, size: u32) -> i32 {
        let raw = self.number(size);
        if size > 0 && raw < 1 << (size - 1) { raw - (1 << size) + 1 } else { raw }
    }

    #[inline]
    pub(super) fn bit(&mut self) -> bool {
        self.number(1) == 1
    }

    /// Goes past the restart marker that must stand here.
    pub(super) fn restart(&mut self) -> Result<(), Refused> {
        let at = self.end()?;
        match self.bytes.get(at..).and_then(|rest| rest.first_chunk::<2>()) {
            Some([0xFF, 0xD0..=0xD7]) => {
                *self = Self::new(self.bytes, at + 2);
                Ok(())
            }
            _ => Err(Refused::Broken("no restart where one must be")),
        }
    }

    /// Refuses data that was shorter than what was read of it.
    pub(super) fn check(&self) -> Result<(), Refused> {
        if self.made_up > self.count { Err(Refused::Broken("the data ends too early")) } else { Ok(()) }
    }

    /// Where the marker after the data is.
    pub(super) fn end(&self) -> Result<usize, Refused> {
        self.check()?;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let skip = rest.windows(2).position(|pair| matches!(pair, [0xFF, 0x01..=0xFE]));
        skip.map(|skip| self.at + skip).ok_or(Refused::Broken("the file ends too early"))
    }

    /// Holds at least 32 bits afterwards.
    #[inline]
    fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(&four) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<4>())
            && !four.contains(&0xFF)
        {
            self.held |= u64::from(u32::from_be_bytes(four)) << (32 - self.count);
            self.at += 4;
            self.count += 32;
            return;
        }
        self.fill_by_bytes();
    }

    #[cold]
    fn fill_by_bytes(&mut self) {
        while self.count < 32 {
            let byte = match (self.bytes.get(self.at), self.bytes.get(self.at + 1)) {
                (Some(0xFF), Some(0)) => {
                    self.at += 2;
                    0xFF
                }
                (Some(0xFF), _) | (None, _) => {
                    self.made_up += 8;
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

    #[inline]
    fn skip(&mut self, bits: u32) {
        self.held <<= bits;
        self.count -= bits;
    }
}
