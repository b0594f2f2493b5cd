//! RIFF chunks of WebP, WAV and AVI: size, EXIF, XMP, INFO texts. Jumps over pictures and sound.

use super::bound::Chain;
use super::collect::{Collector, decode_text};
use super::exif::{self, Place};
use super::source::{Source, array, le16, le32};
use super::{limits, xmp};
use crate::provenance::report::MetadataStore;

/// Collects the chunks of the RIFF file.
pub(crate) fn collect(source: &mut Source<'_>, into: &mut Collector) {
    let end = source.u32_le(4).map_or(0, |length| u64::from(length) + 8).min(source.len());
    if end < source.u32_le(4).map_or(0, |length| u64::from(length) + 8) {
        into.note("media-note-cut-short");
    }
    walk(source, 12, end, 0, into);
}

fn next_chunk(source: &mut Source<'_>, at: &mut u64) -> Option<([u8; 4], u64, u32)> {
    if !source.step() {
        return None;
    }
    let head = source.bytes_ahead(*at, 8, 64)?;
    let (kind, length) = (array(head, 0)?, le32(head, 4)?);
    let start = *at + 8;
    *at = start + u64::from(length) + u64::from(length % 2);
    Some((kind, start, length))
}

fn walk(source: &mut Source<'_>, from: u64, end: u64, depth: u8, into: &mut Collector) {
    let mut at = from;
    let mut chain = Chain::new();
    while at < end
        && let Some((kind, start, length)) = next_chunk(source, &mut at)
    {
        let is_small = length as usize <= limits::XMP_BYTES;
        let leads = into.step(&mut chain, source.origin(), start - 8, 8);
        match &kind {
            b"LIST" if depth < 3 => {
                let inner = start + u64::from(length);
                let leads = leads && into.binds(source.origin(), start, 4);
                into.within(leads, |into| match source.bytes(start, 4) {
                    Some(b"INFO") => info(source, start + 4, inner, into),
                    Some(b"hdrl") => walk(source, start + 4, inner, depth + 1, into),
                    _ => {}
                });
            }
            b"VP8X" | b"VP8 " | b"VP8L" | b"avih" => size(source, &kind, start, into),
            b"EXIF" if is_small => {
                let leads = leads && into.binds(source.origin(), start, 6);
                let origin = source.origin().from(start);
                if let Some(bytes) = source.bytes(start, length as usize) {
                    let header = if bytes.starts_with(b"Exif\0\0") { 6 } else { 0 };
                    let block = bytes.get(header..).unwrap_or_default().to_vec();
                    let mut block = Source::placed(&block, origin.from(header as u64));
                    into.within(leads, |into| exif::collect(&mut block, 0, Place::Block, into));
                }
            }
            b"XMP " | b"_PMX" if is_small => {
                let is_bound = leads && into.binds(source.origin(), start, u64::from(length));
                let place = source.origin().range(start, u64::from(length));
                if let Some(bytes) = source.bytes(start, length as usize) {
                    into.reading(is_bound, place, |into| xmp::collect(bytes, into));
                }
            }
            _ => {}
        }
    }
}

fn size(source: &mut Source<'_>, kind: &[u8; 4], start: u64, into: &mut Collector) {
    let Some(bytes) = source.up_to(start, 40) else { return };
    let sides = match kind {
        b"VP8X" => bytes.get(4..7).zip(bytes.get(7..10)).map(|(width, height)| {
            let side = |three: &[u8]| three.iter().rev().fold(0u32, |sum, &b| sum << 8 | u32::from(b)) + 1;
            (side(width), side(height))
        }),
        b"VP8 " => le16(bytes, 6).zip(le16(bytes, 8)).map(|(w, h)| (u32::from(w & 0x3FFF), u32::from(h & 0x3FFF))),
        b"VP8L" => le32(bytes, 1).map(|bits| ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)),
        _ => le32(bytes, 32).zip(le32(bytes, 36)),
    };
    if let Some((width, height)) = sides {
        into.dimensions(width, height);
    }
}

fn info(source: &mut Source<'_>, from: u64, end: u64, into: &mut Collector) {
    let mut at = from;
    let mut chain = Chain::new();
    while at < end
        && let Some((kind, start, length)) = next_chunk(source, &mut at)
    {
        let leads = into.step(&mut chain, source.origin(), start - 8, 8);
        let is_bound = leads && into.binds(source.origin(), start, u64::from(length));
        let place = source.origin().range(start, u64::from(length));
        let length = (length as usize).min(limits::TEXT_BYTES);
        if let Some(bytes) = source.bytes(start, length) {
            let text = decode_text(bytes);
            into.reading(is_bound, place, |into| into.field(MetadataStore::Container, decode_text(&kind), &text));
        }
    }
}
