//! Huffman codes of JPEG for reading (ITU-T T.81 Annexes C and F): short ones in one look-up, longer ones by length.
//! Never reads bits itself; each decoder holds its own.

/// Codes up to this length are found in one look-up.
pub(super) const FAST_BITS: u32 = 10;

/// A Huffman table.
#[derive(Clone)]
pub(super) struct Codes {
    /// Length of the code in the low byte, symbol above; 0 for a longer code.
    fast: Box<[u16; 1 << FAST_BITS]>,
    /// For each length: the first code beyond it, left-aligned to 16 bits, and what leads from a code to its symbol.
    beyond: [u32; 17],
    offset: [i32; 17],
    symbols: Vec<u8>,
}

impl Codes {
    /// From the number of codes of each length, and their symbols in order; `None` for a table that cannot be.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut fast = Box::new([0u16; 1 << FAST_BITS]);
        let (mut beyond, mut offset) = ([0u32; 17], [0i32; 17]);
        let (mut code, mut index) = (0u32, 0usize);
        for (length, &count) in (1u32..=16).zip(counts) {
            *offset.get_mut(length as usize)? = i32::try_from(index).ok()? - code.cast_signed();
            for _ in 0..count {
                let symbol = *symbols.get(index)?;
                if length <= FAST_BITS {
                    let from = (code << (FAST_BITS - length)) as usize;
                    let places = from..from + (1 << (FAST_BITS - length));
                    fast.get_mut(places)?.fill(u16::from(symbol) << 8 | length as u16);
                }
                code += 1;
                index += 1;
            }
            if code > 1 << length {
                return None;
            }
            *beyond.get_mut(length as usize)? = code << (16 - length);
            code <<= 1;
        }
        Some(Self { fast, beyond, offset, symbols: symbols.to_vec() })
    }

    /// The code that these bits begin with, the first bit topmost: its length and its symbol.
    #[inline]
    pub(super) fn first(&self, bits: u64) -> Option<(u32, u8)> {
        let entry = self.fast.get((bits >> (64 - FAST_BITS)) as usize).copied().unwrap_or(0);
        if entry == 0 {
            return self.long((bits >> 48) as u32);
        }
        Some((u32::from(entry & 0xFF), (entry >> 8) as u8))
    }

    /// One that is longer than a look-up, in 16 bits.
    #[cold]
    fn long(&self, bits: u32) -> Option<(u32, u8)> {
        let length =
            (FAST_BITS as usize + 1..=16).find(|&length| self.beyond.get(length).is_some_and(|&b| bits < b))?;
        let code = (bits >> (16 - length)).cast_signed();
        let index = usize::try_from(code + self.offset.get(length)?).ok()?;
        Some((length as u32, *self.symbols.get(index)?))
    }
}
