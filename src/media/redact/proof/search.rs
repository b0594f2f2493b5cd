//! Looks for values in a file, whatever is around them. Reads in windows, so that a large file takes no more memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

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

/// How often each of the needles occurs in the file. All are looked for in one pass.
pub(super) fn counts(path: &Path, needles: &[Vec<u8>], window_bytes: usize) -> io::Result<Vec<usize>> {
    let mut found = vec![0; needles.len()];
    let longest = needles.iter().map(Vec::len).max().unwrap_or_default();
    if longest == 0 {
        return Ok(found);
    }
    let machine = AhoCorasick::new(needles).map_err(io::Error::other)?;
    let mut file = File::open(path)?;
    let mut window: Vec<u8> = Vec::new();
    loop {
        let carried = window.len();
        if (&mut file).take(window_bytes as u64).read_to_end(&mut window)? == 0 {
            return Ok(found);
        }
        // What ends in the carried bytes was counted with the window before.
        for hit in machine.find_overlapping_iter(&window).filter(|hit| hit.end() > carried) {
            if let Some(count) = found.get_mut(hit.pattern().as_usize()) {
                *count += 1;
            }
        }
        let keep = window.len().saturating_sub(longest - 1);
        window.drain(..keep);
    }
}

/// How often the needle occurs in the file.
pub(super) fn count(path: &Path, needle: &[u8], window_bytes: usize) -> io::Result<usize> {
    counts(path, &[needle.to_vec()], window_bytes).map(|counts| counts.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_file(bytes: &[u8], needle: &[u8], window: usize) -> usize {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        count(file.path(), needle, window).unwrap()
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
    }

    #[test]
    fn what_everybody_has_is_no_value() {
        assert!(is_common(&[0, 0, 0, 1, 0, 0, 0, 1]) && is_common(b"aaaaaaaa"));
        assert!(!is_common(b"12345678"));
        assert_eq!(trimmed(b"\0 Ada \0\0"), b"Ada");
    }
}
