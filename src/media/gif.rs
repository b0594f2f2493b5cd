//! GIF89a blocks: size, comments, XMP. Steps over picture data block by block, as the format demands.

use super::bound::Chain;
use super::collect::{Collector, decode_text};
use super::source::{Source, le16};
use super::{limits, xmp};
use crate::provenance::report::MetadataStore;

/// Sub-blocks are at most 255 bytes, so reading goes on in larger pieces.
const AHEAD: usize = 64 << 10;
/// Before a packet: introducer, label, length and name of the application.
const XMP_HEAD: u64 = 14;
/// Behind a packet: bytes that lead every reader of sub-blocks to the end (XMP part 3 §1.1.2).
const MAGIC_BYTES: u64 = 258;

/// Collects the blocks of the GIF.
pub(crate) fn collect(source: &mut Source<'_>, into: &mut Collector) {
    let Some(head) = source.bytes(0, 13) else { return into.note("media-note-cut-short") };
    if let (Some(width), Some(height)) = (le16(head, 6), le16(head, 8)) {
        into.dimensions(u32::from(width), u32::from(height));
    }
    let mut at = 13 + color_table(head.get(10).copied().unwrap_or(0));
    let mut chain = Chain::new();
    loop {
        let is_whole = match source.bytes_ahead(at, 1, AHEAD).and_then(|b| b.first().copied()) {
            Some(0x3B) => return,
            Some(0x21) => extension(source, &mut at, &mut chain, into),
            Some(0x2C) => {
                let from = at;
                let done = picture(source, &mut at);
                into.step(&mut chain, source.origin(), from, at - from);
                done
            }
            _ => None,
        };
        if is_whole.is_none() {
            return into.note("media-note-cut-short");
        }
    }
}

/// The XMP packet; `None` where there is none, or the file cannot be followed up to it.
pub(crate) fn packet(source: &mut Source<'_>) -> Option<Vec<u8>> {
    let mut at = 13 + color_table(*source.bytes(0, 13)?.get(10)?);
    loop {
        match source.bytes_ahead(at, 12, AHEAD)?.split_first_chunk::<3>()? {
            ([0x21, 0xFF, 0x0B], rest) if rest.starts_with(b"XMP DataX") => {
                let start = at + XMP_HEAD;
                at = start;
                sub_blocks(source, &mut at, 0)?;
                let length = usize::try_from(at.checked_sub(start + MAGIC_BYTES)?).ok()?;
                return source.bytes(start, length.min(limits::XMP_BYTES)).map(<[u8]>::to_vec);
            }
            ([0x21, ..], _) => {
                at += 2;
                sub_blocks(source, &mut at, 0)?;
            }
            ([0x2C, ..], _) => picture(source, &mut at)?,
            _ => return None,
        }
    }
}

fn color_table(flags: u8) -> u64 {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn picture(source: &mut Source<'_>, at: &mut u64) -> Option<()> {
    let flags = *source.bytes_ahead(*at, 11, AHEAD)?.get(9)?;
    *at += 11 + color_table(flags);
    sub_blocks(source, at, 0).map(|_| ())
}

fn extension(source: &mut Source<'_>, at: &mut u64, chain: &mut Chain, into: &mut Collector) -> Option<()> {
    let from = *at;
    let label = *source.bytes_ahead(*at, 2, AHEAD)?.get(1)?;
    *at += 2;
    match label {
        0xFE => {
            let text = sub_blocks(source, at, limits::TEXT_BYTES)?;
            let is_bound = into.step(chain, source.origin(), from, *at - from);
            let place = source.origin().range(from, *at - from);
            into.reading(is_bound, place, |into| into.field(MetadataStore::Container, "Comment", &decode_text(&text)));
        }
        0xFF if source.bytes_ahead(*at, 12, AHEAD)? == b"\x0BXMP DataXMP" => {
            // The packet stands there as it is; its own bytes serve as block lengths up to a magic trailer
            // (XMP part 3 §1.1.2).
            let start = *at + 12;
            *at = start;
            sub_blocks(source, at, 0)?;
            let is_bound = into.step(chain, source.origin(), from, *at - from);
            let place = source.origin().range(from, *at - from);
            let length = usize::try_from(*at - start).ok()?;
            if length > limits::XMP_BYTES {
                into.note("media-note-xmp-large");
            } else {
                let packet = source.bytes(start, length)?;
                into.reading(is_bound, place, |into| xmp::collect(packet, into));
            }
        }
        _ => {
            sub_blocks(source, at, 0)?;
            into.step(chain, source.origin(), from, *at - from);
        }
    }
    Some(())
}

/// Steps over sub-blocks, keeping at most `keep` bytes of their data.
fn sub_blocks(source: &mut Source<'_>, at: &mut u64, keep: usize) -> Option<Vec<u8>> {
    let mut kept = Vec::new();
    loop {
        if !source.step() {
            return None;
        }
        let length = *source.bytes_ahead(*at, 1, AHEAD)?.first()?;
        *at += 1;
        if length == 0 {
            return Some(kept);
        }
        if kept.len() < keep {
            kept.extend_from_slice(source.bytes_ahead(*at, usize::from(length), AHEAD)?);
        }
        *at += u64::from(length);
    }
}
