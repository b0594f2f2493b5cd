//! GIF (GIF89a): extensions that go are left out, XMP is treated where it stands, frames, delays and loops are copied as
//! they are. Never decodes.

use super::edits::without;
use super::{Draft, Found, Plan, RESIDUE_BYTES, RedactError, coded_ends, icc, inside, xmp};
use crate::media::collect::{decode_text, latin1};
use crate::media::limits;
use crate::media::source::{Source, le16};
use crate::provenance::redaction::{Fate, Group, Mode};

/// Sub-blocks are at most 255 bytes, so reading goes on in larger pieces.
const AHEAD: usize = 64 << 10;
/// Behind an XMP packet: bytes that lead every reader of sub-blocks to the end (XMP part 3 §1.1.2).
const MAGIC_BYTES: u64 = 258;
/// Blocks of one file.
const BLOCKS: usize = 1_000_000;

/// Plans the copy of a GIF.
pub(crate) fn plan(source: &mut Source<'_>, draft: Draft<'_>) -> Result<Plan, RedactError> {
    source.allow_bytes(1 << 30);
    let len = source.len();
    let flags = match source.bytes(0, 13) {
        Some(head) if head.starts_with(b"GIF8") => head.get(10).copied().unwrap_or_default(),
        _ => return Err(broken(0)),
    };
    let mut walk = Walk { draft, removed: Vec::new(), control: None, loops: None };
    let mut at = 13 + color_table(flags);
    for _ in 0..BLOCKS {
        if walk.draft.is_full() {
            break;
        }
        let head = source.bytes_ahead(at, 1, AHEAD).and_then(|bytes| bytes.first().copied());
        at = match head {
            Some(0x3B) => {
                walk.lone_control();
                walk.trailer(source, at + 1, len);
                // A control is told to be alone only behind what follows it.
                walk.removed.sort_unstable();
                let pieces = without(walk.draft.edits.clone().into_pieces(len), &walk.removed);
                return Ok(walk.draft.with_pieces(pieces));
            }
            Some(0x21) => walk.extension(source, at)?,
            Some(0x2C) => walk.picture(source, at)?,
            _ => return Err(broken(at)),
        };
    }
    Err(RedactError::TooLarge { limit: "blocks" })
}

struct Walk<'a> {
    draft: Draft<'a>,
    /// Ranges that the copy does not have, in order.
    removed: Vec<(u64, u64)>,
    /// The control of the picture or text that follows.
    control: Option<(u64, u64)>,
    /// How often the pictures are shown, once that was said.
    loops: Option<Vec<u8>>,
}

impl Walk<'_> {
    /// A picture; gives where the next block stands. What follows its last pixel is read by nobody.
    fn picture(&mut self, source: &mut Source<'_>, at: u64) -> Result<u64, RedactError> {
        self.control = None;
        let head = source.bytes_ahead(at, 11, AHEAD).ok_or_else(|| broken(at))?.to_vec();
        let data_at = at + 11 + color_table(head.get(9).copied().unwrap_or_default());
        let code_bits = source.bytes_ahead(data_at - 1, 1, AHEAD).and_then(|byte| byte.first().copied());
        let code_bits = code_bits.ok_or_else(|| broken(at))?;
        if !self.draft.policy.drops(Group::Unknown, "picture") {
            return sub_blocks(source, data_at, None);
        }
        let (mut data, mut blocks) = (Vec::new(), Vec::new());
        let mut place = data_at;
        loop {
            let length = source.bytes_ahead(place, 1, AHEAD).and_then(|bytes| bytes.first().copied());
            let length = length.ok_or_else(|| broken(place))?;
            if length == 0 {
                break;
            }
            blocks.push((place, data.len()));
            data.extend(source.bytes_ahead(place + 1, usize::from(length), AHEAD).ok_or_else(|| broken(place))?);
            place += 1 + u64::from(length);
        }
        let side = |from: usize| le16(&head, from).map_or(0, u64::from);
        let used = coded_ends::gif(&data, u32::from(code_bits), side(5) * side(7)).ok_or_else(|| broken(data_at))?;
        let surplus = data.get(used..).unwrap_or_default();
        // The block in which the data ends is the last one of the picture.
        let last = blocks.iter().rev().find(|(_, from)| *from < used);
        if let Some(&(block, from)) = last.filter(|_| !surplus.is_empty()) {
            let held = used - from;
            let start = block + 1 + held as u64;
            let raw = surplus.get(..surplus.len().min(RESIDUE_BYTES)).unwrap_or_default();
            if self.gone(Group::Unknown, "behind the last pixel", "", raw, start, place) {
                self.draft.edits.replace(block, vec![u8::try_from(held).unwrap_or(u8::MAX)]);
            }
        }
        Ok(place + 1)
    }

    /// A control that no picture follows.
    fn lone_control(&mut self) {
        if let Some((at, length)) = self.control.take() {
            self.gone(Group::Unknown, "0xF9", "", &[], at, at + length);
        }
    }

    /// An extension at `at`; gives where the next block stands.
    fn extension(&mut self, source: &mut Source<'_>, at: u64) -> Result<u64, RedactError> {
        let label = source.bytes_ahead(at, 2, AHEAD).and_then(|b| b.get(1).copied()).ok_or_else(|| broken(at))?;
        let mut data = Vec::new();
        let end = sub_blocks(source, at + 2, Some(&mut data))?;
        match label {
            // The control of a picture: delay, transparency (§23).
            0xF9 if data.len() == 4 && end == at + 8 => {
                self.lone_control();
                self.control = Some((at, end - at));
            }
            0xFE => drop(self.gone(Group::Text, "Comment", &decode_text(&data), &data, at, end)),
            0x01 => {
                let text = data.get(12..).unwrap_or_default();
                let control = self.control.take();
                if self.gone(Group::Text, "Plain Text", &decode_text(text), text, at, end)
                    && let Some((from, length)) = control
                {
                    // Its delay belongs to the text, not to the next picture.
                    let last = self.removed.len().saturating_sub(1);
                    self.removed.insert(last, (from, length));
                }
            }
            0xFF => self.application(source, at, end, &data)?,
            _ => drop(self.gone(Group::Unknown, &format!("0x{label:02X}"), "", &data, at, end)),
        }
        Ok(end)
    }

    /// An application's extension: eleven bytes of name, then what it likes.
    fn application(&mut self, source: &mut Source<'_>, at: u64, end: u64, data: &[u8]) -> Result<(), RedactError> {
        let name = data.get(..11).unwrap_or(data);
        let content = data.get(11..).unwrap_or_default();
        let is_loop = content.len() == 3 && content.starts_with(&[1]);
        match name {
            b"NETSCAPE2.0" | b"ANIMEXTS1.0" if is_loop && self.loops.as_deref().is_none_or(|one| one == content) => {
                if self.loops.replace(content.to_vec()).is_some() {
                    self.gone(Group::Unknown, &latin1(name), "", &[], at, end);
                }
            }
            b"ICCRGBG1012" => self.colors(source, at)?,
            b"XMP DataXMP" => {
                let start = at + 14;
                let length = end.checked_sub(start + MAGIC_BYTES).ok_or_else(|| broken(at))?;
                let size = usize::try_from(length).unwrap_or(usize::MAX);
                if size > limits::XMP_BYTES {
                    return Err(RedactError::TooLarge { limit: "one packet" });
                }
                let packet = source.bytes(start, size).ok_or_else(|| broken(at))?.to_vec();
                xmp::in_place(&packet, start, &mut self.draft);
                if self.draft.policy.mode == Mode::Rebuild {
                    self.removed.push((at, end - at));
                }
            }
            _ => {
                let group = if name.starts_with(b"C2PA_GIF") { Group::Credentials } else { Group::Unknown };
                self.gone(group, &latin1(name), "", content, at, end);
            }
        }
        Ok(())
    }

    /// A colour profile, which is cut into sub-blocks.
    fn colors(&mut self, source: &mut Source<'_>, at: u64) -> Result<(), RedactError> {
        let (mut place, mut parts, mut profile) = (at + 14, Vec::new(), Vec::new());
        loop {
            let length = source.bytes_ahead(place, 1, AHEAD).and_then(|bytes| bytes.first().copied());
            let length = usize::from(length.ok_or_else(|| broken(place))?);
            if length == 0 {
                break;
            }
            profile.extend(source.bytes_ahead(place + 1, length, AHEAD).ok_or_else(|| broken(place))?);
            if profile.len() > limits::XMP_BYTES {
                return Err(RedactError::TooLarge { limit: "a colour profile" });
            }
            parts.push((place + 1, length));
            place += 1 + length as u64;
        }
        if let Some(made) = icc::redacted(&profile, at + 15, &mut self.draft)? {
            let mut rest = made.as_slice();
            for (place, length) in parts {
                let (part, after) = rest.split_at_checked(length).unwrap_or_default();
                self.draft.edits.replace(place, part.to_vec());
                rest = after;
            }
        }
        Ok(())
    }

    /// A block that is not the picture's; true when it goes.
    fn gone(&mut self, group: Group, tag: &str, value: &str, raw: &[u8], at: u64, end: u64) -> bool {
        let found = Found { store: "GIF", group, tag, name: tag, value: value.trim(), at, length_bytes: end - at, raw };
        let goes = match group {
            Group::Credentials => self.draft.decided(found, Fate::Dropped),
            _ => self.draft.found(found),
        };
        if goes {
            self.removed.push((at, end - at));
        }
        goes
    }

    fn trailer(&mut self, source: &mut Source<'_>, at: u64, len: u64) {
        if at >= len {
            return;
        }
        let head = source.up_to(at, 64).map(<[u8]>::to_vec).unwrap_or_default();
        let found = Found {
            store: crate::locale::text("found-behind-picture"),
            group: Group::EmbeddedPictures,
            tag: "trailer",
            name: crate::locale::text("found-trailer"),
            value: "",
            at,
            length_bytes: len - at,
            raw: &head,
        };
        if self.draft.found(found) {
            self.removed.push((at, len - at));
        } else {
            inside::trailer(source, at, &mut self.draft);
        }
    }
}

/// Steps over sub-blocks and gives where they end; collects the first of their data.
fn sub_blocks(source: &mut Source<'_>, mut at: u64, mut into: Option<&mut Vec<u8>>) -> Result<u64, RedactError> {
    loop {
        let length =
            source.bytes_ahead(at, 1, AHEAD).and_then(|bytes| bytes.first().copied()).ok_or_else(|| broken(at))?;
        at += 1;
        if length == 0 {
            return Ok(at);
        }
        let bytes = source.bytes_ahead(at, usize::from(length), AHEAD).ok_or_else(|| broken(at))?;
        if let Some(kept) = into.as_deref_mut().filter(|kept| kept.len() < RESIDUE_BYTES) {
            kept.extend(bytes);
        }
        at += u64::from(length);
    }
}

fn color_table(flags: u8) -> u64 {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn broken(at: u64) -> RedactError {
    RedactError::Malformed { at, reason: "a GIF block" }
}
