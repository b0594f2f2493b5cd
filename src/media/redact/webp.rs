//! WebP (RFC 9649): chunks that go are left out, EXIF and XMP are treated where they stand, sizes and flags are mended,
//! the picture's own chunks are copied as they are. Never decodes.

use super::edits::without;
use super::{Draft, Found, Piece, Plan, RedactError, exif, icc, inside, xmp};
use crate::media::source::{Source, array, le32};
use crate::media::{limits, redact::RESIDUE_BYTES};
use crate::provenance::redaction::{Fate, Group, Mode};

/// Bits of the first byte of `VP8X` (RFC 9649 §2.7).
const EXIF_FLAG: u8 = 0x08;
const XMP_FLAG: u8 = 0x04;
const ANIMATION_FLAG: u8 = 0x02;
const ALPHA_FLAG: u8 = 0x10;
const PROFILE_FLAG: u8 = 0x20;
/// Bytes of a frame before its chunks.
const FRAME_BYTES: u64 = 16;
/// Chunks of one file, those of frames included.
const CHUNKS: usize = 100_000;

/// Plans the copy of a WebP.
pub(crate) fn plan(source: &mut Source<'_>, draft: Draft<'_>) -> Result<Plan, RedactError> {
    source.allow_bytes(256 << 20);
    let len = source.len();
    let head: [u8; 12] = source.bytes(0, 12).and_then(|head| array(head, 0)).ok_or_else(|| broken(0))?;
    let end = le32(&head, 4).map(|size| u64::from(size) + 8).filter(|end| *end <= len).ok_or_else(|| broken(4))?;
    if !head.starts_with(b"RIFF") || !head.ends_with(b"WEBP") || end < 12 {
        return Err(broken(0));
    }
    let mut walk = Walk {
        draft,
        removed: Vec::new(),
        orientation: None,
        header: None,
        stays: 0,
        chunks: 0,
        seen: Vec::new(),
        has_alpha: false,
        has_picture: false,
    };
    let mut at = 12;
    while at < end {
        let chunk = walk.next(source, at, end)?;
        walk.chunk(source, &chunk)?;
        at = chunk.end;
    }
    if end < len {
        walk.trailer(source, end, len - end);
    }
    Ok(walk.finish(len, end))
}

/// A chunk: where its header stands, where its content begins, and where it ends with its pad byte.
struct Chunk {
    kind: [u8; 4],
    at: u64,
    length: u64,
    end: u64,
}

struct Walk<'a> {
    draft: Draft<'a>,
    /// Ranges that the copy does not have, in order.
    removed: Vec<(u64, u64)>,
    orientation: Option<u16>,
    /// Where `VP8X` begins and its first content byte.
    header: Option<(u64, u8)>,
    /// Flags of the parts that the copy has.
    stays: u8,
    chunks: usize,
    /// Kinds of which there has been one.
    seen: Vec<[u8; 4]>,
    has_alpha: bool,
    has_picture: bool,
}

impl Walk<'_> {
    fn next(&mut self, source: &mut Source<'_>, at: u64, end: u64) -> Result<Chunk, RedactError> {
        self.chunks += 1;
        if self.chunks > CHUNKS || self.draft.is_full() {
            return Err(RedactError::TooLarge { limit: "chunks" });
        }
        let head: [u8; 8] = source.bytes(at, 8).and_then(|head| array(head, 0)).ok_or_else(|| broken(at))?;
        let kind = array(&head, 0).ok_or_else(|| broken(at))?;
        let length = le32(&head, 4).map(u64::from).ok_or_else(|| broken(at))?;
        let content = at + 8 + length;
        // Some writers leave out the last pad byte.
        if content > end {
            return Err(broken(at));
        }
        let chunk = Chunk { kind, at, length, end: (content + length % 2).min(end) };
        if self.draft.policy.mode == Mode::Rebuild && chunk.end > content {
            self.draft.edits.zero(content, 1);
        }
        Ok(chunk)
    }

    fn chunk(&mut self, source: &mut Source<'_>, chunk: &Chunk) -> Result<(), RedactError> {
        let rebuild = self.draft.policy.mode == Mode::Rebuild;
        let flags = self.header.map_or(0, |(_, flags)| flags);
        let is_new = !self.seen.contains(&chunk.kind);
        self.seen.push(chunk.kind);
        match &chunk.kind {
            b"ANIM" if chunk.length == 6 && flags & ANIMATION_FLAG != 0 && is_new => Ok(()),
            // One picture is shown; a second one, or what is put before or behind it under its name, is not.
            b"ALPH" if flags & ALPHA_FLAG != 0 && !self.has_picture && !self.has_alpha => {
                self.has_alpha = true;
                Ok(())
            }
            b"VP8 " | b"VP8L" if !self.has_picture => {
                self.has_picture = true;
                coded(source, chunk)
            }
            b"ICCP" if flags & PROFILE_FLAG != 0 && is_new && !self.has_picture => {
                let profile = content(source, chunk)?;
                if let Some(made) = icc::redacted(&profile, chunk.at + 8, &mut self.draft)? {
                    self.draft.edits.replace(chunk.at + 8, made);
                }
                Ok(())
            }
            b"VP8X" if chunk.at == 12 => {
                let flags = source.u8(chunk.at + 8).filter(|_| chunk.length == 10).ok_or_else(|| broken(chunk.at))?;
                self.header = Some((chunk.at, flags));
                Ok(())
            }
            b"ANMF" if flags & ANIMATION_FLAG != 0 => self.frame(source, chunk),
            b"EXIF" => {
                let bytes = content(source, chunk)?;
                // Some writers put the prefix that JPEG has before the block.
                let skip = if bytes.starts_with(b"Exif\0\0") { 6 } else { 0 };
                let block = bytes.get(skip..).unwrap_or_default();
                self.orientation = self.orientation.or_else(|| exif::orientation(block));
                exif::in_place(block, chunk.at + 8 + skip as u64, "EXIF", &mut self.draft)?;
                self.packet(chunk, EXIF_FLAG, rebuild);
                Ok(())
            }
            b"XMP " => {
                let packet = content(source, chunk)?;
                xmp::in_place(&packet, chunk.at + 8, &mut self.draft);
                self.packet(chunk, XMP_FLAG, rebuild);
                Ok(())
            }
            _ => {
                self.unknown(source, chunk);
                Ok(())
            }
        }
    }

    /// A metadata chunk that was treated in place, or goes because a fresh one takes its place.
    fn packet(&mut self, chunk: &Chunk, flag: u8, rebuild: bool) {
        if rebuild {
            self.removed.push((chunk.at, chunk.end - chunk.at));
        } else {
            self.stays |= flag;
        }
    }

    /// A frame of an animation has chunks of its own.
    fn frame(&mut self, source: &mut Source<'_>, frame: &Chunk) -> Result<(), RedactError> {
        let end = frame.at + 8 + frame.length;
        let mut at = frame.at + 8 + FRAME_BYTES;
        if at > end {
            return Err(broken(frame.at));
        }
        let (mut gone, mut has_picture, mut has_alpha) = (0, false, false);
        while at < end {
            let chunk = self.next(source, at, end)?;
            // One picture and what is clear of it, as in the file itself.
            let is_shown = match &chunk.kind {
                b"ALPH" => !has_picture && !std::mem::replace(&mut has_alpha, true),
                b"VP8 " | b"VP8L" => !std::mem::replace(&mut has_picture, true),
                _ => false,
            };
            if is_shown && has_picture {
                coded(source, &chunk)?;
            } else if !is_shown && self.unknown(source, &chunk) {
                gone += chunk.end - chunk.at;
            }
            at = chunk.end;
        }
        if gone > 0 {
            self.draft.edits.replace(frame.at + 4, size_of(frame.length - gone));
        }
        Ok(())
    }

    /// A chunk that is not the picture's; true when it goes.
    fn unknown(&mut self, source: &mut Source<'_>, chunk: &Chunk) -> bool {
        let size = usize::try_from(chunk.length).unwrap_or(usize::MAX).min(RESIDUE_BYTES);
        let bytes = source.bytes(chunk.at + 8, size).map(<[u8]>::to_vec).unwrap_or_default();
        let tag = String::from_utf8_lossy(&chunk.kind).into_owned();
        let is_store = &chunk.kind == b"C2PA";
        let credentials = crate::locale::text("found-credentials");
        let found = Found {
            store: "WebP",
            group: if is_store { Group::Credentials } else { Group::Unknown },
            tag: &tag,
            name: if is_store { credentials } else { &tag },
            value: "",
            at: chunk.at,
            length_bytes: chunk.end - chunk.at,
            raw: &bytes,
        };
        let goes = if is_store { self.draft.decided(found, Fate::Dropped) } else { self.draft.found(found) };
        if goes {
            self.removed.push((chunk.at, chunk.end - chunk.at));
        }
        goes
    }

    fn trailer(&mut self, source: &mut Source<'_>, at: u64, length_bytes: u64) {
        let head = source.up_to(at, 64).map(<[u8]>::to_vec).unwrap_or_default();
        let found = Found {
            store: crate::locale::text("found-behind-picture"),
            group: Group::EmbeddedPictures,
            tag: "trailer",
            name: crate::locale::text("found-trailer"),
            value: "",
            at,
            length_bytes,
            raw: &head,
        };
        if self.draft.found(found) {
            self.removed.push((at, length_bytes));
        } else {
            inside::trailer(source, at, &mut self.draft);
        }
    }

    /// Mends the flags and the file's size, and puts a fresh EXIF chunk at the end where the picture needs one.
    fn finish(mut self, len: u64, end: u64) -> Plan {
        let rebuild = self.draft.policy.mode == Mode::Rebuild;
        let fresh = exif::minimal(self.orientation).filter(|_| rebuild && self.header.is_some()).map(|block| {
            let mut chunk = b"EXIF".to_vec();
            chunk.extend(size_of(block.len() as u64));
            chunk.extend(&block);
            chunk.resize(chunk.len() + block.len() % 2, 0);
            chunk
        });
        if let Some((at, flags)) = self.header {
            let stays = if fresh.is_some() { EXIF_FLAG } else { self.stays };
            let mended = (flags & !(EXIF_FLAG | XMP_FLAG)) | (flags & self.stays) | (stays & EXIF_FLAG);
            if mended != flags {
                self.draft.edits.replace(at + 8, vec![mended]);
            }
            if rebuild {
                self.draft.edits.zero(at + 9, 3);
            }
        }
        let gone: u64 = self.removed.iter().filter(|(at, _)| *at < end).map(|(_, length)| length).sum();
        let added = fresh.as_ref().map_or(0, |chunk| chunk.len() as u64);
        if gone > 0 || added > 0 {
            self.draft.edits.replace(4, size_of(end - 8 - gone + added));
        }
        let mut pieces = without(self.draft.edits.clone().into_pieces(len), &self.removed);
        // Under the strict preset nothing follows the picture, so that the end of the pieces is that of the RIFF.
        pieces.extend(fresh.map(Piece::Bytes));
        self.draft.with_pieces(pieces)
    }
}

/// Errors: this is no picture, though a decoder would take it for one (RFC 6386 §9.1; RFC 9649 §3.4).
fn coded(source: &mut Source<'_>, chunk: &Chunk) -> Result<(), RedactError> {
    let head = source.up_to(chunk.at + 8, 6).unwrap_or_default();
    let is_picture = match &chunk.kind {
        b"VP8L" => head.starts_with(&[0x2F]),
        _ => head.ends_with(&[0x9D, 0x01, 0x2A]) && head.first().is_some_and(|first| first & 1 == 0),
    };
    if is_picture { Ok(()) } else { Err(broken(chunk.at)) }
}

fn content(source: &mut Source<'_>, chunk: &Chunk) -> Result<Vec<u8>, RedactError> {
    let size = usize::try_from(chunk.length).unwrap_or(usize::MAX);
    if size > limits::EXIF_BYTES {
        return Err(RedactError::TooLarge { limit: "one chunk" });
    }
    source.bytes(chunk.at + 8, size).map(<[u8]>::to_vec).ok_or_else(|| broken(chunk.at))
}

fn size_of(length: u64) -> Vec<u8> {
    u32::try_from(length).unwrap_or_default().to_le_bytes().to_vec()
}

fn broken(at: u64) -> RedactError {
    RedactError::Malformed { at, reason: "a WebP chunk" }
}
