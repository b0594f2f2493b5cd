//! Looks for values in a file, whatever is around them. Reads in windows, so that a large file takes no more memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::LONG_BYTES;

/// Places of a text that are searched side by side.
const LANES: usize = 4;

/// The value without the zeros and blanks around it.
pub(super) fn trimmed(value: &[u8]) -> &[u8] {
    let is_filler = |byte: &u8| matches!(byte, 0 | b' ' | b'\n' | b'\r' | b'\t');
    let from = value.iter().position(|byte| !is_filler(byte)).unwrap_or(value.len());
    let to = value.iter().rposition(|byte| !is_filler(byte)).map_or(from, |at| at + 1);
    value.get(from..to).unwrap_or_default()
}

/// Whether a value says nothing about anybody: one byte over and over, or small numbers padded with zeros.
pub(super) fn is_common(value: &[u8]) -> bool {
    let other = value.iter().filter(|byte| !matches!(byte, 0 | 1 | 0xFF)).count();
    let first = value.first().copied().unwrap_or_default();
    other < 4 || value.iter().all(|byte| *byte == first)
}

/// The ways in which a value is written: as it is, in UTF-16, base64 (wherever it begins in a group of three) and hex.
pub(super) fn spellings(value: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![value.to_vec()];
    all.extend(other_letters(value));
    if let Ok(text) = std::str::from_utf8(value) {
        all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        all.push(hex::encode(value).into_bytes());
        all.push(hex::encode_upper(value).into_bytes());
        for skip in 0..3 {
            // The characters that hold bits of neighbours are left out.
            let Some(rest) = value.get(skip..) else { continue };
            let whole = rest.len() / 3 * 3;
            if let Some(middle) = rest.get(..whole).filter(|middle| middle.len() >= 6) {
                all.push(STANDARD.encode(middle).into_bytes());
            }
        }
    }
    all
}

/// Positions and the like, as a writer of the other byte order has them; `value` with the zeros around it.
pub(super) fn turned(value: &[u8]) -> Option<Vec<u8>> {
    // Small numbers are letters in UTF-8, too.
    let is_binary = std::str::from_utf8(value).is_err() || value.contains(&0);
    let turned = || value.chunks_exact(4).flat_map(|number| number.iter().rev().copied()).collect::<Vec<u8>>();
    (is_binary && value.len().is_multiple_of(8))
        .then(|| trimmed(&turned()).to_vec())
        .filter(|value| value.len() >= LONG_BYTES)
}

/// A text with letters beyond ASCII, in UTF-8 where it stands in Latin-1, and the other way round.
fn other_letters(value: &[u8]) -> Option<Vec<u8>> {
    if value.is_ascii() {
        return None;
    }
    let Ok(text) = std::str::from_utf8(value) else {
        let is_text = value.iter().all(|byte| matches!(byte, b' '..=b'~' | 0xA0..));
        return is_text.then(|| value.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes());
    };
    let narrow: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(letter).ok()).collect();
    narrow.filter(|narrow| narrow.len() >= LONG_BYTES)
}

/// What is looked through: small files are read once and held, large ones are read in windows each time.
pub(super) enum Text {
    Held(Vec<u8>),
    File { path: PathBuf, window_bytes: usize },
}

impl Text {
    /// Reads the file where it has at most `held_bytes`.
    pub(super) fn open(path: &Path, held_bytes: u64, window_bytes: usize) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let len = file.metadata()?.len();
        if len > held_bytes {
            return Ok(Self::File { path: path.to_owned(), window_bytes });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or_default() + 1);
        (&mut file).take(held_bytes + 1).read_to_end(&mut bytes)?;
        Ok(Self::Held(bytes))
    }

    /// The whole of it, where it is held.
    pub(super) fn held(&self) -> Option<&[u8]> {
        match self {
            Self::Held(bytes) => Some(bytes),
            Self::File { .. } => None,
        }
    }

    /// How often each of the needles occurs.
    pub(super) fn counts(&self, needles: &[Vec<u8>]) -> io::Result<Vec<usize>> {
        let mut found = vec![0; needles.len()];
        let longest = needles.iter().map(Vec::len).max().unwrap_or_default();
        if longest == 0 {
            return Ok(found);
        }
        // Long needles allow longer steps than short ones.
        let finders = [Finder::new(needles, LONG_BYTES..=usize::MAX), Finder::new(needles, 1..=LONG_BYTES - 1)];
        self.windows(longest - 1, |bytes, carried| {
            for finder in finders.iter().flatten() {
                finder.count(bytes, carried, &mut found);
            }
        })?;
        Ok(found)
    }

    /// Shows all of it, in windows where it is not held; each begins with the last `overlap` bytes of the one before,
    /// and how many those are is told.
    pub(super) fn windows(&self, overlap: usize, mut look: impl FnMut(&[u8], usize)) -> io::Result<()> {
        match self {
            Self::Held(bytes) => look(bytes, 0),
            Self::File { path, window_bytes } => {
                let mut file = File::open(path)?;
                let mut window: Vec<u8> = Vec::new();
                loop {
                    let carried = window.len();
                    if (&mut file).take(*window_bytes as u64).read_to_end(&mut window)? == 0 {
                        break;
                    }
                    look(&window, carried);
                    let keep = window.len().saturating_sub(overlap);
                    window.drain(..keep);
                }
            }
        }
        Ok(())
    }

    /// How often the needle occurs.
    pub(super) fn count(&self, needle: &[u8]) -> io::Result<usize> {
        match self {
            Self::Held(bytes) => Ok(memchr::memmem::find_iter(bytes, needle).count()),
            Self::File { .. } => self.counts(&[needle.to_vec()]).map(|counts| counts.iter().sum()),
        }
    }
}

/// Looks for many needles in large steps (Wu and Manber 1994): how far the last two bytes of a window are from the
/// end of any needle's head says how far it may be moved.
struct Finder<'a> {
    needles: &'a [Vec<u8>],
    /// As many bytes of each needle as the shortest has.
    head: usize,
    steps: Vec<u8>,
    /// For the last two bytes of a head, the needles that have them there.
    by_end: HashMap<u16, Vec<usize>>,
}

impl<'a> Finder<'a> {
    /// For the needles of these lengths; `None` where there are none.
    fn new(needles: &'a [Vec<u8>], lengths: RangeInclusive<usize>) -> Option<Self> {
        let mine = || needles.iter().enumerate().filter(|(_, needle)| lengths.contains(&needle.len()));
        let head = mine().map(|(_, needle)| needle.len()).min()?.min(usize::from(u8::MAX));
        let longest_step = u8::try_from(head.saturating_sub(1).max(1)).unwrap_or(1);
        let mut steps = vec![longest_step; 1 << 16];
        let mut by_end: HashMap<u16, Vec<usize>> = HashMap::new();
        for (index, needle) in mine() {
            for (at, pair) in needle.get(..head).unwrap_or_default().windows(2).enumerate() {
                let &[first, second] = pair else { continue };
                let pair = u16::from_be_bytes([first, second]);
                let to_end = head - 2 - at;
                if let Some(step) = steps.get_mut(usize::from(pair)) {
                    *step = (*step).min(u8::try_from(to_end).unwrap_or(u8::MAX));
                }
                if to_end == 0 {
                    by_end.entry(pair).or_default().push(index);
                }
            }
        }
        Some(Self { needles, head, steps, by_end })
    }

    /// Counts what ends behind the first `carried` bytes.
    fn count(&self, bytes: &[u8], carried: usize, found: &mut [usize]) {
        if self.head < 2 {
            return self.count_one_by_one(bytes, carried, found);
        }
        // Each step waits for the table; several places of the text at once wait together.
        let share = bytes.len().div_ceil(LANES).max(self.head);
        let mut lanes: [(usize, usize); LANES] =
            std::array::from_fn(|lane| ((lane * share).max(self.head), ((lane + 1) * share).min(bytes.len() + 1)));
        if let Some((_, last)) = lanes.last_mut() {
            *last = bytes.len() + 1;
        }
        while lanes.iter().any(|(end, last)| end < last) {
            for (end, last) in &mut lanes {
                if end < last {
                    *end += self.step(bytes, *end, carried, found);
                }
            }
        }
    }

    /// Counts what begins with a head that ends here, and gives how far the next may be.
    #[inline]
    fn step(&self, bytes: &[u8], end: usize, carried: usize, found: &mut [usize]) -> usize {
        let Some(&[first, second]) = bytes.get(end - 2..end) else { return 1 };
        let pair = u16::from_be_bytes([first, second]);
        let step = self.steps.get(usize::from(pair)).copied().unwrap_or(1);
        if step > 0 {
            return usize::from(step);
        }
        let from = end - self.head;
        for &index in self.by_end.get(&pair).into_iter().flatten() {
            let needle = self.needles.get(index).map(Vec::as_slice).unwrap_or_default();
            let is_here = bytes.get(from..).is_some_and(|rest| rest.starts_with(needle));
            if is_here && from + needle.len() > carried {
                found.iter_mut().skip(index).take(1).for_each(|count| *count += 1);
            }
        }
        1
    }

    fn count_one_by_one(&self, bytes: &[u8], carried: usize, found: &mut [usize]) {
        for (needle, count) in self.needles.iter().zip(found).filter(|(needle, _)| needle.len() < LONG_BYTES) {
            let finder = memchr::memmem::Finder::new(needle);
            let mut from = 0;
            while let Some(at) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
                from += at + 1;
                *count += usize::from(from - 1 + needle.len() > carried);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_file(bytes: &[u8], needle: &[u8], window: usize) -> usize {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let needles = [needle.to_vec(), b"another needle".to_vec(), b"ab".to_vec()];
        let (held, read) = (Text::open(file.path(), 1 << 20, window), Text::open(file.path(), 0, window));
        let (held, read) = (held.unwrap().counts(&needles).unwrap(), read.unwrap().counts(&needles).unwrap());
        let all = |needle: &[u8]| bytes.windows(needle.len()).filter(|part| *part == needle).count();
        assert_eq!(held, needles.iter().map(|needle| all(needle)).collect::<Vec<_>>());
        if !bytes.is_empty() {
            assert_eq!(held, read);
        }
        held[0]
    }

    #[test]
    fn a_value_is_found_wherever_a_window_ends() {
        for pad in 0..40 {
            let mut bytes = vec![b'.'; pad];
            bytes.extend(b"SERIAL-12345");
            bytes.extend(vec![b'.'; 30]);
            assert_eq!(in_file(&bytes, b"SERIAL-12345", 16), 1, "{pad}");
        }
        assert_eq!(in_file(b"abcabcabc", b"abc", 4), 3);
        assert_eq!(in_file(b"", b"abc", 4), 0);
        assert_eq!(in_file(b"aaaaaaaaaaaa", b"aaaaaaaaa", 5), 4, "overlapping ones are counted each");
        assert_eq!(in_file(b"xyx", b"x", 1), 2);
    }

    #[test]
    fn every_spelling_is_looked_for() {
        let value = b"Secret Street 1";
        let spellings = spellings(value);
        let holds = |bytes: &[u8]| spellings.iter().any(|one| bytes.windows(one.len()).any(|part| part == one));
        assert!(holds(b"xxSecret Street 1xx"));
        assert!(holds(&"Secret Street 1".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()));
        assert!(holds(hex::encode(value).as_bytes()));
        for before in ["", "a", "ab"] {
            let whole = format!("{before}Secret Street 1 and more");
            assert!(holds(STANDARD.encode(whole).as_bytes()), "{before}");
        }
        assert!(!holds(b"something else"));
        assert!(super::spellings("Zürich-Höngg".as_bytes()).contains(&b"Z\xFCrich-H\xF6ngg".to_vec()));
        assert!(super::spellings(b"Z\xFCrich-H\xF6ngg").contains(&"Zürich-Höngg".as_bytes().to_vec()));
    }

    #[test]
    fn positions_are_looked_for_in_both_byte_orders() {
        // The last ones end in zeros in one order, and all of their bytes are letters of UTF-8.
        for numbers in [[48u32, 1, 1_234, 0xFF00_0064], [48, 1, 8, 1], [48_137_123, 1_000_003, 98_765_431, 1_000_037]] {
            let (little, big) = (numbers.map(u32::to_le_bytes).concat(), numbers.map(u32::to_be_bytes).concat());
            assert_eq!(turned(&little).unwrap(), trimmed(&big));
            assert_eq!(turned(&big).unwrap(), trimmed(&little));
        }
        assert_eq!(turned(b"A text!!"), None);
    }

    #[test]
    fn what_everybody_has_is_no_value() {
        assert!(is_common(&[0, 0, 0, 1, 0, 0, 0, 1]) && is_common(b"aaaaaaaa"));
        assert!(!is_common(b"12345678"));
        assert_eq!(trimmed(b"\0 Ada \0\0"), b"Ada");
    }
}
