//! The movie of an ISO file: its dates, tracks, user data and named keys. A track that is neither picture nor sound
//! goes with its samples. Never touches a kept sample.

use super::isobmff::{Iso, Part, malformed};
use super::movie_samples::{self, Defaults};
use super::{RedactError, movie_entries};
use crate::media::collect::{decode_text, latin1};
use crate::media::limits;
use crate::media::source::{array, be16, be32, be64};
use crate::provenance::redaction::Group;

/// Most tracks of one movie.
const TRACKS: usize = 256;
/// How one track may refer to another (§8.3.3; QuickTime File Format).
const REFERENCES: [&[u8; 4]; 18] = [
    b"chap", b"tmcd", b"sync", b"scpt", b"ssrc", b"hint", b"cdsc", b"font", b"hind", b"vdep", b"vplx", b"subt",
    b"fall", b"forc", b"folw", b"auxl", b"thmb", b"sbas",
];

/// A track, as far as it decides what becomes of it.
#[derive(Debug, Clone)]
pub(super) struct Track {
    pub(super) id: u32,
    pub(super) part: Part,
    pub(super) handler: [u8; 4],
    /// The kind of its first sample description.
    pub(super) entry: [u8; 4],
    pub(super) table: Option<Part>,
    pub(super) goes: bool,
    pub(super) defaults: Defaults,
}

/// Walks the movie and its fragments.
pub(super) fn movie(iso: &mut Iso<'_, '_, '_>, moov: &Part, fragments: &[Part]) -> Result<(), RedactError> {
    let parts = iso.children(moov.start, moov.end)?;
    if parts.iter().any(|part| &part.kind == b"cmov") {
        return Err(RedactError::CannotRemove { part: crate::tr!("found-compressed-movie") });
    }
    let mut tracks = Vec::new();
    let mut chapters = Vec::new();
    for part in parts.iter().filter(|part| &part.kind == b"trak") {
        if tracks.len() >= TRACKS {
            return Err(RedactError::TooLarge { limit: "tracks" });
        }
        let (track, texts) = glance(iso, part)?;
        tracks.push(track);
        chapters.extend(texts);
    }
    for track in &mut tracks {
        track.goes = decide(iso, track, chapters.contains(&track.id))?;
    }
    extends(iso, &parts, &mut tracks)?;
    for part in &parts {
        match &part.kind {
            b"mvhd" => {
                dates(iso, part)?;
                iso.known(part, "moov")?;
            }
            b"trak" | b"mvex" => {}
            b"pssh" if !iso.is_rebuilt() => {}
            b"clip" => iso.inner(part, "clip", &[b"crgn"])?,
            b"udta" => user_data(iso, part, "moov/udta")?,
            b"meta" => keyed(iso, part, "moov/meta")?,
            b"jumb" => _ = iso.whole("moov", Group::Credentials, part)?,
            _ => iso.common(part, "moov")?,
        }
    }
    for track in &tracks {
        movie_samples::track(iso, track)?;
        if track.goes {
            iso.free(&track.part);
        } else {
            kept_track(iso, track, &tracks)?;
        }
    }
    if tracks.iter().any(|track| !track.goes) && iso.goes(Group::Software, "encoder") {
        // Coders sign their streams (SEI messages of H.264 and HEVC, fill elements of AAC).
        iso.draft.note("redact-note-iso-encoder");
    }
    for fragment in fragments {
        movie_samples::fragment(iso, fragment, &tracks)?;
    }
    Ok(())
}

/// What has to be known of a track before anything is decided, and the tracks that it names as its chapters.
fn glance(iso: &mut Iso<'_, '_, '_>, trak: &Part) -> Result<(Track, Vec<u32>), RedactError> {
    let mut track = Track {
        id: 0,
        part: *trak,
        handler: [0; 4],
        entry: [0; 4],
        table: None,
        goes: false,
        defaults: Defaults::default(),
    };
    let mut chapters = Vec::new();
    for part in iso.children(trak.start, trak.end)? {
        match &part.kind {
            b"tkhd" => {
                let bytes = iso.content(&part, limits::TEXT_BYTES)?;
                let at = if bytes.first() == Some(&1) { 20 } else { 12 };
                track.id = be32(&bytes, at).ok_or(malformed(part.at, "a track header is too short"))?;
            }
            b"tref" => {
                for reference in iso.children(part.start, part.end)? {
                    if &reference.kind == b"chap" {
                        chapters.extend(numbers(&iso.content(&reference, limits::TEXT_BYTES)?));
                    }
                }
            }
            b"mdia" => {
                for part in iso.children(part.start, part.end)? {
                    match &part.kind {
                        b"hdlr" => track.handler = handler(iso, &part)?,
                        b"minf" => {
                            let inner = iso.children(part.start, part.end)?;
                            track.table = inner.into_iter().find(|part| &part.kind == b"stbl");
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    if let Some(table) = track.table {
        for part in iso.children(table.start, table.end)?.iter().filter(|part| &part.kind == b"stsd") {
            track.entry =
                iso.read(part.start, part.length().min(16)).ok().and_then(|b| array(&b, 12)).unwrap_or_default();
        }
    }
    Ok((track, chapters))
}

fn handler(iso: &mut Iso<'_, '_, '_>, part: &Part) -> Result<[u8; 4], RedactError> {
    array(&iso.read(part.start, 12)?, 8).ok_or(malformed(part.at, "a handler is too short"))
}

pub(super) fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|four| u32::from_be_bytes(*four)).collect()
}

/// Whether a track goes, and the item that says so. Picture and sound never do.
fn decide(iso: &mut Iso<'_, '_, '_>, track: &Track, is_chapters: bool) -> Result<bool, RedactError> {
    use Group::{Location, People, Text, Time, Unknown};
    let groups: &[Group] = match (&track.handler, &track.entry) {
        (b"vide" | b"soun" | b"pict", _) => &[],
        // An alpha or depth picture that goes with another one.
        (b"auxv", _) => &[Group::EmbeddedPictures],
        (b"tmcd", _) | (_, b"tmcd") => &[Time],
        (b"text" | b"sbtl" | b"subt" | b"clcp", _) if is_chapters => &[Text],
        // Cameras and drones write positions as subtitles.
        (b"text" | b"sbtl" | b"subt" | b"clcp", _) => &[Location, Text],
        (_, b"mebx") => &[Location, People, Group::Device, Unknown],
        (b"camm", _) | (_, b"gpmd" | b"camm" | b"fdsc" | b"rtmd" | b"djmd") => &[Location, Group::Device, Unknown],
        _ => &[Location, Unknown],
    };
    if groups.is_empty() {
        return Ok(false);
    }
    let group = iso.worst(groups);
    let tag = latin1(if track.entry == [0; 4] { &track.handler } else { &track.entry });
    iso.check_full()?;
    let goes = iso.goes(group, &tag);
    let raw = if goes { movie_samples::first_sample(iso, track) } else { Vec::new() };
    iso.item_found("track", group, &tag, &latin1(&track.handler), &track.part, &raw, goes);
    Ok(goes)
}

/// Defaults for fragments (`trex`); those of a track that goes become free space.
fn extends(iso: &mut Iso<'_, '_, '_>, parts: &[Part], tracks: &mut [Track]) -> Result<(), RedactError> {
    for mvex in parts.iter().filter(|part| &part.kind == b"mvex") {
        for part in iso.children(mvex.start, mvex.end)? {
            match &part.kind {
                b"trex" => {
                    let bytes = iso.content(&part, limits::TEXT_BYTES)?;
                    let (id, size) = be32(&bytes, 4).zip(be32(&bytes, 16)).ok_or(malformed(part.at, "trex"))?;
                    let mut stays = false;
                    for track in tracks.iter_mut().filter(|track| track.id == id) {
                        track.defaults.sample_bytes = size;
                        stays |= !track.goes;
                    }
                    match stays {
                        true => iso.known(&part, "moov/mvex")?,
                        // Of a track that goes, or of none.
                        false => iso.free(&part),
                    }
                }
                b"mehd" => iso.known(&part, "moov/mvex")?,
                _ => iso.common(&part, "moov/mvex")?,
            }
        }
    }
    Ok(())
}

fn kept_track(iso: &mut Iso<'_, '_, '_>, track: &Track, tracks: &[Track]) -> Result<(), RedactError> {
    for part in iso.children(track.part.start, track.part.end)? {
        match &part.kind {
            b"tkhd" => {
                dates(iso, &part)?;
                iso.known(&part, "trak")?;
            }
            b"mdia" => media(iso, &part, track)?,
            b"tref" => references(iso, &part, tracks)?,
            b"edts" => iso.inner(&part, "edts", &[b"elst"])?,
            b"tapt" => iso.inner(&part, "tapt", &[b"clef", b"prof", b"enof"])?,
            b"clip" => iso.inner(&part, "clip", &[b"crgn"])?,
            b"load" => iso.known(&part, "trak")?,
            // A picture that masks another one, and tracks that steer one: what is seen would change without them.
            b"matt" | b"imap" if iso.is_rebuilt() => {
                return Err(RedactError::CannotRemove { part: format!("QuickTime {}", part.name()) });
            }
            b"matt" | b"imap" => {}
            b"trgr" if !iso.is_rebuilt() => {}
            b"udta" => user_data(iso, &part, "trak/udta")?,
            b"meta" => keyed(iso, &part, "trak/meta")?,
            _ => iso.common(&part, "trak")?,
        }
    }
    Ok(())
}

/// References that name only tracks that go, go with them.
fn references(iso: &mut Iso<'_, '_, '_>, tref: &Part, tracks: &[Track]) -> Result<(), RedactError> {
    let drops_unknown = iso.goes(Group::Unknown, "tref");
    for part in iso.children(tref.start, tref.end)? {
        if !REFERENCES.contains(&&part.kind) {
            iso.common(&part, "tref")?;
            continue;
        }
        let named = numbers(&iso.content(&part, limits::TEXT_BYTES)?);
        iso.rest(&part, "tref", named.len() as u64 * 4)?;
        let is_of = |id: &u32, goes: bool| tracks.iter().any(|track| track.id == *id && track.goes == goes);
        // What names no track is no reference.
        let is_gone = |id: &u32| is_of(id, true) || drops_unknown && *id != 0 && !is_of(id, false);
        if named.iter().any(is_gone) {
            if !named.iter().all(is_gone) {
                let bytes = named.iter().filter(|id| !is_gone(id)).flat_map(|id| id.to_be_bytes());
                let mut bytes: Vec<u8> = bytes.collect();
                // Zero names no track (§8.3.3), so it fills the place of those that went.
                bytes.resize(named.len() * 4, 0);
                iso.draft.edits.replace(part.start, bytes);
            } else {
                iso.free(&part);
            }
        }
    }
    Ok(())
}

fn media(iso: &mut Iso<'_, '_, '_>, mdia: &Part, track: &Track) -> Result<(), RedactError> {
    for part in iso.children(mdia.start, mdia.end)? {
        match &part.kind {
            b"mdhd" => {
                dates(iso, &part)?;
                language(iso, &part)?;
                iso.known(&part, "mdia")?;
            }
            b"hdlr" => movie_entries::handler_name(iso, &part)?,
            b"elng" if iso.is_rebuilt() => _ = iso.whole("mdia", Group::Text, &part)?,
            b"elng" => {}
            b"minf" => movie_entries::information(iso, &part, track)?,
            b"udta" => user_data(iso, &part, "mdia/udta")?,
            b"meta" => keyed(iso, &part, "mdia/meta")?,
            _ => iso.common(&part, "mdia")?,
        }
    }
    Ok(())
}

/// The creation and modification time at the head of `mvhd`, `tkhd` and `mdhd` (§8.2.2).
fn dates(iso: &mut Iso<'_, '_, '_>, part: &Part) -> Result<(), RedactError> {
    let bytes = iso.read(part.start, part.length().min(20))?;
    let is_long = bytes.first() == Some(&1);
    let each = if is_long { be64(&bytes, 4) } else { be32(&bytes, 4).map(u64::from) };
    let seconds = each.ok_or(malformed(part.at, "a header is too short for its dates"))?;
    let length = if is_long { 16 } else { 8 };
    let since_1970 = i64::try_from(seconds).ok().and_then(|seconds| seconds.checked_sub(2_082_844_800));
    let value = since_1970.and_then(|at| jiff::Timestamp::from_second(at).ok()).map(|at| at.to_string());
    let name = part.name();
    iso.field("moov", Group::Time, &name, "CreationTime", (part.start + 4, length), &value.unwrap_or_default())
}

/// The language of a track: kept for the player's menus, except where nothing may hint at a person.
fn language(iso: &mut Iso<'_, '_, '_>, part: &Part) -> Result<(), RedactError> {
    /// `und`, three letters of five bits (§8.4.2).
    const UNDETERMINED: [u8; 2] = [0x55, 0xC4];
    let is_long = iso.read(part.start, 1)?.first() == Some(&1);
    let at = part.start + if is_long { 32 } else { 20 };
    if iso.is_rebuilt() && iso.goes(Group::Text, "language") && iso.read(at, 2)? != UNDETERMINED {
        iso.draft.edits.replace(at, UNDETERMINED.to_vec());
    }
    Ok(())
}

/// A `udta` box: texts, positions and makers' own boxes.
pub(super) fn user_data(iso: &mut Iso<'_, '_, '_>, udta: &Part, store: &str) -> Result<(), RedactError> {
    for part in iso.children(udta.start, udta.end)? {
        match &part.kind {
            b"meta" => keyed(iso, &part, store)?,
            b"XMP_" => {
                if iso.packet(&part)? {
                    iso.free(&part);
                }
            }
            // How a QuickTime window is drawn and played.
            b"WLOC" | b"LOOP" | b"SelO" | b"AllF" | b"ptv " if !iso.is_rebuilt() => {
                iso.whole(store, Group::Rendering, &part)?;
            }
            kind => match super::movie_groups::user_data(kind) {
                Some(groups) => {
                    let group = iso.worst(groups);
                    let value = text_of(iso, &part);
                    let name = part.name();
                    iso.valued(store, group, &name, &name, &part, &value)?;
                }
                None => iso.common(&part, store)?,
            },
        }
    }
    Ok(())
}

/// The text of a `©` box: length, language, text.
fn text_of(iso: &mut Iso<'_, '_, '_>, part: &Part) -> String {
    if part.kind.first() != Some(&0xA9) {
        return String::new();
    }
    let length = part.length().min(limits::VALUE_CHARS as u64);
    let Ok(bytes) = iso.read(part.start, length) else { return String::new() };
    let length = be16(&bytes, 0).map_or(0, usize::from);
    bytes.get(4..).map(|text| decode_text(text.get(..length).unwrap_or(text))).unwrap_or_default()
}

/// A `meta` box of named keys (`keys`, `ilst`) or iTunes items.
pub(super) fn keyed(iso: &mut Iso<'_, '_, '_>, meta: &Part, store: &str) -> Result<(), RedactError> {
    let head = iso.read(meta.start, meta.length().min(8))?;
    let from = if head.get(4..8) == Some(b"hdlr") { meta.start } else { meta.start + 4 };
    let parts = iso.children(from.min(meta.end), meta.end)?;
    let mut names = Vec::new();
    for part in parts.iter().filter(|part| &part.kind == b"keys") {
        names = key_names(&iso.content(part, limits::TEXT_BYTES)?);
    }
    let mut stays = false;
    for part in &parts {
        match &part.kind {
            b"hdlr" | b"keys" => {}
            b"ilst" => stays |= items(iso, part, &names, store)?,
            b"xml " | b"bxml" | b"iloc" | b"iinf" | b"idat" | b"ID32" => {
                let group = iso.worst(&Group::ALL);
                stays |= !iso.whole(store, group, part)?;
                iso.has_loose_data |= &part.kind == b"iloc";
            }
            _ => iso.common(part, store)?,
        }
    }
    // Names of keys without their values tell what was there; the box goes when nothing in it stays.
    if !stays && iso.goes_any(&Group::ALL) {
        iso.draft.edits.forget(meta.start, meta.length());
        iso.free(meta);
    }
    Ok(())
}

fn key_names(bytes: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 8;
    while let Some(length) = be32(bytes, at).map(|length| length as usize)
        && length > 8
        && names.len() < limits::FIELDS
        && let Some(name) = at.checked_add(length).and_then(|end| bytes.get(at + 8..end))
    {
        names.push(decode_text(name));
        at += length;
    }
    names
}

/// True when an item stays.
fn items(iso: &mut Iso<'_, '_, '_>, ilst: &Part, names: &[String], store: &str) -> Result<bool, RedactError> {
    let mut stays = false;
    for part in iso.children(ilst.start, ilst.end)? {
        if matches!(&part.kind, b"free" | b"skip") {
            iso.common(&part, store)?;
            continue;
        }
        let index = usize::try_from(u32::from_be_bytes(part.kind)).ok().and_then(|index| index.checked_sub(1));
        let mut name = index.and_then(|index| names.get(index)).cloned().unwrap_or_else(|| part.name());
        let mut value = String::new();
        for inner in iso.children(part.start, part.end)? {
            let content = iso.read(inner.start, inner.length().min(limits::VALUE_CHARS as u64))?;
            match &inner.kind {
                b"data" if be32(&content, 0).is_some_and(|kind| kind & 0xFF_FFFF == 1) => {
                    value = decode_text(content.get(8..).unwrap_or_default());
                }
                b"name" => name = decode_text(content.get(4..).unwrap_or_default()),
                _ => {}
            }
        }
        let groups = super::movie_groups::key(&name);
        let group = iso.worst(groups);
        stays |= !iso.valued(store, group, &name, &name, &part, &value)?;
    }
    Ok(stays)
}
