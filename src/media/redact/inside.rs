//! Pictures and films inside of a file that stay in the copy: each is looked through by the same policy as the file itself,
//! and keeps its length and its place. Never keeps one that it cannot follow where anything goes.

use std::io::Cursor;

use super::xmp::any_drop;
use super::{Draft, Found, jpeg, plan_draft, write};
use crate::media::bmff;
use crate::media::sniff_bytes;
use crate::media::source::Source;
use crate::provenance::format::Format;
use crate::provenance::redaction::{Fate, Group};

/// Files in files in files are followed so far.
const DEPTH: u8 = 4;
/// More bytes than this are not looked through.
const INSIDE_BYTES: usize = 256 << 20;
/// So many places are tried as the beginning of a picture.
const TRIES: usize = 1_000;
/// Said where something was taken out because it could not be followed.
pub(super) const NOTE: &str = "redact-note-inside";

/// What becomes of a picture that stays.
pub(super) enum Inside {
    Same,
    /// Its bytes from now on, as many as before.
    Instead(Vec<u8>),
    /// It cannot be followed, and goes.
    Gone,
}

/// Looks through a picture or film that would stay; `name` says where it was found, `at` where it stands in the file.
pub(super) fn looked_through(bytes: &[u8], at: u64, name: &str, draft: &mut Draft<'_>) -> Inside {
    if bytes.iter().all(|byte| *byte == 0) {
        return Inside::Same;
    }
    match followed(bytes, at, name, draft) {
        Some(made) if made == bytes => Inside::Same,
        Some(made) => Inside::Instead(made),
        None if any_drop(draft.policy) => {
            draft.note(NOTE);
            Inside::Gone
        }
        None => Inside::Same,
    }
}

/// The same for one that stands behind a head of its own, such as a type and a description.
pub(super) fn headed(content: &[u8], at: u64, name: &str, draft: &mut Draft<'_>) -> Inside {
    const HEAD: usize = 4 << 10;
    let start = content.get(..content.len().min(HEAD)).and_then(|head| {
        let picture = [&[0xFF, 0xD8, 0xFF][..], b"\x89PNG\r\n\x1A\n"].into_iter();
        let film = memchr::memmem::find(head, b"ftyp").and_then(|at| at.checked_sub(4));
        picture.filter_map(|sign| memchr::memmem::find(head, sign)).chain(film).min()
    });
    let (head, body) = content.split_at_checked(start.unwrap_or(0)).unwrap_or((&[], content));
    match looked_through(body, at + head.len() as u64, name, draft) {
        Inside::Instead(made) => Inside::Instead([head, &made].concat()),
        other => other,
    }
}

/// The same for one that stands in the file as it is; its changes are added to the draft. False when it goes, by the
/// caller's hand.
pub(super) fn stays(bytes: &[u8], at: u64, name: &str, draft: &mut Draft<'_>) -> bool {
    match looked_through(bytes, at, name, draft) {
        Inside::Same => true,
        Inside::Instead(made) => {
            draft.edits.replace(at, made);
            true
        }
        Inside::Gone => false,
    }
}

/// Pictures somewhere in bytes that stay, such as a maker's own block: each is looked through. Gives the ranges that
/// change, which the caller must not keep; the changes are added to the draft.
pub(super) fn within(bytes: &[u8], at: u64, name: &str, draft: &mut Draft<'_>) -> Vec<(u64, u64)> {
    let mut changed = Vec::new();
    let mut from = 0;
    while let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty() && any_drop(draft.policy)) {
        let Some(length) = whole(rest).filter(|length| *length <= rest.len()) else {
            from += next(rest);
            continue;
        };
        let (picture, _) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let place = at + from as u64;
        match looked_through(picture, place, name, draft) {
            Inside::Same => {}
            Inside::Instead(made) => {
                draft.edits.replace(place, made);
                changed.push((place, length as u64));
            }
            Inside::Gone => {
                draft.edits.zero(place, length as u64);
                changed.push((place, length as u64));
            }
        }
        from += length.max(1);
    }
    changed
}

/// What follows the picture and would stay, from `at` on: further pictures and films are looked through one by one, and what
/// stands around them goes where anything does, since it is of no known kind.
pub(super) fn trailer(source: &mut Source<'_>, at: u64, draft: &mut Draft<'_>) {
    let length_bytes = source.len().saturating_sub(at);
    let length = usize::try_from(length_bytes).unwrap_or(usize::MAX);
    let bytes = if length > INSIDE_BYTES { None } else { source.bytes(at, length).map(<[u8]>::to_vec) };
    let Some(bytes) = bytes else { return strange(at, length_bytes, draft) };
    let mut from = 0;
    while let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty()) {
        let place = at + from as u64;
        let blank = rest.iter().take_while(|byte| **byte == 0).count();
        // A film begins with its length, of which the first bytes are zeros.
        if blank > 3 {
            from += blank - 3;
            continue;
        }
        let known = whole(rest).and_then(|length| rest.get(..length));
        let part = known.unwrap_or_else(|| rest.get(..next(rest)).unwrap_or(rest));
        let is_blank = part.iter().all(|byte| *byte == 0);
        let goes = known.is_none_or(|part| !stays(part, place, crate::locale::text("found-behind-picture"), draft));
        if goes && !is_blank {
            strange(place, part.len() as u64, draft);
        }
        from += part.len();
    }
}

/// Where the next picture or film begins, or the end.
fn next(rest: &[u8]) -> usize {
    let pictures = memchr::memmem::find_iter(rest, &[0xFF, 0xD8, 0xFF]);
    let films = memchr::memmem::find_iter(rest, b"ftyp").filter_map(|at| at.checked_sub(4));
    let begins = |at: &usize| *at > 0 && rest.get(*at..).and_then(whole).is_some();
    let first = |places: &mut dyn Iterator<Item = usize>| places.take(TRIES).find(begins).unwrap_or(rest.len());
    first(&mut pictures.into_iter()).min(first(&mut films.into_iter()))
}

/// A part of no known kind.
fn strange(at: u64, length_bytes: u64, draft: &mut Draft<'_>) {
    let goes = any_drop(draft.policy);
    let group = draft.policy.drop.first().copied().unwrap_or(Group::Unknown);
    let (store, name) = (crate::locale::text("found-behind-picture"), crate::locale::text("found-strange"));
    let found = Found { store, group, tag: "rest", name, value: "", at, length_bytes, raw: &[] };
    if draft.decided(found, if goes { Fate::Dropped } else { Fate::Kept }) {
        draft.note(NOTE);
        draft.edits.zero(at, length_bytes);
    }
}

/// Whether a picture or a film may begin here.
fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xD8, 0xFF]) || bytes.get(4..8) == Some(b"ftyp")
}

/// How long the picture or film is that begins here.
fn whole(bytes: &[u8]) -> Option<usize> {
    if !begins(bytes) {
        return None;
    }
    let mut source = Source::memory(bytes);
    if bytes.starts_with(&[0xFF]) {
        return usize::try_from(jpeg::end(&mut source)?).ok();
    }
    let (mut at, mut end) = (0, 0);
    while let Some(bx) = bmff::next_box(&mut source, &mut at, bytes.len() as u64) {
        let is_known = matches!(
            &bx.kind,
            b"ftyp"
                | b"moov"
                | b"mdat"
                | b"free"
                | b"skip"
                | b"wide"
                | b"uuid"
                | b"meta"
                | b"udta"
                | b"moof"
                | b"mfra"
                | b"sidx"
                | b"styp"
                | b"prft"
                | b"mpvd"
        );
        if !is_known || at > bytes.len() as u64 {
            break;
        }
        end = bx.end;
    }
    usize::try_from(end).ok().filter(|end| *end > 8)
}

/// The bytes without what the policy drops, as many as before; `None` where that cannot be done.
fn followed(bytes: &[u8], at: u64, name: &str, draft: &mut Draft<'_>) -> Option<Vec<u8>> {
    let format = sniff_bytes(bytes);
    let is_known = matches!(
        format,
        Format::Jpeg
            | Format::Png
            | Format::Gif
            | Format::WebP
            | Format::Tiff
            | Format::Heic
            | Format::Heif
            | Format::Avif
            | Format::Jxl
            | Format::Mp4
            | Format::Mov
    );
    if !is_known || draft.depth >= DEPTH || bytes.len() > INSIDE_BYTES {
        return None;
    }
    let mut inner = Draft::new(draft.policy);
    inner.depth = draft.depth + 1;
    let plan = plan_draft(&mut Source::memory(bytes), format, inner).ok()?;
    let mut made = Vec::with_capacity(bytes.len());
    write(&plan.pieces, &mut Cursor::new(bytes), &mut made).ok()?;
    // What became shorter is filled up behind its end, where readers look for nothing.
    if made.len() > bytes.len() || plan.items.len() > draft.room() {
        return None;
    }
    made.resize(bytes.len(), 0);
    draft.absorb(plan, at, name);
    Some(made)
}
