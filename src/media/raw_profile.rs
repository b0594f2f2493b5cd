//! Profiles in the text chunks of a PNG, as ImageMagick and ExifTool write them: "Raw profile type …", and then lines of
//! hex behind a name and a length. Never looks into a profile.

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::limits;

/// What the keyword of such a chunk begins with.
pub(crate) const KEYWORD: &[u8] = b"Raw profile type ";
/// Letters of one line of hex, as ImageMagick breaks them.
const LINE_LETTERS: usize = 72;

/// A profile, and the name that stands before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawProfile {
    pub(crate) name: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
}

impl RawProfile {
    /// From the text of a chunk, unpacked; `None` where it is not whole.
    pub(crate) fn parse(plain: &[u8]) -> Option<Self> {
        let rest = plain.strip_prefix(b"\n").unwrap_or(plain);
        let mut lines = rest.splitn(3, |byte| *byte == b'\n');
        let (name, length, letters) = (lines.next()?, lines.next()?, lines.next()?);
        let length: usize = std::str::from_utf8(length).ok()?.trim().parse().ok()?;
        let letters: Vec<u8> = letters.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let bytes = hex::decode(letters).ok().filter(|bytes| bytes.len() == length)?;
        Some(Self { name: name.to_vec(), bytes })
    }

    /// From the data of a `zTXt` or `tEXt` chunk whose keyword asks for one of these profiles (`iptc`), in any case.
    pub(crate) fn in_chunk(kind: &[u8; 4], data: &[u8], profile: &[u8]) -> Option<Self> {
        let keyword = data.split(|byte| *byte == 0).next()?;
        let found = keyword.strip_prefix(KEYWORD).filter(|found| found.eq_ignore_ascii_case(profile))?;
        let text = data.get(KEYWORD.len() + found.len() + 1..)?;
        match kind {
            b"tEXt" => Self::parse(text),
            // One byte says how it is packed; there is one way.
            b"zTXt" => Self::parse(&decompress_to_vec_zlib_with_limit(text.get(1..)?, limits::XMP_BYTES).ok()?),
            _ => None,
        }
    }

    /// The text of a chunk.
    pub(crate) fn text(&self) -> Vec<u8> {
        let mut plain = [b"\n", self.name.as_slice()].concat();
        plain.extend(format!("\n{:8}\n", self.bytes.len()).into_bytes());
        for line in hex::encode(&self.bytes).as_bytes().chunks(LINE_LETTERS) {
            plain.extend_from_slice(line);
            plain.push(b'\n');
        }
        plain
    }

    /// The data of a `zTXt` chunk for a profile of this kind.
    pub(crate) fn chunk(&self, profile: &[u8]) -> Vec<u8> {
        [KEYWORD, profile, &[0, 0], &compress_to_vec_zlib(&self.text(), 9)].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_comes_back_and_one_that_is_not_whole_does_not() {
        let profile = RawProfile { name: b"iptc".to_vec(), bytes: (0..100).collect() };
        assert_eq!(RawProfile::parse(&profile.text()), Some(profile.clone()));
        let chunk = profile.chunk(b"iptc");
        assert_eq!(RawProfile::in_chunk(b"zTXt", &chunk, b"IPTC"), Some(profile));
        assert_eq!(RawProfile::in_chunk(b"zTXt", &chunk, b"exif"), None);
        for cut in 0..chunk.len() {
            assert_eq!(RawProfile::in_chunk(b"zTXt", &chunk[..cut], b"iptc"), None, "{cut}");
        }
        for wrong in [&b"\niptc\n       3\n00\n"[..], b"\niptc\nx\n00\n", b"\niptc\n       1\n0x\n", b"", b"\n\n"] {
            assert_eq!(RawProfile::parse(wrong), None);
        }
    }
}
