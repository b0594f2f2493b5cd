//! What a JPEG spreads over several segments: extended XMP (XMP specification part 3 §1.1.3.1), Photoshop resources and
//! the colour profile (ICC.1:2022 annex B.4). Never puts parts together that do not fit.

use super::md5::md5;
use super::photoshop::{self, Outcome};
use super::xmp::{self, any_drop};
use super::{Draft, Found, RedactError, icc};
use crate::provenance::redaction::{Fate, Group, Mode};

/// The property of the main packet that names the extension.
const NAMED: &str = "xmpNote:HasExtendedXMP";
/// Bytes of the name, of the whole length and of the place before each part.
const PART_HEAD: usize = 40;
const GUID: usize = 32;
/// Bytes of a segment's payload that resources may take.
const SEGMENT_BYTES: usize = 65_533;
/// Longest extension that is put together.
const EXTENSION_BYTES: usize = 64 << 20;

/// The packets of one file.
#[derive(Default)]
pub(super) struct Packets {
    /// Where the bytes of a packet begin.
    pub(super) main: Vec<(u64, Vec<u8>)>,
    /// Segment, its length, its payload behind the signature.
    pub(super) extension: Vec<(u64, u64, Vec<u8>)>,
    pub(super) photoshop: Vec<(u64, u64, Vec<u8>)>,
    /// Where the payload behind the signature begins: number, count, then a part of the profile.
    pub(super) profile: Vec<(u64, Vec<u8>)>,
}

/// Segments that go or are put in the place of others.
pub(super) type Swaps = Vec<(u64, u64, Vec<u8>)>;

impl Packets {
    /// Takes out what the policy drops; `signature` is what Photoshop's segments begin with.
    ///
    /// # Errors
    /// A colour profile that cannot be followed.
    pub(super) fn redact(self, signature: &[u8], draft: &mut Draft<'_>, swaps: &mut Swaps) -> Result<(), RedactError> {
        let renamed = self.extensions(draft, swaps);
        let mut also: &[&str] = &[];
        let lost = !self.extension.is_empty() && renamed.is_empty() && any_drop(draft.policy);
        // An extension that no part belongs to would only tell that there was one.
        if lost {
            also = &[NAMED];
        }
        for (at, packet) in &self.main {
            let made = xmp::redacted(packet, *at, also, draft);
            let mut fresh = made.clone().unwrap_or_else(|| packet.clone());
            for (old, new) in &renamed {
                let finder = memchr::memmem::Finder::new(old);
                let places: Vec<usize> = finder.find_iter(&fresh).collect();
                for place in places {
                    if let Some(bytes) = fresh.get_mut(place..place + new.len()) {
                        bytes.copy_from_slice(new);
                    }
                }
            }
            if fresh != *packet {
                draft.edits.replace(*at, fresh);
            }
        }
        self.resources(signature, draft, swaps);
        self.colors(draft)
    }

    /// The colour profile; its parts keep their lengths and their order in the file.
    fn colors(&self, draft: &mut Draft<'_>) -> Result<(), RedactError> {
        let Some((first, _)) = self.profile.first() else { return Ok(()) };
        let mut parts: Vec<(u8, u64, &[u8])> = Vec::new();
        for (at, payload) in &self.profile {
            let number = payload.first().copied().unwrap_or_default();
            parts.push((number, *at + 2, payload.get(2..).unwrap_or_default()));
        }
        parts.sort_by_key(|(number, ..)| *number);
        // A part that is there twice or not at all makes a profile that cannot be followed.
        let is_whole = parts.iter().enumerate().all(|(index, (number, ..))| usize::from(*number) == index + 1);
        let whole: Vec<u8> = match is_whole {
            true => parts.iter().flat_map(|(_, _, part)| part.iter().copied()).collect(),
            false => Vec::new(),
        };
        if let Some(made) = icc::redacted(&whole, *first, draft)? {
            let mut from = 0;
            for (_, at, part) in parts {
                draft.edits.replace(at, made.get(from..from + part.len()).unwrap_or_default().to_vec());
                from += part.len();
            }
        }
        Ok(())
    }

    /// The extension's names before and after; empty where it went or there is none.
    fn extensions(&self, draft: &mut Draft<'_>, swaps: &mut Swaps) -> Vec<(Vec<u8>, Vec<u8>)> {
        let Some(&(first, ..)) = self.extension.first() else { return Vec::new() };
        if let Some((guid, whole)) = self.assembled() {
            let Some(fresh) = xmp::redacted(&whole, first, &[], draft) else { return vec![(guid.clone(), guid)] };
            let is_left = fresh.iter().any(|byte| *byte != b' ');
            if is_left && draft.policy.mode == Mode::InPlace {
                let name = hex::encode_upper(md5(&fresh)).into_bytes();
                for (at, length, payload) in &self.extension {
                    let offset = number(payload, GUID + 4).unwrap_or_default();
                    let head = *length - payload.len() as u64;
                    let part = fresh.get(offset..offset + payload.len().saturating_sub(PART_HEAD));
                    draft.edits.replace(at + head, name.clone());
                    draft.edits.replace(at + head + PART_HEAD as u64, part.unwrap_or_default().to_vec());
                }
                return vec![(guid, name)];
            }
        } else {
            let fate = if any_drop(draft.policy) { Fate::Dropped } else { Fate::Kept };
            for (at, length, payload) in &self.extension {
                part(draft, "XMP extension", "XMP", *at, *length, payload, fate);
            }
            if fate == Fate::Kept {
                return Vec::new();
            }
            if draft.policy.mode == Mode::InPlace {
                draft.note("redact-note-broken-packet");
            }
        }
        swaps.extend(self.extension.iter().map(|(at, length, _)| (*at, *length, Vec::new())));
        Vec::new()
    }

    /// The parts put together, where they are all of one extension, fill it, and it has the name that they say.
    fn assembled(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        let (.., first) = self.extension.first()?;
        let guid = first.get(..GUID)?;
        let length = number(first, GUID)?;
        if length > EXTENSION_BYTES {
            return None;
        }
        let mut parts = Vec::new();
        for (.., payload) in &self.extension {
            if payload.get(..GUID)? != guid || number(payload, GUID)? != length {
                return None;
            }
            parts.push((number(payload, GUID + 4)?, payload.get(PART_HEAD..)?));
        }
        parts.sort_by_key(|(offset, _)| *offset);
        let mut whole = Vec::new();
        for (offset, bytes) in parts {
            if offset != whole.len() {
                return None;
            }
            whole.extend_from_slice(bytes);
        }
        let is_named = hex::encode(md5(&whole)).as_bytes().eq_ignore_ascii_case(guid);
        (whole.len() == length && is_named).then(|| (guid.to_vec(), whole))
    }

    fn resources(&self, signature: &[u8], draft: &mut Draft<'_>, swaps: &mut Swaps) {
        let Some((first, length, payload)) = self.photoshop.first() else { return };
        let mut whole = Vec::new();
        for (.., payload) in &self.photoshop {
            whole.extend_from_slice(payload);
        }
        let base = first + length - payload.len() as u64;
        let made = match photoshop::resources(&whole, base, draft) {
            Outcome::Same => None,
            Outcome::Changed(made) => Some(made),
            Outcome::Broken => {
                let fate = if any_drop(draft.policy) { Fate::Dropped } else { Fate::Kept };
                for (at, length, payload) in &self.photoshop {
                    part(draft, "APP13", crate::locale::text("found-photoshop"), *at, *length, payload, fate);
                }
                if fate == Fate::Dropped && draft.policy.mode == Mode::InPlace {
                    draft.note("redact-note-broken-packet");
                }
                (fate == Fate::Dropped).then(Vec::new)
            }
        };
        let is_rebuilt = draft.policy.mode == Mode::Rebuild;
        let made = if is_rebuilt { Some(Vec::new()) } else { made };
        let Some(made) = made else { return };
        let mut segments = Vec::new();
        for chunk in made.chunks(SEGMENT_BYTES - signature.len()) {
            segments.extend([0xFF, 0xED]);
            segments.extend(u16::try_from(chunk.len() + signature.len() + 2).unwrap_or_default().to_be_bytes());
            segments.extend_from_slice(signature);
            segments.extend_from_slice(chunk);
        }
        for (at, length, _) in &self.photoshop {
            swaps.push((*at, *length, std::mem::take(&mut segments)));
        }
    }
}

fn part(draft: &mut Draft<'_>, tag: &str, name: &str, at: u64, length: u64, payload: &[u8], fate: Fate) {
    let raw = payload.get(..payload.len().min(64)).unwrap_or_default();
    let found = Found { store: "JPEG", group: Group::Unknown, tag, name, value: "", at, length_bytes: length, raw };
    draft.decided(found, fate);
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(crate::media::source::be32(bytes, at)?).ok()
}
