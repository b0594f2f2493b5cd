//! JPEG, PNG, WebP and GIF files with a marker in every segment, chunk and block that holds one.

use lightmark::provenance::redaction::Group;

use super::common::fixture;
use super::marks::{Marked, Marks};
use super::{packets, profiles, tiffs};

fn base(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}

pub fn jpeg() -> Marked {
    let mut marks = Marks::default();
    let picture = base("media/noise-420.jpg");
    let segment =
        |marker: u8, data: &[u8]| [&[0xFF, marker][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat();
    let mut bytes = vec![0xFF, 0xD8];
    bytes.extend(segment(0xE1, &[b"Exif\0\0".to_vec(), tiffs::exif(true, &mut marks)].concat()));
    bytes.extend(segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0".to_vec(), packets::xmp(&mut marks)].concat()));
    let iptc = [
        (90, marks.packet(Group::Location, "IPTC City")),
        (80, marks.packet(Group::Creator, "IPTC By-line")),
        (116, marks.packet(Group::Rights, "IPTC Copyright")),
    ];
    let iptc = packets::iptc(&iptc);
    let resource = [b"Photoshop 3.0\x008BIM\x04\x04\0\0".to_vec(), (iptc.len() as u32).to_be_bytes().to_vec(), iptc];
    bytes.extend(segment(0xED, &resource.concat()));
    let profile = profiles::icc(&mut marks);
    let (one, two) = (profile[..276].to_vec(), profile[276..].to_vec());
    for (number, part) in [(2u8, two), (1, one)] {
        bytes.extend(segment(0xE2, &[b"ICC_PROFILE\0".to_vec(), vec![number, 2], part].concat()));
    }
    bytes.extend(segment(0xFE, marks.text(Group::Text, "COM").as_bytes()));
    bytes.extend(segment(0xE5, marks.text(Group::Unknown, "APP5").as_bytes()));
    bytes.extend(segment(
        0xE0,
        &[b"JFXX\0\x10".to_vec(), marks.text(Group::EmbeddedPictures, "JFXX").into_bytes()].concat(),
    ));
    bytes.extend(&picture[2..]);
    bytes.extend(marks.text(Group::EmbeddedPictures, "AfterTheEnd").as_bytes());
    Marked { name: "marks.jpg", bytes, marks }
}

pub fn png() -> Marked {
    let mut marks = Marks::default();
    let picture = base("media/quarters.png");
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let body = [&kind[..], data].concat();
        [&(data.len() as u32).to_be_bytes()[..], &body, &crc32fast::hash(&body).to_be_bytes()].concat()
    };
    let mut bytes = picture[..33].to_vec();
    let profile = miniz_oxide::deflate::compress_to_vec_zlib(&profiles::icc(&mut marks), 9);
    let name = marks.text(Group::Rights, "iCCP Name");
    bytes.extend(chunk(b"iCCP", &[name.as_bytes(), b"\0\0", &profile].concat()));
    bytes.extend(chunk(b"eXIf", &tiffs::exif(false, &mut marks)));
    for (kind, data) in profiles::raw(&mut marks) {
        bytes.extend(chunk(kind, &data));
    }
    for (group, word) in [(Group::Creator, "Author"), (Group::Text, "Comment"), (Group::Rights, "Copyright")] {
        bytes.extend(chunk(b"tEXt", &[word.as_bytes(), b"\0", marks.text(group, word).as_bytes()].concat()));
    }
    let packed = |text: String| miniz_oxide::deflate::compress_to_vec_zlib(text.repeat(20).as_bytes(), 9);
    let software = packed(marks.text(Group::Software, "zTXt Software"));
    bytes.extend(chunk(b"zTXt", &[&b"Software\0\0"[..], &software].concat()));
    let prompt = packed(marks.text(Group::Software, "iTXt prompt"));
    bytes.extend(chunk(b"iTXt", &[&b"prompt\0\x01\0\0\0"[..], &prompt].concat()));
    bytes.extend(chunk(b"iTXt", &[&b"XML:com.adobe.xmp\0\0\0\0\0"[..], &packets::xmp(&mut marks)].concat()));
    bytes.extend(chunk(b"maRk", marks.text(Group::Unknown, "Chunk").as_bytes()));
    bytes.extend(&picture[33..]);
    bytes.extend(marks.text(Group::EmbeddedPictures, "AfterTheEnd").as_bytes());
    Marked { name: "marks.png", bytes, marks }
}

pub fn webp(name: &'static str, animated: bool) -> Marked {
    let mut marks = Marks::default();
    let picture = base("media/quarters-lossless.webp");
    let chunk = |kind: &[u8], data: &[u8]| {
        let mut out = [kind, &(data.len() as u32).to_le_bytes(), data].concat();
        out.resize(out.len() + data.len() % 2, 0);
        out
    };
    let size = [63u8, 0, 0, 47, 0, 0];
    let flags = 0x2C | if animated { 0x02 } else { 0 };
    let mut body = b"WEBP".to_vec();
    body.extend(chunk(b"VP8X", &[&[flags, 0, 0, 0][..], &size].concat()));
    body.extend(chunk(b"ICCP", &profiles::icc(&mut marks)));
    if animated {
        body.extend(chunk(b"ANIM", &[0; 6]));
        for delay in [100u8, 50] {
            let hidden = chunk(b"HIDE", marks.text(Group::Unknown, "ChunkInFrame").as_bytes());
            body.extend(chunk(b"ANMF", &[&[0; 6][..], &size, &[delay, 0, 0, 0], &picture[12..], &hidden].concat()));
        }
    } else {
        body.extend(&picture[12..]);
    }
    body.extend(chunk(b"EXIF", &tiffs::exif(true, &mut marks)));
    body.extend(chunk(b"XMP ", &packets::xmp(&mut marks)));
    body.extend(chunk(b"MARK", marks.text(Group::Unknown, "Chunk").as_bytes()));
    let mut bytes = chunk(b"RIFF", &body);
    bytes.extend(marks.text(Group::EmbeddedPictures, "AfterTheEnd").as_bytes());
    Marked { name, bytes, marks }
}

pub fn gif() -> Marked {
    let mut marks = Marks::default();
    let picture = base("media/quarters.gif");
    let blocks = |data: &[u8]| {
        let mut out: Vec<u8> = data.chunks(255).flat_map(|part| [&[part.len() as u8][..], part].concat()).collect();
        out.push(0);
        out
    };
    let mut bytes = picture[..picture.len() - 1].to_vec();
    assert_eq!(picture.last(), Some(&0x3B));
    bytes.extend([&[0x21, 0xFE][..], &blocks(marks.text(Group::Text, "Comment").as_bytes())].concat());
    bytes.extend([&b"\x21\xFF\x0BNETSCAPE2.0"[..], &blocks(&[1, 0, 0])].concat());
    bytes.extend([&b"\x21\xFF\x0BICCRGBG1012"[..], &blocks(&profiles::icc(&mut marks))].concat());
    let hidden = blocks(marks.text(Group::Unknown, "Application").as_bytes());
    bytes.extend([&b"\x21\xFF\x0BMARKERAPP01"[..], &hidden].concat());
    bytes.extend([&b"\x21\xFF\x0BXMP DataXMP"[..], &packets::xmp(&mut marks), &[1]].concat());
    bytes.extend((0..=255u8).rev());
    bytes.push(0);
    let text = blocks(marks.text(Group::Text, "PlainText").as_bytes());
    bytes.extend([&[0x21, 0xF9, 4, 0, 9, 0, 0, 0, 0x21, 0x01, 12][..], &[0; 12], &text].concat());
    bytes.push(0x3B);
    bytes.extend(marks.text(Group::EmbeddedPictures, "AfterTheEnd").as_bytes());
    Marked { name: "marks.gif", bytes, marks }
}
