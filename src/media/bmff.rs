//! ISO base media boxes (ISO/IEC 14496-12): MP4, MOV, M4A, HEIF, AVIF, CR3 and JPEG XL containers. Steps from
//! header to header; never reads media data.

use super::bound::{Chain, Origin};
use super::collect::{Collector, decode_text};
use super::exif::{self, Place};
use super::source::{Source, array, be16, be32, be64};
use super::{heif, limits, xmp};
use crate::provenance::report::{ByteRange, MetadataStore};

/// `uuid` of XMP (XMP part 3 §1.2.5).
const XMP_UUID: [u8; 16] =
    [0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC];
/// `uuid` in which Canon CR3 keeps its directories.
pub(crate) const CANON_UUID: [u8; 16] =
    [0x85, 0xC0, 0xB6, 0x87, 0x82, 0x0F, 0x11, 0xE0, 0x81, 0x11, 0xF4, 0xCE, 0x46, 0x2B, 0x6A, 0x48];

/// One box: where it begins, and where its content stands and ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bx {
    pub kind: [u8; 4],
    pub at: u64,
    pub start: u64,
    pub end: u64,
}

impl Bx {
    /// Length of the content in bytes.
    pub(crate) fn length(&self) -> usize {
        usize::try_from(self.end - self.start).unwrap_or(usize::MAX)
    }

    /// Whether its length and kind are bound, when it is the next of a chain.
    fn leads(&self, source: &Source<'_>, chain: &mut Chain, into: &Collector) -> bool {
        into.step(chain, source.origin(), self.at, self.start - self.at)
    }

    /// Whether every byte of it is bound.
    pub(crate) fn is_bound(&self, source: &Source<'_>, into: &Collector) -> bool {
        into.binds(source.origin(), self.at, self.end - self.at)
    }

    /// Where it stands in the file.
    fn range(&self, source: &Source<'_>) -> Option<ByteRange> {
        source.origin().range(self.at, self.end - self.at)
    }

    /// The content, if it is at most `max` bytes long.
    pub(crate) fn content<'s>(&self, source: &'s mut Source<'_>, max: usize) -> Option<&'s [u8]> {
        if self.length() > max { None } else { source.bytes(self.start, self.length()) }
    }
}

/// The box at `at`, which is moved past it; `None` at the end or where no box can be.
pub(crate) fn next_box(source: &mut Source<'_>, at: &mut u64, end: u64) -> Option<Bx> {
    if at.checked_add(8)? > end || !source.step() {
        return None;
    }
    let head = source.bytes_ahead(*at, 8, 512)?;
    let (size, kind) = (be32(head, 0)?, array(head, 4)?);
    let (header, size) = match size {
        0 => (8, end - *at),
        1 => (16, be64(source.bytes(*at + 8, 8)?, 0)?),
        size => (8, u64::from(size)),
    };
    let box_end = at.checked_add(size)?;
    let (from, start) = (*at, *at + header);
    if box_end < start {
        return None;
    }
    *at = box_end;
    Some(Bx { kind, at: from, start, end: box_end.min(end) })
}

/// Collects everything of the file.
pub(crate) fn collect(source: &mut Source<'_>, into: &mut Collector) {
    let end = source.len();
    let mut at = 0;
    let mut chain = Chain::new();
    while let Some(bx) = next_box(source, &mut at, end) {
        let leads = bx.leads(source, &mut chain, into);
        into.within(leads, |into| match &bx.kind {
            b"moov" => movie(source, &bx, into),
            b"meta" => heif::collect(source, &bx, into),
            b"uuid" => uuid(source, &bx, into),
            b"Exif" | b"xml " | b"brob" => jxl_box(source, &bx, into),
            _ => {}
        });
    }
    if at > end {
        into.note("media-note-cut-short");
    }
}

/// Steps through the children of a box.
pub(crate) fn children(source: &mut Source<'_>, from: u64, end: u64, mut each: impl FnMut(&mut Source<'_>, &Bx)) {
    let mut at = from;
    while let Some(bx) = next_box(source, &mut at, end) {
        each(source, &bx);
    }
}

/// Steps through the children of a box and collects from each; what leads to a child decides how it reads.
fn collect_children(
    source: &mut Source<'_>,
    from: u64,
    end: u64,
    into: &mut Collector,
    mut each: impl FnMut(&mut Source<'_>, &Bx, &mut Collector),
) {
    let mut chain = Chain::new();
    children(source, from, end, |source, bx| {
        let leads = bx.leads(source, &mut chain, into);
        into.within(leads, |into| each(source, bx, into));
    });
}

/// The same, where every byte of a child counts.
fn collect_whole_children(
    source: &mut Source<'_>,
    from: u64,
    end: u64,
    into: &mut Collector,
    mut each: impl FnMut(&mut Source<'_>, &Bx, &mut Collector),
) {
    collect_children(source, from, end, into, |source, bx, into| {
        into.reading(bx.is_bound(source, into), bx.range(source), |into| each(source, bx, into));
    });
}

fn movie(source: &mut Source<'_>, moov: &Bx, into: &mut Collector) {
    collect_children(source, moov.start, moov.end, into, |source, bx, into| match &bx.kind {
        b"mvhd" => {
            if let Some(time) = creation_time(source, bx) {
                into.reading(bx.is_bound(source, into), bx.range(source), |into| {
                    into.field(MetadataStore::Container, "CreationTime", &time);
                });
            }
        }
        b"trak" => collect_children(source, bx.start, bx.end, into, |source, bx, into| match &bx.kind {
            b"tkhd" => track_size(source, bx, into),
            b"meta" => keys(source, bx, into),
            _ => {}
        }),
        b"udta" => user_data(source, bx, into),
        b"meta" => keys(source, bx, into),
        b"uuid" => uuid(source, bx, into),
        _ => {}
    });
}

/// Seconds since 1904 (ISO/IEC 14496-12 §8.2.2) as a date; zero means not stated.
fn creation_time(source: &mut Source<'_>, bx: &Bx) -> Option<String> {
    let head = source.bytes(bx.start, 12)?;
    let seconds = if head.first() == Some(&1) { be64(head, 4)? } else { u64::from(be32(head, 4)?) };
    let since_1970 = i64::try_from(seconds).ok()?.checked_sub(2_082_844_800)?;
    if seconds == 0 {
        return None;
    }
    jiff::Timestamp::from_second(since_1970).ok().map(|at| at.to_string())
}

/// Width and height in the last eight bytes of `tkhd`, 16.16 fixed point.
fn track_size(source: &mut Source<'_>, bx: &Bx, into: &mut Collector) {
    if bx.length() < 84 {
        return;
    }
    if let (Some(width), Some(height)) = (source.u32_be(bx.end - 8), source.u32_be(bx.end - 4)) {
        into.dimensions(width >> 16, height >> 16);
    }
}

fn user_data(source: &mut Source<'_>, udta: &Bx, into: &mut Collector) {
    collect_children(source, udta.start, udta.end, into, |source, bx, into| match &bx.kind {
        b"meta" => keys(source, bx, into),
        b"XMP_" => {
            let (is_bound, place) = (bx.is_bound(source, into), bx.range(source));
            if let Some(bytes) = bx.content(source, limits::XMP_BYTES) {
                into.reading(is_bound, place, |into| xmp::collect(bytes, into));
            }
        }
        [0xA9, ..] => {
            let (is_bound, place) = (bx.is_bound(source, into), bx.range(source));
            let Some(bytes) = bx.content(source, limits::TEXT_BYTES) else { return };
            let length = be16(bytes, 0).map_or(0, usize::from);
            let text = bytes.get(4..(4 + length).min(bytes.len())).unwrap_or_default();
            into.reading(is_bound, place, |into| {
                into.field(MetadataStore::Container, text_kind(&bx.kind), &decode_text(text));
            });
        }
        _ => {}
    });
}

/// QuickTime `meta`: named keys (`keys`, `ilst`) or iTunes items.
fn keys(source: &mut Source<'_>, meta: &Bx, into: &mut Collector) {
    let mut names: Vec<String> = Vec::new();
    let mut names_bound = into.binds(source.origin(), meta.start, 12);
    let from = meta_children(source, meta);
    collect_children(source, from, meta.end, into, |source, bx, into| match &bx.kind {
        b"keys" => {
            names_bound &= bx.is_bound(source, into);
            if let Some(bytes) = bx.content(source, limits::TEXT_BYTES) {
                names = key_names(bytes);
            }
        }
        b"ilst" => collect_whole_children(source, bx.start, bx.end, into, |source, item, into| {
            let name = match usize::try_from(u32::from_be_bytes(item.kind)).ok().and_then(|n| n.checked_sub(1)) {
                Some(index) if index < names.len() => names.get(index).cloned().unwrap_or_default(),
                _ => text_kind(&item.kind),
            };
            into.within(names_bound, |into| item_value(source, item, &name, into));
        }),
        _ => {}
    });
}

/// Where the children of a `meta` box begin: QuickTime's has no version and flags.
pub(crate) fn meta_children(source: &mut Source<'_>, meta: &Bx) -> u64 {
    match source.bytes(meta.start, 8) {
        Some(bytes) if bytes.get(4..8) == Some(b"hdlr") => meta.start,
        _ => meta.start + 4,
    }
}

fn key_names(bytes: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 8;
    while let Some(length) = be32(bytes, at)
        && length > 8
        && names.len() < limits::FIELDS
        && let Some(name) = bytes.get(at + 8..at + length as usize)
    {
        names.push(decode_text(name));
        at += length as usize;
    }
    names
}

fn item_value(source: &mut Source<'_>, item: &Bx, name: &str, into: &mut Collector) {
    children(source, item.start, item.end, |source, bx| {
        if &bx.kind != b"data" {
            return;
        }
        let kind = source.u32_be(bx.start).unwrap_or(0) & 0xFF_FFFF;
        let length = bx.length().saturating_sub(8);
        let text = match kind {
            1 => source.bytes(bx.start + 8, length.min(limits::TEXT_BYTES)).map(decode_text),
            21 | 22 if length <= 8 => source
                .bytes(bx.start + 8, length)
                .map(|bytes| bytes.iter().fold(0u64, |sum, &b| sum << 8 | u64::from(b)).to_string()),
            _ => Some(super::collect::byte_count(length as u64)),
        };
        into.field(MetadataStore::Container, name, &text.unwrap_or_default());
    });
}

fn text_kind(kind: &[u8; 4]) -> String {
    super::collect::latin1(kind)
}

fn uuid(source: &mut Source<'_>, bx: &Bx, into: &mut Collector) {
    let Some(id) = source.bytes(bx.start, 16).and_then(|bytes| array::<16>(bytes, 0)) else { return };
    let content = Bx { start: bx.start + 16, ..*bx };
    if id == XMP_UUID {
        let (is_bound, place) = (bx.is_bound(source, into), bx.range(source));
        match content.content(source, limits::XMP_BYTES) {
            Some(bytes) => into.reading(is_bound, place, |into| xmp::collect(bytes, into)),
            None => into.note("media-note-xmp-large"),
        }
    } else if id == CANON_UUID {
        let leads = into.binds(source.origin(), bx.start, 16);
        let each = |source: &mut Source<'_>, bx: &Bx, into: &mut Collector| {
            let context = match &bx.kind {
                b"CMT1" => exif::Context::Tiff,
                b"CMT2" => exif::Context::Exif,
                b"CMT4" => exif::Context::Gps,
                _ => return,
            };
            if let Some(bytes) = bx.content(source, limits::EXIF_BYTES).map(<[u8]>::to_vec) {
                let mut block = Source::placed(&bytes, source.origin().from(bx.start));
                exif::collect_bare(&mut block, 0, context, into);
            }
        };
        into.within(leads, |into| collect_children(source, content.start, content.end, into, each));
    }
}

/// Metadata boxes of JPEG XL (ISO/IEC 18181-2), plain or brotli-compressed.
fn jxl_box(source: &mut Source<'_>, bx: &Bx, into: &mut Collector) {
    let Some(bytes) = bx.content(source, limits::XMP_BYTES).map(<[u8]>::to_vec) else {
        return into.note("media-note-xmp-large");
    };
    let is_bound = bx.is_bound(source, into);
    let (kind, bytes, origin) = match &bx.kind {
        b"brob" => {
            let kind: [u8; 4] = array(&bytes, 0).unwrap_or_default();
            if !matches!(&kind, b"Exif" | b"xml ") {
                return;
            }
            if !into.may_read(limits::XMP_BYTES) {
                return;
            }
            match unbrotli(bytes.get(4..).unwrap_or_default()) {
                Some(plain) => (kind, plain, Origin::made_of(bx.at, bx.end - bx.at)),
                None => return into.note("media-note-text-broken"),
            }
        }
        kind => (*kind, bytes, source.origin().from(bx.start)),
    };
    if &kind == b"Exif" {
        exif_item(&bytes, &origin, into);
    } else {
        into.reading(is_bound, bx.range(source), |into| xmp::collect(&bytes, into));
    }
}

/// EXIF after a four-byte offset to its TIFF header (ISO/IEC 23008-12 A.2.1), in bytes that stand in the file at
/// `origin`.
pub(crate) fn exif_item(bytes: &[u8], origin: &Origin, into: &mut Collector) {
    let block = exif_block(bytes).unwrap_or_default();
    let start = (bytes.len() - block.len()) as u64;
    let leads = into.binds(origin, 0, 4);
    let mut block = Source::placed(block, origin.from(start));
    into.within(leads, |into| exif::collect(&mut block, 0, Place::Block, into));
}

/// The TIFF structure in an EXIF item.
pub(crate) fn exif_block(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(4usize.checked_add(be32(bytes, 0)? as usize)?..)
}

/// Unpacks what a `brob` box holds behind the kind, up to the limit on packets.
pub(crate) fn unbrotli(bytes: &[u8]) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut plain = Vec::new();
    let limit = limits::XMP_BYTES as u64;
    brotli_decompressor::Decompressor::new(bytes, 4096).take(limit + 1).read_to_end(&mut plain).ok()?;
    (plain.len() as u64 <= limit).then_some(plain)
}
