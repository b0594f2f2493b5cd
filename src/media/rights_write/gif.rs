//! Rights in the XMP block of a GIF (XMP part 3 §1.1.2). Never touches a frame; GIF has no place for EXIF or IIM.

use super::{RightsPlan, RightsWriteError, bytes, jpeg, xmp};
use crate::media::source::Source;
use crate::provenance::rights_statement::RightsStatement;

const XMP: &[u8] = b"\x21\xFF\x0BXMP DataXMP";
/// Behind a packet: bytes that lead every reader of sub-blocks to the end.
const MAGIC_BYTES: u64 = 258;
/// Reading goes on in pieces of this size.
const AHEAD: usize = 64 << 10;
/// Blocks of one file.
const BLOCKS: usize = 1_000_000;

pub(super) fn plan(source: &mut Source<'_>, said: &RightsStatement) -> Result<RightsPlan, RightsWriteError> {
    source.allow_bytes(1 << 30);
    let (old, end) = survey(source)?;
    let packet = xmp::set(old.as_ref().map(|(_, _, packet)| packet.as_slice()), said)?;
    let mut block = XMP.to_vec();
    block.extend(packet);
    block.push(1);
    block.extend((0..=u8::MAX).rev());
    block.push(0);
    let (at, length) = old.map_or((end, 0), |(at, length, _)| (at, length));
    // Blocks of applications came with the second version of the format (GIF89a §26).
    let changes = vec![(3, 3, b"89a".to_vec()), (at, length, block)];
    Ok(RightsPlan { pieces: jpeg::pieces(changes, source.len()), stores: vec!["XMP".to_owned()] })
}

/// The XMP block, with its place and length, and where the last byte of the GIF stands.
#[allow(clippy::type_complexity, reason = "used once")]
fn survey(source: &mut Source<'_>) -> Result<(Option<(u64, u64, Vec<u8>)>, u64), RightsWriteError> {
    let malformed = |reason| RightsWriteError::Malformed { reason };
    let cut_off = || malformed("the GIF is cut off");
    let flags = match source.bytes(0, 13) {
        Some(head) if head.starts_with(b"GIF8") => head.get(10).copied().unwrap_or_default(),
        _ => return Err(malformed("no GIF header")),
    };
    let mut old = None;
    let mut at = 13 + color_table(flags);
    for _ in 0..BLOCKS {
        let head = source.up_to(at, XMP.len()).ok_or_else(cut_off)?.to_vec();
        at = match head.first() {
            Some(0x3B) => return Ok((old, at)),
            Some(0x21) if head == XMP => {
                let end = sub_blocks(source, at + 2).ok_or_else(cut_off)?;
                let start = at + XMP.len() as u64;
                let length = end.checked_sub(start + MAGIC_BYTES).ok_or_else(cut_off)?;
                if old.is_some() {
                    return Err(malformed("two XMP blocks"));
                }
                old = Some((at, end - at, bytes(source, start, length)?));
                end
            }
            Some(0x21) if head.get(3..11) == Some(b"C2PA_GIF") => {
                return Err(RightsWriteError::Variant { what: "signed GIF" });
            }
            Some(0x21) => sub_blocks(source, at + 2).ok_or_else(cut_off)?,
            Some(0x2C) => {
                let flags = source.bytes_ahead(at, 11, AHEAD).and_then(|head| head.get(9).copied());
                let table = color_table(flags.ok_or_else(cut_off)?);
                sub_blocks(source, at + 11 + table).ok_or_else(cut_off)?
            }
            _ => return Err(malformed("a GIF block")),
        };
    }
    Err(malformed("too many GIF blocks"))
}

/// Where the sub-blocks that begin at `at` end.
fn sub_blocks(source: &mut Source<'_>, mut at: u64) -> Option<u64> {
    loop {
        let length = source.bytes_ahead(at, 1, AHEAD)?.first().copied()?;
        at += 1 + u64::from(length);
        if length == 0 {
            return Some(at);
        }
    }
}

fn color_table(flags: u8) -> u64 {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}
