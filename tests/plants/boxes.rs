//! Plants in ISO base media files: behind the content of each box, and in a box of its own in each that holds boxes.

use super::SECRET;

/// Boxes that hold boxes, with the bytes before the first of them.
fn inner(kind: &[u8], parent: &[u8]) -> Option<usize> {
    Some(match (kind, parent) {
        (b"moov" | b"trak" | b"mdia" | b"minf" | b"stbl" | b"edts" | b"dinf" | b"udta" | b"mvex" | b"moof", _) => 0,
        (b"traf" | b"iprp" | b"ipco" | b"mfra" | b"gmhd" | b"tapt" | b"tref" | b"wave" | b"ilst", _) => 0,
        (b"meta" | b"iref", _) => 4,
        (b"dref" | b"stsd", _) => 8,
        (b"iinf", _) => 6,
        (b"mp4v" | b"jpeg" | b"avc1" | b"hvc1" | b"av01", b"stsd") => 78,
        (b"mp4a" | b"sowt" | b"fLaC", b"stsd") => 28,
        _ => return None,
    })
}

struct Node {
    place: String,
    /// Where each box around it begins, the outermost first, and it itself.
    heads: Vec<usize>,
    end: usize,
    holds_boxes: bool,
}

fn number(bytes: &[u8], at: usize) -> usize {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

fn walk(bytes: &[u8], mut at: usize, end: usize, parent: &Node, all: &mut Vec<Node>) {
    while at + 8 <= end {
        let size = match number(bytes, at) {
            0 => end - at,
            size => size,
        };
        assert!(size >= 8 && at + size <= end, "{} at {at}", parent.place);
        let kind = bytes[at + 4..at + 8].to_vec();
        let name = String::from_utf8_lossy(&kind).into_owned();
        let outer = parent.place.rsplit('/').next().unwrap_or_default();
        let within = inner(&kind, outer.as_bytes());
        let mut heads = parent.heads.clone();
        heads.push(at);
        let place = format!("{}/{name}", parent.place);
        let node = Node { place, heads, end: at + size, holds_boxes: within.is_some() };
        if let Some(skip) = within {
            // QuickTime's meta box has no version.
            let skip = if kind == b"meta" && &bytes[at + 12..at + 16] == b"hdlr" { 0 } else { skip };
            walk(bytes, at + 8 + skip, at + size, &node, all);
        }
        all.push(node);
        at += size;
    }
}

/// The file with `more` at the end of a box; sizes and places are mended.
fn grown(bytes: &[u8], node: &Node, more: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for &head in &node.heads {
        let size = number(bytes, head);
        if size != 0 {
            out[head..head + 4].copy_from_slice(&u32::try_from(size + more.len()).unwrap().to_be_bytes());
        }
    }
    shift(&mut out, node, more.len());
    out.splice(node.end..node.end, more.iter().copied());
    out
}

/// Adds to every offset that points behind the place.
fn shift(out: &mut [u8], node: &Node, by: usize) {
    let mut all = Vec::new();
    let root = Node { place: String::new(), heads: Vec::new(), end: out.len(), holds_boxes: true };
    // The sizes were changed already, so the tree is read from what is not yet as long as it says.
    let mut before = out.to_vec();
    for &head in &node.heads {
        let size = number(&before, head);
        if size != 0 {
            before[head..head + 4].copy_from_slice(&u32::try_from(size - by).unwrap().to_be_bytes());
        }
    }
    walk(&before, 0, before.len(), &root, &mut all);
    let mut add = |at: usize| {
        let old = number(out, at);
        if old >= node.end {
            out[at..at + 4].copy_from_slice(&u32::try_from(old + by).unwrap().to_be_bytes());
        }
    };
    for one in &all {
        let at = *one.heads.last().unwrap() + 8;
        if one.place.ends_with("/stco") {
            (0..number(&before, at + 4)).for_each(|index| add(at + 8 + index * 4));
        } else if one.place.ends_with("/iloc") {
            locations(&before, at, &mut add);
        }
    }
    // Samples of a fragment are counted from the fragment's own beginning.
    for one in all.iter().filter(|one| one.place.ends_with("/trun")) {
        let at = *one.heads.last().unwrap() + 8;
        let is_within = node.heads.first() == one.heads.first();
        if is_within && before[at + 3] & 1 == 1 {
            let old = number(&before, at + 8);
            out[at + 8..at + 12].copy_from_slice(&u32::try_from(old + by).unwrap().to_be_bytes());
        }
    }
    for one in all.iter().filter(|one| one.place.ends_with("/tfhd")) {
        let at = *one.heads.last().unwrap() + 8;
        if before[at + 3] & 1 == 1 && number(&before, at + 12) >= node.end {
            let old = number(&before, at + 12);
            out[at + 12..at + 16].copy_from_slice(&u32::try_from(old + by).unwrap().to_be_bytes());
        }
    }
}

/// The places of the offsets of items that stand in the file itself.
fn locations(bytes: &[u8], at: usize, add: &mut impl FnMut(usize)) {
    let (version, sizes, base) = (bytes[at], bytes[at + 4], bytes[at + 5] >> 4);
    assert!(version < 2 && sizes == 0x44, "an iloc of another kind");
    let half = |at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    let mut row = at + 8;
    for _ in 0..half(at + 6) {
        let construction = if version == 1 { half(row + 2) & 15 } else { 0 };
        row += if version == 1 { 6 } else { 4 };
        let has_base = base == 4 && number(bytes, row) != 0;
        if has_base && construction == 0 {
            add(row);
        }
        row += usize::from(base);
        let count = half(row);
        row += 2;
        for _ in 0..count {
            if construction == 0 && !has_base {
                add(row);
            }
            row += 8;
        }
    }
}

/// The file with a plant behind the content of each of its boxes, and with a box of no known kind in each box of boxes.
pub fn planted(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let root = Node { place: String::new(), heads: Vec::new(), end: bytes.len(), holds_boxes: true };
    walk(bytes, 0, bytes.len(), &root, &mut all);
    let stranger = |kind: &[u8]| {
        let size = u32::try_from(SECRET.len() + 8).unwrap().to_be_bytes();
        [&size[..], kind, SECRET].concat()
    };
    let mut files = Vec::new();
    for node in &all {
        let kind = node.place.rsplit('/').next().unwrap();
        // Coded data ends where its decoder says, which is not looked into here.
        if matches!(kind, "jxlc" | "jxlp") {
            continue;
        }
        if node.holds_boxes {
            for kind in [&b"SECR"[..], b"free", b"sgpd", b"load", b"iods", b"ctab"] {
                let name = format!("{}/{}", node.place, String::from_utf8_lossy(kind));
                files.push((name, grown(bytes, node, &stranger(kind))));
            }
        } else {
            files.push((format!("{} and more", node.place), grown(bytes, node, SECRET)));
            let at = node.heads.last().unwrap() + 8;
            // Further rows, which the table counts.
            let rows = match kind {
                "stts" | "ctts" | "stsh" => Some((4, 8)),
                "stsc" | "elst" => Some((4, 12)),
                "stss" | "stco" => Some((4, 4)),
                "sbgp" => Some((8, 8)),
                "stsz" => Some((8, 4)),
                _ => None,
            };
            // How the picture is cut and moved is what is seen.
            if let Some((count_at, row)) = rows.filter(|_| kind != "elst") {
                let mut out = grown(bytes, node, SECRET);
                let count = number(&out, at + count_at) + SECRET.len() / row;
                out[at + count_at..at + count_at + 4].copy_from_slice(&u32::try_from(count).unwrap().to_be_bytes());
                files.push((format!("{} and further rows", node.place), out));
            }
            // What the kind reserves.
            let reserved = match kind {
                "mvhd" => Some((72, 24)),
                "tkhd" => Some((24, 8)),
                _ => None,
            };
            if let Some((from, length)) = reserved {
                let mut out = bytes.to_vec();
                out[at + from..at + from + length].copy_from_slice(&SECRET[..length]);
                files.push((format!("{} in its reserve", node.place), out));
            }
        }
    }
    files
}
