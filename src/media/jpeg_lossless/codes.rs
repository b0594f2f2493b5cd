//! Huffman codes made to measure (ITU-T T.81 Annex K.2) and bits put together. Never sees a picture.

/// Symbols there can be.
const SYMBOLS: usize = 256;
/// Codes of a JPEG are no longer (T.81 C.2).
const LONGEST: usize = 16;

/// How often each symbol is needed.
#[derive(Debug, Clone)]
pub(super) struct Counts([u64; SYMBOLS]);

impl Default for Counts {
    fn default() -> Self {
        Self([0; SYMBOLS])
    }
}

impl Counts {
    #[inline]
    pub(super) fn add(&mut self, symbol: u8) {
        if let Some(count) = self.0.get_mut(usize::from(symbol)) {
            *count += 1;
        }
    }
}

/// The codes of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Codes {
    /// How many codes of each length there are, and the symbols from the shortest on: what a DHT segment holds.
    pub lengths: [u8; LONGEST],
    pub symbols: Vec<u8>,
    /// For each symbol its code, and its length in bits; 0 for one that is not needed.
    codes: [(u16, u8); SYMBOLS],
}

impl Codes {
    /// The shortest codes for these counts, none of them all ones.
    pub(super) fn new(counts: &Counts) -> Self {
        let lengths = lengths(&counts.0);
        // Where several have the same length, the order among them does not matter; the most frequent come first.
        let mut needed: Vec<(u64, u8)> = (0..=u8::MAX)
            .zip(counts.0)
            .filter(|&(_, count)| count > 0)
            .map(|(symbol, count)| (count, symbol))
            .collect();
        needed.sort_by_key(|&(count, symbol)| (std::cmp::Reverse(count), symbol));
        let symbols: Vec<u8> = needed.into_iter().map(|(_, symbol)| symbol).collect();
        let mut codes = [(0u16, 0u8); SYMBOLS];
        let (mut code, mut left) = (0u32, symbols.iter());
        for (length, &count) in (1u8..).zip(&lengths) {
            for &symbol in left.by_ref().take(usize::from(count)) {
                if let Some(place) = codes.get_mut(usize::from(symbol)) {
                    *place = (code as u16, length);
                }
                code += 1;
            }
            code <<= 1;
        }
        Self { lengths, symbols, codes }
    }

    #[inline]
    pub(super) fn code(&self, symbol: u8) -> (u16, u8) {
        self.codes.get(usize::from(symbol)).copied().unwrap_or_default()
    }
}

/// How many symbols get a code of each length, the code of all ones given to none (T.81 C.2).
///
/// Packages are merged (Larmore and Hirschberg 1990): the best lengths that there are within the limit.
fn lengths(counts: &[u64; SYMBOLS]) -> [u8; LONGEST] {
    // The first leaf is nobody's: being the rarest, it gets the last of the longest codes, which is all ones.
    let mut leaves: Vec<(u64, Vec<usize>)> =
        counts.iter().filter(|&&count| count > 0).zip(1..).map(|(&count, leaf)| (count, vec![leaf])).collect();
    leaves.push((0, vec![0]));
    leaves.sort_by_key(|&(count, _)| count);
    let mut row = leaves.clone();
    for _ in 1..LONGEST {
        let packages = row.as_chunks::<2>().0.iter().map(|[a, b]| (a.0 + b.0, [a.1.as_slice(), &b.1].concat()));
        row = leaves.iter().cloned().chain(packages).collect();
        row.sort_by_key(|&(count, _)| count);
    }
    let mut depths = vec![0usize; leaves.len()];
    for leaf in row.iter().take(2 * leaves.len() - 2).flat_map(|(_, leaves)| leaves) {
        if let Some(depth) = depths.get_mut(*leaf) {
            *depth += 1;
        }
    }
    let mut lengths = [0; LONGEST];
    for depth in depths.into_iter().skip(1) {
        if let Some(count) = lengths.get_mut(depth.wrapping_sub(1)) {
            *count += 1;
        }
    }
    lengths
}

/// Bits put together, most significant first, with zeros stuffed in after 0xFF (T.81 F.1.2.3).
#[derive(Default)]
pub(super) struct BitWriter {
    out: Vec<u8>,
    held: u64,
    count: u32,
}

impl BitWriter {
    pub(super) fn after(out: Vec<u8>) -> Self {
        Self { out, held: 0, count: 0 }
    }

    /// The lowest `size` bits, at most 32.
    #[inline]
    pub(super) fn put(&mut self, bits: u32, size: u32) {
        self.held = self.held << size | u64::from(bits);
        self.count += size;
        if self.count >= 32 {
            self.flush();
        }
    }

    /// Fills up the last byte with ones.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let missing = self.count.next_multiple_of(8) - self.count;
        self.put((1 << missing) - 1, missing);
        self.flush();
        self.out
    }

    fn flush(&mut self) {
        while self.count >= 8 {
            self.count -= 8;
            let byte = (self.held >> self.count) as u8;
            self.out.push(byte);
            if byte == 0xFF {
                self.out.push(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(counts: &[(u8, u64)]) -> Codes {
        let mut all = Counts::default();
        counts.iter().for_each(|&(symbol, count)| all.0[usize::from(symbol)] = count);
        Codes::new(&all)
    }

    #[test]
    fn no_code_is_too_long_or_all_ones_or_begins_another() {
        // Fibonacci's numbers make the deepest trees.
        let mut fibonacci = vec![(0, 1u64), (1, 1)];
        for symbol in 2..60u8 {
            let next = fibonacci.iter().rev().take(2).map(|pair| pair.1).sum();
            fibonacci.push((symbol, next));
        }
        let all: Vec<_> = (0..=255).map(|symbol| (symbol, 1)).collect();
        for counts in [fibonacci, all, vec![(7, 1)], vec![(7, 1), (9, 1_000_000)], Vec::new()] {
            let made = codes(&counts);
            assert_eq!(made.symbols.len(), counts.len());
            let words: Vec<(u16, u8)> = counts.iter().map(|&(symbol, _)| made.code(symbol)).collect();
            for (at, &(code, length)) in words.iter().enumerate() {
                assert!((1..=16).contains(&length));
                assert!(u32::from(code) + 1 < 1 << length, "all ones");
                for &(other, longer) in words.iter().skip(at + 1) {
                    let (a, b) = (length.min(longer), length.max(longer));
                    let (short, long) = if length <= longer { (code, other) } else { (other, code) };
                    assert_ne!(short, long >> (b - a), "one begins the other");
                }
            }
        }
    }

    #[test]
    fn the_codes_are_the_shortest() {
        // One code of each length is spent on all ones.
        assert_eq!(codes(&[(1, 100), (2, 1)]).lengths[..3], [1, 1, 0]);
        assert_eq!(codes(&[(1, 1), (2, 1), (3, 1)]).lengths[..3], [0, 3, 0]);
        let skewed = codes(&[(1, 8), (2, 4), (3, 2), (4, 1)]);
        assert_eq!(skewed.lengths[..5], [1, 1, 1, 1, 0]);
        assert_eq!(skewed.symbols, [1, 2, 3, 4]);
    }

    #[test]
    fn bits_are_stuffed_and_filled_up() {
        let mut bits = BitWriter::after(vec![0xFF, 0xDA]);
        bits.put(0xFF, 8);
        bits.put(0b10, 2);
        assert_eq!(bits.finish(), [0xFF, 0xDA, 0xFF, 0, 0b1011_1111]);
        assert!(BitWriter::default().finish().is_empty());
    }
}
