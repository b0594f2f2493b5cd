//! Looks into pictures that stay inside of a file, such as covers, thumbnails and previews: each may have metadata of its
//! own. Changes nothing: where something of it would have to go, the file is refused.

use super::{RedactError, plan_source};
use crate::media;
use crate::media::bound::Origin;
use crate::media::source::Source;
use crate::provenance::format::Format;
use crate::provenance::redaction::{Fate, Group, Item, Policy};

/// Pictures inside of pictures, so deep.
const DEPTH: usize = 3;
/// A part that is longer is not looked into, and refused.
const MAX_BYTES: u64 = 256 << 20;
/// Beginnings of pictures in one part.
const MAX_BEGINNINGS: usize = 64;
/// Nothing shorter is a picture.
const SHORTEST_BYTES: u64 = 64;

const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF];
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Films and pictures of boxes, behind the length of the first one.
const BOXES: &[u8] = b"ftyp";
const WEBP: &[u8] = b"WEBPVP8";

/// Refuses a file in which a picture that stays tells what the policy drops.
///
/// # Errors
/// `CannotRemove`, naming the part; `TooLarge` for a part that cannot be looked into.
pub(super) fn look(source: &mut Source<'_>, policy: &Policy, items: &[Item], depth: usize) -> Result<(), RedactError> {
    if policy.drop.is_empty() && policy.drop_fields.is_empty() {
        return Ok(());
    }
    let stays = |item: &&Item| {
        item.fate == Fate::Kept && item.group == Group::EmbeddedPictures && item.length_bytes >= SHORTEST_BYTES
    };
    for item in items.iter().filter(stays) {
        if item.length_bytes > MAX_BYTES {
            return Err(RedactError::TooLarge { limit: "a picture inside" });
        }
        let length = usize::try_from(item.length_bytes).unwrap_or(usize::MAX);
        source.allow_bytes(MAX_BYTES * 2);
        let Some(bytes) = source.bytes(item.at, length).map(<[u8]>::to_vec) else { continue };
        if tells(&bytes, policy, depth)? {
            let part = format!("metadata of a picture inside ({}), without that picture", item.tag);
            return Err(RedactError::CannotRemove { part });
        }
    }
    Ok(())
}

/// Whether a picture among these bytes tells something that the policy drops.
fn tells(bytes: &[u8], policy: &Policy, depth: usize) -> Result<bool, RedactError> {
    let beginnings = |mark: &'static [u8], before| {
        memchr::memmem::find_iter(bytes, mark).take(MAX_BEGINNINGS).map(move |at| (at, before))
    };
    for (at, before) in
        beginnings(JPEG, 0).chain(beginnings(PNG, 0)).chain(beginnings(BOXES, 4)).chain(beginnings(WEBP, 8))
    {
        let picture = at.checked_sub(before).and_then(|at| bytes.get(at..)).unwrap_or_default();
        let format = media::sniff_bytes(picture);
        if format == Format::Unknown {
            continue;
        }
        let mut source = Source::placed(picture, Origin::at(0));
        match plan_source(&mut source, format, policy, depth + 1) {
            Ok(plan) => {
                // Credentials of a picture that stays go only where they are meant to go.
                let is_meant = |item: &Item| item.fate == Fate::Dropped && policy.drops(item.group, &item.tag);
                if plan.items.iter().any(is_meant) {
                    return Ok(true);
                }
            }
            // No picture, though it begins like one.
            Err(RedactError::Malformed { .. }) if format == Format::Jpeg => {}
            // A film of a motion photo has more behind it; what cannot be followed may tell anything.
            Err(RedactError::Malformed { .. } | RedactError::Unsupported { .. }) => return Ok(true),
            Err(RedactError::Unreadable { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Whether a picture at this depth is looked into any more.
pub(super) fn is_too_deep(depth: usize) -> bool {
    depth > DEPTH
}
