//! Previews that stay because only other things go: in Photoshop's resources, JFIF's extension, IPTC and a maker's own
//! block. Each is a JPEG with a comment of its own that is to go.

mod common;

use std::fs::File;

use common::{Home, fixture};
use lightmark::media::redact::proof::prove;
use lightmark::media::redact::{plan, write};
use lightmark::provenance::format::Format;
use lightmark::provenance::redaction::{Group, Policy};

const SECRET: &[u8] = b"COMMENT-OF-A-PREVIEW";

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(payload.len() as u16 + 2).to_be_bytes(), payload].concat()
}

/// A small picture with a comment.
fn preview() -> Vec<u8> {
    let base = std::fs::read(fixture("media/quarters-grey.jpg")).unwrap();
    [&base[..2], &segment(0xFE, SECRET), &base[2..]].concat()
}

fn resource(id: u16, value: &[u8]) -> Vec<u8> {
    let mut out = [&b"8BIM"[..], &id.to_be_bytes(), &[0, 0], &(value.len() as u32).to_be_bytes(), value].concat();
    out.resize(out.len().next_multiple_of(2), 0);
    out
}

/// A thumbnail as Photoshop writes it: format, sizes, then a JPEG.
fn thumbnail() -> Vec<u8> {
    let picture = preview();
    let head = [1u32, 16, 16, 48, 768, picture.len() as u32].map(u32::to_be_bytes).concat();
    resource(0x040C, &[&head[..], &[0, 24, 0, 1], &picture].concat())
}

/// A block with a maker's own bytes, and the preview in them or behind all that a table names.
fn maker_note(is_inside: bool) -> Vec<u8> {
    let picture = preview();
    let note =
        if is_inside { [b"Maker\0\0\0", &picture[..], b"SERIAL"].concat() } else { b"Maker\0at the end".to_vec() };
    let mut block = b"II\x2A\0\x08\0\0\0\x01\0".to_vec();
    block.extend(
        [&0x8769u16.to_le_bytes()[..], &4u16.to_le_bytes(), &1u32.to_le_bytes(), &26u32.to_le_bytes()].concat(),
    );
    block.extend([0; 4]);
    block.extend([1, 0]);
    let length = (note.len() as u32).to_le_bytes();
    block.extend([&0x927Cu16.to_le_bytes()[..], &7u16.to_le_bytes(), &length, &44u32.to_le_bytes()].concat());
    block.extend([0; 4]);
    assert_eq!(block.len(), 44);
    block.extend(note);
    if !is_inside {
        block.extend(picture);
    }
    block
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

/// The copy of a JPEG with this segment, from which texts alone go.
fn without_texts(home: &Home, segment: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let base = std::fs::read(fixture("media/quarters.jpg")).unwrap();
    let bytes = [&base[..2], segment, &base[2..]].concat();
    let (original, copy) = (home.path("original.jpg"), home.path("copy.jpg"));
    std::fs::write(&original, &bytes).unwrap();
    let mut policy = Policy::evidence();
    policy.drop.insert(Group::Text);
    let plan = plan(&original, Format::Jpeg, &policy).unwrap();
    write(&plan.pieces, &mut File::open(&original).unwrap(), &mut File::create(&copy).unwrap()).unwrap();
    let proof = prove(&original, &copy, Format::Jpeg, &policy).unwrap();
    assert!(proof.holds(), "{proof:?}");
    (bytes, std::fs::read(copy).unwrap())
}

#[test]
fn a_preview_that_stays_loses_what_goes() {
    let home = Home::new();
    let iptc = [&[0x1C, 2, 202][..], &(preview().len() as u16).to_be_bytes(), &preview()].concat();
    let exif = |is_inside| segment(0xE1, &[b"Exif\0\0", &maker_note(is_inside)[..]].concat());
    let places = [
        ("Photoshop's thumbnail", segment(0xED, &[b"Photoshop 3.0\0", &thumbnail()[..]].concat())),
        ("IPTC's preview", segment(0xED, &[b"Photoshop 3.0\0", &resource(0x0404, &iptc)[..]].concat())),
        ("JFIF's extension", segment(0xE0, &[b"JFXX\0\x10", &preview()[..]].concat())),
        ("a maker's own block", exif(true)),
        ("what a maker's own block points to", exif(false)),
    ];
    for (place, segment) in places {
        let (bytes, copy) = without_texts(&home, &segment);
        assert!(holds(&bytes, SECRET) && !holds(&copy, SECRET), "{place}");
        // The preview itself is still there, and what is beside it.
        let scan = preview();
        let scan = &scan[scan.len() - 40..];
        assert!(holds(&copy, scan), "{place}");
        assert_eq!(holds(&copy, b"Maker\0"), holds(&bytes, b"Maker\0"), "{place}");
        assert_eq!(holds(&copy, b"SERIAL"), holds(&bytes, b"SERIAL"), "{place}");
    }
}

#[test]
fn a_preview_that_cannot_be_followed_goes() {
    let home = Home::new();
    let broken = [b"JFXX\0\x10\xFF\xD8", SECRET].concat();
    let (bytes, copy) = without_texts(&home, &segment(0xE0, &broken));
    assert!(holds(&bytes, b"JFXX") && !holds(&copy, SECRET) && !holds(&copy, b"JFXX"));
}

#[test]
fn a_thumbnail_of_jfif_goes_and_the_size_of_a_pixel_stays() {
    let home = Home::new();
    let jfif = segment(0xE0, &[b"JFIF\0\x01\x01\x01\0\x48\0\x48\x02\x04", SECRET, &[0; 4]].concat());
    let base = std::fs::read(fixture("media/noise-420.jpg")).unwrap();
    let bytes = [&base[..2], &jfif, &base[2..]].concat();
    let path = home.path("original.jpg");
    std::fs::write(&path, &bytes).unwrap();
    let plan = plan(&path, Format::Jpeg, &Policy::public()).unwrap();
    let mut copy = Vec::new();
    write(&plan.pieces, &mut File::open(&path).unwrap(), &mut copy).unwrap();
    assert!(!holds(&copy, SECRET));
    assert!(holds(&copy, b"\xFF\xE0\0\x10JFIF\0\x01\x01\x01\0\x48\0\x48\0\0"));
}
