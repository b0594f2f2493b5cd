//! Packets and profiles in the chunks of a PNG: XMP in iTXt, the colour profile in iCCP, and what ImageMagick and exiftool
//! write as "Raw profile type …" in hex. Each is treated field by field like the one that stands for itself elsewhere;
//! what was compressed is compressed again. Never keeps part of what it cannot follow.

use super::photoshop::{self, Outcome};
use super::xmp::{self, any_drop};
use super::{Draft, Found, RedactError, exif, icc, png};
use crate::media::limits;
use crate::media::raw_profile::{KEYWORD, RawProfile};
use crate::provenance::redaction::{Fate, Group, Mode};

const XMP: &[u8] = b"XML:com.adobe.xmp";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const XMP_SEGMENT: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// The name of a colour profile that says nothing of the program that wrote it.
const PROFILE_NAME: &[u8] = b"icc";

/// What becomes of a packet.
pub(super) enum Packet {
    Stays,
    /// Its bytes are changed where they stand.
    InPlace,
    Gone,
    /// The chunk's data from now on.
    Instead(Vec<u8>),
}

/// A packet in a text chunk; `None` where it is no such chunk, or one that cannot be followed.
pub(super) fn packet(draft: &mut Draft<'_>, kind: [u8; 4], at: u64, data: &[u8]) -> Option<Packet> {
    let text = Text::parse(kind, data)?;
    match text.keyword {
        XMP if &kind == b"iTXt" => text.xmp(draft, at),
        keyword if keyword.starts_with(KEYWORD) => text.raw_profile(draft, at),
        _ => None,
    }
}

/// The colour profile (ISO/IEC 15948 §11.3.2.3); its data from now on, `None` where that stays as it is.
pub(super) fn colors(draft: &mut Draft<'_>, at: u64, data: &[u8]) -> Result<Option<Vec<u8>>, RedactError> {
    let name = data.split(|byte| *byte == 0).next().unwrap_or_default();
    let packed = data.get(name.len() + 2..).unwrap_or_default();
    let profile = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, limits::XMP_BYTES);
    // What cannot be unpacked cannot be followed.
    let profile = profile.unwrap_or_default();
    let made = icc::redacted(&profile, at, draft)?;
    let rebuild = draft.policy.mode == Mode::Rebuild;
    let is_named = rebuild && name != PROFILE_NAME && !draft.policy.keep_fields.contains("ICC:name");
    if is_named {
        let value = String::from_utf8_lossy(name);
        let found = Found {
            store: "ICC",
            group: Group::Software,
            tag: "ICC:name",
            name: "ProfileName",
            value: &value,
            at: at + 8,
            length_bytes: name.len() as u64,
            // A short one may stand anywhere by chance.
            raw: if name.len() >= 8 { name } else { &[] },
        };
        draft.decided(found, Fate::Dropped);
    }
    if made.is_none() && !is_named {
        return Ok(None);
    }
    let mut fresh = if is_named { PROFILE_NAME } else { name }.to_vec();
    fresh.extend([0, 0]);
    fresh.extend(miniz_oxide::deflate::compress_to_vec_zlib(&made.unwrap_or(profile), 9));
    Ok(Some(fresh))
}

/// A text chunk (ISO/IEC 15948 §11.3.3), unpacked.
struct Text<'a> {
    keyword: &'a [u8],
    /// What stands before the text.
    head: &'a [u8],
    is_packed: bool,
    /// It has a language or a keyword in another one.
    says_more: bool,
    plain: Vec<u8>,
}

impl<'a> Text<'a> {
    fn parse(kind: [u8; 4], data: &'a [u8]) -> Option<Self> {
        let keyword = data.get(..memchr::memchr(0, data)?)?;
        let after = keyword.len() + 1;
        let (start, is_packed, says_more) = match &kind {
            b"tEXt" => (after, false, false),
            b"zTXt" if data.get(after) == Some(&0) => (after + 1, true, false),
            b"iTXt" => {
                let &[flag, method] = data.get(after..after + 2)? else { return None };
                let texts = data.get(after + 2..)?;
                let language = memchr::memchr(0, texts)?;
                let translated = memchr::memchr(0, texts.get(language + 1..)?)?;
                if flag > 1 || flag == 1 && method != 0 {
                    return None;
                }
                (after + 2 + language + 1 + translated + 1, flag == 1, language + translated > 0)
            }
            _ => return None,
        };
        let (head, written) = data.split_at_checked(start)?;
        let plain = match is_packed {
            true => miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(written, limits::XMP_BYTES).ok()?,
            false => written.to_vec(),
        };
        Some(Self { keyword, head, is_packed, says_more, plain })
    }

    /// The chunk's data with this text.
    fn with(&self, plain: &[u8]) -> Packet {
        let mut made = self.head.to_vec();
        match self.is_packed {
            true => made.extend(miniz_oxide::deflate::compress_to_vec_zlib(plain, 9)),
            false => made.extend_from_slice(plain),
        }
        Packet::Instead(made)
    }

    fn xmp(&self, draft: &mut Draft<'_>, at: u64) -> Option<Packet> {
        // A language or a translated keyword says more than XMP has to say.
        if self.says_more && any_drop(draft.policy) {
            return None;
        }
        let base = at + 8 + self.head.len() as u64;
        let Some(fresh) = xmp::redacted(&self.plain, base, &[], draft) else { return Some(Packet::Stays) };
        if fresh.iter().all(|byte| *byte == b' ') {
            return Some(Packet::Gone);
        }
        if self.is_packed {
            return Some(self.with(&fresh));
        }
        draft.edits.replace(base, fresh);
        Some(Packet::InPlace)
    }

    /// A profile in lines of hex, behind its name and its length.
    fn raw_profile(&self, draft: &mut Draft<'_>, at: u64) -> Option<Packet> {
        if self.says_more && any_drop(draft.policy) {
            return None;
        }
        let RawProfile { name, bytes: profile } = RawProfile::parse(&self.plain)?;
        let kind = self.keyword.get(KEYWORD.len()..)?.to_ascii_lowercase();
        // A first run shows whether it can be followed, so that nothing is told twice.
        inner(&kind, &profile, at, &mut Draft::new(draft.policy))?;
        let made = inner(&kind, &profile, at, draft)?;
        if draft.policy.mode == Mode::Rebuild {
            return Some(Packet::Gone);
        }
        let Some(made) = made else { return Some(Packet::Stays) };
        if made.is_empty() {
            return Some(Packet::Gone);
        }
        Some(self.with(&RawProfile { name, bytes: made }.text()))
    }
}

/// What is left of a profile of this kind: `None` where it cannot be followed, `Some(None)` where it stays as it is, and
/// nothing where all of it goes.
fn inner(kind: &[u8], profile: &[u8], at: u64, draft: &mut Draft<'_>) -> Option<Option<Vec<u8>>> {
    let with_head = |made: Vec<u8>, head: &[u8]| if made.is_empty() { made } else { [head, &made].concat() };
    match kind {
        b"exif" | b"app1" => {
            if let Some(packet) = profile.strip_prefix(XMP_SEGMENT) {
                return Some(cut_packet(packet, at, draft).map(|made| with_head(made, XMP_SEGMENT)));
            }
            let head = if profile.starts_with(b"Exif\0\0") { 6 } else { 0 };
            let (head, block) = profile.split_at_checked(head)?;
            let made = block_in_place(block, at, draft)?;
            Some((made != block).then(|| with_head(made, head)))
        }
        b"xmp" => Some(cut_packet(profile, at, draft)),
        b"iptc" | b"8bim" => {
            let head = if profile.starts_with(PHOTOSHOP) { PHOTOSHOP.len() } else { 0 };
            let (head, block) = profile.split_at_checked(head)?;
            let outcome = match block.first() {
                Some(0x1C) => photoshop::datasets(block, at, draft),
                _ => photoshop::resources(block, at, draft),
            };
            match outcome {
                Outcome::Same => Some(None),
                Outcome::Changed(made) => Some(Some(with_head(made, head))),
                Outcome::Broken => None,
            }
        }
        _ => None,
    }
}

fn cut_packet(packet: &[u8], at: u64, draft: &mut Draft<'_>) -> Option<Vec<u8>> {
    let made = xmp::redacted(packet, at, &[], draft)?;
    Some(if made.iter().all(|byte| *byte == b' ') { Vec::new() } else { made })
}

/// An EXIF block that is not in the file byte by byte: its changes are made here instead of being planned.
fn block_in_place(block: &[u8], at: u64, draft: &mut Draft<'_>) -> Option<Vec<u8>> {
    let outside = std::mem::take(&mut draft.edits);
    let done = exif::in_place(block, at, "EXIF", draft);
    let inside = std::mem::replace(&mut draft.edits, outside);
    done.ok()?;
    let pieces = inside.into_pieces(at + block.len() as u64);
    Some(png::bytes_of(&pieces, at, block))
}
