//! Where the samples of a track stand: by its sample table (ISO/IEC 14496-12 §8.7) and in fragments (§8.8). Never
//! reads a sample, except the first of a track that goes.

use super::RedactError;
use super::isobmff::{Iso, Part, malformed};
use super::movie::Track;
use crate::media::source::{be32, be64};

/// Most samples of one track.
const SAMPLES: u32 = 8_000_000;
/// Bytes of one table.
const TABLE_BYTES: usize = 64 << 20;

/// What fragments need not repeat.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults {
    pub(super) sample_bytes: u32,
}

/// Notes where the samples of a track stand, to keep or to zero.
pub(super) fn track(iso: &mut Iso<'_, '_, '_>, track: &Track) -> Result<(), RedactError> {
    let Some(table) = track.table else {
        return if track.goes { Ok(()) } else { Err(malformed(track.part.at, "a track without a sample table")) };
    };
    let (ranges, is_loose) = ranges(iso, &table)?;
    // Sample sizes of uncompressed QuickTime sound are not bytes, so the end of a chunk is not known.
    iso.has_loose_data |= is_loose && !track.goes;
    if track.goes {
        if is_loose {
            return Err(malformed(table.at, "sample sizes of a track that goes cannot be told"));
        }
        iso.gone.extend(ranges);
    } else {
        iso.kept.extend(ranges);
    }
    Ok(())
}

/// The first bytes of the first sample; empty where there is none.
pub(super) fn first_sample(iso: &mut Iso<'_, '_, '_>, track: &Track) -> Vec<u8> {
    let Some(table) = track.table else { return Vec::new() };
    let Ok((ranges, _)) = ranges(iso, &table) else { return Vec::new() };
    let first = ranges.into_iter().find(|(from, to)| from < to);
    let bytes = first.map(|(from, to)| iso.read(from, (to - from).min(super::RESIDUE_BYTES as u64)));
    bytes.and_then(Result::ok).unwrap_or_default()
}

enum Sizes {
    All(u32),
    Each(Vec<u32>),
}

/// The chunks of a table, as ranges; true when their ends cannot be trusted.
fn ranges(iso: &mut Iso<'_, '_, '_>, table: &Part) -> Result<(Vec<(u64, u64)>, bool), RedactError> {
    let (mut sizes, mut offsets, mut runs) = (None, None, None);
    let (mut has_auxiliary, mut count) = (false, 0);
    for part in iso.children(table.start, table.end)? {
        match &part.kind {
            b"stsz" => {
                let bytes = iso.content(&part, TABLE_BYTES)?;
                let (size, declared) = be32(&bytes, 4).zip(be32(&bytes, 8)).ok_or(malformed(part.at, "stsz"))?;
                count = declared;
                let each = || bytes.get(12..).map(super::movie::numbers).unwrap_or_default();
                sizes = Some(if size == 0 { Sizes::Each(each()) } else { Sizes::All(size) });
            }
            b"stz2" => {
                let bytes = iso.content(&part, TABLE_BYTES)?;
                count = be32(&bytes, 8).ok_or(malformed(part.at, "stz2"))?;
                sizes = Some(Sizes::Each(compact(&bytes, part.at)?));
            }
            b"stco" => offsets = Some(iso.content(&part, TABLE_BYTES).map(|bytes| short_offsets(&bytes))?),
            b"co64" => offsets = Some(iso.content(&part, TABLE_BYTES).map(|bytes| long_offsets(&bytes))?),
            b"stsc" => {
                let bytes = iso.content(&part, TABLE_BYTES)?;
                let rows = bytes.get(8..).unwrap_or_default().as_chunks::<12>().0.iter();
                let rows = rows.take(be32(&bytes, 4).unwrap_or_default() as usize);
                runs = Some(rows.filter_map(|row| be32(row, 0).zip(be32(row, 4))).collect::<Vec<_>>());
            }
            b"saio" | b"senc" => has_auxiliary = !iso.is_rebuilt(),
            _ => {}
        }
    }
    let (Some(sizes), Some(offsets), Some(runs)) = (sizes, offsets, runs) else {
        // A movie in fragments may leave its tables empty, but it has them.
        return Err(malformed(table.at, "a sample table without sizes or places"));
    };
    if count > SAMPLES {
        return Err(RedactError::TooLarge { limit: "samples" });
    }
    let is_loose = has_auxiliary || matches!(sizes, Sizes::All(1));
    Ok((chunks(table.at, &sizes, count, &offsets, &runs)?, is_loose))
}

fn short_offsets(bytes: &[u8]) -> Vec<u64> {
    let count = be32(bytes, 4).unwrap_or_default() as usize;
    let all = bytes.get(8..).map(super::movie::numbers).unwrap_or_default();
    all.into_iter().take(count).map(u64::from).collect()
}

fn long_offsets(bytes: &[u8]) -> Vec<u64> {
    let count = be32(bytes, 4).unwrap_or_default() as usize;
    let all = bytes.get(8..).unwrap_or_default().as_chunks::<8>().0.iter();
    all.take(count).map(|eight| u64::from_be_bytes(*eight)).collect()
}

/// Sizes of 4, 8 or 16 bits (§8.7.3.3).
fn compact(bytes: &[u8], at: u64) -> Result<Vec<u32>, RedactError> {
    let rest = bytes.get(12..).unwrap_or_default();
    Ok(match bytes.get(7) {
        Some(4) => rest.iter().flat_map(|&b| [u32::from(b >> 4), u32::from(b & 15)]).collect(),
        Some(8) => rest.iter().map(|&b| u32::from(b)).collect(),
        Some(16) => rest.as_chunks::<2>().0.iter().map(|two| u32::from(u16::from_be_bytes(*two))).collect(),
        _ => return Err(malformed(at, "stz2")),
    })
}

/// One range for each chunk.
fn chunks(
    at: u64,
    sizes: &Sizes,
    count: u32,
    offsets: &[u64],
    runs: &[(u32, u32)],
) -> Result<Vec<(u64, u64)>, RedactError> {
    let wrong = || malformed(at, "a sample table that does not fit together");
    let (mut ranges, mut sample, mut run) = (Vec::with_capacity(offsets.len()), 0usize, 0usize);
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    for (index, &offset) in offsets.iter().enumerate() {
        let number = u32::try_from(index + 1).map_err(|_| wrong())?;
        while runs.get(run + 1).is_some_and(|&(first, _)| first <= number) {
            run += 1;
        }
        let samples = runs.get(run).filter(|(first, _)| *first <= number).ok_or_else(wrong)?.1 as usize;
        let next = sample.checked_add(samples).filter(|&next| next <= count).ok_or_else(wrong)?;
        let length = match sizes {
            Sizes::All(size) => u64::from(*size) * samples as u64,
            Sizes::Each(each) => each.get(sample..next).ok_or_else(wrong)?.iter().map(|&size| u64::from(size)).sum(),
        };
        ranges.push((offset, offset.checked_add(length).ok_or_else(wrong)?));
        sample = next;
    }
    if sample != count { Err(wrong()) } else { Ok(ranges) }
}

/// A movie fragment (§8.8.4): its own boxes, and where its samples stand.
pub(super) fn fragment(iso: &mut Iso<'_, '_, '_>, moof: &Part, tracks: &[Track]) -> Result<(), RedactError> {
    // Where the data of the next track fragment begins when it does not say (§8.8.7).
    let mut next = moof.at;
    for part in iso.children(moof.start, moof.end)? {
        match &part.kind {
            b"mfhd" => iso.known(&part, "moof")?,
            b"pssh" if !iso.is_rebuilt() => {}
            b"traf" => next = track_fragment(iso, &part, moof.at, next, tracks)?,
            b"meta" => super::movie::keyed(iso, &part, "moof/meta")?,
            _ => iso.common(&part, "moof")?,
        }
    }
    Ok(())
}

fn track_fragment(
    iso: &mut Iso<'_, '_, '_>,
    traf: &Part,
    moof: u64,
    begin: u64,
    tracks: &[Track],
) -> Result<u64, RedactError> {
    let parts = iso.children(traf.start, traf.end)?;
    let header = parts.iter().find(|part| &part.kind == b"tfhd").ok_or(malformed(traf.at, "no tfhd"))?;
    let bytes = iso.content(header, 64)?;
    let wrong = || malformed(header.at, "tfhd");
    let (flags, id) = be32(&bytes, 0).zip(be32(&bytes, 4)).ok_or_else(wrong)?;
    let track = tracks.iter().find(|track| track.id == id).ok_or(malformed(header.at, "a fragment of no track"))?;
    let mut at = 8;
    let mut base = if flags & 0x2_0000 != 0 { moof } else { begin };
    if flags & 1 != 0 {
        base = be64(&bytes, at).ok_or_else(wrong)?;
        at += 8;
    }
    at += [2, 8].iter().filter(|&&flag| flags & flag != 0).count() * 4;
    let size = if flags & 0x10 != 0 { be32(&bytes, at).ok_or_else(wrong)? } else { track.defaults.sample_bytes };
    let mut next = base;
    for part in &parts {
        match &part.kind {
            b"trun" => {
                let (from, to) = run(iso, part, base, next, size)?;
                if track.goes { &mut iso.gone } else { &mut iso.kept }.push((from, to));
                if !track.goes {
                    iso.known(part, "traf")?;
                }
                next = to;
            }
            _ if track.goes => {}
            b"saio" | b"senc" | b"saiz" if !iso.is_rebuilt() => iso.has_loose_data |= &part.kind != b"saiz",
            b"tfhd" | b"tfdt" => iso.known(part, "traf")?,
            b"sbgp" | b"sgpd" => _ = iso.grouping(part, "traf")?,
            b"sdtp" | b"subs" => iso.remarks(part, "traf", None)?,
            b"meta" => super::movie::keyed(iso, part, "traf/meta")?,
            b"udta" => super::movie::user_data(iso, part, "traf/udta")?,
            _ => iso.common(part, "traf")?,
        }
    }
    if track.goes {
        iso.free(traf);
    }
    Ok(next)
}

/// From where to where the samples of a run stand (§8.8.8).
fn run(iso: &mut Iso<'_, '_, '_>, part: &Part, base: u64, next: u64, size: u32) -> Result<(u64, u64), RedactError> {
    let bytes = iso.content(part, TABLE_BYTES)?;
    let wrong = || malformed(part.at, "a track run that does not fit together");
    let (flags, count) = be32(&bytes, 0).zip(be32(&bytes, 4)).ok_or_else(wrong)?;
    if count > SAMPLES {
        return Err(RedactError::TooLarge { limit: "samples" });
    }
    let mut at = 8;
    let mut from = next;
    if flags & 1 != 0 {
        let offset = be32(&bytes, at).ok_or_else(wrong)?.cast_signed();
        from = base.checked_add_signed(i64::from(offset)).ok_or_else(wrong)?;
        at += 4;
    }
    at += if flags & 4 != 0 { 4 } else { 0 };
    let width = [0x100, 0x200, 0x400, 0x800].iter().filter(|&&flag| flags & flag != 0).count() * 4;
    let skip = if flags & 0x100 != 0 { 4 } else { 0 };
    let mut length = 0u64;
    if flags & 0x200 == 0 {
        length = u64::from(size) * u64::from(count);
    } else {
        let rows = bytes.get(at..).unwrap_or_default().chunks_exact(width);
        if rows.len() < count as usize {
            return Err(wrong());
        }
        for row in rows.take(count as usize) {
            length += u64::from(be32(row, skip).ok_or_else(wrong)?);
        }
    }
    Ok((from, from.checked_add(length).ok_or_else(wrong)?))
}
