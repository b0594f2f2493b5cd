//! Where a manifest store lies in its file, to the byte: what a container puts around it, and nothing else, may be
//! left out of a hash together with it (C2PA 2.4 §A.3).

use std::borrow::Cow;
use std::fs::File;
use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::asset::Asset;
use crate::provenance::format::Format;
use crate::provenance::report::ByteRange;

/// What a container puts before a store, at most (a GIF application extension: 14 bytes).
const MAX_HEADER_BYTES: u64 = 16;

/// No store is longer.
const MAX_STORE_BYTES: u64 = 512 * 1024 * 1024;

/// The store's own bytes, as they are in the file; `None` when there is none inside.
///
/// A JPEG's is put together from the segments where an exclusion begins, since to look for it would be to read the
/// whole file again. It cannot but be in an exclusion; where two hold a store, neither is taken for it.
pub(super) fn store_bytes(asset: &Asset<'_>, format: Format, ranges: &[ByteRange]) -> Option<Vec<u8>> {
    if format == Format::Jpeg {
        let mut stores = ranges.iter().filter_map(|range| {
            let header = read_at(asset, range.start, 32)?;
            let length = u64::from(u32::from_be_bytes(header.get(12..16)?.try_into().ok()?));
            from_segments(&read_at(asset, range.start, length + length / 200 + 64)?)
        });
        return stores.next().filter(|_| stores.next().is_none());
    }
    match asset.bytes() {
        Some(bytes) => c2pa::jumbf_io::load_jumbf_from_stream(format.mime(), &mut Cursor::new(bytes)).ok(),
        None => c2pa::jumbf_io::load_jumbf_from_stream(format.mime(), &mut File::open(asset.path).ok()?).ok(),
    }
}

/// Whether a range holds nothing but the store and what its container puts around it.
pub(super) fn is_within(asset: &Asset<'_>, format: Format, range: ByteRange, store: &[u8]) -> bool {
    let first = range.start.saturating_sub(MAX_HEADER_BYTES);
    (first..=range.start).rev().any(|start| {
        length_at(asset, format, start, store)
            .is_some_and(|length| range.start.saturating_add(range.length) <= start.saturating_add(length))
    })
}

/// The length of the store with its container around it, if that begins exactly at `start`.
pub(super) fn length_at(asset: &Asset<'_>, format: Format, start: u64, store: &[u8]) -> Option<u64> {
    // The longest form is base64, a third longer; segment and block headers take under 1 in 200.
    let limit = store.len() as u64 * 4 / 3 + store.len() as u64 / 200 + 64;
    let bytes = read_at(asset, start, limit)?;
    let length = match format {
        Format::Jpeg => in_segments(&bytes, store),
        Format::Png => framed(&bytes, store, &(u32::try_from(store.len()).ok()?).to_be_bytes(), b"caBX", 4),
        Format::WebP | Format::Wav | Format::Avi => {
            framed(&bytes, store, b"C2PA", &(u32::try_from(store.len()).ok()?).to_le_bytes(), store.len() % 2)
        }
        Format::Gif => in_sub_blocks(&bytes, store),
        Format::Svg => in_base64(&bytes, store),
        _ => bytes.starts_with(store).then_some(store.len()),
    };
    length.map(|length| length as u64)
}

/// Up to so many bytes.
fn read_at<'a>(asset: &Asset<'a>, start: u64, limit: u64) -> Option<Cow<'a, [u8]>> {
    asset.read_at(start, limit.min(MAX_STORE_BYTES))
}

/// Two words of four bytes, the store, and `tail` bytes (a checksum or padding).
fn framed(bytes: &[u8], store: &[u8], first: &[u8; 4], second: &[u8; 4], tail: usize) -> Option<usize> {
    let rest = bytes.strip_prefix(first)?.strip_prefix(second)?.strip_prefix(store)?;
    (rest.len() >= tail).then_some(8 + store.len() + tail)
}

/// APP11 segments of one JPEG XT box (ISO/IEC 18477-3): marker, length, `JP`, instance, sequence number, and from
/// the second on the box's header again.
fn in_segments(bytes: &[u8], mut store: &[u8]) -> Option<usize> {
    let box_header = store.get(..8)?;
    let mut at = 0;
    while !store.is_empty() {
        let [0xff, 0xeb, high, low] = bytes.get(at..at + 4)? else { return None };
        let end = at + 2 + usize::from(u16::from_be_bytes([*high, *low]));
        let content = bytes.get(at + 4..end)?.strip_prefix(b"JP")?.get(6..)?;
        let content = if at == 0 { content } else { content.strip_prefix(box_header)? };
        // An empty segment would be a way to add anything without end.
        store = store.strip_prefix(content).filter(|_| !content.is_empty())?;
        at = end;
    }
    Some(at)
}

/// The C2PA store in the APP11 segments at the start of `bytes`, as long as its own header says.
fn from_segments(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut store = Vec::new();
    let mut at = 0;
    loop {
        let [0xff, 0xeb, high, low] = bytes.get(at..at + 4)? else { return None };
        let end = at + 2 + usize::from(u16::from_be_bytes([*high, *low]));
        let content = bytes.get(at + 4..end)?.strip_prefix(b"JP")?.get(6..)?;
        store.extend_from_slice(if at == 0 { content } else { content.get(8..)? });
        at = end;
        let length = u32::from_be_bytes(store.get(..4)?.try_into().ok()?) as usize;
        let is_store = store.get(4..8)? == b"jumb" && store.get(16..20)? == b"c2pa";
        if !is_store || store.len() > length {
            return None;
        }
        if store.len() == length {
            return Some(store);
        }
    }
}

/// A GIF application extension: introducer, name, sub-blocks, terminator.
fn in_sub_blocks(bytes: &[u8], mut store: &[u8]) -> Option<usize> {
    bytes.strip_prefix(b"\x21\xff\x0bC2PA_GIF")?;
    let mut at = 14;
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1;
        if length == 0 {
            return store.is_empty().then_some(at);
        }
        store = store.strip_prefix(bytes.get(at..at + length)?)?;
        at += length;
    }
}

fn in_base64(bytes: &[u8], store: &[u8]) -> Option<usize> {
    let encoded = STANDARD.encode(store);
    bytes.starts_with(encoded.as_bytes()).then_some(encoded.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_hold_the_store_and_nothing_else() {
        let store = b"\0\0\0\x14jumb0123456789ab";
        let segment = |content: &[u8]| {
            let length = (content.len() + 10) as u16;
            [&[0xff, 0xeb][..], &length.to_be_bytes(), b"JP", &[0, 1, 0, 0, 0, 1], content].concat()
        };
        let one = segment(store);
        assert_eq!(in_segments(&one, store), Some(one.len()));
        let two = [segment(&store[..12]), segment(&[&store[..8], &store[12..]].concat())].concat();
        assert_eq!(in_segments(&two, store), Some(two.len()));
        let gap = [segment(&store[..12]), segment(b""), segment(&[&store[..8], &store[12..]].concat())].concat();
        assert_eq!(in_segments(&gap, store), None);
        assert_eq!(in_segments(&segment(b"\0\0\0\x14jumbsomething."), store), None);
        assert_eq!(in_segments(&one[..one.len() - 1], store), None);
    }

    #[test]
    fn frames_hold_the_store_and_their_checksum() {
        let png = [&5u32.to_be_bytes()[..], b"caBX", b"store", &[1, 2, 3, 4], b"more"].concat();
        assert_eq!(framed(&png, b"store", &5u32.to_be_bytes(), b"caBX", 4), Some(17));
        assert_eq!(framed(&png, b"other", &5u32.to_be_bytes(), b"caBX", 4), None);
        assert_eq!(in_sub_blocks(b"\x21\xff\x0bC2PA_GIF\x01\0\0\x03abc\x02de\0", b"abcde"), Some(22));
        assert_eq!(in_sub_blocks(b"\x21\xff\x0bC2PA_GIF\x01\0\0\x03abc\x02de\x01f\0", b"abcde"), None);
    }
}
