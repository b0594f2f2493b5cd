//! Which bytes of a file are no coded picture or stream, so that a find of four bytes in them is no chance. A rough
//! reading of its own: where it cannot follow a file, all of it counts. Never decides anything.

use crate::media::jpeg::next_segment;
use crate::media::source::{Source, be16, be32, be64, le32};
use crate::provenance::format::Format;

/// The bytes that are not coded, with a zero between the parts.
pub(super) fn bare(bytes: &[u8], format: Format) -> Vec<u8> {
    let coded = match format {
        Format::Jpeg => jpeg(bytes),
        Format::Png => chunks(bytes, 8, |head| be32(head, 0), (8, 12), &[b"IDAT", b"fdAT", b"iCCP"], 4),
        Format::WebP => chunks(bytes, 12, |head| le32(head, 4), (8, 8), &[b"VP8 ", b"VP8L", b"ALPH", b"ANMF"], 0),
        Format::Wav | Format::Avi => chunks(bytes, 12, |head| le32(head, 4), (8, 8), &[b"data"], 0),
        Format::Mp4 | Format::Mov | Format::M4a | Format::Heic | Format::Heif | Format::Avif | Format::Jxl => {
            boxes(bytes)
        }
        _ => Vec::new(),
    };
    let (mut out, mut at) = (Vec::new(), 0);
    for (from, to) in coded {
        out.extend_from_slice(bytes.get(at..from).unwrap_or_default());
        out.push(0);
        at = to.max(at);
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

/// The coded data of each scan of the first picture; what comes behind its end is not coded.
fn jpeg(bytes: &[u8]) -> Vec<(usize, usize)> {
    let (mut found, mut source, mut at) = (Vec::new(), Source::memory(bytes), 2);
    loop {
        while next_segment(&mut source, &mut at).is_some() {}
        let Some(start) = usize::try_from(at).ok().and_then(|at| scan_at(bytes, at)) else { return found };
        let Some(data) = bytes.get(start..) else { return found };
        // A zero behind 0xFF is part of the data, and so are restart markers (ITU-T T.81 B.1.1).
        let is_end = |at: &usize| !matches!(data.get(at + 1), Some(0 | 0xD0..=0xD7));
        let end = start + memchr::memchr_iter(0xFF, data).find(is_end).unwrap_or(data.len());
        found.push((start, end));
        at = end as u64;
    }
}

/// Where the data of the scan begins whose header is here, if one is.
fn scan_at(bytes: &[u8], at: usize) -> Option<usize> {
    let head = bytes.get(at..).filter(|rest| rest.starts_with(&[0xFF, 0xDA]))?;
    Some(at + 2 + usize::from(be16(head, 2)?))
}

/// The contents of chunks of these kinds; `extra` is what a chunk has before its content, and besides it.
fn chunks(
    bytes: &[u8],
    mut at: usize,
    length: fn(&[u8]) -> Option<u32>,
    (before, extra): (usize, usize),
    kinds: &[&[u8; 4]],
    kind_at: usize,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    while let Some(head) = bytes.get(at..at + 8) {
        let Some(size) = length(head).and_then(|size| usize::try_from(size).ok()) else { break };
        // RIFF pads its chunks to an even length; PNG has a checksum and no pad.
        let whole = if kind_at == 0 { size + size % 2 } else { size };
        if kinds.iter().any(|kind| head.get(kind_at..kind_at + 4) == Some(&kind[..])) {
            found.push((at + before, (at + before + size).min(bytes.len())));
        }
        at += extra + whole;
    }
    found
}

/// The contents of boxes that hold nothing but media data.
fn boxes(bytes: &[u8]) -> Vec<(usize, usize)> {
    let (mut found, mut at) = (Vec::new(), 0usize);
    while let Some(head) = bytes.get(at..at + 8) {
        let size = match be32(head, 0) {
            Some(0) => Some(bytes.len() - at),
            Some(1) => be64(bytes, at + 8).and_then(|size| usize::try_from(size).ok()),
            size => size.and_then(|size| usize::try_from(size).ok()),
        };
        let Some(end) = size.filter(|size| *size >= 8).and_then(|size| at.checked_add(size)) else { break };
        if matches!(head.get(4..), Some(b"mdat" | b"jxlc" | b"jxlp")) {
            found.push((at + 8, end.min(bytes.len())));
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_coded_is_left_out_and_nothing_else() {
        let chunk =
            |kind: &[u8; 4], data: &[u8]| [&(data.len() as u32).to_be_bytes()[..], kind, data, &[9; 4]].concat();
        let png = [&[8; 8][..], &chunk(b"tEXt", b"words"), &chunk(b"IDAT", b"CODED"), &chunk(b"IEND", b"")].concat();
        let riff = |kind: &[u8; 4], data: &[u8]| [kind, &(data.len() as u32).to_le_bytes()[..], data, &[0]].concat();
        let webp = [&[8; 12][..], &riff(b"VP8L", b"CODED"), &riff(b"EXIF", b"words")].concat();
        let part = |kind: &[u8; 4], data: &[u8]| [&(data.len() as u32 + 8).to_be_bytes()[..], kind, data].concat();
        let mp4 = [part(b"ftyp", b"isom"), part(b"mdat", b"CODED"), part(b"moov", b"words")].concat();
        let scan = b"\xFF\xDA\0\x03.CODED\xFF\0CODED\xFF\xD3CODED";
        let words = b"\xFF\xFE\0\x07words";
        let jpeg = [&b"\xFF\xD8"[..], words, &scan[..], words, scan, b"\xFF\xD9more"].concat();
        for (bytes, format) in
            [(png, Format::Png), (webp, Format::WebP), (mp4, Format::Mp4), (jpeg.clone(), Format::Jpeg)]
        {
            let left = bare(&bytes, format);
            let holds = |text: &[u8]| memchr::memmem::find(&left, text).is_some();
            assert!(holds(b"words") && !holds(b"CODED"), "{format:?}");
        }
        assert_eq!(bare(&jpeg, Format::Tiff), jpeg);
        // A second picture behind the end, or a scan without an end, hides nothing.
        let second = [&jpeg[..], &jpeg].concat();
        assert!(memchr::memmem::find(&bare(&second, Format::Jpeg), b"moreCODED").is_none());
        assert!(memchr::memmem::find(&bare(&second, Format::Jpeg), b"CODED").is_some());
        for end in 0..jpeg.len() {
            for format in [Format::Jpeg, Format::Png, Format::WebP, Format::Mp4] {
                let _ = bare(&jpeg[..end], format);
            }
        }
    }
}
