//! Plants in pictures and sound that are made of chunks or segments: PNG, JPEG, WebP, GIF, WAV, AVI and FLAC.

use super::SECRET;

/// A place by its name, and the file with a plant there.
type Planted = Vec<(String, Vec<u8>)>;

fn named(kind: &[u8]) -> String {
    String::from_utf8_lossy(kind).into_owned()
}

pub fn png_chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let body = [kind, data].concat();
    let mut sum = crc32fast::Hasher::new();
    sum.update(&body);
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &body, &sum.finalize().to_be_bytes()].concat()
}

/// Kind and content of each chunk.
pub fn png_chunks(bytes: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let (mut all, mut at) = (Vec::new(), 8);
    while at < bytes.len() {
        let size = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        all.push((bytes[at + 4..at + 8].to_vec(), bytes[at + 8..at + 8 + size].to_vec()));
        at += 12 + size;
    }
    all
}

pub fn png_of(chunks: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let body = chunks.iter().flat_map(|(kind, data)| png_chunk(kind, data));
    b"\x89PNG\r\n\x1a\n".iter().copied().chain(body).collect()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 0)
}

/// An animation of a picture: the picture itself, then as many further frames as are asked for.
pub fn animated(png: &[u8], says: u32, frames: u32) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut chunks = png_chunks(png);
    let header = chunks[0].1.clone();
    let control = |number: u32| [&number.to_be_bytes()[..], &header[..8], &[0; 8], &[0, 1, 0, 10, 0, 0]].concat();
    let picture: Vec<u8> =
        chunks.iter().filter(|(kind, _)| kind == b"IDAT").flat_map(|(_, data)| data.clone()).collect();
    let end = chunks.pop().unwrap();
    let first = chunks.iter().position(|(kind, _)| kind == b"IDAT").unwrap();
    chunks.insert(first, (b"fcTL".to_vec(), control(0)));
    chunks.insert(first, (b"acTL".to_vec(), [says.to_be_bytes(), 0u32.to_be_bytes()].concat()));
    for number in 0..frames {
        chunks.push((b"fcTL".to_vec(), control(1 + number * 2)));
        chunks.push((b"fdAT".to_vec(), [&(2 + number * 2).to_be_bytes()[..], &picture].concat()));
    }
    chunks.push(end);
    chunks
}

/// In each place of a PNG; `png` is the bare picture.
pub fn png(png: &[u8]) -> Planted {
    let mut files = Planted::new();
    let chunks = png_chunks(png);
    let first = chunks.iter().position(|(kind, _)| kind == b"IDAT").unwrap();
    let (color, last) = (chunks[0].1[9], chunks.len() - 1);
    // Behind the content of each chunk; the header's own would make it no PNG.
    for index in 1..chunks.len() {
        let mut more = chunks.clone();
        // Colours of a palette that no pixel has are colours; what has no number is none.
        if color == 3 && chunks[index].0 == b"PLTE" {
            more[index].1.resize(768, 0);
        }
        more[index].1.extend(SECRET);
        files.push((format!("{} and more", named(&chunks[index].0)), png_of(&more)));
    }
    let lone = [
        "tRNS", "PLTE", "gAMA", "cHRM", "sRGB", "cICP", "mDCV", "cLLI", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT",
        "IDAT", "iCCP", "hIST", "sPLT", "oFFs", "sCAL", "pCAL", "sTER", "gIFg", "gIFx", "dSIG", "vpAg", "caNv", "orNT",
        "abCd",
    ];
    for kind in lone.map(str::as_bytes) {
        for at in [1, first, last] {
            // The picture's own data begins where the first of its chunks does.
            if kind == b"IDAT" && at == first || kind == b"PLTE" && color == 3 && at < last {
                continue;
            }
            let mut more = chunks.clone();
            more.insert(at, (kind.to_vec(), SECRET.to_vec()));
            files.push((format!("{} at {at}", named(kind)), png_of(&more)));
        }
    }
    // Of the right size, again and again.
    for (kind, size) in [("gAMA", 4), ("cHRM", 32), ("pHYs", 9), ("cICP", 4), ("mDCV", 24), ("cLLI", 8), ("fcTL", 26)] {
        let mut more = chunks.clone();
        let mut text = [SECRET, SECRET].concat();
        text.resize(size.max(16), b'~');
        for part in text.chunks(size).filter(|part| part.len() == size) {
            more.insert(1, (kind.as_bytes().to_vec(), part.to_vec()));
            more.insert(last + 1, (kind.as_bytes().to_vec(), part.to_vec()));
        }
        if size >= 8 {
            files.push((format!("{kind} twice"), png_of(&more)));
        }
    }
    // A second stream, further lines, and what follows a stream in the last of its chunks.
    let data: Vec<u8> = chunks.iter().filter(|(kind, _)| kind == b"IDAT").flat_map(|(_, data)| data.clone()).collect();
    let with = |data: &[&[u8]]| {
        let mut more: Vec<_> = chunks.iter().filter(|(kind, _)| kind != b"IDAT").cloned().collect();
        data.iter().rev().for_each(|part| more.insert(first, (b"IDAT".to_vec(), part.to_vec())));
        png_of(&more)
    };
    let lines = miniz_oxide::inflate::decompress_to_vec_zlib(&data).unwrap();
    files.push(("a second stream".into(), with(&[&data, &zlib(SECRET)])));
    files.push(("further lines".into(), with(&[&zlib(&[&lines[..], SECRET].concat())])));
    files.push((
        "split stream and more".into(),
        with(&[&data[..9], &data[9..data.len() - 3], &[&data[data.len() - 3..], SECRET].concat()]),
    ));
    files.push(("cut stream".into(), with(&[&data[..data.len() / 2], SECRET])));
    // Frames: more than are announced, more behind the data of one, and further lines in one.
    let says = |says: u32| {
        let mut chunks = animated(png, says, 2);
        let last = chunks.len() - 2;
        chunks[last].1.extend(SECRET);
        png_of(&chunks)
    };
    files.push(("fdAT and more".into(), says(3)));
    files.push(("frame that is not announced".into(), says(2)));
    files.push(("frames that are not announced".into(), says(1)));
    let mut chunks = animated(png, 3, 2);
    let last = chunks.len() - 2;
    chunks[last].1.truncate(4);
    chunks[last].1.extend(zlib(&[&lines[..], SECRET].concat()));
    files.push(("further lines of a frame".into(), png_of(&chunks)));
    files
}

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(payload.len() as u16 + 2).to_be_bytes(), payload].concat()
}

/// Marker, payload and place of each segment up to the first scan.
fn segments(jpeg: &[u8]) -> Vec<(u8, Vec<u8>, usize)> {
    let (mut all, mut at) = (Vec::new(), 2);
    loop {
        let (marker, size) = (jpeg[at + 1], usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]])));
        all.push((marker, jpeg[at + 4..at + 2 + size].to_vec(), at));
        at += 2 + size;
        if marker == 0xDA {
            return all;
        }
    }
}

/// In each place of a JPEG.
pub fn jpeg(jpeg: &[u8]) -> Planted {
    let mut files = Planted::new();
    let all = segments(jpeg);
    for (marker, payload, at) in &all {
        let end = at + 4 + payload.len();
        let grown = segment(*marker, &[payload, SECRET].concat());
        files.push((format!("{marker:02X} and more"), [&jpeg[..*at], &grown, &jpeg[end..]].concat()));
    }
    let scan = all.last().unwrap().2;
    let filled = |length: usize| SECRET.iter().copied().cycle().take(length).collect::<Vec<u8>>();
    let mut strange: Vec<(&str, Vec<u8>)> = vec![
        ("a table of numbers that nothing uses", segment(0xDB, &[&[3][..], &filled(64)].concat())),
        ("a wide table of numbers that nothing uses", segment(0xDB, &[&[0x12][..], &filled(128)].concat())),
        ("half a table of numbers", segment(0xDB, &[&[3][..], SECRET].concat())),
        ("codes that nothing uses", segment(0xC4, &[&[0x13][..], &[0; 15], &[48], &filled(48)].concat())),
        ("half a table of codes", segment(0xC4, SECRET)),
        ("JFXX of no kind", segment(0xE0, &[b"JFXX\0\x77", SECRET].concat())),
        ("JFXX of colours", segment(0xE0, &[b"JFXX\0\x13\x02\x04", SECRET].concat())),
        ("another APP0", segment(0xE0, SECRET)),
        ("a JFIF thumbnail", segment(0xE0, &[b"JFIF\0\x01\x01\0\0\x01\0\x01\x02\x04", SECRET].concat())),
        ("a restart interval", segment(0xDD, &[&[0, 0][..], SECRET].concat())),
        ("conditioning", segment(0xCC, SECRET)),
        ("Adobe", segment(0xEE, &[b"Adobe\0d\0\0\0\0\x01", SECRET].concat())),
        ("a version", segment(0xF0, SECRET)),
        ("JPG13", segment(0xFD, SECRET)),
        ("reserved", segment(0x02, SECRET)),
    ];
    for part in SECRET.chunks(9).filter(|part| part.len() == 9) {
        let more = segment(0xE0, &[b"JFIF\0", part].concat());
        match strange.last_mut() {
            Some((name, segments)) if *name == "JFIF again and again" => segments.extend(more),
            _ => strange.push(("JFIF again and again", more)),
        }
    }
    for (name, segment) in strange {
        for at in [2, all[1].2, scan] {
            files.push((format!("{name} at {at}"), [&jpeg[..at], &segment, &jpeg[at..]].concat()));
        }
    }
    files.push(("behind the end".into(), [jpeg, SECRET].concat()));
    files
}

fn riff(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut out = [kind, &u32::try_from(data.len()).unwrap().to_le_bytes()[..], data].concat();
    out.resize(out.len().next_multiple_of(2), 0);
    out
}

/// Where each chunk of a RIFF begins and ends, with those in lists; the lists around it come along.
fn riff_chunks(bytes: &[u8], from: usize, end: usize, within: &[usize], all: &mut Vec<(Vec<usize>, usize)>) {
    let mut at = from;
    while at + 8 <= end {
        let size = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
        let stop = (at + 8 + size + size % 2).min(end);
        let mut heads = within.to_vec();
        heads.push(at);
        let is_list = &bytes[at..at + 4] == b"LIST";
        let is_frame = &bytes[at..at + 4] == b"ANMF";
        if is_list || is_frame {
            riff_chunks(bytes, at + if is_list { 12 } else { 24 }, stop, &heads, all);
        }
        all.push((heads, stop));
        at = stop;
    }
}

/// In each place of a WAV, AVI or WebP: behind the content of each chunk and behind each chunk, one of each kind.
pub fn riffs(bytes: &[u8], kinds: &[&str]) -> Planted {
    let mut files = Planted::new();
    let mut all = Vec::new();
    riff_chunks(bytes, 12, bytes.len(), &[0], &mut all);
    let grown = |heads: &[usize], at: usize, more: &[u8]| {
        let mut out = bytes.to_vec();
        for &head in heads {
            let size = u32::from_le_bytes(out[head + 4..head + 8].try_into().unwrap()) as usize + more.len();
            out[head + 4..head + 8].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
        }
        out.splice(at..at, more.iter().copied());
        out
    };
    let mut movi = 0;
    for (heads, end) in &all {
        let (outer, head) = (&heads[..heads.len() - 1], *heads.last().unwrap());
        let kind = named(&bytes[head..head + 4]);
        let is_list = matches!(kind.as_str(), "LIST" | "ANMF");
        let path = outer.iter().map(|at| named(&bytes[*at..*at + 4])).collect::<Vec<_>>().join("/");
        // Coded data ends where its decoder says; a list has nothing but chunks.
        let is_coded = matches!(kind.as_str(), "data" | "VP8 " | "VP8L" | "ALPH" | "ICCP")
            || kind.as_bytes()[..2].iter().all(u8::is_ascii_digit)
            || kind == "strf" && &bytes[head + 8..head + 12] == b"\x28\0\0\0";
        let in_run = outer.iter().any(|at| &bytes[*at..*at + 4] == b"LIST" && &bytes[at + 8..at + 12] == b"movi");
        movi += usize::from(in_run);
        if in_run && movi > 2 {
            continue;
        }
        if !is_list && !is_coded {
            files.push((format!("{path}/{kind} at {head} and more"), grown(heads, *end, SECRET)));
        }
        for more in kinds {
            let chunk = riff(more.as_bytes(), SECRET);
            files.push((format!("{path}: {more} behind {kind} at {head}"), grown(outer, *end, &chunk)));
            let list = riff(b"LIST", &[more.as_bytes(), &riff(b"data", SECRET)].concat());
            files.push((format!("{path}: a list {more} behind {kind} at {head}"), grown(outer, *end, &list)));
        }
    }
    files.push(("behind the end".into(), [bytes, SECRET].concat()));
    files
}

fn block(kind: u8, is_last: bool, content: &[u8]) -> Vec<u8> {
    let word = u32::from(kind) << 24 | u32::from(is_last) << 31 | u32::try_from(content.len()).unwrap();
    [&word.to_be_bytes()[..], content].concat()
}

/// In each place of a FLAC file.
pub fn flac(bytes: &[u8]) -> Planted {
    let (mut blocks, mut at) = (Vec::new(), 4);
    loop {
        let word = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        let size = (word & 0xFF_FFFF) as usize;
        blocks.push(((word >> 24 & 0x7F) as u8, bytes[at + 4..at + 4 + size].to_vec()));
        at += 4 + size;
        if word >> 31 == 1 {
            break;
        }
    }
    let sound = &bytes[at..];
    let whole = |blocks: &[(u8, Vec<u8>)], sound: &[u8]| {
        let last = blocks.len() - 1;
        let blocks =
            blocks.iter().enumerate().flat_map(|(index, (kind, content))| block(*kind, index == last, content));
        [b"fLaC".to_vec(), blocks.collect(), sound.to_vec()].concat()
    };
    let mut files = Planted::new();
    for index in 0..blocks.len() {
        let mut more = blocks.clone();
        more[index].1.extend(SECRET);
        files.push((format!("block {} and more", blocks[index].0), whole(&more, sound)));
    }
    let point = |sample: u64, more: &[u8]| [&sample.to_be_bytes()[..], &more[..8], &[0, 0]].concat();
    let tables = [
        ("places of no point", [point(0, &[0; 8]), point(u64::MAX, &SECRET[..8])].concat()),
        ("points out of order", [point(9, &[0; 8]), point(5, &SECRET[..8])].concat()),
        ("a point", point(0, &SECRET[..8])),
        ("a text", [SECRET, &SECRET[..12]].concat()),
    ];
    for (name, table) in tables {
        let mut more = blocks.clone();
        more.insert(1, (3, table));
        files.push((format!("seek table of {name}"), whole(&more, sound)));
    }
    for kind in [0, 1, 2, 3, 4, 5, 6, 7, 100] {
        let mut more = blocks.clone();
        more.insert(1, (kind, SECRET.to_vec()));
        files.push((format!("a block {kind}"), whole(&more, sound)));
    }
    let mut digest = blocks.clone();
    digest[0].1.truncate(18);
    digest[0].1.extend(&SECRET[..16]);
    files.push(("the digest of the samples".into(), whole(&digest, sound)));
    files.push(("behind the sound".into(), whole(&blocks, &[sound, SECRET].concat())));
    files.push(("another file behind the sound".into(), [bytes, b"fLaC", SECRET, sound].concat()));
    files.push(("before the sound".into(), whole(&blocks, &[SECRET, sound].concat())));
    let middle = sound.windows(2).rposition(|pair| pair == [0xFF, 0xF8]).unwrap();
    files.push(("between frames".into(), whole(&blocks, &[&sound[..middle], SECRET, &sound[middle..]].concat())));
    files
}

/// Where each block of a GIF ends that is none of the last.
fn gif_ends(bytes: &[u8]) -> Vec<(u8, usize)> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let (mut all, mut at) = (Vec::new(), 13 + table(bytes[10]));
    while bytes[at] != 0x3B {
        let kind = bytes[at];
        at += if kind == 0x2C { 11 + table(bytes[at + 9]) } else { 2 };
        while bytes[at] != 0 {
            at += 1 + usize::from(bytes[at]);
        }
        at += 1;
        all.push((kind, at));
    }
    all
}

/// In each place of a GIF.
pub fn gif(bytes: &[u8]) -> Planted {
    let mut files = Planted::new();
    let sub = [&[SECRET.len() as u8][..], SECRET].concat();
    let with = |at: usize, more: &[u8]| [&bytes[..at], more, &bytes[at..]].concat();
    for (kind, end) in gif_ends(bytes) {
        files.push((format!("block {kind:02X} at {end} and more"), with(end - 1, &sub)));
        for label in [0xF9, 0xFE, 0x01, 0xFF, 0x22, 0xCE] {
            let more = [&[0x21, label][..], &sub, &[0]].concat();
            files.push((format!("extension {label:02X} at {end}"), with(end, &more)));
        }
        let application = [&[0x21, 0xFF, 11][..], b"NETSCAPE2.0", &sub, &[0]].concat();
        files.push((format!("a loop at {end}"), with(end, &application)));
        let controls: Vec<u8> = SECRET.chunks(4).flat_map(|four| [&[0x21, 0xF9, 4][..], four, &[0]].concat()).collect();
        files.push((format!("controls at {end}"), with(end, &controls)));
    }
    files.push(("behind the end".into(), [bytes, SECRET].concat()));
    files
}
