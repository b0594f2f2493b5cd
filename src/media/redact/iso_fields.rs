//! How long the boxes are that stay (ISO/IEC 14496-12, 14496-15, 23008-12; QuickTime File Format): what stands behind a
//! box's own fields is nothing that a player reads, and goes with the unknown parts. Never reads a file, never decides.

use crate::media::source::{be16, be32};

/// Most bytes of a box that have to be seen to tell its length by [`known_bytes`], save those with parts of their own.
pub(super) const HEAD_BYTES: u64 = 64;

/// Bytes that the fields of a box take, by its first bytes; `None` where its kind has no fields of known length.
pub(super) fn known_bytes(kind: &[u8; 4], head: &[u8]) -> Option<u64> {
    let is_long = *head.first()? == 1;
    let either = |short: u64, long: u64| Some(if is_long { long } else { short });
    let rows = |count_at: usize, row: u64| rows(head, count_at, row);
    match kind {
        b"vmhd" | b"ispe" | b"btrt" | b"clef" | b"prof" | b"enof" | b"iscl" | b"rloc" => Some(12),
        b"smhd" | b"mfhd" | b"mfro" | b"pasp" | b"CoLL" | b"ccst" | b"amve" | b"ndwt" => Some(8),
        b"nmhd" | b"sthd" | b"clli" | b"gama" | b"hfov" | b"frma" | b"mp4a" | b"JXL " => Some(4),
        b"irot" | b"imir" | b"a1op" | b"jxll" => Some(1),
        b"fiel" | b"lsel" | b"enda" => Some(2),
        b"trex" | b"mdcv" | b"dvcC" | b"dvvC" | b"dvwC" => Some(24),
        b"hmhd" | b"ddts" => Some(20),
        b"clap" => Some(32),
        b"load" => Some(16),
        b"tols" | b"pcmC" => Some(6),
        b"d263" => Some(7),
        b"damr" => Some(9),
        b"dac3" => Some(3),
        b"srat" => Some(8),
        b"st3d" => Some(5),
        b"SmDm" => Some(28),
        b"prhd" => Some(16),
        b"cbmp" => Some(12),
        b"equi" => Some(20),
        b"colr" => colors(head),
        b"mvhd" => either(100, 112),
        b"tkhd" => either(84, 96),
        b"mdhd" => either(24, 36),
        b"mehd" | b"tfdt" => either(8, 12),
        b"cslg" => either(24, 44),
        b"elst" => rows(4, if is_long { 20 } else { 12 }),
        b"stts" | b"ctts" => rows(4, 8),
        b"stsc" => rows(4, 12),
        b"stco" | b"stss" | b"stps" => rows(4, 4),
        b"co64" => rows(4, 8),
        b"stsz" => Some(12 + if be32(head, 4)? == 0 { u64::from(be32(head, 8)?) * 4 } else { 0 }),
        b"stz2" => Some(12 + (u64::from(be32(head, 8)?) * u64::from(*head.get(7)?)).div_ceil(8)),
        b"sbgp" if is_long => rows(12, 8),
        b"sbgp" => rows(8, 8),
        b"chan" => rows(12, 20),
        b"tfhd" => Some(8 + flagged(head, &[(1, 8), (2, 4), (8, 4), (0x10, 4), (0x20, 4)])?),
        b"trun" => {
            let row = flagged(head, &[(0x100, 4), (0x200, 4), (0x400, 4), (0x800, 4)])?;
            Some(8 + flagged(head, &[(1, 4), (4, 4)])? + u64::from(be32(head, 4)?) * row)
        }
        b"sidx" => {
            let count_at = if is_long { 30 } else { 22 };
            Some(count_at as u64 + 2 + u64::from(be16(head, count_at)?) * 12)
        }
        b"tfra" => {
            let sizes = be32(head, 8)?;
            let more: u32 = [4, 2, 0].iter().map(|shift| ((sizes >> shift) & 3) + 1).sum();
            rows(12, u64::from(more) + if is_long { 16 } else { 8 })
        }
        b"pitm" => Some(if *head.first()? == 0 { 6 } else { 8 }),
        b"pixi" => Some(5 + u64::from(*head.get(4)?)),
        b"a1lx" => Some(if head.first()? & 1 == 1 { 13 } else { 7 }),
        b"rref" => Some(5 + u64::from(*head.get(4)?) * 4),
        // A name that ends with a zero; the rest is for pictures that are no alpha plane.
        b"auxC" => Some(5 + head.get(4..)?.iter().position(|byte| *byte == 0)? as u64),
        b"dOps" => Some(11 + if *head.get(10)? == 0 { 0 } else { 2 + u64::from(*head.get(1)?) }),
        // QuickTime adds the layout of its channels.
        b"alac" => Some(if head.get(32..36) == Some(b"chan") { 52 } else { 28 }),
        // A region of QuickTime: its size, then a rectangle.
        b"crgn" => Some(10),
        _ => None,
    }
}

/// Bytes that a decoder's own description takes (ISO/IEC 14496-1, 14496-15; AV1 in ISO; VP in ISO), by all of it.
pub(super) fn decoder_bytes(kind: &[u8; 4], bytes: &[u8]) -> Option<u64> {
    let end = match kind {
        b"avcC" => avc(bytes)?,
        b"hvcC" => hevc(bytes)?,
        b"av1C" => av1(bytes)?,
        b"vpcC" => 12 + usize::from(be16(bytes, 10)?),
        b"esds" => elementary(bytes)?,
        b"dec3" => enhanced_ac3(bytes)?,
        _ => return None,
    };
    (end <= bytes.len()).then_some(end as u64)
}

/// Places in a box that its standard reserves: from and how many bytes.
pub(super) fn reserved(kind: &[u8; 4], head: &[u8]) -> &'static [(u64, u64)] {
    match (kind, head.first()) {
        (b"mvhd", Some(0)) => &[(26, 10), (72, 24)],
        (b"mvhd", _) => &[(38, 10), (84, 24)],
        (b"tkhd", Some(0)) => &[(16, 4), (24, 8), (38, 2)],
        (b"tkhd", _) => &[(24, 4), (36, 8), (50, 2)],
        (b"mdhd", Some(0)) => &[(22, 2)],
        (b"mdhd", _) => &[(34, 2)],
        (b"smhd", _) => &[(6, 2)],
        (b"hmhd", _) => &[(16, 4)],
        // When to load a track before it is played: nothing that is seen or heard.
        (b"load", _) => &[(0, 16)],
        _ => &[],
    }
}

/// Bytes of an entry of a group of samples whose meaning a player needs; `None` for all other kinds.
pub(super) fn group_bytes(kind: &[u8]) -> Option<u64> {
    match kind {
        b"roll" | b"prol" => Some(2),
        b"rap " => Some(1),
        _ => None,
    }
}

/// Bytes of a `sgpd` box whose entries have this length (ISO/IEC 14496-12 §8.9.3); `None` where they say another.
pub(super) fn group_description_bytes(head: &[u8], each: u64) -> Option<u64> {
    let version = *head.first()?;
    let count_at = 8 + 4 * usize::from(version.min(2));
    let is_same = version == 0 || u64::from(be32(head, 8)?) == each;
    is_same.then_some(())?;
    Some(count_at as u64 + 4 + u64::from(be32(head, count_at)?) * each)
}

/// Where the rows of a table of samples begin, how long each is, and how many of them speak of samples or chunks that
/// there are; `None` for all other kinds.
pub(super) fn used_rows(kind: &[u8; 4], bytes: &[u8], samples: u64, chunks: u64) -> Option<(usize, usize, u64)> {
    let (head, row_bytes) = match kind {
        b"sbgp" if bytes.first() == Some(&1) => (16, 8),
        b"sbgp" => (12, 8),
        b"stts" | b"ctts" => (8, 8),
        b"stsc" => (8, 12),
        b"stss" | b"stps" => (8, 4),
        _ => return None,
    };
    let declared = be32(bytes, head - 4)? as usize;
    let rows = bytes.get(head..)?.chunks_exact(row_bytes).take(declared);
    let (mut told, mut before, mut used) = (0u64, 0u64, 0u64);
    for row in rows {
        let first = u64::from(be32(row, 0)?);
        let is_used = match kind {
            b"stsc" => first > before && first <= chunks,
            b"stss" | b"stps" => first > before && first <= samples,
            // So many samples each.
            _ => told < samples,
        };
        if !is_used {
            break;
        }
        (told, before, used) = (told + first, first, used + 1);
    }
    Some((head, row_bytes, used))
}

fn rows(head: &[u8], count_at: usize, row: u64) -> Option<u64> {
    Some(count_at as u64 + 4 + u64::from(be32(head, count_at)?) * row)
}

/// The sum for the flags that are set.
fn flagged(head: &[u8], parts: &[(u32, u64)]) -> Option<u64> {
    let flags = be32(head, 0)?;
    Some(parts.iter().filter(|(flag, _)| flags & flag != 0).map(|(_, bytes)| bytes).sum())
}

/// Three numbers, and with `nclx` a flag.
fn colors(head: &[u8]) -> Option<u64> {
    match head.get(..4)? {
        b"nclx" => Some(11),
        b"nclc" => Some(10),
        _ => None,
    }
}

/// Behind the parameter sets; some profiles add four bytes and further sets (ISO/IEC 14496-15 §5.3.3.1).
fn avc(bytes: &[u8]) -> Option<usize> {
    let mut at = 6;
    for _ in 0..*bytes.get(5)? & 31 {
        at += 2 + usize::from(be16(bytes, at)?);
    }
    let count = *bytes.get(at)?;
    at += 1;
    for _ in 0..count {
        at += 2 + usize::from(be16(bytes, at)?);
    }
    let is_high = matches!(bytes.get(1)?, 100 | 110 | 122 | 144 | 244);
    // The first bits of the four are set, by which they are told from what is no part of the box.
    let has_more = is_high && bytes.get(at).is_some_and(|byte| byte & 0xFC == 0xFC);
    if has_more {
        let count = *bytes.get(at + 3)?;
        at += 4;
        for _ in 0..count {
            at += 2 + usize::from(be16(bytes, at)?);
        }
    }
    Some(at)
}

/// Behind the arrays of parameter sets (ISO/IEC 14496-15 §8.3.3.1).
fn hevc(bytes: &[u8]) -> Option<usize> {
    let mut at = 23;
    for _ in 0..*bytes.get(22)? {
        let count = be16(bytes, at + 1)?;
        at += 3;
        for _ in 0..count {
            at += 2 + usize::from(be16(bytes, at)?);
        }
    }
    Some(at)
}

/// Behind the last OBU that says its size (AV1 in ISO §2.3; AV1 §5.3).
fn av1(bytes: &[u8]) -> Option<usize> {
    let mut at = 4;
    while let Some(&head) = bytes.get(at) {
        // A sequence header or metadata, with its size and without reserved bits.
        let is_known = head & 0x83 == 2 && matches!(head >> 3, 1 | 5);
        let start = at + 1 + usize::from(head >> 2 & 1);
        let Some((size, after)) = leb128(bytes, start).filter(|_| is_known) else { break };
        at = after.checked_add(size).filter(|end| *end <= bytes.len())?;
    }
    Some(at)
}

fn leb128(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut value = 0usize;
    for index in 0..5 {
        let byte = *bytes.get(at + index)?;
        value |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, at + index + 1));
        }
    }
    None
}

/// Behind the one descriptor (ISO/IEC 14496-1 §7.2.6.5), whose length is written seven bits at a time.
fn elementary(bytes: &[u8]) -> Option<usize> {
    (*bytes.get(4)? == 3).then_some(())?;
    let mut length = 0usize;
    for index in 5..9 {
        let byte = *bytes.get(index)?;
        length = length << 7 | usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some(index + 1 + length);
        }
    }
    None
}

/// Behind the substreams (ETSI TS 102 366 annex F.6).
fn enhanced_ac3(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    for _ in 0..=(be16(bytes, 0)? & 7) {
        let has_dependent = bytes.get(at + 2)? >> 1 & 0x0F != 0;
        at += if has_dependent { 4 } else { 3 };
    }
    // A flag for object sound, and its complexity.
    Some(at + if bytes.get(at).is_some_and(|byte| *byte == 1) { 2 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_ends_behind_its_rows() {
        assert_eq!(known_bytes(b"stts", &[0, 0, 0, 0, 0, 0, 0, 2]), Some(24));
        assert_eq!(known_bytes(b"stsz", &[0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 3]), Some(12));
        assert_eq!(known_bytes(b"stsz", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]), Some(24));
        assert_eq!(known_bytes(b"tkhd", &[1]), Some(96));
        assert_eq!(known_bytes(b"SECR", &[0; 64]), None);
        assert_eq!(known_bytes(b"stts", &[0, 0, 0, 0]), None, "no count");
        let mut run = vec![0, 0, 3, 1, 0, 0, 0, 5];
        run.resize(64, 0);
        assert_eq!(known_bytes(b"trun", &run), Some(8 + 4 + 5 * 8));
    }

    #[test]
    fn rows_of_no_sample_are_not_used() {
        let table = |rows: &[u32]| {
            [&[0, 0, 0, 0][..], &[0, 0, 0, 3], &rows.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<u8>>()].concat()
        };
        let times = table(&[4, 1, 6, 1, 9, 9]);
        assert_eq!(used_rows(b"stts", &times, 10, 0), Some((8, 8, 2)));
        assert_eq!(used_rows(b"stts", &times, 11, 0), Some((8, 8, 3)));
        assert_eq!(used_rows(b"stss", &table(&[1, 5, 4]), 9, 0), Some((8, 4, 2)));
        assert_eq!(used_rows(b"stss", &table(&[1, 5, 10]), 9, 0), Some((8, 4, 2)));
        assert_eq!(used_rows(b"stsc", &table(&[1, 9, 1, 3, 9, 1, 4, 9, 1]), 9, 3), Some((8, 12, 2)));
        assert_eq!(used_rows(b"stsz", &times, 1, 1), None);
    }

    #[test]
    fn a_decoder_reads_its_sets_and_no_further() {
        let sets = [&[1, 66, 0, 30, 0xFF, 0xE1, 0, 2, 9, 9, 1, 0, 3, 8, 8, 8][..], b"more"].concat();
        assert_eq!(decoder_bytes(b"avcC", &sets), Some(16));
        assert_eq!(decoder_bytes(b"avcC", &sets[..12]), None);
        let high = [&[1, 100, 0, 30, 0xFF, 0xE1, 0, 2, 9, 9, 1, 0, 1, 8, 0xFD, 0xF8, 0xF8, 0][..], b"more"].concat();
        assert_eq!(decoder_bytes(b"avcC", &high), Some(18));
        let descriptor = [&[0, 0, 0, 0, 3, 0x80, 0x80, 0x80, 3, 1, 2, 3][..], b"more"].concat();
        assert_eq!(decoder_bytes(b"esds", &descriptor), Some(12));
        let sequence = [&[0x81, 0, 12, 0, 0x0A, 2, 1, 2][..], b"more"].concat();
        assert_eq!(decoder_bytes(b"av1C", &sequence), Some(8));
        for end in 0..sequence.len() {
            for kind in [b"avcC", b"hvcC", b"av1C", b"vpcC", b"esds", b"dec3"] {
                let _ = decoder_bytes(kind, &sequence[..end]);
            }
        }
    }
}
