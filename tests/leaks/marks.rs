//! Markers: a value of its own for each place that can hide something, and the search for it in every spelling.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lightmark::provenance::redaction::Group;

/// A value that stands in one place of a file only.
#[derive(Clone)]
pub struct Mark {
    pub value: Vec<u8>,
    pub group: Group,
    pub place: String,
    /// It stands in a packet, which may go whole.
    pub packet: bool,
}

/// A file with its markers.
pub struct Marked {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub marks: Marks,
}

#[derive(Default, Clone)]
pub struct Marks(pub Vec<Mark>);

impl Marks {
    /// A text for this place, unlike every other one.
    pub fn text(&mut self, group: Group, place: &str) -> String {
        let short: String = place.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
        let text = format!("Mk{:02}{short}Zq{:02}", self.0.len(), 97 - self.0.len());
        self.put(text.as_bytes(), group, place, false);
        text
    }

    pub fn packet(&mut self, group: Group, place: &str) -> String {
        let text = self.text(group, place);
        self.0.last_mut().unwrap().packet = true;
        text
    }

    pub fn put(&mut self, value: &[u8], group: Group, place: &str, packet: bool) {
        self.0.push(Mark { value: value.to_vec(), group, place: place.to_owned(), packet });
    }
}

impl Mark {
    /// Whether the value is in the bytes: as it is, in UTF-16, base64, hex, or in what zlib or brotli packed there.
    pub fn is_in(&self, bytes: &[u8], unpacked: &[u8]) -> bool {
        self.spellings()
            .iter()
            .any(|one| memchr::memmem::find(bytes, one).is_some() || memchr::memmem::find(unpacked, one).is_some())
    }

    fn spellings(&self) -> Vec<Vec<u8>> {
        let mut all = vec![self.value.clone()];
        let Ok(text) = std::str::from_utf8(&self.value) else { return all };
        all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        all.push(hex::encode(text).into_bytes());
        all.push(hex::encode_upper(text).into_bytes());
        for skip in 0..3 {
            let rest = &self.value[skip..];
            all.push(STANDARD.encode(&rest[..rest.len() / 3 * 3]).into_bytes());
        }
        all
    }
}

/// Everything that zlib, or brotli in a `brob` box, packed anywhere in the bytes.
pub fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for at in memchr::memchr_iter(0x78, bytes) {
        let head = bytes.get(at..at + 2).map(|head| u16::from_be_bytes([head[0], head[1]]));
        if head.is_some_and(|head| head % 31 == 0)
            && let Ok(text) = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&bytes[at..], 1 << 20)
        {
            out.extend(text);
        }
    }
    let spelled = [lines_of_hex(bytes), lines_of_hex(&out)].concat();
    out.extend(spelled);
    for at in memchr::memmem::find_iter(bytes, b"brob") {
        let mut text = Vec::new();
        let mut packed = bytes.get(at + 8..).unwrap_or_default();
        let _ = brotli_decompressor::BrotliDecompress(&mut packed, &mut text);
        out.extend(text);
    }
    out
}

/// What lines of hex spell.
fn lines_of_hex(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for run in bytes.split(|byte| !byte.is_ascii_hexdigit() && *byte != b'\n').filter(|run| run.len() > 60) {
        // The first lines may be a name and a length, so that the letters are read from each line on.
        let letters = |from: usize| run[from..].iter().copied().filter(u8::is_ascii_hexdigit).collect::<Vec<u8>>();
        for from in std::iter::once(0).chain(memchr::memchr_iter(b'\n', run).take(4)) {
            let letters = letters(from);
            out.extend(hex::decode(&letters[..letters.len() / 2 * 2]).unwrap());
        }
    }
    out
}
