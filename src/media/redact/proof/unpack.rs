//! What stands packed or spelled out in a file: zlib, gzip and brotli streams, lines of hex and of base64, each also
//! inside of another. Looks at bytes alone and gives what it could read of them. Never follows a structure.

use std::io::{self, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::LONG_BYTES;
use super::search::Text;

/// Windows of a large file overlap by so much, so that a packet of text is whole in one of them.
const OVERLAP_BYTES: usize = 256 << 10;
/// Places of one file that are tried for a stream, and how much of one stream and of all is looked at.
const TRIES: usize = 20_000;
const BROTLI_TRIES: usize = 200;
const ONE_BYTES: usize = 1 << 20;
const ALL_BYTES: usize = 32 << 20;
/// How many layers are taken off.
const LAYERS: usize = 3;
/// A run of letters shorter than this is no packed value: `LONG_BYTES` of it would not fit.
const RUN_CHARS: usize = 32;

/// Everything that could be unpacked in a file, one after the other with a zero between.
pub(super) fn of(text: &Text) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    text.windows(OVERLAP_BYTES, |bytes, _| {
        let left = ALL_BYTES.saturating_sub(all.len());
        all.extend(unpacked(bytes, left));
    })?;
    Ok(all)
}

fn unpacked(bytes: &[u8], limit: usize) -> Vec<u8> {
    let mut all = Vec::new();
    let mut layer = one_layer(bytes, limit);
    for _ in 1..LAYERS {
        let left = limit.saturating_sub(all.len() + layer.len());
        let next = one_layer(&layer, left);
        all.append(&mut layer);
        if next.is_empty() {
            return all;
        }
        layer = next;
    }
    all.append(&mut layer);
    all
}

fn one_layer(bytes: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Out { bytes: Vec::new(), limit };
    zlib(bytes, &mut out);
    gzip(bytes, &mut out);
    brotli(bytes, &mut out);
    runs(bytes, is_hex, hex, &mut out);
    runs(bytes, is_base64, base64, &mut out);
    out.bytes
}

struct Out {
    bytes: Vec<u8>,
    limit: usize,
}

impl Out {
    fn is_full(&self) -> bool {
        self.bytes.len() >= self.limit
    }

    fn put(&mut self, text: &[u8]) {
        if text.len() >= LONG_BYTES {
            self.bytes.extend_from_slice(text);
            self.bytes.push(0);
        }
    }
}

/// Every zlib stream (RFC 1950) that seems to begin anywhere, inflated as far as it goes.
fn zlib(bytes: &[u8], out: &mut Out) {
    let mut tries = 0;
    for at in memchr::memchr3_iter(0x78, 0x48, 0x58, bytes) {
        let is_head = bytes.get(at + 1).is_some_and(|&flags| {
            let first = u16::from(bytes.get(at).copied().unwrap_or_default());
            flags & 0x20 == 0 && (first << 8 | u16::from(flags)).is_multiple_of(31)
        });
        if !is_head {
            continue;
        }
        tries += 1;
        if tries > TRIES || out.is_full() {
            return;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let text = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(rest, ONE_BYTES);
        // What comes before a fault was readable, too.
        out.put(&text.unwrap_or_else(|error| error.output));
    }
}

/// Every gzip member (RFC 1952 §2.3).
fn gzip(bytes: &[u8], out: &mut Out) {
    for at in memchr::memmem::find_iter(bytes, &[0x1F, 0x8B, 8]).take(TRIES) {
        let Some(rest) = bytes.get(at..) else { continue };
        let flags = rest.get(3).copied().unwrap_or_default();
        let mut from = 10;
        if flags & 4 != 0 {
            from += 2 + rest
                .get(from..from + 2)
                .map_or(0, |two| two.iter().rev().fold(0, |sum, b| sum << 8 | usize::from(*b)));
        }
        for _ in 0..(flags >> 3 & 1) + (flags >> 4 & 1) {
            from += rest.get(from..).and_then(|text| memchr::memchr(0, text)).map_or(0, |length| length + 1);
        }
        from += if flags & 2 != 0 { 2 } else { 0 };
        let stream = rest.get(from..).unwrap_or_default();
        let text = miniz_oxide::inflate::decompress_to_vec_with_limit(stream, ONE_BYTES);
        out.put(&text.unwrap_or_else(|error| error.output));
        if out.is_full() {
            return;
        }
    }
}

/// Every brotli stream (RFC 7932) in a `brob` box, of JPEG XL (ISO/IEC 18181-2 §9.6) and of manifest stores alike.
/// Brotli itself has no sign by which to find it.
fn brotli(bytes: &[u8], out: &mut Out) {
    for at in memchr::memmem::find_iter(bytes, b"brob").take(BROTLI_TRIES) {
        // Behind the box's own name stands the name of the box that was packed.
        let stream = bytes.get(at + 8..).unwrap_or_default();
        let mut text = Vec::new();
        let reader = brotli_decompressor::Decompressor::new(stream, 4 << 10);
        // What comes before a fault was readable, too.
        let _ = reader.take(ONE_BYTES as u64).read_to_end(&mut text);
        out.put(&text);
        if out.is_full() {
            return;
        }
    }
}

/// Runs of letters, with the ends of lines between them, and what they spell.
fn runs(bytes: &[u8], is_letter: fn(u8) -> bool, spelled: fn(&[u8]) -> Vec<u8>, out: &mut Out) {
    let is_of_run = |byte: &u8| is_letter(*byte) || matches!(byte, b'\n' | b'\r');
    // A run this long covers one of these places, wherever it begins.
    let mut at = RUN_CHARS - 1;
    while let Some(byte) = bytes.get(at) {
        if !is_of_run(byte) {
            at += RUN_CHARS;
            continue;
        }
        let before = bytes.get(..at).unwrap_or_default();
        let from = before.iter().rposition(|byte| !is_of_run(byte)).map_or(0, |last| last + 1);
        let rest = bytes.get(at..).unwrap_or_default();
        let to = at + rest.iter().position(|byte| !is_of_run(byte)).unwrap_or(rest.len());
        let run = bytes.get(from..to.min(from + 2 * ONE_BYTES)).unwrap_or_default();
        if run.len() >= RUN_CHARS {
            let letters: Vec<u8> = run.iter().copied().filter(|byte| is_letter(*byte)).collect();
            out.put(&spelled(&letters));
        }
        if out.is_full() {
            return;
        }
        at = to.max(at) + RUN_CHARS;
    }
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

fn hex(letters: &[u8]) -> Vec<u8> {
    let whole = letters.len() / 2 * 2;
    letters.get(..whole).and_then(|letters| hex::decode(letters).ok()).unwrap_or_default()
}

fn base64(letters: &[u8]) -> Vec<u8> {
    let whole = letters.len() / 4 * 4;
    letters.get(..whole).and_then(|letters| STANDARD_NO_PAD.decode(letters).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"a serial, SERIAL-12345, in a text";

    fn holds(bytes: &[u8]) -> bool {
        memchr::memmem::find(&unpacked(bytes, ALL_BYTES), b"SERIAL-12345").is_some()
    }

    /// A brotli stream of one block that is not compressed (RFC 7932 §9.2), and the empty last one.
    fn stored(text: &[u8]) -> Vec<u8> {
        // WBITS 16 as one zero bit, ISLAST 0, MNIBBLES 4 as 00, MLEN - 1 in 16 bits, ISUNCOMPRESSED 1.
        let bits = (text.len() as u32 - 1) << 4 | 1 << 20;
        [&bits.to_le_bytes()[..3], text, &[3]].concat()
    }

    #[test]
    fn a_value_in_a_packed_part_is_found_wherever_it_stands() {
        let zlib = miniz_oxide::deflate::compress_to_vec_zlib(SECRET, 6);
        let gzip = |flags: u8, more: &[u8]| {
            let stream = miniz_oxide::deflate::compress_to_vec(SECRET, 6);
            [&[0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 3][..], more, &stream].concat()
        };
        let lines = |text: String| text.as_bytes().chunks(22).collect::<Vec<_>>().join(&b'\n');
        let packed = [
            ("zlib", zlib.clone()),
            ("gzip", gzip(0, &[])),
            ("gzip with a name", gzip(8, b"name\0")),
            ("gzip with all", gzip(0x1E, b"\x02\0abn\0c\0\x12\x34")),
            ("brotli", [&b"brobExif"[..], &stored(SECRET)].concat()),
            ("hex in lines", lines(hex::encode(SECRET))),
            ("base64 in lines", lines(STANDARD_NO_PAD.encode(SECRET))),
            ("hex of zlib", lines(hex::encode(&zlib))),
            ("zlib of hex", miniz_oxide::deflate::compress_to_vec_zlib(&lines(hex::encode(SECRET)), 6)),
        ];
        for (name, packed) in &packed {
            for pad in 0..RUN_CHARS {
                let whole = [&b"<>.;".repeat(9)[..pad], packed, b"<and more>"].concat();
                assert!(holds(&whole), "{name} {pad}");
            }
        }
    }

    #[test]
    fn a_stream_that_is_cut_off_says_what_it_says_until_there() {
        let stream = miniz_oxide::deflate::compress_to_vec_zlib(SECRET, 6);
        let half = stream.get(..stream.len() - 6).unwrap();
        assert!(memchr::memmem::find(&unpacked(half, ALL_BYTES), b"a serial").is_some());
        assert!(unpacked(b"xxHH no stream, brob no brotli, 1234567890", ALL_BYTES).is_empty());
    }

    #[test]
    fn a_large_file_is_unpacked_window_by_window() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let zlib = miniz_oxide::deflate::compress_to_vec_zlib(SECRET, 6);
        std::fs::write(file.path(), [vec![b'.'; 1_000_000], zlib, vec![b'.'; 1_000_000]].concat()).unwrap();
        let text = Text::open(file.path(), 0, 300_000).unwrap();
        assert!(text.held().is_none() && memchr::memmem::find(&of(&text).unwrap(), b"SERIAL-12345").is_some());
    }

    #[test]
    fn what_unpacks_to_much_comes_to_an_end() {
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b'a'; 8 << 20], 9);
        assert!(unpacked(&bomb.repeat(80), ALL_BYTES).len() <= ALL_BYTES + LAYERS * (ONE_BYTES + 1));
    }
}
