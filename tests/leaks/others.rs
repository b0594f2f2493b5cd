//! Files of boxes, sound and drawings with a marker in every part that holds one. What stands inside of boxes that point
//! to one another is planted by exiftool, which minds the offsets; everything else byte by byte.

use std::path::Path;
use std::process::Command;

use lightmark::provenance::redaction::Group;

use super::common::fixture;
use super::marks::{Marked, Marks};

/// A fixture with fields planted by exiftool, and boxes that nobody knows at its end.
pub fn boxes(dir: &Path, name: &'static str, base: &str, fields: &[(&str, Group)]) -> Marked {
    let mut marks = Marks::default();
    let path = dir.join(name);
    std::fs::copy(fixture(base), &path).unwrap();
    let mut command = Command::new("exiftool");
    command.args(["-q", "-q", "-m", "-overwrite_original"]);
    for (field, group) in fields {
        let place = field.replace(['-', ':'], " ");
        let text = if field.starts_with("XMP") { marks.packet(*group, &place) } else { marks.text(*group, &place) };
        command.arg(format!("-{field}={text}"));
    }
    assert!(command.arg(&path).status().unwrap().success(), "{name}");
    let mut bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let plain = |kind: &[u8; 4], data: &[u8]| [&(data.len() as u32 + 8).to_be_bytes()[..], kind, data].concat();
    bytes.extend(plain(b"free", marks.text(Group::Unknown, "FreeBox").as_bytes()));
    let own = [&[0x5A; 16][..], marks.text(Group::Unknown, "UuidBox").as_bytes()].concat();
    bytes.extend(plain(b"uuid", &own));
    bytes.extend(plain(b"maRk", marks.text(Group::Unknown, "UnknownBox").as_bytes()));
    Marked { name, bytes, marks }
}

pub fn wav() -> Marked {
    let mut marks = Marks::default();
    let mut bytes = std::fs::read(fixture("media/sound.wav")).unwrap();
    let chunk = |kind: &[u8], data: &[u8]| {
        let mut out = [kind, &(data.len() as u32).to_le_bytes(), data].concat();
        out.resize(out.len() + data.len() % 2, 0);
        out
    };
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    let mut info = b"INFO".to_vec();
    for (kind, group) in
        [(b"IART", Group::Creator), (b"INAM", Group::Text), (b"ISFT", Group::Software), (b"ICOP", Group::Rights)]
    {
        let place = format!("INFO {}", String::from_utf8_lossy(kind));
        info.extend(chunk(kind, marks.text(group, &place).as_bytes()));
    }
    bytes.extend(chunk(b"LIST", &info));
    let mut broadcast = vec![0; 602];
    for (group, at, place) in
        [(Group::Text, 0, "bext Text"), (Group::Creator, 256, "bext Originat"), (Group::Device, 288, "bext Reference")]
    {
        let text = marks.text(group, place);
        broadcast[at..at + text.len()].copy_from_slice(text.as_bytes());
    }
    bytes.extend(chunk(b"bext", &broadcast));
    bytes.extend(chunk(b"maRk", marks.text(Group::Unknown, "Chunk").as_bytes()));
    bytes.extend(chunk(b"JUNK", marks.text(Group::Unknown, "Junk").as_bytes()));
    let size = (bytes.len() as u32 - 8).to_le_bytes();
    bytes[4..8].copy_from_slice(&size);
    bytes.extend(marks.text(Group::EmbeddedPictures, "AfterTheEnd").as_bytes());
    Marked { name: "marks.wav", bytes, marks }
}

pub fn mp3() -> Marked {
    let mut marks = Marks::default();
    let base = std::fs::read(fixture("media/sound.mp3")).unwrap();
    let seven = |value: usize| [21, 14, 7, 0].map(|bits| (value >> bits & 0x7F) as u8);
    let skip = match base.starts_with(b"ID3") {
        true => 10 + base[6..10].iter().fold(0, |sum, byte| sum << 7 | usize::from(*byte)),
        false => 0,
    };
    let mut frames = Vec::new();
    let mut frame = |id: &[u8; 4], head: &[u8], text: &str| {
        let data = [head, text.as_bytes()].concat();
        frames.extend([&id[..], &(data.len() as u32).to_be_bytes(), &[0, 0], &data].concat());
    };
    frame(b"TIT2", &[0], &marks.text(Group::Text, "TIT2"));
    frame(b"TPE1", &[0], &marks.text(Group::Creator, "TPE1"));
    frame(b"TSSE", &[0], &marks.text(Group::Software, "TSSE"));
    frame(b"TCOP", &[0], &marks.text(Group::Rights, "TCOP"));
    frame(b"COMM", b"\0eng\0", &marks.text(Group::Text, "COMM"));
    frame(b"PRIV", b"owner\0", &marks.text(Group::Unknown, "PRIV"));
    frame(b"APIC", b"\0image/png\0\x03\0", &marks.text(Group::EmbeddedPictures, "APIC"));
    let mut bytes = [&b"ID3\x03\0\0"[..], &seven(frames.len()), &frames].concat();
    bytes.extend(&base[skip..]);
    let mut old = b"TAG".to_vec();
    for (group, place) in [(Group::Text, "ID3v1 Title"), (Group::Creator, "ID3v1 Artist"), (Group::Text, "ID3v1 Album")]
    {
        let mut text = marks.text(group, place).into_bytes();
        text.resize(30, 0);
        old.extend(text);
    }
    old.resize(127, 0);
    // No genre (ID3v1).
    old.push(0xFF);
    bytes.extend(old);
    Marked { name: "marks.mp3", bytes, marks }
}

pub fn flac() -> Marked {
    let mut marks = Marks::default();
    let base = std::fs::read(fixture("media/sound.flac")).unwrap();
    let block = |kind: u8, data: &[u8]| [&[kind][..], &(data.len() as u32).to_be_bytes()[1..], data].concat();
    let mut bytes = base[..42].to_vec();
    assert!(bytes[4] & 0x80 == 0, "further blocks follow in the fixture");
    let four = |text: &str| [&(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    let mut comments = Vec::new();
    for (key, group) in
        [("ARTIST", Group::Creator), ("TITLE", Group::Text), ("COPYRIGHT", Group::Rights), ("ENCODER", Group::Software)]
    {
        comments.push(format!("{key}={}", marks.text(group, key)));
    }
    let comments: Vec<u8> = comments.iter().flat_map(|comment| four(comment)).collect();
    bytes.extend(block(4, &[four("vendor"), 4u32.to_le_bytes().to_vec(), comments].concat()));
    let text = marks.text(Group::Unknown, "APPLICATION");
    bytes.extend(block(2, &[b"mark", text.as_bytes()].concat()));
    bytes.extend(block(1, marks.text(Group::Unknown, "PADDING").as_bytes()));
    bytes.extend(block(9, marks.text(Group::Unknown, "UnknownBlock").as_bytes()));
    let picture = marks.text(Group::EmbeddedPictures, "PICTURE").into_bytes();
    let head = [3u32, 9].map(u32::to_be_bytes).concat();
    let size = (picture.len() as u32).to_be_bytes();
    bytes.extend(block(6, &[&head[..], b"image/png", &[0; 20], &size, &picture].concat()));
    // The fixture's own comments go, since there may be one block of them only.
    let mut at = 42;
    loop {
        let length = usize::from(base[at + 1]) << 16 | usize::from(base[at + 2]) << 8 | usize::from(base[at + 3]);
        let is_last = base[at] & 0x80 != 0;
        at += 4 + length;
        if is_last {
            break;
        }
    }
    bytes.extend(block(0x81, &[0; 8]));
    bytes.extend(&base[at..]);
    Marked { name: "marks.flac", bytes, marks }
}

pub fn svg() -> Marked {
    let mut marks = Marks::default();
    let mut text = |group, place: &str| marks.text(group, place);
    // Comments of drawings say which program wrote them as often as anything else, so they go with the programs.
    let (comment, title) = (text(Group::Software, "Comment"), text(Group::Text, "Title"));
    let (desc, program) = (text(Group::Text, "Desc"), text(Group::Software, "Inkscape"));
    let instruction = text(Group::Unknown, "Instruction");
    let bytes = format!(
        "<?xml version=\"1.0\"?><!-- {comment} --><?mark {instruction}?><svg xmlns=\"http://www.w3.org/2000/svg\" \
         xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" width=\"9\" height=\"9\" \
         inkscape:export-filename=\"{program}\"><title>{title}</title><desc>{desc}</desc>\
         <rect width=\"5\" height=\"5\" fill=\"#f00\"/></svg>"
    )
    .into_bytes();
    Marked { name: "marks.svg", bytes, marks }
}
